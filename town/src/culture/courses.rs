//! Everything about courses beside their pages: pages by place, weekday, time, audience, organizer, fee and state; the
//! calendar of the term; calendar files; feeds; leaflets.

use super::{
    Town,
    course::{Course, State},
    frame::{self, Entry, Frames, Page, cut, data_block, escape, moment},
    ics::Calendar,
    listing::row,
    read::Item,
    words::{code, hours, tag},
};
use crate::trouble::{AtPath as _, Result};
use hibiki_domain::{dates, language::Language, time::Day};
use qrcodegen::{QrCode, QrCodeEcc};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::Path,
};

/// One value by which courses are chosen.
#[derive(Debug)]
struct Facet {
    group: &'static str,
    key: String,
    labels: [String; 3],
    /// Keys of the courses.
    courses: BTreeSet<String>,
}

impl Facet {
    /// Where its page is.
    fn path(&self) -> String {
        format!("/courses/by/{}/{}/", self.group, self.key)
    }

    fn label(&self, language: Language) -> &str {
        &self.labels[language as usize]
    }
}

/// Courses and what they are chosen by.
#[derive(Debug)]
pub(super) struct Courses<'a> {
    town: &'a Town,
    all: Vec<Course<'a>>,
    facets: Vec<Facet>,
}

impl<'a> Courses<'a> {
    /// Reads them as of the town's day.
    pub(super) fn read(town: &'a Town, items: &'a [Item], facilities: &'a [Item]) -> Result<Self> {
        let mut all = items
            .iter()
            .map(|item| Course::read(item, facilities, town.today))
            .collect::<Result<Vec<_>>>()?;
        all.sort_by(|a, b| (a.first, &a.item.key).cmp(&(b.first, &b.item.key)));
        let mut courses = Self { town, all, facets: Vec::new() };
        courses.facets = courses.find_facets()?;
        Ok(courses)
    }

    /// A calendar keeps what was visited in the last year. Nobody subscribes to what is longer past, and the edge host
    /// counts files.
    fn has_calendar(&self, course: &Course<'_>) -> bool {
        course.last >= self.town.today.plus_days(-366)
    }

