//! Feeds as they are found: what other towns' files look like, and what nobody should send. Whatever can be read is
//! read, what is left out is named by file and line, and nothing panics.

use super::{
    files::{self, Limits},
    findings::Findings,
    read::{self, Read},
    tests::{files_with, read_with},
};
use encoding_rs::{SHIFT_JIS, UTF_16LE};
use hibiki_domain::{
    time::Day,
    transit::{Season, Timetable, Validity, departures::Departure},
};
use std::{
    fmt::Write as _,
    io::{Cursor, Write as _},
    time::Duration,
};
use zip::{ZipWriter, write::SimpleFileOptions};

fn friday() -> Day {
    Day::parse("2026-11-20").unwrap()
}

/// Trip and clock of what leaves a place on a Friday.
fn leaves(timetable: &Timetable, place: &str) -> Vec<(String, (u8, u8))> {
    let number = timetable.places.iter().position(|known| known.name.ja == place).unwrap();
    let told =
        |departure: &Departure| (timetable.trip(departure).unwrap().id.clone(), departure.departs.clock());
    timetable.departures_on(u32::try_from(number).unwrap(), friday()).iter().map(told).collect()
}

fn trip(id: &str, hour: u8, minute: u8) -> (String, (u8, u8)) {
    (id.to_owned(), (hour, minute))
}

#[test]
fn a_calendar_of_dates_only_and_one_without_dates_are_both_enough() {
    let (read, report) = read_with(&[
        ("calendar.txt", ""),
        (
            "calendar_dates.txt",
            "service_id,date,exception_type\nwd,20261120,1\nwd,2026-11-21,1\nwd,2026/11/22,1\n",
        ),
    ]);
    assert_eq!(report, "");
    assert_eq!(leaves(&read.timetable, "駅前").len(), 2);
    assert!(read.timetable.services[0].runs_on(Day::parse("2026-11-22").unwrap()));
    let (_, report) =
        read_with(&[("calendar_dates.txt", "service_id,date,exception_type\nwd,20261120,3\nwd,soon,1\n")]);
    assert!(report.contains("calendar_dates.txt 2行目：exception_typeが1でも2でもありません"), "{report}");
    assert!(report.contains("calendar_dates.txt 3行目：日付を読めません"), "{report}");
    let mut findings = Findings::default();
    let refused = read::read("x", &files_with(&[("calendar.txt", "")]), &mut findings).unwrap_err();
    assert!(refused.to_string().contains("走る便が一つもありません"), "{refused}");
    assert!(findings.to_string().contains("走る日が書かれていません"), "{findings}");
}

#[test]
fn times_with_blanks_one_digit_or_beyond_midnight_are_read_and_others_are_named() {
    let (read, report) = read_with(&[(
        "stop_times.txt",
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n\
         T1, 7:05:00 ,\" 7:05:00\",eki-1,1\nT1,７:10:00,7:10:00,kaki,2\n\
         T2,25:10,25:10,eki-1,1\nT2,99:10:00,,yakuba-a,2\nT2,26:00:00,26:00:00,kaki,3\n",
    )]);
    assert_eq!(leaves(&read.timetable, "駅前"), [trip("T1", 7, 5), trip("T2", 1, 10)]);
    assert_eq!(leaves(&read.timetable, "役場前"), [trip("T2", 1, 35)], "between its neighbours");
    assert!(report.contains("stop_times.txt 5行目：時刻「99:10:00」を読めません。"), "{report}");
    assert!(report.contains("stop_times.txt 3行目：時刻「７:10:00」を読めません。"), "{report}");
}

#[test]
fn line_breaks_within_cells_and_blank_lines_keep_the_line_numbers_right() {
    let (read, report) = read_with(&[
        (
            "routes.txt",
            "route_id,route_short_name,route_long_name,jp_parent_route_id\r\nR1,1,\"柿ノ木線\r\n（急行）\",\r\n\r\n,,,\r\nR2,,柿ノ木線,R1\r\n",
        ),
        (
            "trips.txt",
            "route_id,service_id,trip_id,trip_headsign,jp_trip_desc\r\nR1,wd,T1,\"柿ノ木\",\"雨の日は\r\n運休\"\r\n\r\nR9,wd,T2,,\r\n",
        ),
    ]);
    assert!(report.contains("trips.txt 5行目：路線がroutes.txtにありません。"), "{report}");
    assert_eq!(read.timetable.trips.len(), 1);
    assert!(read.timetable.trips[0].note.starts_with("雨の日は"));
}

#[test]
fn shift_jis_and_utf_16_are_read_and_told() {
    for (encode, name) in [(SHIFT_JIS, "Shift_JIS"), (UTF_16LE, "UTF-16LE")] {
        let mut files = files_with(&[]);
        for bytes in files.values_mut() {
            let text = String::from_utf8(bytes.clone()).unwrap();
            *bytes = if encode == SHIFT_JIS {
                SHIFT_JIS.encode(&text).0.into_owned()
            } else {
                text.encode_utf16().flat_map(u16::to_le_bytes).collect()
            };
        }
        let mut findings = Findings::default();
        let Read { timetable, .. } = read::read("x", &files, &mut findings).unwrap();
        assert_eq!(leaves(&timetable, "駅前").len(), 2, "{name}");
        assert!(findings.to_string().contains(&format!("stops.txt：文字コードが {name}")), "{findings}");
    }
}

