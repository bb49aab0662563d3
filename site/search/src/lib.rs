//! Finding a page by what a resident types.
//!
//! People type kanji, kana of either kind, half-width kana, full-width letters, a long vowel too many, okurigana as
//! they feel it. [`fold`] makes one spelling of them; [`grams`] cuts it into pairs of characters; an index says in
//! which pages a pair stands and how prominently; [`query`] adds up. A wrong character loses two pairs, not the page.
//!
//! The index is cut into small files, so that a phone loads only those that hold the pairs of its question.

#[cfg(feature = "build")]
pub mod build;
pub mod fold;
pub mod grams;
pub mod postings;
pub mod query;
