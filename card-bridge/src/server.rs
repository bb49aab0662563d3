//! The loopback server: gate, then route, then answer.

use crate::config::Config;
use crate::desk::{Desk, NotTaken};
use crate::gate::{self, Caller, Head, Refusal, Rules};
use crate::own_page;
use crate::reader::Reader;
use crate::signer::Signer;
use crate::state::{
    StateDir,
    control::Token,
    towns::{self, PinnedTown},
};
use crate::tap::{self, Job, Tools};
use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{
        HeaderMap, HeaderName, HeaderValue, Method, StatusCode,
        header::{self, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HOST, ORIGIN},
    },
    response::Response,
};
use futures_core::Stream;
use hibiki_protocol::{FailReason, HelloReply, MAX_BODY_BYTES, Problem, TAP_TIMEOUT_SECS, TapEvent};
use myna_card::Pin;
use serde::{Deserialize, de::DeserializeOwned};
use std::{
    convert::Infallible,
    pin::Pin as StdPin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};
use tokio::{
    sync::mpsc,
    task::JoinHandle,
    time::{Instant, sleep, timeout},
};
use zeroize::Zeroizing;

/// A request's body must be here within this time.
const BODY_TIME: Duration = Duration::from_secs(10);
/// A page that is loaded again closes its old tap and begins a new one, and the new one may be heard first.
const SAME_PAGE_AGAIN: Duration = Duration::from_millis(500);
/// A browser may remember a preflight for so long.
const PREFLIGHT_SECS: &str = "60";

/// The running bridge.
pub(crate) struct Bridge {
    pub(crate) state: StateDir,
    pub(crate) config: Config,
    pub(crate) port: u16,
    pub(crate) token: Token,
    pub(crate) signer: Signer,
    pub(crate) desk: Arc<Desk>,
    pub(crate) reader: Arc<dyn Reader>,
    #[cfg(feature = "simulated-cards")]
    pub(crate) simulated: Option<crate::reader::simulated::SimulatedReader>,
}

impl Bridge {
    /// The towns as they are on the disk now. None, should the file be damaged.
    pub(crate) fn towns(&self) -> Vec<PinnedTown> {
        towns::load(&self.state).unwrap_or_else(|error| {
            eprintln!("card-bridge: {error}");
            Vec::new()
        })
    }
}

/// Answers one request.
pub(crate) async fn handle(State(bridge): State<Arc<Bridge>>, request: Request) -> Response {
    let towns = bridge.towns();
    let caller = match decide(&bridge, &towns, &request) {
        Ok(caller) => caller,
        Err(refusal) => return refused(refusal),
    };
    let target = request.uri().to_string();
    match caller {
        Caller::Town(place) => match towns.into_iter().nth(place) {
            Some(town) => {
                let mut response = for_town(&bridge, town.clone(), &target, request).await;
                allow_to_read(&mut response, &town);
                response
            }
            None => refused(Refusal::Origin),
        },
        Caller::OwnPage | Caller::Command => for_own_page(&bridge, &target, request).await,
        Caller::Visitor => page_file(&target),
    }
}

fn decide(bridge: &Bridge, towns: &[PinnedTown], request: &Request) -> Result<Caller, Refusal> {
    fn all(headers: &HeaderMap, name: HeaderName) -> Vec<&[u8]> {
        headers.get_all(name).iter().map(HeaderValue::as_bytes).collect()
    }
    let headers = request.headers();
    let town_origins: Vec<&str> = towns.iter().map(|town| town.info.origin.as_str()).collect();
    gate::decide(
        Head {
            method: request.method().as_str(),
            target: &request.uri().to_string(),
            hosts: &all(headers, HOST),
            origins: &all(headers, ORIGIN),
            authorizations: &all(headers, AUTHORIZATION),
        },
        Rules { port: bridge.port, town_origins: &town_origins, token: &bridge.token },
    )
}

fn refused(refusal: Refusal) -> Response {
    let detail = match refusal {
        Refusal::Target | Refusal::Host => "Use the bridge's address exactly as it prints it when it starts.",
        Refusal::Origin | Refusal::NoOrigin => {
            "Only pages of a town that was added with `card-bridge add-town` may ask this bridge."
        }
        Refusal::Token => "Run the command as the user who runs the bridge.",
    };
    eprintln!("card-bridge: a request was refused: {refusal:?}");
    problem(StatusCode::FORBIDDEN, "refused", "The bridge does not answer this caller.", detail)
}

