//! A shelf: the records of one category, in the order in which they were written. Each has a number; a chain of hashes
//! runs over all of them, and its end is sealed. A record that is taken away, put back, changed or moved breaks it.

use super::cipher::{self, DoesNotOpen, Nonce, bound};
use super::key::{CategoryKey, Epoch};
use crate::health::Category;
use crate::secret::Pseudonym;
use sha2::{Digest as _, Sha256};

/// A category, or a year of one that grows every day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shelf {
    /// Of what.
    pub category: Category,
    /// 0, or the year for diary and vitals.
    pub part: u16,
}

/// How the database calls a shelf: 32 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ShelfTag(String);

impl ShelfTag {
    pub(super) const fn from_text(text: String) -> Self {
        Self(text)
    }

    /// The textual form.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The end of a shelf's chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Chain {
    /// How many records there are, every version counted.
    pub counter: i64,
    head: [u8; 32],
}

impl Chain {
    /// With one more record: `sealed` is its text in the database.
    #[must_use]
    pub fn with(self, sealed: &str) -> Self {
        let mut hash = Sha256::new();
        hash.update(b"hibiki shelf v1");
        hash.update(self.head);
        hash.update(sealed.as_bytes());
        Self { counter: self.counter.saturating_add(1), head: hash.finalize().into() }
    }
}

fn place(person: &Pseudonym, epoch: Epoch, shelf: Shelf) -> Vec<u8> {
    bound(&[
        b"hibiki manifest v1",
        b"health",
        b"shelf",
        person.as_str().as_bytes(),
        &epoch.bytes(),
        shelf.category.word().as_bytes(),
        &shelf.part.to_be_bytes(),
        b"manifest",
    ])
}

/// Seals the end of a chain.
pub fn seal_manifest(
    key: &CategoryKey,
    (person, epoch, shelf): (&Pseudonym, Epoch, Shelf),
    chain: &Chain,
    nonce: Nonce,
) -> String {
    let plain = [chain.counter.to_be_bytes().as_slice(), &chain.head].concat();
    cipher::seal(&key.0, &place(person, epoch, shelf), &plain, nonce)
}

/// Opens what [`seal_manifest`] made.
pub fn open_manifest(
    key: &CategoryKey,
    (person, epoch, shelf): (&Pseudonym, Epoch, Shelf),
    text: &str,
) -> Result<Chain, DoesNotOpen> {
    let plain = cipher::open(&key.0, &place(person, epoch, shelf), text)?;
    let (counter, head) = plain.split_first_chunk::<8>().ok_or(DoesNotOpen)?;
    Ok(Chain { counter: i64::from_be_bytes(*counter), head: head.try_into().map_err(|_| DoesNotOpen)? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::health::sealed::Root;
    use crate::ids::PersonId;
    use crate::secret::{Sector, TownSecret};

    fn chain(records: &[&str]) -> Chain {
        records.iter().fold(Chain::default(), |chain, record| chain.with(record))
    }

    #[test]
    fn a_chain_knows_what_is_missing_changed_moved_or_more() {
        let whole = chain(&["a", "b", "c"]);
        assert_eq!(whole.counter, 3);
        for other in [&["a", "b"][..], &["a", "c"], &["a", "b", "x"], &["b", "a", "c"], &["a", "b", "c", "c"]]
        {
            assert_ne!(chain(other), whole);
        }
    }

    #[test]
    fn a_manifest_opens_in_its_place_alone() {
        let town = TownSecret::parse(&"5a".repeat(32)).unwrap();
        let person = |n| town.pseudonym(Sector::Health, &PersonId::from_random([n; 16]));
        let (me, other) = (person(1), person(2));
        let key = Root::from_bytes([1; 32]).category_key(Category::Diary);
        let shelf = Shelf { category: Category::Diary, part: 2026 };
        let end = chain(&["a"]);
        let sealed = seal_manifest(&key, (&me, Epoch::FIRST, shelf), &end, [1; 24]);
        assert_eq!(open_manifest(&key, (&me, Epoch::FIRST, shelf), &sealed), Ok(end));
        for wrong in [
            (&other, Epoch::FIRST, shelf),
            (&me, Epoch::FIRST.next(), shelf),
            (&me, Epoch::FIRST, Shelf { part: 2027, ..shelf }),
            (&me, Epoch::FIRST, Shelf { category: Category::Vitals, ..shelf }),
        ] {
            assert_eq!(open_manifest(&key, wrong, &sealed), Err(DoesNotOpen));
        }
    }

    #[test]
    fn shelves_have_names_that_tell_nothing() {
        let (one, two) = (Root::from_bytes([1; 32]), Root::from_bytes([2; 32]));
        let shelf = Shelf { category: Category::Diary, part: 2026 };
        let tag = |root: &Root, shelf: Shelf| root.category_key(shelf.category).tag_of(shelf);
        assert_ne!(tag(&one, shelf), tag(&two, shelf));
        assert_ne!(tag(&one, shelf), tag(&one, Shelf { part: 2025, ..shelf }));
        assert_ne!(tag(&one, shelf), tag(&one, Shelf { category: Category::Vitals, ..shelf }));
        assert_eq!(tag(&one, shelf).as_str().len(), 32);
    }
}
