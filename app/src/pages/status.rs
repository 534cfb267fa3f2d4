//! How the installation is.

use axum::{http::StatusCode, response::Response};
use domain::days::span_words;
use leptos::prelude::*;

use super::{
    document::{Head, answer},
    here::Here,
    refusal::Refusal,
};

/// `GET /status`
pub async fn page(here: Here) -> Result<Response, Response> {
    view(&here).await.map_err(|refusal| refusal.page(&here.app))
}

async fn view(here: &Here) -> Result<Response, Refusal> {
    let (scheduled, next) = here.app.store.next_due().await?;
    let ago = |since: jiff::Timestamp| span_words(here.now.duration_since(since).as_secs());
    let beat = match (here.app.beat)() {
        Some(beat) => format!("{} ago", ago(beat)),
        None => "not in this process".to_owned(),
    };
    let next = match next {
        Some(next) if next > here.now => {
            format!("in {}", span_words(next.duration_since(here.now).as_secs()))
        }
        Some(next) => format!("late by {}", ago(next)),
        None => "nothing is scheduled".to_owned(),
    };
    let engine = here.app.store.engine();
    Ok(answer(&here.app, StatusCode::OK, Head::plain("Status"), || {
        view! {
            <main class="lone" id="main">
                <p class="brand">"Almanac"</p>
                <h1>"Status"</h1>
                <dl class="facts facts-ruled">
                    <dt>"Publisher looked"</dt>
                    <dd>{beat}</dd>
                    <dt>"Next post"</dt>
                    <dd>{next}</dd>
                    <dt>"Scheduled on this installation"</dt>
                    <dd>{scheduled}</dd>
                    <dt>"Database"</dt>
                    <dd>{engine}</dd>
                </dl>
                <p><a class="button" href="/sites">"Your sites"</a></p>
            </main>
        }
    }))
}
