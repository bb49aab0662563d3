//! Every address of a Worker, in one table, with who may call it: the town's in [`town`], of the health pages in [`health`].

mod health;
mod town;

use crate::config::Config;
use crate::context::Visit;
use crate::fault::Fault;
use crate::http::{
    origin::{self, Stated},
    reply::Reply,
};
use crate::pages;
use hibiki_domain::{language::Language, time::Timestamp};
use std::pin::Pin;
use worker::{Context, Env, Method, Request, Response};

/// Whether this is the Worker of the health pages. It has the databases of the sealed records and answers nobody but the
/// town's own Worker; that one has everything else, and hands on what is addressed to this one.
pub(crate) const HEALTH: bool = cfg!(feature = "health");

/// Whether an address, without its language, belongs to the health pages.
fn is_health(path: &str) -> bool {
    ["/my/health", "/api/health", "/desk/health", "/ops/health"]
        .iter()
        .any(|start| path.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

/// Now, by the host's clock.
pub(crate) fn now() -> Timestamp {
    Timestamp(i64::try_from(worker::Date::now().as_millis() / 1000).unwrap_or(0))
}

/// Answers one request.
pub(crate) async fn handle(request: Request, env: Env, context: Context) -> worker::Result<Response> {
    let config = match Config::load(&env) {
        Ok(config) => config,
        Err(fault) => return pages::error::plain(&fault).into_response(None),
    };
    let url = request.inner().url();
    let (path, query) = path_and_query(&url);
    let (language, path) = Language::split_path(path);
    if !HEALTH && is_health(path) {
        return match crate::health::hand_on(&env, request).await {
            Ok(response) => Ok(response),
            Err(fault) => pages::error::plain(&fault).into_response(None),
        };
    }
    let (path, query) = (path.to_owned(), query.to_owned());
    let mut visit = Visit { env, context, config, request, now: now(), language, path, query };
    let reply = match route(&mut visit).await {
        Ok(reply) => reply,
        Err(fault) => pages::error::reply(&visit, &fault).await,
    };
    reply.into_response(Some(&visit.config))
}

/// Cuts an address that the host has already parsed and written out (URL Standard, section 4.5): parsing it again would
/// cost a new instance a millisecond.
fn path_and_query(url: &str) -> (&str, &str) {
    let behind_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
    let from_path = behind_scheme.find('/').map_or("/", |start| &behind_scheme[start..]);
    let without_fragment = from_path.split('#').next().unwrap_or(from_path);
    without_fragment.split_once('?').unwrap_or((without_fragment, ""))
}

async fn route(visit: &mut Visit) -> Result<Reply, Fault> {
    let path = visit.path.clone();
    let segments: Vec<&str> = path.trim_matches('/').split('/').collect();
    let method = visit.request.method();
    check_sender(visit, &method, &segments)?;
    match (&method, segments.as_slice()) {
        (Method::Get | Method::Head, segments) if HEALTH => apart(self::health::get(visit, segments)).await,
        (Method::Post, segments) if HEALTH => apart(self::health::post(visit, segments)).await,
        (Method::Get | Method::Head, segments) => apart(town::get(visit, segments)).await,
        (Method::Post, segments) => apart(town::post(visit, segments)).await,
        _ => Err(Fault::Method),
    }
}

/// Before anything else: what changes something comes from a page of the town, or from a program with a key.
fn check_sender(visit: &Visit, method: &Method, segments: &[&str]) -> Result<(), Fault> {
    let header = |name| visit.request.headers().get(name).ok().flatten();
    let (stated_origin, fetch_site) = (header("origin"), header("sec-fetch-site"));
    let stated = Stated { origin: stated_origin.as_deref(), fetch_site: fetch_site.as_deref() };
    match (method, segments) {
        (_, ["ops", ..]) | (Method::Post, ["api", "bridges", ..]) => origin::require_none(stated),
        // What a library asks in a form changes nothing, and harvesters state no origin.
        (Method::Get | Method::Head, _) | (Method::Post, ["oai"]) => Ok(()),
        _ => origin::require_own(stated, &visit.config.rp.origin),
    }
}

/// A handler in a box of its own. Without it the compiler makes one function of all of them, and a new instance
/// compiles every page of the town before it answers the first.
fn apart<'a>(handler: impl Future<Output = Result<Reply, Fault>> + 'a) -> Handling<'a> {
    Box::pin(handler)
}

type Handling<'a> = Pin<Box<dyn Future<Output = Result<Reply, Fault>> + 'a>>;

#[cfg(test)]
mod tests {
    use super::{is_health, path_and_query};

    #[test]
    fn an_address_is_cut_into_path_and_query() {
        for (url, path, query) in [
            ("http://localhost:8787/my?before=1-2", "/my", "before=1-2"),
            ("https://hibiki.example.jp/", "/", ""),
            ("https://hibiki.example.jp/en/my/?a=b?c/d", "/en/my/", "a=b?c/d"),
            ("https://hibiki.example.jp/start#4F7K-92QM-ABCD", "/start", ""),
            ("https://hibiki.example.jp", "/", ""),
            ("https://hibiki.example.jp//a//b?", "//a//b", ""),
        ] {
            assert_eq!(path_and_query(url), (path, query), "{url}");
        }
    }

    #[test]
    fn an_address_of_the_health_pages_is_told_by_its_whole_first_parts() {
        for path in [
            "/my/health",
            "/my/health/me/vitals",
            "/api/health/passkey/open",
            "/desk/health",
            "/ops/health/x",
        ] {
            assert!(is_health(path), "{path}");
        }
        for path in ["/my", "/my/healthy", "/desk", "/api/passkey/login", "/health", "/news/my/health"] {
            assert!(!is_health(path), "{path}");
        }
    }
}
