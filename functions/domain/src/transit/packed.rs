//! How what the edge reads every minute travels: protobuf, which is read without looking at what is not needed.
//! What travels as JSON is what others may want to read too.

use super::{
    kept,
    model::{Name, Service},
};
use prost::Message;

/// A [`Name`].
#[derive(Clone, PartialEq, Eq, Message)]
pub(super) struct NameRow {
    #[prost(string, tag = "1")]
    ja: String,
    #[prost(string, tag = "2")]
    kana: String,
    #[prost(string, tag = "3")]
    en: String,
}

impl From<&Name> for NameRow {
    fn from(name: &Name) -> Self {
        Self { ja: name.ja.clone(), kana: name.kana.clone(), en: name.en.clone() }
    }
}

impl From<NameRow> for Name {
    fn from(row: NameRow) -> Self {
        Self { ja: row.ja, kana: row.kana, en: row.en }
    }
}

/// The days of a [`Service`]; its id is of no use at the edge. A day is a number such as 20261001, none is 0.
#[derive(Clone, PartialEq, Eq, Message)]
pub(super) struct ServiceRow {
    #[prost(uint32, tag = "1")]
    weekdays: u32,
    #[prost(uint32, tag = "2")]
    first: u32,
    #[prost(uint32, tag = "3")]
    last: u32,
    #[prost(uint32, repeated, tag = "4")]
    added: Vec<u32>,
    #[prost(uint32, repeated, tag = "5")]
    removed: Vec<u32>,
}

impl From<&Service> for ServiceRow {
    fn from(service: &Service) -> Self {
        Self {
            weekdays: u32::from(service.weekdays),
            first: service.first.map_or(0, kept::number),
            last: service.last.map_or(0, kept::number),
            added: service.added.iter().copied().map(kept::number).collect(),
            removed: service.removed.iter().copied().map(kept::number).collect(),
        }
    }
}

impl From<ServiceRow> for Service {
    fn from(row: ServiceRow) -> Self {
        let days = |numbers: Vec<u32>| numbers.into_iter().filter_map(kept::day).collect();
        Self {
            id: String::new(),
            weekdays: u8::try_from(row.weekdays).unwrap_or(0),
            first: kept::day(row.first),
            last: kept::day(row.last),
            added: days(row.added),
            removed: days(row.removed),
        }
    }
}
