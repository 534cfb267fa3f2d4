//! A site that takes its plan from Wix; the vendor is another Almanac.

mod context;
mod publishing;

use std::{fs, path::PathBuf, time::Duration};

use domain::{
    Scope, notification::Occasion, plan::PlanStatus, post::PostStatus, source::SourceKind,
};
use jiff::{Timestamp, ToSpan, tz::TimeZone};
use serde_json::json;
use store::{Store, posts::Which, sources::mirror::Mirrored};

use crate::{
    almanac::{Almanac, Server, laid_out, now, on_both},
    api::until_idle,
    browser::Browser,
    metrics,
    program::{Program, key},
};

/// Another installation with the sample site, as the vendor.
struct Vendor {
    almanac: Almanac,
    server: Option<Server>,
    address: String,
    key: String,
    site: String,
}

impl Vendor {
    fn open() -> Self {
        Vendor::serving(&[])
    }

    fn serving(settings: &[(&str, &str)]) -> Self {
        let almanac = Almanac::new();
        let said = laid_out(&almanac);
        let word = |name: &str| said[name].as_str().unwrap().to_owned();
        let server = almanac.serve(settings);
        let address = server.address.clone();
        let (key, site) = (word("api_key"), word("site_id"));
        Vendor { almanac, server: Some(server), address, key, site }
    }

    fn authority(&self) -> &str {
        self.address.strip_prefix("http://").unwrap()
    }

    fn stops(&mut self) {
        self.server.take().unwrap().end();
    }

    fn starts_again(&mut self) {
        self.server = Some(self.almanac.serve(&[("ALMANAC_LISTEN", self.authority())]));
    }

    /// How often the sandbox of its site took a post.
    async fn landed(&self) -> usize {
        let (store, scope) = self.inside().await;
        let landed = store.sandbox_posts(scope, 100).await.unwrap().len();
        store.close().await;
        landed
    }

    async fn inside(&self) -> (Store, Scope) {
        let store = self.almanac.store().await;
        let scope = store.scope_of_site(self.site.parse().unwrap()).await.unwrap();
        (store, scope)
    }
}

/// A site of ours, read, with its person signed in.
struct Ours<'a> {
    almanac: &'a Almanac,
    server: Server,
    log: PathBuf,
    rosa: Browser,
    store: Store,
    scope: Scope,
}

impl<'a> Ours<'a> {
    async fn open(almanac: &'a Almanac, vendor: &Vendor) -> Self {
        let settings = [
            ("ALMANAC_ALLOW_PRIVATE_HOSTS", vendor.authority()),
            ("ALMANAC_LOG", "trace"),
            ("ALMANAC_METRICS_ADDRESS", "127.0.0.1:0"),
        ];
        Ours::serving(almanac, vendor, &settings).await
    }

    async fn serving(almanac: &'a Almanac, vendor: &Vendor, settings: &[(&str, &str)]) -> Self {
        let log = almanac.beside().join("log");
        let mut settings = settings.to_vec();
        settings.push(("ALMANAC_WIX_ADDRESS", &vendor.address));
        let server = almanac.serve_logging(&settings, &log);
        let rosa = server.browser();
        rosa.signs_up().await;
        let site = [("address", "https://rosasbakery.example/")];
        let added = rosa.submits("/sites/new", &site).await;
        let site = added.header("location").split('/').nth(2).unwrap().to_owned();
        let store = almanac.store().await;
        let scope = store.scope_of_site(site.parse().unwrap()).await.unwrap();
        until_idle(&store, scope).await;
        Ours { almanac, server, log, rosa, store, scope }
    }

    fn path(&self, rest: &str) -> String {
        format!("/sites/{}{rest}", self.scope.site)
    }

    async fn takes_plan_from(&self, vendor: &Vendor) {
        let form = [("way", "key"), ("key", &vendor.key), ("site", &vendor.site)];
        let taken = self.rosa.submits(&self.path("/source"), &form).await;
        assert_eq!(taken.status, 303, "{}", taken.text());
        assert_eq!(self.store.source(self.scope).await.unwrap().kind, SourceKind::Wix);
    }

