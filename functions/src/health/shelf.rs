//! Reading and writing what lies on a person's shelves.

use super::{
    Opened, Subject,
    anchor::{self, Anchors},
    log::{self, Act, End},
};
use crate::context::Visit;
use crate::db::{Database, Health, Query, Rows, WriteError, once::CommandKey, sql};
use crate::fault::{Fault, Words};
use crate::random;
use hibiki_domain::health::sealed::{
    CategoryKey, Chain, Epoch, RecordId, RecordPlace, Shelf, ShelfTag, open_manifest, open_record,
    seal_manifest, seal_record,
};
use hibiki_domain::secret::Pseudonym;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, time::Duration};
use worker::Delay;
use zeroize::Zeroizing;

/// Whoever meets somebody else at the same shelf tries so often.
pub(super) const TRIES: u8 = 4;
/// The most entries that one request brings …
pub(crate) const MOST_AT_ONCE: usize = 200;
/// … and the most bytes of their rows: one value in the database has at most two million.
const MOST_BYTES_AT_ONCE: usize = 1_000_000;

/// One version of an entry, opened.
#[derive(Debug)]
pub(crate) struct Version {
    pub(crate) record: RecordId,
    /// 1, 2, 3 …
    pub(crate) number: i64,
    /// The day on which it was written.
    pub(crate) day: String,
    pub(crate) shelf: Shelf,
    pub(crate) entry: Zeroizing<Vec<u8>>,
}

/// What was found on the shelves.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// In the order in which they were written.
    pub(crate) versions: Vec<Version>,
    /// Shelves that are not as they were left: something is missing, changed, or an older state was put back.
    pub(crate) damaged: Vec<Shelf>,
    /// Rows of the log are gone.
    pub(crate) log_cut: bool,
    /// The row of the log that names this look.
    pub(crate) look: Look,
}

/// A row of the log under which a request reads.
#[derive(Debug, Default)]
pub(crate) struct Look {
    seq: i64,
    mac: String,
}

/// What is new on a shelf.
pub(crate) struct New<'a> {
    pub(crate) shelf: Shelf,
    pub(crate) record: &'a RecordId,
    /// 1, or one more than the version that it corrects.
    pub(crate) version: i64,
    pub(crate) entry: &'a [u8],
}

/// The name of a shelf in the database, and what opens it.
pub(super) struct Place {
    pub(super) shelf: Shelf,
    pub(super) epoch: Epoch,
    pub(super) key: CategoryKey,
    pub(super) tag: ShelfTag,
}

#[derive(Deserialize)]
pub(super) struct ShelfRow {
    pub(super) tag: String,
    pub(super) counter: i64,
    manifest: String,
}

#[derive(Deserialize)]
struct RecordRow {
    tag: String,
    seq: i64,
    record_id: String,
    version: i64,
    day: String,
    sealed: String,
}

pub(super) const DAMAGED: Words = Words {
    code: "record-damaged",
    title: [
        "記録に、確かめられないところがあります",
        "記録（きろく）に おかしい ところが あります",
        "Part of the record could not be verified",
    ],
    detail: [
        "安全のため、新しい書き込みを止めています。入力した内容は保存されていません。役場にご連絡ください。",
        "いまは 書（か）けません。役場（やくば）に 電話（でんわ）してください。",
        "Writing is stopped to be safe, and what you typed was not saved. Please call the town hall.",
    ],
};

const MEANWHILE: Words = Words {
    code: "record-meanwhile",
    title: [
        "ほかの画面で、先に書き換えられています",
        "ほかの 画面（がめん）で さきに かわりました",
        "It was changed in another window first",
    ],
    detail: [
        "いまの内容を開いて確かめてから、もう一度直してください。入力した内容は保存されていません。",
        "いまの 内容（ないよう）を 見（み）てから、もういちど 書（か）いてください。",
        "Look at what stands there now, then correct it again. What you typed was not saved.",
    ],
};

/// Somebody else was faster.
pub(crate) const fn meanwhile() -> Fault {
    Fault::Conflict(MEANWHILE)
}

const TOO_LONG: Words = Words {
    code: "entry-too-long",
    title: ["内容が長すぎます", "ながすぎます", "The entry is too long"],
    detail: [
        "いくつかに分けて記録してください。",
        "みじかく してください。",
        "Split it into several entries.",
    ],
};

const BUSY: Words = Words {
    code: "record-busy",
    title: [
        "同時に多くの書き込みがあり、保存できませんでした",
        "いま、書（か）けませんでした",
        "There was too much writing at once, and this was not saved",
    ],
    detail: [
        "少し待って、もう一度「保存する」を押してください。",
        "少（すこ）し 待（ま）って、もういちど おしてください。",
        "Wait a moment and press save again.",
    ],
};

