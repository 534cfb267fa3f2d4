//! Many sites whose plan comes from Wix, over a real store, on both engines.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{
    Json, Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, Method, Uri},
    routing::any,
};
use domain::{
    Scope,
    activity::ActivityType,
    channel::Channel,
    contract::{Change, Credentials, Generation, PlanError, PostsWork},
    event::{Event, EventSource, When},
    id::{ActivityId, CalendarId, EventId, PostId, SiteId, WorkspaceId},
    plan::PlanStatus,
    post::{PostKind, PostStatus, PostText},
    settings::{ChosenGoal, Goal, Revision, SocialChannel},
    site::Site,
    source::{Access, Handover, HostedPlans, HostedSettings},
    world::World,
};
use jiff::{Timestamp, ToSpan};
use outbound::{Outbound, Policy};
use serde_json::{Value, json};
use store::{
    Location, SecretKey, Store,
    accounts::SignUp,
    posts::Which,
    sources::mirror::{Mirrored, MirroredActivity, MirroredPost},
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
                    kind: PostKind::Post,
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
        let picture = house.address.join("picture").unwrap().to_string();
        *house.service.activities.lock().unwrap() = json!([{
            "marketingActivityId": ActivityId::named("tour"),
            "date": house.world.now() + 24.hours(),
            "title": "Tour",
            "items": [{
                "id": PostId::named("photo"), "type": "POST", "status": "DRAFT",
                "channel": { "name": "INSTAGRAM" },
                "instagramPost": { "mediaWrapper": { "media": [{ "type": "IMAGE", "url": picture }] } },
            }],
        }]);
        let made = house.source.generate(site, Generation::Plain);
        let soon = tokio::time::timeout(Duration::from_secs(15), made);
        soon.await.expect("the pictures are waited for").unwrap();
        let posts = house.store.posts(site, Which::Drafts).await.unwrap();
        assert_eq!(posts.len(), 1, "its post is there already");
        assert_eq!(posts[0].picture, None, "without its picture");
    });
}

/// Settings there, with much that nobody here knows.
fn strange_settings(tone: &str) -> Value {
    json!({
        "settings": {
            "marketingPlanGoal": { "goalKey": "BOOST_SALES", "deadline": "soon" },
            "socialChannels": ["INSTAGRAM", "HOLOGRAM"],
            "toneOfVoice": tone,
            "holidayMode": { "on": true }
        }
    })
}

#[test]
fn what_nobody_here_knows_of_settings_is_shown_and_goes_along() {
    on_both(async |house| {
        *house.service.settings.lock().unwrap() = strange_settings("warm");
        let site = house.site("settings").await;
        let stored = house.store.saved_settings(site).await.unwrap();
        let only_there: Vec<String> =
            stored.hosted.unwrap().only_there.into_iter().map(|(name, _)| name).collect();
        let names = [
            "settings.holidayMode.on",
            "settings.marketingPlanGoal.deadline",
            "settings.socialChannels",
        ];
        assert_eq!(only_there, names);

        let mut wanted = stored.saved.clone();
        wanted.settings.goal = Some(ChosenGoal::Key(Goal::CollectLeads));
        wanted.settings.social_channels.clear();
        wanted.settings.social_channels.insert(SocialChannel::Facebook);
        let revision = Revision { seen: stored.saved, wanted };
        house.source.change_settings(site, revision.clone()).await.unwrap();
        let writes = house.service.writes();
        let [(path, sent)] = writes.as_slice() else { panic!("{writes:?}") };
        assert!(path.ends_with("/marketing-settings"), "{path}");
        assert_eq!(sent["fieldMask"], "settings.marketingPlanGoal,settings.socialChannels");
        let there = json!({
            "marketingPlanGoal": { "goalKey": "COLLECT_LEADS", "deadline": "soon" },
            "socialChannels": ["FACEBOOK", "HOLOGRAM"]
        });
        assert_eq!(sent["marketingSettings"]["settings"], there);

        // What somebody else made of the same field meanwhile is told, field by field.
        let mut theirs = strange_settings("warm");
        theirs["settings"]["marketingPlanGoal"] = json!({ "customGoal": "Theirs" });
        *house.service.settings.lock().unwrap() = theirs;
        let refused = house.source.change_settings(site, revision).await.unwrap_err();
        let PlanError::Wrong(fields) = refused else { panic!("{refused:?}") };
        assert_eq!(fields.iter().map(|wrong| wrong.field).collect::<Vec<_>>(), ["goal"]);
        assert_eq!(house.service.writes().len(), 1, "nothing was sent");
    });
}

