//! Posts through Post for Me: a draft there ahead of the mark, released once it is durable.
//!
//! Post for Me knows no key that would make a write safe to repeat, so nothing that publishes is
//! ever sent blindly. Our key of a delivery is the `external_id` of its drafts: before another is
//! made, what stands under it is looked at. What is out is not sent again; a draft that an
//! earlier attempt left is deleted, so that a release of it that arrives late finds nothing. A
//! release replaces a draft as a whole and is sent once for each draft. What became of it only
//! the results tell, which are asked for until a send must end, and then by look-ups.

use std::{collections::HashMap, time::Duration};

use domain::{
    connection::ProviderKind,
    contract::{
        Abilities, BoxFuture, Clock, Credentials, Delivery, Landed, LookUp, Pictures, Provider,
        Refusal, SendOutcome, Staged,
    },
    network,
    post::PostKind,
};
use outbound::Body;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use store::{Store, StoreError};

use crate::{
    Client, PostForMeError, SoughtPosts, SoughtResults,
    access::{Access, Clients},
    wire::{
        AccountConfiguration, Media, PostStatus, SocialPost, SocialPostResult, Truth,
        WriteSocialPost,
    },
    words::{refusal, sentence},
};

/// The longest that one send may take, and the longest that staging may.
const SEND_TIMEOUT: Duration = Duration::from_secs(45);
/// A release that was sent is carried out by then, or never.
const SETTLES_AFTER: Duration = Duration::from_secs(2 * 60);
/// When to try again what certainly did not happen.
const LATER: Duration = Duration::from_secs(30);
/// How long before its minute a draft is made.
const STAGES_AHEAD: Duration = Duration::from_secs(60 * 60);
/// What is due sooner is not made to wait for others.
const SOON: Duration = Duration::from_secs(2 * 60);
/// So often the service is asked while a draft is made.
const DRAFT_CALLS: usize = 4;
/// So often from its release on.
const RELEASE_CALLS: usize = 3;
/// So much of what the service takes in a minute is left for what is due, while drafts are made
/// ahead.
const LEFT_FOR_DUE: usize = 15;
/// How many posts under one key a page of them holds.
const PAGE: u32 = 100;
/// How many pages are read.
const PAGES: u32 = 10;

/// Publishes through Post for Me.
pub struct PostForMe {
    store: Store,
    clients: Clients,
    patience: Patience,
}

/// How long a send waits for what.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For room in what the service takes in a minute.
    pub room: Duration,
    /// For a result, once a post was released.
    pub result: Duration,
    /// Before a result is asked for; each time longer by as much.
    pub pause: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Patience {
            room: Duration::from_secs(15),
            result: Duration::from_secs(20),
            pause: Duration::from_secs(2),
        }
    }
}

/// What staging leaves for the send.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Prepared {
    /// A draft waits to be released.
    Draft {
        /// Its id.
        id: String,
        /// Where its picture is.
        picture: Option<String>,
    },
    /// An earlier attempt turned out to be on the network.
    Out {
        /// The network's own id of it.
        reference: String,
        /// Its public address.
        link: Option<String>,
    },
}

/// What stands at the service under the key of a delivery.
#[derive(Debug, Default)]
struct Seen {
    /// What nobody publishes until it is released: drafts, and what is scheduled.
    drafts: Vec<String>,
    /// It is on the network.
    out: Option<Landed>,
    /// Something is being published.
    going: bool,
    /// Something ended, and nothing says how.
    untold: bool,
    /// It was certainly not published, for that reason.
    failed: Option<String>,
}

impl PostForMe {
    /// A provider that asks with these clients.
    pub fn new(store: Store, clients: Clients) -> Self {
        PostForMe { store, clients, patience: Patience::default() }
    }

    /// The same with another patience.
    #[must_use]
    pub fn with_patience(self, patience: Patience) -> Self {
        PostForMe { patience, ..self }
    }

    fn opened(&self, kept: Option<&Credentials>) -> Result<(Client, Access), Refusal> {
        let access = Access::opened(kept).ok_or_else(|| {
            refused(
                "The key of Post for Me cannot be read any more. Connect the channel again on the Channels page.",
                None,
            )
        })?;
        Ok((self.clients.of(&access), access))
    }

