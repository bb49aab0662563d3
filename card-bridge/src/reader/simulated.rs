//! A reader and cards that are not there, for demonstrations and tests.

use super::{BoxFuture, Link, LinkProblem, Presence, Reader, ReaderProblem};
use hibiki_protocol::ReaderState;
use hibiki_simulated_card::{CardProfile, DEMO_CARDS, SimulatedCard, card};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};
use tokio::sync::watch;

/// The simulated reader. Cards keep their PIN counters until the bridge ends.
#[derive(Debug, Clone)]
pub(crate) struct SimulatedReader {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    cards: Mutex<HashMap<&'static str, SimulatedCard>>,
    /// The card that lies there, and how many have been laid there before it.
    lying: watch::Sender<(u64, Option<&'static CardProfile>)>,
}

/// No demo card has this name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NoSuchCard;

impl SimulatedReader {
    pub(crate) fn new() -> Self {
        let (lying, _) = watch::channel((0, None));
        Self { shared: Arc::new(Shared { cards: Mutex::default(), lying }) }
    }

    /// Lays a card on the reader, in the place of the one that lay there.
    pub(crate) fn touch(&self, slug: &str) -> Result<(), NoSuchCard> {
        let profile = card(slug).ok_or(NoSuchCard)?;
        self.shared.cards().entry(profile.slug).or_insert_with(|| SimulatedCard::new(profile)).power_on();
        self.shared.lying.send_modify(|lying| *lying = (lying.0 + 1, Some(profile)));
        Ok(())
    }

    /// Lifts the card.
    pub(crate) fn lift(&self) {
        self.shared.lying.send_modify(|lying| *lying = (lying.0 + 1, None));
    }

    /// All cards, and whether each lies on the reader.
    pub(crate) fn cards(&self) -> Vec<(&'static CardProfile, bool)> {
        let lying = self.shared.lying.borrow().1.map(|card| card.slug);
        DEMO_CARDS.iter().map(|card| (card, lying == Some(card.slug))).collect()
    }
}

impl Shared {
    fn cards(&self) -> MutexGuard<'_, HashMap<&'static str, SimulatedCard>> {
        self.cards.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Reader for SimulatedReader {
    fn state(&self) -> BoxFuture<ReaderState> {
        Box::pin(async { ReaderState::Simulated })
    }

    fn wait_for_card(&self) -> BoxFuture<Result<Presence, ReaderProblem>> {
        let shared = Arc::clone(&self.shared);
        Box::pin(async move {
            let mut lying = shared.lying.subscribe();
            let (turn, profile) =
                *lying.wait_for(|(_, card)| card.is_some()).await.map_err(|_| ReaderProblem::Unplugged)?;
            let profile = profile.ok_or(ReaderProblem::Unplugged)?;
            let link = SimulatedLink {
                atr: SimulatedCard::new(profile).atr(),
                slug: profile.slug,
                turn,
                shared: Arc::clone(&shared),
                power_down: false,
            };
            Ok(Presence { since: Instant::now(), power_up: Duration::ZERO, link: Box::new(link) })
        })
    }
}

struct SimulatedLink {
    atr: &'static [u8],
    slug: &'static str,
    turn: u64,
    shared: Arc<Shared>,
    power_down: bool,
}

impl Link for SimulatedLink {
    fn atr(&self) -> &[u8] {
        self.atr
    }

    fn transmit(&mut self, apdu: &[u8]) -> Result<Vec<u8>, LinkProblem> {
        self.check_present()?;
        self.shared.cards().get_mut(self.slug).map(|card| card.transmit(apdu)).ok_or(LinkProblem::Failed)
    }

    fn check_present(&mut self) -> Result<(), LinkProblem> {
        if self.shared.lying.borrow().0 == self.turn { Ok(()) } else { Err(LinkProblem::CardLeft) }
    }

    fn power_down_at_end(&mut self) {
        self.power_down = true;
    }
}

impl Drop for SimulatedLink {
    fn drop(&mut self) {
        if self.power_down
            && let Some(card) = self.shared.cards().get_mut(self.slug)
        {
            card.power_off();
        }
    }
}
