//! Notices for the people they concern: write, see how many they reach, publish, withdraw.

use super::term;
use crate::auth::Staff;
use crate::context::{Page, Visit, Who};
use crate::db::{Bind, once::CommandKey, sql};
use crate::fault::Fault;
use crate::http::{body::Form, reply::Reply};
use crate::pages::form::{self, long_text, short_text};
use crate::random;
use crate::words::Words;
use askama::Template;
use hibiki_domain::{
    audience::{ADULT_AGE, AgeBand, Audience, Interest},
    ids::NoticeId,
    language::Language,
    time::{Day, Timestamp},
};
use serde::Deserialize;
use std::collections::BTreeSet;

const MOST_DAYS: i32 = 366;
const MOST_BODY: usize = 4000;

#[derive(Template)]
#[template(path = "desk/notices.html")]
struct Notices {
    texts: Vec<Text>,
    done: Option<&'static str>,
    listed: Vec<Listed>,
}

struct Listed {
    id: String,
    title: String,
    office: String,
    published: String,
    state: &'static str,
    active: bool,
    readers: i64,
}

#[derive(Template)]
#[template(path = "desk/notice_form.html")]
struct NoticeForm {
    problem: Option<&'static str>,
    typed: Typed,
    districts: Vec<(String, bool)>,
    interests: Vec<(&'static str, &'static str, bool)>,
    earliest: String,
    latest: String,
}

#[derive(Template)]
#[template(path = "desk/notice_preview.html")]
struct Preview {
    typed: Typed,
    key: String,
    reaches: i64,
    whom: Vec<String>,
    until: String,
    versions: Vec<Version>,
    choices: Vec<(&'static str, String)>,
}

struct Version {
    language: &'static str,
    title: String,
    paragraphs: Vec<String>,
}

/// What the editor typed, as typed; or what they begin from.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Typed {
    title: String,
    body: String,
    title_easy: String,
    body_easy: String,
    title_en: String,
    body_en: String,
    link: String,
    until: String,
    age_min: String,
    age_max: String,
    child_min: String,
    child_max: String,
    districts: Vec<String>,
    interests: Vec<String>,
}

/// A notice that can be published. Only [`Typed::check`] makes one.
struct Checked {
    title: String,
    body: String,
    easy: Option<(String, String)>,
    english: Option<(String, String)>,
    link: Option<String>,
    until: Timestamp,
    audience: Audience,
}

impl Typed {
    fn read(form: &Form) -> Result<Self, Fault> {
        let field =
            |name| form.optional(name).map(|text| text.chars().take(MOST_BODY + 1).collect::<String>());
        Ok(Self {
            title: field("title")?,
            body: field("body")?,
            title_easy: field("title_easy")?,
            body_easy: field("body_easy")?,
            title_en: field("title_en")?,
            body_en: field("body_en")?,
            link: field("link")?,
            until: field("until")?,
            age_min: field("age_min")?,
            age_max: field("age_max")?,
            child_min: field("child_min")?,
            child_max: field("child_max")?,
            districts: form.all("district").map(|text| text.chars().take(201).collect()).collect(),
            interests: form.all("interest").map(str::to_owned).collect(),
        })
    }

    fn check(&self, visit: &Visit) -> Result<Checked, &'static str> {
        let title = short_text(&self.title, 80).ok_or("件名は80文字までで入れてください。")?;
        let body = long_text(&self.body, MOST_BODY).ok_or("本文は4000文字までで入れてください。")?;
        let easy = translation(&self.title_easy, &self.body_easy)
            .ok_or("やさしい日本語は、件名と本文の両方を入れるか、両方とも空にしてください。")?;
        let english = translation(&self.title_en, &self.body_en)
            .ok_or("英語は、件名と本文の両方を入れるか、両方とも空にしてください。")?;
        let link = self.link.trim();
        let good_link = link.is_empty()
            || (link.starts_with('/')
                && !link.starts_with("//")
                && link.len() <= 200
                && link.bytes().all(|b| b.is_ascii_alphanumeric() || b"/-_.".contains(&b)));
        if !good_link {
            return Err("リンクは、この町のサイトのページを「/news/…」の形で入れてください。");
        }
        let until =
            term(visit, &self.until, MOST_DAYS).ok_or("掲載の終わりは、今日から1年以内で入れてください。")?;
        let ages = band(&self.age_min, &self.age_max)
            .ok_or("年齢は、0から120の数字で、若いほうを先に入れてください。")?;
        let household_child = band(&self.child_min, &self.child_max)
            .ok_or("お子さんの年齢は、0から17の数字で、若いほうを先に入れてください。")?;
        if household_child.is_some_and(|ages| ages.min() >= ADULT_AGE) {
            return Err("お子さんの年齢は、0から17の数字で、若いほうを先に入れてください。");
        }
        if self.districts.len() > 200
            || self.districts.iter().any(|district| short_text(district, 200).is_none())
        {
            return Err("地区を選び直してください。");
        }
        let interests: Option<BTreeSet<Interest>> =
            self.interests.iter().map(|word| Interest::parse(word)).collect();
        Ok(Checked {
            title,
            body,
            easy,
            english,
            link: (!link.is_empty()).then(|| link.to_owned()),
            until,
            audience: Audience {
                ages,
                districts: self.districts.iter().cloned().collect(),
                household_child,
                interests: interests.ok_or("関心を選び直してください。")?,
            },
        })
    }
}

