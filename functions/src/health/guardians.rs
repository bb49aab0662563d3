//! A second guardian's lock and a young person's own: their public halves ask, and a guardian who has the record open
//! seals the root to them.

use super::locks::{Held, Lock, Way};
use super::log::{self, Act};
use super::requests::{self, Asks, Request};
use super::{Opened, Relation, Subject, family, living};
use crate::config::Config;
use crate::context::Visit;
use crate::db::{Database, Health, Identity, WriteError, sql};
use crate::fault::{Fault, Words};
use hibiki_domain::{
    audience::ADULT_AGE,
    guardian::OwnRecord,
    health::sealed::{Living, LockKind},
    ids::PersonId,
    secret::{Pseudonym, Sector},
    time::Timestamp,
};
use serde::Deserialize;
use worker::Env;

/// What the log says when a guardian let another one in …
pub(crate) const LET_GUARDIAN: &str = "let-guardian";
/// … and when the young person's own lock was made.
pub(crate) const LET_OWN: &str = "let-own";

/// Whoever meets somebody else at the same record tries so often.
const TRIES: u8 = 4;
/// The night takes back what ended in so many days: one that failed is repeated by the next.
const LATELY_DAYS: i32 = 40;

const GONE: Words = Words {
    code: "keys-gone",
    title: ["この申し込みは終わっています", "おわっています", "This request is over"],
    detail: [
        "期限が過ぎたか、保護者でなくなったか、もう開けるようになっています。ページを開き直してください。",
        "ページを もういちど 開（ひら）いてください。",
        "It expired, or they are no guardian any more, or they can open the record already. Open the page again.",
    ],
};

/// A guardian who cannot open a child's record leaves the public half of a lock for one who can; where no guardian of
/// today can, for the town's recovery key.
pub(super) async fn ask(visit: &Visit, child: &Pseudonym, way: &Way, living: &Living) -> Result<(), Fault> {
    let held = Held::load(visit, child).await?;
    let opens =
        |lock: &Lock| lock.kind == LockKind::Guardian && living.check(lock.kind, &lock.holder).is_ok();
    let somebody = held.locks(visit, child)?.iter().any(opens);
    let asks = if somebody { Asks::Guardian } else { Asks::Recovery };
    let again =
        |request: &Request| request.asks == asks && way.public(&request.lock.id) == request.lock.public;
    if held.newest().is_none() || held.pepper.is_none() || held.requests.iter().any(again) {
        return Ok(());
    }
    let request = Request::new(visit, child, Lock::of(way)?, asks);
    match visit.health()?.batch([request.forget_holder(), request.insert(visit)]).await {
        // Another window of theirs was faster.
        Err(WriteError::Refused(_)) => Ok(()),
        done => done.map(|_| ()).map_err(Fault::from),
    }
}

/// Whether somebody asks to be let into a record; `holder` alone, where one is named. Pages that only point to the page of
/// keys do not fail by what is wrong there.
pub(crate) async fn is_asked(visit: &Visit, person: &Pseudonym, holder: Option<&Pseudonym>) -> bool {
    let asks = |request: &Request| {
        request.asks == Asks::Guardian && holder.is_none_or(|holder| request.holder() == holder.as_str())
    };
    requests::of_person(visit, person).await.is_ok_and(|all| all.iter().any(asks))
}

/// A way in which a record can be opened.
pub(crate) struct Key {
    pub(crate) kind: LockKind,
    /// The guardian's name, or what the person calls the device.
    pub(crate) name: Option<String>,
    /// Only from the 18th birthday on.
    pub(crate) sleeps: bool,
}

/// Something that asks to be let in.
pub(crate) struct Asking {
    pub(crate) request: Request,
    /// A guardian's name, where it is one.
    pub(crate) name: Option<String>,
}

/// Everything that opens a record now, and what asks for it. Guardians who are it no longer are not among them.
pub(crate) async fn keys(visit: &Visit, subject: &Subject) -> Result<(Vec<Key>, Vec<Asking>), Fault> {
    let held = Held::load(visit, &subject.pseudonym).await?;
    let names = names(visit, subject).await?;
    let name =
        |holder: &str| names.iter().find(|(guardian, _)| guardian == holder).map(|(_, name)| name.clone());
    let locks = held.locks(visit, &subject.pseudonym)?.into_iter().filter_map(|lock| {
        // What follows the point is of the browser.
        let name = name(lock.holder.split('.').next().unwrap_or_default());
        let counts = lock.kind != LockKind::Guardian || name.is_some();
        counts.then_some(Key { kind: lock.kind, name, sleeps: lock.sleeps })
    });
    let locks = locks.collect();
    let asking = held.requests.into_iter().filter(|request| request.asks == Asks::Guardian);
    let asking = asking.filter_map(|request| {
        let name = name(request.holder());
        (request.kind() != LockKind::Guardian || name.is_some()).then_some(Asking { request, name })
    });
    Ok((locks, asking.collect()))
}

