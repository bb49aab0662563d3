//! A record that follows one of the tables, and how it is shown.

use super::Kind;
use super::field::{Field, Sort, pick};
use crate::dates;
use crate::health::medicine::{Dispensing, Notebook};
use crate::health::picture;
use crate::health::vaccination::Product;
use crate::language::Language;
use crate::time::Day;
use serde_json::{Map, Value};

/// A filled-in form. [`super::parse_form`] makes one from what was typed, and a stored entry gives one back.
///
/// A stored one may hold fields of a newer program. They are kept, and shown by their keys.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    kind: Kind,
    values: Map<String, Value>,
}

impl Sheet {
    pub(in crate::health) const fn kept(kind: Kind, values: Map<String, Value>) -> Self {
        Self { kind, values }
    }

    pub(in crate::health) const fn json(&self) -> &Map<String, Value> {
        &self.values
    }

    /// The sheet that corrects another one: fields of a newer program, which no form here shows, are taken over.
    #[must_use]
    pub fn correcting(mut self, before: &Self) -> Self {
        if self.kind == before.kind {
            let newer = before.values.iter().filter(|(key, _)| self.kind.field(key).is_none());
            self.values.extend(newer.map(|(key, value)| (key.clone(), value.clone())));
        }
        self
    }

    /// What it is.
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// A number in the smallest unit of its field.
    pub fn number(&self, key: &str) -> Option<i64> {
        self.values.get(key)?.as_i64()
    }

    /// A text, the word of a choice, or a day or time as it is kept.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.values.get(key)?.as_str()
    }

    /// A whole day.
    pub fn day(&self, key: &str) -> Option<Day> {
        Day::parse(self.text(key)?).ok()
    }

    /// The vaccine of a dose.
    pub fn product(&self) -> Option<Product> {
        Product::parse(self.text("product")?)
    }

    /// The medicine notebook, read again.
    pub fn notebook(&self) -> Option<Notebook> {
        Notebook::read(self.text("jahis")?).ok()
    }

    pub(super) fn value(&self, key: &str) -> Option<&Value> {
        self.values.get(key)
    }

    /// The fields that are filled in: label, and value with its unit.
    pub fn lines(&self, language: Language) -> Vec<(String, String)> {
        let mut lines = Vec::new();
        // The name of a picture says nothing to people; the page shows the picture.
        for field in self.kind.fields().iter().filter(|field| field.key != picture::FIELD) {
            if matches!(field.sort, Sort::Notebook) {
                lines.extend(self.notebook().iter().flat_map(|notebook| notebook_lines(notebook, language)));
            } else if let Some(value) = self.shown(field, language) {
                lines.push((pick(field.label, language).to_owned(), value));
            }
        }
        let newer = self.values.iter().filter(|(key, _)| self.kind.field(key).is_none());
        lines.extend(newer.map(|(key, value)| (key.clone(), plain(value))));
        lines
    }

    /// A few words for a line of a timeline.
    pub fn summary(&self, language: Language) -> String {
        let lines = self.lines(language);
        let short = lines.iter().filter(|(_, value)| value.chars().count() <= 60).take(3);
        // The one field of a diary is called as the diary is.
        let name = self.kind.name(language);
        let said = |(label, value): &(String, String)| {
            if label == name { value.clone() } else { format!("{label} {value}") }
        };
        let said: Vec<String> = short.map(said).collect();
        if said.is_empty() {
            let text = lines.first().map_or("", |(_, value)| value.as_str());
            let first = text.lines().next().unwrap_or_default();
            let cut: String = first.chars().take(40).collect();
            return if cut.len() < text.len() { format!("{cut}…") } else { cut };
        }
        said.join(if language == Language::English { ", " } else { "、" })
    }

    /// A value as people read it.
    pub(in crate::health) fn shown(&self, field: &Field, language: Language) -> Option<String> {
        let value = self.values.get(field.key)?;
        Some(match (field.sort, value) {
            (Sort::Number(number), Value::Number(whole)) => number.with_unit(whole.as_i64()?, language),
            (Sort::Choice(choices), Value::String(word)) => {
                let known = choices.iter().find(|choice| choice.word == word);
                known.map_or(word.as_str(), |choice| pick(choice.label, language)).to_owned()
            }
            (Sort::Product, Value::String(word)) => {
                Product::parse(word).map_or(word.as_str(), |product| product.label(language)).to_owned()
            }
            (Sort::Day | Sort::When, Value::String(text)) => shown_when(text, language),
            (_, value) => plain(value),
        })
    }
}

pub(in crate::health) fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A day, a month or a year as people say them.
fn shown_when(text: &str, language: Language) -> String {
    if let Ok(day) = Day::parse(text) {
        return dates::full(day, language);
    }
    let (year, month) = text.split_once('-').unwrap_or((text, ""));
    match (year.parse(), month.parse()) {
        (Ok(year), Ok(month)) => dates::month(year, month, language),
        (Ok(year), Err(_)) if language != Language::English => format!("{year}年"),
        _ => text.to_owned(),
    }
}

/// One line for each visit: when and where, and what was handed out.
pub(in crate::health) fn notebook_lines(notebook: &Notebook, language: Language) -> Vec<(String, String)> {
    let contents = notebook.contents();
    let mut lines: Vec<_> = contents.dispensings.iter().map(|visit| visit_line(visit, language)).collect();
    let label = ["市販薬", "買（か）った 薬（くすり）", "Over-the-counter medicine"];
    let bought = contents.over_the_counter.iter();
    lines.extend(bought.map(|it| (pick(label, language).to_owned(), it.medicine.name.clone())));
    lines
}

fn visit_line(visit: &Dispensing<'_>, language: Language) -> (String, String) {
    let day = visit.date.date.value().map(|day| dates::full(*day, language)).unwrap_or_default();
    let place = visit.institution.map_or("", |institution| institution.name.as_str());
    let mut drugs = Vec::new();
    for rp in &visit.rps {
        let names =
            rp.drugs.iter().map(|line| format!("{} {}{}", line.drug.name, line.drug.dose, line.drug.unit));
        let names = names.collect::<Vec<_>>().join("、");
        let usage = rp.usage.map(|usage| {
            let quantity = usage.quantity.value().map(u16::to_string).unwrap_or_default();
            format!("（{} {quantity}{}）", usage.name, usage.unit)
        });
        drugs.push(names + &usage.unwrap_or_default());
    }
    (format!("{day} {place}").trim().to_owned(), drugs.join("、"))
}
