//! The work keys of staff who read by consent: made from a passkey at the desk, open in one session like a person's own
//! record, and known to those who consent by their public halves.

use super::{IDLE_SECS, LIFETIME_SECS, TOUCH_SECS};
use crate::auth::Staff;
use crate::context::Visit;
use crate::db::{Health, Query, WriteError, sql};
use crate::fault::{Fault, Words};
use crate::http::cookie::{Jar, Token};
use crate::random;
use hibiki_domain::{
    health::{
        Category,
        sealed::{WorkKey, WorkPublicKey},
    },
    ids::{PersonId, WorkKeyId},
    role::{Permission, Role},
    secret::{Pseudonym, Sector},
};
use serde::Deserialize;
use std::fmt;
use zeroize::Zeroizing;

const OTHER_PASSKEY: Words = Words {
    code: "work-other-passkey",
    title: [
        "このパスキーでは、仕事の鍵を開けません",
        "この パスキーでは 開（ひら）けません",
        "This passkey does not open your work key",
    ],
    detail: [
        "仕事の鍵を作ったときのパスキーを使ってください。もうないときは、鍵を捨てて作り直してください。住民の同意は、もう一度もらうことになります。",
        "鍵（かぎ）を 作（つく）った パスキーを つかってください。",
        "Use the passkey with which it was made. If that is gone, discard the key and make a new one; residents will have to consent anew.",
    ],
};

const FORGED_KEY: Words = Words {
    code: "record-forged",
    title: ["安全のため、止めました", "あんぜんの ため、やめました", "This was stopped to be safe"],
    detail: [
        "保管している鍵に、町のしくみ以外による変更が見つかりました。中身は読まれていません。役場にご連絡ください。",
        "鍵（かぎ）が おかしいです。役場（やくば）に 電話（でんわ）してください。",
        "The keys kept here were changed by something other than the town's program. Nothing was read. Please call the town hall.",
    ],
};

/// A row is not one that the Worker wrote, or does not open where it lies: somebody changed the database.
pub(super) fn forged() -> Fault {
    worker::console_error!("health: a row of a consent was changed by somebody else");
    Fault::Conflict(FORGED_KEY)
}

#[derive(Deserialize)]
struct Row {
    holder: String,
    work_key_id: String,
    passkey: String,
    public: String,
    name: String,
    office: String,
    scope: String,
    role_until: i64,
    created_at: i64,
    mac: String,
}

impl Row {
    fn values<T>(&self, then: impl FnOnce(&[&[u8]]) -> T) -> T {
        then(&[
            self.holder.as_bytes(),
            self.work_key_id.as_bytes(),
            self.passkey.as_bytes(),
            self.public.as_bytes(),
            self.name.as_bytes(),
            self.office.as_bytes(),
            self.scope.as_bytes(),
            &self.role_until.to_be_bytes(),
            &self.created_at.to_be_bytes(),
        ])
    }

    fn signed(mut self, visit: &Visit) -> Self {
        self.mac = self.values(|values| visit.config.secret.row_mac("work_key", values));
        self
    }

    /// The key as its holder and those who consent need it, if the Worker wrote the row.
    fn check(self, visit: &Visit) -> Result<Kept, Fault> {
        if !self.values(|values| visit.config.secret.row_is_ours("work_key", values, &self.mac)) {
            return Err(forged());
        }
        Ok(Kept {
            id: WorkKeyId::parse(&self.work_key_id).map_err(|_| forged())?,
            holder: Pseudonym::parse(&self.holder).ok_or_else(forged)?,
            public: WorkPublicKey::parse(&self.public).ok_or_else(forged)?,
            row: self,
        })
    }
}

/// A work key as the database has it, written by the Worker.
pub(crate) struct Kept {
    pub(crate) id: WorkKeyId,
    pub(crate) holder: Pseudonym,
    pub(crate) public: WorkPublicKey,
    row: Row,
}

impl Kept {
    /// Since when it has been there.
    pub(crate) const fn since(&self) -> i64 {
        self.row.created_at
    }

    /// The mac of its row: a statement that asks for it finds the row as it was checked.
    pub(crate) fn mac(&self) -> &str {
        &self.row.mac
    }
}

/// How the sector calls a member of staff.
pub(crate) fn holder_of(visit: &Visit, staff: &PersonId) -> Pseudonym {
    visit.config.secret.pseudonym(Sector::Health, staff)
}

/// The work key of a member of staff, if it was made.
pub(crate) async fn kept(visit: &Visit, holder: &Pseudonym) -> Result<Option<Kept>, Fault> {
    let rows = visit.health()?.read(sql::work_key::LOAD.with(&[&holder.as_str()])).await?;
    rows.first::<Row>()?.map(|row| row.check(visit)).transpose()
}

/// A member of staff whose work key is open in this session.
pub(crate) struct Opened {
    pub(crate) kept: Kept,
    pub(crate) key: WorkKey,
}

#[derive(Deserialize)]
struct OpenedRow {
    sealed: String,
    seen_at: i64,
}

