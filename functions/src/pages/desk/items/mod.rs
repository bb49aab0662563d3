//! The organizer's desk: courses, lectures and archive items. Each belongs to an organisation (the office of whoever
//! wrote it first); nobody else's can be seen, except by those who approve what was sent.

pub(crate) mod act;
pub(crate) mod edit;
pub(crate) mod files;
pub(crate) mod history;
pub(crate) mod list;
pub(crate) mod preview;
pub(crate) mod recordings;

use crate::auth::Staff;
use crate::context::Visit;
use crate::db::{Public, Query, once::CommandKey, sql};
use crate::fault::{Fault, Words};
use hibiki_domain::{
    desk::{Choices, FileKind, Kind, State, Typed},
    ids::ItemId,
    role::Permission,
    secret::Sector,
};
use serde::Deserialize;
use std::{cell::RefCell, rc::Rc};

const NOT_NOW: Words = Words {
    code: "item-state",
    title: ["いまは、この操作ができません", "いまは できません", "This cannot be done now"],
    detail: [
        "ほかの人が先に進めたのかもしれません。一覧から開き直して、いまの状態を確かめてください。何も変わっていません。",
        "もういちど 開（ひら）いてください。",
        "Somebody else may have been faster. Open it again from the list. Nothing was changed.",
    ],
};

/// An item's row with its latest text.
#[derive(Debug, Deserialize)]
pub(crate) struct Row {
    pub(crate) item_id: ItemId,
    kind: String,
    pub(crate) office: String,
    pub(crate) revision: i64,
    pub(crate) content: i64,
    state: String,
    pub(crate) title: String,
    pub(crate) publish_on: Option<String>,
    pub(crate) reason: Option<String>,
    pub(crate) published: Option<i64>,
    pub(crate) published_at: Option<i64>,
    pub(crate) stem: Option<String>,
    pub(crate) address: Option<String>,
    fields: String,
    pub(crate) author_name: String,
    pub(crate) author_office: String,
    author: String,
    pub(crate) saved_at: i64,
    by_hand: i64,
}

/// A file of an item.
#[derive(Debug, Deserialize)]
pub(crate) struct FileRow {
    pub(crate) name: String,
    pub(crate) bytes: i64,
    pub(crate) digest: String,
    pub(crate) recording: Option<String>,
    pub(crate) state: String,
}

impl FileRow {
    /// How long it is.
    pub(crate) fn length(&self) -> usize {
        usize::try_from(self.bytes).unwrap_or_default()
    }

    /// Whether the town's files alone have it.
    pub(crate) fn is_on_site(&self) -> bool {
        self.state == "site"
    }

    fn is_coming(&self) -> bool {
        self.state == "coming"
    }
}

/// An item as it stands.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub(crate) row: Row,
    pub(crate) kind: Kind,
    pub(crate) state: State,
    pub(crate) typed: Typed,
    pub(crate) files: Vec<FileRow>,
    /// Recordings of which not all parts are there.
    pub(crate) coming: Vec<FileRow>,
}

/// Loads an item, whoever's it is.
pub(crate) async fn load(visit: &Visit, id: &ItemId) -> Result<Option<Loaded>, Fault> {
    let [item, files] = visit
        .public()?
        .batch([sql::desk_item::LOAD.with(&[&id.as_str()]), sql::desk_file::LIST.with(&[&id.as_str()])])
        .await?;
    let Some(row) = item.first::<Row>()? else { return Ok(None) };
    let kind = Kind::parse(&row.kind).ok_or_else(|| Fault::broken("item-kind"))?;
    let state = State::parse(&row.state).ok_or_else(|| Fault::broken("item-state"))?;
    let typed = read_fields(&row.fields)?;
    let (coming, files) = files.all::<FileRow>()?.into_iter().partition(FileRow::is_coming);
    Ok(Some(Loaded { row, kind, state, typed, files, coming }))
}

/// What was typed, as it is stored.
pub(crate) fn read_fields(json: &str) -> Result<Typed, Fault> {
    serde_json::from_str(json).map_err(|_| Fault::broken("item-fields"))
}

/// An item of one's own organisation. Another's is as if it were not there.
pub(crate) async fn own(visit: &Visit, staff: &Staff, id: &str) -> Result<Loaded, Fault> {
    let id = ItemId::parse(id).map_err(|_| Fault::NotFound)?;
    load(visit, &id).await?.filter(|item| item.row.office == staff.office).ok_or(Fault::NotFound)
}

/// An item that one may look at: one's own organisation's, or one that was sent to whoever approves.
pub(crate) async fn seen(visit: &Visit, staff: &Staff, id: &str) -> Result<Loaded, Fault> {
    let id = ItemId::parse(id).map_err(|_| Fault::NotFound)?;
    let may =
        |item: &Loaded| item.row.office == staff.office || (approves(staff) && item.state != State::Draft);
    load(visit, &id).await?.filter(may).ok_or(Fault::NotFound)
}

/// Whether they approve what others write.
pub(crate) fn approves(staff: &Staff) -> bool {
    staff.roles.iter().any(|role| role.permissions().contains(&Permission::ApproveItems))
}

