//! What a view of the whole network reads: names, a drawn map, and when buses run at all. As small as can be: it is
//! read once for each look at where the buses are.

use super::{
    kept,
    model::{BadTimetable, Feed, Name, Service, Timetable, Trip},
    packed::{NameRow, ServiceRow},
};
use crate::time::{Day, Timestamp};
use prost::Message;
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

/// The map is so wide and so high, in its own units.
pub const MAP: (i32, i32) = (480, 404);
/// What lies so near to the edge of the map is not cut by it.
const MARGIN: f64 = 28.0;
/// Of stops far out, such as an airport's, so many in a hundred do not make the map.
const OUTLIERS_PERCENT: usize = 2;
/// So many names stand on the map.
const LABELS: usize = 7;
/// Names keep so far from one another.
const LABEL_GAP: (i32, i32) = (120, 36);
/// Between buses no further apart than this, the network counts as running.
const PAUSE_SECS: i32 = 15 * 60;
/// How far ahead the next bus is looked for.
const DAYS_AHEAD: i32 = 10;

/// A line, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NamedLine {
    /// Part of its address.
    pub key: String,
    /// Its name.
    pub name: Name,
}

/// A time of a service day in which buses are on their way, and the bus that begins it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hours {
    service: u32,
    starts: i32,
    ends: i32,
    /// The line of the first bus, by its number.
    pub line: u32,
    from: u32,
    headsign: u32,
}

/// A name on the map.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Label {
    /// To the right.
    pub x: i32,
    /// Down.
    pub y: i32,
    /// The place.
    pub name: Name,
}

/// The network, drawn.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Map {
    west: f64,
    north: f64,
    /// Units for a degree of longitude and of latitude.
    scale: (f64, f64),
    /// The ways of all lines, as the `d` of an SVG path.
    pub ways: String,
    /// Places whose names are written.
    pub labels: Vec<Label>,
}

/// The network as one view reads it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Overview {
    /// Where it comes from and when it holds.
    pub feed: Feed,
    /// The lines, in the order of the timetable.
    pub lines: Vec<NamedLine>,
    /// The map.
    pub map: Map,
    services: Vec<Service>,
    hours: Vec<Hours>,
    /// What the hours refer to.
    names: Vec<Name>,
}

/// Whether buses are on their way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Running<'a> {
    /// Buses are on their way, by the timetable.
    Now,
    /// None is; the next one leaves then.
    From(Timestamp, &'a Hours),
    /// None is, and none comes within ten days.
    Never,
}

impl Map {
    /// Where a point lies on the map; nothing when it lies beyond.
    pub fn place(&self, lat: f64, lon: f64) -> Option<(i32, i32)> {
        let (x, y) =
            (((lon - self.west) * self.scale.0).round(), ((self.north - lat) * self.scale.1).round());
        let within =
            self.scale.0 > 0.0 && x >= 0.0 && y >= 0.0 && x <= f64::from(MAP.0) && y <= f64::from(MAP.1);
        #[allow(clippy::cast_possible_truncation)] // within the map
        within.then_some((x as i32, y as i32))
    }

    /// Draws a timetable's ways. One without coordinates has an empty map.
    fn draw(timetable: &Timetable) -> Self {
        let known: Vec<(f64, f64)> =
            timetable.stops.iter().map(|stop| (stop.lat, stop.lon)).filter(|at| *at != (0.0, 0.0)).collect();
        let span = |mut values: Vec<f64>| {
            values.sort_by(f64::total_cmp);
            let cut = values.len() * OUTLIERS_PERCENT / 100;
            let last = values.len().checked_sub(1 + cut)?;
            Some((*values.get(cut)?, *values.get(last)?))
        };
        let lats = span(known.iter().map(|at| at.0).collect());
        let lons = span(known.iter().map(|at| at.1).collect());
        let (Some((south, north)), Some((west, east))) = (lats, lons) else { return Self::default() };
        let (width, height) = (f64::from(MAP.0), f64::from(MAP.1));
        // A degree of longitude is shorter than one of latitude.
        let narrow = (f64::midpoint(south, north)).to_radians().cos().max(0.1);
        let span = |degrees: f64| degrees.max(1e-4);
        let unit = ((width - 2.0 * MARGIN) / (span(east - west) * narrow))
            .min((height - 2.0 * MARGIN) / span(north - south));
        let scale = (unit * narrow, unit);
        let mut map = Self {
            west: f64::midpoint(west, east) - width / 2.0 / scale.0,
            north: f64::midpoint(south, north) + height / 2.0 / scale.1,
            scale,
            ..Self::default()
        };
        map.ways = map.ways(timetable);
        map.labels = map.labels(timetable);
        map
    }

