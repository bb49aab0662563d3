//! What a clinic learns of an eligibility card without opening a record: by a code that its holder shows once, or by touching
//! the person's card. Records are sealed, so an open session has to leave what the card says beside them. Each check is a
//! row in the person's log first.

pub(crate) mod card;
pub(crate) mod code;

use super::{
    anchor::{self, Anchors},
    entries::shelf_of,
    locks::{inbox_of, known_pepper},
    log::{self, End, Foreign, Note},
    shelf::{TRIES, stand_back},
};
use crate::context::Visit;
use crate::db::{Health, Query, Rows, WriteError, sql};
use crate::fault::{Fault, Words};
use hibiki_domain::{
    health::{
        category::Category,
        sealed::{Epoch, Pepper, Shelf},
    },
    secret::Pseudonym,
};
use hibiki_protocol::SealPublicKey;

/// Where the cards lie.
pub(crate) const SHELF: Shelf = shelf_of(Category::Eligibility, 0);
/// How a row of the log says that a code was shown …
pub(crate) const BY_CODE: &str = "code";
/// … that the card was touched …
pub(crate) const BY_CARD: &str = "card";
/// … and that it was touched in vain.
pub(crate) const REFUSED: &str = "card-refused";

fn note(who: String, how: &str) -> Note {
    Note { who, how: how.to_owned(), what: Category::Eligibility.word().to_owned(), why: String::new() }
}

/// Somebody who is checked, and to what the row in their log is sealed.
struct Checked {
    person: Pseudonym,
    pepper: Pepper,
    epoch: Epoch,
    inbox: SealPublicKey,
}

impl Checked {
    /// None for whoever has no record, or none any more.
    async fn load(visit: &Visit, person: Pseudonym) -> Result<Option<Self>, Fault> {
        let Some(pepper) = known_pepper(visit, &person).await? else { return Ok(None) };
        let roots = visit.health()?.read(sql::root::OF_PERSON.with(&[&person.as_str()])).await?;
        let inbox = inbox_of(visit, &person, &roots)?;
        Ok(inbox.map(|(epoch, inbox)| Self { person, pepper, epoch, inbox }))
    }

    /// Writes the row of a look by `reader`, and brings what it allows. `batch` makes the two statements of a row; the second
    /// brings nothing unless that row is there.
    async fn look(
        &self,
        visit: &Visit,
        (reader, note): (&Pseudonym, &Note),
        batch: &dyn Fn(&Foreign) -> [Query<Health>; 2],
    ) -> Result<Rows, Fault> {
        let (health, vault, person) = (visit.health()?, visit.vault()?, &self.person);
        for tried in 0..TRIES {
            stand_back(tried).await?;
            let anchors = Anchors::of(&vault.read(anchor::load(person)).await?)?;
            let end = End::of(&health.read(log::head(person)).await?, &anchors)?;
            let place = (person, self.epoch, &self.inbox);
            let row = log::foreign(visit, place, &self.pepper, (reader, note), &end)?;
            match health.batch(batch(&row)).await {
                Ok([_, brought]) => {
                    if brought.any()? {
                        let raise = end.raise(person);
                        visit.context.wait_until(async move {
                            let _ = vault.batch_vec(raise).await;
                        });
                    }
                    return Ok(brought);
                }
                Err(WriteError::Refused(constraint)) if constraint.starts_with("access.") => {}
                Err(_) => return Err(NOT_WRITTEN),
            }
        }
        Err(NOT_WRITTEN)
    }
}

const NOT_WRITTEN: Fault = Fault::Conflict(Words {
    code: "eligibility-not-written",
    title: [
        "確かめたことを記録できないため、答えられません",
        "いま、たしかめられませんでした",
        "This could not be logged, so nothing is said",
    ],
    detail: [
        "少し待って、もう一度確かめてください。続くときは役場に連絡してください。",
        "少（すこ）し 待（ま）って、もういちど してください。",
        "Wait a moment and try again. If it keeps happening, tell the town hall.",
    ],
});
