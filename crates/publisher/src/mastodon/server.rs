//! A Mastodon server: what it is asked, and what its answers mean.

use std::time::Duration;

use domain::{
    connection::ServerLimits,
    contract::{Credentials, Refusal},
};
use outbound::{Answer, Body, Outbound, SendError, Verb};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;

use crate::reach::{PAUSE, at, json};

const LONGEST_ANSWER: usize = 1024 * 1024;
/// A server that limits without saying for how long is left alone for this.
const LIMITED: Duration = Duration::from_secs(5 * 60);
/// What a server without words about itself takes.
const USUAL: (usize, usize, usize, usize) = (500, 23, 1_500, 16 * 1024 * 1024);

/// What a connection keeps. Never printed.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Access {
    #[serde(with = "crate::reach::address")]
    pub server: Url,
    pub token: String,
    /// The account's id on its server.
    pub account: String,
}

impl Access {
    pub(super) fn credentials(&self) -> Credentials {
        // Texts alone: writing them as JSON cannot fail.
        Credentials::new(serde_json::to_string(self).unwrap_or_default())
    }

    pub(super) fn of(credentials: Option<&Credentials>) -> Option<Self> {
        serde_json::from_str(credentials?.reveal()).ok()
    }

    pub(super) fn host(&self) -> &str {
        self.server.host_str().unwrap_or_default()
    }
}

/// One request.
pub(super) struct Request<'a> {
    pub verb: Verb,
    pub path: &'a str,
    pub query: &'a [(&'a str, &'a str)],
    pub headers: Vec<(&'static str, String)>,
    pub body: Option<Body>,
}

impl<'a> Request<'a> {
    /// One that only reads.
    pub(super) const fn get(path: &'a str) -> Self {
        Request { verb: Verb::Get, path, query: &[], headers: Vec::new(), body: None }
    }

    /// Asks once, with the account's token if there is one.
    pub(super) async fn ask(
        mut self,
        outbound: &Outbound,
        server: &Url,
        token: Option<&str>,
        within: Duration,
    ) -> Result<Answered, SendError> {
        if let Some(token) = token {
            self.headers.push(("Authorization", format!("Bearer {token}")));
        }
        let url = at(server, self.path, self.query);
        let answer = outbound
            .send(self.verb, &url, &self.headers, self.body, within, LONGEST_ANSWER)
            .await?;
        let body = json(&answer);
        let Answer { status, retry_after, .. } = answer;
        Ok(Answered { status, body, retry_after })
    }
}

/// An answer, taken apart.
pub(super) struct Answered {
    pub status: u16,
    pub body: Value,
    retry_after: Option<Duration>,
}

/// What a server's refusal means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Means {
    /// The token is not taken (any more).
    Token,
    /// The token may not do this, or the account may not.
    Forbidden,
    /// Too much was asked; again after this.
    Limited(Duration),
    /// What was asked is wrong. It was not done.
    Wrong,
    /// It may have been done: the server broke.
    Unclear,
}

impl Answered {
    /// A text of the body.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        text(&self.body, name)
    }

    /// What an answer other than 2xx means.
    pub(super) fn means(&self) -> Means {
        match (self.status, self.retry_after) {
            (401, _) => Means::Token,
            (403, _) => Means::Forbidden,
            (429, wait) => Means::Limited(wait.unwrap_or(LIMITED)),
            (503, Some(wait)) => Means::Limited(wait),
            (301..=308 | 400..=499, _) => Means::Wrong,
            _ => Means::Unclear,
        }
    }

    /// Why a request ahead of the send came to nothing, when that may pass.
    pub(super) fn not_now(&self, host: &str) -> Refusal {
        let (said, wait) = match self.means() {
            Means::Limited(wait) => (format!("{host} takes no more for now."), wait),
            _ => (format!("{host} answered with status {}.", self.status), PAUSE),
        };
        let reason = format!("{said} Nothing was published.");
        Refusal { reason, status: Some(self.status), retry_after: Some(wait) }
    }
}

/// A text of a body.
pub(super) fn text<'a>(body: &'a Value, name: &str) -> Option<&'a str> {
    body.get(name)?.as_str().filter(|text| !text.is_empty())
}

/// What a server takes, from what it tells of itself in either version.
pub(super) fn limits(instance: &Value) -> ServerLimits {
    let number = |path: &str| usize::try_from(instance.pointer(path)?.as_u64()?).ok();
    let (characters, address, description, bytes) = USUAL;
    let types = instance.pointer("/configuration/media_attachments/supported_mime_types");
    let types = types.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let types = types.iter().filter_map(Value::as_str).filter(|kind| kind.starts_with("image/"));
    ServerLimits {
        characters: number("/configuration/statuses/max_characters")
            .or_else(|| number("/max_toot_chars"))
            .unwrap_or(characters),
        characters_per_address: number("/configuration/statuses/characters_reserved_per_url")
            .unwrap_or(address),
        description: number("/configuration/media_attachments/description_limit")
            .unwrap_or(description),
        picture_bytes: number("/configuration/media_attachments/image_size_limit").unwrap_or(bytes),
        picture_types: types.map(str::to_owned).collect(),
    }
}
