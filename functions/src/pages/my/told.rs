//! What the town's program itself tells one person: that an emergency summary was opened.

use super::Reader;
use crate::db::{MyPage, Query, Rows, sql};
use crate::fault::Fault;
use crate::health::emergency::tell::KIND;
use crate::words::Words;
use hibiki_domain::time::Timestamp;
use serde::Deserialize;

/// It stands on the page for so long; the record's own log keeps it for years.
const SHOWN_SECS: i64 = 90 * 86_400;

/// The statement for [`read`].
pub(super) fn ask(reader: &Reader, now: Timestamp) -> Query<MyPage> {
    sql::personal_notice::OF_READER.with(&[&reader.pseudonym.as_str(), &now.plus_secs(-SHOWN_SECS)])
}

/// What is told, and where more of it stands.
pub(super) struct Told {
    pub(super) text: String,
    pub(super) href: String,
}

/// In words. Of a child whose guardian the reader no longer is nothing is said.
pub(super) fn read(t: &Words, reader: &Reader, rows: &Rows) -> Result<Vec<Told>, Fault> {
    #[derive(Deserialize)]
    struct Row {
        happened_at: i64,
        kind: String,
        about: String,
        place: String,
    }
    let whose = |about: &str| {
        if about == reader.pseudonym.as_str() {
            return Some((t.emergency_opened_mine.to_owned(), "/my/health/me/looks"));
        }
        let child = reader.children().iter().find(|(child, _)| child.pseudonym.as_str() == about);
        child.map(|(child, _)| {
            let name = format!("{}{}", child.name, t.honorific);
            // How the health pages call a child, they alone know.
            (t.emergency_opened_childs.replacen("{name}", &name, 1), "/my/health")
        })
    };
    let said = |row: Row| {
        let (whose, path) = whose(&row.about).filter(|_| row.kind == KIND)?;
        let text = t.emergency_opened_how.replacen("{when}", &t.moment(row.happened_at), 1);
        let text = text.replacen("{whose}", &whose, 1).replacen("{place}", &row.place, 1);
        Some(Told { text, href: t.href(path) })
    };
    Ok(rows.all::<Row>()?.into_iter().filter_map(said).collect())
}
