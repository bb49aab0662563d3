//! What was typed, read by the sort of its field.

use super::field::{Field, Number, Sort};
use super::problem::{Doubt, What};
use crate::health::medicine::{Notebook, read_date};
use crate::health::vaccination::Product;
use crate::markdown::is_hidden;
use crate::register;
use crate::time::Day;
use serde_json::Value;

/// The most bytes of a notebook in one record: a sealed row has 64 KB, and the largest that pharmacies print for one visit
/// are a tenth of it.
pub const MOST_NOTEBOOK_BYTES: usize = 40_000;

/// Full-width letters and digits become half-width, and the signs that look like a minus become one.
pub(crate) fn narrow(text: &str) -> String {
    let narrow = text.chars().map(|c| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        '\u{2212}' | '\u{2010}' | '\u{2011}' | '\u{2013}' | '\u{2014}' | '\u{2015}' => '-',
        '。' => '.',
        '、' => ',',
        '〜' => '~',
        other => other,
    });
    narrow.collect()
}

/// Reads one field. `text` is trimmed and not empty.
pub(super) fn value(field: &Field, text: &str) -> Result<(Value, Option<Doubt>), What> {
    let plain = |value: String| Ok((Value::String(value), None));
    match field.sort {
        Sort::Number(number) => {
            let (value, doubt) = read_number(number, text)?;
            Ok((value.into(), doubt))
        }
        Sort::Choice(_) | Sort::Product => {
            chosen(field, text).map_or(Err(What::NotListed), |word| plain(word.to_owned()))
        }
        Sort::Line(most) => plain(line(text, most)?),
        Sort::Text(most) => plain(lines(text, most)?),
        Sort::Day => day(text).map_or(Err(What::NotADay), |day| plain(day.to_string())),
        Sort::When => when(text).map_or(Err(What::NotADay), plain),
        Sort::Clock => clock(text).map_or(Err(What::NotAClock), plain),
        Sort::Notebook => plain(notebook(text)?),
    }
}

/// The word of a choice, by itself or by what people and other programs write for it.
fn chosen(field: &Field, text: &str) -> Option<&'static str> {
    let key = |text: &str| -> String {
        narrow(text).chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_lowercase()).collect()
    };
    let wanted = key(text);
    match field.sort {
        Sort::Choice(choices) => {
            // The word itself wins over what another choice is also called.
            let by_word = choices.iter().find(|choice| choice.word == text);
            let by_name = || {
                choices
                    .iter()
                    .find(|choice| choice.label.iter().chain(choice.also).any(|name| key(name) == wanted))
            };
            by_word.or_else(by_name).map(|choice| choice.word)
        }
        Sort::Product => {
            let by_name = |product: &&Product| {
                product.word() == text
                    || crate::language::Language::ALL
                        .iter()
                        .any(|language| key(product.label(*language)) == wanted)
            };
            Product::ALL.iter().find(by_name).map(|product| product.word())
        }
        _ => None,
    }
}

fn visible(text: &str, keeps_lines: bool) -> Result<(), What> {
    if text.contains('\u{fffd}') {
        return Err(What::Garbled);
    }
    let hidden = |c: char| is_hidden(c) && !(keeps_lines && matches!(c, '\n' | '\t'));
    if text.chars().any(hidden) { Err(What::Hidden) } else { Ok(()) }
}

fn line(text: &str, most: usize) -> Result<String, What> {
    visible(text, false)?;
    if text.chars().count() > most { Err(What::TooLong(most)) } else { Ok(text.to_owned()) }
}

fn lines(text: &str, most: usize) -> Result<String, What> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    visible(&text, true)?;
    if text.chars().count() > most { Err(What::TooLong(most)) } else { Ok(text) }
}

/// The notebook as it is written again: everything that its reader keeps, nothing that a page could stumble over.
fn notebook(text: &str) -> Result<String, What> {
    if text.len() > MOST_NOTEBOOK_BYTES {
        return Err(What::NotebookTooLong);
    }
    let read = Notebook::read(text).map_err(|_| What::NotANotebook)?;
    if read.split.is_some() {
        return Err(What::PartOfANotebook);
    }
    let written = read.write();
    visible(&written.replace("\r\n", "\n"), true)?;
    if written.len() > MOST_NOTEBOOK_BYTES { Err(What::NotebookTooLong) } else { Ok(written) }
}

/// A day as people and towns write it: `2026-11-20`, `2026/11/20`, `令和8年11月20日`, `R8.11.20`, `20261120`.
pub(crate) fn day(text: &str) -> Option<Day> {
    let bounded = text.chars().count() <= 20;
    let day = bounded.then(|| register::read_day(text).or_else(|| read_date(&narrow(text))))??;
    (1900..=2200).contains(&day.parts().0).then_some(day)
}

