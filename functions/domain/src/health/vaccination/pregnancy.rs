//! RSウイルス母子免疫ワクチン: given to the mother, so that the child is protected from its first day.
//!
//! The example of a due date in the source is a test here.

use super::rules::{On, RuleId, Source};
use crate::time::Day;

/// The rule.
pub const RULE: RuleId = RuleId("rsv-maternal-2026-04");

pub(super) const SOURCES: &[Source] = &[Source {
    title: "函館市「RSウイルスワクチン(母子免疫ワクチン)の定期接種」",
    at: "www.city.hakodate.hokkaido.jp/docs/2026020500021",
    read: On(2026, 11, 21),
}];

/// From this day on it is a routine vaccination.
pub const FROM: On = On(2026, 4, 1);

/// A pregnancy has 40 weeks and no days on the due date.
const DUE_DAYS: i32 = 280;
const FIRST_DAYS: i32 = 28 * 7;
const LAST_DAYS: i32 = 36 * 7 + 6;
/// A child that is born within so many days after (接種後14日以内) may not be protected enough.
const PROTECTS_AFTER_DAYS: i32 = 14;

/// One dose in each pregnancy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MaternalRsv {
    /// It was given in this pregnancy.
    Given {
        /// On this day.
        day: Day,
        /// A child born on this day or later has the full benefit.
        protects_from: Day,
    },
    /// It was given outside 28 weeks and 0 days to 36 weeks and 6 days: ask the doctor.
    GivenOutside {
        /// On this day.
        day: Day,
    },
    /// The time comes.
    PossibleFrom {
        /// The first permitted day: 28 weeks and 0 days, and not before the rule holds.
        first: Day,
        /// The last: 36 weeks and 6 days.
        last: Day,
    },
    /// It can be given today.
    Due {
        /// The last day: 36 weeks and 6 days.
        last: Day,
    },
    /// 37 weeks have come.
    TooLate {
        /// The day that was the last.
        last: Day,
    },
    /// The pregnancy was over or past its 36 weeks before the rule began.
    BeforeTheRule,
}

/// Where a pregnancy stands. `due` is the expected date of birth, and `given` the days of all doses of the mother, those
/// of earlier pregnancies too.
pub fn maternal_rsv(due: Day, given: &[Day], today: Day) -> MaternalRsv {
    let at = |days: i32| due.plus_days(days - DUE_DAYS);
    let (begins, last) = (at(0), at(LAST_DAYS));
    let first = at(FIRST_DAYS).max(FROM.day());
    // Two weeks after the due date no pregnancy goes on: a later dose belongs to another one.
    let ends = due.plus_days(14);
    let of_this = given.iter().copied().filter(|&day| begins <= day && day <= ends && day <= today);
    if let Some(day) = of_this.max() {
        return if at(FIRST_DAYS) <= day && day <= last {
            MaternalRsv::Given { day, protects_from: day.plus_days(PROTECTS_AFTER_DAYS + 1) }
        } else {
            MaternalRsv::GivenOutside { day }
        };
    }
    if last < FROM.day() {
        MaternalRsv::BeforeTheRule
    } else if today < first {
        MaternalRsv::PossibleFrom { first, last }
    } else if today <= last {
        MaternalRsv::Due { last }
    } else {
        MaternalRsv::TooLate { last }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn the_weeks_are_counted_back_from_the_due_date() {
        let due = day("2027-03-01");
        let (first, last) = (day("2026-12-07"), day("2027-02-07"));
        assert_eq!(maternal_rsv(due, &[], day("2026-12-06")), MaternalRsv::PossibleFrom { first, last });
        assert_eq!(maternal_rsv(due, &[], first), MaternalRsv::Due { last });
        assert_eq!(maternal_rsv(due, &[], last), MaternalRsv::Due { last });
        assert_eq!(maternal_rsv(due, &[], day("2027-02-08")), MaternalRsv::TooLate { last });
    }

    #[test]
    fn in_the_first_spring_only_the_days_since_april_count() {
        let due = day("2026-04-23");
        let only = day("2026-04-01");
        assert_eq!(
            maternal_rsv(due, &[], day("2026-03-01")),
            MaternalRsv::PossibleFrom { first: only, last: only }
        );
        assert_eq!(maternal_rsv(day("2026-04-22"), &[], only), MaternalRsv::BeforeTheRule);
    }

    #[test]
    fn every_pregnancy_has_its_own_dose() {
        let (earlier, this) = (day("2026-05-10"), day("2027-12-20"));
        let due = day("2028-02-01");
        assert_eq!(
            maternal_rsv(due, &[earlier], day("2027-12-01")),
            MaternalRsv::Due { last: day("2028-01-10") }
        );
        let protects_from = day("2028-01-04");
        assert_eq!(
            maternal_rsv(due, &[earlier, this], this),
            MaternalRsv::Given { day: this, protects_from }
        );
        let soon = day("2027-10-01");
        assert_eq!(maternal_rsv(due, &[soon], this), MaternalRsv::GivenOutside { day: soon });
    }
}
