//! The signed answer to a tap, in the shape of a `WebAuthn` assertion (Web Authentication Level 3, section 6).

use crate::{BridgePublicKey, Challenge, KeyId, Purpose, RpIdHash, Signature, Want};
use data_encoding::BASE64URL_NOPAD;
use ed25519_dalek::VerifyingKey;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What the bridge was asked for and by which page. Its bytes are rebuilt by the Worker, never parsed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClientData {
    #[serde(rename = "type")]
    kind: &'static str,
    challenge: Challenge,
    origin: String,
    purpose: Purpose,
    want: Want,
}

impl ClientData {
    /// The client data of one tap; `origin` is what the browser stated, e.g. `https://hibiki.example.jp`.
    pub fn new(challenge: Challenge, origin: &str, purpose: Purpose, want: Want) -> Self {
        Self { kind: "tap.get", challenge, origin: origin.to_owned(), purpose, want }
    }

    /// The canonical bytes: JSON in the order of the fields, without blanks.
    pub fn to_bytes(&self) -> Vec<u8> {
        // A struct of strings always serialises; were that ever false, no signature would match.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// SHA-256 of the canonical bytes.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.to_bytes()).into()
    }
}

/// What happened at the reader (the flag bits of `WebAuthn`'s authenticator data).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flags {
    /// A card was in the field (bit 0, UP).
    pub card_present: bool,
    /// The card accepted its PIN during this request (bit 2, UV).
    pub pin_verified: bool,
}

impl Flags {
    const fn to_byte(self) -> u8 {
        self.card_present as u8 | (self.pin_verified as u8) << 2
    }

    const fn from_byte(byte: u8) -> Option<Self> {
        if byte & !0b101 != 0 {
            return None;
        }
        Some(Self { card_present: byte & 1 != 0, pin_verified: byte & 4 != 0 })
    }
}

/// What the bridge signs beside the client data.
///
/// ```text
/// 32  rp_id_hash        SHA-256 of the town's host name
///  1  flags             bit 0 card present, bit 2 PIN verified, the others zero
///  4  counter           big-endian, rises with every signature of this bridge
/// 16  key_id            first 16 bytes of SHA-256(public key)
///  2  length of sealed  big-endian
///  n  sealed            HPKE: encapsulated key (32) and ciphertext of the evidence
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthenticatorData {
    /// The town that asked.
    pub rp_id_hash: RpIdHash,
    /// What happened at the reader.
    pub flags: Flags,
    /// Rises with every signature of this bridge.
    pub counter: u32,
    /// Which bridge.
    pub key_id: KeyId,
    /// The evidence, sealed to the Worker.
    pub sealed: Vec<u8>,
}

/// Why bytes were not authenticator data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AuthenticatorDataError {
    /// Too short, or the length of the sealed part is not what follows.
    #[error("authenticator data has the wrong length")]
    Length,
    /// A flag that this version does not know is set.
    #[error("authenticator data has unknown flags")]
    Flags,
}

const HEAD: usize = 32 + 1 + 4 + 16;
/// Evidence holds at most an identifier, a certificate and two signatures.
const MAX_SEALED: usize = 8192;

impl AuthenticatorData {
    fn head(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(HEAD + 2 + self.sealed.len());
        out.extend_from_slice(self.rp_id_hash.as_bytes());
        out.push(self.flags.to_byte());
        out.extend_from_slice(&self.counter.to_be_bytes());
        out.extend_from_slice(self.key_id.as_bytes());
        out
    }

    /// The bytes to which the sealed evidence is bound: everything in front of it, and the client data.
    pub fn bound_bytes(&self, client_data_hash: &[u8; 32]) -> Vec<u8> {
        let mut out = self.head();
        out.extend_from_slice(client_data_hash);
        out
    }

