//! The root of the epoch before, sealed under the one that followed it: old entries stay readable.

use super::cipher::{self, DoesNotOpen, Nonce, bound};
use super::key::{Epoch, Root, derive};
use crate::secret::Pseudonym;

fn place(person: &Pseudonym, epoch: Epoch) -> Vec<u8> {
    bound(&[b"hibiki before v1", b"health", b"root", person.as_str().as_bytes(), &epoch.bytes(), b"before"])
}

/// Seals the root before under `root` of `epoch`.
pub fn seal_before(person: &Pseudonym, (epoch, root): (Epoch, &Root), before: &Root, nonce: Nonce) -> String {
    let key = derive(root.0.as_slice(), b"", &[b"hibiki health v1 before"]);
    cipher::seal(&key, &place(person, epoch), before.0.as_slice(), nonce)
}

/// Opens the root before.
pub fn open_before(
    person: &Pseudonym,
    (epoch, root): (Epoch, &Root),
    text: &str,
) -> Result<Root, DoesNotOpen> {
    let key = derive(root.0.as_slice(), b"", &[b"hibiki health v1 before"]);
    let plain = cipher::open(&key, &place(person, epoch), text)?;
    Ok(Root::from_bytes(plain.as_slice().try_into().map_err(|_| DoesNotOpen)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::PersonId;
    use crate::secret::{Sector, TownSecret};

    #[test]
    fn the_root_before_opens_under_the_one_that_followed_alone() {
        let town = TownSecret::parse(&"5a".repeat(32)).unwrap();
        let me = town.pseudonym(Sector::Health, &PersonId::from_random([1; 16]));
        let (old, new) = (Root::from_bytes([1; 32]), Root::from_bytes([2; 32]));
        let second = Epoch::FIRST.next();
        let sealed = seal_before(&me, (second, &new), &old, [3; 24]);
        assert_eq!(open_before(&me, (second, &new), &sealed).unwrap().0, old.0);
        assert!(open_before(&me, (Epoch::FIRST, &new), &sealed).is_err());
        assert!(open_before(&me, (second, &old), &sealed).is_err());
    }
}
