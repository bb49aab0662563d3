//! Buses: from the operator's timetable file to pages, small files for the edge, and open data.
//!
//! A feed is `content/bus/<key>.zip` as the operator gives it out, or the same files in a folder `content/bus/<key>`.
//! Pages are written after Zola ran, in the frame that Zola made: a city's feed has thousands of stops, and none of
//! them has a file of its own in `content/`.

pub(crate) mod commands;
mod files;
mod findings;
mod frame;
mod kinds;
mod names;
mod pages;
mod read;
mod table;
mod words;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod wild;

use crate::trouble::{AtPath as _, Result, Trouble};
use files::Limits;
use findings::Findings;
use frame::{Filling, Frame};
use hibiki_domain::{
    language::Language,
    time::Day,
    transit::{Feed, Line, Name, Timetable, index::Index, overview::Overview},
};
use kinds::Horizon;
use pages::Shown;
use read::Read;
use serde::Serialize;
use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
};
use words::words;
use zip::{ZipWriter, write::SimpleFileOptions};

/// A feed in the content room.
struct Source {
    key: String,
    path: PathBuf,
}

/// What the edge must know before it reads a timetable.
#[derive(Serialize)]
struct Listed<'a> {
    key: &'a str,
    operator: &'a Name,
    first: Option<String>,
    last: Option<String>,
}

/// Writes the pages of all feeds of `content` into the built `site`, and what the edge and others read.
pub(crate) fn build(content: &Path, site: &Path, origin: &str, today: Day) -> Result<()> {
    let mut feeds = Vec::new();
    for source in sources(&content.join("bus"))? {
        let mut findings = Findings::default();
        let files = files::read(&source.path, Limits::FEED, &mut findings)?;
        let read = read::read(&source.key, &files, &mut findings)?;
        if !findings.is_empty() {
            eprintln!("content/bus/{}（時刻表）で気づいたこと：\n{findings}", source.key);
        }
        feeds.push((source, read));
    }
    for (source, read) in &mut feeds {
        let folder = site.join("bus").join(&source.key);
        write_timetable(&mut read.timetable, today, &folder)?;
        write_open_data(source, &folder)?;
    }
    let listed: Vec<Listed<'_>> = feeds.iter().map(|(_, read)| listed(&read.timetable.feed)).collect();
    let list = serde_json::to_vec(&listed).map_err(|error| Trouble::new(error.to_string()))?;
    write(&site.join("bus/feeds.json"), &list)?;

    let shown: Vec<Shown<'_>> = feeds
        .iter()
        .map(|(_, Read { timetable, fares })| Shown {
            timetable,
            fares: *fares,
            today,
            horizon: Horizon::of(&timetable.feed, today),
        })
        .collect();
    for language in Language::ALL {
        write_pages(&shown, site, origin, language)?;
    }
    Ok(())
}

fn listed(feed: &Feed) -> Listed<'_> {
    let text = |day: Option<Day>| day.map(|day| day.to_string());
    Listed { key: &feed.key, operator: &feed.operator, first: text(feed.first), last: text(feed.last) }
}

/// The feeds, in the order of their names.
fn sources(folder: &Path) -> Result<Vec<Source>> {
    let mut sources = Vec::new();
    for entry in fs::read_dir(folder).at("read", folder)?.flatten() {
        let path = entry.path();
        let zipped = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("zip"));
        let name = if path.is_dir() { path.file_name() } else { path.file_stem().filter(|_| zipped) };
        let Some(name) = name.and_then(|name| name.to_str()) else { continue };
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if name.is_empty() || !name.chars().all(plain) || ["lines", "stops"].contains(&name) {
            return Err(Trouble::new(format!(
                "content/bus/{name}：名前は英小文字、数字、ハイフンだけにしてください。"
            ))
            .next("ファイルかフォルダーの名前を直してください。"));
        }
        sources.push(Source { key: name.to_owned(), path });
    }
    sources.sort_by(|a, b| a.key.cmp(&b.key));
    if let Some(twice) = sources.windows(2).find(|pair| pair[0].key == pair[1].key) {
        return Err(Trouble::new(format!(
            "content/bus/{} が、zipとフォルダーの両方にあります。",
            twice[0].key
        ))
        .next("どちらか一つにしてください。"));
    }
    Ok(sources)
}

