//! Fixed-size byte strings with one textual form: base64url without padding (RFC 4648, section 5).

use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::{Digest, Sha256};
use std::fmt;

/// The text was not base64url without padding, or not of the length that the type has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected {expected} bytes as base64url without padding")]
pub struct WrongLength {
    /// Bytes that the type holds.
    pub expected: usize,
}

macro_rules! fixed_bytes {
    ($(#[$doc:meta])* $name:ident, $len:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash)]
        pub struct $name([u8; $len]);

        impl $name {
            /// How many bytes it holds.
            pub const LEN: usize = $len;

            /// From exactly these bytes.
            pub const fn from_bytes(bytes: [u8; $len]) -> Self {
                Self(bytes)
            }

            /// The bytes.
            pub const fn as_bytes(&self) -> &[u8; $len] {
                &self.0
            }

            /// Reads the one textual form.
            pub fn parse(text: &str) -> Result<Self, WrongLength> {
                let wrong = WrongLength { expected: $len };
                // The length is looked at first, so that a megabyte of text is never decoded.
                if text.len() != ($len * 8_usize).div_ceil(6) {
                    return Err(wrong);
                }
                let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| wrong.clone())?;
                bytes.try_into().map(Self).map_err(|_| wrong)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&BASE64URL_NOPAD.encode(&self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Self::parse(&text).map_err(de::Error::custom)
            }
        }
    };
}

fixed_bytes! {
    /// 32 random bytes that the Worker made, for one use within 60 seconds.
    Challenge, 32
}
fixed_bytes! {
    /// SHA-256 of the relying-party id (`WebAuthn`, section 6.1): the town's host name.
    RpIdHash, 32
}
fixed_bytes! {
    /// The X25519 public key of the Worker, to which a card's evidence is sealed.
    SealPublicKey, 32
}
fixed_bytes! {
    /// The ed25519 public key of a card-bridge.
    BridgePublicKey, 32
}
fixed_bytes! {
    /// The X25519 public key of an emergency bridge, to which emergency summaries are sealed.
    EmergencyPublicKey, 32
}
fixed_bytes! {
    /// Names one sealed emergency summary; random.
    EnvelopeId, 16
}
fixed_bytes! {
    /// The first 16 bytes of the SHA-256 of a bridge's public key.
    KeyId, 16
}
fixed_bytes! {
    /// An ed25519 signature (RFC 8032).
    Signature, 64
}

impl RpIdHash {
    /// The hash of `rp_id`, a host name without scheme and port.
    pub fn of(rp_id: &str) -> Self {
        Self(Sha256::digest(rp_id.as_bytes()).into())
    }
}

impl EmergencyPublicKey {
    /// What people compare before they trust the key: 60 bits of its SHA-256, written like a code.
    pub fn fingerprint(&self) -> String {
        let digest: [u8; 32] = Sha256::digest(self.0).into();
        let mut first = [0; 8];
        first.copy_from_slice(&digest[..8]);
        crate::PairingCode::from_bytes(&first).grouped()
    }
}

impl BridgePublicKey {
    /// The short name of this key in a tap.
    pub fn key_id(&self) -> KeyId {
        let digest: [u8; 32] = Sha256::digest(self.0).into();
        let mut id = [0; 16];
        id.copy_from_slice(&digest[..16]);
        KeyId(id)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn text_form_reads_back_to_the_same_bytes() {
        let challenge = Challenge::from_bytes([0xA5; 32]);
        assert_eq!(Challenge::parse(&challenge.to_string()).unwrap(), challenge);
    }

    #[test]
    fn padding_other_alphabets_and_stray_trailing_bits_are_refused() {
        let good = KeyId::from_bytes([0xFF; 16]).to_string();
        assert!(KeyId::parse(&good).is_ok());
        for bad in [format!("{good}=="), good.replace('_', "/"), format!("{}x", &good[..21]), String::new()] {
            assert!(KeyId::parse(&bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_megabyte_of_text_is_refused() {
        assert!(Challenge::parse(&"A".repeat(1 << 20)).is_err());
    }
}
