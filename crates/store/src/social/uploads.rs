//! Pictures that a program may still send: whoever holds the token may, for a while, once.

use domain::{Scope, id::MediaId};
use jiff::{SignedDuration, Timestamp};

use crate::{Store, StoreError, error::word, seal::digest};

/// How long a picture may be sent.
const OPEN: SignedDuration = SignedDuration::from_mins(30);

impl Store {
    /// Lets whoever holds a token send the bytes of a picture, for half an hour.
    pub async fn open_upload(
        &self,
        scope: Scope,
        picture: MediaId,
        token: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        exec!(
            self.write;
            "insert into social_uploads (workspace_id, site_id, media_id, token_hash, expires_at)
             values ($1, $2, $3, $4, $5)",
            scope.workspace.to_string(), scope.site.to_string(), picture.to_string(), digest(token),
            now.checked_add(OPEN).unwrap_or(Timestamp::MAX).as_millisecond()
        )?;
        Ok(())
    }

    /// The picture that a token lets its holder send now. A named exception to the rule of
    /// scopes: the token is all that its holder shows.
    pub async fn upload(
        &self,
        token: &str,
        now: Timestamp,
    ) -> Result<(Scope, MediaId), StoreError> {
        let found: Option<(String, String, String)> = row!(
            self.read;
            "select workspace_id, site_id, media_id from social_uploads where token_hash = $1 and expires_at > $2",
            digest(token), now.as_millisecond()
        )?;
        let (workspace, site, media) = found.ok_or(StoreError::NotFound("upload"))?;
        let scope = Scope {
            workspace: word("social_uploads", "workspace_id", &workspace)?,
            site: word("social_uploads", "site_id", &site)?,
        };
        Ok((scope, word("social_uploads", "media_id", &media)?))
    }

    /// Ends a token; gives whether it was still valid. What comes second finds it ended.
    pub async fn close_upload(&self, token: &str) -> Result<bool, StoreError> {
        let ended = exec!(
            self.write;
            "delete from social_uploads where token_hash = $1",
            digest(token)
        )?;
        Ok(ended > 0)
    }

    /// Forgets the tokens that are not valid any more. A named exception to the rule of scopes:
    /// it tidies up after all of them.
    pub async fn forget_old_uploads(&self, now: Timestamp) -> Result<u64, StoreError> {
        exec!(self.write; "delete from social_uploads where expires_at <= $1", now.as_millisecond())
    }
}
