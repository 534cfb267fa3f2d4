//! Nothing that a stranger types, resolves or redirects to leads into a private network.

#![allow(clippy::unwrap_used, reason = "a story stops at the first surprise")]

mod support;

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use axum::{Router, response::Redirect, routing::get};
use outbound::{FetchError, Looking, Lookup, Outbound, Policy};
use support::{limits, outbound, serve, silent, url};
use url::Url;

const PRIVATE: &[&str] = &[
    "http://127.0.0.1/",
    "http://127.0.0.1:80/",
    "https://127.0.0.1/",
    "http://127.0.0.1./",
    "http://127.1/",
    "http://127.0.1/",
    "http://127.255.255.254/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.0.0.1/",
    "http://0x7f.1/",
    "http://0177.0.0.1/",
    "http://017700000001/",
    "http://127.0.0.0x1/",
    "http://%31%32%37.0.0.1/",
    "http://①②⑦.⓪.⓪.①/",
    "http://0/",
    "http://0.0.0.0/",
    "http://0.1.2.3/",
    "http://localhost/",
    "http://LOCALHOST/",
    "http://localhost./",
    "http://localhost../",
    "http://admin.localhost/",
    "http://admin.localhost./",
    "http://ｌｏｃａｌｈｏｓｔ/",
    "http://10.0.0.1/",
    "http://10.255.255.255/",
    "http://167772161/",
    "http://012.0.0.1/",
    "http://100.64.0.1/",
    "http://100.127.255.255/",
    "http://169.254.169.254/latest/meta-data/",
    "http://2852039166/",
    "http://0xa9fea9fe/",
    "http://0251.0376.0251.0376/",
    "http://169.254.170.2/",
    "http://172.16.0.1/",
    "http://172.31.255.255/",
    "http://192.168.0.1/",
    "http://192.168.257/",
    "http://192.0.0.170/",
    "http://192.0.2.1/",
    "http://192.88.99.1/",
    "http://198.18.0.1/",
    "http://198.51.100.1/",
    "http://203.0.113.1/",
    "http://224.0.0.1/",
    "http://239.255.255.250/",
    "http://240.0.0.1/",
    "http://255.255.255.255/",
    "http://[::]/",
    "http://[::1]/",
    "http://[0:0:0:0:0:0:0:1]/",
    "http://[::127.0.0.1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::ffff:169.254.169.254]/",
    "http://[::ffff:0:127.0.0.1]/",
    "http://[64:ff9b::127.0.0.1]/",
    "http://[64:ff9b::a9fe:a9fe]/",
    "http://[64:ff9b:1::1]/",
    "http://[2002:7f00:1::]/",
    "http://[2002:a9fe:a9fe::1]/",
    "http://[2001:0:7f00:1::]/",
    "http://[2001:db8::1]/",
    "http://[3fff::1]/",
    "http://[fc00::1]/",
    "http://[fd00:ec2::254]/",
    "http://[fe80::1]/",
    "http://[fec0::1]/",
    "http://[ff02::1]/",
    "http://[100::1]/",
    "http://[5f00::1]/",
];

/// Answers with whatever the name before `.example` is listed for, in turn.
struct Scripted {
    answers: Vec<Vec<SocketAddr>>,
    asked: AtomicUsize,
}

impl Lookup for Scripted {
    fn lookup<'a>(&'a self, _: &'a str) -> Looking<'a> {
        let turn = self.asked.fetch_add(1, Ordering::SeqCst);
        let answer = self.answers.get(turn).cloned().unwrap_or_default();
        Box::pin(async move { Ok(answer) })
    }
}

fn resolving(answers: Vec<Vec<SocketAddr>>) -> Outbound {
    let lookup = Scripted { answers, asked: AtomicUsize::new(0) };
    Outbound::with_lookup(Policy::default(), Arc::new(lookup)).unwrap()
}

#[tokio::test]
async fn every_way_of_writing_a_private_address_is_refused() {
    let outbound = outbound(&[]);
    for text in PRIVATE {
        let Ok(url) = Url::parse(text) else {
            panic!("{text} is not parsed, so it proves nothing");
        };
        let result = outbound.get(&url, limits()).await;
        assert!(matches!(result, Err(FetchError::Private { .. })), "{text} gave {result:?}");
        let told = outbound.may_reach(&url).await;
        assert!(matches!(told, Err(FetchError::Private { .. })), "{text} gave {told:?}");
    }
}

