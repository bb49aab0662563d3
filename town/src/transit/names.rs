//! Readings and English names, from both forms of `translations.txt`.

use super::table::Table;
use hibiki_domain::transit::Name;
use std::collections::HashMap;

/// What `translations.txt` says.
#[derive(Debug, Default)]
pub(crate) struct Names {
    /// Table, field, id of the record.
    record: HashMap<(String, String, String), Other>,
    /// Table, field, the text itself.
    value: HashMap<(String, String, String), Other>,
    /// The text itself: the form of before 2021.
    text: HashMap<String, Other>,
}

#[derive(Debug, Default)]
struct Other {
    kana: String,
    en: String,
}

impl Other {
    fn set(&mut self, language: &str, text: &str) {
        let language = language.to_lowercase();
        if language == "ja-hrkt" || language == "ja-hira" || language == "ja-kana" {
            text.clone_into(&mut self.kana);
        } else if language.split('-').next() == Some("en") && self.en.is_empty() {
            text.clone_into(&mut self.en);
        }
    }
}

impl Names {
    /// Reads either form.
    pub(crate) fn read(table: &Table) -> Self {
        let mut names = Self::default();
        for row in table.rows() {
            if table.has("trans_id") {
                let other = names.text.entry(row.cell("trans_id").to_owned()).or_default();
                other.set(row.cell("lang"), row.cell("translation"));
                continue;
            }
            let place = |last: &str| {
                (row.cell("table_name").to_owned(), row.cell("field_name").to_owned(), last.to_owned())
            };
            let (id, text) = (row.cell("record_id"), row.cell("field_value"));
            let other = if id.is_empty() {
                names.value.entry(place(text)).or_default()
            } else {
                names.record.entry(place(id)).or_default()
            };
            other.set(row.cell("language"), row.cell("translation"));
        }
        names
    }

    /// The name that stands in a field of a record.
    pub(crate) fn of(&self, table: &str, field: &str, record: &str, text: &str) -> Name {
        let place = |last: &str| (table.to_owned(), field.to_owned(), last.to_owned());
        let sources = [self.record.get(&place(record)), self.value.get(&place(text)), self.text.get(text)];
        let first = |part: fn(&Other) -> &String| {
            sources.iter().flatten().map(|other| part(other)).find(|text| !text.is_empty()).cloned()
        };
        Name {
            ja: text.to_owned(),
            kana: first(|other| &other.kana).unwrap_or_default(),
            en: first(|other| &other.en).unwrap_or_default(),
        }
    }
}
