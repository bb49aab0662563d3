//! Every address of the Worker, in one table, with who may call it.

use crate::config::Config;
use crate::context::Visit;
use crate::fault::Fault;
use crate::health;
use crate::http::{
    origin::{self, Stated},
    reply::Reply,
};
use crate::pages::{self, desk, health as health_pages, my};
use crate::{api, motion, oai, ops};
use hibiki_domain::{
    language::Language,
    role::Permission::{
        CheckEligibility, ManageBridges, ManageStaff, OpenEmergency, ReadHealth, ServeResidents, TypeParking,
        WriteHealth, WriteItems, WriteNotices,
    },
    time::Timestamp,
};
use std::pin::Pin;
use worker::{Context, Env, Method, Request, Response};

/// Whether this is the Worker of the health pages. It has the databases of the sealed records and answers nobody but the
/// town's own Worker; that one has everything else, and hands on what is addressed to this one.
pub(crate) const HEALTH: bool = cfg!(feature = "health");

/// Whether an address, without its language, belongs to the health pages.
fn is_health(path: &str) -> bool {
    ["/my/health", "/api/health", "/desk/health", "/ops/health"]
        .iter()
        .any(|start| path.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

/// Now, by the host's clock.
pub(crate) fn now() -> Timestamp {
    Timestamp(i64::try_from(worker::Date::now().as_millis() / 1000).unwrap_or(0))
}

/// Answers one request.
pub(crate) async fn handle(request: Request, env: Env, context: Context) -> worker::Result<Response> {
    let config = match Config::load(&env) {
        Ok(config) => config,
        Err(fault) => return pages::error::plain(&fault).into_response(None),
    };
    let url = request.inner().url();
    let (path, query) = path_and_query(&url);
    let (language, path) = Language::split_path(path);
    if !HEALTH && is_health(path) {
        return match health::hand_on(&env, request).await {
            Ok(response) => Ok(response),
            Err(fault) => pages::error::plain(&fault).into_response(None),
        };
    }
    let (path, query) = (path.to_owned(), query.to_owned());
    let mut visit = Visit { env, context, config, request, now: now(), language, path, query };
    let reply = match route(&mut visit).await {
        Ok(reply) => reply,
        Err(fault) => pages::error::reply(&visit, &fault).await,
    };
    reply.into_response(Some(&visit.config))
}

/// Cuts an address that the host has already parsed and written out (URL Standard, section 4.5): parsing it again would
/// cost a new instance a millisecond.
fn path_and_query(url: &str) -> (&str, &str) {
    let behind_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
    let from_path = behind_scheme.find('/').map_or("/", |start| &behind_scheme[start..]);
    let without_fragment = from_path.split('#').next().unwrap_or(from_path);
    without_fragment.split_once('?').unwrap_or((without_fragment, ""))
}

async fn route(visit: &mut Visit) -> Result<Reply, Fault> {
    let path = visit.path.clone();
    let segments: Vec<&str> = path.trim_matches('/').split('/').collect();
    let method = visit.request.method();
    check_sender(visit, &method, &segments)?;
    match (&method, segments.as_slice()) {
        (Method::Get | Method::Head, segments) if HEALTH => apart(get_health(visit, segments)).await,
        (Method::Post, segments) if HEALTH => apart(post_health(visit, segments)).await,
        (Method::Get | Method::Head, segments) => apart(get(visit, segments)).await,
        (Method::Post, segments) => apart(post(visit, segments)).await,
        _ => Err(Fault::Method),
    }
}

/// Before anything else: what changes something comes from a page of the town, or from a program with a key.
fn check_sender(visit: &Visit, method: &Method, segments: &[&str]) -> Result<(), Fault> {
    let header = |name| visit.request.headers().get(name).ok().flatten();
    let (stated_origin, fetch_site) = (header("origin"), header("sec-fetch-site"));
    let stated = Stated { origin: stated_origin.as_deref(), fetch_site: fetch_site.as_deref() };
    match (method, segments) {
        (_, ["ops", ..]) | (Method::Post, ["api", "bridges", ..]) => origin::require_none(stated),
        // What a library asks in a form changes nothing, and harvesters state no origin.
        (Method::Get | Method::Head, _) | (Method::Post, ["oai"]) => Ok(()),
        _ => origin::require_own(stated, &visit.config.rp.origin),
    }
}

/// A handler in a box of its own. Without it the compiler makes one function of all of them, and a new instance
/// compiles every page of the town before it answers the first.
fn apart<'a>(handler: impl Future<Output = Result<Reply, Fault>> + 'a) -> Handling<'a> {
    Box::pin(handler)
}

