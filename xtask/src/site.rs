//! The site folder: what the server embeds and browsers download.
//!
//! Every file carries a piece of its hash in its name and may be kept by a
//! browser for ever; `manifest.json` maps the names that pages know to the
//! addresses they have today. Next to each file that shrinks lies its `.br`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use brotli::enc::BrotliEncoderParams;
use sha2::{Digest, Sha256};

use crate::{say, style, tree, wasm};

/// Asked for by name, by browsers and by search engines.
const FIXED_NAMES: [&str; 2] = ["favicon.svg", "robots.txt"];
/// Compressed already.
const DENSE: [&str; 5] = ["jpg", "png", "webp", "woff", "woff2"];
/// Letters of the hash in a name.
const HASH_LETTERS: usize = 8;

/// Files by their path in the site folder, and the manifest.
#[derive(Default)]
pub struct Site {
    files: BTreeMap<String, Vec<u8>>,
    manifest: BTreeMap<String, String>,
}

/// Builds the browser part and the style, and brings the site folder up to
/// date; files that have not changed are left alone.
pub fn build() -> Result<()> {
    let browser = wasm::build()?;
    say::step("bundling the style");
    let css = style::bundle(&tree::at("style/main.css"))?;
    let mut site = Site::default();
    site.add_public(&tree::at("public"))?;
    let css = style::rewrite_urls(&css, |name| site.manifest.get(name).cloned())?;
    site.add("main.css", css.into_bytes());
    site.add("almanac.js", browser.js.into_bytes());
    site.add("almanac.wasm", browser.wasm);
    let sizes = site.write(&tree::site())?;
    report(&site, &sizes);
    Ok(())
}

impl Site {
    /// Adds a file under the name that pages know it by.
    pub fn add(&mut self, name: &str, bytes: Vec<u8>) {
        let path = if FIXED_NAMES.contains(&name) {
            name.to_owned()
        } else {
            format!("assets/{}", hashed(name, &bytes))
        };
        self.manifest.insert(name.to_owned(), format!("/{path}"));
        self.files.insert(path, bytes);
    }

    /// Adds all of a folder, each file under its path in it.
    pub fn add_public(&mut self, folder: &Path) -> Result<()> {
        for path in files_below(folder)? {
            let name = path.strip_prefix(folder)?.to_string_lossy().replace('\\', "/");
            let bytes =
                fs::read(&path).with_context(|| format!("could not read {}", path.display()))?;
            self.add(&name, bytes);
        }
        Ok(())
    }

    /// Makes a folder hold exactly this site; returns the compressed sizes.
    pub fn write(&self, folder: &Path) -> Result<BTreeMap<String, usize>> {
        let mut wanted = BTreeMap::new();
        let mut sizes = BTreeMap::new();
        for (path, bytes) in &self.files {
            if let Some(small) = compressed(folder, path, bytes)? {
                sizes.insert(path.clone(), small.len());
                wanted.insert(folder.join(format!("{path}.br")), small);
            }
            wanted.insert(folder.join(path), bytes.clone());
        }
        let manifest = serde_json::to_vec_pretty(&self.manifest)?;
        wanted.insert(folder.join("manifest.json"), manifest);
        remove_others(folder, &wanted)?;
        for (path, bytes) in &wanted {
            write_when_different(path, bytes)?;
        }
        Ok(sizes)
    }
}

/// `main.css` with some bytes is `main.1a2b3c4d.css`.
fn hashed(name: &str, bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    let hash: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    let hash = &hash[..HASH_LETTERS];
    match name.rsplit_once('.') {
        Some((stem, ending)) => format!("{stem}.{hash}.{ending}"),
        None => format!("{name}.{hash}"),
    }
}

