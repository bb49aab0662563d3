//! Ids and references that belong to others.

use hibiki_domain::role::Role;
use hibiki_tests::{
    actors::{self, ask_tap, import, row, staff},
    bridge::Bridge,
    card::Card,
    database::identity,
    desk::{self, new_key},
    http::Client,
    page,
    town::{today, unique},
};
use serde_json::json;

#[test]
fn a_reference_to_a_resident_is_for_one_session_and_one_use() {
    let (mut clerk, mut other) = (staff(Role::Clerk), staff(Role::Clerk));
    let row = row();
    import(std::slice::from_ref(&row));
    let found = desk::search(&mut clerk.client, &row.kana).expect(200).field("reference");
    let opened = desk::open(&mut clerk.client, &row);
    let in_path = opened.path.rsplit('/').next().unwrap().to_owned();
    let mut again = clerk.log_in();

    // Another clerk, and the same clerk in another session.
    for stranger in [&mut other.client, &mut again] {
        stranger.form("/desk/residents/open", &[("reference", &found), ("why", "card")]).expect(404);
        stranger.get(&opened.path).expect(404);
        stranger
            .form("/desk/letters", &[("key", &new_key()), ("reference", &opened.act), ("why", "card")])
            .expect(404);
        for action in ["remove-card", "remove-passkey"] {
            let form = [("reference", opened.act.as_str()), ("why", "card"), ("id", "x")];
            stranger.form(&format!("/desk/residents/{action}"), &form).expect(404);
        }
        let ask = json!({ "purpose": "card.bind", "want": "binding", "subject": opened.bind });
        stranger.json("/api/tap/challenge", &ask).refuses(404, "not-found");
    }
    // One use for another.
    let references = [("open", &found), ("card", &in_path), ("act", &opened.act), ("bind", &opened.bind)];
    for (usage, reference) in references {
        let opens = [
            (
                usage == "open",
                clerk.client.form("/desk/residents/open", &[("reference", reference), ("why", "card")]),
            ),
            (usage == "card", clerk.client.get(&format!("/desk/residents/card/{reference}"))),
            (false, clerk.client.get(&format!("/desk/residents/lost/{reference}"))),
            (
                usage == "act",
                clerk
                    .client
                    .form("/desk/letters", &[("key", &new_key()), ("reference", reference), ("why", "card")]),
            ),
        ];
        for (expected, reply) in opens {
            assert_eq!(reply.status != 404, expected, "{usage}: {reply}");
        }
    }
    // Altered, cut, lengthened, made up.
    for place in (0..in_path.len()).step_by(9) {
        let mut bytes = in_path.clone().into_bytes();
        bytes[place] = if bytes[place] == b'A' { b'B' } else { b'A' };
        let altered = String::from_utf8(bytes).unwrap();
        clerk.client.get(&format!("/desk/residents/card/{altered}")).expect(404);
    }
    let person = actors::person_of(&row);
    for made_up in [
        &in_path[1..],
        &format!("{in_path}AAAA"),
        "A",
        person.as_str(),
        &"A".repeat(3000),
        &actors::some_id(),
    ] {
        clerk.client.get(&format!("/desk/residents/card/{made_up}")).expect(404);
    }
    clerk.client.get(&opened.path).expect(200);
}

#[test]
fn nobody_removes_or_uses_somebody_elses_passkeys_and_cards() {
    let (mut one, mut two) = (actors::resident(), actors::resident());
    let bridge = Bridge::enrolled();
    for person in [&mut one, &mut two] {
        for _ in 0..2 {
            let asked = ask_tap(&mut person.client, "card.add", "binding");
            person.client.json("/api/tap/add", &bridge.tap(&asked, &Card::felica()).bind()).expect(200);
        }
        actors::register(&mut person.client, &mut hibiki_tests::passkey::Passkey::new(), "二つ目")
            .expect(200);
    }
    let ways = |id: &str| {
        identity().number("SELECT (SELECT COUNT(*) FROM card WHERE person_id = ?1) + (SELECT COUNT(*) FROM passkey WHERE person_id = ?1)", [id])
    };
    let card = identity().text("SELECT card_id FROM card WHERE person_id = ?1", [two.id.as_str()]);
    one.client.form("/my/ways/remove-card", &[("id", &card)]);
    one.client.form("/my/ways/remove-passkey", &[("id", &two.passkey.id_text())]);
    assert_eq!((ways(one.id.as_str()), ways(two.id.as_str())), (4, 4));
    // At the counter: one person's card on another person's page.
    let (mut clerk, rows) = (staff(Role::Clerk), [row(), row()]);
    import(&rows);
    let others = Card::felica();
    desk::bind(&mut clerk.client, &rows[1], &bridge, &others).expect(200);
    let id = identity()
        .text("SELECT card_id FROM card WHERE person_id = ?1", [actors::person_of(&rows[1]).as_str()]);
    let opened = desk::open(&mut clerk.client, &rows[0]);
    clerk
        .client
        .form("/desk/residents/remove-card", &[("reference", &opened.act), ("why", "lost"), ("id", &id)]);
    actors::log_in_by_card(&mut Client::new(), &bridge, &others, "identifier").expect(200);

    two.client.form("/my/ways/remove-card", &[("id", &card)]).leads_to("/my/ways?done=removed");
    assert_eq!(ways(two.id.as_str()), 3);
}

