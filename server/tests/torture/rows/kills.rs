//! The process dies, or stands still.

use std::time::{Duration, Instant};

use store::sandbox::SandboxMode;

use crate::{
    almanac::{Almanac, Start},
    dice::Dice,
    installation::{Carrier, Engine, Installation},
    network::Network,
    verdict,
};

const KILLS: usize = 8;
const STORM: usize = 15;
/// Twice the lease that the binary is started with.
const PAST_THE_LEASE: Duration = Duration::from_secs(4);

/// Twelve posts are due; the process dies at a step and is started again.
pub async fn at_step(engine: Engine, step: &str) {
    let Some(installation) = Installation::prepare(engine).await else { return };
    let start = Instant::now();
    let sandbox = Carrier::Sandbox(SandboxMode::Accepting);
    installation.due(sandbox, 12, Duration::ZERO).await;
    let dies = Start { kill_at: Some(step), ..Start::default() };
    Almanac::start_as(&installation, dies).died_by_itself(step).await;
    let almanac = Almanac::start(&installation);
    installation.settled(step).await;
    almanac.kill();
    let figures = verdict::reach(&installation, step).await;
    assert_eq!(figures.published, 12, "{step}: all are out in the end");
    verdict::told(&format!("killed at {step}"), engine, None, figures, start);
}

/// Posts fall due over some seconds, on networks that answer, are slow, lose their answers or
/// cannot be asked; the process is killed again and again.
pub async fn at_random(engine: Engine, seed: u64) {
    let Some(installation) = Installation::prepare(engine).await else { return };
    let (start, mut dice) = (Instant::now(), Dice::of(seed));
    let case = format!("killed at random, seed {seed}");
    let pace = Duration::from_millis(120);
    let network = Network::open(Duration::from_millis(100)).await;
    installation.due(Carrier::Sandbox(SandboxMode::Accepting), 25, pace).await;
    installation.due(Carrier::Sandbox(SandboxMode::LosingAnswers), 25, pace).await;
    installation.due(Carrier::Sandbox(SandboxMode::Slow), 25, pace).await;
    installation.due(Carrier::Webhook(network), 25, pace).await;
    for _ in 0..KILLS {
        let mut almanac = Almanac::start(&installation);
        almanac.is_listening().await;
        tokio::time::sleep(dice.between(Duration::ZERO, Duration::from_millis(900))).await;
        almanac.kill();
    }
    let almanac = Almanac::start(&installation);
    installation.settled(&case).await;
    almanac.kill();
    let figures = verdict::reach(&installation, &case).await;
    verdict::told("killed at random", engine, Some(seed), figures, start);
}

/// It is started and killed before it stands, again and again.
pub async fn restart_storm(engine: Engine, seed: u64) {
    let Some(installation) = Installation::prepare(engine).await else { return };
    let (start, mut dice) = (Instant::now(), Dice::of(seed ^ 1));
    let case = format!("restart storm, seed {seed}");
    let network = Network::open(Duration::from_millis(50)).await;
    installation.due(Carrier::Webhook(network), 20, Duration::from_millis(300)).await;
    for _ in 0..STORM {
        let almanac = Almanac::start(&installation);
        tokio::time::sleep(dice.between(Duration::ZERO, Duration::from_millis(700))).await;
        almanac.kill();
    }
    let almanac = Almanac::start(&installation);
    installation.settled(&case).await;
    almanac.kill();
    let figures = verdict::reach(&installation, &case).await;
    verdict::told("restart storm", engine, Some(seed), figures, start);
}

/// One of two processes is stopped past its lease, again and again, and goes on as if nothing
/// had been.
pub async fn paused(engine: Engine, seed: u64) {
    let Some(installation) = Installation::prepare(engine).await else { return };
    let (start, mut dice) = (Instant::now(), Dice::of(seed ^ 2));
    let case = format!("paused, seed {seed}");
    let pace = Duration::from_millis(250);
    let network = Network::open(Duration::from_millis(150)).await;
    installation.due(Carrier::Webhook(network), 40, pace).await;
    installation.due(Carrier::Sandbox(SandboxMode::Slow), 20, pace).await;
    let (one, other) = (Almanac::start(&installation), Almanac::start(&installation));
    for _ in 0..2 {
        tokio::time::sleep(dice.between(Duration::from_millis(500), Duration::from_secs(2))).await;
        one.pause();
        tokio::time::sleep(PAST_THE_LEASE).await;
        one.go_on();
    }
    installation.settled(&case).await;
    one.kill();
    other.kill();
    let figures = verdict::reach(&installation, &case).await;
    verdict::told("stopped past the lease", engine, Some(seed), figures, start);
}
