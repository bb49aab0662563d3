//! Tables of clinics, schools, towns and devices: rows become entries, and what is wrong with a row is said by line and
//! column without stopping the others.
//!
//! The caller decodes ([`read`] takes text), says of which kind the rows are unless a column 種別 does, and who brings them.
//! Cells are read like the fields of a form, so that an import can say nothing that a form cannot.
//!
//! **Columns** are known by their headings: the labels of the form, the fields' other names in `words.rs`, and a unit in
//! brackets that is converted (`体重(g)`, `身長(m)`). Software for clinics, schools and towns has no common layout for these
//! tables; the headings are those of the official forms and of 標準的な電子的記録様式 (厚生労働省, 2023), the rest is by words.
//!
//! **Devices.** `Date,Time,Systolic (mmHg),Diastolic (mmHg),Pulse (bpm),Symptoms,Consumed,TruRead,Notes` with days such as
//! `Jan 12 2025` is how public programs that read them describe the files of OMRON's application. No public description
//! of A&D's files was found: they, the Japanese files of either, and any `日付,体重` table are read by the words of their
//! headings alone. A day such as `1/2/2025` is refused, because it can be two days.

mod day;
mod known;
mod row;
mod table;
mod words;
mod write;

pub use known::{Fresh, content, fresh};
pub use row::{Bringer, Imported, Line, MOST_PROBLEMS, Person, RowProblem, read};
pub use table::{Cells, MOST_BYTES, MOST_CELL_CHARS, MOST_COLUMNS, MOST_ROWS, Refused, rows};
pub use write::{About, one_line, table};

#[cfg(test)]
mod tests;
