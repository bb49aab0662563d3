//! What a pharmacist is shown on the phone: big letters and nothing to press but «close»; or QR codes for their reader.

use super::{MedicineWords, SUPPLY_DAYS, WHAT_SHOWN, read, view};
use crate::context::Visit;
use crate::fault::Fault;
use crate::health::{Opened, shift_jis};
use crate::http::reply::Reply;
use crate::pages::{
    health::{Ground, answer},
    qr::{self, Drawn},
};
use askama::Template;
use hibiki_domain::{
    dates,
    health::medicine::{DataId, Notebook},
};
use qrcodegen::{QrCode, QrCodeEcc};

/// So many bytes of Shift_JIS in one code: still easy to read from a phone's screen.
const CODE_BYTES: usize = 800;
/// Whoever has more takes the file along.
const MOST_CODES: usize = 8;

#[derive(Template)]
#[template(path = "health/medicine_show.html")]
struct Counter<'a> {
    g: &'a Ground,
    m: &'static MedicineWords,
    damaged: bool,
    name: &'a str,
    born: String,
    today: String,
    laid: view::Laid,
}

#[derive(Template)]
#[template(path = "health/medicine_codes.html")]
struct Codes<'a> {
    g: &'a Ground,
    m: &'static MedicineWords,
    damaged: bool,
    /// None when there are too many.
    drawn: Option<Vec<Drawn>>,
}

/// `GET /my/health/{whose}/medicine/show`, with `?as=codes` the QR codes.
pub(crate) async fn show(visit: &Visit, whose: &str) -> Result<Reply, Fault> {
    let as_codes = match visit.query_value("as") {
        None => false,
        Some("codes") => true,
        Some(_) => return Err(Fault::NotFound),
    };
    let opened = Opened::load(visit).await?;
    let subject = opened.subject(whose)?;
    let g = Ground::of(visit, subject);
    let m = MedicineWords::of(visit.language);
    let (found, notebook) = read(visit, &opened, subject, WHAT_SHOWN).await?;
    let today = visit.now.day();
    if as_codes {
        let drawn = codes(&notebook.in_use(today, SUPPLY_DAYS), &DataId::at(visit.now))?;
        let page = Codes { m, damaged: found.damaged, drawn, g: &g };
        return answer(visit, &opened, (200, m.codes_title), &page).await;
    }
    let page = Counter {
        m,
        damaged: found.damaged,
        name: &subject.name,
        born: dates::born(subject.born, visit.language),
        today: m.as_of.replacen("{}", &g.t.day(today), 1),
        laid: view::laid_out(g.t, m, &notebook, today),
        g: &g,
    };
    answer(visit, &opened, (200, m.title), &page).await
}

/// The notebook in QR codes; None when they are more than anybody holds a phone for, or one record is too long for a code.
fn codes(notebook: &Notebook, id: &DataId) -> Result<Option<Vec<Drawn>>, Fault> {
    let Ok(parts) = notebook.split(CODE_BYTES, id) else { return Ok(None) };
    if parts.len() > MOST_CODES {
        return Ok(None);
    }
    let table = shift_jis::table()?;
    let code = |part: &String| QrCode::encode_binary(&table.encode(part).bytes, QrCodeEcc::Medium);
    let codes: Result<Vec<QrCode>, _> = parts.iter().map(code).collect();
    let codes = codes.map_err(|_| Fault::broken("qr"))?;
    Ok(Some(codes.iter().map(qr::drawn).collect()))
}
