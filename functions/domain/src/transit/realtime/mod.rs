//! GTFS-Realtime: what the operator says is happening now.
//!
//! [`decode()`] reads a file; [`resolve`] lays it beside the timetable once a minute and makes a [`Live`], small
//! enough for one row; views read that row. What is old is told as old, with its time, and never as live.

mod alerts;
mod decode;
mod encode;
mod live;
mod resolve;
mod wire;

pub use alerts::{Alerts, Concerns, LiveAlert, Words};
pub use decode::{
    Alert, Concerned, Event, MAX_BYTES, MAX_ENTITIES, Refused, Snapshot, StopRelation, StopUpdate, TripRef,
    TripRelation, TripUpdate, Vehicle, decode,
};
pub use encode::encode;
pub use live::{AddedCall, AddedTrip, Freshness, Live, LiveTrip, LiveVehicle, Point, Riding, Source};
pub use resolve::{Files, resolve};

#[cfg(test)]
mod tests;
