//! A rule change is a change of data: a made-up rule of the future, given to the same engine.

use hibiki_domain::{
    health::vaccination::{
        Child, Dose, Product, Recorder, Sex, State, Verdict, plan_under,
        rules::{self, Gap, Mark, On, Role, Rule, RuleId, Series, Step, Way},
    },
    time::Day,
};

const CHANGE: On = On(2027, 4, 1);

/// Chickenpox with four months between the doses instead of three, and a third one.
fn with_change() -> Vec<&'static Rule> {
    let old = rules::all().find(|rule| rule.series == Series::Varicella).unwrap();
    let step = |number, earliest: &'static [Mark]| Step {
        role: Role::Dose(number),
        earliest,
        standard_from: None,
        standard_until: None,
        ..copy(&old.ways[0].steps[0])
    };
    let steps = vec![
        copy(&old.ways[0].steps[0]),
        step(2, &[Mark::Previous(Gap::Months(4))]),
        step(3, &[Mark::Previous(Gap::Months(4))]),
    ];
    let way = Way { when: &[], steps: Vec::leak(steps) };
    let closed = Rule { until: Some(On(2027, 3, 31)), ..same(old) };
    let new = Rule { id: RuleId("made-up-2027"), from: CHANGE, ways: Vec::leak(vec![way]), ..same(old) };
    let changed = [closed, new].map(|rule| -> &'static Rule { Box::leak(Box::new(rule)) });
    rules::all().filter(|rule| rule.series != Series::Varicella).chain(changed).collect()
}

fn copy(step: &Step) -> Step {
    Step {
        role: step.role,
        earliest: step.earliest,
        standard_from: step.standard_from,
        standard_until: step.standard_until,
        last: step.last,
        missed: step.missed,
        late_is_advised: step.late_is_advised,
    }
}

fn same(rule: &Rule) -> Rule {
    Rule {
        id: rule.id,
        series: rule.series,
        standing: rule.standing,
        from: rule.from,
        until: rule.until,
        born_from: rule.born_from,
        whom: rule.whom,
        offers: rule.offers,
        counts: rule.counts,
        stay_with: rule.stay_with,
        mixes: rule.mixes,
        ways: rule.ways,
        extension: rule.extension,
        sources: rule.sources,
    }
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn doses(days: &[&str]) -> Vec<Dose> {
    let dose = |given: &&str| Dose { day: day(given), product: Product::Varicella, recorder: Recorder::Town };
    days.iter().map(dose).collect()
}

#[test]
fn the_rule_of_the_proposed_day_decides_and_not_that_of_today() {
    let child = Child { born: day("2025-11-01"), sex: Sex::Male };
    let rules = with_change();
    let next = |given: &str| {
        let plan = plan_under(&rules, child, &doses(&[given]), day("2027-01-15"));
        let next = plan.row(Series::Varicella).unwrap().proposed[0].clone();
        (next.earliest.day, next.earliest.rule)
    };
    // Three months are over before the change, so the old interval holds; otherwise the new one.
    assert_eq!(next("2026-12-31"), (day("2027-03-31"), RuleId("varicella-2014-10")));
    assert_eq!(next("2027-01-01"), (day("2027-05-01"), RuleId("made-up-2027")));
}

#[test]
fn a_dose_that_counted_under_the_old_rule_counts_for_ever() {
    let child = Child { born: day("2025-11-01"), sex: Sex::Male };
    let plan = plan_under(&with_change(), child, &doses(&["2026-11-10", "2027-02-10"]), day("2027-07-01"));
    let row = plan.row(Series::Varicella).unwrap();
    assert!(row.recorded.iter().all(|judged| matches!(judged.verdict, Verdict::Counts(_))));
    assert_eq!(
        (row.state, row.proposed[0].role),
        (State::Due, Role::Dose(3)),
        "the new rule asks for a third"
    );
}
