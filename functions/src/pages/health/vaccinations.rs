//! Vaccinations: what can be given today, what comes when and by which rule, what was given, and what a school asks for.

use super::{Ground, answer, vaccinated::AnswerWords};
use crate::context::Visit;
use crate::fault::Fault;
use crate::health::{
    Opened, Relation, Subject,
    entries::{self, Entries, shelf_of},
};
use crate::http::reply::Reply;
use askama::Template;
use hibiki_domain::{
    audience::ADULT_AGE,
    dates,
    health::{
        category::Category,
        checkup::Kind,
        entry::{self, Entry},
        growth,
        sealed::Shelf,
        vaccination::{
            Answer, Child, Dated, Disease, Dose, Plan, Product, Proposed, Sex, State, Status, Verdict,
            answer as answer_about, plan,
            pregnancy::{self, MaternalRsv, maternal_rsv},
            rules::{self, RuleId, Standing},
            school::{self, Rest},
            words,
        },
    },
    language::Language,
    time::Day,
};

/// The words of these pages in the person's log.
pub(super) const WHAT: &str = "vaccinations";
pub(super) const WHAT_SCHOOL: &str = "vaccinations-school";
/// Two weeks after the due date no pregnancy goes on.
const PREGNANT_AFTER_DUE_DAYS: i32 = 14;

#[derive(Template)]
#[template(path = "health/vaccinations.html")]
struct Vaccinations<'a> {
    g: &'a Ground,
    damaged: bool,
    /// The next appointment: its day, and what is given then.
    next: Option<(String, String)>,
    mother: Option<String>,
    groups: Vec<Group>,
    answers: Vec<Against>,
    /// The diseases of which nothing is recorded.
    unrecorded: String,
    sources: Vec<Source>,
    /// What the page is called that answers for one disease.
    ask: &'static str,
}

struct Group {
    id: &'static str,
    title: &'static str,
    rows: Vec<Row>,
}

/// One vaccine.
struct Row {
    name: &'static str,
    state: String,
    is_open: bool,
    is_optional: bool,
    facts: Vec<(&'static str, String)>,
    recorded: Vec<String>,
    /// The arithmetic of the dates.
    reckoned: Vec<String>,
    rule: RuleId,
}

/// What the records say of a disease.
struct Against {
    /// In the address that says who recorded it.
    word: &'static str,
    disease: &'static str,
    status: &'static str,
    /// Their days.
    doses: Vec<String>,
}

/// Where a rule was read.
struct Source {
    rule: RuleId,
    read: Vec<(&'static str, String, String)>,
}

#[derive(Template)]
#[template(path = "health/vaccinations_school.html")]
struct School<'a> {
    g: &'a Ground,
    damaged: bool,
    name: &'a str,
    born: String,
    today: String,
    lines: Vec<Line>,
}

struct Line {
    name: &'static str,
    doses: Vec<String>,
    rest: String,
}

/// What is known of one person.
pub(super) struct Known {
    pub(super) found: Entries,
    pub(super) doses: Vec<Dose>,
    pub(super) plan: Plan,
}

/// The doses of a person and the plan that follows from them.
pub(super) fn planned(subject: &Subject, standing: &[&Entry], today: Day) -> (Vec<Dose>, Plan) {
    let doses = entry::doses(standing.iter().copied());
    let sex = match entry::at_birth(standing.iter().copied()).sex {
        Some(growth::Sex::Girl) => Sex::Female,
        Some(growth::Sex::Boy) => Sex::Male,
        None => Sex::NotRecorded,
    };
    let plan = plan(Child { born: subject.born, sex }, &doses, today);
    (doses, plan)
}

impl Known {
    pub(super) async fn load(
        visit: &Visit,
        opened: &Opened,
        subject: &Subject,
        what: &str,
    ) -> Result<Self, Fault> {
        let is_me = subject.relation == Relation::Myself;
        let categories = [Category::Vaccination, Category::Child, Category::Pregnancy];
        // A child of the family has no pregnancy of its own to be vaccinated in.
        let shelves: Vec<Shelf> =
            categories.into_iter().take(if is_me { 3 } else { 2 }).map(|one| shelf_of(one, 0)).collect();
        let found = entries::read(visit, opened, subject, &shelves, what).await?;
        let standing: Vec<&Entry> = found.standing().map(|(_, entry)| entry).collect();
        let (doses, plan) = planned(subject, &standing, visit.now.day());
        Ok(Self { found, doses, plan })
    }

