//! The board at a stop: what leaves next, by the plan and by what is known now.

use super::{
    departures::Departure,
    model::{Line, Name, Timetable},
    realtime::{Freshness, Live, LiveTrip},
};
use crate::time::{Day, Timestamp};
use std::collections::HashMap;

/// So long after its time a bus is still waited for, when the operator says that it is late.
const LATE_SECS: i64 = 2 * 3600;

/// The board at a stop.
#[derive(Debug, Clone, PartialEq)]
pub struct Board<'a> {
    /// How fresh the operator's word is. When it is stale, no row is [`State::Expected`] or [`State::Added`].
    pub freshness: Freshness,
    /// In order of time.
    pub rows: Vec<Row<'a>>,
}

/// One bus on the board.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row<'a> {
    /// The feed's own id of the trip.
    pub trip: &'a str,
    /// When it is planned to leave; not planned when it is added.
    pub planned: Option<Timestamp>,
    /// When it leaves, as far as is known.
    pub departs: Timestamp,
    /// Its line; an added bus may not say.
    pub line: Option<&'a Line>,
    /// Where it goes.
    pub headsign: &'a Name,
    /// Where to wait; empty when the place has one pole.
    pub platform: &'a str,
    /// What is said about the trip, such as 学校のある日だけ.
    pub note: &'a str,
    /// What is known.
    pub state: State,
    /// Set when a cancellation is known from a stale file only: tell its time.
    pub as_of: Option<Timestamp>,
}

/// What is known about a bus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// The plan, and nothing else.
    Scheduled,
    /// The operator says when it leaves.
    Expected {
        /// Seconds later than planned; less than zero is early.
        delay_secs: i32,
    },
    /// The operator says that it does not know.
    NoData,
    /// The bus runs but does not stop here.
    Skipped,
    /// The bus does not run.
    Cancelled,
    /// A bus that is not in the timetable.
    Added,
}

/// The next `count` buses of the timetable's first place, as [`Timetable::only`] makes it.
pub fn board<'a>(
    timetable: &'a Timetable,
    live: Option<&'a Live>,
    now: Timestamp,
    count: usize,
) -> Board<'a> {
    let freshness = live.map_or(Freshness::None, |live| live.trips_freshness(now));
    let known: HashMap<(&str, Day, i32), &LiveTrip> = live
        .map(|live| live.trips.iter().map(|trip| ((trip.id.as_str(), trip.day, trip.start), trip)).collect())
        .unwrap_or_default();
    let find = |departure: &Departure| {
        let trip = timetable.trip(departure)?;
        known.get(&(trip.id.as_str(), departure.day, trip.start)).copied()
    };
    let mut rows: Vec<Row<'a>> = timetable
        .next_departures(0, now, count.saturating_mul(2))
        .iter()
        .filter_map(|departure| row(timetable, departure, find(departure), freshness, now))
        .collect();
    if freshness.is_live() {
        let late = timetable.departures_between(0, now.plus_secs(-LATE_SECS), now);
        let late =
            late.iter().filter_map(|departure| row(timetable, departure, find(departure), freshness, now));
        rows.extend(late.filter(|row| matches!(row.state, State::Expected { .. })));
        rows.extend(live.into_iter().flat_map(|live| added(timetable, live, now)));
    }
    rows.retain(|row| row.departs >= now); // a bus that left early has left
    rows.sort_by_key(|row| (row.departs, row.planned));
    rows.truncate(count);
    Board { freshness, rows }
}

fn row<'a>(
    timetable: &'a Timetable,
    departure: &Departure,
    known: Option<&LiveTrip>,
    freshness: Freshness,
    now: Timestamp,
) -> Option<Row<'a>> {
    let (trip, call) = (timetable.trip(departure)?, timetable.call(departure)?);
    let sequence = call.sequence;
    let state = match known {
        Some(known) if known.cancelled => State::Cancelled,
        Some(known) if known.skipped.contains(&sequence) => State::Skipped,
        Some(known) if known.is_frozen(now) => State::Scheduled,
        Some(known) if freshness.is_live() => match known.delay(sequence) {
            Some((_, delay_secs)) => State::Expected { delay_secs },
            None if known.says_nothing(sequence) => State::NoData,
            None => State::Scheduled,
        },
        _ => State::Scheduled,
    };
    let delay = if let State::Expected { delay_secs } = state { delay_secs } else { 0 };
    let stale_at = if let Freshness::Stale { at } = freshness { at } else { None };
    Some(Row {
        trip: &trip.id,
        planned: Some(departure.departs),
        departs: departure.departs.plus_secs(i64::from(delay)),
        line: timetable.line(trip),
        headsign: timetable.headsign(trip, call)?,
        platform: timetable.stop(call).map_or("", |stop| stop.platform.as_str()),
        note: &trip.note,
        state,
        as_of: stale_at.filter(|_| matches!(state, State::Cancelled | State::Skipped)),
    })
}

/// Buses that are not in the timetable, where they stop here and go on.
fn added<'a>(timetable: &'a Timetable, live: &'a Live, now: Timestamp) -> impl Iterator<Item = Row<'a>> {
    live.added.iter().filter_map(move |trip| {
        let (_, going_on) = trip.calls.split_last()?;
        let stop_of = |id: &str| timetable.stops.iter().find(|stop| stop.id == id && stop.place == 0);
        let mut here = going_on.iter().filter(|call| call.departs >= now);
        let (call, stop) = here.find_map(|call| Some((call, stop_of(&call.stop)?)))?;
        Some(Row {
            trip: &trip.id,
            planned: None,
            departs: call.departs,
            line: timetable.lines.iter().find(|line| line.key == trip.line),
            headsign: &trip.headsign,
            platform: &stop.platform,
            note: "",
            state: State::Added,
            as_of: None,
        })
    })
}
