//! What only the system's own packages bring: the browser, the PC/SC daemon, the virtual reader, fonts.

use super::{ask, on_path};
use crate::{
    progress::note,
    trouble::{Result, Trouble},
    workshop::Workshop,
};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Something that the tests need from the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    Chromium,
    Pcscd,
    VirtualReader,
    PcscLibrary,
    PkgConfig,
    JapaneseFont,
}

impl Need {
    pub(crate) const ALL: [Self; 6] = [
        Self::Chromium,
        Self::Pcscd,
        Self::VirtualReader,
        Self::PcscLibrary,
        Self::PkgConfig,
        Self::JapaneseFont,
    ];

    /// Debian's package.
    pub(crate) const fn package(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Pcscd => "pcscd",
            Self::VirtualReader => "vsmartcard-vpcd",
            Self::PcscLibrary => "libpcsclite-dev",
            Self::PkgConfig => "pkg-config",
            Self::JapaneseFont => "fonts-noto-cjk",
        }
    }

    /// In plain words.
    pub(crate) const fn plainly(self) -> &'static str {
        match self {
            Self::Chromium => "the browser of the tests (Chromium)",
            Self::Pcscd => "the service that talks to card readers (pcscd)",
            Self::VirtualReader => "the virtual card reader of the tests",
            Self::PcscLibrary => "the PC/SC library with which the card-bridge is built",
            Self::PkgConfig => "the finder of libraries (pkg-config)",
            Self::JapaneseFont => "a Japanese font for the screenshots",
        }
    }

    /// Whether it is there.
    pub(crate) fn is_met(self) -> bool {
        match self {
            Self::Chromium => chromium().is_some(),
            Self::Pcscd => pcscd().is_some(),
            Self::VirtualReader => virtual_reader(),
            Self::PcscLibrary => has_pcsc_library(),
            Self::PkgConfig => on_path("pkg-config").is_some(),
            Self::JapaneseFont => ask("fc-list", &[":lang=ja"]).is_some(),
        }
    }
}

/// Installs what is missing, as root; otherwise says the one line to run.
pub(crate) fn ensure(workshop: &Workshop, needs: &[Need]) -> Result<()> {
    let missing: Vec<Need> = needs.iter().copied().filter(|need| !need.is_met()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let packages: Vec<_> = missing.iter().map(|need| need.package()).collect();
    let packages_line = packages.join(" ");
    if on_path("apt-get").is_none() {
        return Err(Trouble::new(format!("The tests need packages of the system: {packages_line}"))
            .next("Install what your system calls them, then try again."));
    }
    if !rustix::process::geteuid().is_root() {
        return Err(Trouble::new(format!("The tests need packages of the system: {packages_line}")).next(
            format!(
                "Run `sudo apt-get update && sudo apt-get install --yes {packages_line}`, then try again."
            ),
        ));
    }
    note(format!("To be installed: {packages_line}"));
    let apt = |words: &[&str]| {
        let mut command = Command::new("apt-get");
        command.args(words).env("DEBIAN_FRONTEND", "noninteractive");
        command
    };
    let mut install = apt(&["install", "--yes", "--no-install-recommends"]);
    install.args(&packages);
    workshop.run("Asking which packages there are", "apt-get", &apt(&["update"]))?;
    workshop.run("Installing packages of the system", "apt-get", &install)?;
    match missing.iter().find(|need| !need.is_met()) {
        None => Ok(()),
        Some(need) => Err(Trouble::new(format!("{} is still missing after installing.", need.plainly()))
            .next(format!("See {}", workshop.log("apt-get")?.display()))),
    }
}

/// The browser of the tests.
pub(crate) fn chromium() -> Option<PathBuf> {
    ["chromium", "chromium-browser"].into_iter().find_map(on_path)
}

/// The PC/SC daemon.
pub(crate) fn pcscd() -> Option<PathBuf> {
    on_path("pcscd").or_else(|| Some(PathBuf::from("/usr/sbin/pcscd")).filter(|file| file.is_file()))
}

/// Whether somebody answers at the PC/SC daemon's socket.
pub(crate) fn pcscd_runs() -> bool {
    ["/run/pcscd/pcscd.comm", "/var/run/pcscd/pcscd.comm"]
        .iter()
        .any(|socket| std::os::unix::net::UnixStream::connect(socket).is_ok())
}

/// Where cards connect to the virtual reader.
const VPCD_PORT: u16 = 35_963;

/// Whether the virtual reader waits for cards. It looks from outside: to connect would be to lay a card on it.
pub(crate) fn virtual_reader_waits() -> bool {
    ["/proc/net/tcp", "/proc/net/tcp6"]
        .iter()
        .any(|table| fs::read_to_string(table).is_ok_and(|table| listens(&table, VPCD_PORT)))
}

fn listens(table: &str, port: u16) -> bool {
    let address_end = format!(":{port:04X}");
    table.lines().any(|line| {
        let mut words = line.split_whitespace().skip(1);
        let (local, state) = (words.next(), words.nth(1));
        local.is_some_and(|local| local.ends_with(&address_end)) && state == Some("0A")
    })
}

fn virtual_reader() -> bool {
    Path::new("/etc/reader.conf.d/vpcd").is_file()
}

/// Whether the card-bridge can be built with PC/SC here.
pub(crate) fn has_pcsc_library() -> bool {
    cfg!(not(target_os = "linux")) || ask("pkg-config", &["--modversion", "libpcsclite"]).is_some()
}

/// Whether a card reader is plugged in: a USB interface of the class for smart cards, or a reader by name.
pub(crate) fn reader_attached() -> bool {
    let devices = fs::read_dir("/sys/bus/usb/devices").into_iter().flatten().flatten();
    devices.map(|device| device.path()).any(|device| {
        let said = |name: &str| fs::read_to_string(device.join(name)).unwrap_or_default();
        // 0b: CCID. FeliCa readers (PaSoRi RC-S…) are of no class.
        said("bInterfaceClass").trim() == "0b" || said("product").contains("RC-S")
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_listening_port_is_seen_in_the_kernels_table() {
        let table = "  sl  local_address rem_address   st\n\
                     0: 00000000:8C7B 00000000:0000 0A 00000000:00000000\n\
                     1: 0100007F:1F90 0100007F:8C7B 01 00000000:00000000\n";
        assert!(super::listens(table, 35_963));
        assert!(!super::listens(table, 8_080), "connected, not listening");
    }
}
