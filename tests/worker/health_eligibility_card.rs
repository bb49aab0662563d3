//! The eligibility card, checked by touching its holder's card at a clinic: only of those who switched that on.

use hibiki_domain::role::Role;
use hibiki_tests::{
    actors::{Person, clerk, import, register, row, staff, staff_of},
    bridge::Bridge,
    card::Card,
    database::health,
    desk::{self, new_key},
    eligibility::{Holder, NEW, by_card, check, hand_in, lose, touch, write_card},
    health::{Secret, open_with, pseudonym},
    http::Client,
    page,
    passkey::Passkey,
    town::today,
};
use serde_json::json;

fn clinic() -> Client {
    staff(Role::Clinic).client
}

/// The clinic can say nothing, and that is all it learns.
#[track_caller]
fn says_nothing(told: &str) {
    assert!(told.contains("確認できません"), "{told}");
    for word in ["有効です", "無効です", "本人か保護者", "町の登録", "期限"] {
        assert!(!told.contains(word), "{word}: {told}");
    }
}

fn correct(holder: &mut Holder, until: i32) {
    let form = format!("{}/edit", holder.at);
    let html = holder.person.client.get(&form).expect(200).text();
    let hidden = |name: &str| page::values(&html, name).first().cloned().expect("a field");
    let (key, record, version) = (hidden("key"), hidden("record"), hidden("version"));
    let (day, until) = (today().to_string(), today().plus_days(until).to_string());
    let fields = [
        ("key", key.as_str()),
        ("record", &record),
        ("version", &version),
        ("entry_day", &day),
        ("confirm", "yes"),
        ("card", "child_medical"),
        ("until", &until),
    ];
    holder.person.client.form(&format!("{form}/eligibility"), &fields).expect(303);
}

#[test]
fn a_touched_card_tells_a_clinic_whether_it_is_valid_and_nothing_more_if_its_owner_wants_that() {
    let bridge = Bridge::enrolled();
    let mut holder = Holder::new(&bridge);
    let mut clinic = staff_of(Role::Clinic, "試験内科医院");
    let before = holder.looks();
    says_nothing(&check(&mut clinic.client, &bridge, &holder.card));
    assert_eq!(holder.looks(), before + 1, "that it was tried is a row too");
    assert!(holder.log().contains("何も伝わりませんでした"));

    by_card(&mut holder.person.client, &holder.at, "on");
    let page = page::words(&holder.person.client.get(&holder.at).expect(200).text());
    assert!(page.contains("カードでの確認をやめる"), "{page}");
    let before = holder.looks();
    let told = check(&mut clinic.client, &bridge, &holder.card);
    assert!(told.contains("有効です") && told.contains("本人か保護者が入力した内容"), "{told}");
    for secret in ["秘密のメモ", "響町", holder.person.name.as_str()] {
        assert!(!told.contains(secret), "{secret}");
    }
    assert_eq!(holder.looks(), before + 1);
    let log = holder.log();
    for word in [
        "有効かどうかを確かめました",
        "試験内科医院",
        &clinic.name,
        "カードをかざして確認できるようにしました",
    ] {
        assert!(log.contains(word), "{word}: {log}");
    }

    by_card(&mut holder.person.client, &holder.at, "off");
    assert!(!holder.lies_ready());
    says_nothing(&check(&mut clinic.client, &bridge, &holder.card));
    by_card(&mut holder.person.client, &holder.at, "on");
    by_card(&mut holder.person.client, &holder.at, "on");
    assert!(check(&mut clinic.client, &bridge, &holder.card).contains("有効です"));
}

