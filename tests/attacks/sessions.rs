//! Cookies that were set by others, doubled, kept, or are of too low a level.

use hibiki_domain::role::Role;
use hibiki_tests::{
    actors::{self, import, row, staff, start},
    bridge::Bridge,
    card::Card,
    database::identity,
    desk,
    http::{Ask, Client, SESSION, made_up_cookie},
    routes::{ALL, Takes, Who},
};
use serde_json::json;

#[test]
fn a_session_that_was_put_into_a_browser_does_not_become_the_persons() {
    let mut victim = actors::resident();
    let mut attacker = actors::resident();
    for planted in [made_up_cookie(), attacker.log_in().session.unwrap(), "A".repeat(43)] {
        let mut browser =
            Client { session: Some(planted.clone()), browser: Some(made_up_cookie()), ..Client::new() };
        actors::log_in(&mut browser, &mut victim.passkey).expect(200);
        assert_ne!(browser.session.as_ref(), Some(&planted));
        assert!(browser.get("/my").expect(200).text().contains(&victim.name));
        // Whoever planted it has nothing: it never was a session, or it has ended.
        Client { session: Some(planted), ..Client::new() }.get("/my").leads_to("/login");
    }
    // Likewise with a card, a letter, an invitation.
    let bridge = Bridge::enrolled();
    let (_, card, row) = actors::toucher(&bridge);
    let code = desk::letter(&mut actors::clerk().client, &row);
    let invitation = actors::first_invitation("招かれた人");
    let ways: [&dyn Fn(&mut Client); 3] = [
        &|client| drop(actors::log_in_by_card(client, &bridge, &card, "identifier").expect(200)),
        &|client| drop(start(client, &code, &row.birth_date).leads_to("/start/passkey")),
        &|client| drop(client.form("/invite", &[("code", &invitation)]).leads_to("/start/passkey")),
    ];
    for way in ways {
        let planted = attacker.log_in().session.unwrap();
        let mut browser = Client { session: Some(planted.clone()), ..Client::new() };
        way(&mut browser);
        assert_ne!(browser.session.as_ref(), Some(&planted));
        Client { session: Some(planted), ..Client::new() }.get("/my").leads_to("/login");
    }
}

#[test]
fn every_proof_gives_a_new_session_and_ends_the_one_before() {
    let mut person = actors::resident();
    let bridge = Bridge::enrolled();
    let card = Card::my_number();
    let asked = actors::ask_tap(&mut person.client, "card.add", "signature");
    person.client.json("/api/tap/add", &bridge.tap(&asked, &card).bind()).expect(200);
    let mut seen = std::collections::BTreeSet::new();
    let mut client = Client::new();
    let mut before: Option<Client> = None;
    for step in 0..5 {
        match step {
            1 => {
                let options = actors::options(&mut client, "step-up");
                client
                    .json("/api/passkey/login", &person.passkey.assertion(&options).body("step-up"))
                    .expect(200);
            }
            2 => {
                let asked = actors::ask_tap(&mut client, "step-up", "signature");
                client.json("/api/tap/login", &bridge.tap(&asked, &card).log_in()).expect(200);
            }
            3 => drop(actors::log_in_by_card(&mut client, &bridge, &card, "signature").expect(200)),
            _ => drop(actors::log_in(&mut client, &mut person.passkey).expect(200)),
        }
        assert!(seen.insert(client.session.clone().unwrap()), "a session's value came twice");
        client.get("/my").expect(200);
        if let Some(mut before) = before.replace(client.clone()) {
            before.get("/my").leads_to("/login");
        }
    }
}

#[test]
fn a_cookie_after_the_log_out_opens_nothing() {
    let mut person = actors::resident();
    let mut client = person.log_in();
    let kept = client.clone();
    client.get("/my").expect(200);
    client.form("/logout", &[]).leads_to("/");
    assert_eq!(client.session, None);
    for path in ["/my", "/my/looks", "/my/ways", "/step-up", "/desk"] {
        kept.clone().get(path).leads_to("/login");
    }
    kept.clone()
        .json("/api/passkey/challenge", &json!({ "purpose": "step-up" }))
        .refuses(401, "not-logged-in");
    person.log_in().get("/my").expect(200);
}

#[test]
fn two_cookies_of_one_name_are_none() {
    let mut victim = actors::resident();
    let good = victim.log_in().session.unwrap();
    let other = actors::resident().client.session.unwrap();
    let nobody = Client::new();
    let ask = |cookies: &str| nobody.clone().send(&Ask::get("/my").header("cookie", cookies));
    for cookies in [
        format!("{SESSION}={good}; {SESSION}={other}"),
        format!("{SESSION}={other}; {SESSION}={good}"),
        format!("{SESSION}={good}; {SESSION}={good}"),
        format!("{SESSION}={good};{SESSION}="),
        format!("{SESSION}=; {SESSION}={good}"),
        format!("hibiki={good}"),
        format!("__host-hibiki={good}"),
        format!("__Secure-hibiki={good}"),
        format!("{SESSION} ={good}"),
        format!("{SESSION}=\"{good}\""),
        format!("{SESSION}={good}="),
        format!("{SESSION}={}", &good[1..]),
        format!("{SESSION}={good}A"),
        format!("{SESSION}={}", "A".repeat(4000)),
        format!("{SESSION}=%41{}", &good[1..]),
        format!("{SESSION}={}", good.to_lowercase()),
        String::new(),
        ";;;=;".to_owned(),
        "\u{e9}=\u{e9}".to_owned(),
    ] {
        ask(&cookies).leads_to("/login");
    }
    for cookies in
        [format!("{SESSION}={good}"), format!("a=b; {SESSION}={good}; c"), format!("  {SESSION}={good}  ")]
    {
        ask(&cookies).expect(200);
    }
}