    fn program(&self) -> Program {
        let site = self.scope.site.to_string();
        Program {
            browser: self.server.browser(),
            key: key(self.almanac, &site),
            site,
            networks: "",
        }
    }

    async fn plan_is(&self, status: PlanStatus) -> bool {
        self.store.site_and_counts(self.scope, now()).await.unwrap().1.plan == status
    }

    /// What the page of a plan that is being made is told, until it is sent elsewhere.
    async fn told_while_it_is_made(&self) -> String {
        let path = self.path("/plan/progress");
        let following = async {
            let stream = self.rosa.asks("GET", &path).send().await.unwrap();
            stream.text().await.unwrap()
        };
        tokio::time::timeout(Duration::from_secs(60), following).await.unwrap()
    }

    async fn titles(&self) -> Vec<String> {
        let (store, scope) = (&self.store, self.scope);
        let all = store.activities(scope, now(), Timestamp::MAX).await.unwrap();
        all.into_iter().map(|activity| activity.title).collect()
    }
}

async fn until(mut look: impl AsyncFnMut() -> bool) {
    let waited = async {
        while !look().await {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), waited)
        .await
        .unwrap_or_else(|_| panic!("this never came"));
}

#[test]
fn a_site_on_the_wix_source_walks_the_main_job_while_the_vendor_restarts() {
    on_both(async |almanac| {
        let mut vendor = Vendor::open();
        let before = vendor.landed().await;
        let ours = Ours::open(&almanac, &vendor).await;
        let program = ours.program();
        let stroll = json!({ "marketingActivity": {
            "title": "A stroll through the bakery",
            "description": "From the mill to the oven.",
            "targetDate": (now() + 72.hours()).to_string(),
            "marketingActivityType": "SOCIAL_MARKETING",
        } });
        let stroll = program.posts("/marketing-activities", &stroll).await;
        let stroll = stroll["marketingActivity"]["id"].as_str().unwrap().to_owned();
        ours.takes_plan_from(&vendor).await;
        let first = ours.titles().await;
        assert!(first.len() > 10, "{first:?}");
        let month = ours.rosa.opens(&ours.path("/calendar")).await;
        assert!(month.text().contains("activities/"), "the plan of the vendor is shown");
        let day = "New Year’s Day";
        let known = ours.store.events(ours.scope).await.unwrap();
        let both = known.iter().filter(|known| known.event.name == day).count();
        assert_eq!(both, 2, "a holiday here, and there");
        let january = format!("/calendar?month={}-01", now().to_zoned(TimeZone::UTC).year() + 1);
        let january = ours.rosa.opens(&ours.path(&january)).await;
        assert_eq!(january.text().matches(&format!(">{day}</a>")).count(), 1, "{}", january.text());
        let posts = ours.store.posts(ours.scope, Which::Drafts).await.unwrap();
        assert!(posts.iter().any(|post| post.picture.is_some() && post.mirrored), "{posts:?}");

        let events = ours.rosa.opens(&ours.path("/events")).await;
        assert!(events.text().contains("Supper in the street"), "its events are read here");
        let made = ours.rosa.submits(&ours.path("/plan"), &[]).await;
        assert_eq!(made.status, 303, "{}", made.text());
        assert!(ours.plan_is(PlanStatus::Generating).await);
        let told = ours.told_while_it_is_made().await;
        assert!(told.contains("Being made at Wix"), "{told}");
        let calendar = format!("event: done\ndata: {}", ours.path("/calendar"));
        assert!(told.contains(&calendar), "{told}");
        assert!(ours.plan_is(PlanStatus::Active).await);
        assert_ne!(ours.titles().await, first, "made again, there and here");
        let told_of = async || {
            let told = ours.store.notifications(ours.scope, 50).await.unwrap();
            told.iter().filter(|it| it.occasion == Occasion::PlanReady).count()
        };
        until(async || told_of().await == 1).await;

        let plan = program.gets("/marketing-plan").await;
        let activities = plan["marketingActivities"].as_array().unwrap().iter();
        let written = activities.rev().find(|one| !one["items"].as_array().unwrap().is_empty());
        let written = written.unwrap();
        let id = written["marketingActivityId"].as_str().unwrap();
        let items = written["items"].as_array().unwrap();
        let drafts: Vec<&str> = items.iter().map(|item| item["id"].as_str().unwrap()).collect();

        vendor.stops();
        let schedule = "/marketing-plan/schedule-drafts";
        let asked = json!({ "draftIds": drafts });
        let (status, _) = program.asks("POST", schedule, &asked).await;
        assert_eq!(status, 503, "nothing was sent");
        let said = ours.rosa.submits(&ours.path("/source/look"), &[]).await;
        assert_eq!(said.status, 303);
        let page = ours.rosa.opens(&ours.path("/source")).await;
        assert!(page.text().contains("Wix does not answer."), "{}", page.text());
        vendor.starts_again();
        ours.rosa.submits(&ours.path("/source/look"), &[]).await;
        let page = ours.rosa.opens(&ours.path("/source")).await;
        assert!(!page.text().contains("Wix does not answer."));

        let soon = now() + 5.seconds();
        let moved = json!({
            "marketingActivity": { "targetDate": soon.to_string() }, "fieldMask": "targetDate"
        });
        let (status, said) = program.asks("PATCH", &format!("/items/{id}"), &moved).await;
        assert_eq!(status, 200, "{said}");
        let scheduled = program.posts(schedule, &asked).await;
        let scheduled = scheduled["items"].as_array().unwrap();
        assert!(!scheduled.is_empty() && scheduled.len() < drafts.len(), "{scheduled:?}");
        vendor.stops();
        vendor.starts_again();
        for item in scheduled {
            let post = item["id"].as_str().unwrap().parse().unwrap();
            until(async || {
                let post = ours.store.post(ours.scope, post).await.unwrap();
                assert!(
                    matches!(
                        post.status,
                        PostStatus::Scheduled | PostStatus::Processing | PostStatus::Published
                    ),
                    "{post:?}"
                );
                post.status == PostStatus::Published && post.live_link.is_some()
            })
            .await;
        }
        assert_eq!(vendor.landed().await, before + scheduled.len(), "each once");
        let here = ours.store.sandbox_posts(ours.scope, 10).await.unwrap();
        assert_eq!(here.len(), 0, "and none from here");

        // What was planned here before stays ours, and is written here.
        let asked = json!({ "marketingActivityIds": [stroll] });
        program.posts("/marketing-plan/generate-social-posts", &asked).await;
        let stroll = Which::OfActivity(stroll.parse().unwrap());
        until(async || {
            let posts = ours.store.posts(ours.scope, stroll).await.unwrap();
            posts.iter().any(|post| !post.mirrored)
        })
        .await;

        let failed = Mirrored {
            status: PlanStatus::Failed,
            from: now(),
            activities: Vec::new(),
            unshown: 0,
        };
        ours.store.mirror(ours.scope, &failed, now() + 1.hour(), now()).await.unwrap();
        let page = ours.rosa.opens(&ours.path("/plan")).await;
        assert!(page.text().contains("Check that the site is published there"), "{}", page.text());
        ours.store.close().await;
    });
}

