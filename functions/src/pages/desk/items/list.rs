//! The list of items with their states.

use super::{approves, edit::title_of};
use crate::auth::Staff;
use crate::context::{Page, Visit, Who};
use crate::db::sql;
use crate::fault::Fault;
use crate::http::reply::Reply;
use crate::words::Words;
use askama::Template;
use hibiki_domain::{
    desk::{Kind, State},
    language::Language,
};
use serde::Deserialize;

const PAGE: usize = 50;

#[derive(Template)]
#[template(path = "desk/items.html")]
struct Items<'a> {
    office: &'a str,
    approves: bool,
    states: Vec<(State, bool)>,
    kinds: Vec<(Kind, bool)>,
    filtered: bool,
    listed: Vec<Listed>,
    older: Option<String>,
}

struct Listed {
    id: String,
    kind: &'static str,
    title: String,
    office: String,
    state: State,
    when: Option<String>,
    changed: String,
    address: Option<String>,
}

/// `GET /desk/items?state=…&kind=…&before=…`
pub(crate) async fn list(visit: &Visit, staff: Staff) -> Result<Reply, Fault> {
    #[derive(Deserialize)]
    struct Row {
        item_id: String,
        kind: String,
        office: String,
        state: String,
        title: String,
        publish_on: Option<String>,
        changed_at: i64,
        address: Option<String>,
    }
    let t = Words::of(Language::Japanese);
    let chosen_state = visit.query_value("state").and_then(State::parse);
    let chosen_kind = visit.query_value("kind").and_then(Kind::parse);
    let (state, kind) = (chosen_state.map_or("", State::word), chosen_kind.map_or("", Kind::word));
    let before: i64 =
        visit.query_value("before").and_then(|text| text.parse().ok()).unwrap_or(i64::from(u32::MAX));
    let approves = approves(&staff);
    let query = sql::desk_item::LIST.with(&[&staff.office, &i64::from(approves), &state, &kind, &before]);
    let mut rows = visit.public()?.read(query).await?.all::<Row>()?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let older = rows
        .last()
        .filter(|_| more)
        .map(|last| format!("/desk/items?state={state}&kind={kind}&before={}", last.changed_at));
    let listed = rows.into_iter().map(|row| Listed {
        id: row.item_id,
        kind: Kind::parse(&row.kind).map_or("", Kind::label),
        title: title_of(&row.title).to_owned(),
        office: row.office,
        state: State::parse(&row.state).unwrap_or(State::Draft),
        when: row.publish_on.filter(|_| row.state != "published"),
        changed: t.day_of(row.changed_at),
        address: row.address,
    });
    let page = Items {
        office: &staff.office,
        approves,
        states: State::ALL.into_iter().map(|state| (state, chosen_state == Some(state))).collect(),
        kinds: Kind::ALL.into_iter().map(|kind| (kind, chosen_kind == Some(kind))).collect(),
        filtered: chosen_state.is_some() || chosen_kind.is_some() || visit.query_value("before").is_some(),
        listed: listed.collect(),
        older,
    };
    let who = Who::Staff(&staff.person.name);
    visit
        .page(Page {
            status: 200, title: "講座・講演・資料を書く", main: &page, ceremonies: false, who
        })
        .await
}
