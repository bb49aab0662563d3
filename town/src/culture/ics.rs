//! iCalendar (RFC 5545, 7986). Our own hundred lines: the crates of the field stamp entries with the clock and random
//! identifiers, where a feed must be the same as long as nothing changed, and know neither VTIMEZONE nor EXDATE of the
//! series' own type. Two readers that we did not write check it (tests/readers).

use super::words::code;
use hibiki_domain::{language::Language, time::Day};
use std::fmt::Write as _;

/// When something takes place, in Japan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum When {
    /// From one minute of the day to another.
    Hours { day: Day, start: u16, end: u16 },
    /// Whole days, the last one too.
    Days { first: Day, last: Day },
}

/// Every so many days until a day, without some.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Series {
    pub(super) step: i64,
    pub(super) until: Day,
    pub(super) except: Vec<Day>,
}

/// One entry of a calendar.
#[derive(Debug, Clone)]
pub(super) struct Event {
    pub(super) uid: String,
    pub(super) when: When,
    pub(super) series: Option<Series>,
    pub(super) summary: String,
    pub(super) description: String,
    pub(super) location: String,
    pub(super) geo: Option<(f64, f64)>,
    pub(super) url: String,
    pub(super) categories: Vec<String>,
    pub(super) cancelled: bool,
    /// Day and minute of the last change.
    pub(super) changed: (Day, u16),
}

/// A file.
#[derive(Debug)]
pub(super) struct Calendar<'a> {
    pub(super) name: &'a str,
    pub(super) language: Language,
    pub(super) source: &'a str,
    pub(super) events: &'a [Event],
}

impl Calendar<'_> {
    /// Its bytes.
    pub(super) fn write(&self) -> String {
        let mut out = Lines::default();
        out.line("BEGIN:VCALENDAR");
        out.line("VERSION:2.0");
        out.line(&format!("PRODID:-//Hibiki//Courses//{}", code(self.language).to_uppercase()));
        out.line("CALSCALE:GREGORIAN");
        out.line(&format!("NAME:{}", escape(self.name)));
        out.line(&format!("X-WR-CALNAME:{}", escape(self.name)));
        out.line("X-WR-TIMEZONE:Asia/Tokyo");
        out.line("REFRESH-INTERVAL;VALUE=DURATION:PT6H");
        out.line("X-PUBLISHED-TTL:PT6H"); // the same, for Outlook
        out.line(&format!("SOURCE;VALUE=URI:{}", self.source));
        // One offset since 1951.
        for line in [
            "BEGIN:VTIMEZONE",
            "TZID:Asia/Tokyo",
            "BEGIN:STANDARD",
            "DTSTART:19700101T000000",
            "TZOFFSETFROM:+0900",
            "TZOFFSETTO:+0900",
            "TZNAME:JST",
            "END:STANDARD",
            "END:VTIMEZONE",
        ] {
            out.line(line);
        }
        for event in self.events {
            event.write(&mut out);
        }
        out.line("END:VCALENDAR");
        out.0
    }
}

