//! New epochs and the way back: what was lost opens nothing that comes after, and what was written before stays
//! readable for whoever may.

use hibiki_domain::{
    health::sealed::{LockId, LockKey, LockKind, RecoveryAnswer, RecoveryCase, RecoverySecret},
    register::ResidentRow,
    role::Role,
};
use hibiki_tests::{
    actors::{self, Person, log_in, register},
    bridge::Bridge,
    card::Card,
    database::{health, identity},
    desk,
    health::{
        Secret, body_with, family, is_closed, open_with, open_with_card, options, pseudonym, resident, write,
    },
    http::{Ask, Client, Reply, operator},
    passkey::Passkey,
    town::{now, random},
};
use serde_json::{Value, json};

/// A resident whose record opens with two passkeys; the session is the second one's.
fn with_two() -> (Person, Secret, Person, Secret) {
    let (mut person, secret) = resident();
    let mut second = Passkey::new();
    register(&mut person.client, &mut second, "タブレット").expect(200);
    let mut other = Person { passkey: second, ..person.clone() };
    let other_secret = Secret::prf();
    open_with(&mut other, &other_secret).expect(200);
    person.client = person.log_in();
    (person, secret, other, other_secret)
}

fn remove(by: &mut Person, passkey: &Passkey) {
    by.client
        .form("/my/ways/remove-passkey", &[("id", &passkey.id_text())])
        .leads_to("/my/ways?done=removed");
}

fn epochs(person: &Person) -> i64 {
    health().number("SELECT COUNT(*) FROM root WHERE person = ?1", [pseudonym(&person.id).as_str()])
}

fn locks(person: &Person) -> String {
    let sql =
        "SELECT group_concat(epoch || ' ' || kind, ', ' ORDER BY epoch, kind) FROM lock WHERE person = ?1";
    health().text(sql, [pseudonym(&person.id).as_str()])
}

fn note(client: &mut Client, text: &str) {
    write(
        client,
        "/my/health/me/diary/new/diary",
        &hibiki_tests::town::today().to_string(),
        &[("free", text)],
    );
}

#[test]
fn a_removed_passkey_begins_a_new_epoch_and_old_entries_stay_readable() {
    let (person, _, mut other, secret) = with_two();
    note(&mut other.client, "まえの日記");
    assert_eq!((epochs(&other), locks(&other).as_str()), (1, "1 passkey, 1 passkey, 1 recovery"));
    remove(&mut other, &person.passkey);
    open_with(&mut other, &secret).expect(200);
    assert_eq!((epochs(&other), locks(&other).as_str()), (2, "2 passkey, 2 recovery"));
    note(&mut other.client, "あとの日記");
    let diary = other.client.get("/my/health/me/diary").expect(200).text();
    assert!(diary.contains("まえの日記") && diary.contains("あとの日記"));
    let looks = other.client.get("/my/health/me/looks").expect(200).text();
    assert!(looks.contains("鍵を新しくしました（外したパスキーやカード"));
    assert!(!looks.contains("書き換えられています"));
    // Opened once more, it is the same epoch.
    open_with(&mut other, &secret).expect(200);
    assert_eq!(epochs(&other), 2);
}

#[test]
fn the_lock_of_a_removed_passkey_put_back_is_refused_in_the_new_epoch() {
    let (mut person, secret, mut other, other_secret) = with_two();
    let me = pseudonym(&person.id);
    let columns = "lock_id, person, kind, holder, public, sealed, created_at, mac";
    let sql = format!("SELECT {columns} FROM lock WHERE person = ?1 AND kind = 'passkey' ORDER BY lock_id");
    let read = |row: &rusqlite::Row<'_>| -> rusqlite::Result<[String; 6]> {
        Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?])
    };
    let macs: Vec<String> = health().rows(&sql, [me.as_str()], |row| row.get(7));
    let before: Vec<[String; 6]> = health().rows(&sql, [me.as_str()], read);
    let credential = "SELECT credential FROM passkey WHERE credential_id = ?1";
    let credential = identity().text(credential, [&person.passkey.id_text()]);
    remove(&mut other, &person.passkey);
    open_with(&mut other, &other_secret).expect(200);
    let stays =
        health().text("SELECT lock_id FROM lock WHERE person = ?1 AND kind = 'passkey'", [me.as_str()]);

    // Whoever can write to both databases brings passkey and lock back.
    identity().execute(
        "INSERT INTO passkey (credential_id, person_id, credential, name, created_at) VALUES (?1, ?2, ?3, 'もどった', ?4)",
        (&person.passkey.id_text(), person.id.as_str(), &credential, now().0),
    );
    let insert = "INSERT INTO lock (lock_id, person, kind, holder, public, sealed, created_at, epoch, mac) \
                  VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1, ?7, ?8)";
    let (row, mac) = before.iter().zip(&macs).find(|(row, _)| row[0] != stays).expect("the removed lock");
    let put = |epoch: i64| {
        let [id, person, kind, holder, public, sealed] = row;
        health().try_execute(insert, (id, person, kind, holder, public, sealed, epoch, mac))
    };
    assert!(put(1).is_err(), "the database keeps no lock of an epoch that is over");
    assert_eq!(put(2).unwrap(), 1);
    person.client = Client::new();
    log_in(&mut person.client, &mut person.passkey).expect(200);
    open_with(&mut person, &secret).refuses(409, "record-forged");
    assert!(is_closed(&mut person.client));
}

