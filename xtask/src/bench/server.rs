//! The release server, on data of its own that is removed afterwards.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use tempfile::TempDir;

use super::listening::Listening;
use crate::{process, say, tree};

/// A running almanac and its data.
pub struct Almanac {
    // Dropped in this order: first the server, then its folder.
    server: Listening,
    _data: TempDir,
}

impl Almanac {
    /// Starts the server on the sample site.
    pub fn start_with_demo() -> Result<Self> {
        say::step("starting the server with the sample site");
        let data = tempfile::tempdir().context("could not make a temporary folder")?;
        process::capture(command(data.path()).args(["demo", "--json"]))
            .context("the sample site could not be laid out")?;
        Self::start(data)
    }

    /// Starts the server on an empty folder.
    pub fn start_empty() -> Result<Self> {
        Self::start(tempfile::tempdir().context("could not make a temporary folder")?)
    }

    fn start(data: TempDir) -> Result<Self> {
        let server = Listening::start(command(data.path()).arg("serve"))?;
        Ok(Self { server, _data: data })
    }

    /// Host and port.
    pub fn address(&self) -> &str {
        &self.server.address
    }

    /// The process id.
    pub fn id(&self) -> u32 {
        self.server.id()
    }
}

fn command(data: &Path) -> Command {
    let mut command = Command::new(tree::almanac(true));
    command
        .env("ALMANAC_DATA", data)
        .env("ALMANAC_LISTEN", "127.0.0.1:0")
        // A developer's own database is no place for a bench.
        .env_remove("ALMANAC_DATABASE_URL");
    command
}
