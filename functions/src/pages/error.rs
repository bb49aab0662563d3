//! What a person or a program gets when a request was not carried out.

use crate::context::{Page, Visit, Who};
use crate::fault::Fault;
use crate::http::reply::Reply;
use crate::words::Words;
use askama::Template;
use hibiki_protocol::Problem;

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage<'a> {
    t: &'static Words,
    title: &'a str,
    detail: &'a str,
}

/// The answer to a request that failed: a page for people, problem details for programs, the log-in where it helps.
pub(crate) async fn reply(visit: &Visit, fault: &Fault) -> Reply {
    let is_program = ["/api/", "/ops/", "/.well-known/"].iter().any(|start| visit.path.starts_with(start));
    let words = visit.words();
    let said = fault.words();
    let (title, detail) = (words.pick(&said.title), words.pick(&said.detail));
    if is_program {
        let problem = Problem {
            kind: format!("/problems/{}", said.code),
            title: title.to_owned(),
            status: fault.status(),
            detail: detail.to_owned(),
        };
        return with_wait(Reply::problem(&problem), fault);
    }
    let next = match visit.request.method() {
        worker::Method::Get => format!("{}{}", visit.language.prefix(), visit.path),
        _ => visit.href("/my"),
    };
    match fault {
        Fault::NotLoggedIn => return Reply::see_other(&visit.href(&format!("/login?next={next}"))),
        Fault::StepUp => return Reply::see_other(&visit.href(&format!("/step-up?next={next}"))),
        Fault::RecordClosed => return Reply::see_other(&visit.href(&format!("/my/health/open?next={next}"))),
        _ => {}
    }
    let page = ErrorPage { t: words, title, detail };
    let page = Page { status: fault.status(), title, main: &page, ceremonies: false, who: Who::Nobody };
    match visit.page(page).await {
        Ok(reply) => with_wait(reply, fault),
        Err(_) => plain(fault),
    }
}

fn with_wait(reply: Reply, fault: &Fault) -> Reply {
    match fault {
        Fault::Wait(secs) => reply.header("retry-after", secs.to_string()),
        Fault::Method => reply.header("allow", "GET, POST".to_owned()),
        _ => reply,
    }
}

/// When not even the frame can be had.
pub(crate) fn plain(fault: &Fault) -> Reply {
    let said = fault.words();
    let text = format!(
        "<!DOCTYPE html><html lang=\"ja\"><meta charset=\"utf-8\"><title>{0}</title><h1>{0}</h1><p>{1}</p><p lang=\"en\">{2}</p></html>",
        said.title[0], said.detail[0], said.detail[2]
    );
    Reply::html(fault.status(), text, false)
}