/// What the edge reads of a timetable, each for one purpose and no larger than that: `index.bin` for the clock that lays
/// the operator's word beside it every minute, `overview.bin` for the view of all buses, and a file for each stop.
pub(crate) fn write_timetable(timetable: &mut Timetable, today: Day, folder: &Path) -> Result<()> {
    let horizon = Horizon::around(&timetable.feed, today);
    let changes: Vec<Vec<Day>> = (0..)
        .zip(&timetable.lines)
        .map(|(line, _)| {
            let kinds = kinds::kinds(timetable, |trip| trip.line == line, horizon);
            kinds::changes(&kinds, horizon)
        })
        .collect();
    let of = |lines: &[Line]| {
        let wanted = timetable.lines.iter().zip(&changes).filter(|(line, _)| lines.contains(line));
        wanted.flat_map(|(_, days)| days).copied().collect::<BTreeSet<Day>>().into_iter().collect()
    };
    for (place, stop) in (0..).zip(&timetable.places) {
        let mut own = timetable.only(place);
        own.feed.changes = of(&own.lines);
        let json = own.to_json().map_err(|error| Trouble::new(error.to_string()))?;
        write(&folder.join("stops").join(&stop.key).join("timetable.json"), &json)?;
    }
    timetable.feed.changes = of(&timetable.lines);
    write(&folder.join("index.bin"), &Index::pack(timetable))?;
    write(&folder.join("overview.bin"), &Overview::of(timetable).pack())
}

/// The feed as open data.
fn write_open_data(source: &Source, folder: &Path) -> Result<()> {
    let target = folder.join("gtfs.zip");
    if source.path.is_dir() {
        zip_folder(&source.path, &target)
    } else {
        fs::copy(&source.path, &target).at("write", &target).map(|_| ())
    }
}

/// The timetable of one feed of the content room.
pub(crate) fn timetable(content: &Path, key: &str) -> Result<Timetable> {
    let mut findings = Findings::default();
    let folder = content.join("bus");
    let source = sources(&folder)?.into_iter().find(|source| source.key == key);
    let source = source.ok_or_else(|| Trouble::new(format!("content/bus/{key} がありません。")))?;
    let files = files::read(&source.path, Limits::FEED, &mut findings)?;
    Ok(read::read(key, &files, &mut findings)?.timetable)
}

/// The files of a feed as they stand in the content room.
fn zip_folder(folder: &Path, target: &Path) -> Result<()> {
    let mut names: Vec<PathBuf> =
        fs::read_dir(folder).at("read", folder)?.flatten().map(|e| e.path()).collect();
    names.retain(|path| path.extension().is_some_and(|end| end == "txt"));
    names.sort();
    let broken = |error: zip::result::ZipError| Trouble::new(format!("Could not write gtfs.zip: {error}"));
    let mut archive = ZipWriter::new(File::create(target).at("write", target)?);
    for path in names {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        // No time in it: the same feed makes the same file.
        archive.start_file(name, SimpleFileOptions::default()).map_err(broken)?;
        archive.write_all(&fs::read(&path).at("read", &path)?).at("write", target)?;
    }
    archive.finish().map_err(broken)?;
    Ok(())
}

fn write_pages(feeds: &[Shown<'_>], site: &Path, origin: &str, language: Language) -> Result<()> {
    let words = words(language);
    let frame = Frame::read(site, language, origin)?;
    let put = |title: &str, reading: &str, description: &str, path: &str, main: &str| {
        let page = frame.fill(&Filling { title, reading, description, path, main });
        let folder = site.join(language.prefix().trim_start_matches('/')).join(path.trim_start_matches('/'));
        write(&folder.join("index.html"), page.as_bytes())
    };
    for feed in feeds {
        let timetable = feed.timetable;
        let key = &timetable.feed.key;
        let about = |name: &str| format!("{name} {}", words.timetable);
        for (place, line) in (0..).zip(&timetable.lines) {
            let name = line.name.in_language(language);
            let path = format!("/bus/{key}/lines/{}/", line.key);
            put(&about(name), &line.name.kana, &about(name), &path, &feed.line(place, words)?)?;
        }
        for (place, stop) in (0..).zip(&timetable.places) {
            let name = stop.name.in_language(language);
            let title = format!("{name} {}", words.stop_title);
            let path = format!("/bus/{key}/stops/{}/", stop.key);
            put(&title, &stop.name.kana, &about(name), &path, &feed.stop(place, words)?)?;
        }
    }
    put(words.buses, "", words.buses_about, "/bus/", &pages::list(feeds, &frame.lead, words)?)
}

fn write(file: &Path, bytes: &[u8]) -> Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).at("make the folder", folder)?;
    }
    fs::write(file, bytes).at("write", file)
}