#[test]
fn stops_without_a_place_on_the_map_are_stops_all_the_same() {
    let (read, report) = read_with(&[(
        "stops.txt",
        "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station,platform_code\n\
         eki-1,駅前,,,0,nowhere,1\nyakuba-a,役場前,139.7,36.0,,,\nkaki,,x,y,,,\n",
    )]);
    assert_eq!(leaves(&read.timetable, "駅前").len(), 2);
    assert!(
        read.timetable.places.iter().any(|place| place.name.ja == "kaki"),
        "its id is better than nothing"
    );
    for said in [
        "stops.txt 2行目：親の停留所（parent_station）が表にありません。",
        "停留所の位置がありません。",
        "stops.txt 4行目：停留所の名前がありません。",
    ] {
        assert!(report.contains(said), "{said}\n{report}");
    }
}

#[test]
fn what_is_there_twice_or_refers_to_nothing_is_named_and_the_rest_is_used() {
    let (read, report) = read_with(&[
        (
            "calendar.txt",
            "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n\
             wd,0,0,0,0,0,0,0,20261001,20270930\nwd,1,1,1,1,1,0,0,20261001,20270930\n",
        ),
        (
            "trips.txt",
            "route_id,service_id,trip_id,block_id,shape_id,jp_pattern_id,jp_office_id\n\
             R1,wd,T1,B1,S1,P1,O1\nR1,wd,T1,B1,S1,P1,O1\nR1,weekend,T2,B1,,,\nR1,wd,T3,,,,\n",
        ),
        (
            "stop_times.txt",
            "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n\
             T1,7:00:00,7:00:00,eki-1,1\nT1,7:00:00,7:00:00,eki-1,1\nT1,7:10:00,7:10:00,kaki,2\n\
             T2,8:00:00,8:00:00,eki-1,1\nT2,8:10:00,8:10:00,kaki,2\n",
        ),
    ]);
    assert_eq!(leaves(&read.timetable, "駅前"), [trip("T1", 7, 0)]);
    for said in [
        "calendar.txt 3行目：同じservice_idが二度あります。",
        "trips.txt 3行目：同じtrip_idが二度あります。",
        "trips.txt 4行目：走る日がcalendar.txtにありません。",
        "trips.txt 5行目：便の時刻がstop_times.txtにありません。",
        "stop_times.txt 3行目：同じ便に同じ順番が二度あります。",
    ] {
        assert!(report.contains(said), "{said}\n{report}");
    }
}

#[test]
fn files_and_columns_of_older_and_newer_standards_are_no_trouble() {
    let (read, report) = read_with(&[
        (
            "agency.txt",
            "agency_id,agency_name,agency_url,agency_timezone,agency_lang,agency_phone\n1000020102016_1,町内バス,https://bus.example.jp/,Asia/Tokyo,ja,000-000-0000\n",
        ),
        (
            "agency_jp.txt",
            "agency_id,agency_official_name,agency_zip_number\n1000020102016_1,町内バス株式会社,0000000\n",
        ),
        (
            "routes.txt",
            "route_id,agency_id,route_short_name,route_long_name,route_desc,route_type,route_url,route_color,route_text_color,cemv_support\n\
             R1,1,,柿ノ木線,,704,,#0017c1,FFFFFF,0\nR2,1,,学童線,,00712,,0017C1,FFFFFF,\n",
        ),
        (
            "feed_info.txt",
            "feed_publisher_name,feed_start_date,feed_end_date,feed_version\nひびき町,20261001,20270930,v4\n",
        ),
    ]);
    assert_eq!(report, "");
    let lines: Vec<_> =
        read.timetable.lines.iter().map(|line| (line.name.ja.as_str(), line.colour.as_str())).collect();
    assert_eq!(lines, [("柿ノ木線", ""), ("学童線", "0017c1")]);
    let zip = packed(&[
        ("routes_jp.txt", "route_id,route_update_date\n"),
        ("office_jp.txt", "office_id,office_name\n"),
        ("pattern_jp.txt", "jp_pattern_id\n"),
        ("route_networks.txt", "x\n"),
        ("booking_rules.txt", "x\n"),
        ("README.TXT", "x"),
    ]);
    let mut findings = Findings::default();
    files::read(zip.path(), Limits::FEED, &mut findings).unwrap();
    assert_eq!(findings.to_string(), "・readme.txt：標準にないファイルなので読みません。\n");
}

#[test]
fn a_feed_that_has_ended_is_read_and_says_so() {
    let (read, _) = read_with(&[(
        "feed_info.txt",
        "feed_publisher_name,feed_start_date,feed_end_date\nひびき町,20191001,20200331\n",
    )]);
    let last = Day::parse("2020-03-31").unwrap();
    assert_eq!(read.timetable.feed.validity(friday()), Validity::Ended);
    assert_eq!(read.timetable.feed.season(friday()), Season::Ended(last));
}

