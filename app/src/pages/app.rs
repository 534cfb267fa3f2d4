//! What every handler is given.

use std::{collections::HashMap, sync::Arc};

use domain::{
    contract::{BoxFuture, PlanSource},
    world::World,
};
use jiff::Timestamp;
use store::Store;
use url::Url;

/// What every handler is given, made once by `server`.
#[derive(Clone)]
pub struct App {
    /// The database.
    pub store: Store,
    /// Time and chance.
    pub world: Arc<dyn World>,
    /// Where plans come from.
    pub plans: Arc<dyn PlanSource>,
    /// The names of the files that pages load.
    pub assets: Arc<Assets>,
    /// The address people reach this installation at.
    pub public_url: Url,
    /// When the publisher last looked for due posts; `None` when it has not yet.
    pub beat: Arc<dyn Fn() -> Option<Timestamp> + Send + Sync>,
    /// Makes the publisher look now.
    pub wake_publisher: Arc<dyn Fn() + Send + Sync>,
    /// Whether an address that a person typed may be asked at all; why not, in words.
    pub may_reach: Arc<dyn Fn(Url) -> BoxFuture<'static, Result<(), String>> + Send + Sync>,
    /// Lets few passwords be hashed at once: each takes 19 MiB.
    pub hashing: Arc<tokio::sync::Semaphore>,
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
