//! What the rules of growth and of vaccinations take from entries.

use super::{Entry, Recorder};
use crate::health::category::Category;
use crate::health::growth::{Grams, Measured, Millimetres};
use crate::health::vaccination::{self, Dose};
use crate::time::{Day, Timestamp};

/// A child's measurements by day: from its birth, check-ups, school and what was measured at home.
///
/// Every form of a child keeps `weight` in grams, `height` and `head` in millimetres. Two entries of one day and measure
/// both stand in the answer, in the order in which they were written.
pub fn growth<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Vec<(Day, Measured)> {
    let mut found: Vec<(Day, Timestamp, Measured)> = Vec::new();
    for entry in entries {
        let Some(sheet) = entry.body.sheet().filter(|sheet| sheet.kind().category() == Category::Child)
        else {
            continue;
        };
        let size = |key| sheet.number(key).and_then(|value| u32::try_from(value).ok());
        let measured = [
            size("weight").map(|value| Measured::Weight(Grams(value))),
            size("height").map(|value| Measured::Length(Millimetres(value))),
            size("head").map(|value| Measured::Head(Millimetres(value))),
        ];
        for measured in measured.into_iter().flatten() {
            // A child has some hundred measurements, mostly in order already.
            let place = found.partition_point(|(day, at, _)| (*day, *at) <= (entry.day, entry.at));
            found.insert(place, (entry.day, entry.at, measured));
        }
    }
    found.into_iter().map(|(day, _, measured)| (day, measured)).collect()
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
