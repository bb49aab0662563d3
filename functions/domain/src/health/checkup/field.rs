//! What a field of a form may be.

use crate::{health::vaccination::Product, language::Language};

/// One text in the three languages, in the order of [`Language::ALL`].
pub type Three = [&'static str; 3];

/// The text of a language.
pub(super) const fn pick(three: Three, language: Language) -> &'static str {
    let [japanese, easy, english] = three;
    match language {
        Language::Japanese => japanese,
        Language::EasyJapanese => easy,
        Language::English => english,
    }
}

const NO_HINT: Three = [""; 3];

/// A field of a form.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Its name in forms and its key in records. What was written under it once keeps its meaning and its unit for ever:
    /// another unit needs another key.
    pub key: &'static str,
    /// What people read above it.
    pub label: Three,
    /// How to fill it in; may be empty.
    pub hint: &'static Three,
    /// What it holds.
    pub sort: Sort,
    /// Whether the record cannot do without it.
    pub needed: bool,
}

impl Field {
    pub(super) const fn new(key: &'static str, label: Three, sort: Sort) -> Self {
        Self { key, label, hint: &NO_HINT, sort, needed: false }
    }

    pub(super) const fn needed(self) -> Self {
        Self { needed: true, ..self }
    }

    pub(super) const fn hint(self, hint: &'static Three) -> Self {
        Self { hint, ..self }
    }

