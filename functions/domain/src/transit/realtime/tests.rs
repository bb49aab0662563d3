//! Rules of what is happening now, on the sample timetable: 駅前 7:00, 役場前 7:05/7:05:30, 柿ノ木 7:15.

use super::{wire, *};
use crate::{
    language::Language,
    time::{Day, Timestamp},
    transit::{
        board::{State, board},
        index::Index,
        sample,
    },
};
use prost::Message as _;

fn day() -> Day {
    Day::parse("2026-11-20").unwrap()
}

/// The sample as the edge's clock reads it.
fn index() -> Index {
    Index::read(&Index::pack(&sample::timetable())).unwrap()
}

fn at(hour: i64, minute: i64) -> Timestamp {
    day().starts_at().plus_secs(hour * 3600 + minute * 60)
}

fn trip(id: &str) -> TripRef {
    TripRef { id: id.to_owned(), ..TripRef::default() }
}

fn delay(seconds: i32) -> Event {
    Event { delay: Some(seconds), time: None }
}

fn update(id: &str, stops: Vec<StopUpdate>) -> TripUpdate {
    TripUpdate { trip: trip(id), stops, ..TripUpdate::default() }
}

fn file(made: Timestamp, trips: Vec<TripUpdate>) -> Snapshot {
    Snapshot { made: Some(made), trips, ..Snapshot::default() }
}

fn live(made: Timestamp, trips: Vec<TripUpdate>) -> Live {
    let file = file(made, trips);
    resolve(&index(), &Files { trips: Some(&file), ..Files::default() }, None, made)
}

/// State and minutes after 7:00 of the first bus at a place of the sample.
fn first(live: &Live, place: u32, now: Timestamp) -> (State, i64) {
    let own = sample::timetable().only(place);
    let board = board(&own, Some(live), now, 3);
    let row = board.rows.first().unwrap();
    (row.state, (row.departs.0 - at(7, 0).0) / 60)
}

#[test]
fn a_delay_goes_on_to_later_stops_until_the_next_word() {
    let late = StopUpdate { sequence: Some(1), departure: delay(240), ..StopUpdate::default() };
    let known = live(at(6, 50), vec![update("wd-0700", vec![late.clone()])]);
    assert_eq!(first(&known, 0, at(6, 50)), (State::Expected { delay_secs: 240 }, 4));
    assert_eq!(first(&known, 1, at(6, 50)).0, State::Expected { delay_secs: 240 });
    let caught_up = StopUpdate { sequence: Some(2), departure: delay(60), ..StopUpdate::default() };
    let known = live(at(6, 50), vec![update("wd-0700", vec![late, caught_up])]);
    assert_eq!(first(&known, 1, at(6, 50)).0, State::Expected { delay_secs: 60 });
}

#[test]
fn before_the_first_word_nothing_is_known() {
    let late = StopUpdate { sequence: Some(2), departure: delay(240), ..StopUpdate::default() };
    let known = live(at(6, 50), vec![update("wd-0700", vec![late])]);
    assert_eq!(first(&known, 0, at(6, 50)), (State::Scheduled, 0));
}

#[test]
fn a_time_wins_over_a_delay_and_a_stop_id_does_for_a_sequence() {
    let event = Event { delay: Some(9999), time: Some(at(7, 8)) };
    let stop = StopUpdate { stop: "H1".to_owned(), departure: event, ..StopUpdate::default() };
    let known = live(at(6, 59), vec![update("wd-0700", vec![stop])]);
    assert_eq!(first(&known, 1, at(6, 59)), (State::Expected { delay_secs: 150 }, 8));
}

#[test]
fn a_late_bus_stays_on_the_board_until_it_comes_and_an_early_one_leaves_it() {
    let word = |seconds| {
        let stop = StopUpdate { sequence: Some(1), departure: delay(seconds), ..StopUpdate::default() };
        live(at(7, 10), vec![update("wd-0700", vec![stop])])
    };
    assert_eq!(first(&word(900), 0, at(7, 10)), (State::Expected { delay_secs: 900 }, 15));
    let own = sample::timetable().only(0);
    let gone = word(300);
    let gone = board(&own, Some(&gone), at(7, 10), 3);
    assert_eq!(gone.rows[0].trip, "wd-2510");
    let early = live(
        at(6, 59),
        vec![update(
            "wd-0700",
            vec![StopUpdate { sequence: Some(1), departure: delay(-120), ..StopUpdate::default() }],
        )],
    );
    assert_eq!(board(&own, Some(&early), at(6, 59), 3).rows[0].trip, "wd-2510");
}

