//! Passkeys (Web Authentication Level 3): what the browser is asked for, and whether its answer counts.
//!
//! Assertions are verified by `webauthn-rs-core`. Its registration reads the system clock, which panics on
//! `wasm32-unknown-unknown`; so the registration's checks (section 7.1) stand here, on its public types.

use data_encoding::BASE64URL_NOPAD;
use hibiki_protocol::{Challenge, RpIdHash};
use serde::{Deserialize, Serialize};
use serde_cbor_2::Value as Cbor;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use std::time::Duration;
use url::Url;
use webauthn_rs_core::{
    WebauthnCore,
    proto::{
        AttestationFormat, AuthenticationState, COSEAlgorithm, COSEKey, Credential, ParsedAttestation,
        PublicKeyCredential, RegisterPublicKeyCredential, RegisteredExtensions, UserVerificationPolicy,
    },
};

/// ES256, ES384 and RS256 are what the library verifies; nothing else is offered.
const ALGORITHMS: [(i32, COSEAlgorithm); 3] =
    [(-7, COSEAlgorithm::ES256), (-35, COSEAlgorithm::ES384), (-257, COSEAlgorithm::RS256)];
/// How long the browser lets a person take, in milliseconds.
const TIMEOUT_MILLIS: u32 = 60_000;
/// Longest credential id (section 4: at most 1023 bytes).
const MAX_CREDENTIAL_ID: usize = 1023;

const FLAG_USER_PRESENT: u8 = 0x01;
const FLAG_USER_VERIFIED: u8 = 0x04;
const FLAG_BACKUP_ELIGIBLE: u8 = 0x08;
const FLAG_BACKED_UP: u8 = 0x10;
const FLAG_ATTESTED: u8 = 0x40;
const FLAG_EXTENSIONS: u8 = 0x80;

/// The town as passkeys know it.
#[derive(Debug, Clone)]
pub struct RelyingParty {
    /// Host name.
    pub id: String,
    /// Exact origin.
    pub origin: String,
    /// The town's name.
    pub name: String,
}

/// Why an answer does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasskeyError {
    /// The answer cannot be read.
    #[error("the browser's answer is malformed")]
    Malformed,
    /// Another type, challenge, origin or town than was asked for, or asked from inside a frame.
    #[error("the answer belongs to another request")]
    OtherRequest,
    /// The person was not verified (no PIN, no finger, no face).
    #[error("the device did not verify the person")]
    NotVerified,
    /// An algorithm that was not offered.
    #[error("the device chose an algorithm that was not offered")]
    Algorithm,
    /// The signature does not fit, or the counter shows a copy.
    #[error("the passkey's signature does not count")]
    BadSignature,
}

/// A passkey as stored: public material only.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct StoredPasskey {
    key: COSEKey,
    counter: u32,
    backup_eligible: bool,
    backed_up: bool,
}

/// A new passkey that counts. Only [`verify_registration`] makes one.
#[derive(Debug)]
pub struct NewPasskey {
    /// Its id, base64url.
    pub credential_id: String,
    /// What to store.
    pub stored: StoredPasskey,
}

/// What to hand to `navigator.credentials.create`, in its JSON form.
pub fn creation_options(
    rp: &RelyingParty,
    challenge: &Challenge,
    user_handle: &[u8; 32],
    user_name: &str,
    existing_ids: &[String],
) -> serde_json::Value {
    let parameters: Vec<_> =
        ALGORITHMS.iter().map(|(alg, _)| json!({ "type": "public-key", "alg": alg })).collect();
    let exclude: Vec<_> = existing_ids.iter().map(|id| json!({ "type": "public-key", "id": id })).collect();
    json!({ "publicKey": {
        "rp": { "id": rp.id, "name": rp.name },
        "user": {
            "id": data_encoding::BASE64URL_NOPAD.encode(user_handle),
            "name": user_name,
            "displayName": user_name,
        },
        "challenge": challenge,
        "pubKeyCredParams": parameters,
        "timeout": TIMEOUT_MILLIS,
        "attestation": "none",
        // Some devices make a secret only with passkeys that were made for it.
        "extensions": { "prf": {} },
        "excludeCredentials": exclude,
        // Many passkeys can give a secret later only if they are told so now (the `prf` extension, section 10.1.4).
        "extensions": { "prf": {} },
        "authenticatorSelection": { "residentKey": "required", "requireResidentKey": true, "userVerification": "required" },
    }})
}

