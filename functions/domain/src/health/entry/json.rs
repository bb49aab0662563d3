//! The JSON of an entry. It is written by hand: an object is read leniently, which derived code would not be.

use super::{Body, Entry, Newer, Recorder, Source};
use crate::health::checkup::{Kind, Sheet};
use crate::time::{Day, Timestamp};
use serde_json::{Map, Value};

/// The version of the envelope that is written.
const VERSION: u64 = 1;

/// The most bytes that are read. A sealed row has no more.
pub const MOST_BYTES: usize = 64 * 1024;

/// Why a text is no entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// More than [`MOST_BYTES`].
    #[error("too large for an entry")]
    TooLarge,
    /// Not a JSON object.
    #[error("not a JSON object")]
    NotAnObject,
    /// Without the day that it is about or the moment at which it was written.
    #[error("an entry without its day or moment")]
    Undated,
}

impl Entry {
    /// The JSON.
    pub fn write(&self) -> String {
        let sheet = match &self.body {
            Body::Newer(newer) => return Value::Object(newer.object.clone()).to_string(),
            Body::Sheet(sheet) => sheet,
        };
        let (who, name, office) = self.by.parts();
        let mut by = Map::new();
        for (key, value) in [("who", who), ("name", name), ("office", office)] {
            if !value.is_empty() {
                by.insert(key.to_owned(), value.into());
            }
        }
        let mut object = Map::new();
        object.insert("v".to_owned(), VERSION.into());
        object.insert("day".to_owned(), self.day.to_string().into());
        object.insert("kind".to_owned(), sheet.kind().word().into());
        object.insert("values".to_owned(), Value::Object(sheet.json().clone()));
        object.insert("by".to_owned(), Value::Object(by));
        object.insert("from".to_owned(), self.from.word().into());
        object.insert("at".to_owned(), self.at.0.into());
        Value::Object(object).to_string()
    }

    /// Reads the JSON.
    pub fn read(text: &str) -> Result<Self, Unreadable> {
        if text.len() > MOST_BYTES {
            return Err(Unreadable::TooLarge);
        }
        let Ok(Value::Object(object)) = serde_json::from_str(text) else {
            return Err(Unreadable::NotAnObject);
        };
        let word = |key: &str| object.get(key).and_then(Value::as_str).unwrap_or_default();
        let day = Day::parse(word("day")).map_err(|_| Unreadable::Undated)?;
        let at = object.get("at").and_then(Value::as_i64).map(Timestamp).ok_or(Unreadable::Undated)?;
        let by = object.get("by").and_then(recorder).unwrap_or(Recorder::Newer);
        let from = Source::parse(word("from"));
        let known = object.get("v").and_then(Value::as_u64) == Some(VERSION)
            && object.keys().all(|key| KEYS.contains(&key.as_str()))
            && by != Recorder::Newer
            && from != Source::Newer;
        let kind = Kind::parse(word("kind")).filter(|_| known);
        let body = match (kind, object.get("values")) {
            (Some(kind), Some(Value::Object(values))) => Body::Sheet(Sheet::kept(kind, values.clone())),
            _ => Body::Newer(Newer { kind: word("kind").to_owned(), object }),
        };
        Ok(Self { day, body, by, from, at })
    }
}

const KEYS: [&str; 7] = ["v", "day", "kind", "values", "by", "from", "at"];

fn recorder(value: &Value) -> Option<Recorder> {
    let object = value.as_object()?;
    let text = |key: &str| object.get(key).and_then(Value::as_str);
    let (keys, name) = (object.len(), text("name").unwrap_or_default().to_owned());
    let recorder = match (text("who")?, text("office")) {
        ("self", None) => Recorder::Own,
        ("guardian", None) => Recorder::Guardian { name },
        ("staff", office) => Recorder::Staff { name, office: office.unwrap_or_default().to_owned() },
        ("clinic", None) => Recorder::Clinic { name },
        ("school", None) => Recorder::School { name },
        ("town", None) => Recorder::Town { name },
        ("other-town", None) => Recorder::OtherTown { name },
        _ => return None,
    };
    let (_, name, office) = recorder.parts();
    // Anything more was written by a newer program, and would be lost.
    (keys == 1 + usize::from(!name.is_empty()) + usize::from(!office.is_empty())).then_some(recorder)
}

impl Source {
    /// The word in records.
    pub(in crate::health) const fn word(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Desk => "desk",
            Self::Import => "import",
            Self::Scan => "scan",
            Self::Newer => "",
        }
    }

    fn parse(word: &str) -> Self {
        let known = [Self::Page, Self::Desk, Self::Import, Self::Scan];
        known.into_iter().find(|source| source.word() == word).unwrap_or(Self::Newer)
    }
}
