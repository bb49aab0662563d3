//! Nobody is sent elsewhere after a log-in.

use hibiki_tests::{
    actors::{self, options},
    bridge::Bridge,
    http::{Client, percent},
    page, raw,
    town::town,
};
use serde_json::json;

/// Where an attacker would like people to go.
const ELSEWHERE: [&str; 30] = [
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "https://evil.example",
    "HTTPS://evil.example",
    "https:evil.example",
    "https:/evil.example",
    "http:evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r\nlocation: https://evil.example",
    "\t//evil.example",
    " //evil.example",
    "evil.example",
    "@evil.example",
    ".evil.example",
    ":80@evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "/%2f%2fevil.example",
    "/%5cevil.example",
    "/%0d%0aset-cookie:a=b",
    "/my?next=https://evil.example",
    "/my#//evil.example",
    "/\u{ff0f}evil.example",
    "/<script>",
    "",
];

#[test]
fn a_next_page_is_one_of_the_towns_own() {
    let mut person = actors::resident();
    let bridge = Bridge::enrolled();
    let (_, card, _) = actors::toucher(&bridge);
    for next in ELSEWHERE {
        let mut client = Client::new();
        let asked = options(&mut client, "login");
        let mut body = person.passkey.assertion(&asked).body("login");
        body["next"] = json!(next);
        let location = client.json("/api/passkey/login", &body).expect(200).json()["location"].clone();
        assert_eq!(location, "/my", "{next:?}");

        let asked = actors::ask_tap(&mut client, "login", "identifier");
        let mut body = bridge.tap(&asked, &card).log_in();
        body["next"] = json!(next);
        assert_eq!(client.json("/api/tap/login", &body).expect(200).json()["location"], "/my", "{next:?}");

        let mut reader = person.client.clone();
        for path in ["/login", "/step-up", "/en/login"] {
            for query in
                [percent(next), next.replace(|c: char| !c.is_ascii_graphic() || "<>\\#".contains(c), "%20")]
            {
                let page = reader.get(&format!("{path}?next={query}")).expect(200).text();
                let next = page::attribute(&page, "data-next").expect("data-next");
                assert!(["/my", "/en/my"].contains(&next.as_str()), "{query}: {next}");
            }
        }
    }
    // The control: pages of the town are gone on to.
    for next in ["/my/looks", "/en/my/ways", "/my/looks?before=7"] {
        let mut client = Client::new();
        let asked = options(&mut client, "login");
        let mut body = person.passkey.assertion(&asked).body("login");
        body["next"] = json!(next);
        assert_eq!(client.json("/api/passkey/login", &body).expect(200).json()["location"], next);
        let page = Client::new().get(&format!("/login?next={next}")).expect(200).text();
        assert_eq!(page::attribute(&page, "data-next").as_deref(), Some(next));
    }
}

#[test]
fn a_strange_path_leads_nowhere_else() {
    let paths = [
        "//evil.example",
        "//evil.example/",
        "///my",
        "//my",
        "//evil.example/my",
        "/my//",
        "/my/",
        "/./my",
        "/my/..",
        "/my/../desk",
        "/%2e%2e/my",
        "/%6dy",
        "/MY",
        "/my;x=1",
        "/my%00",
        "/my%0d%0aset-cookie:%20a=b",
        "/my%2f..",
        "/my\\",
        "/\\evil.example",
        "/en//evil.example",
        "/en//my",
        "/ja-easy//evil.example/..",
        "/en/en/my",
        "/ja-easy/en/my",
        "/en/../my",
        "/my?next=//evil.example",
        "/my?before=%",
        "/my?before=1&before=2",
        "/my?%ff",
        "/my?=",
        "/my?&&&",
        "/%",
        "/%G0",
        "/%ff%fe",
        "/%c0%af",
        "/%ed%a0%80",
        "/\u{e9}",
        "/desk/residents/card/%2e%2e",
        "/desk/residents/card/",
        "/my/notices/",
        "/my/notices/%00",
        "/.well-known/",
        "/.well-known/../my",
        "/.well-known/hibiki.json/",
        "/api",
        "/api/",
        "/api//",
        "/ops",
        "/ops/log?after=-1",
        "/ops/log?after=x",
        "/_shell/../my",
        "/_shell//",
        "/en/_shell/index.html",
        "http://evil.example/my",
    ];
    let long = [
        format!("/{}", "a".repeat(7000)),
        format!("/my/notices/{}", "a".repeat(7000)),
        format!("/{}", "a/".repeat(3000)),
        format!("/my?before={}", "9".repeat(7000)),
    ];
    for path in paths.iter().map(|path| (*path).to_owned()).chain(long) {
        for method in ["GET", "HEAD", "POST"] {
            let origin = &town().origin;
            let request =
                format!("{}Origin: {origin}\r\nContent-Length: 0\r\n\r\n", raw::head(method, &path));
            let (status, answer) = raw::send(request.as_bytes());
            let shown: String = path.chars().take(60).collect();
            assert!((200..500).contains(&status), "{method} {shown}: {answer:.300}");
            let location = answer
                .lines()
                .find_map(|line| line.to_ascii_lowercase().strip_prefix("location: ").map(str::to_owned));
            if let Some(location) = location {
                let location = location.trim();
                let own = location.strip_prefix(&origin.to_lowercase()).unwrap_or(location);
                assert!(
                    own.starts_with('/') && !own.starts_with("//") && !own.starts_with("/\\"),
                    "{method} {shown}: {location}"
                );
            }
            assert!(!answer.to_lowercase().contains("\nset-cookie: a=b"), "{method} {shown}");
        }
    }
    Client::new().get("/login").expect(200);
}
