//! 任意接種. Only what a published page says: おたふくかぜ.
//!
//! インフルエンザ is not planned. Its number of doses (two until the age of 13, two to four weeks apart, then one) counts
//! anew every winter and hangs on the season's product; a row that is done once and for ever would be wrong. A record of
//! it is kept and answers questions. Whether the town pays a part is the town's own page.

use super::{Age, Gap, Mark, Missed, On, Role, Rule, RuleId, Series, Source, Standing, Step, Way, Whom};
use crate::health::vaccination::Product as P;

/// The optional rules, by series and then by first day.
pub static RULES: &[Rule] = &[Rule {
    id: RuleId("mumps"),
    series: Series::Mumps,
    standing: Standing::Optional,
    from: On(2013, 4, 1),
    until: None,
    born_from: None,
    whom: Whom::All,
    offers: &[P::Mumps],
    counts: &[P::Mumps],
    stay_with: &[],
    mixes: true,
    ways: &[Way {
        when: &[],
        steps: &[dose(1, &[Mark::Age(Age::Months(12))]), dose(2, &[Mark::Previous(Gap::Days(27))])],
    }],
    extension: None,
    sources: &[Source {
        title: "中野区「おたふくかぜ予防接種費用の一部助成」: 1歳から、2回まで、生ワクチンどうしは27日以上",
        at: "www.city.tokyo-nakano.lg.jp",
        read: On(2026, 11, 21),
    }],
}];

/// A dose without a standard time and without a last day: no page of those that were read states one for all towns.
const fn dose(number: u8, earliest: &'static [Mark]) -> Step {
    Step {
        role: Role::Dose(number),
        earliest,
        standard_from: None,
        standard_until: None,
        last: None,
        missed: Missed::Ends,
        late_is_advised: true,
    }
}