/// What to hand to `navigator.credentials.get`, in its JSON form. The list of credentials is empty: the
/// person picks one of the device's passkeys for this town.
pub fn request_options(rp: &RelyingParty, challenge: &Challenge) -> serde_json::Value {
    json!({ "publicKey": {
        "rpId": rp.id,
        "challenge": challenge,
        "timeout": TIMEOUT_MILLIS,
        "allowCredentials": [],
        "userVerification": "required",
    }})
}

/// The same options, asking for the secret that the passkey makes of this town's text too (the `prf` extension, section
/// 10.1.4). Passkeys that cannot do it leave it out.
pub fn with_secret(mut options: serde_json::Value, rp: &RelyingParty) -> serde_json::Value {
    let text = Sha256::digest(format!("hibiki health v1 {}", rp.origin));
    options["publicKey"]["extensions"] =
        json!({ "prf": { "eval": { "first": BASE64URL_NOPAD.encode(&text) } } });
    options
}

/// Checks the browser's answer to [`creation_options`] (section 7.1).
pub fn verify_registration(
    rp: &RelyingParty,
    challenge: &Challenge,
    answer: &RegisterPublicKeyCredential,
) -> Result<NewPasskey, PasskeyError> {
    use PasskeyError::{Algorithm, Malformed, NotVerified, OtherRequest};
    if answer.type_ != "public-key" {
        return Err(Malformed);
    }
    check_client_data(rp, challenge, "webauthn.create", &answer.response.client_data_json)?;

    let attestation: Cbor =
        serde_cbor_2::from_slice(&answer.response.attestation_object).map_err(|_| Malformed)?;
    let Cbor::Map(attestation) = attestation else { return Err(Malformed) };
    let field = |name: &str| attestation.get(&Cbor::Text(name.to_owned()));
    // Attestation is not asked for, so its statement proves nothing; but it must be one.
    let (Some(Cbor::Text(_)), Some(Cbor::Map(_)), Some(Cbor::Bytes(data))) =
        (field("fmt"), field("attStmt"), field("authData"))
    else {
        return Err(Malformed);
    };

    let parsed = AttestedData::parse(data).ok_or(Malformed)?;
    if parsed.rp_id_hash != *RpIdHash::of(&rp.id).as_bytes() {
        return Err(OtherRequest);
    }
    if parsed.flags & FLAG_USER_PRESENT == 0 || parsed.flags & FLAG_USER_VERIFIED == 0 {
        return Err(NotVerified);
    }
    let backup_eligible = parsed.flags & FLAG_BACKUP_ELIGIBLE != 0;
    let backed_up = parsed.flags & FLAG_BACKED_UP != 0;
    if backed_up && !backup_eligible {
        return Err(Malformed);
    }
    if parsed.credential_id.is_empty()
        || parsed.credential_id.len() > MAX_CREDENTIAL_ID
        || parsed.credential_id != answer.raw_id
    {
        return Err(Malformed);
    }
    let key = COSEKey::try_from(&parsed.key).map_err(|_| Algorithm)?;
    if !ALGORITHMS.iter().any(|(_, offered)| *offered == key.type_) {
        return Err(Algorithm);
    }
    Ok(NewPasskey {
        credential_id: data_encoding::BASE64URL_NOPAD.encode(parsed.credential_id),
        stored: StoredPasskey { key, counter: parsed.counter, backup_eligible, backed_up },
    })
}

/// Checks the browser's answer to [`request_options`] (section 7.2) and returns the passkey as it is to be stored now.
///
/// `user_handle` is what the person's passkeys carry; the caller found person and passkey by the credential id.
pub fn verify_assertion(
    rp: &RelyingParty,
    challenge: &Challenge,
    answer: &PublicKeyCredential,
    stored: &StoredPasskey,
    user_handle: &[u8; 32],
) -> Result<StoredPasskey, PasskeyError> {
    use PasskeyError::{BadSignature, Malformed, NotVerified, OtherRequest};
    if answer.type_ != "public-key" {
        return Err(Malformed);
    }
    check_client_data(rp, challenge, "webauthn.get", &answer.response.client_data_json)?;
    // A discoverable credential says whose it is (section 7.2, step 6).
    if answer.response.user_handle.as_deref() != Some(user_handle.as_slice()) {
        return Err(OtherRequest);
    }
    let data: &[u8] = &answer.response.authenticator_data;
    if !is_whole(data) {
        return Err(Malformed);
    }
    if data[..32] != *RpIdHash::of(&rp.id).as_bytes() {
        return Err(OtherRequest);
    }
    if data[32] & FLAG_USER_PRESENT == 0 || data[32] & FLAG_USER_VERIFIED == 0 {
        return Err(NotVerified);
    }

    let credential = Credential {
        cred_id: answer.raw_id.clone(),
        cred: stored.key.clone(),
        counter: stored.counter,
        transports: None,
        user_verified: true,
        backup_eligible: stored.backup_eligible,
        backup_state: stored.backed_up,
        registration_policy: UserVerificationPolicy::Required,
        extensions: RegisteredExtensions::none(),
        attestation: ParsedAttestation::default(),
        attestation_format: AttestationFormat::None,
    };
    // The state is rebuilt from what the Worker keeps itself: it is never handed out.
    let state: AuthenticationState = serde_json::from_value(json!({
        "credentials": [],
        "policy": "required",
        "challenge": challenge,
        "appid": null,
        "allow_backup_eligible_upgrade": false,
    }))
    .map_err(|_| Malformed)?;
    let result =
        library(rp)?.authenticate_single_credential(answer, &state, &credential).map_err(|_| BadSignature)?;
    if !result.user_verified() {
        return Err(NotVerified);
    }
    Ok(StoredPasskey { counter: result.counter(), backed_up: result.backup_state(), ..stored.clone() })
}

