//! The timetable as the edge's clock needs it: once a minute a few trips are looked up, and nothing else is read.
//!
//! Trips lie in boxes in the order of their ids, ways and paces each in a box of its own; a box is opened when
//! something in it is asked for. A city's timetable so costs what its running buses cost, not what all its years do.

use super::{
    model::{BadTimetable, Call, Name, Run, Service, Timetable, Trip, at},
    packed::{NameRow, ServiceRow},
};
use crate::time::Day;
use prost::Message;
use std::{
    cell::OnceCell,
    collections::{BTreeMap, BTreeSet, HashMap},
};

/// So many trips lie in one box, or more where they share an id.
const TRIPS_IN_A_BOX: usize = 16;

#[derive(Clone, PartialEq, Message)]
struct Packed {
    #[prost(uint32, tag = "1")]
    format: u32,
    #[prost(message, repeated, tag = "2")]
    services: Vec<ServiceRow>,
    #[prost(message, repeated, tag = "3")]
    places: Vec<PlaceRow>,
    #[prost(message, repeated, tag = "4")]
    stops: Vec<StopRow>,
    #[prost(message, repeated, tag = "5")]
    lines: Vec<LineRow>,
    #[prost(message, repeated, tag = "6")]
    headsigns: Vec<NameRow>,
    #[prost(bytes, repeated, tag = "7")]
    runs: Vec<Vec<u8>>,
    /// The first id in each box.
    #[prost(string, repeated, tag = "8")]
    firsts: Vec<String>,
    #[prost(bytes, repeated, tag = "9")]
    boxes: Vec<Vec<u8>>,
}

#[derive(Clone, PartialEq, Eq, Message)]
struct PlaceRow {
    #[prost(string, tag = "1")]
    key: String,
    #[prost(message, optional, tag = "2")]
    name: Option<NameRow>,
    /// The lines that stop there.
    #[prost(uint32, repeated, tag = "3")]
    lines: Vec<u32>,
}

#[derive(Clone, PartialEq, Eq, Message)]
struct StopRow {
    #[prost(string, tag = "1")]
    id: String,
    #[prost(uint32, tag = "2")]
    place: u32,
}

#[derive(Clone, PartialEq, Eq, Message)]
struct LineRow {
    #[prost(string, tag = "1")]
    key: String,
    #[prost(string, repeated, tag = "2")]
    routes: Vec<String>,
}

#[derive(Clone, PartialEq, Eq, Message)]
struct RunRow {
    #[prost(uint32, tag = "1")]
    ends: u32,
    #[prost(int32, tag = "2")]
    takes: i32,
    #[prost(message, repeated, tag = "3")]
    calls: Vec<CallRow>,
}

#[derive(Clone, PartialEq, Eq, Message)]
struct CallRow {
    #[prost(uint32, tag = "1")]
    stop: u32,
    #[prost(uint32, tag = "2")]
    sequence: u32,
    #[prost(sint32, tag = "3")]
    arrives: i32,
    #[prost(sint32, tag = "4")]
    departs: i32,
}

#[derive(Clone, PartialEq, Eq, Message)]
struct BoxRow {
    #[prost(message, repeated, tag = "1")]
    trips: Vec<TripRow>,
}

#[derive(Clone, PartialEq, Eq, Message)]
struct TripRow {
    #[prost(string, tag = "1")]
    id: String,
    #[prost(uint32, tag = "2")]
    line: u32,
    #[prost(uint32, tag = "3")]
    service: u32,
    #[prost(uint32, tag = "4")]
    run: u32,
    #[prost(int32, tag = "5")]
    start: i32,
    #[prost(uint32, tag = "6")]
    headsign: u32,
}

impl From<RunRow> for Run {
    fn from(row: RunRow) -> Self {
        let call = |call: CallRow| Call {
            stop: call.stop,
            sequence: call.sequence,
            arrives: call.arrives,
            departs: call.departs,
            ..Call::default()
        };
        Self { calls: row.calls.into_iter().map(call).collect(), ends: row.ends, takes: row.takes }
    }
}

impl From<TripRow> for Trip {
    fn from(row: TripRow) -> Self {
        let TripRow { id, line, service, run, start, headsign } = row;
        Self { id, line, service, run, start, headsign, note: String::new(), wheelchair: 0 }
    }
}

/// A box, opened when it is asked for. What cannot be read is empty.
#[derive(Debug)]
struct Lazy<T> {
    packed: Vec<u8>,
    open: OnceCell<T>,
}

impl<T> Lazy<T> {
    const fn new(packed: Vec<u8>) -> Self {
        Self { packed, open: OnceCell::new() }
    }
}

/// A place at which buses stop.
#[derive(Debug)]
pub(super) struct IndexedPlace {
    /// Part of its address.
    pub(super) key: String,
    /// Its name.
    pub(super) name: Name,
    lines: Vec<u32>,
}

