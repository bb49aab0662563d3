//! Roots and locks as the databases have them. Each row carries a MAC: it decides who can open what.

use crate::context::Visit;
use crate::db::{Health, Query, Rows, sql};
use crate::fault::{Fault, Words};
use crate::health::{
    anchor::{self, Anchors},
    log::{self, End},
    requests::{self, Request},
};
use crate::random;
use hibiki_domain::{
    health::sealed::{
        Epoch, Keyring, LockId, LockKey, LockKind, LockPublicKey, Pepper, Root, RootPlace, open_before,
        open_pepper, seal_before, seal_pepper,
    },
    secret::Pseudonym,
};
use hibiki_protocol::SealPublicKey;
use serde::Deserialize;
use std::fmt;
use zeroize::Zeroizing;

/// What opens a lock: proven in this very request, never stored.
pub(crate) struct Way {
    pub(crate) kind: LockKind,
    /// Which passkey, browser or card; a guardian's pseudonym.
    pub(crate) holder: String,
    pub(crate) secret: Zeroizing<Vec<u8>>,
}

impl Way {
    /// The public half of a lock that this opens.
    pub(super) fn public(&self, id: &LockId) -> LockPublicKey {
        LockKey::new(self.kind, id, &self.secret).public()
    }
}

impl fmt::Debug for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Way({:?}, …)", self.kind)
    }
}

/// A row is not one that the Worker wrote, or does not open where it lies: somebody changed the database.
pub(super) fn forged() -> Fault {
    worker::console_error!("health: a row was changed by somebody else");
    Fault::Conflict(FORGED)
}

const FORGED: Words = Words {
    code: "record-forged",
    title: [
        "安全のため、この記録を開くのを止めました",
        "あんぜんの ため、開（ひら）くのを やめました",
        "Opening this record was stopped to be safe",
    ],
    detail: [
        "保管している鍵に、町のしくみ以外による変更が見つかりました。中身は読まれていません。役場にご連絡ください。",
        "鍵（かぎ）が おかしいです。役場（やくば）に 電話（でんわ）してください。",
        "The keys kept for it were changed by something other than the town's program. Nothing was read. Please call the town hall.",
    ],
};

#[derive(Deserialize)]
struct RootRow {
    epoch: i64,
    inbox: String,
    before: Option<String>,
    mac: String,
}

impl RootRow {
    fn values<T>(&self, person: &Pseudonym, then: impl FnOnce(&[&[u8]]) -> T) -> T {
        then(&[
            person.as_str().as_bytes(),
            &self.epoch.to_be_bytes(),
            self.inbox.as_bytes(),
            self.before.as_deref().unwrap_or_default().as_bytes(),
        ])
    }

    fn is_ours(&self, visit: &Visit, person: &Pseudonym) -> Result<(), Fault> {
        let ours = self.values(person, |values| visit.config.secret.row_is_ours("root", values, &self.mac));
        if ours { Ok(()) } else { Err(forged()) }
    }

    fn new(visit: &Visit, person: &Pseudonym, (epoch, root): (Epoch, &Root), before: Option<String>) -> Self {
        let mut row =
            Self { epoch: epoch.number(), inbox: root.inbox().to_string(), before, mac: String::new() };
        row.mac = row.values(person, |values| visit.config.secret.row_mac("root", values));
        row
    }
}

/// Whether these are the values of a row of `root` that the Worker wrote.
pub(super) fn is_root_of_ours(
    visit: &Visit,
    person: &Pseudonym,
    (epoch, inbox, before, mac): (i64, String, Option<String>, String),
) -> bool {
    RootRow { epoch, inbox, before, mac }.is_ours(visit, person).is_ok()
}

/// The public half of a person's inbox, from the rows of [`sql::root::OF_PERSON`]; None before the record was begun.
pub(super) fn inbox_of(
    visit: &Visit,
    person: &Pseudonym,
    roots: &Rows,
) -> Result<Option<(Epoch, SealPublicKey)>, Fault> {
    let Some(row) = roots.first::<RootRow>()? else { return Ok(None) };
    row.is_ours(visit, person)?;
    let epoch = Epoch::from_number(row.epoch).ok_or_else(forged)?;
    Ok(Some((epoch, SealPublicKey::parse(&row.inbox).map_err(|_| forged())?)))
}