/// The places of shelves in every epoch, the newest first.
fn places(subject: &Subject, shelves: &[Shelf]) -> Result<Vec<Place>, Fault> {
    let mut places = Vec::new();
    for (epoch, root) in subject.keyring()?.all() {
        for &shelf in shelves {
            let key = root.category_key(shelf.category);
            places.push(Place { shelf, epoch, tag: key.tag_of(shelf), key });
        }
    }
    Ok(places)
}

pub(super) fn json_list<'a>(tags: impl Iterator<Item = &'a ShelfTag>) -> String {
    let tags: Vec<&str> = tags.map(ShelfTag::as_str).collect();
    serde_json::to_string(&tags).unwrap_or_default()
}

/// Reads shelves, and writes in the same batch that it was done. `what` is for the person's log.
pub(crate) async fn read(
    visit: &Visit,
    opened: &Opened,
    subject: &Subject,
    shelves: &[Shelf],
    what: &str,
) -> Result<Found, Fault> {
    let places = places(subject, shelves)?;
    let tags = json_list(places.iter().map(|place| &place.tag));
    let person = subject.pseudonym.as_str();
    let (health, vault) = (visit.health()?, visit.vault()?);
    for tried in 0..TRIES {
        stand_back(tried).await?;
        let head = health.batch([log::head(&subject.pseudonym)]);
        let anchors = vault.batch([anchor::load(&subject.pseudonym)]);
        let (head, anchors) = futures_util::future::join(head, anchors).await;
        let ([head], [anchors]) = (head?, anchors?);
        let anchors = Anchors::of(&anchors)?;
        let mut end = End::of(&head, &anchors)?;
        if end.is_cut() {
            // Both were asked at once; perhaps somebody only looked in between.
            end = End::of(&health.read(log::head(&subject.pseudonym)).await?, &anchors)?;
        }
        let row = log::row(visit, opened, subject, (Act::Read, what), &end)?;
        let batch = [
            row.insert,
            sql::shelf::LOAD.with(&[&person, &tags]),
            sql::record::OF_SHELVES.with(&[&person, &tags, &row.seq, &row.mac]),
        ];
        match health.batch(batch).await {
            Ok([_, shelves, records]) => {
                let raise = end.raise(&subject.pseudonym);
                // Nobody waits for it: one that fails is made good by the next look.
                visit.context.wait_until(async move {
                    let _ = vault.batch_vec(raise).await;
                });
                let found = found(&subject.pseudonym, &places, &anchors, &shelves, &records)?;
                let look = Look { seq: row.seq, mac: row.mac };
                return Ok(Found { log_cut: end.lacks_rows(), look, ..found });
            }
            Err(WriteError::Refused(constraint)) if constraint.starts_with("access.") => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(Fault::Conflict(BUSY))
}

/// What lies in the parts of one record, under a look that was written already. Each part is a version of it. None when a
/// part is missing or does not open in its place; that they are the right ones is for the caller to know.
pub(crate) async fn parts(
    visit: &Visit,
    subject: &Subject,
    look: &Look,
    (shelf, record): (Shelf, &RecordId),
) -> Result<Option<Zeroizing<Vec<u8>>>, Fault> {
    let places = places(subject, &[shelf])?;
    let tags = json_list(places.iter().map(|place| &place.tag));
    let person = subject.pseudonym.as_str();
    let query = sql::record::PARTS.with(&[&person, &record.as_str(), &tags, &look.seq, &look.mac]);
    let rows = visit.health()?.read(query).await?.all::<RecordRow>()?;
    let mut whole = Zeroizing::new(Vec::new());
    for (number, row) in (1..).zip(&rows) {
        let place = places.iter().find(|place| place.tag.as_str() == row.tag);
        match place.and_then(|place| opened(&subject.pseudonym, place, row)) {
            Some(part) if part.number == number => whole.extend_from_slice(&part.entry),
            _ => return Ok(None),
        }
    }
    Ok((!rows.is_empty()).then_some(whole))
}

/// Opens what came, and checks it against the ends of the chains.
pub(super) fn found(
    person: &Pseudonym,
    places: &[Place],
    anchors: &Anchors,
    shelves: &Rows,
    records: &Rows,
) -> Result<Found, Fault> {
    let shelves: BTreeMap<String, ShelfRow> =
        shelves.all::<ShelfRow>()?.into_iter().map(|row| (row.tag.clone(), row)).collect();
    let mut records_of: BTreeMap<String, Vec<RecordRow>> = BTreeMap::new();
    for row in records.all::<RecordRow>()? {
        records_of.entry(row.tag.clone()).or_default().push(row);
    }
    let mut found = Found::default();
    // Oldest epoch first.
    for place in places.iter().rev() {
        let rows = records_of.remove(place.tag.as_str()).unwrap_or_default();
        let end = end_of(person, place, shelves.get(place.tag.as_str()), anchors);
        let mut chain = Chain::default();
        let mut intact = true;
        for row in rows {
            chain = chain.with(&row.sealed);
            match opened(person, place, &row) {
                Some(version) if chain.counter == row.seq => found.versions.push(version),
                _ => intact = false,
            }
        }
        if !intact || end != Some(chain) {
            found.damaged.push(place.shelf);
        }
    }
    Ok(found)
}

/// The end of a shelf's chain as it was sealed; None if it does not open or is older than it has been.
pub(super) fn end_of(
    person: &Pseudonym,
    place: &Place,
    row: Option<&ShelfRow>,
    anchors: &Anchors,
) -> Option<Chain> {
    let end = match row {
        None => Chain::default(),
        Some(row) => {
            let where_ = (person, place.epoch, place.shelf);
            open_manifest(&place.key, where_, &row.manifest).ok().filter(|end| end.counter == row.counter)?
        }
    };
    (end.counter >= anchors.of_tag(place.tag.as_str())).then_some(end)
}

fn opened(person: &Pseudonym, place: &Place, row: &RecordRow) -> Option<Version> {
    let record = RecordId::parse(&row.record_id)?;
    let at = RecordPlace {
        person,
        epoch: place.epoch,
        shelf: place.shelf,
        seq: row.seq,
        record: &record,
        version: row.version,
    };
    let entry = open_record(&place.key, &at, &row.sealed).ok()?;
    Some(Version { number: row.version, day: row.day.clone(), shelf: place.shelf, entry, record })
}

/// Writes one version of one entry, once, and that it was done. Answers where the page goes.
pub(crate) async fn write(
    visit: &Visit,
    who: (&Opened, &Subject),
    new: &New<'_>,
    what: &str,
    (key, location): (&CommandKey, &str),
) -> Result<String, Fault> {
    let one = [One { record: new.record, version: new.version, entry: new.entry }];
    let remember = || vec![Database::<Health>::remember(key, location, visit.now)];
    match append(visit, who, (new.shelf, &one), what, &remember).await {
        Ok(()) => Ok(location.to_owned()),
        Err(WriteError::Refused(constraint)) if is_known(&constraint) => Err(Fault::Conflict(MEANWHILE)),
        Err(error) => visit.health()?.first_answer(key, error).await,
    }
}

/// One of many that are new on a shelf.
#[derive(Clone, Copy)]
pub(crate) struct One<'a> {
    pub(crate) record: &'a RecordId,
    /// 1, or one more than the version that it corrects.
    pub(crate) version: i64,
    pub(crate) entry: &'a [u8],
}

/// What became of many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Many {
    /// So many, from the first on, are on the shelf. The rest is for the next request.
    Written(usize),
    /// One of them was there already: another window was faster, and nothing was written.
    Known,
}

