//! What the rules of growth and of vaccinations take from entries.

use super::{Entry, Recorder};
use crate::health::category::Category;
use crate::health::checkup::{Kind, Sheet};
use crate::health::growth::{self, Gestation, Grams, Measured, Millimetres};
use crate::health::vaccination::{self, Dose};
use crate::time::{Day, Timestamp};

/// What the records of a birth say, the one that was written last before the others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AtBirth {
    /// None when nothing is recorded, or 不明.
    pub sex: Option<growth::Sex>,
    /// How long the pregnancy was; none when its weeks are not recorded.
    pub gestation: Option<Gestation>,
}

/// What is known of the birth.
pub fn at_birth<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> AtBirth {
    let mut found = AtBirth::default();
    let (mut sex_at, mut gestation_at) = (Timestamp(i64::MIN), Timestamp(i64::MIN));
    for entry in entries {
        let Some(sheet) = entry.body.sheet().filter(|sheet| sheet.kind() == Kind::Birth) else { continue };
        let sex = match sheet.text("sex") {
            Some("male") => Some(growth::Sex::Boy),
            Some("female") => Some(growth::Sex::Girl),
            _ => None,
        };
        let days = whole(sheet, "week_days").unwrap_or(0);
        let gestation = whole(sheet, "weeks").and_then(|weeks| Gestation::new(weeks, days).ok());
        if sex.is_some() && entry.at >= sex_at {
            (found.sex, sex_at) = (sex, entry.at);
        }
        if gestation.is_some() && entry.at >= gestation_at {
            (found.gestation, gestation_at) = (gestation, entry.at);
        }
    }
    found
}

fn whole(sheet: &Sheet, key: &str) -> Option<u32> {
    u32::try_from(sheet.number(key)?).ok()
}

/// A child's measurements by day: from its birth, check-ups, school and what was measured at home.
///
/// Every form of a child keeps `weight` in grams, `height` and `head` in millimetres. Two entries of one day and measure
/// both stand in the answer, in the order in which they were written. What is recorded of the birth was measured on the
/// day of birth, whatever day the entry names, and what is recorded of the first weeks on the day of life that it names.
pub fn growth<'a>(entries: impl IntoIterator<Item = &'a Entry>, born: Day) -> Vec<(Day, Measured)> {
    let mut found: Vec<(Day, Timestamp, Measured)> = Vec::new();
    for entry in entries {
        let Some(sheet) = entry.body.sheet().filter(|sheet| sheet.kind().category() == Category::Child)
        else {
            continue;
        };
        let on = match sheet.kind() {
            Kind::Birth => born,
            Kind::FirstWeeks => day_of_life(sheet, born).unwrap_or(entry.day),
            _ => entry.day,
        };
        let measured = [
            whole(sheet, "weight").map(|value| Measured::Weight(Grams(value))),
            whole(sheet, "height").map(|value| Measured::Length(Millimetres(value))),
            whole(sheet, "head").map(|value| Measured::Head(Millimetres(value))),
        ];
        for measured in measured.into_iter().flatten() {
            // A child has some hundred measurements, mostly in order already.
            let place = found.partition_point(|(day, at, _)| (*day, *at) <= (on, entry.at));
            found.insert(place, (on, entry.at, measured));
        }
    }
    found.into_iter().map(|(day, _, measured)| (day, measured)).collect()
}

/// By its 日齢, which is 0 on the day of birth.
fn day_of_life(sheet: &Sheet, born: Day) -> Option<Day> {
    let days = i32::try_from(sheet.number("days_old")?).ok()?;
    Some(born.plus_days(days))
}

/// The dose of a vaccination, for the plan. None for other records, and for a vaccine that the rules do not know.
pub fn dose(entry: &Entry) -> Option<Dose> {
    let sheet = entry.body.sheet().filter(|sheet| sheet.kind().category() == Category::Vaccination)?;
    let recorder = match entry.by {
        Recorder::Own | Recorder::Guardian { .. } | Recorder::Newer => vaccination::Recorder::Parent,
        Recorder::Clinic { .. } => vaccination::Recorder::Clinic,
        Recorder::OtherTown { .. } => vaccination::Recorder::OtherTown,
        Recorder::Staff { .. } | Recorder::School { .. } | Recorder::Town { .. } => {
            vaccination::Recorder::Town
        }
    };
    Some(Dose { day: entry.day, product: sheet.product()?, recorder })
}

/// The doses of all entries.
pub fn doses<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Vec<Dose> {
    entries.into_iter().filter_map(dose).collect()
}
