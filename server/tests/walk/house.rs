//! A server over the sample workspace, and people who ask it things.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU64, Ordering},
};

use domain::{
    Scope,
    activity::ActivityType,
    channel::Channel,
    event::{Calendar, EventSource},
    id::{ActivityId, CalendarId, PostId, SiteId},
    post::{Placement, PostText},
    world::World,
};
use reqwest::Method;
use store::{
    Location, SecretKey, Store,
    activities::Activity,
    posts::{NewPost, Which},
    runs::RunKind,
};

const ALMANAC: &str = env!("CARGO_BIN_EXE_almanac");

/// A running server over the sample workspace.
pub struct House {
    address: String,
    demo: serde_json::Value,
    store: Store,
    scope: Scope,
    server: Child,
    data: tempfile::TempDir,
}

impl Drop for House {
    fn drop(&mut self) {
        drop(self.server.kill());
        drop(self.server.wait());
    }
}

/// Runs a story on SQLite, and on PostgreSQL when the tests were given one.
pub fn on_both(story: impl AsyncFn(House)) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        story(House::open(None).await).await;
        if let Ok(server) = std::env::var("ALMANAC_TEST_POSTGRES") {
            story(House::open(Some(fresh_database(&server).await)).await).await;
        }
    });
}

impl House {
    async fn open(database_url: Option<String>) -> Self {
        let data = tempfile::tempdir().unwrap();
        let almanac = |command: &str| {
            let mut almanac = Command::new(ALMANAC);
            almanac
                .args(command.split(' '))
                .env("ALMANAC_DATA", data.path())
                .env("ALMANAC_LISTEN", "127.0.0.1:0")
                .env("ALMANAC_LOG", "warn,almanac=info,sqlx::query=debug");
            if let Some(url) = &database_url {
                almanac.env("ALMANAC_DATABASE_URL", url);
            }
            almanac
        };
        let made = almanac("demo --json").stderr(Stdio::inherit()).output().unwrap();
        let demo: serde_json::Value = serde_json::from_slice(&made.stdout).unwrap();
        let log = std::fs::File::create(data.path().join("log")).unwrap();
        let mut server = almanac("serve").stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut lines = BufReader::new(server.stdout.take().unwrap()).lines();
        let first = lines.next().unwrap().unwrap();
        let address =
            first.split_whitespace().find(|word| word.starts_with("http")).unwrap().to_owned();
        let store = open_store(data.path(), database_url).await;
        let site: SiteId = demo["site_id"].as_str().unwrap().parse().unwrap();
        let scope = store.scope_of_site(site).await.unwrap();
        let house = House { address, demo, store, scope, server, data };
        house.publishes_one().await;
        house
    }

