//! What people wrote: the Markdown files of one kind with their translations.

use super::words::code;
use crate::trouble::{AtPath as _, Result, Trouble};
use hibiki_domain::{language::Language, time::Day};
use std::{collections::BTreeMap, fs, path::Path};
use toml::{Table, Value};
use walkdir::WalkDir;

/// The words of an item in one language.
#[derive(Debug, Clone)]
pub(super) struct Text {
    pub(super) title: String,
    pub(super) description: String,
    pub(super) extra: Table,
}

impl Text {
    /// A list of words of `[extra]`, in one line.
    pub(super) fn words(&self, name: &str) -> Option<String> {
        let words = self.extra.get(name)?.as_array()?.iter().filter_map(Value::as_str);
        Some(words.collect::<Vec<_>>().join("、")).filter(|words| !words.is_empty())
    }

    /// A word of `[extra]`.
    pub(super) fn word(&self, name: &str) -> Option<&str> {
        self.extra.get(name).and_then(Value::as_str).filter(|word| !word.is_empty())
    }
}

/// One page of `content/`, with its translations. Facts stand in the Japanese file alone.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// `courses`, `lectures`, `archives`, `facilities`.
    pub(super) area: &'static str,
    /// The Japanese file, from `content/`: what Zola's `get_page` takes.
    pub(super) file: String,
    /// `2026-12-03-pottery`: the name of everything that lies beside it.
    pub(super) stem: String,
    /// `2026/pottery`: the end of its address.
    pub(super) key: String,
    pub(super) date: Option<Day>,
    /// The last correction: a day, and the minute of it where one was written.
    pub(super) updated: Option<(Day, u16)>,
    texts: [Option<Text>; 3],
}

const SUFFIXES: [(Language, &str); 3] =
    [(Language::EasyJapanese, ".ja-easy"), (Language::English, ".en"), (Language::Japanese, "")];

impl Item {
    /// The words in a language; the Japanese ones where there is no translation.
    pub(super) fn text(&self, language: Language) -> &Text {
        self.translation(language).unwrap_or_else(|| self.ja())
    }

    /// The words in a language, if somebody translated them.
    pub(super) fn translation(&self, language: Language) -> Option<&Text> {
        self.texts[language as usize].as_ref()
    }

    /// The words and facts of the Japanese file.
    pub(super) fn ja(&self) -> &Text {
        // `read` keeps no item without its Japanese file, and it stands at the place of the first language.
        static NOTHING: std::sync::LazyLock<Text> = std::sync::LazyLock::new(|| Text {
            title: String::new(),
            description: String::new(),
            extra: Table::new(),
        });
        self.texts[Language::Japanese as usize].as_ref().unwrap_or(&NOTHING)
    }

    /// A fact that is a word.
    pub(super) fn word(&self, name: &str) -> Option<&str> {
        self.ja().word(name)
    }

    /// A fact that is a whole number.
    pub(super) fn number(&self, name: &str) -> Option<i64> {
        self.ja().extra.get(name).and_then(Value::as_integer)
    }

    /// A fact that is a number, whole or not.
    pub(super) fn measure(&self, name: &str) -> Option<f64> {
        self.ja().extra.get(name)?.as_float()
    }

    /// A fact that is a day.
    pub(super) fn day(&self, name: &str) -> Result<Option<Day>> {
        self.word(name).map(|text| self.as_day(name, text)).transpose()
    }

    /// A fact that is a list of days.
    pub(super) fn days(&self, name: &str) -> Result<Vec<Day>> {
        self.list(name).map(|text| self.as_day(name, text)).collect()
    }

