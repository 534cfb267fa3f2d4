//! Many sites whose plan comes from Wix, over a real store, on both engines.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, Uri},
    routing::any,
};
use domain::{
    Scope,
    activity::ActivityType,
    channel::Channel,
    contract::{Credentials, Generation},
    id::{ActivityId, PostId, SiteId, WorkspaceId},
    plan::PlanStatus,
    post::{PostStatus, PostText},
    site::Site,
    source::{Access, Handover, HostedPlans},
    world::World,
};
use jiff::{Timestamp, ToSpan};
use outbound::{Outbound, Policy};
use serde_json::{Value, json};
use store::{
    Location, SecretKey, Store,
    accounts::SignUp,
    posts::Which,
    sources::{Mirrored, MirroredActivity, MirroredPost},
};
use url::Url;
use wix::WixSource;

/// How many sites are looked at at a time.
const AT_ONCE: usize = 4;

#[test]
fn a_site_that_hangs_holds_no_other_up_and_connections_are_bounded() {
    on_both(async |house| {
        let mut sites = Vec::new();
        for n in 0..24 {
            sites.push(house.site(&format!("site-{n}")).await);
        }
        house.service.hangs.store(true, Ordering::Relaxed);
        house.all_are_due(&sites).await;
        let began = house.world.now();
        let source = house.source.clone();
        let fresh = async {
            for site in &sites[1..] {
                while house.store.source(*site).await.unwrap().synced_at.is_none_or(|at| at < began)
                {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            }
        };
        tokio::select! {
            () = source.run(AT_ONCE, std::future::pending()) => unreachable!("it was not asked to stop"),
            looked = tokio::time::timeout(Duration::from_secs(30), fresh) => looked.unwrap(),
        }
        let hanging = house.store.source(sites[0]).await.unwrap();
        assert!(hanging.synced_at.unwrap() < began, "the one that hangs is still waited for");
        let most = house.service.most.load(Ordering::Relaxed);
        assert!((2..=AT_ONCE).contains(&most), "{most} at once");
    });
}

#[test]
fn a_site_that_is_refused_is_left_alone_longer_and_longer_and_says_why() {
    on_both(async |house| {
        let site = house.site("refused").await;
        let mut waits = Vec::new();
        for _ in 0..3 {
            house.service.status.store(500, Ordering::Relaxed);
            house.source.sync(site).await.unwrap();
            let source = house.store.source(site).await.unwrap();
            assert_eq!(source.trouble.as_deref(), Some("Wix does not answer."));
            waits.push(source.next_sync_at.unwrap().duration_since(house.world.now()).as_secs());
        }
        assert!(waits.is_sorted() && waits[2] > 2 * waits[0], "{waits:?}");
        house.service.status.store(401, Ordering::Relaxed);
        house.source.sync(site).await.unwrap();
        let source = house.store.source(site).await.unwrap();
        assert!(source.trouble.unwrap().contains("does not know these credentials"));
        house.service.status.store(200, Ordering::Relaxed);
        house.source.sync(site).await.unwrap();
        let source = house.store.source(site).await.unwrap();
        assert_eq!((source.trouble, source.failures), (None, 0));
    });
}

#[test]
fn a_copy_follows_what_moved_and_no_older_look_overwrites_it() {
    on_both(async |house| {
        let site = house.site("moving").await;
        let now = house.world.now() + 1.second();
        let plan = |id: PostId, starts_at: Timestamp, from: Timestamp| Mirrored {
            status: PlanStatus::Active,
            from,
            activities: vec![MirroredActivity {
                id: ActivityId::named("tour"),
                kind: ActivityType::SocialMarketing,
                title: "Tour".into(),
                description: String::new(),
                starts_at,
                posts: vec![MirroredPost {
                    id,
                    channel: Channel::Instagram,
                    text: PostText::default(),
                    picture: None,
                    publish_at: starts_at,
                    status: PostStatus::Draft,
                    live_link: None,
                    failure: None,
                }],
            }],
            unshown: 0,
        };
        let (old, new) = (PostId::named("old"), PostId::named("new"));
        let store = &house.store;
        store.mirror(site, &plan(old, now + 1.hour(), now), now, now).await.unwrap();
        // Later it has another post, and stands after the window in which it stood before.
        let later = now + 2.hours();
        store.mirror(site, &plan(new, now + 5.hours(), later), later, later).await.unwrap();
        let held = async || {
            let posts = store.posts(site, Which::OfActivity(ActivityId::named("tour"))).await;
            posts.unwrap().into_iter().map(|post| post.id).collect::<Vec<_>>()
        };
        assert_eq!(held().await, [new]);
        store.mirror(site, &plan(old, now + 1.hour(), now), now, now).await.unwrap();
        assert_eq!(held().await, [new], "a look that began earlier is too old");
    });
}

#[test]
fn somebody_who_gives_a_command_does_not_wait_for_pictures_that_hang() {
    on_both(async |house| {
        let site = house.site("pictured").await;
        house.service.pictured.store(true, Ordering::Relaxed);
        let made = house.source.generate(site, Generation::Plain);
        let soon = tokio::time::timeout(Duration::from_secs(15), made);
        soon.await.expect("the pictures are waited for").unwrap();
        let posts = house.store.posts(site, Which::Drafts).await.unwrap();
        assert_eq!(posts.len(), 1, "its post is there already");
        assert_eq!(posts[0].picture, None, "without its picture");
    });
}

/// A workspace whose sites take their plans from a service that can be slow.
struct House {
    store: Store,
    world: Arc<Clock>,
    source: WixSource,
    service: Arc<Service>,
    workspace: WorkspaceId,
}

#[derive(Default)]
struct Service {
    hangs: AtomicBool,
    pictured: AtomicBool,
    status: std::sync::atomic::AtomicU16,
    now: AtomicUsize,
    most: AtomicUsize,
}

async fn answer(
    State(service): State<Arc<Service>>,
    uri: Uri,
    headers: HeaderMap,
) -> (axum::http::StatusCode, Json<Value>) {
    let at_once = service.now.fetch_add(1, Ordering::Relaxed) + 1;
    service.most.fetch_max(at_once, Ordering::Relaxed);
    if uri.path() == "/picture" {
        std::future::pending::<()>().await;
    }
    let hangs = headers.get("wix-site-id").is_some_and(|site| site == "site-0");
    if hangs && service.hangs.load(Ordering::Relaxed) {
        std::future::pending::<()>().await;
    }
    tokio::time::sleep(Duration::from_millis(5)).await;
    service.now.fetch_sub(1, Ordering::Relaxed);
    let status = match service.status.load(Ordering::Relaxed) {
        0 => 200,
        status => status,
    };
    let mut said = json!({ "status": "ACTIVE", "marketingActivities": [], "events": [] });
    if service.pictured.load(Ordering::Relaxed) {
        let host = headers["host"].to_str().unwrap();
        let media = json!([{ "type": "IMAGE", "url": format!("http://{host}/picture") }]);
        said["marketingActivities"] = json!([{
            "marketingActivityId": ActivityId::named("tour"),
            "date": "2030-01-01T09:00:00.000Z",
            "title": "Tour",
            "items": [{
                "id": PostId::named("photo"),
                "type": "POST",
                "status": "DRAFT",
                "channel": { "name": "INSTAGRAM" },
                "instagramPost": { "caption": "Come.", "mediaWrapper": { "media": media } },
            }],
        }]);
    }
    (axum::http::StatusCode::from_u16(status).unwrap(), Json(said))
}

impl House {
    async fn open(location: &Location) -> Self {
        let world = Arc::new(Clock::default());
        let store = Store::open(location, SecretKey::new([7; 32])).await.unwrap();
        let service = Arc::new(Service::default());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address: Url = format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap();
        let router = Router::new().fallback(any(answer)).with_state(Arc::clone(&service));
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        let allowed_private_hosts = vec![address.authority().to_owned()];
        let outbound = Outbound::new(Policy { allowed_private_hosts, ..Policy::default() });
        let source = WixSource::new(store.clone(), world.clone(), outbound.unwrap(), address);
        let new = SignUp {
            email: "rosa@bakery.example",
            name: "Rosa",
            password_hash: "$x",
            workspace: "Bakery",
        };
        let (_, workspace) = store.sign_up(world.as_ref(), new).await.unwrap();
        House { store, world, source, service, workspace }
    }

    async fn site(&self, name: &str) -> Scope {
        let world = self.world.as_ref();
        let site = Site {
            id: SiteId::mint(world),
            name: name.into(),
            address: "https://bakery.example/".into(),
            language: "en".into(),
            country: String::new(),
            time_zone: "UTC".into(),
            sandbox: format!("{:032x}", world.random()),
            published: false,
        };
        let mut tx = self.store.begin().await.unwrap();
        let scope = self.store.add_site(&mut tx, self.workspace, &site, world).await.unwrap();
        tx.commit().await.unwrap();
        let access = Access::Key { key: Credentials::new("k".into()), site: name.into() };
        let handover = Handover { keep_drafts: true, keep_scheduled: true };
        self.source.take_over(scope, access, handover).await.unwrap();
        scope
    }

    async fn all_are_due(&self, sites: &[Scope]) {
        let now = self.world.now();
        for site in sites {
            self.store.watch_source(*site, now, now).await.unwrap();
        }
    }
}

/// The machine's time and a counted dice.
#[derive(Default)]
struct Clock {
    dice: AtomicU64,
}

impl World for Clock {
    fn now(&self) -> Timestamp {
        let since = std::time::UNIX_EPOCH.elapsed().unwrap();
        Timestamp::from_millisecond(i64::try_from(since.as_millis()).unwrap()).unwrap()
    }

    fn random(&self) -> u128 {
        let roll = u128::from(self.dice.fetch_add(1, Ordering::Relaxed) + 1);
        roll.wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835)
    }
}

/// Runs a story on SQLite, and on PostgreSQL when the tests were given one.
fn on_both(story: impl AsyncFn(House)) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let mut location = Location { database_url: None, data: folder.path().to_owned() };
        story(House::open(&location).await).await;
        let Ok(server) = std::env::var("ALMANAC_TEST_POSTGRES") else { return };
        location.database_url = Some(fresh_database(&server).await);
        story(House::open(&location).await).await;
    });
}

async fn fresh_database(server: &str) -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let name = format!("wix_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let pool = sqlx::PgPool::connect(server).await.unwrap();
    sqlx::query(sqlx::AssertSqlSafe(format!("create database {name}")))
        .execute(&pool)
        .await
        .unwrap();
    let (address, query) = server.split_once('?').unwrap_or((server, ""));
    let address = address.rsplit_once('/').unwrap().0;
    format!("{address}/{name}?{query}")
}
