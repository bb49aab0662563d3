//! Emergency summaries: sealed by the owner's session to the bridges that may show them, given out for one medic's tap,
//! and told to the family (docs/sealed-records.md, part 5).

pub(crate) mod give_out;
pub(crate) mod tell;

use super::{
    Opened, Subject, bundle,
    eligibility::card,
    entries::{self, shelf_of},
    family::Family,
    locks::known_pepper,
};
use crate::auth::emergency_bridge::{self, EmergencyBridge};
use crate::context::Visit;
use crate::db::{Health, Query, sql};
use crate::fault::Fault;
use crate::http::cookie::Token;
use crate::random;
use futures_util::future::join;
use hibiki_domain::{
    health::{
        Category, emergency,
        sealed::{Envelope, Pepper, Shelf},
    },
    secret::{Pseudonym, Sector},
};
use hibiki_protocol::{EmergencySummary, EnvelopeId, KeyId};
use serde::Deserialize;

/// What the person's log says when a session seals the summary anew.
pub(crate) const SEALED: &str = "emergency-sealed";

/// Where what a medic has to know lies.
pub(crate) const SHELF: Shelf = shelf_of(Category::Emergency, 0);

/// How many bridges can show somebody's summary as it is now, and how many emergency bridges there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Readable {
    pub(crate) ready: usize,
    pub(crate) of: usize,
}

#[derive(Deserialize)]
struct EnvelopeRow {
    bridge: String,
    counter: i64,
}

/// What is sealed, and of which state of the entries.
struct State {
    /// How often the entries were changed; 0 when there never were any.
    counter: i64,
    envelopes: Vec<EnvelopeRow>,
}

impl State {
    async fn load(visit: &Visit, subject: &Subject) -> Result<Self, Fault> {
        #[derive(Deserialize)]
        struct ShelfRow {
            counter: i64,
        }
        let roots = subject.keyring()?.all();
        let tags: Vec<String> = roots
            .map(|(_, root)| root.category_key(SHELF.category).tag_of(SHELF).as_str().to_owned())
            .collect();
        let tags = serde_json::to_string(&tags).map_err(|_| Fault::broken("tags"))?;
        let person = subject.pseudonym.as_str();
        let load = [sql::envelope::OF_PERSON.with(&[&person]), sql::shelf::LOAD.with(&[&person, &tags])];
        let [envelopes, shelves] = visit.health()?.batch(load).await?;
        let counter = shelves.all::<ShelfRow>()?.iter().map(|shelf| shelf.counter).sum();
        Ok(Self { counter, envelopes: envelopes.all()? })
    }

    fn readable(&self, bridges: &[EmergencyBridge]) -> Readable {
        let is_ready = |bridge: &&EmergencyBridge| {
            let key_id = bridge.key_id.to_string();
            self.envelopes.iter().any(|row| row.bridge == key_id && row.counter == self.counter)
        };
        Readable { ready: bridges.iter().filter(is_ready).count(), of: bridges.len() }
    }
}

/// Seals the summaries of everybody whose record has just been opened, where a bridge has none or an older one; and makes
/// what a clinic is told anew. A record opens whatever comes of it.
pub(crate) async fn after_opening(visit: &Visit, family: Family, token: Token) {
    if keep_up(visit, family, token).await.is_err() {
        worker::console_error!("health: what lies beside a record was not sealed anew");
    }
}

/// The same after something was written on a shelf: it is saved, and what a bridge could not be given now it gets when the
/// record is opened next.
pub(crate) async fn after_writing(visit: &Visit, opened: &Opened, subject: &Subject, shelf: Shelf) {
    if shelf == SHELF && renew(visit, opened, subject).await.is_err() {
        worker::console_error!("health: emergency summaries were not sealed anew");
    }
}

async fn keep_up(visit: &Visit, family: Family, token: Token) -> Result<(), Fault> {
    let (identity, secret) = (visit.identity()?, &visit.config.secret);
    let counting = emergency_bridge::counting(&identity, secret);
    let (bridges, is_checked) = join(counting, card::is_on_in(visit, &family)).await;
    let (bridges, is_checked) = (bridges?, is_checked?);
    if bridges.is_empty() && !is_checked {
        return Ok(());
    }
    let me = visit.config.secret.pseudonym(Sector::Health, &family.person.id);
    let bundle = bundle(visit, &token, &me).await?.ok_or(Fault::RecordClosed)?;
    let opened = Opened::of(visit, family, token, &me, bundle)?;
    for subject in opened.subjects.iter().filter(|subject| subject.keyring.is_some()) {
        if !bridges.is_empty() {
            seal_where_due(visit, &opened, subject, &bridges).await?;
        }
        if is_checked {
            card::keep_up(visit, &opened, subject).await?;
        }
    }
    Ok(())
}

