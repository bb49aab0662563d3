//! Requests that the commands make: to a town, and to the running bridge.

use crate::origin::Origin;
use crate::state::control::Token;
use hibiki_protocol::{EnrolReply, EnrolRequest, Problem, TownInfo};
use serde::{Serialize, de::DeserializeOwned};
use std::time::Duration;
use ureq::{
    Agent,
    http::{Response, StatusCode},
    tls::{RootCerts, TlsConfig, TlsProvider},
};

const MAX_ANSWER_BYTES: u64 = 64 * 1024;
const PATIENCE: Duration = Duration::from_secs(15);

/// Why a request brought nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum HttpError {
    #[error("cannot reach {url}: {error}. Check the address and this computer's network.")]
    Unreachable { url: String, error: Box<ureq::Error> },
    #[error("{title} {detail}")]
    Problem { title: String, detail: String },
    #[error("{url} answered with status {status}: check that this is the exact address of the town's pages.")]
    Status { url: String, status: u16 },
    #[error("{url} answered something that is not understood: {what}.")]
    NotUnderstood { url: String, what: String },
}

/// What the town says of itself, checked against its address.
pub(crate) fn town_info(origin: &Origin) -> Result<TownInfo, HttpError> {
    let url = format!("{origin}/.well-known/hibiki.json");
    let answer = town_agent().get(&url).call();
    let info: TownInfo = understand(&url, answer)?;
    check_town_info(&info, origin).map_err(|what| HttpError::NotUnderstood { url, what })?;
    Ok(info)
}

fn check_town_info(info: &TownInfo, origin: &Origin) -> Result<(), String> {
    if info.origin != origin.as_str() {
        return Err(format!(
            "it speaks for {:?} and not for {origin}; use that address if it is right",
            info.origin
        ));
    }
    if info.rp_id != origin.host() {
        return Err(format!("its host name is {:?} and not {}", info.rp_id, origin.host()));
    }
    // The name is shown on terminals and on the page.
    let printable = info.name.chars().all(|c| !c.is_control() && !('\u{202a}'..='\u{202e}').contains(&c));
    if !printable || info.name.trim().is_empty() || info.name.chars().count() > 60 {
        return Err("the town's name cannot be shown".to_owned());
    }
    Ok(())
}

/// Hands the pairing code and the bridge's key to the town.
pub(crate) fn enrol(origin: &Origin, request: &EnrolRequest) -> Result<EnrolReply, HttpError> {
    let url = format!("{origin}/api/bridges/enrol");
    let body = serde_json::to_vec(request).unwrap_or_default();
    let answer = town_agent().post(&url).content_type("application/json").send(body.as_slice());
    let reply: EnrolReply = understand(&url, answer)?;
    if reply.key_id == request.public_key.key_id() {
        Ok(reply)
    } else {
        Err(HttpError::NotUnderstood { url, what: "it enrolled another key".to_owned() })
    }
}

/// Speaks to the running bridge of this user.
pub(crate) fn ask_bridge<T: DeserializeOwned>(
    port: u16,
    token: &Token,
    path: &str,
    body: &impl Serialize,
) -> Result<T, HttpError> {
    let url = format!("http://127.0.0.1:{port}{path}");
    let body = zeroize::Zeroizing::new(serde_json::to_vec(body).unwrap_or_default());
    let answer = agent(Agent::config_builder().proxy(None))
        .post(&url)
        .content_type("application/json")
        .header("authorization", format!("Bearer {}", token.expose()))
        .send(body.as_slice());
    understand(&url, answer)
}

fn town_agent() -> Agent {
    let provider = if cfg!(windows) { TlsProvider::NativeTls } else { TlsProvider::Rustls };
    let tls = TlsConfig::builder().provider(provider).root_certs(RootCerts::PlatformVerifier).build();
    agent(Agent::config_builder().tls_config(tls))
}

fn agent(builder: ureq::config::ConfigBuilder<ureq::typestate::AgentScope>) -> Agent {
    // A redirect would lead away from the origin that is being pinned.
    builder
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .timeout_global(Some(PATIENCE))
        .build()
        .into()
}

fn understand<T: DeserializeOwned>(
    url: &str,
    answer: Result<Response<ureq::Body>, ureq::Error>,
) -> Result<T, HttpError> {
    let unreachable = |error| HttpError::Unreachable { url: url.to_owned(), error: Box::new(error) };
    let mut response = answer.map_err(unreachable)?;
    let status = response.status();
    let text =
        response.body_mut().with_config().limit(MAX_ANSWER_BYTES).read_to_vec().map_err(unreachable)?;
    if status == StatusCode::OK || status == StatusCode::CREATED {
        return serde_json::from_slice(&text)
            .map_err(|error| HttpError::NotUnderstood { url: url.to_owned(), what: error.to_string() });
    }
    match serde_json::from_slice::<Problem>(&text) {
        Ok(problem) => {
            Err(HttpError::Problem { title: shown(&problem.title), detail: shown(&problem.detail) })
        }
        Err(_) => Err(HttpError::Status { url: url.to_owned(), status: status.as_u16() }),
    }
}

/// Words from elsewhere, without anything that moves a terminal's cursor.
fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(300).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use hibiki_protocol::SealPublicKey;

    fn info() -> TownInfo {
        TownInfo {
            name: "ひびき町".to_owned(),
            origin: "https://hibiki.example.jp".to_owned(),
            rp_id: "hibiki.example.jp".to_owned(),
            seal_key: SealPublicKey::from_bytes([1; 32]),
        }
    }

    #[test]
    fn a_town_must_speak_for_its_own_origin_and_host() {
        let origin = Origin::parse("https://hibiki.example.jp").unwrap();
        assert_eq!(check_town_info(&info(), &origin), Ok(()));
        for wrong in [
            TownInfo { origin: "https://other.example.jp".to_owned(), ..info() },
            TownInfo { origin: "https://hibiki.example.jp/".to_owned(), ..info() },
            TownInfo { rp_id: "example.jp".to_owned(), ..info() },
            TownInfo { name: "\u{1b}[2J町".to_owned(), ..info() },
            TownInfo { name: "町\u{202e}".to_owned(), ..info() },
            TownInfo { name: " ".to_owned(), ..info() },
            TownInfo { name: "町".repeat(61), ..info() },
        ] {
            assert!(check_town_info(&wrong, &origin).is_err(), "{wrong:?}");
        }
    }
}
