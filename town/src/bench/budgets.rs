//! The budgets of the design (part 7), and what was measured held against them.

use super::{
    Part,
    facts::Facts,
    table::{Row, Verdict},
};

const DASH: &str = "–";

/// Every line of the table that the parts can fill.
pub(super) fn rows(facts: &Facts, parts: &[Part]) -> Vec<Row> {
    parts
        .iter()
        .flat_map(|part| match part {
            Part::Size => size(facts),
            Part::Cpu => cpu(facts),
            Part::Health => health(facts),
            Part::Start => start(facts),
            Part::Residents => residents(facts),
            Part::Pages => pages(facts),
            Part::Motion => motion(facts),
            Part::Bridge => bridge(facts),
            Part::Site => site(facts),
        })
        .collect()
}

/// A line, from what was found: the text and whether it is within the limit.
fn row(
    facts: &Facts,
    name: &str,
    what: &str,
    limit: &str,
    found: Option<(String, bool)>,
    peer: Option<String>,
) -> Row {
    let missing = || {
        let why = facts.why_not(name).unwrap_or("the driver did not get there");
        Verdict::NotMeasured(why.to_owned())
    };
    let verdict = match &found {
        None => missing(),
        Some(_) if limit.is_empty() => Verdict::NoLimit,
        Some((_, true)) => Verdict::Held,
        Some((_, false)) => Verdict::Missed,
    };
    Row {
        what: what.to_owned(),
        limit: if limit.is_empty() { "none set".to_owned() } else { limit.to_owned() },
        hibiki: found.map_or_else(|| DASH.to_owned(), |(text, _)| text),
        peer: peer.unwrap_or_else(|| DASH.to_owned()),
        verdict,
    }
}

fn kilobytes(bytes: f64) -> String {
    format!("{:.1} KB", bytes / 1000.0)
}

fn size(facts: &Facts) -> Vec<Row> {
    let of = |name: &str| facts.number(name);
    let worker = |name: &str, what: &str, peer: Option<String>| {
        let name = format!("size.{name}");
        let found = of(&name).map(|bytes| (kilobytes(bytes), bytes <= 1_000_000.0));
        row(facts, &name, what, "1 MB", found, peer)
    };
    let peer = of("size.peer").map(kilobytes);
    vec![worker("town", "Worker, gzip", peer), worker("health", "Worker of the health pages, gzip", None)]
}

/// What of many samples has the limit.
#[derive(Clone, Copy)]
enum Of {
    /// The 95th percentile.
    Many,
    /// The slowest: of a few there is no percentile.
    Few,
}

impl Of {
    /// `p95 1.20 ms, median 0.90`, and the number that has the limit.
    fn spread(self, facts: &Facts, name: &str) -> Option<(String, f64)> {
        let (fact, word) = match self {
            Self::Many => ("p95", "p95"),
            Self::Few => ("most", "slowest"),
        };
        let (upper, median) =
            facts.number(&format!("{name}.{fact}")).zip(facts.number(&format!("{name}.median")))?;
        Some((format!("{word} {upper:.2} ms, median {median:.2}"), upper))
    }

    /// A time with a limit in milliseconds, or none.
    fn timed(self, facts: &Facts, name: &str, what: &str, limit: Option<f64>) -> Row {
        let found = self.spread(facts, &format!("{name}.hibiki"));
        let found = found.map(|(text, upper)| (text, limit.is_none_or(|limit| upper <= limit)));
        let peer = self.spread(facts, &format!("{name}.peer")).map(|(text, _)| text);
        let limit = limit.map(|limit| match self {
            Self::Many => format!("p95 {limit} ms"),
            Self::Few => format!("{limit} ms"),
        });
        row(facts, &format!("{name}.hibiki"), what, &limit.unwrap_or_default(), found, peer)
    }
}

