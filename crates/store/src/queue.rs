//! What waits to go out, and what waits for a person.

use domain::{Scope, id::PostId};
use jiff::Timestamp;

use crate::{
    Store, StoreError,
    error::{instant, word},
    posts::{COLUMNS, Post, PostRow},
};

/// A post on its way, or stuck on it, with what is known of the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queued {
    /// The post.
    pub post: Post,
    /// How many times a publisher took it since a person scheduled it.
    pub tries: i64,
    /// When the last send began.
    pub sending_at: Option<Timestamp>,
    /// When it is tried again, or looked up when it is uncertain; `None` when nothing more is
    /// done without a person.
    pub next_at: Option<Timestamp>,
}

/// The queue of a site.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Queue {
    /// Uncertain, failed and missed posts, in this order, the latest first.
    pub needs_person: Vec<Queued>,
    /// Scheduled and processing posts, the next first.
    pub going_out: Vec<Queued>,
    /// How many are scheduled or processing, shown or not.
    pub going_out_count: i64,
    /// How many need a person, shown or not.
    pub needs_person_count: i64,
}

#[derive(sqlx::FromRow)]
struct QueuedRow {
    tries: i64,
    sending_at: Option<i64>,
    next_check_at: Option<i64>,
    #[sqlx(flatten)]
    post: PostRow,
}

impl QueuedRow {
    fn queued(self) -> Result<Queued, StoreError> {
        Ok(Queued {
            post: self.post.post()?,
            tries: self.tries,
            sending_at: self.sending_at.map(instant),
            next_at: self.next_check_at.map(instant),
        })
    }
}

const GOING_OUT: &str = "status in ('scheduled', 'processing')";
const NEEDS_PERSON: &str = "status in ('uncertain', 'failed', 'missed')";

impl Store {
    /// The queue of a site; at most `limit` posts of each part.
    pub async fn queue(&self, scope: Scope, limit: i64) -> Result<Queue, StoreError> {
        let going_out = self.queued(scope, GOING_OUT, "publish_at, id", limit).await?;
        let order = "case status when 'uncertain' then 0 when 'failed' then 1 else 2 end, publish_at desc, id";
        let needs_person = self.queued(scope, NEEDS_PERSON, order, limit).await?;
        let counts: Option<(i64, i64)> = row!(
            self.read;
            sqlx::AssertSqlSafe(format!(
                "select count(case when {GOING_OUT} then 1 end), count(case when {NEEDS_PERSON} then 1 end)
                 from posts where workspace_id = $1 and site_id = $2 and status in
                   ('scheduled', 'processing', 'uncertain', 'failed', 'missed')"
            )),
            scope.workspace.to_string(), scope.site.to_string()
        )?;
        let (going_out_count, needs_person_count) = counts.unwrap_or_default();
        Ok(Queue { needs_person, going_out, going_out_count, needs_person_count })
    }

    /// The missed posts of a site.
    pub async fn missed(&self, scope: Scope) -> Result<Vec<PostId>, StoreError> {
        let ids: Vec<(String,)> = rows!(
            self.read;
            "select id from posts where workspace_id = $1 and site_id = $2 and status = 'missed' order by publish_at, id",
            scope.workspace.to_string(), scope.site.to_string()
        )?;
        ids.iter().map(|(id,)| word("posts", "id", id)).collect()
    }

    async fn queued(
        &self,
        scope: Scope,
        which: &str,
        order: &str,
        limit: i64,
    ) -> Result<Vec<Queued>, StoreError> {
        let rows: Vec<QueuedRow> = rows!(
            self.read;
            sqlx::AssertSqlSafe(format!(
                "select {COLUMNS}, tries, sending_at, next_check_at from posts
                 where workspace_id = $1 and site_id = $2 and {which} order by {order} limit $3"
            )),
            scope.workspace.to_string(), scope.site.to_string(), limit
        )?;
        rows.into_iter().map(QueuedRow::queued).collect()
    }

    /// Drafts and scheduled posts whose minute lies from `from` to before `until`, the next
    /// first.
    pub async fn posts_ahead(
        &self,
        scope: Scope,
        (from, until): (Timestamp, Timestamp),
    ) -> Result<Vec<Post>, StoreError> {
        let rows: Vec<PostRow> = rows!(
            self.read;
            sqlx::AssertSqlSafe(format!(
                "select {COLUMNS} from posts
                 where workspace_id = $1 and site_id = $2 and publish_at >= $3 and publish_at < $4
                 and status in ('draft', 'scheduled') order by publish_at, id"
            )),
            scope.workspace.to_string(), scope.site.to_string(), from.as_millisecond(), until.as_millisecond()
        )?;
        rows.into_iter().map(PostRow::post).collect()
    }
}
