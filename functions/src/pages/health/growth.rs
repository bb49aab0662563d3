//! How a child grows: the measurements of the record on the lines of the national survey, and the same as a table.

use super::{Ground, HealthWords, answer};
use crate::context::Visit;
use crate::fault::Fault;
use crate::health::{
    Opened, Relation, Subject,
    entries::{self, shelf_of},
};
use crate::http::reply::Reply;
use askama::Template;
use hibiki_domain::{
    health::{
        category::Category,
        entry::{self, AtBirth, Entry},
        growth::{
            Age, Birth, Chart, Corrected, Formula, Gestation, Measure, Measured, NoReference, Position,
            SURVEY, Series, Sex, Shape, Span, Words, kaup_index, obesity_degree, position,
        },
    },
    language::Language,
    time::Day,
};
use std::fmt::Write as _;

/// A line of the chart: its name, the shape of its points, and what was measured.
type Line = (String, Shape, Vec<(Age, Measured)>);

/// The word of this page in the person's log.
pub(super) const WHAT: &str = "growth";
/// It is customary to correct the age of a child born early until the third birthday.
const CORRECTED_UNTIL_MONTHS: u32 = 36;
/// A longer name would leave the drawing.
const MOST_LETTERS: usize = 14;

#[derive(Template)]
#[template(path = "health/growth.html")]
struct Growth<'a> {
    g: &'a Ground,
    damaged: bool,
    shows: Vec<Pick>,
    spans: Vec<Pick>,
    siblings: Vec<Pick>,
    charts: Vec<Drawn>,
    tables: Vec<Table>,
    /// How to read it.
    about: Vec<&'static str>,
    /// The birth record of the child says no sex: the lines of both are drawn.
    is_sex_unknown: bool,
    survey: &'static str,
}

/// A link to the same page with another choice.
struct Pick {
    name: String,
    href: String,
    is_now: bool,
}

struct Drawn {
    svg: String,
    lines: &'static str,
}

struct Table {
    whose: String,
    columns: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

/// What is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Show {
    One(Measure),
    Kaup,
}

const SHOWS: [(&str, Show); 4] = [
    ("weight", Show::One(Measure::Weight)),
    ("length", Show::One(Measure::Length)),
    ("head", Show::One(Measure::Head)),
    ("kaup", Show::Kaup),
];
const SPANS: [(&str, Span, u32); 3] =
    [("1", Span::FirstYear, 12), ("3", Span::ThreeYears, 36), ("6", Span::SixYears, 78)];

impl Show {
    const fn name(self, h: &HealthWords) -> &'static str {
        match self {
            Self::One(Measure::Weight) => h.growth_weight,
            Self::One(Measure::Length) => h.growth_length,
            Self::One(Measure::Head) => h.growth_head,
            Self::Kaup => h.growth_kaup,
        }
    }

    fn has(self, measured: Measured) -> bool {
        self == Self::One(measured.measure())
    }
}

/// One of the family with what was measured.
struct Child {
    name: String,
    born: Day,
    at_birth: AtBirth,
    measured: Vec<(Day, Measured)>,
}

impl Child {
    fn of<'a>(visit: &Visit, subject: &Subject, entries: impl Iterator<Item = &'a Entry> + Clone) -> Self {
        Self {
            name: format!("{}{}", subject.name, visit.words().honorific),
            born: subject.born,
            at_birth: entry::at_birth(entries.clone()),
            measured: entry::growth(entries, subject.born),
        }
    }

    fn age(&self, on: Day) -> Option<Age> {
        Age::between(self.born, on)
    }

    fn is_preterm(&self) -> bool {
        self.at_birth.gestation.is_some_and(Gestation::is_preterm)
    }

    /// The age since the due date, for a child born early and as long as it is customary.
    fn corrected(&self, on: Day) -> Option<Age> {
        let ages = Birth::after(self.born, self.at_birth.gestation?).ages(on)?;
        match ages.corrected {
            Corrected::Age(age) if ages.calendar.months() < CORRECTED_UNTIL_MONTHS => Some(age),
            _ => None,
        }
    }

    /// What a chart draws.
    fn points(&self, show: Show, age: impl Fn(Day) -> Option<Age>) -> Vec<(Age, Measured)> {
        let wanted = self.measured.iter().filter(|(_, measured)| show.has(*measured));
        wanted.filter_map(|(day, measured)| Some((age(*day)?, *measured))).collect()
    }
}

