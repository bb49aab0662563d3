//! Fields that are missing, doubled, unknown, too long or of another type, in every JSON address.

use hibiki_domain::role::Role;
use hibiki_tests::{
    actors::{self, import, row, staff},
    bridge::{Bridge, pairing_code},
    card::Card,
    database::identity,
    desk,
    http::{Ask, Client, Reply, operator},
    passkey::Passkey,
    routes::{ALL, Takes},
    town::unique,
};
use serde_json::{Value, json};
use std::{cell::RefCell, collections::BTreeSet};

/// The field may be left out.
const OPTIONAL: [&str; 2] = ["next", "subject"];

/// Every wrong variant of a good body, with what is wrong.
fn variants(good: &Value) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let fields = good.as_object().expect("an object");
    let with = |name: &str, value: Value| {
        let mut fields = fields.clone();
        fields.insert(name.to_owned(), value);
        Value::Object(fields).to_string()
    };
    let open = |text: &str| text.strip_suffix('}').unwrap().trim_end_matches('{').to_owned();
    for (name, value) in fields {
        if !OPTIONAL.contains(&name.as_str()) {
            let mut fewer = fields.clone();
            fewer.remove(name);
            all.push((format!("without {name}"), Value::Object(fewer).to_string()));
            all.push((format!("{name} is null"), with(name, Value::Null)));
        }
        for (kind, other) in
            [("a truth", json!(true)), ("an object", json!({ "a": 1 })), ("a nest", json!([[[[]]]]))]
        {
            all.push((format!("{name} is {kind}"), with(name, other)));
        }
        all.push((format!("{name} twice"), format!("{},{}:{value}}}", open(&good.to_string()), json!(name))));
        if value.is_string() && name != "next" {
            all.push((format!("{name} is long"), with(name, json!("あ".repeat(10_000)))));
            all.push((format!("{name} is empty"), with(name, json!(""))));
            all.push((
                format!("{name} with a blank"),
                with(name, json!(format!("{} ", value.as_str().unwrap()))),
            ));
            all.push((
                format!("{name} is half a sign"),
                good.to_string().replace(&value.to_string(), "\"\\ud800\""),
            ));
        }
        if let Value::Object(inner) = value {
            for (inside, wrong) in variants(value) {
                // What a browser says more about a passkey is not looked at.
                let about_passkeys = inner.contains_key("rawId") || inner.contains_key("clientDataJSON");
                let looked_at = [
                    "rawId",
                    "response",
                    "type",
                    "clientDataJSON",
                    "authenticatorData",
                    "signature",
                    "attestationObject",
                ];
                let is_looked_at = looked_at.iter().any(|field| inside.contains(field));
                let is_added = inside.contains("unknown");
                if !about_passkeys || (is_looked_at && !is_added) {
                    let wrong = good.to_string().replace(&value.to_string(), &wrong);
                    all.push((format!("{name}: {inside}"), wrong));
                }
            }
        }
    }
    all.push(("one unknown".to_owned(), with("unknown", json!(1))));
    all
}

/// Sends every wrong variant of a good body that was made anew for it, then a good one.
fn every_variant_then_good(path: &str, good: &mut dyn FnMut() -> Value, send: &mut dyn FnMut(Ask) -> Reply) {
    let program = path.starts_with("/ops/") || path.starts_with("/api/bridges/");
    let ask = |body: &str| {
        let ask = Ask::post(path).body("application/json", body);
        if program { ask.without_origin() } else { ask }
    };
    let first = good();
    let named: BTreeSet<&str> = ALL
        .iter()
        .filter(|route| route.method == "POST" && route.path == path)
        .flat_map(|route| match route.takes {
            Takes::Json(fields) => fields,
            _ => &[],
        })
        .copied()
        .collect();
    assert!(first.as_object().unwrap().keys().all(|name| named.contains(name.as_str())), "{path}: {named:?}");
    let mut fresh = first.clone();
    for place in 0..variants(&first).len() {
        let (what, body) = variants(&fresh).swap_remove(place);
        let reply = send(ask(&body));
        // What could not be read has used nothing up.
        if reply.problem() != "json" {
            fresh = good();
        }
        // A blank behind a word that people type is trimmed; everything else that is wrong is refused.
        let typed = ["name", "office", "place", "code"].iter().any(|name| what.starts_with(name));
        if !(typed && what.ends_with("with a blank")) {
            assert!([400, 404, 413, 422].contains(&reply.status), "{what}: {reply}");
            assert!(!reply.problem().is_empty(), "{what}: {reply}");
        }
    }
    for whole in [
        "",
        " ",
        "null",
        "true",
        "1",
        "\"x\"",
        "[]",
        "[{}]",
        "{",
        "}",
        "{]",
        "{\"a\":}",
        "{\"a\" 1}",
        "{'a':1}",
        "{}{}",
        "{},",
        "\u{feff}{}",
        "NaN",
    ] {
        let reply = send(ask(whole));
        // An object without fields may be written as a list without items; nothing is hidden in that.
        let empty = whole == "[]" && first == json!({});
        assert!(empty || (reply.status, reply.problem().as_str()) == (400, "json"), "{whole}: {reply}");
    }
    let reply = send(ask(&good().to_string()));
    assert!([200, 201].contains(&reply.status), "{reply}");
}

