//! Opening a health record, and what keeps it shut.

use hibiki_tests::{
    actors::{self, Person, import, registered, row, toucher},
    bridge::Bridge,
    database::{health, identity, vault},
    health::{Secret, body_with, is_closed, open_with, options, pseudonym, resident},
    http::{Ask, Client},
    town::{now, today, unique},
};

/// A guardian with one child in the register.
fn guardian() -> (Person, Secret) {
    let mut parent = row();
    parent.guardian = true;
    let mut child = row();
    child.household.clone_from(&parent.household);
    "2024-05-05".clone_into(&mut child.birth_date);
    child.name = unique("試験　子");
    import(&[parent.clone(), child]);
    let mut person = registered(&parent);
    let secret = Secret::prf();
    open_with(&mut person, &secret).expect(200);
    (person, secret)
}

/// The address with which a page begins a child's record.
fn begin_address(client: &mut Client) -> String {
    let home = client.get("/my/health").expect(200).text();
    let end = home.find("/begin\"").expect("a form that begins a record");
    let start = home[..end].rfind('"').expect("an attribute") + 1;
    format!("{}/begin", &home[start..end])
}

#[test]
fn a_record_is_shut_until_a_passkey_with_its_secret_opens_it() {
    let mut person = actors::resident();
    assert!(is_closed(&mut person.client));
    open_with(&mut person, &Secret::prf()).expect(200);
    person.client.get("/my/health").expect(200);
    person.client.get("/my/health/me").expect(200);
    let mut elsewhere = person.log_in();
    assert!(is_closed(&mut elsewhere), "another session of the same person has not opened it");
}

#[test]
fn the_same_secret_opens_the_same_record_again_and_another_does_not() {
    let (mut person, secret) = resident();
    let me = pseudonym(&person.id);
    let roots = || health().number("SELECT COUNT(*) FROM root WHERE person = ?1", [me.as_str()]);
    assert_eq!(roots(), 1);
    person.client = person.log_in();
    open_with(&mut person, &Secret::prf()).refuses(422, "record-other-way");
    open_with(&mut person, &Secret::browser()).refuses(422, "record-other-way");
    assert!(is_closed(&mut person.client));
    open_with(&mut person, &secret).expect(200);
    assert!(!is_closed(&mut person.client));
    assert_eq!(roots(), 1);
}

#[test]
fn a_second_way_is_added_by_showing_it_while_the_first_has_it_open() {
    let (mut person, _) = resident();
    let browser = Secret::browser();
    open_with(&mut person, &browser).expect(200);
    person.client = person.log_in();
    open_with(&mut person, &browser).expect(200);
    assert!(!is_closed(&mut person.client));
    let me = pseudonym(&person.id);
    let kinds = health()
        .text("SELECT group_concat(kind, ' ' ORDER BY kind) FROM lock WHERE person = ?1", [me.as_str()]);
    assert_eq!(kinds, "browser passkey recovery");
}

#[test]
fn two_windows_in_which_it_is_begun_begin_one_record() {
    let mut person = actors::resident();
    let secret = Secret::prf();
    let mut windows = [person.log_in(), person.log_in()].map(|client| {
        let mut client = client;
        let options = options(&mut client);
        let body = body_with(&person.passkey.assertion(&options), &secret);
        (client, Ask::post("/api/health/passkey/open").json(&body))
    });
    for (client, ask) in &mut windows {
        client.send(ask).expect(200);
    }
    let me = pseudonym(&person.id);
    assert_eq!(health().number("SELECT COUNT(*) FROM root WHERE person = ?1", [me.as_str()]), 1);
    for (client, _) in &mut windows {
        assert!(!is_closed(client));
    }
}

#[test]
fn a_touched_card_is_led_to_where_one_proof_steps_up_and_opens() {
    let bridge = Bridge::enrolled();
    let (mut client, _, _) = toucher(&bridge);
    client.get("/my/health").leads_to("/my/health/open?next=/my/health");
    let open = client.get("/my/health/open?next=/my/health").expect(200).text();
    assert!(open.contains("カードをかざしただけでは開けません"));
    client.get("/my/health/me").leads_to("/my/health/open?next=/my/health/me");
}

