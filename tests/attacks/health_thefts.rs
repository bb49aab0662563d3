//! Who has stolen what, and what they can read: the table of docs/sealed-records.md, part 7. Each test has the words of its
//! row, and beside what must not open stands the one thing with which it does.

use hibiki_domain::{
    health::sealed::{LockPublicKey, RecoverySecret},
    secret::{Pseudonym, Sector},
};
use hibiki_protocol::{RpIdHash, card_lock_message};
use hibiki_tests::{
    actors::{self, Person, clerk, import, log_in_by_card, row},
    bridge::Bridge,
    card::Card,
    database::{health, identity, mypage, public, vault},
    desk,
    health::{
        Child, Secret, ask_card, body_with, family_with, is_closed, open_with, open_with_card, options,
        pseudonym, write,
    },
    http::Client,
    page,
    passkey::{Passkey, UP},
    thief::{Loot, Thief},
    town::{now, today, town, unique},
};
use serde_json::json;
use std::sync::OnceLock;
use zeroize::Zeroizing;

/// The private half of the demo town's recovery key, which stands in `town/src/demo/mod.rs`.
const RECOVERY: [u8; 32] = *b"the demo town's recovery key....";

/// Somebody with a child, with entries in both records, and with the record open in a session that lives on.
struct Victim {
    person: Person,
    secret: Secret,
    child: Child,
    me: Pseudonym,
    of_child: Pseudonym,
    mark: String,
}

impl Victim {
    fn new() -> Self {
        let secret = Secret::prf();
        let (mut person, mut children) = family_with(&["2024-05-05"], &secret);
        let (child, mark) = (children.remove(0), unique("ひみつ"));
        let today = today().to_string();
        write(&mut person.client, "/my/health/me/diary/new/diary", &today, &[("free", &mark)]);
        let form = format!("{}/diary/new/diary", child.at);
        write(&mut person.client, &form, &today, &[("free", &format!("子の{mark}"))]);
        let sql = "SELECT person_id FROM resident WHERE name = ?1";
        let id = identity().text(sql, [&child.name]);
        let of_child = pseudonym(&hibiki_domain::ids::PersonId::parse(&id).unwrap());
        Self { me: pseudonym(&person.id), person, secret, child, of_child, mark }
    }

    /// One for those tests that change nothing of it.
    fn one() -> &'static Self {
        static ONE: OnceLock<Victim> = OnceLock::new();
        ONE.get_or_init(Self::new)
    }

    fn thief(&self) -> Thief {
        Thief::after(&[self.me.clone(), self.of_child.clone()])
    }

    /// A thief with all five databases.
    fn thief_of_all(&self) -> Thief {
        let mut thief = self.thief().with_health(health()).with_vault(vault());
        thief.rows_that_name(identity(), &[self.person.id.as_str().to_owned(), self.child.name.clone()]);
        let mine = town().secret.pseudonym(Sector::MyPage, &self.person.id);
        thief.rows_that_name(mypage(), &[mine.as_str().to_owned()]);
        thief.rows_that_name(public(), &[mine.as_str().to_owned()]);
        thief
    }

    /// Everything by which the Worker knows them.
    fn ids(&self) -> Vec<String> {
        vec![self.person.id.as_str().to_owned(), self.person.passkey.id_text()]
    }

    /// Both diaries, notes of the log, and both roots.
    #[track_caller]
    fn is_read(&self, loot: &Loot) {
        let read = |text: &str| loot.entries.iter().any(|entry| entry.contains(text));
        assert!(read(&self.mark) && read(&format!("子の{}", self.mark)), "{loot:?}");
        assert!(loot.roots >= 2 && !loot.notes.is_empty() && loot.others > 0, "{loot:?}");
    }
}

#[track_caller]
fn nothing(loot: &Loot) {
    assert!(loot.is_nothing(), "{loot:?}");
}