impl Opened {
    /// The key of whoever is logged in, if this session has opened it.
    pub(crate) async fn load(visit: &Visit, staff: &Staff) -> Result<Option<Self>, Fault> {
        let Some(token) = Token::read(&visit.request, Jar::Session) else { return Ok(None) };
        let holder = holder_of(visit, &staff.person.id);
        let (session, vault) = (token.hash(), visit.vault()?);
        let idle = visit.now.plus_secs(-IDLE_SECS);
        let load = sql::opened::LOAD.with(&[&session, &holder.as_str(), &visit.now, &idle]);
        let (row, kept) = futures_util::future::join(vault.read(load), kept(visit, &holder)).await;
        let (Some(row), Some(kept)) = (row?.first::<OpenedRow>()?, kept?) else { return Ok(None) };
        let Ok(key) = WorkKey::open(&token.session_key(), &session, &holder, &row.sealed) else {
            return Ok(None);
        };
        if key.public() != kept.public {
            return Ok(None); // it was discarded, and another was made elsewhere
        }
        if visit.now.0 >= row.seen_at + TOUCH_SECS {
            vault.batch([sql::opened::TOUCH.with(&[&session, &visit.now])]).await?;
        }
        Ok(Some(Self { kept, key }))
    }
}

/// A passkey's PRF output, proven in this very request, and the keyed name of the passkey.
pub(crate) struct Shown {
    pub(crate) passkey: String,
    pub(crate) secret: Zeroizing<Vec<u8>>,
}

impl fmt::Debug for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Shown(…)")
    }
}

/// Opens the work key for a session that begins: `token` is its cookie. The first time, the key is made.
pub(crate) async fn unlock(visit: &Visit, staff: &Staff, token: &Token, shown: &Shown) -> Result<(), Fault> {
    let holder = holder_of(visit, &staff.person.id);
    let fresh = Fresh::of(visit, staff, &holder).await?;
    let key = match open(visit, &fresh, shown).await? {
        Some(key) => key,
        None => match make(visit, &fresh, shown).await {
            // The same person was faster, in another window.
            Err(WriteError::Refused(_)) => {
                open(visit, &fresh, shown).await?.ok_or_else(|| Fault::broken("work-key"))?
            }
            made => made?,
        },
    };
    let session = token.hash();
    let sealed = key.seal(&token.session_key(), &session, &holder, random::bytes()?);
    let until = visit.now.plus_secs(LIFETIME_SECS);
    let insert = sql::opened::INSERT.with(&[&session, &holder.as_str(), &sealed, &visit.now, &until]);
    visit.vault()?.batch([insert]).await?;
    Ok(())
}

/// What `identity` says of a member of staff now.
struct Fresh<'a> {
    holder: &'a Pseudonym,
    name: &'a str,
    office: &'a str,
    scope: String,
    role_until: i64,
}

impl<'a> Fresh<'a> {
    async fn of(visit: &Visit, staff: &'a Staff, holder: &'a Pseudonym) -> Result<Self, Fault> {
        #[derive(Deserialize)]
        struct RoleRow {
            role: String,
            ends_at: i64,
        }
        let ask = sql::role_grant::ENDS_OF_SESSION.with(&[&staff.person.session, &visit.now]);
        let rows = visit.identity()?.read(ask).await?.all::<RoleRow>()?;
        let reading: Vec<(Role, i64)> = rows
            .iter()
            .filter_map(|row| Some((Role::parse(&row.role)?, row.ends_at)))
            .filter(|(role, _)| role.permissions().contains(&Permission::ReadHealth))
            .collect();
        let role_until = reading.iter().map(|(_, ends_at)| *ends_at).max().ok_or(Fault::NotPermitted)?;
        let reads = |category: &Category| reading.iter().any(|(role, _)| role.reads().contains(category));
        let scope: Vec<&str> = Category::ALL.iter().filter(|one| reads(one)).map(|one| one.word()).collect();
        let scope = serde_json::to_string(&scope).map_err(|_| Fault::broken("scope"))?;
        Ok(Self { holder, name: &staff.person.name, office: &staff.office, scope, role_until })
    }
}

/// Opens the key that is there, and notes what is now known of its holder.
async fn open(visit: &Visit, fresh: &Fresh<'_>, shown: &Shown) -> Result<Option<WorkKey>, Fault> {
    let Some(kept) = kept(visit, fresh.holder).await? else { return Ok(None) };
    let key = WorkKey::new(&kept.id, &shown.secret);
    if kept.row.passkey != shown.passkey || key.public() != kept.public {
        return Err(Fault::Invalid(OTHER_PASSKEY));
    }
    let row = Row {
        name: fresh.name.to_owned(),
        office: fresh.office.to_owned(),
        scope: fresh.scope.clone(),
        role_until: fresh.role_until,
        ..kept.row
    }
    .signed(visit);
    let refresh = sql::work_key::REFRESH.with(&[
        &row.holder,
        &row.work_key_id,
        &row.name,
        &row.office,
        &row.scope,
        &row.role_until,
        &row.mac,
    ]);
    visit.health()?.batch([refresh]).await?;
    Ok(Some(key))
}

