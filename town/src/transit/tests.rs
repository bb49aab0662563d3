//! Feeds as they really come, and what the build makes of them.

use super::{
    files::{self, Files, Limits},
    findings::Findings,
    read::{self, Read},
};
use crate::workshop::Workshop;
use hibiki_domain::{
    time::Day,
    transit::{Season, Timetable, departures::Departure, overview::Overview},
};
use std::path::Path;

const FEED: [(&str, &str); 8] = [
    ("agency.txt", "agency_id,agency_name\n1,町内バス\n"),
    ("feed_info.txt", "feed_publisher_name,feed_start_date,feed_end_date\nひびき町,20261001,20270930\n"),
    (
        "stops.txt",
        "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station,platform_code\n\
         eki,駅前,36.0,138.0,1,,\n\
         eki-1,駅前,36.0,138.0,0,eki,1\n\
         yakuba-a,役場前,36.01,138.0,0,,\n\
         yakuba-b,役場前,36.0101,138.0,,,\n\
         kaki,柿ノ木,36.02,138.0,,,\n",
    ),
    (
        "routes.txt",
        "route_id,route_short_name,route_long_name,jp_parent_route_id\nR1,1,柿ノ木線,\nR2,,柿ノ木線,R1\n",
    ),
    (
        "trips.txt",
        "route_id,service_id,trip_id,trip_headsign,jp_trip_desc\nR1,wd,T1,柿ノ木,\nR2,wd,T2,,学校のある日だけ\n",
    ),
    (
        "stop_times.txt",
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n\
         T1,7:00:00,7:00:00,eki-1,1\nT1,,,yakuba-a,2\nT1,7:10:00,7:10:00,kaki,3\n\
         T2,25:10:00,25:10:00,eki-1,10\nT2,25:20:00,25:20:00,kaki,20\n",
    ),
    (
        "calendar.txt",
        "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n\
         wd,1,1,1,1,1,0,0,20261001,20270930\n",
    ),
    ("translations.txt", "trans_id,lang,translation\n駅前,ja-Hrkt,えきまえ\n駅前,en,Station\n"),
];

pub(super) fn files_with(changes: &[(&str, &str)]) -> Files {
    let mut files: Files =
        FEED.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect();
    for (name, text) in changes {
        files.insert((*name).to_owned(), text.as_bytes().to_vec());
    }
    files
}

pub(super) fn read_with(changes: &[(&str, &str)]) -> (Read, String) {
    let mut findings = Findings::default();
    let read = read::read("hibiki", &files_with(changes), &mut findings).unwrap();
    (read, findings.to_string())
}

fn told(timetable: &Timetable, departure: &Departure) -> (String, (u8, u8)) {
    (timetable.trip(departure).unwrap().id.clone(), departure.departs.clock())
}

#[test]
fn a_plain_feed_is_read_without_a_word() {
    let (Read { timetable, .. }, report) = read_with(&[]);
    assert_eq!(report, "");
    assert_eq!(timetable.places.len(), 3, "poles of one name are one place");
    assert_eq!(timetable.lines.len(), 1, "routes of one parent are one line");
    assert_eq!(timetable.lines[0].name.ja, "1 柿ノ木線");
    let station = &timetable.places[0].name;
    assert_eq!((station.kana.as_str(), station.en.as_str()), ("えきまえ", "Station"));
    let friday = Day::parse("2026-11-20").unwrap();
    let leaves: Vec<_> =
        timetable.departures_on(0, friday).iter().map(|departure| told(&timetable, departure)).collect();
    assert_eq!(leaves, [("T1".to_owned(), (7, 0)), ("T2".to_owned(), (1, 10))]);
}

#[test]
fn a_time_that_is_left_out_lies_between_its_neighbours() {
    let (Read { timetable, .. }, _) = read_with(&[]);
    let friday = Day::parse("2026-11-20").unwrap();
    let leaves = timetable.departures_on(1, friday);
    assert_eq!(told(&timetable, &leaves[0]), ("T1".to_owned(), (7, 5)));
}

#[test]
fn a_trip_without_a_headsign_goes_where_it_ends() {
    let (Read { timetable, .. }, _) = read_with(&[]);
    let trip = &timetable.trips[1];
    let call = timetable.run(trip).unwrap().calls[0];
    assert_eq!(timetable.headsign(trip, &call).unwrap().ja, "柿ノ木");
    assert_eq!(trip.note, "学校のある日だけ");
}

#[test]
fn marks_line_ends_and_quotes_of_real_feeds_change_nothing() {
    let (plain, _) = read_with(&[]);
    let dressed: Vec<(&str, String)> = FEED
        .iter()
        .map(|(name, text)| {
            let quoted = text
                .lines()
                .map(|line| line.split(',').map(|cell| format!("\"{cell}\"")).collect::<Vec<_>>().join(","));
            (*name, format!("\u{feff}{}\r\n", quoted.collect::<Vec<_>>().join("\r\n")))
        })
        .collect();
    let dressed: Vec<(&str, &str)> = dressed.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let (read, report) = read_with(&dressed);
    assert_eq!((read.timetable, report), (plain.timetable, String::new()));
}

