//! The clock, the one place where it is read.

use hibiki_domain::time::Timestamp;
use std::time::{SystemTime, UNIX_EPOCH};

/// Now.
pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}

/// A moment as people in Japan read it.
pub(crate) fn plainly(moment: Timestamp) -> String {
    let (hour, minute) = moment.clock();
    format!("{} {hour:02}:{minute:02} (Japan)", moment.day())
}
