//! What files are called, and in which languages they are there.

use super::{
    finding::Notes,
    values::{Slug, When},
};
use std::{collections::BTreeSet, path::Path};

/// The languages beside Japanese, with their names.
const TRANSLATIONS: [(&str, &str); 2] = [("ja-easy", "やさしい日本語"), ("en", "英語")];

/// Kinds in folders by year, and kinds in one folder.
const BY_YEAR: [&str; 6] = ["news", "courses", "lectures", "events", "archives", "notices"];
const IN_ONE: [&str; 2] = ["facilities", "procedures"];

/// One folder per kind and year; names of date and Latin name.
pub(super) fn check_name(file: &str, name: &str, area: &str, notes: &mut Notes<'_>) {
    if name == "_index" {
        return;
    }
    if IN_ONE.contains(&area) {
        if let Err(why) = Slug::parse(name) {
            notes.error(
                1,
                format!("ファイル名が決まりに合いません。{why}"),
                "ファイルの名前を変えてください",
            );
        }
        return;
    }
    if !BY_YEAR.contains(&area) {
        return;
    }
    let form = format!("content/{area}/2026/2026-12-03-short-name.md の形にしてください");
    // Of an old photograph one may know the year alone.
    let lengths: &[usize] = if area == "archives" { &[10, 7, 4] } else { &[10] };
    let dated = lengths
        .iter()
        .find_map(|length| Some((When::parse(name.get(..*length)?).ok()?, name.get(*length..)?)));
    let Some((when, rest)) = dated else {
        notes.error(1, "ファイル名が日付で始まっていません", form);
        return;
    };
    let year = &when.as_str()[..4];
    if rest.strip_prefix('-').is_none_or(|slug| Slug::parse(slug).is_err()) {
        notes.error(
            1,
            "ファイル名の、日付の後の短い名前が決まりに合いません",
            format!("半角の英小文字、数字、- で、{form}"),
        );
    }
    if file.split('/').count() != 3 || file.split('/').nth(1) != Some(year) {
        notes.error(
            1,
            format!("ファイル名の日付（{}）と、年のフォルダーが違います", when.as_str()),
            format!("content/{area}/{year}/ に移してください"),
        );
    }
}

/// Endings are small letters: another spelling is another file.
pub(super) fn has_ending(file: &str, ending: &str) -> bool {
    Path::new(file).extension().is_some_and(|there| there == ending)
}

/// `a/b.en.md` → `a/b.md`.
pub(super) fn japanese_of(file: &str) -> String {
    ["en", "ja-easy"]
        .iter()
        .find_map(|language| file.strip_suffix(&format!(".{language}.md")))
        .map_or_else(|| file.to_owned(), |stem| format!("{stem}.md"))
}

/// Facts stand in Japanese; a page without a translation is a hint.
pub(super) fn check_languages(
    file: &str,
    language: &str,
    area: &str,
    names: &BTreeSet<&str>,
    notes: &mut Notes<'_>,
) {
    if language == "ja" {
        if !BY_YEAR.contains(&area) && !IN_ONE.contains(&area) {
            return;
        }
        let stem = file.strip_suffix(".md").unwrap_or(file);
        let missing: Vec<&str> = TRANSLATIONS
            .iter()
            .filter(|(code, _)| !names.contains(format!("{stem}.{code}.md").as_str()))
            .map(|(_, name)| *name)
            .collect();
        if !missing.is_empty() {
            notes.hint(
                1,
                format!("{}の訳がありません", missing.join("と")),
                "訳があるとよいページです。ないあいだ、一覧には「日本語だけ」と出ます",
            );
        }
    } else if !names.contains(japanese_of(file).as_str()) {
        notes.error(
            1,
            format!("元になる日本語のページ content/{} がありません", japanese_of(file)),
            "日本語のページを先に作るか、ファイル名を合わせてください。日付などの事実は日本語のページに書きます",
        );
    }
}
