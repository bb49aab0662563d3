//! Car parks: what feeds and staff say, and what is made of it at the moment when somebody looks.

use super::{
    feed::{Taken, Trouble},
    stamp::{self, Unstated},
};
use crate::time::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, de};
use std::{collections::BTreeMap, fmt};

/// Older than this, a number is shown as old.
pub const FRESH_SECS: i64 = 20 * 60;
/// Older than this, a number is not shown at all.
pub const USEFUL_SECS: i64 = 6 * 3600;
/// More car parks than this are not a town's.
const MOST_LOTS: usize = 500;
/// More spaces than this are a typing error.
const MOST_SPACES: u32 = 100_000;
/// Half hours of a day.
pub const SLOTS: usize = 48;

/// Whether a car park can be used, as its feed says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Gate {
    /// One can drive in.
    Open,
    /// One cannot.
    Closed,
    /// The feed does not know.
    Unknown,
}

/// What a feed said of one car park.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// Whether it is open.
    pub gate: Gate,
    /// How many spaces are free; none where the feed does not say a number that can be one.
    pub free: Option<u32>,
    /// How many spaces there are, where the feed says so.
    pub total: Option<u32>,
    /// When that was.
    pub at: i64,
}

impl Said {
    fn contradicts_itself(&self) -> bool {
        self.free.zip(self.total).is_some_and(|(free, total)| free > total)
    }
}

/// One answer of a feed.
#[derive(Debug, PartialEq, Eq)]
pub struct Reading {
    at: Timestamp,
    lots: BTreeMap<String, Said>,
}

/// Reads an answer: JSON in the form of `ParkAPI`, or a table with headings.
pub fn read(body: &[u8], now: Timestamp) -> Result<Reading, Trouble> {
    let text = std::str::from_utf8(body).map_err(|_| Trouble::Unreadable)?;
    let text = text.trim_start_matches('\u{feff}').trim();
    let reading = if text.starts_with('{') { read_json(text, now) } else { read_table(text, now) }?;
    if reading.lots.is_empty() || reading.lots.len() > MOST_LOTS {
        return Err(Trouble::Unreadable);
    }
    Ok(reading)
}

fn read_json(text: &str, now: Timestamp) -> Result<Reading, Trouble> {
    #[derive(Deserialize)]
    struct City {
        #[serde(default)]
        last_updated: String,
        lots: Vec<Lot>,
    }
    #[derive(Deserialize)]
    struct Lot {
        id: String,
        #[serde(default)]
        free: Count,
        #[serde(default)]
        total: Count,
        #[serde(default)]
        state: String,
    }
    let city: City = serde_json::from_slice(text.as_bytes()).map_err(|_| Trouble::Unreadable)?;
    let at = stamp::read(&city.last_updated, Unstated::Utc, now).ok_or(Trouble::Undated)?;
    let mut lots = BTreeMap::new();
    for lot in city.lots.into_iter().filter(|lot| is_name(&lot.id)) {
        lots.insert(lot.id, said(&lot.state, lot.free.0, lot.total.0, at));
    }
    Ok(Reading { at, lots })
}

