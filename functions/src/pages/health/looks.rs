//! Who looked at a record and who wrote in it, one's own looks too.

use super::{Ground, HealthWords, answer, growth, vaccinations};
use crate::context::Visit;
use crate::db::sql;
use crate::fault::Fault;
use crate::health::{
    Opened,
    log::{self, Kept, Note, Seen},
};
use crate::http::reply::Reply;
use askama::Template;
use hibiki_domain::health::category::Category;

/// Rows on a page. One more is read: each row's mac covers the one before it.
const ROWS: usize = 30;

#[derive(Template)]
#[template(path = "health/looks.html")]
struct Looks<'a> {
    g: &'a Ground,
    lines: Vec<Line>,
    earlier: Option<i64>,
}

struct Line {
    when: String,
    who: String,
    what: String,
    why: String,
    intact: bool,
}

/// `GET /my/health/{whose}/looks`
pub(crate) async fn show(visit: &Visit, whose: &str) -> Result<Reply, Fault> {
    let opened = Opened::load(visit).await?;
    let subject = opened.subject(whose)?;
    let g = Ground::of(visit, subject);
    let before: i64 = match visit.query_value("before") {
        None => i64::MAX >> 11,
        Some(text) => text.parse().map_err(|_| Fault::Malformed("before"))?,
    };
    let keyring = subject.keyring()?;
    let most = i64::try_from(ROWS + 1).unwrap_or(i64::MAX);
    let read = sql::access::OF_PERSON.with(&[&subject.pseudonym.as_str(), &before, &most]);
    let rows: Vec<Kept> = visit.health()?.read(read).await?.all()?;
    let earlier = rows.get(ROWS).map(|row| row.seq);
    let seen = log::seen(visit, keyring, &rows);
    let line = |seen: Seen| Line {
        when: g.t.moment(seen.at),
        what: what(g.h, &seen),
        who: seen.note.as_ref().map_or_else(|| g.h.looks_unreadable.to_owned(), |note| note.who.clone()),
        why: seen.note.map(|note| why(g.h, note)).unwrap_or_default(),
        intact: seen.intact,
    };
    let page = Looks { lines: seen.into_iter().take(ROWS).map(line).collect(), earlier, g: &g };
    answer(visit, &opened, (200, g.h.looks_title), &page).await
}

/// What was done, in words.
fn what(h: &HealthWords, seen: &Seen) -> String {
    let word = seen.note.as_ref().map_or("", |note| note.what.as_str());
    let place = match word {
        "overview" => h.overview_title,
        "timeline" => h.timeline_title,
        growth::WHAT => h.growth_title,
        vaccinations::WHAT => h.vaccinations_title,
        vaccinations::WHAT_SCHOOL => h.school_title,
        word => Category::parse(word).map_or(h.looks_other, |category| category.name(h.language)),
    };
    format!("{place} ・ {}", if seen.wrote { h.looks_wrote } else { h.looks_read })
}

/// Why, in words: who reads as the person or as a guardian need not say it.
fn why(h: &HealthWords, note: Note) -> String {
    match note.how.as_str() {
        "myself" => h.looks_myself.to_owned(),
        "guardian" => h.looks_guardian.to_owned(),
        _ => note.why,
    }
}