    /// A fact that is a list of words.
    pub(super) fn list<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        self.ja().extra.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
    }

    /// A fact that is a list of tables.
    pub(super) fn tables<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a Table> {
        self.ja().extra.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_table)
    }

    fn as_day(&self, name: &str, text: &str) -> Result<Day> {
        Day::parse(text).map_err(|_| {
            self.trouble(
                &format!("`{name}` says {text:?}, which is no day"),
                "Write it as year-month-day: 2026-12-03",
            )
        })
    }

    /// Something in the Japanese file that cannot be built.
    pub(super) fn trouble(&self, what: &str, next: &str) -> Trouble {
        Trouble::new(format!("content/{}: {what}", self.file)).next(next)
    }

    /// The page's path in a language: `/en/courses/2026/pottery/`. Without a translation, the Japanese page.
    pub(super) fn path(&self, language: Language) -> String {
        let prefix = if self.translation(language).is_some() { language.prefix() } else { "" };
        format!("{prefix}/{}/{}/", self.area, self.key)
    }

    /// A fact that is yes or no.
    pub(super) fn flag(&self, name: &str) -> bool {
        self.ja().extra.get(name).and_then(Value::as_bool).unwrap_or(false)
    }

    /// The year whose folder it lies in; empty where an area is not divided by year.
    pub(super) fn year(&self) -> &str {
        self.key.split_once('/').map_or("", |(year, _)| year)
    }

    /// What lists say of it: title, address, and whether that is in the reader's own language.
    pub(super) fn said(&self) -> serde_json::Value {
        by_language(|language| {
            serde_json::json!({
                "title": self.text(language).title, "path": self.path(language),
                "own": self.translation(language).is_some(),
            })
        })
    }

    /// Something that is said on its pages alone: no page, no words.
    pub(super) fn on_its_pages<T: serde::Serialize>(
        &self,
        mut make: impl FnMut(Language) -> Result<T>,
    ) -> Result<BTreeMap<&'static str, T>> {
        let languages = Language::ALL.into_iter().filter(|language| self.translation(*language).is_some());
        languages.map(|language| Ok((code(language), make(language)?))).collect()
    }

    /// When readers were first told: what `published` says, else the day of the file.
    pub(super) fn published(&self) -> Option<Day> {
        self.word("published").and_then(|text| Day::parse(text).ok()).or(self.date)
    }

    /// The last change that readers were told of.
    pub(super) fn changed(&self) -> Option<(Day, u16)> {
        self.updated.or(self.published().map(|day| (day, 0)))
    }
}

/// Something in each language, as the templates look it up: `row.said[lang]`.
pub(super) fn by_language<T: serde::Serialize>(make: impl Fn(Language) -> T) -> serde_json::Value {
    serde_json::json!(
        Language::ALL
            .into_iter()
            .map(|language| (code(language), make(language)))
            .collect::<BTreeMap<_, _>>()
    )
}

/// Every item of an area, by key. An area that a town does not have is empty.
pub(super) fn read(content: &Path, area: &'static str) -> Result<Vec<Item>> {
    let root = content.join(area);
    let mut items: BTreeMap<String, Item> = BTreeMap::new();
    for entry in WalkDir::new(&root).sort_by_file_name().into_iter().flatten() {
        let path = entry.path();
        let Some(name) = entry.file_name().to_str().and_then(|name| name.strip_suffix(".md")) else {
            continue;
        };
        if name.starts_with("_index") || !entry.file_type().is_file() {
            continue;
        }
        let split = SUFFIXES.iter().find_map(|(language, end)| Some((*language, name.strip_suffix(end)?)));
        let Some((language, stem)) = split else { continue };
        let folder =
            path.parent().and_then(|folder| folder.strip_prefix(&root).ok()).unwrap_or(Path::new(""));
        let text = fs::read_to_string(path).at("read", path)?;
        let Front { text, date, updated, slug, draft } = parse(&text).map_err(|why| {
            Trouble::new(format!("{}: {why}", path.display()))
                .next("Correct the lines between the two +++ at the head of the file.")
        })?;
        if draft {
            continue;
        }
        let (dated, short) = cut_date(stem);
        let slug = slug.unwrap_or_else(|| short.to_owned());
        let folder = folder.to_string_lossy().replace('\\', "/");
        let inside =
            |last: &str| if folder.is_empty() { last.to_owned() } else { format!("{folder}/{last}") };
        let item = items.entry(inside(stem)).or_insert_with(|| Item {
            area,
            file: format!("{area}/{}.md", inside(stem)),
            stem: stem.to_owned(),
            key: inside(&slug),
            date: dated,
            updated: None,
            texts: [None, None, None],
        });
        if language == Language::Japanese {
            item.date = date.or(dated);
            item.updated = updated;
            item.key = inside(&slug);
        }
        item.texts[language as usize] = Some(text);
    }
    Ok(items.into_values().filter(|item| item.translation(Language::Japanese).is_some()).collect())
}

