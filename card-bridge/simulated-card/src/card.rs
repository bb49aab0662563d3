//! The card as a state machine over APDUs.

use crate::apdu::Command;
use crate::profile::{CardKind, CardProfile};
use rsa::{RsaPrivateKey, pkcs1::DecodeRsaPrivateKey as _, pkcs1v15::Pkcs1v15Sign};
use sha2::{Digest, Sha256};

/// Type B card: the reader builds the ATR from the card's answer (PC/SC part 3, section 3.1.3.2.3).
const ATR_TYPE_B: &[u8] = &[0x3B, 0x88, 0x80, 0x01, 0x00, 0x00, 0x00, 0x00, 0x33, 0x81, 0x81, 0x00, 0x3A];
/// Storage card, `FeliCa` (standard 0x11, card name 0x003B).
const ATR_FELICA: &[u8] = &[
    0x3B, 0x8F, 0x80, 0x01, 0x80, 0x4F, 0x0C, 0xA0, 0x00, 0x00, 0x03, 0x06, 0x11, 0x00, 0x3B, 0x00, 0x00,
    0x00, 0x00, 0x42,
];
/// Storage card, ISO/IEC 14443 type A part 3 (standard 0x03, card name 0x0003).
const ATR_TYPE_A: &[u8] = &[
    0x3B, 0x8F, 0x80, 0x01, 0x80, 0x4F, 0x0C, 0xA0, 0x00, 0x00, 0x03, 0x06, 0x03, 0x00, 0x03, 0x00, 0x00,
    0x00, 0x00, 0x68,
];

const CARD_MANAGER: &[u8] = &[0xA0, 0x00, 0x00, 0x01, 0x51, 0x00, 0x00];
const COMMON_APPLICATION: &[u8] = &[0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x01, 0x00];
const JPKI_APPLICATION: &[u8] = &[0xD3, 0x92, 0xF0, 0x00, 0x26, 0x01, 0x00, 0x00, 0x00, 0x01];

const TRIES: u8 = 3;

/// Status words (ISO/IEC 7816-4; JICSAP 1.1, table 25).
mod sw {
    pub(super) const OK: u16 = 0x9000;
    pub(super) const TRIES_LEFT: u16 = 0x63C0;
    pub(super) const WRONG_LENGTH: u16 = 0x6700;
    pub(super) const WRONG_FILE_KIND: u16 = 0x6981;
    pub(super) const SECURITY_STATUS: u16 = 0x6982;
    pub(super) const BLOCKED: u16 = 0x6984;
    pub(super) const CONDITIONS: u16 = 0x6985;
    pub(super) const NO_CURRENT_FILE: u16 = 0x6986;
    pub(super) const NOT_PROVIDED: u16 = 0x6A81;
    pub(super) const NO_FILE: u16 = 0x6A82;
    pub(super) const NO_RECORD: u16 = 0x6A83;
    pub(super) const WRONG_P1_P2: u16 = 0x6A86;
    pub(super) const OFFSET: u16 = 0x6B00;
    pub(super) const NO_INSTRUCTION: u16 = 0x6D00;
    pub(super) const NO_CLASS: u16 = 0x6E00;
    pub(super) const NO_DIAGNOSIS: u16 = 0x6F00;
}

/// The area of a card that a town uses under its own ordinance (条例利用領域): one file in one application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TownArea {
    /// Name of the application, assigned to the town.
    pub aid: Vec<u8>,
    /// Identifier of the file, 0001 to 001E.
    pub ef: u16,
    /// What it holds.
    pub file: TownFile,
}

