//! What is out of the ordinary, in words.

use super::live::{Freshness, Live};
use crate::{
    language::Language,
    time::Timestamp,
    transit::model::{Name, Timetable},
};
use serde::{Deserialize, Serialize};

/// What ends later than this from now has no end that is worth telling.
const FAR_SECS: i64 = 366 * 86_400;

/// The same text in several languages, by BCP 47 code; no code is the operator's own language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Words(pub Vec<(String, String)>);

impl Words {
    /// In a language, else in Japanese, else in whatever there is. Readings (`ja-Hrkt`) are no text to show.
    pub fn in_language(&self, language: Language) -> Option<&str> {
        let of = |wanted: &str| {
            self.0.iter().find(|(code, _)| {
                code.split(['-', '_']).next().is_some_and(|main| main.eq_ignore_ascii_case(wanted))
                    && !code.to_ascii_lowercase().ends_with("hrkt")
            })
        };
        let japanese = || of("ja").or_else(|| of(""));
        let found = if language == Language::English { of("en").or_else(japanese) } else { japanese() };
        found.or_else(|| self.0.first()).map(|(_, text)| text.as_str())
    }
}

/// A place that an alert concerns.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Concerns {
    /// Part of its address.
    pub key: String,
    /// Its name.
    pub name: Name,
}

/// An alert, matched to the timetable.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveAlert {
    /// The operator's id.
    pub id: String,
    /// When it holds; always when there is none.
    pub periods: Vec<(Option<Timestamp>, Option<Timestamp>)>,
    /// It concerns the whole network.
    pub everyone: bool,
    /// Keys of lines.
    pub lines: Vec<String>,
    /// Places.
    pub places: Vec<Concerns>,
    /// Keys of the lines that stop at those places.
    #[serde(default)]
    pub stopping: Vec<String>,
    /// GTFS-Realtime's `Cause`.
    pub cause: u8,
    /// GTFS-Realtime's `Effect`.
    pub effect: u8,
    /// The operator's heading.
    pub title: Words,
    /// The operator's text.
    pub text: Words,
}

impl LiveAlert {
    /// Whether it holds at a moment.
    pub fn holds(&self, now: Timestamp) -> bool {
        self.periods.is_empty()
            || self
                .periods
                .iter()
                .any(|(start, end)| start.is_none_or(|start| start <= now) && end.is_none_or(|end| now < end))
    }

    /// Until when it holds, where that is said and within reach: makers write «for ever» as some day of 2038.
    pub fn until(&self, now: Timestamp) -> Option<Timestamp> {
        let holding = |(start, end): &&(Option<Timestamp>, Option<Timestamp>)| {
            start.is_none_or(|start| start <= now) && end.is_none_or(|end| now < end)
        };
        // Of several that hold at once the last one ends it.
        let ends: Option<Vec<Timestamp>> =
            self.periods.iter().filter(holding).map(|period| period.1).collect();
        ends?.into_iter().max().filter(|end| end.0 - now.0 < FAR_SECS)
    }

    /// When it begins, and until when it then holds, if it is announced for later.
    pub fn begins(&self, now: Timestamp) -> Option<(Timestamp, Option<Timestamp>)> {
        if self.holds(now) {
            return None;
        }
        let later = self.periods.iter().filter_map(|(start, end)| Some(((*start)?, *end)));
        let (start, end) = later.filter(|(start, _)| *start > now).min_by_key(|(start, _)| *start)?;
        Some((start, end.filter(|end| end.0 - now.0 < FAR_SECS)))
    }

    /// Whether it concerns a line: as such, by one of its stops, or with the whole network.
    pub fn concerns_line(&self, line: &str) -> bool {
        self.everyone || self.lines.iter().chain(&self.stopping).any(|known| known == line)
    }

