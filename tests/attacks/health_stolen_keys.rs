//! Who has stolen the key of somebody else than the person, or one that the person has removed, and what they can read:
//! rows of docs/sealed-records.md, part 7.

use hibiki_domain::{role::Role, secret::Pseudonym};
use hibiki_protocol::EmergencySecretKey;
use hibiki_tests::{
    actors::{Person, register, staff},
    bridge::Bridge,
    consent::{give, look, nurse, open_key},
    database::{Database, health, vault},
    health::{Secret, family_with, open_with, pseudonym, resident, write},
    page,
    passkey::Passkey,
    thief::{Loot, Thief},
    town::{today, unique},
};

fn diary(person: &mut Person, text: &str) {
    let today = today().to_string();
    write(&mut person.client, "/my/health/me/diary/new/diary", &today, &[("free", text)]);
}

fn has(loot: &Loot, text: &str) -> bool {
    loot.entries.iter().chain(&loot.summaries).any(|entry| entry.contains(text))
}

/// A thief of all that the town has, after one person.
fn of_everything(me: &Pseudonym, health: &Database) -> Thief {
    let thief = Thief::after(std::slice::from_ref(me)).with_health(health).with_vault(vault());
    thief.with_the_workers_secrets(&[])
}

#[test]
fn the_work_key_of_a_nurse_reads_what_was_granted_to_her_and_has_not_ended_and_nothing_outside_it() {
    let (mut person, _) = resident();
    let me = pseudonym(&person.id);
    let (granted, other, outside) = (unique("接種の"), unique("測定の"), unique("日記の"));
    let today = today().to_string();
    write(&mut person.client, "/my/health/me/vaccination/new/vaccination", &today, &[("other", &granted)]);
    let typed = [("weight", "61.5"), ("free", other.as_str())];
    write(&mut person.client, "/my/health/me/vitals/new/vitals", &today, &typed);
    diary(&mut person, &outside);
    let (mut nurse, secret) = nurse();
    let (_, colleagues) = self::nurse();
    let consent = give(&mut person, &nurse, "vaccination");

    let with = |mut thief: Thief, secret: &Secret| {
        thief.candidate(secret.bytes());
        thief.read()
    };
    let alone = Thief::after(std::slice::from_ref(&me)).with_health(health()).with_vault(vault());
    let loot = with(alone, &secret);
    assert!(loot.is_nothing(), "without the Worker's secrets the pepper is shut: {loot:?}");
    let loot = with(of_everything(&me, health()), &colleagues);
    assert!(loot.is_nothing(), "a colleague's: {loot:?}");
    let loot = with(of_everything(&me, health()), &secret);
    assert!(has(&loot, &granted) && !has(&loot, &other) && !has(&loot, &outside), "{loot:?}");
    assert!(loot.roots == 0 && loot.notes.is_empty(), "{loot:?}");

    // With her passkey too, at the desk: the same, and each look is the person's to read.
    let mut thief = Person { client: nurse.log_in(), ..nurse.clone() };
    open_key(&mut thief, &secret).expect(200);
    let shown = page::words(&look(&mut thief, &consent).expect(200).text());
    assert!(shown.contains(&granted) && !shown.contains(&other) && !shown.contains(&outside), "{shown}");
    let looks = page::words(&person.client.get("/my/health/me/looks").expect(200).text());
    assert!(looks.contains(&nurse.name), "{looks}");
    person.client.form(&format!("/my/health/me/consents/{consent}/end"), &[]).expect(303);
    look(&mut thief, &consent).expect(404);
    let loot = with(of_everything(&me, health()), &secret);
    assert!(loot.is_nothing(), "it was taken back: {loot:?}");
}

fn allergy(person: &mut Person, substance: &str) {
    let typed = [("sensitivity", "medicine"), ("substance", substance), ("severity", "anaphylaxis")];
    write(&mut person.client, "/my/health/me/emergency/new/allergy", &today().to_string(), &typed);
}

