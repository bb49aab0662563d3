//! Card readers that the town trusts.

use crate::auth::{
    Staff,
    emergency_bridge::{self, NEEDED},
};
use crate::context::{Page, Visit, Who};
use crate::db::{Identity, Query, once::CommandKey, sql};
use crate::fault::Fault;
use crate::http::{body::Form, reply::Reply};
use crate::pages::form::{self, short_text};
use crate::random;
use crate::words::Words;
use askama::Template;
use hibiki_domain::{
    code::{CodeKind, OneTimeCode},
    ids::{PairingId, PersonId},
    language::Language,
    time::Timestamp,
};
use hibiki_protocol::{KeyId, PairingCode};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "desk/bridges.html")]
struct Bridges {
    key: String,
    problem: Option<&'static str>,
    done: Option<&'static str>,
    compare: Option<&'static str>,
    name: String,
    place: String,
    enrolled: Vec<Bridge>,
}

struct Bridge {
    key_id: String,
    name: String,
    place: String,
    since: String,
    used: Option<String>,
    revoked: Option<String>,
    emergency: Option<Emergency>,
}

/// A bridge that is to show emergency summaries.
struct Emergency {
    /// Who compared its key, by name.
    confirmed: Vec<String>,
    counts: bool,
    /// Whether the reader of the page can confirm it.
    may_confirm: bool,
}

#[derive(Template)]
#[template(path = "desk/pairing.html")]
struct Pairing {
    name: String,
    place: String,
    origin: String,
    code: String,
    expires: String,
}

/// A pairing, ready to be stored.
pub(crate) struct NewPairing {
    pub(crate) id: PairingId,
    pub(crate) code: OneTimeCode,
    pub(crate) expires_at: Timestamp,
    pub(crate) query: Query<Identity>,
}

impl NewPairing {
    pub(crate) fn new(
        visit: &Visit,
        name: &str,
        place: &str,
        created_by: Option<&PersonId>,
    ) -> Result<Self, Fault> {
        let id = PairingId::from_random(random::bytes()?);
        let secret = &visit.config.secret;
        let code = secret.code(CodeKind::Pairing, id.as_str());
        let expires_at = visit.now.plus_secs(CodeKind::Pairing.lifetime_secs());
        let query = sql::pairing::INSERT.with(&[
            &id.as_str(),
            &secret.code_hash(CodeKind::Pairing, &code),
            &name,
            &place,
            &created_by.map(PersonId::as_str),
            &visit.now,
            &expires_at,
        ]);
        Ok(Self { id, code, expires_at, query })
    }
}

/// `GET /desk/bridges`
pub(crate) async fn list(visit: &Visit, staff: Staff) -> Result<Reply, Fault> {
    let page = load(visit, &staff).await?;
    render(visit, &staff, 200, &page).await
}

async fn render(visit: &Visit, staff: &Staff, status: u16, page: &Bridges) -> Result<Reply, Fault> {
    let who = Who::Staff(&staff.person.name);
    visit.page(Page { status, title: "カードリーダー", main: page, ceremonies: false, who }).await
}

async fn load(visit: &Visit, staff: &Staff) -> Result<Bridges, Fault> {
    #[derive(Deserialize)]
    struct Row {
        key_id: String,
        name: String,
        place: String,
        enrolled_at: i64,
        used_at: Option<i64>,
        revoked_at: Option<i64>,
    }
    let t = Words::of(Language::Japanese);
    let [rows, for_emergencies] =
        visit.identity()?.batch([sql::bridge::LIST.with(&[]), emergency_bridge::ask(None)]).await?;
    let for_emergencies = emergency_bridge::read(&visit.config.secret, &for_emergencies)?;
    let emergency = |key_id: &str| {
        let bridge = for_emergencies.iter().find(|bridge| bridge.key_id.to_string() == key_id)?;
        let by_me = bridge.confirmed.iter().any(|(id, _)| *id == staff.person.id);
        Some(Emergency {
            confirmed: bridge.confirmed.iter().map(|(_, name)| name.clone()).collect(),
            counts: bridge.counts(),
            may_confirm: !bridge.counts() && !by_me,
        })
    };
    let bridge = |row: Row| Bridge {
        emergency: emergency(&row.key_id),
        key_id: row.key_id,
        name: row.name,
        place: row.place,
        since: t.day_of(row.enrolled_at),
        used: row.used_at.map(|at| t.moment(at)),
        revoked: row.revoked_at.map(|at| t.day_of(at)),
    };
    Ok(Bridges {
        key: form::new_key()?,
        problem: None,
        done: match visit.query_value("done") {
            Some("revoked") => Some("停止しました。このカードリーダーからのログインは、もうできません。"),
            Some("confirmed") => Some("緊急用の鍵を確認しました。"),
            _ => None,
        },
        compare: None,
        name: String::new(),
        place: String::new(),
        enrolled: rows.all::<Row>()?.into_iter().map(bridge).collect(),
    })
}

