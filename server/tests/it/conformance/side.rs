//! Who is asked: a site with a plan, served in one of two ways.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use domain::{Scope, contract::Credentials, days::Zone, id::SiteId, site::Site, world::World};
use jiff::Timestamp;
use outbound::{Outbound, Policy};
use planner::{EmbeddedPlanner, write::Composer};
use postforme::{Accounts, Clients};
use publisher::{Providers, Publisher, PublisherSettings, sandbox::Sandbox};
use serde_json::Value;
use store::{
    Store,
    jobs::{Job, Working},
};
use tokio::task::JoinHandle;
use url::Url;
use wix::{
    Access, Client, Timeframe, WixError,
    wire::{Item, ItemStatus, MarketingPlan, PlanActivity, PlanStatus},
};

use crate::{
    almanac::{Almanac, Server, laid_out, now, on_both},
    browser::Browser,
    program::Program,
};

/// How long the longest work may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// A sample site with a plan, and our client with a key to it.
pub struct Side {
    /// The client.
    pub client: Client,
    /// What the side has in store.
    pub store: Store,
    /// The site.
    pub scope: Scope,
    key: String,
    world: Arc<Ahead>,
    service: Url,
    almanac: Almanac,
    way: Way,
}

/// How a side is served.
enum Way {
    /// By the parts themselves, in this process.
    InProcess { tasks: Vec<JoinHandle<()>>, _queue: Working },
    /// By the real binary.
    Binary { _server: Server },
}

/// Asks both sides, on both engines.
pub fn ask(row: impl AsyncFn(&Side)) {
    on_both(async |almanac| {
        let side = Side::in_process(almanac).await;
        row(&side).await;
    });
    on_both(async |almanac| {
        let side = Side::binary(almanac).await;
        row(&side).await;
        side.store.close().await;
    });
}

impl Side {
    async fn in_process(almanac: Almanac) -> Self {
        let said = laid_out(&almanac);
        let (store, world) = (almanac.store().await, Arc::new(Ahead::default()));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let service: Url = format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap();
        let outbound = Outbound::new(Policy::default()).unwrap();
        let clients = Clients::new(outbound.clone(), world.clone());
        let planner =
            EmbeddedPlanner::new(store.clone(), world.clone(), outbound, Arc::new(Composer));
        let planner = Arc::new(planner.unwrap());
        let sandbox = Sandbox::new(store.clone(), world.clone(), service.clone());
        let providers = Providers::new().with(Arc::new(sandbox));
        let pace = PublisherSettings::default();
        let publisher = Publisher::new(store.clone(), world.clone(), providers, pace);
        let api = api::Api::from(api::Parts {
            store: store.clone(),
            world: world.clone(),
            plans: planner.clone(),
            public_url: service.clone(),
            wake_publisher: Box::new(|| {}),
            fetch: Box::new(|_, _| Box::pin(std::future::ready(Err("nobody fetches".to_owned())))),
            may_reach: Box::new(|_| Box::pin(std::future::ready(Ok(())))),
            hub: Arc::new(Accounts::new(store.clone(), clients)),
            limits: api::social::Limits { per_second: 0, per_minute: 0 },
        });
        let queue = store.work(move |job| {
            let planner = planner.clone();
            async move {
                match job {
                    Job::Planning(job) => planner.work(job).await,
                    // Nobody is told anything here.
                    Job::Telling(_) => Ok(()),
                }
            }
        });
        let tasks = vec![
            tokio::spawn(async move { axum::serve(listener, api::router(api)).await.unwrap() }),
            tokio::spawn(async move { publisher.run(std::future::pending()).await }),
        ];
        let way = Way::InProcess { tasks, _queue: queue.unwrap() };
        Side::of(&said, service, world, store, almanac, way).await
    }

    async fn binary(almanac: Almanac) -> Self {
        let said = laid_out(&almanac);
        let server = almanac.serve(&[]);
        let (store, service) = (almanac.store().await, server.address.parse().unwrap());
        let way = Way::Binary { _server: server };
        Side::of(&said, service, Arc::default(), store, almanac, way).await
    }

    async fn of(
        said: &Value,
        service: Url,
        world: Arc<Ahead>,
        store: Store,
        almanac: Almanac,
        way: Way,
    ) -> Self {
        let word = |name: &str| said[name].as_str().unwrap().to_owned();
        let site: SiteId = word("site_id").parse().unwrap();
        let scope = store.scope_of_site(site).await.unwrap();
        let key = word("api_key");
        let client = client(&service, &world, &key, site);
        Side { client, store, scope, key, world, service, almanac, way }
    }

    /// The site as a program sees it that writes its own JSON.
    pub fn program(&self) -> Program {
        self.program_with(self.key.clone(), self.scope.site)
    }

    fn program_with(&self, key: String, site: SiteId) -> Program {
        let browser = Browser::new(self.service.as_str().trim_end_matches('/'));
        Program { browser, key, site: site.to_string(), networks: "" }
    }

    /// A client for another site of the workspace, at an address.
    pub async fn site_at(&self, address: &str) -> Client {
        let (key, site) = self.adds_site(address).await;
        client(&self.service, &self.world, &key, site)
    }

