//! «Was I vaccinated against rubella?», answered from every source at once, with the records that the answer rests on.

use super::{Ground, answer, vaccinations::Known};
use crate::context::Visit;
use crate::fault::Fault;
use crate::health::{Opened, entries::Kept};
use crate::http::reply::Reply;
use crate::words::words;
use askama::Template;
use hibiki_domain::{
    health::{
        entry::{self, Entry},
        vaccination::{Disease, Record, Status, Verdict, answer as answer_about},
    },
    language::Language,
};

/// The word of this page in the person's log.
pub(super) const WHAT: &str = "vaccinations-answer";

#[derive(Template)]
#[template(path = "health/vaccinated.html")]
struct Asked<'a> {
    g: &'a Ground,
    a: &'static AnswerWords,
    /// What can be asked: word, name, and whether it is asked now.
    diseases: Vec<(&'static str, &'static str, bool)>,
    answer: Option<Answered>,
}

struct Answered {
    damaged: bool,
    disease: &'static str,
    status: &'static str,
    is_unknown: bool,
    records: Vec<Line>,
    /// Vaccines that somebody typed in words of their own, and where: no rule knows against what they are.
    others: Vec<(String, String)>,
}

/// A dose with what the rules say of it.
struct Line {
    dose: String,
    by: String,
    verdicts: Vec<String>,
    /// The entries that say so.
    entries: Vec<String>,
}

/// `GET /my/health/{whose}/vaccinations/answer`, with `?disease=`. Without it, nothing of the record is read.
pub(crate) async fn show(visit: &Visit, whose: &str) -> Result<Reply, Fault> {
    let opened = Opened::load(visit).await?;
    let subject = opened.subject(whose)?;
    subject.keyring()?;
    let asked = match visit.query_value("disease") {
        None | Some("") => None,
        Some(word) => Some(Disease::parse(word).ok_or(Fault::NotFound)?),
    };
    let g = Ground::of(visit, subject);
    let answered = match asked {
        None => None,
        Some(disease) => {
            let known = Known::load(visit, &opened, subject, WHAT).await?;
            Some(answered(&g, &known, disease))
        }
    };
    let diseases =
        Disease::ALL.iter().map(|one| (one.word(), one.label(visit.language), asked == Some(*one)));
    let a = AnswerWords::of(visit.language);
    let page = Asked { a, diseases: diseases.collect(), answer: answered, g: &g };
    answer(visit, &opened, (200, a.title), &page).await
}

fn answered(g: &Ground, known: &Known, disease: Disease) -> Answered {
    let found = answer_about(disease, &known.doses, &known.plan);
    let others = known.found.standing().filter_map(|(kept, entry)| {
        let other = entry.body.sheet()?.text("other").filter(|_| entry::dose(entry).is_none())?;
        Some((format!("{} {other}", g.t.day(entry.day)), href(g, kept)))
    });
    Answered {
        damaged: known.found.damaged,
        disease: disease.label(g.h.language),
        status: found.status.label(g.h.language),
        is_unknown: found.status == Status::NoRecord,
        records: found.records.iter().map(|record| line(g, known, record)).collect(),
        others: others.collect(),
    }
}

fn line(g: &Ground, known: &Known, record: &Record) -> Line {
    let (given, language) = (&record.given, g.h.language);
    let by: Vec<&str> = given.recorders.iter().map(|recorder| recorder.label(language)).collect();
    let mut verdicts: Vec<String> = Vec::new();
    for (_, verdict) in &record.verdicts {
        let role = match verdict {
            Verdict::Counts(role) | Verdict::CountsOutside(role, _) => {
                format!("{} ・ ", role.label(language))
            }
            _ => String::new(),
        };
        let text = role + verdict.label(language);
        if !verdicts.contains(&text) {
            verdicts.push(text);
        }
    }
    let is_it = |(_, entry): &(&Kept, &Entry)| {
        entry::dose(entry).is_some_and(|dose| dose.day == given.day && dose.product == given.product)
    };
    Line {
        dose: format!("{} {}", g.t.day(given.day), given.product.label(language)),
        by: by.join(if language == Language::English { ", " } else { "、" }),
        verdicts,
        entries: known.found.standing().filter(is_it).map(|(kept, _)| href(g, kept)).collect(),
    }
}

fn href(g: &Ground, kept: &Kept) -> String {
    format!("{}/vaccination/{}", g.base, kept.record.as_str())
}

words! {
    AnswerWords;

    title: "受けたことがあるか調べる" / "うけましたか？" / "Was it given?";
    lead: "予防接種の記録のすべて（町・医療機関・学校・ご自分の記録）から答えます。"
        / "ぜんぶの 記録（きろく）から こたえます。"
        / "Answered from all records: the town's, clinics', schools' and your own.";
    disease: "どの病気の予防接種ですか" / "どの 病気（びょうき）ですか" / "Vaccination against";
    ask: "調べる" / "しらべる" / "Look it up";
    rests: "この答えのもとになった記録" / "記録（きろく）" / "The records behind this answer";
    entry: "この記録を開く" / "この 記録（きろく）を 見（み）る" / "Open this record";
    by: "記録：" / "書（か）いた 人（ひと）：" / "Recorded by ";
    unknown: "母子健康手帳や、前に住んでいた町の記録も確かめてください。見つかったら、ここに書き加えられます。"
        / "母子（ぼし）手帳（てちょう）も 見（み）てください。あったら、ここに 書（か）いてください。"
        / "Look into the mother-and-child handbook too, or ask the town where you lived before. What you find can be added here.";
    immune: "記録があることと、免疫があることは別です。妊娠の予定があるときや流行しているときは、お医者さんに相談してください（血液検査で調べられます）。"
        / "うけた 人（ひと）も 病気（びょうき）に なる ことが あります。しんぱいな ときは お医者（いしゃ）さんに きいてください。"
        / "A record does not say that somebody is immune. Before a pregnancy or in an outbreak ask a doctor, who can test the blood.";
    others: "種類が一覧にない記録（どの病気のものか、お確かめください）" / "ほかの ワクチンの 記録（きろく）" / "Recorded in words of one's own (please check what they are against)";
    next: "次の予防接種" / "つぎの ワクチン" / "Next vaccination";
    now: "今、受けられます" / "いま うけられます" / "possible now";
    last: "定期接種の最後の日が近いもの" / "もうすぐ おわる もの" / "The last day of the routine comes near";
}
