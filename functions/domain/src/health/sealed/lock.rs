//! Locks: key pairs made from what a person has. A root is sealed to their public halves, so that a new root can be
//! sealed for a device that is not there.

use super::cipher::{self, DoesNotOpen, Nonce, bound};
use super::key::{Epoch, Pepper, RecoverySecret, Root, derive};
use super::one_seed::OneSeed;
use crate::secret::Pseudonym;
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use hibiki_protocol::SealPublicKey;
use hpke::{
    Deserializable as _, Kem as _, OpModeR, OpModeS, Serializable as _, aead::ChaCha20Poly1305,
    kdf::HkdfSha256, kem::X25519HkdfSha256,
};
use sha2::{Digest as _, Sha256};
use std::fmt;

pub(super) type Kem = X25519HkdfSha256;

/// Domain separation from everything else that is sealed in the town (RFC 9180, section 5.1).
const INFO: &[u8] = b"hibiki health v1 root";
pub(super) const ENCAPSULATED: usize = 32;

/// What makes a lock's secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LockKind {
    /// A passkey's PRF output (WebAuthn Level 3, section 10.1.4).
    Passkey,
    /// Random bytes that one browser keeps, for passkeys without PRF.
    Browser,
    /// A card's fixed signature, after its PIN.
    Card,
    /// A guardian's own root.
    Guardian,
    /// The town's recovery key, in printed shares.
    Recovery,
}

impl LockKind {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Passkey, Self::Browser, Self::Card, Self::Guardian, Self::Recovery];

    /// The word in the database.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Passkey => "passkey",
            Self::Browser => "browser",
            Self::Card => "card",
            Self::Guardian => "guardian",
            Self::Recovery => "recovery",
        }
    }

    /// Whether it is one of the person's own ways.
    pub const fn is_own(self) -> bool {
        matches!(self, Self::Passkey | Self::Browser | Self::Card)
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// Names a lock: 16 random bytes, in the database as 32 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockId(String);

impl LockId {
    /// From 16 random bytes.
    pub fn from_random(bytes: [u8; 16]) -> Self {
        Self(HEXLOWER.encode(&bytes))
    }

    /// Reads the one textual form.
    pub fn parse(text: &str) -> Option<Self> {
        let good = text.len() == 32 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        good.then(|| Self(text.to_owned()))
    }

    /// The textual form.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The public half of a lock. Its textual form is base64url without padding, 43 characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockPublicKey([u8; 32]);

impl LockPublicKey {
    /// Reads the textual form.
    pub fn parse(text: &str) -> Option<Self> {
        BASE64URL_NOPAD.decode(text.as_bytes()).ok()?.try_into().ok().map(Self)
    }

    /// The textual form.
    pub fn to_text(&self) -> String {
        BASE64URL_NOPAD.encode(&self.0)
    }

    /// Six bytes by which people and shares tell keys apart. Not enough to trust a key by.
    pub fn mark(&self) -> [u8; 6] {
        let digest = Sha256::digest([b"hibiki key mark v1".as_slice(), &self.0].concat());
        let mut mark = [0; 6];
        mark.copy_from_slice(&digest[..6]);
        mark
    }

    /// The mark for people: `3fa9 12bc 77e0`.
    pub fn mark_text(&self) -> String {
        let hex = HEXLOWER.encode(&self.mark());
        format!("{} {} {}", &hex[..4], &hex[4..8], &hex[8..])
    }
}

/// The secret half of a lock, made anew from its secret whenever it is needed. `Debug` hides it.
pub struct LockKey(<Kem as hpke::Kem>::PrivateKey);

impl LockKey {
    /// The lock that this secret makes. The same secret makes another lock under another id or of another kind.
    pub fn new(kind: LockKind, id: &LockId, secret: &[u8]) -> Self {
        let material = derive(secret, id.0.as_bytes(), &[b"hibiki health v1 lock ", kind.word().as_bytes()]);
        Self(Kem::derive_keypair(material.as_slice()).0)
    }

    /// The public half.
    pub fn public(&self) -> LockPublicKey {
        LockPublicKey(public_bytes(&self.0))
    }

    /// Opens a root that was sealed to this lock.
    pub fn open(&self, pepper: &Pepper, place: &RootPlace<'_>, text: &str) -> Result<Root, DoesNotOpen> {
        self.open_layer(place, &place.uncover(pepper, text)?)
    }

    /// The same without the second layer.
    pub(super) fn open_layer(&self, place: &RootPlace<'_>, layer: &[u8]) -> Result<Root, DoesNotOpen> {
        let bound = place.bytes();
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
        .map_err(|_| DoesNotOpen)?;
        let plain = zeroize::Zeroizing::new(plain);
        Ok(Root::from_bytes(plain.as_slice().try_into().map_err(|_| DoesNotOpen)?))
    }
}

impl fmt::Debug for LockKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LockKey(…)")
    }
}

/// Where a sealed root lies: it opens nowhere else.
#[derive(Debug, Clone, Copy)]
pub struct RootPlace<'a> {
    /// Whose root.
    pub person: &'a Pseudonym,
    /// Of which epoch.
    pub epoch: Epoch,
    /// Behind which kind of lock.
    pub kind: LockKind,
    /// Behind which lock.
    pub lock: &'a LockId,
}