#[test]
fn a_session_that_was_open_before_the_new_epoch_opens_again_and_loses_nothing() {
    let (person, _, mut other, secret) = with_two();
    let mut elsewhere = Person { client: other.log_in(), ..other.clone() };
    open_with(&mut elsewhere, &secret).expect(200);
    other.passkey = elsewhere.passkey.clone();
    // Without a page: that would end the session itself.
    identity().execute("DELETE FROM passkey WHERE credential_id = ?1", [&person.passkey.id_text()]);
    open_with(&mut other, &secret).expect(200);
    assert!(is_closed(&mut elsewhere.client), "it has the root of before alone");
    elsewhere.passkey = other.passkey.clone();
    open_with(&mut elsewhere, &secret).expect(200);
    assert_eq!(epochs(&other), 2);
}

#[test]
fn a_browser_goes_along_with_its_passkey_and_goes_with_it() {
    let (mut person, _, mut other, secret) = with_two();
    let (mine, theirs) = (Secret::browser(), Secret::browser());
    open_with(&mut other, &theirs).expect(200);
    person.client = other.client.clone();
    open_with(&mut person, &mine).expect(200);
    assert_eq!(locks(&person), "1 browser, 1 browser, 1 passkey, 1 passkey, 1 recovery");
    other.client = other.log_in();
    remove(&mut other, &person.passkey);
    open_with(&mut other, &theirs).expect(200);
    assert_eq!(locks(&other), "2 browser, 2 passkey, 2 recovery");
    other.client = other.log_in();
    open_with(&mut other, &secret).expect(200);
    assert_eq!(epochs(&other), 2);
}

#[test]
fn two_who_open_at_once_begin_one_epoch() {
    let (person, _, mut other, secret) = with_two();
    remove(&mut other, &person.passkey);
    let asks: Vec<(Client, Ask)> = (0..4)
        .map(|_| {
            let mut client = other.log_in();
            let options = options(&mut client);
            let body = body_with(&other.passkey.assertion(&options), &secret);
            (client, Ask::post("/api/health/passkey/open").json(&body))
        })
        .collect();
    let answers: Vec<u16> = std::thread::scope(|scope| {
        let asked = asks.into_iter().map(|(mut client, ask)| scope.spawn(move || client.send(&ask).status));
        let asked: Vec<_> = asked.collect();
        asked.into_iter().map(|one| one.join().expect("an answer")).collect()
    });
    // A passkey's counter that was overtaken by its own next is refused before anything is opened.
    assert!(
        answers.contains(&200) && answers.iter().all(|status| [200, 422].contains(status)),
        "{answers:?}"
    );
    assert_eq!((epochs(&other), locks(&other).as_str()), (2, "2 passkey, 2 recovery"));
}

