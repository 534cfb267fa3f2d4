//! Posts to Mastodon servers, asked directly.
//!
//! A server keeps an `Idempotency-Key` for an hour and answers a second post under it with the
//! first; ours is the same for every attempt. After an unclear attempt the account's statuses
//! are looked through for the words, and only within fifty minutes is the post sent again. A
//! status tells nobody under which key it was made, so a look-up goes by words and time: what
//! somebody posted by hand in the same minutes with the very same words is taken for ours.
//!
//! | module | what it decides |
//! | --- | --- |
//! | `server` | what is asked, what an answer means, what a server takes |
//! | `upload` | how a picture travels |
//! | `words` | what is posted, and whether a status shows it |

mod server;
mod upload;
mod words;

use std::{sync::Arc, time::Duration};

use domain::{
    Scope,
    channel::Channel,
    connection::{ProviderKind, ServerLimits},
    connector::{LoggedIn, Trial},
    contract::{
        Abilities, BoxFuture, Clock, Credentials, Delivery, Landed, LookUp, Pictures, Provider,
        Refusal, SendOutcome, WrongField,
    },
    network,
    world::World,
};
use jiff::Timestamp;
use outbound::{Body, Outbound, SendError, Verb};
use serde_json::{Value, json};
use store::{Store, StoreError, connections::Kept};
use tokio::time::{Instant, sleep};
use url::Url;

use server::{Access, Answered, Means, Request, limits, text};

use crate::reach::{self, PAUSE, Picture, not_reached, picture, refused};

const ANSWER_WITHIN: Duration = Duration::from_secs(20);
/// How long a picture may be worked on there.
const WORKED_ON: Duration = Duration::from_secs(20);
const FIRST_LOOK: Duration = Duration::from_millis(250);
/// The longest that staging or sending may take: an upload, and until it is worked on.
const SEND_TIMEOUT: Duration = Duration::from_secs(45);
/// A server keeps a key for an hour.
const RECOGNIZES_FOR: Duration = Duration::from_secs(50 * 60);
/// Servers write a status in their own time when their database is slow.
const SETTLES_AFTER: Duration = Duration::from_secs(60);
/// How many statuses a look-up reads.
const PAGE: usize = 40;
/// How far a server's clock may be behind ours.
const CLOCKS_APART: Duration = Duration::from_secs(2 * 60);
const NOT_CONNECTED: &str =
    "Mastodon is not connected any more. Connect it on the Channels page and schedule again.";
const UNREADABLE: &str = "How Mastodon is connected cannot be read any more. Connect it again on the Channels page and schedule again.";

/// Posts to the Mastodon accounts of connections. Cheap to clone.
#[derive(Clone)]
pub struct Mastodon {
    store: Store,
    world: Arc<dyn World>,
    outbound: Outbound,
    answer_within: Duration,
}

impl Mastodon {
    /// A provider that goes out through `outbound`.
    pub fn new(store: Store, world: Arc<dyn World>, outbound: Outbound) -> Self {
        Mastodon { store, world, outbound, answer_within: ANSWER_WITHIN }
    }

    /// The same with another patience than 20 seconds for one request.
    #[must_use]
    pub fn answering_within(self, time: Duration) -> Self {
        Mastodon { answer_within: time, ..self }
    }

    /// Asks whose token was typed, and what the server takes.
    pub(crate) async fn log_in(
        &self,
        server: &str,
        token: &Credentials,
    ) -> Result<LoggedIn, WrongField> {
        let server = reach::server(&self.outbound, server)
            .await
            .map_err(|said| WrongField { field: "server", said })?;
        let wrong = |field, said: String| WrongField { field, said };
        let token = token.reveal().trim().to_owned();
        if token.is_empty() {
            let said = "Type an access token. Mastodon makes one under Preferences, Development.";
            return Err(wrong("token", said.to_owned()));
        }
        let host = server.host_str().unwrap_or_default().to_owned();
        let mut access = Access { server, token, account: String::new() };
        let who = self.who(&access).await.map_err(|error| wrong("server", reach::why(&error)))?;
        let (Some(id), Some(name)) = (who.text("id"), who.text("acct")) else {
            return Err(match (who.status, who.means()) {
                (_, Means::Token) => wrong(
                    "token",
                    format!(
                        "{host} does not take this access token. Copy it again from Preferences, Development."
                    ),
                ),
                (_, Means::Forbidden) => wrong(
                    "token",
                    format!(
                        "{host} does not let this token read who it belongs to, or has closed the account. It needs read:accounts, read:statuses, write:statuses and write:media."
                    ),
                ),
                (status, Means::Limited(_) | Means::Unclear) if status != 200 => wrong(
                    "server",
                    format!("{host} answered with status {status}. Try again in a moment."),
                ),
                _ => wrong("server", format!("{host} is no Mastodon server. Check its address.")),
            });
        };
        let account = format!("{name}@{host}");
        id.clone_into(&mut access.account);
        let limits = self
            .asked_limits(&access)
            .await
            .map_err(|error| wrong("server", reach::why(&error)))?;
        Ok(LoggedIn { account, credentials: access.credentials(), ends_at: None, limits })
    }

