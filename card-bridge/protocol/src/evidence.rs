//! What the bridge learned from the card: a list of tagged values, sealed to the Worker.
//!
//! Each value is `tag (1) | length (2, big-endian) | bytes`, tags strictly rising, nothing behind
//! the last: two different encodings of one evidence do not exist.

use std::fmt;
use zeroize::{Zeroize, Zeroizing};

/// The longest value: a certificate of 4 KiB is twice the size of a real one.
const MAX_VALUE: usize = 4096;

/// Where a card's identifier was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum IdentifierKind {
    /// Serial number in the common application of the Individual Number Card (共通カードAP, EF 0001):
    /// the town's own copy of the application is told apart by configuration, not by this tag.
    CommonApplication = 0x01,
    /// `FeliCa` IDm, 8 bytes (JIS X 6319-4).
    FelicaIdm = 0x02,
    /// The UID of ISO/IEC 14443 anticollision, 4, 7 or 10 bytes.
    Uid = 0x03,
    /// A record in the area that a town's ordinance uses (条例利用領域).
    TownRecord = 0x04,
}

impl IdentifierKind {
    const fn from_tag(tag: u8) -> Option<Self> {
        match tag {
            0x01 => Some(Self::CommonApplication),
            0x02 => Some(Self::FelicaIdm),
            0x03 => Some(Self::Uid),
            0x04 => Some(Self::TownRecord),
            _ => None,
        }
    }
}

/// A card's identifier: it names a card, it proves nothing. `Debug` hides the bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct Identifier {
    /// Where it was read.
    pub kind: IdentifierKind,
    /// The bytes as read.
    pub bytes: Vec<u8>,
}

impl Identifier {
    /// The bytes from which a keyed handle is made: kind, then identifier.
    pub fn handle_input(&self) -> Vec<u8> {
        let mut input = vec![self.kind as u8];
        input.extend_from_slice(&self.bytes);
        input
    }
}

impl fmt::Debug for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Identifier({:?}, …)", self.kind)
    }
}

impl Drop for Identifier {
    fn drop(&mut self) {
        self.bytes.zeroize();
    }
}

const TAG_CERTIFICATE: u8 = 0x10;
const TAG_SIGNATURE: u8 = 0x11;
const TAG_LOCK_SIGNATURE: u8 = 0x12;

/// What the bridge learned from the card. `Debug` hides the values.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Evidence {
    /// The identifier, when one was asked for.
    pub identifier: Option<Identifier>,
    /// The user-authentication certificate (利用者証明用証明書), DER (RFC 5280), still unverified.
    pub unverified_certificate: Option<Vec<u8>>,
    /// The card's RSASSA-PKCS1-v1_5 SHA-256 signature over [`crate::card_message`], still unverified.
    pub unverified_signature: Option<Vec<u8>>,
    /// The card's signature over [`crate::card_lock_message`], still unverified. It is the same each time and as
    /// secret as what it opens: it is wiped when dropped.
    pub unverified_lock_signature: Option<Zeroizing<Vec<u8>>>,
}

/// Why bytes were not an evidence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EvidenceError {
    /// A value is cut off.
    #[error("evidence is cut off")]
    CutOff,
    /// A tag is unknown, doubled, or out of order.
    #[error("tag {0:#04x} is unknown, doubled or out of order")]
    BadTag(u8),
    /// A value is empty or longer than 4 KiB.
    #[error("value of tag {0:#04x} is empty or too long")]
    BadLength(u8),
}

impl Evidence {
    /// The one encoding.
    pub fn to_bytes(&self) -> Vec<u8> {
        let values = [
            self.identifier.as_ref().map(|identifier| &identifier.bytes),
            self.unverified_certificate.as_ref(),
            self.unverified_signature.as_ref(),
            self.unverified_lock_signature.as_deref(),
        ];
        // Of its full size at once: growing would leave copies behind that nobody wipes.
        let mut out = Vec::with_capacity(values.into_iter().flatten().map(|value| 3 + value.len()).sum());
        let mut put = |tag: u8, value: &[u8]| {
            out.push(tag);
            // A value that does not fit is written with a length that no reader accepts.
            out.extend_from_slice(&u16::try_from(value.len()).unwrap_or(u16::MAX).to_be_bytes());
            out.extend_from_slice(value);
        };
        if let Some(identifier) = &self.identifier {
            put(identifier.kind as u8, &identifier.bytes);
        }
        if let Some(certificate) = &self.unverified_certificate {
            put(TAG_CERTIFICATE, certificate);
        }
        if let Some(signature) = &self.unverified_signature {
            put(TAG_SIGNATURE, signature);
        }
        if let Some(signature) = &self.unverified_lock_signature {
            put(TAG_LOCK_SIGNATURE, signature);
        }
        out
    }

