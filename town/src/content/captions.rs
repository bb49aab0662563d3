//! Captions (WebVTT): whether a player can show them in order.

use super::finding::Notes;

/// Milliseconds from `00:01:02.500` or `01:02.500`.
pub(crate) fn moment(text: &str) -> Option<u64> {
    let (clock, millis) = text.split_once('.')?;
    if millis.len() != 3 {
        return None;
    }
    let parts: Vec<&str> = clock.split(':').collect();
    let number = |text: &str| -> Option<u64> {
        (text.len() >= 2 && text.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| text.parse().ok())
            .flatten()
    };
    let (hours, minutes, seconds) = match parts[..] {
        [hours, minutes, seconds] => (number(hours)?, number(minutes)?, number(seconds)?),
        [minutes, seconds] => (0, number(minutes)?, number(seconds)?),
        _ => return None,
    };
    (minutes < 60 && seconds < 60)
        .then(|| ((hours * 60 + minutes) * 60 + seconds) * 1000 + millis.parse::<u64>().unwrap_or(0))
}

/// Checks a caption file.
pub(super) fn check(text: &str, notes: &mut Notes<'_>) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let first = text.lines().next().unwrap_or_default();
    if first != "WEBVTT" && !first.starts_with("WEBVTT ") && !first.starts_with("WEBVTT\t") {
        notes.error(1, "字幕ファイルの形ではありません", "1行目を WEBVTT だけの行にしてください");
        return;
    }
    let mut before: Option<(u64, u64, usize)> = None; // start, end, line
    let lines: Vec<&str> = text.lines().collect();
    let mut at = 1;
    let mut cues = 0;
    while at < lines.len() {
        if lines[at].trim().is_empty() {
            at += 1;
            continue;
        }
        let begin = at;
        let end = (begin..lines.len()).find(|line| lines[*line].trim().is_empty()).unwrap_or(lines.len());
        at = end;
        let block = &lines[begin..end];
        if ["NOTE", "STYLE", "REGION"].iter().any(|word| block[0].split_whitespace().next() == Some(word)) {
            continue;
        }
        let Some(timing) = block.iter().take(2).position(|line| line.contains("-->")) else {
            notes.error(
                begin + 1,
                "字幕に時刻の行がありません",
                "00:01:02.500 --> 00:01:05.000 の形の行を前に足すか、空行を消して上の字幕につないでください",
            );
            continue;
        };
        let line = begin + timing + 1;
        let (from, rest) = block[timing].split_once("-->").unwrap_or_default();
        let until = rest.split_whitespace().next().unwrap_or_default();
        let (Some(start), Some(stop)) = (moment(from.trim()), moment(until)) else {
            notes.error(
                line,
                format!("字幕の時刻「{}」が読めません", block[timing].trim()),
                "00:01:02.500 --> 00:01:05.000 の形で書いてください（秒の下は . と3けた）",
            );
            continue;
        };
        cues += 1;
        if stop <= start {
            notes.error(line, "字幕の終わりが始まりより前です", "二つの時刻を見直してください");
            continue;
        }
        if block[timing + 1..].iter().all(|text| text.trim().is_empty()) {
            notes.error(line, "字幕の文がありません", "時刻の次の行に文を書くか、この字幕を消してください");
        }
        if let Some((earlier, ended, its_line)) = before {
            if start < earlier {
                notes.error(
                    line,
                    format!("字幕の順番が前後しています（{its_line}行目より早い時刻です）"),
                    "時刻の早い順に並べてください",
                );
            } else if start < ended {
                notes.error(
                    line,
                    format!("{its_line}行目の字幕と時刻が重なっています"),
                    "前の字幕の終わりを、この字幕の始まりまでにしてください",
                );
            }
        }
        before = Some((start, stop, line));
    }
    if cues == 0 {
        notes.error(1, "字幕が一つもありません", "字幕を書くか、ファイルを消してください");
    }
}

#[cfg(test)]
mod tests {
    use super::{super::finding::Finding, *};

    fn found(text: &str) -> Vec<Finding> {
        let mut found = Vec::new();
        check(text, &mut Notes::new("x.vtt", &mut found));
        found
    }

    #[test]
    fn captions_in_order_are_good_with_notes_names_and_settings() {
        let good = "\u{feff}WEBVTT - 講演\n\nNOTE 作成 広報\n\n1\n00:01.000 --> 00:02.500 align:start\nはじめます\n二行目\n\n00:00:02.500 --> 00:00:04.000\n次です\n";
        assert_eq!(found(good), []);
        assert_eq!(found(&good.replace('\n', "\r\n")), []);
    }

    #[test]
    fn each_bad_caption_is_named_by_its_line() {
        let bad = "WEBVTT\n\n00:05.000 --> 00:06.000\na\n\n00:01.000 --> 00:02.000\nb\n\n00:01.500 --> 00:03.000\nc\n\n\
                   00:09,000 --> 00:10,000\nd\n\n00:08.000 --> 00:07.000\ne\n\nただの文\n\n00:20.000 --> 00:21.000\n";
        let lines: Vec<usize> = found(bad).iter().map(|finding| finding.line).collect();
        assert_eq!(lines, [6, 9, 12, 15, 18, 20]);
        assert_eq!(found("1\n00:00:01,000 --> 00:00:02,000\nSRT\n").len(), 1);
        assert_eq!(found("WEBVTT\n").len(), 1);
    }
}