    async fn who(&self, access: &Access) -> Result<Answered, SendError> {
        self.ask(access, Request::get("/api/v1/accounts/verify_credentials")).await
    }

    /// What the server says it takes; `None` when it does not say so in a way we know.
    async fn asked_limits(&self, access: &Access) -> Result<Option<ServerLimits>, SendError> {
        for path in ["/api/v2/instance", "/api/v1/instance"] {
            let answer = self.ask(access, Request::get(path)).await?;
            if answer.status == 200 && answer.body.is_object() {
                return Ok(Some(limits(&answer.body)));
            }
        }
        Ok(None)
    }

    async fn ask(&self, access: &Access, request: Request<'_>) -> Result<Answered, SendError> {
        let Access { server, token, .. } = access;
        request.ask(&self.outbound, server, Some(token), self.answer_within).await
    }

    async fn open(&self, scope: Scope, channel: Channel) -> Result<(Kept, Access), Refusal> {
        let kept =
            self.store.kept(scope, channel).await.map_err(|error| unreadable(scope, &error))?;
        let kept = kept.ok_or_else(|| refused(NOT_CONNECTED, None))?;
        let access = Access::of(kept.credentials.as_ref());
        Ok((kept, access.ok_or_else(|| refused(UNREADABLE, None))?))
    }

    /// Checks what its server would refuse and uploads the picture; gives the finished status.
    async fn prepare(&self, delivery: &Delivery) -> Result<Option<String>, Refusal> {
        let (kept, access) = self.open(delivery.scope, delivery.channel).await?;
        if let Some(said) = &kept.trouble {
            return Err(refused(said.clone(), None));
        }
        let status = network::words(delivery.channel, &delivery.text);
        let limits = kept.limits.clone().unwrap_or_else(|| limits(&Value::Null));
        let mut body = json!({ "status": status });
        if let Some(picture) = picture(&self.store, delivery).await? {
            let id = self.uploaded(delivery, &kept, &access, &limits, picture).await?;
            body["media_ids"] = json!([id]);
        }
        if let Ok(site) = self.store.site(delivery.scope).await
            && !site.language.is_empty()
        {
            body["language"] = site.language.into();
        }
        Ok(Some(body.to_string()))
    }

    async fn uploaded(
        &self,
        delivery: &Delivery,
        kept: &Kept,
        access: &Access,
        limits: &ServerLimits,
        picture: Picture,
    ) -> Result<String, Refusal> {
        let Picture { content_type, bytes, .. } = picture;
        let host = access.host();
        if bytes.len() > limits.picture_bytes {
            let reason = format!(
                "{host} takes pictures of {} bytes and this one has {}. Draw it again.",
                limits.picture_bytes,
                bytes.len()
            );
            return Err(refused(reason, None));
        }
        if !limits.picture_types.is_empty() && !limits.picture_types.contains(&content_type) {
            let reason = format!("{host} takes no pictures of the type {content_type}.");
            return Err(refused(reason, None));
        }
        let form =
            upload::form(&content_type, &bytes, &delivery.text.alt_text, self.world.random());
        let request =
            Request { verb: Verb::Post, body: Some(form), ..Request::get("/api/v2/media") };
        let answer = self.ask(access, request).await.map_err(|error| not_reached(&error))?;
        let id = answer.text("id").map(str::to_owned);
        match (answer.status, id) {
            (200, Some(id)) => Ok(id),
            (202, Some(id)) => self.worked_on(access, id).await,
            _ => Err(match answer.means() {
                Means::Token => self.turned_away(delivery, kept, access).await,
                Means::Wrong | Means::Forbidden => Refusal {
                    reason: format!(
                        "{host} did not take the picture (status {}). Draw it again, or connect Mastodon with a token that has write:media.",
                        answer.status
                    ),
                    status: Some(answer.status),
                    retry_after: None,
                },
                Means::Limited(_) | Means::Unclear => answer.not_now(host),
            }),
        }
    }

