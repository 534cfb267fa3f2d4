//! How many posts of each workspace are unfinished here.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use domain::id::WorkspaceId;

#[derive(Clone, Default)]
pub(crate) struct Tally(Arc<Mutex<HashMap<WorkspaceId, usize>>>);

/// One that is unfinished until this is dropped.
pub(crate) struct Unfinished {
    tally: Tally,
    workspace: WorkspaceId,
}

impl Tally {
    pub(crate) fn begin(&self, workspace: WorkspaceId) -> Unfinished {
        *self.counts().entry(workspace).or_default() += 1;
        Unfinished { tally: self.clone(), workspace }
    }

    /// The workspaces with at least so many.
    pub(crate) fn with(&self, least: usize) -> Vec<WorkspaceId> {
        let counts = self.counts();
        let many = counts.iter().filter(|(_, count)| **count >= least);
        many.map(|(workspace, _)| *workspace).collect()
    }

    fn counts(&self) -> MutexGuard<'_, HashMap<WorkspaceId, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        let mut counts = self.tally.counts();
        if let Some(count) = counts.get_mut(&self.workspace) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.workspace);
            }
        }
    }
}
