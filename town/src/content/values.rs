//! The values of front matter. Each can only be made from text that is right, and says in Japanese what is not.

use hibiki_domain::time::Day;
use serde::{Deserialize, Deserializer, de};
use std::fmt;

/// A value with one textual form.
macro_rules! from_text {
    ($name:ident) => {
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
            }
        }
    };
}

/// A day, `2026-12-03`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Date(pub(crate) Day);

impl Date {
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        Day::parse(text).map(Self).map_err(|_| {
            format!("日付「{text}」は読めません。暦にある日を \"2026-12-03\" の形で書いてください")
        })
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

from_text!(Date);

/// A time of day, `09:30`; `24:00` ends a day, and up to `29:59` is the night after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Clock(u16);

impl Clock {
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let wrong = || format!("時刻「{text}」は読めません。\"09:30\" の形で書いてください");
        let (hour, minute) = text.split_once(':').ok_or_else(wrong)?;
        let two = |part: &str| {
            (part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit()))
                .then(|| part.parse::<u16>().ok())
                .flatten()
                .ok_or_else(wrong)
        };
        Self::new(two(hour)?, two(minute)?).ok_or_else(wrong)
    }

    /// From hour and minute.
    pub(crate) fn new(hour: u16, minute: u16) -> Option<Self> {
        (hour < 30 && minute < 60).then_some(Self(hour * 60 + minute))
    }

    /// The same time in the night after the day.
    pub(crate) fn next_day(self) -> Option<Self> {
        Self::new(self.0 / 60 + 24, self.0 % 60)
    }
}

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

from_text!(Clock);

/// Money: whole yen, not negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Yen(pub(crate) u32);

impl<'de> Deserialize<'de> for Yen {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        small(deserializer, 10_000_000, "金額").map(Self)
    }
}

/// A number of people, at least one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct People(pub(crate) u32);

impl<'de> Deserialize<'de> for People {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match small(deserializer, 100_000, "人数")? {
            0 => Err(de::Error::custom("人数が0です。決まっていないときは、この行を消してください")),
            people => Ok(Self(people)),
        }
    }
}

/// An age in whole years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Age(pub(crate) u32);

impl<'de> Deserialize<'de> for Age {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        small(deserializer, 120, "年齢").map(Self)
    }
}

fn small<'de, D: Deserializer<'de>>(deserializer: D, most: u32, what: &str) -> Result<u32, D::Error> {
    let number = i64::deserialize(deserializer)?;
    u32::try_from(number).ok().filter(|number| *number <= most).ok_or_else(|| {
        de::Error::custom(format!("{what}「{number}」は使えません。0から{most}までの数にしてください"))
    })
}

/// A telephone number, `0000-12-3400`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tel(String);

impl Tel {
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        let shaped = text.split('-').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
        if shaped && text.starts_with('0') && (10..=11).contains(&digits) && text.contains('-') {
            Ok(Self(text.to_owned()))
        } else {
            Err(format!(
                "電話番号「{text}」は読めません。市外局番から、半角の数字と - で書いてください（例 \"0000-12-3400\"）"
            ))
        }
    }
}

impl fmt::Display for Tel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

from_text!(Tel);

/// A short Latin name: small letters, digits and single hyphens.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Slug(String);

impl Slug {
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let piece = |piece: &str| {
            !piece.is_empty() && piece.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        };
        if text.len() <= 60 && text.split('-').all(piece) {
            Ok(Self(text.to_owned()))
        } else {
            Err(format!(
                "名前「{text}」は使えません。半角の英小文字、数字、- だけで、60字までにしてください（例 \"town-hall\"）"
            ))
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

from_text!(Slug);

/// Degrees north, inside Japan.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Latitude(pub(crate) f64);

/// Degrees east, inside Japan.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Longitude(pub(crate) f64);

impl Latitude {
    pub(crate) fn new(degrees: f64) -> Option<Self> {
        (20.0..46.0).contains(&degrees).then_some(Self(degrees))
    }
}

impl Longitude {
    pub(crate) fn new(degrees: f64) -> Option<Self> {
        (122.0..154.5).contains(&degrees).then_some(Self(degrees))
    }
}

impl<'de> Deserialize<'de> for Latitude {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let degrees = f64::deserialize(deserializer)?;
        Self::new(degrees).ok_or_else(|| {
            de::Error::custom(format!(
                "緯度「{degrees}」は日本の外です。経度と入れ替わっていないか見てください"
            ))
        })
    }
}

impl<'de> Deserialize<'de> for Longitude {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let degrees = f64::deserialize(deserializer)?;
        Self::new(degrees).ok_or_else(|| {
            de::Error::custom(format!(
                "経度「{degrees}」は日本の外です。緯度と入れ替わっていないか見てください"
            ))
        })
    }
}

/// An address of the web, `https://…` or `http://…`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Url(String);

