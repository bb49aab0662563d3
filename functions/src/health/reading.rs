//! Reading by consent. Grant, time, role, its scope and the row in the person's log are asked by the very batch that brings
//! the records; no opened key outlives the request.

use super::{
    anchor::{self, Anchors},
    consent::{Checked, Given, anchor_tag, who_context},
    entries::{self, Entries, shelf_of},
    locks,
    log::{self, End, Note},
    shelf::{self, Place},
    work::{self, forged},
};
use crate::auth::Staff;
use crate::context::Visit;
use crate::db::{Rows, WriteError, sql};
use crate::fault::{Fault, Words};
use hibiki_domain::{
    health::{
        Category,
        consent::{Consent, Refusal},
        sealed::{Granted, Pepper, Terms, open_pepper},
    },
    ids::{ConsentId, PersonId},
    secret::Sector,
    time::Timestamp,
};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Grants on a page: each is opened, which costs a large part of a millisecond.
pub(crate) const ON_PAGE: usize = 10;
/// Whoever meets somebody else at the same log tries so often.
const TRIES: u8 = 4;

const BUSY: Words = Words {
    code: "record-busy",
    title: [
        "同時に多くの操作があり、開けませんでした",
        "いま、開（ひら）けません",
        "Too much happened at once",
    ],
    detail: [
        "少し待って、もう一度開いてください。",
        "少（すこ）し 待（ま）ってください。",
        "Wait a moment and open it again.",
    ],
};

/// A consent that somebody gave to the reader.
pub(crate) struct Listed {
    pub(crate) consent: ConsentId,
    pub(crate) person: PersonId,
    pub(crate) terms: Terms,
    pub(crate) until: Timestamp,
}

/// A page of consents.
pub(crate) struct List {
    pub(crate) consents: Vec<Listed>,
    /// Rows that are not as the Worker wrote them.
    pub(crate) forged: usize,
    pub(crate) more: bool,
}

#[derive(Deserialize)]
struct PepperRow {
    person: String,
    sealed: String,
}

/// Who consented to the reader, the soonest to end first.
pub(crate) async fn list(visit: &Visit, work: &work::Opened, page: usize) -> Result<List, Fault> {
    let most = i64::try_from(ON_PAGE + 1).unwrap_or(i64::MAX);
    let skip = i64::try_from(page.saturating_mul(ON_PAGE)).unwrap_or(i64::MAX >> 11);
    let holder = work.kept.holder.as_str();
    let ask = sql::consent_grant::OF_HOLDER.with(&[&holder, &visit.now, &most, &skip]);
    let mut given = visit.health()?.read(ask).await?.all::<Given>()?;
    let more = given.len() > ON_PAGE;
    given.truncate(ON_PAGE);
    let people: Vec<&str> = given.iter().map(|given| given.grant.person.as_str()).collect();
    let people = serde_json::to_string(&people).map_err(|_| Fault::broken("people"))?;
    let rows = visit.vault()?.read(sql::pepper::OF_PEOPLE.with(&[&people])).await?.all::<PepperRow>()?;
    let peppers: BTreeMap<&str, &str> =
        rows.iter().map(|row| (row.person.as_str(), row.sealed.as_str())).collect();
    let mut list = List { consents: Vec::new(), forged: 0, more };
    for given in &given {
        let listed = peppers.get(given.grant.person.as_str()).ok_or_else(forged);
        match listed.and_then(|pepper| listed_of(visit, work, given, pepper)) {
            Ok(listed) => list.consents.push(listed),
            Err(_) => list.forged += 1,
        }
    }
    Ok(list)
}

fn listed_of(visit: &Visit, work: &work::Opened, given: &Given, pepper: &str) -> Result<Listed, Fault> {
    let checked = given.check(visit)?;
    let pepper = open_pepper(&visit.config.secret, &checked.person, pepper).map_err(|_| forged())?;
    let terms = work.key.open_terms(&pepper, &checked.place(), &given.grant.sealed);
    let terms = terms.map_err(|_| forged())?;
    let person = person_of(visit, &checked, &given.grant.who)?;
    Ok(Listed { consent: checked.consent, person, terms, until: checked.until })
}

/// Whom a grant is about: the reference says the same as the pseudonym.
fn person_of(visit: &Visit, checked: &Checked, who: &str) -> Result<PersonId, Fault> {
    let secret = &visit.config.secret;
    let person = secret.open_person(who, &who_context(&checked.consent)).map_err(|_| forged())?;
    if secret.pseudonym(Sector::Health, &person) == checked.person { Ok(person) } else { Err(forged()) }
}