/// `GET /my/health/{whose}/growth`, with `?show=`, `?ages=` and `?with=` (another child of the family).
pub(crate) async fn show(visit: &Visit, whose: &str) -> Result<Reply, Fault> {
    let opened = Opened::load(visit).await?;
    let subject = opened.subject(whose)?;
    let sibling = visit.query_value("with").map(|with| sibling(&opened, subject, with)).transpose()?;
    let show = chosen(visit, "show", &SHOWS.map(|(word, show)| (word, show)))?.unwrap_or(SHOWS[0].1);
    let span = chosen(visit, "ages", &SPANS.map(|(word, span, _)| (word, span)))?;

    let shelf = [shelf_of(Category::Child, 0)];
    let own = entries::read(visit, &opened, subject, &shelf, WHAT);
    let others = async {
        match sibling {
            Some(sibling) => entries::read(visit, &opened, sibling, &shelf, WHAT).await.map(Some),
            None => Ok(None),
        }
    };
    let (own, others) = futures_util::future::join(own, others).await;
    let (own, others) = (own?, others?);
    let mut damaged = own.damaged;
    let mut children = vec![Child::of(visit, subject, own.kept.iter().filter_map(|kept| kept.now.as_ref()))];
    if let (Some(sibling), Some(others)) = (sibling, &others) {
        damaged |= others.damaged;
        let entries = others.kept.iter().filter_map(|kept| kept.now.as_ref());
        children.push(Child::of(visit, sibling, entries));
    }

    let g = Ground::of(visit, subject);
    let span = span.unwrap_or_else(|| span_of(&children, show, visit.now.day()));
    let address =
        Address { base: &g.base, show, span: None, with: sibling.map(|one| one.reference.as_str()) };
    let is_kaup = show == Show::Kaup;
    let page = Growth {
        damaged,
        shows: SHOWS
            .iter()
            .map(|&(_, other)| Pick {
                name: other.name(g.h).to_owned(),
                href: Address { show: other, ..address }.href(),
                is_now: other == show,
            })
            .collect(),
        spans: if is_kaup { Vec::new() } else { spans(g.h, span, address) },
        siblings: siblings(&opened, subject, g.t.honorific, address),
        charts: match show {
            Show::One(measure) => charts(&g, &children, measure, span),
            Show::Kaup => Vec::new(),
        },
        tables: children.iter().filter_map(|child| table(&g, child, show)).collect(),
        about: about(g.h, show, children.iter().any(Child::is_preterm)),
        is_sex_unknown: children.first().is_some_and(|child| child.at_birth.sex.is_none()),
        survey: SURVEY,
        g: &g,
    };
    answer(visit, &opened, (200, g.h.growth_title), &page).await
}

fn about(h: &HealthWords, show: Show, is_preterm: bool) -> Vec<&'static str> {
    let mut about = match show {
        Show::Kaup => vec![h.growth_about_kaup, h.growth_about_obesity],
        Show::One(_) => vec![h.growth_about_lines],
    };
    if is_preterm && show != Show::Kaup {
        about.push(h.growth_about_corrected);
    }
    about.push(h.growth_no_diagnosis);
    about
}

/// Another child of the family whose record is open: nobody else is put beside.
fn sibling<'a>(opened: &'a Opened, subject: &Subject, with: &str) -> Result<&'a Subject, Fault> {
    let sibling = opened.subject(with)?;
    let is_other = sibling.relation == Relation::MyChild && sibling.reference != subject.reference;
    if is_other && sibling.keyring.is_some() { Ok(sibling) } else { Err(Fault::NotFound) }
}

/// What an address asks for by a word, if it does.
fn chosen<T: Copy>(visit: &Visit, name: &str, words: &[(&str, T)]) -> Result<Option<T>, Fault> {
    let Some(asked) = visit.query_value(name) else { return Ok(None) };
    let found = words.iter().find(|(word, _)| *word == asked).ok_or(Fault::NotFound)?;
    Ok(Some(found.1))
}

/// The shortest span that shows everything; that of today's age when there is nothing.
fn span_of(children: &[Child], show: Show, today: Day) -> Span {
    let measured = children.iter().flat_map(|child| {
        let wanted = child.measured.iter().filter(move |(_, measured)| show.has(*measured));
        wanted.filter_map(|(day, _)| child.age(*day))
    });
    let eldest = measured.max().or_else(|| children.first()?.age(today));
    let months = eldest.map_or(0, |age| age.milli_months().div_ceil(1000));
    let head = show == Show::One(Measure::Head);
    match months {
        0..=12 => Span::FirstYear,
        _ if months <= 36 || head => Span::ThreeYears,
        _ => Span::SixYears,
    }
}

/// Where the choices of the page lead.
#[derive(Clone, Copy)]
struct Address<'a> {
    base: &'a str,
    show: Show,
    /// None where the page chooses what fits.
    span: Option<Span>,
    with: Option<&'a str>,
}

impl Address<'_> {
    fn href(self) -> String {
        let show = SHOWS.iter().find(|(_, show)| *show == self.show).map_or("", |(word, _)| word);
        let mut href = format!("{}/growth?show={show}", self.base);
        if let Some((word, ..)) = SPANS.iter().find(|(_, span, _)| Some(*span) == self.span) {
            let _ = write!(href, "&ages={word}");
        }
        if let Some(with) = self.with {
            let _ = write!(href, "&with={with}");
        }
        href
    }
}

