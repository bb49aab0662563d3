//! Journey 4, second part: one's passkeys, cards and sessions.

use hibiki_tests::{
    actors::{self, ask_tap, clerk, import, log_in_by_card, register, row},
    bridge::Bridge,
    card::Card,
    database::identity,
    desk,
    http::Client,
    page,
    passkey::Passkey,
};

#[test]
fn sessions_are_listed_by_device_and_any_of_them_can_be_ended() {
    let mut person = actors::resident();
    let mut phone = Client { user_agent: "Mozilla/5.0 (iPhone) Safari/605".to_owned(), ..Client::new() };
    actors::log_in(&mut phone, &mut person.passkey).expect(200);
    let mut here = person.log_in();
    let page = here.get("/my/ways").expect(200).text();
    assert!(page.contains("iPhone・Safari") && page.contains("Linux・Chrome"));
    assert_eq!(page.matches("class=\"badge ok\"").count(), 1);

    let form = page::form(&page, "/my/ways/end-session", "iPhone").expect("a button");
    let fields: Vec<_> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    here.form("/my/ways/end-session", &fields).leads_to("/my/ways?done=ended");
    phone.get("/my").leads_to("/login");
    here.get("/my").expect(200);
    assert!(!here.get("/my/ways").expect(200).text().contains("iPhone"));
}

#[test]
fn a_second_passkey_is_added_and_removed_and_the_last_one_stays() {
    let mut person = actors::resident();
    let mut second = Passkey::new();
    let answer = register(&mut person.client, &mut second, "家のパソコン").expect(200).json();
    assert_eq!(answer["location"], "/my/ways?done=passkey");
    assert!(person.client.get("/my/ways").expect(200).text().contains("家のパソコン"));
    let mut by_second = Client::new();
    actors::log_in(&mut by_second, &mut second).expect(200);

    let remove = |client: &mut Client, passkey: &Passkey| {
        client.form("/my/ways/remove-passkey", &[("id", &passkey.id_text())])
    };
    remove(&mut by_second, &person.passkey).leads_to("/my/ways?done=removed");
    remove(&mut by_second, &person.passkey).leads_to("/my/ways?done=removed"); // a second click changes nothing
    actors::log_in(&mut Client::new(), &mut person.passkey).refuses(422, "passkey");
    let kept = remove(&mut by_second, &second).expect(409);
    assert!(kept.text().contains("最後のログイン方法"));
    actors::log_in(&mut Client::new(), &mut second).expect(200);
}

#[test]
fn a_card_that_is_only_touched_is_no_way_in_that_could_replace_the_last_passkey() {
    let mut person = actors::resident();
    let bridge = Bridge::enrolled();
    let card = Card::felica();
    let asked = ask_tap(&mut person.client, "card.add", "binding");
    let added = person.client.json("/api/tap/add", &bridge.tap(&asked, &card).bind()).expect(200).json();
    assert_eq!(added["location"], "/my/ways?done=card");
    log_in_by_card(&mut Client::new(), &bridge, &card, "identifier").expect(200);

    let id = person.passkey.id_text();
    person.client.form("/my/ways/remove-passkey", &[("id", &id)]).expect(409);
    let page = person.client.get("/my/ways").expect(200).text();
    let form = page::form(&page, "/my/ways/remove-card", "").expect("a button");
    let fields: Vec<_> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    person.client.form("/my/ways/remove-card", &fields).leads_to("/my/ways?done=removed");
    log_in_by_card(&mut Client::new(), &bridge, &card, "identifier").refuses(422, "unknown-card");
}

