//! The parts of a page that the browser's script brings to life: a passkey button, a card panel.
//!
//! The script finds them by their `data-` attributes and takes its words from the page, so that every word stands in
//! [`crate::words`].

use crate::context::Visit;
use crate::words::Words;
use askama::Template;

/// A button that uses a passkey.
#[derive(Template)]
#[template(path = "parts/passkey.html")]
pub(crate) struct PasskeyButton {
    purpose: &'static str,
    api: String,
    next: String,
    label: &'static str,
}

impl PasskeyButton {
    pub(crate) fn new(visit: &Visit, purpose: &'static str, next: &str, label: &'static str) -> Self {
        Self { purpose, api: visit.href("/api"), next: next.to_owned(), label }
    }

    /// Opens the health record.
    pub(crate) fn for_health(visit: &Visit, next: &str, label: &'static str) -> Self {
        Self { purpose: "health-open", api: visit.href("/api/health"), next: next.to_owned(), label }
    }
}

impl PasskeyButton {
    /// Makes or opens the work key of a member of staff: the same ceremony at another address.
    pub(crate) fn for_work(next: &str, label: &'static str) -> Self {
        Self { purpose: "health-open", api: "/api/health/work".to_owned(), next: next.to_owned(), label }
    }
}

impl PasskeyButton {
    /// Asks for a new lock of the health record, for somebody who lost the others.
    pub(crate) fn for_recovery(visit: &Visit, label: &'static str) -> Self {
        let next = visit.href("/my/health/recovery");
        Self { purpose: "health-open", api: visit.href("/api/health/back"), next, label }
    }
}

/// A panel that takes a card.
#[derive(Template)]
#[template(path = "parts/tap.html")]
pub(crate) struct TapPanel {
    t: &'static Words,
    purpose: &'static str,
    want: &'static str,
    /// The last part of the address that takes the tap.
    to: &'static str,
    subject: String,
    api: String,
    bridge: String,
    next: String,
    label: &'static str,
    secondary: bool,
    /// Whether a reason is asked for.
    reason: bool,
}

impl TapPanel {
    pub(crate) fn new(
        visit: &Visit,
        (purpose, want, to): (&'static str, &'static str, &'static str),
        next: &str,
        label: &'static str,
    ) -> Self {
        Self {
            t: visit.words(),
            purpose,
            want,
            to,
            subject: String::new(),
            api: visit.href("/api"),
            bridge: visit.config.bridge_origin.clone(),
            next: next.to_owned(),
            label,
            secondary: false,
            reason: false,
        }
    }

    /// Opens the health record.
    pub(crate) fn for_health(visit: &Visit, next: &str, label: &'static str) -> Self {
        let panel = Self::new(visit, ("health.open", "opening", "open"), next, label);
        Self { api: visit.href("/api/health"), ..panel }.secondary()
    }

    /// Asks for a new lock of the health record, for somebody who lost the others.
    pub(crate) fn for_recovery(visit: &Visit, label: &'static str) -> Self {
        let next = visit.href("/my/health/recovery");
        let panel = Self::new(visit, ("health.open", "opening", "open"), &next, label);
        Self { api: visit.href("/api/health/back"), ..panel }.secondary()
    }

    /// Has the emergency summary shown of the person whose card is touched.
    pub(crate) fn for_emergency(visit: &Visit, next: &str, label: &'static str) -> Self {
        let panel = Self::new(visit, ("emergency.open", "identifier", "emergency"), next, label);
        Self { api: visit.href("/api/health"), reason: true, ..panel }
    }

    /// Asks whether an eligibility card is valid. The answer leads to the page that shows it.
    pub(crate) fn for_eligibility(visit: &Visit, label: &'static str) -> Self {
        let at = ("eligibility.check", "identifier", "eligibility");
        Self { api: visit.href("/api/health"), ..Self::new(visit, at, "/desk/health/check", label) }
    }

    /// For the person behind this reference.
    pub(crate) fn about(mut self, subject: &str) -> Self {
        subject.clone_into(&mut self.subject);
        self
    }

    /// Not the page's main action.
    pub(crate) const fn secondary(mut self) -> Self {
        self.secondary = true;
        self
    }
}

/// The states of passkeys and cards in words, once on a page, for the script.
#[derive(Template)]
#[template(path = "parts/ceremony_words.html")]
pub(crate) struct CeremonyWords {
    t: &'static Words,
}

impl CeremonyWords {
    pub(crate) const fn new(visit: &Visit) -> Self {
        Self { t: visit.words() }
    }
}
