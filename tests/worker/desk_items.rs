//! Writing at the organizer's desk, alone and with others.

use hibiki_domain::role::Role;
use hibiki_tests::{
    actors,
    database::{identity, public},
    desk::new_key,
    http::Ask,
    items::{Item, course, due, organizers, sent},
    page,
    town::{now, today},
};

#[test]
fn a_draft_is_kept_with_everything_that_was_typed_even_if_it_is_not_whole() {
    let (mut organizer, _) = organizers();
    let item = Item::new(&mut organizer.client);
    let fields = [
        ("kind".to_owned(), "course".to_owned()),
        ("title".to_owned(), "書きかけ <b>\"'&".to_owned()),
        ("sessions".to_owned(), "来週".to_owned()),
    ];
    item.press(&mut organizer.client, "save", &fields, &new_key()).leads_to(&item.path());
    let page = organizer.client.get(&item.path()).expect(200);
    assert_eq!(page::values(&page.text(), "title"), ["書きかけ <b>\"'&"]);
    assert!(page.text().contains("来週</textarea>"));
}

#[test]
fn the_second_click_changes_nothing_and_leads_to_the_same_page() {
    let (mut organizer, _) = organizers();
    let item = Item::new(&mut organizer.client);
    let (key, fields) = (new_key(), course("一度だけ"));
    let first = item.press(&mut organizer.client, "send", &fields, &key).location().to_owned();
    let second = item.press(&mut organizer.client, "send", &fields, &key).location().to_owned();
    assert_eq!(first, second);
    let texts = public().number("SELECT COUNT(*) FROM desk_text WHERE item_id = ?1", [&item.id]);
    let events = public().number("SELECT COUNT(*) FROM desk_event WHERE item_id = ?1", [&item.id]);
    assert_eq!((texts, events), (1, 1));
}

#[test]
fn of_two_who_save_at_once_one_sees_both_texts_and_neither_is_lost() {
    let (mut one, mut other) = organizers();
    let item = Item::new(&mut one.client);
    item.press(&mut one.client, "save", &course("始め"), &new_key()).leads_to(&item.path());
    let mine = Item::open(&mut one.client, &item.id);
    let theirs = Item::open(&mut other.client, &item.id);
    theirs.press(&mut other.client, "save", &course("相手の題名"), &new_key()).leads_to(&item.path());
    let conflict = mine.press(&mut one.client, "save", &course("私の題名"), &new_key()).expect(409);
    assert_eq!(page::values(&conflict.text(), "title"), ["私の題名"]);
    assert!(conflict.text().contains("<pre tabindex=\"0\">相手の題名</pre>"), "{conflict}");
    mine.post(&mut one.client, "/api/desk/draft", "", &course("私の題名"), &new_key())
        .refuses(409, "item-changed");
    let again = Item { id: item.id.clone(), revision: page::values(&conflict.text(), "revision")[0].clone() };
    again.press(&mut one.client, "save", &course("二人の題名"), &new_key()).leads_to(&item.path());
    let kept = public().rows(
        "SELECT fields FROM desk_text WHERE item_id = ?1 ORDER BY revision",
        [&item.id],
        |row| row.get::<_, String>(0),
    );
    assert!(kept.len() == 3 && kept[1].contains("相手の題名") && kept[2].contains("二人の題名"), "{kept:?}");
}

#[test]
fn of_many_saves_at_the_very_same_time_exactly_one_wins() {
    let (mut one, _) = organizers();
    let item = Item::new(&mut one.client);
    item.press(&mut one.client, "save", &course("始め"), &new_key()).leads_to(&item.path());
    let item = Item::open(&mut one.client, &item.id);
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let tries: Vec<_> = (0..8)
            .map(|n| {
                let (mut client, item) = (one.client.clone(), item.clone());
                scope.spawn(move || {
                    item.press(&mut client, "save", &course(&format!("題名{n}")), &new_key()).status
                })
            })
            .collect();
        tries.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(statuses.iter().filter(|status| **status == 303).count(), 1, "{statuses:?}");
    assert!(statuses.iter().all(|status| [303, 409].contains(status)), "{statuses:?}");
}

