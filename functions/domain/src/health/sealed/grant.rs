//! A consent in keys: the keys of one category, sealed to the work key of one member of staff and once more under the
//! person's pepper. They open in the one place for which the person gave them, and under the terms beside them.

use super::cipher::{self, DoesNotOpen, Nonce, bound};
use super::envelope::{self, Opener};
use super::key::{CategoryKey, Epoch, Pepper, SessionKey, derive};
use super::lock::{Kem, pepper_key};
use crate::health::{Category, consent::Purpose};
use crate::ids::{ConsentId, WorkKeyId};
use crate::secret::Pseudonym;
use crate::time::Timestamp;
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use hpke::{Kem as _, Serializable as _};
use std::fmt;
use zeroize::Zeroizing;

/// Domain separation from everything else that is sealed in the town (RFC 9180, section 5.1).
const INFO: &[u8] = b"hibiki health v1 grant";
/// What is sealed of the terms is filled up to this: its length tells neither category nor purpose.
const TERMS: usize = 512;

/// The public half of a work key. Its textual form is base64url without padding, 43 characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkPublicKey([u8; 32]);

impl WorkPublicKey {
    /// Reads the textual form.
    pub fn parse(text: &str) -> Option<Self> {
        BASE64URL_NOPAD.decode(text.as_bytes()).ok()?.try_into().ok().map(Self)
    }

    /// The textual form.
    pub fn to_text(&self) -> String {
        BASE64URL_NOPAD.encode(&self.0)
    }
}

/// The work key of a member of staff, made anew from the passkey whenever it is needed. `Debug` hides it.
pub struct WorkKey(Zeroizing<[u8; 32]>);

impl WorkKey {
    /// The key that a passkey's PRF output makes. Under another id it is another.
    pub fn new(id: &WorkKeyId, secret: &[u8]) -> Self {
        Self(derive(secret, id.as_str().as_bytes(), &[b"hibiki health v1 work key"]))
    }

    /// The public half (RFC 9180, `DeriveKeyPair`).
    pub fn public(&self) -> WorkPublicKey {
        WorkPublicKey(Kem::derive_keypair(self.0.as_slice()).1.to_bytes().into())
    }

    /// Seals it for the session of its holder that `session` names.
    pub fn seal(&self, key: &SessionKey, session: &str, holder: &Pseudonym, nonce: Nonce) -> String {
        cipher::seal(&key.0, &session_place(session, holder), self.0.as_slice(), nonce)
    }

    /// Opens what [`Self::seal`] made for the same session and holder.
    pub fn open(
        key: &SessionKey,
        session: &str,
        holder: &Pseudonym,
        text: &str,
    ) -> Result<Self, DoesNotOpen> {
        let plain = cipher::open(&key.0, &session_place(session, holder), text)?;
        Ok(Self(Zeroizing::new(plain.as_slice().try_into().map_err(|_| DoesNotOpen)?)))
    }

    /// Opens the terms of a grant and nothing else of it.
    pub fn open_terms(
        &self,
        pepper: &Pepper,
        place: &GrantPlace<'_>,
        text: &str,
    ) -> Result<Terms, DoesNotOpen> {
        let layer = place.layer(pepper, text)?;
        Terms::read(&self.opener(&layer)?.next(&place.bytes())?)
    }

    /// Opens a grant: its terms, and the keys that were given under them.
    pub fn open_grant(
        &self,
        pepper: &Pepper,
        place: &GrantPlace<'_>,
        text: &str,
    ) -> Result<Granted, DoesNotOpen> {
        let layer = place.layer(pepper, text)?;
        let mut opener = self.opener(&layer)?;
        let terms = Terms::read(&opener.next(&place.bytes())?)?;
        let keys = read_keys(&opener.next(&place.bytes_under(&terms))?)?;
        Ok(Granted { terms, keys })
    }

    fn opener<'a>(&self, layer: &'a [u8]) -> Result<Opener<'a>, DoesNotOpen> {
        Opener::new(INFO, &Kem::derive_keypair(self.0.as_slice()).0, layer)
    }
}

impl fmt::Debug for WorkKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WorkKey(…)")
    }
}

/// What is given, and what for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// Which category.
    pub category: Category,
    /// Why.
    pub purpose: Purpose,
}

