//! Rows into entries.

use super::day::day_and_time;
use super::table::{Cells, Refused, rows};
use super::words::{Column, HEADINGS_WITHIN, Meanings, is_individual_number, key, kinds};
use crate::health::checkup::{Kind, Sort, Typed, Warning, clock, day, narrow, parse_form};
use crate::health::entry::{Body, Entry, Recorder, Source};
use crate::kana::search_key;
use crate::language::Language;
use crate::register::looks_like_individual_number;
use crate::time::{Day, Timestamp};
use std::collections::btree_map::Entry as Slot;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// The most problems that are named: whoever exported a table wrongly made the same mistake in each row.
pub const MOST_PROBLEMS: usize = 500;

/// Whom a row is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Person {
    /// The one whose page it is: the table has no column of people.
    Own,
    /// By 宛名番号.
    Register(String),
    /// By reading and birth date. The name may be written in another way than in the register.
    Named {
        /// The name as it is written.
        name: String,
        /// The reading as [`search_key`] has it.
        kana: String,
        /// The birth date.
        born: Day,
    },
}

/// Who brings a table.
#[derive(Debug, Clone)]
pub struct Bringer {
    /// Of which kind all rows are, unless a column 種別 says so.
    pub kind: Option<Kind>,
    /// Who says what the rows say.
    pub by: Recorder,
    /// Today in Japan: no row can be about a later day.
    pub today: Day,
    /// The moment of the import.
    pub at: Timestamp,
    /// Whether each row has to say whom it is about. A device's file has no people.
    pub many_people: bool,
}

/// A good row.
#[derive(Debug, Clone)]
pub struct Line {
    /// The line of the file at which it begins, from 1.
    pub line: usize,
    /// Whom it is about.
    pub person: Person,
    /// What it says.
    pub entry: Entry,
    /// What is unusual about it. It is taken as it is: nobody is there to be asked back.
    pub warnings: Vec<Warning>,
}

/// What is wrong with a row. It does not repeat the cell: reports end up in mails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowProblem {
    /// The line of the file at which the row begins, from 1.
    pub line: usize,
    /// The heading of the column; empty when it is about the whole row.
    pub column: String,
    /// What is wrong and what to do, in Japanese.
    pub reason: String,
}

impl fmt::Display for RowProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.column.as_str() {
            "" => write!(f, "{}行目：{}", self.line, self.reason),
            column => write!(f, "{}行目「{column}」：{}", self.line, self.reason),
        }
    }
}

/// A table that was read.
#[derive(Debug, Clone)]
pub struct Imported {
    /// The good rows.
    pub lines: Vec<Line>,
    /// What is wrong with the others, by line: the first [`MOST_PROBLEMS`].
    pub problems: Vec<RowProblem>,
    /// How many further problems there are.
    pub more_problems: usize,
    /// Headings that are not used.
    pub ignored: Vec<String>,
    /// The row of headings.
    pub headings: Vec<String>,
}

/// Reads a table. A bad row is named and left out; the others are taken.
pub fn read(text: &str, bringer: &Bringer) -> Result<Imported, Refused> {
    let rows = rows(text)?;
    let (place, general) = headings(&rows, bringer)?;
    let body = rows.get(place + 1..).unwrap_or_default();
    if body.len() > super::table::MOST_ROWS {
        return Err(Refused::TooManyRows);
    }
    let headings = rows.get(place).map_or(&[][..], |row| row.cells.as_slice());
    let kinds = kinds();
    let (mut lines, mut problems) = (Vec::new(), Vec::new());
    let (mut seen, mut headers) = (BTreeSet::new(), BTreeMap::new());
    for cells in body {
        // What a heading means depends on the kind: 視力右 is a letter at school and a number at three years.
        let said = general.cell(cells, Column::Kind);
        let named = if said.is_empty() { bringer.kind } else { kinds.get(&key(said)).copied() };
        let Some(kind) = named else {
            problems.push(general.problem(cells, Column::Kind, "この種別の記録はありません"));
            continue;
        };
        let header = match headers.entry(kind) {
            Slot::Occupied(known) => known.into_mut(),
            Slot::Vacant(new) => new.insert(Header::read(headings, &Meanings::of(Some(kind)), true)?),
        };
        match (Row { header, cells, bringer, kind }).read() {
            Ok(line) => {
                if seen.insert((line.person.clone(), line.entry.write())) {
                    lines.push(line);
                } else {
                    let reason = "同じ内容の行が上にもあります。1つだけ取り込みました".to_owned();
                    problems.push(RowProblem { line: cells.line, column: String::new(), reason });
                }
            }
            Err(mut wrong) => problems.append(&mut wrong),
        }
    }
    let more_problems = problems.len().saturating_sub(MOST_PROBLEMS);
    problems.truncate(MOST_PROBLEMS);
    let headings = headings.to_vec();
    Ok(Imported { lines, problems, more_problems, ignored: general.ignored, headings })
}

