//! A bakery's store of its own on either engine.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use store::{Location, SecretKey, Store};

use crate::{bakery::Bakery, world::TestWorld};

/// Runs a story on SQLite, and on PostgreSQL when the tests were given one.
pub fn on_both(story: impl AsyncFn(Bakery)) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let mut location =
            Location { database_url: None, data: folder.path().to_owned(), bucket: None };
        story(Bakery::open(open(&location).await, world()).await).await;
        let Ok(server) = std::env::var("ALMANAC_TEST_POSTGRES") else { return };
        location.database_url = Some(fresh_database(&server).await);
        let store = open(&location).await;
        story(Bakery::open(store.clone(), world()).await).await;
        store.close().await;
    });
}

/// Waits for something that another task brings about, half a minute at most.
pub async fn eventually(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let start = Instant::now();
    while !holds().await {
        assert!(start.elapsed() < Duration::from_secs(30), "still not: {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

async fn open(location: &Location) -> Store {
    Store::open(location, SecretKey::new([7; 32])).await.unwrap()
}

fn world() -> Arc<TestWorld> {
    Arc::new(TestWorld::new())
}

/// A database of its own on the given server.
async fn fresh_database(server: &str) -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("publisher_{}_{count}", std::process::id());
    let pool = sqlx::PgPool::connect(server).await.unwrap();
    sqlx::query(sqlx::AssertSqlSafe(format!("create database {name}")))
        .execute(&pool)
        .await
        .unwrap();
    let (address, query) = server.split_once('?').unwrap_or((server, ""));
    let address = address.rsplit_once('/').unwrap().0;
    format!("{address}/{name}?{query}")
}
