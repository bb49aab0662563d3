//! A software Individual Number Card for demonstrations and tests.
