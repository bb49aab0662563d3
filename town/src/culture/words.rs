//! The words of the templates, `site/data/words.toml`, so that what is made beside Zola speaks as the pages do.

use crate::trouble::{AtPath as _, Result, Trouble};
use hibiki_domain::language::Language;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};
use toml::{Table, Value};

/// `ja`, `ja-easy`, `en`: the languages in files.
pub(super) const fn code(language: Language) -> &'static str {
    match language {
        Language::Japanese => "ja",
        Language::EasyJapanese => "ja-easy",
        Language::English => "en",
    }
}

/// BCP 47: plain Japanese is Japanese.
pub(super) const fn tag(language: Language) -> &'static str {
    match language {
        Language::English => "en",
        _ => "ja",
    }
}

/// Every word.
#[derive(Debug)]
pub(super) struct Words(Table);

impl Words {
    /// Reads them.
    pub(super) fn read(file: &Path) -> Result<Self> {
        let text = fs::read_to_string(file).at("read", file)?;
        text.parse().map(Self).map_err(|error| Trouble::new(format!("{}: {error}", file.display())))
    }

    /// What the templates of each area in `folder` say, for these templates alone: Zola hands every page a copy of all
    /// the words that it may say, and ten thousand copies of all of them cost more than the pages do.
    pub(super) fn by_area(&self, folder: &Path) -> Result<BTreeMap<String, serde_json::Value>> {
        let mut areas = BTreeMap::new();
        for entry in fs::read_dir(folder).at("read", folder)?.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if !entry.path().is_dir() || name == "parts" {
                continue;
            }
            let mut texts = Texts { folder, read: BTreeSet::new(), groups: BTreeSet::new() };
            texts.read("base.html")?;
            for template in fs::read_dir(entry.path()).at("read", &entry.path())?.flatten() {
                texts.read(&format!("{name}/{}", template.file_name().to_string_lossy()))?;
            }
            let said = self.0.iter().filter(|(group, _)| texts.groups.contains(*group));
            areas.insert(name, serde_json::json!(said.collect::<BTreeMap<_, _>>()));
        }
        Ok(areas)
    }

    /// `say("course.free", English)`.
    pub(super) fn say(&self, name: &str, language: Language) -> Result<&str> {
        let mut place = name.split('.').try_fold(None::<&Value>, |value, key| match value {
            None => self.0.get(key).map(Some),
            Some(value) => value.get(key).map(Some),
        });
        let word = place.take().flatten().and_then(|word| word.get(code(language))).and_then(Value::as_str);
        word.ok_or_else(|| {
            Trouble::new(format!("site/data/words.toml lacks `{name}` in `{}`", code(language)))
                .next("Add the word in all three languages.")
        })
    }

    /// The same, with what stands in braces filled in: `{n}`.
    pub(super) fn fill(&self, name: &str, language: Language, values: &[(&str, &str)]) -> Result<String> {
        let mut text = self.say(name, language)?.to_owned();
        for (key, value) in values {
            text = text.replace(&format!("{{{key}}}"), value);
        }
        Ok(text)
    }
}

/// Templates and what they include, read for the groups of words that they name: `w.course`.
struct Texts<'a> {
    folder: &'a Path,
    read: BTreeSet<String>,
    groups: BTreeSet<String>,
}

impl Texts<'_> {
    fn read(&mut self, template: &str) -> Result<()> {
        if !self.read.insert(template.to_owned()) {
            return Ok(());
        }
        let file = self.folder.join(template);
        let text = fs::read_to_string(&file).at("read", &file)?;
        for (at, _) in text.match_indices("w.") {
            let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
            if !text[..at].ends_with(is_name) {
                let group = text[at + 2..].split(|c| !is_name(c)).next().unwrap_or_default();
                self.groups.insert(group.to_owned());
            }
        }
        let included = text.split("{% include \"").skip(1).filter_map(|rest| rest.split('"').next());
        included.map(str::to_owned).collect::<Vec<_>>().iter().try_for_each(|part| self.read(part))
    }
}

/// 10時〜12時, 10時から12時まで, 10:00 to 12:00.
pub(super) fn hours(start: u16, end: Option<u16>, language: Language) -> String {
    let clock = |minutes: u16| match (language, minutes / 60, minutes % 60) {
        (Language::English, hour, minute) => format!("{hour}:{minute:02}"),
        (_, hour, 0) => format!("{hour}時"),
        (_, hour, minute) => format!("{hour}時{minute}分"),
    };
    match (end, language) {
        (None, _) => clock(start),
        (Some(end), Language::English) => format!("{} to {}", clock(start), clock(end)),
        (Some(end), Language::EasyJapanese) => format!("{}から{}まで", clock(start), clock(end)),
        (Some(end), Language::Japanese) => format!("{}〜{}", clock(start), clock(end)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_said_as_in_the_templates() {
        assert_eq!(hours(600, Some(690), Language::Japanese), "10時〜11時30分");
        assert_eq!(hours(600, Some(690), Language::English), "10:00 to 11:30");
    }

    #[test]
    fn a_word_that_is_missing_is_named() {
        let words = Words("[a]\nb = { ja = \"あ{n}\" }".parse().unwrap());
        assert_eq!(words.fill("a.b", Language::Japanese, &[("n", "1")]).unwrap(), "あ1");
        assert!(words.say("a.b", Language::English).unwrap_err().to_string().contains("a.b"));
        assert!(words.say("a.c.d", Language::Japanese).is_err());
    }
}
