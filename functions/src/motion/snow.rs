//! Snow ploughs: when was my street last cleared? One row is read.

use super::{Fresh, Item, PLOUGHS, live, public};
use crate::context::Visit;
use crate::db::sql;
use crate::fault::Fault;
use crate::http::reply::Reply;
use crate::words::Words;
use hibiki_domain::{
    motion::{
        place::Mark,
        plough::{FRESH_SECS, Status},
    },
    time::Timestamp,
};
use serde::Deserialize;
use std::collections::BTreeMap;

async fn status(visit: &Visit) -> Result<Status, Fault> {
    #[derive(Deserialize)]
    struct Row {
        body: String,
    }
    let row = visit.public()?.read(sql::status::LOAD.with(&[&PLOUGHS])).await?.first::<Row>()?;
    let status = row.map_or_else(|| Some(Status::default()), |row| Status::from_json(&row.body));
    status.ok_or_else(|| Fault::broken("status-row"))
}

/// When a street was cleared, in words. Nothing heard is not the same as not cleared.
fn words(t: &Words, status: &Status, street: &str, now: Timestamp) -> String {
    match status.streets.get(street).and_then(|pass| pass.shown(now)) {
        Some(at) => t.about(at, now),
        None if status.heard_at().is_none() => t.plough_no_data.to_owned(),
        None => t.plough_not_yet.to_owned(),
    }
}

/// Until when the ploughs were heard of.
fn heard(t: &Words, status: &Status, now: Timestamp) -> String {
    match status.heard_at() {
        None => format!("<span class=\"age old\">{}</span>", t.plough_no_data),
        Some(at) if now.0 - at.0 > FRESH_SECS => {
            format!("<span class=\"age old\">{}{}</span>", t.old_data, t.age(at, now))
        }
        Some(at) => format!("<span class=\"age\">{}{}</span>", t.plough_heard, t.age(at, now)),
    }
}

/// `GET /snow/live`
pub(crate) async fn show(visit: &Visit) -> Result<Reply, Fault> {
    let page = live::load(&visit.env, visit.language, "snow").await?;
    let (t, now) = (visit.words(), visit.now);
    if !page.season().is_some_and(|season| season.holds(now.day())) {
        return Ok(Reply::see_other(&visit.href("/snow/")));
    }
    let status = status(visit).await?;
    let text = page.fill(|mark| match mark {
        Mark::Street(street) => words(t, &status, &street.id, now),
        Mark::Now => heard(t, &status, now),
        Mark::Lot(_) | Mark::Trend(_) | Mark::Season(_) => String::new(),
    });
    Ok(public(Reply::html(200, text, false)))
}

/// `GET /snow/status.json`
pub(crate) async fn json(visit: &Visit) -> Result<Reply, Fault> {
    let page = live::load(&visit.env, visit.language, "snow").await?;
    let (t, now) = (visit.words(), visit.now);
    let status = status(visit).await?;
    let item = |html: String| Item { html, words: String::new() };
    let mut items = BTreeMap::new();
    for street in page.streets() {
        items.insert(street.id.clone(), item(words(t, &status, &street.id, now)));
    }
    items.insert("heard".to_owned(), item(heard(t, &status, now)));
    Ok(public(Reply::json(200, &Fresh { at: t.clock(now), items })))
}
