//! Python with pinned packages, in the project's own folder. Only tests and measurements need it.

use super::{ask, missing};
use crate::{stamp::Inputs, trouble::Result, workshop::Workshop};
use std::{fs, path::PathBuf, process::Command};

/// Packages that are needed together.
#[derive(Debug)]
pub(crate) struct Packages {
    /// Where they are put.
    pub(crate) folder: &'static str,
    list: &'static str,
    label: &'static str,
}

/// What reads calendars, feeds and library records in `tests/readers`.
const READERS: Packages = Packages {
    folder: ".tools/python",
    list: "tests/readers/requirements.txt",
    label: "Installing the readers that the tests use",
};
/// What Hibiki's build is measured against.
pub(crate) const PEERS: Packages = Packages {
    folder: ".tools/peers",
    list: "tests/bench/requirements.txt",
    label: "Installing the site builders to measure against",
};

/// The program that knows the readers of the tests.
pub(crate) fn ensure(workshop: &Workshop) -> Result<PathBuf> {
    ensure_packages(workshop, &READERS)
}

/// The program that knows the packages.
pub(crate) fn ensure_packages(workshop: &Workshop, packages: &Packages) -> Result<PathBuf> {
    let folder = workshop.path(packages.folder);
    let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python3" });
    let inputs = Inputs::default().files(&workshop.path(packages.list), &[])?;
    let stamp = inputs.stamp(folder.join("hibiki-stamp"));
    if stamp.is_current() && python.exists() {
        return Ok(python);
    }
    if ask("python3", &["--version"]).is_none() {
        return Err(missing(
            "Python 3",
            "Install Python 3.10 or newer with venv (on Debian: python3-venv), then try again.",
        ));
    }
    stamp.forget();
    let _ = fs::remove_dir_all(&folder); // of another version
    let mut make = Command::new("python3");
    make.args(["-m", "venv"]).arg(&folder);
    workshop.run("Making a place for Python packages", "python", &make)?;
    let mut install = Command::new(&python);
    install
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"])
        .arg(workshop.path(packages.list));
    workshop.run(packages.label, "pip", &install)?;
    stamp.keep()?;
    Ok(python)
}
