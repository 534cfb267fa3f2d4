//! A strict Publisher that speaks as Wix does, written from its reference, and has its bad days.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard},
};

use axum::{
    Json, Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header::RETRY_AFTER},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

pub const KEY: &str = "IST.flour";
pub const SITE: &str = "01a1fef3-5d4b-790a-8dba-0123456789ab";
pub const ACCOUNT: &str = "acc-1";
pub const PAGE: &str = "page-1";

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
    /// What is released stays `PROCESSING`.
    Stuck,
    /// The network refuses what is released.
    Refuses,
    /// The site may publish no more this month.
    UsedUp,
    /// The account was disconnected.
    Disconnected,
    /// Every request is answered with 429.
    TooMany,
    /// No key is valid.
    KeyRevoked,
}

#[derive(Default)]
pub struct Held {
    pub fault: Fault,
    pub items: Vec<Value>,
    /// How often something was asked.
    pub asked: usize,
    /// The names of all drafts that were ever made.
    pub named: Vec<String>,
    /// The drafts that somebody asked to release, each as often as that.
    pub released: Vec<String>,
    /// How often something went out to the network.
    pub out: usize,
    /// A release that has not arrived yet.
    under_way: Option<String>,
}

#[derive(Clone)]
pub struct Vendor {
    address: SocketAddr,
    held: Arc<Mutex<Held>>,
}

type Answer = (u16, Value);

impl Vendor {
    pub async fn open() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let vendor = Vendor { address: listener.local_addr().unwrap(), held: Arc::default() };
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
        let id = held.under_way.take().unwrap();
        held.publish(&id).0
    }

    fn handle(&self, method: &Method, uri: &Uri, headers: &HeaderMap, body: &[u8]) -> Answer {
        let mut held = self.held();
        let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap().to_owned());
        let asked: Value = serde_json::from_slice(body).unwrap_or_default();
        if held.fault == Fault::TooMany {
            return (429, json!({ "message": "slow down" }));
        }
        held.asked += 1;
        let known = text("authorization").as_deref() == Some(KEY);
        if !known || held.fault == Fault::KeyRevoked {
            return (401, json!({ "message": "s3cret words" }));
        }
        assert_eq!(text("wix-site-id").as_deref(), Some(SITE));
        let path = uri.path().strip_prefix("/social-publisher/v1/").unwrap();
        match (method.as_str(), path) {
            ("POST", "items/query") => {
                let query = &asked["query"];
                let wanted = query["filter"]["referenceId"]["$in"].as_array().unwrap();
                assert!(wanted.len() <= 100);
                let named = |item: &&Value| wanted.contains(&item["referenceId"]);
                let items: Vec<Value> = held.items.iter().filter(named).cloned().collect();
                let paging = json!({ "count": items.len(), "hasNext": false, "cursors": {} });
                (200, json!({ "items": items, "pagingMetadata": paging }))
            }
            ("POST", "items") => held.create(&asked["item"]),
            ("POST", "publish-by-id") => {
                assert_eq!(asked.as_object().unwrap().len(), 1, "{asked}");
                held.release(asked["id"].as_str().unwrap())
            }
            ("DELETE", path) => held.delete(id_of(path)),
            ("GET", path) if path.starts_with("items/") => match held.find(id_of(path)) {
                Some(at) => (200, json!({ "item": held.items[at] })),
                None => not_found(),
            },
            ("GET", path) if path.ends_with("/long-lived-token-status") => {
                let gone = path.starts_with("PINTEREST") || held.fault == Fault::Disconnected;
                (200, json!({ "status": if gone { "DISCONNECTED" } else { "VALID" } }))
            }
            ("GET", path) if path.ends_with("/connect-url") => {
                (200, json!({ "connectUrl": "https://manage.wix.example/connect" }))
            }
            ("GET", "accounts") => {
                let name = uri.query().unwrap().strip_prefix("channelName=").unwrap();
                (200, json!({ "accounts": accounts(name) }))
            }
            ("GET", "features/PUBLISH_POST") => {
                let left = if held.fault == Fault::UsedUp { 0 } else { 3 };
                let quota = json!({ "limit": 10, "currentUsage": 10 - left, "remainingUsage": left, "period": "MONTH" });
                (
                    200,
                    json!({ "feature": { "type": "PUBLISH_POST", "enabled": true, "quotaInfo": quota } }),
                )
            }
            (method, path) => panic!("no such request: {method} {path}"),
        }
    }
}

