//! The program beside the card reader: reads cards, signs taps.

fn main() {}
