//! What never reaches a page: foreign origins, bodies that are too large, requests that
//! take too long; and what becomes of a page that breaks.

use std::{any::Any, panic::AssertUnwindSafe, time::Duration};

use anyhow::Context;
use app::{App, stranger_page};
use axum::{
    body::Body,
    extract::{Request, State},
    http::{Method, StatusCode, header},
    middleware::Next,
    response::Response,
};
use futures_util::{FutureExt, TryStreamExt};
use tower_http::csrf::{CsrfLayer, ProtectionError, ResponseForProtectionError};

use super::trace::RequestId;

/// The largest body that is taken.
pub const LARGEST_BODY: usize = 1024 * 1024;
/// How much of a larger one is read and thrown away, so that the browser gets to read why
/// it was refused.
const DRAINED: usize = 16 * LARGEST_BODY;
/// How long a page may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// Refuses every change that another origin asks for.
///
/// # Errors
/// The public address cannot be an origin.
pub fn origins(
    app: &App,
) -> anyhow::Result<CsrfLayer<impl ResponseForProtectionError<Body> + Send + Sync + 'static>> {
    let ours = app.public_url.origin().ascii_serialization();
    let app = app.clone();
    // Trusted by name as well, for a proxy that does not hand on the host.
    let layer = CsrfLayer::new()
        .add_trusted_origin(&ours)
        .with_context(|| format!("the public address {ours} cannot be an origin"))?;
    Ok(layer.with_rejection_response(move |_: ProtectionError| {
        stranger_page(
            &app,
            StatusCode::FORBIDDEN,
            "This was sent from another website, so it was not done. Open Almanac itself and do it there.",
        )
    }))
}

/// Refuses a body that says it is too large. One that does not say is cut off where it
/// is read.
pub async fn limit_body(State(app): State<App>, request: Request, next: Next) -> Response {
    let declared = request.headers().get(header::CONTENT_LENGTH);
    let length = declared.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if length.is_none_or(|length| length <= LARGEST_BODY) {
        return next.run(request).await;
    }
    drain(request.into_body()).await;
    stranger_page(
        &app,
        StatusCode::PAYLOAD_TOO_LARGE,
        "This is larger than 1 MiB, the most that is taken, so it was not done. Make it shorter, and send it again.",
    )
}

async fn drain(body: Body) {
    let mut left = DRAINED;
    let mut parts = body.into_data_stream();
    while let Ok(Some(part)) = parts.try_next().await {
        left = left.saturating_sub(part.len());
        if left == 0 {
            break;
        }
    }
}

/// Ends a request that takes too long. What it had not committed does not hold.
pub async fn time_out(State(app): State<App>, request: Request, next: Next) -> Response {
    let answer = tokio::time::timeout(PATIENCE, next.run(request)).await;
    answer.unwrap_or_else(|_| {
        stranger_page(
            &app,
            StatusCode::SERVICE_UNAVAILABLE,
            "This took too long and was given up. Look whether it was done, and if not, try again in a moment.",
        )
    })
}

/// Turns a panic into a page with the number that the log knows it by.
pub async fn catch_panic(State(app): State<App>, request: Request, next: Next) -> Response {
    let id = request.extensions().get::<RequestId>().cloned().unwrap_or_default();
    let answer = AssertUnwindSafe(next.run(request)).catch_unwind().await;
    answer.unwrap_or_else(|panic: Box<dyn Any + Send>| {
        drop(panic); // The hook in `logging` has told what and where, inside this request's span.
        let said = format!(
            "Something broke while this was done. Try again; if it breaks again, tell whoever runs this Almanac the number {id}."
        );
        stranger_page(&app, StatusCode::INTERNAL_SERVER_ERROR, &said)
    })
}

/// Says as a page what the framework says in its own words: an address or a query that
/// cannot be read.
pub async fn as_page(State(app): State<App>, request: Request, next: Next) -> Response {
    let answer = next.run(request).await;
    let kind = answer.headers().get(header::CONTENT_TYPE);
    let bare = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/plain"));
    if !(answer.status().is_client_error() && bare) {
        return answer;
    }
    stranger_page(
        &app,
        answer.status(),
        "This address cannot be read: a part of it is doubled, or is no text. Check it, or start from your sites.",
    )
}

/// For an address that is there, but not for this method.
pub fn wrong_method(app: &App, method: &Method) -> Response {
    let said = format!(
        "This address does not answer to {method}. Go back, and use the page's own buttons."
    );
    stranger_page(app, StatusCode::METHOD_NOT_ALLOWED, &said)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use axum::{Router, body::to_bytes, middleware::from_fn_with_state, routing::get};
    use tower::ServiceExt;

    use super::*;
    use crate::{
        almanac::Almanac,
        serve,
        settings::{Flags, Settings},
        web::{Files, trace},
        world::Machine,
    };

    async fn breaks() -> &'static str {
        panic!("the oven is cold");
    }

    #[tokio::test]
    async fn a_page_that_breaks_says_the_number_that_the_log_knows_it_by() {
        let folder = tempfile::tempdir().unwrap();
        let data = Some(folder.path().to_str().unwrap().to_owned());
        let settings = Settings::gather(&Flags { data, ..Flags::default() }, []).unwrap();
        let almanac = Almanac::open(&settings).await.unwrap();
        let url = settings.public_url(settings.listen).unwrap();
        let publisher = almanac.publisher(&settings, &url);
        let app = serve::app(&almanac, &publisher, &Files::default(), url, false);
        let trace = trace::Trace { world: Arc::new(Machine), trust_proxy: false };
        let site = Router::new()
            .route("/", get(breaks))
            .layer(from_fn_with_state(app, catch_panic))
            .layer(from_fn_with_state(trace, trace::request));
        let answer = site.oneshot(Request::new(Body::empty())).await.unwrap();
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let number = answer.headers()["x-request-id"].to_str().unwrap().to_owned();
        let page = to_bytes(answer.into_body(), 100_000).await.unwrap();
        let page = str::from_utf8(&page).unwrap();
        assert!(page.contains(&format!("the number {number}")), "{page}");
        assert!(!page.contains("oven"), "{page}");
    }
}
