//! Moments are UTC seconds; days are days in Japan.

use serde::{Deserialize, Serialize};
use std::fmt;
use time::{Date, Duration, Month, OffsetDateTime};

/// Seconds by which clocks in Japan are ahead of UTC, ever since 1951.
const JAPAN: i64 = 9 * 3_600;

/// A moment: seconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// So many seconds later.
    #[must_use]
    pub const fn plus_secs(self, secs: i64) -> Self {
        Self(self.0.saturating_add(secs))
    }

    /// The day in Japan.
    pub fn day(self) -> Day {
        Day(self.plus_secs(JAPAN).civil().date())
    }

    /// Hour and minute in Japan.
    pub fn clock(self) -> (u8, u8) {
        let time = self.plus_secs(JAPAN).civil();
        (time.hour(), time.minute())
    }

    /// `2026-11-20T15:00:00Z`, as programs write it.
    pub fn utc(self) -> String {
        let time = self.civil();
        let (day, hour, minute, second) = (time.date(), time.hour(), time.minute(), time.second());
        format!("{}T{hour:02}:{minute:02}:{second:02}Z", Day(day))
    }

    /// A moment outside the calendar, which nobody means, is the first of all.
    fn civil(self) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp(self.0).unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }
}

/// The text is not a day of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a day of the calendar")]
pub struct NotADay;

/// A day of the calendar. Its textual form is `YYYY-MM-DD`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

impl Day {
    /// From year, month and day of the month.
    pub fn new(year: i16, month: u8, day: u8) -> Result<Self, NotADay> {
        let month = Month::try_from(month).map_err(|_| NotADay)?;
        Date::from_calendar_date(year.into(), month, day).map(Self).map_err(|_| NotADay)
    }

    /// Reads `YYYY-MM-DD` and nothing else.
    pub fn parse(text: &str) -> Result<Self, NotADay> {
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return Err(NotADay);
        }
        let digits = |range: std::ops::Range<usize>| -> Option<i16> {
            bytes[range]
                .iter()
                .try_fold(0_i16, |n, b| b.is_ascii_digit().then(|| n * 10 + i16::from(b - b'0')))
        };
        let (year, month, day) =
            (digits(0..4).ok_or(NotADay)?, digits(5..7).ok_or(NotADay)?, digits(8..10).ok_or(NotADay)?);
        Self::new(year, u8::try_from(month).map_err(|_| NotADay)?, u8::try_from(day).map_err(|_| NotADay)?)
    }

    /// Midnight at its start in Japan.
    pub fn starts_at(self) -> Timestamp {
        Timestamp(self.0.midnight().assume_utc().unix_timestamp() - JAPAN)
    }

    /// Midnight at its end in Japan.
    pub fn ends_at(self) -> Timestamp {
        self.starts_at().plus_secs(86_400)
    }

    /// The day so many years before; 29 February becomes the 28th where there is none.
    #[must_use]
    pub fn years_before(self, years: u8) -> Self {
        let year = self.0.year() - i32::from(years);
        let same = self.0.replace_year(year);
        Self(same.or_else(|_| self.0.replace_day(28)?.replace_year(year)).unwrap_or(Date::MIN))
    }

    /// So many days later.
    #[must_use]
    pub fn plus_days(self, days: i32) -> Self {
        Self(self.0.saturating_add(Duration::days(days.into())))
    }

    /// Full years since this birth date on `today`, by the birthday; 0 before the first.
    pub fn age_on(self, today: Self) -> u8 {
        let had_birthday = (today.0.month() as u8, today.0.day()) >= (self.0.month() as u8, self.0.day());
        let years = today.0.year() - self.0.year() - i32::from(!had_birthday);
        u8::try_from(years.clamp(0, 255)).unwrap_or(0)
    }

    /// Year, month, day of the month.
    #[allow(clippy::cast_possible_truncation)] // the calendar ends with the year 9999
    pub fn parts(self) -> (i16, u8, u8) {
        (self.0.year() as i16, self.0.month().into(), self.0.day())
    }

    /// The weekday, Monday is 0.
    pub fn weekday(self) -> usize {
        self.0.weekday().number_days_from_monday().into()
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.parts();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_in_japan_begins_at_fifteen_utc() {
        let day = Day::parse("2026-11-21").unwrap();
        assert_eq!(day.starts_at(), Timestamp(1_795_186_800));
        assert_eq!(Timestamp(1_795_186_800).day(), day);
        assert_eq!(Timestamp(1_795_186_799).day(), day.plus_days(-1));
        assert_eq!(Timestamp(1_795_186_800 + 3_661).clock(), (1, 1));
    }

    #[test]
    fn only_real_days_in_the_one_form_are_read() {
        for bad in [
            "2026-02-29",
            "2026-13-01",
            "2026-1-01",
            "20260101",
            "2026-01-01 ",
            "２０２６-01-01",
            "-001-01-01",
        ] {
            assert!(Day::parse(bad).is_err(), "{bad}");
        }
        assert!(Day::parse("2024-02-29").is_ok());
    }

    #[test]
    fn the_age_rises_on_the_birthday() {
        let born = Day::parse("1988-05-02").unwrap();
        assert_eq!(born.age_on(Day::parse("2026-05-01").unwrap()), 37);
        assert_eq!(born.age_on(Day::parse("2026-05-02").unwrap()), 38);
        assert_eq!(born.age_on(Day::parse("1980-01-01").unwrap()), 0);
    }
}
