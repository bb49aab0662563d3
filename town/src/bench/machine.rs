//! The machine on which it is measured.

use std::{fs, thread};

/// Its processor, and how many of them.
pub(super) fn name() -> String {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let cpus = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpus.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'));
    match model {
        Some((_, model)) => format!("{} ({cores} cores)", model.trim()),
        None => format!("a machine with {cores} cores"),
    }
}

/// How many programs wanted to run in the last minute, where the system says it.
pub(super) fn load() -> Option<f64> {
    fs::read_to_string("/proc/loadavg").ok()?.split_whitespace().next()?.parse().ok()
}
