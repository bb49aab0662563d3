//! From the files of a feed to a timetable. What is wrong is told and left out; the rest is used.

use super::{
    files::Files,
    findings::{
        Findings,
        Weight::{LeftOut, Note},
    },
    names::Names,
    table::{Row, Table},
};
use crate::trouble::{Result, Trouble};
use data_encoding::HEXLOWER;
use hibiki_domain::{
    time::Day,
    transit::{Call, Feed, Line, Name, Place, Run, Service, Stop, Timetable, Trip},
};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Poles of one name and no common station belong together within about 600 m.
const NEAR_DEGREES: f64 = 0.006;

/// What a feed says.
#[derive(Debug)]
pub(crate) struct Read {
    /// The timetable.
    pub(crate) timetable: Timetable,
    /// The lowest and the highest fare in yen.
    pub(crate) fares: Option<(u32, u32)>,
}

/// Reads the files of the feed that is called `key`.
pub(crate) fn read(key: &str, files: &Files, findings: &mut Findings) -> Result<Read> {
    let mut table = |name: &'static str| {
        Table::read(name, files.get(name).map(Vec::as_slice).unwrap_or_default(), findings)
    };
    let agency = table("agency.txt");
    let agency_jp = table("agency_jp.txt");
    let info = table("feed_info.txt");
    let routes = table("routes.txt");
    let stops = table("stops.txt");
    let calendar = table("calendar.txt");
    let dates = table("calendar_dates.txt");
    let trips = table("trips.txt");
    let frequencies = table("frequencies.txt");
    let fares = table("fare_attributes.txt");
    let names = Names::read(&table("translations.txt"));
    for needed in [&routes, &stops, &trips] {
        if needed.is_empty() {
            return Err(missing(key, needed.file));
        }
    }
    if calendar.is_empty() && dates.is_empty() {
        findings.file(LeftOut, "calendar.txt", "走る日が書かれていません。どの便も走らないことになります。");
    }

    let services = services(&calendar, &dates, findings);
    let mut build = Builder {
        names,
        findings,
        timetable: Timetable { format: Timetable::FORMAT, services, ..Timetable::default() },
        headsigns: HashMap::new(),
        runs: HashMap::new(),
    };
    build.timetable.feed = build.feed(key, &agency, &agency_jp, &info);
    let stop_places = build.stops(&stops);
    let route_lines = build.lines(&routes);
    let calls = build.calls(files.get("stop_times.txt").map(Vec::as_slice).unwrap_or_default(), &stop_places);
    if calls.is_empty() {
        return Err(missing(key, "stop_times.txt"));
    }
    build.trips(&trips, &route_lines, calls, &frequencies);
    build.drop_empty_places();
    let prices: Vec<u32> = fares
        .rows()
        .filter_map(|row| row.number::<f64>("price"))
        .filter(|price| (0.0..1e6).contains(price))
        .filter_map(|price| format!("{price:.0}").parse().ok())
        .collect();
    let timetable = build.timetable;
    if timetable.trips.is_empty() {
        return Err(Trouble::new(format!("{key} に、走る便が一つもありません。"))
            .next("時刻表のファイル（GTFS-JP）として正しいか、配信元に確かめてください。"));
    }
    Ok(Read { timetable, fares: prices.iter().min().copied().zip(prices.iter().max().copied()) })
}

fn missing(key: &str, file: &str) -> Trouble {
    Trouble::new(format!("{key} の {file} がないか、使える行がありません。"))
        .next("時刻表のファイル（GTFS-JP）として正しいか、配信元に確かめてください。")
}

/// `YYYYMMDD`; hyphens and slashes, which spreadsheets add, make no difference.
fn day(text: &str) -> Option<Day> {
    let digits: String = text.chars().filter(|c| !matches!(c, '-' | '/')).collect();
    if digits.len() != 8 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Day::parse(&format!("{}-{}-{}", &digits[..4], &digits[4..6], &digits[6..])).ok()
}

