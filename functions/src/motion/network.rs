//! Where the buses are, and what is out of the ordinary: of a whole network, or of one line. One row and one small
//! file are read.

use super::{Fresh, Item, bus, public};
use crate::context::Visit;
use crate::fault::Fault;
use crate::http::reply::Reply;
use crate::words::Words;
use askama::Template;
use hibiki_domain::{
    language::Language,
    time::Timestamp,
    transit::{
        Name,
        overview::{Label, Overview, Running},
        realtime::{Freshness, Live, LiveAlert, LiveVehicle},
    },
};
use std::collections::BTreeMap;

/// More buses than this are drawn smaller.
const CROWD: usize = 12;

#[derive(Template)]
#[template(path = "bus/network.html")]
struct NetworkPage<'a> {
    t: &'static Words,
    name: &'a str,
    /// The page of the line, on a line's view.
    line: Option<String>,
    network: String,
    json: String,
    at: String,
    changes: &'a str,
    buses: &'a str,
}

#[derive(Template)]
#[template(path = "bus/changes.html")]
struct Changes<'a> {
    t: &'static Words,
    said: String,
    is_old: bool,
    season: Option<String>,
    alerts: Vec<Change<'a>>,
}

struct Change<'a> {
    is_announced: bool,
    title: String,
    text: &'a str,
    times: String,
    about: Vec<(String, &'a str)>,
}

#[derive(Template)]
#[template(path = "bus/buses.html")]
struct Whereabouts<'a> {
    t: &'static Words,
    said: String,
    is_old: bool,
    rest: Option<String>,
    list: Vec<Bus<'a>>,
    ways: &'a str,
    labels: Vec<Written<'a>>,
    radius: i32,
}

struct Bus<'a> {
    number: usize,
    is_old: bool,
    line: Option<(String, &'a str)>,
    headsign: &'a str,
    place: String,
    late: Option<(&'static str, String)>,
    age: String,
    at: Option<(i32, i32)>,
}

/// A name on the map, beside its point on the side where there is room.
struct Written<'a> {
    x: i32,
    y: i32,
    anchor: &'static str,
    name: &'a str,
}

/// A network, or one line of it, and what is known.
struct Network<'a> {
    overview: Overview,
    live: Option<Live>,
    line: Option<&'a str>,
}

impl<'a> Network<'a> {
    async fn load(visit: &Visit, key: &str, line: Option<&'a str>) -> Result<Self, Fault> {
        if !bus::is_key(key) {
            return Err(Fault::NotFound);
        }
        let bytes = bus::asset(&visit.env, &format!("/bus/{key}/overview.bin")).await?;
        let overview = Overview::read(&bytes).map_err(|_| Fault::broken("timetable-overview"))?;
        if line.is_some_and(|line| overview.line(line).is_none()) {
            return Err(Fault::NotFound);
        }
        Ok(Self { overview, live: bus::live(visit, key).await?, line })
    }

    fn name(&self, language: Language) -> &str {
        let line = self.line.and_then(|line| self.overview.line(line));
        line.map_or(&self.overview.feed.operator, |line| &line.name).in_language(language)
    }

    /// Where this view is.
    fn path(&self) -> String {
        let key = &self.overview.feed.key;
        self.line.map_or_else(|| format!("/bus/{key}/now"), |line| format!("/bus/{key}/lines/{line}/now"))
    }

    fn href(&self, visit: &Visit, folder: &str, key: &str) -> String {
        visit.href(&format!("/bus/{}/{folder}/{key}/", self.overview.feed.key))
    }