/// A translation: both parts or neither.
#[allow(clippy::option_option)] // the outer one says whether it can be accepted, the inner whether there is one
fn translation(title: &str, body: &str) -> Option<Option<(String, String)>> {
    if title.trim().is_empty() && body.trim().is_empty() {
        return Some(None);
    }
    Some(Some((short_text(title, 120)?, long_text(body, MOST_BODY)?)))
}

/// An age band: both empty for everybody; one empty is open on that side.
#[allow(clippy::option_option)]
fn band(min: &str, max: &str) -> Option<Option<AgeBand>> {
    let (min, max) = (min.trim(), max.trim());
    if min.is_empty() && max.is_empty() {
        return Some(None);
    }
    let number = |text: &str, otherwise: u8| -> Option<u8> {
        if text.is_empty() { Some(otherwise) } else { text.parse().ok().filter(|age| *age <= 120) }
    };
    AgeBand::new(number(min, 0)?, number(max, 120)?).ok().map(Some)
}

/// `GET /desk/notices`
pub(crate) async fn list(visit: &Visit, staff: Staff) -> Result<Reply, Fault> {
    #[derive(Deserialize)]
    struct Row {
        notice_id: String,
        title: String,
        office: String,
        published_at: i64,
        ends_at: i64,
        withdrawn_at: Option<i64>,
        readers: i64,
    }
    let t = Words::of(Language::Japanese);
    let rows = visit.mypage()?.read(sql::notice::LIST.with(&[])).await?.all::<Row>()?;
    let listed = |row: Row| {
        let active = row.withdrawn_at.is_none() && row.ends_at > visit.now.0;
        Listed {
            id: row.notice_id,
            title: row.title,
            office: row.office,
            published: t.day_of(row.published_at),
            state: if row.withdrawn_at.is_some() {
                "取り下げ"
            } else if active {
                "掲載中"
            } else {
                "終了"
            },
            active,
            readers: row.readers,
        }
    };
    let page = Notices {
        texts: texts(visit).await?,
        done: match visit.query_value("done") {
            Some("published") => Some("お知らせを掲載しました。"),
            Some("withdrawn") => Some("お知らせを取り下げました。"),
            _ => None,
        },
        listed: rows.into_iter().map(listed).collect(),
    };
    let who = Who::Staff(&staff.person.name);
    visit.page(Page { status: 200, title: "お知らせを書く", main: &page, ceremonies: false, who }).await
}

/// A text of the town's to begin from, `content/notices`.
#[derive(Deserialize)]
struct Text {
    key: String,
    /// When it is used.
    when: String,
    typed: Typed,
}

async fn texts(visit: &Visit) -> Result<Vec<Text>, Fault> {
    let assets = visit.env.assets("ASSETS").map_err(|_| Fault::misconfigured("ASSETS"))?;
    let fetched = assets.fetch("https://assets.invalid/_shell/notices.json", None).await;
    let mut response = fetched.map_err(|_| Fault::broken("texts-fetch"))?;
    let bytes = response.bytes().await.map_err(|_| Fault::broken("texts-bytes"))?;
    serde_json::from_slice(&bytes).map_err(|_| Fault::broken("texts-json"))
}

/// `GET /desk/notices/new`, `?text=KEY` to begin from one of the town's texts.
pub(crate) async fn new(visit: &Visit, staff: Staff) -> Result<Reply, Fault> {
    let typed = match visit.query_value("text") {
        None => Typed::default(),
        Some(key) => {
            texts(visit).await?.into_iter().find(|text| text.key == key).ok_or(Fault::NotFound)?.typed
        }
    };
    show_form(visit, &staff, 200, typed, None).await
}

