//! A site that has chosen a model: who writes, what is held back, and who steps in.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[expect(dead_code, reason = "what this tells is not all that a service does")]
#[path = "models/fake.rs"]
mod fake;

use std::sync::{
    Arc,
    atomic::{AtomicI64, AtomicU64, Ordering},
};

use domain::{
    Scope,
    activity::ActivityType,
    channel::Channel,
    connection::{Connection, ProviderKind},
    contract::{Change, Credentials, Drafts, KeptDraft, NewActivity, PlanSource, Writers},
    id::{ConnectionId, SiteId},
    post::{PostKind, PostText},
    profile::{Fact, FactKind},
    settings::{Preferences, Revision, SavedSettings},
    site::Site,
    world::World,
    writing::{Rule, WriterKind},
};
use jiff::{Timestamp, ToSpan};
use outbound::{Outbound, Policy};
use planner::{EmbeddedPlanner, models::Vendor, write::Composer};
use store::{
    Location, SecretKey, Store,
    accounts::SignUp,
    budgets::Measure,
    posts::{Post, Which},
    writers::KeyChange,
};

use self::fake::{COST, Does, Fake, KEY, patience};

const MONTH: &str = "2026-11";

#[test]
fn a_model_writes_and_its_price_is_counted() {
    with_each([], async |bakery| {
        let posts = bakery.posts().await;
        assert_eq!(posts.len(), 2);
        for post in &posts {
            let by = post.authorship.as_ref().unwrap();
            assert_eq!((by.writer, by.model.as_deref()), (bakery.kind, Some("rosa-1")));
            assert_eq!((&by.instead, post.held), (&None, false), "{post:?}");
        }
        assert_eq!(bakery.fake.asked().len(), 1, "one request for all networks");
        assert_eq!(bakery.used().await, COST);
        assert_eq!(bakery.store.writer(bakery.scope).await.unwrap().unwrap().trouble, None);
        let outcome = bakery.planner.schedule(bakery.scope, Drafts::All).await.unwrap();
        assert_eq!((outcome.scheduled.len(), outcome.kept.len()), (2, 0));
    });
}

#[test]
fn an_invention_is_held_back_until_a_person_has_looked() {
    let lie = Does::Says("Only €3.90 today!");
    with_each([lie.clone(), lie], async |bakery| {
        let posts = bakery.posts().await;
        for post in &posts {
            let found = &post.authorship.as_ref().unwrap().findings;
            assert!(post.held && found[0].rule == Rule::Unknown, "{post:?}");
            assert_eq!(found[0].words, "€3.90");
        }
        let (planner, scope) = (&bakery.planner, bakery.scope);
        let outcome = planner.schedule(scope, Drafts::All).await.unwrap();
        assert!(outcome.scheduled.is_empty());
        assert!(outcome.kept.iter().all(|(_, why)| *why == KeptDraft::Held), "{outcome:?}");

        let [first, second] = [&posts[0], &posts[1]];
        let say = async |post: &Post, caption: &str| {
            let text = PostText { caption: caption.into(), ..post.text.clone() };
            let change = Change::Text { post: post.id, version: post.version, text };
            planner.change(scope, change).await.unwrap();
            bakery.store.post(scope, post.id).await.unwrap()
        };
        let again = say(first, "Only €4.10 today!").await;
        assert!(again.held && again.authorship.as_ref().unwrap().findings[0].words == "€4.10");
        let mended = say(&again, "Rye sourdough for €5.20.").await;
        assert!(!mended.held, "{mended:?}");
        let meant = say(second, &second.text.caption).await;
        assert!(!meant.held, "a person said that it is right");
        let outcome = planner.schedule(scope, Drafts::All).await.unwrap();
        assert_eq!(outcome.scheduled.len(), 2);
    });
}

#[test]
fn when_a_model_does_not_write_the_built_in_writer_says_why() {
    for does in
        [Does::Refuses, Does::Status(401, None), Does::Endless, Does::Status(429, Some("900"))]
    {
        with_each([does], async |bakery| {
            for post in bakery.posts().await {
                let by = post.authorship.unwrap();
                assert_eq!((by.writer, by.model), (WriterKind::BuiltIn, None));
                let why = by.instead.unwrap();
                assert!(why.ends_with('.') && !why.contains(KEY), "{why}");
                assert!(
                    !post.held && post.text.caption.to_lowercase().contains("rye"),
                    "{:?}",
                    post.text
                );
            }
            let trouble = bakery.store.writer(bakery.scope).await.unwrap().unwrap().trouble;
            assert!(trouble.is_some_and(|said| !said.contains(KEY)));
        });
    }
}

