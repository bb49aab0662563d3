//! What each command does.

use crate::config::{Config, ConfigError};
use crate::desk::Desk;
use crate::emergency::Emergency;
use crate::http::{self, HttpError};
use crate::origin::{Origin, OriginError};
use crate::reader::Reader;
use crate::server::{self, Bridge};
use crate::signer::Signer;
use crate::state::{
    StateDir, StateError,
    control::{self, Token},
    key,
    lock::{ChangeLock, RunLock},
    towns::{self, PinnedTown},
};
use axum::{Router, serve::ListenerExt as _};
use hibiki_protocol::{
    DEFAULT_PORT, EmergencyPublicKey, EnrolRequest, PairingCode, TownInfo, UnreadableCode, enrolment_bytes,
};
use serde::{Deserialize, Serialize};
use std::{
    io::{self, BufRead as _, IsTerminal as _, Write as _},
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
};
use tokio::net::TcpListener;
use zeroize::Zeroizing;

/// Why a command did not do what it should, and what to do.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CommandError {
    #[error(transparent)]
    State(#[from] StateError),
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error("{0}: {1}")]
    Origin(String, OriginError),
    #[error(transparent)]
    Http(#[from] HttpError),
    #[error("{0}. Type it as staff gave it, for example 7K3M-Q9TX-2B4D.")]
    Code(#[from] UnreadableCode),
    #[error(
        "{0} now says something else about itself than when it was added. If the town has announced new keys, run \
         `card-bridge remove-town {0}` and add it again; else tell the town."
    )]
    TownChanged(String),
    #[error("{0} was not added. `card-bridge towns` lists the towns.")]
    NoSuchTown(String),
    #[error("the bridge is not running. Start it with `card-bridge run`.")]
    NotRunning,
    #[error(
        "cannot listen on port {port}: {error}. Another program may use the port: stop it, or choose another with \
         --port (the town's pages then need to know it)."
    )]
    Listen { port: u16, error: io::Error },
    #[error("{0}")]
    Io(#[from] io::Error),
    #[error("no PIN is asked for now. Begin on the town's page and lay the card on the reader.")]
    NoPinAsked,
    #[error("not confirmed: nothing was sent to the card.")]
    NotConfirmed,
    #[cfg(not(feature = "pcsc"))]
    #[error("this card-bridge was built without PC/SC and has no reader. Build it with the feature `pcsc`.")]
    NoPcsc,
}

impl CommandError {
    /// 2 for what the person wrote, 1 for all else.
    pub(crate) const fn exit_code(&self) -> u8 {
        match self {
            Self::Config(_) | Self::Origin(..) | Self::Code(_) => 2,
            _ => 1,
        }
    }
}

type Result<T> = std::result::Result<T, CommandError>;

/// `card-bridge run`
pub(crate) fn run(state: &StateDir, port: Option<u16>, simulate: bool) -> Result<()> {
    let config = Config::load(&state.file("bridge.toml"))?;
    let _running = RunLock::take(state)?;
    let signer = Signer::open(state)?;
    let emergency = Emergency::new(state.clone())?;
    // Read now, so that a damaged file is told at the start and not at the counter.
    let towns = towns::load(state)?;
    drop(emergency.key()?);
    let token = Token::random()?;
    let wanted_port = port.or(config.port).unwrap_or(DEFAULT_PORT);
    let readers = Readers::choose(simulate, &config)?;

    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = listen(wanted_port).await?;
        let port = listener.local_addr()?.port();
        control::write(state, port, &token)?;
        eprintln!("card-bridge: version {}, folder {}", env!("CARGO_PKG_VERSION"), state.path().display());
        eprintln!("card-bridge: reader {:?}", readers.reader.state().await);
        for town in &towns {
            let enrolled = if town.enrolled.is_some() { "enrolled" } else { "PIN only" };
            eprintln!("card-bridge: town {} ({enrolled})", town.info.origin);
        }
        if towns.is_empty() {
            eprintln!(
                "card-bridge: no town yet: run `card-bridge add-town https://…` or `card-bridge enrol`"
            );
        }
        eprintln!("card-bridge: listening on http://127.0.0.1:{port}/");

        let bridge = Arc::new(Bridge {
            state: state.clone(),
            config,
            port,
            token,
            signer,
            desk: Arc::new(Desk::default()),
            emergency,
            reader: readers.reader,
            #[cfg(feature = "simulated-cards")]
            simulated: readers.simulated,
        });
        let app = Router::new().fallback(server::handle).with_state(bridge);
        // Browsers may try the name localhost in IPv6 first; where there is no IPv6 they do not.
        let address = SocketAddr::from((Ipv6Addr::LOCALHOST, port));
        if let Ok(listener) = TcpListener::bind(address).await {
            let app = app.clone();
            tokio::spawn(async move { axum::serve(listener.tap_io(at_once), app).await });
        }
        tokio::select! {
            served = axum::serve(listener.tap_io(at_once), app) => served?,
            stopped = told_to_stop() => stopped?,
        }
        control::remove(state);
        eprintln!("card-bridge: stopped");
        Ok(())
    })
}