/// How a town's file is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TownFile {
    /// Record 1, as READ RECORD answers it.
    Record(Vec<u8>),
    /// Bytes, as READ BINARY answers them.
    Binary(Vec<u8>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Application {
    CardManager,
    Common,
    Jpki,
    Town,
}

enum File<'a> {
    Binary(&'a [u8]),
    Record(Vec<u8>),
    Pin,
    Key,
}

/// A software card.
#[derive(Debug)]
pub struct SimulatedCard {
    profile: &'static CardProfile,
    town: Option<TownArea>,
    /// Survives the loss of power, as on a real card.
    tries_left: u8,
    // What a power cycle clears:
    application: Application,
    /// Nothing was selected since power came on.
    fresh: bool,
    file: Option<u16>,
    pin_verified: bool,
}

impl SimulatedCard {
    /// A new card, all its tries left.
    pub const fn new(profile: &'static CardProfile) -> Self {
        Self {
            profile,
            town: None,
            tries_left: TRIES,
            application: Application::CardManager,
            fresh: true,
            file: None,
            pin_verified: false,
        }
    }

    /// Puts a town's own application on the card.
    #[must_use]
    pub fn with_town_area(mut self, area: TownArea) -> Self {
        self.town = Some(area);
        self
    }

    /// Whose card it is.
    pub const fn profile(&self) -> &'static CardProfile {
        self.profile
    }

    /// Tries left on the user-authentication PIN.
    pub const fn tries_left(&self) -> u8 {
        self.tries_left
    }

    /// What the reader answers to reset.
    pub const fn atr(&self) -> &'static [u8] {
        match self.profile.kind {
            CardKind::MyNumber { .. } => ATR_TYPE_B,
            CardKind::Felica { .. } => ATR_FELICA,
            CardKind::Uid { .. } => ATR_TYPE_A,
        }
    }

    /// Power comes on: nothing is selected, nothing is verified.
    pub const fn power_on(&mut self) {
        self.application = Application::CardManager;
        self.fresh = true;
        self.file = None;
        self.pin_verified = false;
    }

    /// Power goes off. A warm reset is neither: it leaves the security status as it is, as on a real card.
    pub const fn power_off(&mut self) {
        self.power_on();
    }

    /// Answers one command.
    pub fn transmit(&mut self, apdu: &[u8]) -> Vec<u8> {
        match self.answer(apdu) {
            Ok(mut data) => {
                data.extend_from_slice(&sw::OK.to_be_bytes());
                data
            }
            Err(status) => status.to_be_bytes().to_vec(),
        }
    }

    fn answer(&mut self, apdu: &[u8]) -> Result<Vec<u8>, u16> {
        let command = Command::parse(apdu).ok_or(sw::WRONG_LENGTH)?;
        match self.profile.kind {
            CardKind::MyNumber { .. } => self.answer_my_number(&command),
            // The reader itself answers for cards that know no APDU (PC/SC part 3, section 3.2.2.1.3).
            CardKind::Felica { idm } => get_uid(&command, &idm),
            CardKind::Uid { uid } => get_uid(&command, uid),
        }
    }

    fn answer_my_number(&mut self, command: &Command<'_>) -> Result<Vec<u8>, u16> {
        match (command.cla, command.ins) {
            (0x00, 0xA4) => self.select(command),
            (0x00, 0xB0) => self.read_binary(command),
            (0x00, 0xB2) => self.read_record(command),
            (0x00, 0x20) => self.verify(command),
            (0x80, 0x2A) => self.sign(command),
            (0x00 | 0x80, _) => Err(sw::NO_INSTRUCTION),
            // A type B card has no lasting UID; real readers answer a new one each time or none.
            (0xFF, 0xCA) => Err(sw::NOT_PROVIDED),
            _ => Err(sw::NO_CLASS),
        }
    }

    fn select(&mut self, command: &Command<'_>) -> Result<Vec<u8>, u16> {
        match (command.p1, command.p2, command.data) {
            (0x04, 0x0C, aid) => {
                let town = self.town.as_ref().is_some_and(|town| town.aid == aid);
                let application = match aid {
                    CARD_MANAGER => Application::CardManager,
                    COMMON_APPLICATION => Application::Common,
                    JPKI_APPLICATION => Application::Jpki,
                    _ if town => Application::Town,
                    _ => return Err(sw::NO_FILE),
                };
                // Leaving an application clears its status; selecting it again does not (JICSAP 5.1.3).
                if application != self.application {
                    self.pin_verified = false;
                }
                self.application = application;
                self.fresh = false;
                self.file = None;
                Ok(Vec::new())
            }
            (0x02, 0x0C, &[high, low]) => {
                let id = u16::from_be_bytes([high, low]);
                self.open(id).ok_or(sw::NO_FILE)?;
                self.file = Some(id);
                Ok(Vec::new())
            }
            // Measured by myna-card's author: right after power-on refused, later accepted without effect.
            (0x00, 0x00, &[]) if !self.fresh => Ok(Vec::new()),
            _ => Err(sw::WRONG_P1_P2),
        }
    }

    /// The file of this identifier under the current application.
    fn open(&self, id: u16) -> Option<File<'_>> {
        let CardKind::MyNumber { serial, municipality, expiry, certificate_der, ca_der, .. } =
            self.profile.kind
        else {
            return None;
        };
        match (self.application, id) {
            (Application::Common, 0x0001) => Some(File::Record(
                [&[0x01, 0x1C], serial.as_bytes(), municipality.as_bytes(), expiry.as_bytes()].concat(),
            )),
            (Application::Jpki, 0x000A) => Some(File::Binary(certificate_der)),
            (Application::Jpki, 0x000B) => Some(File::Binary(ca_der)),
            (Application::Jpki, 0x0006) => Some(File::Binary(&TOKEN_INFO)),
            (Application::Jpki, 0x0018) => Some(File::Pin),
            (Application::Jpki, 0x0017) => Some(File::Key),
            (Application::Town, id) => {
                let town = self.town.as_ref().filter(|town| town.ef == id)?;
                Some(match &town.file {
                    TownFile::Record(record) => File::Record(record.clone()),
                    TownFile::Binary(bytes) => File::Binary(bytes),
                })
            }
            _ => None,
        }
    }

    /// The current file, or the one that a short identifier names, which then is the current one.
    fn current(&mut self, short_id: Option<u8>) -> Result<File<'_>, u16> {
        if let Some(short_id) = short_id {
            let id = u16::from(short_id);
            self.open(id).ok_or(sw::NO_FILE)?;
            self.file = Some(id);
        }
        self.file.and_then(|id| self.open(id)).ok_or(sw::NO_CURRENT_FILE)
    }

    fn read_binary(&mut self, command: &Command<'_>) -> Result<Vec<u8>, u16> {
        let le = command.le.ok_or(sw::WRONG_LENGTH)?;
        let (short_id, offset) = if command.p1 & 0x80 == 0 {
            (None, usize::from(u16::from_be_bytes([command.p1, command.p2])))
        } else {
            (Some(command.p1 & 0x1F), usize::from(command.p2))
        };
        match self.current(short_id)? {
            File::Binary(bytes) if offset < bytes.len() => {
                Ok(bytes[offset..bytes.len().min(offset + le.min(256))].to_vec())
            }
            File::Binary(_) => Err(sw::OFFSET),
            File::Record(_) | File::Pin | File::Key => Err(sw::WRONG_FILE_KIND),
        }
    }

    fn read_record(&mut self, command: &Command<'_>) -> Result<Vec<u8>, u16> {
        match (self.current(None)?, command.p1, command.p2) {
            (File::Record(record), 1, 0x04 | 0x05) => Ok(record),
            (File::Record(_), _, 0x04 | 0x05) => Err(sw::NO_RECORD),
            (File::Record(_), ..) => Err(sw::WRONG_P1_P2),
            _ => Err(sw::WRONG_FILE_KIND),
        }
    }

    fn verify(&mut self, command: &Command<'_>) -> Result<Vec<u8>, u16> {
        if command.p1 != 0 || command.p2 & 0x80 == 0 {
            return Err(sw::WRONG_P1_P2);
        }
        let short_id = Some(command.p2 & 0x1F).filter(|id| *id != 0);
        if !matches!(self.current(short_id)?, File::Pin) {
            return Err(sw::WRONG_FILE_KIND);
        }
        let CardKind::MyNumber { pin, .. } = self.profile.kind else {
            return Err(sw::NO_INSTRUCTION);
        };
        match (command.data, self.tries_left) {
            // Without data: how many tries are left; costs none.
            ([], tries) => Err(sw::TRIES_LEFT | u16::from(tries)),
            (_, 0) => Err(sw::BLOCKED),
            (typed, _) if typed == pin.expose() => {
                self.tries_left = TRIES;
                self.pin_verified = true;
                Ok(Vec::new())
            }
            (_, tries) => {
                self.tries_left = tries - 1;
                self.pin_verified = false;
                Err(sw::TRIES_LEFT | u16::from(self.tries_left))
            }
        }
    }

    /// COMPUTE DIGITAL SIGNATURE in the two schemes that Hibiki has a use for: P1 03 hashes on the card,
    /// P1 02 takes a SHA-256 digest. Both sign a `DigestInfo` (PKCS #1 v1.5).
    fn sign(&mut self, command: &Command<'_>) -> Result<Vec<u8>, u16> {
        let CardKind::MyNumber { key, .. } = self.profile.kind else {
            return Err(sw::NO_INSTRUCTION);
        };
        let short_id = (command.p2 & 0x80 != 0).then_some(command.p2 & 0x1F).filter(|id| *id != 0);
        if !matches!(self.current(short_id)?, File::Key) {
            return Err(sw::WRONG_FILE_KIND);
        }
        let digest: [u8; 32] = match (command.p1, command.data) {
            (_, []) => return Err(sw::WRONG_LENGTH),
            (0x03, message) => Sha256::digest(message).into(),
            (0x02, digest) => digest.try_into().map_err(|_| sw::CONDITIONS)?,
            _ => return Err(sw::WRONG_P1_P2),
        };
        if !self.pin_verified {
            return Err(sw::SECURITY_STATUS);
        }
        RsaPrivateKey::from_pkcs1_der(key.expose())
            .and_then(|key| {
                key.sign(Pkcs1v15Sign::new::<Sha256>(), &digest).map_err(|_| rsa::pkcs1::Error::KeyMalformed)
            })
            .map_err(|_| sw::NO_DIAGNOSIS)
    }
}

