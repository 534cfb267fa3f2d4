//! The publisher's side of a post: claim, mark, outcome.
//!
//! The due loop works across all workspaces, a named exception to the rule of scopes; what
//! it is given carries its scope, and every write after a claim carries the attempt.

use std::time::Duration;

use domain::{
    Scope,
    id::{PostId, WorkspaceId},
    post::{PostStatus, Verb},
};
use jiff::Timestamp;

use crate::{
    Store, StoreError, Tx, dialect,
    error::word,
    freezes::HELD,
    life::permitting,
    pool::Pool,
    posts::{Post, PostRow},
};

#[cfg(test)]
mod tests;

/// A post that this process holds until its lease ends.
#[derive(Debug, Clone)]
pub struct Claimed {
    /// Where it belongs.
    pub scope: Scope,
    /// The post.
    pub post: Post,
    /// The fencing number: every later write names it.
    pub attempt: i64,
    /// Which try this is since a person last scheduled the post, from 1.
    pub tries: i64,
    /// When the send began, for a post whose outcome is unclear.
    pub sending_at: Option<Timestamp>,
    /// How many attempts ended unclear so far.
    pub unclear: i64,
}

#[derive(sqlx::FromRow)]
pub(crate) struct ClaimedRow {
    workspace_id: String,
    site_id: String,
    attempt: i64,
    tries: i64,
    sending_at: Option<i64>,
    unclear: i64,
    #[sqlx(flatten)]
    post: PostRow,
}

impl ClaimedRow {
    pub(crate) fn claimed(self) -> Result<Claimed, StoreError> {
        Ok(Claimed {
            scope: Scope {
                workspace: word("posts", "workspace_id", &self.workspace_id)?,
                site: word("posts", "site_id", &self.site_id)?,
            },
            attempt: self.attempt,
            tries: self.tries,
            sending_at: self.sending_at.map(crate::error::instant),
            unclear: self.unclear,
            post: self.post.post()?,
        })
    }
}

pub(crate) const COLUMNS: &str = "workspace_id, site_id, attempt, tries, sending_at, unclear, id, activity_id, channel, kind, title, caption, link, alt_text, media_id, publish_at, status, version, live_link, failure, mirrored, reference_id, authorship, held";

/// When a post may go out: the index `posts_by_turn` begins with these very words.
const TURN: &str = "(case when next_check_at > publish_at then next_check_at else publish_at end)";

/// The intent to send, to be made durable before any byte leaves.
#[derive(Debug, Clone)]
pub struct Intent {
    /// Where the post belongs.
    pub scope: Scope,
    /// The post.
    pub post: PostId,
    /// The attempt.
    pub attempt: i64,
    /// Our own id for the post on its network.
    pub delivery_key: String,
    /// The channel's code.
    pub channel: &'static str,
    /// The provider's code.
    pub provider: &'static str,
    /// SHA-256 of what will be sent, in hexadecimal.
    pub body_hash: String,
    /// When the post was claimed.
    pub claimed_at: Timestamp,
    /// What the provider staged for it.
    pub staged: Option<String>,
}

/// How an attempt ended.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Where the post belongs.
    pub scope: Scope,
    /// The post.
    pub post: PostId,
    /// The attempt.
    pub attempt: i64,
    /// What becomes of the post.
    pub then: Then,
    /// HTTP status, when there was one.
    pub http_status: Option<u16>,
    /// In words for the marketer.
    pub reason: Option<String>,
}

/// What becomes of a post after an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Then {
    /// It is on the network.
    Published {
        /// The network's own id of it.
        reference: String,
        /// Its public address.
        link: Option<String>,
    },
    /// It is certainly not there; try again at that instant.
    Retry(Timestamp),
    /// It was not sent for a reason that is not its own; it is tried again at that instant,
    /// and this was no try.
    Waiting(Timestamp),
    /// A look-up showed that it is not there; it goes out again at that instant.
    Absent(Timestamp),
    /// It is certainly not there, and a person must act.
    Failed,
    /// It may be there; look it up at that instant, or ask a person when `None`.
    Uncertain(Option<Timestamp>),
}

impl Then {
    /// What happens to the post, how it stands afterwards, and the word of the receipt.
    const fn words(&self) -> (Verb, PostStatus, &'static str) {
        match self {
            Then::Published { .. } => (Verb::Published, PostStatus::Published, "published"),
            Then::Retry(_) => (Verb::RefusedForNow, PostStatus::Scheduled, "refused"),
            Then::Waiting(_) => (Verb::Free, PostStatus::Scheduled, "refused"),
            Then::Absent(_) => (Verb::Absent, PostStatus::Scheduled, "absent"),
            Then::Failed => (Verb::RefusedForGood, PostStatus::Failed, "refused"),
            Then::Uncertain(_) => (Verb::Unclear, PostStatus::Uncertain, "unclear"),
        }
    }
}

