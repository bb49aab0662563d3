//! From the bytes of a GTFS-Realtime file to what it says, with limits and without guesses.

use super::wire;
use crate::{
    time::{Day, Timestamp},
    transit::kept,
};
use prost::Message as _;

/// The most that is decoded: 10,000 entities need about a third of it.
pub const MAX_BYTES: usize = 8 * 1024 * 1024;

/// The most entities in one file.
pub const MAX_ENTITIES: usize = 50_000;

/// Why a file is not used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Nothing in it.
    #[error("バスの動きのデータが空です。")]
    Empty,
    /// More than [`MAX_BYTES`] or [`MAX_ENTITIES`].
    #[error("バスの動きのデータが大きすぎます。")]
    TooLarge,
    /// A web page where data should be.
    #[error("バスの動きのデータの代わりに、ウェブページが返されました。配信元のアドレスを確かめてください。")]
    WebPage,
    /// Cut off, or no protobuf.
    #[error("バスの動きのデータが途中で切れているか、壊れています。")]
    Broken,
    /// The header is missing.
    #[error("バスの動きのデータに見出し（header）がありません。")]
    NoHeader,
    /// Neither 1.0 nor 2.0.
    #[error("バスの動きのデータの版（{0}）には対応していません。")]
    Version(String),
    /// Only changes since the last file, which the standard has never defined.
    #[error("バスの動きのデータが差分だけで、全体を含みません。")]
    Differential,
}

/// What one file says. A file may hold all three kinds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Snapshot {
    /// When it was made, as it says itself.
    pub made: Option<Timestamp>,
    /// How far trips are from their plan.
    pub trips: Vec<TripUpdate>,
    /// Where vehicles are.
    pub vehicles: Vec<Vehicle>,
    /// What is out of the ordinary.
    pub alerts: Vec<Alert>,
}

/// Which trip is meant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TripRef {
    /// The feed's own id.
    pub id: String,
    /// Its service day, where said.
    pub day: Option<Day>,
    /// Its start in seconds of the service day, where said.
    pub start: Option<i32>,
    /// Its route.
    pub route: String,
    /// How it relates to the plan.
    pub relation: TripRelation,
}

/// How a trip relates to the plan.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TripRelation {
    /// It is in the timetable.
    #[default]
    Scheduled,
    /// It is not: a bus more.
    Added,
    /// It is in the timetable but goes another way.
    Replacement,
    /// It does not run.
    Cancelled,
}

/// How far a trip is from its plan.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TripUpdate {
    /// Which.
    pub trip: TripRef,
    /// When it was measured.
    pub at: Option<Timestamp>,
    /// For the whole trip, where no stop says otherwise.
    pub delay: Option<i32>,
    /// Stop by stop, in order.
    pub stops: Vec<StopUpdate>,
}

/// What is said about one stop of a trip.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StopUpdate {
    /// Its place in the trip, where said.
    pub sequence: Option<u32>,
    /// Its id, where said.
    pub stop: String,
    /// How the stop relates to the plan.
    pub relation: StopRelation,
    /// The arrival.
    pub arrival: Event,
    /// The departure.
    pub departure: Event,
}

/// How a stop relates to the plan.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum StopRelation {
    /// The bus stops.
    #[default]
    Scheduled,
    /// The bus does not stop.
    Skipped,
    /// Nothing is known from here on.
    NoData,
}

/// A time, a delay, both or neither.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Event {
    /// Seconds later than planned.
    pub delay: Option<i32>,
    /// The moment.
    pub time: Option<Timestamp>,
}

/// Where a vehicle is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Vehicle {
    /// Its id, or the entity's.
    pub id: String,
    /// The trip that it makes.
    pub trip: Option<TripRef>,
    /// Degrees north.
    pub lat: f32,
    /// Degrees east.
    pub lon: f32,
    /// The stop at or before which it is.
    pub sequence: Option<u32>,
    /// The id of that stop.
    pub stop: String,
    /// It stands at that stop.
    pub standing: bool,
    /// When it was measured.
    pub at: Option<Timestamp>,
}

/// What is out of the ordinary.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Alert {
    /// The entity's id.
    pub id: String,
    /// When it holds; always when there is none.
    pub periods: Vec<(Option<Timestamp>, Option<Timestamp>)>,
    /// Whom it concerns; everybody when there is none.
    pub about: Vec<Concerned>,
    /// GTFS-Realtime's `Cause`.
    pub cause: u8,
    /// GTFS-Realtime's `Effect`.
    pub effect: u8,
    /// Headings by language; no language is the feed's own.
    pub title: Vec<(String, String)>,
    /// Texts by language.
    pub text: Vec<(String, String)>,
}

/// Something that an alert concerns. What is empty says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Concerned {
    /// A route.
    pub route: String,
    /// A stop.
    pub stop: String,
    /// A trip.
    pub trip: String,
}

