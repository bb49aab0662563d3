//! When something takes place.

use super::{
    finding::Notes,
    front::Parts,
    values::{Clock, Date},
};

/// When something takes place.
pub(super) struct Times<'a> {
    pub(super) first: Date,
    pub(super) last: Option<Date>,
    pub(super) sessions: &'a [Date],
    pub(super) start: Option<Clock>,
    pub(super) end: Option<Clock>,
    pub(super) apply_by: Option<Date>,
    /// What the file is dated.
    pub(super) day: Option<Date>,
}

impl Times<'_> {
    pub(super) fn check(&self, parts: &Parts<'_>, notes: &mut Notes<'_>) {
        let last = self.last.unwrap_or(self.first);
        if last < self.first {
            notes.error(
                parts.line_of("last"),
                format!("最後の日（{last}）が最初の日（{}）より前です", self.first),
                "first と last を見直してください",
            );
        }
        if let Some(day) = self.day
            && day != self.first
        {
            notes.error(
                parts.line_of("first"),
                format!("最初の日（{}）と、ファイル名の日付（{day}）が違います", self.first),
                "どちらかを直してください",
            );
        }
        match (self.start, self.end) {
            (Some(start), Some(end)) if end <= start => notes.error(
                parts.line_of("end"),
                format!("終わりの時刻（{end}）が始まり（{start}）より前です"),
                "時刻を直してください。夜中の2時までは \"26:00\" と書きます",
            ),
            (None, Some(_)) => notes.error(
                parts.line_of("end"),
                "始まりの時刻（start）がありません",
                "start を書くか、一日中なら end も消してください",
            ),
            _ => {}
        }
        if let Some(outside) = self.sessions.iter().find(|day| **day < self.first || **day > last) {
            notes.error(
                parts.line_of("sessions"),
                format!("開催日 {outside} が、first から last の間にありません"),
                "開催日か、first と last を直してください",
            );
        }
        if self.sessions.windows(2).any(|two| two[0] >= two[1]) {
            notes.error(
                parts.line_of("sessions"),
                "開催日の順番が前後しているか、同じ日が二度あります",
                "早い順に一度ずつ書いてください",
            );
        }
        if let (Some(opening), Some(closing)) = (self.sessions.first(), self.sessions.last())
            && (*opening != self.first || *closing != last)
            && self.sessions.iter().all(|day| *day >= self.first && *day <= last)
        {
            notes.error(
                parts.line_of("sessions"),
                "開催日の最初と最後が、first と last に合いません",
                "そろえてください",
            );
        }
        if self.apply_by.is_some_and(|by| by > last) {
            notes.error(
                parts.line_of("apply_by"),
                "申し込み期限が、最後の日より後です",
                "期限を直してください",
            );
        }
    }
}
