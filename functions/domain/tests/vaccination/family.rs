//! What a family, a school and a nurse ask: answers, the record, reminders, words.

use hibiki_domain::{
    health::vaccination::{
        Child, Disease, Dose, Plan, Product, Recorder, Sex, Status, answer, plan,
        remind::{self, Kind},
        rules::{Role, Series},
        school::{self, Rest},
        words,
    },
    language::Language,
    time::Day,
};

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn dose(product: Product, given: &str, recorder: Recorder) -> Dose {
    Dose { day: day(given), product, recorder }
}

/// Hanako of the fictional town, born 10 October 2025.
fn plan_of(doses: &[Dose], today: &str) -> Plan {
    plan(Child { born: day("2025-10-10"), sex: Sex::Female }, doses, day(today))
}

#[test]
fn was_i_vaccinated_against_rubella_is_answered_from_every_source() {
    let today = "2026-11-21";
    let asked = |doses: &[Dose]| answer(Disease::Rubella, doses, &plan_of(doses, today));
    assert_eq!(asked(&[]).status, Status::NoRecord);

    let doses = [
        dose(Product::MeaslesRubella, "2026-10-15", Recorder::Parent),
        dose(Product::MeaslesRubella, "2026-10-15", Recorder::Clinic),
        dose(Product::Varicella, "2026-10-15", Recorder::Clinic),
    ];
    let told = asked(&doses);
    assert_eq!(told.status, Status::UpToDate, "the second period is years away");
    assert_eq!(told.records.len(), 1);
    assert_eq!(told.records[0].given.recorders, [Recorder::Clinic, Recorder::Parent]);

    let early = asked(&[dose(Product::MeaslesRubella, "2026-08-01", Recorder::OtherTown)]);
    assert_eq!(early.status, Status::NotCounted);
    let abroad = asked(&[dose(Product::MeaslesMumpsRubella, "2026-10-15", Recorder::Parent)]);
    assert_eq!((abroad.status, abroad.records.len()), (Status::NotCounted, 1));
}

#[test]
fn both_periods_done_is_complete_and_a_missed_one_is_said() {
    let child = Child { born: day("2018-06-10"), sex: Sex::Male };
    let first = dose(Product::MeaslesRubella, "2019-07-01", Recorder::Town);
    let second = dose(Product::MeaslesRubella, "2024-05-01", Recorder::Town);
    let status =
        |doses: &[Dose], today| answer(Disease::Measles, doses, &plan(child, doses, day(today))).status;
    assert_eq!(status(&[first, second], "2026-11-21"), Status::Complete);
    assert_eq!(status(&[first], "2027-04-01"), Status::Incomplete);
    assert_eq!(status(&[first], "2024-05-01"), Status::Begun);
}

#[test]
fn influenza_and_the_mothers_rsv_dose_are_recorded_and_not_planned() {
    let doses = [
        dose(Product::Influenza, "2026-11-01", Recorder::Clinic),
        dose(Product::RsvMaternal, "2025-08-20", Recorder::Clinic),
    ];
    let plan = plan_of(&doses, "2026-11-21");
    for disease in [Disease::Influenza, Disease::Rsv] {
        let told = answer(disease, &doses, &plan);
        assert_eq!((told.status, told.records.len()), (Status::Recorded, 1));
    }
}

#[test]
fn hib_in_the_five_in_one_answers_for_hib_and_four_in_one_does_not() {
    let five = [dose(Product::DptIpvHib, "2026-01-10", Recorder::Town)];
    assert_eq!(answer(Disease::Hib, &five, &plan_of(&five, "2026-01-20")).status, Status::UpToDate);
    let four = [dose(Product::DptIpv, "2026-01-10", Recorder::Town)];
    assert_eq!(answer(Disease::Hib, &four, &plan_of(&four, "2026-01-20")).status, Status::NoRecord);
}

#[test]
fn the_school_sees_days_and_what_is_missing_and_no_optional_vaccine_that_nobody_asked_for() {
    let child = Child { born: day("2020-06-10"), sex: Sex::Male };
    let doses = [
        dose(Product::MeaslesRubella, "2021-07-01", Recorder::OtherTown),
        dose(Product::Varicella, "2021-07-10", Recorder::Parent),
        dose(Product::JapaneseEncephalitis, "2024-06-20", Recorder::Town),
    ];
    let lines = school::record(&plan(child, &doses, day("2026-11-21")));
    let line = |series| lines.iter().find(|line| line.series == series).unwrap();
    assert_eq!(line(Series::MeaslesRubella1).rest, Rest::Complete);
    let given = (Role::Dose(1), day("2021-07-01"), vec![Recorder::OtherTown]);
    assert_eq!(line(Series::MeaslesRubella1).doses, [given]);
    assert_eq!(line(Series::MeaslesRubella2).rest, Rest::Open(1));
    assert_eq!(line(Series::Varicella).unclear, [day("2021-07-10")], "nine days after MR");
    assert_eq!(line(Series::Varicella).rest, Rest::Missed);
    assert_eq!(line(Series::JapaneseEncephalitis1).rest, Rest::Open(2));
    assert_eq!(line(Series::JapaneseEncephalitis2).rest, Rest::Later(1));
    assert!(lines.iter().all(|line| line.series != Series::Mumps && line.series != Series::Hpv));
}

