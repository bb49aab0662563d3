//! The pages' wasm.

use super::{copy_files, shared_sources, target, when_stale};
use crate::{
    tools::{Tools, rust::WASM},
    trouble::{AtPath as _, Result},
    workshop::Workshop,
};
use std::{fs, path::Path, process::Command};

const PACKAGE: &str = "hibiki-browser";
const LIBRARY: &str = "hibiki_browser";
const PRODUCT: &str = ".town/build/browser";
/// What rustc's wasm32-unknown-unknown uses by itself.
const FEATURES: [&str; 6] = [
    "--enable-mutable-globals",
    "--enable-sign-ext",
    "--enable-nontrapping-float-to-int",
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-reference-types",
];

pub(super) fn build(workshop: &Workshop, tools: &Tools) -> Result<()> {
    let product = workshop.path(PRODUCT);
    let stamp = shared_sources(workshop)?
        .files(&workshop.path("site/browser"), &["tests"])?
        .stamp(product.with_extension("stamp"));
    when_stale(
        &stamp,
        &[&product],
        "Building what runs in the browser (the first time takes a minute)",
        || {
            let mut cargo = Command::new("cargo");
            cargo
                .args(["build", "--release", "--lib", "--target", WASM, "--package", PACKAGE])
                .current_dir(workshop.root());
            workshop.run_silently("cargo-browser", &cargo)?;

            workshop.private("build")?;
            let _ = fs::remove_dir_all(&product); // it may not be there
            let compiled = target(workshop).join(WASM).join("release").join(LIBRARY).with_extension("wasm");
            let mut bindgen = tools.wasm_bindgen();
            bindgen.args(["--target", "web", "--no-typescript", "--out-dir"]).arg(&product).arg(compiled);
            workshop.run_silently("wasm-bindgen", &bindgen)?;

            let bound = product.join(format!("{LIBRARY}_bg.wasm"));
            let small = product.join("small.wasm");
            let mut optimize = tools.wasm_opt();
            // Only what rustc puts into the file: with all features wasm-opt writes what browsers do not read yet.
            optimize.args(["-Oz", "--strip-debug", "--strip-producers"]).args(FEATURES);
            optimize.arg(&bound).arg("-o").arg(&small);
            workshop.run_silently("wasm-opt", &optimize)?;
            fs::rename(&small, &bound).at("write", &bound)?;
            let start = product.join("start.js");
            fs::copy(workshop.path("site/browser/start.js"), &start).map(|_| ()).at("write", &start)
        },
    )
}

/// Puts it where the pages look for it. Zola has just made the folder, or it has been there since the last time.
pub(super) fn copy_into(workshop: &Workshop, site: &Path) -> Result<()> {
    copy_files(&workshop.path(PRODUCT), &site.join("browser"))
}
