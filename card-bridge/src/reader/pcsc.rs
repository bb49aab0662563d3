//! The real reader, behind PC/SC: pcscd on Linux, the Smart Card service on Windows.

use super::{BoxFuture, Link, LinkProblem, Presence, Reader, ReaderProblem};
use hibiki_protocol::ReaderState;
use pcsc::{
    Context, Disposition, Error, MAX_ATR_SIZE, MAX_BUFFER_SIZE_EXTENDED, Protocols, Scope, ShareMode, State,
};
use std::{
    ffi::CString,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};
use tokio::task::spawn_blocking;
use zeroize::Zeroizing;

/// So often the waiting looks up, should the service have told it nothing.
const LOOK_UP: Duration = Duration::from_millis(500);
/// So long another program may hold the card: Windows itself reads a new card first.
const HELD_BY_OTHERS: Duration = Duration::from_secs(5);
const TRY_AGAIN: Duration = Duration::from_millis(50);
/// So many looks until a lifted card is noticed for sure.
const NOTICED_AFTER: u32 = 20;

/// All readers of the machine whose names contain a given text.
#[derive(Debug, Clone)]
pub(crate) struct PcscReader {
    name_part: Option<Arc<str>>,
}

impl PcscReader {
    pub(crate) fn new(name_part: Option<&str>) -> Self {
        Self { name_part: name_part.map(Arc::from) }
    }

    fn readers(&self, context: &Context) -> Result<Vec<CString>, Error> {
        let readers = match context.list_readers_owned() {
            Err(Error::NoReadersAvailable) => Vec::new(),
            readers => readers?,
        };
        let wanted = |name: &CString| {
            self.name_part.as_ref().is_none_or(|part| name.to_string_lossy().contains(part.as_ref()))
        };
        Ok(readers.into_iter().filter(wanted).collect())
    }
}

impl Reader for PcscReader {
    fn state(&self) -> BoxFuture<ReaderState> {
        let reader = self.clone();
        Box::pin(async move {
            let readers = spawn_blocking(move || reader.readers(&Context::establish(Scope::User)?));
            match readers.await {
                Ok(Ok(readers)) if readers.is_empty() => ReaderState::NoReader,
                Ok(Ok(_)) => ReaderState::Ready,
                Ok(Err(_)) | Err(_) => ReaderState::NoService,
            }
        })
    }

    fn wait_for_card(&self) -> BoxFuture<Result<Presence, ReaderProblem>> {
        let reader = self.clone();
        Box::pin(async move {
            let stop = Stop::default();
            let mut guard = StopWhenDropped { stop: stop.clone(), context: None };
            let context = spawn_blocking(|| Context::establish(Scope::User)).await;
            let Ok(Ok(context)) = context else { return Err(ReaderProblem::NoService) };
            guard.context = Some(context.clone());
            let waiting = spawn_blocking(move || wait(&reader, &context, &stop));
            waiting.await.unwrap_or(Err(ReaderProblem::NoService))
        })
    }
}

#[derive(Debug, Default, Clone)]
struct Stop(Arc<AtomicBool>);

