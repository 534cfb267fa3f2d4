//! `cargo xtask torture`: the real binary on its worst days, one line of figures a row.

use std::time::UNIX_EPOCH;

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::postgres::Postgres;
use crate::{cargo, process, say, setup, site, test::PRODUCT};

/// Where the torture's tests read their seeds from.
pub const SEEDS: &str = "TORTURE_SEEDS";
const ROW: &str = "TORTURE_ROW";

/// How much torture.
#[derive(Args)]
pub struct Options {
    /// Exactly this seed, to see again what went wrong with it.
    #[arg(long, conflicts_with = "seeds")]
    seed: Option<u64>,
    /// So many seeds, beginning with those of today.
    #[arg(long, default_value_t = 20)]
    seeds: u64,
    /// Only the rows whose name contains this: kill, storm, pause, network, disk, nodes,
    /// database, restarted, race, clock, sleep, restore.
    #[arg(long, default_value = "")]
    row: String,
}

/// Tortures on SQLite and on a PostgreSQL of our own.
pub fn torture(options: &Options) -> Result<String> {
    setup::ensure_postgres()?;
    site::build()?;
    let postgres = Postgres::start()?;
    let seeds = match options.seed {
        Some(seed) => seed.to_string(),
        None => of_today(options.seeds)?,
    };
    say::step(format!("torturing with the seeds {seeds}"));
    let wanted = ["--features", cargo::TEST_FEATURES, "--test", "torture"];
    let mut command = cargo::command("test", &[&PRODUCT[..], &wanted].concat());
    command
        .args(["--", "--nocapture"])
        .envs(postgres.for_tests())
        .env(SEEDS, &seeds)
        .env(ROW, &options.row);
    let status = process::run_for_status(&mut command)?;
    if !status.success() {
        bail!("a row did not hold — its lines are above; the seeds were {seeds}");
    }
    Ok(format!("sent twice 0, lost 0, early 0, with the seeds {seeds}"))
}

/// The first so many seeds of today: others tomorrow, the same for everybody.
///
/// # Errors
/// The machine's clock stands before 1970.
pub fn of_today(count: u64) -> Result<String> {
    let since = UNIX_EPOCH.elapsed().context("the clock is not set")?;
    let day = since.as_secs() / 86_400;
    let seeds: Vec<String> = (0..count).map(|n| (day * 1_000 + n).to_string()).collect();
    Ok(seeds.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_as_many_seeds_as_asked_for_and_no_two_alike() {
        let seeds = of_today(20).unwrap();
        let mut seeds: Vec<&str> = seeds.split(',').collect();
        seeds.dedup();
        assert_eq!(seeds.len(), 20);
    }
}