#[test]
fn the_database_health_reads_no_content_locks_lack_their_secrets_and_the_pepper() {
    let victim = Victim::one();
    let thief = || victim.thief().with_health(health());
    nothing(&thief().read());
    // Nor with the passkey's secret: the pepper is not there.
    let mut with_prf = thief();
    with_prf.candidate(victim.secret.bytes());
    nothing(&with_prf.read());
    // The number of entries, their size in blocks and their days: that much it says.
    let sql = "SELECT COUNT(*) FROM record WHERE person = ?1 AND day = ?2";
    assert_eq!(health().number(sql, (victim.me.as_str(), today().to_string())), 1);
}

#[test]
fn all_databases_read_no_content() {
    let victim = Victim::one();
    nothing(&victim.thief_of_all().read());
    let mut with_prf = victim.thief_of_all();
    with_prf.candidate(victim.secret.bytes());
    nothing(&with_prf.read());
}

#[test]
fn all_databases_all_backups_and_the_workers_secrets_read_no_content() {
    let victim = Victim::one();
    nothing(&victim.thief_of_all().with_the_workers_secrets(&victim.ids()).read());
    // The same thief reads all of it with what is in the person's authenticator.
    let mut with_prf = victim.thief_of_all().with_the_workers_secrets(&victim.ids());
    with_prf.candidate(victim.secret.bytes());
    victim.is_read(&with_prf.read());
}

#[test]
fn one_printed_share_two_shares_and_no_database_read_nothing_two_shares_and_all_databases_everything() {
    let victim = Victim::one();
    let secret = RecoverySecret::from_bytes(RECOVERY);
    let sql = "SELECT holder FROM lock WHERE person = ?1 AND kind = 'recovery'";
    let holder = health().text(sql, [victim.me.as_str()]);
    assert_eq!(LockPublicKey::parse(&holder), Some(secret.key().public()), "the demo town's own");
    let [one, two, three] = secret.split(&Zeroizing::new(hibiki_tests::town::random()));
    let with = |keys: Vec<RecoverySecret>| {
        let mut thief = victim.thief_of_all().with_the_workers_secrets(&victim.ids());
        for line in &one.lines() {
            thief.candidate(line.as_bytes());
        }
        for key in keys {
            thief.recovery_key(key);
        }
        thief.read()
    };
    // One share with itself, and taken for the key.
    nothing(&with(Vec::from_iter(one.join(&one))));
    let mut without_database = victim.thief();
    without_database.recovery_key(one.join(&two).unwrap());
    nothing(&without_database.read());
    // Of the database `health` alone the pepper's layer is in the way.
    let mut health_alone = victim.thief().with_health(health());
    health_alone.recovery_key(two.join(&three).unwrap());
    nothing(&health_alone.read());
    victim.is_read(&with(vec![one.join(&three).unwrap()]));
}

const OPENED: &str =
    "SELECT session, person, sealed, opened_at, seen_at, expires_at FROM opened WHERE person = ?1";

/// What the vault keeps of an open session, put away and back.
struct Kept(String, String, String, i64, i64, i64);

impl Kept {
    fn of(person: &Pseudonym) -> Self {
        let read = |row: &rusqlite::Row<'_>| {
            Ok(Self(row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?))
        };
        vault().rows(OPENED, [person.as_str()], read).remove(0)
    }

    fn put_back(&self) {
        let sql = "INSERT INTO opened (session, person, sealed, opened_at, seen_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        vault().execute(sql, (&self.0, &self.1, &self.2, self.3, self.4, self.5));
    }
}

#[test]
fn the_cookie_after_log_out_reads_nothing_with_a_kept_state_of_vault_what_that_session_could() {
    let mut victim = Victim::new();
    let mut stolen = victim.person.client.clone();
    let cookie = stolen.session.clone().unwrap();
    let kept = Kept::of(&victim.me);
    victim.person.client.form("/logout", &[]).leads_to("/");
    let thief = || {
        let mut thief = victim.thief_of_all().with_the_workers_secrets(&victim.ids());
        thief.candidate(cookie.as_bytes());
        thief
    };
    nothing(&thief().read());
    let shut = |stolen: &mut Client| {
        for path in ["/my/health", "/my/health/me", "/my/health/me/diary", &victim.child.at] {
            stolen.get(path).leads_to("/login");
        }
    };
    shut(&mut stolen);
    // With the row put back the Worker still opens nothing: the session has ended …
    kept.put_back();
    shut(&mut stolen);
    // … but whoever has the cookie and that row needs no Worker.
    victim.is_read(&thief().read());
    vault().execute("DELETE FROM opened WHERE person = ?1", [victim.me.as_str()]);
}

