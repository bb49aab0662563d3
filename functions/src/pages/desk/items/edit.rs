//! Writing an item: the form beside the page as it will look; saving, by hand and by itself; sending.

use super::{Author, Change, Loaded, approves, choices, load, once, own, preview::Preview, seen};
use crate::auth::Staff;
use crate::context::{Page, Visit, Who};
use crate::db::{once::CommandKey, sql};
use crate::fault::{Fault, Words as Said};
use crate::http::{body::Form, reply::Reply};
use crate::pages::form::new_key;
use crate::random;
use crate::words::Words;
use askama::Template;
use hibiki_domain::{
    desk::{
        self, Act, Choices, FileKind, Kind, MOST_RECORDING_BYTES, PART_BYTES, Recording, Sort, State, Typed,
        check, fields, part_length,
    },
    ids::ItemId,
    language::Language,
    markdown::MOST_CHARS,
    time::Day,
};
use serde::Serialize;

/// The longest form: percent-encoded, a Japanese letter is nine bytes.
const MOST_FORM: usize = 320 * 1024;
/// How far ahead a publication can be set.
const MOST_DAYS_AHEAD: i32 = 366;

const OTHERS_WERE_FASTER: Said = Said {
    code: "item-changed",
    title: ["ほかの人が先に保存しました", "ほかの 人（ひと）が かえました", "Somebody else saved it first"],
    detail: [
        "「下書きを保存する」を押すと、両方の内容を並べて見られます。",
        "「下書きを保存する」を おしてください。",
        "Press the button to save: you will see both texts side by side.",
    ],
};

#[derive(Template)]
#[template(path = "desk/item_form.html")]
struct ItemForm<'a> {
    heading: String,
    id: &'a str,
    kind: Kind,
    revision: i64,
    key: String,
    done: Option<&'static str>,
    problems: Vec<(&'static str, String)>,
    conflict: Option<Conflict>,
    groups: Vec<Shown>,
    publish_on: String,
    earliest: String,
    latest: String,
    send_label: &'static str,
    state: State,
    reason: Option<&'a str>,
    address: Option<&'a str>,
    saved: Option<String>,
    can_cancel: bool,
    files: Vec<ShownFile>,
    captions: Option<String>,
    coming: Vec<ShownUpload>,
    preview: String,
}

/// Who saved something else meanwhile.
struct Conflict {
    who: String,
    when: String,
}

/// A field of the form with what was typed.
struct Shown {
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    required: bool,
    control: &'static str,
    most: usize,
    rows: usize,
    options: Vec<(String, String, bool)>,
    value: String,
    problem: Option<String>,
    /// What somebody else saved there meanwhile.
    theirs: Option<String>,
}

/// A file of the item in the form.
pub(super) struct ShownFile {
    pub(super) name: String,
    pub(super) size: String,
    pub(super) picture: bool,
    pub(super) recording: Option<Recording>,
    pub(super) media_type: &'static str,
}

/// A recording of which not all parts are there.
struct ShownUpload {
    name: String,
    digest: String,
    parts: String,
    arrived: String,
    size: String,
}

#[derive(Template)]
#[template(path = "desk/item_view.html")]
struct ItemView<'a> {
    id: &'a str,
    kind: Kind,
    title: &'a str,
    state: State,
    done: Option<&'static str>,
    key: String,
    revision: i64,
    office: &'a str,
    author: String,
    saved: String,
    reason: Option<&'a str>,
    publish_on: Option<String>,
    address: Option<&'a str>,
    is_own: bool,
    decides: bool,
    can_cancel: bool,
    files: Vec<ShownFile>,
    captions: Option<String>,
    preview: String,
}

