//! HPKE (RFC 9180, base mode: X25519, HKDF-SHA-256, ChaCha20-Poly1305) of several messages in one context: each is bound
//! to what stands beside it, and they open in their order alone.

use super::cipher::DoesNotOpen;
use super::lock::{ENCAPSULATED, Kem};
use super::one_seed::OneSeed;
use hpke::{
    Deserializable as _, Kem as KemTrait, OpModeR, OpModeS, Serializable as _,
    aead::{AeadCtxR, ChaCha20Poly1305},
    kdf::HkdfSha256,
};
use zeroize::Zeroizing;

pub(super) type PrivateKey = <Kem as KemTrait>::PrivateKey;

/// Seals messages, each with what is authenticated beside it. `seed` is random and used once.
pub(super) fn seal(
    info: &[u8],
    recipient: &[u8; 32],
    messages: &[(&[u8], &[u8])],
    seed: [u8; 32],
) -> Result<Vec<u8>, DoesNotOpen> {
    let recipient = <Kem as KemTrait>::PublicKey::from_bytes(recipient).map_err(|_| DoesNotOpen)?;
    let (encapsulated, mut context) = hpke::setup_sender_with_rng::<ChaCha20Poly1305, HkdfSha256, Kem>(
        &OpModeS::Base,
        &recipient,
        info,
        &mut OneSeed::new(seed),
    )
    .map_err(|_| DoesNotOpen)?;
    let mut out = encapsulated.to_bytes().to_vec();
    for (plain, bound) in messages {
        let sealed = context.seal(plain, bound).map_err(|_| DoesNotOpen)?;
        let length = u32::try_from(sealed.len()).map_err(|_| DoesNotOpen)?;
        out.extend_from_slice(&length.to_be_bytes());
        out.extend_from_slice(&sealed);
    }
    Ok(out)
}

/// Opens what [`seal`] made, message by message.
pub(super) struct Opener<'a> {
    context: AeadCtxR<ChaCha20Poly1305, HkdfSha256, Kem>,
    rest: &'a [u8],
}

impl<'a> Opener<'a> {
    pub(super) fn new(info: &[u8], key: &PrivateKey, bytes: &'a [u8]) -> Result<Self, DoesNotOpen> {
        let (encapsulated, rest) = bytes.split_at_checked(ENCAPSULATED).ok_or(DoesNotOpen)?;
        let encapsulated =
            <Kem as KemTrait>::EncappedKey::from_bytes(encapsulated).map_err(|_| DoesNotOpen)?;
        let context =
            hpke::setup_receiver(&OpModeR::Base, key, &encapsulated, info).map_err(|_| DoesNotOpen)?;
        Ok(Self { context, rest })
    }

    /// The next message.
    pub(super) fn next(&mut self, bound: &[u8]) -> Result<Zeroizing<Vec<u8>>, DoesNotOpen> {
        let (length, rest) = self.rest.split_first_chunk::<4>().ok_or(DoesNotOpen)?;
        let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| DoesNotOpen)?;
        let (sealed, rest) = rest.split_at_checked(length).ok_or(DoesNotOpen)?;
        self.rest = rest;
        self.context.open(sealed, bound).map(Zeroizing::new).map_err(|_| DoesNotOpen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_open_in_their_order_with_their_key_and_beside_what_is_bound_to_them_alone() {
        let (key, public) = Kem::derive_keypair(&[1; 32]);
        let public: [u8; 32] = public.to_bytes().into();
        let (other, _) = Kem::derive_keypair(&[2; 32]);
        let sealed = seal(b"info", &public, &[(b"one", b"a"), (b"two", b"b")], [3; 32]).unwrap();
        let mut opener = Opener::new(b"info", &key, &sealed).unwrap();
        assert_eq!(opener.next(b"a").unwrap().as_slice(), b"one");
        assert_eq!(opener.next(b"b").unwrap().as_slice(), b"two");
        assert!(opener.next(b"b").is_err());
        for (info, key, bound) in
            [(b"info".as_slice(), &key, b"b"), (b"info", &other, b"a"), (b"else", &key, b"a")]
        {
            assert!(Opener::new(info, key, &sealed).unwrap().next(bound).is_err());
        }
        for length in 0..ENCAPSULATED + 4 {
            let cut = Opener::new(b"info", &key, &sealed[..length]).and_then(|mut it| it.next(b"a"));
            assert!(cut.is_err());
        }
    }
}
