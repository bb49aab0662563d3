//! The clock, the one place where it is read.

use hibiki_domain::time::{Day, Timestamp};
use std::time::{SystemTime, UNIX_EPOCH};

/// Now.
pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}

/// Today in Japan, or the day that `HIBIKI_TODAY` names: the templates look at the same word.
pub(crate) fn today() -> Day {
    let named = std::env::var_os("HIBIKI_TODAY").and_then(|day| Day::parse(day.to_str()?).ok());
    named.unwrap_or_else(|| now().day())
}

/// A moment as people in Japan read it.
pub(crate) fn plainly(moment: Timestamp) -> String {
    let (hour, minute) = moment.clock();
    format!("{} {hour:02}:{minute:02} (Japan)", moment.day())
}
