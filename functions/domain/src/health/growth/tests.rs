use super::*;
use crate::time::Day;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn age(birth: &str, on: &str) -> Age {
    Age::between(day(birth), day(on)).unwrap()
}

/// Published decimals as whole grams or millimetres.
fn scaled(decimal: &str, places: usize) -> u32 {
    let (whole, part) = decimal.split_once('.').unwrap_or((decimal, ""));
    assert!(part.len() <= places, "{decimal}");
    format!("{whole}{part:0<places$}").parse().unwrap()
}

/// The published rows, as they were read.
fn fixture() -> Vec<(Measure, Sex, Band, [u32; 7])> {
    let csv = include_str!("../../../tests/growth/national-2023.csv");
    let rows = csv.lines().skip(1).map(|line| {
        let fields: Vec<&str> = line.split(',').collect();
        let (measure, places) = match fields[0] {
            "weight" => (Measure::Weight, 3),
            "length" => (Measure::Length, 1),
            "head" => (Measure::Head, 1),
            other => panic!("{other}"),
        };
        let sex = if fields[1] == "boy" { Sex::Boy } else { Sex::Girl };
        let band = match (fields[2], fields[3].parse().unwrap(), fields[4].parse().unwrap()) {
            ("birth", _, _) => Band::Birth,
            ("d30", _, _) => Band::Day30,
            (_, from, to) => Band::Months { from, to },
        };
        (measure, sex, band, std::array::from_fn(|index| scaled(fields[5 + index], places)))
    });
    rows.collect()
}

/// A child of exactly that many and a half months, or of the middle of a longer band.
fn in_the_middle(band: Band) -> Age {
    match band {
        Band::Birth => age("2026-04-10", "2026-04-10"),
        Band::Day30 => age("2026-04-10", "2026-05-10"),
        // From the 16th of a month of 30 days to the first of the next is half a month.
        Band::Months { from, to } if to - from == 1 => {
            let on = day("2026-06-16");
            let month = 2026 * 12 + 5 - from;
            let birth =
                Day::new(i16::try_from(month / 12).unwrap(), u8::try_from(month % 12 + 1).unwrap(), 1);
            Age::between(birth.unwrap(), on).unwrap()
        }
        Band::Months { from, to } => {
            let month = 2026 * 12 + 5 - u32::midpoint(from, to);
            let birth =
                Day::new(i16::try_from(month / 12).unwrap(), u8::try_from(month % 12 + 1).unwrap(), 1);
            Age::between(birth.unwrap(), day("2026-06-01")).unwrap()
        }
    }
}

fn measured(measure: Measure, value: u32) -> Measured {
    match measure {
        Measure::Weight => Measured::Weight(Grams(value)),
        Measure::Length => Measured::Length(Millimetres(value)),
        Measure::Head => Measured::Head(Millimetres(value)),
    }
}

#[test]
fn every_number_is_the_published_one() {
    let rows = fixture();
    assert_eq!(rows.len(), 4 * 24 + 2 * 17);
    for measure in [Measure::Weight, Measure::Length, Measure::Head] {
        for sex in [Sex::Boy, Sex::Girl] {
            let wanted: Vec<_> = rows.iter().filter(|row| row.0 == measure && row.1 == sex).collect();
            let table = published(measure, sex);
            assert_eq!(wanted.len(), table.len());
            for ((_, _, band, values), (held, row)) in wanted.into_iter().zip(BANDS.iter().zip(table)) {
                assert_eq!((band, *values), (held, row.map(u32::from)), "{measure:?} {sex:?}");
            }
        }
    }
}

#[test]
fn in_the_middle_of_every_band_the_lines_are_the_published_ones() {
    for (measure, sex, band, values) in fixture() {
        let age = in_the_middle(band);
        assert_eq!(lines_at(measure, sex, age), Ok(values), "{measure:?} {sex:?} {band:?}");
        for (value, percentile) in values.into_iter().zip(PERCENTILES) {
            let at = position(measured(measure, value), sex, age);
            assert_eq!(at, Ok(Position::At(percentile)), "{measure:?} {sex:?} {band:?} {value}");
        }
        assert_eq!(position(measured(measure, values[0] - 1), sex, age), Ok(Position::Below3));
        assert_eq!(position(measured(measure, values[6] + 1), sex, age), Ok(Position::Above97));
    }
}

