//! The record of each attempt to publish. Kept when the post is deleted.

use domain::{Scope, id::PostId};
use jiff::Timestamp;

use crate::{
    Store, StoreError,
    error::{instant, word},
};

/// One attempt to publish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The post. It may be deleted by now.
    pub post: PostId,
    /// Its network, as it was called then.
    pub channel: String,
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
    /// The network's own id of the post.
    pub reference: Option<String>,
    /// Where the post can be seen.
    pub link: Option<String>,
    /// SHA-256 of what was sent, in hexadecimal.
    pub body_hash: Option<String>,
    /// In words for the marketer.
    pub reason: Option<String>,
}

#[derive(sqlx::FromRow)]
struct ReceiptRow {
    post_id: String,
    channel: String,
    attempt: i64,
    provider: String,
    claimed_at: i64,
    sending_at: Option<i64>,
    finished_at: Option<i64>,
    outcome: Option<String>,
    http_status: Option<i64>,
    reference: Option<String>,
    link: Option<String>,
    body_hash: Option<String>,
    reason: Option<String>,
}

impl ReceiptRow {
    fn receipt(self) -> Result<Receipt, StoreError> {
        Ok(Receipt {
            post: word("receipts", "post_id", &self.post_id)?,
            channel: self.channel,
            attempt: self.attempt,
            provider: self.provider,
            claimed_at: instant(self.claimed_at),
            sending_at: self.sending_at.map(instant),
            finished_at: self.finished_at.map(instant),
            outcome: self.outcome,
            http_status: self.http_status,
            reference: self.reference,
            link: self.link,
            body_hash: self.body_hash,
            reason: self.reason,
        })
    }
}

const COLUMNS: &str = "post_id, channel, attempt, provider, claimed_at, sending_at, finished_at, outcome, http_status, reference, link, body_hash, reason";

impl Store {
    /// The receipts of a post, the newest first.
    pub async fn receipts(&self, scope: Scope, post: PostId) -> Result<Vec<Receipt>, StoreError> {
        let rows: Vec<ReceiptRow> = rows!(
            self.read;
            sqlx::AssertSqlSafe(format!(
                "select {COLUMNS} from receipts
                 where workspace_id = $1 and site_id = $2 and post_id = $3 order by attempt desc"
            )),
            scope.workspace.to_string(), scope.site.to_string(), post.to_string()
        )?;
        rows.into_iter().map(ReceiptRow::receipt).collect()
    }

    /// The receipts of a site by post and attempt, at most `limit` after that one: those of
    /// deleted posts too.
    pub async fn site_receipts(
        &self,
        scope: Scope,
        after: Option<(PostId, i64)>,
        limit: i64,
    ) -> Result<Vec<Receipt>, StoreError> {
        let (post, attempt) = after.map_or((String::new(), 0), |(post, it)| (post.to_string(), it));
        let rows: Vec<ReceiptRow> = rows!(
            self.read;
            sqlx::AssertSqlSafe(format!(
                "select {COLUMNS} from receipts
                 where workspace_id = $1 and site_id = $2 and (post_id, attempt) > ($3, $4)
                 order by post_id, attempt limit $5"
            )),
            scope.workspace.to_string(), scope.site.to_string(), post, attempt, limit
        )?;
        rows.into_iter().map(ReceiptRow::receipt).collect()
    }
}
