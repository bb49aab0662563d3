//! The two forms of a date in the notebook: `YYYYMMDD` and `GYYMMDD`. Section 3.2.2 and appendix table 1.

use crate::time::Day;

/// The era's letter and the year before its first.
const ERAS: [(u8, i16); 5] = [(b'M', 1867), (b'T', 1911), (b'S', 1925), (b'H', 1988), (b'R', 2018)];

/// Reads a date in either form.
///
/// Years past an era's end are counted on, because programs that learnt of a new era late wrote them: `H310501` is the
/// first day of 令和.
pub fn read_date(text: &str) -> Option<Day> {
    let bytes = text.as_bytes();
    let (year, rest) = match bytes {
        [era, rest @ ..] if rest.len() == 6 => {
            let before = ERAS.iter().find(|(letter, _)| *letter == era.to_ascii_uppercase())?.1;
            let year = number(rest.get(..2)?)?;
            (before + (year > 0).then_some(year)?, rest.get(2..)?)
        }
        _ if bytes.len() == 8 => (number(bytes.get(..4)?)?, bytes.get(4..)?),
        _ => return None,
    };
    let (month, day) = (number(rest.get(..2)?)?, number(rest.get(2..)?)?);
    Day::new(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?).ok()
}

fn number(digits: &[u8]) -> Option<i16> {
    digits.iter().try_fold(0_i16, |n, digit| digit.is_ascii_digit().then(|| n * 10 + i16::from(digit - b'0')))
}

/// `YYYYMMDD`.
pub(super) fn write_date(day: Day) -> String {
    let (year, month, day) = day.parts();
    format!("{year:04}{month:02}{day:02}")
}