#[test]
fn an_answer_belongs_to_the_session_that_asked_and_is_shown_for_five_minutes() {
    let bridge = Bridge::enrolled();
    let mut holder = Holder::new(&bridge);
    by_card(&mut holder.person.client, &holder.at, "on");
    let mut clinic = clinic();
    let tap = touch(&mut clinic, &bridge, &holder.card);
    let location = hand_in(&mut clinic, &tap).expect(200).json()["location"].as_str().unwrap().to_owned();
    let day = today().plus_days(30).to_string();
    assert!(!location.contains("valid") && !location.contains(&day), "{location}");
    let shown = |client: &mut Client| page::words(&client.get(&location).expect(200).text());
    assert!(shown(&mut clinic).contains("有効です"));
    let mut colleague = staff(Role::Clinic).client;
    assert!(!shown(&mut colleague).contains("有効です"));
    for bad in ["x", "", "AAAA", "valid"] {
        let at = format!("/desk/health/check?answer={bad}");
        assert!(!page::words(&clinic.get(&at).expect(200).text()).contains("有効です"));
    }
}

#[test]
fn a_clinics_answer_follows_what_is_written_about_the_card() {
    let bridge = Bridge::enrolled();
    let mut holder = Holder::new(&bridge);
    let mut clinic = clinic();
    by_card(&mut holder.person.client, &holder.at, "on");
    correct(&mut holder, -1);
    let told = check(&mut clinic, &bridge, &holder.card);
    assert!(told.contains("無効です") && !told.contains("有効です"), "{told}");
    // The next year's card counts without another press.
    write_card(&mut holder.person.client, NEW, &today().plus_days(365).to_string());
    assert!(check(&mut clinic, &bridge, &holder.card).contains("有効です"));
    let list = holder.person.client.get("/my/health/me/eligibility").expect(200).text();
    let entries: Vec<String> = list
        .split("href=\"/my/health/me/eligibility/")
        .skip(1)
        .map(|rest| rest.split(['"', '?']).next().unwrap().to_owned())
        .filter(|id| id.len() == 32)
        .collect();
    assert_eq!(entries.len(), 2);
    for id in entries {
        let at = format!("/my/health/me/eligibility/{id}");
        let html = holder.person.client.get(&at).expect(200).text();
        let (key, version) = (new_key(), page::values(&html, "version").pop().unwrap());
        let fields = [("key", key.as_str()), ("version", version.as_str())];
        holder.person.client.form(&format!("{at}/withdraw"), &fields).expect(303);
    }
    assert!(!holder.lies_ready(), "without a card there is nothing to ask for");
    says_nothing(&check(&mut clinic, &bridge, &holder.card));
}

#[test]
fn an_old_row_that_is_put_back_says_nothing_and_neither_does_one_of_somebody_else() {
    let bridge = Bridge::enrolled();
    let mut holder = Holder::new(&bridge);
    let mut other = Holder::new(&bridge);
    let mut clinic = clinic();
    by_card(&mut holder.person.client, &holder.at, "on");
    by_card(&mut other.person.client, &other.at, "on");
    let sealed =
        |holder: &Holder| health().text("SELECT sealed FROM card_check WHERE name = ?1", [holder.name()]);
    let put = |holder: &Holder, text: &str| {
        let sql = "INSERT INTO card_check VALUES (?1, ?2) ON CONFLICT DO UPDATE SET sealed = excluded.sealed";
        health().execute(sql, (holder.name(), text));
    };
    let (old, theirs) = (sealed(&holder), sealed(&other));
    assert_eq!(old.len(), theirs.len());
    put(&holder, &theirs);
    says_nothing(&check(&mut clinic, &bridge, &holder.card));
    put(&holder, &old);
    assert!(check(&mut clinic, &bridge, &holder.card).contains("有効です"));
    // Of another state of the cards.
    correct(&mut holder, -1);
    put(&holder, &old);
    says_nothing(&check(&mut clinic, &bridge, &holder.card));
    // Its owner opens the page: it is made anew.
    holder.person.client.get(&holder.at).expect(200);
    assert!(check(&mut clinic, &bridge, &holder.card).contains("無効です"));
    assert!(holder.log().contains("いまの受給者証に合わせました"));
    // Taken back, and put back by somebody else.
    let newest = sealed(&holder);
    by_card(&mut holder.person.client, &holder.at, "off");
    put(&holder, &newest);
    says_nothing(&check(&mut clinic, &bridge, &holder.card));
}