/// The file as brotli, from the folder when it is there already; none when
/// that would not be smaller.
fn compressed(folder: &Path, path: &str, bytes: &[u8]) -> Result<Option<Vec<u8>>> {
    if DENSE.iter().any(|ending| path.ends_with(&format!(".{ending}"))) {
        return Ok(None);
    }
    let unchanged = fs::read(folder.join(path)).is_ok_and(|old| old == bytes);
    if unchanged && let Ok(known) = fs::read(folder.join(format!("{path}.br"))) {
        return Ok(Some(known));
    }
    let small = brotli_of(bytes).with_context(|| format!("could not compress {path}"))?;
    Ok((small.len() < bytes.len()).then_some(small))
}

/// Brotli at its best.
pub fn brotli_of(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut small = Vec::new();
    let parameters =
        BrotliEncoderParams { quality: 11, lgwin: 22, ..BrotliEncoderParams::default() };
    brotli::BrotliCompress(&mut &bytes[..], &mut small, &parameters)?;
    Ok(small)
}

fn write_when_different(path: &Path, bytes: &[u8]) -> Result<()> {
    if fs::read(path).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, bytes).with_context(|| format!("could not write {}", path.display()))
}

fn remove_others(folder: &Path, wanted: &BTreeMap<PathBuf, Vec<u8>>) -> Result<()> {
    fs::create_dir_all(folder)?;
    for path in files_below(folder)? {
        if !wanted.contains_key(&path) {
            fs::remove_file(&path)
                .with_context(|| format!("could not remove {}", path.display()))?;
        }
    }
    Ok(())
}

/// Every file in a folder and in those inside it, sorted; files whose name
/// begins with a dot are left out.
fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let entries =
        fs::read_dir(folder).with_context(|| format!("could not list {}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if path.is_dir() {
            found.extend(files_below(&path)?);
        } else if !hidden {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn report(site: &Site, sizes: &BTreeMap<String, usize>) {
    for (path, bytes) in &site.files {
        let raw = say::kilobytes(bytes.len());
        match sizes.get(path) {
            Some(small) => {
                say::note(format!("{path:<42} {raw:>10} {:>10} brotli", say::kilobytes(*small)));
            }
            None => say::note(format!("{path:<42} {raw:>10}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        files_below(folder)
            .unwrap()
            .iter()
            .map(|path| path.strip_prefix(folder).unwrap().to_string_lossy().into_owned())
            .collect()
    }

    fn sample(text: &str) -> Site {
        let mut site = Site::default();
        site.add("main.css", text.repeat(100).into_bytes());
        site.add("fonts/ink.woff2", b"font".to_vec());
        site.add("robots.txt", b"x".to_vec());
        site
    }

    #[test]
    fn names_carry_the_hash_and_fixed_names_do_not() {
        let site = sample("a{}");
        assert_eq!(site.manifest["robots.txt"], "/robots.txt");
        assert!(site.manifest["fonts/ink.woff2"].starts_with("/assets/fonts/ink."));
        let css = &site.manifest["main.css"];
        assert_eq!(css.len(), "/assets/main.12345678.css".len());
        assert_ne!(css, &sample("b{}").manifest["main.css"]);
    }

    #[test]
    fn the_folder_holds_exactly_the_site() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("old.js"), "gone").unwrap();
        let site = sample("a{color:red}");
        let sizes = site.write(folder.path()).unwrap();
        let css = &site.manifest["main.css"][1..];
        assert!(sizes[css] < 100);
        assert_eq!(
            names(folder.path()),
            [
                site.manifest["fonts/ink.woff2"][1..].to_owned(),
                css.to_owned(),
                format!("{css}.br"),
                "manifest.json".to_owned(),
                "robots.txt".to_owned()
            ]
        );
    }

    #[test]
    fn a_site_that_did_not_change_keeps_its_files() {
        let folder = tempfile::tempdir().unwrap();
        let site = sample("a{color:red}");
        site.write(folder.path()).unwrap();
        let at = |name: &str| fs::metadata(folder.path().join(name)).unwrap().modified().unwrap();
        let before = at("manifest.json");
        std::thread::sleep(std::time::Duration::from_millis(20));
        site.write(folder.path()).unwrap();
        assert_eq!(before, at("manifest.json"));
        sample("b{color:red}").write(folder.path()).unwrap();
        assert_ne!(before, at("manifest.json"));
    }
}
