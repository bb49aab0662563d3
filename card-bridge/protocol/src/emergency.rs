//! Emergency summaries on their way to the one bridge that shows them (docs/sealed-records.md, part 5).
//!
//! Two sealings lie around each other, both HPKE (RFC 9180: X25519, HKDF-SHA256, ChaCha20-Poly1305):
//!
//! - the **envelope**, made by the owner's session at each save, to the key of one emergency bridge (base mode), and
//!   bound to its place: bridge, person, envelope id. The town keeps it and cannot open it;
//! - the **release**, made by the Worker around one envelope after one tap, to the same key, authenticated by the key
//!   that the bridge pinned when the town was added (auth mode), and bound to the client data of that very tap. So a
//!   page, whatever scripts run in it, can neither hand over the summary of another tap nor one of its own making,
//!   and does not see whose it is.
//!
//! Random bytes are arguments: this runs in the Worker, where dice belong to the shell.

use crate::seal::{ENCAPSULATED, Kem};
use crate::{
    BadSummary, EmergencyPublicKey, EmergencySummary, EnvelopeId, KeyId, SealError, SealPublicKey,
    SealSecretKey,
};
use hpke::{
    Deserializable as _, Kem as _, OpModeR, OpModeS, Serializable as _,
    aead::ChaCha20Poly1305,
    kdf::HkdfSha256,
    rand_core::{TryCryptoRng, TryRng},
};
use sha2::{Digest as _, Sha256};
use std::{convert::Infallible, fmt};
use zeroize::Zeroizing;

type PublicKey = <Kem as hpke::Kem>::PublicKey;
type PrivateKey = <Kem as hpke::Kem>::PrivateKey;

/// Domain separation: an envelope is neither evidence of a tap nor a release.
const ENVELOPE_INFO: &[u8] = b"hibiki emergency envelope v1";
const RELEASE_INFO: &[u8] = b"hibiki emergency release v1";
/// The longest text by which a person is called.
const MAX_PERSON: usize = 64;

/// The text cannot be a pseudonym.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a pseudonym has 1 to 64 letters, digits, hyphens and underscores")]
pub struct BadPlace;

/// Where an envelope belongs. In another place it does not open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvelopePlace {
    bridge: KeyId,
    person: String,
    id: EnvelopeId,
}

impl EnvelopePlace {
    /// `bridge`: who opens it; `person`: the person's pseudonym in the sector `health`; `id`: this very envelope, new
    /// at each save.
    pub fn new(bridge: KeyId, person: &str, id: EnvelopeId) -> Result<Self, BadPlace> {
        let good = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        if person.is_empty() || person.len() > MAX_PERSON || !person.bytes().all(good) {
            return Err(BadPlace);
        }
        Ok(Self { bridge, person: person.to_owned(), id })
    }

    /// `pseudonym's length (1) | pseudonym | envelope id (16)`
    fn person_and_id(&self) -> Vec<u8> {
        let length = u8::try_from(self.person.len()).unwrap_or(u8::MAX);
        [&[length], self.person.as_bytes(), self.id.as_bytes()].concat()
    }

    /// To what the envelope is bound: `"hibiki emergency envelope v1" 00 | key id (16) |`, then
    /// [`Self::person_and_id`].
    fn bound_bytes(&self) -> Vec<u8> {
        [ENVELOPE_INFO, &[0], self.bridge.as_bytes(), &self.person_and_id()].concat()
    }

    /// Reads [`Self::person_and_id`] and gives what follows.
    fn split(bridge: KeyId, bytes: &[u8]) -> Option<(Self, &[u8])> {
        let (length, rest) = bytes.split_first()?;
        let (person, rest) = rest.split_at_checked(usize::from(*length))?;
        let (id, rest) = rest.split_first_chunk::<16>()?;
        let person = std::str::from_utf8(person).ok()?;
        Some((Self::new(bridge, person, EnvelopeId::from_bytes(*id)).ok()?, rest))
    }
}

/// Why a released summary is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EmergencyError {
    /// Not released by this town for this bridge and this tap.
    #[error("the release does not open")]
    Release,
    /// Not sealed to this bridge, or for another place.
    #[error("the envelope does not open")]
    Envelope,
    /// What is in it is no summary.
    #[error(transparent)]
    Summary(#[from] BadSummary),
}

/// The secret key of an emergency bridge. `Debug` hides it; it is wiped when dropped.
pub struct EmergencySecretKey(PrivateKey);