impl Url {
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let clean = !text.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\"`".contains(c));
        match rest {
            Some(rest) if clean && !rest.is_empty() && !rest.starts_with('/') => Ok(Self(text.to_owned())),
            _ => Err(format!("アドレス「{text}」は使えません。https:// から書いてください")),
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

from_text!(Url);

/// The name of a file that lies beside the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FileName(String);

impl FileName {
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let plain = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-._".contains(&b));
        if plain && !text.starts_with('.') && text.contains('.') {
            Ok(Self(text.to_owned()))
        } else {
            Err(format!(
                "ファイル名「{text}」は使えません。このページと同じフォルダーに置き、半角の英小文字、数字、- だけの名前にしてください"
            ))
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

from_text!(FileName);

/// Weekdays in order, `月火水木金土日`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Weekdays(String);

impl Weekdays {
    const ALL: &str = "月火水木金土日";

    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let ordered: String = Self::ALL.chars().filter(|day| text.contains(*day)).collect();
        if ordered == text && !text.is_empty() {
            Ok(Self(ordered))
        } else {
            Err(format!("曜日「{text}」は読めません。\"月火水木金\" のように、順に並べてください"))
        }
    }
}

impl fmt::Display for Weekdays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

from_text!(Weekdays);

/// Hours of a counter, `mon-fri 08:30-17:15`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Opening;

impl Opening {
    const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let wrong =
            || format!("開いている時間「{text}」は読めません。\"mon-fri 08:30-17:15\" の形で書いてください");
        let (days, hours) = text.split_once(' ').ok_or_else(wrong)?;
        let (open, close) = hours.split_once('-').ok_or_else(wrong)?;
        let known = days.split('-').count() <= 2 && days.split('-').all(|day| Self::DAYS.contains(&day));
        if known && Clock::parse(open)? < Clock::parse(close)? { Ok(Self) } else { Err(wrong()) }
    }
}

from_text!(Opening);

/// A year, a month or a day: `1931`, `1931-04`, `1931-04-02`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct When(String);

impl When {
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let whole = format!("{text}{}", "-01".repeat(10_usize.saturating_sub(text.len()) / 3));
        Date::parse(&whole).map(|_| Self(text.to_owned())).map_err(|_| {
            format!("時期「{text}」は読めません。\"1931\"、\"1931-04\"、\"1931-04-02\" のどれかの形で書いてください")
        })
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

from_text!(When);

/// A place in a recording, `0:30` or `1:02:03`, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment(u32);

impl Moment {
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!("時間「{text}」は読めません。始まりから \"12:30\" か \"1:02:30\" の形で書いてください")
        };
        let parts: Vec<&str> = text.split(':').collect();
        let (first, rest) =
            parts.split_first().filter(|(_, rest)| (1..=2).contains(&rest.len())).ok_or_else(wrong)?;
        let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if !(1..=2).contains(&first.len()) || !digits(first) {
            return Err(wrong());
        }
        rest.iter()
            .try_fold(first.parse::<u32>().map_err(|_| wrong())?, |seconds, part| {
                let part = part.parse::<u32>().ok().filter(|n| part.len() == 2 && digits(part) && *n < 60)?;
                Some(seconds * 60 + part)
            })
            .map(Self)
            .ok_or_else(wrong)
    }
}

from_text!(Moment);

/// Text that is not empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Text(String);

impl Text {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.trim().is_empty() {
            return Err(de::Error::custom("何も書かれていません。書くか、この行を消してください"));
        }
        Ok(Self(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_one_form_and_say_what_is_wrong_with_others() {
        assert!(Date::parse("2026-02-29").unwrap_err().contains("暦"));
        assert_eq!(Clock::parse("24:00").unwrap().to_string(), "24:00");
        assert_eq!(Clock::parse("02:00").unwrap().next_day().unwrap().to_string(), "26:00");
        for bad in ["9:00", "９:00", "30:00", "09:60", "0900", "+1:00"] {
            assert!(Clock::parse(bad).is_err(), "{bad}");
        }
        for bad in ["0000123400", "(0000)12-3400", "12-3400", "0000--123400", "090-1234-56789"] {
            assert!(Tel::parse(bad).is_err(), "{bad}");
        }
        assert!(Tel::parse("090-1234-5678").is_ok());
        for bad in ["Town", "a--b", "-a", "", "町", "a_b"] {
            assert!(Slug::parse(bad).is_err(), "{bad}");
        }
        assert!(Latitude::new(138.0).is_none() && Longitude::new(36.0).is_none());
        for bad in ["javascript:alert(1)", "https:///x", "ftp://x", "https://a b", "//x"] {
            assert!(Url::parse(bad).is_err(), "{bad}");
        }
        for bad in
            ["mon-fri", "mon-fri 17:00-09:00", "月 09:00-10:00", "mon-tue-wed 09:00-10:00", "mon 9:00-10:00"]
        {
            assert!(Opening::parse(bad).is_err(), "{bad}");
        }
        assert!(Opening::parse("mon-fri 08:30-17:15").is_ok() && Opening::parse("thu 17:15-19:00").is_ok());
        for bad in ["31", "1931-13", "1931-02-30", "1931-4", "昭和6年", "1931-04-"] {
            assert!(When::parse(bad).is_err(), "{bad}");
        }
        assert!(["1931", "1931-04", "1931-04-02"].into_iter().all(|good| When::parse(good).is_ok()));
        for bad in ["30", "0:60", "1:2", "1:02:03:04", "-1:00", ":30", "001:00"] {
            assert!(Moment::parse(bad).is_err(), "{bad}");
        }
        assert!(Moment::parse("59:59").unwrap() < Moment::parse("1:00:00").unwrap());
        assert!(Weekdays::parse("火月").is_err() && Weekdays::parse("月火").is_ok());
        assert!(FileName::parse("../x.jpg").is_err() && FileName::parse("x.jpg").is_ok());
    }
}
