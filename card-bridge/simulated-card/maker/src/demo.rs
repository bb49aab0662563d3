//! The cards of the demonstration, in the shape of the certificates on J-LIS's test cards.

use crate::{
    Result,
    certificate::{TEN_YEARS, begin, end, keys, public_key},
};
use rsa::{RsaPrivateKey, pkcs1::EncodeRsaPrivateKey};
use sha2::{Digest, Sha256};
use std::{fs, path::Path};
use x509_cert::{
    der::asn1::{Ia5String, ObjectIdentifier, OctetString},
    ext::pkix::{
        AccessDescription, AuthorityInfoAccessSyntax, AuthorityKeyIdentifier, BasicConstraints,
        CertificatePolicies, CrlDistributionPoints, ExtendedKeyUsage, KeyUsage, KeyUsages,
        SubjectKeyIdentifier,
        certpolicy::PolicyInformation,
        crl::dp::DistributionPoint,
        name::{DistributionPointName, GeneralName},
    },
};

/// Card, its place in the authority's list, its authority. The names are repeated in `../../src/profile.rs`.
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

/// From what the key of a card or authority is made.
pub(crate) fn seed(name: &str) -> String {
    format!("hibiki simulated card v1\0{name}")
}

/// Writes them.
pub(crate) fn make(folder: &Path) -> Result<()> {
    let mut names = vec![TOWN_TEST_CA, FOREIGN_CA];
    names.extend(CARDS.map(|(slug, _, _)| slug));
    let keys = keys(&names.iter().map(|name| seed(name)).collect::<Vec<_>>())?;
    let key_of = |name: &str| {
        let place = names.iter().position(|known| *known == name).ok_or("an unknown name")?;
        Result::Ok(&keys[place])
    };
    for ca in [TOWN_TEST_CA, FOREIGN_CA] {
        fs::write(folder.join(format!("{ca}.cert.der")), authority(ca, key_of(ca)?)?)?;
    }
    for (slug, place, ca) in CARDS {
        let key = key_of(slug)?;
        fs::write(folder.join(format!("{slug}.cert.der")), leaf(place, key, ca, key_of(ca)?)?)?;
        fs::write(folder.join(format!("{slug}.key.der")), key.to_pkcs1_der()?.as_bytes())?;
    }
    Ok(())
}

fn authority_name(ca: &str) -> String {
    let organisation = if ca == TOWN_TEST_CA { "HIBIKI-TEST" } else { "OTHER-TEST" };
    format!("OU=Hibiki simulated cards,OU=JPKI for user authentication,O={organisation},C=JP")
}

fn authority(ca: &str, key: &RsaPrivateKey) -> Result<Vec<u8>> {
    let name = authority_name(ca);
    let mut builder = begin(&name, &name, 1, key, TEN_YEARS)?;
    builder.add_extension(&KeyUsage(KeyUsages::KeyCertSign | KeyUsages::CRLSign))?;
    builder.add_extension((true, &BasicConstraints { ca: true, path_len_constraint: None }))?;
    builder.add_extension(&SubjectKeyIdentifier(key_identifier(key)?))?;
    end(builder, key)
}

/// No name, no address, no date of birth.
fn leaf(place: u32, key: &RsaPrivateKey, ca: &str, ca_key: &RsaPrivateKey) -> Result<Vec<u8>> {
    let issuer = authority_name(ca);
    let crl_place = GeneralName::DirectoryName(issuer.parse()?);
    let ocsp = Ia5String::new("http://ocsp.hibiki-test.invalid")?;
    let subject = format!("CN={place:08}HIBIKITEST9901A,C=JP");
    let mut builder = begin(&issuer, &subject, 1000 + place, key, TEN_YEARS)?;
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
    end(builder, ca_key)
}

/// The first 20 bytes of the SHA-256 of the public key (RFC 7093, method 1).
fn key_identifier(key: &RsaPrivateKey) -> Result<OctetString> {
    let key = public_key(key)?;
    Ok(OctetString::new(&Sha256::digest(key.subject_public_key.raw_bytes())[..20])?)
}