#[test]
fn in_a_new_epoch_it_is_made_anew_when_the_record_is_opened() {
    let bridge = Bridge::enrolled();
    let mut holder = Holder::new(&bridge);
    let mut clinic = clinic();
    by_card(&mut holder.person.client, &holder.at, "on");
    let mut second = Passkey::new();
    register(&mut holder.person.client, &mut second, "タブレット").expect(200);
    let mut other = Person { passkey: second, ..holder.person.clone() };
    let secret = Secret::prf();
    open_with(&mut other, &secret).expect(200);
    let id = holder.person.passkey.id_text();
    other.client.form("/my/ways/remove-passkey", &[("id", &id)]).leads_to("/my/ways?done=removed");
    open_with(&mut other, &secret).expect(200);
    let me = pseudonym(&other.id);
    assert_eq!(health().number("SELECT max(epoch) FROM root WHERE person = ?1", [me.as_str()]), 2);
    assert!(check(&mut clinic, &bridge, &holder.card).contains("有効です"));
    holder.person = other;
    assert!(holder.log().contains("いまの受給者証に合わせました"));
}

#[test]
fn without_the_role_a_good_tap_or_an_enrolled_reader_nothing_is_told_and_nothing_is_written() {
    let bridge = Bridge::enrolled();
    let mut holder = Holder::new(&bridge);
    by_card(&mut holder.person.client, &holder.at, "on");
    let mut clinic = clinic();
    let before = holder.looks();
    let ask = json!({ "purpose": "eligibility.check", "want": "identifier" });
    let tap = touch(&mut clinic, &bridge, &holder.card);
    for role in [Role::Nurse, Role::SchoolNurse, Role::Clerk, Role::Admin, Role::Medic] {
        let mut other = staff(role).client;
        other.json("/api/health/tap/challenge", &ask).refuses(403, "not-permitted");
        hand_in(&mut other, &tap).refuses(403, "not-permitted");
        other.get("/desk/health/check").expect(403);
    }
    holder.person.client.clone().json("/api/health/tap/challenge", &ask).refuses(403, "not-permitted");
    hand_in(&mut Client::new(), &tap).refuses(401, "not-logged-in");
    // Another clinic's session; a tap of another purpose, and this one as another.
    let mut colleague = staff(Role::Clinic).client;
    hand_in(&mut colleague, &tap).refuses(409, "challenge");
    let tap = touch(&mut clinic, &bridge, &holder.card);
    clinic.json("/api/tap/login", &tap.log_in()).expect(409);
    let mut medic = staff(Role::Medic).client;
    let mut body = tap.bind();
    body["reason"] = json!("意識がない患者の確認");
    medic.json("/api/health/tap/emergency", &body).refuses(409, "challenge");
    for want in ["binding", "signature", "opening"] {
        let ask = json!({ "purpose": "eligibility.check", "want": want });
        clinic.json("/api/health/tap/challenge", &ask).refuses(400, "tap-purpose");
    }
    let tap = touch(&mut clinic, &Bridge::unknown(), &holder.card);
    hand_in(&mut clinic, &tap).refuses(422, "unknown-bridge");
    assert_eq!(holder.looks(), before);
    // Once.
    let tap = touch(&mut clinic, &bridge, &holder.card);
    hand_in(&mut clinic, &tap).expect(200);
    hand_in(&mut clinic, &tap).refuses(409, "challenge");
    assert_eq!(holder.looks(), before + 1);
}

