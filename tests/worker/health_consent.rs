//! Reading by consent, and everything that shuts it. Each attack stands beside a look that succeeds.

use hibiki_domain::{
    health::sealed::{GrantPlace, WorkKey, WorkPublicKey, open_pepper},
    ids::{ConsentId, WorkKeyId},
    role::Role,
    secret::{Pseudonym, Sector},
    time::Timestamp,
};
use hibiki_tests::{
    actors::{Person, register, staff},
    consent::{choice, give, ids, look, nurse, open_key, send, wish},
    database::{health, identity, vault},
    health::{Secret, family, open_with, pseudonym, resident, write},
    http::{Client, at_once},
    page,
    passkey::Passkey,
    town::{now, random, today, town},
};

/// A resident with one check-up of a child's record (their own, as a grown-up may keep it) and a weight.
fn person() -> (Person, Secret) {
    let (mut person, secret) = resident();
    let day = today().to_string();
    write(&mut person.client, "/my/health/me/child/new/growth", &day, &[("weight", "10.25")]);
    write(&mut person.client, "/my/health/me/vitals/new/vitals", &day, &[("weight", "61.5")]);
    (person, secret)
}

/// A name as [`page::words`] has it.
fn called(person: &Person) -> String {
    person.name.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn words(client: &mut Client, path: &str) -> String {
    page::words(&client.get(path).expect(200).text())
}

/// The nurse reads the weight of the child's record.
#[track_caller]
fn reads(nurse: &mut Person, consent: &str) {
    let shown = page::words(&look(nurse, consent).expect(200).text());
    assert!(shown.contains("10.25"), "{shown}");
}

/// The nurse gets a page that says no, and none of the record.
#[track_caller]
fn refused(nurse: &mut Person, consent: &str) -> String {
    let shown = page::words(&look(nurse, consent).expect(403).text());
    assert!(shown.contains("見られません") && !shown.contains("10.25"), "{shown}");
    shown
}

fn holder(nurse: &Person) -> Pseudonym {
    town().secret.pseudonym(Sector::Health, &nurse.id)
}

type Values = Vec<(String, rusqlite::types::Value)>;

/// A row as it is, by its columns.
fn row(table: &str, consent: &str) -> Values {
    let sql = format!("SELECT * FROM {table} WHERE consent_id = ?1");
    let rows = health().rows(&sql, [consent], |row| {
        let names: Vec<String> = row.as_ref().column_names().map(str::to_owned).collect();
        names.into_iter().enumerate().map(|(place, name)| Ok((name, row.get(place)?))).collect()
    });
    rows.into_iter().next().expect("a row")
}

/// Puts a row back, as somebody does who can write to the database.
fn put_back(table: &str, row: &Values) {
    let names: Vec<&str> = row.iter().map(|(name, _)| name.as_str()).collect();
    let places: Vec<String> = (1..=row.len()).map(|place| format!("?{place}")).collect();
    let sql = format!("INSERT INTO {table} ({}) VALUES ({})", names.join(", "), places.join(", "));
    let values = rusqlite::params_from_iter(row.iter().map(|(_, value)| value.clone()));
    assert_eq!(health().execute(&sql, values), 1);
}

fn text(row: &Values, name: &str) -> String {
    match row.iter().find(|(column, _)| column == name) {
        Some((_, rusqlite::types::Value::Text(text))) => text.clone(),
        other => panic!("{name}: {other:?}"),
    }
}

fn set(row: &mut Values, name: &str, value: impl Into<rusqlite::types::Value>) {
    row.iter_mut().find(|(column, _)| column == name).expect("a column").1 = value.into();
}

/// The mac that the town's secret makes of a row.
fn signed(table: &str, row: &mut Values, texts: &[&str], numbers: &[i64]) {
    let texts: Vec<String> = texts.iter().map(|name| text(row, name)).collect();
    let numbers: Vec<[u8; 8]> = numbers.iter().map(|number| number.to_be_bytes()).collect();
    let mut values: Vec<&[u8]> = texts.iter().map(String::as_bytes).collect();
    values.extend(numbers.iter().map(<[u8; 8]>::as_slice));
    set(row, "mac", town().secret.row_mac(table, &values));
}

const GRANT: [&str; 7] = ["consent_id", "person", "holder", "work_key_id", "who", "tag", "sealed"];

/// Moves the time of a consent as only whoever knows the town's secret can: both rows with macs that are right.
fn move_times(consent: &str, from: i64, until: i64) {
    let (mut grant, mut agreed) = (row("consent_grant", consent), row("consent", consent));
    for row in [&mut grant, &mut agreed] {
        set(row, "from_at", from);
        set(row, "until_at", until);
    }
    signed("consent_grant", &mut grant, &GRANT, &[from, until]);
    signed("consent", &mut agreed, &["consent_id", "person", "sealed"], &[from, until, 0]);
    health().execute("DELETE FROM consent_grant WHERE consent_id = ?1", [consent]);
    health().execute("DELETE FROM consent WHERE consent_id = ?1", [consent]);
    put_back("consent", &agreed);
    put_back("consent_grant", &grant);
}

#[test]
fn a_nurse_reads_what_was_consented_to_and_nothing_else_and_each_look_is_in_the_log() {
    let (mut person, _) = person();
    let (mut nurse, _) = nurse();
    let consent = give(&mut person, &nurse, "child");
    let list = words(&mut nurse.client, "/desk/health/read");
    for said in [called(&person).as_str(), "子どもの成長・健診", "歯のこと"] {
        assert!(list.contains(said), "{said}: {list}");
    }
    let shown = page::words(&look(&mut nurse, &consent).expect(200).text());
    assert!(
        shown.contains("10.25") && shown.contains(&called(&person)) && !shown.contains("61.5"),
        "{shown}"
    );
    assert!(shown.contains("子どもの育ちの相談（歯のこと）"), "{shown}");

    let log = words(&mut person.client, "/my/health/me/looks");
    for said in [nurse.name.as_str(), "試験課", "子どもの育ちの相談（歯のこと）", "同意しました"]
    {
        assert!(log.contains(said), "{said}: {log}");
    }
    assert!(!log.contains("書き換えられています") && !log.contains("読めません"), "{log}");
    let english = words(&mut person.client, "/en/my/health/me/looks");
    assert!(english.contains("Advice on a child’s growth (歯のこと)"), "{english}");
    // The name at the desk stands in the log over the other sectors, which leads to this one.
    let other = person.client.get("/my/looks").expect(200).text();
    assert!(
        other.contains("健康の記録を見ることに同意した人の一覧") && other.contains("/my/health/me/looks")
    );
    let now = words(&mut person.client, "/my/health/me/consents");
    assert!(now.contains(&nurse.name) && now.contains("同意を取り消す"), "{now}");
}

#[test]
fn only_who_has_the_role_makes_a_work_key_and_only_its_passkey_opens_it() {
    let (mut nurse, secret) = nurse();
    nurse.client = nurse.log_in();
    nurse.client.get("/desk/health/read").leads_to("/desk/health/key");
    open_key(&mut nurse, &Secret::prf()).refuses(422, "work-other-passkey");
    open_key(&mut nurse, &Secret::browser()).refuses(422, "work-no-secret");
    nurse.client.get("/desk/health/read").leads_to("/desk/health/key");
    open_key(&mut nurse, &secret).expect(200);
    nurse.client.get("/desk/health/read").expect(200);
    let idle = "UPDATE opened SET seen_at = ?2 WHERE person = ?1";
    vault().execute(idle, (holder(&nurse).as_str(), now().0 - 30 * 60));
    nurse.client.get("/desk/health/read").leads_to("/desk/health/key");

    let (mut other, _) = resident();
    other.client.get("/desk/health/key").expect(403);
    let mut clerk = staff(Role::Clerk);
    clerk.client.get("/desk/health/key").expect(403);
    clerk.client.get("/desk/health/read").expect(403);
}

#[test]
fn a_work_key_opens_no_record_and_a_record_opens_no_desk() {
    let (mut person, _) = person();
    let (mut nurse, _) = nurse();
    let consent = give(&mut person, &nurse, "child");
    reads(&mut nurse, &consent);
    nurse.client.get("/my/health/me").expect(403);
    person.client.get(&format!("/desk/health/read/{consent}")).expect(403);
}

#[test]
fn a_consent_whose_time_was_moved_shows_nothing_whoever_moved_it() {
    let (mut person, _) = person();
    let (mut nurse, _) = nurse();
    let consent = give(&mut person, &nurse, "child");
    reads(&mut nurse, &consent);
    let real = row("consent_grant", &consent);
    // Without the town's secret: a second ago, and a day longer.
    for until in [now().0 - 1, today().plus_days(2).ends_at().0] {
        let mut moved = real.clone();
        set(&mut moved, "from_at", now().0 - 1000);
        set(&mut moved, "until_at", until);
        health().execute("DELETE FROM consent_grant WHERE consent_id = ?1", [&consent]);
        put_back("consent_grant", &moved);
        look(&mut nurse, &consent).expect(409);
        assert!(!words(&mut nurse.client, "/desk/health/read").contains(&called(&person)));
    }
    health().execute("DELETE FROM consent_grant WHERE consent_id = ?1", [&consent]);
    put_back("consent_grant", &real);
    reads(&mut nurse, &consent);
    // With it: the keys are bound to the time for which they were given.
    move_times(&consent, now().0 - 1000, today().plus_days(2).ends_at().0);
    look(&mut nurse, &consent).expect(409);
}

#[test]
fn a_consent_that_ended_a_second_ago_shows_nothing_and_the_try_is_logged() {
    let (mut person, _) = person();
    let (mut nurse, secret) = nurse();
    let consent = give(&mut person, &nurse, "child");
    reads(&mut nurse, &consent);
    // The same consent, given so that it ended a second ago: sealed and signed as the town does it.
    end_a_second_ago(&consent, &nurse, &secret);
    let shown = refused(&mut nurse, &consent);
    assert!(shown.contains("期限が過ぎています"), "{shown}");
    assert!(!words(&mut nurse.client, "/desk/health/read").contains(&called(&person)));
    let log = words(&mut person.client, "/my/health/me/looks");
    assert!(log.contains("見ようとしましたが、見られませんでした"), "{log}");
    let shown = words(&mut person.client, "/my/health/me/consents");
    assert!(shown.contains("期限が過ぎました"), "{shown}");
    give(&mut person, &nurse, "child");
}

/// Opens a grant with the work key, seals it anew for a time that ended a second ago, and signs the rows.
fn end_a_second_ago(consent: &str, nurse: &Person, secret: &Secret) {
    let grant = row("consent_grant", consent);
    let number = |name: &str| match grant.iter().find(|(column, _)| column == name) {
        Some((_, rusqlite::types::Value::Integer(number))) => Timestamp(*number),
        other => panic!("{name}: {other:?}"),
    };
    let person = Pseudonym::parse(&text(&grant, "person")).expect("a pseudonym");
    let kept = vault().text("SELECT sealed FROM pepper WHERE person = ?1", [person.as_str()]);
    let pepper = open_pepper(&town().secret, &person, &kept).expect("a pepper");
    let (me, id) = (holder(nurse), WorkKeyId::parse(&text(&grant, "work_key_id")).expect("an id"));
    let consent_id = ConsentId::parse(consent).expect("an id");
    let place = GrantPlace {
        person: &person,
        consent: &consent_id,
        holder: &me,
        work_key: &id,
        from: number("from_at"),
        until: number("until_at"),
    };
    let key = WorkKey::new(&id, secret.bytes());
    let granted = key.open_grant(&pepper, &place, &text(&grant, "sealed")).expect("a grant");
    let (from, until) = (now().plus_secs(-1000), now().plus_secs(-1));
    let place = GrantPlace { from, until, ..place };
    let sealed = place
        .seal((&granted.terms, &granted.keys), &key.public(), &pepper, random(), random())
        .expect("sealed");
    health().execute("UPDATE consent_grant SET sealed = ?2 WHERE consent_id = ?1", (consent, &sealed));
    move_times(consent, from.0, until.0);
}

#[test]
fn a_consent_that_was_taken_back_shows_nothing_also_when_its_rows_are_put_back() {
    let (mut person, _) = person();
    let (mut nurse, _) = nurse();
    let consent = give(&mut person, &nurse, "child");
    reads(&mut nurse, &consent);
    let (grant, agreed) = (row("consent_grant", &consent), row("consent", &consent));
    let end = format!("/my/health/me/consents/{consent}/end");
    for _ in 0..2 {
        person.client.form(&end, &[]).leads_to("/my/health/me/consents?done=ended");
    }
    look(&mut nurse, &consent).expect(404);
    assert!(!words(&mut nurse.client, "/desk/health/read").contains(&called(&person)));
    let shown = words(&mut person.client, "/my/health/me/consents");
    assert!(shown.contains("に取り消しました") && shown.contains("歯のこと"), "{shown}");

    // The grant is put back as it was; then what was agreed too.
    put_back("consent_grant", &grant);
    refused(&mut nurse, &consent);
    health().execute("DELETE FROM consent_grant WHERE consent_id = ?1", [&consent]);
    health().execute("DELETE FROM consent WHERE consent_id = ?1", [&consent]);
    put_back("consent", &agreed);
    put_back("consent_grant", &grant);
    refused(&mut nurse, &consent);
    let log = words(&mut person.client, "/my/health/me/looks");
    assert!(log.contains("見ようとしましたが、見られませんでした"), "{log}");
    // A new consent reads.
    let again = give_over(&mut person, &nurse);
    reads(&mut nurse, &again);
}

/// A consent in the place of one whose rows somebody put back.
fn give_over(person: &mut Person, nurse: &Person) -> String {
    health().execute("DELETE FROM consent_grant WHERE person = ?1", [pseudonym(&person.id).as_str()]);
    give(person, nurse, "child")
}

#[test]
fn a_role_that_ended_or_reaches_no_further_shows_nothing() {
    let (mut person, _) = person();
    let (mut nurse, secret) = nurse();
    let consent = give(&mut person, &nurse, "child");
    reads(&mut nurse, &consent);
    let id = nurse.id.as_str().to_owned();
    let roles = |column: &str, value: i64| {
        // It began long before it ends.
        let sql = format!("UPDATE role_grant SET starts_at = 1, {column} = ?2 WHERE person_id = ?1");
        assert_eq!(identity().execute(&sql, (id.as_str(), value)), 1);
    };
    roles("ends_at", now().0);
    look(&mut nurse, &consent).expect(403);
    nurse.client.get("/desk/health/read").expect(403);
    // Who may no longer read is nobody to consent to.
    let html = person.client.get("/my/health/me/consents/new").expect(200).text();
    assert!(!html.contains(&nurse.name));
    roles("ends_at", now().0 + 86_400);
    reads(&mut nurse, &consent);

    // The copy beside the key is asked in the batch: without its mac it is none.
    let me = holder(&nurse);
    let change = |column: &str, value: &dyn rusqlite::ToSql| {
        let sql = format!("UPDATE work_key SET {column} = ?2 WHERE holder = ?1");
        assert_eq!(health().execute(&sql, rusqlite::params![me.as_str(), value]), 1);
    };
    let scope = "[\"pregnancy\",\"child\",\"vaccination\",\"vitals\"]";
    for (column, wrong, right) in [
        ("scope", &"[\"child\",\"diary\"]" as &dyn rusqlite::ToSql, &scope as &dyn rusqlite::ToSql),
        ("office", &"別の課", &"試験課"),
    ] {
        change(column, wrong);
        look(&mut nurse, &consent).expect(409);
        change(column, right);
        reads(&mut nurse, &consent);
    }
    // Opened while the role reached less, the key says so, rightly signed: the look is refused and logged.
    let key = key_row(&me);
    let narrowed: [(&str, rusqlite::types::Value); 2] =
        [("scope", "[\"vitals\"]".to_owned().into()), ("role_until", (now().0 - 1).into())];
    for (column, narrow) in narrowed {
        let mut row = key.clone();
        set(&mut row, column, narrow);
        put_key(&me, row);
        refused(&mut nurse, &consent);
    }
    open_key(&mut nurse, &secret).expect(200);
    reads(&mut nurse, &consent);
    let log = words(&mut person.client, "/my/health/me/looks");
    assert!(log.contains("見ようとしましたが、見られませんでした"), "{log}");
}

fn key_row(holder: &Pseudonym) -> Values {
    let rows = health().rows("SELECT * FROM work_key WHERE holder = ?1", [holder.as_str()], |row| {
        let names: Vec<String> = row.as_ref().column_names().map(str::to_owned).collect();
        names.into_iter().enumerate().map(|(place, name)| Ok((name, row.get(place)?))).collect()
    });
    rows.into_iter().next().expect("a key")
}

/// Puts a work key's row there with a mac that is right.
fn put_key(holder: &Pseudonym, mut row: Values) {
    let number = |row: &Values, name: &str| match row.iter().find(|(column, _)| column == name) {
        Some((_, rusqlite::types::Value::Integer(number))) => *number,
        other => panic!("{name}: {other:?}"),
    };
    let numbers = [number(&row, "role_until"), number(&row, "created_at")];
    let names = ["holder", "work_key_id", "passkey", "public", "name", "office", "scope"];
    signed("work_key", &mut row, &names, &numbers);
    let sql = "UPDATE work_key SET scope = ?2, role_until = ?3, mac = ?4 WHERE holder = ?1";
    let values = (holder.as_str(), text(&row, "scope"), numbers[0], text(&row, "mac"));
    assert_eq!(health().execute(sql, values), 1);
}

#[test]
fn another_nurses_grant_another_persons_and_another_category_open_nothing() {
    let (mut person, _) = person();
    let (mut other, _) = self::person();
    let (mut nurse, _) = nurse();
    let (mut thief, _) = self::nurse();
    let consent = give(&mut person, &nurse, "child");
    let vitals = give(&mut person, &nurse, "vitals");
    let others = give(&mut other, &thief, "child");
    reads(&mut nurse, &consent);
    reads(&mut thief, &others);
    // By its address.
    look(&mut thief, &consent).expect(404);
    look(&mut nurse, &others).expect(404);
    look(&mut nurse, "0123456789abcdef0123456789abcdef").expect(404);
    look(&mut nurse, "x").expect(404);

    // By changing the rows.
    let of = |consent: &str| row("consent_grant", consent);
    let (first, second, third) = (of(&consent), of(&vitals), of(&others));
    let put = |consent: &str, changed: Values| {
        assert_eq!(health().execute("DELETE FROM consent_grant WHERE consent_id = ?1", [consent]), 1);
        put_back("consent_grant", &changed);
    };
    let with = |row: &Values, from: &Values, names: &[&str]| {
        let mut row = row.clone();
        for name in names {
            set(&mut row, name, text(from, name));
        }
        row
    };
    // The thief's name on the nurse's grant; the person of one grant on another's; the keys of one category under the
    // other's consent; with and without the mac of the row from which they come.
    for (columns, from) in [
        (&["holder", "work_key_id"][..], &third),
        (&["holder"], &third),
        (&["who"], &third),
        (&["sealed"], &second),
        (&["sealed", "mac"], &second),
        (&["sealed", "mac"], &third),
        (&["holder", "work_key_id", "sealed", "mac"], &third),
    ] {
        put(&consent, with(&first, from, columns));
        for reader in [&mut nurse, &mut thief] {
            let reply = look(reader, &consent);
            assert!([404, 409].contains(&reply.status), "{columns:?}: {reply}");
            assert!(!reply.text().contains("10.25"));
        }
        put(&consent, first.clone());
    }
    // The grant of one person under another's record: with its consent beside it, it is not found.
    let mut moved = third.clone();
    set(&mut moved, "person", text(&first, "person"));
    put(&others, moved);
    look(&mut thief, &others).expect(404);
    put(&others, third);
    reads(&mut thief, &others);
    reads(&mut nurse, &consent);
}

#[test]
fn keys_given_for_one_category_are_not_used_for_another_even_with_the_towns_secret() {
    let (mut person, _) = person();
    let (mut nurse, _) = nurse();
    let child = give(&mut person, &nurse, "child");
    let vitals = give(&mut person, &nurse, "vitals");
    let (mut wrong, from) = (row("consent_grant", &child), row("consent_grant", &vitals));
    let real = wrong.clone();
    set(&mut wrong, "sealed", text(&from, "sealed"));
    let number = |name: &str| match wrong.iter().find(|(column, _)| column == name) {
        Some((_, rusqlite::types::Value::Integer(number))) => *number,
        other => panic!("{name}: {other:?}"),
    };
    let times = [number("from_at"), number("until_at")];
    signed("consent_grant", &mut wrong, &GRANT, &times);
    health().execute("DELETE FROM consent_grant WHERE consent_id = ?1", [&child]);
    put_back("consent_grant", &wrong);
    look(&mut nurse, &child).expect(409);
    health().execute("DELETE FROM consent_grant WHERE consent_id = ?1", [&child]);
    put_back("consent_grant", &real);
    reads(&mut nurse, &child);
}

#[test]
fn a_key_of_somebody_elses_in_a_nurses_place_is_refused_and_named() {
    let (mut person, _) = person();
    let (nurse, _) = nurse();
    let (thief, _) = self::nurse();
    let html = person.client.get("/my/health/me/consents/new").expect(200).text();
    let chosen = choice(&html, &nurse);
    assert!(WorkKeyId::parse(&chosen).is_ok());
    let public =
        |who: &Person| health().text("SELECT public FROM work_key WHERE holder = ?1", [holder(who).as_str()]);
    let (real, theirs) = (public(&nurse), public(&thief));
    assert!(WorkPublicKey::parse(&theirs).is_some());
    let swap = |key: &str| {
        let sql = "UPDATE work_key SET public = ?2 WHERE holder = ?1";
        assert_eq!(health().execute(sql, (holder(&nurse).as_str(), key)), 1);
    };
    let wish = wish(&mut person.client, "me", &nurse, "child");
    swap(&theirs);
    let html = person.client.get("/my/health/me/consents/new").expect(200).text();
    assert!(html.contains("職員の鍵の一つが書き換えられています") && !html.contains(&nurse.name));
    assert!(html.contains(&thief.name), "others can be chosen");
    send(&mut person.client, "me", &wish).expect(422);
    assert_eq!(ids(&person).len(), 0);
    swap(&real);
    send(&mut person.client, "me", &wish).expect(303);
}

#[test]
fn a_consent_reaches_what_is_written_after_a_lost_passkey_was_removed_and_ends_when_it_was_to_end() {
    let (mut person, _) = person();
    let (mut nurse, secret) = nurse();
    let consent = give(&mut person, &nurse, "child");
    let before = row("consent_grant", &consent);
    let mut second = Passkey::new();
    register(&mut person.client, &mut second, "タブレット").expect(200);
    let mut other = Person { passkey: second, ..person.clone() };
    let other_secret = Secret::prf();
    open_with(&mut other, &other_secret).expect(200);
    let lost = person.passkey.id_text();
    other.client.form("/my/ways/remove-passkey", &[("id", &lost)]).leads_to("/my/ways?done=removed");
    open_with(&mut other, &other_secret).expect(200);
    let day = today().to_string();
    write(&mut other.client, "/my/health/me/child/new/growth", &day, &[("weight", "11.75")]);
    reads(&mut nurse, &consent);
    let shown = page::words(&look(&mut nurse, &consent).expect(200).text());
    assert!(shown.contains("11.75"), "{shown}");
    let after = row("consent_grant", &consent);
    assert_ne!(text(&before, "sealed"), text(&after, "sealed"));
    for (column, value) in &before {
        let changes = ["tag", "sealed", "mac"].contains(&column.as_str());
        assert!(changes || after.contains(&(column.clone(), value.clone())), "{column}");
    }
    // A time moved by whoever can write to the database is refused here too.
    let until = |change: i64| {
        let sql = "UPDATE consent_grant SET until_at = until_at + ?2 WHERE consent_id = ?1";
        health().execute(sql, (consent.as_str(), change))
    };
    until(1);
    look(&mut nurse, &consent).expect(409);
    until(-1);
    end_a_second_ago(&consent, &nurse, &secret);
    refused(&mut nurse, &consent);
}

#[test]
fn a_second_click_a_double_consent_and_two_windows_give_one() {
    let (mut person, _) = person();
    let (nurse, _) = nurse();
    let first = wish(&mut person.client, "me", &nurse, "child");
    send(&mut person.client, "me", &first).leads_to("/my/health/me/consents?done=given");
    send(&mut person.client, "me", &first).leads_to("/my/health/me/consents?done=given");
    let second = wish(&mut person.client, "me", &nurse, "child");
    let reply = send(&mut person.client, "me", &second).expect(422).text();
    assert!(reply.contains("もう同じものを見てもらう同意があります"));
    assert_eq!(ids(&person).len(), 1);

    let wishes = [0, 1].map(|_| wish(&mut person.client, "me", &nurse, "vitals"));
    let asks: Vec<_> = wishes
        .iter()
        .map(|wish| {
            let fields: Vec<_> = wish.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            hibiki_tests::http::Ask::post("/my/health/me/consents").form(&fields)
        })
        .collect();
    let mut statuses: Vec<u16> = at_once(&person.client, &asks).iter().map(|reply| reply.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 422]);
    assert_eq!(ids(&person).len(), 2);
}

