//! Whose record: one's own and those of the children.

use super::{HealthWords, words_of};
use crate::context::{Page, Visit, Who};
use crate::fault::Fault;
use crate::health::{
    self, Opened, Relation, guardians,
    unlock::{self, Begun},
};
use crate::http::{body::Form, reply::Reply};
use crate::words::Words;
use askama::Template;

#[derive(Template)]
#[template(path = "health/home.html")]
struct Home<'a> {
    t: &'static Words,
    h: &'static HealthWords,
    people: Vec<Somebody<'a>>,
}

struct Somebody<'a> {
    name: &'a str,
    age: u8,
    is_me: bool,
    href: String,
    begun: bool,
    /// The other guardian has begun it and has not let this one in yet.
    waits: bool,
}

/// `GET /my/health`
pub(crate) async fn show(visit: &Visit) -> Result<Reply, Fault> {
    let opened = Opened::load(visit).await?;
    let t = visit.words();
    let today = visit.now.day();
    let me = &opened.own()?.person;
    let mut people = Vec::with_capacity(opened.subjects.len());
    for subject in &opened.subjects {
        let begun = subject.keyring.is_some();
        people.push(Somebody {
            name: &subject.name,
            age: subject.born.age_on(today),
            is_me: subject.relation == Relation::Myself,
            href: t.href(&format!("/my/health/{}", subject.reference)),
            begun,
            waits: !begun && guardians::is_asked(visit, &subject.pseudonym, Some(me)).await,
        });
    }
    let page = Home { t, h: words_of(visit), people };
    let who = Who::Resident(&opened.person.name);
    visit.page(Page { status: 200, title: t.health_title, main: &page, ceremonies: false, who }).await
}

/// `POST /my/health/{whose}/begin`: a guardian begins a child's record.
pub(crate) async fn begin(visit: &mut Visit, whose: &str) -> Result<Reply, Fault> {
    let opened = Opened::load(visit).await?;
    let _nothing = Form::read(&mut visit.request).await?;
    let page = match unlock::begin_child(visit, &opened, whose).await? {
        Begun::Open => format!("/my/health/{whose}"),
        Begun::AskedTown => format!("/my/health/recovery?child={whose}"),
    };
    Ok(Reply::see_other(&visit.href(&page)))
}

/// `POST /my/health/close`: a second click changes nothing.
pub(crate) async fn close(visit: &Visit) -> Result<Reply, Fault> {
    if let Some(session) = visit.session_hash() {
        health::close(visit, &session).await?;
    }
    Ok(Reply::see_other(&visit.href("/my/health/open?done=closed")))
}