#[test]
fn the_cookie_during_a_session_reads_what_the_session_may_and_each_look_is_in_the_log() {
    let mut victim = Victim::new();
    let me = victim.me.clone();
    let mut stolen = Client { session: victim.person.client.session.clone(), ..Client::new() };
    let looks =
        || health().number("SELECT COUNT(*) FROM access WHERE person = ?1 AND act = 'read'", [me.as_str()]);
    let before = looks();
    assert!(stolen.get("/my/health/me/diary").expect(200).text().contains(&victim.mark));
    assert_eq!(looks(), before + 1);
    let log = page::words(&victim.person.client.get("/my/health/me/looks").expect(200).text());
    assert!(log.contains("日記 ・ 見ました"), "{log}");

    // What changes the ways in needs a proof of the last ten minutes, and what adds a lock needs a passkey each time.
    identity().execute(
        "UPDATE session SET proven_at = proven_at - 601 WHERE person_id = ?1",
        [victim.person.id.as_str()],
    );
    stolen.get("/my/health/me").expect(200);
    stolen.json("/api/passkey/register/challenge", &json!({})).refuses(403, "step-up");
    let asked = options(&mut stolen);
    let theirs = body_with(&Passkey::new().assertion(&asked), &Secret::prf());
    assert!([400, 422].contains(&stolen.json("/api/health/passkey/open", &theirs).status));

    // 30 minutes idle, two hours in all.
    for (column, seconds) in [("seen_at", 30 * 60), ("expires_at", 0)] {
        let sql = format!("UPDATE opened SET {column} = ?2 WHERE person = ?1");
        vault().execute(&sql, (me.as_str(), now().0 - seconds + 60));
        stolen.get("/my/health/me/diary").expect(200);
        vault().execute(&sql, (me.as_str(), now().0 - seconds));
        stolen.get("/my/health/me/diary").leads_to("/my/health/open");
        stolen.get(&victim.child.at).leads_to("/my/health/open");
        vault().execute(&sql, (me.as_str(), now().0 + 600));
    }
}

#[test]
fn a_phone_without_its_screen_lock_reads_nothing_that_needs_a_log_in_and_another_device_ends_its_session() {
    let mut victim = Victim::new();
    let mut phone = victim.person.client.clone();
    phone.get("/my/health/me").expect(200);
    // Whoever found it cannot show the passkey: its authenticator did not see the owner.
    let mut found = Client::new();
    let asked = actors::options(&mut found, "login");
    let mut assertion = victim.person.passkey.assertion(&asked);
    assertion.flags = UP;
    found.json("/api/passkey/login", &assertion.body("login")).refuses(422, "passkey");
    let user_agent = "Mozilla/5.0 (iPhone) Safari/605".to_owned();
    let mut elsewhere = Client { user_agent, ..Client::new() };
    actors::log_in(&mut elsewhere, &mut victim.person.passkey).expect(200);
    for _ in 0..4 {
        let list = elsewhere.get("/my/ways").expect(200).text();
        let Some(form) = page::form(&list, "/my/ways/end-session", "Chrome") else { break };
        let fields: Vec<_> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        elsewhere.form("/my/ways/end-session", &fields).leads_to("/my/ways?done=ended");
    }
    phone.get("/my/health/me").leads_to("/login");
    assert!(is_closed(&mut elsewhere), "the other device has not opened it");
}

#[test]
fn a_lost_passkey_reads_nothing_behind_its_screen_lock() {
    let mut victim = Victim::new();
    let asked = options(&mut victim.person.client);
    let mut assertion = victim.person.passkey.assertion(&asked);
    assertion.flags = UP; // touched, and nobody recognised
    let body = body_with(&assertion, &victim.secret);
    victim.person.client.json("/api/health/passkey/open", &body).refuses(422, "passkey");
    // The same passkey with its owner, but another PRF output than the lock's.
    let mut elsewhere = Person { client: victim.person.log_in(), ..victim.person.clone() };
    open_with(&mut elsewhere, &Secret::prf()).refuses(422, "record-other-way");
    open_with(&mut elsewhere, &victim.secret).expect(200);
}