/// Writes entries in one batch, with one row in the log: from the first on as many as one request may bring. `also` is
/// what else has to happen in that batch; it is asked again at every try, and a command's key goes there.
pub(crate) async fn write_many(
    visit: &Visit,
    who: (&Opened, &Subject),
    (shelf, all): (Shelf, &[One<'_>]),
    what: &str,
    also: &dyn Fn() -> Vec<Query<Health>>,
) -> Result<Many, Fault> {
    let mut bytes = 0;
    let fits = all.iter().take(MOST_AT_ONCE).take_while(|one| {
        bytes += one.entry.len() * 4 / 3 + 1024;
        bytes <= MOST_BYTES_AT_ONCE
    });
    let many = &all[..fits.count()];
    if many.is_empty() {
        return Ok(Many::Written(0));
    }
    match append(visit, who, (shelf, many), what, also).await {
        Ok(()) => Ok(Many::Written(many.len())),
        Err(WriteError::Refused(constraint)) if is_known(&constraint) => Ok(Many::Known),
        Err(error) => Err(error.into()),
    }
}

/// A row as `insert_many.sql` takes it.
#[derive(Serialize)]
struct NewRow<'a> {
    record: &'a str,
    version: i64,
    sealed: &'a str,
}

/// Puts versions at the end of a shelf, all of them or none, and writes that it was done.
async fn append(
    visit: &Visit,
    (opened, subject): (&Opened, &Subject),
    (shelf, many): (Shelf, &[One<'_>]),
    what: &str,
    also: &dyn Fn() -> Vec<Query<Health>>,
) -> Result<(), WriteError> {
    let fault = WriteError::Fault;
    let (epoch, root) = &subject.keyring().map_err(fault)?.newest;
    let category_key = root.category_key(shelf.category);
    let tag = category_key.tag_of(shelf);
    let place = Place { shelf, epoch: *epoch, key: category_key, tag };
    let tags = json_list(std::iter::once(&place.tag));
    let person = subject.pseudonym.as_str();
    let (health, vault) = (visit.health().map_err(fault)?, visit.vault().map_err(fault)?);
    for tried in 0..TRIES {
        stand_back(tried).await.map_err(fault)?;
        let state = || [log::head(&subject.pseudonym), sql::shelf::LOAD.with(&[&person, &tags])];
        let anchors = vault.batch([anchor::load(&subject.pseudonym)]);
        let (asked, anchors) = futures_util::future::join(health.batch(state()), anchors).await;
        let ([head, row], [anchors]) = (asked?, anchors?);
        let anchors = Anchors::of(&anchors).map_err(fault)?;
        let ends = |head: &Rows, row: &Rows| -> Result<(End, Option<Chain>), Fault> {
            let row = row.first::<ShelfRow>()?;
            Ok((End::of(head, &anchors)?, end_of(&subject.pseudonym, &place, row.as_ref(), &anchors)))
        };
        let (mut log_end, mut before) = ends(&head, &row).map_err(fault)?;
        if log_end.is_cut() || before.is_none() {
            // Both were asked at once; perhaps somebody only wrote in between.
            let [head, row] = health.batch(state()).await?;
            (log_end, before) = ends(&head, &row).map_err(fault)?;
        }
        let before = before.ok_or(fault(Fault::Conflict(DAMAGED)))?;
        let (end, sealed) = sealed_after(subject, &place, before, many).map_err(fault)?;
        let rows: Vec<NewRow<'_>> = many
            .iter()
            .zip(&sealed)
            .map(|(one, sealed)| NewRow { record: one.record.as_str(), version: one.version, sealed })
            .collect();
        let rows = serde_json::to_string(&rows).map_err(|_| fault(Fault::broken("rows")))?;
        let where_ = (&subject.pseudonym, *epoch, shelf);
        let nonce = random::bytes().map_err(fault)?;
        let manifest = seal_manifest(&place.key, where_, &end, nonce);
        let row = log::row(visit, opened, subject, (Act::Write, what), &log_end).map_err(fault)?;
        let tag = place.tag.as_str();
        let mut batch = also();
        batch.extend([
            row.insert,
            sql::record::INSERT_MANY.with(&[&person, &tag, &before.counter, &visit.now.day(), &rows]),
            sql::shelf::SAVE.with(&[&person, &tag, &end.counter, &manifest]),
        ]);
        match health.batch_vec(batch).await {
            Ok(_) => {
                // It is saved. An anchor that could not be raised now is raised by the next write.
                let mut raise = log_end.raise(&subject.pseudonym);
                raise.push(anchor::raise(&subject.pseudonym, tag, end.counter));
                let _ = vault.batch_vec(raise).await;
                return Ok(());
            }
            Err(WriteError::Refused(constraint)) if !is_known(&constraint) && is_race(&constraint) => {}
            Err(error) => return Err(error),
        }
    }
    Err(fault(Fault::Conflict(BUSY)))
}

/// Seals versions, each in its place behind `end`; the end of the chain then.
fn sealed_after(
    subject: &Subject,
    place: &Place,
    mut end: Chain,
    many: &[One<'_>],
) -> Result<(Chain, Vec<String>), Fault> {
    let mut sealed = Vec::with_capacity(many.len());
    for one in many {
        let at = RecordPlace {
            person: &subject.pseudonym,
            epoch: place.epoch,
            shelf: place.shelf,
            seq: end.counter + 1,
            record: one.record,
            version: one.version,
        };
        let text = seal_record(&place.key, &at, one.entry, random::bytes()?)
            .map_err(|_| Fault::Invalid(TOO_LONG))?;
        end = end.with(&text);
        sealed.push(text);
    }
    Ok((end, sealed))
}

/// This version of this entry is there already.
fn is_known(constraint: &str) -> bool {
    constraint.contains("record.version")
}

pub(super) fn is_race(constraint: &str) -> bool {
    ["access.", "record.", "shelf."].iter().any(|table| constraint.starts_with(table))
}

/// Those who met do not all come back at once.
pub(super) async fn stand_back(tried: u8) -> Result<(), Fault> {
    if tried == 0 {
        return Ok(());
    }
    let [dice] = random::bytes::<1>()?;
    Delay::from(Duration::from_millis(u64::from(dice) * u64::from(tried) * 20 / 255)).await;
    Ok(())
}
