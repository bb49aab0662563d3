//! The work key: with it a member of staff opens what residents have consented to.

use crate::auth::Staff;
use crate::context::{Page, Visit, Who};
use crate::fault::Fault;
use crate::health::work;
use crate::http::{body::Form, reply::Reply};
use crate::pages::ceremony::{CeremonyWords, PasskeyButton};
use crate::words::Words;
use askama::Template;
use hibiki_domain::{health::Category, ids::WorkKeyId, language::Language};

#[derive(Template)]
#[template(path = "desk/work_key.html")]
struct WorkKeyPage {
    ceremony_words: CeremonyWords,
    /// What happened.
    done: Option<&'static str>,
    key: Option<Key>,
    passkey: PasskeyButton,
    scope: String,
    /// Whether the last proof is fresh enough for throwing the key away.
    fresh: bool,
}

struct Key {
    id: String,
    since: String,
    open: bool,
}

/// Where the desk goes once the key is open.
const READ: &str = "/desk/health/read";

/// `GET /desk/health/key`
pub(crate) async fn show(visit: &Visit, staff: Staff) -> Result<Reply, Fault> {
    let holder = work::holder_of(visit, &staff.person.id);
    let kept = work::kept(visit, &holder).await?;
    let open = work::Opened::load(visit, &staff).await?.is_some();
    let label = if kept.is_some() { "パスキーで鍵を開く" } else { "パスキーで鍵を作る" };
    let reads = |category: &&Category| staff.roles.iter().any(|role| role.reads().contains(category));
    let scope: Vec<&str> =
        Category::ALL.iter().filter(reads).map(|category| category.name(Language::Japanese)).collect();
    let page = WorkKeyPage {
        ceremony_words: CeremonyWords::new(visit),
        done: match visit.query_value("done") {
            Some("discarded") => Some("鍵を捨てました。この鍵あての同意は、すべて使えなくなりました。"),
            _ => None,
        },
        key: kept.map(|kept| Key {
            id: kept.id.as_str().to_owned(),
            since: Words::of(Language::Japanese).day_of(kept.since()),
            open,
        }),
        passkey: PasskeyButton::for_work(READ, label),
        scope: scope.join("、"),
        fresh: staff.person.fresh().is_ok(),
    };
    let who = Who::Staff(&staff.person.name);
    visit.page(Page { status: 200, title: "仕事の鍵", main: &page, ceremonies: true, who }).await
}

/// `POST /desk/health/key/discard`: names the key, so that a second click does not throw away the next one.
pub(crate) async fn discard(visit: &mut Visit, staff: Staff) -> Result<Reply, Fault> {
    let form = Form::read(&mut visit.request).await?;
    let id = WorkKeyId::parse(form.one("id")?).map_err(|_| Fault::Malformed("work-key"))?;
    let _proof = staff.person.fresh()?;
    work::discard(visit, &staff, &id).await?;
    Ok(Reply::see_other("/desk/health/key?done=discarded"))
}
