//! The towns whose pages may speak to this bridge.

use super::{StateDir, StateError, file, lock::ChangeLock};
use hibiki_protocol::{EnrolReply, TownInfo};
use serde::{Deserialize, Serialize};
use std::{fs, io};

/// A town as it was when it was added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PinnedTown {
    /// What the town said of itself.
    pub(crate) info: TownInfo,
    /// Its answer, when its staff enrolled this bridge.
    pub(crate) enrolled: Option<EnrolReply>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TownsFile {
    towns: Vec<PinnedTown>,
}

/// All towns.
pub(crate) fn load(state: &StateDir) -> Result<Vec<PinnedTown>, StateError> {
    let path = state.file("towns.json");
    match fs::read(&path) {
        Ok(content) => serde_json::from_slice::<TownsFile>(&content)
            .map(|file| file.towns)
            .map_err(|_| StateError::damaged(&path, "this is not a list of towns")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(StateError::io(&path, error)),
    }
}

/// Writes all towns. A running bridge takes them up with its next request.
pub(crate) fn save(state: &StateDir, _change: &ChangeLock, towns: Vec<PinnedTown>) -> Result<(), StateError> {
    let path = state.file("towns.json");
    let content = serde_json::to_vec_pretty(&TownsFile { towns })
        .map_err(|error| StateError::io(&path, io::Error::other(error)))?;
    file::replace(&path, &content).map_err(|error| StateError::io(&path, error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use hibiki_protocol::SealPublicKey;

    #[test]
    fn towns_are_read_back_and_a_damaged_list_is_not_an_empty_one() {
        let directory = tempfile::tempdir().unwrap();
        let state = StateDir::open(directory.path().to_path_buf()).unwrap();
        assert_eq!(load(&state).unwrap(), []);
        let town = PinnedTown {
            info: TownInfo {
                name: "ひびき町".to_owned(),
                origin: "https://hibiki.example.jp".to_owned(),
                rp_id: "hibiki.example.jp".to_owned(),
                seal_key: SealPublicKey::from_bytes([1; 32]),
            },
            enrolled: None,
        };
        save(&state, &ChangeLock::take(&state).unwrap(), vec![town.clone()]).unwrap();
        assert_eq!(load(&state).unwrap(), [town]);
        fs::write(state.file("towns.json"), "{\"towns\":[{}]}").unwrap();
        assert!(matches!(load(&state), Err(StateError::Damaged { .. })));
    }
}