    /// Deletes a draft that is not to be released. What somebody released meanwhile stays.
    async fn take_back(&self, staged: &Staged) -> Result<(), Refusal> {
        let Ok(Prepared::Draft { id, .. }) = serde_json::from_str(&staged.reference) else {
            return Ok(());
        };
        let (client, _) = self.opened(staged.credentials.as_ref())?;
        match client.delete_post(&id).await {
            Err(PostForMeError::NotFound(_) | PostForMeError::Refused(_)) => Ok(()),
            Ok(done) if done.success => Ok(()),
            Ok(_) => {
                Err(refused("Post for Me did not delete a draft. It is asked again.", Some(LATER)))
            }
            Err(error) => Err(refusal(&error)),
        }
    }

    async fn prepare(&self, delivery: &Delivery) -> Result<Option<String>, Refusal> {
        if let Some(staged) = &delivery.staged {
            return Ok(Some(staged.clone()));
        }
        let (client, access) = self.opened(delivery.credentials.as_ref())?;
        let until = delivery.publish_at.duration_since(self.clients.world().now());
        let ahead = Duration::try_from(until).is_ok_and(|until| until > SOON);
        let (calls, left) = if ahead {
            (DRAFT_CALLS + LEFT_FOR_DUE, 0)
        } else {
            (DRAFT_CALLS + RELEASE_CALLS, RELEASE_CALLS)
        };
        let room = if ahead { Duration::ZERO } else { self.patience.room };
        set_aside(&client, calls, room).await?;
        let drafted = self.drafted(&client, &access, delivery).await;
        // The release finds room when its draft does.
        client.used(if drafted.is_ok() { calls - left } else { calls });
        drafted.map(|prepared| written(&prepared))
    }

    async fn drafted(
        &self,
        client: &Client,
        access: &Access,
        delivery: &Delivery,
    ) -> Result<Prepared, Refusal> {
        let seen = match Seen::under(client, &delivery.key, &access.account).await {
            Ok(seen) => seen,
            Err(error) => return Err(self.turned_down(delivery, &error).await),
        };
        if let Some(Landed { reference, link, .. }) = seen.out {
            return Ok(Prepared::Out { reference, link });
        }
        if seen.going {
            let said = "Post for Me is still publishing an earlier try of this. Nothing was sent; Almanac looks again.";
            return Err(refused(said, Some(LATER)));
        }
        if seen.untold {
            let said = format!(
                "Post for Me ended an earlier try of this without saying how. Look on {} whether it is there; if it is not, make a new post of it.",
                delivery.channel
            );
            return Err(refused(said, None));
        }
        for id in &seen.drafts {
            remove(client, id).await?;
        }
        let picture = self.uploaded(client, delivery).await?;
        let draft = content(delivery, access, picture.clone(), true);
        match client.create_post(&draft).await {
            Ok(post) => Ok(Prepared::Draft { id: post.id, picture }),
            // It may be stored all the same. Nobody publishes it, and the next try deletes it.
            Err(error) => Err(self.turned_down(delivery, &error).await),
        }
    }

    async fn uploaded(
        &self,
        client: &Client,
        delivery: &Delivery,
    ) -> Result<Option<String>, Refusal> {
        let Some(id) = delivery.picture else { return Ok(None) };
        let picture = self.store.picture(delivery.scope, id).await;
        let (content_type, bytes) = picture.map_err(|error| {
            let cause = &error as &dyn std::error::Error;
            tracing::error!(error = cause, post.id = %delivery.post, site.id = %delivery.scope.site, "a picture could not be read");
            let passing = matches!(error, StoreError::Database(_));
            refused("The picture could not be read. Draw it again.", passing.then_some(LATER))
        })?;
        let upload = async {
            let to = client.create_upload_url().await?;
            client.upload(&to, Body { content_type, bytes }).await?;
            Ok(to.media_url)
        };
        match upload.await {
            Ok(address) => Ok(Some(address)),
            Err(error) => Err(self.turned_down(delivery, &error).await),
        }
    }

