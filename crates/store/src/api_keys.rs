//! Credentials for the API, scoped to a site. Only a hash is stored.

use domain::{Scope, id::ApiKeyId, world::World};
use jiff::Timestamp;

use crate::{
    Store, StoreError,
    error::{instant, word},
    seal::digest,
};

/// A key that opens its site; the key itself is not known any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// Its identifier.
    pub id: ApiKeyId,
    /// What it is for, in the words of whoever made it.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
}

/// What opens a site to a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pass {
    /// A key. Its caller names the site as well.
    Key(Scope),
    /// A token of an app, which carries the site.
    Token(Scope),
}

impl Store {
    /// Makes a key for a site and gives it, the only time it can be seen.
    pub async fn create_api_key(
        &self,
        scope: Scope,
        name: &str,
        world: &dyn World,
    ) -> Result<String, StoreError> {
        let secret = format!("alm_{:032x}{:032x}", world.random(), world.random());
        exec!(
            self.write;
            "insert into api_keys (workspace_id, site_id, id, name, hash, created_at) values ($1, $2, $3, $4, $5, $6)",
            scope.workspace.to_string(), scope.site.to_string(), ApiKeyId::mint(world).to_string(),
            name, digest(&secret), world.now().as_millisecond()
        )?;
        Ok(secret)
    }

    /// The keys that open a site, the newest first.
    pub async fn api_keys(&self, scope: Scope) -> Result<Vec<ApiKey>, StoreError> {
        let rows: Vec<(String, String, i64)> = rows!(
            self.read;
            "select id, name, created_at from api_keys
             where workspace_id = $1 and site_id = $2 and revoked_at is null order by created_at desc, id desc",
            scope.workspace.to_string(), scope.site.to_string()
        )?;
        rows.into_iter()
            .map(|(id, name, created_at)| {
                let id = word("api_keys", "id", &id)?;
                Ok(ApiKey { id, name, created_at: instant(created_at) })
            })
            .collect()
    }

    /// Revokes a key for ever. Safe to repeat.
    pub async fn revoke_api_key(
        &self,
        scope: Scope,
        id: ApiKeyId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let touched = exec!(
            self.write;
            "update api_keys set revoked_at = coalesce(revoked_at, $4)
             where workspace_id = $1 and site_id = $2 and id = $3",
            scope.workspace.to_string(), scope.site.to_string(), id.to_string(), now.as_millisecond()
        )?;
        if touched == 0 { Err(StoreError::NotFound("key")) } else { Ok(()) }
    }

    /// The site that a key or a token opens, unless it was revoked or has ended. In one query.
    pub async fn pass(&self, secret: &str, now: Timestamp) -> Result<Option<Pass>, StoreError> {
        let found: Option<(String, String, String)> = row!(
            self.read;
            "select 'key', workspace_id, site_id from api_keys where hash = $1 and revoked_at is null
             union all
             select 'token', t.workspace_id, t.site_id from app_tokens t
             join apps a on a.workspace_id = t.workspace_id and a.site_id = t.site_id and a.id = t.app_id
             where t.hash = $1 and t.expires_at > $2 and a.revoked_at is null",
            digest(secret), now.as_millisecond()
        )?;
        found
            .map(|(kind, workspace, site)| {
                let scope = Scope {
                    workspace: word("api_keys", "workspace_id", &workspace)?,
                    site: word("api_keys", "site_id", &site)?,
                };
                Ok(if kind == "token" { Pass::Token(scope) } else { Pass::Key(scope) })
            })
            .transpose()
    }
}
