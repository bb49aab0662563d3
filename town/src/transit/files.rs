//! The files of a feed, from a zip file or a folder, with limits: a zip file can hold a thousand times its size.

use super::findings::{Findings, Weight};
use crate::trouble::{AtPath as _, Result, Trouble};
use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{Cursor, Read},
    path::Path,
};
use zip::ZipArchive;

/// What the build reads; everything else in a feed is let be.
const READ: [&str; 12] = [
    "agency.txt",
    "agency_jp.txt",
    "calendar.txt",
    "calendar_dates.txt",
    "fare_attributes.txt",
    "feed_info.txt",
    "frequencies.txt",
    "routes.txt",
    "stop_times.txt",
    "stops.txt",
    "translations.txt",
    "trips.txt",
];
/// What the standards know besides: nothing is said about these.
const KNOWN: [&str; 19] = [
    "attributions.txt",
    "booking_rules.txt",
    "fare_leg_rules.txt",
    "fare_media.txt",
    "fare_products.txt",
    "fare_rider_categories.txt",
    "fare_rules.txt",
    "levels.txt",
    "location_groups.txt",
    "networks.txt",
    "office_jp.txt",
    "pathways.txt",
    "pattern_jp.txt",
    "rider_categories.txt",
    "route_networks.txt",
    "routes_jp.txt",
    "shapes.txt",
    "timeframes.txt",
    "transfers.txt",
];

/// The limits on a feed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// The zip file itself.
    pub(crate) packed: u64,
    /// One file in it.
    pub(crate) file: u64,
    /// All files that are read.
    pub(crate) all: u64,
    /// How many files it may hold.
    pub(crate) entries: usize,
}

impl Limits {
    /// Far above the feed of a city of a million, far below the memory of an office PC.
    pub(crate) const FEED: Self = Self { packed: 64 << 20, file: 256 << 20, all: 512 << 20, entries: 500 };
}

/// The files that are read, by lower-case name.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// Reads a zip file or a folder.
pub(crate) fn read(path: &Path, limits: Limits, findings: &mut Findings) -> Result<Files> {
    if path.is_dir() { from_folder(path, limits, findings) } else { from_zip(path, limits, findings) }
}

fn too_large(what: &str) -> Trouble {
    Trouble::new(format!("{what}が大きすぎます。"))
        .next("時刻表のファイルとして正しいか、配信元に確かめてください。")
}

fn wanted(name: &str, findings: &mut Findings) -> bool {
    let wanted = READ.contains(&name);
    if !wanted && !KNOWN.contains(&name) {
        findings.file(Weight::Note, name, "標準にないファイルなので読みません。");
    }
    wanted
}

fn from_folder(folder: &Path, limits: Limits, findings: &mut Findings) -> Result<Files> {
    let mut files = Files::new();
    let mut all = 0;
    let entries = fs::read_dir(folder).at("read", folder)?.flatten();
    for entry in entries.filter(|entry| entry.path().is_file()).take(limits.entries) {
        let name = entry.file_name().to_string_lossy().to_lowercase();
        if name.starts_with('.') || !wanted(&name, findings) {
            continue;
        }
        let path = entry.path();
        let bytes = limited(File::open(&path).at("open", &path)?, limits, &mut all)
            .at("read", &path)?
            .ok_or_else(|| too_large(&name))?;
        files.insert(name, bytes);
    }
    Ok(files)
}

fn from_zip(path: &Path, limits: Limits, findings: &mut Findings) -> Result<Files> {
    let file = File::open(path).at("open", path)?;
    if file.metadata().at("read", path)?.len() > limits.packed {
        return Err(too_large(&path.display().to_string()));
    }
    let broken = |error: &dyn std::fmt::Display| {
        Trouble::new(format!("{} をzipとして開けません（{error}）。", path.display()))
            .next("もう一度ダウンロードするか、配信元に確かめてください。")
    };
    let mut bytes = Vec::new();
    file.take(limits.packed).read_to_end(&mut bytes).at("read", path)?;
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    if archive.len() > limits.entries {
        return Err(too_large(&path.display().to_string()));
    }
    let mut files = Files::new();
    let mut all = 0;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|error| broken(&error))?;
        let full = entry.name().map_err(|error| broken(&error))?.replace('\\', "/");
        // Some feeds lie in a folder; what macOS adds has the same names.
        let name = full.rsplit('/').next().unwrap_or_default().to_lowercase();
        if !entry.is_file() || full.starts_with("__MACOSX/") || name.starts_with('.') {
            continue;
        }
        if !wanted(&name, findings) {
            continue;
        }
        if files.contains_key(&name) {
            findings.file(Weight::LeftOut, &name, "同じ名前のファイルが二つあります。後のものは読みません。");
            continue;
        }
        // What the entry says about its size is not believed: the reading is limited.
        let bytes = limited(entry, limits, &mut all)
            .map_err(|error| broken(&error))?
            .ok_or_else(|| too_large(&name))?;
        files.insert(name, bytes);
    }
    Ok(files)
}

/// Reads no more than the limits allow; nothing when there is more.
fn limited(from: impl Read, limits: Limits, all: &mut u64) -> std::io::Result<Option<Vec<u8>>> {
    let most = limits.file.min(limits.all.saturating_sub(*all));
    let mut bytes = Vec::new();
    from.take(most + 1).read_to_end(&mut bytes)?;
    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    *all += length;
    Ok((length <= most).then_some(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;
    use zip::{ZipWriter, write::SimpleFileOptions};

    fn packed(files: &[(&str, &[u8])]) -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        file.write_all(zip.finish().unwrap().get_ref()).unwrap();
        file
    }

    #[test]
    fn a_feed_in_a_folder_of_its_zip_file_is_read_and_unknown_files_are_named() {
        let zip = packed(&[
            ("feed/Stops.txt", b"stop_id"),
            ("__MACOSX/feed/stops.txt", b"x"),
            ("feed/readme.md", b"x"),
            ("feed/shapes.txt", b"x"),
        ]);
        let mut findings = Findings::default();
        let files = read(zip.path(), Limits::FEED, &mut findings).unwrap();
        assert_eq!(files.keys().collect::<Vec<_>>(), ["stops.txt"]);
        assert_eq!(findings.to_string(), "・readme.md：標準にないファイルなので読みません。\n");
    }

    #[test]
    fn a_zip_file_that_swells_is_refused_without_being_unpacked() {
        let zip = packed(&[("stops.txt", &vec![b'0'; 4 << 20])]);
        assert!(zip.path().metadata().unwrap().len() < 10_000);
        let limits = Limits { file: 1 << 20, ..Limits::FEED };
        assert!(read(zip.path(), limits, &mut Findings::default()).is_err());
        let limits = Limits { all: 1 << 20, ..Limits::FEED };
        assert!(read(zip.path(), limits, &mut Findings::default()).is_err());
        let limits = Limits { entries: 0, ..Limits::FEED };
        assert!(read(zip.path(), limits, &mut Findings::default()).is_err());
        assert!(read(zip.path(), Limits::FEED, &mut Findings::default()).is_ok());
    }

    #[test]
    fn what_is_no_zip_file_is_refused_with_words() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(b"<html>404").unwrap();
        let trouble = read(file.path(), Limits::FEED, &mut Findings::default()).unwrap_err();
        assert!(trouble.to_string().contains("zipとして開けません"));
    }
}
