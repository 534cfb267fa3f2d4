//! Where things are in the checkout.

use std::path::{Path, PathBuf};

/// The folder of the workspace.
pub fn root() -> PathBuf {
    let xtask = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    xtask.parent().map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// A path inside the workspace.
pub fn at(path: &str) -> PathBuf {
    root().join(path)
}

/// What the server embeds: hashed files and the manifest.
pub fn site() -> PathBuf {
    at("target/site")
}

/// The server's binary, as cargo leaves it.
pub fn almanac(release: bool) -> PathBuf {
    at(if release { "target/release/almanac" } else { "target/debug/almanac" })
}
