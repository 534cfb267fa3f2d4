//! A strict service that speaks as Post for Me does, written from its reference, and has its
//! bad days.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard},
    time::Instant,
};

use axum::{
    Json, Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header::RETRY_AFTER},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use url::form_urlencoded;

pub const KEY: &str = "pfm_live_flour";
pub const ACCOUNT: &str = "spc_1";

/// What goes wrong there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    #[default]
    None,
    /// The next draft is stored, and answered with 500.
    CreateBreaks,
    /// The next release is carried out, and answered with 500.
    ReleaseBreaks,
    /// The next release is answered with 500, and stays under way.
    ReleaseHeld,
    /// The next release finds that somebody deleted the draft.
    DraftGone,
    /// What is released stays `processing`.
    Stuck,
    /// What is released is `processed` without a result.
    Untold,
    /// The platform refuses what is released.
    Refuses,
    /// Every request is answered with 429.
    TooMany,
    /// No key is valid.
    KeyRevoked,
}

#[derive(Default)]
pub struct Held {
    /// The platform of its accounts.
    platform: &'static str,
    pub fault: Fault,
    pub posts: Vec<Value>,
    pub results: Vec<Value>,
    /// How often something was asked with a key.
    pub asked: usize,
    /// How many drafts were made.
    pub created: usize,
    /// The drafts that somebody asked to release, each as often as that, and when.
    pub released: Vec<(String, Instant)>,
    /// How often something went out to the platform.
    pub out: usize,
    /// The keys of what went out, and when its release was asked for.
    pub went: Vec<(String, Instant)>,
    /// Who is told what happens.
    pub webhooks: Vec<Value>,
    /// How often somebody tried to have nobody told any more.
    pub webhooks_deleted: usize,
    /// How many pictures were sent.
    pub pictures: usize,
    /// A release that has not arrived yet.
    pub under_way: Option<(String, Value)>,
}

#[derive(Clone)]
pub struct Vendor {
    address: SocketAddr,
    held: Arc<Mutex<Held>>,
}

type Answer = (u16, Value);

impl Vendor {
    pub async fn open() -> Self {
        Vendor::with_accounts_on("instagram").await
    }

    /// One whose accounts are on a platform.
    pub async fn with_accounts_on(platform: &'static str) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let held = Arc::new(Mutex::new(Held { platform, ..Held::default() }));
        let vendor = Vendor { address: listener.local_addr().unwrap(), held };
        let router = Router::new().fallback(answer).with_state(vendor.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        vendor
    }

    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    pub fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap()
    }

    pub fn goes_wrong(&self, fault: Fault) {
        self.held().fault = fault;
    }

    /// A release that was under way arrives; gives its status.
    pub fn arrives(&self) -> u16 {
        let mut held = self.held();
        let (id, asked) = held.under_way.take().unwrap();
        held.replace(&id, &asked).0
    }

