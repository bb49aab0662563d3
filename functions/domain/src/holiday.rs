//! Public holidays: 国民の祝日に関する法律, as it stands since 2022.

use crate::time::Day;
use std::collections::BTreeMap;

/// The holidays of a year and their names, the substitutes (振替休日) and the days between two holidays (国民の休日) too.
///
/// The equinoxes are computed; the law takes them from the almanac, which has agreed with this formula so far and is
/// published in February of the year before. Valid from 2022 to 2099; none for other years.
pub fn of_year(year: i16) -> BTreeMap<Day, &'static str> {
    let mut holidays = BTreeMap::new();
    if !(2022..=2099).contains(&year) {
        return holidays;
    }
    let by_date = [
        (1, 1, "元日"),
        (2, 11, "建国記念の日"),
        (2, 23, "天皇誕生日"),
        (3, equinox(year, 208_431), "春分の日"),
        (4, 29, "昭和の日"),
        (5, 3, "憲法記念日"),
        (5, 4, "みどりの日"),
        (5, 5, "こどもの日"),
        (8, 11, "山の日"),
        (9, equinox(year, 232_488), "秋分の日"),
        (11, 3, "文化の日"),
        (11, 23, "勤労感謝の日"),
    ];
    let by_monday = [(1, 2, "成人の日"), (7, 3, "海の日"), (9, 3, "敬老の日"), (10, 2, "スポーツの日")];
    let dated =
        by_date.into_iter().filter_map(|(month, day, name)| Some((Day::new(year, month, day).ok()?, name)));
    let mondays =
        by_monday.into_iter().filter_map(|(month, nth, name)| Some((monday(year, month, nth)?, name)));
    holidays.extend(dated.chain(mondays));

    let named: Vec<Day> = holidays.keys().copied().collect();
    for day in &named {
        // What falls on a Sunday is made up for on the next day that is no holiday.
        if day.weekday() == 6 {
            let substitute = (1..7).map(|days| day.plus_days(days)).find(|day| !named.contains(day));
            holidays.extend(substitute.map(|day| (day, "振替休日")));
        }
        let between = day.plus_days(1);
        if named.contains(&day.plus_days(2)) && !named.contains(&between) {
            holidays.entry(between).or_insert("国民の休日");
        }
    }
    holidays
}

/// The `nth` Monday of a month.
fn monday(year: i16, month: u8, nth: i32) -> Option<Day> {
    let first = Day::new(year, month, 1).ok()?;
    let to_monday = i32::try_from((7 - first.weekday()) % 7).ok()?;
    Some(first.plus_days(to_monday + 7 * (nth - 1)))
}

/// The day of the month of an equinox; `base` is its place in 1980, in ten-thousandths of a day.
fn equinox(year: i16, base: i64) -> u8 {
    let years = i64::from(year) - 1980;
    // In millionths: a year has 365.242194 days, and every fourth one a day more.
    let place = base * 100 + 242_194 * years - years / 4 * 1_000_000;
    u8::try_from(place / 1_000_000).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(year: i16) -> Vec<String> {
        of_year(year).into_iter().map(|(day, name)| format!("{day} {name}")).collect()
    }

    #[test]
    fn the_year_2026_is_as_the_cabinet_office_published_it() {
        assert_eq!(
            days(2026),
            [
                "2026-01-01 元日",
                "2026-01-12 成人の日",
                "2026-02-11 建国記念の日",
                "2026-02-23 天皇誕生日",
                "2026-03-20 春分の日",
                "2026-04-29 昭和の日",
                "2026-05-03 憲法記念日",
                "2026-05-04 みどりの日",
                "2026-05-05 こどもの日",
                "2026-05-06 振替休日",
                "2026-07-20 海の日",
                "2026-08-11 山の日",
                "2026-09-21 敬老の日",
                "2026-09-22 国民の休日",
                "2026-09-23 秋分の日",
                "2026-10-12 スポーツの日",
                "2026-11-03 文化の日",
                "2026-11-23 勤労感謝の日",
            ]
        );
    }

    #[test]
    fn a_holiday_on_a_sunday_is_made_up_for() {
        assert!(days(2027).contains(&"2027-03-22 振替休日".to_owned()), "春分の日 on Sunday the 21st");
        assert!(days(2025).contains(&"2025-05-06 振替休日".to_owned()), "みどりの日 on Sunday the 4th");
        assert!(days(2025).contains(&"2025-11-24 振替休日".to_owned()));
        assert_eq!(days(2024).iter().filter(|day| day.ends_with("振替休日")).count(), 5);
    }

    #[test]
    fn a_year_of_another_law_has_none() {
        assert!(of_year(2021).is_empty() && of_year(2100).is_empty());
    }
}