/// A year, a month or a day: `2026`, `2026-11`, `2026-11-20`.
fn when(text: &str) -> Option<String> {
    if let Some(day) = day(text) {
        return Some(day.to_string());
    }
    let text = narrow(text).replace(['/', '.', '年'], "-").replace('月', "");
    let (year, month) =
        text.trim_end_matches('-').split_once('-').unwrap_or((text.trim_end_matches('-'), ""));
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if year.len() != 4 || month.len() > 2 || !digits(year) || !digits(month) {
        return None;
    }
    let month_number = if month.is_empty() { 1 } else { month.parse().ok()? };
    day(&format!("{year}-{month_number:02}-01"))?;
    Some(if month.is_empty() { year.to_owned() } else { format!("{year}-{month_number:02}") })
}

/// A time of day: `7:05`, `07:05:12`, `7時5分`, `午後7:05`, `7:05 PM`. Seconds are dropped.
pub(crate) fn clock(text: &str) -> Option<String> {
    if text.chars().count() > 16 {
        return None;
    }
    let mut text = narrow(text).to_ascii_lowercase().replace('時', ":").replace('分', "");
    let mut half = None;
    for (mark, hours) in [("午前", 0), ("午後", 12), ("am", 0), ("pm", 12)] {
        if text.contains(mark) {
            half = Some(hours);
            text = text.replacen(mark, "", 1);
        }
    }
    let mut parts = text.trim().split(':');
    let mut next = |most: u8| {
        let part = parts.next()?.trim();
        let digits = (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        part.parse::<u8>().ok().filter(|number| digits && *number <= most)
    };
    let (hour, minute) = (next(23)?, next(59)?);
    let hour = match half {
        Some(hours) => (hour <= 12).then_some(hour % 12 + hours)?,
        None => hour,
    };
    let seconds = parts.next().is_none_or(|part| part.bytes().all(|b| b.is_ascii_digit()) && part.len() <= 2);
    (seconds && parts.next().is_none()).then(|| format!("{hour:02}:{minute:02}"))
}

/// Reads a number into its smallest unit, half-width or full-width, with its unit behind it or not.
///
/// A comma may stand for the point or between thousands. It is taken for what it can be: in `36,5` and `10,250` kg it is
/// the point, in `3,050` g it parts thousands.
fn read_number(number: Number, text: &str) -> Result<(i64, Option<Doubt>), What> {
    let mut text = narrow(text).to_ascii_lowercase();
    text.retain(|c| !c.is_whitespace());
    for label in number.unit.label {
        let unit = narrow(label).to_ascii_lowercase().replace(' ', "");
        if !unit.is_empty()
            && let Some(rest) = text.strip_suffix(unit.as_str())
        {
            text = rest.to_owned();
            break;
        }
    }
    let decimals = usize::from(number.decimals);
    let text = without_commas(&text, decimals).ok_or(What::NotANumber)?;
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.len() + part.len() == 0 || whole.len() > 9 || part.len() > 9 || !digits(whole) || !digits(part) {
        return Err(What::NotANumber);
    }
    let needed = part.trim_end_matches('0');
    let read =
        |text: &str| if text.is_empty() { Ok(0) } else { text.parse::<i64>().map_err(|_| What::NotANumber) };
    if needed.len() > decimals {
        // Kilograms where grams are asked for have decimals that grams do not have.
        let scale = 10_i64.pow(u32::try_from(needed.len()).unwrap_or(9));
        let raw = read(whole)? * scale + read(needed)?;
        let meant = raw.checked_mul(number.one()).and_then(|value| slip(number, value, scale));
        return Err(meant.unwrap_or(What::TooManyDecimals(number.decimals)));
    }
    let value = read(whole)? * number.one() + read(&format!("{needed:0<decimals$}"))?;
    if !number.takes(value) {
        let range = What::OutOfRange(number);
        return Err(slip(number, value, 1).unwrap_or(range));
    }
    let doubt = match number.usual {
        (least, _) if value < i64::from(least) => Some(Doubt::Low),
        (_, most) if value > i64::from(most) => Some(Doubt::High),
        _ => None,
    };
    Ok((value, doubt))
}

/// What was probably meant by `value / scale`, when it was typed in a neighbouring unit.
fn slip(number: Number, value: i64, scale: i64) -> Option<What> {
    let meant = number.unit.slips.iter().find_map(|(times, by)| {
        let whole = value.checked_mul(*times)?;
        let divisor = by.checked_mul(scale)?;
        let meant = whole / divisor;
        (whole % divisor == 0 && number.takes(meant)).then_some(meant)
    });
    meant.map(|meant| What::OtherUnit { number, meant })
}

/// The number with a point alone; none when a comma can be neither.
fn without_commas(text: &str, decimals: usize) -> Option<String> {
    let Some((_, last)) = text.rsplit_once(',') else { return Some(text.to_owned()) };
    let groups = || {
        let whole = text.split('.').next().unwrap_or_default();
        let mut groups = whole.split(',');
        let first = groups.next().unwrap_or_default();
        let good = (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3);
        good.then(|| text.replace(',', ""))
    };
    if text.contains('.') {
        return last.contains('.').then(groups)?;
    }
    if text.matches(',').count() == 1 && (1..=decimals).contains(&last.len()) {
        return Some(text.replace(',', "."));
    }
    if decimals == 0 { groups() } else { None }
}
