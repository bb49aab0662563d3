//! Taps that must not count.

use hibiki_protocol::{Challenge, Evidence, Flags, Identifier, IdentifierKind, Purpose, SealSecretKey, Want};
use hibiki_tests::{
    actors::{self, ask_tap, clerk, import, row},
    bridge::{Bridge, Tap, written},
    card::Card,
    database::identity,
    desk,
    http::{Client, Reply},
    town::{now, random, town},
};
use serde_json::json;

/// A card that its person touches to log in, at a bridge that the town trusts.
struct Touch {
    bridge: Bridge,
    card: Card,
}

impl Touch {
    fn new() -> Self {
        let bridge = Bridge::enrolled();
        let (_, card, _) = actors::toucher(&bridge);
        Self { bridge, card }
    }

    /// A good tap for a new challenge of a new browser.
    fn tap(&self) -> (Client, Tap) {
        let mut client = Client::new();
        let asked = ask_tap(&mut client, "login", "identifier");
        let tap = self.bridge.tap(&asked, &self.card);
        (client, tap)
    }

    /// A tap with something wrong.
    fn wrong(&self, change: impl FnOnce(&mut Tap)) -> Reply {
        let (mut client, mut tap) = self.tap();
        change(&mut tap);
        let mut body = tap.log_in();
        body["purpose"] = json!("login");
        let reply = client.json("/api/tap/login", &body);
        assert!(reply.status == 200 || client.session.is_none(), "no session comes with a refusal");
        reply
    }

    /// The control: nothing wrong, and it logs in.
    #[track_caller]
    fn still_works(&self) {
        self.wrong(|_| ()).expect(200);
    }
}

#[test]
fn the_same_tap_counts_once() {
    let touch = Touch::new();
    let (mut client, tap) = touch.tap();
    let body = tap.log_in();
    client.json("/api/tap/login", &body).expect(200);
    let session = client.session.take();
    client.json("/api/tap/login", &body).refuses(409, "challenge");
    assert!(client.session.is_none());
    client.session = session;
    client.get("/my").expect(200);
    touch.still_works();
}

#[test]
fn a_tap_for_another_origin_town_purpose_or_want_does_not_count() {
    let touch = Touch::new();
    for origin in ["http://evil.example", "https://localhost", "http://localhost", "http://localhost:1", ""] {
        touch.wrong(|tap| origin.clone_into(&mut tap.origin)).refuses(422, "tap-refused");
    }
    for rp_id in ["evil.example", "localhost.", "LOCALHOST", ""] {
        touch.wrong(|tap| rp_id.clone_into(&mut tap.rp_id)).refuses(422, "tap-refused");
    }
    for purpose in [Purpose::StepUp, Purpose::CardAdd, Purpose::CardBind] {
        touch.wrong(|tap| tap.purpose = purpose).refuses(422, "tap-refused");
    }
    for want in [Want::Binding, Want::Signature] {
        touch.wrong(|tap| tap.want = want).refuses(422, "tap-refused");
    }
    touch.still_works();
}

#[test]
fn a_tap_belongs_to_the_browser_that_asked() {
    let touch = Touch::new();
    let (asker, tap) = touch.tap();
    for mut thief in
        [Client::new(), Client { browser: Some(hibiki_tests::http::made_up_cookie()), ..Client::new() }]
    {
        thief.json("/api/tap/login", &tap.log_in()).refuses(409, "challenge");
    }
    // The thief's tries did not use it up for the one who asked.
    asker.clone().json("/api/tap/login", &tap.log_in()).expect(200);
}

