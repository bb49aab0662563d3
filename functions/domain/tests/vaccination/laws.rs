//! Laws that hold for every child and every history, tried on made-up ones.

use hibiki_domain::{
    health::vaccination::{
        Because, Child, Dose, LIVE_RULE, Plan, Product, Recorder, Row, Sex, State, plan,
        rules::{Series, Standing},
    },
    time::Day,
};
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};
use std::collections::BTreeMap;

const CHILDREN: u64 = 250;

struct Dice(ChaCha8Rng);

impl Dice {
    fn below(&mut self, end: u32) -> u32 {
        self.0.next_u32() % end
    }

    fn days(&mut self, from: i32, until: i32) -> i32 {
        from + i32::try_from(self.below(u32::try_from(until - from + 1).unwrap())).unwrap()
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(u32::try_from(all.len()).unwrap()) as usize]
    }
}

/// A child, what is recorded, and today. Births crowd at the ends of months and in leap years. Doses follow the plan of
/// their day with some days too few or too many, and now and then they are anything.
fn history(seed: u64) -> (Child, Vec<Dose>, Day, Dice) {
    let mut dice = Dice(ChaCha8Rng::seed_from_u64(seed));
    let last_birth = Day::parse("2026-10-31").unwrap();
    let mut born = last_birth.plus_days(-dice.days(0, 6000));
    if dice.below(3) == 0 {
        let ends = [
            "2024-02-29",
            "2020-02-29",
            "2025-08-31",
            "2024-12-31",
            "2023-04-01",
            "2023-04-02",
            "2025-11-30",
        ];
        born = Day::parse(dice.of(&ends)).unwrap();
    }
    let child = Child { born, sex: dice.of(&[Sex::Female, Sex::Male, Sex::NotRecorded]) };
    let today = born.plus_days(match dice.below(3) {
        0 => dice.days(0, 500),
        1 => dice.days(0, 3000),
        _ => dice.days(0, 6500),
    });
    let mut doses = Vec::new();
    let mut day = born.plus_days(dice.days(30, 120));
    while day <= today && doses.len() < 24 {
        let plan = plan(child, &doses, day);
        let open: Vec<&Row> = plan.rows.iter().filter(|row| !row.proposed.is_empty()).collect();
        for row in open {
            let next = &row.proposed[0];
            if let Some(on) = next.day.filter(|on| *on <= day.plus_days(40) && dice.below(4) > 0) {
                let given = on.plus_days(if dice.below(3) == 0 { dice.days(-9, 60) } else { 0 });
                let recorder = dice.of(Recorder::ALL);
                doses.push(Dose { day: given, product: dice.of(next.offers), recorder });
            }
        }
        if dice.below(12) == 0 {
            doses.push(Dose { day, product: dice.of(Product::ALL), recorder: Recorder::Parent });
        }
        day = day.plus_days(dice.days(10, 200));
    }
    doses.retain(|dose| dose.day <= today);
    (child, doses, today, dice)
}

fn row(plan: &Plan, series: Series) -> &Row {
    plan.row(series).unwrap_or_else(|| panic!("no row of {series:?}"))
}

fn with(doses: &[Dose], product: Product, day: Day) -> Vec<Dose> {
    let mut more = doses.to_vec();
    more.push(Dose { day, product, recorder: Recorder::Town });
    more
}

/// Ages and intervals in days below which no rule of any year permits a dose: a yardstick that is not the engine's.
fn is_far_too_early(series: Series, doses_before: &[Day], born: Day, day: Day) -> bool {
    let age = |days: i32| day < born.plus_days(days);
    let gap = |days: i32| doses_before.last().is_some_and(|before| day < before.plus_days(days));
    match series {
        Series::HepatitisB => doses_before.len() == 1 && gap(28),
        Series::Rotavirus => age(42) || gap(28),
        Series::DptIpvHib => age(58) || gap(21) || doses_before.len() == 3 && gap(181),
        Series::Hib => age(58) || gap(21),
        Series::Pneumococcal => age(58) || gap(28),
        Series::Bcg => false,
        Series::MeaslesRubella1 => age(364),
        Series::MeaslesRubella2 => age(5 * 365),
        Series::Varicella => age(364) || gap(89),
        Series::Mumps => age(364) || gap(28),
        Series::JapaneseEncephalitis1 => age(180) || gap(7) || doses_before.len() == 2 && gap(181),
        Series::JapaneseEncephalitis2 => age(9 * 365),
        Series::DiphtheriaTetanus2 => age(11 * 365),
        Series::Hpv => age(11 * 365) || gap(28),
    }
}

#[test]
fn no_dose_is_ever_proposed_too_early() {
    let mut proposals = 0;
    for seed in 0..CHILDREN {
        let (child, doses, today, _) = history(seed);
        let plan = plan(child, &doses, today);
        for row in &plan.rows {
            let mut before: Vec<Day> = row.counted().map(|judged| judged.given.day).collect();
            for next in &row.proposed {
                let Some(day) = next.day else { continue };
                let what =
                    format!("seed {seed}: {child:?} {:?} on {day}, today {today}, {doses:?}", row.series);
                assert!(day >= today && day >= next.earliest.day, "{what}");
                assert!(next.last.is_none_or(|last| day <= last.day), "{what}");
                assert!(!is_far_too_early(row.series, &before, child.born, day), "{what}");
                before.push(day);
                proposals += 1;
            }
        }
    }
    assert!(proposals > 1_000, "{proposals}");
}