#[test]
fn a_change_that_was_refused_or_lost_is_told_and_never_repeated() {
    on_both(async |house| {
        *house.service.settings.lock().unwrap() = strange_settings("warm");
        let site = house.site("settings").await;
        let seen = house.store.saved_settings(site).await.unwrap().saved;
        let mut wanted = seen.clone();
        wanted.settings.tone_of_voice = "calm".into();
        let revision = Revision { seen: seen.clone(), wanted };
        let event = Event {
            id: EventId::named("market"),
            name: "Market".into(),
            description: String::new(),
            when: When::once(Timestamp::UNIX_EPOCH.to_zoned(jiff::tz::TimeZone::UTC).date()),
            source: EventSource::Own,
        };
        for (status, told) in [
            (502, "did not say whether this was done"),
            (429, "left alone"),
            (403, "refuses these credentials"),
            (428, "refuses this as things stand"),
        ] {
            // A service that asks to be left alone is left alone by the client that it asked.
            let house = &house;
            let site = house.site(&format!("settings-{status}")).await;
            let before = house.service.writes().len();
            house.service.write_status.store(status, Ordering::Relaxed);
            let refused = house.source.change_settings(site, revision.clone()).await;
            let said = refused.unwrap_err().to_string();
            assert!(said.contains(told), "{status}: {said}");
            assert_eq!(house.service.writes().len(), before + 1, "{status}: once");
            let saved = house.store.saved_settings(site).await.unwrap().saved;
            assert_eq!(saved, seen, "{status}: nothing was changed here");
            let added = house.source.add_event(site, event.clone()).await.unwrap_err();
            assert!(added.to_string().contains(told), "{status}: {added}");
            assert!(house.service.writes().len() <= before + 2, "{status}: once");
            assert_eq!(house.store.events(site).await.unwrap(), []);
            house.service.write_status.store(0, Ordering::Relaxed);
        }
        house.service.write_status.store(400, Ordering::Relaxed);
        let refused = house.source.change_settings(site, revision).await.unwrap_err();
        let PlanError::Wrong(fields) = refused else { panic!("{refused:?}") };
        assert_eq!(fields[0].field, "tone", "{fields:?}");
        assert!(!fields[0].said.contains("the vendor's words"), "{fields:?}");
    });
}

#[test]
fn no_older_look_overwrites_a_newer_change_of_settings_or_events() {
    on_both(async |house| {
        let site = house.site("fenced").await;
        let (early, late) = (house.world.now() + 1.minute(), house.world.now() + 2.minutes());
        let told = |tone: &str| {
            let mut hosted = HostedSettings::default();
            hosted.saved.settings.tone_of_voice = tone.to_owned();
            hosted
        };
        let store = &house.store;
        store.keep_hosted_settings(site, &told("new"), late).await.unwrap();
        store.keep_hosted_settings(site, &told("old"), early).await.unwrap();
        let saved = store.saved_settings(site).await.unwrap().saved;
        assert_eq!(saved.settings.tone_of_voice, "new");

        let calendar = CalendarId::named("theirs");
        let event = |name: &str| Event {
            id: EventId::named("market"),
            name: name.into(),
            description: String::new(),
            when: When::once(jiff::civil::date(2050, 2, 1)),
            source: EventSource::Hosted(calendar),
        };
        store.keep_hosted_event(site, &event("New"), true, late).await.unwrap();
        store.mirror_events(site, &[event("Old")], None, early).await.unwrap();
        store.mirror_events(site, &[], None, early).await.unwrap();
        let events = store.events(site).await.unwrap();
        assert_eq!(events.iter().map(|it| &*it.event.name).collect::<Vec<_>>(), ["New"]);
        assert!(store.hosted_calendars(site).await.unwrap().may_change(calendar));
    });
}

