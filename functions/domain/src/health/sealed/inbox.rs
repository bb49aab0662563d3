//! What others write for a person whose record they cannot read: sealed to the public key of the inbox (RFC 9180), once
//! more under the person's pepper, until a session that has the record open files it.

use super::cipher::{self, DoesNotOpen, Nonce, bound};
use super::key::{Epoch, Pepper, Root, derive};
use super::lock::{ENCAPSULATED, Kem, pepper_key};
use super::one_seed::OneSeed;
use super::record::{MAX_ENTRY, RecordId, TooLong};
use crate::secret::Pseudonym;
use data_encoding::HEXLOWER;
use hibiki_protocol::SealPublicKey;
use hpke::{
    Deserializable as _, Kem as _, OpModeR, OpModeS, Serializable as _, aead::ChaCha20Poly1305,
    kdf::HkdfSha256,
};
use sha2::{Digest as _, Sha256};
use std::fmt;
use zeroize::Zeroizing;

/// Domain separation from everything else that is sealed in the town (RFC 9180, section 5.1).
const INFO: &[u8] = b"hibiki health v1 inbox row";
/// Entries are filled up to a multiple of this: their length tells little.
const BLOCK: usize = 256;

/// Names the line of somebody's table or form, 64 hexadecimal digits: the same line has the same name however often it is
/// sent. Whoever lacks the person's pepper cannot tell what it says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineId(String);

impl LineId {
    /// Of a line that says `text` about this person.
    pub fn of(pepper: &Pepper, person: &Pseudonym, text: &str) -> Self {
        let place = bound(&[person.as_str().as_bytes(), &Sha256::digest(text.as_bytes())]);
        let name = derive(pepper.0.as_slice(), b"", &[b"hibiki health v1 line ", &place]);
        Self(HEXLOWER.encode(name.as_slice()))
    }

    /// Reads the one textual form.
    pub fn parse(text: &str) -> Option<Self> {
        let good = text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        good.then(|| Self(text.to_owned()))
    }

    /// The textual form.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Where a sealed line waits: it opens nowhere else.
#[derive(Debug, Clone, Copy)]
pub struct InboxPlace<'a> {
    /// For whom.
    pub person: &'a Pseudonym,
    /// To the inbox of which epoch.
    pub epoch: Epoch,
    /// Who wrote it.
    pub writer: &'a Pseudonym,
    /// Which line.
    pub line: &'a LineId,
}

impl InboxPlace<'_> {
    fn bytes(&self) -> Vec<u8> {
        bound(&[
            b"hibiki inbox v1",
            b"health",
            b"inbox",
            self.person.as_str().as_bytes(),
            &self.epoch.bytes(),
            self.writer.as_str().as_bytes(),
            self.line.0.as_bytes(),
            b"sealed",
        ])
    }

    /// Seals an entry to a person's inbox. `seed` and `nonce` are random and used once. None when the inbox's key is no key.
    pub fn seal(
        &self,
        entry: &[u8],
        inbox: &SealPublicKey,
        pepper: &Pepper,
        seed: [u8; 32],
        nonce: Nonce,
    ) -> Result<Option<String>, TooLong> {
        let length = u32::try_from(entry.len()).ok().filter(|_| entry.len() <= MAX_ENTRY).ok_or(TooLong)?;
        let mut plain = Zeroizing::new(Vec::with_capacity((entry.len() + 4).next_multiple_of(BLOCK)));
        plain.extend_from_slice(&length.to_be_bytes());
        plain.extend_from_slice(entry);
        let filled = plain.len().next_multiple_of(BLOCK);
        plain.resize(filled, 0);
        Ok(self.sealed(&plain, inbox, pepper, seed, nonce))
    }

    fn sealed(
        &self,
        plain: &[u8],
        inbox: &SealPublicKey,
        pepper: &Pepper,
        seed: [u8; 32],
        nonce: Nonce,
    ) -> Option<String> {
        let bound = self.bytes();
        let recipient = <Kem as hpke::Kem>::PublicKey::from_bytes(inbox.as_bytes()).ok()?;
        let (encapsulated, sealed) = hpke::single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, Kem>(
            &OpModeS::Base,
            &recipient,
            INFO,
            plain,
            &bound,
            &mut OneSeed::new(seed),
        )
        .ok()?;
        let layer = [encapsulated.to_bytes().as_slice(), &sealed].concat();
        Some(cipher::seal(&pepper_key(pepper, &bound), &bound, &layer, nonce))
    }
}

/// The secret half of an inbox. `Debug` hides it.
pub struct InboxKey(<Kem as hpke::Kem>::PrivateKey);

impl InboxKey {
    /// Opens what [`InboxPlace::seal`] made for the same place.
    pub fn open(
        &self,
        pepper: &Pepper,
        place: &InboxPlace<'_>,
        text: &str,
    ) -> Result<Zeroizing<Vec<u8>>, DoesNotOpen> {
        let bound = place.bytes();
        let layer = cipher::open(&pepper_key(pepper, &bound), &bound, text)?;
        let (encapsulated, sealed) = layer.split_at_checked(ENCAPSULATED).ok_or(DoesNotOpen)?;
        let encapsulated =
            <Kem as hpke::Kem>::EncappedKey::from_bytes(encapsulated).map_err(|_| DoesNotOpen)?;
        let plain = hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, Kem>(
            &OpModeR::Base,
            &self.0,
            &encapsulated,
            INFO,
            sealed,
            &bound,
        )
        .map(Zeroizing::new)
        .map_err(|_| DoesNotOpen)?;
        let (length, rest) = plain.split_first_chunk::<4>().ok_or(DoesNotOpen)?;
        let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| DoesNotOpen)?;
        rest.get(..length).map(|entry| Zeroizing::new(entry.to_vec())).ok_or(DoesNotOpen)
    }
}

