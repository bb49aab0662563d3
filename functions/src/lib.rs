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

use worker::{Context, Env, Request, Response, ScheduleContext, ScheduledEvent, event};

#[event(fetch)]
async fn fetch(request: Request, env: Env, context: Context) -> worker::Result<Response> {
    router::handle(request, env, context).await
}

#[event(scheduled)]
async fn scheduled(event: ScheduledEvent, env: Env, _context: ScheduleContext) {
    // The crons of both Workers: one every minute, and one a night.
    if !router::HEALTH && event.cron() == "* * * * *" {
        Box::pin(motion::refresh(&env)).await;
    } else if event.cron() == "* * * * *" {
        Box::pin(health::emergency::tell::deliver_waiting(&env)).await;
    } else {
        Box::pin(sweep::forget_what_has_expired(&env)).await;
    }
}