#[test]
fn a_story_at_wix_is_a_story_here_and_its_commands_go_there() {
    on_both(async |house| {
        let site = house.site("storied").await;
        let (store, source) = (&house.store, &house.source);
        let (activity, story, post) =
            (ActivityId::named("tour"), PostId::named("tour story"), PostId::named("tour post"));
        let item = |id: PostId, kind: &str, content: &str| {
            json!({
                "id": id, "type": kind, "status": "DRAFT", "channel": { "name": "INSTAGRAM" },
                content: { "mediaWrapper": { "media": [{ "type": "IMAGE", "url": "http://nowhere.invalid/x.jpg" }] } },
            })
        };
        let film = json!({
            "id": PostId::named("film"), "type": "STORY", "status": "DRAFT",
            "channel": { "name": "FACEBOOK" },
            "facebookStory": { "mediaWrapper": { "media": [{ "type": "VIDEO", "url": "http://nowhere.invalid/x.mp4" }] } },
        });
        let items = json!([
            item(story, "STORY", "instagramStory"),
            item(post, "POST", "instagramPost"),
            item(PostId::named("reel"), "REEL", "instagramReel"),
            film,
        ]);
        let tomorrow = house.world.now() + 24.hours();
        *house.service.activities.lock().unwrap() = json!([{
            "marketingActivityId": activity, "date": tomorrow, "title": "Tour",
            "description": "", "items": items,
        }]);
        source.sync(site).await.unwrap();
        let held = store.posts(site, Which::OfActivity(activity)).await.unwrap();
        let mut held: Vec<_> = held.iter().map(|one| (one.kind, one.id, one.mirrored)).collect();
        held.sort_unstable();
        assert_eq!(held, [(PostKind::Post, post, true), (PostKind::Story, story, true)]);
        assert!(store.activity(site, activity).await.unwrap().stories);
        assert_eq!(store.source(site).await.unwrap().unshown, 2, "a reel and a film");

        let asked = || std::mem::take(&mut *house.service.asked.lock().unwrap());
        asked();
        source.change(site, Change::ClearStories(activity)).await.unwrap();
        let said = asked();
        assert!(
            said.iter().any(|path| path.ends_with("clear-marketing-activity-stories")),
            "{said:?}"
        );
        source.make_anew(site, story, PostsWork::Pictures).await.unwrap();
        let said = asked();
        let remade = "regenerate-marketing-activity-stories";
        assert!(said.iter().any(|path| path.ends_with(remade)), "{said:?}");
        let text = PostText { caption: "New".into(), ..PostText::default() };
        let version = store.post(site, story).await.unwrap().version;
        let refused = source.change(site, Change::Text { post: story, version, text }).await;
        let Err(PlanError::Refused(why)) = refused else { panic!("{refused:?}") };
        assert!(why.contains("made at Wix"), "{why}");
    });
}

/// A workspace whose sites take their plans from a service that can be slow.
struct House {
    store: Store,
    world: Arc<Clock>,
    source: WixSource,
    address: Url,
    service: Arc<Service>,
    workspace: WorkspaceId,
}

#[derive(Default)]
struct Service {
    hangs: AtomicBool,
    status: std::sync::atomic::AtomicU16,
    /// The status of writes to settings and events; 0 when they are done.
    write_status: std::sync::atomic::AtomicU16,
    settings: Mutex<Value>,
    written: Mutex<Vec<(String, Value)>>,
    now: AtomicUsize,
    most: AtomicUsize,
    /// What the plan holds.
    activities: Mutex<Value>,
    /// The paths that were asked.
    asked: Mutex<Vec<String>>,
}

impl Service {
    /// What was sent to be written, with its path.
    fn writes(&self) -> Vec<(String, Value)> {
        self.written.lock().unwrap().clone()
    }

    /// The answer to a write of settings or events, if it is one.
    fn write(&self, verb: &Method, path: &str, body: &[u8]) -> Option<(u16, Value)> {
        let written = path.ends_with("/marketing-settings") || path.ends_with("/events");
        if *verb == Method::GET || !written {
            return None;
        }
        let sent: Value = serde_json::from_slice(body).unwrap_or_default();
        self.written.lock().unwrap().push((path.to_owned(), sent));
        let refused = json!({ "message": "the vendor's words", "details": { "validationError": {
            "fieldViolations": [{
                "field": "marketingSettings.settings.toneOfVoice",
                "description": "the vendor's words", "violatedRule": "MAX_LENGTH"
            }]
        } } });
        Some(match self.write_status.load(Ordering::Relaxed) {
            0 => (200, json!({ "marketingSettings": *self.settings.lock().unwrap() })),
            400 => (400, refused),
            status => (status, json!({})),
        })
    }
}

async fn answer(
    State(service): State<Arc<Service>>,
    verb: Method,
    address: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> (axum::http::StatusCode, Json<Value>) {
    let at_once = service.now.fetch_add(1, Ordering::Relaxed) + 1;
    service.most.fetch_max(at_once, Ordering::Relaxed);
    if address.path() == "/picture" {
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
    service.asked.lock().unwrap().push(address.path().to_owned());
    if let Some((status, said)) = service.write(&verb, address.path(), &body) {
        return (axum::http::StatusCode::from_u16(status).unwrap(), Json(said));
    }
    let settings = match service.settings.lock().unwrap().clone() {
        Value::Null => json!({}),
        some => some,
    };
    let activities = match service.activities.lock().unwrap().clone() {
        Value::Null => json!([]),
        some => some,
    };
    let said = json!({
        "status": "ACTIVE", "marketingActivities": activities, "events": [], "options": [],
        "marketingSettings": settings
    });
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
        let source =
            WixSource::new(store.clone(), world.clone(), outbound.unwrap(), address.clone());
        let new = SignUp {
            email: "rosa@bakery.example",
            name: "Rosa",
            password_hash: "$x",
            workspace: "Bakery",
        };
        let (_, workspace) = store.sign_up(world.as_ref(), new).await.unwrap();
        House { store, world, source, address, service, workspace }
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
        let mut location =
            Location { database_url: None, data: folder.path().to_owned(), bucket: None };
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
