//! Passkeys: log in, step up, register.
//!
//! The options come in the JSON form of Web Authentication Level 3 (section 5.1.8 and following) and the answer goes
//! back in it. It is converted by hand: browsers of 2023 have no functions for it, and password managers that stand in
//! for the browser often break `toJSON`.

use crate::ceremony::{Ceremony, Stage};
use crate::dom::{Page, attribute, find, on, property, set_property};
use crate::http::json;
use crate::tap::{NOT_AGREED, ask_worker, location};
use crate::view::{Look, Stop, View, passkey_error};
use crate::words::Word;
use data_encoding::BASE64URL_NOPAD;
use js_sys::{Array, Function, Uint8Array, futures::spawn_local};
use serde::Serialize;
use std::rc::Rc;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{AbortSignal, CredentialsContainer, HtmlElement, HtmlInputElement};

const REGISTER: &str = "register";

/// Listens to the button of a `[data-passkey]`, or to its form.
pub(crate) fn attach(page: &Rc<Page>, stage: &Rc<Stage>, root: &HtmlElement) {
    let Some(ceremony) = Ceremony::find(page, root) else { return };
    let registers = attribute(root, "data-passkey") == REGISTER;
    let (target, event) = if registers { (root, "submit") } else { (ceremony.start.as_ref(), "click") };
    let (target, page, stage) = (target.clone(), Rc::clone(page), Rc::clone(stage));
    ceremony.is_ready();
    on(&target, event, move |event| {
        event.prevent_default();
        let first = View::new(Look::Waiting, Word::Passkey);
        let Some(signal) = ceremony.begin(&stage, first) else { return };
        let passkey = Passkey { page: Rc::clone(&page), ceremony: ceremony.clone(), signal };
        spawn_local(async move {
            let result = if registers { passkey.register().await } else { passkey.log_in().await };
            passkey.ceremony.end(result, &passkey.signal).await;
        });
    });
}

#[derive(Serialize)]
struct ChallengeRequest<'a> {
    purpose: &'a str,
}

#[derive(Serialize)]
struct LogIn {
    #[serde(skip_serializing_if = "Option::is_none")]
    purpose: Option<String>,
    challenge: String,
    answer: Credential<Assertion>,
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<Secret>,
    next: String,
}

/// What opens a lock of the health record, 32 bytes in base64url. It crosses the page once.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
enum Secret {
    /// What the passkey made of the town's text (Web Authentication Level 3, section 10.1.4).
    Prf(String),
    /// What this browser keeps, for passkeys that cannot.
    Browser(String),
}

/// Opening the health record.
const HEALTH_OPEN: &str = "health-open";
/// Under what the browser keeps its own secret.
const KEPT: &str = "hibiki-health";

#[derive(Serialize)]
struct Register {
    challenge: String,
    name: String,
    answer: Credential<Attestation>,
}

/// A credential in its JSON form. Bytes are base64url.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Credential<R> {
    id: String,
    raw_id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    response: R,
    /// Always empty: a secret that an extension gives has its own place in what is sent.
    client_extension_results: Empty,
}

#[derive(Serialize)]
struct Empty {}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Assertion {
    authenticator_data: String,
    #[serde(rename = "clientDataJSON")]
    client_data_json: String,
    signature: String,
    user_handle: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Attestation {
    attestation_object: String,
    #[serde(rename = "clientDataJSON")]
    client_data_json: String,
}

/// What the Worker asks of the browser.
struct Options {
    /// For `navigator.credentials`, with bytes where the JSON has text.
    options: JsValue,
    challenge: String,
}

/// A ceremony that runs.
struct Passkey {
    page: Rc<Page>,
    ceremony: Ceremony,
    signal: AbortSignal,
}

impl Passkey {
    fn of(&self, name: &str) -> String {
        attribute(&self.ceremony.root, name)
    }

    async fn log_in(&self) -> Result<String, Stop> {
        let (api, purpose) = (self.of("data-api"), self.of("data-passkey"));
        let credentials = self.credentials()?;
        let url = format!("{api}/passkey/challenge");
        let Options { options, challenge } =
            self.options(&url, &json(&ChallengeRequest { purpose: &purpose })).await?;
        let answer = match credentials.get_with_options(options.unchecked_ref()) {
            Ok(promise) => promise.await,
            Err(error) => Err(error),
        };
        let secret = match &answer {
            Ok(answer) if purpose == HEALTH_OPEN => Some(self.secret(answer)?),
            _ => None,
        };
        let answer = credential(answer, |response| {
            Some(Assertion {
                authenticator_data: bytes(response, "authenticatorData")?,
                client_data_json: bytes(response, "clientDataJSON")?,
                signature: bytes(response, "signature")?,
                user_handle: bytes(response, "userHandle"),
            })
        })?;
        self.ceremony.show(View::new(Look::Waiting, Word::Checking));
        let to = if secret.is_some() { "open" } else { "login" };
        let purpose = secret.is_none().then_some(purpose);
        let body = LogIn { purpose, challenge, answer, secret, next: self.of("data-next") };
        location(&ask_worker(&format!("{api}/passkey/{to}"), &json(&body), None).await?)
    }