#[test]
fn an_emergency_bridges_key_reads_the_summaries_sealed_to_it_once_the_pepper_is_open_and_nothing_else() {
    let (bridge, another) = (Bridge::of_medics(), Bridge::of_medics());
    let (mut person, _) = resident();
    let me = pseudonym(&person.id);
    let (substance, outside) = (unique("ペニシリン"), unique("日記の"));
    allergy(&mut person, &substance);
    diary(&mut person, &outside);
    let with = |mut thief: Thief, key: Option<EmergencySecretKey>| {
        thief.bridge_key(key.expect("an emergency key"));
        thief.read()
    };
    let health_alone = || Thief::after(std::slice::from_ref(&me)).with_health(health());
    for (what, thief) in [
        ("health alone", health_alone()),
        ("with the Worker's secrets", health_alone().with_the_workers_secrets(&[])),
        ("with vault", health_alone().with_vault(vault())),
    ] {
        let loot = with(thief, bridge.emergency_key());
        assert!(loot.is_nothing(), "{what}: {loot:?}");
    }
    let loot = with(of_everything(&me, health()), Bridge::for_emergencies().emergency_key());
    assert!(loot.is_nothing(), "a bridge that nobody confirmed: {loot:?}");
    let loot = with(of_everything(&me, health()), bridge.emergency_key());
    assert!(has(&loot, &substance) && !has(&loot, &outside), "{loot:?}");
    assert!(
        loot.entries.is_empty() && loot.notes.is_empty() && loot.roots == 0 && loot.others == 0,
        "{loot:?}"
    );

    // The machine is missed: from then on nothing new is sealed to it.
    let mut admin = staff(Role::Admin);
    admin.client.form("/desk/bridges/revoke", &[("id", &bridge.key_id().to_string())]).expect(303);
    let later = unique("セフェム");
    allergy(&mut person, &later);
    let loot = with(of_everything(&me, health()), bridge.emergency_key());
    assert!(!has(&loot, &later), "{loot:?}");
    let loot = with(of_everything(&me, health()), another.emergency_key());
    assert!(has(&loot, &later) && has(&loot, &substance), "{loot:?}");
}

#[test]
fn a_lost_passkey_that_was_removed_opens_nothing_that_was_written_after_its_removal() {
    let old_secret = Secret::prf();
    let (mut person, children) = family_with(&["2024-05-05"], &old_secret);
    let (before, after) = (unique("まえの"), unique("あとの"));
    let me = pseudonym(&person.id);
    diary(&mut person, &before);
    let backup = health().copied();

    let (mut passkey, secret) = (Passkey::new(), Secret::prf());
    register(&mut person.client, &mut passkey, "新しいスマートフォン").expect(200);
    let old = std::mem::replace(&mut person.passkey, passkey);
    open_with(&mut person, &secret).expect(200);
    let removed = person.client.form("/my/ways/remove-passkey", &[("id", &old.id_text())]);
    removed.leads_to("/my/ways?done=removed");
    open_with(&mut person, &secret).expect(200);
    diary(&mut person, &after);
    let form = format!("{}/diary/new/diary", children[0].at);
    let today = today().to_string();
    write(&mut person.client, &form, &today, &[("free", &format!("子の{after}"))]);

    // With what the finder took off the lost device, and everything that the town has and had.
    let people =
        "SELECT person FROM lock WHERE person = ?1 OR holder = ?1 AND kind = 'guardian' GROUP BY person";
    let people = health().rows(people, [me.as_str()], |row| row.get::<_, String>(0));
    let people: Vec<Pseudonym> = people.iter().filter_map(|person| Pseudonym::parse(person)).collect();
    assert_eq!(people.len(), 2);
    let with = |secret: &Secret, states: &[&Database]| {
        let mut thief = Thief::after(&people).with_vault(vault());
        for state in states {
            thief = thief.with_health(state);
        }
        thief.candidate(secret.bytes());
        thief.with_the_workers_secrets(&[]).read()
    };
    let loot = with(&old_secret, &[health()]);
    assert!(loot.is_nothing(), "the lock is gone: {loot:?}");
    let loot = with(&old_secret, &[&backup, health()]);
    assert!(
        has(&loot, &before) && !has(&loot, &after),
        "what stood there before, and nothing since: {loot:?}"
    );
    let loot = with(&secret, &[health()]);
    assert!(has(&loot, &before) && has(&loot, &after) && has(&loot, &format!("子の{after}")), "{loot:?}");
    std::fs::remove_file(&backup.file).unwrap();
}
