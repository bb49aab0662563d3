//! `cargo town log …`: whether the access log is as it was written.

use crate::{
    clock,
    ops::Town,
    progress::Step,
    trouble::{AtPath as _, Result, Trouble},
    workshop::{Workshop, private_file},
};
use hibiki_domain::{
    access_log::{Head, LogRow, Tampering, Verifier},
    secret::{LogKey, TownSecret},
    time::Timestamp,
};
use std::{collections::BTreeMap, fs, path::PathBuf};

/// The name under which the Worker derives the key of its log.
const LOG: &str = "identity";

/// The ends that logs had when they were last verified, by origin.
type Heads = BTreeMap<String, Head>;

fn heads_file(workshop: &Workshop) -> Result<PathBuf> {
    Ok(workshop.private("")?.join("log-head.json"))
}

fn remembered(workshop: &Workshop) -> Result<Heads> {
    let file = heads_file(workshop)?;
    match fs::read_to_string(&file) {
        Ok(text) => serde_json::from_str(&text).map_err(|_| {
            Trouble::new(format!(
                "{} is damaged: how long the log was is not known any more.",
                file.display()
            ))
            .next("Find out who changed it. Delete the file to begin anew.")
        }),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Heads::new()),
        Err(error) => Err(error).at("read", &file),
    }
}

fn remember(workshop: &Workshop, heads: &Heads) -> Result<()> {
    let file = heads_file(workshop)?;
    let text = serde_json::to_string_pretty(heads).map_err(|error| Trouble::new(error.to_string()))?;
    private_file(&file, &text)
}

/// A town that begins anew has a new log.
pub(crate) fn forget(workshop: &Workshop, origin: &str) -> Result<()> {
    let mut heads = remembered(workshop)?;
    if heads.remove(origin).is_some() {
        remember(workshop, &heads)?;
    }
    Ok(())
}

/// Reads the whole log and says whether it is whole.
pub(crate) fn verify(workshop: &Workshop, town: &Town, secret: &str) -> Result<()> {
    let secret = TownSecret::parse(secret).map_err(|error| {
        Trouble::new(format!("The town's secret cannot be read: {error}."))
            .next("Put the Worker's TOWN_SECRET into the environment variable HIBIKI_TOWN_SECRET.")
    })?;
    let mut heads = remembered(workshop)?;
    let known = heads.get(town.origin()).cloned();
    let step = Step::start("Reading the access log");
    let (head, last) = match read(town, &secret.log_key(LOG), known.clone()) {
        Ok(read) => read?,
        Err(broken) => {
            drop(step);
            return Err(plainly(&broken.tampering, broken.row.as_ref(), known.as_ref()));
        }
    };
    step.done();
    match (&head, &last) {
        (Some(head), Some(last)) => println!(
            "The access log is whole: {} rows, the newest of {}.",
            head.seq,
            clock::plainly(Timestamp(last.look.at))
        ),
        _ => println!("The access log is empty, and it was never longer."),
    }
    if let Some(head) = head {
        heads.insert(town.origin().to_owned(), head);
        remember(workshop, &heads)?;
    }
    Ok(())
}

struct Broken {
    tampering: Tampering,
    row: Option<LogRow>,
}

/// The outer result is the log's, the inner one the line's.
type Read = std::result::Result<Result<(Option<Head>, Option<LogRow>)>, Box<Broken>>;

fn read(town: &Town, key: &LogKey, known: Option<Head>) -> Read {
    let mut page = match town.log_after(0) {
        Ok(page) => page,
        Err(failed) => return Ok(Err(failed.at(town.origin()))),
    };
    // The anchor of the first page: rows that are written while this reads are newer than it.
    let anchors = known.into_iter().chain(page.anchor.take()).collect();
    let mut verifier = Verifier::new(key, anchors);
    let mut last: Option<LogRow> = None;
    while !page.rows.is_empty() {
        for row in page.rows {
            if let Err(tampering) = verifier.row(&row) {
                return Err(Box::new(Broken { tampering, row: Some(row) }));
            }
            last = Some(row);
        }
        page = match town.log_after(last.as_ref().map_or(0, |row| row.seq)) {
            Ok(page) => page,
            Err(failed) => return Ok(Err(failed.at(town.origin()))),
        };
        if crate::held::interrupted() {
            return Ok(Err(Trouble::stopped()));
        }
    }
    match verifier.end() {
        Ok(head) => Ok(Ok((head, last))),
        Err(tampering) => Err(Box::new(Broken { tampering, row: None })),
    }
}

fn plainly(tampering: &Tampering, row: Option<&LogRow>, known: Option<&Head>) -> Trouble {
    let when =
        row.map_or_else(String::new, |row| format!(" (it says {})", clock::plainly(Timestamp(row.look.at))));
    let rows = |first: i64, last: i64| {
        if first == last { format!("Row {first}") } else { format!("Rows {first} to {last}") }
    };
    let what = match *tampering {
        Tampering::Changed(seq) => {
            format!("Row {seq}{when} is not as it was written: it, or the row before it, was changed.")
        }
        Tampering::Deleted { first, last } => {
            format!("{} of the log were deleted: the next one{when} is there.", rows(first, last))
        }
        Tampering::CutOff { first, last } => {
            let again = known
                .filter(|head| head.seq >= first)
                .map_or("", |_| " The log is shorter than when it was last verified.");
            format!("{} at the end of the log were cut off.{again}", rows(first, last))
        }
        Tampering::Replaced(seq) => format!(
            "Row {seq}{when} is another one than was anchored: the log was written anew from there or before."
        ),
    };
    Trouble::new(format!("The access log was tampered with. {what}")).next(
        "Change nothing. Keep a copy of the databases (`wrangler d1 export`), take the operator key and the edge host's \
         access from everybody who does not need them, and tell the person responsible for data protection.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_said_in_plain_words() {
        let said = |tampering, known: Option<Head>| plainly(&tampering, None, known.as_ref()).to_string();
        assert!(said(Tampering::Changed(7), None).contains("Row 7 is not as it was written"));
        assert!(said(Tampering::Deleted { first: 3, last: 3 }, None).contains("Row 3 of the log"));
        let known = Some(Head { seq: 9, mac: "00".repeat(32) });
        assert!(
            said(Tampering::CutOff { first: 8, last: 9 }, known)
                .contains("shorter than when it was last verified")
        );
        assert!(!said(Tampering::CutOff { first: 8, last: 9 }, None).contains("shorter"));
    }
}
