//! Around every method: what breaks, takes too long or has an address that is no text is told
//! in the words of the API, never as a page.

use std::{panic::AssertUnwindSafe, time::Duration};

use axum::{
    extract::Request,
    http::{StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures_util::FutureExt;

use crate::fault::Fault;

/// How long a method may take.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// In whose words it is told that a method cannot answer itself.
pub trait Guarded: IntoResponse {
    /// A part of the address is no text.
    fn no_text() -> Self;
    /// It broke; the log knows it already.
    fn broke() -> Self;
    /// It took too long and was given up.
    fn late() -> Self;
}

impl Guarded for Fault {
    fn no_text() -> Self {
        let said = "A part of this address is no text. Encode it as UTF-8.";
        Fault::field("path", "FORMAT", said)
    }

    fn broke() -> Self {
        Fault::broke()
    }

    fn late() -> Self {
        Fault::late()
    }
}

/// Answers for a method that cannot answer itself. What it had not committed does not hold.
pub async fn guarded<F: Guarded>(patience: Duration, request: Request, next: Next) -> Response {
    let answer = AssertUnwindSafe(next.run(request)).catch_unwind();
    match tokio::time::timeout(patience, answer).await {
        Ok(Ok(answer)) if unread(&answer) => F::no_text().into_response(),
        Ok(Ok(answer)) => answer,
        // The process's hook has told the log what panicked, and where.
        Ok(Err(_)) => F::broke().into_response(),
        Err(_) => F::late().into_response(),
    }
}

/// Whether the framework refused the request in words of its own.
fn unread(answer: &Response) -> bool {
    let kind = answer.headers().get(header::CONTENT_TYPE);
    let bare = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/plain"));
    bare && answer.status() == StatusCode::BAD_REQUEST
}

#[cfg(test)]
mod tests {
    use axum::{
        Router,
        body::{Body, to_bytes},
        extract::Path,
        middleware::from_fn,
        routing::get,
    };
    use tower::ServiceExt;
    use wix::wire::ErrorBody;

    use super::*;

    async fn breaks() -> &'static str {
        panic!("the oven is cold");
    }

    async fn hangs() -> &'static str {
        std::future::pending().await
    }

    async fn ask(path: &str) -> (u16, ErrorBody) {
        let patience = Duration::from_millis(20);
        let router = Router::new()
            .route("/breaks", get(breaks))
            .route("/hangs", get(hangs))
            .route("/items/{id}", get(async |_: Path<String>| "a word"))
            .layer(from_fn(move |request, next| guarded::<Fault>(patience, request, next)));
        let request = Request::builder().uri(path).body(Body::empty()).unwrap();
        let answer = router.oneshot(request).await.unwrap();
        assert_eq!(answer.headers()[header::CONTENT_TYPE], "application/json");
        let status = answer.status().as_u16();
        let body = to_bytes(answer.into_body(), 10_000).await.unwrap();
        (status, serde_json::from_slice(&body).unwrap())
    }

    #[tokio::test]
    async fn what_breaks_hangs_or_cannot_be_read_is_told_in_the_words_of_the_api() {
        let (status, said) = ask("/breaks").await;
        assert_eq!(status, 500);
        assert!(said.message.contains("X-Wix-Request-Id") && !said.message.contains("oven"));
        let (status, said) = ask("/hangs").await;
        assert_eq!(status, 504);
        assert!(said.message.contains("Look whether it was done"), "{}", said.message);
        let (status, said) = ask("/items/%ff").await;
        let wrong = said.details.validation_error.unwrap().field_violations;
        assert_eq!((status, wrong[0].field.as_str()), (400, "path"));
    }
}
