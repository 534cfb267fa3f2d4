//! The documents that describe the APIs: public files, made when the server starts.

use std::sync::Arc;

use anyhow::Context;
use api::openapi::{Face, POST_FOR_ME, WIX, document};
use axum::{Router, http::HeaderMap, routing::get};
use sha2::{Digest, Sha256};
use tower_http::compression::CompressionLayer;
use url::Url;

use super::file::{File, Found};

/// The routes of the documents, for an installation at an address.
///
/// # Errors
/// A document cannot be written as JSON.
pub fn files(public_url: &Url) -> anyhow::Result<Router> {
    Ok(file(WIX, public_url)?.merge(file(POST_FOR_ME, public_url)?))
}

fn file(face: &'static Face, public_url: &Url) -> anyhow::Result<Router> {
    let document = document(face, public_url);
    let text = serde_json::to_vec(&document).context("cannot write the description of the API")?;
    let hash = Sha256::digest(&text).into();
    let file = Arc::new(File::new(face.path, Found { data: text.into(), hash }, None));
    let answer = move |asked: HeaderMap| async move { file.answer(&asked) };
    Ok(Router::new().route(face.path, get(answer)).layer(CompressionLayer::new()))
}