/// The first root of a record.
pub(super) fn first_root(visit: &Visit, person: &Pseudonym, root: &Root) -> Query<Health> {
    let row = RootRow::new(visit, person, (Epoch::FIRST, root), None);
    sql::root::INSERT.with(&[&person.as_str(), &row.epoch, &row.inbox, &row.before, &visit.now, &row.mac])
}

/// The root that follows `before`, which is sealed under it; nothing if there are not `locks` locks any more.
pub(super) fn next_root(
    visit: &Visit,
    person: &Pseudonym,
    (epoch, root): (Epoch, &Root),
    before: &Root,
    locks: usize,
) -> Result<Query<Health>, Fault> {
    let before = seal_before(person, (epoch, root), before, random::bytes()?);
    let row = RootRow::new(visit, person, (epoch, root), Some(before));
    let locks = i64::try_from(locks).unwrap_or(i64::MAX);
    Ok(sql::root::NEXT.with(&[
        &person.as_str(),
        &row.epoch,
        &row.inbox,
        &row.before,
        &visit.now,
        &row.mac,
        &locks,
    ]))
}

/// A lock that the Worker wrote, as its mac says.
#[derive(Debug, Clone)]
pub(super) struct Lock {
    pub(super) id: LockId,
    pub(super) kind: LockKind,
    pub(super) holder: String,
    pub(super) public: LockPublicKey,
    /// It opens nothing before the 18th birthday of whose record it is.
    pub(super) sleeps: bool,
}

impl Lock {
    /// A new one that this way opens.
    pub(super) fn of(way: &Way) -> Result<Self, Fault> {
        let id = LockId::from_random(random::bytes()?);
        let public = way.public(&id);
        Ok(Self { kind: way.kind, holder: way.holder.clone(), public, sleeps: false, id })
    }

    /// A new one for the town's recovery key.
    pub(super) fn of_town(key: &LockPublicKey) -> Result<Self, Fault> {
        let id = LockId::from_random(random::bytes()?);
        let (kind, holder) = (LockKind::Recovery, key.to_text());
        Ok(Self { id, kind, holder, public: key.clone(), sleeps: false })
    }

    /// The statement that stores it with a root behind it.
    pub(super) fn insert(
        &self,
        visit: &Visit,
        (person, pepper): (&Pseudonym, &Pepper),
        (epoch, root): (Epoch, &Root),
    ) -> Result<Query<Health>, Fault> {
        let place = RootPlace { person, epoch, kind: self.kind, lock: &self.id };
        let sealed = place
            .seal(root, &self.public, pepper, random::bytes()?, random::bytes()?)
            .map_err(|_| Fault::broken("lock"))?;
        Ok(self.insert_sealed(visit, person, epoch, sealed))
    }

    /// The same for a root that was sealed to it already.
    pub(super) fn insert_sealed(
        &self,
        visit: &Visit,
        person: &Pseudonym,
        epoch: Epoch,
        sealed: String,
    ) -> Query<Health> {
        let mut row = LockRow {
            lock_id: self.id.as_str().to_owned(),
            epoch: epoch.number(),
            kind: self.kind.word().to_owned(),
            holder: self.holder.clone(),
            public: self.public.to_text(),
            sealed,
            sleeps: self.sleeps.into(),
            mac: String::new(),
        };
        row.mac = row.values(person, |values| visit.config.secret.row_mac(row.table(), values));
        sql::lock::INSERT.with(&[
            &row.lock_id,
            &person.as_str(),
            &row.epoch,
            &row.kind,
            &row.holder,
            &row.public,
            &row.sealed,
            &row.sleeps,
            &visit.now,
            &row.mac,
        ])
    }
}

#[derive(Deserialize)]
struct LockRow {
    lock_id: String,
    epoch: i64,
    kind: String,
    holder: String,
    public: String,
    sealed: String,
    sleeps: i64,
    mac: String,
}

