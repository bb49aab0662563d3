//! Journey 3, third part: a letter with a code, and the first passkey at home.

use hibiki_domain::role::Role;
use hibiki_tests::{
    actors::{self, import, register, row, staff, start},
    database::identity,
    desk::{self, code_on},
    http::Client,
    passkey::Passkey,
    town::now,
};

#[test]
fn a_letter_with_code_and_birth_date_leads_to_a_passkey_and_to_my_page() {
    let mut clerk = staff(Role::Clerk);
    let person = row();
    import(std::slice::from_ref(&person));
    let path = desk::letter_path(&mut clerk.client, &person);
    let letter = clerk.client.get(&path).expect(200);
    let code = code_on(&letter);
    let text = letter.text();
    assert!(text.contains(&person.name) && text.contains("<svg class=\"qr\"") && text.contains("/start"));
    assert!(
        !text.contains("1980-04-02") && !text.contains("昭和55"),
        "the birth date is what the thief of a letter lacks"
    );

    let mut client = Client::new();
    client.get("/start").expect(200);
    // As people type it: small letters, no hyphens, full-width digits.
    let typed = code.replace('-', " ").to_lowercase();
    let fields = [("code", typed.as_str()), ("year", "１９８０"), ("month", "４"), ("day", "02")];
    client.form("/start", &fields).leads_to("/start/passkey");
    let page = client.get("/start/passkey").expect(200).text();
    assert!(
        page.contains("data-passkey=\"register\"") && !page.contains(&person.name),
        "no name before the passkey"
    );

    let letter_session = client.session.clone();
    let mut passkey = Passkey::new();
    let answer = register(&mut client, &mut passkey, "わたしのスマートフォン").expect(200).json();
    assert_eq!(answer["location"], "/my?done=welcome");
    assert_ne!(client.session, letter_session, "a proof gives a new session");
    let mine = client.get("/my?done=welcome").expect(200).text();
    assert!(mine.contains(&person.name));
    // It is a session of level `pass`, and fresh.
    client.get("/my/ways").expect(200);
    client.get("/my/ways/passkey").expect(200);
    // And the passkey opens the next one.
    actors::log_in(&mut Client::new(), &mut passkey).expect(200);
}

#[test]
fn a_code_is_used_once_and_its_letter_cannot_be_printed_again() {
    let mut clerk = staff(Role::Clerk);
    let person = row();
    import(std::slice::from_ref(&person));
    let path = desk::letter_path(&mut clerk.client, &person);
    let code = code_on(&clerk.client.get(&path).expect(200));
    assert_eq!(code_on(&clerk.client.get(&path).expect(200)), code, "printed again it is the same code");
    let mut client = Client::new();
    start(&mut client, &code, &person.birth_date).leads_to("/start/passkey");
    // Typing the code does not use it up; a second browser may begin too.
    let mut second = Client::new();
    start(&mut second, &code, &person.birth_date).leads_to("/start/passkey");
    register(&mut client, &mut Passkey::new(), "一台目").expect(200);
    register(&mut second, &mut Passkey::new(), "二台目").refuses(422, "passkey-not-registered");
    start(&mut Client::new(), &code, &person.birth_date).expect(422);
    clerk.client.get(&path).expect(409);
    let sql = "SELECT COUNT(*) FROM passkey WHERE person_id = ?1";
    assert_eq!(identity().number(sql, [actors::person_of(&person).as_str()]), 1);
}

#[test]
fn a_wrong_birth_date_keeps_what_was_typed_and_the_right_one_still_opens() {
    let person = row();
    import(std::slice::from_ref(&person));
    let code = desk::letter(&mut actors::clerk().client, &person);
    let mut client = Client::new();
    let fields = [("code", code.as_str()), ("year", "1980"), ("month", "4"), ("day", "3")];
    let wrong = client.form("/start", &fields).expect(422);
    assert_eq!([wrong.field("code"), wrong.field("year"), wrong.field("day")], [code.as_str(), "1980", "3"]);
    assert!(wrong.set_cookie(hibiki_tests::http::SESSION).is_none());
    start(&mut client, &code, &person.birth_date).leads_to("/start/passkey");
}

#[test]
fn an_expired_letter_and_an_older_one_open_nothing() {
    let mut clerk = staff(Role::Clerk);
    let person = row();
    import(std::slice::from_ref(&person));
    let older_path = desk::letter_path(&mut clerk.client, &person);
    let older = code_on(&clerk.client.get(&older_path).expect(200));
    // Somebody began with the older letter before the newer was printed.
    let mut begun = Client::new();
    start(&mut begun, &older, &person.birth_date).leads_to("/start/passkey");
    let newer = desk::letter(&mut clerk.client, &person);
    start(&mut Client::new(), &older, &person.birth_date).expect(422);
    clerk.client.get(&older_path).expect(409);
    register(&mut begun, &mut Passkey::new(), "遅すぎ").refuses(422, "passkey-not-registered");

    let mut in_time = Client::new();
    start(&mut in_time, &newer, &person.birth_date).leads_to("/start/passkey");
    let sql = "UPDATE letter SET expires_at = ?1 WHERE person_id = ?2 AND expires_at > ?1";
    assert_eq!(identity().execute(sql, (now().0, actors::person_of(&person).as_str())), 1);
    start(&mut Client::new(), &newer, &person.birth_date).expect(422);
    register(&mut in_time, &mut Passkey::new(), "遅すぎ").refuses(422, "passkey-not-registered");
    // Three weeks is what a letter lives.
    let sql = "SELECT MAX(expires_at - created_at) FROM letter WHERE person_id <> ?1";
    desk::letter(&mut clerk.client, &person);
    assert_eq!(identity().number(sql, [""]), 21 * 86_400);
}

#[test]
fn a_letter_is_shown_to_the_clerk_who_issued_it_alone() {
    let (mut clerk, mut other) = (staff(Role::Clerk), staff(Role::Clerk));
    let person = row();
    import(std::slice::from_ref(&person));
    let path = desk::letter_path(&mut clerk.client, &person);
    other.client.get(&path).expect(404);
    clerk.client.get(&path).expect(200);
}
