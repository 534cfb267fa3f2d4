//! A send leaves at most once, and what became of it is told exactly.

mod support;

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    http::{HeaderMap, StatusCode, header},
    response::Redirect,
    routing::{get, post},
};
use outbound::{FetchError, Lost, SendError};
use support::{outbound, serve, silent, url};
use tokio::{io::AsyncReadExt, net::TcpListener};
use url::Url;

const PATIENCE: Duration = Duration::from_secs(20);

#[tokio::test]
async fn a_webhook_receives_the_body_and_headers_and_its_answer_comes_back() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let notes = Arc::clone(&seen);
    let take = async move |headers: HeaderMap, body: String| {
        let header = |name: &str| headers[name].to_str().unwrap().to_owned();
        notes.lock().unwrap().push((header("content-type"), header("x-signature"), body));
        (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, "30")], "come back later")
    };
    let server = serve(Router::new().route("/hook", post(take))).await;
    let headers = [("x-signature", "abc".to_owned())];
    let answer = outbound(&[server])
        .post_json(&url(server, "/hook"), &headers, b"{}".to_vec(), PATIENCE, 4)
        .await
        .unwrap();
    assert_eq!((answer.status, answer.retry_after), (429, Some(Duration::from_secs(30))));
    assert_eq!((answer.body.as_slice(), answer.whole), (b"come".as_slice(), false));
    let expected = ("application/json".to_owned(), "abc".to_owned(), "{}".to_owned());
    assert_eq!(*seen.lock().unwrap(), [expected]);
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_not_followed() {
    let followed = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&followed);
    let server = serve(
        Router::new().route("/hook", post(|| async { Redirect::temporary("/other") })).route(
            "/other",
            get(|| async {}).post(async move || {
                counter.fetch_add(1, Ordering::SeqCst);
            }),
        ),
    )
    .await;
    let answer = outbound(&[server])
        .post_json(&url(server, "/hook"), &[], b"{}".to_vec(), PATIENCE, 1_000)
        .await
        .unwrap();
    assert_eq!(answer.status, 307);
    assert_eq!(followed.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn what_was_never_written_is_known_not_to_be_sent() {
    let vacant = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let plain = serve(Router::new()).await;
    let outbound = outbound(&[vacant, plain]);
    let send = async |url: &str, header: &str| {
        let url = Url::parse(url).unwrap();
        let headers = [("x-signature", header.to_owned())];
        outbound.post_json(&url, &headers, b"{}".to_vec(), PATIENCE, 1_000).await.unwrap_err()
    };
    let refused = send(&format!("http://{vacant}/"), "ok").await;
    assert!(matches!(refused, SendError::NotSent(FetchError::Refused { .. })), "{refused:?}");
    let tls = send(&format!("https://{plain}/"), "ok").await;
    assert!(matches!(tls, SendError::NotSent(FetchError::Tls { .. })), "{tls:?}");
    let private = send("http://10.0.0.1/", "ok").await;
    assert!(matches!(private, SendError::NotSent(FetchError::Private { .. })), "{private:?}");
    let scheme = send("mailto:me@x.example", "ok").await;
    assert!(matches!(scheme, SendError::NotSent(FetchError::BadScheme { .. })), "{scheme:?}");
    let header = send(&format!("http://{plain}/"), "two\r\nlines").await;
    assert!(matches!(header, SendError::NotSent(FetchError::Malformed { .. })), "{header:?}");
    assert!(refused.to_string().starts_with("Nothing was sent. 127.0.0.1 did not accept"));
}

#[tokio::test]
async fn silence_and_a_broken_line_after_writing_are_unclear() {
    let (mute, connections) = silent().await;
    let hanging_up = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let breaks = hanging_up.local_addr().unwrap();
    let requests = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&requests);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = hanging_up.accept().await {
            let _ = stream.read(&mut [0; 1_000]).await;
            counter.fetch_add(1, Ordering::SeqCst);
        }
    });
    let outbound = outbound(&[mute, breaks]);
    let send = async |to, patience| {
        outbound.post_json(&url(to, "/"), &[], b"{}".to_vec(), patience, 1_000).await.unwrap_err()
    };
    let silence = send(mute, Duration::from_millis(200)).await;
    let host = "127.0.0.1".to_owned();
    assert_eq!(silence, SendError::Unclear { host, why: Lost::TimedOut { seconds: 1 } });
    let broken = send(breaks, PATIENCE).await;
    assert!(matches!(broken, SendError::Unclear { why: Lost::BrokenOff, .. }), "{broken:?}");
    assert_eq!(connections.load(Ordering::SeqCst), 1);
    assert_eq!(requests.load(Ordering::SeqCst), 1, "a send is never repeated by itself");
}
