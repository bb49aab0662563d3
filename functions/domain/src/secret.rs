//! The town's one secret and what is derived from it (HKDF-SHA-256, RFC 5869).

use crate::code::{CodeKind, OneTimeCode};
use crate::health::sealed::LockKind;
use crate::ids::PersonId;
use chacha20poly1305::{
    Key, KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER, HEXLOWER_PERMISSIVE};
use hibiki_protocol::{Identifier, SealSecretKey};
use hkdf::Hkdf;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use std::fmt;
use zeroize::Zeroizing;

/// The text is not 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a secret has 64 hexadecimal digits (32 bytes)")]
pub struct NotASecret;

/// A sector of the town's life. Each knows a person by its own pseudonym and has a database of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sector {
    /// The resident's own page.
    MyPage,
    /// Courses, lectures, archives and who writes them.
    Campus,
    /// The health record.
    Health,
}

impl Sector {
    const fn label(self) -> &'static str {
        match self {
            Self::MyPage => "mypage",
            Self::Campus => "campus",
            Self::Health => "health",
        }
    }
}

/// How a sector calls a person: `HMAC-SHA-256(key of the sector, person_id)`, 64 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pseudonym(String);

impl Pseudonym {
    /// Reads the one textual form.
    pub fn parse(text: &str) -> Option<Self> {
        let good = text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        good.then(|| Self(text.to_owned()))
    }

    /// The textual form.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A keyed hash that names a card without holding its number, 64 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardHandle(String);

impl CardHandle {
    /// The textual form.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A sealed reference did not open: changed, or made for another context.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the reference does not open")]
pub struct BadReference;

/// The town's secret, 32 bytes. `Debug` hides it; it is wiped when dropped.
pub struct TownSecret(Zeroizing<[u8; 32]>);

impl TownSecret {
    /// Reads 64 hexadecimal digits.
    pub fn parse(hex: &str) -> Result<Self, NotASecret> {
        let bytes = HEXLOWER_PERMISSIVE.decode(hex.trim().as_bytes()).map_err(|_| NotASecret)?;
        Ok(Self(Zeroizing::new(bytes.try_into().map_err(|_| NotASecret)?)))
    }

    fn key(&self, label: &str) -> Zeroizing<[u8; 32]> {
        let mut key = Zeroizing::new([0; 32]);
        // Expanding to 32 bytes cannot fail (the limit is 255 hashes).
        let _ =
            Hkdf::<Sha256>::new(Some(b"hibiki v1"), self.0.as_slice()).expand(label.as_bytes(), key.as_mut());
        key
    }

    fn mac(&self, label: &str, parts: &[&[u8]]) -> [u8; 32] {
        keyed_hash(&self.key(label), parts)
    }

    /// The pseudonym of a person in a sector.
    pub fn pseudonym(&self, sector: Sector, person: &PersonId) -> Pseudonym {
        let label = format!("sector {}", sector.label());
        Pseudonym(HEXLOWER.encode(&self.mac(&label, &[person.as_str().as_bytes()])))
    }

    /// The handle of a card's identifier.
    pub fn tap_handle(&self, identifier: &Identifier) -> CardHandle {
        CardHandle(HEXLOWER.encode(&self.mac("card identifier", &[&identifier.handle_input()])))
    }

    /// The handle of a card's user-authentication key, from its DER `SubjectPublicKeyInfo`.
    pub fn key_handle(&self, public_key_der: &[u8]) -> CardHandle {
        CardHandle(HEXLOWER.encode(&self.mac("card key", &[public_key_der])))
    }

    /// What a passkey stores as `user.id`: says nothing to whoever reads it from the authenticator.
    pub fn passkey_user_handle(&self, person: &PersonId) -> [u8; 32] {
        self.mac("passkey user handle", &[person.as_str().as_bytes()])
    }

    /// The code that belongs to a letter, an invitation or a pairing: made again from the id, never stored.
    pub fn code(&self, kind: CodeKind, id: &str) -> OneTimeCode {
        let mac = self.mac("one-time code", &[kind.label().as_bytes(), id.as_bytes()]);
        let mut first = [0; 8];
        first.copy_from_slice(&mac[..8]);
        OneTimeCode::from_bytes(&first)
    }

    /// Under what a code is found.
    pub fn code_hash(&self, kind: CodeKind, code: &OneTimeCode) -> String {
        HEXLOWER.encode(&self.mac("code lookup", &[kind.label().as_bytes(), code.as_str().as_bytes()]))
    }

