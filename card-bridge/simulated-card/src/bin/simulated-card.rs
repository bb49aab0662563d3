//! Lays a simulated card on vsmartcard's virtual reader ("Virtual PCD 00 00") and lifts it when told to.

use hibiki_simulated_card::{DEMO_CARDS, SimulatedCard, card};
use std::{
    env, io,
    net::TcpStream,
    process::{self, ExitCode},
    thread,
    time::Duration,
};
use vpicc::VSmartCard;

const USAGE: &str = "\
Lays a simulated card on the virtual reader of vsmartcard (Debian: vsmartcard-vpcd, with pcscd running).

Usage: simulated-card --card NAME [--vpcd 127.0.0.1:35963] [--for-ms N] [--leave-after-apdus N]

The card stays for N milliseconds, or until N commands were answered, or else until standard input closes.
Cards:";

struct Options {
    card: String,
    vpcd: String,
    for_ms: Option<u64>,
    leave_after_apdus: Option<u64>,
}

fn main() -> ExitCode {
    let Some(options) = options(env::args().skip(1)) else {
        eprintln!("{USAGE}");
        for card in DEMO_CARDS {
            eprintln!("  {:14}{}", card.slug, card.label);
        }
        return ExitCode::from(2);
    };
    match run(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!(
                "simulated-card: {} at {}: is pcscd with vsmartcard-vpcd running?",
                error, options.vpcd
            );
            ExitCode::FAILURE
        }
    }
}

fn options(mut words: impl Iterator<Item = String>) -> Option<Options> {
    let mut options = Options {
        card: String::new(),
        vpcd: format!("{}:{}", vpicc::DEFAULT_HOST, vpicc::DEFAULT_PORT),
        for_ms: None,
        leave_after_apdus: None,
    };
    while let Some(word) = words.next() {
        let value = words.next()?;
        match word.as_str() {
            "--card" => options.card = value,
            "--vpcd" => options.vpcd = value,
            "--for-ms" => options.for_ms = Some(value.parse().ok()?),
            "--leave-after-apdus" => options.leave_after_apdus = Some(value.parse().ok()?),
            _ => return None,
        }
    }
    card(&options.card).is_some().then_some(options)
}

fn run(options: &Options) -> io::Result<()> {
    let Some(profile) = card(&options.card) else {
        return Err(io::Error::new(io::ErrorKind::NotFound, "no such card"));
    };
    let stream = TcpStream::connect(&options.vpcd)?;
    stream.set_nodelay(true)?;
    let for_ms = options.for_ms;
    // Ending the process closes the connection, and that lifts the card.
    thread::spawn(move || {
        match for_ms {
            Some(ms) => thread::sleep(Duration::from_millis(ms)),
            None => drop(io::copy(&mut io::stdin(), &mut io::sink())),
        }
        process::exit(0);
    });
    let mut reader = OnReader { card: SimulatedCard::new(profile), left: options.leave_after_apdus };
    vpicc::Connection::from(stream).run(&mut reader)
}

struct OnReader {
    card: SimulatedCard,
    /// Commands that it still answers before it leaves.
    left: Option<u64>,
}

impl VSmartCard for OnReader {
    fn atr(&self) -> &[u8] {
        self.card.atr()
    }

    fn power_on(&mut self) {
        self.card.power_on();
    }

    fn power_off(&mut self) {
        self.card.power_off();
    }

    fn execute(&mut self, apdu: &[u8]) -> Vec<u8> {
        if let Some(left) = &mut self.left {
            if *left == 0 {
                process::exit(0);
            }
            *left -= 1;
        }
        self.card.transmit(apdu)
    }
}