type Handling<'a> = Pin<Box<dyn Future<Output = Result<Reply, Fault>> + 'a>>;

async fn get(visit: &mut Visit, segments: &[&str]) -> Result<Reply, Fault> {
    match segments {
        ["parking", "live"] => apart(motion::parking::show(visit)).await,
        ["parking", "status.json"] => apart(motion::parking::json(visit)).await,
        ["bus", key, "now"] => apart(motion::network::show(visit, key, None)).await,
        ["bus", key, "now.json"] => apart(motion::network::json(visit, key, None)).await,
        ["bus", key, "lines", line, "now"] => apart(motion::network::show(visit, key, Some(line))).await,
        ["bus", key, "lines", line, "now.json"] => apart(motion::network::json(visit, key, Some(line))).await,
        ["bus", key, "stops", stop, "now"] => apart(motion::bus::show(visit, key, stop)).await,
        ["bus", key, "stops", stop, "now.json"] => apart(motion::bus::json(visit, key, stop)).await,
        ["snow", "live"] => apart(motion::snow::show(visit)).await,
        ["snow", "status.json"] => apart(motion::snow::json(visit)).await,
        ["status"] => apart(motion::status::show(visit)).await,

        ["login"] => apart(pages::login::show(visit)).await,
        ["step-up"] => apart(pages::login::step_up(visit)).await,
        ["start"] => apart(pages::start::show(visit)).await,
        ["start", "passkey"] => apart(pages::start::passkey(visit)).await,
        ["invite"] => apart(pages::invite::show(visit)).await,

        ["my"] => apart(my::home::show(visit)).await,
        ["my", "notices", id] => apart(my::notice::show(visit, id)).await,
        ["my", "interests"] => {
            apart(my::interests::show(visit, visit.person().await?.strong()?.resident()?)).await
        }
        ["my", "looks"] => apart(my::looks::show(visit, visit.person().await?.strong()?)).await,
        ["my", "looks", child] => {
            apart(my::looks::of_child(visit, visit.person().await?.strong()?, child)).await
        }
        ["my", "ways"] => apart(my::ways::show(visit, visit.person().await?.strong()?)).await,
        ["my", "ways", "passkey"] => {
            apart(my::ways::add_passkey(visit, visit.person().await?.strong()?)).await
        }

        ["desk"] => apart(desk::home::show(visit, crate::auth::staff(visit).await?.any_role()?)).await,
        ["desk", "residents"] => {
            apart(desk::residents::form(visit, visit.staff(ServeResidents).await?)).await
        }
        ["desk", "residents", why, reference] => {
            apart(desk::resident::show(visit, visit.staff(ServeResidents).await?, why, reference)).await
        }
        ["desk", "letters", id] => {
            apart(desk::letters::show(visit, visit.staff(ServeResidents).await?, id)).await
        }
        ["desk", "staff"] => apart(desk::staff::list(visit, visit.staff(ManageStaff).await?)).await,
        ["desk", "invites", id] => {
            apart(desk::staff::invitation(visit, visit.staff(ManageStaff).await?, id)).await
        }
        ["desk", "bridges"] => apart(desk::bridges::list(visit, visit.staff(ManageBridges).await?)).await,
        ["desk", "pairings", id] => {
            apart(desk::bridges::pairing(visit, visit.staff(ManageBridges).await?, id)).await
        }
        ["desk", "notices"] => apart(desk::notices::list(visit, visit.staff(WriteNotices).await?)).await,
        ["desk", "notices", "new"] => {
            apart(desk::notices::new(visit, visit.staff(WriteNotices).await?)).await
        }
        ["desk", "items"] => apart(desk::items::list::list(visit, visit.staff(WriteItems).await?)).await,
        ["desk", "items", "new", kind] => {
            apart(desk::items::edit::new(visit, visit.staff(WriteItems).await?, kind)).await
        }
        ["desk", "items", id] => {
            apart(desk::items::edit::show(visit, visit.staff(WriteItems).await?, id)).await
        }
        ["desk", "items", id, "history"] => {
            apart(desk::items::history::list(visit, visit.staff(WriteItems).await?, id)).await
        }
        ["desk", "items", id, "history", revision] => {
            let staff = visit.staff(WriteItems).await?;
            apart(desk::items::history::version(visit, staff, id, revision)).await
        }
        ["desk", "items", id, "files", name] => {
            apart(desk::items::files::show(visit, visit.staff(WriteItems).await?, id, name)).await
        }

        ["desk", "parking"] => apart(desk::parking::show(visit, visit.staff(TypeParking).await?)).await,

        [".well-known", "hibiki.json"] => Ok(api::town::info(visit)),
        ["oai"] => apart(oai::answer(visit)).await,
        ["ops", "log"] => apart(ops::log::page(visit, ops::operator(visit)?)).await,
        ["ops", "publications"] => apart(ops::publications::due(visit, ops::operator(visit)?)).await,
        ["ops", "publications", id] => apart(ops::publications::one(visit, ops::operator(visit)?, id)).await,
        ["ops", "publications", id, "files", name, part] => {
            apart(ops::publications::part(visit, ops::operator(visit)?, id, name, part)).await
        }
        segments if is_post(segments) => Err(Fault::Method),
        _ => Err(Fault::NotFound),
    }
}

