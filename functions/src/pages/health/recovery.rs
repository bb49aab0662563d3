//! For somebody who lost every way: where a new lock asks, and how far it is.

use super::{back_words::BackWords, words_of};
use crate::context::{Page, Visit, Who};
use crate::fault::Fault;
use crate::health::{
    family::{self, Family},
    recovery,
    requests::{Asks, Request, State},
};
use crate::http::reply::Reply;
use crate::pages::ceremony::{CeremonyWords, PasskeyButton};
use crate::words::Words;
use askama::Template;
use hibiki_domain::{guardian::OwnRecord, secret::Sector};

#[derive(Template)]
#[template(path = "health/recovery.html")]
struct Recovery {
    t: &'static Words,
    b: &'static BackWords,
    title: &'static str,
    ceremony_words: CeremonyWords,
    passkey: PasskeyButton,
    /// A young person whose guardians open the record still.
    prepares: bool,
    /// A guardian has compared the digits.
    prepared: bool,
    asked: Option<Asked>,
}

struct Asked {
    groups: Vec<String>,
    what: &'static str,
    until: String,
    is_ready: bool,
}

impl Asked {
    fn new(b: &BackWords, request: &Request) -> Self {
        Self {
            groups: request.comparison().groups().map(str::to_owned).collect(),
            what: match (request.asks, request.state) {
                (Asks::Guardian, _) => b.recovery_guardian,
                (Asks::Recovery, State::Asked) => b.recovery_asked,
                (Asks::Recovery, State::Confirmed) => b.recovery_confirmed,
                (Asks::Recovery, State::Sealed) => b.recovery_sealed,
            },
            until: Words::of(b.language).day_of(request.expires_at.0),
            is_ready: request.state == State::Sealed,
        }
    }
}

/// `GET /my/health/recovery`
pub(crate) async fn show(visit: &Visit) -> Result<Reply, Fault> {
    let Family { person, born, .. } = family::load(visit).await?;
    let me = visit.config.secret.pseudonym(Sector::Health, &person.id);
    let asked = recovery::asked(visit, &me).await?;
    let (t, b) = (visit.words(), BackWords::of(visit.language));
    let prepares = OwnRecord::on(visit.now.day(), born) == OwnRecord::Prepares;
    let (title, button) = if prepares {
        (words_of(visit).open_prepare, b.prepare_button)
    } else {
        (b.recovery_title, b.recovery_button)
    };
    let page = Recovery {
        t,
        b,
        title,
        prepares,
        prepared: prepares && recovery::is_prepared(visit, &me).await?,
        ceremony_words: CeremonyWords::new(visit),
        passkey: PasskeyButton::for_recovery(visit, button),
        asked: asked.map(|request| Asked::new(b, &request)),
    };
    let who = Who::Resident(&person.name);
    visit.page(Page { status: 200, title, main: &page, ceremonies: true, who }).await
}