impl EmergencySecretKey {
    /// Derives the key pair from 32 random bytes (RFC 9180, `DeriveKeyPair`).
    pub fn derive(key_material: &[u8; 32]) -> Self {
        Self(Kem::derive_keypair(key_material).0)
    }

    /// The public half, which the town keeps.
    pub fn public_key(&self) -> EmergencyPublicKey {
        let mut bytes = [0; EmergencyPublicKey::LEN];
        bytes.copy_from_slice(&Kem::sk_to_pk(&self.0).to_bytes());
        EmergencyPublicKey::from_bytes(bytes)
    }

    /// Opens what `town` released to the bridge `bridge` for the tap of this client data.
    pub fn open(
        &self,
        town: &SealPublicKey,
        bridge: KeyId,
        client_data_hash: &[u8; 32],
        released: &[u8],
    ) -> Result<EmergencySummary, EmergencyError> {
        let town = PublicKey::from_bytes(town.as_bytes()).map_err(|_| EmergencyError::Release)?;
        let bound = release_bytes(bridge, client_data_hash);
        let inside = self
            .open_layer(&OpModeR::Auth(town), RELEASE_INFO, released, &bound)
            .ok_or(EmergencyError::Release)?;
        let (place, envelope) = EnvelopePlace::split(bridge, &inside).ok_or(EmergencyError::Release)?;
        let plaintext = self
            .open_layer(&OpModeR::Base, ENVELOPE_INFO, envelope, &place.bound_bytes())
            .map(Zeroizing::new)
            .ok_or(EmergencyError::Envelope)?;
        Ok(EmergencySummary::from_plaintext(&plaintext)?)
    }

    fn open_layer(
        &self,
        mode: &OpModeR<'_, Kem>,
        info: &[u8],
        sealed: &[u8],
        bound: &[u8],
    ) -> Option<Vec<u8>> {
        let (encapsulated, ciphertext) = sealed.split_at_checked(ENCAPSULATED)?;
        let encapsulated = <Kem as hpke::Kem>::EncappedKey::from_bytes(encapsulated).ok()?;
        hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, Kem>(
            mode,
            &self.0,
            &encapsulated,
            info,
            ciphertext,
            bound,
        )
        .ok()
    }
}

impl fmt::Debug for EmergencySecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmergencySecretKey(…)")
    }
}

/// To what a release is bound: `key id (16) | SHA-256(client data of the tap)`.
fn release_bytes(bridge: KeyId, client_data_hash: &[u8; 32]) -> Vec<u8> {
    [bridge.as_bytes().as_slice(), client_data_hash].concat()
}

/// Seals a summary to one emergency bridge, for one place: the envelope. `random`: 32 fresh random bytes.
pub fn seal_emergency(
    recipient: &EmergencyPublicKey,
    place: &EnvelopePlace,
    summary: &EmergencySummary,
    random: &[u8; 32],
) -> Result<Vec<u8>, SealError> {
    let plaintext = summary.to_plaintext();
    seal_layer(&OpModeS::Base, recipient, ENVELOPE_INFO, &plaintext, &place.bound_bytes(), random)
}

/// Wraps the envelope of `place` for the tap of this client data, as `town`. `recipient` is the key of the bridge
/// that signed the tap; `random`: 32 fresh random bytes.
pub fn release_emergency(
    town: &SealSecretKey,
    recipient: &EmergencyPublicKey,
    place: &EnvelopePlace,
    envelope: &[u8],
    client_data_hash: &[u8; 32],
    random: &[u8; 32],
) -> Result<Vec<u8>, SealError> {
    let inside = [&place.person_and_id(), envelope].concat();
    let town = OpModeS::Auth((town.0.clone(), Kem::sk_to_pk(&town.0)));
    let bound = release_bytes(place.bridge, client_data_hash);
    seal_layer(&town, recipient, RELEASE_INFO, &inside, &bound, random)
}

fn seal_layer(
    mode: &OpModeS<'_, Kem>,
    recipient: &EmergencyPublicKey,
    info: &[u8],
    plaintext: &[u8],
    bound: &[u8],
    random: &[u8; 32],
) -> Result<Vec<u8>, SealError> {
    let recipient = PublicKey::from_bytes(recipient.as_bytes()).map_err(|_| SealError)?;
    let (encapsulated, ciphertext) = hpke::single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, Kem>(
        mode,
        &recipient,
        info,
        plaintext,
        bound,
        &mut Stretched::new(random),
    )
    .map_err(|_| SealError)?;
    Ok([encapsulated.to_bytes().as_slice(), &ciphertext].concat())
}