#[test]
fn a_card_with_a_pin_is_added_at_home_and_can_replace_the_passkey_but_is_then_the_last() {
    let mut person = actors::resident();
    let at_home = Bridge::unknown();
    let card = Card::my_number();
    // Without its PIN a card cannot be added at a reader that the town does not trust.
    let asked = ask_tap(&mut person.client, "card.add", "binding");
    person.client.json("/api/tap/add", &at_home.tap(&asked, &card).bind()).refuses(422, "unknown-bridge");
    let asked = ask_tap(&mut person.client, "card.add", "signature");
    person.client.json("/api/tap/add", &at_home.tap(&asked, &card).bind()).expect(200);

    person.client.form("/my/ways/remove-passkey", &[("id", &person.passkey.id_text())]).leads_to("/my/ways");
    let mut by_card = Client::new();
    log_in_by_card(&mut by_card, &at_home, &card, "signature").expect(200);
    let sql = "SELECT card_id FROM card WHERE person_id = ?1";
    let id = identity().text(sql, [person.id.as_str()]);
    by_card.form("/my/ways/remove-card", &[("id", &id)]).expect(409);
    log_in_by_card(&mut Client::new(), &at_home, &card, "signature").expect(200);
}

#[test]
fn the_last_card_of_somebody_without_passkeys_stays() {
    let bridge = Bridge::enrolled();
    let person = row();
    import(std::slice::from_ref(&person));
    let (card, bus) = (Card::my_number(), Card::felica());
    desk::bind(&mut clerk().client, &person, &bridge, &card).expect(200);
    desk::bind(&mut clerk().client, &person, &bridge, &bus).expect(200);
    let mut client = Client::new();
    log_in_by_card(&mut client, &bridge, &card, "signature").expect(200);
    let page = client.get("/my/ways").expect(200).text();
    let id_of = |name: &str| {
        let form = page::form(&page, "/my/ways/remove-card", name).expect("a button");
        form.into_iter().find(|(name, _)| name == "id").expect("id").1
    };
    // The bus card could go, the one with the PIN cannot, though two are there.
    client.form("/my/ways/remove-card", &[("id", &id_of("マイナンバーカード"))]).expect(409);
    client.form("/my/ways/remove-card", &[("id", &id_of("FeliCa"))]).leads_to("/my/ways?done=removed");
    client.form("/my/ways/remove-card", &[("id", &id_of("マイナンバーカード"))]).expect(409);
}

#[test]
fn nobody_keeps_more_than_twenty_cards_or_passkeys() {
    let mut person = actors::resident();
    for (table, columns, values) in [
        ("passkey", "credential_id, person_id, credential, name, created_at", "'{}', ?1, '{}', 'x', 1"),
        ("card", "card_id, person_id, tap_handle, kind, name, created_at", "'{}', ?1, '{}', 'uid', 'x', 1"),
    ] {
        let sql = format!("SELECT COUNT(*) FROM {table} WHERE person_id = ?1");
        for _ in identity().number(&sql, [person.id.as_str()])..20 {
            let values = values.replace("{}", &actors::some_id());
            let sql = format!("INSERT INTO {table} ({columns}) VALUES ({values})");
            identity().execute(&sql, [person.id.as_str()]);
        }
    }
    register(&mut person.client, &mut Passkey::new(), "21").refuses(422, "passkey-not-registered");
    let asked = ask_tap(&mut person.client, "card.add", "binding");
    let bridge = Bridge::enrolled();
    person
        .client
        .json("/api/tap/add", &bridge.tap(&asked, &Card::felica()).bind())
        .refuses(409, "too-many-cards");
}

#[test]
fn a_passkeys_name_is_short_and_visible() {
    let mut person = actors::resident();
    for bad in ["", "　", &"あ".repeat(61), "a\u{202e}b", "a\nb"] {
        register(&mut person.client, &mut Passkey::new(), bad).refuses(422, "passkey-name");
    }
    register(&mut person.client, &mut Passkey::new(), &"あ".repeat(60)).expect(200);
    register(&mut person.client, &mut Passkey::new(), "<b>&\"'").expect(200);
    let page = person.client.get("/my/ways").expect(200).text();
    assert!(!page.contains("<b>&") && page.contains("&#60;b&#62;&#38;"));
}
