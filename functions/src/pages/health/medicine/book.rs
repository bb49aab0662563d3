//! The notebook on one page, and as the file that other notebooks read.

use super::{MedicineWords, WHAT, WHAT_FILE, read, view};
use crate::context::Visit;
use crate::fault::Fault;
use crate::health::{Opened, shift_jis};
use crate::http::{body::Form, reply::Reply};
use crate::pages::health::{Ground, answer};
use askama::Template;
use hibiki_domain::{health::checkup::Kind, session::FreshProof};
use std::collections::BTreeMap;

#[derive(Template)]
#[template(path = "health/medicine_book.html")]
struct Book<'a> {
    g: &'a Ground,
    m: &'static MedicineWords,
    damaged: bool,
    laid: view::Laid,
    /// Where a bought medicine is corrected, by its name, when it is an entry of its own.
    own: BTreeMap<String, String>,
    is_empty: bool,
}

/// `GET /my/health/{whose}/medicine/book`
pub(crate) async fn show(visit: &Visit, whose: &str) -> Result<Reply, Fault> {
    let opened = Opened::load(visit).await?;
    let subject = opened.subject(whose)?;
    let g = Ground::of(visit, subject);
    let m = MedicineWords::of(visit.language);
    let (found, notebook) = read(visit, &opened, subject, WHAT).await?;
    let laid = view::laid_out(g.t, m, &notebook, visit.now.day());
    let own = found.standing().filter_map(|(kept, entry)| {
        let sheet = entry.body.sheet().filter(|sheet| sheet.kind() == Kind::OverTheCounter)?;
        Some((sheet.text("name")?.to_owned(), format!("{}/medicine/{}", g.base, kept.record.as_str())))
    });
    let page = Book {
        m,
        damaged: found.damaged,
        own: own.collect(),
        is_empty: [laid.now.len(), laid.earlier.len(), laid.bought_now.len(), laid.bought_earlier.len()]
            == [0; 4],
        laid,
        g: &g,
    };
    answer(visit, &opened, (200, m.title), &page).await
}

/// `POST /my/health/{whose}/medicine/book`: the whole notebook as a file (JAHIS, section 3.2.1), in Shift_JIS.
pub(crate) async fn file(visit: &mut Visit, whose: &str) -> Result<Reply, Fault> {
    let opened = Opened::load(visit).await?;
    let _nothing = Form::read(&mut visit.request).await?;
    let subject = opened.subject(whose)?;
    let Ok(proof) = opened.person.fresh() else {
        let base = Ground::of(visit, subject).base;
        return Ok(Reply::see_other(&visit.href(&format!("/my/health/open?next={base}/medicine/book"))));
    };
    give(visit, &opened, whose, proof).await
}

async fn give(visit: &Visit, opened: &Opened, whose: &str, _proof: FreshProof) -> Result<Reply, Fault> {
    let subject = opened.subject(whose)?;
    let (_, notebook) = read(visit, opened, subject, WHAT_FILE).await?;
    let written = shift_jis::table()?.encode(&notebook.write());
    let name = format!("attachment; filename=\"okusuri-techo-{}.txt\"", visit.now.day());
    Ok(Reply::file(written.bytes, "text/plain; charset=Shift_JIS").header("content-disposition", name))
}
