//! Cards whose certificate or signature must not count.

use hibiki_protocol::Want;
use hibiki_simulated_card::{FOREIGN_CA_DER, TEST_CA_DER};
use hibiki_tests::{
    actors::{self, ask_tap, clerk, import, row},
    bridge::{Bridge, Tap},
    card::Card,
    database::identity,
    desk,
    http::{Client, Reply},
};

fn log_in(card: &Card, change: impl FnOnce(&mut Tap)) -> Reply {
    let mut client = Client::new();
    let asked = ask_tap(&mut client, "login", "signature");
    let mut tap = Bridge::unknown().tap(&asked, card);
    change(&mut tap);
    client.json("/api/tap/login", &tap.log_in())
}

#[test]
fn only_a_good_certificate_of_a_configured_authority_counts() {
    let good = Card::wrongly_certified("good");
    identity().execute("DELETE FROM card WHERE key_handle = ?1", [good.key_handle().as_str()]);
    let person = row();
    import(std::slice::from_ref(&person));
    desk::bind(&mut clerk().client, &person, &Bridge::enrolled(), &good).expect(200);
    log_in(&good, |_| ()).expect(200);
    // The same key, the same good signature, under certificates with one thing wrong.
    for name in ["expired", "not-yet", "authority", "no-usage", "stranger", "weak"] {
        log_in(&Card::wrongly_certified(name), |_| ()).refuses(422, "certificate");
    }
    log_in(&Card::simulated("foreign-ca"), |_| ()).refuses(422, "certificate");
    let certificate = good.certificate.clone().unwrap();
    let mut changed = certificate.clone();
    let last = changed.len() - 1;
    changed[last] ^= 1;
    let longer = [certificate.clone(), vec![0]].concat();
    for der in [
        TEST_CA_DER.to_vec(),
        FOREIGN_CA_DER.to_vec(),
        changed,
        longer,
        certificate[..200].to_vec(),
        vec![0x30],
        vec![0xff; 4096],
    ] {
        log_in(&good, |tap| tap.evidence.unverified_certificate = Some(der)).refuses(422, "certificate");
    }
    log_in(&good, |_| ()).expect(200);
}

#[test]
fn a_card_of_the_simulated_kind_signs_as_a_real_one_does() {
    // Nobody's card: everything is checked before it is found that it belongs to nobody.
    log_in(&Card::simulated("spare"), |_| ()).refuses(422, "unknown-card");
}

#[test]
fn a_signature_of_another_card_or_for_another_message_does_not_count() {
    let person = row();
    import(std::slice::from_ref(&person));
    let (card, other) = (Card::my_number(), Card::simulated("spare"));
    desk::bind(&mut clerk().client, &person, &Bridge::enrolled(), &card).expect(200);
    let message = |tap: &Tap| tap.card_message();
    log_in(&card, |tap| tap.evidence.unverified_signature = Some(other.sign(&message(tap))))
        .refuses(422, "certificate");
    log_in(&card, |tap| tap.evidence.unverified_signature = Some(card.sign(b"another message")))
        .refuses(422, "certificate");
    // What the card signed for another town, origin, purpose or challenge.
    let elsewhere: [fn(&mut Tap); 5] = [
        |tap| tap.rp_id = "evil.example".to_owned(),
        |tap| tap.origin = "https://evil.example".to_owned(),
        |tap| tap.purpose = hibiki_protocol::Purpose::StepUp,
        |tap| tap.challenge = hibiki_protocol::Challenge::from_bytes([3; 32]),
        |tap| tap.want = Want::Binding,
    ];
    for change in elsewhere {
        let forwarded = |tap: &mut Tap| {
            let mut asked_there = tap.clone();
            change(&mut asked_there);
            tap.evidence.unverified_signature = Some(card.sign(&asked_there.card_message()));
        };
        log_in(&card, forwarded).refuses(422, "certificate");
    }
    for wrong in [vec![0; 256], vec![0xff; 256], vec![1; 255], vec![1; 257], vec![1]] {
        log_in(&card, |tap| tap.evidence.unverified_signature = Some(wrong)).refuses(422, "certificate");
    }
    log_in(&card, |_| ()).expect(200);
}

#[test]
fn at_the_counter_a_wrong_certificate_binds_nothing() {
    let bridge = Bridge::enrolled();
    let person = row();
    import(std::slice::from_ref(&person));
    let sql = "SELECT COUNT(*) FROM card WHERE person_id = ?1";
    for name in ["expired", "stranger", "authority"] {
        desk::bind(&mut clerk().client, &person, &bridge, &Card::wrongly_certified(name))
            .refuses(422, "certificate");
        assert_eq!(identity().number(sql, [actors::person_of(&person).as_str()]), 0);
    }
    desk::bind(&mut clerk().client, &person, &bridge, &Card::my_number()).expect(200);
}
