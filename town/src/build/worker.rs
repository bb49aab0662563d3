//! The Worker, by worker-build.

use super::{browser::FEATURES, shared_sources, when_stale};
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
        workshop.run_silently("worker-build", &build)?;
        // Not by worker-build, which keeps the names of functions: a tenth of what is uploaded, and of use to nobody
        // while the Worker does not panic.
        let file = folder.join("build/index_bg.wasm");
        let mut optimize = tools.wasm_opt();
        // A function that is put into its only caller is gone, and yet what is uploaded is a tenth larger: in a function
        // with hundreds of variables little repeats itself.
        optimize.args(["-Oz", "--one-caller-inline-max-function-size=0", "--strip-debug"]);
        optimize.args(FEATURES).arg("--enable-exception-handling"); // wasm-bindgen catches
        optimize.arg(&file).arg("-o").arg(&file);
        workshop.run_silently("wasm-opt", &optimize)
    })
}
