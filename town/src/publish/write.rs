//! Files under `content/`.

use crate::trouble::{AtPath as _, Result, Trouble};
use hibiki_domain::desk::{Choices, Kind, Typed};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// The place and the series that the item names, if they are still there: the site is not built without them.
pub(super) fn choices(content: &Path, fields: &Typed) -> Result<Choices> {
    let word =
        |name: &str| fields.get(name).map(|word| word.trim().to_owned()).filter(|word| !word.is_empty());
    let mut choices = Choices::default();
    if let Some(place) = word("facility") {
        let plain = place.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        let file = content.join("facilities").join(format!("{place}.md"));
        if !plain || !file.is_file() {
            return Err(Trouble::new(format!(
                "There is no place {place:?} in {}/facilities.",
                content.display()
            ))
            .next("Send it back at the desk, or write the place's page."));
        }
        choices.facilities.push((place.clone(), place));
    }
    // A series is a word of the templates; the Worker has checked it against the site that is on the net.
    if let Some(series) = word("series") {
        choices.series.push((series.clone(), series));
    }
    Ok(choices)
}

/// A name that no other item's file and no file that somebody wrote has.
pub(super) fn free_stem(content: &Path, kind: Kind, wanted: &str, id: &str, is_settled: bool) -> String {
    let year = wanted.get(..4).unwrap_or_default();
    let folder = content.join(kind.folder()).join(year);
    let is_free = |stem: &str| match fs::read_to_string(folder.join(format!("{stem}.md"))) {
        Ok(text) => text.lines().nth(1).is_some_and(|line| line.contains(id)),
        Err(_) => true,
    };
    if is_settled || is_free(wanted) {
        return wanted.to_owned();
    }
    let mut n = 2;
    loop {
        let stem = format!("{wanted}-{n}");
        if is_free(&stem) {
            return stem;
        }
        n += 1;
    }
}

/// Files of an earlier version of the item that are not in this one.
pub(super) fn no_longer(folder: &Path, stem: &str, kept: &[PathBuf]) -> Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut gone = Vec::new();
    for entry in fs::read_dir(folder).at("read", folder)? {
        let path = entry.at("read", folder)?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let rest = name.strip_prefix(stem).and_then(|rest| rest.strip_prefix('.'));
        // Translations (`stem.en.md`) are written by people.
        let is_ours = rest.is_some_and(|rest| hibiki_domain::desk::FileKind::of_name(rest).is_some());
        if is_ours && !kept.contains(&path) {
            gone.push(path);
        }
    }
    gone.sort();
    Ok(gone)
}

/// Writes a file whole or not at all; the same bytes are left as they are.
pub(super) fn whole(path: &Path, bytes: &[u8]) -> Result<()> {
    if fs::read(path).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).at("make the folder", folder)?;
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    // Zola reads no file that begins with a dot.
    let beside = folder.join(format!(".{name}.new"));
    fs::write(&beside, bytes).at("write", &beside)?;
    fs::rename(&beside, path).at("write", path)
}

/// The pages of a year that has none yet, in the three languages, made after the newest one's.
pub(super) fn year(content: &Path, kind: Kind, year: &str) -> Result<Vec<PathBuf>> {
    let folder = content.join(kind.folder()).join(year);
    let mut made = Vec::new();
    for language in ["", ".ja-easy", ".en"] {
        let path = folder.join(format!("_index{language}.md"));
        if path.exists() {
            continue;
        }
        let page = year_page(kind, year, language);
        whole(&path, page.as_bytes())?;
        made.push(path);
    }
    Ok(made)
}

