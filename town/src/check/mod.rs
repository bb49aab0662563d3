//! `cargo town check`: what must hold in the sources.

mod arrows;
mod licences;
mod packages;
mod unused;

use crate::{
    held::{self, Held, Words},
    progress::{Step, seconds},
    tools::{
        Tools,
        rust::{self, WASM, WINDOWS},
        system,
    },
    trouble::{AtPath as _, Result, Trouble},
    workshop::Workshop,
};
use packages::Metadata;
use std::{fs, process::Command, time::Instant};

/// Runs every check, shows what each found, and fails at the end if any did.
pub(crate) fn check(workshop: &Workshop) -> Result<()> {
    for target in [WASM, WINDOWS] {
        rust::ensure_target(target)?;
    }
    Tools::for_running(workshop)?; // the licences of the npm packages are read from their files
    let started = Instant::now();
    let mut failed = Vec::new();
    let mut note = |name: &'static str, result: Result<Vec<String>>| match result {
        Ok(found) if found.is_empty() => {}
        Ok(found) => {
            eprintln!("    {}", found.join("\n    "));
            failed.push(name);
        }
        Err(trouble) => {
            eprintln!("{trouble}");
            failed.push(name);
        }
    };
    let metadata = Metadata::read(workshop)?;
    note("arrows", look("Dependencies point one way", || Ok(arrows::wrong(&metadata))));
    note("content", look("What people wrote in content/", || crate::content::wrong(workshop)));
    note("licences", look("Licences of the crates", || Ok(licences::of_crates(&metadata))));
    note("npm licences", look("Licences of the JavaScript tools", || licences::of_npm(workshop)));
    note(
        "unused",
        look("Every dependency of the workspace is used", || unused_dependencies(workshop, &metadata)),
    );
    for (name, label, words) in commands() {
        if held::interrupted() {
            return Err(Trouble::stopped());
        }
        note(name, run(workshop, name, label, &words));
    }
    if failed.is_empty() {
        println!("All checks passed ({}).", seconds(started.elapsed()));
        return Ok(());
    }
    Err(Trouble::new(format!("{} checks failed: {}", failed.len(), failed.join(", ")))
        .next("What each found stands above; the logs are in .town/log"))
}

/// Those that cargo does.
fn commands() -> Vec<(&'static str, &'static str, Vec<&'static str>)> {
    let lint = |rest: &[&'static str]| {
        [&["clippy", "--quiet", "--keep-going"], rest, &["--", "-D", "warnings"]].concat()
    };
    // Type-checks with the reader only where there is the library; the rest of the bridge in every case.
    let native: &[&str] = if system::has_pcsc_library() {
        &[
            "--workspace",
            "--all-targets",
            "--features",
            "hibiki-card-bridge/simulated-cards,hibiki-protocol/seal",
        ]
    } else {
        &["--workspace", "--all-targets", "--exclude", "hibiki-card-bridge"]
    };
    vec![
        ("fmt", "Formatting", vec!["fmt", "--all", "--check", "--", "-l"]),
        ("clippy", "Lints, this machine", lint(native)),
        (
            "clippy-wasm",
            "Lints, Worker and browser",
            lint(&[
                "--target",
                WASM,
                "--package",
                "hibiki-functions",
                "--package",
                "hibiki-browser",
                "--package",
                "hibiki-search-browser",
            ]),
        ),
        (
            "windows",
            "The card-bridge for Windows (types only)",
            vec!["check", "--quiet", "--target", WINDOWS, "--package", "hibiki-card-bridge"],
        ),
    ]
}

fn look(label: &str, find: impl FnOnce() -> Result<Vec<String>>) -> Result<Vec<String>> {
    let step = Step::start(label);
    let found = find()?;
    if found.is_empty() {
        step.done();
    }
    Ok(found)
}

fn run(workshop: &Workshop, name: &str, label: &str, words: &[&str]) -> Result<Vec<String>> {
    let mut cargo = Command::new("cargo");
    cargo.args(words).current_dir(workshop.root());
    let log = workshop.log(&format!("check-{name}"))?;
    fs::write(&log, "").at("write", &log)?;
    let step = Step::start(label);
    if Held::start("cargo", &cargo, &Words::Kept(&log))?.wait()?.success() {
        step.done();
        return Ok(Vec::new());
    }
    let said = fs::read_to_string(&log).at("read", &log)?;
    Ok(said.lines().take(200).map(str::to_owned).collect())
}

fn unused_dependencies(workshop: &Workshop, metadata: &Metadata) -> Result<Vec<String>> {
    let file = workshop.path("Cargo.toml");
    let root = fs::read_to_string(&file).at("read", &file)?;
    let members = metadata
        .members()
        .map(|package| fs::read_to_string(&package.manifest_path).at("read", package.manifest_path.as_ref()))
        .collect::<Result<Vec<_>>>()?;
    unused::unused(&root, &members).map_err(|why| Trouble::new(format!("Cargo.toml: {why}")))
}