#[test]
fn a_family_is_reminded_a_week_before_the_day_and_before_the_last_day() {
    let child = Child { born: day("2026-01-10"), sex: Sex::Male };
    let doses =
        ["2026-03-20", "2026-04-17", "2026-05-15"].map(|given| dose(Product::Pcv20, given, Recorder::Town));
    let told = |today| remind::reminders(&plan(child, &doses, day(today)));
    let of = |today, series| -> Vec<_> {
        let of_series = told(today).into_iter().filter(move |reminder| reminder.series == series);
        of_series
            .map(|reminder| (reminder.kind, reminder.on.to_string(), reminder.about.to_string()))
            .collect()
    };
    let [(kind, on, about), ..] = &of("2026-11-21", Series::Pneumococcal)[..] else { panic!("no reminder") };
    assert_eq!((*kind, on.as_str(), about.as_str()), (Kind::Proposed, "2027-01-02", "2027-01-09"));

    let bcg = |today| of(today, Series::Bcg);
    let last = "2027-01-09".to_owned();
    let at = |kind, on: &str, about: &str| (kind, on.to_owned(), about.to_owned());
    assert_eq!(
        bcg("2026-12-01"),
        [
            at(Kind::Proposed, "2026-12-01", "2026-12-01"),
            at(Kind::LastDay, "2026-12-10", &last),
            at(Kind::LastDay, "2027-01-02", &last),
        ]
    );
    assert_eq!(bcg("2027-01-05")[0], at(Kind::LastDay, "2027-01-05", &last));
    assert!(bcg("2027-01-10").is_empty(), "nobody is reminded of what is over");
    let plan = plan(child, &doses, day("2026-12-01"));
    assert!(remind::next_after(&plan, day("2026-12-01")).unwrap().on > day("2026-12-01"));
}

#[test]
fn the_next_appointment_names_everything_that_is_given_on_its_day() {
    let plan = plan(Child { born: day("2026-10-10"), sex: Sex::Male }, &[], day("2026-11-21"));
    let (on, series) = plan.next_appointment().unwrap();
    assert_eq!(on, day("2026-12-09"));
    assert_eq!(series, [Series::HepatitisB, Series::Rotavirus, Series::DptIpvHib, Series::Pneumococcal]);
}

#[test]
fn a_first_dose_against_rotavirus_after_14_weeks_is_permitted_and_not_proposed() {
    let plan_on = |today| plan(Child { born: day("2026-08-01"), sex: Sex::Male }, &[], day(today));
    let rota = |today| plan_on(today).row(Series::Rotavirus).unwrap().proposed[0].clone();
    assert_eq!((rota("2026-11-13").day, rota("2026-11-13").ask_first), (Some(day("2026-11-13")), false));
    assert_eq!((rota("2026-11-14").day, rota("2026-11-14").ask_first), (None, true));
    let reminders = remind::reminders(&plan_on("2026-11-14"));
    assert!(reminders.iter().all(|reminder| reminder.series != Series::Rotavirus));
}

#[test]
fn two_live_vaccines_are_proposed_for_one_day() {
    let plan = plan_of(&[], "2026-11-21");
    let on = |series| plan.row(series).unwrap().proposed[0].day.unwrap();
    assert_eq!(on(Series::MeaslesRubella1), day("2026-11-21"));
    assert_eq!(on(Series::Varicella), on(Series::MeaslesRubella1));
}

#[test]
fn every_date_tells_its_rule_and_its_arithmetic_in_three_languages() {
    let doses = [dose(Product::Varicella, "2026-11-10", Recorder::Town)];
    let plan = plan_of(&doses, "2026-11-21");
    let next = &plan.row(Series::Varicella).unwrap().proposed[0];
    assert_eq!(
        Language::ALL.map(|language| words::explain(&next.earliest, language)),
        [
            "令和8年11月10日（火）の接種から3か月あけると令和9年2月10日（水）",
            "2026年11月10日（火曜日）から 3か月 あけて 2027年2月10日（水曜日）",
            "From the dose of Tuesday 10 November 2026, with 3 months between: Wednesday 10 February 2027",
        ]
    );
    assert_eq!(next.earliest.rule.to_string(), "varicella-2014-10");
    let mr = &plan.row(Series::MeaslesRubella1).unwrap().proposed[0];
    assert_eq!(
        words::explain(&mr.earliest, Language::English),
        "Injected live vaccines need 27 full days between: from Tuesday 10 November 2026 that is Tuesday 8 December 2026"
    );
    let last = words::explain(&mr.last.unwrap(), Language::Japanese);
    assert_eq!(
        last,
        "令和7年10月10日（金）生まれ：2歳に達するのは、同じ日付の前日（その日がない月は月末）の令和9年10月9日（土）"
    );
}
