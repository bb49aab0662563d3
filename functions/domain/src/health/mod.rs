//! A child's health record: plain rules, from what is recorded to what a parent, a nurse or a school reads.

pub mod vaccination;
