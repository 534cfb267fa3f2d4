//! Counts the tokens of a workspace's month in the store.

use std::sync::Arc;

use domain::{
    Scope,
    contract::{BoxFuture, WriterError},
    world::World,
};
use store::Store;

use crate::models::Meter;

/// The budget of a site's workspace.
pub(super) struct Budgeted {
    pub store: Store,
    pub world: Arc<dyn World>,
    pub scope: Scope,
}

impl Budgeted {
    /// The calendar month in UTC, such as `2026-11`.
    fn month(&self) -> String {
        self.world.now().strftime("%Y-%m").to_string()
    }
}

impl Meter for Budgeted {
    fn set_aside(&self, tokens: u64) -> BoxFuture<'_, Result<(), WriterError>> {
        Box::pin(async move {
            match self.store.set_tokens_aside(self.scope, &self.month(), tokens).await {
                Ok(true) => Ok(()),
                Ok(false) => {
                    let said = "The tokens of this month are used up. Raise the budget in the settings of the writer, or wait for the next month.";
                    Err(WriterError::UsedUp(said.to_owned()))
                }
                Err(error) => {
                    tracing::error!(error = &error as &dyn std::error::Error, site.id = %self.scope.site, "the budget of a writer could not be read");
                    let said = "its budget could not be looked at just now.";
                    Err(WriterError::Unavailable(said.to_owned()))
                }
            }
        })
    }

    fn settle(&self, aside: u64, used: u64) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            let month = self.month();
            if let Err(error) = self.store.settle_tokens(self.scope, &month, aside, used).await {
                tracing::error!(error = &error as &dyn std::error::Error, site.id = %self.scope.site, "the tokens of an answer could not be counted: what was set aside for it counts");
            }
        })
    }
}
