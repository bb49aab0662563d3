//! The little CBOR (RFC 8949) that an authenticator writes.

/// An integer.
pub fn int(value: i64) -> Vec<u8> {
    if value >= 0 { head(0, value.unsigned_abs()) } else { head(1, value.unsigned_abs() - 1) }
}

/// A byte string.
pub fn bytes(value: &[u8]) -> Vec<u8> {
    [head(2, value.len() as u64), value.to_vec()].concat()
}

/// A text.
pub fn text(value: &str) -> Vec<u8> {
    [head(3, value.len() as u64), value.as_bytes().to_vec()].concat()
}

/// A map of encoded keys and values, in their order.
pub fn map(pairs: &[(Vec<u8>, Vec<u8>)]) -> Vec<u8> {
    let mut out = head(5, pairs.len() as u64);
    for (key, value) in pairs {
        out.extend_from_slice(key);
        out.extend_from_slice(value);
    }
    out
}

fn head(major: u8, value: u64) -> Vec<u8> {
    let major = major << 5;
    match u8::try_from(value) {
        Ok(small @ 0..24) => vec![major | small],
        Ok(byte) => vec![major | 0x18, byte],
        Err(_) => match u16::try_from(value) {
            Ok(two) => [&[major | 0x19][..], &two.to_be_bytes()].concat(),
            Err(_) => [&[major | 0x1b][..], &value.to_be_bytes()].concat(),
        },
    }
}
