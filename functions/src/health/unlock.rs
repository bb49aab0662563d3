//! Opening a record: from what the person has just shown (a passkey's secret, a card's signature) to the roots, which
//! the session keeps sealed under its cookie.

use super::{ME, family::Family};
use crate::auth::family::Child;
use crate::context::Visit;
use crate::db::{Health, Query, Rows, WriteError, sql};
use crate::fault::{Fault, Words};
use crate::http::cookie::{Jar, Token};
use crate::random;
use hibiki_domain::{
    health::sealed::{
        Bundle, Epoch, Keyring, LockId, LockKey, LockKind, LockPublicKey, Pepper, Root, RootPlace,
        open_before, open_pepper, seal_pepper,
    },
    secret::{Pseudonym, Sector},
};
use hibiki_protocol::SealPublicKey;
use serde::Deserialize;
use std::fmt;
use zeroize::Zeroizing;

/// What opens a lock: proven in this very request, never stored.
pub(crate) struct Way {
    pub(crate) kind: LockKind,
    /// Which passkey, browser or card.
    pub(crate) holder: String,
    pub(crate) secret: Zeroizing<Vec<u8>>,
}

impl fmt::Debug for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Way({:?}, …)", self.kind)
    }
}

const OTHER_WAY: Words = Words {
    code: "record-other-way",
    title: [
        "この方法では、まだ開けません",
        "この ほうほうでは、まだ 開（ひら）けません",
        "This way does not open the record yet",
    ],
    detail: [
        "前に開いたときのパスキーかカードで開いてください。そのあと同じ画面でこの方法を選ぶと、次からはこの方法でも開けます。前の方法がもうないときは、役場の窓口にご相談ください。",
        "まえに つかった パスキーか カードで 開（ひら）いてください。できない ときは、役場（やくば）に 来（き）てください。",
        "Open it with the passkey or card that you used before; choose this one afterwards on the same page, and it will open the record from then on. If you no longer have the other, ask at the town hall counter.",
    ],
};

const NOT_READY: Words = Words {
    code: "record-not-ready",
    title: [
        "健康の記録は、まだ始められません",
        "健康（けんこう）の 記録（きろく）は まだ つかえません",
        "The health record cannot be begun yet",
    ],
    detail: [
        "町が、鍵をなくした方のための備え（復旧用の鍵）を用意してからご利用いただけます。役場にお問い合わせください。",
        "役場（やくば）に きいてください。",
        "The town has to prepare its recovery key first, for people who lose theirs. Please ask the town hall.",
    ],
};

#[derive(Deserialize)]
struct RootRow {
    epoch: i64,
    inbox: String,
    before: Option<String>,
    mac: String,
}

#[derive(Deserialize)]
struct LockRow {
    lock_id: String,
    epoch: i64,
    kind: String,
    holder: String,
    public: String,
    sealed: String,
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

