//! What a connection through Post for Me keeps, and the clients that its keys share.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use domain::{contract::Credentials, world::World};
use outbound::Outbound;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::Client;

/// How often the vendor takes a request of one key within a minute.
const PER_MINUTE: usize = 40;
/// How long one answer may take.
const PATIENCE: Duration = Duration::from_secs(8);
/// How many clients are held. Then all are let go, and with them what they counted.
const MOST: usize = 1_024;

/// A key of Post for Me, and where it is one.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Key {
    /// Where the service is.
    #[serde(with = "address")]
    pub(crate) server: Url,
    /// It.
    pub(crate) key: String,
    /// What the service tells us by, when it was asked to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) told_by: Option<ToldBy>,
}

/// What the service tells us by.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ToldBy {
    /// The id that its webhook has there.
    pub(crate) webhook: String,
    /// What every telling holds.
    pub(crate) secret: String,
}

/// What a connection keeps.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Access {
    #[serde(with = "address")]
    server: Url,
    key: String,
    /// The account there.
    pub(crate) account: String,
    /// The board that its posts go to, on a network that has boards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) board: Option<String>,
}

impl Access {
    /// A key of the service at an address, and an account that it holds.
    pub fn new(server: Url, key: String, account: String) -> Self {
        Access { server, key, account, board: None }
    }

    pub(crate) fn of(key: &Key, account: String) -> Self {
        Access::new(key.server.clone(), key.key.clone(), account)
    }

    /// The same, whose posts go to a board.
    #[must_use]
    pub fn on_board(self, board: Option<String>) -> Self {
        Access { board, ..self }
    }

    /// To be sealed.
    pub fn credentials(&self) -> Credentials {
        sealable(self)
    }

    /// From what a connection keeps; none of what holds no such thing.
    pub(crate) fn opened(kept: Option<&Credentials>) -> Option<Self> {
        serde_json::from_str(kept?.reveal()).ok()
    }

    pub(crate) fn host(&self) -> Option<String> {
        self.server.host_str().map(str::to_owned)
    }
}

impl Key {
    pub(crate) fn credentials(&self) -> Credentials {
        sealable(self)
    }

    pub(crate) fn opened(kept: &Credentials) -> Option<Self> {
        serde_json::from_str(kept.reveal()).ok()
    }
}

/// Texts alone: writing them as JSON cannot fail.
fn sealable(it: &impl Serialize) -> Credentials {
    Credentials::new(serde_json::to_string(it).unwrap_or_default())
}

/// One client for each key, so that all who use it keep to one pace. Cheap to clone; all clones
/// hold the same.
#[derive(Clone)]
pub struct Clients {
    outbound: Outbound,
    world: Arc<dyn World>,
    held: Held,
}

/// Clients by server and key.
type Held = Arc<Mutex<HashMap<(Url, String), Client>>>;

impl Clients {
    /// Those that go out through `outbound`.
    pub fn new(outbound: Outbound, world: Arc<dyn World>) -> Self {
        Clients { outbound, world, held: Held::default() }
    }

    pub(crate) fn of(&self, access: &Access) -> Client {
        self.with(&access.server, &access.key)
    }

    /// Where pictures and everything else leave.
    pub(crate) const fn outbound(&self) -> &Outbound {
        &self.outbound
    }

    pub(crate) fn world(&self) -> &dyn World {
        self.world.as_ref()
    }

    pub(crate) fn with(&self, server: &Url, key: &str) -> Client {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if held.len() >= MOST {
            held.clear();
        }
        let client = held.entry((server.clone(), key.to_owned())).or_insert_with(|| {
            let (outbound, world) = (self.outbound.clone(), Arc::clone(&self.world));
            let key = Credentials::new(key.to_owned());
            Client::at_most(outbound, world, server.clone(), key, PER_MINUTE)
                .with_patience(PATIENCE)
        });
        client.clone()
    }
}

/// An address as a text.
mod address {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};
    use url::Url;

    pub(super) fn serialize<S: Serializer>(url: &Url, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(url.as_str())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Url, D::Error> {
        Url::parse(&String::deserialize(from)?).map_err(|_| D::Error::custom("not an address"))
    }
}