#[test]
fn at_every_age_more_is_never_a_lower_position_and_the_lines_never_cross_or_fall() {
    let birth = day("2024-01-31");
    for sex in [Sex::Boy, Sex::Girl] {
        for (measure, days, step) in
            [(Measure::Weight, 2370, 40), (Measure::Length, 2370, 3), (Measure::Head, 1090, 1)]
        {
            let mut before = [0; 7];
            for days in (30..days).step_by(13) {
                let age = Age::between(birth, birth.plus_days(days)).unwrap();
                let lines = lines_at(measure, sex, age).unwrap();
                assert!(lines.windows(2).all(|pair| pair[0] < pair[1]), "{lines:?}");
                assert!(lines.iter().zip(before).all(|(now, before)| *now >= before), "{days}");
                before = lines;
                let mut last = Position::Below3;
                for value in (lines[0] - step..=lines[6] + step).step_by(usize::try_from(step).unwrap()) {
                    let at = position(measured(measure, value), sex, age).unwrap();
                    assert!(at >= last, "{value} {at:?} {last:?}");
                    last = at;
                }
                assert_eq!(last, Position::Above97);
            }
        }
    }
}

#[test]
fn a_birthday_does_not_change_the_position_by_leaps() {
    let weight = Measured::Weight(Grams(9300));
    let at = |on| match position(weight, Sex::Boy, age("2025-05-05", on)).unwrap() {
        Position::At(percent) => percent,
        other => panic!("{other:?}"),
    };
    assert!(at("2026-05-04").abs_diff(at("2026-05-05")) <= 1);
}

#[test]
fn ages_of_which_the_survey_says_nothing_are_refused_by_name() {
    let birth = day("2020-02-01");
    let at =
        |measure, days| lines_at(measure, Sex::Girl, Age::between(birth, birth.plus_days(days)).unwrap());
    assert!(at(Measure::Weight, 0).is_ok());
    assert_eq!(at(Measure::Weight, 1), Err(NoReference::FirstMonth));
    assert_eq!(
        at(Measure::Weight, 29),
        Err(NoReference::FirstMonth),
        "February has 29 days: one month and no day"
    );
    assert!(at(Measure::Weight, 30).is_ok());
    assert!(lines_at(Measure::Weight, Sex::Girl, age("2020-02-01", "2026-07-31")).is_ok());
    let old = age("2020-02-01", "2026-08-01");
    assert_eq!(lines_at(Measure::Weight, Sex::Girl, old), Err(NoReference::TooOld { ends_months: 78 }));
    let three = age("2020-02-01", "2023-02-01");
    assert_eq!(lines_at(Measure::Head, Sex::Girl, three), Err(NoReference::TooOld { ends_months: 36 }));
    assert_eq!(Age::between(birth, day("2020-01-31")), None);
}

#[test]
fn months_end_with_the_month_where_it_is_shorter() {
    assert_eq!(age("2026-01-31", "2026-02-27").months(), 0);
    assert_eq!(age("2026-01-31", "2026-02-28").months(), 1);
    assert_eq!(age("2024-02-29", "2025-02-28").years_and_months(), (1, 0));
    assert_eq!(age("2024-02-29", "2025-02-27").years_and_months(), (0, 11));
    assert_eq!(age("2025-11-21", "2026-11-21").milli_months(), 12_000);
    assert_eq!(age("2026-06-01", "2026-06-16").milli_months(), 500);
    assert_eq!(age("2025-12-15", "2026-01-14").days(), 30);
    let mut last = 0;
    for days in 0..2500 {
        let birth = day("2023-08-31");
        let now = Age::between(birth, birth.plus_days(days)).unwrap().milli_months();
        assert!(days == 0 || now > last, "{days}");
        last = now;
    }
}

#[test]
fn a_child_born_early_has_a_second_age_from_the_due_date() {
    let birth = Birth::after(day("2026-01-10"), Gestation::new(32, 4).unwrap());
    assert_eq!(birth.due(), day("2026-03-03"));
    assert_eq!(Birth::with_due_date(day("2026-01-10"), day("2026-03-03")), Ok(birth));
    assert_eq!(birth.gestation().weeks_and_days(), (32, 4));
    let early = birth.ages(day("2026-03-01")).unwrap();
    assert_eq!(early.corrected, Corrected::BeforeDueDate { days_left: 2 });
    let later = birth.ages(day("2026-09-03")).unwrap();
    assert_eq!(later.calendar.months(), 7);
    assert_eq!(later.corrected, Corrected::Age(age("2026-03-03", "2026-09-03")));
    assert_eq!(birth.ages(day("2026-01-09")), None);
}

