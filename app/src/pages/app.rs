//! What every handler is given.

use std::{collections::HashMap, ops::Deref, sync::Arc};

use domain::{
    connector::{Connector, Hub},
    contract::{BoxFuture, PlanSource, Writers},
    source::HostedPlans,
    world::World,
};
use jiff::Timestamp;
use store::Store;
use url::Url;

use super::reference::References;

/// What every handler is given. Every layer clones it at every request, so it is one pointer.
#[derive(Clone)]
pub struct App(Arc<Parts>);

impl Deref for App {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl From<Parts> for App {
    fn from(parts: Parts) -> Self {
        App(Arc::new(parts))
    }
}

/// What an [`App`] is made of, once, by `server`.
pub struct Parts {
    /// The database.
    pub store: Store,
    /// Time and chance.
    pub world: Arc<dyn World>,
    /// Where plans come from.
    pub plans: Arc<dyn PlanSource>,
    /// Plans that a hosted service makes.
    pub hosted: Arc<dyn HostedPlans>,
    /// Who knows the models that write.
    pub writers: Arc<dyn Writers>,
    /// Who logs in to networks.
    pub connector: Arc<dyn Connector>,
    /// Who knows the accounts that Post for Me holds.
    pub hub: Arc<dyn Hub>,
    /// Who knows the accounts that sites have connected at Wix.
    pub wix_accounts: Arc<dyn Hub>,
    /// The names of the files that pages load.
    pub assets: Assets,
    /// What programs are told of the APIs.
    pub references: References,
    /// The address people reach this installation at.
    pub public_url: Url,
    /// When the publisher last looked for due posts; `None` when it has not yet.
    pub beat: Box<dyn Fn() -> Option<Timestamp> + Send + Sync>,
    /// Makes the publisher look now.
    pub wake_publisher: Box<dyn Fn() + Send + Sync>,
    /// Whether an address that a person typed may be asked at all; why not, in words.
    pub may_reach: Box<dyn Fn(Url) -> BoxFuture<'static, Result<(), String>> + Send + Sync>,
    /// Whether letters can be sent.
    pub writes_mail: bool,
    /// Lets few passwords be hashed at once: each takes 19 MiB.
    pub hashing: tokio::sync::Semaphore,
}

/// The hashed names of the files that pages load, by their plain names.
#[derive(Debug, Default)]
pub struct Assets(HashMap<String, String>);

impl Assets {
    /// From plain name (`main.css`) to path (`/assets/main.1a2b3c4d.css`).
    pub const fn new(paths: HashMap<String, String>) -> Self {
        Assets(paths)
    }

    /// The path of a file; one that was not built is asked for by its plain name and
    /// answers 404, which the end-to-end tests notice.
    pub fn path(&self, name: &str) -> String {
        self.0.get(name).cloned().unwrap_or_else(|| format!("/{name}"))
    }
}
