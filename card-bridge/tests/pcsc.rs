//! The real program on a real PC/SC service: pcscd, vsmartcard's virtual reader, and the program
//! `simulated-card` as the card.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test")]

mod support;

use hibiki_protocol::{FailReason, IdentifierKind, Purpose, ReaderState, TapEvent, Want};
use std::{
    fs,
    io::Read,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{Mutex, MutexGuard, OnceLock, PoisonError},
    thread,
    time::Duration,
};
use support::{Bridge, Town, body_of, eventually};

const INSTALL: &str =
    "this test needs a PC/SC service with a virtual reader. As root: apt-get install pcscd vsmartcard-vpcd";
/// Where Debian's vsmartcard-vpcd listens for a card.
const USUAL_PORT: u16 = 35_963;
/// Where it installs the driver, and where pcscd keeps its socket.
const DRIVER: &str = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so";
const SOCKET_FOLDER: &str = "/run/pcscd";

/// There is one usual PC/SC service on the machine: one test at a time.
static USUAL: Mutex<()> = Mutex::new(());

/// A PC/SC service with a virtual reader.
///
/// Each test has its own where the system lets it (a mount namespace puts the socket elsewhere), so that it
/// disturbs nobody; else the usual one of the machine, started by the test if none runs.
struct Service {
    child: Option<Child>,
    port: u16,
    folder: Option<tempfile::TempDir>,
    _alone: Option<MutexGuard<'static, ()>>,
}

impl Service {
    fn start() -> Self {
        assert!(Path::new(DRIVER).exists(), "{DRIVER} is missing: {INSTALL}");
        let own = Command::new("unshare").args(["--mount", "true"]).stderr(Stdio::null()).status();
        let mut service = if own.is_ok_and(|status| status.success()) {
            let folder = tempfile::tempdir().unwrap();
            let port = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
            fs::create_dir(folder.path().join("run")).unwrap();
            fs::create_dir(folder.path().join("readers")).unwrap();
            let reader = format!(
                "FRIENDLYNAME \"Virtual PCD\"\nDEVICENAME /dev/null:{port:#x}\nLIBPATH {DRIVER}\n\
                 CHANNELID {port:#x}\n"
            );
            fs::write(folder.path().join("readers/vpcd"), reader).unwrap();
            Self { child: None, port, folder: Some(folder), _alone: None }
        } else {
            let alone = USUAL.lock().unwrap_or_else(PoisonError::into_inner);
            Self { child: None, port: USUAL_PORT, folder: None, _alone: Some(alone) }
        };
        if !service.is_listening() {
            service.run();
        }
        service
    }

    fn run(&mut self) {
        // Freed a moment after the last service ended.
        eventually("the virtual reader's port is free", || !self.is_listening());
        let mut command = if let Some(folder) = &self.folder {
            let folder = folder.path().display();
            let mut command = Command::new("unshare");
            command.args(["--mount", "sh", "-c"]).arg(format!(
                "mkdir -p {SOCKET_FOLDER} && mount --bind {folder}/run {SOCKET_FOLDER} && \
                     exec pcscd --foreground --config {folder}/readers"
            ));
            command
        } else {
            let mut command = Command::new("pcscd");
            command.arg("--foreground");
            command
        };
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let mut child = child.unwrap_or_else(|error| panic!("{INSTALL} ({error})"));
        eventually(INSTALL, || {
            let exited = child.try_wait().unwrap();
            assert!(exited.is_none(), "pcscd ended at once ({exited:?}): are you root? {INSTALL}");
            self.is_listening()
        });
        self.child = Some(child);
    }

    /// A connection would be taken for a card, so it is only tried whether the port is taken.
    fn is_listening(&self) -> bool {
        TcpListener::bind(("0.0.0.0", self.port)).is_err()
    }