async fn get_health(visit: &mut Visit, segments: &[&str]) -> Result<Reply, Fault> {
    match segments {
        // First: the name of a person stands where «close» does.
        segments if is_post(segments) => Err(Fault::Method),
        ["my", "health"] => apart(health_pages::home::show(visit)).await,
        ["my", "health", "open"] => apart(health_pages::open::show(visit)).await,
        ["my", "health", "recovery"] => apart(health_pages::recovery::show(visit)).await,
        ["desk", "health", "recoveries", why, reference] => {
            let staff = visit.staff(ServeResidents).await?;
            apart(desk::recoveries::show(visit, staff, why, reference)).await
        }
        ["ops", "health", "recoveries"] => {
            apart(ops::recoveries::waiting(visit, ops::operator(visit)?)).await
        }
        ["my", "health", "check", code] => apart(health_pages::eligibility::check(visit, code)).await,
        ["my", "health", whose] => apart(health_pages::overview::show(visit, whose)).await,
        ["my", "health", whose, "keys"] => apart(health_pages::keys::show(visit, whose)).await,
        ["my", "health", whose, "leave"] => apart(health_pages::leave::show(visit, whose)).await,
        ["my", "health", whose, "timeline"] => apart(health_pages::timeline::show(visit, whose)).await,
        ["my", "health", whose, "looks"] => apart(health_pages::looks::show(visit, whose)).await,
        ["my", "health", whose, "consents"] => apart(health_pages::consents::list(visit, whose)).await,
        ["my", "health", whose, "consents", "new"] => apart(health_pages::consents::new(visit, whose)).await,
        ["my", "health", whose, "export"] => apart(health_pages::export::show(visit, whose)).await,
        ["my", "health", whose, "medicine", "scan"] => apart(health_pages::scan::show(visit, whose)).await,
        ["my", "health", whose, "emergency", "summary"] => {
            apart(health_pages::emergency::show(visit, whose)).await
        }
        ["desk", "health", "emergency"] => {
            apart(health_pages::medic::show(visit, visit.staff(OpenEmergency).await?)).await
        }
        ["desk", "health", "check"] => {
            apart(health_pages::eligibility::desk::show(visit, visit.staff(CheckEligibility).await?)).await
        }
        ["my", "health", whose, "medicine", "book"] => {
            apart(health_pages::medicine::book::show(visit, whose)).await
        }
        ["my", "health", whose, "medicine", "show"] => {
            apart(health_pages::medicine::counter::show(visit, whose)).await
        }
        ["my", "health", whose, "growth"] => apart(health_pages::growth::show(visit, whose)).await,
        ["my", "health", whose, "vaccinations"] => {
            apart(health_pages::vaccinations::show(visit, whose)).await
        }
        ["my", "health", whose, "vaccinations", "next.ics"] => {
            apart(health_pages::reminders::file(visit, whose)).await
        }
        ["my", "health", whose, "vaccinations", "answer"] => {
            apart(health_pages::vaccinated::show(visit, whose)).await
        }
        ["my", "health", whose, "vaccinations", "school"] => {
            apart(health_pages::vaccinations::school(visit, whose)).await
        }
        ["my", "health", whose, "diary", record, "picture"] => {
            apart(health_pages::diary::show(visit, whose, record)).await
        }
        ["my", "health", whose, "vitals", "charts"] => {
            apart(health_pages::vitals::charts::show(visit, whose)).await
        }
        ["my", "health", whose, "vitals", "import"] => {
            apart(health_pages::vitals::import::show(visit, whose)).await
        }
        ["my", "health", whose, category] => apart(health_pages::list::show(visit, whose, category)).await,
        ["my", "health", whose, category, record] => {
            apart(health_pages::entry::show(visit, whose, category, record)).await
        }
        ["my", "health", whose, category, "new", kind] => {
            apart(health_pages::edit::new(visit, whose, category, kind)).await
        }
        ["my", "health", whose, category, record, "edit"] => {
            apart(health_pages::edit::edit(visit, whose, category, record)).await
        }
        ["desk", "health"] => apart(desk::health::find::form(visit, visit.staff(WriteHealth).await?)).await,
        ["desk", "health", "import"] => {
            apart(desk::health::import::form(visit, visit.staff(WriteHealth).await?)).await
        }
        ["desk", "health", "write", reference, kind] => {
            let staff = visit.staff(WriteHealth).await?;
            apart(desk::health::write::show(visit, staff, reference, kind)).await
        }
        ["desk", "health", "read"] => apart(desk::reading::list(visit, visit.staff(ReadHealth).await?)).await,
        ["desk", "health", "read", reference] => {
            apart(desk::reading::one(visit, visit.staff(ReadHealth).await?, reference)).await
        }
        ["desk", "health", "key"] => apart(desk::work_key::show(visit, visit.staff(ReadHealth).await?)).await,
        _ => Err(Fault::NotFound),
    }
}

