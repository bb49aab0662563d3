//! What a page and the bridge on its machine say to each other.
//!
//! `POST /v1/hello` answers [`HelloReply`]. `POST /v1/tap` takes [`TapRequest`] and answers a stream of
//! [`TapEvent`], one JSON object on a line; closing the connection cancels the tap. `POST /v1/emergency` takes
//! [`EmergencyRequest`] and answers [`EmergencyReply`].

use crate::{Challenge, Purpose, TapAssertion, Want};
use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The port on which a bridge listens unless it is told otherwise.
pub const DEFAULT_PORT: u16 = 35_965;
/// A request body is never longer, except to `/v1/emergency`.
pub const MAX_BODY_BYTES: usize = 4096;
/// A request body to `/v1/emergency` is never longer: a summary of full size and its wrappings, as text.
pub const MAX_EMERGENCY_BODY_BYTES: usize = 24 * 1024;
/// A tap waits so long and no longer.
pub const TAP_TIMEOUT_SECS: u64 = 60;
/// So long after a tap for [`Purpose::EmergencyOpen`] the bridge takes the summary that was released for it.
pub const EMERGENCY_TAP_SECS: u64 = 120;
/// So long the bridge shows an emergency summary.
pub const EMERGENCY_SHOWN_SECS: u64 = 300;

/// The page asks for a tap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TapRequest {
    /// From the Worker.
    pub challenge: Challenge,
    /// What the tap is for.
    pub purpose: Purpose,
    /// What to learn from the card.
    pub want: Want,
}

/// The page hands over what the Worker released after a tap for [`Purpose::EmergencyOpen`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmergencyRequest {
    /// What [`crate::release_emergency`] made, as base64url without padding.
    #[serde(with = "base64url")]
    pub envelope: Vec<u8>,
}

/// The bridge shows the summary now, on its own page. The page that asked learns nothing of what is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmergencyReply {
    /// For so many seconds.
    pub shown_for_secs: u64,
    /// Where it is shown.
    pub own_page: String,
}

/// Whether a card could be touched now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReaderState {
    /// A reader is attached.
    Ready,
    /// No reader is attached.
    NoReader,
    /// The PC/SC service of the machine does not run.
    NoService,
    /// Cards are simulated: touched by `card-bridge touch`.
    Simulated,
}

/// How the bridge is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HelloReply {
    /// The version of the bridge.
    pub version: String,
    /// Whether staff of the town that asks have enrolled this bridge.
    pub enrolled: bool,
    /// The reader.
    pub reader: ReaderState,
    /// Where the person types a PIN: the bridge's own page.
    pub own_page: String,
}

/// What happens at the reader, as it happens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum TapEvent {
    /// The bridge waits for a card.
    Waiting {
        /// Seconds left.
        seconds_left: u64,
    },
    /// A card lies on the reader and is being read.
    Reading,
    /// The person types the PIN into the bridge (never into the page).
    PinNeeded {
        /// Tries left before the card blocks its key.
        tries_left: u8,
        /// The last try was wrong.
        wrong: bool,
    },
    /// The signed answer. The last event.
    Done {
        /// For the Worker.
        assertion: TapAssertion,
    },
    /// It did not work. The last event.
    Failed {
        /// Why.
        reason: FailReason,
    },
}

/// Why a tap did not work; the page has a sentence and a remedy for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FailReason {
    /// Another tap is pending.
    Busy,
    /// No card came in time.
    TimedOut,
    /// The person cancelled at the bridge.
    Cancelled,
    /// No reader is attached.
    NoReader,
    /// The reader went away while waiting.
    ReaderUnplugged,
    /// The machine's PC/SC service does not run.
    NoService,
    /// The card left before it was read.
    CardLeft,
    /// The card is none that the town uses, or lacks what was asked for.
    UnsupportedCard,
    /// The card's PIN is blocked; it is reset at the town office.
    PinBlocked,
    /// Staff have not enrolled this bridge for the town that asks, or not for emergencies.
    NotEnrolled,
    /// The card answered something that the bridge does not understand.
    CardError,
    /// The bridge could not keep its counter: it signs nothing rather than sign twice.
    BridgeError,
}

mod base64url {
    use super::{BASE64URL_NOPAD, Deserialize as _, Deserializer, MAX_EMERGENCY_BODY_BYTES, Serializer, de};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64URL_NOPAD.encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.len() > MAX_EMERGENCY_BODY_BYTES {
            return Err(de::Error::custom("too long"));
        }
        BASE64URL_NOPAD.decode(text.as_bytes()).map_err(de::Error::custom)
    }
}
