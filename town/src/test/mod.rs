//! `cargo town test`: every test, or the parts that are named.

mod facts;
mod feeds;
mod programs;
mod summary;

use crate::{
    build::{self, Site, bridge},
    demo::feeds::DemoFeeds,
    held::{self, Held, Words},
    own,
    progress::seconds,
    stack::{self, BridgePlan, Cards, Plan, Stack, pcscd::Pcscd},
    tools::{
        Tools, python,
        system::{self, Need},
    },
    trouble::{AtPath as _, Result, Trouble},
    workshop::{Lock, Workshop},
};
use facts::Facts;
use programs::{Programs, Source};
use std::{
    fs,
    io::{BufRead as _, BufReader, Read},
    path::PathBuf,
    process::Command,
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};
use summary::Counts;

/// A part of the tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Part {
    /// The rules of the town, the tap's bytes, the simulated cards, these commands.
    Domain,
    /// The card-bridge as a process, with simulated cards and through the real PC/SC service.
    Bridge,
    /// Bus timetables and what is happening now, next to programs that Hibiki's makers did not write.
    Gtfs,
    /// The Worker under the real workerd.
    Worker,
    /// Every kind of page of the public site in a real browser: readable for everybody, valid, quick.
    Pages,
    /// The journeys in a real browser, through the real PC/SC service.
    Browser,
    /// Attacks on a running town.
    Attacks,
    /// Programs that Hibiki's makers did not write read what a running town gives out.
    Readers,
}

impl Part {
    const ALL: [Self; 8] = [
        Self::Domain,
        Self::Gtfs,
        Self::Bridge,
        Self::Worker,
        Self::Attacks,
        Self::Readers,
        Self::Pages,
        Self::Browser,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Domain => "domain",
            Self::Gtfs => "gtfs",
            Self::Bridge => "bridge",
            Self::Worker => "worker",
            Self::Pages => "pages",
            Self::Browser => "browser",
            Self::Attacks => "attacks",
            Self::Readers => "readers",
        }
    }

    const fn needs(self) -> &'static [Need] {
        match self {
            Self::Domain | Self::Gtfs | Self::Worker | Self::Attacks | Self::Readers => &[],
            Self::Bridge => &[Need::Pcscd, Need::VirtualReader, Need::PcscLibrary, Need::PkgConfig],
            Self::Pages => &[Need::Chromium, Need::JapaneseFont],
            Self::Browser => &Need::ALL,
        }
    }
}

/// What somebody wants to have tested.
pub(crate) struct Wishes {
    /// All of them when none is named.
    pub(crate) parts: Vec<Part>,
    /// Of Rust's tests those whose path holds these words, of the others the files whose name does.
    pub(crate) only: Option<String>,
}

/// Runs the parts, one after the other.
pub(crate) fn test(workshop: &Workshop, wishes: Wishes) -> Result<()> {
    let Wishes { parts: named, only } = wishes;
    let parts: Vec<Part> =
        Part::ALL.into_iter().filter(|part| named.is_empty() || named.contains(part)).collect();
    let needs: Vec<Need> =
        Need::ALL.into_iter().filter(|need| parts.iter().any(|part| part.needs().contains(need))).collect();
    system::ensure(workshop, &needs)?;
    let programs = Programs::build(workshop, &parts, only)?;

    let mut all = Counts::default();
    let mut times = Vec::new();
    for part in parts {
        eprintln!("\n── {} ──", part.name());
        let started = Instant::now();
        let counts = match run(workshop, &programs, part) {
            Ok(counts) => counts,
            Err(_) if held::interrupted() => return Err(Trouble::stopped()),
            Err(trouble) => {
                eprintln!("{trouble}");
                Counts { passed: 0, failed: 1 }
            }
        };
        times.push(format!(
            "{:8} {:>4} passed, {} failed, {}",
            part.name(),
            counts.passed,
            counts.failed,
            seconds(started.elapsed())
        ));
        all = all.and(counts);
    }
    println!("\n{}\n{} passed, {} failed", times.join("\n"), all.passed, all.failed);
    if all == Counts::default() {
        return Err(Trouble::new("No test of these parts has such a name."));
    }
    if all.failed == 0 {
        return Ok(());
    }
    Err(Trouble::new("Not all tests passed.")
        .next("What failed stands above; the town's own logs are in .town/test-*"))
}

