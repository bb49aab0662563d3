//! The health record's pages. Each begins with an [`crate::health::Opened`]: without one nothing of a record is seen.

pub(crate) mod home;
pub(crate) mod open;
pub(crate) mod overview;
mod words;

use crate::context::Visit;
use words::HealthWords;

/// The words of these pages in the visit's language.
const fn words_of(visit: &Visit) -> &'static HealthWords {
    HealthWords::of(visit.language)
}
