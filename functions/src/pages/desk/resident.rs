//! One resident at the counter: cards, passkeys, letter.

use super::{Why, guardians, open_reference, reference};
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
    health: String,
    key: String,
    bind: TapPanel,
    cards: Vec<Way>,
    passkeys: Vec<Way>,
    family: Family,
}

/// Names of the family are shown to whoever came for them.
enum Family {
    /// Who is whose guardian.
    Shown(guardians::Section),
    /// A reference with which the page can be opened for it.
    Elsewhere(String),
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
    let family = if why == Why::Guardian { guardians::family(visit, &person).await? } else { Vec::new() };
    let mut seen = vec![(&person, reason)];
    seen.extend(family.iter().map(|member| (member, guardians::SEEN)));
    let results = look::look_at(visit, &staff, &seen, &|| {
        vec![
            sql::resident::LOAD.with(&[&id]),
            sql::card::LIST.with(&[&id]),
            sql::passkey::LIST.with(&[&id]),
            guardians::ask(&person, &family),
        ]
    })
    .await?;
    let [resident, cards, passkeys, guardianships] = results.as_slice() else {
        return Err(Fault::broken("resident"));
    };
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
    let act = reference(visit, &staff, "act", &person)?;
    let today = visit.now.day();
    let family = if why == Why::Guardian {
        Family::Shown(guardians::Section::new(t, act.clone(), born, guardianships, today)?)
    } else {
        Family::Elsewhere(reference(visit, &staff, "open", &person)?)
    };
    let page = ResidentPage {
        ceremony_words: CeremonyWords::new(visit),
        done: match visit.query_value("done") {
            Some("card") => Some("カードを登録しました。"),
            Some("removed") => Some("外しました。もうこれではログインできません。"),
            Some("guardian") => Some("保護者として加えました。2人の「私の情報を見た人」に残りました。"),
            Some("guardian-ends") => {
                Some("見られなくなる日を登録しました。2人の「私の情報を見た人」に残りました。")
            }
            _ => None,
        },
        name: row.name,
        kana: row.kana,
        birth_date: t.day(born),
        age: born.age_on(today),
        district: row.district,
        why,
        reference: act,
        health: reference(visit, &staff, "health", &person)?,
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
        family,
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
