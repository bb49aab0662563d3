//! Settings that people write: `bridge.toml` in the bridge's folder. Every line may be left out.
//!
//! ```toml
//! port = 35965
//! reader = "PaSoRi"        # use only readers with this in their name
//!
//! [town_area]              # the town's own file on its residents' cards (条例利用領域)
//! aid = "D39210003100…"
//! ef = "0001"
//! record = 1
//! kind = "record"          # or "common" (a copy of the common application) or "binary"
//! ```

use data_encoding::HEXUPPER_PERMISSIVE;
use serde::Deserialize;
use std::{fs, io, path::Path};

/// The settings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    /// The port to listen on.
    pub(crate) port: Option<u16>,
    /// A part of the reader's name.
    pub(crate) reader: Option<String>,
    /// The town's own file.
    pub(crate) town_area: Option<TownArea>,
}

/// Where a town keeps its own number on its residents' cards.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "WrittenTownArea")]
pub(crate) struct TownArea {
    /// Name of the application, 5 to 16 bytes.
    pub(crate) aid: Vec<u8>,
    /// Identifier of the file.
    pub(crate) ef: u16,
    /// Number of the record, from 1.
    pub(crate) record: u8,
    /// How it is laid out.
    pub(crate) kind: TownAreaKind,
}

/// How a town's file is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum TownAreaKind {
    /// A record, taken as it is.
    Record,
    /// A record like that of the common application: the 15 digits in it are the identifier.
    Common,
    /// Bytes, up to 256 of them, taken as they are.
    Binary,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenTownArea {
    aid: String,
    ef: String,
    #[serde(default = "first")]
    record: u8,
    kind: TownAreaKind,
}

const fn first() -> u8 {
    1
}

impl TryFrom<WrittenTownArea> for TownArea {
    type Error = &'static str;

    fn try_from(written: WrittenTownArea) -> Result<Self, Self::Error> {
        let hex = |text: &str| HEXUPPER_PERMISSIVE.decode(text.replace(' ', "").as_bytes());
        let aid = hex(&written.aid)
            .ok()
            .filter(|aid| (5..=16).contains(&aid.len()))
            .ok_or("`aid` must be 10 to 32 hexadecimal digits, as in the town's card application papers")?;
        let ef = hex(&written.ef)
            .ok()
            .and_then(|ef| ef.try_into().ok())
            .map(u16::from_be_bytes)
            .ok_or("`ef` must be 4 hexadecimal digits, for example \"0001\"")?;
        if written.record == 0 {
            return Err("`record` counts from 1");
        }
        Ok(Self { aid, ef, record: written.record, kind: written.kind })
    }
}

/// The file cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConfigError {
    #[error("cannot read {path}: {error}")]
    Io { path: String, error: io::Error },
    #[error("{path} has a mistake. Correct it, or delete the file to run without settings.\n{error}")]
    Mistake { path: String, error: Box<toml::de::Error> },
}

impl Config {
    /// Reads the file; none means no settings.
    pub(crate) fn load(path: &Path) -> Result<Self, ConfigError> {
        let shown = || path.display().to_string();
        match fs::read_to_string(path) {
            Ok(text) => Self::parse(&text)
                .map_err(|error| ConfigError::Mistake { path: shown(), error: Box::new(error) }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(ConfigError::Io { path: shown(), error }),
        }
    }

    fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_file_and_a_full_one_are_read() {
        assert_eq!(Config::parse("").unwrap(), Config::default());
        let config = Config::parse(
            "port = 4000\nreader = 'PaSoRi'\n[town_area]\naid = 'D3 92 10 00 31 00 02'\nef = '0001'\nkind = 'record'\n",
        )
        .unwrap();
        assert_eq!(config.port, Some(4000));
        let area = config.town_area.unwrap();
        assert_eq!((area.aid.len(), area.ef, area.record, area.kind), (7, 1, 1, TownAreaKind::Record));
    }

    #[test]
    fn mistakes_are_named_with_their_place() {
        for (text, expected) in [
            ("prot = 1", "unknown field `prot`"),
            ("port = 70000", "70000"),
            ("[town_area]\naid='zz'\nef='0001'\nkind='record'", "`aid` must be"),
            ("[town_area]\naid='D392100031'\nef='1'\nkind='record'", "`ef` must be"),
            ("[town_area]\naid='D392100031'\nef='0001'\nrecord=0\nkind='record'", "`record` counts from 1"),
            ("[town_area]\naid='D392100031'\nef='0001'\nkind='other'", "unknown variant `other`"),
        ] {
            let error = Config::parse(text).unwrap_err().to_string();
            assert!(error.contains(expected) && error.contains("line"), "{error}");
        }
    }
}
