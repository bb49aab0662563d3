//! A browser without a browser: it keeps two cookies, states its origin, and follows nothing by itself.

use crate::{
    page,
    town::{random, town},
};
use data_encoding::BASE64URL_NOPAD;
use serde_json::Value;
use std::{
    sync::{Mutex, OnceLock, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
    time::Duration,
};
use ureq::{
    Agent,
    http::{Request, Response},
};

/// The name of the session's cookie.
pub const SESSION: &str = "__Host-hibiki";
/// The name of the cookie that a challenge is bound to before anybody is logged in.
pub const BROWSER: &str = "__Host-hibiki-browser";

/// A request, as a list of what differs from a browser's own.
#[derive(Debug, Clone)]
pub struct Ask {
    /// `GET`, `POST` …
    pub method: String,
    /// From the first slash on.
    pub path: String,
    /// Further headers, in their order; a name that stands twice is sent twice.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The body.
    pub body: Option<Vec<u8>>,
    states_origin: bool,
    brings_cookies: bool,
    may_break: bool,
}

impl Ask {
    /// With any method.
    pub fn new(method: &str, path: &str) -> Self {
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            headers: Vec::new(),
            body: None,
            states_origin: method != "GET" && method != "HEAD",
            brings_cookies: true,
            may_break: false,
        }
    }

    /// A page.
    pub fn get(path: &str) -> Self {
        Self::new("GET", path)
    }

    /// Something that changes something.
    pub fn post(path: &str) -> Self {
        Self::new("POST", path)
    }

    /// One more header.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.headers.push((name.to_owned(), value.as_ref().to_vec()));
        self
    }

    /// The body and what it says it is.
    #[must_use]
    pub fn body(mut self, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some(body.into());
        if content_type.is_empty() { self } else { self.header("content-type", content_type) }
    }

    /// A form.
    #[must_use]
    pub fn form(self, fields: &[(&str, &str)]) -> Self {
        self.body("application/x-www-form-urlencoded", encode_form(fields))
    }

    /// JSON.
    #[must_use]
    pub fn json(self, value: &Value) -> Self {
        self.body("application/json", value.to_string())
    }

    /// Without the `Origin` that a browser would state.
    #[must_use]
    pub const fn without_origin(mut self) -> Self {
        self.states_origin = false;
        self
    }

    /// Without the client's cookies, for those who bring their own `Cookie` header.
    #[must_use]
    pub const fn without_cookies(mut self) -> Self {
        self.brings_cookies = false;
        self
    }

    /// The town is broken on purpose: its answer may be a 5xx, which no test accepts otherwise.
    #[must_use]
    pub const fn to_a_broken_town(mut self) -> Self {
        self.may_break = true;
        self
    }

    /// With another `Origin`.
    #[must_use]
    pub fn origin(self, origin: &str) -> Self {
        self.without_origin().header("origin", origin)
    }
}

/// Percent-encodes everything but letters and digits.
pub fn percent(bytes: impl AsRef<[u8]>) -> String {
    use std::fmt::Write as _;
    bytes.as_ref().iter().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() {
            out.push(char::from(*byte));
        } else {
            write!(out, "%{byte:02X}").expect("a String takes everything");
        }
        out
    })
}

