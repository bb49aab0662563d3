//! The pages of the buses, in one language.

use super::{
    kinds::{self, Horizon, Kind},
    words::Words,
};
use crate::trouble::{Result, Trouble};
use askama::Template;
use hibiki_domain::{
    kana,
    language::Language,
    time::Day,
    transit::{Feed, Name, Place, Timetable, Trip, Validity, day_types::DayType},
};
use std::collections::{BTreeMap, BTreeSet};

/// A feed and the days that its pages are about.
pub(crate) struct Shown<'a> {
    /// The timetable.
    pub(crate) timetable: &'a Timetable,
    /// Lowest and highest fare.
    pub(crate) fares: Option<(u32, u32)>,
    /// Today.
    pub(crate) today: Day,
    /// The days.
    pub(crate) horizon: Horizon,
}

/// A link to a line or a stop.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    /// Without language.
    pub(crate) path: String,
    /// In the reader's language.
    pub(crate) name: String,
    /// The reading, where it says more than the name.
    pub(crate) reading: String,
}

#[derive(Template)]
#[template(path = "bus/list.html")]
struct ListPage<'a> {
    w: &'a Words,
    prefix: &'a str,
    lead: &'a str,
    feeds: Vec<ListFeed>,
}

struct ListFeed {
    key: String,
    operator: String,
    tel: String,
    tel_digits: String,
    fare: Option<String>,
    holds: Option<String>,
    warning: Option<&'static str>,
    changes: Vec<(String, Vec<Link>)>,
    lines: Vec<Link>,
    rows: Vec<(String, Vec<Link>)>,
}

#[derive(Template)]
#[template(path = "bus/stop.html")]
struct StopPage<'a> {
    w: &'a Words,
    prefix: &'a str,
    path: String,
    feed: &'a str,
    key: &'a str,
    name: &'a str,
    reading: String,
    warning: Option<&'static str>,
    kinds: Vec<Kind<Group>>,
    notes: Vec<(String, String)>,
    lines: Vec<Link>,
    at: Option<(f64, f64)>,
    operator: &'a str,
    holds: Option<String>,
    tel: &'a str,
    tel_digits: String,
}

/// Departures of one line to one end from one pole.
struct Group {
    title: String,
    hours: Vec<(String, Vec<(String, String)>)>,
}

#[derive(Template)]
#[template(path = "bus/line.html")]
struct LinePage<'a> {
    w: &'a Words,
    prefix: &'a str,
    path: String,
    name: &'a str,
    reading: String,
    warning: Option<&'static str>,
    kinds: Vec<Kind<Way>>,
    notes: Vec<(String, String)>,
    operator: &'a str,
    holds: Option<String>,
    tel: &'a str,
    tel_digits: String,
}

/// Trips that stop at the same places in the same order.
struct Way {
    id: String,
    from: String,
    to: String,
    marks: Vec<String>,
    has_marks: bool,
    rows: Vec<WayRow>,
}

struct WayRow {
    path: String,
    name: String,
    times: Vec<String>,
}

/// What is said about some trips, each with a mark in the order of its first use.
#[derive(Default)]
struct Notes(Vec<String>);

impl Notes {
    const MARKS: [char; 20] =
        ['①', '②', '③', '④', '⑤', '⑥', '⑦', '⑧', '⑨', '⑩', '⑪', '⑫', '⑬', '⑭', '⑮', '⑯', '⑰', '⑱', '⑲', '⑳'];

    fn mark(&mut self, note: String) -> String {
        if note.is_empty() {
            return note;
        }
        let place = self.0.iter().position(|known| *known == note).unwrap_or_else(|| {
            self.0.push(note);
            self.0.len() - 1
        });
        Self::sign(place)
    }

    fn sign(place: usize) -> String {
        Self::MARKS.get(place).map_or_else(|| format!("({})", place + 1), char::to_string)
    }

    fn all(self) -> Vec<(String, String)> {
        self.0.into_iter().enumerate().map(|(place, note)| (Self::sign(place), note)).collect()
    }
}

fn digits(tel: &str) -> String {
    tel.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()
}

