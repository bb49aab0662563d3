//! Other people's children.

use hibiki_domain::{ids::PersonId, register::ResidentRow, role::Role};
use hibiki_tests::{
    actors::{self, Person, family, import, person_of, registered, staff},
    bridge::Bridge,
    database::identity,
    desk::{self, add_guardian, end_guardian, name_both, name_end, new_key, submit},
    http::{Ask, Client, at_once},
    page,
    town::{now, today},
};

/// The address of the log of a guardian's first child.
fn log_of_child(client: &mut Client) -> String {
    let text = client.get("/my/looks").expect(200).text();
    let hrefs = text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    hrefs.map(str::to_owned).find(|href| href.starts_with("/my/looks/")).expect("a link")
}

#[test]
fn another_households_child_is_not_reached_by_any_identifier() {
    let ([_, one, child], [_, two, _]) = (family(), family());
    let (mut one, mut two) = (registered(&one), registered(&two));
    let path = log_of_child(&mut one.client);
    one.client.get(&path).expect(200);
    // Another guardian, the same one in another session, nobody.
    two.client.get(&path).expect(404);
    one.log_in().get(&path).expect(404);
    Client::new().get(&path).leads_to("/login");
    // Altered, cut, lengthened, made up, the ids themselves, a reference that the desk made.
    let reference = path.rsplit('/').next().unwrap().to_owned();
    for place in (0..reference.len()).step_by(7) {
        let mut bytes = reference.clone().into_bytes();
        bytes[place] = if bytes[place] == b'A' { b'B' } else { b'A' };
        one.client.get(&format!("/my/looks/{}", String::from_utf8(bytes).unwrap())).expect(404);
    }
    let mut clerk = staff(Role::Clerk);
    let at_desk = desk::open(&mut clerk.client, &child);
    let id = person_of(&child);
    let made_up = [
        &reference[1..],
        &format!("{reference}AAAA"),
        id.as_str(),
        &at_desk.act,
        at_desk.path.rsplit('/').next().unwrap(),
        "A",
        "%00",
        "..%2F..%2Fmy",
        &"A".repeat(3000),
        &actors::some_id(),
    ];
    for made_up in made_up {
        for client in [&mut one.client, &mut two.client] {
            let reply = client.get(&format!("/my/looks/{made_up}"));
            assert_eq!(reply.status, 404, "{reply}");
        }
    }
    // Not even a reference that the town itself would make for this session, about somebody else's child.
    let session = data_encoding::HEXLOWER.encode(&sha256(two.client.session.as_deref().unwrap()));
    let context = format!("my child {session}");
    let forged = |child: &PersonId| {
        let reference = hibiki_tests::town::town().secret.seal_person(child, &context, [7; 24]);
        format!("/my/looks/{reference}")
    };
    let own = identity().text("SELECT child FROM guardianship WHERE guardian = ?1", [two.id.as_str()]);
    two.client.get(&forged(&PersonId::parse(&own).unwrap())).expect(200);
    for other in [&id, &one.id, &two.id, &clerk.id] {
        two.client.get(&forged(other)).expect(404);
    }
    one.client.get(&path).expect(200);
}

fn sha256(cookie: &str) -> [u8; 32] {
    use sha2::Digest as _;
    sha2::Sha256::digest(cookie.as_bytes()).into()
}

#[test]
fn what_has_ended_is_closed_from_its_midnight_in_japan_on() {
    let [_, mother, child] = family();
    let mut guardian = registered(&mother);
    let path = log_of_child(&mut guardian.client);
    let [child_id, mother_id] = [person_of(&child), person_of(&mother)];
    // Made at the counter, for somebody whom the register does not mark: an import of another test touches neither.
    identity().execute("UPDATE resident SET guardian = 0 WHERE person_id = ?1", [mother_id.as_str()]);
    // A row of its own each time: what has ended cannot be changed.
    let set = |since: i32, until: Option<i32>| {
        let day = |offset: i32| today().plus_days(offset).to_string();
        identity().execute("DELETE FROM guardianship WHERE child = ?1", [child_id.as_str()]);
        let sql = "INSERT INTO guardianship (child, guardian, since, until, origin, reason, added_by, added_at, end_reason, ended_at) \
                   VALUES (?1, ?2, ?3, ?4, 'counter', 'parent', 'a clerk', 1, iif(?4 IS NULL, NULL, 'court'), iif(?4 IS NULL, NULL, 1))";
        identity().execute(sql, (child_id.as_str(), mother_id.as_str(), day(since), until.map(day)));
    };
    for (since, until, open) in [
        (-9, None, true),
        (-9, Some(-1), false),
        (-9, Some(0), false), // the midnight with which today began
        (-9, Some(1), true),
        (0, Some(0), false),
        (0, None, true),
        (1, None, false), // not begun
    ] {
        set(since, until);
        guardian.client.get(&path).expect(if open { 200 } else { 404 });
        let home = guardian.client.get("/my").expect(200).text();
        assert_eq!(home.contains(&child.name), open, "{since} {until:?}");
    }
    // Today is a day in Japan: `today` of the tests and of the Worker say the same moment.
    assert_eq!(today(), now().day());
}

