//! Turns evidence into a signed assertion.

use crate::state::{
    StateDir, StateError,
    counter::{Counter, CounterError},
    key,
    lock::ChangeLock,
};
use ed25519_dalek::{Signer as _, SigningKey};
use hibiki_protocol::{
    AuthenticatorData, BridgePublicKey, Evidence, Flags, RpIdHash, Signature, TapAssertion, TownInfo, seal,
    signed_bytes,
};
use std::sync::{Mutex, MutexGuard, PoisonError};
use zeroize::Zeroizing;

/// The bridge's key and its counter.
#[derive(Debug)]
pub(crate) struct Signer {
    key: SigningKey,
    counter: Mutex<Counter>,
}

/// Nothing was signed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SignError {
    #[error(transparent)]
    Counter(#[from] CounterError),
    #[error("the town's key takes no evidence: remove the town and add it again")]
    Seal,
}

impl Signer {
    /// Reads key and counter, which are made the first time.
    pub(crate) fn open(state: &StateDir) -> Result<Self, StateError> {
        let change = ChangeLock::take(state)?;
        let key = key::load_or_make(state, &change)?;
        Ok(Self { key, counter: Mutex::new(Counter::open(state)?) })
    }

    pub(crate) fn public_key(&self) -> BridgePublicKey {
        BridgePublicKey::from_bytes(self.key.verifying_key().to_bytes())
    }

    /// Reserves a counter number before a card comes, so that the disk does not keep the person waiting.
    pub(crate) fn prepare(&self) -> Result<(), CounterError> {
        self.counter().prepare()
    }

    /// Seals the evidence to the town and signs.
    pub(crate) fn sign(
        &self,
        town: &TownInfo,
        client_data_hash: &[u8; 32],
        flags: Flags,
        evidence: &Evidence,
    ) -> Result<TapAssertion, SignError> {
        let mut data = AuthenticatorData {
            rp_id_hash: RpIdHash::of(&town.rp_id),
            flags,
            counter: self.counter().take()?,
            key_id: self.public_key().key_id(),
            sealed: Vec::new(),
        };
        let plain = Zeroizing::new(evidence.to_bytes());
        data.sealed =
            seal(&town.seal_key, &plain, &data.bound_bytes(client_data_hash)).map_err(|_| SignError::Seal)?;
        let authenticator_data = data.to_bytes();
        let signature = self.key.sign(&signed_bytes(&authenticator_data, client_data_hash));
        Ok(TapAssertion { authenticator_data, signature: Signature::from_bytes(signature.to_bytes()) })
    }

    /// Signs what is no tap: the enrolment.
    pub(crate) fn sign_enrolment(&self, bytes: &[u8]) -> Signature {
        Signature::from_bytes(self.key.sign(bytes).to_bytes())
    }

    fn counter(&self) -> MutexGuard<'_, Counter> {
        // A number is handed out by one assignment: there is nothing half done to fear.
        self.counter.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
