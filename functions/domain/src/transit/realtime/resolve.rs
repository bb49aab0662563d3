//! Lays the operator's files beside the timetable.

use super::{
    alerts::{Concerns, LiveAlert, Words},
    decode::{Alert, Event, Snapshot, StopRelation, StopUpdate, TripRef, TripRelation, TripUpdate, Vehicle},
    live::{AddedCall, AddedTrip, Live, LiveTrip, LiveVehicle, Point, Riding, Source},
};
use crate::{
    time::{Day, Timestamp},
    transit::{
        index::Index,
        model::{Name, Run, Trip},
    },
};
use std::collections::{BTreeMap, HashMap};

/// A delay beyond this is a mistake in the file, not a bus.
const ABSURD_SECS: i64 = 6 * 3600;
/// A vehicle this long after its trip's end has ended it.
const AFTER_END_SECS: i64 = 20 * 60;
/// An hour after a trip's end counts as much as so many before its start, when a service day is not named.
const OVER_WEIGHS: i64 = 6;
/// For so long a vehicle's last report is remembered, so that an older one cannot come back.
const REMEMBERED_SECS: i64 = 24 * 3600;

/// The files that were read this time. What was not read, or not understood, stays as it was and grows old.
#[derive(Debug, Clone, Copy, Default)]
pub struct Files<'a> {
    /// Trip updates.
    pub trips: Option<&'a Snapshot>,
    /// Vehicle positions.
    pub vehicles: Option<&'a Snapshot>,
    /// Alerts.
    pub alerts: Option<&'a Snapshot>,
}

/// The new state from the old one and what was read.
#[must_use]
pub fn resolve(index: &Index, files: &Files<'_>, previous: Option<&Live>, now: Timestamp) -> Live {
    let mut live = previous.cloned().unwrap_or_default();
    let matcher = Matcher { index };
    if let Some(file) = files.trips {
        let made = file.made.or_else(|| file.trips.iter().filter_map(|trip| trip.at).max());
        if is_newer(live.trip_updates, made) {
            matcher.trips(&mut live, file, made, now);
        } else {
            live.trip_updates.outdated = live.trip_updates.outdated.saturating_add(1);
        }
    }
    if let Some(file) = files.vehicles {
        let made = file.made.or_else(|| file.vehicles.iter().filter_map(|vehicle| vehicle.at).max());
        if is_newer(live.positions, made) {
            matcher.vehicles(&mut live, file, made, now);
        } else {
            live.positions.outdated = live.positions.outdated.saturating_add(1);
        }
    }
    if let Some(file) = files.alerts {
        if is_newer(live.alert_source, file.made) {
            live.alerts = file.alerts.iter().map(|alert| matcher.alert(alert)).collect();
            live.alert_source = Source { read: true, made: file.made, unknown: 0, outdated: 0 };
        } else {
            live.alert_source.outdated = live.alert_source.outdated.saturating_add(1);
        }
    }
    live
}

/// A file made before the one that is known is an old copy.
fn is_newer(known: Source, made: Option<Timestamp>) -> bool {
    made.is_none() || known.made.is_none() || made >= known.made
}

/// A trip of the timetable on a service day.
struct Found<'a> {
    trip: &'a Trip,
    run: &'a Run,
    day: Day,
}

impl Found<'_> {
    fn starts(&self) -> Timestamp {
        self.day.starts_at().plus_secs(i64::from(self.trip.start))
    }

    fn ends(&self) -> Timestamp {
        self.starts().plus_secs(i64::from(self.run.takes))
    }
}

struct Matcher<'a> {
    index: &'a Index,
}

