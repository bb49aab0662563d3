//! The journeys of residents and staff over HTTP, and the contracts between rooms.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test")]

mod bootstrap;
mod counter;
mod desk_files;
mod desk_items;
mod desk_publish;
mod desk_recordings;
mod guardians;
mod headers;
mod health_back;
mod health_card;
mod health_consent;
mod health_diary;
mod health_eligibility;
mod health_eligibility_card;
mod health_emergency;
mod health_entries;
mod health_export;
mod health_growth;
mod health_guardians;
mod health_inbox;
mod health_leave;
mod health_log;
mod health_medicine;
mod health_open;
mod health_scan;
mod health_vaccinated;
mod health_vaccinations;
mod health_vitals;
mod letters;
mod log_in;
mod looks;
mod motion;
mod notices;
mod once;
mod register;
mod search;
mod sectors;
mod statements;
mod table;
mod ways;
