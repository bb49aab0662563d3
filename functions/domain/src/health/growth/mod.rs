//! How a child grows, beside the national survey of 2023 (令和5年乳幼児身体発育調査).
//!
//! Weights are whole grams, lengths and head circumferences whole millimetres, so that every published number is exact.
//! Nothing here judges a child: a position between the lines of a survey is no diagnosis, and words are the caller's.

mod age;
mod chart;
mod entry;
mod national_2023;
mod physique;
mod position;

pub use age::{Age, Ages, BadBirth, Birth, Corrected, Gestation};
pub use chart::{Chart, Series, Shape, Span, Words};
pub use entry::{Doubt, Entered, EntryProblem, read_birth_weight, read_head, read_length, read_weight};
pub use national_2023::{BANDS, Band, PERCENTILES, SURVEY, published};
pub use physique::{
    Formula, KAUP_USUAL, OBESITY_USUAL, OutOfFormula, kaup_index, obesity_degree, standard_weight,
};
pub use position::{CurvePoint, NoReference, Position, curve, lines_at, position};

/// Which of the survey's two tables holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sex {
    /// 男子.
    Boy,
    /// 女子.
    Girl,
}

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// 体重, in grams.
    Weight,
    /// 身長, in millimetres: lying until the second birthday, standing from then on, as the survey measured.
    Length,
    /// 頭囲, in millimetres.
    Head,
}

/// A weight in grams.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Grams(pub u32);

/// A length in millimetres.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Millimetres(pub u32);

/// One measurement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measured {
    /// 体重.
    Weight(Grams),
    /// 身長.
    Length(Millimetres),
    /// 頭囲.
    Head(Millimetres),
}

impl Measured {
    /// What was measured.
    pub const fn measure(self) -> Measure {
        match self {
            Self::Weight(_) => Measure::Weight,
            Self::Length(_) => Measure::Length,
            Self::Head(_) => Measure::Head,
        }
    }

    /// Grams or millimetres.
    pub const fn value(self) -> u32 {
        match self {
            Self::Weight(Grams(value))
            | Self::Length(Millimetres(value))
            | Self::Head(Millimetres(value)) => value,
        }
    }
}

#[cfg(test)]
mod tests;