impl Event {
    fn write(&self, out: &mut Lines) {
        let changed = utc(self.changed.0, self.changed.1);
        out.line("BEGIN:VEVENT");
        out.line(&format!("UID:{}", self.uid));
        out.line(&format!("DTSTAMP:{changed}"));
        out.line(&format!("LAST-MODIFIED:{changed}"));
        out.line(&format!("SEQUENCE:{}", sequence(self.changed)));
        match &self.when {
            When::Hours { day, start, end } => {
                out.line(&format!("DTSTART;TZID=Asia/Tokyo:{}", local(*day, *start)));
                out.line(&format!("DTEND;TZID=Asia/Tokyo:{}", local(*day, *end)));
            }
            When::Days { first, last } => {
                out.line(&format!("DTSTART;VALUE=DATE:{}", date(*first)));
                out.line(&format!("DTEND;VALUE=DATE:{}", date(last.plus_days(1)))); // the first day after it
                out.line("TRANSP:TRANSPARENT");
            }
        }
        if let Some(series) = &self.series {
            // UNTIL is of the kind of DTSTART: a date, or a moment in UTC.
            let until = match &self.when {
                When::Hours { start, .. } => utc(series.until, *start),
                When::Days { .. } => date(series.until),
            };
            let (unit, step) =
                if series.step % 7 == 0 { ("WEEKLY", series.step / 7) } else { ("DAILY", series.step) };
            out.line(&format!("RRULE:FREQ={unit};INTERVAL={step};UNTIL={until}"));
            if !series.except.is_empty() {
                let (kind, days): (_, Vec<_>) = match &self.when {
                    When::Hours { start, .. } => {
                        ("TZID=Asia/Tokyo", series.except.iter().map(|day| local(*day, *start)).collect())
                    }
                    When::Days { .. } => ("VALUE=DATE", series.except.iter().map(|day| date(*day)).collect()),
                };
                out.line(&format!("EXDATE;{kind}:{}", days.join(",")));
            }
        }
        out.line(&format!("SUMMARY:{}", escape(&self.summary)));
        if !self.description.is_empty() {
            out.line(&format!("DESCRIPTION:{}", escape(&self.description)));
        }
        if !self.location.is_empty() {
            out.line(&format!("LOCATION:{}", escape(&self.location)));
        }
        if let Some((lat, lon)) = self.geo {
            out.line(&format!("GEO:{lat};{lon}"));
        }
        out.line(&format!("URL:{}", self.url));
        if !self.categories.is_empty() {
            let categories: Vec<_> = self.categories.iter().map(|word| escape(word)).collect();
            out.line(&format!("CATEGORIES:{}", categories.join(",")));
        }
        out.line(if self.cancelled { "STATUS:CANCELLED" } else { "STATUS:CONFIRMED" });
        out.line("END:VEVENT");
    }
}

/// A number that rises with every correction, without anybody having to count: the minutes since 2020 began.
fn sequence((day, minute): (Day, u16)) -> i64 {
    const START: i64 = 1_577_804_400; // 2020-01-01T00:00+09:00
    ((day.starts_at().0 - START) / 60 + i64::from(minute)).max(0)
}

/// The days as a series, if they are one: every so many days or weeks, with no more days left out than there are days.
pub(super) fn series(days: &[Day]) -> Option<Series> {
    let (first, last) = (days.first()?, days.last()?);
    let apart = |pair: &[Day]| (pair[1].starts_at().0 - pair[0].starts_at().0) / 86_400;
    let step = days.windows(2).map(apart).fold(0, greatest_common_divisor);
    if step <= 0 {
        return None; // a single day
    }
    let step_days = i32::try_from(step).ok()?;
    let mut except = Vec::new();
    let mut day = *first;
    while day < *last && except.len() <= days.len() {
        if days.binary_search(&day).is_err() {
            except.push(day);
        }
        day = day.plus_days(step_days);
    }
    (except.len() <= days.len()).then_some(Series { step, until: *last, except })
}

fn greatest_common_divisor(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}

fn date(day: Day) -> String {
    day.to_string().replace('-', "")
}

fn local(day: Day, minutes: u16) -> String {
    let day = day.plus_days(i32::from(minutes / 1440)); // a session may end after midnight
    format!("{}T{:02}{:02}00", date(day), minutes % 1440 / 60, minutes % 60)
}

fn utc(day: Day, minutes: u16) -> String {
    let minutes = i32::from(minutes) - 9 * 60;
    let day = day.plus_days(minutes.div_euclid(1440));
    let minutes = minutes.rem_euclid(1440);
    format!("{}T{:02}{:02}00Z", date(day), minutes / 60, minutes % 60)
}

/// Text as a value. Control characters have no place in one.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.replace("\r\n", "\n").chars() {
        match letter {
            '\\' | ';' | ',' => out.extend(['\\', letter]),
            '\n' => out.push_str("\\n"),
            letter if letter.is_control() && letter != '\t' => {}
            letter => out.push(letter),
        }
    }
    out
}

/// Lines of at most 75 octets; a longer one goes on in the next after a blank, and no letter is cut.
#[derive(Default)]
struct Lines(String);

