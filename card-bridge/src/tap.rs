//! One tap, from the page's request to the signed answer.

use crate::card::{self, CardOnReader, CardProblem, Texts};
use crate::config::TownArea;
use crate::desk::{Order, Ticket, seconds_until};
use crate::emergency::Emergency;
use crate::reader::{LinkProblem, Presence, Reader, ReaderProblem};
use crate::signer::Signer;
use crate::state::towns::PinnedTown;
use hibiki_protocol::{
    ClientData, Evidence, FailReason, Flags, Purpose, RpIdHash, TapAssertion, TapEvent, TapRequest, Want,
    card_lock_message, card_message,
};
use myna_card::Pin;
use std::time::{Duration, Instant};
use tokio::{task::spawn_blocking, time};

/// So often it is looked whether the card still lies there while the person types.
const LOOK_FOR_CARD: Duration = Duration::from_millis(300);

/// What a page asked for.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) town: PinnedTown,
    pub(crate) request: TapRequest,
}

/// What a tap needs.
#[derive(Clone, Copy)]
pub(crate) struct Tools<'a> {
    pub(crate) reader: &'a dyn Reader,
    pub(crate) signer: &'a Signer,
    pub(crate) town_area: Option<&'a TownArea>,
    pub(crate) emergency: &'a Emergency,
}

/// Runs the tap and shows its end. Dropping the future ends it at once.
pub(crate) async fn run(job: Job, tools: Tools<'_>, mut ticket: Ticket) {
    let deadline = ticket.deadline();
    let end = time::timeout_at(deadline, answer(&job, tools, &mut ticket))
        .await
        .unwrap_or(Err(FailReason::TimedOut));
    ticket.show(match end {
        Ok(assertion) => TapEvent::Done { assertion },
        Err(reason) => {
            eprintln!("card-bridge: tap for {}: {reason:?}", job.town.info.origin);
            TapEvent::Failed { reason }
        }
    });
}

async fn answer(job: &Job, tools: Tools<'_>, ticket: &mut Ticket) -> Result<TapAssertion, FailReason> {
    let want = job.request.want;
    may_ask(job, tools.emergency)?;
    tools.signer.prepare().map_err(|error| {
        eprintln!("card-bridge: {error}");
        FailReason::BridgeError
    })?;

    let presence = wait_for_card(tools.reader, ticket).await?;
    ticket.show(TapEvent::Reading);
    let mut clock = BridgeClock::start(&presence);
    let card = CardOnReader::new(presence.link);

    let client_data =
        ClientData::new(job.request.challenge, &job.town.info.origin, job.request.purpose, want).hash();
    let (card, evidence) = match want {
        Want::Identifier | Want::Binding => {
            let town_area = tools.town_area.cloned();
            on_card(ticket, card, move |card| {
                let identifier = Some(card.identify(town_area.as_ref())?);
                let unverified_certificate = if want == Want::Binding { card.certificate()? } else { None };
                Ok(Evidence { identifier, unverified_certificate, ..Evidence::default() })
            })
            .await?
        }
        Want::Signature | Want::Opening => {
            let rp_id_hash = RpIdHash::of(&job.town.info.rp_id);
            let fresh = card_message(&rp_id_hash, &client_data);
            let lock_of = (want == Want::Opening).then_some(rp_id_hash);
            signature(card, fresh, lock_of, ticket, &mut clock).await?
        }
    };
    let flags = Flags { card_present: true, pin_verified: want.needs_pin() };
    let assertion = tools.signer.sign(&job.town.info, &client_data, flags, &evidence).map_err(|error| {
        eprintln!("card-bridge: {error}");
        FailReason::BridgeError
    })?;
    if job.request.purpose == Purpose::EmergencyOpen {
        tools.emergency.expect_summary(&job.town.info, client_data);
    }
    eprintln!("card-bridge: answered in {} us without the card", clock.stop(&card).as_micros());
    Ok(assertion)
}

