//! A content file: front matter between two lines `+++`, then Markdown.

use super::finding::Notes;
use serde::de::DeserializeOwned;
use std::ops::Range;
use toml::{Spanned, de::DeTable};

/// A file cut into its two parts.
#[derive(Debug)]
pub(super) struct Parts<'a> {
    /// The TOML between the two lines.
    pub(super) front: &'a str,
    /// The line on which the TOML begins.
    front_line: usize,
    /// The Markdown.
    pub(super) body: &'a str,
    /// The line on which the Markdown begins.
    body_line: usize,
}

impl<'a> Parts<'a> {
    /// `None` when the file does not begin with front matter.
    pub(super) fn cut(text: &'a str) -> Option<Self> {
        let start = text.strip_prefix("+++")?.trim_start_matches('\r').strip_prefix('\n')?;
        let head = text.len() - start.len();
        let mut at = 0;
        for line in start.split_inclusive('\n') {
            if line.trim_end() == "+++" {
                let body = &start[at + line.len()..];
                let body_line = text[..text.len() - body.len()].matches('\n').count() + 1;
                let front_line = text[..head].matches('\n').count() + 1;
                return Some(Self { front: &start[..at], front_line, body, body_line });
            }
            at += line.len();
        }
        None
    }

    /// The line of the file for a place in the TOML.
    pub(super) fn front_line(&self, at: usize) -> usize {
        self.front_line + lines_before(self.front.as_bytes(), at)
    }

    /// The line of the file for a place in the Markdown.
    pub(super) fn body_line(&self, at: usize) -> usize {
        self.body_line + lines_before(self.body.as_bytes(), at)
    }

    /// The line on which a key of `[extra]` or of the top stands; of the front matter itself when it is not there.
    pub(super) fn line_of(&self, key: &str) -> usize {
        let Ok(table) = DeTable::parse(self.front) else { return self.front_line };
        let table = table.get_ref();
        let extra = table.get("extra").and_then(|extra| extra.get_ref().as_table());
        [Some(table), extra]
            .into_iter()
            .flatten()
            .flat_map(|table| table.iter())
            .find(|(name, _)| name.get_ref() == key)
            .map_or(self.front_line, |(name, _)| self.front_line(name.span().start))
    }

    /// Reads the front matter as what it must be, naming every line that is wrong: each wrong entry is noted, taken
    /// out and the rest read again.
    pub(super) fn read<T: DeserializeOwned>(&self, notes: &mut Notes<'_>) -> Option<T> {
        let mut text = self.front.to_owned();
        let mut removed: Vec<String> = Vec::new();
        let mut whole = true;
        for _ in 0..40 {
            let error = match toml::from_str::<T>(&text) {
                Ok(value) => return whole.then_some(value),
                Err(error) => error,
            };
            whole = false;
            let message = error.message().to_owned();
            let at = error.span().map_or(0, |span| span.start);
            if let Some(key) = quoted_after(&message, "missing field ") {
                if removed.iter().any(|gone| gone == key) {
                    return None; // it stands there, and was noted as wrong
                }
                let line = if self.front.contains("[extra]") && !["title", "description"].contains(&key) {
                    self.front_line(self.front.find("[extra]").unwrap_or(0))
                } else {
                    self.front_line
                };
                notes.error(
                    line,
                    format!("「{key}」がありません"),
                    format!("{key} = … の行を足してください"),
                );
                return None;
            }
            let (what, remedy) = plainly(&message);
            notes.error(self.front_line + lines_before(text.as_bytes(), at), what, remedy);
            let (key, range) = entry_at(&text, at)?;
            removed.push(key);
            let blank: String =
                text[range.clone()].chars().map(|c| if c == '\n' { '\n' } else { ' ' }).collect();
            // The lines stay where they are.
            text.replace_range(range, &blank);
        }
        None
    }
}

/// How many lines end before a place.
pub(crate) fn lines_before(text: &[u8], at: usize) -> usize {
    text[..at.min(text.len())].split(|byte| *byte == b'\n').count() - 1
}

