//! The log of every look that staff took at a person: made so that a changed, deleted or cut-off row shows.
//!
//! Each row carries `mac = HMAC(log key, mac of the row before || fields)`. The newest row's number and mac are kept
//! in another database as an anchor. Whoever can write to the log's database but does not hold the town's secret can
//! change nothing unseen; whoever holds both databases and the secret can, and the docs say so.

use crate::secret::LogKey;
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};

/// A look, before it is a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    /// When, UTC seconds.
    pub at: i64,
    /// At whom; the id or pseudonym of the log's own database.
    pub person_id: String,
    /// Who: the id of the member of staff.
    pub staff_id: String,
    /// Who, as the person reads it.
    pub staff: String,
    /// Of which office.
    pub office: String,
    /// What was seen or done.
    pub what: String,
    /// Why.
    pub why: String,
}

/// A row of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogRow {
    /// 1, 2, 3 …
    pub seq: i64,
    /// The look.
    #[serde(flatten)]
    pub look: Look,
    /// Over this row and the one before, 64 hexadecimal digits.
    pub mac: String,
}

/// The end of a log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The number of the newest row.
    pub seq: i64,
    /// Its mac.
    pub mac: String,
}

/// What is wrong with a log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Tampering {
    /// A row is not as it was written.
    #[error("row {0} was changed")]
    Changed(i64),
    /// Rows are missing between others.
    #[error("rows {first} to {last} were deleted")]
    Deleted {
        /// The first that is missing.
        first: i64,
        /// The last that is missing.
        last: i64,
    },
    /// The newest rows are missing.
    #[error("rows {first} to {last} were cut off")]
    CutOff {
        /// The first that is missing.
        first: i64,
        /// The last that is missing.
        last: i64,
    },
    /// A row is there that the anchor knows otherwise: the log was written anew.
    #[error("row {0} is not the one that was anchored")]
    Replaced(i64),
}

/// The rows to append for these looks, behind `head` (`None` for an empty log).
pub fn append(key: &LogKey, head: Option<&Head>, looks: Vec<Look>) -> Vec<LogRow> {
    let mut seq = head.map_or(0, |head| head.seq);
    let mut last_mac = head.map_or_else(String::new, |head| head.mac.clone());
    looks
        .into_iter()
        .map(|look| {
            seq += 1;
            last_mac = row_mac(key, &last_mac, seq, &look);
            LogRow { seq, look, mac: last_mac.clone() }
        })
        .collect()
}

fn row_mac(key: &LogKey, mac_before: &str, seq: i64, look: &Look) -> String {
    let Look { at, person_id, staff_id, staff, office, what, why } = look;
    HEXLOWER.encode(&key.mac(&[
        mac_before.as_bytes(),
        &seq.to_be_bytes(),
        &at.to_be_bytes(),
        person_id.as_bytes(),
        staff_id.as_bytes(),
        staff.as_bytes(),
        office.as_bytes(),
        what.as_bytes(),
        why.as_bytes(),
    ]))
}

/// Reads a log in order, piece by piece.
#[derive(Debug)]
pub struct Verifier<'a> {
    key: &'a LogKey,
    head: Option<Head>,
    anchors: Vec<Head>,
}

impl<'a> Verifier<'a> {
    /// Begins at the first row. `anchors` are ends that the log is known to have had.
    pub fn new(key: &'a LogKey, anchors: Vec<Head>) -> Self {
        Self { key, head: None, anchors }
    }

    /// Checks the next row.
    pub fn row(&mut self, row: &LogRow) -> Result<(), Tampering> {
        let before = self.head.as_ref().map_or(0, |head| head.seq);
        if row.seq <= before {
            return Err(Tampering::Changed(row.seq));
        }
        if row.seq > before + 1 {
            return Err(Tampering::Deleted { first: before + 1, last: row.seq - 1 });
        }
        let mac_before = self.head.as_ref().map_or("", |head| &head.mac);
        if row_mac(self.key, mac_before, row.seq, &row.look) != row.mac {
            return Err(Tampering::Changed(row.seq));
        }
        if self.anchors.iter().any(|anchor| anchor.seq == row.seq && anchor.mac != row.mac) {
            return Err(Tampering::Replaced(row.seq));
        }
        self.head = Some(Head { seq: row.seq, mac: row.mac.clone() });
        Ok(())
    }

