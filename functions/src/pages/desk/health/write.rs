//! The form of a check-up for somebody whose record nobody here can read: filled in, looked over, sent.

use super::{OPENED, SENT, Scopes, Somebody, find::USAGE, reach};
use crate::auth::Staff;
use crate::context::{Page, Visit, Who};
use crate::fault::{Fault, Words as FaultWords};
use crate::health::inbox::send::{self, Outcome, Outgoing};
use crate::http::{body::Form, reply::Reply};
use crate::pages::desk::open_reference;
use crate::pages::health::{
    HealthWords,
    edit::{Input, Look, inputs},
};
use crate::words::Words;
use askama::Template;
use hibiki_domain::{
    health::{
        category::Category,
        checkup::{Kind, Problem, Sheet, Typed, Warning, parse_day, parse_form},
        entry::{Body, Entry, Source},
        import,
    },
    language::Language,
    time::Day,
};

/// The field of the day that an entry is about; tables have fields of their own beside it.
const DAY: &str = "entry_day";

/// The words that the template of the fields asks for.
struct FieldWords {
    h: &'static HealthWords,
}

/// For whom it is, on each of these pages.
struct Whom {
    name: String,
    kana: String,
    born: String,
    district: String,
}

#[derive(Template)]
#[template(path = "desk/health_form.html")]
struct FormPage {
    g: FieldWords,
    whom: Whom,
    title: &'static str,
    source: &'static str,
    action: String,
    has_record: bool,
    day: String,
    today: String,
    day_problem: Option<String>,
    problems: Vec<(&'static str, String)>,
    warnings: Vec<(&'static str, String)>,
    inputs: Vec<Input>,
}

#[derive(Template)]
#[template(path = "desk/health_preview.html")]
struct PreviewPage {
    whom: Whom,
    title: &'static str,
    action: String,
    has_record: bool,
    recorder: String,
    day: String,
    lines: Vec<(String, String)>,
    hidden: Vec<(String, String)>,
}

/// What was typed.
struct Draft {
    kind: Kind,
    day: String,
    typed: Typed,
}

/// What is wrong with it.
#[derive(Default)]
struct Wrong {
    day: Option<String>,
    problems: Vec<Problem>,
    warnings: Vec<Warning>,
}

const FULL: FaultWords = FaultWords {
    code: "inbox-full",
    title: [
        "この人には、まだ受け取られていない記録が200件あります",
        "まだ うけとられて いない 記録（きろく）が 200こ あります",
        "200 entries of yours still wait for this person",
    ],
    detail: [
        "本人か保護者が健康の記録を開くと、送れるようになります。入力した内容は、前の画面の「CSVの行として保存」で残せます。",
        "あとで おくってください。",
        "It can be sent once the person or a guardian has opened the record. Go back to keep what you typed as a line of a table.",
    ],
};

const TOO_LONG: FaultWords = FaultWords {
    code: "entry-too-long",
    title: ["内容が長すぎます", "ながすぎます", "The entry is too long"],
    detail: ["いくつかに分けて送ってください。", "みじかく してください。", "Split it into several entries."],
};

fn kind_of(word: &str) -> Result<Kind, Fault> {
    Kind::parse(word).ok_or(Fault::NotFound)
}

/// `GET /desk/health/write/{reference}/{kind}`
pub(crate) async fn show(visit: &Visit, staff: Staff, sealed: &str, kind: &str) -> Result<Reply, Fault> {
    let kind = kind_of(kind)?;
    let scopes = Scopes::of(&staff).for_kind(kind)?;
    let person = open_reference(visit, &staff, USAGE, sealed)?;
    let somebody = reach(visit, &staff, &scopes, &person, OPENED).await?;
    let day = if kind == Kind::Birth { somebody.born()? } else { visit.now.day() };
    let draft = Draft { kind, day: day.to_string(), typed: Typed::new() };
    render(visit, &staff, &somebody, &draft, &Wrong::default()).await
}

/// `POST /desk/health/write/{reference}/{kind}`: looked over, put right, kept as a line, or sent.
pub(crate) async fn act(visit: &mut Visit, staff: Staff, sealed: &str, kind: &str) -> Result<Reply, Fault> {
    let form = Form::read(&mut visit.request).await?;
    let kind = kind_of(kind)?;
    let scopes = Scopes::of(&staff).for_kind(kind)?;
    let person = open_reference(visit, &staff, USAGE, sealed)?;
    let go = form.one("go")?;
    let reason = if go == "send" { SENT } else { OPENED };
    let somebody = reach(visit, &staff, &scopes, &person, reason).await?;
    let mut typed = Typed::new();
    for field in kind.fields() {
        typed.insert(field.key.to_owned(), form.optional(field.key)?.to_owned());
    }
    let draft = Draft { kind, day: form.one(DAY)?.to_owned(), typed };
    let (day, sheet) = match read(visit, &somebody, &draft, form.optional("confirm")? == "yes")? {
        Ok(read) if go != "edit" => read,
        Ok(_) => return render(visit, &staff, &somebody, &draft, &Wrong::default()).await,
        Err(wrong) => return render(visit, &staff, &somebody, &draft, &wrong).await,
    };
    let recorder = scopes.recorder(&staff)?;
    match go {
        "preview" => {
            let t = Words::of(Language::Japanese);
            let recorder = recorder.text(Language::Japanese);
            let lines = sheet.lines(Language::Japanese);
            let page = PreviewPage {
                whom: whom(&somebody)?,
                title: kind.name(Language::Japanese),
                action: visit.path.clone(),
                has_record: has_record(visit, &somebody).await?,
                recorder,
                day: t.day(day),
                lines,
                hidden: draft.typed.into_iter().chain([(DAY.to_owned(), draft.day)]).collect(),
            };
            let who = Who::Staff(&staff.person.name);
            visit.page(Page { status: 200, title: "送る前の確認", main: &page, ceremonies: false, who }).await
        }
        "line" => {
            let about = import::About { name: &somebody.name, kana: &somebody.kana, born: somebody.born()? };
            let text = import::one_line(&about, kind, day, &draft.typed);
            Ok(csv(text, "hibiki-line.csv"))
        }
        "send" => {
            let entry =
                Entry { day, body: Body::Sheet(sheet), by: recorder, from: Source::Desk, at: visit.now };
            let line = Outgoing { person: &person, entry: &entry };
            match send::send(visit, &staff.person.id, &[line]).await?.first() {
                Some(Outcome::Sent) => Ok(Reply::see_other("/desk/health?done=sent")),
                Some(Outcome::Again) => Ok(Reply::see_other("/desk/health?done=again")),
                Some(Outcome::Full) => Err(Fault::Conflict(FULL)),
                Some(Outcome::TooLong) => Err(Fault::Invalid(TOO_LONG)),
                Some(Outcome::NoRecord) | None => {
                    render(visit, &staff, &somebody, &draft, &Wrong::default()).await
                }
            }
        }
        _ => Err(Fault::Malformed("go")),
    }
}

/// A table that is kept on the computer of whoever asked for it.
pub(super) fn csv(text: String, name: &str) -> Reply {
    Reply::file(text.into_bytes(), "text/csv; charset=utf-8")
        .header("content-disposition", format!("attachment; filename=\"{name}\""))
}

/// What was typed as a sheet, or what is wrong with it.
fn read(
    visit: &Visit,
    somebody: &Somebody,
    draft: &Draft,
    confirmed: bool,
) -> Result<Result<(Day, Sheet), Wrong>, Fault> {
    let born = somebody.born()?;
    let day = parse_day(&draft.day, visit.now.day()).map_err(|what| what.text(Language::Japanese));
    let day = day.and_then(|day| {
        let before_birth = draft.kind.category() == Category::Child && day < born;
        if before_birth { Err("生まれる前の日付です。".to_owned()) } else { Ok(day) }
    });
    Ok(match (day, parse_form(draft.kind, &draft.typed)) {
        (Ok(day), Ok((sheet, warnings))) if warnings.is_empty() || confirmed => Ok((day, sheet)),
        (day, read) => {
            let (problems, warnings) = match read {
                Ok((_, warnings)) => (Vec::new(), warnings),
                Err(problems) => (problems, Vec::new()),
            };
            Err(Wrong { day: day.err(), problems, warnings })
        }
    })
}

async fn has_record(visit: &Visit, somebody: &Somebody) -> Result<bool, Fault> {
    let have = send::have_records(visit, std::slice::from_ref(&somebody.person_id)).await?;
    Ok(have.first() == Some(&true))
}

fn whom(somebody: &Somebody) -> Result<Whom, Fault> {
    Ok(Whom {
        name: somebody.name.clone(),
        kana: somebody.kana.clone(),
        born: Words::of(Language::Japanese).day(somebody.born()?),
        district: somebody.district.clone(),
    })
}

async fn render(
    visit: &Visit,
    staff: &Staff,
    somebody: &Somebody,
    draft: &Draft,
    wrong: &Wrong,
) -> Result<Reply, Fault> {
    let language = Language::Japanese;
    let is_wrong = |key: &str| {
        wrong.problems.iter().any(|problem| problem.field == key)
            || wrong.warnings.iter().any(|warning| warning.field == key)
    };
    let page = FormPage {
        g: FieldWords { h: HealthWords::of(language) },
        whom: whom(somebody)?,
        title: draft.kind.name(language),
        source: draft.kind.form(),
        action: visit.path.clone(),
        has_record: has_record(visit, somebody).await?,
        day: draft.day.clone(),
        today: visit.now.day().to_string(),
        day_problem: wrong.day.clone(),
        problems: wrong.problems.iter().map(|problem| (problem.field, problem.text(language))).collect(),
        warnings: wrong.warnings.iter().map(|warning| (warning.field, warning.text(language))).collect(),
        inputs: inputs(Words::of(language), draft.kind, &draft.typed, &is_wrong),
    };
    let good = wrong.day.is_none() && wrong.problems.is_empty() && wrong.warnings.is_empty();
    let who = Who::Staff(&staff.person.name);
    let status = if good { 200 } else { 422 };
    visit.page(Page { status, title: page.title, main: &page, ceremonies: false, who }).await
}
