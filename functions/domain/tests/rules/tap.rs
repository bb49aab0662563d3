use data_encoding::BASE64;
use ed25519_dalek::{Signer as _, SigningKey};
use hibiki_domain::{
    jpki::{Authorities, CertificateError},
    tap::{self, Expected, StoredBridge, TapError, VerifiedTap},
    time::{Day, Timestamp},
};
use hibiki_protocol::{
    AuthenticatorData, BridgePublicKey, Challenge, ClientData, Evidence, Flags, Identifier, IdentifierKind,
    Purpose, RpIdHash, SealSecretKey, Signature, TapAssertion, Want, card_message, seal, signed_bytes,
};
use hibiki_simulated_card::{FOREIGN_CA_DER, SimulatedCard, TEST_CA_DER, card};

const ORIGIN: &str = "https://hibiki.example.jp";
const RP_ID: &str = "hibiki.example.jp";

/// A tap that counts; each test changes one thing.
struct Tap {
    want: Want,
    purpose: Purpose,
    challenge: Challenge,
    origin: String,
    rp_id: String,
    flags: Flags,
    counter: u32,
    evidence: Evidence,
    key: SigningKey,
    seal_to: SealSecretKey,
}

fn now() -> Timestamp {
    Day::parse("2026-11-21").unwrap().starts_at()
}

fn seal_key() -> SealSecretKey {
    SealSecretKey::derive(&[3; 32])
}

fn authorities() -> Authorities {
    Authorities::parse(&BASE64.encode(TEST_CA_DER)).unwrap()
}

fn identifier() -> Identifier {
    Identifier { kind: IdentifierKind::CommonApplication, bytes: b"999999900000001".to_vec() }
}

/// SELECT the JPKI application, then a file, as ISO/IEC 7816-4 says.
fn select(card: &mut SimulatedCard, file: u16) {
    let aid = [0xD3, 0x92, 0xF0, 0x00, 0x26, 0x01, 0x00, 0x00, 0x00, 0x01];
    let mut apdu = vec![0x00, 0xA4, 0x04, 0x0C, 0x0A];
    apdu.extend_from_slice(&aid);
    if file == 0x000A || file == 0x0018 {
        assert_eq!(card.transmit(&apdu), [0x90, 0x00]);
    }
    let [high, low] = file.to_be_bytes();
    assert_eq!(card.transmit(&[0x00, 0xA4, 0x02, 0x0C, 0x02, high, low]), [0x90, 0x00]);
}

fn certificate_of(slug: &str) -> Vec<u8> {
    match card(slug).unwrap().kind {
        hibiki_simulated_card::CardKind::MyNumber { certificate_der, .. } => certificate_der.to_vec(),
        _ => panic!("{slug} has no certificate"),
    }
}

fn sign_with(slug: &str, message: &[u8]) -> Vec<u8> {
    use sha2::{Digest as _, Sha256};
    let mut card = SimulatedCard::new(card(slug).unwrap());
    card.power_on();
    select(&mut card, 0x0018);
    assert_eq!(card.transmit(b"\x00\x20\x00\x80\x041234"), [0x90, 0x00]);
    // Scheme 02 takes a SHA-256 digest; the low bits of P2 name the key's file 0017.
    let mut apdu = vec![0x80, 0x2A, 0x02, 0x80 | 0x17, 0x20];
    apdu.extend_from_slice(&Sha256::digest(message));
    apdu.push(0x00);
    let mut answer = card.transmit(&apdu);
    assert_eq!(answer.split_off(answer.len() - 2), [0x90, 0x00]);
    answer
}

impl Tap {
    fn touched() -> Self {
        Self {
            want: Want::Identifier,
            purpose: Purpose::LogIn,
            challenge: Challenge::from_bytes([7; 32]),
            origin: ORIGIN.to_owned(),
            rp_id: RP_ID.to_owned(),
            flags: Flags { card_present: true, pin_verified: false },
            counter: 8,
            evidence: Evidence { identifier: Some(identifier()), ..Evidence::default() },
            key: SigningKey::from_bytes(&[9; 32]),
            seal_to: seal_key(),
        }
    }

    /// With the PIN, by the card `slug`.
    fn signed(slug: &str) -> Self {
        let mut tap = Self {
            want: Want::Signature,
            flags: Flags { card_present: true, pin_verified: true },
            ..Self::touched()
        };
        let message = card_message(&RpIdHash::of(RP_ID), &tap.client_data().hash());
        tap.evidence = Evidence {
            identifier: None,
            unverified_certificate: Some(certificate_of(slug)),
            unverified_signature: Some(sign_with(slug, &message)),
        };
        tap
    }

    fn client_data(&self) -> ClientData {
        ClientData::new(self.challenge, &self.origin, self.purpose, self.want)
    }

