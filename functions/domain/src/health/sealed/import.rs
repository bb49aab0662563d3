//! A table on its way into inboxes. It is kept in parts until all of them were sent, sealed under a key that stands in the
//! page of whoever brings it and nowhere else: without that page a part says nothing.

use super::cipher::{self, DoesNotOpen, Nonce, bound};
use data_encoding::BASE64URL_NOPAD;
use std::fmt;
use zeroize::Zeroizing;

/// The key of one import. `Debug` hides it.
pub struct ImportKey(Zeroizing<[u8; 32]>);

/// Where a part lies: it opens nowhere else.
#[derive(Debug, Clone, Copy)]
pub struct PartPlace<'a> {
    /// Of which import.
    pub import: &'a str,
    /// Which part: 0, 1, 2 …
    pub part: i64,
    /// Its lines, or what became of them.
    pub column: &'a str,
}

impl PartPlace<'_> {
    fn bytes(&self) -> Vec<u8> {
        bound(&[
            b"hibiki import v1",
            b"health",
            b"import_part",
            self.import.as_bytes(),
            &self.part.to_be_bytes(),
            self.column.as_bytes(),
        ])
    }
}

impl ImportKey {
    /// From 32 random bytes.
    pub fn from_random(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Reads what [`Self::to_text`] wrote.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        bytes.try_into().ok().map(Self::from_random)
    }

    /// For the hidden field of a form: base64url without padding, 43 characters.
    pub fn to_text(&self) -> String {
        BASE64URL_NOPAD.encode(self.0.as_slice())
    }

    /// Seals a part.
    pub fn seal(&self, place: &PartPlace<'_>, text: &str, nonce: Nonce) -> String {
        cipher::seal(&self.0, &place.bytes(), text.as_bytes(), nonce)
    }

    /// Opens what [`Self::seal`] made for the same place.
    pub fn open(&self, place: &PartPlace<'_>, text: &str) -> Result<Zeroizing<String>, DoesNotOpen> {
        let plain = cipher::open(&self.0, &place.bytes(), text)?;
        std::str::from_utf8(&plain).map(|text| Zeroizing::new(text.to_owned())).map_err(|_| DoesNotOpen)
    }
}

impl fmt::Debug for ImportKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ImportKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_opens_with_its_key_and_in_its_place_alone() {
        let key = ImportKey::from_random([1; 32]);
        let place = PartPlace { import: "a", part: 1, column: "sealed" };
        let sealed = key.seal(&place, "体重 10.25", [2; 24]);
        assert_eq!(key.open(&place, &sealed).unwrap().as_str(), "体重 10.25");
        let same = ImportKey::parse(&key.to_text()).unwrap();
        assert!(same.open(&place, &sealed).is_ok());
        for wrong in [
            PartPlace { import: "b", ..place },
            PartPlace { part: 2, ..place },
            PartPlace { column: "outcome", ..place },
        ] {
            assert!(key.open(&wrong, &sealed).is_err());
        }
        assert!(ImportKey::from_random([3; 32]).open(&place, &sealed).is_err());
        assert!(ImportKey::parse("").is_none() && ImportKey::parse("A").is_none());
        assert_eq!(format!("{key:?}"), "ImportKey(…)");
    }
}
