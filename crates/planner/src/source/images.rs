//! Grounds that an image model draws: one for all pictures of an activity, kept with it, so
//! that the model is asked once. Where it draws none, the pictures are drawn without and say
//! why.

use std::sync::Arc;

use domain::{Scope, contract::WriterError, id::MediaId, network::Shape};
use store::{
    StoreError,
    activities::Activity,
    budgets::Measure,
    image_models::ImageModel as Chosen,
    media::{Drawing, NewPicture},
};
use url::Url;

use super::{EmbeddedPlanner, meter::Budgeted, pictures::decoded, posts::Known};
use crate::{
    draw::Photo,
    models::images::{ImageAccess, ImageModel, Subject},
};

/// What an image model drew, and its name.
pub(super) type Ground = (Arc<Photo>, String);

/// Which ground is asked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked {
    /// The shape that most of the pictures have.
    pub shape: Shape,
    /// Whether a new one is wanted where the activity has one.
    pub fresh: bool,
    /// Whether a photograph of the site suits.
    pub photo: bool,
    /// Marks the fence of what is told.
    pub seed: u64,
}

/// The ground of an activity's pictures; `None` when no model is to draw one, and an error of
/// the model when it did not.
pub(super) async fn ground(
    planner: &EmbeddedPlanner,
    scope: Scope,
    (known, activity): (&Known, &Activity),
    asked: Asked,
) -> Result<Option<Result<Ground, WriterError>>, StoreError> {
    let Some(chosen) = planner.store.image_model(scope).await? else { return Ok(None) };
    if chosen.choice.after_photos && asked.photo {
        return Ok(None);
    }
    if !asked.fresh
        && let Some(kept) = kept(planner, scope, activity).await?
    {
        return Ok(Some(Ok(kept)));
    }
    let now = planner.world.now();
    if let Some(why) = planner.resting_images.why(scope, now) {
        return Ok(Some(Err(why)));
    }
    let subject = Subject {
        profile: &known.profile,
        subject: &activity.subject,
        event: activity.event.as_ref().map(|(name, _)| name.as_str()),
        guidelines: &known.settings.image_guidelines,
        excluded: &known.settings.excluded_topics,
        seed: asked.seed,
    };
    let drawn = match model(planner, scope, &chosen).await? {
        Ok(model) => model.draw(&subject, asked.shape).await,
        Err(why) => Err(why),
    };
    note(planner, scope, &chosen, drawn.as_ref().err()).await?;
    let photo = match drawn {
        Ok(photo) => Arc::new(photo),
        Err(why) => return Ok(Some(Err(why))),
    };
    let model = chosen.choice.model;
    keep(planner, scope, activity, (Arc::clone(&photo), &model)).await?;
    Ok(Some(Ok((photo, model))))
}

/// The ground that an activity has. One whose file is gone counts as none.
async fn kept(
    planner: &EmbeddedPlanner,
    scope: Scope,
    activity: &Activity,
) -> Result<Option<Ground>, StoreError> {
    let store = &planner.store;
    let Some(id) = store.ground(scope, activity.id).await? else { return Ok(None) };
    let Ok((_, file)) = store.picture(scope, id).await else { return Ok(None) };
    let model = store.drawing(scope, id).await?.model.unwrap_or_default();
    Ok(decoded(file, Photo::read).await.map(|photo| (Arc::new(photo), model)))
}

/// Keeps what was drawn with its activity, as a file of ours.
async fn keep(
    planner: &EmbeddedPlanner,
    scope: Scope,
    activity: &Activity,
    (photo, model): (Arc<Photo>, &str),
) -> Result<(), StoreError> {
    let (width, height) = photo.size();
    let written = tokio::task::spawn_blocking(move || photo.jpeg()).await;
    let Ok(Ok(file)) = written else { return Ok(()) };
    let (store, now) = (&planner.store, planner.world.now());
    let id = MediaId::mint(planner.world.as_ref());
    let new = NewPicture { id, content_type: "image/jpeg", width, height, bytes: &file };
    let drawing = Drawing { model: Some(model.to_owned()), instead: None };
    store.keep_drawing(scope, new, &drawing, now).await?;
    store.note_ground(scope, activity.id, id).await
}

/// Notes how asking the model went.
async fn note(
    planner: &EmbeddedPlanner,
    scope: Scope,
    chosen: &Chosen,
    why: Option<&WriterError>,
) -> Result<(), StoreError> {
    planner.resting_images.note(scope, planner.world.now(), why);
    let trouble = why.map(ToString::to_string);
    if let Some(why) = &trouble {
        tracing::warn!(%why, site.id = %scope.site, "an image model did not draw, and pictures go without it");
    }
    if trouble == chosen.trouble {
        return Ok(());
    }
    planner.store.note_image_trouble(scope, trouble.as_deref()).await
}

/// The way to the model that a site has chosen.
async fn model(
    planner: &EmbeddedPlanner,
    scope: Scope,
    chosen: &Chosen,
) -> Result<Result<ImageModel, WriterError>, StoreError> {
    let Ok(address) = Url::parse(&chosen.choice.address) else {
        let said = format!(
            "{} is no address that can be asked. Correct it in the settings of the image model.",
            chosen.choice.address
        );
        return Ok(Err(WriterError::NotLetIn(said)));
    };
    let key = match planner.store.image_model_key(scope).await {
        Ok(key) => key,
        Err(StoreError::Unsealable(_)) => {
            let said = "The key of the image model cannot be opened. Enter it again in the settings of the image model.";
            return Ok(Err(WriterError::NotLetIn(said.to_owned())));
        }
        Err(error) => return Err(error),
    };
    let access = ImageAccess { address, model: chosen.choice.model.clone(), key };
    let meter = Arc::new(Budgeted::of(planner, scope, Measure::Pictures));
    Ok(Ok(ImageModel::new(planner.outbound.clone(), access, planner.patience, meter)))
}

/// Asks the model that a site has chosen for a picture, and notes what came of it.
pub(super) async fn try_out(
    planner: &EmbeddedPlanner,
    scope: Scope,
) -> Result<Result<(), WriterError>, StoreError> {
    let Some(chosen) = planner.store.image_model(scope).await? else { return Ok(Ok(())) };
    let tried = match model(planner, scope, &chosen).await? {
        Ok(model) => model.try_out().await.map(drop),
        Err(why) => Err(why),
    };
    note(planner, scope, &chosen, tried.as_ref().err()).await?;
    Ok(tried)
}
