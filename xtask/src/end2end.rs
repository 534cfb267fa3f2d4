//! The browser tests: the same ones on SQLite and on PostgreSQL.

use std::ffi::OsString;
use std::process::Command;

use anyhow::{Context, Result};

use crate::{process, say, setup, tree};

/// Installs what the tests need and says which browser they use.
pub fn prepare() -> Result<OsString> {
    setup::ensure_node()?;
    let chromium = setup::ensure_chromium()?;
    setup::ensure_npm_packages(&tree::at("end2end"))?;
    setup::ensure_python_packages(&tree::at("end2end"))?;
    setup::ensure_bluesky(&tree::at("end2end/bluesky"))?;
    say::step("checking the browser tests' types");
    process::run(npx("tsc").arg("--noEmit")).context("a browser test has a wrong type")?;
    Ok(chromium.into())
}

/// One of the programs that `end2end` brings.
fn npx(program: &str) -> Command {
    let mut command = Command::new("npx");
    command.current_dir(tree::at("end2end")).args(["--no-install", program]);
    command
}

/// Runs the tests that match (all, when there is no filter) against one
/// database: SQLite, or the PostgreSQL at this address.
pub fn run(chromium: &OsString, postgres: Option<&str>, filters: &[String]) -> Result<()> {
    let database = if postgres.is_some() { "PostgreSQL" } else { "SQLite" };
    say::step(format!("trying it in a browser, on {database}"));
    let mut playwright = npx("playwright");
    playwright
        .arg("test")
        .env("CHROMIUM", chromium)
        .env("ALMANAC_BIN", tree::almanac(false))
        .env_remove("ALMANAC_E2E_DATABASE");
    if let Some(url) = postgres {
        playwright.env("ALMANAC_E2E_DATABASE", url);
    }
    if !filters.is_empty() {
        playwright.args(["--pass-with-no-tests", "--grep", &filters.join("|")]);
    }
    process::run(&mut playwright).with_context(|| {
        format!("a browser test failed on {database} — its trace is in end2end/results")
    })
}