impl RootPlace<'_> {
    fn bytes(&self) -> Vec<u8> {
        bound(&[
            b"hibiki root v1",
            b"health",
            b"lock",
            self.person.as_str().as_bytes(),
            &self.epoch.bytes(),
            self.kind.word().as_bytes(),
            self.lock.0.as_bytes(),
        ])
    }

    /// Seals a root to a lock's public half, and once more under the person's pepper. `seed` and `nonce` are random and
    /// used once.
    pub fn seal(
        &self,
        root: &Root,
        lock: &LockPublicKey,
        pepper: &Pepper,
        seed: [u8; 32],
        nonce: Nonce,
    ) -> Result<String, DoesNotOpen> {
        Ok(self.cover(pepper, &self.seal_layer(root, lock, seed)?, nonce))
    }

    /// Seals a root to a lock's public half alone.
    pub(super) fn seal_layer(
        &self,
        root: &Root,
        lock: &LockPublicKey,
        seed: [u8; 32],
    ) -> Result<Vec<u8>, DoesNotOpen> {
        let recipient = <Kem as hpke::Kem>::PublicKey::from_bytes(&lock.0).map_err(|_| DoesNotOpen)?;
        let (encapsulated, sealed) = hpke::single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, Kem>(
            &OpModeS::Base,
            &recipient,
            INFO,
            root.0.as_slice(),
            &self.bytes(),
            &mut OneSeed::new(seed),
        )
        .map_err(|_| DoesNotOpen)?;
        Ok([encapsulated.to_bytes().as_slice(), &sealed].concat())
    }

    /// Puts the person's second layer over what is sealed to a lock.
    pub fn cover(&self, pepper: &Pepper, layer: &[u8], nonce: Nonce) -> String {
        let bound = self.bytes();
        cipher::seal(&pepper_key(pepper, &bound), &bound, layer, nonce)
    }

    /// Takes the second layer off: what is left opens with the lock's own key, on whatever machine that is.
    pub fn uncover(&self, pepper: &Pepper, text: &str) -> Result<Vec<u8>, DoesNotOpen> {
        let bound = self.bytes();
        cipher::open(&pepper_key(pepper, &bound), &bound, text).map(|layer| layer.to_vec())
    }
}

pub(super) fn pepper_key(pepper: &Pepper, place: &[u8]) -> zeroize::Zeroizing<[u8; 32]> {
    derive(pepper.0.as_slice(), b"", &[b"hibiki health v1 pepper ", place])
}

fn public_bytes(key: &<Kem as hpke::Kem>::PrivateKey) -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes.copy_from_slice(&Kem::sk_to_pk(key).to_bytes());
    bytes
}

pub(super) fn inbox_public_key(material: &[u8; 32]) -> SealPublicKey {
    SealPublicKey::from_bytes(public_bytes(&Kem::derive_keypair(material).0))
}

impl RecoverySecret {
    /// The key pair that these 32 bytes make (RFC 9180, `DeriveKeyPair`).
    pub fn key(&self) -> LockKey {
        LockKey(Kem::derive_keypair(self.0.as_slice()).0)
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
    fn a_root_opens_with_its_lock_its_pepper_and_in_its_place_alone() {
        let (me, other) = (person(1), person(2));
        let (id, other_id) = (LockId::from_random([1; 16]), LockId::from_random([2; 16]));
        let (pepper, root) = (Pepper::from_bytes([3; 32]), Root::from_bytes([4; 32]));
        let key = LockKey::new(LockKind::Passkey, &id, b"prf output");
        let place = RootPlace { person: &me, epoch: Epoch::FIRST, kind: LockKind::Passkey, lock: &id };
        let sealed = place.seal(&root, &key.public(), &pepper, [5; 32], [6; 24]).unwrap();

        assert_eq!(*key.open(&pepper, &place, &sealed).unwrap().0, *root.0);
        assert!(key.open(&Pepper::from_bytes([9; 32]), &place, &sealed).is_err());
        for wrong in [
            RootPlace { person: &other, ..place },
            RootPlace { epoch: Epoch::FIRST.next(), ..place },
            RootPlace { kind: LockKind::Browser, ..place },
            RootPlace { lock: &other_id, ..place },
        ] {
            assert!(key.open(&pepper, &wrong, &sealed).is_err());
        }
        for wrong in [
            LockKey::new(LockKind::Passkey, &id, b"another output"),
            LockKey::new(LockKind::Browser, &id, b"prf output"),
            LockKey::new(LockKind::Passkey, &other_id, b"prf output"),
        ] {
            assert!(wrong.open(&pepper, &place, &sealed).is_err());
        }
    }

    #[test]
    fn the_same_secret_makes_the_same_lock_each_time() {
        let id = LockId::from_random([1; 16]);
        let once = LockKey::new(LockKind::Card, &id, b"signature").public();
        assert_eq!(LockKey::new(LockKind::Card, &id, b"signature").public(), once);
        assert_eq!(LockPublicKey::parse(&once.to_text()), Some(once));
    }

    #[test]
    fn debug_shows_no_lock_key() {
        let id = LockId::from_random([1; 16]);
        assert_eq!(format!("{:?}", LockKey::new(LockKind::Card, &id, b"x")), "LockKey(…)");
    }
}
