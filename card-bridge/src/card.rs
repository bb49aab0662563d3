//! What is read from a card and what it is made to sign. Synchronous; the reader is behind [`Link`].

use crate::config::{TownArea, TownAreaKind};
use crate::reader::{Link, LinkProblem};
use hibiki_protocol::{Identifier, IdentifierKind};
use myna_card::{
    Card, Command, Error, MasterFile, Pin, Retries, Transmit,
    ap::{
        common::{CardInfo, CommonAp},
        jpki::{self, JpkiAp, SignatureScheme},
    },
};
use std::time::{Duration, Instant};
use x509_cert::{
    Certificate,
    der::{Decode as _, Encode as _},
};
use zeroize::Zeroizing;

/// The longest certificate that fits into evidence.
const MAX_CERTIFICATE: usize = 4096;
/// ATR of a storage card (PC/SC part 3, section 3.1.3.2.3.2): these bytes, then the standard.
const STORAGE_CARD: [u8; 12] = [0x3B, 0x8F, 0x80, 0x01, 0x80, 0x4F, 0x0C, 0xA0, 0x00, 0x00, 0x03, 0x06];
const STANDARD_FELICA: u8 = 0x11;
/// The first byte of a four-byte UID that the card invents anew each time (ISO/IEC 14443-3).
const RANDOM_UID: u8 = 0x08;

/// Why a card did not give what was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CardProblem {
    /// The card or the reader went away.
    Link(LinkProblem),
    /// The card lacks it.
    Unsupported,
    /// The PIN was wrong.
    WrongPin {
        /// Before the key is blocked.
        tries_left: u8,
    },
    /// The key is blocked.
    PinBlocked,
    /// An answer that makes no sense; the word says where.
    Unintelligible(&'static str),
}

/// What a card is to sign after one entry of its PIN.
#[derive(Debug, Clone)]
pub(crate) struct Texts {
    /// The message of this challenge.
    pub(crate) fresh: Vec<u8>,
    /// The fixed text of the card's lock, when the record is to be opened.
    pub(crate) lock: Option<Vec<u8>>,
}

/// What it signed.
pub(crate) struct Signatures {
    pub(crate) fresh: Vec<u8>,
    /// As secret as what it opens.
    pub(crate) lock: Option<Zeroizing<Vec<u8>>>,
}

/// A card on the reader.
pub(crate) struct CardOnReader {
    wire: Wire,
}

/// Carries APDUs, and remembers why it could not: the library's error has no place for that.
struct Wire {
    link: Box<dyn Link>,
    problem: Option<LinkProblem>,
    /// How long the reader and the card took.
    time: Duration,
}

impl Transmit for Wire {
    fn transmit(&mut self, command: &[u8]) -> myna_card::Result<Vec<u8>> {
        let began = Instant::now();
        let answer = self.link.transmit(command);
        self.time += began.elapsed();
        answer.map_err(|problem| {
            self.problem = Some(problem);
            Error::ShortResponse(0)
        })
    }
}

impl CardOnReader {
    pub(crate) fn new(link: Box<dyn Link>) -> Self {
        Self { wire: Wire { link, problem: None, time: Duration::ZERO } }
    }

    /// How long the reader and the card took so far.
    pub(crate) const fn time(&self) -> Duration {
        self.wire.time
    }

    /// Whether the card still lies there.
    pub(crate) fn check_present(&mut self) -> Result<(), CardProblem> {
        self.wire.link.check_present().map_err(CardProblem::Link)
    }

    /// The identifier: of the town's own file if one is configured, else of the common application, else the
    /// `FeliCa` IDm, else the UID.
    pub(crate) fn identify(&mut self, town_area: Option<&TownArea>) -> Result<Identifier, CardProblem> {
        if let Some(area) = town_area
            && let Some(identifier) = self.read_town_area(area)?
        {
            return Ok(identifier);
        }
        match self.read_common_application()? {
            // Two identifiers for one card would make it two cards.
            Some(_) if town_area.is_some() => Err(CardProblem::Unsupported),
            Some(identifier) => Ok(identifier),
            None => self.read_uid(),
        }
    }