fn get_uid(command: &Command<'_>, uid: &[u8]) -> Result<Vec<u8>, u16> {
    match (command.cla, command.ins, command.p1, command.p2) {
        (0xFF, 0xCA, 0x00, 0x00) => Ok(uid.to_vec()),
        (0xFF, 0xCA, ..) => Err(sw::NOT_PROVIDED),
        _ => Err(sw::NO_CLASS),
    }
}

/// PKCS #11 token information as on a plastic card, so that it is told apart from a phone.
const TOKEN_INFO: [u8; 160] = {
    let mut info = [b' '; 160];
    let name = b"JPKIAPICCTOKEN2";
    let mut at = 0;
    while at < name.len() {
        info[at] = name[at];
        at += 1;
    }
    // Flags and counts, big-endian: RNG, login required, PIN set, token set; one session; PIN of 4 digits.
    let words: [u32; 11] = [0x040D, 1, 0, 1, 0, 4, 4, u32::MAX, u32::MAX, u32::MAX, u32::MAX];
    let mut word = 0;
    while word < words.len() {
        let bytes = words[word].to_be_bytes();
        let mut byte = 0;
        while byte < 4 {
            info[96 + 4 * word + byte] = bytes[byte];
            byte += 1;
        }
        word += 1;
    }
    info
};
