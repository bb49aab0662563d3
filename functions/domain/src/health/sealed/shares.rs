//! The town's recovery key on paper: three shares, any two of which give it back, one of which says nothing (Shamir, "How
//! to share a secret", 1979). Two of three are the points of a line at 1, 2 and 3 over GF(2⁸) with the polynomial of AES
//! (FIPS 197, section 4.2), byte by byte; the secret is the line at 0.
//!
//! The crates for this roll their own dice, one of them with a bias (RUSTSEC-2024-0398); a line needs none of what they
//! have beyond it.

use super::key::RecoverySecret;
use super::lock::LockPublicKey;
use sha2::{Digest as _, Sha256};
use std::fmt;
use zeroize::{Zeroize as _, Zeroizing};

/// Letters and digits without look-alikes: no I, L, O, U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const VERSION: u8 = 1;
/// Lines on a sheet.
const LINES: usize = 4;
/// Bytes of a share in one line. A checksum of 20 bits follows them.
const LINE: usize = 10;
/// Characters in one line: five groups of four.
const CHARACTERS: usize = 20;

/// One of the three.
#[derive(Clone)]
pub struct Share {
    number: u8,
    /// Of which key: [`LockPublicKey::mark`].
    mark: [u8; 6],
    point: Zeroizing<[u8; 32]>,
}

impl fmt::Debug for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Share({}, …)", self.number)
    }
}

/// Why what was typed is no share, or why two shares give nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ShareError {
    /// Not twenty of the characters.
    #[error("a line has 20 letters and digits")]
    Unreadable,
    /// A character is wrong, or the line is of another place or another sheet.
    #[error("the line does not fit its checksum")]
    Mistyped,
    /// The sheet is of another edition of this program, or of nothing that it knows.
    #[error("the sheet is not one of this program")]
    Unknown,
    /// The same share twice.
    #[error("both shares are the same")]
    Same,
    /// Shares of two keys.
    #[error("the shares are of different keys")]
    OtherKey,
    /// They give a key that is not the one on the sheets.
    #[error("the shares do not give the key that they name")]
    DoNotFit,
}

/// The product in GF(2⁸), in the same time for all values.
const fn times(a: u8, b: u8) -> u8 {
    let (mut sum, mut a, mut place) = (0, a, 0);
    while place < 8 {
        sum ^= a & (0_u8.wrapping_sub((b >> place) & 1));
        a = (a << 1) ^ (0x1b & (0_u8.wrapping_sub(a >> 7)));
        place += 1;
    }
    sum
}

/// The inverse: b²⁵⁴.
const fn inverse(b: u8) -> u8 {
    let (mut power, mut step) = (1, 0);
    while step < 254 {
        power = times(power, b);
        step += 1;
    }
    power
}

impl RecoverySecret {
    /// The three shares. `slope` is random and used once: with it known, one share is enough.
    pub fn split(&self, slope: &Zeroizing<[u8; 32]>) -> [Share; 3] {
        let mark = self.key().public().mark();
        [1, 2, 3].map(|number| {
            let mut point = self.0.clone();
            for (byte, slope) in point.iter_mut().zip(slope.iter()) {
                *byte ^= times(*slope, number);
            }
            Share { number, mark, point }
        })
    }
}

impl Share {
    /// 1, 2 or 3.
    pub const fn number(&self) -> u8 {
        self.number
    }

    /// The secret that two shares give, if it is the one of the key that both name.
    pub fn join(&self, other: &Self) -> Result<RecoverySecret, ShareError> {
        if self.mark != other.mark {
            return Err(ShareError::OtherKey);
        }
        if self.number == other.number {
            return Err(ShareError::Same);
        }
        // The line at 0 by Lagrange: (y₁·x₂ + y₂·x₁) / (x₁ + x₂); adding and subtracting are one in this field.
        let scale = inverse(self.number ^ other.number);
        let (mine, theirs) = (times(other.number, scale), times(self.number, scale));
        let mut secret = Zeroizing::new([0; 32]);
        for ((out, a), b) in secret.iter_mut().zip(self.point.iter()).zip(other.point.iter()) {
            *out = times(*a, mine) ^ times(*b, theirs);
        }
        let secret = RecoverySecret(secret);
        if secret.key().public().mark() == self.mark { Ok(secret) } else { Err(ShareError::DoNotFit) }
    }

    /// Whether it is one of this key's.
    pub fn is_of(&self, key: &LockPublicKey) -> bool {
        self.mark == key.mark()
    }

    /// As it stands on paper: four lines of five groups.
    pub fn lines(&self) -> [Zeroizing<String>; LINES] {
        let mut bytes = Zeroizing::new([0; LINES * LINE]);
        bytes[0] = VERSION;
        bytes[1] = self.number;
        bytes[2..8].copy_from_slice(&self.mark);
        bytes[8..].copy_from_slice(self.point.as_slice());
        std::array::from_fn(|place| {
            let upto = &bytes[..(place + 1) * LINE];
            let mut bits =
                upto[place * LINE..].iter().fold(0_u128, |bits, byte| bits << 8 | u128::from(*byte));
            bits = bits << 20 | u128::from(checksum(upto));
            let mut line = Zeroizing::new(String::with_capacity(CHARACTERS + 4));
            for character in 0..CHARACTERS {
                if character > 0 && character % 4 == 0 {
                    line.push('-');
                }
                let index = (bits >> (5 * (CHARACTERS - 1 - character))) & 31;
                line.push(usize::try_from(index).map_or('0', |index| char::from(ALPHABET[index])));
            }
            bits.zeroize();
            line
        })
    }
}

