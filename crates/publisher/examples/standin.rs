//! Temporary stand-in for the server.
#![allow(clippy::all, missing_docs)]
use std::{io::{Read, Write}, sync::Arc, time::Duration};
use domain::world::World;
struct M;
impl World for M {
    #[allow(clippy::disallowed_methods)]
    fn now(&self) -> jiff::Timestamp { jiff::Timestamp::now() }
    fn random(&self) -> u128 { let mut b=[0;16]; std::fs::File::open("/dev/urandom").unwrap().read_exact(&mut b).unwrap(); u128::from_be_bytes(b) }
}
#[tokio::main]
async fn main() {
    let data: std::path::PathBuf = std::env::var("ALMANAC_DATA").unwrap().into();
    let loc = store::Location { database_url: std::env::var("ALMANAC_DATABASE_URL").ok(), data };
    let store = store::Store::open(&loc, store::SecretKey::new([7;32])).await.unwrap();
    let world: Arc<dyn World> = Arc::new(M);
    let sandbox = publisher::sandbox::Sandbox::new(store.clone(), world.clone(), "http://127.0.0.1:1/".parse().unwrap());
    let lease = Duration::from_secs(std::env::var("ALMANAC_PUBLISHER_LEASE_SECONDS").unwrap().parse().unwrap());
    let p = publisher::Publisher::new(store, world, publisher::Providers::new().with(Arc::new(sandbox)), publisher::PublisherSettings { lease, ..Default::default() });
    println!("listening on http://127.0.0.1:1"); std::io::stdout().flush().unwrap();
    p.run(std::future::pending()).await;
}
