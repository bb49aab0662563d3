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
            Part::Start => start(facts),
            Part::Residents => residents(facts),
            Part::Pages => pages(facts),
            Part::Bridge => bridge(facts),
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

/// A line for something that the design names and that does not exist yet.
fn not_yet(what: &str, limit: &str, why: &str) -> Row {
    Row {
        what: what.to_owned(),
        limit: limit.to_owned(),
        hibiki: DASH.to_owned(),
        peer: DASH.to_owned(),
        verdict: Verdict::NotMeasured(why.to_owned()),
    }
}

fn kilobytes(bytes: f64) -> String {
    format!("{:.1} KB", bytes / 1000.0)
}

fn size(facts: &Facts) -> Vec<Row> {
    let of = |name: &str| facts.number(name);
    let hibiki = of("size.hibiki").map(|bytes| (kilobytes(bytes), bytes <= 1_000_000.0));
    vec![row(facts, "size.hibiki", "Worker, gzip", "1 MB", hibiki, of("size.peer").map(kilobytes))]
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
    rows.push(not_yet("CPU of the health view with 200 records", "p95 8 ms", "there is no such page yet"));
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

fn start(facts: &Facts) -> Vec<Row> {
    vec![
        Of::Few.timed(facts, "start.hello", "First request of a new instance (405)", Some(10.0)),
        Of::Few.timed(facts, "start.my", "First request of a new instance, My Page", Some(10.0)),
        Of::Few.timed(facts, "start.ready", "CPU of a new instance before its first request", None),
    ]
}

/// Round trips and rows that a personal page may cost.
const MOST_TRIPS: f64 = 3.0;
const MOST_ROWS: f64 = 50.0;

fn residents(facts: &Facts) -> Vec<Row> {
    let (Some(few), Some(many)) = (facts.number("sizes.few"), facts.number("sizes.many")) else {
        let limit = "3 trips, 50 rows";
        return vec![row(facts, "residents", "D1 per personal page", limit, None, None)];
    };
    let pages = [
        ("my", "D1 of My Page", true),
        ("full", "D1 of My Page with 15 read notices", true),
        ("notice", "D1 of a notice", true),
        ("looks", "D1 of «who saw my data», 30 looks", true),
        ("ways", "D1 of «ways in»", true),
        ("search", "D1 of a clerk's search", false),
    ];
    let mut rows: Vec<Row> = Vec::new();
    for (page, what, limited) in pages {
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
            (text, same && trips <= MOST_TRIPS && rows <= MOST_ROWS)
        });
        let what = format!("{what}, {} and {} residents", people(few), people(many));
        let limit = if limited { "3 trips, 50 rows" } else { "" };
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
    match digits.len().checked_sub(3) {
        Some(place) if place > 0 => format!("{},{}", &digits[..place], &digits[place..]),
        _ => digits,
    }
}

const KINDS: [(&str, &str); 7] = [
    ("home", "Home page"),
    ("list", "List of news"),
    ("news", "News"),
    ("procedure", "Procedure"),
    ("facility", "Facility"),
    ("course", "Course"),
    ("lecture", "Lecture"),
];

fn pages(facts: &Facts) -> Vec<Row> {
    let mut rows = Vec::new();
    for (kind, what) in KINDS {
        let of = |name: &str| facts.number(&format!("page.{kind}.{name}"));
        let found = of("all").zip(of("cssFiles")).zip(of("css").zip(of("fonts")).zip(of("script")));
        let found = found.map(|((all, files), ((css, fonts), script))| {
            let (all_of_it, css, script) = (kilobytes(all), kilobytes(css), kilobytes(script));
            let text = format!("{all_of_it}: {files} CSS ({css}), {fonts} fonts, script {script}");
            (text, all <= 60_000.0 && files <= 1.0 && fonts < 1.0)
        });
        let limit = "60 KB, 1 CSS, 0 fonts";
        rows.push(row(
            facts,
            &format!("page.{kind}.all"),
            &format!("{what} without pictures, gzip"),
            limit,
            found,
            None,
        ));
    }
    let wasm = facts.number("wasm").map(|bytes| (kilobytes(bytes), bytes <= 120_000.0));
    rows.push(row(facts, "wasm", "Browser wasm, gzip", "120 KB", wasm, None));
    let script = facts.number("script").map(|bytes| (kilobytes(bytes), true));
    rows.push(row(facts, "script", "Script around it, gzip", "", script, None));
    for (kind, what) in KINDS {
        let categories = ["performance", "accessibility", "best-practices", "seo"];
        let scores: Option<Vec<f64>> = categories
            .iter()
            .map(|category| facts.number(&format!("lighthouse.{kind}.{category}")))
            .collect();
        let found = scores.map(|scores| {
            let text = scores.iter().map(|score| format!("{score:.0}")).collect::<Vec<_>>().join(" / ");
            let faults =
                facts.word(&format!("lighthouse.{kind}.faults")).map(|faults| format!(" ({faults})"));
            (text + &faults.unwrap_or_default(), scores.iter().all(|score| *score >= 100.0))
        });
        let limit = "100 / 100 / 100 / 100";
        rows.push(row(facts, &format!("page.{kind}"), &format!("{what}, Lighthouse"), limit, found, None));
    }
    let what = "Building a site of 10,000 pages with search index";
    rows.push(not_yet(what, "1.2 × Zola + Pagefind", "measured by hand, see docs/search.md"));
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
        let of = |bytes: u32| verdict_of(json!({ "size.hibiki": bytes }), Part::Size, "Worker");
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
    fn what_was_not_measured_says_why() {
        let mut facts = Facts::default();
        facts.cannot("bridge", "no card-bridge".to_owned());
        let rows = rows(&facts, &[Part::Bridge]);
        assert!(rows.iter().all(|row| row.verdict == Verdict::NotMeasured("no card-bridge".to_owned())));
    }
}
