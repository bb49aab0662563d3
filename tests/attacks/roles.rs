//! Roles that have ended, have not begun, or are others'.

use hibiki_domain::role::Role;
use hibiki_tests::{
    actors::{self, Person, staff},
    database::identity,
    desk,
    http::{Ask, Client, Reply},
    page,
    routes::{ALL, Route, Takes, Who},
    town::{now, today},
};
use serde_json::json;

fn call(client: &mut Client, route: &Route) -> Reply {
    let path = route.path_with(&actors::some_id());
    match route.takes {
        Takes::Nothing => client.get(&path),
        Takes::Form(_) | Takes::Question => client.form(&path, &[]),
        Takes::Bytes => client.send(&Ask::post(&path).body("application/octet-stream", *b"x")),
        Takes::Json(_) => client.json(&path, &json!({})),
    }
}

/// Where a nurse reads by consent.
const READING: [&str; 3] = ["/desk/health/read", "/desk/health/key", "/api/health/work/"];

#[test]
fn each_role_opens_its_own_addresses_and_no_others() {
    let roles = [
        (Who::Clerk, Role::Clerk),
        (Who::Editor, Role::Editor),
        (Who::Organizer, Role::Organizer),
        (Who::Parking, Role::Parking),
        (Who::Nurse, Role::Nurse),
        (Who::Clinic, Role::Clinic),
        (Who::Medic, Role::Medic),
        (Who::Admin, Role::Admin),
    ];
    let mut people: Vec<(Who, Person)> = roles.map(|(who, role)| (who, staff(role))).into();
    people.push((Who::Person, actors::resident()));
    for (who, person) in &mut people {
        for route in ALL.iter().filter(|route| {
            matches!(
                route.who,
                Who::Clerk
                    | Who::Editor
                    | Who::Organizer
                    | Who::Parking
                    | Who::Nurse
                    | Who::Clinic
                    | Who::Medic
                    | Who::Admin
                    | Who::Staff
            )
        }) {
            let reply = call(&mut person.client, route);
            let permitted = route.who == *who
                || (route.who == Who::Staff && *who != Who::Person)
                // An editor writes for their own office too, and approves what others send.
                || (route.who == Who::Organizer && *who == Who::Editor)
                // A clinic writes into records as a nurse does, and reads in none.
                || (route.who == Who::Nurse
                    && *who == Who::Clinic
                    && !READING.iter().any(|start| route.path.starts_with(start)));
            assert_eq!(reply.status != 403, permitted, "{who:?}: {reply}");
        }
        // No session of staff opens what is the operator's.
        for route in ALL.iter().filter(|route| route.who == Who::Operator) {
            let ask = hibiki_tests::http::Ask::new(route.method, route.path).without_origin();
            person.client.send(&ask).refuses(403, "not-permitted");
        }
    }
}

#[test]
fn a_role_holds_from_its_beginning_to_its_end_and_not_when_it_is_revoked() {
    let mut clerk = staff(Role::Clerk);
    let grant = identity().text("SELECT grant_id FROM role_grant WHERE person_id = ?1", [clerk.id.as_str()]);
    let set = |column: &str, value: Option<i64>| {
        let sql = format!("UPDATE role_grant SET {column} = ?1 WHERE grant_id = ?2");
        assert_eq!(identity().execute(&sql, (value, &grant)), 1);
    };
    let (start, end) = (now().0 - 1000, now().0 + 1000);
    clerk.client.get("/desk/residents").expect(200);
    for (column, closed, open) in [
        ("starts_at", Some(now().0 + 100), Some(start)),
        ("ends_at", Some(now().0), Some(end)),
        ("revoked_at", Some(now().0), None),
    ] {
        set(column, closed);
        for path in ["/desk", "/desk/residents"] {
            clerk.client.get(path).expect(403);
        }
        clerk
            .client
            .form("/desk/residents", &[("kana", "ヒビキ"), ("birth_date", ""), ("why", "card")])
            .expect(403);
        clerk.client.json("/api/tap/bind", &json!({})).refuses(403, "not-permitted");
        set(column, open);
        clerk.client.get("/desk/residents").expect(200);
    }
}

#[test]
fn what_was_begun_in_a_role_is_not_finished_after_it() {
    let mut clerk = staff(Role::Clerk);
    let row = actors::row();
    actors::import(std::slice::from_ref(&row));
    let opened = desk::open(&mut clerk.client, &row);
    let asked = desk::ask_bind(&mut clerk.client, &opened);
    let bridge = hibiki_tests::bridge::Bridge::enrolled();
    let card = hibiki_tests::card::Card::felica();
    let body = bridge.tap(&asked, &card).bind();
    let sql = "UPDATE role_grant SET starts_at = ?1 - 100, ends_at = ?1 WHERE person_id = ?2";
    identity().execute(sql, (now().0, clerk.id.as_str()));
    clerk.client.json("/api/tap/bind", &body).refuses(403, "not-permitted");
    clerk.client.get(&opened.path).expect(403);
    let form = [("key", "aaaaaaaaaaaaaaaaaaaa"), ("reference", &opened.act), ("why", "letter")];
    clerk.client.form("/desk/letters", &form).expect(403);
    identity().execute(
        "UPDATE role_grant SET ends_at = ?1 WHERE person_id = ?2",
        (now().0 + 600, clerk.id.as_str()),
    );
    clerk.client.json("/api/tap/bind", &body).expect(200);
}

