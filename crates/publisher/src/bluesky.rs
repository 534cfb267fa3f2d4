//! Posts to Bluesky, or any other server of the AT Protocol, asked directly.
//!
//! A post is one record in the account's repository, under a key of ours that is the same for
//! every attempt: a second one cannot come to be. What a server says of it when it is asked for
//! the same key again is not settled (today's answers a plain 500), so whatever is not clearly
//! done or refused is looked up by that key.
//!
//! | module | what it decides |
//! | --- | --- |
//! | `call` | what an answer means |
//! | `session` | how an account is logged in to, and stays so |
//! | `record` | what a post looks like there, and its key |
//! | `facets` | what of its words can be followed |

mod call;
mod facets;
mod record;
mod session;

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use domain::{
    Scope,
    channel::Channel,
    connection::ProviderKind,
    connector::Trial,
    contract::{
        Abilities, BoxFuture, Clock, Delivery, Landed, LookUp, Pictures, Provider, Refusal,
        SendOutcome,
    },
    world::World,
};
use outbound::{Body, Outbound, SendError};
use serde_json::{Value, json};
use store::Store;

use call::{Answered, Call, Means};
use facets::Found;
use record::{COLLECTION, Parts, record_key};
use session::{Open, not_now};

use crate::reach::{self, PAUSE, Picture, not_reached, picture, refused, store_failed};

/// Where most accounts live.
pub const SERVER: &str = "https://bsky.social";
/// Where people see posts.
const SHOWN_AT: &str = "https://bsky.app";
/// The largest picture, by the lexicon app.bsky.embed.images.
const PICTURE_BYTES: usize = 1_000_000;
const ANSWER_WITHIN: Duration = Duration::from_secs(15);
/// How long somebody's handle is looked for.
const HANDLE_WITHIN: Duration = Duration::from_secs(3);
/// How many handles of a post are looked for.
const HANDLES: usize = 5;
/// The longest that staging or sending may take: a renewal and two calls.
const SEND_TIMEOUT: Duration = Duration::from_secs(45);
/// A server that got a request has written it by then, or never will.
const SETTLES_AFTER: Duration = Duration::from_secs(10);

/// Posts to the Bluesky accounts of connections. Cheap to clone.
#[derive(Clone)]
pub struct Bluesky {
    store: Store,
    world: Arc<dyn World>,
    outbound: Outbound,
    answer_within: Duration,
}

impl Bluesky {
    /// A provider that goes out through `outbound`.
    pub fn new(store: Store, world: Arc<dyn World>, outbound: Outbound) -> Self {
        Bluesky { store, world, outbound, answer_within: ANSWER_WITHIN }
    }

    /// The same with another patience than 15 seconds for one call.
    #[must_use]
    pub fn answering_within(self, time: Duration) -> Self {
        Bluesky { answer_within: time, ..self }
    }

    /// Opens a session and uploads what the post needs; gives the finished record.
    async fn prepare(&self, delivery: &Delivery) -> Result<Option<String>, Refusal> {
        let mut open = self.open(delivery.scope, delivery.channel).await?;
        let blob = match picture(&self.store, delivery).await? {
            Some(picture) => Some(self.uploaded(delivery, &mut open, picture).await?),
            None => None,
        };
        let site = self.store.site(delivery.scope).await;
        let site = site.map_err(|error| store_failed(delivery, &error))?;
        let mentions = self.mentions(&delivery.text.caption, &open).await;
        let language = Some(site.language.as_str()).filter(|language| !language.is_empty());
        let parts = Parts { language, mentions: &mentions, picture: blob };
        Ok(Some(record::record(delivery, parts).to_string()))
    }

