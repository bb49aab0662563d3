//! The real program with simulated cards, spoken to over loopback as pages, strangers and commands do.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test")]

mod support;

use hibiki_protocol::{FailReason, IdentifierKind, Purpose, TapEvent, Want};
use std::{fs, time::Duration, time::Instant};
use support::{Bridge, Town, body_of, challenge, eventually, header, seal_key, status};

const SIMULATE: &[&str] = &["--simulate"];

fn start(enrolled: bool) -> (Town, Bridge) {
    let town = Town::start();
    let bridge = Bridge::started(&town, enrolled, SIMULATE);
    (town, bridge)
}

#[test]
fn hello_tells_version_reader_and_whether_this_town_enrolled_the_bridge() {
    for enrolled in [true, false] {
        let (town, bridge) = start(enrolled);
        let answer = bridge.post("/v1/hello", &town.origin(), "{}");
        assert_eq!(status(&answer), 200, "{answer}");
        let hello: hibiki_protocol::HelloReply = serde_json::from_str(body_of(&answer)).unwrap();
        assert_eq!(hello.enrolled, enrolled);
        assert_eq!(hello.reader, hibiki_protocol::ReaderState::Simulated);
        assert_eq!(hello.own_page, format!("http://127.0.0.1:{}/", bridge.port));
        assert_eq!(header(&answer, "access-control-allow-origin"), Some(town.origin().as_str()));
        assert_eq!(header(&answer, "vary"), Some("Origin"));
        assert_eq!(header(&answer, "cache-control"), Some("no-store"));
    }
}

#[test]
fn a_tap_tells_each_step_when_it_happens_and_ends_with_what_the_worker_accepts() {
    let (town, bridge) = start(true);
    let mut tap = bridge.tap(&town, Purpose::CardBind, Want::Binding);
    assert!(tap.head.starts_with("HTTP/1.1 200"), "{}", tap.head);
    assert!(tap.head.contains("content-type: application/x-ndjson"));
    assert!(tap.head.contains(&format!("access-control-allow-origin: {}", town.origin())));
    assert_eq!(tap.next(), Some(TapEvent::Waiting { seconds_left: 60 }));
    let began = Instant::now();
    assert_eq!(tap.next(), Some(TapEvent::Waiting { seconds_left: 59 }));
    assert!(began.elapsed() > Duration::from_millis(500), "the second is told when it has passed");
    bridge.touch("taro");
    assert_eq!(tap.next_step(), Some(TapEvent::Reading));
    let (data, evidence) = town.open(&tap.done(), Purpose::CardBind, Want::Binding);
    assert!(data.flags.card_present && !data.flags.pin_verified);
    assert_eq!(evidence.identifier.unwrap().bytes, b"999999900000002");
    assert!(evidence.unverified_certificate.is_some());
    bridge.wait_for_log("us without the card");
}

#[test]
fn a_card_that_lies_there_counts_and_every_request_gets_a_higher_counter() {
    let (town, bridge) = start(true);
    bridge.touch("bus");
    let mut last = 0;
    for _ in 0..3 {
        let assertion = bridge.tap(&town, Purpose::LogIn, Want::Identifier).done();
        let (data, evidence) = town.open(&assertion, Purpose::LogIn, Want::Identifier);
        assert!(data.counter > last);
        last = data.counter;
        assert_eq!(evidence.identifier.unwrap().kind, IdentifierKind::FelicaIdm);
    }
    bridge.lift();
    let mut waiting = bridge.tap(&town, Purpose::LogIn, Want::Identifier);
    assert_eq!(waiting.next(), Some(TapEvent::Waiting { seconds_left: 60 }));
    assert_eq!(waiting.next(), Some(TapEvent::Waiting { seconds_left: 59 }), "no card, no answer");
}

