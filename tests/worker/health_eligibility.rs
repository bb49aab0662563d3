//! The eligibility card: large on its page, and checked by a code that its holder shows once.

use hibiki_domain::{health::sealed::Ticket, role::Role};
use hibiki_tests::{
    actors::{Person, staff},
    database::{health, identity},
    desk::new_key,
    eligibility::{NEW, code, newest, write_card},
    health::{family, pseudonym, resident, write},
    http::{Ask, Client, at_once},
    page,
    town::{now, today},
};

/// How the database calls a code.
fn hash(address: &str) -> String {
    let code = address.rsplit('/').next().unwrap();
    Ticket::parse(code).expect("a code").hash()
}

fn looks(person: &Person) -> i64 {
    let sql = "SELECT COUNT(*) FROM access WHERE person = ?1";
    health().number(sql, [pseudonym(&person.id).as_str()])
}

/// Shows a code; the words of the answer.
fn show(address: &str, status: u16) -> String {
    page::words(&Client::new().form(address, &[]).expect(status).text())
}

#[test]
fn a_code_tells_once_whether_the_card_is_valid_and_nothing_more() {
    let (mut person, _) = resident();
    let at = write_card(&mut person.client, NEW, &today().plus_days(30).to_string());
    let html = person.client.get(&at).expect(200).text();
    assert!(html.contains("class=\"eligibility-card\"") && page::words(&html).contains("有効です"));
    let address = code(&mut person.client, &at);
    let mut clinic = Client::new();
    for _ in 0..2 {
        let asked = clinic.get(&address).expect(200).text();
        assert!(!page::words(&asked).contains("有効です"), "looking at the address answers nothing");
    }
    let before = looks(&person);
    let told = clinic.form(&address, &[]).expect(200);
    assert_eq!(told.header("cache-control"), Some("no-store"));
    let told = page::words(&told.text());
    assert!(told.contains("有効です") && told.contains("本人か保護者が入力した内容"), "{told}");
    for secret in ["秘密のメモ", "響町", person.name.as_str()] {
        assert!(!told.contains(secret), "{secret}");
    }
    assert_eq!(looks(&person), before + 1);
    assert!(page::words(&clinic.form(&address, &[]).expect(410).text()).contains("すでに1回使われています"));
    assert_eq!(looks(&person), before + 1, "what answers nothing is no look");
    let looks = page::words(&person.client.get("/my/health/me/looks").expect(200).text());
    assert!(looks.contains("有効かどうかを確かめました") && looks.contains("QRコード"), "{looks}");
    assert!(!looks.contains("書き換えられています") && !looks.contains("読めません"), "{looks}");
}

#[test]
fn of_many_who_show_a_code_at_once_one_is_answered_and_one_row_says_so() {
    let (mut person, _) = resident();
    let at = write_card(&mut person.client, NEW, &today().plus_days(1).to_string());
    let address = code(&mut person.client, &at);
    let before = looks(&person);
    let asks = vec![Ask::post(&address).form(&[]); 6];
    let told = at_once(&Client::new(), &asks);
    assert_eq!(told.iter().filter(|reply| reply.status == 200).count(), 1);
    assert!(told.iter().all(|reply| [200, 410].contains(&reply.status)));
    assert_eq!(looks(&person), before + 1);
    let looks = page::words(&person.client.get("/my/health/me/looks").expect(200).text());
    assert!(!looks.contains("なくなっています"), "{looks}");
}

#[test]
fn a_code_ends_after_five_minutes_and_a_made_up_or_changed_one_is_none() {
    let (mut person, _) = resident();
    let at = write_card(&mut person.client, NEW, &today().plus_days(1).to_string());
    let (address, other) = (code(&mut person.client, &at), code(&mut person.client, &at));
    let change = "UPDATE ticket SET sealed = (SELECT sealed FROM ticket WHERE hash = ?2) WHERE hash = ?1";
    assert_eq!(health().execute(change, (hash(&address), hash(&other))), 1);
    show(&address, 410);
    let ends = health().number("SELECT expires_at FROM ticket WHERE hash = ?1", [hash(&other)]);
    assert!((now().0 + 290..=now().0 + 310).contains(&ends));
    let until = "UPDATE ticket SET expires_at = ?2 WHERE hash = ?1";
    health().execute(until, (hash(&other), ends + 60));
    assert!(show(&other, 410).contains("このQRコードは使えません"), "nobody makes it last longer");
    health().execute(until, (hash(&other), now().0 - 1));
    show(&other, 410);
    show(&format!("/my/health/check/{}", "A".repeat(43)), 410);
    for bad in ["x", &"A".repeat(44), &"%41".repeat(20)] {
        Client::new().get(&format!("/my/health/check/{bad}")).expect(404);
    }
}

#[test]
fn a_card_that_is_over_or_begins_tomorrow_is_not_valid() {
    let (mut person, _) = resident();
    let at = write_card(&mut person.client, NEW, &today().plus_days(-1).to_string());
    let address = code(&mut person.client, &at);
    let told = show(&address, 200);
    assert!(told.contains("無効です") && !told.contains("有効です"), "{told}");
    let day = |ahead: i32| today().plus_days(ahead).to_string();
    let (tomorrow, later) = (day(1), day(300));
    let typed = [("card", "child_medical"), ("from", tomorrow.as_str()), ("until", &later)];
    let (mut other, _) = resident();
    write(&mut other.client, NEW, &day(0), &typed);
    let at = newest(&mut other.client, "/my/health/me/eligibility");
    let address = code(&mut other.client, &at);
    assert!(show(&address, 200).contains("無効です"));
}

