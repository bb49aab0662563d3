//! The Worker, by worker-build.

use super::{shared_sources, when_stale};
use crate::{tools::Tools, trouble::Result, workshop::Workshop};

pub(super) fn build(workshop: &Workshop, tools: &Tools) -> Result<()> {
    let folder = workshop.path("functions");
    let product = folder.join("build/index.js");
    let stamp = shared_sources(workshop)?
        .files(&folder, &["build", "migrations", "tests", "target"])?
        .stamp(workshop.private("build")?.join("worker.stamp"));
    when_stale(&stamp, &[&product], "Building the Worker (the first time takes some minutes)", || {
        let mut build = tools.worker_build();
        build.arg("--release").current_dir(&folder);
        workshop.run_silently("worker-build", &build)
    })
}