fn run(workshop: &Workshop, programs: &Programs, part: Part) -> Result<Counts> {
    match part {
        Part::Domain => {
            let folders = [
                "card-bridge/protocol",
                "functions/domain",
                "site/scan",
                "site/search",
                "card-bridge/simulated-card",
                "town",
            ];
            folders.iter().try_fold(Counts::default(), |counts, folder| {
                Ok(counts.and(compiled(workshop, programs, (folder, None), None)?))
            })
        }
        Part::Gtfs => {
            let tools = Tools::for_building(workshop)?;
            let program = own_program(workshop)?;
            let mut node = tools.node();
            node.args(["--test", "--test-reporter=spec"])
                .arg(programs.files("gtfs"))
                .current_dir(workshop.root())
                .env("HIBIKI_TOWN_BIN", program);
            counted("node", &node)
        }
        Part::Bridge => {
            let _reader = workshop.lock("reader")?; // its tests start a pcscd of their own
            compiled(workshop, programs, ("card-bridge", None), None)
        }
        Part::Worker => {
            let own = compiled(workshop, programs, ("functions", None), None)?;
            Ok(own.and(against_a_town(workshop, programs, "worker")?))
        }
        Part::Attacks => against_a_town(workshop, programs, "attacks"),
        Part::Readers => by_readers(workshop, programs),
        Part::Pages => by_kinds_of_page(workshop, programs),
        Part::Browser => in_a_browser(workshop, programs),
    }
}

/// This program, for tests that do what an operator types.
fn own_program(workshop: &Workshop) -> Result<PathBuf> {
    let program = workshop.private("test-program")?.join("cargo-town");
    own::copy(&program)?;
    Ok(program)
}

/// Test programs that Cargo built, with what they are told of a running town. One that fails does not stop the others.
fn compiled(
    workshop: &Workshop,
    programs: &Programs,
    source: Source,
    facts: Option<&Facts>,
) -> Result<Counts> {
    let mut counts = Counts::default();
    for mut program in programs.commands(workshop, source)? {
        if let Some(facts) = facts {
            facts.put_into(&mut program);
        }
        counts = counts.and(outcome(&program)?);
    }
    if counts == Counts::default() && !programs.are_chosen_by_name() {
        return Err(Trouble::new(format!("The test programs of {} ran no test at all.", source.0)));
    }
    Ok(counts)
}

/// A target of `tests/` against a town of its own with simulated cards.
fn against_a_town(workshop: &Workshop, programs: &Programs, target: &'static str) -> Result<Counts> {
    let town = TestTown::start(workshop, target, Cards::Simulated, Feeds::OfTests)?;
    compiled(workshop, programs, ("tests", Some(target)), Some(&town.facts))
}

/// The journeys against a town of its own with the virtual reader.
fn in_a_browser(workshop: &Workshop, programs: &Programs) -> Result<Counts> {
    let logs = workshop.private("test-browser")?;
    let _reader = workshop.lock("reader")?;
    let _pcscd = Pcscd::ensure(&logs.join("pcscd.log"))?;
    let town = TestTown::start(workshop, "browser", Cards::Reader, Feeds::OfTests)?;
    counted("node", &with_chromium(workshop, &town, &programs.files("browser"))?)
}

/// Every kind of page of the public site, in a town whose car parks and ploughs move.
fn by_kinds_of_page(workshop: &Workshop, programs: &Programs) -> Result<Counts> {
    let town = TestTown::start(workshop, "pages", Cards::Simulated, Feeds::OfDemo)?;
    counted("node", &with_chromium(workshop, &town, &programs.files("pages"))?)
}

/// Tests that drive Chromium. One file after the other: there is one reader, and what measures wants the machine.
fn with_chromium(workshop: &Workshop, town: &TestTown, tests: &str) -> Result<Command> {
    let screenshots = workshop.path("tests/screenshots");
    fs::create_dir_all(&screenshots).at("make the folder", &screenshots)?;
    let program = own_program(workshop)?;
    let mut node = town.tools.node();
    node.args(["--test", "--test-concurrency=1", "--test-reporter=spec", tests])
        .current_dir(workshop.root())
        .env("HIBIKI_TOWN_BIN", program)
        .env("HIBIKI_SCREENSHOTS", screenshots);
    if let Some(chromium) = system::chromium() {
        node.env("HIBIKI_CHROMIUM", chromium);
    }
    town.facts.put_into(&mut node);
    Ok(node)
}

