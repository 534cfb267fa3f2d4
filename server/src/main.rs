//! The binary. What it is told stands in `cli`, what it is set to in `settings`.

mod almanac;
mod api_key;
mod chain;
mod cli;
mod demo;
mod doctor;
mod freeze;
mod logging;
mod metrics;
mod plans;
mod rotate_key;
mod secret_key;
mod serve;
mod sessions;
mod settings;
mod stop;
mod web;
mod whole_plan;
mod work;
mod world;

use std::process::ExitCode;

use clap::Parser;

/// Gives memory back after pictures were drawn, where the system's own keeps an arena for
/// each thread: 148 MB stayed after the bench's load.
#[global_allocator]
static MEMORY: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

#[tokio::main]
async fn main() -> ExitCode {
    // What Almanac writes is for its owner, whoever made the folder it is written to.
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
    cli::Cli::parse().run().await.unwrap_or_else(|error| {
        eprintln!("almanac: {}", chain::chain(error.as_ref()));
        ExitCode::FAILURE
    })
}