#[test]
fn a_signature_needs_the_pin_typed_at_the_bridge_and_no_enrolment() {
    let (town, bridge) = start(false);
    assert_eq!(bridge.tap(&town, Purpose::LogIn, Want::Identifier).failed(), FailReason::NotEnrolled);

    let mut tap = bridge.tap(&town, Purpose::LogIn, Want::Signature);
    assert_eq!(tap.next(), Some(TapEvent::Waiting { seconds_left: 60 }));
    let early = bridge.type_pin("1234\n");
    assert!(!early.status.success(), "no PIN is asked for before the card lies there");
    bridge.touch("hanako");
    assert_eq!(tap.until_pin(), (3, false));
    let (_, state) = bridge.own("/own/state", "{}");
    assert_eq!(state["pending"]["phase"], "pin");
    assert_eq!(state["pending"]["town"], "ひびき町");
    assert_eq!(state["pending"]["purpose_label"], "ログイン");

    assert!(bridge.type_pin("0000\n").status.success());
    assert_eq!(tap.until_pin(), (2, true));
    let typed = bridge.type_pin("1234\n");
    assert!(typed.status.success(), "{typed:?}");
    let (data, evidence) = town.open(&tap.done(), Purpose::LogIn, Want::Signature);
    assert!(data.flags.pin_verified && evidence.identifier.is_none());
    let certificate = myna_card::Certificate::parse(&evidence.unverified_certificate.unwrap()).unwrap();
    let client_data =
        hibiki_protocol::ClientData::new(challenge(), &town.origin(), Purpose::LogIn, Want::Signature).hash();
    let message = hibiki_protocol::card_message(&hibiki_protocol::RpIdHash::of("localhost"), &client_data);
    let key = certificate.public_key().unwrap();
    key.verify_pkcs1_sha256(&message, &evidence.unverified_signature.unwrap()).unwrap();
}

#[test]
fn an_opening_asks_for_one_pin_and_gives_two_signatures_that_verify() {
    let (town, bridge) = start(false);
    bridge.touch("hanako");
    let mut locks = Vec::new();
    for _ in 0..2 {
        let mut tap = bridge.tap(&town, Purpose::HealthOpen, Want::Opening);
        assert_eq!(tap.until_pin(), (3, false));
        let (_, state) = bridge.own("/own/state", "{}");
        assert_eq!(state["pending"]["purpose_label"], "健康の記録を開く");
        assert!(bridge.type_pin("1234\n").status.success());
        let (data, evidence) = town.open(&tap.done(), Purpose::HealthOpen, Want::Opening);
        assert!(data.flags.pin_verified && evidence.identifier.is_none());
        locks.push(town.verify_both(&evidence, Purpose::HealthOpen));
    }
    assert_eq!(locks[0], locks[1], "the fixed one is the same each time");
    assert!(!bridge.log().contains("HIBIKITEST"));
}

#[test]
fn the_last_try_is_confirmed_and_a_blocked_card_stays_blocked() {
    let (town, bridge) = start(true);
    bridge.touch("hanako");
    let mut tap = bridge.tap(&town, Purpose::StepUp, Want::Signature);
    tap.until_pin();
    let (_, state) = bridge.own("/own/state", "{}");
    let number = state["pending"]["number"].as_u64().unwrap();
    let pin = |pin: &str, more: &str| {
        bridge.own("/own/pin", &format!("{{\"number\":{number},\"pin\":\"{pin}\"{more}}}"))
    };

    for unlike in ["", "123", "12345", "12a4", "１２３４", " 234"] {
        assert_eq!(pin(unlike, "").0, 422, "{unlike:?}");
    }
    let other = bridge.own("/own/pin", &format!("{{\"number\":{},\"pin\":\"1234\"}}", number + 1));
    assert_eq!(other.0, 409);
    assert_eq!(pin("0000", "").0, 200);
    assert_eq!(tap.until_pin(), (2, true));
    assert_eq!(pin("0000", "").0, 200);
    assert_eq!(tap.until_pin(), (1, true));
    let (refused, problem) = pin("0000", "");
    assert_eq!((refused, problem["type"].as_str()), (409, Some("/problems/card-bridge/last-try")));
    let unsure = bridge.type_pin("no\n0000\n");
    assert!(!unsure.status.success());
    assert!(bridge.type_pin("yes\n0000\n").status.success());
    assert_eq!(tap.failed(), FailReason::PinBlocked);

    let mut again = bridge.tap(&town, Purpose::StepUp, Want::Signature);
    assert_eq!(again.failed(), FailReason::PinBlocked, "and no PIN is asked for");
}