async fn listen(port: u16) -> Result<TcpListener> {
    TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))
        .await
        .map_err(|error| CommandError::Listen { port, error })
}

/// Small answers are sent when they are ready, not when there are more of them.
fn at_once(stream: &mut tokio::net::TcpStream) {
    let _ = stream.set_nodelay(true);
}

async fn told_to_stop() -> io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate())?;
        tokio::select! {
            stopped = tokio::signal::ctrl_c() => stopped,
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}

struct Readers {
    reader: Arc<dyn Reader>,
    #[cfg(feature = "simulated-cards")]
    simulated: Option<crate::reader::simulated::SimulatedReader>,
}

impl Readers {
    #[cfg(feature = "simulated-cards")]
    fn choose(simulate: bool, config: &Config) -> Result<Self> {
        if simulate {
            let reader = crate::reader::simulated::SimulatedReader::new();
            return Ok(Self { reader: Arc::new(reader.clone()), simulated: Some(reader) });
        }
        Ok(Self { reader: real_reader(config)?, simulated: None })
    }

    #[cfg(not(feature = "simulated-cards"))]
    fn choose(_: bool, config: &Config) -> Result<Self> {
        Ok(Self { reader: real_reader(config)? })
    }
}

#[cfg(feature = "pcsc")]
#[expect(clippy::unnecessary_wraps, reason = "without the feature there is an error")]
fn real_reader(config: &Config) -> Result<Arc<dyn Reader>> {
    Ok(Arc::new(crate::reader::pcsc::PcscReader::new(config.reader.as_deref())))
}

#[cfg(not(feature = "pcsc"))]
fn real_reader(_: &Config) -> Result<Arc<dyn Reader>> {
    Err(CommandError::NoPcsc)
}

/// `card-bridge add-town`
pub(crate) fn add_town(state: &StateDir, typed: &str) -> Result<()> {
    let info = fetch_town(typed)?;
    pin_town(state, &info)?;
    println!("{} ({}) may now ask this bridge.", info.name, info.origin);
    Ok(())
}

