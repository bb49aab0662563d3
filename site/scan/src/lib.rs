//! Reading QR codes (ISO/IEC 18004) in the browser: a picture goes in, the bytes of every code in it come out.
//!
//! **Bytes and not text.** What pharmacies print is Shift_JIS, which a QR code does not say; readers that make text of
//! it guess, each in another way. Here nothing is guessed: numbers, letters and kanji of their own modes become the
//! bytes that they stand for (kanji: Shift_JIS), and an ECI changes nothing. The page makes text of the bytes with the
//! browser's `TextDecoder`, which has the tables.
//!
//! **Joined codes.** A text may be spread over up to 16 symbols by *structured append* (section 8 of the standard), cut
//! anywhere. Such a symbol says which part it is; whoever has all of them puts the bytes together.
//!
//! The picture stays in the browser: it is never sent.

mod binary;
mod find;
mod picture;

pub use find::{Effort, Part, Symbol, symbols};
pub use picture::Picture;

use wasm_bindgen::prelude::wasm_bindgen;

/// What stands in a picture, for the script.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Reading {
    symbols: Vec<Symbol>,
    light: u8,
}

/// Reads a picture as a canvas gives it: four bytes a pixel, row by row.
///
/// `thorough` is for a picture that does not come again; of a camera there is always a next one.
#[wasm_bindgen]
pub fn read(rgba: &[u8], width: u32, thorough: bool) -> Reading {
    let effort = if thorough { Effort::Thorough } else { Effort::Quick };
    match Picture::from_rgba(rgba, width) {
        Some(picture) => Reading { symbols: symbols(&picture, effort), light: picture.light() },
        None => Reading { symbols: Vec::new(), light: u8::MAX },
    }
}

#[wasm_bindgen]
impl Reading {
    /// How many codes there are.
    #[wasm_bindgen(getter)]
    pub fn count(&self) -> usize {
        self.symbols.len()
    }

    /// How light the picture is: see [`Picture::light`].
    #[wasm_bindgen(getter)]
    pub fn light(&self) -> u8 {
        self.light
    }

    /// The bytes of a code.
    pub fn bytes(&self, index: usize) -> Vec<u8> {
        self.symbols.get(index).map(|symbol| symbol.bytes.clone()).unwrap_or_default()
    }

    /// Index from 0, number of symbols and parity when the code is one of several; else nothing.
    pub fn part(&self, index: usize) -> Vec<u8> {
        let part = self.symbols.get(index).and_then(|symbol| symbol.part);
        part.map(|part| vec![part.index, part.total, part.parity]).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
