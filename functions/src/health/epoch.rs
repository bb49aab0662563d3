//! A new epoch of a record: another root, sealed for everybody who may still open it, and the old one under it.
//!
//! Whoever opens a record compares its locks with who may hold them today. If somebody may no longer, the root that they
//! may have learned is used for nothing new (docs/sealed-records.md, part 3).

use super::locks::{self, Found, Held, Lock, Way};
use super::log::{self, Act, By};
use super::renewal;
use super::requests::Request;
use crate::context::Visit;
use crate::db::{WriteError, sql};
use crate::fault::{Fault, Words};
use crate::random;
use hibiki_domain::{
    health::sealed::{Keyring, Living, LockKind, Root, Turn},
    secret::Pseudonym,
};

/// Whoever meets somebody else who opens the same record tries so often.
const TRIES: u8 = 4;

/// What a row of the log about a new epoch begins with; the word of the [`Turn`] follows.
pub(crate) const WHAT: &str = "epoch ";

const BUSY: Words = Words {
    code: "record-opening",
    title: [
        "ほかの画面で、同時に開こうとしています",
        "ほかの 画面（がめん）でも 開（ひら）いています",
        "It is being opened in another window at the same time",
    ],
    detail: [
        "少し待って、もう一度開いてください。",
        "少（すこ）し 待（ま）って、もういちど 開（ひら）いてください。",
        "Wait a moment and open it again.",
    ],
};

/// Who opens whose record, and what they may.
pub(super) struct Opening<'a> {
    /// Whose record.
    pub(super) person: &'a Pseudonym,
    /// The way, as it is now and as it was before.
    pub(super) ways: &'a [Way],
    /// Who may hold a lock of it today.
    pub(super) living: &'a Living,
    /// Whose record it is, is of age: locks that slept are awake.
    pub(super) grown: bool,
    /// Who opens it, for the log.
    pub(super) by: By<'a>,
}

/// The roots, if this way opens the record, after beginning a new epoch where one is due. `known` is what was loaded just
/// now.
pub(super) async fn open(
    visit: &Visit,
    opening: &Opening<'_>,
    mut known: Option<Held>,
) -> Result<Option<Keyring>, Fault> {
    for _ in 0..TRIES {
        let held = match known.take() {
            Some(held) => held,
            None => Held::load(visit, opening.person).await?,
        };
        let Some(found) = held.open(visit, opening.person, opening.ways, opening.grown)? else {
            return Ok(None);
        };
        let locks = held.locks(visit, opening.person)?;
        let came_back = held.requests.iter().find(|request| request.is_for(&found.lock));
        let turn = came_back.map(|_| Turn::Recovered).or_else(|| turn(opening.living, &locks, &found));
        let Some(turn) = turn else { return Ok(Some(found.keyring)) };
        match begin(visit, opening, (&held, &locks), &found, (turn, came_back)).await {
            // Somebody else who may began it, or added a lock meanwhile.
            Err(WriteError::Refused(_)) => {}
            begun => return Ok(Some(begun?)),
        }
    }
    Err(Fault::Conflict(BUSY))
}

/// Why a new epoch is due, if one is.
fn turn(living: &Living, locks: &[Lock], found: &Found) -> Option<Turn> {
    let renewed = found.by_older.then_some(Turn::GuardianRenewed);
    let gone = locks.iter().find_map(|lock| living.check(lock.kind, &lock.holder).err());
    gone.or(renewed)
}

async fn begin(
    visit: &Visit,
    opening: &Opening<'_>,
    (held, locks): (&Held, &[Lock]),
    found: &Found,
    (turn, came_back): (Turn, Option<&Request>),
) -> Result<Keyring, WriteError> {
    let fault = WriteError::Fault;
    let person = opening.person;
    let Some(pepper) = &held.pepper else { return Err(fault(locks::forged())) };
    let (before, root_before) = &found.keyring.newest;
    let (epoch, root) = (before.next(), Root::from_bytes(random::bytes().map_err(fault)?));
    let newest = (epoch, &root);
    let older = found.keyring.all().map(|(epoch, root)| (epoch, root.clone())).collect();
    let keyring = Keyring::new(person.clone(), (epoch, root.clone()), older);

    let what = format!("{WHAT}{}", turn.word());
    let row = log::row_of(visit, &keyring, &opening.by, (Act::Write, &what), &held.end);
    let mut queries = vec![
        row.map_err(fault)?.insert,
        locks::next_root(visit, person, newest, root_before, held.count()).map_err(fault)?,
        sql::lock::REMOVE_OLDER.with(&[&person.as_str(), &epoch.number()]),
    ];
    queries.extend(came_back.map(Request::remove));
    for lock in going_along(visit, opening, locks, (found, turn)).map_err(fault)? {
        queries.push(lock.insert(visit, (person, pepper), newest).map_err(fault)?);
    }
    // Who gave a consent may be the guardian who is it no longer: what is written from now on needs another.
    if turn != Turn::GuardianEnded {
        queries.extend(renewal::renew(visit, &keyring, pepper).await.map_err(fault)?);
    }
    visit.health().map_err(fault)?.batch_vec(queries).await?;
    held.anchor_log(visit, person).await.map_err(fault)?;
    // Sessions that have the old roots would not see what is written from now on.
    shut_for(visit, person, locks).await.map_err(fault)?;
    Ok(keyring)
}

/// The locks of the new epoch: all that may still be held, and the town's.
fn going_along(
    visit: &Visit,
    opening: &Opening<'_>,
    locks: &[Lock],
    (found, turn): (&Found, Turn),
) -> Result<Vec<Lock>, Fault> {
    let mut going: Vec<Lock> = Vec::new();
    let goes = |lock: &&Lock| {
        let is_lost = turn == Turn::Recovered && lock.kind.is_own() && lock.id != found.lock;
        !is_lost && opening.living.check(lock.kind, &lock.holder).is_ok()
    };
    for lock in locks.iter().filter(goes) {
        let mut lock = lock.clone();
        // One's own is made from what one has now; that of a guardian whose root is new changes with it.
        if let Some(way) = opening.ways.first().filter(|_| lock.id == found.lock) {
            lock.public = way.public(&lock.id);
        }
        lock.sleeps = lock.sleeps && !opening.grown;
        going.push(lock);
    }
    if !going.iter().any(|lock| lock.kind == LockKind::Recovery)
        && let Some(key) = &visit.config.recovery_key
    {
        going.push(Lock::of_town(key)?);
    }
    Ok(going)
}

/// Ends what sessions of the person and of guardians have opened.
async fn shut_for(visit: &Visit, person: &Pseudonym, locks: &[Lock]) -> Result<(), Fault> {
    let mut people = vec![person.as_str()];
    people
        .extend(locks.iter().filter(|lock| lock.kind == LockKind::Guardian).map(|lock| lock.holder.as_str()));
    let people = serde_json::to_string(&people).map_err(|_| Fault::broken("people"))?;
    visit.vault()?.batch([sql::opened::END_OF_PEOPLE.with(&[&people])]).await?;
    Ok(())
}
