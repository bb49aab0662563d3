//! A small timetable for tests: 駅前 – 役場前 – 柿ノ木, with a last bus at 25:10.

use super::model::{Call, Feed, Line, Name, Place, Run, Service, Stop, Timetable, Trip};
use crate::time::Day;

fn name(ja: &str, kana: &str, en: &str) -> Name {
    Name { ja: ja.to_owned(), kana: kana.to_owned(), en: en.to_owned() }
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// 25:10 on weekdays; 2026-11-23 is a holiday and runs as a Sunday.
pub(crate) fn timetable() -> Timetable {
    let place = |key: &str, name| Place { key: key.to_owned(), name, lat: 36.0, lon: 138.0 };
    let stop = |id: &str, place, platform: &str| Stop {
        id: id.to_owned(),
        place,
        platform: platform.to_owned(),
        lat: 36.0,
        lon: 138.0,
    };
    let call =
        |stop, sequence, arrives, departs| Call { stop, sequence, arrives, departs, ..Call::default() };
    let trip =
        |id: &str, service, start| Trip { id: id.to_owned(), service, start, headsign: 0, ..Trip::default() };
    Timetable {
        format: Timetable::FORMAT,
        feed: Feed {
            key: "hibiki".to_owned(),
            operator: name("ひびき町", "ひびきちょう", "Hibiki Town"),
            first: Some(day("2026-10-01")),
            last: Some(day("2027-09-30")),
            ..Feed::default()
        },
        places: vec![
            place("station", name("駅前", "えきまえ", "Station")),
            place("hall", name("役場前", "やくばまえ", "Town Hall")),
            place("kakinoki", name("柿ノ木", "かきのき", "Kakinoki")),
        ],
        stops: vec![stop("S1", 0, "1"), stop("H1", 1, ""), stop("K1", 2, ""), stop("S2", 0, "2")],
        lines: vec![Line {
            key: "kakinoki".to_owned(),
            name: name("柿ノ木線", "かきのきせん", "Kakinoki Line"),
            routes: vec!["R1".to_owned()],
            colour: String::new(),
        }],
        services: vec![
            Service {
                id: "weekday".to_owned(),
                weekdays: 0b001_1111,
                first: Some(day("2026-10-01")),
                last: Some(day("2027-09-30")),
                added: vec![],
                removed: vec![day("2026-11-23")],
            },
            Service {
                id: "holiday".to_owned(),
                weekdays: 0b110_0000,
                first: Some(day("2026-10-01")),
                last: Some(day("2027-09-30")),
                added: vec![day("2026-11-23")],
                removed: vec![],
            },
        ],
        headsigns: vec![name("柿ノ木", "かきのき", "Kakinoki")],
        runs: vec![Run {
            calls: vec![call(0, 1, 0, 0), call(1, 2, 300, 330), call(2, 3, 900, 900)],
            ends: 3,
            takes: 900,
        }],
        trips: vec![
            trip("wd-0700", 0, 7 * 3600),
            trip("wd-2510", 0, 25 * 3600 + 600),
            trip("hd-0900", 1, 9 * 3600),
        ],
    }
}
