//! One call of the protocol (XRPC), and what its refusals mean.

use std::time::Duration;

use outbound::{Answer, Body, Outbound, SendError, Verb};
use serde_json::Value;
use url::Url;

use crate::reach::{at, json};

const LONGEST_ANSWER: usize = 256 * 1024;
/// A server that limits without saying for how long is left alone for this.
const LIMITED: Duration = Duration::from_secs(5 * 60);

/// One call.
pub(super) struct Call<'a> {
    /// The server.
    pub server: &'a Url,
    /// Its method, such as `com.atproto.repo.createRecord`.
    pub method: &'a str,
    /// What a reading method is asked.
    pub query: &'a [(&'a str, &'a str)],
    /// The token that opens it.
    pub token: Option<&'a str>,
    /// What a writing method is given; a method without is read.
    pub body: Option<Body>,
    /// Whether it writes.
    pub writes: bool,
}

/// An answer, taken apart.
pub(super) struct Answered {
    /// Its status.
    pub status: u16,
    /// Its body.
    pub body: Value,
    /// For how long not to come again.
    retry_after: Option<Duration>,
}

/// What a server's refusal means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Means {
    /// The token is not taken (any more).
    Token,
    /// The account is not usable until its owner does something.
    Account,
    /// Too much was asked; again after this.
    Limited(Duration),
    /// What was asked is wrong. It was not done.
    Wrong,
    /// It may have been done: the server broke.
    Unclear,
}

impl Call<'_> {
    /// A JSON body.
    pub(super) fn json(value: &Value) -> Option<Body> {
        // A value: writing it as JSON cannot fail.
        let bytes = serde_json::to_vec(value).unwrap_or_default();
        Some(Body { content_type: "application/json".to_owned(), bytes })
    }

    /// Asks once.
    pub(super) async fn ask(
        self,
        outbound: &Outbound,
        within: Duration,
    ) -> Result<Answered, SendError> {
        let Call { server, method, query, token, body, writes } = self;
        let url = at(server, &format!("/xrpc/{method}"), query);
        let headers: Vec<_> =
            token.into_iter().map(|token| ("Authorization", format!("Bearer {token}"))).collect();
        let verb = if writes { Verb::Post } else { Verb::Get };
        let answer = outbound.send(verb, &url, &headers, body, within, LONGEST_ANSWER).await?;
        let body = json(&answer);
        let Answer { status, retry_after, .. } = answer;
        Ok(Answered { status, body, retry_after })
    }
}

impl Answered {
    /// A text of the body.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.body.get(name)?.as_str().filter(|text| !text.is_empty())
    }

    /// The name of the error.
    pub(super) fn error(&self) -> &str {
        self.text("error").unwrap_or_default()
    }

    /// What an answer other than 200 means.
    pub(super) fn means(&self) -> Means {
        match (self.status, self.error()) {
            (429, _) | (_, "RateLimitExceeded" | "RateLimit") => {
                Means::Limited(self.retry_after.unwrap_or(LIMITED))
            }
            (_, "AccountTakedown" | "AccountSuspended" | "AccountDeactivated") => Means::Account,
            (401, _)
            | (400 | 403, "ExpiredToken" | "InvalidToken" | "AuthMissing" | "AuthRequired") => {
                Means::Token
            }
            (503, _) => match self.retry_after {
                Some(wait) => Means::Limited(wait),
                None => Means::Unclear,
            },
            (301..=308 | 400..=499, _) => Means::Wrong,
            _ => Means::Unclear,
        }
    }
}