#[test]
fn a_child_born_at_term_has_one_age() {
    for (weeks, days) in [(37, 0), (40, 0), (41, 6)] {
        let birth = Birth::after(day("2026-01-10"), Gestation::new(weeks, days).unwrap());
        assert_eq!(birth.ages(day("2026-09-03")).unwrap().corrected, Corrected::BornAtTerm);
    }
    assert!(Gestation::new(36, 6).unwrap().is_preterm());
}

#[test]
fn an_impossible_birth_is_refused() {
    assert_eq!(Gestation::new(32, 7), Err(BadBirth::NotADayOfAWeek));
    assert_eq!(Gestation::new(21, 6), Err(BadBirth::NoSuchGestation));
    assert_eq!(Gestation::new(45, 0), Err(BadBirth::NoSuchGestation));
    assert!(Birth::with_due_date(day("2026-01-10"), day("2027-01-10")).is_err(), "a year mistyped");
    assert!(Birth::with_due_date(day("2026-01-10"), day("2025-03-03")).is_err());
}

#[test]
fn grams_in_a_field_for_kilograms_are_noticed_and_offered() {
    assert_eq!(read_weight("3250", 0), Err(EntryProblem::OtherUnit { meant: Grams(3250) }));
    assert_eq!(read_weight("12.34", 20), Ok(Entered { value: Grams(12_340), doubt: None }));
    assert_eq!(read_weight(" ８．５ ", 7).unwrap().value, Grams(8500));
    assert_eq!(read_birth_weight("3.25"), Err(EntryProblem::OtherUnit { meant: Grams(3250) }));
    assert_eq!(read_birth_weight("2980").unwrap().value, Grams(2980));
}

#[test]
fn a_weight_over_thirty_kilograms_before_two_years_is_asked_back() {
    let doubt = |typed, months| read_weight(typed, months).unwrap().doubt;
    assert_eq!(doubt("30.001", 23), Some(Doubt::Over30KilogramsBeforeTwoYears));
    assert_eq!(doubt("30", 23), None);
    assert_eq!(doubt("31", 24), None);
}

#[test]
fn metres_and_millimetres_in_a_field_for_centimetres_are_noticed() {
    assert_eq!(read_length("75.2").unwrap().value, Millimetres(752));
    assert_eq!(read_length("75.25").unwrap().value, Millimetres(753));
    assert_eq!(read_length("752"), Err(EntryProblem::OtherUnit { meant: Millimetres(752) }));
    assert_eq!(read_length("1.1"), Err(EntryProblem::OtherUnit { meant: Millimetres(1100) }));
    assert_eq!(read_head("46.5").unwrap().value, Millimetres(465));
    assert_eq!(read_head("465"), Err(EntryProblem::OtherUnit { meant: Millimetres(465) }));
}

#[test]
fn what_is_no_number_or_no_childs_is_refused() {
    let impossible = EntryProblem::Impossible { least: Grams(300), most: Grams(6000) };
    assert_eq!(read_birth_weight("6001"), Err(impossible));
    assert_eq!(read_birth_weight("299"), Err(impossible));
    assert_eq!(read_birth_weight("0.2"), Err(impossible));
    assert_eq!(read_weight("", 1), Err(EntryProblem::Empty));
    for typed in ["8,5", "8.5kg", ".", "-3", "8..5", "1e3", "8.1234", "99999999999999999999", "NaN", "４kg"]
    {
        assert_eq!(read_weight(typed, 1), Err(EntryProblem::NotANumber), "{typed}");
    }
    assert_eq!(
        read_length("4000000"),
        Err(EntryProblem::Impossible { least: Millimetres(200), most: Millimetres(2000) })
    );
}

#[test]
fn kaups_index_is_the_body_mass_index() {
    assert_eq!(kaup_index(Grams(9000), Millimetres(730)), Some(169));
    assert_eq!(kaup_index(Grams(64_000), Millimetres(2000)), Some(160));
    assert_eq!(kaup_index(Grams(9000), Millimetres(0)), None);
    assert!(KAUP_USUAL.contains(&169));
}

