//! The documents that describe the APIs: public files, made when somebody first asks for one.

use std::sync::{Arc, LazyLock};

use api::openapi::{Face, POST_FOR_ME, WIX, document};
use axum::{Router, http::HeaderMap, routing::get};
use sha2::{Digest, Sha256};
use tower_http::compression::CompressionLayer;
use url::Url;

use super::file::{File, Found};

/// The routes of the documents, for an installation at an address.
pub fn files(public_url: &Url) -> Router {
    file(WIX, public_url.clone()).merge(file(POST_FOR_ME, public_url.clone()))
}

fn file(face: &'static Face, public_url: Url) -> Router {
    let file = Arc::new(LazyLock::new(move || written(face, &public_url)));
    let answer = move |asked: HeaderMap| async move { file.answer(&asked) };
    Router::new().route(face.path, get(answer)).layer(CompressionLayer::new())
}

fn written(face: &Face, public_url: &Url) -> File {
    let text = document(face, public_url).to_string().into_bytes();
    let hash = Sha256::digest(&text).into();
    File::new(face.path, Found { data: text.into(), hash }, None)
}
