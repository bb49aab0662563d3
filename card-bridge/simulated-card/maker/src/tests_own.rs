//! The cards of the tests, certified by the simulated cards' test authority, and a few certificates that must never count.

use crate::{
    Result,
    certificate::{TEN_YEARS, begin, end, key, keys},
    demo,
};
use rsa::{RsaPrivateKey, pkcs1::EncodeRsaPrivateKey};
use std::{fs, path::Path};
use x509_cert::ext::pkix::{BasicConstraints, KeyUsage, KeyUsages};

/// As many cards as the tests of one target bind. The number is repeated in `tests/src/card.rs`.
const CARDS: usize = 16;

const ISSUER: &str = "OU=Hibiki simulated cards,OU=JPKI for user authentication,O=HIBIKI-TEST,C=JP";
const YEAR_2025: u64 = 1_735_689_600;
const YEAR_2035: u64 = 2_051_222_400;

/// A certificate that names the test authority as its issuer, whoever signs it.
struct Leaf<'a> {
    key: &'a RsaPrivateKey,
    signer: &'a RsaPrivateKey,
    validity: (u64, u64),
    usage: Option<&'a KeyUsage>,
    ca: bool,
}

/// Writes them.
pub(crate) fn make(folder: &Path) -> Result<()> {
    let ca = key(&demo::seed("test-ca"), 2048)?;
    let stranger = key("hibiki tests v1\0stranger", 2048)?;
    let weak = key("hibiki tests v1\0weak", 1024)?;
    let keys = keys(&(0..CARDS).map(|place| format!("hibiki tests v1\0card {place}")).collect::<Vec<_>>())?;
    let signing = KeyUsage(KeyUsages::DigitalSignature.into());
    let good = |key| Leaf { key, signer: &ca, validity: TEN_YEARS, usage: Some(&signing), ca: false };
    for (place, key) in keys.iter().enumerate() {
        fs::write(folder.join(format!("card-{place}.cert.der")), certificate(&good(key))?)?;
        fs::write(folder.join(format!("card-{place}.key.der")), key.to_pkcs1_der()?.as_bytes())?;
    }
    // All of them for the key of card 0, so that its signature fits; only the certificate is wrong.
    let key = &keys[0];
    let wrong = [
        ("expired", Leaf { validity: (TEN_YEARS.0, YEAR_2025), ..good(key) }),
        ("not-yet", Leaf { validity: (TEN_YEARS.1, YEAR_2035), ..good(key) }),
        ("authority", Leaf { ca: true, ..good(key) }),
        ("no-usage", Leaf { usage: None, ..good(key) }),
        ("stranger", Leaf { signer: &stranger, ..good(key) }),
        ("weak", good(&weak)),
    ];
    for (name, leaf) in &wrong {
        fs::write(folder.join(format!("{name}.cert.der")), certificate(leaf)?)?;
    }
    fs::write(folder.join("weak.key.der"), weak.to_pkcs1_der()?.as_bytes())?;
    Ok(())
}

fn certificate(leaf: &Leaf<'_>) -> Result<Vec<u8>> {
    let mut builder = begin(ISSUER, "CN=00000000HIBIKITESTS,C=JP", 77, leaf.key, leaf.validity)?;
    if let Some(usage) = leaf.usage {
        builder.add_extension(usage)?;
    }
    if leaf.ca {
        builder.add_extension((true, &BasicConstraints { ca: true, path_len_constraint: None }))?;
    }
    end(builder, leaf.signer)
}
