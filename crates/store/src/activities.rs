//! Planned marketing actions.

use domain::{Scope, activity::ActivityType, id::ActivityId, post::Verb};
use jiff::{Timestamp, civil::Date};

use crate::{
    Store, StoreError, Tx,
    error::{instant, word},
    life::permitting,
};

/// A planned marketing action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Activity {
    /// Its identifier.
    pub id: ActivityId,
    /// What kind of action.
    pub kind: ActivityType,
    /// Its title.
    pub title: String,
    /// What it is.
    pub description: String,
    /// Why it is in the plan.
    pub reason: String,
    /// The topic or offer it is about.
    pub subject: String,
    /// The topic it counts for.
    pub topic: Option<String>,
    /// The event it leads up to, with its day.
    pub event: Option<(String, Date)>,
    /// When it takes place.
    pub starts_at: Timestamp,
    /// Whether stories are planned with its posts.
    pub stories: bool,
    /// Whether a person changed it: regenerating keeps it then.
    pub edited: bool,
}

#[derive(sqlx::FromRow)]
struct ActivityRow {
    id: String,
    kind: String,
    title: String,
    description: String,
    reason: String,
    subject: String,
    topic: Option<String>,
    event_name: Option<String>,
    event_day: Option<String>,
    starts_at: i64,
    stories: bool,
    edited: bool,
}

impl ActivityRow {
    fn activity(self) -> Result<Activity, StoreError> {
        let event = match (self.event_name, self.event_day) {
            (Some(name), Some(day)) => Some((name, word("activities", "event_day", &day)?)),
            _ => None,
        };
        Ok(Activity {
            id: word("activities", "id", &self.id)?,
            kind: word("activities", "kind", &self.kind)?,
            title: self.title,
            description: self.description,
            reason: self.reason,
            subject: self.subject,
            topic: self.topic,
            event,
            starts_at: instant(self.starts_at),
            stories: self.stories,
            edited: self.edited,
        })
    }
}

const COLUMNS: &str = "id, kind, title, description, reason, subject, topic, event_name, event_day, starts_at, stories, edited";

/// What regenerating leaves alone: the past, what a person edited, and what has a post or a
/// draft that a person edited, or a post that left the draft state.
pub(crate) const KEPT: &str = "(a.starts_at < $3 or a.edited or exists (
    select 1 from posts p where p.workspace_id = a.workspace_id and p.site_id = a.site_id
      and p.activity_id = a.id and (p.edited or p.status <> 'draft')) or exists (
    select 1 from drafts d where d.workspace_id = a.workspace_id and d.site_id = a.site_id
      and d.activity_id = a.id and d.edited))";

impl Store {
    /// An activity of a site.
    pub async fn activity(&self, scope: Scope, id: ActivityId) -> Result<Activity, StoreError> {
        let found: Option<ActivityRow> = row!(
            self.read;
            sqlx::AssertSqlSafe(format!("select {COLUMNS} from activities where workspace_id = $1 and site_id = $2 and id = $3")),
            scope.workspace.to_string(), scope.site.to_string(), id.to_string()
        )?;
        found.ok_or(StoreError::NotFound("activity"))?.activity()
    }

