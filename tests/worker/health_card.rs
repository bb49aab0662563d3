//! A health record that a card and its PIN open, and what a card does not open.

use hibiki_protocol::{RpIdHash, card_lock_message};
use hibiki_tests::{
    actors::{self, Person, ask_tap, clerk, import, log_in_by_card, row},
    bridge::Bridge,
    card::Card,
    database::{health, identity},
    desk,
    health::{Secret, ask_card, is_closed, open_with, open_with_card, pseudonym},
    http::Client,
    town::town,
};
use serde_json::json;

/// Somebody with a passkey whose record is open, and who has added a card.
fn person_with_card(bridge: &Bridge) -> (Person, Card) {
    let mut person = actors::resident();
    let card = Card::my_number();
    let asked = ask_tap(&mut person.client, "card.add", "signature");
    person.client.json("/api/tap/add", &bridge.tap(&asked, &card).bind()).expect(200);
    (person, card)
}

fn kinds(person: &Person) -> String {
    let me = pseudonym(&person.id);
    health().text("SELECT group_concat(kind, ' ' ORDER BY kind) FROM lock WHERE person = ?1", [me.as_str()])
}

#[test]
fn whoever_has_no_passkey_begins_a_record_with_card_and_pin_and_opens_it_again() {
    let bridge = Bridge::enrolled();
    let row = row();
    import(std::slice::from_ref(&row));
    let card = Card::my_number();
    desk::bind(&mut clerk().client, &row, &bridge, &card).expect(200);
    let id = actors::person_of(&row);
    let me = pseudonym(&id);
    // The first time after PIN, the second after a mere touch: opening proves it itself.
    for want in ["signature", "identifier"] {
        let mut client = Client::new();
        log_in_by_card(&mut client, &bridge, &card, want).expect(200);
        client.get("/my/health").expect(303);
        let reply = open_with_card(&mut client, &bridge, &card).expect(200);
        assert_eq!(reply.json()["location"], "/my/health");
        client.get("/my/health/me").expect(200);
        let newest =
            "SELECT level FROM session WHERE person_id = ?1 AND ended_at IS NULL ORDER BY rowid DESC";
        let newest = newest.replace("rowid", "created_at");
        assert_eq!(identity().text(&newest, [id.as_str()]), "pin");
    }
    // A resident's own reader at home does as well: the card's signature is the proof.
    let mut client = Client::new();
    log_in_by_card(&mut client, &Bridge::unknown(), &card, "signature").expect(200);
    open_with_card(&mut client, &Bridge::unknown(), &card).expect(200);
    assert!(!is_closed(&mut client));
    assert_eq!(health().number("SELECT COUNT(*) FROM root WHERE person = ?1", [me.as_str()]), 1);
}

#[test]
fn a_card_is_added_while_a_passkey_has_it_open_and_opens_it_alone_from_then_on() {
    let bridge = Bridge::enrolled();
    let (mut person, card) = person_with_card(&bridge);
    let secret = Secret::prf();
    open_with(&mut person, &secret).expect(200);
    // Elsewhere the card alone is not enough yet.
    let mut elsewhere = person.log_in();
    open_with_card(&mut elsewhere, &bridge, &card).refuses(422, "record-other-way");
    assert!(is_closed(&mut elsewhere));
    open_with_card(&mut person.client, &bridge, &card).expect(200);
    assert_eq!(kinds(&person), "card passkey recovery");
    let mut elsewhere = person.log_in();
    open_with_card(&mut elsewhere, &bridge, &card).expect(200);
    assert!(!is_closed(&mut elsewhere));
    person.client = person.log_in();
    open_with(&mut person, &secret).expect(200);
}

