//! A ticket: 32 random bytes that somebody shows once. The database knows a hash of it, and beside that hash whose it is and
//! what it says, sealed under the ticket itself: until it is shown, nothing there tells.

use super::cipher::{self, DoesNotOpen, Nonce, bound};
use super::key::derive;
use crate::secret::Pseudonym;
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use sha2::{Digest as _, Sha256};
use std::fmt;
use zeroize::Zeroizing;

/// What is sealed is filled up to so many bytes.
const FILLED: usize = 128;

/// A ticket. Its textual form is base64url without padding, 43 characters. `Debug` hides it.
pub struct Ticket(Zeroizing<[u8; 32]>);

impl Ticket {
    /// From 32 random bytes.
    pub fn from_random(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Reads the one textual form.
    pub fn parse(text: &str) -> Option<Self> {
        BASE64URL_NOPAD.decode(text.as_bytes()).ok()?.try_into().ok().map(Self::from_random)
    }

    /// The textual form.
    pub fn to_text(&self) -> String {
        BASE64URL_NOPAD.encode(self.0.as_slice())
    }

    /// Under what the database knows it: 64 hexadecimal digits.
    pub fn hash(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(b"hibiki ticket v1");
        hash.update(self.0.as_slice());
        HEXLOWER.encode(&hash.finalize())
    }

    fn key(&self) -> Zeroizing<[u8; 32]> {
        derive(self.0.as_slice(), b"", &[b"hibiki health v1 ticket"])
    }

    fn place(&self) -> Vec<u8> {
        bound(&[b"hibiki ticket v1", b"health", b"ticket", self.hash().as_bytes(), b"sealed"])
    }

    /// Seals whose ticket it is and what it says, in a few words.
    pub fn seal(&self, whose: &Pseudonym, says: &str, nonce: Nonce) -> String {
        let plain = format!("{} {says:<width$}", whose.as_str(), width = FILLED - 65);
        cipher::seal(&self.key(), &self.place(), plain.as_bytes(), nonce)
    }

    /// Opens what [`Self::seal`] made of the same ticket.
    pub fn open(&self, text: &str) -> Result<(Pseudonym, String), DoesNotOpen> {
        let plain = cipher::open(&self.key(), &self.place(), text)?;
        let plain = std::str::from_utf8(&plain).map_err(|_| DoesNotOpen)?;
        let (whose, says) = plain.split_once(' ').ok_or(DoesNotOpen)?;
        Ok((Pseudonym::parse(whose).ok_or(DoesNotOpen)?, says.trim_end().to_owned()))
    }
}

impl fmt::Debug for Ticket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ticket(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::PersonId;
    use crate::secret::{Sector, TownSecret};

    #[test]
    fn a_ticket_alone_tells_whose_it_is_and_what_it_says() {
        let town = TownSecret::parse(&"5a".repeat(32)).unwrap();
        let me = town.pseudonym(Sector::Health, &PersonId::from_random([1; 16]));
        let (ticket, other) = (Ticket::from_random([1; 32]), Ticket::from_random([2; 32]));
        let sealed = ticket.seal(&me, "- 2027-03-31 own", [3; 24]);
        let read = Ticket::parse(&ticket.to_text()).unwrap();
        assert_eq!(read.open(&sealed), Ok((me.clone(), "- 2027-03-31 own".to_owned())));
        assert_eq!((read.hash(), read.hash().len()), (ticket.hash(), 64));
        assert_ne!(other.hash(), ticket.hash());
        assert!(other.open(&sealed).is_err());
        let longer = ticket.seal(&me, "2026-04-01 2027-03-31 town", [3; 24]);
        assert_eq!(sealed.len(), longer.len(), "its length tells nothing");
        for bad in ["", "A", &"A".repeat(42), &"A".repeat(44), &"=".repeat(43)] {
            assert!(Ticket::parse(bad).is_none());
        }
        assert_eq!(format!("{ticket:?}"), "Ticket(…)");
    }
}
