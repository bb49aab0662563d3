//! The handbooks and what they show hold together. `cargo town handbook` walks through them in a browser; what needs
//! none is proved here.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test")]

use hibiki_domain::desk::FileKind;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

const HANDBOOKS: [&str; 3] = ["organizers", "editors", "counter"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn handbook(name: &str) -> String {
    fs::read_to_string(root().join(format!("docs/handbook/{name}.md"))).unwrap()
}

fn walk(name: &str) -> String {
    fs::read_to_string(root().join(format!("tests/handbook/{name}.mjs"))).unwrap()
}

/// What stands between the two, each time.
fn between(text: &str, before: &str, after: &str) -> BTreeSet<String> {
    text.split(before).skip(1).filter_map(|rest| Some(rest.split_once(after)?.0.to_owned())).collect()
}

/// A block of code: what stands behind the three marks, and what stands in it.
fn blocks(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut parts = text.split("\n```");
    parts.next();
    while let (Some(block), Some(_)) = (parts.next(), parts.next()) {
        let (kind, inside) = block.split_once('\n').unwrap();
        found.push((kind.to_owned(), format!("{inside}\n")));
    }
    found
}

#[test]
fn every_picture_that_a_handbook_shows_is_taken_by_its_walk_and_there_is_no_other() {
    let mut shown = BTreeSet::new();
    for name in HANDBOOKS {
        let named = between(&handbook(name), "](pictures/", ".webp)");
        assert_eq!(
            named,
            between(&walk(name), ", \"", "\", [").into_iter().filter(|n| n.starts_with(name)).collect()
        );
        for rest in handbook(name).split("![").skip(1).filter(|rest| rest.contains("](pictures/")) {
            assert!(!rest.starts_with(']'), "a picture in {name}.md says nothing to whoever cannot see it");
        }
        shown.extend(named);
    }
    let folder = fs::read_dir(root().join("docs/handbook/pictures")).unwrap();
    let files: BTreeSet<String> =
        folder.map(|file| file.unwrap().file_name().to_str().unwrap().replace(".webp", "")).collect();
    assert_eq!(shown, files);
}

#[test]
fn every_chapter_that_names_a_part_of_a_page_is_walked_through() {
    for name in HANDBOOKS {
        let text = handbook(name);
        let due: BTreeSet<String> = text
            .split("\n## ")
            .skip(1)
            .filter(|chapter| chapter.contains("「**") || chapter.contains("](pictures/"))
            .map(|chapter| chapter.lines().next().unwrap().split_once(". ").unwrap().1.to_owned())
            .collect();
        assert_eq!(due, between(&walk(name), "guide.chapter(\"", "\""), "{name}");
    }
}

#[test]
fn chapters_are_numbered_one_after_the_other() {
    for name in HANDBOOKS {
        let text = handbook(name);
        for (number, chapter) in (1..).zip(text.split("\n## ").skip(1)) {
            assert!(chapter.starts_with(&format!("{number}. ")), "{name}: {}", &chapter[..30]);
            assert!(chapter.contains("\n### 困ったとき\n"), "{name}, chapter {number} leaves people alone");
        }
    }
}

#[test]
fn the_captions_in_the_handbook_are_captions() {
    let blocks = blocks(&handbook("organizers"));
    let (_, captions) = blocks.iter().find(|(kind, _)| kind == "text 字幕").unwrap();
    assert_eq!(FileKind::of(captions.as_bytes()), Ok(FileKind::Captions));
}

/// A copy of the town's content in which one may write, where `cargo town` finds its way.
fn town() -> tempfile::TempDir {
    let town = tempfile::tempdir().unwrap();
    let copy = |folder: &str| {
        for entry in walkdir::WalkDir::new(root().join(folder)).into_iter().flatten() {
            let target = town.path().join(entry.path().strip_prefix(root()).unwrap());
            if entry.file_type().is_dir() {
                fs::create_dir_all(target).unwrap();
            } else if entry.file_type().is_file() {
                fs::copy(entry.path(), target).unwrap();
            }
        }
    };
    copy("content");
    fs::create_dir_all(town.path().join("site/data")).unwrap();
    fs::create_dir_all(town.path().join("town")).unwrap();
    for file in ["wrangler.toml", "site/config.toml", "site/data/words.toml"] {
        fs::copy(root().join(file), town.path().join(file)).unwrap();
    }
    town
}

/// Types what stands behind `$` and compares what comes with the lines below it; `…` stands for anything.
fn type_in(town: &Path, console: &str) {
    let mut lines = console.lines();
    let typed = lines.next().unwrap().strip_prefix("$ cargo town ").unwrap();
    let run = Command::new(env!("CARGO_BIN_EXE_hibiki-town"))
        .args(typed.split(' '))
        .current_dir(town)
        .env_remove("CARGO_MANIFEST_DIR")
        .output()
        .unwrap();
    let said = String::from_utf8(run.stdout).unwrap() + &String::from_utf8(run.stderr).unwrap();
    let mut rest = said.as_str();
    for piece in lines.flat_map(|line| line.split('…')).filter(|piece| !piece.is_empty()) {
        let at = rest.find(piece);
        assert!(at.is_some(), "`{typed}` does not say «{piece}» there, but:\n{said}");
        rest = &rest[at.unwrap() + piece.len()..];
    }
}

#[test]
fn whoever_follows_the_editors_handbook_reads_what_it_says_and_ends_without_a_mistake() {
    let town = town();
    let mut files = BTreeSet::new();
    for (kind, inside) in blocks(&handbook("editors")) {
        match kind.split_once(' ') {
            Some(("markdown" | "csv", file)) => {
                fs::write(town.path().join(file), inside).unwrap();
                files.insert(file.to_owned());
            }
            None if kind == "console" => type_in(town.path(), &inside),
            _ => {}
        }
    }
    type_in(town.path(), "$ cargo town check-content\n個のファイルに、間違いは見つかりませんでした。");
    for area in ["news", "procedures", "events", "facilities"] {
        assert!(
            files.iter().any(|file| file.starts_with(&format!("content/{area}/"))),
            "no example in {area}"
        );
    }
}
