//! Who may speak to the bridge, decided before anything else is looked at.
//!
//! Every page that a person opens can send requests to loopback. The browser states truthfully from which
//! page a request comes (`Origin`) and which name the page used (`Host`). Both must be exactly one of the
//! known ones; there are no patterns, no suffixes and no exceptions.
//!
//! | caller | `Origin` | may reach |
//! |---|---|---|
//! | page of a pinned town | the town's | `/v1/…` |
//! | the bridge's own page | the bridge's, of the same host | `/own/…` |
//! | command of this user | none, with the control token | `/own/…` |
//! | person who opens the own page | none | `GET` of the page and its two files |

use crate::state::control::Token;

/// The parts of a request on which the decision rests: each header with all its values.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Head<'a> {
    pub(crate) method: &'a str,
    /// The target as sent: path and query.
    pub(crate) target: &'a str,
    pub(crate) hosts: &'a [&'a [u8]],
    pub(crate) origins: &'a [&'a [u8]],
    pub(crate) authorizations: &'a [&'a [u8]],
}

/// What the bridge knows when it decides.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rules<'a> {
    pub(crate) port: u16,
    pub(crate) town_origins: &'a [&'a str],
    pub(crate) token: &'a Token,
}

/// Who speaks. Only [`decide`] makes one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Caller {
    /// A page of the town at this place of the list.
    Town(usize),
    /// The bridge's own page.
    OwnPage,
    /// A command of the user who runs the bridge.
    Command,
    /// A person opens the bridge's own page.
    Visitor,
}

/// Why a request is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The target is not a plain path.
    Target,
    /// `Host` is missing, doubled, or not one of the bridge's names.
    Host,
    /// `Origin` is doubled, unknown, or may not reach this part.
    Origin,
    /// There is no `Origin`, and nothing else says who speaks.
    NoOrigin,
    /// The control token is wrong, doubled, or comes with an `Origin`.
    Token,
}

