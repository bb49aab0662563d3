//! How a bridge becomes one that a town trusts: staff make a pairing code, the bridge answers with its key.

use crate::{BridgePublicKey, EmergencyPublicKey, KeyId, SealPublicKey, Signature};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;

/// What a town says of itself at `/.well-known/hibiki.json`. A bridge pins it when the town is added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TownInfo {
    /// The town's name as shown to people, e.g. ひびき町.
    pub name: String,
    /// The exact origin of its pages, e.g. `https://hibiki.example.jp`.
    pub origin: String,
    /// The relying-party id: the host name in the origin.
    pub rp_id: String,
    /// To what a card's evidence is sealed.
    pub seal_key: SealPublicKey,
}

/// The text is not a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a code has 12 letters and digits in three groups of four")]
pub struct UnreadableCode;

/// A one-time code that people read aloud and type: 12 characters, 60 bits, of an alphabet without
/// look-alikes (no I, L, O, U). `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct PairingCode(String);

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl PairingCode {
    /// From the first 60 bits of these bytes.
    pub fn from_bytes(bytes: &[u8; 8]) -> Self {
        let bits = u64::from_be_bytes(*bytes);
        let code = (0..12)
            .map(|place| {
                let index = usize::try_from((bits >> (59 - 5 * place)) & 31).unwrap_or(0);
                char::from(ALPHABET[index])
            })
            .collect();
        Self(code)
    }

    /// Reads what a person typed: small letters, blanks, hyphens, full-width characters and the
    /// look-alikes O, I and L are understood.
    pub fn parse(typed: &str) -> Result<Self, UnreadableCode> {
        let mut code = String::with_capacity(12);
        for typed in typed.chars().take(64) {
            let narrow = match typed {
                '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(typed) - 0xfee0).ok_or(UnreadableCode)?,
                other => other,
            };
            match narrow.to_ascii_uppercase() {
                ' ' | '-' | '\u{3000}' | '‐' | '‑' | '–' | '—' | '―' | '−' | 'ー' | '\t' | '\r' | '\n' =>
                    {}
                'O' => code.push('0'),
                'I' | 'L' => code.push('1'),
                c if c.is_ascii() && ALPHABET.contains(&(c as u8)) => code.push(c),
                _ => return Err(UnreadableCode),
            }
        }
        if code.len() == 12 { Ok(Self(code)) } else { Err(UnreadableCode) }
    }

    /// The 12 characters without hyphens.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As printed: three groups of four.
    pub fn grouped(&self) -> String {
        format!("{}-{}-{}", &self.0[..4], &self.0[4..8], &self.0[8..])
    }
}

impl fmt::Debug for PairingCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PairingCode(…)")
    }
}

/// The bridge's request to `/api/bridges/enrol`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnrolRequest {
    /// The pairing code as typed.
    pub code: String,
    /// The key that will sign taps.
    pub public_key: BridgePublicKey,
    /// The key to which emergency summaries will be sealed, from a bridge that is to show them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emergency_key: Option<EmergencyPublicKey>,
    /// ed25519 over [`enrolment_bytes`]: the sender owns the key.
    pub signature: Signature,
}

/// The Worker's answer to a good enrolment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolReply {
    /// The name that staff gave to the bridge.
    pub name: String,
    /// How the town will call the key.
    pub key_id: KeyId,
    /// Whether the town keeps the emergency key that came with the request.
    #[serde(default, skip_serializing_if = "is_false")]
    pub emergency: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
const fn is_false(value: &bool) -> bool {
    !*value
}