    /// The first root of a record.
    fn first(visit: &Visit, person: &Pseudonym, root: &Root) -> Query<Health> {
        let mut row = Self {
            epoch: Epoch::FIRST.number(),
            inbox: root.inbox().to_string(),
            before: None,
            mac: String::new(),
        };
        row.mac = row.values(person, |values| visit.config.secret.row_mac("root", values));
        sql::root::INSERT.with(&[&person.as_str(), &row.epoch, &row.inbox, &row.before, &visit.now, &row.mac])
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

impl LockRow {
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

    fn is_ours(&self, visit: &Visit, person: &Pseudonym) -> Result<(), Fault> {
        let ours = self.values(person, |values| visit.config.secret.row_is_ours("lock", values, &self.mac));
        if ours { Ok(()) } else { Err(forged()) }
    }

    /// A lock that holds a root: `public` makes its public half from the lock's new id.
    fn insert(
        visit: &Visit,
        (person, pepper): (&Pseudonym, &Pepper),
        (epoch, root): (Epoch, &Root),
        (kind, holder): (LockKind, &str),
        public: impl FnOnce(&LockId) -> LockPublicKey,
    ) -> Result<Query<Health>, Fault> {
        let id = LockId::from_random(random::bytes()?);
        let public = public(&id);
        let place = RootPlace { person, epoch, kind, lock: &id };
        let sealed = place
            .seal(root, &public, pepper, random::bytes()?, random::bytes()?)
            .map_err(|_| Fault::broken("lock"))?;
        let mut row = Self {
            lock_id: id.as_str().to_owned(),
            epoch: epoch.number(),
            kind: kind.word().to_owned(),
            holder: holder.to_owned(),
            public: public.to_text(),
            sealed,
            mac: String::new(),
        };
        row.mac = row.values(person, |values| visit.config.secret.row_mac("lock", values));
        Ok(sql::lock::INSERT.with(&[
            &row.lock_id,
            &person.as_str(),
            &row.epoch,
            &row.kind,
            &row.holder,
            &row.public,
            &row.sealed,
            &visit.now,
            &row.mac,
        ]))
    }
}

#[derive(Deserialize)]
pub(super) struct PepperRow {
    pub(super) sealed: String,
}

/// A row is not one that the Worker wrote, or does not open where it lies: somebody changed the database.
fn forged() -> Fault {
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

/// What the databases hold for one person.
struct Held {
    roots: Vec<RootRow>,
    locks: Vec<LockRow>,
    pepper: Option<Pepper>,
}

impl Held {
    async fn load(visit: &Visit, person: &Pseudonym) -> Result<Self, Fault> {
        let (health, vault) = (visit.health()?, visit.vault()?);
        let name = person.as_str();
        let rows = health.batch([sql::root::OF_PERSON.with(&[&name]), sql::lock::OF_PERSON.with(&[&name])]);
        let pepper = vault.batch([sql::pepper::LOAD.with(&[&name])]);
        let (rows, pepper) = futures_util::future::join(rows, pepper).await;
        let ([roots, locks], [pepper]) = (rows?, pepper?);
        let pepper = pepper
            .first::<PepperRow>()?
            .map(|row| open_pepper(&visit.config.secret, person, &row.sealed))
            .transpose()
            .map_err(|_| forged())?;
        Ok(Self { roots: roots.all()?, locks: locks.all()?, pepper })
    }

    fn newest(&self) -> Option<Epoch> {
        self.roots.first().and_then(|root| Epoch::from_number(root.epoch))
    }

    /// The root of the newest epoch, if one of the locks opens with this way.
    fn open(&self, visit: &Visit, person: &Pseudonym, way: &Way) -> Result<Option<Keyring>, Fault> {
        let (Some(newest), Some(pepper)) = (self.newest(), &self.pepper) else { return Ok(None) };
        let is_ours = |lock: &&LockRow| {
            lock.epoch == newest.number() && lock.kind == way.kind.word() && lock.holder == way.holder
        };
        let Some(lock) = self.locks.iter().find(is_ours) else { return Ok(None) };
        lock.is_ours(visit, person)?;
        let id = LockId::parse(&lock.lock_id).ok_or_else(forged)?;
        let place = RootPlace { person, epoch: newest, kind: way.kind, lock: &id };
        // A secret that another passkey of the same name would give: it is the other way that opens.
        let Ok(root) = LockKey::new(way.kind, &id, &way.secret).open(pepper, &place, &lock.sealed) else {
            return Ok(None);
        };
        self.keyring(visit, person, (newest, root)).map(Some)
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

/// Opens the record for a session that begins: `token` is its cookie. The first time, the record is begun.
pub(crate) async fn unlock(visit: &Visit, family: &Family, token: &Token, way: &Way) -> Result<(), Fault> {
    let me = visit.config.secret.pseudonym(Sector::Health, &family.person.id);
    let own = match open_or_begin(visit, &me, way).await? {
        Some(own) => own,
        None => add_way(visit, &me, way).await?,
    };
    let children = open_children(visit, &own, &family.children).await?;
    save(visit, token, &me, &Bundle { own, children }).await
}

/// The person's own record by one of its locks, or begun; None if it is there and this way does not open it.
async fn open_or_begin(visit: &Visit, me: &Pseudonym, way: &Way) -> Result<Option<Keyring>, Fault> {
    let held = Held::load(visit, me).await?;
    if held.newest().is_some() {
        return held.open(visit, me, way);
    }
    match begin(visit, me, |id| LockKey::new(way.kind, id, &way.secret).public(), way.kind, &way.holder).await
    {
        // Somebody of the same person was faster, in another window.
        Err(WriteError::Refused(_)) => Held::load(visit, me).await?.open(visit, me, way),
        begun => Ok(Some(begun?)),
    }
}

/// Begins a record: pepper, root, one lock of whoever begins it, and the town's recovery lock.
async fn begin(
    visit: &Visit,
    person: &Pseudonym,
    public: impl FnOnce(&LockId) -> LockPublicKey,
    kind: LockKind,
    holder: &str,
) -> Result<Keyring, WriteError> {
    let fault = WriteError::Fault;
    let recovery = visit.config.recovery_key.as_ref().ok_or(fault(Fault::Invalid(NOT_READY)))?;
    let pepper = pepper(visit, person).await.map_err(fault)?;
    let root = Root::from_bytes(random::bytes().map_err(fault)?);
    let both = (person, &pepper);
    let newest = (Epoch::FIRST, &root);
    let own = LockRow::insert(visit, both, newest, (kind, holder), public).map_err(fault)?;
    let town =
        LockRow::insert(visit, both, newest, (LockKind::Recovery, &recovery.to_text()), |_| recovery.clone())
            .map_err(fault)?;
    let queries = [RootRow::first(visit, person, &root), own, town];
    visit.health().map_err(fault)?.batch(queries).await?;
    Ok(Keyring::new(person.clone(), (Epoch::FIRST, root), Vec::new()))
}

/// The person's pepper, made if there is none. It is written before anything that it protects.
async fn pepper(visit: &Visit, person: &Pseudonym) -> Result<Pepper, Fault> {
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

/// Adds this way to a record that the session before had open by another: both were shown.
async fn add_way(visit: &Visit, me: &Pseudonym, way: &Way) -> Result<Keyring, Fault> {
    let before = Token::read(&visit.request, Jar::Session).ok_or(Fault::Invalid(OTHER_WAY))?;
    let bundle = super::bundle(visit, &before, me).await?.ok_or(Fault::Invalid(OTHER_WAY))?;
    let own = bundle.own;
    let pepper = pepper(visit, me).await?;
    let (epoch, root) = &own.newest;
    let lock = LockRow::insert(visit, (me, &pepper), (*epoch, root), (way.kind, &way.holder), |id| {
        LockKey::new(way.kind, id, &way.secret).public()
    })?;
    match visit.health()?.batch([lock]).await {
        // The lock is there, and its secret is another: a passkey that changed what it gives.
        Err(WriteError::Refused(_)) => Err(Fault::Invalid(OTHER_WAY)),
        done => done.map(|_| own).map_err(Fault::from),
    }
}

/// The records of the children that this guardian's root opens.
async fn open_children(visit: &Visit, own: &Keyring, children: &[Child]) -> Result<Vec<Keyring>, Fault> {
    let mut opened = Vec::new();
    for child in children {
        let person = visit.config.secret.pseudonym(Sector::Health, &child.id);
        let held = Held::load(visit, &person).await?;
        opened.extend(held.open(visit, &person, &guardian_way(own))?);
    }
    Ok(opened)
}

/// How a guardian opens a child's record.
fn guardian_way(own: &Keyring) -> Way {
    Way {
        kind: LockKind::Guardian,
        holder: own.person.as_str().to_owned(),
        secret: Zeroizing::new(own.newest.1.guardian_secret().to_vec()),
    }
}

/// Begins a child's record, by the guardian whose record is open.
pub(crate) async fn begin_child(visit: &Visit, opened: &super::Opened, reference: &str) -> Result<(), Fault> {
    let subject = opened.subject(reference)?;
    if subject.keyring.is_some() || subject.reference == ME {
        return Ok(()); // a second click
    }
    let own = opened.own()?;
    let way = guardian_way(own);
    let public = |id: &LockId| LockKey::new(way.kind, id, &way.secret).public();
    let child = match begin(visit, &subject.pseudonym, public, way.kind, &way.holder).await {
        Err(WriteError::Refused(_)) => {
            let held = Held::load(visit, &subject.pseudonym).await?;
            held.open(visit, &subject.pseudonym, &way)?.ok_or(Fault::Conflict(OTHER_GUARDIAN))?
        }
        begun => begun?,
    };
    let mut children: Vec<Keyring> =
        opened.subjects.iter().skip(1).filter_map(|subject| subject.keyring.clone()).collect();
    children.push(child);
    let bundle = Bundle { own: own.clone(), children };
    let session = opened.token.hash();
    let sealed = bundle.seal(&opened.token.session_key(), &session, random::bytes()?);
    visit.vault()?.batch([sql::opened::SAVE.with(&[&session, &sealed])]).await?;
    Ok(())
}

const OTHER_GUARDIAN: Words = Words {
    code: "record-other-guardian",
    title: [
        "このお子さんの記録は、もう一人の保護者が始めています",
        "もうひとりの 保護者（ほごしゃ）が はじめています",
        "The other guardian has already begun this child's record",
    ],
    detail: [
        "役場の窓口で、お二人でお手続きいただくと、両方から開けるようになります。",
        "役場（やくば）に ふたりで 来（き）てください。",
        "Come to the town hall counter together, and both of you will be able to open it.",
    ],
};

/// Keeps what was opened, sealed under the cookie of the session that begins.
async fn save(visit: &Visit, token: &Token, me: &Pseudonym, bundle: &Bundle) -> Result<(), Fault> {
    let session = token.hash();
    let sealed = bundle.seal(&token.session_key(), &session, random::bytes()?);
    let until = visit.now.plus_secs(super::LIFETIME_SECS);
    let insert = sql::opened::INSERT.with(&[&session, &me.as_str(), &sealed, &visit.now, &until]);
    visit.vault()?.batch([insert]).await?;
    Ok(())
}