/// 20 bits over everything up to the end of a line: a line of another sheet, or in another place, is told.
fn checksum(upto: &[u8]) -> u32 {
    let digest = Sha256::digest([b"hibiki share v1".as_slice(), upto].concat());
    u32::from_be_bytes([0, digest[0], digest[1], digest[2]]) >> 4
}

/// Reads a share line by line, so that whoever mistypes types one line anew.
#[derive(Default)]
pub struct ShareReader(Zeroizing<Vec<u8>>);

impl fmt::Debug for ShareReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ShareReader(line {})", self.line())
    }
}

impl ShareReader {
    /// Which line is to come: 1 to 4.
    pub fn line(&self) -> usize {
        self.0.len() / LINE + 1
    }

    /// Takes the next line as it was typed; the last one gives the share. After an error the same line is to come again.
    /// Small letters, blanks, hyphens, full-width characters and the look-alikes O, I and L are understood.
    pub fn take(&mut self, typed: &str) -> Result<Option<Share>, ShareError> {
        let mut bits = characters(typed)?;
        let found = u32::try_from(bits & 0xf_ffff).map_err(|_| ShareError::Unreadable)?;
        let before = self.0.len();
        // The 80 bits before the checksum.
        self.0.extend_from_slice(&(bits >> 20).to_be_bytes()[16 - LINE..]);
        bits.zeroize();
        if checksum(&self.0) != found {
            self.0.truncate(before);
            return Err(ShareError::Mistyped);
        }
        if self.0.len() < LINES * LINE {
            return Ok(None);
        }
        let share = match self.0.as_slice() {
            [VERSION, number @ 1..=3, rest @ ..] => {
                rest.split_first_chunk::<6>().and_then(|(mark, point)| {
                    let point = Zeroizing::new(<[u8; 32]>::try_from(point).ok()?);
                    Some(Share { number: *number, mark: *mark, point })
                })
            }
            _ => None,
        };
        self.0.clear();
        share.map(Some).ok_or(ShareError::Unknown)
    }
}

