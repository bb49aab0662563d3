//! A town that runs on this machine: real workerd with its databases, and the card-bridge beside it.

pub(crate) mod bridge;
pub(crate) mod config;
pub(crate) mod databases;
pub(crate) mod pcscd;
mod ports;
pub(crate) mod secrets;
mod worker;

pub(crate) use ports::{free as free_port, is_taken as port_is_taken};

use crate::{
    demo,
    ops::Town,
    progress::Step,
    tools::Tools,
    trouble::{Result, Trouble},
    workshop::{Workshop, private_folder},
};
use bridge::Bridge;
use config::{Config, LocalFeeds};
use secrets::Secrets;
use std::path::{Path, PathBuf};
use worker::Worker;

/// How cards come to the bridge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cards {
    /// They are simulated; `card-bridge touch` touches one.
    Simulated,
    /// Through the machine's PC/SC service.
    Reader,
}

/// What to start.
#[derive(Debug)]
pub(crate) struct Plan<'a> {
    /// Where databases, secrets and logs are.
    pub(crate) state: PathBuf,
    /// Where the Worker answers.
    pub(crate) port: u16,
    /// The built site.
    pub(crate) site: &'a Path,
    /// The bridge's program, folder, port and cards; `None` for no bridge.
    pub(crate) bridge: Option<BridgePlan>,
    /// The feeds that this machine serves itself.
    pub(crate) feeds: LocalFeeds,
}

/// Which bridge to start.
#[derive(Debug, Clone)]
pub(crate) struct BridgePlan {
    pub(crate) program: PathBuf,
    pub(crate) state: PathBuf,
    pub(crate) port: u16,
    pub(crate) cards: Cards,
}

/// A town that runs. Dropped, it stops.
#[derive(Debug)]
pub(crate) struct Stack {
    // The order is that in which they stop.
    bridge: Option<Bridge>,
    worker: Worker,
    /// How to operate it.
    pub(crate) town: Town,
    /// Its secrets.
    pub(crate) secrets: Secrets,
    /// Everything that workerd and wrangler said.
    pub(crate) worker_log: PathBuf,
    /// Everything that the bridge said.
    pub(crate) bridge_log: PathBuf,
}

impl Stack {
    /// Starts a town. The first time in a folder it is filled with the demo town.
    pub(crate) fn start(workshop: &Workshop, tools: &Tools, plan: &Plan<'_>) -> Result<Self> {
        if ports::is_taken(plan.port) {
            return Err(Trouble::new(format!("Something else answers on port {} already.", plan.port))
                .next("Stop it (another `cargo town serve`?), or choose another port: `cargo town serve --port 8790`."));
        }
        private_folder(&plan.state)?;
        let origin = format!("http://localhost:{}", plan.port);
        let secrets = Secrets::ensure(&plan.state)?;
        let bridge_port = plan.bridge.as_ref().map_or(hibiki_protocol::DEFAULT_PORT, |bridge| bridge.port);
        let config = Config::read(workshop)?;
        let local =
            config.write_local(workshop, &plan.state, &origin, plan.site, bridge_port, &plan.feeds)?;
        let town = Town::new(&origin, secrets.operator_key());
        let worker_log = plan.state.join("worker.log");
        let start = || Worker::start(tools, plan, &local, &worker_log);

        databases::migrate(workshop, tools, &config, &plan.state)?;
        let worker = if demo::is_loaded(&plan.state) {
            let step = Step::start("Starting the town");
            let worker = start()?;
            step.done();
            worker
        } else {
            let step = Step::start("Loading the demo town");
            let for_import = start()?;
            demo::import_residents(&town)?;
            // Two programs that write to one database at once are one too many.
            drop(for_import);
            demo::fill(workshop, tools, &secrets, &local, &plan.state)?;
            let worker = start()?;
            step.done();
            worker
        };

        let bridge_log = plan.state.join("bridge.log");
        let bridge = match &plan.bridge {
            Some(bridge) => Some(Bridge::start(workshop, bridge, &town, &bridge_log)?),
            None => None,
        };
        Ok(Self { bridge, worker, town, secrets, worker_log, bridge_log })
    }

    /// Waits until the operator wants to stop, or something ends by itself.
    pub(crate) fn wait(mut self) -> Result<()> {
        while !crate::held::interrupted() {
            if let Some(trouble) =
                self.worker.ended().or_else(|| self.bridge.as_mut().and_then(Bridge::ended))
            {
                return Err(trouble);
            }
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        Ok(())
    }
}
