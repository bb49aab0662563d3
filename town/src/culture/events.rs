//! Events: the rows of their lists, and their calendar files.

use super::{Town, course::Course, frame, ics::Calendar, read::Item};
use crate::trouble::Result;
use hibiki_domain::{language::Language, time::Day};
use serde_json::{Value, json};
use std::{cmp::Reverse, collections::BTreeMap, path::Path};

/// All of them, by their first day.
#[derive(Debug)]
pub(super) struct Events<'a> {
    town: &'a Town,
    all: Vec<Event<'a>>,
}

#[derive(Debug)]
struct Event<'a> {
    item: &'a Item,
    first: Day,
    last: Day,
}

impl<'a> Events<'a> {
    /// In their order.
    pub(super) fn read(town: &'a Town, items: &'a [Item]) -> Result<Self> {
        let mut all = Vec::new();
        for item in items {
            let first = item.day("first")?.ok_or_else(|| {
                item.trouble("it has no first day", "Write it below [extra]: first = \"2026-12-12\"")
            })?;
            all.push(Event { item, first, last: item.day("last")?.unwrap_or(first) });
        }
        all.sort_by_key(|event| (event.first, &event.item.key));
        Ok(Self { town, all })
    }

    /// What the templates need to know: what is to come and what has passed, of all years and of each.
    pub(super) fn prepare(&self, data: &Path) -> Result<()> {
        super::write_data(data, "events.json", &self.rows(&self.all.iter().collect::<Vec<_>>()))?;
        let mut years: BTreeMap<&str, Vec<&Event<'_>>> = BTreeMap::new();
        for event in &self.all {
            years.entry(event.item.year()).or_default().push(event);
        }
        years.into_iter().try_for_each(|(year, events)| {
            super::write_data(data, &format!("events/{year}.json"), &self.rows(&events))
        })
    }

    fn rows(&self, events: &[&Event<'_>]) -> Value {
        let (coming, mut past): (Vec<&Event<'_>>, Vec<&Event<'_>>) =
            events.iter().partition(|event| event.last >= self.town.today);
        past.sort_by_key(|event| Reverse(event.first));
        let coming: Vec<Value> = coming
            .iter()
            .map(|event| json!({ "file": event.item.file, "first": event.first.to_string() }))
            .collect();
        let past: Vec<Value> = past.iter().map(|event| event.item.said()).collect();
        json!({ "upcoming": coming, "past": past })
    }

    /// A calendar file of all of them and one of each.
    pub(super) fn finish(&self, site: &Path, facilities: &[Item]) -> Result<()> {
        if self.all.is_empty() {
            return Ok(());
        }
        let Town { words, origin, today, .. } = self.town;
        let events = self.all.iter().map(|event| Course::read(event.item, facilities, *today));
        let events = events.collect::<Result<Vec<_>>>()?;
        for language in Language::ALL {
            let put = |path: &str, name: &str, chosen: &[&Course<'_>]| -> Result<()> {
                let path = format!("{}{path}calendar.ics", language.prefix());
                let mut entries = Vec::new();
                for event in chosen {
                    entries.extend(event.events(words, language, origin)?);
                }
                let source = format!("{origin}{path}");
                let text = Calendar { name, language, source: &source, events: &entries }.write();
                frame::write(site, &path, text.as_bytes())
            };
            let kept: Vec<_> = events.iter().filter(|event| event.last >= today.plus_days(-366)).collect();
            let name = format!("{} {}", self.town.name(language), words.say("nav.events", language)?);
            put("/events/", &name, &kept)?;
            for event in events.iter().filter(|event| event.item.translation(language).is_some()) {
                put(&format!("/events/{}/", event.item.key), &event.item.text(language).title, &[event])?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::culture::{read, words::Words};
    use std::fs;

    #[test]
    fn an_event_is_to_come_until_its_last_day_has_passed_and_what_passed_last_stands_first() {
        let folder = tempfile::tempdir().unwrap();
        let year = folder.path().join("events/2026");
        fs::create_dir_all(&year).unwrap();
        for (name, days) in [
            ("a", "first = \"2026-11-01\""),
            ("b", "first = \"2026-11-20\"\nlast = \"2026-12-01\""),
            ("c", "first = \"2026-11-25\""),
            ("d", "first = \"2026-12-05\""),
        ] {
            fs::write(
                year.join(format!("{name}.md")),
                format!("+++\ntitle = \"{name}\"\n[extra]\n{days}\n+++\n"),
            )
            .unwrap();
        }
        let items = read::read(folder.path(), "events").unwrap();
        let words = folder.path().join("words.toml");
        fs::write(&words, "").unwrap();
        let town = Town {
            origin: String::new(),
            today: Day::parse("2026-12-01").unwrap(),
            words: Words::read(&words).unwrap(),
            config: toml::Table::new(),
        };
        let events = Events::read(&town, &items).unwrap();
        let rows = events.rows(&events.all.iter().collect::<Vec<_>>());
        let files: Vec<_> = rows["upcoming"].as_array().unwrap().iter().map(|row| &row["file"]).collect();
        assert_eq!(files, ["events/2026/b.md", "events/2026/d.md"]);
        let past: Vec<_> = rows["past"].as_array().unwrap().iter().map(|row| &row["ja"]["title"]).collect();
        assert_eq!(past, ["c", "a"]);
    }
}