/// What came of a look.
pub(crate) enum Outcome {
    /// The entries of the one category.
    Read(Box<Read>),
    /// Nothing came; the person's log says that it was tried.
    Refused(Refusal),
}

/// What was read.
pub(crate) struct Read {
    pub(crate) person: PersonId,
    pub(crate) terms: Terms,
    pub(crate) until: Timestamp,
    pub(crate) entries: Entries,
    /// The record has a newer root since: what was written from then on does not open by this consent.
    pub(crate) outgrown: bool,
}

/// One look at what somebody consented to.
struct Look<'a> {
    visit: &'a Visit,
    staff: &'a Staff,
    work: &'a work::Opened,
    given: &'a Given,
    checked: Checked,
}

/// What the databases say of the person now.
struct Ground {
    end: End,
    anchors: Anchors,
    roots: Rows,
    pepper: Pepper,
}

/// Reads by a consent of the reader's: the shelf of `year`, for what grows every day.
pub(crate) async fn one(
    visit: &Visit,
    staff: &Staff,
    work: &work::Opened,
    consent: &ConsentId,
    year: u16,
) -> Result<Outcome, Fault> {
    let ask = sql::consent_grant::LOAD.with(&[&consent.as_str(), &work.kept.holder.as_str()]);
    let given = visit.health()?.read(ask).await?.first::<Given>()?.ok_or(Fault::NotFound)?;
    let checked = given.check(visit)?;
    let person = person_of(visit, &checked, &given.grant.who)?;
    let look = Look { visit, staff, work, given: &given, checked };
    for _ in 0..TRIES {
        let ground = look.ground().await?;
        let place = look.checked.place();
        let granted = work.key.open_grant(&ground.pepper, &place, &given.grant.sealed);
        let granted = granted.map_err(|_| forged())?;
        let refused = match look.decide(&ground, &granted) {
            Ok(()) => match look.read(&ground, &granted, year).await? {
                Tried::Done(entries) => {
                    let newest = locks::inbox_of(visit, &look.checked.person, &ground.roots)?;
                    let given = granted.keys.first().map(|(epoch, _)| *epoch);
                    let outgrown = newest.map(|(epoch, _)| epoch) > given;
                    let (terms, until) = (granted.terms, look.checked.until);
                    let read = Read { person, terms, until, entries, outgrown };
                    return Ok(Outcome::Read(Box::new(read)));
                }
                Tried::Again => continue,
                // Between the two the person took it back, or what is known of the role reaches no further.
                Tried::Gone => Refusal::TakenBack,
            },
            Err(refusal) => refusal,
        };
        if look.refuse(&granted).await? {
            return Ok(Outcome::Refused(refused));
        }
    }
    Err(Fault::Conflict(BUSY))
}

/// How a batch went.
enum Tried {
    Done(Entries),
    /// Somebody else took the same place in the log.
    Again,
    /// The consent does not hold: nothing was written and nothing came.
    Gone,
}

