//! Names to addresses, private ones left out.

use std::{io, net::SocketAddr, pin::Pin, sync::Arc};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::address::is_public;

/// What a [`Lookup`] is doing.
pub type Looking<'a> = Pin<Box<dyn Future<Output = io::Result<Vec<SocketAddr>>> + Send + 'a>>;

/// Turns a name into addresses. A port of 0 stands for the port of the request.
pub trait Lookup: Send + Sync + 'static {
    /// Every address of this name. An empty list means that it has none.
    fn lookup<'a>(&'a self, name: &'a str) -> Looking<'a>;
}

/// The machine's own resolver.
pub(crate) struct System;

impl Lookup for System {
    fn lookup<'a>(&'a self, name: &'a str) -> Looking<'a> {
        Box::pin(async move { Ok(tokio::net::lookup_host((name, 0)).await?.collect()) })
    }
}

/// What the HTTP client resolves with. The addresses it returns are the very ones that
/// are connected to, so a name cannot lead elsewhere between the check and the call.
pub(crate) struct Filtered {
    pub(crate) lookup: Arc<dyn Lookup>,
    pub(crate) public_only: bool,
}

impl Resolve for Filtered {
    fn resolve(&self, name: Name) -> Resolving {
        let (lookup, public_only) = (Arc::clone(&self.lookup), self.public_only);
        Box::pin(async move {
            let found = lookup.lookup(name.as_str()).await?;
            if found.is_empty() {
                return Err(io::Error::from(io::ErrorKind::NotFound).into());
            }
            let addresses = if public_only { public(found)? } else { found };
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

/// A name leads to private addresses and to no public one.
#[derive(Debug, thiserror::Error)]
#[error("the name leads to private addresses only")]
pub(crate) struct OnlyPrivate;

fn public(found: Vec<SocketAddr>) -> Result<Vec<SocketAddr>, OnlyPrivate> {
    let public: Vec<_> = found.into_iter().filter(|address| is_public(address.ip())).collect();
    if public.is_empty() { Err(OnlyPrivate) } else { Ok(public) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses(texts: &[&str]) -> Vec<SocketAddr> {
        texts.iter().map(|text| SocketAddr::new(text.parse().unwrap(), 0)).collect()
    }

    #[test]
    fn of_a_mixed_answer_only_the_public_part_is_connected_to() {
        let mixed = addresses(&["127.0.0.1", "1.1.1.1", "::1", "::ffff:10.0.0.1"]);
        assert_eq!(public(mixed).unwrap(), addresses(&["1.1.1.1"]));
        assert!(public(addresses(&["10.0.0.1", "fd00::1"])).is_err());
    }
}
