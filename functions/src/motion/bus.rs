//! The next buses at a stop: the timetable, and what the operator says is happening now. One row is read.
//! What the view of the whole network needs as well is here too.

use super::{Fresh, Item, public};
use crate::context::Visit;
use crate::db::sql;
use crate::fault::Fault;
use crate::http::reply::Reply;
use crate::shell::{Filling, Shell};
use crate::words::Words;
use askama::Template;
use hibiki_domain::{
    time::{Day, Timestamp},
    transit::{
        Feed, Season, Timetable,
        board::{self, Board, State},
        realtime::{Freshness, Live},
    },
};
use serde::Deserialize;
use std::collections::BTreeMap;
use worker::Env;

/// So many buses are shown.
const SHOWN: usize = 8;

#[derive(Template)]
#[template(path = "bus/now.html")]
struct NowPage<'a> {
    t: &'static Words,
    place: &'a str,
    stop: String,
    network: String,
    json: String,
    at: String,
    departures: &'a str,
}

#[derive(Template)]
#[template(path = "bus/departures.html")]
struct Departures<'a> {
    t: &'static Words,
    said: String,
    is_old: bool,
    season: Option<String>,
    rows: Vec<Row<'a>>,
    alerts: Vec<(String, &'a str)>,
}

struct Row<'a> {
    time: String,
    class: &'static str,
    state: String,
    name: &'a str,
    headsign: &'a str,
    platform: &'a str,
    note: &'a str,
}

/// What the build made of a timetable, from the static assets.
pub(super) async fn asset(env: &Env, path: &str) -> Result<Vec<u8>, Fault> {
    let assets = env.assets("ASSETS").map_err(|_| Fault::misconfigured("ASSETS"))?;
    let url = format!("https://assets.invalid{path}");
    let mut response = assets.fetch(url, None).await.map_err(|_| Fault::broken("timetable-fetch"))?;
    if response.status_code() != 200 {
        return Err(Fault::NotFound);
    }
    response.bytes().await.map_err(|_| Fault::broken("timetable-bytes"))
}

/// The name of the row of a timetable's buses.
pub(super) fn row_name(key: &str) -> String {
    format!("bus.{key}")
}

