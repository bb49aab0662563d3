//! The two cookies. Both are random, `__Host-`, `HttpOnly` and `SameSite=Lax`; the database holds hashes of them.

use crate::fault::Fault;
use crate::random;
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use hibiki_domain::health::sealed::SessionKey;
use sha2::{Digest, Sha256};
use std::fmt;
use worker::Request;

/// A cookie of Hibiki's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Jar {
    /// The session of somebody who is logged in.
    Session,
    /// Ties a challenge to the browser that asked for it, before anybody is logged in.
    Browser,
}

impl Jar {
    const fn name(self) -> &'static str {
        match self {
            Self::Session => "__Host-hibiki",
            Self::Browser => "__Host-hibiki-browser",
        }
    }

    const fn max_age_secs(self) -> i64 {
        match self {
            Self::Session => 12 * 3600,
            Self::Browser => 3600,
        }
    }
}

/// The secret value of a cookie. `Debug` hides it.
pub(crate) struct Token(String);

impl Token {
    /// A new random one, 32 bytes.
    pub(crate) fn new() -> Result<Self, Fault> {
        Ok(Self(BASE64URL_NOPAD.encode(&random::bytes::<32>()?)))
    }

    /// What the request carries. Two of one name, or another form than ours, count as none.
    pub(crate) fn read(request: &Request, jar: Jar) -> Option<Self> {
        let header = request.headers().get("cookie").ok().flatten()?;
        let mut values = header.split(';').filter_map(|pair| {
            let (name, value) = pair.trim().split_once('=')?;
            (name == jar.name()).then_some(value)
        });
        let value = values.next()?;
        let good =
            values.next().is_none() && BASE64URL_NOPAD.decode(value.as_bytes()).is_ok_and(|b| b.len() == 32);
        good.then(|| Self(value.to_owned()))
    }

    /// Under what the database knows it.
    pub(crate) fn hash(&self) -> String {
        HEXLOWER.encode(&Sha256::digest(self.0.as_bytes()))
    }

    /// What seals the session's own copy of roots (docs/sealed-records.md).
    pub(crate) fn session_key(&self) -> SessionKey {
        SessionKey::of_cookie(self.0.as_bytes())
    }

    /// The `Set-Cookie` header that stores it.
    pub(crate) fn set(&self, jar: Jar) -> String {
        format!(
            "{}={}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={}",
            jar.name(),
            self.0,
            jar.max_age_secs()
        )
    }
}

/// The `Set-Cookie` header that removes it.
pub(crate) fn clear(jar: Jar) -> String {
    format!("{}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0", jar.name())
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}
