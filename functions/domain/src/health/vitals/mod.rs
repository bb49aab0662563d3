//! What is measured at home, in the course of time: weight, blood pressure, pulse, temperature, blood sugar.

mod chart;

pub use chart::{Chart, MOST_MARKS, Span, Words};

use super::checkup::{Kind, Number, Sheet, Sort};
use super::entry::Entry;
use crate::time::{Day, Timestamp};

/// What a chart shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Both pressures.
    Pressure,
    /// Weight.
    Weight,
    /// Pulse.
    Pulse,
    /// Temperature.
    Temperature,
    /// Blood sugar.
    Glucose,
}

/// From which values on the pressure measured at home is called high: the upper and the lower one, in mmHg.
pub const HOME_PRESSURE: (i64, i64) = (135, 85);
/// Who says so.
pub const HOME_PRESSURE_SOURCE: &str = "日本高血圧学会「高血圧治療ガイドライン2019」家庭血圧";

/// One moment at which something was measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// When; noon where the entry has no time.
    pub at: Timestamp,
    /// Whether the entry has a time.
    pub timed: bool,
    /// In the smallest unit of the measure's field; of pressure the upper and the lower one.
    pub values: [Option<i64>; 2],
}

impl Measure {
    /// All of them, in the order of lists.
    pub const ALL: [Self; 5] = [Self::Pressure, Self::Weight, Self::Pulse, Self::Temperature, Self::Glucose];

    /// The word in addresses.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pressure => "pressure",
            Self::Weight => "weight",
            Self::Pulse => "pulse",
            Self::Temperature => "temperature",
            Self::Glucose => "glucose",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|measure| measure.word() == word)
    }

    /// The fields of [`Kind::Vitals`] that it shows.
    pub const fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Pressure => &["systolic", "diastolic"],
            Self::Weight => &["weight"],
            Self::Pulse => &["pulse"],
            Self::Temperature => &["temperature"],
            Self::Glucose => &["glucose"],
        }
    }

    /// How its values are written.
    pub fn number(self) -> Option<Number> {
        match Kind::Vitals.field(self.fields().first()?)?.sort {
            Sort::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The values that are marked by a line of their own.
    pub const fn thresholds(self) -> &'static [i64] {
        match self {
            Self::Pressure => &[HOME_PRESSURE.0, HOME_PRESSURE.1],
            _ => &[],
        }
    }

    fn of(self, sheet: &Sheet) -> Option<[Option<i64>; 2]> {
        let mut values = [None; 2];
        for (value, field) in values.iter_mut().zip(self.fields()) {
            // What a newer program or a damaged row says outside of what anybody can have is not drawn.
            *value = sheet.number(field).filter(|value| (0..10_000_000).contains(value));
        }
        values.iter().any(Option::is_some).then_some(values)
    }
}

/// What was measured at home from one day to another, both counted, the earliest first. What a clinic measured is not
/// among it: its blood pressures are judged by other values.
pub fn points<'a>(
    entries: impl IntoIterator<Item = &'a Entry>,
    measure: Measure,
    (from, to): (Day, Day),
) -> Vec<Point> {
    let mut found: Vec<Point> = entries
        .into_iter()
        .filter(|entry| (from..=to).contains(&entry.day))
        .filter_map(|entry| {
            let sheet = entry.body.sheet().filter(|sheet| sheet.kind() == Kind::Vitals)?;
            let clock = sheet.text("time").and_then(seconds);
            let at = entry.day.starts_at().plus_secs(clock.unwrap_or(12 * 3600));
            Some(Point { at, timed: clock.is_some(), values: measure.of(sheet)? })
        })
        .collect();
    found.sort_by_key(|point| point.at);
    found
}

/// Seconds from midnight to `07:05`.
fn seconds(clock: &str) -> Option<i64> {
    let (hour, minute) = clock.split_once(':')?;
    let (hour, minute): (i64, i64) = (hour.parse().ok()?, minute.parse().ok()?);
    ((0..24).contains(&hour) && (0..60).contains(&minute)).then_some(hour * 3600 + minute * 60)
}

#[cfg(test)]
mod tests;