/// Reads a file of GTFS-Realtime 1.0 or 2.0. Unknown fields and extensions are skipped.
pub fn decode(bytes: &[u8]) -> Result<Snapshot, Refused> {
    if bytes.is_empty() {
        return Err(Refused::Empty);
    }
    if bytes.len() > MAX_BYTES {
        return Err(Refused::TooLarge);
    }
    if bytes.trim_ascii_start().starts_with(b"<") {
        return Err(Refused::WebPage);
    }
    let message = wire::FeedMessage::decode(bytes).map_err(|_| Refused::Broken)?;
    let header = message.header.ok_or(Refused::NoHeader)?;
    let version = header.version.unwrap_or_default();
    if !matches!(version.split('.').next(), Some("1" | "2")) {
        return Err(Refused::Version(version.chars().take(20).collect()));
    }
    if header.incrementality == Some(1) {
        return Err(Refused::Differential);
    }
    if message.entity.len() > MAX_ENTITIES {
        return Err(Refused::TooLarge);
    }
    let mut snapshot = Snapshot { made: moment(header.timestamp), ..Snapshot::default() };
    for entity in message.entity {
        if entity.is_deleted == Some(true) {
            continue;
        }
        let id = entity.id.unwrap_or_default();
        snapshot.trips.extend(entity.trip_update.map(trip_update));
        snapshot.vehicles.extend(entity.vehicle.and_then(|vehicle| position(vehicle, &id)));
        snapshot.alerts.extend(entity.alert.map(|found| alert(found, id)));
    }
    Ok(snapshot)
}

fn moment(seconds: Option<u64>) -> Option<Timestamp> {
    // Some makers write milliseconds; zero means that it was left out.
    let seconds = seconds.filter(|seconds| *seconds > 0)?;
    let seconds = if seconds > 100_000_000_000 { seconds / 1000 } else { seconds };
    i64::try_from(seconds).ok().map(Timestamp)
}

fn trip_ref(trip: wire::TripDescriptor) -> TripRef {
    TripRef {
        id: trip.trip_id.unwrap_or_default(),
        day: trip.start_date.and_then(|date| kept::day(date.trim().parse().ok()?)),
        start: trip.start_time.and_then(|time| clock(&time)),
        route: trip.route_id.unwrap_or_default(),
        relation: match trip.schedule_relationship {
            Some(1 | 6 | 8) => TripRelation::Added,
            Some(5) => TripRelation::Replacement,
            Some(3 | 7) => TripRelation::Cancelled,
            _ => TripRelation::Scheduled,
        },
    }
}

/// `H:MM:SS` in seconds.
fn clock(text: &str) -> Option<i32> {
    let mut parts =
        text.trim().split(':').map(|part| part.parse::<i32>().ok().filter(|n| (0..200).contains(n)));
    let (hours, minutes, seconds) = (parts.next()??, parts.next()??, parts.next().unwrap_or(Some(0))?);
    Some(hours * 3600 + minutes * 60 + seconds)
}

fn trip_update(update: wire::TripUpdate) -> TripUpdate {
    TripUpdate {
        trip: update.trip.map(trip_ref).unwrap_or_default(),
        at: moment(update.timestamp),
        delay: update.delay,
        stops: update.stop_time_update.into_iter().map(stop_update).collect(),
    }
}

fn stop_update(update: wire::StopTimeUpdate) -> StopUpdate {
    let event = |event: Option<wire::StopTimeEvent>| {
        event.map_or_else(Event::default, |event| Event {
            delay: event.delay,
            time: moment(event.time.and_then(|time| u64::try_from(time).ok())),
        })
    };
    StopUpdate {
        sequence: update.stop_sequence,
        stop: update.stop_id.unwrap_or_default(),
        relation: match update.schedule_relationship {
            Some(1) => StopRelation::Skipped,
            Some(2) => StopRelation::NoData,
            _ => StopRelation::Scheduled,
        },
        arrival: event(update.arrival),
        departure: event(update.departure),
    }
}

/// A vehicle without a place on Earth, or at 0°/0° where senders without a fix are, is left out.
fn position(vehicle: wire::VehiclePosition, entity: &str) -> Option<Vehicle> {
    let place = vehicle.position?;
    let (lat, lon) = (place.latitude?, place.longitude?);
    if !(lat.abs() <= 90.0 && lon.abs() <= 180.0) || (lat == 0.0 && lon == 0.0) {
        return None;
    }
    let own = vehicle.vehicle.and_then(|vehicle| vehicle.id).filter(|id| !id.is_empty());
    Some(Vehicle {
        id: own.unwrap_or_else(|| entity.to_owned()),
        trip: vehicle.trip.map(trip_ref).filter(|trip| !trip.id.is_empty()),
        lat,
        lon,
        sequence: vehicle.current_stop_sequence,
        stop: vehicle.stop_id.unwrap_or_default(),
        standing: vehicle.current_status == Some(1),
        at: moment(vehicle.timestamp),
    })
}

fn alert(alert: wire::Alert, id: String) -> Alert {
    let texts = |texts: Option<wire::TranslatedString>| -> Vec<(String, String)> {
        let all = texts.map(|texts| texts.translation).unwrap_or_default();
        let with_words =
            all.into_iter().filter_map(|one| Some((one.language.unwrap_or_default(), one.text?)));
        with_words.filter(|(_, text)| !text.trim().is_empty()).collect()
    };
    let number = |number: Option<i32>| number.and_then(|number| u8::try_from(number).ok()).unwrap_or(0);
    Alert {
        id,
        periods: alert.active_period.iter().map(|range| (moment(range.start), moment(range.end))).collect(),
        about: alert
            .informed_entity
            .into_iter()
            .map(|entity| Concerned {
                route: entity.route_id.unwrap_or_default(),
                stop: entity.stop_id.unwrap_or_default(),
                trip: entity.trip.and_then(|trip| trip.trip_id).unwrap_or_default(),
            })
            .collect(),
        cause: number(alert.cause),
        effect: number(alert.effect),
        title: texts(alert.header_text),
        text: texts(alert.description_text),
    }
}
