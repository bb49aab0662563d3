//! How a command speaks to the running bridge: the port, and a token that only this user can read.

use super::{StateDir, StateError, file};
use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};
use std::{fmt, fs, io};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

/// A secret that is new at each start. `Debug` hides it.
#[derive(Clone)]
pub(crate) struct Token(Zeroizing<String>);

impl Token {
    /// A new one.
    pub(crate) fn random() -> Result<Self, StateError> {
        let mut bytes = Zeroizing::new([0; 32]);
        getrandom::fill(bytes.as_mut()).map_err(|error| StateError::Random(error.to_string()))?;
        Ok(Self(Zeroizing::new(BASE64URL_NOPAD.encode(bytes.as_ref()))))
    }

    /// Compares without telling by its time how much of it was right.
    pub(crate) fn is(&self, presented: &[u8]) -> bool {
        self.0.as_bytes().ct_eq(presented).into()
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }

    #[cfg(test)]
    pub(crate) fn for_test(text: &str) -> Self {
        Self(Zeroizing::new(text.to_owned()))
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

#[derive(Serialize, Deserialize)]
struct ControlFile {
    port: u16,
    token: Zeroizing<String>,
}

/// Written by the bridge when it listens.
pub(crate) fn write(state: &StateDir, port: u16, token: &Token) -> Result<(), StateError> {
    let path = state.file("control");
    let content = serde_json::to_vec(&ControlFile { port, token: token.0.clone() })
        .map(Zeroizing::new)
        .map_err(|error| StateError::io(&path, io::Error::other(error)))?;
    file::replace(&path, &content).map_err(|error| StateError::io(&path, error))
}

/// Read by a command; `None` when no bridge has run here.
pub(crate) fn read(state: &StateDir) -> Result<Option<(u16, Token)>, StateError> {
    let path = state.file("control");
    let content = match fs::read(&path).map(Zeroizing::new) {
        Ok(content) => content,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(StateError::io(&path, error)),
    };
    let file: ControlFile = serde_json::from_slice(&content)
        .map_err(|_| StateError::damaged(&path, "start the bridge again to renew it"))?;
    Ok(Some((file.port, Token(file.token))))
}

/// Removed when the bridge ends in peace.
pub(crate) fn remove(state: &StateDir) {
    // Left behind, it only makes a command say that the bridge does not answer.
    let _ = fs::remove_file(state.file("control"));
}
