//! The one tap that may be pending in the whole bridge, and what the person at the reader says to it.

use crate::state::towns::PinnedTown;
use hibiki_protocol::{FailReason, Purpose, TapEvent, TapRequest, Want};
use myna_card::Pin;
use serde::Serialize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::{sync::mpsc, time::Instant};

/// The place of the pending tap.
#[derive(Debug, Default)]
pub(crate) struct Desk {
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    last_number: u64,
    pending: Option<Pending>,
    last: Option<Last>,
}

#[derive(Debug)]
struct Pending {
    number: u64,
    town: String,
    origin: String,
    purpose: Purpose,
    want: Want,
    phase: Phase,
    deadline: Instant,
    orders: mpsc::UnboundedSender<Order>,
}

#[derive(Debug)]
struct Last {
    number: u64,
    town: String,
    purpose: Purpose,
    outcome: Outcome,
    ended: Instant,
}

/// How a tap ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Done,
    Failed(FailReason),
    /// The page went away.
    Abandoned,
}

/// Where a tap is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Waiting,
    Reading,
    Pin { tries_left: u8, wrong: bool },
}

/// What the person at the reader says.
#[derive(Debug)]
pub(crate) enum Order {
    /// The PIN was typed.
    Pin(Pin),
    /// Stop.
    Cancel,
}

/// Why what the person said was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotTaken {
    /// That tap is over, or another one is pending.
    NoSuchTap,
    /// The tap does not ask for a PIN now.
    NoPinAsked,
    /// One try is left: the person must say that they know it.
    LastTry,
}

/// The desk as shown to the person: no card number, no challenge, no PIN.
#[derive(Debug, Serialize)]
pub(crate) struct DeskView {
    pending: Option<PendingView>,
    last: Option<LastView>,
}

#[derive(Debug, Serialize)]
struct PendingView {
    number: u64,
    town: String,
    origin: String,
    purpose: Purpose,
    purpose_label: &'static str,
    want: Want,
    phase: &'static str,
    seconds_left: u64,
    tries_left: Option<u8>,
    wrong: bool,
}

#[derive(Debug, Serialize)]
struct LastView {
    number: u64,
    town: String,
    purpose_label: &'static str,
    outcome: &'static str,
    reason: Option<FailReason>,
    seconds_ago: u64,
}

impl Desk {
    /// Takes the place, if it is free.
    pub(crate) fn take(
        self: &Arc<Self>,
        town: &PinnedTown,
        request: &TapRequest,
        deadline: Instant,
        events: mpsc::UnboundedSender<TapEvent>,
    ) -> Option<Ticket> {
        let mut inner = self.lock();
        if inner.pending.is_some() {
            return None;
        }
        let (sender, orders) = mpsc::unbounded_channel();
        inner.last_number += 1;
        let number = inner.last_number;
        inner.pending = Some(Pending {
            number,
            town: town.info.name.clone(),
            origin: town.info.origin.clone(),
            purpose: request.purpose,
            want: request.want,
            phase: Phase::Waiting,
            deadline,
            orders: sender,
        });
        drop(inner);
        Some(Ticket { desk: Arc::clone(self), outcome: Outcome::Abandoned, deadline, orders, events })
    }

    /// The person typed the PIN for the tap of this number.
    pub(crate) fn type_pin(&self, number: u64, pin: Pin, knows_last_try: bool) -> Result<(), NotTaken> {
        let mut inner = self.lock();
        let pending = inner.pending.as_mut().filter(|pending| pending.number == number);
        let pending = pending.ok_or(NotTaken::NoSuchTap)?;
        match pending.phase {
            Phase::Pin { tries_left: 0 | 1, .. } if !knows_last_try => return Err(NotTaken::LastTry),
            Phase::Pin { .. } => {}
            Phase::Waiting | Phase::Reading => return Err(NotTaken::NoPinAsked),
        }
        // Before it is sent: a second press of the button must not spend a second try.
        pending.phase = Phase::Reading;
        pending.orders.send(Order::Pin(pin)).map_err(|_| NotTaken::NoSuchTap)
    }

    /// The person stopped the tap of this number.
    pub(crate) fn cancel(&self, number: u64) -> Result<(), NotTaken> {
        let inner = self.lock();
        let pending = inner.pending.as_ref().filter(|pending| pending.number == number);
        pending.and_then(|pending| pending.orders.send(Order::Cancel).ok()).ok_or(NotTaken::NoSuchTap)
    }