    /// The vaccine that a mother is given for her child, while she is pregnant.
    fn mother(&self, g: &Ground) -> Option<String> {
        let today = self.plan.today;
        let due = self.found.standing().find_map(|(_, entry)| {
            let sheet = entry.body.sheet().filter(|sheet| sheet.kind() == Kind::Pregnancy)?;
            sheet.day("due").filter(|due| today <= due.plus_days(PREGNANT_AFTER_DUE_DAYS))
        })?;
        let given = self.doses.iter().filter(|dose| dose.product == Product::RsvMaternal);
        let given: Vec<Day> = given.map(|dose| dose.day).collect();
        let (words, days) = match maternal_rsv(due, &given, today) {
            MaternalRsv::Given { day, protects_from } => (g.h.mother_given, [day, protects_from]),
            MaternalRsv::GivenOutside { day } => (g.h.mother_outside, [day, day]),
            MaternalRsv::PossibleFrom { first, last } => (g.h.mother_from, [first, last]),
            MaternalRsv::Due { last } => (g.h.mother_due, [last, last]),
            MaternalRsv::TooLate { last } => (g.h.mother_late, [last, last]),
            MaternalRsv::BeforeTheRule => return None,
        };
        let placed = days.iter().fold(words.to_owned(), |text, day| text.replacen("{}", &g.t.day(*day), 1));
        Some(placed)
    }
}

/// `GET /my/health/{whose}/vaccinations`
pub(crate) async fn show(visit: &Visit, whose: &str) -> Result<Reply, Fault> {
    let opened = Opened::load(visit).await?;
    let subject = opened.subject(whose)?;
    let known = Known::load(visit, &opened, subject, WHAT).await?;
    let g = Ground::of(visit, subject);
    let plan = &known.plan;
    let language = visit.language;
    let is_grown = subject.born.age_on(plan.today) >= ADULT_AGE;
    let mother = known.mother(&g);
    let mut told: Vec<RuleId> = mother.iter().map(|_| pregnancy::RULE).collect();
    let groups = groups(&g, plan, is_grown, &mut told);
    let answers: Vec<Answer> =
        Disease::ALL.iter().map(|&disease| answer_about(disease, &known.doses, plan)).collect();
    let (unrecorded, recorded): (Vec<&Answer>, Vec<&Answer>) =
        answers.iter().partition(|answer| answer.status == Status::NoRecord);
    let unrecorded: Vec<&str> = unrecorded.iter().map(|answer| answer.disease.label(language)).collect();
    let next = plan.next_appointment().map(|(day, series)| {
        let names: Vec<&str> = series.iter().map(|series| series.label(language)).collect();
        (when(&g, day, plan.today), names.join(comma(language)))
    });
    let page = Vaccinations {
        damaged: known.found.damaged,
        next,
        mother,
        groups,
        answers: recorded.into_iter().map(|answer| against(&g, answer)).collect(),
        unrecorded: unrecorded.join(comma(language)),
        ask: AnswerWords::of(language).title,
        sources: told.into_iter().map(|rule| source(&g, rule)).collect(),
        g: &g,
    };
    answer(visit, &opened, (200, g.h.vaccinations_title), &page).await
}

/// `GET /my/health/{whose}/vaccinations/school`: what nursery and school ask for, on one sheet.
pub(crate) async fn school(visit: &Visit, whose: &str) -> Result<Reply, Fault> {
    let opened = Opened::load(visit).await?;
    let subject = opened.subject(whose)?;
    let known = Known::load(visit, &opened, subject, WHAT_SCHOOL).await?;
    let g = Ground::of(visit, subject);
    let line = |line: school::Line| {
        let mut doses: Vec<String> = line
            .doses
            .iter()
            .map(|(role, day, by)| {
                let by: Vec<&str> = by.iter().map(|by| by.label(visit.language)).collect();
                let (role, day, by) =
                    (role.label(visit.language), g.t.day(*day), by.join(comma(visit.language)));
                format!("{role} {day} ・ {by}")
            })
            .collect();
        doses.extend(line.unclear.iter().map(|day| format!("{} ・ {}", g.t.day(*day), g.h.school_unclear)));
        Line { name: line.series.label(visit.language), rest: rest(&g, line.rest), doses }
    };
    let page = School {
        damaged: known.found.damaged,
        name: &subject.name,
        born: dates::born(subject.born, visit.language),
        today: g.t.day(known.plan.today),
        lines: school::record(&known.plan).into_iter().map(line).collect(),
        g: &g,
    };
    answer(visit, &opened, (200, g.h.school_title), &page).await
}

fn rest(g: &Ground, rest: Rest) -> String {
    let counted = |(before, after): (&str, &str), doses: usize| format!("{before}{doses}{after}");
    match rest {
        Rest::Complete => State::Done.label(g.h.language).to_owned(),
        Rest::Later(doses) => counted((g.h.school_later, g.h.school_later_after), doses),
        Rest::Open(doses) => counted((g.h.school_open, g.h.school_open_after), doses),
        Rest::With(other) => {
            format!("{} ・ {}", State::With(other).label(g.h.language), other.label(g.h.language))
        }
        Rest::Missed => g.h.school_missed.to_owned(),
    }
}

/// The next appointment in words: a plan that proposes today says that it is possible now.
pub(super) fn when(g: &Ground, day: Day, today: Day) -> String {
    if day > today { g.t.day(day) } else { AnswerWords::of(g.h.language).now.to_owned() }
}

pub(super) const fn comma(language: Language) -> &'static str {
    match language {
        Language::English => ", ",
        _ => "、",
    }
}

