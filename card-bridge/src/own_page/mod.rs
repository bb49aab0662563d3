//! The bridge's own page: what the person at the reader sees, and where the PIN is typed.

use crate::desk::DeskView;
use crate::emergency::ShownView;
use crate::server::Bridge;
use hibiki_protocol::ReaderState;
use serde::Serialize;

/// Besides those of every answer. No inline script, nothing from elsewhere, in no frame.
pub(crate) const HEADERS: [(&str, &str); 5] = [
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'",
    ),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
];

/// The page and its two files: content type and content.
pub(crate) fn file(target: &str) -> Option<(&'static str, &'static str)> {
    match target {
        "/" => Some(("text/html; charset=utf-8", include_str!("page.html"))),
        "/own/page.js" => Some(("text/javascript; charset=utf-8", include_str!("page.js"))),
        "/own/page.css" => Some(("text/css; charset=utf-8", include_str!("page.css"))),
        _ => None,
    }
}

/// What page and commands may post to.
pub(crate) fn is_endpoint(target: &str) -> bool {
    matches!(target, "/own/state" | "/own/pin" | "/own/cancel" | "/own/emergency" | "/own/forget")
        || cfg!(feature = "simulated-cards") && matches!(target, "/own/touch" | "/own/lift")
}

/// All that the page shows.
#[derive(Debug, Serialize)]
pub(crate) struct OwnState {
    version: &'static str,
    reader: ReaderState,
    towns: Vec<TownView>,
    #[serde(flatten)]
    desk: DeskView,
    /// That a summary is shown; the page asks for it by its number.
    emergency: Option<ShownView>,
    /// There only when cards are simulated.
    #[serde(skip_serializing_if = "Option::is_none")]
    cards: Option<Vec<CardView>>,
}

#[derive(Debug, Serialize)]
struct TownView {
    name: String,
    origin: String,
    enrolled: bool,
}

#[derive(Debug, Serialize)]
struct CardView {
    slug: &'static str,
    label: &'static str,
    touched: bool,
}

/// The state now.
pub(crate) async fn state(bridge: &Bridge) -> OwnState {
    let town = |town: crate::state::towns::PinnedTown| TownView {
        name: town.info.name,
        origin: town.info.origin,
        enrolled: town.enrolled.is_some(),
    };
    OwnState {
        version: env!("CARGO_PKG_VERSION"),
        reader: bridge.reader.state().await,
        towns: bridge.towns().into_iter().map(town).collect(),
        desk: bridge.desk.view(),
        emergency: bridge.emergency.view(),
        cards: cards(bridge),
    }
}

#[cfg(feature = "simulated-cards")]
fn cards(bridge: &Bridge) -> Option<Vec<CardView>> {
    let view = |(card, touched): (&hibiki_simulated_card::CardProfile, bool)| CardView {
        slug: card.slug,
        label: card.label,
        touched,
    };
    bridge.simulated.as_ref().map(|reader| reader.cards().into_iter().map(view).collect())
}

#[cfg(not(feature = "simulated-cards"))]
fn cards(_: &Bridge) -> Option<Vec<CardView>> {
    None
}