impl Store {
    /// Takes up to `limit` posts whose minute has come and that are not frozen, for `lease`.
    /// Workspaces take turns, so that none waits for another's many; those in `busy` have
    /// enough under way and are passed over.
    pub async fn claim_due(
        &self,
        now: Timestamp,
        lease: Duration,
        limit: i64,
        busy: &[WorkspaceId],
    ) -> Result<Vec<Claimed>, StoreError> {
        let busy = busy.iter().fold(",".to_owned(), |list, id| format!("{list}{id},"));
        let mut tx = dialect::begin_by_index(&self.write).await?;
        let rows: Vec<ClaimedRow> = rows!(
            tx &mut tx;
            sqlx::AssertSqlSafe(claim_sql(&self.write)),
            now.as_millisecond(), until(now, lease), limit, busy
        )?;
        tx.commit().await?;
        rows.into_iter().map(ClaimedRow::claimed).collect()
    }

    /// Takes up to `limit` uncertain posts that should be looked up now, for `lease`.
    /// Their attempt does not change: nothing is sent.
    pub async fn claim_unsettled(
        &self,
        now: Timestamp,
        lease: Duration,
        limit: i64,
    ) -> Result<Vec<Claimed>, StoreError> {
        let rows: Vec<ClaimedRow> = rows!(
            self.write;
            sqlx::AssertSqlSafe(format!(
                "update posts set next_check_at = $2
                 where (workspace_id, site_id, id) in (
                   select workspace_id, site_id, id from posts
                   where status = 'uncertain' and next_check_at <= $1
                   order by next_check_at limit $3 {}) returning {COLUMNS}",
                dialect::skip_locked(&self.write)
            )),
            now.as_millisecond(), until(now, lease), limit
        )?;
        rows.into_iter().map(ClaimedRow::claimed).collect()
    }

    /// Makes the intent to send durable, for all that are still held and not frozen; gives
    /// those. One commit for the batch. Only what is given back may be sent, within a new
    /// `lease`.
    pub async fn mark_sending(
        &self,
        intents: Vec<Intent>,
        lease: Duration,
        now: Timestamp,
    ) -> Result<Vec<Intent>, StoreError> {
        let mut tx = self.begin().await?;
        let mut marked = Vec::with_capacity(intents.len());
        let sql = format!(
            "update posts set sending_at = $5, lease_until = $6 where workspace_id = $1 and site_id = $2 and id = $3
             and attempt = $4 and status = 'processing' and sending_at is null and lease_until > $5 and not {HELD}"
        );
        for intent in intents {
            let held = exec!(
                tx &mut tx;
                sqlx::AssertSqlSafe(sql.as_str()),
                intent.scope.workspace.to_string(), intent.scope.site.to_string(), intent.post.to_string(),
                intent.attempt, now.as_millisecond(), until(now, lease)
            )?;
            if held > 0 {
                write_receipt(&mut tx, &intent, now).await?;
                marked.push(intent);
            }
        }
        tx.commit().await?;
        Ok(marked)
    }

    /// Stores how attempts ended, with their receipts. One commit for the batch. An outcome
    /// whose attempt was overtaken changes nothing.
    pub async fn record(&self, outcomes: &[Outcome], now: Timestamp) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        for outcome in outcomes {
            record_one(&mut tx, outcome, now).await?;
        }
        tx.commit().await
    }

    /// Gives back what dead publishers held: unsent posts are scheduled again, those that
    /// may have been sent become uncertain and are looked up at once. Gives both numbers.
    pub async fn release_expired(&self, now: Timestamp) -> Result<(u64, u64), StoreError> {
        let freed = exec!(
            self.write;
            "update posts set status = 'scheduled', version = version + 1, lease_until = null
             where status = 'processing' and lease_until <= $1 and sending_at is null",
            now.as_millisecond()
        )?;
        let unclear = exec!(
            self.write;
            "update posts set status = 'uncertain', version = version + 1, lease_until = null,
               unclear = unclear + 1, next_check_at = $1,
               failure = 'Almanac stopped while this was being sent.'
             where status = 'processing' and lease_until <= $1 and sending_at is not null",
            now.as_millisecond()
        )?;
        Ok((freed, unclear))
    }

    /// Posts whose minute, and whose next try if there is to be one, passed before `oldest`
    /// while nobody published become missed; gives their number. What is frozen stays as it
    /// is until it is not.
    pub async fn miss_overdue(&self, oldest: Timestamp) -> Result<u64, StoreError> {
        let mut tx = dialect::begin_by_index(&self.write).await?;
        let missed = exec!(
            tx &mut tx;
            sqlx::AssertSqlSafe(format!(
                "update posts set status = 'missed', version = version + 1,
                   failure = 'Nothing was published at its minute: Almanac was not running, or publishing was frozen.'
                 where status = 'scheduled' and not mirrored and {TURN} < $1 {} and not {HELD}",
                dialect::due_by_minute(&self.write)
            )),
            oldest.as_millisecond()
        )?;
        tx.commit().await?;
        Ok(missed)
    }

    /// How many posts are scheduled, and the minute of the next. For status pages.
    pub async fn next_due(&self) -> Result<(i64, Option<Timestamp>), StoreError> {
        let found: Option<(i64, Option<i64>)> = row!(self.read; "select count(*), min(publish_at) from posts where status = 'scheduled' and not mirrored")?;
        let (count, next) = found.unwrap_or((0, None));
        Ok((count, next.map(crate::error::instant)))
    }
}

