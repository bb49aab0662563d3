//! Drives the simulated card through `myna-card`, the library that reads real ones.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use hibiki_simulated_card::{
    CardKind, DEMO_CARDS, FOREIGN_CA_DER, SimulatedCard, TEST_CA_DER, TEST_POLICY_OID, TownArea, TownFile,
    card,
};
use myna_card::{
    Card, Certificate, Command, Date, Error, MasterFile, Pin, Retries, Transmit,
    ap::{
        common::CommonAp,
        jpki::{JpkiAp, SignatureScheme},
    },
};

#[derive(Debug)]
struct Wire(SimulatedCard);

impl Transmit for Wire {
    fn transmit(&mut self, command: &[u8]) -> myna_card::Result<Vec<u8>> {
        Ok(self.0.transmit(command))
    }
}

fn on_reader(slug: &str) -> Card<Wire> {
    Card::new(Wire(SimulatedCard::new(card(slug).unwrap())))
}

fn pin(digits: &str) -> Pin {
    Pin::numeric(digits).unwrap()
}

fn status(error: &Error) -> u16 {
    match error {
        Error::Status(status) => status.value(),
        other => panic!("not a status: {other}"),
    }
}

#[test]
fn the_common_application_tells_serial_municipality_and_expiry() {
    let mut card = on_reader("hanako");
    let info = CommonAp::select(&mut card).unwrap().read_card_info().unwrap();
    assert_eq!(info.serial, "999999900000001");
    assert_eq!(info.municipality_code, "99901");
    assert_eq!((info.expiry.year, info.expiry.month, info.expiry.day), (2034, 1, 1));
}

#[test]
fn the_record_is_the_one_of_a_real_card_in_shape() {
    let mut card = on_reader("taro");
    let record = CommonAp::select(&mut card).unwrap().read_record(0x0001, 1).unwrap();
    assert_eq!(&record[..2], [0x01, 0x1C]);
    assert_eq!(record.len(), 30);
    let error = CommonAp::select(&mut card).unwrap().read_record(0x0001, 2).unwrap_err();
    assert_eq!(status(&error), 0x6A83);
}

#[test]
fn certificate_and_token_are_read_without_a_pin() {
    let mut card = on_reader("hanako");
    let mut jpki = JpkiAp::select(&mut card).unwrap();
    assert!(jpki.read_token_type().unwrap().is_physical_card());
    assert_eq!(jpki.read_auth_ca_certificate_der().unwrap(), TEST_CA_DER);
    let certificate = jpki.read_auth_certificate().unwrap();
    let CardKind::MyNumber { certificate_der, .. } = hibiki_simulated_card::card("hanako").unwrap().kind
    else {
        panic!("an Individual Number Card");
    };
    assert_eq!(certificate.der(), certificate_der);
}

#[test]
fn a_signature_after_the_pin_verifies_under_the_certificate_in_both_schemes() {
    let mut card = on_reader("hanako");
    let mut jpki = JpkiAp::select(&mut card).unwrap();
    jpki.verify_auth_pin(&pin("1234")).unwrap();
    jpki.sign_with_auth_key_checked(SignatureScheme::Sha256DigestInfo, b"message").unwrap();
    jpki.sign_with_auth_key_checked(SignatureScheme::PreHashedDigestInfo, &[7; 32]).unwrap();
}

#[test]
fn without_the_pin_nothing_is_signed() {
    let mut card = on_reader("hanako");
    let mut jpki = JpkiAp::select(&mut card).unwrap();
    let error = jpki.sign_with_auth_key(SignatureScheme::Sha256DigestInfo, b"message").unwrap_err();
    assert_eq!(status(&error), 0x6982);
}

