//! Eligibility cards: written down, shown as a code, touched at a clinic.

use crate::{
    actors::{Person, ask_tap},
    bridge::{Bridge, Tap},
    card::Card,
    database::{health, identity},
    health::{Secret, pseudonym, resident, write},
    http::{Client, Reply},
    page,
    town::{today, town},
};
use serde_json::json;

/// The form of somebody's own card.
pub const NEW: &str = "/my/health/me/eligibility/new/eligibility";

/// Writes down a card that is valid until a day; the address of its page.
pub fn write_card(client: &mut Client, form: &str, until: &str) -> String {
    let typed = [("card", "child_medical"), ("issuer", "響町"), ("until", until), ("notes", "秘密のメモ")];
    write(client, form, &today().to_string(), &typed);
    newest(client, form.split("/new/").next().expect("a list"))
}

/// The address of the first entry of a list.
pub fn newest(client: &mut Client, list: &str) -> String {
    let list = client.get(list).expect(200).text();
    let at = page::attribute(list.split_once("item-list").expect("a list").1, "href").expect("an entry");
    at.split('?').next().unwrap().to_owned()
}

/// Makes a code; the address that it holds.
pub fn code(client: &mut Client, at: &str) -> String {
    let html = client.form(&format!("{at}/code"), &[]).expect(200).text();
    assert!(html.contains("class=\"notebook-code\""));
    let (_, rest) = html.split_once("/my/health/check/").expect("the address");
    format!("/my/health/check/{}", rest.split('<').next().unwrap())
}

/// Switches the check by card on or off.
pub fn by_card(client: &mut Client, at: &str, go: &str) {
    let done = format!("{at}?done=card-{go}");
    let location = client.form(&format!("{at}/card"), &[("go", go)]).leads_to(&done).location().to_owned();
    client.get(&location).expect(200);
}

/// Asks for the tap of a clinic, and touches the card.
pub fn touch(clinic: &mut Client, bridge: &Bridge, card: &Card) -> Tap {
    let ask = json!({ "purpose": "eligibility.check", "want": "identifier" });
    let asked = clinic.json("/api/health/tap/challenge", &ask).expect(200).json();
    bridge.tap(&asked, card)
}

/// Hands the tap in.
pub fn hand_in(clinic: &mut Client, tap: &Tap) -> Reply {
    clinic.json("/api/health/tap/eligibility", &tap.bind())
}

/// Touches a card; what the clinic's page says.
pub fn check(clinic: &mut Client, bridge: &Bridge, card: &Card) -> String {
    let tap = touch(clinic, bridge, card);
    let reply = hand_in(clinic, &tap).expect(200).json();
    let location = reply["location"].as_str().expect("a page");
    assert!(location.starts_with("/desk/health/check?answer="), "{location}");
    page::words(&clinic.get(location).expect(200).text())
}

/// Somebody whose record is open, with an eligibility card of 30 more days and a card that can be touched.
pub struct Holder {
    /// Who.
    pub person: Person,
    /// What opens the record.
    pub secret: Secret,
    /// What is touched.
    pub card: Card,
    /// The page of the eligibility card.
    pub at: String,
}

impl Holder {
    /// A new one.
    pub fn new(bridge: &Bridge) -> Self {
        let (mut person, secret) = resident();
        let card = Card::felica();
        let asked = ask_tap(&mut person.client, "card.add", "binding");
        person.client.json("/api/tap/add", &bridge.tap(&asked, &card).bind()).expect(200);
        let at = write_card(&mut person.client, NEW, &today().plus_days(30).to_string());
        Self { person, secret, card, at }
    }

    /// Rows of the person's log.
    pub fn looks(&self) -> i64 {
        let sql = "SELECT COUNT(*) FROM access WHERE person = ?1";
        health().number(sql, [pseudonym(&self.person.id).as_str()])
    }

    /// Under what lies what a tap is told.
    pub fn name(&self) -> String {
        town().secret.card_check_name(&pseudonym(&self.person.id))
    }

    /// Whether anything lies ready for a tap.
    pub fn lies_ready(&self) -> bool {
        health().number("SELECT COUNT(*) FROM card_check WHERE name = ?1", [self.name()]) > 0
    }

    /// What stands in the person's log, in words.
    pub fn log(&mut self) -> String {
        let looks = page::words(&self.person.client.get("/my/health/me/looks").expect(200).text());
        assert!(!looks.contains("書き換えられています") && !looks.contains("読めません"), "{looks}");
        assert!(!looks.contains("なくなっています"), "{looks}");
        looks
    }
}

/// Stops a card that was lost.
pub fn lose(holder: &Holder) {
    let handle = town().secret.tap_handle(&holder.card.identifier);
    assert_eq!(identity().execute("DELETE FROM card WHERE tap_handle = ?1", [handle.as_str()]), 1);
}
