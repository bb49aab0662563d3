//! Opening the health record with a passkey: a step-up that brings the passkey's secret with it.

use super::{logged_in, passkey, safe_next};
use crate::auth::{
    challenge::{self, Binding, Ceremony},
    log_in::{self, NewSession},
};
use crate::context::Visit;
use crate::fault::Fault;
use crate::health::{
    emergency,
    family::{self, Family},
    recovery,
    unlock::{self, Way},
};
use crate::http::{
    body::{self, MAX_BODY},
    reply::Reply,
};
use data_encoding::BASE64URL_NOPAD;
use hibiki_domain::{health::sealed::LockKind, passkey as rules, session::Level};
use hibiki_protocol::Challenge;
use serde::Deserialize;
use webauthn_rs_core::proto::PublicKeyCredential;
use zeroize::Zeroizing;

const PURPOSE: &str = "health-open";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChallengeRequest {
    purpose: String,
}

/// `POST /api/health/passkey/challenge`
pub(crate) async fn challenge(visit: &mut Visit) -> Result<Reply, Fault> {
    let ChallengeRequest { purpose } = body::json(&mut visit.request, MAX_BODY).await?;
    if purpose != PURPOSE {
        return Err(Fault::Malformed("purpose"));
    }
    let person = visit.person().await?;
    let binding = Binding::session(&person.session);
    let made =
        challenge::make(visit, &binding, Ceremony::PasskeyAssert, PURPOSE, None, Some(&person.id)).await?;
    let options = rules::request_options(&visit.config.rp, &made);
    Ok(Reply::json(200, &rules::with_secret(options, &visit.config.rp)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Open {
    challenge: Challenge,
    answer: PublicKeyCredential,
    secret: UnverifiedSecret,
    #[serde(default)]
    next: Option<String>,
}

/// What opens a lock, as the browser sends it: 32 bytes in base64url.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
enum UnverifiedSecret {
    /// The passkey's PRF output.
    Prf(String),
    /// What this browser keeps for passkeys without PRF.
    Browser(String),
}

impl UnverifiedSecret {
    fn way(self, visit: &Visit, credential_id: &str) -> Result<Way, Fault> {
        let (kind, text) = match self {
            Self::Prf(text) => (LockKind::Passkey, Zeroizing::new(text)),
            Self::Browser(text) => (LockKind::Browser, Zeroizing::new(text)),
        };
        let secret = BASE64URL_NOPAD.decode(text.as_bytes()).map(Zeroizing::new);
        let secret = secret.ok().filter(|secret| secret.len() == 32).ok_or(Fault::Malformed("secret"))?;
        let secrets = &visit.config.secret;
        let holder = match kind {
            // A browser is known by what it keeps: another one with the same passkey is another lock.
            LockKind::Browser => secrets.browser_holder(credential_id.as_bytes(), &secret),
            _ => secrets.lock_holder(kind, credential_id.as_bytes()),
        };
        Ok(Way { kind, holder, secret })
    }
}

/// Somebody who has just shown a passkey or a card, and what it gave.
pub(super) struct Proven {
    pub(super) family: Family,
    pub(super) session: NewSession,
    pub(super) way: Way,
    pub(super) next: Option<String>,
}

impl Proven {
    /// Opens the record, or begins it.
    pub(super) async fn open(mut self, visit: &Visit) -> Result<Reply, Fault> {
        unlock::unlock(visit, &self.family, &self.session.token, &self.way).await?;
        visit.identity()?.batch_vec(std::mem::take(&mut self.session.queries)).await?;
        let reply = logged_in(&self.session, safe_next(self.next.as_deref(), "/my/health"));
        emergency::after_opening(visit, self.family, self.session.token).await;
        Ok(reply)
    }

    /// The same for somebody whose other ways are lost. What opens nothing asks.
    pub(super) async fn ask_back(mut self, visit: &Visit) -> Result<Reply, Fault> {
        let page = recovery::ask(visit, &self.family, &self.session.token, &self.way).await?;
        visit.identity()?.batch_vec(std::mem::take(&mut self.session.queries)).await?;
        Ok(logged_in(&self.session, visit.href(page)))
    }
}

async fn prove(visit: &mut Visit) -> Result<Proven, Fault> {
    let Open { challenge, answer, secret, next } = body::json(&mut visit.request, MAX_BODY).await?;
    let binding = Binding::session(&visit.session_hash().ok_or(Fault::NotLoggedIn)?);
    let way = secret.way(visit, &BASE64URL_NOPAD.encode(&answer.raw_id))?;
    let family = family::of_session(visit).await?;
    let person = passkey::whose(visit, (challenge, PURPOSE), &binding, &answer).await?;
    let session = log_in::begin(visit, &person, Level::Pass, None)?;
    Ok(Proven { family, session, way, next })
}

/// `POST /api/health/passkey/open`
pub(crate) async fn open(visit: &mut Visit) -> Result<Reply, Fault> {
    prove(visit).await?.open(visit).await
}

/// `POST /api/health/back/passkey/open`
pub(crate) async fn ask_back(visit: &mut Visit) -> Result<Reply, Fault> {
    prove(visit).await?.ask_back(visit).await
}