    pub(crate) fn view(&self) -> DeskView {
        let inner = self.lock();
        let pending = inner.pending.as_ref().map(|pending| {
            let (phase, tries_left, wrong) = match pending.phase {
                Phase::Waiting => ("waiting", None, false),
                Phase::Reading => ("reading", None, false),
                Phase::Pin { tries_left, wrong } => ("pin", Some(tries_left), wrong),
            };
            PendingView {
                number: pending.number,
                town: pending.town.clone(),
                origin: pending.origin.clone(),
                purpose: pending.purpose,
                purpose_label: pending.purpose.label(),
                want: pending.want,
                phase,
                seconds_left: seconds_until(pending.deadline),
                tries_left,
                wrong,
            }
        });
        let last = inner.last.as_ref().map(|last| {
            let (outcome, reason) = match last.outcome {
                Outcome::Done => ("done", None),
                Outcome::Failed(reason) => ("failed", Some(reason)),
                Outcome::Abandoned => ("abandoned", None),
            };
            LastView {
                number: last.number,
                town: last.town.clone(),
                purpose_label: last.purpose.label(),
                outcome,
                reason,
                seconds_ago: last.ended.elapsed().as_secs(),
            }
        });
        DeskView { pending, last }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // Every change is a single assignment: there is nothing half done to fear.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The right to be the pending tap. When it is dropped, however that comes, the place is free again.
#[derive(Debug)]
pub(crate) struct Ticket {
    desk: Arc<Desk>,
    outcome: Outcome,
    deadline: Instant,
    orders: mpsc::UnboundedReceiver<Order>,
    events: mpsc::UnboundedSender<TapEvent>,
}

impl Ticket {
    pub(crate) const fn deadline(&self) -> Instant {
        self.deadline
    }

    /// Shows an event to the person at the reader and to the page.
    pub(crate) fn show(&mut self, event: TapEvent) {
        let phase = match &event {
            TapEvent::Waiting { .. } => Some(Phase::Waiting),
            TapEvent::Reading => Some(Phase::Reading),
            TapEvent::PinNeeded { tries_left, wrong } => {
                Some(Phase::Pin { tries_left: *tries_left, wrong: *wrong })
            }
            TapEvent::Done { .. } => {
                self.outcome = Outcome::Done;
                None
            }
            TapEvent::Failed { reason } => {
                self.outcome = Outcome::Failed(*reason);
                None
            }
        };
        if let (Some(phase), Some(pending)) = (phase, &mut self.desk.lock().pending) {
            pending.phase = phase;
        }
        // The page may have gone away; then this task is ended in a moment.
        let _ = self.events.send(event);
    }

    /// What the person says next. Can be dropped and asked again without losing anything.
    pub(crate) async fn order(&mut self) -> Order {
        self.orders.recv().await.unwrap_or(Order::Cancel)
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let mut inner = self.desk.lock();
        if let Some(pending) = inner.pending.take() {
            inner.last = Some(Last {
                number: pending.number,
                town: pending.town,
                purpose: pending.purpose,
                outcome: self.outcome,
                ended: Instant::now(),
            });
        }
    }
}

/// Seconds until then, rounded up: the last one is shown as 1.
pub(crate) fn seconds_until(deadline: Instant) -> u64 {
    deadline.saturating_duration_since(Instant::now()).as_millis().div_ceil(1000).try_into().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use hibiki_protocol::{Challenge, SealPublicKey, TownInfo};
    use std::time::Duration;

    fn town() -> PinnedTown {
        PinnedTown {
            info: TownInfo {
                name: "ひびき町".to_owned(),
                origin: "https://hibiki.example.jp".to_owned(),
                rp_id: "hibiki.example.jp".to_owned(),
                seal_key: SealPublicKey::from_bytes([1; 32]),
            },
            enrolled: None,
        }
    }

    fn take(desk: &Arc<Desk>) -> Option<Ticket> {
        let request = TapRequest {
            challenge: Challenge::from_bytes([1; 32]),
            purpose: Purpose::LogIn,
            want: Want::Signature,
        };
        let (events, _) = mpsc::unbounded_channel();
        desk.take(&town(), &request, Instant::now() + Duration::from_mins(1), events)
    }

    fn pin() -> Pin {
        Pin::numeric("1234").unwrap()
    }

    #[test]
    fn there_is_one_place_and_it_is_free_again_when_the_ticket_goes() {
        let desk = Arc::new(Desk::default());
        let ticket = take(&desk).unwrap();
        assert!(take(&desk).is_none());
        drop(ticket);
        assert!(take(&desk).is_some());
    }

    #[test]
    fn a_pin_is_taken_once_for_the_tap_that_asked_and_for_no_other() {
        let desk = Arc::new(Desk::default());
        let first = take(&desk).unwrap();
        drop(first);
        let mut ticket = take(&desk).unwrap();
        assert_eq!(desk.type_pin(2, pin(), false), Err(NotTaken::NoPinAsked));
        ticket.show(TapEvent::PinNeeded { tries_left: 3, wrong: false });
        assert_eq!(desk.type_pin(1, pin(), false), Err(NotTaken::NoSuchTap));
        assert_eq!(desk.type_pin(2, pin(), false), Ok(()));
        assert_eq!(desk.type_pin(2, pin(), false), Err(NotTaken::NoPinAsked), "pressed twice");
        assert!(matches!(ticket.orders.try_recv(), Ok(Order::Pin(_))));
        assert!(ticket.orders.try_recv().is_err());
    }

    #[test]
    fn the_last_try_needs_a_word_more() {
        let desk = Arc::new(Desk::default());
        let mut ticket = take(&desk).unwrap();
        ticket.show(TapEvent::PinNeeded { tries_left: 1, wrong: true });
        assert_eq!(desk.type_pin(1, pin(), false), Err(NotTaken::LastTry));
        assert_eq!(desk.type_pin(1, pin(), true), Ok(()));
    }

    #[test]
    fn neither_the_view_nor_debug_shows_the_pin_or_the_challenge() {
        let desk = Arc::new(Desk::default());
        let mut ticket = take(&desk).unwrap();
        ticket.show(TapEvent::PinNeeded { tries_left: 3, wrong: false });
        desk.type_pin(1, pin(), false).unwrap();
        let order = ticket.orders.try_recv().unwrap();
        let shown = format!("{desk:?} {order:?} {}", serde_json::to_string(&desk.view()).unwrap());
        assert!(!shown.contains("1234") && !shown.contains("49, 50") && !shown.contains("AQEB"), "{shown}");
        assert!(shown.contains("ひびき町"));
    }
}
