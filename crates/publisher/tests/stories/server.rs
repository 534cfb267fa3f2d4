//! A strict Mastodon server, written from its documentation.

use std::{
    collections::{HashMap, VecDeque},
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard},
};

use axum::{
    Json, Router,
    body::Bytes,
    extract::{RawQuery, State},
    http::{HeaderMap, Method, StatusCode, Uri},
    response::{IntoResponse, Response},
};
use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};
use url::form_urlencoded;

use crate::world::TestWorld;

pub const TOKEN: &str = "flour-water-salt";

/// What goes wrong with the next request of a path.
#[derive(Debug, Clone, PartialEq)]
pub enum Trouble {
    /// It is done, and a plain 500 is answered.
    DoneThen500,
    /// It is done, and the connection closes.
    DoneThenLost,
    /// It is not done, and the connection closes.
    Lost,
    /// It is refused with that status and headers.
    Refused(u16, Vec<(&'static str, String)>),
}

pub struct Status {
    pub words: String,
    pub media: Vec<String>,
    made: Timestamp,
    key: String,
    id: usize,
}

#[derive(Default)]
pub struct Account {
    pub revoked: bool,
    pub statuses: Vec<Status>,
    pub requests: Vec<String>,
    pub script: VecDeque<(&'static str, Trouble)>,
    /// How often a picture is still being worked on when it is asked for.
    pub work: usize,
    /// Each with its type, description and length.
    pub media: Vec<(String, String, usize)>,
    /// Whether it tells of itself in the older version only.
    pub old: bool,
}

#[derive(Clone)]
pub struct Server {
    address: SocketAddr,
    world: Arc<TestWorld>,
    account: Arc<Mutex<Account>>,
}

type Answer = (u16, Value);

impl Server {
    pub async fn open(world: Arc<TestWorld>) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = Server { address, world, account: Arc::default() };
        let router = Router::new().fallback(answer).with_state(server.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        server
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn account(&self) -> MutexGuard<'_, Account> {
        self.account.lock().unwrap()
    }

    pub fn does<const N: usize>(&self, script: [(&'static str, Trouble); N]) {
        self.account().script.extend(script);
    }

    pub fn asked(&self, request: &str) -> usize {
        self.account().requests.iter().filter(|one| one.starts_with(request)).count()
    }

    fn handle(
        &self,
        request: &str,
        query: &HashMap<String, String>,
        headers: &HeaderMap,
        body: &Bytes,
    ) -> Answer {
        let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap().to_owned());
        let mut account = self.account();
        let ours = text("authorization") == Some(format!("Bearer {TOKEN}")) && !account.revoked;
        let closed = (401, json!({ "error": "The access token is invalid" }));
        match request {
            "GET /api/v2/instance" if account.old => (404, json!({ "error": "Record not found" })),
            "GET /api/v1/instance" | "GET /api/v2/instance" => (200, instance()),
            "GET /api/v1/accounts/17/statuses" => {
                let limit = query["limit"].parse().unwrap();
                let newest = account.statuses.iter().rev().take(limit);
                (200, newest.map(|status| self.shown(status)).collect())
            }
            _ if !ours => closed,
            "GET /api/v1/accounts/verify_credentials" => {
                (200, json!({ "id": "17", "username": "rosa", "acct": "rosa" }))
            }
            "POST /api/v2/media" => {
                account.media.push(file(&text("content-type").unwrap(), body));
                let id = account.media.len().to_string();
                (if account.work > 0 { 202 } else { 200 }, json!({ "id": id, "type": "image" }))
            }
            "POST /api/v1/statuses" => {
                let typed: Value = serde_json::from_slice(body).unwrap();
                let key = text("idempotency-key").unwrap();
                let fresh = self.world.now() - 1.hour();
                let known = account.statuses.iter().find(|one| one.key == key && one.made > fresh);
                if let Some(status) = known {
                    return (200, self.shown(status));
                }
                let words = typed["status"].as_str().unwrap().to_owned();
                let media = typed["media_ids"].as_array().map(Vec::as_slice).unwrap_or_default();
                let media: Vec<String> =
                    media.iter().map(|id| id.as_str().unwrap().to_owned()).collect();
                if words.chars().count() > 60 && !words.contains("https://") || account.work > 0 {
                    return (422, json!({ "error": "Validation failed: secret words" }));
                }
                let id = account.statuses.len() + 1;
                let status = Status { words, media, made: self.world.now(), key, id };
                let shown = self.shown(&status);
                account.statuses.push(status);
                (200, shown)
            }
            other if other.starts_with("GET /api/v1/media/") => {
                let ready = account.work == 0;
                account.work = account.work.saturating_sub(1);
                (if ready { 200 } else { 206 }, json!({ "id": &other[18..] }))
            }
            other => panic!("no such request: {other}"),
        }
    }

    fn shown(&self, status: &Status) -> Value {
        let escaped =
            status.words.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
        let paragraphs = escaped.replace("\n\n", "</p><p>").replace('\n', "<br />");
        let linked = paragraphs.replace(
            "https://rosas.example/rye",
            "<a href=\"https://rosas.example/rye\"><span class=\"invisible\">https://</span><span class=\"\">rosas.example/rye</span></a>",
        );
        json!({
            "id": status.id.to_string(),
            "url": format!("{}/@rosa/{}", self.url(), status.id),
            "created_at": status.made.to_string(),
            "content": format!("<p>{linked}</p>"),
        })
    }
}

fn instance() -> Value {
    json!({ "configuration": {
        "statuses": { "max_characters": 60, "characters_reserved_per_url": 23 },
        "media_attachments": {
            "supported_mime_types": ["image/jpeg", "image/png", "video/mp4"],
            "image_size_limit": 1_000,
            "description_limit": 20,
        },
    }})
}

/// Takes a form with one file apart, as RFC 7578 has it.
fn file(content_type: &str, body: &[u8]) -> (String, String, usize) {
    let boundary = content_type.strip_prefix("multipart/form-data; boundary=").unwrap();
    let body = String::from_utf8_lossy(body).into_owned();
    let line = format!("--{boundary}");
    let mut parts = body.split(&line);
    assert_eq!(parts.next(), Some(""));
    let (mut kind, mut description, mut length) = (String::new(), String::new(), 0);
    for part in parts {
        if part == "--\r\n" {
            return (kind, description, length);
        }
        let (head, value) = part.split_once("\r\n\r\n").unwrap();
        let value = value.strip_suffix("\r\n").unwrap();
        if head.contains("name=\"description\"") {
            value.clone_into(&mut description);
        } else {
            assert!(head.contains("name=\"file\"; filename="), "{head}");
            head.rsplit(": ").next().unwrap().clone_into(&mut kind);
            length = value.len();
        }
    }
    panic!("the form does not end");
}

async fn answer(
    State(server): State<Server>,
    method: Method,
    uri: Uri,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let query: HashMap<String, String> =
        form_urlencoded::parse(query.unwrap_or_default().as_bytes()).into_owned().collect();
    let request = format!("{method} {}", uri.path());
    let trouble = {
        let mut account = server.account();
        account.requests.push(request.clone());
        let next = account.script.iter().position(|(of, _)| request.ends_with(of));
        next.and_then(|next| account.script.remove(next)).map(|(_, trouble)| trouble)
    };
    match trouble {
        Some(Trouble::Lost) => panic!("the story wants the connection closed"),
        Some(Trouble::Refused(status, headers)) => {
            let mut response =
                (StatusCode::from_u16(status).unwrap(), "secret words").into_response();
            for (name, value) in headers {
                response.headers_mut().insert(name, value.parse().unwrap());
            }
            return response;
        }
        Some(done) => {
            server.handle(&request, &query, &headers, &body);
            assert_ne!(done, Trouble::DoneThenLost, "the story wants the connection closed");
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
        None => {}
    }
    let (status, body) = server.handle(&request, &query, &headers, &body);
    (StatusCode::from_u16(status).unwrap(), Json(body)).into_response()
}
