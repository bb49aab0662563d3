//! Consents: a person's session seals the keys of one category to the work key of one member of staff, for a purpose and a
//! time; and takes them back.

use super::{
    Opened, Subject,
    anchor::{self, Anchors},
    locks::known_pepper,
    log::{self, Act, End},
    work::{Recipient, forged},
};
use crate::context::Visit;
use crate::db::{Database, Health, Query, WriteError, once::CommandKey, sql};
use crate::fault::{Fault, Words};
use crate::random;
use hibiki_domain::{
    health::{
        Category,
        consent::Purpose,
        sealed::{GrantPlace, Keyring, Pepper, Terms, WorkPublicKey, open_agreed, seal_agreed},
    },
    ids::{ConsentId, WorkKeyId},
    secret::Pseudonym,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

/// Whoever meets somebody else at the same log tries so often.
const TRIES: u8 = 4;
/// What the person's log says of giving and taking back.
pub(crate) const GIVEN: &str = "consent-given";
/// See [`GIVEN`].
pub(crate) const TAKEN_BACK: &str = "consent-taken-back";

const BUSY: Words = Words {
    code: "record-busy",
    title: [
        "同時に多くの操作があり、できませんでした",
        "いま、できませんでした",
        "Too much happened at once, and this was not done",
    ],
    detail: [
        "何も変わっていません。少し待って、もう一度お試しください。",
        "少（すこ）し 待（ま）って、もういちど してください。",
        "Nothing was changed. Wait a moment and try again.",
    ],
};

/// What a consent says to the person. Short names: it is kept for years.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Agreed {
    /// Who may read, by name and office at the time of the consent.
    pub(crate) name: String,
    pub(crate) office: String,
    /// What, as the category's word.
    pub(crate) category: String,
    /// Why, as [`Purpose::write`] has it.
    pub(crate) purpose: String,
    /// Who gave it: the person, or a guardian.
    pub(crate) by: String,
}

/// What a row of `consent` decides.
#[derive(Deserialize)]
pub(super) struct ConsentRow {
    pub(super) consent_id: String,
    pub(super) sealed: String,
    pub(super) from_at: i64,
    pub(super) until_at: i64,
    pub(super) taken_back_at: Option<i64>,
    pub(super) mac: String,
    granted: i64,
}

impl ConsentRow {
    fn values<T>(&self, person: &Pseudonym, then: impl FnOnce(&[&[u8]]) -> T) -> T {
        then(&[
            self.consent_id.as_bytes(),
            person.as_str().as_bytes(),
            self.sealed.as_bytes(),
            &self.from_at.to_be_bytes(),
            &self.until_at.to_be_bytes(),
            &self.taken_back_at.unwrap_or(0).to_be_bytes(),
        ])
    }

    fn made(&self, visit: &Visit, person: &Pseudonym) -> String {
        self.values(person, |values| visit.config.secret.row_mac("consent", values))
    }

    pub(super) fn is_ours(&self, visit: &Visit, person: &Pseudonym) -> bool {
        self.values(person, |values| visit.config.secret.row_is_ours("consent", values, &self.mac))
    }
}

/// What a row of `consent_grant` decides.
#[derive(Deserialize)]
pub(super) struct GrantRow {
    pub(super) consent_id: String,
    pub(super) person: String,
    pub(super) holder: String,
    pub(super) work_key_id: String,
    pub(super) who: String,
    pub(super) tag: String,
    pub(super) sealed: String,
    pub(super) from_at: i64,
    pub(super) until_at: i64,
    pub(super) mac: String,
}

impl GrantRow {
    fn values<T>(&self, then: impl FnOnce(&[&[u8]]) -> T) -> T {
        then(&[
            self.consent_id.as_bytes(),
            self.person.as_bytes(),
            self.holder.as_bytes(),
            self.work_key_id.as_bytes(),
            self.who.as_bytes(),
            self.tag.as_bytes(),
            self.sealed.as_bytes(),
            &self.from_at.to_be_bytes(),
            &self.until_at.to_be_bytes(),
        ])
    }

    fn made(&self, visit: &Visit) -> String {
        self.values(|values| visit.config.secret.row_mac("consent_grant", values))
    }

