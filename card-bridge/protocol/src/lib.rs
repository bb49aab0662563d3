//! What crosses a process boundary between the page, the card-bridge and the Worker.
//!
//! Every byte that is signed or sealed is made by exactly one function of this crate; the bridge
//! and the Worker both call it. The protocol itself is told in `docs/tap-protocol.md`.

mod bytes;
mod enrol;
mod evidence;
mod loopback;
mod problem;
mod purpose;
mod seal;
mod tap;

pub use bytes::{BridgePublicKey, Challenge, KeyId, RpIdHash, SealPublicKey, Signature, WrongLength};
pub use enrol::{EnrolReply, EnrolRequest, PairingCode, TownInfo, UnreadableCode, enrolment_bytes};
pub use evidence::{Evidence, EvidenceError, Identifier, IdentifierKind};
pub use loopback::{
    DEFAULT_PORT, FailReason, HelloReply, MAX_BODY_BYTES, ReaderState, TAP_TIMEOUT_SECS, TapEvent, TapRequest,
};
pub use problem::Problem;
pub use purpose::{Purpose, Want};
#[cfg(feature = "seal")]
pub use seal::seal;
pub use seal::{SealError, SealSecretKey};
pub use tap::{
    AuthenticatorData, AuthenticatorDataError, ClientData, Flags, TapAssertion, card_message, signed_bytes,
    verify_signature,
};