/// Whether this bridge gives such an answer at all; said before anybody lays a card down.
fn may_ask(job: &Job, emergency: &Emergency) -> Result<(), FailReason> {
    let enrolled = job.town.enrolled.as_ref();
    if !job.request.want.needs_pin() && enrolled.is_none() {
        return Err(FailReason::NotEnrolled);
    }
    if job.request.purpose == Purpose::EmergencyOpen {
        let key = emergency.key().map_err(|error| {
            eprintln!("card-bridge: {error}");
            FailReason::BridgeError
        })?;
        if key.is_none() || !enrolled.is_some_and(|reply| reply.emergency) {
            return Err(FailReason::NotEnrolled);
        }
    }
    Ok(())
}

async fn wait_for_card(reader: &dyn Reader, ticket: &mut Ticket) -> Result<Presence, FailReason> {
    let seconds_left = seconds_until(ticket.deadline());
    ticket.show(TapEvent::Waiting { seconds_left });
    let mut card = reader.wait_for_card();
    let second = Duration::from_secs(1);
    let mut seconds = time::interval_at(time::Instant::now() + second, second);
    loop {
        tokio::select! {
            biased;
            found = &mut card => return found.map_err(|problem| match problem {
                ReaderProblem::NoService => FailReason::NoService,
                ReaderProblem::NoReader => FailReason::NoReader,
                ReaderProblem::Unplugged => FailReason::ReaderUnplugged,
            }),
            order = ticket.order() => match order {
                Order::Cancel => return Err(FailReason::Cancelled),
                Order::Pin(_) => {}
            },
            _ = seconds.tick() => {
                let seconds_left = seconds_until(ticket.deadline());
                if seconds_left > 0 {
                    ticket.show(TapEvent::Waiting { seconds_left });
                }
            }
        }
    }
}

/// Asks for the PIN as often as the person gets it wrong, and presents each typed PIN once. `lock_of` is the town whose
/// lock is to be opened too, with the same PIN.
async fn signature(
    card: CardOnReader,
    fresh: Vec<u8>,
    lock_of: Option<RpIdHash>,
    ticket: &mut Ticket,
    clock: &mut BridgeClock,
) -> Result<(CardOnReader, Evidence), FailReason> {
    let (mut card, (certificate, mut tries_left)) = on_card(ticket, card, |card| {
        let certificate = card.certificate()?.ok_or(CardProblem::Unsupported)?;
        Ok((certificate, card.pin_tries_left()?))
    })
    .await?;
    let lock_text = |rp_id_hash| Ok(card_lock_message(&rp_id_hash, &card::public_key_der(&certificate)?));
    let texts = Texts { fresh, lock: lock_of.map(lock_text).transpose().map_err(fail_reason)? };
    let mut wrong = false;
    loop {
        ticket.show(TapEvent::PinNeeded { tries_left, wrong });
        let asked = Instant::now();
        let pin;
        (card, pin) = wait_for_pin(card, ticket).await?;
        clock.waited_for_person(asked.elapsed());
        ticket.show(TapEvent::Reading);

        let texts = texts.clone();
        let outcome;
        (card, outcome) = on_card(ticket, card, move |card| match card.sign(&pin, &texts) {
            Err(CardProblem::WrongPin { tries_left }) => Ok(Err(tries_left)),
            signed => signed.map(Ok),
        })
        .await?;
        match outcome {
            Ok(signatures) => {
                let evidence = Evidence {
                    identifier: None,
                    unverified_certificate: Some(certificate),
                    unverified_signature: Some(signatures.fresh),
                    unverified_lock_signature: signatures.lock,
                };
                return Ok((card, evidence));
            }
            Err(left) => {
                tries_left = left;
                wrong = true;
            }
        }
    }
}