    /// The canonical bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = self.head();
        out.extend_from_slice(&u16::try_from(self.sealed.len()).unwrap_or(u16::MAX).to_be_bytes());
        out.extend_from_slice(&self.sealed);
        out
    }

    /// Reads the canonical bytes and nothing else.
    pub fn parse(bytes: &[u8]) -> Result<Self, AuthenticatorDataError> {
        use AuthenticatorDataError::{Flags as BadFlags, Length};
        let (rp_id_hash, rest) = bytes.split_first_chunk::<32>().ok_or(Length)?;
        let (flags, rest) = rest.split_first().ok_or(Length)?;
        let (counter, rest) = rest.split_first_chunk::<4>().ok_or(Length)?;
        let (key_id, rest) = rest.split_first_chunk::<16>().ok_or(Length)?;
        let (length, sealed) = rest.split_first_chunk::<2>().ok_or(Length)?;
        if sealed.len() != usize::from(u16::from_be_bytes(*length)) || sealed.len() > MAX_SEALED {
            return Err(Length);
        }
        Ok(Self {
            rp_id_hash: RpIdHash::from_bytes(*rp_id_hash),
            flags: Flags::from_byte(*flags).ok_or(BadFlags)?,
            counter: u32::from_be_bytes(*counter),
            key_id: KeyId::from_bytes(*key_id),
            sealed: sealed.to_vec(),
        })
    }
}

/// What the bridge hands to the page and the page to the Worker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TapAssertion {
    /// [`AuthenticatorData::to_bytes`], base64url.
    #[serde(with = "base64url_bytes")]
    pub authenticator_data: Vec<u8>,
    /// ed25519 over [`signed_bytes`].
    pub signature: Signature,
}

/// The bytes that a bridge signs: `authenticatorData || SHA-256(clientData)`.
pub fn signed_bytes(authenticator_data: &[u8], client_data_hash: &[u8; 32]) -> Vec<u8> {
    [authenticator_data, client_data_hash].concat()
}

/// The message that the card's own key signs at level `pin`.
///
/// It names the town and, through the client data, challenge, origin and purpose, so that the card's
/// signature alone is proof, whoever owns the reader.
pub fn card_message(rp_id_hash: &RpIdHash, client_data_hash: &[u8; 32]) -> Vec<u8> {
    [b"hibiki card signature v1\0".as_slice(), rp_id_hash.as_bytes(), client_data_hash].concat()
}

/// The message from whose signature the secret of a card's lock is made (docs/sealed-records.md, part 3).
///
/// RSASSA-PKCS1-v1_5 signs the same text the same way each time. The bridge builds the text, from the town that it
/// pinned and from the certificate on the card (`public_key_der` is its DER `SubjectPublicKeyInfo`); a page cannot
/// choose any of it. It never equals a [`card_message`]: the texts differ from their 13th byte on, and in length.
pub fn card_lock_message(rp_id_hash: &RpIdHash, public_key_der: &[u8]) -> Vec<u8> {
    let key_hash = Sha256::digest(public_key_der);
    [b"hibiki card lock v1\0".as_slice(), rp_id_hash.as_bytes(), &key_hash].concat()
}

/// Strict verification (RFC 8032 with small-order keys and malleable signatures refused).
pub fn verify_signature(key: &BridgePublicKey, message: &[u8], signature: &Signature) -> bool {
    VerifyingKey::from_bytes(key.as_bytes()).is_ok_and(|key| {
        !key.is_weak()
            && key.verify_strict(message, &ed25519_dalek::Signature::from_bytes(signature.as_bytes())).is_ok()
    })
}

mod base64url_bytes {
    use super::BASE64URL_NOPAD;
    use serde::{Deserialize, Deserializer, Serializer, de};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64URL_NOPAD.encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.len() > 16 * 1024 {
            return Err(de::Error::custom("too long"));
        }
        BASE64URL_NOPAD.decode(text.as_bytes()).map_err(de::Error::custom)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use ed25519_dalek::{Signer, SigningKey};

    fn data() -> AuthenticatorData {
        AuthenticatorData {
            rp_id_hash: RpIdHash::of("hibiki.example.jp"),
            flags: Flags { card_present: true, pin_verified: false },
            counter: 7,
            key_id: KeyId::from_bytes([3; 16]),
            sealed: vec![9; 100],
        }
    }

