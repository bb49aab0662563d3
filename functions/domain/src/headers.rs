//! Security headers of every response: the Worker sets them, and the static files get the same from `_headers`.

/// Headers that are the same everywhere.
pub const COMMON: [(&str, &str); 8] = [
    ("strict-transport-security", "max-age=63072000; includeSubDomains"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    // Not `no-referrer`: with it browsers send `Origin: null` with forms, and the Worker refuses that.
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("x-permitted-cross-domain-policies", "none"),
    ("x-dns-prefetch-control", "off"),
];

const NOTHING_ELSE: &str = "accelerometer=(), display-capture=(), geolocation=(), gyroscope=(), \
                            magnetometer=(), microphone=(), payment=(), usb=()";

/// `Content-Security-Policy` of static pages.
pub const STATIC_CSP: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
                              img-src 'self'; media-src 'self'; connect-src 'self'; manifest-src 'self'; \
                              form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What scripts and viewers of other sites may read: open data, timetables, and the pictures that IIIF describes.
const OPEN: [&str; 5] =
    ["/opendata/*", "/bus/*/gtfs.zip", "/iiif/*", "/archives/*/manifest.json", "/lectures/*/manifest.json"];

/// What never changes under its address: it holds a hash, or the version of the index. Everything else is asked for
/// again each time, and answered with 304 (RFC 9110, section 15.4.5).
const LASTING: [&str; 4] = [
    "/processed_images/*",
    "/search/:language/head/*",
    "/search/:language/body/*",
    "/search/:language/pages/*",
];

/// `Content-Security-Policy` of the Worker's pages: those that take a card may also talk to the bridge at `bridge`
/// (an origin on loopback).
pub fn page_csp(bridge: Option<&str>) -> String {
    let connect = bridge.map_or(String::new(), |origin| format!(" {origin}"));
    STATIC_CSP.replace("connect-src 'self'", &format!("connect-src 'self'{connect}"))
}

/// What of the device a page uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Uses {
    /// Nothing.
    Nothing,
    /// Passkeys, and cards through the bridge on loopback.
    Ceremonies,
    /// The camera.
    Camera,
}

/// `Permissions-Policy`: passkeys, loopback and camera only where a page uses them. Chrome 142 to 144 know loopback by
/// the wider name `local-network-access` alone.
pub fn permissions_policy(uses: Uses) -> String {
    let who = |these: Uses| if uses == these { "(self)" } else { "()" };
    let (ceremonies, camera) = (who(Uses::Ceremonies), who(Uses::Camera));
    format!(
        "{NOTHING_ELSE}, camera={camera}, publickey-credentials-get={ceremonies}, \
         publickey-credentials-create={ceremonies}, loopback-network={ceremonies}, local-network-access={ceremonies}"
    )
}

/// The `_headers` file of the static assets.
pub fn static_headers_file() -> String {
    let common =
        COMMON.iter().map(|(name, value)| format!("  {name}: {value}\n")).collect::<Vec<_>>().concat();
    let permissions = permissions_policy(Uses::Nothing);
    let open = OPEN.map(|path| {
        format!(
            "{path}\n  ! cross-origin-resource-policy\n  cross-origin-resource-policy: cross-origin\n  \
             access-control-allow-origin: *\n"
        )
    });
    let lasting =
        LASTING.map(|path| format!("{path}\n  cache-control: public, max-age=31536000, immutable\n"));
    format!(
        "/*\n{common}  content-security-policy: {STATIC_CSP}\n  permissions-policy: {permissions}\n{}{}",
        open.concat(),
        lasting.concat()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_policy_allows_inline_script_or_framing() {
        for csp in [STATIC_CSP.to_owned(), page_csp(None), page_csp(Some("http://127.0.0.1:35965"))] {
            assert!(!csp.contains("unsafe-inline") && !csp.contains("'unsafe-eval'") && !csp.contains('*'));
            assert!(csp.contains("frame-ancestors 'none'") && csp.starts_with("default-src 'none'"));
        }
        assert!(page_csp(Some("http://127.0.0.1:1")).contains("connect-src 'self' http://127.0.0.1:1;"));
    }

    #[test]
    fn a_page_may_use_what_it_uses_and_nothing_else() {
        let rows = [
            (Uses::Nothing, "camera=()", "publickey-credentials-get=()"),
            (Uses::Ceremonies, "camera=()", "publickey-credentials-get=(self)"),
            (Uses::Camera, "camera=(self)", "publickey-credentials-get=()"),
        ];
        for (uses, camera, passkeys) in rows {
            let policy = permissions_policy(uses);
            assert!(policy.contains(camera) && policy.contains(passkeys), "{policy}");
            assert!(policy.contains("microphone=()") && policy.matches("camera=").count() == 1);
        }
    }

    #[test]
    fn the_static_file_carries_every_common_header() {
        let file = static_headers_file();
        assert!(COMMON.iter().all(|(name, value)| file.contains(&format!("  {name}: {value}\n"))));
        // The edge host reads no more (Workers static assets).
        assert!(file.lines().filter(|line| line.starts_with('/')).count() <= 100);
        assert!(file.lines().all(|line| line.len() <= 2000));
    }
}