fn spans(h: &HealthWords, now: Span, address: Address<'_>) -> Vec<Pick> {
    let ends = if address.show == Show::One(Measure::Head) { 36 } else { 78 };
    let names = [h.growth_first_year, h.growth_three_years, h.growth_six_years];
    let spans = SPANS.iter().zip(names).filter(|((_, _, months), _)| *months <= ends);
    spans
        .map(|(&(_, span, _), name)| Pick {
            name: name.to_owned(),
            href: Address { span: Some(span), ..address }.href(),
            is_now: span == now,
        })
        .collect()
}

fn siblings(opened: &Opened, subject: &Subject, honorific: &str, address: Address<'_>) -> Vec<Pick> {
    let others = opened.subjects.iter().filter(|other| {
        other.relation == Relation::MyChild && other.keyring.is_some() && other.reference != subject.reference
    });
    others
        .map(|other| {
            let is_now = address.with == Some(other.reference.as_str());
            let with = (!is_now).then_some(other.reference.as_str());
            Pick {
                name: format!("{}{honorific}", other.name),
                href: Address { with, ..address }.href(),
                is_now,
            }
        })
        .collect()
}

/// One drawing on the lines of the first child's sex; where it is not recorded, one on those of each.
fn charts(g: &Ground, children: &[Child], measure: Measure, span: Span) -> Vec<Drawn> {
    let h = g.h;
    let show = Show::One(measure);
    let Some(first) = children.first().filter(|child| child.measured.iter().any(|(_, one)| show.has(*one)))
    else {
        return Vec::new();
    };
    let mut drawn: Vec<Line> = Vec::new();
    let shapes = [(Shape::Disc, Shape::Square), (Shape::Diamond, Shape::Triangle)];
    for (child, (by_birth, by_due_date)) in children.iter().zip(shapes) {
        let name = shortened(&child.name);
        let corrected = child.points(show, |day| child.corrected(day));
        let is_corrected = !corrected.is_empty();
        drawn.push((name.clone(), by_birth, child.points(show, |day| child.age(day))));
        if is_corrected {
            drawn.push((format!("{name}（{}）", h.growth_corrected), by_due_date, corrected));
        }
    }
    let series: Vec<Series<'_>> =
        drawn.iter().map(|(name, shape, points)| Series { name, shape: *shape, points }).collect();
    let sexes = match first.at_birth.sex {
        Some(Sex::Boy) => &[Sex::Boy][..],
        Some(Sex::Girl) => &[Sex::Girl],
        None => &[Sex::Girl, Sex::Boy],
    };
    let draw = |&lines: &Sex| {
        let (id, lines_name) = match lines {
            Sex::Boy => ("boy", h.growth_boys),
            Sex::Girl => ("girl", h.growth_girls),
        };
        let name = show.name(h);
        let title = format!("{name} ・ {lines_name}");
        let newest = first.measured.iter().rev().find(|(_, one)| show.has(*one));
        let newest = newest.map(|&(day, one)| {
            let age = first.age(day).map(|age| age_text(h, age)).unwrap_or_default();
            format!("{} {age} {}", g.t.day(day), value_text(one))
        });
        let description = format!(
            "{}{SURVEY}。{} {}",
            h.growth_described,
            shortened(&first.name),
            newest.unwrap_or_default()
        );
        let words = Words {
            title: &title,
            description: &description,
            ages: if span == Span::SixYears { h.growth_axis_years } else { h.growth_axis_months },
            unit: if measure == Measure::Weight { "kg" } else { "cm" },
        };
        Drawn { svg: Chart { measure, lines, span, series: &series }.svg(id, &words), lines: lines_name }
    };
    sexes.iter().map(draw).collect()
}

fn shortened(name: &str) -> String {
    if name.chars().count() <= MOST_LETTERS {
        return name.to_owned();
    }
    name.chars().take(MOST_LETTERS - 1).chain(['…']).collect()
}

/// The measurements in words, the newest first. None when there are none.
fn table(g: &Ground, child: &Child, show: Show) -> Option<Table> {
    let h = g.h;
    let (columns, rows) = match show {
        Show::Kaup => {
            (vec![h.growth_day, h.growth_age, h.growth_kaup, h.growth_obesity], kaup_rows(g, child))
        }
        Show::One(_) => one_rows(g, child, show),
    };
    (!rows.is_empty()).then(|| Table { whose: child.name.clone(), columns, rows })
}

