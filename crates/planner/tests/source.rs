//! The embedded plan source over a real store, on both engines.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
    time::Duration,
};

use domain::{
    Scope,
    activity::ActivityType,
    channel::Channel,
    connection::{Connection, ProviderKind},
    contract::{Change, Drafts, Generation, KeptDraft, PlanError, PlanSource},
    days::{Zone, near_term, plan_period},
    id::{ConnectionId, SiteId},
    network::check,
    plan::PlanStatus,
    post::{PostKind, PostStatus, PostText},
    profile::{Fact, FactKind},
    site::Site,
    world::World,
};
use jiff::Timestamp;
use outbound::{Outbound, Policy};
use planner::{EmbeddedPlanner, sample, write::Composer};
use store::{Location, SecretKey, Store, accounts::SignUp, jobs::Planning, posts::Which};

#[test]
fn the_sample_site_becomes_a_plan_with_written_and_drawn_posts() {
    on_both(async |bakery| {
        bakery.generate().await;
        let (site, counts) =
            bakery.store.site_and_counts(bakery.scope, bakery.world.now()).await.unwrap();
        assert_eq!((counts.plan, counts.failure), (PlanStatus::Active, None));
        assert_eq!(
            (site.name.as_str(), site.time_zone.as_str()),
            ("Rosa’s Bakery", "Europe/Lisbon")
        );
        let profile = bakery.store.profile(bakery.scope).await.unwrap().profile;
        assert!(profile.facts(FactKind::Offer).iter().any(|offer| offer.value == "Chestnut loaf"));

        let zone = Zone::named(&site.time_zone).unwrap();
        let days = plan_period(zone.day(bakery.world.now()));
        let near = near_term(zone.day(bakery.world.now()));
        let activities = bakery.activities().await;
        assert!(activities.len() > 15, "{} activities", activities.len());
        for activity in &activities {
            assert!(days.contains(zone.day(activity.starts_at)), "{activity:?}");
            assert!(activity.starts_at > bakery.world.now(), "{activity:?}");
            assert!(!activity.reason.is_empty());
            let posts =
                bakery.store.posts(bakery.scope, Which::OfActivity(activity.id)).await.unwrap();
            let social = activity.kind == ActivityType::SocialMarketing;
            let written = social && near.contains(zone.day(activity.starts_at));
            let stories = if activity.stories { 2 } else { 0 };
            let all = Channel::ALL.len() + stories;
            assert_eq!(posts.len(), if written { all } else { 0 }, "{activity:?}");
            for post in posts {
                assert_eq!(
                    check(post.placement(), None, &post.text, post.picture.is_some()),
                    [],
                    "{post:?}"
                );
                assert!(post.picture.is_some() && !post.text.alt_text.is_empty());
                assert!(bakery.store.picture(bakery.scope, post.picture.unwrap()).await.is_ok());
            }
        }
        let mut said = std::collections::HashSet::new();
        for post in bakery.store.posts(bakery.scope, Which::Drafts).await.unwrap() {
            assert!(said.insert((post.placement(), post.text.caption.clone())), "twice: {post:?}");
        }
        let holidays = bakery.store.events(bakery.scope).await.unwrap();
        assert!(
            holidays.iter().any(|event| event.event.name.contains("Christmas")),
            "{holidays:?}"
        );
    });
}

#[test]
fn a_run_whose_process_died_goes_on_where_it_was() {
    on_both(async |bakery| {
        bakery.planner.generate(bakery.scope, Generation::Plain).await.unwrap();
        assert_eq!(
            bakery.planner.generate(bakery.scope, Generation::Plain).await,
            Err(PlanError::AlreadyGenerating)
        );
        // A process takes the run, and is never heard of again.
        let lease = Duration::from_secs(15);
        bakery.store.take_run(bakery.scope, bakery.world.now(), lease).await.unwrap().unwrap();
        bakery.planner.work(Planning::Run(bakery.scope)).await.unwrap();
        assert!(bakery.activities().await.is_empty(), "the run is still held");
        bakery.world.pass(Duration::from_secs(16));
        assert_eq!(bakery.store.wake_orphaned_runs(bakery.world.now()).await.unwrap(), 1);
        bakery.planner.work(Planning::Run(bakery.scope)).await.unwrap();
        assert!(!bakery.activities().await.is_empty());
    });
}

