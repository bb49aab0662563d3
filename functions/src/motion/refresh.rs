//! Every minute: the feeds that are due are asked. A feed that fails leaves what is known as it was, and says why in
//! its row; the views go on showing the last good state with its age.

use super::{PARKING, PLOUGHS, bus, feeds, fetch::fetch, live};
use crate::db::{Database, Public, Query, sql};
use crate::fault::Fault;
use futures_util::future::join_all;
use hibiki_domain::{
    language::Language,
    motion::{
        feed::{Feed, Kind, Taken, Trouble, read_buses, taken_of_buses},
        parking, plough,
    },
    time::Timestamp,
    transit::{
        index::Index,
        realtime::{self, Files, Live, Snapshot},
    },
};
use serde::Deserialize;
use worker::Env;

/// Another run may have saved in between; so often it is tried again from what that one left.
const TRIES: u8 = 3;
/// D1 takes two megabytes.
const MOST_ROW: usize = 1_900_000;

type Outcome = Result<Taken, Trouble>;
type Answered = (Feed, Result<Vec<u8>, Trouble>);

/// Asks the feeds that are due.
pub(crate) async fn refresh(env: &Env) {
    // A failure is in the log by its code; in a minute it is tried again.
    let _ = run(env).await;
}

async fn run(env: &Env) -> Result<(), Fault> {
    let feeds = feeds(env)?;
    if feeds.is_empty() {
        return Ok(());
    }
    // Out of season nobody ploughs, and a silent feed is nobody's trouble.
    let snow = match live::load(env, Language::Japanese, "snow").await {
        Ok(page) if page.season().is_some_and(|season| season.holds(crate::router::now().day())) => {
            Some(page)
        }
        _ => None,
    };
    let now = crate::router::now();
    let database = Database::<Public>::open(env)?;
    let wanted: Vec<Feed> =
        feeds.into_iter().filter(|feed| feed.kind != Kind::Ploughs || snow.is_some()).collect();
    let claims = wanted.iter().map(|feed| sql::feed::CLAIM.with(&[&feed.id, &now, &feed.due_before(now)]));
    let claimed = database.batch_vec(claims.collect()).await?;
    let mut due = Vec::new();
    for (feed, rows) in wanted.into_iter().zip(claimed) {
        if rows.any()? {
            due.push(feed);
        }
    }
    let local = env.var("FEEDS_LOCAL_ORIGIN").map(|origin| origin.to_string()).unwrap_or_default();
    let answers = join_all(due.iter().map(|feed| fetch(feed, &local))).await;
    let (mut car_parks, mut ploughs, mut buses) = (Vec::new(), Vec::new(), Vec::new());
    for (feed, answer) in due.into_iter().zip(answers) {
        match feed.kind {
            Kind::Parking => car_parks.push((feed, answer)),
            Kind::Ploughs => ploughs.push((feed, answer)),
            Kind::TripUpdates | Kind::Vehicles | Kind::Alerts => buses.push((feed, answer)),
        }
    }
    let now = crate::router::now(); // asking took its time
    take(&database, PARKING, &car_parks, now, &|row, answers| {
        let mut status = row.map_or_else(|| Some(parking::Status::default()), parking::Status::from_json)?;
        let outcomes = outcomes(answers, |feed, body| status.take(feed, parking::read(body, now)?, now));
        Some((status.to_json(), outcomes))
    })
    .await?;
    let streets: Vec<_> = snow.iter().flat_map(|page| page.streets()).cloned().collect();
    take(&database, PLOUGHS, &ploughs, now, &|row, answers| {
        let mut status = row.map_or_else(|| Some(plough::Status::default()), plough::Status::from_json)?;
        let outcomes =
            outcomes(answers, |feed, body| status.take(feed, plough::read(body, &streets, now)?, now));
        Some((status.to_json(), outcomes))
    })
    .await?;
    while let Some((first, _)) = buses.first() {
        let key = first.timetable.clone();
        let (own, others) = buses.into_iter().partition(|(feed, _)| feed.timetable == key);
        buses = others;
        let bytes = bus::asset(env, &format!("/bus/{key}/index.bin")).await?;
        let index = Index::read(&bytes).map_err(|_| Fault::broken("timetable-index"))?;
        let name = bus::row_name(&key);
        take(&database, &name, &own, now, &|row, answers| resolve(&index, row, answers, now)).await?;
    }
    Ok(())
}

