//! `cargo town bus …`: looks at an operator's files before they are relied on.

use super::{
    files::{self, Limits},
    findings::Findings,
    read::{self, Read},
};
use crate::trouble::{AtPath as _, Result, Trouble};
use hibiki_domain::{
    language::Language,
    time::{Day, Timestamp},
    transit::{
        Timetable,
        board::{State, board},
        departures::Departure,
        index::Index,
        realtime::{self, Files, Freshness, Live, MAX_BYTES, Snapshot},
    },
};
use std::{
    fs::File,
    io::{self, Read as _, Write as _},
    path::Path,
};

fn open(path: &Path, findings: &mut Findings) -> Result<Read> {
    let key = path.file_stem().and_then(|name| name.to_str()).unwrap_or("bus");
    let files = files::read(path, Limits::FEED, findings)?;
    read::read(key, &files, findings)
}

/// `cargo town bus check`: what is in a feed, and what is wrong with it.
pub(crate) fn check(path: &Path) -> Result<()> {
    let mut findings = Findings::default();
    let Read { timetable, fares } = open(path, &mut findings)?;
    let Timetable { feed, places, stops, lines, trips, .. } = &timetable;
    println!("{}（{}）", feed.operator.ja, path.display());
    println!("路線 {}　停留所 {}（のりば {}）　便 {}", lines.len(), places.len(), stops.len(), trips.len());
    if let Some((first, last)) = feed.first.zip(feed.last) {
        println!("期間 {first} から {last} まで");
    }
    if let Some((low, high)) = fares {
        println!("運賃 {low}円から{high}円まで");
    }
    if findings.is_empty() {
        println!("気になるところはありません。");
    } else {
        print!("{findings}");
    }
    Ok(())
}

/// 2020-05-03T01:10:00+09:00
fn moment(time: Timestamp) -> String {
    let (hour, minute) = time.clock();
    format!("{}T{hour:02}:{minute:02}:{:02}+09:00", time.day(), time.0.rem_euclid(60))
}

/// `cargo town bus departures`: everything that stops anywhere on a service day, as CSV.
pub(crate) fn departures(path: &Path, day: &str) -> Result<()> {
    let day = Day::parse(day).map_err(|_| Trouble::new("日は 2026-12-03 の形で書いてください。"))?;
    let timetable = open(path, &mut Findings::default())?.timetable;
    let mut out = io::BufWriter::new(io::stdout().lock());
    let to_screen = |error: io::Error| Trouble::new(error.to_string());
    writeln!(out, "stop_id,trip_id,stop_sequence,arrival,departure,one_can_get_on").map_err(to_screen)?;
    for (place, _) in (0..).zip(&timetable.places) {
        for departure in timetable.calls_on(place, day) {
            let line = row(&timetable, &departure).unwrap_or_default();
            writeln!(out, "{line}").map_err(to_screen)?;
        }
    }
    out.flush().map_err(to_screen)
}

fn row(timetable: &Timetable, departure: &Departure) -> Option<String> {
    let (trip, call) = (timetable.trip(departure)?, timetable.call(departure)?);
    Some(format!(
        "{},{},{},{},{},{}",
        timetable.stop(call)?.id,
        trip.id,
        call.sequence,
        moment(departure.arrives),
        moment(departure.departs),
        u8::from(timetable.takes_people(departure))
    ))
}

/// `cargo town bus live`: what GTFS-Realtime files say at a moment, laid beside a feed; as the edge would tell it.
pub(crate) fn live(path: &Path, realtime: &[std::path::PathBuf], at: &str, stop: Option<&str>) -> Result<()> {
    let now = at_moment(at)
        .ok_or_else(|| Trouble::new("時刻は 2026-12-03T07:00:00 の形（日本時間）で書いてください。"))?;
    let timetable = open(path, &mut Findings::default())?.timetable;
    let index = Index::read(&Index::pack(&timetable)).map_err(|error| Trouble::new(error.to_string()))?;
    let mut live: Option<Live> = None;
    for file in realtime {
        let snapshot = snapshot(file)?;
        let part = |there: bool| there.then_some(&snapshot);
        let files = Files {
            // A file without entities is a file of delays: at night nothing runs.
            trips: part(
                !snapshot.trips.is_empty() || (snapshot.vehicles.is_empty() && snapshot.alerts.is_empty()),
            ),
            vehicles: part(!snapshot.vehicles.is_empty()),
            alerts: part(!snapshot.alerts.is_empty()),
        };
        live = Some(realtime::resolve(&index, &files, live.as_ref(), now));
    }
    let live = live.unwrap_or_default();
    for (name, source, freshness) in [
        ("遅れ", live.trip_updates, live.trips_freshness(now)),
        ("位置", live.positions, live.positions_freshness(now)),
        ("お知らせ", live.alert_source, live.alerts_freshness(now)),
    ] {
        println!("{name}\t{}\t不明{}\t古い{}", freshness_words(freshness), source.unknown, source.outdated);
    }
    for (vehicle, freshness) in live.vehicles(now) {
        println!(
            "車両\t{}\t{}\t{}\t{}",
            vehicle.id,
            vehicle.line,
            vehicle.near.ja,
            freshness_words(freshness)
        );
    }
    for alert in live.alerts_now(now).alerts {
        println!("お知らせ\t{}\t{}", alert.title(Language::Japanese), alert.text(Language::Japanese));
    }
    let Some(stop) = stop else { return Ok(()) };
    let place = timetable
        .stops
        .iter()
        .find(|known| known.id == stop)
        .ok_or_else(|| Trouble::new(format!("停留所 {stop} はこの時刻表にありません。")))?;
    let own = timetable.only(place.place);
    for row in board(&own, Some(&live), now, 20).rows {
        let state = match row.state {
            State::Scheduled => "予定".to_owned(),
            State::Expected { delay_secs } => format!("{delay_secs}秒遅れ"),
            State::NoData => "情報なし".to_owned(),
            State::Skipped => "通過".to_owned(),
            State::Cancelled => "運休".to_owned(),
            State::Added => "臨時".to_owned(),
        };
        println!("発車\t{}\t{}\t{}\t{state}", moment(row.departs), row.trip, row.headsign.ja);
    }
    Ok(())
}

fn snapshot(file: &Path) -> Result<Snapshot> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(MAX_BYTES).unwrap_or(u64::MAX) + 1;
    File::open(file).at("open", file)?.take(limit).read_to_end(&mut bytes).at("read", file)?;
    realtime::decode(&bytes).map_err(|refused| Trouble::new(format!("{}：{refused}", file.display())))
}

fn freshness_words(freshness: Freshness) -> String {
    match freshness {
        Freshness::None => "なし".to_owned(),
        Freshness::Live { at } => format!("今（{}）", moment(at)),
        Freshness::Stale { at: Some(at) } => format!("古い（{}）", moment(at)),
        Freshness::Stale { at: None } => "古い（時刻なし）".to_owned(),
    }
}

/// `2026-12-03T07:00:00` in Japan.
fn at_moment(text: &str) -> Option<Timestamp> {
    let (day, time) = text.split_once('T')?;
    let mut parts = time.split(':').map(|part| part.parse::<i64>().ok().filter(|n| (0..60).contains(n)));
    let (hours, minutes, seconds) = (parts.next()??, parts.next()??, parts.next().unwrap_or(Some(0))?);
    (hours < 24 && parts.next().is_none()).then(|| {
        Day::parse(day).ok().map(|day| day.starts_at().plus_secs(hours * 3600 + minutes * 60 + seconds))
    })?
}