    /// The activities of a site from `from` up to `until`, by time.
    pub async fn activities(
        &self,
        scope: Scope,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<Activity>, StoreError> {
        let rows: Vec<ActivityRow> = rows!(
            self.read;
            sqlx::AssertSqlSafe(format!(
                "select {COLUMNS} from activities where workspace_id = $1 and site_id = $2
                 and starts_at >= $3 and starts_at < $4 order by starts_at, id"
            )),
            scope.workspace.to_string(), scope.site.to_string(),
            from.as_millisecond(), until.as_millisecond()
        )?;
        rows.into_iter().map(ActivityRow::activity).collect()
    }

    /// The activities that regenerating at `now` leaves alone, by time.
    pub async fn kept_activities(
        &self,
        scope: Scope,
        now: Timestamp,
    ) -> Result<Vec<Activity>, StoreError> {
        self.activities_that(scope, KEPT, now).await
    }

    /// Replaces the plan: whatever regenerating at `now` does not keep goes, `planned`
    /// comes, and the plan covers `first` to `last`. All of it or nothing.
    /// [`StoreError::TooLate`] when the run numbered `run` was taken by another process.
    pub async fn replace_plan(
        &self,
        scope: Scope,
        run: i64,
        planned: &[Activity],
        (first, last): (Date, Date),
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        self.replace_plan_in(&mut tx, scope, run, planned, (first, last), now).await?;
        tx.commit().await
    }

    /// As [`Store::replace_plan`], in the caller's change.
    pub async fn replace_plan_in(
        &self,
        tx: &mut Tx,
        scope: Scope,
        run: i64,
        planned: &[Activity],
        (first, last): (Date, Date),
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let held = exec!(
            tx tx;
            "update runs set done = done where workspace_id = $1 and site_id = $2 and number = $3 and finished_at is null",
            scope.workspace.to_string(), scope.site.to_string(), run
        )?;
        if held == 0 {
            return Err(StoreError::TooLate("run"));
        }
        exec!(
            tx tx;
            sqlx::AssertSqlSafe(format!(
                "delete from activities where workspace_id = $1 and site_id = $2 and id in (
                   select id from activities a where workspace_id = $1 and site_id = $2 and not {KEPT})"
            )),
            scope.workspace.to_string(), scope.site.to_string(), now.as_millisecond()
        )?;
        for activity in planned {
            insert(tx, scope, activity, now).await?;
        }
        exec!(
            tx tx;
            "update plans set first_day = $3, last_day = $4, generated_at = $5 where workspace_id = $1 and site_id = $2",
            scope.workspace.to_string(), scope.site.to_string(), first.to_string(), last.to_string(),
            now.as_millisecond()
        )?;
        Ok(())
    }

    /// The activities that regenerating at `now` would replace, by time.
    pub async fn replaceable_activities(
        &self,
        scope: Scope,
        now: Timestamp,
    ) -> Result<Vec<Activity>, StoreError> {
        self.activities_that(scope, &format!("not {KEPT}"), now).await
    }

    async fn activities_that(
        &self,
        scope: Scope,
        holds: &str,
        now: Timestamp,
    ) -> Result<Vec<Activity>, StoreError> {
        let rows: Vec<ActivityRow> = rows!(
            self.read;
            sqlx::AssertSqlSafe(format!(
                "select {COLUMNS} from activities a where workspace_id = $1 and site_id = $2 and {holds} order by starts_at, id"
            )),
            scope.workspace.to_string(), scope.site.to_string(), now.as_millisecond()
        )?;
        rows.into_iter().map(ActivityRow::activity).collect()
    }

    /// Adds an activity that a person or a program thought of. Not idempotent: its id decides.
    pub async fn add_activity(
        &self,
        scope: Scope,
        activity: &Activity,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        insert(&mut tx, scope, activity, now).await?;
        tx.commit().await
    }

    /// Changes the words of an activity; regenerating keeps it then.
    pub async fn change_activity(
        &self,
        scope: Scope,
        id: ActivityId,
        title: &str,
        description: &str,
    ) -> Result<(), StoreError> {
        let touched = exec!(
            self.write;
            "update activities set title = $4, description = $5, edited = $6
             where workspace_id = $1 and site_id = $2 and id = $3",
            scope.workspace.to_string(), scope.site.to_string(), id.to_string(), title, description, true
        )?;
        if touched == 0 { Err(StoreError::NotFound("activity")) } else { Ok(()) }
    }