/// `POST /desk/bridges/prepare`
pub(crate) async fn prepare(visit: &mut Visit, staff: Staff) -> Result<Reply, Fault> {
    let form = Form::read(&mut visit.request).await?;
    let key = CommandKey::parse(form.one("key")?, &staff.person.session)?;
    let (typed_name, typed_place) = (form.one("name")?, form.one("place")?);
    let (Some(name), Some(place)) = (short_text(typed_name, 60), short_text(typed_place, 60)) else {
        let mut page = load(visit, &staff).await?;
        page.problem = Some("名前と場所を、それぞれ60文字までで入れてください。");
        page.name = typed_name.chars().take(200).collect();
        page.place = typed_place.chars().take(200).collect();
        return render(visit, &staff, 422, &page).await;
    };
    let pairing = NewPairing::new(visit, &name, &place, Some(&staff.person.id))?;
    let location = format!("/desk/pairings/{}", pairing.id);
    let location = visit.identity()?.once(&key, location, visit.now, vec![pairing.query]).await?;
    Ok(Reply::see_other(&location))
}

/// `GET /desk/pairings/ID`
pub(crate) async fn pairing(visit: &Visit, staff: Staff, id: &str) -> Result<Reply, Fault> {
    #[derive(Deserialize)]
    struct Row {
        name: String,
        place: String,
        expires_at: i64,
        used_at: Option<i64>,
    }
    let id = PairingId::parse(id).map_err(|_| Fault::NotFound)?;
    let rows = visit.identity()?.read(sql::pairing::LOAD.with(&[&id.as_str()])).await?;
    let row = rows.first::<Row>()?.ok_or(Fault::NotFound)?;
    if row.used_at.is_some() || row.expires_at <= visit.now.0 {
        return Ok(Reply::see_other("/desk/bridges"));
    }
    let page = Pairing {
        name: row.name,
        place: row.place,
        origin: visit.config.rp.origin.clone(),
        code: visit.config.secret.code(CodeKind::Pairing, id.as_str()).grouped(),
        expires: Words::of(Language::Japanese).moment(row.expires_at),
    };
    let who = Who::Staff(&staff.person.name);
    visit
        .page(Page {
            status: 200, title: "カードリーダーの登録", main: &page, ceremonies: false, who
        })
        .await
}

/// `POST /desk/bridges/revoke`: one that is revoked already stays so.
pub(crate) async fn revoke(visit: &mut Visit, _staff: Staff) -> Result<Reply, Fault> {
    let form = Form::read(&mut visit.request).await?;
    let key_id = KeyId::parse(form.one("id")?).map_err(|_| Fault::Malformed("bridge"))?;
    visit.identity()?.batch([sql::bridge::REVOKE.with(&[&key_id.to_string(), &visit.now])]).await?;
    Ok(Reply::see_other("/desk/bridges?done=revoked"))
}

/// `POST /desk/bridges/confirm`: somebody has compared the emergency key of a bridge with what its machine printed.
pub(crate) async fn confirm(visit: &mut Visit, staff: Staff) -> Result<Reply, Fault> {
    let form = Form::read(&mut visit.request).await?;
    let key_id = KeyId::parse(form.one("id")?).map_err(|_| Fault::Malformed("bridge"))?;
    let typed = PairingCode::parse(form.one("code")?);
    let rows = visit.identity()?.read(emergency_bridge::ask(Some(&key_id))).await?;
    let bridge = emergency_bridge::read(&visit.config.secret, &rows)?.pop().ok_or(Fault::NotFound)?;
    let is_same = typed.is_ok_and(|typed| typed.grouped() == bridge.key.fingerprint());
    if !is_same {
        let mut page = load(visit, &staff).await?;
        page.compare = Some(
            "入力した文字が、届いている鍵と一致しません。端末に表示された文字を、もう一度確かめてください。何度も一致しないときは、その端末を停止し、登録をやり直してください。",
        );
        return render(visit, &staff, 422, &page).await;
    }
    if !bridge.counts() {
        visit.identity()?.batch([emergency_bridge::confirm(visit, &bridge, &staff.person.id)]).await?;
    }
    Ok(Reply::see_other("/desk/bridges?done=confirmed"))
}