#[allow(clippy::too_many_lines)] // one table of addresses is easier to check than two halves of one
async fn post(visit: &mut Visit, segments: &[&str]) -> Result<Reply, Fault> {
    match segments {
        ["start"] => apart(pages::start::submit(visit)).await,
        ["invite"] => apart(pages::invite::submit(visit)).await,
        ["logout"] => apart(pages::login::log_out(visit)).await,

        ["my", "interests"] => {
            let person = visit.person().await?.strong()?.resident()?;
            apart(my::interests::save(visit, person)).await
        }
        ["my", "ways", "remove-passkey"] => {
            let person = visit.person().await?;
            let proof = person.fresh()?;
            apart(my::ways::remove_passkey(visit, person, proof)).await
        }
        ["my", "ways", "remove-card"] => {
            let person = visit.person().await?;
            let proof = person.fresh()?;
            apart(my::ways::remove_card(visit, person, proof)).await
        }
        ["my", "ways", "end-session"] => {
            let person = visit.person().await?.strong()?;
            apart(my::ways::end_session(visit, person)).await
        }

        ["desk", "residents"] => {
            let staff = visit.staff(ServeResidents).await?;
            apart(desk::residents::search(visit, staff)).await
        }
        ["desk", "residents", "open"] => {
            let staff = visit.staff(ServeResidents).await?;
            apart(desk::residents::open(visit, staff)).await
        }
        ["desk", "letters"] => {
            let staff = visit.staff(ServeResidents).await?;
            apart(desk::letters::create(visit, staff)).await
        }
        ["desk", "residents", "remove-card"] => {
            let staff = visit.staff(ServeResidents).await?;
            apart(desk::resident::remove_card(visit, staff)).await
        }
        ["desk", "residents", "remove-passkey"] => {
            let staff = visit.staff(ServeResidents).await?;
            apart(desk::resident::remove_passkey(visit, staff)).await
        }
        ["desk", "guardians", "find"] => {
            let staff = visit.staff(ServeResidents).await?;
            apart(desk::guardians::find(visit, staff)).await
        }
        ["desk", "guardians", "adding"] => {
            let staff = visit.staff(ServeResidents).await?;
            apart(desk::guardians::adding(visit, staff)).await
        }
        ["desk", "guardians", "add"] => {
            let staff = visit.staff(ServeResidents).await?;
            apart(desk::guardians::add(visit, staff)).await
        }
        ["desk", "guardians", "ending"] => {
            let staff = visit.staff(ServeResidents).await?;
            apart(desk::guardians::ending(visit, staff)).await
        }
        ["desk", "guardians", "end"] => {
            let staff = visit.staff(ServeResidents).await?;
            apart(desk::guardians::end(visit, staff)).await
        }
        ["desk", "staff", "invite"] => {
            let staff = visit.staff(ManageStaff).await?;
            apart(desk::staff::invite(visit, staff)).await
        }
        ["desk", "staff", "grant"] => {
            let staff = visit.staff(ManageStaff).await?;
            apart(desk::staff::grant(visit, staff)).await
        }
        ["desk", "staff", "revoke"] => {
            let staff = visit.staff(ManageStaff).await?;
            apart(desk::staff::revoke(visit, staff)).await
        }
        ["desk", "bridges", "prepare"] => {
            let staff = visit.staff(ManageBridges).await?;
            apart(desk::bridges::prepare(visit, staff)).await
        }
        ["desk", "bridges", "confirm"] => {
            let staff = visit.staff(ManageBridges).await?;
            apart(desk::bridges::confirm(visit, staff)).await
        }
        ["desk", "bridges", "revoke"] => {
            let staff = visit.staff(ManageBridges).await?;
            apart(desk::bridges::revoke(visit, staff)).await
        }
        ["desk", "notices", "preview"] => {
            let staff = visit.staff(WriteNotices).await?;
            apart(desk::notices::preview(visit, staff)).await
        }
        ["desk", "notices"] => {
            let staff = visit.staff(WriteNotices).await?;
            apart(desk::notices::publish(visit, staff)).await
        }
        ["desk", "notices", "withdraw"] => {
            let staff = visit.staff(WriteNotices).await?;
            apart(desk::notices::withdraw(visit, staff)).await
        }
        ["desk", "items"] => {
            let staff = visit.staff(WriteItems).await?;
            apart(desk::items::edit::save(visit, staff)).await
        }
        ["desk", "items", "act"] => {
            let staff = visit.staff(WriteItems).await?;
            apart(desk::items::act::act(visit, staff)).await
        }
        ["desk", "items", "files"] => {
            let staff = visit.staff(WriteItems).await?;
            apart(desk::items::files::add(visit, staff)).await
        }
        ["desk", "items", "remove-file"] => {
            let staff = visit.staff(WriteItems).await?;
            apart(desk::items::files::remove(visit, staff)).await
        }
        ["api", "desk", "draft"] => {
            let staff = visit.staff(WriteItems).await?;
            apart(desk::items::edit::draft(visit, staff)).await
        }
        ["api", "desk", "preview"] => {
            let staff = visit.staff(WriteItems).await?;
            apart(desk::items::edit::preview(visit, staff)).await
        }

        ["api", "desk", "recordings", id] => {
            let staff = visit.staff(WriteItems).await?;
            apart(desk::items::recordings::begin(visit, staff, id)).await
        }
        ["api", "desk", "recordings", id, name] => {
            let staff = visit.staff(WriteItems).await?;
            apart(desk::items::recordings::finish(visit, staff, id, name)).await
        }
        ["api", "desk", "recordings", id, name, part] => {
            let staff = visit.staff(WriteItems).await?;
            apart(desk::items::recordings::put(visit, staff, id, name, part)).await
        }

        ["desk", "parking"] => {
            let staff = visit.staff(TypeParking).await?;
            apart(desk::parking::save(visit, staff)).await
        }

        ["api", "passkey", "challenge"] => apart(api::passkey::challenge(visit)).await,
        ["api", "passkey", "login"] => apart(api::passkey::log_in(visit)).await,
        ["api", "passkey", "register", "challenge"] => apart(api::passkey::register_challenge(visit)).await,
        ["api", "passkey", "register"] => apart(api::passkey::register(visit)).await,
        ["api", "tap", "challenge"] => apart(api::tap::challenge(visit)).await,
        ["api", "tap", "login"] => apart(api::tap::log_in(visit)).await,
        ["api", "tap", "bind"] => {
            let staff = visit.staff(ServeResidents).await?;
            apart(api::tap::bind(visit, staff)).await
        }
        ["api", "tap", "add"] => {
            let person = visit.person().await?;
            let proof = person.fresh()?;
            apart(api::tap::add(visit, person, proof)).await
        }
        ["oai"] => apart(oai::answer(visit)).await,
        ["api", "bridges", "enrol"] => apart(api::town::enrol(visit)).await,

        ["ops", "invites"] => apart(ops::invites::create(visit, ops::operator(visit)?)).await,
        ["ops", "bridges"] => apart(ops::bridges::prepare(visit, ops::operator(visit)?)).await,
        ["ops", "residents", "imports"] => apart(ops::residents::begin(visit, ops::operator(visit)?)).await,
        ["ops", "residents", "imports", "rows"] => {
            apart(ops::residents::rows(visit, ops::operator(visit)?)).await
        }
        ["ops", "residents", "imports", "commit"] => {
            apart(ops::residents::commit(visit, ops::operator(visit)?)).await
        }
        ["ops", "residents", "imports", "abandon"] => {
            apart(ops::residents::abandon(visit, ops::operator(visit)?)).await
        }
        ["ops", "publications", "done"] => apart(ops::publications::done(visit, ops::operator(visit)?)).await,
        segments if is_get(segments) => Err(Fault::Method),
        _ => Err(Fault::NotFound),
    }
}

