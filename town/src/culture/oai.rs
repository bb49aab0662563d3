//! What libraries harvest: lectures and archive items as Dublin Core, for the Worker to hand out page by page.

use super::{Town, frame, listing::licence_uri, read::Item};
use crate::trouble::Result;
use data_encoding::HEXLOWER;
use hibiki_domain::{
    language::Language,
    oai::{self, Head, RecordLine},
};
use sha2::{Digest as _, Sha256};
use std::{collections::BTreeMap, path::Path};

struct Record<'a> {
    set: String,
    day: String,
    item: &'a Item,
}

/// Writes the list and the chunks.
pub(super) fn write(site: &Path, town: &Town, lectures: &[Item], archives: &[Item]) -> Result<()> {
    let mut sets: BTreeMap<String, String> = BTreeMap::new();
    let mut records = Vec::new();
    for (items, area, word, names) in
        [(lectures, "lectures", "series", "series"), (archives, "archives", "kind", "archive_kind")]
    {
        for item in items {
            let name = town.words.say(&format!("nav.{area}"), Language::Japanese)?;
            sets.insert(area.to_owned(), name.to_owned());
            let mut set = area.to_owned();
            if let Some(part) = item.word(word) {
                set = format!("{area}:{part}");
                let said = town.words.say(&format!("{names}.{part}"), Language::Japanese)?;
                sets.insert(set.clone(), format!("{name}：{said}"));
            }
            // A record that was withdrawn changed on that day.
            let changed = item.day("withdrawn")?.or(item.changed().map(|(day, _)| day));
            let day = changed.map_or_else(|| "2020-01-01".to_owned(), |day| day.to_string());
            records.push(Record { set, day, item });
        }
    }
    // What is asked for together lies together: a set, and in it what changed last.
    records.sort_by(|a, b| (&a.set, &a.day, &a.item.key).cmp(&(&b.set, &b.day, &b.item.key)));
    let mut lines = String::new();
    let mut chunks: Vec<String> = Vec::new();
    for (place, record) in records.iter().enumerate() {
        let id = format!("{}/{}", record.item.area, record.item.key);
        let deleted = record.item.word("withdrawn").is_some();
        let chunk = place / oai::PAGE;
        lines += &RecordLine { day: &record.day, set: &record.set, id: &id, deleted, chunk }.line();
        if chunks.len() <= chunk {
            chunks.push(String::new());
        }
        if !deleted && let Some(text) = chunks.last_mut() {
            let metadata = metadata(town, record.item)?;
            text.extend([id.as_str(), "\t", metadata.as_str(), "\n"]);
        }
    }
    for (number, chunk) in chunks.iter().enumerate() {
        frame::write(site, &oai::chunk_path(number), chunk.as_bytes())?;
    }
    let stamp = HEXLOWER.encode(&Sha256::digest(lines.as_bytes())[..4]);
    let earliest = records.iter().map(|record| record.day.as_str()).min().unwrap_or("2020-01-01");
    let extra = town.config.get("extra");
    let email = extra.and_then(|extra| extra.get("email")?.as_str()).unwrap_or_default();
    let head = Head { stamp: &stamp, earliest, email, name: town.name(Language::Japanese) };
    let sets: String = sets.iter().map(|(spec, name)| oai::set_line(spec, name)).collect();
    frame::write(site, oai::LIST, format!("{}{sets}{lines}", head.line()).as_bytes())
}

fn metadata(town: &Town, item: &Item) -> Result<String> {
    let origin = &town.origin;
    let url = format!("{origin}{}", item.path(Language::Japanese));
    let mut elements: Vec<(&str, Option<&str>, String)> = Vec::new();
    let said: Vec<(&str, Language)> = [("ja", Language::Japanese), ("en", Language::English)]
        .into_iter()
        .filter(|(_, language)| item.translation(*language).is_some())
        .collect();
    for (tag, language) in &said {
        let text = item.text(*language);
        elements.push(("title", Some(tag), text.title.clone()));
        elements.push(("description", Some(tag), text.description.clone()));
        elements.push(("coverage", Some(tag), text.words("places").unwrap_or_default()));
        for (element, word) in [("creator", "speaker"), ("creator", "creator"), ("source", "source")] {
            elements.push((element, Some(tag), text.word(word).unwrap_or_default().to_owned()));
        }
    }
    let mut plain = |element, text: String| elements.push((element, None, text));
    plain("publisher", town.name(Language::Japanese).to_owned());
    plain("identifier", url);
    plain("language", "ja".to_owned());
    let date = item.word("when").map(str::to_owned).or(item.date.map(|day| day.to_string()));
    plain("date", date.unwrap_or_default());
    plain("rights", licence_uri(item).or_else(|| item.word("rights").map(str::to_owned)).unwrap_or_default());
    let (kind, format) = match (item.word("video"), item.word("audio"), item.word("image")) {
        (Some(_), ..) => ("MovingImage", "video"),
        (None, Some(_), _) => ("Sound", "audio"),
        (None, None, Some(_)) => ("StillImage", "image/jpeg"),
        _ => ("Text", "text/html"),
    };
    plain("type", kind.to_owned());
    let file = item.word("video").or(item.word("audio")).and_then(|file| file.rsplit_once('.'));
    plain("format", file.map_or_else(|| format.to_owned(), |(_, end)| format!("{format}/{end}")));
    if let Some(series) = item.word("series") {
        plain("relation", format!("{origin}/lectures/series/{series}/"));
        plain("subject", town.words.say(&format!("series.{series}"), Language::Japanese)?.to_owned());
    }
    if let Some(kind) = item.word("kind") {
        plain("subject", town.words.say(&format!("archive_kind.{kind}"), Language::Japanese)?.to_owned());
    }
    let elements: Vec<(&str, Option<&str>, &str)> =
        elements.iter().map(|(name, language, text)| (*name, *language, text.as_str())).collect();
    Ok(oai::dublin_core(&elements))
}