impl Look<'_> {
    async fn ground(&self) -> Result<Ground, Fault> {
        let person = &self.checked.person;
        let (health, vault) = (self.visit.health()?, self.visit.vault()?);
        let health = health.batch([log::head(person), sql::root::OF_PERSON.with(&[&person.as_str()])]);
        let vault = vault.batch([
            anchor::load(person),
            sql::pepper::OF_PEOPLE.with(&[&format!("[\"{}\"]", person.as_str())]),
        ]);
        let (health, vault) = futures_util::future::join(health, vault).await;
        let ([head, roots], [anchors, peppers]) = (health?, vault?);
        let anchors = Anchors::of(&anchors)?;
        let mut end = End::of(&head, &anchors)?;
        if end.is_cut() {
            // Both were asked at once; perhaps somebody only looked in between.
            end = End::of(&self.visit.health()?.read(log::head(person)).await?, &anchors)?;
        }
        let row = peppers.first::<PepperRow>()?.ok_or_else(forged)?;
        let pepper = open_pepper(&self.visit.config.secret, person, &row.sealed).map_err(|_| forged())?;
        Ok(Ground { end, anchors, roots, pepper })
    }

    /// The rule, with the role as `identity` has it in this request.
    fn decide(&self, ground: &Ground, granted: &Granted) -> Result<(), Refusal> {
        let tag = anchor_tag(&self.checked.consent);
        // The vault knows of a consent that was taken back, also when its rows are put back in the other database.
        let known = (ground.anchors.of_tag(&tag) > 0).then_some(self.visit.now);
        let consent = Consent {
            recipient: self.checked.holder.clone(),
            category: granted.terms.category,
            purpose: granted.terms.purpose.clone(),
            from: self.checked.from,
            until: self.checked.until,
            taken_back: self.checked.taken_back.or(known),
        };
        let reader = work::holder_of(self.visit, &self.staff.person.id);
        let reads = |category: &Category| self.staff.roles.iter().any(|role| role.reads().contains(category));
        let scope: Vec<Category> = Category::ALL.into_iter().filter(reads).collect();
        consent.decide((&reader, &scope), granted.terms.category, self.visit.now)
    }

    fn note(&self, granted: &Granted, how: &str) -> Note {
        Note {
            who: format!("{}　{}", self.staff.office, self.staff.person.name),
            how: how.to_owned(),
            what: granted.terms.category.word().to_owned(),
            why: granted.terms.purpose.write(),
        }
    }

    fn row(&self, ground: &Ground, note: &Note) -> Result<log::Foreign, Fault> {
        let person = &self.checked.person;
        let (epoch, inbox) = locks::inbox_of(self.visit, person, &ground.roots)?.ok_or_else(forged)?;
        let by = (&self.checked.holder, note);
        log::foreign(self.visit, (person, epoch, &inbox), &ground.pepper, by, &ground.end)
    }

    /// The one batch.
    async fn read(&self, ground: &Ground, granted: &Granted, year: u16) -> Result<Tried, Fault> {
        let category = granted.terms.category;
        let asked = shelf_of(category, year);
        let places: Vec<Place> = granted
            .keys
            .iter()
            .map(|(epoch, key)| Place {
                shelf: asked,
                epoch: *epoch,
                tag: key.tag_of(asked),
                key: key.clone(),
            })
            .collect();
        let tags = shelf::json_list(places.iter().map(|place| &place.tag));
        let row = self.row(ground, &self.note(granted, "staff"))?;
        let person = self.checked.person.as_str();
        let (id, grant_mac) = (self.checked.consent.as_str(), self.given.grant.mac.as_str());
        let (agreed_mac, work_mac) = (self.given.agreed_mac.as_str(), self.work.kept.mac());
        let (now, word) = (&self.visit.now, category.word());
        let batch = [
            sql::access::INSERT_BY_CONSENT.with(&[
                &id,
                &grant_mac,
                &agreed_mac,
                &work_mac,
                now,
                &word,
                &person,
                &row.seq,
                &self.checked.holder.as_str(),
                &row.sealed,
                &row.mac,
            ]),
            sql::consent_grant::HOLDS.with(&[&id, &grant_mac, &agreed_mac, &work_mac, now, &word]),
            sql::shelf::LOAD.with(&[&person, &tags]),
            sql::record::OF_CONSENT.with(&[
                &id,
                &grant_mac,
                &agreed_mac,
                &work_mac,
                now,
                &word,
                &person,
                &tags,
                &row.seq,
                &row.mac,
            ]),
        ];
        match self.visit.health()?.batch(batch).await {
            Ok([_, holds, ..]) if !holds.any()? => Ok(Tried::Gone),
            Ok([_, _, shelves, records]) => {
                self.raise(ground)?;
                let found = shelf::found(&self.checked.person, &places, &ground.anchors, &shelves, &records)?;
                Ok(Tried::Done(entries::together(found)))
            }
            Err(WriteError::Refused(constraint)) if constraint.starts_with("access.") => Ok(Tried::Again),
            Err(error) => Err(error.into()),
        }
    }

    /// Nobody waits for the anchor of the log: one that fails is made good by the next look.
    fn raise(&self, ground: &Ground) -> Result<(), Fault> {
        let (vault, raise) = (self.visit.vault()?, ground.end.raise(&self.checked.person));
        self.visit.context.wait_until(async move {
            let _ = vault.batch_vec(raise).await;
        });
        Ok(())
    }

    /// Writes that a look was tried and refused. False when somebody else took the same place in the log.
    async fn refuse(&self, granted: &Granted) -> Result<bool, Fault> {
        let ground = self.ground().await?;
        let row = self.row(&ground, &self.note(granted, "staff-refused"))?;
        let insert = row.insert(self.visit, &self.checked.person, &self.checked.holder);
        match self.visit.health()?.batch([insert]).await {
            Ok(_) => self.raise(&ground).map(|()| true),
            Err(WriteError::Refused(constraint)) if constraint.starts_with("access.") => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}
