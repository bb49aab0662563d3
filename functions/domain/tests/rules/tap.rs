use data_encoding::BASE64;
use ed25519_dalek::{Signer as _, SigningKey};
use hibiki_domain::{
    jpki::{Authorities, CertificateError},
    tap::{self, Expected, StoredBridge, TapError, VerifiedTap},
    time::{Day, Timestamp},
};
use hibiki_protocol::{
    AuthenticatorData, BridgePublicKey, Challenge, ClientData, Evidence, Flags, Identifier, IdentifierKind,
    Purpose, RpIdHash, SealSecretKey, Signature, TapAssertion, Want, card_lock_message, card_message, seal,
    signed_bytes,
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

/// What the card `slug` signs for its lock in the town of this relying-party id.
fn lock_signature(slug: &str, rp_id: &str) -> Vec<u8> {
    let key = authorities().verify_certificate(&certificate_of(slug), now()).unwrap();
    sign_with(slug, &card_lock_message(&RpIdHash::of(rp_id), key.public_key_der()))
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
            unverified_certificate: Some(certificate_of(slug)),
            unverified_signature: Some(sign_with(slug, &message)),
            ..Evidence::default()
        };
        tap
    }

    /// With the PIN, and with the fixed signature that opens the lock of the card `slug`.
    fn opening(slug: &str) -> Self {
        Self::opening_for(slug, Challenge::from_bytes([7; 32]))
    }

    fn opening_for(slug: &str, challenge: Challenge) -> Self {
        let mut tap = Self {
            want: Want::Opening,
            purpose: Purpose::HealthOpen,
            challenge,
            flags: Flags { card_present: true, pin_verified: true },
            ..Self::touched()
        };
        let message = card_message(&RpIdHash::of(RP_ID), &tap.client_data().hash());
        tap.evidence = Evidence {
            unverified_certificate: Some(certificate_of(slug)),
            unverified_signature: Some(sign_with(slug, &message)),
            unverified_lock_signature: Some(lock_signature(slug, RP_ID).into()),
            ..Evidence::default()
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
    let purpose = if want == Want::Opening { Purpose::HealthOpen } else { Purpose::LogIn };
    tap::verify(&expected(purpose, want), assertion, bridge, &seal_key(), &authorities(), at)
}

fn expected(purpose: Purpose, want: Want) -> Expected<'static> {
    Expected { challenge: Challenge::from_bytes([7; 32]), origin: ORIGIN, rp_id: RP_ID, purpose, want }
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
        ..Evidence::default()
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

/// Changes the evidence of an opening, and says why it is refused.
fn opening_refused(change: impl FnOnce(&mut Evidence)) -> TapError {
    let mut tap = Tap::opening("hanako");
    change(&mut tap.evidence);
    refusal_of(&tap)
}

const BAD_CARD_SIGNATURE: TapError = TapError::Certificate(CertificateError::BadSignature);

#[test]
fn one_pin_proves_the_card_and_gives_its_locks_secret_at_an_enrolled_reader_and_at_home() {
    let tap = Tap::opening("hanako");
    let verified = verify(Want::Opening, &tap.assertion(), Some(&tap.stored())).unwrap();
    assert!(verified.card_key.is_some() && verified.identifier.is_none() && verified.bridge.is_some());
    let at_home = verify(Want::Opening, &tap.assertion(), None).unwrap();
    assert!(at_home.bridge.is_none());
    assert_eq!(verified.card_lock.unwrap().expose(), at_home.card_lock.unwrap().expose());
}

#[test]
fn the_secret_is_the_same_at_every_tap_and_another_for_another_card() {
    let secret = |tap: &Tap| {
        let mut expected = expected(Purpose::HealthOpen, Want::Opening);
        expected.challenge = tap.challenge;
        let verified =
            tap::verify(&expected, &tap.assertion(), None, &seal_key(), &authorities(), now()).unwrap();
        *verified.card_lock.unwrap().expose()
    };
    let first = secret(&Tap::opening("hanako"));
    assert_eq!(first, secret(&Tap::opening_for("hanako", Challenge::from_bytes([1; 32]))));
    assert_ne!(first, secret(&Tap::opening("taro")));
}

#[test]
fn every_other_tap_gives_no_secret() {
    let touched = Tap::touched();
    let verified = verify(Want::Identifier, &touched.assertion(), Some(&touched.stored())).unwrap();
    assert!(verified.card_lock.is_none());
    let signed = Tap::signed("hanako");
    assert!(verify(Want::Signature, &signed.assertion(), None).unwrap().card_lock.is_none());
}

#[test]
fn an_opening_without_one_of_its_two_signatures_is_refused() {
    assert_eq!(opening_refused(|evidence| evidence.unverified_lock_signature = None), TapError::BadEvidence);
    assert_eq!(opening_refused(|evidence| evidence.unverified_signature = None), TapError::BadEvidence);
    assert_eq!(opening_refused(|evidence| evidence.unverified_certificate = None), TapError::BadEvidence);
    let unasked = opening_refused(|evidence| evidence.identifier = Some(identifier()));
    assert_eq!(unasked, TapError::BadEvidence);
    let no_pin = Tap { flags: Flags { card_present: true, pin_verified: false }, ..Tap::opening("hanako") };
    assert_eq!(refusal_of(&no_pin), TapError::Flags);
}

#[test]
fn a_lock_signature_of_another_card_or_for_another_town_is_refused() {
    let of_taro = opening_refused(|evidence| {
        evidence.unverified_lock_signature = Some(lock_signature("taro", RP_ID).into());
    });
    assert_eq!(of_taro, BAD_CARD_SIGNATURE);
    let of_another_town = opening_refused(|evidence| {
        evidence.unverified_lock_signature = Some(lock_signature("hanako", "evil.example").into());
    });
    assert_eq!(of_another_town, BAD_CARD_SIGNATURE);
    // The card of the attacker signs the text of the victim's lock.
    let victims_text = opening_refused(|evidence| {
        let victim = authorities().verify_certificate(&certificate_of("taro"), now()).unwrap();
        let text = card_lock_message(&RpIdHash::of(RP_ID), victim.public_key_der());
        evidence.unverified_lock_signature = Some(sign_with("hanako", &text).into());
    });
    assert_eq!(victims_text, BAD_CARD_SIGNATURE);
    let of_another_certificate =
        opening_refused(|evidence| evidence.unverified_certificate = Some(certificate_of("taro")));
    assert_eq!(of_another_certificate, BAD_CARD_SIGNATURE);
}

#[test]
fn the_two_signatures_in_swapped_places_are_refused() {
    let swapped = opening_refused(|evidence| {
        let fresh = evidence.unverified_signature.replace(lock_signature("hanako", RP_ID));
        evidence.unverified_lock_signature = fresh.map(Into::into);
    });
    assert_eq!(swapped, BAD_CARD_SIGNATURE);
    let twice_the_fixed_one =
        opening_refused(|evidence| evidence.unverified_signature = Some(lock_signature("hanako", RP_ID)));
    assert_eq!(twice_the_fixed_one, BAD_CARD_SIGNATURE);
    let twice_the_fresh_one = opening_refused(|evidence| {
        evidence.unverified_lock_signature = evidence.unverified_signature.clone().map(Into::into);
    });
    assert_eq!(twice_the_fresh_one, BAD_CARD_SIGNATURE);
}

#[test]
fn a_lock_signature_in_another_encoding_is_refused_so_that_there_is_one_secret() {
    let signature = lock_signature("hanako", RP_ID);
    let mut changed = signature.clone();
    changed[255] ^= 1;
    for other in [[&[0], signature.as_slice()].concat(), signature[..255].to_vec(), changed, vec![0xff; 256]]
    {
        let refused = opening_refused(|evidence| evidence.unverified_lock_signature = Some(other.into()));
        assert_eq!(refused, BAD_CARD_SIGNATURE);
    }
}

#[test]
fn a_fixed_signature_never_logs_anybody_in() {
    // In the place of the fresh one: it is over another text.
    let mut tap = Tap::signed("hanako");
    tap.evidence.unverified_signature = Some(lock_signature("hanako", RP_ID));
    assert_eq!(refusal_of(&tap), BAD_CARD_SIGNATURE);
    // Beside the fresh one, or alone: nobody asked for it.
    let mut beside = Tap::signed("hanako");
    beside.evidence.unverified_lock_signature = Some(lock_signature("hanako", RP_ID).into());
    assert_eq!(refusal_of(&beside), TapError::BadEvidence);
    beside.evidence.unverified_signature = None;
    assert_eq!(refusal_of(&beside), TapError::BadEvidence);
    // A whole opening, handed in as a log-in: the evidence is bound to purpose and want.
    let opening = Tap::opening("hanako");
    assert_eq!(verify(Want::Signature, &opening.assertion(), None).unwrap_err(), TapError::BadEvidence);
    let signed = verify(Want::Signature, &opening.assertion(), Some(&opening.stored())).unwrap_err();
    assert_eq!(signed, TapError::BadSignature);
    // And a log-in opens no record.
    assert_eq!(
        verify(Want::Opening, &Tap::signed("hanako").assertion(), None).unwrap_err(),
        TapError::BadEvidence
    );
}

#[test]
fn a_challenge_whose_purpose_does_not_permit_its_want_is_refused_before_anything_is_read() {
    for purpose in Purpose::ALL {
        for want in Want::ALL {
            let rubbish = TapAssertion { authenticator_data: Vec::new(), ..Tap::touched().assertion() };
            let refused =
                tap::verify(&expected(purpose, want), &rubbish, None, &seal_key(), &authorities(), now());
            let reason = if purpose.permits(want) { TapError::Malformed } else { TapError::NotPermitted };
            assert_eq!(refused.unwrap_err(), reason, "{purpose:?} {want:?}");
        }
    }
}

#[test]
fn in_an_emergency_a_touch_at_an_enrolled_reader_is_enough_and_at_home_it_is_not() {
    let tap = Tap { purpose: Purpose::EmergencyOpen, ..Tap::touched() };
    let expected = expected(Purpose::EmergencyOpen, Want::Identifier);
    let verify = |bridge: Option<&StoredBridge>| {
        tap::verify(&expected, &tap.assertion(), bridge, &seal_key(), &authorities(), now())
    };
    assert_eq!(verify(Some(&tap.stored())).unwrap().identifier, Some(identifier()));
    assert_eq!(verify(None).unwrap_err(), TapError::UnknownBridge);
}
