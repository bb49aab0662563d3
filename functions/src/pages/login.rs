//! Logging in, proving again who one is, logging out.

use super::ceremony::{CeremonyWords, PasskeyButton, TapPanel};
use crate::api::safe_next;
use crate::context::{Page, Visit, Who};
use crate::db::sql;
use crate::fault::Fault;
use crate::http::{
    cookie::{self, Jar},
    reply::Reply,
};
use crate::words::Words;
use askama::Template;

#[derive(Template)]
#[template(path = "login.html")]
struct LogIn {
    t: &'static Words,
    ceremony_words: CeremonyWords,
    passkey: PasskeyButton,
    pin: TapPanel,
    tap: TapPanel,
}

#[derive(Template)]
#[template(path = "step_up.html")]
struct StepUp {
    t: &'static Words,
    ceremony_words: CeremonyWords,
    passkey: PasskeyButton,
    pin: TapPanel,
}

/// `GET /login`
pub(crate) async fn show(visit: &Visit) -> Result<Reply, Fault> {
    let t = visit.words();
    let next = safe_next(visit.query_value("next"), &visit.href("/my"));
    let page = LogIn {
        t,
        ceremony_words: CeremonyWords::new(visit),
        passkey: PasskeyButton::new(visit, "login", &next, t.login_passkey_button),
        pin: TapPanel::new(visit, ("login", "signature", "login"), &next, t.login_pin_button),
        tap: TapPanel::new(visit, ("login", "identifier", "login"), &next, t.login_tap_button).secondary(),
    };
    visit.page(Page { status: 200, title: t.log_in, main: &page, ceremonies: true, who: Who::Nobody }).await
}

/// `GET /step-up`
pub(crate) async fn step_up(visit: &Visit) -> Result<Reply, Fault> {
    let person = visit.person().await?;
    let t = visit.words();
    let next = safe_next(visit.query_value("next"), &visit.href("/my"));
    let page = StepUp {
        t,
        ceremony_words: CeremonyWords::new(visit),
        passkey: PasskeyButton::new(visit, "step-up", &next, t.step_up_passkey),
        pin: TapPanel::new(visit, ("step-up", "signature", "login"), &next, t.step_up_pin),
    };
    let who = Who::Resident(&person.name);
    visit.page(Page { status: 200, title: t.step_up_title, main: &page, ceremonies: true, who }).await
}

/// `POST /logout`: ends the session, whether or not it was alive; a second click changes nothing.
pub(crate) async fn log_out(visit: &Visit) -> Result<Reply, Fault> {
    if let Some(session) = visit.session_hash() {
        visit.identity()?.batch([sql::session::END_ONE.with(&[&session, &visit.now])]).await?;
        // Whatever comes of it: the session has ended, and what it opened is asked about at every look.
        let _ = crate::health::ask_to_close(visit).await;
    }
    Ok(Reply::see_other(&visit.href("/")).cookie(cookie::clear(Jar::Session)))
}
