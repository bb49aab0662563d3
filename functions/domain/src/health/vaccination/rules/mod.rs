//! The shape of a rule, and the rules that hold on a day.
//!
//! **Where to change a rule.** The tables are Rust constants ([`infancy`], [`childhood`] and [`optional`]) and not a file that is read
//! at run time: a wrong key, a month 13 or a forgotten field does not compile, the Worker carries no parser for them,
//! and the tests below check what the compiler cannot. A line still reads like a line of a table. When a rule changes,
//! close the old one with `until`, copy it with a new `id` and `from`, change the copy, add its cases to
//! `functions/domain/tests/vaccination/` and run `cargo test -p hibiki-domain`. Nothing else has to be touched.
//!
//! A dose is judged by the rule of the day on which it was given; a dose that is proposed, by the rule of the day for
//! which it is proposed.

pub mod childhood;
pub mod infancy;
pub mod optional;
mod table;

use super::{
    calendar,
    course::{LIVE_RULE, LIVE_SOURCES},
    pregnancy,
    product::Product,
};
use crate::time::{Day, Timestamp};
use std::fmt;

/// A day in a table of rules: year, month, day of the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct On(pub i16, pub u8, pub u8);

impl On {
    /// The day. A test holds every day of the tables against the calendar, so the 1970 of a wrong one is never seen.
    pub fn day(self) -> Day {
        Day::new(self.0, self.1, self.2).unwrap_or_else(|_| Timestamp(0).day())
    }

    /// Whether `day` is this day or a later one.
    pub fn has_come(self, day: Day) -> bool {
        let Self(year, month, date) = self;
        day.parts() >= (year, month, date)
    }
}

super::product::words! {
    /// What is planned as one row: a vaccine, or one period (期) of it.
    Series {
        /// B型肝炎
        HepatitisB = "hepatitis-b";
        /// ロタ
        Rotavirus = "rotavirus";
        /// 五種混合, and 四種混合 before it
        DptIpvHib = "dpt-ipv-hib";
        /// ヒブ, for those who began with it alone
        Hib = "hib";
        /// 小児用肺炎球菌
        Pneumococcal = "pneumococcal";
        /// BCG
        Bcg = "bcg";
        /// MR 第1期
        MeaslesRubella1 = "mr-1";
        /// MR 第2期
        MeaslesRubella2 = "mr-2";
        /// 水痘
        Varicella = "varicella";
        /// おたふくかぜ (任意接種)
        Mumps = "mumps";
        /// 日本脳炎 第1期
        JapaneseEncephalitis1 = "je-1";
        /// 日本脳炎 第2期
        JapaneseEncephalitis2 = "je-2";
        /// 二種混合 第2期
        DiphtheriaTetanus2 = "dt-2";
        /// HPV
        Hpv = "hpv";
    }
}

impl Series {
    /// The period that follows: from its first day on a dose belongs to that one.
    pub const fn next_period(self) -> Option<Self> {
        match self {
            Self::MeaslesRubella1 => Some(Self::MeaslesRubella2),
            Self::JapaneseEncephalitis1 => Some(Self::JapaneseEncephalitis2),
            _ => None,
        }
    }

    /// The period before.
    pub const fn earlier_period(self) -> Option<Self> {
        match self {
            Self::MeaslesRubella2 => Some(Self::MeaslesRubella1),
            Self::JapaneseEncephalitis2 => Some(Self::JapaneseEncephalitis1),
            _ => None,
        }
    }
}

/// The name of a rule in records and explanations, such as `pcv-2024-10`. It never changes its meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(pub &'static str);

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// Where a rule was read, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    /// Law, notice or page, by its name.
    pub title: &'static str,
    /// Where it is, without the scheme.
    pub at: &'static str,
    /// The day on which it was read.
    pub read: On,
}

/// Who stands behind a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// 定期接種: the town offers it, the law names it.
    Routine,
    /// 任意接種: the family decides and as a rule pays.
    Optional,
}

/// For whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whom {
    /// Every child.
    All,
    /// Girls.
    Girls,
    /// Children who already got one of these products.
    StartedWith(&'static [Product]),
}