fn cpu(facts: &Facts) -> Vec<Row> {
    let with_databases = [
        ("my", "CPU of My Page", Some(3.0)),
        ("passkey", "CPU of a log-in with a passkey", Some(5.0)),
        ("tap", "CPU of a log-in with a touched card", Some(5.0)),
        ("pin", "CPU of a log-in with card and PIN", None),
    ];
    let mut rows = vec![Of::Many.timed(facts, "cpu.hello", "CPU of a request without work (405)", None)];
    for (scenario, what, limit) in with_databases {
        rows.push(Of::Many.timed(facts, &format!("cpu.{scenario}"), what, limit));
    }
    // 10 ms is what the edge host's free plan lets a request reckon with.
    rows.push(Of::Many.timed(facts, "cpu.recording", "CPU of a part of a recording sent", Some(10.0)));
    for (view, what) in VIEWS {
        rows.push(Of::Many.timed(facts, &format!("cpu.{view}"), &format!("CPU of a view, {what}"), None));
    }
    // Shown with its spread, so that whoever reads the budget as meaning this can see it; the verdict is on the above.
    for (scenario, what, _) in with_databases {
        let of = |system: &str| Of::Many.spread(facts, &format!("cpu.{scenario}.{system}.together"));
        let alone = facts.number(&format!("cpu.{scenario}.statements.together.median"));
        let alone = alone.map(|alone| format!(" (D1 alone {alone:.2})")).unwrap_or_default();
        let found = of("hibiki").map(|(text, _)| (text + &alone, true));
        let peer = of("peer").map(|(text, _)| text);
        let name = format!("cpu.{scenario}.hibiki");
        rows.push(row(facts, &name, &format!("{what}, with local D1's own work"), "", found, peer));
    }
    rows
}

/// The health pages. A view has the limit of the design's view with 200 records; opening and importing have none of
/// their own.
fn health(facts: &Facts) -> Vec<Row> {
    let mut rows: Vec<Row> = [
        ("timeline", "a timeline with 200 records", Some(8.0)),
        ("overview", "the overview of a record with 200 entries", Some(8.0)),
        ("growth", "a growth curve with 40 measurements", Some(8.0)),
        ("vaccinations", "a vaccination plan with 30 doses", Some(8.0)),
        ("book", "a medicine notebook with 300 medicines", Some(8.0)),
        ("medicines", "the list of entries of that notebook", Some(8.0)),
        ("prf", "opening the records of a guardian of two with a passkey's PRF", None),
        ("browser", "the same with a browser's secret", None),
        ("card", "the same with card and PIN", None),
        ("back", "the same after recovery: a new epoch of all three", None),
        ("upload", "reading a table of 500 children", None),
        ("part", "sealing 20 of its lines", None),
    ]
    .map(|(scenario, what, limit)| {
        Of::Many.timed(facts, &format!("health.{scenario}"), &format!("CPU of {what}"), limit)
    })
    .into();
    let of = |name: &str| facts.number(&format!("health.import.{name}"));
    let total = of("total").zip(of("requests"));
    let total = total.map(|(total, requests)| (format!("{total:.0} ms in {requests} requests"), true));
    rows.push(row(facts, "health.import", "CPU of an import of 500 children", "", total, None));
    rows
}

fn start(facts: &Facts) -> Vec<Row> {
    vec![
        Of::Few.timed(facts, "start.hello", "First request of a new instance (405)", Some(10.0)),
        Of::Few.timed(facts, "start.my", "First request of a new instance, My Page", Some(10.0)),
        Of::Few.timed(facts, "start.ready", "CPU of a new instance before its first request", None),
    ]
}

/// What moves in the town, and is looked at often.
const VIEWS: [(&str, &str); 4] = [
    ("parking", "page of car parks"),
    ("spaces", "car parks (JSON)"),
    ("departures", "buses at a stop (JSON)"),
    ("snow", "snow ploughs (JSON)"),
];

/// What the edge host's free plan has for a day (2026): requests of the Worker, and rows that D1 reads.
const FREE_REQUESTS: f64 = 100_000.0;
const FREE_ROWS: f64 = 5_000_000.0;
/// The cron's own.
const CRON_RUNS: f64 = 1_441.0;