#[test]
fn skipped_cancelled_and_no_data_are_told() {
    let stop = |relation| StopUpdate { sequence: Some(1), relation, ..StopUpdate::default() };
    let skipped = live(at(6, 50), vec![update("wd-0700", vec![stop(StopRelation::Skipped)])]);
    assert_eq!(first(&skipped, 0, at(6, 50)), (State::Skipped, 0));
    assert_eq!(first(&skipped, 1, at(6, 50)).0, State::Scheduled);
    let silent = live(at(6, 50), vec![update("wd-0700", vec![stop(StopRelation::NoData)])]);
    assert_eq!(first(&silent, 1, at(6, 50)).0, State::NoData);
    let mut cancelled = update("wd-0700", vec![]);
    cancelled.trip.relation = TripRelation::Cancelled;
    assert_eq!(first(&live(at(6, 50), vec![cancelled]), 0, at(6, 50)).0, State::Cancelled);
}

#[test]
fn a_delay_of_the_whole_trip_holds_where_no_stop_says_otherwise() {
    let mut whole = update("wd-0700", vec![]);
    whole.delay = Some(120);
    assert_eq!(first(&live(at(6, 50), vec![whole]), 1, at(6, 50)).0, State::Expected { delay_secs: 120 });
}

#[test]
fn a_bus_more_is_shown_where_it_stops_and_not_where_it_ends() {
    let call = |stop: &str, time| StopUpdate {
        stop: stop.to_owned(),
        departure: Event { delay: None, time: Some(time) },
        ..StopUpdate::default()
    };
    let mut extra = update("extra", vec![call("S2", at(6, 55)), call("H1", at(6, 58))]);
    extra.trip.relation = TripRelation::Added;
    extra.trip.route = "R1".to_owned();
    let known = live(at(6, 50), vec![extra]);
    let own = sample::timetable().only(0);
    let shown = board(&own, Some(&known), at(6, 50), 3);
    let row = shown.rows[0];
    assert_eq!((row.state, row.planned, row.platform), (State::Added, None, "2"));
    assert_eq!((row.headsign.ja.as_str(), row.line.unwrap().key.as_str()), ("役場前", "kakinoki"));
    let hall = sample::timetable().only(1);
    assert_eq!(board(&hall, Some(&known), at(6, 50), 1).rows[0].trip, "wd-0700");
}

#[test]
fn a_stale_file_is_never_live_and_a_cancellation_in_it_tells_its_time() {
    let late = StopUpdate { sequence: Some(1), departure: delay(240), ..StopUpdate::default() };
    let mut cancelled = update("wd-2510", vec![]);
    cancelled.trip.relation = TripRelation::Cancelled;
    let known = live(at(6, 50), vec![update("wd-0700", vec![late]), cancelled]);
    let own = sample::timetable().only(0);
    assert_eq!(
        board(&own, Some(&known), at(6, 50).plus_secs(90), 3).freshness,
        Freshness::Live { at: at(6, 50) }
    );
    let board = board(&own, Some(&known), at(6, 50).plus_secs(91), 2);
    assert_eq!(board.freshness, Freshness::Stale { at: Some(at(6, 50)) });
    assert_eq!((board.rows[0].state, board.rows[0].departs), (State::Scheduled, at(7, 0)));
    assert_eq!((board.rows[1].state, board.rows[1].as_of), (State::Cancelled, Some(at(6, 50))));
}