/// Lays what came of the buses beside their timetable.
fn resolve(
    index: &Index,
    row: Option<&str>,
    answers: &[Answered],
    now: Timestamp,
) -> Option<(String, Vec<Outcome>)> {
    // What another edition of the program wrote is let go: everything in it comes anew.
    let before: Option<Live> = row.and_then(|row| serde_json::from_slice(row.as_bytes()).ok());
    let read: Vec<Result<Snapshot, Trouble>> = answers
        .iter()
        .map(|(_, answer)| answer.as_ref().map_err(|trouble| *trouble).and_then(|body| read_buses(body)))
        .collect();
    let of = |kind: Kind| {
        let mut both = answers.iter().zip(&read);
        both.find_map(|((feed, _), read)| read.as_ref().ok().filter(|_| feed.kind == kind))
    };
    let files =
        Files { trips: of(Kind::TripUpdates), vehicles: of(Kind::Vehicles), alerts: of(Kind::Alerts) };
    let live = realtime::resolve(index, &files, before.as_ref(), now);
    let outcome = |((feed, _), read): (&Answered, Result<Snapshot, Trouble>)| {
        taken_of_buses(feed.kind, &read?, before.as_ref(), &live, now)
    };
    let outcomes = answers.iter().zip(read.iter().cloned()).map(outcome).collect();
    let body = serde_json::to_string(&live).ok()?;
    // A row of the database holds no more; the last good state stays, as with every answer that is too large.
    if body.len() > MOST_ROW {
        return Some((String::new(), answers.iter().map(|_| Err(Trouble::Large)).collect()));
    }
    Some((body, outcomes))
}

/// What an answer came to; one that failed on the way changes nothing of what is known.
fn outcomes(answers: &[Answered], mut take: impl FnMut(&str, &[u8]) -> Outcome) -> Vec<Outcome> {
    let outcome = |(feed, answer): &Answered| match answer {
        Ok(body) => take(&feed.id, body),
        Err(trouble) => Err(*trouble),
    };
    answers.iter().map(outcome).collect()
}

/// From the row as it was and the answers to the row as it will be and what each answer came to.
type Step<'a> = &'a dyn Fn(Option<&str>, &[Answered]) -> Option<(String, Vec<Outcome>)>;

/// Takes the answers of one kind into its row, and says in the row of each feed what came of it.
async fn take(
    database: &Database<Public>,
    name: &str,
    answers: &[Answered],
    now: Timestamp,
    step: Step<'_>,
) -> Result<(), Fault> {
    #[derive(Deserialize)]
    struct Row {
        body: String,
        revision: i64,
    }
    if answers.is_empty() {
        return Ok(());
    }
    for _ in 0..TRIES {
        let row = database.read(sql::status::LOAD.with(&[&name])).await?.first::<Row>()?;
        let revision = row.as_ref().map_or(0, |row| row.revision);
        let before = row.as_ref().map(|row| row.body.as_str());
        let (body, outcomes) = step(before, answers).ok_or_else(|| Fault::broken("status-row"))?;
        let is_saved = outcomes.iter().all(Result::is_err)
            || database.read(sql::status::SAVE.with(&[&name, &body, &revision])).await?.any()?;
        if is_saved {
            let said = answers.iter().zip(&outcomes).map(|((feed, _), outcome)| said(feed, outcome, now));
            database.batch_vec(said.collect()).await?;
            return Ok(());
        }
    }
    Err(Fault::broken("status-race"))
}

fn said(feed: &Feed, outcome: &Outcome, now: Timestamp) -> Query<Public> {
    match outcome {
        Ok(taken) => {
            let remark = taken.remark.map(|remark| remark.word().to_owned());
            sql::feed::GOOD.with(&[&feed.id, &now, &taken.said_at, &remark])
        }
        Err(trouble) => sql::feed::BAD.with(&[&feed.id, &trouble.word()]),
    }
}
