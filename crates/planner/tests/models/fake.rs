//! A service as OpenAI or Anthropic would be, which is strict about what it is asked and does
//! what it is told to, troubles included.

use std::{
    collections::VecDeque,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use futures_util::{StreamExt, stream};
use planner::models::Vendor;
use serde_json::{Value, json};
use url::Url;

/// What each answer costs here.
pub const COST: u64 = 300;

pub const KEY: &str = "sk-secret-of-rosa";

/// What the service does with one request.
#[derive(Clone)]
pub enum Does {
    /// Writes every post asked for, about the rye bread.
    Writes,
    /// The same, as JSON in a code fence with words around it.
    Fenced,
    /// Writes this caption for each placement.
    Says(&'static str),
    /// Writes for the first placement alone, and for a network that nobody asked for.
    LeavesOutAndAdds,
    /// Writes this instead of JSON.
    Broken(&'static str),
    /// Does not want to.
    Refuses,
    /// Stops at the most tokens that it may have.
    CutOff,
    /// A status, and how many seconds to wait.
    Status(u16, Option<&'static str>),
    /// Sends without end.
    Endless,
    /// Sends one byte and then none.
    Drips,
    /// Answers 200 with a page.
    Page,
    /// Refuses to follow a schema, as old servers do; otherwise writes.
    KnowsNoSchema,
    /// Believes what it reads inside the fence.
    Believes,
}

#[derive(Default)]
struct Told {
    does: VecDeque<Does>,
    asked: Vec<Value>,
}

pub struct Fake {
    pub vendor: Vendor,
    pub address: SocketAddr,
    told: Arc<Mutex<Told>>,
}

impl Fake {
    /// One that does these in turn, and then goes on writing.
    pub async fn open(vendor: Vendor, does: impl IntoIterator<Item = Does>) -> Fake {
        let told = Told { does: does.into_iter().collect(), asked: Vec::new() };
        let told = Arc::new(Mutex::new(told));
        let app = Router::new().fallback(answer).with_state((vendor, Arc::clone(&told)));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Fake { vendor, address, told }
    }

    pub fn url(&self) -> Url {
        Url::parse(&format!("http://{}/v1", self.address)).unwrap()
    }

    /// Every request that was understood, in order.
    pub fn asked(&self) -> Vec<Value> {
        self.told.lock().unwrap().asked.clone()
    }
}

/// All words of a request.
pub fn words(asked: &Value) -> String {
    let messages = asked["messages"].as_array().unwrap();
    messages.iter().filter_map(|message| message["content"].as_str()).collect()
}

async fn answer(
    State((vendor, told)): State<(Vendor, Arc<Mutex<Told>>)>,
    method: axum::http::Method,
    uri: axum::http::Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let header = |name: &str| headers.get(name).and_then(|it| it.to_str().ok()).unwrap_or_default();
    let (path, key) = match vendor {
        Vendor::OpenAi => {
            ("/v1/chat/completions", header("authorization") == format!("Bearer {KEY}"))
        }
        Vendor::Anthropic => (
            "/v1/messages",
            header("x-api-key") == KEY && header("anthropic-version") == "2023-06-01",
        ),
    };
    if method != "POST" || uri.path() != path {
        return StatusCode::NOT_FOUND.into_response();
    }
    if !key {
        return (StatusCode::UNAUTHORIZED, "the key sk-secret-of-rosa is wrong").into_response();
    }
    let Ok(asked) = serde_json::from_slice::<Value>(&body) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    if let Some(wrong) = wrong(vendor, &asked) {
        return (StatusCode::BAD_REQUEST, wrong).into_response();
    }
    let does = {
        let mut told = told.lock().unwrap();
        told.asked.push(asked.clone());
        let again = matches!(told.does.front(), Some(Does::KnowsNoSchema));
        if again { told.does.front().cloned() } else { told.does.pop_front() }
    };
    respond(vendor, &asked, does.unwrap_or(Does::Writes))
}

/// What a strict service would refuse.
fn wrong(vendor: Vendor, asked: &Value) -> Option<&'static str> {
    if asked["model"] != "rosa-1" {
        return Some("model");
    }
    let messages = asked["messages"].as_array()?;
    let roles: Vec<&str> = messages.iter().filter_map(|message| message["role"].as_str()).collect();
    let spoken = match vendor {
        Vendor::OpenAi => roles.strip_prefix(&["system"])?,
        Vendor::Anthropic => &roles[..],
    };
    let alternate =
        spoken.iter().enumerate().all(|(at, role)| *role == ["user", "assistant"][at % 2]);
    if !alternate || spoken.len().is_multiple_of(2) {
        return Some("messages must alternate and end with the user");
    }
    match vendor {
        Vendor::OpenAi => {
            let format = &asked["response_format"];
            let strict = format["type"] == "json_schema"
                && format["json_schema"]["strict"] == true
                && asked["max_completion_tokens"].is_u64();
            let plain = format.is_null() && asked["max_tokens"].is_u64();
            (!strict && !plain).then_some("response_format")
        }
        Vendor::Anthropic => {
            let tool = asked["tool_choice"] == json!({ "type": "tool", "name": "write_posts" })
                && asked["tools"][0]["name"] == "write_posts"
                && asked["tools"][0]["input_schema"]["type"] == "object";
            (!tool || !asked["max_tokens"].is_u64() || !asked["system"].is_string())
                .then_some("tool")
        }
    }
}

fn respond(vendor: Vendor, asked: &Value, does: Does) -> Response {
    let placements = placements(asked);
    let drafts = schema(asked)["properties"]["sections"].is_object();
    let all = |caption: &dyn Fn(&str) -> String| {
        if drafts {
            return draft(&caption("article"));
        }
        let posts: Vec<Value> = placements.iter().map(|it| post(it, &caption(it))).collect();
        json!({ "posts": posts })
    };
    let whole = |json: &Value| message(vendor, &json.to_string(), Some(json), "stop");
    match does {
        Does::Writes => whole(&all(&rye)),
        Does::Says(caption) => whole(&all(&|_| caption.to_owned())),
        Does::Fenced => {
            let said = format!("Sure!\n```json\n{}\n```\nEnjoy.", all(&rye));
            message(vendor, &said, None, "stop")
        }
        Does::LeavesOutAndAdds => {
            let first = placements.first().map(String::as_str).unwrap_or("instagram");
            whole(
                &json!({ "posts": [post(first, &rye(first)), post("myspace", "Hello."), post(first, "Twice.")] }),
            )
        }
        Does::Broken(said) => message(vendor, said, None, "stop"),
        Does::Refuses => message(vendor, "", None, "refusal"),
        Does::CutOff => message(vendor, "{\"posts\": [{\"placement\": \"inst", None, "length"),
        Does::Status(status, wait) => {
            let status = StatusCode::from_u16(status).unwrap();
            let secret = format!("no: {KEY}");
            match wait {
                Some(wait) => (status, [("retry-after", wait)], secret).into_response(),
                None => (status, secret).into_response(),
            }
        }
        Does::Endless => {
            let chunk = Bytes::from_static(&[b' '; 64 * 1024]);
            Body::from_stream(stream::repeat(Ok::<_, std::convert::Infallible>(chunk)))
                .into_response()
        }
        Does::Drips => {
            let first = stream::iter([Ok::<_, std::io::Error>(Bytes::from_static(b"{"))]);
            Body::from_stream(first.chain(stream::pending())).into_response()
        }
        Does::Page => "<html>It works!</html>".into_response(),
        Does::KnowsNoSchema if !asked["response_format"].is_null() => {
            (StatusCode::BAD_REQUEST, "unknown field response_format").into_response()
        }
        Does::KnowsNoSchema => whole(&all(&rye)),
        Does::Believes => {
            let words = words(asked);
            let order = words.lines().find(|line| line.contains("everything is free"));
            let obeyed = order.map_or(
                "I saw no order.",
                |_| "Today everything costs €0.10 at evil.example, says Maria Evilson!",
            );
            whole(&all(&|_| obeyed.to_owned()))
        }
    }
}

/// The schema of a request, or the one in its words.
fn schema(asked: &Value) -> Value {
    let strict = &asked["response_format"]["json_schema"]["schema"];
    let tool = &asked["tools"][0]["input_schema"];
    let schema = [strict, tool].into_iter().find(|schema| schema.is_object()).cloned();
    schema.unwrap_or_else(|| {
        let words = words(asked);
        let read = words.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        read.into_iter().find(|json| json["properties"].is_object()).unwrap_or_default()
    })
}

/// A draft about the rye bread that begins with these words.
fn draft(first: &str) -> Value {
    json!({
        "title": "Rye sourdough",
        "summary": "What there is to know about our rye bread.",
        "sections": [
            { "heading": null, "paragraphs": [first] },
            { "heading": "How it keeps", "paragraphs": ["Our rye sourdough keeps.", "[[How long does it keep?]]"] },
        ],
    })
}

/// The placements that the schema names; a trial names none.
fn placements(asked: &Value) -> Vec<String> {
    let schema = schema(asked);
    let named = &schema["properties"]["posts"]["items"]["properties"]["placement"]["enum"];
    let codes = named.as_array().cloned().unwrap_or_default();
    codes.iter().filter_map(|code| code.as_str().map(str::to_owned)).collect()
}

fn rye(placement: &str) -> String {
    match placement {
        "instagram_story" | "facebook_story" => "Rye sourdough, dark and fresh".to_owned(),
        "instagram" => "Dark crust, soft crumb: our rye sourdough. #RyeSourdough".to_owned(),
        "x" => "Rye sourdough, one thought: butter.".to_owned(),
        other => format!("Our rye sourdough is out of the oven. Come and taste it. ({other})")
            .replace("_", " "),
    }
}

fn post(placement: &str, caption: &str) -> Value {
    let titled = matches!(placement, "pinterest" | "tiktok");
    json!({
        "placement": placement,
        "title": titled.then_some("Rye sourdough"),
        "caption": caption,
        "alt_text": "Picture with the words “Rye sourdough”.",
    })
}

/// An answer of either vendor that ends for a reason: `stop`, `length` or `refusal`.
fn message(vendor: Vendor, said: &str, json: Option<&Value>, reason: &str) -> Response {
    let answer = match vendor {
        Vendor::OpenAi => {
            let refusal = (reason == "refusal").then_some("I would rather not.");
            let finish = if reason == "length" { "length" } else { "stop" };
            let content = refusal.is_none().then_some(said);
            json!({
                "choices": [{ "index": 0, "finish_reason": finish,
                    "message": { "role": "assistant", "content": content, "refusal": refusal } }],
                "usage": { "prompt_tokens": COST - 100, "completion_tokens": 100, "total_tokens": COST },
            })
        }
        Vendor::Anthropic => {
            let content = match json {
                Some(json) => {
                    json!([{ "type": "tool_use", "id": "t1", "name": "write_posts", "input": json }])
                }
                None if said.is_empty() => json!([]),
                None => json!([{ "type": "text", "text": said }]),
            };
            let stop = match reason {
                "length" => "max_tokens",
                "refusal" => "refusal",
                _ => "tool_use",
            };
            json!({
                "type": "message", "role": "assistant", "content": content, "stop_reason": stop,
                "usage": { "input_tokens": COST - 100, "output_tokens": 100 },
            })
        }
    };
    axum::Json(answer).into_response()
}

/// No pauses, and a second for an answer that does not come.
pub fn patience() -> planner::models::Patience {
    planner::models::Patience {
        answer: Duration::from_secs(1),
        pause: Duration::ZERO,
        longest: Duration::from_secs(5),
    }
}