struct Front {
    text: Text,
    date: Option<Day>,
    updated: Option<(Day, u16)>,
    slug: Option<String>,
    draft: bool,
}

fn parse(file: &str) -> std::result::Result<Front, String> {
    let file = file.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let rest = file.strip_prefix("+++\n").ok_or("it does not begin with +++")?;
    let (front, _) = rest.split_once("\n+++").ok_or("the second +++ is missing")?;
    let mut front: Table =
        format!("{front}\n").parse().map_err(|error: toml::de::Error| error.to_string())?;
    let word = |front: &Table, name: &str| front.get(name).and_then(Value::as_str).unwrap_or("").to_owned();
    let moment = |front: &Table, name: &str| {
        let text = match front.get(name)? {
            Value::Datetime(datetime) => datetime.to_string(),
            Value::String(text) => text.clone(),
            _ => return None,
        };
        let day = Day::parse(text.get(..10)?).ok()?;
        let part = |range: std::ops::Range<usize>| text.get(range).and_then(|part| part.parse::<u16>().ok());
        Some((day, part(11..13).unwrap_or(0) * 60 + part(14..16).unwrap_or(0)))
    };
    let extra = match front.remove("extra") {
        Some(Value::Table(extra)) => extra,
        _ => Table::new(),
    };
    Ok(Front {
        date: moment(&front, "date").map(|(day, _)| day),
        updated: moment(&front, "updated"),
        slug: front.get("slug").and_then(Value::as_str).map(str::to_owned),
        draft: front.get("draft").and_then(Value::as_bool).unwrap_or(false),
        text: Text { title: word(&front, "title"), description: word(&front, "description"), extra },
    })
}

/// `2026-12-03-pottery` is `pottery` of that day.
fn cut_date(stem: &str) -> (Option<Day>, &str) {
    let day = stem.get(..10).and_then(|text| Day::parse(text).ok());
    match (day, stem.get(10..).and_then(|rest| rest.strip_prefix(['-', '_']))) {
        (Some(day), Some(rest)) if !rest.is_empty() => (Some(day), rest),
        _ => (None, stem),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_come_from_the_japanese_file_and_words_from_each_language() {
        let folder = tempfile::tempdir().unwrap();
        let year = folder.path().join("courses/2026");
        fs::create_dir_all(&year).unwrap();
        let ja = "+++\ntitle = \"陶芸\"\nupdated = 2026-11-20T09:30:00+09:00\n[extra]\nfee_yen = 300\n+++\n\n本文\n";
        fs::write(year.join("2026-12-03-pottery.md"), ja).unwrap();
        fs::write(year.join("2026-12-03-pottery.en.md"), "+++\r\ntitle = \"Pottery\"\r\n+++\r\n").unwrap();
        fs::write(year.join("2026-12-04-only.en.md"), "+++\ntitle = \"x\"\n+++\n").unwrap();
        fs::write(year.join("_index.md"), "+++\n+++\n").unwrap();
        let items = read(folder.path(), "courses").unwrap();
        assert_eq!(items.len(), 1, "a translation alone is no item");
        let item = &items[0];
        assert_eq!((item.key.as_str(), item.stem.as_str()), ("2026/pottery", "2026-12-03-pottery"));
        assert_eq!(item.date, Day::parse("2026-12-03").ok());
        assert_eq!(item.updated, Day::parse("2026-11-20").ok().map(|day| (day, 570)));
        assert_eq!(item.number("fee_yen"), Some(300));
        assert_eq!(item.text(Language::English).title, "Pottery");
        assert_eq!(item.path(Language::English), "/en/courses/2026/pottery/");
        assert_eq!(item.path(Language::EasyJapanese), "/courses/2026/pottery/", "said in Japanese");
    }

    #[test]
    fn a_broken_head_names_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let year = folder.path().join("lectures");
        fs::create_dir_all(&year).unwrap();
        fs::write(year.join("x.md"), "+++\ntitle = \n+++\n").unwrap();
        assert!(read(folder.path(), "lectures").unwrap_err().to_string().contains("x.md"));
    }
}
