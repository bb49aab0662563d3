//! What opens a record, and who asks to be let in.

use super::{Ground, answer, back_words::BackWords};
use crate::context::Visit;
use crate::fault::Fault;
use crate::health::{
    Opened, Relation,
    guardians::{self, Asking, Key},
};
use crate::http::{body::Form, reply::Reply};
use askama::Template;
use hibiki_domain::health::sealed::LockKind;

#[derive(Template)]
#[template(path = "health/keys.html")]
struct Keys<'a> {
    g: &'a Ground,
    b: &'static BackWords,
    is_mine: bool,
    /// Nothing else opens it, but for the town's help.
    is_alone: bool,
    done: bool,
    openers: Vec<String>,
    asking: Vec<Line>,
}

struct Line {
    id: String,
    who: String,
    hint: &'static str,
    groups: Vec<String>,
}

fn key(b: &BackWords, key: Key) -> String {
    let what = match key.kind {
        LockKind::Passkey => b.keys_passkey,
        LockKind::Browser => b.keys_browser,
        LockKind::Card => b.keys_card,
        LockKind::Guardian => b.keys_guardian,
        LockKind::Recovery => b.keys_recovery,
    };
    match key.name {
        _ if key.sleeps => format!("{what} ・ {}", b.keys_sleeps),
        Some(name) => format!("{what}{}{name}", b.keys_of),
        None => what.to_owned(),
    }
}

fn line(b: &BackWords, asking: Asking) -> Line {
    let is_own = asking.request.kind().is_own();
    let groups = asking.request.comparison();
    Line {
        id: asking.request.id().to_owned(),
        who: asking.name.unwrap_or_else(|| b.keys_own.to_owned()),
        hint: if is_own { b.keys_asking_own } else { b.keys_asking_guardian },
        groups: if is_own { groups.groups().map(str::to_owned).collect() } else { Vec::new() },
    }
}

/// `GET /my/health/{whose}/keys`
pub(crate) async fn show(visit: &Visit, whose: &str) -> Result<Reply, Fault> {
    let opened = Opened::load(visit).await?;
    let subject = opened.subject(whose)?;
    subject.keyring()?;
    let (g, b) = (Ground::of(visit, subject), BackWords::of(visit.language));
    let (keys, asking) = guardians::keys(visit, subject).await?;
    let asking = asking.into_iter().filter(|_| subject.relation == Relation::MyChild);
    let is_mine = subject.relation == Relation::Myself;
    let page = Keys {
        g: &g,
        b,
        is_mine,
        is_alone: is_mine && keys.iter().filter(|key| key.kind.is_own()).count() == 1,
        done: visit.query_value("done") == Some("let"),
        openers: keys.into_iter().map(|one| key(b, one)).collect(),
        asking: asking.map(|one| line(b, one)).collect(),
    };
    answer(visit, &opened, (200, b.keys_title), &page).await
}

/// `POST /my/health/{whose}/keys`: a guardian lets another one, or the young person, in.
pub(crate) async fn let_in(visit: &mut Visit, whose: &str) -> Result<Reply, Fault> {
    let opened = Opened::load(visit).await?;
    // Opening the record once more is the proof.
    let _proof = opened.person.fresh().map_err(|_| Fault::RecordClosed)?;
    let form = Form::read(&mut visit.request).await?;
    let subject = opened.subject(whose)?;
    guardians::let_in(visit, &opened, subject, form.one("id")?).await?;
    Ok(Reply::see_other(&visit.href(&format!("/my/health/{whose}/keys?done=let"))))
}
