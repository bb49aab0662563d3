//! The moment that a source states.

use crate::time::{Day, Timestamp};

/// A source's clock may be ahead of ours by so much.
const AHEAD_SECS: i64 = 300;

/// What a moment without an offset means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unstated {
    /// UTC, as `ParkAPI`'s schema says.
    Utc,
    /// The wall clock in Japan, as a table of a Japanese town says.
    Japan,
}

/// Reads `2026-11-21T12:05:09Z`, `…+09:00`, `2026-11-21 12:05`, `2026/11/21 12:05`; nothing that is still to come.
pub fn read(text: &str, unstated: Unstated, now: Timestamp) -> Option<Timestamp> {
    let text = text.trim();
    let (day, clock) = (text.get(..10)?.replace('/', "-"), text.get(10..)?);
    let day = Day::parse(&day).ok()?;
    let clock = clock.strip_prefix(['T', 't', ' '])?;
    let (clock, offset_secs) = split_offset(clock, unstated)?;
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    if fraction.is_empty() || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let mut parts = clock.split(':');
    let hour = number(parts.next()?, 23)?;
    let minute = number(parts.next()?, 59)?;
    let second = parts.next().map_or(Some(0), |second| number(second, 60))?;
    if parts.next().is_some() {
        return None;
    }
    // The day begins in Japan, nine hours before it does in UTC.
    let utc_midnight = day.starts_at().0 + 9 * 3600;
    let at = Timestamp(utc_midnight + hour * 3600 + minute * 60 + second - offset_secs);
    (at.0 > 0 && at <= now.plus_secs(AHEAD_SECS)).then_some(at.min(now))
}

fn split_offset(clock: &str, unstated: Unstated) -> Option<(&str, i64)> {
    if let Some(clock) = clock.strip_suffix(['Z', 'z']) {
        return Some((clock, 0));
    }
    let Some(sign) = clock.rfind(['+', '-']) else {
        return Some((clock, if unstated == Unstated::Japan { 9 * 3600 } else { 0 }));
    };
    let (clock, offset) = clock.split_at(sign);
    let (hours, minutes) = offset[1..].split_once(':').or_else(|| offset[1..].split_at_checked(2))?;
    let secs = number(hours, 14)? * 3600 + number(minutes, 59)? * 60;
    Some((clock, if offset.starts_with('-') { -secs } else { secs }))
}

fn number(digits: &str, most: i64) -> Option<i64> {
    let good = (1..=2).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    digits.parse().ok().filter(|n| good && *n <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_795_230_309); // 2026-11-21T03:05:09Z

    #[test]
    fn a_moment_is_read_in_the_forms_that_feeds_use() {
        for text in [
            "2026-11-21T03:05:09Z",
            "2026-11-21T12:05:09+09:00",
            "2026-11-21T12:05:09+0900",
            "2026-11-20T20:05:09.123-07:00",
        ] {
            assert_eq!(read(text, Unstated::Utc, NOW), Some(NOW), "{text}");
        }
        assert_eq!(read("2026-11-21T03:05:09", Unstated::Utc, NOW), Some(NOW));
        assert_eq!(read("2026/11/21 12:05:09", Unstated::Japan, NOW), Some(NOW));
        assert_eq!(read("2026-11-21 9:05", Unstated::Japan, NOW), Some(Timestamp(NOW.0 - 3 * 3600 - 9)));
    }

    #[test]
    fn what_is_not_a_moment_or_still_to_come_is_none() {
        for text in [
            "",
            "2026-11-21",
            "2026-02-30T00:00:00Z",
            "2026-11-21T24:00:00Z",
            "2026-11-21T03:05:09+99:00",
            "2026-11-21T03:5x",
            "2026-11-21T03:05:09Z?",
            "二〇二六年十一月",
            "2026-11-21T04:05:09Z",
            "2026-11-21T03:05:09.Z",
        ] {
            assert_eq!(read(text, Unstated::Utc, NOW), None, "{text}");
        }
        // A clock that is a little ahead is not an error, and not a datum from the future either.
        assert_eq!(read("2026-11-21T03:08:09Z", Unstated::Utc, NOW), Some(NOW));
    }
}
