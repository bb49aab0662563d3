//! All rows or none: check the whole file, send it, then commit.

use super::read::{Register, SHOWN, Source, check};
use crate::{
    clock, held,
    ops::{Failed, Imported, Town},
    progress::{Step, note},
    trouble::{Result, Trouble},
};
use hibiki_domain::register::ResidentRow;
use std::path::Path;

/// As many as the Worker takes at once.
const AT_ONCE: usize = 500;

/// `cargo town residents import`
pub(crate) fn import(path: &Path, town: &Town) -> Result<()> {
    let source = Source::from_file(path);
    let mut register = Register::open(&source, clock::now().day())?;
    note(format!("{} is read as {}.", path.display(), register.encoding));
    if !register.ignored.is_empty() {
        note(format!("Columns that are not used: {}", register.ignored.join("、")));
    }
    let step = Step::start("Checking every row");
    let findings = check(&mut register, || ())?;
    if findings.bad > 0 {
        drop(step);
        for bad in &findings.shown {
            println!("{}行目: {}", bad.line, bad.reasons.join("。"));
        }
        if findings.bad > SHOWN as u64 {
            println!("… and {} more", findings.bad - SHOWN as u64);
        }
        return Err(Trouble::new(format!(
            "{} of {} rows are not good. Nothing was sent; nothing was changed in the town.",
            findings.bad,
            findings.bad + findings.good
        ))
        .next("Correct these lines (line numbers as an editor shows them) and run the same command again."));
    }
    if findings.good == 0 {
        return Err(
            Trouble::new("The file has headings but no rows. Nothing was sent.").next("Export it again.")
        );
    }
    step.done_with(&format!("Checked {} rows: all good", findings.good));

    let mut sending = Step::with_length(format!("Sending to {}", town.origin()), findings.good);
    let import = send(&source, town, |rows| sending.advance(rows))?;
    sending.done();
    let taking = Step::start("The town takes over all rows at once (up to half a minute for a city)");
    let Imported { added, changed, unchanged, total } = commit(town, &import)?;
    taking.done();
    println!("{total} residents in the file: {added} new, {changed} changed, {unchanged} as they were.");
    println!("Residents who are not in the file stay as they are.");
    Ok(())
}

/// The same without a word, for the demo town.
pub(crate) fn import_quietly(source: &Source<'_>, town: &Town) -> Result<Imported> {
    let mut register = Register::open(source, clock::now().day())?;
    let findings = check(&mut register, || ())?;
    match findings.shown.first() {
        None => commit(town, &send(source, town, |_| ())?),
        Some(bad) => Err(Trouble::new(format!("line {}: {}", bad.line, bad.reasons.join("。")))),
    }
}

/// Sends every row. Whatever goes wrong leaves the town as it was: only the commit changes it.
fn send(source: &Source<'_>, town: &Town, mut sent: impl FnMut(u64)) -> Result<String> {
    let import = town.start_import().map_err(|failed| failed.at(town.origin()))?;
    if let Err(trouble) = send_rows(source, town, &import, &mut sent) {
        // If this does not arrive either, the Worker forgets the rows by itself at night.
        let _ = town.abandon_import(&import);
        return Err(Trouble::new(format!(
            "{trouble}\n  The import was given up: nothing was changed in the town."
        ))
        .next("Run the same command again when it can reach the town."));
    }
    if held::interrupted() {
        let _ = town.abandon_import(&import);
        return Err(Trouble::new("Stopped. The import was given up: nothing was changed in the town."));
    }
    Ok(import)
}

fn commit(town: &Town, import: &str) -> Result<Imported> {
    town.commit_import(import).map_err(|failed| match failed {
        Failed::Refused { .. } => Trouble::new(failed.at(town.origin()).to_string())
            .next("The town refused all of it: nothing was changed. Run the same command again."),
        Failed::NotReached(_) | Failed::Ill(_) => Trouble::new(format!(
            "{}\n  All rows were sent, but the town did not say whether it took them. It took all of them or none.",
            failed.at(town.origin())
        ))
        .next("Run the same command again: what is there already stays as it is."),
    })
}

fn send_rows(source: &Source<'_>, town: &Town, import: &str, sent: &mut impl FnMut(u64)) -> Result<()> {
    let mut register = Register::open(source, clock::now().day())?;
    let mut chunk: Vec<ResidentRow> = Vec::with_capacity(AT_ONCE);
    loop {
        let row = register.next()?;
        let ended = row.is_none();
        match row {
            Some(Ok((_, row))) => chunk.push(row),
            Some(Err(bad)) => {
                return Err(Trouble::new(format!("Line {} changed while the file was read.", bad.line)));
            }
            None => {}
        }
        if chunk.len() == AT_ONCE || (ended && !chunk.is_empty()) {
            if held::interrupted() {
                return Err(Trouble::stopped());
            }
            town.send_rows(import, &chunk).map_err(|failed| failed.at(town.origin()))?;
            sent(chunk.len() as u64);
            chunk.clear();
        }
        if ended {
            return Ok(());
        }
    }
}