#[test]
fn a_file_of_the_future_or_without_a_time_is_not_live() {
    let known = live(at(6, 50), vec![]);
    assert_eq!(known.trips_freshness(at(6, 40)), Freshness::Stale { at: Some(at(6, 50)) });
    let undated = Snapshot::default();
    let files = Files { trips: Some(&undated), ..Files::default() };
    let known = resolve(&index(), &files, None, at(6, 50));
    assert_eq!(known.trips_freshness(at(6, 50)), Freshness::Stale { at: None });
    assert_eq!(Live::default().trips_freshness(at(6, 50)), Freshness::None);
}

#[test]
fn alerts_are_live_for_ten_minutes() {
    let alerts = Snapshot { made: Some(at(6, 0)), ..Snapshot::default() };
    let files = Files { alerts: Some(&alerts), ..Files::default() };
    let known = resolve(&index(), &files, None, at(6, 0));
    assert!(known.alerts_freshness(at(6, 10)).is_live());
    assert!(!known.alerts_freshness(at(6, 11)).is_live());
}

#[test]
fn a_word_measured_long_ago_in_a_fresh_file_is_not_live() {
    let late = StopUpdate { sequence: Some(1), departure: delay(240), ..StopUpdate::default() };
    let mut frozen = update("wd-0700", vec![late]);
    frozen.at = Some(at(6, 30));
    assert_eq!(first(&live(at(6, 50), vec![frozen]), 0, at(6, 50)).0, State::Scheduled);
}

#[test]
fn an_unknown_trip_is_counted_and_nothing_else() {
    let known = live(at(6, 50), vec![update("of-another-town", vec![])]);
    assert_eq!((known.trip_updates.unknown, known.trips.len()), (1, 0));
    let on_sunday = live(at(6, 50), vec![update("hd-0900", vec![])]);
    assert_eq!(on_sunday.trips[0].day, Day::parse("2026-11-21").unwrap(), "the nearest day on which it runs");
}

#[test]
fn the_last_bus_is_matched_to_the_service_day_before() {
    let late = StopUpdate { sequence: Some(1), departure: delay(60), ..StopUpdate::default() };
    let known = live(at(25, 5), vec![update("wd-2510", vec![late])]);
    assert_eq!(known.trips[0].day, day());
    assert_eq!(first(&known, 0, at(25, 5)).0, State::Expected { delay_secs: 60 });
}

#[test]
fn an_older_file_and_an_older_word_about_a_trip_change_nothing() {
    let word = |seconds, at| {
        let stop = StopUpdate { sequence: Some(1), departure: delay(seconds), ..StopUpdate::default() };
        TripUpdate { at: Some(at), ..update("wd-0700", vec![stop]) }
    };
    let timetable = index();
    let known = live(at(6, 50), vec![word(240, at(6, 50))]);
    let older_file = file(at(6, 49), vec![word(0, at(6, 49))]);
    let after =
        resolve(&timetable, &Files { trips: Some(&older_file), ..Files::default() }, Some(&known), at(6, 51));
    assert_eq!((&after.trips, after.trip_updates.outdated), (&known.trips, 1));
    let older_word = file(at(6, 51), vec![word(0, at(6, 49))]);
    let after =
        resolve(&timetable, &Files { trips: Some(&older_word), ..Files::default() }, Some(&known), at(6, 51));
    assert_eq!((&after.trips, after.trip_updates.outdated), (&known.trips, 1));
    let unread = resolve(&timetable, &Files::default(), Some(&known), at(6, 51));
    assert_eq!(unread, known, "what was not read stays and grows old");
}

fn vehicle(id: &str, trip_id: &str, sequence: u32, standing: bool, time: Timestamp) -> Vehicle {
    Vehicle {
        id: id.to_owned(),
        trip: Some(trip(trip_id)),
        lat: 36.0,
        lon: 138.0,
        sequence: Some(sequence),
        standing,
        at: Some(time),
        ..Vehicle::default()
    }
}

fn vehicles(made: Timestamp, vehicles: Vec<Vehicle>, previous: Option<&Live>) -> Live {
    let file = Snapshot { made: Some(made), vehicles, ..Snapshot::default() };
    resolve(&index(), &Files { vehicles: Some(&file), ..Files::default() }, previous, made)
}

