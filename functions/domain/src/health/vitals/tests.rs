use super::*;
use crate::health::entry::{Recorder, tests::entry, tests::sheet};

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn vitals(on: &str, fields: &[(&str, &str)]) -> Entry {
    entry(on, sheet(Kind::Vitals, fields), Recorder::Own)
}

const WORDS: Words<'_> =
    Words { title: "血圧 <b>", description: "&", days: "日付", unit: "mmHg", lines: ["上", "下"] };

fn drawn(measure: Measure, span: Span, points: &[Point]) -> Option<String> {
    Chart { measure, span, today: day("2026-11-22"), points }.svg("chart", &WORDS)
}

#[test]
fn both_pressures_of_a_moment_are_one_point_in_the_order_of_time() {
    let entries = [
        vitals("2026-11-20", &[("time", "21:30"), ("systolic", "128"), ("diastolic", "82")]),
        vitals("2026-11-20", &[("systolic", "131")]),
        vitals("2026-11-20", &[("time", "07:05"), ("systolic", "118"), ("diastolic", "76")]),
        vitals("2026-11-20", &[("time", "08:00"), ("weight", "60.2")]),
        vitals("2026-10-20", &[("systolic", "100")]),
        entry(
            "2026-11-20",
            sheet(Kind::TownCheckup, &[("systolic", "150"), ("diastolic", "95")]),
            Recorder::Own,
        ),
    ];
    let found = points(&entries, Measure::Pressure, Span::Month.days(day("2026-11-22")));
    let start = day("2026-11-20").starts_at();
    assert_eq!(
        found,
        [
            Point { at: start.plus_secs(7 * 3600 + 300), timed: true, values: [Some(118), Some(76)] },
            Point { at: start.plus_secs(12 * 3600), timed: false, values: [Some(131), None] },
            Point { at: start.plus_secs(21 * 3600 + 1800), timed: true, values: [Some(128), Some(82)] },
        ]
    );
    let weight = points(&entries, Measure::Weight, Span::Month.days(day("2026-11-22")));
    assert_eq!(weight.iter().map(|point| point.values).collect::<Vec<_>>(), [[Some(60_200), None]]);
}

#[test]
fn the_days_of_a_span_end_today_and_both_ends_count() {
    let (from, to) = Span::Month.days(day("2026-11-22"));
    assert_eq!((from, to), (day("2026-10-24"), day("2026-11-22")));
    assert_eq!(Span::Year.days(day("2026-11-22")).0, day("2025-11-23"));
    let edge = [vitals("2026-10-24", &[("pulse", "60")]), vitals("2026-10-23", &[("pulse", "70")])];
    assert_eq!(points(&edge, Measure::Pulse, (from, to)).len(), 1);
}

#[test]
fn nothing_is_drawn_of_nothing_and_one_value_is_one_mark() {
    for measure in Measure::ALL {
        assert_eq!(drawn(measure, Span::Month, &[]), None);
        assert!(measure.number().is_some());
        assert_eq!(Measure::parse(measure.word()), Some(measure));
        let one = Point { at: day("2026-11-20").starts_at(), timed: false, values: [Some(120), None] };
        let svg = drawn(measure, Span::Year, &[one]).unwrap();
        let legend = usize::from(measure == Measure::Pressure);
        assert_eq!(svg.matches("<circle class=\"vitals-mark\"").count(), 1 + legend, "{measure:?}");
        assert!(!svg.contains("vitals-line"), "{measure:?}");
        assert!(!svg.contains("style") && !svg.contains("NaN"), "{measure:?}");
    }
}

#[test]
fn four_hundred_values_are_lines_without_marks_and_stay_in_the_drawing() {
    let start = day("2025-11-23").starts_at();
    let many: Vec<Point> = (0..400)
        .map(|n| Point {
            at: start.plus_secs(n * 78_000),
            timed: true,
            values: [Some(90 + n % 200), Some(n % 120)],
        })
        .collect();
    let svg = drawn(Measure::Pressure, Span::Year, &many).unwrap();
    assert_eq!(svg.matches("vitals-line").count(), 2);
    // The legend's own.
    assert_eq!(svg.matches("vitals-mark").count(), 2);
    let line = svg.split("vitals-line").nth(1).unwrap().split('"').nth(4).unwrap();
    assert_eq!(line.matches('L').count(), 399, "{line}");
    for place in line.trim_start_matches('M').split('L') {
        let (x, y) = place.split_once(' ').unwrap();
        let (x, y): (f64, f64) = (x.parse().unwrap(), y.parse().unwrap());
        assert!((42.0..=330.0).contains(&x) && (52.0..=224.0).contains(&y), "{place}");
    }
    assert!(svg.len() < 20_000, "{}", svg.len());
}

#[test]
fn the_thresholds_of_pressure_are_drawn_and_words_are_escaped() {
    let one = Point { at: day("2026-11-20").starts_at(), timed: true, values: [Some(110), Some(70)] };
    let svg = drawn(Measure::Pressure, Span::Month, &[one]).unwrap();
    assert_eq!(svg.matches("vitals-threshold").count(), 2);
    assert!(svg.contains(">135</text>") && svg.contains(">85</text>"));
    assert!(svg.contains("血圧 &lt;b&gt;") && svg.contains(">&amp;</desc>"));
    assert!(svg.contains(">11/22</text>") && svg.contains(">10/28</text>"), "{svg}");
    assert!(!drawn(Measure::Weight, Span::Month, &[one]).unwrap().contains("threshold"));
}
