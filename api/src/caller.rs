//! Who asks: a program with a key of a site, or with a token of an app that is installed there.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};
use domain::{Scope, channel::Channel, id::SiteId};
use store::api_keys::Pass;

use crate::{Api, fault::Fault};

/// Names the site: a key needs it, a token carries it.
const SITE_ID: &str = "wix-site-id";
/// `all` asks for posts on networks that the vendor does not know, too.
const NETWORKS: &str = "almanac-networks";

/// Somebody who may use the methods for one site.
#[derive(Debug, Clone, Copy)]
pub struct Caller {
    /// The site.
    pub scope: Scope,
    /// Whether to show networks that the vendor does not know.
    pub all_networks: bool,
}

impl Caller {
    /// Whether this caller sees posts for a channel.
    pub fn sees(&self, channel: Channel) -> bool {
        self.all_networks
            || !matches!(
                channel,
                Channel::Threads | Channel::Bluesky | Channel::Mastodon | Channel::X
            )
    }
}

impl FromRequestParts<Api> for Caller {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Fault> {
        if let Some(known) = parts.extensions.get::<Caller>() {
            return Ok(*known);
        }
        let said = one(&parts.headers, header::AUTHORIZATION.as_str());
        let key = without_scheme(said.ok().flatten().unwrap_or_default());
        if key.is_empty() {
            return Err(Fault::unauthenticated());
        }
        let pass = api.store.pass(key, api.world.now()).await?;
        let named = one(&parts.headers, SITE_ID)
            .map_err(|Unclear| Fault::denied("Send wix-site-id once, with the id of one site."))?
            .filter(|site| !site.is_empty());
        let scope = match pass.ok_or_else(Fault::unauthenticated)? {
            Pass::Key(_) if named.is_none() => {
                return Err(Fault::denied("A key needs the site's id in the header wix-site-id."));
            }
            Pass::Key(scope) | Pass::Token(scope) => scope,
        };
        if named.is_some_and(|site| site.parse::<SiteId>().ok() != Some(scope.site)) {
            return Err(Fault::denied("This does not open the site named in wix-site-id."));
        }
        let all_networks = one(&parts.headers, NETWORKS) == Ok(Some("all"));
        Ok(Caller { scope, all_networks })
    }
}

/// Keys and tokens come raw, or behind the word of their scheme, in any case.
fn without_scheme(said: &str) -> &str {
    match said.trim().split_once(' ') {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("bearer") => rest.trim(),
        _ => said.trim(),
    }
}

/// A header is doubled, or is no text: whoever stands between may have read it otherwise.
#[derive(Debug, PartialEq, Eq)]
struct Unclear;

/// The value of a header that may stand once.
fn one<'a>(headers: &'a HeaderMap, name: &str) -> Result<Option<&'a str>, Unclear> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => value.to_str().map(Some).map_err(|_| Unclear),
        (Some(_), Some(_)) => Err(Unclear),
    }
}
