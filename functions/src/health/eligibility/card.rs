//! A check by a tap, while nobody is there who has the root: what it answers lies ready, of those who switched that on. It is
//! made of one state of the shelf, and says nothing any more when that is another.

use super::{BY_CARD, Checked, NOT_WRITTEN, REFUSED, SHELF, note};
use crate::auth::{Staff, tap::NOT_FOR_THIS};
use crate::context::Visit;
use crate::db::{Health, Query, sql};
use crate::fault::Fault;
use crate::health::{
    Opened, Subject,
    anchor::{self, Anchors},
    entries,
    family::Family,
    locks::known_pepper,
    shelf::{DAMAGED, ShelfRow},
};
use crate::random;
use futures_util::future::join;
use hibiki_domain::{
    health::{
        eligibility::{Ready, Statement, Verdict},
        sealed::{Epoch, Pepper, Shelf, open_ready, seal_ready},
    },
    ids::PersonId,
    secret::{Pseudonym, Sector, TownSecret},
    tap::VerifiedTap,
};
use serde::Deserialize;

/// What the person's log says when it is switched on, off, and made anew.
pub(crate) const ON: &str = "eligibility-card-on";
pub(crate) const OFF: &str = "eligibility-card-off";
pub(crate) const RENEWED: &str = "eligibility-card-renewed";

/// What lies ready for one person.
struct Held {
    /// As the database has it.
    sealed: Option<String>,
    /// If it was made of what is there now, and not taken back.
    ready: Option<Ready>,
    /// What was taken back last.
    taken_back: i64,
    shelves: Vec<ShelfRow>,
}

impl Held {
    async fn load(visit: &Visit, person: &Pseudonym, pepper: &Pepper, epoch: Epoch) -> Result<Self, Fault> {
        #[derive(Deserialize)]
        struct Row {
            sealed: String,
        }
        let secret = &visit.config.secret;
        let (health, vault) = (visit.health()?, visit.vault()?);
        let load = [
            sql::card_check::LOAD.with(&[&secret.card_check_name(person)]),
            sql::shelf::OF_PERSON.with(&[&person.as_str()]),
        ];
        let (held, anchors) = join(health.batch(load), vault.read(anchor::load(person))).await;
        let ([held, shelves], anchors) = (held?, Anchors::of(&anchors?)?);
        let taken_back = anchors.of_tag(&secret.card_check_anchor(person));
        let sealed = held.first::<Row>()?.map(|row| row.sealed);
        let mut held = Self { ready: None, taken_back, shelves: shelves.all()?, sealed };
        let opened = held.sealed.as_deref().and_then(|text| open_ready(pepper, person, text).ok());
        held.ready = opened.and_then(|text| Ready::read(&text)).filter(|ready| {
            let (tag, counter) = &ready.shelf;
            ready.switch > taken_back
                && ready.epoch == epoch.number()
                && *counter == held.counter(tag)
                && *counter >= anchors.of_tag(tag)
        });
        Ok(held)
    }

    fn counter(&self, tag: &str) -> i64 {
        self.shelves.iter().find(|shelf| shelf.tag == tag).map_or(0, |shelf| shelf.counter)
    }
}

/// The statement that removes what lies ready for these people.
pub(crate) fn remove(secret: &TownSecret, people: &[Pseudonym]) -> Result<Query<Health>, Fault> {
    Ok(sql::card_check::REMOVE.with(&[&names(secret, people)?]))
}

fn names(secret: &TownSecret, people: &[Pseudonym]) -> Result<String, Fault> {
    let names: Vec<String> = people.iter().map(|person| secret.card_check_name(person)).collect();
    serde_json::to_string(&names).map_err(|_| Fault::broken("names"))
}

/// What lies ready follows what was written: what could not be made anew now is made when the record is opened next.
pub(crate) async fn after_writing(visit: &Visit, opened: &Opened, subject: &Subject, shelf: Shelf) {
    if shelf == SHELF && keep_up(visit, opened, subject).await.is_err() {
        worker::console_error!("health: what a clinic is told was not made anew");
    }
}

/// Whether anybody of a family has switched it on.
pub(crate) async fn is_on_in(visit: &Visit, family: &Family) -> Result<bool, Fault> {
    let secret = &visit.config.secret;
    let ids = std::iter::once(&family.person.id).chain(family.children.iter().map(|child| &child.id));
    let people: Vec<Pseudonym> = ids.map(|id| secret.pseudonym(Sector::Health, id)).collect();
    let names = names(secret, &people)?;
    visit.health()?.read(sql::card_check::OF_NAMES.with(&[&names])).await?.any()
}

/// Has what lies ready made of what is there now, if it was switched on; whether it is on.
pub(crate) async fn keep_up(visit: &Visit, opened: &Opened, subject: &Subject) -> Result<bool, Fault> {
    let Some((held, pepper)) = held_by(visit, subject).await? else { return Ok(false) };
    if held.sealed.is_none() || held.ready.is_some() {
        return Ok(held.sealed.is_some());
    }
    make(visit, opened, subject, (&held, &pepper), RENEWED).await
}