#[test]
fn nobody_grants_to_themselves_or_ends_their_own() {
    let (mut admin, mut other) = (staff(Role::Admin), staff(Role::Admin));
    let choices =
        |client: &mut Client| page::choices(&client.get("/desk/staff").expect(200).text(), "colleague");
    assert!(!choices(&mut admin.client).iter().any(|(_, label)| label.contains(&admin.name)));
    // A reference to me that was made for a colleague opens nothing for me.
    let to_me =
        choices(&mut other.client).into_iter().find(|(_, label)| label.contains(&admin.name)).unwrap().0;
    let until = today().plus_days(30).to_string();
    let form = |key: &'static str| {
        [("key", key), ("colleague", to_me.as_str()), ("role", "clerk"), ("until", &until)]
    };
    admin.client.form("/desk/staff/grant", &form("aaaaaaaaaaaaaaaaaaaa")).expect(404);
    other
        .client
        .form("/desk/staff/grant", &form("bbbbbbbbbbbbbbbbbbbb"))
        .leads_to("/desk/staff?done=granted");
    let sql = "SELECT COUNT(*) FROM role_grant WHERE person_id = ?1 AND granted_by = ?1";
    assert_eq!(identity().number(sql, [admin.id.as_str()]), 0);

    // Nor behind the Worker's back.
    let id = actors::some_id();
    let sql = "INSERT INTO role_grant (grant_id, person_id, role, starts_at, ends_at, granted_by, granted_at) VALUES (?1, ?2, 'clerk', 1, 2, ?3, 1)";
    let refused = identity().try_execute(sql, (&id, admin.id.as_str(), admin.id.as_str()));
    assert!(refused.unwrap_err().to_string().contains("CHECK constraint failed"));
    identity().execute(sql, (&id, admin.id.as_str(), other.id.as_str()));

    let sql = "SELECT grant_id FROM role_grant WHERE person_id = ?1 AND role = 'admin'";
    let own = identity().text(sql, [admin.id.as_str()]);
    admin.client.form("/desk/staff/revoke", &[("id", &own)]);
    admin.client.get("/desk/staff").expect(200);
    let revoked = identity()
        .number("SELECT COUNT(*) FROM role_grant WHERE grant_id = ?1 AND revoked_at IS NOT NULL", [&own]);
    assert_eq!(revoked, 0);
    other.client.form("/desk/staff/revoke", &[("id", &own)]).leads_to("/desk/staff?done=revoked");
    admin.client.get("/desk/staff").expect(403);
}

#[test]
fn an_unknown_role_is_no_role() {
    let mut clerk = staff(Role::Clerk);
    identity().execute("UPDATE role_grant SET role = 'Admin ' WHERE person_id = ?1", [clerk.id.as_str()]);
    for path in ["/desk", "/desk/residents", "/desk/staff"] {
        clerk.client.get(path).expect(403);
    }
    let mut admin = staff(Role::Admin);
    let until = today().to_string();
    for role in ["Admin", "admin ", "root", "", "clerk,admin"] {
        let form = [
            ("key", "aaaaaaaaaaaaaaaaaaaa"),
            ("name", "名"),
            ("office", "課"),
            ("role", role),
            ("until", &until),
        ];
        admin.client.form("/desk/staff/invite", &form).expect(400);
    }
    admin
        .client
        .form(
            "/desk/staff/invite",
            &[
                ("key", "aaaaaaaaaaaaaaaaaaaa"),
                ("name", "名"),
                ("office", "課"),
                ("role", "clerk"),
                ("until", &until),
            ],
        )
        .expect(303);
}

#[test]
fn the_operators_key_is_compared_whole() {
    use hibiki_tests::http::Ask;
    let key = &hibiki_tests::town::town().operator_key;
    let ask = |authorization: &str| {
        Client::new().send(&Ask::get("/ops/log").header("authorization", authorization)).status
    };
    for wrong in [
        String::new(),
        "Bearer".to_owned(),
        format!("bearer {key}"),
        format!("Basic {key}"),
        key.clone(),
        format!("Bearer {}", &key[..62]),
        format!("Bearer {key}00"),
        format!("Bearer {key},"),
        format!("Bearer {}", "00".repeat(32)),
        format!("Bearer {}", "0".repeat(10_000)),
    ] {
        assert_eq!(ask(&wrong), 403, "{wrong:.30}");
    }
    assert_eq!(ask(&format!("Bearer {key}")), 200);
}