/// The timetable as the edge's clock reads it.
#[derive(Debug)]
pub struct Index {
    services: Vec<Service>,
    places: Vec<IndexedPlace>,
    stops: Vec<StopRow>,
    by_stop: HashMap<String, u32>,
    lines: Vec<String>,
    by_route: HashMap<String, u32>,
    headsigns: Vec<Name>,
    runs: Vec<Lazy<Run>>,
    firsts: Vec<String>,
    boxes: Vec<Lazy<Vec<Trip>>>,
}

impl Index {
    /// Packs what is needed of a timetable.
    pub fn pack(timetable: &Timetable) -> Vec<u8> {
        let mut lines_at: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        for trip in &timetable.trips {
            for call in timetable.run(trip).into_iter().flat_map(|run| &run.calls) {
                let place = timetable.stop(call).map(|stop| stop.place);
                place.map(|place| lines_at.entry(place).or_default().insert(trip.line));
            }
        }
        let mut trips: Vec<&Trip> = timetable.trips.iter().collect();
        trips.sort_by(|a, b| (&a.id, a.start).cmp(&(&b.id, b.start)));
        let mut boxes: Vec<Vec<&Trip>> = Vec::new();
        for trip in trips {
            match boxes.last_mut() {
                // Trips of one id are never parted.
                Some(last)
                    if last.len() < TRIPS_IN_A_BOX
                        || last.last().is_some_and(|known| known.id == trip.id) =>
                {
                    last.push(trip);
                }
                _ => boxes.push(vec![trip]),
            }
        }
        let run = |run: &Run| {
            let call = |call: &Call| CallRow {
                stop: call.stop,
                sequence: call.sequence,
                arrives: call.arrives,
                departs: call.departs,
            };
            RunRow { ends: run.ends, takes: run.takes, calls: run.calls.iter().map(call).collect() }
        };
        let trip = |trip: &&Trip| TripRow {
            id: trip.id.clone(),
            line: trip.line,
            service: trip.service,
            run: trip.run,
            start: trip.start,
            headsign: trip.headsign,
        };
        let packed = Packed {
            format: u32::from(Timetable::FORMAT),
            services: timetable.services.iter().map(ServiceRow::from).collect(),
            places: (0..)
                .zip(&timetable.places)
                .map(|(number, place)| PlaceRow {
                    key: place.key.clone(),
                    name: Some(NameRow::from(&place.name)),
                    lines: lines_at.get(&number).into_iter().flatten().copied().collect(),
                })
                .collect(),
            stops: timetable
                .stops
                .iter()
                .map(|stop| StopRow { id: stop.id.clone(), place: stop.place })
                .collect(),
            lines: timetable
                .lines
                .iter()
                .map(|line| LineRow { key: line.key.clone(), routes: line.routes.clone() })
                .collect(),
            headsigns: timetable.headsigns.iter().map(NameRow::from).collect(),
            runs: timetable.runs.iter().map(|known| run(known).encode_to_vec()).collect(),
            firsts: boxes.iter().filter_map(|trips| Some(trips.first()?.id.clone())).collect(),
            boxes: boxes
                .iter()
                .map(|trips| BoxRow { trips: trips.iter().map(trip).collect() }.encode_to_vec())
                .collect(),
        };
        packed.encode_to_vec()
    }

    /// Reads what [`Self::pack`] made. What refers to something that is not there is as good as unknown.
    pub fn read(bytes: &[u8]) -> Result<Self, BadTimetable> {
        let packed = Packed::decode(bytes).map_err(|error| BadTimetable::Unreadable(error.to_string()))?;
        if packed.format != u32::from(Timetable::FORMAT) {
            return Err(BadTimetable::Format);
        }
        let by_route = (0..)
            .zip(&packed.lines)
            .flat_map(|(number, line)| line.routes.iter().map(move |route| (route.clone(), number)));
        Ok(Self {
            services: packed.services.into_iter().map(Service::from).collect(),
            places: packed
                .places
                .into_iter()
                .map(|place| IndexedPlace {
                    key: place.key,
                    name: place.name.map(Name::from).unwrap_or_default(),
                    lines: place.lines,
                })
                .collect(),
            by_stop: (0..).zip(&packed.stops).map(|(number, stop)| (stop.id.clone(), number)).collect(),
            stops: packed.stops,
            by_route: by_route.collect(),
            lines: packed.lines.into_iter().map(|line| line.key).collect(),
            headsigns: packed.headsigns.into_iter().map(Name::from).collect(),
            runs: packed.runs.into_iter().map(Lazy::new).collect(),
            firsts: packed.firsts,
            boxes: packed.boxes.into_iter().map(Lazy::new).collect(),
        })
    }

