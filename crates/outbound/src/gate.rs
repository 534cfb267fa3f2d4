//! The check of an address before anything is resolved or connected.

use std::net::{IpAddr, SocketAddr};

use url::{Host, Url};

use crate::{
    address::is_public,
    error::{FetchError, StartError},
};

/// Knows which private hosts this installation allows.
#[derive(Debug)]
pub(crate) struct Gate {
    allowed: Vec<Allowed>,
}

/// How a checked address may be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// Through the resolver that returns public addresses only.
    Public,
    /// To a host that the installation allows, wherever it is.
    Allowed,
}

#[derive(Debug, PartialEq, Eq)]
struct Allowed {
    host: Host<String>,
    port: Option<u16>,
}

impl Gate {
    pub(crate) fn new(allowed: &[String]) -> Result<Self, StartError> {
        let allowed = allowed
            .iter()
            .map(|entry| parse(entry).ok_or_else(|| StartError::AllowedHost(entry.clone())))
            .collect::<Result<_, _>>()?;
        Ok(Gate { allowed })
    }

    /// Which way leads to this address, if any does. Names are checked again by the
    /// resolver, because only it knows where they lead.
    pub(crate) fn check(&self, url: &Url) -> Result<Way, FetchError> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(FetchError::BadScheme { scheme: url.scheme().to_owned() });
        }
        let (Some(host), Some(port)) = (url.host(), url.port_or_known_default()) else {
            return Err(FetchError::BadScheme { scheme: url.scheme().to_owned() });
        };
        let name = host.to_string();
        if !url.username().is_empty() || url.password().is_some() {
            return Err(FetchError::Credentials { host: name });
        }
        if self.allows(&host, port) {
            return Ok(Way::Allowed);
        }
        if is_private(&host) {
            return Err(FetchError::Private { host: name });
        }
        if !matches!(port, 80 | 443) {
            return Err(FetchError::BadPort { host: name, port });
        }
        Ok(Way::Public)
    }

    fn allows(&self, host: &Host<&str>, port: u16) -> bool {
        let host = without_dot(host.to_owned());
        self.allowed
            .iter()
            .any(|allowed| allowed.host == host && allowed.port.is_none_or(|only| only == port))
    }
}

fn is_private(host: &Host<&str>) -> bool {
    match *host {
        Host::Ipv4(address) => !is_public(IpAddr::V4(address)),
        Host::Ipv6(address) => !is_public(IpAddr::V6(address)),
        Host::Domain(name) => {
            let name = name.trim_end_matches('.');
            name.is_empty() || name == "localhost" || name.ends_with(".localhost")
        }
    }
}

fn parse(entry: &str) -> Option<Allowed> {
    let entry = entry.trim();
    if let Ok(address) = entry.parse::<SocketAddr>() {
        return Some(Allowed { host: literal(address.ip()), port: Some(address.port()) });
    }
    if let Ok(address) = entry.trim_matches(['[', ']']).parse::<IpAddr>() {
        return Some(Allowed { host: literal(address), port: None });
    }
    let (name, port) = match entry.split_once(':') {
        Some((name, port)) => (name, Some(port.parse().ok()?)),
        None => (entry, None),
    };
    Some(Allowed { host: without_dot(Host::parse(name).ok()?), port })
}

fn literal(address: IpAddr) -> Host<String> {
    match address {
        IpAddr::V4(v4) => Host::Ipv4(v4),
        IpAddr::V6(v6) => Host::Ipv6(v6),
    }
}

fn without_dot(host: Host<String>) -> Host<String> {
    match host {
        Host::Domain(name) => Host::Domain(name.trim_end_matches('.').to_owned()),
        literal => literal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gate(allowed: &[&str]) -> Gate {
        Gate::new(&allowed.iter().map(|&entry| entry.to_owned()).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn a_developer_may_allow_a_host_and_nothing_beside_it() {
        let gate = gate(&["localhost:3000", "127.0.0.1", "[::1]:8080", "db.internal"]);
        let way = |text: &str| gate.check(&Url::parse(text).unwrap());
        assert_eq!(way("http://localhost:3000/"), Ok(Way::Allowed));
        assert_eq!(way("http://LOCALHOST.:3000/"), Ok(Way::Allowed));
        assert_eq!(way("http://127.0.0.1:5/"), Ok(Way::Allowed));
        assert_eq!(way("http://0x7f.1:5/"), Ok(Way::Allowed));
        assert_eq!(way("http://[::1]:8080/"), Ok(Way::Allowed));
        assert_eq!(way("http://db.internal:9/"), Ok(Way::Allowed));
        assert!(matches!(way("http://localhost:3001/"), Err(FetchError::Private { .. })));
        assert!(matches!(way("http://[::1]:8081/"), Err(FetchError::Private { .. })));
        assert!(matches!(way("http://other.internal:9/"), Err(FetchError::BadPort { .. })));
        assert!(matches!(way("http://me@localhost:3000/"), Err(FetchError::Credentials { .. })));
    }

    #[test]
    fn a_word_that_cannot_be_a_host_stops_the_start_with_a_sentence() {
        let error = Gate::new(&["not a host".to_owned()]).unwrap_err();
        assert!(error.to_string().contains("\"not a host\""), "{error}");
        assert!(Gate::new(&["host:99999".to_owned()]).is_err());
    }
}