/// Gives 32 random bytes to whoever asks for dice: SHA-256 over them and a count. HPKE asks for 32 bytes once; should
/// it ever ask for more, it gets more and no panic.
struct Stretched {
    random: Zeroizing<[u8; 32]>,
    count: u64,
}

impl Stretched {
    fn new(random: &[u8; 32]) -> Self {
        Self { random: Zeroizing::new(*random), count: 0 }
    }
}

impl TryRng for Stretched {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        for chunk in out.chunks_mut(32) {
            let block = Sha256::new()
                .chain_update(b"hibiki emergency random v1\0")
                .chain_update(self.random.as_slice())
                .chain_update(self.count.to_be_bytes())
                .finalize();
            self.count += 1;
            chunk.copy_from_slice(&block[..chunk.len()]);
        }
        Ok(())
    }
}

impl TryCryptoRng for Stretched {}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::SummaryLine;

    const BRIDGE: KeyId = KeyId::from_bytes([4; 16]);
    const TAP: [u8; 32] = [6; 32];

    fn town() -> SealSecretKey {
        SealSecretKey::derive(&[1; 32])
    }

    fn bridge() -> EmergencySecretKey {
        EmergencySecretKey::derive(&[2; 32])
    }

    fn place() -> EnvelopePlace {
        EnvelopePlace::new(BRIDGE, "0f3a", EnvelopeId::from_bytes([5; 16])).unwrap()
    }

    fn summary() -> EmergencySummary {
        let line = SummaryLine { label: "アレルギー".to_owned(), value: "ペニシリン".to_owned() };
        EmergencySummary::new("救急の情報".to_owned(), vec![line]).unwrap()
    }

    fn envelope() -> Vec<u8> {
        seal_emergency(&bridge().public_key(), &place(), &summary(), &[7; 32]).unwrap()
    }

    fn released() -> Vec<u8> {
        release_emergency(&town(), &bridge().public_key(), &place(), &envelope(), &TAP, &[8; 32]).unwrap()
    }

    fn open(released: &[u8]) -> Result<EmergencySummary, EmergencyError> {
        bridge().open(&town().public_key(), BRIDGE, &TAP, released)
    }

    #[test]
    fn what_the_town_released_for_this_tap_opens_at_this_bridge() {
        assert_eq!(open(&released()).unwrap(), summary());
    }

    #[test]
    fn another_bridge_town_tap_or_key_id_opens_nothing() {
        let (released, town_key) = (released(), town().public_key());
        let refused = Err(EmergencyError::Release);
        assert_eq!(EmergencySecretKey::derive(&[3; 32]).open(&town_key, BRIDGE, &TAP, &released), refused);
        let other_town = SealSecretKey::derive(&[9; 32]).public_key();
        assert_eq!(bridge().open(&other_town, BRIDGE, &TAP, &released), refused);
        assert_eq!(bridge().open(&town_key, BRIDGE, &[0; 32], &released), refused);
        assert_eq!(bridge().open(&town_key, KeyId::from_bytes([0; 16]), &TAP, &released), refused);
    }

    #[test]
    fn whoever_knows_an_envelope_and_not_the_towns_secret_cannot_release_it() {
        assert_eq!(open(&envelope()), Err(EmergencyError::Release), "the envelope alone");
        let stranger = SealSecretKey::derive(&[9; 32]);
        let forged =
            release_emergency(&stranger, &bridge().public_key(), &place(), &envelope(), &TAP, &[8; 32])
                .unwrap();
        assert_eq!(open(&forged), Err(EmergencyError::Release));
        // In base mode anybody can seal to the bridge: that is no release.
        let inside = [&place().person_and_id(), envelope().as_slice()].concat();
        let bound = release_bytes(BRIDGE, &TAP);
        let unsigned =
            seal_layer(&OpModeS::Base, &bridge().public_key(), RELEASE_INFO, &inside, &bound, &[8; 32])
                .unwrap();
        assert_eq!(open(&unsigned), Err(EmergencyError::Release));
    }

    #[test]
    fn an_envelope_that_was_moved_to_another_person_id_or_bridge_does_not_open() {
        let id = EnvelopeId::from_bytes([5; 16]);
        for place in [
            EnvelopePlace::new(BRIDGE, "0f3b", id).unwrap(),
            EnvelopePlace::new(BRIDGE, "0f3", id).unwrap(),
            EnvelopePlace::new(BRIDGE, "0f3a", EnvelopeId::from_bytes([6; 16])).unwrap(),
        ] {
            let moved =
                release_emergency(&town(), &bridge().public_key(), &place, &envelope(), &TAP, &[8; 32])
                    .unwrap();
            assert_eq!(open(&moved), Err(EmergencyError::Envelope), "{place:?}");
        }
        let of_another_bridge = EnvelopePlace::new(KeyId::from_bytes([0; 16]), "0f3a", id).unwrap();
        let envelope =
            seal_emergency(&bridge().public_key(), &of_another_bridge, &summary(), &[7; 32]).unwrap();
        let moved =
            release_emergency(&town(), &bridge().public_key(), &place(), &envelope, &TAP, &[8; 32]).unwrap();
        assert_eq!(open(&moved), Err(EmergencyError::Envelope));
    }

    #[test]
    fn a_cut_or_changed_release_is_refused() {
        let good = released();
        // Each try is curve arithmetic without optimisation: all of the encapsulated key, then every 13th byte.
        for place in (0..32).chain((32..good.len()).step_by(13)).chain([good.len() - 1]) {
            assert_eq!(open(&good[..place]), Err(EmergencyError::Release), "cut at {place}");
            let mut changed = good.clone();
            changed[place] ^= 0x01;
            assert_eq!(open(&changed), Err(EmergencyError::Release), "byte {place}");
        }
    }

    #[test]
    fn evidence_envelopes_and_releases_do_not_open_as_one_another() {
        // The same key material, as one machine could have it by mistake.
        let as_worker = SealSecretKey::derive(&[2; 32]);
        assert!(as_worker.open(&envelope(), &place().bound_bytes()).is_err());
        let bound = release_bytes(BRIDGE, &TAP);
        assert!(
            bridge().open_layer(&OpModeR::Base, RELEASE_INFO, &envelope(), &place().bound_bytes()).is_none()
        );
        assert!(bridge().open_layer(&OpModeR::Base, ENVELOPE_INFO, &released(), &bound).is_none());
    }

    #[test]
    fn what_is_inside_and_is_no_summary_is_told_from_what_does_not_open() {
        let key = bridge().public_key();
        let bound = place().bound_bytes();
        let envelope = seal_layer(&OpModeS::Base, &key, ENVELOPE_INFO, &[0; 256], &bound, &[7; 32]).unwrap();
        let released = release_emergency(&town(), &key, &place(), &envelope, &TAP, &[8; 32]).unwrap();
        assert_eq!(open(&released), Err(EmergencyError::Summary(BadSummary::Unreadable)));
    }

    #[test]
    fn places_are_pseudonyms_and_nothing_else() {
        let id = EnvelopeId::from_bytes([5; 16]);
        for good in ["0", &"f".repeat(64), "a-b_C"] {
            assert!(EnvelopePlace::new(BRIDGE, good, id).is_ok(), "{good}");
        }
        for bad in ["", &"f".repeat(65), "a b", "花子", "a\0", "a/b"] {
            assert_eq!(EnvelopePlace::new(BRIDGE, bad, id), Err(BadPlace), "{bad}");
        }
    }

    #[test]
    fn the_bound_bytes_are_the_golden_ones() {
        let golden =
            [b"hibiki emergency envelope v1\0".as_slice(), &[4; 16], &[4], b"0f3a", &[5; 16]].concat();
        assert_eq!(place().bound_bytes(), golden);
        assert_eq!(release_bytes(BRIDGE, &TAP), [[4; 16].as_slice(), &[6; 32]].concat());
    }

    #[test]
    fn other_random_bytes_make_another_sealing_and_the_same_ones_the_same() {
        let sealed =
            |random| seal_emergency(&bridge().public_key(), &place(), &summary(), &[random; 32]).unwrap();
        assert_eq!(sealed(1), sealed(1));
        assert_ne!(sealed(1)[..32], sealed(2)[..32]);
    }

    #[test]
    fn a_small_order_key_takes_no_summary() {
        let nobody = EmergencyPublicKey::from_bytes([0; 32]);
        assert_eq!(seal_emergency(&nobody, &place(), &summary(), &[1; 32]), Err(SealError));
    }

    #[test]
    fn debug_shows_no_key() {
        assert_eq!(format!("{:?}", bridge()), "EmergencySecretKey(…)");
    }
}
