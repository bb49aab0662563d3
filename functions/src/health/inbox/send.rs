//! Writing for people whose records nobody here can read.

use super::RowValues;
use crate::context::Visit;
use crate::db::sql;
use crate::fault::Fault;
use crate::health::locks;
use crate::random;
use hibiki_domain::{
    health::{
        entry::Entry,
        sealed::{Epoch, InboxPlace, LineId, Pepper, open_pepper},
        writing::line_text,
    },
    ids::PersonId,
    secret::{Pseudonym, Sector},
};
use hibiki_protocol::SealPublicKey;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// At most so many lines are sealed in one request: each costs a large part of a millisecond.
pub(crate) const AT_ONCE: usize = 20;

/// A line for somebody.
pub(crate) struct Outgoing<'a> {
    pub(crate) person: &'a PersonId,
    pub(crate) entry: &'a Entry,
}

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Outcome {
    /// It waits for the person.
    Sent,
    /// It came before: nothing was changed.
    Again,
    /// The person has not begun a record.
    NoRecord,
    /// As many lines of this writer wait as may.
    Full,
    /// Longer than an entry may be.
    TooLong,
}

#[derive(Deserialize)]
struct RootRow {
    person: String,
    epoch: i64,
    inbox: String,
    before: Option<String>,
    mac: String,
}

#[derive(Deserialize)]
struct PepperRow {
    person: String,
    sealed: String,
}

#[derive(Deserialize)]
struct LineRow {
    line: String,
}

#[derive(Serialize)]
struct NewRow<'a> {
    line: &'a str,
    person: &'a str,
    epoch: i64,
    writer: &'a str,
    day: &'a str,
    sealed: String,
    mac: String,
}

/// What is needed to write to somebody.
struct Inbox {
    epoch: Epoch,
    key: SealPublicKey,
    pepper: Pepper,
}

/// Who of these people has begun a record.
pub(crate) async fn have_records(visit: &Visit, people: &[PersonId]) -> Result<Vec<bool>, Fault> {
    let names = pseudonyms(visit, people.iter());
    let inboxes = inboxes(visit, &names).await?;
    Ok(names.iter().map(|name| inboxes.contains_key(name)).collect())
}

/// Seals lines to the inboxes of the people they are about, each once however often it is sent. Of at most [`AT_ONCE`]
/// lines it says what became of them, in their order.
pub(crate) async fn send(
    visit: &Visit,
    writer: &PersonId,
    lines: &[Outgoing<'_>],
) -> Result<Vec<Outcome>, Fault> {
    let secret = &visit.config.secret;
    let writer = secret.pseudonym(Sector::Health, writer);
    let names = pseudonyms(visit, lines.iter().map(|line| line.person));
    let inboxes = inboxes(visit, &names).await?;

    // None: this person has no inbox.
    let ids: Vec<Option<LineId>> = names
        .iter()
        .zip(lines)
        .map(|(name, line)| {
            let inbox = inboxes.get(name)?;
            Some(LineId::of(&inbox.pepper, name, &line_text(line.entry)))
        })
        .collect();
    let list = serde_json::to_string(&ids.iter().flatten().map(LineId::as_str).collect::<Vec<_>>());
    let list = list.unwrap_or_default();
    let health = visit.health()?;
    let seen = |rows: &crate::db::Rows| -> Result<BTreeSet<String>, Fault> {
        Ok(rows.all::<LineRow>()?.into_iter().map(|row| row.line).collect())
    };
    let before = seen(&health.read(sql::inbox::SEEN.with(&[&list])).await?)?;

    let day = visit.now.day().to_string();
    let mut outcomes = Vec::with_capacity(lines.len());
    let mut rows = Vec::new();
    for ((name, line), id) in names.iter().zip(lines).zip(&ids) {
        let (Some(id), Some(inbox)) = (id, inboxes.get(name)) else {
            outcomes.push(Outcome::NoRecord);
            continue;
        };
        if before.contains(id.as_str()) {
            outcomes.push(Outcome::Again);
            continue;
        }
        let Inbox { epoch, key, pepper } = inbox;
        let place = InboxPlace { person: name, epoch: *epoch, writer: &writer, line: id };
        let text = line.entry.write();
        let Ok(sealed) = place.seal(text.as_bytes(), key, pepper, random::bytes()?, random::bytes()?) else {
            outcomes.push(Outcome::TooLong);
            continue;
        };
        let sealed = sealed.ok_or_else(|| Fault::broken("inbox-key"))?;
        let values = RowValues {
            line: id,
            person: name,
            epoch: *epoch,
            writer: writer.as_str(),
            day: &day,
            sealed: &sealed,
        };
        let mac = values.mac(secret);
        rows.push(NewRow {
            line: id.as_str(),
            person: name.as_str(),
            epoch: epoch.number(),
            writer: writer.as_str(),
            day: &day,
            sealed,
            mac,
        });
        outcomes.push(Outcome::Sent);
    }
    if rows.is_empty() {
        return Ok(outcomes);
    }
    let rows = serde_json::to_string(&rows).map_err(|_| Fault::broken("inbox-rows"))?;
    let [_, after] =
        health.batch([sql::inbox::INSERT.with(&[&rows]), sql::inbox::SEEN.with(&[&list])]).await?;
    let after = seen(&after)?;
    for (outcome, id) in outcomes.iter_mut().zip(&ids) {
        let taken = id.as_ref().is_some_and(|id| after.contains(id.as_str()));
        if *outcome == Outcome::Sent && !taken {
            *outcome = Outcome::Full;
        }
    }
    Ok(outcomes)
}

fn pseudonyms<'a>(visit: &Visit, people: impl Iterator<Item = &'a PersonId>) -> Vec<Pseudonym> {
    people.map(|person| visit.config.secret.pseudonym(Sector::Health, person)).collect()
}

/// The inboxes of those who have begun a record. A row that the Worker did not write is nobody's inbox.
async fn inboxes(visit: &Visit, names: &[Pseudonym]) -> Result<BTreeMap<Pseudonym, Inbox>, Fault> {
    let list: Vec<&str> = names.iter().map(Pseudonym::as_str).collect();
    let list = serde_json::to_string(&list).unwrap_or_default();
    let (health, vault) = (visit.health()?, visit.vault()?);
    let roots = health.read(sql::root::NEWEST_OF.with(&[&list]));
    let peppers = vault.read(sql::pepper::OF_PEOPLE.with(&[&list]));
    let (roots, peppers) = futures_util::future::join(roots, peppers).await;
    let mut peppers: BTreeMap<String, String> =
        peppers?.all::<PepperRow>()?.into_iter().map(|row| (row.person, row.sealed)).collect();
    let mut inboxes = BTreeMap::new();
    for row in roots?.all::<RootRow>()? {
        let broken = || Fault::broken("inbox-of-somebody");
        let name = Pseudonym::parse(&row.person).ok_or_else(broken)?;
        let epoch = Epoch::from_number(row.epoch).ok_or_else(broken)?;
        let key = SealPublicKey::parse(&row.inbox).map_err(|_| broken())?;
        // A record without its pepper is that of somebody who was removed.
        let Some(sealed) = peppers.remove(name.as_str()) else { continue };
        let pepper = open_pepper(&visit.config.secret, &name, &sealed).map_err(|_| broken())?;
        if !locks::is_root_of_ours(visit, &name, (row.epoch, row.inbox, row.before, row.mac)) {
            return Err(broken());
        }
        inboxes.insert(name, Inbox { epoch, key, pepper });
    }
    Ok(inboxes)
}