    fn read_town_area(&mut self, area: &TownArea) -> Result<Option<Identifier>, CardProblem> {
        if self.is_storage_card() || self.ask(|card| card.select_df(&area.aid))?.is_none() {
            return Ok(None);
        }
        let content = self.ask(|card| {
            card.select_ef(area.ef)?;
            match area.kind {
                TownAreaKind::Record | TownAreaKind::Common => card.read_record(area.record),
                TownAreaKind::Binary => card.read_binary_chunk(0, 256),
            }
        })?;
        let content = content.ok_or(CardProblem::Unsupported)?;
        let (kind, bytes) = match area.kind {
            TownAreaKind::Common => (IdentifierKind::CommonApplication, serial_in(&content)?),
            TownAreaKind::Record | TownAreaKind::Binary => (IdentifierKind::TownRecord, content),
        };
        if bytes.is_empty() {
            return Err(CardProblem::Unsupported);
        }
        Ok(Some(Identifier { kind, bytes }))
    }

    fn read_common_application(&mut self) -> Result<Option<Identifier>, CardProblem> {
        if self.is_storage_card() || self.ask(|card| CommonAp::select(card).map(drop))?.is_none() {
            return Ok(None);
        }
        let record = self.ask(|card| {
            card.select_ef(myna_card::ap::common::ef::CARD_INFO)?;
            card.read_record(1)
        })?;
        let record = record.ok_or(CardProblem::Unintelligible("common application"))?;
        Ok(Some(Identifier { kind: IdentifierKind::CommonApplication, bytes: serial_in(&record)? }))
    }

    /// Asks the reader, not the card (PC/SC part 3, section 3.2.2.1.3).
    fn read_uid(&mut self) -> Result<Identifier, CardProblem> {
        let felica =
            self.is_storage_card() && self.wire.link.atr().get(STORAGE_CARD.len()) == Some(&STANDARD_FELICA);
        let bytes = self
            .ask(|card| card.call_ok(&Command::with_le(0xFF, 0xCA, 0x00, 0x00, 256)))?
            .ok_or(CardProblem::Unsupported)?;
        match (felica, bytes.as_slice()) {
            (true, id) if id.len() == 8 => Ok(Identifier { kind: IdentifierKind::FelicaIdm, bytes }),
            (false, [RANDOM_UID, _, _, _]) => Err(CardProblem::Unsupported),
            (false, uid) if matches!(uid.len(), 4 | 7 | 10) => {
                Ok(Identifier { kind: IdentifierKind::Uid, bytes })
            }
            _ => Err(CardProblem::Unsupported),
        }
    }

    /// Storage cards know no APDU, and some readers take one for an error of their own.
    fn is_storage_card(&self) -> bool {
        self.wire.link.atr().starts_with(&STORAGE_CARD)
    }

    /// The user-authentication certificate, if the card has one. It is free to read.
    pub(crate) fn certificate(&mut self) -> Result<Option<Vec<u8>>, CardProblem> {
        if self.is_storage_card() || self.ask(|card| JpkiAp::select(card).map(drop))?.is_none() {
            return Ok(None);
        }
        let certificate = self.ask(|card| {
            card.select_ef(jpki::ef::AUTH_CERTIFICATE)?;
            card.read_binary_all()
        })?;
        match certificate {
            Some(der) if der.len() > MAX_CERTIFICATE => Err(CardProblem::Unintelligible("certificate")),
            // A card whose holder wanted no certificate has an empty file or filler in it.
            Some(der) if der.first() == Some(&0x30) => Ok(Some(der)),
            Some(_) | None => Ok(None),
        }
    }

    /// Tries left on the user-authentication PIN; asking costs none.
    pub(crate) fn pin_tries_left(&mut self) -> Result<u8, CardProblem> {
        self.leave_application()?;
        let retries = self.ask(|card| JpkiAp::select(card)?.auth_pin_retries())?;
        match retries.ok_or(CardProblem::Unsupported)? {
            Retries::Remaining(tries_left) => Ok(tries_left),
            Retries::Blocked => Err(CardProblem::PinBlocked),
            Retries::Unlimited | Retries::NotReported => Err(CardProblem::Unintelligible("PIN counter")),
        }
    }

    /// Presents the PIN once and has the card sign: RSASSA-PKCS1-v1_5 with SHA-256, hashed on the card.
    ///
    /// With two texts the card signs twice after the one PIN. A card that closes its key after the first signature
    /// refuses the second, and then there is no answer at all: the PIN is not presented again.
    pub(crate) fn sign(&mut self, pin: &Pin, texts: &Texts) -> Result<Signatures, CardProblem> {
        self.wire.link.power_down_at_end();
        self.leave_application()?;
        let signatures = self.ask(|card| {
            let mut jpki = JpkiAp::select(card)?;
            jpki.verify_auth_pin(pin)?;
            let mut sign = |text: &[u8]| jpki.sign_with_auth_key(SignatureScheme::Sha256DigestInfo, text);
            let fresh = sign(&texts.fresh)?;
            let lock = texts.lock.as_deref().map(sign).transpose()?.map(Zeroizing::new);
            Ok(Signatures { fresh, lock })
        });
        // The opened key is closed at once, and again when the power goes off.
        let _ = self.leave_application();
        signatures?.ok_or(CardProblem::Unintelligible("signature"))
    }

