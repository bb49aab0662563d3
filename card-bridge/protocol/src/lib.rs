//! What crosses a process boundary between the page, the card-bridge and the Worker.
//!
//! Every byte that is signed or sealed is made by exactly one function of this crate; the bridge
//! and the Worker both call it. The protocol itself is told in `docs/tap-protocol.md`.

mod bytes;
mod emergency;
mod enrol;
mod evidence;
mod loopback;
mod problem;
mod purpose;
mod seal;
mod summary;
mod tap;

pub use bytes::{
    BridgePublicKey, Challenge, EmergencyPublicKey, EnvelopeId, KeyId, RpIdHash, SealPublicKey, Signature,
    WrongLength,
};
pub use emergency::{
    BadPlace, EmergencyError, EmergencySecretKey, EnvelopePlace, release_emergency, seal_emergency,
};
pub use enrol::{EnrolReply, EnrolRequest, PairingCode, TownInfo, UnreadableCode, enrolment_bytes};
pub use evidence::{Evidence, EvidenceError, Identifier, IdentifierKind};
pub use loopback::{
    DEFAULT_PORT, EMERGENCY_SHOWN_SECS, EMERGENCY_TAP_SECS, EmergencyReply, EmergencyRequest, FailReason,
    HelloReply, MAX_BODY_BYTES, MAX_EMERGENCY_BODY_BYTES, ReaderState, TAP_TIMEOUT_SECS, TapEvent,
    TapRequest,
};
pub use problem::Problem;
pub use purpose::{Purpose, Want};
#[cfg(feature = "seal")]
pub use seal::seal;
pub use seal::{SealError, SealSecretKey};
pub use summary::{BadSummary, EmergencySummary, MAX_SUMMARY_BYTES, SummaryLine};
pub use tap::{
    AuthenticatorData, AuthenticatorDataError, ClientData, Flags, TapAssertion, card_lock_message,
    card_message, signed_bytes, verify_signature,
};
