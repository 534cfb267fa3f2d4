//! Credentials for the API, scoped to a site. Only a hash is stored.

use domain::{Scope, id::ApiKeyId, world::World};

use crate::{Store, StoreError, error::word, seal::digest};

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

    /// The site that a key opens, unless it was revoked.
    pub async fn scope_of_api_key(&self, secret: &str) -> Result<Option<Scope>, StoreError> {
        let found: Option<(String, String)> = row!(
            self.read;
            "select workspace_id, site_id from api_keys where hash = $1 and revoked_at is null",
            digest(secret)
        )?;
        found
            .map(|(workspace, site)| {
                Ok(Scope {
                    workspace: word("api_keys", "workspace_id", &workspace)?,
                    site: word("api_keys", "site_id", &site)?,
                })
            })
            .transpose()
    }
}