#[test]
fn pages_of_others_are_not_found_like_pages_that_do_not_exist() {
    let mut editor = staff(Role::Editor);
    let title = unique("百歳向け");
    let until = today().plus_days(2).to_string();
    let key = new_key();
    let form = [
        ("key", key.as_str()),
        ("title", &title),
        ("body", "本文"),
        ("until", &until),
        ("age_min", "44"),
        ("age_max", "44"),
    ];
    editor.client.form("/desk/notices", &form).leads_to("/desk/notices");
    let list = editor.client.get("/desk/notices").expect(200).text();
    let form = page::form(&list, "/desk/notices/withdraw", &title).expect("a button");
    let id = form.into_iter().find(|(name, _)| name == "id").unwrap().1;

    let mut concerned = row();
    concerned.birth_date = today().years_before(44).to_string();
    import(std::slice::from_ref(&concerned));
    actors::registered(&concerned).client.get(&format!("/my/notices/{id}")).expect(200);
    let mut stranger = actors::resident();
    let same = |reply: hibiki_tests::http::Reply| page::words(&reply.expect(404).text());
    let not_mine = same(stranger.client.get(&format!("/my/notices/{id}")));
    let nowhere = same(stranger.client.get(&format!("/my/notices/{}", actors::some_id())));
    assert_eq!(not_mine, nowhere);
    for odd in
        ["", "x", &id[1..], &id.to_uppercase(), &format!("{id}0"), "../interests", "%00", "' OR '1'='1"]
    {
        let path = format!("/my/notices/{}", hibiki_tests::http::percent(odd));
        let reply = stranger.client.get(&path);
        assert_eq!(reply.status, 404, "{reply}");
    }
}

#[test]
fn letters_invitations_and_pairings_of_others_are_not_shown() {
    let (mut clerk, mut other_clerk) = (staff(Role::Clerk), staff(Role::Clerk));
    let row = row();
    import(std::slice::from_ref(&row));
    let letter = desk::letter_path(&mut clerk.client, &row);
    let looks = || {
        identity().number(
            "SELECT COUNT(*) FROM access_log WHERE person_id = ?1",
            [actors::person_of(&row).as_str()],
        )
    };
    let before = looks();
    other_clerk.client.get(&letter).expect(404);
    assert_eq!(looks(), before, "nothing was shown, so nothing was looked at");
    clerk.client.get(&letter).expect(200);
    assert_eq!(looks(), before + 1);

    let (mut admin, mut other_admin) = (staff(Role::Admin), staff(Role::Admin));
    let until = today().to_string();
    let key = new_key();
    let form =
        [("key", key.as_str()), ("name", "名"), ("office", "課"), ("role", "clerk"), ("until", &until)];
    let invite = admin.client.form("/desk/staff/invite", &form).expect(303).location().to_owned();
    other_admin.client.get(&invite).expect(404);
    admin.client.get(&invite).expect(200);
    for path in ["letters", "invites", "pairings"] {
        for id in [actors::some_id(), "x".to_owned(), "%20".to_owned(), "A".repeat(2000)] {
            let client = if path == "letters" { &mut clerk.client } else { &mut admin.client };
            client.get(&format!("/desk/{path}/{id}")).expect(404);
        }
    }
}

#[test]
fn the_counter_cannot_hand_out_the_desk_of_another_kind() {
    // A clerk opens residents; that somebody is on the staff too gives the clerk nothing of theirs.
    let mut clerk = staff(Role::Clerk);
    let admin = staff(Role::Admin);
    let found = desk::search(&mut clerk.client, &admin.name).text();
    assert!(!found.contains("/desk/residents/open"));
    clerk.client.get(&format!("/desk/residents/card/{}", admin.id)).expect(404);
}
