//! Commands that are carried out once, however often they are sent.

use super::{Database, Health, Identity, MyPage, Public, Query, Sector, Sql, WriteError, sql};
use crate::fault::Fault;
use data_encoding::HEXLOWER;
use serde::Deserialize;
use sha2::{Digest, Sha256};

/// The key of a command, as the page's form carries it, bound to the session that sends it.
#[derive(Debug)]
pub(crate) struct CommandKey(String);

impl CommandKey {
    /// Reads the key of a form: 16 to 64 characters of base64url.
    pub(crate) fn parse(text: &str, session: &str) -> Result<Self, Fault> {
        let good = (16..=64).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        if !good {
            return Err(Fault::Malformed("command-key"));
        }
        Ok(Self(HEXLOWER.encode(&Sha256::digest(format!("{session} {text}").as_bytes()))))
    }
}

/// A database that remembers the answers to commands.
pub(crate) trait Remembers: Sector + Sized + 'static {
    /// Stores an answer.
    const INSERT: &'static Sql<Self>;
    /// Loads one.
    const LOAD: &'static Sql<Self>;
}

impl Remembers for Identity {
    const INSERT: &'static Sql<Self> = &sql::idempotency::INSERT;
    const LOAD: &'static Sql<Self> = &sql::idempotency::LOAD;
}

impl Remembers for MyPage {
    const INSERT: &'static Sql<Self> = &sql::mypage_idempotency::INSERT;
    const LOAD: &'static Sql<Self> = &sql::mypage_idempotency::LOAD;
}

impl Remembers for Public {
    const INSERT: &'static Sql<Self> = &sql::public_idempotency::INSERT;
    const LOAD: &'static Sql<Self> = &sql::public_idempotency::LOAD;
}

impl Remembers for Health {
    const INSERT: &'static Sql<Self> = &sql::health_idempotency::INSERT;
    const LOAD: &'static Sql<Self> = &sql::health_idempotency::LOAD;
}

impl<S: Remembers> Database<S> {
    /// The statement that makes a batch fail when the command was carried out before.
    pub(crate) fn remember(
        key: &CommandKey,
        location: &str,
        now: hibiki_domain::time::Timestamp,
    ) -> Query<S> {
        S::INSERT.with(&[&key.0, &location, &now])
    }

    /// Where the first answer led, if `error` says that the command was carried out before.
    pub(crate) async fn first_answer(&self, key: &CommandKey, error: WriteError) -> Result<String, Fault> {
        match error {
            WriteError::Refused(constraint) if constraint == "idempotency.key" => {
                self.answered(key).await?.ok_or_else(|| Fault::broken("first-answer"))
            }
            other => Err(other.into()),
        }
    }

    /// Where the first answer led, if the command was carried out before.
    pub(crate) async fn answered(&self, key: &CommandKey) -> Result<Option<String>, Fault> {
        #[derive(Deserialize)]
        struct Row {
            location: String,
        }
        Ok(self.read(S::LOAD.with(&[&key.0])).await?.first::<Row>()?.map(|row| row.location))
    }

    /// Carries out `queries` once, in one batch with the answer; a repeat changes nothing and gets the first answer.
    pub(crate) async fn once(
        &self,
        key: &CommandKey,
        location: String,
        now: hibiki_domain::time::Timestamp,
        queries: Vec<Query<S>>,
    ) -> Result<String, Fault> {
        let mut batch = vec![Self::remember(key, &location, now)];
        batch.extend(queries);
        match self.batch_vec(batch).await {
            Ok(_) => Ok(location),
            Err(error) => self.first_answer(key, error).await,
        }
    }
}
