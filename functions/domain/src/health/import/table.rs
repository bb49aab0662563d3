//! A table of cells from text (RFC 4180), bounded.

use super::words::HEADINGS_WITHIN;

/// The most bytes of a file.
pub const MOST_BYTES: usize = 4 * 1024 * 1024;
/// The most rows, headings and empty ones not counted.
pub const MOST_ROWS: usize = 5_000;
/// The most columns.
pub const MOST_COLUMNS: usize = 200;
/// The most characters of a cell.
pub const MOST_CELL_CHARS: usize = 4_000;

/// Why a file is not read at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// More than [`MOST_BYTES`].
    TooLarge,
    /// More than [`MOST_ROWS`].
    TooManyRows,
    /// More than [`MOST_COLUMNS`].
    TooManyColumns,
    /// No row of headings: none of the first rows has a day and a field that is known.
    NoHeadings,
    /// Two columns with the same meaning.
    Twice(String),
    /// A column that seems to hold the individual number (マイナンバー), which Hibiki never reads.
    IndividualNumber(String),
    /// The kind is in no column, and nobody said it.
    NoKind,
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::TooLarge => write!(f, "ファイルが大きすぎます（4MBまで）。分けてください"),
            Self::TooManyRows => write!(f, "行が多すぎます（{MOST_ROWS}行まで）。分けてください"),
            Self::TooManyColumns => write!(f, "列が多すぎます（{MOST_COLUMNS}列まで）"),
            Self::NoHeadings => write!(
                f,
                "見出しの行が見つかりません。日付（実施日・受診日・測定日など）の列と、体重・血圧などの列の名前を、1行に書いてください"
            ),
            Self::Twice(heading) => write!(f, "「{heading}」と同じ意味の列が2つあります。1つにしてください"),
            Self::IndividualNumber(heading) => write!(
                f,
                "「{heading}」の列は個人番号（マイナンバー）のようです。この列を除いて書き出し直してください。ひびきは個人番号を扱いません"
            ),
            Self::NoKind => write!(f, "何の記録か分かりません。種類を選ぶか、「種別」の列を加えてください"),
        }
    }
}

/// A row.
#[derive(Debug, Clone)]
pub struct Cells {
    /// The line of the file at which it begins, from 1.
    pub line: usize,
    /// Its cells, trimmed.
    pub cells: Vec<String>,
}

/// The rows that are not empty. The first lines decide whether commas, tabs or semicolons part cells.
/// The rows of a table, with its headings and what stands above them.
pub fn rows(text: &str) -> Result<Vec<Cells>, Refused> {
    if text.len() > MOST_BYTES {
        return Err(Refused::TooLarge);
    }
    let text = text.trim_start_matches('\u{feff}');
    let top = || text.lines().take(HEADINGS_WITHIN);
    let count = |sign: char| top().map(|line| line.matches(sign).count()).max().unwrap_or(0);
    let separator = ['\t', ';'].into_iter().find(|sign| count(*sign) > count(',')).unwrap_or(',');

    let mut rows: Vec<Cells> = Vec::new();
    let (mut line, mut begins) = (1, 1);
    let mut cells = vec![String::new()];
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    loop {
        let c = chars.next();
        let cell_is_empty = cells.last().is_some_and(String::is_empty);
        match c {
            Some('"') if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                push(&mut cells, '"');
            }
            Some('"') if quoted => quoted = false,
            Some('"') if cell_is_empty => quoted = true,
            Some(c) if !quoted && c == separator => {
                if cells.len() >= MOST_COLUMNS {
                    return Err(Refused::TooManyColumns);
                }
                cells.push(String::new());
            }
            Some('\r') if !quoted && chars.peek() == Some(&'\n') => {}
            Some('\n' | '\r') if !quoted => {
                end(&mut rows, &mut cells, begins)?;
                line += 1;
                begins = line;
            }
            Some(c) => {
                line += usize::from(c == '\n');
                push(&mut cells, c);
            }
            None => {
                end(&mut rows, &mut cells, begins)?;
                return Ok(rows);
            }
        }
    }
}

fn push(cells: &mut [String], c: char) {
    // One character more than is allowed stays, so that the field says that it is too long. Four bytes are a character.
    if let Some(cell) = cells.last_mut()
        && cell.len() <= MOST_CELL_CHARS * 4
    {
        cell.push(c);
    }
}

fn end(rows: &mut Vec<Cells>, cells: &mut Vec<String>, line: usize) -> Result<(), Refused> {
    let done = std::mem::replace(cells, vec![String::new()]);
    let cells: Vec<String> = done.into_iter().map(|cell| cell.trim().to_owned()).collect();
    if cells.iter().all(String::is_empty) {
        return Ok(());
    }
    // Headings and what stands above them are rows too.
    if rows.len() >= MOST_ROWS + HEADINGS_WITHIN {
        return Err(Refused::TooManyRows);
    }
    rows.push(Cells { line, cells });
    Ok(())
}