fn at<T>(table: &[T], place: u32) -> Option<&T> {
    table.get(usize::try_from(place).ok()?)
}

/// From when until when a timetable holds, as far as it says.
fn holds(feed: &Feed, words: &Words) -> Option<String> {
    let ends = [feed.first.map(|day| words.from(day)), feed.last.map(|day| words.until(day))];
    let said: Vec<String> = ends.into_iter().flatten().collect();
    (!said.is_empty()).then(|| said.join(" "))
}

fn rendered(page: &impl Template) -> Result<String> {
    page.render().map_err(|error| Trouble::new(format!("Could not write a bus page: {error}")))
}

/// The reading, unless it only repeats the name.
fn reading(name: &Name, language: Language) -> String {
    match language {
        Language::English => name.ja.clone(),
        _ if kana::search_key(&name.kana) == kana::search_key(&name.ja) => String::new(),
        _ => name.kana.clone(),
    }
}

impl Shown<'_> {
    fn warning(&self, words: &'static Words) -> Option<&'static str> {
        match self.timetable.feed.validity(self.today) {
            Validity::Valid => None,
            Validity::NotYet => Some(words.not_yet),
            Validity::Ended => Some(words.ended),
        }
    }

    fn link(&self, folder: &str, key: &str, name: &Name, language: Language) -> Link {
        Link {
            path: format!("/bus/{}/{folder}/{key}/", self.timetable.feed.key),
            name: name.in_language(language).to_owned(),
            reading: reading(name, language),
        }
    }

    fn kinds_of_line(&self, line: u32) -> Vec<(Vec<&Trip>, DayType)> {
        kinds::kinds(self.timetable, |trip| trip.line == line, self.horizon)
    }

    fn on_list(&self, words: &'static Words) -> ListFeed {
        let (feed, language) = (&self.timetable.feed, words.language);
        let lines: Vec<Link> = self
            .timetable
            .lines
            .iter()
            .map(|line| self.link("lines", &line.key, &line.name, language))
            .collect();
        let mut changes: BTreeMap<Day, Vec<Link>> = BTreeMap::new();
        for (place, link) in (0..).zip(&lines) {
            for day in kinds::changes(&self.kinds_of_line(place), self.horizon) {
                changes.entry(day).or_default().push(link.clone());
            }
        }
        ListFeed {
            key: feed.key.clone(),
            operator: feed.operator.in_language(language).to_owned(),
            tel: feed.tel.clone(),
            tel_digits: digits(&feed.tel),
            fare: self.fares.map(|fares| words.yen(fares)),
            holds: holds(feed, words),
            warning: self.warning(words),
            changes: changes.into_iter().map(|(day, lines)| (words.from(day), lines)).collect(),
            lines,
            rows: self.rows(words),
        }
    }

    /// The stops by the row of their reading, or by letter.
    fn rows(&self, words: &Words) -> Vec<(String, Vec<Link>)> {
        let mut rows: BTreeMap<(usize, String), Vec<(String, Link)>> = BTreeMap::new();
        for place in &self.timetable.places {
            let link = self.link("stops", &place.key, &place.name, words.language);
            let (row, key) = if words.language == Language::English {
                let letter = link.name.chars().next().filter(char::is_ascii_alphabetic);
                let name = letter
                    .map_or(words.other_row.to_owned(), |letter| letter.to_ascii_uppercase().to_string());
                ((usize::from(letter.is_none()), name), link.name.to_lowercase())
            } else {
                let key = kana::search_key(if place.name.kana.is_empty() {
                    &place.name.ja
                } else {
                    &place.name.kana
                });
                (kana_row(&key, words), key)
            };
            rows.entry(row).or_default().push((key, link));
        }
        let sorted = rows.into_iter().map(|((_, name), mut stops)| {
            stops.sort_by(|a, b| (&a.0, &a.1.name).cmp(&(&b.0, &b.1.name)));
            (name, stops.into_iter().map(|(_, link)| link).collect())
        });
        sorted.collect()
    }

    /// The page of a stop.
    pub(crate) fn stop(&self, place: u32, words: &'static Words) -> Result<String> {
        let language = words.language;
        let Some(Place { key, name, lat, lon }) = at(&self.timetable.places, place) else {
            return Err(Trouble::new("A bus stop is missing."));
        };
        // Only what concerns this stop: the same table that the edge reads.
        let own = self.timetable.only(place);
        let shown = Shown { timetable: &own, ..*self };
        let mut notes = Notes::default();
        let found = kinds::kinds(&own, |_| true, self.horizon);
        let kinds = found.iter().enumerate().map(|(number, (trips, kind))| {
            let groups = shown.groups(trips, words, &mut notes);
            kinds::heading(words, number, kind, self.horizon, groups)
        });
        let kinds = kinds.collect();
        let feed = &self.timetable.feed;
        rendered(&StopPage {
            w: words,
            prefix: language.prefix(),
            path: format!("/bus/{}/stops/{key}/", feed.key),
            feed: &feed.key,
            key,
            name: name.in_language(language),
            reading: reading(name, language),
            warning: self.warning(words),
            kinds,
            notes: notes.all(),
            lines: own.lines.iter().map(|line| self.link("lines", &line.key, &line.name, language)).collect(),
            at: (*lat != 0.0 || *lon != 0.0).then_some((*lat, *lon)),
            operator: feed.operator.in_language(language),
            holds: holds(feed, words),
            tel: &feed.tel,
            tel_digits: digits(&feed.tel),
        })
    }

    /// Departures of some trips, by line, end and pole, hour by hour.
    fn groups(&self, trips: &[&Trip], words: &Words, notes: &mut Notes) -> Vec<Group> {
        let own = self.timetable;
        let poles = own.stops.iter().map(|stop| stop.platform.as_str()).collect::<BTreeSet<_>>().len();
        let mut groups: BTreeMap<(u32, String, String), BTreeSet<(i32, String)>> = BTreeMap::new();
        for trip in trips {
            let Some(run) = own.run(trip) else { continue };
            for call in run.calls.iter().filter(|call| call.pickup != 1 && call.sequence != run.ends) {
                let end = own.headsign(trip, call).map_or("", |name| name.in_language(words.language));
                let pole = own.stop(call).map_or("", |stop| stop.platform.as_str());
                let pole = if poles > 1 { pole } else { "" };
                let call_first = if call.pickup == 2 { words.call_first } else { "" };
                let mark = notes.mark([trip.note.as_str(), call_first].join(" ").trim().to_owned());
                let times = groups.entry((trip.line, end.to_owned(), pole.to_owned())).or_default();
                times.insert((trip.start + call.departs, mark));
            }
        }
        let told = groups.into_iter().map(|((line, end, pole), times)| {
            let line = at(&own.lines, line).map_or("", |line| line.name.in_language(words.language));
            let mut title = format!("{line} {}", words.bound_for(&end));
            if !pole.is_empty() {
                title = format!("{title} {}", words.platform(&pole));
            }
            let mut hours: BTreeMap<i32, Vec<(String, String)>> = BTreeMap::new();
            for (time, mark) in times {
                let minute = format!("{:02}", time.rem_euclid(3600) / 60);
                hours.entry(time.div_euclid(3600)).or_default().push((minute, mark));
            }
            let hours = hours.into_iter().map(|(hour, minutes)| (hour_name(hour, words), minutes));
            Group { title, hours: hours.collect() }
        });
        told.collect()
    }

    /// The page of a line.
    pub(crate) fn line(&self, place: u32, words: &'static Words) -> Result<String> {
        let language = words.language;
        let Some(line) = at(&self.timetable.lines, place) else {
            return Err(Trouble::new("A bus line is missing."));
        };
        let mut notes = Notes::default();
        let found = self.kinds_of_line(place);
        let kinds = found.iter().enumerate().map(|(number, (trips, kind))| {
            let ways = self.ways(trips, words, number, &mut notes);
            kinds::heading(words, number, kind, self.horizon, ways)
        });
        let kinds = kinds.collect();
        let feed = &self.timetable.feed;
        rendered(&LinePage {
            w: words,
            prefix: language.prefix(),
            path: format!("/bus/{}/lines/{}/", feed.key, line.key),
            name: line.name.in_language(language),
            reading: reading(&line.name, language),
            warning: self.warning(words),
            kinds,
            notes: notes.all(),
            operator: feed.operator.in_language(language),
            holds: holds(feed, words),
            tel: &feed.tel,
            tel_digits: digits(&feed.tel),
        })
    }

    fn ways(&self, trips: &[&Trip], words: &Words, number: usize, notes: &mut Notes) -> Vec<Way> {
        let timetable = self.timetable;
        let mut by_way: BTreeMap<Vec<u32>, Vec<&Trip>> = BTreeMap::new();
        for trip in trips.iter().copied() {
            let Some(run) = timetable.run(trip) else { continue };
            let way = run.calls.iter().filter_map(|call| timetable.stop(call).map(|stop| stop.place));
            by_way.entry(way.collect()).or_default().push(trip);
        }
        let mut ways: Vec<(Vec<u32>, Vec<&Trip>)> = by_way.into_iter().collect();
        ways.sort_by_key(|(_, trips)| {
            (std::cmp::Reverse(trips.len()), trips.iter().map(|trip| trip.start).min())
        });
        let told = ways.into_iter().enumerate().map(|(way_number, (places, mut trips))| {
            trips.sort_by_key(|trip| trip.start);
            let marks: Vec<String> = trips.iter().map(|trip| notes.mark(trip.note.clone())).collect();
            let name = |place: Option<&u32>| {
                let place = place.and_then(|place| at(&timetable.places, *place));
                place.map_or_else(String::new, |place| place.name.in_language(words.language).to_owned())
            };
            let row = |(step, place): (usize, &u32)| {
                let link = at(&timetable.places, *place)
                    .map(|place| self.link("stops", &place.key, &place.name, words.language))?;
                let time = |trip: &&Trip| {
                    let run = timetable.run(trip)?;
                    let call = run.calls.get(step)?;
                    let last = call.sequence == run.ends;
                    let time = trip.start + if last { call.arrives } else { call.departs };
                    Some(format!("{}:{:02}", time.div_euclid(3600), time.rem_euclid(3600) / 60))
                };
                let times = trips.iter().map(|trip| time(trip).unwrap_or_default()).collect();
                Some(WayRow { path: link.path, name: link.name, times })
            };
            Way {
                id: format!("d{number}w{way_number}"),
                from: name(places.first()),
                to: name(places.last()),
                has_marks: marks.iter().any(|mark| !mark.is_empty()),
                marks,
                rows: places.iter().enumerate().filter_map(row).collect(),
            }
        });
        told.collect()
    }
}