fn one_rows(g: &Ground, child: &Child, show: Show) -> (Vec<&'static str>, Vec<Vec<String>>) {
    let h = g.h;
    let is_preterm = child.is_preterm();
    let mut columns = vec![h.growth_day, h.growth_age, show.name(h)];
    let place = |age: Option<Age>, measured: Measured| match child.at_birth.sex {
        None => vec![
            position_text(h, age.map(|age| position(measured, Sex::Girl, age))),
            position_text(h, age.map(|age| position(measured, Sex::Boy, age))),
        ],
        Some(sex) => vec![position_text(h, age.map(|age| position(measured, sex, age)))],
    };
    match child.at_birth.sex {
        None => columns.extend([h.growth_girls, h.growth_boys]),
        Some(_) => columns.push(h.growth_position),
    }
    if is_preterm {
        columns.push(h.growth_corrected);
        match child.at_birth.sex {
            None => columns.extend([h.growth_girls, h.growth_boys]),
            Some(_) => columns.push(h.growth_corrected_position),
        }
    }
    let wanted = child.measured.iter().rev().filter(|(_, measured)| show.has(*measured));
    let rows = wanted.map(|&(day, measured)| {
        let age = child.age(day);
        let mut row = vec![g.t.day(day), age_or_before(h, age), value_text(measured)];
        row.extend(place(age, measured));
        if is_preterm {
            let corrected = child.corrected(day);
            row.push(corrected.map_or_else(|| NOTHING.to_owned(), |age| age_text(h, age)));
            row.extend(place(corrected, measured));
        }
        row
    });
    let rows = rows.collect();
    (columns, rows)
}

/// Weight by height of the days on which both were measured.
fn kaup_rows(g: &Ground, child: &Child) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for &(day, measured) in child.measured.iter().rev() {
        let Measured::Weight(weight) = measured else { continue };
        let height = child.measured.iter().rev().find_map(|&(other, measured)| match measured {
            Measured::Length(height) if other == day => Some(height),
            _ => None,
        });
        let Some((height, kaup)) = height.and_then(|height| Some((height, kaup_index(weight, height)?)))
        else {
            continue;
        };
        let age = child.age(day);
        // The formula is for children from one to less than six years.
        let sex = child.at_birth.sex.filter(|_| age.is_some_and(|age| (12..72).contains(&age.months())));
        let degree = sex.and_then(|sex| obesity_degree(weight, height, sex, Formula::Survey2023).ok());
        rows.push(vec![
            g.t.day(day),
            age_or_before(g.h, age),
            format!("{}.{}", kaup / 10, kaup % 10),
            degree.map_or_else(|| NOTHING.to_owned(), signed_percent),
        ]);
    }
    rows
}

const NOTHING: &str = "—";

/// Tenths of a percent as +0.4%.
fn signed_percent(tenths: i32) -> String {
    let sign = if tenths < 0 { "−" } else { "+" };
    format!("{sign}{}.{}%", tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10)
}

fn value_text(measured: Measured) -> String {
    let value = measured.value();
    match measured {
        Measured::Weight(_) if value.is_multiple_of(10) => {
            format!("{}.{:02}kg", value / 1000, value % 1000 / 10)
        }
        Measured::Weight(_) => format!("{}.{:03}kg", value / 1000, value % 1000),
        Measured::Length(_) | Measured::Head(_) => format!("{}.{}cm", value / 10, value % 10),
    }
}

fn age_or_before(h: &HealthWords, age: Option<Age>) -> String {
    age.map_or_else(|| h.growth_before_birth.to_owned(), |age| age_text(h, age))
}

/// 1歳2か月; in the first month, in days.
fn age_text(h: &HealthWords, age: Age) -> String {
    let (years, months) = age.years_and_months();
    let counted = |number: u32, one: &str, many: &str| match (h.language, number) {
        (Language::English, 1) => format!("1 {one}"),
        (Language::English, number) => format!("{number} {many}"),
        (_, number) => format!("{number}{many}"),
    };
    let of_years = || counted(years, "year", h.growth_years);
    let of_months = || counted(months, "month", h.growth_months);
    match (years, months) {
        (0, 0) if age.days() == 0 => h.growth_at_birth.to_owned(),
        (0, 0) => counted(age.days(), "day", h.growth_days),
        (0, _) => of_months(),
        (_, 0) => of_years(),
        _ if h.language == Language::English => format!("{} {}", of_years(), of_months()),
        _ => of_years() + &of_months(),
    }
}

fn position_text(h: &HealthWords, position: Option<Result<Position, NoReference>>) -> String {
    match position {
        None => NOTHING.to_owned(),
        Some(Err(_)) => h.growth_no_line.to_owned(),
        Some(Ok(Position::Below3)) => h.growth_below.to_owned(),
        Some(Ok(Position::At(place))) => format!("{place}{}", h.growth_place),
        Some(Ok(Position::Above97)) => h.growth_above.to_owned(),
    }
}
