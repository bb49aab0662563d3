//! What `cargo metadata` says.

use crate::{
    trouble::{Result, Trouble},
    workshop::Workshop,
};
use serde::Deserialize;
use std::{path::PathBuf, process::Command};

/// The workspace and everything below it.
#[derive(Debug, Deserialize)]
pub(super) struct Metadata {
    pub(super) packages: Vec<Package>,
    workspace_members: Vec<String>,
}

/// A crate.
#[derive(Debug, Deserialize)]
pub(super) struct Package {
    id: String,
    pub(super) name: String,
    pub(super) version: String,
    pub(super) license: Option<String>,
    pub(super) manifest_path: PathBuf,
    pub(super) dependencies: Vec<Dependency>,
}

/// What a crate says that it needs.
#[derive(Debug, Deserialize)]
pub(super) struct Dependency {
    pub(super) name: String,
    pub(super) kind: Option<String>,
    pub(super) optional: bool,
}

impl Metadata {
    /// Asks cargo.
    pub(super) fn read(workshop: &Workshop) -> Result<Self> {
        let output = Command::new("cargo")
            .args(["metadata", "--format-version", "1", "--all-features"])
            .current_dir(workshop.root())
            .output()
            .map_err(|error| Trouble::new(format!("Could not start cargo: {error}")))?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            return Err(Trouble::new(format!("cargo metadata failed:\n{said}"))
                .next("Correct the Cargo.toml it names."));
        }
        serde_json::from_slice(&output.stdout)
            .map_err(|error| Trouble::new(format!("cargo metadata said something unexpected: {error}")))
    }

    /// Hibiki's own crates.
    pub(super) fn members(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|package| self.workspace_members.contains(&package.id))
    }
}