/// Decides who speaks.
pub(crate) fn decide(head: Head<'_>, rules: Rules<'_>) -> Result<Caller, Refusal> {
    if !head.target.starts_with('/') {
        return Err(Refusal::Target);
    }
    let [host] = head.hosts else { return Err(Refusal::Host) };
    let names = ["127.0.0.1", "localhost", "[::1]"].map(|name| format!("{name}:{}", rules.port));
    if !names.iter().any(|name| name.as_bytes() == *host) {
        return Err(Refusal::Host);
    }

    let for_towns = head.target == "/v1" || head.target.starts_with("/v1/");
    match (head.origins, head.authorizations) {
        ([origin], []) => {
            let own_page = origin.strip_prefix(b"http://") == Some(host);
            let town = rules.town_origins.iter().position(|town| town.as_bytes() == *origin);
            match (for_towns, own_page, town) {
                (true, false, Some(town)) => Ok(Caller::Town(town)),
                (false, true, None) => Ok(Caller::OwnPage),
                _ => Err(Refusal::Origin),
            }
        }
        ([], [authorization]) => {
            let token = authorization.strip_prefix(b"Bearer ").ok_or(Refusal::Token)?;
            if !for_towns && rules.token.is(token) { Ok(Caller::Command) } else { Err(Refusal::Token) }
        }
        ([], []) if !for_towns && matches!(head.method, "GET" | "HEAD") => Ok(Caller::Visitor),
        ([], []) => Err(Refusal::NoOrigin),
        ([_] | [], _) => Err(Refusal::Token),
        _ => Err(Refusal::Origin),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOWNS: [&str; 3] =
        ["https://hibiki.example.jp", "https://port.example.jp:8443", "http://localhost:8787"];
    const TOKEN: &str = "0123456789abcdefghijklmnopqrstuvwxyz-_ABCDE";

    /// A row of the tables: method, target, hosts, origins, authorizations.
    type Row<'a> = (&'a str, &'a str, &'a [&'a str], &'a [&'a str], &'a [&'a str]);

    fn decided(row: Row<'_>) -> Result<Caller, Refusal> {
        let bytes = |values: &[&'static str]| values.iter().map(|value| value.as_bytes()).collect::<Vec<_>>();
        let leak = |values: &[&str]| {
            values.iter().map(|value| &*Box::leak((*value).to_owned().into_boxed_str())).collect::<Vec<_>>()
        };
        let (method, target, hosts, origins, authorizations) = row;
        let (hosts, origins, authorizations) = (leak(hosts), leak(origins), leak(authorizations));
        let (hosts, origins, authorizations) = (bytes(&hosts), bytes(&origins), bytes(&authorizations));
        let token = Token::for_test(TOKEN);
        decide(
            Head { method, target, hosts: &hosts, origins: &origins, authorizations: &authorizations },
            Rules { port: 35_965, town_origins: &TOWNS, token: &token },
        )
    }

    const HOST: &[&str] = &["127.0.0.1:35965"];

    #[test]
    fn callers_that_are_let_in() {
        let bearer = format!("Bearer {TOKEN}");
        let rows: &[(Row<'_>, Caller)] = &[
            (("POST", "/v1/tap", HOST, &["https://hibiki.example.jp"], &[]), Caller::Town(0)),
            (
                ("POST", "/v1/hello", &["localhost:35965"], &["https://hibiki.example.jp"], &[]),
                Caller::Town(0),
            ),
            (("POST", "/v1/tap", &["[::1]:35965"], &["https://port.example.jp:8443"], &[]), Caller::Town(1)),
            (("OPTIONS", "/v1/tap", HOST, &["http://localhost:8787"], &[]), Caller::Town(2)),
            (("POST", "/v1/unknown", HOST, &["https://hibiki.example.jp"], &[]), Caller::Town(0)),
            (("POST", "/own/state", HOST, &["http://127.0.0.1:35965"], &[]), Caller::OwnPage),
            (("POST", "/own/pin", &["localhost:35965"], &["http://localhost:35965"], &[]), Caller::OwnPage),
            (("POST", "/own/pin", &["[::1]:35965"], &["http://[::1]:35965"], &[]), Caller::OwnPage),
            (("POST", "/own/state", HOST, &[], &[&bearer]), Caller::Command),
            (("GET", "/", HOST, &[], &[]), Caller::Visitor),
            (("GET", "/own/page.js", &["localhost:35965"], &[], &[]), Caller::Visitor),
            (("HEAD", "/", HOST, &[], &[]), Caller::Visitor),
        ];
        for (row, caller) in rows {
            assert_eq!(decided(*row), Ok(*caller), "{row:?}");
        }
    }

    /// Origins that look like a pinned one and are not it.
    #[test]
    fn origins_that_are_refused() {
        let rows: &[&[&str]] = &[
            &["null"],
            &[""],
            &[" "],
            &["*"],
            &["https://"],
            &["https://hibiki.example.jp/"],
            &["https://hibiki.example.jp."],
            &["https://hibiki.example.jp:443"],
            &["https://hibiki.example.jp:8443"],
            &["https://hibiki.example.jp:0"],
            &["https://hibiki.example.jp:"],
            &["http://hibiki.example.jp"],
            &["https//hibiki.example.jp"],
            &["HTTPS://hibiki.example.jp"],
            &["https://HIBIKI.example.jp"],
            &["https://Hibiki.Example.Jp"],
            &["https://evil.hibiki.example.jp"],
            &["https://evilhibiki.example.jp"],
            &["https://hibiki.example.jp.evil.example"],
            &["https://hibiki.example.jpevil.example"],
            &["https://example.jp"],
            &["https://hibiki.example"],
            &["https://hibiki.example.jp@evil.example"],
            &["https://user@hibiki.example.jp"],
            &["https://user:pass@hibiki.example.jp"],
            &["https://hibiki.example.jp#x"],
            &["https://hibiki.example.jp?x"],
            &["https://hibiki.example.jp/v1/tap"],
            &["https://hibiki.example.jp\\evil.example"],
            &[" https://hibiki.example.jp"],
            &["https://hibiki.example.jp "],
            &["https://hibiki.example.jp\t"],
            &["https://hibiki.example.jp,https://hibiki.example.jp"],
            &["https://hibiki.example.jp https://evil.example"],
            &["https://hibiki%2eexample.jp"],
            &["https://hibiki.example.jp\u{200b}"],
            &["https://hıbiki.example.jp"],
            &["https://xn--hbiki-p4a.example.jp"],
            &["https://port.example.jp"],
            &["https://port.example.jp:08443"],
            &["http://localhost"],
            &["http://localhost:8788"],
            &["https://localhost:8787"],
            &["http://localhost:87870"],
            &["http://127.0.0.1:8787"],
            &["http://[::1]:8787"],
            &["http://127.1:8787"],
            &["http://2130706433:8787"],
            &["http://127.0.0.1:35965"],
            &["http://localhost:35965"],
            &["http://[::1]:35965"],
            &["https://127.0.0.1:35965"],
            &["file://"],
            &["chrome-extension://abcdefghijklmnop"],
            &["blob:https://hibiki.example.jp"],
            &["https://hibiki.example.jp", "https://hibiki.example.jp"],
            &["https://hibiki.example.jp", "null"],
            &["https://hibiki.example.jp", "https://evil.example"],
        ];
        for origins in rows {
            for (method, target) in [("POST", "/v1/tap"), ("OPTIONS", "/v1/hello"), ("GET", "/v1/tap")] {
                assert_eq!(
                    decided((method, target, HOST, origins, &[])),
                    Err(Refusal::Origin),
                    "{origins:?}"
                );
            }
        }
    }

    #[test]
    fn hosts_that_are_refused() {
        let rows: &[&[&str]] = &[
            &[],
            &[""],
            &["127.0.0.1"],
            &["localhost"],
            &["[::1]"],
            &["127.0.0.1:"],
            &["127.0.0.1:35964"],
            &["127.0.0.1:035965"],
            &["127.0.0.1:35965 "],
            &["127.0.0.1:35965."],
            &["127.0.0.1.:35965"],
            &["localhost.:35965"],
            &["LOCALHOST:35965"],
            &["Localhost:35965"],
            &["127.1:35965"],
            &["127.0.0.2:35965"],
            &["0.0.0.0:35965"],
            &["0:35965"],
            &["2130706433:35965"],
            &["0x7f000001:35965"],
            &["0177.0.0.1:35965"],
            &["::1:35965"],
            &["[::]:35965"],
            &["[0:0:0:0:0:0:0:1]:35965"],
            &["[::ffff:127.0.0.1]:35965"],
            &["evil.example:35965"],
            &["localhost.evil.example:35965"],
            &["127.0.0.1.evil.example:35965"],
            &["user@127.0.0.1:35965"],
            &["127.0.0.1:35965,evil.example"],
            &["hibiki.example.jp"],
            &["127.0.0.1:35965", "127.0.0.1:35965"],
            &["127.0.0.1:35965", "evil.example"],
        ];
        for hosts in rows {
            for row in [
                ("POST", "/v1/tap", *hosts, &["https://hibiki.example.jp"][..], &[][..]),
                ("GET", "/", *hosts, &[], &[]),
                ("POST", "/own/pin", *hosts, &[], &["Bearer x"]),
            ] {
                assert_eq!(decided(row), Err(Refusal::Host), "{row:?}");
            }
        }
    }

    #[test]
    fn callers_that_reach_for_another_part_are_refused() {
        let bearer = format!("Bearer {TOKEN}");
        let lower = format!("bearer {TOKEN}");
        let longer = format!("Bearer {TOKEN}x");
        let padded = format!("Bearer  {TOKEN}");
        let shorter = format!("Bearer {}", &TOKEN[1..]);
        let town: &[&str] = &["https://hibiki.example.jp"];
        let own: &[&str] = &["http://127.0.0.1:35965"];
        let rows: &[(Row<'_>, Refusal)] = &[
            // A town's page may not touch the bridge's own page, nor the other way round.
            (("POST", "/own/pin", HOST, town, &[]), Refusal::Origin),
            (("POST", "/own/state", HOST, town, &[]), Refusal::Origin),
            (("GET", "/", HOST, town, &[]), Refusal::Origin),
            (("GET", "/own/page.js", HOST, town, &[]), Refusal::Origin),
            (("POST", "/v1/tap", HOST, own, &[]), Refusal::Origin),
            // The own page of one name is a stranger under another.
            (("POST", "/own/pin", HOST, &["http://localhost:35965"], &[]), Refusal::Origin),
            (("POST", "/own/pin", &["localhost:35965"], own, &[]), Refusal::Origin),
            (("POST", "/own/pin", HOST, &["http://127.0.0.1:8787"], &[]), Refusal::Origin),
            (("POST", "/own/pin", HOST, &["https://127.0.0.1:35965"], &[]), Refusal::Origin),
            (("POST", "/own/pin", HOST, &["null"], &[]), Refusal::Origin),
            // Without an origin only the page itself can be had.
            (("POST", "/v1/tap", HOST, &[], &[]), Refusal::NoOrigin),
            (("GET", "/v1/hello", HOST, &[], &[]), Refusal::NoOrigin),
            (("GET", "/v1", HOST, &[], &[]), Refusal::NoOrigin),
            (("POST", "/own/pin", HOST, &[], &[]), Refusal::NoOrigin),
            (("POST", "/", HOST, &[], &[]), Refusal::NoOrigin),
            (("OPTIONS", "/own/pin", HOST, &[], &[]), Refusal::NoOrigin),
            (("DELETE", "/own/pin", HOST, &[], &[]), Refusal::NoOrigin),
            // The token must be right, alone, and is not for the towns' part.
            (("POST", "/own/pin", HOST, &[], &["Bearer "]), Refusal::Token),
            (("POST", "/own/pin", HOST, &[], &["Bearer wrong"]), Refusal::Token),
            (("POST", "/own/pin", HOST, &[], &[""]), Refusal::Token),
            (("POST", "/own/pin", HOST, &[], &[TOKEN]), Refusal::Token),
            (("POST", "/own/pin", HOST, &[], &[&lower]), Refusal::Token),
            (("POST", "/own/pin", HOST, &[], &[&longer]), Refusal::Token),
            (("POST", "/own/pin", HOST, &[], &[&padded]), Refusal::Token),
            (("POST", "/own/pin", HOST, &[], &[&shorter]), Refusal::Token),
            (("POST", "/own/pin", HOST, &[], &[&bearer, &bearer]), Refusal::Token),
            (("POST", "/own/pin", HOST, own, &[&bearer]), Refusal::Token),
            (("POST", "/own/pin", HOST, town, &[&bearer]), Refusal::Token),
            (("POST", "/v1/tap", HOST, &[], &[&bearer]), Refusal::Token),
            (("POST", "/v1/tap", HOST, town, &[&bearer]), Refusal::Token),
            // Targets that are no plain path.
            (("POST", "http://127.0.0.1:35965/v1/tap", HOST, town, &[]), Refusal::Target),
            (("GET", "http://evil.example/", HOST, &[], &[]), Refusal::Target),
            (("OPTIONS", "*", HOST, town, &[]), Refusal::Target),
            (("CONNECT", "evil.example:443", HOST, town, &[]), Refusal::Target),
            (("GET", "", HOST, &[], &[]), Refusal::Target),
        ];
        for (row, refusal) in rows {
            assert_eq!(decided(*row), Err(*refusal), "{row:?}");
        }
    }

    #[test]
    fn a_town_pinned_at_the_bridges_own_address_gains_nothing() {
        let token = Token::for_test(TOKEN);
        for target in ["/own/pin", "/v1/tap"] {
            let decision = decide(
                Head {
                    method: "POST",
                    target,
                    hosts: &[b"127.0.0.1:35965"],
                    origins: &[b"http://127.0.0.1:35965"],
                    authorizations: &[],
                },
                Rules { port: 35_965, town_origins: &["http://127.0.0.1:35965"], token: &token },
            );
            assert_eq!(decision, Err(Refusal::Origin));
        }
    }
}
