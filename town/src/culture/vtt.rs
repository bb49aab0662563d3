//! Captions and chapters (`WebVTT`), as far as a transcript needs them: times and plain words.

use crate::content::captions::moment;

/// A line of speech.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cue {
    /// Milliseconds from the start.
    pub(super) start: u64,
    pub(super) end: u64,
    pub(super) text: String,
}

impl Cue {
    /// `1:02:03`, `0:08`.
    pub(super) fn clock(&self) -> String {
        let seconds = self.start / 1000;
        let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        if hours > 0 {
            format!("{hours}:{minutes:02}:{seconds:02}")
        } else {
            format!("{minutes}:{seconds:02}")
        }
    }
}

/// Reads a file; what is wrong with it is said with its line.
pub(super) fn read(text: &str) -> Result<Vec<Cue>, String> {
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
    let mut lines = text.lines().enumerate().peekable();
    let head = lines.next().map(|(_, line)| line);
    if !head
        .is_some_and(|line| line == "WEBVTT" || line.starts_with("WEBVTT ") || line.starts_with("WEBVTT\t"))
    {
        return Err("line 1: it does not begin with WEBVTT".to_owned());
    }
    let mut cues: Vec<Cue> = Vec::new();
    while let Some((number, line)) = lines.next() {
        if line.starts_with("NOTE") || line == "STYLE" || line == "REGION" {
            while lines.next_if(|(_, line)| !line.trim().is_empty()).is_some() {}
            continue;
        }
        let Some((start, rest)) = line.split_once("-->") else { continue };
        let wrong = |what: &str| format!("line {}: {what}", number + 1);
        let start = moment(start.trim()).ok_or_else(|| wrong("the start is no time"))?;
        let end =
            rest.split_whitespace().next().and_then(moment).ok_or_else(|| wrong("the end is no time"))?;
        if end <= start {
            return Err(wrong("it ends before it starts"));
        }
        if cues.last().is_some_and(|before| before.start > start) {
            return Err(wrong("it starts before the line above it"));
        }
        let mut words = Vec::new();
        while let Some((_, line)) = lines.next_if(|(_, line)| !line.trim().is_empty()) {
            words.push(plain(line));
        }
        cues.push(Cue { start, end, text: words.join(" ").trim().to_owned() });
    }
    Ok(cues)
}

/// Without `<v Name>`, `<i>` and the like, and with the letters that the format writes as entities.
fn plain(line: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for letter in line.chars() {
        match letter {
            '<' => inside = true,
            '>' if inside => inside = false,
            letter if !inside => out.push(letter),
            _ => {}
        }
    }
    out.replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", " ").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_with_their_times_and_without_marks() {
        let text = "\u{feff}WEBVTT - 講演\r\n\r\nNOTE not\nthis\n\n1\n00:01.000 --> 00:02.500 align:start\n<v 川辺>水は\n<i>高い</i> &amp; 速い\n\n01:00:00.000 --> 01:00:01.000\n終わり\n";
        let cues = read(text).unwrap();
        assert_eq!(cues[0], Cue { start: 1000, end: 2500, text: "水は 高い & 速い".into() });
        assert_eq!((cues[0].clock().as_str(), cues[1].clock().as_str()), ("0:01", "1:00:00"));
    }

    #[test]
    fn what_is_out_of_order_is_named_by_line() {
        for (text, line) in [
            ("no", "line 1"),
            ("WEBVTT\n\n00:02.000 --> 00:01.000\nx", "line 3"),
            ("WEBVTT\n\n00:02.000 --> 00:03.000\nx\n\n00:01.000 --> 00:04.000\ny", "line 6"),
            ("WEBVTT\n\n2 --> 00:03.000\nx", "line 3"),
        ] {
            assert!(read(text).unwrap_err().starts_with(line), "{text}");
        }
    }
}
