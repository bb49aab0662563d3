//! Car parks by hand: for towns without a gate that counts, and for the day when it does not.

use crate::auth::Staff;
use crate::context::{Page, Visit, Who};
use crate::db::{once::CommandKey, sql};
use crate::fault::Fault;
use crate::http::{body::Form, reply::Reply};
use crate::motion::{PARKING_TYPED, live, parking};
use crate::pages::form;
use crate::words::Words;
use askama::Template;
use hibiki_domain::{
    language::Language,
    motion::{
        parking::{HandState, Typed},
        place::Lot,
    },
};

/// For how many hours something typed can count.
const HOURS: [i64; 5] = [1, 3, 6, 12, 24];

#[derive(Template)]
#[template(path = "desk/parking.html")]
struct ParkingPage {
    done: bool,
    problem: Option<&'static str>,
    key: String,
    lots: Vec<Listed>,
    states: &'static [HandState],
    hours: [i64; 5],
}

struct Listed {
    slug: String,
    title: String,
    capacity: u32,
    now: String,
    typed: Option<String>,
    has_feed: bool,
}

/// `GET /desk/parking`
pub(crate) async fn show(visit: &Visit, staff: Staff) -> Result<Reply, Fault> {
    page(visit, &staff, 200, None).await
}

async fn page(
    visit: &Visit,
    staff: &Staff,
    status: u16,
    problem: Option<&'static str>,
) -> Result<Reply, Fault> {
    let t = Words::of(Language::Japanese);
    let site = live::load(&visit.env, Language::Japanese, "parking").await?;
    let known = parking::Known::load(visit).await?;
    let listed = |lot: &Lot| Listed {
        slug: lot.slug.clone(),
        title: lot.title.clone(),
        capacity: lot.capacity,
        now: parking::words(t, known.shown(lot, visit.now).fullness),
        typed: known.typed(lot, visit.now).map(|typed| {
            let (from, until) =
                (t.age(hibiki_domain::time::Timestamp(typed.at), visit.now), t.moment(typed.until));
            format!("{}（{}）が{from}に入力。{until}まで表示します。", typed.by, typed.office)
        }),
        has_feed: !lot.feed.is_empty(),
    };
    let page = ParkingPage {
        done: visit.query_value("done").is_some(),
        problem,
        key: form::new_key()?,
        lots: site.lots().map(listed).collect(),
        states: HandState::ALL,
        hours: HOURS,
    };
    let who = Who::Staff(&staff.person.name);
    visit.page(Page { status, title: "駐車場の空き", main: &page, ceremonies: false, who }).await
}

/// `POST /desk/parking`: what is typed counts at once; `state` left empty goes back to the feed.
pub(crate) async fn save(visit: &mut Visit, staff: Staff) -> Result<Reply, Fault> {
    let form = Form::read(&mut visit.request).await?;
    let key = CommandKey::parse(form.one("key")?, &staff.person.session)?;
    let site = live::load(&visit.env, Language::Japanese, "parking").await?;
    let slug = form.one("lot")?;
    let lot = site.lots().find(|lot| lot.slug == slug).ok_or(Fault::Malformed("lot"))?;
    let change = if form.optional("state")?.is_empty() {
        sql::status::DROP_PART.with(&[&PARKING_TYPED, &lot.slug])
    } else {
        match typed(visit, &staff, &form, lot)? {
            Ok(typed) => {
                let typed = serde_json::to_string(&typed).map_err(|_| Fault::broken("typed-json"))?;
                sql::status::PUT_PART.with(&[&PARKING_TYPED, &lot.slug, &typed])
            }
            Err(problem) => return page(visit, &staff, 422, Some(problem)).await,
        }
    };
    let location = "/desk/parking?done=saved".to_owned();
    let location = visit.public()?.once(&key, location, visit.now, vec![change]).await?;
    Ok(Reply::see_other(&location))
}

fn typed(visit: &Visit, staff: &Staff, form: &Form, lot: &Lot) -> Result<Result<Typed, &'static str>, Fault> {
    let state = HandState::parse(form.one("state")?).ok_or(Fault::Malformed("state"))?;
    let hours = form.one("hours")?.parse().ok().filter(|hours| HOURS.contains(hours));
    let hours = hours.ok_or(Fault::Malformed("hours"))?;
    let free = match form.optional("free")?.trim() {
        "" => None,
        text => match text.parse::<u32>() {
            Ok(free) if free <= lot.capacity => Some(free),
            _ => return Ok(Err("空きの台数は、0から収容台数までの数字で入れてください。")),
        },
    };
    if matches!((state, free), (HandState::Space | HandState::Few, Some(0))) {
        return Ok(Err("空きが0台のときは「満車」を選んでください。"));
    }
    Ok(Ok(Typed {
        state,
        free: free.filter(|_| matches!(state, HandState::Space | HandState::Few)),
        at: visit.now.0,
        until: visit.now.plus_secs(hours * 3600).0,
        by: staff.person.name.clone(),
        office: staff.office.clone(),
    }))
}
