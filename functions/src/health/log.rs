//! The log of a person's record: every look and every change, one's own too. No row, no look.

use super::{Opened, Relation, Subject};
use crate::context::Visit;
use crate::db::{Health, Query, Rows, sql};
use crate::fault::Fault;
use crate::random;
use hibiki_domain::{
    health::sealed::{Keyring, open_note, seal_note},
    secret::{LogKey, Pseudonym},
};
use serde::{Deserialize, Serialize};

/// The name of this log: it keys its macs and its anchors.
pub(crate) const LOG: &str = "health";

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

/// The end of a person's log.
#[derive(Debug, Deserialize)]
pub(crate) struct Head {
    seq: i64,
    mac: String,
}

/// What a row says to the person. Short names: it is kept for years.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Note {
    /// Who, by name.
    pub(crate) who: String,
    /// As what: `myself`, `guardian`, `staff`, `emergency`.
    pub(crate) how: String,
    /// What: words of categories and pages.
    pub(crate) what: String,
    /// Why, for whoever must say it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) why: String,
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

/// The row that follows `head`.
pub(crate) fn row(
    visit: &Visit,
    opened: &Opened,
    subject: &Subject,
    (act, what): (Act, &str),
    head: &Rows,
) -> Result<Row, Fault> {
    let head = head.first::<Head>()?;
    let seq = head.as_ref().map_or(0, |head| head.seq) + 1;
    let note = Note {
        who: opened.person.name.clone(),
        how: match subject.relation {
            Relation::Myself => "myself",
            Relation::MyChild => "guardian",
        }
        .to_owned(),
        what: what.to_owned(),
        why: String::new(),
    };
    let note = serde_json::to_string(&note).map_err(|_| Fault::broken("note"))?;
    let sealed = seal_note(subject.keyring()?, seq, &note, random::bytes()?);
    let reader = opened.own()?.person.as_str();
    let before = head.map_or_else(String::new, |head| head.mac);
    let key = visit.config.secret.log_key(LOG);
    let person = subject.pseudonym.as_str();
    let mac = mac(&key, &before, person, (seq, visit.now.0), (reader, act.word()), &sealed);
    let insert = sql::access::INSERT.with(&[&person, &seq, &visit.now, &reader, &act.word(), &sealed, &mac]);
    Ok(Row { seq, mac, insert })
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

/// A row as the person reads it, and whether it is as it was written.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) at: i64,
    pub(crate) wrote: bool,
    pub(crate) note: Option<Note>,
    pub(crate) intact: bool,
}

/// Opens rows, newest first; the mac of each covers the one behind it.
pub(crate) fn seen(visit: &Visit, keyring: &Keyring, rows: &[Kept]) -> Vec<Seen> {
    let key = visit.config.secret.log_key(LOG);
    let person = keyring.person.as_str();
    let one = |(place, row): (usize, &Kept)| {
        let before = rows.get(place + 1);
        let follows = match before {
            Some(before) => before.seq + 1 == row.seq,
            None => true, // the page ends here; the next one begins with this row's predecessor
        };
        let whole = match before {
            None if row.seq > 1 => true,
            _ => {
                let before = before.map_or("", |before| before.mac.as_str());
                let made = mac(&key, before, person, (row.seq, row.at), (&row.reader, &row.act), &row.sealed);
                made == row.mac
            }
        };
        let note = open_note(keyring, row.seq, &row.sealed).ok();
        let note = note.and_then(|note| serde_json::from_str(&note).ok());
        Seen {
            at: row.at,
            wrote: row.act == Act::Write.word(),
            intact: follows && whole && note.is_some(),
            note,
        }
    };
    rows.iter().enumerate().map(one).collect()
}
