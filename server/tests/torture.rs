//! The real binary, killed in the middle of publishing: nothing is sent twice, nothing is
//! lost. On SQLite, and on PostgreSQL when `ALMANAC_TEST_POSTGRES` names one.

#![cfg(feature = "torture")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "torture/almanac.rs"]
mod almanac;
#[path = "torture/dice.rs"]
mod dice;
#[path = "torture/installation.rs"]
mod installation;
#[path = "torture/verdict.rs"]
mod verdict;

use std::time::Duration;

use almanac::Almanac;
use dice::Dice;
use installation::{Engine, Installation};
use store::sandbox::SandboxMode;

/// The steps of the table in ARCHITECTURE.md, each at some passage.
const STEPS: [&str; 6] = ["claim:1", "mark:3", "connect:4", "write:5", "answer:6", "outcome:7"];
const KILLS: usize = 8;

#[test]
fn killed_at_each_step_on_sqlite() {
    at_once(STEPS.map(|step| async move { killed_at(Engine::Sqlite, step).await }));
}

#[test]
fn killed_at_each_step_on_postgres() {
    at_once(STEPS.map(|step| async move { killed_at(Engine::Postgres, step).await }));
}

#[test]
fn killed_at_random_on_sqlite() {
    at_once([killed_at_random(Engine::Sqlite)]);
}

#[test]
fn killed_at_random_on_postgres() {
    at_once([killed_at_random(Engine::Postgres)]);
}

/// Twelve posts are due; the process dies at a step and is started again.
async fn killed_at(engine: Engine, step: &str) {
    let Some(installation) = Installation::prepare(engine).await else { return };
    installation.due(SandboxMode::Accepting, 12, Duration::ZERO).await;
    Almanac::start(&installation, Some(step)).died_by_itself(step).await;
    let almanac = Almanac::start(&installation, None);
    installation.settled(step).await;
    almanac.kill();
    verdict::reach(&installation, step).await;
}

/// A hundred posts fall due over some seconds, a third of them on a network that loses its
/// answers and a third on a slow one; the process is killed again and again.
async fn killed_at_random(engine: Engine) {
    let Some(installation) = Installation::prepare(engine).await else { return };
    let mut dice = Dice::thrown();
    let case = format!("TORTURE_SEED={}", dice.seed());
    let pace = Duration::from_millis(120);
    installation.due(SandboxMode::Accepting, 34, pace).await;
    installation.due(SandboxMode::LosingAnswers, 33, pace).await;
    installation.due(SandboxMode::Slow, 33, pace).await;
    for _ in 0..KILLS {
        let mut almanac = Almanac::start(&installation, None);
        almanac.is_listening().await;
        tokio::time::sleep(dice.between(Duration::ZERO, Duration::from_millis(900))).await;
        almanac.kill();
    }
    let almanac = Almanac::start(&installation, None);
    installation.settled(&case).await;
    almanac.kill();
    verdict::reach(&installation, &case).await;
}

fn at_once<const N: usize>(cases: [impl Future<Output = ()>; N]) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(futures_util::future::join_all(cases));
}