/// `H:MM:SS` or `H:MM`, beyond 24 hours too.
fn clock(text: &str) -> Option<i32> {
    let mut parts = text.split(':').map(|part| part.trim().parse::<i32>().ok());
    let (hours, minutes, seconds) = (parts.next()??, parts.next()??, parts.next().unwrap_or(Some(0))?);
    let fine = parts.next().is_none()
        && (0..=72).contains(&hours)
        && (0..60).contains(&minutes)
        && (0..60).contains(&seconds);
    fine.then_some(hours * 3600 + minutes * 60 + seconds)
}

fn services(calendar: &Table, dates: &Table, findings: &mut Findings) -> Vec<Service> {
    let mut services: BTreeMap<String, Service> = BTreeMap::new();
    for row in calendar.rows() {
        let id = row.cell("service_id").to_owned();
        let names = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
        let weekdays = names.iter().rev().fold(0, |bits, name| bits << 1 | u8::from(row.cell(name) == "1"));
        let (first, last) = (day(row.cell("start_date")), day(row.cell("end_date")));
        if first.is_none() || last.is_none() {
            findings.line(LeftOut, calendar.file, row.line, "始まりか終わりの日を読めません。");
        }
        let service = Service { id: id.clone(), weekdays, first, last, ..Service::default() };
        if services.insert(id, service).is_some() {
            findings.line(
                LeftOut,
                calendar.file,
                row.line,
                "同じservice_idが二度あります。後のものを使います。",
            );
        }
    }
    for row in dates.rows() {
        let Some(day) = day(row.cell("date")) else {
            findings.line(LeftOut, dates.file, row.line, "日付を読めません。");
            continue;
        };
        let id = row.cell("service_id");
        let service = services
            .entry(id.to_owned())
            .or_insert_with(|| Service { id: id.to_owned(), ..Service::default() });
        match row.cell("exception_type") {
            "1" => service.added.push(day),
            "2" => service.removed.push(day),
            _ => findings.line(LeftOut, dates.file, row.line, "exception_typeが1でも2でもありません。"),
        }
    }
    let mut services: Vec<Service> = services.into_values().collect();
    for service in &mut services {
        for days in [&mut service.added, &mut service.removed] {
            days.sort_unstable();
            days.dedup();
        }
    }
    services
}

/// A call with the times that its line gives.
struct Timed {
    line: u64,
    stop: u32,
    sequence: u32,
    arrives: Option<i32>,
    departs: Option<i32>,
    pickup: u8,
    drop_off: u8,
    headsign: String,
}

struct Builder<'a> {
    names: Names,
    findings: &'a mut Findings,
    timetable: Timetable,
    headsigns: HashMap<Name, u32>,
    runs: HashMap<Run, u32>,
}

/// Where the next entry of a table goes.
fn next<T>(table: &[T]) -> u32 {
    u32::try_from(table.len()).unwrap_or(u32::MAX)
}

/// Part of an address: small Latin letters and digits of an id, or a short hash of what has none.
fn slug(id: &str, taken: &mut HashSet<String>) -> String {
    let plain = id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ' '));
    let words: Vec<String> = id
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let slug = match words.join("-") {
        slug if plain && !slug.is_empty() && slug.len() <= 60 => slug,
        _ => HEXLOWER.encode(&Sha256::digest(id)[..5]),
    };
    let mut own = slug.clone();
    let mut number = 2;
    while !taken.insert(own.clone()) {
        own = format!("{slug}-{number}");
        number += 1;
    }
    own
}

