//! Snow ploughs: when was my street last cleared?
//!
//! Where a plough is now is its driver's affair. A position is only used to find the street that it lies on; what is
//! kept is the street and the time to ten minutes, and it is shown when ten minutes have passed. No vehicle, no
//! position and no way that somebody drove is stored.

use super::{
    feed::{Taken, Trouble},
    place::{Point, Street},
    stamp::{self, Unstated},
};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Times are kept to so many seconds, and shown when at least so many have passed.
pub const BLUR_SECS: i64 = 600;
/// When the feed is silent for longer, the page says so.
pub const FRESH_SECS: i64 = 60 * 60;
/// A street keeps its last time for so long.
const KEEP_SECS: i64 = 14 * 86_400;
/// So near to a street a plough is on it: a road's width and the error of a receiver.
const NEAR_METRES: f64 = 25.0;
/// More vehicles than this are not a town's.
const MOST_VEHICLES: usize = 500;

/// One answer of a feed: streets and when a plough was on them.
#[derive(Debug, PartialEq, Eq)]
pub struct Reading {
    at: Timestamp,
    passes: BTreeMap<String, i64>,
}

/// Reads an answer and finds the streets. Nothing else of it is kept.
pub fn read(body: &[u8], streets: &[Street], now: Timestamp) -> Result<Reading, Trouble> {
    #[derive(Deserialize)]
    struct Answer {
        #[serde(default)]
        updated: String,
        vehicles: Vec<Vehicle>,
    }
    #[derive(Deserialize)]
    struct Vehicle {
        #[serde(default)]
        at: String,
        lat: f64,
        lon: f64,
        #[serde(default = "yes")]
        working: bool,
    }
    const fn yes() -> bool {
        true
    }
    let answer: Answer = serde_json::from_slice(body).map_err(|_| Trouble::Unreadable)?;
    let at = stamp::read(&answer.updated, Unstated::Utc, now).ok_or(Trouble::Undated)?;
    if answer.vehicles.len() > MOST_VEHICLES {
        return Err(Trouble::Unreadable);
    }
    let mut passes: BTreeMap<String, i64> = BTreeMap::new();
    for vehicle in answer.vehicles.iter().filter(|vehicle| vehicle.working) {
        let Some(at) = stamp::read(&vehicle.at, Unstated::Utc, now) else { continue };
        let blurred = at.0 - at.0.rem_euclid(BLUR_SECS);
        let here = (vehicle.lat, vehicle.lon);
        for street in streets.iter().filter(|street| is_near(here, &street.line)) {
            let pass = passes.entry(street.id.clone()).or_insert(blurred);
            *pass = blurred.max(*pass);
        }
    }
    Ok(Reading { at, passes })
}

/// Whether a point lies on a line of the size of a town: the earth is flat there.
fn is_near(here: Point, line: &[Point]) -> bool {
    const METRES_PER_DEGREE: f64 = 111_320.0;
    let shrink = here.0.to_radians().cos();
    let flat =
        |(lat, lon): Point| ((lon - here.1) * METRES_PER_DEGREE * shrink, (lat - here.0) * METRES_PER_DEGREE);
    line.windows(2).any(|ends| {
        let (a, b) = (flat(ends[0]), flat(ends[1]));
        let (along, across) = (b.0 - a.0, b.1 - a.1);
        let length = along * along + across * across;
        let part = if length > 0.0 { (-(a.0 * along + a.1 * across) / length).clamp(0.0, 1.0) } else { 0.0 };
        let (x, y) = (a.0 + part * along, a.1 + part * across);
        x * x + y * y <= NEAR_METRES * NEAR_METRES
    })
}

/// When a street was cleared: the last time, and the one before while the last may not be shown yet.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pass {
    last: i64,
    #[serde(default)]
    before: Option<i64>,
}

impl Pass {
    /// The time that may be shown.
    pub fn shown(&self, now: Timestamp) -> Option<Timestamp> {
        if now.0 - self.last >= 2 * BLUR_SECS {
            Some(Timestamp(self.last))
        } else {
            self.before.map(Timestamp)
        }
    }
}

/// What is known of the streets: one row of the database.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// The newest moment that each feed stated.
    pub said_at: BTreeMap<String, i64>,
    /// The streets.
    pub streets: BTreeMap<String, Pass>,
}

impl Status {
    /// Reads the row.
    pub fn from_json(row: &str) -> Option<Self> {
        serde_json::from_slice(row.as_bytes()).ok()
    }

    /// The row.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Takes an answer of a feed. What is older than what is known changes nothing.
    pub fn take(&mut self, feed: &str, reading: Reading, now: Timestamp) -> Result<Taken, Trouble> {
        let said_at = self.said_at.entry(feed.to_owned()).or_default();
        if reading.at.0 < *said_at {
            return Err(Trouble::Older);
        }
        *said_at = reading.at.0;
        for (street, at) in reading.passes {
            let pass = self.streets.entry(street).or_default();
            if at > pass.last {
                // While a plough stays in a street, the time before stays what may be shown.
                let shown = pass.shown(now).map(|shown| shown.0).filter(|shown| *shown > 0);
                *pass = Pass { last: at, before: shown };
            }
        }
        for (street, pass) in std::mem::take(&mut self.streets) {
            if now.0 - pass.last < KEEP_SECS {
                self.streets.insert(street, pass);
            }
        }
        let remark = (now.0 - reading.at.0 > FRESH_SECS).then_some(Trouble::Frozen);
        Ok(Taken { said_at: reading.at, remark })
    }