impl<'a> Matcher<'a> {
    /// The trip that is meant, on the service day that is meant: the named one, else the running one nearest in time.
    fn find(&self, wanted: &TripRef, near: Timestamp) -> Option<Found<'a>> {
        let trips = self.index.trips(&wanted.id);
        let on_start = |trip: &&Trip| wanted.start.is_none_or(|start| trip.start == start);
        let mut candidates: Vec<&Trip> = trips.iter().filter(on_start).collect();
        if candidates.is_empty() && trips.len() == 1 {
            candidates.extend(trips); // operators round the start
        }
        let days = match wanted.day {
            Some(day) => vec![day],
            None => (-2..=1).map(|offset| near.day().plus_days(offset)).collect(),
        };
        let mut best: Option<(i64, Found<'a>)> = None;
        for trip in candidates {
            let Some(run) = self.index.run(trip) else { continue };
            for day in days.iter().copied().filter(|day| self.index.runs_on(trip, *day)) {
                let found = Found { trip, run, day };
                // A late bus is still meant for a while, but a night bus of yesterday is not cancelled this morning.
                let over = (near.0 - found.ends().0).saturating_mul(OVER_WEIGHS);
                let away = (found.starts().0 - near.0).max(over).max(0);
                if best.as_ref().is_none_or(|(least, _)| away < *least) {
                    best = Some((away, found));
                }
            }
        }
        best.map(|(_, found)| found)
    }

    fn trips(&self, live: &mut Live, file: &Snapshot, made: Option<Timestamp>, now: Timestamp) {
        let mut source = Source { read: true, made, unknown: 0, outdated: 0 };
        let before: HashMap<(&str, Day, i32), &LiveTrip> =
            live.trips.iter().map(|trip| ((trip.id.as_str(), trip.day, trip.start), trip)).collect();
        let mut trips: BTreeMap<(String, Day, i32), LiveTrip> = BTreeMap::new();
        let mut added = Vec::new();
        for update in &file.trips {
            if matches!(update.trip.relation, TripRelation::Added | TripRelation::Replacement) {
                added.extend(self.added(update));
            }
            if update.trip.relation == TripRelation::Added {
                continue;
            }
            let Some(found) = self.find(&update.trip, made.unwrap_or(now)) else {
                source.unknown += 1;
                continue;
            };
            let key = (found.trip.id.clone(), found.day, found.trip.start);
            let known = trips.get(&key).or_else(|| before.get(&(key.0.as_str(), key.1, key.2)).copied());
            if let Some(known) = known.filter(|known| known.at.is_some() && update.at < known.at) {
                source.outdated += 1;
                trips.insert(key, known.clone());
                continue;
            }
            trips.insert(key, told(self.index, &found, update));
        }
        live.trips = trips.into_values().collect();
        live.added = added;
        live.trip_updates = source;
    }

    /// A bus more: only where and when it says that it stops.
    fn added(&self, update: &TripUpdate) -> Option<AddedTrip> {
        let calls: Vec<(u32, AddedCall)> = update
            .stops
            .iter()
            .filter(|stop| stop.relation == StopRelation::Scheduled)
            .filter_map(|stop| {
                let place = self.index.stop(&stop.stop)?;
                let departs = stop.departure.time.or(stop.arrival.time)?;
                Some((place, AddedCall { stop: stop.stop.clone(), departs }))
            })
            .collect();
        let last = calls.last().and_then(|(stop, _)| self.name_of(*stop))?;
        Some(AddedTrip {
            id: update.trip.id.clone(),
            line: self.index.line_of_route(&update.trip.route).unwrap_or_default().to_owned(),
            headsign: last.clone(),
            calls: calls.into_iter().map(|(_, call)| call).collect(),
        })
    }

