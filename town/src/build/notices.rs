//! The texts for notices as a file that the Worker alone reads: whoever writes a notice at the desk begins from them.

use crate::{
    content::{
        NoticeText,
        values::{Age, Text},
    },
    trouble::{AtPath as _, Result},
};
use serde_json::{Value, json};
use std::{fs, path::Path};

/// Writes `_shell/notices.json`. The names are those of the desk's form.
pub(super) fn build(texts: &[NoticeText], folder: &Path) -> Result<()> {
    let file = folder.join("_shell/notices.json");
    let texts: Vec<Value> = texts.iter().map(listed).collect();
    fs::write(&file, json!(texts).to_string()).at("write", &file)
}

fn listed(text: &NoticeText) -> Value {
    let front = &text.page.front;
    let age = |age: Option<Age>| age.map_or_else(String::new, |age| age.0.to_string());
    let (title_easy, body_easy) = text.easy.clone().unwrap_or_default();
    let (title_en, body_en) = text.english.clone().unwrap_or_default();
    json!({
        "key": text.page.slug,
        "when": front.description.as_str(),
        "typed": {
            "title": front.title.as_str(), "body": text.body,
            "title_easy": title_easy, "body_easy": body_easy, "title_en": title_en, "body_en": body_en,
            "link": front.extra.link.as_ref().map_or("", |link| link.as_str()),
            "age_min": age(front.extra.age_min), "age_max": age(front.extra.age_max),
            "child_min": age(front.extra.child_min), "child_max": age(front.extra.child_max),
            "districts": front.extra.districts.iter().map(Text::as_str).collect::<Vec<_>>(),
            "interests": front.extra.interests.iter().map(|interest| interest.word()).collect::<Vec<_>>(),
        },
    })
}
