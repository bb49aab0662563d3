//! Where a child stands in a series: the next dose, and the dates that hang on it.

use super::{
    product::Product,
    record::Child,
    rules::{Age, Edge, Gap, Mark, Missed, On, Rule, RuleId, Source, Step, Way, When},
};
use crate::time::Day;

/// Between injected live vaccines (注射生ワクチン) on different days: 27 days or more. No other two vaccines wait for one
/// another since 1 October 2020 (定期接種実施要領).
pub(super) const LIVE: Gap = Gap::Days(27);

/// The name of that rule in explanations.
pub const LIVE_RULE: RuleId = RuleId("live-27-days");

/// Where it was read.
pub(super) const LIVE_SOURCES: &[Source] = &[Source {
    title: "南九州市「予防接種の間隔」、中野区「おたふくかぜ」: 注射生ワクチンどうしは27日以上",
    at: "www.city.minamikyushu.lg.jp/hoken-yobou/kenko/kosodate/sesshu/kankaku.html",
    read: On(2026, 11, 21),
}];

/// A date and the arithmetic behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dated {
    /// The date.
    pub day: Day,
    /// How it was reckoned.
    pub because: Because,
    /// By which rule.
    pub rule: RuleId,
}

/// The arithmetic behind a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Because {
    /// The child is of this age.
    Age {
        /// The day of birth, from which it is counted.
        born: Day,
        /// The age.
        age: Age,
    },
    /// First or last day of the school year in which the child reaches this age.
    SchoolYear {
        /// The age in years.
        age_years: u8,
        /// Which of the two days.
        edge: Edge,
    },
    /// An interval after a dose of the same series.
    Interval {
        /// The day of that dose, given or proposed.
        after: Day,
        /// The interval.
        gap: Gap,
    },
    /// The interval after another injected live vaccine.
    Live {
        /// The day of that dose, given or proposed.
        after: Day,
        /// The interval.
        gap: Gap,
    },
    /// The rule begins to hold on that day.
    InForce {
        /// Its first day.
        from: On,
    },
}

/// A dose on the way.
#[derive(Debug, Clone, Copy)]
pub(super) struct Taken {
    pub(super) day: Day,
    pub(super) product: Product,
}

/// What is asked of a series.
#[derive(Debug, Clone, Copy)]
pub(super) struct Question<'a> {
    pub(super) child: Child,
    /// The doses that count so far, by day.
    pub(super) taken: &'a [Taken],
    /// Days of injected live vaccines that the next dose, if it is one, has to respect.
    pub(super) live: &'a [Day],
    /// The next dose is given on this day or later.
    pub(super) floor: Day,
    /// Its product, when it was given already. A doctor may then have shortened an interval.
    pub(super) given: Option<Product>,
}

/// The next dose.
#[derive(Debug, Clone, Copy)]
pub(super) struct Next {
    pub(super) rule: &'static Rule,
    pub(super) step: &'static Step,
    pub(super) earliest: Dated,
    pub(super) standard_from: Option<Dated>,
    pub(super) standard_until: Option<Dated>,
    pub(super) last: Option<Dated>,
}

impl Question<'_> {
    /// The next dose under one rule; none when the series is complete.
    pub(super) fn next(&self, rule: &'static Rule) -> Option<Next> {
        let mut found = None;
        for way in rule.ways {
            found = self.walk(rule, way);
            // A dose that was given stays on its day, even if that was too early for this way.
            let next_day = found.map(|next| match self.given {
                Some(_) => self.floor,
                None => next.earliest.day.max(self.floor),
            });
            if way.when.iter().all(|&when| self.holds(when, next_day)) {
                return found;
            }
        }
        found
    }

    fn holds(&self, when: When, next_day: Option<Day>) -> bool {
        let day = |number: usize| {
            self.taken.get(number).map(|dose| dose.day).or(next_day.filter(|_| self.taken.len() == number))
        };
        match when {
            When::FirstBy(age) => day(0).is_none_or(|day| day <= age.on(self.child.born)),
            When::SecondBy(age) => day(1).is_none_or(|day| day <= age.on(self.child.born)),
            When::SecondAfter(gap) => match (day(0), day(1)) {
                (Some(first), Some(second)) => second >= gap.after(first),
                _ => true,
            },
            When::FirstIs(products) => {
                let first = self.taken.first().map(|dose| dose.product).or(self.given);
                first.is_none_or(|product| products.contains(&product))
            }
        }
    }

    /// The first step of a way for which no dose is left, passing over those whose time is gone.
    fn walk(&self, rule: &'static Rule, way: &'static Way) -> Option<Next> {
        let mut doses = self.taken.iter();
        let mut ahead = doses.next();
        let mut left_out = false;
        for step in way.steps {
            let reckon = |mark| self.reckon(rule, mark, left_out);
            let last = step.last.and_then(reckon);
            let is_gone =
                |day: Day| step.missed == Missed::LeftOut && last.is_some_and(|last| day > last.day);
            if let Some(dose) = ahead {
                if is_gone(dose.day) {
                    left_out = true;
                } else {
                    ahead = doses.next();
                }
                continue;
            }
            let live = self.live.iter().map(|&after| Dated {
                day: LIVE.after(after),
                because: Because::Live { after, gap: LIVE },
                rule: LIVE_RULE,
            });
            let earliest = step.earliest.iter().filter_map(|&mark| reckon(mark)).chain(live);
            // Of two reasons for one day the rule's own is told.
            let earliest = earliest.reduce(|held, other| if other.day > held.day { other } else { held })?;
            if is_gone(earliest.day.max(self.floor)) {
                left_out = true;
                continue;
            }
            let standard_from = step
                .standard_from
                .and_then(reckon)
                .map(|from| if from.day < earliest.day { earliest } else { from });
            let standard_until = step.standard_until.and_then(reckon);
            return Some(Next { rule, step, earliest, standard_from, standard_until, last });
        }
        None
    }

    fn reckon(&self, rule: &'static Rule, mark: Mark, left_out: bool) -> Option<Dated> {
        let born = self.child.born;
        let interval = |after: Option<&Taken>, gap: Gap| {
            let after = after?.day;
            Some((gap.after(after), Because::Interval { after, gap }))
        };
        let (first, previous) = (self.taken.first(), self.taken.last());
        let is_given = self.given.is_some();
        let (day, because) = match mark {
            Mark::Age(age) => (age.on(born), Because::Age { born, age }),
            Mark::YearOf(age_years, edge) => {
                (edge.of_year(born, age_years), Because::SchoolYear { age_years, edge })
            }
            Mark::First(gap) => interval(first, gap)?,
            Mark::Previous(gap) => interval(previous, gap)?,
            Mark::PreviousOr(gap, shortened) => interval(previous, if is_given { shortened } else { gap })?,
            Mark::BeforeBooster(gaps) => {
                let is_other = self.given.is_some_and(|product| !rule.offers.contains(&product));
                let gap = match (left_out, is_given) {
                    (false, _) if is_other => gaps.by_other,
                    (false, _) => gaps.complete,
                    (true, false) => gaps.cut_short,
                    (true, true) => gaps.shortened,
                };
                interval(previous, gap)?
            }
        };
        Some(Dated { day, because, rule: rule.id })
    }
}
