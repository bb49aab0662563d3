//! What people write into cells, as what they mean. Whatever is not certain comes back as words for a person to decide.

use crate::content::values::{Clock, Date, Latitude, Longitude, Tel, Url, Weekdays};
use hibiki_domain::time::Day;
use unicode_normalization::UnicodeNormalization as _;

/// Full-width letters and half-width kana as the usual ones, every kind of dash and wave as one.
pub(super) fn plain(text: &str) -> String {
    text.chars()
        .map(|c| if ('①'..='⑳').contains(&c) { ' ' } else { c }) // else ②14:00 would become 214:00
        .nfkc()
        .map(|c| match c {
            '〜' | '～' | '∼' | '˜' => '~',
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ff0d}' | '\u{fe63}' => '-',
            c if c.is_control() || c == '\u{3000}' => ' ',
            c => c,
        })
        .filter(|c| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{061c}'))
        .collect()
}

/// A cell as one line: blanks and line ends become one blank; characters that turn text round are left out.
pub(super) fn line(text: &str) -> String {
    let clean: String = text
        .chars()
        .map(|c| if c.is_whitespace() || c.is_control() { ' ' } else { c })
        .filter(|c| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{061c}' | '\u{fffd}'))
        .collect();
    clean.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Cells that say "nothing".
pub(super) fn is_nothing(text: &str) -> bool {
    matches!(
        plain(text).trim(),
        "" | "-" | "--" | "ー" | "無し" | "なし" | "無" | "不明" | "未定" | "/" | "*" | "※"
    )
}

/// A telephone number, from whatever surrounds it.
pub(super) fn tel(text: &str) -> Option<String> {
    let plain = plain(text);
    let mut groups: Vec<String> = Vec::new();
    let mut group = String::new();
    for c in plain.chars().chain([' ']) {
        if c.is_ascii_digit() {
            group.push(c);
            continue;
        }
        if !group.is_empty() {
            groups.push(std::mem::take(&mut group));
        }
        if !matches!(c, '-' | '(' | ')' | 'ー' | ' ' | '.') {
            if let Some(found) = number_of(&groups) {
                return Some(found);
            }
            groups.clear();
        }
    }
    number_of(&groups)
}

fn number_of(groups: &[String]) -> Option<String> {
    for start in 0..groups.len() {
        let mut parts: Vec<String> = Vec::new();
        let mut digits = 0;
        for group in &groups[start..] {
            parts.push(group.clone());
            digits += group.len();
            if digits >= 10 {
                break;
            }
        }
        if parts.len() == 1 && digits < 12 {
            parts = split_digits(&parts[0]).unwrap_or(parts);
        }
        let number = parts.join("-");
        if Tel::parse(&number).is_ok() && parts.len() == 3 {
            return Some(number);
        }
    }
    None
}

/// Numbers whose parts are known without a list of area codes.
fn split_digits(digits: &str) -> Option<Vec<String>> {
    let cut = |a: usize, b: usize| {
        Some(vec![digits[..a].to_owned(), digits[a..a + b].to_owned(), digits[a + b..].to_owned()])
    };
    match (digits.len(), digits.get(..4)?) {
        (11, head) if head.starts_with('0') && &head[2..3] == "0" => cut(3, 4),
        (10, "0120") => cut(4, 3),
        (10, head) if head.starts_with("03") || head.starts_with("06") => cut(2, 4),
        _ => None,
    }
}

/// Where something is.
#[derive(Debug, PartialEq)]
pub(super) enum Place {
    /// No place was given.
    None,
    /// As it was given.
    Known(f64, f64),
    /// North and east had been exchanged.
    Swapped(f64, f64),
    /// It cannot be.
    Wrong,
}

/// North and east, six decimals.
pub(super) fn place(lat: &str, lon: &str) -> Place {
    if is_nothing(lat) && is_nothing(lon) {
        return Place::None;
    }
    let (Some(lat), Some(lon)) = (degrees(lat), degrees(lon)) else { return Place::Wrong };
    let known = |lat, lon| Latitude::new(lat).is_some() && Longitude::new(lon).is_some();
    if known(lat, lon) {
        Place::Known(lat, lon)
    } else if known(lon, lat) {
        Place::Swapped(lon, lat)
    } else {
        Place::Wrong
    }
}

/// `34.3409`, or degrees, minutes and seconds.
fn degrees(text: &str) -> Option<f64> {
    let plain = plain(text).replace(['北', '緯', '東', '経', 'N', 'E', ' '], "");
    if let Ok(value) = plain.parse::<f64>() {
        return Some(rounded(value));
    }
    let parts: Vec<f64> = plain
        .split(|c: char| !c.is_ascii_digit() && c != '.')
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().ok())
        .collect::<Option<_>>()?;
    match parts[..] {
        [d, m] if m < 60.0 => Some(rounded(d + m / 60.0)),
        [d, m, s] if m < 60.0 && s < 60.0 => Some(rounded(d + m / 60.0 + s / 3600.0)),
        _ => None,
    }
}

fn rounded(degrees: f64) -> f64 {
    (degrees * 1e6).round() / 1e6
}

/// A mark in a table: yes, no, or neither.
pub(super) fn mark(text: &str) -> Option<bool> {
    match plain(text).trim().to_lowercase().as_str() {
        "○" | "〇" | "◯" | "◎" | "●" | "o" | "1" | "有" | "有り" | "あり" | "可" | "yes" | "true"
        | "はい" | "✓" | "レ" => Some(true),
        "×" | "✕" | "✖" | "x" | "0" | "無" | "無し" | "なし" | "不可" | "no" | "false" | "いいえ" => {
            Some(false)
        }
        _ => None,
    }
}

/// Every time of day that a text names, in order.
pub(super) fn clocks(text: &str) -> Vec<Clock> {
    let plain = plain(text);
    let plain = plain.trim();
    if let Ok(part) = plain.parse::<f64>()
        && (0.0..1.0).contains(&part)
        && plain.contains('.')
    {
        // A spreadsheet's part of a day.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 1440")]
        let minutes = (part * 1440.0).round() as u16;
        return Clock::new(minutes / 60, minutes % 60).into_iter().collect();
    }
    let chars: Vec<char> = plain.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        if starts(&chars, at, "正午") {
            found.extend(Clock::new(12, 0));
            at += 2;
            continue;
        }
        if !chars[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let begin = at;
        let hour = digits(&chars, &mut at);
        let afternoon = begin >= 2 && (starts(&chars, begin - 2, "午後") || starts(&chars, begin - 2, "PM"));
        let midnight =
            (begin >= 1 && chars[begin - 1] == '翌') || (begin >= 2 && starts(&chars, begin - 2, "翌日"));
        let minute = match chars.get(at) {
            Some(':') if chars.get(at + 1).is_some_and(char::is_ascii_digit) => {
                at += 1;
                let minute = digits(&chars, &mut at);
                if chars.get(at) == Some(&':') {
                    at += 1;
                    digits(&chars, &mut at); // seconds
                }
                minute
            }
            Some('時') if chars.get(at + 1) != Some(&'間') => {
                at += 1;
                if chars.get(at) == Some(&'半') {
                    at += 1;
                    Some(30)
                } else if chars.get(at).is_some_and(char::is_ascii_digit) {
                    digits(&chars, &mut at)
                } else {
                    Some(0)
                }
            }
            _ => continue,
        };
        if let (Some(hour), Some(minute)) = (hour, minute) {
            let hour = hour
                + if afternoon && hour < 12 { 12 } else { 0 }
                + if midnight && hour < 6 { 24 } else { 0 };
            found.extend(Clock::new(hour, minute));
        }
    }
    found
}

fn starts(chars: &[char], at: usize, word: &str) -> bool {
    word.chars().enumerate().all(|(offset, c)| chars.get(at + offset) == Some(&c))
}

fn digits(chars: &[char], at: &mut usize) -> Option<u16> {
    let begin = *at;
    while chars.get(*at).is_some_and(char::is_ascii_digit) {
        *at += 1;
    }
    chars[begin..*at].iter().collect::<String>().parse().ok()
}

/// Money: `Ok` when the text names one amount or says that it is free.
pub(super) fn yen(text: &str) -> Option<u32> {
    let plain = plain(text).replace([',', ' ', '¥', '円', '\\'], "");
    match plain.as_str() {
        "無料" | "不要" | "なし" | "無" | "無し" => Some(0),
        amount => amount.parse().ok().filter(|yen| *yen <= 10_000_000),
    }
}

/// A number of people or spaces, when the text names one.
pub(super) fn count(text: &str) -> Option<u32> {
    let plain = plain(text).replace(',', "");
    let numbers: Vec<&str> =
        plain.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    match numbers[..] {
        [one] => one.parse().ok().filter(|number| (1..=100_000).contains(number)),
        _ => None,
    }
}

/// An address of the web.
pub(super) fn url(text: &str) -> Option<String> {
    let text = line(text);
    let text = if text.starts_with("www.") { format!("https://{text}") } else { text };
    Url::parse(&text).ok().map(|url| url.as_str().to_owned())
}

/// Weekdays: `月火水`, `月～金`, `平日`, `毎日`.
pub(super) fn weekdays(text: &str) -> Option<String> {
    const ALL: [char; 7] = ['月', '火', '水', '木', '金', '土', '日'];
    let text = plain(text).replace("曜日", "").replace('曜', "").replace([' ', '、', ',', '・', '.'], "");
    if matches!(text.as_str(), "毎日" | "全日" | "年中無休" | "無休") {
        return Some(ALL.iter().collect());
    }
    if let Some(closed) = text.strip_suffix("以外").or_else(|| text.strip_suffix("を除く")) {
        let closed = weekdays(closed)?;
        let open: String = ALL.iter().filter(|day| !closed.contains(**day)).collect();
        return Weekdays::parse(&open).is_ok().then_some(open);
    }
    if text == "平日" {
        return Some("月火水木金".to_owned());
    }
    let chars: Vec<char> = text.replace("から", "~").replace('-', "~").chars().collect();
    let mut open = [false; 7];
    let mut range_from: Option<usize> = None;
    let mut last = None;
    for c in chars {
        match (c, ALL.iter().position(|day| *day == c)) {
            ('~', _) => range_from = last,
            ('祝', _) => {}
            (_, Some(day)) => {
                let from = range_from.take().unwrap_or(day);
                let until = if day < from { day + 7 } else { day };
                (from..=until).for_each(|day| open[day % 7] = true);
                last = Some(day);
            }
            _ => return None,
        }
    }
    let days: String = ALL.iter().zip(open).filter(|(_, open)| *open).map(|(day, _)| *day).collect();
    Weekdays::parse(&days).is_ok().then_some(days)
}

/// When something takes place.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct When {
    /// Every day, in order; a whole stretch when `stretch`.
    pub(super) days: Vec<Date>,
    /// Every day from the first to the last, none left out.
    pub(super) stretch: bool,
    /// What was assumed.
    pub(super) assumed: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    Date { year: Option<i16>, month: u8, day: u8, weekday: Option<usize> },
    To,
    And,
    Until,
}

