//! What is wrong in `content/`, as the person who writes there reads it.

use serde::Serialize;
use std::fmt;

/// How much it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Level {
    /// The site must not be built with it.
    Error,
    /// Good to know: nothing stops.
    Hint,
}

/// One thing that was found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct Finding {
    /// The file, from `content/` on.
    pub(crate) file: String,
    /// The line in it, from 1, as an editor shows it.
    pub(crate) line: usize,
    /// How much it matters.
    pub(crate) level: Level,
    /// What is wrong.
    pub(crate) what: String,
    /// What to do.
    pub(crate) remedy: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = match self.level {
            Level::Error => "✗",
            Level::Hint => "・",
        };
        write!(f, "{mark} content/{}:{} {}\n    → {}", self.file, self.line, self.what, self.remedy)
    }
}

/// Findings of one file while it is read.
#[derive(Debug)]
pub(super) struct Notes<'a> {
    file: &'a str,
    found: &'a mut Vec<Finding>,
}

impl<'a> Notes<'a> {
    pub(super) fn new(file: &'a str, found: &'a mut Vec<Finding>) -> Self {
        Self { file, found }
    }

    /// Something that must be corrected.
    pub(super) fn error(&mut self, line: usize, what: impl Into<String>, remedy: impl Into<String>) {
        self.push(Level::Error, line, what.into(), remedy.into());
    }

    /// Something that is good to know.
    pub(super) fn hint(&mut self, line: usize, what: impl Into<String>, remedy: impl Into<String>) {
        self.push(Level::Hint, line, what.into(), remedy.into());
    }

    fn push(&mut self, level: Level, line: usize, what: String, remedy: String) {
        self.found.push(Finding { file: self.file.to_owned(), line: line.max(1), level, what, remedy });
    }
}
