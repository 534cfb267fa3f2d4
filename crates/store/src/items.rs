//! Posts, as programs find and command them: each command is one statement, and decided by the
//! database against a publisher's claim.

use domain::{
    Scope,
    channel::Channel,
    id::PostId,
    post::{PostKind, PostStatus, Verb},
};
use jiff::Timestamp;

use crate::{
    Store, StoreError,
    life::permitting,
    posts::{COLUMNS, Post, PostRow},
};

/// Which posts of a site, and in what order: by their minutes.
#[derive(Debug, Clone)]
pub struct Sought<'a> {
    /// Only these; `None` means all.
    pub ids: Option<&'a [PostId]>,
    /// For one of these networks.
    pub channels: &'a [Channel],
    /// Of one of these kinds.
    pub kinds: &'a [PostKind],
    /// In one of these states.
    pub statuses: &'a [PostStatus],
    /// Not before.
    pub from: Timestamp,
    /// Before.
    pub until: Timestamp,
    /// Whether the last minute comes first.
    pub descending: bool,
    /// Behind the post that has that minute and that id.
    pub behind: Option<(Timestamp, PostId)>,
    /// How many of them to pass over.
    pub skip: i64,
    /// The most to give.
    pub limit: i64,
}

impl Store {
    /// The posts that are sought.
    pub async fn seek_posts(
        &self,
        scope: Scope,
        sought: &Sought<'_>,
    ) -> Result<Vec<Post>, StoreError> {
        // One statement for all: what is sought stands in texts, between commas.
        let ids = sought.ids.map(|ids| listed(ids.iter().map(PostId::to_string)));
        let channels = listed(sought.channels.iter().map(|channel| channel.code().to_owned()));
        let kinds = listed(sought.kinds.iter().map(|kind| kind.code().to_owned()));
        let statuses = listed(sought.statuses.iter().map(|status| status.code().to_owned()));
        let (behind, order) = if sought.descending { ("<", "desc") } else { (">", "asc") };
        let (minute, id) = match sought.behind {
            Some((minute, id)) => (Some(minute.as_millisecond()), id.to_string()),
            None => (None, String::new()),
        };
        let rows: Vec<PostRow> = rows!(
            self.read;
            sqlx::AssertSqlSafe(format!(
                "select {COLUMNS} from posts where workspace_id = $1 and site_id = $2
                 and ($3 is null or $3 like '%,' || id || ',%')
                 and $4 like '%,' || channel || ',%' and $5 like '%,' || status || ',%'
                 and publish_at >= $6 and publish_at < $7
                 and ($8 is null or publish_at {behind} $8 or (publish_at = $8 and id {behind} $9))
                 and $12 like '%,' || kind || ',%'
                 order by publish_at {order}, id {order} limit $10 offset $11"
            )),
            scope.workspace.to_string(), scope.site.to_string(), ids, channels, statuses,
            sought.from.as_millisecond(), sought.until.as_millisecond(), minute, id,
            sought.limit, sought.skip, kinds
        )?;
        rows.into_iter().map(PostRow::post).collect()
    }

    /// Schedules a post at a minute, whatever its own was. [`StoreError::TooLate`] when it
    /// changed since `version`, is going out, went out or may have.
    pub async fn schedule_post_at(
        &self,
        scope: Scope,
        id: PostId,
        version: i64,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let touched = exec!(
            self.write;
            sqlx::AssertSqlSafe(format!("update posts set status = 'scheduled', publish_at = $5, edited = $6, version = version + 1,
               next_check_at = null, unclear = 0, tries = 0, failure = null, sending_at = null, lease_until = null
             where workspace_id = $1 and site_id = $2 and id = $3 and version = $4
             and status in ({})", permitting(Verb::Schedule))),
            scope.workspace.to_string(), scope.site.to_string(), id.to_string(), version,
            at.as_millisecond(), true
        )?;
        self.touched_post(scope, id, touched).await
    }

    /// Takes a scheduled post back: no publisher takes it up any more. [`StoreError::TooLate`]
    /// when it is not scheduled, or a publisher has it already.
    pub async fn cancel_post(&self, scope: Scope, id: PostId) -> Result<(), StoreError> {
        let touched = exec!(
            self.write;
            sqlx::AssertSqlSafe(format!(
                "update posts set status = 'canceled', edited = $4, version = version + 1, next_check_at = null,
                   failure = null, lease_until = null
                 where workspace_id = $1 and site_id = $2 and id = $3 and status in ({})",
                permitting(Verb::Cancel)
            )),
            scope.workspace.to_string(), scope.site.to_string(), id.to_string(), true
        )?;
        self.touched_post(scope, id, touched).await
    }

    /// Deletes a post; its receipts stay. [`StoreError::TooLate`] when it is going out, went
    /// out or may have.
    pub async fn delete_post(&self, scope: Scope, id: PostId) -> Result<(), StoreError> {
        let touched = exec!(
            self.write;
            sqlx::AssertSqlSafe(format!("delete from posts where workspace_id = $1 and site_id = $2 and id = $3
             and status in ({})", permitting(Verb::Delete))),
            scope.workspace.to_string(), scope.site.to_string(), id.to_string()
        )?;
        self.touched_post(scope, id, touched).await
    }
}

fn listed(words: impl Iterator<Item = String>) -> String {
    words.fold(",".to_owned(), |list, word| list + &word + ",")
}
