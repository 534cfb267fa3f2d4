//! A round: what is taken up now.

use std::sync::Arc;

use jiff::Timestamp;
use store::StoreError;

use crate::{
    attempt::attempt,
    fault::{self, Step as FaultStep},
    lookup::look_up,
    prepare::Preparing,
    session::Session,
};

/// How many posts of a workspace may be claimed for each that may be under way.
const WAITING: usize = 4;

/// What a round took up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Step {
    /// Posts of dead publishers that had not been sent.
    pub freed: u64,
    /// Posts of dead publishers that may have been sent.
    pub doubted: u64,
    /// Posts whose minute passed too long ago.
    pub missed: u64,
    /// Uncertain posts looked up.
    pub looked_up: usize,
    /// Posts claimed.
    pub claimed: usize,
    /// Posts that began to be staged ahead of their minute, or to be taken back.
    pub ahead: usize,
}

impl Session {
    /// Takes up what is to be done at `now`; its tasks go on after it returns.
    pub(crate) async fn round(&mut self, now: Timestamp) -> Result<Step, StoreError> {
        let settings = &self.desk.settings;
        let (freed, doubted) = self.desk.store.release_expired(now).await?;
        let oldest = now.checked_sub(settings.grace).unwrap_or(Timestamp::MIN);
        let missed = self.desk.store.miss_overdue(oldest).await?;
        if freed + doubted + missed > 0 {
            tracing::warn!(freed, doubted, missed, "posts were left behind");
        }
        let looked_up = self.settle(now).await?;
        let claimed = self.claim(now).await?;
        let ahead = self.look_ahead(now).await?;
        Ok(Step { freed, doubted, missed, looked_up, claimed, ahead })
    }

    async fn settle(&mut self, now: Timestamp) -> Result<usize, StoreError> {
        let desk = Arc::clone(&self.desk);
        let (lease, batch) = (desk.settings.lease, desk.settings.batch);
        let mut taken = 0;
        while self.unfinished() < desk.settings.held {
            let unsettled = desk.store.claim_unsettled(now, lease, i64::from(batch)).await?;
            let full = unsettled.len() >= usize::from(batch);
            taken += unsettled.len();
            let mut preparing = Preparing::new(&desk);
            for claimed in unsettled {
                let prepared = preparing.for_look_up(&claimed).await;
                let workspace = claimed.scope.workspace;
                self.spawn(workspace, look_up(Arc::clone(&desk), claimed, prepared));
            }
            if !full {
                break;
            }
        }
        Ok(taken)
    }

    async fn claim(&mut self, now: Timestamp) -> Result<usize, StoreError> {
        let desk = Arc::clone(&self.desk);
        let (lease, batch) = (desk.settings.lease, desk.settings.batch);
        let mut taken = 0;
        while self.unfinished() < desk.settings.held {
            let busy = self.tally.with(desk.settings.per_workspace * WAITING);
            let due = desk.store.claim_due(now, lease, i64::from(batch), &busy).await?;
            let full = due.len() >= usize::from(batch);
            taken += due.len();
            let mut preparing = Preparing::new(&desk);
            for claimed in due {
                fault::point(FaultStep::Claim);
                let prepared = preparing.for_sending(&claimed).await;
                let workspace = claimed.scope.workspace;
                self.spawn(workspace, attempt(Arc::clone(&desk), claimed, now, prepared));
            }
            if !full {
                break;
            }
        }
        Ok(taken)
    }
}
