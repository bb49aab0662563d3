//! The pages' wasm: that of the ceremonies, that of the search, and that which reads QR codes.

use super::{copy_files, shared_sources, target, when_stale};
use crate::{
    tools::{Tools, rust::WASM},
    trouble::{AtPath as _, Result},
    workshop::Workshop,
};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// A package, where its sources are, where it goes in the site, and the script that starts it.
struct Part {
    package: &'static str,
    sources: &'static str,
    place: &'static str,
    script: Option<&'static str>,
}

const PARTS: [Part; 3] = [
    Part {
        package: "hibiki-browser",
        sources: "site/browser",
        place: "browser",
        script: Some("site/browser/start.js"),
    },
    // Its script, the search box, is one of the site's static files.
    Part { package: "hibiki-search-browser", sources: "site/search", place: "search", script: None },
    // Likewise: the form on which a slip's codes are read.
    Part { package: "hibiki-scan", sources: "site/scan", place: "scan", script: None },
];

impl Part {
    /// What Cargo calls the library.
    fn library(&self) -> String {
        self.package.replace('-', "_")
    }

    fn product(&self, workshop: &Workshop) -> PathBuf {
        workshop.path(".town/build").join(self.place)
    }
}

/// What rustc's wasm32-unknown-unknown uses by itself.
pub(super) const FEATURES: [&str; 6] = [
    "--enable-mutable-globals",
    "--enable-sign-ext",
    "--enable-nontrapping-float-to-int",
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-reference-types",
];

pub(super) fn build(workshop: &Workshop, tools: &Tools) -> Result<()> {
    PARTS.iter().try_for_each(|part| part.build(workshop, tools))
}

impl Part {
    fn build(&self, workshop: &Workshop, tools: &Tools) -> Result<()> {
        let product = self.product(workshop);
        let library = self.library();
        let stamp = shared_sources(workshop)?
            .files(&workshop.path(self.sources), &["tests"])?
            .stamp(product.with_extension("stamp"));
        let label =
            format!("Building what runs in the browser: {} (the first time takes a minute)", self.place);
        when_stale(&stamp, &[&product], &label, || {
            let mut cargo = Command::new("cargo");
            cargo
                .args(["build", "--release", "--lib", "--target", WASM, "--package", self.package])
                .current_dir(workshop.root());
            workshop.run_silently("cargo-browser", &cargo)?;

            workshop.private("build")?;
            let _ = fs::remove_dir_all(&product); // it may not be there
            let compiled = target(workshop).join(WASM).join("release").join(&library).with_extension("wasm");
            let mut bindgen = tools.wasm_bindgen();
            bindgen.args(["--target", "web", "--no-typescript", "--out-dir"]).arg(&product).arg(compiled);
            workshop.run_silently("wasm-bindgen", &bindgen)?;

            let bound = product.join(format!("{library}_bg.wasm"));
            let small = product.join("small.wasm");
            let mut optimize = tools.wasm_opt();
            // Only what rustc puts into the file: with all features wasm-opt writes what browsers do not read yet.
            optimize.args(["-Oz", "--strip-debug", "--strip-producers"]).args(FEATURES);
            optimize.arg(&bound).arg("-o").arg(&small);
            workshop.run_silently("wasm-opt", &optimize)?;
            fs::rename(&small, &bound).at("write", &bound)?;
            if let Some(script) = self.script.map(|script| workshop.path(script)) {
                let start = product.join(script.file_name().unwrap_or_default());
                fs::copy(&script, &start).at("write", &start)?;
            }
            Ok(())
        })
    }
}

/// Puts it where the pages look for it. Zola has just made the folder, or it has been there since the last time.
pub(super) fn copy_into(workshop: &Workshop, site: &Path) -> Result<()> {
    PARTS.iter().try_for_each(|part| copy_files(&part.product(workshop), &site.join(part.place)))
}