    /// Every trip of an id: those of a headway differ in their start.
    pub(super) fn trips(&self, id: &str) -> &[Trip] {
        let after = self.firsts.partition_point(|first| first.as_str() <= id);
        let Some(found) = after.checked_sub(1).and_then(|place| self.boxes.get(place)) else { return &[] };
        let trips = found.open.get_or_init(|| {
            let row = BoxRow::decode(found.packed.as_slice()).unwrap_or_default();
            row.trips.into_iter().map(Trip::from).collect()
        });
        let from = trips.partition_point(|trip| trip.id.as_str() < id);
        let count = trips[from..].iter().take_while(|trip| trip.id == id).count();
        &trips[from..from + count]
    }

    /// The way and pace of a trip.
    pub(super) fn run(&self, trip: &Trip) -> Option<&Run> {
        let found = at(&self.runs, trip.run)?;
        let run = found
            .open
            .get_or_init(|| RunRow::decode(found.packed.as_slice()).map(Run::from).unwrap_or_default());
        Some(run)
    }

    /// Whether a trip runs on that service day.
    pub(super) fn runs_on(&self, trip: &Trip, day: Day) -> bool {
        at(&self.services, trip.service).is_some_and(|service| service.runs_on(day))
    }

    /// The number of a stop, by its id.
    pub(super) fn stop(&self, id: &str) -> Option<u32> {
        self.by_stop.get(id).copied()
    }

    /// The id of a stop.
    pub(super) fn stop_id(&self, stop: u32) -> Option<&str> {
        at(&self.stops, stop).map(|stop| stop.id.as_str())
    }

    /// The place of a stop.
    pub(super) fn place(&self, stop: u32) -> Option<&IndexedPlace> {
        at(&self.places, at(&self.stops, stop)?.place)
    }

    /// The key of a line.
    pub(super) fn line(&self, line: u32) -> Option<&str> {
        at(&self.lines, line).map(String::as_str)
    }

    /// The key of the line of a route.
    pub(super) fn line_of_route(&self, route: &str) -> Option<&str> {
        self.line(*self.by_route.get(route)?)
    }

    /// The keys of the lines that stop at a place.
    pub(super) fn lines_at<'a>(&'a self, place: &'a IndexedPlace) -> impl Iterator<Item = &'a str> {
        place.lines.iter().filter_map(|line| self.line(*line))
    }

    /// What a bus shows.
    pub(super) fn headsign(&self, trip: &Trip) -> Option<&Name> {
        at(&self.headsigns, trip.headsign)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transit::sample;

    #[test]
    fn every_trip_is_found_again_with_its_way_and_its_days() {
        let mut timetable = sample::timetable();
        // Many boxes, and one id that is shared by more trips than a box has room for.
        for number in 0..100 {
            timetable.trips.push(Trip { id: format!("x-{number}"), ..timetable.trips[0].clone() });
            timetable.trips.push(Trip {
                id: "headway".into(),
                start: number * 60,
                ..timetable.trips[0].clone()
            });
        }
        let index = Index::read(&Index::pack(&timetable)).unwrap();
        assert!(index.boxes.len() > 5);
        for trip in &timetable.trips {
            let found: Vec<&Trip> =
                index.trips(&trip.id).iter().filter(|found| found.start == trip.start).collect();
            assert_eq!(found, [trip]);
            let plain = |run: &Run| {
                run.calls.iter().map(|call| (call.stop, call.sequence, call.departs)).collect::<Vec<_>>()
            };
            assert_eq!(plain(index.run(found[0]).unwrap()), plain(timetable.run(trip).unwrap()));
            for date in ["2026-11-20", "2026-11-22", "2026-11-23", "2028-01-01"] {
                let day = Day::parse(date).unwrap();
                assert_eq!(index.runs_on(found[0], day), timetable.runs_on(trip, day));
            }
        }
        assert_eq!(index.trips("headway").len(), 100);
        for nobody in ["", "a", "x-", "x-100", "zzz"] {
            assert!(index.trips(nobody).is_empty(), "{nobody}");
        }
        let place = index.place(index.stop("H1").unwrap()).unwrap();
        assert_eq!(
            (place.key.as_str(), index.lines_at(place).collect::<Vec<_>>()),
            ("hall", vec!["kakinoki"])
        );
    }

    #[test]
    fn what_was_cut_off_or_dangles_is_unknown_and_never_a_panic() {
        let bytes = Index::pack(&sample::timetable());
        for length in 0..bytes.len() {
            if let Ok(index) = Index::read(&bytes[..length]) {
                index.trips("wd-0700").iter().for_each(|trip| drop(index.run(trip).cloned()));
            }
        }
        assert!(matches!(Index::read(b"{\"format\":1}"), Err(BadTimetable::Unreadable(_))));
        assert!(matches!(Index::read(b""), Err(BadTimetable::Format)));
        let mut dangling = sample::timetable();
        dangling.trips[0].run = 99;
        dangling.trips[0].line = 99;
        let index = Index::read(&Index::pack(&dangling)).unwrap();
        let trip = &index.trips("wd-0700")[0];
        assert!(index.run(trip).is_none() && index.line(trip.line).is_none());
    }
}