#[test]
fn what_is_wrong_is_named_by_file_and_line_and_the_rest_is_used() {
    let (read, report) = read_with(&[
        (
            "stop_times.txt",
            "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n\
             T1,7:00:00,7:00:00,eki-1,1\nT1,7:05:00,7:05:00,nowhere,2\nT1,7時10分,7:10:00,kaki,3\n\
             T9,7:00:00,7:00:00,eki-1,1\n",
        ),
        ("agency_jp.txt", "agency_id,agency_offilcal_name\n1,ひびき町\n"),
        ("feed_info.txt", "feed_publisher_name\nひびき町\n"),
        ("calendar_dates.txt", "service_id,date,exception_type\n"),
    ]);
    assert_eq!(read.timetable.trips.len(), 1);
    assert_eq!(read.timetable.feed.first, Some(Day::parse("2026-10-01").unwrap()));
    for line in [
        "・agency_jp.txt：見出し「agency_offilcal_name」は",
        "・feed_info.txt：時刻表の期間がありません。",
        "！stop_times.txt 3行目：停留所がstops.txtにありません。",
        "！stop_times.txt 4行目：時刻「7時10分」を読めません。",
        "！stop_times.txt 5行目：便がtrips.txtにありません。",
        "！trips.txt 3行目：便の時刻がstop_times.txtにありません。",
    ] {
        assert!(report.contains(line), "{line}\n{report}");
    }
}

#[test]
fn new_translations_are_read_by_record_and_by_text() {
    let (read, _) = read_with(&[(
        "translations.txt",
        "table_name,field_name,language,translation,record_id,record_sub_id,field_value\n\
         stops,stop_name,ja-Hrkt,えきまえ,eki,,\nstops,stop_name,en,Town Hall,,,役場前\n\
         routes,route_long_name,en,Kakinoki Line,R1,,\n",
    )]);
    assert_eq!(read.timetable.places[0].name.kana, "えきまえ");
    assert_eq!(read.timetable.places[1].name.en, "Town Hall");
}

#[test]
fn trips_at_a_headway_are_told_one_by_one() {
    let (read, _) = read_with(&[(
        "frequencies.txt",
        "trip_id,start_time,end_time,headway_secs\nT1,08:00:00,09:00:00,1200\n",
    )]);
    let friday = Day::parse("2026-11-20").unwrap();
    let leaves = read.timetable.departures_on(0, friday);
    let times: Vec<_> = leaves.iter().map(|departure| told(&read.timetable, departure).1).collect();
    assert_eq!(times, [(8, 0), (8, 20), (8, 40), (1, 10)]);
}

#[test]
fn a_feed_without_stops_or_trips_is_refused_with_words() {
    for name in ["stops.txt", "trips.txt", "stop_times.txt", "routes.txt"] {
        let trouble = read::read("x", &files_with(&[(name, "")]), &mut Findings::default()).unwrap_err();
        assert!(trouble.to_string().contains(name), "{trouble}");
    }
}

#[test]
fn a_real_citys_feed_is_read_and_each_stop_has_its_own_small_timetable() {
    let root = Workshop::find().unwrap();
    let path = root.path("tests/data/donanbus-2020.zip");
    let mut findings = Findings::default();
    let files = files::read(Path::new(&path), Limits::FEED, &mut findings).unwrap();
    let Read { timetable, fares } = read::read("donan", &files, &mut findings).unwrap();
    assert_eq!(findings.to_string(), "");
    assert_eq!((timetable.lines.len(), timetable.places.len(), timetable.trips.len()), (21, 240, 541));
    assert_eq!(fares, Some((160, 660)));
    assert!(timetable.places.iter().all(|place| !place.name.kana.is_empty()), "old translations");
    assert!(timetable.to_json().unwrap().len() < 250_000);
    let largest = (0..240).map(|place| timetable.only(place).to_json().unwrap().len()).max();
    assert!(largest < Some(80_000), "{largest:?}");
}

#[test]
fn before_on_and_after_the_day_of_a_new_timetable_the_edge_knows_of_it_where_times_change() {
    // From April line R2 goes by another service; R1 has the same times on both sides of the day.
    let (mut read, report) = read_with(&[
        (
            "calendar.txt",
            "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n\
             old,1,1,1,1,1,1,1,20261001,20270331\nnew,1,1,1,1,1,1,1,20270401,20270930\n",
        ),
        ("routes.txt", "route_id,route_short_name,route_long_name\nR1,,川線\nR2,,山線\n"),
        ("trips.txt", "route_id,service_id,trip_id\nR1,old,a\nR1,new,b\nR2,old,c\nR2,new,d\n"),
        (
            "stop_times.txt",
            "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n\
             a,7:00:00,7:00:00,eki-1,1\na,7:10:00,7:10:00,kaki,2\nb,7:00:00,7:00:00,eki-1,1\nb,7:10:00,7:10:00,kaki,2\n\
             c,8:00:00,8:00:00,eki-1,1\nc,8:10:00,8:10:00,yakuba-a,2\nd,8:30:00,8:30:00,eki-1,1\nd,8:40:00,8:40:00,yakuba-a,2\n",
        ),
    ]);
    assert_eq!(report, "");
    let folder = tempfile::tempdir().unwrap();
    let mut seasons = |today: &str| {
        let today = Day::parse(today).unwrap();
        super::write_timetable(&mut read.timetable, today, folder.path()).unwrap();
        let read = |file: &str| std::fs::read(folder.path().join(file)).unwrap();
        let of_stop = |stop: &str| {
            Timetable::from_json(&read(&format!("stops/{stop}/timetable.json"))).unwrap().feed.season(today)
        };
        let all = Overview::read(&read("overview.bin")).unwrap().feed.season(today);
        (all, of_stop("eki"), of_stop("yakuba-a"), of_stop("kaki"))
    };
    let april = Day::parse("2027-04-01").unwrap();
    let (soon, nothing) = (Season::Changes(april), Season::Settled);
    assert_eq!(seasons("2027-02-01"), (nothing, nothing, nothing, nothing));
    assert_eq!(seasons("2027-03-25"), (soon, soon, soon, nothing));
    assert_eq!(seasons("2027-04-01"), (Season::New, Season::New, Season::New, nothing));
    let end = Season::Ends(Day::parse("2027-09-30").unwrap());
    assert_eq!(seasons("2027-09-15"), (end, end, end, end));
}