impl Stop {
    fn is_set(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// The waiting happens in a thread of its own, which a dropped future does not end by itself.
struct StopWhenDropped {
    stop: Stop,
    context: Option<Context>,
}

impl Drop for StopWhenDropped {
    fn drop(&mut self) {
        self.stop.0.store(true, Ordering::Release);
        if let Some(context) = &self.context {
            // Should it fail, the thread looks up in half a second.
            let _ = context.cancel();
        }
    }
}

fn wait(reader: &PcscReader, context: &Context, stop: &Stop) -> Result<Presence, ReaderProblem> {
    let watched = |names: Vec<CString>| {
        let mut states = vec![pcsc::ReaderState::new(pcsc::PNP_NOTIFICATION(), State::UNAWARE)];
        states.extend(names.into_iter().map(|name| pcsc::ReaderState::new(name, State::UNAWARE)));
        states
    };
    let names = reader.readers(context).map_err(|_| ReaderProblem::NoService)?;
    if names.is_empty() {
        return Err(ReaderProblem::NoReader);
    }
    let mut states = watched(names);
    loop {
        let changed = context.get_status_change(LOOK_UP, &mut states);
        let since = Instant::now();
        if stop.is_set() {
            // Nobody listens any more.
            return Err(ReaderProblem::Unplugged);
        }
        let list_again = match changed {
            Ok(()) => {
                let present = |state: &&pcsc::ReaderState| {
                    let event = state.event_state();
                    event.contains(State::PRESENT) && !event.intersects(State::MUTE)
                };
                for state in states.iter().skip(1).filter(present) {
                    if let Some(presence) = connect(context, state, since, stop)? {
                        return Ok(presence);
                    }
                }
                let gone = State::UNKNOWN | State::UNAVAILABLE | State::IGNORE;
                let list_again = states.iter().enumerate().any(|(place, state)| {
                    let event = state.event_state();
                    if place == 0 { event.contains(State::CHANGED) } else { event.intersects(gone) }
                });
                for state in &mut states {
                    state.sync_current_state();
                }
                list_again
            }
            Err(Error::Timeout | Error::Cancelled) => false,
            Err(Error::UnknownReader | Error::ReaderUnavailable) => true,
            Err(_) => return Err(ReaderProblem::Unplugged),
        };
        if list_again {
            let names = reader.readers(context).map_err(|_| ReaderProblem::Unplugged)?;
            if names.is_empty() {
                return Err(ReaderProblem::Unplugged);
            }
            if !names.iter().map(CString::as_c_str).eq(states.iter().skip(1).map(pcsc::ReaderState::name)) {
                states = watched(names);
            }
        }
    }
}

/// Takes the card for the bridge alone. `None` when it has left again, or lies badly: then waiting goes on.
fn connect(
    context: &Context,
    state: &pcsc::ReaderState,
    since: Instant,
    stop: &Stop,
) -> Result<Option<Presence>, ReaderProblem> {
    loop {
        match context.connect(state.name(), ShareMode::Exclusive, Protocols::ANY) {
            Ok(card) => {
                let power_up = since.elapsed();
                let link = PcscLink {
                    atr: state.atr().get(..state.atr().len().min(MAX_ATR_SIZE)).unwrap_or_default().to_vec(),
                    card: Some(card),
                    buffer: Zeroizing::new(vec![0; MAX_BUFFER_SIZE_EXTENDED]),
                    at_end: Disposition::ResetCard,
                };
                return Ok(Some(Presence { since, power_up, link: Box::new(link) }));
            }
            Err(Error::SharingViolation) if since.elapsed() < HELD_BY_OTHERS && !stop.is_set() => {
                thread::sleep(TRY_AGAIN);
            }
            Err(error) if is_service_gone(error) => return Err(ReaderProblem::Unplugged),
            Err(_) => return Ok(None),
        }
    }
}

fn is_service_gone(error: Error) -> bool {
    matches!(
        error,
        Error::NoService
            | Error::ServiceStopped
            | Error::ServerTooBusy
            | Error::CommError
            | Error::InternalError
            | Error::InvalidHandle
            | Error::NoReadersAvailable
            | Error::ReaderUnavailable
            | Error::UnknownReader
    )
}

fn link_problem(error: Error) -> LinkProblem {
    match error {
        Error::RemovedCard
        | Error::NoSmartcard
        | Error::ResetCard
        | Error::UnpoweredCard
        | Error::UnresponsiveCard
        | Error::NotTransacted => LinkProblem::CardLeft,
        error if is_service_gone(error) => LinkProblem::ReaderGone,
        _ => LinkProblem::Failed,
    }
}

struct PcscLink {
    atr: Vec<u8>,
    /// There until it is dropped.
    card: Option<pcsc::Card>,
    /// What the card said last; a signature among it can be a secret.
    buffer: Zeroizing<Vec<u8>>,
    at_end: Disposition,
}

impl Link for PcscLink {
    fn atr(&self) -> &[u8] {
        &self.atr
    }

    fn transmit(&mut self, apdu: &[u8]) -> Result<Vec<u8>, LinkProblem> {
        let card = self.card.as_ref().ok_or(LinkProblem::Failed)?;
        let problem = match card.transmit(apdu, &mut self.buffer) {
            Ok(answer) if answer.len() >= 2 => return Ok(answer.to_vec()),
            Ok(_) => LinkProblem::Failed,
            Err(error) => link_problem(error),
        };
        // Readers tell in many ways that a card was lifted in the middle of a command: some say that the
        // command failed, some give half an answer. The service knows a moment later.
        for _ in 0..NOTICED_AFTER {
            if problem != LinkProblem::Failed {
                break;
            }
            self.check_present()?;
            thread::sleep(TRY_AGAIN);
        }
        Err(problem)
    }

    fn check_present(&mut self) -> Result<(), LinkProblem> {
        let card = self.card.as_ref().ok_or(LinkProblem::Failed)?;
        let status = card.status2_owned().map_err(link_problem)?.status();
        if status.intersects(pcsc::Status::ABSENT) { Err(LinkProblem::CardLeft) } else { Ok(()) }
    }

    fn power_down_at_end(&mut self) {
        self.at_end = Disposition::UnpowerCard;
    }
}

impl Drop for PcscLink {
    fn drop(&mut self) {
        if let Some(card) = self.card.take() {
            // It fails when the card or the reader is gone, and with them the security status.
            let _ = card.disconnect(self.at_end);
        }
    }
}
