//! A newer C library for Zola's program, beside the machine's own: Debian 13's, fetched by the machine's own apt.

use super::{apt, ask, missing, version};
use crate::{
    progress::Step,
    trouble::{AtPath as _, Result, Trouble},
    workshop::Workshop,
};
use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

const NEXT: &str = "Install Zola 0.22 so that `zola --version` answers \
                    (https://www.getzola.org/documentation/getting-started/installation/), then try again.";

/// The machine's C library; `None` where it is not glibc.
pub(super) fn installed() -> Option<(u32, u32)> {
    ask("getconf", &["GNU_LIBC_VERSION"]).and_then(|text| version(&text))
}

/// The folder with the newer library.
pub(super) fn ensure(workshop: &Workshop) -> Result<PathBuf> {
    let libraries = workshop.path(".tools/glibc/usr/lib/x86_64-linux-gnu");
    if libraries.join("ld-linux-x86-64.so.2").exists() {
        return Ok(libraries);
    }
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        return Err(missing("Zola 0.22", NEXT));
    }
    let step = Step::start("Fetching a newer C library for Zola (once)");
    let work = workshop.path(".tools/glibc-fetch");
    let _ = fs::remove_dir_all(&work); // left behind by a run that was stopped
    fetch(workshop, &work)?;
    let _ = fs::remove_dir_all(&work);
    step.done();
    Ok(libraries)
}

fn fetch(workshop: &Workshop, work: &Path) -> Result<()> {
    let sources = apt::sources_of_release("trixie").ok_or_else(|| missing("Zola 0.22", NEXT))?;
    for folder in ["sources", "lists/partial", "cache/archives/partial"] {
        fs::create_dir_all(work.join(folder)).at("make the folder", work)?;
    }
    let file = work.join("sources/trixie.sources");
    fs::write(&file, sources).at("write", &file)?;
    // apt gives up its rights while it downloads: the folder must be readable for it.
    let apt = |words: &[&str]| {
        let mut command = Command::new("apt-get");
        let option = |name: &str, value: &Path| -> [OsString; 2] {
            let mut setting = OsString::from(format!("{name}="));
            setting.push(value);
            ["-o".into(), setting]
        };
        command
            .args(option("Dir::Etc::sourcelist", Path::new("/dev/null")))
            .args(option("Dir::Etc::sourceparts", &work.join("sources")))
            .args(option("Dir::State::lists", &work.join("lists")))
            .args(option("Dir::Cache", &work.join("cache")))
            .args(["-o", "APT::Sandbox::User=root", "-o", "Acquire::Languages=none"])
            .args(words)
            .current_dir(work);
        command
    };
    let hint = |trouble: Trouble| trouble.next(NEXT);
    workshop.run_silently("apt-get-update", &apt(&["update"])).map_err(hint)?;
    workshop.run_silently("apt-get-download", &apt(&["download", "libc6"])).map_err(hint)?;
    let package = fs::read_dir(work)
        .at("read", work)?
        .flatten()
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|extension| extension == "deb"))
        .ok_or_else(|| missing("Zola 0.22", NEXT))?;
    let mut unpack = Command::new("dpkg-deb");
    unpack.arg("-x").arg(package).arg(workshop.path(".tools/glibc"));
    workshop.run_silently("dpkg-deb", &unpack).map_err(hint)
}
