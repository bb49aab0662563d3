//! Emergency summaries: which one may come, and the one that is shown now.
//!
//! A summary comes through a page of the town and is shown here alone. It is taken within two minutes after a tap for
//! `emergency.open` that this bridge signed, once, and only what the town released for that very tap. After five
//! minutes, or when the next one is asked for, it is forgotten. Nothing of it is written anywhere.

use crate::state::{StateDir, StateError, key};
use hibiki_protocol::{
    EMERGENCY_SHOWN_SECS, EMERGENCY_TAP_SECS, EmergencyError, EmergencySecretKey, EmergencySummary, KeyId,
    TownInfo,
};
use serde::Serialize;
use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// What is expected, and what is shown.
#[derive(Debug)]
pub(crate) struct Emergency {
    state: StateDir,
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    last_number: u64,
    expected: Option<Expected>,
    shown: Option<Shown>,
}

/// A tap was signed: for this one a summary may come.
#[derive(Debug)]
struct Expected {
    town: TownInfo,
    client_data_hash: [u8; 32],
    until: Instant,
}

#[derive(Debug)]
struct Shown {
    number: u64,
    town: String,
    summary: EmergencySummary,
    until: Instant,
}

/// Why no summary is shown.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotShown {
    #[error(
        "no tap in an emergency was signed for this town in the last two minutes, or its summary came already"
    )]
    NotExpected,
    #[error("this bridge has no emergency key")]
    NoKey,
    #[error(transparent)]
    State(#[from] StateError),
    #[error(transparent)]
    NotOpened(#[from] EmergencyError),
}

/// That something is shown, for the page and the commands: nothing of what it is.
#[derive(Debug, Serialize)]
pub(crate) struct ShownView {
    number: u64,
    town: String,
    seconds_left: u64,
}

impl Emergency {
    pub(crate) fn new(state: StateDir) -> Result<Self, StateError> {
        // A page that stayed open while the bridge was started again must not take the next person's summary for the
        // one that it shows: numbers begin anywhere.
        let first = getrandom::u32().map_err(|error| StateError::Random(error.to_string()))?;
        let inner = Inner { last_number: first.into(), ..Inner::default() };
        Ok(Self { state, inner: Mutex::new(inner) })
    }

    /// The bridge's emergency key, read when it is needed; it is not kept in memory. `None`: it was never made.
    pub(crate) fn key(&self) -> Result<Option<EmergencySecretKey>, StateError> {
        key::load_emergency(&self.state)
    }

    /// A tap for `emergency.open` was signed for this town. What is shown of another person goes away.
    pub(crate) fn expect_summary(&self, town: &TownInfo, client_data_hash: [u8; 32]) {
        let until = Instant::now() + Duration::from_secs(EMERGENCY_TAP_SECS);
        let mut inner = self.lock();
        inner.shown = None;
        inner.expected = Some(Expected { town: town.clone(), client_data_hash, until });
    }

    /// Opens what the page of `town` handed over, and shows it. Whatever comes of it, the tap is used up. Returns the
    /// moment at which it will be forgotten.
    pub(crate) fn take(&self, town: &TownInfo, bridge: KeyId, released: &[u8]) -> Result<Instant, NotShown> {
        let now = Instant::now();
        let expected = {
            let mut inner = self.lock();
            inner.forget_old(now);
            let ours = inner.expected.take_if(|expected| expected.town.origin == town.origin);
            ours.ok_or(NotShown::NotExpected)?
        };
        let key = self.key()?.ok_or(NotShown::NoKey)?;
        let summary = key.open(&expected.town.seal_key, bridge, &expected.client_data_hash, released)?;
        let until = now + Duration::from_secs(EMERGENCY_SHOWN_SECS);
        let mut inner = self.lock();
        inner.last_number += 1;
        let number = inner.last_number;
        inner.shown = Some(Shown { number, town: expected.town.name, summary, until });
        Ok(until)
    }

    /// Whether something is shown now.
    pub(crate) fn view(&self) -> Option<ShownView> {
        let now = Instant::now();
        let mut inner = self.lock();
        inner.forget_old(now);
        inner.shown.as_ref().map(|shown| ShownView {
            number: shown.number,
            town: shown.town.clone(),
            seconds_left: crate::desk::seconds_until(shown.until),
        })
    }

    /// The summary of this number, if it is still shown.
    pub(crate) fn read(&self, number: u64) -> Option<EmergencySummary> {
        let mut inner = self.lock();
        inner.forget_old(Instant::now());
        inner.shown.as_ref().filter(|shown| shown.number == number).map(|shown| shown.summary.clone())
    }

    /// The person at the bridge has read it. False if it is gone already.
    pub(crate) fn forget(&self, number: u64) -> bool {
        self.lock().shown.take_if(|shown| shown.number == number).is_some()
    }

    /// Forgets what is over, also when nobody looks.
    pub(crate) fn forget_old(&self) {
        self.lock().forget_old(Instant::now());
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // Every change is a single assignment: there is nothing half done to fear.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn forget_old(&mut self, now: Instant) {
        self.expected.take_if(|expected| expected.until <= now);
        self.shown.take_if(|shown| shown.until <= now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::lock::ChangeLock;
    use hibiki_protocol::{
        EnvelopeId, EnvelopePlace, SealSecretKey, SummaryLine, release_emergency, seal_emergency,
    };
    use tokio::time::sleep;

    const BRIDGE: KeyId = KeyId::from_bytes([4; 16]);
    const TAP: [u8; 32] = [6; 32];

    struct Stage {
        emergency: Emergency,
        key: EmergencySecretKey,
        _directory: tempfile::TempDir,
    }

    fn town_secret() -> SealSecretKey {
        SealSecretKey::derive(&[7; 32])
    }

    fn town() -> TownInfo {
        TownInfo {
            name: "ひびき町".to_owned(),
            origin: "https://hibiki.example.jp".to_owned(),
            rp_id: "hibiki.example.jp".to_owned(),
            seal_key: town_secret().public_key(),
        }
    }

    fn other_town() -> TownInfo {
        TownInfo { origin: "https://other.example.jp".to_owned(), ..town() }
    }

    fn stage() -> Stage {
        let directory = tempfile::tempdir().unwrap();
        let state = StateDir::open(directory.path().to_path_buf()).unwrap();
        let key = key::load_or_make_emergency(&state, &ChangeLock::take(&state).unwrap()).unwrap();
        Stage { emergency: Emergency::new(state).unwrap(), key, _directory: directory }
    }

    impl Stage {
        fn released(&self, tap: [u8; 32], value: &str) -> Vec<u8> {
            let line = SummaryLine { label: "アレルギー".to_owned(), value: value.to_owned() };
            let summary = EmergencySummary::new("救急の情報".to_owned(), vec![line]).unwrap();
            let place = EnvelopePlace::new(BRIDGE, "0f3a", EnvelopeId::from_bytes([5; 16])).unwrap();
            let to = self.key.public_key();
            let envelope = seal_emergency(&to, &place, &summary, &[8; 32]).unwrap();
            release_emergency(&town_secret(), &to, &place, &envelope, &tap, &[9; 32]).unwrap()
        }

        fn take(&self, released: &[u8]) -> Result<Instant, NotShown> {
            self.emergency.take(&town(), BRIDGE, released)
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_summary_is_shown_for_five_minutes_and_then_forgotten() {
        let stage = stage();
        stage.emergency.expect_summary(&town(), TAP);
        sleep(Duration::from_secs(119)).await;
        let until = stage.take(&stage.released(TAP, "ペニシリン")).unwrap();
        assert_eq!(until, Instant::now() + Duration::from_mins(5));
        let shown = stage.emergency.view().unwrap();
        assert_eq!((shown.seconds_left, shown.town.as_str()), (300, "ひびき町"));
        assert_eq!(stage.emergency.read(shown.number).unwrap().lines()[0].value, "ペニシリン");
        assert!(stage.emergency.read(shown.number + 1).is_none());
        sleep(Duration::from_secs(299)).await;
        assert_eq!(stage.emergency.view().unwrap().seconds_left, 1);
        sleep(Duration::from_secs(1)).await;
        stage.emergency.forget_old();
        assert!(stage.emergency.lock().shown.is_none(), "nobody looked, and it is gone");
        assert!(stage.emergency.read(shown.number).is_none() && stage.emergency.view().is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn two_minutes_after_the_tap_nothing_is_taken_any_more() {
        let stage = stage();
        stage.emergency.expect_summary(&town(), TAP);
        sleep(Duration::from_mins(2)).await;
        let refused = stage.take(&stage.released(TAP, "x")).unwrap_err();
        assert!(matches!(refused, NotShown::NotExpected), "{refused}");
    }

    #[tokio::test(start_paused = true)]
    async fn without_a_tap_or_a_second_time_nothing_is_taken() {
        let stage = stage();
        let released = stage.released(TAP, "x");
        assert!(matches!(stage.take(&released), Err(NotShown::NotExpected)));
        stage.emergency.expect_summary(&town(), TAP);
        stage.take(&released).unwrap();
        let number = stage.emergency.view().unwrap().number;
        assert!(stage.emergency.forget(number) && !stage.emergency.forget(number));
        assert!(matches!(stage.take(&released), Err(NotShown::NotExpected)));
    }

    #[tokio::test(start_paused = true)]
    async fn what_was_released_for_another_tap_is_refused_and_costs_this_one() {
        let stage = stage();
        stage.emergency.expect_summary(&town(), TAP);
        let refused = stage.take(&stage.released([0; 32], "x")).unwrap_err();
        assert!(matches!(refused, NotShown::NotOpened(EmergencyError::Release)), "{refused}");
        let late = stage.take(&stage.released(TAP, "x")).unwrap_err();
        assert!(matches!(late, NotShown::NotExpected), "{late}");
        assert!(stage.emergency.view().is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn another_towns_page_neither_takes_nor_spoils_the_tap() {
        let stage = stage();
        stage.emergency.expect_summary(&town(), TAP);
        let released = stage.released(TAP, "x");
        let refused = stage.emergency.take(&other_town(), BRIDGE, &released).unwrap_err();
        assert!(matches!(refused, NotShown::NotExpected), "{refused}");
        stage.take(&released).unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn the_next_emergency_takes_the_last_persons_summary_away_at_once() {
        let stage = stage();
        stage.emergency.expect_summary(&town(), TAP);
        stage.take(&stage.released(TAP, "x")).unwrap();
        let first = stage.emergency.view().unwrap().number;
        stage.emergency.expect_summary(&town(), [1; 32]);
        assert!(stage.emergency.view().is_none() && stage.emergency.read(first).is_none());
        stage.take(&stage.released([1; 32], "y")).unwrap();
        let second = stage.emergency.view().unwrap().number;
        assert!(second != first && !stage.emergency.forget(first), "the button of the page of before");
        assert_eq!(stage.emergency.read(second).unwrap().lines()[0].value, "y");
    }

    #[tokio::test(start_paused = true)]
    async fn a_bridge_without_an_emergency_key_opens_nothing() {
        let stage = stage();
        std::fs::remove_file(stage.emergency.state.file("emergency.key")).unwrap();
        stage.emergency.expect_summary(&town(), TAP);
        assert!(matches!(stage.take(&stage.released(TAP, "x")), Err(NotShown::NoKey)));
    }

    #[tokio::test(start_paused = true)]
    async fn neither_the_view_nor_debug_shows_what_is_in_it() {
        let stage = stage();
        stage.emergency.expect_summary(&town(), TAP);
        stage.take(&stage.released(TAP, "そば")).unwrap();
        let view = serde_json::to_string(&stage.emergency.view()).unwrap();
        let shown = format!("{:?} {view}", stage.emergency);
        assert!(!shown.contains("そば") && !shown.contains("アレルギー"), "{shown}");
    }
}