#[test]
fn three_wrong_pins_block_and_the_right_one_comes_too_late() {
    let mut card = on_reader("hanako");
    let mut jpki = JpkiAp::select(&mut card).unwrap();
    assert_eq!(jpki.auth_pin_retries().unwrap(), Retries::Remaining(3));
    for left in [2, 1] {
        let error = jpki.verify_auth_pin(&pin("0000")).unwrap_err();
        assert!(matches!(error, Error::PinIncorrect { retries: Some(tries) } if tries == left));
        assert_eq!(jpki.auth_pin_retries().unwrap(), Retries::Remaining(left));
    }
    assert!(matches!(jpki.verify_auth_pin(&pin("0000")).unwrap_err(), Error::PinBlocked));
    assert_eq!(jpki.auth_pin_retries().unwrap(), Retries::Blocked);
    assert!(matches!(jpki.verify_auth_pin(&pin("1234")).unwrap_err(), Error::PinBlocked));

    card.transport_mut().0.power_off();
    card.transport_mut().0.power_on();
    let mut jpki = JpkiAp::select(&mut card).unwrap();
    assert_eq!(jpki.auth_pin_retries().unwrap(), Retries::Blocked, "a block outlives the power");
}

#[test]
fn the_right_pin_gives_all_tries_back() {
    let mut card = on_reader("hanako");
    let mut jpki = JpkiAp::select(&mut card).unwrap();
    jpki.verify_auth_pin(&pin("9999")).unwrap_err();
    jpki.verify_auth_pin(&pin("1234")).unwrap();
    assert_eq!(jpki.auth_pin_retries().unwrap(), Retries::Remaining(3));
}

#[test]
fn a_wrong_pin_takes_back_what_the_right_one_opened() {
    let mut card = on_reader("hanako");
    let mut jpki = JpkiAp::select(&mut card).unwrap();
    jpki.verify_auth_pin(&pin("1234")).unwrap();
    jpki.verify_auth_pin(&pin("4321")).unwrap_err();
    jpki.sign_with_auth_key(SignatureScheme::Sha256DigestInfo, b"message").unwrap_err();
}

#[test]
fn leaving_the_application_or_losing_power_ends_the_security_status_and_selecting_it_again_does_not() {
    fn signs(card: &mut Card<Wire>) -> bool {
        JpkiAp::select(card).unwrap().sign_with_auth_key(SignatureScheme::Sha256DigestInfo, b"m").is_ok()
    }
    let mut card = on_reader("hanako");
    let open = |card: &mut Card<Wire>| JpkiAp::select(card).unwrap().verify_auth_pin(&pin("1234")).unwrap();

    open(&mut card);
    assert!(signs(&mut card), "selecting the same application keeps the status");
    CommonAp::select(&mut card).unwrap();
    assert!(!signs(&mut card), "another application was selected");

    open(&mut card);
    MasterFile::select(&mut card).unwrap();
    assert!(!signs(&mut card), "the master file was selected");

    open(&mut card);
    card.transport_mut().0.power_off();
    card.transport_mut().0.power_on();
    assert!(!signs(&mut card), "the power was off");
}

#[test]
fn the_iso_form_of_selecting_the_master_file_does_nothing() {
    let mut card = on_reader("hanako");
    let select = Command::new(0x00, 0xA4, 0x00, 0x00);
    assert_eq!(card.call(&select).unwrap().status.value(), 0x6A86);
    JpkiAp::select(&mut card).unwrap().verify_auth_pin(&pin("1234")).unwrap();
    assert_eq!(card.call(&select).unwrap().status.value(), 0x9000);
    let command = Command::with_data_le(0x80, 0x2A, 0x03, 0x97, *b"message", 256);
    assert_eq!(card.call(&command).unwrap().data.len(), 256);
}

