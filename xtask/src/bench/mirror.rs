//! A thousand sites that take their plan from Wix, kept fresh by one process.

use std::process::Command;

use anyhow::{Context, Result};
use serde::Deserialize;

use super::figures::{Figure, Figures, Limit};
use crate::{process, say, tree};

/// The slowest beat is a minute short of six; half of it is what a copy is old on average.
const MEDIAN_SECONDS: f64 = 200.0;
/// The slowest beat, and a minute for one that fails twice in a row (ten seconds and twenty) and
/// for answers that take eight seconds each.
const P99_SECONDS: f64 = 420.0;
/// The longest that a site is left alone after failures.
const WORST_SECONDS: f64 = 15.0 * 60.0;
/// As many sites as are looked at at a time.
const REQUESTS: f64 = 16.0;
/// The service may still hold the connection of a request that was given up while its place has
/// opened the next.
const CONNECTIONS: f64 = 2.0 * REQUESTS;
/// The copy of no site is that much older on average than that of the middle one.
const TIMES_THE_MEDIAN: f64 = 1.5;

/// What `server/examples/mirror` prints.
#[derive(Deserialize)]
struct Outcome {
    p50_seconds: f64,
    p99_seconds: f64,
    worst_seconds: f64,
    unfair: f64,
    most_connections: f64,
    most_at_once: f64,
    requests: u64,
    refused: u64,
}

/// Staleness, connections and fairness.
pub fn measure(seconds: u32, figures: &mut Figures) -> Result<()> {
    say::step("mirroring a thousand sites, at ten times the speed");
    let mut simulation = Command::new(tree::at("target/release/examples/mirror"));
    let printed = process::capture(simulation.arg(seconds.to_string()))?;
    let outcome: Outcome =
        serde_json::from_str(&printed).context("the simulation printed something else")?;
    let minutes = seconds * 10 / 60;
    say::note(format!(
        "{} requests in {minutes} minutes, {} refused",
        outcome.requests, outcome.refused
    ));
    let mut add = |name: &str, value: f64, unit, limit| {
        let name = format!("mirror of 1000 Wix sites, {name}");
        figures.add(Figure { name, value, unit, floor: None, limit: Limit::AtMost(limit) });
    };
    add("staleness p50", outcome.p50_seconds, "s", MEDIAN_SECONDS);
    add("staleness p99", outcome.p99_seconds, "s", P99_SECONDS);
    add("staleness of the worst site at its worst", outcome.worst_seconds, "s", WORST_SECONDS);
    add("worst site to the middle one, on average", outcome.unfair, "times", TIMES_THE_MEDIAN);
    add("most connections open at once", outcome.most_connections, "connections", CONNECTIONS);
    add("most requests at once", outcome.most_at_once, "requests", REQUESTS);
    Ok(())
}