#[test]
fn no_credential_for_wix_is_seen_anywhere() {
    on_both(async |almanac| {
        let vendor = Vendor::open();
        let ours = Ours::open(&almanac, &vendor).await;
        let wrong = "IST-canary-of-a-wrong-key";
        let source = ours.path("/source");
        let form = [("way", "key"), ("key", wrong), ("site", &vendor.site), ("try", "yes")];
        let tried = ours.rosa.submits(&source, &form).await;
        assert_eq!(tried.status, 200);
        assert!(tried.text().contains("Wix does not know these credentials"), "{}", tried.text());
        let refused = ours.rosa.submits(&source, &form[..3]).await;
        assert_eq!(refused.status, 409, "{}", refused.text());
        let app = [
            ("way", "app"),
            ("client_id", "01a1fef3-5d4b-790a-8dba-000000000000"),
            ("client_secret", "canary-of-an-app"),
            ("instance_id", "01a1fef3-5d4b-790a-8dba-000000000001"),
        ];
        let app = ours.rosa.submits(&source, &app).await;
        assert_eq!(app.status, 409, "{}", app.text());
        ours.takes_plan_from(&vendor).await;
        let tested = ours.rosa.submits(&ours.path("/source/test"), &[]).await;
        assert!(tested.text().contains("The plan can be read."), "{}", tested.text());

        let mut seen = vec![tried, refused, app, tested];
        for path in ["", "/source", "/calendar", "/plan", "/settings", "/keys"] {
            seen.push(ours.rosa.opens(&ours.path(path)).await);
        }
        seen.push(ours.rosa.opens("/status").await);
        let mut places: Vec<(&str, Vec<u8>)> =
            seen.iter().map(|answer| ("a page", answer.body.to_vec())).collect();
        let program = ours.program();
        places.push(("JSON", program.gets("/marketing-plan").await.to_string().into_bytes()));
        let numbers = Browser::new(&metrics::address(&ours.log)).opens("/metrics").await;
        assert!(numbers.text().contains("almanac_wix_calls_total{method=\"Get /promote"));
        assert!(numbers.text().contains("almanac_mirror_looks_total{outcome=\"seen\"}"));
        places.push(("the metrics", numbers.body.to_vec()));
        places.push(("the log", fs::read(&ours.log).unwrap()));
        places.push(("the database", almanac.dump().await));
        for canary in [wrong, "canary-of-an-app", &vendor.key] {
            for (place, bytes) in &places {
                let found = bytes.windows(canary.len()).any(|window| window == canary.as_bytes());
                assert!(!found, "{canary} is in {place}");
            }
        }
        assert!(places.iter().any(|(place, bytes)| *place == "the log" && bytes.len() > 10_000));
        ours.store.close().await;
    });
}

