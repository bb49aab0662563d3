//! The timetable, as compact as it travels: tables that refer to one another by place in the table.

use super::kept;
use crate::{language::Language, time::Day};
use serde::{Deserialize, Serialize};

/// A name as it is written, read aloud, and in English. What is unknown is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Name {
    /// As the operator writes it.
    pub ja: String,
    /// Its reading.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub kana: String,
    /// In English.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub en: String,
}

impl Name {
    /// For readers of a language; the Japanese name where there is no other.
    pub fn in_language(&self, language: Language) -> &str {
        if language == Language::English && !self.en.is_empty() { &self.en } else { &self.ja }
    }
}

/// Where a feed comes from and when it holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feed {
    /// The short Latin name of its file, part of addresses.
    pub key: String,
    /// Who runs the buses.
    pub operator: Name,
    /// Whom to call.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub tel: String,
    /// Who made the data.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub publisher: String,
    /// The publisher's own number of this edition.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub version: String,
    /// The first day on which it holds, where it says so.
    #[serde(with = "kept::maybe", default)]
    pub first: Option<Day>,
    /// The last such day.
    #[serde(with = "kept::maybe", default)]
    pub last: Option<Day>,
    /// The days on which another timetable begins within the feed, in order.
    #[serde(with = "kept::many", default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Day>,
}

/// What is to be said of a timetable's time on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Season {
    /// Nothing: it holds, and goes on.
    Settled,
    /// Its first day is still to come.
    Begins(Day),
    /// Another timetable began today.
    New,
    /// Another timetable begins soon.
    Changes(Day),
    /// The last day of it all is near.
    Ends(Day),
    /// Its last day is over.
    Ended(Day),
}

/// A new timetable is announced so many days before.
const CHANGE_DAYS: i32 = 14;
/// The end of a feed is told so many days before: the town has time to get the next one.
const END_DAYS: i32 = 30;

/// Whether a feed holds on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Validity {
    /// Its first day is still to come.
    NotYet,
    /// It holds, or does not say when.
    Valid,
    /// Its last day is over.
    Ended,
}

impl Feed {
    /// What is to be said on a day of how long the timetable holds.
    pub fn season(&self, today: Day) -> Season {
        if let Some(first) = self.first.filter(|first| today < *first) {
            return Season::Begins(first);
        }
        if let Some(last) = self.last.filter(|last| *last < today) {
            return Season::Ended(last);
        }
        if self.changes.contains(&today) {
            return Season::New;
        }
        let soon = |days: i32| move |day: &Day| *day > today && *day <= today.plus_days(days);
        if let Some(change) = self.changes.iter().copied().find(soon(CHANGE_DAYS)) {
            return Season::Changes(change);
        }
        self.last.filter(|last| *last <= today.plus_days(END_DAYS)).map_or(Season::Settled, Season::Ends)
    }

    /// Whether the feed holds on that day.
    pub fn validity(&self, day: Day) -> Validity {
        match (self.first, self.last) {
            (Some(first), _) if day < first => Validity::NotYet,
            (_, Some(last)) if day > last => Validity::Ended,
            _ => Validity::Valid,
        }
    }
}

/// What people call a stop: all its poles and platforms together.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// Part of its address.
    pub key: String,
    /// Its name.
    pub name: Name,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
}

/// A pole or platform at which buses stop.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Stop {
    /// The feed's own id.
    pub id: String,
    /// The place that it belongs to.
    pub place: u32,
    /// Its number or sign, where it has one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub platform: String,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
}

/// What people call a line: a route, or all routes with the same parent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Part of its address.
    pub key: String,
    /// Its name.
    pub name: Name,
    /// Ids of its routes in the feed.
    pub routes: Vec<String>,
    /// Six hexadecimal digits, or nothing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub colour: String,
}

/// The days on which a group of trips runs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    /// The feed's own id.
    pub id: String,
    /// Bit 0 is Monday.
    pub weekdays: u8,
    /// The first day to which `weekdays` applies.
    #[serde(with = "kept::maybe", default)]
    pub first: Option<Day>,
    /// The last such day.
    #[serde(with = "kept::maybe", default)]
    pub last: Option<Day>,
    /// Days on which it runs in any case, in order.
    #[serde(with = "kept::many", default)]
    pub added: Vec<Day>,
    /// Days on which it does not, in order.
    #[serde(with = "kept::many", default)]
    pub removed: Vec<Day>,
}