#[test]
fn nothing_but_both_signatures_of_ones_own_card_for_this_challenge_opens() {
    let bridge = Bridge::enrolled();
    let (mut person, card) = person_with_card(&bridge);
    open_with_card(&mut person.client, &bridge, &card).expect(200);
    let (stranger, others_card) = person_with_card(&bridge);
    let mut client = person.log_in();

    // The other's card, with all that it signs.
    open_with_card(&mut client, &bridge, &others_card).refuses(422, "unknown-card");

    // The fixed signature alone, in the place of the fresh one: whoever took it once has no more than that.
    let fixed = card.sign(&card_lock_message(&RpIdHash::of(&town().rp_id), &card.public_key_der()));
    let mut tap = bridge.tap(&ask_card(&mut client), &card);
    tap.evidence.unverified_signature = Some(fixed.clone());
    client.json("/api/health/tap/open", &tap.bind()).refuses(422, "certificate");
    // The fresh one alone.
    let mut tap = bridge.tap(&ask_card(&mut client), &card);
    tap.evidence.unverified_lock_signature = None;
    client.json("/api/health/tap/open", &tap.bind()).refuses(422, "tap-refused");
    // A fresh one of the stranger's own card beside the stolen fixed one.
    let mut tap = bridge.tap(&ask_card(&mut client), &others_card);
    tap.evidence.unverified_lock_signature = Some(fixed.into());
    client.json("/api/health/tap/open", &tap.bind()).refuses(422, "certificate");
    // Cut, lengthened, and one bit of it.
    let good = bridge.tap(&ask_card(&mut client), &card);
    let lock = good.evidence.unverified_lock_signature.clone().expect("a signature").to_vec();
    let mut bit = lock.clone();
    bit[200] ^= 1;
    for wrong in [lock[1..].to_vec(), [&lock[..], &[0]].concat(), bit] {
        let mut tap = bridge.tap(&ask_card(&mut client), &card);
        tap.evidence.unverified_lock_signature = Some(wrong.into());
        client.json("/api/health/tap/open", &tap.bind()).refuses(422, "certificate");
    }
    assert!(is_closed(&mut client));

    // The control; and the same once more, in the old and in the new session.
    let body = bridge.tap(&ask_card(&mut client), &card).bind();
    let mut before = client.clone();
    client.json("/api/health/tap/open", &body).expect(200);
    client.json("/api/health/tap/open", &body).refuses(409, "challenge");
    before.json("/api/health/tap/open", &body).refuses(409, "challenge");
    assert!(is_closed(&mut person.log_in()));
    drop(stranger);
}

#[test]
fn a_tap_for_anything_else_opens_no_record_and_an_opening_is_for_nothing_else() {
    let bridge = Bridge::enrolled();
    let (mut person, card) = person_with_card(&bridge);
    open_with_card(&mut person.client, &bridge, &card).expect(200);
    let mut client = person.log_in();
    for (purpose, want) in [
        ("health.open", "identifier"),
        ("health.open", "binding"),
        ("health.open", "signature"),
        ("step-up", "signature"),
        ("login", "identifier"),
        ("emergency.open", "opening"),
    ] {
        let ask = json!({ "purpose": purpose, "want": want });
        client.json("/api/health/tap/challenge", &ask).refuses(400, "tap-purpose");
    }
    let ask = json!({ "purpose": "health.open", "want": "opening" });
    client.json("/api/tap/challenge", &ask).refuses(400, "tap-purpose");
    Client::new().json("/api/health/tap/challenge", &ask).refuses(401, "not-logged-in");

    // A good step-up, and a touch, handed in where records are opened.
    let asked = ask_tap(&mut client, "step-up", "signature");
    client.json("/api/health/tap/open", &bridge.tap(&asked, &card).bind()).refuses(400, "tap-purpose");
    let mut touched = bridge.tap(&ask_card(&mut client), &card);
    touched.evidence = card.evidence(hibiki_protocol::Want::Identifier, &town().rp_id, b"");
    client.json("/api/health/tap/open", &touched.bind()).refuses(422, "tap-refused");
    assert!(is_closed(&mut client));

    // A good opening, handed in to log in and to another session of the same person.
    let tap = bridge.tap(&ask_card(&mut client), &card);
    let mut other = person.log_in();
    other.json("/api/health/tap/open", &tap.bind()).refuses(409, "challenge");
    let mut body = tap.log_in();
    body["purpose"] = json!("step-up");
    client.json("/api/tap/login", &body).refuses(400, "tap-purpose");
    assert!(is_closed(&mut client) && is_closed(&mut other));
    open_with_card(&mut client, &bridge, &card).expect(200);
}
