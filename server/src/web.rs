//! The pages and everything around them: from a connection to an answer.
//!
//! From the outside in: [`trace`] numbers and logs a request, [`headers`] guards its
//! answer. The API answers there, and catches its own panics. [`guard`] catches those of the
//! rest and stops what takes too long: files and health checks, and deeper the pages: compression, the check of origins, the limit of bodies,
//! and the session.

mod assets;
mod file;
mod guard;
mod headers;
mod health;
mod openapi;
mod streams;
mod trace;

use api::Api;
use app::App;
use axum::{
    Router,
    http::Method,
    middleware::{from_fn, from_fn_with_state},
    routing::get,
};
use tower_http::{
    compression::{
        CompressionLayer,
        predicate::{DefaultPredicate, NotForContentType, Predicate},
    },
    limit::RequestBodyLimitLayer,
};

pub use assets::Files;

use crate::{sessions, stop::Stop};

/// Everything this installation answers.
///
/// # Errors
/// The public address cannot be an origin.
pub fn site(
    app: App,
    api: Api,
    files: &Files,
    trust_proxy: bool,
    stop: Stop,
) -> anyhow::Result<Router> {
    let https = app.public_url.scheme() == "https";
    let described = openapi::files(&api.public_url);
    Ok(pages(app.clone(), https, stop)?
        .merge(described)
        .merge(files.router())
        .route("/health", get(health::up))
        .route("/ready", get(health::ready).with_state(app.clone()))
        .layer(from_fn_with_state(app.clone(), guard::time_out))
        .layer(from_fn_with_state(app.clone(), guard::catch_panic))
        .merge(api::router(api).layer(from_fn(trace::name_as_wix_does)))
        .layer(from_fn_with_state(https, headers::guard))
        .layer(from_fn_with_state(
            trace::Trace { world: app.world.clone(), trust_proxy },
            trace::request,
        )))
}

fn pages(app: App, https: bool, stop: Stop) -> anyhow::Result<Router> {
    let origins = guard::origins(&app)?;
    let stranger = app.clone();
    let dense = DefaultPredicate::new()
        .and(NotForContentType::new("font/"))
        .and(NotForContentType::new("application/wasm"));
    Ok(app::router(app.clone())
        .method_not_allowed_fallback(move |method: Method| async move {
            guard::wrong_method(&stranger, &method)
        })
        .layer(from_fn_with_state(app.clone(), guard::as_page))
        .layer(from_fn_with_state(app.world.clone(), sessions::prolong))
        .layer(sessions::layer(app.store.clone(), app.world.clone(), https))
        .layer(RequestBodyLimitLayer::new(guard::LARGEST_BODY))
        .layer(from_fn_with_state(app, guard::limit_body))
        .layer(origins)
        .layer(CompressionLayer::new().compress_when(dense))
        .layer(from_fn(move |request, next| streams::end_with(stop.clone(), request, next))))
}
