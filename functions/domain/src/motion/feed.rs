//! A feed that the town subscribes to, and what can be wrong with it.

use super::{parking, plough};
use crate::{
    language::Language,
    time::Timestamp,
    transit::realtime::{self, Live, Refused, Snapshot},
};
use serde::Deserialize;

/// The longest time for one feed, all hops together.
pub const PATIENCE_SECS: u64 = 10;

/// What a feed tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Free parking spaces, as JSON or CSV.
    Parking,
    /// Where snow ploughs are, as JSON.
    Ploughs,
    /// GTFS-Realtime: how late buses are.
    TripUpdates,
    /// GTFS-Realtime: where buses are.
    Vehicles,
    /// GTFS-Realtime: what is out of the ordinary.
    Alerts,
}

impl Kind {
    /// Whether it tells of buses.
    pub const fn is_of_buses(self) -> bool {
        matches!(self, Self::TripUpdates | Self::Vehicles | Self::Alerts)
    }

    /// The longest answer that is read, after it was unpacked.
    pub const fn most_bytes(self) -> usize {
        if self.is_of_buses() { realtime::MAX_BYTES } else { 2 * 1024 * 1024 }
    }

    /// Older than this, an answer says nothing of now.
    pub const fn fresh_secs(self) -> i64 {
        match self {
            Self::Parking => parking::FRESH_SECS,
            Self::Ploughs => plough::FRESH_SECS,
            Self::TripUpdates | Self::Vehicles => 5 * 60,
            Self::Alerts => 60 * 60,
        }
    }

    /// Whether an answer that calls itself this can be such a feed.
    pub fn takes(self, content_type: &str) -> bool {
        let kind = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match self {
            Self::Parking => matches!(
                kind.as_str(),
                "application/json" | "text/json" | "text/csv" | "text/plain" | "application/octet-stream"
            ),
            Self::TripUpdates | Self::Vehicles | Self::Alerts => matches!(
                kind.as_str(),
                "application/x-protobuf"
                    | "application/protobuf"
                    | "application/x-google-protobuf"
                    | "application/vnd.google.protobuf"
                    | "application/octet-stream"
                    | "binary/octet-stream"
            ),
            Self::Ploughs => {
                matches!(
                    kind.as_str(),
                    "application/json" | "text/json" | "text/plain" | "application/geo+json"
                )
            }
        }
    }
}

/// A feed, as `wrangler.toml` names it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Feed {
    /// A short Latin name, by which content and database know it: the name of its table.
    #[serde(skip)]
    pub id: String,
    /// What the status page calls it.
    pub name: String,
    /// What it tells of.
    pub kind: Kind,
    /// Where it is.
    pub url: String,
    /// How often it is asked.
    pub every_minutes: i64,
    /// Of buses: the timetable that it belongs to, by its folder under `content/bus`.
    #[serde(default)]
    pub timetable: String,
}

impl Feed {
    /// Whether the operator wrote something that can be worked with.
    pub fn is_sound(&self) -> bool {
        let is_name = |name: &str| {
            (1..=32).contains(&name.len())
                && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        };
        is_name(&self.id)
            && if self.kind.is_of_buses() { is_name(&self.timetable) } else { self.timetable.is_empty() }
            && (1..=60).contains(&self.name.chars().count())
            && (1..=1440).contains(&self.every_minutes)
    }

    /// A try at this moment or before is long enough ago. The cron's minutes are not exact.
    pub const fn due_before(&self, now: Timestamp) -> Timestamp {
        now.plus_secs(30 - self.every_minutes * 60)
    }
}

macro_rules! troubles {
    ($($(#[$doc:meta])* $name:ident = $word:literal: $ja:literal / $easy:literal / $en:literal;)*) => {
        /// What is wrong with a feed.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Trouble { $($(#[$doc])* $name),* }

        impl Trouble {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The word in the database.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$name => $word),* }
            }

            /// A line of the status page.
            pub const fn said(self, language: Language) -> &'static str {
                let said: [&'static str; 3] = match self { $(Self::$name => [$ja, $easy, $en]),* };
                said[language as usize]
            }
        }
    };
}

