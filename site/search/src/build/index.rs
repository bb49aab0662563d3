//! The index of one language's pages.

use crate::{
    build::{Kept, Page, Readings, Synonyms, kept::Analysed, nfkc},
    fold::fold,
    grams,
    postings::{self, shard},
};
use serde::Serialize;
use std::{
    hash::{DefaultHasher, Hash as _, Hasher as _},
    thread,
};

/// One file of the index, to be put below `search/<language>/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// `index.json`, `head/3.bin`, `body/12.bin`, `pages/0.json`.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// What a list of results shows of a page: address, title, description, kind, day (or 0).
#[derive(Debug, Serialize)]
struct Doc<'a>(&'a str, &'a str, String, &'a str, u32);

/// An index.
#[derive(Debug)]
pub struct Built {
    /// Its files.
    pub files: Vec<File>,
    /// What need not be worked out again for a page that stays as it is.
    pub kept: Kept,
}

/// `index.json`.
#[derive(Debug, Serialize)]
struct Header<'a> {
    /// Changes with anything in the index: part of every file's address, so that old and new files never mix.
    version: &'a str,
    pages: usize,
    head_bits: u32,
    body_bits: u32,
    /// Pages in each of `pages/*.json`.
    block: usize,
    worths: &'a [(usize, u32)],
}

/// Titles and addresses come in blocks of so many pages.
const BLOCK: usize = 16;
/// A file of pairs is about so large.
const FILE_BYTES: usize = 3_000;
/// So many pages are kept of a pair of the text at least, and an eighth of all at most. Of the head all are kept.
const FEW: usize = 60;

/// Makes the index. `today` is `YYYYMMDD` in the town.
pub fn index(
    mut pages: Vec<Page>,
    readings: &Readings,
    synonyms: &Synonyms,
    today: u32,
    kept: &Kept,
) -> Built {
    // Numbered by worth: then a handful of numbers says what every page is worth, and like stands beside like.
    pages.sort_by(|a, b| {
        worth(b, today).cmp(&worth(a, today)).then(b.date.cmp(&a.date)).then_with(|| a.path.cmp(&b.path))
    });
    let analysed = in_parallel(&pages, |page| analyse(page, readings, synonyms, kept));

    let (head_bits, head) = files(&analysed, |page| &page.head, usize::MAX);
    let (body_bits, body) = files(&analysed, |page| &page.body, FEW.max(pages.len() / 8));
    let named = |folder: &'static str, files: Vec<Vec<u8>>| {
        files
            .into_iter()
            .enumerate()
            .map(move |(place, bytes)| File { name: format!("{folder}/{place}.bin"), bytes })
    };
    let mut files: Vec<File> = named("head", head).chain(named("body", body)).collect();
    for (place, block) in pages.chunks(BLOCK).enumerate() {
        let docs: Vec<_> = block.iter().map(doc).collect();
        files.push(File { name: format!("pages/{place}.json"), bytes: json(&docs) });
    }
    let mut hash = DefaultHasher::new();
    for file in &files {
        file.bytes.hash(&mut hash);
    }
    let header = Header {
        version: &format!("{:08x}", hash.finish() >> 32),
        pages: pages.len(),
        head_bits,
        body_bits,
        block: BLOCK,
        worths: &worths(&pages, today),
    };
    files.push(File { name: "index.json".to_owned(), bytes: json(&header) });
    Built { files, kept: Kept::of(analysed) }
}

fn json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).unwrap_or_default() // strings and numbers always become JSON
}

fn doc(page: &Page) -> Doc<'_> {
    let description = page.description.chars().take(120).collect();
    Doc(&page.path, &page.title, description, &page.kind, page.date)
}

/// What a page is worth before anything is asked, in hundredths: a procedure is wanted more often than the news of
/// the year before last.
fn worth(page: &Page, today: u32) -> u32 {
    let years = today.saturating_sub(page.date) / 10_000; // YYYYMMDD
    match page.kind.as_str() {
        "procedures" => 116,
        "facilities" | "area" => 110,
        "news" if page.date == 0 || years > 1 => 76,
        "news" if today.saturating_sub(page.date) > 300 => 90, // more than three months
        "courses" if page.date < today => 80,
        "lectures" => 92,
        // A stop is called after the library that stands there: whoever types its name means the library.
        "bus" => 76,
        _ => 100,
    }
}