/// The meaning of the columns for a kind, or for any.
struct Header {
    /// Place, heading and meaning of each column that is used.
    columns: Vec<(usize, String, Column)>,
    ignored: Vec<String>,
}

impl Header {
    /// Two columns of one field are refused when it is known of which kind the rows are.
    fn read(headings: &[String], meanings: &Meanings, one_kind: bool) -> Result<Self, Refused> {
        let mut header = Self { columns: Vec::new(), ignored: Vec::new() };
        for (place, heading) in headings.iter().enumerate() {
            match meanings.column(heading) {
                Some(column) => {
                    let same = |(_, _, other): &(usize, String, Column)| match (*other, column) {
                        (Column::Field(one, _), Column::Field(other, _)) => one == other && one_kind,
                        (one, other) => one == other,
                    };
                    if header.columns.iter().any(same) {
                        return Err(Refused::Twice(heading.clone()));
                    }
                    header.columns.push((place, heading.clone(), column));
                }
                None if heading.is_empty() => {}
                None => header.ignored.push(heading.clone()),
            }
        }
        Ok(header)
    }

    fn place(&self, wanted: Column) -> Option<&(usize, String, Column)> {
        self.columns.iter().find(|(_, _, column)| *column == wanted)
    }

    fn cell<'a>(&self, cells: &'a Cells, wanted: Column) -> &'a str {
        let place = self.place(wanted).map(|(at, ..)| *at);
        place.and_then(|at| cells.cells.get(at)).map_or("", String::as_str)
    }

    fn problem(&self, cells: &Cells, column: Column, reason: &str) -> RowProblem {
        let heading = self.place(column).map_or("", |(_, heading, _)| heading);
        RowProblem { line: cells.line, column: heading.to_owned(), reason: reason.to_owned() }
    }
}

/// The first row with a day and something that is measured or said.
fn headings(rows: &[Cells], bringer: &Bringer) -> Result<(usize, Header), Refused> {
    let meanings = Meanings::of(bringer.kind);
    for (place, row) in rows.iter().take(HEADINGS_WITHIN).enumerate() {
        let known: Vec<Column> = row.cells.iter().filter_map(|heading| meanings.column(heading)).collect();
        let says = |column: &Column| matches!(column, Column::Field(..) | Column::Pressure);
        if !known.contains(&Column::Day) || !known.iter().any(says) {
            continue;
        }
        if let Some(heading) = row.cells.iter().find(|heading| is_individual_number(heading)) {
            return Err(Refused::IndividualNumber(heading.clone()));
        }
        let header = Header::read(&row.cells, &meanings, bringer.kind.is_some())?;
        if bringer.kind.is_none() && header.place(Column::Kind).is_none() {
            return Err(Refused::NoKind);
        }
        return Ok((place, header));
    }
    Err(Refused::NoHeadings)
}

struct Row<'a> {
    header: &'a Header,
    cells: &'a Cells,
    bringer: &'a Bringer,
    kind: Kind,
}

