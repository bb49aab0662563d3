//! What a thief learns of the rows that lie beside records so that a clinic can check an eligibility card
//! (docs/sealed-records.md, part 7).

use hibiki_domain::health::sealed::{Pepper, Ticket, open_pepper, open_ready};
use hibiki_tests::{
    bridge::Bridge,
    database::{Database, health, identity, mypage, public, vault},
    eligibility::{Holder, by_card, code},
    health::pseudonym,
    thief::Thief,
    town::{today, town},
};

/// A thief with all five databases.
fn thief_of_all(holder: &Holder) -> Thief {
    let me = pseudonym(&holder.person.id);
    let mut thief = Thief::after(&[me]).with_health(health()).with_vault(vault());
    let names = [holder.person.id.as_str().to_owned(), holder.person.name.clone(), holder.name()];
    for database in [identity(), mypage(), public(), health()] {
        thief.rows_that_name(database, &names);
    }
    thief
}

#[test]
fn of_a_check_by_card_all_databases_say_neither_whose_it_is_nor_what_it_says() {
    let mut holder = Holder::new(&Bridge::enrolled());
    for go in ["on", "off", "on"] {
        by_card(&mut holder.person.client, &holder.at, go);
    }
    let me = pseudonym(&holder.person.id);
    let sealed = health().text("SELECT sealed FROM card_check WHERE name = ?1", [holder.name()]);
    // Its name stands nowhere else: no other row of any database leads to it.
    let name = holder.name();
    let start = &name.as_bytes()[..32];
    let rest = [identity(), mypage(), public(), vault()].map(Database::bytes);
    assert!(rest.iter().all(|bytes| !bytes.windows(32).any(|part| part == start)));
    let opens =
        |thief: &Thief| thief.keys().any(|key| open_ready(&Pepper::from_bytes(key), &me, &sealed).is_ok());
    assert!(!opens(&thief_of_all(&holder)));

    // With the Worker's secrets beside all databases it is read, as the owner was told: the last day, and who says so.
    let pepper = vault().text("SELECT sealed FROM pepper WHERE person = ?1", [me.as_str()]);
    let pepper = open_pepper(&town().secret, &me, &pepper).expect("a pepper");
    let ready = open_ready(&pepper, &me, &sealed).expect("what lies ready");
    let (_, says) = ready.split_once('\n').expect("a line for the card");
    assert_eq!(says, format!("- {} own", today().plus_days(30)));
    assert!(
        thief_of_all(&holder).with_the_workers_secrets(&[]).read().is_nothing(),
        "and nothing of the record"
    );
}

#[test]
fn of_a_code_everything_that_the_town_has_says_neither_whose_it_is_nor_what_it_says() {
    let mut holder = Holder::new(&Bridge::enrolled());
    let address = code(&mut holder.person.client, &holder.at);
    let ticket = Ticket::parse(address.rsplit('/').next().unwrap()).expect("a code");
    let row = "SELECT sealed FROM ticket WHERE hash = ?1";
    let sealed = health().text(row, [ticket.hash()]);
    let thief = thief_of_all(&holder).with_the_workers_secrets(&[]);
    assert!(thief.keys().all(|key| Ticket::from_random(key).open(&sealed).is_err()));
    let (whose, says) = ticket.open(&sealed).expect("the code itself opens it");
    assert_eq!((whose, says), (pseudonym(&holder.person.id), format!("- {} own", today().plus_days(30))));
}
