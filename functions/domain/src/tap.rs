//! Whether a tap counts. The protocol is told in `docs/tap-protocol.md`.

use crate::jpki::{Authorities, CertificateError, VerifiedCardKey};
use crate::time::Timestamp;
use hibiki_protocol::{
    AuthenticatorData, BridgePublicKey, Challenge, ClientData, Evidence, Identifier, KeyId, Purpose,
    RpIdHash, SealSecretKey, TapAssertion, Want, card_message, signed_bytes, verify_signature,
};

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
    /// The card's own key: certified, and with [`Want::Signature`] proven by a signature.
    pub card_key: Option<VerifiedCardKey>,
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
    let data = AuthenticatorData::parse(&assertion.authenticator_data).map_err(|_| TapError::Malformed)?;
    let rp_id_hash = RpIdHash::of(expected.rp_id);
    if data.rp_id_hash != rp_id_hash {
        return Err(TapError::OtherTown);
    }
    let client_data_hash =
        ClientData::new(expected.challenge, expected.origin, expected.purpose, expected.want).hash();
    check_bridge(expected.want, assertion, &data, bridge, &client_data_hash)?;
    if !data.flags.card_present || data.flags.pin_verified != (expected.want == Want::Signature) {
        return Err(TapError::Flags);
    }

    let opened = seal_key
        .open(&data.sealed, &data.bound_bytes(&client_data_hash))
        .map_err(|_| TapError::BadEvidence)?;
    let evidence = Evidence::parse(&opened).map_err(|_| TapError::BadEvidence)?;
    let Evidence { identifier, unverified_certificate, unverified_signature } = evidence;
    let (identifier, card_key) =
        match (expected.want, identifier, unverified_certificate, unverified_signature) {
            (Want::Identifier, Some(identifier), None, None) => (Some(identifier), None),
            (Want::Binding, Some(identifier), certificate, None) => {
                let key = certificate.map(|der| authorities.verify_certificate(&der, now)).transpose()?;
                (Some(identifier), key)
            }
            (Want::Signature, None, Some(certificate), Some(signature)) => {
                let key = authorities.verify_certificate(&certificate, now)?;
                let message = card_message(&rp_id_hash, &client_data_hash);
                (None, Some(key.proven_by(&message, &signature)?))
            }
            _ => return Err(TapError::BadEvidence),
        };
    let bridge = bridge.map(|_| (data.key_id, data.counter));
    Ok(VerifiedTap { bridge, identifier, card_key })
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
        return if want == Want::Signature { Ok(()) } else { Err(TapError::UnknownBridge) };
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