    /// Names this service to the programs that ask it.
    fn environment(&self) -> Vec<(&'static str, String)> {
        let socket = |folder: &tempfile::TempDir| folder.path().join("run/pcscd.comm").display().to_string();
        self.folder.iter().map(|folder| ("PCSCLITE_CSOCK_NAME", socket(folder))).collect()
    }

    fn stop(&mut self) {
        let mut child = self.child.take().expect(
            "this test stops the PC/SC service, but another program started it: stop that one and run the test again",
        );
        // Not SIGKILL: it removes its socket and its process number when it ends.
        let _ = Command::new("kill").arg(child.id().to_string()).status();
        child.wait().unwrap();
    }

    /// Lays a card on the virtual reader.
    fn lay(&self, slug: &str, more: &[&str]) -> Card {
        let child = Command::new(simulated_card())
            .args(["--card", slug, "--vpcd", &format!("127.0.0.1:{}", self.port)])
            .args(more)
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        Card(child)
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        if self.child.is_some() {
            self.stop();
        }
    }
}

/// The program `simulated-card`, built once.
fn simulated_card() -> &'static PathBuf {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let built = Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--package", "hibiki-simulated-card", "--bin", "simulated-card"])
            .args(["--message-format", "json"])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .stderr(Stdio::inherit())
            .output()
            .unwrap();
        assert!(built.status.success(), "simulated-card does not build");
        String::from_utf8(built.stdout)
            .unwrap()
            .lines()
            .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
            .find_map(|message| message["executable"].as_str().map(PathBuf::from))
            .expect("cargo names the program")
    })
}

/// A card on the virtual reader. Dropping it lifts the card.
struct Card(Child);

impl Drop for Card {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        let _ = self.0.wait();
        // The driver looks for a card every so often; the next test must not find this one.
        thread::sleep(Duration::from_millis(600));
    }
}

fn start(enrolled: bool) -> (Service, Town, Bridge) {
    let service = Service::start();
    let town = Town::start();
    let mut bridge = Bridge::knowing(&town, enrolled, &[]);
    bridge.environment = service.environment();
    bridge.start();
    (service, town, bridge)
}

fn reader(bridge: &Bridge, town: &Town) -> ReaderState {
    let answer = bridge.post("/v1/hello", &town.origin(), "{}");
    serde_json::from_str::<hibiki_protocol::HelloReply>(body_of(&answer)).unwrap().reader
}

#[test]
fn every_kind_of_card_is_read_at_the_virtual_reader() {
    let (service, town, bridge) = start(true);
    eventually("the reader is there", || reader(&bridge, &town) == ReaderState::Ready);
    for (slug, kind, bytes) in [
        ("hanako", IdentifierKind::CommonApplication, &b"999999900000001"[..]),
        ("bus", IdentifierKind::FelicaIdm, &[0x01, 0xFE, 0x99, 0x99, 0, 0, 0, 1]),
        ("library", IdentifierKind::Uid, &[0x04, 0x99, 0x99, 0, 0, 0, 1]),
    ] {
        let mut tap = bridge.tap(&town, Purpose::LogIn, Want::Identifier);
        assert_eq!(tap.next(), Some(TapEvent::Waiting { seconds_left: 60 }));
        let _card = service.lay(slug, &[]);
        assert_eq!(tap.next_step(), Some(TapEvent::Reading));
        let (_, evidence) = town.open(&tap.done(), Purpose::LogIn, Want::Identifier);
        let identifier = evidence.identifier.clone().unwrap();
        assert_eq!((identifier.kind, identifier.bytes.as_slice()), (kind, bytes), "{slug}");
    }
    eprintln!("{}", bridge.log());
}

#[test]
fn a_card_that_stays_is_read_again_for_each_request_with_its_certificate() {
    let (service, town, bridge) = start(true);
    let _card = service.lay("taro", &[]);
    for _ in 0..5 {
        let assertion = bridge.tap(&town, Purpose::CardBind, Want::Binding).done();
        let (_, evidence) = town.open(&assertion, Purpose::CardBind, Want::Binding);
        assert!(evidence.unverified_certificate.is_some());
    }
    eprintln!("{}", bridge.log());
}

