//! Shift_JIS for writing, from a decoder alone: hosts have one, and no encoder.
//!
//! A shell has its decoder read [`pairs`], and [`ShiftJis::from_decoded`] turns the answer around. The tables of a crate
//! would cost the Worker 140 KB.

/// 〓, which Japanese print has in the place of a letter that it lacks.
const GETA: [u8; 2] = [0x81, 0xac];

/// Which pair of bytes writes a letter.
#[derive(Debug, Clone)]
pub struct ShiftJis(Vec<(char, [u8; 2])>);

/// A text in Shift_JIS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encoded {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// How many letters it does not have; 〓 stands in the place of each.
    pub replaced: usize,
}

fn all_pairs() -> impl Iterator<Item = [u8; 2]> {
    // Without the user's own letters (F0 to F9), and without ED to EF, whose letters have a second pair (Encoding
    // Standard, "index Shift_JIS pointer").
    let leads = (0x81..=0x9f).chain(0xe0..=0xec).chain(0xfa..=0xfc);
    leads.flat_map(|lead| (0x40..=0x7e).chain(0x80..=0xfc).map(move |trail| [lead, trail]))
}

/// Every pair of bytes that may be a letter, each on a line of its own.
pub fn pairs() -> Vec<u8> {
    all_pairs().flat_map(|[lead, trail]| [lead, trail, b'\n']).collect()
}

impl ShiftJis {
    /// From what a decoder of Shift_JIS made of [`pairs`]; None if that is something else.
    pub fn from_decoded(decoded: &str) -> Option<Self> {
        let lines: Vec<&str> = decoded.split_terminator('\n').collect();
        if lines.len() != all_pairs().count() {
            return None;
        }
        let mut letters: Vec<(char, [u8; 2])> = all_pairs()
            .zip(lines)
            .filter_map(|(pair, line)| {
                let mut chars = line.chars();
                let letter = chars.next().filter(|c| !c.is_ascii() && *c != char::REPLACEMENT_CHARACTER)?;
                chars.next().is_none().then_some((letter, pair))
            })
            .collect();
        letters.sort_by_key(|(letter, _)| *letter); // stable: of two pairs the first stays the first
        letters.dedup_by_key(|(letter, _)| *letter);
        (letters.len() > 6000).then_some(Self(letters))
    }

    /// A text as the specification wants it (section 3.2.1).
    pub fn encode(&self, text: &str) -> Encoded {
        let mut encoded = Encoded { bytes: Vec::with_capacity(text.len()), replaced: 0 };
        for letter in text.chars() {
            match letter {
                '\0'..='\x7f' => encoded.bytes.push(u8::try_from(letter).unwrap_or(b'?')),
                '\u{ff61}'..='\u{ff9f}' => {
                    let place = u32::from(letter) - 0xff61 + 0xa1;
                    encoded.bytes.push(u8::try_from(place).unwrap_or(b'?'));
                }
                _ => {
                    let pair = self.pair(letter);
                    encoded.replaced += usize::from(pair.is_none());
                    encoded.bytes.extend(pair.unwrap_or(GETA));
                }
            }
        }
        encoded
    }

    fn pair(&self, letter: char) -> Option<[u8; 2]> {
        // Letters of which Unicode has two that look alike, where Shift_JIS as Windows reads it means the other.
        let letter = match letter {
            '\u{2212}' => '\u{ff0d}',
            '\u{301c}' => '\u{ff5e}',
            '\u{2014}' => '\u{2015}',
            '\u{2016}' => '\u{2225}',
            '\u{a2}' => '\u{ffe0}',
            '\u{a3}' => '\u{ffe1}',
            '\u{a5}' => '\u{ffe5}',
            '\u{ac}' => '\u{ffe2}',
            other => other,
        };
        let place = self.0.binary_search_by_key(&letter, |(known, _)| *known).ok()?;
        self.0.get(place).map(|(_, pair)| *pair)
    }
}
