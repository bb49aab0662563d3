//! The index's files: which pages a pair stands in, and how prominently.
//!
//! A file holds, in the order of their numbers, pairs: the difference to the number before, how many pages, and for
//! each page the difference to the page before, with three bits of prominence below it. Every number is LEB128.

/// Which half of the index: small and read first, or large and read only when that does not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// Titles, readings, headings, descriptions and their synonyms.
    Head,
    /// The text.
    Body,
}

/// The pages of one pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Postings {
    /// Page and prominence (0 to 7), pages rising.
    pub pages: Vec<(u32, u8)>,
}

/// The file of `1 << bits` in which a pair stands.
pub const fn shard(id: u32, bits: u32) -> u32 {
    if bits == 0 { 0 } else { id >> (32 - bits) }
}

/// Looks one pair up in a file's bytes. A file that is cut off or not of this kind has no pairs from there on.
pub fn find(mut bytes: &[u8], id: u32) -> Option<Postings> {
    let mut at = 0_u32;
    while !bytes.is_empty() {
        at = at.wrapping_add(read(&mut bytes)?);
        let count = read(&mut bytes)?;
        if at == id {
            let mut page = 0_u32;
            let mut pages = Vec::new();
            for _ in 0..count {
                let packed = read(&mut bytes)?;
                page = page.wrapping_add(packed >> 3);
                pages.push((page, (packed & 7) as u8));
            }
            return Some(Postings { pages });
        }
        for _ in 0..count {
            read(&mut bytes)?;
        }
    }
    None
}

/// Adds a pair to a file. `before` is the number of the pair written before it, or 0.
#[cfg(feature = "build")]
pub(crate) fn write(file: &mut Vec<u8>, before: u32, id: u32, pages: &[(u32, u8)]) {
    push(file, id.wrapping_sub(before));
    push(file, u32::try_from(pages.len()).unwrap_or(0));
    let mut last = 0;
    for &(page, prominence) in pages {
        push(file, (page - last) << 3 | u32::from(prominence & 7));
        last = page;
    }
}

#[cfg(feature = "build")]
fn push(file: &mut Vec<u8>, mut value: u32) {
    loop {
        let [low, ..] = value.to_le_bytes();
        value >>= 7;
        if value == 0 {
            file.push(low & 0x7f);
            return;
        }
        file.push(low | 0x80);
    }
}

fn read(bytes: &mut &[u8]) -> Option<u32> {
    let mut value = 0_u32;
    for shift in (0..35).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u32::from(byte & 0x7f).checked_shl(shift)?;
        if byte < 0x80 {
            return Some(value);
        }
    }
    None
}

#[cfg(all(test, feature = "build"))]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_found_and_nothing_else() {
        let mut file = Vec::new();
        write(&mut file, 0, 3, &[(0, 7), (5, 1), (70_000, 4)]);
        write(&mut file, 3, 900, &[]);
        write(&mut file, 900, u32::MAX, &[(9, 2)]);
        assert_eq!(find(&file, 3).unwrap().pages, [(0, 7), (5, 1), (70_000, 4)]);
        assert_eq!(find(&file, 900).unwrap().pages, []);
        assert_eq!(find(&file, u32::MAX).unwrap().pages, [(9, 2)]);
        assert_eq!(find(&file, 4), None);
    }

    #[test]
    fn a_file_that_is_cut_off_or_strange_is_read_without_harm() {
        let mut file = Vec::new();
        write(&mut file, 0, 3, &[(300, 7), (500, 1)]);
        for end in 0..file.len() {
            assert_eq!(find(&file[..end], 3), None);
        }
        assert_eq!(find(&[0xff; 64], 3), None);
    }

    #[test]
    fn shards_divide_all_numbers() {
        assert_eq!((shard(u32::MAX, 0), shard(u32::MAX, 3), shard(0, 3)), (0, 7, 0));
    }
}
