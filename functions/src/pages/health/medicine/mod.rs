//! The medicine notebook: what is taken, what was, what to be careful with; shown and given to a pharmacy.

pub(crate) mod book;
pub(crate) mod counter;
mod view;
mod words;

use crate::context::Visit;
use crate::fault::Fault;
use crate::health::{
    Opened, Subject,
    entries::{self, Entries, shelf_of},
};
use hibiki_domain::health::{
    category::Category,
    entry::{self, Entry},
    medicine::Notebook,
};
pub(super) use words::MedicineWords;

/// The words of these pages in the person's log.
pub(super) const WHAT: &str = "medicine-book";
pub(super) const WHAT_SHOWN: &str = "medicine-show";
pub(super) const WHAT_FILE: &str = "medicine-file";

/// No record says for how long something lasts that is taken when needed, put on or was bought: so long it is taken to be
/// in use.
const SUPPLY_DAYS: u16 = 30;

/// Everything of a person that belongs to the notebook: allergies lie with the emergency summary.
async fn read(
    visit: &Visit,
    opened: &Opened,
    subject: &Subject,
    what: &str,
) -> Result<(Entries, Notebook), Fault> {
    let shelves = [Category::Medicine, Category::Emergency].map(|category| shelf_of(category, 0));
    let found = entries::read(visit, opened, subject, &shelves, what).await?;
    let standing: Vec<&Entry> = found.standing().map(|(_, entry)| entry).collect();
    let notebook = entry::book(&subject.name, subject.born, standing);
    Ok((found, notebook))
}
