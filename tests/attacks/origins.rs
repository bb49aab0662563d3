//! Requests that another site makes a browser send.

use hibiki_domain::secret::Sector;
use hibiki_tests::{
    actors,
    database::{identity, mypage},
    desk::new_key,
    http::{Ask, Client},
    routes::{ALL, Takes, Who},
    town::town,
};
use serde_json::json;

/// Origins that are not the town's. Three more stand in the tests of `functions/src/http/origin.rs`, because wrangler's
/// local proxy writes them as the town's own before the Worker sees them: another scheme for the same host and port, a
/// scheme in capitals, and a user's name in front of the host.
fn foreign() -> Vec<String> {
    let own = &town().origin;
    let (scheme, host) = own.split_once("://").unwrap();
    let name = host.split(':').next().unwrap();
    let port = host.split(':').nth(1).unwrap_or("80");
    let mut origins: Vec<String> = [
        "null",
        "NULL",
        "Null",
        "",
        "undefined",
        "*",
        "file://",
        "about:blank",
        "data:",
        "blob:null",
        "chrome-extension://abcdefghijklmnop",
        "https://evil.example",
        "http://evil.example",
        "http://127.0.0.1",
        "http://[::1]",
        "http://0.0.0.0",
        "http://localhost.evil.example",
        "//localhost",
        "localhost",
        "http://xn--lcalhost-5za",
        "http://l\u{f6}calhost",
    ]
    .map(str::to_owned)
    .into();
    origins.extend([
        format!("{own}/"),
        format!("{own}."),
        format!("{own}/my"),
        format!("{own}?"),
        format!("{own}#"),
        format!("{own},"),
        format!("{own}, {own}"),
        format!("{own} {own}"),
        format!("{own}, https://evil.example"),
        format!("https://evil.example, {own}"),
        format!("{own}.evil.example"),
        format!("{own}@evil.example"),
        format!("{scheme}://evil-{host}"),
        format!("{scheme}://evil.{host}"),
        format!("{scheme}://{name}.evil.example:{port}"),
        format!("{scheme}://{name}.:{port}"),
        format!("{scheme}://user@evil.example"),
        format!("{scheme}://{name}:{port}@evil.example"),
        format!("{scheme}://{name}"),
        format!("{scheme}://{name}:1"),
        format!("{scheme}://{name}:0{port}"),
        format!("{scheme}://{name}:{port}0"),
        format!("{scheme}://127.0.0.1:{port}"),
        format!("{scheme}://[::1]:{port}"),
        format!("https://{name}"),
        format!("ftp://{host}"),
        format!("ws://{host}"),
        format!("{scheme}:{host}"),
        format!("{scheme}:/{host}"),
        format!("{scheme}:///{host}"),
        format!("{scheme}:\\\\{host}"),
        own.to_uppercase(),
        format!("{scheme}://{}:{port}", name.to_uppercase()),
        format!("\"{own}\""),
        format!("{own}%00"),
        format!("{own}\u{e9}"),
    ]);
    origins
}