impl Lines {
    fn line(&mut self, text: &str) {
        let mut room = 75;
        for letter in text.chars() {
            if letter.len_utf8() > room {
                self.0.push_str("\r\n ");
                room = 74;
            }
            room -= letter.len_utf8();
            self.0.push(letter);
        }
        let _ = write!(self.0, "\r\n"); // a String takes everything
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(text: &str) -> Vec<Day> {
        text.split(' ').map(|day| Day::parse(day).unwrap()).collect()
    }

    fn event() -> Event {
        Event {
            uid: "x@town".into(),
            when: When::Hours { day: Day::parse("2026-12-03").unwrap(), start: 600, end: 720 },
            series: None,
            summary: "陶芸".into(),
            description: String::new(),
            location: String::new(),
            geo: None,
            url: "https://town.example/".into(),
            categories: Vec::new(),
            cancelled: false,
            changed: (Day::parse("2026-11-20").unwrap(), 0),
        }
    }

    fn written(event: Event) -> String {
        Calendar {
            name: "講座",
            language: Language::Japanese,
            source: "https://town.example/x.ics",
            events: &[event],
        }
        .write()
    }

    #[test]
    fn long_lines_are_folded_by_octets_and_no_letter_is_cut() {
        let text =
            written(Event { description: "あいうえお、かきくけこ。".repeat(20), ..event() });
        assert!(text.ends_with("\r\n") && !text.replace("\r\n", "").contains(['\r', '\n']));
        for line in text.split("\r\n") {
            assert!(line.len() <= 75, "{line}");
        }
        assert!(text.replace("\r\n ", "").contains(&"あいうえお、かきくけこ。".repeat(20)));
    }

    #[test]
    fn what_has_a_meaning_in_the_format_is_escaped() {
        let text = written(Event { summary: "a,b;c\\d\ne\u{7}".into(), ..event() });
        assert!(text.contains("SUMMARY:a\\,b\\;c\\\\d\\ne\r\n"), "{text}");
    }

    #[test]
    fn a_holiday_that_is_skipped_is_an_exception_of_the_series_own_type() {
        let skipped = series(&days("2027-02-04 2027-02-18 2027-02-25")).unwrap();
        assert_eq!(skipped.except, days("2027-02-11"));
        let timed = written(Event { series: Some(skipped.clone()), ..event() });
        assert!(timed.contains("RRULE:FREQ=WEEKLY;INTERVAL=1;UNTIL=20270225T010000Z\r\n"), "{timed}");
        assert!(timed.contains("EXDATE;TZID=Asia/Tokyo:20270211T100000\r\n"));
        let first = Day::parse("2027-02-04").unwrap();
        let whole = When::Days { first, last: first };
        let dated = written(Event { when: whole, series: Some(skipped), ..event() });
        assert!(dated.contains("UNTIL=20270225\r\n") && dated.contains("EXDATE;VALUE=DATE:20270211\r\n"));
        assert!(dated.contains("DTSTART;VALUE=DATE:20270204\r\nDTEND;VALUE=DATE:20270205\r\n"));
    }

    #[test]
    fn days_without_a_rhythm_are_no_series() {
        assert_eq!(series(&days("2026-12-03")), None);
        assert_eq!(series(&days("2026-12-03 2026-12-10 2027-03-04")), None, "more exceptions than days");
        assert_eq!(series(&days("2026-12-01 2026-12-03 2026-12-08 2026-12-10")), None, "two weekdays");
        let fortnightly = series(&days("2026-12-03 2026-12-17 2027-01-14")).unwrap();
        assert_eq!((fortnightly.step, fortnightly.except), (14, days("2026-12-31")));
        let daily = series(&days("2026-12-05 2026-12-06 2026-12-08")).unwrap();
        assert_eq!((daily.step, daily.except.clone()), (1, days("2026-12-07")));
        let text = written(Event { series: Some(daily), ..event() });
        assert!(text.contains("RRULE:FREQ=DAILY;INTERVAL=1;UNTIL=20261208T010000Z\r\n"), "{text}");
    }

    #[test]
    fn a_correction_makes_the_sequence_rise_and_a_cancelled_course_keeps_its_name() {
        let before = written(event());
        let after =
            written(Event { changed: (Day::parse("2026-11-20").unwrap(), 5), cancelled: true, ..event() });
        let number = |text: &str| -> i64 {
            let (_, rest) = text.split_once("SEQUENCE:").unwrap();
            rest.split_once("\r\n").unwrap().0.parse().unwrap()
        };
        assert!(number(&after) > number(&before));
        assert!(after.contains("UID:x@town\r\n") && after.contains("STATUS:CANCELLED\r\n"));
        assert!(before.contains("DTSTAMP:20261119T150000Z\r\n"), "midnight in Japan: {before}");
    }
}
