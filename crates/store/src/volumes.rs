//! Who is asked how often phrases are searched for.

use domain::{Scope, contract::Credentials};
use jiff::Timestamp;

use crate::{Store, StoreError, secrets::VOLUME_PROVIDERS, writers::KeyChange};

/// The provider of a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VolumeProvider {
    /// Where it is.
    pub address: String,
    /// Whether a key is kept for it.
    pub has_key: bool,
    /// Why it did not tell when it was asked last, in words for the marketer.
    pub trouble: Option<String>,
}

impl Store {
    /// Who is asked how often phrases are searched for; `None` when nobody is.
    pub async fn volume_provider(
        &self,
        scope: Scope,
    ) -> Result<Option<VolumeProvider>, StoreError> {
        let found: Option<(String, bool, Option<String>)> = row!(
            self.read;
            "select address, sealed is not null, trouble from volume_providers
             where workspace_id = $1 and site_id = $2",
            scope.workspace.to_string(), scope.site.to_string()
        )?;
        let chosen = |(address, has_key, trouble)| VolumeProvider { address, has_key, trouble };
        Ok(found.map(chosen))
    }

    /// Has a provider asked from now on.
    pub async fn choose_volume_provider(
        &self,
        scope: Scope,
        address: &str,
        key: &KeyChange,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let sealed = self.seal_change(&mut tx, &VOLUME_PROVIDERS, scope, key, now).await?;
        exec!(
            tx &mut tx;
            "insert into volume_providers (workspace_id, site_id, address, sealed, trouble, updated_at)
             values ($1, $2, $3, $4, null, $5)
             on conflict (workspace_id, site_id) do update set
               trouble = null, updated_at = excluded.updated_at,
               sealed = case when $6 and volume_providers.address = excluded.address
                 then volume_providers.sealed else excluded.sealed end,
               address = excluded.address",
            scope.workspace.to_string(), scope.site.to_string(), address, sealed, now.as_millisecond(),
            *key == KeyChange::Keep
        )?;
        tx.commit().await
    }

    /// Has nobody asked any more; the key is forgotten. Safe to repeat.
    pub async fn forget_volume_provider(&self, scope: Scope) -> Result<(), StoreError> {
        exec!(
            self.write;
            "delete from volume_providers where workspace_id = $1 and site_id = $2",
            scope.workspace.to_string(), scope.site.to_string()
        )?;
        Ok(())
    }

    /// The key of the provider, opened from its seal.
    pub async fn volume_provider_key(
        &self,
        scope: Scope,
    ) -> Result<Option<Credentials>, StoreError> {
        self.secret_of_site(&VOLUME_PROVIDERS, scope).await
    }

    /// Notes why a provider did not tell, or that it does.
    pub async fn note_volume_trouble(
        &self,
        scope: Scope,
        trouble: Option<&str>,
    ) -> Result<(), StoreError> {
        exec!(
            self.write;
            "update volume_providers set trouble = $3 where workspace_id = $1 and site_id = $2",
            scope.workspace.to_string(), scope.site.to_string(), trouble
        )?;
        Ok(())
    }
}
