//! A course as it stands today; an event of the town is read the same way. What is decided here about its state is said the same everywhere.

use super::{
    ics::{self, Event, When},
    read::Item,
    words::{Words, hours},
};
use crate::trouble::Result;
use hibiki_domain::{dates, language::Language, time::Day};

/// Whether one can still come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Open,
    Full,
    Cancelled,
    Moved,
    Closed,
}

impl State {
    /// The word in front matter, words.toml and data attributes.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Full => "full",
            Self::Cancelled => "cancelled",
            Self::Moved => "moved",
            Self::Closed => "closed",
        }
    }
}

/// A course.
#[derive(Debug)]
pub(super) struct Course<'a> {
    pub(super) item: &'a Item,
    pub(super) facility: Option<&'a Item>,
    pub(super) first: Day,
    pub(super) last: Day,
    /// Every day on which it meets, in order; for whole days in a row only the first.
    pub(super) sessions: Vec<Day>,
    /// Minutes of the day. None: whole days.
    pub(super) hours: Option<(u16, u16)>,
    pub(super) state: State,
    pub(super) apply_by: Option<Day>,
    /// The organizer's key in addresses.
    pub(super) organizer: Option<String>,
}

impl<'a> Course<'a> {
    /// Reads one as of `today`.
    pub(super) fn read(item: &'a Item, facilities: &'a [Item], today: Day) -> Result<Self> {
        let missing = || item.trouble("it has no `first` day", "Write the first day: first = \"2026-12-03\"");
        let hours = match (item.word("start"), item.word("end")) {
            (Some(start), end) => {
                let start = clock(item, "start", start)?;
                let end = end.map(|end| clock(item, "end", end)).transpose()?.unwrap_or(start + 60);
                Some((start, if end > start { end } else { end + 1440 }))
            }
            _ => None,
        };
        let mut sessions = item.days("sessions")?;
        let first =
            item.day("first")?.or(sessions.iter().min().copied()).or(item.date).ok_or_else(missing)?;
        let last = item.day("last")?.or(sessions.iter().max().copied()).unwrap_or(first).max(first);
        if sessions.is_empty() {
            // With hours it takes place on every day, without them it is one thing that lasts.
            let until = if hours.is_some() { last } else { first };
            sessions = std::iter::successors(Some(first), |day| Some(day.plus_days(1)))
                .take_while(|day| *day <= until)
                .take(366)
                .collect();
        }
        sessions.sort_unstable();
        sessions.dedup();
        let apply_by = item.day("apply_by")?;
        let over = last < today || apply_by.is_some_and(|day| day < today);
        let state = match item.word("status") {
            Some("full") => State::Full,
            Some("cancelled") => State::Cancelled,
            Some("moved") => State::Moved,
            Some("closed") => State::Closed,
            _ if over => State::Closed,
            _ => State::Open,
        };
        let facility = item.word("facility").and_then(|key| facilities.iter().find(|place| place.key == key));
        let organizer = item.word("organizer").map(|name| {
            let own = facilities.iter().find(|place| place.ja().title == name);
            own.map_or_else(|| format!("office-{}", short_hash(name)), |place| place.key.clone())
        });
        Ok(Self { item, facility, first, last, sessions, hours, state, apply_by, organizer })
    }

    /// When it was announced. A course's file is named by its first day; without `published` it counts as announced
    /// in the season before, so that a file that nobody touched never changes what is made of it.
    pub(super) fn published(&self) -> Day {
        let said = self.item.word("published").and_then(|text| Day::parse(text).ok());
        said.unwrap_or_else(|| self.first.plus_days(-120))
    }

    /// Day and minute of the last change that readers were told of.
    pub(super) fn changed(&self) -> (Day, u16) {
        self.item.updated.unwrap_or((self.published(), 0))
    }

    /// Whether one can apply today. A course that was moved takes people until its deadline.
    pub(super) fn takes_people(&self, today: Day) -> bool {
        match self.state {
            State::Open => true,
            State::Moved => self.apply_by.is_some_and(|day| day >= today),
            _ => false,
        }
    }

    pub(super) fn is_free(&self) -> bool {
        self.item.number("fee_yen") == Some(0)
    }

    /// Days that have it, those between first and last of whole days too.
    pub(super) fn every_day(&self) -> Vec<Day> {
        if self.hours.is_none() && self.sessions.len() == 1 && self.last > self.first {
            std::iter::successors(Some(self.first), |day| Some(day.plus_days(1)))
                .take_while(|day| *day <= self.last)
                .take(366)
                .collect()
        } else {
            self.sessions.clone()
        }
    }

    /// The weekdays on which it meets, Monday is 0.
    pub(super) fn weekdays(&self) -> Vec<usize> {
        let mut days: Vec<usize> = self.every_day().into_iter().map(Day::weekday).collect();
        days.sort_unstable();
        days.dedup();
        days
    }

