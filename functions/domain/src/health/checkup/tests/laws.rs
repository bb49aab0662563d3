//! What holds for whatever is typed.

use super::super::*;
use super::{NOTEBOOK, full};
use crate::health::entry::{Body, Entry, Recorder, Source};
use crate::language::Language;
use crate::markdown::is_hidden;
use crate::time::{Day, Timestamp};

/// The same dice at every run (xorshift64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % most
    }
}

const SCRAPS: &[&str] = &[
    "0",
    "1",
    "9",
    "12",
    "2026",
    "-",
    ".",
    ",",
    "/",
    ":",
    "年",
    "月",
    "日",
    "令和",
    "元",
    "kg",
    "g",
    "cm",
    "％",
    "１",
    "．",
    "，",
    " ",
    "　",
    "\n",
    "\t",
    "\u{0}",
    "\u{202e}",
    "\u{200d}",
    "あ",
    "ガ",
    "ｶﾞ",
    "𠮷",
    "👩\u{200d}👧",
    "yes",
    "found",
    "＋",
    "±",
    "午後",
    "pm",
    "\"",
    "\\",
    "<b>",
    "JAHISTC08,1\r\n",
    "5,20261120",
    "mr",
    "e9",
    "99999999999999999999",
];

fn entry(sheet: Sheet) -> Entry {
    let day = Day::parse("2026-11-20").unwrap();
    Entry { day, body: Body::Sheet(sheet), by: Recorder::Own, from: Source::Page, at: Timestamp(0) }
}

#[test]
fn whatever_is_typed_is_refused_or_comes_back_the_same_from_form_and_json() {
    let mut dice = Dice(0x5eed_0001);
    let (mut taken, mut refused) = (0, 0);
    for round in 0..6_000 {
        let kind = Kind::ALL[round % Kind::ALL.len()];
        let mut typed = full(kind);
        for _ in 0..=dice.below(2) {
            let field = &kind.fields()[dice.below(kind.fields().len())];
            let text: String = (0..dice.below(6)).map(|_| SCRAPS[dice.below(SCRAPS.len())]).collect();
            typed.insert(field.key.to_owned(), text);
        }
        let Ok((sheet, warnings)) = parse_form(kind, &typed) else {
            refused += 1;
            continue;
        };
        taken += 1;
        assert_eq!(parse_form(kind, &sheet.values()).unwrap().0, sheet, "{typed:?}");
        let written = entry(sheet);
        assert_eq!(Entry::read(&written.write()).unwrap(), written, "{typed:?}");
        for language in Language::ALL {
            let lines = written.body.lines(language);
            let said = lines.iter().flat_map(|(label, value)| label.chars().chain(value.chars()));
            assert!(said.into_iter().all(|c| matches!(c, '\n' | '\t') || !is_hidden(c)), "{typed:?}");
            assert!(warnings.iter().all(|warning| !warning.text(language).is_empty()));
        }
    }
    assert!(taken > 1_000 && refused > 1_000, "{taken} taken, {refused} refused");
}

#[test]
fn every_whole_number_of_every_field_reads_back_from_its_text() {
    let mut dice = Dice(0x5eed_0002);
    for field in Kind::ALL.iter().flat_map(|kind| kind.fields()) {
        let Sort::Number(number) = field.sort else { continue };
        for _ in 0..50 {
            let width = usize::try_from(number.most - number.least).unwrap() + 1;
            let value = i64::from(number.least) + i64::try_from(dice.below(width)).unwrap();
            for text in [
                number.text(value),
                number.with_unit(value, Language::Japanese),
                number.with_unit(value, Language::English),
            ] {
                let read = super::super::typed::value(field, &text).unwrap().0;
                assert_eq!(read.as_i64(), Some(value), "{} {text}", field.key);
            }
        }
    }
}

#[test]
fn broken_json_is_refused_or_written_back_as_it_was_read() {
    let mut dice = Dice(0x5eed_0003);
    let mut form = Typed::new();
    form.insert("jahis".to_owned(), NOTEBOOK.to_owned());
    let good = entry(parse_form(Kind::Notebook, &form).unwrap().0).write();
    for _ in 0..3_000 {
        let mut bytes = good.clone().into_bytes();
        for _ in 0..=dice.below(3) {
            let place = dice.below(bytes.len());
            match dice.below(3) {
                0 => bytes[place] = b"{}[]\",:0129eabn\\"[dice.below(16)],
                1 if bytes.len() > 1 => drop(bytes.remove(place)),
                _ => bytes.truncate(place + 1),
            }
        }
        let text = String::from_utf8_lossy(&bytes);
        if let Ok(read) = Entry::read(&text) {
            assert_eq!(Entry::read(&read.write()).unwrap(), read, "{text}");
            let _ = (read.body.lines(Language::Japanese), read.body.summary(Language::English));
        }
    }
}
