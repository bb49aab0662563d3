//! Finding a resident at the counter. Everybody who is shown gets a row in their access log.

use super::{Why, open_reference, reference};
use crate::auth::Staff;
use crate::context::{Page, Visit, Who};
use crate::db::sql;
use crate::fault::Fault;
use crate::http::{body::Form, reply::Reply};
use crate::look::{self, Reason};
use crate::pages::form::short_text;
use askama::Template;
use hibiki_domain::{ids::PersonId, kana, time::Day};
use serde::Deserialize;

/// More than these are not shown: the clerk has to ask for more.
const MOST: usize = 10;
/// A reading this short finds half the town.
const LEAST_KANA: usize = 2;

#[derive(Template)]
#[template(path = "desk/residents.html")]
struct Residents {
    whys: &'static [Why],
    kana: String,
    birth_date: String,
    why: Why,
    problem: Option<&'static str>,
    found: Option<Vec<Found>>,
}

struct Found {
    reference: String,
    name: String,
    kana: String,
    birth_date: String,
    district: String,
}

#[derive(Deserialize)]
struct IdRow {
    person_id: PersonId,
}

#[derive(Deserialize)]
struct Row {
    person_id: PersonId,
    name: String,
    kana: String,
    birth_date: String,
    district: String,
}

/// `GET /desk/residents`
pub(crate) async fn form(visit: &Visit, staff: Staff) -> Result<Reply, Fault> {
    let page = Residents {
        whys: Why::ALL,
        kana: String::new(),
        birth_date: String::new(),
        why: Why::Card,
        problem: None,
        found: None,
    };
    render(visit, &staff, 200, &page).await
}

async fn render(visit: &Visit, staff: &Staff, status: u16, page: &Residents) -> Result<Reply, Fault> {
    let who = Who::Staff(&staff.person.name);
    visit.page(Page { status, title: "住民をさがす", main: page, ceremonies: false, who }).await
}

/// `POST /desk/residents`: a search is sent as a form, so that no name stands in an address.
pub(crate) async fn search(visit: &mut Visit, staff: Staff) -> Result<Reply, Fault> {
    let form = Form::read(&mut visit.request).await?;
    let kana = short_text(form.optional("kana")?, 60).unwrap_or_default();
    let birth_date = short_text(form.optional("birth_date")?, 10).unwrap_or_default();
    let why = Why::parse(form.one("why")?)?;
    let too_long = form.optional("kana")?.chars().count() > 60;
    let mut page = Residents { whys: Why::ALL, kana, birth_date, why, problem: None, found: None };

    let key = kana::search_key(&page.kana);
    let born = Day::parse(&page.birth_date).ok();
    let query = match (key.chars().count() >= LEAST_KANA, born) {
        _ if too_long => Err("名前のカナが長すぎます。60文字までで入れてください。"),
        _ if !page.birth_date.is_empty() && born.is_none() => Err("生年月日を確かめてください。"),
        (true, Some(born)) => Ok(sql::resident::SEARCH_BY_BOTH.with(&[&key, &born.to_string()])),
        (true, None) => Ok(sql::resident::SEARCH_BY_NAME.with(&[&key])),
        (false, Some(born)) if key.is_empty() => {
            Ok(sql::resident::SEARCH_BY_BIRTH_DATE.with(&[&born.to_string()]))
        }
        (false, _) => Err("名前のカナを2文字以上、または生年月日を入れてください。"),
    };
    let query = match query {
        Ok(query) => query,
        Err(problem) => {
            page.problem = Some(problem);
            return render(visit, &staff, 422, &page).await;
        }
    };
    let ids: Vec<PersonId> =
        visit.identity()?.read(query).await?.all::<IdRow>()?.into_iter().map(|row| row.person_id).collect();
    if ids.len() > MOST {
        page.problem = Some("11人以上が当てはまります。生年月日も入れて、しぼってください。");
        return render(visit, &staff, 422, &page).await;
    }

    // Names are read only in the transaction that writes who looked at them.
    let reason = Reason {
        what: "検索の結果に名前・生年月日・地区が表示されました", why: why.label()
    };
    let list = serde_json::to_string(&ids).unwrap_or_default();
    let results =
        look::look(visit, &staff, &ids, reason, || vec![sql::resident::LIST.with(&[&list])]).await?;
    let rows = results.last().map(crate::db::Rows::all::<Row>).transpose()?.unwrap_or_default();
    let found = |row: Row| {
        Ok(Found {
            reference: reference(visit, &staff, "open", &row.person_id)?,
            name: row.name,
            kana: row.kana,
            birth_date: row.birth_date,
            district: row.district,
        })
    };
    page.found = Some(rows.into_iter().map(found).collect::<Result<_, Fault>>()?);
    render(visit, &staff, 200, &page).await
}

/// `POST /desk/residents/open`: to the page of one of the people found.
pub(crate) async fn open(visit: &mut Visit, staff: Staff) -> Result<Reply, Fault> {
    let form = Form::read(&mut visit.request).await?;
    let why = Why::parse(form.one("why")?)?;
    let person = open_reference(visit, &staff, "open", form.one("reference")?)?;
    let reference = reference(visit, &staff, why.word(), &person)?;
    Ok(Reply::see_other(&format!("/desk/residents/{}/{reference}", why.word())))
}
