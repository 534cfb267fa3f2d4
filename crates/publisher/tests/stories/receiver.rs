//! A customer's server, written from the recipe in `publisher::webhook` alone.

use std::{
    collections::VecDeque,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, header::RETRY_AFTER},
    response::{IntoResponse, Response},
    routing::post,
};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;

/// What it answers next.
#[derive(Clone)]
pub enum Answers {
    Ok(&'static str),
    Status(u16),
    StatusAndWait(u16, &'static str),
    /// Closes the connection once the request has come.
    Nothing,
    /// Keeps the connection open and says nothing.
    Never,
}

/// A request that came with a good signature.
#[derive(Debug, Clone)]
pub struct Delivered {
    pub key: String,
    pub delivery: String,
    pub timestamp: i64,
    pub body: Value,
}

#[derive(Clone)]
pub struct Receiver {
    address: SocketAddr,
    secret: &'static str,
    script: Arc<Mutex<VecDeque<Answers>>>,
    delivered: Arc<Mutex<Vec<Delivered>>>,
}

impl Receiver {
    pub async fn open<const N: usize>(secret: &'static str, script: [Answers; N]) -> Self {
        Receiver::listening("127.0.0.1:0".parse().unwrap(), secret, script).await
    }

    /// At an address where another was before.
    pub async fn open_at(address: SocketAddr, secret: &'static str) -> Self {
        Receiver::listening(address, secret, []).await
    }

    async fn listening<const N: usize>(
        address: SocketAddr,
        secret: &'static str,
        script: [Answers; N],
    ) -> Self {
        let listener = tokio::net::TcpListener::bind(address).await.unwrap();
        let receiver = Receiver {
            address: listener.local_addr().unwrap(),
            secret,
            script: Arc::new(Mutex::new(script.into())),
            delivered: Arc::default(),
        };
        let router = Router::new().route("/posts", post(receive)).with_state(receiver.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        receiver
    }

    pub fn url(&self) -> String {
        format!("http://{}/posts", self.address)
    }

    pub fn delivered(&self) -> Vec<Delivered> {
        self.delivered.lock().unwrap().clone()
    }

    fn genuine(&self, headers: &HeaderMap, body: &[u8]) -> bool {
        let signature = text(headers, "almanac-signature");
        let Some(signature) = signature.strip_prefix("v1=") else { return false };
        let bytes: Vec<u8> = (0..signature.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&signature[at..at + 2], 16).unwrap())
            .collect();
        let mut mac = Hmac::<sha2::Sha256>::new_from_slice(self.secret.as_bytes()).unwrap();
        mac.update(text(headers, "almanac-timestamp").as_bytes());
        mac.update(b".");
        mac.update(body);
        mac.verify_slice(&bytes).is_ok()
    }
}

async fn receive(State(receiver): State<Receiver>, headers: HeaderMap, body: Bytes) -> Response {
    if !receiver.genuine(&headers, &body) {
        return StatusCode::FORBIDDEN.into_response();
    }
    receiver.delivered.lock().unwrap().push(Delivered {
        key: text(&headers, "idempotency-key"),
        delivery: text(&headers, "almanac-delivery"),
        timestamp: text(&headers, "almanac-timestamp").parse().unwrap(),
        body: serde_json::from_slice(&body).unwrap(),
    });
    let next = receiver.script.lock().unwrap().pop_front().unwrap_or(Answers::Ok(""));
    match next {
        Answers::Ok(body) => body.into_response(),
        Answers::Status(code) => (status(code), "secret words of a database").into_response(),
        Answers::StatusAndWait(code, wait) => (status(code), [(RETRY_AFTER, wait)]).into_response(),
        Answers::Never => std::future::pending().await,
        Answers::Nothing => panic!("the story wants the connection closed"),
    }
}

fn status(code: u16) -> StatusCode {
    StatusCode::from_u16(code).unwrap()
}

fn text(headers: &HeaderMap, name: &str) -> String {
    headers.get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
}