    /// What the passkey gave, or what this browser keeps.
    fn secret(&self, answer: &JsValue) -> Result<Secret, Stop> {
        let results = property(answer, "getClientExtensionResults")
            .dyn_into::<Function>()
            .and_then(|results| results.call0(answer))
            .unwrap_or_default();
        let given = property(&property(&results, "prf"), "results");
        if let Some(secret) = bytes(&given, "first") {
            return Ok(Secret::Prf(secret));
        }
        self.kept().map(Secret::Browser).ok_or(Stop::Word(Word::PasskeyUnsupported))
    }

    /// The browser's own secret, made the first time. None where the browser keeps nothing.
    fn kept(&self) -> Option<String> {
        let storage = self.page.window.local_storage().ok()??;
        if let Ok(Some(kept)) = storage.get_item(KEPT) {
            return Some(kept);
        }
        let dice = Uint8Array::new_with_length(32);
        self.page.window.crypto().ok()?.get_random_values_with_js_u8_array(&dice).ok()?;
        let fresh = BASE64URL_NOPAD.encode(&dice.to_vec());
        storage.set_item(KEPT, &fresh).ok()?;
        Some(fresh)
    }

    async fn register(&self) -> Result<String, Stop> {
        let api = self.of("data-api");
        let name = find(&self.ceremony.root, "[name='name']")
            .map(|field| field.unchecked_into::<HtmlInputElement>().value())
            .unwrap_or_default();
        let credentials = self.credentials()?;
        let url = format!("{api}/passkey/register/challenge");
        let Options { options, challenge } = self.options(&url, "{}").await?;
        let answer = match credentials.create_with_options(options.unchecked_ref()) {
            Ok(promise) => promise.await,
            Err(error) => Err(error),
        };
        let answer = credential(answer, |response| {
            Some(Attestation {
                attestation_object: bytes(response, "attestationObject")?,
                client_data_json: bytes(response, "clientDataJSON")?,
            })
        })?;
        self.ceremony.show(View::new(Look::Waiting, Word::Checking));
        let body = Register { challenge, name, answer };
        location(&ask_worker(&format!("{api}/passkey/register"), &json(&body), None).await?)
    }

    /// The browser's passkeys, if it has them.
    fn credentials(&self) -> Result<CredentialsContainer, Stop> {
        let navigator = self.page.window.navigator();
        let here = !property(&self.page.window, "PublicKeyCredential").is_undefined()
            && property(&navigator, "credentials").is_object();
        if here { Ok(navigator.credentials()) } else { Err(Stop::Word(Word::PasskeyUnsupported)) }
    }

    async fn options(&self, url: &str, body: &str) -> Result<Options, Stop> {
        let options = ask_worker(url, body, Some(&self.signal)).await?;
        let public_key = property(&options, "publicKey");
        let challenge = property(&public_key, "challenge").as_string().ok_or(NOT_AGREED)?;
        text_to_bytes(&public_key, "challenge");
        text_to_bytes(&property(&public_key, "user"), "id");
        let prf = property(&property(&public_key, "extensions"), "prf");
        text_to_bytes(&property(&prf, "eval"), "first");
        for list in ["allowCredentials", "excludeCredentials"] {
            if let Ok(list) = property(&public_key, list).dyn_into::<Array>() {
                list.iter().for_each(|item| text_to_bytes(&item, "id"));
            }
        }
        set_property(&options, "signal", &self.signal);
        Ok(Options { options, challenge })
    }
}

/// The JSON form of what the browser answered.
fn credential<R>(
    answer: Result<JsValue, JsValue>,
    read: impl FnOnce(&JsValue) -> Option<R>,
) -> Result<Credential<R>, Stop> {
    let answer = answer.map_err(|error| {
        Stop::Word(passkey_error(&property(&error, "name").as_string().unwrap_or_default()))
    })?;
    let raw_id = bytes(&answer, "rawId");
    let response = read(&property(&answer, "response"));
    // Null, or what is no answer to the question: the browser has no passkey for it.
    let (Some(raw_id), Some(response)) = (raw_id, response) else {
        return Err(Stop::Word(Word::PasskeyNone));
    };
    Ok(Credential {
        id: raw_id.clone(),
        raw_id,
        kind: "public-key",
        response,
        client_extension_results: Empty {},
    })
}

/// The bytes of an `ArrayBuffer`, as base64url.
fn bytes(object: &JsValue, name: &str) -> Option<String> {
    let value = property(object, name);
    // Not `instanceof`: an extension's buffer comes from another realm.
    value.is_object().then(|| BASE64URL_NOPAD.encode(&Uint8Array::new(&value).to_vec()))
}

/// Puts bytes where the JSON has base64url. What is none stays, and the browser refuses it.
fn text_to_bytes(object: &JsValue, name: &str) {
    let text = property(object, name).as_string();
    if let Some(bytes) = text.and_then(|text| BASE64URL_NOPAD.decode(text.as_bytes()).ok()) {
        set_property(object, name, &Uint8Array::from(bytes.as_slice()));
    }
}
