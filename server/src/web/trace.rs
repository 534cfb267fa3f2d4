//! A number and a log line for every request, and the address it came from.

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    extract::{ConnectInfo, MatchedPath, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, Uri},
    middleware::Next,
    response::Response,
};
use domain::world::World;
use tracing::Instrument;

const NUMBER: HeaderName = HeaderName::from_static("x-request-id");
/// Where the vendor's SDK looks for it.
const WIX_NUMBER: HeaderName = HeaderName::from_static("x-wix-request-id");

/// What numbering and logging need to know.
#[derive(Clone)]
pub struct Trace {
    /// Where numbers come from.
    pub world: Arc<dyn World>,
    /// Whether `X-Forwarded-For` is believed.
    pub trust_proxy: bool,
}

/// The number of a request, told to the visitor and to the log.
#[derive(Debug, Clone, Default)]
pub struct RequestId(String);

impl std::fmt::Display for RequestId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Numbers a request, logs its answer, and notes who asked.
pub async fn request(State(trace): State<Trace>, mut request: Request, next: Next) -> Response {
    let id = RequestId(format!("{:016x}", trace.world.random() >> 64));
    let span =
        tracing::info_span!("request", %id, method = %request.method(), path = path(request.uri()));
    if trace.trust_proxy
        && let Some(visitor) = forwarded(request.headers())
    {
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(visitor, 0)));
    }
    request.extensions_mut().insert(id.clone());
    let (route, method) = (request.extensions().get().cloned(), method(request.method()));
    let start = Instant::now();
    let mut answer = next.run(request).instrument(span.clone()).await;
    let (status, took) = (answer.status().as_u16(), start.elapsed());
    count(route.as_ref(), method, status, took);
    let millis = took.as_millis();
    if answer.status().is_server_error() {
        tracing::warn!(parent: &span, status, millis, "answered with an error");
    } else {
        tracing::debug!(parent: &span, status, millis, "answered");
    }
    if let Ok(number) = HeaderValue::from_str(&id.0) {
        answer.headers_mut().insert(NUMBER, number);
    }
    answer
}

/// Counts an answer under the route of the tables that it came from.
fn count(route: Option<&MatchedPath>, method: &'static str, status: u16, took: Duration) {
    let route = route.map_or("none", MatchedPath::as_str).to_owned();
    let status = status.to_string();
    metrics::counter!("almanac_requests_total", "route" => route.clone(), "method" => method, "status" => status)
        .increment(1);
    metrics::histogram!("almanac_request_seconds", "route" => route, "method" => method)
        .record(took);
}

/// A method as it may be counted: anybody may make others up.
fn method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

/// Tells a request's number where the vendor's SDK looks for it, too.
pub async fn name_as_wix_does(request: Request, next: Next) -> Response {
    let id = request.extensions().get::<RequestId>().cloned().unwrap_or_default();
    let mut answer = next.run(request).await;
    if let Ok(number) = HeaderValue::from_str(&id.0) {
        answer.headers_mut().insert(WIX_NUMBER, number);
    }
    answer
}

/// The path as the log may hold it: the word of a sandbox page, the secret of a feed, the id of
/// a picture that is fetched without a key, and the token of one that is sent without, is its
/// permission.
fn path(uri: &Uri) -> &str {
    match uri.path() {
        path if path.starts_with("/sandbox/") => "/sandbox/…",
        path if path.starts_with("/feeds/") => "/feeds/…",
        path if path.starts_with("/pictures/") => "/pictures/…",
        path if path.starts_with("/v1/media/uploads/") => "/v1/media/uploads/…",
        path => path,
    }
}

/// The last address: that one was written by our own proxy, those before it by anybody.
fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all("x-forwarded-for").iter().next_back()?;
    last.to_str().ok()?.rsplit(',').next()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_last_forwarded_address_is_believed() {
        let mut headers = HeaderMap::new();
        assert_eq!(forwarded(&headers), None);
        headers.append("x-forwarded-for", HeaderValue::from_static("1.1.1.1"));
        headers.append("x-forwarded-for", HeaderValue::from_static("2.2.2.2, 2001:db8::3"));
        assert_eq!(forwarded(&headers), "2001:db8::3".parse().ok());
        headers.append("x-forwarded-for", HeaderValue::from_static("rosa"));
        assert_eq!(forwarded(&headers), None);
    }

    #[test]
    fn what_is_its_own_permission_is_not_logged() {
        assert_eq!(path(&Uri::from_static("/sandbox/s3cret/media/1")), "/sandbox/…");
        assert_eq!(path(&Uri::from_static("/feeds/s3cret.ics")), "/feeds/…");
        assert_eq!(path(&Uri::from_static("/pictures/1/2")), "/pictures/…");
        assert_eq!(path(&Uri::from_static("/v1/media/uploads/1")), "/v1/media/uploads/…");
        assert_eq!(path(&Uri::from_static("/sites/1?next=2")), "/sites/1");
    }
}
