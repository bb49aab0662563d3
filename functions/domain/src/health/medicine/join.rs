//! Putting the parts of a split notebook together. Section 3.2.9 (3).

use super::{MAX_RECORDS, Notebook};

/// Why scanned codes are not one notebook.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JoinProblem {
    /// Nothing was given.
    #[error("nothing to join")]
    Nothing,
    /// These are still to be scanned.
    #[error("parts are missing")]
    Missing {
        /// Their numbers, from 1.
        missing: Vec<u16>,
        /// How many parts there are.
        total: u16,
    },
    /// Two different parts say that they are the same one.
    #[error("part {sequence} is there twice and differs")]
    Differs {
        /// The number of both.
        sequence: u16,
    },
    /// Parts of several slips of paper, or a whole notebook among parts.
    #[error("codes of several slips are mixed")]
    Mixed,
    /// A part does not say which one it is, or says what cannot be.
    #[error("a part's number cannot be read")]
    Unnumbered,
    /// More than [`MAX_RECORDS`] together.
    #[error("too many records for a medicine notebook")]
    TooManyRecords,
}

/// Puts parts together, scanned in any order; one that was scanned twice counts once.
///
/// A single notebook that is no part comes back as it is.
pub fn join(parts: Vec<Notebook>) -> Result<Notebook, JoinProblem> {
    let mut numbered: Vec<(u16, Notebook)> = Vec::new();
    let mut slip = None;
    let mut whole = None;
    for part in parts {
        let Some(split) = &part.split else {
            if whole.as_ref().is_some_and(|seen| !same(seen, &part)) {
                return Err(JoinProblem::Mixed);
            }
            whole = Some(part);
            continue;
        };
        let (Some(&total), Some(&sequence)) = (split.total.value(), split.sequence.value()) else {
            return Err(JoinProblem::Unnumbered);
        };
        if split.data_id.is_empty() || !(1..=total).contains(&sequence) || total > 999 {
            return Err(JoinProblem::Unnumbered);
        }
        let this = (split.data_id.clone(), total, part.version, part.direction.clone());
        if slip.get_or_insert_with(|| this.clone()) != &this {
            return Err(JoinProblem::Mixed);
        }
        match numbered.iter().find(|(seen, _)| *seen == sequence) {
            Some((_, seen)) if !same(seen, &part) => return Err(JoinProblem::Differs { sequence }),
            Some(_) => {}
            None => numbered.push((sequence, part)),
        }
    }
    let total = match (whole, &slip) {
        (Some(whole), None) => return Ok(whole),
        (Some(_), Some(_)) => return Err(JoinProblem::Mixed),
        (None, None) => return Err(JoinProblem::Nothing),
        (None, Some((_, total, _, _))) => *total,
    };
    let missing: Vec<u16> =
        (1..=total).filter(|sequence| !numbered.iter().any(|(seen, _)| seen == sequence)).collect();
    if !missing.is_empty() {
        return Err(JoinProblem::Missing { missing, total });
    }
    if numbered.iter().map(|(_, part)| part.records.len()).sum::<usize>() > MAX_RECORDS {
        return Err(JoinProblem::TooManyRecords);
    }
    numbered.sort_unstable_by_key(|(sequence, _)| *sequence);
    let joined = numbered.into_iter().map(|(_, part)| part).reduce(|mut joined, part| {
        joined.records.extend(part.records);
        joined.findings.extend(part.findings);
        joined
    });
    let mut joined = joined.ok_or(JoinProblem::Nothing)?;
    joined.split = None;
    Ok(joined)
}

/// The texts of several codes that were pasted one after the other: each begins with a header.
///
/// What stands before the first header belongs to the first text, so that reading tells what is wrong with it.
pub fn separate(pasted: &str) -> Vec<&str> {
    let lines = pasted.split_inclusive(['\r', '\n']);
    let mut starts = Vec::new();
    let mut at = 0;
    for line in lines {
        if line.trim_start_matches(['\u{feff}', ' ', '\t']).starts_with("JAHISTC") {
            starts.push(at);
        }
        at += line.len();
    }
    if let Some(first) = starts.first_mut() {
        *first = 0;
    }
    starts.push(pasted.len());
    let whole = starts.len() == 1 && !pasted.trim().is_empty();
    if whole {
        return vec![pasted];
    }
    starts.windows(2).filter_map(|pair| pasted.get(pair[0]..pair[1])).collect()
}

/// By what is written, which leaves nothing out.
fn same(a: &Notebook, b: &Notebook) -> bool {
    a.write() == b.write()
}
