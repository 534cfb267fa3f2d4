//! Every method of the client against everything that a service does on a bad day.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{
    collections::{BTreeSet, HashMap},
    pin::Pin,
    sync::{Arc, Mutex},
    time::Duration,
};

use domain::{contract::Credentials, world::World};
use futures_util::StreamExt;
use jiff::Timestamp;
use outbound::{Outbound, Policy};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use wix::{
    Access, Client, Timeframe, WixError,
    wire::{
        ActivityFilter, CalendarEvent, ChannelName, DraftItem, FeatureType, ItemChanges, ItemQuery,
        MarketingActivity, MarketingSettings,
    },
};

/// What a method came to: its answer, as it would be written again.
type Came = Pin<Box<dyn Future<Output = Result<Value, WixError>> + Send>>;

/// A method of the client.
struct Method {
    name: &'static str,
    /// An answer with words and fields that nobody knows.
    answer: Value,
    /// Where in the answer that stands which the method gives.
    at: &'static str,
    ask: fn(Client) -> Came,
}

macro_rules! methods {
    ($($name:ident($($given:expr),*) at $at:literal of $answer:expr;)*) => {
        vec![$(Method {
            name: stringify!($name),
            answer: $answer,
            at: $at,
            ask: |client| Box::pin(async move {
                client.$name($($given),*).await.map(|came| serde_json::to_value(came).unwrap())
            }),
        }),*]
    };
}

