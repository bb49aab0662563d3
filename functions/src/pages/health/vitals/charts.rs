//! Measurements at home as a chart, and the same as a table.

use super::super::{Ground, answer};
use super::{VitalsWords, filled, words_of};
use crate::context::Visit;
use crate::fault::Fault;
use crate::health::{
    Opened,
    entries::{self, shelf_of, year_of},
};
use crate::http::reply::Reply;
use askama::Template;
use hibiki_domain::health::{
    category::Category,
    checkup::Number,
    entry::Entry,
    sealed::Shelf,
    vitals::{Chart, HOME_PRESSURE_SOURCE, Measure, Point, Span, Words, points},
};

/// More rows would make a page that no phone shows well.
const MOST_POINTS: usize = 1000;
const SPANS: [(&str, Span); 2] = [("30", Span::Month), ("365", Span::Year)];

#[derive(Template)]
#[template(path = "health/vitals/charts.html")]
struct Charts<'a> {
    g: &'a Ground,
    v: &'static VitalsWords,
    done: Option<String>,
    damaged: bool,
    measures: Vec<Pick>,
    spans: Vec<Pick>,
    name: &'static str,
    svg: Option<String>,
    /// Said when only the newest are shown.
    cut: Option<String>,
    columns: Vec<&'static str>,
    rows: Vec<Vec<String>>,
    source: Option<&'static str>,
}

/// A link to the same page with another choice.
struct Pick {
    name: &'static str,
    href: String,
    is_now: bool,
}

/// `GET /my/health/{whose}/vitals/charts`
pub(crate) async fn show(visit: &Visit, whose: &str) -> Result<Reply, Fault> {
    let opened = Opened::load(visit).await?;
    let subject = opened.subject(whose)?;
    let span = match visit.query_value("days") {
        None => Span::Month,
        Some(asked) => SPANS.iter().find(|(word, _)| *word == asked).ok_or(Fault::NotFound)?.1,
    };
    let asked = visit.query_value("show").map(|word| Measure::parse(word).ok_or(Fault::NotFound));
    let asked = asked.transpose()?;
    let days = span.days(visit.now.day());
    let what = Category::Vitals.word();
    let shelves: Vec<Shelf> =
        (year_of(days.0)..=year_of(days.1)).map(|year| shelf_of(Category::Vitals, year)).collect();
    let found = entries::read(visit, &opened, subject, &shelves, what).await?;
    let standing = || found.standing().map(|(_, entry)| entry);
    let measure = asked.unwrap_or_else(|| newest(standing()));
    let mut points = points(standing(), measure, days);
    let left_out = points.len().saturating_sub(MOST_POINTS);
    points.drain(..left_out);

    let (g, v) = (Ground::of(visit, subject), words_of(visit));
    let base = format!("{}/vitals/charts", g.base);
    let href = |measure: Measure, span: Span| {
        let days = SPANS.iter().find(|(_, other)| *other == span).map_or("", |(word, _)| word);
        format!("{base}?show={}&days={days}", measure.word())
    };
    let drawn = Drawn { visit, v, g: &g, measure, points: &points };
    let page = Charts {
        done: visit.query_value("saved").and_then(|count| count.parse::<u32>().ok()).map(|count| {
            if count == 0 {
                v.import_nothing.to_owned()
            } else {
                filled(v.import_saved, &[&count.to_string()])
            }
        }),
        damaged: found.damaged,
        measures: Measure::ALL
            .into_iter()
            .map(|other| Pick { name: name(v, other), href: href(other, span), is_now: other == measure })
            .collect(),
        spans: SPANS
            .into_iter()
            .zip([v.month, v.year])
            .map(|((_, other), name)| Pick { name, href: href(measure, other), is_now: other == span })
            .collect(),
        name: name(v, measure),
        svg: drawn.svg(span),
        cut: (left_out > 0).then(|| filled(v.newest_only, &[&MOST_POINTS.to_string()])),
        columns: match measure {
            Measure::Pressure => vec![v.when, v.upper, v.lower],
            other => vec![v.when, name(v, other)],
        },
        rows: drawn.rows(),
        source: (measure == Measure::Pressure).then_some(HOME_PRESSURE_SOURCE),
        v,
        g: &g,
    };
    answer(visit, &opened, (200, v.title), &page).await
}

/// What was measured last, if anything.
fn newest<'a>(entries: impl Iterator<Item = &'a Entry>) -> Measure {
    let sheets = entries.filter_map(|entry| entry.body.sheet());
    let mut measured = sheets.filter_map(|sheet| {
        Measure::ALL
            .into_iter()
            .find(|measure| measure.fields().iter().any(|field| sheet.number(field).is_some()))
    });
    measured.next().unwrap_or(Measure::Pressure)
}

const fn name(v: &'static VitalsWords, measure: Measure) -> &'static str {
    match measure {
        Measure::Pressure => v.pressure,
        Measure::Weight => v.weight,
        Measure::Pulse => v.pulse,
        Measure::Temperature => v.temperature,
        Measure::Glucose => v.glucose,
    }
}

struct Drawn<'a> {
    visit: &'a Visit,
    v: &'static VitalsWords,
    g: &'a Ground,
    measure: Measure,
    points: &'a [Point],
}

impl Drawn<'_> {
    fn svg(&self, span: Span) -> Option<String> {
        let (v, today) = (self.v, self.visit.now.day());
        let number = self.measure.number()?;
        let newest = self.points.last()?;
        let (from, to) = span.days(today);
        let description = filled(
            v.described,
            &[
                &self.g.t.day(from),
                &self.g.t.day(to),
                &self.points.len().to_string(),
                &format!("{} {}", self.when(newest), self.values(number, newest).join("/")),
            ],
        );
        let words = Words {
            title: name(v, self.measure),
            description: &description,
            days: if span == Span::Month { v.axis_days } else { v.axis_months },
            // The axis has no room for «beats a minute».
            unit: if self.measure == Measure::Pulse { "" } else { number.unit.label[0] },
            lines: [v.upper, v.lower],
        };
        Chart { measure: self.measure, span, today, points: self.points }.svg("vitals", &words)
    }

    fn when(&self, point: &Point) -> String {
        if point.timed { self.g.t.moment(point.at.0) } else { self.g.t.day_of(point.at.0) }
    }

    fn values(&self, number: Number, point: &Point) -> Vec<String> {
        let one = |value: Option<i64>| match value {
            None => "—".to_owned(),
            Some(value) => number.with_unit(value, self.v.language),
        };
        point.values.iter().take(self.measure.fields().len()).map(|value| one(*value)).collect()
    }

    /// The newest first.
    fn rows(&self) -> Vec<Vec<String>> {
        let Some(number) = self.measure.number() else { return Vec::new() };
        let row = |point: &Point| {
            let mut row = vec![self.when(point)];
            row.extend(self.values(number, point));
            row
        };
        self.points.iter().rev().map(row).collect()
    }
}