    /// Those whose last day has not passed.
    fn upcoming(&self) -> impl Iterator<Item = &Course<'a>> {
        self.all.iter().filter(|course| course.last >= self.town.today)
    }

    fn find_facets(&self) -> Result<Vec<Facet>> {
        let mut facets: BTreeMap<(usize, String), Facet> = BTreeMap::new();
        let mut add = |order: usize,
                       group: &'static str,
                       sort: String,
                       key: &str,
                       course: &Course<'_>,
                       labels: &dyn Fn(Language) -> Result<String>|
         -> Result<()> {
            let place = (order, sort);
            if !facets.contains_key(&place) {
                let mut three = [String::new(), String::new(), String::new()];
                for language in Language::ALL {
                    three[language as usize] = labels(language)?;
                }
                let courses = BTreeSet::new();
                facets.insert(place.clone(), Facet { group, key: key.to_owned(), labels: three, courses });
            }
            if let Some(facet) = facets.get_mut(&place) {
                facet.courses.insert(course.item.key.clone());
            }
            Ok(())
        };
        let words = &self.town.words;
        for course in self.upcoming() {
            if course.takes_people(self.town.today) {
                add(0, "state", "open".into(), "open", course, &|language| {
                    Ok(words.say("status.open", language)?.to_owned())
                })?;
            }
            if let Some(place) = course.facility {
                let label = |language| Ok(place.text(language).title.clone());
                add(1, "place", place.key.clone(), &place.key, course, &label)?;
            }
            for day in course.weekdays() {
                let key = Course::weekday_key(day);
                let label = |language| Ok(dates::weekday(day, language).to_owned());
                add(2, "day", day.to_string(), &key, course, &label)?;
            }
            for (place, part) in ["morning", "afternoon", "evening"].into_iter().enumerate() {
                if course.day_parts().contains(&part) {
                    let label = |language| Ok(words.say(&format!("day_part.{part}"), language)?.to_owned());
                    add(3, "time", place.to_string(), part, course, &label)?;
                }
            }
            if let Some(audience) = course.item.word("audience") {
                let label = |language| Ok(words.say(&format!("audience.{audience}"), language)?.to_owned());
                add(4, "for", audience.to_owned(), audience, course, &label)?;
            }
            if let Some(organizer) = &course.organizer {
                let label = |language| {
                    Ok(course.item.text(language).word("organizer").unwrap_or_default().to_owned())
                };
                add(5, "by", organizer.clone(), organizer, course, &label)?;
            }
            if course.is_free() {
                let label = |language| Ok(words.say("course.free", language)?.to_owned());
                add(6, "fee", "free".into(), "free", course, &label)?;
            }
        }
        Ok(facets.into_values().collect())
    }

    /// What the templates need to know, before Zola runs.
    pub(super) fn prepare(&self, data: &Path) -> Result<()> {
        let mut upcoming = Vec::new();
        for course in self.upcoming() {
            let in_group = |group: &str| {
                let facets = self.facets.iter().filter(|facet| facet.group == group);
                let keys = facets.filter(|facet| facet.courses.contains(&course.item.key));
                keys.map(|facet| facet.key.as_str()).collect::<Vec<_>>().join(" ")
            };
            upcoming.push(json!({
                "file": course.item.file,
                "key": course.item.key,
                "first": course.first.to_string(),
                "state": course.state.word(),
                "whole_days": course.hours.is_none(),
                "last": course.last.to_string(),
                "facets": {
                    "state": in_group("state"), "place": in_group("place"), "day": in_group("day"),
                    "time": in_group("time"), "for": in_group("for"), "by": in_group("by"), "fee": in_group("fee"),
                },
            }));
        }
        let facets: Vec<Value> = self
            .facets
            .iter()
            .map(|facet| {
                json!({
                    "group": facet.group, "key": facet.key, "path": facet.path(), "count": facet.courses.len(),
                    "label": Language::ALL.into_iter().map(|language| (code(language), facet.label(language))).collect::<BTreeMap<_, _>>(),
                })
            })
            .collect();
        super::write_data(data, "courses.json", &json!({ "upcoming": upcoming, "facets": facets }))?;
        self.years(data)?;
        for course in &self.all {
            let ld =
                course.item.on_its_pages(|language| Ok(data_block(&self.linked_data(course, language)?)))?;
            let place = course.facility.map(|place| &place.key);
            let value = json!({
                "state": course.state.word(),
                "sessions": course.sessions.iter().map(Day::to_string).collect::<Vec<_>>(),
                "first": course.first.to_string(),
                "last": course.last.to_string(),
                "whole_days": course.hours.is_none(),
                "leaflet": course.last >= self.town.today,
                "calendar": self.has_calendar(course),
                "place": place,
                "ld": ld,
            });
            super::write_data(data, &format!("{}.json", course.item.file), &value)?;
        }
        Ok(())
    }

    /// The rows of each year, newest first, in one file: asked page by page, they would cost more than all pages do.
    fn years(&self, data: &Path) -> Result<()> {
        let mut years: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
        for course in self.all.iter().rev() {
            let row = json!({
                "first": course.first.to_string(), "state": course.state.word(), "said": course.item.said(),
            });
            years.entry(course.item.year()).or_default().push(row);
        }
        years.into_iter().try_for_each(|(year, rows)| {
            super::write_data(data, &format!("courses/{year}.json"), &Value::Array(rows))
        })
    }

    /// schema.org, for search engines: the course as an event, its days as parts of it.
    fn linked_data(&self, course: &Course<'_>, language: Language) -> Result<Value> {
        let item = course.item;
        let text = item.text(language);
        let url = format!("{}{}", self.town.origin, item.path(language));
        let at = |day: Day, minute: Option<u16>| match minute {
            None => day.to_string(),
            Some(minute) => moment((day.plus_days(i32::from(minute / 1440)), minute % 1440)),
        };
        let previous = item.day("previous_first")?;
        let status = match course.state {
            State::Cancelled => "EventCancelled",
            State::Moved if previous.is_some() => "EventRescheduled",
            _ => "EventScheduled", // one that moved to another room takes place as planned, there
        };
        let status = format!("https://schema.org/{status}");
        let place = course.facility.map(|place| {
            let mut value = json!({
                "@type": "Place",
                "name": place.text(language).title,
                "url": format!("{}{}", self.town.origin, place.path(language)),
                "address": place.text(language).word("address").unwrap_or_default(),
            });
            if let (Some(lat), Some(lon)) = (place.measure("lat"), place.measure("lon")) {
                value["geo"] = json!({ "@type": "GeoCoordinates", "latitude": lat, "longitude": lon });
            }
            value
        });
        let (start, end) = course.hours.map_or((None, None), |(start, end)| (Some(start), Some(end)));
        let last = course.sessions.last().copied().filter(|_| course.hours.is_some()).unwrap_or(course.last);
        let mut value = json!({
            "@context": "https://schema.org",
            "@type": "EducationEvent",
            "@id": url,
            "url": url,
            "name": text.title,
            "description": text.description,
            "inLanguage": tag(language),
            "startDate": at(course.first, start),
            "endDate": at(last, end),
            "eventStatus": status,
            "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        });
        if let Some(previous) = previous.filter(|_| course.state == State::Moved) {
            value["previousStartDate"] = json!(at(previous, start));
        }
        if let Some(place) = &place {
            value["location"] = place.clone();
        }
        if let Some(organizer) = text.word("organizer") {
            value["organizer"] =
                json!({ "@type": "Organization", "name": organizer, "url": self.town.origin });
        }
        if let Some(teacher) = text.word("teacher") {
            value["performer"] = json!({ "@type": "Person", "name": teacher });
        }
        if let Some(capacity) = item.number("capacity") {
            value["maximumAttendeeCapacity"] = json!(capacity);
        }
        if let Some(fee) = item.number("fee_yen") {
            value["isAccessibleForFree"] = json!(fee == 0);
            let availability = if course.takes_people(self.town.today) { "InStock" } else { "SoldOut" };
            value["offers"] = json!({
                "@type": "Offer", "price": fee, "priceCurrency": "JPY", "url": url,
                "availability": format!("https://schema.org/{availability}"),
            });
            if let Some(day) = course.apply_by {
                value["offers"]["availabilityEnds"] = json!(day.to_string());
            }
        }
        if course.sessions.len() > 1 {
            let mut parts = Vec::new();
            for day in &course.sessions {
                let mut part = json!({
                    "@type": "EducationEvent", "name": text.title, "startDate": at(*day, start),
                    "endDate": at(*day, end), "eventStatus": status,
                });
                if let Some(place) = &place {
                    part["location"] = place.clone();
                }
                parts.push(part);
            }
            value["subEvent"] = Value::Array(parts);
        }
        Ok(value)
    }

    /// Everything that is made from the built pages.
    pub(super) fn finish(
        &self,
        site: &Path,
        frames: &Frames,
        sitemap: &mut Vec<(String, String)>,
    ) -> Result<()> {
        for language in Language::ALL {
            let list = site.join(format!("{}/courses/index.html", language.prefix()).trim_start_matches('/'));
            let html = fs::read_to_string(&list).at("read", &list)?;
            let (rows, clean) = cut(&html, "row");
            fs::write(&list, clean).at("write", &list)?;
            // The home page shows a few of the same rows.
            let home = site.join(format!("{}/index.html", language.prefix()).trim_start_matches('/'));
            let html = fs::read_to_string(&home).at("read", &home)?;
            fs::write(&home, cut(&html, "row").1).at("write", &home)?;

            let rows: BTreeMap<String, String> = rows.into_iter().collect();
            self.calendars_and_feeds(site, frames, language)?;
            for facet in &self.facets {
                self.facet_page(site, frames, facet, &rows, language)?;
                sitemap.push((format!("{}{}", language.prefix(), facet.path()), self.newest(&facet.courses)));
            }
            self.months(site, frames, language, sitemap)?;
            for course in &self.all {
                self.leaflet(site, frames, course, language)?;
            }
        }
        Ok(())
    }

    fn newest(&self, keys: &BTreeSet<String>) -> String {
        let changed = self.all.iter().filter(|course| keys.contains(&course.item.key));
        changed.map(Course::changed).max().map_or(String::new(), |(day, _)| day.to_string())
    }

    fn calendars_and_feeds(&self, site: &Path, frames: &Frames, language: Language) -> Result<()> {
        let Town { words, origin, .. } = self.town;
        let prefix = language.prefix();
        let put = |path: &str, name: &str, courses: &[&Course<'_>]| -> Result<()> {
            let path = format!("{prefix}{path}calendar.ics");
            let mut events = Vec::new();
            for course in courses {
                events.extend(course.events(words, language, origin)?);
            }
            let source = format!("{origin}{path}");
            let text = Calendar { name, language, source: &source, events: &events }.write();
            frame::write(site, &path, text.as_bytes())
        };
        let feed = |path: &str, name: &str, courses: &[&Course<'_>]| -> Result<()> {
            let entries = courses.iter().map(|course| self.entry(course, language)).collect::<Result<_>>()?;
            let file = format!("{prefix}{path}atom.xml");
            let page = format!("{prefix}{path}");
            let text = frame::atom(origin, &file, &page, name, frames.town(language), language, entries);
            frame::write(site, &file, text.as_bytes())
        };
        let kept: Vec<&Course<'_>> = self.all.iter().filter(|course| self.has_calendar(course)).collect();
        // A feed tells what is to come.
        let upcoming: Vec<&Course<'_>> = self.upcoming().collect();
        let name = format!("{} {}", frames.town(language), words.say("nav.courses", language)?);
        put("/courses/", &name, &kept)?;
        feed("/courses/", &name, &upcoming)?;
        for facet in &self.facets {
            let chosen: Vec<&Course<'_>> =
                self.upcoming().filter(|course| facet.courses.contains(&course.item.key)).collect();
            let name = words.fill("facet.title", language, &[("value", facet.label(language))])?;
            put(&facet.path(), &name, &chosen)?;
            feed(&facet.path(), &name, &chosen)?;
        }
        for course in kept.iter().filter(|course| course.item.translation(language).is_some()) {
            put(&format!("/courses/{}/", course.item.key), &course.item.text(language).title, &[course])?;
        }
        self.deadlines(site, language, frames.town(language))
    }

    /// The addresses of the courses with the day of their last change.
    pub(super) fn changes(&self) -> impl Iterator<Item = (&Item, Day)> {
        self.all.iter().map(|course| (course.item, course.changed().0))
    }

    /// The last days to apply, as a calendar of its own.
    fn deadlines(&self, site: &Path, language: Language, town: &str) -> Result<()> {
        let Town { words, origin, today, .. } = self.town;
        let mut events = Vec::new();
        let said = words.say("course.apply_by", language)?;
        for course in self.upcoming().filter(|course| course.takes_people(*today)) {
            let (Some(day), Some(event)) =
                (course.apply_by, course.events(words, language, origin)?.into_iter().next())
            else {
                continue;
            };
            events.push(super::ics::Event {
                uid: format!("deadline-{}", event.uid),
                when: super::ics::When::Days { first: day, last: day },
                series: None,
                summary: format!("{said}: {}", course.item.text(language).title),
                ..event
            });
        }
        let path = format!("{}/courses/deadlines.ics", language.prefix());
        let source = format!("{origin}{path}");
        let name = format!("{town} {said}");
        let text = Calendar { name: &name, language, source: &source, events: &events }.write();
        frame::write(site, &path, text.as_bytes())
    }

    fn entry(&self, course: &Course<'_>, language: Language) -> Result<Entry> {
        let item = course.item;
        let text = item.text(language);
        let state = self.town.words.say(&format!("status.{}", course.state.word()), language)?;
        let lines = [
            state.to_owned(),
            course.days_in_words(language),
            course.location(language),
            text.description.clone(),
            text.word("note").unwrap_or_default().to_owned(),
        ];
        Ok(Entry {
            title: course.announced(&self.town.words, language)?,
            url: format!("{}{}", self.town.origin, item.path(language)),
            published: moment((course.published(), 0)),
            updated: moment(course.changed()),
            summary: lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n"),
            author: text.word("organizer").unwrap_or_default().to_owned(),
        })
    }

    fn facet_page(
        &self,
        site: &Path,
        frames: &Frames,
        facet: &Facet,
        rows: &BTreeMap<String, String>,
        language: Language,
    ) -> Result<()> {
        let Town { words, origin, .. } = self.town;
        let prefix = language.prefix();
        let path = facet.path();
        let title = words.fill("facet.title", language, &[("value", facet.label(language))])?;
        let chosen: Vec<&str> = self
            .upcoming()
            .filter(|course| facet.courses.contains(&course.item.key))
            .map(|course| row(rows, course.item))
            .collect::<Result<_>>()?;
        let count = words.fill("facet.count", language, &[("n", &chosen.len().to_string())])?;
        let mut main = self.crumbs(language)?;
        let _ = write!(
            main,
            "<h1>{}</h1><h2 class=\"count\">{}</h2><ul class=\"course-list\">{}</ul>",
            escape(&title),
            escape(&count),
            chosen.concat()
        );
        // The other values of the same kind are the likeliest next step.
        let siblings: Vec<_> = self.facets.iter().filter(|other| other.group == facet.group).collect();
        if siblings.len() > 1 {
            let name = words.say(&format!("facet.{}", facet.group), language)?;
            let _ = write!(main, "<h2>{}</h2><ul class=\"jump\">", escape(name));
            for other in siblings {
                let current = if other.key == facet.key { " aria-current=\"page\"" } else { "" };
                let _ = write!(
                    main,
                    "<li><a href=\"{prefix}{}\"{current}>{}</a></li>",
                    other.path(),
                    escape(other.label(language))
                );
            }
            main.push_str("</ul>");
        }
        let all = escape(words.say("home.courses_all", language)?);
        let _ = write!(main, "<p class=\"more\"><a href=\"{prefix}/courses/\">{all}</a></p>");
        main.push_str(&self.subscribe(&path, language)?);
        let head = format!(
            "<link rel=\"alternate\" type=\"application/atom+xml\" title=\"{t}\" href=\"{prefix}{path}atom.xml\">\
             <link rel=\"alternate\" type=\"text/calendar\" title=\"{t}\" href=\"{prefix}{path}calendar.ics\">\
             <script type=\"application/ld+json\">{}</script>",
            data_block(&json!({
                "@context": "https://schema.org", "@type": "ItemList", "name": title, "numberOfItems": chosen.len(),
                "itemListElement": self.upcoming().filter(|course| facet.courses.contains(&course.item.key))
                    .enumerate().map(|(place, course)| json!({
                        "@type": "ListItem", "position": place + 1,
                        "url": format!("{origin}{}", course.item.path(language)),
                        "name": course.item.text(language).title,
                    })).collect::<Vec<_>>(),
            })),
            t = escape(&title),
        );
        let page = Page {
            path: &path,
            title: &title,
            description: &count,
            head: &head,
            main: &main,
            canonical: None,
        };
        frames.write(site, &page, language)
    }

    fn crumbs(&self, language: Language) -> Result<String> {
        let Town { words, .. } = self.town;
        let prefix = language.prefix();
        Ok(format!(
            "<nav class=\"crumbs\" aria-label=\"{}\"><ol><li><a href=\"{prefix}/\">{}</a></li><li><a href=\"{prefix}/courses/\">{}</a></li></ol></nav>",
            escape(words.say("frame.crumbs", language)?),
            escape(words.say("nav.home", language)?),
            escape(words.say("nav.courses", language)?),
        ))
    }

    /// Into one's own calendar, or feed reader.
    fn subscribe(&self, path: &str, language: Language) -> Result<String> {
        let Town { words, origin, .. } = self.town;
        let prefix = language.prefix();
        let host = origin.split_once("://").map_or(origin.as_str(), |(_, host)| host);
        Ok(format!(
            "<h2>{}</h2><ul class=\"links\"><li><a href=\"webcal://{host}{prefix}{path}calendar.ics\">{}</a></li>\
             <li><a href=\"{prefix}{path}calendar.ics\">{}</a></li><li><a href=\"{prefix}{path}atom.xml\">{}</a></li></ul>",
            escape(words.say("course.keep_up", language)?),
            escape(words.say("course.subscribe", language)?),
            escape(words.say("course.ics", language)?),
            escape(words.say("course.feed", language)?),
        ))
    }

    /// A page for every month that has a session to come: a grid and the same as a list.
    fn months(
        &self,
        site: &Path,
        frames: &Frames,
        language: Language,
        sitemap: &mut Vec<(String, String)>,
    ) -> Result<()> {
        let Town { words, today, .. } = self.town;
        let mut days: BTreeMap<Day, Vec<&Course<'_>>> = BTreeMap::new();
        let month_of = |day: Day| {
            let (year, month, _) = day.parts();
            (year, month)
        };
        for course in self.upcoming() {
            for day in course.every_day() {
                if month_of(day) >= month_of(*today) {
                    days.entry(day).or_default().push(course);
                }
            }
        }
        for courses in days.values_mut() {
            courses.sort_by_key(|course| (course.hours.map(|(start, _)| start), course.item.key.clone()));
        }
        let mut months: BTreeSet<(i16, u8)> = days.keys().map(|day| month_of(*day)).collect();
        months.insert(month_of(*today));
        let months: Vec<_> = months.into_iter().collect();
        let address = |(year, month): (i16, u8)| format!("/courses/calendar/{year:04}-{month:02}/");
        for (place, this) in months.iter().enumerate() {
            let name = dates::month(this.0, this.1, language);
            let title = words.fill("course.calendar_of", language, &[("month", &name)])?;
            let mut main = self.crumbs(language)?;
            let _ = write!(main, "<h1>{}</h1>", escape(&title));
            let nav = escape(words.say("course.months", language)?);
            let _ = write!(main, "<nav aria-label=\"{nav}\"><ul class=\"jump\">");
            for other in &months {
                let current = if other == this { " aria-current=\"page\"" } else { "" };
                let _ = write!(
                    main,
                    "<li><a href=\"{}{}\"{current}>{}</a></li>",
                    language.prefix(),
                    address(*other),
                    dates::month(other.0, other.1, language)
                );
            }
            main.push_str("</ul></nav>");
            self.grid(&mut main, *this, &days, &title, language)?;
            self.list_of_days(&mut main, *this, &days, language)?;
            main.push_str(&self.subscribe("/courses/", language)?);
            let path = address(*this);
            let page =
                Page { path: &path, title: &title, description: &title, main: &main, ..Page::default() };
            frames.write(site, &page, language)?;
            sitemap.push((format!("{}{path}", language.prefix()), today.to_string()));
            if place == 0 {
                let path = "/courses/calendar/";
                let first = address(*this);
                frames.write(site, &Page { path, canonical: Some(&first), ..page }, language)?;
            }
        }
        Ok(())
    }

    fn grid(
        &self,
        main: &mut String,
        (year, month): (i16, u8),
        days: &BTreeMap<Day, Vec<&Course<'_>>>,
        title: &str,
        language: Language,
    ) -> Result<()> {
        let Town { words, today, .. } = self.town;
        let Ok(first) = Day::new(year, month, 1) else { return Ok(()) };
        let _ = write!(
            main,
            "<table class=\"month\"><caption class=\"visually-hidden\">{}</caption><thead><tr>",
            escape(title)
        );
        // Weeks begin on Sunday, as on a town's wall calendar.
        for place in 0..7 {
            let day = (place + 6) % 7;
            let _ = write!(
                main,
                "<th scope=\"col\"><abbr title=\"{}\">{}</abbr></th>",
                dates::weekday(day, language),
                dates::weekday_short(day, language)
            );
        }
        main.push_str("</tr></thead><tbody>");
        let lead = i32::try_from((first.weekday() + 1) % 7).unwrap_or(0);
        let mut day = first.plus_days(-lead);
        loop {
            main.push_str("<tr>");
            for _ in 0..7 {
                let (_, its_month, date) = day.parts();
                if its_month != month {
                    main.push_str("<td></td>");
                } else if let Some(courses) = days.get(&day) {
                    let count =
                        words.fill("course.on_day", language, &[("n", &courses.len().to_string())])?;
                    let mark = if day == *today { " class=\"today\"" } else { "" };
                    let _ = write!(
                        main,
                        "<td{mark}><a class=\"date\" href=\"#d-{day}\"><b>{date}</b> <span>{}</span></a><ul>",
                        escape(&count)
                    );
                    for course in courses.iter().take(4) {
                        let _ = write!(main, "<li>{}</li>", escape(&course.announced(words, language)?));
                    }
                    if courses.len() > 4 {
                        main.push_str("<li>…</li>");
                    }
                    main.push_str("</ul></td>");
                } else {
                    let mark = if day == *today { " class=\"today\"" } else { "" };
                    let _ = write!(main, "<td{mark}>{date}</td>");
                }
                day = day.plus_days(1);
            }
            main.push_str("</tr>");
            if day.parts().1 != month || day.parts().0 != year {
                break;
            }
        }
        main.push_str("</tbody></table>");
        Ok(())
    }

    fn list_of_days(
        &self,
        main: &mut String,
        this: (i16, u8),
        days: &BTreeMap<Day, Vec<&Course<'_>>>,
        language: Language,
    ) -> Result<()> {
        let Town { words, .. } = self.town;
        let mut any = false;
        for (day, courses) in days {
            let (year, month, _) = day.parts();
            if (year, month) != this {
                continue;
            }
            any = true;
            let _ = write!(
                main,
                "<h2 class=\"day\" id=\"d-{day}\">{}</h2><ul class=\"course-list\">",
                dates::short(*day, language)
            );
            for course in courses {
                let text = course.item.text(language);
                let lang = if course.item.translation(language).is_none() {
                    " lang=\"ja\" hreflang=\"ja\""
                } else {
                    ""
                };
                let hours = course.hours.map_or_else(
                    || words.say("course.all_day", language).map(str::to_owned),
                    |(start, end)| Ok(hours(start, Some(end), language)),
                )?;
                let place = course.facility.map_or_else(String::new, |place| {
                    format!("<li>{}</li>", escape(&place.text(language).title))
                });
                let _ = write!(
                    main,
                    "<li><p class=\"when\">{}</p><div><h3><a href=\"{}\"{lang}>{}</a></h3>\
                     <ul class=\"what\">{place}<li>{}</li></ul></div></li>",
                    escape(&hours),
                    course.item.path(language),
                    escape(&text.title),
                    self.badge(course, language)?
                );
            }
            main.push_str("</ul>");
        }
        if !any {
            let _ = write!(main, "<p>{}</p>", escape(words.say("empty.courses", language)?));
        }
        Ok(())
    }

    fn badge(&self, course: &Course<'_>, language: Language) -> Result<String> {
        let class = match course.state {
            State::Open => "badge ok",
            State::Moved => "badge new",
            State::Cancelled => "badge stop",
            State::Full | State::Closed => "badge",
        };
        let said = self.town.words.say(&format!("status.{}", course.state.word()), language)?;
        Ok(format!("<span class=\"{class}\">{}</span>", escape(said)))
    }

    /// One sheet of paper for the notice board: the head of the page, and the way back to it as a QR code.
    fn leaflet(&self, site: &Path, frames: &Frames, course: &Course<'_>, language: Language) -> Result<()> {
        if course.last < self.town.today || course.item.translation(language).is_none() {
            return Ok(());
        }
        let Town { words, origin, .. } = self.town;
        let path = format!("/courses/{}/", course.item.key);
        let here = format!("{}{path}", language.prefix());
        let file = site.join(format!("{here}index.html").trim_start_matches('/'));
        let html = fs::read_to_string(&file).at("read", &file)?;
        let (parts, clean) = cut(&html, "leaflet");
        fs::write(&file, clean).at("write", &file)?;
        let content: String = parts.into_iter().map(|(_, part)| part).collect();
        let url = format!("{origin}{here}");
        frame::write(site, &format!("{here}leaflet/qr.svg"), qr(&url).as_bytes())?;
        let say = |name: &str| words.say(name, language).map(escape);
        let title =
            words.fill("course.leaflet_of", language, &[("title", &course.item.text(language).title)])?;
        let main = format!(
            "<article class=\"letter leaflet\">{content}<div class=\"leaflet-foot\"><img class=\"qr\" src=\"qr.svg\" alt=\"{}\" width=\"160\" height=\"160\">\
             <p>{}<br><span class=\"address\">{}</span></p></div></article>\
             <p>{}</p><p class=\"more\"><a href=\"{here}\">{}</a></p>",
            say("course.qr")?,
            say("course.qr_hint")?,
            escape(&url),
            say("course.print_hint")?,
            say("course.leaflet_back")?,
        );
        let leaflet = format!("{path}leaflet/");
        let page = Page {
            path: &leaflet,
            title: &title,
            description: &title,
            main: &main,
            canonical: Some(&path),
            ..Page::default()
        };
        frames.write(site, &page, language)
    }
}

/// A QR code as a picture, with the quiet zone that readers need.
fn qr(text: &str) -> String {
    let Ok(code) = QrCode::encode_text(text, QrCodeEcc::Medium) else { return String::new() };
    let size = code.size();
    let mut modules = String::new();
    for y in 0..size {
        for x in 0..size {
            if code.get_module(x, y) {
                let _ = write!(modules, "M{},{}h1v1h-1z", x + 4, y + 4);
            }
        }
    }
    let width = size + 8;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {width}\" shape-rendering=\"crispEdges\">\
         <rect width=\"{width}\" height=\"{width}\" fill=\"#fff\"/><path d=\"{modules}\"/></svg>\n"
    )
}