    /// Under what the guesses of one client at one thing are counted.
    pub fn guess_bucket(&self, client: &str, target: &str) -> String {
        HEXLOWER.encode(&self.mac("guess bucket", &[client.as_bytes(), target.as_bytes()])[..16])
    }

    /// The key that seals evidence of taps (RFC 9180).
    pub fn seal_key(&self) -> SealSecretKey {
        SealSecretKey::derive(&self.key("tap seal"))
    }

    /// The key of a log.
    pub fn log_key(&self, log: &str) -> LogKey {
        LogKey(self.key(&format!("access log {log}")))
    }

    /// What seals the peppers of health records in the vault.
    pub(crate) fn pepper_key(&self) -> Zeroizing<[u8; 32]> {
        self.key("health pepper")
    }

    /// What seals notices to families while they wait.
    pub(crate) fn telling_key(&self) -> Zeroizing<[u8; 32]> {
        self.key("health telling")
    }

    /// What seals what a clinic is told to its session.
    pub(crate) fn answer_key(&self) -> Zeroizing<[u8; 32]> {
        self.key("health card check answer")
    }

    /// Under what lies what a clinic is told by a tap, 64 hexadecimal digits: the database does not know whose it is.
    pub fn card_check_name(&self, person: &Pseudonym) -> String {
        HEXLOWER.encode(&self.mac("health card check", &[person.0.as_bytes()]))
    }

    /// Under what the vault knows that somebody took that back, 32 hexadecimal digits, as if it were a shelf.
    pub fn card_check_anchor(&self, person: &Pseudonym) -> String {
        HEXLOWER.encode(&self.mac("health card check anchor", &[person.0.as_bytes()])[..16])
    }

    /// How a lock of a health record calls the passkey, browser or card that opens it, 64 hexadecimal digits.
    pub fn lock_holder(&self, kind: LockKind, id: &[u8]) -> String {
        HEXLOWER.encode(&self.mac("health lock holder", &[kind.word().as_bytes(), id]))
    }

    /// How a lock calls one browser: behind the name of the passkey that is used in it, so that both go together.
    /// `kept` is what the browser keeps.
    pub fn browser_holder(&self, credential_id: &[u8], kept: &[u8]) -> String {
        let browser = self.mac("health lock browser", &[credential_id, kept]);
        format!("{}.{}", self.lock_holder(LockKind::Browser, credential_id), HEXLOWER.encode(&browser[..16]))
    }

    /// How the addresses of a reader's pages call a child, 16 hexadecimal digits: it is looked for among the reader's
    /// own children alone.
    pub fn family_reference(&self, reader: &Pseudonym, child: &Pseudonym) -> String {
        let mac = self.mac("health family", &[reader.0.as_bytes(), child.0.as_bytes()]);
        HEXLOWER.encode(&mac[..8])
    }

    /// The mac of a row whose values decide who can open what, 64 hexadecimal digits: whoever can write to a database
    /// and does not know the secret cannot put a row of their own there.
    pub fn row_mac(&self, table: &str, values: &[&[u8]]) -> String {
        HEXLOWER.encode(&self.mac(&format!("row of {table}"), values))
    }

    /// Whether a row carries its mac. Compares in constant time.
    pub fn row_is_ours(&self, table: &str, values: &[&[u8]], mac: &str) -> bool {
        use subtle::ConstantTimeEq as _;
        self.row_mac(table, values).as_bytes().ct_eq(mac.as_bytes()).into()
    }

    /// A reference to a person that means nothing outside `context` (a session, a sector's row) and cannot be altered.
    pub fn seal_person(&self, person: &PersonId, context: &str, nonce: [u8; 24]) -> String {
        let payload = Payload { msg: person.as_str().as_bytes(), aad: context.as_bytes() };
        let sealed = self.reference_cipher().encrypt(&XNonce::from(nonce), payload).unwrap_or_default();
        BASE64URL_NOPAD.encode(&[nonce.as_slice(), &sealed].concat())
    }

    /// Opens what [`Self::seal_person`] made in the same context.
    pub fn open_person(&self, reference: &str, context: &str) -> Result<PersonId, BadReference> {
        if reference.len() > 256 {
            return Err(BadReference);
        }
        let bytes = BASE64URL_NOPAD.decode(reference.as_bytes()).map_err(|_| BadReference)?;
        let (nonce, sealed) = bytes.split_first_chunk::<24>().ok_or(BadReference)?;
        let payload = Payload { msg: sealed, aad: context.as_bytes() };
        let plain =
            self.reference_cipher().decrypt(&XNonce::from(*nonce), payload).map_err(|_| BadReference)?;
        std::str::from_utf8(&plain).ok().and_then(|id| PersonId::parse(id).ok()).ok_or(BadReference)
    }

