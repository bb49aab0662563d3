//! Writing a notebook.

use super::field::Field;
use super::record::SplitControl;
use super::{Entry, Notebook, Record, Version};

/// The record's number, table 3-32.
const SPLIT_CONTROL: u16 = 911;

impl Notebook {
    /// The text, as UTF-8 in memory: the caller encodes it as Shift_JIS (section 3.2.1).
    ///
    /// The version is that of the notebook. Dates are written as `YYYYMMDD`. A comma in a text becomes a full-width
    /// one, a line break a blank (section 3.2.4); wave dashes and long dashes become those that Shift_JIS has. A
    /// notebook of the newest version has all fields, an older one none of the empty fields at a record's end, some of
    /// which it did not know.
    pub fn write(&self) -> String {
        let mut text = self.header();
        for record in &self.records {
            text.push_str(&self.record(record));
        }
        if let Some(split) = &self.split {
            text.push_str(&self.split_control(split));
        }
        text
    }

    pub(super) fn header(&self) -> String {
        format!("JAHISTC{:02},{}\r\n", self.version.0, self.direction.write())
    }

    /// A record and its end.
    pub(super) fn record(&self, record: &Record) -> String {
        match (record, record.number()) {
            // As it was written, but one record it stays.
            (Record::Other(text), _) => format!("{}\r\n", text.replace(['\r', '\n'], " ")),
            (_, number) => self.line(number.unwrap_or(0), &record.fields()),
        }
    }

    pub(super) fn split_control(&self, split: &SplitControl) -> String {
        self.line(SPLIT_CONTROL, &split.fields())
    }

    fn line(&self, number: u16, fields: &[&dyn Field]) -> String {
        let mut line = number.to_string();
        for field in fields {
            line.push(',');
            line.push_str(&plain(&field.write()).replace(',', "，"));
        }
        if self.version < Version::NEWEST {
            line.truncate(line.trim_end_matches(',').len());
        }
        line.push_str("\r\n");
        line
    }
}

impl SplitControl {
    pub(super) fn new(data_id: &str, total: u16, sequence: u16) -> Self {
        Self { data_id: data_id.to_owned(), total: Entry::Read(total), sequence: Entry::Read(sequence) }
    }
}

/// One line without control characters, in the letters of Shift_JIS where Unicode has two that look alike.
fn plain(text: &str) -> String {
    let letters = text.chars().map(|c| match c {
        '\u{301c}' => '\u{ff5e}',
        '\u{2014}' => '\u{2015}',
        c if c.is_control() => ' ',
        c => c,
    });
    letters.collect::<String>().trim().to_owned()
}
