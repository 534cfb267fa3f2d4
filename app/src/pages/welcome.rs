//! The first page.

use axum::{extract::State, response::Response};
use leptos::prelude::*;

use super::{
    app::App,
    document::{Head, answer},
};

/// `GET /`
pub async fn page(State(app): State<App>) -> Response {
    answer(&app, axum::http::StatusCode::OK, Head::plain("Plan, write and publish"), || {
        view! {
            <main class="lone" id="main">
                <p class="brand">"Almanac"</p>
                <h1>"Your marketing, planned to the day"</h1>
                <p class="lede">
                    "Almanac reads your website, plans what to say from today through the end of next month, "
                    "writes and draws the posts for each of your channels, and publishes them at their minute."
                </p>
                <p class="buttons">
                    <a class="button button-primary" href="/sign-up">"Start with your website"</a>
                    <a class="button" href="/sign-in">"Sign in"</a>
                </p>
            </main>
        }
    })
}
