//! The project's folder and what is kept in it.

use crate::{
    held::{self, Held, Words},
    progress::{Step, note},
    trouble::{AtPath as _, Result, Trouble},
};
use std::{
    fs::{self, File, TryLockError},
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

/// The project's folder.
#[derive(Debug, Clone)]
pub(crate) struct Workshop {
    root: PathBuf,
}

impl Workshop {
    /// Finds it from where the operator stands.
    pub(crate) fn find() -> Result<Self> {
        let here = std::env::current_dir().at("find", Path::new("."))?;
        let from_cargo = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        let root = here
            .ancestors()
            .chain(from_cargo.iter().flat_map(|folder| folder.ancestors()))
            .find(|folder| folder.join("wrangler.toml").is_file() && folder.join("town").is_dir());
        match root {
            Some(root) => Ok(Self { root: root.to_owned() }),
            None => Err(Trouble::new("This is not the folder of Hibiki.")
                .next("Change into the folder with `wrangler.toml` in it and try again.")),
        }
    }

    /// A file or folder of the project.
    pub(crate) fn path(&self, within: impl AsRef<Path>) -> PathBuf {
        self.root.join(within)
    }

    /// The project's folder itself.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A folder below `.town/`, made when it is missing; only its owner can look into it.
    pub(crate) fn private(&self, within: impl AsRef<Path>) -> Result<PathBuf> {
        let folder = self.root.join(".town").join(within);
        private_folder(&folder)?;
        Ok(folder)
    }

    /// Where the last run of a tool wrote what it had to say.
    pub(crate) fn log(&self, name: &str) -> Result<PathBuf> {
        Ok(self.private("log")?.join(format!("{name}.log")))
    }

    /// Runs a tool to its end behind a spinner. What it says is kept, and shown when it fails.
    pub(crate) fn run(&self, label: &str, name: &str, command: &Command) -> Result<()> {
        let step = Step::start(label);
        self.run_silently(name, command)?;
        step.done();
        Ok(())
    }

    /// Runs a tool to its end without a word, unless it fails.
    pub(crate) fn run_silently(&self, name: &str, command: &Command) -> Result<()> {
        let log = self.log(name)?;
        fs::write(&log, "").at("write", &log)?;
        let status = Held::start(name, command, &Words::Kept(&log))?.wait()?;
        if status.success() {
            return Ok(());
        }
        let said = fs::read(&log).unwrap_or_default();
        let said = String::from_utf8_lossy(&said);
        let lines: Vec<&str> = said.lines().filter(|line| !line.trim().is_empty()).collect();
        let end = lines[lines.len().saturating_sub(25)..].join("\n  | ");
        Err(Trouble::new(format!("{name} failed. The end of what it said:\n  | {end}"))
            .next(format!("All of it stands in {}", log.display())))
    }
}

/// A right that one command at a time has. It ends with the value, or with the process.
#[derive(Debug)]
pub(crate) struct Lock(#[expect(dead_code, reason = "held open")] File);

impl Workshop {
    /// Waits until no other `cargo town` does this.
    pub(crate) fn lock(&self, what: &str) -> Result<Lock> {
        let mut told = false;
        loop {
            if let Some(lock) = self.try_lock(what)? {
                return Ok(lock);
            }
            if !told {
                note(format!("Another `cargo town` is at work ({what}); waiting for it."));
                told = true;
            }
            held::pause(Duration::from_millis(100))?;
        }
    }

    /// `None` when another `cargo town` does this.
    pub(crate) fn try_lock(&self, what: &str) -> Result<Option<Lock>> {
        let path = self.private("")?.join(format!("{what}.lock"));
        let file = File::options().create(true).append(true).open(&path).at("open", &path)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Lock(file))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error).at("lock", &path),
        }
    }
}

/// Makes a folder that only its owner can look into.
pub(crate) fn private_folder(folder: &Path) -> Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).at("make the folder", folder)
}

/// Writes a file that only its owner can read.
pub(crate) fn private_file(path: &Path, content: &str) -> Result<()> {
    use std::{io::Write as _, os::unix::fs::OpenOptionsExt as _};
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600);
    let mut file = options.open(path).at("write", path)?;
    file.write_all(content.as_bytes()).at("write", path)
}
