//! Importing a table of check-ups: read, looked over, sent a few lines at a time.

mod parts;

use super::{OUTSIDE, SENT, Scopes, write::csv};
use crate::auth::Staff;
use crate::context::{Page, Visit, Who};
use crate::db::sql;
use crate::fault::Fault;
use crate::health::inbox::send::{self, Outgoing};
use crate::http::{
    body::{self, Form, uploaded_field},
    reply::Reply,
    text,
};
use crate::look;
use askama::Template;
use hibiki_domain::{
    health::{
        checkup::Kind,
        entry::Entry,
        import::{self, Bringer, Cells, Imported},
    },
    ids::PersonId,
    language::Language,
};
use parts::{Became, Carried, Import, Progress, Table};
use serde::{Deserialize, Serialize};

/// The longest file. A table of 500 children has about 80,000 bytes.
const MOST_BYTES: usize = 512 * 1024;
/// The most good rows of one import.
const MOST_ROWS: usize = 2_000;

#[derive(Template)]
#[template(path = "desk/health_import.html")]
struct FormPage {
    problem: Option<String>,
    kinds: Vec<(&'static str, &'static str)>,
    kind: String,
    recorder: String,
}

#[derive(Template)]
#[template(path = "desk/health_import_going.html")]
struct GoingPage {
    import: String,
    secret: String,
    table: Option<Table>,
    progress: Progress,
}

#[derive(Template)]
#[template(path = "desk/health_import_done.html")]
struct DonePage {
    import: String,
    secret: String,
    table: Table,
    sent: usize,
    again: usize,
    /// How many rows can be sent again later, and of how many lines each sort is.
    rest: usize,
    /// What became of the others: words, and their lines.
    others: Vec<(&'static str, String)>,
}

/// Somebody whom a row may be about.
#[derive(Deserialize)]
struct LineRow {
    place: i64,
    person_id: PersonId,
    inside: i64,
}

#[derive(Serialize)]
struct Asked<'a> {
    number: Option<&'a str>,
    kana: &'a str,
    born: &'a str,
}

fn who(staff: &Staff) -> Who<'_> {
    Who::Staff(&staff.person.name)
}

/// `GET /desk/health/import`
pub(crate) async fn form(visit: &Visit, staff: Staff) -> Result<Reply, Fault> {
    render_form(visit, &staff, (200, None), "").await
}

async fn render_form(
    visit: &Visit,
    staff: &Staff,
    (status, problem): (u16, Option<String>),
    kind: &str,
) -> Result<Reply, Fault> {
    let scopes = Scopes::of(staff);
    let kinds = scopes.kinds().into_iter().map(|kind| (kind.word(), kind.name(Language::Japanese)));
    let page = FormPage {
        problem,
        kinds: kinds.collect(),
        kind: kind.to_owned(),
        recorder: scopes.recorder(staff)?.text(Language::Japanese),
    };
    visit
        .page(Page {
            status, title: "表をまとめて送る", main: &page, ceremonies: false, who: who(staff)
        })
        .await
}

/// `POST /desk/health/import`: reads a table and says which rows are bad. Nothing is sent yet.
pub(crate) async fn upload(visit: &mut Visit, staff: Staff) -> Result<Reply, Fault> {
    let (form, _, bytes) = body::upload(&mut visit.request, MOST_BYTES, "file").await?;
    let word = uploaded_field(&form, "kind")?;
    let kind = match word.as_str() {
        "" => None,
        word => Some(Kind::parse(word).ok_or(Fault::Malformed("kind"))?),
    };
    let scopes = Scopes::of(&staff);
    if let Some(kind) = kind {
        scopes.for_kind(kind)?;
    }
    let bringer = Bringer {
        kind,
        by: scopes.recorder(&staff)?,
        today: visit.now.day(),
        at: visit.now,
        many_people: true,
    };
    let read = match read(&bytes, &bringer, &scopes) {
        Ok(read) => read,
        Err(problem) => return render_form(visit, &staff, (422, Some(problem)), &word).await,
    };
    let (table, imported, rows) = read;
    let import = Import::begin(visit, &staff, &table, &imported.lines, rows).await?;
    let parts = i64::try_from(imported.lines.len().div_ceil(send::AT_ONCE)).unwrap_or(i64::MAX);
    let page = GoingPage {
        secret: import.key.to_text(),
        import: import.id,
        table: Some(table),
        progress: Progress { parts, done: 0 },
    };
    visit
        .page(Page {
            status: 200, title: "送る前の確認", main: &page, ceremonies: false, who: who(&staff)
        })
        .await
}

/// The table, or why it is not taken at all.
fn read(bytes: &[u8], bringer: &Bringer, scopes: &Scopes) -> Result<(Table, Imported, Vec<Cells>), String> {
    let text = text::of_file(bytes).ok_or("文字が読めません。CSV（UTF-8）で保存し直してください。")?;
    let mut imported = import::read(&text, bringer).map_err(|refused| refused.to_string())?;
    let rows = import::rows(&text).map_err(|refused| refused.to_string())?;
    let mut problems: Vec<(usize, String)> =
        imported.problems.iter().map(|problem| (problem.line, problem.to_string())).collect();
    let kinds = scopes.kinds();
    imported.lines.retain(|line| {
        let may = line.entry.body.sheet().is_some_and(|sheet| kinds.contains(&sheet.kind()));
        if !may {
            problems.push((
                line.line,
                format!("{}行目：この種類の記録は、あなたの役割では送れません", line.line),
            ));
        }
        may
    });
    if imported.lines.len() > MOST_ROWS {
        return Err(format!("行が多すぎます（{MOST_ROWS}行まで）。分けて送ってください。"));
    }
    problems.sort();
    let table = Table {
        headings: imported.headings.clone(),
        problems: problems.into_iter().map(|(_, text)| text).collect(),
        more_problems: imported.more_problems,
        ignored: imported.ignored.clone(),
        good: imported.lines.len(),
    };
    Ok((table, imported, rows))
}