#[test]
fn making_the_plan_again_keeps_what_is_scheduled() {
    on_both(async |bakery| {
        bakery.connect(Channel::Instagram).await;
        bakery.generate().await;
        let outcome = bakery.planner.schedule(bakery.scope, Drafts::All).await.unwrap();
        assert!(!outcome.scheduled.is_empty());
        assert!(
            outcome.kept.iter().all(|(_, why)| matches!(why, KeptDraft::NotConnected(_))),
            "{:?}",
            outcome.kept
        );
        let before: Vec<_> =
            bakery.activities().await.into_iter().map(|activity| activity.id).collect();
        bakery.world.pass(Duration::from_secs(60));
        bakery.generate().await;
        let after: Vec<_> =
            bakery.activities().await.into_iter().map(|activity| activity.id).collect();
        for id in &outcome.scheduled {
            let post = bakery.store.post(bakery.scope, *id).await.unwrap();
            assert_eq!(post.status, PostStatus::Scheduled);
            assert!(after.contains(&post.activity));
        }
        assert!(before.iter().any(|id| !after.contains(id)), "the rest is replaced");
        let mut titles: Vec<_> =
            bakery.activities().await.into_iter().map(|activity| activity.title).collect();
        let all = titles.len();
        titles.sort();
        titles.dedup();
        assert_eq!(titles.len(), all, "no idea twice");
    });
}

#[test]
fn a_site_that_is_not_there_ends_failed_with_the_reason() {
    on_both(async |bakery| {
        let scope = bakery.add_site("http://127.0.0.1:9/").await;
        bakery.planner.generate(scope, Generation::Plain).await.unwrap();
        bakery.planner.work(Planning::Run(scope)).await.unwrap();
        let (site, counts) = bakery.store.site_and_counts(scope, bakery.world.now()).await.unwrap();
        assert_eq!((counts.plan, site.published), (PlanStatus::Failed, false));
        let reason = counts.failure.unwrap();
        assert!(reason.contains("127.0.0.1") && reason.ends_with('.'), "{reason}");
    });
}

#[test]
fn a_site_of_which_little_is_known_is_not_told_of_in_the_same_words_twice() {
    on_both(async |bakery| {
        let named = |value: &str| Fact { value: value.into(), ..Fact::default() };
        let facts = [(FactKind::Name, vec![named("Zed")])].into();
        let scope = bakery.add_site("https://zed.example/").await;
        bakery.store.keep_reading(scope, &facts, 1, bakery.world.now()).await.unwrap();
        bakery.planner.generate(scope, Generation::Plain).await.unwrap();
        bakery.planner.work(Planning::Run(scope)).await.unwrap();
        let mut said = std::collections::HashSet::new();
        for post in bakery.store.posts(scope, Which::Drafts).await.unwrap() {
            assert!(!post.text.caption.contains("where and when"), "{post:?}");
            assert!(said.insert((post.placement(), post.text.caption.clone())), "twice: {post:?}");
        }
        assert!(said.len() > Channel::ALL.len(), "{said:?}");
    });
}

#[test]
fn words_and_picture_of_a_post_can_be_made_anew() {
    on_both(async |bakery| {
        bakery.generate().await;
        let post = bakery.store.posts(bakery.scope, Which::Drafts).await.unwrap().remove(0);
        let mut before = post.text.caption.clone();
        for _ in 0..5 {
            bakery.planner.rewrite_post(bakery.scope, post.id).await.unwrap();
            let after = bakery.store.post(bakery.scope, post.id).await.unwrap().text.caption;
            assert_ne!(before, after, "these are no new words");
            before = after;
        }
        bakery.planner.redraw_post(bakery.scope, post.id).await.unwrap();
        assert_ne!(bakery.store.post(bakery.scope, post.id).await.unwrap().picture, post.picture);
    });
}

