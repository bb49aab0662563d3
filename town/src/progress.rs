//! What the operator sees while something takes long: a spinner or bar in a terminal, plain lines elsewhere.

use indicatif::{ProgressBar, ProgressStyle};
use std::{
    io::{self, IsTerminal as _},
    time::{Duration, Instant},
};

/// One step that may take long. Dropped without [`Step::done`], it counts as failed.
#[derive(Debug)]
pub(crate) struct Step {
    label: String,
    bar: ProgressBar,
    started: Instant,
    finished: bool,
    announced: bool,
}

fn terminal() -> bool {
    io::stderr().is_terminal()
}

impl Step {
    /// Begins a step of unknown length.
    pub(crate) fn start(label: impl Into<String>) -> Self {
        let bar = ProgressBar::new_spinner();
        Self::begin(label.into(), bar, "{spinner} {msg} {elapsed:.dim}")
    }

    /// Begins a step whose length is known.
    pub(crate) fn with_length(label: impl Into<String>, length: u64) -> Self {
        let bar = ProgressBar::new(length);
        Self::begin(label.into(), bar, "{msg} [{bar:30}] {human_pos} / {human_len}, {eta} left")
    }

    fn begin(label: String, bar: ProgressBar, template: &str) -> Self {
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("=> "));
        }
        bar.set_message(label.clone());
        if terminal() {
            bar.enable_steady_tick(Duration::from_millis(100));
        } else {
            eprintln!("  {label} …");
        }
        Self { label, bar, started: Instant::now(), finished: false, announced: false }
    }

    /// So much of the length is done.
    pub(crate) fn advance(&mut self, by: u64) {
        self.bar.inc(by);
        let (position, length) = (self.bar.position(), self.bar.length().unwrap_or(0));
        if !terminal() && !self.announced && length >= 1_000 && position >= length / 2 {
            eprintln!("  {}: half of it is done", self.label);
            self.announced = true;
        }
    }

    /// It worked.
    pub(crate) fn done(self) {
        let label = self.label.clone();
        self.done_with(&label);
    }

    /// It worked, and this is to be said about it.
    pub(crate) fn done_with(mut self, said: &str) {
        self.finished = true;
        self.bar.finish_and_clear();
        eprintln!("✓ {said} ({})", seconds(self.started.elapsed()));
    }
}

impl Drop for Step {
    fn drop(&mut self) {
        if !self.finished {
            self.bar.finish_and_clear();
            eprintln!("✗ {} ({})", self.label, seconds(self.started.elapsed()));
        }
    }
}

/// A time as people read it.
pub(crate) fn seconds(time: Duration) -> String {
    if time < Duration::from_mins(1) {
        format!("{:.1} s", time.as_secs_f32())
    } else {
        format!("{} min {} s", time.as_secs() / 60, time.as_secs() % 60)
    }
}

/// A line about something that took no time.
pub(crate) fn note(line: impl AsRef<str>) {
    eprintln!("  {}", line.as_ref());
}
