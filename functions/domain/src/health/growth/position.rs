//! Where a measurement lies between the survey's lines, and the lines themselves.
//!
//! A published row holds for a band of ages, so its numbers are those of children in the middle of the band: the lines
//! pass through each row at the middle, straight from middle to middle, as the curves in the notebook do. Steps would
//! let a child of exactly one year lose ten percentiles overnight. Up to the middle of the first band the lines come
//! from the rows of birth and of day 30; from the middle of the last band to its end they keep the last row. The rows
//! before and after the second birthday were measured lying and standing; the line joins them all the same.

use super::national_2023::{BANDS, Band, PERCENTILES, published};
use super::{Age, Measure, Measured, Sex};

/// Why the survey says nothing about an age.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoReference {
    /// Days 1 to 29: newborns lose weight at first, and a line from birth to day 30 would call that a fault.
    #[error("the survey has no values between birth and day 30")]
    FirstMonth,
    /// The survey ends before this age.
    #[error("the survey ends at {ends_months} months")]
    TooOld {
        /// The age in full months that it no longer covers.
        ends_months: u32,
    },
}

/// A position among children of the same sex and age.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Position {
    /// Below the lowest line, `<3`.
    Below3,
    /// From 3 to 97. Between two lines it is their straight mixture, rounded to a whole number, half upwards.
    At(u8),
    /// Above the highest line, `>97`.
    Above97,
}

/// A point of all seven lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CurvePoint {
    /// Age in thousandths of months.
    pub milli_months: u32,
    /// Grams or millimetres at [`PERCENTILES`].
    pub values: [u32; 7],
}

/// The age in thousandths of months at which a row's numbers stand.
const fn middle(band: Band) -> u32 {
    match band {
        Band::Birth => 0,
        Band::Day30 => 986, // 30 days of a month of 365.25 / 12 days
        Band::Months { from, to } => (from + to) * 500,
    }
}

/// The corners of the lines from birth to the end of the last band: straight between them.
///
/// Laid out one percentile forwards and another backwards they are the polygon of the band between the two.
pub fn curve(measure: Measure, sex: Sex) -> Vec<CurvePoint> {
    let rows = published(measure, sex);
    let mut points: Vec<CurvePoint> = BANDS
        .iter()
        .zip(rows)
        .map(|(band, row)| CurvePoint { milli_months: middle(*band), values: row.map(u32::from) })
        .collect();
    if let Some(last) = points.last().copied() {
        points.push(CurvePoint { milli_months: ends_months(measure) * 1000, ..last });
    }
    points
}

fn ends_months(measure: Measure) -> u32 {
    match measure {
        Measure::Weight | Measure::Length => 78,
        Measure::Head => 36,
    }
}

/// The seven lines at an age: grams or millimetres at [`PERCENTILES`], rounded, half upwards.
pub fn lines_at(measure: Measure, sex: Sex, age: Age) -> Result<[u32; 7], NoReference> {
    let ends_months = ends_months(measure);
    let milli_months = match age.days() {
        0 => 0,
        1..=29 => return Err(NoReference::FirstMonth),
        30 => middle(Band::Day30),
        _ if age.months() >= ends_months => return Err(NoReference::TooOld { ends_months }),
        _ => age.milli_months(),
    };
    between(&curve(measure, sex), milli_months).ok_or(NoReference::TooOld { ends_months })
}

/// The lines at a place of the axis; none outside of the curve.
pub(super) fn between(curve: &[CurvePoint], milli_months: u32) -> Option<[u32; 7]> {
    let after = curve.iter().position(|point| point.milli_months >= milli_months)?;
    let to = curve.get(after)?;
    let from =
        curve.get(after.saturating_sub(1)).filter(|from| from.milli_months < to.milli_months).unwrap_or(to);
    let (way, width) = (milli_months.saturating_sub(from.milli_months), to.milli_months - from.milli_months);
    let mut values = to.values;
    for (value, start) in values.iter_mut().zip(from.values) {
        *value = mix(start, *value, way, width);
    }
    Some(values)
}

/// `from` at 0 of `width`, `to` at its end; half upwards.
fn mix(from: u32, to: u32, way: u32, width: u32) -> u32 {
    let (from, to, way, width) = (i64::from(from), i64::from(to), i64::from(way), i64::from(width));
    if width == 0 {
        return u32::try_from(to).unwrap_or(0);
    }
    let mixed = (2 * (from * (width - way) + to * way) + width).div_euclid(2 * width);
    u32::try_from(mixed).unwrap_or(0)
}

/// Where a measurement lies.
///
/// On a line the position is the line's own number. The lowest line itself is 3, not `<3`.
pub fn position(measured: Measured, sex: Sex, age: Age) -> Result<Position, NoReference> {
    Ok(place(measured.value(), &lines_at(measured.measure(), sex, age)?))
}

fn place(value: u32, lines: &[u32; 7]) -> Position {
    let above = lines.iter().take_while(|line| **line <= value).count();
    let (Some(below), Some(from)) = (above.checked_sub(1), lines.get(above.wrapping_sub(1))) else {
        return Position::Below3;
    };
    let percent = |index: usize| PERCENTILES.get(index).copied().map_or(0, u32::from);
    match lines.get(above) {
        Some(to) => {
            let at = mix(percent(below), percent(above), value - from, to - from);
            Position::At(u8::try_from(at).unwrap_or(97))
        }
        None if value == *from => Position::At(97),
        None => Position::Above97,
    }
}
