//! The plan of a site as a whole.

use domain::{Scope, id::ActivityId, post::Verb};
use jiff::{SignedDuration, Timestamp};

use crate::{Store, StoreError, Tx, life::permitting};

/// A plan that nobody had to do with for so long is inactive: the vendor's six weeks.
pub(crate) const IDLE: SignedDuration = SignedDuration::from_hours(42 * 24);

fn idle_since(now: Timestamp) -> i64 {
    (now - IDLE).as_millisecond()
}

/// When a plan becomes inactive that somebody last had to do with at an instant.
pub(crate) fn idle_from(engaged_at: Timestamp) -> Timestamp {
    let past = IDLE.checked_add(SignedDuration::from_millis(1));
    past.and_then(|past| engaged_at.checked_add(past).ok()).unwrap_or(Timestamp::MAX)
}

impl Store {
    /// Notes, to the hour, that somebody has to do with the plan. One that is inactive stays
    /// so: only making it again brings it back. Safe to repeat.
    pub async fn engage(&self, scope: Scope, now: Timestamp) -> Result<(), StoreError> {
        exec!(
            self.write;
            "update plans set engaged_at = $3
             where workspace_id = $1 and site_id = $2 and engaged_at >= $4 and engaged_at < $3 - 3600000",
            scope.workspace.to_string(), scope.site.to_string(), now.as_millisecond(),
            idle_since(now)
        )?;
        Ok(())
    }

    /// Deletes the plan with its activities and their posts, and ends the run that makes it.
    /// Activities with a post that is going out, went out or may have stay as history. Safe
    /// to repeat.
    pub async fn delete_plan(&self, scope: Scope, now: Timestamp) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        self.end_plan_run(&mut tx, scope, now).await?;
        exec!(
            tx &mut tx;
            sqlx::AssertSqlSafe(format!(
                "delete from posts where workspace_id = $1 and site_id = $2 and status in ({})",
                permitting(Verb::Delete)
            )),
            scope.workspace.to_string(), scope.site.to_string()
        )?;
        exec!(
            tx &mut tx;
            "delete from activities where workspace_id = $1 and site_id = $2 and not exists (
               select 1 from posts p where p.workspace_id = activities.workspace_id
                 and p.site_id = activities.site_id and p.activity_id = activities.id)",
            scope.workspace.to_string(), scope.site.to_string()
        )?;
        exec!(
            tx &mut tx;
            "update plans set status = 'NEVER_CREATED', first_day = null, last_day = null, failure = null,
               generated_at = null
             where workspace_id = $1 and site_id = $2",
            scope.workspace.to_string(), scope.site.to_string()
        )?;
        tx.commit().await
    }

    /// Ends the run that makes the plan; whoever works it finds its lease gone.
    pub(crate) async fn end_plan_run(
        &self,
        tx: &mut Tx,
        scope: Scope,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        exec!(
            tx tx;
            "update runs set finished_at = $3, number = number + 1, keywords_after = $4
             where workspace_id = $1 and site_id = $2 and finished_at is null
             and kind in ('plan', 'plan_with_keywords')",
            scope.workspace.to_string(), scope.site.to_string(), now.as_millisecond(), false
        )?;
        Ok(())
    }

    /// Deletes the posts of an activity that may still change, and none of its stories; gives
    /// their number. Safe to repeat.
    pub async fn clear_posts(&self, scope: Scope, activity: ActivityId) -> Result<u64, StoreError> {
        self.activity(scope, activity).await?;
        exec!(
            self.write;
            sqlx::AssertSqlSafe(format!(
                "delete from posts where workspace_id = $1 and site_id = $2 and activity_id = $3
                 and kind = 'post' and status in ({})",
                permitting(Verb::Delete)
            )),
            scope.workspace.to_string(), scope.site.to_string(), activity.to_string()
        )
    }

    /// Deletes the story drafts of an activity; gives their number. Safe to repeat.
    pub async fn clear_stories(
        &self,
        scope: Scope,
        activity: ActivityId,
    ) -> Result<u64, StoreError> {
        self.activity(scope, activity).await?;
        exec!(
            self.write;
            "delete from posts where workspace_id = $1 and site_id = $2 and activity_id = $3
             and kind = 'story' and status = 'draft'",
            scope.workspace.to_string(), scope.site.to_string(), activity.to_string()
        )
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_is_read_and_what_is_engaged_go_by_the_same_six_weeks() {
        let idle = super::IDLE.as_millis().to_string();
        assert!(crate::frame::WAITING.contains(&idle));
    }
}
