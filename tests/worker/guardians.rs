//! Who is whose guardian, until when: by the register, at the counter, on My Page.

use hibiki_domain::{guardian::adult_from, ids::PersonId, register::ResidentRow, role::Role, time::Day};
use hibiki_tests::{
    actors::{Person, family, import, person_of, registered, row, staff},
    database::identity,
    desk::{self, add_guardian, end_guardian, name_both, name_end, submit},
    http::{Client, Reply},
    page,
    town::{today, unique},
};

/// All that the database knows about two people: since, until, origin, whether staff ended it.
fn known(child: &ResidentRow, guardian: &ResidentRow) -> Vec<String> {
    let sql = "SELECT since || '|' || ifnull(until, '') || '|' || origin || '|' || (ended_by IS NOT NULL) FROM guardianship \
               WHERE child = ?1 AND guardian = ?2 ORDER BY added_at, until IS NULL";
    let people = [person_of(child), person_of(guardian)];
    identity().rows(sql, people.each_ref().map(PersonId::as_str), |row| row.get(0))
}

fn sees(client: &mut Client, child: &ResidentRow) -> bool {
    client.get("/my").expect(200).text().contains(&child.name)
}

fn looks(client: &mut Client) -> String {
    page::words(&client.get("/my/looks").expect(200).text())
}

fn refused(reply: Reply, status: u16, words: &str) {
    let text = reply.expect(status).text();
    assert!(text.contains(words), "{words}: {text}");
}

#[test]
fn an_import_begins_and_ends_what_the_register_says_and_again_changes_nothing() {
    let mut rows = family();
    let now = today().to_string();
    let ids = || {
        identity().text(
            "SELECT group_concat(guardianship_id) FROM guardianship WHERE child = ?1",
            [person_of(&rows[2]).as_str()],
        )
    };
    let first = ids();
    assert_eq!(known(&rows[2], &rows[1]), [format!("{now}||register|0")]);
    assert_eq!(known(&rows[2], &rows[0]), [""; 0], "who is not marked is no guardian");
    import(&rows);
    import(&rows[..1]);
    assert_eq!(ids(), first);

    // The child moves out of the household, and back again.
    let home = rows[2].household.clone();
    rows[2].household = unique("H");
    import(&rows[2..]);
    assert_eq!(known(&rows[2], &rows[1]), [format!("{now}|{now}|register|0")]);
    rows[2].household = home;
    import(&rows[2..]);
    let again = [format!("{now}|{now}|register|0"), format!("{now}||register|0")];
    assert_eq!(known(&rows[2], &rows[1]), again);

    // The mark is taken from the mother and given to the father.
    rows[0].guardian = true;
    rows[1].guardian = false;
    let mut mother = registered(&rows[1]);
    assert!(sees(&mut mother.client, &rows[2]));
    import(&rows);
    assert!(!sees(&mut mother.client, &rows[2]));
    assert_eq!(known(&rows[2], &rows[0]), [format!("{now}||register|0")]);
    assert!(known(&rows[2], &rows[1]).iter().all(|line| line.contains(&format!("|{now}|"))));
}

#[test]
fn an_import_makes_no_child_a_guardian_and_no_adult_a_child() {
    let household = unique("H");
    let member = |born: Day, guardian| ResidentRow {
        birth_date: born.to_string(),
        household: household.clone(),
        guardian,
        ..row()
    };
    let eighteen = today().years_before(18);
    let rows = [
        member(eighteen, true),              // of age today
        member(eighteen.plus_days(1), true), // tomorrow
        member(today().years_before(50), true),
    ];
    import(&rows);
    assert_eq!(known(&rows[1], &rows[0]).len(), 1);
    assert_eq!(known(&rows[1], &rows[2]).len(), 1);
    assert_eq!(known(&rows[0], &rows[2]).len() + known(&rows[0], &rows[1]).len(), 0);
    assert_eq!(known(&rows[2], &rows[1]).len(), 0);
}

