//! The binary holds the site's files: when `cargo xtask build` made others, it is built anew.

fn main() {
    println!("cargo:rerun-if-changed=../target/site/manifest.json");
}
