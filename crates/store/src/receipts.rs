//! The record of each attempt to publish. Kept when the post is deleted.

use domain::{Scope, id::PostId};
use jiff::Timestamp;

use crate::{Store, StoreError, error::instant};

/// One attempt to publish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Which attempt, from 1.
    pub attempt: i64,
    /// Who carried it.
    pub provider: String,
    /// When a publisher took the post.
    pub claimed_at: Timestamp,
    /// When the send was about to begin.
    pub sending_at: Option<Timestamp>,
    /// When its outcome was known.
    pub finished_at: Option<Timestamp>,
    /// `published`, `refused`, `unclear`, or `absent` after a look-up; `None` while under way.
    pub outcome: Option<String>,
    /// HTTP status, when there was one.
    pub http_status: Option<i64>,
    /// Where the post can be seen.
    pub link: Option<String>,
    /// In words for the marketer.
    pub reason: Option<String>,
}

#[derive(sqlx::FromRow)]
struct ReceiptRow {
    attempt: i64,
    provider: String,
    claimed_at: i64,
    sending_at: Option<i64>,
    finished_at: Option<i64>,
    outcome: Option<String>,
    http_status: Option<i64>,
    link: Option<String>,
    reason: Option<String>,
}

impl Store {
    /// The receipts of a post, the newest first.
    pub async fn receipts(&self, scope: Scope, post: PostId) -> Result<Vec<Receipt>, StoreError> {
        let rows: Vec<ReceiptRow> = rows!(
            self.read;
            "select attempt, provider, claimed_at, sending_at, finished_at, outcome, http_status, link, reason
             from receipts where workspace_id = $1 and site_id = $2 and post_id = $3 order by attempt desc",
            scope.workspace.to_string(), scope.site.to_string(), post.to_string()
        )?;
        Ok(rows
            .into_iter()
            .map(|row| Receipt {
                attempt: row.attempt,
                provider: row.provider,
                claimed_at: instant(row.claimed_at),
                sending_at: row.sending_at.map(instant),
                finished_at: row.finished_at.map(instant),
                outcome: row.outcome,
                http_status: row.http_status,
                link: row.link,
                reason: row.reason,
            })
            .collect())
    }
}