#[test]
fn a_second_guardian_is_added_at_the_counter_and_both_people_read_it() {
    let mut clerk = staff(Role::Clerk);
    let [_, mother, child] = family();
    let elsewhere = row(); // a father who lives in another household
    import(std::slice::from_ref(&elsewhere));
    let (mut father, mut own) = (registered(&elsewhere), registered(&child));
    assert!(!sees(&mut father.client, &child));

    let opened = desk::open_for(&mut clerk.client, &child, "guardian").page.text();
    let words = page::words(&opened);
    assert!(words.contains(&format!("保護者：{} さん", mother.name.replace('　', " "))), "{words}");
    assert!(words.contains("18歳になるため") && words.contains("住民登録（世帯と保護者の印）"), "{words}");

    let named = name_both(&mut clerk.client, &child, &elsewhere).expect(200);
    assert!(named.text().contains(&child.name) && named.text().contains(&elsewhere.name));
    assert_eq!(known(&child, &elsewhere), [""; 0], "nothing is done before both were named");
    // Without a reason the page comes again, and nothing is done.
    refused(submit(&mut clerk.client, &named, "/desk/guardians/add", "", &[]), 422, "理由を選んでください");
    let added = submit(&mut clerk.client, &named, "/desk/guardians/add", "", &[("reason", "parent")]);
    let back = added.leads_to("/desk/residents/guardian/").location().to_owned();
    let after = clerk.client.get(&back).expect(200).text();
    assert!(after.contains("保護者として加えました") && after.contains(&elsewhere.name), "{after}");
    assert_eq!(known(&child, &elsewhere), [format!("{}||counter|0", today())]);

    assert!(sees(&mut father.client, &child));
    for client in [&mut father.client, &mut own.client] {
        let read = looks(client);
        assert!(read.contains("保護者とお子さんとして、窓口で登録しました"), "{read}");
        assert!(read.contains("親権者（戸籍などで確かめました）") && read.contains(&clerk.name), "{read}");
        assert!(read.contains("保護者の手続きのため、名前・生年月日・地区を見ました"), "{read}");
    }
    // On the guardian's page it stands too, the other way round.
    let words = page::words(&desk::open_for(&mut clerk.client, &elsewhere, "guardian").page.text());
    assert!(words.contains(&format!("お子さん：{} さん", child.name.replace('　', " "))), "{words}");
    assert!(words.contains("お子さんのページを開いてください"), "{words}");
}

#[test]
fn names_of_the_family_are_read_only_by_who_came_for_them_and_with_a_look_at_each() {
    let mut clerk = staff(Role::Clerk);
    let [_, mother, child] = family();
    let count = |row: &ResidentRow| {
        identity().number("SELECT COUNT(*) FROM access_log WHERE person_id = ?1", [person_of(row).as_str()])
    };
    let opened = desk::open(&mut clerk.client, &child).page;
    assert!(!opened.text().contains(&mother.name));
    assert_eq!(count(&mother), 0);
    let forward = submit(&mut clerk.client, &opened, "/desk/residents/open", "", &[]);
    let path = forward.leads_to("/desk/residents/guardian/").location().to_owned();
    assert!(clerk.client.get(&path).expect(200).text().contains(&mother.name));
    assert_eq!(count(&mother), 1);
    assert!(looks(&mut registered(&mother).client).contains("ご家族の手続きで"));
}

