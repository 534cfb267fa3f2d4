//! What Post for Me tells: twice, late, out of turn, and forged by somebody else.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use domain::{id::PostId, post::PostStatus};
use outbound::{Body, Outbound, Verb};
use serde_json::{Value, json};
use tokio::task::JoinSet;
use url::Url;

use crate::{
    almanac::{Almanac, Start},
    dice::Dice,
    installation::{Carrier, Engine, Installation, Laid, out},
    vendor::{Fault, Vendor},
    verdict,
};

const SITES: usize = 10;
/// So few, because a key is taken forty requests a minute.
const POSTS: usize = 2;
/// How long a send waits for its result, in milliseconds: most results come later.
const RESULTS_WITHIN: &str = "1200";
/// Until the vendor has published what it was given, at the longest.
const PUBLISHING: Duration = Duration::from_secs(5);
/// Until a hint arrives, at the longest.
const ON_ITS_WAY: Duration = Duration::from_secs(4);
/// How often what is told is compared with what is so.
const LOOKS: Duration = Duration::from_millis(100);
/// A link that only lies lead to.
const LIE: &str = "https://lies.example/1";

/// Posts go out through Post for Me, which takes its time, refuses some and forgets the results
/// of others for a while. It tells us of each step, once or often, whenever; others tell lies.
pub async fn of_post_for_me(engine: Engine, seed: u64) {
    let Some(installation) = Installation::prepare(engine).await else { return };
    let start = Instant::now();
    let case = format!("hints of Post for Me, seed {seed}");
    let how = Start { results_within: Some(RESULTS_WITHIN), ..Start::default() };
    let mut almanac = Almanac::start_as(&installation, how);
    let address = almanac.is_listening().await;
    let mut sites = Vec::new();
    for _ in 0..SITES {
        let vendor = Vendor::with_accounts_on("threads").await;
        vendor.goes_wrong(Fault::Stuck);
        let carrier = Carrier::PostForMe { vendor: vendor.clone(), told_at: address.clone() };
        let laid = installation.due(carrier, POSTS, Duration::from_millis(300)).await;
        sites.push(Site::of(vendor, laid));
    }
    let mut driver = Driver::of(Dice::of(seed ^ 7), address, sites);
    driver.lies_ahead();
    tokio::join!(installation.settled(&case), driver.drives(&installation, &case));
    let (hints, forged) = driver.all_are_told().await;
    // Nothing that was told makes anything of a post that is settled.
    installation.settled(&case).await;
    driver.compares(&installation, &case).await;
    almanac.kill();
    let figures = verdict::reach(&installation, &case).await;
    driver.believed_no_lie(&installation, &case).await;
    let row = format!("hints of Post for Me ({hints}, {forged} of them forged, lies believed 0)");
    verdict::told(&row, engine, Some(seed), figures, start);
}

/// What becomes of a post at the vendor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// It goes out.
    Out,
    /// The platform refuses it.
    Refused,
    /// It goes out, and its result comes later than that.
    OutAndUntold,
}

/// What the vendor does next with a post.
enum Next {
    Ends(Fate),
    TellsResult,
}

struct Site {
    vendor: Vendor,
    laid: Laid,
    hook: Url,
    secret: String,
    /// What becomes of each post, by its key.
    fates: BTreeMap<String, Fate>,
    /// What is yet to be done there: with which post, and when.
    to_do: Vec<(Instant, String, Next)>,
}

impl Site {
    fn of(vendor: Vendor, laid: Laid) -> Self {
        let webhook = vendor.held().webhooks[0].clone();
        Site {
            vendor,
            laid,
            hook: text(&webhook["url"]).parse().unwrap(),
            secret: text(&webhook["secret"]),
            fates: BTreeMap::new(),
            to_do: Vec::new(),
        }
    }

    fn ids(&self) -> Vec<PostId> {
        self.laid.posts.iter().map(|(id, _)| *id).collect()
    }

    /// Whether everything is out, or refused, and told.
    fn is_done(&self) -> bool {
        self.fates.len() == POSTS && self.to_do.is_empty()
    }
}

/// Whether one who tells something knows the secret.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Knows {
    Secret,
    Nothing,
}