    fn name_of(&self, stop: u32) -> Option<&'a Name> {
        self.index.place(stop).map(|place| &place.name)
    }

    fn vehicles(&self, live: &mut Live, file: &Snapshot, made: Option<Timestamp>, now: Timestamp) {
        let mut source = Source { read: true, made, unknown: 0, outdated: 0 };
        live.seen.retain(|_, seen| now.0 - seen.0 <= REMEMBERED_SECS);
        let mut vehicles: BTreeMap<String, LiveVehicle> = BTreeMap::new();
        let mut before: HashMap<String, LiveVehicle> =
            live.vehicles.drain(..).map(|vehicle| (vehicle.id.clone(), vehicle)).collect();
        for vehicle in &file.vehicles {
            let time = vehicle.at.or(made);
            if let (Some(time), Some(seen)) = (time, live.seen.get(&vehicle.id))
                && time < *seen
            {
                source.outdated += 1;
                // The later report holds, whether it came in this file or in the one before.
                if let Some(known) = before.remove(&vehicle.id) {
                    vehicles.entry(vehicle.id.clone()).or_insert(known);
                }
                continue;
            }
            if let Some(time) = time {
                live.seen.insert(vehicle.id.clone(), time);
            }
            let found = vehicle.trip.as_ref().and_then(|trip| self.find(trip, time.unwrap_or(now)));
            if vehicle.trip.is_some() && found.is_none() {
                source.unknown += 1;
            }
            if found.as_ref().is_some_and(|found| has_ended(self.index, found, vehicle, time, &live.trips)) {
                vehicles.remove(&vehicle.id);
                before.remove(&vehicle.id);
                continue;
            }
            vehicles.insert(vehicle.id.clone(), self.placed(vehicle, found.as_ref()));
        }
        live.vehicles = vehicles.into_values().collect();
        live.positions = source;
    }

    fn placed(&self, vehicle: &Vehicle, found: Option<&Found<'a>>) -> LiveVehicle {
        let call = found
            .zip(vehicle.sequence)
            .and_then(|(found, sequence)| found.run.calls.iter().find(|call| call.sequence == sequence));
        let stop = call.map(|call| call.stop).or_else(|| self.index.stop(&vehicle.stop));
        let route = vehicle.trip.as_ref().and_then(|trip| self.index.line_of_route(&trip.route));
        let line = found.and_then(|found| self.index.line(found.trip.line));
        let headsign = found.and_then(|found| self.index.headsign(found.trip));
        LiveVehicle {
            id: vehicle.id.clone(),
            line: line.or(route).unwrap_or_default().to_owned(),
            headsign: headsign.cloned().unwrap_or_default(),
            near: stop.and_then(|stop| self.name_of(stop)).cloned().unwrap_or_default(),
            standing: vehicle.standing,
            lat: vehicle.lat,
            lon: vehicle.lon,
            trip: found.map(|found| Riding {
                id: found.trip.id.clone(),
                day: found.day,
                start: found.trip.start,
                sequence: call.map_or(0, |call| call.sequence),
            }),
            at: vehicle.at,
        }
    }

    fn alert(&self, alert: &Alert) -> LiveAlert {
        let mut lines: Vec<String> = Vec::new();
        let mut places: Vec<Concerns> = Vec::new();
        let mut stopping: Vec<String> = Vec::new();
        let mut everyone = alert.about.is_empty();
        for about in &alert.about {
            everyone |= about.route.is_empty() && about.stop.is_empty() && about.trip.is_empty();
            let of_trip = self.index.trips(&about.trip).first().and_then(|trip| self.index.line(trip.line));
            let line = self.index.line_of_route(&about.route).or(of_trip);
            lines.extend(line.map(str::to_owned).filter(|line| !lines.contains(line)));
            let place = self.index.stop(&about.stop).and_then(|stop| self.index.place(stop));
            let Some(place) = place.filter(|place| places.iter().all(|known| known.key != place.key)) else {
                continue;
            };
            places.push(Concerns { key: place.key.clone(), name: place.name.clone() });
            let passing =
                self.index.lines_at(place).filter(|line| !stopping.iter().any(|known| known == line));
            let passing: Vec<String> = passing.map(str::to_owned).collect();
            stopping.extend(passing);
        }
        LiveAlert {
            id: alert.id.clone(),
            periods: alert.periods.clone(),
            everyone,
            lines,
            places,
            stopping,
            cause: alert.cause,
            effect: alert.effect,
            title: Words(alert.title.clone()),
            text: Words(alert.text.clone()),
        }
    }
}