    /// Selecting the card manager ends the security status of the application that is left.
    fn leave_application(&mut self) -> Result<(), CardProblem> {
        self.ask(|card| MasterFile::select(card).map(drop)).map(drop)
    }

    /// Runs some commands. `None` when the card refused one with a status word: it lacks the thing.
    fn ask<T>(
        &mut self,
        commands: impl FnOnce(&mut Card<&mut Wire>) -> myna_card::Result<T>,
    ) -> Result<Option<T>, CardProblem> {
        self.wire.problem = None;
        match commands(&mut Card::new(&mut self.wire)) {
            Ok(value) => Ok(Some(value)),
            Err(error) => match (self.wire.problem.take(), error) {
                (Some(problem), _) => Err(CardProblem::Link(problem)),
                (None, Error::Status(_)) => Ok(None),
                (None, Error::PinIncorrect { retries: Some(0) } | Error::PinBlocked) => {
                    Err(CardProblem::PinBlocked)
                }
                (None, Error::PinIncorrect { retries: Some(tries_left) }) => {
                    Err(CardProblem::WrongPin { tries_left })
                }
                (None, _) => Err(CardProblem::Unintelligible("answer")),
            },
        }
    }
}

/// The public key in a certificate: DER `SubjectPublicKeyInfo` (RFC 5280), as the Worker finds it there.
pub(crate) fn public_key_der(certificate: &[u8]) -> Result<Vec<u8>, CardProblem> {
    Certificate::from_der(certificate)
        .and_then(|certificate| certificate.tbs_certificate().subject_public_key_info().to_der())
        .map_err(|_| CardProblem::Unintelligible("certificate"))
}