impl Builder<'_> {
    fn feed(&mut self, key: &str, agency: &Table, agency_jp: &Table, info: &Table) -> Feed {
        if agency_jp.has("agency_offilcal_name") {
            let what = "見出し「agency_offilcal_name」は「agency_official_name」の書き誤りです。そのまま読みました。";
            self.findings.file(Note, agency_jp.file, what);
        }
        let official = agency_jp.rows().next().map(|row| {
            let right = row.cell("agency_official_name");
            if right.is_empty() { row.cell("agency_offilcal_name") } else { right }
        });
        let first = agency.rows().next();
        let cell = |row: Option<Row<'_>>, column: &str| {
            row.map(|row| row.cell(column).to_owned()).unwrap_or_default()
        };
        let name = Some(cell(first, "agency_name")).filter(|name| !name.is_empty());
        let name = name.or_else(|| official.map(str::to_owned)).filter(|name| !name.is_empty());
        let name = name.unwrap_or_else(|| {
            self.findings.file(Note, agency.file, "バス会社の名前がありません。");
            key.to_owned()
        });
        let row = info.rows().next();
        let mut dates = [day(&cell(row, "feed_start_date")), day(&cell(row, "feed_end_date"))];
        if dates.contains(&None) {
            self.findings.file(Note, info.file, "時刻表の期間がありません。走る日の表の期間を使います。");
            let services = &self.timetable.services;
            let firsts =
                services.iter().filter_map(|s| s.first.into_iter().chain(s.added.first().copied()).min());
            let lasts =
                services.iter().filter_map(|s| s.last.into_iter().chain(s.added.last().copied()).max());
            dates = [dates[0].or(firsts.min()), dates[1].or(lasts.max())];
        }
        Feed {
            key: key.to_owned(),
            operator: self.names.of("agency", "agency_name", &cell(first, "agency_id"), &name),
            tel: cell(first, "agency_phone"),
            publisher: cell(row, "feed_publisher_name"),
            version: cell(row, "feed_version"),
            first: dates[0],
            last: dates[1],
            changes: Vec::new(),
        }
    }

    /// Fills places and stops; answers where each stop went.
    fn stops(&mut self, table: &Table) -> HashMap<String, u32> {
        let mut taken = HashSet::new();
        let mut stations: HashMap<&str, u32> = HashMap::new();
        let mut by_name: HashMap<&str, Vec<u32>> = HashMap::new();
        let mut found = HashMap::new();
        let where_is = |row: &Row<'_>| {
            let lat = row.number::<f64>("stop_lat").filter(|lat| (-90.0..=90.0).contains(lat));
            let lon = row.number::<f64>("stop_lon").filter(|lon| (-180.0..=180.0).contains(lon));
            lat.zip(lon).unwrap_or_default()
        };
        for row in table.rows().filter(|row| row.cell("location_type") == "1") {
            let place = self.place(&row, where_is(&row), &mut taken);
            stations.insert(row.cell("stop_id"), place);
        }
        for row in table.rows().filter(|row| matches!(row.cell("location_type"), "" | "0")) {
            let (id, name) = (row.cell("stop_id"), row.cell("stop_name"));
            let (lat, lon) = where_is(&row);
            if lat == 0.0 && lon == 0.0 {
                self.findings.line(Note, table.file, row.line, "停留所の位置がありません。");
            }
            let parent = row.cell("parent_station");
            let station = stations.get(parent).copied();
            if station.is_none() && !parent.is_empty() {
                self.findings.line(
                    Note,
                    table.file,
                    row.line,
                    "親の停留所（parent_station）が表にありません。",
                );
            }
            let near = |place: &&u32| {
                self.timetable.places.get(usize::try_from(**place).unwrap_or(usize::MAX)).is_some_and(
                    |place| (place.lat - lat).abs() < NEAR_DEGREES && (place.lon - lon).abs() < NEAR_DEGREES,
                )
            };
            let place = station.or_else(|| by_name.get(name)?.iter().find(near).copied());
            let place = place.unwrap_or_else(|| {
                let place = self.place(&row, (lat, lon), &mut taken);
                by_name.entry(name).or_default().push(place);
                place
            });
            if found.insert(id.to_owned(), next(&self.timetable.stops)).is_some() {
                self.findings.line(
                    LeftOut,
                    table.file,
                    row.line,
                    "同じstop_idが二度あります。後のものを使います。",
                );
            }
            let platform = row.cell("platform_code").to_owned();
            self.timetable.stops.push(Stop { id: id.to_owned(), place, platform, lat, lon });
        }
        found
    }

    fn place(&mut self, row: &Row<'_>, (lat, lon): (f64, f64), taken: &mut HashSet<String>) -> u32 {
        let id = row.cell("stop_id");
        let mut name = self.names.of("stops", "stop_name", id, row.cell("stop_name"));
        if name.ja.is_empty() {
            self.findings.line(Note, "stops.txt", row.line, "停留所の名前がありません。");
            id.clone_into(&mut name.ja);
        }
        if name.kana.is_empty() {
            row.cell("tts_stop_name").clone_into(&mut name.kana);
        }
        let place = next(&self.timetable.places);
        self.timetable.places.push(Place { key: slug(id, taken), name, lat, lon });
        place
    }

    /// Fills the lines; answers where each route went.
    fn lines(&mut self, table: &Table) -> HashMap<String, u32> {
        let mut taken = HashSet::new();
        let mut by_parent: HashMap<String, u32> = HashMap::new();
        let mut found = HashMap::new();
        let mut rows: Vec<Row<'_>> = table.rows().collect();
        let order = |row: &Row<'_>| {
            let said = ["route_sort_order", "jp_route_sort_order"].map(|column| row.number(column));
            said.into_iter().flatten().next().unwrap_or(u32::MAX)
        };
        rows.sort_by_key(order);
        for row in rows {
            let id = row.cell("route_id");
            if found.contains_key(id) {
                let what = "同じroute_idが二度あります。後のものは読みません。";
                self.findings.line(LeftOut, table.file, row.line, what);
                continue;
            }
            let parent = Some(row.cell("jp_parent_route_id")).filter(|parent| !parent.is_empty());
            let own_key = parent.unwrap_or(id);
            if let Some(line) = by_parent.get(own_key).copied() {
                if let Some(line) = self.timetable.lines.get_mut(usize::try_from(line).unwrap_or(usize::MAX))
                {
                    line.routes.push(id.to_owned());
                }
                found.insert(id.to_owned(), line);
                continue;
            }
            let named = table.rows().find(|row| row.cell("route_id") == own_key);
            let name = match named {
                Some(row) => self.route_name(&row),
                // The parent has no line of its own: its id is the name that people know.
                None => self.names.of("routes", "jp_parent_route_id", id, own_key),
            };
            let line = next(&self.timetable.lines);
            let colour = Some(row.cell("route_color"))
                .filter(|colour| colour.len() == 6 && colour.bytes().all(|byte| byte.is_ascii_hexdigit()));
            self.timetable.lines.push(Line {
                key: slug(own_key, &mut taken),
                name,
                routes: vec![id.to_owned()],
                colour: colour.unwrap_or_default().to_lowercase(),
            });
            by_parent.insert(own_key.to_owned(), line);
            found.insert(id.to_owned(), line);
        }
        found
    }

    fn route_name(&self, row: &Row<'_>) -> Name {
        let id = row.cell("route_id");
        let short = self.names.of("routes", "route_short_name", id, row.cell("route_short_name"));
        let long = self.names.of("routes", "route_long_name", id, row.cell("route_long_name"));
        match (short.ja.is_empty(), long.ja.is_empty()) {
            (true, true) => Name { ja: id.to_owned(), ..Name::default() },
            (true, false) => long,
            (false, true) => short,
            (false, false) if long.ja.contains(&short.ja) => long,
            (false, false) => {
                let both = |short: &str, long: &str| format!("{short} {long}").trim().to_owned();
                let en = if long.en.is_empty() { String::new() } else { both(&short.en, &long.en) };
                Name { ja: both(&short.ja, &long.ja), kana: long.kana, en }
            }
        }
    }

    /// The calls of each trip, in order.
    fn calls(&mut self, bytes: &[u8], stops: &HashMap<String, u32>) -> HashMap<String, Vec<Timed>> {
        let file = "stop_times.txt";
        let mut calls: HashMap<String, Vec<Timed>> = HashMap::new();
        Table::scan(file, bytes, self.findings, |row, findings| {
            let Some(stop) = stops.get(row.cell("stop_id")).copied() else {
                findings.line(LeftOut, file, row.line, "停留所がstops.txtにありません。");
                return;
            };
            let Some(sequence) = row.number("stop_sequence") else {
                findings.line(LeftOut, file, row.line, "順番（stop_sequence）を読めません。");
                return;
            };
            let mut time = |column: &str| {
                let text = row.cell(column);
                let time = clock(text);
                if time.is_none() && !text.is_empty() {
                    findings.line(LeftOut, file, row.line, format!("時刻「{text}」を読めません。"));
                }
                time
            };
            let (arrives, departs) = (time("arrival_time"), time("departure_time"));
            let call = Timed {
                line: row.line,
                stop,
                sequence,
                arrives: arrives.or(departs),
                departs: departs.or(arrives),
                pickup: row.number("pickup_type").unwrap_or(0),
                drop_off: row.number("drop_off_type").unwrap_or(0),
                headsign: row.cell("stop_headsign").to_owned(),
            };
            let trip = row.cell("trip_id");
            match calls.get_mut(trip) {
                Some(known) => known.push(call),
                None => drop(calls.insert(trip.to_owned(), vec![call])),
            }
        });
        for calls in calls.values_mut() {
            calls.sort_by_key(|call| call.sequence);
            calls.dedup_by(|next, kept| {
                let twice = next.sequence == kept.sequence;
                if twice {
                    self.findings.line(LeftOut, file, next.line, "同じ便に同じ順番が二度あります。");
                }
                twice
            });
        }
        calls
    }

    fn trips(
        &mut self,
        table: &Table,
        lines: &HashMap<String, u32>,
        mut calls: HashMap<String, Vec<Timed>>,
        frequencies: &Table,
    ) {
        let services: HashMap<String, u32> =
            (0..).zip(&self.timetable.services).map(|(place, service)| (service.id.clone(), place)).collect();
        let mut headways: HashMap<&str, Vec<i32>> = HashMap::new();
        for row in frequencies.rows() {
            let (start, end) = (clock(row.cell("start_time")), clock(row.cell("end_time")));
            let every = row.number("headway_secs").filter(|every: &usize| *every >= 30);
            let (Some(start), Some(end), Some(every)) = (start, end, every) else {
                self.findings.line(LeftOut, frequencies.file, row.line, "運転間隔を読めません。");
                continue;
            };
            headways.entry(row.cell("trip_id")).or_default().extend((start..end).step_by(every));
        }
        let mut known = HashSet::new();
        for row in table.rows() {
            let id = row.cell("trip_id");
            if !known.insert(id) {
                let what = "同じtrip_idが二度あります。後のものは読みません。";
                self.findings.line(LeftOut, table.file, row.line, what);
                continue;
            }
            let Some(line) = lines.get(row.cell("route_id")).copied() else {
                self.findings.line(LeftOut, table.file, row.line, "路線がroutes.txtにありません。");
                continue;
            };
            let Some(service) = services.get(row.cell("service_id")).copied() else {
                self.findings.line(LeftOut, table.file, row.line, "走る日がcalendar.txtにありません。");
                continue;
            };
            let Some((run, start)) = calls.remove(id).and_then(|calls| self.run(&calls)) else {
                self.findings.line(LeftOut, table.file, row.line, "便の時刻がstop_times.txtにありません。");
                continue;
            };
            let headsign = self.trip_headsign(&row, &run);
            let run = intern(&mut self.runs, &mut self.timetable.runs, run);
            let note = [row.cell("jp_trip_desc_symbol"), row.cell("jp_trip_desc")].join(" ");
            let trip = Trip {
                id: id.to_owned(),
                line,
                service,
                run,
                start,
                headsign,
                note: note.trim().to_owned(),
                wheelchair: row.number("wheelchair_accessible").unwrap_or(0),
            };
            match headways.get(id) {
                Some(starts) => {
                    let trips = starts.iter().map(|start| Trip { start: *start, ..trip.clone() });
                    self.timetable.trips.extend(trips);
                }
                None => self.timetable.trips.push(trip),
            }
        }
        let mut strays: Vec<u64> = calls.values().filter_map(|calls| Some(calls.first()?.line)).collect();
        strays.sort_unstable();
        for line in strays {
            self.findings.line(LeftOut, "stop_times.txt", line, "便がtrips.txtにありません。");
        }
    }

    /// Way and pace, and when it starts. Times that are left out between two stops are spread evenly.
    fn run(&mut self, calls: &[Timed]) -> Option<(Run, i32)> {
        let start = calls.first()?.departs?;
        calls.last()?.arrives?;
        let mut times: Vec<Option<(i32, i32)>> =
            calls.iter().map(|call| call.arrives.zip(call.departs)).collect();
        let mut known = 0;
        for next in 1..times.len() {
            let Some((arrives, _)) = times[next] else { continue };
            let from = times[known].map_or(start, |(_, departs)| departs);
            let steps = i64::try_from(next - known).ok()?;
            for (step, between) in (1_i64..).zip(known + 1..next) {
                let time = i64::from(from) + i64::from(arrives - from) * step / steps;
                times[between] = i32::try_from(time).ok().map(|time| (time, time));
            }
            if arrives < from {
                self.findings.line(Note, "stop_times.txt", calls[next].line, "前の停留所より早い時刻です。");
            }
            known = next;
        }
        let mut run = Run::default();
        for (call, time) in calls.iter().zip(times) {
            let (arrives, departs) = time?;
            let headsign = (!call.headsign.is_empty()).then(|| {
                let name = self.names.of("stop_times", "stop_headsign", "", &call.headsign);
                self.headsign(name)
            });
            run.calls.push(Call {
                stop: call.stop,
                sequence: call.sequence,
                arrives: arrives - start,
                departs: departs - start,
                pickup: call.pickup,
                drop_off: call.drop_off,
                headsign,
            });
            run.ends = call.sequence;
            run.takes = arrives - start;
        }
        Some((run, start))
    }

    /// What the bus shows; where nothing is said, where it ends.
    fn trip_headsign(&mut self, row: &Row<'_>, run: &Run) -> u32 {
        let said = row.cell("trip_headsign");
        let name = if said.is_empty() {
            let last = run.calls.last().and_then(|call| self.timetable.stop(call));
            let place = last.and_then(|stop| self.timetable.places.get(usize::try_from(stop.place).ok()?));
            place.map(|place| place.name.clone()).unwrap_or_default()
        } else {
            self.names.of("trips", "trip_headsign", row.cell("trip_id"), said)
        };
        self.headsign(name)
    }

    fn headsign(&mut self, name: Name) -> u32 {
        intern(&mut self.headsigns, &mut self.timetable.headsigns, name)
    }

    /// Stations without a pole are nowhere to wait.
    fn drop_empty_places(&mut self) {
        let timetable = &mut self.timetable;
        let used: HashSet<u32> = timetable.stops.iter().map(|stop| stop.place).collect();
        let mut moved = HashMap::new();
        let mut places = Vec::new();
        for (old, place) in (0..).zip(std::mem::take(&mut timetable.places)) {
            if used.contains(&old) {
                moved.insert(old, next(&places));
                places.push(place);
            }
        }
        for stop in &mut timetable.stops {
            stop.place = moved.get(&stop.place).copied().unwrap_or_default();
        }
        timetable.places = places;
    }
}

/// The place of an entry in a table, which is added when it is not there.
fn intern<T: Clone + Eq + std::hash::Hash>(known: &mut HashMap<T, u32>, table: &mut Vec<T>, entry: T) -> u32 {
    if let Some(place) = known.get(&entry) {
        return *place;
    }
    let place = next(table);
    table.push(entry.clone());
    known.insert(entry, place);
    place
}
