//! The demo town's buses: they follow its timetable, most of them nearly on time. What happens depends on the moment
//! and on nothing else, so that a page looked at twice tells the same story.

use hibiki_domain::{
    time::{Day, Timestamp},
    transit::{
        Call, Run, Stop, Timetable, Trip,
        realtime::{
            Alert, Concerned, Event, Snapshot, StopUpdate, TripRef, TripRelation, TripUpdate, Vehicle,
        },
    },
};

/// The folder under `content/bus`.
pub(super) const TIMETABLE: &str = "hibiki";
/// How late the buses are, one after the other, in seconds.
const DELAYS: [i32; 6] = [0, 120, 0, 300, 60, 480];
/// So long before it leaves and after it came a bus is told of.
const BEFORE_SECS: i64 = 15 * 60;
/// A bus stands at a stop for so long.
const STANDS_SECS: i32 = 20;
/// A bus reports its place so long before it is asked for.
const REPORTED_SECS: i64 = 10;

/// A trip on a service day.
#[derive(Clone, Copy)]
struct Going<'a> {
    trip: &'a Trip,
    run: &'a Run,
    day: Day,
    delay: i32,
    cancelled: bool,
}

impl Going<'_> {
    fn starts(&self) -> Timestamp {
        self.day.starts_at().plus_secs(i64::from(self.trip.start))
    }

    /// Seconds since it should have left its first stop, had it been on time.
    fn under_way(&self, now: Timestamp) -> i32 {
        i32::try_from(now.0 - self.starts().0).unwrap_or(i32::MAX).saturating_sub(self.delay)
    }

    fn reference(&self) -> TripRef {
        let relation = if self.cancelled { TripRelation::Cancelled } else { TripRelation::Scheduled };
        TripRef { id: self.trip.id.clone(), day: Some(self.day), relation, ..TripRef::default() }
    }
}

/// The trips that run on the service day of today, and on yesterday's while it lasts, the one that is cancelled among them.
fn going(timetable: &Timetable, now: Timestamp) -> Vec<Going<'_>> {
    let mut all = Vec::new();
    for day in [now.day().plus_days(-1), now.day()] {
        let mut trips: Vec<&Trip> =
            timetable.trips.iter().filter(|trip| timetable.runs_on(trip, day)).collect();
        trips.sort_by_key(|trip| (trip.start, &trip.id));
        // Towards the evening, so that the day's pages announce it for long.
        let cancelled = trips.len() * 2 / 3;
        for (number, trip) in trips.into_iter().enumerate() {
            let Some(run) = timetable.run(trip) else { continue };
            let delay = DELAYS[number % DELAYS.len()];
            all.push(Going { trip, run, day, delay, cancelled: number == cancelled });
        }
    }
    all.retain(|going| {
        let ends = going.starts().plus_secs(i64::from(going.run.takes + going.delay));
        let soon = going.cancelled || going.starts().0 - now.0 <= BEFORE_SECS;
        soon && now < ends
    });
    all
}

/// How late the buses are that run now or soon, and which one does not run today.
pub(super) fn delays(timetable: &Timetable, now: Timestamp) -> Snapshot {
    let update = |going: Going<'_>| {
        let late = Event { delay: Some(going.delay), time: None };
        let next = next_call(&going, now).map_or(0, |call| call.sequence);
        let stop =
            StopUpdate { sequence: Some(next), departure: late, arrival: late, ..StopUpdate::default() };
        TripUpdate {
            trip: going.reference(),
            at: Some(now),
            stops: if going.cancelled { Vec::new() } else { vec![stop] },
            ..TripUpdate::default()
        }
    };
    let trips = going(timetable, now).into_iter().map(update).collect();
    Snapshot { made: Some(now), trips, ..Snapshot::default() }
}

/// The call at which a bus stands or to which it drives.
fn next_call<'a>(going: &Going<'a>, now: Timestamp) -> Option<&'a Call> {
    let under_way = going.under_way(now);
    going.run.calls.iter().find(|call| under_way <= call.departs + STANDS_SECS)
}

/// Where the buses are that have left and not come.
pub(super) fn positions(timetable: &Timetable, now: Timestamp) -> Snapshot {
    let at = now.plus_secs(-REPORTED_SECS);
    let vehicle = |going: Going<'_>| {
        let under_way = going.under_way(at);
        let next = next_call(&going, at).filter(|_| under_way >= 0 && !going.cancelled)?;
        let standing = under_way >= next.arrives;
        let before = going.run.calls.iter().rev().find(|call| call.sequence < next.sequence).unwrap_or(next);
        let (from, to) = (timetable.stop(before)?, timetable.stop(next)?);
        // Nobody sees more than a straight line between two stops.
        let stretch = f64::from((next.arrives - before.departs).max(1));
        let part = (f64::from(under_way - before.departs) / stretch).clamp(0.0, 1.0);
        let between = |coordinate: fn(&Stop) -> f64| {
            let place = coordinate(from) + (coordinate(to) - coordinate(from)) * part;
            #[allow(clippy::cast_possible_truncation)] // GTFS-Realtime has no finer numbers
            let place = place as f32;
            place
        };
        Some(Vehicle {
            id: format!("demo-{}", going.trip.id),
            trip: Some(going.reference()),
            lat: between(|stop| stop.lat),
            lon: between(|stop| stop.lon),
            sequence: Some(next.sequence),
            standing,
            at: Some(at),
            ..Vehicle::default()
        })
    };
    let vehicles = going(timetable, now).into_iter().filter_map(vehicle).collect();
    Snapshot { made: Some(now), vehicles, ..Snapshot::default() }
}

