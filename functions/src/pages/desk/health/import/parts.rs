//! The parts of a table that is being imported. They hold health data, so they are sealed under a key that stands in the
//! page alone; a page that was lost is no loss, because the same file can be sent again and changes nothing twice.

use crate::auth::Staff;
use crate::context::Visit;
use crate::db::sql;
use crate::fault::{Fault, Words as FaultWords};
use crate::health::inbox::send::{AT_ONCE, Outcome};
use crate::random;
use data_encoding::HEXLOWER;
use hibiki_domain::{
    health::{
        entry::Entry,
        import::{Cells, Line, Person},
        sealed::{ImportKey, PartPlace},
    },
    secret::Sector,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::collections::BTreeMap;

/// What is known of the whole table. It lies in part 0.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Table {
    pub(super) headings: Vec<String>,
    /// Bad rows, each with its line and what is wrong.
    pub(super) problems: Vec<String>,
    pub(super) more_problems: usize,
    /// Headings that nothing was made of.
    pub(super) ignored: Vec<String>,
    pub(super) good: usize,
}

/// A good row on its way.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Carried {
    pub(super) line: usize,
    /// By number of the register …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) number: Option<String>,
    /// … or by reading and birth date.
    pub(super) kana: String,
    pub(super) born: String,
    entry: String,
    pub(super) cells: Vec<String>,
}

impl Carried {
    fn of(line: &Line, cells: Vec<String>) -> Self {
        let (number, kana, born) = match &line.person {
            Person::Register(number) => (Some(number.clone()), String::new(), String::new()),
            Person::Named { kana, born, .. } => (None, kana.clone(), born.to_string()),
            Person::Own => (None, String::new(), String::new()),
        };
        Self { line: line.line, number, kana, born, entry: line.entry.write(), cells }
    }

    pub(super) fn entry(&self) -> Result<Entry, Fault> {
        Entry::read(&self.entry).map_err(|_| Fault::broken("import-entry"))
    }
}

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Became {
    Sent,
    Again,
    NoRecord,
    Full,
    TooLong,
    /// Nobody of the register.
    Nobody,
    /// Two people have this name and birth date.
    TwoPeople,
    /// Outside the scope of the role.
    Outside,
}

impl From<Outcome> for Became {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Sent => Self::Sent,
            Outcome::Again => Self::Again,
            Outcome::NoRecord => Self::NoRecord,
            Outcome::Full => Self::Full,
            Outcome::TooLong => Self::TooLong,
        }
    }
}

/// An import that is under way, as its page knows it.
pub(super) struct Import {
    pub(super) id: String,
    pub(super) key: ImportKey,
    writer: String,
}

/// How far it is.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) struct Progress {
    pub(super) parts: i64,
    pub(super) done: i64,
}

#[derive(Serialize)]
struct NewPart {
    part: i64,
    sealed: String,
    outcome: Option<String>,
}

#[derive(Deserialize)]
struct NextRow {
    part: i64,
    sealed: String,
}

#[derive(Deserialize)]
struct PartRow {
    part: i64,
    sealed: String,
    outcome: Option<String>,
}

const GONE: FaultWords = FaultWords {
    code: "import-gone",
    title: [
        "この取り込みは、もう続けられません",
        "この 取（と）り込（こ）みは おわりました",
        "This import is gone",
    ],
    detail: [
        "同じファイルを、もう一度はじめから送ってください。送り終えた行は、二重には送られません。",
        "おなじ ファイルを もういちど おくってください。",
        "Send the same file again from the beginning. Lines that were sent are not sent twice.",
    ],
};

impl Import {
    fn writer(visit: &Visit, staff: &Staff) -> String {
        visit.config.secret.pseudonym(Sector::Health, &staff.person.id).as_str().to_owned()
    }

    /// The import that a page carries.
    pub(super) fn of_form(visit: &Visit, staff: &Staff, id: &str, key: &str) -> Result<Self, Fault> {
        let good = id.len() == 32 && id.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        let key = ImportKey::parse(key).filter(|_| good).ok_or(Fault::Malformed("import"))?;
        Ok(Self { id: id.to_owned(), key, writer: Self::writer(visit, staff) })
    }

