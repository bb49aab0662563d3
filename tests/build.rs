//! Makes the cards of the tests: certified by the simulated cards' test authority, whose key comes from a published
//! seed (`card-bridge/simulated-card/build.rs`), and a few certificates that must never count.

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use rsa::{
    RsaPrivateKey,
    pkcs1::EncodeRsaPrivateKey,
    pkcs1v15::{Signature, SigningKey},
    signature::Keypair,
};
use sha2::{Digest, Sha256};
use std::{env, error::Error, fs, path::PathBuf, str::FromStr, thread, time::Duration};
use x509_cert::{
    Certificate,
    builder::{Builder, CertificateBuilder, profile::BuilderProfile},
    certificate::TbsCertificate,
    der::{Encode, asn1::UtcTime},
    ext::{
        Extension,
        pkix::{BasicConstraints, KeyUsage, KeyUsages},
    },
    name::Name,
    serial_number::SerialNumber,
    spki::{SubjectPublicKeyInfoOwned as SubjectPublicKeyInfo, SubjectPublicKeyInfoRef},
    time::{Time, Validity},
};

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// As many cards as the tests of one target bind. The number is repeated in `src/card.rs`.
const CARDS: usize = 16;

const YEAR_2024: u64 = 1_704_067_200;
const YEAR_2025: u64 = 1_735_689_600;
const YEAR_2034: u64 = 2_019_686_400;
const YEAR_2035: u64 = 2_051_222_400;

fn main() -> Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?);
    let ca = key("hibiki simulated card v1\0test-ca", 2048)?;
    let stranger = key("hibiki tests v1\0stranger", 2048)?;
    let weak = key("hibiki tests v1\0weak", 1024)?;
    let names: Vec<String> = (0..CARDS).map(|place| format!("hibiki tests v1\0card {place}")).collect();
    let keys: Vec<RsaPrivateKey> = thread::scope(|scope| {
        let (left, right) = names.split_at(CARDS / 2);
        let right = scope.spawn(|| right.iter().map(|name| key(name, 2048)).collect::<Result<Vec<_>>>());
        let mut keys = left.iter().map(|name| key(name, 2048)).collect::<Result<Vec<_>>>()?;
        keys.extend(right.join().map_err(|_| "a key could not be made")??);
        Result::Ok(keys)
    })?;

    let signing = KeyUsage(KeyUsages::DigitalSignature.into());
    let now = (YEAR_2024, YEAR_2034);
    for (place, key) in keys.iter().enumerate() {
        let good = certificate(&Leaf { key, signer: &ca, validity: now, usage: Some(&signing), ca: false })?;
        fs::write(out.join(format!("card-{place}.cert.der")), good)?;
        fs::write(out.join(format!("card-{place}.key.der")), key.to_pkcs1_der()?.as_bytes())?;
    }
    // All of them for the key of card 0, so that its signature fits; only the certificate is wrong.
    let key = &keys[0];
    let wrong = [
        (
            "expired",
            Leaf { key, signer: &ca, validity: (YEAR_2024, YEAR_2025), usage: Some(&signing), ca: false },
        ),
        (
            "not-yet",
            Leaf { key, signer: &ca, validity: (YEAR_2034, YEAR_2035), usage: Some(&signing), ca: false },
        ),
        ("authority", Leaf { key, signer: &ca, validity: now, usage: Some(&signing), ca: true }),
        ("no-usage", Leaf { key, signer: &ca, validity: now, usage: None, ca: false }),
        ("stranger", Leaf { key, signer: &stranger, validity: now, usage: Some(&signing), ca: false }),
        ("weak", Leaf { key: &weak, signer: &ca, validity: now, usage: Some(&signing), ca: false }),
    ];
    for (name, leaf) in &wrong {
        fs::write(out.join(format!("{name}.cert.der")), certificate(leaf)?)?;
    }
    fs::write(out.join("weak.key.der"), weak.to_pkcs1_der()?.as_bytes())?;
    Ok(())
}

fn key(seed: &str, bits: usize) -> Result<RsaPrivateKey> {
    let mut dice = ChaCha20Rng::from_seed(Sha256::digest(seed.as_bytes()).into());
    if bits < 2048 {
        return Ok(RsaPrivateKey::new_unchecked(&mut dice, bits)?);
    }
    Ok(RsaPrivateKey::new(&mut dice, bits)?)
}

/// A certificate that names the test authority as its issuer, whoever signs it.
struct Leaf<'a> {
    key: &'a RsaPrivateKey,
    signer: &'a RsaPrivateKey,
    validity: (u64, u64),
    usage: Option<&'a KeyUsage>,
    ca: bool,
}

fn certificate(leaf: &Leaf<'_>) -> Result<Vec<u8>> {
    let time = |secs| Result::Ok(Time::UtcTime(UtcTime::from_unix_duration(Duration::from_secs(secs))?));
    let names = Names {
        issuer: Name::from_str(
            "OU=Hibiki simulated cards,OU=JPKI for user authentication,O=HIBIKI-TEST,C=JP",
        )?,
        subject: Name::from_str("CN=00000000HIBIKITESTS,C=JP")?,
    };
    let public = SigningKey::<Sha256>::new(leaf.key.clone()).verifying_key();
    let mut builder = CertificateBuilder::new(
        names,
        SerialNumber::from(77_u32),
        Validity::new(time(leaf.validity.0)?, time(leaf.validity.1)?),
        SubjectPublicKeyInfo::from_key(&public)?,
    )?;
    if let Some(usage) = leaf.usage {
        builder.add_extension(usage)?;
    }
    if leaf.ca {
        builder.add_extension((true, &BasicConstraints { ca: true, path_len_constraint: None }))?;
    }
    let built: Certificate =
        builder.build::<_, Signature>(&SigningKey::<Sha256>::new(leaf.signer.clone()))?;
    Ok(built.to_der()?)
}

/// A profile that adds nothing of its own.
struct Names {
    issuer: Name,
    subject: Name,
}

impl BuilderProfile for Names {
    fn get_issuer(&self, _: &Name) -> Name {
        self.issuer.clone()
    }

    fn get_subject(&self) -> Name {
        self.subject.clone()
    }

    fn build_extensions(
        &self,
        _: SubjectPublicKeyInfoRef<'_>,
        _: SubjectPublicKeyInfoRef<'_>,
        _: &TbsCertificate,
    ) -> x509_cert::builder::Result<Vec<Extension>> {
        Ok(Vec::new())
    }
}
