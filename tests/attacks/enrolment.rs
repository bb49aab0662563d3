//! Bridges that must not become trusted, and signatures that must not fit.

use data_encoding::BASE64URL_NOPAD;
use ed25519_dalek::Signer as _;
use hibiki_protocol::{BridgePublicKey, EmergencyPublicKey, PairingCode, enrolment_bytes};
use hibiki_tests::{
    actors::{self, ask_tap},
    bridge::{Bridge, pairing_code, written},
    database::identity,
    http::{Ask, Client, Reply},
    town::{now, town},
};
use serde_json::json;

/// The points of small order of edwards25519, and non-canonical writings of them.
const SMALL_ORDER: [&str; 14] = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
];

/// The order of the group, little-endian.
const ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

/// The same signature with S + L, which a lenient verifier takes too.
fn malleable(signature: [u8; 64]) -> [u8; 64] {
    let mut out = signature;
    let mut carry = 0_u16;
    for (byte, order) in out[32..].iter_mut().zip(ORDER) {
        let sum = u16::from(*byte) + u16::from(order) + carry;
        *byte = u8::try_from(sum & 0xff).unwrap();
        carry = sum >> 8;
    }
    out
}

fn small_order(hex: &str) -> BridgePublicKey {
    let bytes = data_encoding::HEXLOWER.decode(hex.as_bytes()).unwrap();
    BridgePublicKey::from_bytes(bytes.try_into().unwrap())
}

/// Signatures that fit every message under a key of small order, if nobody looks: R is the key or the neutral element, S is zero.
fn forged(key: &BridgePublicKey) -> [[u8; 64]; 3] {
    let mut neutral = [0; 64];
    neutral[0] = 1;
    let mut as_key = [0; 64];
    as_key[..32].copy_from_slice(key.as_bytes());
    [neutral, as_key, [0; 64]]
}

fn enrol(code: &str, key: &BridgePublicKey, signature: &[u8; 64]) -> Reply {
    let signature = BASE64URL_NOPAD.encode(signature);
    let body = json!({ "code": code, "public_key": key, "signature": signature });
    Client::new().send(&Ask::post("/api/bridges/enrol").without_origin().json(&body))
}

#[test]
fn a_key_of_small_order_is_not_enrolled() {
    let code = pairing_code();
    for key in SMALL_ORDER.map(small_order) {
        for signature in forged(&key) {
            enrol(&code, &key, &signature).refuses(422, "pairing-code");
        }
    }
    Bridge::unknown().enrol(&code).expect(201);
}

#[test]
fn a_key_of_small_order_signs_no_tap_even_if_it_stood_in_the_database() {
    let good = Bridge::enrolled();
    let (_, card, _) = actors::toucher(&good);
    for key in SMALL_ORDER.map(small_order) {
        let sql = "INSERT OR IGNORE INTO bridge (key_id, public_key, name, place, counter, enrolled_at) VALUES (?1, ?2, 'x', 'x', 0, 1)";
        identity().execute(sql, (key.key_id().to_string(), key.to_string()));
        for signature in forged(&key) {
            let mut client = Client::new();
            let asked = ask_tap(&mut client, "login", "identifier");
            let mut tap = good.tap(&asked, &card);
            tap.key_id = key.key_id();
            let body = json!({ "purpose": "login", "challenge": tap.challenge, "assertion": written(&tap.data(), &signature) });
            client.json("/api/tap/login", &body).refuses(422, "tap-refused");
        }
        identity().execute("DELETE FROM bridge WHERE key_id = ?1", [key.key_id().to_string()]);
    }
    actors::log_in_by_card(&mut Client::new(), &good, &card, "identifier").expect(200);
}

#[test]
fn a_malleable_signature_does_not_count() {
    let bridge = Bridge::unknown();
    let code = pairing_code();
    let message =
        enrolment_bytes(&town().origin, &PairingCode::parse(&code).unwrap(), &bridge.public_key(), None);
    let signature = bridge.key.sign(&message).to_bytes();
    enrol(&code, &bridge.public_key(), &malleable(signature)).refuses(422, "pairing-code");
    enrol(&code, &bridge.public_key(), &signature).expect(201);

    let (_, card, _) = actors::toucher(&bridge);
    for (change, status) in [(malleable as fn([u8; 64]) -> [u8; 64], 422), (|signature| signature, 200)] {
        let mut client = Client::new();
        let asked = ask_tap(&mut client, "login", "identifier");
        let tap = bridge.tap(&asked, &card);
        let data = tap.data();
        let assertion = written(&data, &change(tap.signature(&data)));
        let body = json!({ "purpose": "login", "challenge": tap.challenge, "assertion": assertion });
        client.json("/api/tap/login", &body).expect(status);
    }
}

#[test]
fn whoever_enrols_owns_the_key_and_signs_for_this_town_and_this_code() {
    let bridge = Bridge::unknown();
    let code = pairing_code();
    let parsed = PairingCode::parse(&code).unwrap();
    let sign = |bytes: &[u8]| bridge.key.sign(bytes).to_bytes();
    let key = bridge.public_key();
    let other_code = PairingCode::parse(&pairing_code()).unwrap();
    let other_key = Bridge::unknown();
    for wrong in [
        sign(&enrolment_bytes("https://other-town.example", &parsed, &key, None)),
        sign(&enrolment_bytes(&town().origin, &other_code, &key, None)),
        sign(&enrolment_bytes(&town().origin, &parsed, &other_key.public_key(), None)),
        sign(&enrolment_bytes(&town().origin, &parsed, &key, Some(&EmergencyPublicKey::from_bytes([9; 32])))),
        sign(b""),
        other_key.key.sign(&enrolment_bytes(&town().origin, &parsed, &key, None)).to_bytes(),
    ] {
        enrol(&code, &key, &wrong).refuses(422, "pairing-code");
    }
    bridge.enrol(&code).expect(201);
}

#[test]
fn a_pairing_code_is_used_once_expires_and_is_no_other_kind_of_code() {
    let code = pairing_code();
    let first = Bridge::unknown();
    first.enrol(&code).expect(201);
    Bridge::unknown().enrol(&code).refuses(422, "pairing-code");

    let late = pairing_code();
    let hash =
        town().secret.code_hash(hibiki_domain::code::CodeKind::Pairing, &PairingCode::parse(&late).unwrap());
    assert_eq!(
        identity().execute("UPDATE pairing SET expires_at = ?1 WHERE code_hash = ?2", (now().0, hash)),
        1
    );
    Bridge::unknown().enrol(&late).refuses(422, "pairing-code");

    let invitation = actors::first_invitation("だれか");
    Bridge::unknown().enrol(&invitation).refuses(422, "pairing-code");
    Client::new().form("/invite", &[("code", &pairing_code())]).expect(422);
    // A bridge that is enrolled is not enrolled again, and its counter does not begin anew.
    let (_, card, _) = actors::toucher(&first);
    let spare = pairing_code();
    first.enrol(&spare).refuses(409, "bridge-known");
    actors::log_in_by_card(&mut Client::new(), &first, &card, "identifier").expect(200);
    // The refusal did not use the code up.
    Bridge::unknown().enrol(&spare).expect(201);
}