/// Who holds locks, by name: one's own passkeys, or a child's guardians of today.
async fn names(visit: &Visit, subject: &Subject) -> Result<Vec<(String, String)>, Fault> {
    #[derive(Deserialize)]
    struct Row {
        way: PersonId,
        name: String,
    }
    #[derive(Deserialize)]
    struct Passkey {
        credential_id: String,
        name: String,
    }
    let secret = &visit.config.secret;
    if subject.relation != Relation::MyChild {
        let rows = visit.identity()?.read(sql::passkey::LIST.with(&[&subject.id.as_str()])).await?;
        let both = |Passkey { credential_id, name }| {
            [LockKind::Passkey, LockKind::Browser]
                .map(|kind| (secret.lock_holder(kind, credential_id.as_bytes()), String::clone(&name)))
        };
        return Ok(rows.all::<Passkey>()?.into_iter().flat_map(both).collect());
    }
    let family = family::load(visit).await?;
    let of_it = |id: &PersonId| secret.pseudonym(Sector::Health, id) == subject.pseudonym;
    let child = family.children.iter().find(|child| of_it(&child.id)).ok_or(Fault::NotFound)?;
    let ids = serde_json::to_string(&[child.id.as_str()]).map_err(|_| Fault::broken("people"))?;
    let today = visit.now.day();
    let ask = sql::guardianship::OF_CHILDREN.with(&[&ids, &today, &today.years_before(ADULT_AGE)]);
    let rows: Vec<Row> = visit.identity()?.read(ask).await?.all()?;
    let named = |row: Row| (secret.pseudonym(Sector::Health, &row.way).as_str().to_owned(), row.name);
    Ok(rows.into_iter().map(named).collect())
}

/// Whether another guardian of today opens this record too.
pub(crate) async fn opens_for_another(
    visit: &Visit,
    opened: &Opened,
    subject: &Subject,
) -> Result<bool, Fault> {
    let held = Held::load(visit, &subject.pseudonym).await?;
    let (me, names) = (opened.own()?.person.as_str(), names(visit, subject).await?);
    let locks = held.locks(visit, &subject.pseudonym)?;
    let other = |lock: &Lock| {
        let holds = |(guardian, _): &(String, String)| *guardian == lock.holder && guardian != me;
        lock.kind == LockKind::Guardian && names.iter().any(holds)
    };
    Ok(locks.iter().any(other))
}

/// Seals the child's root to a lock that asks. Whose it is, is asked of `identity` once more.
pub(crate) async fn let_in(visit: &Visit, opened: &Opened, subject: &Subject, id: &str) -> Result<(), Fault> {
    if subject.relation != Relation::MyChild {
        return Err(Fault::NotFound);
    }
    let keyring = subject.keyring()?;
    for _ in 0..TRIES {
        let held = Held::load(visit, &subject.pseudonym).await?;
        let request = held.requests.iter().find(|one| one.asks == Asks::Guardian && one.id() == id);
        let request = request.ok_or(Fault::Conflict(GONE))?;
        let what = may(visit, subject, request).await?;
        let pepper = held.pepper.as_ref().ok_or(Fault::Conflict(GONE))?;
        let mut lock = request.lock.clone();
        lock.sleeps = lock.kind.is_own();
        let (epoch, root) = &keyring.newest;
        let batch = [
            log::row(visit, opened, subject, (Act::Write, what), &held.end)?.insert,
            sql::lock::REMOVE_OF_HOLDER.with(&[&subject.pseudonym.as_str(), &lock.kind.word(), &lock.holder]),
            lock.insert(visit, (&subject.pseudonym, pepper), (*epoch, root))?,
            request.remove(),
        ];
        match visit.health()?.batch(batch).await {
            Err(WriteError::Refused(_)) => {}
            done => {
                done?;
                return held.anchor_log(visit, &subject.pseudonym).await;
            }
        }
    }
    Err(Fault::Conflict(GONE))
}

/// Whether the one who asks is a guardian today, or the young person; the word for the log.
async fn may(visit: &Visit, subject: &Subject, request: &Request) -> Result<&'static str, Fault> {
    let family = family::load(visit).await?;
    let secret = &visit.config.secret;
    let of_it = |id: &PersonId| secret.pseudonym(Sector::Health, id) == subject.pseudonym;
    let child = family.children.iter().find(|child| of_it(&child.id)).ok_or(Fault::NotFound)?;
    let living = living::of(visit, &[&child.id]).await?;
    let living = living.first().ok_or(Fault::NotFound)?;
    let prepares = OwnRecord::on(visit.now.day(), child.born) == OwnRecord::Prepares;
    let holds = living.check(request.lock.kind, &request.lock.holder).is_ok();
    match request.lock.kind {
        LockKind::Guardian if holds => Ok(LET_GUARDIAN),
        kind if kind.is_own() && holds && prepares => Ok(LET_OWN),
        _ => Err(Fault::Conflict(GONE)),
    }
}

/// Every night: the locks of guardians who are it no longer. Nobody opened with them since; every request asked `identity`.
pub(crate) async fn take_back_ended(env: &Env, now: Timestamp) -> Result<(), Fault> {
    #[derive(Deserialize)]
    struct Row {
        child: PersonId,
        guardian: PersonId,
    }
    let today = now.day();
    let before = today.plus_days(-LATELY_DAYS);
    let ended = sql::guardianship::ENDED_LATELY.with(&[
        &today,
        &before,
        &today.years_before(ADULT_AGE),
        &before.years_before(ADULT_AGE),
    ]);
    let rows: Vec<Row> = Database::<Identity>::open(env)?.read(ended).await?.all()?;
    if rows.is_empty() {
        return Ok(());
    }
    let config = Config::load(env)?;
    let name = |id: &PersonId| config.secret.pseudonym(Sector::Health, id).as_str().to_owned();
    let pairs: Vec<[String; 2]> = rows.iter().map(|row| [name(&row.child), name(&row.guardian)]).collect();
    let pairs = serde_json::to_string(&pairs).map_err(|_| Fault::broken("people"))?;
    Database::<Health>::open(env)?.batch([sql::lock::REMOVE_GUARDIANS.with(&[&pairs])]).await?;
    Ok(())
}
