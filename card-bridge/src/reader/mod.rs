//! Readers: the real one behind PC/SC, and a simulated one.

#[cfg(feature = "pcsc")]
pub(crate) mod pcsc;
#[cfg(feature = "simulated-cards")]
pub(crate) mod simulated;

use hibiki_protocol::ReaderState;
use std::{future::Future, pin::Pin, time::Instant};

/// A future that is stopped by dropping it.
pub(crate) type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Something on which cards are laid.
pub(crate) trait Reader: Send + Sync {
    /// How it is now.
    fn state(&self) -> BoxFuture<ReaderState>;

    /// Waits until a card lies on it; one that lies there already counts. Dropping the future stops the waiting.
    fn wait_for_card(&self) -> BoxFuture<Result<Presence, ReaderProblem>>;
}

/// A card that was laid on a reader.
pub(crate) struct Presence {
    /// When the reader told so.
    pub(crate) since: Instant,
    /// How long it took the reader to power the card up: not the bridge's time.
    pub(crate) power_up: std::time::Duration,
    /// The way to it.
    pub(crate) link: Box<dyn Link>,
}

/// Carries bytes to a card and back. It does not interpret them and never repeats them. Dropping it lets go of
/// the card.
pub(crate) trait Link: Send {
    /// What the card, or the reader for it, answered to reset.
    fn atr(&self) -> &[u8];

    /// Sends a command APDU and returns the whole answer, status word included.
    fn transmit(&mut self, apdu: &[u8]) -> Result<Vec<u8>, LinkProblem>;

    /// Whether the card still lies there.
    fn check_present(&mut self) -> Result<(), LinkProblem>;

    /// From now on, letting go of the card also takes its power.
    fn power_down_at_end(&mut self);
}

/// Why no card can come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(any(feature = "pcsc", feature = "simulated-cards")), expect(dead_code, reason = "no reader"))]
pub(crate) enum ReaderProblem {
    /// The machine's PC/SC service does not run or does not let this user in.
    NoService,
    /// There is no reader.
    NoReader,
    /// The reader, or the service, went away while waiting.
    Unplugged,
}

/// Why bytes did not get through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(any(feature = "pcsc", feature = "simulated-cards")), expect(dead_code, reason = "no reader"))]
pub(crate) enum LinkProblem {
    /// The card was lifted.
    CardLeft,
    /// The reader or the service went away.
    ReaderGone,
    /// Something else between bridge and card.
    Failed,
}
