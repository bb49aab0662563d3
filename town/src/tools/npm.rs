//! The npm packages that package-lock.json pins.

use super::{ask, missing, version};
use crate::{stamp::Inputs, trouble::Result, workshop::Workshop};
use std::process::Command;

pub(super) const NPM_NEXT: &str =
    "Install Node.js 20 or newer with npm (https://nodejs.org), then try again.";

pub(super) fn ensure(workshop: &Workshop) -> Result<()> {
    let inputs = Inputs::default().files(&workshop.path("package-lock.json"), &[])?;
    let stamp = inputs.stamp(workshop.path("node_modules/.hibiki-stamp"));
    if stamp.is_current() {
        return Ok(());
    }
    let node = ask("node", &["--version"]).and_then(|text| version(&text));
    if node.is_none_or(|version| version < (20, 0)) || ask("npm", &["--version"]).is_none() {
        return Err(missing("Node.js with npm", NPM_NEXT));
    }
    stamp.forget();
    // Not `npm ci`: it refuses a lock file that does not name the packages of other operating systems. This installs
    // the very versions and hashes of the lock file too, changes nothing in it, and runs no package's own scripts.
    let mut npm = Command::new("npm");
    npm.args(["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
        .current_dir(workshop.root());
    workshop.run("Installing the JavaScript tools (half a minute)", "npm", &npm)?;
    stamp.keep()
}
