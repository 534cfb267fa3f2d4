//! The browser part: wasm and the script that loads it.

use std::process::Command;

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

use crate::{cargo, process, say, tree};

/// What browsers run.
pub const TARGET: &str = "wasm32-unknown-unknown";
/// A folder of its own, so that it never waits for the server's build.
pub const TARGET_DIR: &str = "target/wasm";
/// Small instead of fast; see `Cargo.toml`.
pub const PROFILE: &str = "wasm-release";

/// The two files that a browser downloads.
pub struct BrowserPart {
    /// An ES module; its default export takes the wasm's address.
    pub js: String,
    /// The module itself.
    pub wasm: Vec<u8>,
}

/// Builds `web` and makes the two files of it.
pub fn build() -> Result<BrowserPart> {
    ensure_target()?;
    say::step("building the browser part");
    cargo::run(
        "build",
        &[
            "--lib",
            "-p",
            "web",
            "--target",
            TARGET,
            "--profile",
            PROFILE,
            "--target-dir",
            TARGET_DIR,
        ],
    )?;
    bind()
}

/// Installs the target when the toolchain lacks it.
pub fn ensure_target() -> Result<()> {
    if has_target()? {
        return Ok(());
    }
    if !process::exists("rustup") {
        bail!(
            "this Rust cannot build for browsers — install rustup (https://rustup.rs), \
             or your distribution's package with Rust's {TARGET} libraries"
        );
    }
    say::step(format!("installing Rust's {TARGET} target"));
    process::run(Command::new("rustup").current_dir(tree::root()).args(["target", "add", TARGET]))
        .with_context(|| format!("rustup could not add {TARGET} — check the network and try again"))
}

fn has_target() -> Result<bool> {
    let folder = process::capture(Command::new("rustc").current_dir(tree::root()).args([
        "--print",
        "target-libdir",
        "--target",
        TARGET,
    ]))
    .context("no Rust compiler — install rustup (https://rustup.rs)")?;
    Ok(std::path::Path::new(folder.trim()).is_dir())
}

fn bind() -> Result<BrowserPart> {
    say::step("writing the script that loads it");
    let input = tree::at(TARGET_DIR).join(TARGET).join(PROFILE).join("web.wasm");
    let mut bindgen = Bindgen::new();
    let mut output = bindgen
        .input_path(&input)
        .out_name("almanac")
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate_output()
        .with_context(|| format!("wasm-bindgen could not read {}", input.display()))?;
    let inline = output.snippets().iter().filter(|(_, scripts)| !scripts.is_empty());
    refuse_snippets(inline.map(|(name, _)| name).chain(output.local_modules().keys()))?;
    Ok(BrowserPart { js: output.js().to_owned(), wasm: output.wasm_mut().emit_wasm() })
}

/// A dependency may bring script of its own, which would be a further file
/// to serve and to allow; none does today.
fn refuse_snippets<'a>(names: impl Iterator<Item = &'a String>) -> Result<()> {
    let names: Vec<_> = names.map(String::as_str).collect();
    if !names.is_empty() {
        bail!(
            "the browser part brings script of its own ({}) — avoid that dependency's \
             inline script, or teach xtask/src/wasm.rs to serve it",
            names.join(", ")
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn script_of_a_dependency_is_refused_by_name() {
        assert!(refuse_snippets(std::iter::empty()).is_ok());
        let name = "streams-1a2b".to_owned();
        let refusal = refuse_snippets(std::iter::once(&name)).unwrap_err();
        assert!(refusal.to_string().contains("streams-1a2b"));
    }
}
