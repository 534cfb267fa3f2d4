//! The document that describes the API: a public file, made when the server starts.

use std::sync::Arc;

use anyhow::Context;
use axum::{Router, http::HeaderMap, routing::get};
use sha2::{Digest, Sha256};
use tower_http::compression::CompressionLayer;
use url::Url;

use super::file::{File, Found};

/// The route of the document, for an installation at an address.
///
/// # Errors
/// The document cannot be written as JSON.
pub fn file(public_url: &Url) -> anyhow::Result<Router> {
    let document = api::openapi::document(public_url);
    let text = serde_json::to_vec(&document).context("cannot write the description of the API")?;
    let hash = Sha256::digest(&text).into();
    let file = Arc::new(File::new(api::openapi::PATH, Found { data: text.into(), hash }, None));
    let answer = move |asked: HeaderMap| async move { file.answer(&asked) };
    Ok(Router::new().route(api::openapi::PATH, get(answer)).layer(CompressionLayer::new()))
}
