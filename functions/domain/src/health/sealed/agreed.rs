//! What a person agreed to, for the person alone: to whom, what and why. It stays readable when the keys are gone.

use super::cipher::{self, DoesNotOpen, Nonce, bound};
use super::key::{Epoch, Root, derive};
use super::keyring::Keyring;
use crate::ids::ConsentId;
use crate::secret::Pseudonym;
use zeroize::Zeroizing;

/// Texts are filled up to a multiple of this: their length tells neither category nor purpose.
const BLOCK: usize = 512;

fn place(person: &Pseudonym, epoch: Epoch, consent: &ConsentId) -> Vec<u8> {
    bound(&[
        b"hibiki consent v1",
        b"health",
        b"consent",
        person.as_str().as_bytes(),
        &epoch.bytes(),
        consent.as_str().as_bytes(),
        b"sealed",
    ])
}

fn key(root: &Root) -> Zeroizing<[u8; 32]> {
    derive(root.0.as_slice(), b"", &[b"hibiki health v1 consent"])
}

/// Seals what a consent says. The text names the epoch whose root opens it.
pub fn seal_agreed(keyring: &Keyring, consent: &ConsentId, said: &str, nonce: Nonce) -> String {
    let (epoch, root) = &keyring.newest;
    let mut plain = Zeroizing::new(said.as_bytes().to_vec());
    let filled = plain.len().next_multiple_of(BLOCK);
    plain.resize(filled, 0);
    let sealed = cipher::seal(&key(root), &place(&keyring.person, *epoch, consent), &plain, nonce);
    format!("{}.{sealed}", epoch.number())
}

/// Opens what [`seal_agreed`] made for the same consent.
pub fn open_agreed(keyring: &Keyring, consent: &ConsentId, text: &str) -> Result<String, DoesNotOpen> {
    let (epoch, sealed) = text.split_once('.').ok_or(DoesNotOpen)?;
    let epoch = epoch.parse().ok().and_then(Epoch::from_number).ok_or(DoesNotOpen)?;
    let (_, root) = keyring.all().find(|(held, _)| *held == epoch).ok_or(DoesNotOpen)?;
    let plain = cipher::open(&key(root), &place(&keyring.person, epoch, consent), sealed)?;
    let said = std::str::from_utf8(&plain).map_err(|_| DoesNotOpen)?;
    Ok(said.trim_end_matches('\0').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::PersonId;
    use crate::secret::{Sector, TownSecret};

    #[test]
    fn what_was_agreed_opens_for_its_person_and_consent_alone_also_in_a_later_epoch() {
        let town = TownSecret::parse(&"5a".repeat(32)).unwrap();
        let person = |n| town.pseudonym(Sector::Health, &PersonId::from_random([n; 16]));
        let (consent, other) = (ConsentId::from_random([1; 16]), ConsentId::from_random([2; 16]));
        let first = (Epoch::FIRST, Root::from_bytes([1; 32]));
        let early = Keyring::new(person(1), first.clone(), Vec::new());
        let late = (Epoch::FIRST.next(), Root::from_bytes([2; 32]));
        let late = Keyring::new(person(1), late, vec![first.clone()]);
        let stranger = Keyring::new(person(2), first, Vec::new());
        let sealed = seal_agreed(&early, &consent, "子ども", [3; 24]);
        assert_eq!(open_agreed(&late, &consent, &sealed).as_deref(), Ok("子ども"));
        assert!(open_agreed(&late, &other, &sealed).is_err());
        assert!(open_agreed(&stranger, &consent, &sealed).is_err());
        assert_eq!(sealed.len(), seal_agreed(&early, &consent, &"x".repeat(500), [3; 24]).len());
        for bad in ["", "1", "1.", "9.x"] {
            assert!(open_agreed(&late, &consent, bad).is_err());
        }
    }
}
