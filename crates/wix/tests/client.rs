//! The client against a service that answers as the vendor's does, and as it does on a bad day.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, AtomicUsize, Ordering},
    },
};

use axum::{
    Json, Router,
    body::{Body, Bytes},
    extract::{Request, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{contract::Credentials, world::World};
use jiff::Timestamp;
use outbound::{Outbound, Policy};
use serde_json::{Value, json};
use wix::{
    Access, Client, Timeframe, WixError,
    wire::{
        ActivityFilter, CalendarEvent, ChannelName, DraftItem, FeatureType, ItemChanges, ItemQuery,
        ItemStatus, ItemType, PlanStatus, PointOfView, RecurringFrequency, TokenStatus, UrlType,
        Words,
    },
};

/// A clock that stands until it is moved.
#[derive(Default)]
struct Clock(AtomicI64);

impl World for Clock {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(1_795_000_000 + self.0.load(Ordering::SeqCst)).unwrap()
    }

    fn random(&self) -> u128 {
        0
    }
}

/// A service that answers what it is told to, and notes what it was asked.
#[derive(Clone, Default)]
struct Service {
    asked: Arc<Mutex<Vec<String>>>,
    tokens: Arc<AtomicUsize>,
    answer: Arc<Mutex<Option<Answer>>>,
}

type Answer = Box<dyn Fn(&str) -> Response + Send>;

impl Service {
    async fn open(&self) -> SocketAddr {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new().fallback(asked).with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        address
    }

    /// Answers so from now on; the argument is the Authorization header.
    fn answers(&self, answer: impl Fn(&str) -> Response + Send + 'static) {
        *self.answer.lock().unwrap() = Some(Box::new(answer));
    }

    fn says(&self, status: u16, body: &Value) {
        let (status, body) = (StatusCode::from_u16(status).unwrap(), body.clone());
        self.answers(move |_| (status, Json(body.clone())).into_response());
    }

    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }
}