/// Has the vendors publish, and everybody tell.
struct Driver {
    dice: Dice,
    out: Outbound,
    address: String,
    sites: Vec<Site>,
    told: JoinSet<()>,
    hints: usize,
    forged: usize,
    refused: Arc<AtomicUsize>,
}

impl Driver {
    fn of(dice: Dice, address: String, sites: Vec<Site>) -> Self {
        let (told, refused) = (JoinSet::new(), Arc::default());
        Driver { dice, out: out(), address, sites, told, hints: 0, forged: 0, refused }
    }

    /// What is told before anything happened.
    fn lies_ahead(&mut self) {
        for site in 0..self.sites.len() {
            for id in self.sites[site].ids() {
                self.lies(site, &id.to_string());
            }
        }
    }

    /// Has the vendors publish what they were given, until all is published.
    async fn drives(&mut self, installation: &Installation, case: &str) {
        while !self.sites.iter().all(Site::is_done) {
            for site in 0..self.sites.len() {
                self.takes_up(site);
                self.goes_on(site);
            }
            self.compares(installation, case).await;
            tokio::time::sleep(LOOKS).await;
        }
    }

    /// Throws what becomes of the posts that were released meanwhile.
    fn takes_up(&mut self, site: usize) {
        let released: Vec<Value> = {
            let held = self.sites[site].vendor.held();
            held.posts.iter().filter(|post| post["status"] == "processing").cloned().collect()
        };
        for post in released {
            let key = text(&post["external_id"]);
            if self.sites[site].fates.contains_key(&key) {
                continue;
            }
            let fates = [Fate::Out, Fate::Out, Fate::Refused, Fate::OutAndUntold];
            let fate = fates[self.dice.below(fates.len())];
            let ends = Instant::now() + self.dice.between(Duration::ZERO, PUBLISHING);
            let here = &mut self.sites[site];
            here.fates.insert(key.clone(), fate);
            here.to_do.push((ends, text(&post["id"]), Next::Ends(fate)));
            self.tells(site, &key, "processing");
            self.lies(site, &key);
        }
    }

    /// Does what is due at a vendor.
    fn goes_on(&mut self, site: usize) {
        let now = Instant::now();
        let here = &mut self.sites[site];
        let due: Vec<_> = here.to_do.extract_if(.., |(at, ..)| *at <= now).collect();
        for (_, id, next) in due {
            let later = now + self.dice.between(Duration::ZERO, PUBLISHING);
            let here = &mut self.sites[site];
            let key = {
                let mut held = here.vendor.held();
                match next {
                    Next::Ends(Fate::Out) => held.ends(&id, Fault::None),
                    Next::Ends(Fate::Refused) => held.ends(&id, Fault::Refuses),
                    Next::Ends(Fate::OutAndUntold) => {
                        held.ends(&id, Fault::Untold);
                        here.to_do.push((later, id.clone(), Next::TellsResult));
                    }
                    Next::TellsResult => held.tells_result(&id, true),
                }
                text(&held.posts.iter().find(|post| post["id"] == id).unwrap()["external_id"])
            };
            self.tells(site, &key, "processed");
        }
    }

    /// The vendor tells of a post: not at all, once or often, and each time on a way of its own.
    fn tells(&mut self, site: usize, key: &str, status: &str) {
        for _ in 0..self.dice.below(4) {
            let said = updated(key, status);
            self.sends(site, Knows::Secret, said.to_string().into_bytes());
        }
    }

    /// Somebody else tells of a post, and some of them know the secret.
    fn lies(&mut self, site: usize, key: &str) {
        let other = (site + 1) % self.sites.len();
        let elsewhere = self.sites[other].laid.posts[0].0.to_string();
        let success = self.dice.below(2) == 0;
        let mut result = updated(key, "processed");
        result["event_type"] = json!("social.post.result.created");
        result["data"]["success"] = json!(success);
        result["data"]["platform_data"] = json!({ "id": "1", "url": LIE });
        let mut deep = "[".repeat(5_000);
        deep.push_str(key);
        let bodies = [
            result.to_string(),
            updated(&elsewhere, "processed").to_string(),
            updated("018f0000-0000-7000-8000-000000000000", "processed").to_string(),
            json!({ "event_type": "social.post.deleted", "data": { "external_id": key } })
                .to_string(),
            json!({ "event_type": "social.post.updated", "data": { "external_id": [key] } })
                .to_string(),
            "null".to_owned(),
            String::new(),
            deep,
        ];
        let knows = [Knows::Nothing, Knows::Secret][self.dice.below(2)];
        let some = self.dice.below(bodies.len());
        self.sends(site, knows, bodies[some].clone().into_bytes());
        // The one that would be believed first, if any were, always from a stranger.
        self.sends(site, Knows::Nothing, bodies[0].clone().into_bytes());
        self.sends_to_nobody(bodies[0].clone().into_bytes());
    }

