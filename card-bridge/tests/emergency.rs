//! Emergency summaries, from the tap to the bridge's own page: the real program with simulated cards.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test")]

mod support;

use hibiki_protocol::{
    ClientData, EmergencyPublicKey, EmergencyReply, EmergencyRequest, EmergencySecretKey, EmergencySummary,
    EnvelopeId, EnvelopePlace, FailReason, KeyId, MAX_EMERGENCY_BODY_BYTES, Purpose, SealSecretKey,
    SummaryLine, Want, release_emergency, seal_emergency,
};
use std::fs;
use support::{Bridge, Town, body_of, challenge, header, seal_key, status};

const SIMULATE: &[&str] = &["--simulate"];
const MARKUP: &str = "<img src=x onerror=alert(1)>\n\"&amp; ペニシリン";

fn start() -> (Town, Bridge) {
    let town = Town::start();
    let bridge = Bridge::for_emergencies(&town, SIMULATE);
    bridge.touch("hanako");
    (town, bridge)
}

/// What a town keeps of a person and releases after a tap. Each test makes one part wrong.
struct Release {
    town: SealSecretKey,
    to: EmergencyPublicKey,
    bridge: KeyId,
    summary: EmergencySummary,
    tap: [u8; 32],
}

impl Release {
    fn good(town: &Town) -> Self {
        let client_data =
            ClientData::new(challenge(), &town.origin(), Purpose::EmergencyOpen, Want::Identifier);
        Self {
            town: seal_key(),
            to: town.emergency.lock().unwrap().unwrap(),
            bridge: town.enrolled.lock().unwrap().unwrap().key_id(),
            summary: summary(MARKUP),
            tap: client_data.hash(),
        }
    }

    fn bytes(&self) -> Vec<u8> {
        let place = EnvelopePlace::new(self.bridge, "0f3a", EnvelopeId::from_bytes([5; 16])).unwrap();
        let envelope = seal_emergency(&self.to, &place, &self.summary, &[8; 32]).unwrap();
        release_emergency(&self.town, &self.to, &place, &envelope, &self.tap, &[9; 32]).unwrap()
    }
}

