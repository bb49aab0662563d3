//! Days and times as tables have them.

use crate::health::checkup::{clock, day};
use crate::time::Day;

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// A day, and the time behind it if there is one: `2026/11/20 7:05`, `2026-11-20T07:05:00`, `Jan 12 2025`. A time with a
/// zone is not taken, because the day may be another one in Japan.
pub(super) fn day_and_time(cell: &str) -> Option<(Day, Option<String>)> {
    if cell.chars().count() > 40 {
        return None;
    }
    let cell = cell.trim();
    if let Some(day) = day(cell).or_else(|| english(cell)) {
        return Some((day, None));
    }
    let (date, time) = cell.split_once(['T', ' ', '\u{3000}'])?;
    Some((day(date)?, Some(clock(time.trim())?)))
}

/// `Jan 12 2025` and `12 Jan 2025`, with commas or without.
fn english(cell: &str) -> Option<Day> {
    let cell = cell.replace(',', " ");
    let mut parts = cell.split_whitespace();
    let (first, second, year) = (parts.next()?, parts.next()?, parts.next()?);
    let month = |part: &str| {
        let start = part.get(..3)?.to_ascii_lowercase();
        MONTHS.iter().position(|month| *month == start).and_then(|place| u8::try_from(place + 1).ok())
    };
    let (month, date) =
        month(first).map(|month| (month, second)).or_else(|| Some((month(second)?, first)))?;
    let good = parts.next().is_none() && year.len() == 4;
    Day::new(good.then_some(year)?.parse().ok()?, month, date.parse().ok()?).ok()
}
