//! `cargo town`: what the person who runs a town's system types.

mod admin;
mod bench;
mod build;
mod check;
mod clock;
mod content;
mod culture;
mod decode;
mod demo;
mod doctor;
mod handbook;
mod held;
mod import;
mod log;
mod opendata;
mod ops;
mod own;
mod progress;
mod publish;
mod recovery;
mod residents;
mod serve;
mod stack;
mod stamp;
mod test;
mod tools;
mod transit;
mod trouble;
mod workshop;

use clap::{Args, Parser, Subcommand};
use ops::{LOCAL_ORIGIN, Town};
use stack::secrets::Secrets;
use std::{path::PathBuf, process::ExitCode};
use trouble::Result;
use workshop::Workshop;

/// Runs a town's Hibiki: try it out, test it, build it, operate it.
///
/// To try it out:   cargo town serve
/// What is missing: cargo town doctor
#[derive(Parser)]
#[command(name = "cargo town", bin_name = "cargo town", version, verbatim_doc_comment)]
struct Arguments {
    #[command(subcommand)]
    command: Any,
}

#[derive(Subcommand)]
enum Any {
    #[command(flatten)]
    InFolder(Command),
    #[command(flatten)]
    Anywhere(Anywhere),
}

/// What is not bound to a folder of Hibiki.
#[derive(Subcommand)]
enum Anywhere {
    /// Make the town's recovery key for health records: three sheets of paper, any two of which open what people lost the
    /// way to. In Japanese. On a machine without a network, to which this program alone is carried: docs/recovery.md.
    ///
    /// It ends when two sheets were typed back from the paper, and prints the line for wrangler.toml.
    RecoveryKey {
        /// Where the sheets lie until they are printed; a new folder [default: one in memory]
        #[arg(long, value_name = "FOLDER", conflicts_with = "check")]
        to: Option<PathBuf>,
        /// Make nothing: have two sheets typed, and say of which key they are.
        #[arg(long)]
        check: bool,
    },
    /// Bring people back into their health records who lost every passkey and card: docs/recovery.md.
    Recover {
        #[command(subcommand)]
        command: RecoverCommand,
    },
}

#[derive(Subcommand)]
enum RecoverCommand {
    /// Fetch what was confirmed at the counter into a file. Each person's log says so.
    Fetch {
        /// The file to write; it must not be there yet.
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
        #[command(flatten)]
        town: TownArguments,
    },
    /// On the machine without a network: compare the papers, have two shares typed, make the keys. In Japanese.
    Open {
        /// The file that `fetch` wrote.
        file: PathBuf,
        /// The file to write; it must not be there yet.
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
    },
    /// Send the made keys to the town. Sent twice, it changes nothing.
    Send {
        /// The file that `open` wrote.
        file: PathBuf,
        #[command(flatten)]
        town: TownArguments,
    },
}

