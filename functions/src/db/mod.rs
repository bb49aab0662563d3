//! The databases. One type for each, so that a statement of one cannot be run on another.

pub(crate) mod once;
pub(crate) mod sql;

use crate::fault::Fault;
use serde::de::DeserializeOwned;
use std::marker::PhantomData;
use worker::{D1Database, D1PreparedStatement, D1Result, Env, wasm_bindgen::JsValue};

/// A database: its binding in `wrangler.toml`.
pub(crate) trait Sector {
    /// The name of the binding.
    const BINDING: &'static str;
}

/// People, their ways in, staff, bridges.
pub(crate) enum Identity {}
/// Notices and what residents chose to hear about.
pub(crate) enum MyPage {}
/// What is not personal.
pub(crate) enum Public {}
/// Sealed health records.
pub(crate) enum Health {}
/// What sealed records need beside them.
pub(crate) enum Vault {}

impl Sector for Identity {
    const BINDING: &'static str = "IDENTITY";
}
impl Sector for MyPage {
    const BINDING: &'static str = "MYPAGE";
}
impl Sector for Public {
    const BINDING: &'static str = "PUBLIC";
}
impl Sector for Health {
    const BINDING: &'static str = "HEALTH";
}
impl Sector for Vault {
    const BINDING: &'static str = "VAULT";
}

/// A statement of one database; its text is a file under `functions/sql/`.
pub(crate) struct Sql<S> {
    text: &'static str,
    sector: PhantomData<S>,
}

impl<S> Sql<S> {
    pub(crate) const fn new(text: &'static str) -> Self {
        Self { text, sector: PhantomData }
    }

    /// The statement with its values.
    pub(crate) fn with(&self, values: &[&dyn Bind]) -> Query<S> {
        Query {
            text: self.text,
            values: values.iter().map(|value| value.to_js()).collect(),
            sector: PhantomData,
        }
    }
}

/// A statement with its values.
pub(crate) struct Query<S> {
    text: &'static str,
    values: Vec<JsValue>,
    sector: PhantomData<S>,
}

/// A value that SQLite takes.
pub(crate) trait Bind {
    /// As the host wants it.
    fn to_js(&self) -> JsValue;
}

impl Bind for str {
    fn to_js(&self) -> JsValue {
        JsValue::from_str(self)
    }
}
impl Bind for &str {
    fn to_js(&self) -> JsValue {
        JsValue::from_str(self)
    }
}
impl Bind for String {
    fn to_js(&self) -> JsValue {
        JsValue::from_str(self)
    }
}
impl Bind for i64 {
    #[allow(clippy::cast_precision_loss)] // times and counts stay far below 2^53
    fn to_js(&self) -> JsValue {
        JsValue::from_f64(*self as f64)
    }
}
impl Bind for hibiki_domain::time::Timestamp {
    fn to_js(&self) -> JsValue {
        self.0.to_js()
    }
}
impl Bind for hibiki_domain::time::Day {
    fn to_js(&self) -> JsValue {
        self.to_string().to_js()
    }
}
impl<T: Bind> Bind for Option<T> {
    fn to_js(&self) -> JsValue {
        self.as_ref().map_or(JsValue::NULL, Bind::to_js)
    }
}

/// What a statement returned.
pub(crate) struct Rows(D1Result);

impl Rows {
    /// All rows.
    pub(crate) fn all<T: DeserializeOwned>(&self) -> Result<Vec<T>, Fault> {
        self.0.results::<T>().map_err(|error| broken("rows", &error))
    }

    /// The first row.
    pub(crate) fn first<T: DeserializeOwned>(&self) -> Result<Option<T>, Fault> {
        Ok(self.all::<T>()?.into_iter().next())
    }

    /// Whether there is any row.
    pub(crate) fn any(&self) -> Result<bool, Fault> {
        Ok(!self.all::<serde::de::IgnoredAny>()?.is_empty())
    }
}

/// Why a batch was not carried out. Nothing of it was.
#[derive(Debug)]
pub(crate) enum WriteError {
    /// A constraint said no: its own words, e.g. `idempotency.key`, or `record.person, record.tag, record.seq`.
    Refused(String),
    /// Our fault.
    Fault(Fault),
}

impl From<WriteError> for Fault {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::Refused(_) => Fault::broken("constraint"),
            WriteError::Fault(fault) => fault,
        }
    }
}

/// One database.
pub(crate) struct Database<S> {
    d1: D1Database,
    sector: PhantomData<S>,
}

impl<S: Sector> Database<S> {
    /// Opens the binding.
    pub(crate) fn open(env: &Env) -> Result<Self, Fault> {
        let d1 = env.d1(S::BINDING).map_err(|_| Fault::misconfigured(S::BINDING))?;
        Ok(Self { d1, sector: PhantomData })
    }

    fn prepare(&self, query: &Query<S>) -> Result<D1PreparedStatement, Fault> {
        self.d1.prepare(query.text).bind(&query.values).map_err(|error| broken("bind", &error))
    }

    /// Runs statements as one transaction, in one round trip: all of them or none.
    pub(crate) async fn batch<const N: usize>(
        &self,
        queries: [Query<S>; N],
    ) -> Result<[Rows; N], WriteError> {
        let rows = self.batch_vec(queries.into()).await?;
        rows.try_into().map_err(|_| WriteError::Fault(Fault::broken("batch length")))
    }

    /// Like [`Self::batch`] for a number of statements that is only known at run time.
    pub(crate) async fn batch_vec(&self, queries: Vec<Query<S>>) -> Result<Vec<Rows>, WriteError> {
        let statements = queries
            .iter()
            .map(|query| self.prepare(query))
            .collect::<Result<Vec<_>, _>>()
            .map_err(WriteError::Fault)?;
        match self.d1.batch(statements).await {
            Ok(results) => Ok(results.into_iter().map(Rows).collect()),
            Err(error) => Err(refusal(&error)),
        }
    }

    /// Reads with one statement.
    pub(crate) async fn read(&self, query: Query<S>) -> Result<Rows, Fault> {
        Ok(self.batch([query]).await.map(|[rows]| rows)?)
    }
}

/// Tells a constraint's refusal from a failure by SQLite's words.
fn refusal(error: &worker::Error) -> WriteError {
    let text = error.to_string();
    // The last is how triggers of the migrations begin what they say.
    let constraint = [
        "UNIQUE constraint failed: ",
        "CHECK constraint failed: ",
        "FOREIGN KEY constraint failed",
        "refused: ",
    ]
    .into_iter()
    .find_map(|words| text.split_once(words).map(|(_, rest)| rest));
    if let Some(rest) = constraint {
        return WriteError::Refused(rest.split(':').next().unwrap_or("").trim().to_owned());
    }
    if text.contains("bridge counter must rise") {
        return WriteError::Refused("bridge.counter".to_owned());
    }
    WriteError::Fault(broken("database", error))
}

/// The log gets the kind of the failure, not its text: SQLite's messages may quote values.
fn broken(code: &'static str, _error: &worker::Error) -> Fault {
    Fault::broken(code)
}
