//! Reading by consent: who consented to the reader, and the entries of the one category that somebody consented to.

use crate::auth::Staff;
use crate::context::{Page, Visit, Who};
use crate::db::{Rows, sql};
use crate::fault::Fault;
use crate::health::{
    entries::{Kept, year_of},
    reading::{self, Outcome, Read},
    work,
};
use crate::http::reply::Reply;
use crate::look::{self, Reason};
use crate::words::Words;
use askama::Template;
use hibiki_domain::{
    health::{category::Category, consent::Refusal, entry::Entry},
    ids::{ConsentId, PersonId},
    language::Language,
    time::Timestamp,
};
use serde::Deserialize;

const WHY: &str = "健康の記録を見ることへの同意";
const LISTED: Reason = Reason {
    what: "健康の記録を見ることに同意した人の一覧に、名前が表示されました",
    why: WHY,
};
const READ: Reason =
    Reason { what: "名前と、健康の記録のうち同意のあった分を見ました", why: WHY };
/// Where the key is opened.
const KEY: &str = "/desk/health/key";
const GONE: &str = "この同意は、もうありません。本人が取り消したか、鍵が新しくなりました。必要なときは、本人にもう一度同意してもらってください。";
/// The desk is in Japanese.
const LANGUAGE: Language = Language::Japanese;

#[derive(Template)]
#[template(path = "desk/reading.html")]
struct ListPage {
    consents: Vec<Line>,
    forged: usize,
    before: Option<usize>,
    after: Option<usize>,
}

struct Line {
    id: String,
    name: String,
    what: &'static str,
    why: String,
    until: String,
}

#[derive(Template)]
#[template(path = "desk/reading_one.html")]
struct OnePage {
    id: String,
    name: String,
    what: &'static str,
    why: String,
    until: String,
    damaged: bool,
    outgrown: bool,
    /// The year on the shelf, and the one before.
    years: Option<(u16, u16)>,
    entries: Vec<Shown>,
}

struct Shown {
    title: String,
    day: String,
    by: String,
    lines: Vec<(String, String)>,
    /// What stood there before: the day on which it was written, and its lines.
    before: Vec<(String, Vec<(String, String)>)>,
}

#[derive(Template)]
#[template(path = "desk/reading_refused.html")]
struct RefusedPage {
    text: &'static str,
    /// Whether the try stands in the person's log.
    is_logged: bool,
}

#[derive(Deserialize)]
struct NameRow {
    person_id: PersonId,
    name: String,
}

/// Names, in the transaction that writes who looked at them.
async fn names(
    visit: &Visit,
    staff: &Staff,
    people: &[PersonId],
    reason: Reason,
) -> Result<Vec<NameRow>, Fault> {
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let list = serde_json::to_string(people).map_err(|_| Fault::broken("people"))?;
    let rows = look::look(visit, staff, people, reason, || vec![sql::resident::LIST.with(&[&list])]).await?;
    rows.last().map(Rows::all::<NameRow>).transpose().map(Option::unwrap_or_default)
}

fn name_of(names: &[NameRow], person: &PersonId) -> String {
    let row = names.iter().find(|row| row.person_id == *person);
    row.map_or_else(|| "（転出などで、名前を表示できません）".to_owned(), |row| row.name.clone())
}

fn last_day(t: &Words, until: Timestamp) -> String {
    t.day(until.plus_secs(-1).day())
}

/// `GET /desk/health/read`
pub(crate) async fn list(visit: &Visit, staff: Staff) -> Result<Reply, Fault> {
    let Some(work) = work::Opened::load(visit, &staff).await? else { return Ok(Reply::see_other(KEY)) };
    let page: usize = match visit.query_value("page") {
        None => 0,
        Some(text) => text.parse().ok().filter(|page| *page < 1000).ok_or(Fault::NotFound)?,
    };
    let list = reading::list(visit, &work, page).await?;
    let mut people: Vec<PersonId> = list.consents.iter().map(|listed| listed.person.clone()).collect();
    people.sort();
    people.dedup();
    let names = names(visit, &staff, &people, LISTED).await?;
    let t = Words::of(LANGUAGE);
    let line = |listed: &reading::Listed| Line {
        id: listed.consent.as_str().to_owned(),
        name: name_of(&names, &listed.person),
        what: listed.terms.category.name(LANGUAGE),
        why: listed.terms.purpose.text(LANGUAGE),
        until: last_day(t, listed.until),
    };
    let main = ListPage {
        consents: list.consents.iter().map(line).collect(),
        forged: list.forged,
        before: page.checked_sub(1),
        after: list.more.then_some(page + 1),
    };
    let who = Who::Staff(&staff.person.name);
    visit
        .page(Page {
            status: 200, title: "同意をもらった健康の記録", main: &main, ceremonies: false, who
        })
        .await
}