/// What an update says about a trip, call by call.
fn told(index: &Index, found: &Found<'_>, update: &TripUpdate) -> LiveTrip {
    let mut trip = LiveTrip {
        id: found.trip.id.clone(),
        day: found.day,
        start: found.trip.start,
        // A bus that goes another way does not come as planned; its own calls are told as added.
        cancelled: matches!(update.trip.relation, TripRelation::Cancelled | TripRelation::Replacement),
        at: update.at,
        points: Vec::new(),
        skipped: Vec::new(),
    };
    if trip.cancelled {
        return trip;
    }
    if let Some(delay) = update.delay {
        trip.points.push(Point(0, Some((delay, delay))));
    }
    let mut from = 0;
    for stop in &update.stops {
        let Some(place) = call_of(index, found.run, stop, from) else { continue };
        let Some(call) = found.run.calls.get(place) else { continue };
        from = place + 1;
        match stop.relation {
            StopRelation::Skipped => trip.skipped.push(call.sequence),
            StopRelation::NoData => trip.points.push(Point(call.sequence, None)),
            StopRelation::Scheduled => {
                let start = found.starts();
                let late = |event: Event, planned: i32| {
                    // When both are given, the time wins.
                    let by_time = event.time.map(|time| time.0 - start.plus_secs(i64::from(planned)).0);
                    let late = by_time.or_else(|| event.delay.map(i64::from))?;
                    i32::try_from(late).ok().filter(|late| i64::from(late.abs()) <= ABSURD_SECS)
                };
                let arrives = late(stop.arrival, call.arrives);
                let departs = late(stop.departure, call.departs);
                let Some(arrives_late) = arrives.or(departs) else { continue };
                // A bus that comes late may wait less, but does not leave before it came.
                let wait = call.departs - call.arrives;
                let departs_late = departs.unwrap_or(arrives_late).max(arrives_late.saturating_sub(wait));
                trip.points.push(Point(call.sequence, Some((arrives_late, departs_late))));
            }
        }
    }
    trip.points.dedup_by(|next, kept| match (next.1, kept.1) {
        (Some((arrives, departs)), Some((_, before))) => arrives == before && departs == before,
        (None, None) => true,
        _ => false,
    });
    trip
}

/// The call that is meant: by sequence, else by the stop's id, from the last one on.
fn call_of(index: &Index, run: &Run, update: &StopUpdate, from: usize) -> Option<usize> {
    let by_sequence =
        update.sequence.and_then(|sequence| run.calls.iter().position(|call| call.sequence == sequence));
    by_sequence.or_else(|| {
        let later = run.calls.iter().enumerate().skip(from);
        later
            .filter(|_| !update.stop.is_empty())
            .find(|(_, call)| index.stop_id(call.stop).is_some_and(|stop| stop == update.stop))
            .map(|(place, _)| place)
    })
}

/// Whether a vehicle has ended its trip: it stands at the last stop, is beyond it, or the trip ended long ago.
fn has_ended(
    index: &Index,
    found: &Found<'_>,
    vehicle: &Vehicle,
    time: Option<Timestamp>,
    trips: &[LiveTrip],
) -> bool {
    let ends = found.run.ends;
    let last_stop = found.run.calls.last().and_then(|call| index.stop_id(call.stop));
    let at_last = match vehicle.sequence {
        Some(sequence) => sequence == ends,
        None => {
            last_stop.is_some_and(|stop| stop == vehicle.stop)
                // A way that is a ring has its last stop at its beginning too.
                && time.is_some_and(|time| time.0 > i64::midpoint(found.starts().0, found.ends().0))
        }
    };
    if vehicle.sequence.is_some_and(|sequence| sequence > ends) || (at_last && vehicle.standing) {
        return true;
    }
    let late = trips
        .iter()
        .find(|trip| trip.id == found.trip.id && trip.day == found.day && trip.start == found.trip.start)
        .and_then(|trip| trip.delay(ends))
        .map_or(0, |(arrives, _)| i64::from(arrives));
    time.is_some_and(|time| time > found.ends().plus_secs(late + AFTER_END_SECS))
}