#[test]
fn a_second_click_gets_the_first_answer_and_two_clerks_at_once_are_one_guardian() {
    let (mut one, mut two) = (staff(Role::Clerk), staff(Role::Clerk));
    let [father, mother, child] = family();
    let (first, second) =
        (name_both(&mut one.client, &child, &father), name_both(&mut two.client, &child, &father));
    let typed = [("reason", "parent")];
    let add = |client: &mut Client, page: &Reply| submit(client, page, "/desk/guardians/add", "", &typed);
    let location = add(&mut one.client, &first).leads_to("/desk/residents/guardian/").location().to_owned();
    assert_eq!(add(&mut one.client, &first).expect(303).location(), location);
    let before = identity().number("SELECT COUNT(*) FROM access_log WHERE staff_id = ?1", [two.id.as_str()]);
    refused(add(&mut two.client, &second), 409, "すでに保護者として登録されています");
    let after = identity().number("SELECT COUNT(*) FROM access_log WHERE staff_id = ?1", [two.id.as_str()]);
    assert_eq!(before, after, "what was not done is not in the log");
    assert_eq!(known(&child, &father).len(), 1);

    let now = today().to_string();
    let (first, second) =
        (name_end(&mut one.client, &child, &mother), name_end(&mut two.client, &child, &mother));
    let later = today().plus_days(40).to_string();
    let end = |client: &mut Client, page: &Reply, day: &str| {
        submit(client, page, "/desk/guardians/end", "", &[("day", day), ("reason", "custody")])
    };
    let location = end(&mut one.client, &first, &later).expect(303).location().to_owned();
    assert_eq!(end(&mut one.client, &first, &later).expect(303).location(), location);
    refused(end(&mut two.client, &second, &now), 409, "別の職員が、先に終わる日を登録しました");
    let third = name_end(&mut two.client, &child, &mother).expect(200);
    assert!(page::words(&third.text()).contains("から見られなくなります"));
    end(&mut two.client, &third, &now).expect(303);
    end(&mut two.client, &third, &now).expect(303); // the second click
    let fourth = desk::open_for(&mut one.client, &child, "guardian");
    assert!(page::form(&fourth.page.text(), "/desk/guardians/ending", &mother.name).is_none());
    assert_eq!(known(&child, &mother), [format!("{now}|{now}|register|1")]);
}

#[test]
fn who_cannot_be_guardian_and_child_is_told_why() {
    let mut clerk = staff(Role::Clerk);
    let [father, mother, child] = family();
    let grown = ResidentRow { birth_date: today().years_before(18).to_string(), ..row() };
    let young = ResidentRow { birth_date: today().years_before(17).to_string(), ..row() };
    import(&[grown.clone(), young.clone()]);
    refused(name_both(&mut clerk.client, &grown, &father), 422, "18歳になっているので");
    assert!(!desk::open_for(&mut clerk.client, &grown, "guardian").page.text().contains("保護者をさがす"));
    refused(name_both(&mut clerk.client, &child, &young), 422, "18歳になっていない人は");
    refused(name_both(&mut clerk.client, &child, &child), 422, "本人の保護者にはできません");
    refused(add_guardian(&mut clerk.client, &child, &mother), 409, "すでに保護者として登録されています");

    // Of age since the page was opened; out of the register since then.
    let named = name_both(&mut clerk.client, &young, &father).expect(200);
    let birthday = today().years_before(18).to_string();
    identity().execute(
        "UPDATE resident SET birth_date = ?1 WHERE register_number = ?2",
        (birthday, &young.register_number),
    );
    let typed = [("reason", "parent")];
    refused(
        submit(&mut clerk.client, &named, "/desk/guardians/add", "", &typed),
        422,
        "18歳になっているので",
    );
    let named = name_both(&mut clerk.client, &child, &father).expect(200);
    identity().execute("DELETE FROM resident WHERE register_number = ?1", [&father.register_number]);
    refused(
        submit(&mut clerk.client, &named, "/desk/guardians/add", "", &typed),
        409,
        "住民の登録から外れています",
    );
    let sql = "SELECT COUNT(*) FROM guardianship WHERE origin = 'counter' AND added_by = ?1";
    assert_eq!(identity().number(sql, [clerk.id.as_str()]), 0);
}