#[allow(clippy::too_many_lines)] // as above
async fn post_health(visit: &mut Visit, segments: &[&str]) -> Result<Reply, Fault> {
    match segments {
        ["my", "health", whose, "diary", record, "picture"] => {
            apart(health_pages::diary::take(visit, whose, record)).await
        }
        ["my", "health", "close"] => apart(health_pages::home::close(visit)).await,
        ["my", "health", whose, "keys"] => apart(health_pages::keys::let_in(visit, whose)).await,
        ["my", "health", whose, "leave"] => apart(health_pages::leave::leave(visit, whose)).await,
        ["my", "health", "check", code] => apart(health_pages::eligibility::use_up(visit, code)).await,
        ["my", "health", whose, "eligibility", record, "code"] => {
            apart(health_pages::eligibility::code(visit, whose, record)).await
        }
        ["my", "health", whose, "eligibility", record, "card"] => {
            apart(health_pages::eligibility::by_card(visit, whose, record)).await
        }
        ["my", "health", whose, "begin"] => apart(health_pages::home::begin(visit, whose)).await,
        ["my", "health", whose, "consents"] => apart(health_pages::consents::give(visit, whose)).await,
        ["my", "health", whose, "consents", id, "end"] => {
            apart(health_pages::consents::end(visit, whose, id)).await
        }
        ["my", "health", whose, category, record, "withdraw"] => {
            apart(health_pages::edit::withdraw(visit, whose, category, record)).await
        }
        ["my", "health", whose, "export"] => apart(health_pages::export::download(visit, whose)).await,
        ["my", "health", whose, "medicine", "scan"] => apart(health_pages::scan::take(visit, whose)).await,
        ["my", "health", whose, "medicine", "book"] => {
            apart(health_pages::medicine::book::file(visit, whose)).await
        }
        ["my", "health", whose, "vitals", "import"] => {
            apart(health_pages::vitals::import::take(visit, whose)).await
        }
        ["my", "health", whose, category, "new", kind] => {
            apart(health_pages::edit::create(visit, whose, category, kind)).await
        }
        ["my", "health", whose, category, record, "edit", kind] => {
            apart(health_pages::edit::correct(visit, whose, (category, kind), record)).await
        }
        ["api", "health", "passkey", "challenge"] | ["api", "health", "back", "passkey", "challenge"] => {
            apart(api::health::challenge(visit)).await
        }
        ["api", "health", "back", "tap", "open"] => apart(api::health_tap::ask_back(visit)).await,
        ["api", "health", "passkey", "open"] => apart(api::health::open(visit)).await,
        ["api", "health", "tap", "challenge"] | ["api", "health", "back", "tap", "challenge"] => {
            apart(api::health_tap::challenge(visit)).await
        }
        ["api", "health", "tap", "open"] => apart(api::health_tap::open(visit)).await,
        ["desk", "health"] => {
            let staff = visit.staff(WriteHealth).await?;
            apart(desk::health::find::search(visit, staff)).await
        }
        ["desk", "health", "open"] => {
            let staff = visit.staff(WriteHealth).await?;
            apart(desk::health::find::open(visit, staff)).await
        }
        ["desk", "health", "import"] => {
            let staff = visit.staff(WriteHealth).await?;
            apart(desk::health::import::upload(visit, staff)).await
        }
        ["desk", "health", "import", "send"] => {
            let staff = visit.staff(WriteHealth).await?;
            apart(desk::health::import::send(visit, staff)).await
        }
        ["desk", "health", "import", "rest"] => {
            let staff = visit.staff(WriteHealth).await?;
            apart(desk::health::import::rest(visit, staff)).await
        }
        ["desk", "health", "write", reference, kind] => {
            let staff = visit.staff(WriteHealth).await?;
            apart(desk::health::write::act(visit, staff, reference, kind)).await
        }
        ["desk", "health", "key", "discard"] => {
            let staff = visit.staff(ReadHealth).await?;
            apart(desk::work_key::discard(visit, staff)).await
        }
        ["api", "health", "work", "passkey", "challenge"] => {
            let staff = visit.staff(ReadHealth).await?;
            apart(api::health_work::challenge(visit, staff)).await
        }
        ["api", "health", "work", "passkey", "open"] => {
            let staff = visit.staff(ReadHealth).await?;
            apart(api::health_work::open(visit, staff)).await
        }
        ["api", "health", "tap", "emergency"] => {
            let medic = visit.staff(OpenEmergency).await?;
            apart(api::health_tap::emergency(visit, medic)).await
        }
        ["api", "health", "tap", "eligibility"] => {
            let clinic = visit.staff(CheckEligibility).await?;
            apart(api::health_tap::eligibility(visit, clinic)).await
        }
        ["ops", "health", "tellings"] => {
            let operator = ops::operator(visit)?;
            apart(health::emergency::tell::bring(visit, operator)).await
        }
        ["api", "health", "back", "passkey", "open"] => apart(api::health::ask_back(visit)).await,
        ["desk", "health", "recoveries", "confirm"] => {
            let staff = visit.staff(ServeResidents).await?;
            apart(desk::recoveries::confirm(visit, staff)).await
        }
        ["ops", "health", "recoveries", "fetch"] => {
            apart(ops::recoveries::fetch(visit, ops::operator(visit)?)).await
        }
        ["ops", "health", "recoveries", "seal"] => {
            apart(ops::recoveries::seal(visit, ops::operator(visit)?)).await
        }
        segments if is_get(segments) => Err(Fault::Method),
        _ => Err(Fault::NotFound),
    }
}