#[test]
fn wrong_right_and_blocked_pins_over_the_reader() {
    let (service, town, bridge) = start(false);
    let _card = service.lay("hanako", &[]);
    let mut tap = bridge.tap(&town, Purpose::LogIn, Want::Signature);
    assert_eq!(tap.until_pin(), (3, false));
    assert!(bridge.type_pin("0000\n").status.success());
    assert_eq!(tap.until_pin(), (2, true));
    assert!(bridge.type_pin("1234\n").status.success());
    let (data, evidence) = town.open(&tap.done(), Purpose::LogIn, Want::Signature);
    assert!(data.flags.pin_verified);
    assert_eq!(evidence.unverified_signature.as_ref().map(Vec::len), Some(256));

    let mut tap = bridge.tap(&town, Purpose::LogIn, Want::Signature);
    assert_eq!(tap.until_pin(), (3, false), "the right PIN gave all tries back, and must be typed again");
    for left in [2, 1] {
        assert!(bridge.type_pin("0000\n").status.success());
        assert_eq!(tap.until_pin(), (left, true));
    }
    assert!(bridge.type_pin("yes\n0000\n").status.success());
    assert_eq!(tap.failed(), FailReason::PinBlocked);
    assert_eq!(bridge.tap(&town, Purpose::LogIn, Want::Signature).failed(), FailReason::PinBlocked);
}

#[test]
fn one_pin_gives_two_signatures_over_the_reader_and_a_card_that_leaves_between_them_gives_none() {
    let (service, town, bridge) = start(false);
    let mut locks = Vec::new();
    {
        let _card = service.lay("hanako", &[]);
        for _ in 0..2 {
            let mut tap = bridge.tap(&town, Purpose::HealthOpen, Want::Opening);
            assert_eq!(tap.until_pin(), (3, false));
            assert!(bridge.type_pin("1234\n").status.success());
            let (data, evidence) = town.open(&tap.done(), Purpose::HealthOpen, Want::Opening);
            assert!(data.flags.pin_verified);
            locks.push(town.verify_both(&evidence, Purpose::HealthOpen));
        }
        assert_eq!(locks[0], locks[1]);
        let mut tap = bridge.tap(&town, Purpose::HealthOpen, Want::Opening);
        assert_eq!(tap.until_pin(), (3, false), "the key was closed again: the PIN is asked for anew");
    }
    // Commands of one opening, from the first to the second signature; the card leaves before each.
    let mut left = 0;
    for apdus in 14..40_u32 {
        let mut tap = bridge.tap(&town, Purpose::HealthOpen, Want::Opening);
        tap.next();
        let _card = service.lay("hanako", &["--leave-after-apdus", &apdus.to_string()]);
        match tap.next_step() {
            Some(TapEvent::Reading) => {}
            other => panic!("{other:?}"),
        }
        match tap.next_step() {
            Some(TapEvent::PinNeeded { .. }) => assert!(bridge.type_pin("1234\n").status.success()),
            Some(TapEvent::Failed { reason: FailReason::CardLeft }) => continue,
            other => panic!("{other:?}"),
        }
        match tap.end() {
            TapEvent::Failed { reason: FailReason::CardLeft } => left += 1,
            TapEvent::Done { .. } => break,
            other => panic!("{other:?}"),
        }
    }
    assert!(left >= 2, "it left before the first and before the second signature");
}