#[test]
fn a_tap_that_steps_up_belongs_to_its_session() {
    let bridge = Bridge::enrolled();
    let mut person = actors::resident();
    let card = Card::my_number();
    let asked = ask_tap(&mut person.client, "card.add", "signature");
    person.client.json("/api/tap/add", &bridge.tap(&asked, &card).bind()).expect(200);

    let (mut here, mut there) = (person.log_in(), person.log_in());
    let asked = ask_tap(&mut here, "step-up", "signature");
    let body = bridge.tap(&asked, &card).log_in();
    there.json("/api/tap/login", &body).refuses(409, "challenge");
    Client::new().json("/api/tap/login", &body).refuses(401, "not-logged-in");
    // Not as a log-in of the same browser either.
    let mut as_log_in = body.clone();
    as_log_in["purpose"] = json!("login");
    here.clone().json("/api/tap/login", &as_log_in).refuses(409, "challenge");
    for path in ["/api/tap/add", "/api/tap/bind"] {
        let reply =
            here.json(path, &json!({ "challenge": body["challenge"], "assertion": body["assertion"] }));
        assert!([400, 403].contains(&reply.status), "{reply}");
    }
    let asked = ask_tap(&mut here, "step-up", "signature");
    here.json("/api/tap/login", &bridge.tap(&asked, &card).log_in()).expect(200);
}

#[test]
fn nobody_steps_up_with_somebody_elses_card_or_passkey() {
    let bridge = Bridge::enrolled();
    let other = row();
    import(std::slice::from_ref(&other));
    let card = Card::my_number();
    desk::bind(&mut clerk().client, &other, &bridge, &card).expect(200);
    actors::log_in_by_card(&mut Client::new(), &bridge, &card, "signature").expect(200);

    let (mut client, _, _) = actors::toucher(&bridge);
    let before = client.session.clone();
    let asked = ask_tap(&mut client, "step-up", "signature");
    client.json("/api/tap/login", &bridge.tap(&asked, &card).log_in()).refuses(422, "unknown-card");
    let mut stranger = actors::resident();
    let options = actors::options(&mut client, "step-up");
    let body = stranger.passkey.assertion(&options).body("step-up");
    client.json("/api/passkey/login", &body).refuses(422, "passkey");
    assert_eq!(client.session, before);
    client.get("/my").expect(200);
    client.get("/my/looks").leads_to("/step-up");
}

#[test]
fn an_expired_and_an_unknown_challenge_do_not_count() {
    let touch = Touch::new();
    let (mut client, tap) = touch.tap();
    let sql = "UPDATE challenge SET expires_at = ?1 WHERE challenge = ?2";
    assert_eq!(identity().execute(sql, (now().0, tap.challenge.to_string())), 1);
    client.json("/api/tap/login", &tap.log_in()).refuses(409, "challenge");
    let sql = "SELECT expires_at - created_at FROM challenge WHERE challenge = ?1";
    let (_, another) = touch.tap();
    assert_eq!(identity().number(sql, [another.challenge.to_string()]), 60);
    touch.wrong(|tap| tap.challenge = Challenge::from_bytes(random())).refuses(409, "challenge");
    touch.wrong(|tap| tap.challenge = Challenge::from_bytes([0; 32])).refuses(409, "challenge");
    touch.still_works();
}

#[test]
fn a_challenge_of_another_ceremony_is_none_for_a_tap_and_the_other_way_round() {
    let touch = Touch::new();
    let mut person = actors::resident();
    let (mut client, tap) = touch.tap();
    let options = actors::options(&mut client, "login");
    let mut tap_on_passkeys = tap.clone();
    tap_on_passkeys.challenge =
        Challenge::parse(options["publicKey"]["challenge"].as_str().unwrap()).unwrap();
    client.json("/api/tap/login", &tap_on_passkeys.log_in()).refuses(409, "challenge");
    let mut assertion = person.passkey.assertion(&options);
    assertion.client_data.set("challenge", json!(tap.challenge));
    client.json("/api/passkey/login", &assertion.body("login")).refuses(409, "challenge");
    touch.still_works();
}

