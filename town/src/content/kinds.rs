//! The front matter of every kind of page. What is not named here is refused.
//!
//! Facts (dates, fees, codes) stand in the Japanese file alone; a translation holds words. So every kind has two types.

use super::values::{
    Age, Clock, Date, FileName, Latitude, Longitude, Moment, Opening, People, Slug, Tel, Text, Url, Weekdays,
    When, Yen,
};
use hibiki_domain::audience::Interest;
use serde::Deserialize;

/// The front matter of a page.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Front<E> {
    /// Its title.
    pub(crate) title: Text,
    /// One sentence for lists and search engines.
    pub(crate) description: Text,
    /// Its day, where the one in the file's name has been corrected since.
    pub(crate) date: Option<toml::value::Datetime>,
    /// When it was last changed in substance.
    pub(crate) updated: Option<toml::value::Datetime>,
    /// Not yet to be seen.
    #[serde(default)]
    pub(crate) draft: bool,
    /// Addresses under which it stood before.
    #[serde(default)]
    #[expect(dead_code, reason = "read to be checked; Zola uses it")]
    pub(crate) aliases: Vec<String>,
    /// What the kind adds.
    pub(crate) extra: E,
}

/// The front matter of a list of pages (`_index.md`).
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "read to be checked; Zola uses it")]
pub(crate) struct Section {
    title: Text,
    description: Option<Text>,
    sort_by: Option<SortBy>,
    template: Option<String>,
    page_template: Option<String>,
    weight: Option<u32>,
    paginate_by: Option<u32>,
    #[serde(default)]
    aliases: Vec<String>,
    extra: Option<toml::Table>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum SortBy {
    Date,
    UpdateDate,
    Title,
    TitleBytes,
    Weight,
    Slug,
    None,
}

/// The front matter of a page that stands alone (about, the Worker's frame).
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "read to be checked; Zola uses it")]
pub(crate) struct Alone {
    title: Text,
    description: Option<Text>,
    template: Option<String>,
    path: Option<String>,
    #[serde(default)]
    in_search_index: Option<bool>,
    #[serde(default)]
    aliases: Vec<String>,
    extra: Option<toml::Table>,
}

/// The kind of news.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Category {
    Life,
    Family,
    Health,
    Safety,
    Event,
    Town,
}

impl Category {
    /// In Japanese, for open data.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Life => "暮らし",
            Self::Family => "子育て",
            Self::Health => "健康",
            Self::Safety => "安全・防災",
            Self::Event => "催し",
            Self::Town => "町政",
        }
    }
}

/// A text from the town.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct News {
    pub(crate) category: Category,
    pub(crate) until: Option<Date>,
    #[serde(default)]
    pub(crate) important: bool,
    pub(crate) tel: Option<Tel>,
    pub(crate) office: Option<Text>,
    pub(crate) picture: Option<FileName>,
    pub(crate) picture_alt: Option<Text>,
}

/// The moment of life that a procedure belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LifeEvent {
    Birth,
    School,
    Moving,
    Work,
    Care,
    Death,
}

/// Whether it can be done online.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Online {
    Yes,
    Partly,
    No,
}

/// Something that residents have to do at the town.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "read to be checked; Zola uses it")]
pub(crate) struct Procedure {
    life_event: LifeEvent,
    pub(crate) reading: Text,
    online: Online,
    tel: Option<Tel>,
    office: Text,
    who: Text,
    when: Text,
    cost: Text,
    #[serde(rename = "where")]
    place: Text,
    hours: Text,
    /// The same for a program: «open today?».
    #[serde(default)]
    opening: Vec<Opening>,
    bring: Vec<Text>,
}

/// The kind of a facility.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum FacilityKind {
    Hall,
    Library,
    Community,
    Health,
    Sports,
    Childcare,
    Museum,
    Park,
}

/// A place of the town.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Facility {
    #[expect(dead_code, reason = "read to be checked; Zola uses it")]
    kind: FacilityKind,
    pub(crate) tel: Option<Tel>,
    pub(crate) lat: Option<Latitude>,
    pub(crate) lon: Option<Longitude>,
    /// The town's own number for it, kept for open data and for the next import.
    pub(crate) id: Option<Text>,
    pub(crate) kana: Option<Text>,
    pub(crate) days: Option<Weekdays>,
    pub(crate) open: Option<Clock>,
    pub(crate) close: Option<Clock>,
    pub(crate) url: Option<Url>,
    pub(crate) address: Option<Text>,
    pub(crate) hours: Option<Text>,
    pub(crate) closed: Option<Text>,
    pub(crate) access: Option<Text>,
    #[serde(default)]
    pub(crate) features: Vec<Text>,
    pub(crate) picture: Option<FileName>,
    pub(crate) picture_alt: Option<Text>,
}

