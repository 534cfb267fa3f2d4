//! A channel of a site that can publish now, through a provider.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{channel::Channel, id::ConnectionId, plan::UnknownWord};

/// Who carries posts to a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProviderKind {
    /// The built-in rehearsal network with its own public page.
    Sandbox,
    /// A signed request to an address of the customer's.
    Webhook,
}

impl ProviderKind {
    /// The word in the database.
    pub const fn code(self) -> &'static str {
        match self {
            ProviderKind::Sandbox => "sandbox",
            ProviderKind::Webhook => "webhook",
        }
    }

    /// The word on a page.
    pub const fn word(self) -> &'static str {
        match self {
            ProviderKind::Sandbox => "Sandbox",
            ProviderKind::Webhook => "Webhook",
        }
    }
}

impl FromStr for ProviderKind {
    type Err = UnknownWord;
    fn from_str(code: &str) -> Result<Self, UnknownWord> {
        [ProviderKind::Sandbox, ProviderKind::Webhook]
            .into_iter()
            .find(|kind| kind.code() == code)
            .ok_or_else(|| UnknownWord::of(code))
    }
}

/// What pages may know of a connection. Its credentials are not in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connection {
    /// Its identifier.
    pub id: ConnectionId,
    /// The network.
    pub channel: Channel,
    /// Who carries the posts.
    pub provider: ProviderKind,
    /// The account's name on the network, or the host of a webhook.
    pub account: String,
}
