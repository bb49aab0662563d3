//! Journey 4, first part: three ways to log in, and stepping up.

use hibiki_tests::{
    actors::{self, ask_tap, clerk, import, log_in_by_card, row},
    bridge::Bridge,
    card::Card,
    database::identity,
    desk,
    http::{Ask, Client},
    town::town,
};
use serde_json::json;
use sha2::{Digest, Sha256};

/// What the database says of a session.
fn session_of(client: &Client) -> (String, bool) {
    let cookie = client.session.as_ref().expect("a session");
    let hash = data_encoding::HEXLOWER.encode(&Sha256::digest(cookie.as_bytes()));
    let sql = "SELECT level, ended_at IS NULL FROM session WHERE session = ?1";
    identity().rows(sql, [hash], |row| Ok((row.get(0)?, row.get(1)?)))[0].clone()
}

#[test]
fn a_passkey_opens_everything_of_ones_own() {
    let mut person = actors::resident();
    let mut client = person.log_in();
    assert_eq!(session_of(&client), ("pass".to_owned(), true));
    for path in
        ["/my", "/my/interests", "/my/looks", "/my/ways", "/my/ways/passkey", "/en/my", "/ja-easy/my/looks"]
    {
        client.get(path).expect(200);
    }
    client.get("/desk").expect(403);
}

#[test]
fn a_touched_card_opens_my_page_and_nothing_that_needs_proof() {
    let bridge = Bridge::enrolled();
    let (mut client, _, row) = actors::toucher(&bridge);
    assert_eq!(session_of(&client), ("tap".to_owned(), true));
    assert!(client.get("/my").expect(200).text().contains(&row.name));
    for path in ["/my/interests", "/my/looks", "/my/ways", "/my/ways/passkey"] {
        client.get(path).leads_to(&format!("/step-up?next={path}"));
    }
    client.get("/en/my/looks").leads_to("/en/step-up?next=/en/my/looks");
    client.json("/api/passkey/register/challenge", &json!({})).refuses(403, "step-up");
}

#[test]
fn a_card_with_its_pin_is_a_proof_at_the_counter_and_at_a_reader_at_home() {
    let at_the_counter = Bridge::enrolled();
    let person = row();
    import(std::slice::from_ref(&person));
    let card = Card::my_number();
    desk::bind(&mut clerk().client, &person, &at_the_counter, &card).expect(200);
    for bridge in [&at_the_counter, &Bridge::unknown()] {
        let mut client = Client::new();
        let answer = log_in_by_card(&mut client, bridge, &card, "signature").expect(200).json();
        assert_eq!(answer["location"], "/my");
        assert_eq!(session_of(&client), ("pin".to_owned(), true));
        client.get("/my/ways/passkey").expect(200);
    }
    // At home a touch alone says nothing.
    log_in_by_card(&mut Client::new(), &Bridge::unknown(), &card, "identifier")
        .refuses(422, "unknown-bridge");
}

#[test]
fn a_touch_becomes_a_proof_by_pin_and_by_passkey() {
    let bridge = Bridge::enrolled();
    let person = row();
    import(std::slice::from_ref(&person));
    let card = Card::my_number();
    desk::bind(&mut clerk().client, &person, &bridge, &card).expect(200);
    let mut owner = actors::registered(&person);

    let mut client = Client::new();
    log_in_by_card(&mut client, &bridge, &card, "identifier").expect(200);
    let touched = client.clone();
    client.get("/my/looks").leads_to("/step-up");
    client.get("/step-up?next=/my/looks").expect(200);
    let asked = ask_tap(&mut client, "step-up", "signature");
    let mut body = bridge.tap(&asked, &card).log_in();
    body["next"] = json!("/my/looks");
    assert_eq!(client.json("/api/tap/login", &body).expect(200).json()["location"], "/my/looks");
    client.get("/my/looks").expect(200);
    assert_eq!(session_of(&client).0, "pin");
    assert!(!session_of(&touched).1, "the session before has ended");

    let mut client = Client::new();
    log_in_by_card(&mut client, &bridge, &card, "identifier").expect(200);
    let options = actors::options(&mut client, "step-up");
    client.json("/api/passkey/login", &owner.passkey.assertion(&options).body("step-up")).expect(200);
    assert_eq!(session_of(&client).0, "pass");
    client.get("/my/ways").expect(200);
}