async fn wait_for_pin(
    mut card: CardOnReader,
    ticket: &mut Ticket,
) -> Result<(CardOnReader, Pin), FailReason> {
    loop {
        match time::timeout(LOOK_FOR_CARD, ticket.order()).await {
            Ok(Order::Pin(pin)) => return Ok((card, pin)),
            Ok(Order::Cancel) => return Err(FailReason::Cancelled),
            Err(_) => (card, ()) = on_card(ticket, card, CardOnReader::check_present).await?,
        }
    }
}

/// Speaks to the card in a thread that may block. If the person cancels meanwhile, what was begun with the card
/// is finished there and thrown away.
async fn on_card<T: Send + 'static>(
    ticket: &mut Ticket,
    mut card: CardOnReader,
    speak: impl FnOnce(&mut CardOnReader) -> Result<T, CardProblem> + Send + 'static,
) -> Result<(CardOnReader, T), FailReason> {
    let speaking = spawn_blocking(move || {
        let said = speak(&mut card);
        (card, said)
    });
    tokio::pin!(speaking);
    loop {
        tokio::select! {
            biased;
            spoken = &mut speaking => {
                let (card, said) = spoken.map_err(|_| FailReason::CardError)?;
                return said.map(|said| (card, said)).map_err(fail_reason);
            }
            order = ticket.order() => match order {
                Order::Cancel => return Err(FailReason::Cancelled),
                Order::Pin(_) => {}
            }
        }
    }
}

fn fail_reason(problem: CardProblem) -> FailReason {
    match problem {
        CardProblem::Link(LinkProblem::CardLeft) => FailReason::CardLeft,
        CardProblem::Link(LinkProblem::ReaderGone) => FailReason::ReaderUnplugged,
        CardProblem::Unsupported => FailReason::UnsupportedCard,
        CardProblem::PinBlocked => FailReason::PinBlocked,
        CardProblem::Link(LinkProblem::Failed) | CardProblem::WrongPin { .. } => FailReason::CardError,
        CardProblem::Unintelligible(place) => {
            eprintln!("card-bridge: the card's {place} is not understood");
            FailReason::CardError
        }
    }
}

/// Measures the bridge's own time: from the card's coming to the answer, without card, reader and person.
#[derive(Debug)]
struct BridgeClock {
    since: Instant,
    others: Duration,
}

impl BridgeClock {
    const fn start(presence: &Presence) -> Self {
        Self { since: presence.since, others: presence.power_up }
    }

    fn waited_for_person(&mut self, waited: Duration) {
        self.others += waited;
    }

