//! A line of a form as a table that [`super::read`] takes: what could not be sent now is kept, and sent later.

use crate::health::checkup::{Kind, Typed};
use crate::language::Language;
use crate::time::Day;

/// One cell of a table (RFC 4180).
fn cell(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// Cells as a row.
fn row<'a>(cells: impl Iterator<Item = &'a str>) -> String {
    let mut row = cells.map(cell).collect::<Vec<_>>().join(",");
    row.push_str("\r\n");
    row
}

/// Rows as a file that spreadsheets open: UTF-8 with its mark.
pub fn table(rows: &[Vec<String>]) -> String {
    let rows = rows.iter().map(|cells| row(cells.iter().map(String::as_str)));
    format!("\u{feff}{}", rows.collect::<String>())
}

/// Whom a line is about, as the register has them.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// The name.
    pub name: &'a str,
    /// The reading.
    pub kana: &'a str,
    /// The birth date.
    pub born: Day,
}

/// A filled-in form as a table of one line.
pub fn one_line(about: &About<'_>, kind: Kind, day: Day, typed: &Typed) -> String {
    let filled = || {
        kind.fields().iter().filter_map(|field| {
            let value = typed.get(field.key).map(|text| text.trim()).filter(|text| !text.is_empty())?;
            Some((field, value))
        })
    };
    let frame = ["氏名", "氏名カナ", "生年月日", "種別", "実施日"];
    let headings = frame.into_iter().chain(filled().map(|(field, _)| field.key));
    let (born, day) = (about.born.to_string(), day.to_string());
    let values = [about.name, about.kana, &born, kind.name(Language::Japanese), &day];
    let values = values.into_iter().chain(filled().map(|(_, value)| value));
    table(&[headings.map(str::to_owned).collect(), values.map(str::to_owned).collect()])
}
