//! Errors as the operator reads them: what happened, and what to do next.

use std::{fmt, io, path::Path};

/// What happened and what to do next.
#[derive(Debug)]
pub(crate) struct Trouble {
    what: String,
    next: Option<String>,
}

pub(crate) type Result<T> = std::result::Result<T, Trouble>;

impl Trouble {
    /// Something happened; [`Self::next`] says what to do.
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), next: None }
    }

    /// What to do next.
    pub(crate) fn next(mut self, next: impl Into<String>) -> Self {
        self.next = Some(next.into());
        self
    }

    /// The operator pressed Ctrl-C.
    pub(crate) fn stopped() -> Self {
        Self::new("Stopped.")
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        match &self.next {
            Some(next) => write!(f, "\n→ {next}"),
            None => Ok(()),
        }
    }
}

/// Says which file an I/O error is about.
pub(crate) trait AtPath<T> {
    /// `doing` reads like "read" or "make the folder".
    fn at(self, doing: &str, path: &Path) -> Result<T>;
}

impl<T> AtPath<T> for io::Result<T> {
    fn at(self, doing: &str, path: &Path) -> Result<T> {
        self.map_err(|error| Trouble::new(format!("Could not {doing} {}: {error}", path.display())))
    }
}