    /// What is out of the ordinary: as HTML, and in a few words.
    fn changes(&self, visit: &Visit) -> Result<(String, String), Fault> {
        let (t, now) = (visit.words(), visit.now);
        let freshness = self.live.as_ref().map_or(Freshness::None, |live| live.alerts_freshness(now));
        let concerns = |alert: &&LiveAlert| self.line.is_none_or(|line| alert.concerns_line(line));
        let known = self.live.iter().flat_map(|live| &live.alerts).filter(concerns);
        let (mut alerts, mut announced) = (Vec::new(), Vec::new());
        for alert in known {
            if alert.holds(now) {
                let until = alert.until(now).map(|end| t.net_until.replace("{}", &t.when(end, now)));
                alerts.push(self.change(visit, alert, until.unwrap_or_default(), false));
            } else if let Some((start, end)) = alert.begins(now) {
                let from = t.net_from.replace("{}", &t.when(start, now));
                let until = end.map(|end| t.net_until.replace("{}", &t.when(end, now)));
                let times = [Some(from), until].into_iter().flatten().collect::<Vec<_>>().join(" ");
                announced.push((start, self.change(visit, alert, times, true)));
            }
        }
        let words: Vec<String> = alerts.iter().map(|alert| alert.title.clone()).collect();
        announced.sort_by_key(|(start, _)| *start);
        alerts.extend(announced.into_iter().map(|(_, change)| change));
        let (said, is_old) = match freshness {
            Freshness::None => (t.net_alerts_unheard.to_owned(), false),
            Freshness::Stale { at } => (format!("{}{}", t.net_alerts_old, age(t, at, now)), true),
            Freshness::Live { .. } if alerts.is_empty() => (t.net_alerts_none.to_owned(), false),
            Freshness::Live { .. } => (String::new(), false),
        };
        let season = bus::season(t, &self.overview.feed, now.day());
        let page = Changes { t, said, is_old, season, alerts };
        Ok((page.render().map_err(|_| Fault::broken("template"))?, words.join(" ")))
    }

    fn change<'b>(
        &'b self,
        visit: &Visit,
        alert: &'b LiveAlert,
        times: String,
        is_announced: bool,
    ) -> Change<'b> {
        let language = visit.language;
        let lines = alert.lines.iter().filter_map(|key| self.overview.line(key));
        let lines = lines.map(|line| (self.href(visit, "lines", &line.key), line.name.in_language(language)));
        let places = alert
            .places
            .iter()
            .map(|place| (self.href(visit, "stops", &place.key), place.name.in_language(language)));
        Change {
            is_announced,
            title: alert.title(language),
            text: alert.text(language),
            times,
            about: lines.chain(places).collect(),
        }
    }

    /// Where the buses are.
    fn buses(&self, visit: &Visit) -> Result<String, Fault> {
        let (t, now) = (visit.words(), visit.now);
        let mut known: Vec<(&LiveVehicle, Freshness)> =
            self.live.iter().flat_map(|live| live.vehicles(now)).collect();
        known.retain(|(vehicle, _)| self.line.is_none_or(|line| vehicle.line == line));
        let order = |vehicle: &LiveVehicle| {
            self.overview.lines.iter().position(|line| line.key == vehicle.line).unwrap_or(usize::MAX)
        };
        // What is of now comes first, and then line by line as the timetable has them.
        known.sort_by_cached_key(|(vehicle, freshness)| {
            (!freshness.is_live(), order(vehicle), vehicle.headsign.ja.clone(), vehicle.id.clone())
        });
        let freshness = self.live.as_ref().map_or(Freshness::None, |live| live.positions_freshness(now));
        let (said, is_old) = match freshness {
            Freshness::None => (t.net_unheard.to_owned(), false),
            Freshness::Live { at } => (format!("{}{}", t.net_heard, t.age(at, now)), false),
            Freshness::Stale { at } => (format!("{}{}", t.net_heard_old, age(t, at, now)), true),
        };
        let rest = if known.is_empty() { self.rest(visit, freshness) } else { None };
        let list: Vec<Bus<'_>> = (1..)
            .zip(&known)
            .map(|(number, (vehicle, freshness))| self.bus(visit, number, vehicle, *freshness))
            .collect();
        let map = &self.overview.map;
        let page = Whereabouts {
            t,
            said,
            is_old,
            rest,
            radius: if list.len() > CROWD { 13 } else { 18 },
            list,
            ways: &map.ways,
            labels: map.labels.iter().map(|label| written(label, visit.language)).collect(),
        };
        page.render().map_err(|_| Fault::broken("template"))
    }

    fn bus<'b>(
        &'b self,
        visit: &Visit,
        number: usize,
        vehicle: &'b LiveVehicle,
        freshness: Freshness,
    ) -> Bus<'b> {
        let (t, now, language) = (visit.words(), visit.now, visit.language);
        let near = vehicle.near.in_language(language);
        let place = match (near, vehicle.standing) {
            ("", _) => String::new(),
            (near, true) => format!("{}{near}{}", t.net_standing_before, t.net_standing),
            (near, false) => format!("{}{near}", t.net_next),
        };
        let line = self.overview.line(&vehicle.line);
        let late = self.live.as_ref().and_then(|live| live.late(vehicle, now));
        let (is_old, at) = match freshness {
            Freshness::Live { at } => (false, Some(at)),
            Freshness::Stale { at } => (true, at),
            Freshness::None => (true, None),
        };
        Bus {
            number,
            is_old,
            line: line.map(|line| (self.href(visit, "lines", &line.key), line.name.in_language(language))),
            headsign: vehicle.headsign.in_language(language),
            place,
            late: late.filter(|_| !is_old).map(|secs| bus::lateness(t, secs)),
            age: age(t, at, now),
            at: self.overview.map.place(f64::from(vehicle.lat), f64::from(vehicle.lon)),
        }
    }

    /// What is said when no bus can be shown.
    fn rest(&self, visit: &Visit, freshness: Freshness) -> Option<String> {
        let (t, now, language) = (visit.words(), visit.now, visit.language);
        match self.overview.running(self.line, now) {
            Running::Now => freshness.is_live().then(|| t.net_nobody.to_owned()),
            Running::Never => Some(t.net_never.to_owned()),
            Running::From(at, hours) => {
                let line = self.overview.line_of(hours).map_or("", |line| line.name.in_language(language));
                let (from, to) =
                    (said(self.overview.leaves(hours), language), said(self.overview.goes(hours), language));
                let (when, leaves) = (t.when(at, now), t.net_leaves);
                let (before, after) = (t.bus_to_before, t.bus_to_after);
                let bus = match language {
                    Language::English => format!("{when} {leaves} {from}, {line} {before}{to}{after}"),
                    _ => format!("{when} {from}{leaves}、{line} {before}{to}{after}"),
                };
                Some(t.net_rest.replace("{}", &bus))
            }
        }
    }
}

