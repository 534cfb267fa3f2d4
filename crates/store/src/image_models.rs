//! Who draws the grounds of a site's pictures.

use domain::{
    Scope,
    contract::Credentials,
    id::{ActivityId, MediaId},
};
use jiff::Timestamp;

use crate::{Store, StoreError, error::word, secrets::IMAGE_MODELS, writers::KeyChange};

/// How an image model is to be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageChoice {
    /// Where it is.
    pub address: String,
    /// Its name there.
    pub model: String,
    /// Whether it is asked only where no photograph of the website suits.
    pub after_photos: bool,
}

/// The image model of a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageModel {
    /// How it is to be asked.
    pub choice: ImageChoice,
    /// Whether a key is kept for it.
    pub has_key: bool,
    /// Why it did not draw when it was asked last, in words for the marketer.
    pub trouble: Option<String>,
}

impl Store {
    /// The model that draws the grounds of a site's pictures; `None` when none does.
    pub async fn image_model(&self, scope: Scope) -> Result<Option<ImageModel>, StoreError> {
        type Row = (String, String, bool, bool, Option<String>);
        let found: Option<Row> = row!(
            self.read;
            "select address, model, after_photos, sealed is not null, trouble from image_models
             where workspace_id = $1 and site_id = $2",
            scope.workspace.to_string(), scope.site.to_string()
        )?;
        let chosen = |(address, model, after_photos, has_key, trouble)| ImageModel {
            choice: ImageChoice { address, model, after_photos },
            has_key,
            trouble,
        };
        Ok(found.map(chosen))
    }

    /// Has a model draw from now on.
    pub async fn choose_image_model(
        &self,
        scope: Scope,
        choice: &ImageChoice,
        key: &KeyChange,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let sealed = self.seal_change(&mut tx, &IMAGE_MODELS, scope, key, now).await?;
        exec!(
            tx &mut tx;
            "insert into image_models (workspace_id, site_id, address, model, after_photos, sealed, trouble, updated_at)
             values ($1, $2, $3, $4, $5, $6, null, $7)
             on conflict (workspace_id, site_id) do update set
               model = excluded.model, after_photos = excluded.after_photos,
               trouble = null, updated_at = excluded.updated_at,
               sealed = case when $8 and image_models.address = excluded.address
                 then image_models.sealed else excluded.sealed end,
               address = excluded.address",
            scope.workspace.to_string(), scope.site.to_string(), &choice.address, &choice.model,
            choice.after_photos, sealed, now.as_millisecond(), *key == KeyChange::Keep
        )?;
        tx.commit().await
    }

    /// Has no model draw any more; the key is forgotten. Safe to repeat.
    pub async fn forget_image_model(&self, scope: Scope) -> Result<(), StoreError> {
        exec!(
            self.write;
            "delete from image_models where workspace_id = $1 and site_id = $2",
            scope.workspace.to_string(), scope.site.to_string()
        )?;
        Ok(())
    }

    /// The key of the image model, opened from its seal.
    pub async fn image_model_key(&self, scope: Scope) -> Result<Option<Credentials>, StoreError> {
        self.secret_of_site(&IMAGE_MODELS, scope).await
    }

    /// Notes why an image model did not draw, or that it does.
    pub async fn note_image_trouble(
        &self,
        scope: Scope,
        trouble: Option<&str>,
    ) -> Result<(), StoreError> {
        exec!(
            self.write;
            "update image_models set trouble = $3 where workspace_id = $1 and site_id = $2",
            scope.workspace.to_string(), scope.site.to_string(), trouble
        )?;
        Ok(())
    }

    /// The picture that a model drew for an activity, if one did.
    pub async fn ground(
        &self,
        scope: Scope,
        activity: ActivityId,
    ) -> Result<Option<MediaId>, StoreError> {
        let found: Option<(Option<String>,)> = row!(
            self.read;
            "select ground_id from activities where workspace_id = $1 and site_id = $2 and id = $3",
            scope.workspace.to_string(), scope.site.to_string(), activity.to_string()
        )?;
        let id = found.and_then(|(id,)| id);
        id.map(|id| word("activities", "ground_id", &id)).transpose()
    }

    /// Notes the picture that a model drew for an activity, and forgets what was kept of an
    /// earlier one. An activity that is gone by now keeps none. Safe to repeat.
    pub async fn note_ground(
        &self,
        scope: Scope,
        activity: ActivityId,
        picture: MediaId,
    ) -> Result<(), StoreError> {
        let before = self.ground(scope, activity).await?;
        let touched = exec!(
            self.write;
            "update activities set ground_id = $4 where workspace_id = $1 and site_id = $2 and id = $3",
            scope.workspace.to_string(), scope.site.to_string(), activity.to_string(),
            picture.to_string()
        )?;
        let gone = if touched > 0 { before } else { Some(picture) };
        match gone.filter(|gone| touched == 0 || *gone != picture) {
            Some(gone) => self.forget_picture(scope, gone).await,
            None => Ok(()),
        }
    }
}