    /// What an answer ahead of the release means. A key that is not valid any more is noted with
    /// the connection, for who looks at the channels.
    async fn turned_down(&self, delivery: &Delivery, error: &PostForMeError) -> Refusal {
        let refusal = refusal(error);
        if matches!(error, PostForMeError::Unauthorized) {
            let (scope, channel) = (delivery.scope, delivery.channel);
            let noted = async {
                match self.store.kept(scope, channel).await? {
                    Some(kept) if kept.credentials == delivery.credentials => {
                        let said = Some(refusal.reason.as_str());
                        self.store.note_connection_trouble(scope, channel, kept.id, said).await
                    }
                    _ => Ok(()),
                }
            };
            if let Err(error) = noted.await {
                let cause = &error as &dyn std::error::Error;
                tracing::error!(error = cause, site.id = %scope.site, %channel, "trouble with a connection could not be noted");
            }
        }
        refusal
    }

    async fn put(&self, delivery: &Delivery) -> SendOutcome {
        let staged = delivery.staged.as_deref().and_then(|text| serde_json::from_str(text).ok());
        match staged {
            Some(Prepared::Out { reference, link }) => {
                SendOutcome::Published(Landed { reference, link, status: None })
            }
            Some(Prepared::Draft { id, picture }) => self.release(delivery, &id, picture).await,
            None => SendOutcome::Refused(refused(
                "Almanac had not prepared this post. It tries again.",
                Some(LATER),
            )),
        }
    }

    async fn release(&self, delivery: &Delivery, id: &str, picture: Option<String>) -> SendOutcome {
        let (client, access) = match self.opened(delivery.credentials.as_ref()) {
            Ok(opened) => opened,
            Err(refusal) => return SendOutcome::Refused(refusal),
        };
        // What was set aside for this with its draft is used now.
        client.used(RELEASE_CALLS);
        if let Err(refusal) = set_aside(&client, RELEASE_CALLS, self.patience.room).await {
            return SendOutcome::Refused(refusal);
        }
        let outcome = self.released(&client, &access, delivery, id, picture).await;
        client.used(RELEASE_CALLS);
        outcome
    }

    async fn released(
        &self,
        client: &Client,
        access: &Access,
        delivery: &Delivery,
        id: &str,
        picture: Option<String>,
    ) -> SendOutcome {
        let post = content(delivery, access, picture, false);
        let mut lost = None;
        match client.release_post(id, &post, &format!("release-{id}")).await {
            Ok(_) => {}
            Err(error) if error.unclear() => lost = Some(error),
            // Nothing was released, and there is nothing to release: it is prepared anew.
            Err(PostForMeError::NotFound(_)) => {
                return SendOutcome::Refused(Refusal {
                    reason: "The draft that Almanac had made at Post for Me is gone, so nothing was sent. It makes another.".to_owned(),
                    status: Some(404),
                    retry_after: Some(LATER),
                });
            }
            Err(error @ PostForMeError::Refused(_)) => match client.post(id).await {
                // Somebody else released it there: it may be out.
                Ok(post) if !waits(&post.status) => {}
                Ok(_) => return SendOutcome::Refused(refusal(&error)),
                Err(_) => lost = Some(error),
            },
            Err(error) => return SendOutcome::Refused(self.turned_down(delivery, &error).await),
        }
        self.watch(client, id, &access.account, lost).await
    }

    /// Asks for the result until it is there, or until a send must end.
    async fn watch(
        &self,
        client: &Client,
        id: &str,
        account: &str,
        lost: Option<PostForMeError>,
    ) -> SendOutcome {
        let watch = async {
            let mut pause = self.patience.pause;
            loop {
                tokio::time::sleep(pause).await;
                pause += self.patience.pause;
                if let Ok(results) = results(client, &[id.to_owned()], account).await
                    && let Some(told) = results.get(id)
                {
                    match told {
                        Told::Out(landed) => return SendOutcome::Published(landed.clone()),
                        Told::Failed(said) => return SendOutcome::Refused(failed(said)),
                        Told::Untold => {
                            return SendOutcome::Unclear {
                                reason:
                                    "Post for Me does not know itself whether this was published."
                                        .to_owned(),
                                status: None,
                            };
                        }
                        Told::Going => {}
                    }
                }
            }
        };
        if let Ok(outcome) = tokio::time::timeout(self.patience.result, watch).await {
            return outcome;
        }
        match lost {
            Some(error) => SendOutcome::Unclear {
                reason: "It is not known whether Post for Me took this. Almanac looks there.".to_owned(),
                status: error.status(),
            },
            None => SendOutcome::Unclear {
                reason: "Post for Me took this and has not said yet what became of it. Almanac looks again.".to_owned(),
                status: None,
            },
        }
    }

