//! Who may use the network now: so many in all, so many on one connection.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use domain::{Scope, channel::Channel};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// A connection, by where it belongs.
pub(crate) type Lane = (Scope, Channel);

pub(crate) struct Slots {
    all: Arc<Semaphore>,
    lanes: Mutex<HashMap<Lane, Arc<Semaphore>>>,
    per_lane: usize,
}

/// The permission to use the network; given back when dropped.
pub(crate) struct Slot {
    _lane: OwnedSemaphorePermit,
    _all: OwnedSemaphorePermit,
}

impl Slots {
    pub(crate) fn new(in_all: usize, per_lane: usize) -> Self {
        let all = Arc::new(Semaphore::new(in_all));
        Slots { all, lanes: Mutex::default(), per_lane }
    }

    /// Waits for a slot; `None` once closed. The lane comes first, so that those who wait
    /// for a slow connection take no room from the others.
    pub(crate) async fn take(&self, lane: Lane) -> Option<Slot> {
        let lane = self.lane(lane).acquire_owned().await.ok()?;
        let all = Arc::clone(&self.all).acquire_owned().await.ok()?;
        Some(Slot { _lane: lane, _all: all })
    }

    /// Gives no more slots, and sends away those who wait for one.
    pub(crate) fn close(&self) {
        self.all.close();
        let lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        lanes.values().for_each(|lane| lane.close());
    }

    fn lane(&self, lane: Lane) -> Arc<Semaphore> {
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        lanes.retain(|_, semaphore| Arc::strong_count(semaphore) > 1);
        let semaphore =
            lanes.entry(lane).or_insert_with(|| Arc::new(Semaphore::new(self.per_lane)));
        Arc::clone(semaphore)
    }
}