/// Addresses that only take POST: opening one says so instead of «not found».
fn is_post(segments: &[&str]) -> bool {
    matches!(
        segments,
        ["logout"]
            | ["api", ..]
            | ["ops", "health", "tellings"]
            | ["my", "health", "close"]
            | ["desk", "health", "recoveries", "confirm"]
            | ["ops", "health", "recoveries", "fetch" | "seal"]
            | ["my", "health", _, "begin"]
            | ["my", "health", _, "consents", _, "end"]
            | ["my", "health", _, _, _, "withdraw"]
            | ["desk", "health", "key", "discard"]
            | ["my", "health", _, "eligibility", _, "code" | "card"]
            | ["my", "health", _, _, _, "edit", _]
            | ["my", "ways", "remove-passkey" | "remove-card" | "end-session"]
            | ["desk", "residents", "open" | "remove-card" | "remove-passkey"]
            | ["desk", "letters"]
            | ["desk", "health", "open"]
            | ["desk", "health", "import", "send" | "rest"]
            | ["desk", "guardians", "find" | "adding" | "add" | "ending" | "end"]
            | ["desk", "staff", "invite" | "grant" | "revoke"]
            | ["desk", "bridges", "prepare" | "confirm" | "revoke"]
            | ["desk", "notices", "preview" | "withdraw"]
    )
}