/// A text about days, as people write it. `near` is a day that the table is about; `Err` says why it cannot be read.
pub(super) fn when(text: &str, near: Day) -> Result<When, String> {
    let plain = plain(text);
    let unread = || format!("開催日「{}」は読めません", line(text));
    if let Ok(serial) = plain.trim().parse::<f64>()
        && (30_000.0..80_000.0).contains(&serial)
    {
        #[expect(clippy::cast_possible_truncation, reason = "below 80,000")]
        let day = Day::new(1899, 12, 30).map_err(|_| unread())?.plus_days(serial.trunc() as i32);
        return Ok(When { days: vec![Date(day)], stretch: true, assumed: Vec::new() });
    }
    let (main, remark) = match plain.find(['※', '*']) {
        Some(at) => plain.split_at(at),
        None => (plain.as_str(), ""),
    };
    let mut result = When::default();
    let mut before = None;
    let tokens = tokens(main);
    if tokens.first() == Some(&Token::To) || (tokens.contains(&Token::Until) && !tokens.contains(&Token::To))
    {
        return Err(format!("開催日「{}」は、始まりの日が分かりません", line(text)));
    }
    let mut stretch = false;
    let mut pieces = 0;
    for token in tokens {
        match token {
            Token::To => stretch = true,
            Token::And | Token::Until => {}
            date @ Token::Date { .. } => {
                let day = resolve(date, before, near, &mut result.assumed).ok_or_else(unread)?;
                let from = if std::mem::take(&mut stretch) { before } else { None };
                if let Some(from) = from {
                    let length = days_between(from, day);
                    if !(0..=400).contains(&length) {
                        return Err(format!(
                            "開催日「{}」の終わりが、始まりより前か、一年より先です",
                            line(text)
                        ));
                    }
                    result.days.extend((1..=length).map(|later| Date(from.plus_days(later))));
                } else {
                    result.days.push(Date(day));
                    pieces += 1;
                }
                before = Some(day);
            }
        }
    }
    if stretch || result.days.is_empty() {
        return Err(if stretch {
            format!("開催日「{}」は、終わりの日が分かりません", line(text))
        } else {
            unread()
        });
    }
    result.stretch = pieces == 1;
    leave_out(&mut result, main, remark, near);
    result.days.sort_unstable();
    result.days.dedup();
    result.assumed.dedup();
    if result.days.is_empty() { Err(unread()) } else { Ok(result) }
}

