//! The sealed health record (docs/sealed-records.md): who has it open now, what lies on its shelves, who looked.
//!
//! Nothing here reads a record without an [`Opened`], and only [`Opened::load`] makes one.

pub(crate) mod anchor;
pub(crate) mod consent;
pub(crate) mod eligibility;
pub(crate) mod emergency;
pub(crate) mod entries;
pub(crate) mod epoch;
pub(crate) mod family;
pub(crate) mod guardians;
pub(crate) mod inbox;
mod living;
mod locks;
pub(crate) mod log;
pub(crate) mod reading;
pub(crate) mod recovery;
pub(crate) mod removal;
mod renewal;
pub(crate) mod requests;
pub(crate) mod shelf;
pub(crate) mod shift_jis;
pub(crate) mod unlock;
pub(crate) mod whole;
pub(crate) mod work;

use crate::auth::Person;
use crate::context::Visit;
use crate::db::sql;
use crate::fault::Fault;
use crate::http::cookie::{Jar, Token};
use hibiki_domain::{
    health::sealed::{Bundle, Keyring},
    ids::PersonId,
    secret::{Pseudonym, Sector},
    time::Day,
};
use serde::Deserialize;
use worker::{Env, Headers, Method, Request, RequestInit, Response};

/// An open record closes when nobody looked at it for so long …
pub(crate) const IDLE_SECS: i64 = 30 * 60;
/// … and in any case after so long.
pub(crate) const LIFETIME_SECS: i64 = 2 * 3600;
/// The time of the last look is written at most this often.
const TOUCH_SECS: i64 = 5 * 60;

/// Whose record it is, for the person who looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Relation {
    Myself,
    MyChild,
}

/// Somebody whose record the person who looks may open.
#[derive(Debug)]
pub(crate) struct Subject {
    /// The id; it never leaves the Worker.
    pub(crate) id: PersonId,
    pub(crate) relation: Relation,
    pub(crate) name: String,
    pub(crate) born: Day,
    pub(crate) pseudonym: Pseudonym,
    /// How addresses call them.
    pub(crate) reference: String,
    /// None for a child whose record was not begun, or not by a way that this guardian can open.
    pub(crate) keyring: Option<Keyring>,
}

impl Subject {
    /// The roots of the record.
    pub(crate) fn keyring(&self) -> Result<&Keyring, Fault> {
        self.keyring.as_ref().ok_or(Fault::NotFound)
    }
}

/// A record that is open: somebody is here who may read it.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) person: Person,
    /// The person, then the children.
    pub(crate) subjects: Vec<Subject>,
    pub(crate) token: Token,
}

#[derive(Deserialize)]
struct OpenedRow {
    person: String,
    sealed: String,
    seen_at: i64,
}

impl Opened {
    /// The record of whoever is logged in, if this session has opened it. One round trip: both databases are asked at
    /// once, by the session.
    pub(crate) async fn load(visit: &Visit) -> Result<Self, Fault> {
        let token = Token::read(&visit.request, Jar::Session).ok_or(Fault::NotLoggedIn)?;
        let (family, kept) = futures_util::future::join(family::load(visit), kept(visit, &token)).await;
        // Opening it is the higher proof already: whoever only touched a card is not asked for two.
        let family =
            family.map_err(|fault| if matches!(fault, Fault::StepUp) { Fault::RecordClosed } else { fault });
        let (family, kept) = (family?, kept?.ok_or(Fault::RecordClosed)?);
        let me = visit.config.secret.pseudonym(Sector::Health, &family.person.id);
        let bundle = open_kept(visit, &token, &me, &kept).await?.ok_or(Fault::RecordClosed)?;
        Self::of(visit, family, token, &me, bundle)
    }

