//! What a child brings to nursery or school: every vaccine with its days, and what is missing.

use super::{
    plan::{Plan, State},
    record::Recorder,
    rules::{Role, Series},
    verdict::Verdict,
};
use crate::time::Day;

/// One line of the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Which vaccine or period.
    pub series: Series,
    /// The doses that count, by day.
    pub doses: Vec<(Role, Day, Vec<Recorder>)>,
    /// Days of doses that are recorded and do not count; a doctor is asked about them.
    pub unclear: Vec<Day>,
    /// What the school sees of the rest.
    pub rest: Rest,
}

/// What is still to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rest {
    /// Nothing.
    Complete,
    /// So many doses whose time has not come.
    Later(usize),
    /// So many doses, of which one may be given now.
    Open(usize),
    /// It comes with the doses of another line.
    With(Series),
    /// The time of the routine is over with doses missing.
    Missed,
}

/// The record as of the day of the plan, in the order of the plan. Each school has its own form: this is the list from
/// which it is filled in. An optional vaccine of which nothing is recorded is left out: nobody owes it an answer.
pub fn record(plan: &Plan) -> Vec<Line> {
    let mut lines = Vec::new();
    for row in &plan.rows {
        let mut doses = Vec::new();
        let mut unclear = Vec::new();
        for judged in &row.recorded {
            let given = &judged.given;
            match judged.verdict {
                Verdict::Counts(role) | Verdict::CountsOutside(role, _) => {
                    doses.push((role, given.day, given.recorders.clone()));
                }
                Verdict::Future => {}
                _ => unclear.push(given.day),
            }
        }
        let remaining = row.proposed.len();
        let rest = match row.state {
            State::Done => Rest::Complete,
            State::TooLate | State::AskTown { .. } => Rest::Missed,
            State::NotYet | State::PossibleFrom => Rest::Later(remaining),
            State::With(other) => Rest::With(other),
            State::Possible | State::Due | State::Late => Rest::Open(remaining),
        };
        let is_optional = row.standing == super::rules::Standing::Optional;
        if !(is_optional && doses.is_empty() && unclear.is_empty()) {
            lines.push(Line { series: row.series, doses, unclear, rest });
        }
    }
    lines
}
