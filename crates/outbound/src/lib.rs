//! The only way out of the machine.
//!
//! Every request that Almanac makes leaves through [`Outbound`]: it refuses private
//! addresses inside the resolver, bounds time and size, follows redirects by hand and
//! reads no proxy from the environment. No other room may build an HTTP client.

mod address;
mod client;
mod error;
mod fetch;
mod gate;
mod lookup;
pub mod mail;
mod policy;
mod send;
pub mod signature;

pub use error::{FetchError, Lost, SendError, StartError};
pub use fetch::{Fetched, Limits};
pub use lookup::{Looking, Lookup};
pub use policy::Policy;
pub use send::{Answer, Body, Verb};

use std::{sync::Arc, time::Duration};

use client::Clients;
use gate::{Gate, Way};
use url::{Host, Url};

/// The way out. Cheap to clone; hold one for the whole process.
#[derive(Clone)]
pub struct Outbound {
    gate: Arc<Gate>,
    clients: Clients,
    lookup: Arc<dyn Lookup>,
}

/// How long a name may take to be looked up before it is believed.
const FIRST_LOOK: Duration = Duration::from_secs(3);

impl Outbound {
    /// Opens the way out, resolving names with the machine's own resolver.
    ///
    /// # Errors
    /// A name in [`Policy::allowed_private_hosts`] cannot be one, or the machine has no
    /// working TLS.
    pub fn new(policy: Policy) -> Result<Self, StartError> {
        Self::with_lookup(policy, Arc::new(lookup::System))
    }

    /// The same with another resolver, whose answers are filtered just as strictly.
    ///
    /// # Errors
    /// As [`Outbound::new`].
    pub fn with_lookup(policy: Policy, lookup: Arc<dyn Lookup>) -> Result<Self, StartError> {
        let gate = Arc::new(Gate::new(&policy.allowed_private_hosts)?);
        Ok(Outbound { gate, clients: Clients::build(&policy, Arc::clone(&lookup))?, lookup })
    }

    /// Whether this address may be asked at all, told at once to the person who typed it.
    /// Asks nothing but the resolver, for three seconds at most; a name that is not found
    /// yet may be tried. Every request is checked again.
    ///
    /// # Errors
    /// [`FetchError`] when it leads into a private network, or to a port, a scheme or a
    /// password that no request would be made with.
    pub async fn may_reach(&self, url: &Url) -> Result<(), FetchError> {
        let way = self.gate.check(url)?;
        let (Way::Public, Some(Host::Domain(name))) = (way, url.host()) else { return Ok(()) };
        let found = tokio::time::timeout(FIRST_LOOK, self.lookup.lookup(name)).await;
        let Ok(Ok(found)) = found else { return Ok(()) };
        let private = found.iter().all(|address| !address::is_public(address.ip()));
        if private && !found.is_empty() {
            return Err(FetchError::Private { host: name.to_owned() });
        }
        Ok(())
    }
}

impl std::fmt::Debug for Outbound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Outbound").field("gate", &self.gate).finish_non_exhaustive()
    }
}