/// The town's calendars, feeds, records and pictures, and a resident's own health record, read by other people's programs.
fn by_readers(workshop: &Workshop, programs: &Programs) -> Result<Counts> {
    let python = python::ensure(workshop)?;
    let town = TestTown::start(workshop, "readers", Cards::Simulated, Feeds::OfTests)?;
    let mut node = town.tools.node();
    node.args(["--test", "--test-reporter=spec"])
        .arg(programs.files("readers"))
        .current_dir(workshop.root())
        .env("HIBIKI_PYTHON", &python);
    town.facts.put_into(&mut node);
    let mut counts = counted("node", &node)?;
    // These need residents, whom the tests of the Worker know how to make.
    for mut program in programs.commands(workshop, ("tests", Some("worker")))? {
        program.args(["--ignored", "health_export::"]).env("HIBIKI_PYTHON", &python);
        town.facts.put_into(&mut program);
        counts = counts.and(outcome(&program)?);
    }
    Ok(counts)
}

/// A fresh demo town for one part.
struct TestTown {
    tools: Tools,
    facts: Facts,
    _stack: Stack,
    _feeds: Option<DemoFeeds>,
    _alone: Lock,
}

/// What a town under test subscribes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Feeds {
    /// What the tests serve themselves, well or badly.
    OfTests,
    /// What the demo town subscribes to, so that its live pages have something to tell.
    OfDemo,
}

impl TestTown {
    fn start(workshop: &Workshop, name: &str, cards: Cards, feeds: Feeds) -> Result<Self> {
        let folder = workshop.private(format!("test-{name}"))?;
        let alone = workshop.lock(&format!("test-{name}"))?;
        for old in ["state", "bridge", "site"] {
            let _ = fs::remove_dir_all(folder.join(old)); // of the last run
        }
        let tools = Tools::for_building(workshop)?;
        let port = stack::free_port()?;
        let site = folder.join("site");
        let origin = format!("http://localhost:{port}");
        build::served(workshop, &tools, &Site { folder: &site, origin: &origin })?;
        feeds::write_timetable(&site)?;
        let program = bridge::for_trying(workshop)?;
        let bridge = BridgePlan { program, state: folder.join("bridge"), port: stack::free_port()?, cards };
        let simulated_card = bridge::simulated_card(workshop)?;
        let demo =
            if feeds == Feeds::OfDemo { Some(DemoFeeds::start(&workshop.path("content"))?) } else { None };
        let feeds = match &demo {
            Some(demo) => demo.for_worker(),
            None => feeds::on(stack::free_port()?),
        };
        let plan =
            Plan { state: folder.join("state"), port, site: &site, bridge: Some(bridge.clone()), feeds };
        let stack = Stack::start(workshop, &tools, &plan)?;
        if let Some(demo) = &demo {
            demo.wake(&origin);
        }
        let facts = Facts::of(&stack, &plan, &bridge, &simulated_card);
        Ok(Self { tools, facts, _stack: stack, _feeds: demo, _alone: alone })
    }
}

/// As [`outcome`], of a program that must have run a test.
fn counted(name: &str, command: &Command) -> Result<Counts> {
    let counts = outcome(command)?;
    if counts == Counts::default() {
        return Err(Trouble::new(format!("{name} ran no test at all.")));
    }
    Ok(counts)
}

/// Runs tests, shows what they say as they say it, and adds up their summaries.
fn outcome(command: &Command) -> Result<Counts> {
    let mut child = Held::start("tests", command, &Words::Piped)?;
    let counts = Arc::new(Mutex::new(Counts::default()));
    let readers: Vec<_> = child
        .words()
        .into_iter()
        .map(|words| {
            let counts = Arc::clone(&counts);
            thread::spawn(move || show(words, &counts))
        })
        .collect();
    let status = child.wait()?;
    // A grandchild that was left behind would keep the pipes open for ever.
    let patience = Instant::now() + Duration::from_secs(2);
    while readers.iter().any(|reader| !reader.is_finished()) && Instant::now() < patience {
        thread::sleep(Duration::from_millis(10));
    }
    let mut counts = counts.lock().map(|counts| *counts).unwrap_or_default();
    if !status.success() && counts.failed == 0 {
        counts.failed = 1; // it did not come to a summary
    }
    Ok(counts)
}

fn show(words: Box<dyn Read + Send>, counts: &Mutex<Counts>) {
    for line in BufReader::new(words).split(b'\n') {
        let Ok(line) = line else { return };
        let line = String::from_utf8_lossy(&line);
        println!("{line}");
        if let (Some(more), Ok(mut counts)) = (summary::read(&line), counts.lock()) {
            *counts = counts.and(more);
        }
    }
}
