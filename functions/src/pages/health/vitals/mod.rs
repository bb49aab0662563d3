//! Measurements at home: charts, and the files of devices.

pub(crate) mod charts;
pub(crate) mod import;
mod words;

use super::Ground;
use crate::context::Visit;
use words::VitalsWords;

/// The words of these pages in the visit's language.
const fn words_of(visit: &Visit) -> &'static VitalsWords {
    VitalsWords::of(visit.language)
}

/// The name and the address of the charts, for the category's page.
pub(super) fn link(visit: &Visit, g: &Ground) -> (&'static str, String) {
    (words_of(visit).title, format!("{}/vitals/charts", g.base))
}

/// A text with what belongs into its places.
fn filled(text: &str, values: &[&str]) -> String {
    values.iter().fold(text.to_owned(), |text, value| text.replacen("{}", value, 1))
}