    /// Reads the one encoding and nothing else.
    pub fn parse(mut bytes: &[u8]) -> Result<Self, EvidenceError> {
        let mut evidence = Self::default();
        let mut last_tag = 0;
        while let Some((&tag, rest)) = bytes.split_first() {
            let identifier_twice = IdentifierKind::from_tag(tag).is_some() && evidence.identifier.is_some();
            if tag <= last_tag || identifier_twice {
                return Err(EvidenceError::BadTag(tag));
            }
            last_tag = tag;
            let (length, rest) = rest.split_first_chunk::<2>().ok_or(EvidenceError::CutOff)?;
            let length = usize::from(u16::from_be_bytes(*length));
            if length == 0 || length > MAX_VALUE {
                return Err(EvidenceError::BadLength(tag));
            }
            let (value, rest) = rest.split_at_checked(length).ok_or(EvidenceError::CutOff)?;
            match (tag, IdentifierKind::from_tag(tag)) {
                (_, Some(kind)) => evidence.identifier = Some(Identifier { kind, bytes: value.to_vec() }),
                (TAG_CERTIFICATE, None) => evidence.unverified_certificate = Some(value.to_vec()),
                (TAG_SIGNATURE, None) => evidence.unverified_signature = Some(value.to_vec()),
                (TAG_LOCK_SIGNATURE, None) => {
                    evidence.unverified_lock_signature = Some(Zeroizing::new(value.to_vec()));
                }
                (_, None) => return Err(EvidenceError::BadTag(tag)),
            }
            bytes = rest;
        }
        Ok(evidence)
    }
}

impl fmt::Debug for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Evidence")
            .field("identifier", &self.identifier)
            .field("has_certificate", &self.unverified_certificate.is_some())
            .field("has_signature", &self.unverified_signature.is_some())
            .field("has_lock_signature", &self.unverified_lock_signature.is_some())
            .finish()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn full() -> Evidence {
        Evidence {
            identifier: Some(Identifier {
                kind: IdentifierKind::CommonApplication,
                bytes: b"400000012719843".to_vec(),
            }),
            unverified_certificate: Some(vec![0x30; 1500]),
            unverified_signature: Some(vec![7; 256]),
            unverified_lock_signature: Some(Zeroizing::new(vec![8; 256])),
        }
    }

    #[test]
    fn reads_back_what_it_wrote() {
        assert_eq!(Evidence::parse(&full().to_bytes()).unwrap(), full());
        assert_eq!(Evidence::parse(&[]).unwrap(), Evidence::default());
    }

    #[test]
    fn every_cut_and_every_extra_byte_is_refused() {
        let bytes = full().to_bytes();
        let ends = [0, 18, 18 + 1503, 18 + 1503 + 259, bytes.len()];
        for cut in (0..bytes.len()).filter(|cut| !ends.contains(cut)) {
            assert!(Evidence::parse(&bytes[..cut]).is_err(), "cut at {cut}");
        }
        assert!(Evidence::parse(&[bytes, vec![0]].concat()).is_err());
    }

    #[test]
    fn doubled_unordered_and_unknown_tags_are_refused() {
        for bad in [
            &[1, 0, 1, 9, 1, 0, 1, 9][..],
            &[1, 0, 1, 9, 2, 0, 1, 9],
            &[0x11, 0, 1, 9, 0x10, 0, 1, 9],
            &[0x12, 0, 1, 9, 0x11, 0, 1, 9],
            &[0x12, 0, 1, 9, 0x12, 0, 1, 9],
            &[0x13, 0, 1, 9],
            &[0x20, 0, 1, 9],
            &[0, 0, 1, 9],
        ] {
            assert!(matches!(Evidence::parse(bad), Err(EvidenceError::BadTag(_))), "{bad:?}");
        }
    }

    #[test]
    fn debug_shows_neither_card_number_nor_signatures() {
        let shown = format!("{:?}", full());
        assert!(!shown.contains("52, 48") && !shown.contains("4000000"), "{shown}");
        assert!(!shown.contains("8, 8") && !shown.contains("7, 7"), "{shown}");
    }
}