/// What can be done now first; then what comes, what is to be asked, what is done.
fn groups(g: &Ground, plan: &Plan, is_grown: bool, told: &mut Vec<RuleId>) -> Vec<Group> {
    let h = g.h;
    let mut groups = [
        ("now", h.vaccinations_now),
        ("later", h.vaccinations_later),
        ("ask", h.vaccinations_ask),
        ("done", h.vaccinations_done),
    ]
    .map(|(id, title)| Group { id, title, rows: Vec::new() });
    for row in &plan.rows {
        let ask_first = row.proposed.first().is_some_and(|dose| dose.ask_first);
        let place = match row.state {
            // A grown person is not told of every childhood vaccination of which nothing is known.
            State::TooLate if is_grown && row.recorded.is_empty() => continue,
            State::AskTown { .. } | State::TooLate => 2,
            _ if ask_first => 2,
            State::Due | State::Late | State::Possible => 0,
            State::PossibleFrom | State::NotYet => 1,
            State::Done | State::With(_) => 3,
        };
        if let Some(group) = groups.get_mut(place) {
            group.rows.push(shown(g, row, plan.today, (ask_first, told)));
        }
    }
    groups.into_iter().filter(|group| !group.rows.is_empty()).collect()
}

fn shown(
    g: &Ground,
    row: &hibiki_domain::health::vaccination::Row,
    today: Day,
    (ask_first, told): (bool, &mut Vec<RuleId>),
) -> Row {
    let language = g.h.language;
    let mut facts = Vec::new();
    let mut reckoned = Vec::new();
    let mut note = |id: RuleId| {
        if !told.contains(&id) {
            told.push(id);
        }
    };
    note(row.rule);
    if let Some(next) = row.proposed.first() {
        facts = dates_of(g, next, row.state, today);
        let dates = [Some(next.earliest), next.standard_from, next.standard_until, next.last, next.moved];
        for dated in dates.into_iter().flatten() {
            note(dated.rule);
            let text = words::explain(&dated, language);
            if !reckoned.contains(&text) {
                reckoned.push(text);
            }
        }
        let later: Vec<String> = row
            .proposed
            .iter()
            .skip(1)
            .filter_map(|dose| Some(format!("{} {}", dose.role.label(language), g.t.day(dose.day?))))
            .collect();
        if !later.is_empty() {
            facts.push((g.h.vaccinations_then, later.join(comma(language))));
        }
    }
    let state = match row.state {
        _ if ask_first => words::ask_first(language).to_owned(),
        State::With(other) => format!("{} ・ {}", row.state.label(language), other.label(language)),
        State::AskTown { until, rule: measure } => {
            note(measure);
            facts.push((g.h.vaccinations_until, g.t.day(until)));
            row.state.label(language).to_owned()
        }
        state => state.label(language).to_owned(),
    };
    let recorded = row.recorded.iter().map(|judged| {
        let (given, verdict) = (&judged.given, judged.verdict);
        if let Verdict::TooEarly(dated) | Verdict::CountsOutside(_, dated) = verdict {
            note(dated.rule);
            reckoned.push(words::explain(&dated, language));
        }
        let role = match verdict {
            Verdict::Counts(role) | Verdict::CountsOutside(role, _) => role.label(language) + " ",
            _ => String::new(),
        };
        let product = given.product.label(language);
        let mut text =
            format!("{role}{} {product} ・ {}", g.t.day(given.day), by(&given.recorders, language));
        if !matches!(verdict, Verdict::Counts(_)) {
            text = format!("{text} ・ {}", verdict.label(language));
        }
        text
    });
    let recorded = recorded.collect();
    Row {
        name: row.series.label(language),
        state,
        is_open: row.state.is_open() && !ask_first,
        is_optional: row.standing == Standing::Optional,
        facts,
        recorded,
        reckoned,
        rule: row.rule,
    }
}

