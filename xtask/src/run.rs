//! `cargo xtask run`: from a fresh checkout to a site in the browser.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};
use clap::Args;
use serde::Deserialize;

use crate::{build, process, say, tree};

/// Where to serve, and where to keep what is stored.
#[derive(Args)]
pub struct Options {
    /// The port on 127.0.0.1.
    #[arg(long, default_value_t = 3000)]
    port: u16,
    /// The folder for the database and the pictures; made when missing.
    #[arg(long, default_value = "data")]
    data: PathBuf,
}

/// What `almanac demo --json` says.
#[derive(Deserialize)]
struct Demo {
    email: String,
    password: String,
}

/// Builds, lays out the sample site once, and serves until ctrl-c.
pub fn run(options: &Options) -> Result<String> {
    refuse_busy_port(options.port)?;
    build::build(&build::Options { release: true })?;
    let address = format!("http://127.0.0.1:{}", options.port);
    say::step("laying out the sample site");
    let demo = lay_out_demo(options)?;
    say::step(format!("serving at {address} (ctrl-c ends it)"));
    say::note(format!("sign in with {} and the password {}", demo.email, demo.password));
    serve(options)?;
    Ok("the server has ended".to_owned())
}

/// Said before minutes of building, not after.
fn refuse_busy_port(port: u16) -> Result<()> {
    TcpListener::bind(("127.0.0.1", port)).map(drop).with_context(|| {
        format!("port {port} is taken — choose another with `cargo xtask run --port N`")
    })
}

fn lay_out_demo(options: &Options) -> Result<Demo> {
    let printed = process::capture(almanac(options).args(["demo", "--json"]))
        .context("the sample site could not be laid out")?;
    serde_json::from_str(&printed).context("`almanac demo --json` printed something unexpected")
}

/// A ctrl-c reaches the server as well; that it ends is what was asked for.
fn serve(options: &Options) -> Result<()> {
    let server = process::Background::start(almanac(options).arg("serve"))?;
    let status = server.wait()?;
    if !status.success() && !process::stopping() {
        bail!("the server ended with {status} — its last lines say why");
    }
    Ok(())
}

fn almanac(options: &Options) -> Command {
    let mut command = Command::new(tree::almanac(true));
    command
        .current_dir(tree::root())
        .env("ALMANAC_DATA", &options.data)
        .env("ALMANAC_LISTEN", format!("127.0.0.1:{}", options.port));
    command
}
