//! A data folder with sites whose posts are due, made through the store alone.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use domain::{
    Scope,
    activity::ActivityType,
    channel::Channel,
    connection::{Connection, ProviderKind},
    connector::{Hub, Offer, Wanted},
    contract::Credentials,
    id::{ActivityId, ConnectionId, PostId, SiteId, WorkspaceId},
    post::{Placement, PostStatus, PostText},
    site::Site,
    world::World,
};
use jiff::Timestamp;
use outbound::{Outbound, Policy};
use postforme::{Accounts, Clients};
use publisher::webhook::WebhookSettings;
use store::{
    Location, SecretKey, Store, accounts::SignUp, activities::Activity, posts::NewPost,
    posts::Which, sandbox::SandboxMode,
};
use tempfile::TempDir;

use crate::{
    network::Network,
    vendor::{ACCOUNT, KEY, Vendor},
};

const CHANNEL: Channel = Channel::Threads;
/// A lookup after a kill waits for the lease, and then until absence can be believed.
const PATIENCE: Duration = Duration::from_secs(120);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// Who carries the posts of a site.
#[derive(Clone)]
pub enum Carrier {
    /// The sandbox inside, which is looked up.
    Sandbox(SandboxMode),
    /// A server outside, which nobody can ask.
    Webhook(Network),
    /// Post for Me, which is looked up.
    PostForMe {
        /// It.
        vendor: Vendor,
        /// Where Almanac is told what happens there.
        told_at: String,
    },
}

/// A site with its posts.
#[derive(Clone)]
pub struct Laid {
    pub scope: Scope,
    pub carrier: Carrier,
    pub posts: Vec<(PostId, Timestamp)>,
}

pub struct Installation {
    folder: TempDir,
    location: Location,
    workspace: WorkspaceId,
    pub store: Store,
    sites: Mutex<Vec<Laid>>,
}

impl Installation {
    /// An installation with one workspace; `None` when its engine is not at hand.
    pub async fn prepare(engine: Engine) -> Option<Self> {
        let database_url = match (engine, std::env::var("ALMANAC_TEST_POSTGRES")) {
            (Engine::Sqlite, _) => None,
            (Engine::Postgres, Ok(server)) => Some(fresh_database(&server, None).await),
            (Engine::Postgres, Err(_)) => return None,
        };
        Some(Installation::prepare_on(database_url).await)
    }

    /// An installation with one workspace, on an empty database or on SQLite.
    pub async fn prepare_on(database_url: Option<String>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let key = folder.path().join("secret.key");
        fs::write(&key, "07".repeat(32)).unwrap();
        fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
        let location = Location { database_url, data: folder.path().to_owned(), bucket: None };
        let store = Store::open(&location, SecretKey::new([7; 32])).await.unwrap();
        let rosa = SignUp {
            email: "rosa@bakery.example",
            name: "Rosa",
            password_hash: "$x",
            workspace: "Bakery",
        };
        let (_, workspace) = store.sign_up(&Machine, rosa).await.unwrap();
        Installation { folder, location, workspace, store, sites: Mutex::default() }
    }

    pub fn data(&self) -> &Path {
        self.folder.path()
    }

    pub fn database_url(&self) -> Option<&str> {
        self.location.database_url.as_deref()
    }

    /// The sites.
    pub fn sites(&self) -> Vec<Laid> {
        self.sites.lock().unwrap().clone()
    }

    /// A site with scheduled posts, the first due now and each next one `pace` later.
    pub async fn due(&self, carrier: Carrier, count: usize, pace: Duration) -> Laid {
        let first = Machine.now();
        let minutes = (0..count).map(|number| first + pace * u32::try_from(number).unwrap());
        self.due_at(carrier, minutes.collect()).await
    }

    /// A site with posts that are scheduled for those instants.
    pub async fn due_at(&self, carrier: Carrier, minutes: Vec<Timestamp>) -> Laid {
        let scope = self.site().await;
        self.connect(scope, &carrier).await;
        let activities: Vec<Activity> = minutes.into_iter().map(activity).collect();
        self.plan(scope, &activities).await;
        let mut posts = Vec::with_capacity(activities.len());
        for activity in &activities {
            let post = post(activity.starts_at);
            let (new, now) = (std::slice::from_ref(&post), Machine.now());
            self.store.add_posts(scope, activity.id, new, now).await.unwrap();
            posts.push((post.id, activity.starts_at));
        }
        let ids: Vec<PostId> = posts.iter().map(|(id, _)| *id).collect();
        self.store.schedule_posts(scope, &ids).await.unwrap();
        let laid = Laid { scope, carrier, posts };
        self.sites.lock().unwrap().push(laid.clone());
        laid
    }