    fn sends(&mut self, site: usize, knows: Knows, body: Vec<u8>) {
        let here = &self.sites[site];
        let (secret, status) = match knows {
            Knows::Secret => (here.secret.clone(), 204),
            Knows::Nothing => (self.sites[(site + 1) % SITES].secret.clone(), 401),
        };
        let hook = here.hook.clone();
        self.posts(hook, secret, body, status);
    }

    /// To an address that was never given to anybody.
    fn sends_to_nobody(&mut self, body: Vec<u8>) {
        let hook = format!("{}/hooks/post-for-me/{:032x}", self.address, self.hints);
        self.posts(hook.parse().unwrap(), String::new(), body, 404);
    }

    fn posts(&mut self, hook: Url, secret: String, bytes: Vec<u8>, status: u16) {
        self.hints += 1;
        self.forged += usize::from(status != 204);
        let (out, wait) = (self.out.clone(), self.dice.between(Duration::ZERO, ON_ITS_WAY));
        let refused = Arc::clone(&self.refused);
        self.told.spawn(async move {
            tokio::time::sleep(wait).await;
            let headers = [("post-for-me-webhook-secret", secret)];
            let body = Body { content_type: "application/json".to_owned(), bytes };
            let patience = Duration::from_secs(30);
            let answer = out.send(Verb::Post, &hook, &headers, Some(body), patience, 1_024).await;
            assert_eq!(answer.unwrap().status, status, "{hook}");
            refused.fetch_add(usize::from(status != 204), Ordering::Relaxed);
        });
    }

    /// Waits until everything that is on its way has arrived; gives how much that was, and how
    /// much of it was forged.
    async fn all_are_told(&mut self) -> (usize, usize) {
        while let Some(told) = self.told.join_next().await {
            told.unwrap();
        }
        assert_eq!(self.refused.load(Ordering::Relaxed), self.forged, "each forged one is refused");
        (self.hints, self.forged)
    }

    /// At no moment is a post told as published, or as failed, that is not.
    async fn compares(&self, installation: &Installation, case: &str) {
        for site in &self.sites {
            let posts = installation.store.posts_with(site.laid.scope, &site.ids()).await.unwrap();
            let held = site.vendor.held();
            for post in posts {
                let key = post.id.to_string();
                let so = match post.status {
                    PostStatus::Published => held.went.iter().any(|(went, _)| *went == key),
                    PostStatus::Failed => {
                        let of_it = held.posts.iter().find(|one| one["external_id"] == key);
                        let id = of_it.map(|one| &one["id"]);
                        let mut refused = held.results.iter().filter(|one| one["success"] == false);
                        refused.any(|one| Some(&one["post_id"]) == id)
                    }
                    _ => true,
                };
                assert!(so, "{case}: a lie is believed: {post:?}");
            }
        }
    }

    /// In the end each post stands as it is at the vendor, and leads where the vendor says.
    async fn believed_no_lie(&self, installation: &Installation, case: &str) {
        for site in &self.sites {
            let posts = installation.store.posts_with(site.laid.scope, &site.ids()).await.unwrap();
            for post in posts {
                let stands = match site.fates[&post.id.to_string()] {
                    Fate::Out | Fate::OutAndUntold => PostStatus::Published,
                    Fate::Refused => PostStatus::Failed,
                };
                assert_eq!(post.status, stands, "{case}: {post:?}");
                assert_ne!(post.live_link.as_deref(), Some(LIE), "{case}: {post:?}");
            }
            let held = site.vendor.held();
            assert_eq!(held.released.len(), POSTS, "{case}: each is released once");
        }
    }
}

fn updated(key: &str, status: &str) -> Value {
    json!({
        "event_type": "social.post.updated",
        "data": { "id": "sp_1", "external_id": key, "status": status },
    })
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}