impl Service {
    /// Whether it runs on that service day.
    pub fn runs_on(&self, day: Day) -> bool {
        if self.removed.binary_search(&day).is_ok() {
            return false;
        }
        if self.added.binary_search(&day).is_ok() {
            return true;
        }
        let within =
            self.first.is_some_and(|first| first <= day) && self.last.is_some_and(|last| day <= last);
        within && self.weekdays >> day.weekday() & 1 == 1
    }
}

/// A bus at a stop. Times count from the start of the run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "CallRow", from = "CallRow")]
pub struct Call {
    /// The stop.
    pub stop: u32,
    /// The feed's `stop_sequence`; rises within a run.
    pub sequence: u32,
    /// Seconds.
    pub arrives: i32,
    /// Seconds.
    pub departs: i32,
    /// 0 yes, 1 no, 2 by telephone to the operator, 3 by a sign to the driver.
    pub pickup: u8,
    /// Likewise for getting off.
    pub drop_off: u8,
    /// The sign on the bus from here on, where it differs from the trip's.
    pub headsign: Option<u32>,
}

type CallRow = (u32, u32, i32, i32, u8, u8, Option<u32>);

impl From<Call> for CallRow {
    fn from(call: Call) -> Self {
        let Call { stop, sequence, arrives, departs, pickup, drop_off, headsign } = call;
        (stop, sequence, arrives, departs, pickup, drop_off, headsign)
    }
}

impl From<CallRow> for Call {
    fn from((stop, sequence, arrives, departs, pickup, drop_off, headsign): CallRow) -> Self {
        Self { stop, sequence, arrives, departs, pickup, drop_off, headsign }
    }
}

/// The way and the pace that many trips share.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Run {
    /// In order of their sequence. A timetable of one stop holds only the calls there.
    pub calls: Vec<Call>,
    /// The sequence of the last call of the whole way: nobody gets on there.
    pub ends: u32,
    /// The arrival at the last call.
    pub takes: i32,
}

/// One bus on the days of its service.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trip {
    /// The feed's own id. Trips of a headway share one and differ in `start`.
    pub id: String,
    /// Its line.
    pub line: u32,
    /// Its days.
    pub service: u32,
    /// Its way and pace.
    pub run: u32,
    /// Seconds from the start of the service day.
    pub start: i32,
    /// Where it goes.
    pub headsign: u32,
    /// What is said about it, such as 学校のある日だけ.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// 1 takes wheelchairs, 2 does not, 0 unknown.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub wheelchair: u8,
}

// serde hands over a reference to the field.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde calls")]
const fn is_zero(number: &u8) -> bool {
    *number == 0
}

/// A whole timetable, or what of it concerns one place.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Timetable {
    /// [`Self::FORMAT`].
    pub format: u8,
    /// Where it comes from.
    pub feed: Feed,
    /// Stops as people call them.
    pub places: Vec<Place>,
    /// Poles and platforms.
    pub stops: Vec<Stop>,
    /// Lines as people call them.
    pub lines: Vec<Line>,
    /// Groups of days.
    pub services: Vec<Service>,
    /// What buses show.
    pub headsigns: Vec<Name>,
    /// Ways and paces.
    pub runs: Vec<Run>,
    /// Buses.
    pub trips: Vec<Trip>,
}

/// Why a timetable is not used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadTimetable {
    /// Not JSON, or of another shape.
    #[error("時刻表のデータを読めません：{0}")]
    Unreadable(String),
    /// Made by another version of the program.
    #[error("時刻表のデータの版が違います。サイトをもう一度作ってください。")]
    Format,
    /// Something refers to what is not there.
    #[error("時刻表のデータに、ないものを指す{0}があります。")]
    Dangling(&'static str),
}

impl Timetable {
    /// Rises when old files can no longer be read.
    pub const FORMAT: u8 = 1;

    /// Reads what [`Self::to_json`] wrote and checks that everything referred to is there.
    pub fn from_json(bytes: &[u8]) -> Result<Self, BadTimetable> {
        let timetable: Self =
            serde_json::from_slice(bytes).map_err(|error| BadTimetable::Unreadable(error.to_string()))?;
        timetable.check()?;
        Ok(timetable)
    }

    /// As it travels.
    pub fn to_json(&self) -> Result<Vec<u8>, BadTimetable> {
        serde_json::to_vec(self).map_err(|error| BadTimetable::Unreadable(error.to_string()))
    }