fn methods() -> Vec<Method> {
    let item = json!({
        "id": "i", "type": "HOLOGRAM", "status": "SLEEPING", "mood": { "a": [1] },
        "channel": { "name": "MYSPACE", "since": 2003 },
        "schedulingInfo": { "scheduledDate": "2026-12-03T10:00:00.000Z", "zone": "Lisbon" },
        "publicationError": { "message": "No", "code": 7 },
        "instagramPost": { "caption": "New glaze", "filter": "sepia", "mediaWrapper": {
            "media": [{ "type": "SMELL", "url": "https://a.example/", "fileId": "f" }], "order": 1,
        } },
    });
    let activity = json!({ "id": "a", "title": "T", "marketingActivityType": "FAX", "mood": 1 });
    let planned = json!({
        "marketingActivityId": "a", "marketingActivityType": "FAX", "items": [item],
        "videoCandidates": [{ "id": "v" }],
    });
    let rule = json!({ "frequency": "DAILY", "weekDays": ["MONDAY"] });
    let event = json!({ "id": "e", "name": "M", "recurringRule": rule, "colour": "red" });
    let settings = json!({ "id": "s", "owner": "Rosa", "settings": {
        "pointOfView": "FOURTH_PERSON", "marketingTools": ["FAX"], "socialChannels": ["MYSPACE"], "mood": 1,
    } });
    let feature = json!({ "type": "FLY", "enabled": true, "mood": 1 });
    let nothing = json!({ "mood": 1 });
    let one_item = json!({ "item": item });
    let one_activity = json!({ "marketingActivity": activity });
    let one_settings = json!({ "marketingSettings": settings });
    let option = |key: &str| json!({ "options": [{ key: "DANCE", "title": "T", "description": "D", "mood": 1 }] });
    let status = json!({ "status": "PAUSED" });
    methods! {
        generate() at "" of status.clone();
        regenerate() at "" of status.clone();
        regenerate_with_keyword_research() at "" of status.clone();
        delete_plan() at "" of nothing.clone();
        plan(Timeframe::default()) at "" of json!({ "status": "PAUSED", "marketingActivities": [planned] });
        generate_posts(vec!["a".into()]) at "" of nothing.clone();
        regenerate_posts("a") at "" of json!({ "marketingActivity": planned });
        regenerate_posts_media("a") at "" of json!({ "marketingActivity": planned });
        regenerate_stories("a") at "" of json!({ "marketingActivity": planned });
        clear_posts("a") at "" of nothing.clone();
        clear_stories("a") at "" of nothing.clone();
        activity_posts(vec!["a".into()]) at "" of json!({ "marketingActivities": [planned] });
        schedule_drafts(vec!["d".into()]) at "" of json!({ "items": [item] });
        delete_plan_activity("a") at "" of nothing.clone();
        create_activity(MarketingActivity::default()) at "/marketingActivity" of one_activity.clone();
        update_activity("a", MarketingActivity::default(), "title") at "/marketingActivity" of one_activity.clone();
        activity("a") at "/marketingActivity" of one_activity;
        activities(ActivityFilter::default()) at "/marketingActivities" of json!({ "marketingActivities": [activity] });
        create_event(CalendarEvent::default()) at "/calendarEvent" of json!({ "calendarEvent": event });
        update_event("e", CalendarEvent::default()) at "/event" of json!({ "event": event });
        delete_event("e") at "" of nothing.clone();
        events(instant(), instant()) at "/events" of json!({ "events": [event] });
        calendar_options() at "/options" of option("id");
        settings() at "/marketingSettings" of one_settings.clone();
        upsert_settings(&MarketingSettings::default(), "settings.mood") at "/marketingSettings" of one_settings.clone();
        settings_defaults(&["calendar"]) at "/marketingSettings" of one_settings;
        goal_options() at "/options" of option("planGoalKey");
        point_of_view_options() at "/options" of option("pointOfView");

        published_site_urls(None) at "/urls" of json!({ "urls": [{ "url": "https://a.example/", "urlType": "LUNAR", "primary": true, "mood": 1 }] });
        site_properties(&["language"]) at "" of json!({ "version": "207", "properties": { "language": "pt", "consentPolicy": {} } });
        token_info("t".into()) at "" of json!({ "active": true, "mood": 1 });
        accounts(&ChannelName::Instagram) at "/accounts" of json!({ "accounts": [{ "channelName": "MYSPACE", "mood": 1 }] });
        token_status(&ChannelName::Instagram) at "/status" of json!({ "status": "ASLEEP" });
        connect_url(&ChannelName::Instagram) at "/connectUrl" of json!({ "connectUrl": "https://c.example/" });
        features(&[FeatureType::PublishPost]) at "" of json!({ "features": [feature], "monetizationEnabled": true });
        feature(&FeatureType::PublishPost) at "/feature" of json!({ "feature": feature });
        create_item(DraftItem::default()) at "/item" of one_item.clone();
        item("i") at "/item" of one_item.clone();
        items(ItemQuery::default()) at "" of json!({ "items": [item], "pagingMetadata": { "count": 1, "hasNext": true, "cursors": { "next": "n" }, "mood": 1 } });
        update_item("i", ItemChanges::default()) at "/item" of one_item.clone();
        publish_by_id("i", Some(instant())) at "/item" of one_item.clone();
        reschedule("i", instant()) at "/item" of one_item.clone();
        cancel("i") at "/item" of one_item;
        delete_item("i") at "" of nothing;
    }
}

fn instant() -> Timestamp {
    "2026-12-03T10:00:00Z".parse().unwrap()
}

#[test]
fn every_method_of_the_client_is_in_the_table() {
    let sources = [
        include_str!("../src/client.rs"),
        include_str!("../src/client/publisher.rs"),
        include_str!("../src/client/site.rs"),
    ];
    let written: BTreeSet<&str> = sources
        .iter()
        .flat_map(|source| source.split("pub async fn ").skip(1))
        .map(|rest| rest.split('(').next().unwrap())
        .collect();
    assert_eq!(methods().iter().map(|one| one.name).collect::<BTreeSet<_>>(), written);
}

/// What a service does with a request.
#[derive(Clone)]
enum Then {
    /// Answers, and ends the connection there, whatever the answer says of its length.
    Says(Vec<u8>),
    /// As `Says`, and then nothing more for ever.
    SaysAndHangs(Vec<u8>),
    /// Answers with 100 MB.
    Floods,
}

