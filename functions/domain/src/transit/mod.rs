//! Buses: the timetable, the days on which it holds, what departs, and what the operator says is happening now.
//!
//! Times of a timetable count from the midnight at which its *service day* begins and may pass 24 hours: the bus of
//! 25:10 on Friday's service day leaves at ten past one on Saturday.

pub mod board;
pub mod day_types;
pub mod departures;
pub mod index;
mod kept;
pub mod model;
pub mod overview;
mod packed;
pub mod realtime;

pub use model::{
    BadTimetable, Call, Feed, Line, Name, Place, Run, Season, Service, Stop, Timetable, Trip, Validity,
};

#[cfg(test)]
pub(crate) mod sample;
