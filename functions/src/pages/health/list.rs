//! The entries of one category.

use super::{Ground, about, answer, category, page_of, written, year};
use crate::context::Visit;
use crate::fault::Fault;
use crate::health::{
    Opened,
    entries::{self, shelf_of},
};
use crate::http::reply::Reply;
use askama::Template;
use hibiki_domain::health::checkup::Kind;

#[derive(Template)]
#[template(path = "health/list.html")]
struct List<'a> {
    g: &'a Ground,
    title: &'static str,
    damaged: bool,
    /// The year on the shelf and the one before, for what grows every day.
    years: Option<(u16, String)>,
    items: Vec<Item>,
    /// The page that puts them together.
    page: Option<(&'static str, String)>,
    /// What can be written down here: words and addresses.
    new: Vec<(&'static str, String)>,
}

pub(super) struct Item {
    pub(super) href: String,
    pub(super) kind: String,
    pub(super) day: String,
    pub(super) summary: String,
    pub(super) written: String,
    pub(super) corrected: bool,
}

/// `GET /my/health/{whose}/{category}`
pub(crate) async fn show(visit: &Visit, whose: &str, word: &str) -> Result<Reply, Fault> {
    let opened = Opened::load(visit).await?;
    let subject = opened.subject(whose)?;
    let category = category(word)?;
    let g = Ground::of(visit, subject);
    let year = year(visit)?;
    let shelf = shelf_of(category, year);
    let found = entries::read(visit, &opened, subject, &[shelf], word).await?;
    let base = &g.base;
    let items = found.standing().map(|(kept, entry)| Item {
        href: format!("{base}/{word}/{}{}", kept.record.as_str(), query(shelf.part)),
        kind: entry.body.name(visit.language),
        day: about(g.t, entry.day),
        summary: entry.body.summary(visit.language),
        written: written(visit, subject, entry),
        corrected: !kept.before.is_empty(),
    });
    let kinds = Kind::ALL.into_iter().filter(|kind| kind.category() == category);
    let list = List {
        title: category.name(visit.language),
        damaged: found.damaged,
        years: (shelf.part > 0).then(|| (year, format!("{base}/{word}?year={}", year - 1))),
        items: items.collect(),
        page: page_of(visit, &g, subject, category),
        new: kinds
            .map(|kind| match kind {
                // Nobody types what stands in a code.
                Kind::Notebook => (g.h.scan_title, format!("{base}/{word}/scan")),
                _ => (kind.name(visit.language), format!("{base}/{word}/new/{}", kind.word())),
            })
            .collect(),
        g: &g,
    };
    answer(visit, &opened, (200, list.title), &list).await
}

/// What an address needs to name a shelf of a year.
pub(super) fn query(part: u16) -> String {
    if part == 0 { String::new() } else { format!("?year={part}") }
}