/// `※10日(月)以外`, `※平日のみ`.
fn leave_out(result: &mut When, main: &str, remark: &str, near: Day) {
    let only = [main, remark].concat();
    let several = result.days.len() > 1;
    let weekday = |date: &Date| date.0.weekday();
    let before = result.days.len();
    if several && only.contains("平日のみ") {
        result.days.retain(|date| weekday(date) < 5);
        result
            .assumed
            .push("「平日のみ」から、土曜日と日曜日を除きました（祝日は確かめてください）".to_owned());
    } else if several
        && (only.contains("土日のみ") || only.contains("土・日のみ") || only.contains("土日祝のみ"))
    {
        result.days.retain(|date| weekday(date) >= 5);
        result.assumed.push("「土日のみ」から、平日を除きました（祝日は確かめてください）".to_owned());
    }
    if several && ["以外", "除く", "休み", "休館", "休止"].iter().any(|word| remark.contains(word))
    {
        let first = result.days.first().map(|date| date.0);
        for token in tokens(remark) {
            let mut ignored = Vec::new();
            if let Some(day) = resolve(token, first, near, &mut ignored) {
                result.days.retain(|date| date.0 != day);
            }
        }
        if let Some(closed) = remark
            .find("曜")
            .and_then(|at| remark[..at].chars().last())
            .and_then(|day| "月火水木金土日".chars().position(|known| known == day))
            .filter(|_| tokens(remark).is_empty())
        {
            result.days.retain(|date| weekday(date) != closed);
        }
    }
    if result.days.len() < before {
        result.stretch = false;
        result.assumed.push(format!("{before}日のうち、{}日を開催日としました", result.days.len()));
    } else if !remark.trim().is_empty() && several {
        result.assumed.push(format!("「{}」は日付に表せないため、文に残しました", line(remark)));
    }
}

