//! The card-bridge that is measured.

use crate::{build, trouble::Result, workshop::Workshop};
use std::{path::PathBuf, process::Command};

/// With simulated cards, which a release build refuses to know, but optimised as one.
pub(super) fn build(workshop: &Workshop) -> Result<PathBuf> {
    const PROFILE: &str = "measured";
    let mut cargo = Command::new("cargo");
    cargo
        .args([
            "build",
            "--package",
            "hibiki-card-bridge",
            "--no-default-features",
            "--features",
            "simulated-cards",
        ])
        .args(["--profile", PROFILE, "--config", "profile.measured.inherits='dev'"])
        .args(["--config", "profile.measured.opt-level='s'"])
        .current_dir(workshop.root());
    workshop.run(
        "Building the card-bridge to be measured (the first time takes two minutes)",
        "cargo-bridge-measured",
        &cargo,
    )?;
    Ok(build::target(workshop).join(PROFILE).join("card-bridge"))
}
