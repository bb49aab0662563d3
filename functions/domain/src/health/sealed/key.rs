//! The keys, each its own type.

use super::record::RecordId;
use super::shelf::{Shelf, ShelfTag};
use crate::health::Category;
use data_encoding::HEXLOWER;
use hibiki_protocol::SealPublicKey;
use hkdf::Hkdf;
use sha2::Sha256;
use std::fmt;
use zeroize::Zeroizing;

macro_rules! secrets {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name(pub(super) Zeroizing<[u8; 32]>);

        impl $name {
            /// From 32 secret bytes.
            pub fn from_bytes(bytes: [u8; 32]) -> Self {
                Self(Zeroizing::new(bytes))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    )*};
}

secrets! {
    /// The root `R` of a person's record in one epoch. Never stored as it is.
    Root;
    /// What opens one category, and names it in the database.
    CategoryKey;
    /// A person's second layer; removing it shreds everything of theirs that is sealed to a public key.
    Pepper;
    /// What the cookie of an open session makes: seals the session's own copy of roots.
    SessionKey;
    /// The private half of the town's recovery key. It is on paper, in shares.
    RecoverySecret;
}

/// HKDF-SHA-256 (RFC 5869) to 32 bytes.
pub(super) fn derive(secret: &[u8], salt: &[u8], info: &[&[u8]]) -> Zeroizing<[u8; 32]> {
    let mut key = Zeroizing::new([0; 32]);
    // Expanding to 32 bytes cannot fail (the limit is 255 hashes).
    let _ = Hkdf::<Sha256>::new(Some(salt), secret).expand_multi_info(info, key.as_mut());
    key
}

/// 1, 2, 3 …: a new one begins when somebody who knew the root may know it no longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Epoch(u32);

impl Epoch {
    /// The first.
    pub const FIRST: Self = Self(1);

    /// From the database's number; none below 1.
    pub fn from_number(number: i64) -> Option<Self> {
        u32::try_from(number).ok().filter(|&number| number > 0).map(Self)
    }

    /// The database's number.
    pub fn number(self) -> i64 {
        self.0.into()
    }

    /// The one that follows.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    pub(super) const fn bytes(self) -> [u8; 4] {
        self.0.to_be_bytes()
    }
}

impl Root {
    /// The key of a category.
    pub fn category_key(&self, category: Category) -> CategoryKey {
        CategoryKey(derive(
            self.0.as_slice(),
            b"",
            &[b"hibiki health v1 category ", category.word().as_bytes()],
        ))
    }

    /// The secret of the locks that this person holds as a guardian.
    pub fn guardian_secret(&self) -> Zeroizing<[u8; 32]> {
        derive(self.0.as_slice(), b"", &[b"hibiki health v1 guardian"])
    }

    /// A secret from which the names of entries in an export are made (`fhir::Person::seed`).
    pub fn export_seed(&self) -> Zeroizing<[u8; 32]> {
        derive(self.0.as_slice(), b"", &[b"hibiki health v1 export"])
    }

    /// The public half of the inbox, to which others seal what they write without reading (RFC 9180, `DeriveKeyPair`).
    pub fn inbox(&self) -> SealPublicKey {
        super::lock::inbox_public_key(&derive(self.0.as_slice(), b"", &[b"hibiki health v1 inbox"]))
    }
}

impl CategoryKey {
    /// How the database calls a shelf of this category: it says nothing to whoever lacks the key.
    pub fn tag_of(&self, place: Shelf) -> ShelfTag {
        let tag = derive(self.0.as_slice(), b"", &[b"hibiki health v1 shelf ", &place.part.to_be_bytes()]);
        ShelfTag::from_text(HEXLOWER.encode(&tag[..16]))
    }

    /// The name of an entry that is told from others by what it says, such as a row of a file: whoever brings it twice
    /// brings the same name. It says nothing to whoever lacks the key.
    pub fn record_of(&self, what: &str) -> RecordId {
        let id = derive(self.0.as_slice(), b"", &[b"hibiki health v1 content ", what.as_bytes()]);
        RecordId::from_text(HEXLOWER.encode(&id[..16]))
    }
}

impl SessionKey {
    /// From the value of the session's cookie, of which the database knows a hash alone.
    pub fn of_cookie(value: &[u8]) -> Self {
        Self(derive(value, b"", &[b"hibiki health v1 session"]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_another() {
        let root = Root::from_bytes([1; 32]);
        let mut all: Vec<[u8; 32]> =
            Category::ALL.iter().map(|&category| *root.category_key(category).0).collect();
        all.push(*root.guardian_secret());
        all.push(*root.export_seed());
        all.push(*root.inbox().as_bytes());
        all.push(*root.0);
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    #[test]
    fn debug_shows_no_key() {
        assert_eq!(format!("{:?}", Root::from_bytes([1; 32])), "Root(…)");
        assert_eq!(format!("{:?}", CategoryKey::from_bytes([1; 32])), "CategoryKey(…)");
        assert_eq!(format!("{:?}", Pepper::from_bytes([1; 32])), "Pepper(…)");
        assert_eq!(format!("{:?}", SessionKey::from_bytes([1; 32])), "SessionKey(…)");
        assert_eq!(format!("{:?}", RecoverySecret::from_bytes([1; 32])), "RecoverySecret(…)");
    }

    #[test]
    fn what_says_the_same_has_the_same_name_under_one_key_alone() {
        let key = |n, category| Root::from_bytes([n; 32]).category_key(category);
        let name = key(1, Category::Vitals).record_of("118/76");
        assert_eq!(name, key(1, Category::Vitals).record_of("118/76"));
        assert_eq!(RecordId::parse(name.as_str()).as_ref(), Some(&name));
        for other in [
            key(1, Category::Vitals).record_of("118/77"),
            key(1, Category::Diary).record_of("118/76"),
            key(2, Category::Vitals).record_of("118/76"),
        ] {
            assert_ne!(name, other);
        }
    }

    #[test]
    fn an_epoch_below_the_first_is_none() {
        assert_eq!(Epoch::from_number(0), None);
        assert_eq!(Epoch::from_number(-1), None);
        assert_eq!(Epoch::from_number(1), Some(Epoch::FIRST));
        assert_eq!(Epoch::FIRST.next().number(), 2);
    }
}
