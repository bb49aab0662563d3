//! What others sent to somebody's record, on the page of that record.

use super::{Ground, about};
use crate::health::inbox::file::Received;
use hibiki_domain::time::Day;

/// Three sentences at most.
pub(super) struct Came {
    pub(super) filed: Option<String>,
    pub(super) waiting: Option<String>,
    pub(super) next: &'static str,
    pub(super) refused: Vec<String>,
}

impl Came {
    pub(super) fn of(g: &Ground, received: &Received) -> Self {
        let h = g.h;
        let count = |words: &str, n: i64| (n > 0).then(|| words.replace("{}", &n.to_string()));
        let refused = |(day, n): &(String, i64)| {
            let day = Day::parse(day).map_or_else(|_| day.clone(), |day| about(g.t, day));
            h.received_refused.replace("{day}", &day).replace("{n}", &n.to_string())
        };
        Self {
            filed: count(h.received_filed, i64::try_from(received.filed).unwrap_or(i64::MAX)),
            waiting: count(h.received_waiting, received.waiting),
            next: h.received_next,
            refused: received.refused.iter().map(refused).collect(),
        }
    }
}
