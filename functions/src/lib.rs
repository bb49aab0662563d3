//! The Worker: what residents and staff see of Hibiki that is not a static page.
//!
//! Two Workers are made of it: the town's, and with the feature `health` the one of the sealed health records, which has
//! databases that the other cannot reach.
//!
//! A request goes one way: [`router`] finds the handler; the handler says in its first lines who may call it,
//! then loads, lets `hibiki_domain` decide, saves in one D1 batch, and answers with a [`http::reply::Reply`].

mod api;
mod auth;
mod config;
mod context;
mod db;
mod fault;
mod health;
mod http;
mod look;
mod motion;
mod oai;
mod ops;
mod pages;
mod random;
mod router;
mod shell;
mod sweep;
mod words;

use std::pin::Pin;
use worker::{Context, Env, Request, Response, ScheduleContext, ScheduledEvent, event};

#[event(fetch)]
async fn fetch(request: Request, env: Env, context: Context) -> worker::Result<Response> {
    router::handle(request, env, context).await
}

#[event(scheduled)]
async fn scheduled(event: ScheduledEvent, env: Env, _context: ScheduleContext) {
    // The crons of both Workers: one every minute, and one a night. Chosen before anything waits: what stands behind an
    // `.await` that never comes would still be part of the Worker.
    let every_minute = event.cron() == "* * * * *";
    let work: Pin<Box<dyn Future<Output = ()> + '_>> = match (every_minute, router::HEALTH) {
        (true, true) => Box::pin(health::emergency::tell::deliver_waiting(&env)),
        (true, false) => Box::pin(motion::refresh(&env)),
        (false, true) => Box::pin(sweep::of_health(&env)),
        (false, false) => Box::pin(sweep::of_town(&env)),
    };
    work.await;
}
