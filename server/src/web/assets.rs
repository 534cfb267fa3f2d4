//! The files that pages load, built by `cargo xtask build`.
//!
//! A release carries them inside; a debug build reads them from `target/site` once, when
//! it starts. Names carry a piece of the file's hash, so browsers may keep them for ever.

use std::{borrow::Cow, collections::HashMap, sync::Arc};

use app::Assets;
use axum::{
    Router,
    body::{Body, Bytes},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../target/site"]
#[allow_missing = true]
struct Built;

const MANIFEST: &str = "manifest.json";
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const FOR_AN_HOUR: HeaderValue = HeaderValue::from_static("public, max-age=3600");

/// All files, in memory.
#[derive(Default)]
pub struct Files {
    files: Vec<(String, Arc<File>)>,
    paths: HashMap<String, String>,
}

struct File {
    content_type: HeaderValue,
    keep: HeaderValue,
    etag: String,
    bytes: Bytes,
    brotli: Option<Bytes>,
}

impl Files {
    /// Takes the files in.
    ///
    /// # Errors
    /// The manifest is not what `cargo xtask build` writes.
    pub fn load() -> anyhow::Result<Self> {
        let Some(manifest) = Built::get(MANIFEST) else { return Ok(Files::default()) };
        let names = Built::iter().filter(|name| !name.ends_with(".br") && name != MANIFEST);
        let files = names.filter_map(|name| Some((format!("/{name}"), Arc::new(file(&name)?))));
        Ok(Files { files: files.collect(), paths: serde_json::from_slice(&manifest.data)? })
    }

    /// How many there are. None means that the build forgot them.
    pub fn count(&self) -> usize {
        self.files.len()
    }

    /// Whether one is there, by the name that pages know.
    pub fn has(&self, name: &str) -> bool {
        self.paths.contains_key(name)
    }

    /// Their paths, by the names that pages know.
    pub fn assets(&self) -> Assets {
        Assets::new(self.paths.clone())
    }

    /// One route for each.
    pub fn router(&self) -> Router {
        self.files.iter().fold(Router::new(), |router, (path, file)| {
            let file = Arc::clone(file);
            router.route(path, get(move |asked: HeaderMap| async move { file.answer(&asked) }))
        })
    }
}

impl File {
    fn answer(&self, asked: &HeaderMap) -> Response {
        let brotli = self.brotli.as_ref().filter(|_| accepts_brotli(asked));
        let mut answer = if self.is_known(asked) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            Body::from(brotli.unwrap_or(&self.bytes).clone()).into_response()
        };
        let headers = answer.headers_mut();
        headers.insert(header::CONTENT_TYPE, self.content_type.clone());
        headers.insert(header::CACHE_CONTROL, self.keep.clone());
        if let Ok(etag) = HeaderValue::from_str(&self.etag) {
            headers.insert(header::ETAG, etag);
        }
        if self.brotli.is_some() {
            headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        }
        if brotli.is_some() {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
        }
        answer
    }

    fn is_known(&self, asked: &HeaderMap) -> bool {
        asked.get_all(header::IF_NONE_MATCH).iter().any(|known| {
            let tags = known.to_str().unwrap_or_default().split(',');
            tags.map(str::trim).any(|tag| tag == "*" || opaque(tag) == opaque(&self.etag))
        })
    }
}

fn file(name: &str) -> Option<File> {
    let found = Built::get(name)?;
    let hash: String =
        found.metadata.sha256_hash()[..8].iter().map(|byte| format!("{byte:02x}")).collect();
    Some(File {
        content_type: HeaderValue::from_static(content_type(name)),
        keep: if name.starts_with("assets/") { FOR_EVER } else { FOR_AN_HOUR },
        // Weak, because it stands for the same file compressed as well.
        etag: format!("W/\"{hash}\""),
        bytes: bytes(found.data),
        brotli: Built::get(&format!("{name}.br")).map(|found| bytes(found.data)),
    })
}

fn bytes(data: Cow<'static, [u8]>) -> Bytes {
    match data {
        Cow::Borrowed(inside) => Bytes::from_static(inside),
        Cow::Owned(read) => Bytes::from(read),
    }
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "woff2" => "font/woff2",
        "png" => "image/png",
        "jpg" => "image/jpeg",
        "webp" => "image/webp",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// A tag without its mark of weakness, which does not count here.
fn opaque(tag: &str) -> &str {
    tag.trim_start_matches("W/")
}

fn accepts_brotli(asked: &HeaderMap) -> bool {
    asked.get_all(header::ACCEPT_ENCODING).iter().any(|value| {
        value.to_str().unwrap_or_default().split(',').any(|coding| {
            let mut parts = coding.split(';').map(str::trim);
            parts.next() == Some("br") && !parts.any(|weight| weight.trim_end_matches('0') == "q=0." || weight == "q=0")
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asking(name: header::HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_static(value))])
    }

    #[test]
    fn brotli_is_sent_to_those_who_take_it() {
        for (value, takes) in [
            ("gzip, deflate, br, zstd", true),
            ("br;q=0.5", true),
            ("br;q=0, gzip", false),
            ("br; q=0.000", false),
            ("gzip", false),
            ("brotli", false),
        ] {
            assert_eq!(accepts_brotli(&asking(header::ACCEPT_ENCODING, value)), takes, "{value}");
        }
    }

    #[test]
    fn a_known_file_is_not_sent_again() {
        let file = File {
            content_type: HeaderValue::from_static("text/plain"),
            keep: FOR_AN_HOUR,
            etag: "W/\"1a2b\"".into(),
            bytes: Bytes::from_static(b"hello"),
            brotli: None,
        };
        let known = |tags| file.answer(&asking(header::IF_NONE_MATCH, tags)).status();
        assert_eq!(known("\"other\", W/\"1a2b\""), StatusCode::NOT_MODIFIED);
        assert_eq!(known("*"), StatusCode::NOT_MODIFIED);
        for unknown in ["\"other\"", "", "W/", "\"", "1a2b"] {
            assert_eq!(known(unknown), StatusCode::OK, "{unknown}");
        }
    }
}
