//! Finding a resident at the counter. Everybody who is shown gets a row in their access log.

use super::{Why, open_reference, reference};
use crate::auth::Staff;
use crate::context::{Page, Visit, Who};
use crate::db::{Identity, Query, sql};
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

/// Somebody who was found, with a reference for what the clerk came to do.
pub(super) struct Found {
    pub(super) reference: String,
    pub(super) name: String,
    pub(super) kana: String,
    pub(super) birth_date: String,
    pub(super) district: String,
}

/// What a clerk typed to find somebody.
pub(super) struct Typed {
    pub(super) kana: String,
    pub(super) birth_date: String,
    too_long: bool,
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
    let typed = Typed::read(&form)?;
    let why = Why::parse(form.one("why")?)?;
    let (status, problem, found) = match find(visit, &staff, &typed, why, "open").await? {
        Ok(found) => (200, None, Some(found)),
        Err(problem) => (422, Some(problem), None),
    };
    let Typed { kana, birth_date, .. } = typed;
    let page = Residents { whys: Why::ALL, kana, birth_date, why, problem, found };
    render(visit, &staff, status, &page).await
}

impl Typed {
    /// The fields of the form.
    pub(super) fn read(form: &Form) -> Result<Self, Fault> {
        Ok(Self {
            kana: short_text(form.optional("kana")?, 60).unwrap_or_default(),
            birth_date: short_text(form.optional("birth_date")?, 10).unwrap_or_default(),
            too_long: form.optional("kana")?.chars().count() > 60,
        })
    }

    /// The statement that finds ids, or what to type instead.
    fn query(&self) -> Result<Query<Identity>, &'static str> {
        let key = kana::search_key(&self.kana);
        let born = Day::parse(&self.birth_date).ok();
        match (key.chars().count() >= LEAST_KANA, born) {
            _ if self.too_long => Err("名前のカナが長すぎます。60文字までで入れてください。"),
            _ if !self.birth_date.is_empty() && born.is_none() => Err("生年月日を確かめてください。"),
            (true, Some(born)) => Ok(sql::resident::SEARCH_BY_BOTH.with(&[&key, &born])),
            (true, None) => Ok(sql::resident::SEARCH_BY_NAME.with(&[&key])),
            (false, Some(born)) if key.is_empty() => Ok(sql::resident::SEARCH_BY_BIRTH_DATE.with(&[&born])),
            (false, _) => Err("名前のカナを2文字以上、または生年月日を入れてください。"),
        }
    }
}

/// Finds people, or says what to type instead. References are for `usage`.
pub(super) async fn find(
    visit: &Visit,
    staff: &Staff,
    typed: &Typed,
    why: Why,
    usage: &str,
) -> Result<Result<Vec<Found>, &'static str>, Fault> {
    let query = match typed.query() {
        Ok(query) => query,
        Err(problem) => return Ok(Err(problem)),
    };
    let ids: Vec<PersonId> =
        visit.identity()?.read(query).await?.all::<IdRow>()?.into_iter().map(|row| row.person_id).collect();
    if ids.len() > MOST {
        return Ok(Err("11人以上が当てはまります。生年月日も入れて、しぼってください。"));
    }

    // Names are read only in the transaction that writes who looked at them.
    let reason = Reason {
        what: "検索の結果に名前・生年月日・地区が表示されました", why: why.label()
    };
    let list = serde_json::to_string(&ids).unwrap_or_default();
    let results = look::look(visit, staff, &ids, reason, || vec![sql::resident::LIST.with(&[&list])]).await?;
    let rows = results.last().map(crate::db::Rows::all::<Row>).transpose()?.unwrap_or_default();
    let found = |row: Row| {
        Ok(Found {
            reference: reference(visit, staff, usage, &row.person_id)?,
            name: row.name,
            kana: row.kana,
            birth_date: row.birth_date,
            district: row.district,
        })
    };
    Ok(Ok(rows.into_iter().map(found).collect::<Result<_, Fault>>()?))
}

/// `POST /desk/residents/open`: to the page of one of the people found.
pub(crate) async fn open(visit: &mut Visit, staff: Staff) -> Result<Reply, Fault> {
    let form = Form::read(&mut visit.request).await?;
    let why = Why::parse(form.one("why")?)?;
    let person = open_reference(visit, &staff, "open", form.one("reference")?)?;
    let reference = reference(visit, &staff, why.word(), &person)?;
    Ok(Reply::see_other(&format!("/desk/residents/{}/{reference}", why.word())))
}
