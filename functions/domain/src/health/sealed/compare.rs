//! Eight groups of four digits by which people see that a lock on one screen is the lock on another: read on the person's
//! own page, on the paper that they bring, and typed on the recovery machine.

use super::cipher::bound;
use super::lock::{LockId, LockKind, LockPublicKey};
use crate::secret::Pseudonym;
use sha2::{Digest as _, Sha256};

/// How many groups there are.
const GROUPS: usize = 8;

/// The groups of one lock: 106 bits. Whoever puts another key in its place cannot make the same ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison([String; GROUPS]);

impl Comparison {
    /// Of a lock that is to open somebody's record.
    pub fn of(person: &Pseudonym, (kind, lock): (LockKind, &LockId), public: &LockPublicKey) -> Self {
        let digest = Sha256::digest(bound(&[
            b"hibiki lock comparison v1",
            person.as_str().as_bytes(),
            kind.word().as_bytes(),
            lock.as_str().as_bytes(),
            public.to_text().as_bytes(),
        ]));
        let mut words = digest.chunks_exact(4);
        Self(std::array::from_fn(|_| {
            let word = words.next().and_then(|word| word.try_into().ok()).map_or(0, u32::from_be_bytes);
            format!("{:04}", word % 10_000)
        }))
    }

    /// As they stand on pages.
    pub fn groups(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Whether these are the digits that somebody typed, in groups or not, wide or narrow.
    pub fn is(&self, typed: &str) -> bool {
        let digit = |c: char| match c {
            '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10),
            c => c.is_ascii_digit().then_some(c),
        };
        let typed: String = typed.chars().filter_map(digit).collect();
        typed == self.0.concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::health::sealed::LockKey;
    use crate::ids::PersonId;
    use crate::secret::{Sector, TownSecret};

    #[test]
    fn another_key_lock_kind_or_person_has_other_digits() {
        let town = TownSecret::parse(&"5a".repeat(32)).unwrap();
        let person = |n| town.pseudonym(Sector::Health, &PersonId::from_random([n; 16]));
        let id = |n| LockId::from_random([n; 16]);
        let public = |n: u8| LockKey::new(LockKind::Passkey, &id(1), &[n; 32]).public();
        let ours = Comparison::of(&person(1), (LockKind::Passkey, &id(1)), &public(1));
        assert_eq!(ours, Comparison::of(&person(1), (LockKind::Passkey, &id(1)), &public(1)));
        for other in [
            Comparison::of(&person(2), (LockKind::Passkey, &id(1)), &public(1)),
            Comparison::of(&person(1), (LockKind::Card, &id(1)), &public(1)),
            Comparison::of(&person(1), (LockKind::Passkey, &id(2)), &public(1)),
            Comparison::of(&person(1), (LockKind::Passkey, &id(1)), &public(2)),
        ] {
            assert_ne!(ours, other);
        }
    }

    #[test]
    fn digits_are_typed_as_people_type_them_and_all_of_them() {
        let groups = ["0012", "3456", "7890", "1234", "5678", "9012", "3456", "7890"];
        let ours = Comparison(groups.map(str::to_owned));
        for good in [
            groups.join(" "),
            groups.concat(),
            groups.join("-") + "\n",
            "００１２　３４５６ 7890 1234 5678 9012 3456 7890".to_owned(),
        ] {
            assert!(ours.is(&good), "{good}");
        }
        let swapped = groups.join(" ").replacen("0012 3456", "3456 0012", 1);
        for bad in ["", "y", "0012", &groups[..7].join(" "), &swapped, &(groups.join(" ") + " 1")] {
            assert!(!ours.is(bad), "{bad}");
        }
        assert!(ours.groups().eq(groups));
    }
}
