//! This program itself.

use crate::trouble::{AtPath as _, Result};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Copies this program to a place where no build replaces it while tests and measurements run it.
pub(crate) fn copy(to: &Path) -> Result<()> {
    // The path of a program that has just been built anew leads nowhere; Linux keeps the file itself.
    let own = if cfg!(target_os = "linux") {
        PathBuf::from("/proc/self/exe")
    } else {
        std::env::current_exe().at("find", Path::new("this program"))?
    };
    fs::copy(&own, to).at("copy", &own).map(drop)
}