#[test]
fn an_unknown_a_revoked_and_another_towns_bridge_are_not_believed() {
    let touch = Touch::new();
    let stranger = Bridge::unknown();
    touch
        .wrong(|tap| (tap.key_id, tap.signer) = (stranger.key_id(), stranger.key.clone()))
        .refuses(422, "unknown-bridge");
    // Under the name of the trusted one, signed by another.
    touch.wrong(|tap| tap.signer = stranger.key.clone()).refuses(422, "tap-refused");
    // Signed by the trusted one, under another trusted one's name.
    let second = Bridge::enrolled();
    touch.wrong(|tap| tap.key_id = second.key_id()).refuses(422, "tap-refused");

    let revoked = Touch::new();
    revoked.still_works();
    let id = revoked.bridge.key_id().to_string();
    actors::admin().client.form("/desk/bridges/revoke", &[("id", &id)]).leads_to("/desk/bridges");
    revoked.wrong(|_| ()).refuses(422, "unknown-bridge");
    // A revoked one is not a reader at home either.
    let card = Card::my_number();
    let mut client = Client::new();
    actors::log_in_by_card(&mut client, &revoked.bridge, &card, "signature").refuses(422, "unknown-bridge");
    actors::log_in_by_card(&mut client, &stranger, &card, "signature").refuses(422, "unknown-card");
    touch.still_works();
}

#[test]
fn a_counter_that_repeats_or_falls_shows_a_copied_key() {
    let touch = Touch::new();
    let counter = || {
        let sql = "SELECT counter FROM bridge WHERE key_id = ?1";
        u32::try_from(identity().number(sql, [touch.bridge.key_id().to_string()])).unwrap()
    };
    touch.still_works();
    let last = counter();
    for wrong in [last, last - 1, 1, 0] {
        touch.wrong(|tap| tap.counter = wrong).refuses(422, "tap-refused");
        assert_eq!(counter(), last);
    }
    touch.wrong(|tap| tap.counter = last + 1000).expect(200);
    touch.wrong(|tap| tap.counter = last + 1000).refuses(422, "tap-refused");
    touch.wrong(|tap| tap.counter = last + 999).refuses(422, "tap-refused");
    touch.wrong(|tap| tap.counter = u32::MAX).expect(200);
    touch.wrong(|tap| tap.counter = 0).refuses(422, "tap-refused");
    assert_eq!(counter(), u32::MAX);
}

#[test]
fn flags_say_what_was_asked_for_and_nothing_else() {
    let touch = Touch::new();
    let flags = |card_present, pin_verified| Flags { card_present, pin_verified };
    for wrong in [flags(false, false), flags(false, true), flags(true, true)] {
        touch.wrong(|tap| tap.flags = wrong).refuses(422, "tap-refused");
    }
    // A signature without the PIN's flag.
    let card = Card::my_number();
    for (pin, expected) in [(false, "tap-refused"), (true, "unknown-card")] {
        let mut client = Client::new();
        let asked = ask_tap(&mut client, "login", "signature");
        let mut tap = touch.bridge.tap(&asked, &card);
        tap.flags.pin_verified = pin;
        client.json("/api/tap/login", &tap.log_in()).refuses(422, expected);
    }
    // Flags that this version does not know.
    for bit in [1, 3, 4, 5, 6, 7] {
        let (mut client, tap) = touch.tap();
        let mut data = tap.data();
        data[32] |= 1 << bit;
        let body = json!({ "purpose": "login", "challenge": tap.challenge, "assertion": written(&data, &tap.signature(&data)) });
        client.json("/api/tap/login", &body).refuses(400, "tap");
    }
    touch.still_works();
}

#[test]
fn data_that_is_cut_or_goes_on_is_refused_though_it_is_signed() {
    let touch = Touch::new();
    let (_, tap) = touch.tap();
    let length = tap.data().len();
    let cuts = [0, 1, 31, 32, 33, 37, 53, 54, 55, 56, length / 2, length - 1];
    let longer = [1, 2, 37, 8192].map(|more| length + more);
    for size in cuts.into_iter().chain(longer).chain([length]) {
        let (mut client, tap) = touch.tap();
        let mut data = tap.data();
        data.resize(size, 0);
        if size == length {
            data[53] ^= 0x80; // as long as before, but it says that it is not
        }
        let body = json!({ "purpose": "login", "challenge": tap.challenge, "assertion": written(&data, &tap.signature(&data)) });
        let reply = client.json("/api/tap/login", &body);
        assert!([("tap", 400), ("json", 400)].contains(&(reply.problem().as_str(), reply.status)), "{reply}");
    }
    touch.still_works();
}