#[test]
fn the_degree_of_obesity_follows_both_published_formulae() {
    // A girl of 92 cm and 13 kg, computed by hand: 13.01776 kg and 12.947084 kg.
    let (weight, height) = (Grams(13_000), Millimetres(920));
    assert_eq!(standard_weight(Sex::Girl, height, Formula::Manual2012), Ok(Grams(13_018)));
    assert_eq!(standard_weight(Sex::Girl, height, Formula::Survey2023), Ok(Grams(12_947)));
    assert_eq!(obesity_degree(weight, height, Sex::Girl, Formula::Manual2012), Ok(-1));
    assert_eq!(obesity_degree(weight, height, Sex::Girl, Formula::Survey2023), Ok(4));
    // A boy of one metre: 15.4673 kg and 15.3627 kg.
    let metre = Millimetres(1000);
    assert_eq!(standard_weight(Sex::Boy, metre, Formula::Manual2012), Ok(Grams(15_467)));
    assert_eq!(standard_weight(Sex::Boy, metre, Formula::Survey2023), Ok(Grams(15_363)));
    assert_eq!(obesity_degree(Grams(20_000), metre, Sex::Boy, Formula::Survey2023), Ok(302));
    for outside in [699, 1200] {
        let degree = obesity_degree(weight, Millimetres(outside), Sex::Boy, Formula::Survey2023);
        assert_eq!(degree, Err(OutOfFormula));
    }
    assert!(standard_weight(Sex::Boy, Millimetres(700), Formula::Manual2012).is_ok());
}

const WORDS: Words<'static> = Words {
    title: "体重の変化",
    description: "令和5年乳幼児身体発育調査の3から97パーセンタイル",
    ages: "月齢",
    unit: "kg",
};

#[test]
fn a_chart_draws_two_children_and_tells_them_apart_by_shape() {
    let (first, second) = (
        [
            (age("2026-01-10", "2026-01-10"), Measured::Weight(Grams(3100))),
            (age("2026-01-10", "2026-05-26"), Measured::Weight(Grams(7000))),
            (age("2026-01-10", "2026-05-26"), Measured::Length(Millimetres(640))),
        ],
        [(age("2026-03-03", "2026-05-26"), Measured::Weight(Grams(4000)))],
    );
    let series = [
        Series { name: "ひびき <花子>", shape: Shape::Disc, points: &first },
        Series { name: "ひびき 太郎 & \"修正\"", shape: Shape::Diamond, points: &second },
    ];
    let chart = Chart { measure: Measure::Weight, lines: Sex::Girl, span: Span::FirstYear, series: &series };
    let svg = chart.svg("w", &WORDS);

    assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>"));
    assert!(svg.contains("aria-labelledby=\"w-title w-description\""));
    assert!(svg.contains("<title id=\"w-title\">体重の変化</title>"));
    assert!(svg.contains("ひびき &lt;花子&gt;") && svg.contains("&amp; &quot;修正&quot;"));
    assert_eq!(svg.matches("<circle").count(), 3, "two weights and the legend");
    assert_eq!(svg.matches("growth-band ").count(), 3);
    for forbidden in ["style=", "stroke=", "#", "rgb", "<script", "NaN"] {
        assert!(!svg.contains(forbidden), "{forbidden}");
    }
    assert_eq!(svg.matches('<').count(), svg.matches('>').count());
}

#[test]
fn a_chart_stays_within_its_frame_whatever_was_measured() {
    let birth = day("2020-02-01");
    for span in [Span::FirstYear, Span::ThreeYears, Span::SixYears] {
        for (measure, value) in [
            (Measure::Weight, 0),
            (Measure::Weight, 99_000),
            (Measure::Length, 2000),
            (Measure::Head, u32::MAX),
        ] {
            let points = [(Age::between(birth, birth.plus_days(300)).unwrap(), measured(measure, value))];
            let series = [Series { name: "", shape: Shape::Triangle, points: &points }];
            let svg = Chart { measure, lines: Sex::Boy, span, series: &series }.svg("c", &WORDS);
            assert!(svg.len() < 40_000, "{}", svg.len());
            for path in svg.split(" d=\"").skip(1) {
                let path = path.split('"').next().unwrap();
                for number in
                    path.split(|c: char| !(c.is_ascii_digit() || c == '.')).filter(|n| !n.is_empty())
                {
                    assert!(number.parse::<f64>().unwrap() <= 360.0, "{path}");
                }
            }
        }
    }
}

#[test]
fn a_chart_without_children_is_the_lines_alone() {
    let chart = Chart { measure: Measure::Head, lines: Sex::Boy, span: Span::ThreeYears, series: &[] };
    assert!(chart.svg("h", &WORDS).contains("growth-median"));
}