/// A bridge that is mended, until five in the afternoon of tomorrow; and a market that is still to come.
pub(super) fn changes(now: Timestamp) -> Snapshot {
    let clock = |days: i32, hour: i64| Some(now.day().plus_days(days).starts_at().plus_secs(hour * 3600));
    let words = |words: &[(&str, &str)]| -> Vec<(String, String)> {
        words.iter().map(|(language, text)| ((*language).to_owned(), (*text).to_owned())).collect()
    };
    let bridge = Alert {
        id: "demo-bridge".to_owned(),
        periods: vec![(clock(-3, 9), clock(1, 17))],
        about: vec![
            Concerned { route: "kawanishi-line".to_owned(), ..Concerned::default() },
            Concerned { stop: "bridge-a".to_owned(), ..Concerned::default() },
        ],
        cause: 10,
        effect: 4,
        title: words(&[
            ("ja", "川西橋の工事で、遅れることがあります"),
            ("en", "Works on Kawanishi bridge: buses may be late"),
        ]),
        text: words(&[
            (
                "ja",
                "川西橋は片側だけ通れます。川西線は5分ほど遅れることがあります。時間に余裕をもってお出かけください。",
            ),
            (
                "en",
                "One lane is open. The Kawanishi Line may be about five minutes late. Please allow more time.",
            ),
        ]),
    };
    let market = Alert {
        id: "demo-market".to_owned(),
        periods: vec![(clock(2, 8), clock(2, 15))],
        about: vec![Concerned { stop: "honmachi-a".to_owned(), ..Concerned::default() }],
        cause: 1,
        effect: 9,
        title: words(&[("ja", "朝市のため、本町の停留所を移します")]),
        text: words(&[("ja", "本町の停留所は、朝市のあいだ役場前の側へ50メートル移ります。")]),
    };
    Snapshot { made: Some(now), alerts: vec![bridge, market], ..Snapshot::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{transit, workshop::Workshop};
    use hibiki_domain::{
        language::Language,
        transit::{
            index::Index,
            overview::{Overview, Running},
            realtime::{self, Files, Live},
        },
    };

    fn timetable() -> Timetable {
        transit::timetable(&Workshop::find().unwrap().path("content"), TIMETABLE).unwrap()
    }

    fn live(timetable: &Timetable, now: Timestamp) -> Live {
        let index = Index::read(&Index::pack(timetable)).unwrap();
        let read = |snapshot: Snapshot| realtime::decode(&realtime::encode(&snapshot)).unwrap();
        let (trips, vehicles, alerts) =
            (read(delays(timetable, now)), read(positions(timetable, now)), read(changes(now)));
        let files = Files { trips: Some(&trips), vehicles: Some(&vehicles), alerts: Some(&alerts) };
        realtime::resolve(&index, &files, None, now)
    }

    #[test]
    fn all_day_the_buses_of_the_timetable_are_on_their_way_and_at_night_none_is() {
        let timetable = timetable();
        let overview = Overview::of(&timetable);
        let midnight = Day::parse("2026-11-20").unwrap().starts_at();
        let (mut seen, mut late, mut standing, mut off) = (0, 0, 0, 0);
        for minute in (0..1440).step_by(7) {
            let now = midnight.plus_secs(minute * 60 + minute % 60);
            let live = live(&timetable, now);
            assert_eq!((live.trip_updates.unknown, live.positions.unknown), (0, 0));
            assert!(live.trips_freshness(now).is_live() && live.positions_freshness(now).is_live());
            for (vehicle, freshness) in live.vehicles(now) {
                assert!(freshness.is_live());
                assert!(
                    !vehicle.line.is_empty()
                        && !vehicle.near.ja.is_empty()
                        && !vehicle.headsign.ja.is_empty()
                );
                let place = overview.map.place(f64::from(vehicle.lat), f64::from(vehicle.lon));
                assert!(place.is_some(), "{vehicle:?}");
                seen += 1;
                late += usize::from(live.late(vehicle, now).unwrap() >= 60);
                standing += usize::from(vehicle.standing);
            }
            off += live.trips.iter().filter(|trip| trip.cancelled && trip.day == now.day()).count();
            if overview.running(None, now) == Running::Never || (2..5).contains(&(minute / 60)) {
                assert!(live.vehicles.is_empty());
            }
        }
        assert!(seen > 150 && late > 50 && standing > 5 && off > 50, "{seen} {late} {standing} {off}");
    }

    #[test]
    fn one_bus_of_the_day_is_cancelled_and_one_change_holds_while_another_is_announced() {
        let timetable = timetable();
        let now = Day::parse("2026-11-20").unwrap().starts_at().plus_secs(12 * 3600);
        let live = live(&timetable, now);
        assert_eq!(live.trips.iter().filter(|trip| trip.cancelled).count(), 1);
        let [bridge, market] = &live.alerts[..] else { panic!("{:?}", live.alerts) };
        assert!(bridge.holds(now) && bridge.concerns_line("kawanishi-line") && bridge.until(now).is_some());
        assert!(!bridge.concerns_line("yamate-line"));
        assert!(market.begins(now).is_some() && market.title(Language::Japanese).contains("朝市"));
    }
}
