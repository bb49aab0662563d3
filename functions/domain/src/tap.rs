//! Whether a tap counts. The protocol is told in `docs/tap-protocol.md`.

use crate::card_lock::CardLockSecret;
use crate::jpki::{Authorities, CertificateError, VerifiedCardKey};
use crate::time::Timestamp;
use hibiki_protocol::{
    AuthenticatorData, BridgePublicKey, Challenge, ClientData, Evidence, Identifier, KeyId, Purpose,
    RpIdHash, SealSecretKey, TapAssertion, Want, card_message, signed_bytes, verify_signature,
};
use zeroize::Zeroizing;

/// What the Worker knows from its own state about the tap that it asked for.
#[derive(Debug, Clone)]
pub struct Expected<'a> {
    /// The challenge that was just used up.
    pub challenge: Challenge,
    /// The town's exact origin.
    pub origin: &'a str,
    /// The town's relying-party id.
    pub rp_id: &'a str,
    /// For what the challenge was made.
    pub purpose: Purpose,
    /// What was asked of the card.
    pub want: Want,
}

/// A bridge that staff enrolled, as stored.
#[derive(Debug, Clone)]
pub struct StoredBridge {
    /// Its key.
    pub public_key: BridgePublicKey,
    /// The last counter that counted.
    pub counter: u32,
    /// Whether staff took the trust back.
    pub revoked: bool,
}

/// Why a tap does not count.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TapError {
    /// The challenge was made for a purpose that does not permit what it asks of the card.
    #[error("the purpose does not permit what was asked of the card")]
    NotPermitted,
    /// The authenticator data cannot be read.
    #[error("the authenticator data is malformed")]
    Malformed,
    /// Made for another town.
    #[error("the tap was made for another town")]
    OtherTown,
    /// The key is not enrolled, and what was asked for needs a trusted reader.
    #[error("the reader is not enrolled")]
    UnknownBridge,
    /// Staff revoked the bridge.
    #[error("the reader was revoked")]
    RevokedBridge,
    /// The signature does not fit challenge, origin, purpose and data.
    #[error("the bridge's signature does not fit")]
    BadSignature,
    /// The counter does not rise: a replay, or a copied key.
    #[error("the bridge's counter does not rise")]
    CounterFell,
    /// The flags do not say what was asked for.
    #[error("no card was present, or its PIN was not verified")]
    Flags,
    /// The sealed evidence does not open or is not what was asked for.
    #[error("the evidence is not what was asked for")]
    BadEvidence,
    /// The card's certificate does not count.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
}

/// A tap that counts, if its counter is still the highest when it is written. Only [`verify`] makes one.
#[derive(Debug)]
pub struct VerifiedTap {
    /// The enrolled bridge and its new counter; `None` for a resident's own reader at home.
    pub bridge: Option<(KeyId, u32)>,
    /// The card's identifier, read at a trusted reader.
    pub identifier: Option<Identifier>,
    /// The card's own key: certified, and with [`Want::Signature`] and [`Want::Opening`] proven by a signature.
    pub card_key: Option<VerifiedCardKey>,
    /// With [`Want::Opening`]: what opens the card's lock.
    pub card_lock: Option<CardLockSecret>,
    /// Names this very tap; an emergency summary is released for it (`hibiki_protocol::release_emergency`).
    pub client_data_hash: [u8; 32],
}

