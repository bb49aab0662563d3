//! A pairing code for the operator's own set-up of a bridge.

use super::Operator;
use crate::context::Visit;
use crate::fault::{Fault, Words};
use crate::http::{
    body::{self, MAX_BODY},
    reply::Reply,
};
use crate::pages::{desk::bridges::NewPairing, form::short_text};
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Prepare {
    name: String,
    place: String,
}

#[derive(Serialize)]
struct Prepared {
    code: String,
    expires_at: i64,
}

const BAD_NAME: Words = Words {
    code: "bridge-name",
    title: [
        "名前か場所が空か、長すぎます",
        "名前（なまえ）が ありません",
        "The name or the place is empty or too long",
    ],
    detail: [
        "それぞれ60文字までで入れてください。",
        "60文字（もじ）までに してください。",
        "Use up to 60 characters for each.",
    ],
};

/// `POST /ops/bridges`
pub(crate) async fn prepare(visit: &mut Visit, _operator: Operator) -> Result<Reply, Fault> {
    let Prepare { name, place } = body::json(&mut visit.request, MAX_BODY).await?;
    let (Some(name), Some(place)) = (short_text(&name, 60), short_text(&place, 60)) else {
        return Err(Fault::Invalid(BAD_NAME));
    };
    let pairing = NewPairing::new(visit, &name, &place, None)?;
    visit.identity()?.batch([pairing.query]).await?;
    Ok(Reply::json(201, &Prepared { code: pairing.code.grouped(), expires_at: pairing.expires_at.0 }))
}
