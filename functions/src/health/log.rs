//! The log of a person's record: every look and every change, one's own too. No row, no look.

use super::{
    Opened, Relation, Subject,
    anchor::{self, Anchors},
};
use crate::context::Visit;
use crate::db::{Health, Query, Rows, Vault, sql};
use crate::fault::Fault;
use crate::random;
use hibiki_domain::{
    health::sealed::{
        Epoch, Keyring, Pepper, is_to_inbox, open_note, open_note_from_inbox, seal_note, seal_note_to_inbox,
    },
    secret::{LogKey, Pseudonym},
};
use hibiki_protocol::SealPublicKey;
use serde::{Deserialize, Serialize};

/// The name of this log: it keys its macs.
const LOG: &str = "health";
/// Under what the end of a person's log is anchored …
const END: &str = "access";
/// … and the newest row before which rows were found to be gone.
const CUT: &str = "access-cut";

/// What is done with a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    Read,
    Write,
}

impl Act {
    const fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
        }
    }
}

#[derive(Deserialize)]
struct Head {
    epoch: Option<i64>,
    seq: i64,
    mac: String,
}

/// The end of a person's log, held against its anchor.
#[derive(Debug)]
pub(crate) struct End {
    /// The epoch of the record now; none if there is no record.
    epoch: Option<i64>,
    /// The number of the last row, and its mac.
    seq: i64,
    mac: String,
    anchor: i64,
    was_cut: bool,
}

impl End {
    /// From what [`head`] and [`anchor::load`] brought.
    pub(crate) fn of(head: &Rows, anchors: &Anchors) -> Result<Self, Fault> {
        let Head { epoch, seq, mac } = head.first()?.ok_or_else(|| Fault::broken("log-head"))?;
        Ok(Self { epoch, seq, mac, anchor: anchors.of_tag(END), was_cut: anchors.of_tag(CUT) > 0 })
    }

    /// Rows that were there are gone. Only sure when the log was asked for after the anchor.
    pub(crate) const fn is_cut(&self) -> bool {
        self.seq < self.anchor
    }

    /// Rows are gone now, or were found to be gone at an earlier look.
    pub(crate) const fn lacks_rows(&self) -> bool {
        self.is_cut() || self.was_cut
    }

    /// The number of the row that follows. The numbers of rows that are gone are not given to others: the gap stays.
    fn next(&self) -> i64 {
        self.seq.max(self.anchor) + 1
    }

    /// What is known in the vault once the row that follows is written.
    pub(crate) fn raise(&self, person: &Pseudonym) -> Vec<Query<Vault>> {
        let cut = self.is_cut().then(|| anchor::raise(person, CUT, self.next()));
        std::iter::once(anchor::raise(person, END, self.next())).chain(cut).collect()
    }
}

/// What a row says to the person. Short names: it is kept for years.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Note {
    /// Who, by name.
    pub(crate) who: String,
    /// As what: `myself`, `guardian`, `staff`, `staff-refused`, `emergency`, `town`.
    pub(crate) how: String,
    /// What: words of categories and pages.
    pub(crate) what: String,
    /// Why, for whoever must say it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) why: String,
}

impl Note {
    fn of_town(word: &str) -> Self {
        Self { who: String::new(), how: "town".to_owned(), what: word.to_owned(), why: String::new() }
    }
}

/// A row that is written in the batch with what it allows.
pub(crate) struct Row {
    pub(crate) seq: i64,
    pub(crate) mac: String,
    pub(crate) insert: Query<Health>,
}

/// The end of the log now.
pub(crate) fn head(person: &Pseudonym) -> Query<Health> {
    sql::access::HEAD.with(&[&person.as_str()])
}

/// Who looks or writes, for the log.
pub(crate) struct By<'a> {
    pub(crate) reader: &'a Pseudonym,
    pub(crate) name: &'a str,
    pub(crate) relation: Relation,
}

/// The row that follows the end. Whoever opened the record before its newest epoch began has to open it again.
pub(crate) fn row(
    visit: &Visit,
    opened: &Opened,
    subject: &Subject,
    act: (Act, &str),
    end: &End,
) -> Result<Row, Fault> {
    let keyring = subject.keyring()?;
    if end.epoch != Some(keyring.newest.0.number()) {
        return Err(Fault::RecordClosed);
    }
    let reader = &opened.own()?.person;
    let by = By { reader, name: &opened.person.name, relation: subject.relation };
    row_of(visit, keyring, &by, act, end)
}

/// The same for whoever has just opened it.
pub(crate) fn row_of(
    visit: &Visit,
    keyring: &Keyring,
    by: &By<'_>,
    (act, what): (Act, &str),
    end: &End,
) -> Result<Row, Fault> {
    let note = Note {
        who: by.name.to_owned(),
        how: match by.relation {
            Relation::Myself => "myself",
            Relation::MyChild => "guardian",
        }
        .to_owned(),
        what: what.to_owned(),
        why: String::new(),
    };
    let note = serde_json::to_string(&note).map_err(|_| Fault::broken("note"))?;
    let sealed = seal_note(keyring, end.next(), &note, random::bytes()?);
    Ok(follow(visit, &keyring.person, (act, by.reader.as_str()), &sealed, end))
}

/// What the text of a row begins with that the town wrote while nobody was there who had the root: a word that says
/// nothing of what is in the record. Its mac is as any other's.
const TOWN: &str = "town.";

/// A row of what the town itself did, with a word of its own for it.
pub(crate) fn row_of_town(visit: &Visit, person: &Pseudonym, (act, word): (Act, &str), end: &End) -> Row {
    follow(visit, person, (act, "town"), &format!("{TOWN}{word}"), end)
}

