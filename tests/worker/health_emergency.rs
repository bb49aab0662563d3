//! The emergency summary: what its owner writes, what a medic reads, what the family is told, and what gives nothing out.

use hibiki_domain::{ids::PersonId, role::Role, secret::Sector};
use hibiki_protocol::{EmergencySecretKey, EmergencySummary};
use hibiki_tests::{
    actors::{self, Person, ask_tap, clerk, import, person_of, registered, row, staff},
    bridge::{Bridge, Tap},
    card::Card,
    database::{health, identity, mypage},
    desk,
    health::{Secret, open_with, pseudonym, resident, write},
    http::{Ask, Client, Reply, operator},
    page,
    town::{now, random, today, town, unique},
};
use serde_json::{Value, json};

const REASON: &str = "交通事故、意識がない患者の確認";

/// Somebody whose record is open, with a card, who has written down an allergy.
struct Patient {
    person: Person,
    secret: Secret,
    card: Card,
    substance: String,
}

impl Patient {
    fn new() -> Self {
        let (mut person, secret) = resident();
        let (card, substance) = (Card::felica(), unique("ペニシリン"));
        let asked = ask_tap(&mut person.client, "card.add", "binding");
        let bridge = Bridge::enrolled();
        person.client.json("/api/tap/add", &bridge.tap(&asked, &card).bind()).expect(200);
        let mut patient = Self { person, secret, card, substance };
        let substance = patient.substance.clone();
        patient.writes(&substance);
        patient
    }

    fn writes(&mut self, substance: &str) {
        allergy(&mut self.person.client, "/my/health/me", substance);
    }

    /// Rows of the log, and notices that were ever made at a bridge.
    fn written(&self, bridge: &Bridge) -> (i64, i64) {
        let me = pseudonym(&self.person.id);
        (
            health().number("SELECT COUNT(*) FROM access WHERE person = ?1", [me.as_str()]),
            health().number("SELECT COUNT(*) FROM telling WHERE bridge = ?1", [bridge.key_id().to_string()]),
        )
    }
}

fn allergy(client: &mut Client, record: &str, substance: &str) {
    let typed = [("sensitivity", "medicine"), ("substance", substance), ("severity", "anaphylaxis")];
    write(client, &format!("{record}/emergency/new/allergy"), &today().to_string(), &typed);
}

/// Asks for the tap and touches the card.
fn touch(medic: &mut Client, bridge: &Bridge, card: &Card) -> Tap {
    let ask = json!({ "purpose": "emergency.open", "want": "identifier" });
    let asked = medic.json("/api/health/tap/challenge", &ask).expect(200).json();
    bridge.tap(&asked, card)
}

fn body(tap: &Tap, reason: &str) -> Value {
    let mut body = tap.bind();
    body["reason"] = json!(reason);
    body
}

fn open(medic: &mut Client, bridge: &Bridge, card: &Card) -> (Reply, Tap) {
    let tap = touch(medic, bridge, card);
    (medic.json("/api/health/tap/emergency", &body(&tap, REASON)), tap)
}

#[track_caller]
fn read(medic: &mut Client, bridge: &Bridge, card: &Card) -> EmergencySummary {
    let (reply, tap) = open(medic, bridge, card);
    let reply = reply.expect(200).json();
    assert_eq!(reply["location"], "/desk/health/emergency?done=shown");
    bridge.show(&tap, reply["envelope"].as_str().expect("an envelope")).expect("a summary")
}

fn said(summary: &EmergencySummary) -> String {
    summary.lines().iter().flat_map(|line| [line.value.as_str(), "\n"]).collect()
}

