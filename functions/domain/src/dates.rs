//! Days as people say them, in the three languages. The templates of the static pages say them alike.

use crate::{language::Language, time::Day};

/// Monday first.
const WEEKDAYS: [[&str; 3]; 7] = [
    ["月", "月曜日", "Monday"],
    ["火", "火曜日", "Tuesday"],
    ["水", "水曜日", "Wednesday"],
    ["木", "木曜日", "Thursday"],
    ["金", "金曜日", "Friday"],
    ["土", "土曜日", "Saturday"],
    ["日", "日曜日", "Sunday"],
];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// 木曜日, Thursday; Monday is 0.
pub const fn weekday(weekday: usize, language: Language) -> &'static str {
    let names = WEEKDAYS[weekday % 7];
    if matches!(language, Language::English) { names[2] } else { names[1] }
}

/// 木, Thu.
pub fn weekday_short(weekday: usize, language: Language) -> &'static str {
    let names = WEEKDAYS[weekday % 7];
    if language == Language::English { &names[2][..3] } else { names[0] }
}

/// As one stands in brackets behind a date: 木, 木曜日.
fn weekday_behind(day: Day, language: Language) -> &'static str {
    let names = WEEKDAYS[day.weekday()];
    if language == Language::Japanese { names[0] } else { names[1] }
}

/// December; 1 is January.
pub fn month_name(month: u8) -> &'static str {
    MONTHS[usize::from(month.max(1) - 1) % 12]
}

/// 令和8年11月21日（土） / 2026年11月21日（土曜日） / Saturday 21 November 2026
pub fn full(day: Day, language: Language) -> String {
    let (year, month, date) = day.parts();
    let weekday = weekday_behind(day, language);
    match language {
        Language::English => format!("{} {year}", short(day, language)),
        Language::Japanese if year > 2019 => format!("令和{}年{month}月{date}日（{weekday}）", year - 2018),
        _ => format!("{year}年{month}月{date}日（{weekday}）"),
    }
}

/// A day of birth, on which nobody asks for the weekday: 昭和24年（1949年）10月8日 / 1949年10月8日 / 8 October 1949
pub fn born(day: Day, language: Language) -> String {
    let (year, month, date) = day.parts();
    if language == Language::English {
        return format!("{date} {} {year}", month_name(month));
    }
    let era =
        ERAS.iter().find(|(first, ..)| day.parts() >= *first).filter(|_| language == Language::Japanese);
    let Some((_, era, before)) = era else { return format!("{year}年{month}月{date}日") };
    match year - before {
        1 => format!("{era}元年（{year}年）{month}月{date}日"),
        of_era => format!("{era}{of_era}年（{year}年）{month}月{date}日"),
    }
}

/// The first day of an era, its name, and the year before its first: the newest first.
const ERAS: [((i16, u8, u8), &str, i16); 4] = [
    ((2019, 5, 1), "令和", 2018),
    ((1989, 1, 8), "平成", 1988),
    ((1926, 12, 25), "昭和", 1925),
    ((1912, 7, 30), "大正", 1911),
];

/// The same without its year: 12月3日（木） / 12月3日（木曜日） / Thursday 3 December
pub fn short(day: Day, language: Language) -> String {
    let (_, month, date) = day.parts();
    match language {
        Language::English => {
            format!("{} {date} {}", weekday(day.weekday(), language), month_name(month))
        }
        _ => format!("{month}月{date}日（{}）", weekday_behind(day, language)),
    }
}

/// 令和8年12月 / 2026年12月 / December 2026
pub fn month(year: i16, month: u8, language: Language) -> String {
    match language {
        Language::English => format!("{} {year}", month_name(month)),
        Language::Japanese if year >= 2019 => match year - 2018 {
            1 => format!("令和元年{month}月"),
            era => format!("令和{era}年{month}月"),
        },
        _ => format!("{year}年{month}月"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_said_with_its_weekday_and_in_japanese_with_its_era() {
        let day = Day::parse("2026-11-21").unwrap();
        assert_eq!(full(day, Language::Japanese), "令和8年11月21日（土）");
        assert_eq!(full(day, Language::EasyJapanese), "2026年11月21日（土曜日）");
        assert_eq!(full(day, Language::English), "Saturday 21 November 2026");
        assert_eq!(full(Day::parse("1964-10-03").unwrap(), Language::Japanese), "1964年10月3日（土）");
    }

    #[test]
    fn a_day_of_birth_is_said_with_the_era_in_which_people_remember_it() {
        let said = |day: &str, language| born(Day::parse(day).unwrap(), language);
        for (day, text) in [
            ("1949-10-08", "昭和24年（1949年）10月8日"),
            ("1926-12-25", "昭和元年（1926年）12月25日"),
            ("1989-01-07", "昭和64年（1989年）1月7日"),
            ("1989-01-08", "平成元年（1989年）1月8日"),
            ("2019-04-30", "平成31年（2019年）4月30日"),
            ("2026-02-01", "令和8年（2026年）2月1日"),
            ("1920-03-03", "大正9年（1920年）3月3日"),
            ("1911-03-03", "1911年3月3日"),
        ] {
            assert_eq!(said(day, Language::Japanese), text);
        }
        assert_eq!(said("1949-10-08", Language::EasyJapanese), "1949年10月8日");
        assert_eq!(said("1949-10-08", Language::English), "8 October 1949");
    }

    #[test]
    fn a_day_of_this_year_and_a_month_are_said_shortly() {
        let thursday = Day::parse("2026-12-03").unwrap();
        assert_eq!(short(thursday, Language::Japanese), "12月3日（木）");
        assert_eq!(short(thursday, Language::EasyJapanese), "12月3日（木曜日）");
        assert_eq!(short(thursday, Language::English), "Thursday 3 December");
        assert_eq!(month(2026, 12, Language::Japanese), "令和8年12月");
        assert_eq!(month(2019, 5, Language::Japanese), "令和元年5月");
        assert_eq!(month(2027, 1, Language::English), "January 2027");
        assert_eq!(
            [weekday_short(0, Language::Japanese), weekday_short(6, Language::English)],
            ["月", "Sun"]
        );
    }
}