#[test]
fn an_unknown_card_a_lost_one_and_one_of_somebody_without_a_record_say_the_same() {
    let bridge = Bridge::enrolled();
    let mut clinic = clinic();
    let mut holder = Holder::new(&bridge);
    by_card(&mut holder.person.client, &holder.at, "on");
    let row = row();
    import(std::slice::from_ref(&row));
    let card = Card::felica();
    desk::bind(&mut clerk().client, &row, &bridge, &card).expect(200);
    let nobody = check(&mut clinic, &bridge, &Card::felica());
    says_nothing(&nobody);
    assert_eq!(check(&mut clinic, &bridge, &card), nobody, "who has no record");
    lose(&holder);
    assert_eq!(check(&mut clinic, &bridge, &holder.card), nobody, "whose card was lost");
    let off = Holder::new(&bridge);
    assert_eq!(check(&mut clinic, &bridge, &off.card), nobody, "who did not switch it on");
}

#[test]
fn when_the_log_cannot_be_written_a_tap_is_told_nothing() {
    let bridge = Bridge::enrolled();
    let mut holder = Holder::new(&bridge);
    by_card(&mut holder.person.client, &holder.at, "on");
    let mut clinic = clinic();
    let me = pseudonym(&holder.person.id);
    let before = holder.looks();
    for (place, how) in ["RAISE(ABORT, 'no room')", "RAISE(IGNORE)"].into_iter().enumerate() {
        let name = format!("test_card_{}_{place}", &me.as_str()[..12]);
        health().execute(
            &format!(
                "CREATE TRIGGER {name} BEFORE INSERT ON access WHEN NEW.person = '{}' BEGIN SELECT {how}; END",
                me.as_str()
            ),
            (),
        );
        let tap = touch(&mut clinic, &bridge, &holder.card);
        let reply = hand_in(&mut clinic, &tap);
        health().execute(&format!("DROP TRIGGER {name}"), ());
        assert!(!reply.text().contains("location"), "{how}");
        reply.refuses(409, "eligibility-not-written");
    }
    assert_eq!(holder.looks(), before);
    assert!(check(&mut clinic, &bridge, &holder.card).contains("有効です"));
    holder.log();
}

#[test]
fn who_leaves_leaves_nothing_for_a_tap_and_an_old_row_put_back_says_nothing() {
    let bridge = Bridge::enrolled();
    let mut holder = Holder::new(&bridge);
    by_card(&mut holder.person.client, &holder.at, "on");
    let old = health().text("SELECT sealed FROM card_check WHERE name = ?1", [holder.name()]);
    let mut clinic = clinic();
    holder.person.client.form("/my/health/me/leave", &[("confirm", "消します")]).expect(303);
    assert!(!holder.lies_ready());
    says_nothing(&check(&mut clinic, &bridge, &holder.card));
    let put = "INSERT INTO card_check VALUES (?1, ?2)";
    health().execute(put, (holder.name(), &old));
    says_nothing(&check(&mut clinic, &bridge, &holder.card));
    // Whoever begins anew begins without it.
    open_with(&mut holder.person, &holder.secret).expect(200);
    says_nothing(&check(&mut clinic, &bridge, &holder.card));
    holder.at = write_card(&mut holder.person.client, NEW, &today().plus_days(5).to_string());
    says_nothing(&check(&mut clinic, &bridge, &holder.card));
    by_card(&mut holder.person.client, &holder.at, "on");
    assert!(check(&mut clinic, &bridge, &holder.card).contains("有効です"));
}

#[test]
fn many_taps_at_once_are_each_answered_and_each_a_row() {
    let bridge = Bridge::enrolled();
    let mut holder = Holder::new(&bridge);
    by_card(&mut holder.person.client, &holder.at, "on");
    let before = holder.looks();
    let clinics: Vec<Client> = (0..3).map(|_| clinic()).collect();
    let told: Vec<String> = std::thread::scope(|scope| {
        let card = &holder.card;
        let each = |mut clinic: Client| scope.spawn(move || check(&mut clinic, &Bridge::enrolled(), card));
        let threads: Vec<_> = clinics.into_iter().map(each).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(told.iter().all(|told| told.contains("有効です")), "{told:?}");
    assert_eq!(holder.looks(), before + 3);
    holder.log();
}