impl Loaded {
    /// The names of its files.
    pub(crate) fn names(&self) -> Vec<&str> {
        self.files.iter().map(|file| file.name.as_str()).collect()
    }

    /// The names of its pictures.
    pub(crate) fn pictures(&self) -> Vec<&str> {
        let is_picture = |name: &&str| FileKind::of_name(name).is_some_and(FileKind::is_picture);
        self.files.iter().map(|file| file.name.as_str()).filter(is_picture).collect()
    }

    /// Where the desk shows its files, as what stands before their names.
    pub(crate) fn folder(&self) -> String {
        format!("/desk/items/{}/files/", self.row.item_id)
    }

    /// The statement that changes it, if it is still as it was loaded.
    pub(crate) fn change(&self, visit: &Visit, change: &Change<'_>) -> Query<Public> {
        let title = change.title.unwrap_or(&self.row.title);
        sql::desk_item::CHANGE.with(&[
            &self.row.item_id.as_str(),
            &self.row.revision,
            &change.state.word(),
            &change.content.unwrap_or(self.row.content),
            &title,
            &change.publish_on.map(str::to_owned),
            &change.reason.map(str::to_owned),
            &visit.now,
        ])
    }

    /// The statement that writes down who did what, at the revision after this one.
    pub(crate) fn event(&self, visit: &Visit, author: &Author, what: &str, note: &str) -> Query<Public> {
        sql::desk_event::INSERT.with(&[
            &self.row.item_id.as_str(),
            &(self.row.revision + 1),
            &what,
            &author.pseudonym,
            &author.name,
            &author.office,
            &visit.now,
            &note,
        ])
    }

    /// Whether this is what was saved already: the answer to a save may have been lost on the way.
    fn is_already(&self, typed: &Typed, author: &Author) -> bool {
        self.typed == *typed && self.row.author == author.pseudonym
    }

    /// Whether the latest text was saved by itself by this author, and so gives way to the next.
    fn gives_way(&self, author: &Author) -> bool {
        self.row.by_hand == 0
            && self.row.author == author.pseudonym
            && self.row.published != Some(self.row.content)
    }
}

/// What changes of an item.
#[derive(Debug)]
pub(crate) struct Change<'a> {
    pub(crate) state: State,
    pub(crate) content: Option<i64>,
    pub(crate) title: Option<&'a str>,
    pub(crate) publish_on: Option<&'a str>,
    pub(crate) reason: Option<&'a str>,
}

/// Who writes: how the sector `campus` knows them, and the name under which they publish.
#[derive(Debug)]
pub(crate) struct Author {
    pseudonym: String,
    name: String,
    office: String,
}

impl Author {
    pub(crate) fn of(visit: &Visit, staff: &Staff) -> Self {
        Self {
            pseudonym: visit.config.secret.pseudonym(Sector::Campus, &staff.person.id).as_str().to_owned(),
            name: staff.person.name.clone(),
            office: staff.office.clone(),
        }
    }
}

/// Carries out a change once. `Err(None)`: somebody changed the item in the meantime.
async fn once(
    visit: &Visit,
    key: &CommandKey,
    location: String,
    queries: Vec<Query<Public>>,
) -> Result<String, Option<Fault>> {
    use crate::db::{Database, WriteError};
    let database = visit.public().map_err(Some)?;
    let mut batch = vec![Database::<Public>::remember(key, &location, visit.now)];
    batch.extend(queries);
    match database.batch_vec(batch).await {
        Ok(_) => Ok(location),
        Err(WriteError::Refused(constraint))
            if ["desk_item_revision", "desk_item.item_id", "desk_text.item_id"]
                .contains(&constraint.trim_end_matches(',')) =>
        {
            Err(None)
        }
        Err(error) => database.first_answer(key, error).await.map_err(Some),
    }
}

thread_local! {
    static CHOICES: RefCell<Option<Rc<Choices>>> = const { RefCell::new(None) };
}

/// The places and series of the site, read from it once in the life of an instance.
pub(crate) async fn choices(visit: &Visit) -> Result<Rc<Choices>, Fault> {
    #[derive(Deserialize)]
    struct Listed {
        facilities: Vec<(String, String)>,
        series: Vec<(String, String)>,
    }
    if let Some(choices) = CHOICES.with_borrow(Clone::clone) {
        return Ok(choices);
    }
    let assets = visit.env.assets("ASSETS").map_err(|_| Fault::misconfigured("ASSETS"))?;
    let fetched = assets.fetch("https://assets.invalid/_shell/choices/", None).await;
    let mut response = fetched.map_err(|_| Fault::broken("choices-fetch"))?;
    let text = response.text().await.map_err(|_| Fault::broken("choices-text"))?;
    let Listed { facilities, series } =
        serde_json::from_str(text.trim()).map_err(|_| Fault::broken("choices-json"))?;
    let choices = Rc::new(Choices { facilities, series });
    CHOICES.with_borrow_mut(|kept| *kept = Some(choices.clone()));
    Ok(choices)
}
