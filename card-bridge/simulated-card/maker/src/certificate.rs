//! Keys from seeds, and certificates with a public key and two names.

use crate::Result;
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use rsa::{
    RsaPrivateKey,
    pkcs1v15::{Signature, SigningKey},
    signature::Keypair,
};
use sha2::{Digest, Sha256};
use std::{thread, time::Duration};
use x509_cert::{
    builder::{Builder, CertificateBuilder, profile::BuilderProfile},
    certificate::TbsCertificate,
    der::{Encode, asn1::UtcTime},
    ext::Extension,
    name::Name,
    serial_number::SerialNumber,
    spki::{SubjectPublicKeyInfoOwned as SubjectPublicKeyInfo, SubjectPublicKeyInfoRef},
    time::{Time, Validity},
};

/// 2024-01-01T00:00:00Z and 2034-01-01T00:00:00Z, in seconds.
pub(crate) const TEN_YEARS: (u64, u64) = (1_704_067_200, 2_019_686_400);

/// The key of a seed; one of fewer than 2048 bits is for refusing it.
pub(crate) fn key(seed: &str, bits: usize) -> Result<RsaPrivateKey> {
    let mut dice = ChaCha20Rng::from_seed(Sha256::digest(seed.as_bytes()).into());
    if bits < 2048 {
        return Ok(RsaPrivateKey::new_unchecked(&mut dice, bits)?);
    }
    Ok(RsaPrivateKey::new(&mut dice, bits)?)
}

/// The keys of many seeds, two at once.
pub(crate) fn keys(seeds: &[String]) -> Result<Vec<RsaPrivateKey>> {
    thread::scope(|scope| {
        let (left, right) = seeds.split_at(seeds.len() / 2);
        let right = scope.spawn(|| right.iter().map(|seed| key(seed, 2048)).collect::<Result<Vec<_>>>());
        let mut keys = left.iter().map(|seed| key(seed, 2048)).collect::<Result<Vec<_>>>()?;
        keys.extend(right.join().map_err(|_| "a key could not be made")??);
        Ok(keys)
    })
}

/// Begins a certificate for a key.
pub(crate) fn begin(
    issuer: &str,
    subject: &str,
    serial: u32,
    key: &RsaPrivateKey,
    (from, until): (u64, u64),
) -> Result<CertificateBuilder<impl BuilderProfile>> {
    let names = OnlyNames { issuer: issuer.parse()?, subject: subject.parse()? };
    let time = |secs| Result::Ok(Time::UtcTime(UtcTime::from_unix_duration(Duration::from_secs(secs))?));
    let validity = Validity::new(time(from)?, time(until)?);
    Ok(CertificateBuilder::new(names, SerialNumber::from(serial), validity, public_key(key)?)?)
}

/// Signs it.
pub(crate) fn end(
    certificate: CertificateBuilder<impl BuilderProfile>,
    signer: &RsaPrivateKey,
) -> Result<Vec<u8>> {
    Ok(certificate.build::<_, Signature>(&SigningKey::<Sha256>::new(signer.clone()))?.to_der()?)
}

/// As a certificate holds it.
pub(crate) fn public_key(key: &RsaPrivateKey) -> Result<SubjectPublicKeyInfo> {
    Ok(SubjectPublicKeyInfo::from_key(&SigningKey::<Sha256>::new(key.clone()).verifying_key())?)
}

/// A profile that adds nothing of its own.
struct OnlyNames {
    issuer: Name,
    subject: Name,
}

impl BuilderProfile for OnlyNames {
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
