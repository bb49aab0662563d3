//! Finding the person for whom something is to be written.

use super::{FOUND, InsideRow, OUTSIDE, Scopes, Somebody};
use crate::auth::Staff;
use crate::context::{Page, Visit, Who};
use crate::db::{Rows, sql};
use crate::fault::Fault;
use crate::http::{body::Form, reply::Reply};
use crate::look;
use crate::pages::desk::{open_reference, reference};
use crate::pages::form::short_text;
use crate::words::Words;
use askama::Template;
use hibiki_domain::{health::checkup::Kind, kana, language::Language, time::Day};

/// More than these are not shown.
const MOST: usize = 10;
/// A reading this short finds half the town.
const LEAST_KANA: usize = 2;
/// What references of this desk are for.
pub(super) const USAGE: &str = "health";

#[derive(Template)]
#[template(path = "desk/health.html")]
struct FindPage {
    done: Option<&'static str>,
    problem: Option<&'static str>,
    kana: String,
    birth_date: String,
    kinds: Vec<(&'static str, &'static str)>,
    found: Option<Vec<Found>>,
    /// How many others there are whom this role does not reach.
    outside: usize,
}

struct Found {
    reference: String,
    name: String,
    kana: String,
    birth_date: String,
    district: String,
}

impl FindPage {
    fn new(scopes: &Scopes) -> Self {
        let kinds = scopes.kinds().into_iter().map(|kind| (kind.word(), kind.name(Language::Japanese)));
        Self {
            done: None,
            problem: None,
            kana: String::new(),
            birth_date: String::new(),
            kinds: kinds.collect(),
            found: None,
            outside: 0,
        }
    }
}

/// `GET /desk/health`
pub(crate) async fn form(visit: &Visit, staff: Staff) -> Result<Reply, Fault> {
    let mut page = FindPage::new(&Scopes::of(&staff));
    page.done = match visit.query_value("done") {
        Some("sent") => Some("送りました。本人か保護者が次に健康の記録を開くと、記録に入ります。"),
        Some("again") => Some("同じ内容は、前に送られています。何も変わっていません。"),
        _ => None,
    };
    render(visit, &staff, 200, &page).await
}

async fn render(visit: &Visit, staff: &Staff, status: u16, page: &FindPage) -> Result<Reply, Fault> {
    let who = Who::Staff(&staff.person.name);
    let title = "健診などの記録を書く";
    visit.page(Page { status, title, main: page, ceremonies: false, who }).await
}

/// `POST /desk/health`: name and birth date are sent as a form, so that they stand in no address.
pub(crate) async fn search(visit: &mut Visit, staff: Staff) -> Result<Reply, Fault> {
    let form = Form::read(&mut visit.request).await?;
    let scopes = Scopes::of(&staff);
    let mut page = FindPage::new(&scopes);
    page.kana = short_text(form.one("kana")?, 60).unwrap_or_default();
    page.birth_date = short_text(form.one("birth_date")?, 10).unwrap_or_default();
    let key = kana::search_key(&page.kana);
    let Some(born) = Day::parse(&page.birth_date).ok().filter(|_| key.chars().count() >= LEAST_KANA) else {
        page.problem = Some("名前のカナを2文字以上と、生年月日を、どちらも入れてください。");
        return render(visit, &staff, 422, &page).await;
    };
    let bounds = scopes.json(visit.now.day());
    let query = sql::resident::SEARCH_IN_SCOPE.with(&[&key, &born, &bounds]);
    let rows: Vec<InsideRow> = visit.identity()?.read(query).await?.all()?;
    if rows.len() > MOST {
        page.problem = Some("11人以上が当てはまります。名前のカナをもっと長く入れてください。");
        return render(visit, &staff, 422, &page).await;
    }
    // Names are read only in the transaction that writes who looked at them.
    let seen: Vec<_> =
        rows.iter().map(|row| (&row.person_id, if row.inside == 1 { FOUND } else { OUTSIDE })).collect();
    let inside: Vec<_> = rows.iter().filter(|row| row.inside == 1).map(|row| &row.person_id).collect();
    let list = serde_json::to_string(&inside).unwrap_or_default();
    let results = look::look_at(visit, &staff, &seen, &|| vec![sql::resident::LIST.with(&[&list])]).await?;
    let people = results.last().map(Rows::all::<Somebody>).transpose()?.unwrap_or_default();
    let t = Words::of(Language::Japanese);
    let found = |one: Somebody| {
        Ok(Found {
            reference: reference(visit, &staff, USAGE, &one.person_id)?,
            birth_date: t.day(one.born()?),
            name: one.name,
            kana: one.kana,
            district: one.district,
        })
    };
    page.outside = rows.len() - inside.len();
    page.found = Some(people.into_iter().map(found).collect::<Result<_, Fault>>()?);
    render(visit, &staff, 200, &page).await
}

/// `POST /desk/health/open`: to the form of one of the people found.
pub(crate) async fn open(visit: &mut Visit, staff: Staff) -> Result<Reply, Fault> {
    let form = Form::read(&mut visit.request).await?;
    let person = open_reference(visit, &staff, USAGE, form.one("reference")?)?;
    let kind = Kind::parse(form.one("kind")?).ok_or(Fault::Malformed("kind"))?;
    Scopes::of(&staff).for_kind(kind)?;
    let reference = reference(visit, &staff, USAGE, &person)?;
    Ok(Reply::see_other(&format!("/desk/health/write/{reference}/{}", kind.word())))
}
