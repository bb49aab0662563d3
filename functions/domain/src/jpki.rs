//! The card's user-authentication certificate (公的個人認証, 利用者証明用電子証明書): X.509 (RFC 5280), RSA.
//!
//! Checked here: signature by a configured authority, validity, key usage, key size. Not checked here: revocation,
//! for which a town needs an agreement with J-LIS (公的個人認証法 第17条); `docs/tap-protocol.md` says what that means.

use crate::card_lock::CardLockSecret;
use crate::time::Timestamp;
use data_encoding::BASE64;
use hibiki_protocol::{RpIdHash, card_lock_message};
use rsa::{
    RsaPublicKey, pkcs1v15, pkcs8::DecodePublicKey as _, signature::Verifier as _,
    traits::PublicKeyParts as _,
};
use sha2::Sha256;
use x509_cert::{
    Certificate,
    der::{Decode as _, Encode as _, oid::ObjectIdentifier},
    ext::pkix::{BasicConstraints, KeyUsage},
};

/// `sha256WithRSAEncryption` (RFC 8017).
const SHA256_WITH_RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.11");
const LEAST_KEY_BYTES: usize = 256;
const MOST_KEY_BYTES: usize = 512;

/// Why a certificate does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// Not a certificate, or with a key or an algorithm that these cards do not have.
    #[error("the certificate cannot be read")]
    Unreadable,
    /// No configured authority signed it.
    #[error("the certificate is of no known authority")]
    UnknownAuthority,
    /// Not yet or no longer valid.
    #[error("the certificate is not valid now")]
    Expired,
    /// Not for signing challenges.
    #[error("the certificate is for another use")]
    WrongUse,
    /// The card's signature does not fit.
    #[error("the card's signature does not fit")]
    BadSignature,
}

/// The configured authorities are unreadable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("JPKI_CAS holds something that is not a certificate of an RSA authority")]
pub struct BadAuthorities;

/// The certificate authorities that a town accepts.
#[derive(Debug, Clone)]
pub struct Authorities(Vec<Authority>);

#[derive(Debug, Clone)]
struct Authority {
    subject_der: Vec<u8>,
    key: RsaPublicKey,
    not_before: i64,
    not_after: i64,
}

/// A card's public key under a certificate that counts. Only [`Authorities::verify_certificate`] makes one.
#[derive(Debug, Clone)]
pub struct VerifiedCardKey {
    key: RsaPublicKey,
    public_key_der: Vec<u8>,
}

impl VerifiedCardKey {
    /// The DER `SubjectPublicKeyInfo`: from it a card is recognised.
    pub fn public_key_der(&self) -> &[u8] {
        &self.public_key_der
    }

    /// Requires that the card's key signed `message` (RSASSA-PKCS1-v1_5 with SHA-256).
    pub fn proven_by(self, message: &[u8], unverified_signature: &[u8]) -> Result<Self, CertificateError> {
        verify_rsa(&self.key, message, unverified_signature)?;
        Ok(self)
    }

    /// Requires that the card's key signed the fixed text of its lock in this town, and gives the lock's secret.
    ///
    /// There is one such signature: RSASSA-PKCS1-v1_5 has no dice, and the verification takes only the number below the
    /// modulus, written in the modulus's length. Whoever has seen it once can show it again, so it proves nothing of
    /// now: only [`Self::proven_by`] does.
    pub fn lock_secret(
        &self,
        rp_id_hash: &RpIdHash,
        unverified_lock_signature: &[u8],
    ) -> Result<CardLockSecret, CertificateError> {
        let message = card_lock_message(rp_id_hash, &self.public_key_der);
        verify_rsa(&self.key, &message, unverified_lock_signature)?;
        Ok(CardLockSecret::of_verified(unverified_lock_signature))
    }
}