#[test]
fn logging_out_and_closing_leave_nothing_open() {
    for address in ["/logout", "/my/health/close"] {
        let (mut person, _) = resident();
        let before = person.client.clone();
        let me = pseudonym(&person.id);
        let open = || vault().number("SELECT COUNT(*) FROM opened WHERE person = ?1", [me.as_str()]);
        assert_eq!(open(), 1);
        person.client.form(address, &[]).expect(303);
        assert_eq!(open(), 0, "{address}");
        let mut stolen = before;
        let reply = stolen.get("/my/health/me").expect(303);
        let shut = reply.location();
        assert!(shut.starts_with("/login") || shut.starts_with("/my/health/open"), "{address}: {shut}");
        person.client.form(address, &[]).expect(303);
    }
}

#[test]
fn half_an_hour_without_a_look_shuts_it_and_so_do_two_hours_in_all() {
    for (column, seconds) in [("seen_at", 30 * 60), ("expires_at", 0)] {
        let (mut person, _) = resident();
        let me = pseudonym(&person.id);
        let sql = format!("UPDATE opened SET {column} = ?2 WHERE person = ?1");
        vault().execute(&sql, (me.as_str(), now().0 - seconds + 60));
        assert!(!is_closed(&mut person.client), "{column}");
        vault().execute(&sql, (me.as_str(), now().0 - seconds));
        assert!(is_closed(&mut person.client), "{column}");
    }
}

#[test]
fn a_guardian_begins_a_childs_record_once_and_opens_it_again() {
    let (mut person, secret) = guardian();
    let begin = begin_address(&mut person.client);
    let child = begin.trim_end_matches("/begin").to_owned();
    person.client.get(&child).expect(404);
    person.client.form(&begin, &[]).leads_to(&child);
    person.client.form(&begin, &[]).leads_to(&child);
    person.client.get(&child).expect(200);
    person.client = person.log_in();
    open_with(&mut person, &secret).expect(200);
    person.client.get(&child).expect(200);
}

#[test]
fn another_familys_child_is_nobody() {
    let (mut person, _) = guardian();
    let begin = begin_address(&mut person.client);
    person.client.form(&begin, &[]).expect(303);
    let (mut other, _) = guardian();
    other.client.form(&begin, &[]).expect(404);
    other.client.get(begin.trim_end_matches("/begin")).expect(404);
    other.client.get("/my/health/0000000000000000").expect(404);
}

#[test]
fn a_guardianship_that_ended_shuts_the_record_in_the_very_session_that_had_it_open() {
    let (mut person, _) = guardian();
    let begin = begin_address(&mut person.client);
    let child = begin.trim_end_matches("/begin").to_owned();
    person.client.form(&begin, &[]).expect(303);
    person.client.get(&child).expect(200);
    let sql =
        "UPDATE guardianship SET until = ?2, ended_at = ?3, end_reason = 'register' WHERE guardian = ?1";
    assert_eq!(identity().execute(sql, (person.id.as_str(), today().to_string(), now().0)), 1);
    person.client.get(&child).expect(404);
}

#[test]
fn a_lock_of_another_person_put_in_ones_own_place_is_refused() {
    let (mut person, secret) = resident();
    let (thief, _) = resident();
    let (me, them) = (pseudonym(&person.id), pseudonym(&thief.id));
    person.client = person.log_in();
    // Whoever can write to the database puts what is sealed to the thief's lock where the owner's stood.
    let sql = "UPDATE lock SET (public, sealed) = (SELECT public, sealed FROM lock WHERE person = ?2 AND kind = 'passkey') WHERE person = ?1 AND kind = 'passkey'";
    assert_eq!(health().execute(sql, (me.as_str(), them.as_str())), 1);
    open_with(&mut person, &secret).refuses(409, "record-forged");
    assert!(is_closed(&mut person.client));
}

#[test]
fn without_its_pepper_nothing_opens() {
    let (mut person, secret) = resident();
    let me = pseudonym(&person.id);
    person.client = person.log_in();
    assert_eq!(vault().execute("DELETE FROM pepper WHERE person = ?1", [me.as_str()]), 1);
    open_with(&mut person, &secret).refuses(422, "record-other-way");
}