/// `POST /desk/health/import/send`: sends the next few lines. Sent again it goes on where the import is.
pub(crate) async fn send(visit: &mut Visit, staff: Staff) -> Result<Reply, Fault> {
    let form = Form::read(&mut visit.request).await?;
    let import = Import::of_form(visit, &staff, form.one("import")?, form.one("secret")?)?;
    let Some((part, lines)) = import.next(visit).await? else {
        return done(visit, &staff, import).await;
    };
    let became = send_lines(visit, &staff, &lines).await?;
    let progress = import.done(visit, part, &became).await?;
    if progress.done == progress.parts {
        return done(visit, &staff, import).await;
    }
    // Part 0 is the table itself.
    let progress = Progress { parts: progress.parts - 1, done: progress.done - 1 };
    let page = GoingPage { secret: import.key.to_text(), import: import.id, table: None, progress };
    visit
        .page(Page {
            status: 200, title: "送っています", main: &page, ceremonies: false, who: who(&staff)
        })
        .await
}

/// Whom each line is about, and what becomes of it.
async fn send_lines(visit: &Visit, staff: &Staff, lines: &[Carried]) -> Result<Vec<(usize, Became)>, Fault> {
    let scopes = Scopes::of(staff);
    let asked: Vec<Asked<'_>> = lines
        .iter()
        .map(|line| Asked { number: line.number.as_deref(), kana: &line.kana, born: &line.born })
        .collect();
    let asked = serde_json::to_string(&asked).unwrap_or_default();
    let bounds = scopes.json(visit.now.day());
    let found = visit.identity()?.read(sql::resident::OF_LINES.with(&[&asked, &bounds])).await?;
    let found: Vec<LineRow> = found.all()?;
    let entries = lines.iter().map(Carried::entry).collect::<Result<Vec<Entry>, Fault>>()?;

    let mut became: Vec<Option<Became>> = vec![None; lines.len()];
    let (mut outgoing, mut places, mut seen) = (Vec::new(), Vec::new(), Vec::new());
    for (place, entry) in entries.iter().enumerate() {
        let mut those = found.iter().filter(|row| usize::try_from(row.place) == Ok(place));
        became[place] = match (those.next(), those.next()) {
            (None, _) => Some(Became::Nobody),
            (_, Some(_)) => Some(Became::TwoPeople),
            (Some(row), None) if row.inside != 1 => {
                seen.push((&row.person_id, OUTSIDE));
                Some(Became::Outside)
            }
            (Some(row), None) => {
                seen.push((&row.person_id, SENT));
                outgoing.push(Outgoing { person: &row.person_id, entry });
                places.push(place);
                None
            }
        };
    }
    // Whom it is for learns who sent it, before it is sent.
    if !seen.is_empty() {
        look::look_at(visit, staff, &seen, &Vec::new).await?;
    }
    let outcomes = send::send(visit, &staff.person.id, &outgoing).await?;
    for (place, outcome) in places.into_iter().zip(outcomes) {
        became[place] = Some(outcome.into());
    }
    Ok(lines.iter().zip(became).map(|(line, became)| (line.line, became.unwrap_or(Became::Nobody))).collect())
}

async fn done(visit: &Visit, staff: &Staff, import: Import) -> Result<Reply, Fault> {
    let (table, rows) = import.whole(visit).await?;
    let count = |wanted: Became| rows.iter().filter(|(_, became)| *became == wanted).count();
    let lines = |wanted: Became| {
        let lines = rows.iter().filter(|(_, became)| *became == wanted);
        lines.map(|(row, _)| format!("{}行目", row.line)).collect::<Vec<_>>().join("、")
    };
    let words = [
        (Became::NoRecord, "まだ健康の記録を始めていない人"),
        (Became::Full, "受け取られていない記録が200件ある人"),
        (Became::Nobody, "住民の登録に見つからない人（番号、または氏名カナと生年月日を確かめてください）"),
        (Became::TwoPeople, "同じ氏名カナと生年月日の人が2人いる行（宛名番号を入れてください）"),
        (Became::Outside, "担当の範囲の外の人（送れません）"),
        (Became::TooLong, "内容が長すぎる行"),
    ];
    let others = words.map(|(became, words)| (words, lines(became)));
    let page = DonePage {
        sent: count(Became::Sent),
        again: count(Became::Again),
        rest: rows.iter().filter(|(_, became)| later(*became)).count(),
        others: others.into_iter().filter(|(_, lines)| !lines.is_empty()).collect(),
        table,
        secret: import.key.to_text(),
        import: import.id,
    };
    visit
        .page(Page {
            status: 200,
            title: "送り終わりました",
            main: &page,
            ceremonies: false,
            who: who(staff),
        })
        .await
}

/// What can be sent later without a change.
fn later(became: Became) -> bool {
    matches!(became, Became::NoRecord | Became::Full)
}

/// `POST /desk/health/import/rest`: the rows that can be sent later, as a file like the one that came.
pub(crate) async fn rest(visit: &mut Visit, staff: Staff) -> Result<Reply, Fault> {
    let form = Form::read(&mut visit.request).await?;
    let import = Import::of_form(visit, &staff, form.one("import")?, form.one("secret")?)?;
    let (table, rows) = import.whole(visit).await?;
    let rest = rows.into_iter().filter(|(_, became)| later(*became)).map(|(row, _)| row.cells);
    let rows: Vec<Vec<String>> = std::iter::once(table.headings).chain(rest).collect();
    Ok(csv(import::table(&rows), "hibiki-rest.csv"))
}
