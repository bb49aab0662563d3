//! What a resident chose to hear about.

use crate::auth::Person;
use crate::context::{Page, Visit, Who};
use crate::db::{once::CommandKey, sql};
use crate::fault::Fault;
use crate::http::{body::Form, reply::Reply};
use crate::pages::form;
use crate::random;
use crate::words::Words;
use askama::Template;
use hibiki_domain::{audience::Interest, secret::Sector};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "my/interests.html")]
struct Interests {
    t: &'static Words,
    action: String,
    key: String,
    saved: bool,
    choices: Vec<(&'static str, &'static str, bool)>,
}

#[derive(Deserialize)]
struct Row {
    interests: String,
}

/// `GET /my/interests`
pub(crate) async fn show(visit: &Visit, person: Person) -> Result<Reply, Fault> {
    let pseudonym = visit.config.secret.pseudonym(Sector::MyPage, &person.id);
    let rows = visit.mypage()?.read(sql::reader::LOAD.with(&[&pseudonym.as_str()])).await?;
    let chosen = rows.first::<Row>()?.map(|row| Interest::parse_list(&row.interests)).unwrap_or_default();
    let t = visit.words();
    let choice =
        |interest: &Interest| (interest.word(), t.pick(&interest.labels()), chosen.contains(interest));
    let page = Interests {
        t,
        action: visit.href("/my/interests"),
        key: form::new_key()?,
        saved: visit.query_value("done") == Some("saved"),
        choices: Interest::ALL.iter().map(choice).collect(),
    };
    let who = Who::Resident(&person.name);
    visit.page(Page { status: 200, title: t.interests_title, main: &page, ceremonies: false, who }).await
}

/// `POST /my/interests`
pub(crate) async fn save(visit: &mut Visit, person: Person) -> Result<Reply, Fault> {
    let form = Form::read(&mut visit.request).await?;
    let key = CommandKey::parse(form.one("key")?, &person.session)?;
    let mut chosen = Vec::new();
    for interest in form.all("interest") {
        let interest = Interest::parse(interest).ok_or(Fault::Malformed("interest"))?;
        if chosen.contains(&interest.word()) {
            return Err(Fault::Malformed("interest"));
        }
        chosen.push(interest.word());
    }
    let secret = &visit.config.secret;
    let pseudonym = secret.pseudonym(Sector::MyPage, &person.id);
    let sealed = secret.seal_person(&person.id, &format!("mypage {}", pseudonym.as_str()), random::bytes()?);
    let save = sql::reader::SAVE.with(&[&pseudonym.as_str(), &chosen.join(" "), &sealed, &visit.now]);
    let location = visit.href("/my/interests?done=saved");
    let location = visit.mypage()?.once(&key, location, visit.now, vec![save]).await?;
    Ok(Reply::see_other(&location))
}