#[test]
fn what_is_wrong_is_said_and_what_was_chosen_stays() {
    let (mut person, _) = person();
    let (nurse, _) = nurse();
    let good = wish(&mut person.client, "me", &nurse, "child");
    let yesterday = today().plus_days(-1).to_string();
    let too_far = today().plus_days(366).to_string();
    let long = "あ".repeat(101);
    for (field, value, said) in [
        ("recipient", "0123456789abcdef0123456789abcdef", "見てもらう人を選んでください"),
        ("recipient", "", "見てもらう人を選んでください"),
        ("category", "diary", "その人の役割では"),
        ("category", "x", "見てもらうものを選んでください"),
        ("reason", "", "目的を選んでください"),
        ("words", &long, "目的を選んでください"),
        ("until", &yesterday, "今日から1年以内"),
        ("until", &too_far, "今日から1年以内"),
        ("until", "いつか", "今日から1年以内"),
    ] {
        let mut wrong = good.clone();
        value.clone_into(&mut wrong.iter_mut().find(|(name, _)| name == field).expect("a field").1);
        let html = send(&mut person.client, "me", &wrong).expect(422).text();
        assert!(html.contains(said), "{field}: {}", page::words(&html));
        let until = wrong.iter().find(|(name, _)| name == "until").expect("a field").1.clone();
        assert_eq!(page::values(&html, "until"), [until], "{field}");
    }
    assert_eq!(ids(&person).len(), 0);
}

