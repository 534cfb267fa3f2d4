//! Posts as signed requests to an address of the customer's.
//!
//! # For receivers
//!
//! Each post arrives as one `POST` with a JSON body:
//!
//! ```json
//! {
//!   "id": "0197…-1",
//!   "event": "post.publish",
//!   "key": "0197…",
//!   "channel": "instagram",
//!   "kind": "post",
//!   "account": "hooks.bakery.example",
//!   "title": null,
//!   "caption": "A loaf begins while the city sleeps. #bread",
//!   "link": null,
//!   "alt_text": "A loaf.",
//!   "publish_at": "2026-11-21T09:00:00Z",
//!   "picture": { "content_type": "image/jpeg", "base64": "/9j/4AAQ…" }
//! }
//! ```
//!
//! `kind` is `post` or `story`. A story is its picture, 1080 × 1920 pixels, with its words in it
//! already: `caption` repeats those words for the receiver's own lists and is not meant to be
//! published beside the picture. A story has no `title` and no `link`.
//!
//! Each request has these headers:
//!
//! | header | what it holds |
//! | --- | --- |
//! | `Almanac-Timestamp` | when it was signed, in seconds since 1970 UTC |
//! | `Almanac-Signature` | `v1=` and the signature in lower-case hexadecimal |
//! | `Idempotency-Key` | the body's `key`: the same for every attempt at one post |
//! | `Almanac-Delivery` | the body's `id`: another for every attempt |
//!
//! To verify: take the timestamp, a full stop and the body's bytes exactly as they came,
//! compute HMAC-SHA256 over them with the secret, and compare in constant time. Refuse
//! timestamps more than five minutes away. In Python:
//!
//! ```python
//! def genuine(secret: str, headers, body: bytes) -> bool:
//!     signed = headers["Almanac-Timestamp"].encode() + b"." + body
//!     wanted = "v1=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
//!     fresh = abs(time.time() - int(headers["Almanac-Timestamp"])) < 300
//!     return fresh and hmac.compare_digest(wanted, headers["Almanac-Signature"])
//! ```
//!
//! What to answer:
//!
//! | answer | what Almanac makes of it |
//! | --- | --- |
//! | `2xx`, optionally with `{"id": "…", "url": "https://…"}` | published; `url` becomes the post's link |
//! | `429`, or `503` with `Retry-After` in seconds | not published; tried again later, five times at most |
//! | `301`, `307`, `308`, other `4xx` | not published; a person is told |
//! | anything else, or no answer within 25 seconds | not known; a person is asked to look |
//!
//! A receiver that has seen an `Idempotency-Key` before answers `2xx` and does nothing.

mod answer;
mod request;
mod settings;

use std::time::Duration;

use domain::{
    connection::ProviderKind,
    contract::{
        Abilities, BoxFuture, Clock, Delivery, LookUp, Pictures, Provider, Refusal, SendOutcome,
    },
};
use outbound::{Outbound, SendError};
use store::{Store, StoreError};

pub(crate) use settings::opened;
pub use settings::{BadSettings, WebhookSettings};

use crate::reach::may_be_reached_later;

const ANSWER_WITHIN: Duration = Duration::from_secs(25);
const LONGEST_ANSWER: usize = 64 * 1024;
/// A receiver that could not be reached is tried again after this at the soonest.
const PAUSE: Duration = Duration::from_secs(30);
/// The time that a send has beyond its answer, to read the picture.
const PREPARATION: Duration = Duration::from_secs(5);

/// Posts to the address in the connection's credentials, signed with the secret in them.
pub struct Webhook {
    store: Store,
    outbound: Outbound,
    answer_within: Duration,
}

impl Webhook {
    /// A webhook provider that goes out through `outbound`.
    pub fn new(store: Store, outbound: Outbound) -> Self {
        Webhook { store, outbound, answer_within: ANSWER_WITHIN }
    }

    /// The same with another patience than 25 seconds; more than `outbound` takes to
    /// connect.
    #[must_use]
    pub fn answering_within(self, time: Duration) -> Self {
        Webhook { answer_within: time, ..self }
    }

    async fn post(&self, delivery: &Delivery) -> SendOutcome {
        let Some(settings) = opened(delivery.credentials.as_ref()) else {
            return refused(
                "The webhook's address or secret is missing. Connect it again on the Channels page.",
                None,
            );
        };
        let picture = match self.picture(delivery).await {
            Ok(picture) => picture,
            Err(outcome) => return outcome,
        };
        let body = request::body(delivery, picture);
        let headers = request::headers(delivery, settings.secret(), &body);
        let url = settings.url();
        match self.outbound.post_json(url, &headers, body, self.answer_within, LONGEST_ANSWER).await
        {
            Ok(answer) => answer::outcome(delivery, url.host_str().unwrap_or_default(), &answer),
            Err(error @ SendError::Unclear { .. }) => {
                SendOutcome::Unclear { reason: error.to_string(), status: None }
            }
            Err(SendError::NotSent(why)) => {
                let retry_after = may_be_reached_later(&why).then_some(PAUSE);
                refused(&SendError::NotSent(why).to_string(), retry_after)
            }
        }
    }

    async fn picture(&self, delivery: &Delivery) -> Result<Option<(String, Vec<u8>)>, SendOutcome> {
        let Some(id) = delivery.picture else { return Ok(None) };
        self.store.picture(delivery.scope, id).await.map(Some).map_err(|error| {
            let cause = &error as &dyn std::error::Error;
            tracing::error!(error = cause, post.id = %delivery.post, site.id = %delivery.scope.site, "a picture could not be read");
            let passing = matches!(error, StoreError::Database(_));
            refused("The picture could not be read. Draw it again.", passing.then_some(PAUSE))
        })
    }
}

impl Provider for Webhook {
    fn kind(&self) -> ProviderKind {
        ProviderKind::Webhook
    }

    fn abilities(&self) -> Abilities {
        Abilities {
            looks_up: false,
            recognizes_for: None,
            settles_after: Duration::ZERO,
            stages_ahead: Duration::ZERO,
            send_timeout: self.answer_within + PREPARATION,
            clock: Clock::Ours,
            pictures: Pictures::Sent,
        }
    }

    fn host(&self, delivery: &Delivery) -> Option<String> {
        let settings = settings::opened(delivery.credentials.as_ref())?;
        settings.url().host_str().map(ToOwned::to_owned)
    }

    fn send<'a>(&'a self, delivery: &'a Delivery) -> BoxFuture<'a, SendOutcome> {
        Box::pin(self.post(delivery))
    }

    fn look_up<'a>(&'a self, _: &'a Delivery) -> BoxFuture<'a, LookUp> {
        Box::pin(std::future::ready(LookUp::Unknown))
    }
}

fn refused(reason: &str, retry_after: Option<Duration>) -> SendOutcome {
    SendOutcome::Refused(Refusal { reason: reason.to_owned(), status: None, retry_after })
}