/// `card-bridge enrol`
pub(crate) fn enrol(state: &StateDir, typed: &str, code: &str, emergency: bool) -> Result<()> {
    let code = PairingCode::parse(code)?;
    let origin = parse_origin(typed)?;
    let info = http::town_info(&origin)?;
    pin_town(state, &info)?;
    let signer = Signer::open(state)?;
    let public_key = signer.public_key();
    let emergency_key = emergency.then(|| make_emergency_key(state)).transpose()?;
    let message = enrolment_bytes(origin.as_str(), &code, &public_key, emergency_key.as_ref());
    let request = EnrolRequest {
        code: code.as_str().to_owned(),
        public_key,
        emergency_key,
        signature: signer.sign_enrolment(&message),
    };
    let reply = http::enrol(&origin, &request)?;
    change_towns(state, |towns| {
        if let Some(town) = towns.iter_mut().find(|town| town.info.origin == info.origin) {
            town.enrolled = Some(reply.clone());
        }
        Ok(())
    })?;
    let name: String = reply.name.chars().filter(|c| !c.is_control()).collect();
    println!("{} ({}) knows this bridge as \"{name}\".", info.name, info.origin);
    match emergency_key {
        Some(key) if reply.emergency => println!(
            "It is to show emergency summaries. Administrators who confirm that compare this: {}",
            key.fingerprint()
        ),
        Some(_) => println!("It shows no emergency summaries: the town does not keep emergency keys."),
        None => {}
    }
    Ok(())
}

fn make_emergency_key(state: &StateDir) -> Result<EmergencyPublicKey> {
    Ok(key::load_or_make_emergency(state, &ChangeLock::take(state)?)?.public_key())
}

fn parse_origin(typed: &str) -> Result<Origin> {
    Origin::parse(typed).map_err(|error| CommandError::Origin(typed.to_owned(), error))
}

fn fetch_town(typed: &str) -> Result<TownInfo> {
    Ok(http::town_info(&parse_origin(typed)?)?)
}

/// Keeps what the town says of itself. What was kept once is not replaced by something else.
fn pin_town(state: &StateDir, info: &TownInfo) -> Result<()> {
    change_towns(state, |towns| match towns.iter().find(|town| town.info.origin == info.origin) {
        Some(known) if known.info.seal_key != info.seal_key || known.info.rp_id != info.rp_id => {
            Err(CommandError::TownChanged(info.origin.clone()))
        }
        Some(_) => Ok(()),
        None => {
            towns.push(PinnedTown { info: info.clone(), enrolled: None });
            Ok(())
        }
    })
}

/// `card-bridge remove-town`
pub(crate) fn remove_town(state: &StateDir, typed: &str) -> Result<()> {
    let origin = parse_origin(typed)?;
    change_towns(state, |towns| {
        let before = towns.len();
        towns.retain(|town| town.info.origin != origin.as_str());
        if towns.len() < before { Ok(()) } else { Err(CommandError::NoSuchTown(origin.to_string())) }
    })?;
    println!("{origin} may no longer ask this bridge. Ask the town's staff to revoke it there too.");
    Ok(())
}

fn change_towns(state: &StateDir, change: impl FnOnce(&mut Vec<PinnedTown>) -> Result<()>) -> Result<()> {
    let lock = ChangeLock::take(state)?;
    let mut towns = towns::load(state)?;
    change(&mut towns)?;
    Ok(towns::save(state, &lock, towns)?)
}

/// `card-bridge towns`
pub(crate) fn list_towns(state: &StateDir) -> Result<()> {
    let towns = towns::load(state)?;
    if towns.is_empty() {
        println!("No towns. Add one with `card-bridge add-town https://…`.");
    }
    for town in towns {
        let trust = match &town.enrolled {
            Some(reply) if reply.emergency => format!("enrolled, also for emergencies, key {}", reply.key_id),
            Some(reply) => format!("enrolled, key {}", reply.key_id),
            None => "cards with PIN only; staff can enrol this bridge".to_owned(),
        };
        println!("{}  {}  ({trust})", town.info.origin, town.info.name);
    }
    Ok(())
}

#[derive(Deserialize)]
struct Nothing {}

#[derive(Serialize)]
struct Empty {}

fn ask<T: serde::de::DeserializeOwned>(state: &StateDir, path: &str, body: &impl Serialize) -> Result<T> {
    let (port, token) = control::read(state)?.ok_or(CommandError::NotRunning)?;
    match http::ask_bridge(port, &token, path, body) {
        Err(HttpError::Unreachable { .. }) => Err(CommandError::NotRunning),
        answer => Ok(answer?),
    }
}