#[test]
fn a_changed_byte_anywhere_is_noticed() {
    let touch = Touch::new();
    let (_, tap) = touch.tap();
    let length = tap.data().len();
    for place in (0..length).step_by(7).chain([32, 33, 36, 37, 52, length - 1]) {
        let (mut client, tap) = touch.tap();
        let mut data = tap.data();
        let signature = tap.signature(&data);
        data[place] ^= 1;
        let body = json!({ "purpose": "login", "challenge": tap.challenge, "assertion": written(&data, &signature) });
        let reply = client.json("/api/tap/login", &body);
        assert!([400, 422].contains(&reply.status), "byte {place}: {reply}");
    }
    for place in [0, 31, 32, 63] {
        let (mut client, tap) = touch.tap();
        let data = tap.data();
        let mut signature = tap.signature(&data);
        signature[place] ^= 1;
        let body = json!({ "purpose": "login", "challenge": tap.challenge, "assertion": written(&data, &signature) });
        client.json("/api/tap/login", &body).refuses(422, "tap-refused");
    }
    touch.still_works();
}

#[test]
fn evidence_of_another_kind_than_was_asked_for_does_not_count() {
    let touch = Touch::new();
    let full = Card::my_number();
    let identifier = Some(touch.card.identifier.clone());
    let (certificate, signature) = (full.certificate.clone(), Some(vec![7; 256]));
    let evidence = |identifier: &Option<Identifier>,
                    certificate: &Option<Vec<u8>>,
                    signature: &Option<Vec<u8>>| Evidence {
        identifier: identifier.clone(),
        unverified_certificate: certificate.clone(),
        unverified_signature: signature.clone(),
        ..Evidence::default()
    };
    for wrong in [
        Evidence::default(),
        evidence(&None, &certificate, &None),
        evidence(&None, &certificate, &signature),
        evidence(&identifier, &certificate, &None),
        evidence(&identifier, &None, &signature),
        evidence(&identifier, &certificate, &signature),
        Evidence {
            unverified_lock_signature: Some(vec![8; 256].into()),
            ..evidence(&identifier, &None, &None)
        },
        evidence(&Some(Identifier { kind: IdentifierKind::Uid, bytes: Vec::new() }), &None, &None),
        evidence(&Some(Identifier { kind: IdentifierKind::Uid, bytes: vec![1; 4097] }), &None, &None),
    ] {
        touch.wrong(|tap| tap.evidence = wrong).refuses(422, "tap-refused");
    }
    // For a signature: the identifier alone, the certificate alone, an identifier too much.
    let sign = |change: &dyn Fn(&mut Tap)| {
        let mut client = Client::new();
        let asked = ask_tap(&mut client, "login", "signature");
        let mut tap = touch.bridge.tap(&asked, &full);
        change(&mut tap);
        client.json("/api/tap/login", &tap.log_in())
    };
    sign(&|tap| tap.evidence.unverified_signature = None).refuses(422, "tap-refused");
    sign(&|tap| tap.evidence.unverified_certificate = None).refuses(422, "tap-refused");
    sign(&|tap| tap.evidence.identifier = Some(full.identifier.clone())).refuses(422, "tap-refused");
    sign(&|tap| tap.evidence = Evidence { identifier: Some(full.identifier.clone()), ..Evidence::default() })
        .refuses(422, "tap-refused");
    // The fixed signature that opens a lock: beside the fresh one, in its place, alone.
    let lock = full.evidence(Want::Opening, &town().rp_id, b"").unverified_lock_signature;
    sign(&|tap| tap.evidence.unverified_lock_signature.clone_from(&lock)).refuses(422, "tap-refused");
    sign(&|tap| tap.evidence.unverified_signature = lock.as_deref().cloned()).refuses(422, "certificate");
    sign(&|tap| {
        tap.evidence.unverified_signature = None;
        tap.evidence.unverified_lock_signature.clone_from(&lock);
    })
    .refuses(422, "tap-refused");
    sign(&|_| ()).refuses(422, "unknown-card");
    touch.still_works();
}

