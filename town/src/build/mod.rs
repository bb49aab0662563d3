//! From sources to what is served. Whatever is up to date stays as it is.

pub(crate) mod bridge;
mod browser;
mod holidays;
mod notices;
mod search;
mod site;
mod worker;

pub(crate) use site::Site;

use crate::{
    progress::{Step, note},
    stamp::Inputs,
    tools::{Tools, system},
    trouble::{AtPath as _, Result},
    workshop::Workshop,
};
use std::{
    fs,
    path::{Path, PathBuf},
};
use walkdir::WalkDir;

/// Builds what the edge host serves: the site for one origin, the browser's wasm in it, and the Worker.
pub(crate) fn served(workshop: &Workshop, tools: &Tools, site: &Site<'_>) -> Result<()> {
    let _alone = workshop.lock("build")?;
    site.build(workshop, tools)?;
    browser::build(workshop, tools)?;
    browser::copy_into(workshop, site.folder)?;
    worker::build(workshop, tools)
}

/// `cargo town pages`.
pub(crate) fn pages(workshop: &Workshop, folder: &Path, origin: Option<&str>) -> Result<()> {
    let tools = Tools::for_building(workshop)?;
    let config = crate::stack::config::Config::read(workshop)?;
    let origin = origin.unwrap_or(config.origin());
    let _alone = workshop.lock("build")?;
    let folder = workshop.path(folder);
    Site { folder: &folder, origin }.build(workshop, &tools)?;
    println!("Site  {} ({}), for {origin}", folder.display(), size(&folder));
    Ok(())
}

/// `cargo town build`.
pub(crate) fn everything(workshop: &Workshop, origin: Option<&str>) -> Result<()> {
    let tools = Tools::for_building(workshop)?;
    let config = crate::stack::config::Config::read(workshop)?;
    let origin = origin.unwrap_or(config.origin());
    let folder = workshop.path("dist/site");
    served(workshop, &tools, &Site { folder: &folder, origin })?;
    frame(&folder, &workshop.path("dist/health/frame"))?;
    config.write_health(workshop)?;
    let bridge = if system::has_pcsc_library() {
        let program = bridge::release(workshop)?;
        format!("{}", program.strip_prefix(workshop.root()).unwrap_or(&program).display())
    } else {
        note("The card-bridge was left out: this machine has no PC/SC library to build it with.");
        note("`cargo town doctor` says how to get it. The site and the Worker do not need it.");
        "not built".to_owned()
    };
    println!("Site         dist/site ({}), for {origin}", size(&folder));
    println!("Worker       functions/build/town ({})", size(&workshop.path("functions/build/town")));
    println!("health pages functions/build/health ({})", size(&workshop.path("functions/build/health")));
    println!("card-bridge  {bridge}");
    if origin.starts_with("http://") {
        println!(
            "\nThis build is for trying out. For the real town set ORIGIN in wrangler.toml to its https address."
        );
    }
    Ok(())
}

fn size(folder: &Path) -> String {
    let files = WalkDir::new(folder).into_iter().flatten().filter(|entry| entry.file_type().is_file());
    let (count, bytes) = files.fold((0_u64, 0_u64), |(count, bytes), entry| {
        (count + 1, bytes + entry.metadata().map_or(0, |metadata| metadata.len()))
    });
    format!("{count} files, {} kB", bytes.div_ceil(1000))
}

/// The Cargo sources that every wasm build is made of.
fn shared_sources(workshop: &Workshop) -> Result<Inputs> {
    Inputs::default()
        .files(&workshop.path("Cargo.toml"), &[])?
        .files(&workshop.path("Cargo.lock"), &[])?
        .files(&workshop.path("rust-toolchain.toml"), &[])?
        .files(&workshop.path(".cargo/config.toml"), &[])?
        .files(&workshop.path("package-lock.json"), &[])?
        .files(&workshop.path("card-bridge/protocol"), &[])
}

/// Where Cargo puts what it builds.
pub(crate) fn target(workshop: &Workshop) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| workshop.path("target"), |dir| workshop.path(dir))
}

/// Copies the frame of the built site's pages, in every language, for the Worker of the health pages.
pub(crate) fn frame(site: &Path, folder: &Path) -> Result<()> {
    let _ = fs::remove_dir_all(folder); // of the last time
    for language in hibiki_domain::language::Language::ALL {
        let shell = format!("{}/_shell", language.prefix());
        let shell = shell.trim_start_matches('/');
        let target = folder.join(shell);
        fs::create_dir_all(&target).at("make the folder", &target)?;
        copy_files(&site.join(shell), &target)?;
    }
    Ok(())
}

/// Copies a folder's files, those in visible folders below it too.
pub(crate) fn copy_files(from: &Path, to: &Path) -> Result<()> {
    let visible = |entry: &walkdir::DirEntry| {
        entry.depth() == 0 || !entry.file_name().as_encoded_bytes().starts_with(b".")
    };
    for entry in WalkDir::new(from).into_iter().filter_entry(visible).flatten() {
        let target = to.join(entry.path().strip_prefix(from).unwrap_or(entry.path()));
        if entry.file_type().is_dir() {
            fs::create_dir_all(&target).at("make the folder", &target)?;
        } else {
            fs::copy(entry.path(), &target).at("write", &target)?;
        }
    }
    Ok(())
}

/// Begins a step only when the product is not up to date.
fn when_stale(
    stamp: &crate::stamp::Stamp,
    products: &[&Path],
    label: &str,
    make: impl FnOnce() -> Result<()>,
) -> Result<()> {
    if stamp.is_current() && products.iter().all(|product| product.exists()) {
        return Ok(());
    }
    stamp.forget();
    let step = Step::start(label);
    make()?;
    step.done();
    stamp.keep()
}
