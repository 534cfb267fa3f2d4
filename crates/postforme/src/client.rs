//! Asks the API, one method at a time.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use domain::{contract::Credentials, world::World};
use jiff::Timestamp;
use outbound::{Answer, Body, Outbound, SendError, Verb};
use serde::{Serialize, de::DeserializeOwned};
use url::Url;

use crate::{
    PostForMeError,
    wire::{
        AskAuthUrl, AskPreviews, AuthUrl, ChangeSocialAccount, Done, Page, Preview, SocialAccount,
        SocialPost, SocialPostResult, UploadUrl, Webhook, WriteSocialAccount, WriteSocialPost,
        WriteWebhook,
    },
};

/// How long one answer may take, unless told otherwise.
const PATIENCE: Duration = Duration::from_secs(30);
/// The largest answer that is read, in bytes: a hundred posts with long captions.
const LARGEST: usize = 8 * 1024 * 1024;
/// The vendor counts requests by the minute.
const MINUTE: Duration = Duration::from_secs(60);
/// How soon others may be done with what they set aside.
const A_MOMENT: Duration = Duration::from_secs(2);

/// Which posts. What is empty lets all through.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SoughtPosts {
    /// Standing so: `draft` and the like.
    pub status: Vec<String>,
    /// For one of these platforms.
    pub platform: Vec<String>,
    /// With one of these ids of our own.
    pub external_id: Vec<String>,
    /// For one of these accounts.
    pub social_account_id: Vec<String>,
}

/// Which accounts. What is empty lets all through.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SoughtAccounts {
    /// On one of these platforms.
    pub platform: Vec<String>,
    /// With one of these names.
    pub username: Vec<String>,
    /// With one of these ids of our own.
    pub external_id: Vec<String>,
    /// With one of these ids.
    pub id: Vec<String>,
    /// Standing so: `connected` or `disconnected`.
    pub status: Vec<String>,
}

/// Which results. What is empty lets all through.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SoughtResults {
    /// Of one of these posts.
    pub post_id: Vec<String>,
    /// On one of these platforms.
    pub platform: Vec<String>,
    /// For one of these accounts.
    pub social_account_id: Vec<String>,
}

/// One project's way to the API. Cheap to clone; all clones share one patience.
///
/// Nothing is sent twice: a read may be asked again at once, a write only after a look, unless
/// [`PostForMeError::unclear`] says that it was not carried out. While the service asks to be
/// left alone, and beyond what it takes in a minute, nothing is sent.
#[derive(Clone)]
pub struct Client {
    parts: Arc<Parts>,
    patience: Duration,
}

struct Parts {
    outbound: Outbound,
    world: Arc<dyn World>,
    service: Url,
    key: Credentials,
    pace: Mutex<Pace>,
    per_minute: usize,
}

/// When the service may be asked.
#[derive(Default)]
struct Pace {
    closed_until: Option<Timestamp>,
    /// When it was asked within the last minute, by the ticks of the world.
    asked: VecDeque<Duration>,
    /// When requests were set aside that are not made yet.
    set_aside: VecDeque<Duration>,
}

impl Pace {
    /// Forgets what is more than a minute ago.
    fn pass(&mut self, ticks: Duration) {
        for kept in [&mut self.asked, &mut self.set_aside] {
            while kept.front().is_some_and(|at| *at + MINUTE <= ticks) {
                kept.pop_front();
            }
        }
    }

    /// For how long the service asks to be left alone.
    fn closed_for(&self, now: Timestamp) -> Duration {
        let until = self.closed_until.filter(|until| *until > now);
        until.map_or(Duration::ZERO, |until| until.duration_since(now).unsigned_abs())
    }
}

impl Client {
    /// A client for the service at an address, such as `https://api.postforme.dev/`.
    pub fn new(outbound: Outbound, world: Arc<dyn World>, service: Url, key: Credentials) -> Self {
        Client::at_most(outbound, world, service, key, usize::MAX)
    }

    /// The same, which asks no more than so often within a minute.
    pub fn at_most(
        outbound: Outbound,
        world: Arc<dyn World>,
        service: Url,
        key: Credentials,
        per_minute: usize,
    ) -> Self {
        let parts = Parts { outbound, world, service, key, pace: Mutex::default(), per_minute };
        Client { parts: Arc::new(parts), patience: PATIENCE }
    }

    /// The same client, which waits no longer than this for an answer, from its first byte
    /// sent to its last byte read.
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Self {
        Client { patience, ..self }
    }

    /// Makes a post. Asked twice, it makes two: after an unclear answer look for it by its
    /// `external_id`.
    pub async fn create_post(&self, post: &WriteSocialPost) -> Result<SocialPost, PostForMeError> {
        self.ask(Verb::Post, "v1/social-posts", Vec::new(), Some(written(post)?)).await
    }