    fn check(&self) -> Result<(), BadTimetable> {
        if self.format != Self::FORMAT {
            return Err(BadTimetable::Format);
        }
        let there = |place: u32, count: usize| usize::try_from(place).is_ok_and(|place| place < count);
        if !self.stops.iter().all(|stop| there(stop.place, self.places.len())) {
            return Err(BadTimetable::Dangling("停留所"));
        }
        let headsigns = self.headsigns.len();
        let calls_hold = self.runs.iter().flat_map(|run| &run.calls).all(|call| {
            there(call.stop, self.stops.len()) && call.headsign.is_none_or(|sign| there(sign, headsigns))
        });
        if !calls_hold {
            return Err(BadTimetable::Dangling("通過時刻"));
        }
        let trips_hold = self.trips.iter().all(|trip| {
            there(trip.line, self.lines.len())
                && there(trip.service, self.services.len())
                && there(trip.run, self.runs.len())
                && there(trip.headsign, headsigns)
        });
        if trips_hold { Ok(()) } else { Err(BadTimetable::Dangling("便")) }
    }

    /// The run of a trip.
    pub fn run(&self, trip: &Trip) -> Option<&Run> {
        at(&self.runs, trip.run)
    }

    /// The line of a trip.
    pub fn line(&self, trip: &Trip) -> Option<&Line> {
        at(&self.lines, trip.line)
    }

    /// What the bus shows from a call on.
    pub fn headsign(&self, trip: &Trip, call: &Call) -> Option<&Name> {
        at(&self.headsigns, call.headsign.unwrap_or(trip.headsign))
    }

    /// The pole or platform of a call.
    pub fn stop(&self, call: &Call) -> Option<&Stop> {
        at(&self.stops, call.stop)
    }

    /// Whether a trip runs on that service day.
    pub fn runs_on(&self, trip: &Trip, day: Day) -> bool {
        at(&self.services, trip.service).is_some_and(|service| service.runs_on(day))
    }

    /// What of this timetable concerns one place: the same departures there, and nothing else.
    #[must_use]
    pub fn only(&self, place: u32) -> Self {
        let mut own = Self { format: self.format, feed: self.feed.clone(), ..Self::default() };
        own.places.extend(at(&self.places, place).cloned());
        let mut stops = Kept::new(self.stops.len());
        let (mut runs, mut lines) = (Kept::new(self.runs.len()), Kept::new(self.lines.len()));
        let (mut services, mut signs) = (Kept::new(self.services.len()), Kept::new(self.headsigns.len()));
        for (index, stop) in (0_u32..).zip(&self.stops).filter(|(_, stop)| stop.place == place) {
            stops.keep(index);
            own.stops.push(Stop { place: 0, ..stop.clone() });
        }
        for trip in &self.trips {
            let Some(run) = self.run(trip) else { continue };
            if !run.calls.iter().any(|call| stops.has(call.stop)) {
                continue;
            }
            let (kept_run, new) = runs.keep(trip.run);
            if new {
                let calls = run.calls.iter().filter_map(|call| {
                    let headsign = call.headsign.map(|sign| signs.keep(sign).0);
                    Some(Call { stop: stops.get(call.stop)?, headsign, ..*call })
                });
                own.runs.push(Run { calls: calls.collect(), ..*run });
            }
            own.trips.push(Trip {
                line: lines.keep(trip.line).0,
                service: services.keep(trip.service).0,
                run: kept_run,
                headsign: signs.keep(trip.headsign).0,
                ..trip.clone()
            });
        }
        own.lines = lines.of(&self.lines);
        own.services = services.of(&self.services);
        own.headsigns = signs.of(&self.headsigns);
        own
    }
}

/// An entry of a table.
pub(super) fn at<T>(table: &[T], place: u32) -> Option<&T> {
    table.get(usize::try_from(place).ok()?)
}

/// Which entries of a table are kept, and where they go.
struct Kept {
    new_place: Vec<Option<u32>>,
    order: Vec<u32>,
}

impl Kept {
    fn new(count: usize) -> Self {
        Self { new_place: vec![None; count], order: Vec::new() }
    }

    fn get(&self, old: u32) -> Option<u32> {
        at(&self.new_place, old).copied().flatten()
    }

    fn has(&self, old: u32) -> bool {
        self.get(old).is_some()
    }

    /// Where it goes, and whether it was kept only now.
    fn keep(&mut self, old: u32) -> (u32, bool) {
        if let Some(new) = self.get(old) {
            return (new, false);
        }
        let new = u32::try_from(self.order.len()).unwrap_or(u32::MAX);
        self.order.push(old);
        if let Some(slot) = usize::try_from(old).ok().and_then(|old| self.new_place.get_mut(old)) {
            *slot = Some(new);
        }
        (new, true)
    }