fn worths(pages: &[Page], today: u32) -> Vec<(usize, u32)> {
    let mut worths: Vec<(usize, u32)> = Vec::new();
    for (place, page) in pages.iter().enumerate() {
        let worth = worth(page, today);
        match worths.last_mut() {
            Some((end, same)) if *same == worth => *end = place + 1,
            _ => worths.push((place + 1, worth)),
        }
    }
    worths
}

fn analyse(page: &Page, readings: &Readings, synonyms: &Synonyms, kept: &Kept) -> Analysed {
    let read = |text: &str| readings.read(text).unwrap_or_default();
    let whole = if fold(&nfkc(&page.title)).iter().map(Vec::len).sum::<usize>() <= 8 { 7 } else { 6 };
    // What stands where, the most prominent first.
    let head = [
        (whole, page.title.clone()),
        (whole, page.reading.clone()),
        (5, read(&page.title)),
        (4, page.description.clone()),
        (4, synonyms.meant(&page.title)),
        (3, page.headings.clone()),
        (3, read(&page.description)),
        (2, synonyms.meant(&format!("{}\n{}", page.description, page.headings))),
    ];
    let mut hash = DefaultHasher::new();
    (&head, &page.body).hash(&mut hash);
    let key = hash.finish();
    if let Some(analysed) = kept.page(key) {
        return analysed;
    }

    let mut ids = Vec::new();
    let mut prominent: Vec<(u32, u8)> = Vec::new();
    for (prominence, text) in &head {
        ids.clear();
        grams::collect(&nfkc(text), &mut ids);
        prominent.extend(ids.iter().map(|id| (*id, *prominence)));
    }
    prominent.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
    prominent.dedup_by_key(|(id, _)| *id);

    ids.clear();
    grams::collect(&nfkc(&page.body), &mut ids);
    ids.sort_unstable();
    let body = ids.chunk_by(|a, b| a == b).filter_map(|same| {
        let id = *same.first()?;
        prominent.binary_search_by_key(&id, |(id, _)| *id).is_err().then_some((id, often(same.len())))
    });
    Analysed { key, body: body.collect(), head: prominent }
}

/// How often, in three bits.
const fn often(times: usize) -> u8 {
    match times {
        0 | 1 => 0,
        2 => 1,
        3 => 2,
        4 | 5 => 3,
        6..=8 => 4,
        9..=13 => 5,
        14..=20 => 6,
        _ => 7,
    }
}

/// The pairs of all pages as files, and how many files as a power of two.
fn files(pages: &[Analysed], of: impl Fn(&Analysed) -> &Vec<(u32, u8)>, most: usize) -> (u32, Vec<Vec<u8>>) {
    let mut all: Vec<(u32, u32, u8)> = Vec::with_capacity(pages.iter().map(|page| of(page).len()).sum());
    for (number, page) in (0_u32..).zip(pages) {
        all.extend(of(page).iter().map(|(id, prominence)| (*id, number, *prominence)));
    }
    all.sort_unstable();
    let pairs = all.chunk_by(|a, b| a.0 == b.0).count();
    let mut bits = 0;
    while bits < 12 && (pairs * 4 + all.len() * 3 / 2) >> bits > FILE_BYTES {
        bits += 1;
    }
    let mut files = vec![Vec::new(); 1 << bits];
    let mut before = vec![0; 1 << bits];
    let mut there = Vec::new();
    for same in all.chunk_by(|a, b| a.0 == b.0) {
        let Some(&(id, ..)) = same.first() else { continue };
        let place = shard(id, bits) as usize;
        let (Some(file), Some(before)) = (files.get_mut(place), before.get_mut(place)) else { continue };
        there.clear();
        there.extend(same.iter().map(|(_, page, prominence)| (*page, *prominence)));
        if there.len() > most {
            // Too common to tell pages apart: those remain that say it most.
            there.sort_by_key(|(page, prominence)| (std::cmp::Reverse(*prominence), *page));
            there.truncate(most);
            there.sort_unstable();
        }
        postings::write(file, *before, id, &there);
        *before = id;
    }
    (bits, files)
}

/// Does the same to every item on as many threads as the machine has.
fn in_parallel<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let work = &work;
    thread::scope(|scope| {
        let running: Vec<_> = items
            .chunks(items.len().div_ceil(threads).max(1))
            .map(|part| scope.spawn(move || part.iter().map(work).collect::<Vec<R>>()))
            .collect();
        running
            .into_iter()
            .flat_map(|part| part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    })
}
