//! Identifiers, each its own type with one textual form.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;

/// The text is not 32 lower-case hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an id has 32 lower-case hexadecimal digits")]
pub struct NotAnId;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(String);

        impl $name {
            /// From 16 random bytes.
            pub fn from_random(bytes: [u8; 16]) -> Self {
                Self(data_encoding::HEXLOWER.encode(&bytes))
            }

            /// Reads the one textual form.
            pub fn parse(text: &str) -> Result<Self, NotAnId> {
                let good = text.len() == 32 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
                if good { Ok(Self(text.to_owned())) } else { Err(NotAnId) }
            }

            /// The textual form.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
            }
        }
    )*};
}

ids! {
    /// A person, in the identity database and nowhere else.
    PersonId;
    /// A card that is bound to a person.
    CardId;
    /// A letter with a one-time code.
    LetterId;
    /// An invitation for a new member of staff.
    InviteId;
    /// A pairing of a bridge that has been prepared by staff.
    PairingId;
    /// A role that was granted.
    GrantId;
    /// Who is whose guardian for a time.
    GuardianshipId;
    /// A notice.
    NoticeId;
    /// An item of the organizer's desk.
    ItemId;
    /// An import of the resident register.
    ImportId;
    /// A person's consent that somebody reads one category of their health record.
    ConsentId;
    /// The work key of a member of staff who reads health records.
    WorkKeyId;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_one_textual_form_is_read() {
        let id = PersonId::from_random([0xAB; 16]);
        assert_eq!(PersonId::parse(id.as_str()).unwrap(), id);
        for bad in ["", "AB", &"A".repeat(32), &"a".repeat(33), &"g".repeat(32), "' OR 1=1 --"] {
            assert!(PersonId::parse(bad).is_err());
        }
    }
}
