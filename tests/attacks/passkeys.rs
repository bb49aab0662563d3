//! Passkeys whose answers must not count.

use data_encoding::BASE64URL_NOPAD;
use ed25519_dalek::SigningKey;
use hibiki_tests::{
    actors::{self, options},
    cbor,
    database::identity,
    http::{Client, Reply},
    passkey::{AT, Assertion, Passkey, Registration, UP, UV},
    town::{now, random, town},
};
use serde_json::{Value, json};

/// Backup eligible, backed up, extension data.
const BE: u8 = 0x08;
const BS: u8 = 0x10;
const ED: u8 = 0x80;

type Change<T> = (&'static str, fn(&mut T));

/// Logs in with something wrong.
fn wrong(passkey: &mut Passkey, change: impl FnOnce(&mut Assertion)) -> Reply {
    let mut client = Client::new();
    let options = options(&mut client, "login");
    let mut assertion = passkey.assertion(&options);
    change(&mut assertion);
    let mut body = assertion.body("login");
    body["challenge"] = options["publicKey"]["challenge"].clone();
    let reply = client.json("/api/passkey/login", &body);
    assert!(reply.status == 200 || client.session.is_none(), "no session comes with a refusal");
    reply
}

#[test]
fn an_assertion_with_one_thing_wrong_does_not_count() {
    let mut person = actors::resident();
    let passkey = &mut person.passkey;
    let refused: [Change<Assertion>; 24] = [
        ("registration as log-in", |a| a.client_data.set("type", json!("webauthn.create"))),
        ("a tap as log-in", |a| a.client_data.set("type", json!("tap.get"))),
        ("another origin", |a| a.client_data.set("origin", json!("https://evil.example"))),
        ("an origin with a slash", |a| a.client_data.set("origin", json!(format!("{}/", town().origin)))),
        ("a subdomain", |a| a.client_data.set("origin", json!("http://www.localhost:8787"))),
        ("another port", |a| a.client_data.set("origin", json!("http://localhost:1"))),
        ("another challenge", |a| a.client_data.set("challenge", json!(BASE64URL_NOPAD.encode(&[1; 32])))),
        ("inside a frame of another site", |a| a.client_data.set("crossOrigin", json!(true))),
        ("a top origin", |a| a.client_data.set("topOrigin", json!("https://evil.example"))),
        ("one's own top origin", |a| a.client_data.set("topOrigin", json!(town().origin))),
        ("another town", |a| a.rp_id = "evil.example".to_owned()),
        ("a parent domain", |a| a.rp_id = "localhost.".to_owned()),
        ("nobody present", |a| a.flags = UV),
        ("nobody verified", |a| a.flags = UP),
        ("no flags", |a| a.flags = 0),
        ("backed up though not eligible", |a| a.flags = UP | UV | BS),
        ("suddenly eligible", |a| a.flags = UP | UV | BE),
        ("another key", |a| a.key = Passkey::new().key),
        ("nobody's handle", |a| a.user_handle = Some(random::<32>().to_vec())),
        ("no handle", |a| a.user_handle = None),
        ("an empty handle", |a| a.user_handle = Some(Vec::new())),
        ("an unknown credential", |a| a.id = random::<32>().to_vec()),
        ("an empty credential", |a| a.id = Vec::new()),
        ("a credential cut short", |a| a.id.truncate(31)),
    ];
    for (name, change) in refused {
        let reply = wrong(passkey, change);
        assert_eq!((reply.status, reply.problem().as_str()), (422, "passkey"), "{name}: {reply}");
    }
    let unreadable: [Change<Assertion>; 10] = [
        ("another kind of credential", |a| a.kind = "password".to_owned()),
        ("no type", |a| a.client_data.set("type", Value::Null)),
        ("no origin", |a| a.client_data.set("origin", Value::Null)),
        ("client data that is a list", |a| a.client_data.0 = json!([])),
        ("a byte behind", |a| a.trailing = vec![0]),
        ("an extension that was not announced", |a| a.trailing = vec![0xa0]),
        ("an extension promised", |a| a.flags = UP | UV | ED),
        ("an extension that is no map", |a| (a.flags, a.trailing) = (UP | UV | ED, vec![0x01])),
        ("a byte behind the extensions", |a| (a.flags, a.trailing) = (UP | UV | ED, vec![0xa0, 0x00])),
        ("a key behind", |a| a.flags = UP | UV | AT),
    ];
    for (name, change) in unreadable {
        let reply = wrong(passkey, change);
        assert_eq!((reply.status, reply.problem().as_str()), (400, "passkey"), "{name}: {reply}");
    }
    wrong(passkey, |_| ()).expect(200);
    wrong(passkey, |a| a.client_data.set("crossOrigin", json!(false))).expect(200);
    wrong(passkey, |a| a.client_data.set("futureField", json!({ "a": 1 }))).expect(200);
}

#[test]
fn an_answer_counts_once_in_its_time_and_in_its_browser() {
    let mut person = actors::resident();
    let mut client = Client::new();
    let asked = options(&mut client, "login");
    let body = person.passkey.assertion(&asked).body("login");
    Client::new().json("/api/passkey/login", &body).refuses(409, "challenge");
    client.json("/api/passkey/login", &body).expect(200);
    client.json("/api/passkey/login", &body).refuses(409, "challenge");

    let asked = options(&mut client, "login");
    let challenge = asked["publicKey"]["challenge"].as_str().unwrap();
    identity().execute("UPDATE challenge SET expires_at = ?1 WHERE challenge = ?2", (now().0, challenge));
    let body = person.passkey.assertion(&asked).body("login");
    client.json("/api/passkey/login", &body).refuses(409, "challenge");

    // A refused answer has used its challenge up too: nobody tries twice on one.
    let asked = options(&mut client, "login");
    let mut assertion = person.passkey.assertion(&asked);
    assertion.flags = UP;
    client.json("/api/passkey/login", &assertion.body("login")).refuses(422, "passkey");
    assertion.flags = UP | UV;
    client.json("/api/passkey/login", &assertion.body("login")).refuses(409, "challenge");
    wrong(&mut person.passkey, |_| ()).expect(200);
}

#[test]
fn a_counter_that_falls_shows_a_copy_and_no_counter_at_all_is_fine() {
    let mut person = actors::resident();
    wrong(&mut person.passkey, |a| a.counter = 100).expect(200);
    for counter in [100, 99, 1, 0] {
        wrong(&mut person.passkey, |a| a.counter = counter).refuses(422, "passkey");
    }
    wrong(&mut person.passkey, |a| a.counter = 101).expect(200);
    // Passkeys that are synced between devices do not count: zero stays zero.
    let mut synced = actors::resident();
    for _ in 0..3 {
        wrong(&mut synced.passkey, |a| a.counter = 0).expect(200);
    }
}

#[test]
fn a_removed_passkey_and_a_step_up_by_another_purpose_do_not_count() {
    let mut person = actors::resident();
    let mut second = Passkey::new();
    actors::register(&mut person.client, &mut second, "二つ目").expect(200);
    let mut waiting = Client::new();
    let asked = options(&mut waiting, "login");
    person.client.form("/my/ways/remove-passkey", &[("id", &second.id_text())]).leads_to("/my/ways");
    waiting.json("/api/passkey/login", &second.assertion(&asked).body("login")).refuses(422, "passkey");
    wrong(&mut second, |_| ()).refuses(422, "passkey");

    // A challenge for a step-up is none for a log-in, and the other way round.
    let asked = options(&mut person.client, "step-up");
    let body = person.passkey.assertion(&asked).body("login");
    person.client.clone().json("/api/passkey/login", &body).refuses(409, "challenge");
    let asked = options(&mut person.client, "login");
    let body = person.passkey.assertion(&asked).body("step-up");
    person.client.clone().json("/api/passkey/login", &body).refuses(409, "challenge");
    // In a browser that is logged in already a log-in is one of the browser, not of the session.
    let mut other = actors::resident();
    let asked = options(&mut other.client, "step-up");
    let body = other.passkey.assertion(&asked).body("step-up");
    person.client.json("/api/passkey/login", &body).refuses(409, "challenge");
    person.step_up();
}

/// Registers for somebody who is logged in, with something wrong.
fn wrong_registration(client: &mut Client, change: impl FnOnce(&mut Registration)) -> Reply {
    let asked = client.json("/api/passkey/register/challenge", &json!({})).expect(200).json();
    let mut registration = Passkey::new().registration(&asked);
    change(&mut registration);
    let mut body = registration.body("試し");
    body["challenge"] = asked["publicKey"]["challenge"].clone();
    client.json("/api/passkey/register", &body)
}

fn ed25519_key() -> Vec<u8> {
    let key = SigningKey::from_bytes(&[7; 32]).verifying_key();
    cbor::map(&[
        (cbor::int(1), cbor::int(1)),
        (cbor::int(3), cbor::int(-8)),
        (cbor::int(-1), cbor::int(6)),
        (cbor::int(-2), cbor::bytes(key.as_bytes())),
    ])
}

/// An EC2 key with these values for algorithm, curve and coordinates.
fn ec_key(algorithm: i64, curve: i64, x: &[u8], y: &[u8]) -> Vec<u8> {
    cbor::map(&[
        (cbor::int(1), cbor::int(2)),
        (cbor::int(3), cbor::int(algorithm)),
        (cbor::int(-1), cbor::int(curve)),
        (cbor::int(-2), cbor::bytes(x)),
        (cbor::int(-3), cbor::bytes(y)),
    ])
}

#[test]
fn a_registration_with_one_thing_wrong_does_not_count() {
    let mut person = actors::resident();
    let count =
        || identity().number("SELECT COUNT(*) FROM passkey WHERE person_id = ?1", [person.id.as_str()]);
    let before = count();
    let changes: [Change<Registration>; 34] = [
        ("log-in as registration", |r| r.client_data.set("type", json!("webauthn.get"))),
        ("another origin", |r| r.client_data.set("origin", json!("https://evil.example"))),
        ("another challenge", |r| r.client_data.set("challenge", json!(BASE64URL_NOPAD.encode(&[1; 32])))),
        ("inside a frame of another site", |r| r.client_data.set("crossOrigin", json!(true))),
        ("a top origin", |r| r.client_data.set("topOrigin", json!("https://evil.example"))),
        ("another town", |r| r.rp_id = "evil.example".to_owned()),
        ("nobody present", |r| r.flags = UV | AT),
        ("nobody verified", |r| r.flags = UP | AT),
        ("no key promised", |r| r.flags = UP | UV),
        ("backed up though not eligible", |r| r.flags = UP | UV | AT | BS),
        ("an extension promised", |r| r.flags = UP | UV | AT | ED),
        ("an extension that is no map", |r| (r.flags, r.trailing) = (UP | UV | AT | ED, vec![0x01])),
        ("a byte behind", |r| r.trailing = vec![0]),
        ("a map behind", |r| r.trailing = vec![0xa0]),
        ("half an item behind", |r| r.trailing = vec![0xff]),
        ("two ids", |r| r.raw_id = random::<32>().to_vec()),
        ("an empty id", |r| (r.id, r.raw_id) = (Vec::new(), Vec::new())),
        ("an id that is too long", |r| (r.id, r.raw_id) = (vec![7; 1024], vec![7; 1024])),
        ("Ed25519, which is not offered", |r| r.cose = ed25519_key()),
        ("a key that is no map", |r| r.cose = cbor::bytes(&[1; 65])),
        ("an empty key", |r| r.cose = cbor::map(&[])),
        ("no key", |r| r.cose = Vec::new()),
        ("a key cut short", |r| r.cose.truncate(40)),
        ("an indefinite map", |r| r.cose = vec![0xbf, 0xff]),
        ("a curve for another algorithm", |r| r.cose = ec_key(-35, 1, &[1; 32], &[2; 32])),
        ("an unknown curve", |r| r.cose = ec_key(-7, 9, &[1; 32], &[2; 32])),
        ("an unknown algorithm", |r| r.cose = ec_key(-9999, 1, &[1; 32], &[2; 32])),
        ("ES512, which is not offered", |r| r.cose = ec_key(-36, 3, &[1; 66], &[2; 66])),
        ("a point beside the curve", |r| r.cose = ec_key(-7, 1, &[1; 32], &[2; 32])),
        ("the point of zeros", |r| r.cose = ec_key(-7, 1, &[0; 32], &[0; 32])),
        ("coordinates above the field", |r| r.cose = ec_key(-7, 1, &[0xff; 32], &[0xff; 32])),
        ("short coordinates", |r| r.cose = ec_key(-7, 1, &[1; 31], &[2; 31])),
        ("no coordinates", |r| r.cose = ec_key(-7, 1, &[], &[])),
        ("a deep nest", |r| r.cose = [vec![0x81; 5000], vec![0]].concat()),
    ];
    for (name, change) in changes {
        let reply = wrong_registration(&mut person.client, change);
        let said = (reply.status, reply.problem());
        let refused =
            said == (422, "passkey-not-registered".to_owned()) || said == (400, "passkey".to_owned());
        assert!(refused, "{name}: {reply}");
        assert_eq!(count(), before, "{name}");
    }
    wrong_registration(&mut person.client, |_| ()).expect(200);
    wrong_registration(&mut person.client, |r| {
        (r.id, r.raw_id) = ([&[9; 991][..], &random::<32>()].concat(), Vec::new());
    })
    .refuses(400, "passkey");
    // Chrome and Safari may say these.
    wrong_registration(&mut person.client, |r| r.flags |= BE | BS).expect(200);
    wrong_registration(&mut person.client, |r| (r.flags, r.trailing) = (r.flags | ED, vec![0xa0]))
        .expect(200);
    let long = [&[9; 991][..], &random::<32>()].concat();
    wrong_registration(&mut person.client, |r| (r.id, r.raw_id) = (long.clone(), long.clone())).expect(200);
    assert_eq!(count(), before + 4);
}

#[test]
fn a_point_that_is_no_key_never_logs_anybody_in() {
    // Whatever the town stores, an answer under it must be signed by somebody.
    let mut person = actors::resident();
    let mut forged = wrong_registration(&mut person.client, |r| r.cose = ec_key(-7, 1, &[1; 32], &[2; 32]));
    assert_ne!(forged.status, 200, "{forged}");
    forged.headers.clear();
    person.step_up();
}

#[test]
fn a_credential_id_that_belongs_to_somebody_is_not_taken_over() {
    let mut victim = actors::resident();
    let mut thief = actors::resident();
    let id = victim.passkey.id.clone();
    wrong_registration(&mut thief.client, |r| (r.id, r.raw_id) = (id.clone(), id.clone()))
        .refuses(422, "passkey-not-registered");
    // Not with a letter either, and the letter is not used up by the try.
    let row = actors::row();
    actors::import(std::slice::from_ref(&row));
    let code = hibiki_tests::desk::letter(&mut actors::clerk().client, &row);
    let mut client = Client::new();
    actors::start(&mut client, &code, &row.birth_date).leads_to("/start/passkey");
    wrong_registration(&mut client, |r| (r.id, r.raw_id) = (id.clone(), id.clone()))
        .refuses(422, "passkey-not-registered");
    wrong_registration(&mut client, |_| ()).expect(200);
    let sql = "SELECT person_id FROM passkey WHERE credential_id = ?1";
    assert_eq!(identity().text(sql, [victim.passkey.id_text()]), victim.id.as_str());
    let mut client = victim.log_in();
    assert!(client.get("/my").expect(200).text().contains(&victim.name));
    // One's own, twice, is refused in the same words.
    wrong_registration(&mut victim.client, |r| (r.id, r.raw_id) = (id.clone(), id.clone()))
        .refuses(422, "passkey-not-registered");
}

#[test]
fn a_registration_belongs_to_whoever_asked_for_it() {
    let (mut one, mut two) = (actors::resident(), actors::resident());
    let asked = one.client.json("/api/passkey/register/challenge", &json!({})).expect(200).json();
    let mut passkey = Passkey::new();
    let body = passkey.registration(&asked).body("だれの");
    two.client.json("/api/passkey/register", &body).refuses(409, "challenge");
    Client::new().json("/api/passkey/register", &body).refuses(401, "not-logged-in");
    // A challenge for a log-in registers nothing.
    let for_log_in = options(&mut one.client, "login");
    let mut as_registration = body.clone();
    as_registration["challenge"] = for_log_in["publicKey"]["challenge"].clone();
    one.client.json("/api/passkey/register", &as_registration).refuses(409, "challenge");
    one.client.json("/api/passkey/register", &body).expect(200);
    one.client.json("/api/passkey/register", &body).refuses(409, "challenge");
    actors::log_in(&mut Client::new(), &mut passkey).expect(200);
}
