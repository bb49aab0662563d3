//! A record: one version of one entry, sealed to its place.

use super::cipher::{self, DoesNotOpen, Nonce, bound};
use super::key::{CategoryKey, Epoch};
use super::shelf::Shelf;
use crate::secret::Pseudonym;
use data_encoding::HEXLOWER;
use zeroize::Zeroizing;

/// The longest entry in bytes, so that a row stays below 64 KiB.
pub const MAX_ENTRY: usize = 40 * 1024;
/// Entries are filled up to a multiple of this: their length tells little.
const BLOCK: usize = 256;

/// The entry is too long to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an entry has at most {MAX_ENTRY} bytes")]
pub struct TooLong;

/// Names an entry through all its versions: 16 bytes, random or of its content, in the database as 32 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId(String);

impl RecordId {
    /// From 16 random bytes.
    pub fn from_random(bytes: [u8; 16]) -> Self {
        Self(HEXLOWER.encode(&bytes))
    }

    pub(super) const fn from_text(text: String) -> Self {
        Self(text)
    }

    /// Reads the one textual form.
    pub fn parse(text: &str) -> Option<Self> {
        let good = text.len() == 32 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        good.then(|| Self(text.to_owned()))
    }

    /// The textual form.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Where a record lies: it opens nowhere else.
#[derive(Debug, Clone, Copy)]
pub struct RecordPlace<'a> {
    /// Whose.
    pub person: &'a Pseudonym,
    /// Under the root of which epoch.
    pub epoch: Epoch,
    /// On which shelf.
    pub shelf: Shelf,
    /// The record's number on the shelf: 1, 2, 3 …
    pub seq: i64,
    /// Of which entry.
    pub record: &'a RecordId,
    /// Which version of it: 1, 2, 3 …
    pub version: i64,
}

impl RecordPlace<'_> {
    fn bytes(&self) -> Vec<u8> {
        bound(&[
            b"hibiki record v1",
            b"health",
            b"record",
            self.person.as_str().as_bytes(),
            &self.epoch.bytes(),
            self.shelf.category.word().as_bytes(),
            &self.shelf.part.to_be_bytes(),
            &self.seq.to_be_bytes(),
            self.record.0.as_bytes(),
            &self.version.to_be_bytes(),
            b"sealed",
        ])
    }
}

/// Seals an entry.
pub fn seal_record(
    key: &CategoryKey,
    place: &RecordPlace<'_>,
    entry: &[u8],
    nonce: Nonce,
) -> Result<String, TooLong> {
    let length = u32::try_from(entry.len()).ok().filter(|_| entry.len() <= MAX_ENTRY).ok_or(TooLong)?;
    let mut plain = Zeroizing::new(Vec::with_capacity((entry.len() + 4).next_multiple_of(BLOCK)));
    plain.extend_from_slice(&length.to_be_bytes());
    plain.extend_from_slice(entry);
    let filled = plain.len().next_multiple_of(BLOCK);
    plain.resize(filled, 0);
    Ok(cipher::seal(&key.0, &place.bytes(), &plain, nonce))
}

/// Opens what [`seal_record`] made with the same key and place.
pub fn open_record(
    key: &CategoryKey,
    place: &RecordPlace<'_>,
    text: &str,
) -> Result<Zeroizing<Vec<u8>>, DoesNotOpen> {
    let plain = cipher::open(&key.0, &place.bytes(), text)?;
    let (length, rest) = plain.split_first_chunk::<4>().ok_or(DoesNotOpen)?;
    let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| DoesNotOpen)?;
    rest.get(..length).map(|entry| Zeroizing::new(entry.to_vec())).ok_or(DoesNotOpen)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::health::{Category, sealed::Root};
    use crate::ids::PersonId;
    use crate::secret::{Sector, TownSecret};

    #[test]
    fn a_record_opens_in_its_place_alone() {
        let town = TownSecret::parse(&"5a".repeat(32)).unwrap();
        let person = |n| town.pseudonym(Sector::Health, &PersonId::from_random([n; 16]));
        let (me, other) = (person(1), person(2));
        let (record, other_record) = (RecordId::from_random([1; 16]), RecordId::from_random([2; 16]));
        let root = Root::from_bytes([1; 32]);
        let key = root.category_key(Category::Child);
        let shelf = Shelf { category: Category::Child, part: 0 };
        let place =
            RecordPlace { person: &me, epoch: Epoch::FIRST, shelf, seq: 1, record: &record, version: 1 };
        let sealed = seal_record(&key, &place, "体重 3,052 g".as_bytes(), [1; 24]).unwrap();
        assert_eq!(open_record(&key, &place, &sealed).unwrap().as_slice(), "体重 3,052 g".as_bytes());
        for wrong in [
            RecordPlace { person: &other, ..place },
            RecordPlace { epoch: Epoch::FIRST.next(), ..place },
            RecordPlace { shelf: Shelf { category: Category::Medicine, part: 0 }, ..place },
            RecordPlace { shelf: Shelf { part: 1, ..shelf }, ..place },
            RecordPlace { seq: 2, ..place },
            RecordPlace { record: &other_record, ..place },
            RecordPlace { version: 2, ..place },
        ] {
            assert_eq!(open_record(&key, &wrong, &sealed), Err(DoesNotOpen));
        }
        assert!(open_record(&root.category_key(Category::Diary), &place, &sealed).is_err());
    }

    #[test]
    fn the_length_of_a_text_tells_only_its_blocks() {
        let town = TownSecret::parse(&"5a".repeat(32)).unwrap();
        let me = town.pseudonym(Sector::Health, &PersonId::from_random([1; 16]));
        let record = RecordId::from_random([1; 16]);
        let key = Root::from_bytes([1; 32]).category_key(Category::Diary);
        let shelf = Shelf { category: Category::Diary, part: 2026 };
        let place =
            RecordPlace { person: &me, epoch: Epoch::FIRST, shelf, seq: 1, record: &record, version: 1 };
        let length =
            |bytes: usize| seal_record(&key, &place, &vec![b'x'; bytes], [1; 24]).map(|text| text.len());
        assert_eq!(length(0), length(252));
        assert_ne!(length(252), length(253));
        assert!(length(MAX_ENTRY).unwrap() < 64 * 1024);
        assert_eq!(length(MAX_ENTRY + 1), Err(TooLong));
    }
}