/// One rule: a series of doses, the days on which it holds, and where it was read.
#[derive(Debug)]
pub struct Rule {
    /// Its name.
    pub id: RuleId,
    /// What it is about.
    pub series: Series,
    /// Who stands behind it.
    pub standing: Standing,
    /// The first day on which a dose falls under it.
    pub from: On,
    /// The last such day; none while no end is known.
    pub until: Option<On>,
    /// It is for children born on this day or later.
    pub born_from: Option<On>,
    /// For whom.
    pub whom: Whom,
    /// What is offered for the next dose.
    pub offers: &'static [Product],
    /// What counts when it was given.
    pub counts: &'static [Product],
    /// Products with which a child who began with one of them goes on.
    pub stay_with: &'static [Product],
    /// Whether a dose of another product than the first counts.
    pub mixes: bool,
    /// The ways through the series. The first whose conditions are met is taken, else the last.
    pub ways: &'static [Way],
    /// Who may still get it after the last day.
    pub extension: Option<Extension>,
    /// Where it was read.
    pub sources: &'static [Source],
}

/// One way through a series.
#[derive(Debug)]
pub struct Way {
    /// Its conditions.
    pub when: &'static [When],
    /// Its doses.
    pub steps: &'static [Step],
}

/// When a way is taken. A dose not yet given meets a condition about it if it is given on the day that is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// The first dose until this age.
    FirstBy(Age),
    /// The second dose, if any, until this age.
    SecondBy(Age),
    /// The second dose, if any, not before this interval after the first.
    SecondAfter(Gap),
    /// The first dose, if any, is one of these.
    FirstIs(&'static [Product]),
}

/// An age.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Age {
    /// Days after birth ("出生N日後").
    Days(u16),
    /// Months, reached on the day before.
    Months(u16),
}

impl Age {
    /// The day on which a child is of this age.
    pub fn on(self, born: Day) -> Day {
        match self {
            Self::Days(days) => calendar::days_old(born, days),
            Self::Months(months) => calendar::reached(born, months),
        }
    }
}

/// An interval between two doses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gap {
    /// So many full days between.
    Days(u16),
    /// So many months.
    Months(u16),
    /// So many months and a half.
    MonthsAndHalf(u16),
}

impl Gap {
    /// The first day on which the interval is kept.
    #[must_use]
    pub fn after(self, given: Day) -> Day {
        match self {
            Self::Days(days) => calendar::after_days(given, days),
            Self::Months(months) => calendar::after_months(given, months),
            Self::MonthsAndHalf(months) => calendar::after_months_and_half(given, months),
        }
    }
}

/// First or last day of a school year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// 1 April.
    First,
    /// 31 March.
    Last,
}

impl Edge {
    /// That day of the school year in which a child reaches an age.
    pub fn of_year(self, born: Day, age_years: u8) -> Day {
        let (first, last) = calendar::school_year_of(born, age_years);
        match self {
            Self::First => first,
            Self::Last => last,
        }
    }
}

/// What a date hangs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// The child's age.
    Age(Age),
    /// The school year in which the child reaches this age in years.
    YearOf(u8, Edge),
    /// The first dose that counts.
    First(Gap),
    /// The dose before.
    Previous(Gap),
    /// As [`Self::Previous`], where a doctor may shorten the interval to the second: the first is proposed, the second
    /// still counts.
    PreviousOr(Gap, Gap),
    /// The dose before a booster.
    BeforeBooster(BoosterGap),
}

/// The interval between the initial series and its booster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BoosterGap {
    /// As a rule.
    pub complete: Gap,
    /// When the booster was given as a product that the rule counts and does not offer, by that product's own rule.
    pub by_other: Gap,
    /// When a dose of the initial series was left out.
    pub cut_short: Gap,
    /// Likewise, where the doctor shortens it.
    pub shortened: Gap,
}

/// Which dose of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// The first, second, third.
    Dose(u8),
    /// 追加.
    Booster,
}

/// What becomes of a dose that was not given until its last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missed {
    /// The series is over.
    Ends,
    /// It is left out, and the next one follows.
    LeftOut,
}

/// One dose.
#[derive(Debug)]
pub struct Step {
    /// Which.
    pub role: Role,
    /// All of these must have come.
    pub earliest: &'static [Mark],
    /// The first day of the standard time, where there is one.
    pub standard_from: Option<Mark>,
    /// The last day of the standard time.
    pub standard_until: Option<Mark>,
    /// The last permitted day.
    pub last: Option<Mark>,
    /// What becomes of it after that.
    pub missed: Missed,
    /// Whether it is advised after the standard time. Else no day is proposed then: a doctor is asked first.
    pub late_is_advised: bool,
}