/// Whether an assertion's data is 37 bytes and nothing else, or, if the flag says so, a map of extensions behind them: what
/// a passkey gives for `prf` stands there, sealed to the browser. The library lets anything trail.
fn is_whole(data: &[u8]) -> bool {
    let Some((head, extensions)) = data.split_at_checked(37) else { return false };
    let flags = head[32];
    let mut items = serde_cbor_2::Deserializer::from_slice(extensions).into_iter::<Cbor>();
    let promised = flags & FLAG_EXTENSIONS == 0 || matches!(items.next(), Some(Ok(Cbor::Map(_))));
    flags & FLAG_ATTESTED == 0 && promised && items.next().is_none()
}

fn library(rp: &RelyingParty) -> Result<WebauthnCore, PasskeyError> {
    let origin = Url::parse(&rp.origin).map_err(|_| PasskeyError::Malformed)?;
    let timeout = Duration::from_millis(TIMEOUT_MILLIS.into());
    Ok(WebauthnCore::new_unsafe_experts_only(
        &rp.name,
        &rp.id,
        vec![origin],
        timeout,
        Some(false),
        Some(false),
    ))
}

/// The client data (section 5.8.1). `crossOrigin` and `topOrigin` are looked at here because the library does not.
fn check_client_data(
    rp: &RelyingParty,
    challenge: &Challenge,
    kind: &str,
    json: &[u8],
) -> Result<(), PasskeyError> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Collected {
        #[serde(rename = "type")]
        kind: String,
        challenge: Challenge,
        origin: String,
        #[serde(default)]
        cross_origin: Option<bool>,
        #[serde(default)]
        top_origin: Option<serde_json::Value>,
    }
    let collected: Collected = serde_json::from_slice(json).map_err(|_| PasskeyError::Malformed)?;
    let expected = collected.kind == kind
        && collected.challenge == *challenge
        && collected.origin == rp.origin
        && collected.cross_origin != Some(true)
        && collected.top_origin.is_none();
    if expected { Ok(()) } else { Err(PasskeyError::OtherRequest) }
}

/// Authenticator data with attested credential data (section 6.5.1), and nothing behind it.
struct AttestedData<'a> {
    rp_id_hash: [u8; 32],
    flags: u8,
    counter: u32,
    credential_id: &'a [u8],
    key: Cbor,
}

impl<'a> AttestedData<'a> {
    fn parse(bytes: &'a [u8]) -> Option<Self> {
        let (rp_id_hash, rest) = bytes.split_first_chunk::<32>()?;
        let (&flags, rest) = rest.split_first()?;
        let (counter, rest) = rest.split_first_chunk::<4>()?;
        if flags & FLAG_ATTESTED == 0 {
            return None;
        }
        let (_aaguid, rest) = rest.split_first_chunk::<16>()?;
        let (length, rest) = rest.split_first_chunk::<2>()?;
        let (credential_id, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
        // The key, then a map of extensions if the flag says so, then the end.
        let mut items = serde_cbor_2::Deserializer::from_slice(rest).into_iter::<Cbor>();
        let key = items.next()?.ok()?;
        if flags & FLAG_EXTENSIONS != 0 {
            matches!(items.next()?.ok()?, Cbor::Map(_)).then_some(())?;
        }
        if items.next().is_some() {
            return None;
        }
        Some(Self {
            rp_id_hash: *rp_id_hash,
            flags,
            counter: u32::from_be_bytes(*counter),
            credential_id,
            key,
        })
    }
}
