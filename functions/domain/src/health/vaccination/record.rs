//! What is recorded about a child.

use super::{product::Product, rules::Series};
use crate::time::Day;

/// A child, as far as the rules ask. The birth date is the only date: ages are calendar ages, born early or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Child {
    /// The day of birth.
    pub born: Day,
    /// HPV is for girls; a child whose sex is not recorded is planned for, so that nobody is forgotten.
    pub sex: Sex,
}

/// As the law of vaccinations asks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sex {
    /// 女
    Female,
    /// 男
    Male,
    /// Not recorded.
    NotRecorded,
}

super::product::words! {
    /// Who wrote a dose down. All count alike; an answer names them.
    Recorder {
        /// This town's register of vaccinations.
        Town = "town";
        /// The register of a town in which the child lived before.
        OtherTown = "other-town";
        /// The clinic that gave it.
        Clinic = "clinic";
        /// Parent or guardian, from the notebook (母子健康手帳) or from memory.
        Parent = "parent";
    }
}

/// A dose as one source has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dose {
    /// The day on which it was given.
    pub day: Day,
    /// What was given.
    pub product: Product,
    /// Who says so.
    pub recorder: Recorder,
}

/// A dose with everybody who recorded it on that day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// The day on which it was given.
    pub day: Day,
    /// What was given.
    pub product: Product,
    /// Who says so, in order and each once.
    pub recorders: Vec<Recorder>,
}

/// Puts the sources together: one dose for each product and day, by day. The order of `doses` does not matter.
pub fn merge(doses: &[Dose]) -> Vec<Given> {
    let mut sorted = doses.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let mut merged: Vec<Given> = Vec::new();
    for dose in sorted {
        match merged.last_mut() {
            Some(last) if last.day == dose.day && last.product == dose.product => {
                last.recorders.push(dose.recorder);
            }
            _ => merged.push(Given { day: dose.day, product: dose.product, recorders: vec![dose.recorder] }),
        }
    }
    merged
}

impl Series {
    /// Products that are shown with a series and do not count in it: only a doctor can say what they are worth.
    pub const fn shows_also(self) -> &'static [Product] {
        match self {
            Self::DptIpvHib => &[Product::Dpt, Product::Ipv],
            Self::MeaslesRubella1 | Self::MeaslesRubella2 => {
                &[Product::Measles, Product::Rubella, Product::MeaslesMumpsRubella]
            }
            Self::Mumps => &[Product::MeaslesMumpsRubella],
            _ => &[],
        }
    }
}