/// The 100 bits of a line.
fn characters(typed: &str) -> Result<u128, ShareError> {
    let (mut bits, mut count) = (0_u128, 0);
    for typed in typed.chars() {
        let narrow = match typed {
            '\u{ff01}'..='\u{ff5e}' => {
                char::from_u32(u32::from(typed) - 0xfee0).ok_or(ShareError::Unreadable)?
            }
            other => other,
        };
        let character = match narrow.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            c if c.is_whitespace() || "-‐‑–—―−ー".contains(c) => continue,
            c => c,
        };
        let index = ALPHABET.iter().position(|known| char::from(*known) == character);
        let index = index.and_then(|index| u128::try_from(index).ok()).ok_or(ShareError::Unreadable)?;
        count += 1;
        if count > CHARACTERS {
            return Err(ShareError::Unreadable);
        }
        bits = bits << 5 | index;
    }
    if count == CHARACTERS { Ok(bits) } else { Err(ShareError::Unreadable) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shares(secret: u8, slope: u8) -> [Share; 3] {
        RecoverySecret::from_bytes([secret; 32]).split(&Zeroizing::new([slope; 32]))
    }

    fn read(lines: &[Zeroizing<String>]) -> Result<Share, ShareError> {
        let mut reader = ShareReader::default();
        let mut share = None;
        for line in lines {
            share = reader.take(line)?;
        }
        share.ok_or(ShareError::Unreadable)
    }

    #[test]
    fn the_field_is_one() {
        // FIPS 197, section 4.2: {57}·{83} = {c1}, {57}·{13} = {fe}.
        assert_eq!((times(0x57, 0x83), times(0x57, 0x13)), (0xc1, 0xfe));
        for a in 1..=255 {
            assert_eq!(times(a, inverse(a)), 1, "{a}");
        }
    }

    #[test]
    fn any_two_shares_give_the_secret_in_any_order() {
        let mut secret = [0; 32];
        let mut slope = [0; 32];
        for place in 0..32_u8 {
            secret[usize::from(place)] = place.wrapping_mul(37).wrapping_add(5);
            slope[usize::from(place)] = place.wrapping_mul(91).wrapping_add(200);
        }
        let whole = RecoverySecret::from_bytes(secret);
        let shares = whole.split(&Zeroizing::new(slope));
        for a in &shares {
            for b in &shares {
                match a.join(b) {
                    Ok(joined) => assert_eq!(*joined.0, secret),
                    Err(error) => assert_eq!((a.number, error), (b.number, ShareError::Same)),
                }
            }
        }
    }

    #[test]
    fn one_share_fits_every_secret_equally_well() {
        // For each secret byte there is exactly one slope that gives this point: nothing is more likely than before.
        for number in 1..=3 {
            for point in [0, 1, 0x80, 0xff] {
                for secret in 0..=255_u8 {
                    let slopes = (0..=255).filter(|slope| secret ^ times(*slope, number) == point).count();
                    assert_eq!(slopes, 1);
                }
            }
        }
    }

    #[test]
    fn over_all_slopes_a_share_has_every_value_once() {
        for secret in [0, 7, 255] {
            for number in 0..3 {
                let mut seen = [false; 256];
                for slope in 0..=255 {
                    seen[usize::from(shares_of_byte(secret, slope)[number])] = true;
                }
                assert!(seen.iter().all(|seen| *seen));
            }
        }
    }

    fn shares_of_byte(secret: u8, slope: u8) -> [u8; 3] {
        [1, 2, 3].map(|number| secret ^ times(slope, number))
    }

    #[test]
    fn what_is_printed_is_read_however_it_is_typed() {
        for share in shares(7, 9) {
            let lines = share.lines();
            for line in &lines {
                assert_eq!(line.len(), 24, "{}", line.as_str());
            }
            let again = read(&lines).unwrap();
            assert_eq!((again.number, again.mark, &again.point), (share.number, share.mark, &share.point));
            let wide = |c: char| char::from_u32(u32::from(c) + 0xfee0).unwrap();
            let typed = lines.map(|line| {
                let line: String = line.to_lowercase().replace('0', "o").replace('1', "l").replace('-', " ");
                Zeroizing::new(line.chars().map(|c| if c == ' ' { '　' } else { wide(c) }).collect())
            });
            assert_eq!(read(&typed).unwrap().point, share.point);
        }
    }

    #[test]
    fn a_wrong_character_is_told_at_its_line_which_can_be_typed_anew() {
        let share = shares(1, 2)[0].clone();
        for (place, line) in share.lines().iter().enumerate() {
            for at in (0..24).filter(|at| at % 5 != 4) {
                let mut reader = ShareReader::default();
                for good in &share.lines()[..place] {
                    reader.take(good).unwrap();
                }
                let mut wrong = line.as_bytes().to_vec();
                wrong[at] = if wrong[at] == b'X' { b'Y' } else { b'X' };
                let wrong = String::from_utf8(wrong).unwrap();
                assert_eq!(reader.take(&wrong).unwrap_err(), ShareError::Mistyped);
                assert_eq!(reader.line(), place + 1);
                reader.take(line).unwrap();
            }
        }
    }

    #[test]
    fn lines_of_two_sheets_in_another_order_cut_or_longer_are_no_share() {
        let [one, two, _] = shares(1, 2).map(|share| share.lines());
        let mut mixed = one.clone();
        mixed[2] = two[2].clone();
        assert_eq!(read(&mixed).unwrap_err(), ShareError::Mistyped);
        let mut turned = one.clone();
        turned.swap(1, 2);
        assert_eq!(read(&turned).unwrap_err(), ShareError::Mistyped);
        for bad in
            ["", "-", "0", "0000-0000-0000-0000-000", "0000-0000-0000-0000-00000", "0000-0000-0000-0000-000U"]
        {
            assert_eq!(ShareReader::default().take(bad).unwrap_err(), ShareError::Unreadable, "{bad}");
        }
        assert_eq!(ShareReader::default().take(&"9".repeat(100_000)).unwrap_err(), ShareError::Unreadable);
    }

    #[test]
    fn shares_of_two_keys_or_of_two_printings_give_nothing() {
        let [one, ..] = shares(1, 2);
        let [_, of_another_key, _] = shares(3, 2);
        assert_eq!(one.join(&of_another_key).unwrap_err(), ShareError::OtherKey);
        // The same key split once more: the sheets of two printings do not go together.
        let [_, of_another_printing, _] = shares(1, 4);
        assert_eq!(one.join(&of_another_printing).unwrap_err(), ShareError::DoNotFit);
    }

    #[test]
    fn a_sheet_of_another_edition_is_told() {
        let mut bytes = [0_u8; LINES * LINE];
        for (version, number) in [(2, 1), (1, 0), (1, 4)] {
            bytes[..2].copy_from_slice(&[version, number]);
            let mut reader = ShareReader::default();
            let mut last = Ok(None);
            for place in 0..LINES {
                let upto = &bytes[..(place + 1) * LINE];
                let bits =
                    upto[place * LINE..].iter().fold(0_u128, |bits, byte| bits << 8 | u128::from(*byte));
                let bits = bits << 20 | u128::from(checksum(upto));
                let line: String = (0..CHARACTERS)
                    .map(|at| char::from(ALPHABET[usize::try_from((bits >> (95 - 5 * at)) & 31).unwrap()]))
                    .collect();
                last = reader.take(&line);
            }
            assert_eq!(last.unwrap_err(), ShareError::Unknown);
        }
    }

    #[test]
    fn debug_shows_no_share() {
        assert_eq!(format!("{:?}", shares(1, 2)[1]), "Share(2, …)");
        assert_eq!(format!("{:?}", ShareReader::default()), "ShareReader(line 1)");
    }
}
