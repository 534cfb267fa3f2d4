//! A provider of search volumes, asked over loopback: what it tells, and how it fails.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{
    collections::VecDeque,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Json, Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::post,
};
use domain::contract::{Credentials, VolumeQuery, Volumes, VolumesError};
use futures_util::{StreamExt, stream};
use outbound::{Outbound, Policy};
use planner::{models::Patience, volumes::HttpVolumes};
use serde_json::{Value, json};
use url::Url;

const KEY: &str = "secret-of-rosa";

/// What the provider does with one request.
#[derive(Clone)]
enum Does {
    /// Tells 90 for each phrase but the last, which it does not know, and one nobody asked for.
    Tells,
    Says(&'static str),
    Status(u16, Option<&'static str>),
    Drips,
}

type Told = Arc<Mutex<(VecDeque<Does>, Vec<Value>)>>;

struct Fake {
    address: SocketAddr,
    told: Told,
}

impl Fake {
    /// One that does these in turn, and then tells.
    async fn open(does: &[Does]) -> Fake {
        let told: Told = Arc::new(Mutex::new((does.iter().cloned().collect(), Vec::new())));
        let app = Router::new().route("/v", post(answer)).with_state(Arc::clone(&told));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Fake { address, told }
    }

    fn asked(&self) -> Vec<Value> {
        self.told.lock().unwrap().1.clone()
    }

    async fn ask(&self, key: &str, allowed: bool) -> Result<Vec<(String, u64)>, VolumesError> {
        let allowed_private_hosts =
            if allowed { vec![self.address.to_string()] } else { Vec::new() };
        let outbound =
            Outbound::new(Policy { allowed_private_hosts, ..Policy::default() }).unwrap();
        let address = Url::parse(&format!("http://{}/v", self.address)).unwrap();
        let patience = Patience {
            answer: Duration::from_secs(1),
            pause: Duration::ZERO,
            longest: Duration::from_secs(5),
        };
        let key = Some(Credentials::new(key.into()));
        let provider = HttpVolumes::new(outbound, address, key, patience);
        let phrases = ["rye bread".to_owned(), "sourdough starter".to_owned()];
        let query = VolumeQuery { phrases: &phrases, language: Some("en"), country: Some("PT") };
        provider.searches(query).await.map(|known| known.into_iter().collect())
    }
}

async fn answer(State(told): State<Told>, headers: HeaderMap, body: Bytes) -> Response {
    let key = headers.get("authorization").and_then(|it| it.to_str().ok()).unwrap_or_default();
    if key != format!("Bearer {KEY}") {
        return (StatusCode::UNAUTHORIZED, format!("{KEY} it is")).into_response();
    }
    let asked: Value = serde_json::from_slice(&body).unwrap();
    let does = {
        let mut told = told.lock().unwrap();
        told.1.push(asked.clone());
        told.0.pop_front().unwrap_or(Does::Tells)
    };
    match does {
        Does::Tells => {
            let phrases = asked["phrases"].as_array().unwrap();
            let last = phrases.len() - 1;
            let known = phrases.iter().enumerate().map(
                |(at, phrase)| json!({ "phrase": phrase, "searches": (at != last).then_some(90) }),
            );
            let more = json!({ "phrase": "casino", "searches": 1_000_000 });
            Json(json!({ "volumes": known.chain([more]).collect::<Vec<_>>() })).into_response()
        }
        Does::Says(said) => said.into_response(),
        Does::Status(status, wait) => {
            let status = StatusCode::from_u16(status).unwrap();
            match wait {
                Some(wait) => (status, [("retry-after", wait)], KEY).into_response(),
                None => (status, KEY).into_response(),
            }
        }
        Does::Drips => {
            let first = stream::iter([Ok::<_, std::io::Error>(Bytes::from_static(b"{"))]);
            Body::from_stream(first.chain(stream::pending())).into_response()
        }
    }
}

fn known() -> Vec<(String, u64)> {
    vec![("rye bread".to_owned(), 90)]
}

#[tokio::test]
async fn a_provider_tells_what_it_knows_of_what_it_was_asked() {
    let fake = Fake::open(&[]).await;
    assert_eq!(fake.ask(KEY, true).await.unwrap(), known());
    let asked = json!({
        "phrases": ["rye bread", "sourdough starter"], "language": "en", "country": "PT"
    });
    assert_eq!(fake.asked(), [asked]);
}

#[tokio::test]
async fn one_that_asks_to_wait_is_asked_again_and_not_for_ever() {
    let busy = Does::Status(429, Some("0"));
    let fake = Fake::open(&[busy.clone(), Does::Status(503, None)]).await;
    assert_eq!(fake.ask(KEY, true).await.unwrap(), known());
    assert_eq!(fake.asked().len(), 3);
    let fake = Fake::open(&[busy.clone(), busy.clone(), busy]).await;
    assert!(matches!(fake.ask(KEY, true).await, Err(VolumesError::Unavailable(_))));
    let fake = Fake::open(&[Does::Status(429, Some("3600"))]).await;
    assert!(matches!(fake.ask(KEY, true).await, Err(VolumesError::Unavailable(_))));
    assert_eq!(fake.asked().len(), 1, "an hour is too long");
}

#[tokio::test]
async fn what_is_no_answer_is_not_taken_in_part() {
    for said in [
        "<html>It works!</html>",
        "{\"volumes\": [{\"phrase\": \"rye bread\", \"searches\": 90}, {\"phrase\": ",
        "{\"volumes\": [{\"phrase\": \"rye bread\", \"searches\": 90}, {\"phrase\": \"x\", \"searches\": \"many\"}]}",
        "{\"volumes\": [{\"phrase\": \"rye bread\", \"searches\": -1}]}",
        "{\"rye bread\": 90}",
        "[]",
        "",
    ] {
        let fake = Fake::open(&[Does::Says(said)]).await;
        let told = fake.ask(KEY, true).await;
        assert!(matches!(told, Err(VolumesError::Unusable(_))), "{said}: {told:?}");
    }
    let fake = Fake::open(&[Does::Drips]).await;
    assert!(matches!(fake.ask(KEY, true).await, Err(VolumesError::Unavailable(_))));
}

#[tokio::test]
async fn a_wrong_key_and_a_private_address_are_refused_without_telling_the_key() {
    let fake = Fake::open(&[]).await;
    let refused = fake.ask("wrong", true).await.unwrap_err();
    assert!(matches!(refused, VolumesError::NotLetIn(_)) && !refused.to_string().contains(KEY));
    let fake = Fake::open(&[]).await;
    let refused = fake.ask(KEY, false).await.unwrap_err();
    assert!(matches!(refused, VolumesError::Unavailable(_)), "{refused:?}");
    assert_eq!(fake.asked().len(), 0, "nothing was sent");
    let fake = Fake::open(&[Does::Status(400, None)]).await;
    let refused = fake.ask(KEY, true).await.unwrap_err();
    assert!(matches!(refused, VolumesError::Unusable(_)) && !refused.to_string().contains(KEY));
}
