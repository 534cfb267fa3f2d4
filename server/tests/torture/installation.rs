//! A data folder with sites whose posts are due, made through the store alone.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::Path,
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use domain::{
    Scope,
    activity::ActivityType,
    channel::Channel,
    connection::{Connection, ProviderKind},
    id::{ActivityId, ConnectionId, PostId, SiteId, WorkspaceId},
    post::{Placement, PostText},
    site::Site,
    world::World,
};
use jiff::Timestamp;
use store::{
    Location, SecretKey, Store, accounts::SignUp, activities::Activity, posts::NewPost,
    posts::Which, runs::RunKind, sandbox::SandboxMode,
};
use tempfile::TempDir;

const CHANNEL: Channel = Channel::Threads;
/// A lookup after a kill waits for the lease, and then until absence can be believed.
const PATIENCE: Duration = Duration::from_secs(120);

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

pub struct Installation {
    folder: TempDir,
    location: Location,
    workspace: WorkspaceId,
    pub store: Store,
    sites: Mutex<Vec<(Scope, usize)>>,
}

impl Installation {
    /// An installation with one workspace; `None` when its engine is not at hand.
    pub async fn prepare(engine: Engine) -> Option<Self> {
        let database_url = match (engine, std::env::var("ALMANAC_TEST_POSTGRES")) {
            (Engine::Sqlite, _) => None,
            (Engine::Postgres, Ok(server)) => Some(fresh_database(&server).await),
            (Engine::Postgres, Err(_)) => return None,
        };
        let folder = tempfile::tempdir().unwrap();
        let key = folder.path().join("secret.key");
        fs::write(&key, "07".repeat(32)).unwrap();
        fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
        let location = Location { database_url, data: folder.path().to_owned() };
        let store = Store::open(&location, SecretKey::new([7; 32])).await.unwrap();
        let rosa = SignUp {
            email: "rosa@bakery.example",
            name: "Rosa",
            password_hash: "$x",
            workspace: "Bakery",
        };
        let (_, workspace) = store.sign_up(&Machine, rosa).await.unwrap();
        Some(Installation { folder, location, workspace, store, sites: Mutex::default() })
    }

    pub fn data(&self) -> &Path {
        self.folder.path()
    }

    pub fn database_url(&self) -> Option<&str> {
        self.location.database_url.as_deref()
    }

    /// The sites, each with the number of its posts.
    pub fn sites(&self) -> Vec<(Scope, usize)> {
        self.sites.lock().unwrap().clone()
    }

    /// A site with scheduled posts, the first due now and each next one `pace` later.
    pub async fn due(&self, mode: SandboxMode, count: usize, pace: Duration) {
        let scope = self.site().await;
        self.store.set_sandbox_mode(scope, mode).await.unwrap();
        self.connect(scope).await;
        let now = Machine.now();
        let activities: Vec<Activity> = (0..count)
            .map(|number| activity(now + pace * u32::try_from(number).unwrap()))
            .collect();
        self.plan(scope, &activities).await;
        for activity in &activities {
            let post = post(activity.starts_at);
            let posts = std::slice::from_ref(&post);
            self.store.add_posts(scope, activity.id, posts, now).await.unwrap();
            self.store.schedule_post(scope, post.id).await.unwrap();
        }
        self.sites.lock().unwrap().push((scope, count));
    }

    /// Waits until no post is under way any more.
    pub async fn settled(&self, case: &str) {
        let start = Instant::now();
        loop {
            let mut open = Vec::new();
            for (scope, _) in self.sites() {
                open.extend(self.store.posts(scope, Which::Queue).await.unwrap());
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

    async fn connect(&self, scope: Scope) {
        let connection = Connection {
            id: ConnectionId::mint(&Machine),
            channel: CHANNEL,
            provider: ProviderKind::Sandbox,
            account: "Rosa".into(),
        };
        self.store.connect(scope, &connection, None, Machine.now()).await.unwrap();
    }

    /// Writes a plan as a run of the planner would.
    async fn plan(&self, scope: Scope, activities: &[Activity]) {
        let (store, now) = (&self.store, Machine.now());
        store.begin_run(scope, RunKind::Plan, 1, now).await.unwrap();
        let run = store.take_run(scope, now, Duration::from_secs(60)).await.unwrap().unwrap();
        let today = now.to_zoned(jiff::tz::TimeZone::UTC).date();
        store.replace_plan(scope, run.number, activities, (today, today), now).await.unwrap();
        store.finish_run(scope, &run, None, now).await.unwrap();
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

/// A database of its own on the given server.
async fn fresh_database(server: &str) -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("torture_{}_{count}", std::process::id());
    let pool = sqlx::PgPool::connect(server).await.unwrap();
    let create = format!("create database {name}");
    sqlx::query(sqlx::AssertSqlSafe(create)).execute(&pool).await.unwrap();
    let (address, query) = server.split_once('?').unwrap_or((server, ""));
    let address = address.rsplit_once('/').unwrap().0;
    format!("{address}/{name}?{query}")
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