#[test]
fn a_touched_card_opens_no_childs_log() {
    let [_, mother, child] = family();
    let bridge = Bridge::enrolled();
    let card = hibiki_tests::card::Card::felica();
    desk::bind(&mut actors::clerk().client, &mother, &bridge, &card).expect(200);
    let mut client = Client::new();
    actors::log_in_by_card(&mut client, &bridge, &card, "identifier").expect(200);
    assert!(client.get("/my").expect(200).text().contains(&child.name));
    client.get("/my/looks").leads_to("/step-up");
    client.get("/my/looks/AAAA").leads_to("/step-up");
}

#[test]
fn the_register_cannot_be_made_to_revive_what_staff_ended() {
    let mut clerk = staff(Role::Clerk);
    let [father, mother, child] = family();
    end_guardian(&mut clerk.client, &child, &mother, &today().to_string()).expect(303);
    let mut guardian = registered(&mother);
    // The mark taken and given again, another household and back, a new name: still the same two people.
    let marked = |guardian| ResidentRow { guardian, ..mother.clone() };
    for rows in [
        vec![marked(true)],
        vec![marked(false)],
        vec![marked(true), father, child.clone()],
        vec![ResidentRow { household: mother.register_number.clone(), ..mother.clone() }],
        vec![marked(true), ResidentRow { name: "改名　した子".to_owned(), ..child.clone() }],
        vec![marked(true), child.clone()],
    ] {
        import(&rows);
        assert!(!guardian.client.get("/my").expect(200).text().contains(&child.name));
    }
}

/// Somebody of the register who is on the staff under the same person: what the town's own routes do not make.
fn also_clerk(row: &ResidentRow) -> Person {
    let person = registered(row);
    let colleague = staff(Role::Clerk);
    let grant = "INSERT INTO role_grant (grant_id, person_id, role, starts_at, ends_at, granted_by, granted_at) VALUES (?1, ?2, 'clerk', ?3, ?3 + 9000, ?4, ?3)";
    identity().execute("INSERT INTO staff VALUES (?1, '兼任', '試験課')", [person.id.as_str()]);
    let values = (actors::some_id(), person.id.as_str(), now().0 - 10, colleague.id.as_str());
    identity().execute(grant, values);
    person
}

#[test]
fn staff_decide_nothing_about_themselves_and_their_own_family() {
    let [father, mother, child] = family();
    let (mut her, mut him) = (also_clerk(&mother), also_clerk(&father));
    let mut colleague = staff(Role::Clerk);
    let refused = "自分では変えられません";
    // He makes himself a guardian; she ends what is hers, or makes him one of her own child.
    assert!(name_both(&mut him.client, &child, &father).expect(422).text().contains(refused));
    assert!(name_end(&mut her.client, &child, &mother).expect(422).text().contains(refused));
    assert!(name_both(&mut her.client, &child, &father).expect(422).text().contains(refused));
    // Without the page in between: the references are good, the decision is not theirs.
    let opened = desk::open_for(&mut him.client, &child, "guardian");
    let typed = [("reference", opened.act.as_str()), ("kana", &father.kana), ("birth_date", "")];
    let found = him.client.form("/desk/guardians/find", &typed).expect(200);
    let me = found.field("guardian");
    let key = new_key();
    let form = [("key", key.as_str()), ("reference", &opened.act), ("guardian", &me), ("reason", "parent")];
    assert!(him.client.form("/desk/guardians/add", &form).expect(422).text().contains(refused));
    let opened = desk::open_for(&mut her.client, &child, "guardian");
    let id = opened.page.field("id");
    let (key, day) = (new_key(), today().to_string());
    let form = [
        ("key", key.as_str()),
        ("reference", &opened.act),
        ("id", &id),
        ("was", ""),
        ("day", &day),
        ("reason", "error"),
    ];
    assert!(her.client.form("/desk/guardians/end", &form).expect(422).text().contains(refused));
    // Nor behind the Worker's back.
    let sql = "INSERT INTO guardianship (child, guardian, since, origin, reason, added_by, added_at) VALUES (?1, ?2, ?3, 'counter', 'parent', ?2, 1)";
    let [child_id, father_id] = [person_of(&child), person_of(&father)];
    let done = identity().try_execute(sql, (child_id.as_str(), father_id.as_str(), &day));
    assert!(done.unwrap_err().to_string().contains("CHECK constraint failed"));
    assert_eq!(
        identity().number("SELECT COUNT(*) FROM guardianship WHERE child = ?1", [child_id.as_str()]),
        1
    );
    // A colleague may.
    add_guardian(&mut colleague.client, &child, &father).expect(303);
    end_guardian(&mut colleague.client, &child, &mother, &day).expect(303);
}