    /// The parts of the day in which it meets.
    pub(super) fn day_parts(&self) -> Vec<&'static str> {
        match self.hours {
            None => vec!["morning", "afternoon"],
            Some((start, _)) if start < 12 * 60 => vec!["morning"],
            Some((start, _)) if start < 17 * 60 => vec!["afternoon"],
            Some(_) => vec!["evening"],
        }
    }

    /// The title as one reads it in a list of a calendar: what changed stands first.
    pub(super) fn announced(&self, words: &Words, language: Language) -> Result<String> {
        let title = &self.item.text(language).title;
        Ok(match self.state {
            State::Open | State::Closed => title.clone(),
            State::Full | State::Cancelled | State::Moved => {
                let said = words.say(&format!("status.{}", self.state.word()), language)?;
                if language == Language::English {
                    format!("[{said}] {title}")
                } else {
                    format!("【{said}】{title}")
                }
            }
        })
    }

    /// Where it is, in words.
    pub(super) fn location(&self, language: Language) -> String {
        let place = self.facility.map(|place| place.text(language).title.as_str());
        let text = self.item.text(language);
        let address = self.facility.and_then(|place| place.text(language).word("address"));
        let blank = if language == Language::English { ", " } else { " " };
        [place.or(text.word("place")), text.word("room"), address.or(text.word("address"))]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(blank)
    }

    /// The course as entries of a calendar: one that repeats where the days are a series, else one for each day.
    /// `host` makes the names unique in the world; they never change, whatever else does.
    pub(super) fn events(&self, words: &Words, language: Language, origin: &str) -> Result<Vec<Event>> {
        let text = self.item.text(language);
        let url = format!("{origin}{}", self.item.path(language));
        let host = origin.split_once("://").map_or(origin, |(_, host)| host);
        let mut lines = vec![text.description.clone()];
        if self.state != State::Open {
            lines.insert(0, words.say(&format!("status.{}", self.state.word()), language)?.to_owned());
        }
        lines.extend(text.word("note").map(str::to_owned));
        if let Some(day) = self.apply_by.filter(|_| self.state != State::Cancelled) {
            let name = words.say("course.apply_by", language)?;
            lines.push(format!("{name}: {}", dates::short(day, language)));
        }
        lines.push(url.clone());
        let audience = self.item.word("audience").map(|key| words.say(&format!("audience.{key}"), language));
        let categories = std::iter::once(words.say(&format!("nav.{}", self.item.area), language))
            .chain(audience)
            .map(|word| word.map(str::to_owned))
            .collect::<Result<Vec<_>>>()?;
        let area = if self.item.area == "courses" { "" } else { "event-" };
        let uid = |end: &str| format!("{area}{}{end}@{host}", self.item.key.replace('/', "-"));
        let when = |day: Day| match self.hours {
            Some((start, end)) => When::Hours { day, start, end },
            None if self.sessions.len() == 1 => When::Days { first: day, last: self.last },
            None => When::Days { first: day, last: day },
        };
        let event = |day: Day, end: &str| -> Result<Event> {
            Ok(Event {
                uid: uid(end),
                when: when(day),
                series: None,
                summary: self.announced(words, language)?,
                description: lines.join("\n"),
                location: self.location(language),
                geo: self.facility.and_then(|place| Some((place.measure("lat")?, place.measure("lon")?))),
                url: url.clone(),
                categories: categories.clone(),
                cancelled: self.state == State::Cancelled,
                changed: self.changed(),
            })
        };
        if let Some(series) = ics::series(&self.sessions) {
            return Ok(vec![Event { series: Some(series), ..event(self.sessions[0], "")? }]);
        }
        let name = |place: usize| if place == 0 { String::new() } else { format!(".{}", place + 1) };
        self.sessions.iter().enumerate().map(|(place, day)| event(*day, &name(place))).collect()
    }

    /// Its days in one line, for feeds.
    pub(super) fn days_in_words(&self, language: Language) -> String {
        let days: Vec<_> = self.sessions.iter().take(12).map(|day| dates::short(*day, language)).collect();
        let hours = self.hours.map(|(start, end)| hours(start, Some(end), language));
        let blank = if language == Language::English { ", " } else { "、" };
        let mut line = days.join(blank);
        if let Some(hours) = hours {
            line.push(' ');
            line.push_str(&hours);
        }
        line
    }

    /// The English name of a weekday in addresses.
    pub(super) fn weekday_key(day: usize) -> String {
        dates::weekday(day, Language::English).to_lowercase()
    }
}

fn clock(item: &Item, name: &str, text: &str) -> Result<u16> {
    let minutes = text.split_once(':').and_then(|(hour, minute)| {
        let (hour, minute) = (hour.parse::<u16>().ok()?, minute.parse::<u16>().ok()?);
        (hour < 30 && minute < 60).then_some(hour * 60 + minute)
    });
    minutes.ok_or_else(|| {
        item.trouble(&format!("`{name}` says {text:?}, which is no time"), "Write hour and minute: \"13:30\"")
    })
}

fn short_hash(text: &str) -> String {
    use sha2::Digest as _;
    data_encoding::HEXLOWER.encode(&sha2::Sha256::digest(text.as_bytes())[..4])
}
