//! Days for a calendar (RFC 5545): all-day events with alarms.

use crate::time::{Day, Timestamp};

/// The longest line in bytes, without its end (section 3.1).
const LINE: usize = 75;

/// A day in a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What tells it from others, for good.
    pub id: String,
    /// When.
    pub day: Day,
    /// What the calendar shows.
    pub title: &'static str,
    /// The days on which the calendar rings, on it or before.
    pub rings: Vec<Day>,
}

/// What all events have the same.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    /// Where to read more.
    pub see: &'a str,
    /// The town's host, behind the ids.
    pub town: &'a str,
    /// When the file is written.
    pub at: Timestamp,
}

/// The file.
pub fn write(events: &[Event], words: &Words<'_>) -> String {
    let mut out = String::new();
    let stamp: String = words.at.utc().chars().filter(|c| !matches!(c, '-' | ':')).collect();
    for text in ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Hibiki//vaccinations//JA"] {
        line(&mut out, text);
    }
    for event in events {
        let day = event.day.to_string().replace('-', "");
        line(&mut out, "BEGIN:VEVENT");
        line(&mut out, &format!("UID:{}@{}", event.id, words.town));
        line(&mut out, &format!("DTSTAMP:{stamp}"));
        line(&mut out, &format!("DTSTART;VALUE=DATE:{day}"));
        line(&mut out, &format!("SUMMARY:{}", escaped(event.title)));
        line(&mut out, &format!("DESCRIPTION:{}", escaped(words.see)));
        line(&mut out, "TRANSP:TRANSPARENT");
        for ring in &event.rings {
            line(&mut out, "BEGIN:VALARM");
            line(&mut out, "ACTION:DISPLAY");
            line(&mut out, &format!("DESCRIPTION:{}", escaped(event.title)));
            // Nine in the morning, counted from the midnight with which the day begins.
            line(
                &mut out,
                &match (event.day.starts_at().0 - ring.starts_at().0) / 86_400 {
                    ..=0 => "TRIGGER:PT9H".to_owned(),
                    days => format!("TRIGGER:-P{}DT15H", days - 1),
                },
            );
            line(&mut out, "END:VALARM");
        }
        line(&mut out, "END:VEVENT");
    }
    line(&mut out, "END:VCALENDAR");
    out
}

/// Text as a property holds it (section 3.3.11).
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace('\n', "\\n")
}

/// A line; a long one goes on behind a blank.
fn line(out: &mut String, text: &str) {
    let mut used = 0;
    for c in text.chars() {
        if used + c.len_utf8() > LINE {
            out.push_str("\r\n ");
            used = 1;
        }
        out.push(c);
        used += c.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event() -> Event {
        Event {
            id: "0a1b".to_owned(),
            day: Day::parse("2026-12-01").unwrap(),
            title: "予防接種の目安の日",
            rings: vec![Day::parse("2026-11-24").unwrap()],
        }
    }

    fn written(events: &[Event], see: &str) -> String {
        let at = Day::parse("2026-11-22").unwrap().starts_at();
        write(events, &Words { see, town: "town.example", at })
    }

    #[test]
    fn a_day_is_an_event_of_the_whole_day_that_rings_at_nine_in_the_morning() {
        let mut event = event();
        event.rings.push(event.day);
        let text = written(&[event], "x");
        for said in [
            "UID:0a1b@town.example\r\n",
            "DTSTAMP:20261121T150000Z\r\n",
            "DTSTART;VALUE=DATE:20261201\r\n",
            "SUMMARY:予防接種の目安の日\r\n",
            "TRIGGER:-P6DT15H\r\n",
            "TRIGGER:PT9H\r\n",
        ] {
            assert!(text.contains(said), "{said}: {text}");
        }
        assert_eq!(text.matches("BEGIN:VALARM").count(), 2);
        assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.ends_with("END:VCALENDAR\r\n"));
    }

    #[test]
    fn no_line_is_longer_than_calendars_read_and_no_letter_is_cut() {
        let see = "町のサイトの「健康の記録」で見られます。".repeat(4) + ", ; \\";
        let text = written(&[event()], &see);
        for line in text.split("\r\n") {
            assert!(line.len() <= LINE, "{line}");
        }
        let whole = text.replace("\r\n ", "");
        assert!(whole.contains(&format!("DESCRIPTION:{}", see.replace(", ; \\", "\\, \\; \\\\"))), "{whole}");
    }
}