#[tokio::test]
async fn whoever_types_a_private_name_is_told_at_once_and_a_new_name_may_be_tried() {
    let home: SocketAddr = "10.0.0.1:80".parse().unwrap();
    let public: SocketAddr = "1.1.1.1:80".parse().unwrap();
    let outbound = resolving(vec![vec![home], vec![home, public], vec![]]);
    let url = Url::parse("http://router.example/").unwrap();
    let private = FetchError::Private { host: "router.example".into() };
    assert_eq!(outbound.may_reach(&url).await, Err(private));
    assert_eq!(outbound.may_reach(&url).await, Ok(()));
    assert_eq!(outbound.may_reach(&url).await, Ok(()));
}

#[tokio::test]
async fn other_schemes_ports_and_credentials_are_refused() {
    let outbound = outbound(&[]);
    for (text, sentence) in [
        ("ftp://x.example/", "Addresses beginning with ftp: cannot be reached"),
        ("file:///etc/passwd", "Addresses beginning with file:"),
        ("gopher://x.example/", "Addresses beginning with gopher:"),
        ("data:text/html,x", "Addresses beginning with data:"),
        ("http://x.example:22/", "x.example is asked on port 22"),
        ("http://x.example:6379/", "on port 6379"),
        ("https://x.example:8443/", "on port 8443"),
        ("http://user@x.example/", "holds a user name or a password"),
        ("http://user:pw@x.example/", "holds a user name or a password"),
        ("http://:pw@x.example/", "holds a user name or a password"),
        ("http://x.example@127.0.0.1/", "holds a user name or a password"),
    ] {
        let error = outbound.get(&Url::parse(text).unwrap(), limits()).await.unwrap_err();
        assert!(error.to_string().contains(sentence), "{text} gave {error}");
    }
}

#[tokio::test]
async fn a_name_that_leads_home_is_refused_without_one_connection() {
    let (home, connections) = silent().await;
    let outbound = resolving(vec![vec![home], vec![home, "[::1]:80".parse().unwrap()]]);
    let rebound = Url::parse("http://rebound.example/").unwrap();
    for _ in 0..2 {
        let error = outbound.get(&rebound, limits()).await.unwrap_err();
        assert_eq!(error, FetchError::Private { host: "rebound.example".into() });
    }
    assert_eq!(connections.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_name_without_an_address_is_told_from_a_private_one() {
    let error = resolving(vec![vec![]])
        .get(&Url::parse("https://rosasbakery.example/").unwrap(), limits())
        .await
        .unwrap_err();
    let sentence = "rosasbakery.example cannot be found. Check the address for a typing mistake.";
    assert_eq!(error.to_string(), sentence);
}

#[tokio::test]
async fn a_redirect_is_checked_like_the_first_address() {
    let (hidden, connections) = silent().await;
    let to = |path: &'static str| get(move || async move { Redirect::temporary(path) });
    let hidden_page = format!("http://{hidden}/secret");
    let door = serve(
        Router::new()
            .route("/hidden", get(move || async move { Redirect::permanent(&hidden_page) }))
            .route("/metadata", to("http://169.254.169.254/latest/"))
            .route("/mapped", to("http://[::ffff:127.0.0.1]/"))
            .route("/scheme", to("ftp://x.example/"))
            .route("/port", to("http://x.example:22/"))
            .route("/credentials", to("//me:pw@x.example/")),
    )
    .await;
    let outbound = outbound(&[door]);
    for path in ["/hidden", "/metadata", "/mapped"] {
        let result = outbound.get(&url(door, path), limits()).await;
        assert!(matches!(result, Err(FetchError::Private { .. })), "{path} gave {result:?}");
    }
    assert_eq!(connections.load(Ordering::SeqCst), 0);
    let refused = async |path| outbound.get(&url(door, path), limits()).await.unwrap_err();
    assert!(matches!(refused("/scheme").await, FetchError::BadScheme { .. }));
    assert!(matches!(refused("/port").await, FetchError::BadPort { port: 22, .. }));
    assert!(matches!(refused("/credentials").await, FetchError::Credentials { .. }));
}
