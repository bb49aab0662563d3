//! One resident at the counter: cards, passkeys, letter.

use super::{Why, open_reference, reference};
use crate::auth::Staff;
use crate::context::{Page, Visit, Who};
use crate::db::{Identity, Query, sql};
use crate::fault::Fault;
use crate::http::{body::Form, reply::Reply};
use crate::look::{self, Reason};
use crate::pages::ceremony::{CeremonyWords, TapPanel};
use crate::pages::form;
use crate::pages::my::ways::{CardRow, PasskeyRow};
use crate::words::Words;
use askama::Template;
use hibiki_domain::{ids::PersonId, language::Language, time::Day};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "desk/resident.html")]
struct ResidentPage {
    ceremony_words: CeremonyWords,
    done: Option<&'static str>,
    name: String,
    kana: String,
    birth_date: String,
    age: u8,
    district: String,
    why: Why,
    reference: String,
    key: String,
    bind: TapPanel,
    cards: Vec<Way>,
    passkeys: Vec<Way>,
}

struct Way {
    id: String,
    name: String,
    added: String,
    used: Option<String>,
}

#[derive(Deserialize)]
struct Row {
    name: String,
    kana: String,
    birth_date: String,
    district: String,
}

/// `GET /desk/residents/WHY/REFERENCE`
pub(crate) async fn show(visit: &Visit, staff: Staff, why: &str, unopened: &str) -> Result<Reply, Fault> {
    let why = Why::parse(why).map_err(|_| Fault::NotFound)?;
    let person = open_reference(visit, &staff, why.word(), unopened)?;
    let id = person.as_str();
    let reason = Reason {
        what: "名前・生年月日・地区と、登録されたカードとパスキーの名前を見ました",
        why: why.label(),
    };
    let results = look::look(visit, &staff, std::slice::from_ref(&person), reason, || {
        vec![sql::resident::LOAD.with(&[&id]), sql::card::LIST.with(&[&id]), sql::passkey::LIST.with(&[&id])]
    })
    .await?;
    let [resident, cards, passkeys] = results.as_slice() else { return Err(Fault::broken("resident")) };
    let row = resident.first::<Row>()?.ok_or(Fault::NotFound)?;
    let born = Day::parse(&row.birth_date).map_err(|_| Fault::broken("birth-date"))?;

    let t = Words::of(Language::Japanese);
    let way = |id, name, added, used: Option<i64>| Way {
        id,
        name,
        added: t.day_of(added),
        used: used.map(|at| t.day_of(at)),
    };
    let here = format!("/desk/residents/{}/{unopened}", why.word());
    let subject = reference(visit, &staff, "bind", &person)?;
    let page = ResidentPage {
        ceremony_words: CeremonyWords::new(visit),
        done: match visit.query_value("done") {
            Some("card") => Some("カードを登録しました。"),
            Some("removed") => Some("外しました。もうこれではログインできません。"),
            _ => None,
        },
        name: row.name,
        kana: row.kana,
        birth_date: t.day(born),
        age: born.age_on(visit.now.day()),
        district: row.district,
        why,
        reference: reference(visit, &staff, "act", &person)?,
        key: form::new_key()?,
        bind: TapPanel::new(
            visit,
            ("card.bind", "binding", "bind"),
            &format!("{here}?done=card"),
            "カードをかざして登録する",
        )
        .about(&subject),
        cards: cards
            .all::<CardRow>()?
            .into_iter()
            .map(|row| way(row.card_id, row.name, row.created_at, row.used_at))
            .collect(),
        passkeys: passkeys
            .all::<PasskeyRow>()?
            .into_iter()
            .map(|row| way(row.credential_id, row.name, row.created_at, row.used_at))
            .collect(),
    };
    let who = Who::Staff(&staff.person.name);
    visit.page(Page { status: 200, title: "住民の手続き", main: &page, ceremonies: true, who }).await
}

/// `POST /desk/residents/remove-card`: a lost card stops working at once.
pub(crate) async fn remove_card(visit: &mut Visit, staff: Staff) -> Result<Reply, Fault> {
    remove(visit, staff, "カードを外しました", |id, person| {
        sql::card::REMOVE_AT_COUNTER.with(&[&id, &person.as_str()])
    })
    .await
}

/// `POST /desk/residents/remove-passkey`: a lost phone stops working at once.
pub(crate) async fn remove_passkey(visit: &mut Visit, staff: Staff) -> Result<Reply, Fault> {
    remove(visit, staff, "パスキーを外しました", |id, person| {
        sql::passkey::REMOVE_AT_COUNTER.with(&[&id, &person.as_str()])
    })
    .await
}

async fn remove(
    visit: &mut Visit,
    staff: Staff,
    what: &'static str,
    query: impl Fn(&str, &PersonId) -> Query<Identity>,
) -> Result<Reply, Fault> {
    let form = Form::read(&mut visit.request).await?;
    let why = Why::parse(form.one("why")?)?;
    let id = form.one("id")?;
    let person = open_reference(visit, &staff, "act", form.one("reference")?)?;
    let reason = Reason { what, why: why.label() };
    look::look(visit, &staff, std::slice::from_ref(&person), reason, || {
        vec![query(id, &person), sql::session::END_WITH_WAY.with(&[&person.as_str(), &id, &"", &visit.now])]
    })
    .await?;
    let reference = reference(visit, &staff, why.word(), &person)?;
    Ok(Reply::see_other(&format!("/desk/residents/{}/{reference}?done=removed", why.word())))
}
