//! The way back into health records, for the operator: what a clerk confirmed goes to the machine without a network, and
//! what comes back becomes a lock (docs/recovery.md).

use super::Operator;
use crate::context::Visit;
use crate::fault::Fault;
use crate::health::{recovery, requests};
use crate::http::{
    body::{self, MAX_BODY},
    reply::Reply,
};
use hibiki_domain::health::sealed::RecoveryAnswer;
use serde::{Deserialize, Serialize};

#[derive(Serialize)]
struct Waiting {
    requests: Vec<String>,
}

/// `GET /ops/health/recoveries`: which requests wait. Nothing of a record is in it.
pub(crate) async fn waiting(visit: &Visit, _operator: Operator) -> Result<Reply, Fault> {
    let waiting = requests::confirmed(visit).await?;
    Ok(Reply::json(200, &Waiting { requests: waiting.iter().map(|one| one.id().to_owned()).collect() }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fetch {
    request: String,
}

/// `POST /ops/health/recoveries/fetch`: what the machine needs. Each time it is written into the person's log.
pub(crate) async fn fetch(visit: &mut Visit, _operator: Operator) -> Result<Reply, Fault> {
    let Fetch { request } = body::json(&mut visit.request, MAX_BODY).await?;
    Ok(Reply::json(200, &recovery::hand_out(visit, &request).await?))
}

/// `POST /ops/health/recoveries/seal`: what came from the machine. A repeat changes nothing.
pub(crate) async fn seal(visit: &mut Visit, _operator: Operator) -> Result<Reply, Fault> {
    let answer: RecoveryAnswer = body::json(&mut visit.request, MAX_BODY).await?;
    recovery::take_back(visit, &answer).await?;
    Ok(Reply::json(200, &serde_json::json!({})))
}
