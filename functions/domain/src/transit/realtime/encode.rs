//! From what is to be said to the bytes of a GTFS-Realtime file: for the demo town's buses and for tests.

use super::{
    decode::{Alert, Event, Snapshot, StopRelation, StopUpdate, TripRef, TripRelation, TripUpdate, Vehicle},
    wire,
};
use crate::{time::Timestamp, transit::kept};
use prost::Message as _;

/// A file of GTFS-Realtime 2.0 that [`super::decode()`] reads as this snapshot.
pub fn encode(snapshot: &Snapshot) -> Vec<u8> {
    let trips = snapshot.trips.iter().enumerate().map(|(number, update)| wire::FeedEntity {
        id: Some(format!("trip-{number}")),
        trip_update: Some(trip_update(update)),
        ..wire::FeedEntity::default()
    });
    let vehicles = snapshot.vehicles.iter().enumerate().map(|(number, known)| wire::FeedEntity {
        id: Some(format!("vehicle-{number}")),
        vehicle: Some(vehicle(known)),
        ..wire::FeedEntity::default()
    });
    let alerts = snapshot.alerts.iter().map(|known| wire::FeedEntity {
        id: Some(known.id.clone()),
        alert: Some(alert(known)),
        ..wire::FeedEntity::default()
    });
    let message = wire::FeedMessage {
        header: Some(wire::FeedHeader {
            version: Some("2.0".to_owned()),
            incrementality: Some(0),
            timestamp: snapshot.made.and_then(seconds),
        }),
        entity: trips.chain(vehicles).chain(alerts).collect(),
    };
    message.encode_to_vec()
}

fn seconds(at: Timestamp) -> Option<u64> {
    u64::try_from(at.0).ok()
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn trip(trip: &TripRef) -> wire::TripDescriptor {
    wire::TripDescriptor {
        trip_id: some(&trip.id),
        start_time: trip
            .start
            .map(|start| format!("{:02}:{:02}:{:02}", start / 3600, start / 60 % 60, start % 60)),
        start_date: trip.day.map(|day| kept::number(day).to_string()),
        schedule_relationship: match trip.relation {
            TripRelation::Scheduled => None,
            TripRelation::Added => Some(1),
            TripRelation::Cancelled => Some(3),
            TripRelation::Replacement => Some(5),
        },
        route_id: some(&trip.route),
    }
}

fn trip_update(update: &TripUpdate) -> wire::TripUpdate {
    wire::TripUpdate {
        trip: Some(trip(&update.trip)),
        stop_time_update: update.stops.iter().map(stop_update).collect(),
        timestamp: update.at.and_then(seconds),
        delay: update.delay,
    }
}

fn stop_update(update: &StopUpdate) -> wire::StopTimeUpdate {
    let event = |event: Event| {
        (event != Event::default())
            .then_some(wire::StopTimeEvent { delay: event.delay, time: event.time.map(|time| time.0) })
    };
    wire::StopTimeUpdate {
        stop_sequence: update.sequence,
        arrival: event(update.arrival),
        departure: event(update.departure),
        stop_id: some(&update.stop),
        schedule_relationship: match update.relation {
            StopRelation::Scheduled => None,
            StopRelation::Skipped => Some(1),
            StopRelation::NoData => Some(2),
        },
    }
}

fn vehicle(vehicle: &Vehicle) -> wire::VehiclePosition {
    wire::VehiclePosition {
        trip: vehicle.trip.as_ref().map(trip),
        position: Some(wire::Position { latitude: Some(vehicle.lat), longitude: Some(vehicle.lon) }),
        current_stop_sequence: vehicle.sequence,
        current_status: Some(if vehicle.standing { 1 } else { 2 }),
        timestamp: vehicle.at.and_then(seconds),
        stop_id: some(&vehicle.stop),
        vehicle: Some(wire::VehicleDescriptor { id: some(&vehicle.id) }),
    }
}

fn alert(alert: &Alert) -> wire::Alert {
    let words = |words: &[(String, String)]| {
        (!words.is_empty()).then(|| wire::TranslatedString {
            translation: words
                .iter()
                .map(|(language, text)| wire::Translation { text: some(text), language: some(language) })
                .collect(),
        })
    };
    wire::Alert {
        active_period: alert
            .periods
            .iter()
            .map(|(start, end)| wire::TimeRange {
                start: start.and_then(seconds),
                end: end.and_then(seconds),
            })
            .collect(),
        informed_entity: alert
            .about
            .iter()
            .map(|about| wire::EntitySelector {
                route_id: some(&about.route),
                trip: some(&about.trip)
                    .map(|id| wire::TripDescriptor { trip_id: Some(id), ..wire::TripDescriptor::default() }),
                stop_id: some(&about.stop),
            })
            .collect(),
        cause: Some(i32::from(alert.cause)),
        effect: Some(i32::from(alert.effect)),
        header_text: words(&alert.title),
        description_text: words(&alert.text),
    }
}