    async fn find(&self, delivery: &Delivery) -> LookUp {
        let Ok((client, access)) = self.opened(delivery.credentials.as_ref()) else {
            return LookUp::Unknown;
        };
        let Ok(seen) = Seen::under(&client, &delivery.key, &access.account).await else {
            return LookUp::Unknown;
        };
        match seen {
            Seen { out: Some(landed), .. } => LookUp::Found(landed),
            Seen { going: true, .. } | Seen { untold: true, .. } => LookUp::Unknown,
            // A draft that waits beside what failed is the newest try, and was not released.
            Seen { failed: Some(said), drafts, .. } if drafts.is_empty() => {
                LookUp::Refused(failed(&said))
            }
            _ => LookUp::Absent,
        }
    }
}

impl Provider for PostForMe {
    fn kind(&self) -> ProviderKind {
        ProviderKind::PostForMe
    }

    fn abilities(&self) -> Abilities {
        Abilities {
            looks_up: true,
            recognizes_for: None,
            settles_after: SETTLES_AFTER,
            stages_ahead: STAGES_AHEAD,
            send_timeout: SEND_TIMEOUT,
            clock: Clock::Ours,
            pictures: Pictures::Sent,
        }
    }

    fn host(&self, delivery: &Delivery) -> Option<String> {
        Access::opened(delivery.credentials.as_ref())?.host()
    }

    fn stage<'a>(
        &'a self,
        delivery: &'a Delivery,
    ) -> BoxFuture<'a, Result<Option<String>, Refusal>> {
        Box::pin(self.prepare(delivery))
    }

    fn unstage<'a>(&'a self, staged: &'a Staged) -> BoxFuture<'a, Result<(), Refusal>> {
        Box::pin(self.take_back(staged))
    }

    fn send<'a>(&'a self, delivery: &'a Delivery) -> BoxFuture<'a, SendOutcome> {
        Box::pin(self.put(delivery))
    }

    fn look_up<'a>(&'a self, delivery: &'a Delivery) -> BoxFuture<'a, LookUp> {
        Box::pin(self.find(delivery))
    }
}

/// What the result of a post says.
#[derive(Debug, Clone)]
enum Told {
    Out(Landed),
    Failed(String),
    Going,
    Untold,
}

impl Told {
    fn of(result: &SocialPostResult) -> Self {
        if result.success {
            let data = result.platform_data.clone().unwrap_or_default();
            let reference = data.id.unwrap_or_else(|| result.id.clone());
            return Told::Out(Landed { reference, link: data.url, status: None });
        }
        // Not each failure is one: a platform may be at it still, and another Almanac may not
        // know.
        let state = result.details.get("status").and_then(Value::as_str).unwrap_or_default();
        match state.to_ascii_lowercase().as_str() {
            "processing" => Told::Going,
            "uncertain" => Told::Untold,
            _ => Told::Failed(result.error.clone().unwrap_or_default()),
        }
    }
}

impl Seen {
    async fn under(client: &Client, key: &str, account: &str) -> Result<Self, PostForMeError> {
        let mut seen = Seen::default();
        let mut begun = Vec::new();
        for post in posts(client, key).await? {
            if waits(&post.status) {
                seen.drafts.push(post.id);
            } else {
                begun.push(post);
            }
        }
        if begun.is_empty() {
            return Ok(seen);
        }
        let ids: Vec<String> = begun.iter().map(|post| post.id.clone()).collect();
        let mut results = results(client, &ids, account).await?;
        for post in begun {
            match (results.remove(&post.id), post.status) {
                (Some(Told::Out(landed)), _) => seen.out = seen.out.or(Some(landed)),
                (Some(Told::Untold), _) | (None, PostStatus::Processed) => seen.untold = true,
                (Some(Told::Failed(said)), PostStatus::Processed) => {
                    seen.failed = seen.failed.or(Some(said));
                }
                (Some(Told::Going | Told::Failed(_)) | None, _) => seen.going = true,
            }
        }
        Ok(seen)
    }
}

/// Waits for room in what the service takes in a minute, but not for longer.
async fn set_aside(client: &Client, calls: usize, longest: Duration) -> Result<(), Refusal> {
    let mut left = longest;
    loop {
        let Err(wait) = client.set_aside(calls) else { return Ok(()) };
        if wait > left {
            return Err(refusal(&PostForMeError::TooMany { wait }));
        }
        tokio::time::sleep(wait).await;
        left -= wait;
    }
}

