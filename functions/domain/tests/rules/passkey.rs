use data_encoding::BASE64URL_NOPAD as B64;
use hibiki_domain::passkey::{
    NewPasskey, PasskeyError, RelyingParty, StoredPasskey, creation_options, request_options,
    verify_assertion, verify_registration,
};
use hibiki_protocol::{Challenge, RpIdHash};
use p256::ecdsa::{Signature, SigningKey, signature::Signer as _};
use serde_cbor_2::Value as Cbor;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const HANDLE: [u8; 32] = [5; 32];

fn rp() -> RelyingParty {
    RelyingParty {
        id: "hibiki.example.jp".to_owned(),
        origin: "https://hibiki.example.jp".to_owned(),
        name: "ひびき町".to_owned(),
    }
}

fn challenge() -> Challenge {
    Challenge::from_bytes([8; 32])
}

/// An authenticator whose every answer can be changed.
struct Authenticator {
    key: SigningKey,
    kind: &'static str,
    client_data: Value,
    rp_id: &'static str,
    flags: u8,
    counter: u32,
    algorithm: i128,
    trailing: Vec<u8>,
    handle: Option<Vec<u8>>,
    raw_id: Vec<u8>,
    attested_id: Vec<u8>,
}

impl Authenticator {
    fn new(kind: &'static str) -> Self {
        Self {
            key: SigningKey::from_slice(&[0x11; 32]).unwrap(),
            kind,
            client_data: json!({
                "type": kind, "challenge": challenge(), "origin": "https://hibiki.example.jp", "crossOrigin": false
            }),
            rp_id: "hibiki.example.jp",
            flags: 0x05,
            counter: 3,
            algorithm: -7,
            trailing: Vec::new(),
            handle: Some(HANDLE.to_vec()),
            raw_id: vec![0xC0; 16],
            attested_id: vec![0xC0; 16],
        }
    }

    fn head(&self, flags: u8) -> Vec<u8> {
        let mut data = RpIdHash::of(self.rp_id).as_bytes().to_vec();
        data.push(flags);
        data.extend_from_slice(&self.counter.to_be_bytes());
        data
    }

    fn registration(&self) -> Value {
        let point = self.key.verifying_key().to_sec1_point(false);
        let int = Cbor::Integer;
        let key = Cbor::Map(BTreeMap::from([
            (int(1), int(2)),
            (int(3), int(self.algorithm)),
            (int(-1), int(1)),
            (int(-2), Cbor::Bytes(point.x().unwrap().to_vec())),
            (int(-3), Cbor::Bytes(point.y().unwrap().to_vec())),
        ]));
        let mut data = self.head(self.flags | 0x40);
        data.extend_from_slice(&[0; 16]);
        data.extend_from_slice(&u16::try_from(self.attested_id.len()).unwrap().to_be_bytes());
        data.extend_from_slice(&self.attested_id);
        data.extend_from_slice(&serde_cbor_2::to_vec(&key).unwrap());
        data.extend_from_slice(&self.trailing);
        let object = Cbor::Map(BTreeMap::from([
            (Cbor::Text("fmt".to_owned()), Cbor::Text("none".to_owned())),
            (Cbor::Text("attStmt".to_owned()), Cbor::Map(BTreeMap::new())),
            (Cbor::Text("authData".to_owned()), Cbor::Bytes(data)),
        ]));
        json!({
            "id": B64.encode(&self.raw_id), "rawId": B64.encode(&self.raw_id), "type": "public-key",
            "response": {
                "attestationObject": B64.encode(&serde_cbor_2::to_vec(&object).unwrap()),
                "clientDataJSON": B64.encode(self.client_data.to_string().as_bytes()),
            },
            "clientExtensionResults": {},
        })
    }

