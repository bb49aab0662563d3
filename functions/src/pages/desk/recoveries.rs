//! Somebody at the counter lost every way into their health record: the clerk sees that they are there, and that the
//! digits on their paper are those of the request. The clerk opens nothing.

use super::{Why, open_reference, reference};
use crate::auth::Staff;
use crate::context::{Page, Visit, Who};
use crate::db::{Identity, Query, sql};
use crate::fault::{Fault, Words as FaultWords};
use crate::health::{
    recovery,
    requests::{Asks, Request, State},
};
use crate::http::{body::Form, reply::Reply};
use crate::look::{self, Reason};
use crate::words::Words;
use askama::Template;
use hibiki_domain::{ids::PersonId, language::Language, secret::Sector};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "desk/recovery.html")]
struct RecoveryPage {
    done: bool,
    name: String,
    kana: String,
    reference: String,
    why: Why,
    asked: Option<Asked>,
}

struct Asked {
    id: String,
    groups: Vec<String>,
    at: String,
    until: String,
    state: State,
}

#[derive(Deserialize)]
struct Row {
    name: String,
    kana: String,
}

const OWN: FaultWords = FaultWords {
    code: "recovery-own",
    title: [
        "自分の記録の手続きは、ほかの職員が受け付けます",
        "じぶんの ものは、ほかの 人（ひと）に たのんでください",
        "A colleague has to do this for your own record",
    ],
    detail: ["ほかの職員に頼んでください。", "ほかの 人（ひと）に たのんでください。", "Ask a colleague."],
};

const GONE: FaultWords = FaultWords {
    code: "recovery-gone",
    title: ["申し込みが変わりました", "申（もう）し込（こ）みが かわりました", "The request has changed"],
    detail: [
        "本人が申し込み直したか、期限が過ぎました。ページを開き直し、番号をもう一度くらべてください。",
        "もういちど 番号（ばんごう）を くらべてください。",
        "The person asked anew, or it expired. Open the page again and compare the digits once more.",
    ],
};

/// How references to people on this page are called.
const USAGE: &str = "health";

async fn asked(visit: &Visit, person: &PersonId) -> Result<Option<Request>, Fault> {
    let pseudonym = visit.config.secret.pseudonym(Sector::Health, person);
    let asked = recovery::asked(visit, &pseudonym).await?;
    Ok(asked.filter(|request| request.asks == Asks::Recovery))
}

fn load(person: &PersonId) -> Vec<Query<Identity>> {
    vec![sql::resident::LOAD.with(&[&person.as_str()])]
}

/// `GET /desk/health/recoveries/WHY/REFERENCE`
pub(crate) async fn show(visit: &Visit, staff: Staff, why: &str, unopened: &str) -> Result<Reply, Fault> {
    let why = Why::parse(why).map_err(|_| Fault::NotFound)?;
    let person = open_reference(visit, &staff, USAGE, unopened)?;
    let reason = Reason {
        what: "名前と、健康の記録の鍵を作り直す申し込みを見ました", why: why.label()
    };
    let rows = look::look(visit, &staff, std::slice::from_ref(&person), reason, || load(&person)).await?;
    let row =
        rows.first().map(crate::db::Rows::first::<Row>).transpose()?.flatten().ok_or(Fault::NotFound)?;
    let t = Words::of(Language::Japanese);
    let page = RecoveryPage {
        done: visit.query_value("done") == Some("confirmed"),
        name: row.name,
        kana: row.kana,
        reference: reference(visit, &staff, USAGE, &person)?,
        why,
        asked: asked(visit, &person).await?.map(|request| Asked {
            id: request.id().to_owned(),
            groups: request.comparison().groups().map(str::to_owned).collect(),
            at: t.moment(request.asked_at.0),
            until: t.day_of(request.expires_at.0),
            state: request.state,
        }),
    };
    let who = Who::Staff(&staff.person.name);
    let title = "健康の記録の鍵を作り直す";
    visit.page(Page { status: 200, title, main: &page, ceremonies: false, who }).await
}

/// `POST /desk/health/recoveries/confirm`: a second click changes nothing.
pub(crate) async fn confirm(visit: &mut Visit, staff: Staff) -> Result<Reply, Fault> {
    let form = Form::read(&mut visit.request).await?;
    let why = Why::parse(form.one("why")?)?;
    let person = open_reference(visit, &staff, USAGE, form.one("reference")?)?;
    if person == staff.person.id {
        return Err(Fault::Invalid(OWN));
    }
    let request = asked(visit, &person).await?.filter(|request| form.one("id").ok() == Some(request.id()));
    let request = request.ok_or(Fault::Conflict(GONE))?;
    let reason = Reason {
        what: "健康の記録の鍵を作り直す申し込みを、窓口で確かめました", why: why.label()
    };
    look::look(visit, &staff, std::slice::from_ref(&person), reason, || load(&person)).await?;
    recovery::confirm(visit, request).await?;
    let reference = reference(visit, &staff, USAGE, &person)?;
    Ok(Reply::see_other(&format!("/desk/health/recoveries/{}/{reference}?done=confirmed", why.word())))
}
