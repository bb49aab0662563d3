//! A software passkey: ES256, discoverable, attestation `none`. Every part of its answers can be made wrong.

use crate::{
    cbor,
    town::{random, town},
};
use data_encoding::BASE64URL_NOPAD;
use p256::ecdsa::{DerSignature, SigningKey, signature::Signer as _};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// User present.
pub const UP: u8 = 0x01;
/// User verified.
pub const UV: u8 = 0x04;
/// Attested credential data included.
pub const AT: u8 = 0x40;

/// A passkey on somebody's device.
#[derive(Debug, Clone)]
pub struct Passkey {
    /// Its key.
    pub key: SigningKey,
    /// Its id.
    pub id: Vec<u8>,
    /// Whose it is, as the town says it.
    pub user_handle: Vec<u8>,
    /// How often it signed.
    pub counter: u32,
}

impl Passkey {
    /// One that was never registered.
    pub fn new() -> Self {
        let key = SigningKey::from_slice(&random::<32>()).expect("a scalar below the order");
        Self { key, id: random::<32>().to_vec(), user_handle: Vec::new(), counter: 0 }
    }

    /// The id as text.
    pub fn id_text(&self) -> String {
        BASE64URL_NOPAD.encode(&self.id)
    }

    /// The public key as COSE (RFC 9053).
    pub fn cose(&self) -> Vec<u8> {
        let point = self.key.verifying_key().to_sec1_point(false);
        let coordinate = |bytes: Option<_>| -> Vec<u8> {
            let bytes: &[u8] = bytes.expect("an uncompressed point");
            cbor::bytes(bytes)
        };
        let x = coordinate(point.x().map(|x| &x[..]));
        let y = coordinate(point.y().map(|y| &y[..]));
        cbor::map(&[
            (cbor::int(1), cbor::int(2)),
            (cbor::int(3), cbor::int(-7)),
            (cbor::int(-1), cbor::int(1)),
            (cbor::int(-2), x),
            (cbor::int(-3), y),
        ])
    }

    /// The answer to the options of `POST /api/passkey/register/challenge`.
    pub fn registration(&mut self, options: &Value) -> Registration {
        let options = &options["publicKey"];
        let user = options["user"]["id"].as_str().expect("user.id");
        self.user_handle = BASE64URL_NOPAD.decode(user.as_bytes()).expect("base64url");
        Registration {
            client_data: ClientData::new("webauthn.create", options),
            rp_id: town().rp_id.clone(),
            flags: UP | UV | AT,
            counter: self.counter,
            id: self.id.clone(),
            raw_id: self.id.clone(),
            cose: self.cose(),
            trailing: Vec::new(),
        }
    }

    /// The answer to the options of `POST /api/passkey/challenge`.
    pub fn assertion(&mut self, options: &Value) -> Assertion {
        self.counter += 1;
        Assertion {
            client_data: ClientData::new("webauthn.get", &options["publicKey"]),
            rp_id: town().rp_id.clone(),
            flags: UP | UV,
            counter: self.counter,
            trailing: Vec::new(),
            id: self.id.clone(),
            user_handle: Some(self.user_handle.clone()),
            key: self.key.clone(),
            kind: "public-key".to_owned(),
        }
    }
}

impl Default for Passkey {
    fn default() -> Self {
        Self::new()
    }
}

/// What the browser says about the request.
#[derive(Debug, Clone)]
pub struct ClientData(pub Value);

impl ClientData {
    fn new(kind: &str, options: &Value) -> Self {
        Self(json!({
            "type": kind,
            "challenge": options["challenge"],
            "origin": town().origin,
            "crossOrigin": false,
        }))
    }

    /// Another value of a field, or one more field.
    pub fn set(&mut self, field: &str, value: Value) {
        self.0[field] = value;
    }

    /// The challenge that it answers.
    pub fn challenge(&self) -> &str {
        self.0["challenge"].as_str().unwrap_or_default()
    }