#[test]
fn a_letters_session_registers_a_passkey_and_opens_nothing_else() {
    let row = row();
    import(std::slice::from_ref(&row));
    let code = desk::letter(&mut actors::clerk().client, &row);
    let mut holder = Client::new();
    start(&mut holder, &code, &row.birth_date).leads_to("/start/passkey");
    for route in ALL.iter().filter(|route| !matches!(route.who, Who::Anybody | Who::Operator | Who::Bridge)) {
        if route.path.starts_with("/api/passkey/register") {
            continue;
        }
        let path = route.path_with(&actors::some_id());
        let reply = match route.takes {
            Takes::Nothing => holder.get(&path),
            Takes::Form(_) | Takes::Question => {
                holder.form(&path, &[("id", "x"), ("key", "aaaaaaaaaaaaaaaaaaaa")])
            }
            Takes::Bytes => holder.send(&Ask::post(&path).body("application/octet-stream", *b"x")),
            Takes::Json(_) => holder.json(&path, &json!({})),
        };
        if route.is_for_programs() {
            assert!([400, 401].contains(&reply.status), "{reply}");
        } else {
            reply.leads_to("/login");
        }
    }
    holder.json("/api/passkey/challenge", &json!({ "purpose": "step-up" })).refuses(401, "not-logged-in");
    for (purpose, want) in [("step-up", "signature"), ("card.add", "binding"), ("card.add", "signature")] {
        let ask = json!({ "purpose": purpose, "want": want });
        holder.json("/api/tap/challenge", &ask).refuses(401, "not-logged-in");
    }
    actors::register(&mut holder, &mut hibiki_tests::passkey::Passkey::new(), "電話").expect(200);
    holder.get("/my").expect(200);
}

#[test]
fn a_touch_is_never_a_proof() {
    let bridge = Bridge::enrolled();
    let (mut client, _, _) = actors::toucher(&bridge);
    for route in ALL.iter().filter(|route| matches!(route.who, Who::Strong | Who::Fresh)) {
        let path = route.path_with(&actors::some_id());
        let reply = match route.takes {
            Takes::Nothing => client.get(&path),
            Takes::Form(_) | Takes::Question => {
                client.form(&path, &[("id", "0123456789abcdef"), ("key", "aaaaaaaaaaaaaaaaaaaa")])
            }
            Takes::Bytes => client.send(&Ask::post(&path).body("application/octet-stream", *b"x")),
            Takes::Json(_) => client.json(&path, &json!({})),
        };
        if route.is_for_programs() {
            assert!(reply.status == 403 || reply.status == 400, "{reply}");
        } else {
            reply.leads_to("/step-up");
        }
    }
    client.json("/api/passkey/register/challenge", &json!({})).refuses(403, "step-up");
    for want in ["binding", "signature"] {
        let ask = json!({ "purpose": "card.add", "want": want });
        client.json("/api/tap/challenge", &ask).refuses(403, "step-up");
    }
    client.get("/my").expect(200);
}

#[test]
fn a_member_of_staff_who_only_touched_a_card_is_not_let_to_the_desk() {
    let mut clerk = staff(Role::Clerk);
    let bridge = Bridge::enrolled();
    let card = Card::my_number();
    let asked = actors::ask_tap(&mut clerk.client, "card.add", "binding");
    clerk.client.json("/api/tap/add", &bridge.tap(&asked, &card).bind()).expect(200);
    let mut touched = Client::new();
    actors::log_in_by_card(&mut touched, &bridge, &card, "identifier").expect(200);
    for path in ["/desk", "/desk/residents"] {
        touched.get(path).leads_to("/step-up");
    }
    touched
        .form("/desk/residents", &[("kana", "ヒビキ"), ("birth_date", ""), ("why", "card")])
        .leads_to("/step-up");
    let mut proven = Client::new();
    actors::log_in_by_card(&mut proven, &bridge, &card, "signature").expect(200);
    proven.get("/desk/residents").expect(200);
}

#[test]
fn nobody_ends_or_sees_somebody_elses_sessions() {
    let (mut one, mut two) = (actors::resident(), actors::resident());
    let session = |id: &str| {
        let sql = "SELECT substr(session, 1, 16) FROM session WHERE person_id = ?1 AND ended_at IS NULL AND level = 'pass'";
        identity().text(sql, [id])
    };
    let theirs = session(two.id.as_str());
    one.client.form("/my/ways/end-session", &[("id", &theirs)]).leads_to("/my/ways");
    two.client.get("/my").expect(200);
    assert!(!one.client.get("/my/ways").expect(200).text().contains(&theirs));
    for bad in ["", "%", "________________", "0123456789abcde", "0123456789abcdef0", "' OR 1=1 --12345"] {
        one.client.form("/my/ways/end-session", &[("id", bad)]).expect(400);
    }
    let own = session(one.id.as_str());
    one.client.form("/my/ways/end-session", &[("id", &own)]).leads_to("/my/ways");
    one.client.get("/my").leads_to("/login");
}