    /// Waits until a picture may be used.
    async fn worked_on(&self, access: &Access, id: String) -> Result<String, Refusal> {
        let (start, mut pause) = (Instant::now(), FIRST_LOOK);
        let path = format!("/api/v1/media/{id}");
        while start.elapsed() < WORKED_ON {
            sleep(pause).await;
            pause = (pause * 2).min(Duration::from_secs(2));
            let answer = self.ask(access, Request::get(&path)).await;
            let answer = answer.map_err(|error| not_reached(&error))?;
            match answer.status {
                200 => return Ok(id),
                202 | 206 => {}
                422 => {
                    let reason =
                        format!("{} could not read the picture. Draw it again.", access.host());
                    return Err(Refusal { reason, status: Some(422), retry_after: None });
                }
                _ => return Err(answer.not_now(access.host())),
            }
        }
        let reason =
            format!("{} is still working on the picture. Nothing was published.", access.host());
        Err(refused(reason, Some(PAUSE)))
    }

    async fn put(&self, delivery: &Delivery) -> SendOutcome {
        let Some(status) = delivery.staged.clone() else {
            let reason = "Almanac had not prepared this post. It tries again.";
            return SendOutcome::Refused(refused(reason, Some(PAUSE)));
        };
        let (kept, access) = match self.open(delivery.scope, delivery.channel).await {
            Ok(open) => open,
            Err(refusal) => return SendOutcome::Refused(refusal),
        };
        let request = Request {
            verb: Verb::Post,
            headers: vec![("Idempotency-Key", delivery.key.clone())],
            body: Some(Body {
                content_type: "application/json".to_owned(),
                bytes: status.into_bytes(),
            }),
            ..Request::get("/api/v1/statuses")
        };
        let host = access.host();
        let answer = match self.ask(&access, request).await {
            Ok(answer) => answer,
            Err(error @ SendError::NotSent(_)) => return SendOutcome::Refused(not_reached(&error)),
            Err(error @ SendError::Unclear { .. }) => {
                return SendOutcome::Unclear { reason: error.to_string(), status: None };
            }
        };
        if (200..300).contains(&answer.status) {
            return SendOutcome::Published(landed(delivery, &answer.body, answer.status));
        }
        let (reason, retry_after) = match answer.means() {
            Means::Token => {
                return SendOutcome::Refused(self.turned_away(delivery, &kept, &access).await);
            }
            Means::Unclear => {
                let reason = format!("{host} answered with status {}.", answer.status);
                return SendOutcome::Unclear { reason, status: Some(answer.status) };
            }
            Means::Limited(wait) => (format!("{host} takes no more posts for now."), Some(wait)),
            Means::Forbidden => (
                format!(
                    "{host} does not let this account post, or its token has no write:statuses. See to the account there and connect Mastodon again on the Channels page."
                ),
                None,
            ),
            Means::Wrong => (
                format!(
                    "{host} refused the post with status {}. Change its words or its picture, and schedule it again.",
                    answer.status
                ),
                None,
            ),
        };
        SendOutcome::Refused(Refusal { reason, status: Some(answer.status), retry_after })
    }

    /// Notes for everybody that a person is needed, and says so.
    async fn turned_away(&self, delivery: &Delivery, kept: &Kept, access: &Access) -> Refusal {
        let reason = token_refused(access.host());
        let (scope, channel) = (delivery.scope, delivery.channel);
        self.note(scope, channel, kept, Some(&reason)).await;
        Refusal { reason, status: Some(401), retry_after: None }
    }

    async fn note(&self, scope: Scope, channel: Channel, kept: &Kept, said: Option<&str>) {
        if let Err(error) = self.store.note_connection_trouble(scope, channel, kept.id, said).await
        {
            let error = &error as &dyn std::error::Error;
            tracing::error!(error, site.id = %scope.site, "whether a person is needed could not be noted");
        }
    }

    /// Looks through what the account has posted since the minute of the post.
    async fn find(&self, delivery: &Delivery) -> LookUp {
        let Ok((_, access)) = self.open(delivery.scope, delivery.channel).await else {
            return LookUp::Unknown;
        };
        let Some(statuses) = self.statuses(&access).await else { return LookUp::Unknown };
        let since = delivery.publish_at.checked_sub(CLOCKS_APART).unwrap_or(Timestamp::MIN);
        let made = |status: &Value| text(status, "created_at")?.parse::<Timestamp>().ok();
        let wanted = network::words(delivery.channel, &delivery.text);
        let ours = statuses.iter().find(|status| {
            made(status).is_some_and(|made| made >= since)
                && text(status, "content").is_some_and(|html| words::shows(html, &wanted))
        });
        if let Some(status) = ours {
            return LookUp::Found(landed(delivery, status, 200));
        }
        // A full page that does not reach back to our minute may hide it.
        let reaches_back = statuses.len() < PAGE
            || statuses.iter().any(|status| made(status).is_some_and(|made| made < since));
        if reaches_back { LookUp::Absent } else { LookUp::Unknown }
    }