impl LockRow {
    /// Under what the mac is made: a lock that sleeps cannot be woken by changing the row.
    const fn table(&self) -> &'static str {
        if self.sleeps == 0 { "lock" } else { "sleeping lock" }
    }

    fn values<T>(&self, person: &Pseudonym, then: impl FnOnce(&[&[u8]]) -> T) -> T {
        then(&[
            self.lock_id.as_bytes(),
            person.as_str().as_bytes(),
            &self.epoch.to_be_bytes(),
            self.kind.as_bytes(),
            self.holder.as_bytes(),
            self.public.as_bytes(),
            self.sealed.as_bytes(),
        ])
    }

    fn lock(&self, visit: &Visit, person: &Pseudonym) -> Result<Lock, Fault> {
        let secret = &visit.config.secret;
        if !self.values(person, |values| secret.row_is_ours(self.table(), values, &self.mac)) {
            return Err(forged());
        }
        Ok(Lock {
            id: LockId::parse(&self.lock_id).ok_or_else(forged)?,
            kind: LockKind::parse(&self.kind).ok_or_else(forged)?,
            holder: self.holder.clone(),
            public: LockPublicKey::parse(&self.public).ok_or_else(forged)?,
            sleeps: self.sleeps != 0,
        })
    }
}

#[derive(Deserialize)]
pub(super) struct PepperRow {
    pub(super) sealed: String,
}

/// The person's pepper, made if there is none. It is written before anything that it protects.
pub(super) async fn pepper(visit: &Visit, person: &Pseudonym) -> Result<Pepper, Fault> {
    let fresh = Pepper::from_bytes(random::bytes()?);
    let sealed = seal_pepper(&visit.config.secret, person, &fresh, random::bytes()?);
    let name = person.as_str();
    let [_, kept] = visit
        .vault()?
        .batch([sql::pepper::INSERT.with(&[&name, &sealed, &visit.now]), sql::pepper::LOAD.with(&[&name])])
        .await?;
    let row = kept.first::<PepperRow>()?.ok_or_else(|| Fault::broken("pepper"))?;
    open_pepper(&visit.config.secret, person, &row.sealed).map_err(|_| forged())
}

/// What the databases hold for one person.
pub(super) struct Held {
    roots: Vec<RootRow>,
    rows: Vec<LockRow>,
    pub(super) pepper: Option<Pepper>,
    /// The end of the person's log.
    pub(super) end: End,
    /// What waits for a lock of the record.
    pub(super) requests: Vec<Request>,
}

/// A record that was opened.
pub(super) struct Found {
    pub(super) keyring: Keyring,
    /// The lock.
    pub(super) lock: LockId,
    /// It opened with what the way gave before: a guardian's root of an earlier epoch.
    pub(super) by_older: bool,
}

impl Held {
    pub(super) async fn load(visit: &Visit, person: &Pseudonym) -> Result<Self, Fault> {
        let (health, vault) = (visit.health()?, visit.vault()?);
        let name = person.as_str();
        let ask = || {
            health.batch([
                sql::root::OF_PERSON.with(&[&name]),
                sql::lock::OF_PERSON.with(&[&name]),
                log::head(person),
                requests::of(person, visit.now),
            ])
        };
        let beside = vault.batch([sql::pepper::LOAD.with(&[&name]), anchor::load(person)]);
        let (rows, beside) = futures_util::future::join(ask(), beside).await;
        let (mut rows, [pepper, anchors]) = (rows?, beside?);
        let anchors = Anchors::of(&anchors)?;
        if End::of(&rows[2], &anchors)?.is_cut() {
            // Both were asked at once; perhaps somebody only looked in between.
            rows = ask().await?;
        }
        let [roots, locks, head, requests] = rows;
        let pepper = pepper
            .first::<PepperRow>()?
            .map(|row| open_pepper(&visit.config.secret, person, &row.sealed))
            .transpose()
            .map_err(|_| forged())?;
        Ok(Self {
            roots: roots.all()?,
            rows: locks.all()?,
            pepper,
            end: End::of(&head, &anchors)?,
            requests: requests::read_all(visit, &requests)?,
        })
    }