#[test]
fn a_save_by_itself_gives_way_to_the_next_and_a_lost_answer_is_no_conflict() {
    let (mut organizer, _) = organizers();
    let mut item = Item::new(&mut organizer.client);
    for n in 1..=3 {
        let key = new_key();
        let fields = course(&format!("題名{n}"));
        let draft =
            |client: &mut _| item.post(client, "/api/desk/draft", "", &fields, &key).expect(200).json();
        let saved = draft(&mut organizer.client);
        // The line broke before the answer: the same bytes come again.
        assert_eq!(draft(&mut organizer.client)["revision"], saved["revision"]);
        item.revision = saved["revision"].to_string();
    }
    let texts = public().number("SELECT COUNT(*) FROM desk_text WHERE item_id = ?1", [&item.id]);
    assert_eq!(texts, 1);
    item.press(&mut organizer.client, "save", &course("題名4"), &new_key()).leads_to(&item.path());
}

#[test]
fn another_organisations_item_is_not_there_whatever_id_is_sent() {
    let (mut owner, _) = organizers();
    let (mut stranger, _) = organizers();
    let item = Item::new(&mut owner.client);
    item.press(&mut owner.client, "save", &course("人のもの"), &new_key()).leads_to(&item.path());
    let item = Item::open(&mut owner.client, &item.id);
    let before = public().text("SELECT fields FROM desk_text WHERE item_id = ?1", [&item.id]);
    for path in ["", "/history", "/history/1", "/files/a.jpg"] {
        stranger.client.get(&format!("{}{path}", item.path())).expect(404);
    }
    stranger.client.get(&format!("/desk/items/new/course?from={}", item.id)).expect(404);
    for revision in ["0", "1", "2"] {
        let guess = Item { revision: revision.to_owned(), ..item.clone() };
        for go in ["save", "send", "preview"] {
            guess.press(&mut stranger.client, go, &course("盗み"), &new_key()).expect(404);
        }
        guess.post(&mut stranger.client, "/api/desk/draft", "", &course("盗み"), &new_key()).expect(404);
        guess.post(&mut stranger.client, "/api/desk/preview", "", &course("盗み"), &new_key()).expect(404);
        for act in ["take-back", "cancel"] {
            guess.act(&mut stranger.client, act, "理由").expect(404);
        }
    }
    assert_eq!(public().text("SELECT fields FROM desk_text WHERE item_id = ?1", [&item.id]), before);
    // Not even the editor sees what was not sent.
    actors::staff(Role::Editor).client.get(&item.path()).expect(404);
}

#[test]
fn an_organizer_approves_nothing_and_nobody_without_the_role_writes() {
    let (mut one, mut other) = organizers();
    let item = sent(&mut one.client, "待つもの");
    item.act(&mut one.client, "approve", "").expect(403);
    item.act(&mut other.client, "return", "だめ").expect(403);
    assert_eq!(public().text("SELECT state FROM desk_item WHERE item_id = ?1", [&item.id]), "waiting");
    actors::clerk().client.get("/desk/items").expect(403);
    actors::resident().client.get("/desk/items").expect(403);
    let sql = "UPDATE role_grant SET starts_at = ?1 - 100, ends_at = ?1 WHERE person_id = ?2";
    identity().execute(sql, (now().0, one.id.as_str()));
    one.client.get(&item.path()).expect(403);
    item.act(&mut one.client, "take-back", "").expect(403);
    item.post(&mut one.client, "/api/desk/draft", "", &course("後で"), &new_key())
        .refuses(403, "not-permitted");
}

#[test]
fn what_another_site_sends_is_refused() {
    let (mut organizer, _) = organizers();
    let item = Item::new(&mut organizer.client);
    for path in
        ["/desk/items", "/desk/items/act", "/desk/items/files", "/desk/items/remove-file", "/api/desk/draft"]
    {
        let fields = [("id", item.id.as_str()), ("kind", "course"), ("revision", "0"), ("title", "よそから")];
        for origin in ["https://evil.example", "null"] {
            organizer.client.send(&Ask::post(path).form(&fields).origin(origin)).expect(403);
        }
        organizer.client.send(&Ask::post(path).form(&fields).without_origin()).expect(403);
    }
    assert_eq!(public().number("SELECT COUNT(*) FROM desk_item WHERE item_id = ?1", [&item.id]), 0);
}

