//! The demo town's feeds: car parks that fill and empty, ploughs that drive in winter, buses by their timetable. They
//! are served on this machine and read by the Worker like anybody's, so that the demo moves without the internet.

use super::buses;
use crate::{
    clock, held,
    stack::config::{LocalFeed, LocalFeeds},
    transit,
    trouble::{Result, Trouble},
};
use hibiki_domain::{
    time::Timestamp,
    transit::{
        Timetable,
        realtime::{self, Snapshot},
    },
};
use serde_json::{Value, json};
use std::{
    f64::consts::TAU,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{Ipv4Addr, TcpListener, TcpStream},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

/// What the demo town subscribes to.
const FEEDS: [LocalFeed; 5] = [
    LocalFeed {
        id: "demo-gates",
        name: "駐車場の満空（デモ）",
        kind: "parking",
        path: "/parking.json",
        timetable: "",
    },
    LocalFeed {
        id: "demo-ploughs",
        name: "除雪車（デモ）",
        kind: "ploughs",
        path: "/ploughs.json",
        timetable: "",
    },
    LocalFeed {
        id: "demo-delays",
        name: "バスの遅れ（デモ）",
        kind: "trip-updates",
        path: "/trip-updates.pb",
        timetable: buses::TIMETABLE,
    },
    LocalFeed {
        id: "demo-positions",
        name: "バスの位置（デモ）",
        kind: "vehicles",
        path: "/vehicles.pb",
        timetable: buses::TIMETABLE,
    },
    LocalFeed {
        id: "demo-changes",
        name: "バスの運行のお知らせ（デモ）",
        kind: "alerts",
        path: "/alerts.pb",
        timetable: buses::TIMETABLE,
    },
];
/// The edge host's cron has no finer step.
const EVERY: Duration = Duration::from_mins(1);

/// The feeds of the demo, as long as this lives.
#[derive(Debug)]
pub(crate) struct DemoFeeds {
    port: u16,
    ended: Arc<AtomicBool>,
}

impl DemoFeeds {
    /// Begins to serve them on a free port; the buses follow the demo's timetable in the content room.
    pub(crate) fn start(content: &Path) -> Result<Self> {
        let failed =
            |error: std::io::Error| Trouble::new(format!("The demo's feeds could not be served: {error}"));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(failed)?;
        let port = listener.local_addr().map_err(failed)?.port();
        let ended = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&ended);
        let timetable = transit::timetable(content, buses::TIMETABLE)?;
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if flag.load(Ordering::SeqCst) {
                    return;
                }
                let _ = answer(&stream, &timetable); // whoever hung up asks again in a minute
            }
        });
        Ok(Self { port, ended })
    }

    /// What the Worker is told of them.
    pub(crate) fn for_worker(&self) -> LocalFeeds {
        LocalFeeds { origin: format!("http://127.0.0.1:{}", self.port), feeds: FEEDS.to_vec() }
    }

    /// Does what the edge host's clock does: wakes the Worker every minute. The local workerd has no clock of its own.
    pub(crate) fn wake(&self, origin: &str) {
        let url = format!("{origin}/cdn-cgi/handler/scheduled?cron=*+*+*+*+*");
        let ended = Arc::clone(&self.ended);
        thread::spawn(move || {
            let agent: ureq::Agent = ureq::Agent::config_builder()
                .timeout_global(Some(EVERY))
                .http_status_as_error(false)
                .build()
                .into();
            while !ended.load(Ordering::SeqCst) {
                let _ = agent.get(&url).call(); // the Worker may be starting; in a minute it is woken again
                if held::pause(EVERY).is_err() {
                    return;
                }
            }
        });
    }
}

impl Drop for DemoFeeds {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)); // so that the listener notices
    }
}

