//! XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03): nonces are so long that random ones never meet.

use chacha20poly1305::{
    Key, KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};
use data_encoding::BASE64URL_NOPAD;
use zeroize::Zeroizing;

/// The bytes do not open: another key, another place, or changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("sealed bytes do not open")]
pub struct DoesNotOpen;

/// 24 random bytes, each used once.
pub type Nonce = [u8; 24];

/// What is authenticated beside a ciphertext: parts that each carry their length, so that no two lists are alike.
pub(super) fn bound(parts: &[&[u8]]) -> Vec<u8> {
    let mut out = Vec::with_capacity(parts.iter().map(|part| part.len() + 4).sum());
    for part in parts {
        out.extend_from_slice(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
        out.extend_from_slice(part);
    }
    out
}

/// Seals; the text is base64url of nonce and ciphertext.
pub(super) fn seal(key: &[u8; 32], bound: &[u8], plain: &[u8], nonce: Nonce) -> String {
    let payload = Payload { msg: plain, aad: bound };
    // Encrypting fails only for messages of 256 GiB and more; an empty text opens for nobody.
    let sealed =
        XChaCha20Poly1305::new(&Key::from(*key)).encrypt(&XNonce::from(nonce), payload).unwrap_or_default();
    BASE64URL_NOPAD.encode(&[nonce.as_slice(), &sealed].concat())
}

/// Opens what [`seal`] made with the same key and bound bytes.
pub(super) fn open(key: &[u8; 32], bound: &[u8], text: &str) -> Result<Zeroizing<Vec<u8>>, DoesNotOpen> {
    let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| DoesNotOpen)?;
    let (nonce, sealed) = bytes.split_first_chunk::<24>().ok_or(DoesNotOpen)?;
    XChaCha20Poly1305::new(&Key::from(*key))
        .decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: bound })
        .map(Zeroizing::new)
        .map_err(|_| DoesNotOpen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_that_are_cut_elsewhere_are_other_bytes() {
        assert_ne!(bound(&[b"ab", b"c"]), bound(&[b"a", b"bc"]));
        assert_ne!(bound(&[b"a"]), bound(&[b"a", b""]));
    }

    #[test]
    fn a_changed_byte_anywhere_closes_the_text() {
        let sealed = seal(&[1; 32], b"here", b"plain", [2; 24]);
        assert_eq!(open(&[1; 32], b"here", &sealed).unwrap().as_slice(), b"plain");
        assert_eq!(open(&[1; 32], b"there", &sealed), Err(DoesNotOpen));
        assert_eq!(open(&[2; 32], b"here", &sealed), Err(DoesNotOpen));
        for place in 0..sealed.len() {
            let mut changed = sealed.clone().into_bytes();
            changed[place] = if changed[place] == b'A' { b'B' } else { b'A' };
            assert_eq!(open(&[1; 32], b"here", std::str::from_utf8(&changed).unwrap()), Err(DoesNotOpen));
            assert_eq!(open(&[1; 32], b"here", &sealed[..place]), Err(DoesNotOpen));
        }
    }
}
