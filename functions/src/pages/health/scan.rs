//! A dispensing slip's QR codes become an entry of the medicine notebook.

use super::{Ground, answer};
use crate::context::Visit;
use crate::db::once::CommandKey;
use crate::fault::Fault;
use crate::health::{
    Opened, Subject,
    shelf::{self, New},
};
use crate::http::{body::Form, reply::Reply};
use crate::pages::{form, scan::ScanForm};
use crate::random;
use askama::Template;
use hibiki_domain::{
    health::{
        category::Category,
        checkup::{Kind, Typed, parse_form},
        entry::{Body, Entry, Source},
        medicine::{JoinProblem, Notebook, Refused, join, separate},
        sealed::{RecordId, Shelf},
    },
    time::Day,
};

/// The texts of a slip that was split into many codes.
const MOST_BYTES: usize = 128 * 1024;

#[derive(Template)]
#[template(path = "health/scan.html")]
struct Scan<'a> {
    g: &'a Ground,
    problem: Option<String>,
    form: ScanForm<'a>,
}

/// `GET /my/health/{whose}/medicine/scan`
pub(crate) async fn show(visit: &Visit, whose: &str) -> Result<Reply, Fault> {
    let opened = Opened::load(visit).await?;
    let subject = opened.subject(whose)?;
    subject.keyring()?;
    let record = RecordId::from_random(random::bytes()?);
    render(visit, (&opened, subject), (&form::new_key()?, record.as_str()), &[], None).await
}

/// `POST /my/health/{whose}/medicine/scan`
pub(crate) async fn take(visit: &mut Visit, whose: &str) -> Result<Reply, Fault> {
    let opened = Opened::load(visit).await?;
    let sent = Form::read_up_to(&mut visit.request, MOST_BYTES).await?;
    let subject = opened.subject(whose)?;
    let (key, record) = (sent.one("key")?, sent.one("record")?);
    let command = CommandKey::parse(key, &opened.person.session)?;
    let id = RecordId::parse(record).ok_or(Fault::Malformed("record"))?;
    let codes: Vec<String> =
        sent.all("code").map(str::to_owned).filter(|text| !text.trim().is_empty()).collect();
    let notebook = match whole(&codes) {
        Ok(notebook) => notebook,
        Err(problem) => {
            let text = words(visit, &problem);
            return render(visit, (&opened, subject), (key, record), &codes, Some(text)).await;
        }
    };
    let typed = Typed::from([("jahis".to_owned(), notebook.write())]);
    let sheet = match parse_form(Kind::Notebook, &typed) {
        Ok((sheet, _)) => sheet,
        Err(problems) => {
            let text = problems.first().map(|problem| problem.text(visit.language)).unwrap_or_default();
            return render(visit, (&opened, subject), (key, record), &codes, Some(text)).await;
        }
    };
    let entry = Entry {
        day: handed_out(&notebook).filter(|day| *day <= visit.now.day()).unwrap_or_else(|| visit.now.day()),
        body: Body::Sheet(sheet),
        by: super::edit::recorder(&opened, subject),
        from: Source::Scan,
        at: visit.now,
    };
    let text = entry.write();
    let shelf = Shelf { category: Category::Medicine, part: 0 };
    let new = New { shelf, record: &id, version: 1, entry: text.as_bytes() };
    let location = visit.href(&format!("/my/health/{whose}/medicine/{record}?done=saved"));
    let what = Category::Medicine.word();
    let location = shelf::write(visit, (&opened, subject), &new, what, (&command, &location)).await?;
    Ok(Reply::see_other(&location))
}

/// Why codes are not one slip.
enum Problem {
    Nothing,
    Refused(Refused),
    Join(JoinProblem),
}

/// The one slip that these codes are.
fn whole(codes: &[String]) -> Result<Notebook, Problem> {
    let texts: Vec<&str> = codes.iter().flat_map(|code| separate(code)).collect();
    if texts.is_empty() {
        return Err(Problem::Nothing);
    }
    let parts =
        texts.into_iter().map(Notebook::read).collect::<Result<Vec<_>, _>>().map_err(Problem::Refused)?;
    join(parts).map_err(Problem::Join)
}

/// The day of the newest visit, which comes first.
fn handed_out(notebook: &Notebook) -> Option<Day> {
    notebook.contents().dispensings.first().and_then(|visit| visit.date.date.value().copied())
}

fn words(visit: &Visit, problem: &Problem) -> String {
    let h = super::words_of(visit);
    match problem {
        Problem::Nothing | Problem::Join(JoinProblem::Nothing) => h.scan_nothing.to_owned(),
        Problem::Refused(Refused::Prescription) => h.scan_prescription.to_owned(),
        Problem::Refused(Refused::TooLarge | Refused::TooManyRecords)
        | Problem::Join(JoinProblem::TooManyRecords) => h.scan_too_much.to_owned(),
        Problem::Refused(Refused::NotANotebook) => h.scan_other.to_owned(),
        Problem::Join(JoinProblem::Missing { missing, total }) => {
            let missing: Vec<String> = missing.iter().map(u16::to_string).collect();
            h.scan_missing.replace("{n}", &missing.join(", ")).replace("{of}", &total.to_string())
        }
        Problem::Join(JoinProblem::Mixed | JoinProblem::Differs { .. } | JoinProblem::Unnumbered) => {
            h.scan_mixed.to_owned()
        }
    }
}

async fn render(
    visit: &Visit,
    (opened, subject): (&Opened, &Subject),
    (key, record): (&str, &str),
    codes: &[String],
    problem: Option<String>,
) -> Result<Reply, Fault> {
    let g = Ground::of(visit, subject);
    let action = format!("{}/medicine/scan", g.base);
    let form = ScanForm::new(g.t, &action, g.t.save)
        .with("key", key.to_owned())
        .with("record", record.to_owned())
        .sent(codes);
    let status = if problem.is_some() { 422 } else { 200 };
    let page = Scan { g: &g, problem, form };
    Ok(answer(visit, opened, (status, g.h.scan_title), &page).await?.with_camera())
}
