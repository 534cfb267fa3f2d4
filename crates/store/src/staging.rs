//! What providers are given of posts ahead of their minute, and what of it is to be taken
//! back. The publisher's, and like its claims across all workspaces.

use std::time::Duration;

use domain::{Scope, channel::Channel, connection::ProviderKind, id::PostId};
use jiff::Timestamp;

use crate::{
    Store, StoreError,
    error::word,
    freezes::HELD,
    publishing::{COLUMNS, Claimed, ClaimedRow, until},
};

/// What a provider holds of a post that does not go out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawal {
    /// Where the post belongs, or belonged.
    pub scope: Scope,
    /// The post.
    pub post: PostId,
    /// Its channel.
    pub channel: Channel,
    /// The provider's word for what it holds.
    pub reference: String,
}

#[derive(sqlx::FromRow)]
struct WithdrawalRow {
    workspace_id: String,
    site_id: String,
    post_id: String,
    channel: String,
    reference: String,
}

impl WithdrawalRow {
    fn withdrawal(self) -> Result<Withdrawal, StoreError> {
        Ok(Withdrawal {
            scope: Scope {
                workspace: word("staged_posts", "workspace_id", &self.workspace_id)?,
                site: word("staged_posts", "site_id", &self.site_id)?,
            },
            post: word("staged_posts", "post_id", &self.post_id)?,
            channel: word("staged_posts", "channel", &self.channel)?,
            reference: self.reference,
        })
    }
}

/// Whether the version of a post that was staged may still go out, or is about to.
const WANTED: &str = "exists (select 1 from posts p
  where p.workspace_id = s.workspace_id and p.site_id = s.site_id and p.id = s.post_id
  and (p.status = 'scheduled' and p.version = s.version or p.status = 'processing' and p.version = s.version + 1))";

impl Store {
    /// Takes up to `limit` posts that `provider` carries, are due after `now` and by `until`,
    /// and are not staged as they stand: each as the attempt that it would be. Nobody else is
    /// given them within `lease`, and nothing of the post itself changes.
    pub async fn claim_stageable(
        &self,
        provider: ProviderKind,
        (now, by): (Timestamp, Timestamp),
        lease: Duration,
        limit: i64,
    ) -> Result<Vec<Claimed>, StoreError> {
        let ids: Vec<(String, String, String)> = rows!(
            self.write;
            sqlx::AssertSqlSafe(format!(
                "insert into staged_posts (workspace_id, site_id, post_id, version, channel, reference, staged_at, next_at)
                 select posts.workspace_id, posts.site_id, posts.id, posts.version, posts.channel, null, $2, $4
                 from connections c
                 join posts on posts.workspace_id = c.workspace_id and posts.site_id = c.site_id
                   and posts.channel = c.channel and posts.status = 'scheduled'
                   and posts.publish_at > $2 and posts.publish_at <= $3
                 left join staged_posts s on s.workspace_id = posts.workspace_id
                   and s.site_id = posts.site_id and s.post_id = posts.id and s.version = posts.version
                 where c.provider = $1 and not posts.mirrored and not {HELD}
                   and (s.post_id is null or s.next_at <= $2 and (s.reference is null or s.staged_at < c.created_at))
                 order by posts.publish_at limit $5
                 on conflict (workspace_id, site_id, post_id, version) do update
                   set reference = null, staged_at = excluded.staged_at, next_at = excluded.next_at
                   where staged_posts.next_at <= excluded.staged_at
                 returning workspace_id, site_id, post_id"
            )),
            provider.code(), now.as_millisecond(), by.as_millisecond(), until(now, lease), limit
        )?;
        let mut claimed = Vec::with_capacity(ids.len());
        for (workspace, site, id) in ids {
            let row: Option<ClaimedRow> = row!(
                self.write;
                sqlx::AssertSqlSafe(format!(
                    "select {COLUMNS} from posts where workspace_id = $1 and site_id = $2 and id = $3"
                )),
                workspace, site, id
            )?;
            if let Some(row) = row {
                let post = row.claimed()?;
                claimed.push(Claimed { attempt: post.attempt + 1, ..post });
            }
        }
        Ok(claimed)
    }

