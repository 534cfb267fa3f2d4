//! One file that pages load, and how it answers.

use std::borrow::Cow;

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const FOR_AN_HOUR: HeaderValue = HeaderValue::from_static("public, max-age=3600");

/// What a build left behind.
pub struct Found {
    /// The file itself.
    pub data: Cow<'static, [u8]>,
    /// Its SHA-256.
    pub hash: [u8; 32],
}

/// A file with all that is said about it.
pub struct File {
    content_type: &'static str,
    keep: HeaderValue,
    etag: String,
    bytes: Bytes,
    brotli: Option<Bytes>,
}

impl File {
    /// A file under its path in the site folder, with its compressed form if it has one.
    pub fn new(name: &str, file: Found, brotli: Option<Found>) -> Self {
        let digits: String = file.hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        File {
            content_type: content_type(name),
            keep: if name.starts_with("assets/") { FOR_EVER } else { FOR_AN_HOUR },
            // Weak, because it stands for the compressed form as well.
            etag: format!("W/\"{digits}\""),
            bytes: bytes(file.data),
            brotli: brotli.map(|file| bytes(file.data)),
        }
    }

    /// Answers a request with these headers.
    pub fn answer(&self, asked: &HeaderMap) -> Response {
        let brotli = self.brotli.as_ref().filter(|_| accepts_brotli(asked));
        let mut answer = if self.is_known(asked) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            Body::from(brotli.unwrap_or(&self.bytes).clone()).into_response()
        };
        let headers = answer.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.content_type));
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
            let mut tags = known.to_str().unwrap_or_default().split(',').map(str::trim);
            tags.any(|tag| tag == "*" || opaque(tag) == opaque(&self.etag))
        })
    }
}

/// A tag without its mark of weakness, which does not count here.
fn opaque(tag: &str) -> &str {
    tag.trim_start_matches("W/")
}

fn accepts_brotli(asked: &HeaderMap) -> bool {
    asked.get_all(header::ACCEPT_ENCODING).iter().any(|codings| {
        codings.to_str().unwrap_or_default().split(',').any(|coding| {
            let (name, weight) = coding.split_once(';').unwrap_or((coding, "q=1"));
            let weight = weight.trim().trim_start_matches("q=").parse::<f32>();
            name.trim() == "br" && weight.is_ok_and(|weight| weight > 0.0)
        })
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
        "json" => "application/json",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
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
            content_type: "text/plain",
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