    /// One post goes out, so that the sandbox's page has something to show.
    async fn publishes_one(&self) {
        let drafts = self.store.posts(self.scope, Which::Drafts).await.unwrap();
        let posts = Placement::post(Channel::Instagram);
        let draft = drafts.iter().find(|post| post.placement() == posts).unwrap();
        let ago =
            jiff::Timestamp::from_second(draft.publish_at.as_second().min(now()) - 1).unwrap();
        self.store.move_post(self.scope, draft.id, draft.version, ago).await.unwrap();
        self.store.schedule_post(self.scope, draft.id).await.unwrap();
        for _ in 0..200 {
            if !self.store.sandbox_posts(self.scope, 1).await.unwrap().is_empty() {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("the publisher did not publish a due post within 10 s");
    }

    /// Somebody who has not signed in.
    pub fn nobody(&self) -> Visitor {
        Visitor { address: self.address.clone(), client: browser(), cookie: String::new() }
    }

    /// The owner of the sample workspace.
    pub async fn signs_in(&self) -> Visitor {
        let word = |name: &str| self.demo[name].as_str().unwrap().to_owned();
        let form = [("email", word("email")), ("password", word("password"))];
        self.enters("/sign-in", &form).await
    }

    /// Somebody new, with a workspace of their own.
    pub async fn signs_up(&self, email: &str) -> Visitor {
        let form = [
            ("name", "Mallory".to_owned()),
            ("email", email.to_owned()),
            ("password", "a long enough password".to_owned()),
        ];
        self.enters("/sign-up", &form).await
    }

    async fn enters(&self, path: &str, form: &[(&str, String)]) -> Visitor {
        let mut visitor = self.nobody();
        let answer = visitor.client.post(format!("{}{path}", self.address)).body(encoded(form));
        let answer = answer
            .header("content-type", "application/x-www-form-urlencoded")
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 303, "{path}");
        let cookie = answer.headers()["set-cookie"].to_str().unwrap();
        visitor.cookie = cookie.split(';').next().unwrap().to_owned();
        visitor
    }

    /// How many queries the server makes for a page once its connections are open.
    pub async fn queries_of(&self, visitor: &Visitor, path: &str) -> usize {
        let mut least = usize::MAX;
        for _ in 0..5 {
            least = least.min(self.queries_once(visitor, path).await);
        }
        least
    }

    async fn queries_once(&self, visitor: &Visitor, path: &str) -> usize {
        let answer = visitor.request(&Method::GET, path).send().await.unwrap();
        let number = answer.headers()["x-request-id"].to_str().unwrap().to_owned();
        assert_eq!(answer.status(), 200);
        let log = std::fs::read_to_string(self.data.path().join("log")).unwrap();
        log.lines().filter(|line| line.contains(&number) && line.contains("sqlx::query")).count()
    }

    /// Adds activities with five posts each, all in the days after now.
    pub async fn adds_activities(&self, count: usize) {
        let lease = std::time::Duration::from_secs(60);
        let now = jiff::Timestamp::from_second(now()).unwrap();
        self.store.begin_run(self.scope, RunKind::Plan, 1, now).await.unwrap();
        let run = self.store.take_run(self.scope, now, lease).await.unwrap().unwrap();
        let activities: Vec<Activity> = (0..count).map(|n| activity(n, now)).collect();
        let today = now.to_zoned(jiff::tz::TimeZone::UTC).date();
        let all_stay = jiff::Timestamp::MAX;
        self.store
            .replace_plan(self.scope, run.number, &activities, (today, today), all_stay)
            .await
            .unwrap();
        for activity in &activities {
            let posts: Vec<NewPost> =
                Channel::ALL[..5].iter().map(|channel| post(*channel, activity)).collect();
            self.store.add_posts(self.scope, activity.id, &posts, now).await.unwrap();
        }
        self.store.finish_run(self.scope, &run, None, now).await.unwrap();
    }

    /// A path of the table with the sample workspace's ids in it.
    pub async fn fill(&self, path: &str) -> String {
        let mut filled = Vec::new();
        for part in path.split('/') {
            let Some(name) = part.strip_prefix('{').and_then(|name| name.strip_suffix('}')) else {
                filled.push(part.to_owned());
                continue;
            };
            filled.push(self.id(name, path).await);
        }
        filled.join("/")
    }

    async fn id(&self, name: &str, path: &str) -> String {
        let drafts = self.store.posts(self.scope, Which::Drafts).await.unwrap();
        let draft = drafts.first().expect("the sample plan has drafts");
        match name {
            "site" => self.scope.site.to_string(),
            "post" => draft.id.to_string(),
            "activity" => draft.activity.to_string(),
            "media" if path.starts_with("/sandbox") => self.shown_picture().await,
            "media" => draft.picture.expect("drafts have pictures").to_string(),
            "event" => self.own_event().await,
            "calendar" => self.calendar().await,
            "channel" => Channel::Instagram.code().to_owned(),
            "fact" => "name".to_owned(),
            "feed" => self.feed(path.starts_with("/feeds/")).await,
            "key" => self.store.api_keys(self.scope).await.unwrap()[0].id.to_string(),
            "app" => self.app().await,
            "sandbox" => self.store.site(self.scope).await.unwrap().sandbox,
            other => panic!("{path}: this test has no {other}. Give it one in House::id."),
        }
    }

    /// An app of the site's, made when there is none yet.
    async fn app(&self) -> String {
        if self.store.apps(self.scope).await.unwrap().is_empty() {
            self.store.create_app(self.scope, "Walk", &Still).await.unwrap();
        }
        self.store.apps(self.scope).await.unwrap()[0].id.to_string()
    }

    /// A feed of the site's, made for this: the end of its address, or its id.
    async fn feed(&self, address: bool) -> String {
        let secret = self.store.create_feed(self.scope, None, &Still).await.unwrap();
        let feed = self.store.feed_of(&secret).await.unwrap().unwrap().1;
        if address { format!("{secret}.ics") } else { feed.id.to_string() }
    }

    /// A calendar that was brought in.
    async fn calendar(&self) -> String {
        let calendar = Calendar { id: CalendarId::named("team"), title: "Team".to_owned() };
        self.store.bring_in(self.scope, &calendar, &[]).await.unwrap();
        calendar.id.to_string()
    }

    async fn own_event(&self) -> String {
        let events = self.store.events(self.scope).await.unwrap();
        let own = events.iter().find(|event| event.event.source == EventSource::Own);
        own.expect("the sample has an event of its own").event.id.to_string()
    }

    /// A picture on the sandbox's public page.
    async fn shown_picture(&self) -> String {
        let shown = self.store.sandbox_posts(self.scope, 10).await.unwrap();
        shown.iter().find_map(|post| post.picture).expect("the sandbox shows a picture").to_string()
    }
}

/// A world in which nothing happens, with dice that never fall alike.
struct Still;

impl World for Still {
    fn now(&self) -> jiff::Timestamp {
        jiff::Timestamp::UNIX_EPOCH
    }

