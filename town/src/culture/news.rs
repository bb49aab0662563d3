//! News: the rows of their lists, and the feed of the town.

use super::{
    Town,
    frame::{self, Frames},
    listing::entry,
    read::Item,
};
use crate::trouble::Result;
use hibiki_domain::{language::Language, time::Day};
use serde_json::{Value, json};
use std::{cmp::Reverse, collections::BTreeMap, path::Path};

/// So many stand on the first page of the area and in the feed.
const NEWEST: usize = 30;

/// All of them, newest first.
#[derive(Debug)]
pub(super) struct News<'a> {
    town: &'a Town,
    all: Vec<&'a Item>,
}

impl<'a> News<'a> {
    /// In their order.
    pub(super) fn new(town: &'a Town, items: &'a [Item]) -> Self {
        let mut all: Vec<&Item> = items.iter().collect();
        all.sort_by_key(|item| Reverse(item.date));
        Self { town, all }
    }

    /// What the templates need to know: the newest, those that stand above everything today, and each year's.
    pub(super) fn prepare(&self, data: &Path) -> Result<()> {
        let mut alerts = Vec::new();
        for item in self.all.iter().filter(|item| item.flag("important")) {
            if is_current(item, self.town.today)? {
                alerts.push(row(item));
            }
        }
        let newest: Vec<Value> = self.all.iter().take(NEWEST).map(|item| row(item)).collect();
        super::write_data(data, "news.json", &json!({ "newest": newest, "alerts": alerts }))?;
        let mut years: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
        for item in &self.all {
            years.entry(item.year()).or_default().push(row(item));
        }
        years.into_iter().try_for_each(|(year, rows)| {
            super::write_data(data, &format!("news/{year}.json"), &Value::Array(rows))
        })
    }

    /// The feed, `/atom.xml`.
    pub(super) fn finish(&self, site: &Path, frames: &Frames) -> Result<()> {
        let origin = &self.town.origin;
        for language in Language::ALL {
            let newest = self.all.iter().take(NEWEST);
            let entries = newest.filter_map(|item| entry(item, origin, language)).collect();
            let prefix = language.prefix();
            let (file, page) = (format!("{prefix}/atom.xml"), format!("{prefix}/news/"));
            let town = frames.town(language);
            let title = format!("{town} {}", self.town.words.say("nav.news", language)?);
            let text = frame::atom(origin, &file, &page, &title, town, language, entries);
            frame::write(site, &file, text.as_bytes())?;
        }
        Ok(())
    }
}

/// It stands above everything until its last day has passed.
fn is_current(item: &Item, today: Day) -> Result<bool> {
    Ok(item.day("until")?.is_none_or(|until| until >= today))
}

fn row(item: &Item) -> Value {
    json!({
        "date": item.date.map(|day| day.to_string()), "important": item.flag("important"),
        "category": item.word("category").unwrap_or("town"), "said": item.said(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::culture::read;
    use std::fs;

    #[test]
    fn important_news_stands_above_everything_until_its_last_day_has_passed() {
        let folder = tempfile::tempdir().unwrap();
        let year = folder.path().join("news/2026");
        fs::create_dir_all(&year).unwrap();
        for (name, facts) in
            [("water", "until = \"2026-12-15\""), ("bear", "until = \"2026-11-30\""), ("flu", "")]
        {
            let text = format!(
                "+++\ntitle = \"{name}\"\ndate = 2026-11-01\n[extra]\nimportant = true\n{facts}\n+++\n"
            );
            fs::write(year.join(format!("2026-11-01-{name}.md")), text).unwrap();
        }
        let items = read::read(folder.path(), "news").unwrap();
        let shown = |today: &str| {
            let today = Day::parse(today).unwrap();
            items.iter().filter(|item| is_current(item, today).unwrap()).count()
        };
        assert_eq!(
            [shown("2026-11-30"), shown("2026-12-01"), shown("2026-12-15"), shown("2026-12-16")],
            [3, 2, 2, 1]
        );
    }
}
