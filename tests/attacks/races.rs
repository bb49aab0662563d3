//! Twenty at once: one wins.

use hibiki_domain::{code::CodeKind, role::Role};
use hibiki_protocol::PairingCode;
use hibiki_tests::{
    actors::{self, ask_tap, import, options, row, staff},
    bridge::{Bridge, pairing_code},
    database::{identity, mypage},
    desk,
    http::{Ask, Client, Reply, at_once},
    passkey::Passkey,
    town::{today, town, unique},
};
use serde_json::json;

const MANY: usize = 20;

/// Sorts the answers: how many won; every other one must be a refusal of these.
#[track_caller]
fn winners(replies: &[Reply], refusals: &[u16]) -> usize {
    let (won, lost): (Vec<_>, Vec<_>) =
        replies.iter().partition(|reply| [200, 201, 303].contains(&reply.status));
    for reply in lost {
        assert!(refusals.contains(&reply.status), "{reply}");
    }
    won.len()
}

#[test]
fn one_challenge_for_a_tap() {
    let bridge = Bridge::enrolled();
    let (_, card, _) = actors::toucher(&bridge);
    let mut client = Client::new();
    let asked = ask_tap(&mut client, "login", "identifier");
    // Each with a counter of its own: only the challenge is the same.
    let asks: Vec<_> =
        (0..MANY).map(|_| Ask::post("/api/tap/login").json(&bridge.tap(&asked, &card).log_in())).collect();
    assert_eq!(winners(&at_once(&client, &asks), &[409, 422]), 1);
}

#[test]
fn one_counter_for_many_challenges() {
    let bridge = Bridge::enrolled();
    let (_, card, row) = actors::toucher(&bridge);
    let mut client = Client::new();
    let counter = bridge.count();
    let asks: Vec<_> = (0..MANY)
        .map(|_| {
            let mut tap = bridge.tap(&ask_tap(&mut client, "login", "identifier"), &card);
            tap.counter = counter;
            Ask::post("/api/tap/login").json(&tap.log_in())
        })
        .collect();
    let person = actors::person_of(&row);
    let sql = "SELECT COUNT(*) FROM session WHERE person_id = ?1";
    let before = identity().number(sql, [person.as_str()]);
    assert_eq!(winners(&at_once(&client, &asks), &[422]), 1);
    assert_eq!(identity().number(sql, [person.as_str()]), before + 1);
}

#[test]
fn one_challenge_for_a_passkey_and_one_counter_of_it() {
    let mut person = actors::resident();
    let mut client = Client::new();
    let asked = options(&mut client, "login");
    let asks: Vec<_> = (0..MANY)
        .map(|_| Ask::post("/api/passkey/login").json(&person.passkey.assertion(&asked).body("login")))
        .collect();
    assert_eq!(winners(&at_once(&client, &asks), &[409]), 1);

    let counter = person.passkey.counter + 1;
    let asks: Vec<_> = (0..MANY)
        .map(|_| {
            let mut assertion = person.passkey.assertion(&options(&mut client, "login"));
            assertion.counter = counter;
            Ask::post("/api/passkey/login").json(&assertion.body("login"))
        })
        .collect();
    assert_eq!(winners(&at_once(&client, &asks), &[422]), 1);
}

