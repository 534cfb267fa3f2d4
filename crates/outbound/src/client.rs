//! The four HTTP clients: reading and sending, to public and to allowed hosts.

use std::sync::Arc;

use reqwest::{Client, ClientBuilder, redirect};

use crate::{
    error::StartError,
    gate::Way,
    lookup::{Filtered, Lookup},
    policy::Policy,
};

#[derive(Clone)]
pub(crate) struct Clients {
    read_public: Client,
    read_allowed: Client,
    send_public: Client,
    send_allowed: Client,
}

impl Clients {
    pub(crate) fn build(policy: &Policy, lookup: Arc<dyn Lookup>) -> Result<Self, StartError> {
        let build = |public_only, sending| {
            let resolver = Filtered { lookup: Arc::clone(&lookup), public_only };
            let client = base(policy).dns_resolver(resolver);
            let client = if sending { once(client) } else { client };
            client.build().map_err(|_| StartError::Tls)
        };
        Ok(Clients {
            read_public: build(true, false)?,
            read_allowed: build(false, false)?,
            send_public: build(true, true)?,
            send_allowed: build(false, true)?,
        })
    }

    pub(crate) fn reading(&self, way: Way) -> &Client {
        match way {
            Way::Public => &self.read_public,
            Way::Allowed => &self.read_allowed,
        }
    }

    pub(crate) fn sending(&self, way: Way) -> &Client {
        match way {
            Way::Public => &self.send_public,
            Way::Allowed => &self.send_allowed,
        }
    }
}

fn base(policy: &Policy) -> ClientBuilder {
    #[expect(clippy::disallowed_methods, reason = "this is the one place")]
    Client::builder()
        .user_agent(policy.user_agent.clone())
        .connect_timeout(policy.connect_timeout)
        .redirect(redirect::Policy::none())
        .referer(false)
        .no_proxy()
}

/// A send must leave at most once: a kept-alive connection that dies is silently replaced
/// and the request repeated, so none is kept.
fn once(client: ClientBuilder) -> ClientBuilder {
    client.http1_only().pool_max_idle_per_host(0).retry(reqwest::retry::never())
}
