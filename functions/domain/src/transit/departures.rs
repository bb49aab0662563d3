//! What leaves a place: on a whole service day, or from a moment on.

use super::model::{Call, Timetable, Trip, at};
use crate::time::{Day, Timestamp};

/// How far ahead the next departure is looked for.
const DAYS_AHEAD: i32 = 10;

/// A bus at a stop on a service day, as planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Departure {
    /// The trip's place in the timetable.
    pub trip: u32,
    /// The call's place in its run.
    pub call: u32,
    /// The service day, which may be the day before the calendar's.
    pub day: Day,
    /// When it comes.
    pub arrives: Timestamp,
    /// When it leaves.
    pub departs: Timestamp,
}

impl Timetable {
    /// The trip of a departure.
    pub fn trip(&self, departure: &Departure) -> Option<&Trip> {
        at(&self.trips, departure.trip)
    }

    /// The call of a departure.
    pub fn call(&self, departure: &Departure) -> Option<&Call> {
        at(&self.run(self.trip(departure)?)?.calls, departure.call)
    }

    /// Every bus that stops at a place on a service day, in order of time, those that end there too.
    pub fn calls_on(&self, place: u32, day: Day) -> Vec<Departure> {
        let mut calls = Vec::new();
        for (trip_place, trip) in (0_u32..).zip(&self.trips) {
            if !self.runs_on(trip, day) {
                continue;
            }
            let Some(run) = self.run(trip) else { continue };
            let here = (0_u32..)
                .zip(&run.calls)
                .filter(|(_, call)| self.stop(call).is_some_and(|stop| stop.place == place));
            calls.extend(here.map(|(call_place, call)| {
                let after = |secs: i32| day.starts_at().plus_secs(i64::from(trip.start) + i64::from(secs));
                Departure {
                    trip: trip_place,
                    call: call_place,
                    day,
                    arrives: after(call.arrives),
                    departs: after(call.departs),
                }
            }));
        }
        calls.sort_by_key(|call| (call.departs, call.trip, call.call));
        calls
    }

    /// Whether one can get on: not at the end of the way, and not where the feed says no.
    pub fn takes_people(&self, departure: &Departure) -> bool {
        let ends = self.trip(departure).and_then(|trip| self.run(trip)).map(|run| run.ends);
        self.call(departure).is_some_and(|call| call.pickup != 1 && Some(call.sequence) != ends)
    }

    /// What leaves a place on a service day, in order of time.
    pub fn departures_on(&self, place: u32, day: Day) -> Vec<Departure> {
        let mut departures = self.calls_on(place, day);
        departures.retain(|departure| self.takes_people(departure));
        departures
    }

    /// The next departures from a moment on, those of the service day before among them when they are after midnight.
    pub fn next_departures(&self, place: u32, from: Timestamp, count: usize) -> Vec<Departure> {
        let today = from.day();
        let mut next: Vec<Departure> = Vec::new();
        for offset in -self.days_over()..=DAYS_AHEAD {
            let day = today.plus_days(offset);
            // What a later service day brings leaves at its midnight or after.
            if next.len() >= count && next.last().is_none_or(|last| last.departs < day.starts_at()) {
                break;
            }
            next.extend(self.departures_on(place, day).into_iter().filter(|found| found.departs >= from));
            next.sort_by_key(|found| (found.departs, found.trip, found.call));
            next.truncate(count);
        }
        next
    }

    /// What leaves a place from one moment to just before another.
    pub fn departures_between(&self, place: u32, from: Timestamp, to: Timestamp) -> Vec<Departure> {
        let first = from.day().plus_days(-self.days_over());
        let days = (0..).map(|offset| first.plus_days(offset)).take_while(|day| day.starts_at() < to);
        let departures = days.flat_map(|day| self.departures_on(place, day));
        let mut found: Vec<_> =
            departures.filter(|found| found.departs >= from && found.departs < to).collect();
        found.sort_by_key(|found| (found.departs, found.trip, found.call));
        found
    }

    /// How many days the latest bus reaches beyond its service day.
    pub fn days_over(&self) -> i32 {
        let latest =
            self.trips.iter().filter_map(|trip| Some(trip.start.saturating_add(self.run(trip)?.takes)));
        latest.max().unwrap_or(0).div_euclid(86_400).clamp(0, 3)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transit::sample;

    fn moment(date: &str, hour: i64, minute: i64) -> Timestamp {
        Day::parse(date).unwrap().starts_at().plus_secs(hour * 3600 + minute * 60)
    }

    fn ids(timetable: &Timetable, departures: &[Departure]) -> Vec<String> {
        departures.iter().map(|found| timetable.trip(found).unwrap().id.clone()).collect()
    }

    #[test]
    fn a_bus_at_ten_past_25_belongs_to_the_service_day_before() {
        let timetable = sample::timetable();
        let friday = Day::parse("2026-11-20").unwrap();
        let departures = timetable.departures_on(0, friday);
        assert_eq!(ids(&timetable, &departures), ["wd-0700", "wd-2510"]);
        assert_eq!(departures[1].departs, moment("2026-11-21", 1, 10));
        let next = timetable.next_departures(0, moment("2026-11-21", 0, 30), 1);
        assert_eq!(ids(&timetable, &next), ["wd-2510"]);
        assert_eq!(next[0].day, friday);
        let after = timetable.next_departures(0, moment("2026-11-21", 1, 11), 1);
        assert_eq!(ids(&timetable, &after), ["hd-0900"]);
    }

    #[test]
    fn no_late_bus_comes_after_midnight_when_the_day_before_was_a_holiday() {
        let timetable = sample::timetable();
        let next = timetable.next_departures(0, moment("2026-11-24", 0, 30), 1);
        assert_eq!(ids(&timetable, &next), ["wd-0700"], "23 November is a holiday");
    }

    #[test]
    fn nobody_gets_on_where_the_way_ends() {
        let timetable = sample::timetable();
        let friday = Day::parse("2026-11-20").unwrap();
        assert_eq!(timetable.calls_on(2, friday).len(), 2);
        assert!(timetable.departures_on(2, friday).is_empty());
        let mut closed = timetable;
        closed.runs[0].calls[1].pickup = 1;
        assert!(closed.departures_on(1, friday).is_empty(), "only to get off");
    }

    #[test]
    fn the_next_departures_go_on_into_the_following_days() {
        let timetable = sample::timetable();
        let next = timetable.next_departures(0, moment("2026-11-20", 6, 0), 4);
        assert_eq!(ids(&timetable, &next), ["wd-0700", "wd-2510", "hd-0900", "hd-0900"]);
        assert!(timetable.next_departures(0, moment("2028-01-01", 0, 0), 4).is_empty());
        assert!(timetable.next_departures(0, moment("2026-11-20", 6, 0), 0).is_empty());
    }
}
