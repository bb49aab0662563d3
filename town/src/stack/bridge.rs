//! The card-bridge beside the town.

use super::{BridgePlan, Cards, ports, worker::end_of};
use crate::{
    held::{self, Held, Words},
    ops::Town,
    progress::Step,
    trouble::{Result, Trouble},
    workshop::{Workshop, private_file, private_folder},
};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

const PATIENCE: Duration = Duration::from_secs(15);

/// A running bridge.
#[derive(Debug)]
pub(super) struct Bridge {
    program: Held,
    log: PathBuf,
}

impl Bridge {
    /// Enrols the bridge when it is new, and starts it.
    pub(super) fn start(workshop: &Workshop, plan: &BridgePlan, town: &Town, log: &Path) -> Result<Self> {
        if ports::is_taken(plan.port) {
            return Err(Trouble::new(format!("Something else answers on port {} already.", plan.port))
                .next("Stop the other card-bridge, or go without: `cargo town serve --no-bridge`"));
        }
        let step = Step::start("Starting the card-bridge");
        private_folder(&plan.state)?;
        enrol(workshop, plan, town)?;
        private_file(log, "")?;
        let mut command = Command::new(&plan.program);
        command.arg("run").arg("--state").arg(&plan.state).arg("--port").arg(plan.port.to_string());
        if plan.cards == Cards::Simulated {
            command.arg("--simulate");
        }
        let program = Held::start("the card-bridge", &command, &Words::Kept(log))?;
        let mut bridge = Self { program, log: log.to_owned() };
        let deadline = Instant::now() + PATIENCE;
        while !ports::is_taken(plan.port) {
            held::pause(Duration::from_millis(30))?;
            if let Some(trouble) = bridge.ended() {
                return Err(trouble);
            }
            if Instant::now() > deadline {
                return Err(bridge.trouble("The card-bridge does not answer."));
            }
        }
        step.done();
        Ok(bridge)
    }

    /// What happened, when it has ended by itself.
    pub(super) fn ended(&mut self) -> Option<Trouble> {
        let status = self.program.ended()?;
        Some(self.trouble(&format!("{} ended by itself ({status}).", self.program.name())))
    }

    fn trouble(&self, what: &str) -> Trouble {
        Trouble::new(format!("{what} The end of what it said:\n{}", end_of(&self.log)))
            .next(format!("All of it stands in {}", self.log.display()))
    }
}

/// Makes a pairing code and has the bridge answer with its key, once for each bridge and town.
fn enrol(workshop: &Workshop, plan: &BridgePlan, town: &Town) -> Result<()> {
    let done = plan.state.join("enrolled-by-town");
    if fs::read_to_string(&done).is_ok_and(|origin| origin == town.origin()) {
        return Ok(());
    }
    let (name, place) = ("住民課 窓口1", "役場本庁舎1階");
    let pairing = town.pairing(name, place).map_err(|failed| failed.at(town.origin()))?;
    let mut enrol = Command::new(&plan.program);
    enrol.args(["enrol", town.origin(), "--code", &pairing.code]).arg("--state").arg(&plan.state);
    workshop.run_silently("card-bridge-enrol", &enrol)?;
    private_file(&done, town.origin())
}
