//! Sending: one request on a connection of its own, never repeated by itself.

use std::time::Duration;

use jiff::Timestamp;
use reqwest::{
    Method, Response,
    header::{CONTENT_TYPE, DATE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER},
};
use url::Url;

use crate::{
    Outbound,
    error::{FetchError, Lost, SendError, classify, host},
    fetch::rounded_up,
};

/// What is asked of the other side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// Read.
    Get,
    /// Do.
    Post,
    /// Replace.
    Put,
    /// Change.
    Patch,
    /// Delete.
    Delete,
}

impl Verb {
    const fn method(self) -> Method {
        match self {
            Verb::Get => Method::GET,
            Verb::Post => Method::POST,
            Verb::Put => Method::PUT,
            Verb::Patch => Method::PATCH,
            Verb::Delete => Method::DELETE,
        }
    }
}

/// What is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    /// Its media type.
    pub content_type: String,
    /// It.
    pub bytes: Vec<u8>,
}

/// What the other side answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status; a redirect is not followed.
    pub status: u16,
    /// The wait it asks for in a `Retry-After` header, given in seconds or as a date.
    pub retry_after: Option<Duration>,
    /// The body, or its beginning.
    pub body: Vec<u8>,
    /// Whether the body is complete. It is cut at the limit, and where the connection broke:
    /// once the status is known, the outcome is.
    pub whole: bool,
}

impl Outbound {
    /// Posts JSON, once. **Not idempotent**: an error of [`SendError::Unclear`] may have
    /// arrived. `timeout` bounds everything; give it more than the policy's
    /// `connect_timeout`, or a slow connect is reported as unclear.
    ///
    /// # Errors
    /// [`SendError::NotSent`] when nothing was written, else [`SendError::Unclear`]. Any
    /// status is an [`Answer`].
    pub async fn post_json(
        &self,
        url: &Url,
        headers: &[(&str, String)],
        body: Vec<u8>,
        timeout: Duration,
        max_answer_bytes: usize,
    ) -> Result<Answer, SendError> {
        self.send_json(Verb::Post, url, headers, Some(body), timeout, max_answer_bytes).await
    }

    /// Sends JSON, or nothing, with any verb, once; otherwise as [`Outbound::post_json`].
    ///
    /// # Errors
    /// As [`Outbound::post_json`].
    pub async fn send_json(
        &self,
        verb: Verb,
        url: &Url,
        headers: &[(&str, String)],
        body: Option<Vec<u8>>,
        timeout: Duration,
        max_answer_bytes: usize,
    ) -> Result<Answer, SendError> {
        let body = body.map(|bytes| Body { content_type: "application/json".to_owned(), bytes });
        self.send(verb, url, headers, body, timeout, max_answer_bytes).await
    }

    /// Sends bytes of any type, or nothing, with any verb, once; otherwise as
    /// [`Outbound::post_json`].
    ///
    /// # Errors
    /// As [`Outbound::post_json`].
    pub async fn send(
        &self,
        verb: Verb,
        url: &Url,
        headers: &[(&str, String)],
        body: Option<Body>,
        timeout: Duration,
        max_answer_bytes: usize,
    ) -> Result<Answer, SendError> {
        let way = self.gate.check(url).map_err(SendError::NotSent)?;
        let client = self.clients.sending(way);
        let mut request = client.request(verb.method(), url.clone()).timeout(timeout);
        if let Some(Body { content_type, bytes }) = body {
            request = request.header(CONTENT_TYPE, content_type).body(bytes);
        }
        for (name, value) in headers {
            let (name, value) = header(name, value)
                .ok_or_else(|| SendError::NotSent(FetchError::Malformed { host: host(url) }))?;
            request = request.header(name, value);
        }
        match request.send().await {
            Ok(response) => Ok(answer(response, max_answer_bytes).await),
            Err(error) => Err(outcome(&error, url, rounded_up(timeout))),
        }
    }
}

fn header(name: &str, value: &str) -> Option<(HeaderName, HeaderValue)> {
    let mut value = HeaderValue::from_str(value).ok()?;
    value.set_sensitive(true);
    Some((name.parse().ok()?, value))
}

/// Whatever fails before the connection stands was not written; about the rest nobody knows.
fn outcome(error: &reqwest::Error, url: &Url, seconds: u64) -> SendError {
    let host = host(url);
    if error.is_connect() || error.is_builder() {
        return SendError::NotSent(classify(error, url, seconds));
    }
    let why = if error.is_timeout() { Lost::TimedOut { seconds } } else { Lost::BrokenOff };
    SendError::Unclear { host, why }
}

