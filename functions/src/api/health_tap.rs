//! What a touched card opens of health records: with its PIN, one's own, by a step-up that brings the secret of the card's
//! lock with it; without, the emergency summary, for a medic (docs/tap-protocol.md, parts 4 and 5), and to a clinic whether an
//! eligibility card is valid.

use super::{go_to, health::Proven, safe_next};
use crate::auth::{
    Staff,
    challenge::{self, Binding, Ceremony},
    log_in,
    tap::{self, NOT_FOR_THIS, Tapped, UNKNOWN_CARD},
};
use crate::context::Visit;
use crate::db::sql;
use crate::fault::{Fault, Words};
use crate::health::{eligibility::card, emergency::give_out::give_out, family, unlock::Way};
use crate::http::{
    body::{self, MAX_BODY},
    reply::Reply,
};
use crate::random;
use hibiki_domain::{
    health::{
        eligibility::Told,
        emergency::reason,
        sealed::{LockKind, seal_told},
    },
    ids::PersonId,
    role::Permission,
    session::Level,
};
use hibiki_protocol::{Challenge, Purpose, TapAssertion, Want};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    purpose: Purpose,
    want: Want,
}

#[derive(Serialize)]
struct ChallengeReply {
    challenge: Challenge,
    #[serde(flatten)]
    asked: Asked,
}

/// `POST /api/health/tap/challenge`
pub(crate) async fn challenge(visit: &mut Visit) -> Result<Reply, Fault> {
    let asked: Asked = body::json(&mut visit.request, MAX_BODY).await?;
    let (binding, subject) = match (asked.purpose, asked.want) {
        (Purpose::HealthOpen, Want::Opening) => {
            let person = visit.person().await?;
            (Binding::session(&person.session), Some(person.id))
        }
        (Purpose::EmergencyOpen, Want::Identifier) => {
            let medic = visit.staff(Permission::OpenEmergency).await?;
            (Binding::session(&medic.person.session), None)
        }
        (Purpose::EligibilityCheck, Want::Identifier) => {
            let clinic = visit.staff(Permission::CheckEligibility).await?;
            (Binding::session(&clinic.person.session), None)
        }
        _ => return Err(NOT_FOR_THIS),
    };
    let (purpose, want) = (asked.purpose.as_str(), Some(asked.want));
    let challenge = challenge::make(visit, &binding, Ceremony::Tap, purpose, want, subject.as_ref()).await?;
    Ok(Reply::json(200, &ChallengeReply { challenge, asked }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Open {
    challenge: Challenge,
    assertion: TapAssertion,
    #[serde(default)]
    next: Option<String>,
}

async fn prove(visit: &mut Visit) -> Result<Proven, Fault> {
    #[derive(Deserialize)]
    struct CardRow {
        card_id: String,
        person_id: PersonId,
    }
    let Open { challenge, assertion, next } = body::json(&mut visit.request, MAX_BODY).await?;
    let binding = Binding::session(&visit.session_hash().ok_or(Fault::NotLoggedIn)?);
    let Tapped { used, purpose, tap } = tap::check(visit, &binding, challenge, &assertion).await?;
    let (Purpose::HealthOpen, Some(key), Some(secret)) = (purpose, &tap.card_key, &tap.card_lock) else {
        return Err(NOT_FOR_THIS);
    };
    let family = family::of_session(visit).await?;
    let (database, town) = (visit.identity()?, &visit.config.secret);
    let handle = town.key_handle(key.public_key_der());
    let found = database.read(sql::card::FIND_BY_KEY.with(&[&handle.as_str()])).await?;
    let card = found
        .first::<CardRow>()?
        .filter(|card| card.person_id == family.person.id && used.subject.as_ref() == Some(&card.person_id))
        .ok_or(Fault::Invalid(UNKNOWN_CARD))?;
    let way = Way {
        kind: LockKind::Card,
        holder: town.lock_holder(LockKind::Card, handle.as_str().as_bytes()),
        secret: Zeroizing::new(secret.expose().to_vec()),
    };
    let mut session = log_in::begin(visit, &card.person_id, Level::Pin, None)?;
    session.queries.push(sql::card::USED.with(&[&card.card_id, &visit.now]));
    Ok(Proven { family, session, way, next })
}

/// `POST /api/health/tap/open`
pub(crate) async fn open(visit: &mut Visit) -> Result<Reply, Fault> {
    prove(visit).await?.open(visit).await
}

/// `POST /api/health/back/tap/open`
pub(crate) async fn ask_back(visit: &mut Visit) -> Result<Reply, Fault> {
    prove(visit).await?.ask_back(visit).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Emergency {
    challenge: Challenge,
    assertion: TapAssertion,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    next: Option<String>,
}

#[derive(Serialize)]
struct Released {
    envelope: String,
    location: String,
}

const NO_REASON: Words = Words {
    code: "emergency-reason",
    title: ["理由を入れてください"; 3],
    detail: ["緊急時の情報を開く理由を、5文字から200文字で入れてください。本人と家族が読みます。"; 3],
};

/// `POST /api/health/tap/emergency`
pub(crate) async fn emergency(visit: &mut Visit, medic: Staff) -> Result<Reply, Fault> {
    let Emergency { challenge, assertion, reason: typed, next } =
        body::json(&mut visit.request, MAX_BODY).await?;
    let reason = reason(&typed).ok_or(Fault::Invalid(NO_REASON))?;
    let binding = Binding::session(&medic.person.session);
    let Tapped { purpose, tap, .. } = tap::check(visit, &binding, challenge, &assertion).await?;
    if purpose != Purpose::EmergencyOpen {
        return Err(NOT_FOR_THIS);
    }
    let envelope = give_out(visit, &medic, &tap, &reason).await?;
    let location = safe_next(next.as_deref(), "/desk/health/emergency?done=shown");
    Ok(Reply::json(200, &Released { envelope, location }))
}

/// `POST /api/health/tap/eligibility`
pub(crate) async fn eligibility(visit: &mut Visit, clinic: Staff) -> Result<Reply, Fault> {
    let Open { challenge, assertion, .. } = body::json(&mut visit.request, MAX_BODY).await?;
    let session = &clinic.person.session;
    let Tapped { purpose, tap, .. } =
        tap::check(visit, &Binding::session(session), challenge, &assertion).await?;
    if purpose != Purpose::EligibilityCheck {
        return Err(NOT_FOR_THIS);
    }
    let told = Told { at: visit.now, verdict: card::check(visit, &clinic, &tap).await? };
    // Sealed to the session: an address stays in the browser's history, where it says nothing to anybody else.
    let answer = seal_told(&visit.config.secret, session, &told.write(), random::bytes()?);
    Ok(go_to(format!("/desk/health/check?answer={answer}")))
}
