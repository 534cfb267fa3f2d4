//! `cargo xtask bench`: speed, weight and memory, each beside its limit.
//!
//! What a page could cost at best is measured too: the *floor* serves the
//! very same bytes as a static string, on the same machine, in the same run.

mod alike;
mod cores;
mod due;
mod figures;
mod floor;
mod http;
mod listening;
mod load;
mod marketing_plan;
mod memory;
mod mirror;
mod network;
mod page;
mod plan;
mod planner;
mod server;
mod start;
mod visitors;
mod weight;

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};

use crate::{build, cargo, say, setup};
use figures::Figures;
use server::Almanac;

/// What to measure, and how thoroughly.
#[derive(Args)]
pub struct Options {
    /// Only these parts; all of them when none is named.
    #[arg(value_enum)]
    parts: Vec<Part>,
    /// Seconds of load for each figure.
    #[arg(long, default_value_t = 10)]
    seconds: u32,
    /// Calls after which memory must be what it was; fewer for a quick look.
    #[arg(long, default_value_t = 1_000_000)]
    calls: u64,
    /// Seconds that a thousand sites are mirrored for, at ten times the speed.
    #[arg(long, default_value_t = 180)]
    mirror_seconds: u32,
}

/// What can be measured by itself.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// From starting the server to its first answer.
    Start,
    /// The pages of a person, making a plan, and the memory that they take.
    Pages,
    /// A plan, as a program asks for it.
    Api,
    /// What asking for it a million times leaves in memory.
    Calls,
    /// The mirrors of a thousand sites that take their plan from Wix.
    Mirror,
    /// Ten thousand posts due in the same minute, and claims among a million.
    Due,
    /// What the planner finds, plans, writes and draws for each site of the corpus.
    Plan,
}

impl Part {
    /// Whether it measures the server; the planner is measured by itself.
    fn needs_server(self) -> bool {
        self != Part::Plan
    }
}

/// Measures and writes `target/bench/figures.json`; and `bench/figures.md`, when everything
/// was measured.
pub fn bench(options: &Options) -> Result<String> {
    if options.parts.is_empty() || options.parts.iter().any(|part| part.needs_server()) {
        build_servers()?;
    }
    let mut figures = Figures::default();
    for part in Part::value_variants() {
        if options.parts.is_empty() || options.parts.contains(part) {
            measure(*part, options, &mut figures)?;
        }
    }
    figures.write(options.parts.is_empty())?;
    let beyond = figures.beyond();
    if !beyond.is_empty() {
        bail!("beyond the limit: {}", beyond.join("; "));
    }
    Ok(format!("{} figures within their limits", figures.len()))
}

fn build_servers() -> Result<()> {
    setup::ensure_wrk()?;
    build::build(&build::Options { release: true })?;
    say::step("building the floor");
    let stage = ["-p", "server", "--example", "stage", "--example", "mirror", "--release"];
    cargo::run("build", &stage)?;
    let floor = ["-p", "xtask", "--bin", "floor", "--no-default-features", "--features", "floor"];
    cargo::run("build", &[&floor[..], &["--release"]].concat())
}

fn measure(part: Part, options: &Options, figures: &mut Figures) -> Result<()> {
    match part {
        Part::Start => start::measure(figures),
        Part::Pages => pages(options, figures),
        Part::Api => marketing_plan::measure(options.seconds, figures),
        Part::Calls => marketing_plan::measure_memory(options.calls, figures),
        Part::Mirror => mirror::measure(options.mirror_seconds, figures),
        Part::Due => due::measure(figures),
        Part::Plan => planner::measure(figures),
    }
}

fn pages(options: &Options, figures: &mut Figures) -> Result<()> {
    let almanac = Almanac::start_with_demo(None)?;
    memory::measure_idle(&almanac, figures)?;
    plan::measure(&almanac, figures)?;
    almanac.stage(&["month", &almanac.sample.site_id])?;
    let month = format!("/sites/{}/calendar", almanac.sample.site_id);
    let cookie = almanac.sign_in()?;
    weight::measure(&month, &cookie, &almanac, figures)?;
    let name = "calendar month with 300 posts";
    page::measure(name, &month, &cookie, &almanac, options.seconds, figures)?;
    memory::measure_after_load(&almanac, figures)
}
