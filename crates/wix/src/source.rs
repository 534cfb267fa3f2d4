//! Wix as a plan source: its plan is mirrored into the store, and what people do to the plan
//! is done there.
//!
//! A command is sent once. When its answer is lost it may have been carried out all the same:
//! then the marketer is told to look, and the mirror is refreshed at once, which shows it.

mod context;
mod hosted;
mod mirror;
mod told;

use std::{
    collections::HashMap,
    pin::pin,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use domain::{
    Scope,
    activity::ActivityType,
    contract::{
        Change, Drafts, Generation, KeptDraft, NewActivity, PlanError, PostsWork, Scheduling,
    },
    id::{ActivityId, PostId},
    plan::PlanStatus,
    post::{PostKind, PostStatus},
    world::World,
};
use jiff::{SignedDuration, Timestamp};
use outbound::Outbound;
use store::{
    Store, StoreError,
    posts::{Post, Which},
};
use tokio::task::JoinSet;
use url::Url;

use crate::{
    Access, Client, WixError, access,
    wire::{Instant, MarketingActivity, MarketingActivityType},
};
use told::{refused, store_failed};

/// The most ids that one call takes.
const MOST_IDS: usize = 20;
/// How long a source is asked often after something was begun there.
const WATCH: SignedDuration = SignedDuration::from_mins(3);
/// How often it is looked which sites are due.
const LOOK: Duration = Duration::from_secs(1);
/// How long a site is ours while it is looked at: longer than the slowest look takes.
const LEASE: Duration = Duration::from_secs(300);
/// How long somebody who gave a command waits for the look after it,
const AFTER_COMMAND: Duration = Duration::from_secs(5);
/// and of that for new pictures.
const PICTURES_AFTER_COMMAND: Duration = Duration::from_secs(1);
/// The most clients that are kept; each holds a token.
const MOST_CLIENTS: usize = 4_096;

/// The hosted service, for every site that takes its plan from there.
#[derive(Clone)]
pub struct WixSource(Arc<Parts>);

struct Parts {
    store: Store,
    world: Arc<dyn World>,
    outbound: Outbound,
    service: Url,
    clients: Mutex<HashMap<Scope, (Access, Client)>>,
}

impl WixSource {
    /// Over the service at an address, such as `https://www.wixapis.com/`.
    pub fn new(store: Store, world: Arc<dyn World>, outbound: Outbound, service: Url) -> Self {
        let clients = Mutex::default();
        WixSource(Arc::new(Parts { store, world, outbound, service, clients }))
    }

    /// A client that shows these credentials; for trying them before they are kept.
    pub fn client_with(&self, access: Access) -> Client {
        let Parts { world, outbound, service, .. } = &*self.0;
        Client::new(outbound.clone(), Arc::clone(world), service.clone(), access)
    }

    /// The client of a site, with its token; a new one when its credentials have changed.
    pub(crate) async fn client(&self, scope: Scope) -> Result<Client, PlanError> {
        let sealed = self.0.store.source_credentials(scope).await.map_err(store_failed)?;
        let access = sealed.as_ref().and_then(access::opened).ok_or_else(|| {
            PlanError::Refused(
                "There are no credentials for Wix. Enter them as plan source.".into(),
            )
        })?;
        let mut clients = self.0.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, client)) = clients.get(&scope)
            && *known == access
        {
            return Ok(client.clone());
        }
        if clients.len() >= MOST_CLIENTS {
            clients.clear();
        }
        let client = self.client_with(access.clone());
        clients.insert(scope, (access, client.clone()));
        Ok(client)
    }

    /// What is known of the sites.
    pub(crate) fn store(&self) -> &Store {
        &self.0.store
    }

    /// The way out of the machine.
    pub(crate) fn outbound(&self) -> &Outbound {
        &self.0.outbound
    }

    /// Where the service is.
    pub(crate) fn service(&self) -> &Url {
        &self.0.service
    }

    /// Has the plan made, or made again.
    ///
    /// # Errors
    /// As [`domain::contract::PlanSource::generate`].
    pub async fn generate(&self, scope: Scope, how: Generation) -> Result<(), PlanError> {
        let client = self.client(scope).await?;
        let counts = self.0.store.site_and_counts(scope, self.0.world.now()).await;
        let first = counts.map_err(store_failed)?.1.plan == PlanStatus::NeverCreated;
        let begun = match how {
            _ if first => client.generate().await,
            Generation::Plain => client.regenerate().await,
            Generation::WithKeywordResearch => client.regenerate_with_keyword_research().await,
        };
        self.after(scope, begun.map(drop)).await
    }

    /// Adds an activity.
    ///
    /// # Errors
    /// As [`domain::contract::PlanSource::add_activity`].
    pub async fn add_activity(
        &self,
        scope: Scope,
        activity: NewActivity,
    ) -> Result<ActivityId, PlanError> {
        let kind = match activity.kind {
            ActivityType::SocialMarketing => MarketingActivityType::SocialMarketing,
            ActivityType::Blog => MarketingActivityType::Blog,
            ActivityType::EmailMarketing => MarketingActivityType::EmailMarketing,
        };
        let sent = MarketingActivity {
            title: Some(activity.title),
            description: Some(activity.description),
            target_date: Some(Instant(activity.starts_at)),
            marketing_activity_type: Some(kind),
            ..MarketingActivity::default()
        };
        let added = self.client(scope).await?.create_activity(sent).await;
        let id = added.as_ref().ok().and_then(|added| added.id.as_ref()?.parse().ok());
        self.after(scope, added.map(drop)).await?;
        id.ok_or_else(|| refused(&WixError::Unreadable))
    }

    /// Changes something by hand.
    ///
    /// # Errors
    /// As [`domain::contract::PlanSource::change`]; and what Wix has no way for is refused.
    pub async fn change(&self, scope: Scope, change: Change) -> Result<(), PlanError> {
        let (store, client) = (&self.0.store, self.client(scope).await?);
        let done = match change {
            Change::Text { post, version, text } => {
                let known = self.still_at(scope, post, version).await?;
                if known.kind == PostKind::Story {
                    return Err(PlanError::Refused(told::WORDS_IN_PICTURE.into()));
                }
                let changes = mirror::changes(known.channel, &text);
                client.update_item(&post.to_string(), changes).await.map(drop)
            }
            Change::MovePost { post, version, to } => {
                match self.still_at(scope, post, version).await?.status {
                    PostStatus::Scheduled => {
                        client.reschedule(&post.to_string(), to).await.map(drop)
                    }
                    _ => return Err(PlanError::Refused(told::MOVES_WITH_ACTIVITY.into())),
                }
            }
            Change::Unschedule(post) => client.cancel(&post.to_string()).await.map(drop),
            Change::Words { activity, title, description } => {
                let sent = MarketingActivity {
                    title: Some(title),
                    description: Some(description),
                    ..MarketingActivity::default()
                };
                let mask = "title,description";
                client.update_activity(&activity.to_string(), sent, mask).await.map(drop)
            }
            Change::MoveActivity { activity, from, to } => {
                let known = store.activity(scope, activity).await.map_err(store_failed)?;
                if known.starts_at != from {
                    return Err(PlanError::Refused(told::MOVES_WHOLE.into()));
                }
                let sent = MarketingActivity {
                    target_date: Some(Instant(to)),
                    ..MarketingActivity::default()
                };
                client.update_activity(&activity.to_string(), sent, "targetDate").await.map(drop)
            }
            Change::DeleteActivity(activity) => {
                client.delete_plan_activity(&activity.to_string()).await.map(drop)
            }
            Change::ClearPosts(activity) => {
                client.clear_posts(&activity.to_string()).await.map(drop)
            }
            Change::ClearStories(activity) => {
                client.clear_stories(&activity.to_string()).await.map(drop)
            }
            Change::DeletePlan => client.delete_plan().await.map(drop),
        };
        self.after(scope, done).await
    }

    /// Has the posts of activities made; they appear as they are ready.
    ///
    /// # Errors
    /// As [`domain::contract::PlanSource::make_posts`].
    pub async fn make_posts(
        &self,
        scope: Scope,
        activities: Vec<ActivityId>,
        work: PostsWork,
    ) -> Result<(), PlanError> {
        let client = self.client(scope).await?;
        let ids: Vec<String> = activities.iter().map(ToString::to_string).collect();
        let mut done = Ok(());
        match work {
            PostsWork::Missing => {
                for some in ids.chunks(MOST_IDS) {
                    done = done.and(client.generate_posts(some.to_vec()).await.map(drop));
                }
            }
            PostsWork::Anew => {
                for id in &ids {
                    done = done.and(client.regenerate_posts(id).await.map(drop));
                }
            }
            PostsWork::Pictures => {
                for id in &ids {
                    done = done.and(client.regenerate_posts_media(id).await.map(drop));
                }
            }
            PostsWork::Stories => {
                for id in &ids {
                    done = done.and(client.regenerate_stories(id).await.map(drop));
                }
            }
        }
        self.after(scope, done).await
    }

    /// New words or pictures for the drafts of a post's activity: Wix makes them for all of
    /// an activity at once.
    ///
    /// # Errors
    /// As [`domain::contract::PlanSource::rewrite_post`].
    pub async fn make_anew(
        &self,
        scope: Scope,
        post: PostId,
        work: PostsWork,
    ) -> Result<(), PlanError> {
        let post = self.0.store.post(scope, post).await.map_err(store_failed)?;
        if post.status != PostStatus::Draft {
            return Err(PlanError::Refused(told::DRAFTS_ONLY.into()));
        }
        let work = match post.kind {
            PostKind::Post => work,
            PostKind::Story => PostsWork::Stories,
        };
        self.make_posts(scope, vec![post.activity], work).await
    }

    /// Schedules drafts where the plan is. What was not is told draft by draft.
    ///
    /// # Errors
    /// As [`domain::contract::PlanSource::schedule`].
    pub async fn schedule(&self, scope: Scope, drafts: Drafts) -> Result<Scheduling, PlanError> {
        let client = self.client(scope).await?;
        let which = match drafts {
            Drafts::One(id) => Which::One(id),
            Drafts::OfActivity(id) => Which::OfActivity(id),
            Drafts::All => Which::Drafts,
        };
        let now = self.0.world.now();
        let mut posts = self.0.store.posts(scope, which).await.map_err(store_failed)?;
        if matches!(drafts, Drafts::One(_)) && posts.is_empty() {
            return Err(PlanError::NotFound("post"));
        }
        posts.retain(|post| post.mirrored);
        if !matches!(drafts, Drafts::One(_)) {
            posts.retain(|post| post.status == PostStatus::Draft && post.publish_at > now);
        }
        let mut outcome = Scheduling::default();
        for some in posts.chunks(MOST_IDS) {
            let asked = some.iter().map(|post| post.id.to_string()).collect();
            let scheduled = match client.schedule_drafts(asked).await {
                Ok(answer) => answer.items,
                Err(error) => return Err(self.failed(scope, &error).await),
            };
            for post in some {
                let taken = scheduled.iter().any(|item| item.id == post.id.to_string());
                match (taken, post.status) {
                    (true, _) => outcome.scheduled.push(post.id),
                    (false, PostStatus::Draft) => {
                        outcome.kept.push((post.id, KeptDraft::LeftBySource));
                    }
                    (false, other) => {
                        outcome.kept.push((post.id, KeptDraft::NotADraft(other.code())));
                    }
                }
            }
        }
        self.after(scope, Ok(())).await?;
        Ok(outcome)
    }

    /// Refreshes the mirror of a site now. What goes wrong is noted there.
    ///
    /// # Errors
    /// The store did not do as asked.
    pub async fn sync(&self, scope: Scope) -> Result<(), StoreError> {
        self.refresh(scope, mirror::FOR_PICTURES).await
    }

    async fn refresh(&self, scope: Scope, for_pictures: Duration) -> Result<(), StoreError> {
        let now = self.0.world.now();
        let source = self.0.store.source(scope).await?;
        let looked = match self.client(scope).await {
            Ok(client) => self.look(scope, &client, &source, for_pictures, now).await,
            Err(refused) => Err((refused.to_string(), mirror::SLOW)),
        };
        let outcome = if looked.is_ok() { "seen" } else { "failed" };
        metrics::counter!("almanac_mirror_looks_total", "outcome" => outcome).increment(1);
        if let Some(before) = source.synced_at {
            let age = now.duration_since(before).as_secs_f64();
            metrics::histogram!("almanac_mirror_staleness_seconds").record(age);
        }
        match looked {
            Ok((plan, next)) => self.0.store.mirror(scope, &plan, next, now).await,
            Err((said, wait)) => self.0.store.note_trouble(scope, &said, now + wait).await,
        }
    }

    /// Keeps the mirrors of all sites fresh until `stop` is ready, `at_once` of them at a
    /// time, those first that have waited longest. One that hangs takes one place and holds
    /// nobody else up. Several processes may do so on one database.
    pub async fn run(&self, at_once: usize, stop: impl Future<Output = ()>) {
        let mut stop = pin!(stop);
        let mut looks: JoinSet<Result<(), StoreError>> = JoinSet::new();
        loop {
            match self.due(at_once.saturating_sub(looks.len())).await {
                Ok(due) => {
                    for scope in due {
                        let source = self.clone();
                        looks.spawn(async move { source.sync(scope).await });
                    }
                }
                Err(error) => tell(&error),
            }
            tokio::select! {
                biased;
                () = &mut stop => break,
                Some(looked) = looks.join_next() => match looked {
                    Ok(Ok(())) => {}
                    Ok(Err(error)) => tell(&error),
                    Err(died) => tracing::error!(%died, "a look at a plan source broke"),
                },
                () = tokio::time::sleep(LOOK) => {}
            }
        }
    }

    /// Up to `limit` sites that should be looked at now; they are ours for a while.
    async fn due(&self, limit: usize) -> Result<Vec<Scope>, StoreError> {
        if limit == 0 {
            return Ok(Vec::new());
        }
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.0.store.take_due_sources(self.0.world.now(), LEASE, limit).await
    }

    /// A post, if it is still at the version that somebody saw.
    async fn still_at(&self, scope: Scope, post: PostId, version: i64) -> Result<Post, PlanError> {
        let known = self.0.store.post(scope, post).await.map_err(store_failed)?;
        if known.version == version { Ok(known) } else { Err(PlanError::TooLate("post")) }
    }

    /// After a command: the mirror shows at once what came of it, unless Wix takes its time;
    /// then the next look does.
    async fn after(&self, scope: Scope, done: Result<(), WixError>) -> Result<(), PlanError> {
        if let Err(error) = done {
            return Err(self.failed(scope, &error).await);
        }
        let now = self.0.world.now();
        self.0.store.watch_source(scope, now + WATCH, now).await.map_err(store_failed)?;
        match tokio::time::timeout(AFTER_COMMAND, self.refresh(scope, PICTURES_AFTER_COMMAND)).await
        {
            Ok(looked) => looked.map_err(store_failed),
            Err(_) => Ok(()),
        }
    }

    async fn failed(&self, scope: Scope, error: &WixError) -> PlanError {
        tracing::warn!(site = %scope.site, ?error, "Wix did not do as asked");
        if error.unclear() {
            let now = self.0.world.now();
            if let Err(error) = self.0.store.watch_source(scope, now + WATCH, now).await {
                return store_failed(error);
            }
        }
        refused(error)
    }

    /// What a site's plan looks like there, and when to look again; or why it cannot be
    /// seen, in the marketer's words, and how long to wait.
    async fn look(
        &self,
        scope: Scope,
        client: &Client,
        source: &store::sources::Source,
        for_pictures: Duration,
        now: Timestamp,
    ) -> Result<(store::sources::mirror::Mirrored, Timestamp), (String, SignedDuration)> {
        let failed = |error: &WixError| {
            tracing::info!(site = %scope.site, ?error, "a plan source could not be seen");
            (told::trouble(error), mirror::back_off(error, source.failures))
        };
        let from = now - mirror::LOOKS_BACK;
        let timeframe = crate::Timeframe { start: Some(from), end: None };
        let plan = client.plan(timeframe).await.map_err(|error| failed(&error))?;
        let unavailable = |error: StoreError| (store_failed(error).to_string(), mirror::SLOW);
        let known = self.0.store.mirrored_pictures(scope).await.map_err(unavailable)?;
        let pictures =
            mirror::Pictures::new(&self.0.store, &self.0.outbound, scope, known, for_pictures);
        let seen = mirror::seen(plan, from, pictures, self.0.world.as_ref()).await;
        if Self::context_is_due(source, now) {
            self.look_at_context(scope, client).await.map_err(unavailable)?;
        }
        let next = mirror::next_look(&seen, source, scope, now);
        Ok((seen, next))
    }
}

fn tell(error: &StoreError) {
    tracing::error!(error = error as &dyn std::error::Error, "a plan could not be mirrored");
}
