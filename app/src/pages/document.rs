//! The HTML document around a page, and the answer that carries it.

use std::sync::Arc;

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use leptos::{prelude::*, reactive::owner::Owner};

use super::app::App;

/// What the document says about the page inside it.
pub struct Head {
    /// The page's own title; the product's name follows it.
    pub title: String,
    /// Whether the page has islands: only then is the wasm fetched.
    pub islands: bool,
    /// Reload after so many seconds when script is off.
    pub refresh: Option<u32>,
}

impl Head {
    /// A page without islands.
    pub fn plain(title: impl Into<String>) -> Self {
        Head { title: title.into(), islands: false, refresh: None }
    }

    /// A page with islands.
    pub fn with_islands(title: impl Into<String>) -> Self {
        Head { title: title.into(), islands: true, refresh: None }
    }
}

/// The answer that carries a page. The view is rendered at once, so its data is complete
/// and its status known before the first byte.
pub fn answer<V: IntoView>(
    app: &App,
    status: StatusCode,
    head: Head,
    body: impl FnOnce() -> V,
) -> Response {
    let nonce = format!("{:032x}", app.world.random());
    let html = to_html(|| document(app, &head, &nonce, body()));
    let policy = format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; \
         base-uri 'none'; frame-ancestors 'none'"
    );
    let mut answer = (status, Html(html)).into_response();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

/// Renders a view to text, in a reactive scope of its own.
pub fn to_html<V: IntoView>(view: impl FnOnce() -> V) -> String {
    let shared = hydration_context::SsrSharedContext::new_islands();
    let owner = Owner::new_root(Some(Arc::new(shared)));
    let html = owner.with(|| view().into_view().to_html());
    drop(owner);
    html
}

fn document(app: &App, head: &Head, nonce: &str, body: impl IntoView) -> impl IntoView {
    let path = |name: &str| app.assets.path(name);
    let wake = head.islands.then(|| {
        view! {
            <link rel="modulepreload" href=path("almanac.js") />
            <script
                type="module"
                src=path("wake.js")
                nonce=nonce.to_owned()
                data-wake=""
                data-js=path("almanac.js")
                data-wasm=path("almanac.wasm")
            ></script>
        }
    });
    let refresh = head.refresh.map(|seconds| {
        view! {
            <noscript>
                <meta http-equiv="refresh" content=seconds.to_string() />
            </noscript>
        }
    });
    let font = |name: &str| {
        view! { <link rel="preload" href=path(name) r#as="font" r#type="font/woff2" crossorigin="" /> }
    };
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <title>{format!("{} · Almanac", head.title)}</title>
                {font("fonts/newsreader.woff2")}
                {font("fonts/inter.woff2")}
                <link rel="stylesheet" href=path("main.css") />
                <link rel="icon" href="/favicon.svg" r#type="image/svg+xml" />
                {refresh}
                {wake}
            </head>
            <body>{body}</body>
        </html>
    }
}
