//! Sessions of the pages. Only a hash of a session's id is stored.

use jiff::Timestamp;

use crate::{Store, StoreError, seal::digest};

impl Store {
    /// Stores a session's record, or replaces it. `id` is the secret in the cookie.
    pub async fn save_session(
        &self,
        id: &str,
        record: &str,
        expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        exec!(
            self.write;
            "insert into sessions (id_hash, record, expires_at) values ($1, $2, $3)
             on conflict (id_hash) do update set record = excluded.record, expires_at = excluded.expires_at",
            digest(id), record, expires_at.as_millisecond()
        )?;
        Ok(())
    }

    /// The record of a session that has not expired.
    pub async fn load_session(
        &self,
        id: &str,
        now: Timestamp,
    ) -> Result<Option<String>, StoreError> {
        let found: Option<(String,)> = row!(
            self.read;
            "select record from sessions where id_hash = $1 and expires_at > $2",
            digest(id), now.as_millisecond()
        )?;
        Ok(found.map(|(record,)| record))
    }

    /// Ends a session. Safe to repeat.
    pub async fn delete_session(&self, id: &str) -> Result<(), StoreError> {
        exec!(self.write; "delete from sessions where id_hash = $1", digest(id))?;
        Ok(())
    }

    /// Forgets sessions that have expired; gives their number.
    pub async fn forget_expired_sessions(&self, now: Timestamp) -> Result<u64, StoreError> {
        exec!(self.write; "delete from sessions where expires_at <= $1", now.as_millisecond())
    }
}
