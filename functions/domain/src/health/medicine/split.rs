//! Splitting a notebook into parts for several QR codes. Section 3.2.9 (3).

use super::record::SplitControl;
use super::{Notebook, shift_jis_len};
use crate::time::Timestamp;

/// データ固有ID: by what the parts of one notebook are known. 14 digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataId(String);

impl DataId {
    /// From 14 digits.
    pub fn parse(text: &str) -> Option<Self> {
        let good = text.len() == 14 && text.bytes().all(|byte| byte.is_ascii_digit());
        good.then(|| Self(text.to_owned()))
    }

    /// The moment in Japan, to the second.
    pub fn at(moment: Timestamp) -> Self {
        let ((year, month, day), (hour, minute)) = (moment.day().parts(), moment.clock());
        let second = moment.0.rem_euclid(60);
        Self(format!("{:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}", year.clamp(0, 9999)))
    }

    /// The 14 digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Why a notebook cannot be split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SplitProblem {
    /// It is itself one part of several.
    #[error("a part cannot be split again")]
    IsAPart,
    /// A record alone is larger than a part may be.
    #[error("record {line} does not fit into a part")]
    RecordTooLong {
        /// The record, counted as in [`super::Finding::line`].
        line: usize,
    },
    /// More than 999 parts.
    #[error("more than 999 parts")]
    TooManyParts,
}

impl Notebook {
    /// The texts of its parts, none longer than `max_bytes` in Shift_JIS; the whole text when that is short enough.
    ///
    /// A QR code of version 40 and level M holds 2331 bytes; pharmacies print about 1800 into one. Records are never
    /// cut. Each part begins with the header and ends with the split control.
    pub fn split(&self, max_bytes: usize, data_id: &DataId) -> Result<Vec<String>, SplitProblem> {
        if self.split.is_some() {
            return Err(SplitProblem::IsAPart);
        }
        let whole = self.write();
        if shift_jis_len(&whole) <= max_bytes {
            return Ok(vec![whole]);
        }
        let header = self.header();
        let longest_control = self.split_control(&SplitControl::new(data_id.as_str(), 999, 999));
        let room = max_bytes.saturating_sub(header.len() + longest_control.len());

        let mut parts = vec![(header.clone(), 0)];
        for (index, record) in self.records.iter().enumerate() {
            let record = self.record(record);
            let bytes = shift_jis_len(&record);
            if bytes > room {
                return Err(SplitProblem::RecordTooLong { line: index + 2 });
            }
            match parts.last_mut() {
                Some((part, filled)) if *filled + bytes <= room => {
                    part.push_str(&record);
                    *filled += bytes;
                }
                _ => parts.push((header.clone() + &record, bytes)),
            }
        }
        let total = u16::try_from(parts.len()).ok().filter(|total| *total <= 999);
        let total = total.ok_or(SplitProblem::TooManyParts)?;
        let numbered = (1..=total).zip(parts).map(|(sequence, (part, _))| {
            part + &self.split_control(&SplitControl::new(data_id.as_str(), total, sequence))
        });
        Ok(numbered.collect())
    }
}
