//! How the law counts ages and intervals. Every date of a plan comes from one of these functions.
//!
//! Source: 厚生労働省「定期の予防接種における対象者の解釈について」 and 「接種間隔の解釈について」 (予防接種基本方針部会,
//! 8 February 2023), as retold by the towns 名取市, 登米市 and 神戸市. Read 2026-11-21.

use crate::time::Day;

/// The day on which a child reaches an age of so many months: the day *before* the same day of that month, because an
/// age is full at midnight (年齢計算ニ関スル法律; 民法 第143条). Where the month has no such day it is its last one:
/// born on 29 February, a child is one year old on 28 February.
///
/// Both "from the age of" and "until the age of" include this day.
pub fn reached(born: Day, months: u16) -> Day {
    let (year, month, day) = born.parts();
    let count = i32::from(year) * 12 + i32::from(month) - 1 + i32::from(months);
    match in_month(count, day) {
        Some(same) => same.plus_days(-1),
        None => last_of_month(count).unwrap_or(born),
    }
}

/// The first day on which "N日以上の間隔" is kept: N full days lie between.
#[must_use]
pub fn after_days(given: Day, days_between: u16) -> Day {
    given.plus_days(i32::from(days_between) + 1)
}

/// The first day on which "Nか月以上の間隔" is kept: the same day of that month. Where the month has no such day the
/// interval ends with the month, and the first day of the next one is meant: 30 November and three months is 1 March.
///
/// Some towns take the last day of the month instead. The ministry's reading is the later one, so it is never too early.
#[must_use]
pub fn after_months(given: Day, months: u16) -> Day {
    reached(given, months).plus_days(1)
}

/// As [`after_months`], and half a month more ("N月半"): 14 days in a month of 28, 15 of 29 or 30, 16 of 31.
#[must_use]
pub fn after_months_and_half(given: Day, months: u16) -> Day {
    let whole = after_months(given, months);
    let (year, month, _) = whole.parts();
    let length = last_of_month(i32::from(year) * 12 + i32::from(month) - 1).map_or(30, |last| last.parts().2);
    whole.plus_days(i32::from(length + 1) / 2)
}

/// "出生N日後": the day after birth is the first.
#[must_use]
pub fn days_old(born: Day, days: u16) -> Day {
    born.plus_days(i32::from(days))
}

/// First and last day of the school year (1 April to 31 March) in which a child reaches an age. Because the age is
/// reached the day before, a child born on 1 April is in the earlier year.
pub fn school_year_of(born: Day, age_years: u8) -> (Day, Day) {
    let reached = reached(born, u16::from(age_years) * 12);
    let (year, month, _) = reached.parts();
    let starts = if month >= 4 { year } else { year - 1 };
    let day = |year, month, day| Day::new(year, month, day).unwrap_or(reached);
    (day(starts, 4, 1), day(starts + 1, 3, 31))
}

/// The day of the month that is `count` months after January of the year 0.
fn in_month(count: i32, day: u8) -> Option<Day> {
    let year = i16::try_from(count.div_euclid(12)).ok()?;
    let month = u8::try_from(count.rem_euclid(12) + 1).ok()?;
    Day::new(year, month, day).ok()
}

fn last_of_month(count: i32) -> Option<Day> {
    Some(in_month(count + 1, 1)?.plus_days(-1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn an_age_is_reached_the_day_before_or_on_the_last_day_of_a_month_without_that_day() {
        for (born, months, reached_on) in [
            ("2020-04-01", 12, "2021-03-31"), // the example of 登米市
            ("2020-07-31", 2, "2020-09-30"),  // the ministry's example for rotavirus
            ("2020-08-01", 2, "2020-09-30"),
            ("2024-02-29", 12, "2025-02-28"),
            ("2024-02-29", 48, "2028-02-28"),
            ("2024-03-01", 12, "2025-02-28"),
            ("2023-03-01", 12, "2024-02-29"),
            ("2026-01-01", 12, "2026-12-31"),
        ] {
            assert_eq!(reached(day(born), months), day(reached_on), "{born} {months}");
        }
    }

    #[test]
    fn intervals_are_counted_as_the_ministry_counts_them() {
        assert_eq!(after_days(day("2022-04-01"), 6), day("2022-04-08"));
        assert_eq!(after_days(day("2022-04-01"), 27), day("2022-04-29"));
        assert_eq!(after_months(day("2023-04-01"), 3), day("2023-07-01"));
        assert_eq!(after_months(day("2022-11-30"), 3), day("2023-03-01"));
        assert_eq!(after_months(day("2023-11-30"), 3), day("2024-03-01"));
        assert_eq!(after_months_and_half(day("2023-04-01"), 2), day("2023-06-16"));
    }

    #[test]
    fn a_child_born_on_the_first_of_april_is_in_the_earlier_school_year() {
        assert_eq!(school_year_of(day("2020-04-01"), 6), (day("2025-04-01"), day("2026-03-31")));
        assert_eq!(school_year_of(day("2020-04-02"), 6), (day("2026-04-01"), day("2027-03-31")));
    }
}