    fn assertion(&self) -> Value {
        use sha2::{Digest as _, Sha256};
        let mut data = self.head(self.flags);
        data.extend_from_slice(&self.trailing);
        let client_data = self.client_data.to_string();
        let signed = [data.as_slice(), &Sha256::digest(client_data.as_bytes())].concat();
        let signature: Signature = self.key.sign(&signed);
        json!({
            "id": B64.encode(&self.raw_id), "rawId": B64.encode(&self.raw_id), "type": "public-key",
            "response": {
                "authenticatorData": B64.encode(&data),
                "clientDataJSON": B64.encode(client_data.as_bytes()),
                "signature": B64.encode(signature.to_der().as_bytes()),
                "userHandle": self.handle.as_ref().map(|handle| B64.encode(handle)),
            },
            "clientExtensionResults": {},
        })
    }
}

fn register(authenticator: &Authenticator) -> Result<NewPasskey, PasskeyError> {
    verify_registration(&rp(), &challenge(), &serde_json::from_value(authenticator.registration()).unwrap())
}

fn log_in(authenticator: &Authenticator) -> Result<StoredPasskey, PasskeyError> {
    let stored =
        register(&Authenticator { counter: 2, ..Authenticator::new("webauthn.create") }).unwrap().stored;
    let answer = serde_json::from_value(authenticator.assertion()).unwrap();
    verify_assertion(&rp(), &challenge(), &answer, &stored, &HANDLE)
}

#[test]
fn a_registered_passkey_logs_in_and_its_counter_rises() {
    let stored = log_in(&Authenticator::new("webauthn.get")).unwrap();
    assert_eq!(serde_json::to_value(&stored).unwrap()["counter"], 3);
}

#[test]
fn another_type_challenge_origin_or_frame_is_refused_in_both_ceremonies() {
    let changes = [
        ("type", json!("webauthn.other")),
        ("challenge", json!(Challenge::from_bytes([9; 32]))),
        ("origin", json!("https://hibiki.example.jp.evil.example")),
        ("origin", json!("http://hibiki.example.jp")),
        ("origin", json!("https://hibiki.example.jp:8443")),
        ("crossOrigin", json!(true)),
        ("topOrigin", json!("https://evil.example")),
        ("topOrigin", json!("https://hibiki.example.jp")),
    ];
    for (field, value) in changes {
        let mut create = Authenticator::new("webauthn.create");
        create.client_data[field] = value.clone();
        assert_eq!(register(&create).unwrap_err(), PasskeyError::OtherRequest, "{field} {value}");
        let mut get = Authenticator::new("webauthn.get");
        get.client_data[field] = value.clone();
        assert_eq!(log_in(&get).unwrap_err(), PasskeyError::OtherRequest, "{field} {value}");
    }
}

#[test]
fn another_town_an_absent_person_and_an_unverified_person_are_refused() {
    for (change, refused) in [
        (
            (|a: &mut Authenticator| a.rp_id = "evil.example") as fn(&mut Authenticator),
            PasskeyError::OtherRequest,
        ),
        (|a| a.flags = 0x04, PasskeyError::NotVerified),
        (|a| a.flags = 0x01, PasskeyError::NotVerified),
    ] {
        for kind in ["webauthn.create", "webauthn.get"] {
            let mut authenticator = Authenticator::new(kind);
            change(&mut authenticator);
            let result = match authenticator.kind {
                "webauthn.create" => register(&authenticator).map(|_| ()),
                _ => log_in(&authenticator).map(|_| ()),
            };
            assert_eq!(result.unwrap_err(), refused, "{kind}");
        }
    }
}

#[test]
fn bytes_behind_the_data_are_refused() {
    for kind in ["webauthn.create", "webauthn.get"] {
        let mut authenticator = Authenticator::new(kind);
        authenticator.trailing = vec![0xA0];
        let result = match kind {
            "webauthn.create" => register(&authenticator).map(|_| ()),
            _ => log_in(&authenticator).map(|_| ()),
        };
        assert_eq!(result.unwrap_err(), PasskeyError::Malformed, "{kind}");
    }
}

