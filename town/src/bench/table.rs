//! The table, for the terminal and as Markdown.

use std::fmt::Write as _;

/// What became of a budget.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Held.
    Held,
    /// Not held.
    Missed,
    /// There is no limit.
    NoLimit,
    /// It was not measured, and why.
    NotMeasured(String),
}

/// A line of the table.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) what: String,
    pub(super) limit: String,
    pub(super) hibiki: String,
    pub(super) peer: String,
    pub(super) verdict: Verdict,
}

const HEADINGS: [&str; 5] = ["what", "limit", "Hibiki", "peer", "verdict"];

impl Row {
    fn cells(&self) -> [String; 5] {
        let verdict = match &self.verdict {
            Verdict::Held => "held".to_owned(),
            Verdict::Missed => "MISSED".to_owned(),
            Verdict::NoLimit => String::new(),
            Verdict::NotMeasured(why) => format!("not measured: {why}"),
        };
        [self.what.clone(), self.limit.clone(), self.hibiki.clone(), self.peer.clone(), verdict]
    }
}

/// For the terminal, with the budgets that were missed named once more below.
pub(super) fn plain(rows: &[Row]) -> String {
    let cells: Vec<[String; 5]> =
        std::iter::once(HEADINGS.map(str::to_owned)).chain(rows.iter().map(Row::cells)).collect();
    let widths: Vec<usize> =
        (0..5).map(|column| cells.iter().map(|row| row[column].chars().count()).max().unwrap_or(0)).collect();
    let mut text = String::new();
    for (place, row) in cells.iter().enumerate() {
        let line: Vec<String> =
            row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        text.push_str(line.join("  ").trim_end());
        text.push('\n');
        if place == 0 {
            text.push_str(&"─".repeat(widths.iter().sum::<usize>() + 8));
            text.push('\n');
        }
    }
    let missed: Vec<&Row> = rows.iter().filter(|row| row.verdict == Verdict::Missed).collect();
    if !missed.is_empty() {
        text.push_str("\nMISSED:\n");
        for row in missed {
            let _ = writeln!(text, "  {}: {}, the limit is {}", row.what, row.hibiki, row.limit); // a String takes everything
        }
    }
    text
}

/// As Markdown, with what stands around it.
pub(super) fn markdown(rows: &[Row], about: &str) -> String {
    let line = |cells: &[String; 5]| {
        format!("| {} |\n", cells.each_ref().map(|cell| cell.replace('|', "\\|")).join(" | "))
    };
    let mut text = format!("# Budgets, measured\n\n{about}\n\n");
    text.push_str(&line(&HEADINGS.map(str::to_owned)));
    text.push_str("|---|---|---|---|---|\n");
    for row in rows {
        text.push_str(&line(&row.cells()));
    }
    let _ = write!(text, "\n{NOTES}"); // a String takes everything
    text
}

const NOTES: &str = "\
What is in the numbers:

- *CPU* is what the kernel charged to all threads of the workerd process, user and system, from one request to the
  next, less the median of a request to an empty Worker; warm means that V8 has finished compiling. A log-in is the
  request that carries the answer; the challenge is another request.
- *Databases*: the budgets are held against a Worker whose databases are in another process, as at the edge D1 is
  another machine; sending statements and reading rows is in the number. \"With local D1's own work\" is wrangler's
  local mode, with SQLite and miniflare's D1 in the same process; \"D1 alone\" is the median of a Worker that runs the
  same statements and does nothing else. No budget is held against these lines.
- *The peer* is Hono with @simplewebauthn/server, @peculiar/x509 and WebCrypto (`tests/bench/peer`): the same
  statements in the same batches, the same headers, pages of like size. It opens a tap's sealed evidence with
  AES-256-GCM, because WebCrypto has no ChaCha20-Poly1305.
- *A new instance*: CPU of a workerd that has just started, less that of one with an empty Worker; first what it
  spends before it is asked anything, then what the first request costs.
- *Rows* are D1's own count (`meta.rows_read`), *trips* are batches that the Worker really sent; of a health record, where
  two databases are asked at once, those that were waited for one after another. As many people as residents have a
  health record there, of blanks (`tests/bench/lib/filling.mjs`); the 500 children's were begun through the form.
- *After recovery* is the first opening after the way back at the counter; before each sample the rows are put back.
- *Pages*: gzip of what Chromium fetched, without pictures; requests are all of the first view, pictures too.
- *A site of 10,000 pages* is the demo town with ten years of generated courses, lectures and news (`tests/bench/lib/town.mjs`). Hibiki checks the content,
  builds pages, open data, calendars, feeds and the search index; the peers build bare pages of the same Markdown (`tests/bench/peer/sites.mjs`).
  The quickest of some builds each, in turns; memory is of all processes together.
- *Fresh*: the cron's run and the view after it; before it passes what is left of the cron's minute. A page that is open asks once a minute.
- *The card-bridge* is built with optimisation and with simulated cards; their time is taken away by the bridge itself.
- KB and MB are 1,000 and 1,000,000 bytes.
";

#[cfg(test)]
mod tests {
    use super::*;

    fn row(verdict: Verdict) -> Row {
        let word = |text: &str| text.to_owned();
        Row { what: word("a|b"), limit: word("1 ms"), hibiki: word("2 ms"), peer: word("–"), verdict }
    }

    #[test]
    fn what_was_missed_is_said_twice() {
        let text = plain(&[row(Verdict::Held), row(Verdict::Missed)]);
        assert_eq!(text.matches("MISSED").count(), 2);
        assert!(text.contains("a|b: 2 ms, the limit is 1 ms"));
    }

    #[test]
    fn a_bar_in_a_cell_does_not_end_it() {
        let text = markdown(&[row(Verdict::NotMeasured("why".to_owned()))], "x");
        assert!(text.contains("| a\\|b | 1 ms | 2 ms | – | not measured: why |"));
    }
}
