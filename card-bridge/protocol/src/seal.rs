//! Sealing to the Worker: HPKE base mode (RFC 9180) with X25519, HKDF-SHA256 and ChaCha20-Poly1305.

use crate::SealPublicKey;
use hpke::{
    Deserializable, Kem as _, OpModeR, Serializable, aead::ChaCha20Poly1305, kdf::HkdfSha256,
    kem::X25519HkdfSha256,
};
use std::fmt;

pub(crate) type Kem = X25519HkdfSha256;

/// Length of the encapsulated key in front of the ciphertext.
pub(crate) const ENCAPSULATED: usize = 32;
/// Domain separation: this sealing is for evidence of a tap and for nothing else.
const INFO: &[u8] = b"hibiki tap evidence v1";

/// The sealed bytes did not open: another key, other bound data, or changed bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the sealed evidence does not open")]
pub struct SealError;

/// The Worker's secret key for sealed evidence. `Debug` hides it; it is wiped when dropped.
pub struct SealSecretKey(pub(crate) <Kem as hpke::Kem>::PrivateKey);

impl SealSecretKey {
    /// Derives the key pair from secret key material of at least 32 bytes (RFC 9180, `DeriveKeyPair`).
    pub fn derive(key_material: &[u8; 32]) -> Self {
        Self(Kem::derive_keypair(key_material).0)
    }

    /// The public half, which bridges pin at enrolment.
    pub fn public_key(&self) -> SealPublicKey {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(&Kem::sk_to_pk(&self.0).to_bytes());
        SealPublicKey::from_bytes(bytes)
    }

    /// Opens what [`seal`] closed with the same `bound` data.
    pub fn open(&self, sealed: &[u8], bound: &[u8]) -> Result<Vec<u8>, SealError> {
        let (encapsulated, ciphertext) = sealed.split_at_checked(ENCAPSULATED).ok_or(SealError)?;
        let encapsulated =
            <Kem as hpke::Kem>::EncappedKey::from_bytes(encapsulated).map_err(|_| SealError)?;
        hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, Kem>(
            &OpModeR::Base,
            &self.0,
            &encapsulated,
            INFO,
            ciphertext,
            bound,
        )
        .map_err(|_| SealError)
    }
}

impl fmt::Debug for SealSecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealSecretKey(…)")
    }
}

/// Seals `plaintext` to `recipient`; `bound` must be given again to open it.
#[cfg(feature = "seal")]
pub fn seal(recipient: &SealPublicKey, plaintext: &[u8], bound: &[u8]) -> Result<Vec<u8>, SealError> {
    let recipient = <Kem as hpke::Kem>::PublicKey::from_bytes(recipient.as_bytes()).map_err(|_| SealError)?;
    let (encapsulated, ciphertext) = hpke::single_shot_seal::<ChaCha20Poly1305, HkdfSha256, Kem>(
        &hpke::OpModeS::Base,
        &recipient,
        INFO,
        plaintext,
        bound,
    )
    .map_err(|_| SealError)?;
    Ok([encapsulated.to_bytes().as_slice(), &ciphertext].concat())
}

#[cfg(all(test, feature = "seal"))]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn opens_only_with_the_right_key_and_the_right_bound_data() {
        let key = SealSecretKey::derive(&[1; 32]);
        let sealed = seal(&key.public_key(), b"card", b"tap one").unwrap();
        assert_eq!(key.open(&sealed, b"tap one").unwrap(), b"card");
        assert_eq!(key.open(&sealed, b"tap two"), Err(SealError));
        assert_eq!(SealSecretKey::derive(&[2; 32]).open(&sealed, b"tap one"), Err(SealError));
        for cut in 0..sealed.len() {
            assert_eq!(key.open(&sealed[..cut], b"tap one"), Err(SealError));
        }
    }

    #[test]
    fn debug_shows_no_key() {
        assert_eq!(format!("{:?}", SealSecretKey::derive(&[1; 32])), "SealSecretKey(…)");
    }
}