/// The wait that headers ask for. A date is counted from the answer's own date, so that no two
/// clocks are compared; one that has passed is no wait.
fn wait(headers: &HeaderMap) -> Option<Duration> {
    let text = |name| headers.get(name)?.to_str().ok().map(str::trim);
    let Some(asked) = text(RETRY_AFTER) else { return limited(headers) };
    if let Ok(seconds) = asked.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let instant = |text: &str| Some(jiff::fmt::rfc2822::parse(text).ok()?.timestamp());
    let wait = instant(asked)?.duration_since(instant(text(DATE)?)?);
    Some(wait.try_into().unwrap_or_default())
}

/// The wait until a limit of calls ends: an instant in seconds since 1970 UTC, or as a date.
/// Meant when nothing remains of the limit alone.
fn limited(headers: &HeaderMap) -> Option<Duration> {
    let text = |name| headers.get(name)?.to_str().ok().map(str::trim);
    let (ends, left) = [
        ("ratelimit-reset", "ratelimit-remaining"),
        ("x-ratelimit-reset", "x-ratelimit-remaining"),
    ]
    .into_iter()
    .find_map(|(ends, left)| Some((text(ends)?, text(left))))?;
    if left.is_some_and(|left| left != "0") {
        return None;
    }
    let ends = match ends.parse() {
        Ok(seconds) => Timestamp::from_second(seconds).ok()?,
        Err(_) => ends.parse().ok()?,
    };
    let now = jiff::fmt::rfc2822::parse(text("date")?).ok()?.timestamp();
    Some(ends.duration_since(now).try_into().unwrap_or_default())
}

async fn answer(mut response: Response, limit: usize) -> Answer {
    let status = response.status().as_u16();
    let retry_after = wait(response.headers());
    let mut body = Vec::new();
    let whole = loop {
        match response.chunk().await {
            Ok(Some(chunk)) => {
                let room = limit - body.len();
                body.extend_from_slice(&chunk[..chunk.len().min(room)]);
                if chunk.len() > room {
                    break false;
                }
            }
            Ok(None) => break true,
            Err(_) => break false,
        }
    };
    Answer { status, retry_after, body, whole }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_read_in_seconds_and_as_a_date() {
        let noon = "Sun, 06 Nov 1994 12:00:00 GMT";
        for (asked, date, waits) in [
            ("30", None, Some(30)),
            (" 0 ", None, Some(0)),
            ("18446744073709551615", None, Some(u64::MAX)),
            ("Sun, 06 Nov 1994 12:02:00 GMT", Some(noon), Some(120)),
            ("Sun, 06 Nov 1994 11:00:00 GMT", Some(noon), Some(0)),
            ("Sun, 06 Nov 1994 12:02:00 GMT", None, None),
            ("Sun, 06 Nov 1994 12:02:00 GMT", Some("noon"), None),
            ("-1", Some(noon), None),
            ("1.5", Some(noon), None),
            ("soon", Some(noon), None),
            ("", Some(noon), None),
        ] {
            let mut headers = HeaderMap::from_iter([(RETRY_AFTER, asked.parse().unwrap())]);
            headers.extend(date.map(|date: &str| (DATE, date.parse().unwrap())));
            assert_eq!(wait(&headers), waits.map(Duration::from_secs), "{asked:?} {date:?}");
        }
        assert_eq!(wait(&HeaderMap::new()), None);
    }

    #[test]
    fn a_limit_that_is_used_up_says_when_it_ends() {
        let noon = ("date", "Sun, 22 Nov 2026 12:00:00 GMT");
        let of = |headers: &[(&'static str, &str)]| {
            let headers = headers
                .iter()
                .map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap()));
            wait(&headers.collect()).map(|wait| wait.as_secs())
        };
        let minute_past = ("ratelimit-reset", "1795348860");
        assert_eq!(of(&[noon, minute_past, ("ratelimit-remaining", "0")]), Some(60));
        assert_eq!(of(&[noon, ("x-ratelimit-reset", "2026-11-22T12:05:00.123456Z")]), Some(300));
        assert_eq!(of(&[noon, ("x-ratelimit-reset", "2026-11-22T11:00:00Z")]), Some(0));
        assert_eq!(of(&[noon, minute_past, ("ratelimit-remaining", "7")]), None);
        assert_eq!(of(&[minute_past]), None, "no two clocks are compared");
        assert_eq!(of(&[noon, minute_past, ("retry-after", "5")]), Some(5));
        assert_eq!(of(&[noon, ("ratelimit-reset", "soon")]), None);
    }
}
