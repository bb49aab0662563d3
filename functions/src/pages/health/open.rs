//! Where a record is opened: with a passkey, or a card and its PIN.

use super::{HealthWords, back_words::BackWords, words_of};
use crate::api::safe_next;
use crate::context::{Page, Visit, Who};
use crate::fault::Fault;
use crate::health::{
    Opened,
    family::{self, Family},
};
use crate::http::reply::Reply;
use crate::pages::ceremony::{CeremonyWords, PasskeyButton, TapPanel};
use crate::words::Words;
use askama::Template;
use hibiki_domain::{guardian::OwnRecord, time::Day};

#[derive(Template)]
#[template(path = "health/open.html")]
struct Open {
    t: &'static Words,
    h: &'static HealthWords,
    /// Said to whoever only touched a card, and to whoever has it open and is here to add a way.
    first: Option<&'static str>,
    /// The guardians open it still.
    prepares: bool,
    closed: bool,
    /// A record was removed: the day from which nothing of it is left.
    left: Option<String>,
    ceremony_words: CeremonyWords,
    passkey: PasskeyButton,
    card: TapPanel,
}

/// `GET /my/health/open`
pub(crate) async fn show(visit: &Visit) -> Result<Reply, Fault> {
    let Family { person, born, .. } = family::of_session(visit).await?;
    let h = words_of(visit);
    let next = safe_next(visit.query_value("next"), &visit.href("/my/health"));
    let page = Open {
        t: visit.words(),
        h,
        first: match Opened::load(visit).await {
            Ok(_) => Some(h.open_is_open),
            Err(_) => (!person.level().is_strong()).then_some(h.open_touched),
        },
        prepares: OwnRecord::on(visit.now.day(), born) == OwnRecord::Prepares,
        closed: visit.query_value("done") == Some("closed"),
        left: left(visit),
        ceremony_words: CeremonyWords::new(visit),
        passkey: PasskeyButton::for_health(visit, &next, h.open_passkey),
        card: TapPanel::for_health(visit, &next, h.open_card),
    };
    let who = Who::Resident(&person.name);
    visit.page(Page { status: 200, title: h.open_title, main: &page, ceremonies: true, who }).await
}

fn left(visit: &Visit) -> Option<String> {
    let day = visit.query_value("day").filter(|_| visit.query_value("done") == Some("left"))?;
    let day = visit.words().day(Day::parse(day).ok()?);
    Some(format!("{}{day}", BackWords::of(visit.language).leave_done))
}