#[test]
fn a_guardians_new_epoch_is_one_of_the_childs_record_too() {
    let (mut person, children) = family(&["2022-03-04"]);
    let child = children[0].at.clone();
    let form = format!("{child}/diary/new/diary");
    write(&mut person.client, &form, "2026-11-01", &[("free", "はじめて歩いた")]);
    let mut second = Passkey::new();
    register(&mut person.client, &mut second, "タブレット").expect(200);
    let mut other = Person { passkey: second, ..person.clone() };
    let secret = Secret::prf();
    open_with(&mut other, &secret).expect(200);
    remove(&mut other, &person.passkey);
    open_with(&mut other, &secret).expect(200);
    let sql = "SELECT group_concat(epoch || ' ' || kind, ', ' ORDER BY epoch, kind) FROM lock WHERE person IN \
               (SELECT person FROM lock WHERE kind = 'guardian' AND holder = ?1)";
    let me = pseudonym(&other.id);
    let of_child = || health().text(sql, [me.as_str()]);
    assert_eq!(
        of_child(),
        "2 guardian, 2 recovery",
        "the lost passkey opened the guardian's root, and by it the child's"
    );
    assert!(other.client.get(&format!("{child}/diary")).expect(200).text().contains("はじめて歩いた"));
    let looks = other.client.get(&format!("{child}/looks")).expect(200).text();
    assert!(looks.contains("保護者ご自身の鍵が新しくなりました"));
    open_with(&mut other, &secret).expect(200);
    assert_eq!(of_child(), "2 guardian, 2 recovery");
}

// ---- The way back with the town's recovery key ----

/// The demo town's, as on its three sheets of paper.
pub(crate) fn town_key() -> LockKey {
    RecoverySecret::from_bytes(*b"the demo town's recovery key....").key()
}

/// Somebody who was called this lost everything, and came to the counter with a new passkey.
struct Lost {
    person: Person,
    row: ResidentRow,
    secret: Secret,
}

/// A resident whose record holds a diary entry; then the old passkey is removed at the counter and a new one registered.
fn lost(text: &str) -> (Lost, Passkey, Secret) {
    let row = actors::row();
    actors::import(std::slice::from_ref(&row));
    let mut person = actors::registered(&row);
    let old = Secret::prf();
    open_with(&mut person, &old).expect(200);
    note(&mut person.client, text);
    let mut passkey = Passkey::new();
    register(&mut person.client, &mut passkey, "新しいスマートフォン").expect(200);
    let mut found = Person { passkey, ..person.clone() };
    found.client = found.log_in();
    (Lost { person: found, row, secret: Secret::prf() }, person.passkey, old)
}

impl Lost {
    /// Asks for a new lock; answers the page with the digits.
    fn ask(&mut self) -> Reply {
        let options = self
            .person
            .client
            .json("/api/health/back/passkey/challenge", &json!({ "purpose": "health-open" }))
            .expect(200)
            .json();
        let body = body_with(&self.person.passkey.assertion(&options), &self.secret);
        let reply = self.person.client.json("/api/health/back/passkey/open", &body).expect(200);
        assert_eq!(reply.json()["location"], "/my/health/recovery");
        self.person.client.get("/my/health/recovery").expect(200)
    }

    /// The clerk's page.
    fn at_the_counter(&self, clerk: &mut Person) -> Reply {
        at_the_counter(clerk, &self.row)
    }

    fn confirm(&self, clerk: &mut Person) {
        confirm(clerk, &self.row);
    }

    fn request(&self) -> String {
        request(pseudonym(&self.person.id).as_str())
    }
}

/// The clerk's page of what waits for the town's recovery key.
pub(crate) fn at_the_counter(clerk: &mut Person, whose: &ResidentRow) -> Reply {
    let opened = desk::open_for(&mut clerk.client, whose, "lost");
    let text = opened.page.text();
    let start = text.find("/desk/health/recoveries/").expect("a link");
    let link = text[start..].split('"').next().expect("an address").to_owned();
    clerk.client.get(&link).expect(200)
}

pub(crate) fn confirm(clerk: &mut Person, whose: &ResidentRow) {
    let page = at_the_counter(clerk, whose);
    let action = "/desk/health/recoveries/confirm";
    desk::submit(&mut clerk.client, &page, action, "", &[]).leads_to("/desk/health/recoveries/lost/");
}

/// What waits for the town's recovery key of this record.
pub(crate) fn request(whose: &str) -> String {
    health().text("SELECT lock_id FROM lock_request WHERE person = ?1 AND asks = 'recovery'", [whose])
}

pub(crate) fn digits(page: &Reply) -> String {
    let text = page.text();
    let code = text
        .split("class=\"code\"")
        .nth(1)
        .expect("digits")
        .split("</p>")
        .next()
        .expect("its end")
        .to_owned();
    code.split("<span>").skip(1).map(|group| group[..4].to_owned()).collect::<Vec<_>>().join(" ")
}

