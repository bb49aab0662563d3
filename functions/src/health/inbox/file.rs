//! Filing: a session that has the record open opens a few of the lines that wait, checks them, and puts them on the shelves.
//! Writing them and taking them out of the inbox is one batch.

use super::RowValues;
use crate::context::Visit;
use crate::db::{Health, Query, Vault, WriteError, sql};
use crate::fault::Fault;
use crate::health::{
    Opened, Subject,
    anchor::{self, Anchors},
    eligibility::{SHELF, card},
    entries::{shelf_of, year_of},
    locks::PepperRow,
    log::{self, Act, End},
    shelf::{self, Place, ShelfRow, TRIES},
};
use crate::random;
use hibiki_domain::{
    health::{
        entry::Entry,
        sealed::{
            Chain, InboxPlace, Keyring, LineId, Pepper, RecordId, RecordPlace, ShelfTag, open_pepper,
            seal_manifest, seal_record,
        },
        writing,
    },
    secret::Pseudonym,
};
use serde::Deserialize;
use std::collections::BTreeMap;

/// At most so many lines are opened in one request: each costs a large part of a millisecond.
const AT_ONCE: i64 = 8;
/// What the person's log says.
pub(crate) const WHAT: &str = "inbox";

/// What a session found in the inbox.
#[derive(Debug, Default)]
pub(crate) struct Received {
    /// Lines that are now in the record.
    pub(crate) filed: usize,
    /// Lines that still wait.
    pub(crate) waiting: i64,
    /// Lines that do not open or are forged, by the day on which they came.
    pub(crate) refused: Vec<(String, i64)>,
}

#[derive(Deserialize)]
struct Row {
    line: String,
    epoch: i64,
    writer: String,
    day: String,
    sealed: String,
    mac: String,
}

#[derive(Deserialize)]
struct CountRow {
    refused: i64,
    day: String,
    lines: i64,
}

#[derive(Deserialize)]
struct VersionRow {
    record_id: String,
    version: i64,
}

/// A line that was opened and checked.
struct Line {
    id: String,
    entry: Entry,
    text: String,
    /// The names that its entry has or would have, under each root, the newest first.
    names: Vec<RecordId>,
}

/// What the databases hold of somebody's inbox and shelves at one moment.
struct State {
    end: End,
    rows: Vec<Row>,
    counts: Vec<CountRow>,
    shelves: BTreeMap<String, ShelfRow>,
    anchors: Anchors,
    pepper: Option<Pepper>,
}

