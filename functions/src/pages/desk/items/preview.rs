//! An item as it will look on the site.

use crate::words::Words;
use askama::Template;
use hibiki_domain::{
    desk::{Choices, Kind, Sort, Typed, Value, fields, read_value},
    language::Language,
    markdown::Document,
    time::Day,
};

/// The page's content, as far as it can be shown: what is wrong or missing is left out.
#[derive(Template)]
#[template(path = "desk/item_preview.html")]
pub(crate) struct Preview {
    title: String,
    description: String,
    status: Option<(String, String)>,
    note: String,
    facts: Vec<(&'static str, Vec<String>)>,
    body: String,
}

impl Preview {
    /// Made of what was typed; `folder` is where the item's own files are.
    pub(crate) fn of(kind: Kind, typed: &Typed, choices: &Choices, pictures: &[&str], folder: &str) -> Self {
        let word = |name: &str| typed.get(name).map(|text| text.trim().to_owned()).unwrap_or_default();
        let mut facts = Vec::new();
        let mut status = None;
        for field in fields(kind) {
            let text = typed.get(field.name).map_or("", String::as_str);
            let Ok(value) = read_value(field, text, choices) else { continue };
            let shown: Vec<String> = match (field.name, &value) {
                ("title" | "description" | "note" | "slug" | "body" | "end", _) => continue,
                ("status", Value::Text(word)) => {
                    status = Some((word.clone(), label(field.sort, word, choices)));
                    continue;
                }
                ("start", Value::Text(start)) => {
                    let end = word("end");
                    vec![if end.is_empty() { start.clone() } else { format!("{start} 〜 {end}") }]
                }
                ("fee_yen", Value::Number(0)) => vec!["無料".to_owned()],
                ("fee_yen", Value::Number(yen)) => vec![format!("{yen}円")],
                ("capacity", Value::Number(people)) => vec![format!("{people}人")],
                ("minutes", Value::Number(minutes)) => vec![format!("{minutes}分")],
                (_, Value::Number(number)) => vec![number.to_string()],
                (_, Value::Text(word)) => vec![label(field.sort, word, choices)],
                (_, Value::List(lines)) => lines.clone(),
                (_, Value::Day(day)) => vec![in_words(*day)],
                (_, Value::Days(days)) => days.iter().map(|day| in_words(*day)).collect(),
            };
            let name = match field.name {
                "start" => "時刻",
                "fee_yen" => "参加費",
                "capacity" => "定員",
                "minutes" => "長さ",
                _ => field.label,
            };
            facts.push((name, shown));
        }
        facts.retain(|(_, shown)| shown.iter().any(|line| !line.is_empty()));
        Self {
            title: word("title"),
            description: word("description"),
            status,
            note: word("note"),
            facts,
            body: Document::read(&word("body"), pictures).to_html(folder),
        }
    }
}

fn in_words(day: Day) -> String {
    Words::of(Language::Japanese).day(day)
}

/// What people call a word.
fn label(sort: Sort, word: &str, choices: &Choices) -> String {
    let among = |list: &[(String, String)]| {
        list.iter()
            .find(|(known, _)| known == word)
            .map_or_else(|| word.to_owned(), |(_, label)| label.clone())
    };
    match sort {
        Sort::Facility => among(&choices.facilities),
        Sort::Series => among(&choices.series),
        Sort::Word(list) => {
            list.iter().find(|(known, _)| *known == word).map_or(word, |(_, label)| label).to_owned()
        }
        _ => word.to_owned(),
    }
}