fn days_between(from: Day, until: Day) -> i32 {
    i32::try_from((until.starts_at().0 - from.starts_at().0) / 86_400).unwrap_or(i32::MAX)
}

/// The day that is meant, with the year where none was written.
fn resolve(token: Token, before: Option<Day>, near: Day, assumed: &mut Vec<String>) -> Option<Day> {
    let Token::Date { year, month, day, weekday } = token else { return None };
    let month = if month == 0 { before?.parts().1 } else { month };
    if let Some(year) = year {
        let found = Day::new(year, month, day).ok()?;
        if weekday.is_some_and(|weekday| weekday != found.weekday()) {
            assumed.push(format!("{found}の曜日が合いません。日付を採りました"));
        }
        return Some(found);
    }
    let base = before.unwrap_or(near).parts().0;
    let candidates: Vec<Day> =
        (base - 1..=base + 1).filter_map(|year| Day::new(year, month, day).ok()).collect();
    let reference = before.unwrap_or(near);
    let nearest = |days: &[Day]| days.iter().copied().min_by_key(|day| days_between(reference, *day).abs());
    if let Some(weekday) = weekday {
        let fitting: Vec<Day> = candidates.iter().copied().filter(|day| day.weekday() == weekday).collect();
        if let Some(found) = nearest(&fitting) {
            if before.is_none() {
                assumed.push(format!("年がないため、曜日から{}年としました", found.parts().0));
            }
            return Some(found);
        }
        assumed.push(format!("{month}月{day}日の曜日が近い年と合いません。日付を採りました"));
    } else if before.is_none() {
        assumed.push(format!("年がないため、{}年としました", nearest(&candidates)?.parts().0));
    }
    match before {
        Some(before) => candidates.into_iter().find(|day| *day >= before),
        None => nearest(&candidates),
    }
}

