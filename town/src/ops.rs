//! The operator's side of the Worker: JSON over HTTP with the operator's key.

use crate::{
    publish::{Done, Publication},
    trouble::{Result, Trouble},
    workshop::Workshop,
};
use hibiki_domain::{
    access_log::{Head, LogRow},
    health::sealed::{RecoveryAnswer, RecoveryCase},
    register::ResidentRow,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::{thread, time::Duration};

/// Where `serve` answers unless it is told otherwise.
pub(crate) const LOCAL_ORIGIN: &str = "http://localhost:8787";

/// A running town, and the right to operate it.
#[derive(Debug)]
pub(crate) struct Town {
    origin: String,
    key: String,
    agent: ureq::Agent,
}

/// A one-time link for the first member of staff.
#[derive(Debug, Deserialize)]
pub(crate) struct Invite {
    pub(crate) url: String,
    pub(crate) expires_at: i64,
}

/// A code with which a bridge is enrolled.
#[derive(Debug, Deserialize)]
pub(crate) struct Pairing {
    pub(crate) code: String,
}

/// What an import did.
#[derive(Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Imported {
    pub(crate) added: u64,
    pub(crate) changed: u64,
    pub(crate) unchanged: u64,
    pub(crate) total: u64,
}

/// A piece of the access log.
#[derive(Debug, Deserialize)]
pub(crate) struct LogPage {
    pub(crate) rows: Vec<LogRow>,
    pub(crate) anchor: Option<Head>,
}

/// Why a call had no good answer.
#[derive(Debug)]
pub(crate) enum Failed {
    /// The town could not be reached, or the line broke: it may or may not have heard.
    NotReached(String),
    /// The town is busy or ill: trying again may help.
    Ill(u16),
    /// The town refused.
    Refused { status: u16, detail: String },
}

#[derive(Debug, Deserialize)]
struct Problem {
    #[serde(default)]
    title: String,
    #[serde(default)]
    detail: String,
}

#[derive(Debug, Deserialize)]
struct Started {
    import_id: String,
}

#[derive(Serialize)]
struct Import<'a> {
    import_id: &'a str,
}

#[derive(Serialize)]
struct Rows<'a> {
    import_id: &'a str,
    rows: &'a [ResidentRow],
}

#[derive(Deserialize)]
struct Anything {}

type Answer<T> = std::result::Result<T, Failed>;

impl Town {
    /// The town at an origin.
    pub(crate) fn new(origin: &str, key: &str) -> Self {
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(Duration::from_mins(2)))
            .build()
            .into();
        Self { origin: origin.trim_end_matches('/').to_owned(), key: key.to_owned(), agent }
    }

    /// The town that the operator means: the local one's key is known, another's comes from the environment.
    pub(crate) fn meant(workshop: &Workshop, origin: &str, key: Option<&str>) -> Result<Self> {
        if !is_local(origin) && !origin.starts_with("https://") {
            return Err(
                Trouble::new("The operator key would travel in the open.").next("Name the town as https://…")
            );
        }
        if let Some(key) = key {
            return Ok(Self::new(origin, key));
        }
        if !is_local(origin) {
            return Err(Trouble::new(format!("The operator key of {origin} is needed."))
                .next("Put it into the environment variable HIBIKI_OPERATOR_KEY and try again."));
        }
        let secrets = crate::stack::secrets::Secrets::of_serve(workshop)?;
        Ok(Self::new(origin, secrets.operator_key()))
    }

    /// Its origin.
    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    pub(crate) fn invite(&self, name: &str, office: &str) -> Answer<Invite> {
        #[derive(Serialize)]
        struct Words<'a> {
            name: &'a str,
            office: &'a str,
        }
        self.post("/ops/invites", &Words { name, office })
    }

    pub(crate) fn pairing(&self, name: &str, place: &str) -> Answer<Pairing> {
        #[derive(Serialize)]
        struct Words<'a> {
            name: &'a str,
            place: &'a str,
        }
        self.post("/ops/bridges", &Words { name, place })
    }

    pub(crate) fn start_import(&self) -> Answer<String> {
        #[derive(Serialize)]
        struct Nothing {}
        self.post::<Started>("/ops/residents/imports", &Nothing {}).map(|started| started.import_id)
    }

    /// A repeat of the same rows changes nothing, so this tries again by itself.
    pub(crate) fn send_rows(&self, import_id: &str, rows: &[ResidentRow]) -> Answer<()> {
        again(|| self.post::<Anything>("/ops/residents/imports/rows", &Rows { import_id, rows })).map(|_| ())
    }

    /// A repeat has the first answer, so this tries again by itself.
    pub(crate) fn commit_import(&self, import_id: &str) -> Answer<Imported> {
        again(|| self.post("/ops/residents/imports/commit", &Import { import_id }))
    }

    pub(crate) fn abandon_import(&self, import_id: &str) -> Answer<()> {
        self.post::<Anything>("/ops/residents/imports/abandon", &Import { import_id }).map(|_| ())
    }

    pub(crate) fn log_after(&self, seq: i64) -> Answer<LogPage> {
        let url = format!("{}/ops/log?after={seq}", self.origin);
        let read = || {
            let request = self.agent.get(&url).header("authorization", format!("Bearer {}", self.key));
            answer(request.call())
        };
        // Whoever does not answer the first time is not there.
        if seq == 0 { read() } else { again(read) }
    }

    /// The numbers of the items that are due.
    pub(crate) fn due(&self) -> Answer<Vec<String>> {
        #[derive(Deserialize)]
        struct Due {
            items: Vec<String>,
        }
        self.get::<Due>("/ops/publications").map(|due| due.items)
    }

    /// One of them.
    pub(crate) fn publication(&self, id: &str) -> Answer<Publication> {
        again(|| self.get(&format!("/ops/publications/{id}")))
    }

    /// A part of a file of it, as Base64.
    pub(crate) fn publication_part(&self, id: &str, name: &str, part: usize) -> Answer<String> {
        #[derive(Deserialize)]
        struct Part {
            base64: String,
        }
        let path = format!("/ops/publications/{id}/files/{name}/{part}");
        again(|| self.get::<Part>(&path)).map(|part| part.base64)
    }

    /// A repeat changes nothing, so this tries again by itself.
    pub(crate) fn published(&self, done: &Done<'_>) -> Answer<()> {
        again(|| self.post::<Anything>("/ops/publications/done", done)).map(|_| ())
    }

    /// The requests for a way back that were confirmed at the counter.
    pub(crate) fn recoveries(&self) -> Answer<Vec<String>> {
        #[derive(Deserialize)]
        struct Waiting {
            requests: Vec<String>,
        }
        self.get::<Waiting>("/ops/health/recoveries").map(|waiting| waiting.requests)
    }

    /// What the recovery machine needs for one of them.
    pub(crate) fn recovery_case(&self, request: &str) -> Answer<RecoveryCase> {
        #[derive(Serialize)]
        struct Fetch<'a> {
            request: &'a str,
        }
        self.post("/ops/health/recoveries/fetch", &Fetch { request })
    }

    /// A repeat changes nothing, so this tries again by itself.
    pub(crate) fn send_recovery(&self, answer: &RecoveryAnswer) -> Answer<()> {
        again(|| self.post::<Anything>("/ops/health/recoveries/seal", answer)).map(|_| ())
    }

    fn get<T: DeserializeOwned>(&self, path: &str) -> Answer<T> {
        let request = self.agent.get(format!("{}{path}", self.origin));
        answer(request.header("authorization", format!("Bearer {}", self.key)).call())
    }

    fn post<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Answer<T> {
        let request = self.agent.post(format!("{}{path}", self.origin));
        answer(request.header("authorization", format!("Bearer {}", self.key)).send_json(body))
    }
}

