//! `cargo xtask build`: the site folder, then the server that serves it.

use anyhow::Result;
use clap::Args;

use crate::{cargo, say, site, tree};

/// What to build.
#[derive(Args)]
pub struct Options {
    /// Optimised, with the site folder inside the binary.
    #[arg(long)]
    pub release: bool,
}

/// Builds the site folder and the server.
pub fn build(options: &Options) -> Result<String> {
    site::build()?;
    say::step("building the server");
    let mut args = vec!["-p", "server"];
    if options.release {
        args.push("--release");
    }
    cargo::run("build", &args)?;
    Ok(format!("built {}", tree::almanac(options.release).display()))
}
