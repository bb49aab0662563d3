//! Weight by height: Kaup's index and the degree of obesity (肥満度).

use super::{Grams, Millimetres, Sex};

/// Kaup's index that is roughly usual in infants, in tenths: 15 to 19.
pub const KAUP_USUAL: std::ops::RangeInclusive<u32> = 150..=190;

/// A degree of obesity that is usual (ふつう) lies between these, in tenths of a percent, and is neither of them.
pub const OBESITY_USUAL: (i32, i32) = (-150, 150);

/// Kaup's index in tenths, rounded: grams by square centimetres, times ten. It is the BMI under another name, kilograms
/// by square metres. None for a height of 0.
pub fn kaup_index(weight: Grams, height: Millimetres) -> Option<u32> {
    let (weight, height) = (u64::from(weight.0), u64::from(height.0));
    let square = height * height;
    (weight * 20_000 + square).checked_div(2 * square).and_then(|tenths| u32::try_from(tenths).ok())
}

/// From which children a standard weight was computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Formula {
    /// 乳幼児身体発育評価マニュアル (国立保健医療科学院, 2012, pages 47 to 49), from the survey of 2000. Notebooks handed out
    /// before 2025 print its curves.
    Manual2012,
    /// 令和5年乳幼児身体発育調査 調査結果の概要, page 9.
    Survey2023,
}

/// Why there is no standard weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the formula holds for a height from 70 cm to less than 120 cm")]
pub struct OutOfFormula;

/// The standard weight of a child's height (身長別標準体重), rounded, for heights from 70 cm to less than 120 cm.
///
/// It is meant for children from one to less than six years (幼児): infants are not judged by it.
pub fn standard_weight(sex: Sex, height: Millimetres, formula: Formula) -> Result<Grams, OutOfFormula> {
    // The published factors of X², X and 1 are for centimetres and kilograms; here they are for millimetres and
    // hundred-thousandths of a gram, which makes all of them whole.
    let (square, linear, constant): (i64, i64, i64) = match (formula, sex) {
        (Formula::Manual2012, Sex::Boy) => (2_060, -1_166_000, 652_730_000),
        (Formula::Manual2012, Sex::Girl) => (2_490, -1_858_000, 903_600_000),
        (Formula::Survey2023, Sex::Boy) => (2_961, -2_900_000, 1_475_270_000),
        (Formula::Survey2023, Sex::Girl) => (2_706, -2_326_000, 1_144_270_000),
    };
    if !(700..1200).contains(&height.0) {
        return Err(OutOfFormula);
    }
    let x = i64::from(height.0);
    let weight = square * x * x + linear * x + constant;
    u32::try_from((weight + 50_000).div_euclid(100_000)).map(Grams).map_err(|_| OutOfFormula)
}

/// The degree of obesity in tenths of a percent, rounded: how much heavier than the standard weight.
pub fn obesity_degree(
    weight: Grams,
    height: Millimetres,
    sex: Sex,
    formula: Formula,
) -> Result<i32, OutOfFormula> {
    let standard = i64::from(standard_weight(sex, height, formula)?.0).max(1);
    let excess = i64::from(weight.0) - standard;
    let tenths = (2 * excess * 1000 + standard).div_euclid(2 * standard);
    Ok(i32::try_from(tenths).unwrap_or(i32::MAX))
}
