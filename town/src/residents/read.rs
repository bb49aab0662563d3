//! The register's rows, read one by one from a file that may be larger than the memory.

use crate::decode::{Charset, Decoded};
use crate::trouble::{AtPath as _, Result, Trouble};
use csv::{ByteRecord, Reader, ReaderBuilder};
use hibiki_domain::{
    register::{Header, HeaderProblem, ResidentRow},
    time::Day,
};
use std::{
    collections::HashMap,
    fs::File,
    io::{self, BufReader, Read},
    path::{Path, PathBuf},
};

/// Where a register is read from.
#[derive(Debug)]
pub(crate) struct Source<'a>(Place<'a>);

#[derive(Debug)]
enum Place<'a> {
    File(PathBuf),
    Bytes(&'a [u8]),
}

impl<'a> Source<'a> {
    /// A file.
    pub(crate) fn from_file(path: &Path) -> Self {
        Self(Place::File(path.to_owned()))
    }

    /// What is in memory already.
    pub(crate) fn from_bytes(bytes: &'a [u8]) -> Self {
        Self(Place::Bytes(bytes))
    }

    fn open(&self) -> Result<Box<dyn Read + 'a>> {
        match &self.0 {
            Place::File(path) => {
                Ok(Box::new(BufReader::with_capacity(64 * 1024, File::open(path).at("read", path)?)))
            }
            Place::Bytes(bytes) => Ok(Box::new(*bytes)),
        }
    }

    fn trouble(&self, error: &io::Error) -> Trouble {
        match &self.0 {
            Place::File(path) => Trouble::new(format!("Could not read {}: {error}", path.display())),
            Place::Bytes(_) => Trouble::new(format!("Could not read the register: {error}")),
        }
    }
}

/// A row with something wrong.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct BadRow {
    /// The line of the file on which the row begins, from 1.
    pub(super) line: u64,
    /// What is wrong.
    pub(super) reasons: Vec<String>,
}

/// A register, opened and with its headings understood.
pub(super) struct Register<'a> {
    /// How it is encoded, for the operator.
    pub(super) encoding: &'static str,
    /// Headings that are not used.
    pub(super) ignored: Vec<String>,
    header: Header,
    columns: usize,
    rows: Reader<CountedLines<Decoded<Box<dyn Read + 'a>>>>,
    record: ByteRecord,
    today: Day,
}

impl<'a> Register<'a> {
    /// Finds out encoding and delimiter, and reads the headings.
    pub(super) fn open(source: &Source<'a>, today: Day) -> Result<Self> {
        let charset = Charset::detect(source.open()?).map_err(|error| source.trouble(&error))?;
        let mut first = String::new();
        let start = charset.decode(source.open()?).take(64 * 1024);
        BufReader::new(start).read_to_string(&mut first).or_else(|error| match error.kind() {
            io::ErrorKind::InvalidData => Ok(0), // cut in the middle of a character
            _ => Err(source.trouble(&error)),
        })?;
        let first = first.trim_start_matches(['\r', '\n']).lines().next().unwrap_or_default();
        let delimiter = if first.matches('\t').count() > first.matches(',').count() { b'\t' } else { b',' };
        let mut rows = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(CountedLines::new(charset.decode(source.open()?)));
        let mut record = ByteRecord::new();
        let some = rows.read_byte_record(&mut record).map_err(|error| broken(&error))?;
        let headings: Vec<_> =
            record.iter().map(|heading| String::from_utf8_lossy(heading).into_owned()).collect();
        if !some {
            return Err(Trouble::new("The file is empty.").next("Export the resident register again."));
        }
        let header = Header::detect(&headings).map_err(|problem| refused(&problem, charset))?;
        Ok(Self {
            encoding: charset.name(),
            ignored: header.ignored.clone(),
            columns: headings.len(),
            header,
            rows,
            record,
            today,
        })
    }

    /// The next row, with its line.
    pub(super) fn next(&mut self) -> Result<Option<std::result::Result<(u64, ResidentRow), BadRow>>> {
        loop {
            if !self.rows.read_byte_record(&mut self.record).map_err(|error| broken(&error))? {
                return Ok(None);
            }
            let values: Vec<_> = self.record.iter().map(String::from_utf8_lossy).collect();
            if values.iter().all(|value| value.trim().is_empty()) {
                continue; // spreadsheets leave such rows at the end
            }
            let position = self.record.position();
            let offset = position.map_or(0, csv::Position::byte);
            let line = self.rows.get_mut().line_at(offset);
            let mut reasons = Vec::new();
            // Fewer: the optional last ones were left out, or a row was torn. More: a comma that is not quoted.
            if values.len() > self.columns {
                reasons.push(format!(
                    "列が{}個ありますが、見出しは{}個です。値の中のコンマは \" \" で囲んでください",
                    values.len(),
                    self.columns
                ));
            }
            let row = match self.header.read(&values, self.today) {
                Ok(row) if reasons.is_empty() => return Ok(Some(Ok((line, row)))),
                Ok(_) => Vec::new(),
                Err(problems) => problems,
            };
            reasons.extend(row.iter().map(ToString::to_string));
            return Ok(Some(Err(BadRow { line, reasons })));
        }
    }
}

