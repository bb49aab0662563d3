//! Marked values go through everything, and are then looked for where they must not be.

use hibiki_domain::role::Role;
use hibiki_protocol::IdentifierKind;
use hibiki_tests::{
    actors::{self, ask_tap, import, log_in_by_card, row, staff, start},
    bridge::Bridge,
    card::Card,
    database::{identity, mypage, public},
    desk::{self, new_key},
    http::{Ask, Client, addresses, operator},
    page,
    town::{random, town},
};
use serde_json::json;

/// A value that nothing else contains, in the ways in which programs write it down.
pub(crate) fn writings(text: &str) -> Vec<Vec<u8>> {
    let bytes = text.as_bytes();
    vec![
        bytes.to_vec(),
        text.to_lowercase().into_bytes(),
        hibiki_tests::http::percent(bytes).into_bytes(),
        hibiki_tests::http::percent(bytes).to_lowercase().into_bytes(),
        data_encoding::HEXLOWER.encode(bytes).into_bytes(),
        data_encoding::HEXUPPER.encode(bytes).into_bytes(),
        data_encoding::BASE64.encode(&bytes[..bytes.len() / 3 * 3]).into_bytes(),
        data_encoding::BASE64URL_NOPAD.encode(&bytes[..bytes.len() / 3 * 3]).into_bytes(),
        text.chars()
            .map(|c| if c.is_ascii() { c.to_string() } else { c.escape_unicode().to_string() })
            .collect::<String>()
            .replace(['{', '}'], "")
            .into_bytes(),
        text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
    ]
}

fn holds(place: &[u8], text: &str) -> bool {
    writings(text).iter().any(|writing| contains(place, writing))
}

/// Goes from last byte to last byte by the distance that a wrong one allows (Horspool): megabytes are searched.
fn contains(place: &[u8], wanted: &[u8]) -> bool {
    let mut steps = [wanted.len(); 256];
    for (at, byte) in wanted.iter().enumerate().take(wanted.len() - 1) {
        steps[usize::from(*byte)] = wanted.len() - 1 - at;
    }
    let mut end = wanted.len();
    while end <= place.len() {
        if place[..end].ends_with(wanted) {
            return true;
        }
        end += steps[usize::from(place[end - 1])];
    }
    false
}

/// Katakana that stand for random bytes.
fn kana_mark() -> String {
    let signs: Vec<char> = "アカサタナハマヤラワイキシチニヒミリ".chars().take(16).collect();
    random::<9>().iter().map(|byte| signs[usize::from(byte % 16)]).collect()
}