    async fn uploaded(
        &self,
        delivery: &Delivery,
        open: &mut Open,
        picture: Picture,
    ) -> Result<(Value, (u32, u32)), Refusal> {
        let Picture { content_type, bytes, size } = picture;
        if bytes.len() > PICTURE_BYTES {
            let reason = format!(
                "Bluesky takes pictures of 1,000,000 bytes and this one has {}. Draw it again.",
                bytes.len()
            );
            return Err(refused(reason, None));
        }
        let body = Body { content_type, bytes };
        let mut answer = self.upload(open, body.clone()).await?;
        if answer.status != 200 && answer.means() == Means::Token {
            *open = self.renewed(delivery.scope, delivery.channel, &open.kept).await?;
            answer = self.upload(open, body).await?;
        }
        if answer.status == 200 {
            let blob = answer.body.get("blob").cloned();
            let nothing = || refused("Bluesky did not keep the picture.", Some(PAUSE));
            return Ok((blob.ok_or_else(nothing)?, size));
        }
        Err(match answer.means() {
            Means::Account => {
                let said = self.closed_account(delivery.scope, delivery.channel, open).await;
                refused(said, None)
            }
            Means::Wrong => Refusal {
                reason: format!(
                    "Bluesky did not take the picture (status {}). Draw it again.",
                    answer.status
                ),
                status: Some(answer.status),
                retry_after: None,
            },
            means => not_now(&open.session.server, &answer, means),
        })
    }

    async fn upload(&self, open: &Open, body: Body) -> Result<Answered, Refusal> {
        let call = Call {
            server: &open.session.server,
            method: "com.atproto.repo.uploadBlob",
            query: &[],
            token: Some(&open.session.access),
            body: Some(body),
            writes: true,
        };
        call.ask(&self.outbound, self.answer_within).await.map_err(|error| not_reached(&error))
    }

    /// Whom the handles in a text mean. One that is not found stays plain text.
    async fn mentions(&self, text: &str, open: &Open) -> BTreeMap<String, String> {
        let mut known = BTreeMap::new();
        let handles = facets::find(text).into_iter().filter_map(|(_, found)| match found {
            Found::Mention(handle) => Some(handle),
            Found::Link(_) | Found::Tag(_) => None,
        });
        for handle in handles.take(HANDLES) {
            let call = Call {
                server: &open.session.server,
                method: "com.atproto.identity.resolveHandle",
                query: &[("handle", handle)],
                token: None,
                body: None,
                writes: false,
            };
            if let Ok(answer) = call.ask(&self.outbound, HANDLE_WITHIN).await
                && answer.status == 200
                && let Some(did) = answer.text("did")
            {
                known.insert(handle.to_owned(), did.to_owned());
            }
        }
        known
    }

    async fn put(&self, delivery: &Delivery) -> SendOutcome {
        let (scope, channel) = (delivery.scope, delivery.channel);
        let record: Option<Value> =
            delivery.staged.as_deref().and_then(|staged| serde_json::from_str(staged).ok());
        let Some(record) = record else {
            let reason = "Almanac had not prepared this post. It tries again.";
            return SendOutcome::Refused(refused(reason, Some(PAUSE)));
        };
        let mut open = match self.open(scope, channel).await {
            Ok(open) => open,
            Err(refusal) => return SendOutcome::Refused(refusal),
        };
        let mut answer = self.create(delivery, &open, &record).await;
        if let Ok(refusal) = &answer
            && refusal.status != 200
            && refusal.means() == Means::Token
        {
            // A token that is not taken opens nothing: this attempt has written nothing yet.
            open = match self.renewed(scope, channel, &open.kept).await {
                Ok(open) => open,
                Err(refusal) => return SendOutcome::Refused(refusal),
            };
            answer = self.create(delivery, &open, &record).await;
        }
        match answer {
            Ok(answer) if answer.status == 200 => {
                SendOutcome::Published(landed(delivery, &open, 200))
            }
            Ok(answer) => self.turned_down(delivery, &open, &answer).await,
            Err(error @ SendError::NotSent(_)) => SendOutcome::Refused(not_reached(&error)),
            Err(error @ SendError::Unclear { .. }) => {
                SendOutcome::Unclear { reason: error.to_string(), status: None }
            }
        }
    }

    async fn create(
        &self,
        delivery: &Delivery,
        open: &Open,
        record: &Value,
    ) -> Result<Answered, SendError> {
        let call = Call {
            server: &open.session.server,
            method: "com.atproto.repo.createRecord",
            query: &[],
            token: Some(&open.session.access),
            body: Call::json(&json!({
                "repo": open.session.did,
                "collection": COLLECTION,
                "rkey": record_key(&delivery.key),
                "record": record,
            })),
            writes: true,
        };
        call.ask(&self.outbound, self.answer_within).await
    }