/// The entry that holds this place: its key, and where it stands.
fn entry_at(text: &str, at: usize) -> Option<(String, Range<usize>)> {
    let table = DeTable::parse(text).ok()?;
    let root = table.get_ref();
    let of = |table: &DeTable<'_>| {
        table
            .iter()
            .map(|(key, value)| (key.get_ref().to_string(), range(key, value)))
            .find(|(_, range)| range.contains(&at))
    };
    let extra = root.get("extra").and_then(|extra| extra.get_ref().as_table());
    extra.and_then(of).or_else(|| of(root))
}

fn range<K, V>(key: &Spanned<K>, value: &Spanned<V>) -> Range<usize> {
    key.span().start..value.span().end
}

/// The word between backticks after `before`.
fn quoted_after<'m>(message: &'m str, before: &str) -> Option<&'m str> {
    message.strip_prefix(before)?.strip_prefix('`')?.split('`').next()
}

/// What the TOML reader says, in Japanese, with what to do.
fn plainly(message: &str) -> (String, String) {
    let choices = |from: &str| -> Vec<String> {
        message
            .split(from)
            .nth(1)
            .unwrap_or_default()
            .split('`')
            .skip(1)
            .step_by(2)
            .map(str::to_owned)
            .collect()
    };
    if let Some(key) = quoted_after(message, "unknown field ") {
        let known = choices("expected");
        let remedy = match nearest(key, &known) {
            Some(near) => format!("「{near}」の書き間違いなら直し、そうでなければこの行を消してください"),
            None if known.is_empty() => "この行を消してください".to_owned(),
            None => format!("この行を消してください。使える項目: {}", known.join("、")),
        };
        return (format!("「{key}」という項目はここでは使いません"), remedy);
    }
    if let Some(value) = quoted_after(message, "unknown variant ") {
        return (
            format!("「{value}」は選べません"),
            format!("次のどれかにしてください: {}", choices("expected").join("、")),
        );
    }
    if message.starts_with("duplicate key") {
        return ("同じ項目が二度あります".to_owned(), "どちらかの行を消してください".to_owned());
    }
    if let Some(rest) = message.strip_prefix("invalid type: ") {
        let (found, wanted) = rest.split_once(", expected ").unwrap_or((rest, ""));
        let remedy = if wanted.contains("string") {
            "\" \" で囲んでください（例 key = \"文字\"）"
        } else if wanted.contains("sequence") {
            "[ ] で囲んでください（例 key = [\"一つめ\", \"二つめ\"]）"
        } else if wanted.contains("bool") {
            "true か false にしてください（\" \" は付けません）"
        } else if wanted.contains("map") || wanted.contains("struct") {
            "見出し [ ] の形で書いてください"
        } else {
            "半角の数字だけにしてください（\" \" は付けません）"
        };
        return (format!("書き方の種類が違います（{}）", kind(found)), remedy.to_owned());
    }
    if message.is_ascii() {
        return (
            "書き方が読めません".to_owned(),
            format!("この行の \" や [ ] が閉じているか、= があるかを見てください（{message}）"),
        );
    }
    match message.split_once('。') {
        Some((what, remedy)) if !remedy.is_empty() => (what.to_owned(), remedy.to_owned()),
        _ => (message.to_owned(), "正しい値に直してください".to_owned()),
    }
}

fn kind(found: &str) -> &str {
    match found.split(' ').next().unwrap_or_default() {
        "string" => "文字になっています",
        "integer" | "floating" => "数になっています",
        "boolean" => "true / false になっています",
        "sequence" => "[ ] の並びになっています",
        _ => "別の形になっています",
    }
}

/// The known word that differs by at most two letters.
pub(super) fn nearest<'k>(word: &str, known: &'k [String]) -> Option<&'k str> {
    known
        .iter()
        .map(|candidate| (distance(word, candidate), candidate.as_str()))
        .filter(|(distance, _)| *distance <= 2)
        .min()
        .map(|(_, candidate)| candidate)
}

/// How many letters must be changed, added or left out.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut before = i;
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let change = before + usize::from(x != *y);
            before = row[j + 1];
            row[j + 1] = change.min(before + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}