    fn reference_cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&Key::from(*self.key("person reference")))
    }
}

impl fmt::Debug for TownSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TownSecret(…)")
    }
}

/// The key of one access log. `Debug` hides it; it is wiped when dropped.
pub struct LogKey(Zeroizing<[u8; 32]>);

impl LogKey {
    pub(crate) fn mac(&self, parts: &[&[u8]]) -> [u8; 32] {
        keyed_hash(&self.0, parts)
    }

    /// The mac of a row that chains to the one before, 64 hexadecimal digits: `parts` begin with that one's mac.
    pub fn row(&self, parts: &[&[u8]]) -> String {
        HEXLOWER.encode(&self.mac(parts))
    }
}

impl fmt::Debug for LogKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LogKey(…)")
    }
}

/// HMAC-SHA-256 over parts that each carry their length, so that no two lists of parts are alike.
fn keyed_hash(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else {
        return [0; 32]; // HMAC takes keys of every length
    };
    for part in parts {
        mac.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// The operator's key: whoever holds it may import the register and invite the first member of staff.
pub struct OperatorKey(Zeroizing<[u8; 32]>);

impl OperatorKey {
    /// Reads 64 hexadecimal digits.
    pub fn parse(hex: &str) -> Result<Self, NotASecret> {
        Ok(Self(TownSecret::parse(hex)?.0))
    }

    /// Compares in constant time.
    pub fn is(&self, presented: &str) -> bool {
        use subtle::ConstantTimeEq as _;
        Self::parse(presented).is_ok_and(|other| self.0.ct_eq(other.0.as_slice()).into())
    }
}

impl fmt::Debug for OperatorKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OperatorKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hibiki_protocol::IdentifierKind;

    fn secret() -> TownSecret {
        TownSecret::parse(&"5a".repeat(32)).unwrap()
    }

    #[test]
    fn two_towns_know_one_person_by_different_names() {
        let person = PersonId::from_random([1; 16]);
        let other = TownSecret::parse(&"5b".repeat(32)).unwrap();
        assert_ne!(secret().pseudonym(Sector::MyPage, &person), other.pseudonym(Sector::MyPage, &person));
        assert_eq!(secret().pseudonym(Sector::MyPage, &person), secret().pseudonym(Sector::MyPage, &person));
    }

    #[test]
    fn an_idm_and_a_uid_of_the_same_bytes_are_two_cards() {
        let card = |kind| Identifier { kind, bytes: vec![1, 2, 3, 4, 5, 6, 7, 8] };
        assert_ne!(
            secret().tap_handle(&card(IdentifierKind::FelicaIdm)),
            secret().tap_handle(&card(IdentifierKind::Uid))
        );
    }

    #[test]
    fn a_reference_opens_in_its_own_context_only_and_not_when_changed() {
        let person = PersonId::from_random([7; 16]);
        let reference = secret().seal_person(&person, "session one", [9; 24]);
        assert_eq!(secret().open_person(&reference, "session one").unwrap(), person);
        assert_eq!(secret().open_person(&reference, "session two"), Err(BadReference));
        for place in [0, 30, reference.len() - 2] {
            let mut changed = reference.clone().into_bytes();
            changed[place] = if changed[place] == b'A' { b'B' } else { b'A' };
            assert!(secret().open_person(std::str::from_utf8(&changed).unwrap(), "session one").is_err());
        }
        assert!(!reference.contains(person.as_str()));
    }

    #[test]
    fn an_operator_key_is_itself_and_nothing_else() {
        let key = OperatorKey::parse(&"0f".repeat(32)).unwrap();
        assert!(key.is(&"0f".repeat(32)) && key.is(&"0F".repeat(32)));
        assert!(!key.is(&"0e".repeat(32)) && !key.is("") && !key.is(&"0f".repeat(31)));
    }

    #[test]
    fn debug_shows_no_secret() {
        assert_eq!(format!("{:?}", secret()), "TownSecret(…)");
        assert_eq!(format!("{:?}", secret().log_key("identity")), "LogKey(…)");
        assert_eq!(format!("{:?}", OperatorKey::parse(&"0f".repeat(32)).unwrap()), "OperatorKey(…)");
    }
}
