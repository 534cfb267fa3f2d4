//! Keeps a run's lease and tells how far it has come.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use domain::{Scope, plan::Stage};
use store::{Store, StoreError, runs::Progress};

use super::EmbeddedPlanner;

/// How long a run stays ours after the last sign of life.
pub(super) const LEASE: Duration = Duration::from_secs(15);
/// How often a change is told.
const TELL: Duration = Duration::from_millis(250);
/// How often the lease is renewed when nothing changes, in rounds of [`TELL`].
const RENEW: u32 = 16;

#[derive(Debug, Clone, PartialEq, Eq)]
struct State {
    stage: Stage,
    done: usize,
    total: usize,
    note: String,
}

/// The run that this process holds.
pub(super) struct Keeper<'a> {
    planner: &'a EmbeddedPlanner,
    scope: Scope,
    /// The fence of every write.
    pub number: i64,
    state: Mutex<State>,
}

impl<'a> Keeper<'a> {
    pub fn new(planner: &'a EmbeddedPlanner, scope: Scope, number: i64, stage: Stage) -> Self {
        let state = State { stage, done: 0, total: 0, note: String::new() };
        Keeper { planner, scope, number, state: Mutex::new(state) }
    }

    /// Notes how far the stage is. Told to the store by [`Keeper::keep`].
    pub fn note(&self, done: usize, total: usize, note: impl Into<String>) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        (state.done, state.total, state.note) = (done, total, note.into());
    }

    /// Commits that a stage begins; all before it are done.
    pub async fn enter(&self, stage: Stage) -> Result<(), StoreError> {
        *self.state.lock().unwrap_or_else(PoisonError::into_inner) =
            State { stage, done: 0, total: 0, note: String::new() };
        self.tell(&self.state()).await
    }

    /// The stage that began last.
    pub fn stage(&self) -> Stage {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).stage
    }

    /// Never ends by itself: tells changes and renews the lease, until the run is lost.
    pub async fn keep(&self) -> StoreError {
        let mut told = self.state();
        let mut quiet = 0;
        loop {
            tokio::time::sleep(TELL).await;
            let state = self.state();
            quiet += 1;
            if state == told && quiet < RENEW {
                continue;
            }
            if let Err(lost) = self.tell(&state).await {
                return lost;
            }
            (told, quiet) = (state, 0);
        }
    }

    fn state(&self) -> State {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn tell(&self, state: &State) -> Result<(), StoreError> {
        let progress = Progress {
            stage: state.stage,
            done: i64::try_from(state.done).unwrap_or(i64::MAX),
            total: i64::try_from(state.total).unwrap_or(i64::MAX),
            note: &state.note,
        };
        let store: &Store = &self.planner.store;
        store
            .note_progress(self.scope, self.number, progress, self.planner.world.now(), LEASE)
            .await
    }
}