    /// Keeps a table that was read.
    pub(super) async fn begin(
        visit: &Visit,
        staff: &Staff,
        table: &Table,
        lines: &[Line],
        rows: Vec<Cells>,
    ) -> Result<Self, Fault> {
        let import = Self {
            id: HEXLOWER.encode(&random::bytes::<16>()?),
            key: ImportKey::from_random(random::bytes()?),
            writer: Self::writer(visit, staff),
        };
        let mut cells: BTreeMap<usize, Vec<String>> =
            rows.into_iter().map(|row| (row.line, row.cells)).collect();
        // Nothing of the table itself is to be sent.
        let mut parts = vec![NewPart {
            part: 0,
            sealed: import.seal((0, "sealed"), table)?,
            outcome: Some(import.seal((0, "outcome"), &Vec::<(usize, Became)>::new())?),
        }];
        for (lines, part) in lines.chunks(AT_ONCE).zip(1..) {
            let carried: Vec<Carried> = lines
                .iter()
                .map(|line| Carried::of(line, cells.remove(&line.line).unwrap_or_default()))
                .collect();
            parts.push(NewPart { part, sealed: import.seal((part, "sealed"), &carried)?, outcome: None });
        }
        let parts = serde_json::to_string(&parts).map_err(|_| Fault::broken("import-parts"))?;
        let insert = sql::import_part::INSERT.with(&[&import.id, &import.writer, &visit.now, &parts]);
        visit.health()?.batch([insert]).await?;
        Ok(import)
    }

    fn seal(&self, (part, column): (i64, &str), what: &impl Serialize) -> Result<String, Fault> {
        let text = serde_json::to_string(what).map_err(|_| Fault::broken("import-part"))?;
        Ok(self.key.seal(&PartPlace { import: &self.id, part, column }, &text, random::bytes()?))
    }

    fn open<T: DeserializeOwned>(&self, (part, column): (i64, &str), text: &str) -> Result<T, Fault> {
        let text = self.key.open(&PartPlace { import: &self.id, part, column }, text);
        let text = text.map_err(|_| Fault::Conflict(GONE))?;
        serde_json::from_str(&text).map_err(|_| Fault::broken("import-part"))
    }

    /// The part that is sent next; None when all are.
    pub(super) async fn next(&self, visit: &Visit) -> Result<Option<(i64, Vec<Carried>)>, Fault> {
        let rows = visit.health()?.read(sql::import_part::NEXT.with(&[&self.id, &self.writer])).await?;
        let Some(row) = rows.first::<NextRow>()? else { return Ok(None) };
        Ok(Some((row.part, self.open((row.part, "sealed"), &row.sealed)?)))
    }

    /// Keeps what became of a part, and says how far the import is.
    pub(super) async fn done(
        &self,
        visit: &Visit,
        part: i64,
        became: &[(usize, Became)],
    ) -> Result<Progress, Fault> {
        let outcome = self.seal((part, "outcome"), &became)?;
        let [_, progress] = visit
            .health()?
            .batch([
                sql::import_part::DONE.with(&[&self.id, &self.writer, &part, &outcome]),
                sql::import_part::PROGRESS.with(&[&self.id, &self.writer]),
            ])
            .await?;
        progress.first()?.ok_or_else(|| Fault::broken("import-progress"))
    }

    /// The table, its rows and what became of those that were sent.
    pub(super) async fn whole(&self, visit: &Visit) -> Result<(Table, Vec<(Carried, Became)>), Fault> {
        let rows = visit.health()?.read(sql::import_part::LIST.with(&[&self.id, &self.writer])).await?;
        let mut rows = rows.all::<PartRow>()?.into_iter();
        let first = rows.next().filter(|row| row.part == 0).ok_or(Fault::Conflict(GONE))?;
        let table = self.open((0, "sealed"), &first.sealed)?;
        let mut whole = Vec::new();
        for row in rows {
            let Some(outcome) = row.outcome else { continue };
            let carried: Vec<Carried> = self.open((row.part, "sealed"), &row.sealed)?;
            let became: Vec<(usize, Became)> = self.open((row.part, "outcome"), &outcome)?;
            whole.extend(carried.into_iter().zip(became).map(|(row, (_, became))| (row, became)));
        }
        Ok((table, whole))
    }
}