#[test]
fn one_that_is_away_is_left_alone_for_a_minute() {
    with_each([Does::Status(503, Some("900"))], async |bakery| {
        assert_eq!(bakery.posts().await.len(), 2);
        assert_eq!(bakery.fake.asked().len(), 1);
        let first = bakery.posts().await.remove(0);
        bakery.planner.rewrite_post(bakery.scope, first.id).await.unwrap();
        assert_eq!(bakery.fake.asked().len(), 1, "it is not asked again");
        bakery.world.pass(61);
        bakery.planner.rewrite_post(bakery.scope, first.id).await.unwrap();
        assert_eq!(bakery.fake.asked().len(), 2);
        let by = bakery.store.post(bakery.scope, first.id).await.unwrap().authorship.unwrap();
        assert_eq!(by.writer, bakery.kind);
    });
}

#[test]
fn a_budget_that_is_used_up_has_the_built_in_writer_write() {
    with_each([], async |bakery| {
        let first = bakery.posts().await.remove(0);
        bakery.store.set_budget(bakery.scope, Measure::Tokens, COST + 10).await.unwrap();
        bakery.planner.rewrite_post(bakery.scope, first.id).await.unwrap();
        let by = bakery.store.post(bakery.scope, first.id).await.unwrap().authorship.unwrap();
        assert_eq!(by.writer, WriterKind::BuiltIn);
        assert!(by.instead.unwrap().contains("used up"));
        assert_eq!((bakery.fake.asked().len(), bakery.used().await), (1, COST));
    });
}

#[test]
fn a_channel_that_a_model_left_out_twice_is_written_here() {
    let partly = Does::LeavesOutAndAdds;
    with_each([partly.clone(), partly], async |bakery| {
        let posts = bakery.posts().await;
        let by: Vec<WriterKind> =
            posts.iter().map(|post| post.authorship.as_ref().unwrap().writer).collect();
        assert_eq!(by.iter().filter(|writer| **writer == bakery.kind).count(), 1, "{by:?}");
        assert_eq!(by.iter().filter(|writer| **writer == WriterKind::BuiltIn).count(), 1);
    });
}

#[test]
fn new_words_that_would_be_held_back_leave_a_scheduled_post_alone() {
    let lie = Does::Says("Only €3.90 today!");
    with_each([Does::Writes, lie.clone(), lie], async |bakery| {
        let (planner, scope) = (&bakery.planner, bakery.scope);
        planner.schedule(scope, Drafts::All).await.unwrap();
        let post = bakery.posts().await.remove(0);
        let refused = planner.rewrite_post(scope, post.id).await.unwrap_err().to_string();
        assert!(refused.contains("keeps its words") && refused.contains("€3.90"), "{refused}");
        assert_eq!(bakery.store.post(scope, post.id).await.unwrap(), post);
    });
}

#[test]
fn a_trial_says_what_is_wrong_and_when_it_is_mended() {
    with_each([Does::Writes, Does::Status(401, None)], async |bakery| {
        let said = bakery.planner.try_writer(bakery.scope).await.unwrap_err().to_string();
        assert!(said.contains("does not accept the key") && !said.contains(KEY), "{said}");
        let trouble = async || bakery.store.writer(bakery.scope).await.unwrap().unwrap().trouble;
        assert_eq!(trouble().await, Some(said));
        bakery.planner.try_writer(bakery.scope).await.unwrap();
        assert_eq!(trouble().await, None);
    });
}

/// A site that has chosen a model, with one activity whose posts were made.
struct Bakery {
    store: Store,
    world: Arc<TestWorld>,
    planner: EmbeddedPlanner,
    scope: Scope,
    fake: Fake,
    kind: WriterKind,
}

/// Runs a story with a service of each vendor, after the posts of an activity were made.
fn with_each(does: impl IntoIterator<Item = Does> + Clone, story: impl AsyncFn(Bakery)) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for (vendor, kind) in
        [(Vendor::OpenAi, WriterKind::OpenAi), (Vendor::Anthropic, WriterKind::Anthropic)]
    {
        runtime.block_on(async {
            let folder = tempfile::tempdir().unwrap();
            let fake = Fake::open(vendor, does.clone()).await;
            let location =
                Location { database_url: None, data: folder.path().to_owned(), bucket: None };
            let bakery = Bakery::open(&location, fake, kind).await;
            bakery.make().await;
            story(bakery).await;
        });
    }
}

