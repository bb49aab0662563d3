//! No child outlives `cargo town`, however that ends.

use std::{
    fs,
    os::unix::process::CommandExt as _,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

fn within(limit: Duration, mut holds: impl FnMut() -> bool) -> bool {
    let end = Instant::now() + limit;
    while Instant::now() < end {
        if holds() {
            return true;
        }
        thread::sleep(Duration::from_millis(20));
    }
    false
}

/// A shell that starts a grandchild, tells both numbers, and would wait for a minute.
const FAMILY: &str = "sleep 60 & echo $$ $! > \"$0\".new; mv \"$0\".new \"$0\"; wait";

#[test]
fn the_whole_family_ends_when_the_commands_end_of_the_line_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    let told = folder.path().join("numbers");
    let mut holder = Command::new(env!("CARGO_BIN_EXE_hibiki-town"))
        .args(["__hold", "sh", "-c", FAMILY])
        .arg(&told)
        .process_group(0) // as the command starts it
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    assert!(within(Duration::from_secs(10), || told.exists()), "the family lives");
    let numbers = fs::read_to_string(&told).unwrap();
    let alive = |number: &str| Path::new("/proc").join(number).exists();
    assert!(numbers.split_whitespace().all(alive));

    drop(holder.stdin.take()); // what the system does when the command is killed
    assert!(within(Duration::from_secs(10), || holder.try_wait().unwrap().is_some()), "the holder ends");
    assert!(within(Duration::from_secs(10), || !numbers.split_whitespace().any(alive)), "nobody is left");
}

#[test]
fn the_holder_ends_as_its_child_ended() {
    let held = |words: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hibiki-town"));
        let mut holder = command.arg("__hold").args(words).stdin(Stdio::piped()).spawn().unwrap();
        let _open = holder.stdin.take();
        holder.wait().unwrap().code()
    };
    assert_eq!(held(&["sh", "-c", "exit 7"]), Some(7));
    assert_eq!(held(&["true"]), Some(0));
    assert_eq!(held(&["/no/such/program"]), Some(127));
}
