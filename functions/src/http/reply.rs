//! What a handler answers. Security headers are put on in one place, so that no answer lacks them.

use crate::config::Config;
use hibiki_domain::headers::{self, Uses};
use serde::Serialize;
use worker::{Headers, Response, ResponseBuilder};

/// An answer.
#[derive(Debug)]
pub(crate) struct Reply {
    status: u16,
    body: Body,
    cookies: Vec<String>,
    extra: Vec<(&'static str, String)>,
}

#[derive(Debug)]
enum Body {
    Html { text: String, uses: Uses },
    Json { text: String, content_type: &'static str },
    File { bytes: Vec<u8>, content_type: &'static str },
    Xml(String),
    None,
}

impl Reply {
    /// A whole page. `ceremonies` says whether passkeys or cards are used on it.
    pub(crate) fn html(status: u16, text: String, ceremonies: bool) -> Self {
        let uses = if ceremonies { Uses::Ceremonies } else { Uses::Nothing };
        Self { status, body: Body::Html { text, uses }, cookies: Vec::new(), extra: Vec::new() }
    }

    /// The page uses the camera, and neither passkeys nor cards.
    pub(crate) fn with_camera(mut self) -> Self {
        if let Body::Html { uses, .. } = &mut self.body {
            *uses = Uses::Camera;
        }
        self
    }

    /// JSON.
    pub(crate) fn json(status: u16, value: &impl Serialize) -> Self {
        Self::json_as(status, value, "application/json")
    }

    /// Problem details (RFC 9457).
    pub(crate) fn problem(problem: &hibiki_protocol::Problem) -> Self {
        Self::json_as(problem.status, problem, "application/problem+json")
    }

    fn json_as(status: u16, value: &impl Serialize, content_type: &'static str) -> Self {
        let text = serde_json::to_string(value).unwrap_or_default();
        Self { status, body: Body::Json { text, content_type }, cookies: Vec::new(), extra: Vec::new() }
    }

    /// A file that somebody uploaded: shown or kept, never run.
    pub(crate) fn file(bytes: Vec<u8>, content_type: &'static str) -> Self {
        Self { status: 200, body: Body::File { bytes, content_type }, cookies: Vec::new(), extra: Vec::new() }
    }

    /// A piece of such a file (206): its first byte, its last, and how many there are.
    pub(crate) fn piece(
        bytes: Vec<u8>,
        content_type: &'static str,
        (first, last, whole): (usize, usize, usize),
    ) -> Self {
        let reply = Self::file(bytes, content_type)
            .header("content-range", format!("bytes {first}-{last}/{whole}"))
            .header("accept-ranges", "bytes".to_owned());
        Self { status: 206, ..reply }
    }

    /// The file does not reach so far (416).
    pub(crate) fn beyond(whole: usize) -> Self {
        Self { status: 416, body: Body::None, cookies: Vec::new(), extra: Vec::new() }
            .header("content-range", format!("bytes */{whole}"))
    }

    /// XML that is the same for everybody and that caches may keep for a while.
    pub(crate) fn public_xml(text: String) -> Self {
        Self { status: 200, body: Body::Xml(text), cookies: Vec::new(), extra: Vec::new() }
            .header("cache-control", "public, max-age=600".to_owned())
    }

    /// Look there (303): the answer to a form.
    pub(crate) fn see_other(location: &str) -> Self {
        Self {
            status: 303,
            body: Body::None,
            cookies: Vec::new(),
            extra: vec![("location", location.to_owned())],
        }
    }

    /// With a cookie.
    pub(crate) fn cookie(mut self, set_cookie: String) -> Self {
        self.cookies.push(set_cookie);
        self
    }

    /// With another header.
    pub(crate) fn header(mut self, name: &'static str, value: String) -> Self {
        self.extra.push((name, value));
        self
    }

    /// As the host wants it.
    pub(crate) fn into_response(self, config: Option<&Config>) -> worker::Result<Response> {
        let headers = Headers::new();
        for (name, value) in headers::COMMON {
            headers.set(name, value)?;
        }
        let uses = if let Body::Html { uses, .. } = self.body { uses } else { Uses::Nothing };
        let bridge = config.filter(|_| uses == Uses::Ceremonies).map(|config| config.bridge_origin.as_str());
        headers.set("content-security-policy", &headers::page_csp(bridge))?;
        headers.set("permissions-policy", &headers::permissions_policy(uses))?;
        headers.set("cache-control", "no-store")?;
        for cookie in &self.cookies {
            headers.append("set-cookie", cookie)?;
        }
        for (name, value) in &self.extra {
            headers.set(name, value)?;
        }
        let bytes = match self.body {
            Body::Html { text, .. } => {
                headers.set("content-type", "text/html; charset=utf-8")?;
                text.into_bytes()
            }
            Body::Json { text, content_type } => {
                headers.set("content-type", content_type)?;
                text.into_bytes()
            }
            Body::File { bytes, content_type } => {
                headers.set("content-type", content_type)?;
                headers
                    .set("content-security-policy", "default-src 'none'; sandbox; frame-ancestors 'none'")?;
                bytes
            }
            Body::Xml(text) => {
                headers.set("content-type", "text/xml; charset=utf-8")?;
                text.into_bytes()
            }
            Body::None => Vec::new(),
        };
        Ok(ResponseBuilder::new().with_status(self.status).with_headers(headers).fixed(bytes))
    }
}
