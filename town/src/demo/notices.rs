//! The demo town's notices.

use super::{
    random_id,
    sql::{maybe, text},
};
use crate::trouble::{Result, Trouble};
use hibiki_domain::{
    audience::{AgeBand, Audience, Interest},
    ids::NoticeId,
    time::Timestamp,
};
use serde::Deserialize;
use std::{collections::BTreeSet, fmt::Write as _};

const NOTICES: &str = include_str!("../../demo/notices.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    notice: Vec<Notice>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Notice {
    office: String,
    link: Option<String>,
    published: i64,
    ends: i64,
    ages: Option<AgeBand>,
    #[serde(default)]
    districts: BTreeSet<String>,
    household_child: Option<AgeBand>,
    #[serde(default)]
    interests: BTreeSet<Interest>,
    ja: Words,
    easy: Words,
    en: Words,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    title: String,
    body: String,
}

/// The notices, seen from today.
pub(super) fn statements(now: Timestamp) -> Result<String> {
    let fault = |why: String| {
        Trouble::new(format!("town/demo/notices.toml: {why}")).next("Correct it, then try again.")
    };
    let file: File = toml::from_str(NOTICES).map_err(|error| fault(error.to_string()))?;
    let mut sql = String::new();
    for notice in file.notice {
        let Notice {
            office,
            link,
            published,
            ends,
            ages,
            districts,
            household_child,
            interests,
            ja,
            easy,
            en,
        } = notice;
        let audience = Audience { ages, districts, household_child, interests };
        let audience = serde_json::to_string(&audience).map_err(|error| fault(error.to_string()))?;
        let id = NoticeId::from_random(random_id()?);
        let days = |days: i64| now.plus_secs(days * 86_400).0;
        let words =
            [&ja.title, &ja.body, &easy.title, &easy.body, &en.title, &en.body].map(|words| text(words));
        // A String takes everything.
        let _ = writeln!(
            sql,
            "INSERT INTO notice (notice_id, title, body, title_easy, body_easy, title_en, body_en, office, link, \
             audience, created_at, published_at, ends_at) VALUES ({}, {}, {}, {}, {}, {at}, {at}, {});",
            text(id.as_str()),
            words.join(", "),
            text(&office),
            maybe(link.as_deref()),
            text(&audience),
            days(ends),
            at = days(published),
        );
    }
    Ok(sql)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_notices_are_for_different_people() {
        let sql = statements(Timestamp(1_795_186_800)).unwrap();
        assert_eq!(sql.matches("INSERT INTO notice").count(), 14);
        for part in [
            r#""ages":[75,130]"#,
            r#""districts":["川西"]"#,
            r#""household_child":[0,6]"#,
            r#""interests":["safety"]"#,
        ] {
            assert!(sql.contains(part), "{part}");
        }
    }
}
