//! The database is out of reach, or full.

use std::time::{Duration, Instant};

use store::sandbox::SandboxMode;

use crate::{
    almanac::{Almanac, Start},
    cluster::Cluster,
    dice::Dice,
    installation::{Carrier, Engine, Installation},
    network::Network,
    proxy::{Proxy, Wire},
    verdict,
};

/// Several nodes over one PostgreSQL; one after the other loses its wire, silently or not.
pub async fn nodes_cut_off(engine: Engine, seed: u64, nodes: usize) {
    let Some((installation, url)) = with_server(engine).await else { return };
    let (start, mut dice) = (Instant::now(), Dice::of(seed ^ 3));
    let case = format!("{nodes} nodes, seed {seed}");
    let pace = Duration::from_millis(80);
    let network = Network::open(Duration::from_millis(200)).await;
    let mut wires = Vec::new();
    let mut running = Vec::new();
    for _ in 0..nodes {
        let wire = Proxy::to(&url).await;
        let how = Start { database_url: Some(wire.url()), ..Start::default() };
        let mut node = Almanac::start_as(&installation, how);
        node.is_listening().await;
        running.push(node);
        wires.push(wire);
    }
    installation.due(Carrier::Webhook(network), 80, pace).await;
    installation.due(Carrier::Sandbox(SandboxMode::Accepting), 40, pace).await;
    for wire in [Wire::Silent, Wire::Down] {
        let cut = &wires[dice.below(nodes)];
        tokio::time::sleep(dice.between(Duration::ZERO, Duration::from_millis(800))).await;
        cut.set(wire);
        // Past its lease, so that the others take over what it held.
        tokio::time::sleep(Duration::from_secs(3)).await;
        cut.set(Wire::Whole);
    }
    installation.settled(&case).await;
    running.into_iter().for_each(Almanac::kill);
    let figures = verdict::reach(&installation, &case).await;
    verdict::told(&format!("{nodes} nodes, one cut off"), engine, Some(seed), figures, start);
}

/// Every connection to the database ends and none can be made, ten times.
pub async fn away_ten_times(engine: Engine, seed: u64) {
    let Some((installation, url)) = with_server(engine).await else { return };
    let (start, mut dice) = (Instant::now(), Dice::of(seed ^ 4));
    let case = format!("database away ten times, seed {seed}");
    let network = Network::open(Duration::from_millis(100)).await;
    let wire = Proxy::to(&url).await;
    let how = Start { database_url: Some(wire.url()), ..Start::default() };
    let mut almanac = Almanac::start_as(&installation, how);
    almanac.is_listening().await;
    installation.due(Carrier::Webhook(network), 60, Duration::from_millis(100)).await;
    for _ in 0..10 {
        tokio::time::sleep(dice.between(Duration::from_millis(100), Duration::from_millis(600)))
            .await;
        wire.set(Wire::Down);
        tokio::time::sleep(dice.between(Duration::from_millis(50), Duration::from_millis(300)))
            .await;
        wire.set(Wire::Whole);
    }
    installation.settled(&case).await;
    almanac.kill();
    let figures = verdict::reach(&installation, &case).await;
    verdict::told("database away ten times", engine, Some(seed), figures, start);
}

/// The database's server is stopped in the middle of what it does, and started again, ten times.
pub async fn restarted_ten_times(engine: Engine, seed: u64) {
    // SQLite has no server beside the process itself, whose end is told by the rows of kills.
    if engine == Engine::Sqlite {
        return;
    }
    let Some(mut cluster) = Cluster::start().await else { return };
    let installation = Installation::prepare_on(Some(cluster.url())).await;
    let (start, mut dice) = (Instant::now(), Dice::of(seed ^ 6));
    let case = format!("database restarted ten times, seed {seed}");
    let pace = Duration::from_millis(100);
    let network = Network::open(Duration::from_millis(100)).await;
    let mut almanac = Almanac::start(&installation);
    almanac.is_listening().await;
    installation.due(Carrier::Webhook(network), 80, pace).await;
    installation.due(Carrier::Sandbox(SandboxMode::Accepting), 40, pace).await;
    for _ in 0..10 {
        tokio::time::sleep(dice.between(Duration::from_millis(100), Duration::from_millis(900)))
            .await;
        let pause = dice.between(Duration::ZERO, Duration::from_millis(300));
        cluster.restart_after(pause).await;
    }
    installation.settled(&case).await;
    almanac.kill();
    let figures = verdict::reach(&installation, &case).await;
    verdict::told("database restarted ten times", engine, Some(seed), figures, start);
}

/// No file may grow for some seconds, as on a full disk, while posts are due: none of Almanac's own
/// on SQLite, and none of the database server's on PostgreSQL.
pub async fn full_disk(engine: Engine, seed: u64) {
    let mut cluster = match engine {
        Engine::Sqlite => None,
        Engine::Postgres => match Cluster::start().await {
            Some(cluster) => Some(cluster),
            None => return,
        },
    };
    let url = cluster.as_ref().map(Cluster::url);
    let installation = Installation::prepare_on(url).await;
    let (start, mut dice) = (Instant::now(), Dice::of(seed ^ 5));
    let case = format!("disk full, seed {seed}");
    let network = Network::open(Duration::from_millis(100)).await;
    let how = Start { survives_full_disk: true, ..Start::default() };
    let mut almanac = Almanac::start_as(&installation, how);
    almanac.is_listening().await;
    installation.due(Carrier::Webhook(network), 60, Duration::from_millis(100)).await;
    for _ in 0..2 {
        tokio::time::sleep(dice.between(Duration::from_millis(100), Duration::from_secs(1))).await;
        let pause = dice.between(Duration::from_millis(300), Duration::from_secs(3));
        match &mut cluster {
            Some(cluster) => cluster.full_for(pause).await,
            None => {
                almanac.limit_files(Some(1));
                tokio::time::sleep(pause).await;
                almanac.limit_files(None);
            }
        }
    }
    installation.settled(&case).await;
    almanac.kill();
    let figures = verdict::reach(&installation, &case).await;
    verdict::told("disk full", engine, Some(seed), figures, start);
}

async fn with_server(engine: Engine) -> Option<(Installation, String)> {
    let installation = Installation::prepare(engine).await?;
    let url = installation.database_url()?.to_owned();
    Some((installation, url))
}
