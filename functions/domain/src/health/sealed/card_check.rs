//! What a clinic asks for by a tap while nobody is there who has the root: it lies sealed under the person's pepper, which
//! lies in another database under the town's secret. What the clinic is told then is sealed to its session.

use super::cipher::{self, DoesNotOpen, Nonce, bound};
use super::key::Pepper;
use super::lock::pepper_key;
use crate::secret::{Pseudonym, TownSecret};

/// What lies ready is filled up to so many bytes.
const FILLED: usize = 256;

fn place(person: &Pseudonym) -> Vec<u8> {
    bound(&[b"hibiki card check v1", b"health", b"card_check", person.as_str().as_bytes(), b"sealed"])
}

fn answer_place(session: &str) -> Vec<u8> {
    bound(&[b"hibiki card check answer v1", session.as_bytes()])
}

fn text(plain: &[u8]) -> Result<String, DoesNotOpen> {
    std::str::from_utf8(plain).map(|text| text.trim_end().to_owned()).map_err(|_| DoesNotOpen)
}

/// Seals what lies ready for one person.
pub fn seal_ready(pepper: &Pepper, person: &Pseudonym, ready: &str, nonce: Nonce) -> String {
    let place = place(person);
    let plain = format!("{ready:<FILLED$}");
    cipher::seal(&pepper_key(pepper, &place), &place, plain.as_bytes(), nonce)
}

/// Opens what [`seal_ready`] made for the same person.
pub fn open_ready(pepper: &Pepper, person: &Pseudonym, sealed: &str) -> Result<String, DoesNotOpen> {
    let place = place(person);
    text(&cipher::open(&pepper_key(pepper, &place), &place, sealed)?)
}

/// Seals what a clinic is told for the session that asked.
pub fn seal_told(town: &TownSecret, session: &str, told: &str, nonce: Nonce) -> String {
    cipher::seal(&town.answer_key(), &answer_place(session), told.as_bytes(), nonce)
}

/// Opens what [`seal_told`] made for the same session.
pub fn open_told(town: &TownSecret, session: &str, sealed: &str) -> Result<String, DoesNotOpen> {
    text(&cipher::open(&town.answer_key(), &answer_place(session), sealed)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::PersonId;
    use crate::secret::Sector;

    #[test]
    fn what_lies_ready_opens_with_its_persons_pepper_alone_and_its_length_tells_nothing() {
        let town = TownSecret::parse(&"5a".repeat(32)).unwrap();
        let person = |n| town.pseudonym(Sector::Health, &PersonId::from_random([n; 16]));
        let (pepper, other) = (Pepper::from_bytes([7; 32]), Pepper::from_bytes([8; 32]));
        let sealed = seal_ready(&pepper, &person(1), "1 1 tag 3\n- 2027-03-31 own", [1; 24]);
        assert_eq!(open_ready(&pepper, &person(1), &sealed).as_deref(), Ok("1 1 tag 3\n- 2027-03-31 own"));
        assert!(open_ready(&other, &person(1), &sealed).is_err());
        assert!(open_ready(&pepper, &person(2), &sealed).is_err());
        assert_eq!(sealed.len(), seal_ready(&pepper, &person(1), "", [1; 24]).len());
    }

    #[test]
    fn an_answer_opens_in_the_session_that_asked_alone() {
        let town = TownSecret::parse(&"5a".repeat(32)).unwrap();
        let sealed = seal_told(&town, "one", "1 no", [1; 24]);
        assert_eq!(open_told(&town, "one", &sealed).as_deref(), Ok("1 no"));
        assert!(open_told(&town, "two", &sealed).is_err());
        assert!(open_told(&TownSecret::parse(&"5b".repeat(32)).unwrap(), "one", &sealed).is_err());
    }
}
