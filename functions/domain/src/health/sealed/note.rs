//! What stands in the log of a person's record beside time and kind: who by name, what and why. For the person alone.

use super::cipher::{self, DoesNotOpen, Nonce, bound};
use super::key::{Epoch, Root, derive};
use super::keyring::Keyring;
use crate::secret::Pseudonym;
use zeroize::Zeroizing;

fn place(person: &Pseudonym, epoch: Epoch, seq: i64) -> Vec<u8> {
    bound(&[
        b"hibiki note v1",
        b"health",
        b"access",
        person.as_str().as_bytes(),
        &epoch.bytes(),
        &seq.to_be_bytes(),
        b"sealed",
    ])
}

fn key(root: &Root) -> Zeroizing<[u8; 32]> {
    derive(root.0.as_slice(), b"", &[b"hibiki health v1 log"])
}

/// Seals a note for row `seq` of the log. The text names the epoch whose root opens it.
pub fn seal_note(keyring: &Keyring, seq: i64, note: &str, nonce: Nonce) -> String {
    let (epoch, root) = &keyring.newest;
    let sealed = cipher::seal(&key(root), &place(&keyring.person, *epoch, seq), note.as_bytes(), nonce);
    format!("{}.{sealed}", epoch.number())
}

/// Opens what [`seal_note`] made for the same row.
pub fn open_note(keyring: &Keyring, seq: i64, text: &str) -> Result<String, DoesNotOpen> {
    let (epoch, sealed) = text.split_once('.').ok_or(DoesNotOpen)?;
    let epoch = epoch.parse().ok().and_then(Epoch::from_number).ok_or(DoesNotOpen)?;
    let (_, root) = keyring.all().find(|(held, _)| *held == epoch).ok_or(DoesNotOpen)?;
    let plain = cipher::open(&key(root), &place(&keyring.person, epoch, seq), sealed)?;
    std::str::from_utf8(&plain).map(str::to_owned).map_err(|_| DoesNotOpen)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::PersonId;
    use crate::secret::{Sector, TownSecret};

    #[test]
    fn a_note_opens_in_its_row_alone_also_in_a_later_epoch() {
        let town = TownSecret::parse(&"5a".repeat(32)).unwrap();
        let me = town.pseudonym(Sector::Health, &PersonId::from_random([1; 16]));
        let first = (Epoch::FIRST, Root::from_bytes([1; 32]));
        let early = Keyring::new(me.clone(), first.clone(), Vec::new());
        let late = Keyring::new(me, (Epoch::FIRST.next(), Root::from_bytes([2; 32])), vec![first]);
        let note = seal_note(&early, 7, "本人", [3; 24]);
        assert_eq!(open_note(&late, 7, &note).as_deref(), Ok("本人"));
        assert!(open_note(&late, 8, &note).is_err());
        assert!(open_note(&early, 1, &seal_note(&late, 1, "x", [4; 24])).is_err());
        for bad in ["", ".", "1.", "0.x", "99999999999.x", "x.y"] {
            assert!(open_note(&late, 7, bad).is_err());
        }
    }
}