/// A key of a feed or a stop is part of a path of the assets and nothing else.
pub(super) fn is_key(key: &str) -> bool {
    (1..=100).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

/// What is known of a timetable's buses. A row that another edition of the program wrote is as good as none: in a
/// minute there is a new one.
pub(super) async fn live(visit: &Visit, key: &str) -> Result<Option<Live>, Fault> {
    #[derive(Deserialize)]
    struct Body {
        body: String,
    }
    let row = visit.public()?.read(sql::status::LOAD.with(&[&row_name(key)])).await?.first::<Body>()?;
    Ok(row.and_then(|row| serde_json::from_slice(row.body.as_bytes()).ok()))
}

/// How long the timetable holds, when that is worth a word today.
pub(super) fn season(t: &Words, feed: &Feed, today: Day) -> Option<String> {
    let (words, day) = match feed.season(today) {
        Season::Settled => return None,
        Season::Begins(day) => (t.bus_begins, day),
        Season::New => (t.bus_new, today),
        Season::Changes(day) => (t.bus_changes, day),
        Season::Ends(day) => (t.bus_ends, day),
        Season::Ended(day) => (t.bus_ended, day),
    };
    Some(words.replace("{}", &t.day(day)))
}

/// A page of the buses in its frame.
pub(super) async fn framed(visit: &Visit, title: &str, main: &str) -> Result<Reply, Fault> {
    let t = visit.words();
    let title = format!("{title} | {}", visit.config.rp.name);
    let account = format!("<a href=\"{}\">{}</a>", visit.href("/login"), t.log_in);
    let head = r#"<script type="module" src="/motion.js"></script>"#;
    let shell = Shell::load(&visit.env, visit.language).await?;
    let text = shell.fill(&Filling { title: &title, head, account: &account, path: &visit.path, main });
    Ok(public(Reply::html(200, text, false)))
}

/// A stop and what is known of its buses.
struct Stop {
    timetable: Timetable,
    live: Option<Live>,
}

impl Stop {
    async fn load(visit: &Visit, key: &str, stop: &str) -> Result<Self, Fault> {
        if !is_key(key) || !is_key(stop) {
            return Err(Fault::NotFound);
        }
        let bytes = asset(&visit.env, &format!("/bus/{key}/stops/{stop}/timetable.json")).await?;
        let timetable = Timetable::from_json(&bytes).map_err(|_| Fault::broken("timetable-json"))?;
        let live = live(visit, key).await?;
        Ok(Self { timetable, live })
    }

    fn place(&self, visit: &Visit) -> &str {
        self.timetable.places.first().map_or("", |place| place.name.in_language(visit.language))
    }

    fn departures(&self, visit: &Visit) -> Result<String, Fault> {
        let (t, now) = (visit.words(), visit.now);
        let board = board::board(&self.timetable, self.live.as_ref(), now, SHOWN);
        let alerts = self.live.iter().flat_map(|live| live.alerts_for(&self.timetable, now).alerts);
        let (said, is_old) = freshness(t, &board, now);
        let page = Departures {
            t,
            said,
            is_old,
            season: season(t, &self.timetable.feed, now.day()),
            rows: board.rows.iter().map(|row| told(visit, row)).collect(),
            alerts: alerts.map(|alert| (alert.title(visit.language), alert.text(visit.language))).collect(),
        };
        page.render().map_err(|_| Fault::broken("template"))
    }
}

/// What the times rest on.
fn freshness(t: &Words, board: &Board<'_>, now: Timestamp) -> (String, bool) {
    match board.freshness {
        Freshness::None => (t.bus_plan_only.to_owned(), false),
        Freshness::Live { at } => (format!("{}{}", t.bus_live, t.age(at, now)), false),
        Freshness::Stale { at } => {
            let age = at.map_or_else(String::new, |at| t.age(at, now));
            (format!("{}{age}{}", t.bus_stale_before, t.bus_stale_after), true)
        }
    }
}

/// How late, and the class of its badge.
pub(super) fn lateness(t: &Words, secs: i32) -> (&'static str, String) {
    match secs {
        60.. => ("new", format!("{}{}{}", t.bus_late_before, secs / 60, t.bus_late_after)),
        ..=-60 => ("new", t.bus_early.to_owned()),
        _ => ("ok", t.bus_on_time.to_owned()),
    }
}

fn told<'a>(visit: &Visit, row: &board::Row<'a>) -> Row<'a> {
    let t = visit.words();
    let (class, state) = match row.state {
        State::Scheduled => ("", t.bus_planned.to_owned()),
        State::Expected { delay_secs } => lateness(t, delay_secs),
        State::NoData => ("", t.lot_no_data.to_owned()),
        State::Skipped => ("stop", t.bus_skipped.to_owned()),
        State::Cancelled => ("stop", t.bus_cancelled.to_owned()),
        State::Added => ("ok", t.bus_added.to_owned()),
    };
    // Known from an old file only: with its time, never as of now.
    let state = match row.as_of {
        Some(at) => format!("{state}（{}{}）", t.old_data, t.age(at, visit.now)),
        None => state,
    };
    let time = t.when(row.departs, visit.now);
    Row {
        time,
        class,
        state,
        name: row.line.map_or("", |line| line.name.in_language(visit.language)),
        headsign: row.headsign.in_language(visit.language),
        platform: row.platform,
        note: row.note,
    }
}

/// `GET /bus/KEY/stops/STOP/now`
pub(crate) async fn show(visit: &Visit, key: &str, stop: &str) -> Result<Reply, Fault> {
    let known = Stop::load(visit, key, stop).await?;
    let t = visit.words();
    let page = NowPage {
        t,
        place: known.place(visit),
        stop: visit.href(&format!("/bus/{key}/stops/{stop}/")),
        network: visit.href(&format!("/bus/{key}/now")),
        json: visit.href(&format!("/bus/{key}/stops/{stop}/now.json")),
        at: t.clock(visit.now),
        departures: &known.departures(visit)?,
    };
    let main = page.render().map_err(|_| Fault::broken("template"))?;
    framed(visit, &format!("{} {}", page.place, t.bus_next), &main).await
}

/// `GET /bus/KEY/stops/STOP/now.json`
pub(crate) async fn json(visit: &Visit, key: &str, stop: &str) -> Result<Reply, Fault> {
    let known = Stop::load(visit, key, stop).await?;
    let mut items = BTreeMap::new();
    let item = Item { html: known.departures(visit)?, words: String::new() };
    items.insert("departures".to_owned(), item);
    Ok(public(Reply::json(200, &Fresh { at: visit.words().clock(visit.now), items })))
}
