//! A bakery with posts, connections and a publisher.

use std::{sync::Arc, time::Duration};

use domain::{
    Scope,
    activity::ActivityType,
    channel::Channel,
    connection::{Connection, ProviderKind},
    contract::{Credentials, Provider},
    id::{ActivityId, ConnectionId, PostId, SiteId},
    post::{Placement, PostStatus, PostText},
    site::Site,
    world::World,
};
use jiff::Timestamp;
use publisher::{Providers, Publisher, PublisherSettings};
use store::{
    Store, accounts::SignUp, activities::Activity, posts::NewPost, posts::Post, runs::RunKind,
};

use crate::world::TestWorld;

pub struct Bakery {
    pub store: Store,
    pub world: Arc<TestWorld>,
    pub scope: Scope,
}

impl Bakery {
    pub async fn open(store: Store, world: Arc<TestWorld>) -> Self {
        let new = SignUp {
            email: "rosa@bakery.example",
            name: "Rosa",
            password_hash: "$x",
            workspace: "Bakery",
        };
        let (_, workspace) = store.sign_up(&*world, new).await.unwrap();
        let site = Site {
            id: SiteId::mint(&*world),
            name: "Bakery".into(),
            address: "https://rosasbakery.example/".into(),
            language: "en".into(),
            country: "PT".into(),
            time_zone: "UTC".into(),
            sandbox: "rosas-loaf".into(),
            published: false,
        };
        let mut tx = store.begin().await.unwrap();
        let scope = store.add_site(&mut tx, workspace, &site, &*world).await.unwrap();
        tx.commit().await.unwrap();
        Bakery { store, world, scope }
    }

    /// A publisher on this bakery's database whose only provider is this one.
    pub fn publisher(&self, provider: Arc<dyn Provider>) -> Publisher {
        let settings =
            PublisherSettings { poll: Duration::from_millis(20), ..PublisherSettings::default() };
        self.publisher_with(provider, settings)
    }

    pub fn publisher_with(
        &self,
        provider: Arc<dyn Provider>,
        settings: PublisherSettings,
    ) -> Publisher {
        let world: Arc<dyn World> = self.world.clone();
        // These stories hold the clock.
        let settings = PublisherSettings { by_database: false, ..settings };
        Publisher::new(self.store.clone(), world, Providers::new().with(provider), settings)
    }

    pub async fn connect(&self, channel: Channel, provider: ProviderKind) {
        self.connect_with(channel, provider, None).await;
    }

    pub async fn connect_with(
        &self,
        channel: Channel,
        provider: ProviderKind,
        credentials: Option<Credentials>,
    ) {
        let id = ConnectionId::mint(&*self.world);
        let connection =
            Connection { id, channel, provider, account: "Rosa's Bakery".into(), limits: None };
        let now = self.world.now();
        self.store.connect(self.scope, &connection, credentials.as_ref(), now).await.unwrap();
    }

    /// One scheduled post.
    pub async fn scheduled(&self, channel: Channel, at: Timestamp) -> PostId {
        self.all_scheduled(1, channel, at).await[0]
    }

    /// That many scheduled posts, each of an activity of its own.
    pub async fn all_scheduled(
        &self,
        count: usize,
        channel: Channel,
        at: Timestamp,
    ) -> Vec<PostId> {
        let mut posts = Vec::with_capacity(count);
        for activity in self.planned(count, at).await {
            let post = self.new_post(channel, at);
            let now = self.world.now();
            self.store
                .add_posts(self.scope, activity, std::slice::from_ref(&post), now)
                .await
                .unwrap();
            self.store.schedule_post(self.scope, post.id).await.unwrap();
            posts.push(post.id);
        }
        posts
    }

    /// Gives a scheduled post other words.
    pub async fn says(&self, post: PostId, text: &PostText) {
        let version = self.post(post).await.version;
        self.store.change_text(self.scope, post, version, text, true).await.unwrap();
    }

    pub async fn post(&self, post: PostId) -> Post {
        self.store.post(self.scope, post).await.unwrap()
    }

    pub async fn status(&self, post: PostId) -> PostStatus {
        self.post(post).await.status
    }

    /// How each attempt ended, the first one first.
    pub async fn outcomes(&self, post: PostId) -> Vec<String> {
        let receipts = self.store.receipts(self.scope, post).await.unwrap();
        receipts.into_iter().rev().map(|receipt| receipt.outcome.unwrap_or_default()).collect()
    }

    /// Activities, written as a run of the planner would write them.
    async fn planned(&self, count: usize, at: Timestamp) -> Vec<ActivityId> {
        let activities: Vec<Activity> = (0..count).map(|_| self.activity(at)).collect();
        let (store, scope, now) = (&self.store, self.scope, self.world.now());
        store.begin_run(scope, RunKind::Plan, 1, now).await.unwrap();
        let run = store.take_run(scope, now, Duration::from_secs(9)).await.unwrap().unwrap();
        let today = now.to_zoned(jiff::tz::TimeZone::UTC).date();
        // As if before everything, so that what is planned already stays.
        let start = Timestamp::MAX;
        store.replace_plan(scope, run.number, &activities, (today, today), start).await.unwrap();
        store.finish_run(scope, &run, None, now).await.unwrap();
        activities.into_iter().map(|activity| activity.id).collect()
    }

    fn activity(&self, starts_at: Timestamp) -> Activity {
        Activity {
            id: ActivityId::mint(&*self.world),
            kind: ActivityType::SocialMarketing,
            title: "The 4 am starter".into(),
            description: "How a loaf begins.".into(),
            reason: "Bread is your first topic.".into(),
            subject: "Bread".into(),
            topic: None,
            event: None,
            starts_at,
            stories: false,
            edited: false,
        }
    }

    fn new_post(&self, channel: Channel, publish_at: Timestamp) -> NewPost {
        let text = PostText {
            title: Some("The 4 am starter".into()),
            caption: "A loaf begins while the city sleeps.".into(),
            link: None,
            alt_text: "A loaf.".into(),
        };
        NewPost {
            id: PostId::mint(&*self.world),
            placement: Placement::post(channel),
            text,
            publish_at,
        }
    }
}