/// `GET /desk/health/read/{reference}`
pub(crate) async fn one(visit: &Visit, staff: Staff, reference: &str) -> Result<Reply, Fault> {
    let Some(work) = work::Opened::load(visit, &staff).await? else { return Ok(Reply::see_other(KEY)) };
    let consent = ConsentId::parse(reference).map_err(|_| Fault::NotFound)?;
    let year = match visit.query_value("year") {
        None => year_of(visit.now.day()),
        Some(text) => text.parse().ok().filter(|year| (1900..2200).contains(year)).ok_or(Fault::NotFound)?,
    };
    match reading::one(visit, &staff, &work, &consent, year).await {
        Ok(Outcome::Read(read)) => shown(visit, &staff, &consent, (*read, year)).await,
        Ok(Outcome::Refused(refusal)) => refused(visit, &staff, refusal).await,
        // Of a consent that was taken back nothing is left, not even whose it was: no row can be written.
        Err(Fault::NotFound) => said_no(visit, &staff, (404, false), GONE).await,
        Err(fault) => Err(fault),
    }
}

async fn shown(
    visit: &Visit,
    staff: &Staff,
    consent: &ConsentId,
    (read, year): (Read, u16),
) -> Result<Reply, Fault> {
    let names = names(visit, staff, std::slice::from_ref(&read.person), READ).await?;
    let t = Words::of(LANGUAGE);
    let grows_daily = matches!(read.terms.category, Category::Diary | Category::Vitals);
    let page = OnePage {
        id: consent.as_str().to_owned(),
        name: name_of(&names, &read.person),
        what: read.terms.category.name(LANGUAGE),
        why: read.terms.purpose.text(LANGUAGE),
        until: last_day(t, read.until),
        damaged: read.entries.damaged,
        outgrown: read.outgrown,
        years: grows_daily.then(|| (year, year.saturating_sub(1))),
        entries: read.entries.standing().map(|(kept, entry)| entry_shown(t, kept, entry)).collect(),
    };
    let who = Who::Staff(&staff.person.name);
    visit.page(Page { status: 200, title: page.what, main: &page, ceremonies: false, who }).await
}

fn entry_shown(t: &Words, kept: &Kept, entry: &Entry) -> Shown {
    Shown {
        title: entry.body.name(LANGUAGE),
        day: t.day(entry.day),
        by: format!("{}　{}", entry.by.text(LANGUAGE), t.day_of(entry.at.0)),
        lines: entry.body.lines(LANGUAGE),
        before: kept
            .before
            .iter()
            .map(|(_, entry)| (t.day_of(entry.at.0), entry.body.lines(LANGUAGE)))
            .collect(),
    }
}

async fn refused(visit: &Visit, staff: &Staff, refusal: Refusal) -> Result<Reply, Fault> {
    let text = match refusal {
        Refusal::Ended => "同意の期限が過ぎています。必要なときは、本人にもう一度同意してもらってください。",
        Refusal::OutsideScope => "あなたのいまの役割では、この種類の記録は見られません。",
        Refusal::NotYet => "同意の期間が、まだ始まっていません。",
        Refusal::TakenBack | Refusal::NotTheirs | Refusal::OtherCategory => {
            "この同意では、いまは見られません。本人が取り消したか、あなたの役割が変わりました。鍵を開き直しても見られないときは、本人にたずねてください。"
        }
    };
    said_no(visit, staff, (403, true), text).await
}

async fn said_no(
    visit: &Visit,
    staff: &Staff,
    (status, is_logged): (u16, bool),
    text: &'static str,
) -> Result<Reply, Fault> {
    let page = RefusedPage { text, is_logged };
    let who = Who::Staff(&staff.person.name);
    visit.page(Page { status, title: "見られません", main: &page, ceremonies: false, who }).await
}
