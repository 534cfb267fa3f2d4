//! What a page costs at best: the same bytes, as a static string.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result};
use tempfile::TempDir;

use super::listening::Listening;
use crate::tree;

/// A running floor; see `src/bin/floor.rs`.
pub struct Floor {
    // Dropped in this order: first the server, then its folder.
    server: Listening,
    _page: TempDir,
}

impl Floor {
    /// Serves these bytes at every address.
    pub fn start(bytes: &[u8]) -> Result<Self> {
        let page = tempfile::tempdir().context("could not make a temporary folder")?;
        let file = page.path().join("page.html");
        fs::write(&file, bytes)?;
        let server = Listening::start(Command::new(tree::at("target/release/floor")).arg(&file))?;
        Ok(Self { server, _page: page })
    }

    /// Host and port.
    pub fn address(&self) -> &str {
        &self.server.address
    }
}