    fn of<T: Clone>(&self, table: &[T]) -> Vec<T> {
        self.order.iter().filter_map(|old| at(table, *old).cloned()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transit::sample;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn a_service_runs_on_its_weekdays_within_its_dates_and_on_added_days_and_not_on_removed_ones() {
        let service = Service {
            id: "weekday".to_owned(),
            weekdays: 0b001_1111,
            first: Some(day("2026-10-01")),
            last: Some(day("2027-03-31")),
            added: vec![day("2026-09-01"), day("2026-11-21")],
            removed: vec![day("2026-11-03"), day("2026-11-23")],
        };
        assert!(service.runs_on(day("2026-11-20")), "a Friday");
        assert!(!service.runs_on(day("2026-11-22")), "a Sunday");
        assert!(service.runs_on(day("2026-11-21")), "an added Saturday");
        assert!(!service.runs_on(day("2026-11-23")), "a holiday");
        assert!(service.runs_on(day("2026-09-01")), "added before the first day");
        assert!(!service.runs_on(day("2026-09-30")) && !service.runs_on(day("2027-04-01")));
        let only_dates = Service { added: vec![day("2026-11-21")], ..Service::default() };
        assert!(only_dates.runs_on(day("2026-11-21")) && !only_dates.runs_on(day("2026-11-22")));
    }

    #[test]
    fn a_feed_holds_from_its_first_to_its_last_day_and_without_dates_always() {
        let feed = Feed { first: Some(day("2026-10-01")), last: Some(day("2027-09-30")), ..Feed::default() };
        assert_eq!(feed.validity(day("2026-09-30")), Validity::NotYet);
        assert_eq!(feed.validity(day("2026-10-01")), Validity::Valid);
        assert_eq!(feed.validity(day("2027-09-30")), Validity::Valid);
        assert_eq!(feed.validity(day("2027-10-01")), Validity::Ended);
        assert_eq!(Feed::default().validity(day("1999-01-01")), Validity::Valid);
    }

    #[test]
    fn what_is_said_of_a_timetables_time_changes_with_the_days() {
        let feed = Feed {
            first: Some(day("2026-10-01")),
            last: Some(day("2027-09-30")),
            changes: vec![day("2027-04-01")],
            ..Feed::default()
        };
        for (today, season) in [
            ("2026-09-30", Season::Begins(day("2026-10-01"))),
            ("2026-10-01", Season::Settled),
            ("2027-03-17", Season::Settled),
            ("2027-03-18", Season::Changes(day("2027-04-01"))),
            ("2027-03-31", Season::Changes(day("2027-04-01"))),
            ("2027-04-01", Season::New),
            ("2027-04-02", Season::Settled),
            ("2027-08-31", Season::Ends(day("2027-09-30"))),
            ("2027-09-30", Season::Ends(day("2027-09-30"))),
            ("2027-10-01", Season::Ended(day("2027-09-30"))),
        ] {
            assert_eq!(feed.season(day(today)), season, "{today}");
        }
        assert_eq!(Feed::default().season(day("2027-04-01")), Season::Settled);
    }

    #[test]
    fn a_timetable_travels_as_json_and_what_dangles_is_refused() {
        let timetable = sample::timetable();
        let json = timetable.to_json().unwrap();
        assert_eq!(Timetable::from_json(&json).unwrap(), timetable);
        let mut broken = timetable.clone();
        broken.trips[0].run = 99;
        assert_eq!(Timetable::from_json(&broken.to_json().unwrap()), Err(BadTimetable::Dangling("便")));
        let mut old = timetable;
        old.format = 0;
        assert_eq!(Timetable::from_json(&old.to_json().unwrap()), Err(BadTimetable::Format));
        assert!(matches!(Timetable::from_json(b"<html>"), Err(BadTimetable::Unreadable(_))));
    }

    #[test]
    fn the_timetable_of_one_place_holds_the_same_departures_there() {
        let whole = sample::timetable();
        for place in 0..3 {
            let own = Timetable::from_json(&whole.only(place).to_json().unwrap()).unwrap();
            for date in ["2026-11-20", "2026-11-21", "2026-11-22", "2026-11-23"] {
                let told = |timetable: &Timetable, place| -> Vec<_> {
                    let departures = timetable.departures_on(place, day(date));
                    departures
                        .iter()
                        .map(|d| {
                            let call = timetable.call(d).unwrap();
                            (
                                d.departs,
                                timetable.trip(d).unwrap().id.clone(),
                                timetable.headsign(timetable.trip(d).unwrap(), call).unwrap().clone(),
                                timetable.stop(call).unwrap().id.clone(),
                            )
                        })
                        .collect()
                };
                assert_eq!(told(&own, 0), told(&whole, place));
            }
        }
    }
}
