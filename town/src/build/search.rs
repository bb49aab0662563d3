//! The search index: what the built pages say, in files small enough for a phone.

use crate::{
    clock,
    trouble::{AtPath as _, Result, Trouble},
    workshop::Workshop,
};
use hibiki_search::build::{Kept, Page, Readings, Synonyms, index};
use serde::Deserialize;
use std::{collections::BTreeMap, fs, path::Path, thread};
use walkdir::WalkDir;

/// The town's own list of words that mean the same.
const SYNONYMS: &str = "content/search/synonyms.toml";
/// The language whose pages say how words are read, and the languages that are helped by it.
const READ_IN: &str = "ja-easy";
const HELPED: [&str; 2] = ["ja", READ_IN];

/// Reads the site in `folder` and writes `search/<language>/` into it. What was worked out is kept in `kept`, so
/// that only changed pages cost anything the next time.
pub(super) fn build(workshop: &Workshop, folder: &Path, kept: &Path) -> Result<()> {
    let synonyms = synonyms(&workshop.path(SYNONYMS))?;
    let mut pages = pages(workshop, folder)?;
    let mut readings = Readings::default();
    for page in pages.get(READ_IN).into_iter().flatten() {
        for text in [&page.title, &page.headings, &page.description, &page.body] {
            readings.learn(text);
        }
    }
    let none = Readings::default();
    let before = fs::read(kept).map(|bytes| Kept::from_bytes(&bytes)).unwrap_or_default();
    let mut after = Kept::default();
    // 20261203
    let today = clock::today().to_string().replace('-', "").parse().unwrap_or(0);
    for (language, pages) in &mut pages {
        let readings = if HELPED.contains(&language.as_str()) { &readings } else { &none };
        let built = index(std::mem::take(pages), readings, &synonyms, today, &before);
        let target = folder.join("search").join(language);
        for part in ["head", "body", "pages"] {
            let part = target.join(part);
            fs::create_dir_all(&part).at("make the folder", &part)?;
        }
        for file in built.files {
            let path = target.join(file.name);
            fs::write(&path, file.bytes).at("write", &path)?;
        }
        let words = words(workshop, language)?;
        let path = target.join("words.json");
        fs::write(&path, words).at("write", &path)?;
        after.add(built.kept);
    }
    fs::write(kept, after.to_bytes()).at("write", kept)
}

/// The words of the search box and the names of the kinds of pages, so that no page must carry them.
fn words(workshop: &Workshop, language: &str) -> Result<String> {
    let file = workshop.path("site/data/words.toml");
    let text = fs::read_to_string(&file).at("read", &file)?;
    let all: BTreeMap<String, toml::Value> =
        toml::from_str(&text).map_err(|why| Trouble::new(format!("site/data/words.toml: {why}")))?;
    let group = |name: &str| -> BTreeMap<&str, &str> {
        let group = all.get(name).and_then(toml::Value::as_table);
        group
            .into_iter()
            .flatten()
            .filter_map(|(key, said)| Some((key.as_str(), said.get(language)?.as_str()?)))
            .collect()
    };
    let said = group("search");
    let mut kinds = group("nav");
    kinds.extend(["page", "area"].into_iter().filter_map(|kind| Some((kind, *said.get(kind)?))));
    // Those that the script says.
    let mut words: BTreeMap<&str, serde_json::Value> = ["found", "found_one", "many", "none", "all", "more"]
        .into_iter()
        .filter_map(|key| Some((key, (*said.get(key)?).into())))
        .collect();
    words.insert("kinds", serde_json::json!(kinds));
    Ok(serde_json::json!(words).to_string())
}

/// `groups = [["ごみ", "廃棄物"]]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Listed {
    groups: Vec<Vec<String>>,
}

fn synonyms(file: &Path) -> Result<Synonyms> {
    if !file.exists() {
        return Ok(Synonyms::default());
    }
    let wrong = |why: &dyn std::fmt::Display| {
        Trouble::new(format!("{SYNONYMS}: {why}")).next("Correct the file and build again.")
    };
    let listed: Listed =
        toml::from_str(&fs::read_to_string(file).at("read", file)?).map_err(|why| wrong(&why))?;
    Synonyms::new(listed.groups).map_err(|why| wrong(&why))
}

/// `site/config.toml`, as far as it says which languages there are.
#[derive(Debug, Deserialize)]
struct Config {
    extra: Extra,
}

#[derive(Debug, Deserialize)]
struct Extra {
    languages: Vec<Language>,
}

#[derive(Debug, Deserialize)]
struct Language {
    code: String,
    prefix: String,
}

/// The pages of each language that can be found.
fn pages(workshop: &Workshop, folder: &Path) -> Result<BTreeMap<String, Vec<Page>>> {
    let config = workshop.path("site/config.toml");
    let text = fs::read_to_string(&config).at("read", &config)?;
    let config: Config =
        toml::from_str(&text).map_err(|why| Trouble::new(format!("site/config.toml: {why}")))?;
    let mut languages = config.extra.languages;
    languages.sort_by_key(|language| std::cmp::Reverse(language.prefix.len())); // "" fits every path

    let files: Vec<_> = WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .flatten()
        .filter(|entry| entry.file_name() == "index.html")
        .map(walkdir::DirEntry::into_path)
        .collect();
    let read = |file: &std::path::PathBuf| -> Result<Option<(String, Page)>> {
        let within = file.parent().and_then(|parent| parent.strip_prefix(folder).ok());
        let Some(within) = within.and_then(Path::to_str) else { return Ok(None) };
        let path = if within.is_empty() { "/".to_owned() } else { format!("/{within}/") };
        let language = languages.iter().find(|language| path.starts_with(&format!("{}/", language.prefix)));
        let html = fs::read_to_string(file).at("read", file)?;
        Ok(language.and_then(|language| Some((language.code.clone(), Page::read(&path, &html)?))))
    };
    let read = &read;
    let threads = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let parts: Vec<Result<Vec<_>>> = thread::scope(|scope| {
        let running: Vec<_> = files
            .chunks(files.len().div_ceil(threads).max(1))
            .map(|part| scope.spawn(move || part.iter().filter_map(|file| read(file).transpose()).collect()))
            .collect();
        running
            .into_iter()
            .map(|part| part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    });
    let mut pages: BTreeMap<String, Vec<Page>> =
        languages.iter().map(|language| (language.code.clone(), Vec::new())).collect();
    for part in parts {
        for (language, page) in part? {
            pages.entry(language).or_default().push(page);
        }
    }
    Ok(pages)
}