/// Checks a tap against what the Worker expects.
///
/// `bridge` is what is stored under the key id in the assertion. Everything but the sealed evidence is
/// checked before anything is opened; nothing here says who the person is.
pub fn verify(
    expected: &Expected<'_>,
    assertion: &TapAssertion,
    bridge: Option<&StoredBridge>,
    seal_key: &SealSecretKey,
    authorities: &Authorities,
    now: Timestamp,
) -> Result<VerifiedTap, TapError> {
    if !expected.purpose.permits(expected.want) {
        return Err(TapError::NotPermitted);
    }
    let data = AuthenticatorData::parse(&assertion.authenticator_data).map_err(|_| TapError::Malformed)?;
    let rp_id_hash = RpIdHash::of(expected.rp_id);
    if data.rp_id_hash != rp_id_hash {
        return Err(TapError::OtherTown);
    }
    let client_data_hash =
        ClientData::new(expected.challenge, expected.origin, expected.purpose, expected.want).hash();
    check_bridge(expected.want, assertion, &data, bridge, &client_data_hash)?;
    if !data.flags.card_present || data.flags.pin_verified != expected.want.needs_pin() {
        return Err(TapError::Flags);
    }

    let opened = seal_key
        .open(&data.sealed, &data.bound_bytes(&client_data_hash))
        .map(Zeroizing::new)
        .map_err(|_| TapError::BadEvidence)?;
    let evidence = Evidence::parse(&opened).map_err(|_| TapError::BadEvidence)?;
    let read = Read { rp_id_hash, client_data_hash, authorities, now };
    let (identifier, card_key, card_lock) = read.evidence(expected.want, evidence)?;
    let bridge = bridge.map(|_| (data.key_id, data.counter));
    Ok(VerifiedTap { bridge, identifier, card_key, card_lock, client_data_hash })
}

/// What the evidence of one tap is judged by.
struct Read<'a> {
    rp_id_hash: RpIdHash,
    client_data_hash: [u8; 32],
    authorities: &'a Authorities,
    now: Timestamp,
}

type Proven = (Option<Identifier>, Option<VerifiedCardKey>, Option<CardLockSecret>);

impl Read<'_> {
    /// Takes exactly what was asked for: nothing may be missing, and nothing may come unasked.
    fn evidence(&self, want: Want, evidence: Evidence) -> Result<Proven, TapError> {
        let Evidence {
            identifier,
            unverified_certificate: certificate,
            unverified_signature: signature,
            unverified_lock_signature: lock,
        } = evidence;
        match (want, identifier, certificate, signature, lock) {
            (Want::Identifier, Some(identifier), None, None, None) => Ok((Some(identifier), None, None)),
            (Want::Binding, Some(identifier), certificate, None, None) => {
                let key =
                    certificate.map(|der| self.authorities.verify_certificate(&der, self.now)).transpose()?;
                Ok((Some(identifier), key, None))
            }
            (Want::Signature, None, Some(certificate), Some(signature), None) => {
                Ok((None, Some(self.proven_key(&certificate, &signature)?), None))
            }
            (Want::Opening, None, Some(certificate), Some(signature), Some(lock)) => {
                let key = self.proven_key(&certificate, &signature)?;
                let secret = key.lock_secret(&self.rp_id_hash, &lock)?;
                Ok((None, Some(key), Some(secret)))
            }
            _ => Err(TapError::BadEvidence),
        }
    }

    /// The key of the card that signed for this very challenge.
    fn proven_key(&self, certificate: &[u8], signature: &[u8]) -> Result<VerifiedCardKey, TapError> {
        let key = self.authorities.verify_certificate(certificate, self.now)?;
        Ok(key.proven_by(&card_message(&self.rp_id_hash, &self.client_data_hash), signature)?)
    }
}

fn check_bridge(
    want: Want,
    assertion: &TapAssertion,
    data: &AuthenticatorData,
    bridge: Option<&StoredBridge>,
    client_data_hash: &[u8; 32],
) -> Result<(), TapError> {
    let Some(bridge) = bridge else {
        // At home the card's own signature is the proof and the reader needs no trust.
        return if want.needs_pin() { Ok(()) } else { Err(TapError::UnknownBridge) };
    };
    if bridge.revoked {
        return Err(TapError::RevokedBridge);
    }
    let message = signed_bytes(&assertion.authenticator_data, client_data_hash);
    if bridge.public_key.key_id() != data.key_id
        || !verify_signature(&bridge.public_key, &message, &assertion.signature)
    {
        return Err(TapError::BadSignature);
    }
    if data.counter <= bridge.counter {
        return Err(TapError::CounterFell);
    }
    Ok(())
}