/// Seals somebody's summary to every bridge that lacks it as it is now.
pub(crate) async fn renew(visit: &Visit, opened: &Opened, subject: &Subject) -> Result<Readable, Fault> {
    let bridges = emergency_bridge::counting(&visit.identity()?, &visit.config.secret).await?;
    seal_where_due(visit, opened, subject, &bridges).await
}

async fn seal_where_due(
    visit: &Visit,
    opened: &Opened,
    subject: &Subject,
    bridges: &[EmergencyBridge],
) -> Result<Readable, Fault> {
    let state = State::load(visit, subject).await?;
    let readable = state.readable(bridges);
    if state.counter == 0 || readable.ready == readable.of {
        return Ok(readable);
    }
    let found = entries::read(visit, opened, subject, &[SHELF], SEALED).await?;
    // What could not be verified is given to nobody; what was sealed before stays.
    let Some(summary) = summary(visit, subject, &found).filter(|_| !found.damaged) else {
        return Ok(readable);
    };
    let Some(pepper) = known_pepper(visit, &subject.pseudonym).await? else { return Ok(readable) };
    let mut queries = Vec::new();
    for bridge in bridges {
        queries.extend(seal(visit, subject, &pepper, bridge, &summary, state.counter)?);
    }
    visit.health()?.batch_vec(queries).await?;
    Ok(Readable { ready: readable.of, ..readable })
}

/// What a medic will see.
pub(crate) fn summary(
    visit: &Visit,
    subject: &Subject,
    found: &entries::Entries,
) -> Option<EmergencySummary> {
    let standing = found.standing().map(|(_, entry)| entry);
    emergency::summary((&subject.name, subject.born), standing, visit.now.day())
}

/// An envelope for one bridge. None for a key to which nothing can be sealed.
fn seal(
    visit: &Visit,
    subject: &Subject,
    pepper: &Pepper,
    bridge: &EmergencyBridge,
    summary: &EmergencySummary,
    counter: i64,
) -> Result<Option<Query<Health>>, Fault> {
    let person = &subject.pseudonym;
    let place = Envelope { person, bridge: bridge.key_id, id: EnvelopeId::from_bytes(random::bytes()?) };
    let Ok(sealed) = place.seal(summary, &bridge.key, pepper, &random::bytes()?, random::bytes()?) else {
        worker::console_error!("health: an emergency bridge has a key that is none");
        return Ok(None);
    };
    let mac = values(&place, counter, &sealed, |values| visit.config.secret.row_mac(ENVELOPE, values));
    let (key_id, id) = (bridge.key_id.to_string(), place.id.to_string());
    let row = [&person.as_str() as &dyn crate::db::Bind, &key_id, &id, &counter, &sealed, &visit.now, &mac];
    Ok(Some(sql::envelope::SAVE.with(&row)))
}

const ENVELOPE: &str = "envelope";

/// What the mac of an envelope's row covers.
fn values<T>(place: &Envelope<'_>, counter: i64, sealed: &str, then: impl FnOnce(&[&[u8]]) -> T) -> T {
    then(&[
        place.person.as_str().as_bytes(),
        place.bridge.as_bytes(),
        place.id.as_bytes(),
        &counter.to_be_bytes(),
        sealed.as_bytes(),
    ])
}

/// An envelope as the database has it, checked: the Worker wrote it, for this place.
#[derive(Deserialize)]
struct KeptEnvelope {
    envelope_id: String,
    counter: i64,
    sealed: String,
    mac: String,
}

impl KeptEnvelope {
    fn place<'a>(&self, visit: &Visit, person: &'a Pseudonym, bridge: KeyId) -> Option<Envelope<'a>> {
        let place = Envelope { person, bridge, id: EnvelopeId::parse(&self.envelope_id).ok()? };
        let ours = values(&place, self.counter, &self.sealed, |values| {
            visit.config.secret.row_is_ours(ENVELOPE, values, &self.mac)
        });
        ours.then_some(place)
    }
}
