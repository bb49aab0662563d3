//! What the Rust side needs: the wasm target, worker-build and wasm-bindgen.

use super::ask;
use crate::{
    held::{Held, Words},
    trouble::{Result, Trouble},
    workshop::Workshop,
};
use std::{path::Path, process::Command};

/// The Worker's and the browser's target.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";
/// The counter's Windows PCs: `check` only type-checks for them.
pub(crate) const WINDOWS: &str = "x86_64-pc-windows-gnu";

/// A program that `cargo install` makes.
#[derive(Debug)]
struct Made {
    package: &'static str,
    program: &'static str,
    version: &'static str,
    locked: bool,
}

const MADE: [Made; 2] = [
    Made { package: "worker-build", program: "worker-build", version: "0.8.7", locked: true },
    // Its own lock file pins a version that was withdrawn. The version is that of the crate `wasm-bindgen`.
    Made { package: "wasm-bindgen-cli", program: "wasm-bindgen", version: "0.2.130", locked: false },
];

impl Made {
    fn is_there(&self, root: &Path) -> bool {
        let program = root.join("bin").join(self.program);
        ask(program, &["--version"]).is_some_and(|text| text.split_whitespace().last() == Some(self.version))
    }
}

/// The targets that are installed for the project's toolchain.
pub(crate) fn has_target(target: &str) -> bool {
    let Some(root) = ask("rustc", &["--print", "sysroot"]) else { return false };
    Path::new(&root).join("lib/rustlib").join(target).join("lib").is_dir()
}

/// Installs the wasm target when it is missing.
pub(crate) fn ensure_targets() -> Result<()> {
    ensure_target(WASM)
}

/// Installs a target when it is missing.
pub(crate) fn ensure_target(target: &str) -> Result<()> {
    if has_target(target) {
        return Ok(());
    }
    let mut rustup = Command::new("rustup");
    rustup.args(["target", "add", target]);
    let added = Held::start("rustup", &rustup, &Words::Shown)?.wait()?;
    if added.success() && has_target(target) {
        return Ok(());
    }
    Err(Trouble::new(format!("Rust cannot build for {target} yet."))
        .next(format!("Run `rustup target add {target}` (rustup: https://rustup.rs), then try again.")))
}

/// Whether both programs are there.
pub(crate) fn has_tools(workshop: &Workshop) -> bool {
    let root = workshop.path(".tools");
    MADE.iter().all(|made| made.is_there(&root))
}

/// Makes worker-build and wasm-bindgen when they are missing.
pub(crate) fn ensure_tools(workshop: &Workshop) -> Result<()> {
    let root = workshop.path(".tools");
    for made in MADE.iter().filter(|made| !made.is_there(&root)) {
        let mut cargo = Command::new("cargo");
        cargo
            .args(["install", made.package, "--version", &format!("={}", made.version), "--force", "--root"])
            .arg(&root)
            .arg("--target-dir")
            .arg(root.join("target"))
            .args(made.locked.then_some("--locked"))
            // They are built more often than they are hurried.
            .envs([
                ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1"),
                ("CARGO_PROFILE_RELEASE_LTO", "off"),
                ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
            ])
            .current_dir(workshop.root());
        let label = format!("Making {} {} (once, about two minutes)", made.package, made.version);
        workshop.run(&label, made.package, &cargo)?;
    }
    Ok(())
}