#[test]
fn a_form_and_a_json_body_from_another_origin_change_nothing() {
    let person = actors::resident();
    let pseudonym = town().secret.pseudonym(Sector::MyPage, &person.id);
    let chosen = || mypage().number("SELECT COUNT(*) FROM reader WHERE pseudonym = ?1", [pseudonym.as_str()]);
    let challenges = || {
        identity().number(
            "SELECT COUNT(*) FROM challenge WHERE subject = ?1 AND purpose = 'step-up'",
            [person.id.as_str()],
        )
    };
    let before = challenges();
    let key = new_key();
    let form = Ask::post("/my/interests").form(&[("key", &key), ("interest", "safety")]);
    let json = Ask::post("/api/passkey/challenge").json(&json!({ "purpose": "step-up" }));
    let mut client = person.client.clone();
    let origins = foreign();
    assert!(origins.len() >= 45, "{}", origins.len());
    for origin in &origins {
        let reply = client.send(&form.clone().origin(origin));
        assert!(reply.status == 403 && reply.text().contains("ほかのサイト"), "{origin}: {reply}");
        let reply = client.send(&json.clone().origin(origin));
        assert_eq!((reply.status, reply.problem().as_str()), (403, "foreign-origin"), "{origin}: {reply}");
    }
    // Missing, doubled, and with a browser that says whence it came.
    let own = &town().origin;
    let variants: [fn(Ask, &str) -> Ask; 8] = [
        |ask, _| ask.without_origin(),
        |ask, own| ask.header("origin", own),
        |ask, own| ask.origin("https://evil.example").header("origin", own),
        |ask, _| ask.header("origin", "https://evil.example"),
        |ask, _| ask.header("sec-fetch-site", "cross-site"),
        |ask, _| ask.header("sec-fetch-site", "same-site"),
        |ask, _| ask.header("sec-fetch-site", "none"),
        |ask, _| ask.header("sec-fetch-site", "same-origin, cross-site"),
    ];
    for variant in variants {
        client.send(&variant(form.clone(), own)).expect(403);
        client.send(&variant(json.clone(), own)).refuses(403, "foreign-origin");
    }
    assert_eq!((chosen(), challenges()), (0, before), "nothing was changed");
    client.send(&form.header("sec-fetch-site", "same-origin")).leads_to("/my/interests");
    client.send(&json).expect(200);
    assert_eq!((chosen(), challenges()), (1, before + 1));
}

#[test]
fn no_address_that_changes_something_takes_another_sites_word() {
    let person = actors::resident();
    let clients = [person.client, actors::clerk().client, actors::admin().client, Client::new()];
    for route in ALL.iter().filter(|route| route.method == "POST" && route.takes != Takes::Question) {
        let path = route.path_with("x");
        let ask = match route.takes {
            Takes::Json(_) => Ask::post(&path).json(&json!({})),
            Takes::Bytes => Ask::post(&path).body("application/octet-stream", *b"x"),
            _ => Ask::post(&path).form(&[]),
        };
        let program = matches!(route.who, Who::Operator | Who::Bridge);
        let asks = if program {
            // Programs state no origin; what states one is a page, whosever it is.
            vec![
                ask.clone(),
                ask.clone().origin("null"),
                ask.clone().without_origin().header("sec-fetch-site", "same-origin"),
            ]
        } else {
            vec![
                ask.clone().without_origin(),
                ask.clone().origin("null"),
                ask.clone().origin("https://evil.example"),
            ]
        };
        for client in &clients {
            for ask in &asks {
                let reply = client.clone().send(ask).expect(403);
                assert!(reply.set_cookie(hibiki_tests::http::SESSION).is_none(), "{reply}");
            }
        }
    }
    actors::admin().client.get("/desk").expect(200);
}

#[test]
fn a_form_of_another_site_cannot_pretend_to_be_json() {
    // What a form can send without being asked for permission first: three content types, any text.
    let mut person = actors::resident();
    for content_type in
        ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""]
    {
        let ask = Ask::post("/api/passkey/challenge").body(content_type, r#"{"purpose":"login"}"#);
        person.client.send(&ask.clone()).refuses(400, "content-type");
        person.client.send(&ask.origin("https://evil.example")).refuses(403, "foreign-origin");
    }
    for content_type in ["application/json", "application/json; charset=utf-8", "Application/JSON ;x=y"] {
        person
            .client
            .send(&Ask::post("/api/passkey/challenge").body(content_type, r#"{"purpose":"login"}"#))
            .expect(200);
    }
}

#[test]
fn no_answer_invites_another_site_to_read_it() {
    let mut person = actors::resident();
    for path in ["/my", "/.well-known/hibiki.json", "/api/passkey/challenge", "/"] {
        for ask in [
            Ask::get(path).origin("https://evil.example"),
            Ask::new("OPTIONS", path)
                .origin("https://evil.example")
                .header("access-control-request-method", "POST"),
        ] {
            let reply = person.client.send(&ask);
            assert!(!reply.headers.iter().any(|(name, _)| name.starts_with("access-control-")), "{reply}");
        }
    }
}
