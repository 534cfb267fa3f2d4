//! What is frozen. The due loop obeys it in the statements that claim and mark.

use domain::{Scope, freeze::Freeze, freeze::Frozen};
use jiff::Timestamp;

use crate::{
    Store, StoreError,
    error::{instant, word},
};

/// Whether the post of a statement on `posts` is frozen. An empty word means *any*.
pub(crate) const HELD: &str = "exists (select 1 from freezes f
  where f.workspace_id in ('', posts.workspace_id) and f.site_id in ('', posts.site_id)
  and (f.provider = '' or f.provider = (select c.provider from connections c
    where c.workspace_id = posts.workspace_id and c.site_id = posts.site_id and c.channel = posts.channel)))";

#[derive(sqlx::FromRow)]
struct FreezeRow {
    workspace_id: String,
    site_id: String,
    provider: String,
    reason: String,
    frozen_by: String,
    frozen_at: i64,
}

impl FreezeRow {
    fn freeze(self) -> Result<Freeze, StoreError> {
        let site = match self.site_id.as_str() {
            "" => None,
            site => Some(Scope {
                workspace: word("freezes", "workspace_id", &self.workspace_id)?,
                site: word("freezes", "site_id", site)?,
            }),
        };
        let provider = match self.provider.as_str() {
            "" => None,
            kind => Some(word("freezes", "provider", kind)?),
        };
        Ok(Freeze {
            what: Frozen { site, provider },
            by: self.frozen_by,
            why: self.reason,
            since: instant(self.frozen_at),
        })
    }
}

/// Workspace, site and provider as the table has them.
pub(crate) fn columns(what: Frozen) -> (String, String, &'static str) {
    let (workspace, site) = match what.site {
        Some(scope) => (scope.workspace.to_string(), scope.site.to_string()),
        None => (String::new(), String::new()),
    };
    (workspace, site, what.provider.map_or("", |kind| kind.code()))
}

impl Store {
    /// Freezes publishing: from now on no publisher marks such a post as being sent. What was
    /// marked before is finished. Gives whether it was not frozen before; what is frozen already
    /// stays so, as it was.
    pub async fn freeze(
        &self,
        what: Frozen,
        by: &str,
        why: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let (workspace, site, provider) = columns(what);
        let touched = exec!(
            self.write;
            "insert into freezes (workspace_id, site_id, provider, reason, frozen_by, frozen_at)
             values ($1, $2, $3, $4, $5, $6) on conflict (workspace_id, site_id, provider) do nothing",
            workspace, site, provider, why, by, now.as_millisecond()
        )?;
        Ok(touched > 0)
    }

    /// Ends a freeze; gives whether there was one. Posts that are too late by now become
    /// missed, and a person decides. Safe to repeat.
    pub async fn unfreeze(&self, what: Frozen) -> Result<bool, StoreError> {
        let (workspace, site, provider) = columns(what);
        let touched = exec!(
            self.write;
            "delete from freezes where workspace_id = $1 and site_id = $2 and provider = $3",
            workspace, site, provider
        )?;
        Ok(touched > 0)
    }

    /// The freezes that hold up posts of a site, those of everything first.
    pub async fn freezes(&self, scope: Scope) -> Result<Vec<Freeze>, StoreError> {
        let rows: Vec<FreezeRow> = rows!(
            self.read;
            "select workspace_id, site_id, provider, reason, frozen_by, frozen_at from freezes
             where workspace_id in ('', $1) and site_id in ('', $2)
             order by workspace_id, site_id, provider",
            scope.workspace.to_string(), scope.site.to_string()
        )?;
        rows.into_iter().map(FreezeRow::freeze).collect()
    }

    /// Every freeze of the installation. For the operator.
    pub async fn all_freezes(&self) -> Result<Vec<Freeze>, StoreError> {
        let rows: Vec<FreezeRow> = rows!(
            self.read;
            "select workspace_id, site_id, provider, reason, frozen_by, frozen_at from freezes
             order by workspace_id, site_id, provider"
        )?;
        rows.into_iter().map(FreezeRow::freeze).collect()
    }
}
