//! The whole record as one table for a spreadsheet: every field of every version, withdrawn entries too.
//!
//! RFC 4180 with every cell quoted, UTF-8 with a byte order mark, which the spreadsheets of Japanese offices need.

use super::checkup::{Sort, notebook_lines, plain};
use super::entry::{Body, Entry, Version};
use crate::language::Language;
use crate::time::Timestamp;
use std::collections::BTreeMap;

const HEAD: [&str; 10] =
    ["日付", "区分", "種類", "項目", "値", "単位", "記録した人", "記録日時", "版", "取り消し"];

/// The table: one line for each field, in the order of the days that entries are about. 取り消し is the day on which the
/// entry was withdrawn.
pub fn write(versions: &[Version]) -> String {
    let mut newest: BTreeMap<&str, &Version> = BTreeMap::new();
    for version in versions {
        let known = newest.entry(&version.record).or_insert(version);
        if version.number > known.number {
            *known = version;
        }
    }
    let mut said: Vec<(&Version, &Entry)> =
        versions.iter().filter_map(|version| Some((version, version.entry.as_ref()?))).collect();
    said.sort_by(|(a, entry), (b, other)| {
        (entry.day, &a.record, a.number).cmp(&(other.day, &b.record, b.number))
    });
    let mut table = String::from("\u{feff}");
    line(&mut table, HEAD);
    for (version, entry) in said {
        let withdrawn = newest.get(version.record.as_str()).filter(|newest| newest.entry.is_none());
        let withdrawn = withdrawn.map_or("", |newest| newest.written.as_str());
        let (day, kind) = (entry.day.to_string(), entry.body.name(Language::Japanese));
        let (by, at, number) =
            (entry.by.text(Language::Japanese), moment(entry.at), version.number.to_string());
        let category = version.category.name(Language::Japanese);
        for (field, value, unit) in cells(&entry.body) {
            line(&mut table, [&day, category, &kind, &field, &value, unit, &by, &at, &number, withdrawn]);
        }
    }
    table
}

/// Label, value and unit of every field. Days stay as they are kept, so that a spreadsheet can sort them.
fn cells(body: &Body) -> Vec<(String, String, &'static str)> {
    let sheet = match body {
        Body::Sheet(sheet) => sheet,
        Body::Newer(newer) => return vec![(newer.kind().to_owned(), newer.json(), "")],
    };
    let mut cells = Vec::new();
    for (key, value) in sheet.json() {
        if sheet.kind().field(key).is_none() {
            cells.push((key.clone(), plain(value), ""));
        }
    }
    for field in sheet.kind().fields() {
        let Some(value) = sheet.json().get(field.key) else { continue };
        let label = field.label[0].to_owned();
        match (field.sort, value.as_i64()) {
            (Sort::Number(number), Some(value)) => {
                cells.push((label, number.text(value), field.unit(Language::Japanese)));
            }
            (Sort::Choice(_) | Sort::Product, _) => {
                cells.push((label, sheet.shown(field, Language::Japanese).unwrap_or_default(), ""));
            }
            (Sort::Notebook, _) => {
                let notebook = sheet.notebook();
                let lines = notebook.iter().flat_map(|read| notebook_lines(read, Language::Japanese));
                cells.extend(lines.map(|(label, value)| (label, value, "")));
                cells.push((label, plain(value), ""));
            }
            _ => cells.push((label, plain(value), "")),
        }
    }
    cells
}

/// `2026-11-20 14:05`, in Japan.
fn moment(at: Timestamp) -> String {
    let (hour, minute) = at.clock();
    format!("{} {hour:02}:{minute:02}", at.day())
}

fn line(table: &mut String, cells: [&str; 10]) {
    for (place, cell) in cells.into_iter().enumerate() {
        table.push_str(if place == 0 { "\"" } else { ",\"" });
        if is_formula(cell) {
            table.push('\'');
        }
        table.push_str(&cell.replace('"', "\"\""));
        table.push('"');
    }
    table.push_str("\r\n");
}

/// Whether a spreadsheet could take a cell for a formula and run it. A sign alone (a test strip's －) is none.
fn is_formula(cell: &str) -> bool {
    cell.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
        && cell.chars().any(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::health::category::Category;
    use crate::health::checkup::Kind;
    use crate::health::entry::Recorder;
    use crate::health::entry::tests::{entry, sheet};

    fn version(record: &str, number: i64, entry: Option<Entry>) -> Version {
        let written = format!("2026-11-{:02}", 20 + number);
        Version { record: record.to_owned(), number, written, category: Category::Vitals, entry }
    }

    fn vitals(on: &str, fields: &[(&str, &str)]) -> Entry {
        entry(on, sheet(Kind::Vitals, fields), Recorder::Own)
    }

    #[test]
    fn every_version_has_its_lines_and_a_withdrawn_entry_says_since_when() {
        let table = write(&[
            version("b", 1, Some(vitals("2026-11-20", &[("weight", "61.5"), ("meal", "食後")]))),
            version("b", 3, None),
            version("b", 2, Some(vitals("2026-11-20", &[("weight", "62.5")]))),
            version("a", 1, Some(vitals("2026-10-01", &[("free", "朝、\"元気\"\nです")]))),
        ]);
        let lines = [
            "\u{feff}\"日付\",\"区分\",\"種類\",\"項目\",\"値\",\"単位\",\"記録した人\",\"記録日時\",\"版\",\"取り消し\"",
            "\"2026-10-01\",\"健診・血圧などの記録\",\"体重・血圧など\",\"メモ\",\"朝、\"\"元気\"\"\nです\",\"\",\"本人\",\"2026-11-21 00:00\",\"1\",\"\"",
            "\"2026-11-20\",\"健診・血圧などの記録\",\"体重・血圧など\",\"体重\",\"61.5\",\"kg\",\"本人\",\"2026-11-21 00:00\",\"1\",\"2026-11-23\"",
            "\"2026-11-20\",\"健診・血圧などの記録\",\"体重・血圧など\",\"食事との関係\",\"食後\",\"\",\"本人\",\"2026-11-21 00:00\",\"1\",\"2026-11-23\"",
            "\"2026-11-20\",\"健診・血圧などの記録\",\"体重・血圧など\",\"体重\",\"62.5\",\"kg\",\"本人\",\"2026-11-21 00:00\",\"2\",\"2026-11-23\"",
        ];
        assert_eq!(table, lines.map(|line| format!("{line}\r\n")).concat());
    }

    #[test]
    fn what_a_spreadsheet_would_run_is_text_and_a_test_strip_stays_as_it_is() {
        for cell in ["=HYPERLINK(\"http://x\")", "+1", "-2+3", "@SUM(A1)", "\t=1", " =1", "＝1", "＠a"] {
            assert!(is_formula(cell), "{cell}");
        }
        for cell in ["", "－", "＋＋", "±", "61.5", "a=b", "2026-11-20", "'=1"] {
            assert!(!is_formula(cell), "{cell}");
        }
        let table = write(&[version("a", 1, Some(vitals("2026-11-20", &[("free", "=1+1")])))]);
        assert!(table.contains(",\"'=1+1\","));
    }
}
