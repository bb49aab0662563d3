//! Everything of a record as a file: for another program (FHIR R4), or for a spreadsheet.

use super::{Ground, answer};
use crate::context::Visit;
use crate::fault::Fault;
use crate::health::{
    Opened, Subject,
    whole::{self, Whole},
};
use crate::http::{body::Form, reply::Reply};
use crate::words::words;
use askama::Template;
use hibiki_domain::{
    health::{csv, fhir},
    language::Language,
    time::Day,
};

/// The word of this page in the person's log.
pub(super) const WHAT: &str = "export";

#[derive(Template)]
#[template(path = "health/export.html")]
struct Export<'a> {
    g: &'a Ground,
    e: &'static ExportWords,
    /// Where the person proves again who they are, unless they did in the last ten minutes.
    prove: Option<String>,
    /// The word of the file that was asked for, when part of the record could not be verified.
    damaged: Option<&'static str>,
}

/// A kind of file.
#[derive(Clone, Copy)]
enum Format {
    Fhir,
    Csv,
}

impl Format {
    fn parse(word: &str) -> Option<Self> {
        [Self::Fhir, Self::Csv].into_iter().find(|format| format.word() == word)
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Fhir => "fhir",
            Self::Csv => "csv",
        }
    }

    fn write(self, visit: &Visit, subject: &Subject, whole: &Whole) -> Result<String, Fault> {
        Ok(match self {
            Self::Csv => csv::write(&whole.versions),
            Self::Fhir => {
                let seed = subject.keyring()?.first().export_seed();
                let person = fhir::Person { name: &subject.name, born: subject.born, seed: &seed };
                fhir::bundle(&visit.config.rp.origin, &person, &whole.versions, visit.now)
            }
        })
    }

    const fn content_type(self) -> &'static str {
        match self {
            Self::Fhir => "application/fhir+json",
            Self::Csv => "text/csv; charset=utf-8",
        }
    }

    /// Without a name in it: it ends up in lists of downloads.
    fn file_name(self, today: Day) -> String {
        let ending = match self {
            Self::Fhir => "json",
            Self::Csv => "csv",
        };
        format!("hibiki-health-{today}.{ending}")
    }
}

/// `GET /my/health/{whose}/export`: what the files are. Nothing of the record is read.
pub(crate) async fn show(visit: &Visit, whose: &str) -> Result<Reply, Fault> {
    let opened = Opened::load(visit).await?;
    let subject = opened.subject(whose)?;
    subject.keyring()?;
    render(visit, (&opened, subject), None).await
}

/// `POST /my/health/{whose}/export`: the file.
pub(crate) async fn download(visit: &mut Visit, whose: &str) -> Result<Reply, Fault> {
    let opened = Opened::load(visit).await?;
    let form = Form::read(&mut visit.request).await?;
    let subject = opened.subject(whose)?;
    let format = Format::parse(form.one("format")?).ok_or(Fault::Malformed("format"))?;
    let Ok(proof) = opened.person.fresh() else {
        return Ok(Reply::see_other(&prove(visit, &Ground::of(visit, subject))));
    };
    let found = whole::read(visit, &opened, subject, WHAT, proof).await?;
    if found.damaged && form.optional("despite")? != "yes" {
        return render(visit, (&opened, subject), Some(format)).await;
    }
    let text = format.write(visit, subject, &found)?;
    let name = format!("attachment; filename=\"{}\"", format.file_name(visit.now.day()));
    Ok(Reply::file(text.into_bytes(), format.content_type()).header("content-disposition", name))
}

/// Opening the record anew proves who it is, and the session that begins has it open: the general step-up would shut it.
fn prove(visit: &Visit, g: &Ground) -> String {
    visit.href(&format!("/my/health/open?next={}/export", g.base))
}

async fn render(
    visit: &Visit,
    (opened, subject): (&Opened, &Subject),
    damaged: Option<Format>,
) -> Result<Reply, Fault> {
    let g = Ground::of(visit, subject);
    let page = Export {
        e: ExportWords::of(visit.language),
        prove: opened.person.fresh().is_err().then(|| prove(visit, &g)),
        damaged: damaged.map(Format::word),
        g: &g,
    };
    let status = if damaged.is_some() { 409 } else { 200 };
    answer(visit, opened, (status, g.h.export_title), &page).await
}

words! {
    ExportWords;

    lead: "この記録のすべてを、1つのファイルにして受け取れます。写した先では、町の鍵に守られません。ほかの人が開けないところに保存し、いらなくなったら消してください。"
        / "記録（きろく）を ぜんぶ 1つの ファイルに します。ファイルは だれでも 開（ひら）けます。ほかの 人（ひと）に 見（み）せないで ください。"
        / "All of this record in one file. The file is no longer protected by the town's keys: keep it where nobody else can open it, and delete it when you no longer need it.";
    logged: "受け取ったことは「だれが見たか」の記録に残ります。町の記録は、そのまま残ります。"
        / "ファイルを もらった ことは 記録（きろく）に のこります。町（まち）の 記録（きろく）は なくなりません。"
        / "That you took it is written in the log of who looked. The record itself stays as it is.";
    pictures: "日記の写真は入りません。日記の画面で開き、1枚ずつ保存してください。"
        / "写真（しゃしん）は 入（はい）りません。日記（にっき）で 1まいずつ ほぞんしてください。"
        / "Pictures of the diary are not in it: open them in the diary and save them one by one.";
    prove_lead: "最後に確認してから10分が過ぎました。受け取る前に、もう一度あなたであることを確かめます。"
        / "ファイルを もらう まえに、もういちど あなたを 確（たし）かめます。"
        / "Your last proof is more than ten minutes old. Prove once more that it is you, then take the file.";
    prove: "確かめて進む" / "確（たし）かめる" / "Prove it and go on";
    csv_title: "表計算ソフトで見るファイル（CSV）" / "表（ひょう）の ファイル（CSV）" / "For a spreadsheet (CSV)";
    csv_lead: "直す前の内容や、取り消した記録も入ります。" / "まえの 内容（ないよう）も 入（はい）ります。" / "With earlier versions and withdrawn entries.";
    csv: "CSVを受け取る" / "CSVを もらう" / "Download CSV";
    fhir_title: "ほかの健康アプリや病院のためのファイル（FHIR）" / "病院（びょういん）や アプリの ファイル（FHIR）" / "For other health programs (FHIR R4)";
    fhir_lead: "医療の国際的な形式です（HL7 FHIR R4、JP Core）。今の内容だけが入り、取り消した記録は入りません。"
        / "せかいの 病院（びょういん）で つかう 形（かたち）です。いまの 内容（ないよう）が 入（はい）ります。"
        / "The international format of health data (HL7 FHIR R4, JP Core). It holds what stands now; withdrawn entries do not come along.";
    fhir: "FHIRを受け取る" / "FHIRを もらう" / "Download FHIR";
    damaged_lead: "一部の記録が、保存したときのままであることを確かめられませんでした。役場にご連絡ください。確かめられた分だけを受け取ることもできます。"
        / "おかしい 記録（きろく）が あります。役場（やくば）に 電話（でんわ）してください。のこりは もらえます。"
        / "Part of the record could not be verified to be as it was saved. Please call the town hall. You can still take along what could be verified.";
    despite: "確かめられた分を受け取る" / "のこりを もらう" / "Take what could be verified";
}
