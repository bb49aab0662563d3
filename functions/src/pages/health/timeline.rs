//! Everything of a record in one line of time, the newest first.

use super::{Ground, about, answer, list::query, written, year};
use crate::context::Visit;
use crate::fault::Fault;
use crate::health::{
    Opened,
    entries::{self, shelf_of},
};
use crate::http::reply::Reply;
use askama::Template;
use hibiki_domain::health::{category::Category, sealed::Shelf};

#[derive(Template)]
#[template(path = "health/timeline.html")]
struct Timeline<'a> {
    g: &'a Ground,
    damaged: bool,
    items: Vec<Item>,
    /// Of diary and vitals one year is shown: which, and the address of the one before.
    year: u16,
    before: String,
}

struct Item {
    href: String,
    category: &'static str,
    kind: String,
    day: String,
    summary: String,
    written: String,
}

/// What the timeline leaves out: these are no events.
const NOT_EVENTS: [Category; 2] = [Category::Eligibility, Category::Emergency];

/// `GET /my/health/{whose}/timeline`
pub(crate) async fn show(visit: &Visit, whose: &str) -> Result<Reply, Fault> {
    let opened = Opened::load(visit).await?;
    let subject = opened.subject(whose)?;
    let g = Ground::of(visit, subject);
    let year = year(visit)?;
    let events = Category::ALL.into_iter().filter(|category| !NOT_EVENTS.contains(category));
    let shelves: Vec<Shelf> = events.map(|category| shelf_of(category, year)).collect();
    let found = entries::read(visit, &opened, subject, &shelves, "timeline").await?;
    let items = found.standing().map(|(kept, entry)| {
        let category = kept.shelf.category;
        Item {
            href: format!(
                "{}/{}/{}{}",
                g.base,
                category.word(),
                kept.record.as_str(),
                query(kept.shelf.part)
            ),
            category: category.name(visit.language),
            kind: entry.body.name(visit.language),
            day: about(g.t, entry.day),
            summary: entry.body.summary(visit.language),
            written: written(visit, subject, entry),
        }
    });
    let page = Timeline {
        damaged: found.damaged,
        items: items.collect(),
        year,
        before: format!("{}/timeline?year={}", g.base, year - 1),
        g: &g,
    };
    answer(visit, &opened, (200, g.h.timeline_title), &page).await
}
