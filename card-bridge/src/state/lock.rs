//! One running bridge for one folder; one change at a time.

use super::{StateDir, StateError, file};
use std::fs::{File, TryLockError};

/// Held as long as the bridge runs. The operating system gives it up when the process ends, however it ends.
#[derive(Debug)]
pub(crate) struct RunLock {
    _file: File,
}

impl RunLock {
    pub(crate) fn take(state: &StateDir) -> Result<Self, StateError> {
        let path = state.file("run.lock");
        let file = open(&path).map_err(|error| StateError::io(&path, error))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(StateError::Running(state.path().display().to_string())),
            Err(TryLockError::Error(error)) => Err(StateError::io(&path, error)),
        }
    }
}

/// Held while a command reads, changes and writes a file; the next one waits.
#[derive(Debug)]
pub(crate) struct ChangeLock {
    _file: File,
}

impl ChangeLock {
    pub(crate) fn take(state: &StateDir) -> Result<Self, StateError> {
        let path = state.file("change.lock");
        let file = open(&path).map_err(|error| StateError::io(&path, error))?;
        file.lock().map_err(|error| StateError::io(&path, error))?;
        Ok(Self { _file: file })
    }
}

fn open(path: &std::path::Path) -> std::io::Result<File> {
    file::private().write(true).create(true).truncate(false).open(path)
}