async fn make(visit: &Visit, fresh: &Fresh<'_>, shown: &Shown) -> Result<WorkKey, WriteError> {
    let id = WorkKeyId::from_random(random::bytes().map_err(WriteError::Fault)?);
    let key = WorkKey::new(&id, &shown.secret);
    let row = Row {
        holder: fresh.holder.as_str().to_owned(),
        work_key_id: id.as_str().to_owned(),
        passkey: shown.passkey.clone(),
        public: key.public().to_text(),
        name: fresh.name.to_owned(),
        office: fresh.office.to_owned(),
        scope: fresh.scope.clone(),
        role_until: fresh.role_until,
        created_at: visit.now.0,
        mac: String::new(),
    }
    .signed(visit);
    let insert = sql::work_key::INSERT.with(&[
        &row.holder,
        &row.work_key_id,
        &row.passkey,
        &row.public,
        &row.name,
        &row.office,
        &row.scope,
        &row.role_until,
        &row.created_at,
        &row.mac,
    ]);
    visit.health().map_err(WriteError::Fault)?.batch([insert]).await?;
    Ok(key)
}

/// Throws a work key away, and with it everything that was sealed to it. A second click changes nothing.
pub(crate) async fn discard(visit: &Visit, staff: &Staff, id: &WorkKeyId) -> Result<(), Fault> {
    let holder = holder_of(visit, &staff.person.id);
    let remove: Query<Health> = sql::work_key::DISCARD.with(&[&holder.as_str(), &id.as_str()]);
    visit.health()?.batch([remove]).await?;
    super::close(visit, &staff.person.session).await
}

/// The work keys of these holders. A row that the Worker did not write is not among them.
pub(super) async fn keys_of(
    visit: &Visit,
    holders: impl Iterator<Item = &str>,
) -> Result<Vec<(WorkKeyId, WorkPublicKey)>, Fault> {
    let holders: Vec<&str> = holders.collect();
    let holders = serde_json::to_string(&holders).map_err(|_| Fault::broken("holders"))?;
    let rows = visit.health()?.read(sql::work_key::LIST.with(&[&holders])).await?.all::<Row>()?;
    Ok(rows.into_iter().filter_map(|row| row.check(visit).ok()).map(|kept| (kept.id, kept.public)).collect())
}

/// Somebody to whom a person can consent.
pub(crate) struct Recipient {
    pub(crate) id: WorkKeyId,
    pub(crate) holder: Pseudonym,
    pub(crate) public: WorkPublicKey,
    pub(crate) name: String,
    pub(crate) office: String,
    pub(crate) role: Role,
    /// What the role reaches now.
    pub(crate) scope: &'static [Category],
}

/// Those to whom a person can consent.
pub(crate) struct Recipients {
    pub(crate) all: Vec<Recipient>,
    /// A row is not one that the Worker wrote: whose it says it is cannot be chosen, the others can.
    pub(crate) forged: bool,
}

/// Those who have a role that reads and a work key. Two round trips.
pub(crate) async fn recipients(visit: &Visit) -> Result<Recipients, Fault> {
    #[derive(Deserialize)]
    struct StaffRow {
        person_id: PersonId,
        name: String,
        office: String,
        role: String,
    }
    let reading = Role::ALL.iter().filter(|role| role.permissions().contains(&Permission::ReadHealth));
    let words: Vec<&str> = reading.map(|role| role.word()).collect();
    let words = serde_json::to_string(&words).map_err(|_| Fault::broken("roles"))?;
    let ask = sql::role_grant::READERS.with(&[&words, &visit.now]);
    let staff: Vec<(Pseudonym, StaffRow)> = visit
        .identity()?
        .read(ask)
        .await?
        .all::<StaffRow>()?
        .into_iter()
        .map(|row| (holder_of(visit, &row.person_id), row))
        .collect();
    let holders: Vec<&str> = staff.iter().map(|(holder, _)| holder.as_str()).collect();
    let holders = serde_json::to_string(&holders).map_err(|_| Fault::broken("holders"))?;
    let keys = visit.health()?.read(sql::work_key::LIST.with(&[&holders])).await?.all::<Row>()?;
    let mut recipients = Recipients { all: Vec::new(), forged: false };
    for key in keys {
        let Ok(kept) = key.check(visit) else {
            recipients.forged = true;
            continue;
        };
        // As `identity` has them now: the copy beside the key may be older.
        let Some((_, row)) = staff.iter().find(|(holder, _)| *holder == kept.holder) else { continue };
        let Some(role) = Role::parse(&row.role) else { continue };
        recipients.all.push(Recipient {
            id: kept.id,
            holder: kept.holder,
            public: kept.public,
            name: row.name.clone(),
            office: row.office.clone(),
            role,
            scope: role.reads(),
        });
    }
    Ok(recipients)
}
