//! Locks that wait for somebody who has the root: their public halves alone. Each row carries a MAC, as locks do.

use super::locks::{Lock, forged};
use crate::context::Visit;
use crate::db::{Health, Query, Rows, sql};
use crate::fault::Fault;
use hibiki_domain::{
    health::sealed::{Comparison, LockId, LockKind, LockPublicKey},
    secret::Pseudonym,
    time::Timestamp,
};
use serde::Deserialize;

/// Somebody who asks has so long until the lock is made.
const OPEN_SECS: i64 = 14 * 86_400;

/// Who is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asks {
    /// A guardian who has the record open.
    Guardian,
    /// The town, with its recovery key.
    Recovery,
}

impl Asks {
    const fn word(self) -> &'static str {
        match self {
            Self::Guardian => "guardian",
            Self::Recovery => "recovery",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        [Self::Guardian, Self::Recovery].into_iter().find(|asks| asks.word() == word)
    }
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Asked,
    /// A clerk saw the person.
    Confirmed,
    /// The lock is there and was not used yet.
    Sealed,
}

impl State {
    const fn word(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Confirmed => "confirmed",
            Self::Sealed => "sealed",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        [Self::Asked, Self::Confirmed, Self::Sealed].into_iter().find(|state| state.word() == word)
    }
}

/// A request that the Worker wrote, as its mac says.
#[derive(Debug)]
pub(crate) struct Request {
    pub(super) person: Pseudonym,
    pub(super) lock: Lock,
    pub(crate) asks: Asks,
    pub(crate) state: State,
    pub(crate) asked_at: Timestamp,
    pub(crate) expires_at: Timestamp,
}

#[derive(Deserialize)]
struct Row {
    lock_id: String,
    person: String,
    kind: String,
    holder: String,
    public: String,
    asks: String,
    state: String,
    asked_at: i64,
    expires_at: i64,
    mac: String,
}

impl Row {
    fn read(self, visit: &Visit) -> Result<Request, Fault> {
        let read = || {
            Some(Request {
                person: Pseudonym::parse(&self.person)?,
                lock: Lock {
                    id: LockId::parse(&self.lock_id)?,
                    kind: LockKind::parse(&self.kind)?,
                    holder: self.holder.clone(),
                    public: LockPublicKey::parse(&self.public)?,
                    sleeps: false,
                },
                asks: Asks::parse(&self.asks)?,
                state: State::parse(&self.state)?,
                asked_at: Timestamp(self.asked_at),
                expires_at: Timestamp(self.expires_at),
            })
        };
        let request = read().ok_or_else(forged)?;
        let ours =
            request.values(|values| visit.config.secret.row_is_ours("lock request", values, &self.mac));
        if ours { Ok(request) } else { Err(forged()) }
    }
}

impl Request {
    /// A new one.
    pub(super) fn new(visit: &Visit, person: &Pseudonym, lock: Lock, asks: Asks) -> Self {
        let (asked_at, expires_at) = (visit.now, visit.now.plus_secs(OPEN_SECS));
        Self { person: person.clone(), lock, asks, state: State::Asked, asked_at, expires_at }
    }

    fn values<T>(&self, then: impl FnOnce(&[&[u8]]) -> T) -> T {
        then(&[
            self.lock.id.as_str().as_bytes(),
            self.person.as_str().as_bytes(),
            self.lock.kind.word().as_bytes(),
            self.lock.holder.as_bytes(),
            self.lock.public.to_text().as_bytes(),
            self.asks.word().as_bytes(),
            self.state.word().as_bytes(),
            &self.asked_at.0.to_be_bytes(),
            &self.expires_at.0.to_be_bytes(),
        ])
    }

    fn mac(&self, visit: &Visit) -> String {
        self.values(|values| visit.config.secret.row_mac("lock request", values))
    }

    /// The statement that stores it.
    pub(super) fn insert(&self, visit: &Visit) -> Query<Health> {
        sql::lock_request::INSERT.with(&[
            &self.lock.id.as_str(),
            &self.person.as_str(),
            &self.lock.kind.word(),
            &self.lock.holder,
            &self.lock.public.to_text(),
            &self.asks.word(),
            &self.asked_at,
            &self.expires_at,
            &self.mac(visit),
        ])
    }

    /// The statement that brings it into another state.
    pub(super) fn moved(&mut self, visit: &Visit, to: State) -> Query<Health> {
        let from = self.state;
        self.state = to;
        let mac = self.mac(visit);
        sql::lock_request::MOVE.with(&[&self.lock.id.as_str(), &from.word(), &to.word(), &mac])
    }

    /// The statement that forgets it.
    pub(super) fn remove(&self) -> Query<Health> {
        sql::lock_request::REMOVE_ONE.with(&[&self.lock.id.as_str()])
    }

    /// The statement that forgets what the same passkey, card or guardian asked before.
    pub(super) fn forget_holder(&self) -> Query<Health> {
        let lock = &self.lock;
        sql::lock_request::REMOVE_OF_HOLDER.with(&[&self.person.as_str(), &lock.kind.word(), &lock.holder])
    }

    /// Whether this is the lock that it was made for.
    pub(super) fn is_for(&self, lock: &LockId) -> bool {
        self.state == State::Sealed && self.lock.id == *lock
    }

    /// What asks.
    pub(crate) const fn kind(&self) -> LockKind {
        self.lock.kind
    }

    /// Who asks: a guardian's pseudonym, or a keyed hash of a passkey.
    pub(crate) fn holder(&self) -> &str {
        &self.lock.holder
    }

    /// How addresses and commands call it.
    pub(crate) fn id(&self) -> &str {
        self.lock.id.as_str()
    }

    /// The digits that people compare.
    pub(crate) fn comparison(&self) -> Comparison {
        Comparison::of(&self.person, (self.lock.kind, &self.lock.id), &self.lock.public)
    }
}

/// Forgets what a person asked for with a way of their own: there is one at most.
pub(super) fn remove_own(person: &Pseudonym, asks: Asks) -> Query<Health> {
    sql::lock_request::REMOVE.with(&[&person.as_str(), &asks.word()])
}

/// The statement for what waits for one record.
pub(super) fn of(person: &Pseudonym, now: Timestamp) -> Query<Health> {
    sql::lock_request::OF_PERSON.with(&[&person.as_str(), &now])
}

/// Its rows.
pub(super) fn read_all(visit: &Visit, rows: &Rows) -> Result<Vec<Request>, Fault> {
    rows.all::<Row>()?.into_iter().map(|row| row.read(visit)).collect()
}

/// What waits for one record.
pub(crate) async fn of_person(visit: &Visit, person: &Pseudonym) -> Result<Vec<Request>, Fault> {
    read_all(visit, &visit.health()?.read(of(person, visit.now)).await?)
}

/// What a clerk confirmed and the town's recovery key is to answer.
pub(crate) async fn confirmed(visit: &Visit) -> Result<Vec<Request>, Fault> {
    read_all(visit, &visit.health()?.read(sql::lock_request::CONFIRMED.with(&[&visit.now])).await?)
}

/// One of them.
pub(crate) async fn one(visit: &Visit, id: &str) -> Result<Option<Request>, Fault> {
    let load = sql::lock_request::LOAD.with(&[&id, &visit.now]);
    visit.health()?.read(load).await?.first::<Row>()?.map(|row| row.read(visit)).transpose()
}