/// An answer with headers and a body.
fn answer(status: u16, headers: &[&str], body: &str) -> Vec<u8> {
    let mut text = format!("HTTP/1.1 {status} Said\r\n");
    if !headers.iter().any(|line| line.starts_with("content-type")) {
        text.push_str("content-type: application/json\r\n");
    }
    if !headers.iter().any(|line| line.starts_with("content-length")) {
        text.push_str(&format!("content-length: {}\r\n", body.len()));
    }
    headers.iter().for_each(|line| text.push_str(&format!("{line}\r\n")));
    format!("{text}\r\n{body}").into_bytes()
}

/// A service that does with each request what stands under the site it names, and counts.
#[derive(Clone, Default)]
struct Service(Arc<Mutex<HashMap<String, (Then, u32)>>>);

impl Service {
    fn does(&self, site: &str, then: Then) {
        self.0.lock().unwrap().insert(site.to_owned(), (then, 0));
    }

    fn times(&self, site: &str) -> u32 {
        self.0.lock().unwrap()[site].1
    }

    async fn open(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let service = self.clone();
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(service.clone().serves(stream));
            }
        });
        address
    }

    async fn serves(self, mut stream: TcpStream) {
        let mut request = Vec::new();
        let head = loop {
            let mut part = [0; 4096];
            let read = stream.read(&mut part).await.unwrap();
            assert_ne!(read, 0, "half a request");
            request.extend_from_slice(&part[..read]);
            let end = request.windows(4).position(|four| four == b"\r\n\r\n");
            if let Some(end) = end {
                break end + 4;
            }
        };
        let text = String::from_utf8(request[..head].to_vec()).unwrap().to_lowercase();
        let header = |name: &str| {
            text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).map(str::trim)
        };
        let mut left = header("content-length").map_or(0, |length| length.parse().unwrap());
        left -= request.len() - head;
        stream.read_exact(&mut vec![0; left]).await.unwrap();
        let then = {
            let mut known = self.0.lock().unwrap();
            let (then, times) = known.get_mut(header("wix-site-id").unwrap()).unwrap();
            *times += 1;
            then.clone()
        };
        // The client may have gone before the end; that is not for the service to judge.
        match then {
            Then::Says(answer) => drop(stream.write_all(&answer).await),
            Then::SaysAndHangs(answer) => {
                drop(stream.write_all(&answer).await);
                std::future::pending().await
            }
            Then::Floods => {
                let head = "HTTP/1.1 200 Said\r\ncontent-length: 104857600\r\n\r\n{\"a\":\"";
                drop(stream.write_all(head.as_bytes()).await);
                while stream.write_all(&[b'a'; 1 << 20]).await.is_ok() {}
            }
        }
    }
}

/// A clock that stands.
struct Still;

impl World for Still {
    fn now(&self) -> Timestamp {
        instant()
    }

    fn random(&self) -> u128 {
        0
    }
}

/// Clients for a service.
struct Clients {
    outbound: Outbound,
    address: String,
}

impl Clients {
    async fn of(service: &Service) -> Self {
        let address = service.open().await;
        let allowed_private_hosts = vec![address.clone()];
        let policy = Policy { allowed_private_hosts, ..Policy::default() };
        Clients { outbound: Outbound::new(policy).unwrap(), address }
    }

    fn named(&self, site: &str) -> Client {
        let access = Access::Key { key: Credentials::new("k1".into()), site: site.to_owned() };
        let address = format!("http://{}/", self.address).parse().unwrap();
        Client::new(self.outbound.clone(), Arc::new(Still), address, access)
    }
}

/// How long a client waits in these stories for what never comes.
const SHORT: Duration = Duration::from_millis(300);

