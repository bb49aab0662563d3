//! The letter with a one-time code. The code is made from the letter's id whenever it is printed, and never stored.

use super::{Why, open_reference};
use crate::auth::Staff;
use crate::context::{Page, Visit, Who};
use crate::db::{Database, Identity, once::CommandKey, sql};
use crate::fault::{Fault, Words as FaultWords};
use crate::http::{body::Form, reply::Reply};
use crate::look::{self, Reason};
use crate::pages::qr::{self, Drawn};
use crate::random;
use crate::words::Words;
use askama::Template;
use hibiki_domain::{
    code::CodeKind,
    ids::{LetterId, PersonId},
    language::Language,
    time::Timestamp,
};
use qrcodegen::{QrCode, QrCodeEcc};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "desk/letter.html")]
struct Letter {
    town: String,
    name: String,
    code: String,
    qr_path: String,
    qr_size: i32,
    address: String,
    printed: String,
    expires: String,
}

/// `POST /desk/letters`
pub(crate) async fn create(visit: &mut Visit, staff: Staff) -> Result<Reply, Fault> {
    let form = Form::read(&mut visit.request).await?;
    let key = CommandKey::parse(form.one("key")?, &staff.person.session)?;
    let why = Why::parse(form.one("why")?)?;
    let person = open_reference(visit, &staff, "act", form.one("reference")?)?;
    let id = LetterId::from_random(random::bytes()?);
    let code = visit.config.secret.code(CodeKind::Letter, id.as_str());
    let code_hash = visit.config.secret.code_hash(CodeKind::Letter, &code);
    let expires_at = visit.now.plus_secs(CodeKind::Letter.lifetime_secs());
    let location = format!("/desk/letters/{id}");
    let reason = Reason { what: "登録のお手紙を発行しました", why: why.label() };
    let now = visit.now;
    let written = look::look(visit, &staff, std::slice::from_ref(&person), reason, || {
        vec![
            Database::<Identity>::remember(&key, &location, now),
            sql::letter::CANCEL_OLDER.with(&[&person.as_str(), &now]),
            sql::letter::INSERT.with(&[
                &id.as_str(),
                &code_hash,
                &person.as_str(),
                &staff.person.id.as_str(),
                &now,
                &expires_at,
            ]),
        ]
    })
    .await;
    let location = match written {
        Ok(_) => location,
        Err(error) => visit.identity()?.first_answer(&key, error).await?,
    };
    Ok(Reply::see_other(&location))
}

const SPENT: FaultWords = FaultWords {
    code: "letter-spent",
    title: [
        "このお手紙のコードは、もう使えません",
        "この コードは つかえません",
        "The code of this letter no longer works",
    ],
    detail: [
        "使われたか、期限が過ぎたか、新しいお手紙が発行されました。必要なら、もう一度発行してください。",
        "もういちど つくってください。",
        "It was used, it expired, or a newer letter was issued. Issue another one if needed.",
    ],
};

/// `GET /desk/letters/ID`: for the clerk who issued it, while it can be used.
pub(crate) async fn show(visit: &Visit, staff: Staff, id: &str) -> Result<Reply, Fault> {
    #[derive(Deserialize)]
    struct Owner {
        person_id: PersonId,
    }
    #[derive(Deserialize)]
    struct Row {
        name: String,
        expires_at: i64,
        used_at: Option<i64>,
    }
    let id = LetterId::parse(id).map_err(|_| Fault::NotFound)?;
    let owner = sql::letter::OWNER.with(&[&id.as_str(), &staff.person.id.as_str()]);
    let owner = visit.identity()?.read(owner).await?.first::<Owner>()?.ok_or(Fault::NotFound)?;
    let reason = Reason { what: "登録のお手紙を印刷しました", why: Why::Letter.label() };
    let results = look::look(visit, &staff, std::slice::from_ref(&owner.person_id), reason, || {
        vec![sql::letter::LOAD.with(&[&id.as_str()])]
    })
    .await?;
    let row = results.last().map(crate::db::Rows::first::<Row>).transpose()?.flatten();
    let row = row.ok_or(Fault::NotFound)?;
    if row.used_at.is_some() || row.expires_at <= visit.now.0 {
        return Err(Fault::Conflict(SPENT));
    }

    let t = Words::of(Language::Japanese);
    let code = visit.config.secret.code(CodeKind::Letter, id.as_str()).grouped();
    let address = format!("{}/start", visit.config.rp.origin);
    let code_of_address = QrCode::encode_text(&format!("{address}#{code}"), QrCodeEcc::Medium);
    let Drawn { path: qr_path, size: qr_size } =
        qr::drawn(&code_of_address.map_err(|_| Fault::broken("qr"))?);
    let page = Letter {
        town: visit.config.rp.name.clone(),
        name: row.name,
        code,
        qr_path,
        qr_size,
        address,
        printed: t.day(visit.now.day()),
        // The code ends at a minute; people are told the last whole day.
        expires: t.day(Timestamp(row.expires_at).day().plus_days(-1)),
    };
    let who = Who::Staff(&staff.person.name);
    visit.page(Page { status: 200, title: "登録のお手紙", main: &page, ceremonies: true, who }).await
}
