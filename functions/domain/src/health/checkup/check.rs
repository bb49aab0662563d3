//! The check of a form.

use super::field::{Field, Sort};
use super::problem::{Doubt, Problem, Warning, What};
use super::sheet::Sheet;
use super::{Kind, typed};
use crate::health::growth::{Grams, Millimetres, kaup_index};
use crate::time::Day;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// What was typed, by the keys of the fields. The caller keeps it, so that nothing is lost when something is wrong.
pub type Typed = BTreeMap<String, String>;

/// Reads the day of a record: when it was measured, given, written. It cannot lie in the future.
pub fn parse_day(text: &str, today: Day) -> Result<Day, What> {
    let text = text.trim();
    if text.is_empty() {
        return Err(What::Missing);
    }
    let day = typed::day(text).ok_or(What::NotADay)?;
    if day > today { Err(What::NotYet) } else { Ok(day) }
}

/// Reads a form. Every problem is named by its field; what is typed under other names is not looked at.
pub fn parse_form(kind: Kind, typed: &Typed) -> Result<(Sheet, Vec<Warning>), Vec<Problem>> {
    let (mut values, mut doubts, mut problems) = (Map::new(), Vec::new(), Vec::new());
    for field in kind.fields() {
        let text = typed.get(field.key).map_or("", |text| text.trim());
        if text.is_empty() {
            if field.needed {
                problems.push(Problem::of(field, What::Missing));
            }
            continue;
        }
        match typed::value(field, text) {
            Ok((value, doubt)) => {
                doubts.extend(doubt.map(|doubt| (field, doubt)));
                values.insert(field.key.to_owned(), value);
            }
            Err(what) => problems.push(Problem::of(field, what)),
        }
    }
    if values.is_empty() && problems.is_empty() {
        problems.push(Problem { field: "", label: [""; 3], what: What::Empty });
    }
    let sheet = Sheet::kept(kind, values);
    together(&sheet, &mut problems, &mut doubts);
    if !problems.is_empty() {
        return Err(problems);
    }
    let warning = |(field, doubt): (&'static Field, Doubt)| match field.sort {
        Sort::Number(number) => Some(Warning {
            field: field.key,
            label: field.label,
            number,
            value: sheet.number(field.key)?,
            doubt,
        }),
        _ => None,
    };
    let warnings = doubts.into_iter().filter_map(warning).collect();
    Ok((sheet, warnings))
}

/// What fields say together.
fn together(sheet: &Sheet, problems: &mut Vec<Problem>, doubts: &mut Vec<(&'static Field, Doubt)>) {
    let kind = sheet.kind();
    let mut problem =
        |key: &str, what: What| problems.extend(kind.field(key).map(|field| Problem::of(field, what)));
    if let (Some(upper), Some(lower)) = (sheet.number("systolic"), sheet.number("diastolic"))
        && lower >= upper
    {
        problem("diastolic", What::Swapped);
    }
    let is_day = |key| kind.field(key).is_some_and(|field| matches!(field.sort, Sort::Day));
    if let (Some(from), Some(until)) = (sheet.day("from"), sheet.day("until"))
        && is_day("from")
        && until < from
    {
        problem("until", What::EndsBefore);
    }
    if kind == Kind::Vaccination {
        match (sheet.text("product"), sheet.text("other")) {
            (None, None) => problem("product", What::NoVaccine),
            (Some(_), Some(_)) => problem("other", What::TwoVaccines),
            _ => {}
        }
    }
    let mut doubt = |key: &str| doubts.extend(kind.field(key).map(|field| (field, Doubt::DoesNotFit)));
    let size = |key| sheet.number(key).and_then(|value| u32::try_from(value).ok());
    if let (Some(weight), Some(height), Some(typed)) = (size("weight"), size("height"), size("bmi"))
        && let Some(bmi) = kaup_index(Grams(weight), Millimetres(height))
        && bmi.abs_diff(typed) > 5
    {
        doubt("bmi");
    }
    if let (Some(teeth), Some(decayed)) = (sheet.number("teeth"), sheet.number("caries_untreated"))
        && decayed + sheet.number("caries_treated").unwrap_or(0) > teeth
    {
        doubt("teeth");
    }
}

impl Sheet {
    /// What a form shows for it: reading that again gives the same sheet.
    pub fn values(&self) -> Typed {
        let typed = |field: &'static Field| Some((field.key.to_owned(), self.typed(field)?));
        self.kind().fields().iter().filter_map(typed).collect()
    }

    fn typed(&self, field: &Field) -> Option<String> {
        Some(match (field.sort, self.value(field.key)?) {
            (Sort::Number(number), Value::Number(value)) => number.text(value.as_i64()?),
            (_, Value::String(text)) => text.clone(),
            (_, other) => other.to_string(),
        })
    }
}
