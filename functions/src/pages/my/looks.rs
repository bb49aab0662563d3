//! Who saw my data.

use crate::auth::Person;
use crate::context::{Page, Visit, Who};
use crate::db::sql;
use crate::fault::Fault;
use crate::http::reply::Reply;
use crate::look::SeenLook;
use crate::words::Words;
use askama::Template;
use serde::Deserialize;

/// Rows on a page; one more is read to know whether there are earlier ones.
const ROWS: usize = 30;

#[derive(Template)]
#[template(path = "my/looks.html")]
struct Looks {
    t: &'static Words,
    lines: Vec<Line>,
    earlier: Option<i64>,
}

struct Line {
    when: String,
    who: String,
    what: String,
    why: String,
}

#[derive(Deserialize)]
struct Row {
    seq: i64,
    #[serde(flatten)]
    look: SeenLook,
}

/// `GET /my/looks`
pub(crate) async fn show(visit: &Visit, person: Person) -> Result<Reply, Fault> {
    let before: i64 = match visit.query_value("before") {
        None => i64::MAX >> 11,
        Some(text) => text.parse().map_err(|_| Fault::Malformed("before"))?,
    };
    let rows = visit
        .identity()?
        .read(sql::access_log::OF_PERSON.with(&[&person.id.as_str(), &before]))
        .await?
        .all::<Row>()?;
    let t = visit.words();
    let earlier = (rows.len() > ROWS).then(|| rows[ROWS - 1].seq);
    let line = |row: Row| Line {
        when: t.moment(row.look.at),
        who: format!("{}　{}", row.look.office, row.look.staff),
        what: row.look.what,
        why: row.look.why,
    };
    let page = Looks { t, lines: rows.into_iter().take(ROWS).map(line).collect(), earlier };
    let who = Who::Resident(&person.name);
    visit.page(Page { status: 200, title: t.looks_title, main: &page, ceremonies: false, who }).await
}
