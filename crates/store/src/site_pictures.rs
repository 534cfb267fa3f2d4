//! Pictures of a site's own pages, fetched once and kept.

use domain::{Scope, id::MediaId};
use jiff::Timestamp;

use crate::{
    Store, StoreError,
    error::{instant, word},
};

/// What came of fetching a picture of the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SitePicture {
    /// Where it is kept; `None` when it could not be fetched or used.
    pub kept: Option<MediaId>,
    /// When it was fetched.
    pub fetched_at: Timestamp,
}

impl Store {
    /// What is known of the picture at an address; `None` when it was never fetched.
    pub async fn site_picture(
        &self,
        scope: Scope,
        address: &str,
    ) -> Result<Option<SitePicture>, StoreError> {
        let found: Option<(Option<String>, i64)> = row!(
            self.read;
            "select media_id, fetched_at from site_pictures
             where workspace_id = $1 and site_id = $2 and address = $3",
            scope.workspace.to_string(), scope.site.to_string(), address
        )?;
        let Some((kept, fetched_at)) = found else { return Ok(None) };
        let kept = kept.map(|id| word("site_pictures", "media_id", &id)).transpose()?;
        Ok(Some(SitePicture { kept, fetched_at: instant(fetched_at) }))
    }

    /// Notes what came of fetching the picture at an address, and forgets what was kept of it
    /// before. Safe to repeat.
    pub async fn note_site_picture(
        &self,
        scope: Scope,
        address: &str,
        kept: Option<MediaId>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let before = self.site_picture(scope, address).await?.and_then(|it| it.kept);
        exec!(
            self.write;
            "insert into site_pictures (workspace_id, site_id, address, media_id, fetched_at)
             values ($1, $2, $3, $4, $5)
             on conflict (workspace_id, site_id, address) do update set
               media_id = excluded.media_id, fetched_at = excluded.fetched_at",
            scope.workspace.to_string(), scope.site.to_string(), address,
            kept.map(|id| id.to_string()), now.as_millisecond()
        )?;
        match before.filter(|before| Some(*before) != kept) {
            Some(before) => self.forget_picture(scope, before).await,
            None => Ok(()),
        }
    }
}
