//! `POST /hooks/post-for-me/{hook}`: Post for Me tells us that something happened.

use std::sync::Arc;

use axum::{
    Router,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    routing::post,
};
use postforme::{Hint, Hints, hints::SECRET};
use publisher::Publisher;
use tower_http::limit::RequestBodyLimitLayer;

use super::guard::LARGEST_BODY;

/// Takes hints, and wakes who follows them.
struct Hook {
    hints: Hints,
    publisher: Publisher,
}

/// Where hints are taken.
pub fn router(hints: Hints, publisher: Publisher) -> Router {
    Router::new()
        .route("/hooks/post-for-me/{hook}", post(told))
        .layer(RequestBodyLimitLayer::new(LARGEST_BODY))
        .with_state(Arc::new(Hook { hints, publisher }))
}

async fn told(
    State(hook): State<Arc<Hook>>,
    Path(address): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let secret = headers.get(SECRET).and_then(|secret| secret.to_str().ok()).unwrap_or_default();
    match hook.hints.take(&address, secret, &body).await {
        Ok(Hint::Nobody) => StatusCode::NOT_FOUND,
        Ok(Hint::Forged) => StatusCode::UNAUTHORIZED,
        Ok(Hint::Taken { looks }) => {
            if looks {
                hook.publisher.wake();
            }
            StatusCode::NO_CONTENT
        }
        Err(error) => {
            let cause = &error as &dyn std::error::Error;
            tracing::error!(error = cause, "a hint could not be taken");
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}