impl Terms {
    fn write(&self) -> Zeroizing<Vec<u8>> {
        let mut plain =
            Zeroizing::new(format!("{} {}", self.category.word(), self.purpose.write()).into_bytes());
        let length = plain.len().max(TERMS);
        plain.resize(length, 0);
        plain
    }

    fn read(plain: &[u8]) -> Result<Self, DoesNotOpen> {
        let text = std::str::from_utf8(plain).map_err(|_| DoesNotOpen)?.trim_end_matches('\0');
        let (category, purpose) = text.split_once(' ').ok_or(DoesNotOpen)?;
        let category = Category::parse(category).ok_or(DoesNotOpen)?;
        Ok(Self { category, purpose: Purpose::read(purpose).ok_or(DoesNotOpen)? })
    }
}

/// An opened grant.
#[derive(Debug)]
pub struct Granted {
    /// What was given, and what for.
    pub terms: Terms,
    /// The category's key in each epoch in which it may have entries, the newest first.
    pub keys: Vec<(Epoch, CategoryKey)>,
}

/// Where a grant lies: it opens nowhere else.
#[derive(Debug, Clone, Copy)]
pub struct GrantPlace<'a> {
    /// Whose record.
    pub person: &'a Pseudonym,
    /// By which consent.
    pub consent: &'a ConsentId,
    /// For whom.
    pub holder: &'a Pseudonym,
    /// To which work key.
    pub work_key: &'a WorkKeyId,
    /// From when on.
    pub from: Timestamp,
    /// Until before when.
    pub until: Timestamp,
}

impl GrantPlace<'_> {
    fn bytes(&self) -> Vec<u8> {
        bound(&[
            b"hibiki grant v1",
            b"health",
            b"consent_grant",
            self.person.as_str().as_bytes(),
            self.consent.as_str().as_bytes(),
            self.holder.as_str().as_bytes(),
            self.work_key.as_str().as_bytes(),
            &self.from.0.to_be_bytes(),
            &self.until.0.to_be_bytes(),
        ])
    }

    /// Keys open beside the terms under which they were given, and beside no others.
    fn bytes_under(&self, terms: &Terms) -> Vec<u8> {
        bound(&[&self.bytes(), terms.category.word().as_bytes(), terms.purpose.write().as_bytes()])
    }

    /// Seals the keys of a category to a work key, and once more under the person's pepper. `seed` and `nonce` are random
    /// and used once.
    pub fn seal(
        &self,
        (terms, keys): (&Terms, &[(Epoch, CategoryKey)]),
        to: &WorkPublicKey,
        pepper: &Pepper,
        seed: [u8; 32],
        nonce: Nonce,
    ) -> Result<String, DoesNotOpen> {
        let bound = self.bytes();
        let mut plain = Zeroizing::new(Vec::with_capacity(36 * keys.len()));
        for (epoch, key) in keys {
            plain.extend_from_slice(&epoch.bytes());
            plain.extend_from_slice(key.0.as_slice());
        }
        let (written, under) = (terms.write(), self.bytes_under(terms));
        let messages = [(written.as_slice(), bound.as_slice()), (plain.as_slice(), under.as_slice())];
        let layer = envelope::seal(INFO, &to.0, &messages, seed)?;
        Ok(cipher::seal(&pepper_key(pepper, &bound), &bound, &layer, nonce))
    }

    fn layer(&self, pepper: &Pepper, text: &str) -> Result<Zeroizing<Vec<u8>>, DoesNotOpen> {
        let bound = self.bytes();
        cipher::open(&pepper_key(pepper, &bound), &bound, text)
    }
}

fn read_keys(plain: &[u8]) -> Result<Vec<(Epoch, CategoryKey)>, DoesNotOpen> {
    let mut rest = plain;
    let mut keys = Vec::new();
    while !rest.is_empty() {
        let (epoch, after) = rest.split_first_chunk::<4>().ok_or(DoesNotOpen)?;
        let (key, after) = after.split_first_chunk::<32>().ok_or(DoesNotOpen)?;
        let epoch = Epoch::from_number(u32::from_be_bytes(*epoch).into()).ok_or(DoesNotOpen)?;
        keys.push((epoch, CategoryKey::from_bytes(*key)));
        rest = after;
    }
    if keys.is_empty() { Err(DoesNotOpen) } else { Ok(keys) }
}