#[test]
fn an_end_holds_from_its_day_on_and_the_guardian_stays_logged_in() {
    let mut clerk = staff(Role::Clerk);
    let [_, mother, child] = family();
    let (mut guardian, mut own) = (registered(&mother), registered(&child));
    assert!(sees(&mut guardian.client, &child));

    // Days that cannot be are said, and what was chosen stays.
    let adult = adult_from(Day::parse(&child.birth_date).unwrap());
    let named = name_end(&mut clerk.client, &child, &mother).expect(200);
    for day in [today().plus_days(-1).to_string(), adult.to_string(), "きのう".to_owned(), String::new()] {
        let typed = [("day", day.as_str()), ("reason", "court")];
        let again = submit(&mut clerk.client, &named, "/desk/guardians/end", "", &typed);
        assert!(again.text().contains("value=\"court\" checked"), "{again}");
        refused(again, 422, "18歳の誕生日の前の日まで");
    }
    refused(
        submit(&mut clerk.client, &named, "/desk/guardians/end", "", &[("day", &today().to_string())]),
        422,
        "理由を選んでください",
    );
    assert!(sees(&mut guardian.client, &child));

    // In ninety days at most it is said on My Page, with its last day.
    for (ahead, said) in [(91, false), (90, true), (1, true)] {
        end_guardian(&mut clerk.client, &child, &mother, &today().plus_days(ahead).to_string()).expect(303);
        let words = page::words(&guardian.client.get("/my").expect(200).text());
        assert!(words.contains(&child.name.replace('　', " ")));
        assert_eq!(words.contains("保護者としての見られる期間"), said, "{ahead}: {words}");
    }
    let last_day = hibiki_domain::dates::full(today(), hibiki_domain::language::Language::English);
    let english = page::words(&guardian.client.get("/en/my").expect(200).text());
    assert!(english.contains(&format!("as a guardian until {last_day}.")), "{english}");

    end_guardian(&mut clerk.client, &child, &mother, &today().to_string())
        .leads_to("/desk/residents/guardian/");
    assert!(!sees(&mut guardian.client, &child), "from today on means at once");
    for client in [&mut guardian.client, &mut own.client] {
        let read = looks(client);
        assert!(
            read.contains("見られなくなる日を、窓口で登録しました") && read.contains("親権の変更"),
            "{read}"
        );
    }
    let words = page::words(&desk::open_for(&mut clerk.client, &child, "guardian").page.text());
    assert!(words.contains("終わりました：") && words.contains("親権の変更"), "{words}");
}

#[test]
fn what_staff_ended_no_import_revives_and_what_staff_made_no_import_ends() {
    let mut clerk = staff(Role::Clerk);
    let [father, mother, child] = family();
    end_guardian(&mut clerk.client, &child, &mother, &today().to_string()).expect(303);
    add_guardian(&mut clerk.client, &child, &father).expect(303);
    let rows = [father.clone(), mother.clone(), child.clone()];
    import(&rows);
    let moved = ResidentRow { household: unique("H"), ..child.clone() };
    import(&[moved]);
    import(&rows);
    let now = today();
    assert_eq!(known(&child, &mother), [format!("{now}|{now}|register|1")]);
    assert_eq!(known(&child, &father), [format!("{now}||counter|0")]);
    // Only the counter begins it again.
    add_guardian(&mut clerk.client, &child, &mother).expect(303);
    import(&rows);
    let both = [format!("{now}|{now}|register|1"), format!("{now}||counter|0")];
    assert_eq!(known(&child, &mother), both);
}

#[test]
fn an_end_that_staff_decided_is_theirs_even_when_the_register_ends_it_sooner() {
    let mut clerk = staff(Role::Clerk);
    let [_, mother, child] = family();
    end_guardian(&mut clerk.client, &child, &mother, &today().plus_days(30).to_string()).expect(303);
    let moved = ResidentRow { household: unique("H"), ..child.clone() };
    import(&[moved]);
    import(std::slice::from_ref(&child));
    let now = today();
    assert_eq!(known(&child, &mother), [format!("{now}|{now}|register|1")]);
}

