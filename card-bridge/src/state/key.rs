//! The bridge's keys: made once, they never leave the folder.

use super::{StateDir, StateError, counter, file, lock::ChangeLock};
use data_encoding::BASE64URL_NOPAD;
use ed25519_dalek::SigningKey;
use hibiki_protocol::EmergencySecretKey;
use std::{fs, io, path::Path};
use zeroize::Zeroizing;

type Seed = Zeroizing<[u8; 32]>;

/// Reads the key that signs taps. The first time it is made, with its counter.
pub(crate) fn load_or_make(state: &StateDir, _change: &ChangeLock) -> Result<SigningKey, StateError> {
    let path = state.file("bridge.key");
    let seed = if let Some(seed) = read(&path)? {
        seed
    } else {
        // The counter first: a key without its counter could only be a damaged folder.
        counter::make_if_missing(state)?;
        make(&path)?
    };
    Ok(SigningKey::from_bytes(&seed))
}

/// Reads the key that opens emergency summaries. The first time it is made.
pub(crate) fn load_or_make_emergency(
    state: &StateDir,
    _change: &ChangeLock,
) -> Result<EmergencySecretKey, StateError> {
    let path = state.file("emergency.key");
    let seed = match read(&path)? {
        Some(seed) => seed,
        None => make(&path)?,
    };
    Ok(EmergencySecretKey::derive(&seed))
}

/// The same, where it was never made: `None`.
pub(crate) fn load_emergency(state: &StateDir) -> Result<Option<EmergencySecretKey>, StateError> {
    Ok(read(&state.file("emergency.key"))?.map(|seed| EmergencySecretKey::derive(&seed)))
}

fn read(path: &Path) -> Result<Option<Seed>, StateError> {
    let content = match fs::read(path).map(Zeroizing::new) {
        Ok(content) => content,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(StateError::io(path, error)),
    };
    #[cfg(unix)]
    if let Some(mode) = file::too_open(path).map_err(|error| StateError::io(path, error))? {
        return Err(StateError::KeyTooOpen { path: path.display().to_string(), mode });
    }
    let text = content.strip_suffix(b"\n").unwrap_or(&content);
    let bytes = BASE64URL_NOPAD.decode(text).map(Zeroizing::new).unwrap_or_default();
    let seed = bytes.as_slice().try_into().map_err(|_| StateError::damaged(path, "this is not a key"))?;
    Ok(Some(Zeroizing::new(seed)))
}

fn make(path: &Path) -> Result<Seed, StateError> {
    let mut seed = Zeroizing::new([0; 32]);
    getrandom::fill(seed.as_mut()).map_err(|error| StateError::Random(error.to_string()))?;
    let text = Zeroizing::new(BASE64URL_NOPAD.encode(seed.as_ref()) + "\n");
    file::replace(path, text.as_bytes()).map_err(|error| StateError::io(path, error))?;
    Ok(seed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state() -> (tempfile::TempDir, StateDir) {
        let directory = tempfile::tempdir().unwrap();
        let state = StateDir::open(directory.path().join("bridge")).unwrap();
        (directory, state)
    }

    fn load(state: &StateDir) -> Result<SigningKey, StateError> {
        load_or_make(state, &ChangeLock::take(state).unwrap())
    }

    fn load_emergency_key(state: &StateDir) -> Result<EmergencySecretKey, StateError> {
        load_or_make_emergency(state, &ChangeLock::take(state).unwrap())
    }

    #[test]
    fn the_key_is_made_once_and_read_back() {
        let (_directory, state) = state();
        let made = load(&state).unwrap();
        assert_eq!(load(&state).unwrap().to_bytes(), made.to_bytes());
        assert!(state.file("counter").exists());
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_reads_it_and_a_key_that_others_may_read_is_refused_with_the_remedy() {
        use std::os::unix::fs::PermissionsExt as _;
        let (_directory, state) = state();
        load(&state).unwrap();
        load_emergency_key(&state).unwrap();
        assert_eq!(fs::metadata(state.path()).unwrap().permissions().mode() & 0o777, 0o700);
        for name in ["bridge.key", "emergency.key"] {
            let path = state.file(name);
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
            for mode in [0o640, 0o604, 0o660, 0o601] {
                fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
                let error = match name {
                    "bridge.key" => load(&state).unwrap_err().to_string(),
                    _ => load_emergency(&state).unwrap_err().to_string(),
                };
                assert!(error.contains(&format!("chmod 600 {}", path.display())), "{error}");
            }
        }
    }

    #[test]
    fn a_damaged_key_is_not_replaced_by_a_new_one() {
        let (_directory, state) = state();
        load(&state).unwrap();
        for damaged in ["", "AAAA\n", "not a key at all, and not base64url either\n"] {
            fs::write(state.file("bridge.key"), damaged).unwrap();
            assert!(matches!(load(&state), Err(StateError::Damaged { .. })), "{damaged:?}");
        }
        load_emergency_key(&state).unwrap();
        fs::write(state.file("emergency.key"), "AAAA\n").unwrap();
        assert!(matches!(load_emergency(&state), Err(StateError::Damaged { .. })));
        assert!(matches!(load_emergency_key(&state), Err(StateError::Damaged { .. })));
    }

    #[test]
    fn an_emergency_key_is_there_when_it_was_asked_for_and_is_another_than_the_one_that_signs() {
        let (_directory, state) = state();
        let signs = load(&state).unwrap().to_bytes();
        assert!(load_emergency(&state).unwrap().is_none());
        let made = load_emergency_key(&state).unwrap().public_key();
        assert_eq!(load_emergency(&state).unwrap().unwrap().public_key(), made);
        assert_eq!(load_emergency_key(&state).unwrap().public_key(), made);
        assert_ne!(EmergencySecretKey::derive(&signs).public_key(), made);
    }
}
