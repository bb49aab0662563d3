//! What is wrong with a feed, in words for the person who must have it put right.

use std::{collections::BTreeMap, fmt};

/// Kinds of mistakes are told with the first few lines only: real feeds repeat them thousands of times.
const LINES_TOLD: usize = 3;

/// Whether a feed can be used all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Weight {
    /// It is used as it is.
    Note,
    /// Something was left out.
    LeftOut,
}

/// What was found, by file and kind, in the order of the files.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    found: BTreeMap<(String, String), Finding>,
}

#[derive(Debug)]
struct Finding {
    weight: Weight,
    lines: Vec<u64>,
    count: usize,
}

impl Findings {
    /// Something about a whole file.
    pub(crate) fn file(&mut self, weight: Weight, file: &str, what: impl Into<String>) {
        self.add(weight, file, None, what.into());
    }

    /// Something about a line of a file.
    pub(crate) fn line(&mut self, weight: Weight, file: &str, line: u64, what: impl Into<String>) {
        self.add(weight, file, Some(line), what.into());
    }

    fn add(&mut self, weight: Weight, file: &str, line: Option<u64>, what: String) {
        let finding = self.found.entry((file.to_owned(), what)).or_insert(Finding {
            weight,
            lines: Vec::new(),
            count: 0,
        });
        finding.count += 1;
        finding.lines.extend(line.filter(|_| finding.lines.len() < LINES_TOLD));
    }

    /// Nothing was found.
    pub(crate) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for ((file, what), finding) in &self.found {
            let mark = if finding.weight == Weight::LeftOut { "！" } else { "・" };
            write!(f, "{mark}{file}")?;
            for (place, line) in finding.lines.iter().enumerate() {
                write!(f, "{}{line}", if place == 0 { " " } else { "、" })?;
            }
            if !finding.lines.is_empty() {
                f.write_str("行目")?;
            }
            if finding.count > finding.lines.len().max(1) {
                write!(f, "など{}か所", finding.count)?;
            }
            writeln!(f, "：{what}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_that_repeats_is_told_once_with_its_first_lines() {
        let mut findings = Findings::default();
        for line in 2..100 {
            findings.line(Weight::LeftOut, "stop_times.txt", line, "停留所がありません。");
        }
        findings.file(Weight::Note, "agency.txt", "住所がありません。");
        assert_eq!(
            findings.to_string(),
            "・agency.txt：住所がありません。\n！stop_times.txt 2、3、4行目など98か所：停留所がありません。\n"
        );
    }
}
