//! How far a person's shelves and log have got at least. It is kept in another database than they are, so that an older
//! state of theirs shows when it is put back.

use crate::db::{Query, Rows, Vault, sql};
use crate::fault::Fault;
use hibiki_domain::secret::Pseudonym;
use serde::Deserialize;
use std::collections::BTreeMap;

/// What the vault knows of one person.
#[derive(Debug)]
pub(crate) struct Anchors(BTreeMap<String, i64>);

#[derive(Deserialize)]
struct Row {
    tag: String,
    counter: i64,
}

/// Asks for them.
pub(crate) fn load(person: &Pseudonym) -> Query<Vault> {
    sql::anchor::LOAD.with(&[&person.as_str()])
}

/// Raises one; one that is higher already stays.
pub(crate) fn raise(person: &Pseudonym, tag: &str, counter: i64) -> Query<Vault> {
    sql::anchor::RAISE.with(&[&person.as_str(), &tag, &counter])
}

impl Anchors {
    /// What [`load`] brought.
    pub(crate) fn of(rows: &Rows) -> Result<Self, Fault> {
        Ok(Self(rows.all::<Row>()?.into_iter().map(|row| (row.tag, row.counter)).collect()))
    }

    /// The anchor of a shelf or a log; 0 for what was never anchored.
    pub(crate) fn of_tag(&self, tag: &str) -> i64 {
        self.0.get(tag).copied().unwrap_or(0)
    }
}
