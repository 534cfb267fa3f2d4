//! Pictures that a program may still send: whoever holds the token may, for a while, once. What
//! was sent and stands in no post goes after a day.

use domain::{Scope, id::MediaId};
use jiff::{SignedDuration, Timestamp};

use crate::{Store, StoreError, error::word, seal::digest};

/// How long a picture may be sent.
const OPEN: SignedDuration = SignedDuration::from_mins(30);
/// How long what was sent waits for a post.
const KEPT: SignedDuration = SignedDuration::from_hours(24);
/// How many pictures are forgotten at a time.
const AT_A_TIME: i64 = 500;

impl Store {
    /// Lets whoever holds a token send the bytes of a picture, for half an hour. What was sent
    /// and not taken may be sent again so.
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
             values ($1, $2, $3, $4, $5)
             on conflict (workspace_id, site_id, media_id) do update set
               token_hash = excluded.token_hash, expires_at = excluded.expires_at, taken = $6",
            scope.workspace.to_string(), scope.site.to_string(), picture.to_string(), digest(token),
            millis_after(now, OPEN), false
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
            "select workspace_id, site_id, media_id from social_uploads
             where token_hash = $1 and expires_at > $2 and not taken",
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
    pub async fn close_upload(&self, token: &str, now: Timestamp) -> Result<bool, StoreError> {
        let ended = exec!(
            self.write;
            "update social_uploads set taken = $2, expires_at = $3 where token_hash = $1 and not taken",
            digest(token), true, millis_after(now, KEPT)
        )?;
        Ok(ended > 0)
    }

    /// Has what was sent wait for a post for another day, because a program just named it.
    pub async fn hold_upload(
        &self,
        scope: Scope,
        picture: MediaId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        exec!(
            self.write;
            "update social_uploads set expires_at = $4
             where workspace_id = $1 and site_id = $2 and media_id = $3 and taken and expires_at < $4",
            scope.workspace.to_string(), scope.site.to_string(), picture.to_string(),
            millis_after(now, KEPT)
        )?;
        Ok(())
    }

    /// Forgets the tokens that are not valid any more, and what was sent more than a day ago and
    /// stands in no post; gives how many of both. A named exception to the rule of scopes: it
    /// tidies up after all of them.
    pub async fn forget_old_uploads(&self, now: Timestamp) -> Result<u64, StoreError> {
        let now = now.as_millisecond();
        let tokens = exec!(self.write; "delete from social_uploads where expires_at <= $1 and not taken", now)?;
        let unused: Vec<(String, String, String)> = rows!(
            self.read;
            "select u.workspace_id, u.site_id, u.media_id from social_uploads u
             where u.taken and u.expires_at <= $1
             and not exists (select 1 from posts p where p.workspace_id = u.workspace_id
               and p.site_id = u.site_id and p.media_id = u.media_id)
             and not exists (select 1 from sandbox_posts s where s.workspace_id = u.workspace_id
               and s.site_id = u.site_id and s.media_id = u.media_id)
             order by u.expires_at limit $2",
            now, AT_A_TIME
        )?;
        let mut forgotten = tokens;
        for (workspace, site, media) in unused {
            let still = exec!(
                self.write;
                "delete from social_uploads
                 where workspace_id = $1 and site_id = $2 and media_id = $3 and taken and expires_at <= $4",
                &workspace, &site, &media, now
            )?;
            if still == 0 {
                // A program named it meanwhile.
                continue;
            }
            forgotten += still;
            let scope = Scope {
                workspace: word("social_uploads", "workspace_id", &workspace)?,
                site: word("social_uploads", "site_id", &site)?,
            };
            self.forget_picture(scope, word("social_uploads", "media_id", &media)?).await?;
        }
        Ok(forgotten)
    }
}

fn millis_after(now: Timestamp, wait: SignedDuration) -> i64 {
    now.checked_add(wait).unwrap_or(Timestamp::MAX).as_millisecond()
}
