//! Journey 2: the first member of staff, colleagues, roles and their end.

use hibiki_domain::role::Role;
use hibiki_tests::{
    actors::{self, staff},
    database::identity,
    desk,
    http::Client,
    page,
    town::{today, unique},
};

/// The reference of a colleague in the list of those who can be given a role.
fn colleague(admin: &mut Client, name: &str) -> String {
    let page = admin.get("/desk/staff").expect(200).text();
    let choices = page::choices(&page, "colleague");
    let found = choices.into_iter().find(|(_, label)| label.contains(name));
    found.unwrap_or_else(|| panic!("{name} is not in the list")).0
}

#[test]
fn the_operators_link_makes_an_administrator_who_can_open_the_desk() {
    let name = unique("最初の職員");
    let code = actors::first_invitation(&name);
    let mut first = actors::invited(&code, &name);
    let desk = first.client.get("/desk").expect(200).text();
    for words in [name.as_str(), "管理者", "/desk/staff", "/desk/bridges"] {
        assert!(desk.contains(words), "{words}");
    }
    assert!(
        !desk.contains("/desk/residents") && !desk.contains("/desk/notices"),
        "an administrator serves nobody"
    );
    first.client.get("/my").leads_to("/desk");
}

#[test]
fn an_invitation_opens_once_and_is_shown_to_whoever_made_it_alone() {
    let mut admin = staff(Role::Admin);
    let mut other = staff(Role::Admin);
    let name = unique("一度だけ");
    let (until, key) = (today().plus_days(10).to_string(), desk::new_key());
    let fields =
        [("key", key.as_str()), ("name", &name), ("office", "住民課"), ("role", "clerk"), ("until", &until)];
    let path =
        admin.client.form("/desk/staff/invite", &fields).leads_to("/desk/invites/").location().to_owned();
    let shown = admin.client.get(&path).expect(200);
    let code = desk::code_on(&shown);
    assert!(shown.text().contains(&name) && shown.text().contains(&format!("/invite#{code}")));
    other.client.get(&path).expect(404);

    let mut clerk = actors::invited(&code, &name);
    clerk.client.get("/desk/residents").expect(200);
    Client::new().form("/invite", &[("code", &code)]).expect(422);
    admin.client.get(&path).expect(404);
}

#[test]
fn a_role_is_granted_for_a_time_and_ended() {
    let mut admin = staff(Role::Admin);
    let mut clerk = staff(Role::Clerk);
    clerk.client.get("/desk/notices").expect(403);

    let reference = colleague(&mut admin.client, &clerk.name);
    let (until, key) = (today().to_string(), desk::new_key());
    let fields = [("key", key.as_str()), ("colleague", &reference), ("role", "editor"), ("until", &until)];
    admin.client.form("/desk/staff/grant", &fields).leads_to("/desk/staff?done=granted");
    clerk.client.get("/desk/notices").expect(200);
    let desk = clerk.client.get("/desk").expect(200).text();
    assert!(desk.contains("/desk/residents") && desk.contains("/desk/notices"), "both roles hold");

    // Until the end of today: tomorrow it holds no more.
    let sql = "SELECT grant_id FROM role_grant WHERE person_id = ?1 AND role = 'editor'";
    let grant = identity().text(sql, [clerk.id.as_str()]);
    let sql = "SELECT ends_at FROM role_grant WHERE grant_id = ?1";
    assert_eq!(identity().number(sql, [&grant]), today().ends_at().0);

    let list = admin.client.get("/desk/staff").expect(200).text();
    assert!(list.contains(&grant) && list.contains(&clerk.name));
    admin.client.form("/desk/staff/revoke", &[("id", &grant)]).leads_to("/desk/staff?done=revoked");
    admin.client.form("/desk/staff/revoke", &[("id", &grant)]).leads_to("/desk/staff?done=revoked");
    clerk.client.get("/desk/notices").expect(403);
    clerk.client.get("/desk/residents").expect(200);
}

#[test]
fn a_term_that_is_over_or_too_long_is_said_so_and_keeps_what_was_typed() {
    let mut admin = staff(Role::Admin);
    let before = identity().number("SELECT COUNT(*) FROM invite WHERE created_by = ?1", [admin.id.as_str()]);
    for until in [today().plus_days(-1), today().plus_days(401)].map(|day| day.to_string()) {
        let key = desk::new_key();
        let fields = [
            ("key", key.as_str()),
            ("name", "山田 太郎"),
            ("office", "総務課"),
            ("role", "editor"),
            ("until", &until),
        ];
        let refused = admin.client.form("/desk/staff/invite", &fields).expect(422);
        assert!(refused.text().contains("400日以内"));
        assert_eq!((refused.field("name"), refused.field("until")), ("山田 太郎".to_owned(), until));
    }
    let after = identity().number("SELECT COUNT(*) FROM invite WHERE created_by = ?1", [admin.id.as_str()]);
    assert_eq!(before, after);
}

#[test]
fn a_bridge_is_prepared_enrolled_listed_and_stopped() {
    let mut admin = staff(Role::Admin);
    let name = unique("住民課1番窓口");
    let key = desk::new_key();
    let fields = [("key", key.as_str()), ("name", name.as_str()), ("place", "役場1階")];
    let path =
        admin.client.form("/desk/bridges/prepare", &fields).leads_to("/desk/pairings/").location().to_owned();
    let shown = admin.client.get(&path).expect(200);
    assert!(shown.text().contains("card-bridge enrol "));
    let bridge = hibiki_tests::bridge::Bridge::unknown();
    let enrolled = bridge.enrol(&desk::code_on(&shown)).expect(201).json();
    assert_eq!(enrolled, serde_json::json!({ "name": name, "key_id": bridge.key_id() }));
    admin.client.get(&path).leads_to("/desk/bridges");

    let id = bridge.key_id().to_string();
    assert!(admin.client.get("/desk/bridges").expect(200).text().contains(&id));
    admin.client.form("/desk/bridges/revoke", &[("id", &id)]).leads_to("/desk/bridges?done=revoked");
    let list = admin.client.get("/desk/bridges").expect(200).text();
    assert!(!list.contains(&id) && list.contains(&name), "it stays in the list, without a button");
}