    fn assertion(&self) -> TapAssertion {
        let hash = self.client_data().hash();
        let mut data = AuthenticatorData {
            rp_id_hash: RpIdHash::of(&self.rp_id),
            flags: self.flags,
            counter: self.counter,
            key_id: self.public_key().key_id(),
            sealed: Vec::new(),
        };
        data.sealed =
            seal(&self.seal_to.public_key(), &self.evidence.to_bytes(), &data.bound_bytes(&hash)).unwrap();
        let authenticator_data = data.to_bytes();
        let signature = self.key.sign(&signed_bytes(&authenticator_data, &hash));
        TapAssertion { authenticator_data, signature: Signature::from_bytes(signature.to_bytes()) }
    }

    fn public_key(&self) -> BridgePublicKey {
        BridgePublicKey::from_bytes(self.key.verifying_key().to_bytes())
    }

    fn stored(&self) -> StoredBridge {
        StoredBridge { public_key: self.public_key(), counter: 7, revoked: false }
    }
}

fn verify(
    want: Want,
    assertion: &TapAssertion,
    bridge: Option<&StoredBridge>,
) -> Result<VerifiedTap, TapError> {
    verify_at(want, assertion, bridge, now())
}

fn verify_at(
    want: Want,
    assertion: &TapAssertion,
    bridge: Option<&StoredBridge>,
    at: Timestamp,
) -> Result<VerifiedTap, TapError> {
    let expected = Expected {
        challenge: Challenge::from_bytes([7; 32]),
        origin: ORIGIN,
        rp_id: RP_ID,
        purpose: Purpose::LogIn,
        want,
    };
    tap::verify(&expected, assertion, bridge, &seal_key(), &authorities(), at)
}

fn refusal_of(tap: &Tap) -> TapError {
    verify(tap.want, &tap.assertion(), Some(&tap.stored())).unwrap_err()
}

#[test]
fn a_touch_at_an_enrolled_bridge_names_the_card_and_the_new_counter() {
    let tap = Tap::touched();
    let verified = verify(Want::Identifier, &tap.assertion(), Some(&tap.stored())).unwrap();
    assert_eq!(verified.identifier, Some(identifier()));
    assert_eq!(verified.bridge, Some((tap.public_key().key_id(), 8)));
    assert!(verified.card_key.is_none());
}

#[test]
fn another_challenge_origin_purpose_or_want_breaks_the_signature() {
    let changes: [fn(&mut Tap); 4] = [
        |tap| tap.challenge = Challenge::from_bytes([6; 32]),
        |tap| tap.origin = "https://hibiki.example.jp.evil.example".to_owned(),
        |tap| tap.purpose = Purpose::CardBind,
        |tap| tap.want = Want::Binding,
    ];
    for change in changes {
        let mut tap = Tap::touched();
        change(&mut tap);
        let refused = verify(Want::Identifier, &tap.assertion(), Some(&tap.stored())).unwrap_err();
        assert_eq!(refused, TapError::BadSignature);
    }
}

#[test]
fn another_town_is_told_apart_before_any_signature() {
    assert_eq!(
        refusal_of(&Tap { rp_id: "other.example.jp".to_owned(), ..Tap::touched() }),
        TapError::OtherTown
    );
}

#[test]
fn a_counter_that_does_not_rise_is_refused() {
    for counter in [0, 6, 7] {
        assert_eq!(refusal_of(&Tap { counter, ..Tap::touched() }), TapError::CounterFell);
    }
}

#[test]
fn an_unknown_and_a_revoked_bridge_are_refused() {
    let tap = Tap::touched();
    assert_eq!(verify(Want::Identifier, &tap.assertion(), None).unwrap_err(), TapError::UnknownBridge);
    let revoked = StoredBridge { revoked: true, ..tap.stored() };
    assert_eq!(
        verify(Want::Identifier, &tap.assertion(), Some(&revoked)).unwrap_err(),
        TapError::RevokedBridge
    );
    let other_key = StoredBridge {
        public_key: BridgePublicKey::from_bytes(SigningKey::from_bytes(&[1; 32]).verifying_key().to_bytes()),
        ..tap.stored()
    };
    assert_eq!(
        verify(Want::Identifier, &tap.assertion(), Some(&other_key)).unwrap_err(),
        TapError::BadSignature
    );
}

#[test]
fn no_card_or_a_pin_that_was_not_asked_for_is_refused() {
    for flags in
        [Flags { card_present: false, pin_verified: false }, Flags { card_present: true, pin_verified: true }]
    {
        assert_eq!(refusal_of(&Tap { flags, ..Tap::touched() }), TapError::Flags);
    }
    let without_pin =
        Tap { flags: Flags { card_present: true, pin_verified: false }, ..Tap::signed("hanako") };
    assert_eq!(refusal_of(&without_pin), TapError::Flags);
}

