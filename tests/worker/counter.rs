//! Journey 3, second part: a clerk finds a person, binds a card, stops what was lost.

use hibiki_domain::role::Role;
use hibiki_protocol::IdentifierKind;
use hibiki_tests::{
    actors::{self, clerk, import, log_in_by_card, row, staff},
    bridge::Bridge,
    card::Card,
    desk,
    http::Client,
    page,
    town::{random, unique},
};

#[test]
fn a_person_is_found_by_every_way_to_type_the_name_and_by_birth_date() {
    let mut clerk = staff(Role::Clerk);
    // A reading that nobody else has: random kana behind a fixed beginning.
    let tail: String =
        random::<8>().iter().map(|b| char::from_u32(0x30a2 + u32::from(b % 16) * 2).unwrap()).collect();
    let mut person = row();
    person.kana = format!("ﾋﾋﾞｷ　{tail}");
    person.kana_key = hibiki_domain::kana::search_key(&person.kana);
    import(std::slice::from_ref(&person));
    let hiragana: String = format!("ヒビキ{tail}")
        .chars()
        .map(|c| if ('ァ'..='ヶ').contains(&c) { char::from_u32(u32::from(c) - 0x60).unwrap() } else { c })
        .collect();
    for typed in [person.kana.clone(), format!("ヒビキ・{tail}"), hiragana] {
        let found = desk::search(&mut clerk.client, &typed).expect(200).text();
        assert!(found.contains(&person.name), "{typed}");
    }
    let search = |client: &mut Client, kana: &str, birth_date: &str| {
        client.form("/desk/residents", &[("kana", kana), ("birth_date", birth_date), ("why", "question")])
    };
    assert!(search(&mut clerk.client, &person.kana, "1980-04-02").expect(200).text().contains(&person.name));
    assert!(!search(&mut clerk.client, &person.kana, "1980-04-03").expect(200).text().contains(&person.name));

    let mut old = row();
    old.birth_date = format!("19{:02}-02-03", 10 + random::<1>()[0] % 15);
    import(std::slice::from_ref(&old));
    let by_date = search(&mut clerk.client, "", &old.birth_date);
    assert!(by_date.status == 422 || by_date.text().contains(&old.name), "{by_date}");
    assert!(search(&mut clerk.client, &old.kana, &old.birth_date).expect(200).text().contains(&old.name));
}

#[test]
fn a_search_that_says_too_little_or_finds_too_many_shows_nobody() {
    let mut clerk = staff(Role::Clerk);
    let start = unique("MANY").to_uppercase();
    let many: Vec<_> = (0..11)
        .map(|place| {
            let mut person = row();
            person.kana = format!("{start}{place}");
            person.kana_key = hibiki_domain::kana::search_key(&person.kana);
            person
        })
        .collect();
    import(&many);
    let crowd = desk::search(&mut clerk.client, &start).expect(422).text();
    assert!(crowd.contains("11人以上") && !crowd.contains(&many[0].name));
    let one = desk::search(&mut clerk.client, &many[10].kana).expect(200).text();
    assert!(one.contains(&many[10].name));
    for (kana, birth_date) in [("", ""), ("ヒ", ""), ("ヒビキ", "1980-02-30"), ("", "きのう")] {
        let fields = [("kana", kana), ("birth_date", birth_date), ("why", "card")];
        let refused = clerk.client.form("/desk/residents", &fields).expect(422);
        assert!(!refused.text().contains("/desk/residents/open"), "{kana} {birth_date}");
    }
    let nobody = desk::search(&mut clerk.client, &unique("NOBODY")).expect(200).text();
    assert!(nobody.contains("見つかりませんでした"));
}

