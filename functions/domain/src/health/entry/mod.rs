//! What one sealed record says: a day, its content, who wrote it, from where, and when.
//!
//! The JSON is `{"v":1,"day":"2026-11-20","kind":"vitals","values":{…},"by":{"who":"self"},"from":"page","at":1795186800}`.
//! It stays readable for as long as a person lives: words, keys and units that were written once never change their
//! meaning. What a newer program wrote, another version, an unknown kind, an unknown writer, is kept, shown as
//! [`Body::Newer`], and written back as it came.

mod book;
mod collect;
mod json;

pub use book::book;
pub use collect::{AtBirth, at_birth, dose, doses, growth};
pub use json::{MOST_BYTES, Unreadable};

use crate::health::category::Category;
use crate::health::checkup::Sheet;
use crate::language::Language;
use crate::time::{Day, Timestamp};
use serde_json::{Map, Value};

/// What one sealed record says.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The day that it is about.
    pub day: Day,
    /// What it says.
    pub body: Body,
    /// Who says so.
    pub by: Recorder,
    /// How it came in.
    pub from: Source,
    /// When it was written.
    pub at: Timestamp,
}

/// One version of an entry, for whoever takes the whole record along.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    /// Which entry.
    pub record: String,
    /// 1, 2, 3 …
    pub number: i64,
    /// The day on which this version was written.
    pub written: String,
    /// Where it lies; an entry of a newer kind says nothing of it.
    pub category: Category,
    /// What it says; None withdraws the entry.
    pub entry: Option<Entry>,
}

/// The content of a record.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// A filled-in form.
    Sheet(Sheet),
    /// What a newer program wrote. It is kept, and nobody may change it here.
    Newer(Newer),
}

/// A record of a newer program.
#[derive(Debug, Clone, PartialEq)]
pub struct Newer {
    kind: String,
    object: Map<String, Value>,
}

/// Who wrote a record. Names are those of the moment of writing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recorder {
    /// The person.
    Own,
    /// A guardian.
    Guardian {
        /// The name.
        name: String,
    },
    /// A member of the town's staff.
    Staff {
        /// The name.
        name: String,
        /// The office.
        office: String,
    },
    /// A clinic or pharmacy.
    Clinic {
        /// Its name.
        name: String,
    },
    /// A school or nursery.
    School {
        /// Its name.
        name: String,
    },
    /// The town's own register, by import.
    Town {
        /// Its name.
        name: String,
    },
    /// The register of a town in which the person lived before.
    OtherTown {
        /// Its name.
        name: String,
    },
    /// A writer that only a newer program knows.
    Newer,
}

/// How a record came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Typed on the person's page.
    Page,
    /// Typed at the desk.
    Desk,
    /// From a file.
    Import,
    /// From a scanned code.
    Scan,
    /// A way that only a newer program knows.
    Newer,
}

impl Body {
    /// The category; none for a newer kind, which lies in the category under which it was sealed.
    pub fn category(&self) -> Option<Category> {
        self.sheet().map(|sheet| sheet.kind().category())
    }

    /// The filled-in form.
    pub const fn sheet(&self) -> Option<&Sheet> {
        match self {
            Self::Sheet(sheet) => Some(sheet),
            Self::Newer(_) => None,
        }
    }

    /// What kind of record it is, for people.
    pub fn name(&self, language: Language) -> String {
        match (self, language) {
            (Self::Sheet(sheet), _) => sheet.kind().name(language).to_owned(),
            (Self::Newer(_), Language::Japanese) => "新しい種類の記録".to_owned(),
            (Self::Newer(_), Language::EasyJapanese) => {
                "新（あたら）しい 種類（しゅるい）の 記録（きろく）".to_owned()
            }
            (Self::Newer(_), Language::English) => "A newer kind of record".to_owned(),
        }
    }

    /// Labels and values. Of a newer kind its word alone is shown.
    pub fn lines(&self, language: Language) -> Vec<(String, String)> {
        match self {
            Self::Sheet(sheet) => sheet.lines(language),
            Self::Newer(newer) => vec![(self.name(language), newer.kind.clone())],
        }
    }

    /// A few words for a line of a timeline.
    pub fn summary(&self, language: Language) -> String {
        match self {
            Self::Sheet(sheet) => sheet.summary(language),
            Self::Newer(_) => self.name(language),
        }
    }
}

impl Newer {
    /// The word of its kind; may be empty.
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// All of it, as it came.
    pub(in crate::health) fn json(&self) -> String {
        Value::Object(self.object.clone()).to_string()
    }
}

impl Recorder {
    const fn parts(&self) -> (&'static str, &str, &str) {
        match self {
            Self::Own => ("self", "", ""),
            Self::Guardian { name } => ("guardian", name.as_str(), ""),
            Self::Staff { name, office } => ("staff", name.as_str(), office.as_str()),
            Self::Clinic { name } => ("clinic", name.as_str(), ""),
            Self::School { name } => ("school", name.as_str(), ""),
            Self::Town { name } => ("town", name.as_str(), ""),
            Self::OtherTown { name } => ("other-town", name.as_str(), ""),
            Self::Newer => ("", "", ""),
        }
    }

    /// Who wrote it, for people: 本人, or a name and office.
    pub fn text(&self, language: Language) -> String {
        match (self, language) {
            (Self::Own, Language::English) => "The person".to_owned(),
            (Self::Own, Language::EasyJapanese) => "自分（じぶん）".to_owned(),
            (Self::Own, Language::Japanese) => "本人".to_owned(),
            (Self::Newer, Language::English) => "Unknown to this page".to_owned(),
            (Self::Newer, _) => "このページでは分かりません".to_owned(),
            _ => {
                let (_, name, office) = self.parts();
                if office.is_empty() { name.to_owned() } else { format!("{name}（{office}）") }
            }
        }
    }
}

#[cfg(test)]
pub(in crate::health) mod tests;