#[test]
fn files_that_are_not_there_and_commands_that_are_not_known_get_their_status_words() {
    let mut card = on_reader("hanako");
    assert_eq!(status(&card.select_df(&[0xD3, 0x92]).unwrap_err()), 0x6A82);
    let mut jpki = JpkiAp::select(&mut card).unwrap();
    assert_eq!(status(&jpki.read_ef(0x0001).unwrap_err()), 0x6A82, "no signing certificate on demo cards");
    for (apdu, expected) in [
        (&[0x00, 0xB0, 0x00, 0x00, 0x00][..], [0x69, 0x86]),
        (&[0x00, 0x84, 0x00, 0x00, 0x08], [0x6D, 0x00]),
        (&[0x90, 0x84, 0x00, 0x00, 0x08], [0x6E, 0x00]),
        (&[0xFF, 0xCA, 0x00, 0x00, 0x00], [0x6A, 0x81]),
        (&[0x00], [0x67, 0x00]),
        (&[0x80, 0x2A, 0x01, 0x97, 0x01, 0x00, 0x00], [0x6A, 0x86]),
    ] {
        assert_eq!(card.transport_mut().0.transmit(apdu), expected, "{apdu:02X?}");
    }
}

#[test]
fn a_town_area_is_read_as_record_or_as_bytes() {
    let aid = vec![0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x02, 0x99];
    let profile = card("hanako").unwrap();
    for (file, record) in
        [(TownFile::Record(vec![1, 2, 7, 8]), true), (TownFile::Binary(vec![4, 2, 7, 8, 0xFF]), false)]
    {
        let area = TownArea { aid: aid.clone(), ef: 0x0002, file };
        let mut card = Card::new(Wire(SimulatedCard::new(profile).with_town_area(area)));
        card.select_df(&aid).unwrap();
        card.select_ef(0x0002).unwrap();
        if record {
            assert_eq!(card.read_record(1).unwrap(), [1, 2, 7, 8]);
            assert_eq!(status(&card.read_binary_chunk(0, 4).unwrap_err()), 0x6981);
        } else {
            assert_eq!(card.read_binary_all().unwrap(), [4, 2, 7, 8]);
            assert_eq!(status(&card.read_record(1).unwrap_err()), 0x6981);
        }
    }
    let mut without = on_reader("hanako");
    assert_eq!(status(&without.select_df(&aid).unwrap_err()), 0x6A82);
}

#[test]
fn other_cards_tell_only_their_identifier() {
    let get_data = Command::with_le(0xFF, 0xCA, 0x00, 0x00, 256);
    for (slug, expected) in
        [("bus", &[0x01, 0xFE, 0x99, 0x99, 0, 0, 0, 1][..]), ("library", &[0x04, 0x99, 0x99, 0, 0, 0, 1])]
    {
        let mut card = on_reader(slug);
        CommonAp::select(&mut card).unwrap_err();
        assert_eq!(card.call_ok(&get_data).unwrap(), expected);
    }
    assert_eq!(SimulatedCard::new(card("bus").unwrap()).atr()[12], 0x11, "FeliCa in the reader's ATR");
}

#[test]
fn every_atr_has_its_check_byte() {
    for card in DEMO_CARDS {
        let atr = SimulatedCard::new(card).atr();
        assert_eq!(atr[1..].iter().fold(0, |sum, byte| sum ^ byte), 0, "{}", card.slug);
    }
}

#[test]
fn certificates_chain_to_their_authority_and_to_no_other() {
    let day = Date { year: 2026, month: 11, day: 21 };
    for card in DEMO_CARDS {
        let CardKind::MyNumber { certificate_der, ca_der, .. } = card.kind else { continue };
        let certificate = Certificate::parse(certificate_der).unwrap();
        assert!(certificate.is_valid_on(day));
        for authority in [TEST_CA_DER, FOREIGN_CA_DER] {
            let chain = [certificate.clone(), Certificate::parse(authority).unwrap()];
            let verified = Certificate::verify_chain(&chain, day).is_ok();
            assert_eq!(verified, authority == ca_der, "{}", card.slug);
        }
        assert_eq!(ca_der == FOREIGN_CA_DER, card.slug == "foreign-ca");
        let shown = format!("{} {}", certificate.subject(), certificate.issuer());
        assert!(certificate.subject().starts_with("CN=0000000"), "{shown}");
        assert_eq!(certificate.signature_algorithm(), "1.2.840.113549.1.1.11");
    }
    assert!(TEST_POLICY_OID.ends_with(".30"));
}