fn ops(path: &str, body: &Value) -> Reply {
    operator(&Ask::post(path).without_origin().json(body))
}

pub(crate) fn fetch(request: &str) -> RecoveryCase {
    let reply = ops("/ops/health/recoveries/fetch", &json!({ "request": request })).expect(200);
    serde_json::from_value(reply.json()).expect("a case")
}

pub(crate) fn send(answer: &RecoveryAnswer) -> Reply {
    ops("/ops/health/recoveries/seal", &serde_json::to_value(answer).expect("JSON"))
}

#[test]
fn who_lost_every_way_comes_back_at_the_counter_and_what_was_lost_opens_nothing_more() {
    let (mut one, mut old_passkey, old_secret) = lost("なくすまえの日記");
    let page = one.ask();
    let paper = digits(&page);
    assert_eq!(digits(&one.ask()), paper, "asked twice, the paper stays what it is");
    assert!(is_closed(&mut one.person.client));

    let mut clerk = actors::staff(Role::Clerk);
    let at_counter = one.at_the_counter(&mut clerk);
    assert_eq!(digits(&at_counter), paper);
    let request = one.request();
    ops("/ops/health/recoveries/fetch", &json!({ "request": request })).expect(409);
    one.confirm(&mut clerk);
    let waiting = operator(&Ask::get("/ops/health/recoveries").without_origin()).expect(200).json();
    assert!(waiting["requests"].as_array().expect("a list").iter().any(|id| *id == request));

    let case = fetch(&request);
    assert_eq!(case.comparison().unwrap().groups().collect::<Vec<_>>().join(" "), paper);
    let wrong = RecoverySecret::from_bytes([1; 32]).key();
    assert!(case.answer(&wrong, random()).is_err(), "another key than the town's opens nothing");
    let answer = case.answer(&town_key(), random()).unwrap();
    send(&answer).expect(200);
    send(&answer).expect(200);
    assert!(one.person.client.get("/my/health/recovery").expect(200).text().contains("鍵ができました"));

    open_with(&mut one.person, &Secret::prf()).refuses(422, "record-other-way");
    open_with(&mut one.person, &one.secret).expect(200);
    assert_eq!((epochs(&one.person), locks(&one.person).as_str()), (2, "2 passkey, 2 recovery"));
    assert!(one.person.client.get("/my/health/me/diary").expect(200).text().contains("なくすまえの日記"));
    note(&mut one.person.client, "もどったあとの日記");
    let looks = one.person.client.get("/my/health/me/looks").expect(200).text();
    for words in ["復旧用の機械に渡しました", "新しい鍵で開けるように", "鍵を作り直しました"]
    {
        assert!(looks.contains(words), "{words}");
    }
    assert!(!looks.contains("書き換えられています") && !looks.contains("読めません"));

    // Whoever has the old passkey, which was not even removed, opens nothing any more.
    let mut finder = Person { client: Client::new(), ..one.person.clone() };
    std::mem::swap(&mut finder.passkey, &mut old_passkey);
    finder.client = finder.log_in();
    open_with(&mut finder, &old_secret).refuses(422, "record-other-way");
    // And what was sealed for the way back opens no second time.
    send(&answer).refuses(409, "recovery-over");
}

#[test]
fn a_new_card_finds_the_way_back_like_a_new_passkey() {
    let (one, ..) = lost("カードだけの人の日記");
    let (bridge, card) = (Bridge::enrolled(), Card::my_number());
    let mut clerk = actors::staff(Role::Clerk);
    desk::bind(&mut clerk.client, &one.row, &bridge, &card).expect(200);
    let mut by_card = Client::new();
    actors::log_in_by_card(&mut by_card, &bridge, &card, "signature").expect(200);
    open_with_card(&mut by_card, &bridge, &card).refuses(422, "record-other-way");
    // The tap of a passkey's ceremony, or of another purpose, asks for nothing.
    let other = json!({ "purpose": "emergency.open", "want": "identifier" });
    by_card.json("/api/health/back/tap/challenge", &other).expect(403);
    let ask = json!({ "purpose": "health.open", "want": "opening" });
    let asked = by_card.json("/api/health/back/tap/challenge", &ask).expect(200).json();
    let touched = bridge.tap(&asked, &card);
    let reply = by_card.json("/api/health/back/tap/open", &touched.bind()).expect(200);
    assert_eq!(reply.json()["location"], "/my/health/recovery");
    let paper = digits(&by_card.get("/my/health/recovery").expect(200));
    assert_eq!(digits(&one.at_the_counter(&mut clerk)), paper);
    one.confirm(&mut clerk);
    send(&fetch(&one.request()).answer(&town_key(), random()).unwrap()).expect(200);

    open_with_card(&mut by_card, &bridge, &card).expect(200);
    assert_eq!(locks(&one.person), "2 card, 2 recovery");
    assert!(by_card.get("/my/health/me/diary").expect(200).text().contains("カードだけの人の日記"));
}

