//! The part of a resident's page that says who is whose guardian.

use crate::db::Rows;
use crate::fault::Fault;
use crate::words::Words;
use askama::Template;
use hibiki_domain::{
    guardian::{Access, BeginReason, Cause, EndReason, Guardianship, adult_from},
    time::Day,
};
use serde::Deserialize;

/// Guardians and children of one person, those who are it now first.
#[derive(Template)]
#[template(path = "desk/guardians.html")]
pub(crate) struct Section {
    reference: String,
    is_minor: bool,
    adult_from: String,
    lines: Vec<Line>,
}

struct Line {
    id: String,
    name: String,
    age: u8,
    role: &'static str,
    origin: &'static str,
    until: String,
    is_open: bool,
}

#[derive(Deserialize)]
struct Row {
    guardianship_id: String,
    is_child: i64,
    until: Option<String>,
    origin: String,
    reason: String,
    end_reason: Option<String>,
    name: String,
    birth_date: String,
}

impl Section {
    /// For somebody who was `born` then; `rows` are of [`super::ask`], `reference` is for what is done here.
    pub(crate) fn new(
        t: &'static Words,
        reference: String,
        born: Day,
        rows: &Rows,
        today: Day,
    ) -> Result<Self, Fault> {
        let rows = rows.all::<Row>()?.into_iter();
        let mut lines = rows.map(|row| Line::new(t, row, born, today)).collect::<Result<Vec<_>, Fault>>()?;
        lines.sort_by_key(|line| !line.is_open);
        let adult = adult_from(born);
        Ok(Self { reference, is_minor: today < adult, adult_from: t.day(adult), lines })
    }
}

impl Line {
    fn new(t: &Words, row: Row, born: Day, today: Day) -> Result<Self, Fault> {
        let day = |text: &str| Day::parse(text).map_err(|_| Fault::broken("guardianship-day"));
        let others = day(&row.birth_date)?;
        let until = row.until.as_deref().map(day).transpose()?;
        let child_born = if row.is_child == 1 { born } else { others };
        let access = Guardianship { child_born, until }.access(today);
        let why = |cause| match cause {
            Cause::Adult => "18歳になるため",
            Cause::Decided => end_label(row.end_reason.as_deref()),
        };
        let (is_open, until) = match access {
            Access::Open { ends_on, cause } => {
                (true, format!("{}まで（{}）", t.day(ends_on.plus_days(-1)), why(cause)))
            }
            Access::Over { since, cause } => {
                (false, format!("終わりました：{}から見られません（{}）", t.day(since), why(cause)))
            }
        };
        Ok(Self {
            id: row.guardianship_id,
            name: row.name,
            age: others.age_on(today),
            role: if row.is_child == 1 { "保護者" } else { "お子さん" },
            origin: origin_label(&row.origin, &row.reason),
            until,
            is_open,
        })
    }
}

fn origin_label(origin: &str, reason: &str) -> &'static str {
    match (origin, BeginReason::parse(reason)) {
        ("counter", Some(reason)) => reason.label(),
        ("counter", None) => "窓口",
        _ => "住民登録（世帯と保護者の印）",
    }
}

fn end_label(reason: Option<&str>) -> &'static str {
    reason.and_then(EndReason::parse).map_or("住民登録の変更", EndReason::label)
}
