//! Colleagues and their roles.

use super::{open_reference, reference, term};
use crate::auth::Staff;
use crate::context::{Page, Visit, Who};
use crate::db::{Identity, Query, once::CommandKey, sql};
use crate::fault::{Fault, Words as FaultWords};
use crate::http::{body::Form, reply::Reply};
use crate::pages::form::{self, short_text};
use crate::random;
use crate::words::Words;
use askama::Template;
use hibiki_domain::{
    code::{CodeKind, OneTimeCode},
    health::writing::Desk,
    ids::{GrantId, InviteId, PersonId},
    language::Language,
    role::{LONGEST_GRANT_DAYS, Role},
    time::Timestamp,
};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "desk/staff.html")]
struct StaffPage {
    key: String,
    problem: Option<&'static str>,
    done: Option<&'static str>,
    roles: &'static [Role],
    colleagues: Vec<Colleague>,
    grants: Vec<Grant>,
    name: String,
    office: String,
    role: Role,
    until: String,
    /// As typed.
    within: String,
    districts: Vec<String>,
    earliest: String,
    latest: String,
}

struct Colleague {
    reference: String,
    name: String,
    office: String,
}

struct Grant {
    id: String,
    name: String,
    office: String,
    role: &'static str,
    within: String,
    until: String,
    is_self: bool,
}

#[derive(Template)]
#[template(path = "desk/invitation.html")]
struct Invitation {
    name: String,
    office: String,
    role: &'static str,
    link: String,
    code: String,
    expires: String,
}

/// An invitation, ready to be stored.
pub(crate) struct NewInvite {
    pub(crate) id: InviteId,
    pub(crate) code: OneTimeCode,
    pub(crate) expires_at: Timestamp,
    pub(crate) query: Query<Identity>,
}

impl NewInvite {
    pub(crate) fn new(
        visit: &Visit,
        name: &str,
        office: &str,
        (role, districts): (Role, &str),
        role_ends_at: Timestamp,
        created_by: Option<&PersonId>,
    ) -> Result<Self, Fault> {
        let id = InviteId::from_random(random::bytes()?);
        let secret = &visit.config.secret;
        let code = secret.code(CodeKind::Invite, id.as_str());
        let expires_at = visit.now.plus_secs(CodeKind::Invite.lifetime_secs());
        let query = sql::invite::INSERT.with(&[
            &id.as_str(),
            &secret.code_hash(CodeKind::Invite, &code),
            &name,
            &office,
            &role.word(),
            &role_ends_at,
            &created_by.map(PersonId::as_str),
            &visit.now,
            &expires_at,
            &districts,
        ]);
        Ok(Self { id, code, expires_at, query })
    }
}

/// `GET /desk/staff`
pub(crate) async fn list(visit: &Visit, staff: Staff) -> Result<Reply, Fault> {
    let page = load(visit, &staff).await?;
    render(visit, &staff, 200, &page).await
}

async fn render(visit: &Visit, staff: &Staff, status: u16, page: &StaffPage) -> Result<Reply, Fault> {
    let who = Who::Staff(&staff.person.name);
    visit.page(Page { status, title: "職員と役割", main: page, ceremonies: false, who }).await
}