    /// A post.
    pub async fn post(&self, id: &str) -> Result<SocialPost, PostForMeError> {
        self.get(&format!("v1/social-posts/{}", part(id)), Vec::new()).await
    }

    /// Posts, the newest first, from `offset` on, at most 100.
    pub async fn posts(
        &self,
        sought: &SoughtPosts,
        offset: u32,
        limit: u32,
    ) -> Result<Page<SocialPost>, PostForMeError> {
        let query = pairs(&[
            ("status", &sought.status),
            ("platform", &sought.platform),
            ("external_id", &sought.external_id),
            ("social_account_id", &sought.social_account_id),
        ]);
        self.get("v1/social-posts", paged(query, offset, limit)).await
    }

    /// Replaces a post as a whole: what is not sent is reset, and without `isDraft` and a time
    /// it is published at once. Refused once it is being published.
    pub async fn replace_post(
        &self,
        id: &str,
        post: &WriteSocialPost,
    ) -> Result<SocialPost, PostForMeError> {
        let path = format!("v1/social-posts/{}", part(id));
        self.ask(Verb::Put, &path, Vec::new(), Some(written(post)?)).await
    }

    /// Publishes a draft at once, as [`Client::replace_post`] does. A service that knows
    /// idempotency keys, as ours does and the vendor's does not, publishes it once under one key.
    pub async fn release_post(
        &self,
        id: &str,
        post: &WriteSocialPost,
        idempotency_key: &str,
    ) -> Result<SocialPost, PostForMeError> {
        let path = format!("v1/social-posts/{}", part(id));
        let headers = [("idempotency-key", idempotency_key.to_owned())];
        self.ask_with(Verb::Put, &path, Vec::new(), &headers, Some(written(post)?)).await
    }

    /// Deletes a post. Refused once it is being published. Look at the answer's flag.
    pub async fn delete_post(&self, id: &str) -> Result<Done, PostForMeError> {
        self.ask(Verb::Delete, &format!("v1/social-posts/{}", part(id)), Vec::new(), None).await
    }

    /// Results, from `offset` on, at most 100; the vendor counts by posts.
    pub async fn results(
        &self,
        sought: &SoughtResults,
        offset: u32,
        limit: u32,
    ) -> Result<Page<SocialPostResult>, PostForMeError> {
        let query = pairs(&[
            ("post_id", &sought.post_id),
            ("platform", &sought.platform),
            ("social_account_id", &sought.social_account_id),
        ]);
        self.get("v1/social-post-results", paged(query, offset, limit)).await
    }

    /// A result.
    pub async fn result(&self, id: &str) -> Result<SocialPostResult, PostForMeError> {
        self.get(&format!("v1/social-post-results/{}", part(id)), Vec::new()).await
    }

    /// Accounts, from `offset` on, at most 100.
    pub async fn accounts(
        &self,
        sought: &SoughtAccounts,
        offset: u32,
        limit: u32,
    ) -> Result<Page<SocialAccount>, PostForMeError> {
        let query = pairs(&[
            ("platform", &sought.platform),
            ("username", &sought.username),
            ("external_id", &sought.external_id),
            ("id", &sought.id),
            ("status", &sought.status),
        ]);
        self.get("v1/social-accounts", paged(query, offset, limit)).await
    }

    /// An account.
    pub async fn account(&self, id: &str) -> Result<SocialAccount, PostForMeError> {
        self.get(&format!("v1/social-accounts/{}", part(id)), Vec::new()).await
    }

    /// Makes an account of tokens that the caller holds, or brings it up to date.
    pub async fn create_account(
        &self,
        account: &WriteSocialAccount,
    ) -> Result<SocialAccount, PostForMeError> {
        self.ask(Verb::Post, "v1/social-accounts", Vec::new(), Some(written(account)?)).await
    }

    /// Gives an account a name and an id of our own. Safe to repeat.
    pub async fn change_account(
        &self,
        id: &str,
        change: &ChangeSocialAccount,
    ) -> Result<SocialAccount, PostForMeError> {
        let path = format!("v1/social-accounts/{}", part(id));
        self.ask(Verb::Patch, &path, Vec::new(), Some(written(change)?)).await
    }

    /// Forgets the tokens of an account. Safe to repeat.
    pub async fn disconnect_account(&self, id: &str) -> Result<SocialAccount, PostForMeError> {
        let path = format!("v1/social-accounts/{}/disconnect", part(id));
        self.ask(Verb::Post, &path, Vec::new(), None).await
    }

