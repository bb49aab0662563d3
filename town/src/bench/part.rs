//! One part of the driver: started, watched, its facts taken.

use super::facts::Facts;
use crate::{
    held::{self, Held, Words},
    progress::Step,
    tools::Tools,
    trouble::{AtPath as _, Result},
    workshop::{Workshop, private_file},
};
use clap::ValueEnum;
use std::{fs, path::Path, time::Duration};

/// What can be measured by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Part {
    /// The size of the Worker.
    Size,
    /// Bytes of the pages, and Lighthouse.
    Pages,
    /// CPU time of one warm request.
    Cpu,
    /// CPU time of the health pages, and of opening a record.
    Health,
    /// CPU time of a new instance and of its first request.
    Start,
    /// Rows and round trips of each page, and the import of 350,000 residents.
    Residents,
    /// The town in motion: rows of a view, how fresh it is, a large feed.
    Motion,
    /// The card-bridge's own time.
    Bridge,
    /// Building a site of 10,000 pages, beside two other site builders.
    Site,
}

impl Part {
    pub(super) const ALL: [Self; 9] = [
        Self::Size,
        Self::Pages,
        Self::Cpu,
        Self::Health,
        Self::Start,
        Self::Residents,
        Self::Motion,
        Self::Bridge,
        Self::Site,
    ];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Size => "size",
            Self::Pages => "pages",
            Self::Cpu => "cpu",
            Self::Health => "health",
            Self::Start => "start",
            Self::Residents => "residents",
            Self::Motion => "motion",
            Self::Bridge => "bridge",
            Self::Site => "site",
        }
    }

    /// With what the names of its facts begin.
    const fn facts(self) -> &'static [&'static str] {
        match self {
            Self::Size => &["size"],
            Self::Pages => &["page", "wasm", "script"],
            Self::Cpu => &["cpu"],
            Self::Health => &["health"],
            Self::Start => &["start"],
            Self::Residents => &["residents", "rows", "import"],
            Self::Motion => &["motion"],
            Self::Bridge => &["bridge"],
            Self::Site => &["site"],
        }
    }

    const fn label(self) -> &'static str {
        match self {
            Self::Size => "Measuring the Worker's size",
            Self::Pages => "Measuring the pages",
            Self::Cpu => "Measuring the CPU time of warm requests",
            Self::Health => "Measuring the health pages",
            Self::Start => "Measuring the CPU time of new instances",
            Self::Residents => "Measuring with 3,000 and 350,000 residents",
            Self::Motion => "Measuring the town in motion",
            Self::Bridge => "Measuring the card-bridge",
            Self::Site => "Measuring a site of 10,000 pages",
        }
    }

    /// Whether it needs the demo town.
    pub(super) const fn needs_town(self) -> bool {
        !matches!(self, Self::Size | Self::Site)
    }

    /// Whether it needs what is served: the site and the Worker.
    pub(super) const fn needs_build(self) -> bool {
        !matches!(self, Self::Site)
    }

    /// Runs it. That it fails is a fact too; only the operator's wish to stop ends everything.
    pub(super) fn run(
        self,
        workshop: &Workshop,
        tools: &Tools,
        plan: &Path,
        facts: &mut Facts,
    ) -> Result<()> {
        let log = workshop.log(&format!("bench-{}", self.name()))?;
        private_file(&log, "")?;
        let result = plan.with_file_name(format!("{}.json", self.name()));
        let mut node = tools.node();
        node.arg("--no-warnings")
            .arg(workshop.path("tests/bench").join(self.name()).with_extension("mjs"))
            .arg(plan)
            .arg(&result)
            .current_dir(workshop.root());
        let mut driver = Held::start("the driver", &node, &Words::Kept(&log))?;
        let mut watch = Watch { label: self.label(), step: None, seen: 0 };
        let status = loop {
            let ended = driver.ended();
            watch.look(&fs::read_to_string(&log).at("read", &log)?);
            if let Some(status) = ended {
                break status;
            }
            held::pause(Duration::from_millis(100))?;
        };
        if result.exists() {
            facts.add(&result)?;
        }
        if let (true, Some(step)) = (status.success(), watch.step) {
            step.done();
        } else {
            for name in self.facts() {
                facts.cannot(name, format!("the driver failed, see {}", log.display()));
            }
        }
        Ok(())
    }
}

/// Follows the driver's lines of progress.
struct Watch {
    label: &'static str,
    step: Option<Step>,
    seen: usize,
}

impl Watch {
    fn look(&mut self, said: &str) {
        // Only whole lines.
        let said = said.rsplit_once('\n').map_or("", |(whole, _)| whole);
        for line in said.lines().skip(self.seen) {
            let number = |word: &str| line.strip_prefix(word)?.trim().parse::<u64>().ok();
            if let Some(length) = number("@length ") {
                self.step = Some(Step::with_length(self.label, length));
            } else if let (Some(steps), Some(step)) = (number("@step "), &mut self.step) {
                step.advance(steps);
            }
        }
        self.seen = self.seen.max(said.lines().count());
    }
}