#[test]
fn a_request_that_nobody_confirmed_expired_or_was_changed_gets_nothing() {
    let (mut one, ..) = lost("日記");
    one.ask();
    let request = one.request();
    let me = pseudonym(&one.person.id);
    let fetch = |status, code: &str| {
        ops("/ops/health/recoveries/fetch", &json!({ "request": request })).refuses(status, code);
    };
    fetch(409, "recovery-over");
    // Whoever can write to the database confirms by themselves, or puts a key of their own there.
    let set = |sql: &str| {
        health().execute(&format!("UPDATE lock_request SET {sql} WHERE person = ?1"), [me.as_str()])
    };
    set("state = 'confirmed'");
    fetch(409, "record-forged");
    set("state = 'asked'");
    one.confirm(&mut actors::staff(Role::Clerk));
    let public =
        LockKey::new(LockKind::Passkey, &LockId::parse(&request).unwrap(), b"thief").public().to_text();
    let sql = "UPDATE lock_request SET public = ?2 WHERE person = ?1";
    let ours = health().text("SELECT public FROM lock_request WHERE person = ?1", [me.as_str()]);
    health().execute(sql, (me.as_str(), public.as_str()));
    fetch(409, "record-forged");
    health().execute(sql, (me.as_str(), ours.as_str()));
    let rows = || {
        health().number("SELECT COUNT(*) FROM access WHERE person = ?1 AND reader = 'town'", [me.as_str()])
    };
    assert_eq!(rows(), 0, "nothing was handed out, and nothing is said to have been");
    ops("/ops/health/recoveries/fetch", &json!({ "request": request })).expect(200);
    assert_eq!(rows(), 1);
    set("expires_at = 1");
    fetch(404, "not-found");
}

#[test]
fn a_way_back_that_comes_after_the_person_opened_it_otherwise_is_over() {
    let (mut one, old_passkey, old_secret) = lost("日記");
    one.ask();
    one.confirm(&mut actors::staff(Role::Clerk));
    let answer = fetch(&one.request()).answer(&town_key(), random()).unwrap();
    // A third passkey that was removed turns the epoch.
    let mut finder = Person { passkey: old_passkey, ..one.person.clone() };
    finder.client = finder.log_in();
    let me = pseudonym(&one.person.id);
    open_with(&mut finder, &old_secret).expect(200);
    let mut third = Passkey::new();
    register(&mut finder.client, &mut third, "タブレット").expect(200);
    let mut by_third = Person { passkey: third, ..finder.clone() };
    open_with(&mut by_third, &Secret::prf()).expect(200);
    let third = by_third.passkey.clone();
    remove(&mut by_third, &third);
    finder.client = finder.log_in();
    open_with(&mut finder, &old_secret).expect(200);
    assert_eq!(health().number("SELECT max(epoch) FROM root WHERE person = ?1", [me.as_str()]), 2);
    send(&answer).refuses(409, "recovery-over");
}

#[test]
fn a_clerk_does_not_confirm_for_themselves_or_for_another_session() {
    let (mut one, ..) = lost("日記");
    one.ask();
    let (mut clerk, mut other) = (actors::staff(Role::Clerk), actors::staff(Role::Clerk));
    let page = one.at_the_counter(&mut clerk);
    let form = hibiki_tests::page::form(&page.text(), "/desk/health/recoveries/confirm", "").expect("a form");
    let fields: Vec<_> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    other.client.form("/desk/health/recoveries/confirm", &fields).expect(404);
    clerk.client.form("/desk/health/recoveries/confirm", &fields).expect(303);
    clerk.client.form("/desk/health/recoveries/confirm", &fields).expect(303);
}