    fn is_ours(&self, visit: &Visit) -> bool {
        self.values(|values| visit.config.secret.row_is_ours("consent_grant", values, &self.mac))
    }
}

/// The rows of a consent as a reader's statement brings them.
#[derive(Deserialize)]
pub(super) struct Given {
    #[serde(flatten)]
    pub(super) grant: GrantRow,
    pub(super) agreed: String,
    agreed_from_at: i64,
    agreed_until_at: i64,
    taken_back_at: Option<i64>,
    pub(super) agreed_mac: String,
}

/// A grant of which every row is as the Worker wrote it.
pub(super) struct Checked {
    pub(super) consent: ConsentId,
    pub(super) person: Pseudonym,
    pub(super) holder: Pseudonym,
    pub(super) work_key: WorkKeyId,
    pub(super) from: Timestamp,
    pub(super) until: Timestamp,
    pub(super) taken_back: Option<Timestamp>,
}

impl Given {
    pub(super) fn check(&self, visit: &Visit) -> Result<Checked, Fault> {
        let grant = &self.grant;
        let person = Pseudonym::parse(&grant.person).ok_or_else(forged)?;
        let agreed = ConsentRow {
            consent_id: grant.consent_id.clone(),
            sealed: self.agreed.clone(),
            from_at: self.agreed_from_at,
            until_at: self.agreed_until_at,
            taken_back_at: self.taken_back_at,
            mac: self.agreed_mac.clone(),
            granted: 1,
        };
        let same_time = (grant.from_at, grant.until_at) == (agreed.from_at, agreed.until_at);
        if !grant.is_ours(visit) || !agreed.is_ours(visit, &person) || !same_time {
            return Err(forged());
        }
        Ok(Checked {
            consent: ConsentId::parse(&grant.consent_id).map_err(|_| forged())?,
            holder: Pseudonym::parse(&grant.holder).ok_or_else(forged)?,
            work_key: WorkKeyId::parse(&grant.work_key_id).map_err(|_| forged())?,
            from: Timestamp(grant.from_at),
            until: Timestamp(grant.until_at),
            taken_back: self.taken_back_at.map(Timestamp),
            person,
        })
    }
}

impl Checked {
    pub(super) const fn place(&self) -> GrantPlace<'_> {
        GrantPlace {
            person: &self.person,
            consent: &self.consent,
            holder: &self.holder,
            work_key: &self.work_key,
            from: self.from,
            until: self.until,
        }
    }
}

/// In what a grant's reference to its person is sealed.
pub(super) fn who_context(consent: &ConsentId) -> String {
    format!("health consent {consent}")
}

/// Under what the vault knows that a consent was taken back: a grant that is put back does not come to life.
pub(super) fn anchor_tag(consent: &ConsentId) -> String {
    format!("consent {consent}")
}

/// The end of a person's log, asked for after its anchor.
async fn end_of_log(visit: &Visit, person: &Pseudonym) -> Result<End, Fault> {
    let anchors = Anchors::of(&visit.vault()?.read(anchor::load(person)).await?)?;
    End::of(&visit.health()?.read(log::head(person)).await?, &anchors)
}

/// How a consent stands now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// The recipient may read.
    Holds,
    /// It was taken back at this moment.
    TakenBack(i64),
    /// Its time is over.
    Ended,
    /// The recipient no longer has the key to which it was sealed.
    KeyGone,
}

/// A consent as the person sees it.
pub(crate) struct Shown {
    pub(crate) id: String,
    pub(crate) from: i64,
    pub(crate) until: i64,
    pub(crate) state: State,
    /// None when the row is not as it was written.
    pub(crate) agreed: Option<Agreed>,
}

/// The person's consents, the newest first.
pub(crate) async fn of_person(visit: &Visit, subject: &Subject) -> Result<Vec<Shown>, Fault> {
    let keyring = subject.keyring()?;
    let ask = sql::consent::OF_PERSON.with(&[&subject.pseudonym.as_str()]);
    let rows = visit.health()?.read(ask).await?.all::<ConsentRow>()?;
    Ok(rows.into_iter().map(|row| shown(visit, keyring, row)).collect())
}

