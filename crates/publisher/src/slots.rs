//! Who may use the network now: so many in all, so many of one workspace, through one
//! provider, on one connection.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
};

use domain::{Scope, channel::Channel, connection::ProviderKind, id::WorkspaceId};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::PublisherSettings;

/// A connection, by where it belongs.
pub(crate) type Lane = (Scope, Channel);

pub(crate) struct Slots {
    all: Arc<Semaphore>,
    lanes: Each<Lane>,
    workspaces: Each<WorkspaceId>,
    providers: Each<ProviderKind>,
}

/// The permission to use the network; given back when dropped.
pub(crate) struct Slot {
    _held: [OwnedSemaphorePermit; 4],
}

impl Slots {
    pub(crate) fn new(settings: &PublisherSettings) -> Self {
        Slots {
            all: Arc::new(Semaphore::new(settings.in_flight)),
            lanes: Each::of(settings.per_connection),
            workspaces: Each::of(settings.per_workspace),
            providers: Each::of(settings.per_provider),
        }
    }

    /// Waits for a slot; `None` once closed. The narrowest comes first, so that those who
    /// wait for a slow connection take no room from the others.
    pub(crate) async fn take(&self, lane: Lane, provider: ProviderKind) -> Option<Slot> {
        let (scope, _) = lane;
        let lane = self.lanes.one(lane).acquire_owned().await.ok()?;
        let workspace = self.workspaces.one(scope.workspace).acquire_owned().await.ok()?;
        let provider = self.providers.one(provider).acquire_owned().await.ok()?;
        let all = Arc::clone(&self.all).acquire_owned().await.ok()?;
        Some(Slot { _held: [lane, workspace, provider, all] })
    }

    /// Gives no more slots, and sends away those who wait for one.
    pub(crate) fn close(&self) {
        self.all.close();
        self.lanes.close();
        self.workspaces.close();
        self.providers.close();
    }
}

/// So many for each.
struct Each<K> {
    held: Mutex<HashMap<K, Arc<Semaphore>>>,
    most: usize,
}

impl<K: Eq + Hash> Each<K> {
    fn of(most: usize) -> Self {
        Each { held: Mutex::default(), most }
    }

    fn one(&self, key: K) -> Arc<Semaphore> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.retain(|_, semaphore| Arc::strong_count(semaphore) > 1);
        Arc::clone(held.entry(key).or_insert_with(|| Arc::new(Semaphore::new(self.most))))
    }

    fn close(&self) {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.values().for_each(|semaphore| semaphore.close());
    }
}