fn broken(error: &csv::Error) -> Trouble {
    Trouble::new(format!("The file broke off while it was read: {error}"))
        .next("Try again, or export it again.")
}

fn refused(problem: &HeaderProblem, charset: Charset) -> Trouble {
    let next = match problem {
        HeaderProblem::IndividualNumber(_) => {
            "Nothing was read and nothing was sent. Hibiki never takes the individual number (マイナンバー): export the \
             register again without that column, and delete this file where it is not needed."
        }
        HeaderProblem::Missing(_) | HeaderProblem::Twice(_) => {
            "The first line must have the headings 宛名番号, 氏名, 氏名カナ, 生年月日, 地区, 世帯番号 (and 保護者), in any \
             order, exactly so. `cargo town residents sample --rows 10` writes an example."
        }
    };
    Trouble::new(format!("{problem}\n  (The file was read as {}.)", charset.name())).next(next)
}

/// Knows on which line of the file each byte stands. The CSV reader knows where a row begins in bytes, but its lines
/// count from before the empty lines that it passes over.
struct CountedLines<R> {
    inner: R,
    /// Places of line ends that were read and not yet asked for.
    ends: std::collections::VecDeque<u64>,
    /// Places of the first bytes behind blank lines.
    at: u64,
    line: u64,
    blank: bool,
    starts: std::collections::VecDeque<u64>,
}

impl<R: Read> CountedLines<R> {
    fn new(inner: R) -> Self {
        Self { inner, ends: [].into(), at: 0, line: 1, blank: true, starts: [].into() }
    }

    /// The line of the first byte at or behind `offset` that is no line end.
    fn line_at(&mut self, offset: u64) -> u64 {
        // Starts of lines that have something in them, in order: the row begins at the first of them from `offset` on.
        while self.starts.front().is_some_and(|start| *start < offset) {
            self.starts.pop_front();
        }
        let start = self.starts.front().copied().unwrap_or(offset);
        while self.ends.front().is_some_and(|end| *end < start) {
            self.ends.pop_front();
            self.line += 1;
        }
        self.line
    }
}

impl<R: Read> Read for CountedLines<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(out)?;
        for byte in &out[..length] {
            match byte {
                b'\n' => {
                    self.ends.push_back(self.at);
                    self.blank = true;
                }
                b'\r' => {}
                _ if self.blank => {
                    self.starts.push_back(self.at);
                    self.blank = false;
                }
                _ => {}
            }
            self.at += 1;
        }
        Ok(length)
    }
}

/// What a first reading of the whole file found.
#[derive(Debug, Default)]
pub(super) struct Findings {
    /// Good rows.
    pub(super) good: u64,
    /// How many rows are bad.
    pub(super) bad: u64,
    /// The first of them.
    pub(super) shown: Vec<BadRow>,
}

/// So many bad rows are named; more would scroll away.
pub(super) const SHOWN: usize = 50;