fn accounts(channel: &str) -> Value {
    match channel {
        "FACEBOOK" => json!([
            { "channelName": "FACEBOOK", "facebook": { "id": ACCOUNT, "displayName": "Rosa’s Bread", "page": { "id": PAGE } } },
            { "channelName": "FACEBOOK", "facebook": { "id": ACCOUNT, "displayName": "Rosa’s Café", "page": { "id": "page-2" } } },
        ]),
        "TIKTOK" => json!([{ "channelName": "TIKTOK", "tiktok": {
            "id": "acc-t", "displayName": "rosa", "privacyLevelOptions": ["PUBLIC_TO_EVERYONE", "SELF_ONLY"],
        } }]),
        "GBP" => {
            json!([{ "channelName": "GBP", "gbp": { "id": "acc-g", "location": { "id": "loc-1" } } }])
        }
        other => panic!("{other} is not connected"),
    }
}

impl Held {
    fn find(&self, id: &str) -> Option<usize> {
        self.items.iter().position(|item| item["id"] == id)
    }

    fn create(&mut self, sent: &Value) -> Answer {
        let fields: Vec<&String> = sent.as_object().unwrap().keys().collect();
        assert_eq!(fields, ["channel", "facebookPost", "referenceId", "type"]);
        assert_eq!(sent["channel"], json!({ "name": "FACEBOOK", "accountId": ACCOUNT }));
        assert_eq!(
            (&sent["type"], &sent["facebookPost"]["pageId"]),
            (&json!("POST"), &PAGE.into())
        );
        let name = sent["referenceId"].as_str().unwrap().to_owned();
        // It is remembered when the item is long deleted.
        if self.named.contains(&name) {
            return rule(409, "REFERENCE_ID_ALREADY_EXIST");
        }
        self.named.push(name);
        let mut item = sent.clone();
        item["id"] = json!(format!("item-{}", self.named.len()));
        item["status"] = json!("DRAFT");
        self.items.push(item.clone());
        if self.fault == Fault::CreateBreaks {
            self.fault = Fault::None;
            return broken();
        }
        (200, json!({ "item": item }))
    }

    fn release(&mut self, id: &str) -> Answer {
        assert!(!self.released.iter().any(|one| one == id), "{id} is released once");
        self.released.push(id.to_owned());
        match self.fault {
            Fault::ReleaseHeld => {
                self.fault = Fault::None;
                self.under_way = Some(id.to_owned());
                broken()
            }
            Fault::ReleaseBreaks => {
                self.fault = Fault::None;
                self.publish(id);
                broken()
            }
            Fault::DraftGone => {
                self.fault = Fault::None;
                self.delete(id);
                self.publish(id)
            }
            Fault::UsedUp => rule(429, "PUBLISH_LIMIT_EXCEEDED"),
            Fault::Disconnected => rule(428, "UNSUPPORTED_CHANNEL"),
            _ => self.publish(id),
        }
    }

    fn publish(&mut self, id: &str) -> Answer {
        let Some(at) = self.find(id) else { return rule(428, "ITEM_NOT_EXISTS") };
        if self.items[at]["status"] != "DRAFT" {
            return rule(428, "ITEM_IS_PUBLISHED");
        }
        self.items[at]["status"] = json!("PROCESSING");
        let answer = (200, json!({ "item": self.items[at] }));
        if self.fault != Fault::Stuck {
            self.tries(id);
        }
        answer
    }

    /// The network is asked to take a post.
    fn tries(&mut self, id: &str) {
        let at = self.find(id).unwrap();
        let item = &mut self.items[at];
        if self.fault == Fault::Refuses {
            item["status"] = json!("FAILED");
            item["publicationError"] = json!({ "message": "token s3cret revoked", "code": 190 });
            return;
        }
        item["status"] = json!("PUBLISHED");
        item["externalItemUrl"] = json!(format!("https://facebook.example/{id}"));
        self.out += 1;
    }

    /// What was stuck is published after all.
    pub fn moves_on(&mut self) {
        self.fault = Fault::None;
        let going = self.items.iter().find(|item| item["status"] == "PROCESSING").unwrap();
        let id = going["id"].as_str().unwrap().to_owned();
        self.tries(&id);
    }

    fn delete(&mut self, id: &str) -> Answer {
        let Some(at) = self.find(id) else { return not_found() };
        assert_eq!(self.items[at]["status"], "DRAFT", "only drafts are deleted");
        self.items.remove(at);
        (200, json!({}))
    }
}

fn id_of(path: &str) -> &str {
    path.strip_prefix("items/").unwrap()
}

fn rule(status: u16, code: &str) -> Answer {
    let error = json!({ "code": code, "description": "s3cret words", "data": {} });
    (status, json!({ "message": "s3cret words", "details": { "applicationError": error } }))
}

fn not_found() -> Answer {
    rule(404, "ITEM_NOT_EXISTS")
}

fn broken() -> Answer {
    (500, json!({}))
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
    // A quota that is used up comes with the status of a rate, and without an end.
    let limited = status == StatusCode::TOO_MANY_REQUESTS && said.get("details").is_none();
    let mut answer = (status, Json(said)).into_response();
    if limited {
        answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("20"));
    }
    answer
}