/// What a bridge signs to prove that it owns its key: bound to the town and to the code.
///
/// With an emergency key it is another text, so that neither can the key be taken out of a signed request, nor one be
/// put into it.
pub fn enrolment_bytes(
    origin: &str,
    code: &PairingCode,
    key: &BridgePublicKey,
    emergency_key: Option<&EmergencyPublicKey>,
) -> Vec<u8> {
    let mut out = match emergency_key {
        None => b"hibiki bridge enrolment v1\0".to_vec(),
        Some(_) => b"hibiki bridge enrolment v2\0".to_vec(),
    };
    out.extend_from_slice(&Sha256::digest(origin.as_bytes()));
    out.extend_from_slice(&Sha256::digest(code.as_str().as_bytes()));
    out.extend_from_slice(key.as_bytes());
    out.extend_from_slice(emergency_key.map_or(&[][..], |key| key.as_bytes()));
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let code = PairingCode::from_bytes(&[0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde, 0xf0]);
        assert_eq!(code.grouped().len(), 14);
        let lower = format!(" {}", code.grouped().to_lowercase().replace('-', " "));
        assert_eq!(PairingCode::parse(&lower).unwrap(), code);
        let wide: String =
            code.as_str().chars().map(|c| char::from_u32(u32::from(c) + 0xfee0).unwrap()).collect();
        assert_eq!(PairingCode::parse(&wide).unwrap(), code);
        assert_eq!(PairingCode::parse("OIL0-1111-2222").unwrap().as_str(), "011011112222");
    }

    #[test]
    fn all_bits_of_a_code_come_from_its_bytes() {
        assert_eq!(PairingCode::from_bytes(&[0xff; 8]).as_str(), "ZZZZZZZZZZZZ");
        assert_eq!(PairingCode::from_bytes(&[0; 8]).as_str(), "000000000000");
    }

    #[test]
    fn other_texts_are_no_codes() {
        for bad in
            ["", "0000-0000-000", "0000-0000-00000", "0000-0000-000U", "０", "あいうえおかきくけこさし"]
        {
            assert!(PairingCode::parse(bad).is_err(), "{bad}");
        }
        assert!(PairingCode::parse(&"0".repeat(10_000)).is_err());
    }

    #[test]
    fn a_request_of_an_older_bridge_is_read_and_written_as_it_always_was() {
        let code = PairingCode::from_bytes(&[0; 8]);
        let old = format!(
            r#"{{"code":"{}","public_key":"{}","signature":"{}"}}"#,
            code.as_str(),
            BridgePublicKey::from_bytes([1; 32]),
            Signature::from_bytes([2; 64])
        );
        let request: EnrolRequest = serde_json::from_str(&old).unwrap();
        assert_eq!(request.emergency_key, None);
        assert_eq!(serde_json::to_string(&request).unwrap(), old);
        let message = enrolment_bytes(
            "https://hibiki.example.jp",
            &code,
            &request.public_key,
            request.emergency_key.as_ref(),
        );
        assert!(message.starts_with(b"hibiki bridge enrolment v1\0") && message.len() == 27 + 3 * 32);

        let reply = format!(r#"{{"name":"窓口1","key_id":"{}"}}"#, KeyId::from_bytes([3; 16]));
        let read: EnrolReply = serde_json::from_str(&reply).unwrap();
        assert!(!read.emergency);
        assert_eq!(serde_json::to_string(&read).unwrap(), reply);
    }

    #[test]
    fn an_emergency_key_can_neither_be_taken_out_of_a_signed_enrolment_nor_be_changed() {
        let code = PairingCode::from_bytes(&[0; 8]);
        let key = BridgePublicKey::from_bytes([1; 32]);
        let with = |emergency: Option<[u8; 32]>| {
            let emergency = emergency.map(EmergencyPublicKey::from_bytes);
            enrolment_bytes("https://hibiki.example.jp", &code, &key, emergency.as_ref())
        };
        let all = [with(None), with(Some([1; 32])), with(Some([2; 32]))];
        for (place, one) in all.iter().enumerate() {
            for other in &all[place + 1..] {
                assert!(!one.starts_with(other) && !other.starts_with(one));
            }
        }
    }

    #[test]
    fn debug_shows_no_code() {
        assert_eq!(format!("{:?}", PairingCode::from_bytes(&[0; 8])), "PairingCode(…)");
    }
}
