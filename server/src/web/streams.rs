//! Endless answers end with the process, so that it need not be killed.

use axum::{body::Body, extract::Request, http::header, middleware::Next, response::Response};
use futures_util::StreamExt;

use crate::stop::Stop;

/// Ends an event stream when the process was asked to end; the browser then asks again.
pub async fn end_with(stop: Stop, request: Request, next: Next) -> Response {
    let answer = next.run(request).await;
    let kind = answer.headers().get(header::CONTENT_TYPE);
    if kind.is_none_or(|kind| !kind.as_bytes().starts_with(b"text/event-stream")) {
        return answer;
    }
    answer.map(|body| Body::from_stream(body.into_data_stream().take_until(Box::pin(stop.asked()))))
}