async fn asked(State(service): State<Service>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let header =
        |name: &str| parts.headers.get(name).map_or("", |value| value.to_str().unwrap()).to_owned();
    let body: Bytes = axum::body::to_bytes(body, 1_000_000).await.unwrap();
    let (path, said) = (parts.uri.to_string(), header("authorization"));
    if path == "/oauth2/token" {
        let asked: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(asked["grant_type"], "client_credentials");
        if asked["client_secret"] != "right" {
            return (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_client" })))
                .into_response();
        }
        let number = service.tokens.fetch_add(1, Ordering::SeqCst) + 1;
        let token = json!({ "access_token": format!("t{number}"), "token_type": "Bearer", "expires_in": 14_400 });
        return Json(token).into_response();
    }
    let path = path.trim_start_matches("/promote/marketing-plan-service/v1/");
    let text = str::from_utf8(&body).unwrap();
    let line = [parts.method.as_str(), path, &said, &header("wix-site-id"), text].join(" ");
    service.asked.lock().unwrap().push(line.trim_end().to_owned());
    service.answer.lock().unwrap().as_ref().unwrap()(&said)
}

async fn client(service: &Service, access: Access) -> (Client, Arc<Clock>) {
    let address = service.open().await;
    let allowed_private_hosts = vec![address.to_string()];
    let policy = Policy { allowed_private_hosts, ..Policy::default() };
    let clock = Arc::new(Clock::default());
    let url = format!("http://{address}/").parse().unwrap();
    (Client::new(Outbound::new(policy).unwrap(), clock.clone(), url, access), clock)
}

fn key() -> Access {
    Access::Key { key: Credentials::new("k1".into()), site: "s1".into() }
}

fn app(secret: &str) -> Access {
    Access::App {
        client_id: "c1".into(),
        client_secret: Credentials::new(secret.into()),
        instance_id: "i1".into(),
    }
}

#[tokio::test]
async fn every_method_asks_as_the_vendor_wants_to_be_asked() {
    let service = Service::default();
    let (client, _) = client(&service, key()).await;
    service.says(200, &json!({ "status": "GENERATING" }));
    assert_eq!(client.generate().await.unwrap().status, PlanStatus::Generating);
    client.regenerate().await.unwrap();
    let instant = "2026-12-03T10:00:00Z".parse().ok();
    client.plan(Timeframe { start: instant, end: instant }).await.unwrap();
    service.says(200, &json!({ "marketingActivities": [], "items": [], "options": [] }));
    client.activity_posts(vec!["a".into()]).await.unwrap();
    client.schedule_drafts(vec!["d".into()]).await.unwrap();
    client.delete_plan_activity("a b").await.unwrap();
    let filter = ActivityFilter { ids: Some(json!(["a"])), ..ActivityFilter::default() };
    client.activities(filter).await.unwrap();
    client.goal_options().await.unwrap();
    client.point_of_view_options().await.unwrap();
    service.says(200, &json!({ "marketingActivity": { "title": "T", "colour": "red" } }));
    let activity = client.activity("a").await.unwrap();
    assert_eq!(activity.rest["colour"], "red", "the unknown is kept");
    client.create_activity(activity.clone()).await.unwrap();
    client.update_activity("a", activity, "title").await.unwrap();
    service.says(200, &json!({ "event": { "name": "M" }, "events": [], "options": [] }));
    let event = CalendarEvent { name: Some("M".into()), ..CalendarEvent::default() };
    assert_eq!(client.create_event(event.clone()).await.unwrap(), event, "either name is read");
    service.says(200, &json!({ "calendarEvent": { "name": "M" }, "events": [], "options": [] }));
    assert_eq!(
        client.update_event("e", event.clone()).await.unwrap(),
        event,
        "either name is read"
    );
    client.delete_event("e").await.unwrap();
    assert_eq!(client.events(instant.unwrap(), instant.unwrap()).await.unwrap(), []);
    client.calendar_options().await.unwrap();
    service.says(200, &json!({ "marketingSettings": { "settings": { "mood": 7 } } }));
    let settings = client.settings().await.unwrap();
    let mask = "settings.pointOfView, overrides.blogs.frequency";
    client.upsert_settings(&settings, mask).await.unwrap();
    client.settings_defaults(&[]).await.unwrap();
    client.settings_defaults(&["calendar", "frequency"]).await.unwrap();
    let plan = "marketing-plan?timeframe.startDate=2026-12-03T10%3A00%3A00.000Z";
    assert_eq!(
        service.asked(),
        [
            "POST marketing-plan/generate-marketing-plan k1 s1 {}".to_owned(),
            "POST marketing-plan/regenerate-marketing-plan k1 s1 {}".into(),
            format!("GET {plan}&timeframe.endDate=2026-12-03T10%3A00%3A00.000Z k1 s1"),
            r#"POST marketing-activity-posts k1 s1 {"marketingActivityIds":["a"]}"#.into(),
            r#"POST marketing-plan/schedule-drafts k1 s1 {"draftIds":["d"]}"#.into(),
            "DELETE marketing-plan/plan-marketing-activity?id=a+b k1 s1".into(),
            r#"POST marketing-activities/query k1 s1 {"query":{"filter":{"ids":["a"]}}}"#.into(),
            "GET marketing-settings/plan-goal-options k1 s1".into(),
            "GET marketing-settings/point-of-view-options k1 s1".into(),
            "GET marketing-activity?id=a k1 s1".into(),
            r#"POST marketing-activities k1 s1 {"marketingActivity":{"title":"T","colour":"red"}}"#.into(),
            r#"PATCH items/a k1 s1 {"marketingActivity":{"title":"T","colour":"red"},"fieldMask":"title"}"#.into(),
            r#"POST events k1 s1 {"calendarEvent":{"name":"M"}}"#.into(),
            r#"PUT events/e k1 s1 {"event":{"name":"M"}}"#.into(),
            "DELETE events/e k1 s1".into(),
            r#"POST events/query k1 s1 {"query":{"filter":{"date":{"$gte":"2026-12-03T10:00:00.000Z","$lte":"2026-12-03T10:00:00.000Z"}}}}"#.into(),
            "GET marketing-settings/calendar-options k1 s1".into(),
            "GET marketing-settings k1 s1".into(),
            r#"POST marketing-settings k1 s1 {"marketingSettings":{"overrides":{"blogs":{"frequency":null}},"settings":{"mood":7,"pointOfView":null}},"fieldMask":"settings.pointOfView, overrides.blogs.frequency"}"#.into(),
            "GET marketing-settings/defaults k1 s1".into(),
            "GET marketing-settings/defaults?fieldMask=calendar%2Cfrequency k1 s1".into(),
        ]
    );
}

#[tokio::test]
async fn the_neighbours_are_asked_as_the_vendor_wants_them_to_be_asked() {
    let service = Service::default();
    let (client, _) = client(&service, key()).await;
    service.says(200, &json!({ "urls": [{ "url": "https://a.example/", "urlType": "LUNAR" }] }));
    let urls = client.published_site_urls(Some(UrlType::Premium)).await.unwrap();
    assert_eq!(urls[0].url_type, Some(UrlType::Other("LUNAR".into())));
    let known = json!({ "language": "pt", "consentPolicy": { "essential": true } });
    service.says(200, &json!({ "version": "207", "properties": known }));
    let answer = client.site_properties(&["language", "timeZone"]).await.unwrap();
    assert_eq!((answer.version.as_str(), answer.properties.time_zone), ("207", None));
    assert_eq!(answer.properties.rest["consentPolicy"]["essential"], true, "the unknown is kept");
    client.site_properties(&[]).await.unwrap();
    service.says(200, &json!({ "active": false }));
    assert!(!client.token_info("t".into()).await.unwrap().active);

    let (instagram, myspace) = (ChannelName::Instagram, ChannelName::Other("MYSPACE".into()));
    let account =
        json!({ "channelName": "INSTAGRAM", "instagram": { "id": "1", "username": "rosa" } });
    service.says(200, &json!({ "accounts": [account] }));
    let accounts = client.accounts(&instagram).await.unwrap();
    assert_eq!(accounts[0].instagram.as_ref().unwrap().rest["username"], "rosa");
    service.says(200, &json!({ "status": "INVALID" }));
    assert_eq!(client.token_status(&myspace).await, Ok(TokenStatus::Invalid));
    service.says(200, &json!({ "connectUrl": "https://c.example/" }));
    assert_eq!(client.connect_url(&instagram).await.unwrap(), "https://c.example/");
    let feature = json!({ "type": "PUBLISH_POST", "enabled": true, "quotaInfo": { "limit": 30, "period": "MONTH" } });
    service.says(200, &json!({ "features": [feature], "feature": feature }));
    let kinds = [FeatureType::PublishPost, FeatureType::SchedulePost];
    let features = client.features(&kinds).await.unwrap().features;
    assert_eq!(features[0].quota_info.as_ref().unwrap().limit, 30);
    assert_eq!(client.feature(&FeatureType::PublishPost).await.unwrap(), features[0]);
    assert_eq!(
        service.asked(),
        [
            "GET /urls-server/v2/published-site-urls?filters.urlType=PREMIUM k1 s1",
            "GET /site-properties/v4/properties?fields=language%2CtimeZone k1 s1",
            "GET /site-properties/v4/properties k1 s1",
            r#"POST /oauth2/token-info k1 s1 {"token":"t"}"#,
            "GET /social-publisher/v1/accounts?channelName=INSTAGRAM k1 s1",
            "GET /social-publisher/v1/MYSPACE/long-lived-token-status k1 s1",
            "GET /social-publisher/v1/INSTAGRAM/connect-url k1 s1",
            "GET /social-publisher/v1/features?featureTypes=PUBLISH_POST&featureTypes=SCHEDULE_POST k1 s1",
            "GET /social-publisher/v1/features/PUBLISH_POST k1 s1",
        ]
    );
}

#[tokio::test]
async fn items_are_commanded_as_the_vendor_wants_it() {
    let service = Service::default();
    let (client, _) = client(&service, key()).await;
    let item =
        json!({ "id": "i", "status": "SCHEDULED", "channel": { "name": "INSTAGRAM" }, "mood": 1 });
    let page = json!({ "count": 1, "hasNext": true, "cursors": { "next": "n" } });
    service.says(200, &json!({ "item": item, "items": [item], "pagingMetadata": page }));
    let query = ItemQuery { filter: Some(json!({ "status": "DRAFT" })), ..ItemQuery::default() };
    let found = client.items(query).await.unwrap();
    assert_eq!(found.paging_metadata.cursors.next.as_deref(), Some("n"));
    assert_eq!(client.item("i").await.unwrap().rest["mood"], 1, "the unknown is kept");
    let words = Words { caption: Some("New".into()), ..Words::default() };
    let changes = ItemChanges { instagram_post: Some(words), ..ItemChanges::default() };
    client.update_item("i", changes.clone()).await.unwrap();
    let draft = DraftItem {
        kind: Some(ItemType::Post),
        reference_id: Some("r".into()),
        content: changes,
        ..DraftItem::default()
    };
    client.create_item(draft).await.unwrap();
    let at: Timestamp = "2026-12-03T10:00:00Z".parse().unwrap();
    client.publish_by_id("i", None).await.unwrap();
    client.publish_by_id("i", Some(at)).await.unwrap();
    client.reschedule("i", at).await.unwrap();
    assert_eq!(client.cancel("i").await.unwrap().status, Some(ItemStatus::Scheduled));
    client.delete_item("i").await.unwrap();
    let items = "/social-publisher/v1/items";
    assert_eq!(
        service.asked(),
        [
            format!(r#"POST {items}/query k1 s1 {{"query":{{"filter":{{"status":"DRAFT"}}}}}}"#),
            format!("GET {items}/i k1 s1"),
            format!(r#"PATCH {items}/i k1 s1 {{"item":{{"instagramPost":{{"caption":"New"}}}}}}"#),
            format!(r#"POST {items} k1 s1 {{"item":{{"type":"POST","referenceId":"r","instagramPost":{{"caption":"New"}}}}}}"#),
            r#"POST /social-publisher/v1/publish-by-id k1 s1 {"id":"i"}"#.into(),
            r#"POST /social-publisher/v1/publish-by-id k1 s1 {"id":"i","scheduledDate":"2026-12-03T10:00:00.000Z"}"#.into(),
            format!(r#"POST {items}/i/reschedule k1 s1 {{"scheduledDate":"2026-12-03T10:00:00.000Z"}}"#),
            format!("PATCH {items}/i/cancel k1 s1 {{}}"),
            format!("DELETE {items}/i k1 s1"),
        ]
    );
}

#[tokio::test]
async fn what_is_not_known_is_kept() {
    let service = Service::default();
    let (client, _) = client(&service, key()).await;
    let plan = json!({
        "status": "PAUSED",
        "marketingActivities": [{
            "marketingActivityId": "b3f9d2e1", "date": "2026-07-08T09:00:00.000Z", "mood": { "a": 1 },
            "items": [{
                "id": "834d", "status": "SLEEPING", "type": "POST", "external": false,
                "channel": { "name": "MYSPACE", "accountId": "1", "since": 2003 },
                "instagramPost": { "caption": "New glaze", "mediaWrapper": { "media": [] }, "filter": "x" }
            }]
        }]
    });
    service.says(200, &plan);
    let read = client.plan(Timeframe::default()).await.unwrap();
    assert_eq!(read.status, PlanStatus::Other("PAUSED".into()));
    let item = &read.marketing_activities[0].items[0];
    assert_eq!(item.channel.name, ChannelName::Other("MYSPACE".into()));
    assert_eq!(item.status, Some(ItemStatus::Other("SLEEPING".into())));
    assert_eq!(serde_json::to_value(&read).unwrap(), plan);
}

#[tokio::test]
async fn both_spellings_of_a_frequency_are_read_and_one_is_written() {
    let service = Service::default();
    let (client, _) = client(&service, key()).await;
    for (sent, read) in [
        ("WEEK", RecurringFrequency::Weekly),
        ("WEEKLY", RecurringFrequency::Weekly),
        ("MONTH", RecurringFrequency::Monthly),
        ("YEAR", RecurringFrequency::Yearly),
        ("DAILY", RecurringFrequency::Other("DAILY".into())),
    ] {
        let rule = json!({ "frequency": sent, "interval": 2, "weekDays": ["MONDAY"] });
        service.says(200, &json!({ "event": { "recurringRule": rule, "colour": "red" } }));
        let event = client.create_event(CalendarEvent::default()).await.unwrap();
        let rule = event.recurring_rule.clone().unwrap();
        assert_eq!((rule.frequency.clone(), rule.interval), (Some(read.clone()), Some(2)));
        let written = serde_json::to_value(&event).unwrap();
        assert_eq!(written["recurringRule"]["frequency"], read.code());
        assert_eq!(written["recurringRule"]["weekDays"][0], "MONDAY", "the unknown is kept");
        assert_eq!(written["colour"], "red");
    }
    service.says(200, &json!({}));
    let nothing = client.create_event(CalendarEvent::default()).await;
    assert_eq!(nothing, Err(WixError::Unreadable));
}

#[tokio::test]
async fn settings_keep_words_that_are_not_known() {
    let service = Service::default();
    let (client, _) = client(&service, key()).await;
    let saved = json!({ "marketingSettings": {
        "id": "s1", "createdAt": "2026-07-08T09:00:00.000Z", "owner": "Rosa",
        "settings": {
            "marketingPlanGoal": { "goalKey": "BE_HAPPY", "why": 1 }, "marketingTools": ["FAX", "BLOGS"],
            "socialChannels": ["MYSPACE"], "topics": { "coreTopic": { "a": 1 }, "x": 1 },
            "frequency": { "interval": "DECADE", "count": 1 }, "pointOfView": "FOURTH_PERSON",
            "calendar": { "ids": [] }, "businessLocation": { "city": "Lisbon" }
        },
        "overrides": { "fax": {}, "blogs": { "frequency": { "interval": "WEEK", "count": 2 } } }
    } });
    service.says(200, &saved);
    let read = client.settings().await.unwrap();
    let settings = read.settings.as_ref().unwrap();
    assert_eq!(settings.point_of_view, Some(PointOfView::Other("FOURTH_PERSON".into())));
    let blogs = read.overrides.as_ref().unwrap().blogs.as_ref().unwrap();
    assert_eq!(blogs.frequency.as_ref().unwrap().count, Some(2));
    assert_eq!(serde_json::to_value(&read).unwrap(), saved["marketingSettings"]);
}

#[tokio::test]
async fn a_refusal_says_what_the_caller_can_do() {
    let service = Service::default();
    let (client, clock) = client(&service, key()).await;
    let rule = |code: &str| json!({ "message": "m", "details": { "applicationError": { "code": code, "description": "d" } } });
    let ask = async || client.generate().await.unwrap_err();
    let busy = WixError::Rule { code: "BUSY".into(), description: "d".into() };
    for (status, wanted) in [
        (401, WixError::Unauthorized),
        (403, WixError::Denied("d".into())),
        (404, WixError::NotFound("d".into())),
        (409, busy.clone()),
        (428, busy),
        (500, WixError::Broken(500)),
        (503, WixError::Broken(503)),
        (201, WixError::Broken(201)),
    ] {
        service.says(status, &rule("BUSY"));
        assert_eq!(ask().await, wanted, "{status}");
        assert_eq!(wanted.unclear(), matches!(status, 201 | 500 | 503));
    }
    service.says(400, &json!({ "message": "m", "details": { "validationError": { "fieldViolations": [{ "field": "f" }] } } }));
    let WixError::Invalid { fields, .. } = ask().await else { panic!("400") };
    assert_eq!(fields[0].field, "f");
    service.answers(|_| (StatusCode::FORBIDDEN, "<html>No</html>").into_response());
    assert_eq!(ask().await, WixError::Denied(String::new()));
    for body in ["", "[]", "{\"status\":7}", "<html>"] {
        service.answers(move |_| body.into_response());
        assert_eq!(ask().await, WixError::Unreadable, "{body}");
    }
    service.answers(|_| {
        let half = Body::from_stream(half_an_answer());
        ([(header::CONTENT_LENGTH, "500")], half).into_response()
    });
    assert!(ask().await.unclear());
    assert_eq!(service.asked().len(), 15, "nothing is sent twice");

    service
        .answers(|_| (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, "7")]).into_response());
    let seven = WixError::TooMany { wait: std::time::Duration::from_secs(7) };
    assert_eq!(ask().await, seven);
    service.says(200, &json!({ "status": "GENERATING" }));
    assert_eq!(ask().await, seven);
    assert_eq!(service.asked().len(), 1, "left alone for as long as it said");
    clock.0.store(7, Ordering::SeqCst);
    assert!(client.generate().await.is_ok());
}

fn half_an_answer() -> impl futures_util::Stream<Item = Result<&'static str, std::io::Error>> {
    futures_util::stream::iter([Ok("{\"status\":"), Err(std::io::Error::other("gone"))])
}

#[tokio::test]
async fn a_token_is_renewed_once_for_many_callers() {
    let service = Service::default();
    let (client, clock) = client(&service, app("right")).await;
    service.says(200, &json!({ "status": "ACTIVE" }));
    let ask_twenty = async || {
        let asking: Vec<_> = (0..20)
            .map(|_| {
                let client = client.clone();
                tokio::spawn(async move { client.plan(Timeframe::default()).await.is_ok() })
            })
            .collect();
        for asked in asking {
            assert!(asked.await.unwrap());
        }
    };
    ask_twenty().await;
    assert_eq!(service.tokens.load(Ordering::SeqCst), 1);
    assert!(service.asked().iter().all(|asked| asked == "GET marketing-plan t1"));
    clock.0.store(14_400 - 59, Ordering::SeqCst);
    ask_twenty().await;
    assert_eq!(service.tokens.load(Ordering::SeqCst), 2, "renewed before it ends");

    // Ended early: the service does not know it any more.
    service.asked();
    service.answers(|token| match token {
        "t3" => Json(json!({ "status": "GENERATING" })).into_response(),
        _ => StatusCode::UNAUTHORIZED.into_response(),
    });
    assert!(client.generate().await.is_ok());
    let tokens: Vec<String> = service.asked();
    assert_eq!(tokens.len(), 2);
    service.answers(|_| StatusCode::UNAUTHORIZED.into_response());
    assert_eq!(client.generate().await, Err(WixError::Unauthorized));
    assert_eq!(service.asked().len(), 2, "asked once more with a new token, and no more");
}

#[tokio::test]
async fn a_token_that_was_ended_early_is_renewed_once_for_many_callers() {
    let service = Service::default();
    let (client, _) = client(&service, app("right")).await;
    service.answers(|token| match token {
        "t1" => StatusCode::UNAUTHORIZED.into_response(),
        _ => Json(json!({ "status": "ACTIVE" })).into_response(),
    });
    let asking = (0..20).map(|_| client.plan(Timeframe::default()));
    for asked in futures_util::future::join_all(asking).await {
        assert_eq!(asked.unwrap().status, PlanStatus::Active);
    }
    assert_eq!(service.tokens.load(Ordering::SeqCst), 2, "one for the first, one after it");
    let asked = service.asked();
    let with = |token: &str| asked.iter().filter(|line| line.ends_with(token)).count();
    assert_eq!((with(" t1"), with(" t2")), (20, 20), "each is sent once with either");
}

#[tokio::test]
async fn credentials_that_are_wrong_are_told_and_never_printed() {
    let service = Service::default();
    let (client, _) = client(&service, app("canary")).await;
    assert_eq!(client.generate().await, Err(WixError::Unauthorized));
    assert!(service.asked().is_empty());
    assert!(!format!("{:?} {:?}", app("canary"), client.generate().await).contains("canary"));
    let nowhere = Client::new(
        Outbound::new(Policy::default()).unwrap(),
        Arc::new(Clock::default()),
        "http://127.0.0.1:1/".parse().unwrap(),
        key(),
    );
    assert!(matches!(nowhere.generate().await, Err(WixError::NotSent(_))));
}
