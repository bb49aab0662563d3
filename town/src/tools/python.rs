//! Python with the pinned packages of `tests/readers`, in the project's own folder. Only those tests need it.

use super::{ask, missing};
use crate::{stamp::Inputs, trouble::Result, workshop::Workshop};
use std::{fs, path::PathBuf, process::Command};

const PACKAGES: &str = "tests/readers/requirements.txt";

/// The program that knows the packages.
pub(crate) fn ensure(workshop: &Workshop) -> Result<PathBuf> {
    let folder = workshop.path(".tools/python");
    let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python3" });
    let inputs = Inputs::default().files(&workshop.path(PACKAGES), &[])?;
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
        .arg(workshop.path(PACKAGES));
    workshop.run("Installing the readers that the tests use", "pip", &install)?;
    stamp.keep()?;
    Ok(python)
}