    fn stop(&self, card: &CardOnReader) -> Duration {
        self.since.elapsed().saturating_sub(self.others).saturating_sub(card.time())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::{Desk, NotTaken};
    use crate::emergency::NotShown;
    use crate::reader::{BoxFuture, Link};
    use crate::state::{StateDir, key, lock::ChangeLock};
    use hibiki_protocol::{
        AuthenticatorData, Challenge, EnrolReply, IdentifierKind, ReaderState, SealSecretKey, TownInfo,
        signed_bytes, verify_signature,
    };
    use hibiki_simulated_card::{SimulatedCard, card};
    use std::sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU32, Ordering},
    };
    use tokio::{sync::mpsc, task::JoinHandle, time::sleep};

    /// Gives what a test prepared, once, after a time.
    struct FakeReader {
        after: Duration,
        outcome: Mutex<Option<Result<Box<dyn Link>, ReaderProblem>>>,
    }

    impl Reader for FakeReader {
        fn state(&self) -> BoxFuture<ReaderState> {
            Box::pin(async { ReaderState::Ready })
        }

        fn wait_for_card(&self) -> BoxFuture<Result<Presence, ReaderProblem>> {
            let outcome = self.outcome.lock().unwrap().take();
            let after = self.after;
            Box::pin(async move {
                sleep(after).await;
                match outcome {
                    Some(outcome) => {
                        outcome.map(|link| Presence { since: Instant::now(), power_up: Duration::ZERO, link })
                    }
                    None => std::future::pending().await,
                }
            })
        }
    }

    #[derive(Clone)]
    struct Card {
        inner: Arc<Mutex<SimulatedCard>>,
        /// APDUs that it still answers.
        left: Arc<AtomicU32>,
        let_go: Arc<AtomicBool>,
    }

    impl Card {
        fn new(slug: &str) -> Self {
            Self {
                inner: Arc::new(Mutex::new(SimulatedCard::new(card(slug).unwrap()))),
                left: Arc::new(AtomicU32::new(u32::MAX)),
                let_go: Arc::default(),
            }
        }
    }

    impl Link for Card {
        fn atr(&self) -> &[u8] {
            self.inner.lock().unwrap().atr()
        }

        fn transmit(&mut self, apdu: &[u8]) -> Result<Vec<u8>, LinkProblem> {
            self.check_present()?;
            self.left.fetch_sub(1, Ordering::SeqCst);
            Ok(self.inner.lock().unwrap().transmit(apdu))
        }

        fn check_present(&mut self) -> Result<(), LinkProblem> {
            if self.left.load(Ordering::SeqCst) == 0 { Err(LinkProblem::CardLeft) } else { Ok(()) }
        }

        fn power_down_at_end(&mut self) {}
    }

    impl Drop for Card {
        fn drop(&mut self) {
            self.let_go.store(true, Ordering::SeqCst);
        }
    }

    struct Stage {
        desk: Arc<Desk>,
        signer: Arc<Signer>,
        emergency: Arc<Emergency>,
        events: mpsc::UnboundedReceiver<TapEvent>,
        task: JoinHandle<()>,
        state: StateDir,
        _directory: tempfile::TempDir,
    }

    fn seal_key() -> SealSecretKey {
        SealSecretKey::derive(&[7; 32])
    }

    fn town(enrolled: bool) -> PinnedTown {
        let key_id = hibiki_protocol::KeyId::from_bytes([0; 16]);
        PinnedTown {
            info: TownInfo {
                name: "ひびき町".to_owned(),
                origin: "https://hibiki.example.jp".to_owned(),
                rp_id: "hibiki.example.jp".to_owned(),
                seal_key: seal_key().public_key(),
            },
            enrolled: enrolled.then(|| EnrolReply { name: "窓口1".to_owned(), key_id, emergency: true }),
        }
    }

    const CHALLENGE: Challenge = Challenge::from_bytes([9; 32]);

    fn stage(want: Want, enrolled: bool, after: Duration, outcome: Result<Card, ReaderProblem>) -> Stage {
        stage_with(want, enrolled, after, outcome, |_| {})
    }

    fn stage_with(
        want: Want,
        enrolled: bool,
        after: Duration,
        outcome: Result<Card, ReaderProblem>,
        prepare: impl FnOnce(&StateDir),
    ) -> Stage {
        stage_for(purpose_of(want), want, enrolled, after, outcome, prepare)
    }

    const fn purpose_of(want: Want) -> Purpose {
        match want {
            Want::Identifier | Want::Signature => Purpose::LogIn,
            Want::Binding => Purpose::CardBind,
            Want::Opening => Purpose::HealthOpen,
        }
    }

    fn stage_for(
        purpose: Purpose,
        want: Want,
        enrolled: bool,
        after: Duration,
        outcome: Result<Card, ReaderProblem>,
        prepare: impl FnOnce(&StateDir),
    ) -> Stage {
        let directory = tempfile::tempdir().unwrap();
        let state = StateDir::open(directory.path().to_path_buf()).unwrap();
        let signer = Arc::new(Signer::open(&state).unwrap());
        prepare(&state);
        let desk = Arc::new(Desk::default());
        let request = TapRequest { challenge: CHALLENGE, purpose, want };
        let (sender, events) = mpsc::unbounded_channel();
        let deadline = time::Instant::now() + Duration::from_mins(1);
        let ticket = desk.take(&town(enrolled), &request, deadline, sender).unwrap();
        let reader = FakeReader {
            after,
            outcome: Mutex::new(Some(outcome.map(|card| Box::new(card) as Box<dyn Link>))),
        };
        let emergency = Arc::new(Emergency::new(state.clone()).unwrap());
        let (in_task, for_emergencies) = (Arc::clone(&signer), Arc::clone(&emergency));
        let task = tokio::spawn(async move {
            let tools =
                Tools { reader: &reader, signer: &in_task, town_area: None, emergency: &for_emergencies };
            run(Job { town: town(enrolled), request }, tools, ticket).await;
        });
        Stage { desk, signer, emergency, events, task, state, _directory: directory }
    }

    impl Stage {
        async fn all(&mut self) -> Vec<TapEvent> {
            let mut all = Vec::new();
            while let Some(event) = self.events.recv().await {
                all.push(event);
            }
            all
        }

        async fn until_pin(&mut self) -> (u8, bool) {
            loop {
                if let TapEvent::PinNeeded { tries_left, wrong } = self.events.recv().await.unwrap() {
                    return (tries_left, wrong);
                }
            }
        }

        fn type_pin(&self, pin: &str, last_try: bool) -> Result<(), NotTaken> {
            self.desk.type_pin(1, Pin::numeric(pin).unwrap(), last_try)
        }
    }

    const fn failed(reason: FailReason) -> TapEvent {
        TapEvent::Failed { reason }
    }

    fn opened(stage: &Stage, event: Option<&TapEvent>, want: Want) -> (AuthenticatorData, Evidence) {
        let Some(TapEvent::Done { assertion }) = event else { panic!("not done: {event:?}") };
        let data = AuthenticatorData::parse(&assertion.authenticator_data).unwrap();
        let client_data =
            ClientData::new(CHALLENGE, "https://hibiki.example.jp", purpose_of(want), want).hash();
        let message = signed_bytes(&assertion.authenticator_data, &client_data);
        assert!(verify_signature(&stage.signer.public_key(), &message, &assertion.signature));
        let evidence = seal_key().open(&data.sealed, &data.bound_bytes(&client_data)).unwrap();
        let evidence = Evidence::parse(&evidence).unwrap();
        (data, evidence)
    }

    #[tokio::test(start_paused = true)]
    async fn an_identifier_is_read_sealed_and_signed_and_each_second_is_counted() {
        let mut stage = stage(Want::Identifier, true, Duration::from_millis(2500), Ok(Card::new("hanako")));
        let events = stage.all().await;
        assert_eq!(
            events[..4],
            [
                TapEvent::Waiting { seconds_left: 60 },
                TapEvent::Waiting { seconds_left: 59 },
                TapEvent::Waiting { seconds_left: 58 },
                TapEvent::Reading
            ]
        );
        let (data, evidence) = opened(&stage, events.get(4), Want::Identifier);
        assert_eq!((data.counter, data.flags), (1, Flags { card_present: true, pin_verified: false }));
        let identifier = evidence.identifier.unwrap();
        assert_eq!(identifier.kind, IdentifierKind::CommonApplication);
        assert_eq!(identifier.bytes, b"999999900000001");
        assert!(evidence.unverified_certificate.is_none() && evidence.unverified_signature.is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn a_binding_has_the_certificate_where_the_card_has_one() {
        for (slug, has_certificate) in [("hanako", true), ("bus", false)] {
            let mut stage = stage(Want::Binding, true, Duration::ZERO, Ok(Card::new(slug)));
            let events = stage.all().await;
            let (_, evidence) = opened(&stage, events.last(), Want::Binding);
            assert!(evidence.identifier.is_some());
            assert_eq!(evidence.unverified_certificate.is_some(), has_certificate);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn without_enrolment_only_a_signature_is_given_and_it_tells_no_identifier() {
        for want in [Want::Identifier, Want::Binding] {
            let mut stage = stage(want, false, Duration::ZERO, Ok(Card::new("hanako")));
            assert_eq!(stage.all().await, [TapEvent::Failed { reason: FailReason::NotEnrolled }]);
        }
        let mut stage = stage(Want::Signature, false, Duration::ZERO, Ok(Card::new("hanako")));
        assert_eq!(stage.until_pin().await, (3, false));
        stage.type_pin("1234", false).unwrap();
        let events = stage.all().await;
        let (data, evidence) = opened(&stage, events.last(), Want::Signature);
        assert!(data.flags.pin_verified);
        assert!(evidence.identifier.is_none());
        let certificate = myna_card::Certificate::parse(&evidence.unverified_certificate.unwrap()).unwrap();
        let client_data =
            ClientData::new(CHALLENGE, "https://hibiki.example.jp", Purpose::LogIn, Want::Signature).hash();
        let message = card_message(&RpIdHash::of("hibiki.example.jp"), &client_data);
        certificate
            .public_key()
            .unwrap()
            .verify_pkcs1_sha256(&message, &evidence.unverified_signature.unwrap())
            .unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn an_opening_is_two_signatures_for_one_pin_the_second_over_a_text_that_no_page_can_choose() {
        let mut lock_signatures = Vec::new();
        for enrolled in [true, false] {
            let mut stage = stage(Want::Opening, enrolled, Duration::ZERO, Ok(Card::new("hanako")));
            assert_eq!(stage.until_pin().await, (3, false));
            stage.type_pin("1234", false).unwrap();
            let events = stage.all().await;
            let pins = events.iter().filter(|event| matches!(event, TapEvent::PinNeeded { .. })).count();
            assert_eq!(pins, 0, "the PIN is asked for once");
            let (data, evidence) = opened(&stage, events.last(), Want::Opening);
            assert!(data.flags.pin_verified && evidence.identifier.is_none());
            let certificate = evidence.unverified_certificate.unwrap();
            let key = myna_card::Certificate::parse(&certificate).unwrap().public_key().unwrap();
            let rp_id_hash = RpIdHash::of("hibiki.example.jp");
            let client_data =
                ClientData::new(CHALLENGE, "https://hibiki.example.jp", Purpose::HealthOpen, Want::Opening);
            let fresh = card_message(&rp_id_hash, &client_data.hash());
            key.verify_pkcs1_sha256(&fresh, &evidence.unverified_signature.unwrap()).unwrap();
            let lock = card_lock_message(&rp_id_hash, &card::public_key_der(&certificate).unwrap());
            let signature = evidence.unverified_lock_signature.unwrap();
            key.verify_pkcs1_sha256(&lock, &signature).unwrap();
            lock_signatures.push(signature);
        }
        assert_eq!(lock_signatures[0], lock_signatures[1], "the same each time, at any reader");
    }

    #[tokio::test(start_paused = true)]
    async fn an_emergency_is_asked_for_only_where_the_town_took_the_bridges_emergency_key() {
        let make_key = |state: &StateDir| {
            key::load_or_make_emergency(state, &ChangeLock::take(state).unwrap()).unwrap();
        };
        let run = |enrolled, prepare: fn(&StateDir)| {
            let card = Ok(Card::new("hanako"));
            stage_for(Purpose::EmergencyOpen, Want::Identifier, enrolled, Duration::ZERO, card, prepare)
        };
        for mut refused in [run(true, |_| ()), run(false, make_key)] {
            assert_eq!(refused.all().await, [failed(FailReason::NotEnrolled)]);
        }
        let mut damaged = run(true, |state| std::fs::write(state.file("emergency.key"), "x").unwrap());
        assert_eq!(damaged.all().await, [failed(FailReason::BridgeError)]);

        let mut good = run(true, make_key);
        assert!(matches!(good.all().await.last(), Some(TapEvent::Done { .. })));
        let key_id = good.signer.public_key().key_id();
        let taken = |town: &TownInfo| good.emergency.take(town, key_id, &[0; 100]);
        let refused = taken(&town(true).info).unwrap_err();
        assert!(matches!(refused, NotShown::NotOpened(_)), "it is expected now: {refused}");
        let refused = taken(&town(true).info).unwrap_err();
        assert!(matches!(refused, NotShown::NotExpected), "{refused}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_tap_for_anything_else_lets_no_summary_in() {
        let mut stage = stage(Want::Identifier, true, Duration::ZERO, Ok(Card::new("hanako")));
        assert!(matches!(stage.all().await.last(), Some(TapEvent::Done { .. })));
        let key_id = stage.signer.public_key().key_id();
        let refused = stage.emergency.take(&town(true).info, key_id, &[0; 100]).unwrap_err();
        assert!(matches!(refused, NotShown::NotExpected), "{refused}");
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_came_within_a_minute() {
        let mut stage = stage(Want::Identifier, true, Duration::from_mins(2), Ok(Card::new("hanako")));
        let began = time::Instant::now();
        let events = stage.all().await;
        assert_eq!(began.elapsed(), Duration::from_mins(1));
        assert_eq!(events.last(), Some(&failed(FailReason::TimedOut)));
        assert_eq!(events.len(), 61, "each second once, and the end");
    }

    #[tokio::test(start_paused = true)]
    async fn a_pin_that_is_not_typed_ends_with_the_minute_too_and_the_card_is_let_go() {
        let card = Card::new("hanako");
        let let_go = Arc::clone(&card.let_go);
        let mut stage = stage(Want::Signature, true, Duration::from_secs(5), Ok(card));
        let events = stage.all().await;
        assert_eq!(events.last(), Some(&failed(FailReason::TimedOut)));
        assert!(let_go.load(Ordering::SeqCst));
        assert_eq!(stage.type_pin("1234", false), Err(NotTaken::NoSuchTap));
    }

    #[tokio::test(start_paused = true)]
    async fn reader_problems_have_their_names() {
        for (problem, reason) in [
            (ReaderProblem::NoReader, FailReason::NoReader),
            (ReaderProblem::NoService, FailReason::NoService),
            (ReaderProblem::Unplugged, FailReason::ReaderUnplugged),
        ] {
            let mut stage = stage(Want::Identifier, true, Duration::ZERO, Err(problem));
            assert_eq!(stage.all().await.last(), Some(&failed(reason)));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn wrong_pins_are_counted_down_the_last_one_needs_a_word_and_then_the_card_is_blocked() {
        let mut stage = stage(Want::Signature, true, Duration::ZERO, Ok(Card::new("hanako")));
        assert_eq!(stage.until_pin().await, (3, false));
        stage.type_pin("0000", false).unwrap();
        assert_eq!(stage.until_pin().await, (2, true));
        stage.type_pin("0000", false).unwrap();
        assert_eq!(stage.until_pin().await, (1, true));
        assert_eq!(stage.type_pin("0000", false), Err(NotTaken::LastTry));
        stage.type_pin("0000", true).unwrap();
        assert_eq!(stage.all().await.last(), Some(&failed(FailReason::PinBlocked)));
    }

    #[tokio::test(start_paused = true)]
    async fn a_blocked_card_is_not_asked_for_its_pin() {
        let card = Card::new("hanako");
        for _ in 0..3 {
            let mut blocked = card.inner.lock().unwrap();
            blocked.transmit(&[0, 0xA4, 4, 0xC, 10, 0xD3, 0x92, 0xF0, 0, 0x26, 1, 0, 0, 0, 1]);
            blocked.transmit(&[0, 0x20, 0, 0x98, 4, b'0', b'0', b'0', b'0']);
        }
        let mut stage = stage(Want::Signature, true, Duration::ZERO, Ok(card));
        let events = stage.all().await;
        assert_eq!(events.last(), Some(&failed(FailReason::PinBlocked)));
        assert!(!events.iter().any(|event| matches!(event, TapEvent::PinNeeded { .. })));
    }

    #[tokio::test(start_paused = true)]
    async fn a_card_that_is_lifted_while_the_pin_is_typed_is_noticed() {
        let card = Card::new("hanako");
        let left = Arc::clone(&card.left);
        let mut stage = stage(Want::Signature, true, Duration::ZERO, Ok(card));
        stage.until_pin().await;
        left.store(0, Ordering::SeqCst);
        assert_eq!(stage.all().await.last(), Some(&failed(FailReason::CardLeft)));
    }

    #[tokio::test(start_paused = true)]
    async fn a_card_that_is_lifted_after_any_command_is_never_half_read() {
        for answered in 0..40 {
            let card = Card::new("hanako");
            card.left.store(answered, Ordering::SeqCst);
            let mut stage = stage(Want::Binding, true, Duration::ZERO, Ok(card));
            let events = stage.all().await;
            match events.last() {
                Some(TapEvent::Failed { reason: FailReason::CardLeft }) => {}
                Some(TapEvent::Done { .. }) => {
                    opened(&stage, events.last(), Want::Binding);
                    assert!(answered >= 6, "{answered}");
                    return;
                }
                other => panic!("{answered}: {other:?}"),
            }
        }
        panic!("the card was never read");
    }

    #[tokio::test(start_paused = true)]
    async fn cards_without_the_key_cannot_sign() {
        for slug in ["bus", "library"] {
            let mut stage = stage(Want::Signature, true, Duration::ZERO, Ok(Card::new(slug)));
            assert_eq!(stage.all().await.last(), Some(&failed(FailReason::UnsupportedCard)));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn the_person_can_stop_while_waiting_and_while_the_pin_is_asked() {
        let mut waiting = stage(Want::Signature, true, Duration::from_secs(9), Ok(Card::new("hanako")));
        assert_eq!(waiting.events.recv().await, Some(TapEvent::Waiting { seconds_left: 60 }));
        waiting.desk.cancel(1).unwrap();
        assert_eq!(waiting.all().await.last(), Some(&failed(FailReason::Cancelled)));

        let mut asked = stage(Want::Signature, true, Duration::ZERO, Ok(Card::new("hanako")));
        asked.until_pin().await;
        asked.desk.cancel(1).unwrap();
        assert_eq!(asked.all().await.last(), Some(&failed(FailReason::Cancelled)));
    }

    #[tokio::test(start_paused = true)]
    async fn ending_the_task_frees_the_place_and_lets_the_card_go() {
        let card = Card::new("hanako");
        let let_go = Arc::clone(&card.let_go);
        let mut stage = stage(Want::Signature, true, Duration::ZERO, Ok(card));
        stage.until_pin().await;
        stage.task.abort();
        stage.all().await;
        assert!(let_go.load(Ordering::SeqCst));
        let view = serde_json::to_value(stage.desk.view()).unwrap();
        assert_eq!(
            (&view["pending"], &view["last"]["outcome"]),
            (&serde_json::Value::Null, &"abandoned".into())
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_bridge_that_cannot_write_its_counter_signs_nothing() {
        let spoil = |state: &StateDir| {
            std::fs::create_dir(state.file("counter.new")).unwrap();
            std::fs::write(state.file("counter.new").join("x"), "").unwrap();
        };
        let mut stage = stage_with(Want::Identifier, true, Duration::ZERO, Ok(Card::new("hanako")), spoil);
        assert_eq!(stage.all().await, [TapEvent::Failed { reason: FailReason::BridgeError }]);
        assert_eq!(std::fs::read_to_string(stage.state.file("counter")).unwrap(), "1\n");
    }
}