    /// Each stretch between two stops once, however many lines drive it.
    fn ways(&self, timetable: &Timetable) -> String {
        let mut drawn: BTreeSet<((i32, i32), (i32, i32))> = BTreeSet::new();
        let mut ways = String::new();
        for run in &timetable.runs {
            let mut pen = None;
            let mut last = None;
            for stop in run.calls.iter().filter_map(|call| timetable.stop(call)) {
                let at = self.place(stop.lat, stop.lon).filter(|_| (stop.lat, stop.lon) != (0.0, 0.0));
                if let (Some(from), Some(to)) = (last, at)
                    && from != to
                    && drawn.insert(if from < to { (from, to) } else { (to, from) })
                {
                    if pen != Some(from) {
                        let _ = write!(ways, "M{} {}", from.0, from.1); // a String takes everything
                    }
                    let _ = write!(ways, "L{} {}", to.0, to.1);
                    pen = Some(to);
                }
                last = at;
            }
        }
        ways
    }

    /// The places at which most lines and then most ways stop, as long as their names do not lie on one another.
    fn labels(&self, timetable: &Timetable) -> Vec<Label> {
        let mut uses: BTreeMap<u32, (BTreeSet<u32>, usize)> = BTreeMap::new();
        for trip in &timetable.trips {
            for call in timetable.run(trip).into_iter().flat_map(|run| &run.calls) {
                let Some(stop) = timetable.stop(call) else { continue };
                let (lines, count) = uses.entry(stop.place).or_default();
                lines.insert(trip.line);
                *count += 1;
            }
        }
        // Where a line ends is what people look for on a map.
        let mut ends: BTreeSet<u32> = BTreeSet::new();
        for run in &timetable.runs {
            let stops = [run.calls.first(), run.calls.last()];
            ends.extend(stops.into_iter().flatten().filter_map(|call| Some(timetable.stop(call)?.place)));
        }
        let mut order: Vec<_> = uses.into_iter().collect();
        order.sort_by_key(|(place, (lines, count))| {
            (std::cmp::Reverse((lines.len() > 1, ends.contains(place), lines.len(), *count)), *place)
        });
        let mut labels: Vec<Label> = Vec::new();
        for (place, _) in order {
            let Some(place) = super::model::at(&timetable.places, place) else { continue };
            let Some((x, y)) =
                self.place(place.lat, place.lon).filter(|_| (place.lat, place.lon) != (0.0, 0.0))
            else {
                continue;
            };
            let far = |label: &Label| (label.x - x).abs() > LABEL_GAP.0 || (label.y - y).abs() > LABEL_GAP.1;
            if labels.len() < LABELS && labels.iter().all(far) {
                labels.push(Label { x, y, name: place.name.clone() });
            }
        }
        labels
    }
}

impl Overview {
    /// What of a timetable is shown of the whole network.
    pub fn of(timetable: &Timetable) -> Self {
        let line = |line: &super::model::Line| NamedLine { key: line.key.clone(), name: line.name.clone() };
        let (hours, names) = hours(timetable);
        Self {
            feed: timetable.feed.clone(),
            lines: timetable.lines.iter().map(line).collect(),
            map: Map::draw(timetable),
            services: timetable.services.clone(),
            hours,
            names,
        }
    }

    /// The name of a line.
    pub fn line(&self, key: &str) -> Option<&NamedLine> {
        self.lines.iter().find(|line| line.key == key)
    }