async fn for_town(bridge: &Arc<Bridge>, town: PinnedTown, target: &str, request: Request) -> Response {
    if !matches!(target, "/v1/hello" | "/v1/tap") {
        return not_found();
    }
    match *request.method() {
        Method::OPTIONS => preflight(),
        Method::POST => match (target, read(request).await) {
            (_, Err(response)) => *response,
            ("/v1/hello", Ok(body)) => match parse::<Empty>(&body) {
                Ok(Empty {}) => hello(bridge, &town).await,
                Err(response) => *response,
            },
            (_, Ok(body)) => match parse(&body) {
                Ok(request) => begin_tap(bridge, Job { town, request }).await,
                Err(response) => *response,
            },
        },
        _ => wrong_method("POST, OPTIONS"),
    }
}

async fn hello(bridge: &Bridge, town: &PinnedTown) -> Response {
    json(&HelloReply {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        enrolled: town.enrolled.is_some(),
        reader: bridge.reader.state().await,
        own_page: format!("http://127.0.0.1:{}/", bridge.port),
    })
}

async fn begin_tap(bridge: &Arc<Bridge>, job: Job) -> Response {
    let deadline = Instant::now() + Duration::from_secs(TAP_TIMEOUT_SECS);
    let (sender, events) = mpsc::unbounded_channel();
    let place = async {
        loop {
            if let Some(ticket) = bridge.desk.take(&job.town, &job.request, deadline, sender.clone()) {
                return ticket;
            }
            sleep(Duration::from_millis(20)).await;
        }
    };
    let Ok(ticket) = timeout(SAME_PAGE_AGAIN, place).await else {
        let busy = event_line(&TapEvent::Failed { reason: FailReason::Busy }).unwrap_or_default();
        return respond(StatusCode::CONFLICT, "application/x-ndjson", busy);
    };
    drop(sender);
    eprintln!(
        "card-bridge: tap for {}: {}, {}",
        job.town.info.origin,
        job.request.purpose.as_str(),
        job.request.want.as_str()
    );
    let bridge = Arc::clone(bridge);
    let task = tokio::spawn(async move {
        let tools = Tools {
            reader: bridge.reader.as_ref(),
            signer: &bridge.signer,
            town_area: bridge.config.town_area.as_ref(),
        };
        tap::run(job, tools, ticket).await;
    });
    respond(StatusCode::OK, "application/x-ndjson", Body::from_stream(EventLines { events, task }))
}

/// The answer to `/v1/tap`: a line for each event. When the page closes the connection this is dropped, and
/// with it the tap.
struct EventLines {
    events: mpsc::UnboundedReceiver<TapEvent>,
    task: JoinHandle<()>,
}

impl Stream for EventLines {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(mut self: StdPin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.events.poll_recv(context).map(|event| event.and_then(|event| event_line(&event).ok()).map(Ok))
    }
}

