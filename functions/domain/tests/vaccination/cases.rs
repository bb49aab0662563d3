//! `cases.toml`, case by case.

use hibiki_domain::{
    health::vaccination::{
        Because, Child, Dose, Plan, Product, Recorder, Row, Sex, State, Verdict, plan,
        rules::{Role, Series},
    },
    time::Day,
};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    born: String,
    sex: Option<String>,
    today: String,
    doses: Vec<[String; 3]>,
    expect: Vec<Expect>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expect {
    series: String,
    state: String,
    dose: Option<String>,
    earliest: Option<String>,
    standard: Option<[String; 2]>,
    last: Option<String>,
    offers: Option<Vec<String>>,
    counted: Option<usize>,
    remaining: Option<usize>,
    not_counted: Option<Vec<[String; 3]>>,
    outside: Option<Vec<String>>,
    ask_until: Option<String>,
    because: Option<String>,
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap_or_else(|_| panic!("{text} is no day"))
}

fn plan_of(case: &Case) -> Plan {
    let sex = match case.sex.as_deref() {
        Some("female") => Sex::Female,
        Some("male") => Sex::Male,
        Some(other) => panic!("{other}"),
        None => Sex::NotRecorded,
    };
    let doses: Vec<Dose> = case
        .doses
        .iter()
        .map(|[product, given, recorder]| Dose {
            day: day(given),
            product: Product::parse(product).expect("a product"),
            recorder: Recorder::parse(recorder).expect("a recorder"),
        })
        .collect();
    plan(Child { born: day(&case.born), sex }, &doses, day(&case.today))
}

fn state_word(row: &Row) -> String {
    match row.state {
        State::Done => "done".to_owned(),
        State::With(series) => format!("with-{}", series.word()),
        State::NotYet => "not-yet".to_owned(),
        State::PossibleFrom => "possible-from".to_owned(),
        State::Possible => "possible".to_owned(),
        State::Due => "due".to_owned(),
        State::Late => "late".to_owned(),
        State::AskTown { .. } => "ask-town".to_owned(),
        State::TooLate => "too-late".to_owned(),
    }
}

fn not_counted(row: &Row) -> Vec<[String; 3]> {
    let told = row.recorded.iter().filter_map(|judged| {
        let (why, from) = match judged.verdict {
            Verdict::Counts(_) | Verdict::CountsOutside(..) => return None,
            Verdict::TooEarly(earliest) => ("too-early", earliest.day.to_string()),
            Verdict::OtherProduct => ("other-product", String::new()),
            Verdict::SameDay => ("same-day", String::new()),
            Verdict::Extra => ("extra", String::new()),
            Verdict::Future => ("future", String::new()),
            Verdict::BeforeBirth => ("before-birth", String::new()),
        };
        Some([judged.given.day.to_string(), why.to_owned(), from])
    });
    told.collect()
}

/// What differs, in words; nothing when all is as expected.
fn differences(expect: &Expect, plan: &Plan) -> Vec<String> {
    let series = Series::parse(&expect.series).expect("a series");
    let Some(row) = plan.row(series) else {
        return if expect.state == "absent" { vec![] } else { vec!["no such row".to_owned()] };
    };
    let mut found = Vec::new();
    let mut check = |what: &str, expected: String, is: String| {
        if expected != is {
            found.push(format!("{what}: expected {expected}, is {is}"));
        }
    };
    let next = row.proposed.first();
    check("state", expect.state.clone(), state_word(row));
    if let Some(dose) = &expect.dose {
        let is = next.map_or(String::new(), |next| match next.role {
            Role::Dose(number) => number.to_string(),
            Role::Booster => "booster".to_owned(),
        });
        check("dose", dose.clone(), is);
    }
    if let Some(earliest) = &expect.earliest {
        check("earliest", earliest.clone(), next.map_or(String::new(), |next| next.earliest.day.to_string()));
    }
    if let Some(standard) = &expect.standard {
        let from =
            next.and_then(|next| next.standard_from).map_or(String::new(), |from| from.day.to_string());
        let until =
            next.and_then(|next| next.standard_until).map_or(String::new(), |until| until.day.to_string());
        check("standard", format!("{standard:?}"), format!("{:?}", [from, until]));
    }
    if let Some(last) = &expect.last {
        let is = next.and_then(|next| next.last).map_or(String::new(), |last| last.day.to_string());
        check("last", last.clone(), is);
    }
    if let Some(offers) = &expect.offers {
        let is: Vec<&str> = next.iter().flat_map(|next| next.offers).map(|product| product.word()).collect();
        check("offers", format!("{offers:?}"), format!("{is:?}"));
    }
    if let Some(counted) = expect.counted {
        check("counted", counted.to_string(), row.counted().count().to_string());
    }
    if let Some(remaining) = expect.remaining {
        check("remaining", remaining.to_string(), row.proposed.len().to_string());
    }
    check(
        "not counted",
        format!("{:?}", expect.not_counted.clone().unwrap_or_default()),
        format!("{:?}", not_counted(row)),
    );
    let outside: Vec<String> = row
        .recorded
        .iter()
        .filter(|judged| matches!(judged.verdict, Verdict::CountsOutside(..)))
        .map(|judged| judged.given.day.to_string())
        .collect();
    check("outside", format!("{:?}", expect.outside.clone().unwrap_or_default()), format!("{outside:?}"));
    if let Some(until) = &expect.ask_until {
        let is = if let State::AskTown { until, .. } = row.state { until.to_string() } else { String::new() };
        check("ask until", until.clone(), is);
    }
    if let Some(because) = &expect.because {
        let is = matches!(next.map(|next| next.earliest.because), Some(Because::Live { .. }));
        check("because", because.clone(), if is { "live".to_owned() } else { "other".to_owned() });
    }
    found
}

#[test]
fn every_case_of_the_table_is_as_the_rules_say() {
    let table: Table = toml::from_str(include_str!("cases.toml")).unwrap();
    assert!(table.case.len() >= 150);
    let mut wrong = Vec::new();
    for case in &table.case {
        let plan = plan_of(case);
        for expect in &case.expect {
            let differences = differences(expect, &plan);
            if !differences.is_empty() {
                wrong.push(format!("{}\n  {}: {}", case.name, expect.series, differences.join("; ")));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), table.case.len(), wrong.join("\n"));
}
