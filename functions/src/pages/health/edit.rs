//! The form of an entry: a new one, a correction, and withdrawing one.

use super::{Ground, answer, category, list::query, year};
use crate::context::Visit;
use crate::db::once::CommandKey;
use crate::fault::Fault;
use crate::health::{
    Opened, Relation, Subject,
    eligibility::card,
    emergency,
    entries::{self, Kept, shelf_of, year_of},
    shelf::{self, New},
};
use crate::http::{body::Form, reply::Reply};
use crate::pages::form;
use crate::random;
use crate::words::Words;
use askama::Template;
use hibiki_domain::{
    health::{
        category::Category,
        checkup::{self, Kind, Problem, Sort, Typed, Warning, parse_day, parse_form},
        entry::{Body, Entry, Recorder, Source},
        picture,
        sealed::{RecordId, Shelf},
    },
    time::Day,
};

/// A notebook of medicines is the longest that a form brings.
const MOST_BYTES: usize = 128 * 1024;
/// The field of the day that an entry is about; tables have fields of their own beside it.
const DAY: &str = "entry_day";

#[derive(Template)]
#[template(path = "health/edit.html")]
struct Edit<'a> {
    g: &'a Ground,
    title: &'static str,
    source: &'static str,
    action: String,
    back: String,
    key: String,
    record: &'a str,
    version: i64,
    day: String,
    today: String,
    day_problem: Option<String>,
    problems: Vec<(&'static str, String)>,
    warnings: Vec<(&'static str, String)>,
    inputs: Vec<Input>,
    /// What the program fills in itself.
    hidden: Vec<(&'static str, String)>,
}

/// One field, as the template draws it.
pub(in crate::pages) struct Input {
    pub(in crate::pages) key: &'static str,
    pub(in crate::pages) label: &'static str,
    pub(in crate::pages) hint: &'static str,
    pub(in crate::pages) unit: &'static str,
    pub(in crate::pages) needed: bool,
    pub(in crate::pages) wrong: bool,
    pub(in crate::pages) value: String,
    pub(in crate::pages) look: Look,
}

pub(in crate::pages) enum Look {
    Number,
    Line(usize),
    Text(usize),
    Day,
    Clock,
    Choice(Vec<(&'static str, &'static str)>),
}

/// What a form is filled with.
struct Draft<'a> {
    kind: Kind,
    record: &'a str,
    version: i64,
    key: String,
    day: String,
    typed: Typed,
}

/// What is wrong with a draft.
#[derive(Default)]
struct Faults {
    day: Option<String>,
    problems: Vec<Problem>,
    warnings: Vec<Warning>,
}

/// `GET /my/health/{whose}/{category}/new/{kind}`
pub(crate) async fn new(visit: &Visit, whose: &str, word: &str, kind: &str) -> Result<Reply, Fault> {
    let opened = Opened::load(visit).await?;
    let subject = opened.subject(whose)?;
    subject.keyring()?;
    let kind = kind_of(word, kind)?;
    let record = RecordId::from_random(random::bytes()?);
    let draft = Draft {
        kind,
        record: record.as_str(),
        version: 1,
        key: form::new_key()?,
        day: if kind == Kind::Birth { subject.born } else { visit.now.day() }.to_string(),
        typed: Typed::new(),
    };
    render(visit, &opened, subject, &draft, &Faults::default()).await
}

/// `GET /my/health/{whose}/{category}/{record}/edit`
pub(crate) async fn edit(visit: &Visit, whose: &str, word: &str, record: &str) -> Result<Reply, Fault> {
    let opened = Opened::load(visit).await?;
    let subject = opened.subject(whose)?;
    let category = category(word)?;
    let kept = entries::one(visit, &opened, subject, (category, year(visit)?), record).await?;
    let (entry, sheet) = standing(&kept)?;
    let draft = Draft {
        kind: sheet.kind(),
        record,
        version: kept.version + 1,
        key: form::new_key()?,
        day: entry.day.to_string(),
        typed: sheet.values(),
    };
    render(visit, &opened, subject, &draft, &Faults::default()).await
}

/// `POST /my/health/{whose}/{category}/new/{kind}`
pub(crate) async fn create(visit: &mut Visit, whose: &str, word: &str, kind: &str) -> Result<Reply, Fault> {
    save(visit, whose, (word, kind), None).await
}

/// `POST /my/health/{whose}/{category}/{record}/edit/{kind}`
pub(crate) async fn correct(
    visit: &mut Visit,
    whose: &str,
    what: (&str, &str),
    record: &str,
) -> Result<Reply, Fault> {
    save(visit, whose, what, Some(record)).await
}

async fn save(
    visit: &mut Visit,
    whose: &str,
    (word, kind): (&str, &str),
    corrected: Option<&str>,
) -> Result<Reply, Fault> {
    let opened = Opened::load(visit).await?;
    let form = Form::read_up_to(&mut visit.request, MOST_BYTES).await?;
    let subject = opened.subject(whose)?;
    let kind = kind_of(word, kind)?;
    let record = form.one("record")?;
    let id = RecordId::parse(record).ok_or(Fault::Malformed("record"))?;
    let version: i64 = form.one("version")?.parse().map_err(|_| Fault::Malformed("version"))?;
    // A new entry is its first version; a correction is a later one of the entry that the address names.
    let fits = match corrected {
        None => version == 1,
        Some(corrected) => corrected == record && (2..10_000).contains(&version),
    };
    if !fits {
        return Err(Fault::Malformed("version"));
    }
    let key = form.one("key")?;
    let command = CommandKey::parse(key, &opened.person.session)?;
    let mut typed = Typed::new();
    for field in kind.fields() {
        typed.insert(field.key.to_owned(), form.optional(field.key)?.to_owned());
    }
    let day_text = form.optional(DAY)?.to_owned();
    let draft = Draft { kind, record, version, key: key.to_owned(), day: day_text, typed };

    let day = parse_day(&draft.day, visit.now.day());
    let read = parse_form(kind, &draft.typed);
    let confirmed = form.optional("confirm")? == "yes";
    let (day, sheet) = match (day, read) {
        (Ok(day), Ok((sheet, warnings))) if warnings.is_empty() || confirmed => (day, sheet),
        (day, read) => {
            let (problems, warnings) = match read {
                Ok((_, warnings)) => (Vec::new(), warnings),
                Err(problems) => (problems, Vec::new()),
            };
            let day = day.err().map(|what| what.text(visit.language));
            return render(visit, &opened, subject, &draft, &Faults { day, problems, warnings }).await;
        }
    };
    let entry = Entry {
        day,
        body: Body::Sheet(sheet),
        by: recorder(&opened, subject),
        from: Source::Page,
        at: visit.now,
    };
    let shelf = shelf_for(visit, kind.category(), version, day)?;
    let location = visit.href(&format!("/my/health/{whose}/{word}/{record}{}", and_done(shelf, "saved")));
    let text = entry.write();
    let new = New { shelf, record: &id, version, entry: text.as_bytes() };
    let location = shelf::write(visit, (&opened, subject), &new, word, (&command, &location)).await?;
    emergency::after_writing(visit, &opened, subject, shelf).await;
    card::after_writing(visit, &opened, subject, shelf).await;
    Ok(Reply::see_other(&location))
}

/// `POST /my/health/{whose}/{category}/{record}/withdraw`: what stood there stays readable as an earlier version.
pub(crate) async fn withdraw(
    visit: &mut Visit,
    whose: &str,
    word: &str,
    record: &str,
) -> Result<Reply, Fault> {
    let opened = Opened::load(visit).await?;
    let form = Form::read(&mut visit.request).await?;
    let subject = opened.subject(whose)?;
    let category = category(word)?;
    let id = RecordId::parse(record).ok_or(Fault::NotFound)?;
    let version: i64 = form.one("version")?.parse().map_err(|_| Fault::Malformed("version"))?;
    let command = CommandKey::parse(form.one("key")?, &opened.person.session)?;
    let shelf = shelf_of(category, year(visit)?);
    let location = visit.href(&format!("/my/health/{whose}/{word}/{record}{}", and_done(shelf, "withdrawn")));
    let new = New { shelf, record: &id, version: version.saturating_add(1), entry: b"" };
    let location = shelf::write(visit, (&opened, subject), &new, word, (&command, &location)).await?;
    emergency::after_writing(visit, &opened, subject, shelf).await;
    card::after_writing(visit, &opened, subject, shelf).await;
    Ok(Reply::see_other(&location))
}

/// A new entry lies on the shelf of its year; a correction beside what it corrects, whatever day it names.
fn shelf_for(visit: &Visit, category: Category, version: i64, day: Day) -> Result<Shelf, Fault> {
    let year = if version == 1 { year_of(day) } else { year(visit)? };
    Ok(shelf_of(category, year))
}

pub(super) fn and_done(shelf: Shelf, done: &str) -> String {
    match query(shelf.part) {
        none if none.is_empty() => format!("?done={done}"),
        some => format!("{some}&done={done}"),
    }
}

fn kind_of(category: &str, kind: &str) -> Result<Kind, Fault> {
    Kind::parse(kind).filter(|kind| kind.category().word() == category).ok_or(Fault::NotFound)
}

/// What can be corrected: a filled-in form that was not withdrawn.
fn standing(kept: &Kept) -> Result<(&Entry, &checkup::Sheet), Fault> {
    let entry = kept.now.as_ref().ok_or(Fault::NotFound)?;
    Ok((entry, entry.body.sheet().ok_or(Fault::NotFound)?))
}

pub(super) fn recorder(opened: &Opened, subject: &Subject) -> Recorder {
    match subject.relation {
        Relation::Myself => Recorder::Own,
        Relation::MyChild => Recorder::Guardian { name: opened.person.name.clone() },
    }
}

async fn render(
    visit: &Visit,
    opened: &Opened,
    subject: &Subject,
    draft: &Draft<'_>,
    faults: &Faults,
) -> Result<Reply, Fault> {
    let g = Ground::of(visit, subject);
    let language = visit.language;
    let word = draft.kind.category().word();
    let action = if draft.version == 1 {
        format!("{}/{word}/new/{}", g.base, draft.kind.word())
    } else {
        format!(
            "{}/{word}/{}/edit/{}{}",
            g.base,
            draft.record,
            draft.kind.word(),
            query(year_shelf(visit, draft)?)
        )
    };
    let wrong = |key: &str| {
        faults.problems.iter().any(|problem| problem.field == key)
            || faults.warnings.iter().any(|warning| warning.field == key)
    };
    let inputs = inputs(visit.words(), draft.kind, &draft.typed, &wrong);
    let page = Edit {
        title: draft.kind.name(language),
        source: draft.kind.form(),
        action,
        back: format!("{}/{word}", g.base),
        key: draft.key.clone(),
        record: draft.record,
        version: draft.version,
        day: draft.day.clone(),
        today: visit.now.day().to_string(),
        day_problem: faults.day.clone(),
        problems: faults.problems.iter().map(|problem| (problem.field, problem.text(language))).collect(),
        warnings: faults.warnings.iter().map(|warning| (warning.field, warning.text(language))).collect(),
        inputs,
        hidden: draft
            .typed
            .get(picture::FIELD)
            .map(|value| (picture::FIELD, value.clone()))
            .into_iter()
            .collect(),
        g: &g,
    };
    let good = faults.day.is_none() && faults.problems.is_empty() && faults.warnings.is_empty();
    answer(visit, opened, (if good { 200 } else { 422 }, page.title), &page).await
}

/// The fields of a kind as the form shows them; `wrong` says which need another look.
pub(in crate::pages) fn inputs(
    t: &Words,
    kind: Kind,
    typed: &Typed,
    wrong: &dyn Fn(&str) -> bool,
) -> Vec<Input> {
    let input = |field: &checkup::Field| Input {
        key: field.key,
        label: t.pick(&field.label),
        hint: t.pick(field.hint),
        unit: field.unit(t.language),
        needed: field.needed,
        wrong: wrong(field.key),
        value: typed.get(field.key).cloned().unwrap_or_default(),
        look: match field.sort {
            Sort::Number(_) => Look::Number,
            Sort::Choice(_) | Sort::Product => Look::Choice(field.options(t.language)),
            Sort::Line(most) => Look::Line(most),
            Sort::When => Look::Line(30),
            Sort::Text(most) => Look::Text(most),
            Sort::Notebook => Look::Text(checkup::MOST_NOTEBOOK_BYTES),
            Sort::Day => Look::Day,
            Sort::Clock => Look::Clock,
        },
    };
    // The names of a picture's rows are not typed.
    kind.fields().iter().filter(|field| field.key != picture::FIELD).map(input).collect()
}

fn year_shelf(visit: &Visit, draft: &Draft<'_>) -> Result<u16, Fault> {
    Ok(shelf_of(draft.kind.category(), year(visit)?).part)
}
