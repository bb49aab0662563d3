//! The number in every signature: it rises and is never used twice, whatever happens to the power.
//!
//! The file holds the first number that is not yet reserved. Before numbers are handed out, a block of them
//! is reserved by writing a higher number, to the disk. A bridge that is killed loses the rest of its block.

use super::{StateDir, StateError, file};
use std::{fs, path::PathBuf};

/// How many numbers are reserved at once. One a second and a new start every hour last 100 years.
const BLOCK: u32 = 1000;
const FIRST: u32 = 1;

/// No number can be handed out.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CounterError {
    #[error("the counter could not be written: {0}")]
    NotWritten(std::io::Error),
    #[error("the counter is used up: delete the bridge's folder and enrol again")]
    UsedUp,
}

/// Numbers that rise.
#[derive(Debug)]
pub(crate) struct Counter {
    path: PathBuf,
    next: u32,
    /// Numbers below it are reserved.
    limit: u32,
}

pub(super) fn make_if_missing(state: &StateDir) -> Result<(), StateError> {
    let path = state.file("counter");
    if path.exists() {
        return Ok(());
    }
    file::replace(&path, format!("{FIRST}\n").as_bytes()).map_err(|error| StateError::io(&path, error))
}

impl Counter {
    /// Reads the file. A missing one is an error: to begin again would use numbers twice.
    pub(crate) fn open(state: &StateDir) -> Result<Self, StateError> {
        let path = state.file("counter");
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(StateError::damaged(&path, "the counter is missing"));
            }
            Err(error) if error.kind() == std::io::ErrorKind::InvalidData => String::new(),
            Err(error) => return Err(StateError::io(&path, error)),
        };
        let limit = text
            .strip_suffix('\n')
            .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
            .and_then(|digits| digits.parse().ok())
            .filter(|limit| *limit >= FIRST)
            .ok_or_else(|| StateError::damaged(&path, "this is not a number"))?;
        Ok(Self { path, next: limit, limit })
    }

    /// Sees to it that a number is there without writing when it is needed.
    pub(crate) fn prepare(&mut self) -> Result<(), CounterError> {
        if self.next < self.limit {
            return Ok(());
        }
        let limit = self.limit.saturating_add(BLOCK);
        if limit == self.limit {
            return Err(CounterError::UsedUp);
        }
        file::replace(&self.path, format!("{limit}\n").as_bytes()).map_err(CounterError::NotWritten)?;
        self.limit = limit;
        Ok(())
    }

    /// The next number, never handed out before.
    pub(crate) fn take(&mut self) -> Result<u32, CounterError> {
        self.prepare()?;
        let number = self.next;
        self.next += 1;
        Ok(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state() -> (tempfile::TempDir, StateDir) {
        let directory = tempfile::tempdir().unwrap();
        let state = StateDir::open(directory.path().to_path_buf()).unwrap();
        make_if_missing(&state).unwrap();
        (directory, state)
    }

    #[test]
    fn numbers_rise_within_and_over_blocks_and_over_restarts() {
        let (_directory, state) = state();
        let mut last = 0;
        for restart in 0..4 {
            let mut counter = Counter::open(&state).unwrap();
            for _ in 0..=BLOCK + restart {
                let number = counter.take().unwrap();
                assert!(number > last);
                last = number;
            }
        }
    }

    #[test]
    fn the_first_number_is_above_the_zero_with_which_the_town_begins() {
        let (_directory, state) = state();
        assert_eq!(Counter::open(&state).unwrap().take().unwrap(), 1);
    }

    #[test]
    fn what_cannot_be_written_is_not_handed_out() {
        let (_directory, state) = state();
        let mut counter = Counter::open(&state).unwrap();
        // A directory with content in the place of the temporary file: it can be neither removed nor written.
        let blocker = state.file("counter.new");
        fs::create_dir(&blocker).unwrap();
        fs::write(blocker.join("x"), "").unwrap();
        assert!(matches!(counter.take(), Err(CounterError::NotWritten(_))));
        assert!(matches!(counter.take(), Err(CounterError::NotWritten(_))));
        fs::remove_dir_all(&blocker).unwrap();
        assert_eq!(counter.take().unwrap(), 1, "it works again when the disk does");
    }

    #[test]
    fn a_missing_or_damaged_file_stops_the_bridge() {
        let (_directory, state) = state();
        for damaged in ["", "\n", "0\n", "12", "-1\n", "+1\n", "1 \n", "4294967296\n", "x\n", "１\n"] {
            fs::write(state.file("counter"), damaged).unwrap();
            assert!(matches!(Counter::open(&state), Err(StateError::Damaged { .. })), "{damaged:?}");
        }
        fs::write(state.file("counter"), b"\xff\n").unwrap();
        assert!(matches!(Counter::open(&state), Err(StateError::Damaged { .. })));
        fs::remove_file(state.file("counter")).unwrap();
        assert!(matches!(Counter::open(&state), Err(StateError::Damaged { .. })));
    }

    #[test]
    fn the_last_number_is_not_followed_by_the_first() {
        let (_directory, state) = state();
        fs::write(state.file("counter"), format!("{}\n", u32::MAX - 1)).unwrap();
        let mut counter = Counter::open(&state).unwrap();
        assert_eq!(counter.take().unwrap(), u32::MAX - 1);
        assert!(matches!(counter.take(), Err(CounterError::UsedUp)));
        assert!(matches!(Counter::open(&state).unwrap().take(), Err(CounterError::UsedUp)));
    }
}