/// How it stands with a course or an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Status {
    Open,
    Full,
    Cancelled,
    Moved,
    Closed,
}

impl Status {
    /// In Japanese, for open data.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Open => "受付中",
            Self::Full => "満員",
            Self::Cancelled => "中止",
            Self::Moved => "変更あり",
            Self::Closed => "受付終了",
        }
    }
}

/// For whom it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Audience {
    All,
    Children,
    Parents,
    Seniors,
    Adults,
}

impl Audience {
    /// In Japanese, for open data.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::All => "どなたでも",
            Self::Children => "子ども",
            Self::Parents => "親子・保護者",
            Self::Seniors => "高齢者",
            Self::Adults => "大人",
        }
    }
}

/// A course.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Course {
    pub(crate) id: Option<Text>,
    pub(crate) facility: Option<Slug>,
    pub(crate) first: Date,
    pub(crate) last: Date,
    #[serde(default)]
    pub(crate) sessions: Vec<Date>,
    pub(crate) start: Clock,
    pub(crate) end: Clock,
    pub(crate) fee_yen: Option<Yen>,
    pub(crate) capacity: Option<People>,
    pub(crate) apply_by: Option<Date>,
    pub(crate) status: Status,
    pub(crate) audience: Audience,
    pub(crate) tel: Option<Tel>,
    pub(crate) url: Option<Url>,
    pub(crate) organizer: Option<Text>,
    pub(crate) room: Option<Text>,
    pub(crate) teacher: Option<Text>,
    pub(crate) apply: Option<Text>,
    #[serde(default)]
    #[expect(dead_code, reason = "read to be checked; Zola uses it")]
    bring: Vec<Text>,
    pub(crate) note: Option<Text>,
    pub(crate) picture: Option<FileName>,
    pub(crate) picture_alt: Option<Text>,
}

/// The kind of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum EventKind {
    Festival,
    Culture,
    Sports,
    Family,
    Health,
    Safety,
    Other,
}

/// Something that happens in the town. Without `start` it lasts the whole day; with `sessions` it happens on those days
/// alone (every week, or several days with one left out), else on every day from `first` to `last`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Event {
    pub(crate) id: Option<Text>,
    #[expect(dead_code, reason = "read to be checked; Zola uses it")]
    kind: EventKind,
    pub(crate) facility: Option<Slug>,
    pub(crate) lat: Option<Latitude>,
    pub(crate) lon: Option<Longitude>,
    pub(crate) first: Date,
    pub(crate) last: Option<Date>,
    #[serde(default)]
    pub(crate) sessions: Vec<Date>,
    pub(crate) start: Option<Clock>,
    pub(crate) end: Option<Clock>,
    pub(crate) fee_yen: Option<Yen>,
    pub(crate) capacity: Option<People>,
    pub(crate) apply_by: Option<Date>,
    pub(crate) status: Status,
    #[expect(dead_code, reason = "read to be checked; Zola uses it")]
    audience: Audience,
    pub(crate) tel: Option<Tel>,
    pub(crate) url: Option<Url>,
    pub(crate) place: Option<Text>,
    pub(crate) address: Option<Text>,
    pub(crate) fee: Option<Text>,
    pub(crate) organizer: Option<Text>,
    pub(crate) apply: Option<Text>,
    pub(crate) access: Option<Text>,
    #[serde(default)]
    #[expect(dead_code, reason = "read to be checked; Zola uses it")]
    bring: Vec<Text>,
    pub(crate) note: Option<Text>,
    pub(crate) picture: Option<FileName>,
    pub(crate) picture_alt: Option<Text>,
}

/// Captions or chapters (`WebVTT`) in one language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "read to be checked; the build uses it")]
pub(crate) struct Track {
    lang: TrackLanguage,
    pub(crate) file: FileName,
}

#[derive(Debug, Deserialize)]
enum TrackLanguage {
    #[serde(rename = "ja")]
    Japanese,
    #[serde(rename = "ja-easy")]
    Plain,
    #[serde(rename = "en")]
    English,
}