troubles! {
    /// The address is not one from which feeds are read.
    Address = "address": "設定されたアドレスが、読み取ってよい場所ではありません" / "アドレスが ただしく ありません" / "The configured address is not one that may be read";
    /// It leads to an address that is not.
    Redirect = "redirect": "読み取ってはいけないアドレスへ転送されました" / "ちがう アドレスへ おくられました" / "It redirects to an address that may not be read";
    /// It leads on and on.
    Redirects = "redirects": "転送が多すぎます" / "なんども ちがう アドレスへ おくられました" / "It redirects too many times";
    /// No connection.
    Unreachable = "unreachable": "配信元につながりません" / "つながりません" / "The source cannot be reached";
    /// Too slow.
    Slow = "slow": "時間内に返事が終わりませんでした" / "へんじが おそいです" / "It did not answer in time";
    /// Another status than 200.
    Status = "status": "配信元がエラーを返しました" / "エラーが かえってきました" / "The source answers with an error";
    /// Another kind of content.
    Type = "type": "データの種類が違います" / "データの しゅるいが ちがいます" / "It is another kind of file";
    /// Too large, or too large once unpacked.
    Large = "large": "データが大きすぎます" / "データが 大（おお）きすぎます" / "It is too large";
    /// Cut off or broken.
    Unreadable = "unreadable": "データがこわれていて読み取れません" / "データが こわれています" / "It is broken and cannot be read";
    /// It does not say when it is from.
    Undated = "undated": "いつの情報かが正しく書かれていません" / "いつの データか わかりません" / "It does not say properly when it is from";
    /// Older than what is known already.
    Older = "older": "前に受け取ったものより古い情報が届きました" / "ふるい データが きました" / "It is older than what came before";
    /// It comes, and what it says does not change any more.
    Frozen = "frozen": "届いていますが、中の時刻が止まっています" / "データの 時間（じかん）が とまっています" / "It comes, but the time in it has stopped";
    /// More free spaces than spaces.
    Contradiction = "contradiction": "空きが収容台数より多い駐車場があります" / "数（かず）が おかしい 駐車場（ちゅうしゃじょう）が あります" / "A car park has more free spaces than spaces";
}

impl Trouble {
    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|trouble| trouble.word() == word)
    }
}

/// Reads an answer of buses.
pub fn read_buses(body: &[u8]) -> Result<Snapshot, Trouble> {
    realtime::decode(body).map_err(|refused| match refused {
        Refused::TooLarge => Trouble::Large,
        _ => Trouble::Unreadable,
    })
}

/// What an answer of buses came to, by what was known before it and after.
pub fn taken_of_buses(
    kind: Kind,
    answer: &Snapshot,
    before: Option<&Live>,
    after: &Live,
    now: Timestamp,
) -> Result<Taken, Trouble> {
    let made = |live: &Live| match kind {
        Kind::TripUpdates => live.trip_updates.made,
        Kind::Vehicles => live.positions.made,
        _ => live.alert_source.made,
    };
    if answer.made < before.and_then(made) {
        return Err(Trouble::Older);
    }
    let said_at = made(after).ok_or(Trouble::Undated)?;
    let remark = (now.0 - said_at.0 > kind.fresh_secs()).then_some(Trouble::Frozen);
    Ok(Taken { said_at, remark })
}

/// What a feed's answer came to when it could be read: it is kept, and may have a line in the status page all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// When the source says it was.
    pub said_at: Timestamp,
    /// What staff should look at.
    pub remark: Option<Trouble>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_trouble_reads_back_from_its_word_and_says_something_in_each_language() {
        for trouble in Trouble::ALL {
            assert_eq!(Trouble::parse(trouble.word()), Some(*trouble));
            assert!(Language::ALL.iter().all(|language| !trouble.said(*language).is_empty()));
        }
    }

    #[test]
    fn a_feed_of_five_minutes_is_due_after_five_minutes_even_if_the_cron_is_some_seconds_early() {
        let feed: Feed = serde_json::from_str(
            r#"{"name":"P","kind":"parking","url":"https://example.jp/","every_minutes":5}"#,
        )
        .unwrap();
        let feed = Feed { id: "p".into(), ..feed };
        assert!(feed.is_sound());
        assert!(Timestamp(1000 - 290) <= feed.due_before(Timestamp(1000)));
        assert!(Timestamp(1000 - 240) > feed.due_before(Timestamp(1000)));
        for bad in [
            Feed { id: "P%".into(), ..feed.clone() },
            Feed { every_minutes: 0, ..feed.clone() },
            Feed { id: String::new(), ..feed },
        ] {
            assert!(!bad.is_sound());
        }
    }

    #[test]
    fn a_web_page_is_not_a_feed() {
        assert!(Kind::Parking.takes("application/json; charset=utf-8") && Kind::Parking.takes("TEXT/CSV"));
        assert!(
            !Kind::Parking.takes("text/html")
                && !Kind::Ploughs.takes("")
                && !Kind::Ploughs.takes("image/png")
        );
    }
}
