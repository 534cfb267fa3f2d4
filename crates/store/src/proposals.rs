//! Taking a new plan in parts.

use domain::{Scope, days::Days, id::ActivityId, settings::Settings};
use jiff::Timestamp;

use crate::{
    Store, StoreError, Tx,
    activities::{Activity, KEPT, insert},
    runs::RunKind,
};

/// The part of a new plan that somebody takes.
#[derive(Debug, Clone)]
pub struct PartOfPlan {
    /// Activities that come.
    pub added: Vec<Activity>,
    /// Activities that go to another minute.
    pub moved: Vec<(ActivityId, Timestamp)>,
    /// Activities that go.
    pub dropped: Vec<ActivityId>,
    /// The days that the plan covers.
    pub days: Days,
    /// What it was planned with.
    pub settings: Settings,
}

impl Store {
    /// Takes part of a new plan, and asks for the run that makes its posts: all of it or
    /// nothing. [`StoreError::TooLate`] when an activity that is to go or to move is not
    /// replaceable any more at `now`, or while a run is under way; [`StoreError::Taken`] when
    /// one that is to come is there already.
    pub async fn take_part(
        &self,
        scope: Scope,
        part: &PartOfPlan,
        seed: u64,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        for id in &part.dropped {
            let gone = exec!(
                tx &mut tx;
                sqlx::AssertSqlSafe(format!(
                    "delete from activities where workspace_id = $1 and site_id = $2 and id in (
                       select id from activities a where workspace_id = $1 and site_id = $2 and id = $4 and not {KEPT})"
                )),
                scope.workspace.to_string(), scope.site.to_string(), now.as_millisecond(), id.to_string()
            )?;
            if gone == 0 {
                return Err(StoreError::TooLate("plan"));
            }
        }
        for (id, to) in &part.moved {
            shift(&mut tx, scope, *id, *to, now).await?;
        }
        for activity in &part.added {
            insert(&mut tx, scope, activity, now).await?;
        }
        exec!(
            tx &mut tx;
            "update plans set first_day = $3, last_day = $4, generated_at = $5 where workspace_id = $1 and site_id = $2",
            scope.workspace.to_string(), scope.site.to_string(), part.days.first.to_string(),
            part.days.last.to_string(), now.as_millisecond()
        )?;
        self.note_plan_settings_in(&mut tx, scope, &part.settings).await?;
        self.begin_run_in(&mut tx, scope, RunKind::Posts, seed, now).await?;
        tx.commit().await
    }
}

/// Moves a replaceable activity. Its drafts, which may name its day, go and are written anew.
/// It stays the planner's: regenerating replaces it.
async fn shift(
    tx: &mut Tx,
    scope: Scope,
    id: ActivityId,
    to: Timestamp,
    now: Timestamp,
) -> Result<(), StoreError> {
    let moved = exec!(
        tx tx;
        sqlx::AssertSqlSafe(format!(
            "update activities set starts_at = $5 where workspace_id = $1 and site_id = $2 and id in (
               select id from activities a where workspace_id = $1 and site_id = $2 and id = $4 and not {KEPT})"
        )),
        scope.workspace.to_string(), scope.site.to_string(), now.as_millisecond(), id.to_string(),
        to.as_millisecond()
    )?;
    if moved == 0 {
        return Err(StoreError::TooLate("plan"));
    }
    exec!(
        tx tx;
        "delete from posts where workspace_id = $1 and site_id = $2 and activity_id = $3",
        scope.workspace.to_string(), scope.site.to_string(), id.to_string()
    )?;
    Ok(())
}
