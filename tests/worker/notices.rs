//! Journey 5: notices for the people they concern.

use hibiki_domain::{
    audience::{AgeBand, Audience, Facts, Interest},
    register::ResidentRow,
    role::Role,
    secret::Sector,
    time::Day,
};
use hibiki_tests::{
    actors::{self, Person, import, row, staff},
    database::{identity, mypage},
    desk::new_key,
    http::{Ask, Client, Reply, encode_form},
    page,
    town::{today, town, unique},
};
use std::collections::{BTreeMap, BTreeSet};

/// A notice as an editor types it.
fn send(editor: &mut Client, to: &str, key: &str, title: &str, audience: &[(&str, &str)]) -> Reply {
    let until = today().plus_days(30).to_string();
    let fields =
        [("title", title), ("body", "一つ目の段落。\n二行目。\n\n二つ目の段落。"), ("until", &until)];
    let fields = [&fields[..], audience].concat();
    let body = [encode_form(&[("key", key)]), encode_form(&fields)].join(&b'&');
    editor.send(&Ask::post(to).body("application/x-www-form-urlencoded", body))
}

fn publish(editor: &mut Client, title: &str, audience: &[(&str, &str)]) {
    send(editor, "/desk/notices", &new_key(), title, audience).leads_to("/desk/notices?done=published");
}

fn preview(editor: &mut Client, audience: &[(&str, &str)]) -> i64 {
    let reply = send(editor, "/desk/notices/preview", "unused-unused-unused", "試し", audience).expect(200);
    let text = reply.text();
    let (_, rest) = text.split_once("いま、<strong>").unwrap_or_else(|| panic!("no count: {reply}"));
    rest.split('人').next().unwrap().parse().expect("a number")
}

/// A line of the list on My Page.
#[derive(Debug)]
struct Item {
    href: String,
    words: String,
}

/// All notices of somebody's page, page after page.
fn list(client: &mut Client) -> Vec<Item> {
    let mut items = Vec::new();
    let mut next = Some("/my".to_owned());
    while let Some(path) = next {
        let text = client.get(&path).expect(200).text();
        let (_, rest) = text.split_once("id=\"notices\"").expect("the list");
        let section = rest.split("</section>").next().unwrap();
        for item in section.split("<li>").skip(1) {
            let href = page::attribute(item, "href").expect("a link");
            items.push(Item { href, words: page::words(item.split("</li>").next().unwrap()) });
        }
        next = section
            .split("href=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .find(|href| href.contains("?before="))
            .map(str::to_owned);
    }
    items
}

fn find<'a>(items: &'a [Item], title: &str) -> Option<&'a Item> {
    items.iter().find(|item| item.words.contains(title))
}

/// A guardian, another adult and two children in one household.
fn family() -> (Vec<ResidentRow>, Person, Person) {
    let household = unique("F");
    let member = |birth_date: Day, guardian| ResidentRow {
        birth_date: birth_date.to_string(),
        household: household.clone(),
        guardian,
        ..row()
    };
    let rows = vec![
        member(today().years_before(35), true),
        member(today().years_before(70), false),
        member(today().years_before(5), false),
        member(today().years_before(14), false),
    ];
    import(&rows);
    let guardian = actors::registered(&rows[0]);
    let grandparent = actors::registered(&rows[1]);
    (rows, guardian, grandparent)
}

