//! Drawn pictures: the file in the data folder, its facts in the database.

use std::path::PathBuf;

use domain::{Scope, id::MediaId};
use jiff::Timestamp;

use crate::{Store, StoreError};

/// A picture to keep.
pub struct NewPicture<'a> {
    /// Its identifier.
    pub id: MediaId,
    /// `image/jpeg`.
    pub content_type: &'a str,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// The file's bytes.
    pub bytes: &'a [u8],
}

impl Store {
    /// Keeps a picture: the file first, then the row. A file without a row is harmless.
    pub async fn keep_picture(
        &self,
        scope: Scope,
        picture: NewPicture<'_>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let path = self.picture_path(scope, picture.id);
        let failed = |error| StoreError::Media(picture.id.to_string(), error);
        if let Some(folder) = path.parent() {
            tokio::fs::create_dir_all(folder).await.map_err(failed)?;
        }
        tokio::fs::write(&path, picture.bytes).await.map_err(failed)?;
        exec!(
            self.write;
            "insert into media (workspace_id, site_id, id, content_type, width, height, bytes, created_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8)",
            scope.workspace.to_string(), scope.site.to_string(), picture.id.to_string(),
            picture.content_type, i64::from(picture.width), i64::from(picture.height),
            i64::try_from(picture.bytes.len()).unwrap_or(i64::MAX), now.as_millisecond()
        )?;
        Ok(())
    }

    /// A picture's content type and bytes.
    pub async fn picture(
        &self,
        scope: Scope,
        id: MediaId,
    ) -> Result<(String, Vec<u8>), StoreError> {
        let found: Option<(String,)> = row!(
            self.read;
            "select content_type from media where workspace_id = $1 and site_id = $2 and id = $3",
            scope.workspace.to_string(), scope.site.to_string(), id.to_string()
        )?;
        let (content_type,) = found.ok_or(StoreError::NotFound("picture"))?;
        let bytes = tokio::fs::read(self.picture_path(scope, id))
            .await
            .map_err(|error| StoreError::Media(id.to_string(), error))?;
        Ok((content_type, bytes))
    }

    /// Forgets a picture: the row first, then the file. Safe to repeat.
    pub(crate) async fn forget_picture(&self, scope: Scope, id: MediaId) -> Result<(), StoreError> {
        exec!(
            self.write;
            "delete from media where workspace_id = $1 and site_id = $2 and id = $3",
            scope.workspace.to_string(), scope.site.to_string(), id.to_string()
        )?;
        match tokio::fs::remove_file(self.picture_path(scope, id)).await {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(StoreError::Media(id.to_string(), error))
            }
            _ => Ok(()),
        }
    }

    /// A picture's width and height in pixels.
    pub async fn picture_size(&self, scope: Scope, id: MediaId) -> Result<(u32, u32), StoreError> {
        let found: Option<(i64, i64)> = row!(
            self.read;
            "select width, height from media where workspace_id = $1 and site_id = $2 and id = $3",
            scope.workspace.to_string(), scope.site.to_string(), id.to_string()
        )?;
        let (width, height) = found.ok_or(StoreError::NotFound("picture"))?;
        Ok((u32::try_from(width).unwrap_or_default(), u32::try_from(height).unwrap_or_default()))
    }

    fn picture_path(&self, scope: Scope, id: MediaId) -> PathBuf {
        self.media
            .join(scope.workspace.to_string())
            .join(scope.site.to_string())
            .join(format!("{id}.jpg"))
    }
}