fn said(name: Option<&Name>, language: Language) -> &str {
    name.map_or("", |name| name.in_language(language))
}

/// How old something is; nothing when nobody says.
fn age(t: &Words, at: Option<Timestamp>, now: Timestamp) -> String {
    at.map_or_else(String::new, |at| t.age(at, now))
}

fn written(label: &Label, language: Language) -> Written<'_> {
    let anchor = match label.x {
        ..110 => "start",
        370.. => "end",
        _ => "middle",
    };
    Written { x: label.x, y: label.y - 9, anchor, name: label.name.in_language(language) }
}

/// `GET /bus/KEY/now` and `GET /bus/KEY/lines/LINE/now`
pub(crate) async fn show(visit: &Visit, key: &str, line: Option<&str>) -> Result<Reply, Fault> {
    let network = Network::load(visit, key, line).await?;
    let t = visit.words();
    let page = NetworkPage {
        t,
        name: network.name(visit.language),
        line: line.map(|line| network.href(visit, "lines", line)),
        network: visit.href(&format!("/bus/{key}/now")),
        json: visit.href(&format!("{}.json", network.path())),
        at: t.clock(visit.now),
        changes: &network.changes(visit)?.0,
        buses: &network.buses(visit)?,
    };
    let main = page.render().map_err(|_| Fault::broken("template"))?;
    bus::framed(visit, &format!("{} {}", page.name, t.net_title), &main).await
}

/// `GET /bus/KEY/now.json` and `GET /bus/KEY/lines/LINE/now.json`
pub(crate) async fn json(visit: &Visit, key: &str, line: Option<&str>) -> Result<Reply, Fault> {
    let network = Network::load(visit, key, line).await?;
    let (html, words) = network.changes(visit)?;
    let mut items = BTreeMap::new();
    items.insert("changes".to_owned(), Item { html, words });
    items.insert("buses".to_owned(), Item { html: network.buses(visit)?, words: String::new() });
    Ok(public(Reply::json(200, &Fresh { at: visit.words().clock(visit.now), items })))
}
