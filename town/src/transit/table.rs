//! One file of a feed as rows with named cells, however it was written.

use super::findings::{Findings, Weight};
use crate::decode::Charset;
use std::{borrow::Cow, collections::HashMap, io::Read as _};

/// One file of a feed.
#[derive(Debug, Default)]
pub(crate) struct Table {
    /// Its name.
    pub(crate) file: &'static str,
    columns: HashMap<String, usize>,
    rows: Vec<(u64, csv::StringRecord)>,
}

/// One line of a file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row<'a> {
    /// Where it stands, for the report.
    pub(crate) line: u64,
    table: &'a Table,
    cells: &'a csv::StringRecord,
}

impl Table {
    /// Reads a file. A byte-order mark, quotes, blanks around names and Windows line ends make no difference.
    pub(crate) fn read(file: &'static str, bytes: &[u8], findings: &mut Findings) -> Self {
        let mut rows = Vec::new();
        let mut table = Self::scan(file, bytes, findings, |row, _| rows.push((row.line, row.cells.clone())));
        table.rows = rows;
        table
    }

    /// Reads a file line by line and keeps none: what stops when is most of a feed, millions of lines in a large one.
    /// The table that comes back has columns only.
    pub(crate) fn scan(
        file: &'static str,
        bytes: &[u8],
        findings: &mut Findings,
        mut each: impl FnMut(Row<'_>, &mut Findings),
    ) -> Self {
        let mut table = Self { file, ..Self::default() };
        let Some(text) = text(file, bytes, findings) else { return table };
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        let mut record = csv::StringRecord::new();
        loop {
            match reader.read_record(&mut record) {
                Ok(true) => {}
                Ok(false) => break,
                Err(_) => {
                    findings.file(Weight::LeftOut, file, "表として読めない行があります。");
                    break;
                }
            }
            if record.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            if table.columns.is_empty() {
                for (place, name) in record.iter().enumerate() {
                    let name = name.trim_matches(|c: char| c.is_whitespace() || c == '"' || c == '\u{feff}');
                    table.columns.entry(name.to_lowercase()).or_insert(place);
                }
                continue;
            }
            let line = record.position().map_or(0, |at| line_of(&text, at));
            if record.len() > table.columns.len() + 1 {
                findings.line(
                    Weight::Note,
                    file,
                    line,
                    "見出しより多くの欄があります。はみ出した欄は読みません。",
                );
            }
            each(Row { line, table: &table, cells: &record }, findings);
        }
        table
    }

    /// Its lines.
    pub(crate) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|(line, cells)| Row { line: *line, table: self, cells })
    }

    /// Whether a column is there.
    pub(crate) fn has(&self, column: &str) -> bool {
        self.columns.contains_key(column)
    }

    /// No line below the header that was kept.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// The line of a record: the reader means the end of the record before, from where blank lines may follow.
fn line_of(text: &str, at: &csv::Position) -> u64 {
    let from = usize::try_from(at.byte()).ok().and_then(|byte| text.as_bytes().get(byte..));
    let blank = (0..).zip(from.unwrap_or_default()).find(|(_, byte)| **byte != b'\n');
    at.line() + blank.map_or(0, |(lines, _)| lines)
}

/// The text of a file, with plain line ends: with those of Windows the reader's line numbers are one too low.
fn text<'a>(file: &'static str, bytes: &'a [u8], findings: &mut Findings) -> Option<Cow<'a, str>> {
    let text = match std::str::from_utf8(bytes) {
        // What is UTF-8 throughout is nothing else; zeros are UTF-16 of plain letters.
        Ok(text) if !text.contains('\0') => Cow::Borrowed(text.trim_start_matches('\u{feff}')),
        _ => {
            let charset = Charset::detect(bytes).ok()?;
            if charset.name() != "UTF-8" {
                let what = format!(
                    "文字コードが {} です。UTF-8に直すよう、配信元に頼んでください。",
                    charset.name()
                );
                findings.file(Weight::Note, file, what);
            }
            let mut text = String::new();
            if charset.decode(bytes).read_to_string(&mut text).is_err() {
                findings.file(Weight::LeftOut, file, "文字を読めません。");
                return None;
            }
            Cow::Owned(text)
        }
    };
    if text.contains('\u{fffd}') {
        findings.file(Weight::Note, file, "読めない文字があります。");
    }
    let plain = |text: Cow<'_, str>| text.replace("\r\n", "\n").replace('\r', "\n");
    Some(if text.contains('\r') { Cow::Owned(plain(text)) } else { text })
}

impl<'a> Row<'a> {
    /// A cell without blanks around it; empty when it or its column is missing.
    pub(crate) fn cell(&self, column: &str) -> &'a str {
        let place = self.table.columns.get(column);
        place.and_then(|place| self.cells.get(*place)).unwrap_or_default().trim()
    }

    /// A number in a cell.
    pub(crate) fn number<T: std::str::FromStr>(&self, column: &str) -> Option<T> {
        self.cell(column).parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::SHIFT_JIS;

    fn cells(bytes: &[u8]) -> (Vec<String>, String) {
        let mut findings = Findings::default();
        let table = Table::read("stops.txt", bytes, &mut findings);
        let names = table.rows().map(|row| format!("{} {}", row.line, row.cell("stop_name"))).collect();
        (names, findings.to_string())
    }

    #[test]
    fn marks_quotes_line_ends_and_blanks_make_no_difference() {
        for text in [
            "stop_id,stop_name\n1,役場前\n",
            "\u{feff}stop_id,stop_name\r\n1,役場前\r\n",
            "\u{feff}\"stop_id\",\"stop_name\"\r\n\"1\",\"役場前\"\r\n",
            " stop_id , Stop_Name \n1, 役場前 \n\n",
        ] {
            assert_eq!(cells(text.as_bytes()), (vec!["2 役場前".to_owned()], String::new()), "{text:?}");
        }
    }

    #[test]
    fn a_file_with_a_header_only_or_nothing_is_empty() {
        for text in ["", "\u{feff}", "stop_id,stop_name\r\n"] {
            assert_eq!(cells(text.as_bytes()).0, Vec::<String>::new());
        }
    }

    #[test]
    fn shift_jis_is_read_and_told() {
        let (bytes, ..) = SHIFT_JIS.encode("stop_id,stop_name\n1,役場前\n");
        let (names, report) = cells(&bytes);
        assert_eq!(names, ["2 役場前"]);
        assert!(report.contains("Shift_JIS"), "{report}");
    }

    #[test]
    fn short_and_long_lines_are_read_as_far_as_they_go() {
        let (names, report) = cells("stop_id,stop_name\n1\n2,駅前,x,y\n".as_bytes());
        assert_eq!(names, ["2 ", "3 駅前"]);
        assert!(report.contains("3行目"), "{report}");
    }
}
