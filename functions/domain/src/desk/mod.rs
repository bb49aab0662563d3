//! The organizer's desk.