/// Addresses that only take GET.
fn is_get(segments: &[&str]) -> bool {
    matches!(
        segments,
        ["login" | "step-up" | "my" | "desk" | "status"]
            | ["parking" | "snow", "live" | "status.json"]
            | ["bus", _, "now" | "now.json"]
            | ["bus", _, "lines" | "stops", _, "now" | "now.json"]
            | ["start", "passkey"]
            | ["my", "looks" | "ways" | "notices", ..]
            | ["my", "health"]
            | ["my", "health", "open" | "recovery"]
            | ["desk", "health", "recoveries", _, _]
            | ["ops", "health", "recoveries"]
            | ["my", "health", _, "timeline" | "looks" | "growth" | "vaccinations"]
            | ["my", "health", _, "vaccinations", "school" | "answer" | "next.ics"]
            | ["my", "health", _, "consents", "new"]
            | ["my", "health", _, "emergency", "summary"]
            | ["desk", "health", "emergency" | "key" | "read" | "check"]
            | ["my", "health", _, "medicine", "show"]
            | ["my", "health", _, "vitals", "charts"]
            | ["my", "health", _, _, _, "edit"]
            | ["desk", "health", "read", _]
            | ["desk", "staff" | "bridges"]
            | ["desk", "letters" | "invites" | "pairings", _]
            | ["desk", "notices", "new"]
            | ["desk", "items", ..]
            | ["ops", "log"]
            | ["ops", "publications", ..]
            | [".well-known", "hibiki.json"]
    )
}

#[cfg(test)]
mod tests {
    use super::{is_health, path_and_query};

    #[test]
    fn an_address_is_cut_into_path_and_query() {
        for (url, path, query) in [
            ("http://localhost:8787/my?before=1-2", "/my", "before=1-2"),
            ("https://hibiki.example.jp/", "/", ""),
            ("https://hibiki.example.jp/en/my/?a=b?c/d", "/en/my/", "a=b?c/d"),
            ("https://hibiki.example.jp/start#4F7K-92QM-ABCD", "/start", ""),
            ("https://hibiki.example.jp", "/", ""),
            ("https://hibiki.example.jp//a//b?", "//a//b", ""),
        ] {
            assert_eq!(path_and_query(url), (path, query), "{url}");
        }
    }

    #[test]
    fn an_address_of_the_health_pages_is_told_by_its_whole_first_parts() {
        for path in [
            "/my/health",
            "/my/health/me/vitals",
            "/api/health/passkey/open",
            "/desk/health",
            "/ops/health/x",
        ] {
            assert!(is_health(path), "{path}");
        }
        for path in ["/my", "/my/healthy", "/desk", "/api/passkey/login", "/health", "/news/my/health"] {
            assert!(!is_health(path), "{path}");
        }
    }
}
