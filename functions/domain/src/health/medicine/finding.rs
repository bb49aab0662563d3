//! What reading a notebook found out about it.

/// Why nothing is read at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// More than [`super::MAX_BYTES`].
    #[error("too large for a medicine notebook")]
    TooLarge,
    /// More than [`super::MAX_RECORDS`].
    #[error("too many records for a medicine notebook")]
    TooManyRecords,
    /// It does not begin with a header: another QR code, or the later symbol of a structured append.
    #[error("not a medicine notebook")]
    NotANotebook,
    /// A prescription (院外処方箋2次元シンボル): it tells what a pharmacy should hand out, not what it did.
    #[error("a prescription, not a medicine notebook")]
    Prescription,
}

/// A deviation from the specification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// In which part of a split notebook; none when it came whole.
    pub part: Option<u16>,
    /// In which record of the text, blank lines not counted: the header is 1.
    pub line: usize,
    /// The record's number in the specification; none for the header and for unknown records.
    pub record: Option<u16>,
    /// What is wrong.
    pub problem: Problem,
}

/// What is wrong with a record.
///
/// Fields are called by their names in the structs of records. What was dropped is told here and not in the message,
/// which may end up in a log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// A version that is not known: its records are read as those of the newest known.
    #[error("unknown version")]
    UnknownVersion,
    /// No such record in the specification; it is kept as it is.
    #[error("unknown record")]
    UnknownRecord,
    /// A second header; it is dropped.
    #[error("a second header")]
    SecondHeader,
    /// A second split control; it is dropped.
    #[error("a second split control")]
    SecondSplitControl,
    /// A field that the specification asks for in this direction is empty.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// A field has no value of the specification; it is kept as text.
    #[error("{0} cannot be read")]
    Unreadable(&'static str),
    /// A field is longer than the specification allows; it is kept whole.
    #[error("{field} has {bytes} bytes of {most}")]
    TooLong {
        /// Which field.
        field: &'static str,
        /// Its length in Shift_JIS.
        bytes: usize,
        /// The longest that is allowed.
        most: u16,
    },
    /// A field stood where the layout has none, and was read all the same.
    #[error("{0} stands in another place")]
    Misplaced(&'static str),
    /// More fields than the layout has, often after a comma within a text; they are dropped.
    #[error("more fields than the layout has")]
    Surplus {
        /// What was dropped.
        dropped: String,
    },
}