#[test]
fn references_and_ids_of_the_counter_are_for_one_session_one_child_and_one_step() {
    let (mut clerk, mut other) = (staff(Role::Clerk), staff(Role::Clerk));
    let ([father, mother, child], [_, _, another]) = (family(), family());
    let named = name_both(&mut clerk.client, &child, &father).expect(200);
    let (act, guardian) = (named.field("reference"), named.field("guardian"));
    let ending = name_end(&mut clerk.client, &child, &mother).expect(200);
    let id = ending.field("id");
    let other_child = desk::open_for(&mut clerk.client, &another, "guardian");
    let day = today().to_string();
    let rows = || {
        identity().number(
            "SELECT COUNT(*) + COUNT(until) FROM guardianship WHERE child IN (?1, ?2)",
            [person_of(&child).as_str(), person_of(&another).as_str()],
        )
    };
    let before = rows();
    let all = |client: &mut Client, act: &str, guardian: &str, id: &str| {
        let (key, other_key) = (new_key(), new_key());
        let asks: [(&str, Vec<(&str, &str)>); 4] = [
            ("adding", vec![("reference", act), ("guardian", guardian)]),
            ("add", vec![("key", &key), ("reference", act), ("guardian", guardian), ("reason", "parent")]),
            ("ending", vec![("reference", act), ("id", id)]),
            (
                "end",
                vec![
                    ("key", &other_key),
                    ("reference", act),
                    ("id", id),
                    ("was", ""),
                    ("day", &day),
                    ("reason", "court"),
                ],
            ),
        ];
        for (step, fields) in asks {
            client.form(&format!("/desk/guardians/{step}"), &fields).expect(404);
        }
    };
    // Another clerk, with everything that the first one has.
    all(&mut other.client, &act, &guardian, &id);
    // Another child with the guardian that was found for the first one, and with the first one's id.
    all(&mut clerk.client, &other_child.act, &guardian, &id);
    // A reference for another step in its place.
    all(&mut clerk.client, &guardian, &act, &id);
    all(&mut clerk.client, other_child.path.rsplit('/').next().unwrap(), "A", "' OR 1=1 --");
    all(&mut clerk.client, person_of(&child).as_str(), person_of(&father).as_str(), &actors::some_id());
    let search = [("reference", act.as_str()), ("kana", "ヒビキ"), ("birth_date", "")];
    other.client.form("/desk/guardians/find", &search).expect(404);
    assert_eq!(rows(), before);
    submit(&mut clerk.client, &named, "/desk/guardians/add", "", &[("reason", "parent")]).expect(303);
}

#[test]
fn twenty_at_once_are_one_guardian_and_one_end() {
    let mut clerk = staff(Role::Clerk);
    let [father, mother, child] = family();
    let named = name_both(&mut clerk.client, &child, &father).expect(200);
    let (act, guardian) = (named.field("reference"), named.field("guardian"));
    let asks: Vec<_> = (0..10)
        .map(|_| {
            let key = new_key();
            let form =
                [("key", key.as_str()), ("reference", &act), ("guardian", &guardian), ("reason", "parent")];
            Ask::post("/desk/guardians/add").form(&form)
        })
        .collect();
    let replies = at_once(&clerk.client, &asks);
    assert_eq!(replies.iter().filter(|reply| reply.status == 303).count(), 1);
    assert!(replies.iter().all(|reply| [303, 409].contains(&reply.status)), "{replies:?}");

    let ending = name_end(&mut clerk.client, &child, &mother).expect(200);
    let (act, id, day) = (ending.field("reference"), ending.field("id"), today().to_string());
    let asks: Vec<_> = (0..10)
        .map(|_| {
            let key = new_key();
            let form = [
                ("key", key.as_str()),
                ("reference", &act),
                ("id", &id),
                ("was", ""),
                ("day", &day),
                ("reason", "court"),
            ];
            Ask::post("/desk/guardians/end").form(&form)
        })
        .collect();
    let replies = at_once(&clerk.client, &asks);
    assert_eq!(replies.iter().filter(|reply| reply.status == 303).count(), 1);
    let sql = "SELECT COUNT(*) FROM access_log WHERE person_id = ?1 AND what LIKE '%窓口で登録しました'";
    for (person, looks) in [(&child, 2), (&father, 1), (&mother, 1)] {
        assert_eq!(
            identity().number(sql, [person_of(person).as_str()]),
            looks,
            "what was not done is not in the log"
        );
    }
}

#[test]
fn names_that_try_to_be_html_stay_names() {
    let mut clerk = staff(Role::Clerk);
    let [father, _, child] = family();
    let odd = ResidentRow { name: "<script>alert(1)</script>".to_owned(), ..father };
    import(std::slice::from_ref(&odd));
    let named = name_both(&mut clerk.client, &child, &odd).expect(200).text();
    add_guardian(&mut clerk.client, &child, &odd).expect(303);
    let opened = desk::open_for(&mut clerk.client, &child, "guardian").page;
    let ending =
        submit(&mut clerk.client, &opened, "/desk/guardians/ending", "script", &[]).expect(200).text();
    for text in [named, ending, opened.text()] {
        assert!(!text.contains("<script>alert"), "{}", page::words(&text));
    }
}
