//! Measurements as people type them, and what is asked back before they are believed.
//!
//! Records of other systems show the same three slips: grams typed as kilograms, metres or millimetres as centimetres,
//! one field's number in another. A form can offer the probable number instead of only refusing.

use super::{Grams, Millimetres};

/// A number that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entered<T> {
    /// The measurement.
    pub value: T,
    /// What the form should ask before it keeps the number; a person may confirm it.
    pub doubt: Option<Doubt>,
}

/// Why a number should be confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// More than 30 kg before the second birthday.
    Over30KilogramsBeforeTwoYears,
}

/// Why a number is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EntryProblem<T> {
    /// Nothing was typed.
    #[error("nothing was typed")]
    Empty,
    /// Not a plain number with at most three decimals.
    #[error("not a number")]
    NotANumber,
    /// The number was probably meant in another unit.
    #[error("probably typed in another unit")]
    OtherUnit {
        /// What was probably meant.
        meant: T,
    },
    /// No child weighs or measures that.
    #[error("outside of what is possible")]
    Impossible {
        /// The lowest possible value.
        least: T,
        /// The highest possible value.
        most: T,
    },
}

const BIRTH_WEIGHT: (u32, u32) = (300, 6000);
const WEIGHT: (u32, u32) = (300, 100_000);
const LENGTH: (u32, u32) = (200, 2000);
const HEAD: (u32, u32) = (150, 700);
const HEAVY: Grams = Grams(30_000);

/// Reads a weight in kilograms. `months` is the child's age in full months.
///
/// A number over 100 is taken for grams.
pub fn read_weight(typed: &str, months: u32) -> Result<Entered<Grams>, EntryProblem<Grams>> {
    let thousandths = number(typed).map_err(Slip::of)?;
    let value = within(thousandths, WEIGHT, &[1000], Grams)?;
    let doubt = (value > HEAVY && months < 24).then_some(Doubt::Over30KilogramsBeforeTwoYears);
    Ok(Entered { value, doubt })
}

/// Reads a birth weight in grams, as the notebook has it: 300 to 6000. A number below 10 is taken for kilograms.
pub fn read_birth_weight(typed: &str) -> Result<Entered<Grams>, EntryProblem<Grams>> {
    let thousandths = number(typed).map_err(Slip::of)?;
    if thousandths < 10_000 && in_range(thousandths, BIRTH_WEIGHT) {
        return Err(EntryProblem::OtherUnit { meant: Grams(thousandths) });
    }
    let value = within(rounded(thousandths, 1000), BIRTH_WEIGHT, &[], Grams)?;
    Ok(Entered { value, doubt: None })
}

/// Reads a height or length in centimetres: 20 to 200, kept to the millimetre. Millimetres and metres are noticed.
pub fn read_length(typed: &str) -> Result<Entered<Millimetres>, EntryProblem<Millimetres>> {
    read_centimetres(typed, LENGTH)
}

/// Reads a head circumference in centimetres: 15 to 70, kept to the millimetre. Millimetres and metres are noticed.
pub fn read_head(typed: &str) -> Result<Entered<Millimetres>, EntryProblem<Millimetres>> {
    read_centimetres(typed, HEAD)
}

fn read_centimetres(
    typed: &str,
    range: (u32, u32),
) -> Result<Entered<Millimetres>, EntryProblem<Millimetres>> {
    let thousandths = number(typed).map_err(Slip::of)?;
    let millimetres = rounded(thousandths, 100);
    if millimetres < range.0 && in_range(thousandths, range) {
        return Err(EntryProblem::OtherUnit { meant: Millimetres(thousandths) });
    }
    Ok(Entered { value: within(millimetres, range, &[10], Millimetres)?, doubt: None })
}

fn in_range(value: u32, (least, most): (u32, u32)) -> bool {
    (least..=most).contains(&value)
}

/// The value, or what it was meant to be: so many times less, when only that is possible.
fn within<T>(
    value: u32,
    range: (u32, u32),
    smaller_units: &[u32],
    unit: fn(u32) -> T,
) -> Result<T, EntryProblem<T>> {
    if in_range(value, range) {
        return Ok(unit(value));
    }
    let meant = smaller_units.iter().map(|times| value / times).find(|meant| in_range(*meant, range));
    Err(match meant {
        Some(meant) => EntryProblem::OtherUnit { meant: unit(meant) },
        None => EntryProblem::Impossible { least: unit(range.0), most: unit(range.1) },
    })
}

/// Half upwards.
fn rounded(thousandths: u32, by: u32) -> u32 {
    thousandths.saturating_add(by / 2) / by
}

enum Slip {
    Empty,
    NotANumber,
}

impl Slip {
    fn of<T>(self) -> EntryProblem<T> {
        match self {
            Self::Empty => EntryProblem::Empty,
            Self::NotANumber => EntryProblem::NotANumber,
        }
    }
}

/// Thousandths. Full-width digits and points are as good as others; a comma could mean either sign and is refused.
fn number(typed: &str) -> Result<u32, Slip> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(Slip::Empty);
    }
    let (mut thousandths, mut decimals, mut digits) = (0_u32, None, 0);
    for c in typed.chars() {
        let half_width = match c {
            '\u{ff0e}' | '\u{ff10}'..='\u{ff19}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            other => other,
        };
        match (half_width.to_digit(10), decimals) {
            (Some(digit), _) => {
                digits += 1;
                decimals = decimals.map(|places: u32| places + 1);
                thousandths =
                    thousandths.checked_mul(10).and_then(|n| n.checked_add(digit)).ok_or(Slip::NotANumber)?;
            }
            (None, None) if half_width == '.' => decimals = Some(0),
            _ => return Err(Slip::NotANumber),
        }
    }
    let missing = 3_u32.checked_sub(decimals.unwrap_or(0)).ok_or(Slip::NotANumber)?;
    if digits == 0 {
        return Err(Slip::NotANumber);
    }
    thousandths.checked_mul(10_u32.pow(missing)).ok_or(Slip::NotANumber)
}
