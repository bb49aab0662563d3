//! Every address of the Worker, as the tests know it. A test compares this table with `functions/src/router/`.

/// Who may call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Anybody.
    Anybody,
    /// Whoever is logged in.
    Person,
    /// Whoever is logged in with `pass` or `pin`.
    Strong,
    /// Whoever has just proven who they are.
    Fresh,
    /// Whoever has their health record open.
    Record,
    /// Staff with any role.
    Staff,
    /// A clerk.
    Clerk,
    /// An editor.
    Editor,
    /// An organizer of courses.
    Organizer,
    /// Who looks after car parks.
    Parking,
    /// Who writes into health records without reading them.
    Nurse,
    /// A clinic.
    Clinic,
    /// A medic.
    Medic,
    /// An administrator.
    Admin,
    /// The operator's key.
    Operator,
    /// A card-bridge.
    Bridge,
}

/// What is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// Nothing: a page, or a button alone.
    Nothing,
    /// A form with these fields.
    Form(&'static [&'static str]),
    /// A question in a form that changes nothing: whoever asks, and however, is answered.
    Question,
    /// Bytes, with the rest in the address.
    Bytes,
    /// JSON with these fields.
    Json(&'static [&'static str]),
}

/// An address.
#[derive(Debug, Clone, Copy)]
pub struct Route {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The path; `{}` is an id or a reference.
    pub path: &'static str,
    /// Who may call.
    pub who: Who,
    /// What is sent.
    pub takes: Takes,
}

impl Route {
    /// The path with something in the place of every `{}`.
    pub fn path_with(&self, value: &str) -> String {
        self.path.replace("{}", value)
    }

    /// Whether programs call it, who get problem details instead of pages.
    pub fn is_for_programs(&self) -> bool {
        ["/api/", "/ops/", "/.well-known/"].iter().any(|start| self.path.starts_with(start))
    }
}

const fn page(path: &'static str, who: Who) -> Route {
    Route { method: "GET", path, who, takes: Takes::Nothing }
}