fn follow(visit: &Visit, person: &Pseudonym, (act, reader): (Act, &str), sealed: &str, end: &End) -> Row {
    let seq = end.next();
    let key = visit.config.secret.log_key(LOG);
    let person = person.as_str();
    let mac = mac(&key, &end.mac, person, (seq, visit.now.0), (reader, act.word()), sealed);
    let insert = sql::access::INSERT.with(&[&person, &seq, &visit.now, &reader, &act.word(), &sealed, &mac]);
    Row { seq, mac, insert }
}

/// What the row of a look says that somebody took who has no root: it is sealed to the inbox.
pub(crate) struct Foreign {
    pub(crate) seq: i64,
    pub(crate) sealed: String,
    pub(crate) mac: String,
}

/// The row of a look that follows the end, by `reader`, who has no root of this person's.
pub(crate) fn foreign(
    visit: &Visit,
    (person, epoch, inbox): (&Pseudonym, Epoch, &SealPublicKey),
    pepper: &Pepper,
    (reader, note): (&Pseudonym, &Note),
    end: &End,
) -> Result<Foreign, Fault> {
    let seq = end.next();
    let note = serde_json::to_string(note).map_err(|_| Fault::broken("note"))?;
    let dice = (random::bytes()?, random::bytes()?);
    let sealed = seal_note_to_inbox((person, epoch, inbox), pepper, seq, &note, dice)
        .map_err(|_| Fault::broken("note"))?;
    let key = visit.config.secret.log_key(LOG);
    let by = (reader.as_str(), Act::Read.word());
    let mac = mac(&key, &end.mac, person.as_str(), (seq, visit.now.0), by, &sealed);
    Ok(Foreign { seq, sealed, mac })
}

impl Foreign {
    /// The statement that writes it whatever else holds.
    pub(crate) fn insert(&self, visit: &Visit, person: &Pseudonym, reader: &Pseudonym) -> Query<Health> {
        sql::access::INSERT.with(&[
            &person.as_str(),
            &self.seq,
            &visit.now,
            &reader.as_str(),
            &Act::Read.word(),
            &self.sealed,
            &self.mac,
        ])
    }
}

fn mac(
    key: &LogKey,
    before: &str,
    person: &str,
    (seq, at): (i64, i64),
    (reader, act): (&str, &str),
    sealed: &str,
) -> String {
    key.row(&[
        before.as_bytes(),
        person.as_bytes(),
        &seq.to_be_bytes(),
        &at.to_be_bytes(),
        reader.as_bytes(),
        act.as_bytes(),
        sealed.as_bytes(),
    ])
}

/// A row as the database has it.
#[derive(Debug, Deserialize)]
pub(crate) struct Kept {
    pub(crate) seq: i64,
    pub(crate) at: i64,
    pub(crate) act: String,
    reader: String,
    sealed: String,
    mac: String,
}

/// The person's pepper, if one of these rows was sealed to the inbox and needs it.
pub(crate) async fn pepper_for(
    visit: &Visit,
    person: &Pseudonym,
    rows: &[Kept],
) -> Result<Option<Pepper>, Fault> {
    if rows.iter().any(|row| is_to_inbox(&row.sealed)) {
        super::locks::known_pepper(visit, person).await
    } else {
        Ok(None)
    }
}

/// A row as the person reads it, and whether it is as it was written.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) seq: i64,
    pub(crate) at: i64,
    pub(crate) wrote: bool,
    pub(crate) note: Option<Note>,
    pub(crate) intact: bool,
    /// So many rows that stood before it are gone.
    pub(crate) gone_before: i64,
}

/// How many rows are gone behind the newest one that is there.
pub(crate) fn gone_at_end(rows: &[Kept], anchors: &Anchors) -> i64 {
    (anchors.of_tag(END) - rows.first().map_or(0, |row| row.seq)).max(0)
}

/// Opens rows, newest first; the mac of each covers the one behind it. `to_the_first` says that no older ones were left out.
pub(crate) fn seen(
    visit: &Visit,
    (keyring, pepper): (&Keyring, Option<&Pepper>),
    rows: &[Kept],
    to_the_first: bool,
) -> Vec<Seen> {
    let key = visit.config.secret.log_key(LOG);
    let person = keyring.person.as_str();
    let one = |(place, row): (usize, &Kept)| {
        let before = rows.get(place + 1);
        let behind = before.map_or(0, |before| before.seq);
        let is_left_out = before.is_none() && !to_the_first;
        let gone_before = if is_left_out { 0 } else { row.seq - behind - 1 };
        let before = before.map_or("", |before| before.mac.as_str());
        let made = mac(&key, before, person, (row.seq, row.at), (&row.reader, &row.act), &row.sealed);
        // Without the row that it covers a mac says nothing.
        let whole = made == row.mac || is_left_out || gone_before > 0;
        let of_town = row.sealed.strip_prefix(TOWN).map(Note::of_town);
        let opened = || open_note(keyring, row.seq, &row.sealed).ok();
        let foreign = || open_note_from_inbox(keyring, pepper?, row.seq, &row.sealed).ok();
        let read = || opened().or_else(foreign).and_then(|note| serde_json::from_str(&note).ok());
        let note = of_town.or_else(read);
        Seen {
            seq: row.seq,
            at: row.at,
            wrote: row.act == Act::Write.word(),
            intact: whole && note.is_some(),
            gone_before,
            note,
        }
    };
    rows.iter().enumerate().map(one).collect()
}
