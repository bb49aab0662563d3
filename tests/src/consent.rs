//! Consents: nurses with their work keys, and people who let them read.

use crate::{
    actors::{Person, staff},
    database::health,
    desk::new_key,
    health::{Secret, body_with, pseudonym},
    http::{Client, Reply},
    page,
    town::today,
};
use hibiki_domain::role::Role;
use serde_json::json;

/// Shows the passkey at the desk, and what it gives.
pub fn open_key(nurse: &mut Person, secret: &Secret) -> Reply {
    let ask = json!({ "purpose": "health-open" });
    let options = nurse.client.json("/api/health/work/passkey/challenge", &ask).expect(200).json();
    let body = body_with(&nurse.passkey.assertion(&options), secret);
    nurse.client.json("/api/health/work/passkey/open", &body)
}

/// A nurse whose work key is made and open, and what opens it.
pub fn nurse() -> (Person, Secret) {
    let mut nurse = staff(Role::Nurse);
    let secret = Secret::prf();
    open_key(&mut nurse, &secret).expect(200);
    (nurse, secret)
}

/// The choice of a nurse on the page of a new consent.
pub fn choice(html: &str, nurse: &Person) -> String {
    let one = html.split("<div class=\"check\">").find(|one| one.contains(&nurse.name)).expect("the nurse");
    page::attribute(one, "value").expect("a value")
}

/// What a person sends to let a nurse read `category` until the end of tomorrow.
pub fn wish(client: &mut Client, whose: &str, nurse: &Person, category: &str) -> Vec<(String, String)> {
    let html = client.get(&format!("/my/health/{whose}/consents/new")).expect(200).text();
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    vec![
        pair("key", &new_key()),
        pair("recipient", &choice(&html, nurse)),
        pair("category", category),
        pair("reason", "growth"),
        pair("words", "歯のこと"),
        pair("until", &today().plus_days(1).to_string()),
    ]
}

/// Sends it.
pub fn send(client: &mut Client, whose: &str, wish: &[(String, String)]) -> Reply {
    let fields: Vec<_> = wish.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    client.form(&format!("/my/health/{whose}/consents"), &fields)
}

/// Lets a nurse read; answers the id of the consent.
pub fn give(person: &mut Person, nurse: &Person, category: &str) -> String {
    let wish = wish(&mut person.client, "me", nurse, category);
    let before = ids(person);
    send(&mut person.client, "me", &wish).leads_to("/my/health/me/consents?done=given");
    ids(person).into_iter().find(|id| !before.contains(id)).expect("a new consent")
}

/// The ids of a person's consents.
pub fn ids(person: &Person) -> Vec<String> {
    let sql = "SELECT consent_id FROM consent WHERE person = ?1";
    health().rows(sql, [pseudonym(&person.id).as_str()], |row| row.get(0))
}

/// A look by a nurse.
pub fn look(nurse: &mut Person, consent: &str) -> Reply {
    nurse.client.get(&format!("/desk/health/read/{consent}"))
}