    /// Deletes an account with its results.
    pub async fn delete_account(&self, id: &str) -> Result<Done, PostForMeError> {
        self.ask(Verb::Delete, &format!("v1/social-accounts/{}", part(id)), Vec::new(), None).await
    }

    /// Where an account is connected.
    pub async fn auth_url(&self, asked: &AskAuthUrl) -> Result<AuthUrl, PostForMeError> {
        self.ask(Verb::Post, "v1/social-accounts/auth-url", Vec::new(), Some(written(asked)?)).await
    }

    /// Where to send a picture or a video.
    pub async fn create_upload_url(&self) -> Result<UploadUrl, PostForMeError> {
        self.ask(Verb::Post, "v1/media/create-upload-url", Vec::new(), None).await
    }

    /// Sends the bytes of a picture to where [`Client::create_upload_url`] said, without the key.
    pub async fn upload(&self, to: &UploadUrl, picture: Body) -> Result<(), PostForMeError> {
        let unusable =
            |_| PostForMeError::NotSent("Post for Me named no address for the picture.".to_owned());
        let url = Url::parse(&to.upload_url).map_err(unusable)?;
        let picture = Some(picture);
        let sent =
            self.parts.outbound.send(Verb::Put, &url, &[], picture, self.patience, LARGEST).await;
        let answer = sent.map_err(|error| PostForMeError::of(&error))?;
        match answer.status {
            200..300 => Ok(()),
            status => Err(PostForMeError::refused(status, &answer.body, answer.retry_after)),
        }
    }

    /// Sets so many requests aside within what the service takes in a minute, for who asks it
    /// several times in a row. They are set aside for a minute, or until [`Client::used`] says
    /// that they were made.
    ///
    /// # Errors
    /// How long to wait before it is asked for again: there is no room for them.
    pub fn set_aside(&self, calls: usize) -> Result<(), Duration> {
        let (now, ticks) = (self.parts.world.now(), self.parts.world.ticks());
        let mut pace = self.pace();
        pace.pass(ticks);
        let closed = pace.closed_for(now);
        let taken = pace.asked.len() + pace.set_aside.len();
        let over = taken.saturating_add(calls).saturating_sub(self.parts.per_minute);
        if over == 0 && closed.is_zero() {
            pace.set_aside.extend(std::iter::repeat_n(ticks, calls));
            return Ok(());
        }
        // Room comes when the oldest requests are a minute ago, or when others are done.
        let oldest = over.checked_sub(1).and_then(|at| pace.asked.get(at));
        let full = oldest.map_or(A_MOMENT, |asked| (*asked + MINUTE).saturating_sub(ticks));
        Err(closed.max(if over > 0 { full } else { Duration::ZERO }))
    }

    /// So many requests that were set aside are made now, or not at all.
    pub fn used(&self, calls: usize) {
        let mut pace = self.pace();
        let calls = calls.min(pace.set_aside.len());
        pace.set_aside.drain(..calls);
    }

    /// What would go to accounts that need not exist.
    pub async fn previews(&self, asked: &AskPreviews) -> Result<Vec<Preview>, PostForMeError> {
        self.ask(Verb::Post, "v1/social-post-previews", Vec::new(), Some(written(asked)?)).await
    }

    /// The addresses that are told what happens, from `offset` on, at most 100.
    pub async fn webhooks(&self, offset: u32, limit: u32) -> Result<Page<Webhook>, PostForMeError> {
        self.get("v1/webhooks", paged(Vec::new(), offset, limit)).await
    }

    /// An address that is told what happens.
    pub async fn webhook(&self, id: &str) -> Result<Webhook, PostForMeError> {
        self.get(&format!("v1/webhooks/{}", part(id)), Vec::new()).await
    }

    /// Adds an address that is told what happens. A second with that address is refused.
    pub async fn create_webhook(&self, webhook: &WriteWebhook) -> Result<Webhook, PostForMeError> {
        self.ask(Verb::Post, "v1/webhooks", Vec::new(), Some(written(webhook)?)).await
    }

    /// Changes an address, and adds events that it is told; none can be removed.
    pub async fn change_webhook(
        &self,
        id: &str,
        webhook: &WriteWebhook,
    ) -> Result<Webhook, PostForMeError> {
        let path = format!("v1/webhooks/{}", part(id));
        self.ask(Verb::Patch, &path, Vec::new(), Some(written(webhook)?)).await
    }

    /// Removes an address that is told what happens.
    pub async fn delete_webhook(&self, id: &str) -> Result<Done, PostForMeError> {
        self.ask(Verb::Delete, &format!("v1/webhooks/{}", part(id)), Vec::new(), None).await
    }