#[test]
fn sealed_evidence_cannot_be_moved_opened_by_others_or_written_in_two_ways() {
    let touch = Touch::new();
    // From another tap of the same bridge: another counter, another challenge.
    let (_, other) = touch.tap();
    let moved = other.data()[55..].to_vec();
    touch.wrong(|tap| tap.sealed = Some(moved)).refuses(422, "tap-refused");
    // From the very same tap but another flag, sealed before.
    touch
        .wrong(|tap| {
            let mut before = tap.clone();
            before.counter += 1;
            tap.sealed = Some(before.data()[55..].to_vec());
        })
        .refuses(422, "tap-refused");
    // To somebody else's key, not sealed at all, empty, noise.
    let elsewhere = SealSecretKey::derive(&[9; 32]).public_key();
    touch.wrong(|tap| tap.seal_key = elsewhere).refuses(422, "tap-refused");
    let plain = touch.card.evidence(Want::Identifier, "", b"").to_bytes();
    for sealed in [plain, Vec::new(), vec![0; 31], vec![0; 32], vec![0xff; 200]] {
        touch.wrong(|tap| tap.sealed = Some(sealed)).refuses(422, "tap-refused");
    }
    // Other writings of the same evidence: doubled, out of order, unknown, cut, with bytes behind.
    let value = |tag: u8, bytes: &[u8]| [&[tag, 0, u8::try_from(bytes.len()).unwrap()][..], bytes].concat();
    let idm = touch.card.identifier.bytes.clone();
    let good = value(2, &idm);
    let writings = [
        [good.clone(), good.clone()].concat(),
        [value(3, &idm), good.clone()].concat(),
        [value(1, &idm), good.clone()].concat(),
        [good.clone(), value(0x20, &[1])].concat(),
        [good.clone(), vec![0]].concat(),
        good[..good.len() - 1].to_vec(),
        value(0, &idm),
        value(2, &[]),
        Vec::new(),
    ];
    for writing in writings {
        let (mut client, tap) = touch.tap();
        let data = hibiki_protocol::AuthenticatorData::parse(&tap.data()).unwrap();
        let bound = data.bound_bytes(&tap.client_data_hash());
        let sealed = hibiki_protocol::seal(&tap.seal_key, &writing, &bound).unwrap();
        let tap = Tap { sealed: Some(sealed), ..tap };
        client.json("/api/tap/login", &tap.log_in()).refuses(422, "tap-refused");
    }
    touch.still_works();
}

#[test]
fn a_clerks_tap_binds_for_the_person_on_the_screen_alone() {
    let (mut clerk, mut other) = (clerk().client, actors::staff(hibiki_domain::role::Role::Clerk).client);
    let bridge = Bridge::enrolled();
    let people = [row(), row()];
    import(&people);
    let opened = desk::open(&mut clerk, &people[0]);
    let asked = desk::ask_bind(&mut clerk, &opened);
    let card = Card::felica();
    let body = bridge.tap(&asked, &card).bind();
    other.json("/api/tap/bind", &body).refuses(409, "challenge");
    let mut resident = actors::resident();
    resident.client.json("/api/tap/add", &body).refuses(409, "challenge");
    clerk.json("/api/tap/bind", &body).expect(200);
    clerk.json("/api/tap/bind", &body).refuses(409, "challenge");
    let sql = "SELECT COUNT(*) FROM card WHERE person_id = ?1";
    assert_eq!(identity().number(sql, [actors::person_of(&people[0]).as_str()]), 1);
    assert_eq!(identity().number(sql, [actors::person_of(&people[1]).as_str()]), 0);
    // Challenges of other purposes are not given to whoever may not have them.
    for (purpose, want, subject) in [
        ("card.bind", "binding", None),
        ("card.bind", "signature", Some("x")),
        ("login", "binding", None),
        ("login", "identifier", Some("x")),
        ("step-up", "identifier", None),
        ("step-up", "binding", None),
        ("card.add", "identifier", None),
    ] {
        let body = json!({ "purpose": purpose, "want": want, "subject": subject });
        resident.client.json("/api/tap/challenge", &body).refuses(400, "tap-purpose");
    }
    let body = json!({ "purpose": "card.bind", "want": "binding", "subject": opened.bind });
    resident.client.json("/api/tap/challenge", &body).refuses(403, "not-permitted");
    other.json("/api/tap/challenge", &body).refuses(404, "not-found");
}