/// Children who may still get a missed dose, if the town finds that they meet its conditions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extension {
    /// Its name.
    pub id: RuleId,
    /// Born from the first to the second day.
    pub born: (On, On),
    /// On the days from the first to the second.
    pub days: (On, On),
    /// And not after this age.
    pub until_age: Option<Age>,
    /// Where it was read.
    pub source: Source,
}

impl Extension {
    /// The last day for a child, if it applies on `today`.
    pub fn last_day(&self, born: Day, today: Day) -> Option<Day> {
        let was_born = self.born.0.day() <= born && born <= self.born.1.day();
        let end = self.until_age.map_or(self.days.1.day(), |age| age.on(born).min(self.days.1.day()));
        (was_born && self.days.0.day() <= today && today <= end).then_some(end)
    }
}

/// All rules of the country, optional ones too.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    infancy::RULES.iter().chain(childhood::RULES).chain(optional::RULES)
}

/// The rule of a series on a day: the latest that has begun, else the first one.
pub fn on<'a>(rules: &[&'a Rule], series: Series, day: Day) -> Option<&'a Rule> {
    let mut of_series = rules.iter().copied().filter(|rule| rule.series == series);
    let first = of_series.next()?;
    Some(of_series.fold(first, |held, rule| if rule.from.has_come(day) { rule } else { held }))
}

/// Where the rule of a date was read: a rule, a special measure, the interval of live vaccines, the mother's dose.
pub fn sources(id: RuleId) -> &'static [Source] {
    let of_measure = |rule: &'static Rule| rule.extension.as_ref().filter(|more| more.id == id);
    if id == LIVE_RULE {
        LIVE_SOURCES
    } else if id == pregnancy::RULE {
        pregnancy::SOURCES
    } else if let Some(rule) = all().find(|rule| rule.id == id) {
        rule.sources
    } else {
        all().find_map(of_measure).map_or(&[], |more| std::slice::from_ref(&more.source))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_real(on: On) -> bool {
        Day::new(on.0, on.1, on.2).is_ok()
    }

    #[test]
    fn every_day_of_the_tables_is_in_the_calendar() {
        for rule in all() {
            let extension = rule.extension.iter();
            let days = extension
                .flat_map(|more| [more.born.0, more.born.1, more.days.0, more.days.1, more.source.read]);
            let read = rule.sources.iter().map(|source| source.read);
            let days: Vec<On> =
                [rule.from].into_iter().chain(rule.until).chain(rule.born_from).chain(days).collect();
            assert!(days.into_iter().chain(read).all(is_real), "{}", rule.id);
        }
    }

    #[test]
    fn the_rules_of_a_series_follow_one_another_without_a_gap() {
        for &series in Series::ALL {
            let rules: Vec<&Rule> = all().filter(|rule| rule.series == series).collect();
            assert!(!rules.is_empty(), "{series:?}");
            for pair in rules.windows(2) {
                let ends = pair[0].until.expect("a rule with a successor has an end");
                assert_eq!(ends.day().plus_days(1), pair[1].from.day(), "{} {}", pair[0].id, pair[1].id);
            }
        }
    }

    #[test]
    fn every_rule_has_its_own_name_and_says_where_and_when_it_was_read() {
        let mut names: Vec<RuleId> = all().map(|rule| rule.id).collect();
        names.extend(all().filter_map(|rule| rule.extension).map(|more| more.id));
        names.sort_unstable();
        names.dedup();
        let extensions: std::collections::BTreeSet<_> =
            all().filter_map(|rule| rule.extension).map(|more| more.id).collect();
        assert_eq!(names.len(), all().count() + extensions.len());
        assert!(all().all(|rule| !rule.sources.is_empty()));
    }

    #[test]
    fn the_source_of_every_name_is_found() {
        let measures = all().filter_map(|rule| rule.extension).map(|more| more.id);
        let names = all().map(|rule| rule.id).chain(measures).chain([LIVE_RULE, pregnancy::RULE]);
        assert!(names.into_iter().all(|name| !sources(name).is_empty()));
        assert!(sources(RuleId("no-such-rule")).is_empty());
    }

    #[test]
    fn every_way_has_a_dose_and_every_product_offered_counts() {
        for rule in all() {
            assert!(
                !rule.ways.is_empty() && rule.ways.iter().all(|way| !way.steps.is_empty()),
                "{}",
                rule.id
            );
            assert!(rule.offers.iter().all(|product| rule.counts.contains(product)), "{}", rule.id);
            assert!(rule.stay_with.iter().all(|product| rule.counts.contains(product)), "{}", rule.id);
        }
    }
}
