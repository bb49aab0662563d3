//! Reading requests and writing answers: JSON, all of it or nothing, with the same headers on each answer.

use crate::state::towns::PinnedTown;
use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::{
        HeaderName, HeaderValue, StatusCode,
        header::{self, CONTENT_LENGTH, CONTENT_TYPE},
    },
    response::Response,
};
use hibiki_protocol::Problem;
use serde::de::DeserializeOwned;
use std::time::Duration;
use tokio::time::timeout;
use zeroize::Zeroizing;

/// A request's body must be here within this time.
const BODY_TIME: Duration = Duration::from_secs(10);
/// A browser may remember a preflight for so long.
const PREFLIGHT_SECS: &str = "60";

/// Reads the body of a JSON request, all of it or nothing.
pub(crate) async fn read(request: Request, most_bytes: usize) -> Result<Zeroizing<Vec<u8>>, Box<Response>> {
    let mut kinds = request.headers().get_all(CONTENT_TYPE).iter();
    if !matches!((kinds.next(), kinds.next()), (Some(kind), None) if is_json(kind.as_bytes())) {
        return Err(Box::new(problem(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "not-json",
            "The body is not declared as JSON.",
            "Send `Content-Type: application/json`.",
        )));
    }
    let too_long = || {
        let detail = format!("Send at most {most_bytes} bytes.");
        Box::new(problem(StatusCode::PAYLOAD_TOO_LARGE, "too-long", "The body is too long.", &detail))
    };
    let declared = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    if declared.and_then(|length| length.parse().ok()).is_some_and(|length: u64| length > most_bytes as u64) {
        return Err(too_long());
    }
    match timeout(BODY_TIME, to_bytes(request.into_body(), most_bytes)).await {
        Ok(Ok(body)) => Ok(Zeroizing::new(body.to_vec())),
        Ok(Err(_)) => Err(too_long()),
        Err(_) => Err(Box::new(problem(
            StatusCode::REQUEST_TIMEOUT,
            "too-slow",
            "The body did not come in time.",
            "Send the request again.",
        ))),
    }
}

/// `application/json`, with no parameter but a UTF-8 charset.
fn is_json(content_type: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(content_type) else { return false };
    let mut parts = text.split(';').map(str::trim);
    let kind = parts.next().is_some_and(|kind| kind.eq_ignore_ascii_case("application/json"));
    kind && parts.all(|parameter| {
        parameter.eq_ignore_ascii_case("charset=utf-8") || parameter.eq_ignore_ascii_case("charset=\"utf-8\"")
    })
}

pub(crate) fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Box<Response>> {
    serde_json::from_slice(body).map_err(|error| {
        // The place only: the text of the error could repeat what was sent.
        let detail = format!(
            "Look at line {}, column {}: the fields must be exactly those of the protocol, each once.",
            error.line(),
            error.column()
        );
        Box::new(problem(StatusCode::BAD_REQUEST, "not-understood", "The body is not understood.", &detail))
    })
}

pub(crate) fn preflight() -> Response {
    let mut response = respond(StatusCode::NO_CONTENT, "", Body::empty());
    let headers = response.headers_mut();
    headers.remove(CONTENT_TYPE);
    for (name, value) in [
        ("access-control-allow-methods", "POST"),
        ("access-control-allow-headers", "content-type"),
        ("access-control-allow-private-network", "true"),
        ("access-control-allow-local-network", "true"),
        ("access-control-max-age", PREFLIGHT_SECS),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Lets this town's pages read the answer, and no others.
pub(crate) fn allow_to_read(response: &mut Response, town: &PinnedTown) {
    if let Ok(origin) = HeaderValue::from_str(&town.info.origin) {
        response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    }
}

pub(crate) fn not_found() -> Response {
    problem(StatusCode::NOT_FOUND, "not-found", "There is nothing here.", "See the README of card-bridge.")
}

pub(crate) fn wrong_method(allowed: &'static str) -> Response {
    let detail = format!("Allowed: {allowed}.");
    let mut response =
        problem(StatusCode::METHOD_NOT_ALLOWED, "wrong-method", "The method is not allowed here.", &detail);
    response.headers_mut().insert(header::ALLOW, HeaderValue::from_static(allowed));
    response
}

pub(crate) fn problem(status: StatusCode, kind: &str, title: &str, detail: &str) -> Response {
    let problem = Problem {
        kind: format!("/problems/card-bridge/{kind}"),
        title: title.to_owned(),
        status: status.as_u16(),
        detail: detail.to_owned(),
    };
    respond(status, "application/problem+json", serde_json::to_vec(&problem).unwrap_or_default())
}

pub(crate) fn json<T: serde::Serialize>(value: &T) -> Response {
    respond(StatusCode::OK, "application/json", serde_json::to_vec(value).unwrap_or_default())
}

pub(crate) fn respond(status: StatusCode, content_type: &'static str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    for (name, value) in [
        (CONTENT_TYPE, content_type),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::VARY, "Origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_json_is_json() {
        for good in [
            "application/json",
            "Application/JSON",
            "application/json; charset=utf-8",
            "application/json;charset=UTF-8",
            "application/json; charset=\"utf-8\"",
        ] {
            assert!(is_json(good.as_bytes()), "{good}");
        }
        for bad in [
            "",
            "text/plain",
            "application/jsonp",
            "application/json, text/plain",
            "text/plain; application/json",
            "application/json; charset=utf-16",
            "application/json; boundary=x",
            "application/json;",
            "application/x-www-form-urlencoded",
        ] {
            assert!(!is_json(bad.as_bytes()), "{bad}");
        }
    }
}