    async fn turned_down(
        &self,
        delivery: &Delivery,
        open: &Open,
        answer: &Answered,
    ) -> SendOutcome {
        let status = Some(answer.status);
        let (reason, retry_after) = match answer.means() {
            Means::Unclear => {
                let reason = format!("Bluesky answered with status {}.", answer.status);
                return SendOutcome::Unclear { reason, status };
            }
            Means::Limited(wait) => {
                ("Bluesky takes no more posts of this account for now.".to_owned(), Some(wait))
            }
            Means::Account => {
                (self.closed_account(delivery.scope, delivery.channel, open).await, None)
            }
            Means::Token => {
                ("Bluesky did not take the session that it had just given.".to_owned(), Some(PAUSE))
            }
            Means::Wrong => (
                format!(
                    "Bluesky refused the post with status {}. Change its words or its picture, and schedule it again.",
                    answer.status
                ),
                None,
            ),
        };
        SendOutcome::Refused(Refusal { reason, status, retry_after })
    }

    /// Reads the record back. Anyone may, so an ended session is no hindrance.
    async fn find(&self, delivery: &Delivery) -> LookUp {
        let Ok(Some(kept)) = self.store.kept(delivery.scope, delivery.channel).await else {
            return LookUp::Unknown;
        };
        let Ok(open) = session::opened(kept) else { return LookUp::Unknown };
        let key = record_key(&delivery.key);
        let call = Call {
            server: &open.session.server,
            method: "com.atproto.repo.getRecord",
            query: &[("repo", &open.session.did), ("collection", COLLECTION), ("rkey", &key)],
            token: None,
            body: None,
            writes: false,
        };
        let Ok(answer) = call.ask(&self.outbound, self.answer_within).await else {
            return LookUp::Unknown;
        };
        match (answer.status, answer.error()) {
            (200, _) => {
                let landed = landed(delivery, &open, 200);
                let words = answer.body.pointer("/value/text").and_then(Value::as_str);
                if words == Some(delivery.text.caption.as_str()) {
                    return LookUp::Found(landed);
                }
                let link = landed.link.unwrap_or_default();
                LookUp::Differs(format!(
                    "Bluesky shows this post, with other words than it has here: {link}. Look at it there and decide."
                ))
            }
            (400, "RecordNotFound") => LookUp::Absent,
            _ => LookUp::Unknown,
        }
    }

    /// Tries the session of a channel, and renews it when it has ended.
    pub(crate) async fn try_connection(&self, scope: Scope, channel: Channel) -> Trial {
        let tried = async {
            let mut open = self.open_anyway(scope, channel).await?;
            let mut answer = self.who(&open).await?;
            if answer.status != 200 && answer.means() == Means::Token {
                open = self.renewed(scope, channel, &open.kept).await?;
                answer = self.who(&open).await?;
            }
            match (answer.status, answer.means()) {
                (200, _) => {
                    let handle = answer.text("handle").unwrap_or(&open.session.handle);
                    let host = open.session.server.host_str().unwrap_or_default();
                    Ok(format!("{host} knows Almanac as {handle}."))
                }
                (_, Means::Account) => {
                    Err(refused(self.closed_account(scope, channel, &open).await, None))
                }
                (_, means) => Err(not_now(&open.session.server, &answer, means)),
            }
        };
        match tried.await {
            Ok(said) => Trial { works: true, said },
            Err(Refusal { reason, .. }) => Trial { works: false, said: reason },
        }
    }

    async fn who(&self, open: &Open) -> Result<Answered, Refusal> {
        let call = Call {
            server: &open.session.server,
            method: "com.atproto.server.getSession",
            query: &[],
            token: Some(&open.session.access),
            body: None,
            writes: false,
        };
        call.ask(&self.outbound, self.answer_within).await.map_err(|error| not_reached(&error))
    }
}

fn landed(delivery: &Delivery, open: &Open, status: u16) -> Landed {
    let (did, key) = (&open.session.did, record_key(&delivery.key));
    Landed {
        reference: format!("at://{did}/{COLLECTION}/{key}"),
        link: Some(format!("{SHOWN_AT}/profile/{did}/post/{key}")),
        status: Some(status),
    }
}

impl Provider for Bluesky {
    fn kind(&self) -> ProviderKind {
        ProviderKind::Bluesky
    }

    fn abilities(&self) -> Abilities {
        Abilities {
            looks_up: true,
            recognizes_for: None,
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
