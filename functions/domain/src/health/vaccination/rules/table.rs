//! Shorthand of the tables of rules.

use super::{
    Age::Months,
    Gap,
    Mark::{self, Previous},
    Missed, On, Role, Rule, RuleId, Series, Source, Standing, Step, Way, Whom,
};
use crate::health::vaccination::Product;

pub(super) const READ: On = On(2026, 11, 21);

pub(super) const fn source(title: &'static str, at: &'static str) -> Source {
    Source { title, at, read: READ }
}

/// A list of all routine vaccinations with ages, standard times and numbers of doses, checked by its keepers on 17 July
/// 2026.
pub(super) const LIST: Source = source(
    "kurashi-rakuda 予防接種スケジュール (2026年度、厚生労働省の公表による)",
    "github.com/kameking-lab/kurashi-rakuda/blob/main/data/tables/yobousesshu.json",
);

pub(super) const fn age(months: u16) -> Mark {
    Mark::Age(Months(months))
}

pub(super) const fn after(days: u16) -> Mark {
    Previous(Gap::Days(days))
}

pub(super) const fn months_after(months: u16) -> Mark {
    Previous(Gap::Months(months))
}

/// A dose: which, the earliest day, the standard time, the last day.
pub(super) const fn dose(
    number: u8,
    earliest: &'static [Mark],
    standard: (Option<Mark>, Option<Mark>),
    last: Mark,
) -> Step {
    Step {
        role: Role::Dose(number),
        earliest,
        standard_from: standard.0,
        standard_until: standard.1,
        last: Some(last),
        missed: Missed::Ends,
        late_is_advised: true,
    }
}

/// A dose of the initial series that is left out after its last day.
pub(super) const fn passing(
    number: u8,
    earliest: &'static [Mark],
    standard: (Option<Mark>, Option<Mark>),
    last: Mark,
) -> Step {
    Step { missed: Missed::LeftOut, ..dose(number, earliest, standard, last) }
}

/// A booster.
pub(super) const fn booster(
    earliest: &'static [Mark],
    standard: (Option<Mark>, Option<Mark>),
    last: Mark,
) -> Step {
    Step { role: Role::Booster, ..dose(0, earliest, standard, last) }
}

pub(super) const fn from_until(from: Mark, until: Mark) -> (Option<Mark>, Option<Mark>) {
    (Some(from), Some(until))
}

pub(super) const NO_STANDARD: (Option<Mark>, Option<Mark>) = (None, None);

/// What most rules share.
pub(super) const fn routine(
    id: &'static str,
    series: Series,
    from: On,
    products: &'static [Product],
    ways: &'static [Way],
) -> Rule {
    Rule {
        id: RuleId(id),
        series,
        standing: Standing::Routine,
        from,
        until: None,
        born_from: None,
        whom: Whom::All,
        offers: products,
        counts: products,
        stay_with: &[],
        mixes: true,
        ways,
        extension: None,
        sources: &[],
    }
}

pub(super) const fn one_way(steps: &'static [Step]) -> Way {
    Way { when: &[], steps }
}
