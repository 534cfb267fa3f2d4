//! Writes that a program may send twice: the second is answered as the first was.

use domain::Scope;
use jiff::{SignedDuration, Timestamp};

use crate::{Store, StoreError, seal::digest};

/// How long an answer is kept.
const KEPT: SignedDuration = SignedDuration::from_hours(24);

/// What is known of a write that names an idempotency key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// It is new, and now begun: carry it out, then settle or forget it.
    New,
    /// It was carried out; this was the answer.
    Answered {
        /// The HTTP status.
        status: u16,
        /// The body.
        body: String,
    },
    /// It is being carried out, or whoever did so died: look before it is sent under
    /// another key.
    Begun,
    /// The key stands for another write.
    Another,
}

impl Store {
    /// Begins a write, or tells what became of it. `request` is the whole of what was asked.
    pub async fn begin_write(
        &self,
        scope: Scope,
        key: &str,
        request: &str,
        now: Timestamp,
    ) -> Result<Known, StoreError> {
        let (key, request) = (digest(key), digest(request));
        let begun = exec!(
            self.write;
            "insert into idempotency_keys (workspace_id, site_id, key_hash, request_hash, status, body, begun_at)
             values ($1, $2, $3, $4, null, '', $5)
             on conflict (workspace_id, site_id, key_hash) do update set
               request_hash = excluded.request_hash, status = null, body = '', begun_at = excluded.begun_at
             where idempotency_keys.begun_at < $6",
            scope.workspace.to_string(), scope.site.to_string(), &key, &request,
            now.as_millisecond(), oldest(now)
        )?;
        if begun > 0 {
            return Ok(Known::New);
        }
        let found: Option<(String, Option<i64>, String)> = row!(
            self.write;
            "select request_hash, status, body from idempotency_keys
             where workspace_id = $1 and site_id = $2 and key_hash = $3",
            scope.workspace.to_string(), scope.site.to_string(), &key
        )?;
        Ok(match found {
            Some((asked, ..)) if asked != request => Known::Another,
            Some((_, Some(status), body)) => {
                Known::Answered { status: u16::try_from(status).unwrap_or(500), body }
            }
            // Settled as forgotten between the two looks: whoever asks again begins it.
            Some((_, None, _)) | None => Known::Begun,
        })
    }

    /// Keeps the answer to a write for whoever sends it again.
    pub async fn settle_write(
        &self,
        scope: Scope,
        key: &str,
        status: u16,
        body: &str,
    ) -> Result<(), StoreError> {
        exec!(
            self.write;
            "update idempotency_keys set status = $4, body = $5
             where workspace_id = $1 and site_id = $2 and key_hash = $3",
            scope.workspace.to_string(), scope.site.to_string(), digest(key), i64::from(status), body
        )?;
        Ok(())
    }

    /// Forgets a write that changed nothing, so that it may be sent again.
    pub async fn forget_write(&self, scope: Scope, key: &str) -> Result<(), StoreError> {
        exec!(
            self.write;
            "delete from idempotency_keys
             where workspace_id = $1 and site_id = $2 and key_hash = $3 and status is null",
            scope.workspace.to_string(), scope.site.to_string(), digest(key)
        )?;
        Ok(())
    }

    /// Forgets the answers that are too old to be asked for. A named exception to the rule
    /// of scopes: it tidies up after all of them.
    pub async fn forget_old_writes(&self, now: Timestamp) -> Result<u64, StoreError> {
        exec!(self.write; "delete from idempotency_keys where begun_at < $1", oldest(now))
    }
}

fn oldest(now: Timestamp) -> i64 {
    (now - KEPT).as_millisecond()
}
