//! Reading: one address, its redirects followed by hand, bounded in time and size.

use std::time::Duration;

use reqwest::{
    Response,
    header::{ACCEPT, CONTENT_TYPE, HeaderMap, LOCATION},
};
use url::Url;

use crate::{
    Outbound,
    error::{FetchError, classify, host},
};

const MOST_REDIRECTS: usize = 5;

/// The bounds of one fetch.
#[derive(Debug, Clone, Copy)]
pub struct Limits<'a> {
    /// The largest body in bytes, counted after decompression.
    pub max_bytes: usize,
    /// The longest that everything together may take, redirects and body included.
    pub timeout: Duration,
    /// The `Accept` header.
    pub accept: &'a str,
}

/// What was fetched. Any status but a followed redirect ends up here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// Where it was found, after redirects.
    pub url: Url,
    /// The HTTP status.
    pub status: u16,
    /// The `Content-Type` header as sent.
    pub content_type: Option<String>,
    /// The body, decompressed.
    pub body: Vec<u8>,
}

impl Outbound {
    /// Fetches what is at an address. Has no effect there beyond a GET, and may be repeated.
    ///
    /// At most five redirects are followed, each checked like the first address.
    ///
    /// # Errors
    /// [`FetchError`]; a status such as 404 is no error.
    pub async fn get(&self, url: &Url, limits: Limits<'_>) -> Result<Fetched, FetchError> {
        match tokio::time::timeout(limits.timeout, self.follow(url, limits)).await {
            Ok(result) => result,
            Err(_) => {
                Err(FetchError::TimedOut { host: host(url), seconds: rounded_up(limits.timeout) })
            }
        }
    }

    async fn follow(&self, first: &Url, limits: Limits<'_>) -> Result<Fetched, FetchError> {
        let mut url = first.clone();
        for _ in 0..=MOST_REDIRECTS {
            let response = self.ask(&url, limits).await?;
            match redirected(&url, response.status().as_u16(), response.headers()) {
                Some(next) => url = next,
                None => return read(url, response, limits).await,
            }
        }
        Err(FetchError::TooManyRedirects { host: host(first) })
    }

    async fn ask(&self, url: &Url, limits: Limits<'_>) -> Result<Response, FetchError> {
        let way = self.gate.check(url)?;
        let request = self.clients.reading(way).get(url.clone()).header(ACCEPT, limits.accept);
        request.send().await.map_err(|error| {
            let why = classify(&error, url, rounded_up(limits.timeout));
            tracing::debug!(host = host(url), ?why, "fetch failed");
            why
        })
    }
}

fn redirected(from: &Url, status: u16, headers: &HeaderMap) -> Option<Url> {
    if !matches!(status, 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let location = std::str::from_utf8(headers.get(LOCATION)?.as_bytes()).ok()?;
    from.join(location).ok()
}

async fn read(url: Url, mut response: Response, limits: Limits<'_>) -> Result<Fetched, FetchError> {
    let limit = limits.max_bytes;
    let too_large = |url: &Url| FetchError::TooLarge { host: host(url), limit };
    if response.content_length().is_some_and(|announced| announced > limit as u64) {
        return Err(too_large(&url));
    }
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() > limit => return Err(too_large(&url)),
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => break,
            Err(error) => return Err(classify(&error, &url, rounded_up(limits.timeout))),
        }
    }
    let content_type = response
        .headers()
        .get(CONTENT_TYPE)
        .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    Ok(Fetched { url, status: response.status().as_u16(), content_type, body })
}

pub(crate) fn rounded_up(time: Duration) -> u64 {
    time.as_millis().div_ceil(1_000).try_into().unwrap_or(u64::MAX)
}