/// The options of a ceremony, for a browser that is lent for a moment.
fn ask_options(client: &RefCell<Client>, path: &str, body: &Value) -> Value {
    client.borrow_mut().json(path, body).expect(200).json()
}

#[test]
fn passkeys() {
    let mut person = actors::resident();
    let client = RefCell::new(Client::new());
    let mut send = |ask: Ask| client.borrow_mut().send(&ask);
    every_variant_then_good("/api/passkey/challenge", &mut || json!({ "purpose": "login" }), &mut send);
    let mut good = || {
        let asked = ask_options(&client, "/api/passkey/challenge", &json!({ "purpose": "login" }));
        let mut good = person.passkey.assertion(&asked).body("login");
        good["next"] = json!("/my/looks");
        good
    };
    every_variant_then_good("/api/passkey/login", &mut good, &mut send);

    let client = RefCell::new(person.client.clone());
    let mut send = |ask: Ask| client.borrow_mut().send(&ask);
    every_variant_then_good("/api/passkey/register/challenge", &mut || json!({}), &mut send);
    let mut good = || {
        // Nobody has room for so many: what a good blank let in goes again.
        let sql = "DELETE FROM passkey WHERE person_id = ?1 AND name = '名前'";
        identity().execute(sql, [person.id.as_str()]);
        let asked = ask_options(&client, "/api/passkey/register/challenge", &json!({}));
        Passkey::new().registration(&asked).body("名前")
    };
    every_variant_then_good("/api/passkey/register", &mut good, &mut send);
}

#[test]
fn taps() {
    let bridge = Bridge::enrolled();
    let (_, card, _) = actors::toucher(&bridge);
    let client = RefCell::new(Client::new());
    let mut send = |ask: Ask| client.borrow_mut().send(&ask);
    let log_in = json!({ "purpose": "login", "want": "identifier" });
    every_variant_then_good("/api/tap/challenge", &mut || log_in.clone(), &mut send);
    let mut good = || {
        let mut good = bridge.tap(&ask_options(&client, "/api/tap/challenge", &log_in), &card).log_in();
        good["next"] = json!("/my");
        good
    };
    every_variant_then_good("/api/tap/login", &mut good, &mut send);

    let client = RefCell::new(actors::resident().client);
    let mut send = |ask: Ask| client.borrow_mut().send(&ask);
    let add = json!({ "purpose": "card.add", "want": "binding" });
    let mut good = || bridge.tap(&ask_options(&client, "/api/tap/challenge", &add), &Card::felica()).bind();
    every_variant_then_good("/api/tap/add", &mut good, &mut send);

    let mut clerk = staff(Role::Clerk);
    let row = row();
    import(std::slice::from_ref(&row));
    let opened = desk::open(&mut clerk.client, &row);
    let client = RefCell::new(clerk.client);
    let mut send = |ask: Ask| client.borrow_mut().send(&ask);
    let bind = json!({ "purpose": "card.bind", "want": "binding", "subject": opened.bind });
    every_variant_then_good("/api/tap/challenge", &mut || bind.clone(), &mut send);
    let mut good = || bridge.tap(&ask_options(&client, "/api/tap/challenge", &bind), &Card::felica()).bind();
    every_variant_then_good("/api/tap/bind", &mut good, &mut send);
}

#[test]
fn bridges_and_the_operator() {
    let mut good =
        || serde_json::from_slice(&Bridge::unknown().enrolment(&pairing_code()).body.unwrap()).unwrap();
    // A new address for every try: wrong codes are waited for.
    every_variant_then_good("/api/bridges/enrol", &mut good, &mut |ask| Client::new().send(&ask));

    let mut send = |ask: Ask| operator(&ask);
    every_variant_then_good(
        "/ops/invites",
        &mut || json!({ "name": unique("名"), "office": "課" }),
        &mut send,
    );
    every_variant_then_good(
        "/ops/bridges",
        &mut || json!({ "name": unique("名"), "place": "所" }),
        &mut send,
    );
    every_variant_then_good("/ops/residents/imports", &mut || json!({}), &mut send);
    let begin = || {
        operator(&Ask::post("/ops/residents/imports").without_origin().json(&json!({}))).expect(201).json()
    };
    let import = begin();
    let rows = |rows: Value| json!({ "import_id": import["import_id"], "rows": rows });
    every_variant_then_good("/ops/residents/imports/rows", &mut || rows(json!([])), &mut send);
    let good = json!(row());
    for (what, wrong) in variants(&good).into_iter().filter(|(what, _)| what != "guardian is a truth") {
        let body = rows(json!([good])).to_string().replace(&good.to_string(), &wrong);
        let reply = operator(
            &Ask::post("/ops/residents/imports/rows").without_origin().body("application/json", body),
        );
        assert!([400, 413].contains(&reply.status), "{what}: {reply}");
    }
    let many = rows(json!(vec![row(); 501]));
    operator(&Ask::post("/ops/residents/imports/rows").without_origin().json(&many))
        .refuses(413, "too-large");
    every_variant_then_good("/ops/residents/imports/commit", &mut || begin(), &mut send);
    every_variant_then_good("/ops/residents/imports/abandon", &mut || begin(), &mut send);
}