    fn handle(&self, method: &Method, uri: &Uri, headers: &HeaderMap, body: &[u8]) -> Answer {
        let mut held = self.held();
        let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap().to_owned());
        let asked: Value = serde_json::from_slice(body).unwrap_or_default();
        let path = uri.path();
        if let Some(number) = path.strip_prefix("/upload/") {
            assert_eq!((method, text("authorization")), (&Method::PUT, None), "{number}");
            assert_eq!(
                (text("content-type").unwrap().as_str(), body),
                ("image/jpeg", &b"a loaf"[..])
            );
            held.pictures += 1;
            return (200, json!({}));
        }
        if held.fault == Fault::TooMany {
            return (429, json!({ "statusCode": 429, "message": "Rate limit exceeded" }));
        }
        held.asked += 1;
        let ours = text("authorization") == Some(format!("Bearer {KEY}"));
        if !ours || held.fault == Fault::KeyRevoked {
            let said = json!({ "statusCode": 401, "message": "Invalid or expired token" });
            return (401, said);
        }
        let query: Vec<(String, String)> =
            form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes())
                .into_owned()
                .collect();
        let wanted = |name: &str, value: &Value| {
            let all: Vec<&String> =
                query.iter().filter(|(key, _)| key == name).map(|(_, value)| value).collect();
            all.is_empty() || all.iter().any(|one| value == one.as_str())
        };
        let page =
            |data: Vec<Value>| (200, json!({ "meta": { "total": data.len() }, "data": data }));
        match (method.as_str(), path) {
            ("GET", "/v1/social-posts") => {
                let ours =
                    held.posts.iter().filter(|post| wanted("external_id", &post["external_id"]));
                page(ours.cloned().collect())
            }
            ("GET", "/v1/social-post-results") => {
                let ours = held.results.iter().filter(|one| {
                    wanted("post_id", &one["post_id"])
                        && wanted("social_account_id", &one["social_account_id"])
                });
                page(ours.cloned().collect())
            }
            ("GET", path) if path.starts_with("/v1/social-accounts/") => {
                let id = path.trim_start_matches("/v1/social-accounts/");
                let found = held.accounts().into_iter().find(|account| account["id"] == id);
                found.map_or_else(not_found, |account| (200, account))
            }
            ("GET", "/v1/social-accounts") => {
                let all = held.accounts();
                page(all.into_iter().filter(|one| wanted("platform", &one["platform"])).collect())
            }
            ("POST", "/v1/social-accounts/auth-url") => {
                (201, json!({ "url": "javascript:alert(1)", "platform": asked["platform"] }))
            }
            ("POST", "/v1/media/create-upload-url") => {
                let base = self.url();
                let said = json!({ "upload_url": format!("{base}upload/1"), "media_url": format!("{base}media/1") });
                (201, said)
            }
            ("POST", "/v1/webhooks") => held.tells(&asked, self.address.port()),
            ("DELETE", path) if path.starts_with("/v1/webhooks/") => {
                held.tells_no_more(path.trim_start_matches("/v1/webhooks/"))
            }
            ("POST", "/v1/social-posts") => held.create(&asked),
            ("PUT", path) => {
                let id = id_of(path);
                let key = text("idempotency-key").unwrap();
                assert!(key.ends_with(&id), "{key}");
                held.release(&id, &asked)
            }
            ("DELETE", path) => held.delete(&id_of(path)),
            ("GET", path) if path.starts_with("/v1/social-posts/") => {
                match held.find(&id_of(path)) {
                    Some(at) => (200, held.posts[at].clone()),
                    None => not_found(),
                }
            }
            (method, path) => panic!("no such request: {method} {path}"),
        }
    }
}

impl Held {
    fn find(&self, id: &str) -> Option<usize> {
        self.posts.iter().position(|post| post["id"] == id)
    }

    fn accounts(&self) -> [Value; 2] {
        [(ACCOUNT, "rosas.bread"), ("spc_2", "rosas.cafe")].map(|(id, name)| {
            json!({ "id": id, "platform": self.platform, "username": name, "status": "connected" })
        })
    }

    fn create(&mut self, asked: &Value) -> Answer {
        assert_eq!(asked["isDraft"], true, "only drafts are made");
        assert_eq!(asked["social_accounts"], json!([ACCOUNT]));
        self.created += 1;
        let post = self.stored(&format!("sp_{}", self.created), asked, "draft");
        self.posts.insert(0, post.clone());
        if self.fault == Fault::CreateBreaks {
            self.fault = Fault::None;
            return broken();
        }
        (201, post)
    }

    fn release(&mut self, id: &str, asked: &Value) -> Answer {
        assert!(!self.released.iter().any(|(one, _)| one == id), "{id} is released once");
        assert_eq!((&asked["isDraft"], &asked["scheduled_at"]), (&json!(false), &Value::Null));
        self.released.push((id.to_owned(), Instant::now()));
        match self.fault {
            Fault::ReleaseHeld => {
                self.fault = Fault::None;
                self.under_way = Some((id.to_owned(), asked.clone()));
                broken()
            }
            Fault::ReleaseBreaks => {
                self.fault = Fault::None;
                self.replace(id, asked);
                broken()
            }
            Fault::DraftGone => {
                self.fault = Fault::None;
                self.delete(id);
                self.replace(id, asked)
            }
            _ => self.replace(id, asked),
        }
    }

    fn replace(&mut self, id: &str, asked: &Value) -> Answer {
        let Some(at) = self.find(id) else { return not_found() };
        if self.posts[at]["status"] != "draft" {
            return (
                400,
                json!({ "statusCode": 400, "message": "Post has already been processed" }),
            );
        }
        let going = self.fault == Fault::Stuck;
        let post = self.stored(id, asked, if going { "processing" } else { "processed" });
        // All that the draft held is said again, or it would be lost.
        for field in ["external_id", "caption", "media", "account_configurations"] {
            assert_eq!(post[field], self.posts[at][field], "{field}");
        }
        self.posts[at] = post.clone();
        if !going {
            self.tries(id);
        }
        (200, post)
    }

