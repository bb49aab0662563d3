//! A card tap: the bridge is called, the Worker asked for a challenge, the bridge for an answer, the Worker for its
//! judgement.

use crate::ceremony::{Ceremony, Stage};
use crate::dom::{Page, attribute, find, on, property, set_property};
use crate::http::{self, Events, Failure, Peer};
use crate::view::{CHECKING, Look, Permission, Stop, View, no_answer};
use crate::words::Word;
use hibiki_protocol::{Challenge, Purpose, TapAssertion, TapEvent, TapRequest, Want};
use js_sys::{Object, Promise, futures::spawn_local};
use serde::Serialize;
use std::{cell::Cell, rc::Rc};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{AbortSignal, HtmlElement, HtmlInputElement, PermissionState, PermissionStatus};

/// After this time without an answer the browser is probably asking the person.
const ASKING_AFTER_MILLIS: i32 = 700;

const CONNECTING: View = View::new(Look::Waiting, Word::Connecting);

/// Listens to the button of a `[data-tap]`.
pub(crate) fn attach(page: &Rc<Page>, stage: &Rc<Stage>, root: &HtmlElement) {
    let Some(ceremony) = Ceremony::find(page, root) else { return };
    let (page, stage, button) = (Rc::clone(page), Rc::clone(stage), ceremony.start.clone());
    ceremony.is_ready();
    on(&button, "click", move |_| {
        // The browser itself says what is missing, before anybody touches a card.
        if reason_field(&ceremony).is_some_and(|field| !field.report_validity()) {
            return;
        }
        let Some(signal) = ceremony.begin(&stage, CONNECTING) else { return };
        let tap = Tap { page: Rc::clone(&page), ceremony: ceremony.clone(), signal };
        spawn_local(async move {
            let result = tap.run().await;
            tap.ceremony.end(result, &tap.signal).await;
        });
    });
}

/// Where a medic writes why. Fields of one line and of many have the same parts.
fn reason_field(ceremony: &Ceremony) -> Option<HtmlInputElement> {
    find(&ceremony.root, "[data-reason]").map(JsCast::unchecked_into)
}

#[derive(Serialize)]
struct ChallengeRequest {
    purpose: Purpose,
    want: Want,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
}

#[derive(Serialize)]
struct Answer {
    /// Asked for by `tap/login` alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    purpose: Option<Purpose>,
    challenge: Challenge,
    assertion: TapAssertion,
    /// Where the page asks for one.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    next: String,
}

#[derive(Serialize)]
struct Envelope {
    envelope: String,
}

/// The page or the Worker says what this script does not know: they are of two versions.
pub(crate) const NOT_AGREED: Stop = Stop::Word(Word::Network);

/// A tap that runs.
struct Tap {
    page: Rc<Page>,
    ceremony: Ceremony,
    signal: AbortSignal,
}

impl Tap {
    async fn run(&self) -> Result<String, Stop> {
        self.hello().await?;
        let request = self.challenge().await?;
        let assertion = self.touch(&request).await?;
        self.ceremony.show(CHECKING);
        self.hand_in(&request, assertion).await
    }

    fn of(&self, name: &str) -> String {
        attribute(&self.ceremony.root, name)
    }

    /// Is the bridge there? Only then is a challenge worth its 60 seconds.
    async fn hello(&self) -> Result<(), Stop> {
        let asking = Rc::new(Cell::new(true));
        spawn_local(say_that_the_browser_asks(
            Rc::clone(&self.page),
            self.ceremony.clone(),
            Rc::clone(&asking),
        ));
        let url = format!("{}/v1/hello", self.of("data-bridge"));
        let reply = match http::post(Peer::Bridge, &url, "{}", Some(&self.signal)).await {
            Ok(response) => http::read(&response).await,
            Err(failure) => Err(failure),
        };
        asking.set(false);
        // What the reply says of reader and enrolment the tap says again, with its reasons.
        match reply {
            Ok(_) => Ok(()),
            Err(failure) => Err(self.bridge_failed(&failure, no_answer(permission(&self.page).await))),
        }
    }

    async fn challenge(&self) -> Result<TapRequest, Stop> {
        self.ceremony.show(CONNECTING);
        let asked = Purpose::parse(&self.of("data-tap")).zip(Want::parse(&self.of("data-want")));
        let (purpose, want) = asked.ok_or(NOT_AGREED)?;
        let subject = self.ceremony.root.get_attribute("data-subject");
        let body = ChallengeRequest { purpose, want, subject };
        let url = format!("{}/tap/challenge", self.of("data-api"));
        let reply = ask_worker(&url, &http::json(&body), Some(&self.signal)).await?;
        let challenge = property(&reply, "challenge").as_string().unwrap_or_default();
        let challenge = Challenge::parse(&challenge).map_err(|_| NOT_AGREED)?;
        Ok(TapRequest { challenge, purpose, want })
    }