/// The dates of the next dose.
fn dates_of(g: &Ground, next: &Proposed, state: State, today: Day) -> Vec<(&'static str, String)> {
    let language = g.h.language;
    let offers: Vec<&str> = next.offers.iter().map(|product| product.label(language)).collect();
    let mut facts = vec![(
        g.h.vaccinations_dose,
        format!("{} ・ {}", next.role.label(language), offers.join(g.h.vaccinations_or)),
    )];
    let is_from = state == State::PossibleFrom;
    // What is said already is left out: that it is possible now, or the same day twice.
    if let Some(day) = next.day.filter(|day| *day > today && !(is_from && *day == next.earliest.day)) {
        facts.push((g.h.vaccinations_day, g.t.day(day)));
    }
    if is_from {
        facts.push((g.h.vaccinations_from, g.t.day(next.earliest.day)));
    }
    let said = |dated: Option<Dated>| dated.map(|dated| g.t.day(dated.day)).unwrap_or_default();
    if next.standard_from.is_some() || next.standard_until.is_some() {
        let standard = format!("{} ～ {}", said(next.standard_from), said(next.standard_until));
        facts.push((g.h.vaccinations_standard, standard));
    }
    if next.last.is_some() {
        facts.push((g.h.vaccinations_last, said(next.last)));
    }
    facts
}

fn by(recorders: &[hibiki_domain::health::vaccination::Recorder], language: Language) -> String {
    let names: Vec<&str> = recorders.iter().map(|recorder| recorder.label(language)).collect();
    names.join(comma(language))
}

fn against(g: &Ground, answer: &Answer) -> Against {
    let language = g.h.language;
    let doses = answer.records.iter().map(|record| g.t.day(record.given.day));
    Against {
        word: answer.disease.word(),
        disease: answer.disease.label(language),
        status: answer.status.label(language),
        doses: doses.collect(),
    }
}

fn source(g: &Ground, rule: RuleId) -> Source {
    let read = rules::sources(rule)
        .iter()
        .map(|source| (source.title, format!("https://{}", source.at), g.t.day(source.read.day())));
    Source { rule, read: read.collect() }
}
