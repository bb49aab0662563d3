//! One entry, with what stood there before.

use super::{
    Ground, about, answer, category, diary,
    eligibility::{self, CardWords},
    list::query,
    page_of, written, year,
};
use crate::context::Visit;
use crate::fault::Fault;
use crate::health::{Opened, entries};
use crate::http::reply::Reply;
use crate::pages::form;
use askama::Template;
use hibiki_domain::health::entry::{Body, Entry};

#[derive(Template)]
#[template(path = "health/entry.html")]
struct Shown<'a> {
    g: &'a Ground,
    title: String,
    done: Option<&'static str>,
    back: (String, &'static str),
    /// The newest first; empty when it was withdrawn.
    now: Option<Lines>,
    /// The picture of a diary's entry.
    picture: Option<diary::Shown>,
    /// A card that shows a right, large.
    card: Option<eligibility::Shown>,
    before: Vec<Lines>,
    /// The page that puts the category's entries together.
    page: Option<(&'static str, String)>,
    /// Where it is corrected and withdrawn; None where this program may not.
    correct: Option<Correct>,
}

struct Lines {
    day: String,
    written: String,
    values: Vec<(String, String)>,
}

struct Correct {
    edit: String,
    withdraw: String,
    key: String,
    version: i64,
}

/// `GET /my/health/{whose}/{category}/{record}`
pub(crate) async fn show(visit: &Visit, whose: &str, word: &str, record: &str) -> Result<Reply, Fault> {
    let opened = Opened::load(visit).await?;
    let subject = opened.subject(whose)?;
    let category = category(word)?;
    let g = Ground::of(visit, subject);
    let kept = entries::one(visit, &opened, subject, (category, year(visit)?), record).await?;
    let lines = |entry: &Entry| Lines {
        day: about(g.t, entry.day),
        written: written(visit, subject, entry),
        values: entry.body.lines(visit.language),
    };
    let newest = kept.now.as_ref().or_else(|| kept.before.first().map(|(_, entry)| entry));
    let is_sheet = kept.now.as_ref().is_some_and(|entry| matches!(entry.body, Body::Sheet(_)));
    let at = format!("{}/{word}/{record}", g.base);
    let part = query(kept.shelf.part);
    let page = Shown {
        title: newest.map(|entry| entry.body.name(visit.language)).unwrap_or_default(),
        done: match visit.query_value("done") {
            Some("saved") => Some(g.h.entry_saved),
            Some("withdrawn") => Some(g.h.entry_withdrawn),
            Some("card-on") => Some(CardWords::of(visit.language).card_is_on),
            Some("card-off") => Some(CardWords::of(visit.language).card_is_off),
            _ => None,
        },
        back: (format!("{}/{word}{part}", g.base), category.name(visit.language)),
        now: kept.now.as_ref().map(lines),
        picture: diary::shown(visit, &g, &kept)?,
        card: eligibility::shown(visit, (&opened, subject), &g, &kept).await?,
        before: kept.before.iter().map(|(_, entry)| lines(entry)).collect(),
        page: page_of(visit, &g, subject, category),
        correct: if is_sheet {
            Some(Correct {
                edit: format!("{at}/edit{part}"),
                withdraw: format!("{at}/withdraw{part}"),
                key: form::new_key()?,
                version: kept.version,
            })
        } else {
            None
        },
        g: &g,
    };
    answer(visit, &opened, (200, &page.title), &page).await
}
