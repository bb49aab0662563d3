//! The feeds of a town under test: the tests serve them at one address of this machine, well or badly. And the
//! timetable of a bus that always runs, for the one feed of buses.

use crate::{
    clock,
    stack::config::{LocalFeed, LocalFeeds},
    transit,
    trouble::Result,
};
use hibiki_domain::{
    time::Day,
    transit::{Call, Feed, Line, Name, Place, Run, Service, Stop, Timetable, Trip},
};
use std::path::Path;

const fn feed(id: &'static str, kind: &'static str, path: &'static str) -> LocalFeed {
    LocalFeed { id, name: id, kind, path, timetable: "" }
}

/// Whatever can be wrong with a feed happens to `demo-gates`; the last two lead where they must not.
const FEEDS: [LocalFeed; 8] = [
    feed("demo-gates", "parking", "/gates"),
    feed("table", "parking", "/table.csv"),
    feed("ploughs", "ploughs", "/ploughs"),
    LocalFeed { timetable: "test", ..feed("buses", "trip-updates", "/trips.pb") },
    LocalFeed { timetable: "test", ..feed("positions", "vehicles", "/vehicles.pb") },
    LocalFeed { timetable: "test", ..feed("changes", "alerts", "/alerts.pb") },
    feed("private", "parking", "http://127.0.0.1:9/"),
    feed("metadata", "parking", "https://169.254.169.254/latest/"),
];

/// The feeds, to be served on this port.
pub(super) fn on(port: u16) -> LocalFeeds {
    LocalFeeds { origin: format!("http://127.0.0.1:{port}"), feeds: FEEDS.to_vec() }
}

/// Puts the timetable where the build puts a town's own.
pub(super) fn write_timetable(site: &Path) -> Result<()> {
    transit::write_timetable(&mut timetable(), clock::now().day(), &site.join("bus/test"))
}

/// Every ten minutes of every day: trip `t-600` leaves ten minutes after midnight.
fn timetable() -> Timetable {
    let name = |ja: &str| Name { ja: ja.to_owned(), ..Name::default() };
    let place = |key: &str, ja| Place { key: key.to_owned(), name: name(ja), lat: 36.0, lon: 138.0 };
    let stop = |id: &str, place, lon| Stop { id: id.to_owned(), place, lat: 36.0, lon, ..Stop::default() };
    let call = |stop, sequence, at| Call { stop, sequence, arrives: at, departs: at, ..Call::default() };
    let year = |year| Day::new(year, 1, 1).ok();
    Timetable {
        format: Timetable::FORMAT,
        feed: Feed { key: "test".to_owned(), operator: name("試験バス"), ..Feed::default() },
        places: vec![place("ekimae", "駅前"), place("kakinoki", "柿ノ木")],
        stops: vec![stop("S1", 0, 138.0), stop("K1", 1, 138.01)],
        lines: vec![Line {
            key: "line".to_owned(),
            name: name("柿ノ木線"),
            routes: vec!["R1".to_owned()],
            ..Line::default()
        }],
        services: vec![Service {
            id: "daily".to_owned(),
            weekdays: 0b111_1111,
            first: year(2020),
            last: year(2100),
            ..Service::default()
        }],
        headsigns: vec![name("柿ノ木")],
        runs: vec![Run { calls: vec![call(0, 1, 0), call(1, 2, 900)], ends: 2, takes: 900 }],
        trips: (0..144)
            .map(|n| Trip { id: format!("t-{}", n * 600), start: n * 600, ..Trip::default() })
            .collect(),
    }
}
