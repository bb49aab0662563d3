//! Where a link may lead.

use std::fmt::Write as _;

/// A checked address: http(s), mailto, tel, or a page of this site. Only [`Link::parse`] makes one, in one form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link(String);

const MOST_BYTES: usize = 1_000;

impl Link {
    /// Reads an address. Nothing is repaired that could be meant in two ways: a browser drops line breaks and tabs
    /// inside addresses and reads `\` as `/`, so what has them is refused.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim_matches(' ');
        if text.len() > MOST_BYTES || text.chars().any(|c| super::is_hidden(c) || c == '\\') {
            return None;
        }
        if text.starts_with('/') {
            return (!text.starts_with("//")).then(|| Self(encode(text)));
        }
        let (scheme, rest) = text.split_once(':')?;
        let scheme = scheme.to_ascii_lowercase();
        let good = match scheme.as_str() {
            "http" | "https" => is_host(rest.strip_prefix("//")?),
            "mailto" => is_mail(rest),
            "tel" => {
                (3..=20).contains(&rest.len())
                    && rest.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'+' | b'-'))
            }
            _ => false,
        };
        good.then(|| Self(format!("{scheme}:{}", encode(rest))))
    }

    /// As it stands in a page and in a file: ASCII without quotes, brackets and blanks.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Host and port, without a user's name before them: `https://town.example@evil.example/` reads like the town.
fn is_host(rest: &str) -> bool {
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let (host, port) = authority.split_once(':').map_or((authority, None), |(host, port)| (host, Some(port)));
    let good_label =
        |label: &str| !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    host.split('.').all(good_label) && port.is_none_or(|port| port.parse::<u16>().is_ok())
}

fn is_mail(rest: &str) -> bool {
    rest.split_once('@').is_some_and(|(name, host)| {
        let good_name = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'+' | b'-');
        !name.is_empty()
            && name.bytes().all(good_name)
            && host.contains('.')
            && is_host(host)
            && !host.contains(['/', '?', '#', ':'])
    })
}

/// Percent-encodes what is not a plain character of an address; what is encoded stays as it is.
fn encode(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~/?#=&%+:@!$,;".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}"); // a String takes everything
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_to_web_mail_telephone_and_this_site_and_nowhere_else() {
        for (typed, kept) in [
            ("https://hibiki.example/a?b=c#d", "https://hibiki.example/a?b=c#d"),
            ("HTTPS://hibiki.example", "https://hibiki.example"),
            ("http://127.0.0.1:8080/", "http://127.0.0.1:8080/"),
            ("/courses/2026/陶芸/", "/courses/2026/%E9%99%B6%E8%8A%B8/"),
            ("/a(b)\"c", "/a%28b%29%22c"),
            ("mailto:desk@hibiki.example", "mailto:desk@hibiki.example"),
            ("tel:0000-12-3400", "tel:0000-12-3400"),
        ] {
            assert_eq!(Link::parse(typed).unwrap().as_str(), kept);
            assert_eq!(Link::parse(kept).unwrap().as_str(), kept, "one form");
        }
        for bad in [
            "",
            "#main",
            "a.html",
            "?x",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "@/news/_index.md",
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "java\nscript:alert(1)",
            "java\tscript:alert(1)",
            "\u{1}javascript:alert(1)",
            "javascript\u{ff1a}alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc",
            "blob:https://x",
            "https:evil.example",
            "https:/evil.example",
            "https:///evil",
            "https://user@evil.example",
            "https://a:b@evil.example",
            "https://evil.example\u{202e}",
            "https://-/\n",
            "mailto:a@b.c?bcc=d@e.f",
            "mailto:@b.c",
            "tel:1",
            "tel:+81;x",
            "https://x:99999/",
        ] {
            assert_eq!(Link::parse(bad), None, "{bad:?}");
        }
        assert_eq!(Link::parse(&format!("/{}", "a".repeat(MOST_BYTES))), None);
    }
}
