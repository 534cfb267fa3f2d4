//! How a server ends: soon, and without cutting off what can end by itself.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

use domain::Scope;
use jiff::Timestamp;
use store::runs::RunKind;

use crate::almanac::{Almanac, on_both};

/// Far less than the ten seconds after which requests are cut off.
const SOON: Duration = Duration::from_secs(5);

#[test]
fn a_server_ends_when_it_is_asked_to() {
    on_both(async |almanac| {
        let server = almanac.serve(&[]);
        let (code, took) = server.end();
        assert_eq!(code, 0);
        assert!(took < SOON, "{took:?}");
    });
}

#[test]
fn a_request_under_way_is_answered_first() {
    let almanac = Almanac::new();
    let server = almanac.serve(&[]);
    let mut connection = TcpStream::connect(server.address.trim_start_matches("http://")).unwrap();
    connection
        .write_all(b"POST /sign-in HTTP/1.1\r\nhost: x\r\ncontent-length: 7\r\n\r\nema")
        .unwrap();
    std::thread::sleep(Duration::from_millis(200));
    let sender = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(500));
        connection.write_all(b"il=x").unwrap();
        let mut answer = String::new();
        connection.read_to_string(&mut answer).unwrap();
        answer
    });
    let (code, took) = server.end();
    assert_eq!(code, 0);
    assert!(took < SOON, "{took:?}");
    assert!(sender.join().unwrap().starts_with("HTTP/1.1 422"));
}

#[tokio::test]
async fn a_page_that_follows_a_run_does_not_hold_the_server_up() {
    let almanac = Almanac::new();
    let server = almanac.serve(&[]);
    let rosa = server.browser();
    rosa.signs_up().await;
    let added = rosa.submits("/sites/new", &[("sample", "on")]).await;
    let plan = added.header("location").to_owned();
    assert_eq!(server.end().0, 0);
    let scope = hold_a_run(&almanac, &plan).await;
    assert!(plan.contains(&scope.site.to_string()));

    let server = almanac.serve(&[]);
    let follower = server.browser();
    follower.hold(&rosa.cookie());
    let mut stream = follower.asks("GET", &format!("{plan}/progress")).send().await.unwrap();
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    assert!(stream.chunk().await.unwrap().unwrap().starts_with(b"data:"));
    let (code, took) = server.end();
    assert_eq!(code, 0);
    assert!(took < SOON, "{took:?}");
    while stream.chunk().await.unwrap().is_some() {}
}

/// Takes a run of the site as a process would that never finishes it.
async fn hold_a_run(almanac: &Almanac, plan: &str) -> Scope {
    let store = almanac.store().await;
    let site = plan.split('/').nth(2).unwrap().parse().unwrap();
    let scope = store.scope_of_site(site).await.unwrap();
    if store.run(scope).await.unwrap().is_some_and(|run| run.finished_at.is_some()) {
        store.begin_run(scope, RunKind::Read, 1, Timestamp::UNIX_EPOCH).await.unwrap();
    }
    store.take_run(scope, Timestamp::MAX, Duration::ZERO).await.unwrap().unwrap();
    store.close().await;
    scope
}

#[test]
fn work_ends_as_well() {
    let almanac = Almanac::new();
    let mut child = almanac.command(&["work"]).spawn().unwrap();
    while !almanac.data().join("almanac.db").exists() {
        std::thread::sleep(Duration::from_millis(20));
    }
    std::thread::sleep(Duration::from_millis(500));
    let id = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(id, rustix::process::Signal::INT).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
}