fn motion(facts: &Facts) -> Vec<Row> {
    let of = |name: &str| facts.number(&format!("motion.{name}"));
    let mut rows = Vec::new();
    for (view, what) in VIEWS {
        let found = of(&format!("{view}.trips")).zip(of(&format!("{view}.rows")));
        let found = found.map(|(trips, rows)| (format!("{trips} trips, {rows} rows"), true));
        rows.push(row(facts, &format!("motion.{view}"), &format!("D1 of a view, {what}"), "", found, None));
    }
    let views = VIEWS.iter().map(|(view, _)| of(&format!("{view}.rows"))).collect::<Option<Vec<_>>>();
    let views = views.map(|rows| {
        let most = rows.into_iter().fold(1.0, f64::max);
        let (by_requests, by_rows) = (FREE_REQUESTS - CRON_RUNS, FREE_ROWS / most);
        let (views, limit) =
            if by_requests <= by_rows { (by_requests, "requests") } else { (by_rows, "rows of D1") };
        let text = format!(
            "{}, the limit of {limit} ({} by requests, {} by rows)",
            people(views),
            people(by_requests),
            people(by_rows)
        );
        (text, true)
    });
    rows.push(row(facts, "motion", "Views of them a day on the free plan", "", views, None));
    let fresh = of("fresh.median").zip(of("fresh.most")).map(|(median, most)| {
        (format!("cron's minute + median {median:.0} ms, slowest {most:.0} ms"), most < 1000.0)
    });
    rows.push(row(
        facts,
        "motion.fresh",
        "From a feed's change to a fresh view",
        "cron's minute + 1 s",
        fresh,
        None,
    ));
    rows.push(Of::Few.timed(facts, "motion.cron", "CPU of a cron run, 10,000 GTFS-Realtime entities", None));
    rows
}

/// Round trips and rows that a personal page may cost.
const MOST_TRIPS: f64 = 3.0;
const MOST_ROWS: f64 = 50.0;

fn residents(facts: &Facts) -> Vec<Row> {
    const LIMITED: &str = "3 trips, 50 rows";
    // Of a health record every entry is a row, so that a limit of rows would be one of entries.
    const SAME: &str = "the same with both";
    let (Some(few), Some(many)) = (facts.number("sizes.few"), facts.number("sizes.many")) else {
        return vec![row(facts, "residents", "D1 per personal page", LIMITED, None, None)];
    };
    let pages = [
        ("my", "My Page", LIMITED),
        ("full", "My Page with 15 read notices", LIMITED),
        ("notice", "a notice", LIMITED),
        ("looks", "«who saw my data», 30 looks", LIMITED),
        ("ways", "«ways in»", LIMITED),
        ("search", "a clerk's search", SAME),
        ("timeline", "a health timeline with 200 records", SAME),
        ("overview", "the overview of a health record", SAME),
        ("growth", "a growth curve with 40 measurements", SAME),
        ("vaccinations", "a vaccination plan with 30 doses", SAME),
        ("book", "a medicine notebook with 300 medicines", SAME),
        ("medicines", "the list of entries of that notebook", SAME),
        ("health-looks", "«who looked at this record»", SAME),
        ("prf", "opening the records of a guardian of two with a passkey's PRF", SAME),
        ("browser", "the same with a browser's secret", SAME),
        ("card", "the same with card and PIN", SAME),
        ("back", "the same after recovery", SAME),
        ("upload", "reading a table of 500 children", SAME),
        ("part", "sealing 20 of its lines", SAME),
    ];
    let mut rows: Vec<Row> = Vec::new();
    for (page, what, limit) in pages {
        let at = |people: f64| {
            let trips = facts.number(&format!("trips.{people}.{page}"))?;
            Some((trips, facts.number(&format!("rows.{people}.{page}"))?))
        };
        let found = at(few).zip(at(many)).map(|((trips, rows), (trips_many, rows_many))| {
            let same = (trips, rows) == (trips_many, rows_many);
            let text = if same {
                format!("{trips} trips, {rows} rows with both")
            } else {
                format!("{trips} trips, {rows} rows; {trips_many} trips, {rows_many} rows")
            };
            (text, same && (limit == SAME || (trips <= MOST_TRIPS && rows <= MOST_ROWS)))
        });
        let what = format!("D1 of {what}, {} and {} residents", people(few), people(many));
        rows.push(row(facts, &format!("rows.{many}"), &what, limit, found, None));
    }
    let import = format!("import.{many}");
    let what = format!("Import of {} residents", people(many));
    let seconds = facts.number(&format!("{import}.seconds")).map(|seconds| (format!("{seconds:.1} s"), true));
    let memory = |program: &str| facts.number(&format!("{import}.{program}"));
    let town = memory("town").map(|megabytes| (format!("{megabytes:.0} MB"), megabytes < 512.0));
    let workerd = memory("workerd").map(|megabytes| (format!("{megabytes:.0} MB"), true));
    rows.push(row(facts, &import, &format!("{what}, time"), "", seconds, None));
    rows.push(row(facts, &import, &format!("{what}, memory of the importer"), "512 MB", town, None));
    rows.push(row(facts, &import, &format!("{what}, memory of workerd"), "", workerd, None));
    rows
}