/// `application/x-www-form-urlencoded`.
pub fn encode_form(fields: &[(&str, &str)]) -> Vec<u8> {
    let pairs: Vec<_> =
        fields.iter().map(|(name, value)| format!("{}={}", percent(name), percent(value))).collect();
    pairs.join("&").into_bytes()
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Reply {
    /// What was asked, for messages.
    pub asked: String,
    /// The status.
    pub status: u16,
    /// All headers, names in small letters.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Reply {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Where it leads.
    #[track_caller]
    pub fn location(&self) -> &str {
        self.header("location").unwrap_or_else(|| panic!("no location: {self}"))
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("not JSON ({error}): {self}"))
    }

    /// The kind of the problem, or an empty text.
    pub fn problem(&self) -> String {
        let body: Value = serde_json::from_slice(&self.body).unwrap_or_default();
        body["type"].as_str().unwrap_or_default().trim_start_matches("/problems/").to_owned()
    }

    /// The value of the first field of this name on the page.
    #[track_caller]
    pub fn field(&self, name: &str) -> String {
        page::values(&self.text(), name)
            .into_iter()
            .next()
            .unwrap_or_else(|| panic!("no field {name}: {self}"))
    }

    /// Requires a status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{self}");
        self
    }

    /// Requires a redirect to where `location` begins.
    #[track_caller]
    pub fn leads_to(self, location: &str) -> Self {
        assert_eq!(self.status, 303, "{self}");
        assert!(self.location().starts_with(location), "{self}");
        self
    }

    /// Requires problem details of this kind.
    #[track_caller]
    pub fn refuses(self, status: u16, kind: &str) -> Self {
        assert_eq!((self.status, self.problem().as_str()), (status, kind), "{self}");
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{self}");
        self
    }

    /// Whether a cookie is set, and to what.
    pub fn set_cookie(&self, name: &str) -> Option<String> {
        let mut set = self.headers.iter().filter(|(known, _)| known == "set-cookie").map(|(_, value)| value);
        set.find_map(|value| {
            let (cookie, _) = value.split_once(';')?;
            let (known, value) = cookie.split_once('=')?;
            (known == name).then(|| value.to_owned())
        })
    }
}

impl std::fmt::Display for Reply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let body: String = page::words(&self.text()).chars().take(700).collect();
        let location = self.header("location").unwrap_or("-");
        write!(f, "{} -> {} location {location}\n{body}", self.asked, self.status)
    }
}

/// Somebody's browser.
#[derive(Debug, Clone)]
pub struct Client {
    /// The session's cookie.
    pub session: Option<String>,
    /// The browser's cookie.
    pub browser: Option<String>,
    /// The address from which it comes, as the edge tells the Worker: nobody else waits for this client's guesses.
    pub address: String,
    /// What it says it is.
    pub user_agent: String,
}

impl Default for Client {
    fn default() -> Self {
        Self::new()
    }
}

impl Client {
    /// A browser that was never here.
    pub fn new() -> Self {
        let [a, b, c] = random::<3>();
        Self {
            session: None,
            browser: None,
            address: format!("10.{a}.{b}.{c}"),
            user_agent: "Mozilla/5.0 (X11; Linux x86_64) Chrome/150.0".to_owned(),
        }
    }

    /// Opens a page.
    pub fn get(&mut self, path: &str) -> Reply {
        self.send(&Ask::get(path))
    }

    /// Sends a form.
    pub fn form(&mut self, path: &str, fields: &[(&str, &str)]) -> Reply {
        self.send(&Ask::post(path).form(fields))
    }

    /// Sends JSON.
    pub fn json(&mut self, path: &str, value: &Value) -> Reply {
        self.send(&Ask::post(path).json(value))
    }

    /// Sends, and keeps the cookies that are set.
    pub fn send(&mut self, ask: &Ask) -> Reply {
        let reply = self.send_once(ask);
        for (name, jar) in [(SESSION, &mut self.session), (BROWSER, &mut self.browser)] {
            if let Some(value) = reply.set_cookie(name) {
                *jar = Some(value).filter(|value| !value.is_empty());
            }
        }
        reply
    }

    /// Sends, and keeps nothing: for many at once.
    pub fn send_once(&self, ask: &Ask) -> Reply {
        let mut headers = ask.headers.clone();
        let mut add = |name: &str, value: &str| headers.push((name.to_owned(), value.as_bytes().to_vec()));
        if ask.states_origin {
            add("origin", &town().origin);
        }
        let cookies: Vec<_> = [(SESSION, &self.session), (BROWSER, &self.browser)]
            .into_iter()
            .filter_map(|(name, value)| value.as_ref().map(|value| format!("{name}={value}")))
            .collect();
        if ask.brings_cookies && !cookies.is_empty() {
            add("cookie", &cookies.join("; "));
        }
        add("cf-connecting-ip", &self.address);
        add("user-agent", &self.user_agent);
        exchange(ask, &headers)
    }
}

