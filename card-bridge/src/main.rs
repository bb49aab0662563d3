//! The program beside the card reader: reads cards, signs taps.
//!
//! A town's page asks it over loopback, a person lays a card on the reader, the bridge answers with a signed
//! assertion for the town's Worker. The protocol is told in `docs/tap-protocol.md`.

#[cfg(all(feature = "simulated-cards", not(debug_assertions)))]
compile_error!("simulated cards are for trying things out: a release build must not know them");

mod answer;
mod card;
mod commands;
mod config;
mod desk;
mod emergency;
mod gate;
mod http;
mod origin;
mod own_page;
mod reader;
mod server;
mod signer;
mod state;
mod tap;

use clap::{Parser, Subcommand};
use commands::CommandError;
use state::StateDir;
use std::{env, ffi::OsString, path::PathBuf, process::ExitCode};

/// Shown below the list of commands.
const FIRST_STEPS: &str = "\
First time, at a counter (staff make the code on their page \"Readers\"):
  card-bridge enrol https://www.example.lg.jp --code XXXX-XXXX-XXXX
First time, at home (cards then always need their PIN):
  card-bridge add-town https://www.example.lg.jp
Every day:
  card-bridge run";

/// Lets a town's web pages read IC cards at this computer's card reader.
#[derive(Parser)]
#[command(name = "card-bridge", version, after_help = FIRST_STEPS)]
struct Arguments {
    /// The folder with the bridge's key and settings [default: the user's state folder]
    #[arg(long, global = true, value_name = "DIR")]
    state: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Start the bridge. It runs until it is stopped with Ctrl+C.
    Run {
        /// The port on this computer [default: 35965]
        #[arg(long, value_name = "NUMBER")]
        port: Option<u16>,
        /// Use simulated cards instead of a reader, to try things out.
        #[cfg(feature = "simulated-cards")]
        #[arg(long)]
        simulate: bool,
    },
    /// Let a town's pages ask this bridge. Enough at home: the card's PIN is then always needed.
    AddTown {
        /// The address of the town's pages, beginning with https
        origin: String,
    },
    /// Make this a reader that the town trusts (counter, library, shop). Staff give you the code.
    Enrol {
        /// The address of the town's pages, beginning with https
        origin: String,
        /// The code from the staff page "Readers"; it works once.
        #[arg(long, value_name = "XXXX-XXXX-XXXX")]
        code: String,
        /// Also let this machine show residents' emergency summaries, when medics ask for them.
        #[arg(long)]
        emergency: bool,
    },
    /// List the towns whose pages may ask this bridge.
    Towns,
    /// No longer let a town's pages ask this bridge.
    RemoveTown {
        /// The address as `towns` shows it.
        origin: String,
    },
    /// Type the card's PIN here, when a town's page waits for it. It is not shown and not kept.
    Pin,
    /// Show whether the bridge runs, the reader, the pending request and the towns.
    Status,
    /// Lay a simulated card on the reader.
    #[cfg(feature = "simulated-cards")]
    Touch {
        /// Its name, e.g. hanako; `status` lists them.
        card: String,
    },
    /// Lift the simulated card.
    #[cfg(feature = "simulated-cards")]
    Lift,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let Some(folder) = arguments.state.or_else(default_folder) else {
        eprintln!("card-bridge: cannot find this user's folders. Name one with --state.");
        return ExitCode::FAILURE;
    };
    match StateDir::open(folder).map_err(CommandError::from).and_then(|state| obey(arguments.command, &state))
    {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("card-bridge: {error}");
            ExitCode::from(error.exit_code())
        }
    }
}

fn obey(command: Command, state: &StateDir) -> Result<(), CommandError> {
    match command {
        #[cfg(feature = "simulated-cards")]
        Command::Run { port, simulate } => commands::run(state, port, simulate),
        #[cfg(not(feature = "simulated-cards"))]
        Command::Run { port } => commands::run(state, port, false),
        Command::AddTown { origin } => commands::add_town(state, &origin),
        Command::Enrol { origin, code, emergency } => commands::enrol(state, &origin, &code, emergency),
        Command::Towns => commands::list_towns(state),
        Command::RemoveTown { origin } => commands::remove_town(state, &origin),
        Command::Pin => commands::pin(state),
        Command::Status => commands::status(state),
        #[cfg(feature = "simulated-cards")]
        Command::Touch { card } => commands::touch(state, &card),
        #[cfg(feature = "simulated-cards")]
        Command::Lift => commands::lift(state),
    }
}

/// Linux: the XDG state folder. Windows: the local application data.
fn default_folder() -> Option<PathBuf> {
    let folder =
        |name: &str| env::var_os(name).filter(|value: &OsString| !value.is_empty()).map(PathBuf::from);
    if cfg!(windows) {
        return folder("LOCALAPPDATA").map(|data| data.join("Hibiki"));
    }
    folder("XDG_STATE_HOME")
        .filter(|path| path.is_absolute())
        .or_else(|| folder("HOME").map(|home| home.join(".local/state")))
        .map(|state| state.join("hibiki"))
}