    /// The newest statuses of the account. They are public, so an ended token is no hindrance
    /// where the server shows them to everybody.
    async fn statuses(&self, access: &Access) -> Option<Vec<Value>> {
        let path = format!("/api/v1/accounts/{}/statuses", access.account);
        let limit = PAGE.to_string();
        for token in [Some(access.token.as_str()), None] {
            let query = [("limit", limit.as_str()), ("exclude_reblogs", "true")];
            let request = Request { query: &query, ..Request::get(&path) };
            let Access { server, .. } = access;
            let answer =
                request.ask(&self.outbound, server, token, self.answer_within).await.ok()?;
            match (answer.status, answer.body) {
                (200, Value::Array(statuses)) => return Some(statuses),
                (401 | 403, _) => {}
                _ => return None,
            }
        }
        None
    }

    /// Tries the token of a channel, and reads anew what its server takes.
    pub(crate) async fn try_connection(&self, scope: Scope, channel: Channel) -> Trial {
        let tried = async {
            let (kept, access) =
                self.open(scope, channel).await.map_err(|refusal| refusal.reason)?;
            let who = self.who(&access).await.map_err(|error| reach::why(&error))?;
            let host = access.host();
            let Some(name) = who.text("acct").filter(|_| who.status == 200) else {
                return Err(match who.means() {
                    Means::Token => {
                        let said = token_refused(host);
                        self.note(scope, channel, &kept, Some(&said)).await;
                        said
                    }
                    Means::Forbidden => {
                        format!(
                            "{host} does not let this token in. See to the account there and connect it again."
                        )
                    }
                    _ => format!(
                        "{host} answered with status {}. Try again in a moment.",
                        who.status
                    ),
                });
            };
            if kept.trouble.is_some() {
                self.note(scope, channel, &kept, None).await;
            }
            let limits = self.asked_limits(&access).await.map_err(|error| reach::why(&error))?;
            let mut said = format!("{host} knows Almanac as {name}.");
            if let Some(limits) = limits {
                said.push_str(&format!(" It takes {} characters.", limits.characters));
                let noted = self.store.note_limits(scope, channel, kept.id, &limits).await;
                noted.map_err(|error| unreadable(scope, &error).reason)?;
            }
            Ok(said)
        };
        match tried.await {
            Ok(said) => Trial { works: true, said },
            Err(said) => Trial { works: false, said },
        }
    }
}

fn landed(delivery: &Delivery, status: &Value, code: u16) -> Landed {
    let link = text(status, "url").or_else(|| text(status, "uri"));
    let reference = text(status, "id").unwrap_or(&delivery.key).to_owned();
    let link = link.filter(|link| Url::parse(link).is_ok()).map(str::to_owned);
    Landed { reference, link, status: Some(code) }
}

fn token_refused(host: &str) -> String {
    format!(
        "{host} does not take the access token any more. Make a new one there and connect Mastodon again on the Channels page."
    )
}

fn unreadable(scope: Scope, error: &StoreError) -> Refusal {
    let cause = error as &dyn std::error::Error;
    tracing::error!(error = cause, site.id = %scope.site, "a connection could not be read or noted");
    match error {
        StoreError::Unsealable(store::Unsealable::Damaged) | StoreError::Corrupt { .. } => {
            refused(UNREADABLE, None)
        }
        _ => refused("Almanac could not read how Mastodon is connected.", Some(PAUSE)),
    }
}

impl Provider for Mastodon {
    fn kind(&self) -> ProviderKind {
        ProviderKind::Mastodon
    }

    fn abilities(&self) -> Abilities {
        Abilities {
            looks_up: true,
            recognizes_for: Some(RECOGNIZES_FOR),
            settles_after: SETTLES_AFTER,
            stages_ahead: Duration::ZERO,
            send_timeout: SEND_TIMEOUT,
            clock: Clock::Ours,
            pictures: Pictures::Sent,
        }
    }

    fn host(&self, delivery: &Delivery) -> Option<String> {
        reach::host(delivery)
    }

    fn stage<'a>(
        &'a self,
        delivery: &'a Delivery,
    ) -> BoxFuture<'a, Result<Option<String>, Refusal>> {
        Box::pin(self.prepare(delivery))
    }

    fn send<'a>(&'a self, delivery: &'a Delivery) -> BoxFuture<'a, SendOutcome> {
        Box::pin(self.put(delivery))
    }

    fn look_up<'a>(&'a self, delivery: &'a Delivery) -> BoxFuture<'a, LookUp> {
        Box::pin(self.find(delivery))
    }
}
