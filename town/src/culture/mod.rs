//! News, events, courses, lectures and archives: what stands beside the pages that Zola makes of them, and what machines read.
//!
//! [`Culture::prepare`] reads `content/` and writes what the templates need to `site/data/built` before Zola runs;
//! [`Culture::finish`] writes the rest into the built site.

mod archives;
mod course;
mod courses;
mod events;
mod frame;
mod ics;
mod iiif;
mod lectures;
mod listing;
mod news;
mod oai;
mod read;
mod vtt;
mod words;

use crate::{
    clock,
    trouble::{AtPath as _, Result, Trouble},
    workshop::Workshop,
};
use archives::Archives;
use courses::Courses;
use events::Events;
use frame::Frames;
use hibiki_domain::{language::Language, time::Day};
use lectures::Lectures;
use news::News;
use read::Item;
use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};
use words::Words;

/// What is the same for all of it.
#[derive(Debug)]
struct Town {
    /// Without a slash at its end.
    origin: String,
    today: Day,
    words: Words,
    config: toml::Table,
}

impl Town {
    /// Its name.
    fn name(&self, language: Language) -> &str {
        let town = self.config.get("extra").and_then(|extra| extra.get("town"));
        town.and_then(|town| town.get(words::code(language))?.as_str()).unwrap_or_default()
    }
}

/// News, events, courses, lectures and archives of the town on one day.
#[derive(Debug)]
pub(crate) struct Culture {
    town: Town,
    content: PathBuf,
    data: PathBuf,
    /// Tiles that were made before.
    cache: PathBuf,
    courses: Vec<Item>,
    lectures: Vec<Item>,
    archives: Vec<Item>,
    events: Vec<Item>,
    news: Vec<Item>,
    facilities: Vec<Item>,
}

impl Culture {
    /// Reads what people wrote and tells the templates what they need to know of it.
    pub(crate) fn prepare(workshop: &Workshop, origin: &str) -> Result<Self> {
        let root = workshop.path("site");
        let config_file = root.join("config.toml");
        let config = fs::read_to_string(&config_file).at("read", &config_file)?;
        let config = config.parse().map_err(|error| Trouble::new(format!("site/config.toml: {error}")))?;
        let town = Town {
            origin: origin.trim_end_matches('/').to_owned(),
            today: clock::today(),
            words: Words::read(&root.join("data/words.toml"))?,
            config,
        };
        let content = workshop.path("content");
        let culture = Self {
            town,
            courses: read::read(&content, "courses")?,
            lectures: read::read(&content, "lectures")?,
            archives: read::read(&content, "archives")?,
            events: read::read(&content, "events")?,
            news: read::read(&content, "news")?,
            facilities: read::read(&content, "facilities")?,
            cache: workshop.private("build")?.join("iiif"),
            content,
            data: root.join("data/built"),
        };
        for area in ["news", "events", "courses", "lectures", "archives"] {
            let _ = fs::remove_dir_all(culture.data.join(area)); // of the last build
        }
        for (area, said) in culture.town.words.by_area(&root.join("templates"))? {
            write_data(&culture.data, &format!("words/{area}.json"), &said)?;
        }
        culture.of_courses()?.prepare(&culture.data)?;
        culture.of_lectures()?.prepare(&culture.data)?;
        culture.of_archives()?.prepare(&culture.data)?;
        News::new(&culture.town, &culture.news).prepare(&culture.data)?;
        Events::read(&culture.town, &culture.events)?.prepare(&culture.data)?;
        Ok(culture)
    }

    fn of_courses(&self) -> Result<Courses<'_>> {
        Courses::read(&self.town, &self.courses, &self.facilities)
    }

    fn of_lectures(&self) -> Result<Lectures<'_>> {
        Lectures::read(&self.town, &self.lectures, &self.content)
    }

    fn of_archives(&self) -> Result<Archives<'_>> {
        Archives::read(&self.town, &self.archives, &self.content, &self.cache)
    }

    /// Completes the site that Zola has just built.
    pub(crate) fn finish(&self, site: &Path) -> Result<()> {
        let frames = Frames::read(site, &self.town.config, &self.town.words, &self.town.origin)?;
        let mut sitemap = Vec::new();
        let courses = self.of_courses()?;
        courses.finish(site, &frames, &mut sitemap)?;
        Events::read(&self.town, &self.events)?.finish(site, &self.facilities)?;
        self.of_lectures()?.finish(site, &frames, &mut sitemap)?;
        self.of_archives()?.finish(site, &frames, &mut sitemap)?;
        News::new(&self.town, &self.news).finish(site, &frames)?;
        oai::write(site, &self.town, &self.lectures, &self.archives)?;
        let others = self.lectures.iter().chain(&self.archives);
        let others = others.filter_map(|item| Some((item, item.changed()?.0)));
        let changes: Vec<_> = courses.changes().chain(others).collect();
        self.sitemap(site, &sitemap, &changes)
    }

    /// Adds pages to Zola's list, and to what is there the day on which it was last corrected: translations hold no
    /// facts, so Zola knows only the Japanese page's.
    fn sitemap(&self, site: &Path, more: &[(String, String)], changes: &[(&Item, Day)]) -> Result<()> {
        let file = site.join("sitemap.xml");
        let text = fs::read_to_string(&file).at("read", &file)?;
        let origin = &self.town.origin;
        let days: BTreeMap<String, Day> = changes
            .iter()
            .flat_map(|(item, day)| Language::ALL.map(|language| (item.path(language), *day)))
            .collect();
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        for line in &mut lines {
            let path = line.strip_prefix("<url><loc>").and_then(|rest| rest.split_once("</loc>"));
            let path = path.and_then(|(loc, _)| loc.strip_prefix(origin.as_str()));
            if let Some((path, day)) = path.and_then(|path| Some((path, days.get(path)?))) {
                *line = format!("<url><loc>{origin}{path}</loc><lastmod>{day}</lastmod></url>");
            }
        }
        let mut urls = String::new();
        for (path, day) in more {
            let _ = writeln!(
                urls,
                "<url><loc>{origin}{}</loc><lastmod>{day}</lastmod></url>",
                frame::escape(path)
            );
        }
        let text = lines.join("\n").replace("</urlset>", &format!("{urls}</urlset>\n"));
        fs::write(&file, text).at("write", &file)
    }
}

fn write_data(data: &Path, name: &str, value: &serde_json::Value) -> Result<()> {
    frame::write(data, name, value.to_string().as_bytes())
}
