//! The access log, for the operator's verifier.

use super::Operator;
use crate::context::Visit;
use crate::db::sql;
use crate::fault::Fault;
use crate::http::reply::Reply;
use crate::look::LOG;
use hibiki_domain::access_log::{Head, LogRow};
use serde::Serialize;

#[derive(Serialize)]
struct Page {
    rows: Vec<LogRow>,
    anchor: Option<Head>,
}

/// `GET /ops/log?after=SEQ`
pub(crate) async fn page(visit: &Visit, _operator: Operator) -> Result<Reply, Fault> {
    let after: i64 = match visit.query_value("after") {
        None => 0,
        Some(text) => text.parse().map_err(|_| Fault::Malformed("after"))?,
    };
    // The anchor is read first: rows that are written meanwhile are newer than it, never the other way round.
    let anchor = visit.public()?.read(sql::log_anchor::LOAD.with(&[&LOG])).await?.first::<Head>()?;
    let rows = visit.identity()?.read(sql::access_log::PAGE.with(&[&after])).await?.all::<LogRow>()?;
    Ok(Reply::json(200, &Page { rows, anchor }))
}
