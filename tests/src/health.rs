//! Health records, opened as a browser opens them.

use crate::{
    actors::{self, Person, import, registered, row},
    bridge::Bridge,
    card::Card,
    http::{Client, Reply},
    page,
    passkey::Assertion,
    town::{random, town, unique},
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

    /// The 32 bytes.
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.bytes
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

/// Asks for the tap that opens the record.
pub fn ask_card(client: &mut Client) -> Value {
    let ask = json!({ "purpose": "health.open", "want": "opening" });
    client.json("/api/health/tap/challenge", &ask).expect(200).json()
}

/// Touches a card and types its PIN.
pub fn open_with_card(client: &mut Client, bridge: &Bridge, card: &Card) -> Reply {
    let asked = ask_card(client);
    client.json("/api/health/tap/open", &bridge.tap(&asked, card).bind())
}

/// A new resident whose record is open, and what opens it.
pub fn resident() -> (Person, Secret) {
    let mut person = actors::resident();
    let secret = Secret::prf();
    open_with(&mut person, &secret).expect(200);
    (person, secret)
}

/// A child of [`family`]: the name, and the address of the record.
#[derive(Debug)]
pub struct Child {
    /// The name in the register.
    pub name: String,
    /// `/my/health/` and how the guardian's pages call the child.
    pub at: String,
}

/// A guardian whose record is open, with children born on these days whose records are begun.
pub fn family(births: &[&str]) -> (Person, Vec<Child>) {
    family_with(births, &Secret::prf())
}

/// The same, with what opens the guardian's record.
pub fn family_with(births: &[&str], secret: &Secret) -> (Person, Vec<Child>) {
    let mut parent = row();
    parent.guardian = true;
    let mut rows = vec![parent.clone()];
    for birth_date in births {
        let mut child = row();
        child.household.clone_from(&parent.household);
        (*birth_date).clone_into(&mut child.birth_date);
        child.name = unique("子");
        rows.push(child);
    }
    import(&rows);
    let mut person = registered(&parent);
    open_with(&mut person, secret).expect(200);
    let home = person.client.get("/my/health").expect(200).text();
    let children = rows.into_iter().skip(1).map(|child| {
        let of_child = home.split("<li>").find(|one| one.contains(&child.name)).expect("the child");
        let begin = page::attribute(of_child, "action").expect("a form that begins a record");
        person.client.form(&begin, &[]).expect(303);
        Child { name: child.name, at: begin.trim_end_matches("/begin").to_owned() }
    });
    let children = children.collect();
    (person, children)
}

/// Writes an entry through its form; `form` is its address, such as `/my/health/me/diary/new/diary`.
pub fn write(client: &mut Client, form: &str, day: &str, typed: &[(&str, &str)]) {
    let html = client.get(form).expect(200).text();
    let hidden = |name| page::values(&html, name).first().cloned().expect("a field of the form");
    let (key, record, version) = (hidden("key"), hidden("record"), hidden("version"));
    let mut fields =
        vec![("key", key.as_str()), ("record", &record), ("version", &version), ("entry_day", day)];
    fields.push(("confirm", "yes"));
    fields.extend_from_slice(typed);
    client.form(form, &fields).expect(303);
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