#[test]
fn a_vehicle_is_shown_with_its_line_its_stop_and_its_age() {
    let known = vehicles(at(7, 4), vec![vehicle("bus-1", "wd-0700", 2, false, at(7, 3))], None);
    let shown = known.vehicles(at(7, 4));
    let (bus, freshness) = shown[0];
    assert_eq!(
        (bus.line.as_str(), bus.headsign.ja.as_str(), bus.near.ja.as_str()),
        ("kakinoki", "柿ノ木", "役場前")
    );
    assert_eq!(freshness, Freshness::Live { at: at(7, 3) });
    assert_eq!(known.vehicles(at(7, 10))[0].1, Freshness::Stale { at: Some(at(7, 3)) });
    assert!(known.vehicles(at(7, 40)).is_empty(), "silent for half an hour");
}

#[test]
fn a_report_older_than_the_last_of_the_same_vehicle_is_not_believed() {
    let known = vehicles(at(7, 4), vec![vehicle("bus-1", "wd-0700", 2, false, at(7, 4))], None);
    let gone = vehicles(at(7, 5), vec![], Some(&known));
    assert!(gone.vehicles.is_empty());
    let back = vehicles(at(7, 6), vec![vehicle("bus-1", "wd-0700", 1, false, at(7, 1))], Some(&gone));
    assert!(back.vehicles.is_empty() && back.positions.outdated == 1);
    let older = vehicles(at(7, 6), vec![vehicle("bus-1", "wd-0700", 1, false, at(7, 1))], Some(&known));
    assert_eq!(older.vehicles, known.vehicles, "the later report holds");
}

#[test]
fn vehicles_at_and_beyond_the_end_of_their_way_are_not_shown() {
    for ended in [
        vehicle("bus-1", "wd-0700", 3, true, at(7, 15)),
        vehicle("bus-1", "wd-0700", 4, false, at(7, 15)),
        vehicle("bus-1", "wd-0700", 2, false, at(7, 36)),
    ] {
        assert!(vehicles(at(7, 36), vec![ended], None).vehicles.is_empty());
    }
    let coming = vehicle("bus-1", "wd-0700", 3, false, at(7, 14));
    assert_eq!(vehicles(at(7, 14), vec![coming], None).vehicles.len(), 1);
}

#[test]
fn an_alert_concerns_its_line_its_stop_or_everybody_while_it_holds() {
    let about = |route: &str, stop: &str| Concerned {
        route: route.to_owned(),
        stop: stop.to_owned(),
        ..Concerned::default()
    };
    let alert = |id: &str, about| Alert {
        id: id.to_owned(),
        about,
        periods: vec![(Some(at(6, 0)), Some(at(8, 0)))],
        effect: 4,
        cause: 10,
        ..Alert::default()
    };
    let file = Snapshot {
        made: Some(at(7, 0)),
        alerts: vec![
            alert("line", vec![about("R1", "")]),
            alert("stop", vec![about("", "H1")]),
            alert("all", vec![]),
            alert("elsewhere", vec![about("R9", "")]),
        ],
        ..Snapshot::default()
    };
    let known = resolve(&index(), &Files { alerts: Some(&file), ..Files::default() }, None, at(7, 0));
    let ids = |place, now| -> Vec<String> {
        let own = sample::timetable().only(place);
        known.alerts_for(&own, now).alerts.iter().map(|alert| alert.id.clone()).collect()
    };
    assert_eq!(ids(0, at(7, 0)), ["line", "all"]);
    assert_eq!(ids(1, at(7, 0)), ["line", "stop", "all"]);
    assert!(ids(1, at(8, 0)).is_empty());
    assert_eq!(known.alerts[0].title(Language::Japanese), "道を変えて走っています（工事）");
    assert_eq!(known.alerts[0].title(Language::English), "Detour (construction)");
}

