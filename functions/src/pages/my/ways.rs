//! A person's ways in: passkeys, cards, and where they are logged in. For residents and staff alike.

use crate::auth::Person;
use crate::context::{Page, Visit, Who};
use crate::db::sql;
use crate::fault::{Fault, Words as FaultWords};
use crate::http::{body::Form, reply::Reply};
use crate::pages::ceremony::{CeremonyWords, TapPanel};
use crate::words::Words;
use askama::Template;
use hibiki_domain::session::FreshProof;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "my/ways.html")]
struct Ways {
    t: &'static Words,
    done: Option<&'static str>,
    ceremony_words: CeremonyWords,
    fresh: bool,
    step_up: String,
    passkeys: Vec<Way>,
    cards: Vec<Way>,
    sessions: Vec<Device>,
    add_by_pin: TapPanel,
    add_by_tap: TapPanel,
}

/// A passkey or a card.
struct Way {
    id: String,
    name: String,
    note: &'static str,
    added: String,
    used: Option<String>,
}

struct Device {
    id: String,
    name: String,
    since: String,
    is_this: bool,
}

#[derive(Deserialize)]
pub(crate) struct PasskeyRow {
    pub(crate) credential_id: String,
    pub(crate) name: String,
    pub(crate) created_at: i64,
    pub(crate) used_at: Option<i64>,
}

#[derive(Deserialize)]
pub(crate) struct CardRow {
    pub(crate) card_id: String,
    pub(crate) name: String,
    pub(crate) has_key: i64,
    pub(crate) created_at: i64,
    pub(crate) used_at: Option<i64>,
}

#[derive(Deserialize)]
struct SessionRow {
    #[serde(rename = "ref")]
    reference: String,
    is_this: i64,
    device: String,
    created_at: i64,
}

const LAST_WAY: FaultWords = FaultWords {
    code: "last-way",
    title: [
        "これが最後のログイン方法なので、外せません",
        "さいごの ひとつなので、はずせません",
        "This is your last way in and cannot be removed",
    ],
    detail: [
        "先に別のパスキーかカードを足してから、外してください。なくしたときは、役場の窓口で止められます。",
        "さきに パスキーか カードを ふやしてください。",
        "Add another passkey or card first. If it is lost, the town hall counter can stop it.",
    ],
};

/// `GET /my/ways`
pub(crate) async fn show(visit: &Visit, person: Person) -> Result<Reply, Fault> {
    let id = person.id.as_str();
    let [passkeys, cards, sessions] = visit
        .identity()?
        .batch([
            sql::passkey::LIST.with(&[&id]),
            sql::card::LIST.with(&[&id]),
            sql::session::LIST.with(&[&id, &person.session, &visit.now]),
        ])
        .await?;
    let t = visit.words();
    let passkeys = passkeys.all::<PasskeyRow>()?.into_iter().map(|row| Way {
        id: row.credential_id,
        name: row.name,
        note: "",
        added: t.day_of(row.created_at),
        used: row.used_at.map(|at| t.day_of(at)),
    });
    let cards = cards.all::<CardRow>()?.into_iter().map(|row| Way {
        id: row.card_id,
        name: row.name,
        note: if row.has_key == 1 { t.card_with_pin } else { t.card_tap_only },
        added: t.day_of(row.created_at),
        used: row.used_at.map(|at| t.day_of(at)),
    });
    let sessions = sessions.all::<SessionRow>()?.into_iter().map(|row| Device {
        id: row.reference,
        name: row.device,
        since: t.moment(row.created_at),
        is_this: row.is_this == 1,
    });
    let here = visit.href("/my/ways");
    let page = Ways {
        t,
        done: match visit.query_value("done") {
            Some("passkey") => Some(t.done_passkey),
            Some("card") => Some(t.done_card),
            Some("removed") => Some(t.done_removed),
            Some("ended") => Some(t.done_ended),
            _ => None,
        },
        ceremony_words: CeremonyWords::new(visit),
        fresh: person.fresh().is_ok(),
        step_up: visit.href(&format!("/step-up?next={here}")),
        passkeys: passkeys.collect(),
        cards: cards.collect(),
        sessions: sessions.collect(),
        add_by_pin: TapPanel::new(visit, ("card.add", "signature", "add"), &here, t.add_card_pin).secondary(),
        add_by_tap: TapPanel::new(visit, ("card.add", "binding", "add"), &here, t.add_card_tap).secondary(),
    };
    let who = Who::Resident(&person.name);
    visit.page(Page { status: 200, title: t.ways_title, main: &page, ceremonies: true, who }).await
}

/// `GET /my/ways/passkey`
pub(crate) async fn add_passkey(visit: &Visit, person: Person) -> Result<Reply, Fault> {
    let _proof = person.fresh()?;
    crate::pages::start::register_page(visit, Who::Resident(&person.name)).await
}

/// `POST /my/ways/remove-passkey`: one that is gone already counts as removed. Sessions elsewhere end with it.
pub(crate) async fn remove_passkey(
    visit: &mut Visit,
    person: Person,
    _proof: FreshProof,
) -> Result<Reply, Fault> {
    let form = Form::read(&mut visit.request).await?;
    let (passkey, owner) = (form.one("id")?, person.id.as_str());
    let [removed, _, left] = visit
        .identity()?
        .batch([
            sql::passkey::REMOVE.with(&[&passkey, &owner]),
            sql::session::END_WITH_WAY.with(&[&owner, &passkey, &person.session, &visit.now]),
            sql::passkey::LIST.with(&[&owner]),
        ])
        .await?;
    let still_there = left.all::<PasskeyRow>()?.iter().any(|row| row.credential_id == passkey);
    removed_or_kept(visit, removed.any()?, still_there)
}

/// `POST /my/ways/remove-card`
pub(crate) async fn remove_card(
    visit: &mut Visit,
    person: Person,
    _proof: FreshProof,
) -> Result<Reply, Fault> {
    let form = Form::read(&mut visit.request).await?;
    let (card, owner) = (form.one("id")?, person.id.as_str());
    let [removed, _, left] = visit
        .identity()?
        .batch([
            sql::card::REMOVE.with(&[&card, &owner]),
            sql::session::END_WITH_WAY.with(&[&owner, &card, &person.session, &visit.now]),
            sql::card::LIST.with(&[&owner]),
        ])
        .await?;
    let still_there = left.all::<CardRow>()?.iter().any(|row| row.card_id == card);
    removed_or_kept(visit, removed.any()?, still_there)
}

fn removed_or_kept(visit: &Visit, removed: bool, still_there: bool) -> Result<Reply, Fault> {
    if still_there && !removed {
        return Err(Fault::Conflict(LAST_WAY));
    }
    Ok(Reply::see_other(&visit.href("/my/ways?done=removed")))
}

/// `POST /my/ways/end-session`
pub(crate) async fn end_session(visit: &mut Visit, person: Person) -> Result<Reply, Fault> {
    let form = Form::read(&mut visit.request).await?;
    let reference = form.one("id")?;
    let good = reference.len() == 16 && reference.bytes().all(|b| b.is_ascii_hexdigit());
    if !good {
        return Err(Fault::Malformed("session"));
    }
    let end = sql::session::END_OF_PERSON.with(&[&person.id.as_str(), &reference, &visit.now]);
    visit.identity()?.batch([end]).await?;
    Ok(Reply::see_other(&visit.href("/my/ways?done=ended")))
}