#[test]
fn one_letter() {
    let row = row();
    import(std::slice::from_ref(&row));
    let code = desk::letter(&mut actors::clerk().client, &row);
    // Many browsers typed the code; each has a challenge and a passkey of its own.
    let registrations: Vec<_> = (0..MANY)
        .map(|_| {
            let mut client = Client::new();
            actors::start(&mut client, &code, &row.birth_date).leads_to("/start/passkey");
            let asked = client.json("/api/passkey/register/challenge", &json!({})).expect(200).json();
            let ask =
                Ask::post("/api/passkey/register").json(&Passkey::new().registration(&asked).body("同時"));
            (client, ask)
        })
        .collect();
    let replies: Vec<_> = std::thread::scope(|scope| {
        let sent: Vec<_> =
            registrations.iter().map(|(client, ask)| scope.spawn(|| client.send_once(ask))).collect();
        sent.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(winners(&replies, &[422]), 1);
    let sql = "SELECT COUNT(*) FROM passkey WHERE person_id = ?1";
    assert_eq!(identity().number(sql, [actors::person_of(&row).as_str()]), 1);
}

#[test]
fn one_invitation() {
    let name = unique("招待");
    let code = actors::first_invitation(&name);
    let registrations: Vec<_> = (0..MANY)
        .map(|_| {
            let mut client = Client::new();
            client.form("/invite", &[("code", &code)]).leads_to("/start/passkey");
            let asked = client.json("/api/passkey/register/challenge", &json!({})).expect(200).json();
            let ask =
                Ask::post("/api/passkey/register").json(&Passkey::new().registration(&asked).body("同時"));
            (client, ask)
        })
        .collect();
    let replies: Vec<_> = std::thread::scope(|scope| {
        let sent: Vec<_> =
            registrations.iter().map(|(client, ask)| scope.spawn(|| client.send_once(ask))).collect();
        sent.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(winners(&replies, &[422]), 1);
    assert_eq!(identity().number("SELECT COUNT(*) FROM staff WHERE name = ?1", [&name]), 1);
    let sql =
        "SELECT COUNT(*) FROM role_grant WHERE person_id IN (SELECT person_id FROM staff WHERE name = ?1)";
    assert_eq!(identity().number(sql, [&name]), 1);
    // And typing it many times at once makes no colleague; how many of them have to wait depends on the moment.
    let name = unique("もう一人");
    let code = actors::first_invitation(&name);
    let typed = vec![Ask::post("/invite").form(&[("code", &code)]); 5];
    assert!(winners(&at_once(&Client::new(), &typed), &[429]) >= 1);
    assert_eq!(identity().number("SELECT COUNT(*) FROM staff WHERE name = ?1", [&name]), 0);
}

#[test]
fn one_pairing_code() {
    let code = pairing_code();
    let bridges: Vec<_> = (0..MANY).map(|_| Bridge::unknown()).collect();
    let asks: Vec<_> = bridges.iter().map(|bridge| bridge.enrolment(&code)).collect();
    assert_eq!(winners(&at_once(&Client::new(), &asks), &[422, 429]), 1);
    let trusted = bridges.iter().filter(|bridge| {
        identity().number("SELECT COUNT(*) FROM bridge WHERE key_id = ?1", [bridge.key_id().to_string()]) == 1
    });
    assert_eq!(trusted.count(), 1);
    let hash = town().secret.code_hash(CodeKind::Pairing, &PairingCode::parse(&code).unwrap());
    let sql = "SELECT COUNT(*) FROM pairing WHERE code_hash = ?1 AND used_at IS NOT NULL";
    assert_eq!(identity().number(sql, [hash]), 1);
}

#[test]
fn one_command() {
    let mut editor = staff(Role::Editor);
    let (until, key, title) = (today().to_string(), desk::new_key(), unique("同時"));
    let form = [("key", key.as_str()), ("title", &title), ("body", "本文"), ("until", &until)];
    let replies = at_once(&editor.client, &vec![Ask::post("/desk/notices").form(&form); MANY]);
    // Everybody gets the first answer; it was carried out once.
    assert_eq!(winners(&replies, &[]), MANY);
    assert_eq!(mypage().number("SELECT COUNT(*) FROM notice WHERE title = ?1", [&title]), 1);
    editor.client.get("/desk/notices").expect(200);

    let mut clerk = staff(Role::Clerk);
    let row = row();
    import(std::slice::from_ref(&row));
    let opened = desk::open(&mut clerk.client, &row);
    let key = desk::new_key();
    let form = [("key", key.as_str()), ("reference", &opened.act), ("why", "letter")];
    let replies = at_once(&clerk.client, &vec![Ask::post("/desk/letters").form(&form); MANY]);
    assert_eq!(winners(&replies, &[]), MANY);
    let places: std::collections::BTreeSet<_> = replies.iter().map(Reply::location).collect();
    assert_eq!(places.len(), 1);
    let sql = "SELECT COUNT(*) FROM letter WHERE person_id = ?1";
    assert_eq!(identity().number(sql, [actors::person_of(&row).as_str()]), 1);
    let sql = "SELECT COUNT(*) FROM access_log WHERE person_id = ?1 AND what LIKE '%発行%'";
    assert_eq!(identity().number(sql, [actors::person_of(&row).as_str()]), 1);
}

#[test]
fn twenty_looks_at_once_are_twenty_rows() {
    let mut clerk = staff(Role::Clerk);
    let row = row();
    import(std::slice::from_ref(&row));
    let opened = desk::open(&mut clerk.client, &row);
    let sql = "SELECT COUNT(*) FROM access_log WHERE person_id = ?1";
    let before = identity().number(sql, [actors::person_of(&row).as_str()]);
    let replies = at_once(&clerk.client, &vec![Ask::get(&opened.path); MANY]);
    assert!(replies.iter().all(|reply| reply.status == 200));
    let after = identity().number(sql, [actors::person_of(&row).as_str()]);
    assert_eq!(usize::try_from(after - before).unwrap(), MANY);
}

#[test]
fn one_last_way_in_stays_of_two_that_are_removed_at_once() {
    let mut person = actors::resident();
    let mut second = Passkey::new();
    actors::register(&mut person.client, &mut second, "二つ目").expect(200);
    let ids = [person.passkey.id_text(), second.id_text()];
    let asks: Vec<_> =
        ids.iter().map(|id| Ask::post("/my/ways/remove-passkey").form(&[("id", id)])).collect();
    assert_eq!(winners(&at_once(&person.client, &asks), &[409]), 1);
    let sql = "SELECT COUNT(*) FROM passkey WHERE person_id = ?1";
    assert_eq!(identity().number(sql, [person.id.as_str()]), 1);
}
