//! Where the Worker may go for a feed.
//!
//! The check is on the address as the URL Standard reads it, so that `0x7f.1`, `2130706433`, `[::ffff:127.0.0.1]` and
//! `１２７.0.0.1` are what they mean, not what they look like. No feed lives at a bare number: all of them are refused,
//! which leaves no list of private networks to keep complete. What a public name leads to is known only to the edge
//! host, which has no way into a private network; on a machine of one's own, the names are those one configured.

use url::{Host, Url};

/// So many times a feed may say «look there».
pub const MOST_REDIRECTS: usize = 3;

/// Names that never leave a building.
const INSIDE: [&str; 10] = [
    "localhost",
    "local",
    "localdomain",
    "internal",
    "intranet",
    "lan",
    "home.arpa",
    "corp",
    "private",
    "invalid",
];

/// The town's feeds are not read from there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an address from which feeds are read")]
pub struct Refused;

/// An address from which a feed may be read. Only [`FeedAddress::check`] and [`FeedAddress::redirected`] make one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedAddress(Url);

impl FeedAddress {
    /// Checks an address. `local` is the one origin (such as `http://127.0.0.1:9`) that a demo or a test reads from;
    /// empty for a real town.
    pub fn check(address: &str, local: &str) -> Result<Self, Refused> {
        // The URL Standard drops tabs, line ends and outer blanks without a word.
        if address.len() > 2000 || address.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(Refused);
        }
        Self::allow(Url::parse(address).map_err(|_| Refused)?, local)
    }

    /// Where an answer of this address leads, checked like the first.
    pub fn redirected(&self, location: &str, local: &str) -> Result<Self, Refused> {
        if location.len() > 2000 || location.chars().any(char::is_control) {
            return Err(Refused);
        }
        Self::allow(self.0.join(location).map_err(|_| Refused)?, local)
    }

    fn allow(mut url: Url, local: &str) -> Result<Self, Refused> {
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Refused);
        }
        url.set_fragment(None);
        if !local.is_empty() && url.origin().ascii_serialization() == local {
            return Ok(Self(url));
        }
        let Some(Host::Domain(host)) = url.host() else { return Err(Refused) };
        let is_inside =
            |name: &str| host.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
        let good = url.scheme() == "https"
            && host.contains('.')
            && !host.ends_with('.')
            && !INSIDE.into_iter().any(is_inside);
        if good { Ok(Self(url)) } else { Err(Refused) }
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_is_read_from_a_public_name_over_https() {
        for good in [
            "https://feeds.example.jp/parking.json?a=1",
            "https://example.jp:8443/x",
            "https://xn--rls338j45g.example.jp/", // 駐車場
        ] {
            assert!(FeedAddress::check(good, "").is_ok(), "{good}");
        }
    }

    #[test]
    fn no_spelling_of_a_private_address_is_read() {
        for bad in [
            "http://feeds.example.jp/",
            "https://127.0.0.1/",
            "https://127.1/",
            "https://0x7f000001/",
            "https://0x7f.0.0.1/",
            "https://2130706433/",
            "https://0177.0.0.1/",
            "https://１２７.0.0.1/",
            "https://127。0。0。1/",
            "https://駐車場.example.jp/", // as xn--… only: what a name looks like is not what it is
            "https://10.0.0.8/",
            "https://169.254.169.254/latest/meta-data",
            "https://192.168.1.1/",
            "https://[::1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://[::ffff:7f00:1]/",
            "https://[fe80::1]/",
            "https://[fd00::1]/",
            "https://localhost/",
            "https://LOCALHOST/",
            "https://localhost./",
            "https://a.localhost/",
            "https://feeds.example.jp./",
            "https://printer.local/",
            "https://metadata.google.internal/",
            "https://intranet/",
            "https://user@feeds.example.jp/",
            "https://user:secret@feeds.example.jp/",
            "https://feeds.example.jp@127.0.0.1/",
            "https://127.0.0.1\\@feeds.example.jp/",
            "file:///etc/passwd",
            "data:application/json,{}",
            "ftp://feeds.example.jp/",
            "https://feeds.example.jp/\n",
            " https://feeds.example.jp/",
            "//feeds.example.jp/",
            "",
        ] {
            assert_eq!(FeedAddress::check(bad, ""), Err(Refused), "{bad}");
        }
    }

    #[test]
    fn every_hop_is_checked_like_the_first() {
        let first = FeedAddress::check("https://feeds.example.jp/a/b", "").unwrap();
        assert_eq!(first.redirected("../c", "").unwrap().as_str(), "https://feeds.example.jp/c");
        assert!(first.redirected("https://other.example.jp/", "").is_ok());
        for bad in [
            "http://feeds.example.jp/",
            "//127.0.0.1/",
            "https://0x7f.1/",
            "file:///x",
            "//[::1]/",
            "//a@b.jp/",
        ] {
            assert_eq!(first.redirected(bad, ""), Err(Refused), "{bad}");
        }
    }

    #[test]
    fn the_one_local_origin_is_that_origin_and_no_other_port() {
        let local = "http://127.0.0.1:4100";
        assert!(FeedAddress::check("http://127.0.0.1:4100/parking.json", local).is_ok());
        for bad in [
            "http://127.0.0.1:4101/",
            "https://127.0.0.1:4100/",
            "http://localhost:4100/",
            "http://a@127.0.0.1:4100/",
        ] {
            assert_eq!(FeedAddress::check(bad, local), Err(Refused), "{bad}");
        }
        assert_eq!(FeedAddress::check("http://127.0.0.1:4100/", ""), Err(Refused));
    }
}
