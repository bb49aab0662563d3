//! Who saw my data, and my children's.

use crate::auth::{Person, family};
use crate::context::{Page, Visit, Who};
use crate::db::{Identity, Query, Rows, sql};
use crate::fault::Fault;
use crate::http::reply::Reply;
use crate::look::SeenLook;
use crate::words::Words;
use askama::Template;
use hibiki_domain::ids::PersonId;
use serde::Deserialize;

/// Rows on a page; one more is read to know whether there are earlier ones.
const ROWS: usize = 30;

#[derive(Template)]
#[template(path = "my/looks.html")]
struct Looks {
    t: &'static Words,
    title: String,
    lead: &'static str,
    lines: Vec<Line>,
    earlier: Option<String>,
    children: Vec<Link>,
    is_child: bool,
}

struct Line {
    when: String,
    who: String,
    what: String,
    why: String,
}

struct Link {
    href: String,
    text: String,
}

#[derive(Deserialize)]
struct Row {
    seq: i64,
    #[serde(flatten)]
    look: SeenLook,
}

/// The number of the row before which a page begins.
fn before(visit: &Visit) -> Result<i64, Fault> {
    match visit.query_value("before") {
        None => Ok(i64::MAX >> 11),
        Some(text) => text.parse().map_err(|_| Fault::Malformed("before")),
    }
}

/// The lines of a page, and where the one with earlier lines is.
fn lines(t: &'static Words, rows: &Rows, path: &str) -> Result<(Vec<Line>, Option<String>), Fault> {
    let rows = rows.all::<Row>()?;
    let earlier = (rows.len() > ROWS).then(|| format!("{}?before={}", t.href(path), rows[ROWS - 1].seq));
    let line = |row: Row| Line {
        when: t.moment(row.look.at),
        who: format!("{}　{}", row.look.office, row.look.staff),
        what: row.look.what,
        why: row.look.why,
    };
    Ok((rows.into_iter().take(ROWS).map(line).collect(), earlier))
}

fn of_person(person: &PersonId, before: i64) -> Query<Identity> {
    sql::access_log::OF_PERSON.with(&[&person.as_str(), &before])
}

/// `GET /my/looks`
pub(crate) async fn show(visit: &Visit, person: Person) -> Result<Reply, Fault> {
    let asked = [of_person(&person.id, before(visit)?), family::ask_children(&person.session, visit.now)];
    let [looks, children] = visit.identity()?.batch(asked).await?;
    let t = visit.words();
    let (lines, earlier) = lines(t, &looks, "/my/looks")?;
    let link = |child: family::Child| {
        let reference = family::reference(visit, &person, &child)?;
        let href = t.href(&format!("/my/looks/{reference}"));
        Ok(Link { href, text: t.looks_of_child.replacen("{}", &child.called(t.language), 1) })
    };
    let children = family::children(&person, &children, visit.now)?;
    let page = Looks {
        t,
        title: t.looks_title.to_owned(),
        lead: t.looks_lead,
        lines,
        earlier,
        children: children.into_iter().map(link).collect::<Result<_, Fault>>()?,
        is_child: false,
    };
    render(visit, &person, &page).await
}

/// `GET /my/looks/CHILD`: small children have no log-in of their own, so a guardian reads for them, as long as it lasts.
pub(crate) async fn of_child(visit: &Visit, person: Person, reference: &str) -> Result<Reply, Fault> {
    let id = family::open_reference(visit, &person, reference)?;
    let asked = [family::ask_child(&person.session, &id, visit.now), of_person(&id, before(visit)?)];
    let [child, looks] = visit.identity()?.batch(asked).await?;
    let child = family::child(&person, &child, visit.now)?;
    let t = visit.words();
    let (lines, earlier) = lines(t, &looks, &format!("/my/looks/{reference}"))?;
    let page = Looks {
        t,
        title: t.looks_of_child.replacen("{}", &child.called(t.language), 1),
        lead: t.looks_of_child_lead,
        lines,
        earlier,
        children: Vec::new(),
        is_child: true,
    };
    render(visit, &person, &page).await
}

async fn render(visit: &Visit, person: &Person, page: &Looks) -> Result<Reply, Fault> {
    let who = Who::Resident(&person.name);
    visit.page(Page { status: 200, title: &page.title, main: page, ceremonies: false, who }).await
}