/// A picture of a slide and when it comes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Slide {
    pub(crate) file: FileName,
    pub(crate) at: Moment,
}

/// The record of a lecture. Its files lie beside it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "read to be checked; the build uses it")]
pub(crate) struct Lecture {
    pub(crate) facility: Option<Slug>,
    pub(crate) series: Option<Slug>,
    /// The file of the course that it was part of, from `content/` on.
    pub(crate) course: Option<Text>,
    pub(crate) video: Option<FileName>,
    pub(crate) audio: Option<FileName>,
    video_width: Option<People>,
    video_height: Option<People>,
    sample_seconds: Option<People>,
    #[serde(default)]
    pub(crate) captions: Vec<Track>,
    #[serde(default)]
    pub(crate) chapters: Vec<Track>,
    #[serde(default)]
    pub(crate) slides: Vec<Slide>,
    /// What is written on the slides, in their order.
    #[serde(default)]
    pub(crate) slide_texts: Vec<Text>,
    pub(crate) slides_pdf: Option<FileName>,
    minutes: Option<People>,
    licence: Text,
    licence_uri: Option<Url>,
    speaker: Text,
    speaker_title: Option<Text>,
    #[serde(default)]
    points: Vec<Text>,
    cite: Option<Text>,
    withdrawn: Option<Date>,
    pub(crate) picture: Option<FileName>,
    pub(crate) picture_alt: Option<Text>,
}

/// What an archive item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ArchiveKind {
    Photo,
    Newspaper,
    Map,
}

/// An old photograph, newspaper or map. Its day is known (`date`), or its month or year (`when`), and may be told in
/// words (`date_text`).
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "read to be checked; the build uses it")]
pub(crate) struct Archive {
    kind: ArchiveKind,
    pub(crate) date: Option<Date>,
    pub(crate) when: Option<When>,
    pub(crate) date_text: Option<Text>,
    #[serde(default)]
    pub(crate) places: Vec<Text>,
    /// The same places as addresses name them.
    #[serde(default)]
    pub(crate) place_keys: Vec<Slug>,
    pub(crate) image: FileName,
    pub(crate) alt: Option<Text>,
    rights: Text,
    licence: Text,
    licence_uri: Option<Url>,
    source: Text,
    published: Option<Date>,
    withdrawn: Option<Date>,
}

/// A text for a notice on My Page, to begin from at the desk. Nothing of it is public; the body goes out as it stands.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Notice {
    pub(crate) link: Option<Text>,
    pub(crate) age_min: Option<Age>,
    pub(crate) age_max: Option<Age>,
    pub(crate) child_min: Option<Age>,
    pub(crate) child_max: Option<Age>,
    #[serde(default)]
    pub(crate) districts: Vec<Text>,
    #[serde(default)]
    pub(crate) interests: Vec<Interest>,
}

/// The same in another language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoticeTranslation {
    pub(crate) title: Text,
}

/// The words of a translation. One type for each kind, so that a fact in a translation is refused.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($field:ident $(as $key:literal)?),* ; $($list:ident),* }) => {
        $(#[$doc])*
        #[derive(Debug, Default, Deserialize)]
        #[serde(deny_unknown_fields)]
        #[expect(dead_code, reason = "read to be checked; Zola uses it")]
        pub(crate) struct $name {
            $($(#[serde(rename = $key)])? $field: Option<Text>,)*
            $(#[serde(default)] $list: Vec<Text>,)*
        }
    };
}

words!(
    /// News in another language.
    NewsWords { office, picture_alt; }
);
words!(
    /// A procedure in another language.
    ProcedureWords { office, who, when, cost, place as "where", hours; bring }
);
words!(
    /// A facility in another language.
    FacilityWords { address, hours, closed, access, picture_alt; features }
);
words!(
    /// A course in another language.
    CourseWords { organizer, room, teacher, apply, note, picture_alt; bring }
);
words!(
    /// An event in another language.
    EventWords { place, address, fee, organizer, apply, access, note, picture_alt; bring }
);
words!(
    /// A lecture in another language.
    LectureWords { speaker, speaker_title, cite, picture_alt; points, slide_texts }
);
words!(
    /// An archive item in another language.
    ArchiveWords { date_text, alt, rights, source; places }
);