impl Bakery {
    async fn open(location: &Location, fake: Fake, kind: WriterKind) -> Bakery {
        let world = Arc::new(TestWorld::default());
        let store = Store::open(location, SecretKey::new([7; 32])).await.unwrap();
        let allowed_private_hosts = vec![fake.address.to_string()];
        let outbound =
            Outbound::new(Policy { allowed_private_hosts, ..Policy::default() }).unwrap();
        let (of_store, of_world) = (store.clone(), world.clone());
        let planner = EmbeddedPlanner::new(of_store, of_world, outbound, Arc::new(Composer));
        let planner = planner.unwrap().with_patience(patience());
        let new = SignUp {
            email: "rosa@bakery.example",
            name: "Rosa",
            password_hash: "$x",
            workspace: "Bakery",
        };
        let (_, workspace) = store.sign_up(world.as_ref(), new).await.unwrap();
        let site = Site {
            id: SiteId::mint(world.as_ref()),
            name: "Rosa’s Bakery".into(),
            address: "https://rosasbakery.example/".into(),
            language: "en".into(),
            country: String::new(),
            time_zone: "UTC".into(),
            sandbox: format!("{:032x}", world.random()),
            published: false,
        };
        let mut tx = store.begin().await.unwrap();
        let scope = store.add_site(&mut tx, workspace, &site, world.as_ref()).await.unwrap();
        tx.commit().await.unwrap();
        let bakery = Bakery { store, world, planner, scope, fake, kind };
        bakery.settle_in().await;
        bakery
    }

    /// Facts, two networks that are connected, and the model.
    async fn settle_in(&self) {
        let (store, scope, now) = (&self.store, self.scope, self.world.now());
        let fact = |value: &str, detail: Option<&str>| {
            vec![Fact { value: value.into(), detail: detail.map(str::to_owned), ..Fact::default() }]
        };
        let facts = [
            (FactKind::Name, fact("Rosa’s Bakery", None)),
            (FactKind::Language, fact("en", None)),
            (FactKind::Offer, fact("Rye sourdough", Some("€5.20"))),
        ];
        store.keep_reading(scope, &facts.into(), 1, now).await.unwrap();
        let channels = [Channel::Mastodon, Channel::LinkedIn];
        let seen = SavedSettings::default();
        let wanted = SavedSettings {
            channels: channels.into(),
            settings: Preferences::default(),
            ..seen.clone()
        };
        self.planner.change_settings(scope, Revision { seen, wanted }).await.unwrap();
        for channel in channels {
            let connection = Connection {
                id: ConnectionId::mint(self.world.as_ref()),
                channel,
                provider: ProviderKind::Sandbox,
                account: "rosasbakery".into(),
                limits: None,
            };
            store.connect(scope, &connection, None, now).await.unwrap();
        }
        let address = self.fake.url();
        let key = KeyChange::Replace(Credentials::new(KEY.into()));
        let chosen = (self.kind, address.as_str(), "rosa-1");
        store.choose_writer(scope, chosen, &key, now).await.unwrap();
    }

    /// Makes the posts of one activity.
    async fn make(&self) {
        let activity = NewActivity {
            kind: ActivityType::SocialMarketing,
            title: "Rye sourdough".into(),
            description: String::new(),
            starts_at: self.world.now() + 48.hours(),
        };
        let id = self.planner.add_activity(self.scope, activity).await.unwrap();
        self.planner.generate_posts(self.scope, id).await.unwrap();
    }

    async fn posts(&self) -> Vec<Post> {
        let drafts = self.store.posts(self.scope, Which::Drafts).await.unwrap();
        let queue = self.store.posts(self.scope, Which::Queue).await.unwrap();
        let all = drafts.into_iter().chain(queue);
        all.filter(|post| post.kind == PostKind::Post).collect()
    }

    async fn used(&self) -> u64 {
        self.store.budget(self.scope, Measure::Tokens, MONTH).await.unwrap().used
    }
}

/// 21 November 2026, 09:00 UTC, moved on by hand.
#[derive(Default)]
struct TestWorld {
    passed: AtomicI64,
    dice: AtomicU64,
}

impl TestWorld {
    fn pass(&self, seconds: i64) {
        self.passed.fetch_add(seconds, Ordering::Relaxed);
    }
}

impl World for TestWorld {
    fn now(&self) -> Timestamp {
        let start: Timestamp = "2026-11-21T09:00:00Z".parse().unwrap();
        start + self.passed.load(Ordering::Relaxed).seconds()
    }

    fn random(&self) -> u128 {
        let roll = u128::from(self.dice.fetch_add(1, Ordering::Relaxed) + 1);
        roll.wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835)
    }
}