impl CategoryKey {
    /// How the database tells that somebody was given this category already, 32 hexadecimal digits: it says nothing to
    /// whoever lacks the key.
    pub fn grant_tag(&self, holder: &Pseudonym) -> String {
        let tag = derive(self.0.as_slice(), b"", &[b"hibiki health v1 grant ", holder.as_str().as_bytes()]);
        HEXLOWER.encode(&tag[..16])
    }
}

fn session_place(session: &str, holder: &Pseudonym) -> Vec<u8> {
    bound(&[b"hibiki work key v1", b"vault", b"opened", session.as_bytes(), holder.as_str().as_bytes()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::health::consent::Reason;
    use crate::health::sealed::{Bundle, Keyring, Root};
    use crate::ids::PersonId;
    use crate::secret::{Sector, TownSecret};

    fn person(n: u8) -> Pseudonym {
        let town = TownSecret::parse(&"5a".repeat(32)).unwrap();
        town.pseudonym(Sector::Health, &PersonId::from_random([n; 16]))
    }

    fn terms() -> Terms {
        Terms { category: Category::Child, purpose: Purpose::new(Reason::Growth, "歯のこと").unwrap() }
    }

    fn keys() -> Vec<(Epoch, CategoryKey)> {
        let key = |n: u8| Root::from_bytes([n; 32]).category_key(Category::Child);
        vec![(Epoch::FIRST.next(), key(2)), (Epoch::FIRST, key(1))]
    }

    #[test]
    fn a_grant_opens_with_its_work_key_its_pepper_and_in_its_place_alone() {
        let (me, other, nurse) = (person(1), person(2), person(3));
        let (consent, other_consent) = (ConsentId::from_random([1; 16]), ConsentId::from_random([2; 16]));
        let (id, other_id) = (WorkKeyId::from_random([3; 16]), WorkKeyId::from_random([4; 16]));
        let pepper = Pepper::from_bytes([5; 32]);
        let key = WorkKey::new(&id, b"prf output");
        let place = GrantPlace {
            person: &me,
            consent: &consent,
            holder: &nurse,
            work_key: &id,
            from: Timestamp(1000),
            until: Timestamp(2000),
        };
        let sealed = place.seal((&terms(), &keys()), &key.public(), &pepper, [6; 32], [7; 24]).unwrap();

        let granted = key.open_grant(&pepper, &place, &sealed).unwrap();
        assert_eq!(granted.terms, terms());
        let told = |keys: &[(Epoch, CategoryKey)]| -> Vec<_> {
            keys.iter().map(|(epoch, key)| (*epoch, *key.0)).collect()
        };
        assert_eq!(told(&granted.keys), told(&keys()));
        assert_eq!(key.open_terms(&pepper, &place, &sealed), Ok(terms()));

        for wrong in [
            GrantPlace { person: &other, ..place },
            GrantPlace { consent: &other_consent, ..place },
            GrantPlace { holder: &other, ..place },
            GrantPlace { work_key: &other_id, ..place },
            GrantPlace { from: Timestamp(999), ..place },
            GrantPlace { until: Timestamp(2001), ..place },
        ] {
            assert!(key.open_grant(&pepper, &wrong, &sealed).is_err());
            assert!(key.open_terms(&pepper, &wrong, &sealed).is_err());
        }
        assert!(key.open_grant(&Pepper::from_bytes([9; 32]), &place, &sealed).is_err());
        for wrong in [WorkKey::new(&id, b"another output"), WorkKey::new(&other_id, b"prf output")] {
            assert!(wrong.open_grant(&pepper, &place, &sealed).is_err());
        }
    }

    #[test]
    fn keys_given_under_one_category_do_not_open_under_the_terms_of_another() {
        let (me, nurse) = (person(1), person(3));
        let consent = ConsentId::from_random([1; 16]);
        let id = WorkKeyId::from_random([3; 16]);
        let pepper = Pepper::from_bytes([5; 32]);
        let key = WorkKey::new(&id, b"prf output");
        let (from, until) = (Timestamp(1000), Timestamp(2000));
        let place = GrantPlace { person: &me, consent: &consent, holder: &nurse, work_key: &id, from, until };
        let other = Terms { category: Category::Diary, ..terms() };
        assert_ne!(place.bytes_under(&terms()), place.bytes_under(&other));
        // The keys sealed for one category, behind the terms of another: whoever can do that has sealed it themselves,
        // and even then both were bound together.
        let bytes = place.bytes();
        let plain = [Epoch::FIRST.bytes().as_slice(), &[7; 32]].concat();
        let (written, under) = (other.write(), place.bytes_under(&terms()));
        let messages = [(written.as_slice(), bytes.as_slice()), (plain.as_slice(), under.as_slice())];
        let layer = envelope::seal(INFO, &key.public().0, &messages, [6; 32]).unwrap();
        let sealed = cipher::seal(&pepper_key(&pepper, &bytes), &bytes, &layer, [7; 24]);
        assert_eq!(key.open_terms(&pepper, &place, &sealed), Ok(other));
        assert!(key.open_grant(&pepper, &place, &sealed).is_err());
    }

    #[test]
    fn the_length_of_a_grant_tells_neither_category_nor_purpose() {
        let (me, nurse) = (person(1), person(3));
        let (consent, id) = (ConsentId::from_random([1; 16]), WorkKeyId::from_random([3; 16]));
        let key = WorkKey::new(&id, b"prf output").public();
        let (from, until) = (Timestamp(1000), Timestamp(2000));
        let place = GrantPlace { person: &me, consent: &consent, holder: &nurse, work_key: &id, from, until };
        let length = |category, words: &str| {
            let terms = Terms { category, purpose: Purpose::new(Reason::Growth, words).unwrap() };
            let pepper = Pepper::from_bytes([5; 32]);
            place.seal((&terms, &keys()), &key, &pepper, [6; 32], [7; 24]).unwrap().len()
        };
        let longest = "あ".repeat(crate::health::consent::MOST_WORDS);
        assert_eq!(length(Category::Child, ""), length(Category::Pregnancy, &longest));
    }

    #[test]
    fn a_work_key_opens_for_its_session_and_holder_alone_and_is_no_bundle_of_roots() {
        let (nurse, other) = (person(3), person(4));
        let id = WorkKeyId::from_random([3; 16]);
        let key = WorkKey::new(&id, b"prf output");
        let cookie = SessionKey::of_cookie(b"cookie");
        let sealed = key.seal(&cookie, "session", &nurse, [1; 24]);
        let opened = WorkKey::open(&cookie, "session", &nurse, &sealed).unwrap();
        assert_eq!(opened.public(), key.public());
        assert!(WorkKey::open(&cookie, "another", &nurse, &sealed).is_err());
        assert!(WorkKey::open(&cookie, "session", &other, &sealed).is_err());
        assert!(WorkKey::open(&SessionKey::of_cookie(b"other"), "session", &nurse, &sealed).is_err());
        assert!(Bundle::open(&cookie, "session", &sealed).is_err());
        let root = (Epoch::FIRST, Root::from_bytes([1; 32]));
        let bundle = Bundle { own: Keyring::new(nurse.clone(), root, Vec::new()), children: Vec::new() };
        let bundle = bundle.seal(&cookie, "session", [2; 24]);
        assert!(WorkKey::open(&cookie, "session", &nurse, &bundle).is_err());
    }

    #[test]
    fn the_public_half_reads_back_and_debug_shows_no_work_key() {
        let key = WorkKey::new(&WorkKeyId::from_random([3; 16]), b"prf output");
        assert_eq!(WorkPublicKey::parse(&key.public().to_text()), Some(key.public()));
        assert_eq!(WorkPublicKey::parse("x"), None);
        assert_eq!(format!("{key:?}"), "WorkKey(…)");
        let granted = Granted { terms: terms(), keys: keys() };
        assert!(format!("{granted:?}").contains("CategoryKey(…)"));
    }

    #[test]
    fn a_tag_tells_one_category_and_holder_from_others() {
        let (nurse, other) = (person(3), person(4));
        let root = Root::from_bytes([1; 32]);
        let tag = |category, holder| root.category_key(category).grant_tag(holder);
        assert_eq!(tag(Category::Child, &nurse), tag(Category::Child, &nurse));
        assert_ne!(tag(Category::Child, &nurse), tag(Category::Vitals, &nurse));
        assert_ne!(tag(Category::Child, &nurse), tag(Category::Child, &other));
        assert_eq!(tag(Category::Child, &nurse).len(), 32);
    }
}