/// Switches it on or off, for all cards of this record that can be checked.
pub(crate) async fn switch(visit: &Visit, opened: &Opened, subject: &Subject, on: bool) -> Result<(), Fault> {
    let (held, pepper) = held_by(visit, subject).await?.ok_or(Fault::NotFound)?;
    if on {
        let is_on = held.ready.is_some() || make(visit, opened, subject, (&held, &pepper), ON).await?;
        return if is_on { Ok(()) } else { Err(Fault::NotFound) };
    }
    if held.sealed.is_some() {
        let (secret, person) = (&visit.config.secret, &subject.pseudonym);
        // The side that refuses is written first: an old row that is put back answers nothing.
        let refuse = anchor::raise(person, &secret.card_check_anchor(person), held.taken_back + 1);
        visit.vault()?.batch([refuse]).await?;
        entries::read(visit, opened, subject, &[SHELF], OFF).await?;
        visit.health()?.batch([remove(secret, std::slice::from_ref(person))?]).await?;
    }
    Ok(())
}

async fn held_by(visit: &Visit, subject: &Subject) -> Result<Option<(Held, Pepper)>, Fault> {
    let epoch = subject.keyring()?.newest.0;
    let Some(pepper) = known_pepper(visit, &subject.pseudonym).await? else { return Ok(None) };
    Ok(Some((Held::load(visit, &subject.pseudonym, &pepper, epoch).await?, pepper)))
}

/// Makes it of the state that `held` knows: if somebody writes in between it says nothing until it is made anew.
async fn make(
    visit: &Visit,
    opened: &Opened,
    subject: &Subject,
    (held, pepper): (&Held, &Pepper),
    what: &str,
) -> Result<bool, Fault> {
    let (epoch, root) = &subject.keyring()?.newest;
    let tag = root.category_key(SHELF.category).tag_of(SHELF);
    let shelf = (tag.as_str(), held.counter(tag.as_str()));
    let found = entries::read(visit, opened, subject, &[SHELF], what).await?;
    if found.damaged {
        return Err(Fault::Conflict(DAMAGED));
    }
    let cards = found.standing().filter_map(|(_, entry)| Statement::of(entry));
    let (secret, person) = (&visit.config.secret, &subject.pseudonym);
    let ready = Ready::of((held.taken_back + 1, epoch.number()), shelf, cards);
    let query = match &ready {
        None => remove(secret, std::slice::from_ref(person))?,
        Some(ready) => {
            let sealed = seal_ready(pepper, person, &ready.write(), random::bytes()?);
            sql::card_check::SAVE.with(&[&secret.card_check_name(person), &sealed])
        }
    };
    visit.health()?.batch([query]).await?;
    Ok(ready.is_some())
}

/// Answers a clinic that touched a card; None when it cannot be said, whatever the reason is.
pub(crate) async fn check(
    visit: &Visit,
    clinic: &Staff,
    tap: &VerifiedTap,
) -> Result<Option<Verdict>, Fault> {
    #[derive(Deserialize)]
    struct CardRow {
        person_id: PersonId,
    }
    #[derive(Deserialize)]
    struct Given {
        sealed: Option<String>,
    }
    let secret = &visit.config.secret;
    let handle = secret.tap_handle(tap.identifier.as_ref().ok_or(NOT_FOR_THIS)?);
    let found = visit.identity()?.read(sql::card::FIND_BY_TAP.with(&[&handle.as_str()])).await?;
    let Some(card) = found.first::<CardRow>()? else { return Ok(None) };
    let person = secret.pseudonym(Sector::Health, &card.person_id);
    let Some(checked) = Checked::load(visit, person).await? else { return Ok(None) };
    let person = &checked.person;
    let held = Held::load(visit, person, &checked.pepper, checked.epoch).await?;
    let verdict = held.ready.map(|ready| ready.verdict(visit.now.day()));
    let reader = secret.pseudonym(Sector::Health, &clinic.person.id);
    let who = format!("{}（{}）", clinic.person.name, clinic.office);
    let note = note(who, if verdict.is_some() { BY_CARD } else { REFUSED });
    let (name, ready) = (secret.card_check_name(person), held.sealed);
    let given = checked
        .look(visit, (&reader, &note), &|look| {
            let of_row: [&dyn crate::db::Bind; 5] = [&person.as_str(), &look.seq, &look.mac, &name, &ready];
            [look.insert(visit, person, &reader), sql::card_check::GIVE_OUT.with(&of_row)]
        })
        .await?;
    let given = given.first::<Given>()?.ok_or(NOT_WRITTEN)?;
    Ok(verdict.filter(|_| given.sealed.is_some()))
}
