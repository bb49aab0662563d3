//! Every command that carries a key is carried out once, however often it is sent.

use hibiki_domain::{role::Role, secret::Sector};
use hibiki_tests::{
    actors::{self, import, row, staff},
    database::{Database, identity, mypage},
    desk,
    http::Client,
    page,
    town::{today, town, unique},
};

/// Sends a form twice, then the same key with other contents: one row, one answer.
fn carried_out_once(
    client: &mut Client,
    path: &str,
    first: &[(&str, &str)],
    other: &[(&str, &str)],
    (database, count): (&Database, &str),
) {
    let before = database.number(count, []);
    let location = client.form(path, first).expect(303).location().to_owned();
    assert_eq!(database.number(count, []), before + 1, "{path}");
    for again in [first, first, other] {
        assert_eq!(client.form(path, again).expect(303).location(), location, "{path}");
    }
    assert_eq!(database.number(count, []), before + 1, "{path}");
}

#[test]
fn an_invitation_and_a_grant() {
    let mut admin = staff(Role::Admin);
    let (until, key) = (today().plus_days(5).to_string(), desk::new_key());
    let form = |name: &'static str| {
        [("key", key.as_str()), ("name", name), ("office", "課"), ("role", "clerk"), ("until", &until)]
    };
    let count = format!("SELECT COUNT(*) FROM invite WHERE created_by = '{}'", admin.id);
    carried_out_once(&mut admin.client, "/desk/staff/invite", &form("甲"), &form("乙"), (identity(), &count));

    let (first, second) = (staff(Role::Editor), staff(Role::Editor));
    let page = admin.client.get("/desk/staff").expect(200).text();
    let choices = page::choices(&page, "colleague");
    let reference = |name: &str| choices.iter().find(|(_, label)| label.contains(name)).unwrap().0.clone();
    let (first, second) = (reference(&first.name), reference(&second.name));
    let key = desk::new_key();
    let form =
        |colleague| [("key", key.as_str()), ("colleague", colleague), ("role", "clerk"), ("until", &until)];
    let count = format!("SELECT COUNT(*) FROM role_grant WHERE granted_by = '{}'", admin.id);
    carried_out_once(
        &mut admin.client,
        "/desk/staff/grant",
        &form(&first),
        &form(&second),
        (identity(), &count),
    );
}

#[test]
fn a_pairing() {
    let mut admin = staff(Role::Admin);
    let key = desk::new_key();
    let form = |name: &'static str| [("key", key.as_str()), ("name", name), ("place", "1階")];
    let count = format!("SELECT COUNT(*) FROM pairing WHERE created_by = '{}'", admin.id);
    carried_out_once(
        &mut admin.client,
        "/desk/bridges/prepare",
        &form("甲"),
        &form("乙"),
        (identity(), &count),
    );
}

#[test]
fn a_letter_with_its_row_in_the_access_log() {
    let mut clerk = staff(Role::Clerk);
    let people = [row(), row()];
    import(&people);
    let [first, second] = people.each_ref().map(|person| desk::open(&mut clerk.client, person).act);
    let key = desk::new_key();
    let form = |reference| [("key", key.as_str()), ("reference", reference), ("why", "letter")];
    let count = format!("SELECT COUNT(*) FROM letter WHERE created_by = '{}'", clerk.id);
    let looks = format!("SELECT COUNT(*) FROM access_log WHERE staff_id = '{}'", clerk.id);
    let before = identity().number(&looks, []);
    carried_out_once(&mut clerk.client, "/desk/letters", &form(&first), &form(&second), (identity(), &count));
    assert_eq!(identity().number(&looks, []), before + 1);
}

#[test]
fn a_notice() {
    let mut editor = staff(Role::Editor);
    let (until, key, title) = (today().to_string(), desk::new_key(), unique("一度だけ"));
    let form = |body: &'static str| {
        [("key", key.as_str()), ("title", title.as_str()), ("body", body), ("until", &until)]
    };
    let count = format!("SELECT COUNT(*) FROM notice WHERE title = '{title}'");
    carried_out_once(&mut editor.client, "/desk/notices", &form("甲"), &form("乙"), (mypage(), &count));
    assert_eq!(mypage().text("SELECT body FROM notice WHERE title = ?1", [title]), "甲");
}

#[test]
fn a_choice_of_interests() {
    let mut person = actors::resident();
    let key = desk::new_key();
    let form = |interest: &'static str| [("key", key.as_str()), ("interest", interest)];
    let pseudonym = town().secret.pseudonym(Sector::MyPage, &person.id);
    let count = format!("SELECT COUNT(*) FROM reader WHERE pseudonym = '{}'", pseudonym.as_str());
    carried_out_once(
        &mut person.client,
        "/my/interests",
        &form("health"),
        &form("waste"),
        (mypage(), &count),
    );
    assert_eq!(
        mypage().text("SELECT interests FROM reader WHERE pseudonym = ?1", [pseudonym.as_str()]),
        "health"
    );
}

#[test]
fn a_key_counts_for_its_own_session_and_a_bad_one_is_refused() {
    let mut people = [actors::resident(), actors::resident()];
    let key = desk::new_key();
    for person in &mut people {
        person
            .client
            .form("/my/interests", &[("key", &key), ("interest", "health")])
            .leads_to("/my/interests");
        let pseudonym = town().secret.pseudonym(Sector::MyPage, &person.id);
        assert_eq!(
            mypage().text("SELECT interests FROM reader WHERE pseudonym = ?1", [pseudonym.as_str()]),
            "health"
        );
    }
    for bad in ["", "short", "with blank with blank", &"a".repeat(65), "日本語日本語日本語日本語"]
    {
        people[0].client.form("/my/interests", &[("key", bad)]).expect(400);
    }
    people[0].client.form("/my/interests", &[("interest", "health")]).expect(400);
}