#[test]
fn a_card_that_leaves_while_it_is_read_or_while_the_pin_is_typed_is_noticed() {
    let (service, town, bridge) = start(true);
    for apdus in ["0", "1", "3", "5"] {
        let mut tap = bridge.tap(&town, Purpose::CardBind, Want::Binding);
        tap.next();
        let _card = service.lay("hanako", &["--leave-after-apdus", apdus]);
        assert_eq!(tap.failed(), FailReason::CardLeft, "after {apdus} commands");
    }
    let mut tap = bridge.tap(&town, Purpose::LogIn, Want::Signature);
    let card = service.lay("hanako", &[]);
    tap.until_pin();
    drop(card);
    assert_eq!(tap.failed(), FailReason::CardLeft);
}

#[test]
fn a_card_without_the_key_cannot_sign() {
    let (service, town, bridge) = start(true);
    let _card = service.lay("bus", &[]);
    assert_eq!(bridge.tap(&town, Purpose::LogIn, Want::Signature).failed(), FailReason::UnsupportedCard);
}

#[test]
fn a_page_that_goes_away_stops_the_waiting_and_lets_the_card_go() {
    let (service, town, bridge) = start(true);
    let mut tap = bridge.tap(&town, Purpose::LogIn, Want::Identifier);
    tap.next();
    drop(tap);
    eventually("the place is free", || bridge.own("/own/state", "{}").1["pending"].is_null());
    let _card = service.lay("hanako", &[]);
    let mut tap = bridge.tap(&town, Purpose::LogIn, Want::Signature);
    tap.until_pin();
    drop(tap);
    bridge.tap(&town, Purpose::LogIn, Want::Identifier).done();
}

#[test]
fn a_reader_that_goes_away_while_waiting_is_told_from_one_that_was_never_there() {
    let (mut service, town, mut bridge) = start(true);
    let mut tap = bridge.tap(&town, Purpose::LogIn, Want::Identifier);
    assert_eq!(tap.next(), Some(TapEvent::Waiting { seconds_left: 60 }));
    assert_eq!(tap.next(), Some(TapEvent::Waiting { seconds_left: 59 }), "by now the reader is watched");
    service.stop();
    assert_eq!(tap.failed(), FailReason::ReaderUnplugged);
    assert_eq!(reader(&bridge, &town), ReaderState::NoService);
    assert_eq!(bridge.tap(&town, Purpose::LogIn, Want::Identifier).failed(), FailReason::NoService);

    service.run();
    eventually("the reader is there again, without a new start", || {
        reader(&bridge, &town) == ReaderState::Ready
    });
    let _card = service.lay("library", &[]);
    bridge.tap(&town, Purpose::LogIn, Want::Identifier).done();

    // A reader of another name is no reader.
    bridge.kill();
    fs::write(bridge.state().join("bridge.toml"), "reader = 'PaSoRi'\n").unwrap();
    bridge.start();
    assert_eq!(reader(&bridge, &town), ReaderState::NoReader);
    assert_eq!(bridge.tap(&town, Purpose::LogIn, Want::Identifier).failed(), FailReason::NoReader);
}

/// So many answers over the reader, for the benchmark: prints the bridge's own time of each.
#[test]
fn the_bridges_own_time_is_told_for_every_answer() {
    let (service, town, bridge) = start(true);
    let _card = service.lay("hanako", &[]);
    for _ in 0..20 {
        bridge.tap(&town, Purpose::LogIn, Want::Identifier).done();
    }
    let log = bridge.log();
    let mut micros: Vec<u64> = log
        .lines()
        .filter_map(|line| line.strip_prefix("card-bridge: answered in ")?.split(' ').next()?.parse().ok())
        .collect();
    assert_eq!(micros.len(), 20, "{log}");
    micros.sort_unstable();
    eprintln!("own time of the bridge: median {} us, longest {} us", micros[10], micros[19]);
}

#[test]
fn the_program_simulated_card_names_its_cards() {
    let mut child =
        Command::new(simulated_card()).args(["--card", "nobody"]).stderr(Stdio::piped()).spawn().unwrap();
    let mut told = String::new();
    child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(2));
    assert!(told.contains("hanako") && told.contains("library"), "{told}");
}
