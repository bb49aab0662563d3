//! The second layer's key in the vault, under the town's secret: a copy of the vault alone is worth nothing.

use super::cipher::{self, DoesNotOpen, Nonce, bound};
use super::key::Pepper;
use crate::secret::{Pseudonym, TownSecret};

fn place(person: &Pseudonym) -> Vec<u8> {
    bound(&[b"hibiki pepper v1", b"vault", b"pepper", person.as_str().as_bytes(), b"sealed"])
}

/// Seals a person's pepper for the vault.
pub fn seal_pepper(town: &TownSecret, person: &Pseudonym, pepper: &Pepper, nonce: Nonce) -> String {
    cipher::seal(&town.pepper_key(), &place(person), pepper.0.as_slice(), nonce)
}

/// Opens what [`seal_pepper`] made.
pub fn open_pepper(town: &TownSecret, person: &Pseudonym, text: &str) -> Result<Pepper, DoesNotOpen> {
    let plain = cipher::open(&town.pepper_key(), &place(person), text)?;
    Ok(Pepper::from_bytes(plain.as_slice().try_into().map_err(|_| DoesNotOpen)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::PersonId;
    use crate::secret::Sector;

    #[test]
    fn a_pepper_opens_for_its_person_in_its_town_alone() {
        let town = TownSecret::parse(&"5a".repeat(32)).unwrap();
        let person = |n| town.pseudonym(Sector::Health, &PersonId::from_random([n; 16]));
        let sealed = seal_pepper(&town, &person(1), &Pepper::from_bytes([7; 32]), [1; 24]);
        assert_eq!(*open_pepper(&town, &person(1), &sealed).unwrap().0, [7; 32]);
        assert!(open_pepper(&town, &person(2), &sealed).is_err());
        assert!(open_pepper(&TownSecret::parse(&"5b".repeat(32)).unwrap(), &person(1), &sealed).is_err());
    }
}
