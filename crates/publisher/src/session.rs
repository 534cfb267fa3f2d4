//! What is under way: the tasks, the slots they wait for and the clerk who writes.

use std::{future::Future, ops::Deref, sync::Arc};

use domain::id::WorkspaceId;
use jiff::Timestamp;
use tokio::task::{JoinHandle, JoinSet};

use crate::{
    Office,
    clerk::{self, Clerk},
    slots::Slots,
    tally::Tally,
};

/// What a task of a session works with.
pub(crate) struct Desk {
    office: Arc<Office>,
    pub(crate) clerk: Clerk,
    pub(crate) slots: Slots,
}

impl Deref for Desk {
    type Target = Office;
    fn deref(&self) -> &Office {
        &self.office
    }
}

/// The work of one run or one step.
pub(crate) struct Session {
    pub(crate) desk: Arc<Desk>,
    pub(crate) tally: Tally,
    /// When there was a last look at what could be staged.
    pub(crate) looked_ahead: Option<Timestamp>,
    tasks: JoinSet<()>,
    writing: JoinHandle<()>,
}

impl Session {
    pub(crate) fn open(office: &Arc<Office>) -> Self {
        let (clerk, work) =
            clerk::hire(office.store.clone(), Arc::clone(&office.clock), office.settings.lease);
        let slots = Slots::new(&office.settings);
        let desk = Desk { office: Arc::clone(office), clerk, slots };
        Session {
            desk: Arc::new(desk),
            tally: Tally::default(),
            looked_ahead: None,
            tasks: JoinSet::new(),
            writing: tokio::spawn(work),
        }
    }

    /// Begins a task for a post of a workspace.
    pub(crate) fn spawn(
        &mut self,
        workspace: WorkspaceId,
        task: impl Future<Output = ()> + Send + 'static,
    ) {
        let unfinished = self.tally.begin(workspace);
        self.tasks.spawn(async move {
            task.await;
            drop(unfinished);
        });
    }

    /// How many tasks are unfinished.
    pub(crate) fn unfinished(&mut self) -> usize {
        while let Some(ended) = self.tasks.try_join_next() {
            lament(ended);
        }
        self.tasks.len()
    }

    /// Begins nothing more, waits for what is being sent, gives back the rest.
    pub(crate) async fn close(self) {
        self.desk.slots.close();
        self.finish().await;
    }

    /// Waits until everything is done and written.
    pub(crate) async fn finish(mut self) {
        while let Some(ended) = self.tasks.join_next().await {
            lament(ended);
        }
        drop(self.desk);
        lament(self.writing.await);
    }
}

/// A task that ended by itself is an error in this program. The lease gives its post back.
fn lament(ended: Result<(), tokio::task::JoinError>) {
    if let Err(error) = ended {
        tracing::error!(error = &error as &dyn std::error::Error, "a publishing task broke down");
    }
}
