//! The key of Post for Me that a site keeps, so that no channel asks for it again, and what
//! Post for Me tells the site by.

use domain::{Scope, contract::Credentials, id::PostId};
use jiff::Timestamp;

use crate::{Store, StoreError, Tx, error::word, secrets::POST_FOR_ME_KEYS};

/// What a site keeps of Post for Me.
#[derive(Debug, Clone)]
pub struct KeptKey {
    /// The key and what belongs to it, opened from its seal.
    pub credentials: Credentials,
    /// The unguessable part of the address that is told what happens.
    pub hook: Option<String>,
}

impl Store {
    /// Keeps a key, sealed, in the place of the one that a site had.
    pub async fn keep_post_for_me_key(
        &self,
        scope: Scope,
        key: &KeptKey,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let site = scope.site.to_string();
        let place = POST_FOR_ME_KEYS.place(scope, &site);
        let sealed = self.seal_secret(&mut tx, place, &key.credentials, now).await?;
        exec!(
            tx &mut tx;
            "insert into post_for_me_keys (workspace_id, site_id, sealed, created_at, hook)
             values ($1, $2, $3, $4, $5)
             on conflict (workspace_id, site_id) do update set
               sealed = excluded.sealed, created_at = excluded.created_at, hook = excluded.hook",
            scope.workspace.to_string(), &site, sealed, now.as_millisecond(), key.hook.as_deref()
        )?;
        tx.commit().await
    }

    /// The key that a site keeps.
    pub async fn post_for_me_key(&self, scope: Scope) -> Result<Option<KeptKey>, StoreError> {
        let site = scope.site.to_string();
        let kept: Option<(String, Option<String>)> = row!(
            self.read;
            "select sealed, hook from post_for_me_keys where workspace_id = $1 and site_id = $2",
            scope.workspace.to_string(), &site
        )?;
        let Some((sealed, hook)) = kept else { return Ok(None) };
        let place = POST_FOR_ME_KEYS.place(scope, &site);
        let credentials = self.open_secret(place, &sealed).await?;
        Ok(Some(KeptKey { credentials, hook }))
    }

    /// Whether a site keeps a key.
    pub async fn keeps_post_for_me_key(&self, scope: Scope) -> Result<bool, StoreError> {
        let kept: Option<(i64,)> = row!(
            self.read;
            "select count(*) from post_for_me_keys where workspace_id = $1 and site_id = $2",
            scope.workspace.to_string(), scope.site.to_string()
        )?;
        Ok(kept.is_some_and(|(count,)| count > 0))
    }

    /// The site that is told at an address, by its unguessable part. This shows what a secret
    /// opens, so it takes no scope.
    pub async fn site_of_post_for_me_hook(&self, hook: &str) -> Result<Option<Scope>, StoreError> {
        let found: Option<(String, String)> = row!(
            self.read;
            "select workspace_id, site_id from post_for_me_keys where hook = $1",
            hook
        )?;
        let Some((workspace, site)) = found else { return Ok(None) };
        Ok(Some(Scope {
            workspace: word("post_for_me_keys", "workspace_id", &workspace)?,
            site: word("post_for_me_keys", "site_id", &site)?,
        }))
    }

    /// Has a post that may be on its network looked up now, if it went out through Post for Me.
    /// Gives whether there is such a one. Safe to repeat.
    pub async fn look_up_now(
        &self,
        scope: Scope,
        post: PostId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let touched = exec!(
            self.write;
            "update posts set next_check_at = $4
             where workspace_id = $1 and site_id = $2 and id = $3 and status = 'uncertain' and not mirrored
               and (next_check_at is null or next_check_at > $4)
               and channel in (select c.channel from connections c
                 where c.workspace_id = $1 and c.site_id = $2 and c.provider = 'post_for_me')",
            scope.workspace.to_string(), scope.site.to_string(), post.to_string(), now.as_millisecond()
        )?;
        Ok(touched > 0)
    }

    /// Opens a key once the change that forgot it stands, for whoever takes back what was left
    /// with it at the service. None when it cannot be opened: the change stands all the same.
    pub(crate) async fn let_go_of(
        &self,
        scope: Scope,
        forgotten: Option<Forgotten>,
    ) -> Option<Credentials> {
        let Forgotten(sealed) = forgotten?;
        let site = scope.site.to_string();
        let place = POST_FOR_ME_KEYS.place(scope, &site);
        match self.open_secret(place, &sealed).await {
            Ok(key) => Some(key),
            Err(error) => {
                let cause = &error as &dyn std::error::Error;
                tracing::warn!(error = cause, site.id = %scope.site, "a key of Post for Me was forgotten, and what was left with it there stays");
                None
            }
        }
    }
}

/// A key that was forgotten in a change, sealed as it was kept.
pub(crate) struct Forgotten(String);

/// Forgets the key of a site when no channel is connected through Post for Me any more.
pub(crate) async fn forget_unused_key(
    tx: &mut Tx,
    scope: Scope,
) -> Result<Option<Forgotten>, StoreError> {
    let forgotten: Option<(String,)> = row!(
        tx tx;
        "delete from post_for_me_keys where workspace_id = $1 and site_id = $2
         and not exists (select 1 from connections c
           where c.workspace_id = $1 and c.site_id = $2 and c.provider = 'post_for_me')
         returning sealed",
        scope.workspace.to_string(), scope.site.to_string()
    )?;
    Ok(forgotten.map(|(sealed,)| Forgotten(sealed)))
}
