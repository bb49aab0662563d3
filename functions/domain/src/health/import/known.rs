//! Which rows of a file are new.

use super::row::Line;
use crate::health::entry::Entry;
use std::collections::BTreeSet;

/// What a record says: day, kind and values. Who brought it, and when, is no part of it, so a file that is brought twice
/// says the same twice. None for a record of a newer program.
pub fn content(entry: &Entry) -> Option<String> {
    let sheet = entry.body.sheet()?;
    let values = serde_json::to_string(sheet.json()).ok()?;
    Some(format!("{} {} {values}", entry.day, sheet.kind().word()))
}

/// A row that is not in the record yet.
#[derive(Debug, Clone)]
pub struct Fresh {
    /// What it says, by which it is told from others.
    pub content: String,
    /// The row.
    pub line: Line,
}

/// Parts the rows of a file into those that are new, by the day that they are about, and the number of those that are
/// not. `known` is everything that the record says or said: what somebody corrected or withdrew does not come back.
pub fn fresh<'a>(lines: Vec<Line>, known: impl IntoIterator<Item = &'a Entry>) -> (Vec<Fresh>, usize) {
    let mut seen: BTreeSet<String> = known.into_iter().filter_map(content).collect();
    let all = lines.len();
    let mut new: Vec<Fresh> = lines
        .into_iter()
        .filter_map(|line| {
            let content = content(&line.entry)?;
            seen.insert(content.clone()).then_some(Fresh { content, line })
        })
        .collect();
    new.sort_by_key(|fresh| fresh.line.entry.day);
    let there = all - new.len();
    (new, there)
}
