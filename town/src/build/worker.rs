//! The Workers, by worker-build.

use super::{browser::FEATURES, shared_sources, when_stale};
use crate::{tools::Tools, trouble::Result, workshop::Workshop};

/// One of the two Workers that the crate makes.
struct Product {
    label: &'static str,
    /// Below `functions/build`.
    folder: &'static str,
    features: &'static [&'static str],
}

const TOWN: Product = Product {
    label: "Building the Worker (the first time takes some minutes)",
    folder: "town",
    features: &[],
};
const HEALTH: Product =
    Product { label: "Building the Worker of the health pages", folder: "health", features: &["health"] };

pub(super) fn build(workshop: &Workshop, tools: &Tools) -> Result<()> {
    [TOWN, HEALTH].iter().try_for_each(|product| one(workshop, tools, product))
}

fn one(workshop: &Workshop, tools: &Tools, product: &Product) -> Result<()> {
    let folder = workshop.path("functions");
    let out = format!("build/{}", product.folder);
    let script = folder.join(&out).join("index.js");
    let stamp = shared_sources(workshop)?
        .files(&folder, &["build", "migrations", "tests", "target"])?
        .stamp(workshop.private("build")?.join(format!("worker-{}.stamp", product.folder)));
    when_stale(&stamp, &[&script], product.label, || {
        let mut build = tools.worker_build();
        build.args(["--release", "--out-dir", &out, "."]).current_dir(&folder);
        if !product.features.is_empty() {
            build.args(["--", "--features", &product.features.join(",")]);
        }
        workshop.run_silently("worker-build", &build)?;
        // Not by worker-build, which keeps the names of functions: a tenth of what is uploaded, and of use to nobody
        // while the Worker does not panic.
        let file = folder.join(&out).join("index_bg.wasm");
        let mut optimize = tools.wasm_opt();
        // A function that is put into its only caller is gone, and yet what is uploaded is a tenth larger: in a function
        // with hundreds of variables little repeats itself.
        optimize.args(["-Oz", "--one-caller-inline-max-function-size=0", "--strip-debug"]);
        optimize.args(FEATURES).arg("--enable-exception-handling"); // wasm-bindgen catches
        optimize.arg(&file).arg("-o").arg(&file);
        workshop.run_silently("wasm-opt", &optimize)
    })
}