/// A number of spaces, or anything else, which is then no number: one bad cell does not silence a whole town.
#[derive(Default)]
struct Count(Option<u32>);

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Count;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number of spaces")
            }
            fn visit_u64<E>(self, n: u64) -> Result<Count, E> {
                Ok(Count(u32::try_from(n).ok().filter(|n| *n <= MOST_SPACES)))
            }
            fn visit_i64<E>(self, _: i64) -> Result<Count, E> {
                Ok(Count(None))
            }
            fn visit_f64<E>(self, _: f64) -> Result<Count, E> {
                Ok(Count(None))
            }
            fn visit_bool<E>(self, _: bool) -> Result<Count, E> {
                Ok(Count(None))
            }
            fn visit_str<E>(self, _: &str) -> Result<Count, E> {
                Ok(Count(None))
            }
            fn visit_unit<E>(self) -> Result<Count, E> {
                Ok(Count(None))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

/// A table as a town's staff or a gate's maker writes it. Columns are known by their headings, in any order.
fn read_table(text: &str, now: Timestamp) -> Result<Reading, Trouble> {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let headings = cells(lines.next().ok_or(Trouble::Unreadable)?);
    let column = |names: &[&str]| {
        headings.iter().position(|heading| names.contains(&heading.to_ascii_lowercase().as_str()))
    };
    let id = column(&["id", "駐車場id", "駐車場番号", "番号"]).ok_or(Trouble::Unreadable)?;
    let free = column(&["free", "空き", "空き台数", "空車", "空車台数"]).ok_or(Trouble::Unreadable)?;
    let when = column(&["updated", "last_updated", "更新日時", "更新"]).ok_or(Trouble::Undated)?;
    let total = column(&["total", "capacity", "収容台数", "台数"]);
    let state = column(&["state", "status", "状態"]);
    let number = |cell: &str| cell.parse().ok().filter(|n: &u32| *n <= MOST_SPACES);
    let mut newest = None;
    let mut lots = BTreeMap::new();
    for line in lines.take(MOST_LOTS + 1) {
        let row = cells(line);
        let cell = |place: Option<usize>| place.and_then(|place| row.get(place)).map_or("", String::as_str);
        // A row that was cut off is not half believed.
        let (true, Some(at)) =
            (row.len() == headings.len(), stamp::read(cell(Some(when)), Unstated::Japan, now))
        else {
            continue;
        };
        if !is_name(cell(Some(id))) {
            continue;
        }
        newest = newest.max(Some(at));
        lots.insert(
            cell(Some(id)).to_owned(),
            said(cell(state), number(cell(Some(free))), number(cell(total)), at),
        );
    }
    Ok(Reading { at: newest.ok_or(Trouble::Undated)?, lots })
}

fn cells(line: &str) -> Vec<String> {
    line.split([',', '\t']).map(|cell| cell.trim().trim_matches('"').trim().to_owned()).collect()
}

fn is_name(id: &str) -> bool {
    (1..=64).contains(&id.len()) && !id.chars().any(char::is_control)
}

fn said(state: &str, free: Option<u32>, total: Option<u32>, at: Timestamp) -> Said {
    let (gate, free) = match state.trim().to_ascii_lowercase().as_str() {
        "open" | "" | "開" | "営業中" | "空車" | "空" | "混雑" => (Gate::Open, free),
        "full" | "満車" | "満" => (Gate::Open, Some(0)),
        "closed" | "閉" | "閉鎖" | "休止" | "休業" | "営業時間外" => (Gate::Closed, None),
        _ => (Gate::Unknown, None), // `nodata`, `unknown`, and words that nobody has agreed on
    };
    Said { gate, free, total, at: at.0 }
}

/// What is known of one feed's car parks.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedStatus {
    /// The newest moment that the feed stated.
    pub said_at: i64,
    /// The car parks, by the feed's names.
    pub lots: BTreeMap<String, Said>,
    /// The day of `today`.
    #[serde(default)]
    pub day: String,
    /// Free spaces by half hours of that day, by the feed's names; what was not heard is none.
    #[serde(default)]
    pub today: BTreeMap<String, Vec<Option<u32>>>,
}

/// What is known from all feeds: one row of the database.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Status(pub BTreeMap<String, FeedStatus>);

impl Status {
    /// Reads the row.
    pub fn from_json(row: &str) -> Option<Self> {
        serde_json::from_slice(row.as_bytes()).ok() // like every other reader: one copy of it in the Worker
    }