impl Authorities {
    /// Reads DER certificates as base64, parted by blanks. None is a valid configuration: then no card counts.
    pub fn parse(configured: &str) -> Result<Self, BadAuthorities> {
        let authority = |text: &str| {
            let der = BASE64.decode(text.as_bytes()).map_err(|_| BadAuthorities)?;
            let certificate = Certificate::from_der(&der).map_err(|_| BadAuthorities)?;
            let tbs = certificate.tbs_certificate();
            let is_ca = tbs
                .get_extension::<BasicConstraints>()
                .is_ok_and(|found| found.is_some_and(|(_, constraints)| constraints.ca));
            let (not_before, not_after) = validity(&certificate);
            let (key, _) = rsa_key(&certificate).map_err(|_| BadAuthorities)?;
            let subject_der = tbs.subject().to_der().map_err(|_| BadAuthorities)?;
            if is_ca {
                Ok(Authority { subject_der, key, not_before, not_after })
            } else {
                Err(BadAuthorities)
            }
        };
        configured.split_whitespace().map(authority).collect::<Result<_, _>>().map(Self)
    }

    /// Checks a user-authentication certificate.
    pub fn verify_certificate(
        &self,
        unverified_der: &[u8],
        now: Timestamp,
    ) -> Result<VerifiedCardKey, CertificateError> {
        let certificate = Certificate::from_der(unverified_der).map_err(|_| CertificateError::Unreadable)?;
        let tbs = certificate.tbs_certificate();
        if certificate.signature_algorithm().oid != SHA256_WITH_RSA || tbs.signature().oid != SHA256_WITH_RSA
        {
            return Err(CertificateError::Unreadable);
        }
        let issuer = tbs.issuer().to_der().map_err(|_| CertificateError::Unreadable)?;
        let signed = tbs.to_der().map_err(|_| CertificateError::Unreadable)?;
        let signature = certificate.signature().as_bytes().ok_or(CertificateError::Unreadable)?;
        let authority = self
            .0
            .iter()
            .find(|ca| ca.subject_der == issuer && verify_rsa(&ca.key, &signed, signature).is_ok())
            .ok_or(CertificateError::UnknownAuthority)?;

        let (not_before, not_after) = validity(&certificate);
        let valid = not_before.max(authority.not_before)..=not_after.min(authority.not_after);
        if !valid.contains(&now.0) {
            return Err(CertificateError::Expired);
        }
        let for_signing = tbs
            .get_extension::<KeyUsage>()
            .is_ok_and(|found| found.is_some_and(|(_, usage)| usage.digital_signature()));
        let is_ca = tbs
            .get_extension::<BasicConstraints>()
            .is_ok_and(|found| found.is_some_and(|(_, constraints)| constraints.ca));
        if !for_signing || is_ca {
            return Err(CertificateError::WrongUse);
        }
        let (key, public_key_der) = rsa_key(&certificate)?;
        Ok(VerifiedCardKey { key, public_key_der })
    }
}

fn rsa_key(certificate: &Certificate) -> Result<(RsaPublicKey, Vec<u8>), CertificateError> {
    let der = certificate
        .tbs_certificate()
        .subject_public_key_info()
        .to_der()
        .map_err(|_| CertificateError::Unreadable)?;
    let key = RsaPublicKey::from_public_key_der(&der).map_err(|_| CertificateError::Unreadable)?;
    if (LEAST_KEY_BYTES..=MOST_KEY_BYTES).contains(&key.size()) {
        Ok((key, der))
    } else {
        Err(CertificateError::Unreadable)
    }
}

fn validity(certificate: &Certificate) -> (i64, i64) {
    let validity = certificate.tbs_certificate().validity();
    let secs = |time: &x509_cert::time::Time| i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(0);
    (secs(&validity.not_before), secs(&validity.not_after))
}

fn verify_rsa(key: &RsaPublicKey, message: &[u8], signature: &[u8]) -> Result<(), CertificateError> {
    let signature = pkcs1v15::Signature::try_from(signature).map_err(|_| CertificateError::BadSignature)?;
    pkcs1v15::VerifyingKey::<Sha256>::new(key.clone())
        .verify(message, &signature)
        .map_err(|_| CertificateError::BadSignature)
}