#[test]
fn a_proof_is_fresh_for_ten_minutes_and_a_session_ends_by_time_and_by_idling() {
    let mut person = actors::resident();
    let session = |client: &Client| {
        data_encoding::HEXLOWER.encode(&Sha256::digest(client.session.as_ref().unwrap().as_bytes()))
    };
    let move_back = |column: &str, secs: i64, client: &Client| {
        let sql = format!("UPDATE session SET {column} = {column} - ?1 WHERE session = ?2");
        assert_eq!(identity().execute(&sql, (secs, session(client))), 1);
    };
    let mut client = person.log_in();
    move_back("proven_at", 590, &client);
    client.get("/my/ways/passkey").expect(200);
    move_back("proven_at", 20, &client);
    client.get("/my/ways").expect(200);
    client.get("/my/ways/passkey").leads_to("/step-up");
    client.form("/my/ways/remove-passkey", &[("id", "x")]).leads_to("/step-up");

    move_back("seen_at", 3500, &client);
    client.get("/my").expect(200);
    let sql = "SELECT seen_at FROM session WHERE session = ?1";
    let seen = identity().number(sql, [session(&client)]);
    assert!(hibiki_tests::town::now().0 - seen < 60, "a visit is noted");
    move_back("seen_at", 3601, &client);
    client.get("/my").leads_to("/login");

    let mut client = person.log_in();
    move_back("expires_at", 12 * 3600, &client);
    client.get("/my").leads_to("/login");
}

#[test]
fn logging_out_ends_the_session_and_takes_the_cookie() {
    let mut person = actors::resident();
    let mut client = person.log_in();
    let before = client.clone();
    let reply = client.send(&Ask::post("/en/logout").body("", "")).leads_to("/en/");
    assert_eq!(reply.set_cookie(hibiki_tests::http::SESSION).as_deref(), Some(""));
    assert!(!session_of(&before).1);
    before.clone().get("/my").leads_to("/login");
    before.clone().form("/logout", &[]).leads_to("/");
}

#[test]
fn cookies_are_host_only_secure_and_out_of_reach_of_scripts() {
    let mut person = actors::resident();
    let mut client = Client::new();
    let options = client.json("/api/passkey/challenge", &json!({ "purpose": "login" })).expect(200);
    let body = person.passkey.assertion(&options.json()).body("login");
    let logged_in = client.json("/api/passkey/login", &body).expect(200);
    for (reply, name) in [(&options, "__Host-hibiki-browser="), (&logged_in, "__Host-hibiki=")] {
        let cookies: Vec<_> = reply
            .headers
            .iter()
            .filter(|(header, _)| header == "set-cookie")
            .map(|(_, value)| value)
            .collect();
        assert_eq!(cookies.len(), 1);
        assert!(cookies[0].starts_with(name), "{}", cookies[0]);
        for part in ["; Path=/", "; Secure", "; HttpOnly", "; SameSite=Lax"] {
            assert!(cookies[0].contains(part), "{} lacks {part}", cookies[0]);
        }
        assert!(!cookies[0].to_ascii_lowercase().contains("domain"));
    }
    // The database holds hashes of them.
    let cookie = client.session.clone().unwrap();
    let sql = "SELECT COUNT(*) FROM session WHERE session = ?1";
    assert_eq!(identity().number(sql, [cookie]), 0);
}

#[test]
fn the_town_says_of_itself_what_a_bridge_needs() {
    let info = Client::new().get("/.well-known/hibiki.json").expect(200).json();
    assert_eq!(info["origin"], town().origin.as_str());
    assert_eq!(info["rp_id"], town().rp_id.as_str());
    assert_eq!(info["seal_key"], json!(town().secret.seal_key().public_key()));
    assert_eq!(info.as_object().unwrap().len(), 4);
}