/// The 15 digits of the serial number in a record of the common application.
fn serial_in(record: &[u8]) -> Result<Vec<u8>, CardProblem> {
    let info = CardInfo::parse(record).map_err(|_| CardProblem::Unintelligible("serial number"))?;
    Ok(info.serial.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use hibiki_simulated_card::{self as simulated, CardKind, SimulatedCard, TownFile};

    struct OnWire(SimulatedCard);

    impl Link for OnWire {
        fn atr(&self) -> &[u8] {
            self.0.atr()
        }

        fn transmit(&mut self, apdu: &[u8]) -> Result<Vec<u8>, LinkProblem> {
            Ok(self.0.transmit(apdu))
        }

        fn check_present(&mut self) -> Result<(), LinkProblem> {
            Ok(())
        }

        fn power_down_at_end(&mut self) {}
    }

    /// Answers these, then is gone.
    struct Scripted {
        atr: Vec<u8>,
        answers: std::vec::IntoIter<Vec<u8>>,
    }

    impl Link for Scripted {
        fn atr(&self) -> &[u8] {
            &self.atr
        }

        fn transmit(&mut self, _: &[u8]) -> Result<Vec<u8>, LinkProblem> {
            self.answers.next().ok_or(LinkProblem::CardLeft)
        }

        fn check_present(&mut self) -> Result<(), LinkProblem> {
            Ok(())
        }

        fn power_down_at_end(&mut self) {}
    }

    fn card(slug: &str) -> CardOnReader {
        CardOnReader::new(Box::new(OnWire(SimulatedCard::new(simulated::card(slug).unwrap()))))
    }

    fn scripted(atr: &[u8], answers: &[&[u8]]) -> CardOnReader {
        let answers = answers.iter().map(|answer| answer.to_vec()).collect::<Vec<_>>().into_iter();
        CardOnReader::new(Box::new(Scripted { atr: atr.to_vec(), answers }))
    }

    fn pin(digits: &str) -> Pin {
        Pin::numeric(digits).unwrap()
    }

    fn texts(lock: Option<&[u8]>) -> Texts {
        Texts { fresh: b"m".to_vec(), lock: lock.map(<[u8]>::to_vec) }
    }

    /// Closes its key after each signature.
    struct OnceOnly {
        card: SimulatedCard,
        pins: u32,
        signed: bool,
    }

    impl Link for OnceOnly {
        fn atr(&self) -> &[u8] {
            self.card.atr()
        }

        fn transmit(&mut self, apdu: &[u8]) -> Result<Vec<u8>, LinkProblem> {
            match apdu {
                [0x00, 0x20, _, _, _, ..] if apdu.len() > 5 => {
                    self.pins += 1;
                    assert_eq!(self.pins, 1, "the PIN is presented once");
                }
                [0x80, 0x2A, ..] if self.signed => return Ok(vec![0x69, 0x82]),
                [0x80, 0x2A, ..] => self.signed = true,
                _ => {}
            }
            Ok(self.card.transmit(apdu))
        }

        fn check_present(&mut self) -> Result<(), LinkProblem> {
            Ok(())
        }

        fn power_down_at_end(&mut self) {}
    }

    const NOT_FOUND: &[u8] = &[0x6A, 0x82];
    const TYPE_A: &[u8] = &[0x3B, 0x81, 0x80, 0x01, 0x80, 0x80];

    #[test]
    fn every_kind_of_card_is_identified_in_its_own_way() {
        for (slug, kind, bytes) in [
            ("hanako", IdentifierKind::CommonApplication, &b"999999900000001"[..]),
            ("bus", IdentifierKind::FelicaIdm, &[0x01, 0xFE, 0x99, 0x99, 0, 0, 0, 1]),
            ("library", IdentifierKind::Uid, &[0x04, 0x99, 0x99, 0, 0, 0, 1]),
        ] {
            let identifier = card(slug).identify(None).unwrap();
            assert_eq!((identifier.kind, identifier.bytes.as_slice()), (kind, bytes), "{slug}");
        }
    }

    #[test]
    fn a_uid_of_another_length_or_one_that_the_card_invents_is_refused() {
        for uid in [&[8, 1, 2, 3][..], &[1, 2, 3], &[1, 2, 3, 4, 5], &[1; 8], &[]] {
            let answer = [uid, &[0x90, 0x00]].concat();
            let found = scripted(TYPE_A, &[NOT_FOUND, &answer]).identify(None);
            assert_eq!(found.map(|_| ()), Err(CardProblem::Unsupported), "{uid:?}");
        }
        assert!(scripted(TYPE_A, &[NOT_FOUND, &[4, 1, 2, 3, 0x90, 0x00]]).identify(None).is_ok());
    }

    #[test]
    fn a_card_that_leaves_at_any_moment_is_told_from_one_that_lacks_something() {
        let ok: &[u8] = &[0x90, 0x00];
        for answers in [&[][..], &[ok], &[ok, ok], &[NOT_FOUND]] {
            let found = scripted(TYPE_A, answers).identify(None);
            assert_eq!(found.map(|_| ()), Err(CardProblem::Link(LinkProblem::CardLeft)), "{answers:?}");
        }
    }

    #[test]
    fn nonsense_from_a_card_is_an_error_and_no_identifier() {
        let ok: &[u8] = &[0x90, 0x00];
        for record in [&[0x90, 0x00][..], &[1, 2, b'4', b'0', 0x90, 0], &[0x01], &[0xFF; 40]] {
            let found = scripted(TYPE_A, &[ok, ok, record]).identify(None);
            assert!(matches!(found, Err(CardProblem::Unintelligible(_))), "{record:?} {found:?}");
        }
    }

    #[test]
    fn a_towns_own_file_goes_before_the_common_application_and_is_not_mixed_with_it() {
        let aid = vec![0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x02];
        let with = |file| {
            let area = simulated::TownArea { aid: aid.clone(), ef: 3, file };
            CardOnReader::new(Box::new(OnWire(
                SimulatedCard::new(simulated::card("hanako").unwrap()).with_town_area(area),
            )))
        };
        let area = |kind| TownArea { aid: aid.clone(), ef: 3, record: 1, kind };
        let common = b"\x01\x1c0000000000000421322120350217".to_vec();

        let found = with(TownFile::Record(vec![7, 7])).identify(Some(&area(TownAreaKind::Record))).unwrap();
        assert_eq!((found.kind, found.bytes.as_slice()), (IdentifierKind::TownRecord, &[7, 7][..]));
        let found = with(TownFile::Binary(vec![8, 8])).identify(Some(&area(TownAreaKind::Binary))).unwrap();
        assert_eq!((found.kind, found.bytes.as_slice()), (IdentifierKind::TownRecord, &[8, 8][..]));
        let found = with(TownFile::Record(common)).identify(Some(&area(TownAreaKind::Common))).unwrap();
        assert_eq!(
            (found.kind, found.bytes.as_slice()),
            (IdentifierKind::CommonApplication, &b"000000000000042"[..])
        );

        let without = card("hanako").identify(Some(&area(TownAreaKind::Record)));
        assert_eq!(without.map(|_| ()), Err(CardProblem::Unsupported));
        let bus = card("bus").identify(Some(&area(TownAreaKind::Record))).unwrap();
        assert_eq!(bus.kind, IdentifierKind::FelicaIdm);
    }

    #[test]
    fn certificates_are_read_where_there_are_any() {
        let CardKind::MyNumber { certificate_der, .. } = simulated::card("taro").unwrap().kind else {
            panic!("an Individual Number Card")
        };
        assert_eq!(card("taro").certificate().unwrap().unwrap(), certificate_der);
        assert_eq!(card("bus").certificate().unwrap(), None);
        let ok: &[u8] = &[0x90, 0x00];
        assert_eq!(scripted(TYPE_A, &[ok, NOT_FOUND]).certificate().unwrap(), None);
        let filler: &[u8] = &[0xFF, 0xFF, 0x90, 0x00];
        assert_eq!(scripted(TYPE_A, &[ok, ok, filler, &[0x6B, 0x00]]).certificate().unwrap(), None);
    }

    #[test]
    fn a_pin_is_presented_once_and_the_key_is_closed_afterwards() {
        let mut card = card("hanako");
        assert_eq!(card.pin_tries_left(), Ok(3));
        assert_eq!(
            card.sign(&pin("0000"), &texts(None)).err(),
            Some(CardProblem::WrongPin { tries_left: 2 })
        );
        assert_eq!(card.pin_tries_left(), Ok(2));
        let signed = card.sign(&pin("1234"), &texts(None)).unwrap();
        assert!(signed.fresh.len() == 256 && signed.lock.is_none());
        let unlocked = card.ask(|card| {
            JpkiAp::select(card)?.sign_with_auth_key(SignatureScheme::Sha256DigestInfo, b"another")
        });
        assert_eq!(unlocked, Ok(None), "the key must be closed again");
    }

    #[test]
    fn one_pin_is_enough_for_two_signatures_the_second_the_same_each_time() {
        let mut card = card("hanako");
        let mut sign = |fresh: &[u8]| {
            let texts = Texts { fresh: fresh.to_vec(), lock: Some(b"fixed".to_vec()) };
            card.sign(&pin("1234"), &texts).unwrap()
        };
        let (first, second) = (sign(b"one"), sign(b"two"));
        assert_ne!(first.fresh, second.fresh);
        assert_eq!(first.lock.unwrap(), second.lock.unwrap());
        assert_eq!(card.pin_tries_left(), Ok(3));
    }

    #[test]
    fn a_card_that_signs_once_for_a_pin_gives_no_opening_and_its_pin_is_not_presented_again() {
        let once = || {
            let card = SimulatedCard::new(simulated::card("hanako").unwrap());
            CardOnReader::new(Box::new(OnceOnly { card, pins: 0, signed: false }))
        };
        assert!(once().sign(&pin("1234"), &texts(None)).is_ok());
        let refused = once().sign(&pin("1234"), &texts(Some(b"fixed"))).err();
        assert_eq!(refused, Some(CardProblem::Unintelligible("signature")));
    }

    #[test]
    fn the_public_key_is_found_in_a_certificate_and_in_nothing_else() {
        let CardKind::MyNumber { certificate_der, .. } = simulated::card("taro").unwrap().kind else {
            panic!("an Individual Number Card")
        };
        let key = public_key_der(certificate_der).unwrap();
        let found = certificate_der.windows(key.len()).any(|window| window == key);
        assert!(found && key.len() == 294, "{}", key.len());
        for other in [&certificate_der[..200], b"", b"0\x00"] {
            assert_eq!(public_key_der(other), Err(CardProblem::Unintelligible("certificate")));
        }
    }

    #[test]
    fn a_blocked_card_says_so_before_and_after_a_pin() {
        let mut card = card("hanako");
        for _ in 0..2 {
            card.sign(&pin("0000"), &texts(None)).map(drop).unwrap_err();
        }
        assert_eq!(card.sign(&pin("0000"), &texts(None)).err(), Some(CardProblem::PinBlocked));
        assert_eq!(card.sign(&pin("1234"), &texts(None)).err(), Some(CardProblem::PinBlocked));
        assert_eq!(card.pin_tries_left(), Err(CardProblem::PinBlocked));
    }

    #[test]
    fn a_card_without_the_application_cannot_sign() {
        assert_eq!(card("library").pin_tries_left(), Err(CardProblem::Unsupported));
    }
}