#[test]
fn evidence_of_another_kind_or_sealed_to_another_key_is_refused() {
    assert_eq!(refusal_of(&Tap { evidence: Evidence::default(), ..Tap::touched() }), TapError::BadEvidence);
    let too_much = Evidence {
        identifier: Some(identifier()),
        unverified_certificate: Some(certificate_of("hanako")),
        unverified_signature: None,
    };
    assert_eq!(refusal_of(&Tap { evidence: too_much, ..Tap::touched() }), TapError::BadEvidence);
    let other = Tap { seal_to: SealSecretKey::derive(&[4; 32]), ..Tap::touched() };
    assert_eq!(refusal_of(&other), TapError::BadEvidence);
}

#[test]
fn evidence_sealed_for_one_tap_does_not_open_in_another() {
    let first = Tap::touched();
    let moved = AuthenticatorData::parse(&first.assertion().authenticator_data).unwrap().sealed;
    let second = Tap { counter: 9, ..Tap::touched() };
    let mut data = AuthenticatorData::parse(&second.assertion().authenticator_data).unwrap();
    data.sealed = moved;
    let authenticator_data = data.to_bytes();
    let message = signed_bytes(&authenticator_data, &second.client_data().hash());
    let signature = Signature::from_bytes(second.key.sign(&message).to_bytes());
    let assertion = TapAssertion { authenticator_data, signature };
    assert_eq!(
        verify(Want::Identifier, &assertion, Some(&second.stored())).unwrap_err(),
        TapError::BadEvidence
    );
}

#[test]
fn a_card_with_its_pin_counts_at_an_enrolled_reader_and_at_home() {
    let tap = Tap::signed("hanako");
    let verified = verify(Want::Signature, &tap.assertion(), Some(&tap.stored())).unwrap();
    assert!(verified.card_key.is_some() && verified.bridge.is_some());
    let at_home = verify(Want::Signature, &tap.assertion(), None).unwrap();
    assert!(at_home.card_key.is_some() && at_home.bridge.is_none());
}

#[test]
fn a_certificate_of_another_authority_is_refused() {
    assert_eq!(
        refusal_of(&Tap::signed("foreign-ca")),
        TapError::Certificate(CertificateError::UnknownAuthority)
    );
}

#[test]
fn a_signature_by_another_card_is_refused() {
    let mut tap = Tap::signed("hanako");
    tap.evidence.unverified_certificate = Some(certificate_of("taro"));
    assert_eq!(refusal_of(&tap), TapError::Certificate(CertificateError::BadSignature));
}

#[test]
fn a_signature_for_another_purpose_is_refused_also_at_home() {
    let mut tap = Tap::signed("hanako");
    tap.purpose = Purpose::StepUp;
    let refused = verify(Want::Signature, &tap.assertion(), None).unwrap_err();
    // The evidence is bound to the client data, so it does not even open.
    assert_eq!(refused, TapError::BadEvidence);
}

#[test]
fn a_certificate_counts_only_while_it_is_valid() {
    let tap = Tap::signed("hanako");
    for day in ["2023-12-30", "2034-12-31"] {
        let at = Day::parse(day).unwrap().starts_at();
        assert_eq!(
            verify_at(Want::Signature, &tap.assertion(), Some(&tap.stored()), at).unwrap_err(),
            TapError::Certificate(CertificateError::Expired),
            "{day}"
        );
    }
}

#[test]
fn the_certificate_of_an_authority_is_no_card() {
    let refused = authorities().verify_certificate(TEST_CA_DER, now()).unwrap_err();
    assert!(matches!(refused, CertificateError::WrongUse | CertificateError::UnknownAuthority), "{refused}");
}

#[test]
fn every_changed_byte_of_a_certificate_is_noticed() {
    let good = certificate_of("hanako");
    for place in (0..good.len()).step_by(7) {
        let mut changed = good.clone();
        changed[place] ^= 0x01;
        assert!(authorities().verify_certificate(&changed, now()).is_err(), "byte {place}");
    }
    assert!(authorities().verify_certificate(&good, now()).is_ok());
}

#[test]
fn every_cut_and_every_changed_byte_of_an_assertion_is_refused() {
    let tap = Tap::touched();
    let good = tap.assertion();
    for cut in 0..good.authenticator_data.len() {
        let cut =
            TapAssertion { authenticator_data: good.authenticator_data[..cut].to_vec(), ..good.clone() };
        assert!(verify(Want::Identifier, &cut, Some(&tap.stored())).is_err());
    }
    for place in 0..good.authenticator_data.len() {
        let mut changed = good.clone();
        changed.authenticator_data[place] ^= 0x80;
        assert!(verify(Want::Identifier, &changed, Some(&tap.stored())).is_err(), "byte {place}");
    }
}

#[test]
fn a_leaf_is_no_authority_and_rubbish_is_refused_at_configuration() {
    assert!(Authorities::parse("").is_ok());
    let two = format!("{}\n{}", BASE64.encode(TEST_CA_DER), BASE64.encode(FOREIGN_CA_DER));
    assert!(Authorities::parse(&two).is_ok());
    assert!(Authorities::parse(&BASE64.encode(&certificate_of("hanako"))).is_err());
    assert!(Authorities::parse("AAAA").is_err());
}