/// `card-bridge touch`
#[cfg(feature = "simulated-cards")]
pub(crate) fn touch(state: &StateDir, card: &str) -> Result<()> {
    #[derive(Serialize)]
    struct Touch<'a> {
        card: &'a str,
    }
    ask::<Nothing>(state, "/own/touch", &Touch { card }).map(|Nothing {}| ())
}

/// `card-bridge lift`
#[cfg(feature = "simulated-cards")]
pub(crate) fn lift(state: &StateDir) -> Result<()> {
    ask::<Nothing>(state, "/own/lift", &Empty {}).map(|Nothing {}| ())
}

/// What the commands need of `/own/state`.
#[derive(Deserialize)]
struct Shown {
    version: String,
    reader: String,
    pending: Option<ShownPending>,
    emergency: Option<ShownEmergency>,
    #[serde(default)]
    cards: Vec<ShownCard>,
}

#[derive(Deserialize)]
struct ShownPending {
    number: u64,
    town: String,
    origin: String,
    purpose: String,
    want: String,
    phase: String,
    seconds_left: u64,
    tries_left: Option<u8>,
}

#[derive(Deserialize)]
struct ShownEmergency {
    town: String,
    seconds_left: u64,
}

#[derive(Deserialize)]
struct ShownCard {
    slug: String,
    label: String,
    touched: bool,
}

/// `card-bridge status`
pub(crate) fn status(state: &StateDir) -> Result<()> {
    let shown: Shown = ask(state, "/own/state", &Empty {})?;
    println!("card-bridge {} is running, reader: {}", shown.version, shown.reader);
    match &shown.pending {
        Some(tap) => println!(
            "pending: {} ({}), {}, {}, {}, {} s left",
            tap.town, tap.origin, tap.purpose, tap.want, tap.phase, tap.seconds_left
        ),
        None => println!("pending: nothing"),
    }
    if let Some(shown) = &shown.emergency {
        println!("emergency summary for {} on the bridge's page, {} s left", shown.town, shown.seconds_left);
    }
    for card in &shown.cards {
        println!(
            "simulated card {:14}{}{}",
            card.slug,
            card.label,
            if card.touched { "  on the reader" } else { "" }
        );
    }
    list_towns(state)
}

/// `card-bridge pin`
pub(crate) fn pin(state: &StateDir) -> Result<()> {
    #[derive(Serialize)]
    struct Typed<'a> {
        number: u64,
        pin: &'a str,
        last_try: bool,
    }
    let shown: Shown = ask(state, "/own/state", &Empty {})?;
    let (tap, tries_left) = match shown.pending {
        Some(ShownPending { tries_left: Some(tries_left), .. }) => {
            (shown.pending.ok_or(CommandError::NoPinAsked)?, tries_left)
        }
        _ => return Err(CommandError::NoPinAsked),
    };
    eprintln!("{} ({}) asks for the card's PIN: {}", tap.town, tap.origin, tap.purpose);
    eprintln!("Tries left before the card is blocked: {tries_left}");
    let last_try = tries_left <= 1;
    if last_try {
        eprint!("This is the last try. If you are sure of the PIN, type yes: ");
        io::stderr().flush()?;
        if read_line()?.trim() != "yes" {
            return Err(CommandError::NotConfirmed);
        }
    }
    let pin = read_pin()?;
    let typed = Typed { number: tap.number, pin: pin.trim(), last_try };
    ask::<Nothing>(state, "/own/pin", &typed)?;
    eprintln!("Sent to the card. The answer appears on the bridge's page.");
    Ok(())
}

fn read_pin() -> io::Result<Zeroizing<String>> {
    if io::stdin().is_terminal() {
        rpassword::prompt_password("PIN (not shown): ").map(Zeroizing::new)
    } else {
        read_line()
    }
}

fn read_line() -> io::Result<Zeroizing<String>> {
    let mut line = Zeroizing::new(String::with_capacity(64));
    io::stdin().lock().read_line(&mut line)?;
    Ok(line)
}
