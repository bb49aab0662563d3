//! Libraries harvest here (OAI-PMH 2.0). The records are static files; no database is asked.

use crate::context::Visit;
use crate::fault::Fault;
use crate::http::{body::Form, reply::Reply};
use hibiki_domain::oai::{self, Answer, Repository};
use worker::{Fetcher, Method};

/// `GET` and `POST /oai`
pub(crate) async fn answer(visit: &mut Visit) -> Result<Reply, Fault> {
    let question = if visit.request.method() == Method::Post {
        Form::read_pairs(&mut visit.request).await?
    } else {
        Form::pairs(visit.query.as_bytes())?
    };
    let assets = visit.env.assets("ASSETS").map_err(|_| Fault::misconfigured("ASSETS"))?;
    let list = read(&assets, oai::LIST).await?;
    let origin = &visit.config.rp.origin;
    let repository = Repository {
        base_url: &format!("{origin}/oai"),
        host: &visit.config.rp.id,
        now: visit.now,
        list: &list,
    };
    match oai::answer(&repository, &question) {
        Answer::Whole(text) => Ok(Reply::public_xml(text)),
        Answer::Broken => Err(Fault::broken("oai-list")),
        Answer::Records(records) => {
            let mut chunks = Vec::new();
            for number in records.chunks() {
                chunks.push(read(&assets, &oai::chunk_path(number)).await?);
            }
            let text = records.fill(&chunks).ok_or_else(|| Fault::broken("oai-chunk"))?;
            Ok(Reply::public_xml(text))
        }
    }
}

async fn read(assets: &Fetcher, path: &str) -> Result<String, Fault> {
    let url = format!("https://assets.invalid{path}");
    let mut response = assets.fetch(url, None).await.map_err(|_| Fault::broken("oai-fetch"))?;
    if response.status_code() != 200 {
        return Err(Fault::broken("oai-missing"));
    }
    response.text().await.map_err(|_| Fault::broken("oai-text"))
}
