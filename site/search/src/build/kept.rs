//! What was worked out for each page, kept from one build to the next: a changed course costs one page's work.

use std::collections::HashMap;

/// The pairs of one page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Analysed {
    /// A hash over everything that they were made of.
    pub(crate) key: u64,
    /// Pair and prominence, pairs rising.
    pub(crate) head: Vec<(u32, u8)>,
    /// Pair and how often.
    pub(crate) body: Vec<(u32, u8)>,
}

/// The pairs of all pages of a build.
#[derive(Debug, Clone, Default)]
pub struct Kept(HashMap<u64, Analysed>);

/// Changes when the same text gives other pairs.
const FORM: &[u8; 8] = b"hibiki01";

impl Kept {
    pub(crate) fn of(pages: Vec<Analysed>) -> Self {
        Self(pages.into_iter().map(|page| (page.key, page)).collect())
    }

    pub(crate) fn page(&self, key: u64) -> Option<Analysed> {
        self.0.get(&key).cloned()
    }

    /// Takes another language's pages in.
    pub fn add(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// How many pages.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing was kept.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// As a file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = FORM.to_vec();
        for page in self.0.values() {
            bytes.extend(page.key.to_le_bytes());
            for pairs in [&page.head, &page.body] {
                bytes.extend(u32::try_from(pairs.len()).unwrap_or(0).to_le_bytes());
                for (id, prominence) in pairs {
                    bytes.extend(id.to_le_bytes());
                    bytes.push(*prominence);
                }
            }
        }
        bytes
    }

    /// From a file; nothing is kept when it is of another form or cut off.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let Some(mut bytes) = bytes.strip_prefix(FORM) else { return Self::default() };
        let mut pages = Vec::new();
        while !bytes.is_empty() {
            let Some(page) = page(&mut bytes) else { return Self::default() };
            pages.push(page);
        }
        Self::of(pages)
    }
}

fn page(bytes: &mut &[u8]) -> Option<Analysed> {
    let key = u64::from_le_bytes(take(bytes)?);
    Some(Analysed { key, head: pairs(bytes)?, body: pairs(bytes)? })
}

fn pairs(bytes: &mut &[u8]) -> Option<Vec<(u32, u8)>> {
    let count = u32::from_le_bytes(take(bytes)?) as usize;
    let (pairs, rest) = bytes.split_at_checked(count.checked_mul(5)?)?;
    *bytes = rest;
    let pair = |mut bytes: &[u8]| Some((u32::from_le_bytes(take(&mut bytes)?), *bytes.first()?));
    pairs.chunks_exact(5).map(pair).collect()
}

fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, rest) = bytes.split_first_chunk::<N>()?;
    *bytes = rest;
    Some(*taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_comes_back_and_a_broken_file_keeps_nothing() {
        let page = Analysed { key: 7, head: vec![(1, 7), (9, 2)], body: vec![(u32::MAX, 0)] };
        let bytes = Kept::of(vec![page.clone(), Analysed { key: 8, ..page.clone() }]).to_bytes();
        let kept = Kept::from_bytes(&bytes);
        assert_eq!((kept.len(), kept.page(7)), (2, Some(page)));
        for end in 0..bytes.len() {
            assert!(Kept::from_bytes(&bytes[..end]).len() < 2);
        }
        assert!(Kept::from_bytes(b"hibiki00").is_empty());
    }
}