/// Reads every row and sends nothing.
pub(super) fn check(register: &mut Register<'_>, mut seen: impl FnMut()) -> Result<Findings> {
    let mut findings = Findings::default();
    let mut lines: HashMap<Box<str>, u64> = HashMap::new();
    while let Some(row) = register.next()? {
        let bad = match row {
            Ok((line, row)) => lines
                .insert(row.register_number.into(), line)
                .map(|before| BadRow {
                    line, reasons: vec![format!("宛名番号: {before}行目と同じです")]
                }),
            Err(bad) => Some(bad),
        };
        match bad {
            None => findings.good += 1,
            Some(bad) => {
                findings.bad += 1;
                if findings.shown.len() < SHOWN {
                    findings.shown.push(bad);
                }
            }
        }
        seen();
        if crate::held::interrupted() {
            return Err(Trouble::new("Stopped before anything was sent. Nothing was changed in the town."));
        }
    }
    Ok(findings)
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::SHIFT_JIS;

    const HEAD: &str = "宛名番号,氏名,氏名カナ,生年月日,地区,世帯番号,保護者";

    fn today() -> Day {
        Day::parse("2026-11-21").unwrap()
    }

    fn checked(bytes: &[u8]) -> Result<Findings> {
        check(&mut Register::open(&Source::from_bytes(bytes), today())?, || ())
    }

    fn lines(findings: &Findings) -> Vec<u64> {
        findings.shown.iter().map(|bad| bad.line).collect()
    }

    #[test]
    fn bad_rows_are_named_by_the_line_that_an_editor_shows() {
        let file = format!(
            "{HEAD}\r\n1,花子,ハナコ,S63.5.2,川西,51,○\r\n\r\n\n2,,ハナコ,S63.5.2,川西,51,\r\n\
             3,\"花\r\n子\",ハナコ,S63.5.2,川西,51,\r\n4,太郎,タロウ,2099-01-01,川西,51,\r\n,,,,,,\r\n\
             5,一,イチ,2000-01-01,川西,51,,余分\r\n5,一,イチ,2000-01-01,川西,51\r\n1,花子,ハナコ,S63.5.2,川西,51,○"
        );
        let findings = checked(file.as_bytes()).unwrap();
        assert_eq!(lines(&findings), [5, 6, 8, 10, 12]);
        assert_eq!((findings.good, findings.bad), (2, 5));
        assert!(findings.shown[4].reasons[0].contains("2行目と同じ"), "{:?}", findings.shown[4]);
        assert!(findings.shown[3].reasons[0].contains("列が8個"));
        let (shift_jis, ..) = SHIFT_JIS.encode(&file);
        assert_eq!(lines(&checked(&shift_jis).unwrap()), [5, 6, 8, 10, 12]);
    }

    #[test]
    fn tabs_any_order_and_unknown_columns_are_read() {
        let file = "\u{feff}備考\t世帯番号\t氏名\t氏名カナ\t生年月日\t地区\t宛名番号\nx, y\t51\t花子\tハナコ\t1988/5/2\t川西\t1\n";
        let source = Source::from_bytes(file.as_bytes());
        let mut register = Register::open(&source, today()).unwrap();
        assert_eq!(register.ignored, ["備考"]);
        let (line, row) = register.next().unwrap().unwrap().unwrap();
        assert_eq!((line, row.name.as_str(), row.household.as_str(), row.guardian), (2, "花子", "51", false));
        assert!(register.next().unwrap().is_none());
    }

    #[test]
    fn a_broken_character_names_its_row() {
        let mut bytes = format!("{HEAD}\n1,花子,ハナコ,S63.5.2,川西,51,○\n2,").into_bytes();
        bytes.extend_from_slice(b"\xE8\x8A"); // half of 花
        bytes.extend_from_slice("子,ハナコ,S63.5.2,川西,51,○\n".as_bytes());
        let findings = checked(&bytes).unwrap();
        assert_eq!(lines(&findings), [3]);
        assert!(findings.shown[0].reasons[0].contains("文字化け"));
    }

    #[test]
    fn a_file_with_individual_numbers_is_refused_before_a_row_is_read() {
        let file = format!("{HEAD},個人番号\n1,花子,ハナコ,S63.5.2,川西,51,○,123456789018\n");
        let refusal = checked(file.as_bytes()).unwrap_err().to_string();
        assert!(refusal.contains("個人番号") && refusal.contains("Nothing was read"), "{refusal}");
        assert!(!refusal.contains("1234"));
    }

    #[test]
    fn files_that_are_no_register_are_refused() {
        assert!(checked(b"").unwrap_err().to_string().contains("empty"));
        assert!(checked(b"\r\n\r\n").unwrap_err().to_string().contains("empty"));
        assert!(checked("氏名,住所\n".as_bytes()).unwrap_err().to_string().contains("宛名番号"));
        assert!(checked(&[0xFF, 0xD8, 0xFF, 0xE0, 0, 16, 74, 70]).is_err(), "a picture");
        assert_eq!(checked(format!("{HEAD}\n").as_bytes()).unwrap().good, 0);
    }

    #[test]
    fn a_quotation_mark_that_never_closes_is_one_bad_row() {
        let file = format!("{HEAD}\n1,\"花子,ハナコ,S63.5.2,川西,51,○\n2,太郎,タロウ,2000-01-01,川西,51,\n");
        let findings = checked(file.as_bytes()).unwrap();
        assert_eq!((lines(&findings), findings.good), (vec![2], 0));
    }
}
