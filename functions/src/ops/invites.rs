//! The first member of staff.

use super::Operator;
use crate::context::Visit;
use crate::fault::{Fault, Words};
use crate::http::{
    body::{self, MAX_BODY},
    reply::Reply,
};
use crate::pages::{desk::staff::NewInvite, form::short_text};
use hibiki_domain::role::{LONGEST_GRANT_DAYS, Role};
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Invite {
    name: String,
    office: String,
}

#[derive(Serialize)]
struct Invited {
    url: String,
    code: String,
    expires_at: i64,
}

const BAD_NAME: Words = Words {
    code: "invite-name",
    title: [
        "名前か所属が空か、長すぎます",
        "名前（なまえ）が ありません",
        "The name or the office is empty or too long",
    ],
    detail: [
        "それぞれ60文字までで入れてください。",
        "60文字（もじ）までに してください。",
        "Use up to 60 characters for each.",
    ],
};

/// `POST /ops/invites`: a one-time link for an administrator.
pub(crate) async fn create(visit: &mut Visit, _operator: Operator) -> Result<Reply, Fault> {
    let Invite { name, office } = body::json(&mut visit.request, MAX_BODY).await?;
    let (Some(name), Some(office)) = (short_text(&name, 60), short_text(&office, 60)) else {
        return Err(Fault::Invalid(BAD_NAME));
    };
    let role_ends_at = visit.now.day().plus_days(LONGEST_GRANT_DAYS).ends_at();
    let invite = NewInvite::new(visit, &name, &office, (Role::Admin, "[]"), role_ends_at, None)?;
    visit.identity()?.batch([invite.query]).await?;
    let code = invite.code.grouped();
    let url = format!("{}/invite#{code}", visit.config.rp.origin);
    Ok(Reply::json(201, &Invited { url, code, expires_at: invite.expires_at.0 }))
}