#[test]
fn a_guardian_reads_who_saw_the_childs_data() {
    let mut clerk = staff(Role::Clerk);
    let [_, mother, child] = family();
    desk::open(&mut clerk.client, &child);
    let mut guardian = registered(&mother);
    let page = guardian.client.get("/my/looks").expect(200).text();
    let href = link_of(&page).expect("a link");
    for language in ["", "/en", "/ja-easy"] {
        let words = page::words(&guardian.client.get(&format!("{language}{href}")).expect(200).text());
        assert!(words.contains("カードとパスキーの名前を見ました") && words.contains(&clerk.name), "{words}");
    }
    let easy = guardian.client.get(&format!("/ja-easy{href}")).expect(200).text();
    assert!(easy.contains(&format!("{}（{}）", child.name, child.kana)), "the reading stands in brackets");
    assert!(link_of(&registered(&child).client.get("/my/looks").expect(200).text()).is_none());

    end_guardian(&mut clerk.client, &child, &mother, &today().to_string()).expect(303);
    guardian.client.get(&href).expect(404);
    assert!(link_of(&guardian.client.get("/my/looks").expect(200).text()).is_none());
}

/// The address of the first child's log.
fn link_of(page: &str) -> Option<String> {
    let hrefs = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    hrefs.map(str::to_owned).find(|href| href.starts_with("/my/looks/"))
}

#[test]
fn my_page_says_before_the_eighteenth_birthday_that_it_is_the_childs_alone_from_then_on() {
    let household = unique("H");
    let member = |born: Day, guardian| ResidentRow {
        birth_date: born.to_string(),
        household: household.clone(),
        guardian,
        ..row()
    };
    let mother = member(today().years_before(45), true);
    let soon = member(today().plus_days(80).years_before(18), false);
    let later = member(today().plus_days(100).years_before(18), false);
    import(&[mother.clone(), soon.clone(), later.clone()]);
    let mut guardian = registered(&mother);
    let items = |client: &mut Client| -> Vec<String> {
        let text = client.get("/my").expect(200).text();
        let (_, family) = text.split_once("id=\"family\"").expect("the family");
        let family = family.split("</section>").next().unwrap();
        family.split("<li>").skip(1).map(page::words).collect()
    };
    let lines = items(&mut guardian.client);
    let line =
        |row: &ResidentRow| lines.iter().find(|line| line.contains(&row.name.replace('　', " "))).unwrap();
    assert!(line(&soon).contains("18歳の誕生日からは、ご本人だけが見られます"), "{lines:?}");
    assert!(!line(&later).contains("見られる期間"), "{lines:?}");

    // On the birthday itself.
    let set = |born: Day| {
        let sql = "UPDATE resident SET birth_date = ?1 WHERE register_number = ?2";
        identity().execute(sql, (born.to_string(), &soon.register_number));
    };
    set(today().years_before(18).plus_days(1));
    assert!(sees(&mut guardian.client, &soon));
    set(today().years_before(18));
    assert!(!sees(&mut guardian.client, &soon));
    let mut clerk = staff(Role::Clerk);
    let words = page::words(&desk::open_for(&mut clerk.client, &soon, "guardian").page.text());
    assert!(words.contains("終わりました：") && words.contains("18歳になるため"), "{words}");
}

#[test]
fn a_guardian_of_another_household_gets_the_childs_notices() {
    let mut editor = staff(Role::Editor);
    let mut clerk = staff(Role::Clerk);
    let [_, _, child] = family();
    let elsewhere = row();
    import(std::slice::from_ref(&elsewhere));
    let Person { mut client, .. } = registered(&elsewhere);
    let title = unique("七歳向け");
    let (key, until) = (desk::new_key(), today().plus_days(2).to_string());
    let form = [
        ("key", key.as_str()),
        ("title", &title),
        ("body", "本文"),
        ("until", &until),
        ("age_min", "7"),
        ("age_max", "7"),
    ];
    editor.client.form("/desk/notices", &form).leads_to("/desk/notices");
    assert!(!client.get("/my").expect(200).text().contains(&title));
    add_guardian(&mut clerk.client, &child, &elsewhere).expect(303);
    let words = page::words(&client.get("/my").expect(200).text());
    assert!(
        words.contains(&title) && words.contains(&format!("あて先：{}さん", child.name.replace('　', " "))),
        "{words}"
    );
}
