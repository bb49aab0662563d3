//! The town's recovery key, for people who lost every way into their health record (docs/recovery.md).
//!
//! What holds shares runs on a machine without a network, from this program alone: no folder of Hibiki is needed there.
//! It speaks Japanese, because those who hold shares are not the operator.

mod ask;
mod case;
mod key;

pub(crate) use case::{fetch, send};

use crate::{clock, trouble::Result, workshop::Workshop};
use ask::Talk;
use std::{
    fs,
    io::{self, IsTerminal as _, StdinLock, Stdout},
    path::Path,
};

fn talk() -> Talk<StdinLock<'static>, Stdout> {
    let is_terminal = io::stdin().is_terminal() && io::stdout().is_terminal();
    Talk::new(io::stdin().lock(), io::stdout(), is_terminal)
}

/// `recovery-key`
pub(crate) fn make(to: Option<&Path>) -> Result<()> {
    let folder = match to {
        Some(folder) => folder.to_owned(),
        None => key::folder_in_memory()?,
    };
    let mut talk = talk();
    warn_of_network(&mut talk)?;
    key::make(&mut talk, &folder, clock::today())
}

/// `recovery-key --check`
pub(crate) fn check() -> Result<()> {
    let mut talk = talk();
    warn_of_network(&mut talk)?;
    key::check(&mut talk, configured().as_deref())
}

/// `recover open`
pub(crate) fn open(file: &Path, to: &Path) -> Result<()> {
    let mut talk = talk();
    warn_of_network(&mut talk)?;
    case::open(&mut talk, file, to)
}

fn warn_of_network(talk: &mut Talk<StdinLock<'static>, Stdout>) -> Result<()> {
    if key::has_network() {
        talk.say(
            "注意：このパソコンはネットワークにつながっています。ケーブルを抜き、無線を切ってください。",
        )?;
        talk.ask("切ったら Enter を押してください（見本の町で試すときは、そのまま Enter）。")?;
    }
    Ok(())
}

/// `RECOVERY_KEY` of the folder in which one stands, if one stands in a folder of Hibiki.
fn configured() -> Option<String> {
    let text = fs::read_to_string(Workshop::find().ok()?.path("wrangler.toml")).ok()?;
    let table: toml::Table = text.parse().ok()?;
    table.get("vars")?.get("RECOVERY_KEY")?.as_str().map(str::to_owned)
}
