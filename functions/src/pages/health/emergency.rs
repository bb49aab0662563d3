//! What a medic will see of somebody, and how many bridges can show it today.

use super::{Ground, answer};
use crate::context::Visit;
use crate::fault::Fault;
use crate::health::{Opened, emergency, entries};
use crate::http::reply::Reply;
use askama::Template;
use hibiki_domain::health::category::Category;
use hibiki_protocol::EmergencySummary;

/// What the person's log says of a look at this page.
pub(super) const WHAT: &str = "emergency-summary";

#[derive(Template)]
#[template(path = "health/emergency.html")]
struct Emergency<'a> {
    g: &'a Ground,
    damaged: bool,
    /// None before anything is written.
    summary: Option<EmergencySummary>,
    /// How many bridges can show it, in words.
    readable: String,
    category: (&'static str, String),
}

/// `GET /my/health/{whose}/emergency/summary`
pub(crate) async fn show(visit: &Visit, whose: &str) -> Result<Reply, Fault> {
    let opened = Opened::load(visit).await?;
    let subject = opened.subject(whose)?;
    let g = Ground::of(visit, subject);
    let found = entries::read(visit, &opened, subject, &[emergency::SHELF], WHAT).await?;
    let is_written = found.standing().next().is_some();
    let readable = emergency::renew(visit, &opened, subject).await?;
    let words = match (readable.of, readable.ready) {
        (0, _) => g.h.emergency_no_bridge,
        (_, 0) => g.h.emergency_none_ready,
        (of, ready) if of == ready => g.h.emergency_all_ready,
        _ => g.h.emergency_ready,
    };
    let page = Emergency {
        damaged: found.damaged,
        summary: emergency::summary(visit, subject, &found).filter(|_| is_written),
        readable: words.replace("{n}", &readable.ready.to_string()).replace("{of}", &readable.of.to_string()),
        category: (
            Category::Emergency.name(visit.language),
            format!("{}/{}", g.base, Category::Emergency.word()),
        ),
        g: &g,
    };
    answer(visit, &opened, (200, g.h.emergency_title), &page).await
}