    /// There are no more rows: returns the end of the log.
    pub fn end(self) -> Result<Option<Head>, Tampering> {
        let reached = self.head.as_ref().map_or(0, |head| head.seq);
        match self.anchors.iter().map(|anchor| anchor.seq).max() {
            Some(anchored) if anchored > reached => {
                Err(Tampering::CutOff { first: reached + 1, last: anchored })
            }
            _ => Ok(self.head),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::TownSecret;

    fn key() -> LogKey {
        TownSecret::parse(&"11".repeat(32)).unwrap().log_key("identity")
    }

    fn look(n: i64) -> Look {
        let text = |s: &str| format!("{s}{n}");
        Look {
            at: n,
            person_id: text("p"),
            staff_id: text("s"),
            staff: text("鈴"),
            office: text("住民課"),
            what: text("見た"),
            why: text("登録"),
        }
    }

    fn log(rows: i64) -> Vec<LogRow> {
        append(&key(), None, (1..=rows).map(look).collect())
    }

    fn verify(rows: &[LogRow], anchor: Option<Head>) -> Result<Option<Head>, Tampering> {
        let key = key();
        let mut verifier = Verifier::new(&key, anchor.into_iter().collect());
        rows.iter().try_for_each(|row| verifier.row(row))?;
        verifier.end()
    }

    fn head(rows: &[LogRow]) -> Option<Head> {
        rows.last().map(|row| Head { seq: row.seq, mac: row.mac.clone() })
    }

    #[test]
    fn an_honest_log_verifies_also_when_written_in_pieces() {
        let mut rows = log(3);
        rows.extend(append(&key(), head(&rows).as_ref(), vec![look(4), look(5)]));
        assert_eq!(rows, log(5));
        assert_eq!(verify(&rows, head(&rows)).unwrap(), head(&rows));
        assert_eq!(verify(&[], None).unwrap(), None);
    }

    #[test]
    fn every_changed_field_is_named_by_its_row() {
        let changes: [fn(&mut LogRow); 8] = [
            |row| row.look.at += 1,
            |row| row.look.person_id.push('x'),
            |row| row.look.staff_id.push('x'),
            |row| row.look.staff.push('x'),
            |row| row.look.office.push('x'),
            |row| row.look.what.push('x'),
            |row| row.look.why.clear(),
            |row| row.mac = "0".repeat(64),
        ];
        for change in changes {
            let mut rows = log(4);
            change(&mut rows[2]);
            assert_eq!(verify(&rows, None), Err(Tampering::Changed(3)));
        }
    }

    #[test]
    fn text_that_moves_from_one_field_to_the_next_shows() {
        let mut rows = log(1);
        let moved = rows[0].look.what.pop().unwrap();
        rows[0].look.why.insert(0, moved);
        assert_eq!(verify(&rows, None), Err(Tampering::Changed(1)));
    }

    #[test]
    fn deleted_and_cut_off_rows_are_named() {
        let rows = log(6);
        let gap: Vec<_> = rows.iter().filter(|row| ![3, 4].contains(&row.seq)).cloned().collect();
        assert_eq!(verify(&gap, None), Err(Tampering::Deleted { first: 3, last: 4 }));
        assert_eq!(verify(&rows[1..], None), Err(Tampering::Deleted { first: 1, last: 1 }));
        assert_eq!(verify(&rows[..4], head(&rows)), Err(Tampering::CutOff { first: 5, last: 6 }));
        assert_eq!(verify(&[], head(&rows)), Err(Tampering::CutOff { first: 1, last: 6 }));
        assert!(verify(&rows[..4], None).is_ok(), "without an anchor a cut cannot show");
    }

    #[test]
    fn a_row_renumbered_to_close_a_gap_shows() {
        let mut rows = log(4);
        rows.remove(1);
        rows[1].seq = 2;
        rows[2].seq = 3;
        assert_eq!(verify(&rows, None), Err(Tampering::Changed(2)));
    }

    #[test]
    fn a_log_written_anew_with_the_key_differs_from_its_anchor() {
        let rows = log(3);
        let mut anew = log(2);
        anew.extend(append(&key(), head(&anew).as_ref(), vec![look(9)]));
        assert_eq!(verify(&anew, head(&rows)), Err(Tampering::Replaced(3)));
    }
}