    /// What can be chosen: words of the record, and what people read.
    pub fn options(&self, language: Language) -> Vec<(&'static str, &'static str)> {
        match self.sort {
            Sort::Choice(choices) => {
                choices.iter().map(|choice| (choice.word, pick(choice.label, language))).collect()
            }
            Sort::Product => {
                Product::ALL.iter().map(|product| (product.word(), product.label(language))).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The unit behind the field; may be empty.
    pub const fn unit(&self, language: Language) -> &'static str {
        match self.sort {
            Sort::Number(number) => pick(number.unit.label, language),
            _ => "",
        }
    }
}

/// What a field holds.
#[derive(Debug, Clone, Copy)]
pub enum Sort {
    /// A measured number.
    Number(Number),
    /// One of a few words.
    Choice(&'static [Choice]),
    /// A vaccine.
    Product,
    /// One line of at most so many characters.
    Line(usize),
    /// Some lines of at most so many characters.
    Text(usize),
    /// A day.
    Day,
    /// A year, a month or a day, as far as it is known.
    When,
    /// A time of day in Japan.
    Clock,
    /// A medicine notebook as a pharmacy prints it: see [`crate::health::medicine`].
    Notebook,
}

/// A number with its unit. Records keep it whole, in the smallest unit: 10.25 kg with three decimals is 10250.
#[derive(Debug, Clone, Copy)]
pub struct Number {
    /// The unit in which people read and type it.
    pub unit: &'static Unit,
    /// Digits behind the point.
    pub decimals: u8,
    /// The lowest number that is taken, in the smallest unit.
    pub least: i32,
    /// The highest.
    pub most: i32,
    /// A number outside of these is asked back, and taken when it is confirmed. They judge nobody's health: they are wider
    /// than what is healthy and only catch slips.
    pub usual: (i32, i32),
}

impl Number {
    /// As people write it: `10.25`, `72.0`, `118`.
    pub fn text(self, value: i64) -> String {
        let decimals = usize::from(self.decimals);
        if decimals == 0 {
            return value.to_string();
        }
        let sign = if value < 0 { "-" } else { "" };
        let digits = format!("{:0width$}", value.unsigned_abs(), width = decimals + 1);
        let (whole, part) = digits.split_at(digits.len() - decimals);
        let (first, rest) = part.split_at(1);
        format!("{sign}{whole}.{first}{}", rest.trim_end_matches('0'))
    }

    /// The same with its unit: `10.25kg`, in English `10.25 kg`.
    pub fn with_unit(self, value: i64, language: Language) -> String {
        let (text, unit) = (self.text(value), pick(self.unit.label, language));
        let gap = if language == Language::English && !unit.is_empty() { " " } else { "" };
        format!("{text}{gap}{unit}")
    }

    pub(super) fn takes(self, value: i64) -> bool {
        (i64::from(self.least)..=i64::from(self.most)).contains(&value)
    }

    /// Ten to the power of its decimals.
    pub(super) fn one(self) -> i64 {
        10_i64.pow(u32::from(self.decimals.min(6)))
    }
}

/// A unit.
#[derive(Debug, Clone, Copy)]
pub struct Unit {
    /// What people read.
    pub label: Three,
    /// How many times too large or too small a number is that was typed in a neighbouring unit: `(1, 1000)` takes grams for
    /// kilograms.
    pub(super) slips: &'static [(i64, i64)],
}

/// A choice.
#[derive(Debug, Clone, Copy)]
pub struct Choice {
    /// Its word in records.
    pub word: &'static str,
    /// What people read.
    pub label: Three,
    /// What files of other programs say.
    pub(super) also: &'static [&'static str],
}

pub(super) const fn choice(word: &'static str, label: Three, also: &'static [&'static str]) -> Choice {
    Choice { word, label, also }
}

/// `hard` and `usual` are in the smallest unit.
pub(super) const fn number(unit: &'static Unit, decimals: u8, hard: (i32, i32), usual: (i32, i32)) -> Sort {
    Sort::Number(Number { unit, decimals, least: hard.0, most: hard.1, usual })
}

/// The units.
pub(super) mod unit {
    use super::{Three, Unit};

    const fn same(label: &'static str) -> Unit {
        Unit { label: [label; 3], slips: &[] }
    }

    const fn said(label: Three) -> Unit {
        Unit { label, slips: &[] }
    }

    pub(in super::super) const G: &Unit = &Unit { label: ["g"; 3], slips: &[(1000, 1)] };
    pub(in super::super) const KG: &Unit = &Unit { label: ["kg"; 3], slips: &[(1, 1000)] };
    pub(in super::super) const CM: &Unit = &Unit { label: ["cm"; 3], slips: &[(1, 10), (100, 1)] };
    pub(in super::super) const ML: &Unit = &same("mL");
    pub(in super::super) const MMHG: &Unit = &same("mmHg");
    pub(in super::super) const CELSIUS: &Unit = &same("℃");
    pub(in super::super) const PERCENT: &Unit = &same("%");
    pub(in super::super) const MG_DL: &Unit = &same("mg/dL");
    pub(in super::super) const G_DL: &Unit = &same("g/dL");
    pub(in super::super) const U_L: &Unit = &same("U/L");
    pub(in super::super) const EGFR: &Unit = &same("mL/min/1.73m²");
    pub(in super::super) const RED_CELLS: &Unit = &said(["万/μL", "万（まん）/μL", "×10⁴/μL"]);
    pub(in super::super) const NONE: &Unit = &same("");
    pub(in super::super) const POINTS: &Unit = &said(["点", "点（てん）", "points"]);
    pub(in super::super) const BEATS: &Unit = &said(["回/分", "回（かい）/分（ふん）", "beats a minute"]);
    pub(in super::super) const WEEKS: &Unit = &said(["週", "週（しゅう）", "weeks"]);
    pub(in super::super) const DAYS: &Unit = &said(["日", "日（にち）", "days"]);
    pub(in super::super) const HOURS: &Unit = &said(["時間", "時間（じかん）", "hours"]);
    pub(in super::super) const TEETH: &Unit = &said(["本", "本（ほん）", "teeth"]);
    pub(in super::super) const PEOPLE: &Unit = &said(["人", "人（にん）", "children"]);
    pub(in super::super) const TIMES: &Unit = &said(["回目", "回目（かいめ）", "dose"]);
    pub(in super::super) const GRADE: &Unit = &said(["年", "年（ねん）", "grade"]);
    pub(in super::super) const STEPS: &Unit = &said(["歩", "歩（ほ）", "steps"]);
}