    /// Waits until no post is under way any more: each is out, or a person is asked.
    pub async fn settled(&self, case: &str) {
        let start = Instant::now();
        loop {
            let mut open = Vec::new();
            for laid in self.sites() {
                let queue = self.store.posts(laid.scope, Which::Queue).await.unwrap();
                let looks_up = !matches!(laid.carrier, Carrier::Webhook(_));
                open.extend(queue.into_iter().filter(|post| match post.status {
                    PostStatus::Uncertain => looks_up,
                    PostStatus::Failed | PostStatus::Missed => false,
                    _ => true,
                }));
            }
            if open.is_empty() {
                return;
            }
            assert!(start.elapsed() < PATIENCE, "{case}: still under way: {open:#?}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    async fn site(&self) -> Scope {
        let id = SiteId::mint(&Machine);
        let site = Site {
            id,
            name: "Bakery".into(),
            address: "https://rosasbakery.example/".into(),
            language: "en".into(),
            country: "PT".into(),
            time_zone: "UTC".into(),
            sandbox: id.to_string(),
            published: true,
        };
        let mut tx = self.store.begin().await.unwrap();
        let scope = self.store.add_site(&mut tx, self.workspace, &site, &Machine).await.unwrap();
        tx.commit().await.unwrap();
        scope
    }

    async fn connect(&self, scope: Scope, carrier: &Carrier) {
        let (provider, credentials) = match carrier {
            Carrier::Sandbox(mode) => {
                self.store.set_sandbox_mode(scope, *mode).await.unwrap();
                (ProviderKind::Sandbox, None)
            }
            Carrier::Webhook(network) => {
                let settings = WebhookSettings::new(network.address(), "flour-water-salt").unwrap();
                (ProviderKind::Webhook, Some(settings.credentials()))
            }
            Carrier::PostForMe { vendor, told_at } => {
                let credentials = self.account_at(scope, vendor, told_at).await;
                (ProviderKind::PostForMe, Some(credentials))
            }
        };
        let id = ConnectionId::mint(&Machine);
        let connection =
            Connection { id, channel: CHANNEL, provider, account: "Rosa".into(), limits: None };
        let now = Machine.now();
        self.store.connect(scope, &connection, credentials.as_ref(), now).await.unwrap();
    }

    /// Chooses an account at Post for Me, as a person does on the channels page.
    async fn account_at(&self, scope: Scope, vendor: &Vendor, told_at: &str) -> Credentials {
        let clients = Clients::new(out(), Arc::new(Machine));
        let accounts = Accounts::new(self.store.clone(), clients);
        let accounts = accounts.told_at(Some(told_at.parse().unwrap()));
        let wanted = Wanted {
            channel: CHANNEL,
            server: vendor.url(),
            key: Some(Credentials::new(KEY.to_owned())),
            account: Some(ACCOUNT.to_owned()),
            board: None,
            keep: true,
        };
        match accounts.offer(scope, wanted).await.unwrap() {
            Offer::Account(found) => found.credentials,
            other => panic!("{other:?}"),
        }
    }

    /// Adds activities as a program does: a running process plans nothing over it.
    async fn plan(&self, scope: Scope, activities: &[Activity]) {
        for activity in activities {
            self.store.add_activity(scope, activity, Machine.now()).await.unwrap();
        }
    }
}

fn activity(starts_at: Timestamp) -> Activity {
    Activity {
        id: ActivityId::mint(&Machine),
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

fn post(publish_at: Timestamp) -> NewPost {
    let text = PostText {
        caption: "A loaf begins while the city sleeps.".into(),
        alt_text: "A loaf.".into(),
        ..PostText::default()
    };
    NewPost { id: PostId::mint(&Machine), placement: Placement::post(CHANNEL), text, publish_at }
}

/// A database of its own on the given server, perhaps a copy of another.
pub async fn fresh_database(server: &str, template: Option<&str>) -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("torture_{}_{count}", std::process::id());
    let pool = sqlx::PgPool::connect(server).await.unwrap();
    let template = template.map(|name| format!(" template {name}")).unwrap_or_default();
    let create = format!("create database {name}{template}");
    let start = Instant::now();
    // Whoever was killed may still be connected to what is copied.
    while let Err(error) = sqlx::query(sqlx::AssertSqlSafe(create.as_str())).execute(&pool).await {
        assert!(start.elapsed() < Duration::from_secs(20), "{error}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let (address, query) = server.split_once('?').unwrap_or((server, ""));
    let address = address.rsplit_once('/').unwrap().0;
    format!("{address}/{name}?{query}")
}

/// Another database with all that the one at a URL holds, as a dump that was read back in.
pub async fn copy_of_database(url: &str) -> String {
    let server = std::env::var("ALMANAC_TEST_POSTGRES").unwrap();
    let name = url::Url::parse(url).unwrap().path().trim_start_matches('/').to_owned();
    fresh_database(&server, Some(&name)).await
}

/// The way out to the servers of these tests.
pub fn out() -> Outbound {
    let allowed_private_hosts = vec!["127.0.0.1".to_owned()];
    Outbound::new(Policy { allowed_private_hosts, ..Policy::default() }).unwrap()
}

pub fn machine_now() -> Timestamp {
    Machine.now()
}

/// The machine's clock, because another process works with it too.
struct Machine;

impl World for Machine {
    #[expect(clippy::disallowed_methods, reason = "the binary under test lives by this clock")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn random(&self) -> u128 {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).unwrap();
        u128::from_be_bytes(bytes)
    }
}
