//! What a first visit downloads.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result};

use super::figures::{Figure, Figures, Limit};
use super::http;
use super::server::Almanac;
use crate::{say, site, tree};

/// What every page with an island asks for, beside itself.
const PARTS: [&str; 4] = ["main.css", "wake.js", "almanac.js", "almanac.wasm"];

/// The page, style, script and wasm as brotli; and the fonts.
pub fn measure(path: &str, cookie: &str, almanac: &Almanac, figures: &mut Figures) -> Result<()> {
    say::step("weighing a first visit");
    let page = site::brotli_of(&http::get(almanac.address(), path, cookie)?)?.len();
    let manifest = manifest()?;
    let mut parts = page;
    for name in PARTS {
        let path = manifest.get(name).with_context(|| format!("the site has no {name}"))?;
        parts += size(&format!("{path}.br"))?;
    }
    figures.add(figure("first visit of the month, without fonts", parts, 180.0));
    let fonts = manifest.values().filter(|path| path.ends_with(".woff2"));
    let fonts = fonts.map(|path| size(path)).sum::<Result<usize>>()?;
    figures.add(figure("fonts", fonts, 110.0));
    Ok(())
}

fn figure(name: &str, bytes: usize, limit: f64) -> Figure {
    Figure {
        name: name.into(),
        // Sizes of files are far below what a float holds exactly.
        value: bytes as f64 / 1000.0,
        unit: "kB",
        floor: None,
        limit: Limit::AtMost(limit),
    }
}

fn manifest() -> Result<BTreeMap<String, String>> {
    let text = fs::read_to_string(tree::site().join("manifest.json"))
        .context("the site folder has no manifest")?;
    Ok(serde_json::from_str(&text)?)
}

fn size(path: &str) -> Result<usize> {
    let path = tree::site().join(path.trim_start_matches('/'));
    let bytes = fs::read(&path).with_context(|| format!("could not read {}", path.display()))?;
    Ok(bytes.len())
}