    /// As `program`, for another site of the workspace, which was never read.
    pub async fn empty_site(&self) -> Program {
        let (key, site) = self.adds_site("https://rosasbakery.example/").await;
        self.program_with(key, site)
    }

    async fn adds_site(&self, address: &str) -> (String, SiteId) {
        let (world, workspace) = (self.world.as_ref(), self.scope.workspace);
        let site = Site {
            id: SiteId::mint(world),
            name: "Elsewhere".into(),
            address: address.into(),
            language: "en".into(),
            country: String::new(),
            time_zone: "UTC".into(),
            sandbox: format!("{:032x}", world.random()),
            published: false,
        };
        let mut tx = self.store.begin().await.unwrap();
        let scope = self.store.add_site(&mut tx, workspace, &site, world).await.unwrap();
        tx.commit().await.unwrap();
        let key = self.store.create_api_key(scope, "Test", world).await.unwrap();
        (key, site.id)
    }

    /// Lets days go by in which nobody has to do with the plan.
    pub async fn idle_days(&self, days: i64) {
        match self.way {
            Way::InProcess { .. } => self.world.pass(days),
            Way::Binary { .. } => {
                let statement = match days {
                    41 => "update plans set engaged_at = engaged_at - 3542400000",
                    43 => "update plans set engaged_at = engaged_at - 3715200000",
                    other => unreachable!("{other} days"),
                };
                self.almanac.sql(statement).await;
            }
        }
    }

    /// The present instant there.
    pub fn now(&self) -> Timestamp {
        self.world.now()
    }

    /// The zone of the site.
    pub async fn zone(&self) -> Zone {
        Zone::named(&self.store.site(self.scope).await.unwrap().time_zone).unwrap()
    }

    /// The plan from today on.
    pub async fn plan(&self) -> MarketingPlan {
        self.client.plan(Timeframe::default()).await.unwrap()
    }

    /// Polls until the plan is made, or making it failed.
    pub async fn made(&self, client: &Client) -> MarketingPlan {
        until(async || {
            let plan = client.plan(Timeframe::default()).await.unwrap();
            (plan.status != PlanStatus::Generating).then_some(plan)
        })
        .await
    }

    /// Polls the posts of an activity until they are as wanted.
    pub async fn items(&self, activity: &str, wanted: impl Fn(&[Item]) -> bool) -> Vec<Item> {
        until(async || {
            let posts = self.client.activity_posts(vec![activity.to_owned()]).await.unwrap();
            let items = posts.marketing_activities[0].items.clone();
            wanted(&items).then_some(items)
        })
        .await
    }
}

impl Drop for Side {
    fn drop(&mut self) {
        if let Way::InProcess { tasks, .. } = &self.way {
            tasks.iter().for_each(JoinHandle::abort);
        }
    }
}

fn client(service: &Url, world: &Arc<Ahead>, key: &str, site: SiteId) -> Client {
    let allowed_private_hosts = vec![service.authority().to_owned()];
    let outbound = Outbound::new(Policy { allowed_private_hosts, ..Policy::default() }).unwrap();
    let access = Access::Key { key: Credentials::new(key.to_owned()), site: site.to_string() };
    Client::new(outbound, world.clone(), service.clone(), access)
}

/// Asks again and again until there is an answer.
pub async fn until<T>(look: impl AsyncFn() -> Option<T>) -> T {
    let waited = async {
        loop {
            if let Some(found) = look().await {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(PATIENCE, waited).await.unwrap_or_else(|_| panic!("this never came"))
}

/// The code of the rule that a refusal names.
pub fn rule<T: std::fmt::Debug>(refused: Result<T, WixError>) -> String {
    match refused {
        Err(WixError::Rule { code, .. }) => code,
        other => panic!("no rule refused this: {other:?}"),
    }
}

/// The social activities, and among them those with posts.
pub fn social(plan: &MarketingPlan) -> (Vec<&PlanActivity>, Vec<&PlanActivity>) {
    let social: Vec<&PlanActivity> = plan
        .marketing_activities
        .iter()
        .filter(|one| {
            one.marketing_activity_type
                .as_ref()
                .is_some_and(|kind| kind.code() == "SOCIAL_MARKETING")
        })
        .collect();
    let written = social.iter().copied().filter(|one| !one.items.is_empty()).collect();
    (social, written)
}

/// The ids of the items that are drafts.
pub fn drafts<'a>(items: impl IntoIterator<Item = &'a Item>) -> Vec<&'a Item> {
    items.into_iter().filter(|item| item.status == Some(ItemStatus::Draft)).collect()
}

/// The machine's time, moved on by hand, and a counted dice.
#[derive(Default)]
struct Ahead {
    days: AtomicI64,
    dice: AtomicI64,
}

impl Ahead {
    fn pass(&self, days: i64) {
        self.days.fetch_add(days, Ordering::Relaxed);
    }
}

impl World for Ahead {
    fn now(&self) -> Timestamp {
        let day = jiff::SignedDuration::from_hours(24);
        let passed = i32::try_from(self.days.load(Ordering::Relaxed)).unwrap();
        now() + day * passed
    }

    fn random(&self) -> u128 {
        let now = u128::try_from(now().as_nanosecond()).unwrap();
        let roll = u128::try_from(self.dice.fetch_add(1, Ordering::Relaxed) + 1).unwrap();
        now.wrapping_add(roll).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835)
    }
}
