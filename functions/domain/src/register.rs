//! The resident register as a town exports it: columns, and what makes a row good.

use crate::kana;
use crate::time::Day;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A good row. Only [`Header::read`] makes one from text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResidentRow {
    /// 宛名番号: the register's own number for the person.
    pub register_number: String,
    /// 氏名, as registered: it may be one long field, and of any script.
    pub name: String,
    /// 氏名カナ, as registered.
    pub kana: String,
    /// Under what the reading is found.
    pub kana_key: String,
    /// 生年月日, `YYYY-MM-DD`.
    pub birth_date: String,
    /// 地区 (行政区).
    pub district: String,
    /// 世帯番号.
    pub household: String,
    /// 保護者: sees the children of the household.
    pub guardian: bool,
}

/// A column of the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// 宛名番号.
    RegisterNumber,
    /// 氏名.
    Name,
    /// 氏名カナ.
    Kana,
    /// 生年月日.
    BirthDate,
    /// 地区.
    District,
    /// 世帯番号.
    Household,
    /// 保護者, optional.
    Guardian,
}

impl Column {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::RegisterNumber,
        Self::Name,
        Self::Kana,
        Self::BirthDate,
        Self::District,
        Self::Household,
        Self::Guardian,
    ];

    /// The heading.
    pub const fn heading(self) -> &'static str {
        match self {
            Self::RegisterNumber => "宛名番号",
            Self::Name => "氏名",
            Self::Kana => "氏名カナ",
            Self::BirthDate => "生年月日",
            Self::District => "地区",
            Self::Household => "世帯番号",
            Self::Guardian => "保護者",
        }
    }
}

/// Why a file cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeaderProblem {
    /// These columns are missing.
    Missing(Vec<Column>),
    /// A column stands twice.
    Twice(Column),
    /// A column seems to hold the individual number (マイナンバー), which Hibiki never reads.
    IndividualNumber(String),
}

impl fmt::Display for HeaderProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(columns) => {
                let names: Vec<_> = columns.iter().map(|column| column.heading()).collect();
                write!(f, "見出しの行に次の列がありません: {}", names.join("、"))
            }
            Self::Twice(column) => write!(f, "「{}」の列が2つあります。1つにしてください", column.heading()),
            Self::IndividualNumber(heading) => write!(
                f,
                "「{heading}」の列は個人番号（マイナンバー）のようです。この列を除いて書き出し直してください。ひびきは個人番号を扱いません"
            ),
        }
    }
}

/// What is wrong with one value of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowProblem {
    /// In which column.
    pub column: Column,
    /// What is wrong and what to do, in Japanese. It does not repeat the value: reports end up in mails.
    pub reason: String,
}

impl fmt::Display for RowProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.column.heading(), self.reason)
    }
}

/// The places of the columns in a file.
#[derive(Debug, Clone)]
pub struct Header {
    places: [Option<usize>; 7],
    /// Headings that are not used.
    pub ignored: Vec<String>,
}

impl Header {
    /// Reads the row of headings.
    pub fn detect<S: AsRef<str>>(headings: &[S]) -> Result<Self, HeaderProblem> {
        let mut header = Self { places: [None; 7], ignored: Vec::new() };
        for (place, heading) in headings.iter().enumerate() {
            let heading = heading.as_ref().trim().trim_start_matches('\u{feff}');
            if ["個人番号", "マイナンバー", "ﾏｲﾅﾝﾊﾞｰ"].iter().any(|word| heading.contains(word))
            {
                return Err(HeaderProblem::IndividualNumber(heading.to_owned()));
            }
            match Column::ALL.iter().position(|column| column.heading() == heading) {
                Some(column) if header.places[column].is_some() => {
                    return Err(HeaderProblem::Twice(Column::ALL[column]));
                }
                Some(column) => header.places[column] = Some(place),
                None if heading.is_empty() => {}
                None => header.ignored.push(heading.to_owned()),
            }
        }
        let missing: Vec<_> = Column::ALL
            .into_iter()
            .filter(|column| *column != Column::Guardian && header.places[*column as usize].is_none())
            .collect();
        if missing.is_empty() { Ok(header) } else { Err(HeaderProblem::Missing(missing)) }
    }

