//! The card-bridge.

use super::target;
use crate::{
    tools::system,
    trouble::{AtPath as _, Result},
    workshop::Workshop,
};
use std::{fs, path::PathBuf, process::Command};

const PACKAGE: &str = "hibiki-card-bridge";

/// The program for a real counter: without simulated cards.
pub(crate) fn release(workshop: &Workshop) -> Result<PathBuf> {
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--release", "--package", PACKAGE]).current_dir(workshop.root());
    workshop.run("Building the card-bridge", "cargo-bridge-release", &cargo)?;
    Ok(target(workshop).join("release/card-bridge"))
}

/// The program for trying out: with simulated cards, and with PC/SC where this machine can build that.
pub(crate) fn for_trying(workshop: &Workshop) -> Result<PathBuf> {
    let _alone = workshop.lock("build")?;
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--package", PACKAGE, "--features", "simulated-cards"]).current_dir(workshop.root());
    if !system::has_pcsc_library() {
        cargo.arg("--no-default-features");
    }
    workshop.run("Building the card-bridge", "cargo-bridge", &cargo)?;
    copied(workshop, "card-bridge")
}

/// The program that lays a simulated card on the virtual reader.
pub(crate) fn simulated_card(workshop: &Workshop) -> Result<PathBuf> {
    let _alone = workshop.lock("build")?;
    let mut cargo = Command::new("cargo");
    cargo
        .args(["build", "--package", "hibiki-simulated-card", "--bin", "simulated-card"])
        .current_dir(workshop.root());
    workshop.run("Building the simulated card", "cargo-simulated-card", &cargo)?;
    copied(workshop, "simulated-card")
}

/// A copy that later builds with other features leave alone.
fn copied(workshop: &Workshop, program: &str) -> Result<PathBuf> {
    let built = target(workshop).join("debug").join(program);
    let copy = workshop.private("bin")?.join(program);
    let fresh = copy.with_extension("new");
    fs::copy(&built, &fresh).at("copy", &built)?;
    fs::rename(&fresh, &copy).at("write", &copy)?;
    Ok(copy)
}
