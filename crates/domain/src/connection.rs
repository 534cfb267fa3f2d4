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
    /// Bluesky, or any other server of its protocol, asked directly.
    Bluesky,
    /// A Mastodon server, asked directly.
    Mastodon,
    /// Post for Me, or another Almanac: it publishes to accounts that are connected there.
    PostForMe,
}

impl ProviderKind {
    /// Every kind.
    pub const ALL: [ProviderKind; 5] = [
        ProviderKind::Sandbox,
        ProviderKind::Webhook,
        ProviderKind::Bluesky,
        ProviderKind::Mastodon,
        ProviderKind::PostForMe,
    ];

    /// Who asks a network directly, where we speak it.
    pub const fn of_network(channel: Channel) -> Option<ProviderKind> {
        match channel {
            Channel::Bluesky => Some(ProviderKind::Bluesky),
            Channel::Mastodon => Some(ProviderKind::Mastodon),
            _ => None,
        }
    }

    /// Whether accounts on that network can be held by Post for Me.
    pub const fn post_for_me_holds(channel: Channel) -> bool {
        match channel {
            Channel::Instagram
            | Channel::Facebook
            | Channel::LinkedIn
            | Channel::Pinterest
            | Channel::TikTok
            | Channel::X
            | Channel::Threads
            | Channel::Bluesky => true,
            Channel::GoogleBusiness | Channel::Mastodon => false,
        }
    }

    /// The word in the database.
    pub const fn code(self) -> &'static str {
        match self {
            ProviderKind::Sandbox => "sandbox",
            ProviderKind::Webhook => "webhook",
            ProviderKind::Bluesky => "bluesky",
            ProviderKind::Mastodon => "mastodon",
            ProviderKind::PostForMe => "post_for_me",
        }
    }

    /// The word on a page.
    pub const fn word(self) -> &'static str {
        match self {
            ProviderKind::Sandbox => "Sandbox",
            ProviderKind::Webhook => "Webhook",
            ProviderKind::Bluesky => "Bluesky",
            ProviderKind::Mastodon => "Mastodon",
            ProviderKind::PostForMe => "Post for Me",
        }
    }
}

impl FromStr for ProviderKind {
    type Err = UnknownWord;
    fn from_str(code: &str) -> Result<Self, UnknownWord> {
        ProviderKind::ALL
            .into_iter()
            .find(|kind| kind.code() == code)
            .ok_or_else(|| UnknownWord::of(code))
    }
}

/// What a server of its own says it takes, asked when the channel was connected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerLimits {
    /// Characters of a post.
    pub characters: usize,
    /// What each web address counts as.
    pub characters_per_address: usize,
    /// Characters of a picture's description.
    pub description: usize,
    /// Bytes of a picture.
    pub picture_bytes: usize,
    /// Media types of pictures; empty when it did not say.
    pub picture_types: Vec<String>,
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
    /// What its server said it takes, where networks differ by server.
    pub limits: Option<ServerLimits>,
}

/// What the server of a channel said it takes, among the connections of a site.
pub fn told_limits(connections: &[Connection], channel: Channel) -> Option<&ServerLimits> {
    connections.iter().find(|connection| connection.channel == channel)?.limits.as_ref()
}
