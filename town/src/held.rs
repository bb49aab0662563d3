//! Children that never outlive this program.
//!
//! Every child is started through a small copy of this program, the holder, which leads a process group of its own.
//! When this program ends, however it ends, the holder's standard input closes and it ends the whole group.

use crate::trouble::{Result, Trouble};
use rustix::process::{Pid, Signal, getpid, kill_process_group};
use std::{
    ffi::OsString,
    fs::File,
    io::{self, Read},
    os::unix::process::{CommandExt as _, ExitStatusExt as _},
    path::Path,
    process::{Child, Command, ExitCode, ExitStatus, Stdio},
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

/// The first argument by which this program knows that it is to be a holder.
const HOLDER: &str = "__hold";
/// So long a child may take to end by itself.
const GRACE: Duration = Duration::from_secs(4);

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// From now on Ctrl-C, `kill` and a closed terminal only set a flag; whoever waits looks at it.
pub(crate) fn watch_signals() -> Result<()> {
    ctrlc::set_handler(|| INTERRUPTED.store(true, Ordering::SeqCst))
        .map_err(|error| Trouble::new(format!("Could not prepare for Ctrl-C: {error}")))
}

/// Whether the operator wants to stop.
pub(crate) fn interrupted() -> bool {
    INTERRUPTED.load(Ordering::SeqCst)
}

/// Sleeps a little; an error when the operator wants to stop.
pub(crate) fn pause(time: Duration) -> Result<()> {
    let end = Instant::now() + time;
    loop {
        if interrupted() {
            return Err(Trouble::stopped());
        }
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(());
        }
        thread::sleep(left.min(Duration::from_millis(20)));
    }
}

/// A running child.
#[derive(Debug)]
pub(crate) struct Held {
    name: String,
    holder: Child,
}

/// Where a child's words go.
#[derive(Debug)]
pub(crate) enum Words<'a> {
    /// To the operator.
    Shown,
    /// Behind what the file holds already.
    Kept(&'a Path),
    /// To whoever takes [`Held::words`].
    Piped,
}

impl Held {
    /// Starts a child.
    pub(crate) fn start(name: &str, command: &Command, words: &Words<'_>) -> Result<Self> {
        let program = if cfg!(target_os = "linux") {
            // Works even when a build has just replaced this program's file.
            OsString::from("/proc/self/exe")
        } else {
            std::env::current_exe().map_err(|error| cannot_start(name, &error))?.into()
        };
        let mut holder = Command::new(program);
        holder.arg0("hibiki-town").arg(HOLDER).arg(command.get_program()).args(command.get_args());
        for (key, value) in command.get_envs() {
            match value {
                Some(value) => holder.env(key, value),
                None => holder.env_remove(key),
            };
        }
        if let Some(folder) = command.get_current_dir() {
            holder.current_dir(folder);
        }
        holder.stdin(Stdio::piped()).process_group(0);
        match words {
            Words::Shown => {}
            Words::Piped => {
                holder.stdout(Stdio::piped()).stderr(Stdio::piped());
            }
            Words::Kept(file) => {
                let log = File::options().create(true).append(true).open(file);
                let log = log.map_err(|error| cannot_start(name, &error))?;
                let both = log.try_clone().map_err(|error| cannot_start(name, &error))?;
                holder.stdout(log).stderr(both);
            }
        }
        let holder = holder.spawn().map_err(|error| cannot_start(name, &error))?;
        Ok(Self { name: name.to_owned(), holder })
    }

    /// What it is called.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// What it says, when that is piped.
    pub(crate) fn words(&mut self) -> Vec<Box<dyn Read + Send>> {
        let out = self.holder.stdout.take().map(|out| Box::new(out) as Box<dyn Read + Send>);
        let err = self.holder.stderr.take().map(|err| Box::new(err) as Box<dyn Read + Send>);
        out.into_iter().chain(err).collect()
    }

    /// How it ended, when it has.
    pub(crate) fn ended(&mut self) -> Option<ExitStatus> {
        self.holder.try_wait().ok().flatten()
    }

    /// Waits for its end; stops it when the operator wants to stop.
    pub(crate) fn wait(mut self) -> Result<ExitStatus> {
        loop {
            if let Some(status) = self.ended() {
                return Ok(status);
            }
            pause(Duration::from_millis(15))?;
        }
    }

    fn signal(&self, signal: Signal) {
        if let Some(group) = i32::try_from(self.holder.id()).ok().and_then(Pid::from_raw) {
            let _ = kill_process_group(group, signal); // it may have ended just now
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if self.ended().is_some() {
            return;
        }
        self.signal(Signal::TERM);
        let patience = Instant::now() + GRACE;
        while self.ended().is_none() {
            if Instant::now() > patience {
                self.signal(Signal::KILL);
                let _ = self.holder.wait();
                return;
            }
            thread::sleep(Duration::from_millis(15));
        }
    }
}

fn cannot_start(name: &str, error: &io::Error) -> Trouble {
    Trouble::new(format!("Could not start {name}: {error}")).next("`cargo town doctor` says what is missing.")
}

/// Is this copy of the program a holder? Then it does nothing else.
pub(crate) fn hold_if_asked() -> Option<ExitCode> {
    let mut words = std::env::args_os().skip(1);
    if words.next()? != HOLDER {
        return None;
    }
    Some(hold(&words.next()?, words))
}

fn hold(program: &OsString, arguments: impl Iterator<Item = OsString>) -> ExitCode {
    // Signals to the group are for the child; the holder only waits for the child's end.
    if ctrlc::set_handler(|| ()).is_err() {
        return ExitCode::FAILURE;
    }
    let mut child = match Command::new(program).args(arguments).stdin(Stdio::null()).spawn() {
        Ok(child) => child,
        Err(error) => {
            eprintln!("{}: {error}", program.display());
            return ExitCode::from(127);
        }
    };
    thread::spawn(|| {
        let _ = io::copy(&mut io::stdin(), &mut io::sink()); // returns when the other end is gone
        let _ = kill_process_group(getpid(), Signal::TERM);
        thread::sleep(GRACE);
        let _ = kill_process_group(getpid(), Signal::KILL);
    });
    let status = child.wait();
    let _ = kill_process_group(getpid(), Signal::TERM); // what the child may have left behind
    let code = status.map_or(1, |status| status.code().unwrap_or(128 + status.signal().unwrap_or(0)));
    ExitCode::from(u8::try_from(code).unwrap_or(1))
}
