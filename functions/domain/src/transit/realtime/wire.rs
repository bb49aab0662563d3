//! The fields of GTFS-Realtime that are used, by their numbers. What is not named here, extensions among it, is skipped.

use prost::Message;

#[derive(Clone, PartialEq, Message)]
pub(super) struct FeedMessage {
    #[prost(message, optional, tag = "1")]
    pub(super) header: Option<FeedHeader>,
    #[prost(message, repeated, tag = "2")]
    pub(super) entity: Vec<FeedEntity>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct FeedHeader {
    #[prost(string, optional, tag = "1")]
    pub(super) version: Option<String>,
    #[prost(int32, optional, tag = "2")]
    pub(super) incrementality: Option<i32>,
    #[prost(uint64, optional, tag = "3")]
    pub(super) timestamp: Option<u64>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct FeedEntity {
    #[prost(string, optional, tag = "1")]
    pub(super) id: Option<String>,
    #[prost(bool, optional, tag = "2")]
    pub(super) is_deleted: Option<bool>,
    #[prost(message, optional, tag = "3")]
    pub(super) trip_update: Option<TripUpdate>,
    #[prost(message, optional, tag = "4")]
    pub(super) vehicle: Option<VehiclePosition>,
    #[prost(message, optional, tag = "5")]
    pub(super) alert: Option<Alert>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct TripUpdate {
    #[prost(message, optional, tag = "1")]
    pub(super) trip: Option<TripDescriptor>,
    #[prost(message, repeated, tag = "2")]
    pub(super) stop_time_update: Vec<StopTimeUpdate>,
    #[prost(uint64, optional, tag = "4")]
    pub(super) timestamp: Option<u64>,
    #[prost(int32, optional, tag = "5")]
    pub(super) delay: Option<i32>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct StopTimeUpdate {
    #[prost(uint32, optional, tag = "1")]
    pub(super) stop_sequence: Option<u32>,
    #[prost(message, optional, tag = "2")]
    pub(super) arrival: Option<StopTimeEvent>,
    #[prost(message, optional, tag = "3")]
    pub(super) departure: Option<StopTimeEvent>,
    #[prost(string, optional, tag = "4")]
    pub(super) stop_id: Option<String>,
    #[prost(int32, optional, tag = "5")]
    pub(super) schedule_relationship: Option<i32>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct StopTimeEvent {
    #[prost(int32, optional, tag = "1")]
    pub(super) delay: Option<i32>,
    #[prost(int64, optional, tag = "2")]
    pub(super) time: Option<i64>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct VehiclePosition {
    #[prost(message, optional, tag = "1")]
    pub(super) trip: Option<TripDescriptor>,
    #[prost(message, optional, tag = "2")]
    pub(super) position: Option<Position>,
    #[prost(uint32, optional, tag = "3")]
    pub(super) current_stop_sequence: Option<u32>,
    #[prost(int32, optional, tag = "4")]
    pub(super) current_status: Option<i32>,
    #[prost(uint64, optional, tag = "5")]
    pub(super) timestamp: Option<u64>,
    #[prost(string, optional, tag = "7")]
    pub(super) stop_id: Option<String>,
    #[prost(message, optional, tag = "8")]
    pub(super) vehicle: Option<VehicleDescriptor>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct Position {
    #[prost(float, optional, tag = "1")]
    pub(super) latitude: Option<f32>,
    #[prost(float, optional, tag = "2")]
    pub(super) longitude: Option<f32>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct TripDescriptor {
    #[prost(string, optional, tag = "1")]
    pub(super) trip_id: Option<String>,
    #[prost(string, optional, tag = "2")]
    pub(super) start_time: Option<String>,
    #[prost(string, optional, tag = "3")]
    pub(super) start_date: Option<String>,
    #[prost(int32, optional, tag = "4")]
    pub(super) schedule_relationship: Option<i32>,
    #[prost(string, optional, tag = "5")]
    pub(super) route_id: Option<String>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct VehicleDescriptor {
    #[prost(string, optional, tag = "1")]
    pub(super) id: Option<String>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct Alert {
    #[prost(message, repeated, tag = "1")]
    pub(super) active_period: Vec<TimeRange>,
    #[prost(message, repeated, tag = "5")]
    pub(super) informed_entity: Vec<EntitySelector>,
    #[prost(int32, optional, tag = "6")]
    pub(super) cause: Option<i32>,
    #[prost(int32, optional, tag = "7")]
    pub(super) effect: Option<i32>,
    #[prost(message, optional, tag = "10")]
    pub(super) header_text: Option<TranslatedString>,
    #[prost(message, optional, tag = "11")]
    pub(super) description_text: Option<TranslatedString>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct TimeRange {
    #[prost(uint64, optional, tag = "1")]
    pub(super) start: Option<u64>,
    #[prost(uint64, optional, tag = "2")]
    pub(super) end: Option<u64>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct EntitySelector {
    #[prost(string, optional, tag = "2")]
    pub(super) route_id: Option<String>,
    #[prost(message, optional, tag = "4")]
    pub(super) trip: Option<TripDescriptor>,
    #[prost(string, optional, tag = "5")]
    pub(super) stop_id: Option<String>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct TranslatedString {
    #[prost(message, repeated, tag = "1")]
    pub(super) translation: Vec<Translation>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct Translation {
    #[prost(string, optional, tag = "1")]
    pub(super) text: Option<String>,
    #[prost(string, optional, tag = "2")]
    pub(super) language: Option<String>,
}
