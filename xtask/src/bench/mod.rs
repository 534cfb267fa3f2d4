//! `cargo xtask bench`: speed, weight and memory, each beside its limit.
//!
//! What a page could cost at best is measured too: the *floor* serves the
//! very same bytes as a static string, on the same machine, in the same run.

mod due;
mod figures;
mod floor;
mod http;
mod listening;
mod load;
mod memory;
mod page;
mod plan;
mod server;
mod start;
mod weight;

use anyhow::{Result, bail};
use clap::Args;

use crate::{build, cargo, say, setup};
use figures::Figures;
use server::Almanac;

/// How thoroughly to measure.
#[derive(Args)]
pub struct Options {
    /// Seconds of load for each figure.
    #[arg(long, default_value_t = 10)]
    seconds: u32,
}

/// Measures everything and writes `target/bench/figures.json` and
/// `bench/figures.md`.
pub fn bench(options: &Options) -> Result<String> {
    setup::ensure_wrk()?;
    build::build(&build::Options { release: true })?;
    say::step("building the floor");
    let stage = ["-p", "server", "--example", "stage", "--release"];
    cargo::run("build", &stage)?;
    let floor = ["-p", "xtask", "--bin", "floor", "--no-default-features", "--features", "floor"];
    cargo::run("build", &[&floor[..], &["--release"]].concat())?;
    let mut figures = Figures::default();
    measure(options, &mut figures)?;
    figures.write()?;
    let beyond = figures.beyond();
    if !beyond.is_empty() {
        bail!("beyond the limit: {} — see bench/figures.md", beyond.join("; "));
    }
    Ok(format!("{} figures within their limits, in bench/figures.md", figures.len()))
}

fn measure(options: &Options, figures: &mut Figures) -> Result<()> {
    start::measure(figures)?;
    let almanac = Almanac::start_with_demo(None)?;
    memory::measure_idle(&almanac, figures)?;
    plan::measure(&almanac, figures)?;
    almanac.stage(&["month", &almanac.sample.site_id])?;
    let month = format!("/sites/{}/calendar", almanac.sample.site_id);
    let cookie = almanac.sign_in()?;
    weight::measure(&month, &cookie, &almanac, figures)?;
    let name = "calendar month with 300 posts";
    page::measure(name, &month, &cookie, &almanac, options.seconds, figures)?;
    memory::measure_after_load(&almanac, figures)?;
    drop(almanac);
    due::measure(figures)
}