async fn load(visit: &Visit, staff: &Staff) -> Result<StaffPage, Fault> {
    #[derive(Deserialize)]
    struct ColleagueRow {
        person_id: PersonId,
        name: String,
        office: String,
        is_self: i64,
    }
    #[derive(Deserialize)]
    struct GrantRow {
        grant_id: String,
        name: String,
        office: String,
        role: String,
        districts: String,
        ends_at: i64,
        is_self: i64,
    }
    #[derive(Deserialize)]
    struct DistrictRow {
        district: String,
    }
    let me = staff.person.id.as_str();
    let [colleagues, grants, districts] = visit
        .identity()?
        .batch([
            sql::staff::LIST.with(&[&me]),
            sql::role_grant::LIST.with(&[&me, &visit.now]),
            sql::resident::DISTRICTS.with(&[]),
        ])
        .await?;
    let t = Words::of(Language::Japanese);
    let colleagues = colleagues
        .all::<ColleagueRow>()?
        .into_iter()
        .filter(|row| row.is_self == 0)
        .map(|row| {
            let reference = reference(visit, staff, "grant", &row.person_id)?;
            Ok(Colleague { reference, name: row.name, office: row.office })
        })
        .collect::<Result<_, Fault>>()?;
    let grants = grants.all::<GrantRow>()?.into_iter().map(|row| Grant {
        id: row.grant_id,
        name: row.name,
        office: row.office,
        role: Role::parse(&row.role).map_or("（今はない役割）", Role::label),
        within: serde_json::from_str::<Vec<String>>(&row.districts).unwrap_or_default().join("、"),
        until: t.day(Timestamp(row.ends_at - 1).day()),
        is_self: row.is_self == 1,
    });
    let today = visit.now.day();
    Ok(StaffPage {
        key: form::new_key()?,
        problem: None,
        done: match visit.query_value("done") {
            Some("granted") => Some("役割を付けました。"),
            Some("revoked") => Some("役割を終わらせました。"),
            _ => None,
        },
        roles: Role::ALL,
        colleagues,
        grants: grants.collect(),
        name: String::new(),
        office: String::new(),
        role: Role::Clerk,
        until: String::new(),
        within: String::new(),
        districts: districts.all::<DistrictRow>()?.into_iter().map(|row| row.district).collect(),
        earliest: today.to_string(),
        latest: today.plus_days(LONGEST_GRANT_DAYS).to_string(),
    })
}

const TERM: &str = "終わりの日は、今日から400日以内で入れてください。";

/// For whom a role is, as it was typed: names of districts. Only roles that write for residents are bound so.
fn within(role: Role, typed: &str, known: &[String]) -> Result<String, &'static str> {
    let named = typed.split(['、', ',', '，', '\n', ' ', '　']).map(str::trim).filter(|one| !one.is_empty());
    let named: Vec<&str> = named.collect();
    if !named.is_empty() && Desk::of(role).is_none() {
        return Err("担当の地区をかぎれるのは、保健師・医療機関・養護教諭の役割だけです。");
    }
    if named.iter().any(|one| !known.iter().any(|district| district == one)) {
        return Err("担当の地区に、住民の登録にない地区の名前があります。");
    }
    serde_json::to_string(&named).map_err(|_| "担当の地区を確かめてください。")
}

/// `POST /desk/staff/invite`
pub(crate) async fn invite(visit: &mut Visit, staff: Staff) -> Result<Reply, Fault> {
    let form = Form::read(&mut visit.request).await?;
    let key = CommandKey::parse(form.one("key")?, &staff.person.session)?;
    let role = Role::parse(form.one("role")?).ok_or(Fault::Malformed("role"))?;
    let (typed_name, typed_office, typed_until) =
        (form.one("name")?, form.one("office")?, form.one("until")?);
    let typed_within = form.optional("districts")?;
    let until = term(visit, typed_until, LONGEST_GRANT_DAYS);
    let mut page = load(visit, &staff).await?;
    let within = within(role, typed_within, &page.districts);
    let problem = match (short_text(typed_name, 60), short_text(typed_office, 60), until, within) {
        (Some(name), Some(office), Some(until), Ok(within)) => {
            let invite =
                NewInvite::new(visit, &name, &office, (role, &within), until, Some(&staff.person.id))?;
            let location = format!("/desk/invites/{}", invite.id);
            let location = visit.identity()?.once(&key, location, visit.now, vec![invite.query]).await?;
            return Ok(Reply::see_other(&location));
        }
        (None, ..) => "名前は60文字までで入れてください。",
        (_, None, ..) => "所属は60文字までで入れてください。",
        (_, _, None, _) => TERM,
        (.., Err(problem)) => problem,
    };
    page.within = typed_within.chars().take(200).collect();
    page.problem = Some(problem);
    page.name = typed_name.chars().take(200).collect();
    page.office = typed_office.chars().take(200).collect();
    page.until = typed_until.chars().take(10).collect();
    page.role = role;
    render(visit, &staff, 422, &page).await
}