    /// Whether buses are on their way by the timetable; of one line, or of all.
    pub fn running(&self, line: Option<&str>, now: Timestamp) -> Running<'_> {
        let wanted = |hours: &&Hours| {
            line.is_none_or(|line| self.line_of(hours).is_some_and(|known| known.key == line))
        };
        let after = |day: Day, secs: i32| day.starts_at().plus_secs(i64::from(secs));
        let mut next: Option<(Timestamp, &Hours)> = None;
        // Three days back: no service day reaches further beyond its midnight.
        for day in (-3..=DAYS_AHEAD).map(|offset| now.day().plus_days(offset)) {
            for hours in self.hours.iter().filter(wanted) {
                if !super::model::at(&self.services, hours.service)
                    .is_some_and(|service| service.runs_on(day))
                {
                    continue;
                }
                let starts = after(day, hours.starts);
                if starts <= now && now < after(day, hours.ends) {
                    return Running::Now;
                }
                if starts > now && next.is_none_or(|(known, _)| starts < known) {
                    next = Some((starts, hours));
                }
            }
        }
        next.map_or(Running::Never, |(at, hours)| Running::From(at, hours))
    }

    /// The line of the first bus of some hours.
    pub fn line_of(&self, hours: &Hours) -> Option<&NamedLine> {
        self.lines.get(usize::try_from(hours.line).ok()?)
    }

    /// Where the first bus of some hours leaves.
    pub fn leaves(&self, hours: &Hours) -> Option<&Name> {
        super::model::at(&self.names, hours.from)
    }

    /// Where the first bus of some hours goes.
    pub fn goes(&self, hours: &Hours) -> Option<&Name> {
        super::model::at(&self.names, hours.headsign)
    }

    /// As it travels.
    pub fn pack(&self) -> Vec<u8> {
        let day = |day: Option<Day>| day.map_or(0, kept::number);
        Packed {
            format: u32::from(Timetable::FORMAT),
            key: self.feed.key.clone(),
            operator: Some(NameRow::from(&self.feed.operator)),
            tel: self.feed.tel.clone(),
            first: day(self.feed.first),
            last: day(self.feed.last),
            changes: self.feed.changes.iter().copied().map(kept::number).collect(),
            lines: self
                .lines
                .iter()
                .map(|line| LineRow { key: line.key.clone(), name: Some(NameRow::from(&line.name)) })
                .collect(),
            services: self.services.iter().map(ServiceRow::from).collect(),
            hours: self.hours.iter().map(HoursRow::from).collect(),
            names: self.names.iter().map(NameRow::from).collect(),
            west: self.map.west,
            north: self.map.north,
            scale_x: self.map.scale.0,
            scale_y: self.map.scale.1,
            ways: self.map.ways.clone(),
            labels: self
                .map
                .labels
                .iter()
                .map(|label| LabelRow { x: label.x, y: label.y, name: Some(NameRow::from(&label.name)) })
                .collect(),
        }
        .encode_to_vec()
    }

    /// Reads what [`Self::pack`] made.
    pub fn read(bytes: &[u8]) -> Result<Self, BadTimetable> {
        let packed = Packed::decode(bytes).map_err(|error| BadTimetable::Unreadable(error.to_string()))?;
        if packed.format != u32::from(Timetable::FORMAT) {
            return Err(BadTimetable::Format);
        }
        let name = |row: Option<NameRow>| row.map(Name::from).unwrap_or_default();
        Ok(Self {
            feed: Feed {
                key: packed.key,
                operator: name(packed.operator),
                tel: packed.tel,
                first: kept::day(packed.first),
                last: kept::day(packed.last),
                changes: packed.changes.into_iter().filter_map(kept::day).collect(),
                ..Feed::default()
            },
            lines: packed
                .lines
                .into_iter()
                .map(|line| NamedLine { key: line.key, name: name(line.name) })
                .collect(),
            services: packed.services.into_iter().map(Service::from).collect(),
            hours: packed
                .hours
                .into_iter()
                .map(|row| Hours {
                    service: row.service,
                    starts: row.starts,
                    ends: row.ends,
                    line: row.line,
                    from: row.from,
                    headsign: row.headsign,
                })
                .collect(),
            names: packed.names.into_iter().map(Name::from).collect(),
            map: Map {
                west: packed.west,
                north: packed.north,
                scale: (packed.scale_x, packed.scale_y),
                ways: packed.ways,
                labels: packed
                    .labels
                    .into_iter()
                    .map(|label| Label { x: label.x, y: label.y, name: name(label.name) })
                    .collect(),
            },
        })
    }
}

