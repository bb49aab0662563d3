//! The live pages: built by Zola like all others, with marks where something moves.

use crate::fault::Fault;
use hibiki_domain::{language::Language, motion::place::LivePage};
use std::{cell::RefCell, collections::BTreeMap, rc::Rc};
use worker::Env;

thread_local! {
    static PAGES: RefCell<BTreeMap<String, Rc<LivePage>>> = const { RefCell::new(BTreeMap::new()) };
}

/// A live page in a language, read from the static assets once in the life of an instance.
pub(crate) async fn load(env: &Env, language: Language, area: &'static str) -> Result<Rc<LivePage>, Fault> {
    let path = format!("{}/{area}/live/", language.prefix());
    if let Some(page) = PAGES.with_borrow(|pages| pages.get(&path).cloned()) {
        return Ok(page);
    }
    let assets = env.assets("ASSETS").map_err(|_| Fault::misconfigured("ASSETS"))?;
    let url = format!("https://assets.invalid{path}");
    let mut response = assets.fetch(url, None).await.map_err(|_| Fault::broken("live-fetch"))?;
    if response.status_code() != 200 {
        return Err(Fault::NotFound); // a town without car parks or snow has no such page
    }
    let html = response.text().await.map_err(|_| Fault::broken("live-text"))?;
    let page = Rc::new(LivePage::cut(&html).ok_or_else(|| Fault::broken("live-marks"))?);
    PAGES.with_borrow_mut(|pages| pages.insert(path, page.clone()));
    Ok(page)
}
