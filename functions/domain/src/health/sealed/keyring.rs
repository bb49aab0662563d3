//! What an open session may open: the roots of the person and of the children whose guardian they are.

use super::cipher::{self, DoesNotOpen, Nonce, bound};
use super::key::{Epoch, Root, SessionKey};
use crate::secret::Pseudonym;
use zeroize::Zeroizing;

/// A person's roots, one for each epoch.
#[derive(Debug, Clone)]
pub struct Keyring {
    /// Whose.
    pub person: Pseudonym,
    /// The epoch in which new records are sealed, and its root.
    pub newest: (Epoch, Root),
    older: Vec<(Epoch, Root)>,
}

impl Keyring {
    /// Of somebody whose roots are these.
    pub const fn new(person: Pseudonym, newest: (Epoch, Root), older: Vec<(Epoch, Root)>) -> Self {
        Self { person, newest, older }
    }

    /// The root with which the record began: what is made from it stays the same in every epoch.
    pub fn first(&self) -> &Root {
        self.older.last().map_or(&self.newest.1, |(_, root)| root)
    }

    /// All of them, the newest first.
    pub fn all(&self) -> impl Iterator<Item = (Epoch, &Root)> {
        std::iter::once(&self.newest).chain(&self.older).map(|(epoch, root)| (*epoch, root))
    }
}

/// What a session keeps sealed under its cookie.
#[derive(Debug, Clone)]
pub struct Bundle {
    /// The person who is logged in.
    pub own: Keyring,
    /// Children whose guardian the person is.
    pub children: Vec<Keyring>,
}

/// Length of a pseudonym's text.
const PSEUDONYM: usize = 64;

impl Bundle {
    /// Seals it for the session that `session` names.
    pub fn seal(&self, key: &SessionKey, session: &str, nonce: Nonce) -> String {
        let mut plain = Zeroizing::new(Vec::new());
        for keyring in std::iter::once(&self.own).chain(&self.children) {
            let count = u32::try_from(keyring.older.len() + 1).unwrap_or(u32::MAX);
            plain.extend_from_slice(keyring.person.as_str().as_bytes());
            plain.extend_from_slice(&count.to_be_bytes());
            for (epoch, root) in keyring.all() {
                plain.extend_from_slice(&epoch.bytes());
                plain.extend_from_slice(root.0.as_slice());
            }
        }
        cipher::seal(&key.0, &place(session), &plain, nonce)
    }

    /// Opens what [`Self::seal`] made for the same session.
    pub fn open(key: &SessionKey, session: &str, text: &str) -> Result<Self, DoesNotOpen> {
        let plain = cipher::open(&key.0, &place(session), text)?;
        let mut rest = plain.as_slice();
        let mut next = || -> Option<Option<Keyring>> {
            if rest.is_empty() {
                return Some(None);
            }
            let (person, after) = rest.split_at_checked(PSEUDONYM)?;
            let person = Pseudonym::parse(std::str::from_utf8(person).ok()?)?;
            let (count, mut after) = after.split_first_chunk::<4>()?;
            let mut roots = Vec::new();
            for _ in 0..u32::from_be_bytes(*count) {
                let (epoch, behind) = after.split_first_chunk::<4>()?;
                let (root, behind) = behind.split_first_chunk::<32>()?;
                let epoch = Epoch::from_number(u32::from_be_bytes(*epoch).into())?;
                roots.push((epoch, Root::from_bytes(*root)));
                after = behind;
            }
            rest = after;
            let mut roots = roots.into_iter();
            Some(Some(Keyring { person, newest: roots.next()?, older: roots.collect() }))
        };
        let own = next().flatten().ok_or(DoesNotOpen)?;
        let mut children = Vec::new();
        while let Some(child) = next().ok_or(DoesNotOpen)? {
            children.push(child);
        }
        Ok(Self { own, children })
    }
}

fn place(session: &str) -> Vec<u8> {
    bound(&[b"hibiki session v1", b"vault", b"opened", session.as_bytes()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::PersonId;
    use crate::secret::{Sector, TownSecret};

    fn keyring(n: u8, roots: u8) -> Keyring {
        let town = TownSecret::parse(&"5a".repeat(32)).unwrap();
        let person = town.pseudonym(Sector::Health, &PersonId::from_random([n; 16]));
        let root = |m: u8| (Epoch::from_number(m.into()).unwrap(), Root::from_bytes([n ^ m; 32]));
        Keyring::new(person, root(roots), (1..roots).rev().map(root).collect())
    }

    /// A person's pseudonym and what each root begins with, by epoch.
    fn told(keyring: &Keyring) -> (String, Vec<(i64, u8)>) {
        let roots = keyring.all().map(|(epoch, root)| (epoch.number(), root.0[0])).collect();
        (keyring.person.as_str().to_owned(), roots)
    }

    #[test]
    fn a_bundle_opens_with_its_cookie_and_for_its_session_alone() {
        let bundle = Bundle { own: keyring(1, 3), children: vec![keyring(2, 1), keyring(3, 2)] };
        let key = SessionKey::of_cookie(b"cookie");
        let sealed = bundle.seal(&key, "session", [1; 24]);
        let opened = Bundle::open(&key, "session", &sealed).unwrap();
        assert_eq!(told(&opened.own), told(&bundle.own));
        assert!(opened.children.iter().map(told).eq(bundle.children.iter().map(told)));
        assert!(Bundle::open(&key, "another", &sealed).is_err());
        assert!(Bundle::open(&SessionKey::of_cookie(b"other"), "session", &sealed).is_err());
    }

    #[test]
    fn a_bundle_that_is_cut_in_itself_is_none() {
        let key = SessionKey::of_cookie(b"cookie");
        let plain = [keyring(1, 1).person.as_str().as_bytes(), &2_u32.to_be_bytes(), &[0, 0, 0, 1], &[7; 32]]
            .concat();
        for length in 0..=plain.len() {
            let sealed = cipher::seal(&key.0, &place("session"), &plain[..length], [1; 24]);
            assert!(Bundle::open(&key, "session", &sealed).is_err());
        }
    }
}
