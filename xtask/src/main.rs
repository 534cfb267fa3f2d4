//! Every chore of the house, in Rust: `cargo xtask run`, `cargo xtask test`, …
//!
//! Each step prints one short line of what it is doing; the whole ends in
//! exactly one line that says how it went.

mod bench;
mod build;
mod cargo;
mod edges;
mod end2end;
mod holidays;
mod postgres;
mod process;
mod rooms;
mod run;
mod say;
mod setup;
mod site;
mod style;
mod test;
mod timing;
mod torture;
mod tree;
mod wasm;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// Almanac's chores.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Build the browser part, the style and the server.
    Build(build::Options),
    /// Build everything, lay out a sample site and serve it.
    Run(run::Options),
    /// Check format, edges and lints, then run every test on both databases.
    Test(test::Options),
    /// Fail when a package uses one that it must not know.
    Edges,
    /// Write the holidays of all countries anew from the newest data.
    Holidays,
    /// Kill, pause, cut off and starve the real server while it publishes, on both databases.
    Torture(torture::Options),
    /// Measure speed, weight and memory against their limits.
    Bench(bench::Options),
}

fn main() -> ExitCode {
    let chore = Cli::parse().chore;
    match process::listen_for_stop().and_then(|()| perform(chore)) {
        Ok(outcome) => {
            println!("all good: {outcome}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("failed: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn perform(chore: Chore) -> Result<String> {
    match chore {
        Chore::Build(options) => build::build(&options),
        Chore::Run(options) => run::run(&options),
        Chore::Test(options) => test::test(&options),
        Chore::Edges => edges::check(),
        Chore::Holidays => holidays::write(),
        Chore::Torture(options) => torture::torture(&options),
        Chore::Bench(options) => bench::bench(&options),
    }
}