#[test]
fn leaving_wix_takes_drafts_along_and_leaves_what_goes_out_there() {
    on_both(async |almanac| {
        let mut vendor = Vendor::open();
        let ours = Ours::open(&almanac, &vendor).await;
        ours.takes_plan_from(&vendor).await;
        let rosa = &ours.rosa;
        let scheduled = rosa.submits(&ours.path("/schedule"), &[]).await;
        assert_eq!(scheduled.status, 303, "{}", scheduled.text());
        let queue = ours.store.posts(ours.scope, Which::Queue).await.unwrap();
        assert!(queue.iter().any(|post| post.status == PostStatus::Scheduled));

        vendor.stops();
        let kept = [("drafts", "keep"), ("scheduled", "leave")];
        let unsure = rosa.submits(&ours.path("/source/leave"), &kept).await;
        assert_eq!(unsure.status, 409, "{}", unsure.text());
        assert!(unsure.text().contains("only leaving everything to Wix is safe"));
        vendor.starts_again();

        let left = rosa.submits(&ours.path("/source/leave"), &kept).await;
        assert_eq!(left.status, 303, "{}", left.text());
        assert_eq!(ours.store.source(ours.scope).await.unwrap().kind, SourceKind::Embedded);
        let drafts = ours.store.posts(ours.scope, Which::Drafts).await.unwrap();
        assert!(!drafts.is_empty() && drafts.iter().all(|post| !post.mirrored), "{drafts:?}");
        let queue = ours.store.posts(ours.scope, Which::Queue).await.unwrap();
        assert_eq!(queue, [], "what is scheduled at Wix is none of ours");
        let (inside, scope) = vendor.inside().await;
        let there = inside.posts(scope, Which::Queue).await.unwrap();
        assert!(there.iter().any(|post| post.status == PostStatus::Scheduled), "{there:?}");
        for draft in &drafts {
            assert!(there.iter().all(|post| post.id != draft.id), "nothing is in both queues");
        }
        inside.close().await;

        ours.takes_plan_from(&vendor).await;
        let canceled = [("drafts", "leave"), ("scheduled", "cancel")];
        let left = rosa.submits(&ours.path("/source/leave"), &canceled).await;
        assert_eq!(left.status, 303, "{}", left.text());
        let (inside, scope) = vendor.inside().await;
        let there = inside.posts(scope, Which::Queue).await.unwrap();
        assert!(there.iter().all(|post| post.status != PostStatus::Scheduled), "{there:?}");
        inside.close().await;
        ours.store.close().await;
    });
}