    async fn get<T: DeserializeOwned>(
        &self,
        path: &str,
        query: Vec<(&str, String)>,
    ) -> Result<T, PostForMeError> {
        self.ask(Verb::Get, path, query, None).await
    }

    async fn ask<T: DeserializeOwned>(
        &self,
        verb: Verb,
        path: &str,
        query: Vec<(&str, String)>,
        body: Option<Vec<u8>>,
    ) -> Result<T, PostForMeError> {
        self.ask_with(verb, path, query, &[], body).await
    }

    async fn ask_with<T: DeserializeOwned>(
        &self,
        verb: Verb,
        path: &str,
        query: Vec<(&str, String)>,
        more: &[(&str, String)],
        body: Option<Vec<u8>>,
    ) -> Result<T, PostForMeError> {
        self.is_open()?;
        let unusable =
            |_| PostForMeError::NotSent("The address of Post for Me is unusable.".to_owned());
        let mut url = self.parts.service.join(path).map_err(unusable)?;
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        let mut headers = more.to_vec();
        headers.push(("authorization", format!("Bearer {}", self.parts.key.reveal())));
        let begun = std::time::Instant::now();
        let sent =
            self.parts.outbound.send_json(verb, &url, &headers, body, self.patience, LARGEST).await;
        count(verb, url.path(), &sent, begun.elapsed());
        self.read(&sent.map_err(|error| PostForMeError::of(&error))?)
    }

    fn read<T: DeserializeOwned>(&self, answer: &Answer) -> Result<T, PostForMeError> {
        if (200..300).contains(&answer.status) {
            if !answer.whole {
                return Err(PostForMeError::Unreadable);
            }
            return serde_json::from_slice(&answer.body).map_err(|_| PostForMeError::Unreadable);
        }
        let refused = PostForMeError::refused(answer.status, &answer.body, answer.retry_after);
        if let PostForMeError::TooMany { wait } = refused {
            self.pace().closed_until = self.parts.world.now().checked_add(wait).ok();
        }
        Err(refused)
    }

    /// Sends nothing while the service asks to be left alone, and nothing beyond its pace.
    fn is_open(&self) -> Result<(), PostForMeError> {
        let (now, ticks) = (self.parts.world.now(), self.parts.world.ticks());
        let mut pace = self.pace();
        pace.pass(ticks);
        let closed = pace.closed_for(now);
        if !closed.is_zero() {
            return Err(PostForMeError::TooMany { wait: closed });
        }
        if pace.asked.len() >= self.parts.per_minute {
            let oldest = pace.asked.front().copied().unwrap_or(ticks);
            let wait = (oldest + MINUTE).saturating_sub(ticks);
            return Err(PostForMeError::TooMany { wait });
        }
        pace.asked.push_back(ticks);
        Ok(())
    }

    fn pace(&self) -> MutexGuard<'_, Pace> {
        self.parts.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Counts a call by its method and its outcome.
fn count(verb: Verb, path: &str, sent: &Result<Answer, SendError>, took: Duration) {
    let path = path.split('/').map(|part| if part.contains('_') { "{id}" } else { part });
    let method = format!("{verb:?} {}", path.collect::<Vec<_>>().join("/"));
    let outcome = match sent {
        Ok(answer) => answer.status.to_string(),
        Err(SendError::NotSent(_)) => "not sent".to_owned(),
        Err(SendError::Unclear { .. }) => "unclear".to_owned(),
    };
    metrics::histogram!("almanac_post_for_me_call_seconds", "method" => method.clone())
        .record(took);
    metrics::counter!("almanac_post_for_me_calls_total", "method" => method, "outcome" => outcome)
        .increment(1);
}

/// An id as a part of a path.
fn part(id: &str) -> String {
    url::form_urlencoded::byte_serialize(id.as_bytes()).collect::<String>().replace('+', "%20")
}

/// Each value under its name: the vendor reads repeated names, and no commas where it checks
/// words.
fn pairs<'a>(filters: &[(&'a str, &Vec<String>)]) -> Vec<(&'a str, String)> {
    let each = |(name, values): &(&'a str, &Vec<String>)| {
        let name = *name;
        values.iter().map(move |value| (name, value.clone())).collect::<Vec<_>>()
    };
    filters.iter().flat_map(each).collect()
}

fn paged(mut query: Vec<(&str, String)>, offset: u32, limit: u32) -> Vec<(&str, String)> {
    query.push(("offset", offset.to_string()));
    query.push(("limit", limit.to_string()));
    query
}

fn written(body: &impl Serialize) -> Result<Vec<u8>, PostForMeError> {
    serde_json::to_vec(body).map_err(|error| PostForMeError::NotSent(error.to_string()))
}
