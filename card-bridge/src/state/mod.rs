//! What the bridge keeps on disk: its key, its counter, the towns that it knows, and who holds it now.
//!
//! ```text
//! bridge.key    ed25519 secret key, base64url       made once
//! emergency.key X25519 secret key, base64url        made by `enrol --emergency`
//! counter       first number not yet reserved       rises, never falls
//! towns.json    towns with their pinned keys        changed by add-town, enrol, remove-town
//! control       port and token of the running bridge, new at each start
//! bridge.toml   settings, written by people
//! run.lock      held by the running bridge
//! change.lock   held while a command changes a file
//! ```

pub(crate) mod control;
pub(crate) mod counter;
pub(crate) mod file;
pub(crate) mod key;
pub(crate) mod lock;
pub(crate) mod towns;

use std::{
    io,
    path::{Path, PathBuf},
};

/// The directory with the bridge's files.
#[derive(Debug, Clone)]
pub(crate) struct StateDir(PathBuf);

impl StateDir {
    /// Opens the directory, which is made if it is missing.
    pub(crate) fn open(path: PathBuf) -> Result<Self, StateError> {
        file::create_directory(&path).map_err(|error| StateError::io(&path, error))?;
        Ok(Self(path))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

/// Why the state cannot be used, and what to do.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StateError {
    #[error(
        "cannot use {path}: {error}. Check that the disk is not full and that this user may write there."
    )]
    Io { path: String, error: io::Error },
    #[cfg(unix)]
    #[error(
        "others may read the key in {path} (mode {mode:03o}). Run `chmod 600 {path}`. If someone may have copied \
         it, delete it, ask staff to revoke this bridge, and enrol again."
    )]
    KeyTooOpen { path: String, mode: u32 },
    #[error(
        "{path} is damaged: {what}. Restore it from a backup, or delete the folder {folder} and enrol again."
    )]
    Damaged { path: String, what: &'static str, folder: String },
    #[error(
        "another card-bridge is running with the folder {0}. Stop it first, or give this one another folder \
         with --state."
    )]
    Running(String),
    #[error("the operating system gave no random bytes: {0}")]
    Random(String),
}

impl StateError {
    pub(crate) fn io(path: &Path, error: io::Error) -> Self {
        Self::Io { path: path.display().to_string(), error }
    }

    pub(crate) fn damaged(path: &Path, what: &'static str) -> Self {
        let folder = path.parent().unwrap_or(path).display().to_string();
        Self::Damaged { path: path.display().to_string(), what, folder }
    }
}