#[test]
fn a_passkey_that_gives_a_secret_is_believed_with_the_map_of_extensions_that_carries_it() {
    let secret =
        Cbor::Map(BTreeMap::from([(Cbor::Text("hmac-secret".to_owned()), Cbor::Bytes(vec![7; 48]))]));
    let able = Cbor::Map(BTreeMap::from([(Cbor::Text("hmac-secret".to_owned()), Cbor::Bool(true))]));
    let with = |kind, map: &Cbor| Authenticator {
        flags: 0x85,
        trailing: serde_cbor_2::to_vec(map).unwrap(),
        ..Authenticator::new(kind)
    };
    assert!(register(&with("webauthn.create", &able)).is_ok());
    assert!(log_in(&with("webauthn.get", &secret)).is_ok());

    let mut behind = with("webauthn.get", &secret);
    behind.trailing.push(0xA0);
    let no_map = with("webauthn.get", &Cbor::Integer(1));
    let promised = Authenticator { flags: 0x85, ..Authenticator::new("webauthn.get") };
    for wrong in [behind, no_map, promised] {
        assert_eq!(log_in(&wrong).unwrap_err(), PasskeyError::Malformed);
    }
}

#[test]
fn algorithms_that_were_not_offered_are_refused() {
    for algorithm in [-8, -36, -65535, 0] {
        let create = Authenticator { algorithm, ..Authenticator::new("webauthn.create") };
        assert_eq!(register(&create).unwrap_err(), PasskeyError::Algorithm, "{algorithm}");
    }
}

#[test]
fn an_empty_a_too_long_or_a_swapped_credential_id_is_refused() {
    for (raw_id, attested_id) in
        [(vec![], vec![]), (vec![1; 1024], vec![1; 1024]), (vec![1; 16], vec![2; 16])]
    {
        let create = Authenticator { raw_id, attested_id, ..Authenticator::new("webauthn.create") };
        assert_eq!(register(&create).unwrap_err(), PasskeyError::Malformed);
    }
}

#[test]
fn a_counter_that_does_not_rise_shows_a_copy() {
    for counter in [0, 1, 2] {
        let get = Authenticator { counter, ..Authenticator::new("webauthn.get") };
        assert_eq!(log_in(&get).unwrap_err(), PasskeyError::BadSignature, "{counter}");
    }
}

#[test]
fn another_persons_handle_or_none_is_refused() {
    for handle in [None, Some(vec![6; 32]), Some(Vec::new())] {
        let get = Authenticator { handle, ..Authenticator::new("webauthn.get") };
        assert_eq!(log_in(&get).unwrap_err(), PasskeyError::OtherRequest);
    }
}

#[test]
fn a_signature_by_another_key_is_refused() {
    let other = SigningKey::from_slice(&[0x22; 32]).unwrap();
    let get = Authenticator { key: other, ..Authenticator::new("webauthn.get") };
    assert_eq!(log_in(&get).unwrap_err(), PasskeyError::BadSignature);
}

#[test]
fn options_ask_for_a_verified_person_and_offer_only_what_is_verified() {
    let create = creation_options(&rp(), &challenge(), &HANDLE, "花子", &["AAAA".to_owned()]);
    let create = &create["publicKey"];
    assert_eq!(create["authenticatorSelection"]["userVerification"], "required");
    assert_eq!(create["authenticatorSelection"]["residentKey"], "required");
    assert_eq!(create["attestation"], "none");
    assert!(create["extensions"]["prf"].is_object(), "later it may be too late to ask for a secret");
    assert_eq!(create["excludeCredentials"][0]["id"], "AAAA");
    let offered: Vec<i64> =
        create["pubKeyCredParams"].as_array().unwrap().iter().map(|p| p["alg"].as_i64().unwrap()).collect();
    assert_eq!(offered, [-7, -35, -257]);
    assert_eq!(request_options(&rp(), &challenge())["publicKey"]["userVerification"], "required");
}