    /// The platform is asked to take a post.
    fn tries(&mut self, id: &str) {
        let (success, at) = (self.fault != Fault::Refuses, self.find(id).unwrap());
        self.posts[at]["status"] = json!("processed");
        if success {
            self.out += 1;
            let key = self.posts[at]["external_id"].as_str().unwrap().to_owned();
            let (_, asked) = self.released.iter().find(|(one, _)| one == id).unwrap();
            self.went.push((key, *asked));
        }
        if self.fault != Fault::Untold {
            self.tells_result(id, success);
        }
    }

    /// The result of a post is there.
    pub fn tells_result(&mut self, id: &str, success: bool) {
        let error = "Token revoked: {\"code\":190,\"trace\":\"s3cret\"}";
        self.results.push(json!({
            "id": format!("spr_{id}"), "post_id": id, "social_account_id": ACCOUNT, "success": success,
            "error": if success { Value::Null } else { json!(error) }, "details": {},
            "platform_data": success.then(|| json!({ "id": "42", "url": "https://x.example/42" })),
        }));
    }

    /// What was stuck is published after all.
    pub fn moves_on(&mut self) {
        self.fault = Fault::None;
        let going = self.posts.iter().find(|post| post["status"] == "processing").unwrap();
        let id = going["id"].as_str().unwrap().to_owned();
        self.tries(&id);
    }

    /// The end of what is stuck, while the rest stays so.
    pub fn ends(&mut self, id: &str, how: Fault) {
        let fault = std::mem::replace(&mut self.fault, how);
        self.tries(id);
        self.fault = fault;
    }

    fn tells(&mut self, asked: &Value, port: u16) -> Answer {
        let number = self.webhooks.len() + self.webhooks_deleted + 1;
        let webhook = json!({
            "id": format!("wbh_{number}"), "url": asked["url"], "secret": format!("whsec_{port}_{number}"),
            "event_types": asked["event_types"],
        });
        self.webhooks.push(webhook.clone());
        (201, webhook)
    }

    fn tells_no_more(&mut self, id: &str) -> Answer {
        self.webhooks_deleted += 1;
        let before = self.webhooks.len();
        self.webhooks.retain(|webhook| webhook["id"] != id);
        if self.webhooks.len() == before {
            return (404, json!({ "statusCode": 404, "message": "Webhook not found" }));
        }
        (200, json!({ "success": true }))
    }

    fn stored(&self, id: &str, asked: &Value, status: &str) -> Value {
        json!({
            "id": id, "external_id": asked["external_id"], "caption": asked["caption"], "status": status,
            "scheduled_at": "2026-11-21T09:00:00+00:00", "platform_configurations": {},
            "account_configurations": asked["account_configurations"].as_array().cloned().unwrap_or_default(),
            "media": asked["media"].as_array().cloned().unwrap_or_default(),
            "social_accounts": [{ "id": asked["social_accounts"][0], "platform": self.platform, "access_token": "s3cret" }],
            "created_at": "2026-11-21T09:00:00.123456+00:00", "updated_at": "2026-11-21T09:00:00+00:00",
        })
    }

    fn delete(&mut self, id: &str) -> Answer {
        let Some(at) = self.find(id) else { return not_found() };
        if self.posts[at]["status"] != "draft" {
            let said = "Can only delete scheduled or draft posts";
            return (400, json!({ "statusCode": 400, "message": said }));
        }
        self.posts.remove(at);
        (200, json!({ "success": true }))
    }
}

fn id_of(path: &str) -> String {
    path.strip_prefix("/v1/social-posts/").unwrap().to_owned()
}

fn not_found() -> Answer {
    (404, json!({ "statusCode": 404, "message": "Post not found" }))
}

fn broken() -> Answer {
    (500, json!({ "statusCode": 500, "message": "Internal server error" }))
}

async fn answer(
    State(vendor): State<Vendor>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let (status, said) = vendor.handle(&method, &uri, &headers, &body);
    let status = StatusCode::from_u16(status).unwrap();
    let limited = status == StatusCode::TOO_MANY_REQUESTS;
    let mut answer = (status, Json(said)).into_response();
    if limited {
        answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("20"));
    }
    answer
}
