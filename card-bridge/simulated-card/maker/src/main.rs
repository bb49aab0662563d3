//! Makes the keys and certificates of the simulated Individual Number Cards and of the tests' cards:
//! `cargo run --release --package hibiki-simulated-card-maker`.
//!
//! The files are kept in the repository, because every build would otherwise wait for them. Every key comes from its own
//! seed, so they come out the same on every machine, and a new card changes none of the others. None of these keys
//! protects anything.

mod certificate;
mod demo;
mod tests_own;

use std::{error::Error, fs, path::Path};

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

fn main() -> Result<()> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let demo = here.with_file_name("keys");
    let tests = here.join("../../../tests/keys");
    for folder in [&demo, &tests] {
        fs::create_dir_all(folder)?;
    }
    demo::make(&demo)?;
    tests_own::make(&tests)
}