/// `350000` as people read it.
fn people(number: f64) -> String {
    let digits = format!("{number:.0}");
    let places = digits.chars().enumerate();
    places.fold(String::new(), |mut text, (place, digit)| {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
        text
    })
}

/// Every kind of page that `tests/pages/kinds.mjs` knows.
fn pages(facts: &Facts) -> Vec<Row> {
    let kinds: Vec<&str> = facts.word("page.kinds").unwrap_or_default().lines().collect();
    let mut rows = Vec::new();
    for kind in &kinds {
        let of = |name: &str| facts.number(&format!("page.{kind}.{name}"));
        let found = of("all").zip(of("cssFiles")).zip(of("css").zip(of("fonts")).zip(of("script")));
        // What logs in needs the wasm, which has a limit of its own.
        let wasm = facts.number("wasm").filter(|wasm| of("script").is_some_and(|script| script >= *wasm));
        let found = found.zip(of("requests")).map(|(((all, files), ((css, fonts), script)), requests)| {
            let (all_of_it, css, script) = (kilobytes(all), kilobytes(css), kilobytes(script));
            let text = format!(
                "{all_of_it} in {requests} requests: {files} CSS ({css}), {fonts} fonts, script {script}"
            );
            (text, all - wasm.unwrap_or(0.0) <= 60_000.0 && files <= 1.0 && fonts < 1.0)
        });
        let what = format!("Page, {kind}: without pictures and recordings, gzip");
        let limit =
            if wasm.is_some() { "60 KB beside the wasm, 1 CSS, 0 fonts" } else { "60 KB, 1 CSS, 0 fonts" };
        rows.push(row(facts, &format!("page.{kind}"), &what, limit, found, None));
    }
    for (name, what) in [("wasm", "Browser wasm"), ("wasm.scan", "Wasm that reads QR codes, when it is used")]
    {
        let wasm = facts.number(name).map(|bytes| (kilobytes(bytes), bytes <= 120_000.0));
        rows.push(row(facts, name, &format!("{what}, gzip"), "120 KB", wasm, None));
    }
    let script = facts.number("script").map(|bytes| (kilobytes(bytes), true));
    rows.push(row(facts, "script", "Script around it, gzip", "", script, None));
    for kind in &kinds {
        // What asks search engines not to list it has no fourth score.
        let scores: Vec<f64> = ["performance", "accessibility", "best-practices", "seo"]
            .iter()
            .filter_map(|category| facts.number(&format!("lighthouse.{kind}.{category}")))
            .collect();
        let found = (!scores.is_empty()).then(|| {
            let text = scores.iter().map(|score| format!("{score:.0}")).collect::<Vec<_>>().join(" / ");
            let faults =
                facts.word(&format!("lighthouse.{kind}.faults")).map(|faults| format!(" ({faults})"));
            (text + &faults.unwrap_or_default(), scores.iter().all(|score| *score >= 100.0))
        });
        let what = format!("Page, {kind}: Lighthouse");
        rows.push(row(facts, &format!("page.{kind}"), &what, "100 each", found, None));
    }
    rows
}

/// How much slower than bare Zola with Pagefind the whole site may be built.
const MOST_TIMES: f64 = 1.2;
/// What the edge host takes on the free plan: files, and bytes of one.
const MOST_FILES: f64 = 20_000.0;
const MOST_BYTES: f64 = 25.0 * 1024.0 * 1024.0;

fn site(facts: &Facts) -> Vec<Row> {
    let pages = facts.number("site.pages").map_or_else(|| "10,000".to_owned(), people);
    let taken = |system: &str, build: &str| {
        let of = |what: &str| facts.number(&format!("site.{system}.{build}.{what}"));
        let (seconds, (cpu, memory)) = of("seconds").zip(of("cpu").zip(of("memory")))?;
        Some((format!("{seconds:.1} s, CPU {cpu:.1} s, {memory:.0} MB"), seconds))
    };
    let mut rows = Vec::new();
    for (build, what) in [("first", "with search index"), ("again", "after one course changed")] {
        let name = format!("site.hibiki.{build}");
        let what = format!("Building a site of {pages} pages, {what}");
        let (hibiki, zola, hugo) = (taken("hibiki", build), taken("zola", build), taken("hugo", build));
        let found = hibiki.zip(zola.as_ref()).map(|((text, hibiki), (_, zola))| {
            (format!("{text}: {:.2} ×", hibiki / zola), hibiki <= zola * MOST_TIMES)
        });
        let peer = zola
            .zip(hugo)
            .map(|((zola, _), (hugo, _))| format!("Zola + Pagefind {zola}; Hugo + Pagefind {hugo}"));
        rows.push(row(facts, &name, &what, "1.2 × Zola + Pagefind", found, peer));
    }
    let files = facts.number("site.files").zip(facts.number("site.largest")).map(|(files, largest)| {
        let text = format!("{} files, the largest {:.1} MB", people(files), largest / 1e6);
        (text, files <= MOST_FILES && largest <= MOST_BYTES)
    });
    let what = format!("Files of a site of {pages} pages");
    rows.push(row(facts, "site.files", &what, "20,000 files, 25 MiB each", files, None));
    rows
}