    /// Notes what a provider holds of a post, as it stood at `version`. Gives whether that is
    /// of use: not when somebody else staged it meanwhile.
    pub async fn note_staged(
        &self,
        scope: Scope,
        post: PostId,
        version: i64,
        reference: &str,
    ) -> Result<bool, StoreError> {
        let noted = exec!(
            self.write;
            "update staged_posts set reference = $5, next_at = 0
             where workspace_id = $1 and site_id = $2 and post_id = $3 and version = $4 and reference is null",
            scope.workspace.to_string(), scope.site.to_string(), post.to_string(), version, reference
        )?;
        Ok(noted > 0)
    }

    /// Notes that a provider did not take a post ahead: it is asked again at `next`.
    pub async fn note_unstaged(
        &self,
        scope: Scope,
        post: PostId,
        version: i64,
        next: Timestamp,
    ) -> Result<(), StoreError> {
        exec!(
            self.write;
            "update staged_posts set next_at = $5
             where workspace_id = $1 and site_id = $2 and post_id = $3 and version = $4 and reference is null",
            scope.workspace.to_string(), scope.site.to_string(), post.to_string(), version,
            next.as_millisecond()
        )
        .map(drop)
    }

    /// Hands out what a provider holds of a post as it stood at `version`, made through the
    /// connection that is there `since`: once, to whoever is about to send it.
    pub async fn take_staged(
        &self,
        scope: Scope,
        post: PostId,
        version: i64,
        since: Timestamp,
    ) -> Result<Option<String>, StoreError> {
        let taken: Option<(String,)> = row!(
            self.write;
            "delete from staged_posts
             where workspace_id = $1 and site_id = $2 and post_id = $3 and version = $4
               and staged_at >= $5 and reference is not null
             returning reference",
            scope.workspace.to_string(), scope.site.to_string(), post.to_string(), version,
            since.as_millisecond()
        )?;
        Ok(taken.map(|(reference,)| reference))
    }

    /// What was staged for an attempt.
    pub async fn staged_for(
        &self,
        scope: Scope,
        post: PostId,
        attempt: i64,
    ) -> Result<Option<String>, StoreError> {
        let found: Option<(Option<String>,)> = row!(
            self.read;
            "select staged from receipts
             where workspace_id = $1 and site_id = $2 and post_id = $3 and attempt = $4",
            scope.workspace.to_string(), scope.site.to_string(), post.to_string(), attempt
        )?;
        Ok(found.and_then(|(staged,)| staged))
    }

    /// Takes up to `limit` drafts that providers hold of posts that were deleted, have changed
    /// or do not go out, for `lease`.
    pub async fn claim_withdrawals(
        &self,
        now: Timestamp,
        lease: Duration,
        limit: i64,
    ) -> Result<Vec<Withdrawal>, StoreError> {
        exec!(
            self.write;
            sqlx::AssertSqlSafe(format!(
                "delete from staged_posts as s where s.next_at <= $1 and s.reference is null and not {WANTED}"
            )),
            now.as_millisecond()
        )?;
        let rows: Vec<WithdrawalRow> = rows!(
            self.write;
            sqlx::AssertSqlSafe(format!(
                "update staged_posts set next_at = $2
                 where (workspace_id, site_id, post_id, version) in (
                   select s.workspace_id, s.site_id, s.post_id, s.version from staged_posts s
                   where s.next_at <= $1 and s.reference is not null and not {WANTED} limit $3)
                 and next_at <= $1
                 returning workspace_id, site_id, post_id, channel, reference"
            )),
            now.as_millisecond(), until(now, lease), limit
        )?;
        rows.into_iter().map(WithdrawalRow::withdrawal).collect()
    }

    /// Forgets what a provider held of a post, under that word for it.
    pub async fn forget_staged(
        &self,
        scope: Scope,
        post: PostId,
        reference: &str,
    ) -> Result<(), StoreError> {
        exec!(
            self.write;
            "delete from staged_posts
             where workspace_id = $1 and site_id = $2 and post_id = $3 and reference = $4",
            scope.workspace.to_string(), scope.site.to_string(), post.to_string(), reference
        )
        .map(drop)
    }
}
