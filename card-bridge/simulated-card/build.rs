//! Makes the test authorities and one RSA key and certificate for each simulated Individual Number Card.
//!
//! Every key comes from its own seed, so every build on every machine makes the same cards, and a new card
//! changes none of the others. None of these keys protects anything.

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
    der::{
        Encode,
        asn1::{Ia5String, ObjectIdentifier, OctetString, UtcTime},
    },
    ext::{
        Extension,
        pkix::{
            AccessDescription, AuthorityInfoAccessSyntax, AuthorityKeyIdentifier, BasicConstraints,
            CertificatePolicies, CrlDistributionPoints, ExtendedKeyUsage, KeyUsage, KeyUsages,
            SubjectKeyIdentifier,
            certpolicy::PolicyInformation,
            crl::dp::DistributionPoint,
            name::{DistributionPointName, GeneralName},
        },
    },
    name::Name,
    serial_number::SerialNumber,
    spki::{SubjectPublicKeyInfoOwned as SubjectPublicKeyInfo, SubjectPublicKeyInfoRef},
    time::{Time, Validity},
};

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// Card, its place in the authority's list, its authority. The names are repeated in `src/profile.rs`.
const CARDS: [(&str, u32, &str); 9] = [
    ("hanako", 1, TOWN_TEST_CA),
    ("taro", 2, TOWN_TEST_CA),
    ("umeko", 3, TOWN_TEST_CA),
    ("staff-admin", 4, TOWN_TEST_CA),
    ("staff-clerk", 5, TOWN_TEST_CA),
    ("staff-editor", 6, TOWN_TEST_CA),
    ("spare", 7, TOWN_TEST_CA),
    ("staff-organizer", 8, TOWN_TEST_CA),
    ("foreign-ca", 1, FOREIGN_CA),
];

const TOWN_TEST_CA: &str = "test-ca";
const FOREIGN_CA: &str = "foreign-ca-authority";

/// The policy under which J-LIS's own test cards carry user-authentication certificates.
const POLICY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.392.200149.8.5.1.0.30");
const CLIENT_AUTH: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.2");
const OCSP: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1");

/// 2024-01-01T00:00:00Z and 2034-01-01T00:00:00Z.
const NOT_BEFORE_SECS: u64 = 1_704_067_200;
const NOT_AFTER_SECS: u64 = 2_019_686_400;

fn main() -> Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?);

    let mut names = vec![TOWN_TEST_CA, FOREIGN_CA];
    names.extend(CARDS.map(|(slug, _, _)| slug));
    // Two at once: as many as the machines have on which this is built.
    let keys = thread::scope(|scope| {
        let (left, right) = names.split_at(names.len() / 2);
        let right = scope.spawn(|| right.iter().map(|name| key(name)).collect::<Result<Vec<_>>>());
        let mut keys = left.iter().map(|name| key(name)).collect::<Result<Vec<_>>>()?;
        keys.extend(right.join().map_err(|_| "a key could not be made")??);
        Result::Ok(keys)
    })?;
    let key_of = |name: &str| {
        let place = names.iter().position(|known| *known == name).ok_or("an unknown name")?;
        Result::Ok(&keys[place])
    };

    for ca in [TOWN_TEST_CA, FOREIGN_CA] {
        fs::write(out.join(format!("{ca}.cert.der")), authority(ca, key_of(ca)?)?.to_der()?)?;
    }
    for (slug, place, ca) in CARDS {
        let key = key_of(slug)?;
        fs::write(out.join(format!("{slug}.cert.der")), leaf(place, key, ca, key_of(ca)?)?.to_der()?)?;
        fs::write(out.join(format!("{slug}.key.der")), key.to_pkcs1_der()?.as_bytes())?;
    }
    Ok(())
}

fn key(name: &str) -> Result<RsaPrivateKey> {
    let seed = Sha256::digest([b"hibiki simulated card v1\0", name.as_bytes()].concat());
    Ok(RsaPrivateKey::new(&mut ChaCha20Rng::from_seed(seed.into()), 2048)?)
}

