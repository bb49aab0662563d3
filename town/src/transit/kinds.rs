//! Which days have which timetable, for a stop or a line, from a day on.

use super::words::Words;
use hibiki_domain::{
    time::Day,
    transit::{
        Feed, Timetable, Trip, Validity,
        day_types::{self, DayType},
    },
};
use std::collections::HashMap;

/// No feed is shown further ahead.
const DAYS: i32 = 400;
/// A change is looked for from so many weeks before today on.
const WEEKS_BEFORE: i32 = 8;

/// The days that the pages are about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Horizon {
    /// The first.
    pub(crate) first: Day,
    /// How many.
    pub(crate) days: i32,
}

impl Horizon {
    /// From today to the feed's last day; a feed that does not hold today is shown whole.
    pub(crate) fn of(feed: &Feed, today: Day) -> Self {
        let first = match feed.validity(today) {
            Validity::Valid => today,
            Validity::NotYet | Validity::Ended => feed.first.unwrap_or(today),
        };
        Self::until(first, feed)
    }

    /// The same, but from some weeks ago on: a change of today is told from a beginning only by what was before.
    pub(crate) fn around(feed: &Feed, today: Day) -> Self {
        let first = Self::of(feed, today).first.plus_days(-WEEKS_BEFORE * 7);
        Self::until(feed.first.map_or(first, |begins| begins.max(first)), feed)
    }

    fn until(first: Day, feed: &Feed) -> Self {
        let last = feed.last.unwrap_or_else(|| first.plus_days(DAYS));
        let days = (0..DAYS).take_while(|offset| first.plus_days(*offset) <= last).count();
        Self { first, days: i32::try_from(days).unwrap_or(DAYS) }
    }
}

/// A heading of a page, and what stands below it.
pub(crate) struct Kind<T> {
    /// For links within the page.
    pub(crate) id: String,
    /// 平日.
    pub(crate) name: String,
    /// From when, when it is not in force yet.
    pub(crate) since: Option<String>,
    /// Days that are no weekday of the name.
    pub(crate) also: Option<String>,
    /// What stands below; nothing when no bus runs.
    pub(crate) content: Vec<T>,
}

/// The kinds of days for some trips, each with the trips of one such day. Days on which people see the same are one
/// kind, whatever the trips are called: a new edition gives every trip a new id.
pub(crate) fn kinds(
    timetable: &Timetable,
    wanted: impl Fn(&Trip) -> bool,
    horizon: Horizon,
) -> Vec<(Vec<&Trip>, DayType)> {
    let mut trips: Vec<&Trip> = timetable.trips.iter().filter(|trip| wanted(trip)).collect();
    trips.sort_by_key(|trip| seen(trip));
    let on = |day: Day| trips.iter().copied().filter(move |trip| timetable.runs_on(trip, day));
    // A year has few different days: what people see is looked up once for each set of services.
    let mut by_services: HashMap<Vec<bool>, usize> = HashMap::new();
    let mut by_sight: HashMap<Vec<Seen<'_>>, usize> = HashMap::new();
    let mut kind_of: HashMap<Day, usize> = HashMap::new();
    for day in (0..horizon.days).map(|offset| horizon.first.plus_days(offset)) {
        let services = timetable.services.iter().map(|service| service.runs_on(day)).collect();
        let kind = *by_services.entry(services).or_insert_with(|| {
            let number = by_sight.len();
            *by_sight.entry(on(day).map(seen).collect()).or_insert(number)
        });
        kind_of.insert(day, kind);
    }
    day_types::group(horizon.first, horizon.days, |day| kind_of.get(&day))
        .into_iter()
        .map(|(_, kind)| (on(kind.span.0).collect(), kind)) // the first day of its span is a day of the kind
        .collect()
}

/// Line, start, run, headsign and note.
type Seen<'a> = (u32, i32, u32, u32, &'a str);

/// What people see of a trip: trips on one run have the same stops at the same pace.
fn seen(trip: &Trip) -> Seen<'_> {
    (trip.line, trip.start, trip.run, trip.headsign, &trip.note)
}

/// The first days of timetables that begin later than the horizon, other than special days.
pub(crate) fn changes(kinds: &[(Vec<&Trip>, DayType)], horizon: Horizon) -> Vec<Day> {
    let mut days: Vec<Day> = kinds
        .iter()
        .filter(|(_, kind)| !kind.is_special() && kind.span.0 >= horizon.first.plus_days(14))
        .map(|(_, kind)| kind.span.0)
        .collect();
    days.sort_unstable();
    // A new Saturday timetable begins with the weekdays' one, on the first Saturday after.
    days.dedup_by(|next, kept| *next < kept.plus_days(8));
    days
}

/// A kind with its words.
pub(crate) fn heading<T>(
    words: &Words,
    place: usize,
    kind: &DayType,
    horizon: Horizon,
    content: Vec<T>,
) -> Kind<T> {
    let special = kind.is_special();
    let later = !special && kind.span.0 >= horizon.first.plus_days(14);
    let ends_early = !special && !later && kind.span.1 < horizon.first.plus_days(horizon.days - 15);
    Kind {
        id: format!("d{place}"),
        name: words.day_type(kind),
        since: if later {
            Some(words.from(kind.span.0))
        } else {
            ends_early.then(|| words.until(kind.span.1))
        },
        also: (!special && !kind.also.is_empty()).then(|| words.days(&kind.also)),
        content,
    }
}
