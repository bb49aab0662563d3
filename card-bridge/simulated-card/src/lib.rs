//! Software cards for demonstrations and tests: Individual Number Cards, a bus card, a library card.
//!
//! [`SimulatedCard`] answers command APDUs as such a card does, with its files, its PIN and its rules of
//! security status. The cards of [`DEMO_CARDS`] belong to nobody: serial numbers are in a range that is not
//! issued, keys and certificates are made by this crate's build script from fixed seeds (the same at every
//! build) and are public knowledge. They must never open anything real.

mod apdu;
mod card;
mod profile;

pub use card::{SimulatedCard, TownArea, TownFile};
pub use profile::{CardKind, CardProfile, DEMO_CARDS, FOREIGN_CA_DER, Secret, TEST_CA_DER, card};

/// The policy that the demo certificates name: the one of J-LIS's own test cards.
pub const TEST_POLICY_OID: &str = "1.2.392.200149.8.5.1.0.30";