/// `GET /desk/invites/ID`: for whoever made it, while it can be used.
pub(crate) async fn invitation(visit: &Visit, staff: Staff, id: &str) -> Result<Reply, Fault> {
    #[derive(Deserialize)]
    struct Row {
        name: String,
        office: String,
        role: String,
        expires_at: i64,
        used_at: Option<i64>,
    }
    let id = InviteId::parse(id).map_err(|_| Fault::NotFound)?;
    let load = sql::invite::LOAD.with(&[&id.as_str(), &staff.person.id.as_str()]);
    let row = visit.identity()?.read(load).await?.first::<Row>()?.ok_or(Fault::NotFound)?;
    if row.used_at.is_some() || row.expires_at <= visit.now.0 {
        return Err(Fault::NotFound);
    }
    let code = visit.config.secret.code(CodeKind::Invite, id.as_str()).grouped();
    let page = Invitation {
        name: row.name,
        office: row.office,
        role: Role::parse(&row.role).map_or("", Role::label),
        link: format!("{}/invite#{code}", visit.config.rp.origin),
        code,
        expires: Words::of(Language::Japanese).moment(row.expires_at),
    };
    let who = Who::Staff(&staff.person.name);
    visit.page(Page { status: 200, title: "招待のリンク", main: &page, ceremonies: false, who }).await
}

const NOT_ONESELF: FaultWords = FaultWords {
    code: "own-role",
    title: [
        "自分の役割は、自分では変えられません",
        "じぶんの 役割（やくわり）は かえられません",
        "Nobody changes their own roles",
    ],
    detail: [
        "別の管理者に頼んでください。",
        "ほかの 人（ひと）に たのんでください。",
        "Ask another administrator.",
    ],
};

/// `POST /desk/staff/grant`
pub(crate) async fn grant(visit: &mut Visit, staff: Staff) -> Result<Reply, Fault> {
    let form = Form::read(&mut visit.request).await?;
    let key = CommandKey::parse(form.one("key")?, &staff.person.session)?;
    let colleague = open_reference(visit, &staff, "grant", form.one("colleague")?)?;
    if colleague == staff.person.id {
        return Err(Fault::Invalid(NOT_ONESELF));
    }
    let role = Role::parse(form.one("role")?).ok_or(Fault::Malformed("role"))?;
    let mut page = load(visit, &staff).await?;
    let until = term(visit, form.one("until")?, LONGEST_GRANT_DAYS).ok_or(TERM);
    let within = within(role, form.optional("districts")?, &page.districts);
    let (until, within) = match (until, within) {
        (Ok(until), Ok(within)) => (until, within),
        (Err(problem), _) | (_, Err(problem)) => {
            page.problem = Some(problem);
            return render(visit, &staff, 422, &page).await;
        }
    };
    let grant = sql::role_grant::INSERT.with(&[
        &GrantId::from_random(random::bytes()?).as_str(),
        &colleague.as_str(),
        &role.word(),
        &visit.now,
        &until,
        &staff.person.id.as_str(),
        &within,
    ]);
    let location = "/desk/staff?done=granted".to_owned();
    let location = visit.identity()?.once(&key, location, visit.now, vec![grant]).await?;
    Ok(Reply::see_other(&location))
}

/// `POST /desk/staff/revoke`: one that has ended already stays ended.
pub(crate) async fn revoke(visit: &mut Visit, staff: Staff) -> Result<Reply, Fault> {
    let form = Form::read(&mut visit.request).await?;
    let grant = GrantId::parse(form.one("id")?).map_err(|_| Fault::Malformed("grant"))?;
    let me = staff.person.id.as_str();
    visit.identity()?.batch([sql::role_grant::REVOKE.with(&[&grant.as_str(), &me, &visit.now])]).await?;
    Ok(Reply::see_other("/desk/staff?done=revoked"))
}