#[derive(Subcommand)]
enum Command {
    /// Try it out: build everything and open the demo town on this machine.
    ///
    /// The first time it installs tools into this folder and takes some minutes; later starts take seconds.
    /// It ends by printing what to open and which demo people and cards there are. Ctrl-C stops it.
    Serve {
        /// The port of this machine on which the town answers.
        #[arg(long, value_name = "NUMBER", default_value_t = 8787)]
        port: u16,
        /// Without the card-bridge: no cards, passkeys only.
        #[arg(long)]
        no_bridge: bool,
        /// Delete the demo town's databases first and begin again.
        #[arg(long)]
        fresh: bool,
    },
    /// Run the tests: all of them, or the parts that are named.
    Test {
        /// The parts; none means all.
        #[arg(value_enum, value_name = "PART")]
        parts: Vec<test::Part>,
        /// Only the tests whose path holds this, and the files in `tests/browser` and the like whose name does.
        #[arg(long, value_name = "NAME")]
        only: Option<String>,
    },
    /// Build what is put on the edge host and beside the card reader.
    Build {
        /// The address of the town's pages [default: ORIGIN in wrangler.toml]
        #[arg(long, value_name = "URL")]
        origin: Option<String>,
    },
    /// Check what people wrote in content/: every mistake by file and line, and what to do about it, in Japanese.
    CheckContent {
        /// For programs: a JSON list of file, line, level, what, remedy.
        #[arg(long)]
        json: bool,
    },
    /// Take over a table that the town's staff keep (Excel or CSV) into content/, with a list of what was corrected, left
    /// out or must be decided, row by row, in Japanese.
    ///
    /// UTF-8, `Shift_JIS` and UTF-16, commas or tabs, and both generations of the national standard headers are read. All
    /// files are written, or none; a second run changes nothing.
    #[command(verbatim_doc_comment)]
    Import {
        /// What the table is about.
        #[arg(value_enum)]
        kind: import::Kind,
        /// The file.
        file: PathBuf,
        /// Only say what would be done.
        #[arg(long)]
        dry_run: bool,
        /// Write over what is in content/ and differs from the table.
        #[arg(long)]
        replace: bool,
    },
    /// Build the static pages alone, to look at or to read with other programs.
    Pages {
        /// The folder to put them into.
        #[arg(long, value_name = "FOLDER", default_value = "dist/pages")]
        to: PathBuf,
        /// The address of the town's pages [default: ORIGIN in wrangler.toml]
        #[arg(long, value_name = "URL")]
        origin: Option<String>,
    },
    /// Walk through the handbooks of docs/handbook in a town of its own: take their pictures anew, and fail when a page
    /// no longer says what they quote.
    Handbook,
    /// Check the sources: formatting, lints, dependencies, licences. For whoever changes Hibiki.
    Check,
    /// Measure Hibiki on this machine against its budgets, with a peer beside it. Takes ten minutes; leave the machine
    /// alone meanwhile.
    Bench {
        /// Fewer rounds: quicker, and less to be trusted.
        #[arg(long)]
        quick: bool,
        /// Only this part; may be given several times.
        #[arg(long, value_enum, value_name = "PART")]
        only: Vec<bench::Part>,
    },
    /// Say in plain words what is there on this machine, what is missing and how to get it.
    Doctor,
    /// Look after staff.
    Admin {
        #[command(subcommand)]
        command: AdminCommand,
    },
    /// Look after the resident register.
    Residents {
        #[command(subcommand)]
        command: ResidentsCommand,
    },
    /// Write what organizers wrote and the town approved into content/, and into its git history.
    ///
    /// By hand, by a timer or by the town's CI: docs/publishing.md. Run twice, it changes nothing.
    Publish {
        #[command(flatten)]
        town: TownArguments,
        /// The folder of the content [default: content/ of this folder]
        #[arg(long, value_name = "FOLDER")]
        content: Option<PathBuf>,
        /// Only say what would be written.
        #[arg(long)]
        dry_run: bool,
    },
    /// Look at a bus operator's files: timetables (GTFS-JP) and what is happening now (GTFS-Realtime).
    Bus {
        #[command(subcommand)]
        command: BusCommand,
    },
    /// Look after the log of who saw whose data.
    Log {
        #[command(subcommand)]
        command: LogCommand,
    },
}

#[derive(Subcommand)]
enum AdminCommand {
    /// Make a one-time link with which the first member of staff registers a passkey.
    Invite {
        /// The person's name, for example '音羽 律'.
        #[arg(long)]
        name: String,
        /// The person's office, for example 総務課.
        #[arg(long)]
        office: String,
        #[command(flatten)]
        town: TownArguments,
    },
}

#[derive(Subcommand)]
enum ResidentsCommand {
    /// Take over the resident register from a CSV file, all of it or nothing.
    ///
    /// The first line holds the headings 宛名番号, 氏名, 氏名カナ, 生年月日, 地区, 世帯番号 and, where it is known,
    /// 保護者 (○ for whoever may see the children of the household), in any order. UTF-8, `Shift_JIS` and UTF-16 are
    /// read; commas or tabs. A file with 個人番号 (マイナンバー) is refused. Every bad row is named by line and reason
    /// before anything is sent.
    #[command(verbatim_doc_comment)]
    Import {
        /// The file.
        file: PathBuf,
        #[command(flatten)]
        town: TownArguments,
    },
    /// Write a register of people who do not exist, to try the import.
    Sample {
        /// How many people.
        #[arg(long, default_value_t = 100, value_name = "NUMBER")]
        rows: u64,
        /// Where to write it [default: the screen]
        #[arg(long, value_name = "FILE")]
        to: Option<PathBuf>,
    },
}

#[derive(Subcommand)]
enum BusCommand {
    /// Say what is in a timetable, and what is wrong with it by file and line.
    Check {
        /// The zip file, or a folder with its files.
        feed: PathBuf,
    },
    /// Write everything that stops anywhere on a service day, as CSV.
    Departures {
        /// The zip file, or a folder with its files.
        feed: PathBuf,
        /// The service day, for example 2026-12-03.
        #[arg(long)]
        day: String,
    },
    /// Say what GTFS-Realtime files tell at a moment, laid beside the timetable one after the other.
    Live {
        /// The zip file, or a folder with its files.
        feed: PathBuf,
        /// The files, in the order in which they came.
        #[arg(required = true)]
        realtime: Vec<PathBuf>,
        /// The moment in Japan, for example 2026-12-03T07:00:00.
        #[arg(long)]
        at: String,
        /// Also what leaves next at the stop with this id.
        #[arg(long, value_name = "ID")]
        stop: Option<String>,
    },
}