fn authority_name(ca: &str) -> Result<Name> {
    let organisation = if ca == TOWN_TEST_CA { "HIBIKI-TEST" } else { "OTHER-TEST" };
    Ok(Name::from_str(&format!(
        "OU=Hibiki simulated cards,OU=JPKI for user authentication,O={organisation},C=JP"
    ))?)
}

fn authority(ca: &str, key: &RsaPrivateKey) -> Result<Certificate> {
    let name = authority_name(ca)?;
    let mut builder = builder(name.clone(), name, 1, key)?;
    builder.add_extension(&KeyUsage(KeyUsages::KeyCertSign | KeyUsages::CRLSign))?;
    builder.add_extension((true, &BasicConstraints { ca: true, path_len_constraint: None }))?;
    builder.add_extension(&SubjectKeyIdentifier(key_identifier(key)?))?;
    Ok(builder.build::<_, Signature>(&SigningKey::<Sha256>::new(key.clone()))?)
}

/// In the shape of the certificates on J-LIS's test cards: no name, no address, no date of birth.
fn leaf(place: u32, key: &RsaPrivateKey, ca: &str, ca_key: &RsaPrivateKey) -> Result<Certificate> {
    let issuer = authority_name(ca)?;
    let subject = Name::from_str(&format!("CN={place:08}HIBIKITEST9901A,C=JP"))?;
    let crl_place = GeneralName::DirectoryName(issuer.clone());
    let ocsp = Ia5String::new("http://ocsp.hibiki-test.invalid")?;

    let mut builder = builder(issuer, subject, 1000 + place, key)?;
    builder.add_extension(&KeyUsage(KeyUsages::DigitalSignature.into()))?;
    builder.add_extension(&ExtendedKeyUsage(vec![CLIENT_AUTH]))?;
    let policy = PolicyInformation { policy_identifier: POLICY, policy_qualifiers: None };
    builder.add_extension((true, &CertificatePolicies(vec![policy])))?;
    builder.add_extension(&CrlDistributionPoints(vec![DistributionPoint {
        distribution_point: Some(DistributionPointName::FullName(vec![crl_place])),
        reasons: None,
        crl_issuer: None,
    }]))?;
    builder.add_extension(&AuthorityInfoAccessSyntax(vec![AccessDescription {
        access_method: OCSP,
        access_location: GeneralName::UniformResourceIdentifier(ocsp),
    }]))?;
    builder.add_extension(&AuthorityKeyIdentifier {
        key_identifier: Some(key_identifier(ca_key)?),
        authority_cert_issuer: None,
        authority_cert_serial_number: None,
    })?;
    builder.add_extension(&SubjectKeyIdentifier(key_identifier(key)?))?;
    Ok(builder.build::<_, Signature>(&SigningKey::<Sha256>::new(ca_key.clone()))?)
}

fn builder(
    issuer: Name,
    subject: Name,
    serial: u32,
    key: &RsaPrivateKey,
) -> Result<CertificateBuilder<OnlyNames>> {
    let time = |secs| Result::Ok(Time::UtcTime(UtcTime::from_unix_duration(Duration::from_secs(secs))?));
    let validity = Validity::new(time(NOT_BEFORE_SECS)?, time(NOT_AFTER_SECS)?);
    Ok(CertificateBuilder::new(
        OnlyNames { issuer, subject },
        SerialNumber::from(serial),
        validity,
        public_key(key)?,
    )?)
}

fn public_key(key: &RsaPrivateKey) -> Result<SubjectPublicKeyInfo> {
    Ok(SubjectPublicKeyInfo::from_key(&SigningKey::<Sha256>::new(key.clone()).verifying_key())?)
}

/// The first 20 bytes of the SHA-256 of the public key (RFC 7093, method 1).
fn key_identifier(key: &RsaPrivateKey) -> Result<OctetString> {
    let key = public_key(key)?;
    Ok(OctetString::new(&Sha256::digest(key.subject_public_key.raw_bytes())[..20])?)
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