#[test]
fn a_dose_given_on_the_proposed_day_counts_and_one_given_the_day_before_the_first_does_not() {
    for seed in 0..CHILDREN {
        let (child, doses, today, _) = history(seed);
        for of in &plan(child, &doses, today).rows {
            let Some((next, day)) = of.proposed.first().and_then(|next| Some((next, next.day?))) else {
                continue;
            };
            let what = format!("seed {seed}: {child:?} {:?} on {day}, today {today}, {doses:?}", of.series);
            for &product in next.offers {
                let counted =
                    |day| row(&plan(child, &with(&doses, product, day), day), of.series).counted().count();
                assert_eq!(counted(day), of.counted().count() + 1, "{what}");
            }
            let eve = next.earliest.day.plus_days(-1);
            // A shortened interval of Hib counts, HPV may go on with three doses instead of two, a day in the past is
            // another history, and what was given before the rule began is judged by it all the same.
            let is_judged = !matches!(of.series, Series::Hib | Series::Hpv)
                && !matches!(next.earliest.because, Because::InForce { .. });
            if eve > today && is_judged {
                let later = plan(child, &with(&doses, next.offers[0], eve), eve);
                assert_eq!(row(&later, of.series).counted().count(), of.counted().count(), "{what} {eve}");
            }
        }
    }
}

#[test]
fn proposed_live_vaccines_keep_27_days_from_each_other_and_from_those_that_were_given() {
    for seed in 0..CHILDREN {
        let (child, doses, today, _) = history(seed);
        let plan = plan(child, &doses, today);
        let given = doses.iter().filter(|dose| dose.product.is_injected_live() && dose.day >= child.born);
        let given: Vec<Day> = given.map(|dose| dose.day).collect();
        let live = plan.rows.iter().flat_map(|row| &row.proposed);
        let live = live.filter(|next| next.offers.iter().any(|product| product.is_injected_live()));
        let proposed: Vec<Day> = live.filter_map(|next| next.day).collect();
        for (place, day) in proposed.iter().enumerate() {
            let others = proposed[..place].iter().filter(|other| *other != day).chain(&given);
            for other in others {
                let apart = *day >= other.plus_days(28) || *other >= day.plus_days(28);
                assert!(apart, "seed {seed}: {day} {other} {child:?} {doses:?}");
            }
        }
    }
}

#[test]
fn nothing_recorded_and_no_vaccine_is_forgotten() {
    for seed in 0..CHILDREN {
        let (child, doses, today, _) = history(seed);
        let plan = plan(child, &doses, today);
        for dose in &doses {
            let is_shown = plan.rows.iter().any(|row| {
                row.recorded
                    .iter()
                    .any(|judged| (judged.given.day, judged.given.product) == (dose.day, dose.product))
            });
            let is_planned = !matches!(dose.product, Product::Influenza | Product::RsvMaternal);
            assert_eq!(is_shown, is_planned, "seed {seed}: {dose:?}");
        }
        for &series in Series::ALL {
            let is_for = match series {
                Series::Hib => false,
                Series::Hpv => child.sex != Sex::Male,
                Series::HepatitisB => child.born >= Day::parse("2016-04-01").unwrap(),
                Series::Rotavirus => child.born >= Day::parse("2020-08-01").unwrap(),
                _ => child.born >= Day::parse("2013-04-01").unwrap(),
            };
            if is_for {
                let row = row(&plan, series);
                let is_told = matches!(row.state, State::Done | State::With(_)) || !row.proposed.is_empty();
                assert!(is_told, "seed {seed}: {row:?}");
            }
        }
    }
}

#[test]
fn a_family_that_follows_every_proposal_gets_every_dose() {
    for (born, sex) in [
        ("2026-11-12", Sex::Female),
        ("2028-02-29", Sex::Female),
        ("2026-12-31", Sex::Male),
        ("2027-04-01", Sex::Female),
        ("2027-08-31", Sex::Male),
    ] {
        let child = Child { born: Day::parse(born).unwrap(), sex };
        let mut doses: Vec<Dose> = Vec::new();
        let mut today = child.born;
        for _ in 0..100 {
            let plan = plan(child, &doses, today);
            let Some(day) = plan.rows.iter().filter_map(|row| row.proposed.first()?.day).min() else { break };
            let due =
                plan.rows.iter().filter_map(|row| row.proposed.first().filter(|next| next.day == Some(day)));
            let due: Vec<Product> = due.map(|next| next.offers[0]).collect();
            doses.extend(due.into_iter().map(|product| Dose { day, product, recorder: Recorder::Town }));
            today = day.plus_days(1);
        }
        let plan = plan(child, &doses, today);
        assert!(plan.rows.iter().all(|row| row.state == State::Done), "{born}: {plan:?}");
        let counts: BTreeMap<&str, usize> =
            plan.rows.iter().map(|row| (row.series.word(), row.counted().count())).collect();
        let hpv = if sex == Sex::Female { 2 } else { 0 };
        assert_eq!(counts.get("hpv").copied().unwrap_or(0), hpv);
        let expected = [
            ("hepatitis-b", 3),
            ("rotavirus", 2),
            ("dpt-ipv-hib", 4),
            ("pneumococcal", 4),
            ("bcg", 1),
            ("mr-1", 1),
            ("mr-2", 1),
            ("varicella", 2),
            ("mumps", 2),
            ("je-1", 3),
            ("je-2", 1),
            ("dt-2", 1),
        ];
        for (series, doses) in expected {
            assert_eq!(counts[series], doses, "{born} {series}");
        }
    }
}