/// Whether a post is published by nobody until it is released, or its time comes.
const fn waits(status: &PostStatus) -> bool {
    matches!(status, PostStatus::Draft | PostStatus::Scheduled)
}

/// Deletes what waits at the service. What is being published there is not deleted.
async fn remove(client: &Client, id: &str) -> Result<(), Refusal> {
    match client.delete_post(id).await {
        Ok(done) if done.success => Ok(()),
        Err(PostForMeError::NotFound(_)) => Ok(()),
        Ok(_) | Err(PostForMeError::Refused(_)) => Err(refused(
            "Post for Me did not delete the draft of an earlier try. Nothing was sent; Almanac looks again.",
            Some(LATER),
        )),
        Err(error) => Err(refusal(&error)),
    }
}

/// All posts under a key of ours.
async fn posts(client: &Client, key: &str) -> Result<Vec<SocialPost>, PostForMeError> {
    let sought = SoughtPosts { external_id: vec![key.to_owned()], ..SoughtPosts::default() };
    let mut found = Vec::new();
    for page in 0..PAGES {
        let posts = client.posts(&sought, page * PAGE, PAGE).await?.data;
        let last = posts.len() < PAGE as usize;
        // A service that does not know the filter tells of all.
        found.extend(posts.into_iter().filter(|post| post.external_id.as_deref() == Some(key)));
        if last {
            return Ok(found);
        }
    }
    // What was not read may be what matters.
    Err(PostForMeError::Unreadable)
}

/// What the results of posts say of an account, by post. What is out goes before what is not.
async fn results(
    client: &Client,
    ids: &[String],
    account: &str,
) -> Result<HashMap<String, Told>, PostForMeError> {
    let sought = SoughtResults {
        post_id: ids.to_vec(),
        social_account_id: vec![account.to_owned()],
        ..SoughtResults::default()
    };
    let mut told = HashMap::new();
    for result in client.results(&sought, 0, PAGE).await?.data {
        if !ids.contains(&result.post_id) || result.social_account_id != account {
            continue;
        }
        let it = Told::of(&result);
        if matches!(it, Told::Out(_)) || !told.contains_key(&result.post_id) {
            told.insert(result.post_id, it);
        }
    }
    Ok(told)
}

/// A post as it goes to the service, whole: a release resets what it leaves out.
fn content(
    delivery: &Delivery,
    access: &Access,
    picture: Option<String>,
    draft: bool,
) -> WriteSocialPost {
    let Delivery { text, key, channel, .. } = delivery;
    let mut own = Map::new();
    if delivery.kind == PostKind::Story {
        own.insert("placement".to_owned(), "stories".into());
    }
    if let Some(title) = &text.title {
        own.insert("title".to_owned(), title.as_str().into());
    }
    if let Some(link) = &text.link {
        own.insert("link".to_owned(), link.as_str().into());
    }
    let social_account_id = access.account.clone();
    let configurations = (!own.is_empty()).then(|| {
        vec![AccountConfiguration { social_account_id, configuration: own, rest: Map::new() }]
    });
    // The service wants a caption of whatever it is sent.
    let words = network::words(*channel, text);
    let said = Some(words.as_ref()).filter(|words| !words.trim().is_empty());
    WriteSocialPost {
        caption: Some(said.unwrap_or(channel.name()).to_owned()),
        social_accounts: Some(vec![access.account.clone()]),
        is_draft: Some(Truth(draft)),
        external_id: Some(key.clone()),
        media: picture.map(|address| vec![Media::at(address)]),
        account_configurations: configurations,
        ..WriteSocialPost::default()
    }
}

fn written(prepared: &Prepared) -> Option<String> {
    // Texts alone: writing them as JSON cannot fail.
    serde_json::to_string(prepared).ok()
}

/// A post that the service could not publish.
fn failed(said: &str) -> Refusal {
    let said = sentence(said);
    let said = if said.is_empty() { "It gave no reason.".to_owned() } else { said };
    let reason = format!("Post for Me could not publish this: {said}");
    Refusal { reason, status: None, retry_after: None }
}

/// Why a post does not go out now, though the service was reached.
fn refused(reason: impl Into<String>, retry_after: Option<Duration>) -> Refusal {
    Refusal { reason: reason.into(), status: retry_after.map(|_| 200), retry_after }
}
