//! Exact origins of towns (RFC 6454, section 6.2), in the one form in which a browser states them.

use std::fmt;

/// `https://host` or `https://host:port`; for trying things out also `http://localhost:port`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Origin {
    text: String,
    host: String,
}

/// Why a text is not the origin of a town.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum OriginError {
    #[error("write the address of the town's pages, beginning with https://")]
    Scheme,
    #[error("only https:// is allowed (http:// works for localhost alone, to try things out)")]
    NotSecure,
    #[error(
        "write the address up to the host name only, for example https://www.example.lg.jp (a Japanese host name \
         in its xn-- form)"
    )]
    Host,
    #[error("the number behind the colon is not a port")]
    Port,
}

impl Origin {
    /// Reads what a person typed: capital letters, one slash at the end and the usual port are put right.
    pub(crate) fn parse(typed: &str) -> Result<Self, OriginError> {
        let typed = typed.trim().to_ascii_lowercase();
        let (scheme, rest) = typed.split_once("://").ok_or(OriginError::Scheme)?;
        let usual_port = match scheme {
            "https" => 443,
            "http" => 80,
            _ => return Err(OriginError::Scheme),
        };
        let authority = rest.strip_suffix('/').unwrap_or(rest);
        let (host, port) = match authority.split_once(':') {
            Some((host, port)) => (host, Some(parse_port(port)?)),
            None => (authority, None),
        };
        if !is_host(host) {
            return Err(OriginError::Host);
        }
        if scheme == "http" && host != "localhost" && host != "127.0.0.1" {
            return Err(OriginError::NotSecure);
        }
        let text = match port.filter(|port| *port != usual_port) {
            Some(port) => format!("{scheme}://{host}:{port}"),
            None => format!("{scheme}://{host}"),
        };
        Ok(Self { text, host: host.to_owned() })
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// The host name: the relying-party id of the town.
    pub(crate) fn host(&self) -> &str {
        &self.host
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

fn parse_port(digits: &str) -> Result<u16, OriginError> {
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if plain {
        digits.parse().ok().filter(|port| *port != 0).ok_or(OriginError::Port)
    } else {
        Err(OriginError::Port)
    }
}

fn is_host(host: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    // A last label of digits would be an IPv4 address in one of its many spellings; only the usual one of
    // loopback is let through.
    let numeric_end =
        host.rsplit('.').next().is_some_and(|last| last.starts_with(|c: char| c.is_ascii_digit()));
    host.len() <= 253 && host.split('.').all(label) && (!numeric_end || host == "127.0.0.1")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_type_becomes_what_browsers_state() {
        for (typed, expected) in [
            ("https://hibiki.example.jp", "https://hibiki.example.jp"),
            (" HTTPS://Hibiki.Example.JP/ ", "https://hibiki.example.jp"),
            ("https://hibiki.example.jp:443", "https://hibiki.example.jp"),
            ("https://hibiki.example.jp:08443/", "https://hibiki.example.jp:8443"),
            ("http://localhost:8787", "http://localhost:8787"),
            ("http://127.0.0.1:8787/", "http://127.0.0.1:8787"),
            ("https://xn--p8jtba.example.jp", "https://xn--p8jtba.example.jp"),
        ] {
            assert_eq!(Origin::parse(typed).unwrap().as_str(), expected);
        }
        assert_eq!(Origin::parse("https://hibiki.example.jp:8443").unwrap().host(), "hibiki.example.jp");
    }

    #[test]
    fn what_is_no_origin_or_not_secure_is_refused() {
        for (typed, error) in [
            ("hibiki.example.jp", OriginError::Scheme),
            ("ftp://hibiki.example.jp", OriginError::Scheme),
            ("http://hibiki.example.jp", OriginError::NotSecure),
            ("http://localhost.example.jp", OriginError::NotSecure),
            ("http://127.0.0.2", OriginError::Host),
            ("https://", OriginError::Host),
            ("https://hibiki.example.jp/path", OriginError::Host),
            ("https://hibiki.example.jp?x", OriginError::Host),
            ("https://user@hibiki.example.jp", OriginError::Host),
            ("https://user:1@hibiki.example.jp", OriginError::Port),
            ("https://hibiki..jp", OriginError::Host),
            ("https://hibiki.example.jp.", OriginError::Host),
            ("https://-a.jp", OriginError::Host),
            ("https://ひびき.jp", OriginError::Host),
            ("https://2130706433", OriginError::Host),
            ("https://0x7f000001", OriginError::Host),
            ("https://[::1]", OriginError::Port),
            ("https://hibiki.example.jp:", OriginError::Port),
            ("https://hibiki.example.jp:0", OriginError::Port),
            ("https://hibiki.example.jp:+1", OriginError::Port),
            ("https://hibiki.example.jp:70000", OriginError::Port),
        ] {
            assert_eq!(Origin::parse(typed), Err(error), "{typed}");
        }
    }
}