#[test]
fn a_medic_reads_what_the_owner_wrote_and_the_owner_reads_who_looked_and_why() {
    let bridge = Bridge::of_medics();
    let mut patient = Patient::new();
    let mut medic = staff(Role::Medic);
    medic.client.get("/desk/health/emergency").expect(200);
    let (reply, tap) = open(&mut medic.client, &bridge, &patient.card);
    let reply = reply.expect(200);
    assert!(!reply.text().contains(&patient.substance), "the page learns nothing");
    let envelope = reply.json()["envelope"].as_str().expect("an envelope").to_owned();
    let summary = bridge.show(&tap, &envelope).expect("a summary");
    assert!(summary.title().contains(&patient.person.name), "{}", summary.title());
    assert!(said(&summary).contains(&patient.substance) && said(&summary).contains("アナフィラキシー"));
    // For that tap, at that bridge.
    let other = touch(&mut medic.client, &bridge, &patient.card);
    assert!(bridge.show(&other, &envelope).is_err());
    assert!(Bridge::of_medics().show(&tap, &envelope).is_err());

    let client = &mut patient.person.client;
    let looks = client.get("/my/health/me/looks").expect(200).text();
    for part in [REASON, &medic.name, "緊急時の情報が開かれました"] {
        assert!(looks.contains(part), "{part}");
    }
    assert!(!looks.contains("読めません") && !looks.contains("書き換えられています"));
    let home = client.get("/my").expect(200).text();
    let place = identity().text(
        "SELECT name || '（' || place || '）' FROM bridge WHERE key_id = ?1",
        [bridge.key_id().to_string()],
    );
    assert!(home.contains("緊急時の情報が開かれました") && home.contains(&place), "{place}");
    assert!(!home.contains(REASON), "why stands in the record alone");

    // What the owner chooses is what is there: added, and withdrawn.
    let more = unique("ワルファリン");
    let typed = [("name", more.as_str())];
    write(client, "/my/health/me/emergency/new/regular-medicine", &today().to_string(), &typed);
    let summary = read(&mut medic.client, &bridge, &patient.card);
    assert!(said(&summary).contains(&more) && said(&summary).contains(&patient.substance));
    let client = &mut patient.person.client;
    let list = client.get("/my/health/me/emergency").expect(200).text();
    let of_allergy = list.split("<li>").find(|item| item.contains(&patient.substance)).expect("an item");
    let entry = page::attribute(of_allergy, "href").expect("an address");
    let shown = client.get(&entry).expect(200);
    let html = shown.text();
    let mut actions = html.split("action=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let action = actions.find(|action| action.ends_with("/withdraw")).expect("a form");
    desk::submit(client, &shown, action, "", &[]).expect(303);
    let summary = read(&mut medic.client, &bridge, &patient.card);
    assert!(said(&summary).contains(&more) && !said(&summary).contains(&patient.substance));

    let page = patient.person.client.get("/my/health/me/emergency/summary").expect(200).text();
    assert!(page.contains(&more) && page.contains("町の救急の端末"));
}

#[test]
fn a_bridge_that_comes_later_gets_its_envelope_when_the_record_is_opened_next() {
    let mut patient = Patient::new();
    let bridge = Bridge::of_medics();
    let mut medic = staff(Role::Medic);
    let before = patient.written(&bridge);
    open(&mut medic.client, &bridge, &patient.card).0.refuses(422, "emergency-none");
    assert_eq!(patient.written(&bridge), before, "nothing was opened, and nobody is told so");
    patient.person.client = patient.person.log_in();
    open_with(&mut patient.person, &patient.secret).expect(200);
    assert!(said(&read(&mut medic.client, &bridge, &patient.card)).contains(&patient.substance));
    // Whoever never wrote anything has none.
    let (mut nobody, _) = resident();
    let card = Card::felica();
    let asked = ask_tap(&mut nobody.client, "card.add", "binding");
    nobody.client.json("/api/tap/add", &bridge.tap(&asked, &card).bind()).expect(200);
    open(&mut medic.client, &bridge, &card).0.refuses(422, "emergency-none");
    open(&mut medic.client, &bridge, &Card::felica()).0.refuses(422, "unknown-card");
}

#[test]
fn a_childs_guardian_is_told_and_nobody_else() {
    let bridge = Bridge::of_medics();
    let mut parent = row();
    parent.guardian = true;
    let mut child = row();
    child.household.clone_from(&parent.household);
    child.birth_date = today().years_before(8).to_string();
    child.name = unique("試験　子");
    import(&[parent.clone(), child.clone()]);
    let mut guardian = registered(&parent);
    open_with(&mut guardian, &Secret::prf()).expect(200);
    let home = guardian.client.get("/my/health").expect(200).text();
    let begin = page::attribute(home.split("<li>").find(|one| one.contains(&child.name)).unwrap(), "action");
    let begin = begin.expect("a form that begins a record");
    guardian.client.form(&begin, &[]).expect(303);
    let substance = unique("そば");
    allergy(&mut guardian.client, begin.trim_end_matches("/begin"), &substance);
    let card = Card::felica();
    desk::bind(&mut clerk().client, &child, &bridge, &card).expect(200);

    let mut medic = staff(Role::Medic);
    assert!(said(&read(&mut medic.client, &bridge, &card)).contains(&substance));
    let told = |person: &PersonId| {
        let me = town().secret.pseudonym(Sector::MyPage, person);
        mypage().number("SELECT COUNT(*) FROM personal_notice WHERE pseudonym = ?1", [me.as_str()])
    };
    assert_eq!((told(&guardian.id), told(&person_of(&child)), told(&medic.id)), (1, 1, 0));
    let page = guardian.client.get("/my").expect(200).text();
    assert!(page.contains("緊急時の情報が開かれました") && page.contains(&format!("{}さんの", child.name)));
    // Who is the guardian no longer is told nothing of the child.
    let sql =
        "UPDATE guardianship SET until = ?2, ended_at = ?3, end_reason = 'register' WHERE guardian = ?1";
    identity().execute(sql, (guardian.id.as_str(), today().to_string(), now().0));
    assert!(!guardian.client.get("/my").expect(200).text().contains("緊急時の情報が開かれました"));
    read(&mut medic.client, &bridge, &card);
    assert_eq!((told(&guardian.id), told(&person_of(&child))), (1, 2));
}

#[test]
fn without_a_reason_a_role_a_good_tap_or_a_confirmed_bridge_nothing_is_given_out() {
    let bridge = Bridge::of_medics();
    let patient = Patient::new();
    let mut medic = staff(Role::Medic).client;
    let before = patient.written(&bridge);

    for reason in ["", "   ", "1234", &"長".repeat(201)] {
        let tap = touch(&mut medic, &bridge, &patient.card);
        medic.json("/api/health/tap/emergency", &body(&tap, reason)).refuses(422, "emergency-reason");
    }
    let tap = touch(&mut medic, &bridge, &patient.card);
    medic.json("/api/health/tap/emergency", &tap.bind()).refuses(422, "emergency-reason");

    // Roles: nobody else may ask, hand in, or open the page.
    let ask = json!({ "purpose": "emergency.open", "want": "identifier" });
    let tap = touch(&mut medic, &bridge, &patient.card);
    for role in [Role::Clerk, Role::Admin, Role::Editor] {
        let mut other = staff(role).client;
        other.json("/api/health/tap/challenge", &ask).refuses(403, "not-permitted");
        other.json("/api/health/tap/emergency", &body(&tap, REASON)).refuses(403, "not-permitted");
        other.get("/desk/health/emergency").expect(403);
    }
    patient.person.client.clone().json("/api/health/tap/challenge", &ask).refuses(403, "not-permitted");
    Client::new().json("/api/health/tap/emergency", &body(&tap, REASON)).refuses(401, "not-logged-in");
    // Another medic's session, and twice.
    let mut colleague = staff(Role::Medic).client;
    colleague.json("/api/health/tap/emergency", &body(&tap, REASON)).refuses(409, "challenge");
    medic.json("/api/health/tap/emergency", &body(&tap, REASON)).expect(200);
    medic.json("/api/health/tap/emergency", &body(&tap, REASON)).refuses(409, "challenge");
    // A log-in's tap.
    let asked = ask_tap(&mut Client::new(), "login", "identifier");
    let tap = bridge.tap(&asked, &patient.card);
    medic.json("/api/health/tap/emergency", &body(&tap, REASON)).refuses(409, "challenge");

    // Bridges: one without a key, one that nobody confirmed, one that one confirmed, twice.
    let mut admin = actors::admin().client;
    let unconfirmed = Bridge::for_emergencies();
    open(&mut medic, &Bridge::enrolled(), &patient.card).0.refuses(422, "emergency-bridge");
    open(&mut medic, &Bridge::unknown(), &patient.card).0.refuses(422, "unknown-bridge");
    for confirmations in 0..3 {
        open(&mut medic, &unconfirmed, &patient.card).0.refuses(422, "emergency-bridge");
        let reply = unconfirmed.confirm(&mut admin);
        assert!(confirmations < 3 && reply.status == 303, "{reply}");
    }
    // Other letters than the machine printed.
    let typed = [("id", unconfirmed.key_id().to_string()), ("code", "0000-0000-0000".to_owned())];
    let typed: Vec<_> = typed.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let mut second = staff(Role::Admin).client;
    second.form("/desk/bridges/confirm", &typed).expect(422);
    open(&mut medic, &unconfirmed, &patient.card).0.refuses(422, "emergency-bridge");
    // Whoever writes to the database does not know the town's secret.
    let forged = "INSERT INTO emergency_confirmation SELECT ?1, person_id, 1, ?2 FROM staff WHERE person_id <> ?3 LIMIT 5";
    let values = (unconfirmed.key_id().to_string(), "0".repeat(64), actors::admin().id.to_string());
    assert!(identity().execute(forged, values) > 0);
    open(&mut medic, &unconfirmed, &patient.card).0.refuses(422, "emergency-bridge");

    // A revoked one, from that moment on.
    bridge.clone().confirm(&mut admin).expect(303);
    open(&mut medic, &bridge, &patient.card).0.expect(200);
    admin.form("/desk/bridges/revoke", &[("id", &bridge.key_id().to_string())]).expect(303);
    open(&mut medic, &bridge, &patient.card).0.refuses(422, "unknown-bridge");
    let (rows, told) = patient.written(&bridge);
    assert_eq!((rows, told), (before.0 + 2, before.1 + 2), "two were given out, and nothing else");
}

#[test]
fn an_emergency_key_that_somebody_else_put_there_gets_nothing() {
    let bridge = Bridge::of_medics();
    let mut patient = Patient::new();
    let mut medic = staff(Role::Medic).client;
    read(&mut medic, &bridge, &patient.card);
    let thief = EmergencySecretKey::derive(&random()).public_key().to_string();
    let sql = "UPDATE emergency_bridge SET emergency_key = ?2 WHERE key_id = ?1";
    let key_id = bridge.key_id().to_string();
    assert_eq!(identity().execute(sql, (&key_id, &thief)), 1);
    open(&mut medic, &bridge, &patient.card).0.refuses(422, "emergency-bridge");
    let of_bridge = "SELECT made_at * 1000000 + counter FROM envelope WHERE bridge = ?1 AND person = ?2";
    let me = pseudonym(&patient.person.id);
    let before = health().number(of_bridge, (&key_id, me.as_str()));
    patient.writes("えび");
    assert_eq!(health().number(of_bridge, (&key_id, me.as_str())), before, "nothing is sealed to it");
}

#[test]
fn when_the_log_or_the_notice_cannot_be_written_nothing_is_given_out() {
    let bridge = Bridge::of_medics();
    let patient = Patient::new();
    let mut medic = staff(Role::Medic).client;
    let (me, key_id) = (pseudonym(&patient.person.id), bridge.key_id().to_string());
    let of_log = format!("access WHEN NEW.person = '{}'", me.as_str());
    let of_notice = format!("telling WHEN NEW.bridge = '{key_id}'");
    for (place, (table, how)) in [
        (&of_log, "RAISE(ABORT, 'no room')"),
        (&of_log, "RAISE(IGNORE)"),
        (&of_notice, "RAISE(ABORT, 'no room')"),
        (&of_notice, "RAISE(IGNORE)"),
    ]
    .into_iter()
    .enumerate()
    {
        let name = format!("test_{}_{place}", &me.as_str()[..12]);
        let before = patient.written(&bridge);
        let (on, when) = table.split_once(" WHEN ").unwrap();
        let trigger =
            format!("CREATE TRIGGER {name} BEFORE INSERT ON {on} WHEN {when} BEGIN SELECT {how}; END");
        health().execute(&trigger, ());
        let (reply, _) = open(&mut medic, &bridge, &patient.card);
        health().execute(&format!("DROP TRIGGER {name}"), ());
        assert!(!reply.text().contains("envelope"), "{table} {how}: {reply}");
        reply.refuses(409, "emergency-not-written");
        if how.contains("ABORT") {
            assert_eq!(patient.written(&bridge), before, "{table} {how}");
        }
        read(&mut medic, &bridge, &patient.card);
    }
}

#[test]
fn what_my_page_could_not_take_is_brought_later_once() {
    let bridge = Bridge::of_medics();
    let mut patient = Patient::new();
    let mut medic = staff(Role::Medic).client;
    let me = town().secret.pseudonym(Sector::MyPage, &patient.person.id);
    let name = format!("test_{}", &me.as_str()[..12]);
    let trigger = format!(
        "CREATE TRIGGER {name} BEFORE INSERT ON personal_notice WHEN NEW.pseudonym = '{}' BEGIN SELECT RAISE(ABORT, 'no room'); END",
        me.as_str()
    );
    mypage().execute(&trigger, ());
    read(&mut medic, &bridge, &patient.card);
    let waits = || {
        let sql = "SELECT COUNT(*) FROM telling WHERE bridge = ?1 AND delivered_at IS NULL";
        health().number(sql, [bridge.key_id().to_string()])
    };
    let sealed = health().text("SELECT sealed FROM telling WHERE bridge = ?1", [bridge.key_id().to_string()]);
    assert!(!sealed.contains(me.as_str()), "to whom is sealed");
    assert_eq!(waits(), 1);
    let bring = || operator(&Ask::post("/ops/health/tellings").without_origin().json(&json!({})));
    bring().expect(200);
    assert_eq!(waits(), 1);
    mypage().execute(&format!("DROP TRIGGER {name}"), ());
    bring().expect(200);
    bring().expect(200);
    assert_eq!(waits(), 0);
    let home = patient.person.client.get("/my").expect(200).text();
    assert_eq!(home.matches("<h2>緊急時の情報が開かれました").count(), 1);
}

#[test]
fn the_twenty_first_in_an_hour_waits() {
    let bridge = Bridge::of_medics();
    let patient = Patient::new();
    let mut medic = staff(Role::Medic).client;
    let key_id = bridge.key_id().to_string();
    let sql = "INSERT INTO telling SELECT lower(hex(randomblob(16))), ?1, 'x', ?2, ?2";
    for _ in 0..19 {
        health().execute(sql, (&key_id, now().0 - 60));
    }
    read(&mut medic, &bridge, &patient.card);
    let before = patient.written(&bridge);
    open(&mut medic, &bridge, &patient.card).0.refuses(422, "emergency-rate");
    assert_eq!(patient.written(&bridge), before);
    // Another bridge is not held up, and an hour later this one is not either.
    let age = "UPDATE telling SET created_at = created_at - 3600 WHERE bridge = ?1";
    health().execute(age, [&key_id]);
    read(&mut medic, &bridge, &patient.card);
}

#[test]
fn an_envelope_in_another_persons_place_is_refused_and_so_is_a_changed_one() {
    let bridge = Bridge::of_medics();
    let (one, other) = (Patient::new(), Patient::new());
    let mut medic = staff(Role::Medic).client;
    let key_id = bridge.key_id().to_string();
    let [me, them] = [&one, &other].map(|patient| pseudonym(&patient.person.id));
    let take = "UPDATE envelope SET person = ?2 WHERE person = ?1 AND bridge = ?3";
    let away = "0".repeat(64);
    for (from, to) in [(me.as_str(), away.as_str()), (them.as_str(), me.as_str()), (&away, them.as_str())] {
        assert_eq!(health().execute(take, (from, to, &key_id)), 1);
    }
    for patient in [&one, &other] {
        let (reply, _) = open(&mut medic, &bridge, &patient.card);
        assert!(!reply.text().contains("envelope"));
        reply.refuses(409, "emergency-forged");
    }
    let change = "UPDATE envelope SET sealed = sealed || 'A' WHERE person = ?1 AND bridge = ?2";
    for (from, to) in [(me.as_str(), away.as_str()), (them.as_str(), me.as_str()), (&away, them.as_str())] {
        assert_eq!(health().execute(take, (from, to, &key_id)), 1);
    }
    read(&mut medic, &bridge, &one.card);
    assert_eq!(health().execute(change, (me.as_str(), &key_id)), 1);
    open(&mut medic, &bridge, &one.card).0.refuses(409, "emergency-forged");
}