    /// The operator's heading, else what happens and why in our own words.
    pub fn title(&self, language: Language) -> String {
        if let Some(title) = self.title.in_language(language) {
            return title.to_owned();
        }
        let (effect, cause) = (self.effect_words(language), self.cause_words(language));
        match (cause, language) {
            ("", _) => effect.to_owned(),
            (_, Language::English) => format!("{effect} ({cause})"),
            _ => format!("{effect}（{cause}）"),
        }
    }

    /// The operator's text; empty when there is none.
    pub fn text(&self, language: Language) -> &str {
        self.text.in_language(language).unwrap_or_default()
    }

    /// What happens.
    pub const fn effect_words(&self, language: Language) -> &'static str {
        let [ja, easy, en] = match self.effect {
            1 => ["運休しています", "バスは ありません", "No service"],
            2 => ["本数を減らしています", "バスが 少（すく）ないです", "Fewer buses"],
            3 => ["大きく遅れています", "バスが おくれています", "Long delays"],
            4 => ["道を変えて走っています", "ちがう 道（みち）を 走（はし）ります", "Detour"],
            5 => ["本数を増やしています", "バスが 多（おお）いです", "More buses"],
            6 => ["ダイヤを変えています", "時間（じかん）が 変（か）わります", "Changed timetable"],
            9 => ["停留所を移しています", "バス停（てい）の 場所（ばしょ）が ちがいます", "Stop moved"],
            11 => [
                "車いすなどの利用に影響があります",
                "車（くるま）いすの 人（ひと）は 気（き）をつけてください",
                "Accessibility issue",
            ],
            _ => ["お知らせがあります", "お知（し）らせが あります", "Notice"],
        };
        match language {
            Language::Japanese => ja,
            Language::EasyJapanese => easy,
            Language::English => en,
        }
    }

    /// Why; empty when it is not said.
    pub const fn cause_words(&self, language: Language) -> &'static str {
        let [ja, easy, en] = match self.cause {
            3 => ["車両や設備の故障", "こわれました", "technical problem"],
            4 => ["ストライキ", "ストライキ", "strike"],
            5 => ["集会やデモ", "人（ひと）が あつまっています", "demonstration"],
            6 => ["事故", "事故（じこ）", "accident"],
            7 => ["休日の運行", "休（やす）みの日", "holiday"],
            8 => ["天候", "天気（てんき）", "weather"],
            9 => ["点検・整備", "点検（てんけん）", "maintenance"],
            10 => ["工事", "工事（こうじ）", "construction"],
            11 => ["警察の活動", "警察（けいさつ）", "police activity"],
            12 => ["急病人など", "急病（きゅうびょう）の 人（ひと）", "medical emergency"],
            _ => ["", "", ""],
        };
        match language {
            Language::Japanese => ja,
            Language::EasyJapanese => easy,
            Language::English => en,
        }
    }
}

/// Alerts that concern somebody, and how old they are.
#[derive(Debug, Clone, PartialEq)]
pub struct Alerts<'a> {
    /// Tell the time when it is stale.
    pub freshness: Freshness,
    /// Those that hold now.
    pub alerts: Vec<&'a LiveAlert>,
}

impl Live {
    /// All alerts that hold now.
    pub fn alerts_now(&self, now: Timestamp) -> Alerts<'_> {
        let alerts = self.alerts.iter().filter(|alert| alert.holds(now)).collect();
        Alerts { freshness: self.alerts_freshness(now), alerts }
    }

    /// Alerts that hold now and concern the places or lines of a timetable, such as that of one stop.
    pub fn alerts_for(&self, timetable: &Timetable, now: Timestamp) -> Alerts<'_> {
        let mut alerts = self.alerts_now(now);
        alerts.alerts.retain(|alert| {
            alert.everyone
                || timetable
                    .places
                    .iter()
                    .any(|place| alert.places.iter().any(|about| about.key == place.key))
                || timetable.lines.iter().any(|line| alert.lines.contains(&line.key))
        });
        alerts
    }
}