/// Whether a page can be had, whatever it says.
pub(crate) fn answers(url: &str) -> Option<u16> {
    let config = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .timeout_global(Some(Duration::from_secs(5)));
    let agent: ureq::Agent = config.build().into();
    agent.get(url).call().ok().map(|response| response.status().as_u16())
}

fn is_local(origin: &str) -> bool {
    let host = origin.strip_prefix("http://").unwrap_or(origin);
    ["localhost", "127.0.0.1"].iter().any(|name| {
        host.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/']))
    })
}

fn answer<T: DeserializeOwned>(
    result: std::result::Result<ureq::http::Response<ureq::Body>, ureq::Error>,
) -> Answer<T> {
    let mut response = result.map_err(|error| Failed::NotReached(error.to_string()))?;
    let status = response.status().as_u16();
    if response.status().is_success() {
        return response.body_mut().read_json().map_err(|error| Failed::NotReached(error.to_string()));
    }
    if status >= 500 || status == 429 {
        return Err(Failed::Ill(status));
    }
    let problem = response.body_mut().read_json::<Problem>().ok();
    let detail = problem.map_or_else(String::new, |problem| {
        if problem.detail.is_empty() {
            problem.title
        } else {
            format!("{} {}", problem.title, problem.detail)
        }
    });
    Err(Failed::Refused { status, detail })
}

/// Tries up to five times, waiting longer each time, unless the town refused or the operator wants to stop.
fn again<T>(mut call: impl FnMut() -> Answer<T>) -> Answer<T> {
    for wait in [300, 1_000, 3_000, 6_000] {
        match call() {
            Err(Failed::NotReached(_) | Failed::Ill(_)) if !crate::held::interrupted() => {
                thread::sleep(Duration::from_millis(wait));
            }
            other => return other,
        }
    }
    call()
}

impl Failed {
    /// For the operator.
    pub(crate) fn at(&self, origin: &str) -> Trouble {
        match self {
            Self::NotReached(why) if is_local(origin) => Trouble::new(format!(
                "The town at {origin} does not answer ({why})."
            ))
            .next("Start it with `cargo town serve` in another window, or name another town with --origin."),
            Self::NotReached(why) => Trouble::new(format!("The town at {origin} does not answer ({why})."))
                .next("Check the address and the network, then try again."),
            Self::Ill(status) => Trouble::new(format!("The town at {origin} has a fault (status {status})."))
                .next("Try again in a minute. If it stays, look at the Worker's log."),
            Self::Refused { status: 401 | 403, .. } => {
                Trouble::new(format!("The town at {origin} does not know this operator key."))
                    .next("Check HIBIKI_OPERATOR_KEY; it must be the OPERATOR_KEY that the Worker has.")
            }
            Self::Refused { status, detail } => {
                Trouble::new(format!("The town at {origin} refused (status {status}). {detail}"))
                    .next("Correct what it says, then try again.")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_local;

    #[test]
    fn only_this_machine_is_local() {
        assert!(is_local("http://localhost:8787") && is_local("http://127.0.0.1") && is_local("localhost"));
        assert!(!is_local("https://localhost.example.jp") && !is_local("http://localhost.example.jp:8787"));
    }
}