    /// The row.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Takes an answer of a feed. What is older than what is known changes nothing.
    pub fn take(&mut self, feed: &str, reading: Reading, now: Timestamp) -> Result<Taken, Trouble> {
        let known = self.0.entry(feed.to_owned()).or_default();
        if reading.at.0 < known.said_at {
            return Err(Trouble::Older);
        }
        known.said_at = reading.at.0;
        let today = now.day();
        if known.day != today.to_string() {
            known.day = today.to_string();
            known.today.clear();
        }
        let mut contradicts = false;
        for (id, said) in reading.lots {
            if known.lots.get(&id).is_some_and(|before| before.at > said.at) {
                continue;
            }
            let at = Timestamp(said.at);
            let contradicts_itself = said.contradicts_itself();
            contradicts |= contradicts_itself;
            if let (true, false, Some(free)) = (at.day() == today, contradicts_itself, said.free) {
                let slots = known.today.entry(id.clone()).or_insert_with(|| vec![None; SLOTS]);
                if let Some(slot) = slots.get_mut(slot_of(at)) {
                    *slot = Some(free);
                }
            }
            known.lots.insert(id, said);
        }
        // What a feed no longer names is forgotten once it is of no use to anybody.
        for (id, said) in std::mem::take(&mut known.lots) {
            if said.at > now.0 - 2 * USEFUL_SECS || said.at == reading.at.0 {
                known.lots.insert(id, said);
            }
        }
        let remark = if now.0 - reading.at.0 > FRESH_SECS {
            Some(Trouble::Frozen)
        } else {
            contradicts.then_some(Trouble::Contradiction)
        };
        Ok(Taken { said_at: reading.at, remark })
    }
}

/// The half hour of the day in Japan.
fn slot_of(at: Timestamp) -> usize {
    let (hour, minute) = at.clock();
    usize::from(hour) * 2 + usize::from(minute >= 30)
}

macro_rules! hand_states {
    ($($(#[$doc:meta])* $name:ident = $word:literal, $label:literal;)*) => {
        /// What staff can type of a car park.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "lowercase")]
        pub enum HandState { $($(#[$doc])* $name),* }

        impl HandState {
            /// All of them, in the order of the form.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The word in forms and in the database.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$name => $word),* }
            }

            /// What the form calls it.
            pub const fn label(self) -> &'static str {
                match self { $(Self::$name => $label),* }
            }
        }
    };
}

hand_states! {
    /// There is space.
    Space = "space", "空きあり";
    /// Hardly any.
    Few = "few", "残りわずか";
    /// None.
    Full = "full", "満車";
    /// It cannot be used.
    Closed = "closed", "閉鎖";
}

impl HandState {
    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|state| state.word() == word)
    }
}

/// What a member of staff typed of a car park, and until when it counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Typed {
    /// The state.
    pub state: HandState,
    /// The free spaces, if they were counted.
    pub free: Option<u32>,
    /// When it was typed.
    pub at: i64,
    /// It counts until then.
    pub until: i64,
    /// Who typed it, for colleagues.
    pub by: String,
    /// Their office, for everybody.
    pub office: String,
}

/// What staff typed, by the names of the site's pages: one row of the database.
pub type TypedStates = BTreeMap<String, Typed>;

/// How full a car park is, as far as one may say so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fullness {
    /// Space, and how much where it is known.
    Space(Option<u32>),
    /// Little space, and how much where it is known.
    Few(Option<u32>),
    /// No space.
    Full,
    /// It cannot be used.
    Closed,
    /// The numbers contradict one another: none of them is shown.
    Contradiction,
    /// Nothing is known. That is not zero.
    NoData,
}

/// What is shown of a car park.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    /// How full it is.
    pub fullness: Fullness,
    /// When that was; none when nothing is known.
    pub at: Option<Timestamp>,
    /// Too old to be relied on.
    pub is_old: bool,
    /// Typed by staff rather than counted by a gate.
    pub by_hand: bool,
}

