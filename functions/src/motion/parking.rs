//! Car parks: the live page, and the same as JSON for the light script. Two rows are read.

use super::{Fresh, Item, PARKING, PARKING_TYPED, live, public};
use crate::context::Visit;
use crate::db::sql;
use crate::fault::Fault;
use crate::http::reply::Reply;
use crate::shell::escape;
use crate::words::Words;
use hibiki_domain::{
    motion::{
        parking::{Fullness, Shown, Status, Typed, TypedStates, shown},
        place::{Lot, Mark},
    },
    time::Timestamp,
};
use serde::Deserialize;
use std::{collections::BTreeMap, fmt::Write as _};

/// What is known of the car parks.
pub(crate) struct Known {
    status: Status,
    typed: TypedStates,
}

impl Known {
    /// Reads it.
    pub(crate) async fn load(visit: &Visit) -> Result<Self, Fault> {
        #[derive(Deserialize)]
        struct Row {
            name: String,
            body: String,
        }
        let rows = visit.public()?.read(sql::status::PAIR.with(&[&PARKING, &PARKING_TYPED])).await?;
        let mut known = Self { status: Status::default(), typed: TypedStates::new() };
        for row in rows.all::<Row>()? {
            let broken = || Fault::broken("status-row");
            if row.name == PARKING {
                known.status = Status::from_json(&row.body).ok_or_else(broken)?;
            } else {
                known.typed = serde_json::from_slice(row.body.as_bytes()).map_err(|_| broken())?;
            }
        }
        Ok(known)
    }

    /// What is shown of a car park.
    pub(crate) fn shown(&self, lot: &Lot, now: Timestamp) -> Shown {
        let said = self.status.0.get(&lot.feed).and_then(|feed| feed.lots.get(&lot.id));
        shown(said, self.typed.get(&lot.slug), lot.capacity, now)
    }

    /// What staff typed and still counts.
    pub(crate) fn typed(&self, lot: &Lot, now: Timestamp) -> Option<&Typed> {
        self.typed.get(&lot.slug).filter(|typed| typed.until > now.0)
    }

    fn today(&self, lot: &Lot, now: Timestamp) -> &[Option<u32>] {
        let feed = self.status.0.get(&lot.feed).filter(|feed| feed.day == now.day().to_string());
        feed.and_then(|feed| feed.today.get(&lot.id)).map_or(&[], Vec::as_slice)
    }
}

/// How full, in words.
pub(crate) fn words(t: &Words, fullness: Fullness) -> String {
    match fullness {
        Fullness::Space(Some(free)) => format!("{}{free}{}", t.lot_space_before, t.lot_space_after),
        Fullness::Space(None) => t.lot_space.to_owned(),
        Fullness::Few(Some(free)) => format!("{}{free}{}", t.lot_few_before, t.lot_few_after),
        Fullness::Few(None) => t.lot_few.to_owned(),
        Fullness::Full => t.lot_full.to_owned(),
        Fullness::Closed => t.lot_closed.to_owned(),
        Fullness::Contradiction => t.lot_contradiction.to_owned(),
        Fullness::NoData => t.lot_no_data.to_owned(),
    }
}

/// A badge, and how old it is.
fn html(t: &Words, known: &Known, lot: &Lot, now: Timestamp) -> String {
    let shown = known.shown(lot, now);
    let class = match shown.fullness {
        _ if shown.is_old => "",
        Fullness::Space(_) => " ok",
        Fullness::Few(_) => " new",
        Fullness::Full | Fullness::Closed => " stop",
        Fullness::Contradiction | Fullness::NoData => "",
    };
    let mut html = format!("<span class=\"badge{class}\">{}</span>", words(t, shown.fullness));
    if let Some(at) = shown.at {
        let (class, old) = if shown.is_old { (" old", t.old_data) } else { ("", "") };
        let _ = write!(html, " <span class=\"age{class}\">{old}{}</span>", t.age(at, now));
    }
    if let (true, Some(typed)) = (shown.by_hand, known.typed(lot, now)) {
        let _ = write!(html, " <span class=\"age\">{}{}</span>", t.typed_by, escape(&typed.office));
    }
    html
}

/// Bars by half hours, and the same as a table for whoever does not see them.
fn trend(t: &Words, slots: &[Option<u32>], capacity: u32) -> String {
    let heard: Vec<(usize, u32)> =
        slots.iter().enumerate().filter_map(|(slot, free)| free.map(|free| (slot, free))).collect();
    let Some(most) = heard.iter().map(|(_, free)| *free).max() else {
        return format!("<p class=\"muted\">{}</p>", t.trend_none);
    };
    let top = most.max(capacity).max(1);
    let mut html = format!(
        "<svg class=\"trend\" viewBox=\"0 0 480 120\" role=\"img\" aria-label=\"{}\"><path d=\"M0 .5H480M0 50H480M0 99.5H480\"/>",
        t.trend_label
    );
    for (slot, free) in &heard {
        let height = (free * 99 / top).max(1);
        let _ = write!(
            html,
            "<rect x=\"{}\" y=\"{}\" width=\"8\" height=\"{height}\"/>",
            slot * 10 + 1,
            100 - height
        );
    }
    for hour in [0, 6, 12, 18] {
        let _ = write!(html, "<text x=\"{}\" y=\"116\">{hour}:00</text>", hour * 20);
    }
    let _ = write!(
        html,
        "</svg><details><summary>{}</summary><table class=\"rows\"><thead><tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th></tr></thead><tbody>",
        t.trend_table, t.trend_time, t.trend_free
    );
    for (slot, free) in &heard {
        let (hour, minute) = (slot / 2, slot % 2 * 30);
        let _ = write!(
            html,
            "<tr><th scope=\"row\">{hour}:{minute:02}</th><td data-label=\"{}\">{free}</td></tr>",
            t.trend_free
        );
    }
    html + "</tbody></table></details>"
}

/// `GET /parking/live`
pub(crate) async fn show(visit: &Visit) -> Result<Reply, Fault> {
    let page = live::load(&visit.env, visit.language, "parking").await?;
    let known = Known::load(visit).await?;
    let (t, now) = (visit.words(), visit.now);
    let text = page.fill(|mark| match mark {
        Mark::Lot(lot) => html(t, &known, lot, now),
        Mark::Trend(slug) => page
            .lots()
            .find(|lot| lot.slug == *slug)
            .map_or_else(String::new, |lot| trend(t, known.today(lot, now), lot.capacity)),
        Mark::Now => t.clock(now),
        Mark::Street(_) | Mark::Season(_) => String::new(),
    });
    Ok(public(Reply::html(200, text, false)))
}

/// `GET /parking/status.json`, with `?trend=…` for how one of them went today.
pub(crate) async fn json(visit: &Visit) -> Result<Reply, Fault> {
    let page = live::load(&visit.env, visit.language, "parking").await?;
    let known = Known::load(visit).await?;
    let (t, now) = (visit.words(), visit.now);
    let mut items = BTreeMap::new();
    for lot in page.lots() {
        let words = format!("{} {}", lot.title, words(t, known.shown(lot, now).fullness));
        items.insert(lot.slug.clone(), Item { html: html(t, &known, lot, now), words });
    }
    if let Some(lot) = visit.query_value("trend").and_then(|slug| page.lots().find(|lot| lot.slug == slug)) {
        let html = trend(t, known.today(lot, now), lot.capacity);
        items.insert("trend".to_owned(), Item { html, words: String::new() });
    }
    Ok(public(Reply::json(200, &Fresh { at: t.clock(now), items })))
}