/// What `?done=` says.
fn done(visit: &Visit) -> Option<&'static str> {
    Some(match visit.query_value("done")? {
        "saved" => "下書きを保存しました。",
        "sent" => "承認に送りました。承認されると公開されます。",
        "approved" => "公開待ちになりました。次の公開作業でサイトに載ります。",
        "taken-back" => "下書きに戻しました。直してから、もう一度送ってください。",
        "returned" => "理由を付けて差し戻しました。",
        "cancelled" => "中止を知らせる内容にしました。次の公開作業でサイトに載ります。",
        "file-added" => "ファイルを加えました。",
        "file-removed" => "ファイルを外しました。",
        "upload-dropped" => "送りかけのファイルを捨てました。",
        _ => return None,
    })
}

/// What is shown around a form besides the text.
struct Around<'a> {
    status: u16,
    id: &'a ItemId,
    kind: Kind,
    revision: i64,
    item: Option<&'a Loaded>,
    problems: Vec<(&'static str, String)>,
    /// Somebody else saved this meanwhile.
    theirs: Option<&'a Loaded>,
    publish_on: &'a str,
}

/// `GET /desk/items/new/{kind}`, with `?from=` an item to copy.
pub(crate) async fn new(visit: &Visit, staff: Staff, kind: &str) -> Result<Reply, Fault> {
    let kind = Kind::parse(kind).ok_or(Fault::NotFound)?;
    let mut typed = Typed::new();
    if let Some(from) = visit.query_value("from") {
        let from = own(visit, &staff, from).await?;
        if from.kind != kind {
            return Err(Fault::NotFound);
        }
        typed = from.typed;
        // Last year's days and its state are what one must not forget to change.
        for name in ["sessions", "apply_by", "note", "slug", "day", "when"] {
            typed.remove(name);
        }
        typed.insert("status".to_owned(), "open".to_owned());
    } else {
        typed.insert("organizer".to_owned(), staff.office.clone());
        typed.insert("status".to_owned(), "open".to_owned());
        typed.insert("audience".to_owned(), "all".to_owned());
    }
    let id = ItemId::from_random(random::bytes()?);
    let around = Around {
        status: 200,
        id: &id,
        kind,
        revision: 0,
        item: None,
        problems: Vec::new(),
        theirs: None,
        publish_on: "",
    };
    show_form(visit, &staff, typed, around).await
}

/// `GET /desk/items/{id}`: the form for whoever may write on, else the page as it will look.
pub(crate) async fn show(visit: &Visit, staff: Staff, id: &str) -> Result<Reply, Fault> {
    let item = seen(visit, &staff, id).await?;
    let is_own = item.row.office == staff.office;
    if is_own && desk::next(item.state, Act::Save).is_ok() {
        let around = Around {
            status: 200,
            id: &item.row.item_id,
            kind: item.kind,
            revision: item.row.revision,
            item: Some(&item),
            problems: Vec::new(),
            theirs: None,
            publish_on: item.row.publish_on.as_deref().unwrap_or_default(),
        };
        return show_form(visit, &staff, item.typed.clone(), around).await;
    }
    let t = Words::of(Language::Japanese);
    let choices = choices(visit).await?;
    let page = ItemView {
        id: item.row.item_id.as_str(),
        kind: item.kind,
        title: title_of(&item.row.title),
        state: item.state,
        done: done(visit),
        key: new_key()?,
        revision: item.row.revision,
        office: &item.row.office,
        author: format!("{}（{}）", item.row.author_name, item.row.author_office),
        saved: t.moment(item.row.saved_at),
        reason: item.row.reason.as_deref(),
        publish_on: item.row.publish_on.as_deref().and_then(|day| Day::parse(day).ok()).map(|day| t.day(day)),
        address: item.row.address.as_deref(),
        is_own,
        decides: approves(&staff) && item.state == State::Waiting,
        can_cancel: can_cancel(&item),
        files: shown_files(&item),
        captions: captions(&item),
        preview: render(&Preview::of(item.kind, &item.typed, &choices, &item.pictures(), &item.folder()))?,
    };
    let who = Who::Staff(&staff.person.name);
    visit.page(Page { status: 200, title: page.title, main: &page, ceremonies: false, who }).await
}

pub(super) fn title_of(title: &str) -> &str {
    if title.is_empty() { "（題名なし）" } else { title }
}

