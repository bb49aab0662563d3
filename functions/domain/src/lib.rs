//! The rules of the town: no I/O, no clock, no randomness.
