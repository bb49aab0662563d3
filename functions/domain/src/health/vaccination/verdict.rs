//! Which recorded doses count, each judged by the rule of its day.

use super::{
    course::{Dated, Question, Taken},
    product::Product,
    record::{Child, Given},
    rules::{self, Role, Rule, Series},
};
use crate::time::Day;

/// A recorded dose and what the rules say of it. Nothing that was recorded is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// The dose.
    pub given: Given,
    /// What the rules say.
    pub verdict: Verdict,
}

/// What the rules say of a dose. All but the first two mean: recorded, not counted, ask the doctor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It counts.
    Counts(Role),
    /// It counts, and was given after the last day of the routine.
    CountsOutside(Role, Dated),
    /// It was given before the first day on which it would have counted.
    TooEarly(Dated),
    /// The rules do not know this product here, or not after the product before.
    OtherProduct,
    /// Another dose of the same series counts on that day.
    SameDay,
    /// The series was complete.
    Extra,
    /// Its day has not come: an appointment, or a slip.
    Future,
    /// Its day is before the birth.
    BeforeBirth,
}

impl Verdict {
    /// Whether it counts.
    pub const fn counts(self) -> bool {
        matches!(self, Self::Counts(_) | Self::CountsOutside(..))
    }
}

/// Judges what is recorded for a series; `recorded` is everything that is recorded for the child, by day.
pub(super) fn judge(
    rules: &[&'static Rule],
    series: Series,
    child: Child,
    recorded: &[Given],
    today: Day,
) -> (Vec<Judged>, Vec<Taken>) {
    let of_series = |rule: &&&'static Rule| rule.series == series;
    let counts =
        |given: &Given| rules.iter().filter(of_series).any(|rule| rule.counts.contains(&given.product));
    let mut taken: Vec<Taken> = Vec::new();
    let mut judged = Vec::new();
    for given in recorded {
        let counts = counts(given);
        let concerns = counts || series.shows_also().contains(&given.product);
        if !concerns || !is_of_period(rules, series, child, given.day) {
            continue;
        }
        let verdict = if given.day > today {
            Verdict::Future
        } else if given.day < child.born {
            Verdict::BeforeBirth
        } else if !counts {
            Verdict::OtherProduct
        } else {
            weigh(rules, series, child, recorded, given, &taken)
        };
        // 五種混合 is given to its end whatever was given of Hib alone (宇都宮市): none of it is one too many.
        if series == Series::Hib && given.product == Product::DptIpvHib && verdict == Verdict::Extra {
            continue;
        }
        if verdict.counts() {
            taken.push(Taken { day: given.day, product: given.product });
        }
        judged.push(Judged { given: given.clone(), verdict });
    }
    (judged, taken)
}

fn weigh(
    rules: &[&'static Rule],
    series: Series,
    child: Child,
    recorded: &[Given],
    given: &Given,
    taken: &[Taken],
) -> Verdict {
    if taken.last().is_some_and(|before| before.day == given.day) {
        return Verdict::SameDay;
    }
    let Some(rule) = rules::on(rules, series, given.day) else { return Verdict::OtherProduct };
    if !rule.mixes && taken.first().is_some_and(|first| first.product != given.product) {
        return Verdict::OtherProduct;
    }
    let live = if given.product.is_injected_live() {
        live_days(recorded, child.born).filter(|&day| day < given.day).collect()
    } else {
        Vec::new()
    };
    let question = Question { child, taken, live: &live, floor: given.day, given: Some(given.product) };
    let Some(next) = question.next(rule) else { return Verdict::Extra };
    if given.day < next.earliest.day {
        return Verdict::TooEarly(next.earliest);
    }
    match next.last {
        Some(last) if given.day > last.day && !is_in_measure(rule, child, given.day) => {
            Verdict::CountsOutside(next.step.role, last)
        }
        _ => Verdict::Counts(next.step.role),
    }
}

fn is_in_measure(rule: &Rule, child: Child, day: Day) -> bool {
    rule.extension.is_some_and(|more| more.last_day(child.born, day).is_some())
}

/// The days on which an injected live vaccine was given, whether it counts or not: it was injected.
pub(super) fn live_days(recorded: &[Given], born: Day) -> impl Iterator<Item = Day> {
    recorded
        .iter()
        .filter(move |given| given.product.is_injected_live() && given.day >= born)
        .map(|given| given.day)
}

/// Two periods of one vaccine share its product: from the first day of the second period on a dose belongs to that.
fn is_of_period(rules: &[&'static Rule], series: Series, child: Child, day: Day) -> bool {
    let second_begins = |second: Series| {
        let rule = rules::on(rules, second, day)?;
        let question = Question { child, taken: &[], live: &[], floor: day, given: None };
        question.next(rule).map(|next| next.earliest.day)
    };
    match (series.next_period(), series.earlier_period()) {
        (Some(second), _) => second_begins(second).is_none_or(|begins| day < begins),
        (None, Some(_)) => second_begins(series).is_none_or(|begins| day >= begins),
        (None, None) => true,
    }
}
