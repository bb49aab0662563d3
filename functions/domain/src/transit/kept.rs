//! How days are kept in JSON: `20261001`, which is short and is how timetables write them.

use crate::time::Day;
use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer, de::Error as _};

/// A day as a number such as `20261001`.
pub(super) fn number(day: Day) -> u32 {
    let (year, month, day) = day.parts();
    u32::from(year.unsigned_abs()) * 10_000 + u32::from(month) * 100 + u32::from(day)
}

/// The day of a number such as `20261001`.
pub(super) fn day(number: u32) -> Option<Day> {
    let year = i16::try_from(number / 10_000).ok()?;
    let month = u8::try_from(number / 100 % 100).ok()?;
    let day = u8::try_from(number % 100).ok()?;
    Day::new(year, month, day).ok()
}

fn checked<E: serde::de::Error>(number: u32) -> Result<Day, E> {
    day(number).ok_or_else(|| E::custom("not a day"))
}

/// One day.
pub(super) mod one {
    use super::{Day, Deserializer, Serializer, checked, number};
    use serde::Deserialize as _;

    // serde hands over a reference to the field.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde calls")]
    pub(in crate::transit) fn serialize<S: Serializer>(day: &Day, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_u32(number(*day))
    }

    pub(in crate::transit) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Day, D::Error> {
        checked(u32::deserialize(from)?)
    }
}

/// A day that may be unknown.
pub(super) mod maybe {
    use super::{Day, Deserializer, Serializer, checked, number};
    use serde::{Deserialize as _, Serialize as _};

    // serde hands over a reference to the field.
    #[allow(
        clippy::trivially_copy_pass_by_ref, // on some machines
        clippy::ref_option,
        reason = "the signature that serde calls"
    )]
    pub(in crate::transit) fn serialize<S: Serializer>(day: &Option<Day>, to: S) -> Result<S::Ok, S::Error> {
        day.map(number).serialize(to)
    }

    pub(in crate::transit) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<Day>, D::Error> {
        Option::<u32>::deserialize(from)?.map(checked).transpose()
    }
}

/// Days in order.
pub(super) mod many {
    use super::{Day, Deserializer, Serializer, number};

    pub(in crate::transit) fn serialize<S: Serializer>(days: &[Day], to: S) -> Result<S::Ok, S::Error> {
        super::serialize_all(days.iter().copied().map(number), to)
    }

    pub(in crate::transit) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Day>, D::Error> {
        super::deserialize_all(from)
    }
}

fn serialize_all<S: Serializer>(numbers: impl Iterator<Item = u32>, to: S) -> Result<S::Ok, S::Error> {
    numbers.collect::<Vec<_>>().serialize(to)
}

fn deserialize_all<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Day>, D::Error> {
    Vec::<u32>::deserialize(from)?
        .into_iter()
        .map(|n| day(n).ok_or_else(|| D::Error::custom("not a day")))
        .collect()
}