fn answer(stream: &TcpStream, timetable: &Timetable) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(2)))?;
    let mut line = String::new();
    BufReader::new(stream.take(8192)).read_line(&mut line)?;
    let now = clock::now();
    let json = |value: Value| Some(("application/json", value.to_string().into_bytes()));
    let protobuf = |snapshot: &Snapshot| Some(("application/x-protobuf", realtime::encode(snapshot)));
    let found = match line.split(' ').nth(1) {
        Some("/parking.json") => json(parking(now)),
        Some("/ploughs.json") => json(ploughs(now)),
        Some("/trip-updates.pb") => protobuf(&buses::delays(timetable, now)),
        Some("/vehicles.pb") => protobuf(&buses::positions(timetable, now)),
        Some("/alerts.pb") => protobuf(&buses::changes(now)),
        _ => None,
    };
    let (status, (kind, body)) =
        found.map_or(("404 Not Found", ("text/plain", Vec::new())), |found| ("200 OK", found));
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    let mut stream = stream;
    stream.write_all(head.as_bytes())?;
    stream.write_all(&body)
}

fn stated(at: Timestamp) -> String {
    let (hour, minute) = at.clock();
    format!("{}T{hour:02}:{minute:02}:{:02}+09:00", at.day(), at.0.rem_euclid(60))
}

/// What is left of a division: a number that is exact as a float.
fn small(n: i64, by: i64) -> u32 {
    u32::try_from(n.rem_euclid(by)).unwrap_or(0)
}

/// Full at noon, empty at night, with a little more and less every minute.
fn parking(now: Timestamp) -> Value {
    let (hour, minute) = now.clock();
    let of_day = (f64::from(hour) * 60.0 + f64::from(minute)) / 1440.0;
    let free = |total: f64, late: f64, most_used: f64| -> i64 {
        let used = total * most_used * (0.5 - 0.5 * ((of_day - late) * TAU).cos());
        let restless = f64::from(small((now.0 / 60) * 7, 5)) - 2.0;
        #[allow(clippy::cast_possible_truncation)] // at most some dozens of cars
        let free = (total - used + restless).round().clamp(0.0, total) as i64;
        free
    };
    let lot = |id: &str, total: i64, free: i64, state: &str| json!({ "id": id, "total": total, "free": free, "state": state });
    let library = if (8..21).contains(&hour) { "open" } else { "closed" };
    json!({
        "last_updated": stated(now),
        "lots": [
            lot("P1", 60, free(60.0, 0.04, 0.97), "open"),
            lot("P2", 60, free(60.0, -0.05, 0.8), "open"),
            lot("P3", 25, free(25.0, 0.1, 1.05), library),
        ],
    })
}

/// Two ploughs that go up and down their streets in the demo town.
fn ploughs(now: Timestamp) -> Value {
    let along = |from: (f64, f64), to: (f64, f64), minutes: i64| {
        let round =
            f64::from(small(now.0, minutes * 60)) / f64::from(small(minutes * 60, i64::from(u32::MAX)));
        let part = if round < 0.5 { round * 2.0 } else { 2.0 - round * 2.0 };
        json!({
            "id": "plough",
            "at": stated(now),
            "lat": from.0 + (to.0 - from.0) * part,
            "lon": from.1 + (to.1 - from.1) * part,
        })
    };
    json!({
        "updated": stated(now),
        "vehicles": [
            along((36.0040, 138.0000), (36.0000, 138.0012), 40),
            along((35.9985, 137.9920), (35.9988, 137.9990), 30),
        ],
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use hibiki_domain::motion::{parking as lots, place::Street, plough};

    #[test]
    fn the_demo_says_what_the_rules_can_read_at_every_hour() {
        let street = Street { id: "ekimae".into(), line: vec![(36.0040, 138.0000), (36.0000, 138.0012)] };
        let mut numbers = std::collections::BTreeSet::new();
        for hour in 0..24 {
            let now = Timestamp(1_795_186_800 + hour * 3600);
            let mut status = lots::Status::default();
            let taken =
                status.take("demo", lots::read(parking(now).to_string().as_bytes(), now).unwrap(), now);
            assert_eq!(taken.unwrap().remark, None);
            numbers.insert(status.0["demo"].lots["P1"].free);
            let mut snow = plough::Status::default();
            let body = ploughs(now).to_string();
            snow.take(
                "demo",
                plough::read(body.as_bytes(), std::slice::from_ref(&street), now).unwrap(),
                now,
            )
            .unwrap();
            assert_eq!(snow.streets.len(), 1);
        }
        assert!(numbers.len() > 10);
    }
}
