//! The files that pages load, built by `cargo xtask build`.
//!
//! A release carries them inside; a debug build reads them from `target/site` once, when
//! it starts. Names carry a piece of the file's hash, so browsers may keep them for ever.

use std::{collections::HashMap, sync::Arc};

use anyhow::Context;
use app::Assets;
use axum::{Router, http::HeaderMap, routing::get};
use rust_embed::RustEmbed;

use super::file::{File, Found};

#[derive(RustEmbed)]
#[folder = "../target/site"]
#[allow_missing = true]
struct Built;

const MANIFEST: &str = "manifest.json";

/// All files, in memory.
#[derive(Default)]
pub struct Files {
    files: Vec<(String, Arc<File>)>,
    paths: HashMap<String, String>,
}

impl Files {
    /// Takes in what was built; nothing when nothing was.
    ///
    /// # Errors
    /// The manifest is not what `cargo xtask build` writes.
    pub fn load() -> anyhow::Result<Self> {
        let Some(manifest) = Built::get(MANIFEST) else { return Ok(Files::default()) };
        let paths = serde_json::from_slice(&manifest.data).context(
            "the manifest of the page files is damaged. Build again with: cargo xtask build",
        )?;
        let found = Built::iter().filter_map(|name| {
            let built = Built::get(&name)?;
            let found = Found { data: built.data, hash: built.metadata.sha256_hash() };
            Some((name.into_owned(), found))
        });
        Ok(Files::of(found.collect(), paths))
    }

    fn of(mut found: HashMap<String, Found>, paths: HashMap<String, String>) -> Self {
        let mut names: Vec<String> = found.keys().cloned().collect();
        names.retain(|name| name != MANIFEST && !name.ends_with(".br"));
        let files = names.into_iter().filter_map(|name| {
            let brotli = found.remove(&format!("{name}.br"));
            let file = File::new(&name, found.remove(&name)?, brotli);
            Some((format!("/{name}"), Arc::new(file)))
        });
        Files { files: files.collect(), paths }
    }

    /// How many there are. None means that they were not built.
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

#[cfg(test)]
mod tests {
    use axum::{
        body::{Body, to_bytes},
        http::{Request, StatusCode, header},
        response::Response,
    };
    use tower::ServiceExt;

    use super::*;

    fn files() -> Files {
        let file = |data: &'static [u8]| Found { data: data.into(), hash: [7; 32] };
        let found = [
            ("assets/main.1a2b3c4d.css", file(b"a{color:red}")),
            ("assets/main.1a2b3c4d.css.br", file(b"small")),
            ("robots.txt", file(b"User-agent: *")),
            (MANIFEST, file(b"{}")),
        ];
        let paths = HashMap::from([("main.css".into(), "/assets/main.1a2b3c4d.css".into())]);
        Files::of(found.map(|(name, file)| (name.to_owned(), file)).into(), paths)
    }

    async fn ask(method: &str, path: &str, headers: &[(&str, &str)]) -> Response {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        files().router().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
    }

    fn header(answer: &Response, name: header::HeaderName) -> &str {
        answer.headers().get(name).map_or("", |value| value.to_str().unwrap())
    }

    async fn body(answer: Response) -> Vec<u8> {
        to_bytes(answer.into_body(), 1_000).await.unwrap().into()
    }

    #[tokio::test]
    async fn a_hashed_file_is_kept_for_ever_and_sent_small_to_those_who_take_it() {
        let path = "/assets/main.1a2b3c4d.css";
        let plain = ask("GET", path, &[]).await;
        assert_eq!(header(&plain, header::CACHE_CONTROL), "public, max-age=31536000, immutable");
        assert_eq!(header(&plain, header::CONTENT_TYPE), "text/css; charset=utf-8");
        assert_eq!(header(&plain, header::VARY), "accept-encoding");
        assert_eq!(header(&plain, header::CONTENT_ENCODING), "");
        assert_eq!(body(plain).await, b"a{color:red}");
        let small = ask("GET", path, &[("accept-encoding", "gzip, br")]).await;
        assert_eq!(header(&small, header::CONTENT_ENCODING), "br");
        assert_eq!(body(small).await, b"small");
    }

    #[tokio::test]
    async fn a_file_with_a_fixed_name_is_asked_for_again() {
        let first = ask("GET", "/robots.txt", &[]).await;
        assert_eq!(header(&first, header::CACHE_CONTROL), "public, max-age=3600");
        let etag = header(&first, header::ETAG).to_owned();
        let again = ask("GET", "/robots.txt", &[("if-none-match", &etag)]).await;
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
        assert_eq!(header(&again, header::ETAG), etag);
        assert!(body(again).await.is_empty());
    }

    #[tokio::test]
    async fn head_says_the_length_and_sends_nothing() {
        let answer = ask("HEAD", "/robots.txt", &[]).await;
        assert_eq!(header(&answer, header::CONTENT_LENGTH), "13");
        assert!(body(answer).await.is_empty());
    }

    #[tokio::test]
    async fn what_the_build_needs_for_itself_is_not_served() {
        assert_eq!(files().count(), 2);
        assert!(files().has("main.css") && !files().has("almanac.js"));
        for path in ["/manifest.json", "/assets/main.1a2b3c4d.css.br", "/assets/", "/main.css"] {
            assert_eq!(ask("GET", path, &[]).await.status(), StatusCode::NOT_FOUND, "{path}");
        }
    }
}