/// A course that is on the site and not cancelled yet.
fn can_cancel(item: &Loaded) -> bool {
    item.kind == Kind::Course
        && item.row.published.is_some()
        && !(item.state != State::Draft
            && item.typed.get("status").is_some_and(|status| status == "cancelled"))
}

fn shown_files(item: &Loaded) -> Vec<ShownFile> {
    let shown = |file: &super::FileRow| {
        let kind = FileKind::of_name(&file.name);
        ShownFile {
            name: file.name.clone(),
            size: size(file.length()),
            picture: kind.is_some_and(FileKind::is_picture),
            recording: kind.and_then(FileKind::as_recording),
            media_type: kind.map_or("", FileKind::media_type),
        }
    };
    item.files.iter().map(shown).collect()
}

/// The captions that its players show.
fn captions(item: &Loaded) -> Option<String> {
    let is_captions = |name: &&str| FileKind::of_name(name) == Some(FileKind::Captions);
    item.names().into_iter().find(is_captions).map(str::to_owned)
}

async fn shown_uploads(visit: &Visit, item: &Loaded) -> Result<Vec<ShownUpload>, Fault> {
    let mut shown = Vec::new();
    for file in &item.coming {
        let parts = super::recordings::parts(visit, item, &file.name).await?;
        let arrived = parts.iter().filter_map(|part| part_length(file.length(), part.part)).sum();
        shown.push(ShownUpload {
            name: file.name.clone(),
            digest: file.digest.clone(),
            parts: parts.iter().map(|part| part.part.to_string()).collect::<Vec<_>>().join(" "),
            arrived: size(arrived),
            size: size(file.length()),
        });
    }
    Ok(shown)
}

/// How long a file is, in words.
fn size(bytes: usize) -> String {
    const KB: usize = 1024;
    const MB: usize = 1024 * KB;
    match bytes {
        0..KB => format!("{bytes}バイト"),
        KB..MB => format!("{}KB", bytes / KB),
        _ => format!("{}.{}MB", bytes / MB, bytes % MB * 10 / MB),
    }
}

fn render(template: &impl Template) -> Result<String, Fault> {
    template.render().map_err(|_| Fault::broken("template"))
}

async fn show_form(visit: &Visit, staff: &Staff, typed: Typed, around: Around<'_>) -> Result<Reply, Fault> {
    let t = Words::of(Language::Japanese);
    let choices = choices(visit).await?;
    let Around { status, id, kind, revision, item, problems, theirs, publish_on } = around;
    let pictures = item.map(Loaded::pictures).unwrap_or_default();
    let folder = format!("/desk/items/{id}/files/");
    let preview = render(&Preview::of(kind, &typed, &choices, &pictures, &folder))?;
    let today = visit.now.day();
    let straight = !visit.config.approval || approves(staff);
    let page = ItemForm {
        heading: format!("{}を書く", kind.label()),
        id: id.as_str(),
        kind,
        revision,
        key: new_key()?,
        done: done(visit),
        groups: shown(kind, &typed, &choices, &problems, theirs),
        problems,
        conflict: theirs.map(|theirs| Conflict {
            who: format!("{}（{}）", theirs.row.author_name, theirs.row.author_office),
            when: t.moment(theirs.row.saved_at),
        }),
        publish_on: publish_on.to_owned(),
        earliest: today.to_string(),
        latest: today.plus_days(MOST_DAYS_AHEAD).to_string(),
        send_label: if straight { "公開する" } else { "承認に送る" },
        state: item.map_or(State::Draft, |item| item.state),
        reason: item.and_then(|item| item.row.reason.as_deref()),
        address: item.and_then(|item| item.row.address.as_deref()),
        saved: item.map(|item| format!("{} {}", t.moment(item.row.saved_at), item.row.author_name)),
        can_cancel: item.is_some_and(can_cancel),
        files: item.map(shown_files).unwrap_or_default(),
        captions: item.and_then(captions),
        coming: match item {
            Some(item) => shown_uploads(visit, item).await?,
            None => Vec::new(),
        },
        preview,
    };
    let who = Who::Staff(&staff.person.name);
    visit.page(Page { status, title: &page.heading, main: &page, ceremonies: false, who }).await
}