    #[test]
    fn client_data_bytes_are_the_golden_ones() {
        let client_data = ClientData::new(
            Challenge::from_bytes([0; 32]),
            "https://hibiki.example.jp",
            Purpose::LogIn,
            Want::Identifier,
        );
        assert_eq!(
            String::from_utf8(client_data.to_bytes()).unwrap(),
            r#"{"type":"tap.get","challenge":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","origin":"https://hibiki.example.jp","purpose":"login","want":"identifier"}"#
        );
    }

    #[test]
    fn authenticator_data_reads_back_and_every_cut_is_refused() {
        let bytes = data().to_bytes();
        assert_eq!(AuthenticatorData::parse(&bytes).unwrap(), data());
        for cut in 0..bytes.len() {
            assert!(AuthenticatorData::parse(&bytes[..cut]).is_err());
        }
        assert!(AuthenticatorData::parse(&[bytes, vec![0]].concat()).is_err());
    }

    #[test]
    fn unknown_flags_are_refused() {
        let mut bytes = data().to_bytes();
        bytes[32] |= 0x40;
        assert_eq!(AuthenticatorData::parse(&bytes), Err(AuthenticatorDataError::Flags));
    }

    #[test]
    fn the_lock_message_bytes_are_the_golden_ones() {
        let message = card_lock_message(&RpIdHash::of("hibiki.example.jp"), b"a public key");
        let (text, hashes) = message.split_at(20);
        assert_eq!(text, b"hibiki card lock v1\0");
        assert_eq!(hashes[..32], Sha256::digest(b"hibiki.example.jp")[..]);
        assert_eq!(hashes[32..], Sha256::digest(b"a public key")[..]);
    }

    #[test]
    fn no_lock_message_is_ever_a_challenge_message() {
        // Whatever the three hashes are, the two kinds differ in length and in their texts, which no hash can reach.
        for rp_id in ["", "hibiki.example.jp", "localhost"] {
            for fill in [0x00, 0x6c, 0xff] {
                let rp_id_hash = RpIdHash::of(rp_id);
                let challenge = card_message(&rp_id_hash, &[fill; 32]);
                let lock = card_lock_message(&rp_id_hash, &[fill; 294]);
                assert_eq!((challenge.len(), lock.len()), (89, 84));
                assert_eq!((challenge[12], lock[12]), (b's', b'l'));
                assert!(!challenge.starts_with(&lock) && !lock.starts_with(&challenge));
            }
        }
    }

    #[test]
    fn a_signature_counts_for_its_own_message_and_key_only() {
        let key = SigningKey::from_bytes(&[5; 32]);
        let public = BridgePublicKey::from_bytes(key.verifying_key().to_bytes());
        let signature = Signature::from_bytes(key.sign(b"message").to_bytes());
        assert!(verify_signature(&public, b"message", &signature));
        assert!(!verify_signature(&public, b"massage", &signature));
        let other = BridgePublicKey::from_bytes(SigningKey::from_bytes(&[6; 32]).verifying_key().to_bytes());
        assert!(!verify_signature(&other, b"message", &signature));
    }

    #[test]
    fn a_small_order_key_signs_nothing() {
        // The neutral element: with it the all-zero signature satisfies the plain equation for any message.
        let mut neutral = [0; 32];
        neutral[0] = 1;
        let mut signature = [0; 64];
        signature[0] = 1;
        assert!(!verify_signature(
            &BridgePublicKey::from_bytes(neutral),
            b"any",
            &Signature::from_bytes(signature)
        ));
    }

    #[test]
    fn a_signature_with_s_plus_the_group_order_is_refused() {
        const ORDER: [u8; 32] = [
            0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
        ];
        let key = SigningKey::from_bytes(&[5; 32]);
        let mut bytes = key.sign(b"message").to_bytes();
        let mut carry = 0u16;
        for (byte, order) in bytes[32..].iter_mut().zip(ORDER) {
            let sum = u16::from(*byte) + u16::from(order) + carry;
            *byte = u8::try_from(sum & 0xff).unwrap();
            carry = sum >> 8;
        }
        let public = BridgePublicKey::from_bytes(key.verifying_key().to_bytes());
        assert!(!verify_signature(&public, b"message", &Signature::from_bytes(bytes)));
    }
}
