//! Drafts of articles and e-mails, one for an activity.

use domain::{Scope, draft::Draft, id::ActivityId, writing::Authorship};
use jiff::Timestamp;

use crate::{
    Store, StoreError,
    error::{json, to_json},
};

/// A draft as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptDraft {
    /// What it says.
    pub draft: Draft,
    /// Counts its changes.
    pub version: i64,
    /// Whether a person changed it.
    pub edited: bool,
    /// Who wrote it, and what was found.
    pub authorship: Authorship,
}

#[derive(sqlx::FromRow)]
struct DraftRow {
    title: String,
    summary: String,
    body: String,
    version: i64,
    edited: bool,
    authorship: String,
}

impl Store {
    /// The draft of an activity; `None` when none was written.
    pub async fn draft(
        &self,
        scope: Scope,
        activity: ActivityId,
    ) -> Result<Option<KeptDraft>, StoreError> {
        let found: Option<DraftRow> = row!(
            self.read;
            "select title, summary, body, version, edited, authorship from drafts
             where workspace_id = $1 and site_id = $2 and activity_id = $3",
            scope.workspace.to_string(), scope.site.to_string(), activity.to_string()
        )?;
        let kept = |row: DraftRow| {
            Ok(KeptDraft {
                draft: Draft { title: row.title, summary: row.summary, body: row.body },
                version: row.version,
                edited: row.edited,
                authorship: json("drafts", "authorship", &row.authorship)?,
            })
        };
        found.map(kept).transpose()
    }

    /// Keeps the draft that a writer wrote for an activity. `anew` replaces the one that is
    /// there, whoever changed it; else that one stays. Safe to repeat.
    /// [`StoreError::NotFound`] when the activity is gone.
    pub async fn keep_draft(
        &self,
        scope: Scope,
        activity: ActivityId,
        (draft, authorship): (&Draft, &Authorship),
        anew: bool,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        exec!(
            self.write;
            "insert into drafts (workspace_id, site_id, activity_id, title, summary, body, version, edited, authorship, written_at)
             select a.workspace_id, a.site_id, a.id, $4, $5, $6, 1, $9, $7, $8 from activities a
             where a.workspace_id = $1 and a.site_id = $2 and a.id = $3
             on conflict (workspace_id, site_id, activity_id) do update set
               title = excluded.title, summary = excluded.summary, body = excluded.body,
               version = drafts.version + 1, edited = excluded.edited,
               authorship = excluded.authorship, written_at = excluded.written_at
             where $10",
            scope.workspace.to_string(), scope.site.to_string(), activity.to_string(),
            &draft.title, &draft.summary, &draft.body, to_json(authorship), now.as_millisecond(),
            false, anew
        )?;
        match self.draft(scope, activity).await? {
            Some(_) => Ok(()),
            None => Err(StoreError::NotFound("activity")),
        }
    }

    /// What a person has a draft say, with what was found in it; regenerating keeps its
    /// activity then. [`StoreError::TooLate`] when it changed since `version`.
    pub async fn change_draft(
        &self,
        scope: Scope,
        (activity, version): (ActivityId, i64),
        draft: &Draft,
        authorship: &Authorship,
    ) -> Result<(), StoreError> {
        let touched = exec!(
            self.write;
            "update drafts set title = $5, summary = $6, body = $7, authorship = $8, edited = $9,
               version = version + 1
             where workspace_id = $1 and site_id = $2 and activity_id = $3 and version = $4",
            scope.workspace.to_string(), scope.site.to_string(), activity.to_string(), version,
            &draft.title, &draft.summary, &draft.body, to_json(authorship), true
        )?;
        match (touched, self.draft(scope, activity).await?) {
            (1.., _) => Ok(()),
            (0, Some(_)) => Err(StoreError::TooLate("draft")),
            (0, None) => Err(StoreError::NotFound("draft")),
        }
    }
}