impl Row<'_> {
    fn cell(&self, wanted: Column) -> &str {
        self.header.cell(self.cells, wanted)
    }

    fn problem(&self, column: &str, reason: impl Into<String>) -> RowProblem {
        RowProblem { line: self.cells.line, column: column.to_owned(), reason: reason.into() }
    }

    fn about(&self, wanted: Column, reason: &str) -> RowProblem {
        self.header.problem(self.cells, wanted, reason)
    }

    fn read(&self) -> Result<Line, Vec<RowProblem>> {
        let mut problems = Vec::new();
        let person = self.person().map_err(|problem| problems.push(problem)).ok();
        let dated = self.dated().map_err(|problem| problems.push(problem)).ok();
        let sheet = self.sheet(dated.as_ref().and_then(|(_, time)| time.clone()), &mut problems);
        match (person, dated, sheet) {
            (Some(person), Some((day, _)), Some((sheet, warnings))) if problems.is_empty() => {
                let Bringer { by, at, .. } = self.bringer;
                let (body, by) = (Body::Sheet(sheet), by.clone());
                let entry = Entry { day, body, by, from: Source::Import, at: *at };
                Ok(Line { line: self.cells.line, person, entry, warnings })
            }
            _ => Err(problems),
        }
    }

    fn person(&self) -> Result<Person, RowProblem> {
        if !self.bringer.many_people {
            return Ok(Person::Own);
        }
        let number = narrow(self.cell(Column::Register));
        let number = number.trim();
        if !number.is_empty() {
            let good = number.len() <= 20 && number.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
            return if !good {
                Err(self.about(Column::Register, "半角の英数字20文字までで入れてください"))
            } else if looks_like_individual_number(number) {
                Err(self.about(
                    Column::Register,
                    "個人番号（マイナンバー）の形をしています。宛名番号を入れてください",
                ))
            } else {
                Ok(Person::Register(number.to_owned()))
            };
        }
        let (name, born) = (self.cell(Column::Name), self.cell(Column::Born));
        let kana = search_key(self.cell(Column::Kana));
        if kana.is_empty() || born.is_empty() {
            return Err(
                self.problem("", "だれの記録か分かりません。宛名番号か、氏名カナと生年月日を入れてください")
            );
        }
        if name.chars().count() > 100
            || name.chars().any(crate::markdown::is_hidden)
            || kana.chars().count() > 200
        {
            return Err(self.about(Column::Name, "長すぎるか、見えない文字が入っています"));
        }
        let born = day(born).filter(|born| *born <= self.bringer.today);
        let born = born.ok_or_else(|| {
            self.about(Column::Born, "日付として読めません（例: 2024-05-02、令和6年5月2日）")
        })?;
        Ok(Person::Named { name: name.to_owned(), kana, born })
    }

    /// The day and, where it is known, the time.
    fn dated(&self) -> Result<(Day, Option<String>), RowProblem> {
        let about = |reason| self.about(Column::Day, reason);
        let cell = self.cell(Column::Day);
        let (day, time) = day_and_time(cell)
            .ok_or_else(|| about("日付として読めません（例: 2026-11-20、令和8年11月20日）"))?;
        if day > self.bringer.today {
            return Err(about("まだ来ていない日です"));
        }
        let typed = self.cell(Column::Time);
        if typed.is_empty() || is_blank(typed) {
            return Ok((day, time));
        }
        match clock(typed) {
            Some(time) => Ok((day, Some(time))),
            None => Err(self.about(Column::Time, "時刻として読めません（例: 7:05）")),
        }
    }

    fn sheet(
        &self,
        time: Option<String>,
        problems: &mut Vec<RowProblem>,
    ) -> Option<(crate::health::checkup::Sheet, Vec<Warning>)> {
        let kind = self.kind;
        let mut typed = Typed::new();
        let mut headings = Vec::new();
        for (at, heading, column) in &self.header.columns {
            let cell = self.cells.cells.get(*at).map_or("", String::as_str);
            match column {
                Column::Field(key, factor) => {
                    let Some(field) = kind.field(key) else { continue };
                    headings.push((*key, heading.as_str()));
                    // In a strip test "-" says something; elsewhere it says that nothing was measured.
                    if matches!(field.sort, Sort::Choice(_)) || !is_blank(cell) {
                        typed.insert((*key).to_owned(), converted(cell, *factor));
                    }
                }
                Column::Pressure if !is_blank(cell) => match cell.split_once(['/', '／', '-', '〜']) {
                    Some((upper, lower)) => {
                        for (key, part) in [("systolic", upper), ("diastolic", lower)] {
                            typed.entry(key.to_owned()).or_insert_with(|| part.trim().to_owned());
                            headings.push((key, heading));
                        }
                    }
                    None => problems.push(self.problem(heading, "118/76 の形で入れてください")),
                },
                _ => {}
            }
        }
        if kind.field("time").is_some()
            && let Some(time) = time
        {
            typed.insert("time".to_owned(), time);
        }
        match parse_form(kind, &typed) {
            Ok(read) => Some(read),
            Err(wrong) => {
                for problem in wrong {
                    let heading =
                        headings.iter().find(|(key, _)| *key == problem.field).map(|(_, heading)| *heading);
                    let label = heading.unwrap_or(problem.label[0]);
                    problems.push(self.problem(label, problem.what.text(Language::Japanese)));
                }
                None
            }
        }
    }
}

/// What stands in a cell where nothing was measured.
fn is_blank(cell: &str) -> bool {
    matches!(
        narrow(cell).trim(),
        "" | "-"
            | "--"
            | "---"
            | "ー"
            | "*"
            | "/"
            | "未実施"
            | "未測定"
            | "未検査"
            | "測定なし"
            | "N/A"
            | "n/a"
            | "null"
    )
}

/// The number in the field's unit, when the heading names another one: `10250` under 体重(g) is `10.25` kilograms.
fn converted(cell: &str, (times, by): (u32, u32)) -> String {
    if times == by {
        return cell.to_owned();
    }
    let narrow = narrow(cell);
    let text = narrow.trim();
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let number = format!("{whole}{part}");
    let good = !number.is_empty() && number.len() <= 9 && number.bytes().all(|b| b.is_ascii_digit());
    let Some(number) = good.then(|| number.parse::<u64>().ok()).flatten() else { return cell.to_owned() };
    // Factors are powers of ten: the point moves.
    let (number, places) = (number * u64::from(times), part.len() + by.ilog10() as usize);
    let digits = format!("{number:0width$}", width = places + 1);
    let (whole, part) = digits.split_at(digits.len() - places);
    format!("{whole}.{part}")
}
