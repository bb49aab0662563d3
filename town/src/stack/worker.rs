//! workerd, started by wrangler's local mode.

use super::{Plan, config::HEALTH_FILE};
use crate::{
    held::{self, Held, Words},
    ops,
    tools::Tools,
    trouble::{AtPath as _, Result, Trouble},
};
use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

/// So long the first answer may take.
const PATIENCE: Duration = Duration::from_mins(1);

/// A running Worker.
#[derive(Debug)]
pub(super) struct Worker {
    wrangler: Held,
    log: PathBuf,
}

impl Worker {
    /// Starts it and waits until it answers.
    pub(super) fn start(tools: &Tools, plan: &Plan<'_>, config: &Path, log: &Path) -> Result<Self> {
        let port = plan.port.to_string();
        let mut wrangler = tools.wrangler();
        wrangler
            .args(["dev", "--local", "--ip", "127.0.0.1", "--inspector-port", "0", "--port", &port])
            .arg("--show-interactive-dev-session=false")
            .arg("--config")
            .arg(config)
            .arg("--config")
            .arg(plan.state.join(HEALTH_FILE))
            .arg("--persist-to")
            .arg(&plan.state)
            .current_dir(&plan.state);
        crate::workshop::private_file(log, "")?;
        let wrangler = Held::start("the Worker", &wrangler, &Words::Kept(log))?;
        let mut worker = Self { wrangler, log: log.to_owned() };
        let url = format!("http://localhost:{port}/.well-known/hibiki.json");
        let deadline = Instant::now() + PATIENCE;
        loop {
            held::pause(Duration::from_millis(80))?;
            match ops::answers(&url) {
                Some(200) => return Ok(worker),
                Some(status) if Instant::now() > deadline => {
                    return Err(worker.trouble(&format!("The Worker answers with status {status}.")));
                }
                None if Instant::now() > deadline => {
                    return Err(worker.trouble("The Worker does not answer."));
                }
                _ => {}
            }
            if let Some(trouble) = worker.ended() {
                return Err(trouble);
            }
        }
    }

    /// What happened, when it has ended by itself.
    pub(super) fn ended(&mut self) -> Option<Trouble> {
        let status = self.wrangler.ended()?;
        Some(self.trouble(&format!("{} ended by itself ({status}).", self.wrangler.name())))
    }

    fn trouble(&self, what: &str) -> Trouble {
        Trouble::new(format!("{what} The end of what it said:\n{}", end_of(&self.log)))
            .next(format!("All of it stands in {}", self.log.display()))
    }
}

/// The last lines of a file.
pub(super) fn end_of(log: &Path) -> String {
    let text = fs::read(log).at("read", log).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let lines: Vec<_> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let end = &lines[lines.len().saturating_sub(20)..];
    end.iter().map(|line| format!("  | {line}")).collect::<Vec<_>>().join("\n")
}