fn shown(visit: &Visit, keyring: &Keyring, row: ConsentRow) -> Shown {
    let is_ours = row.is_ours(visit, &keyring.person);
    let id = ConsentId::parse(&row.consent_id).ok().filter(|_| is_ours);
    let agreed = id.and_then(|id| open_agreed(keyring, &id, &row.sealed).ok());
    let state = match row.taken_back_at {
        Some(at) => State::TakenBack(at),
        None if row.until_at <= visit.now.0 => State::Ended,
        None if row.granted == 0 => State::KeyGone,
        None => State::Holds,
    };
    Shown {
        agreed: agreed.and_then(|text| serde_json::from_str(&text).ok()),
        id: row.consent_id,
        from: row.from_at,
        until: row.until_at,
        state,
    }
}

/// What a person wants to agree to, checked.
pub(crate) struct New<'a> {
    pub(crate) recipient: &'a Recipient,
    pub(crate) category: Category,
    pub(crate) purpose: Purpose,
    pub(crate) until: Timestamp,
}

/// Why a consent was not given. Nothing was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotGiven {
    /// The recipient has this category already.
    Twice,
    /// The recipient's key was discarded meanwhile.
    RecipientGone,
}

/// Gives a consent, once. Answers where the page goes, or why it was not given.
pub(crate) async fn give(
    visit: &Visit,
    (opened, subject): (&Opened, &Subject),
    new: &New<'_>,
    (key, location): (&CommandKey, &str),
) -> Result<Result<String, NotGiven>, Fault> {
    let pepper = known_pepper(visit, &subject.pseudonym).await?.ok_or_else(forged)?;
    let health = visit.health()?;
    for _ in 0..TRIES {
        let id = ConsentId::from_random(random::bytes()?);
        let end = end_of_log(visit, &subject.pseudonym).await?;
        let row = log::row(visit, opened, subject, (Act::Write, GIVEN), &end)?;
        let mut batch = vec![
            Database::<Health>::remember(key, location, visit.now),
            sql::consent_grant::REMOVE_ENDED.with(&[&subject.pseudonym.as_str(), &visit.now]),
            row.insert,
        ];
        batch.extend(rows(visit, (opened, subject), new, &id, &pepper)?);
        match health.batch_vec(batch).await {
            Ok(_) => {
                // It is given. An anchor that could not be raised now is raised by the next look.
                let _ = visit.vault()?.batch_vec(end.raise(&subject.pseudonym)).await;
                return Ok(Ok(location.to_owned()));
            }
            Err(WriteError::Refused(constraint)) if constraint.starts_with("access.") => {}
            Err(WriteError::Refused(constraint)) if constraint.starts_with("consent_grant.person") => {
                return Ok(Err(NotGiven::Twice));
            }
            // A foreign key has no name in SQLite's words.
            Err(WriteError::Refused(constraint)) if constraint.is_empty() => {
                return Ok(Err(NotGiven::RecipientGone));
            }
            Err(error) => return health.first_answer(key, error).await.map(Ok),
        }
    }
    Err(Fault::Conflict(BUSY))
}

/// The two rows of a consent: what was agreed, and the keys.
fn rows(
    visit: &Visit,
    (opened, subject): (&Opened, &Subject),
    new: &New<'_>,
    id: &ConsentId,
    pepper: &Pepper,
) -> Result<[Query<Health>; 2], Fault> {
    let keyring = subject.keyring()?;
    let person = &subject.pseudonym;
    let agreed = Agreed {
        name: new.recipient.name.clone(),
        office: new.recipient.office.clone(),
        category: new.category.word().to_owned(),
        purpose: new.purpose.write(),
        by: opened.person.name.clone(),
    };
    let agreed = serde_json::to_string(&agreed).map_err(|_| Fault::broken("agreed"))?;
    let mut consent = ConsentRow {
        consent_id: id.as_str().to_owned(),
        sealed: seal_agreed(keyring, id, &agreed, random::bytes()?),
        from_at: visit.now.0,
        until_at: new.until.0,
        taken_back_at: None,
        mac: String::new(),
        granted: 1,
    };
    consent.mac = consent.made(visit, person);

    let terms = Terms { category: new.category, purpose: new.purpose.clone() };
    let who = visit.config.secret.seal_person(&subject.id, &who_context(id), random::bytes()?);
    let grant = sealed_grant(
        visit,
        keyring,
        (id, &new.recipient.holder),
        &terms,
        Kept {
            work_key: &new.recipient.id,
            public: &new.recipient.public,
            who,
            pepper,
            from: visit.now,
            until: new.until,
        },
    )?;
    Ok([
        sql::consent::INSERT.with(&[
            &consent.consent_id,
            &person.as_str(),
            &consent.sealed,
            &consent.from_at,
            &consent.until_at,
            &consent.mac,
        ]),
        sql::consent_grant::INSERT.with(&[
            &grant.consent_id,
            &grant.person,
            &grant.holder,
            &grant.work_key_id,
            &grant.who,
            &grant.tag,
            &grant.sealed,
            &grant.from_at,
            &grant.until_at,
            &grant.mac,
        ]),
    ])
}