#[test]
fn the_order_of_the_records_and_a_second_copy_of_them_change_nothing() {
    for seed in 0..CHILDREN {
        let (child, doses, today, mut dice) = history(seed);
        let told = plan(child, &doses, today);
        let mut other = doses.clone();
        other.extend(&doses);
        for place in (1..other.len()).rev() {
            other.swap(place, dice.below(u32::try_from(place + 1).unwrap()) as usize);
        }
        assert_eq!(plan(child, &other, today), told, "seed {seed}");
    }
}

/// "Worse" is: fewer doses count, more are to come, or the first day is later or the last one earlier. The one thing that
/// another vaccine can do is the law's own: an injected live one holds back the others for 27 days.
#[test]
fn a_dose_given_today_makes_no_other_row_worse_except_by_the_interval_of_live_vaccines() {
    let mut tried = 0;
    for seed in 0..CHILDREN {
        let (child, doses, today, _) = history(seed);
        let before = plan(child, &doses, today);
        for of in before.rows.iter().filter(|row| row.state.is_open()) {
            let product = of.proposed[0].offers[0];
            let after = plan(child, &with(&doses, product, today), today);
            assert_eq!(row(&after, of.series).counted().count(), of.counted().count() + 1, "seed {seed}");
            tried += 1;
            for was in before.rows.iter().filter(|row| row.series != of.series) {
                let is = row(&after, was.series);
                let what = format!("seed {seed}: {product:?} today {today}: {was:?}\nbecomes {is:?}");
                assert!(is.counted().count() >= was.counted().count(), "{what}");
                if product.is_injected_live()
                    && was.proposed.iter().any(|next| next.offers[0].is_injected_live())
                {
                    let held_back = today.plus_days(28);
                    let (Some(then), Some(now)) = (was.proposed.first(), is.proposed.first()) else {
                        continue;
                    };
                    assert_eq!(now.earliest.day, then.earliest.day.max(held_back), "{what}");
                    assert_eq!(now.last.map(|last| last.day), then.last.map(|last| last.day), "{what}");
                    assert!(
                        now.earliest.day == then.earliest.day || now.earliest.rule == LIVE_RULE,
                        "{what}"
                    );
                } else if matches!((of.series, was.series), (Series::DptIpvHib, Series::Hib)) {
                    assert!(
                        is.proposed.len() <= was.proposed.len() || was.state == State::With(of.series),
                        "{what}"
                    );
                } else {
                    assert_eq!(is, was, "{what}");
                }
            }
        }
    }
    assert!(tried > 300, "{tried}");
}

#[test]
fn an_old_record_that_turns_up_of_a_vaccine_that_is_not_live_changes_its_own_rows_alone() {
    let mut tried = 0;
    for seed in 0..CHILDREN {
        let (child, doses, today, mut dice) = history(seed);
        let product = dice.of(Product::ALL);
        let found = child.born.plus_days(dice.days(0, 2000));
        if product.is_injected_live() || found > today {
            continue;
        }
        tried += 1;
        let (before, after) = (plan(child, &doses, today), plan(child, &with(&doses, product, found), today));
        for was in &before.rows {
            let is = row(&after, was.series);
            let is_own = is.recorded.len() > was.recorded.len()
                || is
                    .recorded
                    .iter()
                    .any(|judged| judged.given.product == product && judged.given.day == found)
                || was.series == Series::Hib;
            assert!(is_own || is == was, "seed {seed}: {product:?} {found}: {was:?}\nbecomes {is:?}");
        }
    }
    assert!(tried > 50, "{tried}");
}

#[test]
fn optional_vaccines_never_move_an_appointment_of_the_routine_in_the_plan() {
    for seed in 0..CHILDREN {
        let (child, doses, today, _) = history(seed);
        let plan = plan(child, &doses, today);
        for row in plan.rows.iter().filter(|row| row.standing == Standing::Optional) {
            assert!(row.proposed.iter().all(|next| next.last.is_none()), "seed {seed}");
        }
        if let Some((day, series)) = plan.next_appointment() {
            assert!(day >= today && !series.contains(&Series::Mumps), "seed {seed}");
        }
    }
}
