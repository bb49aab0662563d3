//! Cards: the simulated ones of the demo town, and others under the same authority that are nobody's yet.

use crate::{
    database::identity,
    town::{random, town},
};
use hibiki_domain::{jpki::Authorities, secret::CardHandle};
use hibiki_protocol::{Evidence, Identifier, IdentifierKind, RpIdHash, Want, card_lock_message};
use hibiki_simulated_card::{CardKind, SimulatedCard, TEST_CA_DER};
use rsa::{RsaPrivateKey, pkcs1::DecodeRsaPrivateKey as _, pkcs1v15::Pkcs1v15Sign};
use sha2::{Digest, Sha256};
use std::sync::atomic::{AtomicUsize, Ordering};

/// A card that can be touched.
#[derive(Debug, Clone)]
pub struct Card {
    /// What a reader reads without a PIN.
    pub identifier: Identifier,
    /// The user-authentication certificate, DER.
    pub certificate: Option<Vec<u8>>,
    key: Option<Key>,
}

#[derive(Debug, Clone, Copy)]
enum Key {
    /// PKCS #1.
    Der(&'static [u8]),
    /// On the simulated card of this name.
    Simulated(&'static str),
}

macro_rules! made {
    ($($name:tt)*) => {
        include_bytes!(concat!("../keys/", $($name)*))
    };
}

macro_rules! own_cards {
    ($($place:literal)*) => {
        &[$((made!(concat!("card-", $place, ".cert.der")), made!(concat!("card-", $place, ".key.der")))),*]
    };
}

/// Certificate and key of every card (`card-bridge/simulated-card/maker`).
const OWN_CARDS: &[(&[u8], &[u8])] = own_cards!(0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15);

impl Card {
    /// A `FeliCa` card that nobody ever had.
    pub fn felica() -> Self {
        Self::plain(IdentifierKind::FelicaIdm, &random::<8>())
    }

    /// A card with nothing but this identifier.
    pub fn plain(kind: IdentifierKind, bytes: &[u8]) -> Self {
        Self { identifier: Identifier { kind, bytes: bytes.to_vec() }, certificate: None, key: None }
    }

    /// An Individual Number Card that is nobody's, with a number that nobody ever had.
    pub fn my_number() -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(1); // card 0 is for wrong certificates
        let place = NEXT.fetch_add(1, Ordering::SeqCst);
        let (certificate, key) = OWN_CARDS.get(place).expect("more cards than are made");
        let card = Self::own(certificate, key);
        // An earlier run against the same town may have left it to somebody.
        let handle = card.key_handle().as_str().to_owned();
        identity().execute("DELETE FROM card WHERE key_handle = ?1", [handle]);
        card
    }

    fn own(certificate: &[u8], key: &'static [u8]) -> Self {
        let number = format!("{:015}", u64::from_be_bytes(random()) % 1_000_000_000_000_000);
        Self {
            identifier: Identifier { kind: IdentifierKind::CommonApplication, bytes: number.into_bytes() },
            certificate: Some(certificate.to_vec()),
            key: Some(Key::Der(key)),
        }
    }

    /// A card of the demo town.
    pub fn simulated(slug: &'static str) -> Self {
        let profile = hibiki_simulated_card::card(slug).expect("a demo card");
        let CardKind::MyNumber { serial, certificate_der, .. } = profile.kind else {
            panic!("{slug} is no Individual Number Card");
        };
        Self {
            identifier: Identifier {
                kind: IdentifierKind::CommonApplication,
                bytes: serial.as_bytes().to_vec(),
            },
            certificate: Some(certificate_der.to_vec()),
            key: Some(Key::Simulated(slug)),
        }
    }

    /// A card with a right key under a wrong certificate, by its name.
    pub fn wrongly_certified(name: &str) -> Self {
        let key = OWN_CARDS[0].1;
        let (certificate, key): (&[u8], &'static [u8]) = match name {
            "good" => (OWN_CARDS[0].0, key),
            "expired" => (made!("expired.cert.der"), key),
            "not-yet" => (made!("not-yet.cert.der"), key),
            "authority" => (made!("authority.cert.der"), key),
            "no-usage" => (made!("no-usage.cert.der"), key),
            "stranger" => (made!("stranger.cert.der"), key),
            "weak" => (made!("weak.cert.der"), made!("weak.key.der")),
            other => panic!("no certificate {other}"),
        };
        Self::own(certificate, key)
    }

    /// What it tells a reader of this town.
    pub fn evidence(&self, want: Want, rp_id: &str, message: &[u8]) -> Evidence {
        let identifier = Some(self.identifier.clone());
        match want {
            Want::Identifier => Evidence { identifier, ..Evidence::default() },
            Want::Binding => Evidence {
                identifier,
                unverified_certificate: self.certificate.clone(),
                ..Evidence::default()
            },
            Want::Signature => Evidence {
                unverified_certificate: self.certificate.clone(),
                unverified_signature: Some(self.sign(message)),
                ..Evidence::default()
            },
            Want::Opening => {
                let lock = card_lock_message(&RpIdHash::of(rp_id), &self.public_key_der());
                Evidence {
                    unverified_lock_signature: Some(self.sign(&lock).into()),
                    ..self.evidence(Want::Signature, rp_id, message)
                }
            }
        }
    }

    /// Signs after its PIN.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        match self.key.expect("a card with a key") {
            Key::Der(der) => {
                let key = RsaPrivateKey::from_pkcs1_der(der).expect("a key");
                key.sign(Pkcs1v15Sign::new::<Sha256>(), &Sha256::digest(message)).expect("a signature")
            }
            Key::Simulated(slug) => {
                let mut card = SimulatedCard::new(hibiki_simulated_card::card(slug).expect("a demo card"));
                let mut send = |apdu: &[u8]| {
                    let mut answer = card.transmit(apdu);
                    assert_eq!(answer.split_off(answer.len() - 2), [0x90, 0x00], "{slug}");
                    answer
                };
                let jpki = [0xD3, 0x92, 0xF0, 0x00, 0x26, 0x01, 0x00, 0x00, 0x00, 0x01];
                send(&[&[0x00, 0xA4, 0x04, 0x0C, 10], &jpki[..]].concat());
                send(&[0x00, 0xA4, 0x02, 0x0C, 2, 0x00, 0x18]);
                send(&[0x00, 0x20, 0x00, 0x80, 4, b'1', b'2', b'3', b'4']);
                send(&[0x00, 0xA4, 0x02, 0x0C, 2, 0x00, 0x17]);
                let digest = Sha256::digest(message);
                send(&[&[0x80, 0x2A, 0x02, 0x80, 32], digest.as_slice(), &[0]].concat())
            }
        }
    }

    /// Its public key, DER.
    pub fn public_key_der(&self) -> Vec<u8> {
        let authorities =
            Authorities::parse(&data_encoding::BASE64.encode(TEST_CA_DER)).expect("the authority");
        let certificate = self.certificate.as_ref().expect("a certificate");
        let key =
            authorities.verify_certificate(certificate, crate::town::now()).expect("a good certificate");
        key.public_key_der().to_vec()
    }

    /// Under what the Worker knows its key.
    pub fn key_handle(&self) -> CardHandle {
        town().secret.key_handle(&self.public_key_der())
    }
}
