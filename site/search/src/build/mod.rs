//! Making the index out of the built pages.
//!
//! The pages are read as they were built, not as they were written: what is made of data (stops, lists of places)
//! is found like what is written, and no rule of the site generator is told a second time here.

mod html;
mod index;
mod kept;
mod readings;
mod synonyms;

pub use html::Page;
pub use index::{Built, File, index};
pub use kept::Kept;
pub use readings::Readings;
pub use synonyms::{Synonyms, SynonymsError};

use unicode_normalization::{UnicodeNormalization as _, is_nfkc_quick};

/// The compatibility form that [`crate::fold`] and [`crate::query`] work on; a browser has it built in.
pub fn nfkc(text: &str) -> std::borrow::Cow<'_, str> {
    if is_nfkc_quick(text.chars()) == unicode_normalization::IsNormalized::Yes {
        text.into()
    } else {
        text.nfkc().collect::<String>().into()
    }
}
