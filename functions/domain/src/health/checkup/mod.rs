//! The records of a person's health as forms: check-ups, vaccines, medicines, measurements at home, a diary, and what a
//! medic has to know.
//!
//! A kind of record is a table of fields ([`Kind::fields`]). The form, the check ([`parse_form`]), the record's JSON, what
//! is shown ([`Sheet::lines`]) and the columns of an import all follow it, so a new field is one line. Numbers are kept
//! whole in the smallest unit of their field: grams, millimetres, hundredths of a degree.
//!
//! A number that nobody can have is refused with the range, or with what was probably meant when it was typed in another
//! unit. One that is merely unusual is asked back as a [`Warning`] and taken when it is confirmed. Neither judges health.
//!
//! **What the tables stand on.** Pregnancy and childhood: 母子健康手帳, 母子保健法施行規則 様式第三号; school: 学校保健安全法施行規則 第6条 and the ministry's sheet;
//! adults: 特定健診, 平成19年厚生労働省令第157号 第1条. The tables name their sources. Ranges are Hibiki's own, wide around what such
//! forms hold; no law gives them.

mod check;
mod field;
mod kind;
mod problem;
mod sheet;
mod tables;
mod typed;

pub use check::{Typed, parse_day, parse_form};
pub use field::{Choice, Field, Number, Sort, Three, Unit};
pub use kind::Kind;
pub use problem::{Doubt, Problem, Warning, What};
pub use sheet::Sheet;
pub use typed::MOST_NOTEBOOK_BYTES;

pub(in crate::health) use sheet::{notebook_lines, plain};
pub(crate) use typed::{clock, day, narrow};

#[cfg(test)]
mod tests;