#[test]
fn an_alert_is_told_in_the_readers_language_and_never_in_readings() {
    let words = Words(
        [("ja-Hrkt", "うんきゅう"), ("en", "No service"), ("ja", "運休")]
            .map(|(code, text)| (code.to_owned(), text.to_owned()))
            .to_vec(),
    );
    assert_eq!(words.in_language(Language::Japanese), Some("運休"));
    assert_eq!(words.in_language(Language::EasyJapanese), Some("運休"));
    assert_eq!(words.in_language(Language::English), Some("No service"));
    let plain = Words(vec![(String::new(), "運休".to_owned())]);
    assert_eq!(plain.in_language(Language::English), Some("運休"));
    assert_eq!(Words::default().in_language(Language::Japanese), None);
}

fn message(version: &str, entities: usize) -> wire::FeedMessage {
    let entity = |number: usize| wire::FeedEntity {
        id: Some(number.to_string()),
        trip_update: Some(wire::TripUpdate {
            trip: Some(wire::TripDescriptor {
                trip_id: Some(format!("trip-{number}")),
                start_date: Some("20261120".to_owned()),
                ..Default::default()
            }),
            ..Default::default()
        }),
        ..Default::default()
    };
    wire::FeedMessage {
        header: Some(wire::FeedHeader {
            version: Some(version.to_owned()),
            incrementality: None,
            timestamp: Some(1_795_186_800),
        }),
        entity: (0..entities).map(entity).collect(),
    }
}

#[test]
fn both_versions_are_read_and_others_are_refused() {
    for version in ["1.0", "2.0", "1", "2.1"] {
        let snapshot = decode(&message(version, 1).encode_to_vec()).unwrap();
        assert_eq!(snapshot.made, Some(Timestamp(1_795_186_800)));
        assert_eq!((snapshot.trips[0].trip.id.as_str(), snapshot.trips[0].trip.day), ("trip-0", Some(day())));
    }
    assert_eq!(decode(&message("3.0", 0).encode_to_vec()), Err(Refused::Version("3.0".to_owned())));
    let mut differential = message("2.0", 0);
    differential.header.as_mut().unwrap().incrementality = Some(1);
    assert_eq!(decode(&differential.encode_to_vec()), Err(Refused::Differential));
}

#[test]
fn a_file_cut_off_anywhere_is_refused_or_has_fewer_entities_and_never_panics() {
    let bytes = message("2.0", 3).encode_to_vec();
    for length in 0..bytes.len() {
        match decode(&bytes[..length]) {
            Ok(snapshot) => assert!(snapshot.trips.len() < 3),
            Err(refused) => assert!(
                matches!(refused, Refused::Broken | Refused::Empty | Refused::NoHeader | Refused::Version(_)),
                "{refused:?}"
            ),
        }
    }
    assert_eq!(decode(&bytes[..bytes.len() - 1]), Err(Refused::Broken));
    assert_eq!(decode(b"<!doctype html>"), Err(Refused::WebPage));
    assert_eq!(decode(&vec![0; MAX_BYTES + 1]), Err(Refused::TooLarge));
}

#[test]
fn ten_thousand_entities_are_read_and_matched() {
    let snapshot = decode(&message("2.0", 10_000).encode_to_vec()).unwrap();
    assert_eq!(snapshot.trips.len(), 10_000);
    let files = Files { trips: Some(&snapshot), ..Files::default() };
    let known = resolve(&index(), &files, None, at(7, 0));
    assert_eq!(known.trip_updates.unknown, 10_000);
    assert_eq!(decode(&message("2.0", MAX_ENTITIES + 1).encode_to_vec()), Err(Refused::TooLarge));
}

#[test]
fn what_is_kept_survives_its_json() {
    let late = StopUpdate { sequence: Some(1), departure: delay(240), ..StopUpdate::default() };
    let known = live(at(6, 50), vec![update("wd-0700", vec![late])]);
    let json = serde_json::to_string(&known).unwrap();
    assert_eq!(serde_json::from_str::<Live>(&json).unwrap(), known);
}

