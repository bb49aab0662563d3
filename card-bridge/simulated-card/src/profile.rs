//! Who the demo cards are.

use std::fmt;

/// The certificate (DER) of the authority behind all demo cards but `foreign-ca`.
pub const TEST_CA_DER: &[u8] = include_bytes!("../keys/test-ca.cert.der");

/// The certificate (DER) of the authority behind `foreign-ca`; no town accepts it.
pub const FOREIGN_CA_DER: &[u8] = include_bytes!("../keys/foreign-ca-authority.cert.der");

/// A value that `Debug` hides.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Secret(&'static [u8]);

impl Secret {
    /// The value.
    pub const fn expose(&self) -> &'static [u8] {
        self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// A demo card.
#[derive(Debug, Clone, Copy)]
pub struct CardProfile {
    /// Its name on the command line.
    pub slug: &'static str,
    /// Its name for people, in Japanese.
    pub label: &'static str,
    /// What it is.
    pub kind: CardKind,
}

/// What a card is and what is on it.
#[derive(Debug, Clone, Copy)]
pub enum CardKind {
    /// An Individual Number Card (マイナンバーカード).
    MyNumber {
        /// Serial number in the common application, 15 digits.
        serial: &'static str,
        /// Code of the municipality that issued it, 5 digits.
        municipality: &'static str,
        /// Last day of validity, `YYYYMMDD`.
        expiry: &'static str,
        /// The user-authentication PIN, 4 digits.
        pin: Secret,
        /// The user-authentication certificate, DER.
        certificate_der: &'static [u8],
        /// Its RSA key, PKCS #1 DER.
        key: Secret,
        /// The certificate of its authority, DER.
        ca_der: &'static [u8],
    },
    /// A `FeliCa` card, such as a bus card.
    Felica {
        /// Manufacture id (JIS X 6319-4).
        idm: [u8; 8],
    },
    /// A card of which a reader learns nothing but the UID (ISO/IEC 14443-3).
    Uid {
        /// 4, 7 or 10 bytes.
        uid: &'static [u8],
    },
}

macro_rules! my_number {
    ($slug:literal, $label:literal, $serial:literal, $ca:expr) => {
        CardProfile {
            slug: $slug,
            label: $label,
            kind: CardKind::MyNumber {
                serial: $serial,
                municipality: "99901",
                expiry: "20340101",
                pin: Secret(b"1234"),
                certificate_der: include_bytes!(concat!("../keys/", $slug, ".cert.der")),
                key: Secret(include_bytes!(concat!("../keys/", $slug, ".key.der"))),
                ca_der: $ca,
            },
        }
    };
}

/// All demo cards. Every PIN is 1234.
pub const DEMO_CARDS: &[CardProfile] = &[
    my_number!("hanako", "ひびき 花子（住民・保護者）", "999999900000001", TEST_CA_DER),
    my_number!("taro", "ひびき 太郎（住民）", "999999900000002", TEST_CA_DER),
    my_number!("umeko", "柿本 梅子（住民・78歳）", "999999900000003", TEST_CA_DER),
    my_number!("staff-admin", "職員（管理者）", "999999900000004", TEST_CA_DER),
    my_number!("staff-clerk", "職員（窓口）", "999999900000005", TEST_CA_DER),
    my_number!("staff-editor", "職員（広報）", "999999900000006", TEST_CA_DER),
    my_number!("staff-organizer", "講座の主催者", "999999900000008", TEST_CA_DER),
    my_number!("spare", "予備のカード（だれのものでもない）", "999999900000007", TEST_CA_DER),
    CardProfile {
        slug: "bus",
        label: "バスのカード（FeliCa）",
        kind: CardKind::Felica { idm: [0x01, 0xFE, 0x99, 0x99, 0x00, 0x00, 0x00, 0x01] },
    },
    CardProfile {
        slug: "library",
        label: "図書館のカード（UIDだけ）",
        kind: CardKind::Uid { uid: &[0x04, 0x99, 0x99, 0x00, 0x00, 0x00, 0x01] },
    },
    my_number!("foreign-ca", "よその認証局のカード", "999999900000099", FOREIGN_CA_DER),
];

/// The demo card of this name.
pub fn card(slug: &str) -> Option<&'static CardProfile> {
    DEMO_CARDS.iter().find(|card| card.slug == slug)
}

#[cfg(test)]
mod tests {
    use super::*;
    use data_encoding::HEXLOWER;
    use sha2::{Digest, Sha256};

    #[test]
    fn every_build_makes_the_same_keys_and_certificates() {
        let mut all = Sha256::new();
        all.update(TEST_CA_DER);
        all.update(FOREIGN_CA_DER);
        for card in DEMO_CARDS {
            if let CardKind::MyNumber { certificate_der, key, .. } = card.kind {
                all.update(certificate_der);
                all.update(key.expose());
            }
        }
        let digest = HEXLOWER.encode(&all.finalize());
        assert_eq!(
            digest, "b69e7229e40a2da5da873d4a635f641350cd5127fa0d1a2184bd7f0ebc3aa683",
            "the demo cards changed: say so in the change log"
        );
    }

    #[test]
    fn every_card_has_a_name_a_label_and_a_number_of_its_own() {
        let mut seen = std::collections::HashSet::new();
        for card in DEMO_CARDS {
            assert!(seen.insert(card.slug) && seen.insert(card.label), "{}", card.slug);
            if let CardKind::MyNumber { serial, municipality, expiry, .. } = card.kind {
                assert!(seen.insert(serial), "{serial}");
                assert_eq!((serial.len(), municipality.len(), expiry.len()), (15, 5, 8));
            }
            assert_eq!(super::card(card.slug).unwrap().label, card.label);
        }
        assert!(super::card("nobody").is_none());
    }

    #[test]
    fn debug_shows_neither_pin_nor_key() {
        let shown = format!("{:?}", card("hanako").unwrap());
        assert!(!shown.contains("49, 50, 51, 52") && !shown.contains("1234") && shown.contains("Secret(…)"));
    }
}
