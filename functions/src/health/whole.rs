//! The whole of a record, for its owner to take along: every category, year and epoch, and all versions of every entry.

use super::{
    Opened, Subject,
    entries::{self, year_of},
    shelf,
};
use crate::context::Visit;
use crate::fault::Fault;
use hibiki_domain::{
    health::{category::Category, entry::Version, sealed::Shelf},
    session::FreshProof,
    time::Day,
};

/// The first year that a form takes.
const FIRST_YEAR: u16 = 1900;

/// What was found.
#[derive(Debug)]
pub(crate) struct Whole {
    /// In the order in which they were written.
    pub(crate) versions: Vec<Version>,
    /// Something on the shelves is not as it was left.
    pub(crate) damaged: bool,
}

/// Reads everything, and writes one row in the person's log. Whoever finds a browser where a record is open cannot do it:
/// it needs a proof of the last ten minutes.
pub(crate) async fn read(
    visit: &Visit,
    opened: &Opened,
    subject: &Subject,
    what: &str,
    _proof: FreshProof,
) -> Result<Whole, Fault> {
    let found = shelf::read(visit, opened, subject, &shelves(visit.now.day()), what).await?;
    let versions = found.versions.into_iter().map(|version| Version {
        entry: entries::entry_of(&version),
        category: version.shelf.category,
        record: version.record.as_str().to_owned(),
        number: version.number,
        written: version.day,
    });
    Ok(Whole { versions: versions.collect(), damaged: !found.damaged.is_empty() })
}

/// Every shelf that anything can lie on.
fn shelves(today: Day) -> Vec<Shelf> {
    let years = FIRST_YEAR..=year_of(today);
    let all = Category::ALL
        .into_iter()
        .flat_map(|category| years.clone().map(move |year| entries::shelf_of(category, year)));
    let mut shelves: Vec<Shelf> = all.collect();
    shelves.dedup(); // most categories have one shelf for all years
    shelves
}