#[test]
fn what_is_encoded_is_read_back() {
    let mut cancelled = update("wd-2510", vec![]);
    cancelled.trip.relation = TripRelation::Cancelled;
    cancelled.trip.day = Some(day());
    cancelled.trip.start = Some(25 * 3600 + 600);
    let stop = StopUpdate {
        sequence: Some(1),
        stop: "S1".to_owned(),
        departure: delay(60),
        ..StopUpdate::default()
    };
    let snapshot = Snapshot {
        made: Some(at(7, 0)),
        trips: vec![cancelled, TripUpdate { at: Some(at(6, 59)), ..update("wd-0700", vec![stop]) }],
        vehicles: vec![vehicle("bus-1", "wd-0700", 2, true, at(6, 59))],
        alerts: vec![Alert {
            id: "a".to_owned(),
            periods: vec![(Some(at(6, 0)), None)],
            about: vec![Concerned { stop: "H1".to_owned(), ..Concerned::default() }],
            cause: 10,
            effect: 4,
            title: vec![("ja".to_owned(), "工事".to_owned())],
            text: vec![],
        }],
    };
    assert_eq!(decode(&encode(&snapshot)), Ok(snapshot));
}

#[test]
fn how_late_a_bus_is_where_it_is_now_and_nothing_when_that_is_old() {
    let late = |sequence, secs| StopUpdate {
        sequence: Some(sequence),
        departure: delay(secs),
        ..StopUpdate::default()
    };
    let trips = file(at(7, 2), vec![update("wd-0700", vec![late(1, 60), late(2, 300)])]);
    let known = resolve(&index(), &Files { trips: Some(&trips), ..Files::default() }, None, at(7, 2));
    let on = |sequence| {
        vehicles(at(7, 2), vec![vehicle("bus-1", "wd-0700", sequence, false, at(7, 2))], Some(&known))
    };
    let told = |sequence, now| {
        let live = on(sequence);
        live.late(&live.vehicles[0], now)
    };
    assert_eq!((told(1, at(7, 2)), told(2, at(7, 2)), told(3, at(7, 2))), (Some(60), Some(300), Some(300)));
    assert_eq!(told(2, at(7, 4)), None, "two minutes later nobody knows");
    let only_later = file(at(7, 2), vec![update("wd-0700", vec![late(2, 120)])]);
    let known = resolve(&index(), &Files { trips: Some(&only_later), ..Files::default() }, None, at(7, 2));
    let live = vehicles(at(7, 2), vec![vehicle("bus-1", "wd-0700", 1, false, at(7, 2))], Some(&known));
    assert_eq!(live.late(&live.vehicles[0], at(7, 2)), Some(120));
}

#[test]
fn an_alert_of_a_stop_concerns_the_lines_that_stop_there_and_says_from_when_until_when() {
    let alert = |id: &str, periods| Alert {
        id: id.to_owned(),
        about: vec![Concerned { stop: "H1".to_owned(), ..Concerned::default() }],
        periods,
        ..Alert::default()
    };
    let far = Some(Timestamp(at(7, 0).0 + 20 * 366 * 86_400));
    let file = Snapshot {
        made: Some(at(7, 0)),
        alerts: vec![
            alert("now", vec![(Some(at(6, 0)), Some(at(8, 0))), (Some(at(6, 30)), Some(at(9, 0)))]),
            alert("for ever", vec![(None, far)]),
            alert("later", vec![(Some(at(20, 0)), far), (Some(at(12, 0)), Some(at(13, 0)))]),
            alert("over", vec![(Some(at(5, 0)), Some(at(6, 0)))]),
        ],
        ..Snapshot::default()
    };
    let known = resolve(&index(), &Files { alerts: Some(&file), ..Files::default() }, None, at(7, 0));
    let now = at(7, 0);
    let [running, for_ever, later, over] = &known.alerts[..] else { panic!("four alerts") };
    assert_eq!((running.until(now), running.begins(now)), (Some(at(9, 0)), None));
    assert_eq!((for_ever.holds(now), for_ever.until(now)), (true, None));
    assert_eq!((later.holds(now), later.begins(now)), (false, Some((at(12, 0), Some(at(13, 0))))));
    assert_eq!((over.holds(now), over.begins(now)), (false, None));
    assert!(running.concerns_line("kakinoki") && !running.concerns_line("other") && running.lines.is_empty());
    assert_eq!(running.places[0].name.ja, "役場前");
}
