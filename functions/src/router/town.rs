//! The addresses of the town's Worker.

use super::apart;
use crate::context::Visit;
use crate::fault::Fault;
use crate::http::reply::Reply;
use crate::pages::{self, desk, my};
use crate::{api, motion, oai, ops};
use hibiki_domain::role::Permission::{
    ManageBridges, ManageStaff, ServeResidents, TypeParking, WriteItems, WriteNotices,
};

pub(super) async fn get(visit: &mut Visit, segments: &[&str]) -> Result<Reply, Fault> {
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

#[allow(clippy::too_many_lines)] // one table of addresses is easier to check than two halves of one
pub(super) async fn post(visit: &mut Visit, segments: &[&str]) -> Result<Reply, Fault> {
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

/// Addresses that only take POST: opening one says so instead of «not found».
fn is_post(segments: &[&str]) -> bool {
    matches!(
        segments,
        ["logout"]
            | ["api", ..]
            | ["my", "ways", "remove-passkey" | "remove-card" | "end-session"]
            | ["desk", "residents", "open" | "remove-card" | "remove-passkey"]
            | ["desk", "letters"]
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
            | ["desk", "staff" | "bridges"]
            | ["desk", "letters" | "invites" | "pairings", _]
            | ["desk", "notices", "new"]
            | ["desk", "items", ..]
            | ["ops", "log"]
            | ["ops", "publications", ..]
            | [".well-known", "hibiki.json"]
    )
}
