//! The loopback server: gate, then route, then answer.

use crate::answer::{allow_to_read, json, not_found, parse, preflight, problem, read, respond, wrong_method};
use crate::config::Config;
use crate::desk::{Desk, NotTaken};
use crate::emergency::{Emergency, NotShown};
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
    body::{Body, Bytes},
    extract::{Request, State},
    http::{
        HeaderMap, HeaderName, HeaderValue, Method, StatusCode,
        header::{AUTHORIZATION, HOST, ORIGIN},
    },
    response::Response,
};
use futures_core::Stream;
use hibiki_protocol::{
    EMERGENCY_SHOWN_SECS, EmergencyReply, EmergencyRequest, FailReason, HelloReply, MAX_BODY_BYTES,
    MAX_EMERGENCY_BODY_BYTES, TAP_TIMEOUT_SECS, TapEvent,
};
use myna_card::Pin;
use serde::Deserialize;
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
    time::{Instant, sleep, sleep_until, timeout},
};
use zeroize::Zeroizing;

/// A page that is loaded again closes its old tap and begins a new one, and the new one may be heard first.
const SAME_PAGE_AGAIN: Duration = Duration::from_millis(500);

/// The running bridge.
pub(crate) struct Bridge {
    pub(crate) state: StateDir,
    pub(crate) config: Config,
    pub(crate) port: u16,
    pub(crate) token: Token,
    pub(crate) signer: Signer,
    pub(crate) desk: Arc<Desk>,
    pub(crate) emergency: Emergency,
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
    let most_bytes = match target {
        "/v1/hello" | "/v1/tap" => MAX_BODY_BYTES,
        "/v1/emergency" => MAX_EMERGENCY_BODY_BYTES,
        _ => return not_found(),
    };
    match *request.method() {
        Method::OPTIONS => preflight(),
        Method::POST => match read(request, most_bytes).await {
            Ok(body) => answer_town(bridge, town, target, &body).await.unwrap_or_else(|response| *response),
            Err(response) => *response,
        },
        _ => wrong_method("POST, OPTIONS"),
    }
}

async fn answer_town(
    bridge: &Arc<Bridge>,
    town: PinnedTown,
    target: &str,
    body: &[u8],
) -> Result<Response, Box<Response>> {
    match target {
        "/v1/hello" => {
            let Empty {} = parse(body)?;
            Ok(hello(bridge, &town).await)
        }
        "/v1/emergency" => {
            let EmergencyRequest { envelope } = parse(body)?;
            Ok(show_emergency(bridge, &town, &envelope))
        }
        _ => Ok(begin_tap(bridge, Job { town, request: parse(body)? }).await),
    }
}

async fn hello(bridge: &Bridge, town: &PinnedTown) -> Response {
    json(&HelloReply {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        enrolled: town.enrolled.is_some(),
        reader: bridge.reader.state().await,
        own_page: own_page_address(bridge),
    })
}

fn own_page_address(bridge: &Bridge) -> String {
    format!("http://127.0.0.1:{}/", bridge.port)
}

/// Shows what the town released for the emergency tap of a moment ago. The page that brought it learns that it is
/// shown, and nothing else.
fn show_emergency(bridge: &Arc<Bridge>, town: &PinnedTown, released: &[u8]) -> Response {
    let key_id = bridge.signer.public_key().key_id();
    match bridge.emergency.take(&town.info, key_id, released) {
        Ok(until) => {
            eprintln!("card-bridge: an emergency summary for {} is shown", town.info.origin);
            let bridge_then = Arc::clone(bridge);
            tokio::spawn(async move {
                sleep_until(until).await;
                bridge_then.emergency.forget_old();
            });
            json(&EmergencyReply { shown_for_secs: EMERGENCY_SHOWN_SECS, own_page: own_page_address(bridge) })
        }
        Err(error) => {
            eprintln!("card-bridge: no emergency summary is shown: {error}");
            let (status, kind, title, detail) = match error {
                NotShown::NotExpected => (
                    StatusCode::CONFLICT,
                    "no-emergency-tap",
                    "The bridge waits for no summary.",
                    "Touch the card again: a summary is taken once, within two minutes after the tap.",
                ),
                NotShown::NotOpened(_) => (
                    StatusCode::UNPROCESSABLE_ENTITY,
                    "envelope",
                    "This is not the summary that was released for this tap at this bridge.",
                    "Touch the card again. If it keeps happening, the bridge must be enrolled anew.",
                ),
                NotShown::NoKey | NotShown::State(_) => (
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "emergency-key",
                    "The bridge's emergency key cannot be used.",
                    "Look into the log of the bridge.",
                ),
            };
            problem(status, kind, title, detail)
        }
    }
}

async fn begin_tap(bridge: &Arc<Bridge>, job: Job) -> Response {
    if !job.request.purpose.permits(job.request.want) {
        return problem(
            StatusCode::UNPROCESSABLE_ENTITY,
            "not-permitted",
            "A tap for this purpose does not ask this of a card.",
            "See docs/tap-protocol.md, part 3, for what each purpose may ask.",
        );
    }
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
            emergency: &bridge.emergency,
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
    let body = match read(request, MAX_BODY_BYTES).await {
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
        "/own/emergency" => match parse::<Numbered>(&body) {
            Ok(Numbered { number }) => {
                bridge.emergency.read(number).map_or_else(summary_is_gone, |summary| json(&summary))
            }
            Err(response) => *response,
        },
        "/own/forget" => match parse::<Numbered>(&body) {
            Ok(Numbered { number }) if bridge.emergency.forget(number) => json(&Empty {}),
            Ok(_) => summary_is_gone(),
            Err(response) => *response,
        },
        _ => simulate(bridge, target, &body),
    }
}

fn summary_is_gone() -> Response {
    problem(
        StatusCode::CONFLICT,
        "no-such-summary",
        "That summary is not shown any more.",
        "Touch the card again on the town's page.",
    )
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
