//! The embedded planner as a plan source: commands answer at once, a run does the work.

mod keeper;
mod posts;
mod stages;

use std::sync::Arc;

use domain::{
    Scope,
    contract::{BoxFuture, Drafts, PlanError, PlanSource, Scheduling, Writer},
    id::{ActivityId, PostId},
    world::World,
};
use outbound::Outbound;
use store::{Store, StoreError, runs::RunKind};

use crate::{
    draw::{DrawError, Press},
    sample,
};

/// The embedded planner.
#[derive(Clone)]
pub struct EmbeddedPlanner {
    store: Store,
    world: Arc<dyn World>,
    outbound: Outbound,
    writer: Arc<dyn Writer>,
    press: Arc<Press>,
}

impl EmbeddedPlanner {
    /// Reads its fonts; fails when they cannot be read.
    pub fn new(
        store: Store,
        world: Arc<dyn World>,
        outbound: Outbound,
        writer: Arc<dyn Writer>,
    ) -> Result<Self, DrawError> {
        Ok(EmbeddedPlanner { store, world, outbound, writer, press: Arc::new(Press::new()?) })
    }

    /// Works the run of a site, if there is one that nobody holds. May be called as often
    /// as one likes; an error means that the run goes on once its lease has ended.
    pub async fn work_run(&self, scope: Scope) -> Result<(), StoreError> {
        stages::work(self, scope).await
    }

    fn seed(&self) -> u64 {
        u64::try_from(self.world.random() >> 64).unwrap_or_default()
    }

    async fn begin(&self, scope: Scope, kind: RunKind) -> Result<(), PlanError> {
        let begun = self.store.begin_run(scope, kind, self.seed(), self.world.now()).await;
        begun.map_err(plan_error)
    }
}

impl PlanSource for EmbeddedPlanner {
    fn sample_address(&self) -> &str {
        sample::ADDRESS
    }

    fn read_site(&self, scope: Scope) -> BoxFuture<'_, Result<(), PlanError>> {
        Box::pin(self.begin(scope, RunKind::Read))
    }

    fn generate(&self, scope: Scope) -> BoxFuture<'_, Result<(), PlanError>> {
        Box::pin(self.begin(scope, RunKind::Plan))
    }

    fn generate_posts(
        &self,
        scope: Scope,
        activity: ActivityId,
    ) -> BoxFuture<'_, Result<(), PlanError>> {
        Box::pin(posts::generate(self, scope, activity))
    }

    fn rewrite_post(&self, scope: Scope, post: PostId) -> BoxFuture<'_, Result<(), PlanError>> {
        Box::pin(posts::rewrite(self, scope, post))
    }

    fn redraw_post(&self, scope: Scope, post: PostId) -> BoxFuture<'_, Result<(), PlanError>> {
        Box::pin(posts::redraw(self, scope, post))
    }

    fn schedule(
        &self,
        scope: Scope,
        drafts: Drafts,
    ) -> BoxFuture<'_, Result<Scheduling, PlanError>> {
        Box::pin(posts::schedule(self, scope, drafts))
    }
}

/// What a caller can do about an error of the store.
fn plan_error(error: StoreError) -> PlanError {
    match error {
        StoreError::NotFound(what) => PlanError::NotFound(what),
        StoreError::TooLate("run") => PlanError::AlreadyGenerating,
        StoreError::TooLate("post") => PlanError::Refused(
            "Too late: this post has changed meanwhile or is going out already. Look at it again before you change it."
                .into(),
        ),
        StoreError::TooLate(_) | StoreError::Taken(_) => PlanError::Refused(error.to_string()),
        other => {
            let cause = std::error::Error::source(&other).map(ToString::to_string);
            tracing::error!(error = %other, cause, "the planner could not use the store");
            PlanError::Unavailable
        }
    }
}
