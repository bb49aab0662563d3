//! For somebody who lost every way: where a new lock asks, and how far it is.

use super::{back_words::BackWords, words_of};
use crate::context::{Page, Visit, Who};
use crate::fault::Fault;
use crate::health::{
    Opened,
    family::{self, Family},
    recovery,
    requests::{Asks, Request, State},
};
use crate::http::reply::Reply;
use crate::pages::ceremony::{CeremonyWords, PasskeyButton, TapPanel};
use crate::words::Words;
use askama::Template;
use hibiki_domain::{guardian::OwnRecord, secret::Sector};

#[derive(Template)]
#[template(path = "health/recovery.html")]
struct Recovery<'a> {
    t: &'static Words,
    b: &'static BackWords,
    title: &'static str,
    ceremony_words: CeremonyWords,
    passkey: PasskeyButton,
    card: TapPanel,
    /// The child whose record it is; None for one's own.
    child: Option<&'a str>,
    /// A young person whose guardians open the record still.
    prepares: bool,
    /// A guardian has compared the digits.
    prepared: bool,
    asked: Option<Asked>,
}

/// What the page is there for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Every way was lost.
    Lost,
    /// A young person whose guardians open the record still may ask to open it at 18 …
    Prepares,
    /// … and has been let in.
    Prepared,
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

/// `GET /my/health/recovery`, with `?child=` for the record of a child that no guardian of today opens.
pub(crate) async fn show(visit: &Visit) -> Result<Reply, Fault> {
    if let Some(child) = visit.query_value("child") {
        return show_child(visit, child).await;
    }
    let Family { person, born, .. } = family::load(visit).await?;
    let me = visit.config.secret.pseudonym(Sector::Health, &person.id);
    let asked = recovery::asked(visit, &me).await?;
    let stage = match OwnRecord::on(visit.now.day(), born) {
        OwnRecord::Prepares if recovery::is_prepared(visit, &me).await? => Stage::Prepared,
        OwnRecord::Prepares => Stage::Prepares,
        _ => Stage::Lost,
    };
    render(visit, &person.name, (stage, None), asked.as_ref()).await
}

async fn show_child(visit: &Visit, reference: &str) -> Result<Reply, Fault> {
    let opened = Opened::load(visit).await?;
    let child = opened.subject(reference)?;
    let asked = recovery::asked_for_child(visit, &opened, &child.pseudonym).await?.ok_or(Fault::NotFound)?;
    render(visit, &opened.person.name, (Stage::Lost, Some(&child.name)), Some(&asked)).await
}

async fn render(
    visit: &Visit,
    name: &str,
    (stage, child): (Stage, Option<&str>),
    asked: Option<&Request>,
) -> Result<Reply, Fault> {
    let (t, b) = (visit.words(), BackWords::of(visit.language));
    let prepares = stage != Stage::Lost;
    let (title, by_passkey, by_card) = if prepares {
        (words_of(visit).open_prepare, b.prepare_by_passkey, b.prepare_by_card)
    } else {
        (b.recovery_title, b.recovery_by_passkey, b.recovery_by_card)
    };
    let page = Recovery {
        t,
        b,
        title,
        prepares,
        prepared: stage == Stage::Prepared,
        ceremony_words: CeremonyWords::new(visit),
        passkey: PasskeyButton::for_recovery(visit, by_passkey),
        card: TapPanel::for_recovery(visit, by_card),
        child,
        asked: asked.map(|request| Asked::new(b, request)),
    };
    let who = Who::Resident(name);
    visit.page(Page { status: 200, title, main: &page, ceremonies: true, who }).await
}