/// Files a few lines, and says how many wait. Whoever meets another window of the family leaves the rest to the next look.
pub(crate) async fn file(visit: &Visit, opened: &Opened, subject: &Subject) -> Result<Received, Fault> {
    let keyring = subject.keyring()?;
    let mut received = Received::default();
    for tried in 0..TRIES {
        shelf::stand_back(tried).await?;
        let state = State::load(visit, &subject.pseudonym).await?;
        received = state.received();
        let Some(pepper) = &state.pepper else { return Ok(received) };
        if state.rows.is_empty() {
            return Ok(received);
        }
        let (lines, refused) = open(visit, keyring, pepper, &state.rows);
        if !refused.is_empty() {
            let list = serde_json::to_string(&refused).unwrap_or_default();
            let refuse = sql::inbox::REFUSE.with(&[&subject.pseudonym.as_str(), &list]);
            let count = sql::inbox::COUNT.with(&[&subject.pseudonym.as_str()]);
            let [_, counts] = visit.health()?.batch([refuse, count]).await?;
            received = counted(counts.all()?);
        }
        let brings_cards = lines.iter().any(|line| line.entry.body.category() == Some(SHELF.category));
        let batch = batch(visit, (opened, subject), &state, lines).await?;
        if batch.filed == 0 {
            return Ok(received);
        }
        match visit.health()?.batch_vec(batch.queries).await {
            Ok(_) => {
                // They are filed. An anchor that could not be raised now is raised by the next write.
                let _ = visit.vault()?.batch_vec(batch.anchors).await;
                if brings_cards {
                    card::after_writing(visit, opened, subject, SHELF).await;
                }
                received.filed = batch.filed;
                received.waiting -= i64::try_from(batch.filed).unwrap_or(i64::MAX);
                return Ok(received);
            }
            Err(WriteError::Refused(constraint)) if shelf::is_race(&constraint) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(received)
}

impl State {
    async fn load(visit: &Visit, person: &Pseudonym) -> Result<Self, Fault> {
        let name = person.as_str();
        let (health, vault) = (visit.health()?, visit.vault()?);
        // In one transaction: whoever files writes a row in the log, and a row that is too late is refused.
        let state = || {
            [
                log::head(person),
                sql::inbox::NEXT.with(&[&name, &AT_ONCE]),
                sql::inbox::COUNT.with(&[&name]),
                sql::shelf::OF_PERSON.with(&[&name]),
            ]
        };
        let vault = vault.batch([anchor::load(person), sql::pepper::LOAD.with(&[&name])]);
        let (asked, vault) = futures_util::future::join(health.batch(state()), vault).await;
        let (mut asked, [anchors, pepper]) = (asked?, vault?);
        let anchors = Anchors::of(&anchors)?;
        let mut end = End::of(&asked[0], &anchors)?;
        if end.is_cut() {
            // Both were asked at once; perhaps somebody only wrote in between.
            asked = health.batch(state()).await?;
            end = End::of(&asked[0], &anchors)?;
        }
        let [_, rows, counts, shelves] = asked;
        let pepper = pepper.first::<PepperRow>()?;
        let pepper = pepper.and_then(|row| open_pepper(&visit.config.secret, person, &row.sealed).ok());
        Ok(Self {
            end,
            rows: rows.all()?,
            counts: counts.all()?,
            shelves: shelves.all::<ShelfRow>()?.into_iter().map(|row| (row.tag.clone(), row)).collect(),
            anchors,
            pepper,
        })
    }

    fn received(&self) -> Received {
        let rows = self.counts.iter();
        counted(rows.map(|row| CountRow { day: row.day.clone(), ..*row }).collect())
    }
}

fn counted(rows: Vec<CountRow>) -> Received {
    let (refused, waiting): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.refused == 1);
    Received {
        filed: 0,
        waiting: waiting.iter().map(|row| row.lines).sum(),
        refused: refused.into_iter().map(|row| (row.day, row.lines)).collect(),
    }
}

/// Opens rows; those that are not what the Worker wrote, do not open, or say what nobody else may say are refused.
fn open(visit: &Visit, keyring: &Keyring, pepper: &Pepper, rows: &[Row]) -> (Vec<Line>, Vec<String>) {
    let (mut lines, mut refused) = (Vec::new(), Vec::new());
    for row in rows {
        match line(visit, keyring, pepper, row) {
            Some(line) => lines.push(line),
            None => refused.push(row.line.clone()),
        }
    }
    if !refused.is_empty() {
        worker::console_error!("health: {} lines of an inbox were refused", refused.len());
    }
    (lines, refused)
}

fn line(visit: &Visit, keyring: &Keyring, pepper: &Pepper, row: &Row) -> Option<Line> {
    let person = &keyring.person;
    let (id, writer) = (LineId::parse(&row.line)?, Pseudonym::parse(&row.writer)?);
    let (epoch, root) = keyring.all().find(|(epoch, _)| epoch.number() == row.epoch)?;
    let values =
        RowValues { line: &id, person, epoch, writer: &row.writer, day: &row.day, sealed: &row.sealed };
    if !values.is_ours(&visit.config.secret, &row.mac) {
        return None;
    }
    let place = InboxPlace { person, epoch, writer: &writer, line: &id };
    let opened = root.inbox_key().open(pepper, &place, &row.sealed).ok()?;
    let text = std::str::from_utf8(&opened).ok()?.to_owned();
    let entry = Entry::read(&text).ok()?;
    writing::check(&entry, visit.now.day()).ok()?;
    let about = writing::about(&entry);
    let about: Vec<&str> = about.iter().map(String::as_str).collect();
    let names = keyring.all().map(|(_, root)| root.filed_record(&about)).collect();
    Some(Line { id: row.line.clone(), entry, text, names })
}

/// What one filing writes.
#[derive(Default)]
struct Batch {
    filed: usize,
    queries: Vec<Query<Health>>,
    anchors: Vec<Query<Vault>>,
}

/// A shelf that grows in this batch.
struct Growing {
    place: Place,
    end: Chain,
}

async fn batch(
    visit: &Visit,
    (opened, subject): (&Opened, &Subject),
    state: &State,
    lines: Vec<Line>,
) -> Result<Batch, Fault> {
    let person = subject.pseudonym.as_str();
    let (epoch, root) = &subject.keyring()?.newest;
    let mut versions = versions(visit, person, &lines).await?;
    let mut growing: BTreeMap<ShelfTag, Growing> = BTreeMap::new();
    let (mut written, mut filed) = (Vec::new(), Vec::new());
    let today = visit.now.day().to_string();
    for line in lines {
        let Some(kind) = line.entry.body.sheet().map(hibiki_domain::health::checkup::Sheet::kind) else {
            continue;
        };
        let shelf = shelf_of(kind.category(), year_of(line.entry.day));
        let key = root.category_key(shelf.category);
        let tag = key.tag_of(shelf);
        if !growing.contains_key(&tag) {
            let place = Place { shelf, epoch: *epoch, key, tag: tag.clone() };
            let row = state.shelves.get(tag.as_str());
            // A shelf that is not as it was left takes nothing: its lines go on waiting.
            let Some(end) = shelf::end_of(&subject.pseudonym, &place, row, &state.anchors) else {
                continue;
            };
            growing.insert(tag.clone(), Growing { place, end });
        }
        let Some(Growing { place, end }) = growing.get_mut(&tag) else { continue };
        // The entry that it corrects may have been named under an older root.
        let name = line.names.iter().find(|name| versions.contains_key(name.as_str()));
        let Some(record) = name.or(line.names.first()).cloned() else { continue };
        let version = versions.entry(record.as_str().to_owned()).or_default();
        *version += 1;
        let at = RecordPlace {
            person: &subject.pseudonym,
            epoch: *epoch,
            shelf,
            seq: end.counter + 1,
            record: &record,
            version: *version,
        };
        let sealed = seal_record(&place.key, &at, line.text.as_bytes(), random::bytes()?)
            .map_err(|_| Fault::broken("inbox-entry"))?;
        *end = end.with(&sealed);
        written.push(sql::record::INSERT.with(&[
            &person,
            &tag.as_str(),
            &at.seq,
            &record.as_str(),
            &at.version,
            &today,
            &sealed,
        ]));
        filed.push(line.id);
    }
    if filed.is_empty() {
        return Ok(Batch::default());
    }
    let row = log::row(visit, opened, subject, (Act::Write, WHAT), &state.end)?;
    let anchors = state.end.raise(&subject.pseudonym);
    let mut batch = Batch { filed: filed.len(), queries: vec![row.insert], anchors };
    batch.queries.extend(written);
    for (tag, Growing { place, end }) in growing.into_iter().filter(|(tag, growing)| {
        state.shelves.get(tag.as_str()).is_none_or(|row| row.counter < growing.end.counter)
    }) {
        let where_ = (&subject.pseudonym, place.epoch, place.shelf);
        let manifest = seal_manifest(&place.key, where_, &end, random::bytes()?);
        batch.queries.push(sql::shelf::SAVE.with(&[&person, &tag.as_str(), &end.counter, &manifest]));
        batch.anchors.push(anchor::raise(&subject.pseudonym, tag.as_str(), end.counter));
    }
    let list = serde_json::to_string(&filed).unwrap_or_default();
    batch.queries.push(sql::inbox::FILED.with(&[&person, &list]));
    Ok(batch)
}

/// How many versions there are of the entries that lines may correct.
async fn versions(visit: &Visit, person: &str, lines: &[Line]) -> Result<BTreeMap<String, i64>, Fault> {
    let names: Vec<&str> = lines.iter().flat_map(|line| &line.names).map(RecordId::as_str).collect();
    if names.is_empty() {
        return Ok(BTreeMap::new());
    }
    let list = serde_json::to_string(&names).unwrap_or_default();
    let rows = visit.health()?.read(sql::record::VERSIONS.with(&[&person, &list])).await?;
    Ok(rows.all::<VersionRow>()?.into_iter().map(|row| (row.record_id, row.version)).collect())
}