fn year_page(kind: Kind, year: &str, language: &str) -> String {
    let era =
        year.parse::<i32>().ok().filter(|year| *year > 2019).map(|year| format!("（令和{}年）", year - 2018));
    let era = era.unwrap_or_default();
    let (title, description) = match (kind, language) {
        (Kind::Course, "") => (format!("{year}年{era}に始まる講座"), format!("{year}年に始まる講座です。")),
        (Kind::Course, ".en") => {
            (format!("Courses starting in {year}"), format!("Courses that start in {year}."))
        }
        (Kind::Course, _) => {
            (format!("{year}年に始まる講座（こうざ）"), format!("{year}年の講座（こうざ）です。"))
        }
        (Kind::Lecture, "") => (format!("{year}年{era}の講演"), format!("{year}年に開いた講演の記録です。")),
        (Kind::Lecture, ".en") => {
            (format!("Lectures in {year}"), format!("Records of lectures held in {year}."))
        }
        (Kind::Lecture, _) => {
            (format!("{year}年の講演（こうえん）"), format!("{year}年の話の記録（きろく）です。"))
        }
        (Kind::Archive, "") => (format!("{year}年{era}の記録"), format!("{year}年の写真、新聞、地図です。")),
        (Kind::Archive, ".en") => {
            (format!("Records of {year}"), format!("Photographs, newspapers and maps of {year}."))
        }
        (Kind::Archive, _) => {
            (format!("{year}年の記録（きろく）"), format!("{year}年の写真（しゃしん）や地図（ちず）です。"))
        }
    };
    let folder = kind.folder();
    let sort = if kind == Kind::Archive { "title" } else { "date" };
    format!(
        "+++\ntitle = \"{title}\"\ndescription = \"{description}\"\nsort_by = \"{sort}\"\n\
         template = \"{folder}/list.html\"\npage_template = \"{folder}/page.html\"\n+++\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_items_name_and_a_persons_file_are_not_taken() {
        let folder = tempfile::tempdir().unwrap();
        let year = folder.path().join("courses/2026");
        fs::create_dir_all(&year).unwrap();
        let (mine, other) = ("a".repeat(32), "b".repeat(32));
        let stem = |id: &str| free_stem(folder.path(), Kind::Course, "2026-12-03-pottery", id, false);
        assert_eq!(stem(&mine), "2026-12-03-pottery");
        fs::write(year.join("2026-12-03-pottery.md"), format!("+++\n# （番号 {mine}）\n+++\n")).unwrap();
        assert_eq!(stem(&mine), "2026-12-03-pottery", "written half-way the last time");
        assert_eq!(stem(&other), "2026-12-03-pottery-2");
        fs::write(year.join("2026-12-03-pottery-2.md"), "+++\ntitle = \"x\"\n+++\n").unwrap();
        assert_eq!(stem(&other), "2026-12-03-pottery-3");
    }

    #[test]
    fn files_that_are_no_longer_in_the_item_go_and_translations_stay() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["s.md", "s.en.md", "s.a.jpg", "s.b.vtt", "s2.c.jpg", "t.a.jpg"] {
            fs::write(folder.path().join(name), "x").unwrap();
        }
        let kept = [folder.path().join("s.md"), folder.path().join("s.a.jpg")];
        assert_eq!(no_longer(folder.path(), "s", &kept).unwrap(), [folder.path().join("s.b.vtt")]);
    }

    #[test]
    fn a_new_year_gets_its_pages_once() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(year(folder.path(), Kind::Course, "2029").unwrap().len(), 3);
        assert!(year(folder.path(), Kind::Course, "2029").unwrap().is_empty());
        let text = fs::read_to_string(folder.path().join("courses/2029/_index.md")).unwrap();
        assert!(text.contains("2029年（令和11年）に始まる講座"), "{text}");
    }

    #[test]
    fn a_place_that_is_not_there_is_named() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("facilities")).unwrap();
        let typed = |place: &str| Typed::from([("facility".to_owned(), place.to_owned())]);
        assert!(choices(folder.path(), &typed("library")).is_err());
        assert!(choices(folder.path(), &typed("../x")).is_err());
        fs::write(folder.path().join("facilities/library.md"), "").unwrap();
        assert_eq!(choices(folder.path(), &typed("library")).unwrap().facilities.len(), 1);
    }
}