/// Somebody whose record the card alone opens, and a text in it.
fn with_card(bridge: &Bridge) -> (Pseudonym, Card, String) {
    let row = row();
    import(std::slice::from_ref(&row));
    let (card, mark) = (Card::my_number(), unique("ひみつ"));
    desk::bind(&mut clerk().client, &row, bridge, &card).expect(200);
    let mut client = Client::new();
    log_in_by_card(&mut client, bridge, &card, "signature").expect(200);
    open_with_card(&mut client, bridge, &card).expect(200);
    write(&mut client, "/my/health/me/diary/new/diary", &today().to_string(), &[("free", &mark)]);
    (pseudonym(&actors::person_of(&row)), card, mark)
}

#[test]
fn a_card_without_its_pin_reads_nothing() {
    let bridge = Bridge::enrolled();
    let (me, card, _) = with_card(&bridge);
    // Touching it logs in, and opens nothing.
    let mut client = Client::new();
    log_in_by_card(&mut client, &bridge, &card, "identifier").expect(200);
    for path in ["/my/health", "/my/health/me", "/my/health/me/diary", "/my/health/me/looks"] {
        client.get(path).leads_to("/my/health/open");
    }
    let mut touched = bridge.tap(&ask_card(&mut client), &card);
    touched.evidence = card.evidence(hibiki_protocol::Want::Identifier, &town().rp_id, b"");
    client.json("/api/health/tap/open", &touched.bind()).refuses(422, "tap-refused");
    client.get("/my/health/me").leads_to("/my/health/open");
    // Nor does what a card tells everybody, with all that the town has.
    let mut thief =
        Thief::after(&[me]).with_health(health()).with_vault(vault()).with_the_workers_secrets(&[]);
    thief.secret(&card.public_key_der());
    nothing(&thief.read());
}

#[test]
fn a_fixed_card_signature_and_all_databases_read_that_persons_record_once_the_workers_secrets_are_there_too()
{
    let bridge = Bridge::enrolled();
    let (me, card, mark) = with_card(&bridge);
    let fixed = card.sign(&card_lock_message(&RpIdHash::of(&town().rp_id), &card.public_key_der()));
    let thief = || {
        let mut thief = Thief::after(std::slice::from_ref(&me)).with_health(health()).with_vault(vault());
        thief.card_signature(&fixed);
        thief
    };
    nothing(&thief().read());
    let read = thief().with_the_workers_secrets(&[]).read();
    assert!(read.entries.iter().any(|entry| entry.contains(&mark)), "{read:?}");
    // It logs nobody in.
    let mut client = Client::new();
    log_in_by_card(&mut client, &bridge, &card, "identifier").expect(200);
    let mut tap = bridge.tap(&ask_card(&mut client), &card);
    tap.evidence.unverified_signature = Some(fixed);
    client.json("/api/health/tap/open", &tap.bind()).refuses(422, "certificate");
}

#[test]
fn an_old_backup_of_health_reads_nothing_once_the_pepper_is_gone() {
    let victim = Victim::new();
    let copy = health().copied();
    let thief = |recovery: bool| {
        let mut thief = victim.thief().with_health(&copy).with_vault(vault());
        thief.candidate(victim.secret.bytes());
        if recovery {
            thief.recovery_key(RecoverySecret::from_bytes(RECOVERY));
        }
        thief.with_the_workers_secrets(&victim.ids()).read()
    };
    victim.is_read(&thief(false));
    for person in [&victim.me, &victim.of_child] {
        vault().execute("DELETE FROM pepper WHERE person = ?1", [person.as_str()]);
    }
    vault().execute("DELETE FROM opened WHERE person = ?1", [victim.me.as_str()]);
    nothing(&thief(true));
    std::fs::remove_file(&copy.file).unwrap();
}