#[test]
fn what_was_sent_cannot_be_changed_until_it_is_taken_back() {
    let (mut organizer, _) = organizers();
    let item = sent(&mut organizer.client, "送ったもの");
    item.press(&mut organizer.client, "save", &course("すり替え"), &new_key()).expect(409);
    item.post(&mut organizer.client, "/api/desk/draft", "", &course("すり替え"), &new_key()).expect(409);
    item.act(&mut organizer.client, "take-back", "").leads_to(&item.path());
    let item = Item::open(&mut organizer.client, &item.id);
    item.press(&mut organizer.client, "save", &course("直したもの"), &new_key()).leads_to(&item.path());
}

#[test]
fn a_draft_that_was_sent_back_carries_the_reason_and_is_not_due() {
    let (mut organizer, _) = organizers();
    let mut editor = actors::staff(Role::Editor);
    let item = sent(&mut organizer.client, "差し戻すもの");
    item.act(&mut editor.client, "return", " ").expect(422);
    item.act(&mut editor.client, "return", "日付を<b>確かめて</b>ください。").leads_to(&item.path());
    assert!(!due().contains(&item.id));
    let page = organizer.client.get(&item.path()).expect(200);
    assert!(page::words(&page.text()).contains("差し戻しの理由：日付を<b>確かめて</b>ください。"));
    // An old page of the approver does nothing any more.
    item.act(&mut editor.client, "approve", "").expect(409);
}

#[test]
fn what_is_not_whole_is_not_sent_and_every_field_says_why() {
    let (mut organizer, _) = organizers();
    let item = Item::new(&mut organizer.client);
    let mut fields = course("不完全");
    for (name, value) in &mut fields {
        match name.as_str() {
            "facility" => "../../etc/passwd".clone_into(value),
            "end" => "09:00".clone_into(value),
            "tel" => "119".clone_into(value),
            _ => {}
        }
    }
    fields.push(("publish_on".to_owned(), today().plus_days(-1).to_string()));
    let page = item.press(&mut organizer.client, "send", &fields, &new_key()).expect(422);
    for name in ["facility", "end", "tel", "publish_on"] {
        assert!(page.text().contains(&format!("href=\"#f-{name}\"")), "{name}: {page}");
    }
    assert_eq!(page::values(&page.text(), "title"), ["不完全"]);
    assert_eq!(public().number("SELECT COUNT(*) FROM desk_item WHERE item_id = ?1", [&item.id]), 0);
}

#[test]
fn hostile_text_is_text_beside_the_form() {
    let (mut organizer, _) = organizers();
    let item = Item::new(&mut organizer.client);
    let mut fields = course("<script>alert(1)</script>");
    for (name, value) in &mut fields {
        if name == "body" {
            "<script>alert(1)</script>\n\n[x](javascript:alert(1)) [y](data:text/html,x)\n\n# body {#main}\n\n</textarea>"
                .clone_into(value);
        }
    }
    let looks =
        item.post(&mut organizer.client, "/api/desk/preview", "", &fields, &new_key()).expect(200).json();
    let html = looks["html"].as_str().unwrap();
    assert!(!html.contains("<script") && !html.contains("href") && !html.contains("id=\"main\""), "{html}");
    let page = item.press(&mut organizer.client, "preview", &fields, &new_key()).expect(200).text();
    assert_eq!(page.matches("<script").count(), 1, "the desk's own");
    assert_eq!(page.matches("id=\"main\"").count(), 1, "the frame's own");
}

#[test]
fn long_texts_and_names_are_bounded() {
    let (mut organizer, _) = organizers();
    let item = Item::new(&mut organizer.client);
    let mut fields = course(&"長".repeat(5_000));
    fields.push(("teacher".to_owned(), "名".repeat(19_000)));
    item.press(&mut organizer.client, "send", &fields, &new_key()).expect(422);
    item.press(&mut organizer.client, "save", &fields, &new_key()).leads_to(&item.path());
    organizer.client.get("/desk/items").expect(200);
    let huge = [("kind".to_owned(), "course".to_owned()), ("body".to_owned(), "あ".repeat(40_000))];
    item.press(&mut organizer.client, "save", &huge, &new_key()).expect(413);
}
