//! Somebody at the counter lost every way into their health record: the clerk sees that they are there, and that the
//! digits on their paper are those of the request. The clerk opens nothing.

use super::{Why, open_reference, reference};
use crate::auth::Staff;
use crate::context::{Page, Visit, Who};
use crate::db::{Identity, Query, sql};
use crate::fault::{Fault, Words as FaultWords};
use crate::health::{
    recovery,
    requests::{Request, State},
};
use crate::http::{body::Form, reply::Reply};
use crate::look::{self, Reason};
use crate::words::Words;
use askama::Template;
use hibiki_domain::{
    audience::ADULT_AGE, health::sealed::LockKind, ids::PersonId, language::Language, secret::Sector,
};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "desk/recovery.html")]
struct RecoveryPage {
    done: bool,
    name: String,
    kana: String,
    reference: String,
    why: Why,
    asked: Vec<Asked>,
}

struct Asked {
    id: String,
    /// The guardian, where a child's record is asked for.
    guardian: Option<String>,
    groups: Vec<String>,
    at: String,
    until: String,
    state: State,
}

impl Asked {
    fn new(t: &Words, (request, guardian): (Request, Option<Guardian>)) -> Self {
        Self {
            id: request.id().to_owned(),
            guardian: guardian.map(|guardian| guardian.name),
            groups: request.comparison().groups().map(str::to_owned).collect(),
            at: t.moment(request.asked_at.0),
            until: t.day_of(request.expires_at.0),
            state: request.state,
        }
    }
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

/// What waits for the town's recovery key, and which guardian it is from. A guardian who is it no longer asks in vain.
async fn asked(visit: &Visit, person: &PersonId) -> Result<Vec<(Request, Option<Guardian>)>, Fault> {
    let secret = &visit.config.secret;
    let waiting = recovery::asked_of_town(visit, &secret.pseudonym(Sector::Health, person)).await?;
    let mut asked = Vec::new();
    for request in waiting {
        let guardian = match request.kind() {
            LockKind::Guardian => {
                let all = guardians(visit, person).await?;
                let is_it =
                    |one: &Guardian| secret.pseudonym(Sector::Health, &one.way).as_str() == request.holder();
                let Some(guardian) = all.into_iter().find(is_it) else { continue };
                Some(guardian)
            }
            _ => None,
        };
        asked.push((request, guardian));
    }
    Ok(asked)
}

#[derive(Deserialize)]
struct Guardian {
    way: PersonId,
    name: String,
}

/// A child's guardians today.
async fn guardians(visit: &Visit, child: &PersonId) -> Result<Vec<Guardian>, Fault> {
    let ids = serde_json::to_string(&[child.as_str()]).map_err(|_| Fault::broken("people"))?;
    let today = visit.now.day();
    let ask = sql::guardianship::OF_CHILDREN.with(&[&ids, &today, &today.years_before(ADULT_AGE)]);
    visit.identity()?.read(ask).await?.all()
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
        asked: asked(visit, &person).await?.into_iter().map(|both| Asked::new(t, both)).collect(),
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
    let id = form.one("id")?;
    let mut waiting = asked(visit, &person).await?.into_iter();
    let (request, guardian) = waiting.find(|(request, _)| request.id() == id).ok_or(Fault::Conflict(GONE))?;
    if guardian.is_some_and(|guardian| guardian.way == staff.person.id) {
        return Err(Fault::Invalid(OWN));
    }
    let reason = Reason {
        what: "健康の記録の鍵を作り直す申し込みを、窓口で確かめました", why: why.label()
    };
    look::look(visit, &staff, std::slice::from_ref(&person), reason, || load(&person)).await?;
    recovery::confirm(visit, request).await?;
    let reference = reference(visit, &staff, USAGE, &person)?;
    Ok(Reply::see_other(&format!("/desk/health/recoveries/{}/{reference}?done=confirmed", why.word())))
}