    /// The newest moment that any feed stated, while that is not too long ago to say «not cleared since».
    pub fn heard_at(&self) -> Option<Timestamp> {
        self.said_at.values().max().copied().map(Timestamp)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_795_230_309); // 2026-11-21T03:05:09Z

    fn streets() -> Vec<Street> {
        vec![
            Street { id: "honmachi".into(), line: vec![(36.0, 138.0), (36.0, 138.01)] },
            Street { id: "kawabata".into(), line: vec![(36.01, 138.0), (36.02, 138.0)] },
        ]
    }

    fn answer(updated: &str, vehicles: &str) -> String {
        format!(r#"{{"updated":"{updated}","vehicles":[{vehicles}]}}"#)
    }

    fn vehicle(at: &str, lat: f64, lon: f64) -> String {
        format!(r#"{{"id":"除雪車3号 運転 山田","at":"{at}","lat":{lat},"lon":{lon}}}"#)
    }

    #[test]
    fn a_plough_clears_the_street_on_which_it_is_and_nothing_else_of_it_is_kept() {
        let text = answer("2026-11-21T03:00:00Z", &vehicle("2026-11-21T02:47:12Z", 36.0001, 138.005));
        let mut status = Status::default();
        status.take("f", read(text.as_bytes(), &streets(), NOW).unwrap(), NOW).unwrap();
        let kept = serde_json::to_string(&status).unwrap();
        assert_eq!(
            kept,
            r#"{"said_at":{"f":1795230000},"streets":{"honmachi":{"last":1795228800,"before":null}}}"#
        );
        assert_eq!(status.streets["honmachi"].shown(NOW), Some(Timestamp(1_795_228_800))); // 02:40
    }

    #[test]
    fn where_a_plough_is_now_is_not_told() {
        let mut status = Status::default();
        let pass = |at: &str, now| {
            read(answer(at, &vehicle(at, 36.0, 138.002)).as_bytes(), &streets(), now).unwrap()
        };
        let first = NOW.plus_secs(-3600);
        status.take("f", pass("2026-11-21T02:05:09Z", first), first).unwrap();
        assert_eq!(status.streets["honmachi"].shown(first), None);
        for (minutes, stamp) in [(0, "2026-11-21T03:05:09Z"), (5, "2026-11-21T03:10:09Z")] {
            let now = NOW.plus_secs(minutes * 60);
            status.take("f", pass(stamp, now), now).unwrap();
            let shown = status.streets["honmachi"].shown(now).unwrap();
            assert_eq!(shown.0, first.0 - first.0.rem_euclid(BLUR_SECS));
        }
        assert!(status.streets["honmachi"].shown(NOW.plus_secs(1800)).unwrap() > NOW);
    }

    #[test]
    fn a_plough_that_only_drives_or_is_elsewhere_clears_nothing() {
        let idle =
            vehicle("2026-11-21T03:00:00Z", 36.0, 138.005).replace("\"id\"", "\"working\":false,\"id\"");
        let away = vehicle("2026-11-21T03:00:00Z", 36.0005, 138.005); // 55 metres beside
        let undated = vehicle("soon", 36.0, 138.005);
        let text = answer("2026-11-21T03:00:00Z", &[idle, away, undated].join(","));
        assert!(read(text.as_bytes(), &streets(), NOW).unwrap().passes.is_empty());
    }

    #[test]
    fn older_answers_and_broken_ones_change_nothing() {
        let mut status = Status::default();
        let reading = |at: &str| read(answer(at, "").as_bytes(), &streets(), NOW).unwrap();
        status.take("f", reading("2026-11-21T03:00:00Z"), NOW).unwrap();
        assert_eq!(status.take("f", reading("2026-11-21T02:00:00Z"), NOW), Err(Trouble::Older));
        for bad in [
            "",
            "[]",
            "{\"vehicles\":7}",
            "{\"updated\":\"2026-11-21T03:00:00Z\",\"vehicles\":[{\"lat\":1e999,\"lon\":0}]}",
        ] {
            assert_eq!(read(bad.as_bytes(), &streets(), NOW), Err(Trouble::Unreadable), "{bad}");
        }
        assert_eq!(read(answer("", "").as_bytes(), &streets(), NOW), Err(Trouble::Undated));
        // A place far off the map is far from every street.
        let far = answer("2026-11-21T03:00:00Z", &vehicle("2026-11-21T03:00:00Z", 1e300, -1e300));
        assert!(read(far.as_bytes(), &streets(), NOW).unwrap().passes.is_empty());
    }
}