#[test]
fn one_tap_at_a_time_and_closing_the_connection_frees_the_place_at_once() {
    let (town, bridge) = start(true);
    let mut first = bridge.tap(&town, Purpose::LogIn, Want::Identifier);
    first.next();
    let mut second = bridge.tap(&town, Purpose::LogIn, Want::Identifier);
    assert!(second.head.starts_with("HTTP/1.1 409"), "{}", second.head);
    assert!(second.head.contains("application/x-ndjson"));
    assert_eq!(second.failed(), FailReason::Busy);

    let began = Instant::now();
    drop(first);
    eventually("the place is free", || bridge.own("/own/state", "{}").1["pending"].is_null());
    assert!(
        began.elapsed() < Duration::from_millis(900),
        "before the next second is told: {:?}",
        began.elapsed()
    );
    bridge.touch("hanako");
    bridge.tap(&town, Purpose::LogIn, Want::Identifier).done();
}

#[test]
fn a_page_that_goes_away_while_the_pin_is_asked_leaves_nothing_behind() {
    let (town, bridge) = start(true);
    bridge.touch("hanako");
    let mut tap = bridge.tap(&town, Purpose::LogIn, Want::Signature);
    tap.until_pin();
    drop(tap);
    eventually("the place is free", || bridge.own("/own/state", "{}").1["pending"].is_null());
    let typed = bridge.type_pin("1234\n");
    assert!(!typed.status.success());
    assert_eq!(bridge.own("/own/state", "{}").1["last"]["outcome"], "abandoned");
}

#[test]
fn the_person_cancels_on_the_own_page_and_a_lifted_card_is_noticed() {
    let (town, bridge) = start(true);
    let mut tap = bridge.tap(&town, Purpose::LogIn, Want::Identifier);
    tap.next();
    let number = bridge.own("/own/state", "{}").1["pending"]["number"].as_u64().unwrap();
    assert_eq!(bridge.own("/own/cancel", &format!("{{\"number\":{}}}", number + 7)).0, 409);
    assert_eq!(bridge.own("/own/cancel", &format!("{{\"number\":{number}}}")).0, 200);
    assert_eq!(tap.failed(), FailReason::Cancelled);

    bridge.touch("hanako");
    let mut tap = bridge.tap(&town, Purpose::LogIn, Want::Signature);
    tap.until_pin();
    bridge.lift();
    assert_eq!(tap.failed(), FailReason::CardLeft);
}

