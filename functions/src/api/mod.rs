//! JSON for the pages' script and for card-bridges.

pub(crate) mod health;
pub(crate) mod health_tap;
pub(crate) mod health_work;
pub(crate) mod passkey;
pub(crate) mod tap;
pub(crate) mod town;

use crate::auth::log_in::NewSession;
use crate::context::Visit;
use crate::http::cookie::Jar;
use crate::http::{cookie::Token, reply::Reply};
use serde::Serialize;

/// Where the page goes next.
#[derive(Debug, Serialize)]
struct Next {
    location: String,
}

/// The answer to a ceremony that worked.
fn go_to(location: String) -> Reply {
    Reply::json(200, &Next { location })
}

/// The answer to a log-in.
fn logged_in(session: &NewSession, location: String) -> Reply {
    go_to(location).cookie(session.token.set(Jar::Session))
}

/// A path of this site and nothing else, or the given one instead.
pub(crate) fn safe_next(next: Option<&str>, otherwise: &str) -> String {
    let good = next.filter(|path| {
        path.len() <= 300
            && path.starts_with('/')
            && !path.starts_with("//")
            && path.bytes().all(|b| b.is_ascii_alphanumeric() || b"/-_.?=".contains(&b))
    });
    good.unwrap_or(otherwise).to_owned()
}

/// The browser's cookie, and the header that sets it if it is new.
fn browser_token(visit: &Visit) -> Result<(Token, Option<String>), crate::fault::Fault> {
    if let Some(token) = Token::read(&visit.request, Jar::Browser) {
        return Ok((token, None));
    }
    let token = Token::new()?;
    let header = token.set(Jar::Browser);
    Ok((token, Some(header)))
}

#[cfg(test)]
mod tests {
    use super::safe_next;

    #[test]
    fn a_next_page_is_one_of_this_site() {
        assert_eq!(safe_next(Some("/en/my/looks?before=3"), "/my"), "/en/my/looks?before=3");
        for bad in [
            None,
            Some(""),
            Some("my"),
            Some("//evil.example"),
            Some("/\\evil.example"),
            Some("https://evil.example"),
            Some("/my\r\nset-cookie: a=b"),
            Some("/%2f/evil"),
            Some("javascript:alert(1)"),
        ] {
            assert_eq!(safe_next(bad, "/my"), "/my", "{bad:?}");
        }
    }
}
