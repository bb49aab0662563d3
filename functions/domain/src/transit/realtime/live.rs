//! What is kept between two looks at the operator's files.

use super::alerts::LiveAlert;
use crate::{
    time::{Day, Timestamp},
    transit::{kept, model::Name},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Trip updates and positions older than this are not live.
const MOTION_SECS: i64 = 90;
/// Alerts older than this are not live.
const ALERTS_SECS: i64 = 600;
/// Clocks differ; a file from further in the future is not believed.
const AHEAD_SECS: i64 = 120;
/// A vehicle that has said nothing for so long is not shown any more.
const SILENT_SECS: i64 = 30 * 60;

/// How old something is, in words that a view must choose between.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Freshness {
    /// There is none: only the plan can be shown.
    None,
    /// It is of now.
    Live {
        /// When it was made.
        at: Timestamp,
    },
    /// It is old: show its time, and the plan.
    Stale {
        /// When it was made, where it says so.
        at: Option<Timestamp>,
    },
}

impl Freshness {
    pub(super) fn of(made: Option<Timestamp>, limit_secs: i64, now: Timestamp) -> Self {
        match made {
            Some(at) if now.0 - at.0 <= limit_secs && at.0 - now.0 <= AHEAD_SECS => Self::Live { at },
            at => Self::Stale { at },
        }
    }

    /// Whether it may be shown as what is happening.
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Live { .. })
    }
}

/// One kind of file, as last read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// It was read at least once.
    pub read: bool,
    /// When the operator made it.
    pub made: Option<Timestamp>,
    /// What in it could not be matched to the timetable.
    pub unknown: u32,
    /// What in it was older than what was known before.
    pub outdated: u32,
}

impl Source {
    fn freshness(self, limit_secs: i64, now: Timestamp) -> Freshness {
        if self.read { Freshness::of(self.made, limit_secs, now) } else { Freshness::None }
    }
}

/// What the operator says is happening, matched to the timetable. One row of the database, as JSON.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Live {
    /// Trip updates.
    pub trip_updates: Source,
    /// Vehicle positions.
    pub positions: Source,
    /// Alerts.
    pub alert_source: Source,
    /// Trips of the timetable about which something is known.
    pub trips: Vec<LiveTrip>,
    /// Buses that are not in the timetable.
    pub added: Vec<AddedTrip>,
    /// Vehicles on their way.
    pub vehicles: Vec<LiveVehicle>,
    /// What is out of the ordinary.
    pub alerts: Vec<LiveAlert>,
    /// When each vehicle was last heard of.
    pub seen: BTreeMap<String, Timestamp>,
}

impl Live {
    /// How fresh delays and cancellations are.
    pub fn trips_freshness(&self, now: Timestamp) -> Freshness {
        self.trip_updates.freshness(MOTION_SECS, now)
    }

    /// How fresh positions are.
    pub fn positions_freshness(&self, now: Timestamp) -> Freshness {
        self.positions.freshness(MOTION_SECS, now)
    }

    /// How fresh alerts are.
    pub fn alerts_freshness(&self, now: Timestamp) -> Freshness {
        self.alert_source.freshness(ALERTS_SECS, now)
    }

    /// Seconds late where a vehicle is, as long as that is known of now.
    pub fn late(&self, vehicle: &LiveVehicle, now: Timestamp) -> Option<i32> {
        let riding = vehicle.trip.as_ref().filter(|_| self.trips_freshness(now).is_live())?;
        let of_it =
            |trip: &&LiveTrip| trip.id == riding.id && trip.day == riding.day && trip.start == riding.start;
        let trip = self.trips.iter().find(of_it)?;
        if trip.is_frozen(now) {
            return None;
        }
        // Before the first call that is told of, the first word says most about where the bus is.
        let first = trip.points.first().map_or(0, |point| point.0);
        trip.delay(riding.sequence.max(first)).map(|(arrives, _)| arrives)
    }

    /// Vehicles to show, each with its own age. One that has been silent for half an hour is not shown.
    pub fn vehicles(&self, now: Timestamp) -> Vec<(&LiveVehicle, Freshness)> {
        let heard = self.vehicles.iter().filter_map(|vehicle| {
            let made = vehicle.at.or(self.positions.made);
            let age = now.0 - made?.0;
            (age <= SILENT_SECS).then(|| (vehicle, Freshness::of(made, MOTION_SECS, now)))
        });
        heard.collect()
    }
}

/// From a call of a sequence on: seconds late at arrival and departure, or nothing known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point(pub u32, pub Option<(i32, i32)>);

/// A trip of the timetable about which something is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveTrip {
    /// The feed's own id.
    pub id: String,
    /// The service day.
    #[serde(with = "kept::one")]
    pub day: Day,
    /// The start in seconds: trips of a headway share their id.
    pub start: i32,
    /// It does not run.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cancelled: bool,
    /// When it was measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// What holds from which call on, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub points: Vec<Point>,
    /// Sequences of calls at which it does not stop.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skipped: Vec<u32>,
}

/// What was measured so long ago says nothing about now, however fresh the file around it is.
const FROZEN_SECS: i64 = 600;

impl LiveTrip {
    /// Whether it was measured too long ago to say anything about now.
    pub fn is_frozen(&self, now: Timestamp) -> bool {
        self.at.is_some_and(|at| now.0 - at.0 > FROZEN_SECS)
    }

    /// Seconds late at a call: the last thing said at or before it holds; before the first, nothing is known.
    pub fn delay(&self, sequence: u32) -> Option<(i32, i32)> {
        let Point(at, delay) = self.points.iter().rev().find(|point| point.0 <= sequence)?;
        // Behind the call that was reported, the bus comes as late as it left there.
        delay.map(|(arrives, departs)| if *at == sequence { (arrives, departs) } else { (departs, departs) })
    }

    /// Whether the operator says at or before this call that nothing is known.
    pub fn says_nothing(&self, sequence: u32) -> bool {
        self.points.iter().rev().find(|point| point.0 <= sequence).is_some_and(|point| point.1.is_none())
    }
}

/// A bus that is not in the timetable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddedTrip {
    /// The operator's id.
    pub id: String,
    /// The key of its line, or nothing.
    pub line: String,
    /// Where it goes.
    pub headsign: Name,
    /// Where and when it stops.
    pub calls: Vec<AddedCall>,
}

/// A stop of a bus that is not in the timetable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddedCall {
    /// The feed's id of the stop.
    pub stop: String,
    /// When it leaves, or comes where it ends.
    pub departs: Timestamp,
}

/// A vehicle on its way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LiveVehicle {
    /// Its id.
    pub id: String,
    /// The key of its line, or nothing.
    pub line: String,
    /// Where it goes, or nothing.
    pub headsign: Name,
    /// The stop at or before which it is, or nothing.
    pub near: Name,
    /// It stands at that stop.
    pub standing: bool,
    /// Degrees north.
    pub lat: f32,
    /// Degrees east.
    pub lon: f32,
    /// The trip of the timetable that it makes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trip: Option<Riding>,
    /// When it was measured.
    pub at: Option<Timestamp>,
}

/// Which trip of the timetable a vehicle makes, and how far it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Riding {
    /// The feed's own id.
    pub id: String,
    /// The service day.
    #[serde(with = "kept::one")]
    pub day: Day,
    /// The start in seconds.
    pub start: i32,
    /// The sequence of the call at or before which it is; 0 when it does not say.
    pub sequence: u32,
}