#[test]
fn strangers_are_refused_before_anything_else_is_looked_at() {
    let (town, bridge) = start(true);
    let json = "Content-Type: application/json";
    let good = format!("Origin: {}", town.origin());
    let own = format!("Origin: {}", bridge.own_origin());
    let upper = format!("Origin: http://LOCALHOST:{}", town.port);
    let slash = format!("Origin: {}/", town.origin());
    let secure = format!("Origin: https://localhost:{}", town.port);
    let by_number = format!("Origin: http://127.0.0.1:{}", town.port);
    let rows: &[(&str, &str, &[&str])] = &[
        ("POST", "/v1/tap", &[json]),
        ("POST", "/v1/tap", &[json, "Origin: null"]),
        ("POST", "/v1/tap", &[json, "Origin:"]),
        ("POST", "/v1/tap", &[json, "Origin: https://evil.example"]),
        ("POST", "/v1/tap", &[json, &upper]),
        ("POST", "/v1/tap", &[json, &slash]),
        ("POST", "/v1/tap", &[json, &secure]),
        ("POST", "/v1/tap", &[json, &by_number]),
        ("POST", "/v1/tap", &[json, &good, &good]),
        ("POST", "/v1/tap", &[json, &good, "Origin: null"]),
        ("POST", "/v1/tap", &[json, &own]),
        ("POST", "/v1/tap", &[json, &good, "Host: evil.example"]),
        ("POST", "/v1/tap", &[json, &good, "Authorization: Bearer x"]),
        ("OPTIONS", "/v1/tap", &["Origin: https://evil.example", "Access-Control-Request-Method: POST"]),
        ("POST", "/v1/unknown", &[json, "Origin: https://evil.example"]),
        ("POST", "/v1/emergency", &[json]),
        ("POST", "/v1/emergency", &[json, "Origin: null"]),
        ("POST", "/v1/emergency", &[json, "Origin: https://evil.example"]),
        ("POST", "/v1/emergency", &[json, &slash]),
        ("POST", "/v1/emergency", &[json, &own]),
        ("POST", "/v1/emergency", &[json, &good, &good]),
        ("POST", "/v1/emergency", &[json, &good, "Host: evil.example"]),
        ("POST", "/v1/emergency", &[json, &good, "Authorization: Bearer x"]),
        (
            "OPTIONS",
            "/v1/emergency",
            &["Origin: https://evil.example", "Access-Control-Request-Method: POST"],
        ),
        ("POST", "/own/emergency", &[json, &good]),
        ("POST", "/own/emergency", &[json]),
        ("POST", "/own/forget", &[json, &good]),
        ("GET", "/v1/hello", &[]),
        ("POST", "/own/state", &[json]),
        ("POST", "/own/state", &[json, &good]),
        ("POST", "/own/pin", &[json, &good]),
        ("POST", "/own/touch", &[json, &good]),
        ("POST", "/own/state", &[json, "Authorization: Bearer wrong"]),
        ("POST", "/own/state", &[json, "Authorization: Basic eDp4"]),
        ("GET", "/", &[&good]),
        ("GET", "/", &["Origin: null"]),
        ("GET", "http://evil.example/", &[]),
    ];
    for (method, target, headers) in rows {
        let answer = bridge.request(method, target, headers, "{}");
        assert_eq!(status(&answer), 403, "{method} {target} {headers:?}: {answer}");
        assert_eq!(header(&answer, "content-type"), Some("application/problem+json"));
        assert!(!answer.to_ascii_lowercase().contains("access-control-"), "{answer}");
    }
    for host in ["evil.example", "127.0.0.1", "localhost", "127.1", "LOCALHOST", "0.0.0.0", "[::]"] {
        for port in [String::new(), format!(":{}", bridge.port)] {
            if host == "127.0.0.1" && !port.is_empty() || host == "localhost" && !port.is_empty() {
                continue;
            }
            let request = format!(
                "POST /v1/hello HTTP/1.1\r\nHost: {host}{port}\r\n{good}\r\n{json}\r\nContent-Length: 2\r\n\
                 Connection: close\r\n\r\n{{}}"
            );
            assert_eq!(status(&bridge.raw(request.as_bytes())), 403, "{host}{port}");
        }
    }
    let without_host =
        format!("POST /v1/hello HTTP/1.0\r\n{good}\r\n{json}\r\nContent-Length: 2\r\n\r\n{{}}");
    assert_eq!(status(&bridge.raw(without_host.as_bytes())), 403);
    assert_eq!(status(&bridge.post("/v1/hello", &town.origin(), "{}")), 200, "and it still answers");
}

