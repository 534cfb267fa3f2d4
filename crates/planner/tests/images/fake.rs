//! A service that draws as OpenAI's Images do, is strict about what it is asked, and does what
//! it is told to, troubles included. It gives out files, too, to whoever asks without the key.

use std::{
    collections::VecDeque,
    io::Cursor,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Json, Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, Method, StatusCode, Uri},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use futures_util::{StreamExt, stream};
use image::{ImageFormat, Rgb, RgbImage};
use planner::models::Patience;
use serde_json::{Value, json};
use url::Url;

pub const KEY: &str = "sk-secret-of-rosa";
pub const MODEL: &str = "easel-1";
/// What it draws with, and nobody else here.
pub const INK: [u8; 3] = [200, 30, 160];

/// What the service does with one request.
#[derive(Clone)]
pub enum Does {
    /// Draws what was asked for.
    Draws,
    /// Draws, and says where the picture is.
    DrawsAt(&'static str),
    /// Draws so many pixels, whatever was asked for.
    Small(u32),
    /// Answers with this in the place of a picture.
    Bytes(Vec<u8>),
    /// Answers 200 with this.
    Says(&'static str),
    /// Refuses these fields of a request, named or not; otherwise draws.
    KnowsNo(&'static [&'static str], bool),
    /// Does not want to.
    Refuses,
    /// A status, and how many seconds to wait.
    Status(u16, Option<&'static str>),
    /// Sends without end.
    Endless,
    /// Sends one byte and then none.
    Drips,
}

#[derive(Default)]
struct Told {
    does: VecDeque<Does>,
    asked: Vec<Value>,
}

pub struct Fake {
    pub address: SocketAddr,
    told: Arc<Mutex<Told>>,
}

impl Fake {
    /// One that does these in turn, and then goes on drawing.
    pub async fn open(does: impl IntoIterator<Item = Does>) -> Fake {
        let told = Told { does: does.into_iter().collect(), asked: Vec::new() };
        let told = Arc::new(Mutex::new(told));
        let app = Router::new().fallback(answer).with_state(Arc::clone(&told));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Fake { address, told }
    }

    pub fn url(&self) -> Url {
        Url::parse(&format!("http://{}/v1", self.address)).unwrap()
    }

    /// Every request that was understood, in order.
    pub fn asked(&self) -> Vec<Value> {
        self.told.lock().unwrap().asked.clone()
    }
}

async fn answer(
    State(told): State<Arc<Mutex<Told>>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let key = headers.get("authorization").and_then(|it| it.to_str().ok()).unwrap_or_default();
    if method == "GET" && uri.path().starts_with("/files/") {
        return file(uri.path(), key);
    }
    if method != "POST" || uri.path() != "/v1/images/generations" {
        return StatusCode::NOT_FOUND.into_response();
    }
    if key != format!("Bearer {KEY}") {
        return (StatusCode::UNAUTHORIZED, format!("the key {key} is wrong")).into_response();
    }
    let Ok(asked) = serde_json::from_slice::<Value>(&body) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    if let Some(wrong) = wrong(&asked) {
        return (StatusCode::IM_A_TEAPOT, wrong).into_response();
    }
    let does = {
        let mut told = told.lock().unwrap();
        told.asked.push(asked.clone());
        let again = matches!(told.does.front(), Some(Does::KnowsNo(..)));
        if again { told.does.front().cloned() } else { told.does.pop_front() }
    };
    respond(&asked, does.unwrap_or(Does::Draws))
}

/// What a strict service would refuse.
fn wrong(asked: &Value) -> Option<&'static str> {
    const FIELDS: [&str; 5] = ["model", "prompt", "n", "size", "response_format"];
    const SIZES: [&str; 3] = ["1024x1024", "1024x1536", "1536x1024"];
    let object = asked.as_object()?;
    if object.keys().any(|field| !FIELDS.contains(&field.as_str())) {
        return Some("an unknown field");
    }
    let size = asked.get("size").map(|size| SIZES.iter().any(|known| size == known));
    let format = asked.get("response_format").map(|format| format == "b64_json");
    let prompt = asked["prompt"].as_str().unwrap_or_default().chars().count();
    if asked["model"] != MODEL || asked["n"] != 1 {
        return Some("model or n");
    }
    if size == Some(false) || format == Some(false) {
        return Some("size or format");
    }
    (!(1..=4_000).contains(&prompt)).then_some("prompt")
}

fn respond(asked: &Value, does: Does) -> Response {
    let picture = |bytes: &[u8]| {
        let drawn = json!({ "b64_json": STANDARD.encode(bytes), "revised_prompt": "A loaf." });
        Json(json!({ "created": 1, "data": [drawn] })).into_response()
    };
    let size = || {
        let (width, height) = asked["size"].as_str()?.split_once('x')?;
        Some((width.parse().ok()?, height.parse().ok()?))
    };
    match does {
        Does::Draws => {
            let (width, height) = size().unwrap_or((1_024, 1_024));
            picture(&drawn(width, height))
        }
        Does::DrawsAt(place) => {
            Json(json!({ "created": 1, "data": [{ "url": place }] })).into_response()
        }
        Does::Small(side) => picture(&drawn(side, side)),
        Does::Bytes(bytes) => picture(&bytes),
        Does::Says(said) => said.into_response(),
        Does::KnowsNo(fields, named) => {
            let Some(field) = fields.iter().find(|field| asked.get(**field).is_some()) else {
                return respond(asked, Does::Draws);
            };
            let param = named.then_some(*field);
            let error = json!({ "code": "unknown_parameter", "message": "no", "param": param });
            (StatusCode::BAD_REQUEST, Json(json!({ "error": error }))).into_response()
        }
        Does::Refuses => {
            let error = json!({
                "code": "moderation_blocked",
                "type": "image_generation_user_error",
                "message": format!("no: {KEY}"),
            });
            (StatusCode::BAD_REQUEST, Json(json!({ "error": error }))).into_response()
        }
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
    }
}

fn file(path: &str, key: &str) -> Response {
    if !key.is_empty() {
        return (StatusCode::FORBIDDEN, "a key that nobody asked for").into_response();
    }
    match path {
        "/files/drawn.png" => drawn(1_024, 1_536).into_response(),
        "/files/photo.png" => photo().into_response(),
        "/files/page.png" => "<html>It works!</html>".into_response(),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

/// A picture in the service's own ink.
pub fn drawn(width: u32, height: u32) -> Vec<u8> {
    png(&RgbImage::from_pixel(width, height, Rgb(INK)))
}

/// A photograph of the website, in another.
fn photo() -> Vec<u8> {
    png(&RgbImage::from_pixel(1_400, 1_400, Rgb([40, 140, 60])))
}

fn png(pixels: &RgbImage) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    pixels.write_to(&mut file, ImageFormat::Png).unwrap();
    file.into_inner()
}

/// A file that says it has four thousand million pixels.
pub fn bomb() -> Vec<u8> {
    let mut file = drawn(400, 400);
    file[16..24].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
    file
}

/// No pauses, and a second for an answer that does not come.
pub fn patience() -> Patience {
    Patience {
        answer: Duration::from_secs(1),
        pause: Duration::ZERO,
        longest: Duration::from_secs(5),
    }
}
