//! An invitation's code: the way to a new colleague's first passkey.

use super::form::short_text;
use super::start::begin_guess;
use crate::auth::log_in;
use crate::context::{Page, Visit, Who};
use crate::db::sql;
use crate::fault::Fault;
use crate::http::{body::Form, cookie::Jar, reply::Reply};
use crate::random;
use crate::words::Words;
use askama::Template;
use hibiki_domain::{
    code::{CodeKind, OneTimeCode},
    ids::PersonId,
    session::Level,
};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "invite.html")]
struct Invite<'a> {
    t: &'static Words,
    action: String,
    wrong: bool,
    code: &'a str,
}

/// `GET /invite`
pub(crate) async fn show(visit: &Visit) -> Result<Reply, Fault> {
    render(visit, 200, false, "").await
}

async fn render(visit: &Visit, status: u16, wrong: bool, code: &str) -> Result<Reply, Fault> {
    let t = visit.words();
    let page = Invite { t, action: visit.href("/invite"), wrong, code };
    visit.page(Page { status, title: t.invite_title, main: &page, ceremonies: true, who: Who::Nobody }).await
}

/// `POST /invite`: the code is used up only when the passkey is registered.
pub(crate) async fn submit(visit: &mut Visit) -> Result<Reply, Fault> {
    #[derive(Deserialize)]
    struct Row {
        id: String,
    }
    let form = Form::read(&mut visit.request).await?;
    let typed = short_text(form.one("code")?, 40).unwrap_or_default();
    let guess = begin_guess(visit, "invite").await?;
    let database = visit.identity()?;
    let found = match OneTimeCode::parse(&typed) {
        Ok(code) => {
            let hash = visit.config.secret.code_hash(CodeKind::Invite, &code);
            database.read(sql::invite::FIND.with(&[&hash, &visit.now])).await?.first::<Row>()?
        }
        Err(_) => None,
    };
    let Some(invite) = found else {
        return render(visit, 422, true, &typed).await;
    };
    guess.succeeded(visit).await?;
    let person = PersonId::from_random(random::bytes()?);
    let ticket = format!("invite {}", invite.id);
    let session = log_in::begin(visit, &person, Level::Letter, Some(&ticket))?;
    let mut queries = vec![sql::person::INSERT.with(&[&person.as_str(), &visit.now])];
    queries.extend(session.queries);
    database.batch_vec(queries).await?;
    Ok(Reply::see_other(&visit.href("/start/passkey")).cookie(session.token.set(Jar::Session)))
}