#[test]
fn the_words_of_a_story_are_drawn_into_its_picture() {
    on_both(async |bakery| {
        bakery.generate().await;
        let (store, scope) = (&bakery.store, bakery.scope);
        let activities = bakery.activities().await;
        let planned = activities.iter().rev().find(|activity| activity.stories).unwrap().id;
        bakery.planner.generate_posts(scope, planned).await.unwrap();
        let held = async || {
            let mut stories = store.posts(scope, Which::OfActivity(planned)).await.unwrap();
            stories.retain(|post| post.kind == PostKind::Story);
            stories.sort_by_key(|story| story.channel);
            stories
        };
        let before = held().await;
        assert_eq!(before.len(), 2);
        assert_eq!(before[0].picture, before[1].picture, "the same words are one picture");
        let picture = store.picture(scope, before[0].picture.unwrap()).await.unwrap().1;
        let drawn = image::load_from_memory(&picture).unwrap();
        assert_eq!((drawn.width(), drawn.height()), (1080, 1920));

        let words = "Only until Sunday";
        let text = PostText { caption: words.into(), ..before[0].text.clone() };
        let change = |version| Change::Text { post: before[0].id, version, text: text.clone() };
        bakery.planner.change(scope, change(before[0].version)).await.unwrap();
        let after = held().await;
        assert_eq!(after[0].text.caption, words);
        assert!(after[0].text.alt_text.contains(words), "{}", after[0].text.alt_text);
        assert_ne!(after[0].picture, before[0].picture, "drawn with the new words");
        assert_eq!(after[1], before[1]);
        let late = bakery.planner.change(scope, change(before[0].version)).await;
        assert_eq!(late, Err(PlanError::TooLate("post")));

        bakery.planner.remake_stories(scope, planned).await.unwrap();
        for (new, old) in held().await.iter().zip(&after) {
            assert_eq!(new.id, old.id);
            assert_ne!(new.picture, old.picture);
            assert_eq!(check(new.placement(), None, &new.text, true), []);
        }
        let change = Change::ClearStories(planned);
        bakery.planner.change(scope, change).await.unwrap();
        assert_eq!(held().await, []);
        bakery.planner.remake_stories(scope, planned).await.unwrap();
        assert_eq!(held().await, [], "what is not there is not made anew");
        bakery.planner.generate_posts(scope, planned).await.unwrap();
        assert_eq!(held().await.len(), 2, "what is planned is made when it is asked for");
    });
}

#[test]
fn a_photograph_of_the_site_is_fetched_once_for_all_posts_and_told_in_their_picture_texts() {
    on_both(async |bakery| {
        let asked = Arc::new(AtomicU64::new(0));
        let (counted, file) = (Arc::clone(&asked), photograph());
        let give = move || {
            counted.fetch_add(1, Ordering::Relaxed);
            std::future::ready(file.clone())
        };
        let site = axum::Router::new().route("/loaf.jpg", axum::routing::get(give));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let host = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, site).await.unwrap() });
        let policy = Policy { allowed_private_hosts: vec![host.to_string()], ..Policy::default() };
        let planner = EmbeddedPlanner::new(
            bakery.store.clone(),
            bakery.world.clone(),
            Outbound::new(policy).unwrap(),
            Arc::new(Composer),
        )
        .unwrap();

        let fact = |value: String, about: Option<&str>| Fact {
            value,
            about: about.map(str::to_owned),
            source: Some(format!("http://{host}/")),
            ..Fact::default()
        };
        let shown = "Chestnut loaves on a wooden board";
        let facts = [
            (FactKind::Name, vec![fact("Rosa’s Bakery".into(), None)]),
            (FactKind::Topic, vec![fact("Chestnut loaves".into(), None)]),
            (
                FactKind::Picture,
                vec![
                    fact(format!("http://{host}/loaf.jpg"), Some(shown)),
                    fact(format!("http://{host}/gone.jpg"), Some("Our oven")),
                ],
            ),
        ];
        let scope = bakery.add_site(&format!("http://{host}/")).await;
        let now = bakery.world.now();
        bakery.store.keep_reading(scope, &facts.into(), 1, now).await.unwrap();
        planner.generate(scope, Generation::Plain).await.unwrap();
        planner.work(Planning::Run(scope)).await.unwrap();

        let posts = bakery.store.posts(scope, Which::Drafts).await.unwrap();
        let told: Vec<_> =
            posts.iter().filter(|post| post.text.alt_text.starts_with(shown)).collect();
        assert!(!told.is_empty(), "{posts:?}");
        for post in &told {
            assert_eq!(check(post.placement(), None, &post.text, true), [], "{post:?}");
        }
        assert_eq!(asked.load(Ordering::Relaxed), 1);
        // Drawn anew, it is told once.
        for post in told.iter().take(3) {
            planner.redraw_post(scope, post.id).await.unwrap();
            let text = bakery.store.post(scope, post.id).await.unwrap().text.alt_text;
            assert!(text.matches(shown).count() <= 1, "{text}");
        }
        assert_eq!(asked.load(Ordering::Relaxed), 1);
        let kept = bakery.store.site_picture(scope, &format!("http://{host}/loaf.jpg")).await;
        assert!(kept.unwrap().unwrap().kept.is_some());
    });
}