fn bridge(facts: &Facts) -> Vec<Row> {
    let timed = |want: &str, what: &str| {
        let name = format!("bridge.{want}");
        let found = Of::Many.spread(facts, &name).map(|(text, p95)| (text, p95 <= 5.0));
        row(facts, &name, &format!("card-bridge, card present to answer, {what}"), "p95 5 ms", found, None)
    };
    vec![timed("identifier", "touch alone"), timed("signature", "with PIN")]
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn verdict_of(facts: serde_json::Value, part: Part, what: &str) -> Verdict {
        let rows = rows(&Facts::of(facts), &[part]);
        rows.into_iter().find(|row| row.what.contains(what)).unwrap().verdict
    }

    #[test]
    fn a_limit_is_held_at_itself_and_missed_above() {
        let of = |bytes: u32| verdict_of(json!({ "size.town": bytes }), Part::Size, "Worker");
        assert_eq!(of(1_000_000), Verdict::Held);
        assert_eq!(of(1_000_001), Verdict::Missed);
    }

    #[test]
    fn it_is_the_95th_percentile_that_counts() {
        let of = |p95: f64| {
            let facts = json!({ "cpu.my.hibiki.p95": p95, "cpu.my.hibiki.median": 0.1 });
            verdict_of(facts, Part::Cpu, "My Page")
        };
        assert_eq!(of(2.9), Verdict::Held);
        assert_eq!(of(3.1), Verdict::Missed);
    }

    #[test]
    fn rows_must_be_few_and_the_same_for_every_town() {
        let of = |many: u32| {
            let facts = json!({
                "sizes.few": 3000, "sizes.many": 350_000, "trips.3000.my": 3, "rows.3000.my": 40,
                "trips.350000.my": 3, "rows.350000.my": many,
            });
            verdict_of(facts, Part::Residents, "My Page, 3,000 and 350,000")
        };
        assert_eq!(of(40), Verdict::Held);
        assert_eq!(of(41), Verdict::Missed);
    }

    #[test]
    fn the_whole_site_may_take_a_fifth_longer_than_bare_zola_with_pagefind() {
        let of = |seconds: f64| {
            let mut facts = serde_json::Map::new();
            for (system, seconds) in [("hibiki", seconds), ("zola", 10.0), ("hugo", 9.0)] {
                for (what, value) in [("seconds", seconds), ("cpu", 1.0), ("memory", 1.0)] {
                    facts.insert(format!("site.{system}.first.{what}"), value.into());
                }
            }
            verdict_of(facts.into(), Part::Site, "with search index")
        };
        assert_eq!(of(12.0), Verdict::Held);
        assert_eq!(of(12.1), Verdict::Missed);
    }

    #[test]
    fn of_two_limits_of_the_free_plan_the_nearer_one_is_named() {
        let of = |rows: u32| {
            let facts = json!({ "motion.parking.rows": rows, "motion.spaces.rows": 2, "motion.departures.rows": 1, "motion.snow.rows": 1 });
            let rows = super::rows(&Facts::of(facts), &[Part::Motion]);
            rows.into_iter().find(|row| row.what.starts_with("Views")).unwrap().hibiki
        };
        assert!(of(2).starts_with("98,559, the limit of requests"), "{}", of(2));
        assert!(of(100).starts_with("50,000, the limit of rows"), "{}", of(100));
    }

    #[test]
    fn what_was_not_measured_says_why() {
        let mut facts = Facts::default();
        facts.cannot("bridge", "no card-bridge".to_owned());
        let rows = rows(&facts, &[Part::Bridge]);
        assert!(rows.iter().all(|row| row.verdict == Verdict::NotMeasured("no card-bridge".to_owned())));
    }
}
