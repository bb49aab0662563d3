//! What card-bridges ask of the town.

use crate::auth::emergency_bridge;
use crate::context::Visit;
use crate::db::{Rows, WriteError, sql};
use crate::fault::{Fault, Words};
use crate::http::{
    body::{self, MAX_BODY},
    reply::Reply,
};
use crate::pages::start;
use hibiki_domain::code::{CodeKind, OneTimeCode};
use hibiki_protocol::{EnrolReply, EnrolRequest, TownInfo, enrolment_bytes, verify_signature};
use serde::Deserialize;

/// `GET /.well-known/hibiki.json`
pub(crate) fn info(visit: &Visit) -> Reply {
    let config = &visit.config;
    Reply::json(
        200,
        &TownInfo {
            name: config.rp.name.clone(),
            origin: config.rp.origin.clone(),
            rp_id: config.rp.id.clone(),
            seal_key: config.secret.seal_key().public_key(),
        },
    )
}

const BAD_CODE: Words = Words {
    code: "pairing-code",
    title: [
        "コードが違うか、期限が過ぎています",
        "コードが ちがいます",
        "The pairing code is wrong or has expired",
    ],
    detail: [
        "職員のページ「カードリーダー」で新しいコードを作り、15分以内に入力してください。",
        "あたらしい コードを つくってください。",
        "Prepare a new code on the staff page “カードリーダー” and use it within 15 minutes.",
    ],
};

/// `POST /api/bridges/enrol`: a bridge with a pairing code becomes one that the town trusts.
pub(crate) async fn enrol(visit: &mut Visit) -> Result<Reply, Fault> {
    #[derive(Deserialize)]
    struct Pairing {
        id: String,
        name: String,
    }
    let EnrolRequest { code, public_key, emergency_key, signature } =
        body::json(&mut visit.request, MAX_BODY).await?;
    let code = OneTimeCode::parse(&code).map_err(|_| Fault::Invalid(BAD_CODE))?;
    let message = enrolment_bytes(&visit.config.rp.origin, &code, &public_key, emergency_key.as_ref());
    if !verify_signature(&public_key, &message, &signature) {
        return Err(Fault::Invalid(BAD_CODE));
    }
    let guess = start::begin_guess(visit, "pairing").await?;
    let hash = visit.config.secret.code_hash(CodeKind::Pairing, &code);
    let database = visit.identity()?;
    let found = database.read(sql::pairing::FIND.with(&[&hash, &visit.now])).await?.first::<Pairing>()?;
    let Some(pairing) = found else {
        return Err(Fault::Invalid(BAD_CODE));
    };
    let key_id = public_key.key_id();
    let mut queries = vec![
        sql::bridge::INSERT_PAIRED.with(&[
            &pairing.id,
            &key_id.to_string(),
            &public_key.to_string(),
            &visit.now,
        ]),
        sql::pairing::USE_UP.with(&[&pairing.id, &visit.now]),
    ];
    queries.extend(emergency_key.as_ref().map(|key| emergency_bridge::keep(visit, &public_key, key)));
    let written = database.batch_vec(queries).await.map_err(|error| match error {
        WriteError::Refused(_) => Fault::Conflict(Words {
            code: "bridge-known",
            title: [
                "このカードブリッジは、すでに登録されています",
                "もう 登録（とうろく）されています",
                "This bridge is enrolled already",
            ],
            detail: [
                "登録し直すときは、ブリッジの鍵を作り直してください（card-bridge の README を参照）。",
                "役場（やくば）の 人（ひと）に きいてください。",
                "To enrol it anew, let the bridge make a new key (see the README of card-bridge).",
            ],
        }),
        fault @ WriteError::Fault(_) => fault.into(),
    })?;
    if !written.get(1).map(Rows::any).transpose()?.unwrap_or(false) {
        return Err(Fault::Invalid(BAD_CODE));
    }
    guess.succeeded(visit).await?;
    let emergency = emergency_key.is_some();
    Ok(Reply::json(201, &EnrolReply { name: pairing.name, key_id, emergency }))
}