impl Drop for EventLines {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn event_line(event: &TapEvent) -> serde_json::Result<Bytes> {
    let mut line = serde_json::to_vec(event)?;
    line.push(b'\n');
    Ok(line.into())
}

async fn for_own_page(bridge: &Bridge, target: &str, request: Request) -> Response {
    if !target.starts_with("/own/") || own_page::file(target).is_some() {
        return match *request.method() {
            Method::GET | Method::HEAD => page_file(target),
            _ if own_page::file(target).is_some() => wrong_method("GET, HEAD"),
            _ => not_found(),
        };
    }
    if !own_page::is_endpoint(target) {
        return not_found();
    }
    if request.method() != Method::POST {
        return wrong_method("POST");
    }
    let body = match read(request).await {
        Ok(body) => body,
        Err(response) => return *response,
    };
    match target {
        "/own/state" => match parse::<Empty>(&body) {
            Ok(Empty {}) => json(&own_page::state(bridge).await),
            Err(response) => *response,
        },
        "/own/pin" => match parse(&body) {
            Ok(typed) => type_pin(bridge, &typed),
            Err(response) => *response,
        },
        "/own/cancel" => match parse::<Numbered>(&body) {
            Ok(Numbered { number }) => taken(bridge.desk.cancel(number)),
            Err(response) => *response,
        },
        _ => simulate(bridge, target, &body),
    }
}

#[cfg(feature = "simulated-cards")]
fn simulate(bridge: &Bridge, target: &str, body: &[u8]) -> Response {
    let Some(reader) = &bridge.simulated else { return not_found() };
    if target == "/own/lift" {
        return match parse::<Empty>(body) {
            Ok(Empty {}) => {
                reader.lift();
                json(&Empty {})
            }
            Err(response) => *response,
        };
    }
    match parse::<Touched>(body).map(|touched| reader.touch(&touched.card)) {
        Ok(Ok(())) => json(&Empty {}),
        Ok(Err(crate::reader::simulated::NoSuchCard)) => problem(
            StatusCode::NOT_FOUND,
            "no-such-card",
            "There is no simulated card of this name.",
            "`card-bridge status` lists them.",
        ),
        Err(response) => *response,
    }
}

#[cfg(not(feature = "simulated-cards"))]
fn simulate(_: &Bridge, _: &str, _: &[u8]) -> Response {
    not_found()
}

#[derive(Debug, Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
struct Empty {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Numbered {
    number: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TypedPin {
    number: u64,
    pin: Zeroizing<String>,
    /// The person knows that the card blocks its key if this is wrong.
    #[serde(default)]
    last_try: bool,
}

#[cfg(feature = "simulated-cards")]
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Touched {
    card: String,
}

fn type_pin(bridge: &Bridge, typed: &TypedPin) -> Response {
    let four_digits = typed.pin.len() == 4;
    match Pin::numeric(typed.pin.as_bytes()) {
        Ok(pin) if four_digits => taken(bridge.desk.type_pin(typed.number, pin, typed.last_try)),
        _ => problem(
            StatusCode::UNPROCESSABLE_ENTITY,
            "pin-form",
            "The PIN has 4 digits.",
            "Type the 4 digits of the user-authentication PIN. No try was used up.",
        ),
    }
}

fn taken(result: Result<(), NotTaken>) -> Response {
    let (kind, title, detail) = match result {
        Ok(()) => return json(&Empty {}),
        Err(NotTaken::NoSuchTap) => {
            ("no-such-tap", "That request is over.", "Begin again on the town's page.")
        }
        Err(NotTaken::NoPinAsked) => (
            "no-pin-asked",
            "No PIN is asked for now.",
            "Lay the card on the reader and wait for the question.",
        ),
        Err(NotTaken::LastTry) => (
            "last-try",
            "One try is left.",
            "If this PIN is wrong the card is blocked until it is reset at the town office. Confirm that you know it.",
        ),
    };
    problem(StatusCode::CONFLICT, kind, title, detail)
}

fn page_file(target: &str) -> Response {
    let Some((content_type, content)) = own_page::file(target) else { return not_found() };
    let mut response = respond(StatusCode::OK, content_type, content);
    let headers = response.headers_mut();
    for (name, value) in own_page::HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Reads the body of a JSON request, all of it or nothing.
async fn read(request: Request) -> Result<Zeroizing<Vec<u8>>, Box<Response>> {
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
        let detail = format!("Send at most {MAX_BODY_BYTES} bytes.");
        Box::new(problem(StatusCode::PAYLOAD_TOO_LARGE, "too-long", "The body is too long.", &detail))
    };
    let declared = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    if declared
        .and_then(|length| length.parse().ok())
        .is_some_and(|length: u64| length > MAX_BODY_BYTES as u64)
    {
        return Err(too_long());
    }
    match timeout(BODY_TIME, to_bytes(request.into_body(), MAX_BODY_BYTES)).await {
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

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Box<Response>> {
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

fn preflight() -> Response {
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
fn allow_to_read(response: &mut Response, town: &PinnedTown) {
    if let Ok(origin) = HeaderValue::from_str(&town.info.origin) {
        response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    }
}

fn not_found() -> Response {
    problem(StatusCode::NOT_FOUND, "not-found", "There is nothing here.", "See the README of card-bridge.")
}

fn wrong_method(allowed: &'static str) -> Response {
    let detail = format!("Allowed: {allowed}.");
    let mut response =
        problem(StatusCode::METHOD_NOT_ALLOWED, "wrong-method", "The method is not allowed here.", &detail);
    response.headers_mut().insert(header::ALLOW, HeaderValue::from_static(allowed));
    response
}

fn problem(status: StatusCode, kind: &str, title: &str, detail: &str) -> Response {
    let problem = Problem {
        kind: format!("/problems/card-bridge/{kind}"),
        title: title.to_owned(),
        status: status.as_u16(),
        detail: detail.to_owned(),
    };
    respond(status, "application/problem+json", serde_json::to_vec(&problem).unwrap_or_default())
}

fn json<T: serde::Serialize>(value: &T) -> Response {
    respond(StatusCode::OK, "application/json", serde_json::to_vec(value).unwrap_or_default())
}

fn respond(status: StatusCode, content_type: &'static str, body: impl Into<Body>) -> Response {
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