    /// The bridge reads the card; what happens is shown as it happens.
    async fn touch(&self, request: &TapRequest) -> Result<TapAssertion, Stop> {
        let url = format!("{}/v1/tap", self.of("data-bridge"));
        // It has just answered: were it silent now, it would not be for want of a permission.
        let failed = |failure: Failure| self.bridge_failed(&failure, Word::NoBridge);
        let response = http::post(Peer::Bridge, &url, &http::json(request), Some(&self.signal)).await;
        let mut events = response.and_then(|response| Events::of(&response)).map_err(failed)?;
        loop {
            match events.next().await.map_err(failed)? {
                TapEvent::Done { assertion } => return Ok(assertion),
                TapEvent::Failed { reason } => return Err(Stop::Word(reason.into())),
                event => self.ceremony.show(View::from(&event)),
            }
        }
    }

    /// From here on nothing is cancelled: the Worker may have done it already.
    async fn hand_in(&self, request: &TapRequest, assertion: TapAssertion) -> Result<String, Stop> {
        let to = self.of("data-to");
        let purpose = (to == "login").then_some(request.purpose);
        let reason = reason_field(&self.ceremony).map(|field| field.value());
        let next = self.of("data-next");
        let body = Answer { purpose, challenge: request.challenge, assertion, reason, next };
        let reply =
            ask_worker(&format!("{}/tap/{to}", self.of("data-api")), &http::json(&body), None).await?;
        if request.purpose == Purpose::EmergencyOpen {
            self.show_at_the_bridge(&reply).await?;
        }
        location(&reply)
    }

    /// The Worker released a summary that only the bridge can open: it is shown there, and never here.
    async fn show_at_the_bridge(&self, reply: &JsValue) -> Result<(), Stop> {
        let envelope = property(reply, "envelope").as_string().ok_or(NOT_AGREED)?;
        let url = format!("{}/v1/emergency", self.of("data-bridge"));
        let shown = match http::post(Peer::Bridge, &url, &http::json(&Envelope { envelope }), None).await {
            Ok(response) => http::read(&response).await,
            Err(failure) => Err(failure),
        };
        shown.map(drop).map_err(|_| Stop::Word(Word::NotShown))
    }

    /// Why there is no answer; `silent` is the word for none at all.
    fn bridge_failed(&self, failure: &Failure, silent: Word) -> Stop {
        Stop::Word(match failure {
            _ if self.signal.aborted() => Word::Cancelled,
            Failure::Unreachable => silent,
            Failure::Unreadable | Failure::Refused(_) => Word::BridgeError,
        })
    }
}

/// Asks the Worker; what goes wrong is what the person is told.
pub(crate) async fn ask_worker(url: &str, body: &str, signal: Option<&AbortSignal>) -> Result<JsValue, Stop> {
    let reply = match http::post(Peer::Worker, url, body, signal).await {
        Ok(response) => http::read(&response).await,
        Err(failure) => Err(failure),
    };
    reply.map_err(|failure| match failure {
        _ if signal.is_some_and(AbortSignal::aborted) => Stop::Word(Word::Cancelled),
        Failure::Unreachable | Failure::Unreadable => Stop::Word(Word::Network),
        Failure::Refused(reason) => Stop::Refused(reason),
    })
}

/// Where the Worker sends the page.
pub(crate) fn location(reply: &JsValue) -> Result<String, Stop> {
    property(reply, "location").as_string().ok_or(NOT_AGREED)
}

async fn say_that_the_browser_asks(page: Rc<Page>, ceremony: Ceremony, asking: Rc<Cell<bool>>) {
    let _ = Promise::new(&mut |resolve, _| {
        let window = &page.window;
        let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ASKING_AFTER_MILLIS);
    })
    .await;
    if asking.get() && permission(&page).await == Permission::Asking && asking.get() {
        ceremony.show(View::new(Look::Waiting, Word::Permission));
    }
}

/// May the page reach loopback? Browsers name that permission in two ways (Local Network Access).
async fn permission(page: &Page) -> Permission {
    for name in ["loopback-network", "local-network-access"] {
        if let Ok(permission) = query_permission(page, name).await {
            return permission;
        }
    }
    Permission::Unknown
}

async fn query_permission(page: &Page, name: &str) -> Result<Permission, JsValue> {
    let question = Object::new();
    set_property(&question, "name", &name.into());
    let answer = page.window.navigator().permissions()?.query(&question)?.await?;
    Ok(match answer.unchecked_into::<PermissionStatus>().state() {
        PermissionState::Granted => Permission::Granted,
        PermissionState::Prompt => Permission::Asking,
        PermissionState::Denied => Permission::Denied,
        _ => Permission::Unknown,
    })
}