/// The page that lists lines and stops.
pub(crate) fn list(feeds: &[Shown<'_>], lead: &str, words: &'static Words) -> Result<String> {
    let feeds = feeds.iter().map(|feed| feed.on_list(words)).collect();
    rendered(&ListPage { w: words, prefix: words.language.prefix(), lead, feeds })
}

/// 7, or 翌1 for what leaves after midnight and belongs to the service day before.
fn hour_name(hour: i32, words: &Words) -> String {
    if hour < 24 { hour.to_string() } else { format!("{}{}", words.next_day, hour - 24) }
}

/// あ行 and its place among the rows; `key` is katakana.
fn kana_row(key: &str, words: &Words) -> (usize, String) {
    const ROWS: [(&str, &str); 10] = [
        ("あ行", "アイウエオヴ"),
        ("か行", "カキクケコガギグゲゴ"),
        ("さ行", "サシスセソザジズゼゾ"),
        ("た行", "タチツテトダヂヅデド"),
        ("な行", "ナニヌネノ"),
        ("は行", "ハヒフヘホバビブベボパピプペポ"),
        ("ま行", "マミムメモ"),
        ("や行", "ヤユヨ"),
        ("ら行", "ラリルレロ"),
        ("わ行", "ワヲン"),
    ];
    let first = key.chars().next();
    let row = ROWS.iter().position(|(_, letters)| first.is_some_and(|first| letters.contains(first)));
    row.map_or((ROWS.len(), words.other_row.to_owned()), |row| (row, ROWS[row].0.to_owned()))
}
