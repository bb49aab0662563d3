//! Entries as pages show them: all versions of one together, the newest first.

use super::{
    Opened, Subject,
    shelf::{self, Found, Look, Version},
};
use crate::context::Visit;
use crate::fault::Fault;
use hibiki_domain::{
    health::{
        category::Category,
        entry::Entry,
        sealed::{RecordId, Shelf},
    },
    time::Day,
};

/// One entry with its history.
#[derive(Debug)]
pub(crate) struct Kept {
    pub(crate) record: RecordId,
    pub(crate) shelf: Shelf,
    /// The number of the newest version.
    pub(crate) version: i64,
    /// As it is now; None when it was withdrawn.
    pub(crate) now: Option<Entry>,
    /// What stood there before, the newest first, with the day on which each was written.
    pub(crate) before: Vec<(String, Entry)>,
}

/// What a reader of shelves sees.
#[derive(Debug)]
pub(crate) struct Entries {
    /// By the day that they are about, the newest first.
    pub(crate) kept: Vec<Kept>,
    /// Something on these shelves is not as it was left.
    pub(crate) damaged: bool,
    /// Rows of the log are gone.
    pub(crate) log_cut: bool,
    /// The row of the log that names this look.
    pub(crate) look: Look,
}

/// The shelves of a category: one, or the one of a year for what grows every day.
pub(crate) const fn shelf_of(category: Category, year: u16) -> Shelf {
    let part = match category {
        Category::Diary | Category::Vitals => year,
        _ => 0,
    };
    Shelf { category, part }
}

/// The year of a day, as shelves have it.
pub(crate) fn year_of(day: Day) -> u16 {
    u16::try_from(day.parts().0).unwrap_or(0)
}

/// Reads shelves and puts the versions of each entry together.
pub(crate) async fn read(
    visit: &Visit,
    opened: &Opened,
    subject: &Subject,
    shelves: &[Shelf],
    what: &str,
) -> Result<Entries, Fault> {
    shelf::read(visit, opened, subject, shelves, what).await.map(together)
}

/// One entry of a category.
pub(crate) async fn one(
    visit: &Visit,
    opened: &Opened,
    subject: &Subject,
    (category, year): (Category, u16),
    record: &str,
) -> Result<Kept, Fault> {
    let found = read(visit, opened, subject, &[shelf_of(category, year)], category.word()).await?;
    found.kept.into_iter().find(|kept| kept.record.as_str() == record).ok_or(Fault::NotFound)
}

pub(super) fn together(found: Found) -> Entries {
    let (damaged, log_cut) = (!found.damaged.is_empty(), found.log_cut);
    let mut versions = found.versions;
    versions.sort_by(|a, b| (&a.record, b.number).cmp(&(&b.record, a.number)));
    let mut kept: Vec<Kept> = Vec::new();
    for version in versions {
        let entry = entry_of(&version);
        match kept.last_mut().filter(|last| last.record == version.record) {
            Some(last) => last.before.extend(entry.map(|entry| (version.day, entry))),
            None => kept.push(Kept {
                record: version.record,
                shelf: version.shelf,
                version: version.number,
                now: entry,
                before: Vec::new(),
            }),
        }
    }
    let day = |kept: &Kept| kept.now.as_ref().map(|entry| (entry.day, entry.at));
    kept.sort_by_key(|kept| std::cmp::Reverse(day(kept)));
    Entries { kept, damaged, log_cut, look: found.look }
}

/// An empty version withdraws an entry. What cannot be read was written by nobody: sealing it needed the key.
pub(super) fn entry_of(version: &Version) -> Option<Entry> {
    std::str::from_utf8(&version.entry).ok().and_then(|text| Entry::read(text).ok())
}

impl Entries {
    /// The entries that stand now.
    pub(crate) fn standing(&self) -> impl Iterator<Item = (&Kept, &Entry)> {
        self.kept.iter().filter_map(|kept| Some((kept, kept.now.as_ref()?)))
    }
}