#[test]
fn another_kind_of_card_and_one_without_a_last_day_have_no_code() {
    let (mut person, _) = resident();
    for typed in [&[("card", "insurance"), ("until", "2030-01-01")][..], &[("card", "child_medical")]] {
        write(&mut person.client, NEW, &today().to_string(), typed);
        let at = newest(&mut person.client, "/my/health/me/eligibility");
        let html = person.client.get(&at).expect(200).text();
        assert!(html.contains("eligibility-card") && !html.contains("/code\"") && !html.contains("/card\""));
        person.client.form(&format!("{at}/code"), &[]).expect(404);
        person.client.form(&format!("{at}/card"), &[("go", "on")]).expect(404);
    }
}

#[test]
fn when_the_log_cannot_be_written_a_code_answers_nothing_and_is_not_used_up() {
    let (mut person, _) = resident();
    let at = write_card(&mut person.client, NEW, &today().plus_days(9).to_string());
    let address = code(&mut person.client, &at);
    let me = pseudonym(&person.id);
    for (place, how, status) in [(0, "RAISE(ABORT, 'no room')", 409), (1, "RAISE(IGNORE)", 410)] {
        let name = format!("test_code_{}_{place}", &me.as_str()[..12]);
        health().execute(
            &format!(
                "CREATE TRIGGER {name} BEFORE INSERT ON access WHEN NEW.person = '{}' BEGIN SELECT {how}; END",
                me.as_str()
            ),
            (),
        );
        let reply = Client::new().form(&address, &[]);
        health().execute(&format!("DROP TRIGGER {name}"), ());
        assert!(!page::words(&reply.expect(status).text()).contains("有効です"), "{how}");
    }
    assert!(show(&address, 200).contains("有効です"));
}

#[test]
fn a_code_of_somebody_whose_record_is_gone_and_of_a_card_that_was_withdrawn_answers_nothing() {
    let (mut person, _) = resident();
    let at = write_card(&mut person.client, NEW, &today().plus_days(77).to_string());
    let address = code(&mut person.client, &at);
    person.client.form("/my/health/me/leave", &[("confirm", "消します")]).expect(303);
    assert!(show(&address, 410).contains("このQRコードは使えません"));
    let (mut person, _) = resident();
    let at = write_card(&mut person.client, NEW, &today().plus_days(77).to_string());
    let key = new_key();
    person.client.form(&format!("{at}/withdraw"), &[("key", key.as_str()), ("version", "1")]).expect(303);
    person.client.form(&format!("{at}/code"), &[]).expect(404);
}

#[test]
fn a_guardian_shows_the_card_of_a_child_and_nobody_else_does() {
    let (mut parent, children) = family(&["2023-05-05"]);
    let form = format!("{}/eligibility/new/eligibility", children[0].at);
    let at = write_card(&mut parent.client, &form, &today().plus_days(9).to_string());
    let address = code(&mut parent.client, &at);
    assert!(show(&address, 200).contains("有効です"));
    let (mut stranger, _) = resident();
    stranger.client.form(&format!("{at}/code"), &[]).expect(404);
    stranger.client.form(&format!("{at}/card"), &[("go", "on")]).expect(404);
    Client::new().form(&format!("{at}/code"), &[]).expect(303);
}

#[test]
fn what_the_town_wrote_is_told_as_the_towns_word() {
    let (mut parent, children) = family(&["2023-05-05"]);
    let child = &children[0];
    let of_child = "SELECT kana || '|' || birth_date FROM resident WHERE name = ?1";
    let of_child = identity().text(of_child, [&child.name]);
    let (kana, born) = of_child.split_once('|').unwrap();
    let mut nurse = staff(Role::Nurse).client;
    let found = nurse.form("/desk/health", &[("kana", kana), ("birth_date", born)]).expect(200);
    let reference = found.field("reference");
    let opened = nurse.form("/desk/health/open", &[("reference", &reference), ("kind", "eligibility")]);
    let form = opened.leads_to("/desk/health/write/").location().to_owned();
    let (day, until) = (today().to_string(), today().plus_days(100).to_string());
    let typed = [("go", "send"), ("entry_day", &day), ("card", "child_medical"), ("until", &until)];
    nurse.form(&form, &typed).leads_to("/desk/health?done=sent");
    let mut clinic = staff(Role::Clinic).client;
    let found = clinic.form("/desk/health", &[("kana", kana), ("birth_date", born)]).expect(200);
    let kinds = page::choices(&found.text(), "kind-1");
    assert!(!kinds.is_empty() && kinds.iter().all(|(word, _)| word != "eligibility"), "{kinds:?}");

    parent.client.get(&child.at).expect(200);
    let at = newest(&mut parent.client, &format!("{}/eligibility", child.at));
    let address = code(&mut parent.client, &at);
    let told = show(&address, 200);
    assert!(told.contains("有効です") && told.contains("町の登録です"), "{told}");
}
