//! Logging in to networks: the contract between the channels page and those who speak them.

use jiff::Timestamp;

use crate::{
    channel::Channel,
    connection::{ProviderKind, ServerLimits},
    contract::{BoxFuture, Credentials, PlanError, WrongField},
    id::Scope,
};

/// What a person types to connect a network of our own speaking. Secrets do not print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Login {
    /// A Bluesky account.
    Bluesky {
        /// Where it lives.
        server: String,
        /// Its handle.
        handle: String,
        /// An app password of it.
        app_password: Credentials,
    },
    /// A Mastodon account.
    Mastodon {
        /// Where it lives.
        server: String,
        /// An access token of it.
        token: Credentials,
    },
}

impl Login {
    /// Who carries the posts of such an account.
    pub const fn provider(&self) -> ProviderKind {
        match self {
            Login::Bluesky { .. } => ProviderKind::Bluesky,
            Login::Mastodon { .. } => ProviderKind::Mastodon,
        }
    }
}

/// An account that was logged in to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedIn {
    /// Its name, as its network shows it.
    pub account: String,
    /// What its connection keeps, sealed.
    pub credentials: Credentials,
    /// When that ends; `None` when it does not end by itself.
    pub ends_at: Option<Timestamp>,
    /// What its server says it takes.
    pub limits: Option<ServerLimits>,
}

/// What trying a kept connection found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trial {
    /// Whether a post could go out.
    pub works: bool,
    /// What was found and, when it does not work, what to do: in the marketer's words.
    pub said: String,
}

/// Who logs in to networks and tries connections.
pub trait Connector: Send + Sync {
    /// Logs in with what was typed. Nothing is kept here and nothing is posted there.
    ///
    /// # Errors
    /// The field that is wrong, and what to do.
    fn log_in(&self, login: Login) -> BoxFuture<'_, Result<LoggedIn, WrongField>>;

    /// Tries how a channel is connected, as far as that goes without posting anything, and
    /// notes what was found. May be repeated.
    ///
    /// # Errors
    /// The channel is not connected, or nothing could be noted.
    fn test(&self, scope: Scope, channel: Channel) -> BoxFuture<'_, Result<Trial, PlanError>>;
}

/// What a person asks of a service that holds accounts on networks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The network.
    pub channel: Channel,
    /// Where the service is; empty means where it is known to be.
    pub server: String,
    /// A key of it; `None` means the one that the site keeps.
    pub key: Option<Credentials>,
    /// The account that was chosen there, by its id.
    pub account: Option<String>,
    /// The board that posts go to, by its id, on a network that has boards.
    pub board: Option<String>,
    /// Whether the key is kept for the site's other channels once it proved to be one.
    pub keep: bool,
}

/// An account that a service holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldAccount {
    /// Its id at the service.
    pub id: String,
    /// Its name on the network.
    pub name: String,
}

/// What a service has for a network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Offer {
    /// The account that posts can go to.
    Account(LoggedIn),
    /// Several; a person chooses.
    Several(Vec<HeldAccount>),
    /// None yet.
    Nothing {
        /// Where a person connects one; `None` when the service names no such page.
        connect_at: Option<String>,
    },
}

/// A service that holds accounts on networks and publishes to them.
pub trait Hub: Send + Sync {
    /// Where the service is, unless a person says otherwise; `None` when nobody can.
    fn server(&self) -> Option<&str> {
        None
    }

    /// What the service has for a network. Nothing is posted there.
    ///
    /// # Errors
    /// The field that is wrong, and what to do.
    fn offer(&self, scope: Scope, wanted: Wanted) -> BoxFuture<'_, Result<Offer, WrongField>>;

    /// Tries what a channel's connection keeps, without posting anything. May be repeated.
    fn try_kept<'a>(
        &'a self,
        scope: Scope,
        channel: Channel,
        kept: Option<&'a Credentials>,
    ) -> BoxFuture<'a, Trial>;

    /// Takes back at the service what was left there with a key that the site keeps no more. What
    /// cannot be taken back is told in the log, and does no harm. Nothing, where nothing is left.
    fn let_go(&self, _: Credentials) -> BoxFuture<'_, ()> {
        Box::pin(std::future::ready(()))
    }
}