    /// Reads a row of values. `today` refuses births in the future.
    pub fn read<S: AsRef<str>>(&self, values: &[S], today: Day) -> Result<ResidentRow, Vec<RowProblem>> {
        let value = |column: Column| {
            let place = self.places[column as usize];
            place.and_then(|place| values.get(place)).map_or("", |value| value.as_ref().trim())
        };
        let mut problems = Vec::new();
        let mut take = |column: Column, result: Result<String, &str>| {
            result.unwrap_or_else(|reason| {
                problems.push(RowProblem { column, reason: reason.to_owned() });
                String::new()
            })
        };
        let row = ResidentRow {
            register_number: take(Column::RegisterNumber, number(value(Column::RegisterNumber))),
            name: take(Column::Name, text(value(Column::Name), 1)),
            kana: take(Column::Kana, reading(value(Column::Kana))),
            kana_key: kana::search_key(value(Column::Kana)),
            birth_date: take(Column::BirthDate, birth_date(value(Column::BirthDate), today)),
            district: take(Column::District, text(value(Column::District), 1)),
            household: take(Column::Household, number(value(Column::Household))),
            guardian: take(Column::Guardian, guardian(value(Column::Guardian))) == "yes",
        };
        if problems.is_empty() { Ok(row) } else { Err(problems) }
    }
}

impl ResidentRow {
    /// Checks a row that came over the wire again: whoever sends it may not have.
    pub fn check(&self, today: Day) -> Result<(), Vec<RowProblem>> {
        let headings = Column::ALL.map(Column::heading);
        let guardian = if self.guardian { "○" } else { "" };
        let values = [
            &self.register_number,
            &self.name,
            &self.kana,
            &self.birth_date,
            &self.district,
            &self.household,
            guardian,
        ];
        let unreadable = |reason: &str| vec![RowProblem { column: Column::Kana, reason: reason.to_owned() }];
        let header = Header::detect(&headings).map_err(|problem| unreadable(&problem.to_string()))?;
        let again = header.read(&values, today)?;
        if again == *self { Ok(()) } else { Err(unreadable("行の形が整っていません")) }
    }
}

const LONGEST_TEXT: usize = 200;

fn text(value: &str, least: usize) -> Result<String, &'static str> {
    let length = value.chars().count();
    if length < least {
        return Err("空です。値を入れてください");
    }
    if length > LONGEST_TEXT {
        return Err("長すぎます（200文字まで）");
    }
    if value.chars().any(|c| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
    {
        return Err("改行など、見えない文字が入っています");
    }
    if value.contains('\u{fffd}') {
        return Err("文字化けしています。文字コードを確かめてください");
    }
    Ok(value.to_owned())
}

fn reading(value: &str) -> Result<String, &'static str> {
    let value = text(value, 1)?;
    if kana::search_key(&value).is_empty() {
        Err("読みがありません。カナかローマ字で入れてください")
    } else {
        Ok(value)
    }
}

fn number(value: &str) -> Result<String, &'static str> {
    let good =
        (1..=20).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if !good {
        return Err("半角の英数字20文字までで入れてください");
    }
    if looks_like_individual_number(value) {
        return Err("個人番号（マイナンバー）の形をしています。宛名番号を入れてください");
    }
    Ok(value.to_owned())
}

/// 12 digits whose last is the check digit of an individual number (番号法施行令 第8条; 総務省令第85号 第5条).
pub(crate) fn looks_like_individual_number(value: &str) -> bool {
    let digits: Vec<u32> = value.chars().filter_map(|c| c.to_digit(10)).collect();
    if value.len() != 12 || digits.len() != 12 {
        return false;
    }
    // The eleven digits in front are counted from the right: weights 2 to 7, then 2 to 6.
    let weights = [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2];
    let sum: u32 = digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum();
    let check = match sum % 11 {
        0 | 1 => 0,
        rest => 11 - rest,
    };
    digits[11] == check
}

fn guardian(value: &str) -> Result<String, &'static str> {
    match value {
        "○" | "〇" | "◯" | "1" | "１" | "有" | "はい" => Ok("yes".to_owned()),
        "" | "0" | "０" | "無" | "いいえ" | "×" | "-" | "－" => Ok(String::new()),
        _ => Err("○ か空欄にしてください"),
    }
}

fn birth_date(value: &str, today: Day) -> Result<String, &'static str> {
    let day = read_day(value).ok_or("日付として読めません（例: 1988-05-02、昭和63年5月2日）")?;
    if day > today {
        return Err("まだ来ていない日です");
    }
    if day.age_on(today) > 130 {
        return Err("130年より前の日です");
    }
    Ok(day.to_string())
}

