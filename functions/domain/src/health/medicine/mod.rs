//! The medicine notebook (お薬手帳): JAHIS 電子版お薬手帳データフォーマット, versions 1.0 (`JAHISTC01`) to 2.6 (`JAHISTC08`).
//!
//! Table and section numbers in this module are those of version 2.6 (JAHIS技術文書 24-104, September 2024).
//!
//! A pharmacy prints a notebook's text as QR codes. [`sort_bytes`] tells in which encoding it came, [`Notebook::read`]
//! reads the text, [`join`] puts the parts of a split one together, [`Notebook::gathered`] many slips, [`Notebook::contents`] lays the records out by
//! visit and prescription, [`duplicates`] finds an ingredient that is taken twice, and [`Notebook::write`] and
//! [`Notebook::split`] make text again.
//!
//! Reading is lenient, because what is printed is not always what the specification says: everything that can be read
//! is read, every record that is not known is kept as it is, and each deviation becomes a [`Finding`].
//!
//! **Text and not bytes.** The tables of Shift_JIS would cost the Worker 125 KB gzip to decode and 140 KB to encode as
//! well (measured with `encoding_rs`), an eighth of its budget. Browsers and workerd have them already, in
//! `TextDecoder("shift_jis")`, so the shell decodes and this module counts: [`shift_jis_len`] needs no tables. For writing, where `TextEncoder` knows
//! UTF-8 only, [`ShiftJis`] turns the decoder's answers for all pairs of bytes around.
//!
//! **Joined symbols.** Some printers cut one text into the symbols of a QR *structured append*, in the middle of
//! records and even of characters. Such symbols are no parts in the sense of [`join`]: whoever scans puts their bytes
//! together first.

mod bytes;
mod codes;
mod contents;
mod date;
mod duplicate;
mod field;
mod finding;
mod gather;
mod join;
mod read;
mod record;
mod shift_jis;
mod split;
mod write;

pub use bytes::{Sorted, shift_jis_len, sort_bytes};
pub use codes::{
    Creator, Direction, DosageForm, DrugCodeType, FeeTable, GenericCodeType, InformationKind,
    IngredientCodeType, RemarkKind, Sex, UsageCodeType,
};
pub use contents::{Contents, Dispensing, DrugLine, OverTheCounter, Rp};
pub use date::read_date;
pub use duplicate::{Circumstance, Duplicate, Likeness, Medicine, Origin, duplicates, medicines};
pub use field::Entry;
pub use finding::{Finding, Problem, Refused};
pub use join::{JoinProblem, join, separate};
pub use record::{
    Caution, DispensingDate, DispensingInstitution, DispensingStaff, Drug, DrugCaution, DrugNote,
    FamilyPharmacist, Leftover, Memo, OtcIngredient, OtcMedicine, Patient, PatientEntry, PatientRemark,
    Prescriber, PrescribingInstitution, ProvidedInformation, Record, Remark, RpCaution, SplitControl, Usage,
    UsageNote,
};
pub use shift_jis::{Encoded, ShiftJis, pairs};
pub use split::{DataId, SplitProblem};

/// The most bytes that are read at once: some two hundred full QR codes. Whoever takes in parts to [`join`] holds all of
/// them together to it.
pub const MAX_BYTES: usize = 512 * 1024;

/// The most records that a notebook may have, joined or not.
pub const MAX_RECORDS: usize = 10_000;

/// The version of the format, as the header numbers it: 1 is 1.0, 8 is 2.5 and 2.6. Table 3-9.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(pub u8);

impl Version {
    /// The newest that is known, and which new notebooks carry.
    pub const NEWEST: Self = Self(8);
}

/// A notebook, or a part of one: its records in the order in which they came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notebook {
    /// From the header.
    pub version: Version,
    /// From the header: who gives it to whom.
    pub direction: Entry<Direction>,
    /// All records but the header and the split control.
    pub records: Vec<Record>,
    /// Set when this is one part of several, which say little until they are joined: see [`join`].
    pub split: Option<SplitControl>,
    /// What deviates from the specification, and what could not be read.
    pub findings: Vec<Finding>,
}

#[cfg(test)]
pub(in crate::health) mod tests;