#[test]
fn a_card_is_bound_by_a_tap_works_at_once_and_is_nobody_elses() {
    let mut clerk = staff(Role::Clerk);
    let bridge = Bridge::enrolled();
    let (person, other) = (row(), row());
    import(&[person.clone(), other.clone()]);
    let card = Card::my_number();
    log_in_by_card(&mut Client::new(), &bridge, &card, "identifier").refuses(422, "unknown-card");

    let bound = desk::bind(&mut clerk.client, &person, &bridge, &card).expect(200).json();
    assert_eq!(bound["location"], "/desk/residents");
    let opened = desk::open(&mut clerk.client, &person);
    assert!(opened.page.text().contains("マイナンバーカード"));
    for want in ["identifier", "signature"] {
        let mut client = Client::new();
        log_in_by_card(&mut client, &bridge, &card, want).expect(200);
        assert!(client.get("/my").expect(200).text().contains(&person.name));
    }

    desk::bind(&mut clerk.client, &person, &bridge, &card).refuses(409, "card-taken");
    desk::bind(&mut clerk.client, &other, &bridge, &card).refuses(409, "card-taken");
    // Not under another identifier either: the key is the same card's.
    let mut disguised = card.clone();
    disguised.identifier = Card::felica().identifier;
    desk::bind(&mut clerk.client, &other, &bridge, &disguised).refuses(409, "card-taken");
    log_in_by_card(&mut Client::new(), &bridge, &disguised, "identifier").refuses(422, "unknown-card");
}

#[test]
fn every_kind_of_card_can_be_bound_and_is_told_apart() {
    let bridge = Bridge::enrolled();
    let bytes = random::<8>();
    let kinds = [
        (IdentifierKind::FelicaIdm, "ICカード（FeliCa）"),
        (IdentifierKind::Uid, "ICカード"),
        (IdentifierKind::TownRecord, "マイナンバーカード"),
        (IdentifierKind::CommonApplication, "マイナンバーカード"),
    ];
    for (kind, name) in kinds {
        let person = row();
        import(std::slice::from_ref(&person));
        // The same bytes under another tag are another card.
        let card = Card::plain(kind, &bytes);
        desk::bind(&mut clerk().client, &person, &bridge, &card).expect(200);
        let mut client = Client::new();
        log_in_by_card(&mut client, &bridge, &card, "identifier").expect(200);
        assert!(client.get("/my").expect(200).text().contains(&person.name), "{kind:?}");
        assert!(desk::open(&mut clerk().client, &person).page.text().contains(name), "{kind:?}");
    }
}

#[test]
fn a_lost_phone_that_is_still_logged_in_is_shut_out() {
    let mut clerk = staff(Role::Clerk);
    let person = row();
    import(std::slice::from_ref(&person));
    let mut phone = actors::registered(&person);
    phone.client.get("/my").expect(200);
    let opened = desk::open(&mut clerk.client, &person);
    let id = phone.passkey.id_text();
    let form = [("reference", opened.act.as_str()), ("why", "lost"), ("id", &id)];
    clerk.client.form("/desk/residents/remove-passkey", &form).leads_to("/desk/residents/");
    phone.client.get("/my").leads_to("/login");
}

#[test]
fn a_lost_card_and_a_lost_phone_stop_at_once() {
    let mut clerk = staff(Role::Clerk);
    let bridge = Bridge::enrolled();
    let person = row();
    import(std::slice::from_ref(&person));
    let card = Card::felica();
    desk::bind(&mut clerk.client, &person, &bridge, &card).expect(200);
    let mut owner = actors::registered(&person);

    for (action, id) in [("remove-card", None), ("remove-passkey", Some(owner.passkey.id_text()))] {
        let opened = desk::open(&mut clerk.client, &person);
        let path = format!("/desk/residents/{action}");
        let form = page::form(&opened.page.text(), &path, id.as_deref().unwrap_or("")).expect("a button");
        let fields: Vec<_> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let after = clerk.client.form(&path, &fields).leads_to("/desk/residents/card/").location().to_owned();
        assert!(clerk.client.get(&after).expect(200).text().contains("外しました"));
        // A second click changes nothing.
        clerk.client.form(&path, &fields).leads_to("/desk/residents/card/");
    }
    log_in_by_card(&mut Client::new(), &bridge, &card, "identifier").refuses(422, "unknown-card");
    actors::log_in(&mut Client::new(), &mut owner.passkey).refuses(422, "passkey");
    // The counter may take the last way in: a new letter brings the person back.
    actors::registered(&person).client.get("/my").expect(200);
}