#[test]
fn giving_needs_a_proof_of_the_last_ten_minutes_and_taking_back_does_not() {
    let (mut person, secret) = person();
    let (mut nurse, _) = nurse();
    let consent = give(&mut person, &nurse, "child");
    let vitals = wish(&mut person.client, "me", &nurse, "vitals");
    let old = "UPDATE session SET proven_at = ?2 WHERE person_id = ?1 AND ended_at IS NULL";
    identity().execute(old, (person.id.as_str(), now().0 - 600));
    let asked = words(&mut person.client, "/my/health/me/consents/new");
    assert!(asked.contains("もう一度、本人の確認"), "{asked}");
    let reply = send(&mut person.client, "me", &vitals).expect(200).text();
    assert!(reply.contains("もう一度、本人の確認"));
    assert_eq!(ids(&person).len(), 1);
    person.client.form(&format!("/my/health/me/consents/{consent}/end"), &[]).expect(303);
    look(&mut nurse, &consent).expect(404);
    open_with(&mut person, &secret).expect(200);
    give(&mut person, &nurse, "vitals");
}

#[test]
fn a_work_key_that_is_discarded_takes_its_grants_along_and_the_person_is_told() {
    let (mut person, _) = person();
    let (mut nurse, secret) = nurse();
    let consent = give(&mut person, &nurse, "child");
    reads(&mut nurse, &consent);
    let late = wish(&mut person.client, "me", &nurse, "vitals");
    let html = nurse.client.get("/desk/health/key").expect(200).text();
    let id = page::values(&html, "id")[0].clone();
    for _ in 0..2 {
        nurse.client.form("/desk/health/key/discard", &[("id", &id)]).expect(303);
    }
    nurse.client.get("/desk/health/read").leads_to("/desk/health/key");
    send(&mut person.client, "me", &late).expect(422);
    let shown = words(&mut person.client, "/my/health/me/consents");
    assert!(shown.contains("相手の鍵がなくなり"), "{shown}");
    open_key(&mut nurse, &secret).expect(200);
    look(&mut nurse, &consent).expect(404);
    let again = give(&mut person, &nurse, "child");
    reads(&mut nurse, &again);
}