const fn form(path: &'static str, who: Who, fields: &'static [&'static str]) -> Route {
    Route { method: "POST", path, who, takes: Takes::Form(fields) }
}

const fn bytes(path: &'static str, who: Who) -> Route {
    Route { method: "POST", path, who, takes: Takes::Bytes }
}

const fn json(path: &'static str, who: Who, fields: &'static [&'static str]) -> Route {
    Route { method: "POST", path, who, takes: Takes::Json(fields) }
}

const NOTICE: &[&str] = &[
    "key",
    "title",
    "body",
    "title_easy",
    "body_easy",
    "title_en",
    "body_en",
    "link",
    "until",
    "age_min",
    "age_max",
    "child_min",
    "child_max",
    "district",
    "interest",
];
const PREVIEW: &[&str] = &[
    "go",
    "title",
    "body",
    "title_easy",
    "body_easy",
    "title_en",
    "body_en",
    "link",
    "until",
    "age_min",
    "age_max",
    "child_min",
    "child_max",
    "district",
    "interest",
];

const ITEM: &[&str] = &["id", "kind", "revision", "key", "go", "title", "body", "publish_on"];

/// All of them.
pub const ALL: &[Route] = &[
    page("/parking/live", Who::Anybody),
    page("/parking/status.json", Who::Anybody),
    page("/bus/{}/now", Who::Anybody),
    page("/bus/{}/now.json", Who::Anybody),
    page("/bus/{}/lines/{}/now", Who::Anybody),
    page("/bus/{}/lines/{}/now.json", Who::Anybody),
    page("/bus/{}/stops/{}/now", Who::Anybody),
    page("/bus/{}/stops/{}/now.json", Who::Anybody),
    page("/snow/live", Who::Anybody),
    page("/snow/status.json", Who::Anybody),
    page("/status", Who::Anybody),
    page("/login", Who::Anybody),
    page("/step-up", Who::Person),
    page("/start", Who::Anybody),
    page("/start/passkey", Who::Anybody),
    page("/invite", Who::Anybody),
    page("/my", Who::Person),
    page("/my/notices/{}", Who::Person),
    page("/my/health", Who::Record),
    page("/my/health/open", Who::Person),
    page("/my/health/recovery", Who::Strong),
    page("/desk/health/recoveries/{}/{}", Who::Clerk),
    page("/ops/health/recoveries", Who::Operator),
    page("/my/health/check/{}", Who::Anybody),
    page("/my/health/{}", Who::Record),
    page("/my/health/{}/keys", Who::Record),
    page("/my/health/{}/leave", Who::Record),
    page("/my/health/{}/timeline", Who::Record),
    page("/my/health/{}/looks", Who::Record),
    page("/my/health/{}/consents", Who::Record),
    page("/my/health/{}/consents/new", Who::Record),
    page("/my/health/{}/export", Who::Record),
    page("/my/health/{}/medicine/scan", Who::Record),
    page("/my/health/{}/emergency/summary", Who::Record),
    page("/my/health/{}/medicine/book", Who::Record),
    page("/my/health/{}/medicine/show", Who::Record),
    page("/my/health/{}/growth", Who::Record),
    page("/my/health/{}/vaccinations", Who::Record),
    page("/my/health/{}/vaccinations/school", Who::Record),
    page("/my/health/{}/vaccinations/answer", Who::Record),
    page("/my/health/{}/vaccinations/next.ics", Who::Record),
    page("/my/health/{}/diary/{}/picture", Who::Record),
    page("/my/health/{}/vitals/charts", Who::Record),
    page("/my/health/{}/vitals/import", Who::Record),
    page("/my/health/{}/{}", Who::Record),
    page("/my/health/{}/{}/{}", Who::Record),
    page("/my/health/{}/{}/new/{}", Who::Record),
    page("/my/health/{}/{}/{}/edit", Who::Record),
    page("/my/interests", Who::Strong),
    page("/my/looks", Who::Strong),
    page("/my/looks/{}", Who::Strong),
    page("/my/ways", Who::Strong),
    page("/my/ways/passkey", Who::Fresh),
    page("/desk", Who::Staff),
    page("/desk/residents", Who::Clerk),
    page("/desk/residents/{}/{}", Who::Clerk),
    page("/desk/letters/{}", Who::Clerk),
    page("/desk/staff", Who::Admin),
    page("/desk/invites/{}", Who::Admin),
    page("/desk/bridges", Who::Admin),
    page("/desk/pairings/{}", Who::Admin),
    page("/desk/notices", Who::Editor),
    page("/desk/notices/new", Who::Editor),
    page("/desk/items", Who::Organizer),
    page("/desk/items/new/{}", Who::Organizer),
    page("/desk/items/{}", Who::Organizer),
    page("/desk/items/{}/history", Who::Organizer),
    page("/desk/items/{}/history/{}", Who::Organizer),
    page("/desk/items/{}/files/{}", Who::Organizer),
    page("/desk/parking", Who::Parking),
    page("/desk/health", Who::Nurse),
    page("/desk/health/import", Who::Nurse),
    page("/desk/health/write/{}/{}", Who::Nurse),
    page("/desk/health/key", Who::Nurse),
    page("/desk/health/read", Who::Nurse),
    page("/desk/health/read/{}", Who::Nurse),
    page("/desk/health/emergency", Who::Medic),
    page("/desk/health/check", Who::Clinic),
    page("/.well-known/hibiki.json", Who::Anybody),
    page("/ops/publications", Who::Operator),
    page("/ops/publications/{}", Who::Operator),
    page("/ops/publications/{}/files/{}/{}", Who::Operator),
    page("/oai", Who::Anybody),
    Route { method: "POST", path: "/oai", who: Who::Anybody, takes: Takes::Question },
    page("/ops/log", Who::Operator),
    form("/start", Who::Anybody, &["code", "year", "month", "day"]),
    form("/invite", Who::Anybody, &["code"]),
    form("/logout", Who::Anybody, &[]),
    form("/my/health/close", Who::Anybody, &[]),
    form("/my/health/check/{}", Who::Anybody, &[]),
    form("/my/health/{}/eligibility/{}/code", Who::Record, &[]),
    form("/my/health/{}/eligibility/{}/card", Who::Record, &["go"]),
    form("/my/health/{}/begin", Who::Record, &[]),
    form(
        "/my/health/{}/consents",
        Who::Record,
        &["key", "recipient", "category", "reason", "words", "until"],
    ),
    form("/my/health/{}/consents/{}/end", Who::Record, &[]),
    form("/my/health/{}/export", Who::Record, &["format", "despite"]),
    form("/my/health/{}/keys", Who::Record, &["id"]),
    form("/my/health/{}/leave", Who::Record, &["confirm"]),
    form("/my/health/{}/medicine/scan", Who::Record, &["key", "record", "code"]),
    form("/my/health/{}/medicine/book", Who::Record, &[]),
    form("/my/health/{}/diary/{}/picture", Who::Record, &["key", "version", "go"]),
    form("/my/health/{}/vitals/import", Who::Record, &["text", "go"]),
    form("/my/health/{}/{}/new/{}", Who::Record, &["key", "record", "version", "entry_day", "confirm"]),
    form("/my/health/{}/{}/{}/edit/{}", Who::Record, &["key", "record", "version", "entry_day", "confirm"]),
    form("/my/health/{}/{}/{}/withdraw", Who::Record, &["key", "version"]),
    form("/my/interests", Who::Strong, &["key", "interest"]),
    form("/my/ways/remove-passkey", Who::Fresh, &["id"]),
    form("/my/ways/remove-card", Who::Fresh, &["id"]),
    form("/my/ways/end-session", Who::Strong, &["id"]),
    form("/desk/residents", Who::Clerk, &["kana", "birth_date", "why"]),
    form("/desk/residents/open", Who::Clerk, &["reference", "why"]),
    form("/desk/letters", Who::Clerk, &["key", "reference", "why"]),
    form("/desk/guardians/find", Who::Clerk, &["reference", "kana", "birth_date"]),
    form("/desk/guardians/adding", Who::Clerk, &["reference", "guardian"]),
    form("/desk/guardians/add", Who::Clerk, &["key", "reference", "guardian", "reason"]),
    form("/desk/guardians/ending", Who::Clerk, &["reference", "id"]),
    form("/desk/guardians/end", Who::Clerk, &["key", "reference", "id", "was", "day", "reason"]),
    form("/desk/residents/remove-card", Who::Clerk, &["reference", "why", "id"]),
    form("/desk/residents/remove-passkey", Who::Clerk, &["reference", "why", "id"]),
    form("/desk/staff/invite", Who::Admin, &["key", "name", "office", "role", "districts", "until"]),
    form("/desk/staff/grant", Who::Admin, &["key", "colleague", "role", "districts", "until"]),
    form("/desk/staff/revoke", Who::Admin, &["id"]),
    form("/desk/bridges/prepare", Who::Admin, &["key", "name", "place"]),
    form("/desk/bridges/confirm", Who::Admin, &["id", "code"]),
    form("/desk/bridges/revoke", Who::Admin, &["id"]),
    form("/desk/notices/preview", Who::Editor, PREVIEW),
    form("/desk/notices", Who::Editor, NOTICE),
    form("/desk/notices/withdraw", Who::Editor, &["id"]),
    form("/desk/items", Who::Organizer, ITEM),
    form("/desk/items/act", Who::Organizer, &["id", "revision", "key", "act", "reason"]),
    form("/desk/items/files", Who::Organizer, &["id", "revision", "key", "file"]),
    form("/desk/items/remove-file", Who::Organizer, &["id", "revision", "key", "name"]),
    form("/api/desk/draft", Who::Organizer, ITEM),
    form("/api/desk/preview", Who::Organizer, ITEM),
    bytes("/api/desk/recordings/{}", Who::Organizer),
    bytes("/api/desk/recordings/{}/{}", Who::Organizer),
    bytes("/api/desk/recordings/{}/{}/{}", Who::Organizer),
    form("/desk/parking", Who::Parking, &["key", "lot", "state", "free", "hours"]),
    form("/desk/health", Who::Nurse, &["kana", "birth_date"]),
    form("/desk/health/open", Who::Nurse, &["reference", "kind"]),
    form("/desk/health/write/{}/{}", Who::Nurse, &["go", "entry_day", "confirm"]),
    form("/desk/health/import", Who::Nurse, &["kind", "file"]),
    form("/desk/health/import/send", Who::Nurse, &["import", "secret"]),
    form("/desk/health/import/rest", Who::Nurse, &["import", "secret"]),
    form("/desk/health/key/discard", Who::Nurse, &["id"]),
    json("/api/health/work/passkey/challenge", Who::Nurse, &["purpose"]),
    json("/api/health/work/passkey/open", Who::Nurse, &["challenge", "answer", "secret", "next"]),
    json("/api/health/passkey/challenge", Who::Person, &["purpose"]),
    form("/desk/health/recoveries/confirm", Who::Clerk, &["reference", "why", "id"]),
    json("/ops/health/recoveries/fetch", Who::Operator, &["request"]),
    json("/ops/health/recoveries/seal", Who::Operator, &["request", "epoch", "sealed"]),
    json("/api/health/back/passkey/challenge", Who::Person, &["purpose"]),
    json("/api/health/back/passkey/open", Who::Person, &["challenge", "answer", "secret", "next"]),
    json("/api/health/back/tap/challenge", Who::Person, &["purpose", "want"]),
    json("/api/health/back/tap/open", Who::Person, &["challenge", "assertion", "next"]),
    json("/api/health/passkey/open", Who::Person, &["challenge", "answer", "secret", "next"]),
    json("/api/health/tap/challenge", Who::Person, &["purpose", "want"]),
    json("/api/health/tap/open", Who::Person, &["challenge", "assertion", "next"]),
    json("/api/health/tap/eligibility", Who::Clinic, &["challenge", "assertion", "next"]),
    json("/api/health/tap/emergency", Who::Medic, &["challenge", "assertion", "reason", "next"]),
    json("/api/passkey/challenge", Who::Anybody, &["purpose"]),
    json("/api/passkey/login", Who::Anybody, &["purpose", "challenge", "answer", "next"]),
    json("/api/passkey/register/challenge", Who::Fresh, &[]),
    json("/api/passkey/register", Who::Fresh, &["challenge", "name", "answer"]),
    json("/api/tap/challenge", Who::Anybody, &["purpose", "want", "subject"]),
    json("/api/tap/login", Who::Anybody, &["purpose", "challenge", "assertion", "next"]),
    json("/api/tap/bind", Who::Clerk, &["challenge", "assertion", "next"]),
    json("/api/tap/add", Who::Fresh, &["challenge", "assertion", "next"]),
    json("/api/bridges/enrol", Who::Bridge, &["code", "public_key", "signature"]),
    json("/ops/invites", Who::Operator, &["name", "office"]),
    json("/ops/bridges", Who::Operator, &["name", "place"]),
    json("/ops/health/tellings", Who::Operator, &[]),
    json("/ops/publications/done", Who::Operator, &["item_id", "revision", "content", "stem", "address"]),
    json("/ops/residents/imports", Who::Operator, &[]),
    json("/ops/residents/imports/rows", Who::Operator, &["import_id", "rows"]),
    json("/ops/residents/imports/commit", Who::Operator, &["import_id"]),
    json("/ops/residents/imports/abandon", Who::Operator, &["import_id"]),
];