/// Decides what is shown: what staff typed counts until its end, then the feed as far as it is fresh.
pub fn shown(said: Option<&Said>, typed: Option<&Typed>, capacity: u32, now: Timestamp) -> Shown {
    if let Some(typed) = typed.filter(|typed| typed.at <= now.0 && now.0 < typed.until) {
        let fullness = match typed.state {
            HandState::Space => Fullness::Space(typed.free),
            HandState::Few => Fullness::Few(typed.free),
            HandState::Full => Fullness::Full,
            HandState::Closed => Fullness::Closed,
        };
        return Shown { fullness, at: Some(Timestamp(typed.at)), is_old: false, by_hand: true };
    }
    let nothing = Shown { fullness: Fullness::NoData, at: None, is_old: false, by_hand: false };
    let Some(said) = said.filter(|said| now.0 - said.at <= USEFUL_SECS) else { return nothing };
    let most = said.total.unwrap_or(capacity);
    let fullness = match (said.gate, said.free) {
        (Gate::Closed, _) => Fullness::Closed,
        (Gate::Unknown, _) | (Gate::Open, None) => Fullness::NoData,
        (Gate::Open, Some(0)) => Fullness::Full,
        (Gate::Open, Some(free)) if free > most => Fullness::Contradiction,
        (Gate::Open, Some(free)) if free <= 2 || free * 10 <= most => Fullness::Few(Some(free)),
        (Gate::Open, Some(free)) => Fullness::Space(Some(free)),
    };
    Shown { fullness, at: Some(Timestamp(said.at)), is_old: now.0 - said.at > FRESH_SECS, by_hand: false }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_795_230_309); // 2026-11-21T12:05:09+09:00

    fn json(at: &str, lots: &str) -> String {
        format!(r#"{{"last_downloaded":"x","last_updated":"{at}","lots":[{lots}]}}"#)
    }

    fn lot(free: &str, state: &str) -> String {
        format!(r#"{{"id":"P1","name":"駅前","total":60,"free":{free},"state":"{state}","coords":null}}"#)
    }

    fn one(free: &str, state: &str) -> Said {
        read(json("2026-11-21T03:00:00Z", &lot(free, state)).as_bytes(), NOW).unwrap().lots["P1"].clone()
    }

    fn fullness(said: &Said) -> Fullness {
        shown(Some(said), None, 60, NOW).fullness
    }

    #[test]
    fn each_state_is_said_as_what_it_is_and_no_data_is_never_zero() {
        assert_eq!(fullness(&one("32", "open")), Fullness::Space(Some(32)));
        assert_eq!(fullness(&one("6", "open")), Fullness::Few(Some(6)));
        assert_eq!(fullness(&one("0", "open")), Fullness::Full);
        assert_eq!(fullness(&one("5", "満車")), Fullness::Full);
        assert_eq!(fullness(&one("0", "closed")), Fullness::Closed);
        for (free, state) in [
            ("0", "nodata"),
            ("0", "unknown"),
            ("null", "open"),
            ("-1", "open"),
            ("1.5", "open"),
            ("\"7\"", "open"),
            ("99999999999", "open"),
            ("3", "<script>"),
        ] {
            assert_eq!(fullness(&one(free, state)), Fullness::NoData, "{free} {state}");
        }
        assert_eq!(
            shown(None, None, 60, NOW),
            Shown { fullness: Fullness::NoData, at: None, is_old: false, by_hand: false }
        );
    }

    #[test]
    fn more_free_spaces_than_spaces_are_not_shown_and_staff_are_told() {
        assert_eq!(fullness(&one("61", "open")), Fullness::Contradiction);
        let mut status = Status::default();
        let reading = read(json("2026-11-21T03:00:00Z", &lot("61", "open")).as_bytes(), NOW).unwrap();
        assert_eq!(status.take("f", reading, NOW).unwrap().remark, Some(Trouble::Contradiction));
        assert!(status.0["f"].today.is_empty());
    }

    #[test]
    fn a_number_grows_old_and_then_goes() {
        let said = one("32", "open");
        let at = |age: i64| shown(Some(&said), None, 60, Timestamp(said.at + age));
        assert!(!at(FRESH_SECS).is_old);
        assert_eq!(
            (at(FRESH_SECS + 1).is_old, at(FRESH_SECS + 1).fullness),
            (true, Fullness::Space(Some(32)))
        );
        assert_eq!((at(USEFUL_SECS + 1).fullness, at(USEFUL_SECS + 1).at), (Fullness::NoData, None));
    }

    #[test]
    fn what_staff_typed_counts_until_its_end() {
        let typed = Typed {
            state: HandState::Closed,
            free: None,
            at: NOW.0 - 60,
            until: NOW.0 + 60,
            by: "音羽 律".into(),
            office: "総務課".into(),
        };
        let said = one("32", "open");
        let shown_at = |now| shown(Some(&said), Some(&typed), 60, now);
        assert_eq!((shown_at(NOW).fullness, shown_at(NOW).by_hand), (Fullness::Closed, true));
        assert_eq!(
            (shown_at(NOW.plus_secs(60)).fullness, shown_at(NOW.plus_secs(60)).by_hand),
            (Fullness::Space(Some(32)), false)
        );
    }

    #[test]
    fn time_never_goes_back() {
        let reading = |at: &str, free| read(json(at, &lot(free, "open")).as_bytes(), NOW).unwrap();
        let mut status = Status::default();
        assert!(status.take("f", reading("2026-11-21T03:00:00Z", "10"), NOW).is_ok());
        let before = status.clone();
        assert_eq!(status.take("f", reading("2026-11-21T02:59:59Z", "50"), NOW), Err(Trouble::Older));
        assert_eq!(status, before);
        // One car park's row may be older than another's in the same table.
        let table = "id,free,updated\nP1,50,2026-11-21 11:30\nP2,5,2026-11-21 12:04";
        assert!(status.take("f", read(table.as_bytes(), NOW).unwrap(), NOW).is_ok());
        assert_eq!((status.0["f"].lots["P1"].free, status.0["f"].lots["P2"].free), (Some(10), Some(5)));
        // The stamp stands still: kept, old, and staff are told.
        let later = NOW.plus_secs(3600);
        assert_eq!(
            status.take("f", read(table.as_bytes(), later).unwrap(), later).unwrap().remark,
            Some(Trouble::Frozen)
        );
    }

    #[test]
    fn the_day_is_kept_by_half_hours_and_begins_anew_at_midnight() {
        let mut status = Status::default();
        for (at, free) in [("11:10", 40), ("11:29", 38), ("12:01", 20)] {
            let table = format!("id,free,updated\nP1,{free},2026-11-21 {at}");
            status.take("f", read(table.as_bytes(), NOW).unwrap(), NOW).unwrap();
        }
        let today = &status.0["f"].today["P1"];
        assert_eq!((today[22], today[23], today[24], today.len()), (Some(38), None, Some(20), SLOTS));
        let tomorrow = NOW.plus_secs(86_400);
        let table = "id,free,updated\nP1,1,2026-11-22 12:00";
        status.take("f", read(table.as_bytes(), tomorrow).unwrap(), tomorrow).unwrap();
        assert_eq!(status.0["f"].today["P1"].iter().flatten().count(), 1);
    }

    #[test]
    fn a_table_is_read_by_its_headings_with_mark_quotes_and_crlf() {
        let table = "\u{feff}更新日時,\"駐車場ID\",状態,空き台数,収容台数\r\n2026/11/21 12:00,P1,空車,7,60\r\n2026/11/21 12:00,P2,閉鎖,0,20\r\n2026/11/21 12:00,P3";
        let reading = read(table.as_bytes(), NOW).unwrap();
        assert_eq!(reading.lots.len(), 2);
        assert_eq!(
            (reading.lots["P1"].free, reading.lots["P1"].total, reading.lots["P2"].gate),
            (Some(7), Some(60), Gate::Closed)
        );
    }

    #[test]
    fn what_is_broken_is_refused_as_what_it_is() {
        let whole = json("2026-11-21T03:00:00Z", &lot("1", "open"));
        for cut in 1..whole.len() {
            if let Some(part) = whole.get(..cut) {
                assert!(read(part.as_bytes(), NOW).is_err(), "{part}");
            }
        }
        let deep = format!("{{\"last_updated\":{}", "[".repeat(100_000));
        for bad in ["", "{}", "[]", "null", "<html>", "id\nP1", &deep, &json("2026-11-21T03:00:00Z", "")] {
            assert_eq!(read(bad.as_bytes(), NOW), Err(Trouble::Unreadable), "{bad:.40}");
        }
        assert_eq!(read(b"\xff\xfe{", NOW), Err(Trouble::Unreadable));
        for undated in [
            json("", &lot("1", "open")),
            json("2027-01-01T00:00:00Z", &lot("1", "open")),
            "id,free\nP1,3".to_owned(),
        ] {
            assert_eq!(read(undated.as_bytes(), NOW), Err(Trouble::Undated), "{undated}");
        }
        let many: Vec<_> = (0..=MOST_LOTS).map(|n| format!(r#"{{"id":"{n}"}}"#)).collect();
        assert_eq!(
            read(json("2026-11-21T03:00:00Z", &many.join(",")).as_bytes(), NOW),
            Err(Trouble::Unreadable)
        );
    }
}