/// What a service does, and whether an error is right for it.
type Trouble = (&'static str, Then, fn(&WixError) -> bool);

fn troubles() -> Vec<Trouble> {
    const HTML: &str = "<!doctype html><title>Bad gateway</title>";
    let rule = r#"{"message":"m","details":{"applicationError":{"code":"BUSY","description":"d","data":{"x":1}}},"trace":7}"#;
    let used_up = r#"{"message":"m","details":{"applicationError":{"code":"PUBLISH_LIMIT_EXCEEDED","description":"d"}}}"#;
    let fields = r#"{"message":"m","details":{"validationError":{"fieldViolations":[{"field":"f","data":{}}]}}}"#;
    let says = |status, body: &str| Then::Says(answer(status, &[], body));
    let html = |status| Then::Says(answer(status, &["content-type: text/html"], HTML));
    let with = |status, header: &[&str]| Then::Says(answer(status, header, ""));
    fn unreadable(error: &WixError) -> bool {
        *error == WixError::Unreadable
    }
    fn unclear(error: &WixError) -> bool {
        matches!(error, WixError::Unclear(_))
    }
    fn busy(error: &WixError) -> bool {
        matches!(error, WixError::Rule { code, description } if code == "BUSY" && description == "d")
    }
    let date = "date: Thu, 03 Dec 2026 10:00:00 GMT";
    let later = "retry-after: Thu, 03 Dec 2026 10:02:00 GMT";
    let half = "content-length: 500";
    vec![
        (
            "400",
            says(400, fields),
            |error| matches!(error, WixError::Invalid { fields, .. } if fields[0].field == "f"),
        ),
        ("400 in HTML", html(400), |error| matches!(error, WixError::Invalid { .. })),
        ("401", says(401, rule), |error| *error == WixError::Unauthorized),
        ("401 in HTML", html(401), |error| *error == WixError::Unauthorized),
        ("403", says(403, rule), |error| *error == WixError::Denied("d".into())),
        ("403 in HTML", html(403), |error| *error == WixError::Denied(String::new())),
        ("404", says(404, rule), |error| *error == WixError::NotFound("d".into())),
        ("409", says(409, rule), busy),
        ("428", says(428, rule), busy),
        ("428 in HTML", html(428), |error| matches!(error, WixError::Rule { .. })),
        ("429", with(429, &["retry-after: 7"]), |error| {
            *error == WixError::TooMany { wait: Duration::from_secs(7) }
        }),
        ("429 until a date", with(429, &[date, later]), |error| {
            *error == WixError::TooMany { wait: Duration::from_secs(120) }
        }),
        (
            "429 that no waiting ends",
            says(429, used_up),
            |error| matches!(error, WixError::Rule { code, .. } if code == "PUBLISH_LIMIT_EXCEEDED"),
        ),
        ("429 without a word", html(429), |error| {
            *error == WixError::TooMany { wait: Duration::from_secs(30) }
        }),
        ("500", with(500, &[]), |error| *error == WixError::Broken(500)),
        ("502 in HTML", html(502), |error| *error == WixError::Broken(502)),
        ("503", with(503, &["retry-after: 7"]), |error| *error == WixError::Broken(503)),
        ("504", says(504, rule), |error| *error == WixError::Broken(504)),
        ("201", says(201, "{}"), |error| *error == WixError::Broken(201)),
        ("a redirect", with(302, &["location: /"]), |error| *error == WixError::Broken(302)),
        ("nothing", says(200, ""), unreadable),
        ("HTML", html(200), unreadable),
        ("HTML that is called JSON", says(200, HTML), unreadable),
        ("half an object", says(200, r#"{"status":"GENERATING","marketingAct"#), unreadable),
        ("a list", says(200, "[]"), unreadable),
        ("null", says(200, "null"), unreadable),
        (
            "no text",
            Then::Says([answer(200, &["content-length: 2"], ""), vec![0xff, 0xfe]].concat()),
            unreadable,
        ),
        ("half a body", Then::Says(answer(200, &[half], r#"{"status":"GEN"#)), unreadable),
        ("half a refusal", Then::Says(answer(428, &[half], r#"{"mess"#)), |error| {
            matches!(error, WixError::Rule { .. })
        }),
        ("half a body and silence", Then::SaysAndHangs(answer(200, &[half], "{")), unreadable),
        ("silence", Then::SaysAndHangs(Vec::new()), unclear),
        ("half a header and silence", Then::SaysAndHangs(b"HTTP/1.1 200".to_vec()), unclear),
        ("half a header", Then::Says(b"HTTP/1.1 200 OK\r\ncontent-le".to_vec()), unclear),
        ("another protocol", Then::Says(b"220 mail.example ESMTP\r\n".to_vec()), unclear),
        ("an end without a word", Then::Says(Vec::new()), unclear),
    ]
}

/// An error says what is wrong and what to do, and nothing of what was sent.
fn is_told_well(error: &WixError) {
    let told = error.to_string();
    assert!(!told.is_empty() && !told.contains("k1") && !told.contains("html"), "{told}");
    if error.unclear() {
        assert!(told.contains("Look"), "{told}");
    }
}

/// Does something with every method, many at once.
async fn with_each<F: Future<Output = ()>>(then: impl Fn(usize, &'static Method) -> F) {
    let methods: &'static [Method] = Box::leak(methods().into_boxed_slice());
    let asking = methods.iter().enumerate().map(|(number, method)| then(number, method));
    futures_util::stream::iter(asking).buffer_unordered(16).collect::<Vec<()>>().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_method_tells_every_trouble_and_sends_once() {
    let service = Service::default();
    let clients = Clients::of(&service).await;
    for (name, then, right) in troubles() {
        let hangs = matches!(then, Then::SaysAndHangs(_));
        with_each(|number, method| {
            let site = format!("{number}");
            service.does(&site, then.clone());
            let client = clients.named(&site);
            let client = if hangs { client.with_patience(SHORT) } else { client };
            let service = &service;
            async move {
                let came = (method.ask)(client).await;
                let Err(error) = came else { panic!("{} and {name}: {came:?}", method.name) };
                assert!(right(&error), "{} and {name}: {error:?}", method.name);
                is_told_well(&error);
                assert_eq!(service.times(&site), 1, "{} and {name}", method.name);
            }
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_method_reads_an_answer_without_end() {
    let service = Service::default();
    let clients = Clients::of(&service).await;
    with_each(|number, method| {
        let site = format!("{number}");
        service.does(&site, Then::Floods);
        let (client, service) = (clients.named(&site), &service);
        async move {
            assert_eq!((method.ask)(client).await, Err(WixError::Unreadable), "{}", method.name);
            assert_eq!(service.times(&site), 1, "{}", method.name);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_method_keeps_words_and_fields_that_it_does_not_know() {
    let service = Service::default();
    let clients = Clients::of(&service).await;
    // The body alone counts: whoever stands between may have called it something else.
    for kind in ["content-type: application/json; charset=utf-8", "content-type: text/plain"] {
        with_each(|number, method| {
            let site = format!("{number}");
            let mut sent = method.answer.clone();
            sent.as_object_mut().unwrap().insert("trace".to_owned(), json!({ "a": [1] }));
            service.does(&site, Then::Says(answer(200, &[kind], &sent.to_string())));
            let (client, service) = (clients.named(&site), &service);
            async move {
                let mut came = (method.ask)(client).await.unwrap();
                if let Value::Object(fields) = &mut came {
                    fields.remove("trace");
                }
                let wanted = method.answer.pointer(method.at).unwrap();
                assert_eq!(came, *wanted, "{}", method.name);
                assert_eq!(service.times(&site), 1, "{}", method.name);
            }
        })
        .await;
    }
}

/// After a 429 a client is silent for as long as it was told, whichever method was refused.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_that_asks_for_patience_is_asked_nothing() {
    let service = Service::default();
    let clients = Clients::of(&service).await;
    with_each(|number, method| {
        let site = format!("{number}");
        service.does(&site, Then::Says(answer(429, &["retry-after: 60"], "")));
        let (client, service) = (clients.named(&site), &service);
        async move {
            let wait = Err(WixError::TooMany { wait: Duration::from_secs(60) });
            assert_eq!((method.ask)(client.clone()).await, wait, "{}", method.name);
            assert_eq!((method.ask)(client.clone()).await, wait, "{}", method.name);
            assert_eq!(client.goal_options().await.map(drop), wait.map(drop), "{}", method.name);
            assert_eq!(service.times(&site), 1, "{}", method.name);
        }
    })
    .await;
}