/// What an editor types, and the audience that it means.
fn audiences(district: &str) -> Vec<(Vec<(&'static str, &str)>, Audience)> {
    let band = |min, max| AgeBand::new(min, max).ok();
    let districts = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
    let all = Audience::default();
    vec![
        (vec![], all.clone()),
        (vec![("age_min", "0"), ("age_max", "0")], Audience { ages: band(0, 0), ..all.clone() }),
        (vec![("age_min", "5"), ("age_max", "5")], Audience { ages: band(5, 5), ..all.clone() }),
        (vec![("age_min", "35"), ("age_max", "70")], Audience { ages: band(35, 70), ..all.clone() }),
        (vec![("age_min", "75")], Audience { ages: band(75, 120), ..all.clone() }),
        (vec![("age_max", "17")], Audience { ages: band(0, 17), ..all.clone() }),
        (vec![("district", district)], Audience { districts: districts(&[district]), ..all.clone() }),
        (
            vec![("district", district), ("district", "川西")],
            Audience { districts: districts(&[district, "川西"]), ..all.clone() },
        ),
        (
            vec![("district", "どこにもない地区")],
            Audience { districts: districts(&["どこにもない地区"]), ..all.clone() },
        ),
        (
            vec![("child_min", "0"), ("child_max", "6")],
            Audience { household_child: band(0, 6), ..all.clone() },
        ),
        (
            vec![("child_min", "14"), ("child_max", "17")],
            Audience { household_child: band(14, 17), ..all.clone() },
        ),
        (vec![("child_max", "120")], Audience { household_child: band(0, 120), ..all.clone() }),
        (
            vec![("child_max", "6"), ("age_min", "18"), ("age_max", "69"), ("district", district)],
            Audience {
                household_child: band(0, 6),
                ages: band(18, 69),
                districts: districts(&[district]),
                interests: BTreeSet::new(),
            },
        ),
        (
            vec![("interest", "safety")],
            Audience { interests: BTreeSet::from([Interest::Safety]), ..all.clone() },
        ),
        (
            vec![("interest", "safety"), ("interest", "children"), ("age_max", "60")],
            Audience {
                interests: BTreeSet::from([Interest::Safety, Interest::Children]),
                ages: band(0, 60),
                ..all.clone()
            },
        ),
        (
            vec![("interest", "children"), ("child_max", "6")],
            Audience {
                interests: BTreeSet::from([Interest::Children]),
                household_child: band(0, 6),
                ..all.clone()
            },
        ),
        (
            vec![("interest", "farming"), ("age_max", "1")],
            Audience { interests: BTreeSet::from([Interest::Farming]), ages: band(0, 1), ..all },
        ),
    ]
}

#[test]
fn a_preview_counts_exactly_whom_the_rule_says() {
    type Who = (String, Day, String, String);
    let mut editor = staff(Role::Editor);
    let (rows, mut guardian, mut grandparent) = family();
    for (person, interests) in
        [(&mut guardian, &["children", "safety"][..]), (&mut grandparent, &["safety"][..])]
    {
        let key = new_key();
        let mut fields = vec![("key", key.as_str())];
        fields.extend(interests.iter().map(|interest| ("interest", *interest)));
        person.client.form("/my/interests", &fields).leads_to("/my/interests?done=saved");
    }
    let everybody = || {
        let people: Vec<Who> = identity().rows(
            "SELECT person_id, birth_date, district, household FROM resident ORDER BY person_id",
            [],
            |row| Ok((row.get(0)?, Day::parse(&row.get::<_, String>(1)?).unwrap(), row.get(2)?, row.get(3)?)),
        );
        let readers: BTreeMap<String, String> = mypage()
            .rows("SELECT pseudonym, interests FROM reader", [], |row| Ok((row.get(0)?, row.get(1)?)))
            .into_iter()
            .collect();
        (people, readers, today())
    };
    let cases = audiences(&rows[0].district);
    let mut reached = BTreeSet::new();
    for (fields, audience) in cases {
        // Others are imported meanwhile: what is compared is a moment in which nobody came.
        let counted = (0..50).find_map(|_| {
            let before = everybody();
            let counted = preview(&mut editor.client, &fields);
            (before == everybody()).then_some((before, counted))
        });
        let ((people, readers, today), counted) = counted.expect("a quiet moment");
        let mut households: BTreeMap<&str, Vec<Day>> = BTreeMap::new();
        for (_, born, _, household) in &people {
            households.entry(household).or_default().push(*born);
        }
        let expected = people.iter().filter(|(id, born, district, household)| {
            let person = hibiki_domain::ids::PersonId::parse(id).unwrap();
            let pseudonym = town().secret.pseudonym(Sector::MyPage, &person);
            let interests =
                readers.get(pseudonym.as_str()).map(|words| Interest::parse_list(words)).unwrap_or_default();
            let facts = Facts {
                birth_date: *born,
                district,
                household: &households[household.as_str()],
                interests: &interests,
            };
            audience.concerns(&facts, today)
        });
        let expected = i64::try_from(expected.count()).unwrap();
        assert_eq!(counted, expected, "{audience:?}");
        reached.insert(counted);
    }
    assert!(reached.len() > 5, "the audiences differ: {reached:?}");
}

#[test]
fn a_notice_reaches_whom_it_concerns_and_a_guardian_sees_the_childs() {
    let mut editor = staff(Role::Editor);
    let (rows, mut guardian, mut grandparent) = family();
    let mut stranger = actors::resident();
    let title = |what: &str| unique(what);
    let (child, families, old, all) =
        (title("こども向け"), title("子育て世帯向け"), title("七十歳向け"), title("みんな"));
    publish(&mut editor.client, &child, &[("age_min", "4"), ("age_max", "6")]);
    publish(&mut editor.client, &families, &[("child_min", "13"), ("child_max", "15")]);
    publish(&mut editor.client, &old, &[("age_min", "70"), ("age_max", "70")]);
    publish(&mut editor.client, &all, &[]);

    let seen = |client: &mut Client| {
        let items = list(client);
        [&child, &families, &old, &all].map(|title| find(&items, title).map(|item| item.words.clone()))
    };
    let [for_child, for_families, for_old, for_all] = seen(&mut guardian.client);
    assert!(for_child.unwrap().contains(&rows[2].name.replace('　', " ")));
    assert!(for_families.unwrap().contains("あなた") && for_old.is_none());
    assert!(
        !for_all.unwrap().contains(&rows[2].kana),
        "a notice for everybody reaches the parents by themselves"
    );
    let page = guardian.client.get("/my").expect(200).text();
    assert!(page.contains(&rows[2].name) && page.contains(&rows[3].name) && !page.contains(&rows[1].name));

    let [for_child, for_families, for_old, for_all] = seen(&mut grandparent.client);
    assert!(for_child.is_none(), "who is no guardian sees no child's notices");
    assert!(for_families.is_some() && for_old.is_some() && for_all.is_some());
    assert!(!grandparent.client.get("/my").expect(200).text().contains(&rows[2].name));

    let [for_child, for_families, for_old, for_all] = seen(&mut stranger.client);
    assert!(for_child.is_none() && for_families.is_none() && for_old.is_none() && for_all.is_some());

    // A notice that does not concern one is not found, like one that does not exist.
    let items = list(&mut guardian.client);
    let href = find(&items, &child).unwrap().href.clone();
    guardian.client.get(&href).expect(200);
    stranger.client.get(&href).expect(404);
    grandparent.client.get(&href).expect(404);
    stranger.client.get(&format!("/my/notices/{}", actors::some_id())).expect(404);
}

#[test]
fn a_household_of_twenty_is_a_household_too() {
    // A home or a dormitory: the oldest is not among the first when the youngest are listed first.
    let household = unique("F");
    let rows: Vec<_> = (0..20)
        .map(|place| {
            let birth_date = today().years_before(20 + place * 2).to_string();
            ResidentRow { birth_date, household: household.clone(), ..row() }
        })
        .collect();
    import(&rows);
    let mut oldest = actors::registered(rows.last().unwrap());
    assert!(oldest.client.get("/my").expect(200).text().contains(&oldest.name));
    actors::registered(&rows[0]).client.get("/my").expect(200);
}

#[test]
fn no_notice_is_lost_between_two_pages() {
    let mut editor = staff(Role::Editor);
    let mut reader = actors::resident();
    let title = unique("同じ秒");
    for place in 0..27 {
        publish(&mut editor.client, &format!("{title}-{place:02}"), &[]);
    }
    // As when a town's notices are brought in from elsewhere: all of one second.
    let sql = "UPDATE notice SET published_at = ?1 WHERE title LIKE ?2";
    let long_ago = hibiki_tests::town::now().0 - 40 * 86_400;
    assert_eq!(mypage().execute(sql, (long_ago, format!("{title}%"))), 27);
    let items = list(&mut reader.client);
    let found = (0..27).filter(|place| find(&items, &format!("{title}-{place:02}")).is_some()).count();
    assert_eq!(found, 27);
}

#[test]
fn a_notice_is_unread_until_it_is_opened_and_then_says_when() {
    let mut editor = staff(Role::Editor);
    let mut reader = actors::resident();
    let mut other = actors::resident();
    let title = unique("読むお知らせ");
    publish(&mut editor.client, &title, &[("district", "試験区")]);
    let item = |client: &mut Client| {
        find(&list(client), &title).map(|item| (item.href.clone(), item.words.clone())).unwrap()
    };
    let (href, words) = item(&mut reader.client);
    assert!(words.contains("未読"), "{words}");
    // Fetching ahead is not reading, and neither is asking for the headers.
    reader.client.send(&Ask::get(&href).header("sec-purpose", "prefetch")).expect(200);
    reader.client.send(&Ask::new("HEAD", &href)).expect(200);
    assert!(item(&mut reader.client).1.contains("未読"));
    let page = reader.client.get(&href).expect(200).text();
    assert!(page.contains(&title) && page.contains("<p>二つ目の段落。</p>") && page.contains("試験課"));
    reader.client.get(&href).expect(200);
    let words = item(&mut reader.client).1;
    assert!(!words.contains("未読") && words.contains("に読みました"), "{words}");
    assert!(item(&mut other.client).1.contains("未読"));
    let list = editor.client.get("/desk/notices").expect(200).text();
    let line = list.split("<tr>").find(|line| line.contains(&title)).unwrap();
    assert!(line.contains("1人"), "the editor sees how many, not who");
}

#[test]
fn a_notice_is_withdrawn_and_ends_by_its_day() {
    let mut editor = staff(Role::Editor);
    let mut reader = actors::resident();
    let (withdrawn, over) = (unique("取り下げ"), unique("終わり"));
    for title in [&withdrawn, &over] {
        publish(&mut editor.client, title, &[]);
    }
    let items = list(&mut reader.client);
    let hrefs = [&withdrawn, &over].map(|title| find(&items, title).expect("it is there").href.clone());

    let desk = editor.client.get("/desk/notices").expect(200).text();
    let form = page::form(&desk, "/desk/notices/withdraw", &withdrawn).expect("a button");
    let fields: Vec<_> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    editor.client.form("/desk/notices/withdraw", &fields).leads_to("/desk/notices?done=withdrawn");
    editor.client.form("/desk/notices/withdraw", &fields).leads_to("/desk/notices?done=withdrawn");
    let sql = "UPDATE notice SET ends_at = ?1 WHERE title = ?2";
    assert_eq!(mypage().execute(sql, (hibiki_tests::town::now().0, &over)), 1);

    let items = list(&mut reader.client);
    assert!(find(&items, &withdrawn).is_none() && find(&items, &over).is_none());
    for href in hrefs {
        reader.client.get(&href).expect(404);
    }
}

#[test]
fn a_notice_is_read_in_the_language_of_the_page() {
    let mut editor = staff(Role::Editor);
    let mut reader = actors::resident();
    let (title, english) = (unique("三か国語"), unique("In English"));
    publish(
        &mut editor.client,
        &title,
        &[("title_en", &english), ("body_en", "Paragraph <one> & two."), ("link", "/news/x/")],
    );
    let href = find(&list(&mut reader.client), &title).unwrap().href.clone();
    let text = reader.client.get(&format!("/en{href}")).expect(200).text();
    assert!(
        text.contains(&english)
            && text.contains("Paragraph &#60;one&#62; &#38; two.")
            && text.contains("\"/en/news/x/\"")
    );
    let text = reader.client.get(&format!("/ja-easy{href}")).expect(200).text();
    assert!(
        text.contains(&title) && text.contains("lang=\"ja\""),
        "what is not translated is shown in Japanese and says so"
    );
}

#[test]
fn what_an_editor_typed_wrong_is_said_and_kept() {
    let mut editor = staff(Role::Editor);
    let over = today().plus_days(-1).to_string();
    let far = today().plus_days(367).to_string();
    let cases: [(&[(&str, &str)], &str); 8] = [
        (&[("age_min", "7"), ("age_max", "3")], "年齢は"),
        (&[("age_min", "x")], "年齢は"),
        (&[("child_min", "18"), ("child_max", "18")], "お子さんの年齢は"),
        (&[("link", "https://evil.example/")], "リンクは"),
        (&[("link", "//evil.example/")], "リンクは"),
        (&[("title_en", "Only a title")], "英語は"),
        (&[("interest", "nothing")], "関心を"),
        (&[("district", "")], "地区を"),
    ];
    for (fields, said) in cases {
        let refused = send(&mut editor.client, "/desk/notices", &new_key(), "残る件名", fields).expect(422);
        assert!(refused.text().contains(said), "{said}: {refused}");
        assert_eq!(refused.field("title"), "残る件名");
    }
    for until in [over.as_str(), &far, "いつか"] {
        let fields = [("title", "件名"), ("body", "本文"), ("until", until)];
        assert!(editor.client.form("/desk/notices/preview", &fields).expect(422).text().contains("1年以内"));
    }
    assert_eq!(mypage().number("SELECT COUNT(*) FROM notice WHERE title = '残る件名'", []), 0);
    // Back from the preview with everything that was typed.
    let fields =
        [("go", "back"), ("title", "戻る件名"), ("body", "本文"), ("until", &over), ("interest", "safety")];
    let form = editor.client.form("/desk/notices/preview", &fields).expect(200);
    assert_eq!(form.field("title"), "戻る件名");
    assert!(form.text().contains("value=\"safety\" checked"));
}

#[test]
fn interests_are_kept_under_a_pseudonym() {
    let mut person = actors::resident();
    let page = person.client.get("/my/interests").expect(200);
    let key = page.field("key");
    let fields = [("key", key.as_str()), ("interest", "health"), ("interest", "waste")];
    let saved = person.client.form("/my/interests", &fields).leads_to("/my/interests?done=saved");
    let page = person.client.get(saved.location()).expect(200).text();
    for (word, chosen) in [("health", true), ("waste", true), ("farming", false)] {
        assert_eq!(page.contains(&format!("value=\"{word}\" checked")), chosen, "{word}");
    }
    let pseudonym = town().secret.pseudonym(Sector::MyPage, &person.id);
    let sql = "SELECT interests FROM reader WHERE pseudonym = ?1";
    assert_eq!(mypage().text(sql, [pseudonym.as_str()]), "health waste");
    // All of them can be taken back, and nothing unknown is taken.
    let key = new_key();
    person.client.form("/my/interests", &[("key", &key), ("interest", "gossip")]).expect(400);
    person.client.form("/my/interests", &[("key", &key)]).leads_to("/my/interests?done=saved");
    assert_eq!(mypage().text(sql, [pseudonym.as_str()]), "");
}

#[test]
fn a_notice_begins_from_one_of_the_towns_texts() {
    let mut editor = staff(Role::Editor).client;
    let list = editor.get("/desk/notices").expect(200).text();
    assert!(list.contains("href=\"/desk/notices/new?text=health-check\""), "{list}");
    let form = editor.get("/desk/notices/new?text=health-check").expect(200).text();
    assert!(
        form.contains("健診の予約を受け付けています") && form.contains("name=\"age_min\" value=\"40\""),
        "{form}"
    );
    assert!(form.contains("You can book your health check now"), "{form}");
    editor.get("/desk/notices/new?text=none").expect(404);
    Client::new().get("/_shell/notices.json").expect(404);
}