#[test]
fn a_guardian_consents_for_a_child_and_for_no_child_of_others() {
    let (mut parent, children) = family(&["2024-05-05"]);
    let (mut other, _) = person();
    let (mut nurse, _) = nurse();
    let child = &children[0];
    let whose = child.at.rsplit('/').next().expect("a reference").to_owned();
    let day = today().to_string();
    write(&mut parent.client, &format!("{}/child/new/growth", child.at), &day, &[("weight", "10.25")]);
    let wish = wish(&mut parent.client, &whose, &nurse, "child");
    send(&mut other.client, &whose, &wish).expect(404);
    send(&mut parent.client, &whose, &wish).expect(303);
    let list = nurse.client.get("/desk/health/read").expect(200).text();
    assert!(list.contains(&child.name));
    let consent = page::attribute(list.split("<tbody>").nth(1).expect("a table"), "href").expect("a link");
    let shown = words(&mut nurse.client, &consent);
    assert!(shown.contains("10.25") && shown.contains(&child.name), "{shown}");
    let id = consent.rsplit('/').next().expect("an id");
    other.client.form(&format!("/my/health/me/consents/{id}/end"), &[]).expect(404);
    parent.client.form(&format!("/my/health/me/consents/{id}/end"), &[]).expect(404);
    parent.client.form(&format!("/my/health/{whose}/consents/{id}/end"), &[]).expect(303);
    look(&mut nurse, id).expect(404);
}

#[test]
fn the_database_tells_neither_purpose_nor_category_of_a_look_or_a_consent() {
    let (mut person, _) = person();
    let (mut nurse, _) = nurse();
    let consent = give(&mut person, &nurse, "child");
    reads(&mut nurse, &consent);
    for marked in ["歯のこと", nurse.name.as_str()] {
        let bytes = health().bytes();
        let found = bytes.windows(marked.len()).any(|window| window == marked.as_bytes());
        // The nurse's name stands beside her key, for those who consent.
        assert_eq!(found, marked == nurse.name, "{marked}");
    }
    let me = pseudonym(&person.id);
    let rows = || health().number("SELECT COUNT(*) FROM access WHERE person = ?1", [me.as_str()]);
    let before = rows();
    reads(&mut nurse, &consent);
    assert_eq!(rows(), before + 1, "one row for each look");
}
