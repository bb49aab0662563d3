//! Who sent a request, as the browser states it.

use crate::fault::Fault;

/// What a browser states about a request that changes something.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stated<'a> {
    /// The `Origin` header.
    pub(crate) origin: Option<&'a str>,
    /// The `Sec-Fetch-Site` header, which older browsers do not send.
    pub(crate) fetch_site: Option<&'a str>,
}

/// A page of the town sent it: the exact origin, stated once. Missing and `null` are foreign.
pub(crate) fn require_own(stated: Stated<'_>, own: &str) -> Result<(), Fault> {
    let same_site = stated.fetch_site.is_none_or(|site| site == "same-origin");
    if stated.origin == Some(own) && same_site { Ok(()) } else { Err(Fault::ForeignOrigin) }
}

/// A program sent it, not a page.
pub(crate) fn require_none(stated: Stated<'_>) -> Result<(), Fault> {
    if stated.origin.is_none() && stated.fetch_site.is_none() { Ok(()) } else { Err(Fault::ForeignOrigin) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_exact_origin_counts() {
        let own = "https://hibiki.example.jp";
        let refused = [
            None,
            Some("null"),
            Some(""),
            Some("https://hibiki.example.jp/"),
            Some("https://hibiki.example.jp."),
            Some("https://hibiki.example.jp:443"),
            Some("http://hibiki.example.jp"),
            Some("HTTPS://hibiki.example.jp"),
            Some("https://Hibiki.example.jp"),
            Some("https://hibiki.example.jp.evil.example"),
            Some("https://evil-hibiki.example.jp"),
            Some("https://hibiki.example.jp, https://hibiki.example.jp"),
            Some("https://user@hibiki.example.jp"),
        ];
        for origin in refused {
            assert!(require_own(Stated { origin, fetch_site: None }, own).is_err(), "{origin:?}");
        }
        assert!(require_own(Stated { origin: Some(own), fetch_site: None }, own).is_ok());
        assert!(require_own(Stated { origin: Some(own), fetch_site: Some("same-origin") }, own).is_ok());
        assert!(require_own(Stated { origin: Some(own), fetch_site: Some("cross-site") }, own).is_err());
        assert!(require_none(Stated { origin: None, fetch_site: None }).is_ok());
        assert!(require_none(Stated { origin: Some(own), fetch_site: None }).is_err());
    }
}
