//! The site folder that `cargo xtask build` fills: a release carries it inside, a debug
//! build reads it when it starts.

use std::{env, fs};

const SITE: &str = "../target/site";

fn main() {
    // A folder that is not there at compile time would be refused for ever by a debug build.
    if let Err(error) = fs::create_dir_all(SITE) {
        println!("cargo::warning={SITE} could not be made: {error}");
    }
    let release = env::var("PROFILE").is_ok_and(|profile| profile == "release");
    let watched = if release { "../target/site/manifest.json" } else { "build.rs" };
    println!("cargo::rerun-if-changed={watched}");
}