/// Finds dates and what joins them; everything else is passed over.
fn tokens(text: &str) -> Vec<Token> {
    // Times of day are no days.
    let words = text.split_whitespace().filter(|word| !word.contains(':') || word.contains(['月', '/']));
    let chars: Vec<char> = words.flat_map(str::chars).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        match chars[at] {
            '~' => found.push(Token::To),
            '、' | ',' | '・' => found.push(Token::And),
            'か' if starts(&chars, at, "から") => found.push(Token::To),
            'ま' if starts(&chars, at, "まで") => found.push(Token::Until),
            '-' if matches!(found.last(), Some(Token::Date { .. })) => found.push(Token::To),
            c if c.is_ascii_digit() || matches!(c, '令' | '平' | 'R' | 'H') => {
                if let Some((date, next)) = date(&chars, at) {
                    found.push(date);
                    at = next;
                } else {
                    at += 1;
                    while c.is_ascii_digit() && chars.get(at).is_some_and(char::is_ascii_digit) {
                        at += 1;
                    }
                }
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    found
}

fn date(chars: &[char], begin: usize) -> Option<(Token, usize)> {
    let mut at = begin;
    let era = match chars[at] {
        '令' if starts(chars, at, "令和") => Some((2018, 2)),
        '平' if starts(chars, at, "平成") => Some((1988, 2)),
        'R' => Some((2018, 1)),
        'H' => Some((1988, 1)),
        _ => None,
    };
    if let Some((_, length)) = era {
        at += length;
    }
    let number = |at: &mut usize| -> Option<i16> {
        if era.is_some() && chars.get(*at) == Some(&'元') {
            *at += 1;
            return Some(1);
        }
        digits(chars, at).and_then(|value| i16::try_from(value).ok())
    };
    let start = at;
    let Some(first) = number(&mut at) else {
        // Eight digits are more than an i16 holds.
        let digits: String = chars[start..].iter().take_while(|c| c.is_ascii_digit()).collect();
        let whole = digits.len() == 8 && era.is_none();
        let token = whole.then(|| Token::Date {
            year: digits[..4].parse().ok(),
            month: digits[4..6].parse().unwrap_or(0),
            day: digits[6..].parse().unwrap_or(0),
            weekday: None,
        })?;
        return Some((token, start + 8));
    };
    let mark = *chars.get(at)?;
    let as_small = |value: i16| u8::try_from(value).ok();
    let (year, month, day) = match mark {
        '年' => {
            at += 1;
            let month = number(&mut at)?;
            if chars.get(at) != Some(&'月') {
                return None;
            }
            at += 1;
            let day = number(&mut at)?;
            (Some(first + era.map_or(0, |(base, _)| base)), as_small(month)?, as_small(day)?)
        }
        '月' => {
            at += 1;
            (None, as_small(first)?, as_small(number(&mut at)?)?)
        }
        '日' if chars.get(at + 1) != Some(&'間') => (None, 0, as_small(first)?),
        '/' | '-' | '.' => {
            at += 1;
            let second = number(&mut at)?;
            if chars.get(at) == Some(&mark) && chars.get(at + 1).is_some_and(char::is_ascii_digit) {
                at += 1;
                let third = number(&mut at)?;
                if let Some((base, _)) = era {
                    (Some(first + base), as_small(second)?, as_small(third)?)
                } else if first > 31 {
                    (Some(first), as_small(second)?, as_small(third)?)
                } else if third > 31 {
                    (Some(third), as_small(first)?, as_small(second)?) // 3/1/2021: month first
                } else {
                    return None;
                }
            } else if mark == '/' && era.is_none() {
                (None, as_small(first)?, as_small(second)?)
            } else {
                return None;
            }
        }
        _ => return None,
    };
    if chars.get(at) == Some(&'日') {
        at += 1;
    }
    let mut weekday = None;
    if chars.get(at) == Some(&'(') {
        let close = chars[at..].iter().position(|c| *c == ')').map(|length| at + length)?;
        if close - at <= 8 {
            weekday =
                chars[at..close].iter().find_map(|c| "月火水木金土日".chars().position(|day| day == *c));
            at = close + 1;
        }
    }
    ((0..=12).contains(&month) && (1..=31).contains(&day))
        .then_some((Token::Date { year, month, day, weekday }, at))
}

/// Kana and their letters, two kana first.
const TABLE: [(&str, &str); 105] = [
    ("キャ", "kya"),
    ("キュ", "kyu"),
    ("キョ", "kyo"),
    ("シャ", "sha"),
    ("シュ", "shu"),
    ("ショ", "sho"),
    ("チャ", "cha"),
    ("チュ", "chu"),
    ("チョ", "cho"),
    ("ニャ", "nya"),
    ("ニュ", "nyu"),
    ("ニョ", "nyo"),
    ("ヒャ", "hya"),
    ("ヒュ", "hyu"),
    ("ヒョ", "hyo"),
    ("ミャ", "mya"),
    ("ミュ", "myu"),
    ("ミョ", "myo"),
    ("リャ", "rya"),
    ("リュ", "ryu"),
    ("リョ", "ryo"),
    ("ギャ", "gya"),
    ("ギュ", "gyu"),
    ("ギョ", "gyo"),
    ("ジャ", "ja"),
    ("ジュ", "ju"),
    ("ジョ", "jo"),
    ("ビャ", "bya"),
    ("ビュ", "byu"),
    ("ビョ", "byo"),
    ("ピャ", "pya"),
    ("ピュ", "pyu"),
    ("ピョ", "pyo"),
    ("ア", "a"),
    ("イ", "i"),
    ("ウ", "u"),
    ("エ", "e"),
    ("オ", "o"),
    ("カ", "ka"),
    ("キ", "ki"),
    ("ク", "ku"),
    ("ケ", "ke"),
    ("コ", "ko"),
    ("サ", "sa"),
    ("シ", "shi"),
    ("ス", "su"),
    ("セ", "se"),
    ("ソ", "so"),
    ("タ", "ta"),
    ("チ", "chi"),
    ("ツ", "tsu"),
    ("テ", "te"),
    ("ト", "to"),
    ("ナ", "na"),
    ("ニ", "ni"),
    ("ヌ", "nu"),
    ("ネ", "ne"),
    ("ノ", "no"),
    ("ハ", "ha"),
    ("ヒ", "hi"),
    ("フ", "fu"),
    ("ヘ", "he"),
    ("ホ", "ho"),
    ("マ", "ma"),
    ("ミ", "mi"),
    ("ム", "mu"),
    ("メ", "me"),
    ("モ", "mo"),
    ("ヤ", "ya"),
    ("ユ", "yu"),
    ("ヨ", "yo"),
    ("ラ", "ra"),
    ("リ", "ri"),
    ("ル", "ru"),
    ("レ", "re"),
    ("ロ", "ro"),
    ("ワ", "wa"),
    ("ヲ", "o"),
    ("ン", "n"),
    ("ガ", "ga"),
    ("ギ", "gi"),
    ("グ", "gu"),
    ("ゲ", "ge"),
    ("ゴ", "go"),
    ("ザ", "za"),
    ("ジ", "ji"),
    ("ズ", "zu"),
    ("ゼ", "ze"),
    ("ゾ", "zo"),
    ("ダ", "da"),
    ("ヂ", "ji"),
    ("ヅ", "zu"),
    ("デ", "de"),
    ("ド", "do"),
    ("バ", "ba"),
    ("ビ", "bi"),
    ("ブ", "bu"),
    ("ベ", "be"),
    ("ボ", "bo"),
    ("パ", "pa"),
    ("ピ", "pi"),
    ("プ", "pu"),
    ("ペ", "pe"),
    ("ポ", "po"),
    ("ヴ", "vu"),
];

/// Kana as Latin letters, for names of files.
pub(super) fn latin(kana: &str) -> String {
    let katakana: String =
        plain(kana)
            .chars()
            .map(|c| {
                if ('ぁ'..='ゖ').contains(&c) {
                    char::from_u32(u32::from(c) + 0x60).unwrap_or(c)
                } else {
                    c
                }
            })
            .collect();
    let mut latin = String::new();
    let mut rest = katakana.as_str();
    let mut double = false;
    while let Some(c) = rest.chars().next() {
        let known = TABLE.iter().find(|(kana, _)| rest.starts_with(kana));
        if let Some((kana, letters)) = known {
            if std::mem::take(&mut double) {
                latin.extend(letters.chars().next());
            }
            latin.push_str(letters);
            rest = &rest[kana.len()..];
            continue;
        }
        match c {
            'ッ' => double = true,
            'ー' | 'ァ' | 'ィ' | 'ゥ' | 'ェ' | 'ォ' => {}
            c if c.is_ascii_alphanumeric() => latin.push(c.to_ascii_lowercase()),
            _ if !latin.ends_with('-') && !latin.is_empty() => latin.push('-'),
            _ => {}
        }
        rest = &rest[c.len_utf8()..];
    }
    let mut short: String = latin.chars().take(40).collect();
    while short.ends_with('-') {
        short.pop();
    }
    short
}

/// Whether a text is kana (and marks) throughout.
pub(super) fn is_kana(text: &str) -> bool {
    let text = plain(text);
    text.chars().any(|c| matches!(c, 'ァ'..='ヺ' | 'ぁ'..='ゖ'))
        && text.chars().all(|c| matches!(c, 'ァ'..='ヺ' | 'ぁ'..='ゖ' | 'ー' | '・' | ' ' | '0'..='9' | 'A'..='Z' | 'a'..='z' | '-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near() -> Day {
        Day::parse("2026-08-01").unwrap()
    }

    fn days(text: &str) -> String {
        let when = when(text, near()).unwrap();
        let days: Vec<String> = when.days.iter().map(ToString::to_string).collect();
        if when.stretch && days.len() > 1 {
            format!("{}..{}", days[0], days[days.len() - 1])
        } else {
            days.join(" ")
        }
    }

    #[test]
    fn dates_are_read_as_people_write_them() {
        for (text, expected) in [
            ("8月12日（水）", "2026-08-12"),
            ("8月13日(木)～8月15日(土)", "2026-08-13..2026-08-15"),
            ("8月11日(火・祝)～9月23日(水・祝）", "2026-08-11..2026-09-23"),
            ("6/1", "2026-06-01"),
            ("3/1/2021", "2021-03-01"),
            ("2026/9/1", "2026-09-01"),
            ("２０２６－０９－０１", "2026-09-01"),
            ("20260901", "2026-09-01"),
            ("46256", "2026-08-22"),
            ("令和8年9月5日（土）", "2026-09-05"),
            ("R8.9.5", "2026-09-05"),
            (
                "9月4日、18日、10月2日、16日 (第1週、3週の金曜日)",
                "2026-09-04 2026-09-18 2026-10-02 2026-10-16",
            ),
            ("8月15日・16日", "2026-08-15 2026-08-16"),
            ("12月26日(土)～1月5日(火)", "2026-12-26..2027-01-05"),
            ("2026年8月5日から8日まで", "2026-08-05..2026-08-08"),
            ("2026-08-05 00:00:00", "2026-08-05"),
        ] {
            assert_eq!(days(text), expected, "{text}");
        }
    }

    #[test]
    fn days_that_are_left_out_leave_the_others() {
        let when = when("8月5日（水）～8月16日（日）\n※10日（月）以外", near()).unwrap();
        assert_eq!((when.days.len(), when.stretch), (11, false));
        assert!(!when.days.iter().any(|day| day.to_string() == "2026-08-10"));
        assert_eq!(super::when("7月1日（水）～\n8月31日（月）\n※平日のみ", near()).unwrap().days.len(), 44);
        assert_eq!(super::when("8月3日(月)～8月9日(日)※水曜休館", near()).unwrap().days.len(), 6);
    }

    #[test]
    fn what_is_no_day_is_said_to_be_none() {
        for text in [
            "随時（要調整）",
            "8・9月の試合日程",
            "8月16日(日)まで",
            "～9月25日(金)\nまで",
            "2月30日",
            "",
            "13/45",
            "8月5日～",
        ] {
            assert!(when(text, near()).is_err(), "{text}");
        }
        assert!(when("2026年8月5日(月)", near()).unwrap().assumed[0].contains("曜日が合いません"));
    }

    #[test]
    fn times_are_read_as_people_write_them() {
        let said = |text: &str| clocks(text).iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        for (text, expected) in [
            ("9：00", "09:00"),
            ("0.375", "09:00"),
            ("22：00\n※日曜及び休日は17：00まで", "22:00 17:00"),
            ("午後6時", "18:00"),
            ("午後１時３０分", "13:30"),
            ("正午", "12:00"),
            ("②14:00\n③18:30", "14:00 18:30"),
            ("11:00～14:00(LO.13:30)/17:00～", "11:00 14:00 13:30 17:00"),
            ("24:00", "24:00"),
            ("翌2:00", "26:00"),
            ("09:00:00", "09:00"),
            ("9時半", "09:30"),
            ("-", ""),
            ("１時間程度", ""),
        ] {
            assert_eq!(said(text), expected, "{text}");
        }
    }

    #[test]
    fn telephones_are_found_in_what_surrounds_them() {
        for (text, expected) in [
            ("(054)626-1139", Some("054-626-1139")),
            ("087-833-2282（087-839-2292）", Some("087-833-2282")),
            ("087-813-1466\n(087-839-2626)", Some("087-813-1466")),
            ("電話：０８７―８３９―２５７１（直通）", Some("087-839-2571")),
            ("0120444113", Some("0120-444-113")),
            ("09012345678", Some("090-1234-5678")),
            ("0878231711", None),
            ("内線 12", None),
            ("8.7E+08", None),
        ] {
            assert_eq!(tel(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn places_are_turned_round_when_they_are_the_wrong_way_round() {
        assert_eq!(place("34.3409280751", "134.045245"), Place::Known(34.340_928, 134.045_245));
        assert_eq!(place("134.045245", "34.340928"), Place::Swapped(34.340_928, 134.045_245));
        assert_eq!(place("北緯34度20分30秒", "東経134度3分0秒"), Place::Known(34.341_667, 134.05));
        assert_eq!(place("", " "), Place::None);
        assert_eq!(place("0", "0"), Place::Wrong);
        assert_eq!(place("34.3", ""), Place::Wrong);
        assert_eq!(place("NaN", "inf"), Place::Wrong);
    }

    #[test]
    fn marks_weekdays_money_and_numbers_have_many_spellings() {
        assert!(["○", "〇", "◯", "1", "有", "あり"].iter().all(|text| mark(text) == Some(true)));
        assert!(["×", "0", "無", "なし"].iter().all(|text| mark(text) == Some(false)));
        assert_eq!(mark("△"), None);
        for (text, expected) in [
            ("火水木金土日", Some("火水木金土日")),
            ("月～金", Some("月火水木金")),
            ("土〜月", Some("月土日")),
            ("平日", Some("月火水木金")),
            ("月曜日、水曜日", Some("月水")),
            ("土日祝以外", Some("月火水木金")),
            ("第3月曜", None),
            ("", None),
        ] {
            assert_eq!(weekdays(text).as_deref(), expected, "{text}");
        }
        assert_eq!(
            (yen("無料"), yen("１，０００円"), yen("一般300円、大学生150円")),
            (Some(0), Some(1000), None)
        );
        assert_eq!(
            (count("当日先着\n220人"), count("12名"), count("各回14組(1組2名まで)")),
            (Some(220), Some(12), None)
        );
        assert_eq!(url("javascript:alert(1)"), None);
    }

    #[test]
    fn readings_become_names_of_files() {
        assert_eq!(latin("ヒビキチョウリツトショカン"), "hibikichouritsutoshokan");
        assert_eq!(latin("さっぽろ　こうみんかん"), "sapporo-kouminkan");
        assert_eq!(latin("AEDセンター"), "aedsenta");
        assert!(is_kana("ﾋﾋﾞｷ ﾎｰﾙ") && !is_kana("響ホール") && !is_kana("ABC"));
    }
}
