//! The PC/SC daemon with the virtual reader, for the tests.

use crate::{
    held::{self, Held, Words},
    tools::system,
    trouble::{Result, Trouble},
};
use std::{
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

const NEXT: &str = "Run `cargo town doctor`: it looks at pcscd and the virtual reader.";

/// A running daemon: the machine's own, or one that was started here and stops with this value.
#[derive(Debug)]
pub(crate) struct Pcscd {
    _own: Option<Held>,
}

impl Pcscd {
    /// Starts the daemon unless one runs, and waits for the virtual reader.
    pub(crate) fn ensure(log: &Path) -> Result<Self> {
        let mut own = None;
        if !system::pcscd_runs() {
            let program =
                system::pcscd().ok_or_else(|| Trouble::new("pcscd is not installed.").next(NEXT))?;
            let mut command = Command::new(program);
            command.arg("--foreground");
            own = Some(Held::start("pcscd", &command, &Words::Kept(log))?);
        }
        let deadline = Instant::now() + Duration::from_secs(15);
        while !(system::pcscd_runs() && system::virtual_reader_waits()) {
            held::pause(Duration::from_millis(50))?;
            if own.as_mut().is_some_and(|own| own.ended().is_some()) || Instant::now() > deadline {
                return Err(Trouble::new(format!(
                    "pcscd does not offer the virtual reader. The end of what it said:\n{}",
                    super::worker::end_of(log)
                ))
                .next(NEXT));
            }
        }
        Ok(Self { _own: own })
    }
}
