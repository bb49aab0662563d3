//! Guessing is slowed for whoever guesses and for nobody else.

use hibiki_domain::code::{OneTimeCode, WAITS_SECS};
use hibiki_tests::{
    actors::{self, import, row, start},
    bridge::{Bridge, pairing_code},
    database::identity,
    desk,
    http::{Ask, Client, at_once},
    town::{now, town},
};

fn bucket(client: &Client, target: &str) -> String {
    town().secret.guess_bucket(&client.address, target)
}

fn failures(client: &Client, target: &str) -> i64 {
    let sql = "SELECT COALESCE(MAX(failures), 0) FROM guess WHERE bucket = ?1";
    identity().number(sql, [bucket(client, target)])
}

/// The wait is over.
fn let_time_pass(client: &Client, target: &str) {
    let sql = "UPDATE guess SET not_before = ?1 WHERE bucket = ?2";
    identity().execute(sql, (now().0, bucket(client, target)));
}

fn letter() -> (String, hibiki_domain::register::ResidentRow) {
    let row = row();
    import(std::slice::from_ref(&row));
    (desk::letter(&mut actors::clerk().client, &row), row)
}

#[test]
fn guessing_a_birth_date_waits_longer_and_longer_while_the_person_does_not() {
    let (code, row) = letter();
    let target = OneTimeCode::parse(&code).unwrap().as_str().to_owned();
    let mut thief = Client::new();
    for failure in 1..=14_u32 {
        let guess = format!("1970-01-{failure:02}");
        start(&mut thief, &code, &guess).expect(422);
        assert_eq!(failures(&thief, &target), i64::from(failure));
        let sql = "SELECT not_before FROM guess WHERE bucket = ?1";
        let wait = identity().number(sql, [bucket(&thief, &target)]) - now().0;
        let expected = WAITS_SECS[(failure as usize).min(WAITS_SECS.len() - 1)];
        assert!((expected - 3..=expected).contains(&wait), "after {failure}: {wait} is not {expected}");
        if expected > 3 {
            // Until then not even the right answer is heard, and the try costs nothing.
            let reply = start(&mut thief, &code, &row.birth_date).expect(429);
            let after: i64 = reply.header("retry-after").expect("retry-after").parse().unwrap();
            assert!((1..=expected).contains(&after), "{after} of {expected}");
            assert!(reply.text().contains("待つ必要"), "{reply}");
            assert_eq!(failures(&thief, &target), i64::from(failure));
        }
        let_time_pass(&thief, &target);
    }
    // The same client is free at everything else, and everybody else is free at this letter.
    let (other_code, other_row) = letter();
    start(&mut thief.clone(), &other_code, &other_row.birth_date).leads_to("/start/passkey");
    start(&mut thief, &code, "1970-02-01").expect(422);
    start(&mut thief, &code, &row.birth_date).expect(429);
    let mut person = Client::new();
    start(&mut person, &code, &row.birth_date).leads_to("/start/passkey");
    // Who waited may try again, and what was right is forgotten.
    let_time_pass(&thief, &target);
    start(&mut thief, &code, &row.birth_date).leads_to("/start/passkey");
    assert_eq!(failures(&thief, &target), 0);
}

#[test]
fn many_guesses_at_once_are_not_more_guesses() {
    let (code, row) = letter();
    let thief = Client::new();
    let asks: Vec<_> = (1..=28)
        .map(|day| {
            Ask::post("/start").form(&[
                ("code", &code),
                ("year", "1970"),
                ("month", "1"),
                ("day", &day.to_string()),
            ])
        })
        .collect();
    let replies = at_once(&thief, &asks);
    assert!(replies.iter().all(|reply| [422, 429].contains(&reply.status)));
    let heard = replies.iter().filter(|reply| reply.status == 422).count();
    assert!(heard <= 4, "{heard} of 28 guesses were answered");
    start(&mut Client::new(), &code, &row.birth_date).leads_to("/start/passkey");
}

#[test]
fn guessing_codes_waits_too() {
    // Invitations: counted by client alone, because a wrong code is no thing of its own.
    let mut thief = Client::new();
    for place in 0..3 {
        thief.form("/invite", &[("code", &format!("0000-0000-000{place}"))]).expect(422);
    }
    thief.form("/invite", &[("code", "0000-0000-0009")]).expect(429);
    let good = actors::first_invitation("招かれた人");
    thief.form("/invite", &[("code", &good)]).expect(429);
    Client::new().form("/invite", &[("code", &good)]).leads_to("/start/passkey");
    let_time_pass(&thief, "invite");
    thief.form("/invite", &[("code", &good)]).leads_to("/start/passkey");

    // Pairing codes.
    let mut thief = Client::new();
    let bridge = Bridge::unknown();
    for place in 0..3 {
        thief.send(&bridge.enrolment(&format!("0000-0000-000{place}"))).refuses(422, "pairing-code");
    }
    let code = pairing_code();
    let reply = thief.send(&bridge.enrolment(&code)).refuses(429, "wait");
    assert!(reply.header("retry-after").is_some());
    Bridge::unknown().enrol(&pairing_code()).expect(201);
    let_time_pass(&thief, "pairing");
    thief.send(&bridge.enrolment(&code)).expect(201);

    // What is no code at all is one thing to guess at.
    let mut thief = Client::new();
    for _ in 0..3 {
        start(&mut thief, "???", "1980-04-02").expect(422);
    }
    start(&mut thief, "!!!", "1980-04-02").expect(429);
}

#[test]
fn what_is_known_of_a_guesser_is_forgotten_after_a_day() {
    let mut thief = Client::new();
    thief.form("/invite", &[("code", "0000-0000-0000")]).expect(422);
    let sql = "SELECT forget_at FROM guess WHERE bucket = ?1";
    let kept = identity().number(sql, [bucket(&thief, "invite")]) - now().0;
    assert!((86_390..=86_400).contains(&kept), "{kept}");
    // No address of anybody stands in the table.
    let sql = "SELECT COUNT(*) FROM guess WHERE bucket LIKE '%' || ?1 || '%'";
    assert_eq!(identity().number(sql, [&thief.address]), 0);
}