    fn bytes(&self) -> Vec<u8> {
        self.0.to_string().into_bytes()
    }
}

fn authenticator_data(rp_id: &str, flags: u8, counter: u32) -> Vec<u8> {
    [Sha256::digest(rp_id.as_bytes()).as_slice(), &[flags], &counter.to_be_bytes()].concat()
}

/// A registration, before it is written down.
#[derive(Debug, Clone)]
pub struct Registration {
    /// The client data.
    pub client_data: ClientData,
    /// For which town.
    pub rp_id: String,
    /// The flags.
    pub flags: u8,
    /// The counter.
    pub counter: u32,
    /// The credential's id in the authenticator data.
    pub id: Vec<u8>,
    /// The credential's id beside it.
    pub raw_id: Vec<u8>,
    /// The public key.
    pub cose: Vec<u8>,
    /// What stands behind the authenticator data.
    pub trailing: Vec<u8>,
}

impl Registration {
    /// As the browser hands it over.
    pub fn answer(&self) -> Value {
        let length = u16::try_from(self.id.len()).expect("a credential id");
        let data = [
            authenticator_data(&self.rp_id, self.flags, self.counter),
            vec![0; 16],
            length.to_be_bytes().to_vec(),
            self.id.clone(),
            self.cose.clone(),
            self.trailing.clone(),
        ]
        .concat();
        let attestation = cbor::map(&[
            (cbor::text("fmt"), cbor::text("none")),
            (cbor::text("attStmt"), cbor::map(&[])),
            (cbor::text("authData"), cbor::bytes(&data)),
        ]);
        json!({
            "id": BASE64URL_NOPAD.encode(&self.raw_id),
            "rawId": BASE64URL_NOPAD.encode(&self.raw_id),
            "type": "public-key",
            "response": {
                "clientDataJSON": BASE64URL_NOPAD.encode(&self.client_data.bytes()),
                "attestationObject": BASE64URL_NOPAD.encode(&attestation),
            },
            "extensions": {},
        })
    }

    /// As the page sends it.
    pub fn body(&self, name: &str) -> Value {
        json!({ "challenge": self.client_data.challenge(), "name": name, "answer": self.answer() })
    }
}

/// An assertion, before it is signed.
#[derive(Debug, Clone)]
pub struct Assertion {
    /// The client data.
    pub client_data: ClientData,
    /// For which town.
    pub rp_id: String,
    /// The flags.
    pub flags: u8,
    /// The counter.
    pub counter: u32,
    /// What stands behind the authenticator data.
    pub trailing: Vec<u8>,
    /// The credential's id.
    pub id: Vec<u8>,
    /// Whose it says it is.
    pub user_handle: Option<Vec<u8>>,
    /// What signs.
    pub key: SigningKey,
    /// The type of credential.
    pub kind: String,
}

impl Assertion {
    /// As the browser hands it over.
    pub fn answer(&self) -> Value {
        let data =
            [authenticator_data(&self.rp_id, self.flags, self.counter), self.trailing.clone()].concat();
        let client_data = self.client_data.bytes();
        let message = [data.as_slice(), Sha256::digest(&client_data).as_slice()].concat();
        let signature: DerSignature = self.key.sign(&message);
        json!({
            "id": BASE64URL_NOPAD.encode(&self.id),
            "rawId": BASE64URL_NOPAD.encode(&self.id),
            "type": self.kind,
            "response": {
                "clientDataJSON": BASE64URL_NOPAD.encode(&client_data),
                "authenticatorData": BASE64URL_NOPAD.encode(&data),
                "signature": BASE64URL_NOPAD.encode(signature.as_bytes()),
                "userHandle": self.user_handle.as_ref().map(|handle| BASE64URL_NOPAD.encode(handle)),
            },
            "extensions": {},
        })
    }

    /// As the page sends it.
    pub fn body(&self, purpose: &str) -> Value {
        json!({ "purpose": purpose, "challenge": self.client_data.challenge(), "answer": self.answer() })
    }
}