/// What stands in addresses and in the programs' logs.
fn written_elsewhere() -> Vec<(&'static str, Vec<u8>)> {
    let asked_for = addresses();
    assert!(asked_for.iter().any(|address| address.starts_with("/desk/residents/card/")));
    let mut places = vec![("an address", asked_for.join("\n").into_bytes())];
    let logs = [("the Worker's log", &town().worker_log), ("the bridge's log", &town().bridge_log)];
    for (place, file) in logs {
        if let Some(file) = file {
            let words = std::fs::read(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            places.push((place, words));
        }
    }
    places
}

#[test]
fn a_name_a_reading_and_a_card_number_are_found_only_where_they_belong() {
    let name = format!("印{}", data_encoding::HEXLOWER.encode(&random::<6>()));
    let kana = format!("シルシ{}", kana_mark());
    let district = format!("印地区{}", data_encoding::HEXLOWER.encode(&random::<6>()));
    let number = format!("{:015}", 900_000_000_000_000 + u64::from_be_bytes(random()) % 99_999_999_999_999);
    let idm = random::<8>();

    // Through every journey: import, search, page, card, letter, passkey, log-ins, notices, looks, errors.
    let mut person = row();
    person.name.clone_from(&name);
    person.kana.clone_from(&kana);
    person.kana_key = hibiki_domain::kana::search_key(&kana);
    person.district.clone_from(&district);
    import(std::slice::from_ref(&person));
    let mut clerk = staff(Role::Clerk);
    let bridge = Bridge::enrolled();
    let mut card = Card::my_number();
    card.identifier = hibiki_protocol::Identifier {
        kind: IdentifierKind::CommonApplication,
        bytes: number.clone().into_bytes(),
    };
    let bus = Card::plain(IdentifierKind::FelicaIdm, &idm);
    for card in [&card, &bus] {
        desk::bind(&mut clerk.client, &person, &bridge, card).expect(200);
        desk::bind(&mut clerk.client, &person, &bridge, card).refuses(409, "card-taken");
        log_in_by_card(&mut Client::new(), &bridge, card, "identifier").expect(200);
        log_in_by_card(&mut Client::new(), &Bridge::unknown(), card, "identifier")
            .refuses(422, "unknown-bridge");
    }
    log_in_by_card(&mut Client::new(), &bridge, &card, "signature").expect(200);
    let code = desk::letter(&mut clerk.client, &person);
    let mut client = Client::new();
    start(&mut client, &code, "1980-04-03").expect(422);
    start(&mut client, &code, &person.birth_date).leads_to("/start/passkey");
    let mut passkey = hibiki_tests::passkey::Passkey::new();
    actors::register(&mut client, &mut passkey, &name).expect(200);
    let asked = ask_tap(&mut client, "step-up", "signature");
    client.json("/api/tap/login", &bridge.tap(&asked, &card).log_in()).expect(200);
    let key = new_key();
    client.form("/my/interests", &[("key", &key), ("interest", "health")]).leads_to("/my/interests");
    for path in ["/my", "/my/interests", "/my/looks", "/my/ways", "/en/my", "/step-up", "/nothing"] {
        client.get(path);
    }
    let home = client.get("/my").expect(200).text();
    let links = home.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    for href in links.filter(|href| href.starts_with("/my/notices/")) {
        client.get(href).expect(200);
    }
    let mut editor = staff(Role::Editor);
    let until = hibiki_tests::town::today().to_string();
    let notice =
        [("title", "試し"), ("body", "本文"), ("until", until.as_str()), ("district", district.as_str())];
    editor.client.form("/desk/notices/preview", &notice).expect(200);
    clerk
        .client
        .form("/desk/residents", &[("kana", &kana), ("birth_date", "x"), ("why", "card")])
        .expect(422);
    clerk.client.send(&Ask::post("/desk/residents").body("text/plain", format!("kana={kana}"))).expect(400);
    clerk.client.json("/api/tap/bind", &json!({ "challenge": number, "assertion": { "authenticator_data": number, "signature": number } })).expect(400);
    let opened = desk::open(&mut clerk.client, &person);
    let form = page::form(&opened.page.text(), "/desk/residents/remove-card", "").expect("a button");
    let fields: Vec<_> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    clerk.client.form("/desk/residents/remove-card", &fields).leads_to("/desk/residents/card/");
    client.form("/logout", &[]).leads_to("/");
    let log = operator(&Ask::get("/ops/log?after=0")).expect(200);

    // The search finds what is there.
    let bytes = [identity().bytes(), mypage().bytes(), public().bytes()];
    assert!(
        holds(&bytes[0], &name) && holds(&bytes[0], &kana) && holds(&bytes[0], &district),
        "they are in the register"
    );
    assert!(opened.page.text().contains(&name));
    // Name, reading and district: in the identity database and on pages.
    let mut elsewhere =
        vec![("mypage", bytes[1].clone()), ("public", bytes[2].clone()), ("the access log", log.body)];
    elsewhere.extend(written_elsewhere());
    for (place, bytes) in &elsewhere {
        for mark in [&name, &kana, &district] {
            assert!(!holds(bytes, mark), "{mark} in {place}");
        }
    }
    // A card's number: nowhere at all.
    let idm_text = data_encoding::HEXUPPER.encode(&idm);
    for (place, bytes) in
        elsewhere.iter().map(|(place, bytes)| (*place, bytes)).chain([("identity", &bytes[0])])
    {
        for mark in [&number, &idm_text] {
            assert!(!holds(bytes, mark), "a card's number in {place}");
        }
        assert!(!contains(bytes, &idm), "a card's number in {place}");
    }
    assert!(!opened.page.text().contains(&number) && !opened.page.text().contains(&idm_text));
    // Nor a cookie, a code, or the town's own secrets.
    for secret in [
        client.browser.unwrap_or_default(),
        clerk.client.session.unwrap(),
        code.replace('-', ""),
        town().operator_key.clone(),
    ] {
        for (place, bytes) in
            elsewhere.iter().map(|(place, bytes)| (*place, bytes)).chain([("identity", &bytes[0])])
        {
            assert!(secret.is_empty() || !holds(bytes, &secret), "a secret in {place}");
        }
    }
}

#[test]
fn the_demo_towns_cards_stand_in_no_log_and_no_database() {
    let mut places = vec![identity().bytes(), mypage().bytes(), public().bytes()];
    places.extend(
        [&town().worker_log, &town().bridge_log]
            .into_iter()
            .flatten()
            .map(|file| std::fs::read(file).unwrap()),
    );
    for card in hibiki_simulated_card::DEMO_CARDS {
        let number = match card.kind {
            hibiki_simulated_card::CardKind::MyNumber { serial, .. } => serial.to_owned(),
            hibiki_simulated_card::CardKind::Felica { idm } => data_encoding::HEXUPPER.encode(&idm),
            hibiki_simulated_card::CardKind::Uid { uid } => data_encoding::HEXUPPER.encode(uid),
        };
        for place in &places {
            assert!(!holds(place, &number), "{}", card.slug);
        }
    }
}