impl fmt::Debug for InboxKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InboxKey(…)")
    }
}

impl Root {
    /// What opens the inbox of this epoch.
    pub fn inbox_key(&self) -> InboxKey {
        let material = derive(self.0.as_slice(), b"", &[b"hibiki health v1 inbox"]);
        InboxKey(Kem::derive_keypair(material.as_slice()).0)
    }

    /// Names the entry that such a line becomes, or corrects: `what` says who wrote it, of which kind and day it is. The
    /// database cannot tell what it is about, because the name is made with the root.
    pub fn filed_record(&self, what: &[&str]) -> RecordId {
        let parts: Vec<&[u8]> = what.iter().map(|part| part.as_bytes()).collect();
        let name = derive(self.0.as_slice(), b"", &[b"hibiki health v1 filed ", &bound(&parts)]);
        let mut id = [0; 16];
        id.copy_from_slice(&name[..16]);
        RecordId::from_random(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::PersonId;
    use crate::secret::{Sector, TownSecret};

    fn person(n: u8) -> Pseudonym {
        let town = TownSecret::parse(&"5a".repeat(32)).unwrap();
        town.pseudonym(Sector::Health, &PersonId::from_random([n; 16]))
    }

    #[test]
    fn a_line_opens_with_the_root_the_pepper_and_in_its_place_alone() {
        let (me, other, nurse) = (person(1), person(2), person(3));
        let (root, pepper) = (Root::from_bytes([4; 32]), Pepper::from_bytes([5; 32]));
        let line = LineId::of(&pepper, &me, "体重 10.25");
        let place = InboxPlace { person: &me, epoch: Epoch::FIRST, writer: &nurse, line: &line };
        let entry = "体重 10.25".as_bytes();
        let sealed = place.seal(entry, &root.inbox(), &pepper, [6; 32], [7; 24]).unwrap().unwrap();
        assert_eq!(root.inbox_key().open(&pepper, &place, &sealed).unwrap().as_slice(), entry);

        let another = LineId::of(&pepper, &me, "体重 10.26");
        for wrong in [
            InboxPlace { person: &other, ..place },
            InboxPlace { epoch: Epoch::FIRST.next(), ..place },
            InboxPlace { writer: &other, ..place },
            InboxPlace { line: &another, ..place },
        ] {
            assert!(root.inbox_key().open(&pepper, &wrong, &sealed).is_err());
        }
        assert!(root.inbox_key().open(&Pepper::from_bytes([8; 32]), &place, &sealed).is_err());
        assert!(Root::from_bytes([9; 32]).inbox_key().open(&pepper, &place, &sealed).is_err());
    }

    #[test]
    fn a_line_sealed_to_one_s_own_key_is_not_opened_by_the_inbox() {
        let (me, nurse) = (person(1), person(3));
        let (root, thief) = (Root::from_bytes([4; 32]), Root::from_bytes([9; 32]));
        let pepper = Pepper::from_bytes([5; 32]);
        let line = LineId::of(&pepper, &me, "x");
        let place = InboxPlace { person: &me, epoch: Epoch::FIRST, writer: &nurse, line: &line };
        let sealed = place.seal(b"x", &thief.inbox(), &pepper, [6; 32], [7; 24]).unwrap().unwrap();
        assert!(root.inbox_key().open(&pepper, &place, &sealed).is_err());
        assert!(root.inbox_key().open(&pepper, &place, "").is_err());
    }

    #[test]
    fn the_length_of_a_line_tells_only_its_blocks_and_the_longest_fits_into_a_row() {
        let (me, nurse) = (person(1), person(3));
        let (root, pepper) = (Root::from_bytes([4; 32]), Pepper::from_bytes([5; 32]));
        let line = LineId::of(&pepper, &me, "x");
        let place = InboxPlace { person: &me, epoch: Epoch::FIRST, writer: &nurse, line: &line };
        let length = |bytes: usize| {
            let sealed = place.seal(&vec![b'x'; bytes], &root.inbox(), &pepper, [6; 32], [7; 24]);
            sealed.map(|text| text.unwrap().len())
        };
        assert_eq!(length(0), length(252));
        assert_ne!(length(252), length(253));
        assert!(length(MAX_ENTRY).unwrap() < 64 * 1024);
        assert_eq!(length(MAX_ENTRY + 1), Err(TooLong));
    }

    #[test]
    fn the_same_line_has_one_name_for_one_person_and_tells_nothing_without_the_pepper() {
        let (me, other) = (person(1), person(2));
        let (pepper, another) = (Pepper::from_bytes([5; 32]), Pepper::from_bytes([6; 32]));
        let line = LineId::of(&pepper, &me, "x");
        assert_eq!(LineId::of(&pepper, &me, "x"), line);
        assert_eq!(LineId::parse(line.as_str()), Some(line.clone()));
        for different in
            [LineId::of(&pepper, &me, "y"), LineId::of(&pepper, &other, "x"), LineId::of(&another, &me, "x")]
        {
            assert_ne!(different, line);
        }
    }

    #[test]
    fn the_entry_of_a_line_is_named_by_what_it_is_about_and_by_the_root() {
        let (one, two) = (Root::from_bytes([1; 32]), Root::from_bytes([2; 32]));
        let name = one.filed_record(&["a", "bc"]);
        assert_eq!(one.filed_record(&["a", "bc"]), name);
        assert_ne!(one.filed_record(&["ab", "c"]), name);
        assert_ne!(two.filed_record(&["a", "bc"]), name);
    }
}