/// When buses are on their way, line by line and service by service; what overlaps, or nearly, is one.
fn hours(timetable: &Timetable) -> (Vec<Hours>, Vec<Name>) {
    let mut trips: BTreeMap<(u32, u32), Vec<(&Trip, i32)>> = BTreeMap::new();
    for trip in &timetable.trips {
        let Some(run) = timetable.run(trip) else { continue };
        let ends = trip.start.saturating_add(run.takes);
        trips.entry((trip.line, trip.service)).or_default().push((trip, ends));
    }
    let (mut hours, mut names): (Vec<Hours>, Vec<Name>) = (Vec::new(), Vec::new());
    let mut number = |name: Option<&Name>| {
        let name = name.cloned().unwrap_or_default();
        let known = names.iter().position(|known| *known == name).unwrap_or_else(|| {
            names.push(name);
            names.len() - 1
        });
        u32::try_from(known).unwrap_or(u32::MAX)
    };
    for ((line, service), mut trips) in trips {
        trips.sort_by_key(|(trip, ends)| (trip.start, *ends));
        let mut open: Option<Hours> = None;
        for (trip, ends) in trips {
            if let Some(known) = &mut open
                && trip.start <= known.ends.saturating_add(PAUSE_SECS)
            {
                known.ends = known.ends.max(ends);
                continue;
            }
            hours.extend(open.take());
            let first = timetable.run(trip).and_then(|run| run.calls.first());
            let from = first
                .and_then(|call| timetable.stop(call))
                .and_then(|stop| super::model::at(&timetable.places, stop.place))
                .map(|place| &place.name);
            let headsign = first.and_then(|call| timetable.headsign(trip, call));
            open = Some(Hours {
                service,
                starts: trip.start,
                ends,
                line,
                from: number(from),
                headsign: number(headsign),
            });
        }
        hours.extend(open);
    }
    (hours, names)
}

#[derive(Clone, PartialEq, Message)]
struct Packed {
    #[prost(uint32, tag = "1")]
    format: u32,
    #[prost(string, tag = "2")]
    key: String,
    #[prost(message, optional, tag = "3")]
    operator: Option<NameRow>,
    #[prost(string, tag = "4")]
    tel: String,
    #[prost(uint32, tag = "5")]
    first: u32,
    #[prost(uint32, tag = "6")]
    last: u32,
    #[prost(uint32, repeated, tag = "7")]
    changes: Vec<u32>,
    #[prost(message, repeated, tag = "8")]
    lines: Vec<LineRow>,
    #[prost(message, repeated, tag = "9")]
    services: Vec<ServiceRow>,
    #[prost(message, repeated, tag = "10")]
    hours: Vec<HoursRow>,
    #[prost(double, tag = "11")]
    west: f64,
    #[prost(double, tag = "12")]
    north: f64,
    #[prost(double, tag = "13")]
    scale_x: f64,
    #[prost(double, tag = "14")]
    scale_y: f64,
    #[prost(string, tag = "15")]
    ways: String,
    #[prost(message, repeated, tag = "16")]
    labels: Vec<LabelRow>,
    #[prost(message, repeated, tag = "17")]
    names: Vec<NameRow>,
}

#[derive(Clone, PartialEq, Eq, Message)]
struct LineRow {
    #[prost(string, tag = "1")]
    key: String,
    #[prost(message, optional, tag = "2")]
    name: Option<NameRow>,
}

#[derive(Clone, PartialEq, Eq, Message)]
struct HoursRow {
    #[prost(uint32, tag = "1")]
    service: u32,
    #[prost(int32, tag = "2")]
    starts: i32,
    #[prost(int32, tag = "3")]
    ends: i32,
    #[prost(uint32, tag = "4")]
    line: u32,
    #[prost(uint32, tag = "5")]
    from: u32,
    #[prost(uint32, tag = "6")]
    headsign: u32,
}

impl From<&Hours> for HoursRow {
    fn from(hours: &Hours) -> Self {
        Self {
            service: hours.service,
            starts: hours.starts,
            ends: hours.ends,
            line: hours.line,
            from: hours.from,
            headsign: hours.headsign,
        }
    }
}