#[test]
fn bad_requests_of_a_known_town_are_told_what_is_wrong_and_never_break_the_bridge() {
    let (town, bridge) = start(true);
    let json = "Content-Type: application/json";
    let good = format!("Origin: {}", town.origin());
    let tap = format!(r#"{{"challenge":"{}","purpose":"login","want":"identifier"}}"#, challenge());
    let long = format!("{{{}}}", " ".repeat(5000));
    let unknown = tap.replace('}', r#","more":1}"#);
    let doubled = tap.replace('}', r#","want":"binding"}"#);
    let short = tap.replacen(&challenge().to_string(), "AAAA", 1);
    let purpose = tap.replace("login", "everything");
    let opening = tap.replace("identifier", "opening");
    let half_opening = tap.replace("login", "health.open");
    let binding = tap.replace("login", "emergency.open").replace("identifier", "binding");
    let trailing = format!("{tap}x");
    let deep = "[".repeat(4000);
    let rows: &[(u16, &str, &str, &[&str], &str)] = &[
        (404, "POST", "/v1/unknown", &[json], &tap),
        (404, "POST", "/v1", &[json], &tap),
        (404, "POST", "/v1/", &[json], &tap),
        (404, "POST", "/v1/tap/", &[json], &tap),
        (404, "POST", "/v1/tap?x=1", &[json], &tap),
        (404, "POST", "/v1/../own/pin", &[json], &tap),
        (404, "POST", "/v1/TAP", &[json], &tap),
        (405, "GET", "/v1/tap", &[json], ""),
        (405, "PUT", "/v1/tap", &[json], &tap),
        (405, "DELETE", "/v1/hello", &[json], ""),
        (405, "PATCH", "/v1/hello", &[json], "{}"),
        (415, "POST", "/v1/tap", &[], &tap),
        (415, "POST", "/v1/tap", &["Content-Type: text/plain"], &tap),
        (415, "POST", "/v1/tap", &["Content-Type: application/x-www-form-urlencoded"], &tap),
        (415, "POST", "/v1/tap", &["Content-Type: application/json-patch+json"], &tap),
        (415, "POST", "/v1/tap", &["Content-Type: text/plain; application/json"], &tap),
        (415, "POST", "/v1/tap", &["Content-Type: application/json; charset=shift_jis"], &tap),
        (415, "POST", "/v1/tap", &[json, json], &tap),
        (400, "POST", "/v1/tap", &[json], ""),
        (400, "POST", "/v1/tap", &[json], "null"),
        (400, "POST", "/v1/tap", &[json], "[]"),
        (400, "POST", "/v1/tap", &[json], "{}"),
        (400, "POST", "/v1/tap", &[json], "{"),
        (400, "POST", "/v1/tap", &[json], "\u{feff}{}"),
        (400, "POST", "/v1/tap", &[json], &unknown),
        (400, "POST", "/v1/tap", &[json], &doubled),
        (400, "POST", "/v1/tap", &[json], &short),
        (400, "POST", "/v1/tap", &[json], &purpose),
        (422, "POST", "/v1/tap", &[json], &opening),
        (422, "POST", "/v1/tap", &[json], &half_opening),
        (422, "POST", "/v1/tap", &[json], &binding),
        (400, "POST", "/v1/tap", &[json], &trailing),
        (400, "POST", "/v1/tap", &[json], &deep),
        (400, "POST", "/v1/hello", &[json], ""),
        (400, "POST", "/v1/hello", &[json], r#"{"x":1}"#),
        (413, "POST", "/v1/tap", &[json], &long),
        (413, "POST", "/v1/hello", &[json], &long),
    ];
    for (expected, method, target, headers, body) in rows {
        let headers = [&[good.as_str()], *headers].concat();
        let answer = bridge.request(method, target, &headers, body);
        assert_eq!(status(&answer), *expected, "{method} {target} {headers:?} {body:.60}: {answer}");
        let problem: hibiki_protocol::Problem = serde_json::from_str(body_of(&answer)).unwrap();
        assert!(!problem.title.is_empty() && !problem.detail.is_empty());
        assert_eq!(header(&answer, "access-control-allow-origin"), Some(town.origin().as_str()));
    }

    let head = format!("POST /v1/tap HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n{good}\r\n{json}\r\n", bridge.port);
    let broken =
        [head.as_bytes(), b"Content-Length: 8\r\nConnection: close\r\n\r\n{\"\xff\xfe\":1}"].concat();
    assert_eq!(status(&bridge.raw(&broken)), 400, "broken UTF-8");
    let mut chunked = format!("{head}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n");
    for _ in 0..6 {
        chunked.push_str("400\r\n");
        chunked.push_str(&" ".repeat(1024));
        chunked.push_str("\r\n");
    }
    chunked.push_str("0\r\n\r\n");
    assert_eq!(status(&bridge.raw(chunked.as_bytes())), 413, "too long without saying so before");
    let endless = format!("{head}X-Long: {}\r\n\r\n", "x".repeat(1 << 20));
    for nonsense in [
        endless.as_bytes(),
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"\r\n\r\n",
        b"GET\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ] {
        assert!(status(&bridge.raw_within(nonsense, Duration::from_secs(1))) < 500, "{:?}", &nonsense[..5]);
    }
    assert_eq!(status(&bridge.post("/v1/hello", &town.origin(), "{}")), 200, "and it still answers");
    assert!(bridge.own("/own/state", "{}").1["pending"].is_null());
}

#[test]
fn preflights_are_answered_for_known_towns_only() {
    let (town, bridge) = start(true);
    let origin = format!("Origin: {}", town.origin());
    let asked = [
        origin.as_str(),
        "Access-Control-Request-Method: POST",
        "Access-Control-Request-Headers: content-type",
        "Access-Control-Request-Private-Network: true",
    ];
    for target in ["/v1/tap", "/v1/hello", "/v1/emergency"] {
        let answer = bridge.request("OPTIONS", target, &asked, "");
        assert_eq!(status(&answer), 204, "{answer}");
        for (name, value) in [
            ("access-control-allow-origin", town.origin().as_str()),
            ("access-control-allow-methods", "POST"),
            ("access-control-allow-headers", "content-type"),
            ("access-control-allow-private-network", "true"),
            ("access-control-allow-local-network", "true"),
            ("access-control-max-age", "60"),
            ("vary", "Origin"),
        ] {
            assert_eq!(header(&answer, name), Some(value), "{answer}");
        }
        assert!(header(&answer, "access-control-allow-credentials").is_none());
    }
    assert_eq!(status(&bridge.request("OPTIONS", "/v1/other", &asked, "")), 404);
}

#[test]
fn the_own_page_is_whole_by_itself_and_in_no_frame() {
    let (_town, bridge) = start(true);
    for (target, kind) in [
        ("/", "text/html; charset=utf-8"),
        ("/own/page.js", "text/javascript; charset=utf-8"),
        ("/own/page.css", "text/css; charset=utf-8"),
    ] {
        let answer = bridge.request("GET", target, &[], "");
        assert_eq!((status(&answer), header(&answer, "content-type")), (200, Some(kind)), "{answer:.300}");
        let policy = header(&answer, "content-security-policy").unwrap();
        assert!(
            policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
            "{policy}"
        );
        assert!(!policy.contains("unsafe"));
        assert_eq!(header(&answer, "x-content-type-options"), Some("nosniff"));
        assert_eq!(header(&answer, "cache-control"), Some("no-store"));
        assert_eq!(header(&answer, "cross-origin-resource-policy"), Some("same-origin"));
        assert!(!body_of(&answer).contains("http://") && !body_of(&answer).contains("https://"), "{target}");
    }
    let page = bridge.request("GET", "/", &[], "");
    for inline in ["style=", "<style", "<script>", "onclick", "onload", "javascript:"] {
        assert!(!body_of(&page).contains(inline), "{inline}");
    }
    for (target, expected) in
        [("/favicon.ico", 404), ("/own/", 404), ("/own/state", 405), ("/index.html", 404)]
    {
        let origin = format!("Origin: {}", bridge.own_origin());
        let headers: &[&str] = if expected == 405 { &[&origin] } else { &[] };
        assert_eq!(status(&bridge.request("GET", target, headers, "")), expected, "{target}");
    }
    for (target, body, expected) in [
        ("/own/state", "{\"x\":1}", 400),
        ("/own/pin", "{\"number\":1}", 400),
        ("/own/pin", "{\"number\":1,\"pin\":\"1234\",\"pin\":\"1234\"}", 400),
        ("/own/pin", "{\"number\":1,\"pin\":\"1234\"}", 409),
        ("/own/cancel", "{\"number\":-1}", 400),
        ("/own/emergency", "{\"number\":1}", 409),
        ("/own/emergency", "{}", 400),
        ("/own/forget", "{\"number\":1}", 409),
        ("/own/touch", "{\"card\":\"nobody\"}", 404),
        ("/own/other", "{}", 404),
    ] {
        assert_eq!(bridge.own(target, body).0, expected, "{target} {body}");
    }
}

#[test]
fn counters_rise_over_many_kills_at_any_moment() {
    let town = Town::start();
    let mut bridge = Bridge::knowing(&town, true, SIMULATE);
    let mut seen = Vec::new();
    for round in 0_u64..25 {
        bridge.start();
        bridge.touch("library");
        for _ in 0..round % 3 {
            let assertion = bridge.tap(&town, Purpose::LogIn, Want::Identifier).done();
            seen.push(town.open(&assertion, Purpose::LogIn, Want::Identifier).0.counter);
        }
        // The last answer may be on its way when the bridge dies.
        let mut unfinished = bridge.tap(&town, Purpose::LogIn, Want::Identifier);
        std::thread::sleep(Duration::from_millis(round % 5));
        bridge.kill();
        while let Some(event) = unfinished.next() {
            if let TapEvent::Done { assertion } = event {
                seen.push(town.open(&assertion, Purpose::LogIn, Want::Identifier).0.counter);
            }
        }
    }
    assert!(seen.len() >= 24, "{seen:?}");
    assert!(seen.is_sorted_by(|earlier, later| earlier < later), "{seen:?}");
}

#[cfg(unix)]
#[test]
fn files_are_for_their_owner_and_a_key_that_others_may_read_stops_the_bridge() {
    use std::os::unix::fs::PermissionsExt as _;
    let (_town, mut bridge) = start(true);
    for name in ["bridge.key", "control", "counter", "towns.json", "run.lock"] {
        let mode = fs::metadata(bridge.state().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    assert_eq!(fs::metadata(bridge.state()).unwrap().permissions().mode() & 0o777, 0o700);
    bridge.kill();
    let key = bridge.state().join("bridge.key");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    let output = bridge.command(&["run", "--simulate", "--port", "0"]);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && told.contains("chmod 600"), "{told}");
}

#[test]
fn the_control_token_is_new_at_each_start_and_opens_the_own_part_only() {
    let (town, mut bridge) = start(true);
    let token = |bridge: &Bridge| {
        let text = fs::read_to_string(bridge.state().join("control")).unwrap();
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        value["token"].as_str().unwrap().to_owned()
    };
    let first = token(&bridge);
    assert_eq!(first.len(), 43);
    let bearer = format!("Authorization: Bearer {first}");
    let json = "Content-Type: application/json";
    let asked = |bridge: &Bridge, target: &str, more: &[&str]| {
        status(&bridge.request("POST", target, &[&[json, bearer.as_str()], more].concat(), "{}"))
    };
    assert_eq!(asked(&bridge, "/own/state", &[]), 200);
    assert_eq!(asked(&bridge, "/v1/hello", &[]), 403);
    let origin = format!("Origin: {}", town.origin());
    assert_eq!(asked(&bridge, "/own/state", &[&origin]), 403);
    bridge.kill();
    bridge.start();
    assert_ne!(token(&bridge), first);
    assert_eq!(asked(&bridge, "/own/state", &[]), 403);
}

#[test]
fn one_bridge_runs_in_one_folder_and_commands_without_one_say_so() {
    let (_town, mut bridge) = start(true);
    let second = bridge.command(&["run", "--simulate", "--port", "0"]);
    let told = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(!second.status.success() && told.contains("another card-bridge is running"), "{told}");
    let status = bridge.command(&["status"]);
    let told = String::from_utf8_lossy(&status.stdout).into_owned();
    assert!(status.status.success() && told.contains("simulated card hanako"), "{told}");
    bridge.kill();
    for command in [&["status"][..], &["touch", "hanako"], &["lift"], &["pin"]] {
        let output = bridge.command(command);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && told.contains("card-bridge run"), "{command:?}: {told}");
    }
}

#[test]
fn towns_are_pinned_listed_changed_only_on_purpose_and_removed_while_the_bridge_runs() {
    let (town, bridge) = start(false);
    let listed = String::from_utf8(bridge.command(&["towns"]).stdout).unwrap();
    assert!(listed.contains("ひびき町") && listed.contains("with PIN only"), "{listed}");

    let told = |arguments: &[&str]| {
        let output = bridge.command(arguments);
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (code, error) = told(&["enrol", &town.origin(), "--code", "AAAA-AAAA-AAAA"]);
    assert!(code == Some(1) && error.contains("The code is wrong. Ask staff."), "{error}");
    let (code, error) = told(&["enrol", &town.origin(), "--code", "too short"]);
    assert!(code == Some(2) && error.contains("three groups of four"), "{error}");
    let hello = bridge.post("/v1/hello", &town.origin(), "{}");
    assert!(hello.contains("\"enrolled\":false"));
    let enrolled = bridge.command(&["enrol", &town.origin(), "--code", "7k3m q9tx 2b4d"]);
    assert!(String::from_utf8(enrolled.stdout).unwrap().contains("窓口1"));
    let hello = bridge.post("/v1/hello", &town.origin(), "{}");
    assert!(hello.contains("\"enrolled\":true"), "the running bridge knows at once: {hello}");

    let before = town.info.lock().unwrap().clone();
    let other_key = hibiki_protocol::SealSecretKey::derive(&[8; 32]).public_key().to_string();
    *town.info.lock().unwrap() = before.replace(&seal_key().public_key().to_string(), &other_key);
    let (code, error) = told(&["add-town", &town.origin()]);
    assert!(code == Some(1) && error.contains("remove-town"), "{error}");
    *town.info.lock().unwrap() = before.replace("http://localhost", "https://other.example");
    let (_, error) = told(&["add-town", &town.origin()]);
    assert!(error.contains("it speaks for"), "{error}");
    *town.info.lock().unwrap() = "<html>".to_owned();
    let (_, error) = told(&["add-town", &town.origin()]);
    assert!(error.contains("not understood"), "{error}");
    let (code, error) = told(&["add-town", "http://www.example.lg.jp"]);
    assert!(code == Some(2) && error.contains("only https://"), "{error}");
    let (code, error) = told(&["add-town", "http://localhost:1"]);
    assert!(code == Some(1) && error.contains("cannot reach"), "{error}");

    assert_eq!(told(&["remove-town", &town.origin()]).0, Some(0));
    assert_eq!(status(&bridge.post("/v1/hello", &town.origin(), "{}")), 403);
    let (code, error) = told(&["remove-town", &town.origin()]);
    assert!(code == Some(1) && error.contains("was not added"), "{error}");
}

#[test]
fn mistakes_in_the_settings_are_named_and_a_damaged_folder_is_not_repaired_in_silence() {
    let (_town, mut bridge) = start(true);
    bridge.kill();
    let run = |bridge: &Bridge| {
        let output = bridge.command(&["run", "--simulate", "--port", "0"]);
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let settings = bridge.state().join("bridge.toml");
    fs::write(&settings, "prot = 1\n").unwrap();
    let (code, told) = run(&bridge);
    assert!(code == Some(2) && told.contains("bridge.toml has a mistake") && told.contains("prot"), "{told}");
    fs::remove_file(&settings).unwrap();

    fs::remove_file(bridge.state().join("counter")).unwrap();
    let (code, told) = run(&bridge);
    assert!(code == Some(1) && told.contains("counter is missing") && told.contains("enrol again"), "{told}");
}

#[test]
fn the_log_tells_states_and_reasons_and_nothing_of_cards_pins_and_challenges() {
    let (town, bridge) = start(true);
    bridge.touch("hanako");
    let identifier = bridge.tap(&town, Purpose::LogIn, Want::Identifier).done();
    let mut tap = bridge.tap(&town, Purpose::LogIn, Want::Signature);
    tap.until_pin();
    assert!(bridge.type_pin("9081\n").status.success());
    assert_eq!(tap.until_pin(), (2, true));
    assert!(bridge.type_pin("1234\n").status.success());
    let signed = tap.done();
    bridge.post("/v1/tap", &town.origin(), &format!("{{\"challenge\":\"{}\"}}", challenge()));
    bridge.own("/own/state", "{\"999999900000001\":1}");
    let log = bridge.log();
    assert!(log.contains("tap for") && log.contains("login, signature"), "{log}");
    for kept in [
        "999999900000001",
        "HIBIKITEST",
        "9081",
        &challenge().to_string(),
        &identifier.signature.to_string(),
        &signed.signature.to_string(),
    ] {
        assert!(!log.contains(kept), "{kept} in\n{log}");
    }
}