/// Reads a date as towns write it: `1988-05-02`, `1988/5/2`, `19880502`, `昭和63年5月2日`, `S63.5.2`.
pub(crate) fn read_day(value: &str) -> Option<Day> {
    let narrow: String = value
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            other => other,
        })
        .collect();
    let eras = [
        ("明治", 'M', 1867),
        ("大正", 'T', 1911),
        ("昭和", 'S', 1925),
        ("平成", 'H', 1988),
        ("令和", 'R', 2018),
    ];
    let (base, rest) = eras
        .iter()
        .find_map(|(name, letter, base)| {
            let rest = narrow.strip_prefix(name).or_else(|| narrow.strip_prefix(*letter));
            rest.map(|rest| (*base, rest.replacen('元', "1", 1)))
        })
        .unwrap_or((0, narrow));
    let numbers: Vec<&str> =
        rest.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let known_signs = rest.chars().all(|c| c.is_ascii_digit() || "-/.年月日".contains(c));
    let (year, month, day) = match numbers.as_slice() {
        [year, month, day] => (*year, *month, *day),
        [all] if base == 0 && all.len() == 8 => (&all[..4], &all[4..6], &all[6..]),
        _ => return None,
    };
    if !known_signs || (base == 0 && year.len() != 4) {
        return None;
    }
    let year = i16::try_from(year.parse::<i32>().ok()?.checked_add(base)?).ok()?;
    Day::new(year, month.parse().ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> Day {
        Day::parse("2026-11-21").unwrap()
    }

    fn header() -> Header {
        Header::detect(&["宛名番号", "氏名", "氏名カナ", "生年月日", "地区", "世帯番号", "保護者"]).unwrap()
    }

    fn good() -> [&'static str; 7] {
        ["100001", "ひびき　花子", "ﾋﾋﾞｷ ﾊﾅｺ", "S63.5.2", "川西", "5001", "○"]
    }

    #[test]
    fn a_good_row_is_read() {
        let row = header().read(&good(), today()).unwrap();
        assert_eq!(
            (row.birth_date.as_str(), row.kana_key.as_str(), row.guardian),
            ("1988-05-02", "ヒビキハナコ", true)
        );
        assert!(row.check(today()).is_ok());
    }

    #[test]
    fn dates_are_read_as_towns_write_them() {
        for (typed, day) in [
            ("1988-05-02", "1988-05-02"),
            ("1988/5/2", "1988-05-02"),
            ("19880502", "1988-05-02"),
            ("昭和63年5月2日", "1988-05-02"),
            ("令和元年5月1日", "2019-05-01"),
            ("Ｈ１．１．８", "1989-01-08"),
            ("明治45年7月29日", "1912-07-29"),
        ] {
            assert_eq!(read_day(typed).map(|day| day.to_string()).as_deref(), Some(day), "{typed}");
        }
        for bad in [
            "",
            "88-5-2",
            "1988-02-30",
            "昭和",
            "5/2/1988",
            "1988年5月",
            "0000-00-00",
            "1988-05-02x",
            "1E+09",
            "昭和2147483647年1月1日",
        ] {
            assert!(read_day(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn every_bad_value_is_named_by_column() {
        let cases = [
            (0, "", Column::RegisterNumber),
            (0, "１２３", Column::RegisterNumber),
            (1, "", Column::Name),
            (1, "花\n子", Column::Name),
            (1, "花\u{202e}子", Column::Name),
            (1, "花\u{fffd}子", Column::Name),
            (2, "、。", Column::Kana),
            (3, "2026-11-22", Column::BirthDate),
            (3, "1890-01-01", Column::BirthDate),
            (4, "", Column::District),
            (5, "五千一", Column::Household),
            (6, "たぶん", Column::Guardian),
        ];
        for (place, value, column) in cases {
            let mut row = good();
            row[place] = value;
            let problems = header().read(&row, today()).unwrap_err();
            assert_eq!(problems.iter().map(|p| p.column).collect::<Vec<_>>(), [column], "{value}");
            assert!(value.len() < 4 || !problems[0].to_string().contains(value), "a report repeats no value");
        }
        let long = "あ".repeat(10_000);
        let mut row = good();
        row[1] = &long;
        assert_eq!(header().read(&row, today()).unwrap_err()[0].column, Column::Name);
        assert_eq!(header().read(&["100001"], today()).unwrap_err().len(), 5);
    }

    #[test]
    fn an_individual_number_is_refused_as_column_and_as_value() {
        assert!(matches!(Header::detect(&["宛名番号", "個人番号"]), Err(HeaderProblem::IndividualNumber(_))));
        let mut row = good();
        row[0] = "123456789018"; // a fictional number with a right check digit
        assert_eq!(header().read(&row, today()).unwrap_err()[0].column, Column::RegisterNumber);
        row[0] = "123456789010";
        assert!(header().read(&row, today()).is_ok());
    }

    #[test]
    fn missing_and_doubled_columns_are_named() {
        assert_eq!(
            Header::detect(&["宛名番号", "氏名", "氏名カナ", "生年月日", "地区"]).unwrap_err(),
            HeaderProblem::Missing(vec![Column::Household])
        );
        assert_eq!(Header::detect(&["氏名", "氏名"]).unwrap_err(), HeaderProblem::Twice(Column::Name));
        let header = Header::detect(&[
            "\u{feff}宛名番号",
            " 氏名 ",
            "氏名カナ",
            "生年月日",
            "地区",
            "世帯番号",
            "備考",
            "",
        ]);
        assert_eq!(header.unwrap().ignored, ["備考"]);
    }
}