fn shown(
    kind: Kind,
    typed: &Typed,
    choices: &Choices,
    problems: &[(&'static str, String)],
    theirs: Option<&Loaded>,
) -> Vec<Shown> {
    let list = |words: &[(String, String)], value: &str| -> Vec<(String, String, bool)> {
        let known = words.iter().map(|(word, label)| (word.clone(), label.clone(), word == value));
        std::iter::once((String::new(), "選んでください".to_owned(), value.is_empty())).chain(known).collect()
    };
    let of = |typed: &Typed, name: &str| typed.get(name).cloned().unwrap_or_default();
    fields(kind)
        .iter()
        .map(|field| {
            let value = of(typed, field.name);
            let (control, most, rows) = match field.sort {
                Sort::Line(most) => ("line", most, 0),
                Sort::Body => ("text", MOST_CHARS, 14),
                Sort::Lines(lines, length) => ("text", lines * (length + 2), 4),
                Sort::Days => ("text", 2_000, 4),
                Sort::Day => ("date", 10, 0),
                Sort::Clock => ("line", 5, 0),
                Sort::When => ("line", 10, 0),
                Sort::Number(_) => ("number", 9, 0),
                Sort::Tel => ("tel", 13, 0),
                Sort::Slug => ("latin", 50, 0),
                Sort::Facility | Sort::Series | Sort::Word(_) => ("select", 0, 0),
            };
            let options = match field.sort {
                Sort::Facility => list(&choices.facilities, &value),
                Sort::Series => list(&choices.series, &value),
                Sort::Word(words) => words
                    .iter()
                    .map(|(word, label)| ((*word).to_owned(), (*label).to_owned(), *word == value))
                    .collect(),
                _ => Vec::new(),
            };
            Shown {
                name: field.name,
                label: field.label,
                hint: field.hint,
                required: field.required,
                control,
                most,
                rows,
                options,
                problem: problems.iter().find(|(name, _)| *name == field.name).map(|(_, text)| text.clone()),
                theirs: theirs.map(|theirs| of(&theirs.typed, field.name)).filter(|theirs| *theirs != value),
                value,
            }
        })
        .collect()
}

/// What a form brought.
struct Sent {
    id: ItemId,
    kind: Kind,
    revision: i64,
    typed: Typed,
    publish_on: String,
    go: String,
    key: Option<String>,
}

impl Sent {
    async fn read(visit: &mut Visit) -> Result<Self, Fault> {
        let form = Form::read_up_to(&mut visit.request, MOST_FORM).await?;
        let kind = Kind::parse(form.one("kind")?).ok_or(Fault::Malformed("kind"))?;
        let mut typed = Typed::new();
        for field in fields(kind) {
            let text = form.optional(field.name)?.replace("\r\n", "\n");
            let text: String = text
                .chars()
                .filter(|c| matches!(c, '\n' | '\t') || !c.is_control())
                .take(MOST_CHARS + 1)
                .collect();
            if !text.is_empty() {
                typed.insert(field.name.to_owned(), text);
            }
        }
        Ok(Self {
            id: ItemId::parse(form.one("id")?).map_err(|_| Fault::Malformed("item"))?,
            kind,
            revision: form.one("revision")?.parse().map_err(|_| Fault::Malformed("revision"))?,
            typed,
            publish_on: form.optional("publish_on")?.chars().take(20).collect(),
            go: form.optional("go")?.to_owned(),
            key: Some(form.optional("key")?.to_owned()).filter(|key| !key.is_empty()),
        })
    }

    /// The item of one's own organisation, or nothing if it is new.
    async fn item(&self, visit: &Visit, staff: &Staff) -> Result<Option<Loaded>, Fault> {
        match load(visit, &self.id).await? {
            Some(item) if item.row.office != staff.office || item.kind != self.kind => Err(Fault::NotFound),
            None if self.revision != 0 => Err(Fault::NotFound),
            item => Ok(item),
        }
    }

    fn title(&self) -> String {
        let title = self.typed.get("title").map_or("", String::as_str).trim();
        title.chars().filter(|c| !hibiki_domain::markdown::is_hidden(*c)).take(120).collect()
    }
}

/// How a save ended.
enum Saved {
    /// Here.
    At(String),
    /// Somebody else saved this meanwhile.
    Conflict(Box<Loaded>),
}

/// Stores what was typed, once; with `and_send`, in the state that sending leads to.
async fn store(
    visit: &Visit,
    staff: &Staff,
    sent: &Sent,
    item: Option<Loaded>,
    by_hand: bool,
    and_send: Option<(State, &str)>,
) -> Result<Saved, Fault> {
    let key = CommandKey::parse(sent.key.as_deref().unwrap_or_default(), &staff.person.session)?;
    let author = Author::of(visit, staff);
    let id = sent.id.as_str();
    let base = item.as_ref().map_or(0, |item| item.row.revision);
    if base != sent.revision
        && let Some(location) = visit.public()?.answered(&key).await?
    {
        return Ok(Saved::At(location));
    }
    let item = match item {
        // The answer to the same save was lost on the way: then this is not a conflict with oneself.
        Some(item) if base != sent.revision && !item.is_already(&sent.typed, &author) => {
            return Ok(Saved::Conflict(Box::new(item)));
        }
        item => item,
    };
    if let Some(item) = &item {
        desk::next(item.state, Act::Save).map_err(|_| Fault::Conflict(super::NOT_NOW))?;
    }
    let revision = base + 1;
    let fields = serde_json::to_string(&sent.typed).map_err(|_| Fault::broken("fields-json"))?;
    let title = sent.title();
    let (state, publish_on) = and_send.unwrap_or((State::Draft, ""));
    let publish_on = Some(publish_on).filter(|day| !day.is_empty());
    let mut queries = Vec::new();
    let insert_text = sql::desk_text::INSERT.with(&[
        &id,
        &revision,
        &fields,
        &author.pseudonym,
        &author.name,
        &author.office,
        &visit.now,
        &i64::from(by_hand),
    ]);
    match &item {
        None => {
            queries.push(sql::desk_item::INSERT.with(&[
                &id,
                &sent.kind.word(),
                &staff.office,
                &title,
                &visit.now,
            ]));
            queries.push(insert_text);
        }
        Some(item) => {
            // A save by itself keeps what the last reader wrote; a save by hand has read it.
            let reason = item.row.reason.as_deref().filter(|_| and_send.is_none());
            let change = Change { state, content: Some(revision), title: Some(&title), publish_on, reason };
            queries.push(item.change(visit, &change));
            queries.push(insert_text);
            if item.gives_way(&author) {
                queries.push(sql::desk_text::GIVE_WAY.with(&[&id, &item.row.content, &author.pseudonym]));
            }
        }
    }
    let done = if by_hand { "?done=saved" } else { "" };
    let mut location = format!("/desk/items/{id}{done}");
    let mut last = revision;
    if let Some((state, publish_on)) = and_send {
        // A new item is a draft first: then it is sent, in the same batch.
        if item.is_none() {
            last += 1;
            queries.push(sql::desk_item::CHANGE.with(&[
                &id,
                &revision,
                &state.word(),
                &revision,
                &title,
                &Some(publish_on.to_owned()).filter(|day| !day.is_empty()),
                &None::<String>,
                &visit.now,
            ]));
        }
        queries.push(sql::desk_event::INSERT.with(&[
            &id,
            &last,
            &"sent",
            &author.pseudonym,
            &author.name,
            &author.office,
            &visit.now,
            &publish_on,
        ]));
        let done = if state == State::Approved { "approved" } else { "sent" };
        location = format!("/desk/items/{id}?done={done}");
    }
    if !by_hand {
        location = format!("/desk/items/{id}?at={last}");
    }
    match once(visit, &key, location, queries).await {
        Ok(location) => Ok(Saved::At(location)),
        Err(Some(fault)) => Err(fault),
        Err(None) => {
            let theirs = load(visit, &sent.id).await?.filter(|item| item.row.office == staff.office);
            theirs.map(|theirs| Saved::Conflict(Box::new(theirs))).ok_or(Fault::NotFound)
        }
    }
}

/// `POST /desk/items`: looks at it, saves it, or sends it.
pub(crate) async fn save(visit: &mut Visit, staff: Staff) -> Result<Reply, Fault> {
    let sent = Sent::read(visit).await?;
    let item = sent.item(visit, &staff).await?;
    let mut problems = Vec::new();
    let mut and_send = None;
    if sent.go == "send" {
        let choices = choices(visit).await?;
        let files = item.as_ref().map(Loaded::names).unwrap_or_default();
        problems = check(sent.kind, &sent.typed, &choices, &files).err().unwrap_or_default();
        if !sent.publish_on.is_empty() {
            let today = visit.now.day();
            let good = Day::parse(&sent.publish_on)
                .is_ok_and(|day| today <= day && day <= today.plus_days(MOST_DAYS_AHEAD));
            if !good {
                problems
                    .push(("publish_on", "「公開する日」：今日から1年以内の日にしてください。".to_owned()));
            }
        }
        let approved = !visit.config.approval || approves(&staff);
        let state = if approved { State::Approved } else { State::Waiting };
        and_send = Some((state, sent.publish_on.as_str()));
    }
    if sent.go == "preview" || !problems.is_empty() {
        let around = Around {
            status: if problems.is_empty() { 200 } else { 422 },
            id: &sent.id,
            kind: sent.kind,
            revision: sent.revision,
            item: item.as_ref(),
            problems,
            theirs: None,
            publish_on: &sent.publish_on,
        };
        return show_form(visit, &staff, sent.typed.clone(), around).await;
    }
    match store(visit, &staff, &sent, item, true, and_send).await? {
        Saved::At(location) => Ok(Reply::see_other(&location)),
        Saved::Conflict(theirs) => {
            let around = Around {
                status: 409,
                id: &sent.id,
                kind: sent.kind,
                revision: theirs.row.revision,
                item: Some(&theirs),
                problems: Vec::new(),
                theirs: Some(&theirs),
                publish_on: &sent.publish_on,
            };
            show_form(visit, &staff, sent.typed.clone(), around).await
        }
    }
}

/// The answer to a save by itself.
#[derive(Serialize)]
struct SavedByItself {
    revision: i64,
    time: String,
}

/// `POST /api/desk/draft`: the script saves by itself what has been typed so far.
pub(crate) async fn draft(visit: &mut Visit, staff: Staff) -> Result<Reply, Fault> {
    let sent = Sent::read(visit).await?;
    let item = sent.item(visit, &staff).await?;
    match store(visit, &staff, &sent, item, false, None).await? {
        Saved::Conflict(_) => Err(Fault::Conflict(OTHERS_WERE_FASTER)),
        Saved::At(location) => {
            let revision = location.rsplit_once("?at=").and_then(|(_, at)| at.parse().ok());
            let revision = revision.ok_or(Fault::Malformed("command-key"))?;
            let (hour, minute) = visit.now.clock();
            Ok(Reply::json(200, &SavedByItself { revision, time: format!("{hour}:{minute:02}") }))
        }
    }
}

/// The page as it will look.
#[derive(Serialize)]
struct Looks {
    html: String,
}

/// `POST /api/desk/preview`
pub(crate) async fn preview(visit: &mut Visit, staff: Staff) -> Result<Reply, Fault> {
    let sent = Sent::read(visit).await?;
    let item = sent.item(visit, &staff).await?;
    let choices = choices(visit).await?;
    let pictures = item.as_ref().map(Loaded::pictures).unwrap_or_default();
    let folder = format!("/desk/items/{}/files/", sent.id);
    let html = render(&Preview::of(sent.kind, &sent.typed, &choices, &pictures, &folder))?;
    Ok(Reply::json(200, &Looks { html }))
}