/// A program with the operator's key.
pub fn operator(ask: &Ask) -> Reply {
    let key = format!("Bearer {}", town().operator_key);
    exchange(ask, &[ask.headers.as_slice(), &[("authorization".to_owned(), key.into_bytes())]].concat())
}

/// Requests run beside one another; whoever changes rows behind the Worker's back waits until none runs.
static TRAFFIC: RwLock<()> = RwLock::new(());

pub(crate) fn one_of_many() -> RwLockReadGuard<'static, ()> {
    TRAFFIC.read().unwrap_or_else(PoisonError::into_inner)
}

pub(crate) fn alone() -> RwLockWriteGuard<'static, ()> {
    TRAFFIC.write().unwrap_or_else(PoisonError::into_inner)
}

/// Every address that was ever asked for or led to.
static ADDRESSES: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Every address that was ever asked for or led to by this program.
pub fn addresses() -> Vec<String> {
    ADDRESSES.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

fn exchange(ask: &Ask, headers: &[(String, Vec<u8>)]) -> Reply {
    static AGENT: OnceLock<Agent> = OnceLock::new();
    let agent = AGENT.get_or_init(|| {
        Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .allow_non_standard_methods(true)
            .timeout_global(Some(Duration::from_secs(30)))
            .max_idle_connections_per_host(30)
            .max_idle_age(Duration::from_secs(2))
            .user_agent("")
            .build()
            .into()
    });
    let mut request =
        Request::builder().method(ask.method.as_str()).uri(format!("{}{}", town().origin, ask.path));
    for (name, value) in headers {
        request = request.header(name, value.as_slice());
    }
    let asked = format!("{} {}", ask.method, ask.path);
    let guard = one_of_many();
    let answer = match &ask.body {
        Some(body) => {
            let request = request.body(body.as_slice()).unwrap_or_else(|error| panic!("{asked}: {error}"));
            agent.run(request)
        }
        None => agent.run(request.body(()).unwrap_or_else(|error| panic!("{asked}: {error}"))),
    };
    let mut answer: Response<ureq::Body> = answer.unwrap_or_else(|error| panic!("{asked}: {error}"));
    let body = answer.body_mut().with_config().limit(64 << 20).read_to_vec();
    let body = body.unwrap_or_else(|error| panic!("{asked}: {error}"));
    drop(guard);
    let reply = Reply {
        asked,
        status: answer.status().as_u16(),
        headers: answer
            .headers()
            .iter()
            .map(|(name, value)| {
                (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
            })
            .collect(),
        body,
    };
    remember(&ask.path, reply.header("location"));
    assert!(reply.status < 500 || ask.may_break, "{reply}");
    reply
}

fn remember(path: &str, location: Option<&str>) {
    let mut addresses = ADDRESSES.lock().unwrap_or_else(PoisonError::into_inner);
    addresses.push(path.to_owned());
    addresses.extend(location.map(str::to_owned));
}

/// Sends the same many times at once; the answers in no order.
pub fn at_once(client: &Client, asks: &[Ask]) -> Vec<Reply> {
    let gate = std::sync::Barrier::new(asks.len());
    std::thread::scope(|scope| {
        let sent: Vec<_> = asks
            .iter()
            .map(|ask| {
                scope.spawn(|| {
                    gate.wait();
                    client.send_once(ask)
                })
            })
            .collect();
        sent.into_iter().map(|thread| thread.join().expect("an answer")).collect()
    })
}

/// A cookie's value that this Worker could have made, but did not.
pub fn made_up_cookie() -> String {
    BASE64URL_NOPAD.encode(&random::<32>())
}
