//! What the site's own photographs and logo are to posts: each fetched once and kept.

use std::sync::Arc;

use domain::{Scope, id::MediaId, profile::FactKind};
use jiff::SignedDuration;
use store::{StoreError, activities::Activity, media::NewPicture};

use super::{EmbeddedPlanner, posts::Known};
use crate::{
    album::ask,
    draw::{DrawError, Logo, Photo},
    props::{About, Choice, Props},
};

/// How long a kept picture is not asked for again.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How long one that could not be had is not asked for again.
const REFUSED: SignedDuration = SignedDuration::from_hours(24);

/// What the pictures of an activity are drawn with. What cannot be had is left out.
///
/// # Errors
/// [`StoreError`] when the store fails.
pub(super) async fn props(
    planner: &EmbeddedPlanner,
    scope: Scope,
    known: &Known,
    activity: &Activity,
    seed: u64,
) -> Result<Props, StoreError> {
    let about = About {
        title: &activity.title,
        subject: &activity.subject,
        day: known.zone().day(activity.starts_at),
        event: activity.event.as_ref().map(|(_, day)| *day),
    };
    let choice = Choice::of(&known.profile, &about, seed);
    let photo = match choice.photo {
        Some(fact) => {
            fetched(planner, scope, &fact.value, Photo::read, Photo::jpeg, "image/jpeg").await?
        }
        None => None,
    };
    let logo = match known.profile.one(FactKind::Logo) {
        Some(address) => {
            fetched(planner, scope, address, Logo::read, Logo::png, "image/png").await?
        }
        None => None,
    };
    Ok(choice.with(photo.map(Arc::new), logo.map(Arc::new)))
}

/// What is at an address of the site, made ours: from the store if it was fetched before.
async fn fetched<T: Send + 'static>(
    planner: &EmbeddedPlanner,
    scope: Scope,
    address: &str,
    read: fn(&[u8]) -> Option<T>,
    written: fn(&T) -> Result<Vec<u8>, DrawError>,
    content_type: &'static str,
) -> Result<Option<T>, StoreError> {
    let (store, now) = (&planner.store, planner.world.now());
    if let Some(known) = store.site_picture(scope, address).await? {
        let age = now.duration_since(known.fetched_at);
        match known.kept {
            None if age < REFUSED => return Ok(None),
            Some(id) if age < KEPT => {
                // A file that is gone is fetched again.
                if let Ok((_, file)) = store.picture(scope, id).await {
                    return Ok(decoded(file, read).await);
                }
            }
            _ => {}
        }
    }
    let found = ask(&planner.outbound, address).await;
    let made = match found {
        Some(file) => made_ours(file, read, written).await,
        None => None,
    };
    let Some((thing, file, (width, height))) = made else {
        store.note_site_picture(scope, address, None, now).await?;
        return Ok(None);
    };
    let id = MediaId::mint(planner.world.as_ref());
    let new = NewPicture { id, content_type, width, height, bytes: &file };
    store.keep_picture(scope, new, now).await?;
    store.note_site_picture(scope, address, Some(id), now).await?;
    Ok(Some(thing))
}

async fn decoded<T: Send + 'static>(file: Vec<u8>, read: fn(&[u8]) -> Option<T>) -> Option<T> {
    tokio::task::spawn_blocking(move || read(&file)).await.ok().flatten()
}

/// Decodes a file and writes it anew, so that nothing of its bytes but what is seen is kept.
async fn made_ours<T: Send + 'static>(
    file: Vec<u8>,
    read: fn(&[u8]) -> Option<T>,
    written: fn(&T) -> Result<Vec<u8>, DrawError>,
) -> Option<(T, Vec<u8>, (u32, u32))> {
    let work = move || {
        let thing = read(&file)?;
        let file = written(&thing).ok()?;
        let size = image::ImageReader::new(std::io::Cursor::new(&file));
        let size = size.with_guessed_format().ok()?.into_dimensions().ok()?;
        Some((thing, file, size))
    };
    tokio::task::spawn_blocking(work).await.ok().flatten()
}
