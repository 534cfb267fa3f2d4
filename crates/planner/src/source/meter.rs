//! Counts in the store what the models of a workspace use in a month.

use domain::{
    Scope,
    contract::{BoxFuture, WriterError},
};
use store::{Store, budgets::Measure};

use super::EmbeddedPlanner;
use crate::models::Meter;

/// The budget of a site's workspace.
pub(super) struct Budgeted {
    store: Store,
    scope: Scope,
    measure: Measure,
    /// The calendar month in UTC, such as `2026-11`, that began what is counted.
    month: String,
}

impl Budgeted {
    /// The budget of this month.
    pub(super) fn of(planner: &EmbeddedPlanner, scope: Scope, measure: Measure) -> Self {
        let month = planner.world.now().strftime("%Y-%m").to_string();
        Budgeted { store: planner.store.clone(), scope, measure, month }
    }

    /// What is told when nothing is left of it.
    const fn used_up(&self) -> &'static str {
        match self.measure {
            Measure::Tokens => {
                "The tokens of this month are used up. Raise the budget in the settings of the writer, or wait for the next month."
            }
            Measure::Pictures => {
                "The pictures of this month are used up. Raise the budget in the settings of the image model, or wait for the next month."
            }
        }
    }
}

impl Meter for Budgeted {
    fn set_aside(&self, amount: u64) -> BoxFuture<'_, Result<(), WriterError>> {
        Box::pin(async move {
            let Budgeted { store, scope, measure, month } = self;
            match store.set_aside(*scope, *measure, month, amount).await {
                Ok(true) => Ok(()),
                Ok(false) => Err(WriterError::UsedUp(self.used_up().to_owned())),
                Err(error) => {
                    tracing::error!(error = &error as &dyn std::error::Error, site.id = %scope.site, "the budget of a model could not be read");
                    let said = "its budget could not be looked at just now.";
                    Err(WriterError::Unavailable(said.to_owned()))
                }
            }
        })
    }

    fn settle(&self, aside: u64, used: u64) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            let Budgeted { store, scope, measure, month } = self;
            if let Err(error) = store.settle(*scope, *measure, month, (aside, used)).await {
                tracing::error!(error = &error as &dyn std::error::Error, site.id = %scope.site, "what a model used could not be counted: what was set aside for it counts");
            }
        })
    }
}