/// Takes what is due: until `$1`, for a lease until `$2`, `$3` at most, none of the workspaces in
/// the list `$4`.
fn claim_sql(pool: &Pool) -> String {
    format!(
        "with waiting as materialized (
           select workspace_id, site_id, id, {TURN} as due,
             row_number() over (partition by workspace_id order by {TURN}, id) as turn
           from posts where status = 'scheduled' and not mirrored and {TURN} <= $1 {by_minute}
             and $4 not like '%,' || workspace_id || ',%' and not {HELD}
           order by turn, due, id limit $3),
         taken as materialized (
           select workspace_id, site_id, id from posts
           where (workspace_id, site_id, id) in (select workspace_id, site_id, id from waiting)
           and status in ({claimable}) {skip_locked})
         update posts set status = 'processing', attempt = attempt + 1, tries = tries + 1, version = version + 1,
           lease_until = $2, sending_at = null, next_check_at = null
         where (workspace_id, site_id, id) in (select workspace_id, site_id, id from taken) returning {COLUMNS}",
        by_minute = dialect::due_by_minute(pool),
        claimable = permitting(Verb::Claim),
        skip_locked = dialect::skip_locked(pool)
    )
}

async fn write_receipt(tx: &mut Tx, intent: &Intent, now: Timestamp) -> Result<(), StoreError> {
    exec!(
        tx tx;
        "insert into receipts (workspace_id, site_id, post_id, attempt, delivery_key, channel, provider,
           claimed_at, sending_at, body_hash, staged)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        intent.scope.workspace.to_string(), intent.scope.site.to_string(), intent.post.to_string(),
        intent.attempt, &intent.delivery_key, intent.channel, intent.provider,
        intent.claimed_at.as_millisecond(), now.as_millisecond(), &intent.body_hash,
        intent.staged.as_deref()
    )?;
    Ok(())
}

async fn record_one(tx: &mut Tx, outcome: &Outcome, now: Timestamp) -> Result<(), StoreError> {
    let (verb, status, word) = outcome.then.words();
    let (reference, link) = match &outcome.then {
        Then::Published { reference, link } => (Some(reference), link.as_ref()),
        _ => (None, None),
    };
    let next = match outcome.then {
        Then::Retry(at) | Then::Waiting(at) | Then::Absent(at) => Some(at),
        Then::Uncertain(at) => at,
        Then::Published { .. } | Then::Failed => None,
    };
    let unclear = matches!(outcome.then, Then::Uncertain(_));
    let no_try = matches!(outcome.then, Then::Waiting(_));
    let sql = format!(
        "update posts set status = $5, version = version + 1, lease_until = null, next_check_at = $6,
           reference = $7, live_link = $8, failure = $9,
           unclear = unclear + (case when status = 'processing' then $10 else 0 end), tries = tries - $11
         where workspace_id = $1 and site_id = $2 and id = $3 and attempt = $4 and status in ({})",
        permitting(verb)
    );
    let held = exec!(
        tx tx;
        sqlx::AssertSqlSafe(sql),
        outcome.scope.workspace.to_string(), outcome.scope.site.to_string(), outcome.post.to_string(),
        outcome.attempt, status.code(), next.map(Timestamp::as_millisecond),
        reference, link, outcome.reason.as_deref(), i64::from(unclear), i64::from(no_try)
    )?;
    if held > 0 {
        exec!(
            tx tx;
            "update receipts set finished_at = $5, outcome = $6,
               http_status = coalesce($7, http_status), reference = $8, link = $9, reason = $10
             where workspace_id = $1 and site_id = $2 and post_id = $3 and attempt = $4",
            outcome.scope.workspace.to_string(), outcome.scope.site.to_string(), outcome.post.to_string(),
            outcome.attempt, now.as_millisecond(), word, outcome.http_status.map(i64::from),
            reference, link, outcome.reason.as_deref()
        )?;
    }
    Ok(())
}

pub(crate) fn until(now: Timestamp, lease: Duration) -> i64 {
    now.as_millisecond().saturating_add(i64::try_from(lease.as_millis()).unwrap_or(i64::MAX))
}