/// What is wrong, and how it comes about.
type Change = (&'static str, fn(&mut Release));

fn summary(value: &str) -> EmergencySummary {
    let line = SummaryLine { label: "アレルギー".to_owned(), value: value.to_owned() };
    EmergencySummary::new("救急の情報：ひびき 花子".to_owned(), vec![line]).unwrap()
}

fn body(envelope: Vec<u8>) -> String {
    serde_json::to_string(&EmergencyRequest { envelope }).unwrap()
}

fn hand_in(town: &Town, bridge: &Bridge, released: Vec<u8>) -> String {
    bridge.post("/v1/emergency", &town.origin(), &body(released))
}

fn tap(town: &Town, bridge: &Bridge) {
    bridge.tap(town, Purpose::EmergencyOpen, Want::Identifier).done();
}

fn kind(answer: &str) -> String {
    let problem: hibiki_protocol::Problem = serde_json::from_str(body_of(answer)).unwrap();
    format!("{} {}", problem.status, problem.kind.trim_start_matches("/problems/card-bridge/"))
}

#[test]
fn a_summary_is_shown_on_the_own_page_and_the_towns_page_learns_nothing_of_it() {
    let (town, bridge) = start();
    let (_, before) = bridge.own("/own/state", "{}");
    assert!(before["emergency"].is_null());
    tap(&town, &bridge);
    let answer = hand_in(&town, &bridge, Release::good(&town).bytes());
    assert_eq!(status(&answer), 200, "{answer}");
    let reply: EmergencyReply = serde_json::from_str(body_of(&answer)).unwrap();
    assert_eq!(
        reply,
        EmergencyReply { shown_for_secs: 300, own_page: format!("http://127.0.0.1:{}/", bridge.port) }
    );
    assert!(!answer.contains("ペニシリン") && !answer.contains("花子"), "{answer}");
    assert_eq!(header(&answer, "access-control-allow-origin"), Some(town.origin().as_str()));

    let (_, state) = bridge.own("/own/state", "{}");
    assert_eq!(state["emergency"]["town"], "ひびき町");
    assert!(state["emergency"]["seconds_left"].as_u64().unwrap() > 290);
    assert!(!state.to_string().contains("ペニシリン"), "the state says that, and not what: {state}");
    let number = state["emergency"]["number"].as_u64().unwrap();
    let asked = format!("{{\"number\":{number}}}");
    let (code, shown) = bridge.own("/own/emergency", &asked);
    assert_eq!(code, 200);
    assert_eq!(shown["title"], "救急の情報：ひびき 花子");
    assert_eq!(shown["lines"][0]["value"], MARKUP, "text as it was sent");
    let listed = String::from_utf8(bridge.command(&["status"]).stdout).unwrap();
    assert!(listed.contains("emergency summary for ひびき町") && !listed.contains("ペニシリン"), "{listed}");

    assert_eq!(bridge.own("/own/emergency", &format!("{{\"number\":{}}}", number + 1)).0, 409);
    assert_eq!(bridge.own("/own/forget", &format!("{{\"number\":{}}}", number + 1)).0, 409);
    assert_eq!(bridge.own("/own/forget", &asked).0, 200);
    assert_eq!(bridge.own("/own/emergency", &asked).0, 409);
    assert!(bridge.own("/own/state", "{}").1["emergency"].is_null());
}

#[test]
fn without_a_tap_for_emergencies_and_for_a_second_time_nothing_is_taken() {
    let (town, bridge) = start();
    let released = Release::good(&town).bytes();
    assert_eq!(kind(&hand_in(&town, &bridge, released.clone())), "409 no-emergency-tap");
    bridge.tap(&town, Purpose::LogIn, Want::Identifier).done();
    assert_eq!(kind(&hand_in(&town, &bridge, released.clone())), "409 no-emergency-tap");
    tap(&town, &bridge);
    assert_eq!(status(&hand_in(&town, &bridge, released.clone())), 200);
    assert_eq!(kind(&hand_in(&town, &bridge, released)), "409 no-emergency-tap");
}

#[test]
fn what_this_town_did_not_release_for_this_tap_at_this_bridge_is_not_shown() {
    let (town, bridge) = start();
    let stranger = EmergencySecretKey::derive(&[1; 32]).public_key();
    let changes: [Change; 4] = [
        ("of another tap", |release| release.tap = [0; 32]),
        ("of another town's secret", |release| release.town = SealSecretKey::derive(&[8; 32])),
        ("of another bridge", |release| release.bridge = KeyId::from_bytes([0; 16])),
        ("sealed to another key", |release| release.to = EmergencySecretKey::derive(&[1; 32]).public_key()),
    ];
    for (what, change) in changes {
        tap(&town, &bridge);
        let mut release = Release::good(&town);
        change(&mut release);
        assert_eq!(kind(&hand_in(&town, &bridge, release.bytes())), "422 envelope", "{what}");
        let good = Release::good(&town).bytes();
        let late = kind(&hand_in(&town, &bridge, good));
        assert_eq!(late, "409 no-emergency-tap", "{what}: the wrong one cost the tap");
        assert!(bridge.own("/own/state", "{}").1["emergency"].is_null());
    }
    // The envelope of another bridge, released by the town for this one.
    tap(&town, &bridge);
    let good = Release::good(&town);
    let place = EnvelopePlace::new(good.bridge, "0f3a", EnvelopeId::from_bytes([5; 16])).unwrap();
    let envelope = seal_emergency(&stranger, &place, &good.summary, &[8; 32]).unwrap();
    let released = release_emergency(&good.town, &good.to, &place, &envelope, &good.tap, &[9; 32]).unwrap();
    assert_eq!(kind(&hand_in(&town, &bridge, released)), "422 envelope");
    for rubbish in [Vec::new(), vec![0; 31], vec![0; 48], vec![0xff; 16 * 1024]] {
        tap(&town, &bridge);
        assert_eq!(kind(&hand_in(&town, &bridge, rubbish)), "422 envelope");
    }
}

#[test]
fn another_towns_page_cannot_hand_in_for_this_one() {
    let (town, bridge) = start();
    let other = Town::start();
    assert!(bridge.command(&["add-town", &other.origin()]).status.success());
    tap(&town, &bridge);
    let released = Release::good(&town).bytes();
    assert_eq!(kind(&hand_in(&other, &bridge, released.clone())), "409 no-emergency-tap");
    let evil = bridge.post("/v1/emergency", "https://evil.example", &body(released.clone()));
    assert_eq!(status(&evil), 403);
    assert!(!evil.to_ascii_lowercase().contains("access-control-"), "{evil}");
    assert_eq!(status(&hand_in(&town, &bridge, released)), 200, "and the tap was not spoilt");
}

#[test]
fn a_summary_of_full_size_is_taken_and_longer_or_unlike_bodies_do_not_cost_the_tap() {
    let (town, bridge) = start();
    tap(&town, &bridge);
    let long = format!(r#"{{"envelope":"{}"}}"#, "A".repeat(MAX_EMERGENCY_BODY_BYTES));
    let origin = town.origin();
    for (body, expected) in [
        (long.as_str(), "413 too-long"),
        ("", "400 not-understood"),
        ("{}", "400 not-understood"),
        (r#"{"envelope":1}"#, "400 not-understood"),
        (r#"{"envelope":"AA=="}"#, "400 not-understood"),
        (r#"{"envelope":"+/+/"}"#, "400 not-understood"),
        (r#"{"envelope":"AAAA","more":1}"#, "400 not-understood"),
    ] {
        assert_eq!(kind(&bridge.post("/v1/emergency", &origin, body)), expected, "{body:.40}");
    }
    let origin_line = format!("Origin: {origin}");
    let as_text = bridge.request("POST", "/v1/emergency", &[&origin_line, "Content-Type: text/plain"], "{}");
    assert_eq!(status(&as_text), 415);
    let got = bridge.request("GET", "/v1/emergency", &[&origin_line, "Content-Type: application/json"], "");
    assert_eq!(status(&got), 405);

    let frame = r#"{"title":"救急の情報：ひびき 花子","lines":[{"label":"アレルギー","value":""}]}"#.len();
    let mut release = Release::good(&town);
    release.summary = summary(&"x".repeat(16 * 1024 - frame));
    assert_eq!(status(&hand_in(&town, &bridge, release.bytes())), 200);
}

#[test]
fn only_a_bridge_whose_emergency_key_the_town_took_is_asked_in_an_emergency() {
    let town = Town::start();
    for enrolled in [true, false] {
        let bridge = Bridge::started(&town, enrolled, SIMULATE);
        assert!(!bridge.state().join("emergency.key").exists());
        let mut tap = bridge.tap(&town, Purpose::EmergencyOpen, Want::Identifier);
        assert_eq!(tap.failed(), FailReason::NotEnrolled);
    }
}

#[test]
fn the_running_bridge_learns_of_its_emergency_key_and_the_two_fingerprints_are_the_same() {
    let town = Town::start();
    let bridge = Bridge::started(&town, true, SIMULATE);
    let enrolled = bridge.command(&["enrol", &town.origin(), "--code", support::CODE, "--emergency"]);
    let told = String::from_utf8(enrolled.stdout).unwrap();
    let key = town.emergency.lock().unwrap().unwrap();
    assert!(told.contains(&key.fingerprint()), "{told}");
    assert!(String::from_utf8(bridge.command(&["towns"]).stdout).unwrap().contains("also for emergencies"));
    bridge.touch("hanako");
    tap(&town, &bridge);
    assert_eq!(status(&hand_in(&town, &bridge, Release::good(&town).bytes())), 200);
}

#[cfg(unix)]
#[test]
fn an_emergency_key_that_others_may_read_stops_the_bridge() {
    use std::os::unix::fs::PermissionsExt as _;
    let (_town, mut bridge) = start();
    let key = bridge.state().join("emergency.key");
    assert_eq!(fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    bridge.kill();
    fs::set_permissions(&key, fs::Permissions::from_mode(0o640)).unwrap();
    let output = bridge.command(&["run", "--simulate", "--port", "0"]);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        !output.status.success() && told.contains("chmod 600") && told.contains("emergency.key"),
        "{told}"
    );
}

#[test]
fn neither_log_nor_folder_holds_anything_of_a_summary() {
    let (town, bridge) = start();
    tap(&town, &bridge);
    let released = Release::good(&town).bytes();
    assert_eq!(status(&hand_in(&town, &bridge, released.clone())), 200);
    hand_in(&town, &bridge, released);
    bridge.wait_for_log("no emergency summary is shown");
    let mut kept = bridge.log();
    assert!(kept.contains("an emergency summary for http://localhost"), "{kept}");
    for entry in fs::read_dir(bridge.state()).unwrap() {
        kept.push_str(&String::from_utf8_lossy(&fs::read(entry.unwrap().path()).unwrap()));
    }
    for secret in ["ペニシリン", "花子", "アレルギー", "0f3a"] {
        assert!(!kept.contains(secret), "{secret} in\n{kept}");
    }
}
