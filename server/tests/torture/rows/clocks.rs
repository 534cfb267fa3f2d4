//! Clocks that are set, a long sleep, and an installation that is a copy.

use std::{
    fs,
    time::{Duration, Instant},
};

use domain::post::PostStatus;
use jiff::ToSpan;
use store::{Location, SecretKey, Store, posts::Which};

use crate::{
    almanac::{Almanac, Start},
    installation::{Carrier, Engine, Installation, Laid, copy_of_database, machine_now},
    network::Network,
    verdict::{self, Figures},
};

const PATIENCE: Duration = Duration::from_secs(60);
const TWO_HOURS: i64 = 7_200_000;

/// The machine's clock is set two hours ahead, two hours back, and right again, while it runs.
pub async fn two_hours_off(engine: Engine) {
    let Some(installation) = Installation::prepare(engine).await else { return };
    let start = Instant::now();
    let clock = installation.data().join("clock");
    let set = |millis: i64| {
        let next = clock.with_extension("next");
        fs::write(&next, millis.to_string()).unwrap();
        fs::rename(next, &clock).unwrap();
    };
    set(0);
    let network = Network::open(Duration::ZERO).await;
    let carrier = || Carrier::Webhook(network.clone());
    let in_an_hour = machine_now() + 1.hour();
    let later = installation.due_at(carrier(), vec![in_an_hour; 20]).await;
    let soon = async || {
        let minutes = (0..10_i64).map(|n| machine_now() + (1_000 + n * 200).milliseconds());
        installation.due_at(carrier(), minutes.collect()).await
    };
    let how = Start { clock: Some(&clock), ..Start::default() };
    let almanac = Almanac::start_as(&installation, how);
    out(&network, &soon().await, "before").await;
    set(TWO_HOURS);
    out(&network, &soon().await, "two hours ahead").await;
    set(-TWO_HOURS);
    let behind = soon().await;
    if engine == Engine::Postgres {
        out(&network, &behind, "two hours back").await;
    }
    set(0);
    out(&network, &behind, "right again").await;
    let last = soon().await;
    out(&network, &last, "after").await;
    noted(&installation, &last).await;
    almanac.kill();
    let taken = network.taken();
    let early = later.posts.iter().filter(|(id, _)| taken.contains_key(&id.to_string())).count();
    assert_eq!(early, 0, "sent early");
    let figures = verdict::reach(&installation, "clock steps").await;
    verdict::told("clock steps of two hours", engine, None, figures, start);
}

/// Waits until the outcome of each send is durable: the network has a post a moment before.
async fn noted(installation: &Installation, laid: &Laid) {
    let ids: Vec<_> = laid.posts.iter().map(|(id, _)| *id).collect();
    let start = Instant::now();
    loop {
        let posts = installation.store.posts_with(laid.scope, &ids).await.unwrap();
        if posts.iter().all(|post| post.status == PostStatus::Published) {
            return;
        }
        assert!(start.elapsed() < PATIENCE, "not noted: {posts:#?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Nothing ran for six hours; two hundred posts were due.
pub async fn six_hours_asleep(engine: Engine) {
    let Some(installation) = Installation::prepare(engine).await else { return };
    let start = Instant::now();
    let network = Network::open(Duration::ZERO).await;
    let slept = machine_now() - 6.hours();
    let minutes = (0..200_i64).map(|n| slept + (n * 100).seconds());
    let laid = installation.due_at(Carrier::Webhook(network.clone()), minutes.collect()).await;
    let almanac = Almanac::start(&installation);
    installation.settled("six hours asleep").await;
    almanac.kill();
    let figures = verdict::reach(&installation, "six hours asleep").await;
    let Figures { posts, others, .. } = figures;
    assert_eq!((posts, others), (200, 200), "all are missed");
    assert!(network.taken().is_empty(), "none is sent");
    let failure = installation.store.post(laid.scope, laid.posts[0].0).await.unwrap().failure;
    assert!(failure.unwrap().contains("not running"));
    verdict::told("six hours asleep", engine, None, figures, start);
}

/// A backup is restored elsewhere and started: it publishes nothing until the operator says
/// go, while the original goes on.
pub async fn restored(engine: Engine) {
    let Some(installation) = Installation::prepare(engine).await else { return };
    let start = Instant::now();
    let network = Network::open(Duration::ZERO).await;
    let mut original = Almanac::start(&installation);
    original.is_listening().await;
    original.kill();
    let carrier = Carrier::Webhook(network.clone());
    let laid = installation.due(carrier, 20, Duration::ZERO).await;
    installation.store.close().await;
    let copy = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(installation.data()).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_file() {
            fs::copy(entry.path(), copy.path().join(entry.file_name())).unwrap();
        }
    }
    let database_url = match installation.database_url() {
        Some(url) => Some(copy_of_database(url).await),
        None => None,
    };
    let how = Start {
        data: Some(copy.path()),
        database_url: database_url.as_deref(),
        ..Start::default()
    };
    let mut restored = Almanac::start_as(&installation, how);
    restored.is_listening().await;
    let location = Location { database_url, data: copy.path().to_owned(), bucket: None };
    let store = Store::open(&location, SecretKey::new([7; 32])).await.unwrap();
    // It looks for work each second; let it look three times.
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert!(network.taken().is_empty(), "the copy published");
    assert_eq!(store.posts(laid.scope, Which::Queue).await.unwrap().len(), 20);
    let freezes = store.all_freezes().await.unwrap();
    assert!(freezes[0].why.contains("copy"), "{freezes:?}");
    // The original is itself, and goes on.
    let original = Almanac::start(&installation);
    out(&network, &laid, "the original").await;
    original.kill();
    drop(restored);
    store.close().await;
    let twice = network.taken().values().filter(|taken| taken.len() > 1).count();
    assert_eq!(twice, 0, "sent twice");
    let figures = Figures { posts: 20, published: 20, ..Figures::default() };
    verdict::told("restored from a backup", engine, None, figures, start);
}

/// Waits until the network has all of them.
async fn out(network: &Network, laid: &Laid, case: &str) {
    let start = Instant::now();
    loop {
        let taken = network.taken();
        if laid.posts.iter().all(|(id, _)| taken.contains_key(&id.to_string())) {
            return;
        }
        assert!(start.elapsed() < PATIENCE, "{case}: not all are out");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
