//! The style sheet: one file out of `style/main.css` and what it imports.

use std::path::Path;

use anyhow::{Result, anyhow};
use lightningcss::bundler::{Bundler, FileProvider};
use lightningcss::stylesheet::{MinifyOptions, ParserOptions, PrinterOptions};
use lightningcss::targets::{Browsers, Targets};

/// The oldest browsers we write for. All of them know `light-dark()` and
/// nesting, so both stay as they were written instead of being spelt out.
const BROWSERS: Browsers = Browsers {
    android: None,
    chrome: Some(version(123, 0)),
    edge: Some(version(123, 0)),
    firefox: Some(version(128, 0)),
    ie: None,
    ios_saf: Some(version(17, 5)),
    opera: None,
    safari: Some(version(17, 5)),
    samsung: None,
};

const fn version(major: u32, minor: u32) -> u32 {
    major << 16 | minor << 8
}

/// Follows the imports of a style sheet and makes it small.
pub fn bundle(entry: &Path) -> Result<String> {
    let provider = FileProvider::new();
    let mut bundler = Bundler::new(&provider, None, ParserOptions::default());
    let mut sheet = bundler.bundle(entry).map_err(|error| anyhow!("the style: {error}"))?;
    let targets = Targets::from(BROWSERS);
    sheet
        .minify(MinifyOptions { targets, ..MinifyOptions::default() })
        .map_err(|error| anyhow!("the style: {error}"))?;
    let printed = sheet
        .to_css(PrinterOptions { minify: true, targets, ..PrinterOptions::default() })
        .map_err(|error| anyhow!("the style: {error}"))?;
    Ok(printed.code)
}

/// Replaces each `url(/…)` by what `find` says; the first address that it
/// does not know is an error.
pub fn rewrite_urls(css: &str, find: impl Fn(&str) -> Option<String>) -> Result<String> {
    let mut written = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(start) = rest.find("url(") {
        let (before, after) = rest.split_at(start + "url(".len());
        written.push_str(before);
        let quote = if after.starts_with(['"', '\'']) { 1 } else { 0 };
        written.push_str(&after[..quote]);
        rest = &after[quote..];
        let end = rest.find(['"', '\'', ')', '#', '?']).unwrap_or(rest.len());
        let address = &rest[..end];
        written.push_str(&rewritten(address, &find)?);
        rest = &rest[end..];
    }
    written.push_str(rest);
    Ok(written)
}

fn rewritten(address: &str, find: impl Fn(&str) -> Option<String>) -> Result<String> {
    if address.is_empty() || address.starts_with("data:") {
        return Ok(address.to_owned());
    }
    address.strip_prefix('/').and_then(find).ok_or_else(|| {
        anyhow!("the style asks for {address}, and there is no such file in public/")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(name: &str) -> Option<String> {
        (name == "fonts/a.woff2").then(|| "/assets/fonts/a.1234.woff2".to_owned())
    }

    #[test]
    fn addresses_of_the_public_folder_get_their_hashed_name() {
        let css = "@font-face{src:url(/fonts/a.woff2) format(\"woff2\")}\
                   a{mask:url('/fonts/a.woff2#x')}b{background:url(\"data:image/png;base64,AA\")}\
                   c{filter:url(#soft)}";
        let written = rewrite_urls(css, find).unwrap();
        assert!(written.contains("url(/assets/fonts/a.1234.woff2) format"));
        assert!(written.contains("url('/assets/fonts/a.1234.woff2#x')"));
        assert!(written.contains("url(\"data:image/png;base64,AA\")"));
        assert!(written.contains("url(#soft)"));
    }

    #[test]
    fn an_unknown_address_is_refused_by_name() {
        for css in ["a{background:url(/nothing.png)}", "a{background:url(http://x.test/y.png)}"] {
            let refusal = rewrite_urls(css, find).unwrap_err().to_string();
            assert!(refusal.contains("there is no such file in public/"), "{refusal}");
        }
    }

    #[test]
    fn imports_are_followed_and_new_notation_stays() {
        let folder = tempfile::tempdir().unwrap();
        let entry = folder.path().join("main.css");
        std::fs::write(
            &entry,
            "@import \"tokens.css\" layer(tokens);\n.card { & a { color: red } }",
        )
        .unwrap();
        std::fs::write(
            folder.path().join("tokens.css"),
            ":root { --ink: light-dark(#111, #eee); color: light-dark(black, white); \
             accent-color: oklch(60% 0.1 250) }",
        )
        .unwrap();
        let css = bundle(&entry).unwrap();
        assert!(css.contains("@layer tokens{:root{--ink:light-dark("), "{css}");
        assert!(css.contains("color:light-dark("), "{css}");
        assert!(!css.contains("--lightningcss"), "{css}");
        assert!(css.contains("oklch("), "{css}");
        assert!(
            css.contains(".card{& a{color:red}}") || css.contains(".card a{color:red}"),
            "{css}"
        );
    }

    #[test]
    fn a_missing_import_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let entry = folder.path().join("main.css");
        std::fs::write(&entry, "@import \"gone.css\";").unwrap();
        let refusal = bundle(&entry).unwrap_err().to_string();
        assert!(refusal.contains("the style"), "{refusal}");
    }
}