/// A photograph as a file.
fn photograph() -> Vec<u8> {
    let mut file = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_fn(1_600, 1_600, |x, y| image::Rgb([(x / 7) as u8, (y / 7) as u8, 90]))
        .write_to(&mut file, image::ImageFormat::Jpeg)
        .unwrap();
    file.into_inner()
}

/// A workspace with the sample site.
struct Bakery {
    store: Store,
    world: Arc<TestWorld>,
    planner: EmbeddedPlanner,
    scope: Scope,
}

impl Bakery {
    async fn open(location: &Location) -> Self {
        let world = Arc::new(TestWorld::default());
        let store = Store::open(location, SecretKey::new([7; 32])).await.unwrap();
        let outbound = Outbound::new(Policy::default()).unwrap();
        let planner =
            EmbeddedPlanner::new(store.clone(), world.clone(), outbound, Arc::new(Composer))
                .unwrap();
        let new = SignUp {
            email: "rosa@bakery.example",
            name: "Rosa",
            password_hash: "$x",
            workspace: "Bakery",
        };
        let (_, workspace) = store.sign_up(world.as_ref(), new).await.unwrap();
        let nowhere = Scope { workspace, site: SiteId::mint(world.as_ref()) };
        let mut bakery = Bakery { store, world, planner, scope: nowhere };
        bakery.scope = bakery.add_site(sample::ADDRESS).await;
        bakery
    }

    async fn add_site(&self, address: &str) -> Scope {
        let site = Site {
            id: SiteId::mint(self.world.as_ref()),
            name: "Bakery".into(),
            address: address.into(),
            language: "en".into(),
            country: String::new(),
            time_zone: "UTC".into(),
            sandbox: format!("{:032x}", self.world.random()),
            published: false,
        };
        let mut tx = self.store.begin().await.unwrap();
        let scope = self
            .store
            .add_site(&mut tx, self.scope.workspace, &site, self.world.as_ref())
            .await
            .unwrap();
        tx.commit().await.unwrap();
        scope
    }

    async fn generate(&self) {
        self.planner.generate(self.scope, Generation::Plain).await.unwrap();
        self.planner.work(Planning::Run(self.scope)).await.unwrap();
    }

    async fn connect(&self, channel: Channel) {
        let connection = Connection {
            id: ConnectionId::mint(self.world.as_ref()),
            channel,
            provider: ProviderKind::Sandbox,
            account: "rosasbakery".into(),
            limits: None,
        };
        self.store.connect(self.scope, &connection, None, self.world.now()).await.unwrap();
    }

    async fn activities(&self) -> Vec<store::activities::Activity> {
        self.store.activities(self.scope, Timestamp::MIN, Timestamp::MAX).await.unwrap()
    }
}

/// 21 November 2026, 09:00 UTC, moved on by hand.
#[derive(Default)]
struct TestWorld {
    passed: AtomicI64,
    dice: AtomicU64,
}

impl TestWorld {
    fn pass(&self, time: Duration) {
        self.passed.fetch_add(i64::try_from(time.as_millis()).unwrap(), Ordering::Relaxed);
    }
}

impl World for TestWorld {
    fn now(&self) -> Timestamp {
        let start: Timestamp = "2026-11-21T09:00:00Z".parse().unwrap();
        Timestamp::from_millisecond(start.as_millisecond() + self.passed.load(Ordering::Relaxed))
            .unwrap()
    }

    fn random(&self) -> u128 {
        let roll = u128::from(self.dice.fetch_add(1, Ordering::Relaxed) + 1);
        roll.wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835)
    }
}

/// Runs a story on SQLite, and on PostgreSQL when the tests were given one.
fn on_both(story: impl AsyncFn(Bakery)) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let mut location =
            Location { database_url: None, data: folder.path().to_owned(), bucket: None };
        story(Bakery::open(&location).await).await;
        let Ok(server) = std::env::var("ALMANAC_TEST_POSTGRES") else { return };
        location.database_url = Some(fresh_database(&server).await);
        story(Bakery::open(&location).await).await;
    });
}

async fn fresh_database(server: &str) -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let name = format!("planner_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let pool = sqlx::PgPool::connect(server).await.unwrap();
    sqlx::query(sqlx::AssertSqlSafe(format!("create database {name}")))
        .execute(&pool)
        .await
        .unwrap();
    let (address, query) = server.split_once('?').unwrap_or((server, ""));
    let address = address.rsplit_once('/').unwrap().0;
    format!("{address}/{name}?{query}")
}
