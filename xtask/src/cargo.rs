//! Calls of cargo, all alike: from the root, locked, quiet when nobody watches.

use std::io::IsTerminal;
use std::process::Command;

use anyhow::{Context, Result};

use crate::{process, tree};

/// Features of the server that tests and lints switch on; one spelling
/// everywhere, so that all steps share what cargo has already built.
pub const TEST_FEATURES: &str = "server/torture";

/// Runs `cargo VERB --locked ARGS…`.
pub fn run(verb: &str, args: &[&str]) -> Result<()> {
    process::run(&mut command(verb, args))
}

/// The command behind [`run`], for callers that set environment variables.
pub fn command(verb: &str, args: &[&str]) -> Command {
    let mut command = Command::new(program());
    command.current_dir(tree::root()).arg(verb);
    if verb != "fmt" {
        command.arg("--locked");
        if !std::io::stderr().is_terminal() {
            command.arg("--quiet");
        }
    }
    command.args(args);
    forget_our_own_build(&mut command);
    command
}

/// The workspace as cargo sees it.
pub fn metadata() -> Result<cargo_metadata::Metadata> {
    cargo_metadata::MetadataCommand::new()
        .manifest_path(tree::at("Cargo.toml"))
        .other_options(["--locked".to_owned()])
        .exec()
        .context("cargo could not describe the workspace")
}

fn program() -> std::ffi::OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// `cargo run` describes xtask to xtask in `CARGO_*` variables; a cargo
/// started from here must not take them for its own.
fn forget_our_own_build(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST") {
            command.env_remove(&name);
        }
    }
}
