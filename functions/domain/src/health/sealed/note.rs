//! What stands in the log of a person's record beside time and kind: who by name, what and why. For the person alone.
//!
//! Who has the record open seals it under the root; who reads without the root seals it to the inbox.

use super::cipher::{self, DoesNotOpen, Nonce, bound};
use super::envelope::{self, Opener};
use super::key::{Epoch, Pepper, Root, derive};
use super::keyring::Keyring;
use super::lock::{Kem, pepper_key};
use crate::secret::Pseudonym;
use hibiki_protocol::SealPublicKey;
use hpke::Kem as _;
use zeroize::Zeroizing;

/// Domain separation from everything else that is sealed in the town (RFC 9180, section 5.1).
const INFO: &[u8] = b"hibiki health v1 note";
/// How a text begins that was sealed to the inbox.
const TO_INBOX: &str = "inbox-";
/// Notes to the inbox are filled up to a multiple of this: their length tells little of what was read and why.
const BLOCK: usize = 512;

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
    let (epoch, root, sealed) = parts(keyring, text)?;
    let plain = cipher::open(&key(root), &place(&keyring.person, epoch, seq), sealed)?;
    std::str::from_utf8(&plain).map(str::to_owned).map_err(|_| DoesNotOpen)
}

/// Seals a note for row `seq` of the log to the person's inbox, by somebody who has no root, and once more under the
/// pepper. `seed` and `nonce` are random and used once.
pub fn seal_note_to_inbox(
    (person, epoch, inbox): (&Pseudonym, Epoch, &SealPublicKey),
    pepper: &Pepper,
    seq: i64,
    note: &str,
    (seed, nonce): ([u8; 32], Nonce),
) -> Result<String, DoesNotOpen> {
    let place = place(person, epoch, seq);
    let mut plain = Zeroizing::new(note.as_bytes().to_vec());
    let filled = plain.len().next_multiple_of(BLOCK);
    plain.resize(filled, 0);
    let layer = envelope::seal(INFO, inbox.as_bytes(), &[(plain.as_slice(), place.as_slice())], seed)?;
    let sealed = cipher::seal(&pepper_key(pepper, &place), &place, &layer, nonce);
    Ok(format!("{TO_INBOX}{}.{sealed}", epoch.number()))
}

/// Opens what [`seal_note_to_inbox`] made for the same row.
pub fn open_note_from_inbox(
    keyring: &Keyring,
    pepper: &Pepper,
    seq: i64,
    text: &str,
) -> Result<String, DoesNotOpen> {
    let (epoch, root, sealed) = parts(keyring, text.strip_prefix(TO_INBOX).ok_or(DoesNotOpen)?)?;
    let place = place(&keyring.person, epoch, seq);
    let layer = cipher::open(&pepper_key(pepper, &place), &place, sealed)?;
    let material = derive(root.0.as_slice(), b"", &[b"hibiki health v1 inbox"]);
    let key = Kem::derive_keypair(material.as_slice()).0;
    let plain = Opener::new(INFO, &key, &layer)?.next(&place)?;
    let note = std::str::from_utf8(&plain).map_err(|_| DoesNotOpen)?;
    Ok(note.trim_end_matches('\0').to_owned())
}

/// Whether a text was sealed to the inbox: it opens with [`open_note_from_inbox`].
pub fn is_to_inbox(text: &str) -> bool {
    text.starts_with(TO_INBOX)
}

/// The epoch that a text names, its root and the rest.
fn parts<'a, 'b>(keyring: &'a Keyring, text: &'b str) -> Result<(Epoch, &'a Root, &'b str), DoesNotOpen> {
    let (epoch, sealed) = text.split_once('.').ok_or(DoesNotOpen)?;
    let epoch = epoch.parse().ok().and_then(Epoch::from_number).ok_or(DoesNotOpen)?;
    let (_, root) = keyring.all().find(|(held, _)| *held == epoch).ok_or(DoesNotOpen)?;
    Ok((epoch, root, sealed))
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
    #[test]
    fn a_note_to_the_inbox_opens_with_the_root_the_pepper_and_in_its_row_alone() {
        let town = TownSecret::parse(&"5a".repeat(32)).unwrap();
        let person = |n| town.pseudonym(Sector::Health, &PersonId::from_random([n; 16]));
        let first = (Epoch::FIRST, Root::from_bytes([1; 32]));
        let keyring = |n, newest| Keyring::new(person(n), newest, Vec::new());
        let mine = keyring(1, first.clone());
        let later = (Epoch::FIRST.next(), Root::from_bytes([2; 32]));
        let late = Keyring::new(person(1), later.clone(), vec![first.clone()]);
        let (pepper, other) = (Pepper::from_bytes([4; 32]), Pepper::from_bytes([5; 32]));
        let to = |epoch, root: &Root, seq| {
            let me = person(1);
            let dice = ([6; 32], [7; 24]);
            seal_note_to_inbox((&me, epoch, &root.inbox()), &pepper, seq, "保健師", dice).unwrap()
        };
        let note = to(Epoch::FIRST, &first.1, 7);
        for keyring in [&mine, &late] {
            assert_eq!(open_note_from_inbox(keyring, &pepper, 7, &note).as_deref(), Ok("保健師"));
        }
        assert!(open_note_from_inbox(&mine, &pepper, 8, &note).is_err());
        assert!(open_note_from_inbox(&mine, &other, 7, &note).is_err());
        assert!(open_note_from_inbox(&keyring(2, first.clone()), &pepper, 7, &note).is_err());
        assert!(open_note_from_inbox(&keyring(1, (Epoch::FIRST, later.1)), &pepper, 7, &note).is_err());
        assert!(open_note(&mine, 7, &note).is_err());
        assert!(open_note_from_inbox(&mine, &pepper, 7, &seal_note(&mine, 7, "本人", [3; 24])).is_err());
        for bad in ["", "inbox-", "inbox-1.", "inbox-9.x", "1.x"] {
            assert!(open_note_from_inbox(&mine, &pepper, 7, bad).is_err());
        }
    }
}
