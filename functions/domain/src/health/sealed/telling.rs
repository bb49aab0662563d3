//! What My Page is to tell the family, while it waits in the database of the health records: nobody who reads that learns
//! how another sector calls them.

use super::cipher::{self, DoesNotOpen, Nonce, bound};
use crate::secret::TownSecret;
use serde::{Deserialize, Serialize};

/// A notice to a few people. It says that something happened, and nothing of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Telling {
    /// To whom: pseudonyms of My Page.
    pub to: Vec<String>,
    /// Whose summary: a pseudonym of My Page.
    pub about: String,
    /// When, UTC Unix seconds.
    pub at: i64,
    /// At which reader, in words.
    pub place: String,
}

fn place(id: &str) -> Vec<u8> {
    bound(&[b"hibiki telling v1", b"health", b"telling", id.as_bytes(), b"sealed"])
}

/// Seals it for the row `id`.
pub fn seal_telling(town: &TownSecret, id: &str, telling: &Telling, nonce: Nonce) -> String {
    // Texts and numbers always serialise; empty bytes would open as no telling.
    let plain = serde_json::to_vec(telling).unwrap_or_default();
    cipher::seal(&town.telling_key(), &place(id), &plain, nonce)
}

/// Opens what [`seal_telling`] made for the same row.
pub fn open_telling(town: &TownSecret, id: &str, text: &str) -> Result<Telling, DoesNotOpen> {
    let plain = cipher::open(&town.telling_key(), &place(id), text)?;
    serde_json::from_slice(&plain).map_err(|_| DoesNotOpen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_telling_opens_in_its_row_of_its_town_alone() {
        let town = TownSecret::parse(&"5a".repeat(32)).unwrap();
        let telling = Telling {
            to: vec!["a".repeat(64)],
            about: "a".repeat(64),
            at: 7,
            place: "救急車1（消防署）".to_owned(),
        };
        let sealed = seal_telling(&town, "one", &telling, [1; 24]);
        assert_eq!(open_telling(&town, "one", &sealed), Ok(telling));
        assert!(open_telling(&town, "two", &sealed).is_err());
        assert!(open_telling(&TownSecret::parse(&"5b".repeat(32)).unwrap(), "one", &sealed).is_err());
    }
}
