//! Reminders of vaccinations for a family's own calendar: a file that names no vaccine and nobody.

use super::{Ground, vaccinations::Known};
use crate::context::Visit;
use crate::fault::Fault;
use crate::health::Opened;
use crate::http::reply::Reply;
use hibiki_domain::health::{
    category::Category,
    vaccination::{
        ics::{self, Event, Words},
        remind::{Kind, reminders},
    },
};

/// The word of this file in the person's log.
pub(super) const WHAT: &str = "vaccinations-calendar";
/// Later days will have moved by then.
const AHEAD_DAYS: i32 = 365;

/// `GET /my/health/{whose}/vaccinations/next.ics`
pub(crate) async fn file(visit: &Visit, whose: &str) -> Result<Reply, Fault> {
    let opened = Opened::load(visit).await?;
    let subject = opened.subject(whose)?;
    let key = subject.keyring()?.first().category_key(Category::Vaccination);
    let known = Known::load(visit, &opened, subject, WHAT).await?;
    let h = Ground::of(visit, subject).h;
    let latest = known.plan.today.plus_days(AHEAD_DAYS);
    let mut events: Vec<Event> = Vec::new();
    for reminder in reminders(&known.plan).into_iter().filter(|reminder| reminder.about <= latest) {
        let (word, title) = match reminder.kind {
            Kind::Proposed => ("proposed", h.calendar_proposed),
            Kind::LastDay => ("last", h.calendar_last),
        };
        match events.iter_mut().find(|event| event.day == reminder.about && event.title == title) {
            Some(event) if event.rings.contains(&reminder.on) => {}
            Some(event) => event.rings.push(reminder.on),
            None => events.push(Event {
                // The same when the file is brought again, so that a calendar holds it once.
                id: key.record_of(&format!("calendar {word} {}", reminder.about)).as_str().to_owned(),
                day: reminder.about,
                title,
                rings: vec![reminder.on],
            }),
        }
    }
    let words = Words { see: h.calendar_see, town: &visit.config.rp.id, at: visit.now };
    let text = ics::write(&events, &words);
    let name = "attachment; filename=\"yobosesshu.ics\"".to_owned();
    Ok(Reply::file(text.into_bytes(), "text/calendar; charset=utf-8").header("content-disposition", name))
}
