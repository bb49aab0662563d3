//! Health records, opened as a browser opens them.

use crate::{
    actors::{self, Person},
    http::{Client, Reply},
    passkey::Assertion,
    town::{random, town},
};
use data_encoding::BASE64URL_NOPAD;
use hibiki_domain::{
    ids::PersonId,
    secret::{Pseudonym, Sector},
};
use serde_json::{Value, json};

/// What a passkey makes of the town's text, or what a browser keeps.
#[derive(Debug, Clone)]
pub struct Secret {
    kind: &'static str,
    bytes: [u8; 32],
}

impl Secret {
    /// Of a passkey with PRF.
    pub fn prf() -> Self {
        Self { kind: "prf", bytes: random() }
    }

    /// Of a browser, for a passkey without.
    pub fn browser() -> Self {
        Self { kind: "browser", bytes: random() }
    }
}

/// The options for a passkey that opens the record.
pub fn options(client: &mut Client) -> Value {
    client.json("/api/health/passkey/challenge", &json!({ "purpose": "health-open" })).expect(200).json()
}

/// Shows the passkey and what it gives.
pub fn open_with(person: &mut Person, secret: &Secret) -> Reply {
    let options = options(&mut person.client);
    let body = body_with(&person.passkey.assertion(&options), secret);
    person.client.json("/api/health/passkey/open", &body)
}

/// What the page sends.
pub fn body_with(assertion: &Assertion, secret: &Secret) -> Value {
    let mut body = json!({ "challenge": assertion.client_data.challenge(), "answer": assertion.answer() });
    body["secret"] = json!({ secret.kind: BASE64URL_NOPAD.encode(&secret.bytes) });
    body
}

/// A new resident whose record is open, and what opens it.
pub fn resident() -> (Person, Secret) {
    let mut person = actors::resident();
    let secret = Secret::prf();
    open_with(&mut person, &secret).expect(200);
    (person, secret)
}

/// How the sector calls a person.
pub fn pseudonym(person: &PersonId) -> Pseudonym {
    town().secret.pseudonym(Sector::Health, person)
}

/// Where an address leads that is for an open record.
pub fn is_closed(client: &mut Client) -> bool {
    let reply = client.get("/my/health");
    reply.status == 303 && reply.location().starts_with("/my/health/open")
}
