//! 平日, 土曜, 日曜・祝日: which days share one timetable, found from the timetable itself.
//!
//! Nobody has to say which service is "the weekday one": days on which the same buses leave are one kind of day, and
//! the weekdays that it mostly covers give it its name.

use crate::time::Day;
use std::collections::BTreeMap;

/// Days that share one timetable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayType {
    /// The weekdays on which it is the rule, Monday first.
    pub weekdays: [bool; 7],
    /// The days of its span that are none of those weekdays, in order: holidays, or days of a special timetable.
    pub also: Vec<Day>,
    /// The first and the last day on which it holds, within the days that were looked at.
    pub span: (Day, Day),
}

impl DayType {
    /// No weekday has it as its rule: it is for certain days only.
    pub fn is_special(&self) -> bool {
        !self.weekdays.contains(&true)
    }
}

/// Groups consecutive days by what happens on them. `on` gives equal values for equal timetables.
///
/// When the timetable changes, the weekday timetable before and the one after are two kinds with two spans.
/// The order is: by first day of use where spans do not overlap, then weekdays before Saturday before Sunday.
pub fn group<K: Ord>(first: Day, days: i32, on: impl Fn(Day) -> K) -> Vec<(K, DayType)> {
    let mut dates: BTreeMap<K, Vec<Day>> = BTreeMap::new();
    for day in (0..days).map(|offset| first.plus_days(offset)) {
        dates.entry(on(day)).or_default().push(day);
    }
    let mut found: Vec<(K, DayType)> =
        dates.into_iter().filter_map(|(key, dates)| Some((key, named(&dates)?))).collect();
    found.sort_by_key(|(_, kind)| {
        let special = kind.is_special();
        let lead = kind.weekdays.iter().position(|rules| *rules).unwrap_or(7);
        // What holds at once belongs together: those that start within the first week of a period.
        let weeks = (0..days).step_by(7).find(|week| kind.span.0 < first.plus_days(week + 7)).unwrap_or(days);
        (special, weeks, lead, kind.span.0)
    });
    found
}

/// The name of a set of days, by the weekdays of which it covers more than half within its span.
fn named(dates: &[Day]) -> Option<DayType> {
    let span = (*dates.first()?, *dates.last()?);
    let mut covered = [0_u32; 7];
    for day in dates {
        covered[day.weekday()] += 1;
    }
    let mut all = [0_u32; 7];
    let mut day = span.0;
    while day <= span.1 {
        all[day.weekday()] += 1;
        day = day.plus_days(1);
    }
    // A few days in a row are not a rule.
    let lasts = span.1 >= span.0.plus_days(13);
    let mut weekdays = [false; 7];
    for (weekday, rules) in weekdays.iter_mut().enumerate() {
        *rules = lasts && covered[weekday] * 2 > all[weekday] && covered[weekday] >= 2;
    }
    let also = dates.iter().copied().filter(|day| !weekdays[day.weekday()]).collect();
    Some(DayType { weekdays, also, span })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    const WEEKDAYS: [bool; 7] = [true, true, true, true, true, false, false];
    const SATURDAY: [bool; 7] = [false, false, false, false, false, true, false];
    const SUNDAY: [bool; 7] = [false, false, false, false, false, false, true];

    #[test]
    fn weekdays_saturdays_and_sundays_with_holidays_are_told_apart() {
        let holidays = [day("2026-11-03"), day("2026-11-23")];
        let kinds = group(day("2026-11-01"), 60, |day| {
            if day.weekday() == 6 || holidays.contains(&day) {
                "c"
            } else if day.weekday() == 5 {
                "b"
            } else {
                "a"
            }
        });
        let told: Vec<_> = kinds.iter().map(|(key, kind)| (*key, kind.weekdays)).collect();
        assert_eq!(told, [("a", WEEKDAYS), ("b", SATURDAY), ("c", SUNDAY)]);
        assert_eq!(kinds[2].1.also, holidays);
        assert!(kinds[0].1.also.is_empty());
    }

    #[test]
    fn a_new_timetable_makes_new_kinds_that_begin_on_its_day() {
        let change = day("2027-04-01");
        let kinds = group(day("2026-11-01"), 300, |day| (day >= change, day.weekday() >= 5));
        let told: Vec<_> = kinds.iter().map(|(key, kind)| (*key, kind.span)).collect();
        assert_eq!(told[0], ((false, false), (day("2026-11-02"), day("2027-03-31"))));
        assert_eq!(told[1].0, (false, true));
        assert_eq!(told[2], ((true, false), (change, day("2027-08-27"))));
        assert_eq!(told[3].0, (true, true));
    }

    #[test]
    fn new_year_is_a_special_day_and_no_weekday() {
        let kinds = group(day("2026-12-01"), 60, |day| {
            day >= self::day("2026-12-31") && day <= self::day("2027-01-03")
        });
        assert_eq!(kinds.len(), 2);
        assert!(kinds[1].0 && kinds[1].1.is_special());
        assert_eq!(kinds[1].1.also.len(), 4);
        assert_eq!(kinds[0].1.weekdays, [true; 7]);
    }

    #[test]
    fn no_days_have_no_kinds() {
        assert!(group(day("2026-12-01"), 0, |_| 1).is_empty());
    }
}