#[test]
fn headways_that_never_end_or_make_no_sense_do_no_harm() {
    let (read, report) = read_with(&[(
        "frequencies.txt",
        "trip_id,start_time,end_time,headway_secs,exact_times\n\
         T1,08:00:00,07:00:00,600,1\nT1,,09:00:00,600,1\nT2,08:00:00,09:00:00,0,1\nT2,08:00:00,09:00:00,-5,1\nT9,08:00:00,09:00:00,600,\n",
    )]);
    assert!(report.contains("frequencies.txt 3、4、5行目：運転間隔を読めません。"), "{report}");
    assert!(leaves(&read.timetable, "駅前").iter().all(|(id, _)| id != "T9"));
}

#[test]
fn a_feed_cut_off_at_any_byte_is_read_or_refused_and_never_a_panic() {
    let whole = files_with(&[]);
    for (name, bytes) in &whole {
        for length in 0..bytes.len() {
            let mut files = whole.clone();
            files.insert(name.clone(), bytes[..length].to_vec());
            if let Ok(read) = read::read("x", &files, &mut Findings::default()) {
                assert!(Timetable::from_json(&read.timetable.to_json().unwrap()).is_ok(), "{name} {length}");
            }
        }
    }
}

fn packed(files: &[(&str, &str)]) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    file.write_all(zip.finish().unwrap().get_ref()).unwrap();
    file
}

#[test]
fn an_empty_zip_one_of_pictures_and_one_cut_off_are_refused_with_words() {
    let open = |zip: &tempfile::NamedTempFile| {
        let mut findings = Findings::default();
        files::read(zip.path(), Limits::FEED, &mut findings)
            .and_then(|files| read::read("x", &files, &mut findings))
            .unwrap_err()
            .to_string()
    };
    assert!(open(&packed(&[])).contains("routes.txt がないか"), "{}", open(&packed(&[])));
    assert!(open(&packed(&[("bus.png", "x")])).contains("routes.txt がないか"));
    let whole = std::fs::read(packed(&[("stops.txt", "stop_id\n1\n")]).path()).unwrap();
    for length in [0, 1, 10, whole.len() / 2, whole.len() - 1] {
        let mut cut = tempfile::NamedTempFile::new().unwrap();
        cut.write_all(&whole[..length]).unwrap();
        let said = open(&cut);
        assert!(said.contains("zipとして開けません") || said.contains("がないか"), "{length}: {said}");
    }
}

/// What this process has at most taken of memory so far, in kilobytes.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok()).unwrap_or(0)
}

/// What the kernel has counted of this thread's work: other work on the machine does not make it longer.
fn worked() -> Duration {
    let counted = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanos = counted.split_whitespace().next().and_then(|nanos| nanos.parse().ok());
    Duration::from_nanos(nanos.unwrap_or(0))
}

/// A hundred thousand trips of twenty stops: more than any city in Japan. Run by itself, for the memory is the process's.
#[test]
#[ignore = "half a minute of one core; run it when the reader changes: cargo test -p hibiki-town -- --ignored two_million"]
fn two_million_lines_are_read_within_a_minute_and_a_gigabyte() {
    let mut stops = String::from("stop_id,stop_name,stop_lat,stop_lon\n");
    for stop in 0..5000 {
        writeln!(stops, "s{stop},停留所{stop},{}.{:04},138.{stop:04}", 35 + stop / 4000, stop % 4000)
            .unwrap();
    }
    let mut trips = String::from("route_id,service_id,trip_id,trip_headsign\n");
    let mut times =
        String::from("trip_id,arrival_time,departure_time,stop_id,stop_sequence,stop_headsign\r\n");
    for trip in 0..100_000 {
        writeln!(trips, "R{},wd,trip-{trip},柿ノ木", 1 + trip % 2).unwrap();
        for step in 0..20 {
            let at = 300 + trip % 1100 + step * 2 + trip % 3;
            let time = format!("{:02}:{:02}:00", at / 60, at % 60);
            write!(times, "trip-{trip},{time},{time},s{},{},\r\n", (trip + step) % 5000, step + 1).unwrap();
        }
    }
    let zip = packed(&[("stops.txt", &stops), ("trips.txt", &trips), ("stop_times.txt", &times)]);
    drop(times);
    let began = worked();
    let mut findings = Findings::default();
    let mut files = files::read(zip.path(), Limits::FEED, &mut findings).unwrap();
    for (name, bytes) in files_with(&[]) {
        files.entry(name).or_insert(bytes);
    }
    let Read { timetable, .. } = read::read("x", &files, &mut findings).unwrap();
    let took = worked().saturating_sub(began);
    assert_eq!((timetable.trips.len(), timetable.places.len()), (100_000, 5000));
    println!("{took:?}, {} MB", peak() / 1024);
    assert!(took < Duration::from_mins(1), "{took:?}");
    assert!(peak() < 1 << 20, "{} kB", peak());
}
