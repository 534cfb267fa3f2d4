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
    /// Serves these bytes at every address, as what they are.
    pub fn start(bytes: &[u8], content_type: &str) -> Result<Self> {
        let page = tempfile::tempdir().context("could not make a temporary folder")?;
        let file = page.path().join("page");
        fs::write(&file, bytes)?;
        let mut floor = Command::new(tree::at("target/release/floor"));
        let server = Listening::start(floor.arg(&file).arg(content_type))?;
        Ok(Self { server, _page: page })
    }

    /// Host and port.
    pub fn address(&self) -> &str {
        &self.server.address
    }
}