#[derive(Clone, PartialEq, Eq, Message)]
struct LabelRow {
    #[prost(int32, tag = "1")]
    x: i32,
    #[prost(int32, tag = "2")]
    y: i32,
    #[prost(message, optional, tag = "3")]
    name: Option<NameRow>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transit::sample;

    fn overview() -> Overview {
        let mut timetable = sample::timetable();
        for (number, place) in timetable.places.iter_mut().enumerate() {
            place.lon += f64::from(u32::try_from(number).unwrap()) * 0.01;
        }
        for stop in &mut timetable.stops {
            stop.lon += f64::from(stop.place) * 0.01;
        }
        timetable.feed.changes = vec![Day::parse("2027-04-01").unwrap()];
        Overview::of(&timetable)
    }

    fn moment(date: &str, hour: i64, minute: i64) -> Timestamp {
        Day::parse(date).unwrap().starts_at().plus_secs(hour * 3600 + minute * 60)
    }

    #[test]
    fn it_travels_and_comes_back() {
        let overview = overview();
        let read = Overview::read(&overview.pack()).unwrap();
        assert_eq!((&read.feed, &read.lines, &read.map), (&overview.feed, &overview.lines, &overview.map));
        let at = moment("2026-11-20", 12, 0);
        assert_eq!(read.running(None, at), overview.running(None, at));
        assert!(matches!(Overview::read(b""), Err(BadTimetable::Format)));
        let bytes = overview.pack();
        for length in 0..bytes.len() {
            let _ = Overview::read(&bytes[..length]).map(|read| read.running(None, at) == Running::Never);
        }
    }

    #[test]
    fn when_no_bus_is_on_its_way_the_next_one_is_named_over_midnights_and_holidays() {
        let overview = overview();
        for (date, hour, minute) in [("2026-11-20", 7, 0), ("2026-11-20", 7, 14), ("2026-11-21", 1, 20)] {
            assert_eq!(
                overview.running(None, moment(date, hour, minute)),
                Running::Now,
                "{date} {hour}:{minute}"
            );
        }
        for (now, next) in [
            (moment("2026-11-20", 6, 59), moment("2026-11-20", 7, 0)),
            (moment("2026-11-20", 7, 15), moment("2026-11-21", 1, 10)),
            (moment("2026-11-21", 1, 25), moment("2026-11-21", 9, 0)),
            (moment("2026-11-22", 9, 30), moment("2026-11-23", 9, 0)),
            (moment("2026-11-23", 23, 0), moment("2026-11-24", 7, 0)),
        ] {
            let Running::From(at, hours) = overview.running(None, now) else { panic!("{now:?}") };
            assert_eq!(at, next);
            let names = (&overview.leaves(hours).unwrap().ja, &overview.goes(hours).unwrap().ja);
            assert_eq!(names, (&"駅前".to_owned(), &"柿ノ木".to_owned()));
            assert_eq!(overview.line_of(hours).unwrap().key, "kakinoki");
        }
        assert_eq!(overview.running(None, moment("2029-11-20", 7, 0)), Running::Never);
        assert_eq!(overview.running(Some("nowhere"), moment("2026-11-20", 7, 0)), Running::Never);
    }

    #[test]
    fn the_map_holds_every_stop_and_draws_each_stretch_once() {
        let overview = overview();
        let map = &overview.map;
        assert_eq!(map.ways.matches('M').count(), 1, "{}", map.ways);
        assert_eq!(map.ways.matches('L').count(), 2, "{}", map.ways);
        assert_eq!(map.place(36.0, 138.0), Some((28, 202)));
        assert_eq!(map.place(36.0, 138.02), Some((452, 202)));
        assert_eq!(map.place(36.0, 139.0), None, "another town");
        assert_eq!(map.place(f64::NAN, 138.0), None);
        assert!(!map.labels.is_empty());
    }

    #[test]
    fn a_timetable_without_coordinates_has_an_empty_map_and_no_trouble() {
        let mut timetable = sample::timetable();
        for stop in &mut timetable.stops {
            (stop.lat, stop.lon) = (0.0, 0.0);
        }
        let map = Overview::of(&timetable).map;
        assert_eq!(map, Map::default());
        assert_eq!(map.place(36.0, 138.0), None);
    }
}