async fn show_form(
    visit: &Visit,
    staff: &Staff,
    status: u16,
    typed: Typed,
    problem: Option<&'static str>,
) -> Result<Reply, Fault> {
    #[derive(Deserialize)]
    struct Row {
        district: String,
    }
    let rows = visit.identity()?.read(sql::resident::DISTRICTS.with(&[])).await?.all::<Row>()?;
    let today = visit.now.day();
    let page = NoticeForm {
        problem,
        districts: rows
            .into_iter()
            .map(|row| {
                let chosen = typed.districts.contains(&row.district);
                (row.district, chosen)
            })
            .collect(),
        interests: Interest::ALL
            .iter()
            .map(|interest| {
                let chosen = typed.interests.iter().any(|word| word == interest.word());
                (interest.word(), interest.labels()[0], chosen)
            })
            .collect(),
        earliest: today.to_string(),
        latest: today.plus_days(MOST_DAYS).to_string(),
        typed,
    };
    let who = Who::Staff(&staff.person.name);
    visit.page(Page { status, title: "お知らせを書く", main: &page, ceremonies: false, who }).await
}

/// `POST /desk/notices/preview`: as it will look, and how many people it reaches. Also the way back to the form.
pub(crate) async fn preview(visit: &mut Visit, staff: Staff) -> Result<Reply, Fault> {
    let form = Form::read(&mut visit.request).await?;
    let typed = Typed::read(&form)?;
    if form.optional("go")? == "back" {
        return show_form(visit, &staff, 200, typed, None).await;
    }
    let checked = match typed.check(visit) {
        Ok(checked) => checked,
        Err(problem) => return show_form(visit, &staff, 422, typed, Some(problem)).await,
    };
    let reaches = count(visit, &checked.audience).await?;
    let version = |language, title: &str, body: &str| Version {
        language,
        title: title.to_owned(),
        paragraphs: body.split("\n\n").map(str::to_owned).collect(),
    };
    let mut versions = vec![version("日本語", &checked.title, &checked.body)];
    versions.extend(checked.easy.as_ref().map(|(title, body)| version("やさしい日本語", title, body)));
    versions.extend(checked.english.as_ref().map(|(title, body)| version("English", title, body)));
    let mut choices: Vec<(&'static str, String)> = Vec::new();
    choices.extend(typed.districts.iter().map(|district| ("district", district.clone())));
    choices.extend(typed.interests.iter().map(|interest| ("interest", interest.clone())));
    let page = Preview {
        key: form::new_key()?,
        reaches,
        whom: in_words(&checked.audience),
        until: Words::of(Language::Japanese).day(Timestamp(checked.until.0 - 1).day()),
        versions,
        choices,
        typed,
    };
    let who = Who::Staff(&staff.person.name);
    visit.page(Page { status: 200, title: "お知らせの確認", main: &page, ceremonies: false, who }).await
}

/// `POST /desk/notices`
pub(crate) async fn publish(visit: &mut Visit, staff: Staff) -> Result<Reply, Fault> {
    let form = Form::read(&mut visit.request).await?;
    let key = CommandKey::parse(form.one("key")?, &staff.person.session)?;
    let typed = Typed::read(&form)?;
    let checked = match typed.check(visit) {
        Ok(checked) => checked,
        Err(problem) => return show_form(visit, &staff, 422, typed, Some(problem)).await,
    };
    let audience = serde_json::to_string(&checked.audience).map_err(|_| Fault::broken("audience-json"))?;
    let title_of = |pair: &Option<(String, String)>| pair.as_ref().map(|(title, _)| title.clone());
    let body_of = |pair: &Option<(String, String)>| pair.as_ref().map(|(_, body)| body.clone());
    let insert = sql::notice::INSERT.with(&[
        &NoticeId::from_random(random::bytes()?).as_str(),
        &checked.title,
        &checked.body,
        &title_of(&checked.easy),
        &body_of(&checked.easy),
        &title_of(&checked.english),
        &body_of(&checked.english),
        &staff.office,
        &checked.link,
        &audience,
        &visit.now,
        &checked.until,
    ]);
    let location = "/desk/notices?done=published".to_owned();
    let location = visit.mypage()?.once(&key, location, visit.now, vec![insert]).await?;
    Ok(Reply::see_other(&location))
}

/// `POST /desk/notices/withdraw`: one that is withdrawn already stays so.
pub(crate) async fn withdraw(visit: &mut Visit, _staff: Staff) -> Result<Reply, Fault> {
    let form = Form::read(&mut visit.request).await?;
    let id = NoticeId::parse(form.one("id")?).map_err(|_| Fault::Malformed("notice"))?;
    visit.mypage()?.batch([sql::notice::WITHDRAW.with(&[&id.as_str(), &visit.now])]).await?;
    Ok(Reply::see_other("/desk/notices?done=withdrawn"))
}

/// How many residents a notice reaches now, exactly: the register counts, and where interests matter the readers who
/// chose them are looked up by their sealed references.
async fn count(visit: &Visit, audience: &Audience) -> Result<i64, Fault> {
    #[derive(Deserialize)]
    struct Count {
        n: i64,
    }
    #[derive(Deserialize)]
    struct ReaderRow {
        pseudonym: String,
        sealed_person: String,
    }
    let today = visit.now.day();
    let born = |band: Option<AgeBand>| -> (Option<String>, Option<String>) {
        band.map(|band| band.born(today)).map_or((None, None), |(after, until): (Day, Day)| {
            (Some(after.to_string()), Some(until.to_string()))
        })
    };
    let (age_after, age_until) = born(audience.ages);
    let (child_after, child_until) = born(audience.household_child);
    let districts = serde_json::to_string(&audience.districts).unwrap_or_default();
    let adults_until = today.years_before(ADULT_AGE).to_string();
    let values: [&dyn Bind; 6] =
        [&age_after, &age_until, &districts, &child_after, &child_until, &adults_until];
    let identity = visit.identity()?;
    let rows = if audience.interests.is_empty() {
        identity.read(sql::resident::COUNT.with(&values)).await?
    } else {
        let words: Vec<&str> = audience.interests.iter().map(|interest| interest.word()).collect();
        let words = serde_json::to_string(&words).unwrap_or_default();
        let readers = visit.mypage()?.read(sql::reader::WITH_INTERESTS.with(&[&words])).await?;
        let open = |row: ReaderRow| {
            let context = format!("mypage {}", row.pseudonym);
            let person = visit.config.secret.open_person(&row.sealed_person, &context);
            person.map_err(|_| Fault::broken("sealed-person"))
        };
        let people = readers.all::<ReaderRow>()?.into_iter().map(open).collect::<Result<Vec<_>, _>>()?;
        let people = serde_json::to_string(&people).unwrap_or_default();
        let mut values = values.to_vec();
        values.push(&people);
        identity.read(sql::resident::COUNT_AMONG.with(&values)).await?
    };
    Ok(rows.first::<Count>()?.map_or(0, |count| count.n))
}

/// An audience in words.
fn in_words(audience: &Audience) -> Vec<String> {
    let years = |band: AgeBand| match (band.min(), band.max()) {
        (min, max) if min == max => format!("{min}歳"),
        (0, max) => format!("{max}歳まで"),
        (min, 120) => format!("{min}歳以上"),
        (min, max) => format!("{min}歳から{max}歳"),
    };
    let mut words = Vec::new();
    words.extend(audience.ages.map(|band| format!("{}の人", years(band))));
    if !audience.districts.is_empty() {
        let names: Vec<&str> = audience.districts.iter().map(String::as_str).collect();
        words.push(format!("{}に住む人", names.join("・")));
    }
    words.extend(audience.household_child.map(|band| format!("{}の子どもがいる世帯の大人", years(band))));
    if !audience.interests.is_empty() {
        let names: Vec<&str> = audience.interests.iter().map(|interest| interest.labels()[0]).collect();
        words.push(format!("「{}」を選んだ人", names.join("」「")));
    }
    if words.is_empty() {
        words.push("町民すべて".to_owned());
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_audience_is_said_in_words() {
        let audience = Audience {
            ages: AgeBand::new(75, 120).ok(),
            household_child: AgeBand::new(0, 6).ok(),
            ..Audience::default()
        };
        assert_eq!(in_words(&audience), ["75歳以上の人", "6歳までの子どもがいる世帯の大人"]);
        assert_eq!(in_words(&Audience::default()), ["町民すべて"]);
    }

    #[test]
    fn a_band_may_be_open_on_one_side_and_is_never_upside_down() {
        assert_eq!(band("", ""), Some(None));
        assert_eq!(band("65", ""), Some(AgeBand::new(65, 120).ok()));
        for (min, max) in [("7", "3"), ("-1", ""), ("x", ""), ("", "121"), ("1.5", "")] {
            assert_eq!(band(min, max), None);
        }
    }
}
