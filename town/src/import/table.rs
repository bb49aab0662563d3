//! A table as an office keeps it, from whatever kind of file, as text cells with the row numbers that the office sees.

use crate::{
    content::lines_before,
    decode::Charset,
    trouble::{AtPath as _, Result, Trouble},
};
use calamine::{Data, Reader as _};
use csv::ReaderBuilder;
use std::{
    fs,
    io::{Cursor, Read as _},
    path::Path,
};

/// Larger files are no table of a town's places.
const MOST_BYTES: u64 = 50_000_000;

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// Its number in the spreadsheet, or its first line in the text file.
    pub(super) number: usize,
    /// Its cells.
    pub(super) cells: Vec<String>,
}

/// A sheet.
#[derive(Debug)]
pub(super) struct Sheet {
    /// What it is called; empty for a text file.
    pub(super) name: String,
    /// Its rows; blank ones are left out.
    pub(super) rows: Vec<Row>,
}

/// A file's sheets, and how it was read.
#[derive(Debug)]
pub(super) struct Tables {
    /// For the operator.
    pub(super) read_as: String,
    /// At least one.
    pub(super) sheets: Vec<Sheet>,
}

/// Reads a file by what is in it, not by its name.
pub(super) fn read(path: &Path) -> Result<Tables> {
    let size = fs::metadata(path).at("read", path)?.len();
    if size > MOST_BYTES {
        return Err(Trouble::new(format!("{}は大きすぎます（{}MB）。", path.display(), size / 1_000_000))
            .next("必要な表だけを残して、50MBまでにしてください。"));
    }
    from_bytes(&fs::read(path).at("read", path)?)
}

pub(super) fn from_bytes(bytes: &[u8]) -> Result<Tables> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        return spreadsheet(bytes);
    }
    let unreadable = |error: std::io::Error| Trouble::new(format!("ファイルを読めません: {error}"));
    let charset = Charset::detect(bytes).map_err(unreadable)?;
    let mut text = String::new();
    charset.decode(bytes).read_to_string(&mut text).map_err(unreadable)?;
    let broken = text.chars().filter(|c| *c == '\u{fffd}' || *c == '\0').count();
    if broken * 50 > text.chars().count() {
        return Err(Trouble::new("表のファイルではないようです（文字として読めません）。")
            .next("Excelファイル（.xlsx）か、CSVで保存したファイルを指定してください。"));
    }
    let delimiter = delimiter(&text);
    let rows = text_rows(&text, delimiter)?;
    let kind = if delimiter == b'\t' { "タブ区切り" } else { "CSV" };
    Ok(Tables {
        read_as: format!("{kind}、{}", charset.name()),
        sheets: vec![Sheet { name: String::new(), rows }],
    })
}

fn spreadsheet(bytes: &[u8]) -> Result<Tables> {
    let refused = |error: calamine::Error| {
        Trouble::new(format!("表計算ファイルを開けません: {error}"))
            .next("Excelで開いて、パスワードなしで保存し直すか、CSVで保存してください。")
    };
    let mut book = calamine::open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(refused)?;
    let mut sheets = Vec::new();
    for (name, range) in book.worksheets() {
        let first = range.start().map_or(0, |(row, _)| row) as usize;
        let rows = range
            .rows()
            .enumerate()
            .map(|(at, cells)| Row { number: first + at + 1, cells: cells.iter().map(cell).collect() })
            .filter(|row| !is_blank(row))
            .collect();
        sheets.push(Sheet { name, rows });
    }
    Ok(Tables { read_as: "表計算ファイル".to_owned(), sheets })
}

/// A cell as text: dates as 2026-08-05, times as 09:00.
fn cell(data: &Data) -> String {
    match data {
        Data::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
            let (hour, minute) = if second >= 30 { later(hour, minute) } else { (hour, minute) };
            if moment.as_f64() < 1.0 {
                format!("{hour:02}:{minute:02}")
            } else if (hour, minute) == (0, 0) {
                format!("{year:04}-{month:02}-{day:02}")
            } else {
                format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}")
            }
        }
        Data::DateTime(length) => format!("{}", length.as_f64()),
        Data::Error(_) | Data::Empty => String::new(),
        Data::Bool(yes) => if *yes { "1" } else { "0" }.to_owned(),
        other => other.to_string(),
    }
}

/// 08:59:59.9 is meant as nine o'clock.
fn later(hour: u8, minute: u8) -> (u8, u8) {
    if minute == 59 { ((hour + 1) % 24, 0) } else { (hour, minute + 1) }
}

fn is_blank(row: &Row) -> bool {
    row.cells.iter().all(|cell| cell.trim().is_empty())
}

/// What parts the cells: what the first lines hold most of.
fn delimiter(text: &str) -> u8 {
    let head: String = text.lines().take(20).collect();
    [b'\t', b';']
        .into_iter()
        .find(|mark| head.matches(char::from(*mark)).count() > head.matches(',').count())
        .unwrap_or(b',')
}

fn text_rows(text: &str, delimiter: u8) -> Result<Vec<Row>> {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let (mut line, mut counted) = (1, 0);
    for record in reader.records() {
        let record = record.map_err(|error| Trouble::new(format!("CSVの形が読めません: {error}")))?;
        let at = record.position().map_or(0, |position| usize::try_from(position.byte()).unwrap_or(0));
        // The reader passes over blank lines without counting them into the place.
        let start = at + text[at..].find(|c| c != '\r' && c != '\n').unwrap_or(0);
        line += lines_before(&text.as_bytes()[counted..], start - counted);
        counted = start;
        let row = Row { number: line, cells: record.iter().map(str::to_owned).collect() };
        if !is_blank(&row) {
            rows.push(row);
        }
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_carry_the_line_that_an_editor_shows() {
        let tables = from_bytes("a,b\r\n\r\n\"x\r\ny\",1\r\n,,\r\nz,2\r\n".as_bytes()).unwrap();
        let numbers: Vec<usize> = tables.sheets[0].rows.iter().map(|row| row.number).collect();
        assert_eq!(numbers, [1, 3, 6]);
    }

    #[test]
    fn tabs_semicolons_and_every_encoding_are_read() {
        for (mark, text) in [('\t', "名称\t緯度\n図書館, 分室\t36\n"), (';', "名称;緯度\n図書館;36\n")]
        {
            let (shift_jis, ..) = encoding_rs::SHIFT_JIS.encode(text);
            let utf16: Vec<u8> =
                "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
            for bytes in [text.as_bytes(), &shift_jis, &utf16] {
                let tables = from_bytes(bytes).unwrap();
                assert_eq!(tables.sheets[0].rows[1].cells[1], "36", "{mark:?}");
            }
        }
    }

    #[test]
    fn pictures_and_broken_spreadsheets_are_refused_in_words() {
        let picture: Vec<u8> =
            b"\x89PNG\r\n\x1a\n".iter().copied().chain((0..=255).cycle().take(4000)).collect();
        assert!(from_bytes(&picture).is_err());
        assert!(from_bytes(b"PK\x03\x04broken").unwrap_err().to_string().contains("保存し直す"));
    }
}