#[derive(Subcommand)]
enum LogCommand {
    /// Verify that no row of the access log was changed, deleted or cut off.
    Verify {
        #[command(flatten)]
        town: TownArguments,
        /// The Worker's `TOWN_SECRET`, better in the environment than typed here. Not needed for the demo town on this machine.
        #[arg(long, env = "HIBIKI_TOWN_SECRET", hide_env_values = true, value_name = "HEX")]
        town_secret: Option<String>,
    },
}

#[derive(Args)]
struct TownArguments {
    /// The address of the running town.
    #[arg(long, value_name = "URL", default_value = LOCAL_ORIGIN)]
    origin: String,
    /// The Worker's `OPERATOR_KEY`, better in the environment than typed here. Not needed for the demo town on this machine.
    #[arg(long, env = "HIBIKI_OPERATOR_KEY", hide_env_values = true, value_name = "HEX")]
    operator_key: Option<String>,
}

impl TownArguments {
    fn town(&self, workshop: &Workshop) -> Result<Town> {
        Town::meant(workshop, &self.origin, self.operator_key.as_deref())
    }
}

fn main() -> ExitCode {
    if let Some(code) = held::hold_if_asked() {
        return code;
    }
    let arguments = Arguments::parse();
    let done = match arguments.command {
        Any::InFolder(command) => held::watch_signals()
            .and_then(|()| Workshop::find())
            .and_then(|workshop| obey(command, &workshop)),
        Any::Anywhere(command) => obey_anywhere(command),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            eprintln!("\n{trouble}");
            ExitCode::FAILURE
        }
    }
}

/// Nobody watches signals here: Ctrl-C ends it while it waits for somebody to type.
fn obey_anywhere(command: Anywhere) -> Result<()> {
    match command {
        Anywhere::RecoveryKey { check: true, .. } => recovery::check(),
        Anywhere::RecoveryKey { to, check: false } => recovery::make(to.as_deref()),
        Anywhere::Recover { command: RecoverCommand::Open { file, to } } => recovery::open(&file, &to),
        Anywhere::Recover { command: RecoverCommand::Fetch { to, town } } => {
            recovery::fetch(&town.town(&Workshop::find()?)?, &to)
        }
        Anywhere::Recover { command: RecoverCommand::Send { file, town } } => {
            recovery::send(&town.town(&Workshop::find()?)?, &file)
        }
    }
}

fn obey(command: Command, workshop: &Workshop) -> Result<()> {
    match command {
        Command::Serve { port, no_bridge, fresh } => {
            serve::serve(workshop, &serve::Wishes { port, no_bridge, fresh })
        }
        Command::Test { parts, only } => test::test(workshop, test::Wishes { parts, only }),
        Command::Build { origin } => build::everything(workshop, origin.as_deref()),
        Command::CheckContent { json } => content::check(workshop, json),
        Command::Import { kind, file, dry_run, replace } => {
            import::import(workshop, kind, &file, import::Wishes { dry_run, replace })
        }
        Command::Pages { to, origin } => build::pages(workshop, &to, origin.as_deref()),
        Command::Handbook => handbook::walk(workshop),
        Command::Check => check::check(workshop),
        Command::Bench { quick, only } => bench::bench(workshop, &bench::Wishes { quick, only }),
        Command::Doctor => doctor::doctor(workshop),
        Command::Admin { command: AdminCommand::Invite { name, office, town } } => {
            admin::invite(&town.town(workshop)?, &name, &office)
        }
        Command::Residents { command: ResidentsCommand::Import { file, town } } => {
            residents::import(&file, &town.town(workshop)?)
        }
        Command::Residents { command: ResidentsCommand::Sample { rows, to } } => {
            residents::sample(rows, to.as_deref())
        }
        Command::Publish { town, content, dry_run } => {
            let content = content.unwrap_or_else(|| workshop.path("content"));
            publish::publish(workshop, &town.town(workshop)?, &publish::Wishes { content: &content, dry_run })
        }
        Command::Bus { command: BusCommand::Check { feed } } => transit::commands::check(&feed),
        Command::Bus { command: BusCommand::Departures { feed, day } } => {
            transit::commands::departures(&feed, &day)
        }
        Command::Bus { command: BusCommand::Live { feed, realtime, at, stop } } => {
            transit::commands::live(&feed, &realtime, &at, stop.as_deref())
        }
        Command::Log { command: LogCommand::Verify { town, town_secret } } => {
            let secret = match town_secret {
                Some(secret) => secret,
                None => Secrets::of_serve(workshop)?.town_secret().to_owned(),
            };
            log::verify(workshop, &town.town(workshop)?, &secret)
        }
    }
}
