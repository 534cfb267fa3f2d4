//! Real servers on the loopback, for stories about the network.

#![allow(clippy::unwrap_used, reason = "a story stops at the first surprise")]
#![allow(dead_code, reason = "each story uses its part")]

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::Router;
use outbound::{Limits, Outbound, Policy};
use tokio::net::TcpListener;
use url::Url;

/// Serves until the test ends.
pub async fn serve(router: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    address
}

/// Accepts, counts and never answers.
pub async fn silent() -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let connections = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&connections);
    tokio::spawn(async move {
        let mut held = Vec::new();
        while let Ok((stream, _)) = listener.accept().await {
            counter.fetch_add(1, Ordering::SeqCst);
            held.push(stream);
        }
    });
    (address, connections)
}

pub fn outbound(allowed: &[SocketAddr]) -> Outbound {
    let allowed_private_hosts = allowed.iter().map(ToString::to_string).collect();
    Outbound::new(Policy { allowed_private_hosts, ..Policy::default() }).unwrap()
}

pub fn url(address: SocketAddr, path: &str) -> Url {
    Url::parse(&format!("http://{address}{path}")).unwrap()
}

pub fn limits() -> Limits<'static> {
    Limits { max_bytes: 100_000, timeout: Duration::from_secs(20), accept: "text/html" }
}
