//! Every kind of answer carries the headers of `hibiki_domain::headers`.

use hibiki_domain::headers::{COMMON, STATIC_CSP, Uses, page_csp, permissions_policy};
use hibiki_tests::{
    actors,
    http::{Ask, Client, Reply, operator},
    page,
};
use serde_json::json;

#[track_caller]
fn carries(reply: &Reply, csp: &str, policy: &str) {
    let expected =
        COMMON.iter().copied().chain([("content-security-policy", csp), ("permissions-policy", policy)]);
    for (name, value) in expected {
        let values: Vec<_> =
            reply.headers.iter().filter(|(known, _)| known == name).map(|(_, value)| value).collect();
        assert_eq!(values, [value], "{name} of {reply}");
    }
}

#[test]
fn every_answer_of_the_worker_and_none_is_kept_by_a_cache() {
    let mut person = actors::resident();
    let mut nobody = Client::new();
    let mut leaving = person.log_in();
    let quiet = vec![
        nobody.get("/nothing-here").expect(404),
        nobody.get("/en/nothing-here").expect(404),
        nobody.get("/_shell/").expect(404),
        nobody.get("/my").expect(303),
        nobody.get("/logout").expect(405),
        nobody.send(&Ask::new("DELETE", "/my")).expect(405),
        nobody.send(&Ask::post("/logout").without_origin()).expect(403),
        nobody.send(&Ask::post("/start").body("text/plain", "code=x")).expect(400),
        nobody
            .send(&Ask::post("/start").body("application/x-www-form-urlencoded", vec![b'a'; 70_000]))
            .expect(413),
        nobody.json("/api/passkey/challenge", &json!({ "purpose": "login" })).expect(200),
        nobody.json("/api/passkey/challenge", &json!({ "purpose": "nothing" })).expect(400),
        nobody.json("/api/nothing", &json!({})).expect(404),
        nobody.get("/.well-known/hibiki.json").expect(200),
        nobody.get("/ops/log").expect(403),
        operator(&Ask::get("/ops/log")).expect(200),
        person.client.get("/my").expect(200),
        person.client.get("/en/my/looks").expect(200),
        person.client.get("/desk").expect(403),
        person.client.send(&Ask::new("HEAD", "/my")).expect(200),
        leaving.form("/logout", &[]).expect(303),
    ];
    for reply in &quiet {
        carries(reply, &page_csp(None), &permissions_policy(Uses::Nothing));
        assert_eq!(reply.header("cache-control"), Some("no-store"), "{reply}");
    }
    let login = nobody.get("/login").expect(200);
    let bridge = page::attribute(&login.text(), "data-bridge").expect("the bridge's origin");
    assert!(bridge.starts_with("http://127.0.0.1:"));
    let ceremonies = [
        login,
        nobody.get("/start"),
        nobody.get("/invite"),
        person.client.get("/step-up"),
        person.client.get("/my/ways"),
        person.client.get("/my/ways/passkey"),
    ];
    for reply in &ceremonies {
        carries(reply, &page_csp(Some(&bridge)), &permissions_policy(Uses::Ceremonies));
        assert_eq!((reply.status, reply.header("cache-control")), (200, Some("no-store")), "{reply}");
    }
}

#[test]
fn every_static_answer() {
    let mut nobody = Client::new();
    let about = nobody.get("/about/").expect(200);
    let tag = about.header("etag").expect("an etag").to_owned();
    let replies = [
        nobody.get("/").expect(200),
        nobody.get("/en/").expect(200),
        nobody.get("/main.css").expect(200),
        nobody.get("/robots.txt").expect(200),
        nobody.get("/about").expect(307),
        nobody.send(&Ask::get("/about/").header("if-none-match", &tag)).expect(304),
        nobody.send(&Ask::new("HEAD", "/about/")).expect(200),
        nobody.send(&Ask::post("/about/").form(&[])).expect(405),
        about,
    ];
    for reply in &replies {
        carries(reply, STATIC_CSP, &permissions_policy(Uses::Nothing));
    }
    assert!(replies[0].header("set-cookie").is_none());
}

#[test]
fn no_page_brings_anything_from_elsewhere() {
    let mut person = actors::resident();
    for path in ["/", "/about/", "/login", "/start", "/nothing", "/my", "/my/ways"] {
        let text = person.client.get(path).text();
        // A link brings nothing before somebody follows it.
        let tags = text.split('<').skip(1).filter(|tag| !tag.starts_with("a "));
        for part in tags.flat_map(|tag| tag.split('>').next().unwrap_or_default().split(['"', '\''])) {
            let foreign =
                part.starts_with("//") || part.starts_with("http://") || part.starts_with("https://");
            let allowed =
                part.starts_with(&hibiki_tests::town::town().origin) || part.starts_with("http://127.0.0.1:");
            assert!(!foreign || allowed, "{path} names {part}");
        }
        assert!(
            !text.contains(" style=\"") && !text.contains(" onclick") && !text.contains("<script>"),
            "{path}"
        );
    }
}
