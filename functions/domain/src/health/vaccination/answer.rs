//! "Was I vaccinated against rubella?", answered from every source at once.

use super::{
    plan::{Plan, State},
    product::{Disease, Product},
    record::{Dose, Given, merge},
    rules::Series,
    verdict::Verdict,
};

/// What the records say about a disease.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The disease.
    pub disease: Disease,
    /// The short answer.
    pub status: Status,
    /// Every dose against it, by day, with everybody who recorded it.
    pub records: Vec<Record>,
}

/// A dose against the disease.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The dose and who recorded it.
    pub given: Given,
    /// What the rules say of it, by row of the plan; empty when no row plans it, as for influenza.
    pub verdicts: Vec<(Series, Verdict)>,
}

/// The short answer. None of them says that somebody is immune: only a doctor can.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Every dose of the plan counts.
    Complete,
    /// Doses count, and the next one is not yet possible.
    UpToDate,
    /// Doses count, and another is possible now.
    Begun,
    /// Doses count, and another was missed.
    Incomplete,
    /// Doses are recorded, and none of them counts: ask the doctor.
    NotCounted,
    /// Doses are recorded of something that is not planned.
    Recorded,
    /// Nothing is recorded, which does not mean that nothing was given.
    NoRecord,
}

impl Series {
    /// Against what it is. A series of 四種混合 and 五種混合 is for Hib as far as 五種混合 was given.
    pub const fn diseases(self) -> &'static [Disease] {
        match self {
            Self::HepatitisB => Product::HepatitisB.diseases(),
            Self::Rotavirus => Product::Rota1.diseases(),
            Self::DptIpvHib => Product::DptIpvHib.diseases(),
            Self::Hib => Product::Hib.diseases(),
            Self::Pneumococcal => Product::Pcv20.diseases(),
            Self::Bcg => Product::Bcg.diseases(),
            Self::MeaslesRubella1 | Self::MeaslesRubella2 => Product::MeaslesRubella.diseases(),
            Self::Varicella => Product::Varicella.diseases(),
            Self::Mumps => Product::Mumps.diseases(),
            Self::JapaneseEncephalitis1 | Self::JapaneseEncephalitis2 => {
                Product::JapaneseEncephalitis.diseases()
            }
            Self::DiphtheriaTetanus2 => Product::DiphtheriaTetanus.diseases(),
            Self::Hpv => Product::Hpv9.diseases(),
        }
    }
}

/// The answer from the doses on which `plan` was made.
pub fn answer(disease: Disease, doses: &[Dose], plan: &Plan) -> Answer {
    let against = merge(doses).into_iter().filter(|given| given.product.diseases().contains(&disease));
    let records: Vec<Record> = against.map(|given| record(given, plan)).collect();
    Answer { disease, status: status(disease, &records, plan), records }
}

fn record(given: Given, plan: &Plan) -> Record {
    let of_row = |series: Series| {
        let row = plan.row(series)?;
        let judged = row.recorded.iter().find(|judged| judged.given == given)?;
        Some((series, judged.verdict))
    };
    let verdicts = Series::ALL.iter().filter_map(|&series| of_row(series)).collect();
    Record { given, verdicts }
}

fn status(disease: Disease, records: &[Record], plan: &Plan) -> Status {
    let mut verdicts = records.iter().flat_map(|record| &record.verdicts).map(|(_, verdict)| *verdict);
    if records.is_empty() {
        return Status::NoRecord;
    }
    if !verdicts.any(Verdict::counts) {
        let is_planned = records.iter().any(|record| !record.verdicts.is_empty());
        return if is_planned { Status::NotCounted } else { Status::Recorded };
    }
    // Hib has a row of its own for those who began with it alone.
    let has_own_row = disease == Disease::Hib && plan.row(Series::Hib).is_some();
    let rows = plan.rows.iter().filter(|row| {
        row.series.diseases().contains(&disease) && (!has_own_row || row.series == Series::Hib)
    });
    let states: Vec<State> = rows.map(|row| row.state).collect();
    let is_any = |wanted: fn(&State) -> bool| states.iter().any(wanted);
    if is_any(|state| matches!(state, State::TooLate | State::AskTown { .. })) {
        Status::Incomplete
    } else if is_any(|state| state.is_open() || matches!(state, State::With(_))) {
        Status::Begun
    } else if states.iter().all(|state| *state == State::Done) {
        Status::Complete
    } else {
        Status::UpToDate
    }
}
