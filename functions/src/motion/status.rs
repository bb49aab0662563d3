//! The status page: how the feeds are, for everybody to see.

use super::{feeds, public};
use crate::context::{Page, Visit, Who};
use crate::db::sql;
use crate::fault::Fault;
use crate::http::reply::Reply;
use crate::words::Words;
use askama::Template;
use hibiki_domain::{motion::feed::Trouble, time::Timestamp};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "status.html")]
struct StatusPage {
    t: &'static Words,
    feeds: Vec<Line>,
    at: String,
}

struct Line {
    name: String,
    is_good: bool,
    state: &'static str,
    tried: String,
    good: String,
    said: String,
    wrong: &'static str,
}

#[derive(Deserialize)]
struct Row {
    feed: String,
    tried_at: i64,
    good_at: Option<i64>,
    said_at: Option<i64>,
    trouble: Option<String>,
}

/// `GET /status`
pub(crate) async fn show(visit: &Visit) -> Result<Reply, Fault> {
    let (t, now) = (visit.words(), visit.now);
    let rows = visit.public()?.read(sql::feed::LIST.with(&[])).await?.all::<Row>()?;
    let age = |at: Option<i64>| at.map_or_else(|| t.status_never.to_owned(), |at| t.age(Timestamp(at), now));
    let line = |feed: hibiki_domain::motion::feed::Feed| {
        let row = rows.iter().find(|row| row.feed == feed.id);
        let trouble = row.and_then(|row| Trouble::parse(row.trouble.as_deref()?));
        Line {
            is_good: row.is_some() && trouble.is_none(),
            state: match (row, trouble) {
                (None, _) => t.status_not_yet,
                (_, None) => t.status_good,
                _ => t.status_bad,
            },
            tried: age(row.map(|row| row.tried_at)),
            good: age(row.and_then(|row| row.good_at)),
            said: age(row.and_then(|row| row.said_at)),
            wrong: trouble.map_or("", |trouble| trouble.said(visit.language)),
            name: feed.name,
        }
    };
    let page = StatusPage { t, feeds: feeds(&visit.env)?.into_iter().map(line).collect(), at: t.clock(now) };
    let page = Page { status: 200, title: t.status_title, main: &page, ceremonies: false, who: Who::Nobody };
    Ok(public(visit.page(page).await?))
}