    fn of(
        visit: &Visit,
        family: family::Family,
        token: Token,
        me: &Pseudonym,
        bundle: Bundle,
    ) -> Result<Self, Fault> {
        let secret = &visit.config.secret;
        if bundle.own.person != *me {
            return Err(Fault::RecordClosed);
        }
        let mut subjects = vec![Subject {
            id: family.person.id.clone(),
            relation: Relation::Myself,
            name: family.person.name.clone(),
            born: family.born,
            pseudonym: me.clone(),
            reference: ME.to_owned(),
            keyring: Some(bundle.own),
        }];
        let mut roots = bundle.children;
        for child in family.children {
            let pseudonym = secret.pseudonym(Sector::Health, &child.id);
            // What was opened for somebody who is no longer a child of the family stays shut.
            let place = roots.iter().position(|keyring| keyring.person == pseudonym);
            subjects.push(Subject {
                id: child.id,
                relation: Relation::MyChild,
                name: child.name,
                born: child.born,
                reference: secret.family_reference(me, &pseudonym),
                keyring: place.map(|place| roots.swap_remove(place)),
                pseudonym,
            });
        }
        Ok(Self { person: family.person, subjects, token })
    }

    /// Whom an address names.
    pub(crate) fn subject(&self, reference: &str) -> Result<&Subject, Fault> {
        self.subjects.iter().find(|subject| subject.reference == reference).ok_or(Fault::NotFound)
    }

    /// The person's own.
    pub(crate) fn own(&self) -> Result<&Keyring, Fault> {
        self.subjects.first().ok_or(Fault::NotFound)?.keyring()
    }
}

/// How addresses call the person who looks.
pub(crate) const ME: &str = "me";

/// What the session has opened, if it has and still may.
async fn bundle(visit: &Visit, token: &Token, me: &Pseudonym) -> Result<Option<Bundle>, Fault> {
    match kept(visit, token).await? {
        None => Ok(None),
        Some(row) => open_kept(visit, token, me, &row).await,
    }
}

async fn kept(visit: &Visit, token: &Token) -> Result<Option<OpenedRow>, Fault> {
    let idle = visit.now.plus_secs(-IDLE_SECS);
    visit.vault()?.read(sql::opened::OF_SESSION.with(&[&token.hash(), &visit.now, &idle])).await?.first()
}

async fn open_kept(
    visit: &Visit,
    token: &Token,
    me: &Pseudonym,
    row: &OpenedRow,
) -> Result<Option<Bundle>, Fault> {
    let session = token.hash();
    if row.person != me.as_str() {
        return Ok(None);
    }
    let Ok(bundle) = Bundle::open(&token.session_key(), &session, &row.sealed) else { return Ok(None) };
    if visit.now.0 >= row.seen_at + TOUCH_SECS {
        visit.vault()?.batch([sql::opened::TOUCH.with(&[&session, &visit.now])]).await?;
    }
    Ok(Some(bundle))
}

/// Hands a request on to the Worker of the health pages.
pub(crate) async fn hand_on(env: &Env, request: Request) -> Result<Response, Fault> {
    let service = env.service("HEALTH_PAGES").map_err(|_| Fault::misconfigured("HEALTH_PAGES"))?;
    service.fetch_request(request).await.map_err(|_| Fault::broken("health-pages"))
}

/// Asks that Worker to shut what the session of a request has opened. A session that has ended opens nothing in any case.
pub(crate) async fn ask_to_close(visit: &Visit) -> Result<(), Fault> {
    let broken = |_| Fault::broken("health-close");
    let headers = Headers::new();
    headers.set("origin", &visit.config.rp.origin).map_err(broken)?;
    if let Some(cookies) = visit.request.headers().get("cookie").ok().flatten() {
        headers.set("cookie", &cookies).map_err(broken)?;
    }
    let mut init = RequestInit::new();
    init.with_method(Method::Post).with_headers(headers);
    let address = format!("{}/my/health/close", visit.config.rp.origin);
    let request = Request::new_with_init(&address, &init).map_err(broken)?;
    hand_on(&visit.env, request).await.map(|_| ())
}

/// Shuts what a session has opened.
pub(crate) async fn close(visit: &Visit, session: &str) -> Result<(), Fault> {
    visit.vault()?.batch([sql::opened::END.with(&[&session])]).await?;
    Ok(())
}
