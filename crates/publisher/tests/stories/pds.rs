//! A strict Bluesky server for bad days, written from the lexicons. Good days are tried on the
//! real one, in `end2end`.

use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard},
};

use axum::{
    Json, Router,
    body::Bytes,
    extract::{Path, RawQuery, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::any,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::ToSpan;
use serde_json::{Value, json};
use url::form_urlencoded;

use crate::world::TestWorld;

pub const DID: &str = "did:plc:rosasbakeryrosasbakeryro";
pub const HANDLE: &str = "rosa.example";
pub const PASSWORD: &str = "loaf-loaf-loaf-loaf";

/// What goes wrong with the next call of a method.
#[derive(Debug, Clone, PartialEq)]
pub enum Trouble {
    /// It is done, and a plain 500 is answered.
    DoneThen500,
    /// It is done, and the connection closes.
    DoneThenLost,
    /// It is done, and nothing is answered.
    DoneThenHangs,
    /// It is not done, and the connection closes.
    Lost,
    /// The token it came with has ended.
    Expired,
    /// It is refused with that status, error and headers.
    Refused(u16, &'static str, Vec<(&'static str, String)>),
}

#[derive(Default)]
pub struct Account {
    /// The app password; none when it was revoked.
    pub password: Option<String>,
    pub taken_down: bool,
    pub records: BTreeMap<String, Value>,
    /// Every call, in order.
    pub calls: Vec<String>,
    pub script: VecDeque<(&'static str, Trouble)>,
    blobs: HashMap<String, (String, usize)>,
    access: Option<String>,
    refresh: Option<String>,
    tokens: u64,
}

#[derive(Clone)]
pub struct Pds {
    address: SocketAddr,
    world: Arc<TestWorld>,
    account: Arc<Mutex<Account>>,
}

impl Account {
    /// As when the app password is taken back: all that was given for it ends.
    pub fn revoke(&mut self) {
        (self.password, self.access, self.refresh) = (None, None, None);
    }
}

type Refused = (u16, &'static str);

impl Pds {
    pub async fn open(world: Arc<TestWorld>) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let account = Account { password: Some(PASSWORD.to_owned()), ..Account::default() };
        let address = listener.local_addr().unwrap();
        let pds = Pds { address, world, account: Arc::new(Mutex::new(account)) };
        let router = Router::new().route("/xrpc/{method}", any(answer)).with_state(pds.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        pds
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

    pub fn called(&self, method: &str) -> usize {
        self.account().calls.iter().filter(|call| call.ends_with(method)).count()
    }

    fn tokens(&self) -> Value {
        let ends = self.world.now() + 2.hours();
        let mut account = self.account();
        account.tokens += 1;
        let (number, claims) = (account.tokens, json!({ "exp": ends.as_second() }));
        let claims = URL_SAFE_NO_PAD.encode(claims.to_string());
        let (access, refresh) = (format!("a.{claims}.{number}"), format!("r.{claims}.{number}"));
        account.access = Some(access.clone());
        account.refresh = Some(refresh.clone());
        json!({ "accessJwt": access, "refreshJwt": refresh, "did": DID, "handle": HANDLE })
    }

    fn call(
        &self,
        method: &str,
        query: &HashMap<String, String>,
        headers: &HeaderMap,
        body: &Bytes,
    ) -> Result<Value, Refused> {
        let typed: Value = serde_json::from_slice(body).unwrap_or_default();
        let bearer = headers.get("authorization").and_then(|value| value.to_str().ok());
        let bearer = bearer.and_then(|value| value.strip_prefix("Bearer ")).map(str::to_owned);
        let open = || -> Result<(), Refused> {
            let account = self.account();
            match (bearer.is_some() && account.access == bearer, account.taken_down) {
                (_, true) => Err((400, "AccountTakedown")),
                (true, _) => Ok(()),
                (false, _) => Err((400, "ExpiredToken")),
            }
        };
        match method.strip_prefix("com.atproto.").unwrap() {
            "server.createSession" => {
                let account = self.account();
                let known = typed["identifier"] == HANDLE || typed["identifier"] == DID;
                if !known || typed["password"].as_str() != account.password.as_deref() {
                    return Err((401, "AuthenticationRequired"));
                }
                if account.taken_down {
                    return Err((401, "AccountTakedown"));
                }
                drop(account);
                Ok(self.tokens())
            }
            "server.refreshSession" => {
                let mut account = self.account();
                if bearer.is_none() || account.refresh != bearer {
                    return Err((400, "ExpiredToken"));
                }
                // It is taken once.
                account.refresh = None;
                drop(account);
                Ok(self.tokens())
            }
            "server.getSession" => open().map(|()| json!({ "handle": HANDLE, "did": DID })),
            "identity.resolveHandle" => match query["handle"].as_str() {
                "lisbon.example" => Ok(json!({ "did": "did:plc:lisbon" })),
                _ => Err((400, "InvalidRequest")),
            },
            "repo.uploadBlob" => {
                open()?;
                let kind = headers["content-type"].to_str().unwrap().to_owned();
                assert!(kind.starts_with("image/") && body.len() <= 1_000_000, "{kind}");
                let mut account = self.account();
                let cid = format!("bafkrei{}", account.blobs.len());
                account.blobs.insert(cid.clone(), (kind.clone(), body.len()));
                let link = json!({ "$link": cid });
                Ok(
                    json!({ "blob": { "$type": "blob", "ref": link, "mimeType": kind, "size": body.len() } }),
                )
            }
            "repo.createRecord" => {
                open()?;
                self.create(&typed)
            }
            "repo.getRecord" => {
                assert_eq!(
                    (query["repo"].as_str(), query["collection"].as_str()),
                    (DID, "app.bsky.feed.post")
                );
                let account = self.account();
                let record = account.records.get(&query["rkey"]).ok_or((400, "RecordNotFound"))?;
                Ok(json!({ "uri": "at://", "value": record }))
            }
            other => panic!("no such method: {other}"),
        }
    }

    fn create(&self, typed: &Value) -> Result<Value, Refused> {
        assert_eq!(
            (&typed["repo"], &typed["collection"]),
            (&json!(DID), &json!("app.bsky.feed.post"))
        );
        let (key, record) = (typed["rkey"].as_str().unwrap(), &typed["record"]);
        let letters = |c: char| matches!(c, '2'..='7' | 'a'..='z');
        assert!(key.len() == 13 && key.chars().all(letters) && key.as_bytes()[0] < b'k', "{key}");
        assert_eq!(record["$type"], "app.bsky.feed.post");
        let text = record["text"].as_str().unwrap();
        assert!(text.len() <= 3_000);
        record["createdAt"].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
        for facet in record["facets"].as_array().map(Vec::as_slice).unwrap_or_default() {
            let at = |name: &str| usize::try_from(facet["index"][name].as_u64().unwrap()).unwrap();
            assert!(
                text.get(at("byteStart")..at("byteEnd")).is_some_and(|piece| !piece.is_empty())
            );
        }
        let mut account = self.account();
        let blob = match record["embed"]["$type"].as_str() {
            Some("app.bsky.embed.images") => {
                assert!(record["embed"]["images"][0]["alt"].is_string());
                Some(&record["embed"]["images"][0]["image"])
            }
            Some("app.bsky.embed.external") => {
                let card = &record["embed"]["external"];
                assert!(["uri", "title", "description"].iter().all(|name| card[name].is_string()));
                card.get("thumb")
            }
            None => None,
            other => panic!("no such embed: {other:?}"),
        };
        assert!(
            blob.is_none_or(|blob| account
                .blobs
                .contains_key(blob["ref"]["$link"].as_str().unwrap()))
        );
        if account.records.contains_key(key) {
            return Err((500, "InternalServerError"));
        }
        account.records.insert(key.to_owned(), record.clone());
        Ok(json!({ "uri": format!("at://{DID}/app.bsky.feed.post/{key}"), "cid": "bafyrei" }))
    }
}

async fn answer(
    State(pds): State<Pds>,
    Path(method): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let query: HashMap<String, String> =
        form_urlencoded::parse(query.unwrap_or_default().as_bytes()).into_owned().collect();
    let trouble = {
        let mut account = pds.account();
        account.calls.push(method.clone());
        let next = account.script.iter().position(|(of, _)| method.ends_with(of));
        next.and_then(|next| account.script.remove(next)).map(|(_, trouble)| trouble)
    };
    match &trouble {
        Some(Trouble::Lost) => panic!("the story wants the connection closed"),
        Some(Trouble::Expired) => pds.account().access = None,
        Some(Trouble::Refused(status, error, headers)) => {
            let mut response = refusal(*status, error);
            for (name, value) in headers {
                response.headers_mut().insert(*name, value.parse().unwrap());
            }
            return response;
        }
        _ => {}
    }
    let answered = pds.call(&method, &query, &headers, &body);
    match trouble {
        Some(Trouble::DoneThen500) => return refusal(500, "InternalServerError"),
        Some(Trouble::DoneThenLost) => panic!("the story wants the connection closed"),
        Some(Trouble::DoneThenHangs) => std::future::pending().await,
        _ => {}
    }
    match answered {
        Ok(value) => Json(value).into_response(),
        Err((status, error)) => refusal(status, error),
    }
}

fn refusal(status: u16, error: &str) -> Response {
    let body = json!({ "error": error, "message": "secret words of a server" });
    (StatusCode::from_u16(status).unwrap(), Json(body)).into_response()
}
