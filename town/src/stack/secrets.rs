//! The secrets of a town on this machine. A real town's are kept by its edge host.

use crate::{
    trouble::{AtPath as _, Result, Trouble},
    workshop::{Workshop, private_file},
};
use data_encoding::HEXLOWER;
use std::{
    fmt, fs,
    path::{Path, PathBuf},
};

/// The town's secret and the operator's key, as hexadecimal digits. `Debug` hides them.
pub(crate) struct Secrets {
    town_secret: String,
    operator_key: String,
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secrets(…)")
    }
}

impl Secrets {
    /// Reads the secrets in a state folder; makes them the first time.
    pub(crate) fn ensure(state: &Path) -> Result<Self> {
        let file = Self::file(state);
        if !file.exists() {
            let words = format!("TOWN_SECRET={}\nOPERATOR_KEY={}\n", random()?, random()?);
            private_file(&file, &words)?;
        }
        Self::read(&file)
    }

    /// Where they are: wrangler gives them to every Worker whose configuration lies beside them.
    pub(crate) fn file(state: &Path) -> PathBuf {
        state.join(".dev.vars")
    }

    /// Those of `cargo town serve`.
    pub(crate) fn of_serve(workshop: &Workshop) -> Result<Self> {
        let file = Self::file(&workshop.path(".town/serve"));
        if file.exists() {
            return Self::read(&file);
        }
        Err(Trouble::new("No town has been started on this machine yet.")
            .next("Start one: `cargo town serve`"))
    }

    fn read(file: &Path) -> Result<Self> {
        let text = fs::read_to_string(file).at("read", file)?;
        let word = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        match (word("TOWN_SECRET"), word("OPERATOR_KEY")) {
            (Some(town), Some(operator)) => {
                Ok(Self { town_secret: town.to_owned(), operator_key: operator.to_owned() })
            }
            _ => Err(Trouble::new(format!("{} is damaged.", file.display()))
                .next("Start again with an empty town: `cargo town serve --fresh`")),
        }
    }

    /// 64 hexadecimal digits.
    pub(crate) fn town_secret(&self) -> &str {
        &self.town_secret
    }

    /// 64 hexadecimal digits.
    pub(crate) fn operator_key(&self) -> &str {
        &self.operator_key
    }
}

fn random() -> Result<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)
        .map_err(|error| Trouble::new(format!("This machine gives no randomness: {error}")))?;
    Ok(HEXLOWER.encode(&bytes))
}