    /// Notes how far the log has got. One that fails is made good by the next look.
    pub(super) async fn anchor_log(&self, visit: &Visit, person: &Pseudonym) -> Result<(), Fault> {
        let _ = visit.vault()?.batch_vec(self.end.raise(person)).await;
        Ok(())
    }

    /// The epoch of the record now; None if it was never begun.
    pub(super) fn newest(&self) -> Option<Epoch> {
        self.roots.first().and_then(|root| Epoch::from_number(root.epoch))
    }

    /// How many locks there are, of whatever epoch.
    pub(super) const fn count(&self) -> usize {
        self.rows.len()
    }

    /// The locks of the newest epoch.
    pub(super) fn locks(&self, visit: &Visit, person: &Pseudonym) -> Result<Vec<Lock>, Fault> {
        let newest = self.newest().map(Epoch::number);
        let rows = self.rows.iter().filter(|row| Some(row.epoch) == newest);
        rows.map(|row| row.lock(visit, person)).collect()
    }

    /// The roots, if one of the locks opens with one of these: the same way, as it is now and as it was before.
    /// `awake` says whether locks that sleep count.
    pub(super) fn open(
        &self,
        visit: &Visit,
        person: &Pseudonym,
        ways: &[Way],
        awake: bool,
    ) -> Result<Option<Found>, Fault> {
        let (Some(newest), Some(pepper)) = (self.newest(), &self.pepper) else { return Ok(None) };
        let fits = |row: &&LockRow| {
            let of_way = |way: &Way| row.kind == way.kind.word() && row.holder == way.holder;
            row.epoch == newest.number() && ways.iter().any(of_way)
        };
        let Some(row) = self.rows.iter().find(fits) else { return Ok(None) };
        let lock = row.lock(visit, person)?;
        if lock.sleeps && !awake {
            return Ok(None);
        }
        let place = RootPlace { person, epoch: newest, kind: lock.kind, lock: &lock.id };
        for (age, way) in ways.iter().enumerate() {
            // A secret that another passkey of the same name would give: it is the other way that opens.
            if let Ok(root) = LockKey::new(way.kind, &lock.id, &way.secret).open(pepper, &place, &row.sealed)
            {
                let keyring = self.keyring(visit, person, (newest, root))?;
                return Ok(Some(Found { keyring, lock: lock.id, by_older: age > 0 }));
            }
        }
        Ok(None)
    }

    /// What is sealed to the town's recovery key, without the person's second layer: its lock and the epoch of the root.
    pub(super) fn for_the_town(
        &self,
        visit: &Visit,
        person: &Pseudonym,
    ) -> Result<Option<(LockId, Epoch, Vec<u8>)>, Fault> {
        let (Some(newest), Some(pepper)) = (self.newest(), &self.pepper) else { return Ok(None) };
        let of_town = |row: &&LockRow| row.epoch == newest.number() && row.kind == LockKind::Recovery.word();
        let Some(row) = self.rows.iter().find(of_town) else { return Ok(None) };
        let lock = row.lock(visit, person)?;
        let place = RootPlace { person, epoch: newest, kind: lock.kind, lock: &lock.id };
        let layer = place.uncover(pepper, &row.sealed).map_err(|_| forged())?;
        Ok(Some((lock.id, newest, layer)))
    }

    /// All roots from the newest back, each opened by the one that followed it.
    fn keyring(&self, visit: &Visit, person: &Pseudonym, newest: (Epoch, Root)) -> Result<Keyring, Fault> {
        let mut older: Vec<(Epoch, Root)> = Vec::new();
        for row in &self.roots {
            let (epoch, root) = older.last().unwrap_or(&newest);
            row.is_ours(visit, person)?;
            if row.epoch != epoch.number() || row.inbox != root.inbox().to_string() {
                return Err(forged());
            }
            if let Some(before) = &row.before {
                let opened = open_before(person, (*epoch, root), before).map_err(|_| forged())?;
                let epoch = Epoch::from_number(epoch.number() - 1).ok_or_else(forged)?;
                older.push((epoch, opened));
            }
        }
        Ok(Keyring::new(person.clone(), newest, older))
    }
}