    /// Deletes an activity with its posts. [`StoreError::TooLate`] when one of them is
    /// going out, went out or may have.
    pub async fn delete_activity(&self, scope: Scope, id: ActivityId) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        // First the posts that no publisher holds: what is left then was held before.
        exec!(
            tx &mut tx;
            sqlx::AssertSqlSafe(format!(
                "delete from posts where workspace_id = $1 and site_id = $2 and activity_id = $3
                 and status in ({})",
                permitting(Verb::Delete)
            )),
            scope.workspace.to_string(), scope.site.to_string(), id.to_string()
        )?;
        let out: Option<(i64,)> = row!(
            tx &mut tx;
            "select count(*) from posts where workspace_id = $1 and site_id = $2 and activity_id = $3",
            scope.workspace.to_string(), scope.site.to_string(), id.to_string()
        )?;
        if out.is_some_and(|(count,)| count > 0) {
            return Err(StoreError::TooLate("activity"));
        }
        let touched = exec!(
            tx &mut tx;
            "delete from activities where workspace_id = $1 and site_id = $2 and id = $3",
            scope.workspace.to_string(), scope.site.to_string(), id.to_string()
        )?;
        if touched == 0 {
            return Err(StoreError::NotFound("activity"));
        }
        tx.commit().await
    }

    /// Moves the part of an activity that stands at `from` to `to`: the activity itself
    /// when it starts then, and its posts of that minute that may still change. Gives the
    /// number of posts moved. [`StoreError::TooLate`] when nothing could be moved.
    pub async fn move_activity(
        &self,
        scope: Scope,
        id: ActivityId,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<u64, StoreError> {
        let mut tx = self.begin().await?;
        let found: Option<(i64,)> = row!(
            tx &mut tx;
            "select starts_at from activities where workspace_id = $1 and site_id = $2 and id = $3",
            scope.workspace.to_string(), scope.site.to_string(), id.to_string()
        )?;
        let (starts_at,) = found.ok_or(StoreError::NotFound("activity"))?;
        let posts = exec!(
            tx &mut tx;
            sqlx::AssertSqlSafe(format!("update posts set publish_at = $5, edited = $6, version = version + 1
             where workspace_id = $1 and site_id = $2 and activity_id = $3 and publish_at = $4
             and status in ({})", permitting(Verb::Edit))),
            scope.workspace.to_string(), scope.site.to_string(), id.to_string(),
            from.as_millisecond(), to.as_millisecond(), true
        )?;
        let left: Option<(i64,)> = row!(
            tx &mut tx;
            "select count(*) from posts where workspace_id = $1 and site_id = $2 and activity_id = $3 and publish_at = $4",
            scope.workspace.to_string(), scope.site.to_string(), id.to_string(), from.as_millisecond()
        )?;
        let nothing_left = left.is_none_or(|(count,)| count == 0);
        if posts == 0 && !(nothing_left && starts_at == from.as_millisecond()) {
            return Err(StoreError::TooLate("activity"));
        }
        if nothing_left && starts_at == from.as_millisecond() {
            exec!(
                tx &mut tx;
                "update activities set starts_at = $4, edited = $5 where workspace_id = $1 and site_id = $2 and id = $3",
                scope.workspace.to_string(), scope.site.to_string(), id.to_string(), to.as_millisecond(), true
            )?;
        }
        tx.commit().await?;
        Ok(posts)
    }
}

pub(crate) async fn insert(
    tx: &mut Tx,
    scope: Scope,
    activity: &Activity,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (event_name, event_day) = match &activity.event {
        Some((name, day)) => (Some(name.as_str()), Some(day.to_string())),
        None => (None, None),
    };
    exec!(
        tx tx;
        "insert into activities (workspace_id, site_id, id, kind, title, description, reason, subject,
           topic, event_name, event_day, starts_at, edited, created_at, stories)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        scope.workspace.to_string(), scope.site.to_string(), activity.id.to_string(),
        activity.kind.code(), &activity.title, &activity.description, &activity.reason,
        &activity.subject, activity.topic.as_deref(), event_name, event_day.clone(),
        activity.starts_at.as_millisecond(), activity.edited, now.as_millisecond(), activity.stories
    )?;
    Ok(())
}