/// With what a grant is sealed, and from when until when.
pub(super) struct Kept<'a> {
    pub(super) work_key: &'a WorkKeyId,
    pub(super) public: &'a WorkPublicKey,
    pub(super) who: String,
    pub(super) pepper: &'a Pepper,
    pub(super) from: Timestamp,
    pub(super) until: Timestamp,
}

/// The keys of the category in every epoch, sealed to the recipient: the older ones open what was written before.
pub(super) fn sealed_grant(
    visit: &Visit,
    keyring: &Keyring,
    (id, holder): (&ConsentId, &Pseudonym),
    terms: &Terms,
    with: Kept<'_>,
) -> Result<GrantRow, Fault> {
    let keys: Vec<_> =
        keyring.all().map(|(epoch, root)| (epoch, root.category_key(terms.category))).collect();
    let place = GrantPlace {
        person: &keyring.person,
        consent: id,
        holder,
        work_key: with.work_key,
        from: with.from,
        until: with.until,
    };
    let sealed = place
        .seal((terms, &keys), with.public, with.pepper, random::bytes()?, random::bytes()?)
        .map_err(|_| Fault::broken("grant"))?;
    let mut grant = GrantRow {
        consent_id: id.as_str().to_owned(),
        person: keyring.person.as_str().to_owned(),
        holder: holder.as_str().to_owned(),
        work_key_id: with.work_key.as_str().to_owned(),
        who: with.who,
        tag: keyring.newest.1.category_key(terms.category).grant_tag(holder),
        sealed,
        from_at: with.from.0,
        until_at: with.until.0,
        mac: String::new(),
    };
    grant.mac = grant.made(visit);
    Ok(grant)
}

/// Takes a consent back at once: the keys are deleted, what was agreed stays. A second click changes nothing.
pub(crate) async fn take_back(
    visit: &Visit,
    (opened, subject): (&Opened, &Subject),
    id: &ConsentId,
) -> Result<(), Fault> {
    let person = &subject.pseudonym;
    let health = visit.health()?;
    let load = || sql::consent::LOAD.with(&[&id.as_str(), &person.as_str()]);
    for _ in 0..TRIES {
        let mut row = health.read(load()).await?.first::<ConsentRow>()?.ok_or(Fault::NotFound)?;
        if row.taken_back_at.is_some() && row.is_ours(visit, person) {
            return Ok(());
        }
        // The side that refuses is written first: from here on nobody reads by it, whatever the other database says.
        visit.vault()?.batch([anchor::raise(person, &anchor_tag(id), 1)]).await?;
        let end = end_of_log(visit, person).await?;
        let log = log::row(visit, opened, subject, (Act::Write, TAKEN_BACK), &end)?;
        // What was changed by somebody else is not signed: it goes on saying so.
        let is_ours = row.is_ours(visit, person);
        row.taken_back_at = Some(visit.now.0);
        let mac = if is_ours { row.made(visit, person) } else { row.mac.clone() };
        let batch = [
            log.insert,
            sql::consent_grant::REMOVE.with(&[&id.as_str(), &person.as_str()]),
            sql::consent::TAKE_BACK.with(&[&id.as_str(), &person.as_str(), &visit.now, &mac]),
        ];
        match health.batch(batch).await {
            Ok(_) => {
                let _ = visit.vault()?.batch_vec(end.raise(person)).await;
                return Ok(());
            }
            Err(WriteError::Refused(constraint)) if constraint.starts_with("access.") => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(Fault::Conflict(BUSY))
}
