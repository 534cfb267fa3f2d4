//! The real binary on its worst days: nothing is sent twice, nothing is lost, nothing is
//! early, and what is not known is told. On SQLite, and on PostgreSQL when
//! `ALMANAC_TEST_POSTGRES` names one. `cargo xtask torture` shows the figures of each row.

#![cfg(feature = "torture")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "torture/almanac.rs"]
mod almanac;
#[path = "torture/cluster.rs"]
mod cluster;
#[path = "torture/dice.rs"]
mod dice;
#[path = "torture/installation.rs"]
mod installation;
#[path = "torture/network.rs"]
mod network;
#[path = "torture/proxy.rs"]
mod proxy;
#[path = "torture/rows/mod.rs"]
mod rows;
#[path = "through/vendor.rs"]
#[expect(dead_code, reason = "the stories of Post for Me use the rest")]
mod vendor;
#[path = "torture/verdict.rs"]
mod verdict;

use std::pin::Pin;

use futures_util::{
    future::{join, join_all},
    stream::{self, StreamExt},
};

use dice::seeds;
use installation::Engine;
use rows::{bad_days, clocks, databases, hints, kills, races};

/// The steps of the table in ARCHITECTURE.md, each at some passage.
const STEPS: [&str; 6] = ["claim:1", "mark:3", "connect:4", "write:5", "answer:6", "outcome:7"];

/// How many bad days of the network pass at once. More would be bad days of this machine.
const SLOW_AT_ONCE: usize = 3;

type Row = Pin<Box<dyn Future<Output = ()>>>;
type Named = (&'static str, Row);

#[test]
fn killed_at_each_step_on_sqlite() {
    at_once(STEPS.map(|step| (step, row(kills::at_step(Engine::Sqlite, step)))));
}

#[test]
fn killed_at_each_step_on_postgres() {
    at_once(STEPS.map(|step| (step, row(kills::at_step(Engine::Postgres, step)))));
}

#[test]
fn whatever_comes_by_chance_on_sqlite() {
    by_chance(Engine::Sqlite);
}

#[test]
fn whatever_comes_by_chance_on_postgres() {
    by_chance(Engine::Postgres);
}

#[test]
fn a_thousand_changes_of_mind_on_sqlite() {
    at_once([("race", row(races::edits_and_cancels(Engine::Sqlite, seeds()[0])))]);
}

#[test]
fn a_thousand_changes_of_mind_on_postgres() {
    at_once([("race", row(races::edits_and_cancels(Engine::Postgres, seeds()[0])))]);
}

#[test]
fn clocks_sleep_and_copies_on_sqlite() {
    clocks_and_copies(Engine::Sqlite);
}

#[test]
fn clocks_sleep_and_copies_on_postgres() {
    clocks_and_copies(Engine::Postgres);
}

/// The rows that chance has a part in, for every seed. Bad days of networks and of services are
/// long, and pass beside the rest.
fn by_chance(engine: Engine) {
    let seeds = seeds();
    let named: Vec<String> = seeds.iter().map(u64::to_string).collect();
    println!("torture: TORTURE_SEEDS={}", named.join(","));
    let slow = stream::iter(seeds.clone()).for_each_concurrent(SLOW_AT_ONCE, |seed| {
        wanted([
            ("network", row(bad_days::of_the_network(engine, seed))),
            ("hints", row(hints::of_post_for_me(engine, seed))),
        ])
    });
    let quick = async move {
        for seed in seeds {
            let rows = [
                ("kill", row(kills::at_random(engine, seed))),
                ("storm", row(kills::restart_storm(engine, seed))),
                ("pause", row(kills::paused(engine, seed))),
                ("disk", row(databases::full_disk(engine, seed))),
                ("two nodes", row(databases::nodes_cut_off(engine, seed, 2))),
                ("four nodes", row(databases::nodes_cut_off(engine, seed, 4))),
                ("database", row(databases::away_ten_times(engine, seed))),
                ("restarted", row(databases::restarted_ten_times(engine, seed))),
            ];
            wanted(rows).await;
        }
    };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(join(slow, quick));
}

fn clocks_and_copies(engine: Engine) {
    at_once([
        ("clock", row(clocks::two_hours_off(engine))),
        ("sleep", row(clocks::six_hours_asleep(engine))),
        ("restore", row(clocks::restored(engine))),
    ]);
}

fn row(row: impl Future<Output = ()> + 'static) -> Row {
    Box::pin(row)
}

fn at_once(rows: impl IntoIterator<Item = Named>) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(wanted(rows));
}

/// All rows side by side, or those alone whose name contains what `TORTURE_ROW` says.
async fn wanted(rows: impl IntoIterator<Item = Named>) {
    let name_of = std::env::var("TORTURE_ROW").unwrap_or_default();
    let rows = rows.into_iter().filter(|(name, _)| name.contains(&name_of));
    join_all(rows.map(|(_, row)| row)).await;
}