    fn random(&self) -> u128 {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        u128::from(COUNT.fetch_add(1, Ordering::Relaxed)) << 64
    }
}

/// Somebody with a browser.
pub struct Visitor {
    address: String,
    client: reqwest::Client,
    cookie: String,
}

impl Visitor {
    /// Asks for a path, with an empty form when it is a command; gives the status.
    pub async fn asks(&self, method: &Method, path: &str) -> u16 {
        self.request(method, path).send().await.unwrap().status().as_u16()
    }

    fn request(&self, method: &Method, path: &str) -> reqwest::RequestBuilder {
        let request = self
            .client
            .request(method.clone(), format!("{}{path}", self.address))
            .header("cookie", &self.cookie)
            .header("origin", &self.address);
        if method == Method::POST {
            return request.header("content-type", "application/x-www-form-urlencoded").body("");
        }
        request
    }
}

fn activity(n: usize, now: jiff::Timestamp) -> Activity {
    Activity {
        id: ActivityId::named(&format!("activity {n}")),
        kind: ActivityType::SocialMarketing,
        title: format!("Sourdough, photograph {n}"),
        description: "From flour to crust.".into(),
        reason: "Bread is a topic.".into(),
        subject: "Sourdough".into(),
        topic: None,
        event: None,
        starts_at: now + jiff::SignedDuration::from_mins(10 + i64::try_from(n).unwrap()),
        stories: false,
        edited: false,
    }
}

fn post(channel: Channel, activity: &Activity) -> NewPost {
    let text = PostText { caption: "We start the ovens at four.".into(), ..PostText::default() };
    let id = PostId::named(&format!("{} {channel}", activity.id));
    NewPost { id, placement: Placement::post(channel), text, publish_at: activity.starts_at }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a browser of the test, not a way out of the product"
)]
fn browser() -> reqwest::Client {
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
        .unwrap()
}

fn encoded(form: &[(&str, String)]) -> String {
    let mut url = url::Url::parse("http://x.example").unwrap();
    url.query_pairs_mut().extend_pairs(form);
    url.query().unwrap_or_default().to_owned()
}

#[expect(clippy::disallowed_methods, reason = "the server under test asks the machine too")]
fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

async fn open_store(data: &Path, database_url: Option<String>) -> Store {
    let hex = std::fs::read_to_string(data.join("secret.key")).unwrap();
    let bytes: Vec<u8> =
        (0..64).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect();
    let location = Location { database_url, data: data.to_owned(), bucket: None };
    Store::open(&location, SecretKey::new(bytes.try_into().unwrap())).await.unwrap()
}

async fn fresh_database(server: &str) -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let name = format!("walk_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let pool = sqlx::PgPool::connect(server).await.unwrap();
    sqlx::query(sqlx::AssertSqlSafe(format!("create database {name}")))
        .execute(&pool)
        .await
        .unwrap();
    let (address, query) = server.split_once('?').unwrap_or((server, ""));
    format!("{}/{name}?{query}", address.rsplit_once('/').unwrap().0)
}
